"""The cohort component method: women by age, their fertility, who survives and who moves, one step at a time.

The last axis of every array is age, in groups of one width (1 or 5 years) from 0 up, the last one open; a step takes as
many years as a group is wide. Other axes (areas) come before it. Conventions are those of Preston, Heuveline & Guillot,
*Demography* (2001), chapter 6: rates are per woman and year, births come from the mean of the women at the beginning
and at the end of the step, and half of the net migrants of a step come at its beginning, half at its end.
"""

from typing import NamedTuple

import numpy as np

from ilmiotaulu.forecast.series import Values
from ilmiotaulu.statistics.small_areas import Posterior, fit_gamma_prior, posterior_relative_risk

SEX_RATIO_AT_BIRTH = 1.05
# Of all births.
SHARE_OF_GIRLS = 1 / (1 + SEX_RATIO_AT_BIRTH)
_FEWEST_YEARS, _MOST_YEARS = 3, 5


class Step(NamedTuple):
    """Women by age at the end of a step, and the births (girls and boys) of the whole step by the age of the mother."""

    women: Values
    births: Values


def total_fertility(rates: Values, width: int = 1) -> Values:
    """Children per woman: the sum of the rates over all ages, times the width of the age groups in years."""
    return width * np.asarray(rates, float).sum(axis=-1)


def scaled_fertility(rates: Values, total: float, width: int = 1) -> Values:
    """Rates of the same shape over age that sum up to another total fertility.

    Raises `ValueError` when the total is negative or there are no rates to scale.
    """
    base = total_fertility(rates, width)[..., None]
    if total < 0 or np.any(base <= 0):
        raise ValueError("a total fertility is not negative, and a shape over age needs rates above zero")
    return np.asarray(rates, float) * total / base


def births_by_age(rates: Values, before: Values, after: Values, width: int = 1) -> Values:
    """Births of a step by the age of the mother: her rate times the mean of the women at its beginning and its end."""
    return width * rates * (before + after) / 2


def survival_ratios(person_years: Values, radix: float, width: int) -> Values:
    """Who is still alive a step later, from the person-years lived by age (nLx) of a life table of `radix` births.

    The first ratio is from birth to the first group, each next one from the group before to the group; the last, of the
    open group, is of those in it and in the group before it together.
    """
    lived = np.asarray(person_years, float)
    before = np.concatenate([np.full((*lived.shape[:-1], 1), float(width * radix)), lived[..., :-1]], axis=-1)
    before[..., -1] += lived[..., -1]
    return lived / before


def aged(people: Values, survival: Values, born: Values) -> Values:
    """The people of one sex a step later, without moves: `born` (one number an area) are those born during the step."""
    there = np.concatenate([np.asarray(born, float)[..., None], people[..., :-1]], axis=-1)
    there[..., -1] += people[..., -1]
    return there * survival


def cohort_step(women: Values, survival: Values, rates: Values, net_migration: Values, width: int = 1) -> Step:
    """Women one step later, and all births of the step; `net_migration` is of the whole step by age (0: closed).

    Boys are `births * (1 - SHARE_OF_GIRLS)`, and men are followed by `aged` with their own survival.
    """
    half = np.broadcast_to(net_migration, np.shape(women)) / 2
    at_beginning = women + half
    # Nobody born in the step is a mother in it: the first group may wait.
    unborn = np.zeros(np.shape(women)[:-1])
    at_end = aged(at_beginning, survival, unborn) + half
    births = births_by_age(rates, at_beginning, at_end, width)
    girls = SHARE_OF_GIRLS * births.sum(axis=-1)
    return Step(aged(at_beginning, survival, girls) + half, births)


def local_fertility(low: Values, high: Values, expected: Values, confidence: float) -> Posterior:
    """The level of each area's fertility relative to the country's (1: the same), drawn towards the mean of all areas.

    Three arrays of the shape (areas, years), of three to five years: the bounds of the births of each year, a few
    births apart where the number is hidden, and those expected by the country's rates (`births_by_age`, all ages).
    Births against expected births are a standardised ratio: empirical Bayes, Poisson-gamma (Clayton & Kaldor 1987). The
    local total fertility is the level times the country's. A year without births or without women (NaN) is left out of
    its area. NaN for areas with a hidden number or without any year: they take part in the prior through their bounds.

    Raises `ValueError` when there are fewer or more years, and as `fit_gamma_prior` does.
    """
    if not _FEWEST_YEARS <= np.shape(low)[-1] <= _MOST_YEARS:
        raise ValueError(f"a level of fertility takes {_FEWEST_YEARS} to {_MOST_YEARS} years, not {np.shape(low)[-1]}")
    is_known = np.isfinite(low) & np.isfinite(high) & np.isfinite(expected)
    lowest, highest, size = (np.where(is_known, array, 0.0).sum(axis=-1) for array in (low, high, expected))
    prior = fit_gamma_prior(lowest, highest, size)
    return posterior_relative_risk(np.where(lowest == highest, lowest, np.nan), size, prior, confidence)
