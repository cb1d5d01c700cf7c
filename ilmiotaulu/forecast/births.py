"""Births of municipalities, counties and the country: the share of the whole and the own course, with sums that agree.

A small area's own series is mostly chance, the country's is not: so half of the forecast is the area's share of the
newest three years times the forecast of the country, half is the area's own Theta. That of the country is the mean of a
damped trend and Theta.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ilmiotaulu.forecast.series import Values, Years, damped_trend, mean_of, mean_of_latest, theta

_YEARS_OF_SHARE = 3

country_births = mean_of(damped_trend, theta)


class Levels(NamedTuple):
    """The same figures of three levels, the first axis of each its areas; the country is one area."""

    municipality: Values
    county: Values
    country: Values


def sums_by_county(values: Values, county: NDArray[np.int_]) -> Values:
    """The sums over municipalities (the first axis) by county; `county` gives the row of the county of each."""
    total = np.zeros((county.max() + 1, *values.shape[1:]))
    np.add.at(total, county, values)
    return total


def levels_of(values: Values, county: NDArray[np.int_]) -> Levels:
    """Figures of municipalities with their sums; a county with a missing value has none."""
    by_county = sums_by_county(values, county)
    return Levels(values, by_county, by_county.sum(axis=0, keepdims=True))


def raked(parts: Values, whole: NDArray[np.int_], totals: Values) -> Values:
    """The parts, multiplied so that those of each whole sum up to its total; `whole` is the row of the whole of each.

    Where all parts are zero and the total is not, each part gets the same.
    """
    sums = sums_by_county(parts, whole)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = parts * (totals / sums)[whole]
    members = np.bincount(whole).reshape(-1, *(1,) * (parts.ndim - 1))
    return np.where(sums[whole] > 0, scaled, (totals / members)[whole])


def controlled(levels: Levels, county: NDArray[np.int_]) -> Levels:
    """The figures, raked downwards: counties to the country, then municipalities to their county."""
    by_county = raked(levels.county, np.zeros(len(levels.county), dtype=int), levels.country)
    return Levels(raked(levels.municipality, county, by_county), by_county, levels.country)


def births_forecast(values: Values, county: NDArray[np.int_], years: Years, horizons: Years) -> Levels:
    """Expected births of all municipalities, their counties and the country, with sums that agree.

    `values` has the shape (municipalities, years), `county` is the row of the county of each municipality; see
    `ilmiotaulu.forecast.series` for `years` and `horizons`. Each level has the shape (areas, horizons).
    """
    known = levels_of(values, county)
    country = country_births(known.country, years, horizons)
    latest = mean_of_latest(_YEARS_OF_SHARE)
    whole = latest(known.country, years, horizons)

    def own(level: Values) -> Values:
        share = np.divide(
            latest(level, years, horizons), whole, out=np.zeros((len(level), len(horizons))), where=whole > 0
        )
        return (theta(level, years, horizons) + share * country) / 2

    return controlled(Levels(own(known.municipality), own(known.county), country), county)
