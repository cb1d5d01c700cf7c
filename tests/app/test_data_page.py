"""The page of data: what it says, the files it hands out, and the addresses they have."""

import csv
import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import anyio
import polars as pl
import pytest
from playwright.sync_api import Download, Page, expect
from starlette.applications import Starlette

from ilmiotaulu import store
from ilmiotaulu.text import LANGUAGES, number, t
from ilmiotaulu.ui.data import reader
from ilmiotaulu.ui.web import routes
from ilmiotaulu.views.texts import PhenomenonText
from tests.app.conftest import App, Known, Site, command, go, settled
from tests.exports.workbook import opened

Enter = Callable[..., App]
OpenApp = Callable[..., App]
PLACED = {"indicator": "placed_children_0_17", "area": "HVA15"}
FOLDS = ("releases", "changes", "findings", "coverage", "sources")


# ---- what the page says -------------------------------------------------------------------------------------
def unfolded(app: App, name: str) -> App:
    """What a person does who opens a fold."""
    app.test.session_state[f"fold_{name}"] = True
    return app.run()


def whole(app: App, name: str, caption: str) -> dict[str, list[str]]:
    """The rows of a table that stands in parts, part by part."""
    found: dict[str, list[str]] = {}
    for start in parts(app, name):
        found |= app.choose(f"rows-{name}", start).table(caption)
    return found


def parts(app: App, name: str) -> list[str]:
    """The codes of the parts of a table, one after another."""
    return list(app.test.session_state[f"_offered-rows-{name}"])


def tables_of(app: App) -> int:
    return app.html.count("<table")


