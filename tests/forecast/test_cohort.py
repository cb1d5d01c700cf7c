"""The cohort component method equals published examples, keeps its sums, and steadies small areas."""

import numpy as np
import pytest

from ilmiotaulu.forecast.cohort import (
    SEX_RATIO_AT_BIRTH,
    SHARE_OF_GIRLS,
    aged,
    births_by_age,
    cohort_step,
    local_fertility,
    scaled_fertility,
    survival_ratios,
    total_fertility,
)
from ilmiotaulu.statistics.small_areas import fit_gamma_prior, posterior_relative_risk

# Sweden 1993, women in five-year groups 0-4, …, 85+, person-years lived (radix 100 000; time lived after 85) and births
# per woman and year: Preston, Heuveline & Guillot, Demography (2001), Box 6.1, as in datasets/sweden93.dat of
# grodri/grodri.github.io (G. Rodríguez, Princeton).
SWEDEN = np.array(
    [
        (293395, 497487, 0),
        (248369, 497138, 0),
        (240012, 496901, 0),
        (261346, 496531, 0.0120),
        (285209, 495902, 0.0908),
        (314388, 495168, 0.1499),
        (281290, 494213, 0.1125),
        (286923, 492760, 0.0441),
        (304108, 490447, 0.0074),
        (324946, 486613, 0.0003),
        (247613, 480665, 0),
        (211351, 471786, 0),
        (215140, 457852, 0),
        (221764, 436153, 0),
        (223506, 402775, 0),
        (183654, 350358, 0),
        (141990, 271512, 0),
        (112424, 291707, 0),
    ]
)
WOMEN, LIVED, RATES = SWEDEN.T
SURVIVAL = survival_ratios(LIVED, 100_000, 5)
CLOSED = np.zeros(18)
# The projections of Box 6.1 (part 2) to five and ten years, their totals, the greatest eigenvalue of the Leslie matrix
# and its vector, as printed in demography/project.html of the same repository ("these results agree exactly with Box
# 6.1 (part 2) in the text").
IN_1998 = [293574, 293189, 248251, 239833, 261015, 284787, 313782, 280463, 285576]
IN_1998 += [301731, 320974, 243039, 205109, 204944, 204793, 194419, 142324, 131768]
IN_2003 = [280121, 293368, 293049, 248066, 239529, 260629, 284238, 312859, 279147]
IN_2003 += [283344, 298043, 315045, 235861, 195388, 189260, 178141, 150666, 141960]
STABLE = [0.0619116748, 0.0617994881, 0.0617013816, 0.0615869203, 0.061440548, 0.0612814302]
STABLE += [0.0610952699, 0.0608479527, 0.0604950315, 0.0599554177, 0.0591567528, 0.0579994637]
STABLE += [0.056223923, 0.0534997799, 0.0493506342, 0.0428804537, 0.0331935317, 0.035580346]
# The same with net migration of the five years by age: Box 6.2, as in data-raw/sweden_1993.R of markalava/ccmppWPP
# (births by the age of the mother, women at the end).
MIGRANTS = [6840, 4150, 3365, 5270, 9240, 8230, 5470, 3155, 1770, 1115, 1075, 845, 645, 530, 465, 300, 250, 175]
BIRTHS_WITH_MIGRANTS = [0, 0, 0, 15244, 126688, 229354, 170057, 63203, 10971, 472, 0, 0, 0, 0, 0, 0, 0, 0]
IN_1998_WITH_MIGRANTS = [302392, 298682, 252007, 244150, 268267, 293515, 320624, 284767, 288031]
IN_1998_WITH_MIGRANTS += [303166, 322062, 243989, 205841, 205516, 205270, 194771, 142565, 131966]


def test_sweden_1993_without_migration_is_that_of_preston_heuveline_and_guillot() -> None:
    first = cohort_step(WOMEN, SURVIVAL, RATES, CLOSED, 5).women
    second = cohort_step(first, SURVIVAL, RATES, CLOSED, 5).women
    assert np.rint(first).astype(int).tolist() == IN_1998
    assert np.rint(second).astype(int).tolist() == IN_2003
    assert [round(first.sum(), 3), round(second.sum(), 3)] == [4449569.727, 4478712.273]


def test_sweden_1993_grows_in_the_end_as_its_published_leslie_matrix_does() -> None:
    # One area for each age group, with one woman in that group: the steps are the columns of the matrix.
    matrix = cohort_step(np.eye(18), SURVIVAL, RATES, CLOSED, 5).women.T
    values, vectors = np.linalg.eig(matrix)
    first = values.real.argmax()
    assert round(values[first].real, 8) == 1.00111253
    assert round(np.log(values[first].real) / 5, 9) == 0.000222383
    vector = vectors[:, first].real
    assert (vector / vector.sum()).round(10).tolist() == STABLE


def test_sweden_1993_with_migration_is_that_of_preston_heuveline_and_guillot() -> None:
    got = cohort_step(WOMEN, SURVIVAL, RATES, np.array(MIGRANTS), 5)
    assert np.rint(got.births).astype(int).tolist() == BIRTHS_WITH_MIGRANTS
    assert np.rint(got.women).astype(int).tolist() == IN_1998_WITH_MIGRANTS


