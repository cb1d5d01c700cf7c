"""Small areas are drawn towards the others as far as their own data are few, and nothing of a hidden one is shown."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ilmiotaulu.statistics.intervals import proportion_limits
from ilmiotaulu.statistics.small_areas import (
    BetaPrior,
    Detectable,
    GammaPrior,
    detectable,
    detectable_counts,
    fit_beta_prior,
    fit_gamma_prior,
    posterior_relative_risk,
    posterior_share,
)

# Lip cancer of men in the 56 districts of Scotland, 1975-1980: observed and expected cases (Clayton & Kaldor 1987,
# Biometrics 43, 671-681, in the form of Breslow & Clayton 1993 and the GeoBUGS manual).
# fmt: off
SCOTLAND_OBSERVED = np.array([
    9, 39, 11, 9, 15, 8, 26, 7, 6, 20, 13, 5, 3, 8, 17, 9, 2, 7, 9, 7, 16, 31, 11, 7, 19, 15, 7, 10,
    16, 11, 5, 3, 7, 8, 11, 9, 11, 8, 6, 4, 10, 8, 2, 6, 19, 3, 2, 3, 28, 6, 1, 1, 1, 1, 0, 0,
])
SCOTLAND_EXPECTED = np.array([
    1.4, 8.7, 3.0, 2.5, 4.3, 2.4, 8.1, 2.3, 2.0, 6.6, 4.4, 1.8, 1.1, 3.3, 7.8, 4.6, 1.1, 4.2, 5.5, 4.4,
    10.5, 22.7, 8.8, 5.6, 15.5, 12.5, 6.0, 9.0, 14.4, 10.2, 4.8, 2.9, 7.0, 8.5, 12.3, 10.1, 12.7, 9.4, 7.2, 5.3,
    18.8, 15.8, 4.3, 14.6, 50.7, 8.2, 5.6, 9.3, 88.7, 19.6, 3.4, 3.6, 5.7, 7.0, 4.2, 1.8,
])
# fmt: on


def hidden_below_five(counts: np.ndarray, lowest: int) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of counts of which those below five cannot be seen; with a lowest of 1, zeros are seen."""
    is_hidden = (counts >= lowest) & (counts < 5)
    return np.where(is_hidden, lowest, counts), np.where(is_hidden, 4, counts)


# --- Poisson-gamma -------------------------------------------------------------------------------------------------


def test_the_prior_of_scottish_lip_cancer_is_the_published_one() -> None:
    assert SCOTLAND_OBSERVED.sum() == 536
    prior = fit_gamma_prior(SCOTLAND_OBSERVED, SCOTLAND_OBSERVED, SCOTLAND_EXPECTED)
    # Shape 1.8795 in R (MASS::glm.nb and SpatialEpi::eBayes).
    assert round(prior.shape, 4) == 1.8795
    assert prior.rate == pytest.approx(prior.shape / prior.mean)
    assert (prior.areas, round(prior.expected, 1)) == (56, 536.2)


def log_likelihood_by_scipy(
    low: np.ndarray, high: np.ndarray, expected: np.ndarray, shape: float, rate: float
) -> float:
    """Differences of the distribution function of scipy's negative binomial."""
    counts = stats.nbinom(shape, rate / (rate + expected))
    return float(np.log(counts.cdf(high) - counts.cdf(low - 1)).sum())


@pytest.mark.parametrize("lowest", [0, 1, 5])
def test_no_neighbour_of_the_fitted_prior_is_likelier(lowest: int) -> None:
    low, high = hidden_below_five(SCOTLAND_OBSERVED, lowest)
    prior = fit_gamma_prior(low, high, SCOTLAND_EXPECTED)
    best = log_likelihood_by_scipy(low, high, SCOTLAND_EXPECTED, prior.shape, prior.rate)
    for shape, rate in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.01, 1.01), (0.99, 0.99)]:
        there = log_likelihood_by_scipy(low, high, SCOTLAND_EXPECTED, shape * prior.shape, rate * prior.rate)
        assert there < best


