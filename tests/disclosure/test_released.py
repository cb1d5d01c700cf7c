"""A whole release of the fake world: what its publishers hide is nowhere in it."""

import csv
import io
import json

import duckdb
import polars as pl
import pytest

from ilmiotaulu.disclosure import telling_rows
from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES, STATUSES_OF_HIDDEN
from ilmiotaulu.store import FILE_NAME, Release
from ilmiotaulu.text import messages, t
from ilmiotaulu.views import texts
from ilmiotaulu.views.area import area_view, years_view
from tests.conftest import House
from tests.publishers import world

PLACED = "placed_children_0_17"
NUMBERS = ["value", "count", "base", *INTERVAL_COLUMNS]


def test_the_fake_world_hides_what_we_test() -> None:
    """In these years exactly one municipality of the county is hidden, so that a remainder would tell it."""
    county = [code for code, m in world.MUNICIPALITIES.items() if m.county == "15"]
    for year in (2018, 2020, 2021):
        assert [code for code in county if world.placed(code, year) < world.SMALLEST_SHOWN] == ["256"]


def test_a_hidden_municipality_has_no_number_beside_it_in_any_table(published: House) -> None:
    with published.opened() as release:
        observations = release.observations_of(PLACED)
        latest = release.table("latest").filter(indicator=PLACED)
    hidden = observations.filter(pl.col("status") != "ok")
    assert hidden.filter(region="KU256")["year"].unique().sort().to_list() == [2018, 2019, 2020, 2021]
    assert all(hidden[column].null_count() == hidden.height for column in NUMBERS)
    assert latest.filter(region="KU256").select("year", "status", "value", "count", "base", "rank").rows() == [
        (2021, "hidden_or_zero", None, None, None, None)
    ]
    assert telling_rows(latest).height == 0


@pytest.mark.parametrize("indicator", [PLACED, "persistent_low_income_children"])
def test_every_row_that_is_not_ok_is_blank(published: House, indicator: str) -> None:
    with published.opened() as release:
        rows = release.observations_of(indicator)
    missing = rows.filter(pl.col("status") != "ok")
    assert missing.height > 0
    assert missing.select(pl.any_horizontal(pl.col(NUMBERS).is_not_null()).sum()).item() == 0


def test_a_hidden_municipality_keeps_its_county_total_unsubtractable(published: House) -> None:
    """The county's total includes the hidden count; the remainder is the secret, and it is stored nowhere."""
    secret = world.placed("256", 2020) + world.placed("256", 2021)
    assert secret == 4
    with published.opened() as release:
        rows = release.observations_of(PLACED).filter(pl.col("sex") == "total", pl.col("year") == 2021)
        regions = release.table("region")
    assert set(rows["region"]) == set(regions["code"])
    county = rows.filter(region="HVA15")["count"].item()
    shown = rows.filter(pl.col("region").is_in(["KU179", "KU249", "KU729", "KU892"]))["count"].sum()
    remainder = county - shown
    assert remainder == world.placed("256", 2021) == 4
    everything = rows.select(NUMBERS).unpivot(value_name="number")["number"].drop_nulls()
    assert remainder not in everything.to_list()


def test_a_total_that_holds_a_hidden_municipality_is_never_ours(published: House) -> None:
    with published.opened() as release:
        rows = release.observations_of("persistent_low_income_children")
        placed = release.observations_of(PLACED)
    for frame in (rows, placed):
        assert (
            frame.filter(pl.col("flags").list.contains("derived"), pl.col("region").str.contains("HVA|MK")).height == 0
        )


def test_the_merged_municipality_is_hidden_with_its_hidden_part(published: House) -> None:
    """Pertunmaa's placements are hidden every year, so Mäntyharju of today is, though its own were shown."""
    assert world.placed("507", 2020) >= world.SMALLEST_SHOWN > world.placed("588", 2020)
    for year in (2018, 2019, 2020, 2021):
        row = published.cell(PLACED, "KU507", year)
        # Above the smallest count that is shown the whole is neither zero nor small, whatever its hidden part is.
        is_shown = world.placed("507", year) >= world.SMALLEST_SHOWN
        assert (row["status"], row["value"], row["count"]) == ("hidden" if is_shown else "hidden_or_zero", None, None)


def test_no_table_of_the_file_has_a_row_that_nobody_expects(published: House) -> None:
    """The file is opened as anybody could: every row of every table that has a status is blank where it is hidden."""
    with duckdb.connect(str(published.pointer.path / FILE_NAME), read_only=True) as connection:
        tables = [name for (name,) in connection.sql("SHOW TABLES").fetchall()]
        checked = []
        for table in tables:
            columns = {row[0] for row in connection.sql(f'DESCRIBE "{table}"').fetchall()}
            numbers = sorted(columns & {*NUMBERS, "rank", "ranked", "new", "new_count", "old", "old_count"})
            status = next((name for name in ("status", "new_status") if name in columns), None)
            if status and numbers:
                some = " OR ".join(f'"{name}" IS NOT NULL' for name in numbers)
                hidden = ", ".join(f"'{name}'" for name in STATUSES_OF_HIDDEN)
                query = f'SELECT count(*) FROM "{table}" WHERE {status}::VARCHAR IN ({hidden}) AND ({some})'
                assert connection.sql(query).fetchall() == [(0,)], table
                checked.append(table)
    assert checked == ["change", "latest", "local_month", "observation", "observation_by_region"]


