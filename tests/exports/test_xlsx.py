"""The workbook read back: what each cell is, what is told beside the figures, and what is not in the file."""

import dataclasses
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

import fastexcel
import polars as pl
import pytest

from ilmiotaulu.exports.xlsx import sheet_xlsx
from ilmiotaulu.text import LANGUAGES
from ilmiotaulu.views.sheet import Column, Sheet
from ilmiotaulu.views.texts import Origin
from tests.exports.workbook import figures, opened

FETCHED = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
ORIGIN = Origin("THL", "191", "Kodin ulkopuolelle sijoitetut", "https://example.test/191", FETCHED, "CC BY 4.0")
OLDER = Origin(
    "Tilastokeskus", "11re", "Väestö", "https://example.test/11re", datetime(2025, 1, 2, tzinfo=UTC), "CC BY"
)
SHEET = Sheet(
    title="Sijoitetut lapset",
    subtitle="prosenttia, 2021",
    columns=(
        Column("Aluekoodi", "code"),
        Column("Alue"),
        Column("Arvo", "number", 1, "percent"),
        Column("95 %:n väli", "interval", 2, "percent"),
        Column("Lukumäärä", "number"),
    ),
    rows=(
        ("KU249", "Keuruu", 1.5, (0.75, 2.25), 24.0),
        ("KU256", "Kinnula", "salattu", None, None),
        ("KU179", "Jyväskylä", -0.1, (0.0, 12345.678), 31000),
    ),
    reasons=(("salattu", "Julkaisija salaa pienet luvut."),),
    origins=(OLDER, ORIGIN),
    about=(("Mitä luku kertoo:", "Sijoitettujen osuus."), ("Pidä mielessä:", "Pienet luvut vaihtelevat.")),
)


def changed(**values: object) -> Sheet:
    return dataclasses.replace(SHEET, **values)  # type: ignore[arg-type]


# ---- the figures --------------------------------------------------------------------------------------------
def test_the_first_sheet_has_title_unit_header_and_rows() -> None:
    page = figures(SHEET)
    assert page.row(1) == ["Sijoitetut lapset"]
    assert page.row(2) == ["prosenttia, 2021"]
    names = ["Aluekoodi", "Alue", "Arvo", "95 %:n väli, alaraja", "95 %:n väli, yläraja", "Lukumäärä"]
    assert page.row(3) == names
    assert page.row(4) == ["KU249", "Keuruu", 1.5, 0.75, 2.25, 24.0]
    assert page.row(6) == ["KU179", "Jyväskylä", -0.1, 0.0, 12345.678, 31000.0]
    assert not page.row(7)


def test_a_hidden_value_is_told_in_words_and_its_interval_and_count_are_empty() -> None:
    page = figures(SHEET)
    assert page.row(5) == ["KU256", "Kinnula", "salattu"]
    assert not {"D5", "E5", "F5"} & page.cells.keys()


def test_numbers_have_the_decimals_of_their_column() -> None:
    formats = figures(SHEET).formats
    assert {address: formats[address] for address in ("C4", "D4", "E4", "F4")} == {
        "C4": "0.0",
        "D4": "0.00",
        "E4": "0.00",
        "F4": "0",
    }
    assert "B4" not in formats


def test_another_program_reads_the_numbers_as_numbers() -> None:
    whole = changed(rows=(SHEET.rows[0], SHEET.rows[2]))
    sheet = fastexcel.read_excel(sheet_xlsx(whole, "R1", "en")).load_sheet("Figures", header_row=2)
    frame = sheet.to_polars()
    assert frame.columns == [
        "Aluekoodi",
        "Alue",
        "Arvo",
        "95 %:n väli, lower limit",
        "95 %:n väli, upper limit",
        "Lukumäärä",
    ]
    assert frame.dtypes == [pl.String, pl.String, *[pl.Float64] * 4]
    assert frame.rows() == [
        ("KU249", "Keuruu", 1.5, 0.75, 2.25, 24.0),
        ("KU179", "Jyväskylä", -0.1, 0.0, 12345.678, 31000.0),
    ]


def test_the_header_stays_in_sight_and_filters_the_rows() -> None:
    markup = figures(SHEET).markup
    assert re.search(r'<pane ySplit="3" topLeftCell="A4"[^>]*state="frozen"', markup)
    assert '<autoFilter ref="A3:F6"' in markup


def test_columns_are_wide_enough_for_their_words_and_no_wider_than_a_window() -> None:
    long = changed(rows=(("KU249", "x" * 300, 1.0, None, None), ("KU256", "Kinnula", 2.0, None, None)))
    markup = figures(long).markup
    widths = dict(re.findall(r'<col min="(\d)" max="\d" width="([\d.]+)"', markup))
    assert 12 < float(widths["1"]) < 14
    assert 48 < float(widths["2"]) < 50


