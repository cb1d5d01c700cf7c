"""A filled-in file given back with everything that is wrong marked at its cell."""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ilmiotaulu.local.files import Delimited, Sheet, opened
from ilmiotaulu.local.problems import Checked, Problem
from ilmiotaulu.local.values import number_of
from ilmiotaulu.text import safe_cell, t

_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_COLOURS = {"error": "#FFCC99", "notice": "#CCE5FF"}
_WIDTHS = (18, 8, 28, 28, 100)
_NARROWEST, _WIDEST = 14, 44
# A number is none of what a spreadsheet takes for a formula, also below zero.
_PLAIN_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
# A spreadsheet has room for so many links.
_MOST_LINKS = 50_000
_NO_NAME = re.compile(r"[\[\]:*?/\\]")

Cell = tuple[int, int]


def marked_copy(payload: bytes, name: str, checked: Checked, lang: str) -> bytes:
    """The sheet that was read as a workbook: cells with a problem are coloured and say what to do, and all are listed.

    Every cell is a value: nothing in the copy is run. Once put right, the copy itself can be brought in. `payload` and
    `name` are those that `checked` is of.
    """
    cells, sheet = _cells(payload, name, checked)
    numeric = {one.at for one in checked.headings if one.column and checked.rows.schema[one.column].is_numeric()}
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        listed = t("import.marked.problems", lang)
        data_name = _NO_NAME.sub(" ", sheet).strip("' ")[:31] or t("import.template.sheet", lang)
        if data_name.casefold() == listed.casefold():
            data_name = t("import.template.sheet", lang)
        _write_list(book, book.add_worksheet(listed), checked, data_name, lang)
        page = book.add_worksheet(data_name)
        _write_cells(book, page, cells, numeric, _by_cell(checked), lang)
        first = min((heading.row for heading in checked.headings), default=0)
        page.freeze_panes(first, 0)
    return stream.getvalue()


def _cells(payload: bytes, name: str, checked: Checked) -> tuple[pl.DataFrame, str]:
    file = opened(payload, name, [heading.text for heading in checked.headings])
    if isinstance(file, Delimited):
        return file.cells, ""
    return file.cells(_sheet(file.sheets, checked.sheet)), checked.sheet


def _sheet(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    return next(sheet for sheet in sheets if sheet.name == name)


def _where(problem: Problem, checked: Checked) -> Cell | None:
    """The cell of a problem, row and column from 0; the heading of one that is of a whole column."""
    if problem.sheet != checked.sheet:
        return None
    heading = next((one for one in checked.headings if one.text == problem.column), checked.headings[0])
    return (problem.row or heading.row) - 1, heading.at


def _by_cell(checked: Checked) -> Mapping[Cell, list[Problem]]:
    found: dict[Cell, list[Problem]] = {}
    for problem in checked.problems:
        if cell := _where(problem, checked):
            found.setdefault(cell, []).append(problem)
    return found


def _write_list(book: Workbook, page: Worksheet, checked: Checked, data: str, lang: str) -> None:
    bold, link = book.add_format({"bold": True, "bottom": 1}), book.get_default_url_format()
    prose = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (name, width) in enumerate(zip(("sheet", "row", "column", "value", "what"), _WIDTHS, strict=True)):
        page.write_string(0, at, t(f"import.marked.{name}", lang), bold)
        page.set_column(at, at, width, prose)
    for line, problem in enumerate(checked.problems, start=1):
        sheet = safe_cell(problem.sheet or data)
        cell = _where(problem, checked)
        if cell and line <= _MOST_LINKS:
            page.write_url(line, 0, f"internal:{quote_sheetname(data)}!{xl_rowcol_to_cell(*cell)}", link, sheet)
        else:
            page.write_string(line, 0, sheet)
        if problem.row:
            page.write_number(line, 1, problem.row)
        for at, text in enumerate((problem.column, problem.value, problem.told(lang)), start=2):
            page.write_string(line, at, _safe(text))
    page.freeze_panes(1, 0)


def _write_cells(
    book: Workbook,
    page: Worksheet,
    cells: pl.DataFrame,
    numeric: set[int],
    problems: Mapping[Cell, list[Problem]],
    lang: str,
) -> None:
    formats = {severity: book.add_format({"bg_color": colour}) for severity, colour in _COLOURS.items()}
    formats_of = {cell: formats[_severity(found)] for cell, found in problems.items()}
    for at, line, text in _texts(cells):
        format_ = formats_of.pop((line, at), None)
        value = number_of(text) if at in numeric else None
        if value is None:
            page.write_string(line, at, _safe(text.removesuffix(" 00:00:00")), format_)
        else:
            page.write_number(line, at, value, format_)
    for (line, at), format_ in formats_of.items():
        page.write_blank(line, at, None, format_)
    for (line, at), found in problems.items():
        text = "\n".join(dict.fromkeys(problem.told(lang) for problem in found))
        page.write_comment(line, at, text, {"x_scale": 2.5, "y_scale": 1 + len(found) / 2})
    for column in cells:
        longest = max((len(text) for text in column if text), default=0)
        page.set_column(int(column.name), int(column.name), min(max(longest + 2, _NARROWEST), _WIDEST))


def _safe(text: str) -> str:
    return text if _PLAIN_NUMBER.fullmatch(text) else safe_cell(text)


def _texts(cells: pl.DataFrame) -> Iterator[tuple[int, int, str]]:
    for column in cells:
        for line, text in enumerate(column):
            if text is not None:
                yield int(column.name), line, text


def _severity(problems: list[Problem]) -> str:
    return "error" if any(problem.severity == "error" for problem in problems) else "notice"