def simulated_areas() -> tuple[np.ndarray, np.ndarray]:
    """Counts of 3 000 areas whose true levels are Gamma(4, 4), most of them small."""
    random = np.random.Generator(np.random.PCG64(21))
    expected = random.lognormal(1.5, 1.2, 3000)
    return random.poisson(expected * random.gamma(4, 1 / 4, 3000)), expected


@pytest.mark.parametrize("lowest", [0, 1, 5])
def test_a_known_prior_is_found_again_though_small_counts_are_hidden(lowest: int) -> None:
    counts, expected = simulated_areas()
    prior = fit_gamma_prior(*hidden_below_five(counts, lowest), expected)
    assert prior.mean == pytest.approx(1, abs=0.03)
    assert prior.shape == pytest.approx(4, abs=0.6)


def test_hidden_low_counts_pull_the_mean_down_against_leaving_them_out() -> None:
    counts, expected = simulated_areas()
    is_visible = counts >= 5
    visible_only = fit_gamma_prior(counts[is_visible], counts[is_visible], expected[is_visible])
    with_hidden = fit_gamma_prior(*hidden_below_five(counts, 0), expected)
    assert with_hidden.mean < 1.03
    assert visible_only.mean > 1.15


def test_homogeneous_areas_shrink_wholly_to_their_mean_and_never_beyond() -> None:
    # Six areas with 9 to 11 events: less variance than chance makes, so a variance that is not clipped is negative.
    counts, expected = [9, 10, 11, 10, 9, 11], [10] * 6
    prior = fit_gamma_prior(counts, counts, expected)
    assert math.isinf(prior.shape)
    assert math.isinf(prior.rate)
    assert prior.mean == pytest.approx(1)
    mean, lower, upper, own_weight = posterior_relative_risk(counts, expected, prior, 0.95)
    assert mean == pytest.approx([1] * 6)
    assert own_weight.tolist() == [0] * 6
    # The common level is known as well as sixty events let it be: Byar's limits of 60 by hand, over 60.
    byar = [60 * (1 - 1 / 540 - 1.959964 / (3 * 60**0.5)) ** 3, 61 * (1 - 1 / 549 + 1.959964 / (3 * 61**0.5)) ** 3]
    assert [float(lower[0]), float(upper[0])] == pytest.approx([byar[0] / 60, byar[1] / 60])


def test_a_single_area_shows_no_variance() -> None:
    prior = fit_gamma_prior([12], [12], [8.0])
    assert math.isinf(prior.shape)
    assert prior.mean == pytest.approx(1.5)


def test_areas_without_a_count_or_an_expected_number_say_nothing() -> None:
    whole = fit_gamma_prior(SCOTLAND_OBSERVED, SCOTLAND_OBSERVED, SCOTLAND_EXPECTED)
    counts = np.append(SCOTLAND_OBSERVED, [np.nan, 0, 7])
    expected = np.append(SCOTLAND_EXPECTED, [5.0, 0.0, np.nan])
    assert fit_gamma_prior(counts, counts, expected) == whole


