"""A scenario as a page tells it: the forecast that levers move, and what becomes of it."""

import pytest

from ilmiotaulu.forecast.scenario import Levers, ToRate
from ilmiotaulu.statements import Expected
from ilmiotaulu.views.future import AGE_GROUPS, Forecasts
from ilmiotaulu.views.scenario import PLACEMENTS, Baseline, baseline_of, names, scenario_view
from ilmiotaulu.views.texts import Place

MIDDLE = Place("KU249", "Keuruu", "municipality", "HVA15")
TITLES = {name: name.removeprefix("children_").replace("_", "–") for name in AGE_GROUPS}


def forecasts(value: float, launch: int = 2021, last: int = 2036) -> Forecasts:
    """The same value every year, with limits at 80 % a tenth below and a fifth above."""
    limits = {80: (0.9 * value, 1.2 * value)}
    years = range(launch + 1, last + 1)
    return Forecasts({year: Expected(year, launch, "hamilton_perry", value, limits, "count", 0) for year in years})


def everything() -> dict[str, Forecasts]:
    """Ten children of every age, and two in a hundred placed."""
    sizes = {"children_0_2": 3, "children_3_6": 4, "children_7_12": 6, "children_13_15": 3, "children_16_17": 2}
    own = {name: forecasts(10.0) for name in names() if name.startswith("age_")}
    own |= {name: forecasts(10.0 * size) for name, size in (sizes | {"children_0_17": 18}).items()}
    return own | {PLACEMENTS: forecasts(2.0)}


def baseline(births: int = 2025) -> Baseline:
    made = baseline_of(everything(), forecasts(10.0, births, 2040), 1.25)
    assert made is not None
    return made


def rows_of(levers: Levers) -> dict[str, tuple]:
    view = scenario_view(baseline(), levers, TITLES, MIDDLE, [], "fi")
    return {str(row[0]): row[1:] for row in view.sheet.rows}


def test_a_scenario_begins_after_the_newest_births_that_are_known() -> None:
    made = baseline(births=2025)
    assert made.launch == 2025
    assert made.years.tolist() == list(range(2026, 2037))
    assert made.placements_per_100 == 2.0
    assert baseline(births=2019).launch == 2021, "never before the children's own launch"


def test_without_a_forecast_of_every_age_there_is_no_scenario() -> None:
    births = forecasts(10.0, 2025, 2040)
    assert baseline_of(everything() | {"age_4": Forecasts()}, births, 1.25) is None
    assert baseline_of(everything(), births, None) is None
    assert baseline_of({}, births, 1.25) is None


def test_of_levers_that_are_not_moved_the_scenario_is_the_forecast() -> None:
    rows = rows_of(Levers())
    assert rows["0–17"] == (180.0, (162.0, 216.0), 0.0, 180.0, (162.0, 216.0), 0.0)
    assert rows["Kodin ulkopuolelle sijoitetut"][:3] == (4.0, (3.0, 4.0), 0.0)
    assert set(rows) == {
        "0-vuotiaat vuoden lopussa",
        *TITLES.values(),
        "7-vuotiaat (ekaluokkalaiset)",
        "Koulupaikat (7–15-vuotiaat)",
        "Kodin ulkopuolelle sijoitetut",
    }, "what the user has not given has no row"
    view = scenario_view(baseline(), Levers(), TITLES, MIDDLE, [], "fi")
    assert view.sentence.rule == "scenario_same"
    assert [column.name for column in view.sheet.columns][1] == "2030"


def test_more_births_are_told_with_their_limits_and_their_difference() -> None:
    """From 10 births a year to 20: in ten years ten age groups have ten more each."""
    view = scenario_view(baseline(), Levers(tfr=2.5), TITLES, MIDDLE, [], "fi")
    rows = {str(row[0]): row[1:] for row in view.sheet.rows}
    assert rows["0-vuotiaat vuoden lopussa"][3:] == (20.0, (18.0, 24.0), 10.0)
    assert rows["0–17"][3:] == (280.0, (252.0, 336.0), 100.0)
    assert view.sentence.text == (
        "Keuruu: tässä laskelmassa vuonna 2035 0–17-vuotiaita noin 280 (80 %:n väli 252–336), "
        "100 enemmän kuin ennusteessa."
    )
    assert view.sheet.findings == (view.sentence,)


@pytest.mark.parametrize(("given", "has"), [(None, False), (50_000.0, True)])
def test_cost_is_told_only_at_prices_that_are_given(given: float | None, has: bool) -> None:
    rows = rows_of(Levers(placements=ToRate(1.0, 5), cost_placement=given))
    assert rows["Kodin ulkopuolelle sijoitetut"][3:] == (2.0, (2.0, 2.0), -2.0)
    assert ("Kustannus antamillasi hinnoilla, € vuodessa" in rows) == has
    if has:
        assert rows["Kustannus antamillasi hinnoilla, € vuodessa"][3] == 90_000.0
