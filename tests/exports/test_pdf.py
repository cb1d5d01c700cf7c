"""The file itself: that everyone can read it, that text stays text, and that it is two pages of the same bytes."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest

from ilmiotaulu.exports.pdf import profile_pdf, within_room
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.handout import Handout
from ilmiotaulu.views.texts import PhenomenonText
from tests.exports.read_pdf import fonts_of, opened, tags_of, text_of, words_of
from tests.views import tiny
from tests.views.papers import FETCHED, paper, years

FONTS = PROJECT / "assets" / "fonts"


def pdf(handout: Handout, lang: str = "fi") -> bytes:
    return profile_pdf(handout, FONTS, lang)


# ---- for everyone -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_says_its_title_language_and_standards_and_is_tagged(lang: str) -> None:
    read = opened(pdf(paper(lang=lang), lang))
    root = read.trailer["/Root"]
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert read.metadata.title == t("pdf.title", lang, place="Keuruu")
    told = read.xmp_metadata.stream.get_data().decode()
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", told)
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", told)


def test_headings_go_down_one_step_at_a_time_from_one_title() -> None:
    levels = [int(tag.kind[1]) for tag in tags_of(pdf(paper())) if re.fullmatch(r"H\d", tag.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(levels) > 5


def test_every_picture_has_words_that_stand_for_it() -> None:
    pictures = [tag.alt for tag in tags_of(pdf(paper())) if tag.kind == "Figure"]
    assert pictures == [
        "Kartta: Keuruu korostettuna naapuriensa joukossa. Hyvinvointialue: Keski-Suomen hyvinvointialue.",
        "Sijoitetut vuosittain, prosenttia. Keuruu 4,0\N{NO-BREAK SPACE}% (2021). "
        "Muutos 2020–2021: +0,5 prosenttiyksikköä. Suuntaa ei voi arvioida (muualta on jo uudempi luku).",
    ]


def test_the_figures_are_a_table_with_a_header() -> None:
    tags = tags_of(pdf(paper()))
    assert sum(tag.kind == "Table" for tag in tags) == 1
    # The columns, and the phenomenon above its figures.
    assert sum(tag.kind == "TH" for tag in tags) == 6 + 1
    assert sum(tag.kind == "TD" for tag in tags) == 6


def test_only_our_own_fonts_are_used_and_they_are_inside() -> None:
    assert fonts_of(pdf(paper())) == {"SourceSans3-Regular", "SourceSans3-SemiBold"}


# ---- text stays text ----------------------------------------------------------------------------------------
NASTY = [
    "#strong[x] $x^2$ *lihava* _kursiivi_ `koodi` \"lainaus\" 'toinen' \\ \\n <a> @viite // ei /* */ = otsikko",
    "#panic(1)",
    "#{sys.inputs}",
    "]#pagebreak()[",
    "<script>alert(1)</script> &amp; &",
    "- luettelo + numero / termi: ~ --- ... \\u{41}",
    "Åbo – Äänekoski · Öölanti · Ivalo → Aanaar Čáhcesuolu",
]


@pytest.mark.parametrize("name", NASTY)
def test_whatever_a_name_holds_it_is_shown_as_it_is(name: str) -> None:
    place = replace(tiny.MIDDLE, name=name)
    shown = [tiny.indicator(title=name)]
    phenomena = [PhenomenonText("heavy", name, "", (), (("placed", "use"),))]
    body = pdf(paper(place=place, shown=shown, phenomena=phenomena, notices=[name], release=name))
    plain = re.sub(r"\s", "", name)
    heard = re.sub(r"\s", "", words_of(body))
    # The head, the notice, the column, the phenomenon, the figure twice, the map, the picture and the footers.
    assert heard.count(plain) >= 8
    assert opened(body).metadata.title == t("pdf.title", "fi", place=name)


def test_what_no_font_can_show_is_a_square_and_a_line_break_is_a_space() -> None:
    place = replace(tiny.MIDDLE, name="Keuruu 😀漢\x00\nx")
    assert "Keuruu □□ x" in text_of(pdf(paper(place=place)))


@pytest.mark.parametrize("name", ["Hyvin pitkä kunnan nimi, jota " * 10, "Ä" * 300], ids=["words", "one word"])
def test_a_name_of_three_hundred_characters_stays_on_two_pages_and_inside_them(name: str) -> None:
    body = pdf(paper(place=replace(tiny.MIDDLE, name=name)))
    assert len(opened(body).pages) == 2
    text = text_of(body)
    assert re.sub(r"\s", "", name) in re.sub(r"[\s\N{ZERO WIDTH SPACE}]", "", text)
    assert max(map(len, text.splitlines())) < 200


def test_texts_that_no_two_pages_could_hold_are_told_all_the_same() -> None:
    body = pdf(paper(notices=["Sana. " * 3000]))
    assert len(opened(body).pages) > 2
    assert text_of(body).count("Sana.") == 3000


# ---- two pages ----------------------------------------------------------------------------------------------
def of_many(count: int) -> Handout:
    names = [f"i{number}" for number in range(count)]
    rows = [one for name in names for one in years(name, 1.0, 2.0, 3.0, 4.0)]
    half = count // 2
    phenomena = [
        PhenomenonText(name, name, "", (), tuple((one, "use") for one in part))
        for name, part in (("a", names[:half]), ("b", names[half:]))
    ]
    return paper(shown=[tiny.indicator(name, title=f"Luku {name}") for name in names], phenomena=phenomena, rows=rows)


def test_with_more_figures_than_there_is_room_for_the_last_ones_give_way_and_are_counted() -> None:
    body = pdf(of_many(90))
    text = text_of(body)
    assert len(opened(body).pages) == 2
    shown = len(set(re.findall(r"^Luku i\d+ ", text, re.M)))
    assert 20 <= shown < 90
    assert f"Tilan vuoksi pois jääneitä lukuja: {90 - shown}." in text


def test_with_room_for_all_figures_nothing_is_said_of_room() -> None:
    body = pdf(of_many(30))
    assert len(opened(body).pages) == 2
    assert "Tilan vuoksi" not in text_of(body)


def test_the_longest_groups_give_way_first() -> None:
    (_, rows), (_, others) = of_many(8).groups
    kept = within_room((("a", rows), ("b", others[:1])), 3)
    assert [(title, len(group)) for title, group in kept] == [("a", 2), ("b", 1)]
    assert kept[0][1] == rows[:2]
    assert within_room((("a", rows),), 0) == ()


# ---- numbers that stand by themselves -----------------------------------------------------------------------
def test_a_number_of_people_says_that_it_is_one_and_a_share_has_its_unit_after_it() -> None:
    of_people = {"unit": "count", "unit_words": "lukumäärä", "decimals": 0}
    shown = [tiny.indicator(title="Sijoitetut"), tiny.indicator("births", title="Syntyneet", **of_people)]
    phenomena = [PhenomenonText("heavy", "Raskaat", "", (), (("placed", "use"), ("births", "need")))]
    rows = [*years("placed", 1.0, 2.0), *years("births", 50.0, 48.0)]
    text = text_of(pdf(paper(shown=shown, phenomena=phenomena, rows=rows)))
    assert "Syntyneet, lukumäärä 48 2021" in text
    assert "Sijoitetut 2,0 % 2021" in text


def test_what_was_not_compared_is_not_explained() -> None:
    none, some = paper(), replace(paper(), compared=("Sijoitetut", "Käynnit"))
    assert "Verratut luvut" not in words_of(pdf(none))
    assert "Verratut luvut: Sijoitetut, Käynnit." in words_of(pdf(some))


# ---- what it says of itself ---------------------------------------------------------------------------------
def test_the_same_profile_gives_the_same_bytes_and_carries_the_release_s_moment() -> None:
    body = pdf(paper())
    assert body == pdf(paper())
    assert opened(body).metadata.creation_date == FETCHED
    later = replace(paper(), fetched=FETCHED.replace(day=23))
    assert pdf(later) != body


def test_many_at_once_give_the_bytes_of_one_alone() -> None:
    papers = [paper(release=str(number)) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(pdf, papers))
    assert at_once == [pdf(one) for one in papers]


def test_sources_release_and_licences_are_told() -> None:
    text = words_of(pdf(paper()))
    assert "Lähde: THL, 191. Haettu 22.11.2026. CC BY 4.0" in text
    assert "Kartta: Tilastokeskus, tilastointialueet 1:4 500 000. CC BY 4.0, muokattu." in text
    assert text.count("Ilmiötaulun julkaisu 2026-11-22-0123456789. Uusimmat luvut on haettu 22.11.2026.") == 2


def test_without_a_map_no_source_of_it_is_told() -> None:
    body = pdf(paper(shapes=None))
    assert "Kartta" not in words_of(body)


def test_what_must_be_said_of_a_release_stands_before_its_figures() -> None:
    text = text_of(pdf(paper(notices=["Tämä on aloitusaineisto."])))
    assert text.index("Tämä on aloitusaineisto.") < text.index("Mikä erottuu")
