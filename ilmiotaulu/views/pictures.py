"""Pictures of evidence: areas among what chance explains, level beside change, need beside use.

Each has the same figures as a table. That has every area that is shown, also those that are no point: why there is no
figure stands in its place, and nothing is derived of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from ilmiotaulu.charts.funnel import FunnelLimits, FunnelPoint
from ilmiotaulu.charts.quadrant import QuadrantPoint
from ilmiotaulu.charts.scatter import Axis, ScatterPoint
from ilmiotaulu.statements import Figure, Sentence, value_words
from ilmiotaulu.statistics.funnel import adjusted_proportion_limits
from ilmiotaulu.text import number, span, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.area import PlaceFigure, areas_sheet, place_figures
from ilmiotaulu.views.sheet import Cell, Column, Sheet, choosing
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins

_POINTS_OF_A_LINE = 60
_PER_CENT = 100.0
_CONFIDENCES = (0.95, 0.998)


@dataclass(frozen=True)
class FunnelView:
    """Municipalities by size and what chance explains around the country's value; widened limits are a finding of the
    table.
    """

    points: tuple[FunnelPoint, ...]
    limits: FunnelLimits
    year: int
    sheet: Sheet


def funnel_view(
    rows: pl.DataFrame,
    comparisons: pl.DataFrame,
    tau2: float,
    indicator: IndicatorText,
    shown: Sequence[Place],
    own: str,
    fetches: pl.DataFrame,
    lang: str,
) -> FunnelView | None:
    """Every visible area's share against the country's of the same year; `None` of too little to draw.

    `rows` are those of the year, the country's among them; `comparisons` the table `comparison` of the same year
    against the country, which says what lies outside; `tau2` is how much the areas differ beyond chance. The table has
    the limits at each area's own size.
    """
    here = place_figures(rows, shown, indicator)
    country = next(rows.filter(region="FI").iter_rows(named=True), None)
    results = dict(comparisons.select("region", "result").iter_rows())
    drawn = [
        (one.place, one.row, one.figure) for one in here if one.row and one.figure and one.is_there and one.row["base"]
    ]
    points = [
        FunnelPoint(
            place.name,
            row["base"],
            row["value"],
            value_words(own_figure, lang),
            is_own=place.code == own,
            is_outside=results.get(place.code) in ("much_lower", "much_higher"),
        )
        for place, row, own_figure in drawn
    ]
    if country is None or country["value"] is None or len(points) < 2:
        return None
    bases = [point.base for point in points]
    x = np.geomspace(min(bases), max(bases), _POINTS_OF_A_LINE)
    target = country["value"] / _PER_CENT
    lines = [line for pair in _lines(target, x, tau2, indicator) for line in pair]
    limits = FunnelLimits(
        x.round(1).tolist(),
        *lines,
        target=country["value"],
        target_words=f"{t('statement.benchmark.country', lang)} {value_words(figure(country, indicator), lang)}",
        words95=_level_words(0.95, lang),
        words998=_level_words(0.998, lang),
    )
    inner, outer = _lines(target, np.array(bases), tau2, indicator)
    by_code = {place.code: at for at, (place, _, _) in enumerate(drawn)}
    decimals = indicator.decimals + 1
    columns = (
        Column(t("column.base", lang), "number"),
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        *(
            Column(t("funnel.limits", lang, level=_level_words(one, lang)), "interval", decimals, indicator.unit)
            for one in _CONFIDENCES
        ),
        Column(t("column.beside_own", lang, place=t("statement.benchmark.country", lang))),
    )

    def cells(one: PlaceFigure) -> tuple[Cell, ...]:
        at, value = by_code.get(one.place.code), sheets.cell(one.figure, lang)
        if at is None:
            return None, value, None, None, None
        result = results.get(one.place.code)
        chance = ((lower[at], upper[at]) for lower, upper in (inner, outer))
        return bases[at], value, *chance, t(f"rug.{result}", lang) if result else None

    sheet = areas_sheet(here, indicator, columns, cells, (), fetches, lang)
    widened = (Sentence("funnel_widened", t("funnel.widened", lang)),) if tau2 > 0 else ()
    title = t("funnel.sheet", lang, title=indicator.title, country=limits.target_words)
    sheet = replace(choosing(sheet, own), title=title, findings=widened)
    return FunnelView(tuple(points), limits, country["year"], sheet)


def _lines(
    target: float, bases: np.ndarray, tau2: float, indicator: IndicatorText
) -> tuple[tuple[list[float], list[float]], ...]:
    """The lower and the upper limits at the bases, for each confidence; a decimal more than the indicator has."""

    def rounded(limit: np.ndarray) -> list[float]:
        return (limit * _PER_CENT).round(indicator.decimals + 1).tolist()

    limits = (adjusted_proportion_limits(target, bases, confidence, tau2) for confidence in _CONFIDENCES)
    return tuple((rounded(lower), rounded(upper)) for lower, upper in limits)


def _level_words(confidence: float, lang: str) -> str:
    return f"{number(_PER_CENT * confidence, 0 if confidence == 0.95 else 1, lang)} %"


@dataclass(frozen=True)
class QuadrantView:
    """Areas by their difference to the country and to their own past, and the same as a table.

    `time` is from the past to the newest year, `year`: the chosen area's own, or else the longest.
    """

    points: tuple[QuadrantPoint, ...]
    year: int
    time: str
    sheet: Sheet


def quadrant_view(
    rows: pl.DataFrame,
    comparisons: pl.DataFrame,
    indicator: IndicatorText,
    shown: Sequence[Place],
    own: str,
    fetches: pl.DataFrame,
    lang: str,
) -> QuadrantView | None:
    """Each area's difference to the country beside its difference to its own past; points are areas that have both.
    `None` of fewer than two.

    `comparisons` are the newest rows of the table `comparison` of the indicator, `rows` the observations of their year.
    """
    told: dict[tuple[str, str], Mapping[str, Any]] = {
        (row["region"], row["benchmark"]): row
        for row in comparisons.filter(pl.col("difference").is_not_null()).iter_rows(named=True)
    }
    here = place_figures(rows, shown, indicator)
    both = {
        place.code: (level, past)
        for place in (one.place for one in here if one.is_there)
        if (level := told.get((place.code, "country")))
        and (past := told.get((place.code, "past")))
        and level["year"] == past["year"]
    }
    points = [
        QuadrantPoint(
            place.name,
            level["difference"],
            past["difference"],
            " → ".join(
                _value_of_year(past[value], past[year], indicator, lang)
                for value, year in (("benchmark_value", "benchmark_year"), ("value", "year"))
            ),
            place.code == own,
        )
        for place in shown
        if place.code in both
        for level, past in (both[place.code],)
    ]
    if len(points) < 2:
        return None
    unit = t("quadrant.unit", lang)
    columns = (
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        Column(f"{t('quadrant.level', lang)}, {unit}", "number", indicator.decimals),
        Column(t("statement.benchmark.own_past", lang), "number", indicator.decimals, indicator.unit),
        Column(f"{t('quadrant.change', lang)}, {unit}", "number", indicator.decimals),
        Column(t("column.years", lang)),
    )

    def cells(one: PlaceFigure) -> tuple[Cell, ...]:
        value = sheets.cell(one.figure, lang)
        if one.place.code not in both:
            return value, None, None, None, None
        level, past = both[one.place.code]
        told_of = (level["difference"], past["benchmark_value"], past["difference"])
        rounded = (round(number_of, indicator.decimals) + 0.0 for number_of in told_of)
        return value, *rounded, span(past["benchmark_year"], past["year"])

    sheet = areas_sheet(here, indicator, columns, cells, (), fetches, lang)
    title = t("quadrant.sheet", lang, title=indicator.title)
    mine = [both[own]] if own in both else both.values()
    first, year = min(past["benchmark_year"] for _, past in mine), max(level["year"] for level, _ in mine)
    return QuadrantView(tuple(points), year, span(first, year), replace(choosing(sheet, own), title=title))


def _value_of_year(value: float, year: int, indicator: IndicatorText, lang: str) -> str:
    return f"{value_words(Figure(value, 'ok', indicator.unit, indicator.decimals, year), lang)} ({year})"


@dataclass(frozen=True)
class NeedView:
    """Need beside use, one point a municipality, each axis with its own year, and the same as a table."""

    points: tuple[ScatterPoint, ...]
    need: Axis
    use: Axis
    sheet: Sheet


def need_view(
    needs: pl.DataFrame,
    uses: pl.DataFrame,
    need: IndicatorText,
    use: IndicatorText,
    shown: Sequence[Place],
    own: str,
    fetches: pl.DataFrame,
    lang: str,
) -> NeedView | None:
    """`needs` and `uses` are the rows of a year each, both shares; areas without both figures are no points; `None` of
    fewer than two points.
    """
    pairs = list(zip(place_figures(needs, shown, need), place_figures(uses, shown, use), strict=True))
    points = []
    for pair in pairs:
        figures = [one.figure for one in pair if one.figure and one.is_there and not one.figure.is_example]
        if len(figures) < 2:
            continue
        words = " · ".join(value_words(one, lang) for one in figures)
        need_value, use_value = (one.value for one in figures)
        place = pair[0].place
        points.append(ScatterPoint(place.name, need_value, use_value, words, place.code == own))
    if len(points) < 2:
        return None
    years = [str(rows["year"][0]) for rows in (needs, uses)]
    need_axis, use_axis = (
        Axis(f"{of.title}, {of.unit_words}, {year}", of.decimals) for of, year in zip((need, use), years, strict=True)
    )
    there = [one for pair in pairs for one in pair]
    sheet = Sheet(
        title=t("need.sheet", lang, need=need.title, use=use.title),
        subtitle=t("csv.unit_and_time", lang, unit=use.unit_words, time=" / ".join(dict.fromkeys(years))),
        columns=(
            Column(t("column.code", lang), "code"),
            Column(t("column.area", lang)),
            *(
                Column(f"{of.title}, {year}", "number", of.decimals, of.unit)
                for of, year in zip((need, use), years, strict=True)
            ),
        ),
        rows=tuple(
            (one.place.code, one.place.name, sheets.cell(one.figure, lang), sheets.cell(other.figure, lang))
            for one, other in pairs
        ),
        reasons=sheets.reasons([one.status for one in there], lang),
        origins=origins(fetches, sorted({one.row["source_fetch"] for one in there if one.row})),
        about=tuple(dict.fromkeys((*sheets.about(need, lang), *sheets.about(use, lang)))),
    )
    return NeedView(tuple(points), need_axis, use_axis, choosing(sheet, own))
