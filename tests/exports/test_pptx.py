"""A presentation read back: what can be edited, what is told beside it, and what is not in the file."""

import dataclasses
import io
import re
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from xml.etree import ElementTree

import pytest
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from ilmiotaulu.charts.funnel import FunnelLimits, FunnelPoint
from ilmiotaulu.charts.palette import SEQUENTIAL, TEXT
from ilmiotaulu.charts.paths import contours
from ilmiotaulu.charts.scatter import Axis
from ilmiotaulu.exports.pptx import BadTemplate, check_template, deck_pptx
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.classes import HIDDEN, MISSING, WITHOUT
from ilmiotaulu.views.slides import (
    Bar,
    Bars,
    Corners,
    Deck,
    Dot,
    Dots,
    Figures,
    Funnel,
    Label,
    Lines,
    MapPicture,
    MapPoint,
    Series,
    Slide,
    Words,
)
from ilmiotaulu.views.texts import Origin
from tests.exports.presentation import Opened, described, faults, is_decorative, opened

TEMPLATE = PROJECT / "assets" / "template.pptx"
FETCHED = datetime(2026, 11, 25, 14, 14, 46, tzinfo=UTC)
ORIGIN = Origin("THL", "191", "Sijoitetut", "https://example.test/191", FETCHED, "CC BY 4.0")
BASIC = {
    "heading": "Sijoitetut, prosenttia",
    "decimals": 1,
    "told": ("Sattuman vuoksi luku voisi hyvin olla 1,2–2,5 %.",),
    "key": "Ohut viiva: väli.",
    "question": "Mitä tämä kertoo?",
    "notes": (("Puhujalle", "Kysy ensin."), ("Mitä luku kertoo", "Sijoitettujen osuus.")),
    "origins": (ORIGIN,),
    "alt": "Kuva: Sijoitetut.",
}
TREND = Slide(
    "trend",
    "Keuruu: Sijoitetut. Ehkä noussut.",
    picture=Lines(
        ("2019", "2020", "2021"),
        (
            Series("Keuruu", "own", (1.5, None, 1.7), (1.0, None, 1.2), (2.1, None, 2.5)),
            Series("Keski-Suomi", "other", (1.6, 1.7, 1.8)),
            Series("Koko maa", "country", (1.4, 1.5, None)),
        ),
    ),
    **BASIC,
)
FORECAST = Slide(
    "forecast",
    "Keuruu: Syntyneet. Ennuste.",
    picture=Lines(
        ("2024", "2025", "2026"),
        (
            Series("Keuruu", "own", (50.0, 48.0, None)),
            Series("Ennusteemme", "forecast", (None, 48.0, 46.0), (None, None, 40.0), (None, None, 52.0)),
            Series("Virallinen ennuste", "official", (None, None, 45.0)),
        ),
    ),
    **{**BASIC, "decimals": 0},
)
MONTHS = Slide(
    "months",
    "Keuruu: Käynnit, uusin kuukausi 2/2026: 30.",
    picture=Lines(("2025-11", "2025-12", "2026-01", "2026-02"), (Series("Keuruu", "own", (12.0, 14.0, None, 30.0)),)),
    **{**BASIC, "decimals": 0},
)
RANKING = Slide(
    "ranking",
    "Keuruu: 1,7 %. Mahdolliset sijat 1–2.",
    picture=Bars(
        (
            Bar("Jyväskylä", "other", 2.4, limits=(2.2, 2.5)),
            Bar("Keuruu", "own", 1.7, limits=(1.2, 2.5)),
            Bar("Kinnula", "other", None, "salattu"),
            Bar("Koko maa", "country", 1.75),
        )
    ),
    **BASIC,
)
MAP = Slide(
    "map",
    "Keuruu: 1,7 %. Koko maa: 1,7 %.",
    picture=MapPicture(
        (
            AreaRow("KU179", "Jyväskylä", "2,4 %", 1),
            AreaRow("KU249", "Keuruu", "1,7 %", 0),
            AreaRow("KU256", "Kinnula", "salattu tai nolla", HIDDEN),
            AreaRow("KU892", "Uurainen", "ei tietoa", MISSING),
        ),
        "KU249",
        ("1,0–2,0 %", "2,1–3,0 %"),
        {HIDDEN: "salattu tai nolla", MISSING: "ei tietoa"},
        {
            "KU249": "M0 0h10v10h-10Z",
            "KU179": "M10 0L20 0L20 10L10 10ZM13 3L14 3L14 4Z",
            "KU256": "M0 10L10 10L10 20L0 20Z",
        },
        ("M0 0L20 0L20 20L0 20Z",),
        {"KU249": Label(5, 5, "Keuruu", 4), "KU179": Label(15, 5, "Jyväskylä", 0.1)},
    ),
    **BASIC,
)
CENTRES = Slide(
    "centres",
    "Keuruu: paikka on omassa kunnassa: Aalto.",
    picture=MapPicture(
        (
            AreaRow("KU249", "Keuruu", "toimipisteitä 2", 0),
            AreaRow("KU179", "Jyväskylä", "ei toimipistettä", WITHOUT),
            AreaRow("KU892", "Uurainen", "ei tietoa", MISSING),
        ),
        "KU249",
        ("kunnassa on toimipiste",),
        {HIDDEN: "salattu", MISSING: "ei tietoa", WITHOUT: "kunnassa ei ole toimipistettä"},
        {"KU249": "M0 0h100v100h-100Z", "KU179": "M100 0L200 0L200 100L100 100Z"},
        (),
        {"KU249": Label(50, 50, "Keuruu", 40), "KU179": Label(150, 50, "Jyväskylä", 40)},
        (MapPoint("Aalto", 0, 20, 80), MapPoint("Betula", 1, 20, 80), MapPoint("Perhekeskus Onnela", 0, 50, 50)),
        ("Perhekeskus", "Kohtaamispaikka"),
        Figures(("Alue", "Lapsia", "Matka, km"), (("Jyväskylä", "26 166", "31"), ("Keuruu", "1 498", "omassa"))),
    ),
    **BASIC,
)
NEED = Slide(
    "need",
    "Keuruu. Tarve: 15,5 %. Käyttö: 1,7 %.",
    picture=Dots(
        (
            Dot("Jyväskylä", 12.04, 2.44),
            Dot("Keuruu", 15.5, 1.7, is_own=True),
            Dot("Kinnula", 17.5, None),
            Dot("Äänekoski", 13.0, 2.2),
        ),
        Axis("Pienituloiset, prosenttia, 2024", 1),
        Axis("Sijoitetut, prosenttia, 2021", 1),
    ),
    **BASIC,
)
QUADRANT = Slide(
    "quadrant",
    "Keuruu: 1,7 %. Koko maa: 1,7 %. Oma aiempi luku: 1,0 %.",
    picture=Dots(
        (
            Dot("Jyväskylä", 0.74, -0.26),
            Dot("Keuruu", -0.04, 0.72, is_own=True),
            Dot("Kinnula", None, 7.5),
            Dot("Äänekoski", 0.5, 0.2),
        ),
        Axis("Ero koko maahan, prosenttiyksikköä", 1),
        Axis("Muutos, prosenttiyksikköä", 1),
        Corners("pienempi mutta kasvanut", "suurempi ja kasvanut", "pienempi ja pienentynyt", "suurempi mutta <3"),
    ),
    **BASIC,
)
FUNNEL = Slide(
    "funnel",
    "Keuruu: 2,0 %. Koko maa: 2,0 %.",
    picture=Funnel(
        (
            FunnelPoint("Jyväskylä", 20_000.4, 3.04, "3,0 %", is_outside=True),
            FunnelPoint("Keuruu", 1_000.0, 2.0, "2,0 %", is_own=True),
            FunnelPoint("Multia", 300.0, 3.5, "3,5 %"),
        ),
        FunnelLimits(
            [300.0, 2500.0, 20_000.0],
            [0.72, 1.48, 1.81],
            [3.88, 2.59, 2.2],
            [0.25, 1.21, 1.71],
            [9.2, 2.96, 2.31],
            target=2.0,
            target_words="Koko maa 2,0\N{NO-BREAK SPACE}%",
            words95="95 %",
            words998="99,8 %",
        ),
        Axis("Joukon koko", 0),
        Axis("prosenttia", 1),
    ),
    **BASIC,
)
NUMBERS = Slide(
    "numbers",
    "Keuruu. Mikään ei erotu.",
    picture=Figures(
        ("Luku", "Keuruu", "Koko maa", "Suunta"),
        (("Sijoitetut, 2021", "1,7 % (1,2–2,5 %)", "1,7 %", "Ehkä noussut."), ("Käynnit", "esimerkki", "–", "")),
    ),
    story="Mistä on kyse.",
    **BASIC,
)
QUESTIONS = Slide("questions", "Kysymyksiä", picture=Words(("Mitä?", "Miksi?")), notes=(("Puhujalle", "Odota."),))
GAP = Slide("trend", "Tästä ei ole näytettävää", gap="Lukua ei enää ole.", question="Mitä nyt?")
SLIDES = (NUMBERS, TREND, MAP, CENTRES, RANKING, NEED, QUADRANT, FUNNEL, FORECAST, MONTHS, QUESTIONS, GAP)
# Where each stands in the file: the opening slide is number 0.
AT = {slide.kind: number for number, slide in reversed(list(enumerate(SLIDES, start=1)))}
DECK = Deck("Raskaat palvelut", "Keuruu", "fi", "2026-11-25-abc", FETCHED, SLIDES)


