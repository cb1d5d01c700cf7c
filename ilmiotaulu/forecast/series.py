"""Forecasts of many short yearly series at once, each method a function of the same form.

Every method takes `values` of the shape (areas, years) with NaN where a year has no value, the calendar `years`
(ascending, one for each column), and `horizons` in years from the launch, which is the last of `years`. It gives an
array of the shape (areas, horizons), never below zero, NaN for an area without any value. A year that is missing, as a
column of NaN or without a column, stays a gap: a drift is per calendar year, and smoothing steps over it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Years = NDArray[np.int_]
Method = Callable[[Values, Years, Years], Values]

# The smoothing parameters that are tried; the one with the smallest sum of squared one-step errors is taken.
_LEVEL_WEIGHTS = np.arange(1, 21) / 20
_TREND_WEIGHTS = np.array([0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0])
# The range of Hyndman & Athanasopoulos (Forecasting: Principles and Practice, 8.2): a trend damped by less than 0.8 is
# gone at once, above 0.98 it is hardly damped.
_DAMPINGS = np.array([0.8, 0.85, 0.9, 0.95, 0.98])
_YEARS_OF_FIRST_TREND = 5


def last_value(values: Values, years: Years, horizons: Years) -> Values:
    """The newest value of each area, for ever: what every other method must beat."""
    return mean_of_latest(1)(values, years, horizons)


def mean_of_latest(number: int) -> Method:
    """The method that gives the mean of the `number` newest values of each area, of fewer where there are no more."""

    def mean(values: Values, years: Years, horizons: Years) -> Values:
        level = _mean(_only_latest(values, number))
        return np.repeat(level[:, None], len(horizons), axis=1)

    return mean


def linear_trend(number: int) -> Method:
    """The method that goes on along the least-squares line through the `number` newest values of each area.

    An area with a single value has a level line.
    """

    def trend(values: Values, years: Years, horizons: Years) -> Values:
        level, slope, middle = _lines(_only_latest(values, number), years)
        ahead = years[-1] + horizons - middle[:, None]
        return np.maximum(level[:, None] + slope[:, None] * ahead, 0.0)

    return trend


def theta(values: Values, years: Years, horizons: Years) -> Values:
    """The Theta method (Assimakopoulos & Nikolopoulos 2000): the mean of the trend line and of the smoothed double.

    The double, twice the series less its least-squares line, is smoothed exponentially from its first value with the
    weight of `_LEVEL_WEIGHTS` that gives the smallest one-step errors; the same as simple exponential smoothing with
    half the line's drift (Hyndman & Billah 2003). A year without a value leaves the smoothed level where it was.
    """
    level, slope, middle = _lines(values, years)
    doubled = 2 * values - (level[:, None] + slope[:, None] * (years - middle[:, None]))
    smoothed, errors = np.full((len(values), len(_LEVEL_WEIGHTS)), np.nan), np.zeros((len(values), len(_LEVEL_WEIGHTS)))
    for value in doubled.T:
        missed = np.nan_to_num(value[:, None] - smoothed)
        errors += missed**2
        smoothed = np.where(np.isnan(smoothed), value[:, None], smoothed + _LEVEL_WEIGHTS * missed)
    best = smoothed[np.arange(len(values)), errors.argmin(axis=1)]
    line = level[:, None] + slope[:, None] * (years[-1] + horizons - middle[:, None])
    return np.maximum((best[:, None] + line) / 2, 0.0)


def damped_trend(values: Values, years: Years, horizons: Years) -> Values:
    """Holt's linear trend, damped (Gardner & McKenzie 1985), with the parameters of the smallest one-step errors.

    It starts at the first value with the mean change a year until the last value within the next five years. In a year
    without a value level and trend go on as forecast.
    """
    weight, trend_weight, damping = (
        grid.ravel() for grid in np.meshgrid(_LEVEL_WEIGHTS, _TREND_WEIGHTS, _DAMPINGS, indexing="ij")
    )
    every_year = np.arange(years[0], years[-1] + 1)
    filled = np.full((len(values), len(every_year)), np.nan)
    filled[:, years - years[0]] = values
    first_trend = _first_trend(filled)
    level, trend = np.full((len(values), len(weight)), np.nan), np.zeros((len(values), len(weight)))
    errors, has_begun = np.zeros_like(level), np.zeros(len(values), dtype=bool)
    # In place: the arrays are large, and this is most of what services cost.
    for value in filled.T:
        trend *= damping
        level += trend
        is_told = np.isfinite(value)
        missed = value[:, None] - level
        missed[~(is_told & has_begun)] = 0.0
        errors += missed**2
        level += weight * missed
        trend += weight * trend_weight * missed
        begins = is_told & ~has_begun
        level[begins], trend[begins] = value[begins, None], first_trend[begins, None]
        has_begun |= is_told
    chosen = errors.argmin(axis=1)
    rows = np.arange(len(values))
    steps = np.cumsum(damping[chosen, None] ** np.arange(1, horizons.max() + 1), axis=1)[:, horizons - 1]
    return np.maximum(level[rows, chosen, None] + trend[rows, chosen, None] * steps, 0.0)


def mean_of(*methods: Method) -> Method:
    """The method that gives the plain mean of what several methods give."""

    def mean(values: Values, years: Years, horizons: Years) -> Values:
        return np.mean([method(values, years, horizons) for method in methods], axis=0)

    return mean


def _only_latest(values: Values, number: int) -> Values:
    """The values with all but the `number` newest of each area taken away."""
    from_end = np.cumsum(np.isfinite(values)[:, ::-1], axis=1)[:, ::-1]
    return np.where(from_end <= number, values, np.nan)


def _mean(values: Values) -> Values:
    """The mean of the values of each area; NaN without any."""
    has = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.where(has, values, 0.0).sum(axis=1) / has.sum(axis=1)


def _lines(values: Values, years: Years) -> tuple[Values, Values, Values]:
    """The least-squares line of each area: its level in the mean of its years, its slope, and that mean."""
    has = np.isfinite(values)
    middle = _mean(np.where(has, years, np.nan))
    level = _mean(values)
    away = np.where(has, years - middle[:, None], 0.0)
    spread = (away**2).sum(axis=1)
    slope = (away * np.where(has, values, 0.0)).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return level, slope, middle


def _first_trend(values: Values) -> Values:
    """The mean change a year from the first value of each area to the last one within the next five years."""
    years = np.arange(values.shape[1])
    has = np.isfinite(values)
    first = has.argmax(axis=1)
    is_early = has & (years <= first[:, None] + _YEARS_OF_FIRST_TREND)
    last = values.shape[1] - 1 - is_early[:, ::-1].argmax(axis=1)
    rows = np.arange(len(values))
    change = values[rows, last] - values[rows, first]
    return np.where(last > first, change / np.maximum(last - first, 1), 0.0)
