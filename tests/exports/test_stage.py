"""The page of a story as a browser gets it: what is in it, what is not, and that no text breaks it."""

import dataclasses
import json
import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

import pytest

from ilmiotaulu.exports.stage import FONT, Ways, policy, stage_html
from ilmiotaulu.exports.stage_svg import flowing
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.sheet import Column, Sheet
from ilmiotaulu.views.slides import Bar, Bars, Deck, Label, Lines, MapPicture, Series, Slide, Words
from tests.exports.test_pptx import (
    CENTRES,
    FETCHED,
    FORECAST,
    FUNNEL,
    MAP,
    NEED,
    NUMBERS,
    ORIGIN,
    QUADRANT,
    QUESTIONS,
    RANKING,
    TREND,
)

LETTERS = (PROJECT / "assets" / FONT).read_bytes()
YEARS = Sheet(
    "Sijoitetut",
    "prosenttia",
    (Column("Vuosi"), Column("Keuruu", "number", 1, "percent"), Column("95 %:n väli", "interval", 1, "percent")),
    (("2021", 1.7, (1.2, 2.5)), ("2020", "salattu tai nolla", None), ("2019", 1.5, (1.0, 2.1))),
    origins=(ORIGIN,),
    chosen=0,
)
LINE_GUESS = LineGuess(("2016", "2017", "2018"), (1.1, None, 1.3), ("2019", "2021"), 0.0, 3.0, 1)
GUESSED = dataclasses.replace(
    TREND,
    picture=Lines(
        ("2016", "2017", "2018", "2019", "2020", "2021"),
        (dataclasses.replace(TREND.picture.series[0], values=(1.1, None, 1.3, 1.5, None, 1.7), lower=(), upper=()),),
    ),
    sheet=YEARS,
    guess=LINE_GUESS,
)
ALL = (TREND, FORECAST, RANKING, MAP, NEED, QUADRANT, FUNNEL, NUMBERS, QUESTIONS)


def deck(*slides: Slide, **more: object) -> Deck:
    given = {"title": "Tarina", "place": "Keuruu", "lang": "fi", "release": "2026-11-25-ab12", "fetched": FETCHED}
    return Deck(**{**given, "slides": slides, **more})  # type: ignore[arg-type]


def page(*slides: Slide, **more: object) -> str:
    return stage_html(deck(*slides, **more), LETTERS).decode()


class _Page(HTMLParser):
    """What a browser makes of a page: its elements with their attributes and the words inside."""

    VOID = ("meta", "input", "br", "link", "img", "hr")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def having(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.found if name in attributes]


def titles(markup: str) -> list[str]:
    return [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall(r"<h1 class[^>]*>(.*?)</h1>", markup)]


# ---- what is on the screens ---------------------------------------------------------------------------------
def test_the_story_has_an_opening_a_screen_a_slide_and_a_last_one() -> None:
    made = page(*ALL, notices=("Alkujulkaisu.",), moved=("Keuruu: 1,5 % → 1,7 %",))
    assert titles(made) == ["Tarina", *(slide.title for slide in ALL), t("stage.end", "fi")]
    whole = _Page(made)
    assert whole.open == []
    for told in ("Alkujulkaisu.", "Keuruu: 1,5 % → 1,7 %", "25.11.2026", "11 / 11", "Keuruu · Ilmiötaulun julkaisu"):
        assert told in whole.text
    assert whole.text.count("2026-11-25-ab12") >= 10
    assert whole.text.count("Haettu 25.11.2026. CC BY 4.0") >= 6


@pytest.mark.parametrize("slide", [TREND, FORECAST, RANKING, MAP, NEED, QUADRANT, FUNNEL], ids=lambda slide: slide.kind)
def test_every_picture_has_words_and_all_its_drawings_are_silent(slide: Slide) -> None:
    made = _Page(page(slide))
    (picture,) = [attributes for _, attributes in made.found if attributes.get("role") == "img"]
    assert picture["aria-label"] == slide.alt


def test_the_figures_of_a_picture_are_a_table_for_whoever_hears_the_page() -> None:
    made = page(dataclasses.replace(TREND, sheet=YEARS))
    table = made[made.index('<div class="heard"><table>') :].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall("<tr>(.*?)</tr>", table)]
    assert [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in rows] == [
        ["Vuosi", "Keuruu", "95 %:n väli"],
        ["2021", "1,7 %", "1,2–2,5 %"],
        ["2020", "salattu tai nolla", ""],
        ["2019", "1,5 %", "1,0–2,1 %"],
    ]