@pytest.fixture(scope="module")
def made() -> Opened:
    return opened(deck_pptx(DECK, TEMPLATE))


def of(*slides: Slide, **changed: object) -> Opened:
    """A presentation of other slides."""
    return opened(deck_pptx(dataclasses.replace(DECK, slides=slides, **changed), TEMPLATE))


def values(chart: object) -> dict[str, list[float | None]]:
    return {one.name: list(one.values) for plot in chart.plots for one in plot.series}  # type: ignore[attr-defined]


# ---- titles and words ---------------------------------------------------------------------------------------
def test_every_slide_has_its_finding_in_the_place_for_a_title(made: Opened) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in made.slides]
    assert titles == ["Raskaat palvelut", *(slide.title for slide in SLIDES)]
    assert all(slide.shapes.title.is_placeholder for slide in made.slides)


def test_the_opening_says_where_and_of_which_release(made: Opened) -> None:
    subtitle = made.slides[0].placeholders[1].text_frame.text.split("\n")
    assert subtitle == ["Keuruu", "Ilmiötaulun julkaisu 2026-11-25-abc. Haettu 25.11.2026"]


def test_what_can_be_said_how_the_picture_is_read_and_the_question_stand_beside_the_picture(made: Opened) -> None:
    body = made.slides[AT["ranking"]].placeholders[1].text_frame.text.split("\n")
    assert body == [RANKING.told[0], RANKING.key, RANKING.question]
    assert made.slides[AT["numbers"]].placeholders[1].text_frame.text.split("\n")[0] == "Mistä on kyse."
    assert made.slides[AT["questions"]].placeholders[1].text_frame.text == "Mitä?\nMiksi?"


def test_a_slide_without_figures_says_why(made: Opened) -> None:
    gap = made.slides[len(SLIDES)]
    assert gap.placeholders[1].text_frame.text == "Lukua ei enää ole.\nMitä nyt?"
    assert not [shape for shape in gap.shapes if shape.has_chart or shape.has_table]


