"""Profiles of the small world: what they tell is what the pages tell, and nothing of what is hidden or made up."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from ilmiotaulu import store
from ilmiotaulu.exports.profiles import file_name, handouts, profiles
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES_OF_HIDDEN
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, day, t
from ilmiotaulu.views.texts import Place
from tests.app.conftest import App, Known, with_cells
from tests.exports.read_pdf import opened, text_of, words_of

FONTS = PROJECT / "assets" / "fonts"
GOLDEN = Path(__file__).parent.parent / "golden"
ABSURD = 66_666.25
NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)


def made(release: store.Release, code: str, lang: str = "fi") -> bytes:
    ((place, body),) = profiles(release, [code], FONTS, lang)
    assert place.code == code
    return body


def of_county(known: Known) -> list[str]:
    return known.release.table("region").filter(level="municipality", county="HVA15")["code"].to_list()


# ---- what they tell -----------------------------------------------------------------------------------------
def test_the_text_of_a_profile_is_that_which_is_kept(official: Known) -> None:
    text = text_of(made(official.release, "KU249"))
    fetched = official.release.table("release")["newest_fetch"].item()
    text = text.replace(official.pointer.release, "2026-11-22-0123456789").replace(day(fetched, "fi"), "22.11.2026")
    assert f"{text}\n" == (GOLDEN / "profile-KU249.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_municipality_has_two_pages_at_most_in_every_language(official: Known, lang: str) -> None:
    codes = of_county(official)
    found = list(profiles(official.release, codes, FONTS, lang))
    assert [place.code for place, _ in found] == codes
    for _, body in found:
        assert len(opened(body).pages) <= 2
        assert opened(body).trailer["/Root"]["/Lang"] == lang


def test_a_profile_tells_what_the_page_tells(official: Known, in_official: Callable[..., App]) -> None:
    heard = words_of(made(official.release, "KU249"))
    page = in_official("municipality", region="KU249", area="HVA15")
    # Of three figures none stands out, and that is what the page opens with.
    opening = re.search(r'<p class="ilmio-finding">(.*?)</p>', page.html)[1]
    assert opening.startswith("Koko maahan verrattuja lukuja: 3. Mikään niistä ei erotu varmasti.")
    assert re.sub(r"\s+", " ", opening) in heard
    for name in ("live_births", "children_0_17"):
        value = official.release.latest("KU249").filter(indicator=name)["value"].item()
        assert re.sub(r"\D", "", f"{value:.0f}") in re.sub(r"\s", "", heard)


def test_the_same_release_gives_the_same_bytes(official: Known) -> None:
    again = store.Release(official.pointer.path)
    assert made(official.release, "KU249", "sv") == made(again, "KU249", "sv")
    again.close()


def test_a_profile_in_a_row_is_the_one_that_is_made_alone(official: Known) -> None:
    in_a_row = {place.code: body for place, body in profiles(official.release, of_county(official), FONTS, "fi")}
    assert in_a_row["KU256"] == made(official.release, "KU256")


def test_the_starter_says_what_it_is_and_leaves_out_municipalities_without_figures(starter: Known) -> None:
    release = starter.release
    everywhere = release.table("region").filter(level="municipality")["code"].to_list()
    assert len(everywhere) > 300
    told = {one.place.code: one for one in handouts(release, [*everywhere[:3], "KU249"], "fi")}
    assert list(told) == ["KU249"]
    assert t("frame.starter", "fi") in words_of(made(release, "KU249"))


@pytest.mark.parametrize("code", ["HVA15", "FI", "KU000"])
def test_only_a_municipality_of_the_release_has_a_profile(official: Known, code: str) -> None:
    with pytest.raises(KeyError, match=code):
        list(handouts(official.release, [code], "fi"))


@contextmanager
def copied(known: Known, folder: Path, change: str = "") -> Iterator[store.Release]:
    """A copy of a release, with what a statement changes in it."""
    shutil.copytree(known.pointer.path, folder)
    if change:
        with duckdb.connect(str(folder / store.FILE_NAME)) as written:
            written.execute(change)
    release = store.Release(folder)
    yield release
    release.close()


def test_a_source_out_of_reach_is_told(official: Known, tmp_path: Path) -> None:
    said = re.sub(" +", " ", t("frame.old_source", "fi", source="Sotkanet", what=""))
    assert said not in words_of(made(official.release, "KU249"))
    with copied(official, tmp_path / "release", "UPDATE release SET unreachable = ['sotkanet:*']") as release:
        assert said in words_of(made(release, "KU249"))


def test_without_real_boundaries_the_map_is_the_grid_of_tiles(official: Known, tmp_path: Path) -> None:
    with copied(official, tmp_path / "release") as release:
        (release.path / "geometry" / "boundaries.json").unlink()
        (handout,) = handouts(release, ["KU249"], "fi")
        assert handout.shapes
        assert re.fullmatch(r"M\d+ \d+h\d+v\d+h-\d+Z", handout.shapes.areas["KU249"])
        assert "Kartta: Keuruu" in words_of(made(release, "KU249"))


# ---- what is hidden -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, official_data: Path) -> store.Release:
    """The release with absurd numbers in every hidden row, as no release may have them."""
    hidden = ", ".join(f"'{one}'" for one in STATUSES_OF_HIDDEN)
    absurd = dict.fromkeys(NUMBERS, str(ABSURD))
    folder = with_cells(official_data, tmp_path_factory.mktemp("poisoned") / "data", absurd, f"status IN ({hidden})")
    return store.Release(store.current(folder / "snapshots").path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_stood_in_a_hidden_cell_would_change_no_byte(
    official: Known, poisoned: store.Release, lang: str
) -> None:
    there = official.release.latest("KU256").filter(indicator="placed_children_0_17")["status"].item()
    assert there in STATUSES_OF_HIDDEN
    codes = of_county(official)
    clean, absurd = (list(profiles(release, codes, FONTS, lang)) for release in (official.release, poisoned))
    assert [place.code for (place, body), (_, other) in zip(clean, absurd, strict=True) if body != other] == []


def test_a_hidden_figure_is_told_as_hidden_and_its_number_is_nowhere_in_the_file(official: Known) -> None:
    body = made(official.release, "KU256")
    heard, read = words_of(body), text_of(body)
    title = official.release.table("indicator").filter(id="placed_children_0_17")["title_fi"].item()
    hidden = t("status.hidden_or_zero.short", "fi")
    assert re.findall(rf"^{title} .*%$", read, re.M) == [f"{title} {hidden} 2021 1,4 % 1,4 %"]
    assert f"{title} (2021)" in heard[heard.index(t("pdf.hidden", "fi")) :]
    assert t("status.hidden_or_zero.why", "fi") in heard
    # What is told of it in a neighbour is a share with a decimal comma; of Kinnula none is.
    assert not re.search(rf"{title} vuosittain, prosenttia\. Kinnula \d", heard)


def test_no_made_up_figure_is_in_a_profile(official: Known) -> None:
    latest = official.release.latest("KU179")
    examples = [row for row in latest.to_dicts() if "example" in row["flags"]]
    assert examples
    titles = official.release.table("indicator")
    heard = words_of(made(official.release, "KU179"))
    for row in examples:
        assert titles.filter(id=row["indicator"])["title_fi"].item() not in heard
    assert t("source.example", "fi") not in heard


# ---- the page -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_municipality_gives_its_profile_when_asked(
    official: Known, in_official: Callable[..., App], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    given: dict[str, tuple[str, Callable[[], bytes]]] = {}

    def button(label: str, body: Callable[[], bytes], *, file_name: str, **_: object) -> None:
        given[file_name] = label, body

    monkeypatch.setattr(st, "download_button", button)
    in_official("municipality", region="KU249", area="HVA15", lang=lang)
    name = official.release.table("region").filter(code="KU249")[f"name_{lang}"].item()
    label, body = given[f"profile-KU249-{name}-{lang}.pdf"]
    assert label == t("download.pdf", lang)
    assert body() == made(official.release, "KU249", lang)


@pytest.mark.parametrize("region", ["HVA15", "FI"])
def test_other_places_have_no_profile(
    in_official: Callable[..., App], monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    given: list[str] = []
    monkeypatch.setattr(st, "download_button", lambda *_, file_name, **__: given.append(file_name))
    in_official("municipality", region=region, area=region)
    assert [name for name in given if name.endswith(".pdf")] == []


def test_the_name_of_a_file_is_safe_on_every_disk() -> None:
    place = Place("KU249", 'A/b\\c: "ä" 😀\n..', "municipality", "HVA15")
    assert file_name(place, "fi") == "profile-KU249-A-b-c---ä-------fi.pdf"
    assert len(file_name(Place("KU249", "x" * 300, "municipality", "HVA15"), "fi")) < 64
