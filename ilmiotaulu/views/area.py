"""One indicator in all areas of a view at one time: what a map colours and the table under it lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ilmiotaulu.statements import Figure, time_words, value_words
from ilmiotaulu.text import t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.classes import EXAMPLE, Limits, class_limits, class_of, legend, scale_of
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins


@dataclass(frozen=True)
class AreaRow:
    """One area of a map: its value in words and its class."""

    code: str
    name: str
    value: str
    class_index: int


@dataclass(frozen=True)
class AreaYear:
    """What a map shows of one time: the areas by name, and the values of each class in words."""

    time: str
    rows: tuple[AreaRow, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True)
class AreaView:
    """One indicator in all areas of a view at one time, by name, and the same as a table."""

    indicator: IndicatorText
    time: str
    rows: tuple[AreaRow, ...]
    legend: tuple[str, ...]
    sheet: Sheet

    @property
    def has_examples(self) -> bool:
        """Whether some of the figures are made up."""
        return any(row.class_index == EXAMPLE for row in self.rows)


@dataclass(frozen=True)
class YearsView:
    """One indicator in all areas of a view in several years, coloured alike: classes by year, in the order of names."""

    indicator: IndicatorText
    names: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    classes: tuple[tuple[int, ...], ...]
    legend: tuple[str, ...]
    sheet: Sheet


def at_time(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """The rows of a year; of a monthly figure those of the newest month of that year."""
    then = rows.filter(pl.col("year") == year)
    return then.filter(pl.col("period").eq_missing(pl.col("period").max()))


def area_view(
    rows: pl.DataFrame,
    shown: Sequence[Place],
    indicator: IndicatorText,
    fetches: pl.DataFrame,
    lang: str,
    scale: Limits | None = None,
) -> AreaView:
    """One indicator at one time in the places given; a place without a row is told as not available.

    `scale` are the classes; without them the rows' own values make them.
    """
    by_code, figures = _figures(rows, shown, indicator)
    drawn = _year(figures, shown, indicator, lang, scale)
    return AreaView(
        indicator=indicator,
        time=drawn.time,
        rows=drawn.rows,
        legend=drawn.legend,
        sheet=_sheet(by_code, figures, shown, indicator, drawn.time, fetches, lang),
    )


def area_years(
    rows: pl.DataFrame, shown: Sequence[Place], indicator: IndicatorText, years: Sequence[int], lang: str, scale: Limits
) -> dict[int, AreaYear]:
    """One indicator in the places given in each of the years, as `area_view` shows each. `rows` are of all years."""
    return {
        year: _year(_figures(at_time(rows, year), shown, indicator)[1], shown, indicator, lang, scale) for year in years
    }


def _figures(
    rows: pl.DataFrame, shown: Sequence[Place], indicator: IndicatorText
) -> tuple[dict[str, dict[str, Any]], dict[str, Figure]]:
    """The rows and their figures by area."""
    by_code = {row["region"]: row for row in rows.iter_rows(named=True)}
    return by_code, {place.code: figure(by_code[place.code], indicator) for place in shown if place.code in by_code}


def _year(
    figures: Mapping[str, Figure], shown: Sequence[Place], indicator: IndicatorText, lang: str, scale: Limits | None
) -> AreaYear:
    values = [f.value for f in figures.values() if f.status == "ok" and f.value is not None and not f.is_example]
    limits = class_limits(values, indicator.decimals) if scale is None else scale
    first = next(iter(figures.values()), None)
    return AreaYear(
        time=time_words(first, lang) if first else "",
        rows=tuple(_area_row(place, figures.get(place.code), limits, lang) for place in shown),
        legend=legend(limits, indicator, lang) if values else (),
    )


def _area_row(place: Place, shown: Figure | None, limits: Limits, lang: str) -> AreaRow:
    words = value_words(shown, lang) if shown else t("status.not_available.short", lang)
    return AreaRow(place.code, place.name, words, class_of(shown, limits))


def _sheet(
    by_code: Mapping[str, Mapping[str, Any]],
    figures: Mapping[str, Figure],
    shown: Sequence[Place],
    indicator: IndicatorText,
    time: str,
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    columns = (
        Column(t("column.code", lang), "code"),
        Column(t("column.area", lang)),
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.count", lang), "number"),
        Column(t("column.note", lang)),
    )
    rows = []
    for place in shown:
        own, row = figures.get(place.code), by_code.get(place.code)
        is_there = row is not None and own is not None and own.status == "ok"
        count: Cell = row["count"] if is_there and indicator.unit == "percent" else None
        flags = [t(f"flag.{flag}", lang) for flag in (row["flags"] or ())] if is_there else []
        cells = (sheets.cell(own, lang), sheets.interval_cell(own), count, "; ".join(flags))
        rows.append((place.code, place.name, *cells))
    statuses = [figures[p.code].status if p.code in figures else "not_available" for p in shown]
    numbers = sorted({by_code[place.code]["source_fetch"] for place in shown if place.code in by_code})
    return sheets.without_empty(
        Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=time),
            columns=columns,
            rows=tuple(rows),
            reasons=sheets.reasons(statuses, lang),
            origins=origins(fetches, numbers),
            about=sheets.about(indicator, lang),
        )
    )


def years_view(
    rows: pl.DataFrame,
    shown: Sequence[Place],
    indicator: IndicatorText,
    years: Sequence[int],
    fetches: pl.DataFrame,
    lang: str,
) -> YearsView:
    """One indicator in the places given in the years given, all years coloured by the same classes.

    `rows` are the yearly series of all the places.
    """
    yearly = rows.filter(pl.col("period").is_null() & pl.col("region").is_in([place.code for place in shown]))
    by_cell = {(row["region"], row["year"]): figure(row, indicator) for row in yearly.iter_rows(named=True)}
    limits = scale_of(yearly, indicator.decimals)
    table = [[by_cell.get((place.code, year)) for year in years] for place in shown]
    statuses = [one.status if one else "not_available" for line in table for one in line]
    columns = [Column(str(year), "number", indicator.decimals, indicator.unit) for year in years]
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    return YearsView(
        indicator=indicator,
        names=tuple((place.code, place.name) for place in shown),
        years=tuple(years),
        classes=tuple(tuple(class_of(by_cell.get((place.code, year)), limits) for place in shown) for year in years),
        legend=legend(limits, indicator, lang),
        sheet=Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=span),
            columns=(Column(t("column.code", lang), "code"), Column(t("column.area", lang)), *columns),
            rows=tuple(
                (place.code, place.name, *(sheets.cell(one, lang) for one in line))
                for place, line in zip(shown, table, strict=True)
            ),
            reasons=sheets.reasons(statuses, lang),
            origins=origins(fetches, sorted(set(yearly["source_fetch"]))),
            about=sheets.about(indicator, lang),
        ),
    )
