"""A value against a benchmark: told apart only as far as it may be, and never against a remainder."""

from math import asin, sqrt
from typing import Any

import polars as pl
import pytest
from scipy.stats import norm

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.schema import RESULTS
from ilmiotaulu.statistics import comparison
from pipelines.evidence.comparison import (
    against_country,
    against_neighbours,
    against_past,
    against_rest_of_county,
)
from pipelines.evidence.figures import breaks_of
from tests.derive.figured import PLACED, Cells, municipalities, shown
from tests.derive.frames import REGIONS

COUNTRY = {("FI", 2021): (1_000.0, 100_000.0)}
COUNTY: Cells = {
    **COUNTRY,
    ("KU179", 2021): (20.0, 2_000.0),
    ("KU249", 2021): (30.0, 1_000.0),
    ("KU256", 2021): (10.0, 1_000.0),
}
NO_BREAK: dict[str, frozenset[int]] = {}


def told(rows: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    named = columns or ("region", "result", "value", "benchmark_value", "difference")
    return rows.with_columns(pl.col(pl.Float64).round(6)).sort("region", "year").select(named).rows()


def test_the_steps_of_the_table_are_those_of_the_statistics() -> None:
    assert RESULTS == comparison.RESULTS


# -- the country
def test_a_municipality_is_held_against_the_country_by_its_own_limits(catalogue: Catalogue) -> None:
    rows, scatter = against_country(shown(catalogue, COUNTY))
    assert told(rows) == [
        ("KU179", "similar", 1.0, 1.0, 0.0),
        ("KU249", "much_higher", 3.0, 1.0, 2.0),
        ("KU256", "similar", 1.0, 1.0, 0.0),
    ]
    assert told(rows, "benchmark", "method", "probability") == [
        ("country", "interval", 0.5),
        ("country", "interval", 0.999999),
        ("country", "interval", 0.5),
    ]
    assert scatter.height == 0


def test_the_country_of_every_year_is_the_benchmark_of_that_year(catalogue: Catalogue) -> None:
    before = {("FI", 2020): (3_000.0, 100_000.0), ("KU249", 2020): (30.0, 1_000.0)}
    rows, _ = against_country(shown(catalogue, {**COUNTY, **before}))
    assert told(rows.filter(region="KU249"), "year", "result", "benchmark_value") == [
        (2020, "similar", 3.0),
        (2021, "much_higher", 1.0),
    ]


@pytest.mark.parametrize(("base", "result"), [(25_000.0, "much_higher"), (25_001.0, "not_compared")])
def test_more_than_a_quarter_of_the_country_is_not_compared_with_it(
    catalogue: Catalogue, base: float, result: str
) -> None:
    rows, _ = against_country(shown(catalogue, {**COUNTRY, ("HVA15", 2021): (500.0, base)}))
    row = rows.row(0, named=True)
    assert (row["result"], row["difference"] is None, row["probability"] is None) == (
        result,
        result == "not_compared",
        result == "not_compared",
    )


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero"])
def test_a_hidden_area_has_no_row_and_without_the_country_nobody_has(catalogue: Catalogue, hidden: str) -> None:
    rows, _ = against_country(shown(catalogue, {**COUNTY, ("KU256", 2021): (hidden, 1_000.0)}))
    assert rows["region"].to_list() == ["KU179", "KU249"]
    rows, _ = against_country(shown(catalogue, {**COUNTY, ("FI", 2021): (hidden, 100_000.0)}))
    assert rows.height == 0


def scattered(number: int) -> Cells:
    """Municipalities of 10,000 children each, half of them with 1 and half with 3 per cent placed."""
    return {
        ("FI", 2021): (20_000.0, 1_000_000.0),
        **{(f"KU{one:03}", 2021): (100.0 if one % 2 else 300.0, 10_000.0) for one in range(1, number + 1)},
    }


def test_where_areas_scatter_beyond_chance_that_scatter_is_allowed_for(catalogue: Catalogue) -> None:
    rows, scatter = against_country(shown(catalogue, scattered(20), municipalities(20)))
    assert scatter.select("indicator", "year", "level", "areas").rows() == [(PLACED, 2021, "municipality", 20)]
    # On the arcsine scale, with a standard error of 0.005 for every area.
    low, high = ((asin(sqrt(share)) - asin(sqrt(0.02))) / 0.005 for share in (0.01, 0.03))
    phi = (low**2 + high**2) / 2
    tau2 = (20 * phi - 19) / (19 * 0.005**-2)
    assert scatter.select("phi", "tau2").row(0) == pytest.approx((phi, tau2))
    assert set(rows["method"]) == {"overdispersed"}
    assert set(rows["result"]) == {"similar"}
    adjusted = [norm.cdf(z * 0.005 / sqrt(0.005**2 + tau2)) for z in (low, high)]
    assert rows.sort("region")["probability"].to_list() == pytest.approx(adjusted * 10)


def test_nineteen_areas_are_too_few_to_tell_their_scatter(catalogue: Catalogue) -> None:
    rows, scatter = against_country(shown(catalogue, scattered(19), municipalities(19)))
    assert scatter.height == 0
    assert set(rows["method"]) == {"interval"}
    assert set(rows["result"]) == {"much_lower", "much_higher"}


def test_areas_that_chance_explains_are_judged_by_their_own_limits(catalogue: Catalogue) -> None:
    alike = {cell: (count if cell[0] == "FI" else 200.0, base) for cell, (count, base) in scattered(20).items()}
    rows, scatter = against_country(shown(catalogue, alike, municipalities(20)))
    assert scatter.select("phi", "tau2", "areas").rows() == [(pytest.approx(0, abs=1e-9), 0.0, 20)]
    assert set(rows["method"]) == {"interval"}


# -- the rest of the county
def test_a_municipality_is_held_against_the_others_of_its_county_together(catalogue: Catalogue) -> None:
    rows = against_rest_of_county(shown(catalogue, COUNTY), REGIONS)
    assert told(rows) == [
        ("KU179", "similar", 1.0, 2.0, -1.0),
        ("KU249", "higher", 3.0, 1.0, 2.0),
        ("KU256", "similar", 1.0, 1.666667, -0.666667),
    ]
    assert set(rows["method"]) == {"double_overlap"}
    # (asin √0.03 - asin √0.01)·2√1000 / √(1 + 1000/3000) = 4.05
    assert rows.filter(region="KU249")["probability"].item() == pytest.approx(0.99997, abs=1e-5)


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero", "not_available"])
@pytest.mark.parametrize("member", ["KU179", "KU249", "KU256"])
def test_a_hidden_member_gives_no_rest_to_anybody(catalogue: Catalogue, hidden: str, member: str) -> None:
    rows = against_rest_of_county(shown(catalogue, {**COUNTY, (member, 2021): (hidden, 1_000.0)}), REGIONS)
    assert rows.height == 0


def test_a_member_without_a_row_gives_no_rest(catalogue: Catalogue) -> None:
    without = {cell: told for cell, told in COUNTY.items() if cell[0] != "KU256"}
    assert against_rest_of_county(shown(catalogue, without), REGIONS).height == 0


def test_a_county_of_one_has_no_rest(catalogue: Catalogue) -> None:
    alone = REGIONS.filter(~pl.col("code").is_in(["KU179", "KU256"]))
    assert against_rest_of_county(shown(catalogue, COUNTY, alone), alone).height == 0


def test_the_rest_is_that_of_the_newest_year_alone(catalogue: Catalogue) -> None:
    before = {(region, 2020): told for (region, _), told in COUNTY.items()}
    hidden_now: Cells = {**before, **COUNTY, ("KU256", 2021): ("hidden", 1_000.0)}
    assert against_rest_of_county(shown(catalogue, hidden_now), REGIONS).height == 0
    assert set(against_rest_of_county(shown(catalogue, {**before, **COUNTY}), REGIONS)["year"]) == {2021}


# -- neighbours
def near(number: int) -> pl.DataFrame:
    others = [f"KU{one:03}" for one in range(2, number + 2)]
    return pl.DataFrame({"region": ["KU001"] * number, "neighbour": others})


def test_a_municipality_is_held_against_its_visible_neighbours_together(catalogue: Catalogue) -> None:
    cells: Cells = {("KU001", 2021): (50.0, 1_000.0)}
    cells = {**cells, **{(f"KU{one:03}", 2021): (10.0, 1_000.0) for one in range(2, 7)}, ("KU007", 2021): ("hidden", 9)}
    rows = against_neighbours(shown(catalogue, cells, municipalities(7)), near(6))
    assert told(rows) == [("KU001", "much_higher", 5.0, 1.0, 4.0)]
    cells = {**cells, ("KU006", 2021): ("hidden_or_zero", 1_000.0)}
    assert against_neighbours(shown(catalogue, cells, municipalities(7)), near(6)).height == 0


# -- the past
def past(catalogue: Catalogue, years: dict[int, float | str], **more: Any) -> list[tuple[Any, ...]]:
    cells = {("KU249", year): (count, 1_000.0) for year, count in years.items()}
    return told(
        against_past(shown(catalogue, cells, **more), NO_BREAK),
        "year",
        "result",
        "value",
        "benchmark_value",
        "benchmark_year",
    )


def test_an_area_is_held_against_itself_five_years_before(catalogue: Catalogue) -> None:
    assert past(catalogue, {2015: 90, 2016: 10, 2017: 90, 2021: 50}) == [(2021, "much_higher", 5.0, 1.0, 2016)]


@pytest.mark.parametrize(
    ("years", "then"),
    [((2015, 2014), 2015), ((2017, 2015), 2017), ((2018, 2014), 2018), ((2014,), 2014), ((2018,), 2018)],
)
def test_without_that_year_the_nearest_of_three_to_seven_years_before_is_taken(
    catalogue: Catalogue, years: tuple[int, ...], then: int
) -> None:
    counts: dict[int, float | str] = {year: year - 2_000.0 for year in years}
    assert past(catalogue, {2021: 20, **counts})[0][3:] == ((then - 2_000) / 10, then)


@pytest.mark.parametrize("year", [2013, 2019])
def test_further_away_or_nearer_there_is_no_past(catalogue: Catalogue, year: int) -> None:
    assert past(catalogue, {year: 10, 2021: 50}) == []


def test_a_hidden_year_is_no_past_and_a_hidden_newest_year_has_none(catalogue: Catalogue) -> None:
    assert past(catalogue, {2016: "hidden", 2021: 50}) == []
    newest_elsewhere = {("FI", 2021): (9.0, 900.0), ("KU249", 2016): (10.0, 1_000.0), ("KU249", 2021): ("hidden", 9.0)}
    assert against_past(shown(catalogue, newest_elsewhere), NO_BREAK).height == 0


@pytest.mark.parametrize(("broken", "rows"), [(2016, 1), (2017, 0), (2021, 0), (2022, 1)])
def test_the_past_never_lies_behind_a_break_of_the_catalogue(catalogue: Catalogue, broken: int, rows: int) -> None:
    cells = {("KU249", 2016): (10.0, 1_000.0), ("KU249", 2021): (50.0, 1_000.0)}
    assert against_past(shown(catalogue, cells), {PLACED: frozenset([broken])}).height == rows


def test_the_catalogue_breaks_placements_at_the_start_of_the_counties(catalogue: Catalogue) -> None:
    assert breaks_of(catalogue.indicators[PLACED]) == frozenset([2023])


def test_a_break_of_the_own_rows_ends_the_past_of_that_area_alone(catalogue: Catalogue) -> None:
    cells = {(region, year): (10.0, 1_000.0) for region in ("KU179", "KU249") for year in (2016, 2019, 2021)}
    figures = shown(catalogue, cells).with_columns(is_broken=(pl.col("region") == "KU249") & (pl.col("year") == 2019))
    assert against_past(figures, NO_BREAK)["region"].to_list() == ["KU179"]
