"""One indicator through time in a place, beside other places: the lines of a chart and the same figures as a table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ilmiotaulu.charts.trend import Line
from ilmiotaulu.statements import Figure, Sentence, newest_value
from ilmiotaulu.text import t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.sheet import Column, Event, Sheet, within
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins, short_name

# Units whose figures grow with the size of a place: drawn alone, listed beside others.
NUMBERS_OF = ("count", "visits")


@dataclass(frozen=True)
class TrendView:
    """A trend: the own line first, the newest figure in a sentence, and the figures as a table.

    The table's findings begin with that sentence; its events are those of the years that the lines have.
    """

    indicator: IndicatorText
    sentence: str
    lines: tuple[Line, ...]
    sheet: Sheet

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened in the years that the lines have."""
        return self.sheet.events

    @property
    def said(self) -> tuple[Sentence, ...]:
        """What the statistics say, beyond what the newest figure is."""
        return self.sheet.findings[1:]

    @property
    def can_be_drawn(self) -> bool:
        """Whether some line has at least two points."""
        return any(sum(value is not None for value in line.values) > 1 for line in self.lines)


def trend_view(
    rows: pl.DataFrame,
    indicator: IndicatorText,
    place: Place,
    beside: Sequence[Place],
    newest: Figure | None,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
    said: Sequence[Sentence] = (),
) -> TrendView:
    """The yearly values of a place and of others. `rows` are their series, `newest` the place's newest figure, `said`
    what the statistics say of that.

    A number of people or visits is drawn of the place alone; the table has the others, too.
    """
    yearly = rows.filter(pl.col("period").is_null())
    shown = [place, *beside]
    # Beside the whole country's number of children a municipality's would be a line on the floor.
    side_by_side = [place] if indicator.unit in NUMBERS_OF else shown
    lines = lines_of(yearly, side_by_side, lang)
    lead = newest_value(place.name, indicator.title, newest, lang) if newest else None
    drawn = within(events, (year for line in lines for year in line.years))
    return TrendView(
        indicator=indicator,
        sentence=lead.text if lead else t("municipality.no_trend", lang),
        lines=lines,
        sheet=years_sheet(yearly, indicator, shown, fetches, lang, (lead, *said) if lead else (), drawn),
    )


def lines_of(yearly: pl.DataFrame, shown: Sequence[Place], lang: str) -> tuple[Line, ...]:
    """Each place's yearly values as a line."""
    columns = [pl.col("year", "value"), pl.col("lower95", "upper95").round(2)]
    by_region = yearly.sort("year").select("region", *columns).partition_by("region", as_dict=True, include_key=False)
    none = yearly.clear().select(*columns)
    return tuple(
        Line(short_name(place, lang), *(column.to_list() for column in by_region.get((place.code,), none)))
        for place in shown
    )


def events_of(
    rows: Sequence[Mapping[str, Any]], indicators: Collection[str], places: Collection[Place], lang: str
) -> list[Event]:
    """Events that touch one of the indicators and one of the places, by year."""
    where = {None, *(place.code for place in places), *(place.county for place in places)}
    return [
        (row["date"].year, row[f"title_{lang}"])
        for row in rows
        if (not row["indicators"] or not set(indicators).isdisjoint(row["indicators"])) and row["region"] in where
    ]


def years_sheet(
    yearly: pl.DataFrame,
    indicator: IndicatorText,
    shown: Sequence[Place],
    fetches: pl.DataFrame,
    lang: str,
    findings: tuple[Sentence, ...] = (),
    events: tuple[Event, ...] = (),
) -> Sheet:
    """The yearly values of places as a table, newest year first; the first place with its interval."""
    by_cell = {(row["region"], row["year"]): figure(row, indicator) for row in yearly.iter_rows(named=True)}
    years = sorted({year for _, year in by_cell}, reverse=True)
    columns = [Column(t("column.year", lang))]
    for index, place in enumerate(shown):
        columns.append(Column(place.name, "number", indicator.decimals, indicator.unit))
        if index == 0:
            columns.append(Column(t("column.interval", lang), "interval", indicator.decimals, indicator.unit))
    rows = []
    for year in years:
        figures = [by_cell.get((place.code, year)) for place in shown]
        first, *others = figures
        rows.append(
            (
                str(year),
                sheets.cell(first, lang),
                sheets.interval_cell(first),
                *(sheets.cell(one, lang) for one in others),
            )
        )
    statuses = [
        one.status if (one := by_cell.get((place.code, year))) else "not_available" for year in years for place in shown
    ]
    of_first = [by_cell.get((place.code, year)) for place in shown[:1] for year in years]
    span = f"{years[-1]}–{years[0]}" if len(years) > 1 else "".join(map(str, years))
    return sheets.without_empty(
        Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=span),
            columns=tuple(columns),
            rows=tuple(rows),
            reasons=(*sheets.reasons(statuses, lang), *sheets.why_no_limits(of_first, indicator, lang)),
            origins=origins(fetches, sorted(set(yearly["source_fetch"]))),
            about=sheets.about(indicator, lang),
            findings=findings,
            events=events,
            has_numbered_events=True,
        )
    )
