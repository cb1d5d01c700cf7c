"""Prediction intervals from past errors: how far forecasts of areas of that size went wrong by that horizon.

The error of a forecast f has two parts: the chance of the events themselves, and what the method did not know, which
grows with the horizon in proportion to f. Births are negative binomial with the mean f and the variance f + (c f)²;
children already counted once have hardly any chance of their own, and are normal with the variance (c f)². The
growth c of a size class and a horizon comes from errors that were known at the launch, and from no others.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import nbinom, poisson

from ilmiotaulu.forecast.series import Values

Kind = Literal["events", "stock"]
CONFIDENCES = (0.5, 0.8, 0.95)
# Inhabitants from which each size class but the first begins.
SIZE_CLASS_FROM = (2_000, 5_000, 10_000, 20_000, 50_000)
SIZE_CLASS_NAMES = ("under_2000", *(f"from_{first}" for first in SIZE_CLASS_FROM))
SIZE_CLASSES = len(SIZE_CLASS_NAMES)


def size_class(population: Values) -> NDArray[np.int_]:
    """0 for areas under 2,000 inhabitants up to 5 for those of 50,000 or more; -1 where the population is missing."""
    place = np.searchsorted(SIZE_CLASS_FROM, population, side="right")
    return np.where(np.isnan(population), -1, place)


def error_growth(forecast: Values, outcome: Values, classes: NDArray[np.int_], kind: Kind) -> Values:
    """The relative error c of each class and horizon beyond chance, of the shape (classes, horizons).

    `forecast` and `outcome` have the shape (launches, areas, horizons), the outcome NaN where it is not known;
    `classes` has one number from 0 up for each area, -1 for one that teaches nothing. c² is the mean of squared
    relative errors; of `events` each less its chance 1 / f and weighted by f, for in small areas nearly all is chance;
    of a `stock` each is at most 1, for of a forecast of no one, proportions say nothing.
    It is never below zero, and never below that of a shorter horizon: what is not known does not become less. NaN where
    no error is known.
    """
    is_known = np.isfinite(outcome) & (forecast > 0)
    mean = np.where(is_known, forecast, 1.0)
    relative = np.where(is_known, (outcome - mean) / mean, 0.0)
    if kind == "stock":
        relative = np.clip(relative, -1.0, 1.0)
    chance, weight = (1 / mean, mean) if kind == "events" else (0.0, 1.0)
    weight = np.where(is_known, weight, 0.0)
    excess = weight * (relative**2 - chance)
    growth = np.full((classes.max(initial=-1) + 1, forecast.shape[2]), np.nan)
    for number in range(len(growth)):
        members = classes == number
        total = weight[:, members].sum(axis=(0, 1))
        squared = np.divide(
            excess[:, members].sum(axis=(0, 1)), total, out=np.full_like(total, np.nan), where=total > 0
        )
        growth[number] = np.sqrt(np.maximum(squared, 0.0))
    return np.where(np.isnan(growth), np.nan, np.fmax.accumulate(growth, axis=1))


def prediction_limits(forecast: Values, growth: Values, confidence: float, kind: Kind) -> tuple[Values, Values]:
    """Limits in whole persons that leave `confidence` between them, both of them inside; arrays that broadcast.

    Negative binomial for `events` (Poisson where the growth is 0), normal for a `stock`, never below zero. NaN where
    the forecast or the growth is. Raises `ValueError` when the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    mean, spread = np.broadcast_arrays(np.asarray(forecast, float), np.asarray(growth, float))
    tail = (1 - confidence) / 2
    if kind == "stock":
        reach = ndtri(1 - tail) * spread * mean
        return np.maximum(np.rint(mean - reach), 0.0), np.rint(mean + reach)
    return _events_quantile(mean, spread, tail), _events_quantile(mean, spread, 1 - tail)


def _events_quantile(mean: Values, growth: Values, probability: float) -> Values:
    """The smallest number of events that is not exceeded with the probability."""
    limit = np.where(np.isfinite(mean) & np.isfinite(growth), 0.0, np.nan)
    # Without any expectation nothing happens; the limits are 0.
    is_spread = (mean > 0) & (growth > 0)
    size = 1 / growth[is_spread] ** 2
    limit[is_spread] = nbinom.ppf(probability, size, size / (size + mean[is_spread]))
    is_plain = (mean > 0) & (growth == 0)
    limit[is_plain] = poisson.ppf(probability, mean[is_plain])
    return limit
