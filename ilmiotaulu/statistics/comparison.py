"""Telling figures apart from each other and from chance.

Two figures are told apart when their 95 % intervals do not overlap: a cautious rule (two equal figures pass it far less
often than one time in twenty), meant for the many comparisons of a page. Two counts of events are told apart when they
differ by more than 1.96 standard deviations of their difference, the square root of their sum (both Poisson).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from ilmiotaulu.statistics.intervals import normal_quantile, proportion_limits

Side = Literal["above", "below", "not_told_apart"]
Interval = tuple[float, float]


def side_of(own: Interval, other: Interval) -> Side:
    """Whether the own interval lies wholly above or below the other one."""
    if own[0] > other[1]:
        return "above"
    return "below" if own[1] < other[0] else "not_told_apart"


def side_of_value(own: Interval, value: float) -> Side:
    """Whether the own interval lies wholly above or below a value that is taken as exact."""
    return side_of(own, (value, value))


def counts_differ(one: float, other: float) -> bool:
    """Whether two counts of events differ by more than chance would make likely (two-sided, 95 %)."""
    return abs(one - other) > normal_quantile(0.95) * math.sqrt(one + other)


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
