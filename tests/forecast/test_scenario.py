"""Levers move the forecast by hand-counted numbers, its limits stay on, and a scenario is a link."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.forecast.scenario import (
    BOUNDS,
    GROUPS,
    Baseline,
    FewerEachYear,
    Levers,
    Outcome,
    Range,
    Relative,
    Scenario,
    ToRate,
    levers_from,
    parameters_of,
    relative_limits,
    scenario,
    scenario_children,
)

NAMES = ("0", "7", *GROUPS, "placements")
# Every age has 100 children in each of four years.
CHILDREN = np.full((18, 4), 100.0)
LIMITS = {name: Relative(np.full(4, 0.9), np.full(4, 1.2)) for name in NAMES}
BASELINE = Baseline(launch=2025, children=CHILDREN, limits=LIMITS, total_fertility=1.25, placements_per_100=1.0)


def values(one: Outcome | None) -> list[float]:
    assert one is not None
    return one.scenario.value.tolist()


def differences(one: Outcome | None) -> list[float]:
    assert one is not None
    return one.difference.value.tolist()


def outcomes(of: Scenario) -> list[Outcome]:
    maybe = [of.day_care_places, of.family_centre_places, of.placements, of.cost]
    return [of.births, of.first_graders, *of.children.values(), of.school_places, *(one for one in maybe if one)]


def test_with_no_lever_moved_the_scenario_is_the_forecast() -> None:
    got = scenario(BASELINE, Levers())
    assert got.years.tolist() == [2026, 2027, 2028, 2029]
    assert got.by_age.tolist() == CHILDREN.tolist()
    assert values(got.births) == values(got.first_graders) == [100] * 4
    assert {name: values(one)[0] for name, one in got.children.items()} == {
        "0_2": 300,
        "3_6": 400,
        "7_12": 600,
        "13_15": 300,
        "16_17": 200,
        "0_17": 1800,
    }
    assert values(got.school_places) == [900] * 4
    assert values(got.placements) == [18] * 4
    assert got.day_care_places is None and got.family_centre_places is None and got.cost is None
    assert all(side.tolist() == [0] * 4 for one in outcomes(got) for side in one.difference)


def test_only_the_unborn_follow_total_fertility() -> None:
    # 1.5 / 1.25 = 1.2: in the first year those aged 0, in the second those aged 0 and 1, …
    got = scenario(BASELINE, Levers(tfr=1.5))
    expected = np.full((18, 4), 100.0)
    for year in range(4):
        expected[: year + 1, year] = 120
    assert got.by_age.tolist() == expected.tolist()
    assert values(got.births) == [120] * 4
    assert differences(got.children["0_2"]) == [20, 40, 60, 60]
    assert differences(got.children["3_6"]) == [0, 0, 0, 20]
    assert differences(got.first_graders) == differences(got.school_places) == [0] * 4


def test_those_who_move_in_grow_up_and_leave_at_18() -> None:
    # 36 a year: two of each age, and those of the years before a year older each.
    got = scenario_children(BASELINE, Levers(moves=36)) - CHILDREN
    assert got[:, 0].tolist() == [2] * 18
    assert got[:, 1].tolist() == [2] + [4] * 17
    assert got[:, 3].tolist() == [2, 4, 6] + [8] * 15
    # Of 36 + 36 persons two have turned 18.
    assert scenario(BASELINE, Levers(moves=36)).children["0_17"].difference.value[:2].tolist() == [36, 70]


def test_movers_have_the_ages_of_the_forecast() -> None:
    children = np.zeros((18, 2))
    children[3], children[9] = 300, 100
    limits = {name: Relative(np.full(2, 0.9), np.full(2, 1.1)) for name in NAMES}
    baseline = Baseline(2025, children, limits, 1.25)
    got = scenario_children(baseline, Levers(moves=-8)) - children
    # Six aged 3 and two aged 9 the first year; the second year there are none aged 4 and 10 that could be fewer.
    assert got[:, 0].tolist() == [0, 0, 0, -6, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0, 0]
    assert got[:, 1].tolist() == [0, 0, 0, -6, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0, 0]


def test_where_no_children_are_forecast_movers_are_of_all_ages() -> None:
    limits = {name: Relative(np.full(1, np.nan), np.full(1, np.nan)) for name in NAMES}
    got = scenario(Baseline(2025, np.zeros((18, 1)), limits, 1.25), Levers(moves=18))
    assert got.by_age[:, 0] == pytest.approx(np.ones(18))
    assert np.isnan(got.births.scenario.lower).all()


def test_no_more_children_leave_than_there_are() -> None:
    got = scenario(BASELINE, Levers(moves=-5000))
    assert got.by_age.min() == 0
    assert values(got.children["0_17"]) == [0] * 4
    assert differences(got.children["0_17"]) == [-1800] * 4
    assert values(got.placements) == [0] * 4


def test_limits_are_those_of_the_forecast_in_proportion() -> None:
    births = scenario(BASELINE, Levers(tfr=1.5)).births
    assert births.scenario.lower == pytest.approx(120 * 0.9)
    assert births.scenario.upper == pytest.approx(120 * 1.2)
    assert births.difference.lower == pytest.approx(20 * 0.9)
    assert births.difference.upper == pytest.approx(20 * 1.2)


def test_limits_of_a_fall_stand_in_their_order() -> None:
    births = scenario(BASELINE, Levers(tfr=1.0)).births.difference
    assert births.value == pytest.approx(-20)
    assert births.lower == pytest.approx(-20 * 1.2)
    assert births.upper == pytest.approx(-20 * 0.9)


def test_day_care_and_school_take_the_widest_limits_of_the_groups_they_lie_in() -> None:
    limits = LIMITS | {
        "0_2": Relative(np.full(4, 0.7), np.full(4, 1.25)),
        "3_6": Relative(np.full(4, 0.8), np.full(4, 1.5)),
        "7_12": Relative(np.full(4, 0.95), np.full(4, 1.05)),
        "13_15": Relative(np.full(4, 0.98), np.full(4, np.nan)),
    }
    got = scenario(replace(BASELINE, limits=limits), Levers(day_care=0.5))
    assert got.day_care_places is not None
    assert [side[0] for side in got.day_care_places.scenario] == pytest.approx([300, 300 * 0.7, 300 * 1.5])
    assert got.school_places.scenario.lower == pytest.approx(900 * 0.95)
    assert np.isnan(got.school_places.scenario.upper).all()


def test_places_follow_the_shares_that_the_user_gives() -> None:
    got = scenario(BASELINE, Levers(moves=36, day_care=0.75, per_place=60))
    # Aged 1-6: 600 and, of those who move, 2 each the first year and 4 each the second.
    assert values(got.day_care_places)[:2] == [0.75 * 612, 0.75 * 624]
    assert differences(got.day_care_places)[:2] == [9, 18]
    assert values(got.family_centre_places)[:2] == pytest.approx([1836 / 60, 1870 / 60])


def test_placements_reach_a_rate_by_even_steps_and_stay_there() -> None:
    got = scenario(BASELINE, Levers(placements=ToRate(0.4, 3)))
    assert values(got.placements) == pytest.approx([18 * 0.8, 18 * 0.6, 18 * 0.4, 18 * 0.4])
    assert differences(got.placements) == pytest.approx([-18 * 0.2, -18 * 0.4, -18 * 0.6, -18 * 0.6])


def test_placements_are_n_fewer_each_year_until_there_are_none() -> None:
    assert values(scenario(BASELINE, Levers(placements=FewerEachYear(5))).placements) == [13, 8, 3, 0]


def test_placements_follow_the_number_of_children() -> None:
    assert values(scenario(BASELINE, Levers(moves=100)).placements)[0] == pytest.approx(19)


@pytest.mark.parametrize("aim", [None, ToRate(0.4, 3), FewerEachYear(2)])
def test_without_a_rate_in_the_forecast_there_are_no_placements(aim: ToRate | FewerEachYear | None) -> None:
    limits = {name: one for name, one in LIMITS.items() if name != "placements"}
    unknown = replace(BASELINE, placements_per_100=None, limits=limits)
    got = scenario(unknown, Levers(placements=aim, cost_placement=1000))
    assert got.placements is None and got.cost is None


def test_cost_is_the_sum_of_the_services_with_a_unit_cost() -> None:
    levers = Levers(placements=FewerEachYear(2), day_care=0.5, cost_day_care=10, cost_placement=1000)
    cost = scenario(BASELINE, levers).cost
    # 300 places × 10 and 16, 14, 12, 10 placements × 1000; school and family centre have no unit cost.
    assert values(cost) == [19_000, 17_000, 15_000, 13_000]
    assert differences(cost) == [-2000, -4000, -6000, -8000]
    assert cost is not None
    assert cost.scenario.lower == pytest.approx(0.9 * cost.scenario.value)
    assert cost.difference.lower == pytest.approx(1.2 * cost.difference.value)


def test_a_unit_cost_without_its_share_costs_nothing_that_could_be_told() -> None:
    assert scenario(BASELINE, Levers(cost_day_care=10, cost_family_centre=10)).cost is None
    assert values(scenario(BASELINE, Levers(cost_day_care=10, cost_school=2)).cost) == [1800] * 4


def test_relative_limits_are_multiples_of_the_value_and_unknown_at_zero() -> None:
    got = relative_limits(np.array([50.0, 0]), np.array([40.0, 0]), np.array([60.0, 3]))
    assert (got.lower[0], got.upper[0]) == (0.8, 1.2)
    assert np.isnan([got.lower[1], got.upper[1]]).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tfr", 0.29),
        ("tfr", 4.01),
        ("tfr", float("nan")),
        ("moves", 10_001),
        ("day_care", 1.01),
        ("day_care", -0.01),
        ("per_place", 0),
        ("cost_day_care", -1),
        ("cost_school", -1),
        ("cost_family_centre", -1),
        ("cost_placement", -1),
    ],
)
def test_a_lever_out_of_its_bounds_is_told(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} must be between"):
        Levers(**{name: value})


@pytest.mark.parametrize(("per_100", "years", "told"), [(101, 5, "rate"), (1, 0, "rate_years"), (1, 2.5, "whole")])
def test_an_aim_that_cannot_be_is_told(per_100: float, years: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ToRate(per_100, years)


def test_an_aim_of_more_placements_each_year_is_told() -> None:
    with pytest.raises(ValueError, match="fewer must be between"):
        FewerEachYear(-1)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"children": np.full((17, 4), 1.0)}, "shape"),
        ({"children": np.full((18, 0), 1.0)}, "shape"),
        ({"children": np.full((18, 4), -1.0)}, "not negative"),
        ({"children": np.full((18, 4), np.nan)}, "known"),
        ({"children": np.full((18, 3), 1.0)}, "one number a year"),
        ({"limits": {}}, "no limits of 0, 0_17, 0_2"),
        ({"total_fertility": 0.0}, "tfr must be between"),
        ({"placements_per_100": -1.0}, "rate must be between"),
    ],
)
def test_a_forecast_that_is_not_whole_is_told(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(BASELINE, **changed)


def number(name: str) -> st.SearchStrategy[float]:
    return st.floats(*BOUNDS[name])


AIMS = st.one_of(
    st.none(),
    st.builds(ToRate, number("rate"), st.integers(1, 50)),
    st.builds(FewerEachYear, number("fewer")),
)
LEVERS = st.builds(
    Levers,
    tfr=st.none() | number("tfr"),
    moves=number("moves"),
    placements=AIMS,
    day_care=st.none() | number("day_care"),
    per_place=st.none() | number("per_place"),
    cost_day_care=st.none() | number("cost_day_care"),
    cost_school=st.none() | number("cost_school"),
    cost_family_centre=st.none() | number("cost_family_centre"),
    cost_placement=st.none() | number("cost_placement"),
)


@given(LEVERS)
def test_a_scenario_is_a_link_and_a_link_the_same_scenario(levers: Levers) -> None:
    assert levers_from(parameters_of(levers)) == levers


@given(LEVERS)
def test_nothing_falls_below_zero_and_limits_hold_their_value(levers: Levers) -> None:
    for one in outcomes(scenario(BASELINE, levers)):
        assert np.all(one.scenario.lower >= 0)
        for ends in (one.scenario, one.difference):
            assert np.all((ends.lower <= ends.value) & (ends.value <= ends.upper))


@given(
    st.dictionaries(
        st.sampled_from([*BOUNDS, "lang"]), st.text("0123456789.,-+einfa_ €\u0663", max_size=8) | st.floats().map(str)
    )
)
def test_no_address_is_an_error(parameters: dict[str, str]) -> None:
    assert isinstance(levers_from(parameters), Levers)


def test_a_link_names_only_what_is_moved() -> None:
    assert parameters_of(Levers()) == {}
    assert parameters_of(Levers(tfr=1.26, moves=-20, placements=ToRate(0.8, 5))) == {
        "tfr": "1.26",
        "moves": "-20",
        "rate": "0.8",
        "rate_years": "5",
    }
    assert parameters_of(Levers(placements=FewerEachYear(3), cost_placement=0)) == {
        "fewer": "3",
        "cost_placement": "0",
    }


@pytest.mark.parametrize(
    ("address", "levers"),
    [
        ({}, Levers()),
        ({"tfr": "1,4"}, Levers(tfr=1.4)),
        ({"tfr": "many"}, Levers()),
        ({"tfr": "nan"}, Levers()),
        ({"tfr": "9"}, Levers(tfr=4)),
        ({"tfr": "-inf"}, Levers(tfr=0.3)),
        ({"moves": "1e9"}, Levers(moves=10_000)),
        ({"day_care": "75"}, Levers(day_care=1)),
        ({"cost_placement": "80 000"}, Levers(cost_placement=80_000)),
        ({"cost_placement": "-1"}, Levers(cost_placement=0)),
        ({"rate": "0.8"}, Levers(placements=ToRate(0.8, 5))),
        ({"rate": "0.8", "rate_years": "soon"}, Levers(placements=ToRate(0.8, 5))),
        ({"rate": "0.8", "rate_years": "0"}, Levers(placements=ToRate(0.8, 1))),
        ({"rate": "0.8", "rate_years": "7.6"}, Levers(placements=ToRate(0.8, 8))),
        ({"rate": "x", "fewer": "2"}, Levers(placements=FewerEachYear(2))),
        ({"rate": "0.8", "fewer": "2"}, Levers(placements=ToRate(0.8, 5))),
        ({"rate_years": "3"}, Levers()),
        ({"lang": "sv", "region": "KU179"}, Levers()),
    ],
)
def test_a_hand_edited_address_gives_the_nearest_sensible_levers(address: dict[str, str], levers: Levers) -> None:
    assert levers_from(address) == levers


def test_a_range_has_one_number_a_year() -> None:
    for one in outcomes(scenario(BASELINE, Levers(day_care=0.5, per_place=50, cost_school=1))):
        for part in (one.scenario, one.difference):
            assert isinstance(part, Range)
            assert [side.shape for side in part] == [(4,)] * 3
