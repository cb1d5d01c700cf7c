"""The table in a file: which template it follows, where its headings stand, and its rows as texts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

import polars as pl

from ilmiotaulu.local.files import Delimited, Sheet, Workbook, column_letters, column_number, refused
from ilmiotaulu.local.problems import Heading, Problem
from ilmiotaulu.local.templates import Template
from ilmiotaulu.local.values import folded
from ilmiotaulu.text import DEFAULT, LANGUAGES, t

# The mark of a template: a defined name of a workbook, or the first line of a CSV file.
MARK = "ilmiotaulu"
_MARK_NAME = re.compile(rf"{MARK}\.([a-z][a-z0-9_]*)\.(\d{{1,6}})\.(fi|sv|en)")
_EXAMPLE_NAME = f"{MARK}.example"
# Headings stand below a title and some notes at most.
_LAST_HEADING_ROW = 60
_LEAST_HEADINGS = 2
_NOTE = re.compile(r"\s*\([^)]*\)$")
_FORMULA_CELL = re.compile(r"<c\b([^>]*)>\s*<f\b")
_ERROR_CELL = re.compile(r"<c\b([^>]*\st=\"e\"[^>]*)>")
_ADDRESS = re.compile(r"\sr=\"([A-Z]+)([0-9]+)\"")


@dataclass(frozen=True)
class Mark:
    """What a template writes into its file about itself."""

    template: str
    version: int
    lang: str


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of a file as texts, and what is wrong with its headings.

    `cells` has `row`, the number that the spreadsheet shows, and a column for each heading by its place (`0` is A);
    rows that have nothing are left out. `computed` and `failed` hold `row` and `at` of cells with a formula and of
    those that show an error of the spreadsheet (#N/A). `lang` is the language of the headings.
    """

    template: Template
    lang: str
    sheet: str
    headings: tuple[Heading, ...]
    cells: pl.DataFrame
    computed: pl.DataFrame
    failed: pl.DataFrame
    problems: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class _Found:
    """A table that a sheet may hold: the template its headings are of, and how many of them are."""

    template: Template
    sheet: Sheet | None
    cells: pl.DataFrame
    headings: tuple[Heading, ...]

    @cached_property
    def known(self) -> int:
        return len({heading.column for heading in self.headings if heading.column})

    @property
    def is_enough(self) -> bool:
        """Whether the headings can be those of the template, and not a word that happens to be one."""
        return self.known >= min(_LEAST_HEADINGS, len(self.template.columns))

    @property
    def last_row(self) -> int:
        return max(heading.row for heading in self.headings)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """What stands below the headings, without empty rows."""
        places = [str(heading.at) for heading in self.headings]
        cells = self.cells.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
        below = cells.filter(pl.col("row") > self.last_row).select("row", *places)
        return below.filter(pl.any_horizontal(pl.col(places).is_not_null()))


def read_table(file: Workbook | Delimited, templates: Mapping[str, Template]) -> Table:
    """The table of a file, by the template's mark or by its headings in any language; `Refused` when there is none.

    Case, spaces and the order of columns do not matter; headings may stand below a title and be merged over two rows.
    """
    mark = _mark(file)
    if mark and mark.template not in templates:
        raise refused("unknown_template")
    if mark and mark.version > templates[mark.template].version:
        raise refused("newer_version", version=str(mark.version), known=str(templates[mark.template].version))
    possible = [templates[mark.template]] if mark else list(templates.values())
    found = [table for sheet, cells in _sheets(file) for table in _tables(sheet, cells, possible) if table.is_enough]
    best = _best(found)
    if best is None:
        raise refused("no_headings" if mark else "unknown_template")
    rows = best.rows
    if not rows.height:
        raise refused("no_rows", best.sheet.name if best.sheet else "")
    lang = mark.lang if mark else _language(best)
    name = best.sheet.name if best.sheet else ""
    others = [one for one in found if one.sheet != best.sheet and one.template == best.template and one.rows.height]
    meant = _meant(best, lang)
    problems = [
        *_problems_of_headings(best, meant, rows, name, lang),
        *(_problem_of_other(one, name) for one in others),
    ]
    computed, failed = _cells_not_to_trust(file, best)
    used = [heading for heading in meant if heading.column or rows[str(heading.at)].count()]
    return Table(best.template, lang, name, tuple(used), rows, computed, failed, tuple(problems))


