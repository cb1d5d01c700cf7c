"""Sotkanet: rows without order, without marks and under ids that have changed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.catalogue import Sotkanet as Source
from ilmiotaulu.settings import Settings
from pipelines.raw import RawStore
from pipelines.sources import sotkanet
from pipelines.sources.http import Client, Pace, SourceError
from tests.conftest import recorded
from tests.publishers.server import Publishers

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def areas(catalogue: Catalogue) -> pl.DataFrame:
    """The recorded areas."""
    return sotkanet.parse_regions(recorded("sotkanet/regions.json"), catalogue.regions)[0]


def values(rows: pl.DataFrame, **only: Any) -> dict[tuple[str, int, str], tuple[float, float | None]]:
    picked = rows.filter(**only)
    keys = picked.select("region", "year", "sex").rows()
    return dict(zip(keys, picked.select("value", "count").rows(), strict=True))


# -- parsing
def test_internal_ids_become_codes_by_category(areas: pl.DataFrame) -> None:
    codes = dict(areas.iter_rows())
    assert codes[85] == "KU179"
    assert codes[965] == "HVA15"
    assert codes[956] == "HVA91"
    assert codes[499] == "MK13"
    assert codes[658] == "FI"
    assert codes[721] == ""


def test_recorded_placements_have_their_published_shares_and_counts(areas: pl.DataFrame) -> None:
    parsed = sotkanet.parse_rows(recorded("sotkanet/json_191.json"), areas, is_count=False)
    found = values(parsed.rows, year=2021)
    assert found["HVA15", 2021, "total"] == (2.0, 1018.0)
    assert found["KU179", 2021, "female"] == (2.3, 299.0)
    assert found["KU249", 2021, "total"] == (1.7, 26.0)
    assert found["KU588", 2021, "total"] == (2.8, 6.0)
    assert ("KU256", 2021, "total") not in found
    assert parsed.noted == []
    assert set(parsed.rows["region"]) == {"FI", "HVA12", "HVA15", "HVA91", "MK10", "MK13"} | {
        f"KU{code}" for code in (179, 249, 507, 588, 729)
    } | ({"KU256"} & set(parsed.rows["region"]))


def test_recorded_placements_of_the_young_are_there_for_counties_alone(areas: pl.DataFrame) -> None:
    parsed = sotkanet.parse_rows(recorded("sotkanet/json_3563.json"), areas, is_count=False)
    found = values(parsed.rows, region="HVA15")
    assert {key[1]: value for key, value in found.items()} == {
        2021: (1.3, 1027.0),
        2022: (1.4, 1083.0),
        2023: (1.5, 1118.0),
        2024: (1.4, 1094.0),
    }
    assert set(parsed.rows["region"]) == {"HVA12", "HVA15"}


def test_an_area_that_nobody_lists_is_left_out_and_noted(areas: pl.DataFrame) -> None:
    parsed = sotkanet.parse_rows(recorded("sotkanet/json_552.json"), areas, is_count=True)
    assert [(note.kind, note.details["code"]) for note in parsed.noted] == [("unknown_area", "730")]
    assert values(parsed.rows, region="KU179", year=2021) == {
        ("KU179", 2021, "total"): (1332.0, 1332.0),
        ("KU179", 2021, "male"): (699.0, 699.0),
        ("KU179", 2021, "female"): (633.0, 633.0),
    }


def made(*rows: dict[str, Any]) -> bytes:
    return json.dumps([{"indicator": 1, "year": 2021, "gender": "total", **row} for row in rows]).encode()


def test_a_count_without_an_absolute_value_is_its_own_count(areas: pl.DataFrame) -> None:
    rows = sotkanet.parse_rows(made({"region": 85, "value": 674500}), areas, is_count=True).rows
    assert rows.select("value", "count").rows() == [(674500.0, 674500.0)]


def test_a_share_without_an_absolute_value_has_no_count(areas: pl.DataFrame) -> None:
    rows = sotkanet.parse_rows(made({"region": 85, "value": 2.4}), areas, is_count=False).rows
    assert rows.select("value", "count").rows() == [(2.4, None)]


def test_an_absolute_value_in_some_rows_only_is_kept_in_those(areas: pl.DataFrame) -> None:
    payload = made({"region": 85, "value": 2.4}, {"region": 126, "value": 1.7, "absValue": 26})
    rows = sotkanet.parse_rows(payload, areas, is_count=False).rows
    assert rows.select("region", "count").rows() == [("KU179", None), ("KU249", 26.0)]


def test_an_empty_value_is_not_available_and_never_zero(areas: pl.DataFrame) -> None:
    rows = sotkanet.parse_rows(made({"region": 85, "value": None}), areas, is_count=True).rows
    assert rows.select("value", "count", "status").rows() == [(None, None, "not_available")]


@pytest.mark.parametrize("payload", [b"[]", b" [] \n"])
def test_an_empty_answer_is_no_rows(areas: pl.DataFrame, payload: bytes) -> None:
    assert sotkanet.parse_rows(payload, areas, is_count=True).rows.height == 0


def test_areas_of_levels_we_do_not_use_are_left_out_in_silence(areas: pl.DataFrame) -> None:
    parsed = sotkanet.parse_rows(made({"region": 721, "value": 5}), areas, is_count=True)
    assert (parsed.rows.height, parsed.noted) == (0, [])


def test_a_county_is_known_by_its_name_when_its_number_was_another_countys(catalogue: Catalogue) -> None:
    regions = json.loads(recorded("sotkanet/regions.json"))
    for region in regions:
        if region["id"] == 965:
            region.update(id=885, code="11")
    areas, noted = sotkanet.parse_regions(json.dumps(regions).encode(), catalogue.regions)
    assert dict(areas.iter_rows())[885] == "HVA15"
    assert [(note.kind, note.details) for note in noted] == [
        ("county_code_changed", {"code": "HVA11", "ours": "HVA15"})
    ]


def test_a_county_that_nobody_knows_is_noted_and_not_guessed(catalogue: Catalogue) -> None:
    region = {"id": 999, "code": "77", "category": "HYVINVOINTIALUE", "title": {"fi": "Uusi hyvinvointialue"}}
    areas, noted = sotkanet.parse_regions(json.dumps([region]).encode(), catalogue.regions)
    assert areas.height == 0
    assert [(note.kind, note.details["code"]) for note in noted] == [("unknown_area", "HVA77")]


def test_recorded_metadata_give_title_date_and_promised_year() -> None:
    assert sotkanet.parse_metadata(recorded("sotkanet/indicator_191.json"))[0] == (
        "Kodin ulkopuolelle sijoitetut 0 - 17-vuotiaat, % vastaavanikäisestä väestöstä"
    )
    _, updated, until = sotkanet.parse_metadata(recorded("sotkanet/indicator_186.json"))
    assert (updated, until) == ("2025-04-29", 2024)


def test_a_title_that_only_differs_by_dashes_and_blanks_is_the_same(catalogue: Catalogue) -> None:
    source = catalogue.indicators["placed_children_0_17"].source[0]
    assert isinstance(source, Source)
    assert sotkanet.metadata_noted(recorded("sotkanet/indicator_191.json"), source, "percent") == []
    other = source.model_copy(update={"title": source.title.replace(" - ", "–")})
    assert sotkanet.metadata_noted(recorded("sotkanet/indicator_191.json"), other, "percent") == []


def test_a_title_that_became_another_is_noted_with_both() -> None:
    source = Source(kind="sotkanet", indicator=3563, title="Kodin ulkopuolelle sijoitetut 0 - 17-vuotiaat")
    noted = sotkanet.metadata_noted(recorded("sotkanet/indicator_3563.json"), source, "percent")
    assert [note.kind for note in noted] == ["title_drift"]
    assert noted[0].details["ours"] == source.title
    assert "0 - 24" in noted[0].details["publisher"]


def test_markup_in_a_title_never_reaches_us() -> None:
    metadata = json.loads(recorded("sotkanet/indicator_191.json"))
    metadata["title"]["fi"] = "Sijoitetut<br /> <b>lapset</b> &amp; nuoret <script>document.title='x'</script>"
    title, _, _ = sotkanet.parse_metadata(json.dumps(metadata).encode())
    assert "<" not in title
    assert title.startswith("Sijoitetut lapset & nuoret")


# -- fetching
@pytest.fixture
def client(publishers: Publishers, settings: Settings) -> Iterator[Client]:
    one = Client(publishers.sotkanet_url, Pace(1, 0), settings)
    yield one
    one.close()


def asked(publishers: Publishers) -> list[dict[str, list[str]]]:
    """The parameters of every request for rows."""
    found = []
    for request in publishers.requests:
        if request["path"].endswith("/json"):
            pairs = parse_qsl(request["query"])
            found.append({name: [v for n, v in pairs if n == name] for name in ("indicator", "years", "genders")})
    return found


def test_years_and_sexes_are_repeated_and_never_joined_by_a_comma(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    sotkanet.fetch_indicator(client, raw, 191, NOW)
    assert asked(publishers) == [
        {
            "indicator": ["191"],
            "years": ["2018", "2019", "2020", "2021"],
            "genders": ["female", "male", "total"],
        }
    ]
    assert "," not in publishers.requests[-1]["query"]
    assert "%2C" not in publishers.requests[-1]["query"]


def test_only_the_sexes_that_there_are_are_asked(publishers: Publishers, client: Client, raw: RawStore) -> None:
    sotkanet.fetch_indicator(client, raw, 181, NOW)
    assert [request["genders"] for request in asked(publishers)] == [["total"]]


def test_an_indicator_that_says_nothing_of_sex_is_asked_for_both_together_first(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    assert sotkanet.fetch_indicator(client, raw, 5033, NOW) == len(b"[]")
    assert [request["genders"] for request in asked(publishers)] == [["total"], ["female", "male", "total"]]


def test_nothing_newer_means_that_no_rows_are_asked_for(publishers: Publishers, client: Client, raw: RawStore) -> None:
    first = sotkanet.fetch_indicator(client, raw, 191, NOW)
    assert first == len(raw.read("sotkanet/191/rows"))
    publishers.requests.clear()
    assert sotkanet.fetch_indicator(client, raw, 191, LATER) == 0
    assert [request["path"] for request in publishers.requests] == ["/rest/1.1/indicators/191"]
    entry = raw.entries["sotkanet/191/rows"]
    assert (entry.fetched_at, entry.checked_at) == (NOW, LATER)


def test_a_newer_date_means_that_the_whole_series_is_asked_for_again(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    sotkanet.fetch_indicator(client, raw, 191, NOW)
    publishers.faults = ["revise:191:0.97"]
    publishers.requests.clear()
    assert sotkanet.fetch_indicator(client, raw, 191, LATER) == len(raw.read("sotkanet/191/rows"))
    assert asked(publishers)[0]["years"] == ["2018", "2019", "2020", "2021"]
    assert raw.entries["sotkanet/191/rows"].fetched_at == LATER


def test_an_empty_answer_is_asked_for_again_under_the_same_date(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    publishers.faults = ["empty:181"]
    sotkanet.fetch_indicator(client, raw, 181, NOW)
    assert raw.read("sotkanet/181/rows") == b"[]"
    publishers.faults = []
    assert sotkanet.fetch_indicator(client, raw, 181, LATER) > 100


def test_a_dead_indicator_is_missing_and_its_last_rows_stay(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    sotkanet.fetch_indicator(client, raw, 191, NOW)
    before = raw.read("sotkanet/191/rows")
    publishers.faults = ["gone:191"]
    with pytest.raises(SourceError) as raised:
        sotkanet.fetch_indicator(client, raw, 191, LATER)
    assert raised.value.kind == "missing"
    assert raw.read("sotkanet/191/rows") == before


class Script:
    """A client whose answers are written beforehand."""

    def __init__(self, answers: dict[str, bytes | SourceError]) -> None:
        self.answers = answers

    def url(self, path: str, parameters: Any = ()) -> str:
        return f"http://publisher{path}?{len(parameters)}"

    def get(self, path: str, parameters: Any = ()) -> bytes:
        answer = self.answers[path]
        if isinstance(answer, SourceError):
            raise answer
        return answer


def test_an_indicator_with_metadata_and_no_rows_at_all_is_an_empty_answer(raw: RawStore) -> None:
    client = Script(
        {"/indicators/191": recorded("sotkanet/indicator_191.json"), "/json": SourceError("missing", "http://x")}
    )
    assert sotkanet.fetch_indicator(client, raw, 191, NOW) == 2  # type: ignore[arg-type]
    assert raw.read("sotkanet/191/rows") == b"[]"


@pytest.mark.parametrize("metadata", [b"[]", b"null", b'{"id": 191}'])
def test_metadata_that_are_not_metadata_are_an_error_and_nothing_is_kept(raw: RawStore, metadata: bytes) -> None:
    client = Script({"/indicators/191": metadata, "/json": b"[]"})
    with pytest.raises(SourceError) as raised:
        sotkanet.fetch_indicator(client, raw, 191, NOW)  # type: ignore[arg-type]
    assert raised.value.kind == "not_json"
    assert dict(raw.entries) == {}


@pytest.mark.parametrize("rows", [b'{"error": "Huoltokatko"}', b"null", b'"x"', b'[{"error": 1}]'])
def test_rows_that_are_not_rows_are_an_error_and_the_old_ones_stay(raw: RawStore, rows: bytes) -> None:
    good = Script({"/indicators/191": recorded("sotkanet/indicator_191.json"), "/json": b'[{"region": 85}]'})
    raw.put("sotkanet/191/rows", b"old", url="", now=NOW)
    assert good.answers["/json"]
    client = Script({"/indicators/191": recorded("sotkanet/indicator_191.json"), "/json": rows})
    with pytest.raises(SourceError) as raised:
        sotkanet.fetch_indicator(client, raw, 191, NOW)  # type: ignore[arg-type]
    assert raised.value.kind == "not_json"
    assert raw.read("sotkanet/191/rows") == b"old"
