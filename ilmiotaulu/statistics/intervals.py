"""Confidence intervals of proportions, counts, rates and standardised rates.

Wilson's score interval for proportions (Wilson 1927; Newcombe 1998); for counts the exact Poisson limits below ten
events (Garwood 1936) and Byar's approximation from ten on (Breslow & Day 1987): the public-health convention. Directly
standardised rates take the interval of Dobson et al. (1991), indirectly standardised ratios that of their count.

Every function works on single numbers and on arrays that broadcast together, and refuses (`ValueError`) a confidence
that is not between 0 and 1.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Limits = tuple[NDArray[np.float64], NDArray[np.float64]]
_EXACT_BELOW = 10


def normal_quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.959964 for 0.95 and 3.090232 for 0.998.

    Raises `ValueError` when the confidence is not between 0 and 1: 95 is not 95 %.
    """
    return float(ndtri((1 + _checked(confidence)) / 2))


def proportion_limits(count: ArrayLike, base: ArrayLike, confidence: float) -> Limits:
    """Wilson's limits of `count / base`, as shares between 0 and 1.

    NaN where the interval has no meaning: no base, a missing value, or a count larger than its base.
    """
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(base, float))
    z = normal_quantile(confidence)
    has_meaning = (n > 0) & (x >= 0) & (x <= n)
    n = np.where(has_meaning, n, np.nan)
    middle = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    width = 2 * (n + z**2)
    lower, upper = np.asarray((middle - spread) / width), np.asarray((middle + spread) / width)
    # At 0 and n the limits are 0 and 1 exactly; rounding must not move them.
    np.copyto(lower, 0.0, where=has_meaning & (x == 0))
    np.copyto(upper, 1.0, where=x == n)
    return np.clip(lower, 0, 1, out=lower), np.clip(upper, 0, 1, out=upper)


def count_limits(count: ArrayLike, confidence: float) -> Limits:
    """Limits of the expected number of events behind `count`: exact below ten events, Byar's from ten on.

    NaN where the count is missing or negative.
    """
    x = np.asarray(count, float)
    x = np.where(x >= 0, x, np.nan)
    z = normal_quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.asarray(x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3)
        upper = np.asarray((x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3)
    is_few = x < _EXACT_BELOW
    lower[is_few], upper[is_few] = exact_count_limits(x[is_few], confidence)
    return lower, upper


def exact_count_limits(count: ArrayLike, confidence: float) -> Limits:
    """Garwood's exact Poisson limits of `count`, which need not be whole (Garwood 1936).

    0 at the lower end when the count is 0; NaN where it is missing or negative. For counts of events `count_limits` is
    the convention; this is its part below ten, and slow beside Byar's.
    """
    tail = (1 - _checked(confidence)) / 2
    x = np.asarray(count, float)
    # Each different count is worked out once: few counts fill many cells.
    different, place = np.unique(np.where(x >= 0, x, np.nan), return_inverse=True)
    # Counts of 0 have the lower limit 0, which the inverse of the gamma function does not know of.
    lower = np.where(different == 0, 0.0, gammaincinv(np.where(different == 0, 1.0, different), tail))
    upper = gammaincinv(different + 1, 1 - tail)
    place = place.reshape(x.shape)
    return lower[place], upper[place]


def rate_limits(count: ArrayLike, base: ArrayLike, confidence: float, multiplier: float) -> Limits:
    """Limits of the rate `multiplier * count / base`, those of its count (`count_limits`): the base is known exactly.

    A rate may count a person more than once, so the count may be larger than the base. NaN where there is no base and
    where the count is missing or negative.
    """
    n = np.asarray(base, float)
    size = multiplier / np.where(n > 0, n, np.nan)
    lower, upper = count_limits(count, confidence)
    return lower * size, upper * size


def directly_standardised(
    counts: ArrayLike, bases: ArrayLike, weights: ArrayLike, confidence: float
) -> tuple[NDArray[np.float64], Limits]:
    """The directly standardised rate per unit of base, and its limits by Dobson's method (Dobson et al. 1991).

    `counts`, `bases` and `weights` (the standard population) have the strata on the last axis, which the result has no
    more. The limits are Byar's limits of all events together, moved to the scale of the rate. NaN when there are fewer
    than ten events: the rate would rest on strata of none or one. The lower limit may fall below 0 where much weight
    lies on few events; the method does not cut it.

    A missing count is no event, as in the public-health convention. So an area with a hidden count has no place here:
    leave it out, for its rate would come out too low.

    Raises `ValueError` when a base is missing or not positive, a count negative, or the weights are missing, negative
    or all zero.
    """
    x, n, w = np.broadcast_arrays(*(np.asarray(values, float) for values in (counts, bases, weights)))
    x = np.where(np.isnan(x), 0.0, x)
    if not np.all(n > 0):
        raise ValueError("every stratum of a directly standardised rate needs a positive base")
    if np.any(x < 0):
        raise ValueError("a count of events is not negative")
    if not (np.all(w >= 0) and np.all(np.sum(w, axis=-1) > 0)):
        raise ValueError("the weights of the strata are not negative, and not all zero")
    share = w / np.sum(w, axis=-1, keepdims=True) / n
    total = np.sum(x, axis=-1)
    total = np.where(total < _EXACT_BELOW, np.nan, total)
    rate = np.where(np.isnan(total), np.nan, np.sum(share * x, axis=-1))
    # The standard deviation of the rate by that of the total: what one event more or less in all weighs in the rate.
    scale = np.sqrt(np.sum(share**2 * x, axis=-1) / total)
    lower, upper = count_limits(total, confidence)
    return rate, (rate + scale * (lower - total), rate + scale * (upper - total))


def indirectly_standardised(
    counts: ArrayLike, bases: ArrayLike, reference_rates: ArrayLike, confidence: float
) -> tuple[NDArray[np.float64], Limits]:
    """Events observed to events expected at the reference rates, and its limits: those of the count by the expected.

    `counts`, `bases` and `reference_rates` (per unit of base) have the strata on the last axis, which the result has no
    more. The limits are exact below ten events and Byar's from ten on (`count_limits`); the expected number is taken as
    known. A stratum with base 0 adds nothing, neither expected nor observed. NaN when nothing is expected and when a
    count, base or rate of another stratum is missing or negative: the total is not known then.
    """
    x, n, rate = np.broadcast_arrays(*(np.asarray(values, float) for values in (counts, bases, reference_rates)))
    is_known = (x >= 0) & (n > 0) & (rate >= 0)
    expected = np.sum(np.where(n == 0, 0.0, np.where(is_known, n * rate, np.nan)), axis=-1)
    observed = np.sum(np.where(n == 0, 0.0, x), axis=-1)
    expected = np.where(expected > 0, expected, np.nan)
    lower, upper = count_limits(observed, confidence)
    return observed / expected, (lower / expected, upper / expected)


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not at {confidence}")
    return confidence
