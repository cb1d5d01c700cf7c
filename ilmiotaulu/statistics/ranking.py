"""How certain an order of areas is: ranks of simulated true levels, instead of the order of the figures.

The order of small areas by their figures is mostly chance. Here the true levels are drawn many times from what is known
of them, each time put in order, and only what holds in most of the orders is said (Goldstein & Spiegelhalter 1996).
Rank 1 is the largest level.

Equal levels share their ranks: areas that tie for the ranks 2 to 4 have each of them with the same probability.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ilmiotaulu.statistics.small_areas import BetaPrior, GammaPrior

THIRDS = ("lowest", "middle", "highest")


def posterior_draws_gamma(
    count: ArrayLike, expected: ArrayLike, prior: GammaPrior, draws: int, seed: int
) -> NDArray[np.float64]:
    """Simulated true relative levels of the shape (draws, areas): the posterior of `posterior_relative_risk`.

    The same seed gives the same bits with the same numpy. Areas are independent given the prior; without variance
    between them all areas have the common level, which is drawn from all their events together (Jeffreys' prior).

    Raises `ValueError` for a hidden count (NaN) or an expected number that is not above zero: leave such areas out.
    """
    x, size = _all_visible(count, expected)
    random = _generator(seed)
    if np.isinf(prior.shape):
        common = random.standard_gamma(prior.mean * prior.expected + 0.5, (draws, 1)) / prior.expected
        return np.repeat(common, len(x), axis=1)
    return random.standard_gamma(x + prior.shape, (draws, len(x))) / (size + prior.rate)


def posterior_draws_beta(
    count: ArrayLike, base: ArrayLike, prior: BetaPrior, draws: int, seed: int
) -> NDArray[np.float64]:
    """Simulated true shares (0 to 1) of the shape (draws, areas): the twin of `posterior_draws_gamma`.

    Raises `ValueError` also for a count that is larger than its base.
    """
    x, size = _all_visible(count, base)
    if np.any(x > size):
        raise ValueError("a count is larger than its base")
    random = _generator(seed)
    if np.isinf(prior.alpha):
        events = prior.mean * prior.base
        return np.repeat(random.beta(events + 0.5, prior.base - events + 0.5, (draws, 1)), len(x), axis=1)
    return random.beta(x + prior.alpha, size - x + prior.beta, (draws, len(x)))


def rank_intervals(draws: ArrayLike, confidence: float = 0.95) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ranks between which each area lies with at least the given confidence, as (low, high); rank 1 is the largest.

    `draws` has the shape (simulations, areas). In at most half of the remaining simulations the rank is below `low`, in
    at most half of them above `high`. Equal levels may have any of the ranks they share.

    Raises `ValueError` for a missing level.
    """
    first, last = _ranks(draws)
    simulations = len(first)
    tail = (1 - confidence) / 2
    # Rounded, so that 0.025 × 2 000 is the fiftieth draw and not, for the last bit's sake, the fifty-first.
    low_at = max(int(np.ceil(round(tail * simulations, 6))) - 1, 0)
    high_at = int(np.ceil(round((1 - tail) * simulations, 6))) - 1
    return np.partition(first, low_at, axis=0)[low_at], np.partition(last, high_at, axis=0)[high_at]


def third_probabilities(draws: ArrayLike) -> NDArray[np.float64]:
    """The probability of being among the lowest, the middle and the highest third: the shape (areas, 3), rows sum to 1.

    `draws` has the shape (simulations, areas). The lowest and the highest third have areas // 3 members and the middle
    one has the rest, so that nobody is put among the lowest for the sake of division: 7, 8 and 7 of 22 areas. Of one or
    two areas all are in the middle. Areas that tie across the edge of a third share its places.

    Raises `ValueError` for a missing level.
    """
    first, last = _ranks(draws)
    areas = first.shape[1]
    size = areas // 3
    highest = _share_of_ranks(first, last, 1, size)
    lowest = _share_of_ranks(first, last, areas - size + 1, areas)
    return np.stack([lowest, 1 - lowest - highest, highest], axis=1)


def _all_visible(count: ArrayLike, size: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts and sizes of the shape (areas,); `ValueError` unless all are visible."""
    x, n = np.asarray(count, float), np.asarray(size, float)
    if x.ndim != 1 or x.shape != n.shape:
        raise ValueError("counts and sizes must have the same shape (areas,)")
    if not (np.all(x >= 0) and np.all(n > 0) and np.isfinite(n).all()):
        raise ValueError("only areas with a visible count and a size can be simulated")
    return x, n


def _generator(seed: int) -> np.random.Generator:
    """Named, because numpy may change what its default generator is."""
    return np.random.Generator(np.random.PCG64(seed))


def _ranks(draws: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last rank each level may have within its simulation; they differ for equal levels only."""
    level = np.asarray(draws, float)
    if level.ndim != 2 or np.isnan(level).any():
        raise ValueError("levels must have the shape (simulations, areas), none missing")
    order = np.argsort(-level, axis=1)
    places = np.broadcast_to(np.arange(1, level.shape[1] + 1), level.shape)
    ordered = np.take_along_axis(level, order, axis=1)
    is_equal = ordered[:, 1:] == ordered[:, :-1]
    if not is_equal.any():
        rank = _put_back(places, order)
        return rank, rank
    begins = np.concatenate([np.ones((len(level), 1), bool), ~is_equal], axis=1)
    ends = np.concatenate([~is_equal, np.ones((len(level), 1), bool)], axis=1)
    first = np.maximum.accumulate(np.where(begins, places, 1), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, level.shape[1])[:, ::-1], axis=1)[:, ::-1]
    return _put_back(first, order), _put_back(last, order)


def _put_back(ordered: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """What stands in the order of each simulation, back at its area."""
    at_area = np.empty(order.shape, np.int64)
    np.put_along_axis(at_area, order, ordered, axis=1)
    return at_area


def _share_of_ranks(first: NDArray[np.int64], last: NDArray[np.int64], start: int, end: int) -> NDArray[np.float64]:
    """The probability of a rank from `start` to `end`, the shared ranks of equal levels taken for equally likely."""
    within = np.clip(np.minimum(last, end) - np.maximum(first, start) + 1, 0, None)
    return (within / (last - first + 1)).mean(axis=0)
