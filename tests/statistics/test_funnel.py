"""Funnels widen where little is counted, and where areas differ by more than chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.funnel import (
    Overdispersion,
    adjusted_proportion_limits,
    adjusted_z,
    overdispersion,
    proportion_z,
    ratio_z,
)
from ilmiotaulu.statistics.intervals import normal_quantile


@pytest.mark.parametrize(("target", "base"), [(0.2, 0), (0.2, -1), (0.2, np.nan), (np.nan, 9), (-0.1, 9), (1.1, 9)])
def test_no_funnel_stands_around_what_has_no_meaning(target: float, base: float) -> None:
    assert np.all(np.isnan(adjusted_proportion_limits(target, base, 0.95, 0.01)))
    assert np.all(np.isnan(proportion_z(0, base, target)))


@given(st.floats(0.01, 0.99), st.integers(1, 10_000), st.integers(1, 10_000), st.floats(0, 0.05))
def test_funnels_hold_the_target_widen_with_certainty_and_narrow_with_the_base(
    target: float, base: int, more: int, tau2: float
) -> None:
    low, high = adjusted_proportion_limits(target, base, 0.95, tau2)
    lowest, highest = adjusted_proportion_limits(target, base, 0.998, tau2)
    assert 0 <= lowest <= low < target < high <= highest <= 1
    lower, upper = adjusted_proportion_limits(target, base + more, 0.95, tau2)
    assert low <= lower
    assert upper <= high


def test_a_share_is_so_many_standard_errors_from_the_target_on_the_arcsine_scale() -> None:
    # By hand: the arcsines of the roots of 1/4, 1/2 and 3/4 are a sixth, a quarter and a third of pi; s = 1/20.
    z, s = proportion_z([75, 25, 50, 0, 100], 100, [0.25, 0.25, 0.25, 0.5, 0.5])
    assert z == pytest.approx(np.pi * np.array([20 / 6, 0, 20 / 12, -5, 5]))
    assert s.tolist() == [0.05] * 5


@pytest.mark.parametrize(("count", "base"), [(-1, 10), (11, 10), (np.nan, 10), (1, 0), (1, np.nan)])
def test_a_share_without_meaning_has_no_score(count: float, base: float) -> None:
    assert np.all(np.isnan(proportion_z(count, base, 0.5)))


def test_a_count_is_so_many_standard_errors_from_the_expected_number_on_the_root_scale() -> None:
    # By hand: 2·(√9 - √4) and 1/(2·√4); a count of 0 lies two roots of the expected number below it.
    z, s = ratio_z([9, 4, 0], [4, 4, 25])
    assert z.tolist() == [2.0, 0.0, -10.0]
    assert s.tolist() == [0.25, 0.25, 0.1]


@pytest.mark.parametrize(("count", "expected"), [(-1, 4), (np.nan, 4), (4, 0), (4, -1), (4, np.nan)])
def test_a_ratio_without_meaning_has_no_score(count: float, expected: float) -> None:
    assert np.all(np.isnan(ratio_z(count, expected)))


def test_scatter_beyond_chance_is_the_one_worked_out_by_hand() -> None:
    # phi = (9 + 1 + 1 + 9) / 4; with equal errors tau2 = s²·(4·5 - 3) / 3.
    equal = overdispersion([-3, -1, 1, 3], 0.1, winsorise=0)
    assert (equal.phi, equal.areas) == (5.0, 4)
    assert equal.tau2 == pytest.approx(0.17 / 3)
    # Weights 100 and 25: 125 - (100² + 25²) / 125 = 40; (2·4 - 1) / 40.
    unequal = overdispersion([2, -2], [0.1, 0.2], winsorise=0)
    assert (unequal.phi, unequal.tau2) == (4.0, pytest.approx(0.175))


def test_the_extreme_tenth_at_each_end_counts_as_the_quantile() -> None:
    # Of 0, 1 … 10 the quantiles are 1 and 9: 2·1 + 4 + 9 + 16 + 25 + 36 + 49 + 64 + 2·81 = 367; with errors of 1,
    # (367 - 10) / (11 - 1).
    result = overdispersion(np.arange(11), np.ones(11))
    assert (result.phi, result.tau2) == (pytest.approx(367 / 11), pytest.approx(35.7))
    # What lies beyond them may lie anywhere.
    assert overdispersion([-1_000, *range(1, 10), 1_000], np.ones(11)) == result


def test_scatter_that_chance_explains_has_no_variance_between_areas() -> None:
    assert overdispersion([-1, 0, 1], 0.1, winsorise=0) == Overdispersion(pytest.approx(2 / 3), 0.0, 3)
    assert overdispersion([-0.5, 0.5, 0.5], 0.1, winsorise=0).tau2 == 0.0


def test_areas_without_a_score_are_left_out() -> None:
    whole = overdispersion([-3, -1, 1, 3], 0.1)
    assert overdispersion([-3, np.nan, -1, 1, 5, 3], [0.1, 0.1, 0.1, 0.1, np.nan, 0.1]) == whole


@pytest.mark.parametrize("scores", [[], [2.0], [2.0, np.nan]])
def test_one_area_does_not_scatter(scores: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two areas"):
        overdispersion(scores, 0.1)


@pytest.mark.parametrize("share", [-0.1, 0.5, 10, float("nan")])
def test_half_of_the_areas_and_more_cannot_be_replaced(share: float) -> None:
    with pytest.raises(ValueError, match="one half"):
        overdispersion([1, 2, 3], 0.1, winsorise=share)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=30), st.floats(0.01, 1))
def test_scores_that_allow_for_the_scatter_scatter_no_more_than_chance(scores: list[float], error: float) -> None:
    # With equal errors and nothing replaced, the method of moments leaves a sum of squares of areas - 1.
    result = overdispersion(scores, error, winsorise=0)
    left = float(np.sum(adjusted_z(scores, error, result.tau2) ** 2))
    assert left == pytest.approx(min(sum(score**2 for score in scores), len(scores) - 1))


def test_an_adjusted_score_is_the_one_worked_out_by_hand() -> None:
    # 5·0.3 / √(0.09 + 0.16) = 3; without scatter nothing changes.
    assert adjusted_z([5, np.nan], 0.3, 0.16) == pytest.approx([3.0, np.nan], nan_ok=True)
    assert adjusted_z(5, 0.3, 0) == 5.0


@pytest.mark.parametrize("tau2", [-0.1, float("nan")])
def test_a_variance_between_areas_that_is_none_is_refused(tau2: float) -> None:
    with pytest.raises(ValueError, match="variance"):
        adjusted_z(5, 0.3, tau2)
    with pytest.raises(ValueError, match="variance"):
        adjusted_proportion_limits(0.5, 25, 0.95, tau2)


def test_the_funnel_with_scatter_is_the_one_worked_out_by_hand() -> None:
    # Around one half sin²(π/4 ± w) = (1 ± sin 2w) / 2. Base 25: w = 1.959964 / 10, sin 2w = 0.382031; with tau2 =
    # 0.0125 the variance is 0.01 + 0.0125 = 0.15², w = 1.959964·0.15, sin 2w = 0.554689.
    low, high = adjusted_proportion_limits(0.5, 25, 0.95, 0)
    assert (float(low), float(high)) == (pytest.approx(0.308985, abs=1e-6), pytest.approx(0.691015, abs=1e-6))
    low, high = adjusted_proportion_limits(0.5, 25, 0.95, 0.0125)
    assert (float(low), float(high)) == (pytest.approx(0.222655, abs=1e-6), pytest.approx(0.777345, abs=1e-6))


def test_the_funnel_with_scatter_ends_at_none_and_all() -> None:
    assert float(adjusted_proportion_limits(0.01, 1, 0.95, 0.1)[0]) == 0.0
    assert float(adjusted_proportion_limits(0.99, 1, 0.95, 0.1)[1]) == 1.0


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.01, 0.99), st.floats(0, 0.1))
def test_an_area_lies_outside_the_funnel_when_its_adjusted_score_does(
    count: int, base: int, target: float, tau2: float
) -> None:
    count = min(count, base)
    score = float(adjusted_z(*proportion_z(count, base, target), tau2))
    low, high = adjusted_proportion_limits(target, base, 0.95, tau2)
    if abs(abs(score) - normal_quantile(0.95)) > 1e-9:
        assert (count / base < low or count / base > high) == (abs(score) > normal_quantile(0.95))
