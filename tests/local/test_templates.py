"""The templates as files: what they say, what they offer, and that they come back as they went out."""

import io
import re
import zipfile

import fastexcel
import pytest

from ilmiotaulu.local.checking import check_file
from ilmiotaulu.local.templates import Template
from ilmiotaulu.local.workbook import template_csv, template_xlsx
from ilmiotaulu.text import LANGUAGES
from tests.local.building import CONTEXT, TEMPLATES, csv_of, repacked, replaced

EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.id)
IN_EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)
NAMES = {
    "fi": ["Ohjeet", "Tiedot", "Esimerkki", "Luettelot"],
    "sv": ["Anvisningar", "Uppgifter", "Exempel", "Listor"],
    "en": ["Instructions", "Data", "Example", "Lists"],
}


def workbook(template: Template, lang: str) -> bytes:
    return template_xlsx(template, lang, CONTEXT.choices(lang))


def sheet(payload: bytes, name: str) -> list[tuple[object, ...]]:
    """The rows of a sheet as texts."""
    return (
        fastexcel.read_excel(payload).load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars().rows()
    )


def part(payload: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(payload)) as packed:
        return packed.read(name).decode()


@EVERY
@IN_EVERY_LANGUAGE
def test_a_template_has_instructions_rows_to_fill_in_and_an_example(template: Template, lang: str) -> None:
    book = workbook(template, lang)
    assert fastexcel.read_excel(book).sheet_names == NAMES[lang]
    titles = [column.title.in_language(lang) for column in template.columns]
    assert sheet(book, NAMES[lang][1]) == [tuple(titles)]
    told = {row[0]: row[2] for row in sheet(book, NAMES[lang][0])}
    for column in template.columns:
        assert told[column.title.in_language(lang)] == column.definition.in_language(lang)


@EVERY
@IN_EVERY_LANGUAGE
def test_the_same_template_gives_the_same_bytes(template: Template, lang: str) -> None:
    assert workbook(template, lang) == workbook(template, lang)
    assert template_csv(template, lang) == template_csv(template, lang)


@EVERY
@IN_EVERY_LANGUAGE
def test_the_example_says_that_it_is_made_up_and_would_be_sound(template: Template, lang: str) -> None:
    book = workbook(template, lang)
    [note, *rows] = sheet(book, NAMES[lang][2])
    assert re.search("keksittyjä|påhittade|made-up", str(note[0]))
    assert len(rows) == 4
    kinds = {problem.kind for problem in check_file(csv_of(*rows), "a.csv", CONTEXT).problems}
    # Only names that are nobody's are not known.
    assert kinds <= {"unknown_place", "unknown_measure"}


@EVERY
@IN_EVERY_LANGUAGE
def test_a_file_is_marked_with_its_template_version_and_language(template: Template, lang: str) -> None:
    names = {one.name: one.formula for one in fastexcel.read_excel(workbook(template, lang)).defined_names()}
    assert names == {
        f"ilmiotaulu.{template.id}.{template.version}.{lang}": f"{NAMES[lang][1]}!$A$1",
        "ilmiotaulu.example": f"{NAMES[lang][2]}!$A$1",
    }
    first = template_csv(template, lang).decode("utf-8-sig").splitlines()[0]
    assert first == f"# ilmiotaulu;{template.id};{template.version};{lang}"


def test_a_template_of_use_offers_its_choices_and_places_and_limits_its_counts() -> None:
    book = template_xlsx(TEMPLATES["family_centre_use"], "fi", CONTEXT.choices("fi"))
    assert sheet(book, "Luettelot") == [
        ("Kohtaamispaikka Kivi", "Kaikki"),
        ("Perhekeskus Aalto", "0–2 v"),
        (None, "3–6 v"),
        (None, "7–12 v"),
        (None, "13–17 v"),
    ]
    markup = part(book, "xl/worksheets/sheet2.xml")
    assert "<formula1>Luettelot!$A$1:$A$2</formula1>" in markup
    assert "<formula1>Luettelot!$B$1:$B$5</formula1>" in markup
    assert re.search(r'type="whole"[^>]*sqref="D2:D1048576"><formula1>0</formula1><formula2>100000</formula2>', markup)
    assert '<sheet name="Luettelot" sheetId="4" state="hidden"' in part(book, "xl/workbook.xml")


def test_municipalities_are_offered_in_the_language_and_of_the_county() -> None:
    assert CONTEXT.choices("sv")["municipality"] == ["Alajärvi", "Jyväskylä", "Keuruu", "Mäntyharju", "Åbo"]
    assert CONTEXT.choices("fi", "HVA15")["municipality"] == ["Jyväskylä", "Keuruu"]


def test_a_template_without_a_list_of_places_has_no_list_to_choose_from() -> None:
    book = template_xlsx(TEMPLATES["family_centre_use"], "fi", {})
    assert sheet(book, "Luettelot")[0] == ("Kaikki",)


@EVERY
@IN_EVERY_LANGUAGE
def test_the_csv_twin_has_the_same_headings_and_tells_what_they_mean(template: Template, lang: str) -> None:
    payload = template_csv(template, lang)
    assert payload.startswith(b"\xef\xbb\xbf")
    lines = payload.decode("utf-8-sig").splitlines()
    assert lines[-1] == ";".join(column.title.in_language(lang) for column in template.columns)
    assert len(lines) == len(template.columns) + 3
    assert all(line.lstrip('"').startswith("# ") for line in lines[:-1])


def test_a_sheet_that_was_renamed_is_still_found_and_the_example_still_left() -> None:
    book = workbook(TEMPLATES["one_contact"], "fi")
    renamed = repacked(
        book,
        {
            "xl/workbook.xml": lambda content: content.replace(b'"Esimerkki"', b'"Omia"').replace(
                b"Esimerkki!", b"Omia!"
            ),
            "xl/worksheets/sheet2.xml": replaced(
                "</row></sheetData>",
                '</row><row r="2"><c r="A2" t="inlineStr"><is><t>Keuruu</t></is></c><c r="B2"><v>46082</v></c>'
                '<c r="C2"><v>7</v></c></row></sheetData>',
            ),
        },
    )
    found = check_file(renamed, "a.xlsx", CONTEXT)
    assert (found.problems, found.sheet, found.rows.row(0)[:4]) == ((), "Tiedot", (2, "KU249", "2026-03", 7))
