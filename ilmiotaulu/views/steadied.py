"""One indicator in all areas of a view by its level steadied by all municipalities, beside the published figures."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ilmiotaulu.statements import Figure, Sentence, value_words
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.area import AreaRow, AreaView, PlaceFigure, areas_sheet, place_figures, time_of
from ilmiotaulu.views.classes import MISSING, Limits, class_of, legend
from ilmiotaulu.views.sheet import Cell, Column, Event
from ilmiotaulu.views.texts import IndicatorText, Place


@dataclass(frozen=True)
class SteadiedView(AreaView):
    """Areas by their steadied levels; `what` says what such a level is, and when all have one: chance is then enough to
    explain how they differ.
    """

    what: tuple[Sentence, ...]


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
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
    scale: Limits,
) -> SteadiedView:
    """One indicator at one time in the places given, coloured by the steadied level in the classes of `scale`.

    `rows` are the observations of that time, `smoothed` the indicator's rows of the table of that name. A class of the
    legend reaches as far as the levels that have its colour. A level stands beside a published figure alone: where
    that is hidden, missing or made up there is none, whatever `smoothed` holds.
    """
    here = place_figures(rows, shown, indicator)
    steadied = {row["region"]: row for row in smoothed.iter_rows(named=True)}
    levels = {
        one.place.code: _level(steadied[one.place.code], one.figure)
        for one in here
        if one.place.code in steadied and one.figure and one.is_there and not one.figure.is_example
    }
    columns = (
        Column(t("column.published_value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.steadied", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.steadied_interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.own_weight", lang), "number", 0, "percent"),
    )

    def cells(one: PlaceFigure) -> tuple[Cell, ...]:
        return sheets.cell(one.figure, lang), *_cells(one.figure, levels.get(one.place.code), lang)

    sheet = areas_sheet(here, indicator, columns, cells, events, fetches, lang)
    is_without = any(one.is_there and one.place.code not in levels for one in here)
    why_none = ((t("steadied.none", lang), t("steadied.none_why", lang)),) if is_without else ()
    return SteadiedView(
        indicator=indicator,
        time=time_of(here, lang),
        rows=tuple(_area_row(one.place, one.figure, levels.get(one.place.code), scale, lang) for one in here),
        legend=legend(_reaching(scale, levels.values()), indicator, lang) if levels else (),
        sheet=replace(
            sheet,
            title=t("steadied.title", lang, title=indicator.title),
            reasons=(*sheet.reasons, *why_none),
        ),
        what=_what(levels.values(), lang),
    )


def _what(levels: Collection[_Level], lang: str) -> tuple[Sentence, ...]:
    what = Sentence("steadied_what", t("steadied.what", lang))
    if not levels or any(level.own_weight for level in levels):
        return (what,)
    return what, Sentence("steadied_common", t("steadied.common", lang))


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


def _cells(own: Figure | None, level: _Level | None, lang: str) -> tuple[Cell, Cell, Cell]:
    """The steadied level, its interval, and how much of it is the area's own, in per cent; or why there is none."""
    if level is None:
        return _why_none(own, lang), None, None
    # Rounded down, as wherever a weight is told: never nearer to certain than it is.
    weight = math.floor(round(100 * level.own_weight, 6))
    return sheets.cell(level.figure, lang), sheets.interval_cell(level.figure), float(weight)