def test_a_sheet_without_rows_is_a_workbook_all_the_same() -> None:
    book = opened(sheet_xlsx(changed(columns=(), rows=(), reasons=(), about=(), origins=()), "R1", "fi"))
    assert book.pages["Luvut"].cells == {"A1": "Sijoitetut lapset", "A2": "prosenttia, 2021"}


# ---- what is told beside them -------------------------------------------------------------------------------
def test_the_second_sheet_tells_what_the_figures_are_where_they_came_from_and_why_some_are_words() -> None:
    page = opened(sheet_xlsx(SHEET, "2026-11-22-abc", "fi")).pages["Taustatiedot"]
    assert [page.row(number) for number in range(1, 25)] == [
        ["Sisältö", "Sijoitetut lapset"],
        ["Yksikkö ja aika", "prosenttia, 2021"],
        ["Julkaisu", "2026-11-22-abc"],
        [],
        ["Lähde 1", "Tilastokeskus"],
        ["Taulu tai tunnus", "11re"],
        ["Aineisto", "Väestö"],
        ["Osoite", "https://example.test/11re"],
        ["Haettu", "2.1.2025"],
        ["Lupa", "CC BY"],
        [],
        ["Lähde 2", "THL"],
        ["Taulu tai tunnus", "191"],
        ["Aineisto", "Kodin ulkopuolelle sijoitetut"],
        ["Osoite", "https://example.test/191"],
        ["Haettu", "20.11.2026"],
        ["Lupa", "CC BY 4.0"],
        [],
        ["Mitä luku kertoo", "Sijoitettujen osuus."],
        ["Pidä mielessä", "Pienet luvut vaihtelevat."],
        [],
        ["Kun luvun paikalla on sana"],
        ["salattu", "Julkaisija salaa pienet luvut."],
        [],
    ]


@pytest.mark.parametrize(
    ("lang", "names"),
    [("fi", ["Luvut", "Taustatiedot"]), ("sv", ["Siffror", "Bakgrund"]), ("en", ["Figures", "Background"])],
)
def test_the_sheets_are_named_in_the_language(lang: str, names: list[str]) -> None:
    assert list(opened(sheet_xlsx(SHEET, "R1", lang)).pages) == names


# ---- what is not in the file --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(0)", "{=1}", "https://x.test", "1"]
)
def test_text_stays_text_wherever_it_stands(text: str) -> None:
    origin = dataclasses.replace(ORIGIN, publisher=text, source_id=text, title=text, url=text, licence=text)
    sheet = Sheet(
        title=text,
        subtitle=text,
        columns=(Column(text), Column("Arvo", "number")),
        rows=((text, text),),
        reasons=((text, text),),
        origins=(origin,),
        about=((text, text),),
    )
    book = opened(sheet_xlsx(sheet, text, "fi"))
    figures, background = book.pages["Luvut"], book.pages["Taustatiedot"]
    assert [figures.cells[address] for address in ("A1", "A2", "A3", "A4", "B4")] == [text] * 5
    assert list(background.cells.values()).count(text) == 12
    assert not any("<f>" in page.markup or "<f " in page.markup for page in book.pages.values())
    assert not any("<hyperlink" in page.markup for page in book.pages.values())


def test_the_file_knows_nothing_of_the_machine_or_the_person() -> None:
    files = opened(sheet_xlsx(SHEET, "R1", "fi")).files
    told = dict(re.findall(r"<((?:dc|cp|dcterms):\w+)[^>]*>([^<]*)</", files["docProps/core.xml"]))
    assert told == {
        "dc:title": "Sijoitetut lapset",
        "dc:creator": "",
        "cp:lastModifiedBy": "",
        "dcterms:created": "2026-11-20T10:30:00Z",
        "dcterms:modified": "2026-11-20T10:30:00Z",
    }
    assert "<Company></Company>" in files["docProps/app.xml"]
    assert not any(word in "".join(files.values()) for word in (str(Path.home()), gethostname(), tempfile.gettempdir()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_figures_give_the_same_bytes(lang: str) -> None:
    assert sheet_xlsx(SHEET, "R1", lang) == sheet_xlsx(changed(), "R1", lang)
    assert sheet_xlsx(SHEET, "R1", lang) != sheet_xlsx(SHEET, "R2", lang)


def test_examples_are_refused() -> None:
    made_up = dataclasses.replace(ORIGIN, publisher="example")
    with pytest.raises(ValueError, match="examples"):
        sheet_xlsx(changed(origins=(ORIGIN, made_up)), "R1", "fi")
