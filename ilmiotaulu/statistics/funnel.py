"""Funnel plots: how far figures scatter around a common target when nothing but chance is at work, and when more is.

Where areas differ by more than chance, as placements do, limits of chance alone flag far too many; Spiegelhalter's
additive model of over-dispersion widens them by a variance between areas, tau² (Spiegelhalter 2005, Quality and Safety
in Health Care 14: 347-351). It works on a scale on which the standard error does not depend on the value: the arcsine
of a share's root, the root of a ratio.

Arguments broadcast together; shares lie between 0 and 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ilmiotaulu.statistics.intervals import Limits, normal_quantile


@dataclass(frozen=True)
class Overdispersion:
    """How much areas scatter beyond chance.

    `phi` is the mean squared score after winsorising: 1, or somewhat less for having been winsorised, when chance
    explains all. `tau2` is the variance between areas on the scores' scale, 0 when chance is enough. `areas` is how
    many areas with a score stand behind them.
    """

    phi: float
    tau2: float
    areas: int


def proportion_z(
    count: ArrayLike, base: ArrayLike, target: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many standard errors each share lies from the target, and that standard error `s`, on the arcsine scale.

    `z = (asin √(x/n) - asin √p) / s` with `s = 1/(2√n)`. Both are NaN where the share or the target has no meaning.
    """
    x = np.asarray(count, float)
    p, n = _shares_and_bases(target, base)
    x, p, n = np.broadcast_arrays(x, p, n)
    has_meaning = (x >= 0) & (x <= n) & ~np.isnan(p)
    x, n = np.where(has_meaning, x, np.nan), np.where(has_meaning, n, np.nan)
    s = 1 / (2 * np.sqrt(n))
    return (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(p))) / s, s


def ratio_z(count: ArrayLike, expected: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many standard errors each count lies from its expected number, and that error `s`, on the square-root scale.

    `z = (√(O/E) - 1) / s = 2(√O - √E)` with `s = 1/(2√E)`: unlike the logarithm, it bears a count of 0. Both are NaN
    where nothing is expected and where the count is missing or negative.
    """
    o, e = np.broadcast_arrays(np.asarray(count, float), np.asarray(expected, float))
    has_meaning = (e > 0) & (o >= 0)
    o, e = np.where(has_meaning, o, np.nan), np.where(has_meaning, e, np.nan)
    return 2 * (np.sqrt(o) - np.sqrt(e)), 1 / (2 * np.sqrt(e))


def overdispersion(z: ArrayLike, s: ArrayLike, *, winsorise: float = 0.1) -> Overdispersion:
    """How much areas scatter beyond chance, by their scores `z` and standard errors `s` (`proportion_z`, `ratio_z`).

    Spiegelhalter (2005): scores beyond the quantiles `winsorise` and `1 - winsorise` are replaced by these quantiles,
    so that a few true outliers do not widen the funnel for all; `phi` is the mean of the squares; `tau2` follows by the
    method of moments (DerSimonian & Laird 1986), 0 when `areas·phi < areas - 1`. Areas without a score are left out.

    Raises `ValueError` when fewer than two areas have one, and when `winsorise` is not between 0 and one half.
    """
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorising replaces a share between 0 and one half at each end, not {winsorise}")
    scores, errors = np.broadcast_arrays(np.asarray(z, float), np.asarray(s, float))
    has_score = np.isfinite(scores) & (errors > 0)
    scores, errors = scores[has_score], errors[has_score]
    areas = scores.size
    if areas < 2:
        raise ValueError(f"over-dispersion is a matter of at least two areas, not of {areas}")
    low, high = np.quantile(scores, [winsorise, 1 - winsorise])
    phi = float(np.mean(np.clip(scores, low, high) ** 2))
    if areas * phi < areas - 1:
        return Overdispersion(phi, 0.0, areas)
    weights = errors**-2.0
    tau2 = (areas * phi - (areas - 1)) / (np.sum(weights) - np.sum(weights**2) / np.sum(weights))
    return Overdispersion(phi, float(tau2), areas)


def adjusted_z(z: ArrayLike, s: ArrayLike, tau2: float) -> NDArray[np.float64]:
    """The scores once the scatter between areas is allowed for: `z·s/√(s² + tau2)`, nearer to 0 for large areas most.

    Raises `ValueError` when the variance between areas is negative or missing.
    """
    error = np.asarray(s, float)
    return np.asarray(z, float) * error / np.sqrt(error**2 + _checked(tau2))


def adjusted_proportion_limits(target: ArrayLike, base: ArrayLike, confidence: float, tau2: float) -> Limits:
    """The funnel to draw: between which shares areas fall, when they also differ by the variance `tau2` among them.

    Worked out on the arcsine scale (`proportion_z`), `asin √p ± z·√(1/(4n) + tau2)`, cut at its ends and taken back to
    shares. An area lies outside exactly when its `adjusted_z` lies beyond the quantile. NaN where there is no base and
    where the target is missing or no share; raises `ValueError` when the variance is negative or missing.
    """
    p, n = _shares_and_bases(target, base)
    middle = np.arcsin(np.sqrt(p))
    width = normal_quantile(confidence) * np.sqrt(1 / (4 * n) + _checked(tau2))
    lower, upper = (np.sin(np.clip(end, 0, np.pi / 2)) ** 2 for end in (middle - width, middle + width))
    return lower, upper


def _shares_and_bases(share: ArrayLike, base: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both as arrays of one shape, NaN where either has no meaning."""
    p, n = np.broadcast_arrays(np.asarray(share, float), np.asarray(base, float))
    has_meaning = (p >= 0) & (p <= 1) & (n > 0)
    return np.where(has_meaning, p, np.nan), np.where(has_meaning, n, np.nan)


def _checked(tau2: float) -> float:
    if not tau2 >= 0:
        raise ValueError(f"a variance between areas is not negative: {tau2}")
    return tau2
