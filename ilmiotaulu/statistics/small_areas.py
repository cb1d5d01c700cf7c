"""Levels of small areas, steadied by all areas together, and what the data of a small area can show at all.

An area's own figure is drawn towards the mean of all areas, the more the smaller the area: empirical Bayes. For counts
against an expected number the model is Poisson-gamma (Clayton & Kaldor 1987), for shares beta-binomial.

A hidden count takes part in the prior through its bounds only: `low` and `high` are the smallest and the largest count
it can be (0 and 4 where the publisher does not tell hidden from none, 1 and 4 where it does), and both are the count
itself where it is visible. A prior from the visible areas alone would be too high, for the hidden ones are the low end.
Nothing is ever computed for a hidden area itself.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import betaincinv, betaln, expit, gammaincinv, gammaln, logit, xlog1py, xlogy

from ilmiotaulu.statistics.intervals import count_limits, proportion_limits

# Where even the largest area's own figure would weigh less than a hundredth, areas are taken not to differ.
_NO_VARIANCE_FROM = 100.0


@dataclass(frozen=True)
class GammaPrior:
    """How true relative levels vary between areas: Gamma(`shape`, `rate`), with the mean `mean`, from `areas` areas.

    Without any variance between areas that the data could show, `shape` and `rate` are infinite, and `mean` is the
    level that all areas have in common. `expected` is the expected number of events of all these areas together.
    """

    shape: float
    rate: float
    mean: float
    areas: int
    expected: float


@dataclass(frozen=True)
class BetaPrior:
    """How true shares (0 to 1) vary between areas: Beta(`alpha`, `beta`), with the mean `mean`, from `areas` areas.

    Without any variance between areas that the data could show, `alpha` and `beta` are infinite, and `mean` is the
    share that all areas have in common. `base` is the number of persons in all these areas together.
    """

    alpha: float
    beta: float
    mean: float
    areas: int
    base: float


class Posterior(NamedTuple):
    """Steadied levels, one element an area: the mean, the limits around it, and the weight (0 to 1) of its own data."""

    mean: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    own_weight: NDArray[np.float64]


@dataclass(frozen=True)
class Detectable:
    """What a base can show: counts from `high_from` up are above a benchmark, up to `low_to` below it; None: never."""

    high_from: int | None
    low_to: int | None


def fit_gamma_prior(low: ArrayLike, high: ArrayLike, expected: ArrayLike) -> GammaPrior:
    """The prior of relative levels by maximum marginal likelihood (Clayton & Kaldor 1987).

    Three arrays of the shape (areas,): the bounds of each area's count, a few counts apart where it is hidden, and the
    expected number of events (base × overall rate). The count of an area is negative binomial; a hidden one contributes
    the probability of lying within its bounds. Areas with a NaN or without an expected number say nothing.

    When the likelihood goes on rising as the variance falls to nothing, there is no variance; it is never below zero.
    Raises `ValueError` when no area is left, no event is certain in any of them, or bounds are negative or crossed.
    """
    lowest, highest, size = _bounds(low, high, expected)
    if lowest.sum() == 0:
        raise ValueError("no event is certain in any area")
    counts, is_possible = _possible_counts(lowest, highest)
    per_area = size[:, None]
    # Parts of the probability that no parameter moves.
    fixed = np.where(is_possible, xlogy(counts, per_area) - gammaln(counts + 1), -np.inf)

    def log_likelihood(centre: float, shape: float) -> float:
        level = np.exp(centre)
        if np.isinf(shape):
            return _log_total(fixed + counts * centre - level * per_area)
        rising = gammaln(counts + shape) - gammaln(shape) - counts * np.log(shape)
        spread = level * per_area / shape
        return _log_total(fixed + rising + counts * centre - (counts + shape) * np.log1p(spread))

    start = float(np.log((lowest + highest).sum() / 2 / size.sum()))
    largest = float(size.max() * np.exp(start))
    centre, shape = _most_likely(log_likelihood, start, largest)
    mean = float(np.exp(centre))
    return GammaPrior(shape, shape / mean, mean, len(size), float(size.sum()))


def fit_beta_prior(low: ArrayLike, high: ArrayLike, base: ArrayLike) -> BetaPrior:
    """The prior of shares by maximum marginal (beta-binomial) likelihood: the twin of `fit_gamma_prior`.

    Three arrays of the shape (areas,): the bounds of each area's count, and the persons it is counted of. No count is
    larger than its base, so a hidden count of 1 to 4 in a base of 3 is one of 1 to 3.

    Raises `ValueError` when no area is left, when it may be that nobody or that everybody is counted everywhere, or
    when bounds are negative or crossed.
    """
    lowest, highest, size = _bounds(low, high, base)
    highest = np.minimum(highest, size)
    if np.any(lowest > size):
        raise ValueError("a count is larger than its base")
    if lowest.sum() == 0 or highest.sum() == size.sum():
        raise ValueError("it may be that nobody or that everybody is counted in every area")
    counts, is_possible = _possible_counts(lowest, highest)
    # Where a count is not possible its complement may be below zero: any number will do there.
    others = np.where(is_possible, size[:, None] - counts, 0.0)
    fixed = np.where(is_possible, -np.log(size[:, None] + 1) - betaln(counts + 1, others + 1), -np.inf)

    def log_likelihood(centre: float, precision: float) -> float:
        share = expit(centre)
        if np.isinf(precision):
            return _log_total(fixed + xlogy(counts, share) + xlog1py(others, -share))
        alpha, beta = precision * share, precision * expit(-centre)
        return _log_total(fixed + betaln(counts + alpha, others + beta) - betaln(alpha, beta))

    start = float(logit((lowest + highest).sum() / 2 / size.sum()))
    centre, precision = _most_likely(log_likelihood, start, float(size.max()))
    mean = float(expit(centre))
    return BetaPrior(precision * mean, precision * (1 - mean), mean, len(size), float(size.sum()))


def posterior_relative_risk(count: ArrayLike, expected: ArrayLike, prior: GammaPrior, confidence: float) -> Posterior:
    """Steadied relative levels (1: as expected): Gamma(count + shape, expected + rate), areas broadcast together.

    The limits leave `confidence` between them. They know nothing of the uncertainty of the prior itself, and are a
    little narrow when it comes from few areas. Without variance between areas every area has the common level, with
    the interval of all their events together, and no weight of its own.

    NaN everywhere for an area whose count is hidden (NaN) or that has no expected number: nothing derived is shown.
    """
    x, size = _visible(count, expected)
    if np.isinf(prior.shape):
        lower, upper = count_limits(prior.mean * prior.expected, confidence)
        return _common(x, prior.mean, lower / prior.expected, upper / prior.expected)
    shape, rate = x + prior.shape, size + prior.rate
    tail = (1 - confidence) / 2
    return Posterior(shape / rate, gammaincinv(shape, tail) / rate, gammaincinv(shape, 1 - tail) / rate, size / rate)


def posterior_share(count: ArrayLike, base: ArrayLike, prior: BetaPrior, confidence: float) -> Posterior:
    """Steadied shares (0 to 1): Beta(count + alpha, base - count + beta), the twin of `posterior_relative_risk`.

    NaN everywhere for an area whose count is hidden (NaN), larger than its base, or that has no base.
    """
    x, size = _visible(count, base)
    x, size = np.where(x <= size, x, np.nan), np.where(x <= size, size, np.nan)
    if np.isinf(prior.alpha):
        lower, upper = proportion_limits(prior.mean * prior.base, prior.base, confidence)
        return _common(x, prior.mean, lower, upper)
    alpha, beta = x + prior.alpha, size - x + prior.beta
    tail = (1 - confidence) / 2
    return Posterior(
        alpha / (alpha + beta),
        betaincinv(alpha, beta, tail),
        betaincinv(alpha, beta, 1 - tail),
        size / (alpha + beta),
    )


def detectable(base: int, benchmark: float, confidence: float) -> Detectable:
    """The counts of `base` persons that could be told apart from a benchmark share (0 to 1) that is taken as exact.

    `high_from` is the smallest count whose Wilson interval lies wholly above the benchmark, `low_to` the largest whose
    interval lies wholly below; None when no count does. Limits rise with the count, so a search by halves finds them.

    Raises `ValueError` when the benchmark is not a share or the base is negative.
    """
    if not 0 <= benchmark <= 1 or base < 0:
        raise ValueError("a benchmark is a share between 0 and 1, a base is not negative")
    if base == 0:
        return Detectable(None, None)

    def is_above(count: int) -> bool:
        return bool(proportion_limits(count, base, confidence)[0] > benchmark)

    def is_not_below(count: int) -> bool:
        return bool(proportion_limits(count, base, confidence)[1] >= benchmark)

    high_from = bisect_left(range(base + 1), True, key=is_above)
    low_to = bisect_left(range(base + 1), True, key=is_not_below) - 1
    return Detectable(high_from if high_from <= base else None, low_to if low_to >= 0 else None)


def detectable_counts(
    bases: ArrayLike, benchmark: float, confidence: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`detectable` of many bases at once: `high_from` and `low_to` of each, -1 where no count is told apart.

    Raises `ValueError` as `detectable` does.
    """
    base = np.asarray(bases, np.int64)
    if not 0 <= benchmark <= 1 or np.any(base < 0):
        raise ValueError("a benchmark is a share between 0 and 1, a base is not negative")
    # Halves of 0..base at once: the first count that is above, and the first that is not below, or base + 1.
    firsts = []
    for side in (0, 1):
        low, high = np.zeros_like(base), base + 1
        while np.any(low < high):
            middle = (low + high) // 2
            limit = proportion_limits(middle, base, confidence)[side]
            holds = limit > benchmark if side == 0 else limit >= benchmark
            is_open = low < high
            low, high = (
                np.where(is_open & ~holds, middle + 1, low),
                np.where(is_open & holds, middle, high),
            )
        firsts.append(low)
    has_base = base > 0
    return np.where(has_base & (firsts[0] <= base), firsts[0], -1), np.where(has_base, firsts[1] - 1, -1)