def labels(app: App, kind: str) -> list[str]:
    return [one.label for one in app.test.get(kind)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_begins_with_the_release_and_its_files(official: Known, in_official: Enter, lang: str) -> None:
    app = in_official(lang=lang, **PLACED).page("data")
    told = app.table(t("data.release", lang))
    assert list(told) == [official.pointer.release]
    assert told[official.pointer.release][0] == t("release.official", lang)
    assert app.headings == [t("data.download", lang), t("data.whole", lang), t("next.title", lang)]
    assert [app.chosen(name) for name in ("area", "phenomenon", "indicator")] == [
        "HVA15",
        "heavy_services",
        "placed_children_0_17",
    ]
    assert labels(app, "download_button") == [t("download.csv", lang), t("download.xlsx", lang)]
    assert t("data.parquet_how", lang) in [one.value for one in app.test.markdown]
    assert t("data.duckdb_how", lang) in [one.value for one in app.test.markdown]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fold_says_how_much_is_in_it(official: Known, in_official: Enter, lang: str) -> None:
    counts = {
        "releases": 1,
        "changes": 0,
        "findings": official.release.table("finding").height,
        "coverage": official.release.table("indicator").height,
        "sources": official.release.table("source_fetch").height,
    }
    assert counts["coverage"] > 100
    wanted = [f"{t(f'data.{name}', lang)} ({number(count, 0, lang)})" for name, count in counts.items()]
    assert labels(in_official(lang=lang).page("data"), "expander") == [t("data.opening", lang), *wanted]


def test_nothing_of_a_closed_fold_is_sent(in_official: Enter) -> None:
    app = in_official(**PLACED).page("data")
    assert tables_of(app) == 1
    assert t("data.no_changes", "fi") not in app.text
    assert t("data.findings_note", "fi") not in app.text


@pytest.mark.parametrize("name", [name for name in FOLDS if name != "changes"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fold_that_is_opened_shows_its_table_alone(in_official: Enter, name: str, lang: str) -> None:
    app = unfolded(in_official(lang=lang).page("data"), name)
    assert tables_of(app) == 2
    assert app.table(t(f"data.{name}", lang))


def test_the_folds_tell_the_releases_the_sources_and_what_the_checks_saw(official: Known, in_official: Enter) -> None:
    app = in_official().page("data")
    assert list(unfolded(app, "releases").table(t("data.releases", "fi"))) == [official.pointer.release]
    assert t("data.no_changes", "fi") in unfolded(app, "changes").text
    findings = official.release.table("finding")
    assert findings.height > 30
    assert unfolded(app, "findings").html.partition(t("data.findings", "fi"))[2].count("<tr>") == 1 + 30
    assert f"{t('data.findings', 'fi')} ({findings.height})" in labels(app, "expander")
    coverage = whole(unfolded(app, "coverage"), "coverage", t("data.coverage", "fi"))
    assert coverage["Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"] == ["2018–2021", "5/7", "2/2"]
    titles = official.release.table("indicator")
    without = set(titles["id"]) - set(official.release.indicators_with_rows())
    assert without
    for title in titles.filter(titles["id"].is_in(list(without)))["title_fi"]:
        assert coverage[title] == [t("coverage.none", "fi"), "", ""]
    told = set()
    unfolded(app, "sources")
    for start in parts(app, "sources"):
        app.choose("rows-sources", start)
        told |= {cells[0] for cells in rows_of(app, t("data.sources", "fi"))}
    assert {"191", "11ae"} <= told


def rows_of(app: App, caption: str) -> list[list[str]]:
    """Every row of a table without its name: names may repeat."""
    one = next(part for part in app.html.split("<table")[1:] if caption in part.partition("</caption>")[0])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", one.partition("</table>")[0], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in rows[1:]
    ]


def test_the_command_and_the_page_tell_the_same_coverage(official: Known, in_official: Enter) -> None:
    rows = official.release.table("coverage").filter(pl.col("with_value") > 0, indicator="live_births")
    newest = rows.filter(pl.col("year") == rows["year"].max())
    shares = ["{}/{}".format(*newest.filter(level=of).row(0)[3::2]) for of in ("municipality", "county")]
    told = [f"{rows['year'].min()}–{rows['year'].max()}", *shares]
    page = whole(unfolded(in_official().page("data"), "coverage"), "coverage", t("data.coverage", "fi"))
    assert page["Syntyneet lapset"] == told
    done = command("catalogue", "check", ILMIOTAULU_DATA_DIR=str(official.data), COLUMNS="200")
    line = next(line for line in done.stdout.splitlines() if re.search(r"\blive_births\b", line))
    assert re.findall(r"[\d–/]+", line) == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_are_not_offered_as_a_file(in_starter: Enter, lang: str) -> None:
    app = in_starter(lang=lang, indicator="family_centre_visits").page("data")
    assert t("data.no_examples", lang) in [one.value for one in app.test.info]
    assert not app.can_download
    app.choose("phenomenon", "children_decreasing")
    assert t("data.no_examples", lang) not in app.text
    assert labels(app, "download_button") == [t("download.csv", lang), t("download.xlsx", lang)]


def test_a_phenomenon_without_figures_offers_no_file(in_starter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    app = in_starter().page("data")
    bare = {"new": PhenomenonText("new", "Uusi ilmiö", "", (), ())}
    monkeypatch.setattr("ilmiotaulu.views.texts.phenomena", lambda *_: bare)
    reader.clear()
    app.run()
    assert app.chosen("phenomenon") == "new"
    assert t("choose.no_figures", "fi") in app.text
    assert not app.can_download
    assert len(links(app)) == 2
    reader.clear()  # what is kept of the release is not that phenomenon


def test_files_are_made_when_they_are_asked_for(in_official: Enter) -> None:
    for button in in_official(**PLACED).page("data").test.get("download_button"):
        assert button.proto.deferred_file_id
        assert not button.proto.url


def test_what_is_chosen_is_written_in_the_address(in_official: Enter) -> None:
    app = in_official().page("data").choose("area", "FI").choose("phenomenon", "family_livelihood")
    app.choose("indicator", "unemployment_rate")
    wanted = {"area": "FI", "phenomenon": "family_livelihood", "indicator": "unemployment_rate"}
    assert wanted.items() <= app.address.items()


# ---- links to the whole release -----------------------------------------------------------------------------
def links(app: App) -> dict[str, tuple[str, str]]:
    """Address, and the words and name of each file that is linked."""
    found = re.findall(r'<a href="(/release/[^"]+)" download="([^"]+)"[^>]*>([^<]+)</a>', app.html)
    return {address: (words, name) for address, name, words in found}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_release_is_linked_with_the_sizes_of_its_files(
    official: Known, in_official: Enter, lang: str
) -> None:
    release, folder = official.pointer.release, official.pointer.path
    sizes = [
        number((folder / name).stat().st_size / 1e6, 1, lang)
        for name in ("downloads/observations.parquet", "release.duckdb")
    ]
    app = in_official(lang=lang).page("data")
    assert links(app) == {
        f"/release/{release}/downloads/observations.parquet": (
            t("data.parquet", lang, size=sizes[0]),
            f"ilmiotaulu-{release}.parquet",
        ),
        f"/release/{release}/release.duckdb": (t("data.duckdb", lang, size=sizes[1]), f"ilmiotaulu-{release}.duckdb"),
    }
    code = "\n".join(one.value for one in unfolded(app, "opening").test.code)
    assert code.count(f'"ilmiotaulu-{release}.parquet"') == 3
    assert code.count(f'"ilmiotaulu-{release}.duckdb"') == 1


def test_an_older_release_without_downloads_offers_its_database_alone(open_app: OpenApp, own_data: Path) -> None:
    release = store.current(own_data / "snapshots")
    (release.path / "downloads/observations.parquet").unlink()
    app = open_app(own_data).page("data")
    assert list(links(app)) == [f"/release/{release.release}/release.duckdb"]
    assert t("data.parquet_how", "fi") not in app.text


# ---- the addresses of the files -----------------------------------------------------------------------------
class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    pieces: list[bytes]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def ask(snapshots: Path, path: str, **headers: str) -> Answer:
    """The answer of the product's routes to an address as a server hands it on, piece by piece."""
    told: list[Any] = []

    async def asked() -> None:
        async def send(message: Any) -> None:
            told.append(message)

        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": unquote(path), "query_string": b"", "headers": named}
        await Starlette(routes=routes(snapshots, snapshots))(scope, anyio.sleep_forever, send)  # type: ignore[arg-type]

    # A thread of its own: a browser keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, asked).result()
    start, *parts = told
    got = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], got, [part.get("body", b"") for part in parts])


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    """A release folder that holds more than is given out of it."""
    release = tmp_path / "snapshots" / "2026-11-22-abc"
    (release / "downloads").mkdir(parents=True)
    for name in (
        "release.duckdb",
        "release.duckdb.wal",
        "release.duckdb.part",
        "notes.txt",
        "downloads/observations.parquet",
        "downloads/.hidden",
    ):
        (release / name).write_bytes(f"content of {name}".encode())
    (release.parent / "current.json").write_text('{"release": "2026-11-22-abc"}')
    (release.parent / "linked").mkdir()
    (release.parent / "linked" / "release.duckdb").symlink_to(release / "notes.txt")
    return release.parent


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("release.duckdb", "application/octet-stream"),
        ("downloads/observations.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_the_files_of_a_release_are_given_out_as_they_are(snapshots: Path, name: str, kind: str) -> None:
    answer = ask(snapshots, f"/release/2026-11-22-abc/{name}", **{"accept-encoding": "gzip"})
    assert (answer.status, answer.body) == (200, f"content of {name}".encode())
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-cache", "nobody keeps what a publisher may hide"
    assert "content-encoding" not in answer.headers
    part = ask(snapshots, f"/release/2026-11-22-abc/{name}", range="bytes=0-6")
    assert (part.status, part.body) == (206, b"content")


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-22-abc/release.duckdb.wal",
        "2026-11-22-abc/release.duckdb.part",
        "2026-11-22-abc/notes.txt",
        "2026-11-22-abc/release.duckdb/",
        "2026-11-22-abc//release.duckdb",
        "2026-11-22-abc/./release.duckdb",
        "2026-11-22-abc/release.DUCKDB",
        "2026-11-22-abc/downloads/../release.duckdb",
        "2026-11-22-abc/downloads/%2e%2e/notes.txt",
        "2026-11-22-abc/downloads/.hidden",
        "2026-11-22-abc/downloads/",
        "2026-11-22-abc/downloads",
        "2026-11-22-abc/",
        "release.duckdb",
        "../release.duckdb",
        "linked/release.duckdb",
    ],
)
def test_nothing_else_of_the_folder_is_given_out(snapshots: Path, path: str) -> None:
    answer = ask(snapshots, f"/release/{path}")
    assert (answer.status, b"content of" in answer.body) == (404, False)


