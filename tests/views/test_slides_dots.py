"""Slides of dots, to the last figure: municipalities in a funnel, and level beside change."""

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from ilmiotaulu.exports.embedded import embedded_html
from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.exports.stage import stage_html
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.model import Item, Story
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.pictures import funnel_view, quadrant_view
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Corners, Deck, Dot, Dots, Funnel, Slide, deck
from ilmiotaulu.views.summary import has_lost
from tests.conftest import House
from tests.exports.presentation import opened
from tests.views.test_pictures import compared
from tests.views.test_slides import PLACED, one, plain, story
from tests.views.tiny import FETCHES, LARGE, MIDDLE, SMALL, frame, indicator, row

FUNNEL, QUADRANT = (Item.model_validate({"kind": kind, "indicator": PLACED}) for kind in ("funnel", "quadrant"))
TITLE = "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"


@pytest.fixture
def reader(published: House) -> Iterator[ReleaseReader]:
    with published.opened() as release:
        yield ReleaseReader(release, "fi")


# ---- a funnel -----------------------------------------------------------------------------------------------
def test_a_funnel_has_every_municipality_with_a_figure_and_says_how_the_own_one_stands(
    reader: ReleaseReader, published: House
) -> None:
    made = one(reader, FUNNEL)
    assert isinstance(made.picture, Funnel)
    assert [(point.name, point.base, point.value, point.is_own) for point in made.picture.points] == [
        ("Jyväskylä", 24_339.0, 1.5, False),
        ("Keuruu", 1_564.0, 1.5, True),
        ("Mikkeli", 8_718.0, 1.3, False),
        ("Saarijärvi", 1_670.0, 1.2, False),
        ("Uurainen", 1_052.0, 1.0, False),
    ]
    own = published.cell(PLACED, "KU249", 2021)
    assert (round(own["value"], 1), own["base"]) == (1.5, 1_564.0)
    limits = made.picture.limits
    assert (limits.target, plain(limits.target_words), limits.words95, limits.words998) == (
        1.4,
        "Koko maa 1,4 %",
        "95 %",
        "99,8 %",
    )
    assert (limits.x[0], limits.lower998[0], limits.upper998[0]) == (1_052.0, 0.5, 2.74)
    assert plain(made.title) == "Keuruu: 1,5 % (2021). Koko maa: 1,4 %. Ero voi olla sattumaa."
    assert plain(made.heading) == f"{TITLE}: mitä sattuma selittää (Koko maa 1,4 %), prosenttia, 2021"
    assert [plain(told) for told in made.told[1:]] == [
        f"Keuruu: {TITLE} 1,5 % (2021). Sattuman vuoksi luku voisi hyvin olla 1,0–2,3 %.",
        "Kuntia 99,8 %:n rajojen ulkopuolella: 0 (kuvassa kuntia 5).",
    ]
    assert made.key == t("slide.key.funnel", "fi")
    assert made.alt == t("slide.alt.funnel", "fi", heading=made.heading, told=made.title)
    assert (made.period, made.shown.value, made.indicators) == ("2021", 1.5, (PLACED,))
    assert (t("slide.note.key", "fi"), made.key) in made.notes


