"""Cohorts are followed by the Hamilton-Perry method, steadied by their county, and sum up."""

import numpy as np
import pytest

from ilmiotaulu.forecast.births import Levels, levels_of
from ilmiotaulu.forecast.children import AGE_GROUPS, by_age_group, children_forecast, followed, steadied_ratios

COUNTY = np.array([0, 0, 1])


def test_hauers_worked_example_of_a_cohort_change_ratio_comes_out() -> None:
    # Hauer 2019 (Scientific Data 6:190005, Methods, from the author's own manuscript, maintext.Rmd of
    # mathewhauer/county_projections_official): 100 aged 5-9 five years ago, 125 aged 10-14 and 90 aged 5-9 now, so
    # 112.5 aged 10-14 in five years. His Lexis diagram (093-lexisplotexample.R): 100, 120 and 90 give 108.
    for before, after, now, expected in ((100.0, 125.0, 90.0, 112.5), (100.0, 120.0, 90.0, 108.0)):
        launch = np.zeros((1, 18))
        launch[0, 5] = now
        five_years = [np.ones((1, 18 - step)) for step in range(1, 5)] + [np.full((1, 13), after / before)]
        assert followed(launch, five_years, np.zeros((1, 5)))[0, 10, 4] == expected


def test_a_cohort_takes_the_longest_step_that_fits_its_way() -> None:
    launch = np.arange(100.0, 118.0)[None]
    ratios = [np.full((1, 17), 1.1), np.full((1, 16), 1.3), np.full((1, 15), 1.7)]
    got = followed(launch, ratios, np.array([[10.0, 20, 30, 40]]))
    assert got.shape == (1, 18, 4)
    # Those aged 2 at the launch: one year, two, three, and from the first year on three more.
    assert got[0, [3, 4, 5, 6], [0, 1, 2, 3]] == pytest.approx([102 * 1.1, 102 * 1.3, 102 * 1.7, 102 * 1.1 * 1.7])
    # The unborn: ten of the first year.
    assert got[0, [0, 1, 2, 3], [0, 1, 2, 3]] == pytest.approx([10, 11, 13, 17])


def test_without_children_to_begin_with_the_ratio_is_that_of_the_county() -> None:
    there, moved = np.full((2, 17), 100.0), np.full((2, 17), 104.0)
    there[0], moved[0] = 0, 3
    got = steadied_ratios(moved, there, np.full((2, 17), 1.02))
    assert got[0].tolist() == [1.02] * 17
    assert np.isfinite(got).all()


def test_a_ratio_moves_to_the_county_as_far_as_chance_explains_its_distance() -> None:
    # Marshall 1991 by hand: ratios 1.04 and 0.99 of 900 and 300 around 1. The spread (900·0.0016 + 300·0.0001) / 1200
    # is 0.001225, chance takes 2 / 1200 = 0.001667 of it: nothing is left, so both are the county's.
    there = np.tile(np.array([[900.0], [300.0]]), 17)
    moved = there * np.array([[1.04], [0.99]])
    assert steadied_ratios(moved, there, np.ones((2, 17)))[:, 0].tolist() == [1, 1]
    # A hundred times as many children: 0.001225 - 0.00001667 is real, and the weights are 0.9909 and 0.9732.
    got = steadied_ratios(100 * moved, 100 * there, np.ones((2, 17)))[:, 0]
    real = 0.001225 - 2 / 120_000
    assert got == pytest.approx([1 + 0.04 * real / (real + 1 / 90_000), 1 - 0.01 * real / (real + 1 / 30_000)])


def test_where_the_young_move_to_study_the_local_ratio_stays() -> None:
    there = np.tile(np.array([[90.0], [30.0]]), 17)
    got = steadied_ratios(there * np.array([[0.98], [1.01]]), there, np.ones((2, 17)))
    # The column of the age x ends at x + 1: 14 to 16 end at 15 to 17.
    assert got[0, 13] == 1
    assert got[0, 14:].tolist() == [0.98] * 3
    assert got[1, 14:] == pytest.approx([1.01] * 3)


@pytest.mark.parametrize(("step", "lowest", "highest"), [(1, 0.8**0.2, 1.25**0.2), (3, 0.8**0.6, 1.25**0.6)])
def test_ratios_are_kept_within_the_limits_of_their_years(step: int, lowest: float, highest: float) -> None:
    there = np.full((2, 18 - step), 1e6)
    moved = there * np.array([[0.2], [4.0]])
    got = steadied_ratios(moved, there, np.ones_like(there))
    assert (got[0].tolist(), got[1].tolist()) == ([lowest] * (18 - step), [highest] * (18 - step))


def steady(years: int, sizes: tuple[float, ...] = (10.0, 40.0, 200.0)) -> np.ndarray:
    """As many of every age in every year: nobody moves."""
    return np.repeat(np.repeat(np.array(sizes)[:, None, None], 18, axis=1), years, axis=2)


def test_without_moves_the_cohorts_only_grow_older() -> None:
    births = levels_of(np.tile(np.array([[5.0], [20.0], [100.0]]), 3), COUNTY)
    got = children_forecast(steady(9), births, COUNTY, np.arange(2013, 2022))
    assert got.municipality[0, :, 2] == pytest.approx([5.0] * 3 + [10] * 15)
    assert got.county[0, :, 2] == pytest.approx([25.0] * 3 + [50] * 15)


def moving(years: int = 12, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 60, (3, 18, years)).astype(float)


def test_children_of_municipalities_and_counties_sum_up_at_every_age_and_year() -> None:
    births = levels_of(np.array([[3.0, 4], [0, 0], [50, 40]]), COUNTY)
    got = children_forecast(moving(), births, COUNTY, np.arange(2010, 2022))
    assert got.municipality[:2].sum(axis=0) == pytest.approx(got.county[0])
    assert got.county.sum(axis=0) == pytest.approx(got.country[0])
    assert got.municipality[:, 0].tolist() == births.municipality.tolist()


def test_a_ratio_takes_only_years_that_are_so_far_apart() -> None:
    births = levels_of(np.ones((3, 2)), COUNTY)
    counts, years = moving(), np.arange(2010, 2022)
    years_with_gap = np.where(years == 2021, 2024, years)
    closed = children_forecast(counts, births, COUNTY, years)
    gap = children_forecast(counts, births, COUNTY, years_with_gap)
    # 2024 and 2023 are no pair of years, so the newest year takes no part in ratios of one year.
    assert not np.allclose(closed.municipality, gap.municipality)
    other = counts.copy()
    other[..., -1] *= 2
    assert children_forecast(other, births, COUNTY, years_with_gap).country[0, 5, 0] == pytest.approx(
        2 * gap.country[0, 5, 0]
    )
    with pytest.raises(ValueError, match="no two years are 1 apart"):
        children_forecast(counts[..., :3], births, COUNTY, np.array([2010, 2013, 2016]))


def test_age_groups_are_sums_of_their_ages() -> None:
    children = np.arange(18.0)[None, :, None]
    got = {name: group[0, 0] for name, group in by_age_group(children).items()}
    groups = {"0_2": 3, "3_6": 18, "7_12": 57, "13_15": 42, "16_17": 33, "0_17": 153}
    assert got == groups | {str(age): age for age in range(18)}
    assert list(got) == list(AGE_GROUPS)


def test_the_same_figures_give_the_same_bits() -> None:
    births: Levels = levels_of(np.array([[3.0, 4], [0, 0], [50, 40]]), COUNTY)
    first, second = (children_forecast(moving(), births, COUNTY, np.arange(2010, 2022)) for _ in range(2))
    assert first.municipality.tobytes() == second.municipality.tobytes()
