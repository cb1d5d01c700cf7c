"""One indicator in all areas of a view at one time: what a map colours and the table under it lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ilmiotaulu.statements import Figure, time_words, value_words
from ilmiotaulu.text import t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.classes import EXAMPLE, Limits, class_limits, class_of, legend, scale_of
from ilmiotaulu.views.sheet import Cell, Column, Event, Sheet, within
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


@dataclass(frozen=True)
class PlaceFigure:
    """A place with its row of one time and the figure of that; neither where the release has no row."""

    place: Place
    row: Mapping[str, Any] | None
    figure: Figure | None

    @property
    def status(self) -> str:
        """The figure's, or that there is none."""
        return self.figure.status if self.figure else "not_available"

    @property
    def is_there(self) -> bool:
        """Whether there is a value to show."""
        return self.status == "ok"


def place_figures(rows: pl.DataFrame, shown: Sequence[Place], indicator: IndicatorText) -> tuple[PlaceFigure, ...]:
    """The places in their order, each with its figure. `rows` are of one time."""
    by_code = {row["region"]: row for row in rows.iter_rows(named=True)}
    return tuple(
        PlaceFigure(place, row, figure(row, indicator) if row else None)
        for place in shown
        for row in (by_code.get(place.code),)
    )


def time_of(shown: Sequence[PlaceFigure], lang: str) -> str:
    """The time of the figures in words; nothing where there are none."""
    first = next((one.figure for one in shown if one.figure), None)
    return time_words(first, lang) if first else ""


def area_view(
    rows: pl.DataFrame,
    shown: Sequence[Place],
    indicator: IndicatorText,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
    scale: Limits | None = None,
) -> AreaView:
    """One indicator at one time in the places given; a place without a row is told as not available.

    `events` are those that touch the indicator in the places; the table has those of the year. `scale` are the classes;
    without them the rows' own values make them.
    """
    here = place_figures(rows, shown, indicator)
    drawn = _year(here, indicator, lang, scale)
    columns = (
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.count", lang), "number"),
    )

    # Of a municipality that has something or has not, 100 % and one say the same.
    has_counts = indicator.unit == "percent" and any(
        one.row["value"] != 100 * (one.row["count"] or 0) for one in here if one.row and one.is_there
    )

    def cells(one: PlaceFigure) -> tuple[Cell, ...]:
        count = one.row["count"] if one.row and one.is_there and has_counts else None
        return sheets.cell(one.figure, lang), sheets.interval_cell(one.figure), count

    return AreaView(
        indicator=indicator,
        time=drawn.time,
        rows=drawn.rows,
        legend=drawn.legend,
        sheet=areas_sheet(here, indicator, columns, cells, events, fetches, lang),
    )


def area_years(
    rows: pl.DataFrame, shown: Sequence[Place], indicator: IndicatorText, years: Sequence[int], lang: str, scale: Limits
) -> dict[int, AreaYear]:
    """One indicator in the places given in each of the years, as `area_view` shows each. `rows` are of all years."""
    return {year: _year(place_figures(at_time(rows, year), shown, indicator), indicator, lang, scale) for year in years}


def _year(here: Sequence[PlaceFigure], indicator: IndicatorText, lang: str, scale: Limits | None) -> AreaYear:
    figures = [one.figure for one in here if one.figure]
    values = [f.value for f in figures if f.status == "ok" and f.value is not None and not f.is_example]
    limits = class_limits(values, indicator.decimals) if scale is None else scale
    return AreaYear(
        time=time_of(here, lang),
        rows=tuple(_area_row(one.place, one.figure, limits, lang) for one in here),
        legend=legend(limits, indicator, lang) if values else (),
    )


def _area_row(place: Place, shown: Figure | None, limits: Limits, lang: str) -> AreaRow:
    words = value_words(shown, lang) if shown else t("status.not_available.short", lang)
    return AreaRow(place.code, place.name, words, class_of(shown, limits))


def areas_sheet(
    here: Sequence[PlaceFigure],
    indicator: IndicatorText,
    columns: Sequence[Column],
    cells: Callable[[PlaceFigure], tuple[Cell, ...]],
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    """Areas at one time as a table: the code and the name of each, its `cells` for the `columns`, what its flags say.

    The events are those of the year.
    """
    codes = (Column(t("column.code", lang), "code"), Column(t("column.area", lang)))
    return sheets.without_empty(
        Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=time_of(here, lang)),
            columns=(*codes, *columns, Column(t("column.note", lang))),
            rows=tuple((one.place.code, one.place.name, *cells(one), _marks(one, lang)) for one in here),
            reasons=(
                *sheets.reasons([one.status for one in here], lang),
                *sheets.why_no_limits([one.figure for one in here], indicator, lang),
            ),
            origins=origins(fetches, sorted({one.row["source_fetch"] for one in here if one.row})),
            about=sheets.about(indicator, lang),
            events=within(events, {one.figure.year for one in here if one.figure}),
        )
    )


def _marks(one: PlaceFigure, lang: str) -> str:
    """What the flags of a value say."""
    flags = (one.row["flags"] or ()) if one.row and one.is_there else ()
    return "; ".join(t(f"flag.{flag}", lang) for flag in flags)


def years_view(
    rows: pl.DataFrame,
    shown: Sequence[Place],
    indicator: IndicatorText,
    years: Sequence[int],
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> YearsView:
    """One indicator in the places given in the years given, all years coloured by the same classes.

    `rows` are the yearly series of all the places; `events` those that touch the indicator there.
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
            events=within(events, years),
        ),
    )
