"""Presentations of a release: they say what the pages say, hide what is hidden, and have no made-up figure."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import anyio
import polars as pl
import pytest
import streamlit as st
from polars.testing import assert_frame_equal
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from ilmiotaulu import store
from ilmiotaulu.exports.decks import area_of, phenomenon_html, phenomenon_pptx
from ilmiotaulu.exports.pptx import PPTX, deck_pptx
from ilmiotaulu.exports.stage import FONT, stage_html
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES_OF_HIDDEN
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.model import GroupName, Item, Story, to_link
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import data, stage
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import deck
from ilmiotaulu.views.stories import ready_story
from tests.app.conftest import App, Known, command, with_cells
from tests.app.test_pages import PLACED
from tests.exports.presentation import faults, opened

Enter = Callable[..., App]
TEMPLATE = PROJECT / "assets/template.pptx"
PLACES = (("KU249", "HVA15"), ("KU256", "HVA15"), ("HVA15", "HVA15"), ("FI", "FI"))


def made(known: Known, phenomenon: str, region: str, lang: str = "fi") -> bytes:
    places = ReleaseReader(known.release, lang).places
    return phenomenon_pptx(known.release, phenomenon, area_of(places[region]), region, "", TEMPLATE, lang)


def shown(known: Known, phenomenon: str, region: str, lang: str = "fi") -> bytes:
    """The same as a page to be shown."""
    places = ReleaseReader(known.release, lang).places
    font = PROJECT / "assets" / FONT
    return phenomenon_html(known.release, phenomenon, area_of(places[region]), region, "", font, lang)


def both(known: Known, phenomenon: str, region: str) -> tuple[bytes, bytes]:
    """A story as a presentation and as a page, made of what is read once."""
    reader = ReleaseReader(known.release, "fi")
    story = ready_story(reader, phenomenon, area_of(reader.places[region]), region)
    # What no story has by itself.
    groups: tuple[GroupName, ...] = ("area", "counties")
    more = [
        Item(kind="funnel", indicator=PLACED),
        *(Item(kind="quadrant", indicator=PLACED, group=one) for one in groups),
    ]
    told = deck(story.model_copy(update={"items": (*story.items, *more)}), reader)
    return deck_pptx(told, TEMPLATE), stage_html(told, (PROJECT / "assets" / FONT).read_bytes())


def phenomena(known: Known) -> list[str]:
    return known.release.table("phenomenon")["id"].to_list()


# ---- what is read for a story -------------------------------------------------------------------------------
@pytest.mark.parametrize("region", [region for region, _ in PLACES])
def test_what_is_worked_out_of_every_region_together_is_what_is_worked_out_of_one(
    in_official: Enter, official: Known, region: str
) -> None:
    in_official("phenomenon")  # so that the pages' data are those of the release
    alone = ReleaseReader(official.release, "fi").statistics(region)
    together = data.reader(official.pointer.release, "fi").statistics(region)
    assert alone.keys() == together.keys()
    for name, rows in alone.items():
        assert_frame_equal(rows, together[name], check_row_order=False)


# ---- what is in the file ------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_phenomenon_is_a_presentation_that_wants_no_repair(official: Known, lang: str) -> None:
    for phenomenon in phenomena(official):
        for region, _ in PLACES:
            package = opened(made(official, phenomenon, region, lang))
            assert faults(package) == []
            assert 6 <= len(package.slides) <= 9
            assert all(slide.shapes.title.text_frame.text for slide in package.slides)
            assert all(official.pointer.release in "\n".join(package.notes(at)) for at in range(len(package.slides)))


def test_the_chart_of_a_presentation_has_the_figures_of_the_release(official: Known) -> None:
    package = opened(made(official, "heavy_services", "KU249"))
    chart = package.chart(2)
    own = next(one for one in chart.plots[0].series if one.name == "Keuruu")
    told = dict(zip(chart.plots[0].categories, own.values, strict=True))
    assert told == {str(year): round(official.value(PLACED, "KU249", year), 1) for year in range(2018, 2022)}
    assert package.table(3)[0][:2] == [t("column.area", "fi"), t("column.value", "fi")]


NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)
ABSURD = 66_666.25


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, official_data: Path) -> Known:
    """A copy of the release in which every hidden row holds absurd numbers, as no release may."""
    hidden = ", ".join(f"'{one}'" for one in STATUSES_OF_HIDDEN)
    absurd = dict.fromkeys(NUMBERS, str(ABSURD))
    folder = tmp_path_factory.mktemp("poisoned") / "data"
    return Known(with_cells(official_data, folder, absurd, f"status IN ({hidden})"))


def test_whatever_stood_in_a_hidden_cell_would_change_no_byte_of_a_presentation(
    official: Known, poisoned: Known
) -> None:
    assert official.status(PLACED, "KU256", 2021) in STATUSES_OF_HIDDEN
    for phenomenon in phenomena(official):
        for region, _ in PLACES:
            assert both(official, phenomenon, region) == both(poisoned, phenomenon, region), (phenomenon, region)


def test_a_hidden_figure_is_a_word_in_chart_table_and_map_and_no_number_anywhere(official: Known) -> None:
    package = opened(made(official, "heavy_services", "KU256"))
    word = "salattu tai nolla"
    assert package.table(1)[1][1] == word
    assert [word for row in package.table(3) for cell in row if cell == word]
    assert "Kinnula: salattu tai nolla" in package.files["ppt/slides/slide4.xml"].decode()
    assert f"Kinnula ({word})" in list(package.chart(4).plots[0].categories)
    trend = next(one for one in package.chart(2).plots[0].series if one.name == "Kinnula")
    assert trend.values[-1] is None
    cells = package.workbook(4).pages["Luvut"]
    (row,) = [row for row in cells.rows if row and row[0] == f"Kinnula ({word})"]
    assert row == [f"Kinnula ({word})"]


EXAMPLES = ("one_contact", "shared_work", "early_support")


@pytest.mark.parametrize("phenomenon", EXAMPLES)
def test_no_made_up_figure_is_in_a_presentation(
    official: Known, official_data: Path, tmp_path: Path, phenomenon: str
) -> None:
    cells = {"value": str(ABSURD), "count": str(ABSURD)}
    others = Known(with_cells(official_data, tmp_path / "data", cells, "list_contains(flags, 'example')"))
    rows = others.release.latest("KU249").filter(pl.col("flags").list.contains("example"))
    assert ABSURD in rows["value"].to_list()
    for region in ("KU249", "HVA15"):
        plain = made(official, phenomenon, region)
        assert plain == made(others, phenomenon, region)
        assert t("source.example", "fi") not in opened(plain).text


# ---- where it is handed out ---------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("phenomenon", ["heavy_services", "one_contact"])
def test_the_page_of_a_phenomenon_hands_out_its_presentation(
    in_official: Enter, official: Known, server: TestClient, phenomenon: str, lang: str
) -> None:
    app = in_official("phenomenon", lang=lang, phenomenon=phenomenon, region="KU249", area="HVA15")
    address = unescape(re.search(r'href="(/present\.pptx[^"]*)"', app.html)[1])  # type: ignore[index]
    answer = server.get(address)
    assert answer.headers["content-disposition"] == f'attachment; filename="{phenomenon}-KU249.pptx"'
    assert (answer.status_code, answer.headers["content-type"]) == (200, PPTX)
    assert answer.content == made(official, phenomenon, "KU249", lang)


def test_a_template_that_cannot_be_used_is_told_in_every_language(server: TestClient, tmp_path: Path) -> None:
    (tmp_path / "pohja.pptx").write_bytes(b"no presentation")
    changed = data.settings().model_copy(update={"pptx_template": tmp_path / "pohja.pptx"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "settings", lambda: changed)
        asked = {"phenomenon": "heavy_services", "area": "HVA15", "region": "KU249"}
        answer = server.get("/present.pptx", params=asked)
    assert answer.status_code == 503
    for lang in LANGUAGES:
        why = t("error.template.not_a_presentation", lang)
        assert t("error.bad_template", lang, path=str(tmp_path / "pohja.pptx"), why=why) in answer.text


@pytest.fixture
def server(official: Known, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("ILMIOTAULU_DATA_DIR", str(official.data))
    with TestClient(Starlette(routes=stage.routes())) as client:
        yield client


def test_the_command_writes_the_same_presentation(official: Known, tmp_path: Path) -> None:
    environment = {"ILMIOTAULU_DATA_DIR": str(official.data)}
    path = tmp_path / "esitys.pptx"
    words = ("export", "deck", "heavy_services", "--region", "KU249", "--language", "sv", "--out", str(path))
    done = command(*words, **environment)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == made(official, "heavy_services", "KU249", "sv")
    assert official.pointer.release in done.stdout


@pytest.mark.parametrize("damaged", ["release.duckdb", "geometry/boundaries.json"])
def test_a_release_that_cannot_be_read_is_told_where_a_presentation_was_asked_for(
    own_data: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    monkeypatch.setenv("ILMIOTAULU_DATA_DIR", str(own_data))
    st.cache_resource.clear()
    file = store.current(own_data / "snapshots").path / damaged
    file.write_bytes(b"{")
    items = (Item(kind="map", indicator="children_0_17"),)
    story = Story(title="Tarina", language="fi", release="r1", area="HVA15", region="KU249", items=items)
    asked = urlencode({"story": to_link(story)}).encode()
    scope = {"type": "http", "method": "GET", "path": "/present", "query_string": asked, "headers": []}
    answer = anyio.run(stage.routes()[0].endpoint, Request(scope))  # type: ignore[attr-defined]
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert t("present.refused.damaged_release", "sv") in answer.body.decode()
    st.cache_resource.clear()


def test_the_command_writes_a_page_to_be_shown(official: Known, tmp_path: Path) -> None:
    path = tmp_path / "esitys.html"
    words = ("export", "deck", "heavy_services", "--region", "KU249", "--language", "sv", "--html", "--out", str(path))
    done = command(*words, ILMIOTAULU_DATA_DIR=str(official.data))
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == shown(official, "heavy_services", "KU249", "sv")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("nothing",), "error.unknown_phenomenon"),
        (("heavy_services", "--region", "KU999"), "error.unknown_region"),
    ],
)
def test_the_command_says_what_there_is_not(official: Known, words: tuple[str, ...], key: str) -> None:
    done = command("export", "deck", *words, ILMIOTAULU_DATA_DIR=str(official.data))
    told = re.sub(r"\s+", " ", done.stderr)
    expected = t(key, "fi", name=words[-1], known=", ".join(phenomena(official)))
    assert done.returncode == 2
    assert re.sub(r"\s+", " ", expected) in told


def test_the_command_says_what_a_template_lacks(official: Known, tmp_path: Path) -> None:
    template = tmp_path / "pohja.pptx"
    template.write_bytes(b"x")
    environment = {"ILMIOTAULU_DATA_DIR": str(official.data), "ILMIOTAULU_PPTX_TEMPLATE": str(template)}
    done = command("export", "deck", "heavy_services", "--out", str(tmp_path / "x.pptx"), **environment)
    assert done.returncode == 2
    assert t("error.template.not_a_presentation", "fi") in re.sub(r"\s+", " ", done.stderr)
    assert not (tmp_path / "x.pptx").exists()
