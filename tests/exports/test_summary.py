"""The summary of a workshop: for everyone, text as text, and two pages at most whatever was written."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from ilmiotaulu.exports.summary import summary_pdf, within
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.summary import Part, Summary
from tests.exports.read_pdf import fonts_of, opened, tags_of, text_of, words_of
from tests.room.worlds import NOON
from tests.views.papers import FETCHED, ORIGIN

FONTS = PROJECT / "assets" / "fonts"
GOLDEN = Path(__file__).parent.parent / "golden"
PARTS = (
    Part(
        2,
        "Keuruu: Sijoitetut. Ehkä noussut, 2012–2021.",
        "Arvauksia: 27, niistä vähintään puolet: 0,9–1,4 %. Todellinen: 1,7 % (2021).",
        ("Luku heiluu, koska lapsia on vähän.", "Perhetyötä on saatu aiemmin."),
        ("Mistä saamme tiedon jonoista?",),
        "1,7\N{NO-BREAK SPACE}% (2021)",
        "Miten luku on kulkenut?",
        (ORIGIN,),
    ),
    Part(4, "Keuruu: 1,7\N{NO-BREAK SPACE}% (2021).", "", (), ("Miksi naapurissa on toisin?",), origins=(ORIGIN,)),
    Part(5, "Keuruu: 94 lasta (2021).", asked="Kenelle lapsista puhumme?"),
)
SUMMARY = Summary(
    title="Raskaat palvelut",
    place="Keuruu",
    lang="fi",
    opened_at=NOON,
    release="2026-11-22-0123456789",
    fetched=FETCHED,
    notices=(),
    parts=PARTS,
)
LONG = "Tämä on pitkä tulkinta, jossa on monta sanaa. "


def pdf(**changed: object) -> bytes:
    return summary_pdf(replace(SUMMARY, **changed), FONTS)


def test_the_text_of_a_summary_is_that_which_is_kept() -> None:
    assert f"{text_of(pdf())}\n" == (GOLDEN / "summary.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_says_its_title_language_and_standards_and_is_tagged(lang: str) -> None:
    read = opened(pdf(lang=lang))
    assert read.trailer["/Root"]["/Lang"] == lang
    assert read.metadata.title == t("summary.title", lang, title="Raskaat palvelut")
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    told = read.xmp_metadata.stream.get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", told)
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", told)
    assert fonts_of(pdf(lang=lang)) == {"SourceSans3-Regular", "SourceSans3-SemiBold"}


def test_headings_go_down_one_step_at_a_time_and_what_was_said_is_a_list() -> None:
    tags = tags_of(pdf())
    levels = [int(tag.kind[1]) for tag in tags if re.fullmatch(r"H\d", tag.kind)]
    assert levels == [1, 2, 3, 3, 3, 2, 2]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [tag.kind for tag in tags].count("LI") == 4


def test_the_day_is_that_of_finland() -> None:
    late = NOON + timedelta(hours=10, minutes=30)
    assert "Keuruu · 1.12.2026" in text_of(pdf(opened_at=late))


def test_the_same_workshop_gives_the_same_bytes() -> None:
    assert pdf() == pdf()


@pytest.mark.parametrize(
    "text",
    [
        "#strong[x] $x^2$ *lihava* `koodi` \"lainaus\" 'toinen' \\ <a> @viite // ei /* */ = otsikko",
        "#panic(1) ]#pagebreak()[ #{sys.inputs}",
        "<script>alert(1)</script> &amp; - + /",
        "Äänekoski · Öölanti → Aanaar",
        "Ä" * 300,
    ],
)
def test_whatever_is_written_is_shown_as_it_is(text: str) -> None:
    body = pdf(title=text, place=text, notices=(text,), parts=(Part(1, text, text, (text,), (text,)),))
    told = re.sub(r"[\s\N{ZERO WIDTH SPACE}]", "", text_of(body))
    assert told.count(re.sub(r"\s", "", text)) >= 7
    assert len(opened(body).pages) <= 2


def test_what_no_font_can_show_is_a_square_and_a_line_break_is_a_space() -> None:
    assert "Luku □ heiluu" in text_of(pdf(parts=(Part(1, "x", "", ("Luku \N{GRINNING FACE}\nheiluu",)),)))


# ---- what has room beside what was said ---------------------------------------------------------------------
def numbers(body: bytes) -> list[int]:
    """The slides that a summary tells of, by their numbers."""
    return [int(one) for one in re.findall(r"(\d+)\. Löydös", words_of(body))]


def silent(count: int) -> tuple[Part, ...]:
    """Slides of which one alone was talked about."""
    others = [Part(number, f"Löydös {number}", asked="Mitä tästä seuraa? " * 3) for number in range(2, count + 1)]
    return (Part(1, "Löydös 1", "", ("Heiluu.",), (), "1,7 %", "Mistä johtuu?"), *others)


def test_where_little_was_said_the_page_has_every_finding_and_its_question() -> None:
    body = pdf(parts=silent(8))
    assert len(opened(body).pages) == 1
    assert numbers(body) == [*range(1, 9)]
    assert words_of(body).count("Mitä tästä seuraa?") == 21
    assert "Luvut meillä: 1,7 %" in words_of(body)


def test_silent_slides_make_no_second_page() -> None:
    body = pdf(parts=silent(20))
    assert len(opened(body).pages) == 1
    assert numbers(body) == [1]
    assert "Mistä johtuu?" in words_of(body)


def test_questions_of_slides_make_no_second_page_but_are_on_it_when_there_is_one() -> None:
    parts = [
        Part(number, f"Löydös {number}", "", (LONG * 2,), (), "", "Miksi juuri näin? " * 4) for number in range(1, 21)
    ]
    one, two = pdf(parts=tuple(parts[:12])), pdf(parts=tuple(parts))
    assert [len(opened(body).pages) for body in (one, two)] == [1, 2]
    assert [words_of(body).count("Miksi juuri näin?") for body in (one, two)] == [0, 80]


# ---- as much as there may be --------------------------------------------------------------------------------
def test_what_has_room_on_a_page_is_on_one_and_has_lines_to_write_on() -> None:
    body = pdf()
    assert len(opened(body).pages) == 1
    assert all(t(f"summary.next{one}", "fi") in text_of(body) for one in ("", ".what", ".who", ".when"))


def test_more_is_on_two_pages_and_nothing_of_it_is_left_out() -> None:
    parts = tuple(Part(number, f"Löydös {number}", "", (LONG * 3, LONG), (LONG,)) for number in range(1, 11))
    body = pdf(parts=parts)
    assert len(opened(body).pages) == 2
    assert words_of(body).count("jossa on monta sanaa") == 50
    assert t("summary.left_out", "fi", count=0)[:30] not in words_of(body)


@pytest.mark.parametrize("longest", [40, 1_000])
def test_two_hundred_notes_are_on_two_pages_and_what_is_left_out_is_counted(longest: int) -> None:
    note = (LONG * 25)[:longest].strip()
    parts = tuple(Part(number, "Otsikko " * 37, "Arvauksia: 27.", (note,) * 5, (note,) * 5) for number in range(1, 21))
    body = pdf(parts=parts)
    heard = words_of(body)
    assert len(opened(body).pages) == 2
    told = int(re.search(r"Pois jääneitä tekstejä: (\d+)", heard)[1])
    assert told == 200 - heard.count("•")
    assert 0 < told < 200
    assert all(f"{number}. Otsikko" in heard for number in range(1, 21))


def test_the_fullest_slide_gives_way_first_and_long_texts_are_cut_before_any_is_left_out() -> None:
    full, little = Part(1, "a", "", ("x" * 900, "y" * 900), ("z" * 900,)), Part(2, "b", "", ("w" * 30,))
    assert within((full, little), 5_000) == ((full, little), 0)
    cut, left_out = within((full, little), 2_000)
    assert left_out == 0
    assert [len(text) for part in cut for text in (*part.interpretations, *part.questions)] == [400, 400, 400, 30]
    assert cut[0].questions == ("z" * 399 + "…",)
    assert within((full, little), 600) == (
        (replace(full, interpretations=(), questions=("z" * 199 + "…",)), little),
        2,
    )