def test_the_source_and_the_release_stand_under_every_picture(made: Opened) -> None:
    for kind in ("trend", "map", "centres", "ranking", "need", "quadrant", "funnel", "forecast", "months", "numbers"):
        told = [shape.text_frame.text for shape in made.slides[AT[kind]].shapes if shape.has_text_frame]
        source = "Lähde: THL, 191. Haettu 25.11.2026. CC BY 4.0. Ilmiötaulun julkaisu 2026-11-25-abc"
        assert source in told, kind


def test_the_notes_have_words_for_the_speaker_the_meaning_the_source_and_the_release(made: Opened) -> None:
    assert made.notes(AT["trend"]) == [
        "Puhujalle: Kysy ensin.",
        "Mitä luku kertoo: Sijoitettujen osuus.",
        "Lähde: THL, 191. Haettu 25.11.2026. CC BY 4.0",
        "Ilmiötaulun julkaisu 2026-11-25-abc",
    ]
    assert made.notes(len(SLIDES)) == ["Lukua ei enää ole.", "Ilmiötaulun julkaisu 2026-11-25-abc"]


def test_more_sources_than_there_is_room_for_are_in_the_notes() -> None:
    many = tuple(dataclasses.replace(ORIGIN, publisher=f"P{n}", source_id="x" * 80) for n in range(5))
    package = of(dataclasses.replace(TREND, origins=many))
    (told,) = [
        one.text_frame.text for one in package.slides[1].shapes if one.has_text_frame and "P0" in one.text_frame.text
    ]
    assert told == f"{t('slide.sources', 'fi', publishers='P0, P1, P2, P3, P4')}\nIlmiötaulun julkaisu 2026-11-25-abc"
    assert sum("Lähde: P" in line for line in package.notes(1)) == 5


def test_what_has_moved_is_said_on_the_opening_and_listed_in_its_notes() -> None:
    package = of(TREND, moved=("Sijoitetut, Keuruu: oli 1,6 % (2020), nyt 1,7 % (2021).",))
    assert t("slide.moved", "fi", count=1) in package.slides[0].placeholders[1].text_frame.text
    assert "Sijoitetut, Keuruu: oli 1,6 % (2020), nyt 1,7 % (2021)." in package.notes(0)


# ---- charts -------------------------------------------------------------------------------------------------
def test_lines_are_a_native_chart_with_gaps_where_nothing_is_known(made: Opened) -> None:
    chart = made.chart(AT["trend"])
    assert list(chart.plots[0].categories) == ["2019", "2020", "2021"]
    assert values(chart) == {
        "Keuruu, 95 %:n väli, alaraja": [1.0, None, 1.2],
        "Keuruu, 95 %:n väli, yläraja": [2.1, None, 2.5],
        "Keski-Suomi": [1.6, 1.7, 1.8],
        "Koko maa": [1.4, 1.5, None],
        "Keuruu": [1.5, None, 1.7],
    }
    assert 'dispBlanksAs val="gap"' in made.files[chart.part.partname[1:]].decode()
    own = next(one for one in chart.plots[0].series if one.name == "Keuruu")
    assert own.format.line.color.theme_color == MSO_THEME_COLOR.ACCENT_1


def test_the_workbook_behind_a_chart_has_just_what_it_draws(made: Opened) -> None:
    page = made.workbook(AT["trend"]).pages["Luvut"]
    assert page.row(1) == [
        "Vuosi",
        "Keuruu",
        "Keski-Suomi",
        "Koko maa",
        "Keuruu, 95 %:n väli, alaraja",
        "Keuruu, 95 %:n väli, yläraja",
    ]
    assert page.row(2) == ["2019", 1.5, 1.6, 1.4, 1.0, 2.1]
    assert page.row(3) == ["2020", 1.7, 1.5]
    assert not {"B3", "E3", "F3", "D4"} & page.cells.keys()


@pytest.mark.parametrize("kind", ["trend", "ranking", "need", "quadrant", "funnel", "forecast", "months"])
def test_every_number_of_a_chart_is_that_of_the_cell_it_refers_to(made: Opened, kind: str) -> None:
    part = made.chart(AT[kind]).part
    markup = made.files[part.partname[1:]].decode()
    cells = made.workbook(AT[kind]).pages["Luvut"].cells
    found = 0
    for reference, cache in re.findall(
        r"<c:f>'Luvut'!(.*?)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", markup
    ):
        first = re.match(r"\$([A-Z]+)\$(\d+)", reference)
        count = int(re.search(r'ptCount val="(\d+)"', cache)[1])
        points = dict(re.findall(r'<c:pt idx="(\d+)"><c:v>(.*?)</c:v>', cache))
        for at in range(count):
            cell = cells.get(f"{first[1]}{int(first[2]) + at}")
            assert (str(at) in points) == (cell is not None)
            if cell is not None:
                assert points[str(at)] == (cell if isinstance(cell, str) else f"{cell}")
                found += 1
    assert found >= 8


def test_bars_come_in_order_with_their_limits_and_the_own_one_in_the_accent_colour(made: Opened) -> None:
    chart = made.chart(AT["ranking"])
    assert list(chart.plots[0].categories) == ["Jyväskylä", "Keuruu", "Kinnula (salattu)", "Koko maa"]
    assert values(chart) == {"Arvo": [2.4, 1.7, None, 1.75]}
    (series,) = chart.plots[0].series
    assert series.points[1].format.fill.fore_color.theme_color == MSO_THEME_COLOR.ACCENT_1
    markup = made.files[chart.part.partname[1:]].decode()
    assert 'orientation val="maxMin"' in markup, "the largest stands above"
    assert 'max val="2.5"' in markup, "no limit is cut"
    page = made.workbook(AT["ranking"]).pages["Luvut"]
    assert page.row(2) == ["Jyväskylä", 2.4, 2.2, 2.5, 0.2, 0.1]
    for end, ends in (("plus", ["0.1", "0.8"]), ("minus", ["0.2", "0.5"])):
        told = re.search(rf"<c:{end}>(.*?)</c:{end}>", markup)[1]
        assert re.findall(r"<c:v>(.*?)</c:v>", told) == ends
    assert page.row(4) == ["Kinnula (salattu)"]
    assert page.row(5) == ["Koko maa", 1.75]