@pytest.mark.parametrize("name", ["release.duckdb", "downloads/observations.parquet"])
def test_the_figures_of_an_earlier_release_are_gone(snapshots: Path, name: str) -> None:
    """A publisher may have hidden a count since: who could read both releases would know it."""
    (snapshots / "2026-11-23-def").mkdir()
    (snapshots / "current.json").write_text('{"release": "2026-11-23-def"}')
    answer = ask(snapshots, f"/release/2026-11-22-abc/{name}")
    assert (answer.status, answer.headers["cache-control"]) == (410, "no-store")
    assert answer.body.decode() == "\n".join(t("data.gone", lang) for lang in LANGUAGES)
    assert ask(snapshots, f"/release/2026-11-21-xyz/{name}").status == 404


def test_a_large_file_is_sent_in_pieces(tmp_path: Path) -> None:
    size = 100_000_000
    (tmp_path / "2026-11-22-abc").mkdir()
    with (tmp_path / "2026-11-22-abc/release.duckdb").open("wb") as file:
        file.truncate(size)
    (tmp_path / "current.json").write_text('{"release": "2026-11-22-abc"}')
    answer = ask(tmp_path, "/release/2026-11-22-abc/release.duckdb")
    assert sum(map(len, answer.pieces)) == size
    assert max(map(len, answer.pieces)) < 1_000_000


