"""A workbook: the figures on one sheet, what they are and where they came from on another."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range

from ilmiotaulu.exports.csv import column_names
from ilmiotaulu.exports.source import refuse_examples
from ilmiotaulu.text import day, t
from ilmiotaulu.views.sheet import Cell, Column, Sheet

# What a server calls a workbook.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Title, unit and time stand above the header.
_HEADER = 2
_NARROWEST, _WIDEST, _WIDTH_OF_PROSE = 8, 48, 90
_NUMBERS = ("number", "interval")
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def sheet_xlsx(sheet: Sheet, release: str, lang: str) -> bytes:
    """The rows of a table as a workbook of two sheets: the figures, and what they are and where they came from.

    A number is a number with the decimals of its column, an interval takes two columns, and a hidden or missing value
    is told in words. Nothing is a formula. The same table gives the same bytes. Examples are not handed out:
    `ValueError`.
    """
    refuse_examples(sheet)
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        # Without a moment of its own the file would carry the time at which it was made.
        newest = max((origin.fetched for origin in sheet.origins), default=_LONG_AGO)
        book.set_properties({"title": sheet.title, "created": newest})
        _write_figures(book, sheet, lang)
        _write_background(book, sheet, release, lang)
    return stream.getvalue()


def _write_figures(book: Workbook, sheet: Sheet, lang: str) -> None:
    page = book.add_worksheet(t("xlsx.figures", lang))
    title, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    bold_right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    right = book.add_format({"align": "right"})
    number_formats = {
        column.decimals: book.add_format({"num_format": _number_format(column.decimals)})
        for column in sheet.columns
        if column.kind in _NUMBERS
    }
    page.write_string(0, 0, sheet.title, title)
    page.write_string(1, 0, sheet.subtitle)
    columns = [(name, column) for column in sheet.columns for name in column_names(column, lang)]
    widths = [len(name) for name, _ in columns]
    for at, (name, column) in enumerate(columns):
        page.write_string(_HEADER, at, name, bold_right if column.kind in _NUMBERS else bold)
    for line, row in enumerate(sheet.rows, start=_HEADER + 1):
        for at, (cell, column) in enumerate(_cells(row, sheet.columns)):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                page.write_string(line, at, cell, right if column.kind in _NUMBERS else None)
                widths[at] = max(widths[at], len(cell))
            else:
                page.write_number(line, at, cell, number_formats.get(column.decimals))
    for at, width in enumerate(widths):
        # The arrow of the filter stands in the header's cell.
        page.set_column(at, at, min(max(width + 3, _NARROWEST), _WIDEST))
    page.freeze_panes(_HEADER + 1, 0)
    if not columns:
        return
    table = xl_range(_HEADER, 0, _HEADER + len(sheet.rows), len(columns) - 1)
    page.autofilter(table)
    # A year that names a row is a name, not a mistake to be marked.
    page.ignore_errors({"number_stored_as_text": table})


def _cells(row: Iterable[Cell], columns: Iterable[Column]) -> Iterator[tuple[float | str | None, Column]]:
    for cell, column in zip(row, columns, strict=True):
        if column.kind == "interval":
            low, high = cell if isinstance(cell, tuple) else (None, None)
            yield from ((low, column), (high, column))
        elif not isinstance(cell, tuple):
            yield cell, column


def _number_format(decimals: int) -> str:
    return "0." + "0" * decimals if decimals else "0"


def _write_background(book: Workbook, sheet: Sheet, release: str, lang: str) -> None:
    page = book.add_worksheet(t("xlsx.about", lang))
    label = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    prose = book.add_format({"text_wrap": True, "valign": "top"})
    groups = list(_background(sheet, release, lang))
    line = 0
    for group in groups:
        for name, text in group:
            page.write_string(line, 0, name, label)
            if text:
                page.write_string(line, 1, text, prose)
            line += 1
        line += 1
    longest = max(len(name) for group in groups for name, _ in group)
    page.set_column(0, 0, min(longest + 2, _WIDEST))
    page.set_column(1, 1, _WIDTH_OF_PROSE)


def _background(sheet: Sheet, release: str, lang: str) -> Iterator[list[tuple[str, str]]]:
    """What the figures are, each sentence about them with its numbers and rule, what happened in their years, each
    source, what the figure means and why cells are words: label and text.
    """
    yield [
        (t("xlsx.title", lang), sheet.title),
        (t("xlsx.unit_and_time", lang), sheet.subtitle),
        (t("column.release", lang), release),
    ]
    for number, finding in enumerate(sheet.findings, start=1):
        yield [
            (t("xlsx.finding", lang, number=number), finding.text),
            *finding.numbers,
            (t("evidence.rule", lang), finding.rule),
        ]
    if sheet.events:
        yield [(t("trend.events", lang), ""), *((str(year), title) for year, title in sheet.events)]
    for number, origin in enumerate(sheet.origins, start=1):
        yield [
            (t("xlsx.source", lang, number=number), origin.publisher),
            (t("column.source_id", lang), origin.source_id),
            (t("column.title", lang), origin.title),
            (t("column.url", lang), origin.url),
            (t("column.fetched", lang), day(origin.fetched, lang)),
            (t("column.licence", lang), origin.licence),
        ]
    if sheet.about:
        yield [(label.removesuffix(":"), text) for label, text in sheet.about]
    if sheet.reasons:
        yield [(t("xlsx.words", lang), ""), *sheet.reasons]
