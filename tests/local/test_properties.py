"""What holds of every file, not only of those that somebody thought of."""

import contextlib
import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ilmiotaulu.local.checking import check_file
from ilmiotaulu.local.files import opened
from ilmiotaulu.local.personal import personal_data, scan
from ilmiotaulu.local.problems import Problem, Refused
from ilmiotaulu.local.templates import Column, Template
from ilmiotaulu.text import LANGUAGES
from tests.local.building import CONTEXT, GOOD_USE, TEMPLATES, TODAY, USE, csv_of, identity_code, repacked, xlsx_of

thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
Value = Any
Draw = Callable[[st.SearchStrategy[Any]], Any]


# ---- rows that are right ------------------------------------------------------------------------------------
# Words that begin with an x are no names, no headings, and no numbers.
WORDS = st.lists(st.text("aeiouäöåklmnst0123456789–.,!'=", max_size=8).map("x{}".format), min_size=1, max_size=4).map(
    " ".join
)
SIGNS = st.sampled_from(["", "", "", "+", "-", "@"])


def values_of(column: Column) -> st.SearchStrategy[Value]:
    """Values that a column may have, as `Checked.rows` has them; limits between columns are left to the rows."""
    least, most = column.min, column.max
    by_kind: Mapping[str, st.SearchStrategy[Value]] = {
        "place": st.sampled_from(list(CONTEXT.places)),
        "municipality": st.sampled_from(["KU179", "KU249", "KU507", "KU853", "KU005"]),
        "measure": st.just("reading"),
        "month": st.builds("{}-{:02}".format, st.integers(1950, TODAY.year - 1), st.integers(1, 12)),
        "day": st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        "year": st.integers(int(least or 1950), TODAY.year),
        "count": st.integers(0, int(most or 1_000_000)),
        "number": st.integers(int((least or 0) * 100), int((most or 1_000) * 100)).map(
            lambda hundredths: hundredths / 100
        ),
        "choice": st.sampled_from([option.id for option in column.options] or [""]),
        "text": st.builds("{}{}".format, SIGNS, WORDS) if not column.required else WORDS,
    }
    values = by_kind[column.kind]
    return values if column.required else st.none() | values


def is_sound(template: Template, row: Mapping[str, Value]) -> bool:
    """Whether a row keeps the limits that one column sets another."""
    for column in template.columns:
        value = row[column.id]
        limits = [(column.at_most, 1), (column.not_before, -1)]
        for other, sign in limits:
            if other and None not in (value, row[other]) and (value > row[other]) - (value < row[other]) == sign:
                return False
    return "latitude" not in row or (row["latitude"] is None) == (row["longitude"] is None)


@st.composite
def tables(draw: Draw, template: Template) -> list[dict[str, Value]]:
    """Rows of a template that have different keys and are sound."""

    def key(row: Mapping[str, Value]) -> tuple[Value, ...]:
        return tuple(str(row[name]).casefold() for name in template.key)

    row = st.fixed_dictionaries({column.id: values_of(column) for column in template.columns})
    rows = draw(st.lists(row.filter(lambda one: is_sound(template, one)), min_size=1, max_size=8, unique_by=key))
    for one in rows:
        for column in template.columns:
            one[column.id] = column.default if one[column.id] is None else one[column.id]
    if template.total_of:
        # Totals that are enough for any parts.
        rows = [one for one in rows if one[template.total_of] != template.total_option] or rows[:1]
    unique = {key(one): one for one in rows}
    return list(unique.values())


MONTHS = (
    "tammikuu",
    "helmikuu",
    "maaliskuu",
    "huhtikuu",
    "toukokuu",
    "kesäkuu",
    "heinäkuu",
    "elokuu",
    "syyskuu",
    "lokakuu",
    "marraskuu",
    "joulukuu",
)
NAMES = {
    code: {lang: CONTEXT.regions.filter(code=code)[f"name_{lang}"][0] for lang in LANGUAGES}
    for code in CONTEXT.regions["code"]
}


def written(draw: Draw, column: Column, value: Value, lang: str) -> str:
    """A value as somebody may write it."""
    if value is None:
        return draw(st.sampled_from(["", " "]))
    if column.kind == "month":
        year, month = value.split("-")
        ways = [
            f"{int(month)}/{year}",
            f"{month}.{year}",
            value,
            f"1.{int(month)}.{year}",
            f"{value}-01",
            f"{MONTHS[int(month) - 1]} {year}",
        ]
    elif column.kind == "day":
        ways = [f"{value.day}.{value.month}.{value.year}", value.isoformat(), f"{value:%d.%m.%Y}"]
    elif column.kind in ("count", "number"):
        plain = f"{value:.2f}" if column.kind == "number" else str(value)
        grouped = f"{value:,.2f}" if column.kind == "number" else f"{value:,}"
        apart = "\N{NO-BREAK SPACE}"
        ways = [
            plain,
            plain.replace(".", ","),
            grouped.replace(",", apart),
            grouped.replace(",", " ").replace(".", ","),
        ]
    elif column.kind == "choice":
        title = next(option.title for option in column.options if option.id == value)
        ways = [title.in_language(lang), title.in_language(lang).upper(), value, title.in_language("sv")]
    elif column.kind == "municipality":
        ways = [NAMES[value][lang], NAMES[value][lang].upper(), value, f" {NAMES[value]['sv']}"]
    elif column.kind == "measure":
        ways = [CONTEXT.measures[value].in_language(lang), value]
    else:
        ways = [str(value)]
    return draw(st.sampled_from(ways))


