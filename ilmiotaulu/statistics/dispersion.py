"""Limits of a count of events that come in clusters, such as visits: one family comes many times.

The over-dispersed (quasi-) Poisson model of McCullagh & Nelder, *Generalized Linear Models*, 2nd ed. 1989, sections 4.5
and 6.2.3: the variance is the mean times a dispersion, which Pearson's statistic over its degrees of freedom estimates.
"""

import numpy as np
from numpy.typing import ArrayLike

from ilmiotaulu.statistics.intervals import Limits, count_limits

FEWEST_YEARS = 2


def monthly_dispersion(counts: ArrayLike) -> float:
    """How much more the months of whole years vary than independent events would: 1 or more.

    `counts` has a row a year and a column a month. What is expected of a month is its share of all months times the
    total of its year, so neither the seasons nor busier years count as variation. The dispersion is Pearson's statistic
    by (months - 1)(years - 1); a year or a month of the year without any event says nothing and is left out. Never
    below 1: months that vary less than chance would make no figure surer.

    NaN of fewer than two years or months with events. Raises `ValueError` when a count is missing or negative.
    """
    x = np.atleast_2d(np.asarray(counts, float))
    if not np.all(x >= 0):
        raise ValueError("the counts of whole years are known and not negative")
    x = x[x.sum(axis=1) > 0][:, x.sum(axis=0) > 0]
    years, months = x.shape
    if years < FEWEST_YEARS or months < FEWEST_YEARS:
        return float("nan")
    expected = x.sum(axis=1, keepdims=True) * x.sum(axis=0, keepdims=True) / x.sum()
    pearson = float(np.sum((x - expected) ** 2 / expected))
    return max(pearson / ((months - 1) * (years - 1)), 1.0)


def overdispersed_count_limits(count: ArrayLike, dispersion: ArrayLike, confidence: float) -> Limits:
    """Limits of the expected number of events behind `count`, as if it were `count / dispersion` clusters.

    The dispersion times `count_limits` of so many; with a dispersion of 1 exactly those of the count. NaN where the
    count or the dispersion is missing and where the count is negative or the dispersion below 1.
    """
    x, phi = np.broadcast_arrays(np.asarray(count, float), np.asarray(dispersion, float))
    phi = np.where(phi >= 1, phi, np.nan)
    lower, upper = count_limits(x / phi, confidence)
    return lower * phi, upper * phi
