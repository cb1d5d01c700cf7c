"""The ways in which the same rows may come: other languages, encodings, signs between cells, orders and headings."""

from datetime import date, datetime

import pytest
from xlsxwriter import Workbook

from ilmiotaulu.local.checking import check_file
from ilmiotaulu.local.files import column_letters, column_number, opened
from ilmiotaulu.local.problems import Checked
from ilmiotaulu.local.reading import read_table
from ilmiotaulu.local.workbook import template_csv
from ilmiotaulu.text import LANGUAGES
from tests.local.building import CONTACT, CONTEXT, GOOD_CONTACT, GOOD_USE, TEMPLATES, USE, csv_of, repacked, xlsx_of

ROW = {"place": "Perhekeskus Aalto", "month": "2026-03", "age_group": "all", "visits": 120, "families": 40}


def checked(payload: bytes, name: str = "luvut") -> Checked:
    """A file without a problem."""
    found = check_file(payload, name, CONTEXT)
    assert found.problems == ()
    return found


def row_of(payload: bytes) -> dict[str, object]:
    """The one row of a file without a problem, as far as it has something."""
    rows = checked(payload).rows
    assert rows.height == 1
    return {name: value for name, value in rows.drop("row").row(0, named=True).items() if value is not None}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_is_read_in_any_encoding_and_with_any_sign_between_cells(encoding: str, delimiter: str) -> None:
    assert row_of(csv_of(USE, GOOD_USE, delimiter=delimiter, encoding=encoding)) == ROW


def test_utf_16_is_read_from_a_machine_that_writes_it_the_other_way() -> None:
    assert row_of(b"\xfe\xff" + csv_of(USE, GOOD_USE, encoding="utf-16-be")) == ROW


def test_a_line_for_the_spreadsheet_alone_is_no_row() -> None:
    payload = b"sep=;\r\n" + csv_of(USE, GOOD_USE, encoding="utf-8")
    assert checked(payload).rows["row"].to_list() == [2]


def test_a_title_full_of_commas_does_not_mislead_about_the_sign_between_cells() -> None:
    assert (
        row_of(csv_of(("Luvut kuukausittain, kunnittain, paikoittain, iän mukaan, ja muuten, näin",), USE, GOOD_USE))
        == ROW
    )


def test_decimal_commas_do_not_mislead_about_the_sign_between_cells() -> None:
    rows = [("Keuruu", f"{month}/2025", 1, 1, "4,5") for month in range(1, 13)]
    assert checked(csv_of(CONTACT, *rows)).rows["days_to_first_meeting"].to_list() == [4.5] * 12


@pytest.mark.parametrize(
    "headings",
    [
        ("Plats", "Månad", "Barnens åldersgrupp", "Besök", "Familjer"),
        ("Place", "Month", "Children's age group", "Visits", "Families"),
        ("place", "month", "age_group", "visits", "families"),
        ("PAIKKA", " kuukausi ", "Lasten  ikäryhmä", "käynnit*", "Perheitä (lkm)"),
        ("Paikka:", "Month", "Barnens åldersgrupp", "Visits", "Perheitä"),
    ],
)
def test_headings_are_known_in_three_languages_and_in_any_case(headings: tuple[str, ...]) -> None:
    assert row_of(xlsx_of(headings, GOOD_USE)) == row_of(csv_of(headings, GOOD_USE)) == ROW


@pytest.mark.parametrize("word", ["Kaikki", "Alla", "All", "all", "KAIKKI", None])
def test_choices_are_known_in_three_languages_and_empty_means_the_usual(word: str | None) -> None:
    assert row_of(csv_of(USE, ("perhekeskus  AALTO", "3/2026", word, 120, 40))) == ROW


@pytest.mark.parametrize("word", ["Turku", "Åbo", "åbo", "TURKU", "KU853", "853"])
def test_a_municipality_is_known_by_its_names_and_code(word: str) -> None:
    assert row_of(csv_of(CONTACT, (word, *GOOD_CONTACT[1:])))["municipality"] == "KU853"


def test_a_code_that_a_spreadsheet_made_a_number_is_known() -> None:
    assert row_of(xlsx_of(CONTACT, (5, *GOOD_CONTACT[1:])))["municipality"] == "KU005"


def test_the_order_of_columns_and_empty_ones_do_not_matter() -> None:
    headings, row = (
        (None, "Käynnit", None, "Kuukausi", "Paikka", None),
        (None, 120, None, "3/2026", "Perhekeskus Aalto", None),
    )
    short = {name: value for name, value in ROW.items() if name != "families"}
    assert row_of(xlsx_of(headings, row)) == row_of(csv_of(headings, row)) == short


def test_headings_stand_below_a_title_and_empty_rows_do_not_count() -> None:
    rows = (("Perhekeskukset keväällä",), (), USE, (), GOOD_USE, (), (None, " "))
    assert checked(xlsx_of(*rows)).rows["row"].to_list() == [5]
    assert checked(csv_of(*rows)).rows["row"].to_list() == [5]


