"""Births: half the share of the country, half the own course, and sums that agree on every level."""

import numpy as np
import pytest

from ilmiotaulu.forecast.births import births_forecast, controlled, country_births, levels_of, raked
from ilmiotaulu.forecast.series import theta

YEARS = np.arange(2012, 2022)
COUNTY = np.array([0, 0, 1])
BIRTHS = np.array(
    [
        [20.0, 22, 19, 18, 21, 17, 16, 18, 15, 14],
        [0, 2, 1, 0, 1, 2, 0, 1, 0, 1],
        [300, 297, 290, 292, 281, 270, 268, 262, 255, 260],
    ]
)
AHEAD = np.arange(1, 6)


def test_parts_are_raked_to_the_total_of_their_whole() -> None:
    got = raked(np.array([[1.0], [3.0], [5.0]]), COUNTY, np.array([[8.0], [10.0]]))
    assert got.tolist() == [[2], [6], [10]]


def test_parts_that_are_all_zero_share_a_total_evenly() -> None:
    assert raked(np.array([[0.0], [0.0], [5.0]]), COUNTY, np.array([[8.0], [0.0]])).tolist() == [[4], [4], [0]]


def test_levels_are_sums_and_a_missing_value_makes_its_sums_missing() -> None:
    levels = levels_of(np.array([[1.0, np.nan], [2, 5], [4, 6]]), COUNTY)
    assert levels.county[:, 0].tolist() == [3, 4]
    assert levels.country[0, 0] == 7
    assert np.isnan(levels.county[0, 1]) and levels.county[1, 1] == 6 and np.isnan(levels.country[0, 1])


def test_control_goes_from_the_country_downwards() -> None:
    levels = levels_of(np.array([[1.0], [3.0], [4.0]]), COUNTY)
    got = controlled(levels._replace(country=np.array([[16.0]])), COUNTY)
    assert (got.municipality.tolist(), got.county.tolist()) == ([[2], [6], [8]], [[8], [8]])


def test_births_are_half_share_and_half_own_theta_before_they_are_controlled() -> None:
    got = births_forecast(BIRTHS, COUNTY, YEARS, AHEAD)
    total = BIRTHS.sum(axis=0, keepdims=True)
    country = country_births(total, YEARS, AHEAD)
    assert got.country.tolist() == country.tolist()

    def own(values: np.ndarray) -> np.ndarray:
        share = values[:, -3:].sum(axis=1) / total[0, -3:].sum()
        return (theta(values, YEARS, AHEAD) + share[:, None] * country) / 2

    counties = own(np.stack([BIRTHS[0] + BIRTHS[1], BIRTHS[2]]))
    counties *= country / counties.sum(axis=0)
    assert got.county == pytest.approx(counties)
    first, second = own(BIRTHS[:1])[0], own(BIRTHS[1:2])[0]
    assert got.municipality[0] == pytest.approx(counties[0] * first / (first + second))


def test_sums_of_municipalities_and_counties_agree_in_every_year() -> None:
    got = births_forecast(BIRTHS, COUNTY, YEARS, AHEAD)
    assert got.municipality[:2].sum(axis=0) == pytest.approx(got.county[0])
    assert got.municipality.sum(axis=0) == pytest.approx(got.country[0])
    assert got.municipality.shape == (3, 5)


def test_a_gap_in_the_years_stays_a_gap() -> None:
    years = np.append(YEARS[:-1], 2024)
    with_columns = np.insert(BIRTHS, [9, 9, 9], np.nan, axis=1)
    got = births_forecast(BIRTHS, COUNTY, years, AHEAD)
    same = births_forecast(with_columns, COUNTY, np.arange(2012, 2025), AHEAD)
    assert got.municipality == pytest.approx(same.municipality)
    assert not np.allclose(got.municipality, births_forecast(BIRTHS, COUNTY, YEARS, AHEAD).municipality)


def test_a_country_without_births_expects_none() -> None:
    assert births_forecast(np.zeros((3, 10)), COUNTY, YEARS, AHEAD).municipality.tolist() == np.zeros((3, 5)).tolist()
