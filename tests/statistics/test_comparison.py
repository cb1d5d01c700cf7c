"""Figures are told apart from each other only as far as chance allows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.comparison import (
    RESULTS,
    against_interval,
    against_value,
    expected_false_flags,
    from_z,
    pooled_interval,
    probability_above,
    side_of,
    unbroken_since,
)
from ilmiotaulu.statistics.intervals import proportion_limits


def test_intervals_that_do_not_overlap_are_told_apart() -> None:
    assert side_of((2.0, 3.0), (1.0, 1.9)) == "above"
    assert side_of((1.0, 1.9), (2.0, 3.0)) == "below"


def test_intervals_that_touch_are_not_told_apart() -> None:
    assert side_of((1.0, 2.0), (2.0, 3.0)) == "not_told_apart"
    assert side_of((1.0, 4.0), (2.0, 3.0)) == "not_told_apart"


limits = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: (min(pair), max(pair)))


@given(limits, limits)
def test_what_lies_above_one_has_the_other_below_it(own: tuple[float, float], other: tuple[float, float]) -> None:
    mirrored = {"above": "below", "below": "above", "not_told_apart": "not_told_apart"}
    assert side_of(other, own) == mirrored[side_of(own, other)]


@given(limits)
def test_nothing_is_told_apart_from_itself(own: tuple[float, float]) -> None:
    assert side_of(own, own) == "not_told_apart"


def test_several_areas_together_have_the_share_and_wilson_interval_of_their_sums() -> None:
    share, (lower, upper) = pooled_interval([20.0, 430.0], [1500.0, 27_500.0])
    # Wilson 450/29 000 at 95 %: 1.42–1.70 %.
    assert share == pytest.approx(100 * 450 / 29_000)
    assert (round(lower, 2), round(upper, 2)) == (1.42, 1.70)
    single = proportion_limits(450, 29_000, 0.95)
    assert (lower, upper) == (pytest.approx(100 * float(single[0])), pytest.approx(100 * float(single[1])))


@pytest.mark.parametrize(("counts", "bases"), [([], []), ([0.0], [0.0])])
def test_nothing_cannot_be_pooled(counts: list[float], bases: list[float]) -> None:
    with pytest.raises(ValueError, match="nothing to pool"):
        pooled_interval(counts, bases)


def test_a_difference_counts_since_the_first_year_of_its_unbroken_run() -> None:
    sides = {2015: "above", 2016: "not_told_apart", 2017: "above", 2018: "above", 2020: "above"}
    assert unbroken_since(sides) == ("above", 2017, 2020)  # type: ignore[arg-type]
    assert unbroken_since({2020: "below"}) == ("below", 2020, 2020)


def test_no_year_has_no_run() -> None:
    with pytest.raises(ValueError, match="no year"):
        unbroken_since({})


def test_a_value_is_held_against_a_benchmark_in_five_steps() -> None:
    lower95, upper95 = [4.0, 4.0, 4.0, 4.0, 4.0], [6.0, 6.0, 6.0, 6.0, 6.0]
    lower998, upper998 = [3.0, 3.0, 3.0, 3.0, 3.0], [7.0, 7.0, 7.0, 7.0, 7.0]
    results = against_value(lower95, upper95, lower998, upper998, [7.1, 6.5, 5.0, 3.5, 2.9])
    assert tuple(results.tolist()) == RESULTS[:5]


def test_a_benchmark_on_a_limit_is_no_difference() -> None:
    assert against_value([4, 4, 4, 4], [6, 6, 6, 6], [3, 3, 3, 3], [7, 7, 7, 7], [7, 6, 4, 3]).tolist() == [
        "lower",
        "similar",
        "similar",
        "higher",
    ]


@pytest.mark.parametrize("missing", range(5))
def test_whatever_is_missing_nothing_is_compared(missing: int) -> None:
    arguments = [4.0, 6.0, 3.0, 7.0, 9.0]
    assert str(against_value(*arguments)) == "much_lower"
    arguments[missing] = np.nan
    assert str(against_value(*arguments)) == "not_compared"


@pytest.mark.parametrize(
    ("base", "higher_from", "much_higher_from", "lower_to", "much_lower_to"),
    [(110, 5, 6, -1, -1), (250, 8, 10, -1, -1), (1_000, 23, 27, 7, 3), (29_000, 476, 499, 394, 371)],
)
def test_so_many_events_stand_out_from_one_and_a_half_per_cent(
    base: int, higher_from: int, much_higher_from: int, lower_to: int, much_lower_to: int
) -> None:
    # Counted through with scipy's own Wilson interval: the first and last counts told apart from 1.5 %.
    counts = np.arange(600)[: base + 1]
    results = against_value(
        *proportion_limits(counts, base, 0.95), *proportion_limits(counts, base, 0.998), np.full(counts.shape, 0.015)
    )
    assert counts[np.isin(results, ["higher", "much_higher"])][0] == higher_from
    assert counts[results == "much_higher"][0] == much_higher_from
    assert max(counts[np.isin(results, ["lower", "much_lower"])], default=-1) == lower_to
    assert max(counts[results == "much_lower"], default=-1) == much_lower_to


def test_a_benchmark_that_is_uncertain_itself_is_harder_to_differ_from() -> None:
    own95, own998 = ([4.0, 4.0, 4.0], [6.0, 6.0, 6.0]), ([3.0, 3.0, 3.0], [7.0, 7.0, 7.0])
    other95, other998 = ([6.5, 5.5, 8.0], [7.5, 6.5, 9.0]), ([6.0, 5.0, 7.5], [8.0, 7.0, 9.5])
    assert against_interval(own95, own998, other95, other998).tolist() == ["lower", "similar", "much_lower"]
    assert against_interval(other95, other998, own95, own998).tolist() == ["higher", "similar", "much_higher"]
    assert against_value(4, 6, 3, 7, 6.5) == "lower"
    assert against_interval((4, 6), (3, 7), (5.5, 7.5), (5, 8)) == "similar"


nested = st.tuples(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50)).map(
    lambda parts: (
        (parts[0] - parts[1], parts[0] + parts[1]),
        (parts[0] - parts[1] - parts[2], parts[0] + parts[1] + parts[2]),
    )
)


@given(nested, nested)
def test_five_steps_are_mirrored_and_agree_with_the_side(
    own: tuple[tuple[float, float], tuple[float, float]], other: tuple[tuple[float, float], tuple[float, float]]
) -> None:
    step = RESULTS.index(str(against_interval(*own, *other)))
    assert RESULTS.index(str(against_interval(*other, *own))) == 4 - step
    assert (step > 2) == (side_of(own[0], other[0]) == "above")
    assert (step == 4) == (side_of(own[1], other[1]) == "above")


@pytest.mark.parametrize("missing", range(8))
def test_an_interval_without_a_limit_is_not_compared(missing: int) -> None:
    limits = [4.0, 6.0, 3.0, 7.0, 8.0, 9.0, 7.5, 9.5]
    limits[missing] = np.nan
    pairs = list(zip(limits[::2], limits[1::2], strict=True))
    assert against_interval(pairs[0], pairs[1], pairs[2], pairs[3]) == "not_compared"


def test_scores_are_told_apart_beyond_the_normal_quantiles() -> None:
    scores = [-3.0903, -3.0902, -1.95997, -1.95996, 0.0, 1.95996, 1.95997, 3.0902, 3.0903, np.nan, -np.inf, np.inf]
    assert from_z(scores).tolist() == [
        "much_lower",
        "lower",
        "lower",
        "similar",
        "similar",
        "similar",
        "higher",
        "higher",
        "much_higher",
        "not_compared",
        "much_lower",
        "much_higher",
    ]


def test_the_probability_of_lying_above_is_the_normal_one() -> None:
    # The quantiles of every table of the normal distribution.
    probabilities = probability_above([0, 1.959964, -1.959964, 3.090232, 1.644854, np.nan])
    assert np.round(probabilities[:5], 6).tolist() == [0.5, 0.975, 0.025, 0.999, 0.95]
    assert np.isnan(probabilities[5])


def test_of_three_hundred_municipalities_fifteen_are_flagged_by_chance() -> None:
    assert expected_false_flags(309) == (15.45, 0.618)
    assert expected_false_flags(0) == (0.0, 0.0)
    with pytest.raises(ValueError, match="not negative"):
        expected_false_flags(-1)