# ---- in a browser -------------------------------------------------------------------------------------------
def pressed(page: Page, label: str) -> tuple[Download, bytes]:
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name=label).click()
    return waiting.value, Path(waiting.value.path()).read_bytes()


def followed(page: Page, words: str) -> tuple[Download, Path]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words).click()
    return waiting.value, Path(waiting.value.path())


@pytest.mark.browser
def test_the_csv_has_every_year_and_sex_of_the_county(official_site: Site, official: Known, page: Page) -> None:
    go(page, official_site.at("data", **PLACED))
    file, content = pressed(page, t("download.csv", "fi"))
    assert file.suggested_filename == "placed_children_0_17-HVA15.csv"
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"]
    assert official.pointer.release in content.decode()
    figures = [line for line in lines if line and line[0].isdigit()]
    places = {"FI", "HVA15", "KU179", "KU249", "KU256", "KU729", "KU892"}
    assert {line[1] for line in figures} == places
    asked = official.release.observations_of("placed_children_0_17").filter(pl.col("region").is_in(list(places)))
    assert len(figures) == asked.height
    value = official.value("placed_children_0_17", "KU249", 2021)
    shown = {(line[0], line[1], line[4]): line[5] for line in figures}
    assert shown["2021", "KU249", "kaikki"] == f"{value:.1f}".replace(".", ",")
    assert shown["2021", "KU256", "kaikki"] == "salattu tai nolla"
    again, same = pressed(page, t("download.csv", "fi"))
    assert (again.suggested_filename, same) == (file.suggested_filename, content)


@pytest.mark.browser
def test_the_workbook_has_the_same_figures_as_numbers(official_site: Site, official: Known, page: Page) -> None:
    go(page, official_site.at("data", **PLACED, lang="en"))
    file, content = pressed(page, t("download.xlsx", "en"))
    assert file.suggested_filename == "placed_children_0_17-HVA15.xlsx"
    book = opened(content)
    figures = book.pages["Figures"]
    rows = {(row[0], row[1], row[4]): row[5] for number in range(4, 500) if (row := figures.row(number))}
    assert rows[2021.0, "KU249", "all"] == round(official.value("placed_children_0_17", "KU249", 2021), 1)
    assert rows[2021.0, "KU256", "all"] == t("status.hidden_or_zero.short", "en")
    assert book.pages["Background"].row(3) == [t("column.release", "en"), official.pointer.release]


@pytest.mark.browser
def test_another_choice_gives_another_file(official_site: Site, page: Page) -> None:
    go(page, official_site.at("data", indicator="live_births", area="FI"))
    file, content = pressed(page, t("download.csv", "fi"))
    assert file.suggested_filename == "live_births-FI.csv"
    assert {line.split(";")[1][:2] for line in content.decode().splitlines() if re.match(r"\d+;", line)} == {
        "FI",
        "HV",
        "MK",
        "KU",
    }


@pytest.mark.browser
def test_the_whole_release_is_saved_by_its_links(official_site: Site, official: Known, page: Page) -> None:
    go(page, official_site.at("data"))
    release = official.pointer.release
    file, path = followed(page, "Parquet")
    assert file.suggested_filename == f"ilmiotaulu-{release}.parquet"
    assert pl.read_parquet(path).height > 1000
    file, path = followed(page, "DuckDB")
    assert file.suggested_filename == f"ilmiotaulu-{release}.duckdb"
    assert path.read_bytes() == (official.pointer.path / "release.duckdb").read_bytes()
    assert page.url == official_site.at("data"), "a link saves a file and leaves the page where it is"
    assert len(page.context.pages) == 1


@pytest.mark.browser
def test_a_fold_opens_and_closes_by_itself(official_site: Site, page: Page) -> None:
    go(page, official_site.at("data"))
    expect(page.locator("table")).to_have_count(1)
    for name in ("coverage", "sources"):
        page.locator("summary").filter(has_text=t(f"data.{name}", "fi")).click()
        expect(page.get_by_role("region", name=t(f"data.{name}", "fi"))).to_be_visible()
        settled(page)  # a table that is still coming moves the next fold from under the pointer
    expect(page.locator("table")).to_have_count(3)
    page.locator("summary").filter(has_text=t("data.coverage", "fi")).click()
    expect(page.locator("table")).to_have_count(2)
    expect(page.get_by_role("region", name=t("data.sources", "fi"))).to_be_visible()
