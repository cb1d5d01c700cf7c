"""Boundaries in metres become degrees and drawings; the classification service says who belongs where."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import shapely

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.settings import Settings
from pipelines.raw import RawStore
from pipelines.sources import classifications, geo
from pipelines.sources.http import Client, Pace, SourceError
from tests.conftest import recorded
from tests.publishers.server import Publishers

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture
def wfs(publishers: Publishers, settings: Settings) -> Iterator[Client]:
    client = Client(publishers.geo_url, Pace(1, 0), settings)
    yield client
    client.close()


@pytest.fixture
def service(publishers: Publishers, settings: Settings) -> Iterator[Client]:
    client = Client(publishers.classifications_url, Pace(1, 0), settings)
    yield client
    client.close()


# -- boundaries
def test_recorded_municipalities_get_our_codes() -> None:
    found = geo.parse_boundaries(recorded("geo/kunta4500k_2026.json"), "municipality")
    assert list(found.areas) == ["KU179", "KU249", "KU256", "KU507"]


def test_recorded_counties_get_our_codes_and_are_whole_shapes() -> None:
    found = geo.parse_boundaries(recorded("geo/hyvinvointialue4500k_2026.json"), "county")
    assert list(found.areas) == ["HVA12", "HVA15", "HVA91"]
    assert {shape.geom_type for shape in found.areas.values()} <= {"Polygon", "MultiPolygon"}
    assert all(shape.is_valid for shape in found.areas.values())


def test_metres_become_longitude_and_latitude_in_that_order() -> None:
    found = geo.parse_boundaries(recorded("geo/kunta4500k_2026.json"), "municipality")
    document = json.loads(geo.to_geojson(found))
    places = {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in document["features"]}
    centre = places["KU179"].centroid
    assert (round(centre.x, 1), round(centre.y, 1)) == (25.6, 62.1)


def test_a_drawing_has_north_up_and_begins_at_its_own_corner() -> None:
    found = geo.parse_boundaries(recorded("geo/kunta4500k_2026.json"), "municipality")
    drawing = json.loads(geo.to_drawing(found, None, {"KU256": "Kinnula", "KU507": "Mäntyharju"}))
    width, height = drawing["viewBox"][2:]
    assert drawing["viewBox"][:2] == [0, 0]
    assert drawing["labels"]["KU256"][2] == "Kinnula"
    assert drawing["labels"]["KU179"][2] == "KU179"
    assert drawing["labels"]["KU256"][1] < drawing["labels"]["KU507"][1]
    assert all(0 <= x <= width and 0 <= y <= height for x, y, *_ in drawing["labels"].values())
    assert all(radius > 0 for *_, radius in drawing["labels"].values())


def test_neighbours_still_share_their_border_when_made_lighter(publishers: Publishers, wfs: Client) -> None:
    body = wfs.get("", [("request", "GetFeature"), ("typeNames", "kunta4500k_2026"), ("outputFormat", "json")])
    areas = list(geo.parse_boundaries(body, "municipality").areas.values())
    assert shapely.coverage_is_valid(areas)


def test_the_layer_of_the_divisions_year_is_asked_for(publishers: Publishers, wfs: Client, raw: RawStore) -> None:
    geo.fetch_boundaries(wfs, raw, "county", 2026, MONTH, NOW)
    assert "hyvinvointialue4500k_2026" in publishers.requests[0]["query"]
    assert raw.entries["geo/county"].request == "tilastointialueet:hyvinvointialue4500k_2026"


def test_boundaries_are_not_asked_for_again_within_the_time_set(
    publishers: Publishers, wfs: Client, raw: RawStore
) -> None:
    geo.fetch_boundaries(wfs, raw, "county", 2026, MONTH, NOW)
    geo.fetch_boundaries(wfs, raw, "county", 2026, MONTH, NOW + timedelta(days=29))
    assert len(publishers.requests) == 1


def test_the_same_shapes_under_a_new_time_stamp_are_not_new(publishers: Publishers, wfs: Client, raw: RawStore) -> None:
    geo.fetch_boundaries(wfs, raw, "county", 2026, MONTH, NOW)
    before = raw.entries["geo/county"]
    assert not geo.fetch_boundaries(wfs, raw, "county", 2026, MONTH, NOW + timedelta(days=31))
    after = raw.entries["geo/county"]
    assert len(publishers.requests) == 2
    assert (after.sha256, after.fetched_at) == (before.sha256, NOW)
    assert after.checked_at == NOW + timedelta(days=31)


def test_a_layer_that_does_not_exist_is_a_bad_request(wfs: Client, raw: RawStore) -> None:
    with pytest.raises(SourceError) as raised:
        geo.fetch_boundaries(wfs, raw, "county", 2031, MONTH, NOW)
    assert raised.value.kind == "bad_request"
    assert dict(raw.entries) == {}


class Script:
    """A client with one answer."""

    base_url = "http://publisher"

    def __init__(self, body: bytes) -> None:
        self.body = body

    def url(self, path: str, parameters: object = ()) -> str:
        return self.base_url + path

    def get(self, path: str, parameters: object = ()) -> bytes:
        return self.body


@pytest.mark.parametrize("body", [b'{"type": "FeatureCollection", "features": []}', b"[]", b"null", b'{"type": "x"}'])
def test_an_answer_without_shapes_is_an_error_and_not_kept(raw: RawStore, body: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        geo.fetch_boundaries(Script(body), raw, "county", 2026, MONTH, NOW)  # type: ignore[arg-type]
    assert raised.value.kind == "not_json"
    assert dict(raw.entries) == {}


# -- classifications
def test_the_last_two_parts_of_recorded_addresses_are_the_two_codes() -> None:
    name = "classifications/kunta_1_20260101_{}_1_20260101_maps.json"
    counties = classifications.parse_correspondence(recorded(name.format("hyvinvointialue")), "county")
    regions = classifications.parse_correspondence(recorded(name.format("maakunta")), "region")
    assert (counties["KU179"], counties["KU507"], counties["KU091"]) == ("HVA15", "HVA12", "HVA90")
    assert (regions["KU179"], regions["KU507"], regions["KU091"]) == ("MK13", "MK10", "MK01")
    assert counties["KU478"] == "HVA91"


def test_the_division_agrees_with_the_recorded_service_where_both_speak(catalogue: Catalogue) -> None:
    pairs = classifications.parse_correspondence(
        recorded("classifications/kunta_1_20260101_hyvinvointialue_1_20260101_maps.json"), "county"
    )
    ours = catalogue.regions.filter(pl.col("code").is_in(list(pairs)))
    assert classifications.compare_with_division(pairs, "county", ours) == []


def test_a_municipality_that_changed_its_county_is_noted(catalogue: Catalogue) -> None:
    ours = catalogue.regions.filter(code="KU249")
    noted = classifications.compare_with_division({"KU249": "HVA08", "KU999": "HVA01"}, "county", ours)
    assert [(note.kind, note.details) for note in noted] == [
        ("division_differs", {"count": 2, "areas": "KU249: HVA15 → HVA08; KU999: – → HVA01"}),
    ]


def test_the_bare_list_is_asked_for_with_the_mark_between_names_escaped(
    publishers: Publishers, service: Client, raw: RawStore
) -> None:
    classifications.fetch_correspondence(service, raw, "county", 2026, MONTH, NOW)
    assert publishers.requests[0]["path"].endswith("/kunta_1_20260101%23hyvinvointialue_1_20260101/maps")
    assert publishers.requests[0]["query"] == ""
    classifications.fetch_correspondence(service, raw, "county", 2026, MONTH, NOW + timedelta(days=29))
    assert len(publishers.requests) == 1


@pytest.mark.parametrize("body", [b"{}", b"null", b"[]", b'[{"sourceItem": 1}]'])
def test_an_answer_that_is_no_list_of_addresses_is_an_error_and_not_kept(raw: RawStore, body: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        classifications.fetch_correspondence(Script(body), raw, "county", 2026, MONTH, NOW)  # type: ignore[arg-type]
    assert raised.value.kind == "not_json"
    assert dict(raw.entries) == {}