@pytest.mark.parametrize(
    ("low", "high", "expected", "message"),
    [
        ([0, 0], [4, 4], [3.0, 2.0], "no event is certain"),
        ([np.nan], [np.nan], [3.0], "no area"),
        ([5, 3], [4, 3], [3.0, 2.0], "crossed"),
        ([-1, 3], [4, 3], [3.0, 2.0], "negative"),
        ([1, 2], [1, 2], [3.0], "same shape"),
    ],
)
def test_a_prior_that_cannot_be_fitted_is_refused(
    low: list[float], high: list[float], expected: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_gamma_prior(low, high, expected)


def test_a_level_is_the_gamma_posterior_and_its_own_weight_says_how_much_is_its_own() -> None:
    # By hand: (3 + 2) / (6 + 4) = 0.5, between the prior's 0.5 and the own 0.5; (12 + 2) / (6 + 4) = 1.4.
    prior = GammaPrior(shape=2, rate=4, mean=0.5, areas=10, expected=50)
    mean, lower, upper, own_weight = posterior_relative_risk([3, 12, 0], [6, 6, 1], prior, 0.95)
    assert mean == pytest.approx([0.5, 1.4, 0.4])
    assert own_weight == pytest.approx([0.6, 0.6, 0.2])
    assert lower == pytest.approx(stats.gamma.ppf(0.025, [5, 14, 2], scale=1 / np.array([10, 10, 5])))
    assert upper == pytest.approx(stats.gamma.ppf(0.975, [5, 14, 2], scale=1 / np.array([10, 10, 5])))
    assert float(lower[2]) > 0


@pytest.mark.parametrize("shape", [2.0, math.inf])
def test_nothing_is_derived_for_a_hidden_count_or_an_area_without_a_base(shape: float) -> None:
    prior = GammaPrior(shape=shape, rate=2 * shape, mean=0.5, areas=10, expected=50)
    posterior = posterior_relative_risk([np.nan, 3, 0, -1], [6, 6, 0, 5], prior, 0.95)
    for part in posterior:
        assert np.isnan(part).tolist() == [True, False, True, True]


@given(st.integers(0, 500), st.floats(0.1, 500), st.floats(0.1, 50), st.floats(0.1, 50))
def test_a_steadied_level_lies_between_the_own_and_the_common_one(
    count: int, expected: float, shape: float, rate: float
) -> None:
    prior = GammaPrior(shape, rate, shape / rate, 10, 100)
    mean, lower, upper, own_weight = (float(part) for part in posterior_relative_risk(count, expected, prior, 0.95))
    assert mean == pytest.approx(own_weight * count / expected + (1 - own_weight) * shape / rate)
    assert 0 <= lower <= upper
    assert 0 < own_weight < 1


# --- beta-binomial -------------------------------------------------------------------------------------------------


def simulated_shares() -> tuple[np.ndarray, np.ndarray]:
    """Counts of 2 000 areas whose true shares are Beta(3, 147), mean 2 %, most of them small."""
    random = np.random.Generator(np.random.PCG64(22))
    bases = random.lognormal(6, 1.2, 2000).astype(int) + 20
    return random.binomial(bases, random.beta(3, 147, 2000)), bases


@pytest.mark.parametrize("lowest", [0, 1, 5])
def test_a_known_prior_of_shares_is_found_again_though_small_counts_are_hidden(lowest: int) -> None:
    counts, bases = simulated_shares()
    prior = fit_beta_prior(*hidden_below_five(counts, lowest), bases)
    assert prior.mean == pytest.approx(0.02, abs=0.0006)
    assert prior.alpha == pytest.approx(3, abs=0.4)
    assert prior.alpha / (prior.alpha + prior.beta) == pytest.approx(prior.mean)


@pytest.mark.parametrize("lowest", [0, 1, 5])
def test_no_neighbour_of_the_fitted_prior_of_shares_is_likelier(lowest: int) -> None:
    counts, bases = (array[:60] for array in simulated_shares())
    low, high = hidden_below_five(counts, lowest)
    prior = fit_beta_prior(low, high, bases)

    def by_scipy(alpha: float, beta: float) -> float:
        """Sums of scipy's beta-binomial probabilities over the counts that may be."""
        return sum(
            math.log(stats.betabinom.pmf(range(least, most + 1), base, alpha, beta).sum())
            for least, most, base in zip(low.tolist(), high.tolist(), bases.tolist(), strict=True)
        )

    best = by_scipy(prior.alpha, prior.beta)
    for alpha, beta in [(1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98), (1.02, 1.02), (0.98, 0.98)]:
        assert by_scipy(alpha * prior.alpha, beta * prior.beta) < best


def test_homogeneous_shares_shrink_wholly_to_their_mean() -> None:
    counts, bases = [9, 10, 11, 10, 9, 11], [1000] * 6
    prior = fit_beta_prior(counts, counts, bases)
    assert math.isinf(prior.alpha)
    assert math.isinf(prior.beta)
    mean, lower, upper, own_weight = posterior_share(counts, bases, prior, 0.95)
    assert mean == pytest.approx([0.01] * 6)
    assert own_weight.tolist() == [0] * 6
    wilson = proportion_limits(60, 6000, 0.95)
    assert [float(lower[5]), float(upper[5])] == pytest.approx([float(wilson[0]), float(wilson[1])])


def test_a_share_is_the_beta_posterior() -> None:
    # By hand: (4 + 1) / (10 + 10) = 0.25 and half of it is its own.
    prior = BetaPrior(alpha=1, beta=9, mean=0.1, areas=10, base=100)
    mean, lower, upper, own_weight = posterior_share([4, 0], [10, 90], prior, 0.998)
    assert mean == pytest.approx([0.25, 0.01])
    assert own_weight == pytest.approx([0.5, 0.9])
    assert lower == pytest.approx(stats.beta.ppf(0.001, [5, 1], [15, 99]))
    assert upper == pytest.approx(stats.beta.ppf(0.999, [5, 1], [15, 99]))


@pytest.mark.parametrize("alpha", [1.0, math.inf])
def test_nothing_is_derived_for_a_hidden_share(alpha: float) -> None:
    prior = BetaPrior(alpha=alpha, beta=9 * alpha, mean=0.1, areas=10, base=100)
    for part in posterior_share([np.nan, 3, 0, 11], [10, 10, 0, 10], prior, 0.95):
        assert np.isnan(part).tolist() == [True, False, True, True]


def test_a_hidden_count_is_no_larger_than_its_base() -> None:
    bases = [3, 200, 300, 900]
    assert fit_beta_prior([1, 9, 6, 80], [4, 9, 6, 80], bases) == fit_beta_prior([1, 9, 6, 80], [3, 9, 6, 80], bases)


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [([11, 2], [11, 2], "larger"), ([0, 0], [4, 4], "nobody"), ([10, 10], [10, 10], "everybody")],
)
def test_a_prior_of_shares_that_cannot_be_fitted_is_refused(low: list[int], high: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_beta_prior(low, high, [10, 10])


# --- what can be detected ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "at_95", "at_998"),
    [
        # Vectors computed for the project's reference on peers (section 4.9), checked there with scipy.
        (110, Detectable(5, None), Detectable(6, None)),
        (250, Detectable(8, None), Detectable(10, None)),
        (1_000, Detectable(23, 7), Detectable(27, 3)),
        (29_000, Detectable(476, 394), Detectable(499, 371)),
    ],
)
def test_what_a_base_can_show_of_a_benchmark_of_one_and_a_half_per_cent(
    base: int, at_95: Detectable, at_998: Detectable
) -> None:
    assert detectable(base, 0.015, 0.95) == at_95
    assert detectable(base, 0.015, 0.998) == at_998


