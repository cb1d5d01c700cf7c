"""What the import page says of templates, of a file that was brought, and of those taken in: data in, markup out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Literal

import polars as pl

from ilmiotaulu.local.problems import Problem
from ilmiotaulu.local.templates import Column, Template
from ilmiotaulu.text import day, moment, month, number, t
from ilmiotaulu.ui.components import tables
from ilmiotaulu.views.texts import Place

State = Literal["draft", "steering", "public"]


@dataclass(frozen=True)
class Kept:
    """A file that was taken in; `state` as it is, withdrawn when `withdrawn_at` says so."""

    id: int
    template: str
    rows: int
    role: str
    accepted_at: datetime
    state: State
    public_from: date | None
    withdrawn_at: datetime | None
    periods: tuple[str, str] | None = None


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


def changes_words(changed: pl.DataFrame, template: Template, lang: str) -> str:
    """How many of what the template has are new, changed or gone; that nothing changes, where nothing does."""
    counts = dict(changed.group_by("kind").len().iter_rows())
    # What is counted: months or years of each owner, or else the rows of a list.
    of = template.column(template.period).kind if template.period else "row"
    told = [
        t(f"import.page.change_{kind}_{of}", lang, count=number(counts[kind], 0, lang))
        for kind in ("new", "changed", "gone")
        if counts.get(kind)
    ]
    items = "".join(f"<li>{escape(one)}</li>" for one in told or [t("import.page.change_nothing", lang)])
    return f"<ul>{items}</ul>"


def preview_table(template: Template, rows: pl.DataFrame, places: Mapping[str, Place], lang: str) -> str:
    """Rows as they were understood: names instead of codes, dates and numbers as people write them."""
    lines = [
        tables.row([(escape(_told(column, row[column.id], places, lang)), "") for column in template.columns])
        for row in rows.iter_rows(named=True)
    ]
    head = [(column.title.in_language(lang), "") for column in template.columns]
    return tables.table(t("import.page.preview", lang), head, lines, is_titled=True, is_stacked=True)


def _told(column: Column, value: object, places: Mapping[str, Place], lang: str) -> str:
    if value is None:
        return ""
    if column.kind == "municipality":
        return places[str(value)].name if str(value) in places else str(value)
    if column.kind == "choice":
        titles = {option.id: option.title.in_language(lang) for option in column.options}
        return titles.get(str(value), str(value))
    if column.kind == "month":
        return month(str(value), lang)
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else len(repr(value).partition(".")[2]), lang)
    return str(value)


def import_words(one: Kept, titles: Mapping[str, str], lang: str) -> str:
    """One import on a line of a list."""
    values = {"number": one.id, "title": titles.get(one.template, one.template), "rows": number(one.rows, 0, lang)}
    told = t("import.page.one", lang, **values)
    return f"{told} ({t('import.state.withdrawn', lang)})" if one.withdrawn_at else told


def _periods(one: Kept, lang: str) -> str:
    if one.periods is None:
        return ""
    first, last = (month(period, lang) if "-" in period else period for period in one.periods)
    return first if first == last else f"{first}–{last}"


def states_words(states: Sequence[State], lang: str) -> str:
    """What words for who may see an import mean."""
    lines = (
        f"<li><b>{escape(t(f'import.state.{state}', lang))}</b>: {escape(t(f'import.means.{state}', lang))}</li>"
        for state in states
    )
    return f"<ul>{''.join(lines)}</ul>"


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
            _periods(one, lang),
            number(one.rows, 0, lang),
            one.role,
            moment(one.accepted_at, lang),
            state,
        ]
        rows.append(tables.row([(escape(cell), "") for cell in cells]))
    names = ("number", "template", "periods", "rows", "role", "at", "state")
    head = [(t(f"import.column.{name}", lang), "") for name in names]
    return tables.table(t("import.page.kept", lang), head, rows, is_titled=True, is_stacked=True)
