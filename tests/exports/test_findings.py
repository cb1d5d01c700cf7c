"""What the page says of figures, and what happened in their years, in every file and under the picture."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.exports.picture import picture_notes
from ilmiotaulu.exports.xlsx import sheet_xlsx
from ilmiotaulu.statements import Sentence
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.views.sheet import Column, Sheet, saying
from ilmiotaulu.views.texts import Origin
from tests.exports.workbook import background, opened

LEAD = Sentence("newest", "Keuruu: Sijoitetut 1,5 % (2021).")
TOLD = Sentence(
    "compared_country_similar", "Ero koko maahan; ei näy.", (("koko maa", "1,3 %"), ("Joukon koko", "1 560"))
)
SHEET = Sheet(
    title="Sijoitetut",
    subtitle="prosenttia, 2020–2021",
    columns=(Column("Vuosi"), Column("Keuruu", "number", 1)),
    rows=(("2021", 1.5), ("2020", "salattu")),
    reasons=(("salattu", "Julkaisija salaa pienet luvut."),),
    origins=(Origin("THL", "191", "", "", datetime(2026, 11, 20, tzinfo=UTC), "CC BY 4.0"),),
    findings=(LEAD, TOLD),
    events=((2020, "Laki."), (2021, "Uudistus."), (2021, "Määritelmä.")),
    has_numbered_events=True,
)
BARE = saying(Sheet("Sijoitetut", "prosenttia", (Column("Vuosi"),), (("2021",),)), [])


def test_a_csv_file_has_each_sentence_and_each_event_on_a_line_below_its_rows() -> None:
    lines = sheet_csv(SHEET, "R1", "fi").decode("utf-8-sig").split("\r\n")
    assert lines[5:] == [
        "Vuosi;Keuruu",
        "2021;1,5",
        "2020;salattu",
        "salattu: Julkaisija salaa pienet luvut.",
        "",
        "Mitä luvuista voi sanoa",
        "Keuruu: Sijoitetut 1,5 % (2021).",
        '"Ero koko maahan; ei näy."',
        "",
        "Mitä samaan aikaan tapahtui (ei osoita syytä)",
        "2020: Laki.",
        "2021: Uudistus.",
        "2021: Määritelmä.",
        "",
    ]


def test_a_workbook_tells_each_sentence_with_its_numbers_and_rule_then_the_events() -> None:
    page = background(SHEET)
    assert [page.row(number) for number in range(4, 18)] == [
        [],
        ["Lause 1", "Keuruu: Sijoitetut 1,5 % (2021)."],
        ["Sääntö", "newest"],
        [],
        ["Lause 2", "Ero koko maahan; ei näy."],
        ["koko maa", "1,3 %"],
        ["Joukon koko", "1 560"],
        ["Sääntö", "compared_country_similar"],
        [],
        ["Mitä samaan aikaan tapahtui (ei osoita syytä)"],
        ["2020", "Laki."],
        ["2021", "Uudistus."],
        ["2021", "Määritelmä."],
        [],
    ]


def test_a_picture_has_below_it_the_leading_sentence_and_the_events_by_their_numbers() -> None:
    assert picture_notes(SHEET, "Sijoitetut", "R1", "fi") == [
        "prosenttia, 2020–2021",
        "Keuruu: Sijoitetut 1,5 % (2021).",
        "(1) 2020: Laki.",
        "(2) 2021: Uudistus.",
        "(2) 2021: Määritelmä.",
        "Lähde: THL, 191. Haettu 20.11.2026. CC BY 4.0",
        "Ilmiötaulun julkaisu R1",
    ]


def test_sources_that_differ_only_in_their_numbers_share_a_line_under_a_picture() -> None:
    (thl,) = SHEET.origins
    others = (replace(thl, source_id="192"), replace(thl, publisher="Tilastokeskus"), replace(thl, title="x"))
    assert picture_notes(replace(SHEET, origins=(thl, *others)), LEAD.text, "R1", "fi")[-3:-1] == [
        "Lähde: THL, 191, 192. Haettu 20.11.2026. CC BY 4.0",
        "Lähde: Tilastokeskus, 191. Haettu 20.11.2026. CC BY 4.0",
    ]


def test_a_sentence_that_is_the_title_of_a_picture_is_not_told_again() -> None:
    assert LEAD.text not in picture_notes(SHEET, LEAD.text, "R1", "fi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_without_sentences_and_events_has_no_heading_for_them(lang: str) -> None:
    told = sheet_csv(BARE, "R1", lang).decode("utf-8-sig")
    book = opened(sheet_xlsx(BARE, "R1", lang))
    cells = [value for page in book.pages.values() for value in page.cells.values()]
    for key in ("findings.title", "trend.events"):
        assert t(key, lang) not in told
        assert t(key, lang) not in cells
    assert t("evidence.rule", lang) not in cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_sentence_is_never_a_formula(text: str) -> None:
    sheet = saying(SHEET, [Sentence(text, text, ((text, text),))])
    lines = sheet_csv(sheet, "R1", "fi").decode("utf-8-sig").split("\r\n")
    assert lines[lines.index("Mitä luvuista voi sanoa") + 1] == f"'{text}"
    page = background(sheet)
    assert list(page.cells.values()).count(text) == 4
    assert "<f>" not in page.markup