def test_a_forecast_begins_at_the_known_value_and_the_official_one_has_points_alone(made: Opened) -> None:
    chart = made.chart(AT["forecast"])
    told = values(chart)
    assert told["Ennusteemme"] == [None, 48.0, 46.0]
    assert told["Virallinen ennuste"] == [None, None, 45.0]
    assert told["Ennusteemme, 80 %:n väli, alaraja"] == [None, None, 40.0]
    official = next(one for one in chart.plots[0].series if one.name == "Virallinen ennuste")
    assert official.format.line.fill.type is not None
    assert "noFill" in official._element.xpath("./c:spPr")[0].xml


def test_months_are_dates_so_that_every_program_names_as_many_as_have_room(made: Opened) -> None:
    chart = made.chart(AT["months"])
    assert values(chart) == {"Keuruu": [12.0, 14.0, None, 30.0]}
    page = made.workbook(AT["months"]).pages["Luvut"]
    assert [page.row(at) for at in range(1, 6)] == [
        ["Kuukausi", "Keuruu"],
        [45962, 12],
        [45992, 14],
        [46023],
        [46054, 30],
    ]
    markup = made.files[chart.part.partname[1:]].decode()
    assert r'<c:numFmt formatCode="m\/yyyy" sourceLinked="0"/>' in markup
    assert '<c:baseTimeUnit val="months"/><c:majorUnit val="1"/>' in markup
    long = tuple(f"{2020 + at // 12}-{at % 12 + 1:02}" for at in range(60))
    picture = Lines(long, (Series("Keuruu", "own", (1.0,) * 60),))
    steps = {
        lang: re.search(r'majorUnit val="(\d+)"', of(dataclasses.replace(MONTHS, picture=picture), lang=lang).text)[1]
        for lang in LANGUAGES
    }
    assert steps == {"fi": "12", "sv": "12", "en": "24"}


def test_dots_have_need_across_and_use_upwards_and_a_place_without_both_is_none(made: Opened) -> None:
    chart = made.chart(AT["need"])
    page = made.workbook(AT["need"]).pages["Luvut"]
    others, own = chart.plots[0].series
    assert (others.name, list(others.values)) == ("Muut kunnat", [2.4, 2.2])
    assert (own.name, list(own.values)) == ("Keuruu", [1.7])
    assert page.row(2) == ["Jyväskylä", 12.0, 2.4, "Keuruu", 15.5, 1.7]
    assert page.row(3) == ["Äänekoski", 13.0, 2.2]
    assert "Kinnula" not in "".join(made.workbook(AT["need"]).files.values())


def scatter_of(made: Opened, kind: str) -> str:
    return made.files[made.chart(AT[kind]).part.partname[1:]].decode()


def test_around_a_cross_the_corners_have_their_words_and_the_scales_both_ways(made: Opened) -> None:
    chart, markup = made.chart(AT["quadrant"]), scatter_of(made, "quadrant")
    others, own = chart.plots[0].series
    assert (others.name, list(others.values)) == ("Muut alueet", [-0.3, 0.2])
    assert (own.name, list(own.values)) == ("Keuruu", [0.7])
    page = made.workbook(AT["quadrant"]).pages["Luvut"]
    assert page.row(2) == ["Jyväskylä", 0.7, -0.3, "Keuruu", 0, 0.7]
    assert page.row(3) == ["Äänekoski", 0.5, 0.2]
    assert "Kinnula" not in "".join(made.workbook(AT["quadrant"]).files.values())
    assert "Kinnula" not in markup
    ends = re.findall(r'<c:max val="([^"]+)"/><c:min val="([^"]+)"/>', markup)
    assert ends == [("1", "-1"), ("1", "-1")], "the numbers at both ends are round"
    assert markup.count('tickLblPos val="low"') == 2
    words = [shape for shape in made.slides[AT["quadrant"]].shapes if shape.has_text_frame]
    told = {shape.text_frame.text: shape for shape in words}
    corners = [told[text] for text in dataclasses.astuple(QUADRANT.picture.corners)]
    left_top, right_top, left_low, right_low = corners
    assert left_top.left == left_low.left < right_top.left == right_low.left
    assert left_top.top == right_top.top < left_low.top == right_low.top
    (frame,) = [shape for shape in made.slides[AT["quadrant"]].shapes if shape.has_chart]
    for one in corners:
        assert frame.left < one.left < one.left + one.width < frame.left + frame.width
        assert frame.top < one.top < one.top + one.height < frame.top + frame.height
    assert QUADRANT.heading in told
    assert "<c:title>" not in markup.partition("<c:plotArea>")[0]


