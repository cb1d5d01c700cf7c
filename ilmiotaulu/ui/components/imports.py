"""What the import page says of templates, of a file that was brought, and of those taken in: data in, markup out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Literal

import polars as pl

from ilmiotaulu.local.problems import Problem
from ilmiotaulu.local.templates import Column, Template
from ilmiotaulu.text import day, moment, number, t
from ilmiotaulu.ui.components import tables
from ilmiotaulu.views.texts import Place

_PREVIEWED = 8


@dataclass(frozen=True)
class Kept:
    """A file that was taken in; `state` as it is, withdrawn when `withdrawn_at` says so."""

    id: int
    template: str
    rows: int
    role: str
    accepted_at: datetime
    state: Literal["draft", "steering", "public"]
    public_from: date | None
    withdrawn_at: datetime | None


def columns_table(template: Template, lang: str) -> str:
    """The columns of a template, what each means, and whether it must be filled in."""
    rows = []
    for column in template.columns:
        options = ", ".join(option.title.in_language(lang) for option in column.options)
        told = column.definition.in_language(lang) + (f" ({options})" if options else "")
        must = t("import.page.required", lang) if column.required else ""
        rows.append(tables.row([(escape(column.title.in_language(lang)), ""), (escape(told), ""), (escape(must), "")]))
    head = [(t(f"import.column.{name}", lang), "") for name in ("column", "meaning", "required")]
    return tables.table(t("import.page.columns", lang), head, rows, is_titled=True, is_stacked=True)


def refusal_words(problem: Problem, lang: str) -> str:
    """Why a file is not looked at further, and where that was seen."""
    if not problem.sheet and not problem.row:
        return problem.told(lang)
    where = t("import.page.where", lang, sheet=problem.sheet or "–", row=problem.row or "–")
    return f"{problem.told(lang)} {where}"


def problems_table(problems: Sequence[Problem], lang: str) -> str:
    """Every problem with its place, its value and what to do."""
    rows = [
        tables.row(
            [
                (escape(_place(one, lang)), ""),
                (escape(one.column), ""),
                (escape(one.value), ""),
                (escape(one.told(lang)), ""),
            ]
        )
        for one in problems
    ]
    head = [(t(f"import.column.{name}", lang), "") for name in ("place", "heading", "value", "remedy")]
    return tables.table(t("import.page.problems", lang), head, rows, is_titled=True, is_stacked=True)


def _place(problem: Problem, lang: str) -> str:
    row = t("import.page.row", lang, row=problem.row) if problem.row else t("import.page.whole_sheet", lang)
    return f"{problem.sheet} · {row}" if problem.sheet else row


def changes_words(changed: pl.DataFrame, lang: str) -> str:
    """How many places and periods are new, changed or gone; that nothing changes, where nothing does."""
    counts = dict(changed.group_by("kind").len().iter_rows())
    told = [
        t(f"import.page.change_{kind}", lang, count=number(counts[kind], 0, lang))
        for kind in ("new", "changed", "gone")
        if counts.get(kind)
    ]
    items = "".join(f"<li>{escape(one)}</li>" for one in told or [t("import.page.change_nothing", lang)])
    return f"<ul>{items}</ul>"


def preview_table(template: Template, rows: pl.DataFrame, places: Mapping[str, Place], lang: str) -> str:
    """The first rows as they were understood: names instead of codes, dates and numbers as people write them."""
    first = rows.head(_PREVIEWED)
    lines = [
        tables.row([(escape(_told(column, row[column.id], places, lang)), "") for column in template.columns])
        for row in first.iter_rows(named=True)
    ]
    head = [(column.title.in_language(lang), "") for column in template.columns]
    title = t("import.page.preview", lang, shown=first.height, rows=number(rows.height, 0, lang))
    return tables.table(title, head, lines, is_stacked=True)


def _told(column: Column, value: object, places: Mapping[str, Place], lang: str) -> str:
    if value is None:
        return ""
    if column.kind == "municipality":
        return places[str(value)].name if str(value) in places else str(value)
    if column.kind == "choice":
        titles = {option.id: option.title.in_language(lang) for option in column.options}
        return titles.get(str(value), str(value))
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else len(repr(value).partition(".")[2]), lang)
    return str(value)


def import_words(one: Kept, titles: Mapping[str, str], lang: str) -> str:
    """One import on a line of a list."""
    values = {"number": one.id, "title": titles.get(one.template, one.template), "rows": number(one.rows, 0, lang)}
    return t("import.page.one", lang, **values)


def imports_table(listed: Sequence[Kept], titles: Mapping[str, str], lang: str) -> str:
    """The files taken in, the newest first; withdrawn ones stay on the list."""
    rows = []
    for one in reversed(listed):
        state = t("import.state.withdrawn", lang) if one.withdrawn_at else t(f"import.state.{one.state}", lang)
        if one.public_from and not one.withdrawn_at:
            state = t("import.state.public_from", lang, day=day(one.public_from, lang))
        cells = [
            str(one.id),
            titles.get(one.template, one.template),
            number(one.rows, 0, lang),
            one.role,
            moment(one.accepted_at, lang),
            state,
        ]
        rows.append(tables.row([(escape(cell), "") for cell in cells]))
    head = [(t(f"import.column.{name}", lang), "") for name in ("number", "template", "rows", "role", "at", "state")]
    return tables.table(t("import.page.kept", lang), head, rows, is_titled=True, is_stacked=True)
