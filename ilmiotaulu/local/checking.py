"""A filled-in file against its template: every row as values, and everything that is wrong, at once."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import polars as pl

from ilmiotaulu.catalogue import Text
from ilmiotaulu.local.files import opened, refused
from ilmiotaulu.local.personal import is_bare_phone, scan
from ilmiotaulu.local.problems import Checked, Mistake, Problem, Refused, Severity
from ilmiotaulu.local.reading import Table, read_table
from ilmiotaulu.local.templates import Column, Template
from ilmiotaulu.local.values import day_of, folded, month_of, number_of, year_of
from ilmiotaulu.text import LANGUAGES, number

# So many of the same kind in a column are told one by one; how many more there are is told in one.
MOST_ALIKE = 500
# Looking for the nearest of many names takes time: that many different misspellings get a suggestion.
_MOST_SUGGESTED = 100
_LONGEST_TEXT, _LONGEST_SHOWN = 500, 80
_LARGEST_COUNT = 1e12
# Rows of one client each: at least this many rows of a key that are there three times or more, and count one at most.
_MANY_CLIENTS, _ROWS_OF_A_CLIENT = 10, 3
_POINT = ("latitude", "longitude")
_SAME_POINT_DECIMALS = 4
_TOGETHER = " together"
# Municipalities that are also among the common surnames.
_ALSO_SURNAMES = frozenset({"lahti", "salo", "kotka", "pori", "aura", "kolari"})
_FORMER_NAME = re.compile(r"\((\S.*?) → ")


@dataclass(frozen=True, eq=False)
class Context:
    """What a file is checked against: the templates, the division, the list of places, the measures and today.

    `regions` and `region_changes` are the catalogue's; `places` are the names of the region's own list (none: there is
    no list yet), `measures` the titles of its measures by id.
    """

    templates: Mapping[str, Template]
    regions: pl.DataFrame
    region_changes: pl.DataFrame
    places: Sequence[str]
    measures: Mapping[str, Text]
    today: date

    @cached_property
    def municipalities(self) -> Mapping[str, str]:
        """The code of a municipality by what people write for it, folded: its name in any language, or its code."""
        rows = self.regions.filter(level="municipality")
        names = {folded(row[f"name_{lang}"]): row["code"] for row in rows.iter_rows(named=True) for lang in LANGUAGES}
        return names | _by_code(rows["code"])

    @cached_property
    def former_municipalities(self) -> Mapping[str, tuple[str, str]]:
        """A municipality that is no more, by its folded name or code: its name, and the code that it is now."""
        found = {}
        new_of = dict(self.region_changes.select("old", "new").iter_rows())
        for row in self.region_changes.iter_rows(named=True):
            named = _FORMER_NAME.search(row["source"])
            name, new = named[1] if named else row["old"], row["new"]
            while new in new_of:
                new = new_of[new]
            found |= {word: (name, new) for word in (folded(name), *_by_code([row["old"]]))}
        return found

    @cached_property
    def words_of_places(self) -> frozenset[str]:
        """Names of municipalities, folded, that are no surnames after a first name."""
        return frozenset(word for word in self.municipalities if not word[-1:].isdigit()) - _ALSO_SURNAMES

    def choices(self, lang: str, county: str | None = None) -> dict[str, list[str]]:
        """What drop-downs of a template offer besides its own choices, by the kind of the column."""
        rows = self.regions.filter(level="municipality")
        if county:
            rows = rows.filter(county=county)
        return {
            "municipality": rows[f"name_{lang}"].sort().to_list(),
            "place": sorted(self.places),
            "measure": sorted(title.in_language(lang) for title in self.measures.values()),
        }


def check_file(payload: bytes, name: str, context: Context) -> Checked:
    """The rows of a file, and every problem at once; `Refused` for a file that is not looked at further.

    Personal data are looked for before anything else is.
    """
    file = opened(payload, name, [one for template in context.templates.values() for one in template.headings])
    found = scan(file, context.words_of_places)
    if found:
        raise Refused(found)
    table = read_table(file, context.templates)
    _refuse_bare_phones(table)
    columns = {column.id: _column(table, column, context) for column in table.template.columns}
    rows = pl.DataFrame([table.cells["row"], *(one.values.rename(name) for name, one in columns.items())])
    _refuse_rows_of_clients(table, rows)
    seen = [*(one for column in columns.values() for one in column.seen), *_rules(table, columns, rows)]
    problems = [*table.problems, *(problem for one in seen for problem in _problems(one, table.sheet))]
    kept = rows.filter(~pl.col("row").is_in(_rows_with_errors(seen).implode()))
    if any(problem.kind in ("missing_column", "repeated_column") for problem in table.problems):
        kept = kept.clear()
    places = {heading.text: heading.at for heading in reversed(table.headings)}
    problems.sort(key=lambda one: (one.row, places.get(one.column, -1)))
    return Checked(table.template.id, kept, tuple(problems), table.sheet, table.headings)


# ---- what is wrong, as rows ---------------------------------------------------------------------------------
@dataclass(frozen=True, eq=False)
class _Seen:
    """The same mistake in one or more rows of a column: `row`, `value` and what the text is filled in with."""

    kind: Mistake
    column: str
    rows: pl.DataFrame
    severity: Severity = "error"


@dataclass(frozen=True, eq=False)
class _Cells:
    """A column of the file: the rows' numbers and the texts, and the heading above them."""

    heading: str
    rows: pl.Series
    texts: pl.Series

    def seen(self, kind: Mistake, where: pl.Series, severity: Severity = "error", **values: Any) -> Iterator[_Seen]:
        """The mistake in the rows where it is; `values` fill in its text, one for all or a series with one for each."""
        where = where.fill_null(value=False)
        if where.any():
            filled = {name: value if isinstance(value, pl.Series) else pl.lit(value) for name, value in values.items()}
            rows = pl.DataFrame({"row": self.rows, "value": self.texts}).with_columns(**filled)
            yield _Seen(kind, self.heading, rows.filter(where), severity)