def test_boys_are_the_births_that_are_not_girls() -> None:
    births = cohort_step(WOMEN, SURVIVAL, RATES, CLOSED, 5).births.sum()
    girls, boys = births * SHARE_OF_GIRLS, births * (1 - SHARE_OF_GIRLS)
    assert boys / girls == pytest.approx(SEX_RATIO_AT_BIRTH)
    assert round(SHARE_OF_GIRLS, 3) == 0.488
    assert aged(WOMEN, SURVIVAL, boys)[0] == pytest.approx(boys * 497487 / 500_000)


def test_single_ages_take_a_step_of_one_year() -> None:
    # Ages 0, 1, 2, 3 and over: mothers of 2 and over; half of the migrants are there from the beginning.
    women, survival = np.array([10.0, 20, 30, 40]), np.array([1.0, 0.9, 0.8, 0.5])
    rates, moves = np.array([0, 0, 0.5, 0.1]), np.array([0.0, 2, -4, 0])
    got = cohort_step(women, survival, rates, moves)
    # At the beginning 10, 21, 28, 40; of them 9, 16.8 and (28 + 40) / 2 a year later, and the other half of the moves.
    assert got.births == pytest.approx([0, 0, 0.5 * (28 + 14.8) / 2, 0.1 * (40 + 34) / 2])
    assert got.women == pytest.approx([14.4 / 2.05, 10, 14.8, 34])


def test_areas_stand_before_ages() -> None:
    both = cohort_step(np.stack([WOMEN, 2 * WOMEN]), SURVIVAL, RATES, CLOSED, 5)
    one = cohort_step(WOMEN, SURVIVAL, RATES, CLOSED, 5)
    assert both.women == pytest.approx(np.stack([one.women, 2 * one.women]))
    assert both.births.sum(axis=1) == pytest.approx(one.births.sum() * np.array([1, 2]))


def test_births_come_from_the_mean_of_the_women_at_both_ends_of_the_year() -> None:
    got = births_by_age(np.array([0.1, 0.05]), np.array([100.0, 200]), np.array([120.0, 180]))
    assert got.tolist() == [11, 9.5]


def test_total_fertility_is_the_sum_of_rates_over_every_year_of_age() -> None:
    assert total_fertility(np.array([0.02, 0.1, 0.08])) == pytest.approx(0.2)
    assert round(float(total_fertility(RATES, 5)), 3) == 2.085


def test_another_total_fertility_keeps_the_shape_over_age() -> None:
    got = scaled_fertility(RATES, 1.26, 5)
    assert total_fertility(got, 5) == pytest.approx(1.26)
    assert got[3:10] / got[5] == pytest.approx(RATES[3:10] / RATES[5])


@pytest.mark.parametrize(("rates", "total"), [([0.0, 0.0], 1.3), ([0.1, 0.1], -0.1)])
def test_without_rates_or_with_a_negative_total_there_is_nothing_to_scale(rates: list[float], total: float) -> None:
    with pytest.raises(ValueError, match="total fertility"):
        scaled_fertility(np.array(rates), total)


BIRTHS = np.array([[4.0, 6, 5], [90, 110, 100], [30, 20, 25], [260, 240, 250]])
EXPECTED = np.array([[3.0, 3, 4], [120, 120, 110], [20, 20, 25], [250, 250, 250]])


def test_the_level_of_an_area_is_a_ratio_over_its_years_drawn_to_the_mean() -> None:
    got = local_fertility(BIRTHS, BIRTHS, EXPECTED, 0.8)
    prior = fit_gamma_prior(BIRTHS.sum(axis=1), BIRTHS.sum(axis=1), EXPECTED.sum(axis=1))
    ratio = np.array([15 / 10, 300 / 350, 75 / 65, 1])
    # Clayton & Kaldor: (O + shape) / (E + rate), so the small area goes furthest.
    assert got.mean == pytest.approx((BIRTHS.sum(axis=1) + prior.shape) / (EXPECTED.sum(axis=1) + prior.rate))
    assert np.all(np.abs(got.mean - prior.mean) < np.abs(ratio - prior.mean))
    assert got.own_weight.argmin() == 0
    assert np.all((got.lower < got.mean) & (got.mean < got.upper))


def test_a_year_that_is_missing_leaves_its_expected_births_out_too() -> None:
    births = np.array([[4.0, np.nan, 5], [90, 110, 100], [30, 20, 25], [260, 240, 250]])
    got = local_fertility(births, births, EXPECTED, 0.8)
    totals, expected = np.array([9.0, 300, 75, 750]), np.array([7.0, 350, 65, 750])
    prior = fit_gamma_prior(totals, totals, expected)
    assert got.mean == pytest.approx(posterior_relative_risk(totals, expected, prior, 0.8).mean)


def test_an_area_with_hidden_births_has_no_level_but_lowers_the_prior() -> None:
    low, high = BIRTHS.copy(), BIRTHS.copy()
    low[0], high[0] = [1, 1, 1], [4, 4, 1]
    got = local_fertility(low, high, EXPECTED, 0.8)
    assert np.isnan(got.mean).tolist() == [True, False, False, False]
    without = local_fertility(BIRTHS, BIRTHS, EXPECTED, 0.8)
    assert got.mean[2] < without.mean[2]


@pytest.mark.parametrize("years", [2, 6])
def test_a_level_takes_three_to_five_years(years: int) -> None:
    births = np.full((4, years), 20.0)
    with pytest.raises(ValueError, match="takes 3 to 5 years"):
        local_fertility(births, births, births, 0.8)