def test_headings_may_be_merged_over_two_rows() -> None:
    def write(book: Workbook) -> None:
        page = book.worksheets()[0]
        page.merge_range("A1:E1", "Perhekeskusten käyttö")
        for at, name in enumerate(USE[:3]):
            page.merge_range(1, at, 2, at, name)
        page.merge_range("D2:E2", "Lukumäärät")
        page.write_row("D3", USE[3:])
        page.write_row("A4", GOOD_USE)

    found = checked(xlsx_of(change=write))
    assert found.rows["row"].to_list() == [4]
    assert [(heading.text, heading.row) for heading in found.headings] == [
        ("Paikka", 2),
        ("Kuukausi", 2),
        ("Lasten ikäryhmä", 2),
        ("Käynnit", 3),
        ("Perheitä", 3),
    ]


def test_a_value_that_is_also_a_heading_is_no_heading() -> None:
    centres = ("Paikka", "Laji", "Ylläpitäjä", "Kunta")
    found = check_file(csv_of(centres, ("Aalto", "Perhekeskus", "Kunta", "Keuruu")), "a.csv", CONTEXT)
    assert found.rows.row(0, named=True)["run_by"] == "municipality"
    without = check_file(csv_of(centres[:3], ("Aalto", "Perhekeskus", "Kunta")), "a.csv", CONTEXT)
    assert [(problem.kind, problem.column) for problem in without.problems] == [("missing_column", "Kunta")]


@pytest.mark.parametrize("month", [date(2026, 3, 1), datetime(2026, 3, 31, 12, 30), 46082, "3/2026", 3.2026])
def test_months_of_a_spreadsheet_are_read(month: object) -> None:
    assert row_of(xlsx_of(USE, ("Perhekeskus Aalto", month, "Kaikki", 120, 40))) == ROW


def test_numbers_of_a_spreadsheet_are_read_as_numbers_and_as_texts() -> None:
    for visits in (1200, 1200.0, "1200", "1 200", "1\N{NO-BREAK SPACE}200", "1200,0"):
        assert row_of(xlsx_of(USE, ("Perhekeskus Aalto", "3/2026", "", visits, 40)))["visits"] == 1200


def test_a_hidden_sheet_beside_the_rows_is_no_matter() -> None:
    def write(book: Workbook) -> None:
        book.worksheets()[1].hide()

    assert row_of(xlsx_of(USE, GOOD_USE, more={"Apu": [("Kaikki",), ("0–2 v",)]}, change=write)) == ROW


def test_the_sheet_with_rows_is_read_also_when_the_first_one_is_empty() -> None:
    payload = xlsx_of(USE, sheet="Malli", more={"Maaliskuu": (USE, GOOD_USE)})
    assert checked(payload).sheet == "Maaliskuu"


def test_a_workbook_whose_elements_have_a_prefix_is_read() -> None:
    def prefixed(part: bytes) -> bytes:
        text = part.decode().replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("<x:?", "<?")
        return text.replace('xmlns="', 'xmlns:x="').encode()

    payload = repacked(xlsx_of(USE, GOOD_USE), {"xl/worksheets/sheet1.xml": prefixed, "xl/sharedStrings.xml": prefixed})
    assert row_of(payload) == ROW


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mark_tells_the_language(lang: str) -> None:
    template = TEMPLATES["family_centre_use"]
    payload = template_csv(template, lang) + csv_of((*GOOD_USE, None, None, None), encoding="utf-8")
    table = read_table(opened(payload, "a.csv", template.headings), TEMPLATES)
    assert (table.template.id, table.lang) == ("family_centre_use", lang)


@pytest.mark.parametrize(
    ("headings", "lang"), [(USE, "fi"), (("Plats", "Månad", "Besök"), "sv"), (("Place", "Month", "Visits"), "en")]
)
def test_without_a_mark_the_headings_tell_the_language(headings: tuple[str, ...], lang: str) -> None:
    table = read_table(opened(csv_of(headings, GOOD_USE[: len(headings)]), "a.csv", headings), TEMPLATES)
    assert table.lang == lang


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.id)
def test_a_heading_means_one_column_of_its_template(template) -> None:
    for lang in LANGUAGES:
        titles = [column.title.in_language(lang) for column in template.columns]
        assert [template.headings[title] for title in titles] == [column.id for column in template.columns]


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]


def test_an_apostrophe_that_we_set_before_a_sign_is_taken_off() -> None:
    hours = ("Paikka", "Laji", "Ylläpitäjä", "Kunta", "Aukioloajat")
    rows = check_file(csv_of(hours, ("Aalto", "Perhekeskus", "Kunta", "Keuruu", "'-  suljettu")), "a.csv", CONTEXT).rows
    assert rows["opening_hours"].to_list() == ["- suljettu"]