@dataclass(frozen=True, eq=False)
class _Parsed:
    """A column as values, and what is wrong in it."""

    cells: _Cells
    values: pl.Series
    seen: tuple[_Seen, ...]


def _problems(seen: _Seen, sheet: str) -> Iterator[Problem]:
    for row in seen.rows.head(MOST_ALIKE).iter_rows(named=True):
        number_of_row, value = row.pop("row"), row.pop("value")
        yield Problem(seen.kind, sheet, number_of_row, seen.column, _shown(value), seen.severity, row)
    if (more := seen.rows.height - MOST_ALIKE) > 0:
        yield Problem("more", sheet, 0, seen.column, "", seen.severity, {"count": str(more)})


def _shown(value: str | None) -> str:
    if not value or len(value) <= _LONGEST_SHOWN:
        return value or ""
    return value[:_LONGEST_SHOWN] + "…"


# ---- columns ------------------------------------------------------------------------------------------------
_TYPES: Mapping[str, type[pl.DataType]] = {
    "year": pl.Int32,
    "day": pl.Date,
    "count": pl.Int64,
    "number": pl.Float64,
}


def _column(table: Table, column: Column, context: Context) -> _Parsed:
    """A column of the file as values, with every mistake in it."""
    rows = table.cells["row"]
    type_ = _TYPES.get(column.kind, pl.String)
    heading = next((one for one in table.headings if one.column == column.id), None)
    if heading is None:
        cells = _Cells(
            column.title.in_language(table.lang), rows, pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        )
        return _Parsed(cells, _defaulted(pl.repeat(None, len(rows), dtype=type_, eager=True), cells, column), ())
    written = _Cells(heading.text, rows, table.cells[str(heading.at)])
    is_computed, has_failed = (
        rows.is_in(found.filter(at=heading.at)["row"].implode()) for found in (table.computed, table.failed)
    )
    seen = [*written.seen("formula", is_computed), *written.seen("error_value", has_failed)]
    not_to_trust = is_computed | has_failed
    cells = _Cells(heading.text, rows, written.texts.set(not_to_trust, None) if not_to_trust.any() else written.texts)
    if column.required:
        seen += cells.seen("missing_value", cells.texts.is_null() & ~not_to_trust)
    values, more = _READERS[column.kind](cells, column, context, table.lang)
    # A value that is wrong by itself is told once, and no rule looks at it again.
    is_wrong = rows.is_in(_rows_with_errors(more).implode())
    return _Parsed(cells, _defaulted(values.set(is_wrong, None), cells, column), (*seen, *more))