def test_a_funnel_has_its_lines_and_its_dots_in_one_chart_on_a_scale_of_times(made: Opened) -> None:
    chart, markup = made.chart(AT["funnel"]), scatter_of(made, "funnel")
    # What has fewer points comes later: some programs leave out what stands before a longer series.
    assert [(one.name, list(one.values)) for one in chart.plots[0].series] == [
        ("Sattuman raja, 99,8 %, yläraja", [9.2, 2.96, 2.31]),
        ("Sattuman raja, 99,8 %, alaraja", [0.25, 1.21, 1.71]),
        ("Sattuman raja, 95 %, yläraja", [3.88, 2.59, 2.2]),
        ("Sattuman raja, 95 %, alaraja", [0.72, 1.48, 1.81]),
        ("Koko maa 2,0\N{NO-BREAK SPACE}%", [2.0, 2.0, 2.0]),
        ("Muut kunnat", [3.0, 3.5]),
        ("Keuruu", [2.0]),
    ]
    page = made.workbook(AT["funnel"]).pages["Luvut"]
    assert page.row(1)[:4] == ["Alue", "Joukon koko", "Muut kunnat", "Joukon koko"]
    assert page.row(2) == ["Jyväskylä", 20_000, 3, 300, 9.2, 0.25, 3.88, 0.72, 2, "Keuruu", 1_000, 2]
    assert '<c:logBase val="10"/><c:orientation val="minMax"/><c:max val="50000"/><c:min val="100"/>' in markup
    labels = re.findall(r'<c:dLbl><c:idx val="(\d)"/>.*?<a:t>([^<]+)</a:t>', markup)
    # The outer limit is seen from its second size on: over the first it lies beyond the scale.
    assert labels == [
        ("1", "99,8 %"),
        ("0", "95 %"),
        ("2", "Koko maa 2,0\N{NO-BREAK SPACE}%"),
        ("0", "Jyväskylä"),
        ("0", "Keuruu"),
    ]
    symbols = re.findall(r'<c:symbol val="(\w+)"/>', markup)
    assert symbols == [*["none"] * 5, "circle", "diamond"], "the own one has a shape of its own"
    points = [FunnelPoint(f"Kunta {at}", 100.0 * at, 2.0, "2,0 %") for at in range(1, 9)]
    funnel = FUNNEL.picture
    assert isinstance(funnel, Funnel)
    many = dataclasses.replace(funnel, points=(*funnel.points, *points))
    assert of(dataclasses.replace(FUNNEL, picture=many)).chart(1).plots[0].series[0].name == "Muut kunnat"


# What the standard has within an element, in its order; a program that minds wants to repair any other.
IN_ORDER = {
    "scaling": "logBase orientation max min",
    "valAx": (
        "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
        "crossAx crosses crossBetween majorUnit"
    ),
    "ser": "idx order tx spPr marker dLbls xVal yVal smooth",
    "dLbl": ("idx tx dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize"),
    "dLbls": "dLbl showLegendKey showVal showCatName showSerName showPercent showBubbleSize",
    "scatterChart": "scatterStyle varyColors ser axId",
    "plotArea": "layout scatterChart valAx",
}


@pytest.mark.parametrize("kind", ["need", "quadrant", "funnel"])
def test_the_markup_of_dots_is_in_the_order_of_the_standard(made: Opened, kind: str) -> None:
    root = ElementTree.fromstring(scatter_of(made, kind))
    found = 0
    for name, order in IN_ORDER.items():
        for one in root.iter(f"{{http://schemas.openxmlformats.org/drawingml/2006/chart}}{name}"):
            names = [child.tag.rpartition("}")[2] for child in one]
            assert names == sorted(names, key=order.split().index), name
            found += 1
    assert found >= 10


