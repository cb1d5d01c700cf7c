"""Telling figures apart from each other and from chance.

Two figures are told apart when their 95 % intervals do not overlap: a cautious rule (two equal figures pass it far less
often than one time in twenty), meant for the many comparisons of a page.

Whole columns are compared in five steps (`Result`), as in Fingertips' "BOB 95/99.8": told apart at 95 %, and at 99.8 %.
Results say lower and higher, never worse and better: which is good is the catalogue's to say.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from ilmiotaulu.statistics.intervals import normal_quantile, proportion_limits

Result = Literal["much_lower", "lower", "similar", "higher", "much_higher", "not_compared"]
RESULTS: tuple[Result, ...] = get_args(Result)

Side = Literal["above", "below", "not_told_apart"]
Interval = tuple[float, float]


def side_of(own: Interval, other: Interval) -> Side:
    """Whether the own interval lies wholly above or below the other one."""
    if own[0] > other[1]:
        return "above"
    return "below" if own[1] < other[0] else "not_told_apart"


def pooled_interval(counts: Sequence[float], bases: Sequence[float]) -> tuple[float, Interval]:
    """The share of several areas together in per cent, with Wilson's 95 % interval.

    Raises `ValueError` when there is nothing to pool.
    """
    if not counts or sum(bases) <= 0:
        raise ValueError("nothing to pool")
    lower, upper = proportion_limits(sum(counts), sum(bases), 0.95)
    return 100 * sum(counts) / sum(bases), (100 * float(lower), 100 * float(upper))


def unbroken_since(sides: Mapping[int, Side]) -> tuple[Side, int, int]:
    """The newest year's result, and the first and last year of the unbroken run of it that leads there.

    A year that is missing between two others breaks no run, for nothing is known of it. Raises `ValueError` when there
    is no year.
    """
    if not sides:
        raise ValueError("no year to compare")
    years = sorted(sides, reverse=True)
    newest = sides[years[0]]
    first = years[0]
    for year in years:
        if sides[year] != newest:
            break
        first = year
    return newest, first, years[0]


def against_value(
    lower95: ArrayLike, upper95: ArrayLike, lower998: ArrayLike, upper998: ArrayLike, benchmark: ArrayLike
) -> NDArray[np.str_]:
    """Each value's `Result` against a benchmark that is taken as exact.

    Higher (lower) when the whole 95 % interval lies above (below) the benchmark, much so when the 99.8 % interval does,
    too; a limit on the benchmark is no difference. Not compared where a limit or the benchmark is missing (NaN). A
    municipality must not be part of its benchmark to any degree that matters: hold it against the rest. Arguments
    broadcast together; the result has their shape.
    """
    return against_interval((lower95, upper95), (lower998, upper998), (benchmark, benchmark), (benchmark, benchmark))


def against_interval(
    own95: tuple[ArrayLike, ArrayLike],
    own998: tuple[ArrayLike, ArrayLike],
    other95: tuple[ArrayLike, ArrayLike],
    other998: tuple[ArrayLike, ArrayLike],
) -> NDArray[np.str_]:
    """Each value's `Result` against a benchmark that is uncertain itself: their intervals must not overlap.

    For a benchmark that is small, such as a municipality's neighbours or the rest of a county. The rule is cautious:
    two equal values with intervals of equal width pass the 95 % step about six times in a thousand. Not compared where
    any limit is missing (NaN). Each argument is a lower and an upper limit; all broadcast together.
    """
    limits = [np.asarray(limit, float) for pair in (own95, own998, other95, other998) for limit in pair]
    own_low, own_high, own_lowest, own_highest, low, high, lowest, highest = limits
    above = np.add(own_low > high, own_lowest > highest, dtype=int)
    below = np.add(own_high < low, own_highest < lowest, dtype=int)
    return _named(above - below, reduce(np.logical_or, map(np.isnan, limits)))


def from_z(z: ArrayLike) -> NDArray[np.str_]:
    """The `Result` of standardised differences: told apart beyond 1.959964, by much beyond 3.090232.

    Not compared where the score is missing (NaN).
    """
    score = np.asarray(z, float)
    size = np.abs(score)
    steps = np.add(size > normal_quantile(0.95), size > normal_quantile(0.998), dtype=int)
    return _named(np.where(score < 0, -steps, steps), np.isnan(score))


def probability_above(z: ArrayLike) -> NDArray[np.float64]:
    """The normal probability that the own true value lies above the benchmark: one half at 0, 0.975 at 1.959964.

    `z` is the difference in standard errors. NaN stays NaN.
    """
    return ndtr(np.asarray(z, float))


def expected_false_flags(comparisons: int) -> tuple[float, float]:
    """How many of so many comparisons would be flagged by chance alone, at 95 % and at 99.8 %, if nothing differed.

    Nominal: 15.45 and 0.618 of 309. Counts are whole numbers, so a rule's true share differs somewhat. Raises
    `ValueError` when the number is negative.
    """
    if comparisons < 0:
        raise ValueError(f"a number of comparisons is not negative: {comparisons}")
    return comparisons * 5 / 100, comparisons * 2 / 1000


def _named(steps: NDArray[np.int_], is_missing: NDArray[np.bool_]) -> NDArray[np.str_]:
    """The results behind steps from -2 (much lower) to 2 (much higher)."""
    return np.array(RESULTS)[np.where(is_missing, RESULTS.index("not_compared"), steps + RESULTS.index("similar"))]