def _rows_with_errors(seen: Iterable[_Seen]) -> pl.Series:
    found = [one.rows["row"] for one in seen if one.severity == "error"]
    return pl.concat(found).unique() if found else pl.Series([], dtype=pl.Int64)


def _defaulted(values: pl.Series, cells: _Cells, column: Column) -> pl.Series:
    """What an empty cell means, where it means something."""
    if column.default is None:
        return values
    return values.zip_with(cells.texts.is_not_null(), pl.repeat(column.default, len(values), eager=True))


Reader = Callable[[_Cells, Column, Context, str], tuple[pl.Series, list[_Seen]]]


def _meant(texts: pl.Series, meaning: Callable[[str], Any], type_: type[pl.DataType] = pl.String) -> pl.Series:
    """What each text means; every different text is looked at once."""
    different = texts.drop_nulls().unique()
    meant = pl.Series([meaning(text) for text in different], dtype=type_)
    return texts.replace_strict(different, meant, default=None, return_dtype=type_)


def _unread(cells: _Cells, values: pl.Series) -> pl.Series:
    return cells.texts.is_not_null() & values.is_null()


def _read_text(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = cells.texts.str.replace_all(r"\s+", " ")
    too_long = values.str.len_chars() > _LONGEST_TEXT
    return values, [*cells.seen("too_long", too_long, longest=str(_LONGEST_TEXT))]


def _read_choice(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    options = {
        folded(word): option.id
        for option in column.options
        for word in (option.id, *(option.title.in_language(one) for one in LANGUAGES))
    }
    values = _meant(cells.texts, lambda text: options.get(folded(text)))
    allowed = ", ".join(option.title.in_language(lang) for option in column.options)
    return values, [*cells.seen("unknown_choice", _unread(cells, values), allowed=allowed)]


def _read_municipality(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    names = dict(context.regions.select("code", f"name_{lang}").iter_rows())
    former = context.former_municipalities
    now = _meant(cells.texts, lambda text: context.municipalities.get(folded(text)))
    moved = _meant(cells.texts, lambda text: former.get(folded(text), (None, None))[1]).zip_with(now.is_null(), now)
    values = now.fill_null(moved)
    old = _meant(cells.texts, lambda text: former.get(folded(text), (None,))[0])
    new = _meant(values, names.get)
    nearest = {folded(names[code]): names[code] for code in context.municipalities.values()}
    nearest |= {word: names[code] for word, code in context.municipalities.items() if not word[-1:].isdigit()}
    seen = [
        *cells.seen("merged_municipality", now.is_null() & moved.is_not_null(), "notice", old=old, new=new),
        *_misspelt(cells, values, nearest, "misspelt_municipality", "unknown_municipality"),
    ]
    return values, seen


def _read_place(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    if not context.places:
        return cells.texts, [_Seen("no_places", cells.heading, pl.DataFrame({"row": [0], "value": [""]}))]
    names = {folded(place): place for place in context.places}
    values = _meant(cells.texts, lambda text: names.get(folded(text)))
    return values, [*_misspelt(cells, values, names, "misspelt_place", "unknown_place")]


def _read_measure(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    ids = {folded(title.in_language(one)): id_ for id_, title in context.measures.items() for one in LANGUAGES}
    ids |= {folded(id_): id_ for id_ in context.measures}
    values = _meant(cells.texts, lambda text: ids.get(folded(text)))
    titles = {word: context.measures[id_].in_language(lang) for word, id_ in ids.items()}
    return values, [*_misspelt(cells, values, titles, "misspelt_measure", "unknown_measure")]


def _misspelt(
    cells: _Cells, values: pl.Series, names: Mapping[str, str], misspelt: Mistake, unknown: Mistake
) -> Iterator[_Seen]:
    """Words that are none of the names (by their folded form), with the nearest name where there is one."""
    unread = _unread(cells, values)
    words = cells.texts.filter(unread).unique(maintain_order=True).head(_MOST_SUGGESTED)
    found = {word: get_close_matches(folded(word), names, n=1, cutoff=0.7) for word in words}
    nearest = _meant(cells.texts, lambda text: names[found[text][0]] if found.get(text) else None)
    yield from cells.seen(misspelt, unread & nearest.is_not_null(), nearest=nearest)
    yield from cells.seen(unknown, unread & nearest.is_null())


def _read_month(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = _meant(cells.texts, month_of)
    in_future = values > f"{context.today:%Y-%m}"
    seen = [*cells.seen("not_a_month", _unread(cells, values)), *cells.seen("in_future", in_future)]
    return values, seen


def _read_day(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = _meant(cells.texts, day_of, pl.Date)
    return values, [*cells.seen("not_a_day", _unread(cells, values))]


def _read_year(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = _meant(cells.texts, year_of, pl.Int32)
    seen = [*cells.seen("not_a_year", _unread(cells, values)), *cells.seen("in_future", values > context.today.year)]
    if column.min is not None:
        seen += cells.seen("below_min", values < column.min, min=f"{column.min:.0f}")
    return values, seen


def _read_count(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = _numbers(cells.texts)
    most = column.max or _LARGEST_COUNT
    is_negative, is_above = values < 0, values > most
    seen = [
        *cells.seen("not_a_number", _unread(cells, values)),
        *cells.seen("negative", is_negative),
        *cells.seen("not_whole", (values != values.floor()) & ~is_negative & ~is_above),
        *cells.seen("above_max", is_above, max=_limit(most, lang)),
    ]
    return values.set(values.abs() > _LARGEST_COUNT, None).cast(pl.Int64), seen


def _read_number(cells: _Cells, column: Column, context: Context, lang: str) -> tuple[pl.Series, list[_Seen]]:
    values = _numbers(cells.texts)
    seen = [*cells.seen("not_a_number", _unread(cells, values))]
    if column.min is not None:
        seen += cells.seen("below_min", values < column.min, min=_limit(column.min, lang))
    if column.max is not None:
        seen += cells.seen("above_max", values > column.max, max=_limit(column.max, lang))
    return values, seen


def _numbers(texts: pl.Series) -> pl.Series:
    """The numbers that texts say; most are whole and read at once, the rest one by one."""
    whole = texts.cast(pl.Int64, strict=False)
    rest = texts.set(whole.is_not_null(), None)
    values = whole.cast(pl.Float64)
    return values.fill_null(_meant(rest, number_of, pl.Float64)) if rest.count() else values


def _limit(value: float, lang: str) -> str:
    return number(value, 0 if value == int(value) else 1, lang)


_READERS: Mapping[str, Reader] = {
    "place": _read_place,
    "municipality": _read_municipality,
    "measure": _read_measure,
    "month": _read_month,
    "day": _read_day,
    "year": _read_year,
    "count": _read_count,
    "number": _read_number,
    "choice": _read_choice,
    "text": _read_text,
}


# ---- rules between columns and rows -------------------------------------------------------------------------
def _rules(table: Table, columns: Mapping[str, _Parsed], rows: pl.DataFrame) -> Iterator[_Seen]:
    for column in table.template.columns:
        cells, values = columns[column.id].cells, columns[column.id].values
        if column.at_most:
            other = columns[column.at_most]
            yield from cells.seen(
                "above_other", values > other.values, other=other.cells.heading, limit=other.values.cast(pl.String)
            )
        if column.not_before:
            other = columns[column.not_before]
            yield from cells.seen(
                "before_other", values < other.values, other=other.cells.heading, limit=other.cells.texts
            )
    if columns.keys() >= set(_POINT):
        yield from _points(columns, rows)
    keyed = _keyed(table.template, rows)
    yield from _repeated(columns[table.template.key[0]].cells, table.template, keyed)
    if table.template.total_of:
        yield from _above_totals(table.template, columns, keyed)


def _points(columns: Mapping[str, _Parsed], rows: pl.DataFrame) -> Iterator[_Seen]:
    """A latitude without a longitude or the other way; and places that stand at the same point."""
    latitude, longitude = (columns[name].cells for name in _POINT)
    for one, other in ((latitude, longitude), (longitude, latitude)):
        yield from one.seen("half_point", one.texts.is_null() & other.texts.is_not_null(), other=other.heading)
    point = [pl.col(name).round(_SAME_POINT_DECIMALS) for name in _POINT]
    is_first = pl.struct(point).is_first_distinct()
    same = rows.select(
        first=pl.col("row").first().over(point), is_again=pl.all_horizontal(pl.col(_POINT).is_not_null()) & ~is_first
    )
    yield from latitude.seen("same_point", same["is_again"], "notice", first=same["first"].cast(pl.String))


def _keyed(template: Template, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their key as it is compared: texts without regard to case and spaces."""
    texts = [name for name in template.key if template.column(name).kind in ("text", "place")]
    return rows.with_columns(_meant(rows[name], folded).alias(name) for name in texts)


def _repeated(cells: _Cells, template: Template, keyed: pl.DataFrame) -> Iterator[_Seen]:
    key = list(template.key)
    has_key = pl.all_horizontal(pl.col(key).is_not_null())
    told = keyed.select(first=pl.col("row").first().over(key), is_again=has_key & ~pl.struct(key).is_first_distinct())
    yield from cells.seen("repeated_row", told["is_again"], first=told["first"].cast(pl.String))


def _above_totals(template: Template, columns: Mapping[str, _Parsed], keyed: pl.DataFrame) -> Iterator[_Seen]:
    """Totals that are less than their parts together."""
    parts, counts = str(template.total_of), [column.id for column in template.columns if column.kind == "count"]
    key = [name for name in template.key if name != parts]
    is_total = pl.col(parts) == template.total_option
    # A part that stands there twice is told as that.
    different = keyed.filter(~is_total).unique(template.key, keep="first")
    together = different.group_by(key).agg(pl.col(counts).sum())
    told = keyed.select(*key, *counts, is_total=is_total).join(
        together, on=key, how="left", suffix=_TOGETHER, maintain_order="left"
    )
    for name in counts:
        of_parts = told[name + _TOGETHER]
        is_less = told["is_total"] & (told[name] < of_parts)
        yield from columns[name].cells.seen("above_total", is_less, together=of_parts.cast(pl.String))


def _refuse_bare_phones(table: Table) -> None:
    """Refuse phone numbers where no count or measure is expected."""
    words = {column.id for column in table.template.columns if column.kind in ("text", "place")} | {None}
    for heading in table.headings:
        if heading.column in words:
            rows = table.cells["row"].filter(is_bare_phone(table.cells[str(heading.at)]))
            if len(rows):
                raise Refused(Problem("phone", table.sheet, rows[0]))


def _refuse_rows_of_clients(table: Table, rows: pl.DataFrame) -> None:
    """Refuse a file in which many rows of the same key count one: each is a visit or a family, not a figure."""
    counts = [column.id for column in table.template.columns if column.kind == "count"]
    if not counts:
        return
    key = list(table.template.key)
    keyed = _keyed(table.template, rows).filter(pl.all_horizontal(pl.col(key).is_not_null()))
    count_one = pl.max_horizontal(counts).fill_null(0).max().over(key) <= 1
    of_clients = keyed.filter((pl.len().over(key) >= _ROWS_OF_A_CLIENT) & count_one)
    if of_clients.height >= _MANY_CLIENTS:
        raise refused("client_rows", table.sheet)


def _by_code(codes: Iterable[str]) -> dict[str, str]:
    """Municipalities by `KU005`, `005` and what a spreadsheet makes of that: `5`."""
    return {word: code for code in codes for word in (folded(code), code[2:], code[2:].lstrip("0"))}
