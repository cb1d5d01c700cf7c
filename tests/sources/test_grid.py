"""The population grid: the newest layer of squares, what they tell, and what they must not tell. Made-up squares."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import shapely

from ilmiotaulu.settings import Settings
from pipelines.raw import RawStore
from pipelines.sources import grid
from pipelines.sources.geo import Boundaries
from pipelines.sources.http import Client, Pace, SourceError
from tests.publishers import world
from tests.publishers.server import Publishers

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MONTH = timedelta(days=30)
MUNICIPALITIES = ["KU049", "KU179"]


@pytest.fixture
def service(publishers: Publishers, settings: Settings) -> Iterator[Client]:
    client = Client(publishers.grid_url, Pace(1, 0), settings)
    yield client
    client.close()


def square(east: int, north: int, residents: Any, children: Any, kunta: Any = "179", **more: Any) -> dict[str, Any]:
    """A square by its lower left corner in kilometres."""
    place = {"grd_id": f"1kmN{north}E{east:04}", "xkoord": east * 1000, "ykoord": north * 1000}
    return {**place, "vaesto": residents, "ika_0_14": children, "kunta": kunta, "vuosi": 2024, **more}


def answer(*squares: dict[str, Any], **more: Any) -> bytes:
    features = [{"type": "Feature", "geometry": None, "properties": one} for one in squares]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def read(*squares: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Municipality, inhabitants and children of every square that can be read."""
    return grid.parse_grid(answer(*squares)).squares.select("municipality", "residents", "children").rows()


# -- what squares tell
def test_a_square_is_its_middle_its_municipality_and_its_people() -> None:
    found = grid.parse_grid(answer(square(386, 6671, 120, 31)))
    assert found.squares.rows(named=True) == [
        {"square": "1kmN6671E0386", "municipality": "KU179", "east": 386_500.0, "north": 6_671_500.0}
        | {"residents": 120, "children": 31}
    ]
    assert (found.year, found.left_out) == (2024, 0)


@pytest.mark.parametrize("untold", [-1, None, "-1", "", -1.0])
def test_a_square_that_tells_no_ages_has_none_and_not_zero(untold: Any) -> None:
    assert read(square(386, 6671, 7, untold)) == [("KU179", 7, None)]


def test_of_fewer_than_ten_inhabitants_no_children_are_taken_whatever_stands_there() -> None:
    told = read(square(386, 6671, 9, 0), square(387, 6671, 9, 3), square(388, 6671, 10, 0))
    assert told == [("KU179", 9, None), ("KU179", 9, None), ("KU179", 10, 0)]


@pytest.mark.parametrize("kunta", ["049", "49", 49, 49.0, "49.0", "KU049", " 049 "])
def test_a_municipality_has_three_digits_however_it_is_written(kunta: Any) -> None:
    assert read(square(386, 6671, 20, 5, kunta)) == [("KU049", 20, 5)]


def test_numbers_may_be_written_as_text() -> None:
    one = square(386, 6671, "120", "31", xkoord="386000", ykoord="6671000.0")
    assert grid.parse_grid(answer(one)).squares["east"].to_list() == [386_500.0]
    assert read(one) == [("KU179", 120, 31)]


def test_the_same_square_twice_is_one_and_two_that_differ_are_none() -> None:
    one, other = square(386, 6671, 120, 31), square(387, 6671, 50, 9)
    found = grid.parse_grid(answer(one, one, other, {**other, "kunta": "049"}, square(388, 6671, 20, 5)))
    assert found.squares["square"].to_list() == ["1kmN6671E0386", "1kmN6671E0388"]
    assert found.left_out == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"vaesto": None},
        {"vaesto": 0},
        {"vaesto": -1},
        {"vaesto": "paljon"},
        {"ika_0_14": 121},
        {"xkoord": None},
        {"xkoord": 25.7, "ykoord": 62.2},
        {"xkoord": 6_671_000, "ykoord": 386_000},
        {"grd_id": None},
    ],
    ids=str,
)
def test_a_square_that_cannot_be_right_is_left_out_and_counted(wrong: dict[str, Any]) -> None:
    found = grid.parse_grid(answer({**square(386, 6671, 120, 31), **wrong}, square(387, 6671, 50, 9)))
    assert (found.squares["square"].to_list(), found.left_out) == (["1kmN6671E0387"], 1)


