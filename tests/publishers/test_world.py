"""The fake publishers keep their own contract, and look like the recorded answers."""

import http.client
import itertools
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from . import world
from .server import FAULT, Faults, Publishers

RECORDED = Path(__file__).parent / "recorded"
AGENT = {"User-Agent": "ilmiotaulu-tests/1.0"}
YEARS = (2018, 2019, 2020, 2021)
SEXES = ("total", "male", "female")


@pytest.fixture(scope="module")
def server() -> Iterator[Publishers]:
    with Publishers() as publishers:
        yield publishers


@pytest.fixture
def publishers(server: Publishers) -> Publishers:
    server.reset()
    return server


def fetch(url: str, body: Any = None, headers: dict[str, str] = AGENT) -> Any:
    content = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, content, headers), timeout=5) as answer:
        return json.load(answer)


def status_of(url: str, body: Any = None, headers: dict[str, str] = AGENT) -> int:
    try:
        fetch(url, body, headers)
    except HTTPError as error:
        with error:
            return error.code
    return 200


def rows_of(publishers: Publishers, indicator: int, years: tuple[int, ...] = YEARS) -> dict[tuple[int, int, str], Any]:
    asked = [("indicator", indicator), *(("years", y) for y in years), *(("genders", s) for s in SEXES)]
    rows = fetch(f"{publishers.sotkanet_url}/json?{urlencode(asked)}")
    return {(row["region"], row["year"], row["gender"]): row for row in rows}


def selected(*variables: tuple[str, str, list[str]]) -> dict[str, Any]:
    query = [{"code": code, "selection": {"filter": how, "values": values}} for code, how, values in variables]
    return {"query": query, "response": {"format": "json-stat2"}}


