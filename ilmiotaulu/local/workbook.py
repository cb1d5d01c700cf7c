"""Templates as files that people fill in: a workbook with instructions and drop-downs, and its CSV twin."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from ilmiotaulu.local.reading import MARK
from ilmiotaulu.local.templates import Column, Template
from ilmiotaulu.text import number, safe_cell, t

_LAST_ROW = 1_048_575
# Without a moment of its own the file would carry the time at which it was made.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
_NARROWEST, _WIDTH_OF_PROSE = 14, 70
# Points a line of text takes, and the part of a line that is filled before the next word.
_LINE, _FILLED, _A4 = 15.0, 0.9, 9
_NUMBER_FORMATS = {"month": "m/yyyy", "day": "d.m.yyyy", "text": "@", "place": "@"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# Round numbers that nobody takes for figures.
_EXAMPLES, _EXAMPLE_YEAR, _EXAMPLE_COUNT = 3, 2020, 100


def template_xlsx(template: Template, lang: str, choices: Mapping[str, Sequence[str]]) -> bytes:
    """The template as a workbook: instructions, the sheet to fill in, and an example that says it is made up.

    `choices` are what its drop-downs offer by the kind of a column (`Context.choices`); a choice offers its own. A
    defined name marks the file with its template, version and language. The same arguments give the same bytes.
    """
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": template.title.in_language(lang), "created": _MADE})
        names = {part: t(f"import.template.{part}", lang) for part in ("instructions", "sheet", "example", "lists")}
        pages = {part: book.add_worksheet(name) for part, name in names.items()}
        _write_instructions(book, pages["instructions"], template, lang)
        lists = _write_lists(pages["lists"], template, lang, choices)
        _write_data(book, pages["sheet"], template, lang, lists)
        _write_example(book, pages["example"], template, lang, choices)
        mark = f"{MARK}.{template.id}.{template.version}.{lang}"
        book.define_name(mark, f"={quote_sheetname(names['sheet'])}!$A$1")
        book.define_name(f"{MARK}.example", f"={quote_sheetname(names['example'])}!$A$1")
    return stream.getvalue()


def template_csv(template: Template, lang: str) -> bytes:
    """The template as CSV for a Finnish spreadsheet: semicolons, UTF-8 with its mark; lines of # explain it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"# {MARK}", template.id, template.version, lang])
    writer.writerow([f"# {template.title.in_language(lang)}: {template.purpose.in_language(lang)}"])
    for column in template.columns:
        writer.writerow([f"# {column.title.in_language(lang)}: {column.definition.in_language(lang)}"])
    writer.writerow([safe_cell(column.title.in_language(lang)) for column in template.columns])
    return stream.getvalue().encode("utf-8-sig")


def _write_instructions(book: Workbook, page: Worksheet, template: Template, lang: str) -> None:
    large, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    prose = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, template.title.in_language(lang), large)
    first = max(len(column.title.in_language(lang)) for column in template.columns) + 2
    widths = (first, _NARROWEST, _WIDTH_OF_PROSE, _WIDTH_OF_PROSE)
    page.write_string(3, 0, t("import.template.steps", lang), bold)
    steps = [t(f"import.template.{step}", lang) for step in ("step_rows", "step_values", "step_persons")]
    for line, text in ((1, template.purpose.in_language(lang)), *enumerate(steps, start=4)):
        page.merge_range(line, 0, line, len(widths) - 1, text, prose)
        page.set_row(line, _height([text], [sum(widths)]))
    head = 8
    for at, name in enumerate(("column", "required", "meaning", "allowed")):
        page.write_string(head, at, t(f"import.template.{name}", lang), bold)
    for line, column in enumerate(template.columns, start=head + 1):
        is_required = t("import.template.yes" if column.required else "import.template.no", lang)
        told = (
            column.title.in_language(lang),
            is_required,
            column.definition.in_language(lang),
            _allowed(column, lang),
        )
        for at, text in enumerate(told):
            page.write_string(line, at, safe_cell(text), prose)
        page.set_row(line, _height(told, widths))
    version = t("import.template.version", lang, version=template.version)
    page.write_string(head + len(template.columns) + 2, 0, version)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    _on_paper(page)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """The height of a row in which texts are wrapped: some programs do not work it out when a file is opened."""
    lines = max(math.ceil(len(text) / (_FILLED * width)) for text, width in zip(texts, widths, strict=True))
    return _LINE * max(lines, 1)


