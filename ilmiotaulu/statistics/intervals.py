"""Confidence intervals of proportions and counts.

Wilson's score interval for proportions (Wilson 1927; Newcombe 1998); for counts the exact Poisson limits below ten
events (Garwood 1936) and Byar's approximation from ten on (Breslow & Day 1987): the public-health convention.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Limits = tuple[NDArray[np.float64], NDArray[np.float64]]
_EXACT_BELOW = 10


def normal_quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.959964 for 0.95 and 3.090232 for 0.998."""
    return float(ndtri((1 + confidence) / 2))


def proportion_limits(count: ArrayLike, base: ArrayLike, confidence: float) -> Limits:
    """Wilson's limits of `count / base`, as shares between 0 and 1.

    NaN where the interval has no meaning: no base, a missing value, or a count larger than its base.
    """
    x, n = np.broadcast_arrays(np.asarray(count, float), np.asarray(base, float))
    z = normal_quantile(confidence)
    has_meaning = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(has_meaning, x, np.nan), np.where(has_meaning, n, np.nan)
    middle = 2 * x + z**2
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    width = 2 * (n + z**2)
    # At 0 and n the limits are 0 and 1 exactly; rounding must not move them.
    lower = np.where(x == 0, 0.0, np.clip((middle - spread) / width, 0, 1))
    return lower, np.where(x == n, 1.0, np.clip((middle + spread) / width, 0, 1))


def count_limits(count: ArrayLike, confidence: float) -> Limits:
    """Limits of the expected number of events behind `count`: exact below ten events, Byar's from ten on.

    NaN where the count is missing or negative.
    """
    x = np.asarray(count, float)
    x = np.where(x >= 0, x, np.nan)
    tail = (1 - confidence) / 2
    z = normal_quantile(confidence)
    exact_lower = np.where(x > 0, gammaincinv(np.maximum(x, 1e-300), tail), 0.0)
    exact_upper = gammaincinv(x + 1, 1 - tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        byar_lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        byar_upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    is_exact = x < _EXACT_BELOW
    lower = np.where(is_exact, exact_lower, byar_lower)
    upper = np.where(is_exact, exact_upper, byar_upper)
    return np.where(np.isnan(x), np.nan, lower), np.where(np.isnan(x), np.nan, upper)
