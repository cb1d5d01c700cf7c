"""Files as they go wrong: each is made here, with what is said of it, and where."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from xlsxwriter import Workbook

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.local import files
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.problems import Problem, Refused
from ilmiotaulu.local.workbook import template_csv, template_xlsx
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES
from tests.local.building import (
    CENTRES,
    CONTACT,
    CONTEXT,
    GOOD_CENTRE,
    GOOD_CONTACT,
    GOOD_GROUP,
    GOOD_MEASURE,
    GOOD_USE,
    MEASURES,
    NETWORK,
    TEMPLATES,
    TEN,
    TODAY,
    USE,
    Row,
    but,
    csv_of,
    repacked,
    replaced,
    xlsx_of,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
Payload = bytes | Callable[[], bytes]


def bytes_of(payload: Payload) -> bytes:
    return payload() if callable(payload) else payload


# ---- refused whole ------------------------------------------------------------------------------------------
def zip_of(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def encrypted_zip() -> bytes:
    """A workbook whose parts say that they are encrypted."""
    payload = bytearray(xlsx_of(USE, GOOD_USE))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = payload.find(sign)
        while at >= 0:
            payload[at + offset] |= 1
            at = payload.find(sign, at + 4)
    return bytes(payload)


def bomb() -> bytes:
    """A hundred times five megabytes of spaces, which pack to almost nothing."""
    return zip_of({"xl/workbook.xml": b"<workbook/>", **{f"xl/media/{at}.bin": b" " * 5_000_000 for at in range(100)}})


def lying_bomb() -> bytes:
    """A part that says that it is small and is not."""
    payload = bytearray(zip_of({"xl/workbook.xml": b"<workbook>" + b" " * 1_000_000}))
    at = payload.find(b"PK\x01\x02")
    struct.pack_into("<I", payload, at + 24, 10)
    return bytes(payload)


def with_two_of_a_part() -> bytes:
    stream = io.BytesIO(xlsx_of(USE, GOOD_USE))
    with zipfile.ZipFile(stream, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def marked_version(version: int, template: str = "family_centre_use") -> bytes:
    def mark(book: Workbook) -> None:
        book.define_name(f"ilmiotaulu.{template}.{version}.fi", "=Tiedot!$A$1")

    return xlsx_of(USE, GOOD_USE, change=mark)


def far_cell() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repacked(xlsx_of(USE, GOOD_USE), {SHEET: replaced("</sheetData>", far)})


def huge_shared_text() -> bytes:
    part = {"xl/sharedStrings.xml": replaced("Perhekeskus Aalto", "a" * 40_000)}
    return repacked(xlsx_of(USE, GOOD_USE), part)


def with_entities() -> bytes:
    entity = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    return repacked(xlsx_of(USE, GOOD_USE), {SHEET: replaced("<worksheet", entity)})


REFUSED: dict[str, tuple[str, Payload, Problem]] = {
    "nothing": ("a.csv", b"", Problem("empty")),
    "only a mark of encoding": ("a.csv", b"\xef\xbb\xbf\r\n", Problem("empty")),
    "a workbook without a cell": ("a.xlsx", xlsx_of(), Problem("empty")),
    "headings alone": ("a.xlsx", xlsx_of(USE), Problem("no_rows", "Tiedot")),
    "headings alone in CSV": ("a.csv", csv_of(USE), Problem("no_rows")),
    "headings and empty rows": ("a.csv", csv_of(USE, [None] * 5, [" "] * 5), Problem("no_rows")),
    "a template that nobody filled in": (
        "a.xlsx",
        template_xlsx(TEMPLATES["network"], "sv", {}),
        Problem("no_rows", "Uppgifter"),
    ),
    "a CSV template that nobody filled in": ("a.csv", template_csv(TEMPLATES["network"], "en"), Problem("no_rows")),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", Problem("not_a_spreadsheet")),
    "a PDF": ("a.pdf", b"%PDF-1.7\n\x00\x01\xe2\xe3", Problem("not_a_spreadsheet")),
    "a picture called a workbook": ("a.xlsx", b"GIF89a\x01\x00\x01\x00", Problem("not_a_spreadsheet")),
    "a text document": ("a.docx", zip_of({"word/document.xml": b"<document/>"}), Problem("not_a_spreadsheet")),
    "an OpenDocument sheet": (
        "a.ods",
        zip_of({"mimetype": b"x", "content.xml": b"<c/>"}),
        Problem("not_a_spreadsheet"),
    ),
    "a binary workbook": ("a.xlsb", zip_of({"xl/workbook.bin": b"\x00"}), Problem("not_a_spreadsheet")),
    "a letter": ("a.csv", "Hei, tässä ovat luvut.\nTerveisin minä\n".encode(), Problem("unknown_template")),
    "an old workbook": ("a.xls", OLE + bytes(512) + "Workbook".encode("utf-16-le"), Problem("old_xls")),
    "an old document": ("a.doc", OLE + bytes(512) + "WordDocument".encode("utf-16-le"), Problem("not_a_spreadsheet")),
    "a workbook with a password": (
        "a.xlsx",
        OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        Problem("password"),
    ),
    "an encrypted archive": ("a.xlsx", encrypted_zip, Problem("password")),
    "a workbook with macros": (
        "a.xlsx",
        repacked(xlsx_of(USE, GOOD_USE), {"xl/vbaProject.bin": b"\x00"}),
        Problem("macros"),
    ),
    "a workbook that is named as one with macros": ("a.xlsm", xlsx_of(USE, GOOD_USE), Problem("macros")),
    "a workbook with a sheet of old macros": (
        "a.xlsx",
        repacked(xlsx_of(USE, GOOD_USE), {"xl/macrosheets/sheet1.xml": b"<a/>"}),
        Problem("macros"),
    ),
    "a workbook that says it has macros": (
        "a.xlsx",
        repacked(
            xlsx_of(USE, GOOD_USE),
            {"[Content_Types].xml": replaced("spreadsheetml.sheet.main", "sheet.macroEnabled.main")},
        ),
        Problem("macros"),
    ),
    "half a workbook": ("a.xlsx", xlsx_of(USE, GOOD_USE)[:2000], Problem("damaged")),
    "a workbook with a bad byte": (
        "a.xlsx",
        lambda: repacked(xlsx_of(USE, GOOD_USE), {"xl/workbook.xml": b"<workbook"}),
        Problem("damaged"),
    ),
    "a workbook without its sheet": ("a.xlsx", repacked(xlsx_of(USE, GOOD_USE), {SHEET: None}), Problem("damaged")),
    "a sheet that is not closed": (
        "a.xlsx",
        repacked(xlsx_of(USE, GOOD_USE), {SHEET: lambda part: part[:400]}),
        Problem("damaged"),
    ),
    "a sheet in another encoding": (
        "a.xlsx",
        repacked(xlsx_of(USE, GOOD_USE), {SHEET: lambda part: part.decode().encode("utf-16")}),
        Problem("damaged"),
    ),
    "a workbook with two of a part": ("a.xlsx", with_two_of_a_part, Problem("damaged")),
    "a workbook with entities": ("a.xlsx", with_entities, Problem("damaged")),
    "a part larger than it says": ("a.xlsx", lying_bomb, Problem("damaged")),
    "a zip bomb": ("a.xlsx", bomb, Problem("unpacks_too_large")),
    "more parts than a workbook has": (
        "a.xlsx",
        lambda: zip_of({f"x/{at}.xml": b"" for at in range(2_001)}),
        Problem("unpacks_too_large"),
    ),
    "a file larger than the limit": (
        "a.csv",
        lambda: b"a;b\n" * 10_000_001,
        Problem("too_large", values={"largest": "40"}),
    ),
    "a cell at the far end": ("a.xlsx", far_cell, Problem("too_many_cells", "Tiedot")),
    "a CSV row without an end": (
        "a.csv",
        lambda: csv_of(USE, GOOD_USE, ["x"] * 20, *[[]] * 900_000),
        Problem("too_many_cells"),
    ),
    "a huge cell": ("a.xlsx", huge_shared_text, Problem("huge_cell")),
    "a huge cell in CSV": ("a.csv", csv_of(USE, ("a" * 40_000, "3/2026", "", 1, 1)), Problem("huge_cell")),
    "a quotation mark left open": (
        "a.csv",
        csv_of(USE, ('"Perhekeskus', "3/2026", "", 1, 1), *[GOOD_USE] * 5_000),
        Problem("huge_cell"),
    ),
    "headings of something else": (
        "a.xlsx",
        xlsx_of(("Tuote", "Hinta", "Varasto"), ("Omena", 1, 2)),
        Problem("unknown_template"),
    ),
    "one heading that is ours": (
        "a.csv",
        csv_of(("Kunta", "Asukkaita"), ("Keuruu", 9000)),
        Problem("unknown_template"),
    ),
    "headings that two templates share": (
        "a.csv",
        csv_of(("Kunta", "Vuosi"), ("Keuruu", 2025)),
        Problem("unknown_template"),
    ),
    "no headings at all": ("a.csv", csv_of(GOOD_CONTACT, GOOD_CONTACT), Problem("unknown_template")),
    "a template that we do not have": ("a.xlsx", marked_version(1, "school_meals"), Problem("unknown_template")),
    "a newer version of a template": (
        "a.xlsx",
        marked_version(7),
        Problem("newer_version", values={"version": "7", "known": "1"}),
    ),
    "a newer version in CSV": (
        "a.csv",
        csv_of(("# ilmiotaulu", "family_centre_use", "2", "fi"), USE, GOOD_USE),
        Problem("newer_version", values={"version": "2", "known": "1"}),
    ),
    "a template whose headings are gone": (
        "a.csv",
        csv_of(("# ilmiotaulu", "family_centre_use", "1", "fi"), GOOD_USE),
        Problem("no_headings"),
    ),
    "the example of a template": (
        "a.csv",
        csv_of(
            ("ESIMERKKI: keksittyjä lukuja, ei kenenkään todellisia. Täytä omat rivit taulukkoon Tiedot.",),
            USE,
            GOOD_USE,
        ),
        Problem("only_examples"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_whole(name: str) -> None:
    file, payload, problem = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        check_file(bytes_of(payload), file, CONTEXT)
    assert refusal.value.problem == problem
    assert all(problem.told(lang) for lang in LANGUAGES)


# ---- mistakes that can be put right -------------------------------------------------------------------------
@dataclass(frozen=True)
class Broken:
    """Headings and rows, of which one cell is wrong, and what is said of it."""

    headings: Row
    rows: tuple[Row, ...]
    kind: str
    row: int
    column: str
    value: str = ""
    values: tuple[tuple[str, str], ...] = ()
    severity: str = "error"


AGE_GROUPS = "Kaikki, 0–2 v, 3–6 v, 7–12 v, 13–17 v"
USE_COLUMNS = (
    "Paikka, Kuukausi, Lasten ikäryhmä, Käynnit, Perheitä, Ryhmien osallistujat, Koordinaattorin neuvonnat, "
    "Pysäkki-vastaanotot"
)
MISTAKES: dict[str, Broken] = {
    "a missing place": Broken(USE, (but(GOOD_USE, at0=None),), "missing_value", 2, "Paikka"),
    "a missing month": Broken(USE, (GOOD_USE, but(GOOD_USE, at1=" ")), "missing_value", 3, "Kuukausi"),
    "a missing count": Broken(USE, (but(GOOD_USE, at3=None),), "missing_value", 2, "Käynnit"),
    "a column of our own": Broken(
        (*USE, "Muistiinpanot"),
        ((*GOOD_USE, "ok"),),
        "unknown_column",
        1,
        "Muistiinpanot",
        "",
        (("columns", USE_COLUMNS),),
    ),
    "a heading misspelt": Broken(
        (*USE[:4], "Perhetä"), (GOOD_USE,), "misspelt_column", 1, "Perhetä", "", (("nearest", "Perheitä"),)
    ),
    "a column without a heading": Broken((*USE, None), ((*GOOD_USE, "x"),), "column_without_heading", 1, "F"),
    "a heading twice": Broken((*USE, "käynnit"), ((*GOOD_USE, 5),), "repeated_column", 1, "käynnit"),
    "a missing column": Broken(USE[:3], (GOOD_USE[:3],), "missing_column", 0, "Käynnit"),
    "a count in words": Broken(
        USE, (but(GOOD_USE, at3="sata"),), "not_a_count", 2, "Käynnit", "sata", (("example", "120"),)
    ),
    "two numbers in a cell": Broken(
        USE, (but(GOOD_USE, at3="12 13"),), "not_a_count", 2, "Käynnit", "12 13", (("example", "120"),)
    ),
    "a count about right": Broken(
        USE, (but(GOOD_USE, at3="n. 90"),), "not_a_count", 2, "Käynnit", "n. 90", (("example", "90"),)
    ),
    "a number with its unit": Broken(
        CONTACT, (but(GOOD_CONTACT, at4="4 pv"),), "not_a_number", 2, "Päiviä tapaamiseen", "4 pv", (("example", "4"),)
    ),
    "a negative count": Broken(USE, (but(GOOD_USE, at3=-5, at4=None),), "negative", 2, "Käynnit", "-5"),
    "a broken count": Broken(
        USE,
        (but(GOOD_USE, at4=1.5),),
        "not_whole",
        2,
        "Perheitä",
        "1,5",
        (("found", "1,5"), ("below", "1"), ("above", "2")),
    ),
    "thousands with a point": Broken(
        USE, (but(GOOD_USE, at3="1.234"),), "thousands", 2, "Käynnit", "1.234", (("meant", "1234"),)
    ),
    "an age group misspelt": Broken(
        USE,
        (but(GOOD_USE, at2="0-2"),),
        "misspelt_choice",
        2,
        "Lasten ikäryhmä",
        "0-2",
        (("allowed", AGE_GROUPS), ("nearest", "0–2 v")),
    ),
    "a count over the most": Broken(
        USE,
        (but(GOOD_USE, at3=100_001),),
        "above_max",
        2,
        "Käynnit",
        "100001",
        (("max", "100\N{NARROW NO-BREAK SPACE}000"),),
    ),
    "a count beyond all counts": Broken(
        USE,
        (but(GOOD_USE, at3="99999999999999999999"),),
        "above_max",
        2,
        "Käynnit",
        "99999999999999999999",
        (("max", "100\N{NARROW NO-BREAK SPACE}000"),),
    ),
    "days over the most": Broken(
        CONTACT, (but(GOOD_CONTACT, at4=400),), "above_max", 2, "Päiviä tapaamiseen", "400", (("max", "365"),)
    ),
    "days below zero": Broken(
        CONTACT, (but(GOOD_CONTACT, at4=-1),), "below_min", 2, "Päiviä tapaamiseen", "-1", (("min", "0"),)
    ),
    "a latitude of another country": Broken(
        CENTRES, (but(GOOD_CENTRE, at4=45),), "below_min", 2, "Leveysaste", "45", (("min", "59"),)
    ),
    "longitude and latitude the wrong way": Broken(
        CENTRES, (but(GOOD_CENTRE, at5=62),), "above_max", 2, "Pituusaste", "62", (("max", "32"),)
    ),
    "a choice that is none": Broken(
        USE,
        (but(GOOD_USE, at2="Aikuiset"),),
        "unknown_choice",
        2,
        "Lasten ikäryhmä",
        "Aikuiset",
        (("allowed", "Kaikki, 0–2 v, 3–6 v, 7–12 v, 13–17 v"),),
    ),
    "a municipality misspelt": Broken(
        CONTACT,
        (but(GOOD_CONTACT, at0="Jyvaskyla"),),
        "misspelt_municipality",
        2,
        "Kunta",
        "Jyvaskyla",
        (("nearest", "Jyväskylä"),),
    ),
    "a municipality misspelt in Swedish": Broken(
        ("Kommun", "Månad", "Kontakter"),
        (("Åboo", "3/2026", 5),),
        "misspelt_municipality",
        2,
        "Kommun",
        "Åboo",
        (("nearest", "Åbo"),),
    ),
    "no municipality": Broken(
        CONTACT, (but(GOOD_CONTACT, at0="Atlantis"),), "unknown_municipality", 2, "Kunta", "Atlantis"
    ),
    "a municipality that has merged": Broken(
        CONTACT,
        (but(GOOD_CONTACT, at0="Pertunmaa"),),
        "merged_municipality",
        2,
        "Kunta",
        "Pertunmaa",
        (("old", "Pertunmaa"), ("new", "Mäntyharju")),
        "notice",
    ),
    "a place misspelt": Broken(
        USE,
        (but(GOOD_USE, at0="Perhekeskus Alto"),),
        "misspelt_place",
        2,
        "Paikka",
        "Perhekeskus Alto",
        (("nearest", "Perhekeskus Aalto"),),
    ),
    "a place that is not in the list": Broken(USE, (but(GOOD_USE, at0="Zoo"),), "unknown_place", 2, "Paikka", "Zoo"),
    "a measure misspelt": Broken(
        MEASURES,
        (but(GOOD_MEASURE, at0="Lukemisen iloo"),),
        "misspelt_measure",
        2,
        "Mittari",
        "Lukemisen iloo",
        (("nearest", "Lukemisen ilo"),),
    ),
    "a measure that is not in the catalogue": Broken(
        MEASURES, (but(GOOD_MEASURE, at0="Zen"),), "unknown_measure", 2, "Mittari", "Zen"
    ),
    "a month that is none": Broken(USE, (but(GOOD_USE, at1="13/2026"),), "not_a_month", 2, "Kuukausi", "13/2026"),
    "a month written as in America": Broken(
        USE, (but(GOOD_USE, at1="3/1/2026"),), "not_a_month", 2, "Kuukausi", "3/1/2026"
    ),
    "a month to come": Broken(USE, (but(GOOD_USE, at1="12/2026"),), "in_future", 2, "Kuukausi", "12/2026"),
    "a year to come": Broken(NETWORK, (but(GOOD_GROUP, at3=2027),), "in_future", 2, "Vuosi", "2027"),
    "a year that is none": Broken(NETWORK, (but(GOOD_GROUP, at3="25"),), "not_a_year", 2, "Vuosi", "25"),
    "a year before the first": Broken(
        NETWORK, (but(GOOD_GROUP, at3=1999),), "below_min", 2, "Vuosi", "1999", (("min", "2000"),)
    ),
    "a day that is none": Broken(
        NETWORK, (but(GOOD_GROUP, at5="31.2.2025"),), "not_a_day", 2, "Sopimus alkaa", "31.2.2025"
    ),
    "an agreement that ends before it begins": Broken(
        NETWORK,
        (but(GOOD_GROUP, at6="1.1.2024"),),
        "before_other",
        2,
        "Sopimus päättyy",
        "1.1.2024",
        (("other", "Sopimus alkaa"), ("limit", "1.1.2025")),
    ),
    "a place closed before it opened": Broken(
        CENTRES,
        (but(GOOD_CENTRE, at8=2018),),
        "before_other",
        2,
        "Suljettu vuonna",
        "2018",
        (("other", "Avattu vuonna"), ("limit", "2019")),
    ),
    "more families than visits": Broken(
        USE, (but(GOOD_USE, at4=121),), "above_other", 2, "Perheitä", "121", (("other", "Käynnit"), ("limit", "120"))
    ),
    "more solved than asked": Broken(
        CONTACT,
        (but(GOOD_CONTACT, at3=51),),
        "above_other",
        2,
        "Ratkesi ensimmäisellä",
        "51",
        (("other", "Yhteydenotot"), ("limit", "50")),
    ),
    "a latitude without a longitude": Broken(
        CENTRES, (but(GOOD_CENTRE, at5=None),), "half_point", 2, "Pituusaste", "", (("other", "Leveysaste"),)
    ),
    "a longitude without a latitude": Broken(
        CENTRES, (but(GOOD_CENTRE, at4=None),), "half_point", 2, "Leveysaste", "", (("other", "Pituusaste"),)
    ),
    "two places at the same point": Broken(
        CENTRES,
        (GOOD_CENTRE, but(GOOD_CENTRE, at0="Kivi", at1="Kohtaamispaikka")),
        "same_point",
        3,
        "Leveysaste",
        "",
        (("first", "2"),),
        "notice",
    ),
    "a place twice in the list": Broken(
        CENTRES,
        (GOOD_CENTRE, but(GOOD_CENTRE, at0="perhekeskus  AALTO", at4=63)),
        "repeated_row",
        3,
        "Paikka",
        "perhekeskus  AALTO",
        (("first", "2"), ("same", "Perhekeskus Aalto")),
    ),
    "a month twice": Broken(
        USE,
        (GOOD_USE, but(GOOD_USE, at1="2/2026"), but(GOOD_USE, at1="maaliskuu 2026")),
        "repeated_counts",
        4,
        "Paikka",
        "Perhekeskus Aalto",
        (("first", "2"), ("same", "Perhekeskus Aalto, 3/2026, Kaikki")),
    ),
    "a merged municipality beside the new one": Broken(
        CONTACT,
        (but(GOOD_CONTACT, at0="Mäntyharju"), but(GOOD_CONTACT, at0="Mäntyharju")),
        "repeated_counts",
        3,
        "Kunta",
        "Mäntyharju",
        (("first", "2"), ("same", "Mäntyharju, 3/2026")),
    ),
    "age groups that are more than all": Broken(
        USE,
        (GOOD_USE, but(GOOD_USE, at2="0–2 v", at3=100, at4=None), but(GOOD_USE, at2="3–6 v", at3=30, at4=None)),
        "above_total",
        2,
        "Käynnit",
        "120",
        (("together", "130"),),
    ),
    "a text without an end": Broken(
        CENTRES,
        (but(GOOD_CENTRE, at6="ma " * 200),),
        "too_long",
        2,
        "Aukioloajat",
        ("ma " * 200)[:80] + "…",
        (("longest", "500"),),
    ),
    "a formula typed into CSV": Broken(
        USE, (but(GOOD_USE, at0="=cmd|' /C calc'!A0"),), "formula", 2, "Paikka", "=cmd|' /C calc'!A0"
    ),
}


ONLY_IN_CSV = {"a formula typed into CSV"}


def told_of(checked_problems: tuple[Problem, ...], broken: Broken, sheet: str) -> None:
    """One problem, and just this one."""
    [problem] = checked_problems
    assert (problem.kind, problem.sheet, problem.row, problem.column) == (broken.kind, sheet, broken.row, broken.column)
    assert (dict(problem.values), problem.severity) == (dict(broken.values), broken.severity)
    assert not broken.value or problem.value == broken.value
    assert all(problem.told(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_csv_is_told_at_its_cell(name: str) -> None:
    broken = MISTAKES[name]
    checked = check_file(csv_of(broken.headings, *broken.rows), "luvut.csv", CONTEXT)
    told_of(checked.problems, broken, "")
    assert checked.is_sound == (broken.severity == "notice")


@pytest.mark.parametrize("name", sorted(MISTAKES.keys() - ONLY_IN_CSV))
def test_a_mistake_in_a_workbook_is_told_at_its_cell(name: str) -> None:
    broken = MISTAKES[name]
    told_of(check_file(xlsx_of(broken.headings, *broken.rows), "luvut.xlsx", CONTEXT).problems, broken, "Tiedot")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_row_with_an_error_is_left_out_and_others_stay(name: str) -> None:
    broken = MISTAKES[name]
    rows = check_file(csv_of(broken.headings, *broken.rows), "luvut.csv", CONTEXT).rows["row"].to_list()
    every = list(range(2, len(broken.rows) + 2))
    if broken.severity == "notice" or broken.kind in ("unknown_column", "misspelt_column", "column_without_heading"):
        assert rows == every
    elif broken.kind in ("missing_column", "repeated_column"):
        assert rows == []
    else:
        assert rows == [row for row in every if row != broken.row]


def test_there_are_many_broken_files() -> None:
    assert len(REFUSED) + len(MISTAKES) >= 90


def test_a_cell_with_a_formula_is_told_and_its_value_not_taken() -> None:
    def write(book: Workbook) -> None:
        book.worksheets()[0].write_formula("D3", "=SUM(A1:A2)", value=7)

    checked = check_file(xlsx_of(USE, GOOD_USE, but(GOOD_USE, at1="2/2026", at4=None), change=write), "a.xlsx", CONTEXT)
    assert checked.problems == (Problem("formula", "Tiedot", 3, "Käynnit", "7", may_be_empty=False),)
    assert checked.rows["row"].to_list() == [2]


def test_a_formula_of_a_command_is_told_and_nothing_else_is_done() -> None:
    def write(book: Workbook) -> None:
        book.worksheets()[0].write_formula("A2", "=cmd|' /C calc'!A0", value="")

    [problem] = check_file(xlsx_of(USE, but(GOOD_USE, at0=None), change=write), "a.xlsx", CONTEXT).problems
    assert (problem.kind, problem.row, problem.column) == ("formula", 2, "Paikka")


def test_a_cell_that_shows_an_error_is_told() -> None:
    cell = {SHEET: replaced('<c r="D2"><v>120</v></c>', '<c r="D2" t="e"><v>#N/A</v></c>')}
    [problem] = check_file(repacked(xlsx_of(USE, but(GOOD_USE, at4=None)), cell), "a.xlsx", CONTEXT).problems
    assert (problem.kind, problem.row, problem.column) == ("error_value", 2, "Käynnit")


def test_rows_on_another_sheet_are_told() -> None:
    payload = xlsx_of(USE, GOOD_USE, more={"Helmikuu": (USE, but(GOOD_USE, at1="2/2026"))})
    problems = check_file(payload, "a.xlsx", CONTEXT).problems
    assert problems == (Problem("other_sheet", "Helmikuu", values={"read": "Tiedot"}),)


def test_without_a_list_of_places_the_list_is_asked_for_once() -> None:
    context = Context(TEMPLATES, CONTEXT.regions, CONTEXT.region_changes, [], {}, TODAY)
    checked = check_file(csv_of(USE, GOOD_USE, but(GOOD_USE, at1="2/2026")), "a.csv", context)
    assert checked.problems == (Problem("no_places", "", 0, "Paikka"),)


def test_a_merged_municipality_is_moved_to_the_new_one() -> None:
    rows = check_file(
        csv_of(CONTACT, but(GOOD_CONTACT, at0="pertunmaa"), but(GOOD_CONTACT, at0="588", at1="2/2026")),
        "a.csv",
        CONTEXT,
    ).rows
    assert rows["municipality"].to_list() == ["KU507", "KU507"]


def test_every_municipality_that_has_merged_is_known_by_its_name() -> None:
    catalogue = load_catalogue(PROJECT / "data/catalogue")
    context = Context(TEMPLATES, catalogue.regions, catalogue.region_changes, [], {}, TODAY)
    names = [name for name in context.former_municipalities if name.isalpha()]
    assert len(names) == catalogue.region_changes.height
    assert context.former_municipalities["maaninka"] == ("Maaninka", "KU297")


def test_the_same_mistake_in_very_many_rows_is_told_so_many_times_and_then_counted() -> None:
    rows = [but(GOOD_CONTACT, at1=f"{month % 12 + 1}/{1901 + month // 12}", at2="x", at3=None) for month in range(700)]
    problems = check_file(csv_of(CONTACT, *rows), "a.csv", CONTEXT).problems
    assert problems[0] == Problem("more", "", 0, "Yhteydenotot", values={"count": "200"})
    assert [problem.row for problem in problems[1:]] == list(range(2, 502))


def test_thousands_of_different_misspellings_are_told_without_a_long_search() -> None:
    rows = [but(GOOD_CONTACT, at0=f"Jyväskyla{at}") for at in range(3_000)]
    problems = check_file(csv_of(CONTACT, *rows), "a.csv", CONTEXT).problems
    kinds = [problem.kind for problem in problems]
    assert (kinds.count("misspelt_municipality"), kinds.count("unknown_municipality"), kinds.count("more")) == (
        100,
        500,
        1,
    )


# ---- ten at once --------------------------------------------------------------------------------------------
TEN_TOLD = [
    ("unknown_column", 1, "Muistiinpanot"),
    ("misspelt_place", 2, "Paikka"),
    ("not_a_month", 3, "Kuukausi"),
    ("unknown_choice", 4, "Lasten ikäryhmä"),
    ("not_a_count", 5, "Käynnit"),
    ("negative", 6, "Käynnit"),
    ("not_whole", 7, "Perheitä"),
    ("above_other", 8, "Perheitä"),
    ("missing_value", 9, "Käynnit"),
    ("repeated_counts", 11, "Paikka"),
]


@pytest.mark.parametrize("payload", [csv_of(*TEN), xlsx_of(*TEN)], ids=["csv", "xlsx"])
def test_ten_mistakes_are_told_at_once_in_the_order_of_the_rows(payload: bytes) -> None:
    checked = check_file(payload, "a", CONTEXT)
    assert [(problem.kind, problem.row, problem.column) for problem in checked.problems] == TEN_TOLD
    assert checked.rows["row"].to_list() == [10]


# ---- limits are where they are said to be -------------------------------------------------------------------
def test_a_cell_may_be_as_long_as_a_spreadsheet_allows() -> None:
    rows = (but(GOOD_CENTRE, at6="a" * files.LONGEST_CELL),)
    assert [one.kind for one in check_file(csv_of(CENTRES, *rows), "a.csv", CONTEXT).problems] == ["too_long"]


def test_a_month_may_be_this_one() -> None:
    assert check_file(csv_of(USE, but(GOOD_USE, at1="11/2026")), "a.csv", CONTEXT).problems == ()


def test_good_files_have_no_problems() -> None:
    good = {USE: GOOD_USE, CONTACT: GOOD_CONTACT, CENTRES: GOOD_CENTRE, NETWORK: GOOD_GROUP, MEASURES: GOOD_MEASURE}
    for headings, row in good.items():
        for payload in (csv_of(headings, row), xlsx_of(headings, row)):
            checked = check_file(payload, "a", CONTEXT)
            assert (checked.problems, checked.rows.height) == ((), 1)


def test_the_kinds_of_values_are_those_of_the_template() -> None:
    group = check_file(xlsx_of(NETWORK, GOOD_GROUP), "a.xlsx", CONTEXT).rows.row(0, named=True)
    assert group["agreement_from"] == date(2025, 1, 1)
    assert (group["kind"], group["municipality"], group["year"], group["meetings"]) == (
        "steering_group",
        "KU249",
        2025,
        6,
    )
    assert group["agreement"] is None
    measure = check_file(csv_of(MEASURES, GOOD_MEASURE), "a.csv", CONTEXT).rows.row(0, named=True)
    assert (measure["measure"], measure["value"], measure["count"]) == ("reading", 3.5, 120)
