"""One indicator in all areas of a view by its level steadied by all municipalities, beside the published figures."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ilmiotaulu.statements import Figure, time_words, value_words
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.area import AreaRow, AreaView
from ilmiotaulu.views.classes import MISSING, Limits, class_of, legend
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins


@dataclass(frozen=True)
class SteadiedView(AreaView):
    """Areas by their steadied levels; `is_common` when chance is enough to explain how they differ: all have one."""

    is_common: bool


@dataclass(frozen=True)
class _Level:
    """A steadied level as a figure with its interval, and how much of it is the area's own, 0 to 1."""

    figure: Figure
    low: float
    high: float
    own_weight: float


def steadied_view(
    rows: pl.DataFrame,
    smoothed: pl.DataFrame,
    shown: Sequence[Place],
    indicator: IndicatorText,
    fetches: pl.DataFrame,
    lang: str,
    scale: Limits,
) -> SteadiedView:
    """One indicator at one time in the places given, coloured by the steadied level in the classes of `scale`.

    `rows` are the observations of that time, `smoothed` the indicator's rows of the table of that name. A class of the
    legend reaches as far as the levels that have its colour. A level stands beside a published figure alone: where
    that is hidden, missing or made up there is none, whatever `smoothed` holds.
    """
    by_code = {row["region"]: row for row in rows.iter_rows(named=True)}
    figures = {place.code: figure(by_code[place.code], indicator) for place in shown if place.code in by_code}
    steadied = {row["region"]: row for row in smoothed.iter_rows(named=True)}
    levels = {
        code: _level(steadied[code], own)
        for code, own in figures.items()
        if code in steadied and own.status == "ok" and not own.is_example
    }
    first = next(iter(figures.values()), None)
    time = time_words(first, lang) if first else ""
    return SteadiedView(
        indicator=indicator,
        time=time,
        rows=tuple(_area_row(place, figures.get(place.code), levels.get(place.code), scale, lang) for place in shown),
        legend=legend(_reaching(scale, levels.values()), indicator, lang) if levels else (),
        sheet=_sheet(by_code, figures, levels, shown, indicator, time, fetches, lang),
        is_common=bool(levels) and not any(level.own_weight for level in levels.values()),
    )


def _level(row: Mapping[str, Any], own: Figure) -> _Level:
    low, high = row["lower"], row["upper"]
    level = replace(own, value=row["value"], lower95=low, upper95=high, limits998=None)
    return _Level(level, low, high, row["own_weight"])


def _area_row(place: Place, own: Figure | None, level: _Level | None, scale: Limits, lang: str) -> AreaRow:
    if own is None or level is None:
        class_index = MISSING if own is not None and own.status == "ok" else class_of(own, scale)
        return AreaRow(place.code, place.name, _why_none(own, lang), class_index)
    words = t(
        "steadied.beside",
        lang,
        own=value_words(own, lang),
        level=value_words(level.figure, lang),
        low=number(level.low, own.decimals, lang),
        high=number(level.high, own.decimals, lang),
    )
    return AreaRow(place.code, place.name, words, class_of(level.figure, scale))


def _why_none(own: Figure | None, lang: str) -> str:
    """Why a place has no steadied level: a hidden or missing figure has the word that stands in its own place."""
    status = own.status if own else "not_available"
    return t("steadied.none", lang) if status == "ok" else t(f"status.{status}.short", lang)


def _reaching(scale: Limits, levels: Iterable[_Level]) -> Limits:
    """The classes as far as the levels that have their colour reach: those lie between published values, too."""
    reach = list(scale)
    for level in levels:
        at, value = class_of(level.figure, scale), round(level.figure.value or 0.0, level.figure.decimals)
        reach[at] = (min(reach[at][0], value), max(reach[at][1], value))
    return reach


def _sheet(
    by_code: Mapping[str, Mapping[str, Any]],
    figures: Mapping[str, Figure],
    levels: Mapping[str, _Level],
    shown: Sequence[Place],
    indicator: IndicatorText,
    time: str,
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    columns = (
        Column(t("column.code", lang), "code"),
        Column(t("column.area", lang)),
        Column(t("column.published_value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.steadied", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.steadied_interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.own_weight", lang), "number", 0, "percent"),
        Column(t("column.note", lang)),
    )
    rows, statuses, reasons = [], [], []
    for place in shown:
        own, level = figures.get(place.code), levels.get(place.code)
        status = own.status if own else "not_available"
        flags = (by_code[place.code]["flags"] or ()) if status == "ok" else ()
        marks = "; ".join(t(f"flag.{flag}", lang) for flag in flags)
        rows.append((place.code, place.name, sheets.cell(own, lang), *_cells(own, level, lang), marks))
        statuses.append(status)
        if level is None and status == "ok":
            reasons = [(t("steadied.none", lang), t("steadied.none_why", lang))]
    numbers = sorted({by_code[place.code]["source_fetch"] for place in shown if place.code in by_code})
    return sheets.without_empty(
        Sheet(
            title=t("steadied.title", lang, title=indicator.title),
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=time),
            columns=columns,
            rows=tuple(rows),
            reasons=(*sheets.reasons(statuses, lang), *reasons),
            origins=origins(fetches, numbers),
            about=((t("steadied.about", lang), t("steadied.what", lang)), *sheets.about(indicator, lang)),
        )
    )


def _cells(own: Figure | None, level: _Level | None, lang: str) -> tuple[Cell, Cell, Cell]:
    """The steadied level, its interval, and how much of it is the area's own, in per cent; or why there is none."""
    if level is None:
        return _why_none(own, lang), None, None
    # Rounded down, as wherever a weight is told: never nearer to certain than it is.
    weight = math.floor(round(100 * level.own_weight, 6))
    return sheets.cell(level.figure, lang), sheets.interval_cell(level.figure), float(weight)