def test_the_own_dot_is_named_wherever_it_lies() -> None:
    crowd = [Dot(f"K{n}", 10 + n % 9 / 9, 2 + n // 9 / 9) for n in range(81)]
    own = Dot("Keuruu", 10.45, 2.45, is_own=True)
    package = of(dataclasses.replace(NEED, picture=dataclasses.replace(NEED.picture, points=(*crowd, own))))
    markup = package.files["ppt/charts/chart1.xml"].decode()
    label = re.search(r"<a:t>Keuruu</a:t>.*?<c:dLblPos val=\"(\w)\"", markup)
    assert label[1] in "lrtb"
    assert '<c:size val="4"/>' in markup


def ranked(count: int) -> Slide:
    """So many municipalities, the own one among the last, and the country."""
    bars = [
        Bar(f"Kunta {n}", "own" if n == count - 3 else "other", 500.0 - n, limits=(1.0, 600.0)) for n in range(count)
    ]
    return dataclasses.replace(RANKING, picture=Bars((*bars, Bar("Koko maa", "country", 400.0))))


def letters_of(markup: str) -> set[int]:
    return {int(one) for one in re.findall(r'<a:defRPr sz="(\d+)00"', markup)}


@pytest.mark.parametrize("count", [22, 39, 308])
def test_letters_of_a_ranking_are_read_from_ten_metres_however_many_places_there_are(count: int) -> None:
    package = of(ranked(count))
    left, right = (shape.chart for shape in package.slides[1].shapes if shape.has_chart)
    for chart in (left, right):
        markup = package.files[chart.part.partname[1:]].decode()
        assert min(letters_of(markup)) >= 12
        assert 'max val="600"' in markup, "both on one scale"
        assert "<c:title>" not in markup
    named = [*left.plots[0].categories, *right.plots[0].categories]
    assert named[0] == "Kunta 0  500,0", "the value stands in the name, so that no limit crosses it"
    places = [name.partition("  ")[0] for name in named]
    assert {f"Kunta {count - 3}", "Koko maa"} <= set(places)
    texts = " ".join(shape.text_frame.text for shape in package.slides[1].shapes if shape.has_text_frame)
    assert RANKING.heading in texts
    (first, second) = (described(shape) for shape in package.slides[1].shapes if shape.has_chart)
    assert (first, second) == (RANKING.alt, t("slide.alt.rest", "fi", heading=RANKING.heading))
    if count < 308:
        assert len(places) == count + 1
        assert t("slide.note.all", "fi") not in "".join(package.notes(1))
        return
    assert t("slide.left_out", "fi", count=288) in texts
    assert places[10] == t("stage.left_out", "fi", count=288)
    (everywhere,) = [line for line in package.notes(1) if line.startswith(t("slide.note.all", "fi"))]
    assert everywhere.count(";") == 308
    assert "Kunta 150: 350,0" in everywhere


def test_in_two_columns_places_without_a_figure_are_told_in_words_by_their_reason() -> None:
    bars = [Bar(f"Kunta {n}", "other", 50.0 - n) for n in range(15)]
    hidden = [Bar("Kinnula", "own", None, "salattu"), Bar("Multia", "other", None, "salattu")]
    package = of(
        dataclasses.replace(RANKING, picture=Bars((*bars, *hidden, Bar("Toivakka", "other", None, "puuttuu"))))
    )
    body = package.slides[1].placeholders[1].text_frame.text
    assert "Salattu: Kinnula, Multia. Puuttuu: Toivakka." in body
    charts = [shape.chart for shape in package.slides[1].shapes if shape.has_chart]
    assert [len(list(chart.plots[0].categories)) for chart in charts] == [8, 7]


# ---- what is asked first ------------------------------------------------------------------------------------
ASKED_LINE = dataclasses.replace(
    TREND,
    title="Keuruu: luku on 7,7",
    told=("Se on 7,7 %.",),
    notes=(("Puhujalle", "Luku on 7,7."),),
    alt="Kuva: 7,7.",
    question="Mitä odotatte?",
    picture=Lines(
        tuple(map(str, range(2014, 2022))),
        (
            Series("Keuruu", "own", (1.5, 1.4, 1.7, 1.6, 1.5, 1.8, 7.1, 7.7), (1.0,) * 8, (7.75,) * 8),
            Series("Koko maa", "country", (1.3,) * 8),
        ),
    ),
    guess=LineGuess(tuple(map(str, range(2014, 2020))), (1.5, 1.4, 1.7, 1.6, 1.5, 1.8), ("2020", "2021"), 0.0, 3.0, 1),
)
ASKED_PLACE = dataclasses.replace(RANKING, guess=PlaceGuess(2))


def parts_of(package: Opened, number: int) -> str:
    """All that stands in the files of one slide: its own, its notes, its chart and the workbook behind that."""
    slide = package.slides[number]
    chart = package.chart(number)
    names = [slide.part.partname, slide.notes_slide.part.partname, chart.part.partname]
    told = [package.files[name[1:]].decode() for name in names]
    return "\n".join([*told, *package.workbook(number).files.values()])


def test_before_a_slide_that_is_guessed_stands_its_question_with_empty_axes_and_no_answer_anywhere() -> None:
    package = of(QUESTIONS, ASKED_LINE, ASKED_PLACE)
    assert [slide.shapes.title.text_frame.text for slide in package.slides][2:] == [
        "Keuruu: Sijoitetut, prosenttia. Miten luku on muuttunut?",
        "Keuruu: luku on 7,7",
        t("stage.ask.place", "fi", place="Keuruu", title="Sijoitetut, prosenttia"),
        RANKING.title,
    ]
    line = package.chart(2)
    assert values(line) == {"Keuruu": [1.5, 1.4, 1.7, 1.6, 1.5, 1.8, None, None]}
    assert list(line.plots[0].categories)[-1] == "2021"
    assert 'max val="3"' in package.files[line.part.partname[1:]].decode()
    assert package.workbook(2).pages["Luvut"].row(8) == ["2020"]
    assert "7,7" in parts_of(package, 3)
    for secret in ("7.1", "7.7", "7,7", "1.3", "Koko maa"):
        assert secret not in parts_of(package, 2), secret
    place = package.chart(4)
    assert (list(place.plots[0].categories), values(place)) == (["1.", "2."], {"Arvo": [None, None]})
    for secret in ("Jyväskylä", "1,7", "1.7", "2.4", RANKING.told[0]):
        assert secret not in parts_of(package, 4), secret
    assert faults(package) == []


def test_negative_figures_have_an_axis_that_reaches_them() -> None:
    picture = Lines(("2020", "2021"), (Series("Keuruu", "own", (-3.0, 4.0)),))
    package = of(dataclasses.replace(TREND, picture=picture))
    markup = package.files["ppt/charts/chart1.xml"].decode()
    assert "<c:min " not in markup
    assert 'tickLblPos val="low"' in markup.split("<c:valAx>")[1]


# ---- map and tables -----------------------------------------------------------------------------------------
def test_a_map_is_a_group_of_shapes_with_names_figures_and_the_colours_of_their_classes(made: Opened) -> None:
    (group,) = [one for one in made.slides[AT["map"]].shapes if one.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert described(group) == MAP.alt
    areas = {one.name: one for one in group.shapes if not is_decorative(one)}
    assert {name: described(one) for name, one in areas.items()} == {
        "Jyväskylä": "Jyväskylä: 2,4 %",
        "Keuruu": "Keuruu: 1,7 %",
        "Kinnula": "Kinnula: salattu tai nolla",
    }
    fills = {name: one.fill for name, one in areas.items()}
    assert f"#{fills['Jyväskylä'].fore_color.rgb}" == SEQUENTIAL[1]
    assert f"#{fills['Keuruu'].fore_color.rgb}" == SEQUENTIAL[0]
    assert "pattFill" in areas["Kinnula"]._element.xml, "what is hidden is hatched"
    assert [one.name for one in group.shapes if one.name in areas][-1] == "Keuruu", "its edge lies above"
    assert areas["Keuruu"].line.width > areas["Jyväskylä"].line.width
    names = [one.text_frame.text for one in group.shapes if one.has_text_frame and one.text_frame.text]
    assert names == ["Keuruu"], "the name that has no room is left to the table"


def test_a_map_keeps_its_shape_and_stays_in_its_place(made: Opened) -> None:
    (group,) = [one for one in made.slides[AT["map"]].shapes if one.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert group.width == group.height
    keuruu, jyvaskyla = (next(one for one in group.shapes if one.name == name) for name in ("Keuruu", "Jyväskylä"))
    assert (keuruu.left, keuruu.top) == (group.left, group.top)
    assert keuruu.left + keuruu.width == jyvaskyla.left
    assert abs(2 * keuruu.width - group.width) <= 2


def test_the_table_of_a_map_has_every_area_also_those_without_a_shape(made: Opened) -> None:
    assert made.table(AT["map"]) == [
        ["Alue", "Arvo"],
        ["Jyväskylä", "2,4 %"],
        ["Keuruu", "1,7 %"],
        ["Kinnula", "salattu tai nolla"],
        ["Uurainen", "ei tietoa"],
    ]


def many(count: int) -> Slide:
    areas = tuple(AreaRow(f"KU{n:03}", f"Kunta {n}", f"{n} %", n % 2) for n in range(count))
    return dataclasses.replace(MAP, picture=dataclasses.replace(MAP.picture, areas=areas, own="KU003"))


def test_many_areas_stand_in_two_halves_and_too_many_are_told_by_their_classes() -> None:
    halves = of(many(17)).table(1)
    assert halves[0] == ["Alue", "Arvo", "", "Alue", "Arvo"]
    assert halves[1] == ["Kunta 0", "0 %", "", "Kunta 9", "9 %"]
    assert halves[9] == ["Kunta 8", "8 %", "", "", ""]
    assert of(many(308)).table(1) == [["Arvo", "Kuntia"], ["1,0–2,0 %", "154"], ["2,1–3,0 %", "154"]]


def test_a_map_without_any_shape_is_its_table() -> None:
    package = of(dataclasses.replace(MAP, picture=dataclasses.replace(MAP.picture, shapes={}, outlines=())))
    assert not [one for one in package.slides[1].shapes if one.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert len(package.table(1)) == 5


def test_places_are_dots_and_rings_on_the_map_with_their_names_and_a_table_of_their_own(made: Opened) -> None:
    slide = made.slides[AT["centres"]]
    (group,) = [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.GROUP]
    heard = {one.name: one for one in group.shapes if not is_decorative(one)}
    assert {name: described(one) for name, one in heard.items()} == {
        "Jyväskylä": "Jyväskylä: ei toimipistettä",
        "Keuruu": "Keuruu: toimipisteitä 2",
        "Aalto": "Aalto: Perhekeskus",
        "Betula": "Betula: Kohtaamispaikka",
        "Perhekeskus Onnela": "Perhekeskus Onnela: Perhekeskus",
    }
    aalto, betula = heard["Aalto"], heard["Betula"]
    assert aalto.left + aalto.width <= betula.left, "places at one point stand side by side"
    assert (f"#{aalto.fill.fore_color.rgb}", f"#{betula.fill.fore_color.rgb}") == (TEXT, "#FFFFFF")
    keuruu = next(one for one in group.shapes if one.has_text_frame and one.text_frame.text == "Keuruu")
    onnela = heard["Perhekeskus Onnela"]
    assert abs(keuruu.top + keuruu.height // 2 - onnela.top - onnela.height // 2) > onnela.height, "beside the mark"
    assert 'prst="wdDnDiag"' in heard["Jyväskylä"]._element.xml
    assert made.table(AT["centres"]) == [list(CENTRES.picture.table.names), *map(list, CENTRES.picture.table.rows)]
    (legend, _) = (shape.table for shape in slide.shapes if shape.has_table)
    assert [cell.text for cell in legend.rows[0].cells] == [
        "kunnassa on toimipiste",
        "kunnassa ei ole toimipistettä",
        "ei tietoa",
        "● Perhekeskus",
        "○ Kohtaamispaikka",
    ]


def test_a_map_s_own_table_of_many_areas_stands_in_two_halves_and_one_of_too_many_is_told_by_classes() -> None:
    def told(count: int) -> list[list[str]]:
        rows = tuple((f"Kunta {at}", str(at), "5") for at in range(count))
        areas = tuple(AreaRow(f"KU{at:03}", f"Kunta {at}", "x", WITHOUT if at else 0) for at in range(count))
        table = Figures(("Alue", "Lapsia", "Matka, km"), rows)
        picture = dataclasses.replace(CENTRES.picture, areas=areas, table=table)
        return of(dataclasses.replace(CENTRES, picture=picture)).table(1)

    halves = told(17)
    assert halves[:2] == [
        ["Alue", "Lapsia", "Matka, km", "", "Alue", "Lapsia", "Matka, km"],
        ["Kunta 0", "0", "5", "", "Kunta 9", "9", "5"],
    ]
    assert halves[-1] == ["Kunta 8", "8", "5", "", "", "", ""]
    assert told(50) == [
        ["Arvo", "Kuntia"],
        ["kunnassa on toimipiste", "1"],
        ["kunnassa ei ole toimipistettä", "49"],
    ]


def test_figures_are_a_native_table(made: Opened) -> None:
    assert made.table(AT["numbers"]) == [list(NUMBERS.picture.names), *(list(row) for row in NUMBERS.picture.rows)]


def test_paths_have_their_steps_absolute_and_relative() -> None:
    assert contours("M400 1300h94v94h-94Z") == [[(400, 1300), (494, 1300), (494, 1394), (400, 1394)]]
    assert contours("M0 0L1 2L5 -7ZM9 9L8 8Z") == [[(0, 0), (1, 2), (5, -7)], [(9, 9), (8, 8)]]
    assert contours("") == []


# ---- for everybody ------------------------------------------------------------------------------------------
def test_every_object_is_described_or_only_for_the_eye(made: Opened) -> None:
    for number in range(len(made.slides)):
        for shape in made.shapes(number):
            assert shape.is_placeholder or described(shape) or is_decorative(shape), (number, shape.name)
    assert [described(one) for one in made.slides[AT["trend"]].shapes if one.has_chart] == [TREND.alt]


def test_the_title_is_heard_first_then_the_words_then_the_picture(made: Opened) -> None:
    for slide in made.slides[1:]:
        first, second, *_ = slide.shapes
        assert first == slide.shapes.title
        assert second.is_placeholder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_marked_with_their_language(lang: str) -> None:
    package = of(*SLIDES, lang=lang)
    spoken = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[lang]
    for number, slide in enumerate(package.slides):
        runs = slide.shapes.title._element.xpath(".//a:r/a:rPr")
        assert [one.get("lang") for one in runs] == [spoken], number


def test_a_slide_is_wide(made: Opened) -> None:
    presentation = Presentation(TEMPLATE)
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    for number in range(len(made.slides)):
        for shape in made.slides[number].shapes:
            assert shape.left >= 0 and shape.left + shape.width <= presentation.slide_width, shape.name
            assert shape.top >= 0 and shape.top + shape.height <= presentation.slide_height, shape.name


# ---- the file -----------------------------------------------------------------------------------------------
def test_nothing_in_the_file_wants_repair(made: Opened) -> None:
    assert faults(made) == []


HOSTILE = "\"<a:t>'&amp; Äänekoski 👩‍👩‍👧‍👦 =1+1 \u202e"


@pytest.mark.parametrize("text", [HOSTILE, (HOSTILE * 12)[:300], "x" * 300, "\x00\x0b\ud83d", "💡" * 300])
def test_whatever_stands_in_a_headline_the_file_opens_and_says_it(text: str) -> None:
    hostile = [dataclasses.replace(one, title=text, question=text, alt=text, heading=text) for one in SLIDES]
    lines = Lines(TREND.picture.times, tuple(dataclasses.replace(s, name=text) for s in TREND.picture.series))
    hostile.append(dataclasses.replace(TREND, picture=lines, notes=((text, text),), told=(text,) * 9))
    package = of(*hostile, title=text, place=text)
    assert faults(package) == []
    told = re.sub("[\x00-\x08\x0b\ud800-\udfff]", "", text)
    assert package.slides[1].shapes.title.text_frame.text == told
    assert described(next(one for one in package.slides[AT["trend"]].shapes if one.has_chart)) == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_slides_give_the_same_bytes(lang: str) -> None:
    again = dataclasses.replace(DECK, lang=lang)
    assert deck_pptx(again, TEMPLATE) == deck_pptx(dataclasses.replace(again), TEMPLATE)
    assert deck_pptx(again, TEMPLATE) != deck_pptx(dataclasses.replace(again, release="R2"), TEMPLATE)


def test_the_file_knows_nothing_of_the_machine_or_the_person(made: Opened) -> None:
    core = made.files["docProps/core.xml"].decode()
    told = dict(re.findall(r"<((?:dc|cp|dcterms):\w+)[^>]*>([^<]*)</", core))
    assert told["dc:title"] == "Raskaat palvelut"
    assert (told["dc:creator"], told["cp:lastModifiedBy"]) == ("", "")
    assert told["dcterms:created"] == told["dcterms:modified"] == "2026-11-25T14:14:46Z"
    text = made.text
    assert not any(word in text for word in (str(Path.home()), gethostname(), tempfile.gettempdir()))
    assert not re.search(r'TargetMode="External"', text)


# ---- templates ----------------------------------------------------------------------------------------------
def template(folder: Path, change: object, wide: bool = True) -> Path:
    """The template of an organisation: the one that the library ships, changed."""
    presentation = Presentation()
    if wide:
        presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    change(presentation)  # type: ignore[operator]
    path = folder / "template.pptx"
    presentation.save(path)
    return path


def without(*numbers: int) -> object:
    """Take away layouts of the library's own template by their numbers."""

    def change(presentation: object) -> None:
        layouts = list(presentation.slide_layouts)  # type: ignore[attr-defined]
        for number in numbers:
            presentation.slide_layouts.remove(layouts[number])  # type: ignore[attr-defined]

    return change


def test_an_organisations_own_template_is_used_whatever_the_order_of_its_layouts(tmp_path: Path) -> None:
    def change(presentation: object) -> None:
        ids = presentation.slide_master._element.sldLayoutIdLst  # type: ignore[attr-defined]
        for one in reversed(list(ids)):
            ids.remove(one)
            ids.append(one)
        sample = presentation.slides.add_slide(presentation.slide_layouts[0])  # type: ignore[attr-defined]
        sample.shapes.title.text = "Näin pohjaa käytetään"

    path = template(tmp_path, change)
    package = opened(deck_pptx(DECK, path))
    layouts = [slide.slide_layout.name for slide in package.slides]
    assert layouts == ["Title Slide", *["Title and Content"] * len(SLIDES)]
    assert "Näin pohjaa käytetään" not in package.text
    assert faults(package) == []
    assert [slide.shapes.title.text_frame.text for slide in package.slides][1:] == [slide.title for slide in SLIDES]


WHY = {
    "not_wide": (without(), False),
    "no_opening": (without(0), True),
    "no_content": (without(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), True),
}


@pytest.mark.parametrize("why", WHY)
def test_a_template_without_what_is_needed_says_what_it_lacks(tmp_path: Path, why: str) -> None:
    change, wide = WHY[why]
    path = template(tmp_path, change, wide)
    with pytest.raises(BadTemplate) as error:
        deck_pptx(DECK, path)
    assert (error.value.why, error.value.path) == (why, path)
    with pytest.raises(BadTemplate):
        check_template(path)


@pytest.mark.parametrize("content", [b"", b"not a zip", None], ids=["empty", "words", "another package"])
def test_a_file_that_is_no_presentation_says_so(tmp_path: Path, content: bytes | None) -> None:
    if content is None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("word/document.xml", "<x/>")
        content = stream.getvalue()
    path = tmp_path / "template.pptx"
    path.write_bytes(content)
    with pytest.raises(BadTemplate) as error:
        deck_pptx(DECK, path)
    assert error.value.why == "not_a_presentation"
    with pytest.raises(BadTemplate) as error:
        deck_pptx(DECK, tmp_path / "nothing.pptx")
    assert error.value.why == "not_there"


def test_the_template_that_ships_is_one() -> None:
    check_template(TEMPLATE)
