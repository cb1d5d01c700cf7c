"""Children square by square: near and far, told and not told, on squares few enough to count by eye."""

from datetime import date
from math import pi
from typing import Any

import polars as pl
import pytest
from dataframely.exc import ValidationError

from ilmiotaulu.schema import TABLES, ReachRow, polars_schema
from ilmiotaulu.statistics.access import EARTH_KM
from ilmiotaulu.views.centres import centres
from pipelines.reach import reach_table

DEGREE = EARTH_KM * pi / 180  # kilometres
CITY = (25.7473, 62.2426)
OF = {"KU179": "HVA15", "KU249": "HVA15", "KU256": "HVA15", "KU491": "HVA12"}
CENTRES = {"KU249": (24.6082, 62.2731)}
Rows = list[dict[str, Any]]


def made(name: str, rows: Rows) -> pl.DataFrame:
    schema = polars_schema(TABLES[name])
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema, orient="row")


def regions() -> pl.DataFrame:
    common = {"level": "municipality", "valid_from": date(2026, 1, 1)}
    at = {code: dict(zip(("longitude", "latitude"), CENTRES.get(code, CITY), strict=True)) for code in OF}
    return made("region", [{"code": code, "county": county, **common, **at[code]} for code, county in OF.items()])


def place(name: str = "aalto", municipality: str = "KU179", at: Any = CITY, **more: Any) -> dict[str, Any]:
    where = {"longitude": at[0], "latitude": at[1]} if at else {}
    common = {"kind": "centre", "municipality": municipality, "is_example": False}
    return {"id": name, "name": name, **common, **where, **more}


def square(municipality: str, kilometres_south: float, children: int | None, residents: int = 100) -> dict[str, Any]:
    """A square so far south of the place in the city."""
    at = {"longitude": CITY[0], "latitude": CITY[1] - kilometres_south / DEGREE}
    return {"municipality": municipality, **at, "residents": residents, "children": children}


def reach(*squares: dict[str, Any], places: Rows | None = None, open_in: int = 2026) -> dict[str, dict[str, Any]]:
    """The rows of the table by area."""
    listed = made("place", [place()] if places is None else places)
    schema = {"municipality": pl.String, "longitude": pl.Float64, "latitude": pl.Float64}
    frame = pl.DataFrame(list(squares), schema={**schema, "residents": pl.Int32, "children": pl.Int32}, orient="row")
    rows = reach_table(frame, listed, regions(), open_in, 2024, 7).to_dicts()
    return {row["region"]: row for row in rows}


def within(row: dict[str, Any]) -> list[float | None]:
    return [row["within5"], row["within10"], row["within20"]]


def test_children_of_a_square_just_within_a_limit_count_and_those_just_outside_do_not() -> None:
    row = reach(square("KU249", 4.999, 30), square("KU249", 5.001, 50), square("KU249", 20.5, 20))["KU249"]
    assert within(row) == [0.3, 0.8, 0.8]
    # Half of them live 5.001 km away: at most 6, for rounding must not make the way shorter.
    assert (row["half_km"], row["nearest"], row["untold"], row["year"], row["source_fetch"]) == (6, "aalto", 0, 2024, 7)


def test_a_square_that_tells_no_ages_is_in_no_share_and_its_inhabitants_are_told() -> None:
    row = reach(square("KU249", 2, 30, 80), square("KU249", 50, None, 9), square("KU249", 60, None, 11))["KU249"]
    assert (within(row), row["untold"]) == ([1.0, 1.0, 1.0], 0.2)


def test_of_a_municipality_no_square_of_which_tells_of_a_child_nothing_is_known() -> None:
    found = reach(square("KU249", 2, None, 8), square("KU256", 2, 0))
    for code, untold in (("KU249", 1.0), ("KU256", 0.0)):
        assert (within(found[code]), found[code]["half_km"], found[code]["nearest"]) == ([None] * 3, None, None)
        assert found[code]["untold"] == untold
    assert "KU179" not in found, "a municipality without a square has no row"