def test_a_hidden_figure_is_a_word_in_bars_and_map_and_a_gap_in_a_line() -> None:
    made = page(RANKING, MAP)
    assert '<span class="name">Kinnula</span><span class="word">salattu</span>' in made
    assert re.search(r'<path class="withheld" fill="url\(#hatch-1\)" d="M0 10', made)
    assert "salattu tai nolla</li>" in made
    # Two years that do not follow each other are two points and no line.
    line = page(TREND)
    assert 'class="line own"' not in line.partition('class="key"')[0]
    assert line.count('class="dot own"') == 2


def test_places_are_dots_and_rings_named_where_there_is_room_and_areas_without_one_are_hatched_apart() -> None:
    made = page(CENTRES)
    looks = re.findall(r'<circle class="(mark[^"]*)" cx="([-\d]+)" cy="(\d+)"', made)
    # Those at one point stand side by side, the middle of both where they are.
    (first, second, third) = looks
    assert (int(first[1]) + int(second[1])) / 2 == 20
    assert [look for look, *_ in looks] == ["mark full", "mark", "mark full"]
    assert third[1:] == ("50", "50")
    assert re.findall(r'<text class="of-place"[^>]*>([^<]+)', made) == ["Aalto", "Betula", "Perhekeskus Onnela"]
    assert 'fill="url(#hatch-0-without)"' in made
    assert made.count('<pattern id="hatch-0-without"') == made.count('<pattern id="hatch-0-key-without"') == 1
    legend = re.findall(r"</svg>([^<]+)</li>", made)
    assert legend == [
        "kunnassa on toimipiste",
        "kunnassa ei ole toimipistettä",
        "ei tietoa",
        "Keuruu",
        "Perhekeskus",
        "Kohtaamispaikka",
    ]


def feet(times: Sequence[str], lang: str = "fi") -> list[str]:
    """What stands under a line through some times."""
    line = Lines(tuple(times), (Series("Keuruu", "own", (1.0,) * len(times)),))
    made = page(dataclasses.replace(TREND, picture=line), lang=lang)
    foot = made[made.index('<div class="times">') :].partition("</div>")[0]
    return re.findall(r">([^<>]+)</text>", foot)


def test_months_are_named_where_there_is_room_and_so_are_years() -> None:
    months = [f"{2023 + at // 12}-{at % 12 + 1:02}" for at in range(2, 35)]
    assert feet(months) == ["3/2023", "1/2024", "1/2025", "11/2025"]
    assert feet(months[:4]) == ["3/2023", "4/2023", "5/2023", "6/2023"]
    assert feet(months[:3], "en") == ["March 2023", "April 2023", "May 2023"]
    assert feet([str(year) for year in range(2003, 2026)]) == ["2003", "2010", "2015", "2020", "2025"]


def test_lines_differ_also_without_colour() -> None:
    made = page(TREND, FORECAST)
    for look in ("line other", "line country", "line forecast", "diamond official"):
        assert f'class="{look}"' in made, look
    assert made.count('class="diamond official"') == 2  # in the picture and in its key


def drawing(slide: Slide) -> str:
    """The picture of the only slide."""
    return page(slide).partition('role="img"')[2].partition('<div class="beside"')[0]