def _mark(file: Workbook | Delimited) -> Mark | None:
    if isinstance(file, Workbook):
        found = next((one for name in file.names if (one := _MARK_NAME.fullmatch(name.casefold()))), None)
        return Mark(found[1], int(found[2]), found[3]) if found else None
    for row in file.cells.head(_LAST_HEADING_ROW).rows():
        first, *others = [cell or "" for cell in row]
        if first.lstrip("# ").casefold() == MARK and len(others) >= 3 and others[1].isdecimal():
            return Mark(others[0], int(others[1]), others[2] if others[2] in LANGUAGES else DEFAULT)
    return None


def _sheets(file: Workbook | Delimited) -> list[tuple[Sheet | None, pl.DataFrame]]:
    """Every sheet that may hold rows: none of examples."""
    if isinstance(file, Delimited):
        sheets: list[tuple[Sheet | None, pl.DataFrame]] = [(None, file.cells)]
    else:
        example = file.names.get(_EXAMPLE_NAME, "").rpartition("!")[0].strip("'").replace("''", "'")
        sheets = [(sheet, file.cells(sheet)) for sheet in file.sheets if sheet.name != example]
    filled = [(sheet, cells) for sheet, cells in sheets if cells.height]
    if not filled:
        raise refused("empty")
    real = [(sheet, cells) for sheet, cells in filled if not _is_example(cells)]
    if not real:
        raise refused("only_examples")
    return real


def _is_example(cells: pl.DataFrame) -> bool:
    notes = {t("import.template.example_note", lang) for lang in LANGUAGES}
    return any(cell in notes for row in cells.head(_LAST_HEADING_ROW).rows() for cell in row)


def _tables(sheet: Sheet | None, cells: pl.DataFrame, templates: list[Template]) -> Iterator[_Found]:
    """For each template the row, or the two rows, of the sheet that have most of its headings."""
    lines = cells.head(_LAST_HEADING_ROW).rows()
    places = [int(name) for name in cells.columns]
    words = [[_word(cell) for cell in line] for line in lines]
    for template in templates:
        column_of = {folded(title): column for title, column in template.headings.items()}
        known = [[column_of.get(word) for word in line] for line in words]
        ranges = (range(at, at + height) for at in range(len(lines)) for height in (1, 2))
        headings = {
            rows: len({column for row in rows for column in known[row] if column})
            for rows in ranges
            if _can_head(rows, known, lines)
        }
        best = max(headings, key=lambda rows: headings[rows])
        if headings[best]:
            yield _Found(template, sheet, cells, tuple(_headings(lines, known, best, places)))


def _can_head(rows: range, known: list[list[str | None]], lines: list[tuple[str | None, ...]]) -> bool:
    """One row can; two can when nothing stands below a heading of the upper one, as in merged cells."""
    if len(rows) == 1:
        return True
    upper, lower = rows
    return lower < len(lines) and not any(a and b for a, b in zip(known[upper], lines[lower], strict=True))


def _word(cell: str | None) -> str:
    return _NOTE.sub("", folded(cell).rstrip("*: ")) if cell else ""


def _headings(
    lines: list[tuple[str | None, ...]], known: list[list[str | None]], rows: range, places: list[int]
) -> Iterator[Heading]:
    """The lowest text above each column, but a heading that the template knows before any other."""
    for at, place in enumerate(places):
        texts = [(row, text) for row in reversed(rows) if (text := lines[row][at])]
        row, text = next(((row, text) for row, text in texts if known[row][at]), texts[0] if texts else (rows[-1], ""))
        yield Heading(text or column_letters(place), row + 1, place, known[row][at] if text else None)


