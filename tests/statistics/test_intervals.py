"""Intervals against published and hand-computed vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ilmiotaulu.statistics.intervals import count_limits, normal_quantile, proportion_limits


def rounded(limits: tuple[np.ndarray, np.ndarray], decimals: int, scale: float = 1) -> tuple[float, float]:
    low, high = limits
    return round(float(low) * scale, decimals), round(float(high) * scale, decimals)


@pytest.mark.parametrize(("confidence", "quantile"), [(0.95, 1.959964), (0.998, 3.090232)])
def test_the_quantiles_are_those_of_the_normal_distribution(confidence: float, quantile: float) -> None:
    assert round(normal_quantile(confidence), 6) == quantile


@pytest.mark.parametrize(
    ("count", "base", "at_95", "at_998"),
    [
        (0, 110, (0.00, 3.37), (0.00, 7.99)),
        (1, 110, (0.16, 4.97), (0.08, 9.58)),
        (2, 110, (0.50, 6.39), (0.28, 11.06)),
        (5, 110, (1.96, 10.20), (1.26, 15.09)),
        (20, 1_500, (0.86, 2.05), (0.68, 2.60)),
        (450, 29_000, (1.42, 1.70), (1.34, 1.79)),
    ],
)
def test_wilsons_limits_are_the_published_ones(
    count: int, base: int, at_95: tuple[float, float], at_998: tuple[float, float]
) -> None:
    assert rounded(proportion_limits(count, base, 0.95), 2, 100) == at_95
    assert rounded(proportion_limits(count, base, 0.998), 2, 100) == at_998


def test_newcombes_own_example_is_met() -> None:
    assert rounded(proportion_limits(81, 263, 0.95), 4) == (0.2553, 0.3662)
    assert rounded(proportion_limits(15, 148, 0.95), 4) == (0.0624, 0.1605)
    assert rounded(proportion_limits(0, 20, 0.95), 4) == (0.0, 0.1611)
    assert rounded(proportion_limits(1, 29, 0.95), 4) == (0.0061, 0.1718)


@pytest.mark.parametrize(
    ("count", "at_95", "at_998"),
    [
        (10, (4.787, 18.391), (2.916, 24.194)),
        (25, (16.174, 36.906), (12.304, 44.675)),
        (100, (81.362, 121.628), (71.904, 134.944)),
    ],
)
def test_byars_limits_are_the_published_ones_from_ten_on(
    count: int, at_95: tuple[float, float], at_998: tuple[float, float]
) -> None:
    assert rounded(count_limits(count, 0.95), 3) == at_95
    assert rounded(count_limits(count, 0.998), 3) == at_998


@pytest.mark.parametrize(
    ("count", "at_95"), [(0, (0.0, 3.689)), (1, (0.025, 5.572)), (4, (1.090, 10.242)), (9, (4.115, 17.085))]
)
def test_exact_limits_are_the_published_ones_below_ten(count: int, at_95: tuple[float, float]) -> None:
    assert rounded(count_limits(count, 0.95), 3) == at_95


def test_the_exact_upper_limits_of_no_events_are_minus_the_logarithm_of_the_tail() -> None:
    assert rounded(count_limits(0, 0.95), 6) == (0.0, 3.688879)
    assert rounded(count_limits(0, 0.998), 6) == (0.0, 6.907755)


@pytest.mark.parametrize(("count", "base"), [(5, 0), (5, -1), (-1, 10), (11, 10), (np.nan, 10), (5, np.nan)])
def test_a_share_without_meaning_has_no_limits(count: float, base: float) -> None:
    low, high = proportion_limits(count, base, 0.95)
    assert np.isnan(low)
    assert np.isnan(high)


@pytest.mark.parametrize("count", [-1, np.nan])
def test_a_count_without_meaning_has_no_limits(count: float) -> None:
    low, high = count_limits(count, 0.95)
    assert np.isnan(low)
    assert np.isnan(high)


@pytest.mark.parametrize("n", [1, 38, 77, 1_000_003])
def test_none_and_all_have_limits_of_exactly_zero_and_one(n: int) -> None:
    assert float(proportion_limits(0, n, 0.95)[0]) == 0.0
    assert float(proportion_limits(n, n, 0.998)[1]) == 1.0


def test_many_cells_at_once_are_the_same_as_one_by_one() -> None:
    counts, bases = np.array([0, 2, 20, np.nan]), np.array([110, 110, 1500, 50])
    low, high = proportion_limits(counts, bases, 0.95)
    for index in range(3):
        one = proportion_limits(counts[index], bases[index], 0.95)
        assert (low[index], high[index]) == (float(one[0]), float(one[1]))
    assert np.isnan(low[3])


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.sampled_from([0.95, 0.998]))
def test_wilsons_limits_hold_the_share_and_stay_between_zero_and_one(count: int, more: int, confidence: float) -> None:
    base = count + more
    low, high = proportion_limits(count, base, confidence)
    assert 0 <= low <= count / base <= high <= 1


@given(st.integers(0, 2_000), st.integers(1, 2_000))
def test_wilsons_limits_agree_with_scipy(count: int, more: int) -> None:
    expected = stats.binomtest(count, count + more).proportion_ci(0.95, "wilson")
    low, high = proportion_limits(count, count + more, 0.95)
    assert np.allclose([low, high], [expected.low, expected.high], rtol=0, atol=1e-12)


@given(st.integers(0, 9), st.sampled_from([0.95, 0.998]))
def test_exact_limits_agree_with_the_chi_square_form(count: int, confidence: float) -> None:
    tail = (1 - confidence) / 2
    low, high = count_limits(count, confidence)
    assert np.allclose(low, stats.chi2.ppf(tail, 2 * count) / 2 if count else 0)
    assert np.allclose(high, stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


@given(st.integers(0, 1_000_000), st.sampled_from([0.95, 0.998]))
def test_the_limits_of_a_count_hold_the_count_and_never_fall_below_zero(count: int, confidence: float) -> None:
    low, high = count_limits(count, confidence)
    assert 0 <= low <= count < high


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_more_certainty_never_gives_a_narrower_interval(base: int, count: int) -> None:
    count = min(count, base)
    narrow, wide = (proportion_limits(count, base, confidence) for confidence in (0.95, 0.998))
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]


def test_two_of_a_hundred_and_ten_and_three_of_it_cannot_be_told_apart() -> None:
    low = proportion_limits(2, 110, 0.95)
    high = proportion_limits(3, 110, 0.95)
    assert high[0] < low[1]