def _on_paper(page: Worksheet) -> None:
    """A sheet as wide as a page: the columns of a row are not torn apart."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _allowed(column: Column, lang: str) -> str:
    """What may be written in a column, in words."""
    options = ", ".join(option.title.in_language(lang) for option in column.options)
    words = t(f"import.template.write_{column.kind}", lang, **({"allowed": options} if options else {}))
    least, most = (_limit(value, lang) for value in (column.min, column.max))
    return words if not least and not most else f"{words} ({least or '0'}–{most})" if most else f"{words} ({least}–)"


def _limit(value: float | None, lang: str) -> str:
    return "" if value is None else number(value, 0, lang) if value >= 10_000 else f"{value:.0f}"


def _write_lists(
    page: Worksheet, template: Template, lang: str, choices: Mapping[str, Sequence[str]]
) -> Mapping[str, str]:
    """The words of every drop-down on a hidden sheet; where they stand, by the column's id."""
    page.hide()
    found = {}
    name = quote_sheetname(page.get_name())
    for column in template.columns:
        words = [option.title.in_language(lang) for option in column.options] or choices.get(column.kind, ())
        if words:
            at = len(found)
            for line, word in enumerate(words):
                page.write_string(line, at, safe_cell(word))
            found[column.id] = f"={name}!{xl_range_abs(0, at, len(words) - 1, at)}"
    return found


def _write_data(book: Workbook, page: Worksheet, template: Template, lang: str, lists: Mapping[str, str]) -> None:
    heads = {required: _head(book, required=required) for required in (True, False)}
    for at, column in enumerate(template.columns):
        title = column.title.in_language(lang)
        page.write_string(0, at, safe_cell(title), heads[column.required])
        own = book.add_format({"num_format": _NUMBER_FORMATS.get(column.kind, "General")})
        page.set_column(at, at, _width(column, lang), own)
        page.data_validation(1, at, _LAST_ROW, at, _validation(column, lang, lists.get(column.id)))
    page.freeze_panes(1, 0)
    _on_paper(page)


def _width(column: Column, lang: str) -> int:
    """A column as wide as its title and the longest of the words that may be chosen in it."""
    words = [column.title, *(option.title for option in column.options)]
    return max(_NARROWEST, *(len(one.in_language(lang)) + 2 for one in words))


def _head(book: Workbook, *, required: bool) -> Format:
    return book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#DCE6F1" if required else "#F2F2F2"}
    )


def _validation(column: Column, lang: str, words: str | None) -> dict[str, object]:
    """What a spreadsheet lets people write in a column, and what it tells them there."""
    told: dict[str, object] = {
        "input_title": column.title.in_language(lang)[:_LONGEST_TITLE],
        "input_message": column.definition.in_language(lang)[:_LONGEST_MESSAGE],
        "error_title": t("import.template.not_allowed", lang)[:_LONGEST_TITLE],
        "error_message": _allowed(column, lang)[:_LONGEST_MESSAGE],
    }
    if words:
        # A place or a measure may be newer than the file.
        is_ours = column.kind in ("choice", "municipality")
        return told | {"validate": "list", "source": words, "error_type": "stop" if is_ours else "warning"}
    if column.kind in ("count", "year"):
        first, last = (0, 1_000_000_000) if column.kind == "count" else (_FIRST_YEAR, _LAST_YEAR)
        limits = {"minimum": int(column.min or first), "maximum": int(column.max or last)}
        return told | {"validate": "integer", "criteria": "between", **limits}
    if column.kind == "number":
        least = -1e12 if column.min is None else column.min
        most = 1e12 if column.max is None else column.max
        return told | {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": most}
    # Months and days have many ways to be written, and all are understood.
    return told | {"validate": "any"}


def _write_example(
    book: Workbook, page: Worksheet, template: Template, lang: str, choices: Mapping[str, Sequence[str]]
) -> None:
    note = book.add_format({"bold": True, "bg_color": "#FFE0B2"})
    page.merge_range(0, 0, 0, len(template.columns) - 1, t("import.template.example_note", lang), note)
    _on_paper(page)
    grey = book.add_format({"font_color": "#7F7F7F", "italic": True})
    for at, column in enumerate(template.columns):
        title = column.title.in_language(lang)
        page.write_string(1, at, safe_cell(title), _head(book, required=column.required))
        page.set_column(at, at, _width(column, lang))
        for line, value in enumerate(_examples(column, lang, choices), start=2):
            if isinstance(value, str):
                page.write_string(line, at, safe_cell(value), grey)
            else:
                page.write_number(line, at, value, grey)


def _examples(column: Column, lang: str, choices: Mapping[str, Sequence[str]]) -> Iterator[str | float]:
    """Values that are allowed in a column and look made up."""
    words = [option.title.in_language(lang) for option in column.options] or choices.get(column.kind, ())
    for number_of_row in range(_EXAMPLES):
        if column.kind in ("municipality", "choice") and words:
            yield words[number_of_row % len(words)]
        elif column.kind == "month":
            yield f"{number_of_row + 1}/{_EXAMPLE_YEAR}"
        elif column.kind == "day":
            yield f"1.{number_of_row + 1}.{_EXAMPLE_YEAR + (1 if column.not_before else 0)}"
        elif column.kind == "year":
            yield _EXAMPLE_YEAR + (1 if column.not_before else 0)
        elif column.kind == "count":
            yield _EXAMPLE_COUNT / (2 if column.at_most else 1) * (number_of_row + 1)
        elif column.kind == "number":
            low, high = column.min or 0, column.max or _EXAMPLE_COUNT
            yield round(low + (high - low) * (number_of_row + 1) / 5)
        else:
            yield t("import.template.example_text", lang, number=number_of_row + 1)
