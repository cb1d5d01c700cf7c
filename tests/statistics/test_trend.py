"""A trend is called one only as far as the intervals and the dependence between years allow."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from ilmiotaulu.statistics.intervals import normal_quantile, proportion_limits
from ilmiotaulu.statistics.trend import (
    CRITICAL,
    change_probability,
    lag_one_correlation,
    newest_run,
    recent_trend,
)

HALF_WIDTH = 3.92 / 2  # of the 95 % interval of a figure with a standard error of 1


def with_errors(values: list[list[float]], error: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    value = np.array(values, float)
    return value, value - HALF_WIDTH * error, value + HALF_WIDTH * error


def autoregressive(random: np.random.Generator, series: int, years: int, carry_over: float) -> np.ndarray:
    """Errors of variance 1 whose correlation is the carry-over to the power of the years apart."""
    errors = random.standard_normal((series, years))
    errors[:, 1:] *= math.sqrt(1 - carry_over**2)
    for year in range(1, years):
        errors[:, year] += carry_over * errors[:, year - 1]
    return errors


def stock(random: np.random.Generator, series: int, years: int, staying: float, size: float) -> np.ndarray:
    """Counts of a stock without a trend: each member stays with a fixed probability, newcomers come by chance."""
    members = random.poisson(size, series)
    seen = [members]
    for _ in range(years - 1):
        members = random.binomial(members, staying) + random.poisson(size * (1 - staying), series)
        seen.append(members)
    return np.stack(seen, axis=1).astype(float)


def share_called(probability: np.ndarray) -> float:
    """How often the probability is above 0.95 or below 0.05: one time in ten when nothing happens, if it is right."""
    return float(np.mean((probability > 0.95) | (probability < 0.05)))


# --- the arrow ---------------------------------------------------------------------------------------------------


def test_the_critical_value_is_the_square_of_the_normal_quantile_at_998() -> None:
    assert normal_quantile(0.998) ** 2 == pytest.approx(CRITICAL, abs=1e-9)


@pytest.mark.parametrize(
    ("base", "counts", "chi2"),
    [
        # Vectors computed for the project's reference on peers (section 4.9), checked there with scipy.
        (29_000, [400, 420, 440, 460, 480], 9.240),
        (1_500, [15, 18, 22, 26, 31], 6.918),
        (110, [1, 2, 2, 3, 4], 1.596),
        (29_000, [400, 400, 410, 420, 430], 1.555),
    ],
)
def test_chi_square_is_the_reference_one_and_even_a_fifth_more_in_five_years_is_no_trend(
    base: int, counts: list[int], chi2: float
) -> None:
    lower, upper = proportion_limits(counts, base, 0.95)
    share = 100 * np.array(counts) / base
    trend = recent_trend([share], [100 * lower], [100 * upper])
    assert round(float(trend.chi2[0]), 3) == chi2
    assert trend.result.tolist() == ["not_told_apart"]
    assert trend.guarded.tolist() == [False]


def test_the_slope_is_the_change_in_a_year_in_the_unit_of_the_value() -> None:
    counts = [400, 420, 440, 460, 480]
    lower, upper = proportion_limits(counts, 29_000, 0.95)
    trend = recent_trend([100 * np.array(counts) / 29_000], [100 * lower], [100 * upper])
    # 20 of 29 000 in a year, in per cent.
    assert float(trend.slope[0]) == pytest.approx(100 * 20 / 29_000)


def test_a_line_steeper_than_its_error_rises_or_falls() -> None:
    # By hand: the slope's variance is error² / 10, so chi-square is 10 / error², and 9.43 with an error of 1.03.
    rising = recent_trend(*with_errors([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]))
    assert rising.chi2 == pytest.approx([10, 10])
    assert rising.slope == pytest.approx([1, -1])
    assert rising.result.tolist() == ["rising", "falling"]
    wider = recent_trend(*with_errors([[1, 2, 3, 4, 5]], 1.03))
    assert wider.chi2 == pytest.approx([10 / 1.03**2])
    assert wider.result.tolist() == ["not_told_apart"]


def test_a_trend_that_one_year_makes_is_not_called_a_trend() -> None:
    # Slope 2 by hand (Σ(t - 3)y / 10), chi-square 40; without the last year the line is flat, or falls.
    trend = recent_trend(*with_errors([[0, 0, 0, 0, 10], [1, 0.5, 0.2, 0, 10], [0, 1, 2, 3, 10]]))
    assert trend.result.tolist() == ["not_told_apart", "not_told_apart", "rising"]
    assert trend.guarded.tolist() == [True, True, False]
    assert float(trend.slope[0]) == pytest.approx(2)
    assert float(trend.chi2[0]) == pytest.approx(40)


@example(0.0, [0.015625, 1.0, 1.0, 0.01, 2.0])
@given(st.floats(-100, 100), st.lists(st.floats(0.01, 2), min_size=5, max_size=5))
def test_level_figures_before_a_jump_are_level_whatever_the_rounding(level: float, errors: list[float]) -> None:
    value = np.array([[level] * 4 + [level + 100_000]])
    trend = recent_trend(value, value - HALF_WIDTH * np.array(errors), value + HALF_WIDTH * np.array(errors))
    assert trend.result.tolist() == ["not_told_apart"]
    assert trend.guarded.tolist() == [True]


def test_years_with_narrow_intervals_weigh_more_as_in_a_weighted_fit_of_numpy() -> None:
    random = np.random.Generator(np.random.PCG64(11))
    value = random.normal(50, 5, (20, 5))
    error = random.uniform(0.5, 4, (20, 5))
    trend = recent_trend(value, value - HALF_WIDTH * error, value + HALF_WIDTH * error)
    for index in range(20):
        fitted, covariance = np.polyfit(range(5), value[index], 1, w=1 / error[index], cov="unscaled")
        assert float(trend.slope[index]) == pytest.approx(fitted[0])
        assert float(trend.chi2[index]) == pytest.approx(fitted[0] ** 2 / covariance[0, 0])


def test_a_hidden_year_or_an_interval_without_width_leaves_the_trend_uncomputed() -> None:
    value, lower, upper = with_errors([[1, 2, np.nan, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]])
    lower[1, 4], upper[1, 4] = 5, 5
    lower[2, 0] = np.nan
    trend = recent_trend(value, lower, upper)
    assert trend.result.tolist() == ["not_computed", "not_computed", "not_computed", "rising"]
    assert np.isnan(trend.slope).tolist() == np.isnan(trend.chi2).tolist() == [True, True, True, False]
    assert not trend.guarded.any()


def test_figures_that_never_change_are_not_told_apart() -> None:
    trend = recent_trend(*with_errors([[7.3] * 5]))
    assert trend.result.tolist() == ["not_told_apart"]
    assert float(trend.chi2[0]) == 0


def test_no_series_gives_no_trend_and_other_than_five_points_are_refused() -> None:
    nothing = np.empty((0, 5))
    assert recent_trend(nothing, nothing, nothing).result.shape == (0,)
    with pytest.raises(ValueError, match="5 points"):
        recent_trend(*with_errors([[1, 2, 3, 4]]))
    with pytest.raises(ValueError, match="same shape"):
        recent_trend([[1, 2, 3, 4, 5]], [[0, 1, 2, 3]], [[2, 3, 4, 5, 6]])


@given(st.lists(st.floats(0, 100), min_size=5, max_size=5), st.floats(0.1, 10))
def test_a_mirrored_series_has_the_mirrored_trend(series: list[float], error: float) -> None:
    trend = recent_trend(*with_errors([series, [-value for value in series]], error))
    mirrored = {"rising": "falling", "falling": "rising", "not_told_apart": "not_told_apart"}
    assert mirrored[str(trend.result[0])] == trend.result[1]
    assert float(trend.slope[0]) == -float(trend.slope[1])


# --- the graded probability ----------------------------------------------------------------------------------------


def probability_by_explicit_matrices(
    value: np.ndarray, error: np.ndarray, years: np.ndarray, carry_over: float
) -> float:
    """The textbook formula of generalised least squares, with inverses, for one carry-over."""
    lines = np.stack([np.ones(len(years)), years], axis=1).astype(float)
    apart = np.abs(years[:, None] - years[None, :])
    inverse = np.linalg.inv(np.outer(error, error) * carry_over**apart)
    covariance = np.linalg.inv(lines.T @ inverse @ lines)
    fitted = covariance @ lines.T @ inverse @ value
    residual = value - lines @ fitted
    dispersion = max(1.0, residual @ inverse @ residual / (len(years) - 2))
    return float(stats.t.cdf(fitted[1] / math.sqrt(dispersion * covariance[1, 1]), len(years) - 2))


def test_three_figures_on_a_line_have_the_probability_of_cauchys_distribution() -> None:
    # By hand: slope 1, its error 1 / √2, one degree of freedom: 1/2 + arctan(√2) / π.
    probability = change_probability(*with_errors([[0, 1, 2], [2, 1, 0], [1, 1, 1]]), [2021, 2022, 2023], carry_over=0)
    sure = 0.5 + math.atan(math.sqrt(2)) / math.pi
    assert probability == pytest.approx([sure, 1 - sure, 0.5])


def test_figures_that_stray_more_than_their_intervals_make_the_slope_less_sure() -> None:
    # By hand: slope 0.6, residuals -0.6 1.8 -1.8 0.6, dispersion 7.2 / 2, t² = 0.36 / (3.6 / 5) = 0.5, two degrees of
    # freedom: 1/2 + t / (2 √(2 + t²)).
    probability = change_probability(*with_errors([[0, 3, 0, 3]]), [1, 2, 3, 4], carry_over=0)
    assert float(probability[0]) == pytest.approx(0.5 + math.sqrt(0.5) / (2 * math.sqrt(2.5)))


def test_figures_that_stray_less_than_their_intervals_do_not_make_it_surer() -> None:
    # By hand: the same line with errors of 10: dispersion 0.072 counts as 1, t = 0.6 √5 / 10.
    t = 0.6 * math.sqrt(5) / 10
    probability = change_probability(*with_errors([[0, 3, 0, 3]], 10), [1, 2, 3, 4], carry_over=0)
    assert float(probability[0]) == pytest.approx(0.5 + t / (2 * math.sqrt(2 + t**2)))


def test_the_probability_is_the_least_extreme_of_the_textbooks_for_carry_overs_up_to_the_given_one() -> None:
    random = np.random.Generator(np.random.PCG64(12))
    years = np.array([2010, 2011, 2013, 2014, 2015, 2019, 2020])
    value = random.normal(100, 4, (12, 7)) + np.arange(7)
    error = random.uniform(1, 5, (12, 7))
    probability = change_probability(
        value, value - HALF_WIDTH * error, value + HALF_WIDTH * error, years, carry_over=0.35
    )
    for index in range(12):
        possible = [
            probability_by_explicit_matrices(value[index], error[index], years, carry_over)
            for carry_over in (0, 0.1, 0.2, 0.3, 0.35)
        ]
        assert float(probability[index]) == pytest.approx(min(possible, key=lambda one: abs(one - 0.5)))


def test_dependence_between_years_makes_a_line_of_ten_years_less_sure() -> None:
    series = with_errors([[0.4 * year for year in range(10)]])
    independent, weak, strong = (
        float(change_probability(*series, range(10), carry_over=carry_over)[0]) for carry_over in (0, 0.3, 0.6)
    )
    # Computed with the textbook's matrices.
    expected = [
        probability_by_explicit_matrices(series[0][0], np.ones(10), np.arange(10), carry_over)
        for carry_over in (0, 0.3, 0.6)
    ]
    assert [independent, weak, strong] == pytest.approx(expected)
    assert independent > weak > strong > 0.5


def test_a_strong_carry_over_that_would_cancel_out_of_three_years_does_not_make_them_surer() -> None:
    # By hand: the slope's variance is (2 - 2c²) / 4, the smaller the stronger the carry-over.
    series = with_errors([[0, 1, 2]])
    years = np.array([1, 2, 3])
    independent = float(change_probability(*series, years, carry_over=0)[0])
    assert probability_by_explicit_matrices(series[0][0], np.ones(3), years, 0.9) > independent + 0.1
    assert float(change_probability(*series, years, carry_over=0.9)[0]) == pytest.approx(independent)


@given(
    st.integers(3, 12).flatmap(lambda years: st.lists(st.floats(-50, 50), min_size=years, max_size=years)),
    st.floats(0.5, 20),
)
def test_a_larger_carry_over_never_makes_a_trend_surer(series: list[float], error: float) -> None:
    values = with_errors([series], error)
    surety = [
        abs(float(change_probability(*values, range(len(series)), carry_over=tenths / 10)[0]) - 0.5)
        for tenths in (0, 3, 6, 9)
    ]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(surety))


def test_a_stock_without_a_trend_is_called_changed_one_time_in_ten_and_more_if_its_years_count_as_independent() -> None:
    random = np.random.Generator(np.random.PCG64(13))
    # The figures stray twice as much as their intervals say, so the dispersion decides, as in municipal placements.
    values = with_errors((2 * autoregressive(random, 4000, 10, 0.7)).tolist())
    # Standard error of a share of 0.1 in 4 000 series: 0.005.
    assert 0.08 < share_called(change_probability(*values, range(10), carry_over=0.7)) < 0.12
    # 0.41 in 8 000 series of another seed.
    assert share_called(change_probability(*values, range(10), carry_over=0)) > 0.35


def test_a_stock_whose_members_stay_by_chance_is_called_changed_at_most_one_time_in_ten() -> None:
    random = np.random.Generator(np.random.PCG64(14))
    counts = stock(random, 4000, 15, 0.7, 30)
    half = HALF_WIDTH * np.sqrt(counts + 0.5)
    dependent, independent = (
        share_called(change_probability(counts, counts - half, counts + half, range(15), carry_over=carry_over))
        for carry_over in (0.7, 0.0)
    )
    # 0.065 and 0.29 in 8 000 series of another seed: the intervals are right, so the t distribution is cautious.
    assert 0.04 < dependent < 0.10
    assert independent > 0.25


def test_a_flow_without_a_trend_is_called_changed_one_time_in_ten() -> None:
    random = np.random.Generator(np.random.PCG64(15))
    values = with_errors((2 * random.standard_normal((4000, 10))).tolist())
    assert 0.08 < share_called(change_probability(*values, range(10), carry_over=0)) < 0.12


def test_a_hidden_year_or_fewer_than_three_points_have_no_probability() -> None:
    value, lower, upper = with_errors([[1, np.nan, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]])
    lower[1, 0] = upper[1, 0]
    assert np.isnan(change_probability(value, lower, upper, range(4), carry_over=0.5)).tolist() == [True, True, False]
    assert np.isnan(change_probability(*with_errors([[1, 2], [3, 4]]), [2020, 2021], carry_over=0)).all()


@pytest.mark.parametrize("carry_over", [-0.1, 1.0, math.nan])
def test_a_carry_over_that_is_no_correlation_is_refused(carry_over: float) -> None:
    with pytest.raises(ValueError, match="carry-over"):
        change_probability(*with_errors([[1, 2, 3]]), [1, 2, 3], carry_over=carry_over)


@pytest.mark.parametrize("years", [[2020, 2021], [2020, 2020, 2021], [2022, 2021, 2020]])
def test_years_that_do_not_ascend_are_refused(years: list[int]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        change_probability(*with_errors([[1, 2, 3]]), years, carry_over=0)


# --- the carry-over of an indicator --------------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "carry_over", "tolerance"), [(5, 0.5, 0.1), (8, 0.7, 0.06), (15, 0.3, 0.03)])
def test_the_carry_over_of_many_short_series_is_found_whatever_their_slopes_and_sizes(
    years: int, carry_over: float, tolerance: float
) -> None:
    random = np.random.Generator(np.random.PCG64(16))
    sizes = random.lognormal(0, 1, (4000, 1))
    slopes = random.normal(0, 1, (4000, 1)) * np.arange(years)
    values = 50 + slopes + sizes * autoregressive(random, 4000, years, carry_over)
    # Tolerances are about twice the standard error of 309 series (0.17, 0.09, 0.02) times √(309 / 4 000), rounded up.
    assert lag_one_correlation(values) == pytest.approx(carry_over, abs=tolerance)
    values[random.random(values.shape) < 0.1] = np.nan
    assert lag_one_correlation(values) == pytest.approx(carry_over, abs=1.5 * tolerance)


def test_independent_years_have_next_to_no_carry_over_though_their_residuals_alternate() -> None:
    random = np.random.Generator(np.random.PCG64(17))
    values = random.standard_normal((4000, 5))
    time = np.arange(5) - 2
    residuals = values - values.mean(axis=1, keepdims=True) - (values @ time / 10)[:, None] * time
    uncorrected = np.sum(residuals[:, 1:] * residuals[:, :-1]) / np.sum(residuals**2)
    # By hand: the lag-one products of the residuals of five independent years have the expectation -1.2, the squares 3.
    assert uncorrected == pytest.approx(-0.4, abs=0.02)
    assert lag_one_correlation(values) < 0.08


def test_the_noisiest_series_does_not_decide() -> None:
    random = np.random.Generator(np.random.PCG64(18))
    values = autoregressive(random, 400, 12, 0.7)
    alternating = 1e6 * (-1.0) ** np.arange(12)
    assert lag_one_correlation(np.vstack([values, alternating])) == pytest.approx(lag_one_correlation(values), abs=0.02)


def test_the_carry_over_stays_between_none_and_almost_all() -> None:
    assert lag_one_correlation([[0.0, 1.0] * 5]) == 0.0
    assert lag_one_correlation([[float(year**2) for year in range(20)]]) == 0.95


def test_straight_lines_short_series_and_hidden_figures_say_nothing_of_a_carry_over() -> None:
    assert math.isnan(lag_one_correlation([[1.0, 2, 3, 4, 5, 6], [5.0] * 6]))
    assert math.isnan(lag_one_correlation([[1.0, 7, 2]]))
    assert math.isnan(lag_one_correlation([[1.0, 7, 2, np.nan, np.nan]]))
    assert math.isnan(lag_one_correlation(np.full((3, 8), np.nan)))
    with pytest.raises(ValueError, match="shape"):
        lag_one_correlation([1.0, 2, 3, 4])


# --- the run of comparable years -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "breaks", "run"),
    [
        ([2019, 2020, 2021, 2022], [], [2019, 2020, 2021, 2022]),
        ([2022, 2020, 2021, 2019, 2021], [], [2019, 2020, 2021, 2022]),
        ([2017, 2018, 2020, 2021], [], [2020, 2021]),
        ([2018, 2019, 2020, 2021], [2020], [2020, 2021]),
        ([2018, 2019, 2020, 2021], [2021], [2021]),
        ([2018, 2019, 2020, 2021], [2018], [2018, 2019, 2020, 2021]),
        ([2018, 2019, 2020, 2021], [2012, 2030], [2018, 2019, 2020, 2021]),
        ([], [2020], []),
    ],
)
def test_the_newest_run_ends_at_a_missing_year_and_begins_at_a_break(
    years: list[int], breaks: list[int], run: list[int]
) -> None:
    assert newest_run(years, breaks) == run