def test_beside_the_database_a_release_holds_shapes_and_one_file_of_figures(published: House) -> None:
    files = sorted(str(p.relative_to(published.pointer.path)) for p in published.pointer.path.rglob("*") if p.is_file())
    assert files == [
        "downloads/observations.parquet",
        "geometry/boundaries.json",
        "geometry/county.geojson",
        "geometry/municipality.geojson",
        "geometry/tiles.json",
        "manifest.json",
        "release.duckdb",
    ]
    document = json.loads((published.pointer.path / "geometry/municipality.geojson").read_bytes())
    assert {tuple(feature["properties"]) for feature in document["features"]} == {("code",)}


def test_what_the_publisher_hides_now_is_not_told_from_the_release_before(published: House) -> None:
    """Keuruu falls below five: its old value goes from the figures and from the list of what changed."""
    assert published.cell(PLACED, "KU249", 2021)["count"] == 24
    published.publishers.faults = ["vanish:KU249", "revise:191:1.01"]
    published.edit(PLACED, "", '\n[[accept]]\nfinding = "areas_lost"\nreason = "Jäi kynnyksen alle, tarkistettu."\n')
    assert published.refresh(only="191").state == "published"
    change = published.table("change").filter(indicator=PLACED, region="KU249", year=2021, sex="total")
    numbers = [name for name in change.columns if name.startswith(("old", "new")) and "status" not in name]
    assert change.select("kind", "old_status", "new_status").rows() == [("lost", "ok", "hidden_or_zero")]
    assert change.select(numbers).row(0) == (None,) * len(numbers)


# -- what is handed out
def export(release: Release, indicator: str, year: int, lang: str = "fi") -> bytes:
    of = texts.places(release.table("region"), lang)
    known = texts.indicators(release.table("indicator"), release.table("caveat"), release.indicators_with_rows(), lang)
    view = area_view(
        release.one_year(indicator, year),
        texts.municipalities(of, "HVA15"),
        known[indicator],
        [],
        release.table("source_fetch"),
        lang,
    )
    return sheet_csv(view.sheet, "RELEASE", lang)


def lines_of(content: bytes, lang: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter="," if lang == "en" else ";"))


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_file_says_in_words_that_a_municipality_is_hidden(published: House, lang: str) -> None:
    with published.opened() as release:
        rows = lines_of(export(release, PLACED, 2021, lang), lang)
    head = next(row for row in rows if row and row[0] == t("column.code", lang))
    interval = t("column.interval", lang)
    assert head[1:6] == [
        t("column.area", lang),
        t("column.value", lang),
        t("column.lower", lang, interval=interval),
        t("column.upper", lang, interval=interval),
        t("column.count", lang),
    ]
    hidden = next(row for row in rows if row and row[0] == "KU256")
    word = messages(lang)["status.hidden_or_zero.short"]
    assert word not in ("", "0", "–", "-")
    assert hidden[1:6] == ["Kinnula", word, "", "", ""]
    shown = next(row for row in rows if row and row[0] == "KU249")
    assert [cell.replace(",", ".") for cell in shown[2:6]] == ["1.5", "1.0", "2.3", "24"]
    assert [len(row) for row in rows if row and row[0].startswith("KU")] == [len(head)] * 5


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_file_of_many_years_says_the_word_in_every_hidden_one(published: House, lang: str) -> None:
    with published.opened() as release:
        of = texts.places(release.table("region"), lang)
        known = texts.indicators(release.table("indicator"), release.table("caveat"), [PLACED], lang)
        shown = texts.municipalities(of, "HVA15")
        rows = release.series(PLACED, [place.code for place in shown])
        years, fetches = release.years(PLACED), release.table("source_fetch")
        view = years_view(rows, shown, known[PLACED], years, [], fetches, lang)
    lines = lines_of(sheet_csv(view.sheet, "RELEASE", lang), lang)
    word = messages(lang)["status.hidden_or_zero.short"]
    head = next(row for row in lines if row and row[0] == t("column.code", lang))
    assert head[2:] == ["2018", "2019", "2020", "2021"]
    hidden = next(row for row in lines if row and row[0] == "KU256")
    assert [cell == word for cell in hidden[2:]] == [True, False, True, True]


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "ok"])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_reason_has_a_word_of_its_own_in_every_language(status: str, lang: str) -> None:
    words = [messages(lang)[f"status.{one}.short"] for one in STATUSES if one != "ok"]
    assert messages(lang)[f"status.{status}.short"].strip()
    assert not messages(lang)[f"status.{status}.short"].strip().isdigit()
    assert len(set(words)) == len(words)


def test_an_example_is_never_handed_out(published: House) -> None:
    with published.opened() as release, pytest.raises(ValueError, match="examples"):
        export(release, "family_centre_visits", 2024)