def test_that_municipalities_differ_beyond_chance_is_said_where_the_lines_are_explained(
    reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = reader.funnel(PLACED, 2021, "KU249")
    assert view is not None
    widened = funnel_view(
        reader._release.one_year(PLACED, 2021, "total"),
        reader._release.comparisons(indicator=PLACED, year=2021, benchmark="country"),
        0.001,
        reader.indicators[PLACED],
        reader.municipalities("FI"),
        "KU249",
        FETCHES,
        "fi",
    )
    assert widened is not None
    assert widened.limits.upper95[0] > view.limits.upper95[0]
    monkeypatch.setattr(reader, "funnel", lambda *_: widened)
    assert one(reader, FUNNEL).key == f"{t('slide.key.funnel', 'fi')} {t('funnel.widened', 'fi')}"


def test_a_year_that_is_asked_for_is_the_funnels_and_one_sex_has_none_of_its_own(reader: ReleaseReader) -> None:
    of_2019 = one(reader, FUNNEL.model_copy(update={"year": 2019}))
    assert (of_2019.period, of_2019.heading[-4:]) == ("2019", "2019")
    boys = one(reader, FUNNEL.model_copy(update={"sex": "male"}))
    assert (boys.title, boys.shown) == (one(reader, FUNNEL).title, one(reader, FUNNEL).shown)


def test_a_hidden_own_figure_is_its_word_and_no_point(reader: ReleaseReader) -> None:
    for item in (FUNNEL, QUADRANT):
        made = one(reader, item, region="KU256")
        assert isinstance(made.picture, Funnel | Dots)
        assert "Kinnula" not in [point.name for point in made.picture.points]
        assert not any(point.is_own for point in made.picture.points)
        assert made.title.startswith(f"Kinnula: {TITLE}, 2021: salattu tai nolla.")
        assert "%" not in made.title
        assert (made.shown.status, made.shown.value, made.own) == ("hidden_or_zero", None, "")
        (kinnula,) = [row for row in made.sheet.rows if row[0] == "KU256"]
        assert [cell for cell in kinnula[2:] if cell is not None] == ["salattu tai nolla"]
        assert ("salattu tai nolla", t("status.hidden_or_zero.why", "fi")) in made.notes


def test_a_county_is_no_municipality_among_others(reader: ReleaseReader) -> None:
    made = one(reader, FUNNEL, region="HVA15")
    assert isinstance(made.picture, Funnel)
    assert not any(point.is_own for point in made.picture.points)
    assert plain(made.title) == (
        f"{TITLE}: mitä sattuma selittää (Koko maa 1,4 %). Kuntia 99,8 %:n rajojen ulkopuolella: 0 (kuvassa kuntia 5)."
    )


def test_what_is_no_share_of_counts_has_neither_and_says_so(reader: ReleaseReader) -> None:
    asked = [item.model_copy(update={"indicator": "live_births"}) for item in (FUNNEL, QUADRANT)]
    made = [one(reader, item) for item in asked]
    assert [slide.gap for slide in made] == [t("funnel.none", "fi"), t("quadrant.none", "fi")]
    assert [slide.picture for slide in made] == [None, None]


# ---- level and change ---------------------------------------------------------------------------------------
def test_level_and_change_are_differences_to_the_country_and_to_the_own_past(
    reader: ReleaseReader, published: House
) -> None:
    made = one(reader, QUADRANT)
    assert isinstance(made.picture, Dots)
    assert [(dot.name, dot.is_own) for dot in made.picture.points] == [
        ("Keuruu", True),
        ("Saarijärvi", False),
        ("Uurainen", False),
    ]
    now, then, country = (
        100 * cell["count"] / cell["base"]
        for region, year in (("KU249", 2021), ("KU249", 2018), ("FI", 2021))
        for cell in (published.cell(PLACED, region, year),)
    )
    own = made.picture.points[0]
    assert own == Dot("Keuruu", pytest.approx(now - country), pytest.approx(now - then), is_own=True)
    assert (round(now - country, 2), round(now - then, 2)) == (0.17, 0.13)
    assert (made.picture.across.words, made.picture.up.words) == (
        "Ero koko maahan, prosenttiyksikköä",
        "Muutos omaan aiempaan lukuun, prosenttiyksikköä",
    )
    assert made.picture.corners == Corners(
        upper_left="pienempi kuin koko maassa mutta kasvanut",
        upper_right="suurempi kuin koko maassa ja kasvanut",
        lower_left="pienempi kuin koko maassa ja pienentynyt",
        lower_right="suurempi kuin koko maassa mutta pienentynyt",
    )
    # Each of the two as far as its own test goes, and the figure once.
    assert plain(made.title) == (
        "Keuruu: 1,5 % (2021). Koko maa: 1,4 %. Ero voi olla sattumaa. Oma aiempi luku: 1,4 % (2018). "
        "Ero voi olla sattumaa."
    )
    assert made.heading == (
        f"{TITLE}: taso ja muutos, prosenttiyksikköä, 2018–2021 · "
        "verrattu: alueen kunnat (Keski-Suomen hyvinvointialue)"
    )
    assert made.key == t("slide.key.quadrant", "fi")
    assert made.alt == t("slide.alt.quadrant", "fi", heading=made.heading, told=made.title)
    assert (made.shown.value, made.shown.year) == (1.5, 2021)


def test_among_counties_the_county_stands_for_its_municipality_under_a_short_name(
    reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = QUADRANT.model_copy(update={"group": "counties"})
    assert one(reader, asked).gap == t("quadrant.none", "fi"), "of one county with both there is no picture"
    comparisons = compared(
        *((code, mark, 2021, year, "similar", 1.4, 1.2, 0.2) for code in ("HVA15", "HVA12") for mark, year in PAST)
    )
    tested = comparisons.with_columns(method=pl.lit("interval"), probability=pl.lit(0.9))
    monkeypatch.setattr(reader._release, "comparisons", lambda *_, **__: tested)
    reader.memory.clear()
    made = one(reader, asked)
    assert isinstance(made.picture, Dots)
    assert [dot.name for dot in made.picture.points if dot.is_own] == ["Keski-Suomen alue"]
    assert plain(made.title) == (
        "Keski-Suomen hyvinvointialue: 1,4 % (2021). Koko maa: 1,2 %. Ero voi olla sattumaa. "
        "Oma aiempi luku: 1,2 % (2018). Ero voi olla sattumaa."
    )


PAST = (("country", 2021), ("past", 2018))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_own_figure_is_said_once_in_every_language(published: House, lang: str) -> None:
    with published.opened() as release:
        beside, since = ReleaseReader(release, lang).said_of_change(PLACED, 2021, "KU249")
    assert plain(beside.text).count("(2021)") == 1
    assert "(2021)" not in since.text
    assert since.text.startswith(f"{t('statement.benchmark.own_past', lang)}: ")


# ---- what is hidden -----------------------------------------------------------------------------------------
# What no release may hold beside a hidden figure, in no other cell of these tables.
SECRET = ("7.77", "7,77", "7.8", "7,8", "3.33", "3,33", "3.3", "3,3", "4321", "4 321", "4,321")


def with_secrets(reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch) -> Deck:
    """Both slides of tables whose hidden rows have figures all the same."""
    rows = frame(
        row("FI", 2021, 2.0, count=20_000.0, base=1_000_000.0),
        row("KU179", 2021, 4.0, count=400.0, base=10_000.0),
        row("KU249", 2021, 2.0, count=20.0, base=1_000.0),
        row("KU256", 2021, 7.77, "hidden_or_zero", count=336.0, base=4_321.0),
    )
    tests = compared(
        ("KU179", "country", 2021, 2021, "much_higher", 4.0, 2.0, 2.0),
        ("KU179", "past", 2021, 2016, "similar", 4.0, 3.5, 0.5),
        ("KU249", "country", 2021, 2021, "similar", 2.0, 2.0, 0.0),
        ("KU249", "past", 2021, 2016, "similar", 2.0, 1.5, 0.5),
        ("KU256", "country", 2021, 2021, "much_higher", 7.77, 2.0, 7.77),
        ("KU256", "past", 2021, 2016, "similar", 7.77, 3.33, 3.33),
    )
    told = (indicator(), [LARGE, MIDDLE, SMALL], "KU249", FETCHES, "fi")
    monkeypatch.setattr(reader, "funnel", lambda *_: funnel_view(rows, tests.filter(benchmark="country"), 0.0, *told))
    monkeypatch.setattr(reader, "quadrant", lambda *_: quadrant_view(rows, tests, *told))
    return deck(story(FUNNEL, QUADRANT), reader)


def test_what_stands_beside_a_hidden_figure_is_in_no_picture_file_note_or_word(
    reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = with_secrets(reader, monkeypatch)
    assert [slide.gap for slide in made.slides] == ["", ""]
    font = (PROJECT / "assets/fonts/source-sans-3-latin-wght-normal.woff2").read_bytes()
    package = opened(deck_pptx(made, PROJECT / "assets/template.pptx"))
    stage = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", stage_html(made, font).decode(), flags=re.DOTALL)
    for slide in made.slides:
        assert "Kinnula" not in repr(slide.picture)
        assert "Kinnula" in repr(slide.sheet), "its word is in the table"
    charts = [package.files[f"ppt/charts/chart{number}.xml"].decode() for number in (1, 2)]
    books = ["".join(package.workbook(number).files.values()) for number in (1, 2)]
    notes = [" ".join(package.notes(number)) for number in (1, 2)]
    frames = [re.sub(r"<style>.*?</style>", "", embedded_html(one, "r1", "/", "fi")) for one in made.slides]
    for text in (*charts, *books):
        assert "Kinnula" not in text
    words = [cell for slide in made.slides for row in slide.sheet.rows for cell in row if isinstance(cell, str)]
    told = [" ".join([slide.title, slide.alt, *slide.told, slide.key, *words]) for slide in made.slides]
    for text in (*charts, *books, *notes, *told):
        assert [one for one in SECRET if re.search(rf"(?<![\d.,]){re.escape(one)}(?![\d])", plain(text))] == []
    for text in (stage, *frames):
        rows = re.findall(r"<t[hd][^>]*>Kinnula</t[hd]>(.*?)</tr>", text)
        assert rows
        assert all(not re.search(r"\d", re.sub("<[^>]+>", "", one)) for one in rows)
        assert len(re.findall("Kinnula", text)) == len(rows), "it is in the table alone"


def test_a_figure_that_a_later_release_hides_is_lost_to_a_room(
    reader: ReleaseReader, published: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with published.opened() as release:
        now = ReleaseReader(release, "fi")
        for item in (FUNNEL, QUADRANT):
            asked: Story = story(item)
            assert not has_lost(item, asked, reader, now)
            name = item.kind
            whole = getattr(now, name)
            monkeypatch.setattr(now, name, lambda *of, whole=whole: replace(whole(*of), points=whole(*of).points[:-1]))
            assert has_lost(item, asked, reader, now)
            monkeypatch.undo()


def test_level_and_change_of_a_newer_year_say_nothing_of_those_that_were_shown(
    reader: ReleaseReader, published: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with published.opened() as release:
        now = ReleaseReader(release, "fi")
        newer = replace(now.quadrant(PLACED, "KU249", now.group("area", "HVA15", "KU249")), year=2019)
        monkeypatch.setattr(now, "quadrant", lambda *_: newer)
        assert has_lost(QUADRANT, story(QUADRANT), reader, now)


def test_made_up_figures_are_in_no_picture_of_dots(reader: ReleaseReader, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, item in (("funnel", FUNNEL), ("quadrant", QUADRANT)):
        whole = getattr(reader, kind)

        def made_up(*of: object, whole: object = whole) -> object:
            view = whole(*of)  # type: ignore[operator]
            origin = replace(view.sheet.origins[0], publisher="example")
            return replace(view, sheet=replace(view.sheet, origins=(origin,)))

        monkeypatch.setattr(reader, kind, made_up)
        made: Slide = one(reader, item)
        assert (made.picture, made.sheet, made.shown) == (None, None, None)
        assert made.gap.startswith(TITLE)