def numbers(found: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
    return [tuple(map(float, one)) for one in found]


def test_need_and_use_lie_from_zero_and_the_own_place_has_a_shape_and_a_name() -> None:
    made = drawing(NEED)
    # Of 0–20 to the right and 0–3 upwards, from the left and from above.
    assert numbers(re.findall(r'<circle class="dot other" cx="([\d.]+)%" cy="([\d.]+)%"', made)) == [
        (60.2, 18.67),
        (65.0, 26.67),
    ]
    assert re.findall(r'<svg x="([\d.]+%)" y="([\d.]+%)" overflow="visible"><rect class="diamond own"', made) == [
        ("77.50%", "43.33%")
    ]
    assert re.findall(r'<text class="own [a-z]+"[^>]*>([^<]+)<', made) == ["Keuruu"]
    assert ('class="zero"' in made, 'class="corner' in made, "Kinnula" in made) == (False, False, False)


def test_level_and_change_lie_around_a_cross_whose_corners_say_what_they_mean() -> None:
    made = drawing(QUADRANT)
    # Level goes from -0.72 to 0.94 and change from -0.85 to 1.06: the words of the corners have their room.
    (place,) = numbers(re.findall(r'<svg x="([\d.]+)%" y="([\d.]+)%" overflow="visible"><rect', made))
    level, upright = numbers(re.findall(r'<path class="zero" d="M([\d.]+) ([\d.]+)L', made))
    assert (place, level, upright) == ((40.88, 18.0), (0.0, 556.5), (432.9, 0.0))
    corners = re.findall(r'<div class="corner ([a-z ]+)">(.*?)</div>', made)
    assert corners == [
        ("upper left", "pienempi mutta kasvanut"),
        ("upper right", "suurempi ja kasvanut"),
        ("lower left", "pienempi ja pienentynyt"),
        ("lower right", "suurempi mutta &lt;3"),
    ]
    scale = re.findall(r"<text[^>]*>([^<]+)</text>", made.partition('class="scale"')[2].partition('class="plot"')[0])
    assert scale == ["\N{MINUS SIGN}0,5", "0,0", "0,5", "1,0"]
    assert "Kinnula" not in made


def test_a_funnel_has_steps_of_times_its_lines_with_their_words_and_those_outside_named() -> None:
    made = drawing(FUNNEL)
    foot = re.findall(r"<text[^>]*>([^<]+)</text>", made.partition('class="times"')[2].partition("</div>")[0])
    assert [one.replace("\N{NARROW NO-BREAK SPACE}", " ") for one in foot] == [
        "500",
        "1 000",
        "2 000",
        "5 000",
        "10 000",
        "20 000",
    ]
    looks = re.findall(r'<path class="line (\w+)"', made)
    assert looks == ["outer", "outer", "inner", "inner", "country"]
    assert made.count('<svg class="cut" viewBox') == 1, "what lies beyond the scale is cut"
    told = re.findall(r'<text class="start"[^>]*>([^<]+)</text>', made)
    assert told == ["99,8 %", "95 %"]
    assert re.findall(r'<text class="(own|other) [a-z]+"[^>]*>([^<]+)<', made) == [
        ("own", "Keuruu"),
        ("other", "Jyväskylä"),
    ]
    beside = made.partition('class="ends"')[2].partition('class="times"')[0]
    assert re.findall(r"<text[^>]*>([^<]+)</text>", beside) == ["Koko maa", "2,0\N{NO-BREAK SPACE}%"]
    # As far to the right as 1 000 is between the ends as many times, and 2 of 0–6 upwards.
    ((x, y),) = numbers(re.findall(r'<svg x="([\d.]+)%" y="([\d.]+)%" overflow="visible"><rect', made))
    assert (round(x, 1), y) == (30.0, 66.67)


def test_more_places_than_can_be_read_are_told_by_their_ends_and_those_around_the_own_one() -> None:
    bars = tuple(Bar(f"Kunta {at}", "own" if at == 100 else "other", 400.0 - at) for at in range(300))
    made = page(dataclasses.replace(RANKING, picture=Bars((*bars, Bar("Koko maa", "country", 1.0)))))
    named = re.findall(r'<span class="name">Kunta (\d+)<', made)
    assert [int(one) for one in named] == [*range(10), *range(95, 106), *range(290, 300)]
    assert [int(one) for one in re.findall(r"Välistä pois: (\d+)", made)] == [85, 184]
    assert "Koko maa" in made


def test_bars_below_zero_go_the_other_way() -> None:
    made = page(dataclasses.replace(RANKING, picture=Bars((Bar("A", "own", 3.0), Bar("B", "other", -1.0)))))
    assert re.findall(r'<rect x="([\d.]+)%" y="18%" width="([\d.]+)%"', made) == [("25.00", "75.00"), ("0.00", "25.00")]
    below = page(dataclasses.replace(RANKING, picture=Bars((Bar("A", "own", -1.0), Bar("B", "other", -4.0)))))
    assert re.findall(r'<rect x="([\d.]+)%" y="18%" width="([\d.]+)%"', below) == [
        ("75.00", "25.00"),
        ("0.00", "100.00"),
    ]


def test_a_slide_with_nothing_to_show_says_why() -> None:
    made = page(Slide("trend", "Ei näytettävää", gap="Lukua ei ole julkaistu.", question="Miksi?"))
    assert re.findall(r'<ul class="lines l0">(.*?)</ul>', made) == ["<li>Lukua ei ole julkaistu.</li><li>Miksi?</li>"]


@pytest.mark.parametrize("text", ["0–17-vuotiaat", "Keski-Suomen", "80 %:n", "99,8 %"])
def test_no_line_breaks_within_a_span_of_ages_a_name_or_a_share(text: str) -> None:
    assert f'<span class="whole">{text.rpartition(",")[2]}</span>' in flowing(f"Sana {text} sana")


def named(labels: dict[str, Label], own: str = "") -> list[str]:
    """The names on a map of squares of a hundred, in the order they are written."""
    areas = tuple(AreaRow(code, label.text, "1 %", 0) for code, label in labels.items())
    shapes = {code: f"M{label.x - 50:g} {label.y - 50:g}h100v100h-100Z" for code, label in labels.items()}
    made = page(dataclasses.replace(MAP, picture=MapPicture(areas, own, ("1 %",), {}, shapes, (), labels)))
    return re.findall(r'<text class="(?:chosen|other)"[^>]*>([^<]+)</text>', made)


def test_names_on_a_map_go_to_the_chosen_place_then_to_those_with_most_people_and_none_lies_on_another() -> None:
    labels = {"A": Label(50, 50, "Jyväskylä", 9), "B": Label(52, 70, "Muurame", 99), "C": Label(50, 650, "Keuruu", 0.1)}
    assert named(labels) == ["Jyväskylä", "Muurame", "Keuruu"]  # the second is moved a little
    assert named(labels | {"D": Label(48, 30, "Toivakka", 50), "E": Label(49, 30, "Uurainen", 50)}) == [
        "Jyväskylä",
        "Muurame",
        "Keuruu",
        "Toivakka",
    ]
    assert named(labels, "B")[0] == "Muurame"


def test_of_a_whole_country_the_largest_places_are_named_and_the_chosen_one() -> None:
    labels = {f"K{at}": Label(200 * (at % 20), 200 * (at // 20), chr(200 + at), 9) for at in range(300)}
    assert named(labels, "K299") == [chr(499), *(chr(200 + at) for at in range(15))]


def test_the_heading_says_that_figures_are_old_once() -> None:
    old = "Tieto on vuodelta 2015. Uudempaa ei ole tässä julkaisussa."
    made = page(dataclasses.replace(TREND, heading="Sijoitetut, 2015", old=old, told=(old, "Muuta.")))
    assert f'<p class="heading">Sijoitetut, 2015 <span class="old">{old}</span></p>' in made
    assert made.count(old) == 1
    assert "<p>Muuta.</p>" in made


def test_a_presenter_is_warned_of_a_guess_that_an_earlier_slide_gives_away() -> None:
    told = "Aiempi näkymä kertoo jo vastauksen."
    notes = re.findall(r'<template class="notes">(.*?)</template>', page(MAP, GUESSED, given_away={1: told}))
    assert [told in one for one in notes] == [False, False, True, False]


# ---- guesses ------------------------------------------------------------------------------------------------
def test_a_line_is_asked_then_revealed_then_shown_and_the_question_tells_no_finding() -> None:
    made = page(GUESSED)
    assert 'data-phases="ask reveal shown"' in made
    asked, told = titles(made)[1:3]
    assert asked == t("stage.ask.line", "fi", place="Keuruu", title="Sijoitetut")
    assert told == GUESSED.title
    (guess,) = (json.loads(one) for one in _Page(made).having("data-guess"))
    assert (guess["years"], guess["x"], guess["start"]) == (["2019", "2021"], [0.6, 1.0], [0.4, 0.5667])
    assert (guess["low"], guess["high"], guess["least"], guess["most"]) == (0, 3, 0, 3)
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in (*guess["right"], guess["unit"])] == [
        "1,5 %",
        "1,7 %",
        "{} %",
    ]
    assert _Page(made).having("aria-label").count("Arvaus vuodelle 2021") == 1
    # What is right is drawn within what is hidden until it is revealed, the years apart as points.
    hidden = re.findall(r'<g data-in="reveal" hidden>(.+?)</g>', made)
    assert [one.count("<circle") for one in hidden] == [0, 2]
    assert hidden[0] == '<path class="line own" d="M400.0 566.7L600.0 500.0"/>'


def test_a_question_is_there_while_the_room_guesses_and_again_with_the_answer_but_a_headline_is_not() -> None:
    made = page(dataclasses.replace(GUESSED, title="Oma otsikko", finding="Havainto", question="Miksi näin?"))
    (asking,) = re.findall(r'<div class="asking"(.*?)<div class="qr"', made)
    assert '<p class="question" data-in="ask">Miksi näin?</p>' in asking
    assert "Oma otsikko" not in asking
    (beside,) = re.findall(r'<div class="beside" data-in="shown">(.*?)</div>', made)
    assert '<p class="question">Miksi näin?</p>' in beside
    silent = page(dataclasses.replace(GUESSED, question=""))
    assert 'class="question' not in silent


def test_a_place_is_picked_from_as_many_as_there_are() -> None:
    made = page(dataclasses.replace(RANKING, guess=PlaceGuess(2)))
    assert 'data-phases="ask reveal shown"' in made
    assert re.findall(r'<input type="radio" name="place-0" value="(\d+)">', made) == ["1", "2"]
    assert 'data-right="2"' in made
    many = page(dataclasses.replace(RANKING, guess=PlaceGuess(200)))
    assert '<input type="range" min="1" max="200"' in many


# ---- what no text can do ------------------------------------------------------------------------------------
NASTY = (
    '"><script>alert(1)</script>',
    "</script></style></template>' onload='x",
    "Äänekoski & Sámi 👩‍👧 \u202e ]]> <!-- ${x} {0}",
    "pitkäsana" * 33,
)


PARTS = ("script", "style", "template", "section", "svg", "table")


@pytest.mark.parametrize("nasty", NASTY)
def test_no_text_breaks_the_page(nasty: str) -> None:
    slides = [
        dataclasses.replace(one, title=nasty, question=nasty, notes=((nasty, nasty),), told=(nasty,), alt=nasty)
        for one in (*ALL, GUESSED)
    ]
    slides.append(
        dataclasses.replace(RANKING, picture=Bars((Bar(nasty, "own", 1.0), Bar(nasty, "other", None, nasty))))
    )
    made = page(*slides, title=nasty, place=nasty, notices=(nasty,), moved=(nasty,))
    whole, plain = _Page(made), _Page(page(*ALL, GUESSED, slides[-1], notices=("x",), moved=("x",)))
    assert whole.open == []
    tags, same = ([tag for tag, _ in one.found if tag in PARTS] for one in (whole, plain))
    assert tags == same
    assert not [name for _, attributes in whole.found for name in attributes if name.startswith("on")]
    assert titles(made).count(nasty) == len(slides)  # all but the last slide, and the opening
    assert nasty in whole.having("aria-label")


def test_a_text_that_no_file_can_hold_is_still_a_page() -> None:
    assert b"Tarina" in stage_html(deck(TREND, place="\ud800Tarina"), LETTERS)


# ---- what the page asks of others ---------------------------------------------------------------------------
def test_the_page_asks_nobody_for_anything() -> None:
    made = page(*ALL, GUESSED)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", re.sub(r"/\\?https\?:.*?/\.exec", "", made))
    assert {
        tag for tag, attributes in _Page(made).found if {"src", "href", "srcset", "style"} & attributes.keys()
    } == set()
    assert re.findall(r"url\(([^)]{1,30})", made)[0].startswith("data:font/woff2;base64,")
    assert set(re.findall(r"url\((?!data:)([^)]+)\)", made)) == {f"#hatch-{ALL.index(MAP)}", "#hatch"}


def test_the_page_allows_its_own_script_and_style_and_no_other() -> None:
    made = page(TREND)
    allowed = policy(LETTERS)
    (told,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', made)
    assert unescape(told) == allowed
    assert allowed.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in allowed


def test_a_saved_page_leads_nowhere_and_one_that_is_served_leads_back() -> None:
    assert _Page(page(TREND)).having("href") == []
    served = stage_html(deck(TREND), LETTERS, Ways("/phenomenon?region=KU249&lang=fi", "/present.html?story=x"))
    assert _Page(served.decode()).having("href") == ["/phenomenon?region=KU249&lang=fi", "/present.html?story=x"]


def test_a_saved_page_knows_no_room() -> None:
    assert _Page(page(TREND)).having("data-rooms") == [""]
    assert 'id="summary"' not in page(TREND)
    served = stage_html(deck(TREND), LETTERS, Ways(rooms="/rooms"))
    assert _Page(served.decode()).having("data-rooms") == ["/rooms"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_all_its_words(lang: str) -> None:
    made = _Page(page(*ALL, GUESSED, dataclasses.replace(RANKING, guess=PlaceGuess(2)), lang=lang))
    (said,) = (json.loads(one) for one in made.having("data-said"))
    assert said["guessed"] == t("stage.guessed", lang)
    assert t("stage.do.notes", lang) in made.text


def test_the_same_story_gives_the_same_page() -> None:
    assert page(*ALL) == page(*ALL)


def test_long_words_for_talking_are_smaller_the_more_there_are() -> None:
    def size(lines: Sequence[str]) -> str:
        return re.findall(
            r'<ul class="lines (l\d)">', page(dataclasses.replace(QUESTIONS, picture=Words(tuple(lines))))
        )[0]

    assert [size(["x" * 60] * count) for count in (3, 6, 9)] == ["l0", "l1", "l2"]
