"""CSV as Finnish and Swedish Excel opens it: semicolons, decimal commas, UTF-8 with its mark; commas in English."""

import csv
import io
from collections.abc import Iterator

from ilmiotaulu.exports.source import event_lines, refuse_examples, source_line
from ilmiotaulu.text import safe_cell, t
from ilmiotaulu.views.sheet import Cell, Column, Sheet


def sheet_csv(sheet: Sheet, release: str, lang: str) -> bytes:
    """The rows of a table with title, unit, time, source, licence and release above them.

    An interval takes two columns. A hidden or missing value is told in words, never as a blank or a zero. Below the
    rows stand what the page says of the figures and what happened in their years, a sentence a line. Examples are not
    handed out: `ValueError`.
    """
    refuse_examples(sheet)
    is_english = lang == "en"
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="," if is_english else ";", lineterminator="\r\n")
    writer.writerow([safe_cell(sheet.title)])
    writer.writerow([safe_cell(sheet.subtitle)])
    for origin in sheet.origins:
        writer.writerow([safe_cell(source_line(origin, lang))])
    writer.writerow([t("csv.release", lang, release=release)])
    writer.writerow([])
    writer.writerow([safe_cell(name) for column in sheet.columns for name in column_names(column, lang)])
    for row in sheet.rows:
        cells = zip(row, sheet.columns, strict=True)
        writer.writerow([text for cell, column in cells for text in _texts(cell, column, is_english)])
    for word, why in sheet.reasons:
        writer.writerow([safe_cell(f"{word}: {why}")])
    told = {"findings.title": [one.text for one in sheet.findings], "trend.events": event_lines(sheet.events)}
    for title, lines in told.items():
        if lines:
            writer.writerows([[], [t(title, lang)], *([safe_cell(line)] for line in lines)])
    return stream.getvalue().encode("utf-8-sig")


def column_names(column: Column, lang: str) -> list[str]:
    """The names of the one or two columns that a column takes in a file."""
    if column.kind != "interval":
        return [column.name]
    return [t(f"column.{end}", lang, interval=column.name) for end in ("lower", "upper")]


def _texts(cell: Cell, column: Column, is_english: bool) -> Iterator[str]:
    if column.kind == "interval":
        low, high = cell if isinstance(cell, tuple) else (None, None)
        yield from (_text(low, column, is_english), _text(high, column, is_english))
    elif not isinstance(cell, tuple):
        yield _text(cell, column, is_english)


def _text(cell: float | str | None, column: Column, is_english: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_cell(cell)
    text = f"{cell:.{column.decimals}f}"
    return text if is_english else text.replace(".", ",")
