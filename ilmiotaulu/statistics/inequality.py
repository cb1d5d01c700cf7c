"""Inequality between groups that have an order, and the making of such groups.

The slope and the relative index of inequality as in the English public-health tools (Low & Low 2004, Journal of Public
Health 26: 388-395; PHEindicatormethods), on values that are not transformed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ilmiotaulu.statistics.intervals import normal_quantile

FEWEST_GROUPS, MOST_GROUPS = 5, 100
_FEWEST_DRAWS = 1_000
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Inequality:
    """The slope index (`sii`, in the unit of the values) and the relative index (`rii`), with their 95 % limits.

    `sii` is the fitted value at the least deprived end less that at the most deprived end; `rii` the first by the
    second. NaN stands for what could not be worked out.
    """

    sii: float
    rii: float
    sii_limits: tuple[float, float]
    rii_limits: tuple[float, float]
    groups: int


def slope_index(
    values: ArrayLike,
    populations: ArrayLike,
    *,
    lower95: ArrayLike | None = None,
    upper95: ArrayLike | None = None,
    draws: int = 20_000,
    seed: int = 2005,
) -> Inequality:
    """The slope of a value over the population, from the most to the least deprived, by groups in that order.

    A straight line is fitted through the groups' values by least squares, weighted by population; a group stands where
    its middle person stands when all people are put in order, from 0 to 1. With the values' 95 % limits, each group's
    value is drawn anew from a normal distribution with the standard error `(upper - lower) / (2·1.96)`, and the limits
    of the indices are the 2.5 and 97.5 per cent places among the draws, as in PHEindicatormethods. The same arguments
    give the same limits to the last bit (with one version of NumPy). Without limits of the values, those of the indices
    are NaN.

    The relative index is NaN when the line is not above 0 at the most deprived end, for nothing can be told in
    multiples of it; a draw in which that is so counts as infinitely large.

    Raises `ValueError` under 5 and over 100 groups, when anything is missing or not finite, a population not positive,
    only one of the limits given, a lower limit above the upper one, or fewer than 1,000 draws asked for.
    """
    y = _one_a_group(values, "values")
    people = _one_a_group(populations, "populations", y.size)
    if not FEWEST_GROUPS <= y.size <= MOST_GROUPS:
        raise ValueError(f"inequality is told of {FEWEST_GROUPS} to {MOST_GROUPS} groups, not of {y.size}")
    if np.any(people <= 0):
        raise ValueError("every group needs a positive population")
    slope_parts, start_parts = _line_parts(people)
    sii, rii = _indices((slope_parts * y).sum(), (start_parts * y).sum())
    if (lower95 is None) != (upper95 is None):
        raise ValueError("limits come in pairs: a lower and an upper one")
    nowhere = (float("nan"), float("nan"))
    if lower95 is None or upper95 is None:
        return Inequality(float(sii), float(rii), nowhere, nowhere, y.size)
    lower, upper = _one_a_group(lower95, "lower limits", y.size), _one_a_group(upper95, "upper limits", y.size)
    if np.any(lower > upper):
        raise ValueError("a lower limit lies above its upper one")
    if draws < _FEWEST_DRAWS:
        raise ValueError(f"limits need at least {_FEWEST_DRAWS} draws, not {draws}")
    errors = (upper - lower) / (2 * normal_quantile(_CONFIDENCE))
    noise = np.random.Generator(np.random.PCG64(seed)).standard_normal((y.size, draws))
    drawn = y[:, None] + errors[:, None] * noise
    # Sums over the first axis are made row by row: no library for matrices, whose last bits differ between machines.
    slopes = (slope_parts[:, None] * drawn).sum(axis=0)
    starts = (start_parts[:, None] * drawn).sum(axis=0)
    drawn_sii, drawn_rii = _indices(slopes, starts, unbounded=np.inf)
    return Inequality(
        float(sii), float(rii), _places(drawn_sii), nowhere if np.isnan(rii) else _places(drawn_rii), y.size
    )


def population_groups(populations: ArrayLike, groups: int) -> NDArray[np.int_]:
    """The group, from 0, of areas in an order: where the middle person stands when all people are parted equally.

    A large area may leave a group beside it without anybody.
    """
    people = np.asarray(populations, float)
    middle = np.cumsum(people) - people / 2
    return (middle / people.sum() * groups).astype(int)


def _one_a_group(numbers: ArrayLike, name: str, size: int | None = None) -> NDArray[np.float64]:
    array = np.asarray(numbers, float)
    if array.ndim != 1 or (size is not None and array.size != size):
        raise ValueError(f"{name}: one number a group is needed")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name}: no group may be missing")
    return array


def _line_parts(people: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By what each group's value is multiplied and added up to the fitted line's slope, and to its height at 0."""
    share = people / people.sum()
    middle = np.cumsum(share) - share / 2
    # The middle person of all stands at one half, and the line goes through the mean of all there.
    slope_parts = share * (middle - 0.5)
    slope_parts = slope_parts / (slope_parts * middle).sum()
    return slope_parts, share - slope_parts / 2


def _indices(
    slope: NDArray[np.float64] | np.float64, start: NDArray[np.float64] | np.float64, unbounded: float = np.nan
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The slope index and the relative index of lines; `unbounded` stands for the latter where a line starts at 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(slope), np.where(start > 0, (start + slope) / start, unbounded)


def _places(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """The draws at the 2.5 and the 97.5 per cent place: of 20,000 the 500th and the 19,500th."""
    upper_share = (1 + _CONFIDENCE) / 2
    low, high = round(drawn.size * (1 - upper_share)) - 1, round(drawn.size * upper_share) - 1
    placed = np.partition(drawn, (low, high))
    return float(placed[low]), float(placed[high])
