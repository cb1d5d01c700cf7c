"""A filled-in file against its template: every row as values, and everything that is wrong, at once."""

import math
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
from ilmiotaulu.local.values import day_of, folded, month_of, number_of, number_within, year_of
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
# A number that is whole when its mark sets thousands apart.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_DIGITS = re.compile(r"\d+")
# What a spreadsheet's number that is not whole reads as; people see it with the mark of their language.
_OF_SPREADSHEET = re.compile(r"-?\d+\.\d+")
_USUAL_COUNT, _USUAL_NUMBER = 120, 4.5
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
    problems = [*table.problems, *(problem for one in seen for problem in _problems(one, table))]
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
    may_be_empty: bool | None = None


@dataclass(frozen=True, eq=False)
class _Cells:
    """A column of the file: the rows' numbers and the texts, the heading above them, and whether one may be empty."""

    heading: str
    rows: pl.Series
    texts: pl.Series
    may_be_empty: bool

    def seen(self, kind: Mistake, where: pl.Series, severity: Severity = "error", **values: Any) -> Iterator[_Seen]:
        """The mistake in the rows where it is; `values` fill in its text, one for all or a series with one for each."""
        where = where.fill_null(value=False)
        if where.any():
            filled = {name: value if isinstance(value, pl.Series) else pl.lit(value) for name, value in values.items()}
            rows = pl.DataFrame({"row": self.rows, "value": self.texts}).with_columns(**filled)
            yield _Seen(kind, self.heading, rows.filter(where), severity, self.may_be_empty)


@dataclass(frozen=True, eq=False)
class _Parsed:
    """A column as values, and what is wrong in it.

    A value that is wrong is the one that its remedy suggests, so that rules between cells and rows tell at once what
    would be wrong when a person has done as they were told; without a suggestion it is none.
    """

    cells: _Cells
    values: pl.Series
    seen: tuple[_Seen, ...]


def _problems(seen: _Seen, table: Table) -> Iterator[Problem]:
    sheet = table.sheet
    for row in seen.rows.head(MOST_ALIKE).iter_rows(named=True):
        number_of_row, value = row.pop("row"), _shown(row.pop("value"), table)
        yield Problem(seen.kind, sheet, number_of_row, seen.column, value, seen.severity, row, seen.may_be_empty)
    if (more := seen.rows.height - MOST_ALIKE) > 0:
        yield Problem("more", sheet, 0, seen.column, "", seen.severity, {"count": str(more)})


def _shown(value: str | None, table: Table) -> str:
    """A value as the file shows it: a workbook keeps numbers with a point and shows them as the language does."""
    if not value:
        return ""
    is_own = _OF_SPREADSHEET.fullmatch(value) and str(float(value)) == value and not _THOUSANDS.fullmatch(value)
    if is_own and table.sheet and table.lang != "en":
        return value.replace(".", ",")
    return value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"


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
        nothing = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
        cells = _Cells(column.title.in_language(table.lang), rows, nothing, not column.required)
        return _Parsed(cells, _defaulted(nothing.cast(type_), cells, column), ())
    written = _Cells(heading.text, rows, table.cells[str(heading.at)], not column.required)
    is_computed, has_failed = (
        rows.is_in(found.filter(at=heading.at)["row"].implode()) for found in (table.computed, table.failed)
    )
    seen = [*written.seen("formula", is_computed), *written.seen("error_value", has_failed)]
    # What a formula came to is what its cell holds once it has been put there as a value.
    has_no_value = has_failed | (is_computed & written.texts.str.starts_with("=").fill_null(value=True))
    texts = written.texts.set(has_no_value, None) if has_no_value.any() else written.texts
    cells = _Cells(heading.text, rows, texts, not column.required)
    if column.required:
        seen += cells.seen("missing_value", cells.texts.is_null() & ~has_no_value)
    values, suggested, more = _READERS[column.kind](cells, column, context, table.lang)
    # A value that is wrong by itself is told once; rules look at what its remedy suggests.
    is_wrong = rows.is_in(_rows_with_errors(more).implode())
    values = values.set(is_wrong, None).fill_null(suggested)
    return _Parsed(cells, _defaulted(values, cells, column), (*seen, *more))


def _rows_with_errors(seen: Iterable[_Seen]) -> pl.Series:
    found = [one.rows["row"] for one in seen if one.severity == "error"]
    return pl.concat(found).unique() if found else pl.Series([], dtype=pl.Int64)


def _defaulted(values: pl.Series, cells: _Cells, column: Column) -> pl.Series:
    """What an empty cell means, where it means something."""
    if column.default is None:
        return values
    return values.zip_with(cells.texts.is_not_null(), pl.repeat(column.default, len(values), eager=True))


# Values, what the remedy of a wrong one suggests instead (none elsewhere), and the mistakes.
Read = tuple[pl.Series, pl.Series, list[_Seen]]
Reader = Callable[[_Cells, Column, Context, str], Read]


def _meant(texts: pl.Series, meaning: Callable[[str], Any], type_: type[pl.DataType] = pl.String) -> pl.Series:
    """What each text means; every different text is looked at once."""
    different = texts.drop_nulls().unique()
    meant = pl.Series([meaning(text) for text in different], dtype=type_)
    return texts.replace_strict(different, meant, default=None, return_dtype=type_)