@pytest.mark.parametrize(("years", "told"), [((2024, 2024), 2024), ((2023, 2024), None), ((None, None), None)])
def test_a_year_is_told_only_when_the_squares_agree_on_one(years: tuple[Any, Any], told: int | None) -> None:
    squares = (square(386 + at, 6671, 20, 5, vuosi=year) for at, year in enumerate(years))
    assert grid.parse_grid(answer(*squares)).year == told


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (answer(), "0"),
        (b"[]", "0"),
        (b"null", "0"),
        (b'{"type": "FeatureCollection"}', "0"),
        (b'{"features": [1]}', "properties"),
        (answer(square(386, 6671, None, None)), "0"),
        (answer(square(386, 6671, 20, 5), numberMatched=2), "1/2"),
        (answer({"vaesto": 20, "grd_id": "1kmN6671E0386"}), "xkoord, ykoord, ika_0_14"),
    ],
)
def test_an_answer_without_squares_says_why_it_is_none(body: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        grid.parse_grid(body)


def test_middles_become_longitude_and_latitude() -> None:
    """On the central meridian east is 500 km; 0.9996 of the meridian's arc up to 62° is 6 874.2 km."""
    one = square(499, 6873, 20, 5, xkoord=499_500, ykoord=6_873_700)
    degrees = grid.to_degrees(grid.parse_grid(answer(one)).squares)
    assert degrees.select("longitude", pl.col("latitude").round(2)).rows() == [(27.0, 62.0)]


# -- where squares are
def placed(found: bytes, boundaries: Boundaries | None = None) -> tuple[list[tuple[str, str]], list[Any]]:
    known, noted = grid.in_division(grid.parse_grid(found), boundaries, {"KU783": "KU049"}, MUNICIPALITIES)
    return known.select("square", "municipality").rows(), [(one.kind, dict(one.details)) for one in noted]


def test_squares_of_a_merged_municipality_are_in_the_one_it_joined() -> None:
    body = answer(square(386, 6671, 20, 5, "783"), square(387, 6671, 20, 5))
    assert placed(body) == ([("1kmN6671E0386", "KU049"), ("1kmN6671E0387", "KU179")], [])


def test_squares_of_no_municipality_of_ours_are_left_out_and_told() -> None:
    body = answer(square(386, 6671, 20, 5, "999"), square(387, 6671, 20, 5), square(388, 6671, 20, 5, None))
    assert placed(body) == (
        [("1kmN6671E0387", "KU179")],
        [
            ("grid_left_out", {"squares": 2, "of": 3, "areas": "KU999"}),
            ("grid_areas_missing", {"count": 1, "areas": "KU049"}),
        ],
    )


def test_squares_without_municipalities_lie_where_their_middles_do() -> None:
    """The border is at 387 km: the square that it cuts goes where its middle is, an island to the nearest shore."""
    west, east = shapely.box(380e3, 6660e3, 387.4e3, 6680e3), shapely.box(387.4e3, 6660e3, 400e3, 6680e3)
    boundaries = Boundaries({"KU049": west, "KU179": east})
    body = answer(*(square(at, 6671, 20, 5, None) for at in (386, 387, 409, 420)))
    assert placed(body, boundaries) == (
        [("1kmN6671E0386", "KU049"), ("1kmN6671E0387", "KU179"), ("1kmN6671E0409", "KU179")],
        [("grid_by_boundaries", {}), ("grid_left_out", {"squares": 1, "of": 4, "areas": "–"})],
    )


def test_without_municipalities_and_boundaries_there_are_no_squares() -> None:
    assert placed(answer(square(386, 6671, 20, 5, None))) == ([], [("grid_no_municipalities", {})])


# -- asking
def test_the_newest_layer_of_squares_of_a_kilometre_is_asked_for_without_shapes(
    publishers: Publishers, service: Client, raw: RawStore
) -> None:
    size = grid.fetch_grid(service, raw, MONTH, NOW)
    asked = [request["query"] for request in publishers.requests]
    assert ["GetCapabilities" in query for query in asked] == [True, False, False]
    assert all("typeNames=vaestoruutu%3Avaki2023_1km&" in query for query in asked[1:])
    assert asked[1].endswith("srsName=EPSG%3A3067&count=1")
    assert asked[2].endswith("&propertyName=grd_id%2Cxkoord%2Cykoord%2Cvaesto%2Cika_0_14%2Ckunta%2Cvuosi")
    entry = raw.entries[grid.KEY]
    assert (entry.bytes, grid.layer_of(entry.url)) == (size, "vaki2023_1km")
    found = grid.parse_grid(raw.read(grid.KEY))
    assert (found.squares.height, found.year) == (len(world.squares()), world.GRID_YEAR)
    assert found.squares["children"].null_count() == 2 * len(world.municipalities(2026))


def test_the_grid_is_not_asked_for_again_within_the_time_set(
    publishers: Publishers, service: Client, raw: RawStore
) -> None:
    grid.fetch_grid(service, raw, MONTH, NOW)
    assert grid.fetch_grid(service, raw, MONTH, NOW + timedelta(days=29)) is None
    assert len(publishers.requests) == 3


def test_the_same_squares_under_a_new_time_stamp_are_not_new(service: Client, raw: RawStore) -> None:
    grid.fetch_grid(service, raw, MONTH, NOW)
    before = raw.entries[grid.KEY]
    raw.doubt()
    assert grid.fetch_grid(service, raw, MONTH, NOW + timedelta(days=1)) == 0
    after = raw.entries[grid.KEY]
    assert (after.sha256, after.fetched_at, after.request) == (before.sha256, NOW, before.request)
    assert after.checked_at == NOW + timedelta(days=1)


def test_a_newer_layer_takes_the_place_of_the_older(publishers: Publishers, service: Client, raw: RawStore) -> None:
    publishers.faults = ["gone:vaki2023_1km"]
    grid.fetch_grid(service, raw, MONTH, NOW)
    assert grid.layer_of(raw.entries[grid.KEY].url) == "vaki2022_1km"
    publishers.faults = []
    assert grid.fetch_grid(service, raw, MONTH, NOW + MONTH)
    assert grid.layer_of(raw.entries[grid.KEY].url) == "vaki2023_1km"


@pytest.mark.parametrize(
    ("faults", "kind", "detail"),
    [
        (["gone:vaki2022_1km", "gone:vaki2023_1km"], "no_layer", "vaki…_1km"),
        (["grid-without:ika_0_14"], "no_fields", "ika_0_14"),
        (["grid-without:xkoord", "grid-without:grd_id"], "no_fields", "grd_id, xkoord"),
        (["html-instead-of-json"], "not_json", "text/html"),
        (["truncate-silent"], "not_json", "application/xml"),
        (["down"], "unreachable", ""),
        (["error503"], "busy", "HTTP 503"),
    ],
)
def test_what_cannot_be_used_is_told_and_leaves_what_was_kept(
    publishers: Publishers, service: Client, raw: RawStore, faults: list[str], kind: str, detail: str
) -> None:
    grid.fetch_grid(service, raw, MONTH, NOW)
    before = dict(raw.entries)
    publishers.faults = faults
    with pytest.raises(SourceError) as raised:
        grid.fetch_grid(service, raw, MONTH, NOW + MONTH)
    assert (raised.value.kind, raised.value.detail.startswith(detail)) == (kind, True)
    assert dict(raw.entries) == before


@pytest.mark.parametrize("field", ["kunta", "vuosi"])
def test_a_field_that_can_be_done_without_is_not_asked_for(
    publishers: Publishers, service: Client, raw: RawStore, field: str
) -> None:
    publishers.faults = [f"grid-without:{field}"]
    grid.fetch_grid(service, raw, MONTH, NOW)
    assert field not in publishers.requests[-1]["query"]


class Script:
    """A client that answers in turn: first the list of layers, then collections."""

    base_url = "http://publisher"

    def __init__(self, listed: str, *bodies: bytes) -> None:
        self.listed, self.bodies = listed, list(bodies)

    def url(self, path: str, parameters: Any = ()) -> str:
        return self.base_url + "?" + "&".join("=".join(pair) for pair in parameters)

    def get_xml(self, path: str, parameters: Any = ()) -> Any:
        from xml.etree import ElementTree

        return ElementTree.fromstring(self.listed)

    def get(self, path: str, parameters: Any = ()) -> bytes:
        return self.bodies.pop(0)


LISTED = "<WFS_Capabilities><FeatureType><Name>vaestoruutu:vaki2024_1km</Name></FeatureType></WFS_Capabilities>"
REFUSED = (
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception>'
    "<ows:ExceptionText>No such\n workspace</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)


@pytest.mark.parametrize(
    ("client", "kind", "detail"),
    [
        (Script(REFUSED), "bad_request", "No such workspace"),
        (Script("<html><Name>vaki2024_1km_kp</Name><Name>vaki2024_5km</Name></html>"), "no_layer", "vaki…_1km"),
        (Script(LISTED, answer()), "no_squares", "0"),
        (Script(LISTED, answer(square(386, 6671, 20, 5)), answer()), "no_squares", "0"),
        (Script(LISTED, answer(square(386, 6671, 20, 5)), answer(square(1, 1, 20, 5))), "no_squares", "0"),
    ],
)
def test_an_answer_of_another_kind_is_an_error_and_not_kept(raw: RawStore, client: Any, kind: str, detail: str) -> None:
    with pytest.raises(SourceError) as raised:
        grid.fetch_grid(client, raw, MONTH, NOW)
    assert (raised.value.kind, raised.value.detail) == (kind, detail)
    assert dict(raw.entries) == {}


def test_a_document_type_is_refused_before_it_is_read(publishers: Publishers, service: Client) -> None:
    """The page that a service in trouble shows is one; so is a document that grows without end."""
    publishers.faults = ["html-instead-of-json"]
    with pytest.raises(SourceError) as raised:
        service.get_xml("", [("request", "GetCapabilities")])
    assert raised.value.kind == "not_json"


def test_the_service_is_beside_that_of_the_boundaries_unless_another_is_named() -> None:
    assert Settings().population_grid_url == "https://geo.stat.fi/geoserver/vaestoruutu/wfs"
    mirror = Settings(geo_url="http://mirror/geo/geoserver/tilastointialueet/wfs")
    assert mirror.population_grid_url == "http://mirror/geo/geoserver/vaestoruutu/wfs"
    assert Settings(grid_url="http://elsewhere/wfs").population_grid_url == "http://elsewhere/wfs"
