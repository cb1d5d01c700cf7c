"""Inequality is told of ordered groups, with how sure it is."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.inequality import Inequality, population_groups, slope_index

# Values of ten deprivation groups: the first area of the example in the documentation of PHEindicatormethods::phe_sii.
POPULATION = [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534]
VALUE = [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3]
LOWER = [72.7, 75.3, 80.9, 80.2, 77.1, 78, 79, 81.4, 75.8, 83.2]
UPPER = [79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4]


def test_five_equal_groups_on_a_line_have_its_slope() -> None:
    # By hand: the groups' middles are 0.1, 0.3 … 0.9; the line falls from 11 to 1.
    result = slope_index([10, 8, 6, 4, 2], [7, 7, 7, 7, 7])
    assert (result.sii, result.rii, result.groups) == (pytest.approx(-10), pytest.approx(1 / 11), 5)
    assert np.all(np.isnan([*result.sii_limits, *result.rii_limits]))


def test_a_group_stands_at_the_middle_of_its_people() -> None:
    # The first group holds 12 % and stands at 0.06, the second 10 % and stands at 0.17, as the documentation of
    # PHEindicatormethods has it; the others follow. Values on the line 2 + 3·middle.
    result = slope_index([2.18, 2.51, 2.96, 3.68, 4.55], [12, 10, 20, 28, 30])
    assert (result.sii, result.rii) == (pytest.approx(3), pytest.approx(2.5))


def test_the_line_is_the_one_of_least_squares_weighted_by_population() -> None:
    # The two normal equations solved in whole numbers, and numpy's own fit of a polynomial.
    people = [Fraction(n) for n in POPULATION]
    middles = [sum(people[:place]) + people[place] / 2 for place in range(10)]
    values = [Fraction(round(10 * value), 10) for value in VALUE]
    n, b = sum(people), sum(p * m for p, m in zip(people, middles, strict=True))
    bb = sum(p * m * m for p, m in zip(people, middles, strict=True))
    y = sum(p * v for p, v in zip(people, values, strict=True))
    by = sum(p * m * v for p, m, v in zip(people, middles, values, strict=True))
    slope = (n * by - b * y) / (n * bb - b * b)
    start = (y - slope * b) / n
    result = slope_index(VALUE, POPULATION)
    assert result.sii == pytest.approx(float(slope * n), rel=1e-12)
    assert result.rii == pytest.approx(float((start + slope * n) / start), rel=1e-12)
    share = np.array(POPULATION) / sum(POPULATION)
    fitted = np.polyfit(np.cumsum(share) - share / 2, VALUE, 1, w=np.sqrt(share))
    assert result.sii == pytest.approx(fitted[0])


def test_the_limits_are_those_of_the_normal_distribution_that_is_drawn_from() -> None:
    # By hand: with five equal groups the slope is -2·y1 - y2 + y4 + 2·y5 by 2, so with errors of 1 it has the error
    # √(1 + 1/4 + 1/4 + 1) = 1.5811, and 1.959964 of these are 3.099.
    values = np.array([10, 8, 6, 4, 2])
    result = slope_index(values, [1] * 5, lower95=values - 1.959964, upper95=values + 1.959964)
    assert result.sii_limits == (pytest.approx(-13.099, abs=0.08), pytest.approx(-6.901, abs=0.08))
    assert result.rii_limits[0] < result.rii < result.rii_limits[1]


def test_the_same_draws_give_the_same_limits() -> None:
    first, again, other = (
        slope_index(VALUE, POPULATION, lower95=LOWER, upper95=UPPER, seed=seed) for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other
    assert first.sii == other.sii
    assert first.sii_limits == pytest.approx(other.sii_limits, abs=0.1)


def test_the_limits_of_a_known_table_stay_as_they_are() -> None:
    # Our own result, so that a library that draws otherwise is seen.
    result = slope_index(VALUE, POPULATION, lower95=LOWER, upper95=UPPER)
    assert result == Inequality(
        pytest.approx(7.000234760079842, rel=1e-12),
        pytest.approx(1.0897097049119406, rel=1e-12),
        (pytest.approx(3.130430633814484, rel=1e-12), pytest.approx(10.874956669710855, rel=1e-12)),
        (pytest.approx(1.039215100300461, rel=1e-12), pytest.approx(1.1426618705600478, rel=1e-12)),
        10,
    )


def test_values_without_error_have_limits_without_width() -> None:
    result = slope_index([10, 8, 6, 4, 2], [1] * 5, lower95=[10, 8, 6, 4, 2], upper95=[10, 8, 6, 4, 2])
    assert result.sii_limits == (pytest.approx(-10), pytest.approx(-10))


def test_nothing_is_told_in_multiples_of_nothing() -> None:
    # By hand: the line 5·middle - 1 starts below 0.
    values = np.array([-0.5, 0.5, 1.5, 2.5, 3.5])
    result = slope_index(values, [1] * 5, lower95=values - 1, upper95=values + 1)
    assert result.sii == pytest.approx(5)
    assert np.all(np.isnan([result.rii, *result.rii_limits]))


def test_a_start_that_may_be_zero_leaves_the_relative_index_without_an_upper_limit() -> None:
    values = np.array([0.6, 1.6, 2.6, 3.6, 4.6])
    result = slope_index(values, [1] * 5, lower95=values - 1, upper95=values + 1)
    assert result.rii == pytest.approx(51)
    assert result.rii_limits[1] == np.inf


groups = st.lists(st.tuples(st.floats(0.1, 100), st.integers(1, 10_000)), min_size=5, max_size=12)


@given(groups, st.floats(0.1, 10), st.floats(0, 50))
def test_the_slope_index_follows_the_scale_and_turns_with_the_order(
    rows: list[tuple[float, int]], factor: float, more: float
) -> None:
    values, people = np.array(rows).T
    sii = slope_index(values, people).sii
    assert slope_index(factor * values + more, people).sii == pytest.approx(factor * sii, abs=1e-8)
    assert slope_index(values[::-1], people[::-1]).sii == pytest.approx(-sii, abs=1e-8)


@given(groups)
def test_the_limits_hold_the_index(rows: list[tuple[float, int]]) -> None:
    values, people = np.array(rows).T
    result = slope_index(values, people, lower95=values - 1, upper95=values + 1, draws=1_000)
    assert result.sii_limits[0] < result.sii < result.sii_limits[1]


ONES = [1.0] * 5


@pytest.mark.parametrize(
    ("values", "populations", "limits", "reason"),
    [
        ([1.0] * 4, [1.0] * 4, {}, "5 to 100 groups, not of 4"),
        ([1.0] * 101, [1.0] * 101, {}, "5 to 100 groups, not of 101"),
        (ONES, [1, 1, 1, 1, 0], {}, "positive population"),
        (ONES, [1, 1, 1, 1, -2], {}, "positive population"),
        (ONES, [1, 1, 1, 1, np.nan], {}, "populations: no group may be missing"),
        ([1, 1, 1, 1, np.nan], ONES, {}, "values: no group may be missing"),
        (ONES, [1.0] * 6, {}, "one number a group"),
        ([ONES], ONES, {}, "one number a group"),
        (ONES, ONES, {"lower95": ONES}, "in pairs"),
        (ONES, ONES, {"upper95": ONES}, "in pairs"),
        (ONES, ONES, {"lower95": [0, 0, 0, 0, np.nan], "upper95": ONES}, "lower limits: no group may be missing"),
        (ONES, ONES, {"lower95": ONES, "upper95": [1, 1, 1, 1, 0.5]}, "above its upper"),
        (ONES, ONES, {"lower95": ONES, "upper95": ONES, "draws": 999}, "at least 1000 draws"),
    ],
)
def test_what_no_slope_can_be_told_of_is_refused(
    values: list[float], populations: list[float], limits: dict[str, list[float]], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        slope_index(values, populations, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("people", "groups"),
    [
        ([1, 1, 1, 1, 1], [0, 1, 2, 3, 4]),
        ([4, 1, 1, 2, 2], [1, 2, 2, 3, 4]),
        ([1] * 10, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]),
    ],
)
def test_groups_are_of_about_equal_population(people: list[int], groups: list[int]) -> None:
    assert population_groups(people, 5).tolist() == groups