def test_in_a_county_and_the_country_every_child_weighs_the_same() -> None:
    found = reach(square("KU249", 2, 90), square("KU256", 30, 10))
    assert [within(found[code]) for code in ("KU249", "KU256")] == [[1.0] * 3, [0.0] * 3]
    assert [within(found[code]) for code in ("HVA15", "FI")] == [[0.9] * 3] * 2


def test_counties_without_a_list_of_places_are_in_nothing() -> None:
    found = reach(square("KU249", 2, 90), square("KU491", 200, 90))
    assert sorted(found) == ["FI", "HVA15", "KU249"]
    assert within(found["FI"]) == [1.0] * 3
    assert reach(square("KU249", 2, 90), places=[]) == {}


def test_the_nearest_place_is_that_of_most_children_and_of_equals_the_first_by_name() -> None:
    both = [place("betula", at=(CITY[0], CITY[1] - 40 / DEGREE)), place("aalto")]
    found = reach(
        square("KU249", 1, 10), square("KU249", 30, 6), square("KU249", 39, 6), square("KU256", 1, 5),
        square("KU256", 39, 5), places=both,
    )  # fmt: skip
    assert (found["KU249"]["nearest"], found["KU256"]["nearest"]) == ("betula", "aalto")


def test_without_an_open_place_nobody_is_near() -> None:
    row = reach(square("KU249", 1, 10), places=[place(closed=2020)])["KU249"]
    assert (within(row), row["half_km"], row["nearest"]) == ([0.0, 0.0, 0.0], None, None)


@pytest.mark.parametrize(
    "more",
    [
        {}, {"kind": "meeting_place"}, {"kind": "online"}, {"opened": 2026}, {"opened": 2027}, {"closed": 2025},
        {"closed": 2026}, {"closed": 2027},
    ],
)  # fmt: skip
def test_a_place_counts_here_when_it_counts_on_the_page(more: dict[str, Any]) -> None:
    listed = [place(**more)]
    told = {**listed[0], "run_by": "county", "source_fetch": 1}
    (one,) = centres(made("place", [told]))
    assert (reach(square("KU249", 1, 10), places=listed)["KU249"]["within5"] == 1) is one.is_open(2026)


def test_distances_to_made_up_places_are_marked() -> None:
    for is_example in (True, False):
        row = reach(square("KU249", 1, 10), places=[place(is_example=is_example)])["KU249"]
        assert row["is_example"] is is_example


def test_a_place_without_a_position_counts_at_the_centre_point_of_its_municipality() -> None:
    at_centre = {"longitude": CENTRES["KU249"][0], "latitude": CENTRES["KU249"][1]}
    one = {**square("KU249", 0, 10), **at_centre}
    assert within(reach(one, places=[place("cedrus", "KU249", None)])["KU249"]) == [1.0] * 3
    # Half a position is none.
    half = {**place("cedrus", "KU249", None), "longitude": 20.0}
    assert within(reach(one, places=[half])["KU249"]) == [1.0] * 3


@pytest.mark.parametrize(
    ("near", "far", "told"), [(1, 999, 0.005), (3, 997, 0.005), (1, 2, 0.33), (997, 3, 0.995), (1, 0, 1.0), (0, 1, 0.0)]
)
def test_a_share_is_whole_per_cent_and_never_all_or_nothing_where_it_is_only_near_it(
    near: int, far: int, told: float
) -> None:
    assert reach(square("KU249", 1, near), square("KU249", 30, far))["KU249"]["within10"] == told


def test_a_finer_share_would_tell_how_many_children_it_is_of_and_is_no_row() -> None:
    row = reach(square("KU249", 1, 1), square("KU249", 30, 2))["KU249"]
    fine = pl.DataFrame([{**row, "within5": 1 / 3}], schema=polars_schema(ReachRow))
    with pytest.raises(ValidationError, match="as_fine_as_a_per_cent"):
        ReachRow.validate(fine)