def _best(found: list[_Found]) -> _Found | None:
    """The table with most headings of its template, in the first sheet that has rows; `None` when it is not clear."""
    most = max((one.known for one in found), default=0)
    best = [one for one in found if one.known == most]
    if len({one.template.id for one in best}) != 1:
        return None
    return next((one for one in best if one.rows.height), best[0])


def _language(found: _Found) -> str:
    """The language that most headings are in; the first of them when that is not clear."""
    texts = {folded(heading.text) for heading in found.headings}

    def matches(lang: str) -> int:
        return sum(folded(column.title.in_language(lang)) in texts for column in found.template.columns)

    return max(LANGUAGES, key=matches)


def _meant(found: _Found, lang: str) -> tuple[Heading, ...]:
    """The headings, with the column that a misspelt one must mean: what stands below it is then checked as well."""
    there = {heading.column for heading in found.headings if heading.column}
    titles = {
        folded(column.title.in_language(lang)): column.id for column in found.template.columns if column.id not in there
    }
    headings = []
    for heading in found.headings:
        near = () if heading.column else get_close_matches(folded(heading.text), titles, n=1)
        headings.append(replace(heading, column=titles.pop(near[0])) if near else heading)
    return tuple(headings)


def _problems_of_headings(
    found: _Found, meant: tuple[Heading, ...], rows: pl.DataFrame, sheet: str, lang: str
) -> Iterator[Problem]:
    """Columns that the template does not know, that stand there twice, or that are missing."""
    seen: set[str] = set()
    titles = {column.id: column.title.in_language(lang) for column in found.template.columns}
    for heading, guess in zip(found.headings, meant, strict=True):
        if heading.column:
            if heading.column in seen:
                yield Problem("repeated_column", sheet, heading.row, heading.text)
            seen.add(heading.column)
        elif guess.column:
            values = {"nearest": titles[guess.column]}
            yield Problem("misspelt_column", sheet, heading.row, heading.text, values=values)
        elif rows[str(heading.at)].count():
            if heading.text == column_letters(heading.at):
                yield Problem("column_without_heading", sheet, heading.row, heading.text)
            else:
                values = {"columns": ", ".join(titles.values())}
                yield Problem("unknown_column", sheet, heading.row, heading.text, values=values)
    for column in found.template.columns:
        if column.required and column.id not in {heading.column for heading in meant}:
            yield Problem("missing_column", sheet, 0, titles[column.id])


def _problem_of_other(other: _Found, read: str) -> Problem:
    name = other.sheet.name if other.sheet else ""
    return Problem("other_sheet", name, values={"read": read})


def _cells_not_to_trust(file: Workbook | Delimited, found: _Found) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells with a formula, whose value somebody else's program worked out, and cells that show its error."""
    if isinstance(file, Delimited) or found.sheet is None:
        is_formula = {at: found.rows.filter(found.rows[at].str.starts_with("=")) for at in found.rows.columns[1:]}
        cells = [rows.select("row", at=pl.lit(int(at), pl.Int64)) for at, rows in is_formula.items()]
        return pl.concat([_addresses([]), *cells]), _addresses([])
    part = found.sheet.part
    computed = _addresses(_FORMULA_CELL.findall(file.markup(part)) if file.holds(part, "<f[ />]") else [])
    failed = _addresses(_ERROR_CELL.findall(file.markup(part)) if file.holds(part, 't="e"') else [])
    below = pl.col("row") > found.last_row
    return computed.filter(below), failed.filter(below).join(computed, on=["row", "at"], how="anti")


def _addresses(cells: list[str]) -> pl.DataFrame:
    found = [one for cell in cells if (one := _ADDRESS.search(cell))]
    places = {"row": [int(one[2]) for one in found], "at": [column_number(one[1]) for one in found]}
    return pl.DataFrame(places, schema={"row": pl.Int64, "at": pl.Int64})
