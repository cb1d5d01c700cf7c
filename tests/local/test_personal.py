"""Personal data in a text, and wherever it may stand in a file."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from xlsxwriter import Workbook as Book

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.files import Workbook, opened
from ilmiotaulu.local.personal import personal_data, scan
from ilmiotaulu.local.problems import Problem, Refused
from ilmiotaulu.local.workbook import template_csv, template_xlsx
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, messages
from tests.local.building import (
    CONTEXT,
    GOOD_USE,
    TEMPLATES,
    TODAY,
    USE,
    csv_of,
    identity_code,
    repacked,
    replaced,
    xlsx_of,
)

# Number 952 is in the range that is given to nobody.
CODE = identity_code(13, 10, 52, 952, "-")


def found_in(payload: bytes, name: str = "luvut.xlsx") -> Problem | None:
    return scan(opened(payload, name, USE), CONTEXT.words_of_places)


# ---- texts --------------------------------------------------------------------------------------------------
def test_the_builder_makes_the_code_that_the_agency_publishes_as_its_example() -> None:
    assert identity_code(13, 10, 52, 308, "-") == "131052-308T"


@pytest.mark.parametrize("sign", list("+-UVWXYABCDEF"))
def test_an_identity_code_is_seen_with_every_sign_between_its_parts(sign: str) -> None:
    code = identity_code(1, 2, 3, 945, sign)
    assert personal_data(code) == personal_data(code.lower()) == "identity_code"


@pytest.mark.parametrize(
    "text",
    [
        f"hetu{CODE}",
        f"12{CODE}99",
        f"{CODE[:6]} {CODE[6:]}",
        f"{CODE[:7]} {CODE[7:]}",
        f"{CODE[:2]}.{CODE[2:4]}.{CODE[4:]}",
        CODE.replace("-", "\N{EN DASH}"),
        CODE.replace("-", "\N{NON-BREAKING HYPHEN}"),
        CODE.replace("1", "\N{FULLWIDTH DIGIT ONE}"),
        CODE.replace("-", "\N{ZERO WIDTH SPACE}-"),
        f"{CODE[:6]}\N{NO-BREAK SPACE}{CODE[6:]}",
        f"123456{CODE}",
    ],
)
def test_an_identity_code_is_seen_however_it_is_written(text: str) -> None:
    assert personal_data(text) == "identity_code"


def test_a_code_without_its_sign_is_seen_when_it_ends_in_a_letter() -> None:
    letter = next(code for number in range(900, 999) if (code := identity_code(13, 10, 52, number, "-"))[-1].isalpha())
    assert personal_data(letter.replace("-", "")) == personal_data(letter.replace("-", " ")) == "identity_code"


@pytest.mark.parametrize(
    "text", [CODE[:-1] + ("A" if CODE[-1] != "A" else "B"), "320152-9520", "131352-9520", "2026-03-01", "1952-10-13"]
)
def test_what_has_a_wrong_check_sign_or_day_is_no_code(text: str) -> None:
    assert personal_data(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "nimi@example.test",
        "a.b-c+d@sub.example.test",
        "kirjoita: nimi @ example.test",
        "nimi(at)example.test",
        "nimi [ät] example.test",
    ],
)
def test_an_address_of_e_mail_is_seen(text: str) -> None:
    assert personal_data(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "040 1234567",
        "0401234567",
        "040-123 4567",
        "(040) 1234567",
        "+358 40 123 4567",
        "+358401234567",
        "00358401234567",
        "014 123 456",
        "puh:0401234567",
        "+46 70 123 45 67",
        "soita 050 123 4567 ja 040 123 4567",
    ],
)
def test_a_phone_number_is_seen(text: str) -> None:
    assert personal_data(text) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "ma–to 9–15",
        "08:00–16:00",
        "08-16 09-15",
        "0900-1530",
        "ma 08.00-16.00, ti 09.00-15.00",
        "01.02.2026",
        "03-04-2026",
        "2026-03-01 00:00:00",
        "40100 Jyväskylä",
        "00100 Helsinki 2026",
        "62,2415",
        "100 000",
        "12345678",
        "0123456-7",
        "1.2.2026–28.2.2026",
    ],
)
def test_opening_hours_days_and_numbers_are_no_phone_numbers(text: str) -> None:
    assert personal_data(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Maija Korhonen",
        "MAIJA KORHONEN",
        "yhteys: Matti Mallikas",
        "Korhonen, Maija",
        "Korhonen Maija",
        "Anna-Liisa Lahti",
        "Karin och Lars Lindqvist",
        "Emil Åkerlund (koordinaattori)",
        "Maija K.",
    ],
)
def test_a_first_name_with_a_surname_is_seen(text: str) -> None:
    assert personal_data(text, CONTEXT.words_of_places) == "person_name"


@pytest.mark.parametrize(
    "text",
    [
        "perhekeskuskoordinaattori, varhaiskasvatusjohtaja",
        "Onni Keuruu",
        "Helmi Perhekeskus",
        "Elias Lönnrot -koulu",
        "Minna Canthin katu 5",
        "Aino Ackten tie",
        "Anna palautetta",
        "Perhekeskus Aino",
        "Kohtaamispaikka Kivi",
        "Jyväskylän kaupunki",
        "Ma Ti Ke To Pe",
        "Jan Feb Mar",
    ],
)
def test_places_streets_and_roles_are_no_persons(text: str) -> None:
    assert personal_data(text, CONTEXT.words_of_places) is None


def test_names_of_areas_and_our_own_words_are_no_persons() -> None:
    catalogue = load_catalogue(PROJECT / "data/catalogue")
    known = Context(TEMPLATES, catalogue.regions, catalogue.region_changes, [], {}, TODAY).words_of_places
    names = [name for lang in LANGUAGES for name in catalogue.regions[f"name_{lang}"]]
    words = [text for lang in LANGUAGES for text in messages(lang).values()]
    assert [text for text in (*names, *words) if personal_data(text, known)] == []


def test_a_long_text_is_looked_through_in_a_moment() -> None:
    for sign in ("a", "A", "1", "0", ".", "@", " ", "anna ", "a-", "+"):
        assert personal_data(sign * (32_000 // len(sign)) + "!") is None


# ---- files --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.id)
def test_our_own_templates_hold_no_personal_data(template, lang: str) -> None:
    book = template_xlsx(template, lang, CONTEXT.choices(lang))
    assert found_in(book) is None
    assert found_in(template_csv(template, lang), "pohja.csv") is None


def test_a_code_in_a_cell_is_told_by_sheet_and_row_and_never_shown() -> None:
    with pytest.raises(Refused) as refusal:
        check_file(xlsx_of(USE, GOOD_USE, (f"Perhekeskus {CODE}", "3/2026", "Kaikki", 1, 1)), "luvut.xlsx", CONTEXT)
    assert refusal.value.problem == Problem("identity_code", "Tiedot", 3)
    assert CODE not in f"{refusal.value!r}{refusal.value}{refusal.value.problem}"


def test_a_code_in_a_csv_file_is_told_by_its_row() -> None:
    assert found_in(csv_of(USE, GOOD_USE, ("Perhekeskus", CODE, "", 1, 1)), "luvut.csv") == Problem(
        "identity_code", "", 3
    )


def _hidden(book: Book) -> None:
    page = book.add_worksheet("Piilossa")
    page.write_string(4, 2, f"x {CODE}")
    page.very_hidden()


def _comment(book: Book) -> None:
    book.worksheets()[0].write_comment("B5", f"katso {CODE}")


def _header(book: Book) -> None:
    book.worksheets()[0].set_header(f"&L{CODE}")


def _defined_name(book: Book) -> None:
    book.define_name("Luku", f'="{CODE}"')


def _property(book: Book) -> None:
    book.set_custom_property("Huomio", CODE)


def _title(book: Book) -> None:
    book.set_properties({"title": CODE})


def _prompt(book: Book) -> None:
    book.worksheets()[0].data_validation("A9", {"validate": "any", "input_message": f"ei {CODE}"})


def _text_box(book: Book) -> None:
    book.worksheets()[0].insert_textbox("D9", f"huom {CODE}")


def _formula(book: Book) -> None:
    book.worksheets()[0].write_formula("A9", f'="{CODE}"&""', value="x")


def _worked_out(book: Book) -> None:
    book.worksheets()[0].write_formula("A9", '="a"&"b"', value=CODE)


def _link(book: Book) -> None:
    book.worksheets()[0].write_url("A9", "mailto:joku@example.test", string="kirjoita")


def _formatted_in_parts(book: Book) -> None:
    bold = book.add_format({"bold": True})
    book.worksheets()[0].write_rich_string("A9", CODE[:4], bold, CODE[4:8], CODE[8:])


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (_hidden, Problem("identity_code", "Piilossa", 5)),
        (_comment, Problem("identity_code", "Tiedot", 5)),
        (_header, Problem("identity_code", "Tiedot", 0)),
        (_defined_name, Problem("identity_code", "", 0)),
        (_property, Problem("identity_code", "", 0)),
        (_title, Problem("identity_code", "", 0)),
        (_prompt, Problem("identity_code", "Tiedot", 0)),
        (_text_box, Problem("identity_code", "Tiedot", 0)),
        (_formula, Problem("identity_code", "Tiedot", 9)),
        (_worked_out, Problem("identity_code", "Tiedot", 9)),
        (_link, Problem("email", "Tiedot", 0)),
        (_formatted_in_parts, Problem("identity_code", "Tiedot", 9)),
    ],
)
def test_a_workbook_is_looked_through_everywhere(write: Callable[[Book], None], problem: Problem) -> None:
    assert found_in(xlsx_of(USE, GOOD_USE, change=write)) == problem


def test_cells_that_hold_their_text_themselves_are_looked_through() -> None:
    inline = f'<c r="A3" t="inlineStr"><is><t>{CODE[:5]}</t></is></c></row>'
    part = {"xl/worksheets/sheet1.xml": replaced("</row></sheetData>", f'</row><row r="3">{inline}</sheetData>')}
    joined = {
        "xl/worksheets/sheet1.xml": replaced(
            "</row></sheetData>", f'</row><row r="3">{inline}</sheetData>'.replace(CODE[:5], CODE)
        )
    }
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), part)) is None
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), joined)) == Problem("identity_code", "Tiedot", 3)


def test_signs_written_as_numbers_are_understood() -> None:
    told = "".join(f"&#{ord(sign)};" for sign in CODE)
    part = {"xl/sharedStrings.xml": replaced("Perhekeskus Aalto", told)}
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), part)) == Problem("identity_code", "Tiedot", 2)


def test_parts_that_no_spreadsheet_shows_are_looked_through() -> None:
    picture = b"\x89PNG" + bytes(range(256)) + CODE.encode("utf-16-le")
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), {"xl/media/image1.png": picture})) == Problem("identity_code")
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), {"customXml/item1.xml": f"<a b='{CODE}'/>".encode()})) == Problem(
        "identity_code"
    )


def test_a_file_within_the_file_is_looked_through() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", f"<w:p><w:t>{CODE[:6]}</w:t><w:t>{CODE[6:]}</w:t></w:p>")
    part = {"xl/embeddings/document1.docx": inner.getvalue()}
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), part)) == Problem("identity_code")


def test_who_wrote_the_file_is_no_reason_to_refuse_it() -> None:
    def written(book: Book) -> None:
        book.set_properties({"author": "Maija Korhonen", "manager": "maija@example.test"})
        book.worksheets()[0].write_comment(
            "B2", "Maija Korhonen:\nkäynnit laskettu ovelta", {"author": "Maija Korhonen"}
        )

    assert found_in(xlsx_of(USE, GOOD_USE, change=written)) is None
    person = b'<personList><person displayName="Maija Korhonen" userId="S::maija@example.test::1"/></personList>'
    assert found_in(repacked(xlsx_of(USE, GOOD_USE), {"xl/persons/person.xml": person})) is None


def test_a_person_in_a_comment_is_seen() -> None:
    def written(book: Book) -> None:
        book.worksheets()[0].write_comment("B2", "kysy: Maija Korhonen", {"author": "Pekka"})

    assert found_in(xlsx_of(USE, GOOD_USE, change=written)) == Problem("person_name", "Tiedot", 2)


def test_a_person_in_a_header_is_seen_behind_its_codes() -> None:
    def written(book: Book) -> None:
        book.worksheets()[0].set_header('&L&"Arial,Bold"&12Maija Korhonen&RSivu &P')

    assert found_in(xlsx_of(USE, GOOD_USE, change=written)) == Problem("person_name", "Tiedot", 0)


def test_a_sheet_named_after_a_person_is_not_told_by_its_name() -> None:
    payload = xlsx_of(USE, (CODE, *GOOD_USE[1:]), sheet="Maija Korhonen")
    # The sheet comes before the list of sheets, in which its name would be found first.
    order = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]
    file = opened(payload, "a.xlsx", USE)
    assert isinstance(file, Workbook)
    found = scan(replace(file, parts={part: file.parts[part] for part in order}))
    assert found == Problem("identity_code", "", 2)


@pytest.mark.parametrize("number", [401234567, 358501234567])
def test_a_phone_number_that_became_a_number_is_seen_where_words_stand(number: int) -> None:
    for payload in (xlsx_of((*USE, "Yhteys"), (*GOOD_USE, number)), csv_of((*USE, "Yhteys"), (*GOOD_USE, number))):
        with pytest.raises(Refused) as refusal:
            check_file(payload, "a", CONTEXT)
        assert (refusal.value.problem.kind, refusal.value.problem.row) == ("phone", 2)


def test_a_large_count_is_no_phone_number() -> None:
    problems = check_file(csv_of(USE, (*GOOD_USE[:3], 401234567, None)), "a", CONTEXT).problems
    assert [problem.kind for problem in problems] == ["above_max"]


def test_a_sheet_named_after_a_person_is_seen() -> None:
    assert found_in(xlsx_of(USE, GOOD_USE, sheet="Maija Korhonen")) == Problem("person_name", "", 0)


@pytest.mark.parametrize(
    "heading",
    [
        "Nimi",
        "ETUNIMI",
        "Sukunimi:",
        "Henkilötunnus",
        "hetu",
        "Syntymäaika",
        "Osoite",
        "Lapsen nimi",
        "Förnamn",
        "Efternamn",
        "Personbeteckning",
        "Födelsedatum",
        "Adress",
        "First name",
        "Surname",
        "Date of birth",
        "Address",
        "Puhelin",
        "E-post",
    ],
)
def test_a_heading_that_asks_for_a_person_is_seen(heading: str) -> None:
    assert found_in(xlsx_of((*USE, heading), GOOD_USE)) == Problem("personal_heading", "Tiedot", 1)
    assert found_in(csv_of((*USE, heading), GOOD_USE), "a.csv") == Problem("personal_heading", "", 1)


@pytest.mark.parametrize("heading", ["Asiakas", "Asiakasnumero", "Klient", "Kundnummer", "Client", "Customer ID"])
def test_a_heading_of_clients_is_seen(heading: str) -> None:
    assert found_in(csv_of((*USE, heading), GOOD_USE), "a.csv") == Problem("client_heading", "", 1)


def test_many_rows_that_count_one_are_rows_of_clients() -> None:
    with pytest.raises(Refused) as refusal:
        check_file(csv_of(USE, *[("Perhekeskus Aalto", "3/2026", "", 1, 1)] * 10), "a.csv", CONTEXT)
    assert refusal.value.problem == Problem("client_rows")


def test_small_counts_of_many_places_are_no_rows_of_clients() -> None:
    rows = [("Perhekeskus Aalto", f"{month}/2025", "", 1, 1) for month in range(1, 13)]
    assert check_file(csv_of(USE, *rows), "a.csv", CONTEXT).rows.height == 12