def _unread(cells: _Cells, values: pl.Series) -> pl.Series:
    return cells.texts.is_not_null() & values.is_null()


def _nothing(values: pl.Series) -> pl.Series:
    """No suggestion for any of the values."""
    return pl.repeat(None, len(values), dtype=values.dtype, eager=True)


def _read_text(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = cells.texts.str.replace_all(r"\s+", " ")
    too_long = values.str.len_chars() > _LONGEST_TEXT
    return values, _nothing(values), [*cells.seen("too_long", too_long, longest=str(_LONGEST_TEXT))]


def _read_choice(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    options = {
        folded(word): option.id
        for option in column.options
        for word in (option.id, *(option.title.in_language(one) for one in LANGUAGES))
    }
    titles = {option.id: option.title.in_language(lang) for option in column.options}
    values = _meant(cells.texts, lambda text: options.get(folded(text)))
    unread = _unread(cells, values)
    suggested = _meant(cells.texts.set(~unread, None), lambda text: _nearest_choice(folded(text), options))
    is_near, allowed = suggested.is_not_null(), ", ".join(titles.values())
    seen = [
        *cells.seen("misspelt_choice", unread & is_near, allowed=allowed, nearest=_meant(suggested, titles.get)),
        *cells.seen("unknown_choice", unread & ~is_near, allowed=allowed),
    ]
    return values, suggested, seen


def _nearest_choice(word: str, options: Mapping[str, str]) -> str | None:
    """The one option that a word can be: with the same figures, where it has any, or else with nearly its letters."""
    if figures := _DIGITS.findall(word):
        alike = {id_ for option, id_ in options.items() if _DIGITS.findall(option) == figures}
        return alike.pop() if len(alike) == 1 else None
    alike = {options[option] for option in get_close_matches(word, options, n=2, cutoff=0.75)}
    return alike.pop() if len(alike) == 1 else None


def _read_municipality(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    names = dict(context.regions.select("code", f"name_{lang}").iter_rows())
    former = context.former_municipalities
    now = _meant(cells.texts, lambda text: context.municipalities.get(folded(text)))
    moved = _meant(cells.texts, lambda text: former.get(folded(text), (None, None))[1]).zip_with(now.is_null(), now)
    values = now.fill_null(moved)
    old = _meant(cells.texts, lambda text: former.get(folded(text), (None,))[0])
    new = _meant(values, names.get)
    codes = {word: code for word, code in context.municipalities.items() if not word[-1:].isdigit()}
    nearest = _nearest(cells, values, codes)
    seen = [
        *cells.seen("merged_municipality", now.is_null() & moved.is_not_null(), "notice", old=old, new=new),
        *_misspelt(cells, values, _meant(nearest, names.get), "misspelt_municipality", "unknown_municipality"),
    ]
    return values, nearest, seen


def _read_place(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    if not context.places:
        none = _Seen("no_places", cells.heading, pl.DataFrame({"row": [0], "value": [""]}))
        return cells.texts, _nothing(cells.texts), [none]
    names = {folded(place): place for place in context.places}
    values = _meant(cells.texts, lambda text: names.get(folded(text)))
    nearest = _nearest(cells, values, names)
    return values, nearest, [*_misspelt(cells, values, nearest, "misspelt_place", "unknown_place")]


def _read_measure(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    ids = {folded(title.in_language(one)): id_ for id_, title in context.measures.items() for one in LANGUAGES}
    ids |= {folded(id_): id_ for id_ in context.measures}
    values = _meant(cells.texts, lambda text: ids.get(folded(text)))
    nearest = _nearest(cells, values, ids)
    titles = _meant(nearest, lambda id_: context.measures[id_].in_language(lang))
    return values, nearest, [*_misspelt(cells, values, titles, "misspelt_measure", "unknown_measure")]


def _nearest(cells: _Cells, values: pl.Series, meanings: Mapping[str, str]) -> pl.Series:
    """What the nearest of the names (by their folded form) means, for words that are none of them."""
    words = cells.texts.filter(_unread(cells, values)).unique(maintain_order=True).head(_MOST_SUGGESTED)
    found = {word: get_close_matches(folded(word), meanings, n=1, cutoff=0.7) for word in words}
    return _meant(cells.texts, lambda text: meanings[found[text][0]] if found.get(text) else None)


def _misspelt(
    cells: _Cells, values: pl.Series, nearest: pl.Series, misspelt: Mistake, unknown: Mistake
) -> Iterator[_Seen]:
    """Words that are none of the names, with the nearest name where there is one."""
    unread = _unread(cells, values)
    yield from cells.seen(misspelt, unread & nearest.is_not_null(), nearest=nearest)
    yield from cells.seen(unknown, unread & nearest.is_null())


def _read_month(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = _meant(cells.texts, month_of)
    in_future = values > f"{context.today:%Y-%m}"
    seen = [*cells.seen("not_a_month", _unread(cells, values)), *cells.seen("in_future", in_future)]
    return values, _nothing(values), seen


def _read_day(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = _meant(cells.texts, day_of, pl.Date)
    return values, _nothing(values), [*cells.seen("not_a_day", _unread(cells, values))]


def _read_year(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = _meant(cells.texts, year_of, pl.Int32)
    seen = [*cells.seen("not_a_year", _unread(cells, values)), *cells.seen("in_future", values > context.today.year)]
    if column.min is not None:
        seen += cells.seen("below_min", values < column.min, min=f"{column.min:.0f}")
    return values, _nothing(values), seen


def _read_count(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = _numbers(cells.texts)
    most = column.max or _LARGEST_COUNT
    unread = _unread(cells, values)
    within = _meant(cells.texts.set(~unread, None), number_within, pl.Float64)
    within = within.set((within != within.floor()) | (within > most), None)
    is_negative, is_above = values < 0, values > most
    is_broken = (values != values.floor()) & ~is_negative & ~is_above
    broken = values.set(~is_broken.fill_null(value=False), None)
    thousands = _meant(cells.texts.set(broken.is_null(), None), _without_mark, pl.Float64)
    thousands = thousands.set(thousands > most, None)
    has_thousands = thousands.is_not_null()
    opposite = (-values).set(~is_negative.fill_null(value=False), None)
    opposite = opposite.set((opposite != opposite.floor()) | (opposite > most), None)
    rounded = broken.ceil().set(has_thousands, None)
    seen = [
        *cells.seen("not_a_count", unread, example=_whole(within.fill_null(_USUAL_COUNT))),
        *cells.seen("negative", is_negative),
        *cells.seen("thousands", is_broken & has_thousands, meant=_whole(thousands)),
        *cells.seen(
            "not_whole",
            is_broken & ~has_thousands,
            found=_meant(broken.cast(pl.String), lambda text: _as_shown(float(text), lang)),
            below=_whole(broken.floor()),
            above=_whole(broken.ceil()),
        ),
        *cells.seen("above_max", is_above, max=_limit(most, lang)),
    ]
    suggested = within.fill_null(thousands).fill_null(opposite).fill_null(rounded).cast(pl.Int64)
    return values.set(values.abs() > _LARGEST_COUNT, None).cast(pl.Int64), suggested, seen


def _read_number(cells: _Cells, column: Column, context: Context, lang: str) -> Read:
    values = _numbers(cells.texts)
    least, most = column.min, column.max
    unread = _unread(cells, values)
    within = _meant(cells.texts.set(~unread, None), number_within, pl.Float64)
    is_out = (within < (-math.inf if least is None else least)) | (within > (math.inf if most is None else most))
    within = within.set(is_out.fill_null(value=False), None)
    examples = within.fill_null(_USUAL_NUMBER).cast(pl.String)
    example = _meant(examples, lambda text: _as_shown(float(text), lang))
    seen = [*cells.seen("not_a_number", unread, example=example)]
    if least is not None:
        seen += cells.seen("below_min", values < least, min=_limit(least, lang))
    if most is not None:
        seen += cells.seen("above_max", values > most, max=_limit(most, lang))
    return values, within, seen


def _without_mark(text: str) -> float | None:
    """The number of a text that looks like thousands set apart by a point or a comma."""
    text = text.strip()
    return float(re.sub("[.,]", "", text)) if _THOUSANDS.fullmatch(text) else None


def _whole(values: pl.Series) -> pl.Series:
    return values.cast(pl.Int64).cast(pl.String)


def _as_shown(value: float, lang: str) -> str:
    """A number with as many decimals as it has."""
    return number(value, 0 if value == int(value) else len(repr(value).partition(".")[2]), lang)


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
    yield from _repeated(columns, table.template, keyed)
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


def _repeated(columns: Mapping[str, _Parsed], template: Template, keyed: pl.DataFrame) -> Iterator[_Seen]:
    """Rows of a key that an earlier row has already; counts of a month may be of different visits."""
    key = list(template.key)
    has_key = pl.all_horizontal(pl.col(key).is_not_null())
    told = keyed.select(first=pl.col("row").first().over(key), is_again=has_key & ~pl.struct(key).is_first_distinct())
    if not told["is_again"].any():
        return
    written = pl.DataFrame([_key_words(columns[name], template.column(name)).rename(name) for name in key])
    words = written.select(key=pl.concat_str(pl.all(), separator=", ", ignore_nulls=True))["key"]
    first = pl.DataFrame([keyed["row"].rename("first"), words])
    same = told.join(first, on="first", how="left", maintain_order="left")["key"]
    is_monthly = template.period is not None and template.column(template.period).kind == "month"
    kind: Mistake = "repeated_counts" if is_monthly else "repeated_row"
    cells = columns[key[0]].cells
    yield from cells.seen(kind, told["is_again"], first=told["first"].cast(pl.String), same=same)


def _key_words(parsed: _Parsed, column: Column) -> pl.Series:
    """What a person reads of a part of the key: a month as a month, however it was written."""
    if column.kind == "month":
        return _meant(parsed.values, lambda month: f"{int(month[5:])}/{month[:4]}")
    return parsed.cells.texts


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
