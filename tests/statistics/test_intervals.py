"""Intervals against published and hand-computed vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ilmiotaulu.statistics import intervals
from ilmiotaulu.statistics.intervals import (
    count_limits,
    directly_standardised,
    exact_count_limits,
    indirectly_standardised,
    normal_quantile,
    proportion_limits,
    rate_limits,
)


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


@pytest.mark.parametrize("confidence", [0, 1, 95, 99.8, -0.95, float("nan")])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    for limits in (
        lambda: normal_quantile(confidence),
        lambda: proportion_limits(5, 10, confidence),
        lambda: count_limits(5, confidence),
        lambda: exact_count_limits(5, confidence),
        lambda: rate_limits(5, 10, confidence, 1_000),
        lambda: directly_standardised([5, 6], [10, 10], [1, 1], confidence),
        lambda: indirectly_standardised([5, 6], [10, 10], [0.1, 0.1], confidence),
    ):
        with pytest.raises(ValueError, match="between 0 and 1"):
            limits()


def test_only_counts_below_ten_are_worked_out_exactly_and_equal_ones_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    inverse = intervals.gammaincinv
    monkeypatch.setattr(intervals, "gammaincinv", lambda x, p: asked.extend(np.ravel(x)) or inverse(x, p))
    low, high = count_limits([[9, 10, 25], [9, 100, np.nan]], 0.95)
    assert asked == [9, 10]  # once for the lower limit, once (9 + 1) for the upper one
    assert np.round(low, 3).tolist()[0] == [4.115, 4.787, 16.174]
    assert np.round(high, 3).tolist()[1][:2] == [17.085, 121.628]
    assert np.isnan(low[1, 2])


@pytest.mark.parametrize(
    ("count", "lower95", "upper95", "lower998", "upper998"),
    [
        (1, 7.264481402, 1598.675694, 0.287087625, 2649.348525),
        (10, 1375.943768, 5276.757672, 849.4639547, 6924.776769),
        (1_360, 369759.5622, 411529.9259, 358342.3275, 424043.2424),
    ],
)
def test_exact_limits_are_those_of_the_english_public_health_tools(
    count: int, lower95: float, upper95: float, lower998: float, upper998: float
) -> None:
    # PHEindicatormethods, tests/testthat/testdata_funnel_rate_outputs.csv: the yearly population of three years at
    # which so many events lie just at the limit of the mean rate. Its search stops at 1e-7.
    expected = 3 * 116.1720835 / 100_000
    at_95, at_998 = exact_count_limits(count, 0.95), exact_count_limits(count, 0.998)
    assert at_95 == (pytest.approx(lower95 * expected, rel=1e-5), pytest.approx(upper95 * expected, rel=1e-5))
    assert at_998 == (pytest.approx(lower998 * expected, rel=1e-4), pytest.approx(upper998 * expected, rel=1e-5))


def test_a_rate_has_the_limits_of_its_count() -> None:
    # Byar's of 10 and the exact ones of 4, as above.
    low, high = rate_limits([10, 4, 0], [2_000, 500, 1_000], 0.95, 1_000)
    assert np.round(low, 3).tolist() == [2.394, 2.180, 0.0]
    assert np.round(high, 3).tolist() == [9.196, 20.483, 3.689]


def test_a_rate_may_count_more_events_than_people() -> None:
    # The count of 250 to 220 people that methods of public health allow: 113 636 per 100 000.
    low, high = rate_limits(250, 220, 0.95, 100_000)
    assert low < 113_636 < high


@pytest.mark.parametrize(("count", "base"), [(5, 0), (5, -1), (-1, 10), (np.nan, 10), (5, np.nan)])
def test_a_rate_without_meaning_has_no_limits(count: float, base: float) -> None:
    assert np.all(np.isnan(rate_limits(count, base, 0.95, 1_000)))


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_limits_of_a_rate_hold_it_widen_with_certainty_and_narrow_with_the_base(
    count: int, base: int, more: int
) -> None:
    low, high = rate_limits(count, base, 0.95, 1_000)
    lowest, highest = rate_limits(count, base, 0.998, 1_000)
    assert 0 <= lowest <= low <= 1_000 * count / base < high <= highest
    lower, upper = rate_limits(count, base + more, 0.95, 1_000)
    assert upper - lower < high - low


def test_a_directly_standardised_rate_is_the_one_worked_out_by_hand() -> None:
    # 10 and 30 events to 1,000 people each, weights 1 : 3. Rate 0.25·0.01 + 0.75·0.03 = 0.025; its variance
    # 0.25²·10/10⁶ + 0.75²·30/10⁶ = 1.75e-5; of the total 40, so that one event weighs √(1.75e-5 / 40) = 6.614378e-4.
    # Byar's limits of 40 are 28.5733 and 54.4701: 0.025 - 11.4267·6.614378e-4 and 0.025 + 14.4701·6.614378e-4.
    rate, (low, high) = directly_standardised([10, 30], [1_000, 1_000], [1, 3], 0.95)
    assert float(rate) == pytest.approx(0.025)
    assert float(low) == pytest.approx(0.0174419, abs=1e-7)
    assert float(high) == pytest.approx(0.0345711, abs=1e-7)


def test_the_standardised_rate_of_a_textbooks_table_is_met() -> None:
    # Births with Down's syndrome by age of mother, first-born, Michigan 1950-64, standardised on all births: Fleiss
    # (1981), Statistical Methods for Rates and Proportions, table 14.4. Other programs' tests have 0.00092305 for it.
    counts = [107, 141, 60, 40, 39, 25]
    births = [230_061, 329_449, 114_920, 39_487, 14_208, 3_052]
    standard = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]
    rate, (low, high) = directly_standardised(counts, births, standard, 0.95)
    assert round(float(rate), 8) == 0.00092305
    assert low < rate < high


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 50_000)), min_size=1, max_size=8))
def test_standardised_on_its_own_population_a_rate_is_the_crude_one(strata: list[tuple[int, int]]) -> None:
    counts, bases = np.array(strata).T
    rate, limits = directly_standardised(counts, bases, bases, 0.998)
    if counts.sum() < 10:
        assert np.all(np.isnan([rate, *limits]))
    else:
        assert float(rate) == pytest.approx(counts.sum() / bases.sum())
        assert np.allclose(limits, rate_limits(counts.sum(), bases.sum(), 0.998, 1))


def test_many_areas_are_standardised_at_once_and_those_under_ten_events_not() -> None:
    rate, (low, high) = directly_standardised([[10, 30], [4, 5], [np.nan, 12]], [1_000, 1_000], [1, 3], 0.95)
    assert rate.tolist() == [pytest.approx(0.025), pytest.approx(np.nan, nan_ok=True), pytest.approx(0.009)]
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [False, True, False]


def test_much_weight_on_one_event_leaves_a_lower_limit_below_zero() -> None:
    # By hand: all weight on 1 event of 11 to 1,000 people. One event weighs √(1e-6 / 11) = 3.01511e-4; Byar's lower
    # limit of 11 is 5.4837: 0.001 - 5.5163·3.01511e-4.
    rate, (low, _) = directly_standardised([10, 1], 1_000, [0, 1], 0.95)
    assert float(rate) == pytest.approx(0.001)
    assert float(low) == pytest.approx(-0.000663, abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "bases", "weights", "reason"),
    [
        ([10, 30], [1_000, 0], [1, 3], "positive base"),
        ([10, 30], [1_000, np.nan], [1, 3], "positive base"),
        ([10, -1], [1_000, 1_000], [1, 3], "not negative"),
        ([10, 30], [1_000, 1_000], [1, np.nan], "weights"),
        ([10, 30], [1_000, 1_000], [0, 0], "weights"),
    ],
)
def test_strata_that_cannot_be_standardised_are_refused(
    counts: list[float], bases: list[float], weights: list[float], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        directly_standardised(counts, bases, weights, 0.95)


def test_the_standardised_mortality_ratio_of_a_textbook_is_met() -> None:
    # Deaths of male doctors from cirrhosis of the liver: 14 seen, 4.4966 expected at the rates of all men (a million
    # and year), ratio 311 %, 95 % interval 170 to 522: Bland, An Introduction to Medical Statistics, chapter on
    # standardised rates. Deaths by age are not told there; only their sum counts.
    rates = np.array([5.859, 13.050, 46.937, 161.503, 271.358]) / 1_000_000
    doctors = [1_080, 12_860, 11_510, 10_330, 7_790]
    ratio, (low, high) = indirectly_standardised([0, 0, 1, 6, 7], doctors, rates, 0.95)
    assert round(100 * float(ratio)) == 311
    assert (round(100 * float(low)), round(100 * float(high))) == (170, 522)


def test_a_ratio_of_few_events_has_exact_limits() -> None:
    # Of 4 the limits are 1.090 and 10.242; half of that, for 2 were expected.
    ratio, limits = indirectly_standardised([1, 3], [100, 100], [0.01, 0.01], 0.95)
    assert float(ratio) == 2.0
    assert rounded(limits, 3) == (0.545, 5.121)


def test_a_stratum_without_people_adds_nothing_to_a_ratio() -> None:
    ratio, _ = indirectly_standardised([1, 3, 2], [100, 100, 0], [0.01, 0.01, 0.5], 0.95)
    assert float(ratio) == 2.0
    assert float(indirectly_standardised([1, 3, np.nan], [100, 100, 0], [0.01, 0.01, np.nan], 0.95)[0]) == 2.0


@pytest.mark.parametrize(
    ("counts", "bases", "rates"),
    [
        ([1, 3], [0, 0], [0.01, 0.01]),
        ([0, 0], [100, 100], [0, 0]),
        ([1, np.nan], [100, 100], [0.01, 0.01]),
        ([1, 3], [100, np.nan], [0.01, 0.01]),
        ([1, 3], [100, 100], [0.01, np.nan]),
        ([1, -3], [100, 100], [0.01, 0.01]),
    ],
)
def test_a_ratio_of_what_is_not_known_is_missing(counts: list[float], bases: list[float], rates: list[float]) -> None:
    ratio, limits = indirectly_standardised(counts, bases, rates, 0.95)
    assert np.all(np.isnan([ratio, *limits]))


def test_ratios_of_many_areas_share_the_reference_rates() -> None:
    ratio, (low, high) = indirectly_standardised([[1, 3], [20, 20]], [[100, 100], [1_000, 1_000]], [0.01, 0.01], 0.95)
    assert ratio.tolist() == [2.0, 2.0]
    assert high[1] - low[1] < high[0] - low[0]