def _bounds(low: ArrayLike, high: ArrayLike, size: ArrayLike) -> list[NDArray[np.float64]]:
    """Bounds and sizes of the areas that say something; `ValueError` when there are none, or the bounds are wrong."""
    lowest, highest, size = (np.asarray(array, float) for array in (low, high, size))
    if lowest.ndim != 1 or not lowest.shape == highest.shape == size.shape:
        raise ValueError("bounds and sizes must have the same shape (areas,)")
    says = np.isfinite(lowest) & np.isfinite(highest) & np.isfinite(size) & (size > 0)
    if not says.any():
        raise ValueError("no area has both a count and a size")
    if np.any(lowest[says] < 0) or np.any(lowest[says] > highest[says]):
        raise ValueError("the bounds of a count are negative or crossed")
    return [array[says] for array in (lowest, highest, size)]


def _possible_counts(
    lowest: NDArray[np.float64], highest: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The counts each area may have, in rows as wide as the widest bounds, and which of them lie within its own."""
    counts = lowest[:, None] + np.arange(int((highest - lowest).max()) + 1)
    return counts, counts <= highest[:, None]


def _log_total(terms: NDArray[np.float64]) -> float:
    """The log-likelihood of all areas from the logarithms of the probabilities of their possible counts."""
    highest = terms.max(axis=1)
    return float(np.sum(highest + np.log(np.exp(terms - highest[:, None]).sum(axis=1))))


def _most_likely(log_likelihood: Callable[[float, float], float], start: float, largest: float) -> tuple[float, float]:
    """The centre (on its own scale) and the precision of the most likely prior; infinite precision is no variance.

    `largest` is the largest area on the scale of the precision: its own figure weighs largest / (largest + precision).
    """
    without = minimize_scalar(lambda centre: -log_likelihood(centre, np.inf), bracket=(start - 0.1, start + 0.1))
    # The likelihood may have more than one hill: begin from the best of many variances.
    precisions = np.geomspace(1e-2, _NO_VARIANCE_FROM * largest, 25)
    best = max(precisions, key=lambda precision: log_likelihood(start, precision))
    found = minimize(
        lambda at: -log_likelihood(at[0], np.exp(at[1])),
        [start, np.log(best)],
        method="Nelder-Mead",
        # Far beyond "no variance" the likelihood is flat and rounding decides: the search ends there.
        bounds=[(None, None), (None, np.log(100 * _NO_VARIANCE_FROM * largest))],
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 1000},
    )
    centre, precision = float(found.x[0]), float(np.exp(found.x[1]))
    if precision > _NO_VARIANCE_FROM * largest or found.fun >= without.fun:
        return float(without.x), float("inf")
    return centre, precision


def _visible(count: ArrayLike, size: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts and sizes of one shape, both NaN where the count is hidden or negative or the size is not above zero."""
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(size, float))
    is_visible = (x >= 0) & (n > 0)
    return np.where(is_visible, x, np.nan), np.where(is_visible, n, np.nan)


def _common(x: NDArray[np.float64], *parts: ArrayLike) -> Posterior:
    """The mean and the limits that all areas have in common, and no weight of its own, for each visible area."""
    return Posterior(*(np.where(np.isnan(x), np.nan, part) for part in (*parts, 0.0)))
