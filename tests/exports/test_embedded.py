"""A picture for a frame: what it says, that nothing is asked of others, and that no text breaks it."""

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.exports.embedded import FONT_URL, embedded_html, notice_html, style
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.sheet import Column, Sheet
from tests.exports.test_pptx import GAP, MAP, NEED, NUMBERS, ORIGIN, QUESTIONS, RANKING, SLIDES, TREND

TO = "/map?lang=fi&region=KU249"
SHEET = Sheet(
    title="Sijoitetut",
    subtitle="prosenttia, 2021",
    columns=(
        Column("Koodi", "code"),
        Column("Alue"),
        Column("Arvo", "number", 1, "percent"),
        Column("95 %:n väli", "interval", 1, "percent"),
    ),
    rows=(("KU249", "Keuruu", 1.7, (1.2, 2.5)), ("KU256", "Kinnula", "salattu tai nolla", None)),
    reasons=(("salattu tai nolla", "Julkaisija salaa luvun."),),
    origins=(ORIGIN,),
    chosen=0,
)


class Read(HTMLParser):
    """The elements of a page in their order, with their attributes; and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_finding_is_the_title_and_source_release_and_way_stand_below() -> None:
    page = Read(embedded_html(dataclasses.replace(TREND, sheet=SHEET), "2026-11-25-abc", TO, "fi"))
    assert [tag for tag, _ in page.elements if tag in ("h1", "details", "footer")] == ["h1", "details", "footer"]
    text = plain(page.text)
    for told in (TREND.title, TREND.heading, TREND.key, "THL, 191", "25.11.2026", "CC BY 4.0", "2026-11-25-abc"):
        assert told in text, told
    (way,) = page.all("a")
    assert way == {"href": TO, "target": "_blank", "rel": "noopener"}
    (picture,) = [one for one in page.all("div") if one.get("role") == "img"]
    assert picture["aria-label"] == TREND.alt


def test_the_table_has_the_same_figures_and_a_hidden_one_is_its_word_with_the_reason() -> None:
    page = embedded_html(dataclasses.replace(RANKING, sheet=SHEET), "r", TO, "fi")
    table = page[page.index("<details>") : page.index("</details>")]
    cells = [plain(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<t[hd][ >].*?</t[hd]>", table)]
    assert cells == [
        *("Alue", "Arvo", "95 %:n väli"),
        *("Keuruu", "1,7 %", "1,2–2,5 %"),
        *("Kinnula", "salattu tai nolla", ""),
    ]
    assert "salattu tai nolla: Julkaisija salaa luvun." in table
    assert "KU256" not in page, "codes are for files"


def test_a_hidden_area_is_hatched_and_named_so_and_has_no_digit() -> None:
    page = embedded_html(MAP, "r", TO, "fi")
    hatched = re.findall(r'<path class="withheld"[^>]*>', page)
    assert len(hatched) == 1
    assert 'fill="url(#hatch-map)"' in hatched[0]
    assert "salattu tai nolla" in page


def test_a_row_without_a_figure_has_its_word_and_no_bar() -> None:
    rows = re.findall(r'<div class="row [^"]*">.*?</div>', embedded_html(RANKING, "r", TO, "fi"))
    kinnula = next(row for row in rows if "Kinnula" in row)
    assert "salattu" in kinnula
    assert "<rect" not in kinnula


def test_figures_in_words_are_a_table_in_sight_and_no_other_one() -> None:
    page = Read(embedded_html(NUMBERS, "r", TO, "fi"))
    assert len(page.all("table")) == 1
    assert not page.all("details")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_no_picture_says_why_in_its_language(lang: str) -> None:
    page = Read(embedded_html(GAP, "r", TO, lang))
    assert GAP.gap in page.text
    assert t("embed.open", lang) in page.text
    assert page.all("html") == [{"lang": lang}]


@pytest.mark.parametrize("slide", [*SLIDES, NEED, QUESTIONS], ids=lambda slide: slide.kind)
def test_nothing_is_asked_but_the_font_of_the_house_and_nothing_runs(slide: object) -> None:
    page = embedded_html(dataclasses.replace(slide, sheet=SHEET), "r", TO, "fi")  # type: ignore[type-var]
    assert re.findall(r"url\(([^)]*)\)", style()) == [FONT_URL]
    read = Read(page)
    assert not [tag for tag, _ in read.elements if tag in ("script", "img", "link", "iframe", "form", "base", "object")]
    for _, attributes in read.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert len(read.all("style")) == 1
    assert [one["href"] for one in read.all("a")] == [TO]


def test_the_font_is_there() -> None:
    assert (PROJECT / FONT_URL.removeprefix("/")).is_file()


ANY = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["</style><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "javascript:alert(1)", "&lt;b&gt;"]
)


@given(title=ANY, heading=ANY, cell=ANY, name=ANY, gap=ANY)
def test_no_text_is_taken_for_markup(title: str, heading: str, cell: str, name: str, gap: str) -> None:
    sheet = dataclasses.replace(SHEET, title=title, rows=(("KU249", name, cell, None),), reasons=((cell, gap),))
    before = Read(embedded_html(dataclasses.replace(TREND, sheet=SHEET), "r", TO, "fi"))
    slide = dataclasses.replace(TREND, title=title, heading=heading, sheet=sheet)
    after = Read(embedded_html(slide, name, TO, "fi"))
    tags = {tag for tag, _ in before.elements} | {"span"}
    assert {tag for tag, _ in after.elements} <= tags
    assert not Read(notice_html(title, gap, TO, "fi")).all("script")


def test_the_same_slide_gives_the_same_page() -> None:
    assert embedded_html(MAP, "r", TO, "sv") == embedded_html(MAP, "r", TO, "sv")