def typed(column: Column, value: Value, text: str) -> Value:
    """A value as a spreadsheet keeps it: numbers and days as such."""
    if value is None:
        return None
    if column.kind == "day":
        return value
    if column.kind == "month":
        return date(int(value[:4]), int(value[5:]), 1)
    return value if column.kind in ("count", "number", "year") else text


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.id)
@thorough
@given(data=st.data())
def test_any_sound_rows_come_back_as_they_went_in(template: Template, data: st.DataObject) -> None:
    rows = data.draw(tables(template))
    lang = data.draw(st.sampled_from(LANGUAGES))
    columns = data.draw(st.permutations(template.columns))
    above = data.draw(st.lists(st.just(["xotsikko"]), max_size=2))
    headings = [column.title.in_language(lang) for column in columns]
    texts = [[written(data.draw, column, row[column.id], lang) for column in columns] for row in rows]
    if data.draw(st.booleans(), label="as a workbook"):
        as_kept = data.draw(st.booleans(), label="numbers and days as such")
        cells = [
            [
                typed(column, row[column.id], text) if as_kept else text
                for column, text in zip(columns, line, strict=True)
            ]
            for row, line in zip(rows, texts, strict=True)
        ]
        payload = xlsx_of(*above, headings, *cells)
    else:
        stream = io.StringIO()
        csv.writer(stream, delimiter=data.draw(st.sampled_from(";,\t"))).writerows([*above, headings, *texts])
        payload = stream.getvalue().encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))
    found = check_file(payload, "luvut", CONTEXT)
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    first = len(above) + 2
    assert found.rows["row"].to_list() == list(range(first, first + len(rows)))
    assert found.rows.drop("row").rows(named=True) == [
        {column.id: row[column.id] for column in template.columns} for row in rows
    ]


# ---- mending ------------------------------------------------------------------------------------------------
WRONG_COUNTS = st.sampled_from(
    ["n. 20", "noin 90 käyntiä", "55,5", "1.200", "-40", "\N{MINUS SIGN}5", "12 13", "sata", "20", "60", "100"]
)
USE_ROWS = st.tuples(
    st.sampled_from(["Perhekeskus Aalto", "Perhekeskus Alto", "Kohtaamispaikka Kivi", "Kohtamispaikka kivi"]),
    st.sampled_from(["1/2026", "2026-01", "2/2026"]),
    st.sampled_from(["", "Kaikki", "Kaiki", "0–2 v", "0-2", "0-2-vuotiaat", "3–6 v"]),
    WRONG_COUNTS,
    st.one_of(st.just(""), WRONG_COUNTS),
)
TOLD_VALUE = {
    "misspelt_place": "nearest",
    "misspelt_choice": "nearest",
    "misspelt_column": "nearest",
    "not_a_count": "example",
    "thousands": "meant",
    "not_whole": "above",
}


def mended(headings: list[str], rows: list[list[str]], problems: Sequence[Problem]) -> list[list[str]]:
    """The file as a person leaves it who writes what each remedy suggests, and the count without its minus."""
    lines = [list(headings), *(list(row) for row in rows)]
    for one in problems:
        at = headings.index(one.column)
        if one.kind in TOLD_VALUE:
            lines[one.row - 1][at] = one.values[TOLD_VALUE[one.kind]]
        elif one.kind == "negative":
            lines[one.row - 1][at] = lines[one.row - 1][at][1:]
    return lines


@settings(max_examples=150)
@given(rows=st.lists(USE_ROWS, min_size=1, max_size=6), visits=st.sampled_from(["Käynnit", "Käynit"]))
def test_mending_as_told_uncovers_nothing_that_was_not_told(rows: list[list[str]], visits: str) -> None:
    headings = [*USE[:3], visits, USE[4]]
    before = check_file(csv_of(headings, *rows), "a.csv", CONTEXT).problems
    # What is no number at all gets a value from its person alone.
    assume(not any(one.kind == "not_a_count" and one.values["example"] not in one.value for one in before))
    after = check_file(csv_of(*mended(headings, rows, before)), "a.csv", CONTEXT).problems
    between = [(one.kind, one.row) for one in before if one.kind not in (*TOLD_VALUE, "negative")]
    assert [(one.kind, one.row) for one in after] == between


