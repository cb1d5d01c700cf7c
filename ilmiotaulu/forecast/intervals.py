"""Prediction intervals from past errors: how far forecasts of areas of that size went wrong by that horizon.

The error of a forecast f has two parts: the chance of the events themselves, and what the method did not know, which
grows with the horizon in proportion to f. Births are negative binomial with the mean f and the variance f + (c f)².
Children already counted once have hardly any chance of their own: their limits are f ± q f, where q is the relative
error that as large a share of past forecasts did not exceed. c and q of a size class and a horizon come from errors
that were known at the launch, and from no others.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri, pdtr
from scipy.stats import nbinom, poisson

from ilmiotaulu.forecast.series import Values

Kind = Literal["events", "stock"]
CONFIDENCES = (0.5, 0.8, 0.95)
# Inhabitants from which each size class but the first begins.
SIZE_CLASS_FROM = (2_000, 5_000, 10_000, 20_000, 50_000)
SIZE_CLASS_NAMES = ("under_2000", *(f"from_{first}" for first in SIZE_CLASS_FROM))
SIZE_CLASSES = len(SIZE_CLASS_NAMES)
# Of fewer errors than these the largest few are not what one in twenty exceeds.
_FEWEST_ERRORS = 100


def size_class(population: Values) -> NDArray[np.int_]:
    """0 for areas under 2,000 inhabitants up to 5 for those of 50,000 or more; -1 where the population is missing."""
    place = np.searchsorted(SIZE_CLASS_FROM, population, side="right")
    return np.where(np.isnan(population), -1, place)


def error_spread(
    forecast: Values, outcome: Values, classes: NDArray[np.int_], confidences: Sequence[float], kind: Kind
) -> Values:
    """How far errors of each class and horizon spread in proportion to the forecast: (confidences, classes, horizons).

    `forecast` and `outcome` have the shape (launches, areas, horizons), the outcome NaN where it is not known;
    `classes` has one number from 0 up for each area, -1 for one that teaches nothing. Of `events` it is c, alike for
    every confidence, of a `stock` q. It is never below zero, and never below that of a shorter horizon: what is not
    known does not become less. NaN where no error is known.
    """
    is_known = np.isfinite(outcome) & (forecast > 0)
    mean = np.where(is_known, forecast, 1.0)
    relative = np.where(is_known, (outcome - mean) / mean, np.nan)
    spread = np.full((len(confidences), classes.max(initial=-1) + 1, forecast.shape[2]), np.nan)
    for number in range(spread.shape[1]):
        members = classes == number
        if kind == "events":
            spread[:, number] = _growth(mean[:, members], relative[:, members])
        else:
            spread[:, number] = _reach(relative[:, members], confidences)
    return np.where(np.isnan(spread), np.nan, np.fmax.accumulate(spread, axis=2))


def _growth(mean: Values, relative: Values) -> Values:
    """The relative error c of each horizon beyond chance.

    c² is the mean of squared relative errors, each less its chance 1 / f and weighted by f, for in small areas nearly
    all is chance.
    """
    weight = np.where(np.isnan(relative), 0.0, mean)
    excess = weight * (np.where(np.isnan(relative), 0.0, relative) ** 2 - 1 / mean)
    total = weight.sum(axis=(0, 1))
    squared = np.divide(excess.sum(axis=(0, 1)), total, out=np.full_like(total, np.nan), where=total > 0)
    return np.sqrt(np.maximum(squared, 0.0))


def _reach(relative: Values, confidences: Sequence[float]) -> Values:
    """The relative error q of each confidence and horizon: as in conformal prediction (Vovk, Gammerman & Shafer 2005),
    the smallest that ceil((n + 1) × confidence) of the n errors do not exceed.

    Fewer than `_FEWEST_ERRORS` say too little of the largest: there it is that of a normal with the mean square of
    the errors. Each counts as at most 1, for of a forecast of no one, proportions say nothing.
    """
    horizons = relative.shape[2]
    errors = np.minimum(np.abs(np.moveaxis(relative, 2, 0).reshape(horizons, -1)), 1.0)
    errors.sort(axis=1)  # those that are not known come last
    known = np.isfinite(errors).sum(axis=1)
    share = np.array(confidences)[:, None]
    rank = np.clip(np.ceil((known + 1) * share).astype(int), 1, np.maximum(known, 1)) - 1
    ranked = errors[np.arange(horizons), rank] if errors.shape[1] else np.full(rank.shape, np.nan)
    squares = np.divide(np.nansum(errors**2, axis=1), known, out=np.full(horizons, np.nan), where=known > 0)
    return np.where(known < _FEWEST_ERRORS, ndtri((1 + share) / 2) * np.sqrt(squares), ranked)


def prediction_limits(forecast: Values, spread: Values, confidence: float, kind: Kind) -> tuple[Values, Values]:
    """Limits in whole persons that leave `confidence` between them, both of them inside; arrays that broadcast.

    Negative binomial for `events` (Poisson where the spread is 0), the spread on either side for a `stock`, never below
    zero. NaN where the forecast or the spread is. Raises `ValueError` when the confidence is not between 0 and 1.
    """
    tail = _tail(confidence)
    mean, reach = np.broadcast_arrays(np.asarray(forecast, float), np.asarray(spread, float))
    if kind == "stock":
        return np.maximum(np.rint(mean - reach * mean), 0.0), np.rint(mean + reach * mean)
    return _events_quantile(mean, reach, tail), _events_quantile(mean, reach, 1 - tail)


def is_within(outcome: Values, forecast: Values, spread: Values, confidences: Sequence[float], kind: Kind) -> Values:
    """Whether outcomes lie within their `prediction_limits`: 1 or 0, of the shape of `spread`, (confidences, …).

    NaN where an outcome or a limit is not known. Limits of events are not worked out for that, which would take ten
    times as long: a limit is the first number with enough probability up to it, so the probabilities up to the outcome,
    and up to the number before it, tell on which side of it the outcome lies.
    """
    tails = [_tail(confidence) for confidence in confidences]
    within = np.full(spread.shape, np.nan)
    has_all = np.isfinite(outcome) & np.isfinite(forecast) & np.isfinite(spread[0])
    happened, mean = outcome[has_all], forecast[has_all]
    if kind == "events":
        growth = spread[0][has_all]
        up_to, before = (_events_below(number, mean, growth) for number in (np.floor(happened), np.ceil(happened) - 1))
        for row, tail in enumerate(tails):
            within[row, has_all] = (up_to >= tail) & (before < 1 - tail)
        return within
    for row, confidence in enumerate(confidences):
        lower, upper = prediction_limits(mean, spread[row][has_all], confidence, kind)
        within[row, has_all] = (lower <= happened) & (happened <= upper)
    return within


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    return (1 - confidence) / 2


def _events_below(number: Values, mean: Values, growth: Values) -> Values:
    """The probability of so many events or fewer; of whole numbers from -1 up."""
    below = np.where(number >= 0, 1.0, 0.0)  # without any expectation nothing happens
    is_spread = (number >= 0) & (mean > 0) & (growth > 0)
    size = 1 / growth[is_spread] ** 2
    below[is_spread] = betainc(size, number[is_spread] + 1, size / (size + mean[is_spread]))
    is_plain = (number >= 0) & (mean > 0) & (growth == 0)
    below[is_plain] = pdtr(number[is_plain], mean[is_plain])
    return below


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