@given(st.integers(1, 300), st.floats(0, 1), st.sampled_from([0.95, 0.998]))
def test_what_is_detectable_is_what_a_look_at_every_count_finds(base: int, benchmark: float, confidence: float) -> None:
    lower, upper = proportion_limits(np.arange(base + 1), base, confidence)
    above, below = np.flatnonzero(lower > benchmark), np.flatnonzero(upper < benchmark)
    expected = Detectable(int(above[0]) if len(above) else None, int(below[-1]) if len(below) else None)
    assert detectable(base, benchmark, confidence) == expected


def test_nothing_can_be_told_of_nobody() -> None:
    assert detectable(0, 0.015, 0.95) == Detectable(None, None)


@pytest.mark.parametrize(("base", "benchmark"), [(-1, 0.1), (10, 1.5), (10, -0.1), (10, math.nan)])
def test_a_benchmark_that_is_no_share_is_refused(base: int, benchmark: float) -> None:
    with pytest.raises(ValueError, match="benchmark"):
        detectable(base, benchmark, 0.95)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.floats(0, 1), st.sampled_from([0.95, 0.998]))
def test_what_many_bases_can_show_is_what_each_can_show(bases: list[int], benchmark: float, confidence: float) -> None:
    high_from, low_to = detectable_counts(bases, benchmark, confidence)
    each = [detectable(base, benchmark, confidence) for base in bases]
    assert high_from.tolist() == [-1 if one.high_from is None else one.high_from for one in each]
    assert low_to.tolist() == [-1 if one.low_to is None else one.low_to for one in each]


@pytest.mark.parametrize(("bases", "benchmark"), [([10, -1], 0.5), ([10], 1.5), ([10], float("nan"))])
def test_many_bases_are_refused_as_one_is(bases: list[int], benchmark: float) -> None:
    with pytest.raises(ValueError, match="a benchmark is a share"):
        detectable_counts(bases, benchmark, 0.95)
