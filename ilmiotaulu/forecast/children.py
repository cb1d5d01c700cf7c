"""Children by single year of age: those already born by the Hamilton-Perry method, the unborn by the births model.

A cohort change ratio says how many of those aged x are there k years later at the age x + k: deaths and moves together
(Hamilton & Perry 1962). A cohort is followed by the longest ratio that fits its way, at most `LONGEST_STEP` years, so
every year between is given.
"""

import numpy as np
from numpy.typing import NDArray

from ilmiotaulu.forecast.births import Levels, controlled, levels_of
from ilmiotaulu.forecast.series import Values, Years

AGES = 18
AGE_GROUPS = {
    "0_2": (0, 2),
    "3_6": (3, 6),
    "7_12": (7, 12),
    "13_15": (13, 15),
    "16_17": (16, 17),
    "0_17": (0, 17),
    **{str(age): (age, age) for age in range(AGES)},
}
LONGEST_STEP = 3
_LAUNCHES_OF_RATIOS = 5
# At these ages the young move to study, and the local pattern is real.
_FIRST_LOCAL_AGE = 15
# Limits of a ratio of five years; one of fewer years may be as far from 1 a year.
_LOWEST, _HIGHEST, _YEARS_OF_LIMITS = 0.8, 1.25, 5


def children_forecast(counts: Values, births: Levels, county: NDArray[np.int_], years: Years) -> Levels:
    """Expected children by age of all municipalities, their counties and the country, with sums that agree.

    `counts` has the shape (municipalities, 18, years): children aged 0 to 17 at the end of each year, the last of which
    is the launch. `births` are the forecasts of those aged 0, of the shape (areas, horizons) for the horizons 1, 2, …
    in a row; `county` is the row of the county of each municipality. Each level has the shape (areas, 18, horizons),
    and is raked to the one above it at every age. Years need not follow each other: a ratio of k years takes pairs of
    years that are k apart.

    Raises `ValueError` when for some k up to `LONGEST_STEP` no two years are k apart.
    """
    known = levels_of(counts, county)
    in_country = _ratios(known.country, years)
    to_country = np.zeros(len(known.county), dtype=int)
    in_county = [
        steadied_ratios(moved, there, national[to_country])
        for (moved, there), national in zip(_cohorts(known.county, years), in_country, strict=True)
    ]
    in_municipality = [
        steadied_ratios(moved, there, regional[county])
        for (moved, there), regional in zip(_cohorts(known.municipality, years), in_county, strict=True)
    ]
    return controlled(
        Levels(
            followed(known.municipality[..., -1], in_municipality, births.municipality),
            followed(known.county[..., -1], in_county, births.county),
            followed(known.country[..., -1], in_country, births.country),
        ),
        county,
    )


def steadied_ratios(moved: Values, there: Values, reference: Values) -> Values:
    """Cohort change ratios `moved / there`, drawn towards the reference, kept within limits.

    All three have the shape (areas, 18 - k): the column of the age x holds the children that were aged x and those that
    they were k years later, summed over several pairs of years. The ratio moves towards that of `reference` (of the
    county or the country) as far as chance explains its distance (Marshall 1991), but not where the young move to
    study. Without children to begin with the reference itself is the ratio.
    """
    step = AGES - there.shape[1]
    own = np.divide(moved, there, out=reference.copy(), where=there > 0)
    everyone = np.where(there.sum(axis=0) > 0, there.sum(axis=0), 1.0)
    between = (there * (own - reference) ** 2).sum(axis=0) / everyone - reference * len(there) / everyone
    between = np.maximum(between, 0.0)
    by_chance = np.divide(reference, there, out=np.full_like(there, np.inf), where=there > 0)
    spread = between + by_chance
    weight = np.divide(between, spread, out=np.zeros_like(there), where=spread > 0)
    weight[:, _FIRST_LOCAL_AGE - step :] = 1.0
    share = step / _YEARS_OF_LIMITS
    return np.clip(reference + weight * (own - reference), _LOWEST**share, _HIGHEST**share)


def followed(launch: Values, ratios: list[Values], births: Values) -> Values:
    """Cohorts followed from the launch: (areas, 18) and births of (areas, horizons) give (areas, 18, horizons).

    `ratios` holds those of one year, of two years, and so on, each of the shape (areas, 18 - k). A cohort takes as many
    years at once as there are ratios, as it is old, and as have passed since the launch.
    """
    course = np.concatenate([launch[..., None], np.zeros((len(launch), AGES, births.shape[1]))], axis=2)
    for horizon in range(1, course.shape[2]):
        course[:, 0, horizon] = births[:, horizon - 1]
        for age in range(1, AGES):
            step = min(len(ratios), horizon, age)
            course[:, age, horizon] = course[:, age - step, horizon - step] * ratios[step - 1][:, age - step]
    return course[..., 1:]


def by_age_group(children: Values) -> dict[str, Values]:
    """Sums of `AGE_GROUPS` over the second axis, which is that of ages."""
    return {name: children[:, low : high + 1].sum(axis=1) for name, (low, high) in AGE_GROUPS.items()}


def _cohorts(counts: Values, years: Years) -> list[tuple[Values, Values]]:
    """For one year, two years, … those that the children have become and those that were there, each (areas, 18 - k).

    Summed over the newest pairs of years that are so far apart.
    """
    column = {int(year): place for place, year in enumerate(years)}
    cohorts = []
    for step in range(1, LONGEST_STEP + 1):
        ends = [year for year in column if year - step in column][-_LAUNCHES_OF_RATIOS:]
        if not ends:
            raise ValueError(f"no two years are {step} apart")
        moved, there = (
            np.stack([counts[:, ages, column[year - back]] for year in ends]).sum(axis=0)
            for ages, back in ((slice(step, None), 0), (slice(None, AGES - step), step))
        )
        cohorts.append((moved, there))
    return cohorts


def _ratios(counts: Values, years: Years) -> list[Values]:
    """Plain cohort change ratios, 1 where there were no children."""
    return [
        np.divide(moved, there, out=np.ones_like(there), where=there > 0) for moved, there in _cohorts(counts, years)
    ]