def cells_of(answer: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    codes = [list(answer["dimension"][code]["category"]["index"]) for code in answer["id"]]
    return dict(zip(itertools.product(*codes), answer["value"], strict=True))


def table(publishers: Publishers, path: str, *variables: tuple[str, str, list[str]]) -> dict[str, Any]:
    return fetch(f"{publishers.statfin_url}/fi/{path}", selected(*variables))


# -- Sotkanet
def test_sotkanet_refuses_callers_without_a_name_of_their_own(publishers: Publishers) -> None:
    for agent in ("", "python-requests/2.32", "python-httpx/0.28.1", "Python-urllib/3.11"):
        assert status_of(publishers.sotkanet_url + "/regions", headers={"User-Agent": agent}) == 403
    connection = http.client.HTTPConnection(publishers.url.removeprefix("http://"))
    connection.putrequest("GET", "/rest/1.1/regions")
    connection.endheaders()
    assert connection.getresponse().status == 403
    connection.close()
    assert status_of(publishers.sotkanet_url + "/regions") == 200


@pytest.mark.parametrize(
    "query",
    [
        "indicator=191&years=2020,2021&genders=total",
        "indicator=191&years=2021",
        "indicator=191&genders=total",
        "years=2021&genders=total",
        "indicator=191&indicator=552&years=2021&genders=total",
    ],
)
def test_sotkanet_refuses_comma_years_and_missing_parameters(publishers: Publishers, query: str) -> None:
    assert status_of(f"{publishers.sotkanet_url}/json?{query}") == 400


def test_small_counts_and_zeros_are_absent_in_small_areas_only(publishers: Publishers) -> None:
    rows = rows_of(publishers, 191)
    ids = {region.id: region for region in world.SOTKANET_REGIONS}
    small = [row for row in rows.values() if ids[row["region"]].category in ("KUNTA", "SEUTUKUNTA")]
    assert min(row["absValue"] for row in small) == 5
    assert (132, 2018, "total") not in rows  # Kinnula: three children
    assert (132, 2020, "total") not in rows  # Kinnula: none
    assert (336, 2019, "total") in rows  # Saarijärvi: shown, but four girls hide both sexes
    assert (336, 2019, "female") not in rows
    assert (336, 2019, "male") not in rows
    assert (402, 2019, "male") in rows  # Uurainen: no girls at all, which hides nothing of the boys
    assert (402, 2019, "female") not in rows


def test_a_county_includes_its_hidden_municipalities(publishers: Publishers) -> None:
    rows = rows_of(publishers, 191)
    own = [m.sotkanet_id for m in world.MUNICIPALITIES.values() if m.county == "15"]
    for year in (2018, 2021):
        seen = sum(rows[i, year, "total"]["absValue"] for i in own if (i, year, "total") in rows)
        assert rows[965, year, "total"]["absValue"] - seen == world.placed("256", year)


def test_age_counts_add_up_over_areas_and_sexes(publishers: Publishers) -> None:
    rows = rows_of(publishers, 552)
    own = [m.sotkanet_id for m in world.MUNICIPALITIES.values()]
    assert all("absValue" not in row for row in rows.values())
    assert any(row["value"] == 0 for row in rows.values() if row["region"] in own)
    for year in YEARS:
        assert sum(rows[i, year, "total"]["value"] for i in own) == rows[658, year, "total"]["value"]
        assert (
            rows[658, year, "male"]["value"] + rows[658, year, "female"]["value"] == rows[658, year, "total"]["value"]
        )
    unlisted = [row for row in rows.values() if row["region"] == world.UNLISTED_REGION_ID]
    assert len(unlisted) == 12
    assert not any(row["value"] for row in unlisted)


def test_shares_follow_from_their_counts(publishers: Publishers) -> None:
    ages = [rows_of(publishers, 552 + age, (2021,)) for age in range(18)]
    people = rows_of(publishers, 127, (2021,))
    children, placed = rows_of(publishers, 1065, (2021,)), rows_of(publishers, 191, (2021,))
    for region in (658, 965, 85):
        count = sum(rows[region, 2021, "total"]["value"] for rows in ages)
        share = children[region, 2021, "total"]
        assert share["absValue"] == count
        assert share["value"] == round(100 * count / people[region, 2021, "total"]["value"], 1)
        taken = placed[region, 2021, "total"]
        assert taken["value"] == round(100 * taken["absValue"] / count, 1)


def test_rows_come_in_no_order_at_all_levels_at_once(publishers: Publishers) -> None:
    keys = list(rows_of(publishers, 191))
    assert keys != sorted(keys)
    categories = {r.category for r in world.SOTKANET_REGIONS if r.id in {region for region, _, _ in keys}}
    assert categories == {"KUNTA", "SEUTUKUNTA", "MAAKUNTA", "HYVINVOINTIALUE", "SAIRAANHOITOPIIRI", "MAA"}
    assert {region for region, _, _ in rows_of(publishers, 3563, (2021, 2024))} == {959, 965}


def test_an_unknown_indicator_is_empty_or_missing_by_switch(publishers: Publishers) -> None:
    url = publishers.sotkanet_url + "/json?indicator=1086&years=2021&genders=total"
    assert fetch(url) == []
    assert status_of(publishers.sotkanet_url + "/indicators/1086") == 404
    publishers.faults = ["unknown-indicator-404"]
    assert status_of(url) == 404


# -- StatFin
def test_a_variable_left_out_is_eliminated_or_taken_whole(publishers: Publishers) -> None:
    answer = table(publishers, "StatFin/vaerak/11re.px")
    assert answer["id"] == ["timeperiod_y", "contentscode"]
    assert answer["value"] == [sum(world.population(m, 2025) for m in world.MUNICIPALITIES)]
    answer = table(publishers, "StatFin/vaenn/14wx.px", ("alue_23_20240101", "item", ["KU588"]))
    assert answer["id"] == ["alue_23_20240101", "timeperiod_y", "ikaryhma_10_20180101", "contentscode"]
    assert answer["size"] == [1, 3, 100, 1]


def test_cells_are_row_major_and_keep_the_order_of_the_table(publishers: Publishers) -> None:
    answer = table(
        publishers,
        "StatFin/muutl/11ae.px",
        ("contentscode", "item", ["muutl-vaesto", "muutl-vm01"]),
        ("alue_23_20260101", "all", ["KU2*"]),
        ("timeperiod_y", "top", ["2"]),
    )
    assert answer["id"] == ["timeperiod_y", "alue_23_20260101", "contentscode"]
    assert answer["value"] == [
        figure
        for year in (2021, 2022)
        for code in ("249", "256")
        for figure in (world.births(code, year), world.population(code, year))
    ]


def test_births_agree_between_the_tables(publishers: Publishers) -> None:
    everywhere, every_year = ("alue_23_20260101", "all", ["*"]), ("timeperiod_y", "all", ["*"])
    long = cells_of(table(publishers, "StatFin/muutl/11ae.px", everywhere, ("contentscode", "item", ["muutl-vm01"])))
    both = cells_of(table(publishers, "StatFin/synt/12dy.px", everywhere, ("contentscode", "item", ["synt-vm01"])))
    new = cells_of(
        table(publishers, "StatFin/ssaaty/121w.px", everywhere, every_year, ("contentscode", "item", ["ssaaty-vm01"]))
    )
    archive = cells_of(
        table(publishers, "StatFin_Passiivi/synt/statfinpas_synt_pxt_repl1_2016.px", ("Alue", "all", ["*"]))
    )
    for year, area in itertools.product(range(2010, 2023), ("SSS", "KU179", "KU507")):
        assert long[str(year), area, "muutl-vm01"] == both[str(year), area, "synt-vm01"]
    assert new["2025", "SSS", "ssaaty-vm01"] == both["2025", "SSS", "synt-vm01"]
    for year in range(2010, 2017):
        merged = archive["KU507", str(year), "vm01"] + archive["KU588", str(year), "vm01"]
        assert merged == long[str(year), "KU507", "muutl-vm01"]
        assert archive["SSS", str(year), "vm01"] == long[str(year), "SSS", "muutl-vm01"]


def test_mothers_ages_add_up_to_the_births(publishers: Publishers) -> None:
    path = "StatFin_Passiivi/synt/statfinpas_synt_pxt_repl1_2016.px"
    cells = cells_of(table(publishers, path, ("Alue", "all", ["*"]), ("Äidin ikä", "all", ["*"])))
    totals = [key for key in cells if key[1] == "SSS"]
    for area, _, year, contents in totals:
        parts = [v for (a, g, y, _), v in cells.items() if (a, y) == (area, year) and g != "SSS"]
        assert cells[area, "SSS", year, contents] == sum(parts)


def test_symbols_mark_empty_cells_and_status_is_absent_without_them(publishers: Publishers) -> None:
    poor = table(publishers, "StatFin/tjt/14ww.px", ("alue_23_20250101", "item", ["KU256"]))
    assert set(poor["status"].values()) == {"..."}
    assert all(poor["value"][int(place)] is None for place in poor["status"])
    assert "status" not in table(publishers, "StatFin/vaerak/11re.px")
    seekers = table(publishers, "StatFin/tyonv/12r5.px", ("Alue", "all", ["*"]))
    assert set(seekers["status"].values()) == {"...", "."}


@pytest.mark.parametrize(
    ("path", "variables"),
    [
        ("StatFin/vaerak/statfin_vaerak_pxt_11re.px", []),
        ("StatFin/vaerak/99zz.px", []),
        ("Nothing/vaerak/11re.px", []),
        ("StatFin/vaerak/11re.px", [("Alue", "item", ["SSS"])]),
        ("StatFin/vaerak/11re.px", [("alue_23_20260101", "item", ["KU588"])]),
        ("StatFin/vaerak/11re.px", [("alue_23_20260101", "agg:x.agg", ["SSS"])]),
        ("StatFin/vaerak/11re.px", [("timeperiod_y", "top", [1])]),
    ],
)
def test_statfin_says_no_more_than_bad_request(publishers: Publishers, path: str, variables: list[Any]) -> None:
    with pytest.raises(HTTPError) as refused:
        table(publishers, path, *variables)
    with refused.value as error:
        assert (error.code, error.headers["Content-Type"], error.read()) == (400, "text/plain", b"Bad Request")


def test_too_many_cells_are_refused_with_a_page(publishers: Publishers) -> None:
    publishers.faults = ["cells403:10"]
    with pytest.raises(HTTPError) as refused:
        table(publishers, "StatFin/vaenn/14wx.px")
    with refused.value as error:
        assert error.code == 403
        assert error.read().startswith(b"<!DOCTYPE html>")


def test_too_many_calls_are_refused_until_the_window_has_passed(publishers: Publishers) -> None:
    publishers.faults = ["rate429:2/0.3"]
    url = publishers.statfin_url + "/fi/StatFin/"
    assert [status_of(url) for _ in range(2)] == [200, 200]
    with pytest.raises(HTTPError) as refused:
        fetch(url)
    with refused.value as error:
        assert (error.code, error.headers["Retry-After"]) == (429, "1")
    time.sleep(0.35)
    assert status_of(url) == 200


# -- boundaries and classifications
def test_municipalities_share_borders_and_fill_their_county(publishers: Publishers) -> None:
    shapely = pytest.importorskip("shapely")
    url = publishers.geo_url + "?service=WFS&request=GetFeature&outputFormat=application/json&typeNames="
    own = {f["properties"]["kunta"]: f for f in fetch(url + "tilastointialueet:kunta4500k_2026")["features"]}
    assert list(own) == world.municipalities(2026)
    counties = fetch(url + "tilastointialueet:hyvinvointialue4500k_2026")["features"]
    for county in counties:
        whole = shapely.from_geojson(json.dumps(county["geometry"]))
        code = county["properties"]["hyvinvointialue"]
        parts = [
            shapely.from_geojson(json.dumps(own[m]["geometry"])) for m in own if world.MUNICIPALITIES[m].county == code
        ]
        assert whole.is_valid
        assert whole.area == pytest.approx(sum(part.area for part in parts))
        assert shapely.union_all(parts).equals(whole)


def test_the_map_service_refuses_other_layers_and_systems_with_xml(publishers: Publishers) -> None:
    url = publishers.geo_url + "?request=GetFeature&outputFormat=application/json&typeNames=tilastointialueet:"
    for layer in ("kunta4500k_1999", "kunta4500k_2026&srsName=EPSG:4326"):
        with pytest.raises(HTTPError) as refused:
            fetch(url + layer)
        with refused.value as error:
            assert error.code == 400
            assert b"ows:ExceptionText" in error.read()


def test_correspondences_are_bare_addresses_only(publishers: Publishers) -> None:
    tables = fetch(publishers.classifications_url + "/correspondenceTables?format=json")
    assert any(uri.endswith("/kunta_1_20260101%23hyvinvointialue_1_20260101?format=json") for uri in tables)
    url = publishers.classifications_url + "/correspondenceTables/kunta_1_20260101%23hyvinvointialue_1_20260101/maps"
    pairs = {tuple(uri.split("/")[-2:]) for uri in fetch(url)}
    assert ("179", "15") in pairs
    assert not any(source == "588" for source, _ in pairs)
    assert status_of(url + "?content=data") == 500


# -- the recorded answers
@pytest.mark.parametrize("known", world.TABLES, ids=lambda known: known.id)
def test_tables_have_the_variables_and_measures_of_the_recorded_ones(
    publishers: Publishers, known: world.Table
) -> None:
    path = f"{known.database}/{known.folder}/{known.id}.px"
    metadata = fetch(f"{publishers.statfin_url}/fi/{path}")
    recorded = json.loads((RECORDED / "statfin" / f"{known.id}_metadata.json").read_text("utf-8"))
    for own, real in zip(metadata["variables"], recorded["variables"], strict=True):
        assert {**own, "values": 0, "valueTexts": 0} == {**real, "values": 0, "valueTexts": 0}
        if own["text"] == "Tiedot":
            assert own["values"] == real["values"]
    answer = table(publishers, path)
    real_answer = json.loads((RECORDED / "statfin" / f"{known.id}_data.json").read_text("utf-8"))
    assert answer.keys() - {"status"} == real_answer.keys() - {"status"}
    contents = next(code for code in ("contentscode", "Tiedot") if code in answer["dimension"])
    assert answer["dimension"][contents]["category"]["unit"] == real_answer["dimension"][contents]["category"]["unit"]


@pytest.mark.parametrize("indicator", [186, 191, 552, 3563, 5033])
def test_indicators_have_the_fields_of_the_recorded_ones(publishers: Publishers, indicator: int) -> None:
    own = fetch(f"{publishers.sotkanet_url}/indicators/{indicator}")
    real = json.loads((RECORDED / "sotkanet" / f"indicator_{indicator}.json").read_text("utf-8"))
    assert own.keys() == real.keys()
    assert own["classifications"].keys() >= real["classifications"].keys() - {"age"}
    assert own["classifications"].get("sex", {}).get("values") == real["classifications"].get("sex", {}).get("values")
    kinds = [m["primaryValueType"] and m["primaryValueType"]["code"] for m in (own, real)]
    if indicator != 5033:
        assert kinds[0] == kinds[1]


def test_recorded_answers_are_small_and_name_no_local_address() -> None:
    files = [path for path in RECORDED.rglob("*") if path.is_file()]
    assert len(files) > 40
    for path in files:
        content = path.read_bytes()
        assert len(content) < 40_000
        assert b"127.0.0.1" not in content
        if path.suffix == ".json":
            json.loads(content)


# -- faults and the program
def test_a_fault_can_strike_the_first_requests_of_one_publisher_only(publishers: Publishers) -> None:
    publishers.faults = ["error503:x2@sotkanet"]
    assert status_of(publishers.statfin_url + "/fi/") == 200
    assert [status_of(publishers.sotkanet_url + "/regions") for _ in range(3)] == [503, 503, 200]
    assert [r["status"] for r in publishers.requests] == [200, 503, 503, 200]
    assert publishers.requests[0]["headers"]["User-Agent"] == AGENT["User-Agent"]


def test_broken_answers_break_in_their_own_way(publishers: Publishers) -> None:
    url = publishers.sotkanet_url + "/regions"
    for fault, error in (
        ("truncate", http.client.IncompleteRead),
        ("truncate-silent", ValueError),
        ("malformed-json", ValueError),
        ("html-instead-of-json", ValueError),
        ("drop-connection", (URLError, ConnectionError)),
        ("down@sotkanet", (URLError, ConnectionError)),
        ("error500", HTTPError),
    ):
        publishers.faults = [fault]
        with pytest.raises(error) as broken:
            fetch(url)
        if isinstance(broken.value, HTTPError):
            broken.value.close()
    publishers.faults = ["latency:60"]
    started = time.monotonic()
    fetch(url)
    assert time.monotonic() - started >= 0.06


def test_a_revision_changes_the_figures_and_the_date(publishers: Publishers) -> None:
    before = rows_of(publishers, 191)[85, 2021, "total"], fetch(publishers.sotkanet_url + "/indicators/191")
    old = table(publishers, "StatFin/muutl/11ae.px", ("contentscode", "item", ["muutl-vm01"]))
    publishers.faults = ["revise:191:1.02", "revise:11ae:0.5"]
    after = rows_of(publishers, 191)[85, 2021, "total"], fetch(publishers.sotkanet_url + "/indicators/191")
    new = table(publishers, "StatFin/muutl/11ae.px", ("contentscode", "item", ["muutl-vm01"]))
    assert after[0]["absValue"] == round(before[0]["absValue"] * 1.02)
    assert after[1]["data-updated"] > before[1]["data-updated"]
    assert new["value"] == [round(value * 0.5) for value in old["value"]]
    assert new["updated"] > old["updated"]


def test_a_new_year_appears_with_a_newer_date(publishers: Publishers) -> None:
    assert not rows_of(publishers, 191, (2022,))
    publishers.faults.append("new-year")
    assert rows_of(publishers, 191, (2022,))
    assert rows_of(publishers, 552, (2022,))
    metadata = fetch(publishers.sotkanet_url + "/indicators/191")
    assert metadata["range"]["end"] == 2022
    assert metadata["data-updated"] > world.INDICATORS[191].updated


def test_names_of_other_times_replace_those_of_today(publishers: Publishers) -> None:
    publishers.faults = ["renamed-columns:old", "hva-ids:old"]
    path = "StatFin/muutl/statfin_muutl_pxt_11ae.px"
    old = table(publishers, path, ("Alue", "item", ["SSS"]), ("Tiedot", "item", ["vm01"]))
    assert old["id"] == ["Vuosi", "Alue", "Tiedot"]
    regions = {r["id"]: r for r in fetch(publishers.sotkanet_url + "/regions")}
    assert regions[885]["code"] == "11"
    assert 885 in regions[85]["memberOf"]
    assert (885, 2021, "total") in rows_of(publishers, 191)
    publishers.faults = ["renamed-columns:next"]
    assert table(publishers, "StatFin/muutl/11ae.px", ("alue_23_20270101", "item", ["SSS"]))["size"] == [13, 1, 21]


def test_an_area_can_vanish_from_every_publisher(publishers: Publishers) -> None:
    publishers.faults = ["vanish:KU249"]
    assert not any(r["id"] == 126 for r in fetch(publishers.sotkanet_url + "/regions"))
    assert not any(region == 126 for region, _, _ in rows_of(publishers, 191))
    assert "KU249" not in fetch(publishers.statfin_url + "/fi/StatFin/muutl/11ae.px")["variables"][1]["values"]
    url = publishers.geo_url + "?request=GetFeature&outputFormat=json&typeNames=kunta4500k"
    assert fetch(url)["totalFeatures"] == 6
    items = publishers.classifications_url + "/classifications/kunta_1_20260101/classificationItems"
    assert len(fetch(items)) == 6


def test_json_stat_comes_in_other_legal_shapes(publishers: Publishers) -> None:
    asked = ("Alue", "item", ["KU199", "KU256"])
    plain = table(publishers, "StatFin/tyonv/12r5.px", asked)
    publishers.faults = ["jsonstat:index-array", "jsonstat:numeric-status", "jsonstat:sparse"]
    other = table(publishers, "StatFin/tyonv/12r5.px", asked)
    assert other["dimension"]["Alue"]["category"]["index"] == list(plain["dimension"]["Alue"]["category"]["index"])
    assert set(other["status"].values()) == {"2", "3"}
    assert other["value"] == {str(i): value for i, value in enumerate(plain["value"]) if value is not None}
    publishers.faults = ["jsonstat:status-on-value"]
    marked = table(publishers, "StatFin/tyonv/12r5.px", asked)
    assert marked["status"]["0"] == "*"
    assert marked["value"] == plain["value"]


def test_titles_gone_and_empty_follow_their_switches(publishers: Publishers) -> None:
    publishers.faults = ["html-title:191", "gone:552", "empty:127", "empty:11re"]
    assert "<script>" in fetch(publishers.sotkanet_url + "/indicators/191")["title"]["fi"]
    assert status_of(publishers.sotkanet_url + "/indicators/552") == 404
    assert rows_of(publishers, 552) == {}
    assert rows_of(publishers, 127) == {}
    assert table(publishers, "StatFin/vaerak/11re.px")["status"] == {"0": ".."}


def test_a_fault_that_means_nothing_is_refused() -> None:
    for spec in ("error500:0.5", "vanish:Keuruu", "down:x2", "rate429", "eror503"):
        assert not FAULT.fullmatch(spec)
        with pytest.raises(ValueError, match="unknown fault"):
            Faults([spec])


def test_the_program_says_where_it_serves_and_stops_when_told() -> None:
    program = Path(__file__).with_name("server.py")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        ready, *urls = running.stdout.readline().split()
        bases = dict(part.split("=", 1) for part in urls)
        assert ready == "ready"
        assert list(bases) == ["sotkanet", "statfin", "geo", "grid", "classifications"]
        assert status_of(bases["sotkanet"] + "/regions") == 200
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=5) == 0
