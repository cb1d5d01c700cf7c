"""Statistics Finland's tables: known by what their variables are, whatever they are called this year."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from math import prod
from typing import Any

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue, StatFin
from ilmiotaulu.settings import Settings
from pipelines.raw import RawStore
from pipelines.sources import statfin
from pipelines.sources.http import Client, Pace, SourceError
from tests.conftest import recorded
from tests.publishers.server import Publishers

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = datetime(2026, 11, 23, tzinfo=UTC)
BIRTHS = StatFin(kind="statfin", folder="muutl", table="11ae", title="Elävänä syntyneet", contents="vm01")
LOW_INCOME = StatFin(
    kind="statfin",
    folder="tjt",
    table="14ww",
    title="Asuntoväestöön kuuluvien lasten pienituloisuusaste",
    contents="rpt_l_aste",
)
FERTILITY = StatFin(kind="statfin", folder="synt", table="12dt", title="Kokonaishedelmällisyysluku", contents="tfr")
PROJECTED = StatFin(
    kind="statfin",
    folder="vaenn",
    table="14wx",
    title="Väestö 31.12. (ennuste 2024)",
    contents="vaesto_e24",
    ages=("000", "001"),
)
ARCHIVE = StatFin(
    kind="statfin",
    database="StatFin_Passiivi",
    folder="synt",
    find="Elävänä syntyneet äidin iän mukaan kunnittain",
    title="Elävänä syntyneet, lkm",
    contents="vm01",
)


def parsed(name: str, source: StatFin, *, is_count: bool = True) -> pl.DataFrame:
    return statfin.parse_table([recorded(f"statfin/{name}_data.json")], source, is_count=is_count).rows


def value_of(rows: pl.DataFrame, region: str, year: int, sex: str = "total") -> tuple[float | None, str]:
    return rows.filter(region=region, year=year, sex=sex).select("value", "status").row(0)


# -- parsing recorded answers
@pytest.mark.parametrize(
    ("table", "folder", "year", "births"),
    [("11ae", "muutl", 2022, 1218), ("12dy", "synt", 2025, 1327), ("121w", "ssaaty", 2025, 1327)],
)
def test_recorded_births_are_read_under_each_tables_own_prefix(table: str, folder: str, year: int, births: int) -> None:
    source = BIRTHS.model_copy(update={"table": table, "folder": folder})
    assert value_of(parsed(table, source), "KU179", year) == (births, "ok")


def test_recorded_births_of_the_archive_are_those_of_mothers_of_all_ages() -> None:
    source = ARCHIVE
    answer = json.loads(recorded("statfin/statfinpas_synt_pxt_repl1_2016_data.json"))
    query = statfin._selection(
        statfin.resolve(json.loads(recorded("statfin/statfinpas_synt_pxt_repl1_2016_metadata.json"))),
        statfin.tables_of([source])[0],
    )
    assert query["Äidin ikä"] == ["SSS"]
    ages = list(answer["dimension"]["Äidin ikä"]["category"]["index"])
    years, areas = answer["size"][2], answer["size"][0]
    total = [answer["value"][(area * len(ages)) * years + year] for area in range(areas) for year in range(years)]
    answer["dimension"]["Äidin ikä"]["category"] = {"index": {"SSS": 0}, "label": {"SSS": "Yhteensä"}}
    answer.update(size=[areas, 1, years, 1], value=total)
    rows = statfin.parse_table([json.dumps(answer).encode()], source, is_count=True).rows
    assert value_of(rows, "KU179", 2016) == (1445.0, "ok")
    assert value_of(rows, "KU588", 2016)[1] == "ok"


def test_a_recorded_share_is_no_count_and_a_recorded_count_is_its_own() -> None:
    assert parsed("11ae", BIRTHS).filter(region="KU179", year=2022).select("value", "count").row(0) == (1218.0, 1218.0)
    share = parsed("14ww", LOW_INCOME, is_count=False).filter(region="FI").select("value", "count").row(0)
    assert share == (13.8, None)


def test_recorded_population_has_both_sexes_and_their_sum() -> None:
    source = BIRTHS.model_copy(update={"folder": "vaerak", "table": "11re", "contents": "vaesto"})
    rows = parsed("11re", source)
    found = [value_of(rows, "KU179", 2025, sex) for sex in ("total", "male", "female")]
    assert found == [(149895.0, "ok"), (73654.0, "ok"), (76241.0, "ok")]


def test_recorded_key_figures_have_counties_and_regions_of_their_own() -> None:
    source = BIRTHS.model_copy(update={"folder": "vaerak", "table": "11ra", "contents": "vaesto_keski_ika"})
    rows = parsed("11ra", source, is_count=False)
    assert value_of(rows, "KU507", 2025) == (53.6, "ok")
    assert {"HVA12", "HVA15", "MK13", "FI"} <= set(rows["region"])


def test_recorded_projection_sums_the_wanted_ages_and_no_others() -> None:
    assert value_of(parsed("14wx", PROJECTED), "KU179", 2024) == (1213.0 + 1156.0, "ok")


def test_a_sum_over_ages_needs_every_age() -> None:
    wanted = PROJECTED.model_copy(update={"ages": ("000", "001", "002")})
    found = statfin.parse_table([recorded("statfin/14wx_data.json")], wanted, is_count=True)
    assert found.rows.height == 0
    assert [note.kind for note in found.noted] == ["ages_missing"]


def test_a_recorded_table_without_areas_is_the_countrys() -> None:
    rows = parsed("12dt", FERTILITY, is_count=False)
    assert rows["region"].unique().to_list() == ["FI"]
    assert value_of(rows, "FI", 2010) == (1.87, "ok")
    assert rows["year"].to_list() == list(range(2005, 2025))


def test_a_recorded_month_is_a_period_of_its_year_and_plain_alue_is_the_area() -> None:
    source = BIRTHS.model_copy(update={"folder": "tyonv", "table": "12r5", "contents": "TYOTTOMATLOPUSSA"})
    rows = parsed("12r5", source)
    assert rows.filter(region="KU179").select("year", "period", "value").row(0) == (2026, "2026-06", 12782.0)
    assert rows.filter(region="KU199").select("value", "status").row(0) == (None, "hidden")


def test_three_dots_are_hidden_two_not_available_and_one_not_applicable() -> None:
    moved = BIRTHS.model_copy(update={"contents": "vm43_tulo"})
    statuses = parsed("11ae", moved).filter(region="KU507")["status"].to_list()
    assert "not_available" in statuses
    answer = json.loads(recorded("statfin/14ww_data.json"))
    place = list(answer["dimension"]["contentscode"]["category"]["index"]).index("rpt_l_aste")
    for area, mark in ((1, "."), (2, ".."), (3, "...")):
        answer["value"][area * 26 + place] = None
        answer["status"][str(area * 26 + place)] = mark
    rows = statfin.parse_table([json.dumps(answer).encode()], LOW_INCOME, is_count=False).rows
    assert rows["status"].to_list()[1:4] == ["not_applicable", "not_available", "hidden"]
    assert rows["value"].to_list()[1:4] == [None, None, None]


def test_a_missing_value_without_a_mark_is_not_available_and_never_zero() -> None:
    answer = json.loads(recorded("statfin/12dt_data.json"))
    answer["value"][0] = None
    rows = statfin.parse_table([json.dumps(answer).encode()], FERTILITY, is_count=False).rows
    assert rows.select("value", "status").row(0) == (None, "not_available")


def test_contents_that_are_gone_give_no_rows_and_a_note() -> None:
    gone = BIRTHS.model_copy(update={"contents": "vm99"})
    found = statfin.parse_table([recorded("statfin/11ae_data.json")], gone, is_count=True)
    assert found.rows.height == 0
    assert [(note.kind, note.details) for note in found.noted] == [("contents_missing", {"contents": "vm99"})]


def test_contents_that_mean_something_else_are_noted() -> None:
    other = BIRTHS.model_copy(update={"title": "Kuolleet"})
    found = statfin.parse_table([recorded("statfin/11ae_data.json")], other, is_count=True)
    assert [(note.kind, note.details) for note in found.noted] == [
        ("title_drift", {"ours": "Kuolleet", "publisher": "Elävänä syntyneet"})
    ]


@pytest.mark.parametrize(
    ("contents", "wanted", "found"),
    [
        (["muutl-vm01", "muutl-vm11"], "vm01", "muutl-vm01"),
        (["vm01"], "vm01", "vm01"),
        (["rpt_l_aste", "pit_rpt_l_aste"], "rpt_l_aste", "rpt_l_aste"),
        (["muutl-vm01"], "vm0", None),
    ],
)
def test_contents_are_known_by_what_follows_the_statistics_prefix(
    contents: list[str], wanted: str, found: str | None
) -> None:
    assert statfin.code_of_contents(dict.fromkeys(contents, ""), wanted) == found


@pytest.mark.parametrize(
    ("table", "time", "area", "sex", "age"),
    [
        ("11ae", "timeperiod_y", "alue_23_20260101", None, None),
        ("11re", "timeperiod_y", "alue_23_20260101", "sukupuoli_9_20180101", "ikaryhma_10_20180101"),
        ("12r5", "timeperiod_m", "Alue", None, None),
        ("12dt", "timeperiod_y", None, None, None),
        ("14wx", "timeperiod_y", "alue_23_20240101", "sukupuoli_9_20180101", "ikaryhma_10_20180101"),
        ("statfinpas_synt_pxt_repl1_2016", "Vuosi", "Alue", None, None),
    ],
)
def test_the_variables_of_recorded_metadata_are_known_by_what_they_are(
    table: str, time: str, area: str | None, sex: str | None, age: str | None
) -> None:
    roles = statfin.resolve(json.loads(recorded(f"statfin/{table}_metadata.json")))
    assert roles.time[0] == time
    assert [role[0] if role else None for role in (roles.area, roles.sex, roles.age)] == [area, sex, age]


# -- fetching
@pytest.fixture
def client(publishers: Publishers, settings: Settings) -> Iterator[Client]:
    one = Client(publishers.statfin_url, Pace(100_000, 60), settings)
    yield one
    one.close()


def fetched(client: Client, raw: RawStore, source: StatFin, cells: int = 100_000, now: datetime = NOW) -> pl.DataFrame:
    """The rows of a source, fetched and parsed, in one order."""
    table = statfin.tables_of([source])[0]
    statfin.fetch_table(client, raw, table, cells, now)
    payloads = [raw.read(key) for key in raw.keys(f"{table.key}/data/")]
    rows = statfin.parse_table(payloads, source, is_count=True).rows
    return rows.sort("region", "year", "sex")


def queries(publishers: Publishers) -> list[dict[str, list[str]]]:
    """What every request for figures asked, by variable."""
    bodies = [json.loads(r["body"]) for r in publishers.requests if r["method"] == "POST"]
    return [{item["code"]: item["selection"]["values"] for item in body["query"]} for body in bodies]


@pytest.mark.parametrize("source", [BIRTHS, LOW_INCOME, PROJECTED, FERTILITY], ids=lambda source: source.source_id)
@pytest.mark.parametrize("fault", ["renamed-columns:old", "renamed-columns:next"])
def test_renamed_tables_and_variables_give_the_same_figures(
    publishers: Publishers, client: Client, raw: RawStore, settings: Settings, source: StatFin, fault: str
) -> None:
    plain = fetched(client, raw, source)
    publishers.faults = [fault]
    again = fetched(client, RawStore(settings.data_dir / "other"), source)
    assert again.equals(plain)
    assert again.height > 0


@pytest.mark.parametrize("fault", ["renamed-columns:old", "renamed-columns:next"])
def test_a_table_renamed_between_two_refreshes_is_found_anew(
    publishers: Publishers, client: Client, raw: RawStore, fault: str
) -> None:
    plain = fetched(client, raw, BIRTHS)
    publishers.faults = [fault]
    assert fetched(client, raw, BIRTHS, now=LATER).equals(plain)


def test_an_archived_table_is_found_by_words_of_its_title(client: Client, raw: RawStore) -> None:
    rows = fetched(client, raw, ARCHIVE)
    assert rows["year"].unique().sort().to_list() == list(range(1987, 2017))
    url = raw.entries["statfin/StatFin_Passiivi/synt/elävänä-syntyneet-äidin-iän-mukaan-kunnittain/metadata"].url
    assert url.endswith("/fi/StatFin_Passiivi/synt/statfinpas_synt_pxt_repl1_2016.px")


@pytest.mark.parametrize("most", [9, 40, 100])
def test_a_query_refused_for_its_size_is_split_until_it_fits_and_nothing_is_lost(
    publishers: Publishers, client: Client, raw: RawStore, settings: Settings, most: int
) -> None:
    plain = fetched(client, raw, BIRTHS)
    publishers.requests.clear()
    publishers.faults = [f"cells403:{most}"]
    assert fetched(client, RawStore(settings.data_dir / "other"), BIRTHS).equals(plain)
    sizes = [prod(len(values) for values in query.values()) for query in queries(publishers)]
    statuses = [r["status"] for r in publishers.requests if r["method"] == "POST"]
    assert sum(size for size, status in zip(sizes, statuses, strict=True) if status == 200) == plain.height
    assert [size <= most for size in sizes] == [status == 200 for status in statuses]


def test_a_query_is_planned_within_the_limit_of_cells_before_it_is_asked(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    fetched(client, raw, BIRTHS, cells=25)
    asked = queries(publishers)
    assert max(prod(len(values) for values in query.values()) for query in asked) == 24
    assert list(chain.from_iterable(query["timeperiod_y"] for query in asked)) == [str(y) for y in range(2010, 2023)]


def test_one_cell_that_is_refused_is_an_error_and_not_an_endless_loop(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    publishers.faults = ["cells403:0"]
    with pytest.raises(SourceError) as raised:
        fetched(client, raw, FERTILITY)
    assert raised.value.kind == "refused"
    assert dict(raw.entries) == {}


@pytest.mark.parametrize("shape", ["index-array", "numeric-status", "sparse", "status-on-value"])
@pytest.mark.parametrize("source", [LOW_INCOME, PROJECTED], ids=lambda source: source.source_id)
def test_every_legal_shape_of_an_answer_gives_the_same_figures(
    publishers: Publishers, client: Client, raw: RawStore, settings: Settings, source: StatFin, shape: str
) -> None:
    plain = fetched(client, raw, source)
    publishers.faults = [f"jsonstat:{shape}"]
    assert fetched(client, RawStore(settings.data_dir / "other"), source).equals(plain)


def test_a_table_whose_cells_are_all_dots_has_rows_without_values(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    publishers.faults = ["empty:14ww"]
    rows = fetched(client, raw, LOW_INCOME)
    assert rows["status"].unique().to_list() == ["not_available"]
    assert rows["value"].null_count() == rows.height > 0


def test_a_table_that_is_no_more_is_missing_and_its_last_figures_stay(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    plain = fetched(client, raw, LOW_INCOME)
    publishers.faults = ["gone:14ww"]
    with pytest.raises(SourceError) as raised:
        fetched(client, raw, LOW_INCOME, now=LATER)
    assert raised.value.kind in ("missing", "bad_request")
    publishers.faults = []
    assert fetched(client, raw, LOW_INCOME, now=LATER).equals(plain)


def test_nothing_newer_is_learnt_with_one_small_question(publishers: Publishers, client: Client, raw: RawStore) -> None:
    fetched(client, raw, BIRTHS)
    publishers.requests.clear()
    table = statfin.tables_of([BIRTHS])[0]
    assert statfin.fetch_table(client, raw, table, 100_000, LATER) == 0
    assert [prod(len(v) for v in query.values()) for query in queries(publishers)] == [1]
    entry = raw.entries[f"{table.key}/data/000"]
    assert (entry.fetched_at, entry.checked_at, entry.updated) == (NOW, LATER, "2023-05-24T05:00:00Z")


def test_a_newer_date_means_that_the_whole_table_is_asked_for_again(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    before = fetched(client, raw, BIRTHS)
    publishers.faults = ["revise:11ae:2"]
    after = fetched(client, raw, BIRTHS, now=LATER)
    assert after["value"].to_list() == [2 * value for value in before["value"]]


def test_more_contents_wanted_of_a_table_means_that_it_is_asked_for_again(
    publishers: Publishers, client: Client, raw: RawStore
) -> None:
    fetched(client, raw, BIRTHS)
    deaths = BIRTHS.model_copy(update={"contents": "vm11", "title": "Kuolleet"})
    both = statfin.tables_of([BIRTHS, deaths])
    assert [table.contents for table in both] == [("vm01", "vm11")]
    publishers.requests.clear()
    assert statfin.fetch_table(client, raw, both[0], 100_000, LATER) > 0
    assert queries(publishers)[0]["contentscode"] == ["muutl-vm01", "muutl-vm11"]


def test_the_same_table_is_asked_for_once_however_many_figures_come_of_it(catalogue: Catalogue) -> None:
    sources = [s for entry in catalogue.indicators.values() for s in entry.source if isinstance(s, StatFin)]
    tables = statfin.tables_of(sources)
    keys = [table.key for table in tables]
    assert len(keys) == len(set(keys))
    projected = next(table for table in tables if table.table == "14wx")
    assert projected.ages == tuple(f"{age:03d}" for age in range(18))


class Script:
    """A client whose answers are written beforehand."""

    base_url = "http://publisher"

    def __init__(self, metadata: bytes, figures: bytes) -> None:
        self.metadata, self.figures = metadata, figures

    def url(self, path: str, parameters: Any = ()) -> str:
        return self.base_url + path

    def get(self, path: str, parameters: Any = ()) -> bytes:
        return self.metadata

    def post(self, path: str, query: dict[str, Any]) -> bytes:
        return self.figures


FERTILITY_METADATA, FERTILITY_DATA = recorded("statfin/12dt_metadata.json"), recorded("statfin/12dt_data.json")


@pytest.mark.parametrize(
    ("metadata", "figures"),
    [
        (b"[]", FERTILITY_DATA),
        (b"null", FERTILITY_DATA),
        (b"{}", FERTILITY_DATA),
        (b'{"title": "x", "variables": []}', FERTILITY_DATA),
        (FERTILITY_METADATA, b"[]"),
        (FERTILITY_METADATA, b"null"),
        (FERTILITY_METADATA, b'{"error": "Huoltokatko"}'),
        (FERTILITY_METADATA, FERTILITY_DATA.replace(b'"size":[20,1]', b'"size":[19,1]')),
    ],
    ids=["list", "null", "object", "no time", "list of figures", "null figures", "error", "torn cube"],
)
def test_answers_that_are_json_and_nothing_more_are_an_error_and_the_old_ones_stay(
    raw: RawStore, metadata: bytes, figures: bytes
) -> None:
    table = statfin.tables_of([FERTILITY])[0]
    raw.put(f"{table.key}/data/000", b"old", url="http://publisher/x", request='{"wanted": "other"}', now=NOW)
    with pytest.raises(SourceError) as raised:
        statfin.fetch_table(Script(metadata, figures), raw, table, 100_000, LATER)  # type: ignore[arg-type]
    assert raised.value.kind == "not_json"
    assert raw.read(f"{table.key}/data/000") == b"old"