# ---- personal data ------------------------------------------------------------------------------------------
@st.composite
def identity_codes(draw: Draw) -> str:
    """Codes with the right check sign and a number that is given to nobody."""
    sign = draw(st.sampled_from("+-UVWXYABCDEF"))
    century = 1800 if sign == "+" else 1900 if sign in "-UVWXY" else 2000
    born = date(century, 1, 1) + timedelta(days=draw(st.integers(0, 36_523)))
    code = identity_code(born.day, born.month, born.year, draw(st.integers(900, 999)), sign)
    return code.lower() if draw(st.booleans()) else code


@given(before=st.text(), code=identity_codes(), after=st.text())
def test_a_text_with_an_identity_code_anywhere_in_it_is_seen(before: str, code: str, after: str) -> None:
    assert personal_data(before + code + after) == "identity_code"


@given(
    before=st.text("0123456789+-.ABCDEFa ", max_size=12),
    code=identity_codes(),
    after=st.text("0123456789ABC-", max_size=6),
)
def test_what_looks_like_a_part_of_a_code_does_not_hide_one(before: str, code: str, after: str) -> None:
    assert personal_data(before + code + after) == "identity_code"


IN_XML = st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=20)


@thorough
@given(
    before=IN_XML,
    code=identity_codes(),
    after=IN_XML,
    row=st.integers(0, 30),
    at=st.integers(0, 9),
    is_book=st.booleans(),
)
def test_a_file_with_an_identity_code_in_any_cell_is_refused(
    before: str, code: str, after: str, row: int, at: int, is_book: bool
) -> None:
    cells: list[list[Any]] = [[None] * 10 for _ in range(31)]
    cells[row][at] = before + code + after
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([USE, GOOD_USE, *cells])
    payload = xlsx_of(USE, GOOD_USE, *cells) if is_book else stream.getvalue().encode()
    with pytest.raises(Refused) as refusal:
        check_file(payload, "luvut", CONTEXT)
    problem = refusal.value.problem
    # Signs that no text has make a CSV file no spreadsheet at all.
    assert problem.kind == "identity_code" or (problem.kind == "not_a_spreadsheet" and not is_book)
    assert problem.row == (row + 3 if problem.kind == "identity_code" else 0)
    assert code not in repr(refusal.value)


# ---- anything at all ----------------------------------------------------------------------------------------
BEGINNINGS = st.sampled_from(
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        ";".join(USE).encode() + b"\n",
    ]
)


@given(beginning=BEGINNINGS, rest=st.binary(max_size=400), name=st.sampled_from(["a.xlsx", "a.csv", "a.xlsm", ""]))
def test_bytes_of_any_kind_are_refused_and_nothing_else(beginning: bytes, rest: bytes, name: str) -> None:
    with contextlib.suppress(Refused):
        found = check_file(beginning + rest, name, CONTEXT)
        assert found.template in TEMPLATES


@given(text=st.text(max_size=200))
def test_any_text_below_headings_is_checked_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        check_file((";".join(USE) + "\n" + text).encode(), "a.csv", CONTEXT)


WHOLE = xlsx_of(USE, GOOD_USE)
PARTS = [
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
]


@thorough
@given(at=st.integers(0, len(WHOLE) - 1), given_bytes=st.binary(min_size=1, max_size=4))
def test_a_workbook_with_damaged_bytes_is_checked_or_refused(at: int, given_bytes: bytes) -> None:
    with contextlib.suppress(Refused):
        check_file(WHOLE[:at] + given_bytes + WHOLE[at + len(given_bytes) :], "a.xlsx", CONTEXT)


PIECES = st.text('<>/="& rstvc0123456789-ABZ', max_size=6).map(str.encode) | st.sampled_from(
    [b"", b'r="ZZZZ9"', b'r="A0"', b"99999999999", b't="s"', b't="d"', b't="b"']
)


@settings(max_examples=200)
@given(part=st.sampled_from(PARTS), place=st.floats(0, 1), length=st.integers(0, 12), piece=PIECES)
def test_a_workbook_with_damaged_parts_is_checked_or_refused(
    part: str, place: float, length: int, piece: bytes
) -> None:
    def damaged(content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + piece + content[at + length :]

    with contextlib.suppress(Refused):
        check_file(repacked(WHOLE, {part: damaged}), "a.xlsx", CONTEXT)


@given(text=st.text())
def test_looking_through_a_text_never_fails(text: str) -> None:
    assert personal_data(text) in (None, "identity_code", "email", "phone", "person_name")
    with contextlib.suppress(Refused):
        scan(opened(text.encode(), "a.csv", USE))
