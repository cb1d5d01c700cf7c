"""Every published row of one indicator in some places: what an analyst takes along."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ilmiotaulu.schema import SEXES
from ilmiotaulu.text import span, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.sheet import Cell, Column, Event, Sheet, within
from ilmiotaulu.views.texts import IndicatorText, Place, figure, municipalities, origins


def places_of(places: Mapping[str, Place], area: str) -> list[Place]:
    """The country, then a county and its municipalities; of the whole country every place, level by level."""
    county = [place for place in places.values() if place.level == "county" and area in ("FI", place.code)]
    regions = [place for place in places.values() if place.level == "region" and area == "FI"]
    return [places["FI"], *county, *regions, *municipalities(places, area)]


def has_examples(rows: pl.DataFrame, fetches: pl.DataFrame) -> bool:
    """Whether some of the rows are made up."""
    return any(origin.publisher == "example" for origin in origins(fetches, rows["source_fetch"].unique().to_list()))


def observations_sheet(
    rows: pl.DataFrame,
    places: Sequence[Place],
    indicator: IndicatorText,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    """All years and sexes of an indicator in the places given: by year and month, then place as given, then sex.

    `rows` are the indicator's published rows (`store.Release.observations_of`); those of other places are left out.
    `events` are those that touch the indicator and the places.
    """
    by_code = {place.code: place for place in places}
    ordered = _in_order(rows, list(by_code))
    columns = (
        Column(t("column.year", lang), "number"),
        Column(t("column.month", lang), "number"),
        Column(t("column.code", lang), "code"),
        Column(t("column.area", lang)),
        Column(t("column.level", lang)),
        Column(t("choose.sex", lang)),
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.count", lang), "number"),
        Column(t("column.base", lang), "number"),
        Column(t("column.status", lang)),
        Column(t("column.note", lang)),
    )
    unit = indicator.unit_words
    time = "" if ordered.is_empty() else span(ordered["year"][0], ordered["year"][-1])
    return sheets.without_empty(
        Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=unit, time=time) if time else unit,
            columns=columns,
            rows=tuple(_row(row, by_code[row["region"]], indicator, lang) for row in ordered.iter_rows(named=True)),
            reasons=sheets.reasons(ordered["status"].unique(maintain_order=True), lang),
            origins=origins(fetches, sorted(set(ordered["source_fetch"]))),
            about=sheets.about(indicator, lang),
            events=within(events, ordered["year"].unique()),
        )
    )


def _in_order(rows: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    place_order = {code: position for position, code in enumerate(codes)}
    sex_order = {sex: position for position, sex in enumerate(SEXES)}
    return rows.filter(pl.col("region").is_in(list(codes))).sort(
        "year",
        "period",
        pl.col("region").replace_strict(place_order, return_dtype=pl.Int32),
        pl.col("sex").replace_strict(sex_order, return_dtype=pl.Int32),
    )


def _row(row: Mapping[str, Any], place: Place, indicator: IndicatorText, lang: str) -> tuple[Cell, ...]:
    shown = figure(row, indicator)
    is_there = shown.status == "ok"
    # The count of a count is its value.
    count = row["count"] if is_there and indicator.unit != "count" else None
    return (
        row["year"],
        int(row["period"].partition("-")[2]) if row["period"] else None,
        place.code,
        place.name,
        t(f"level.{place.level}", lang),
        t(f"sex.{row['sex']}", lang),
        sheets.cell(shown, lang),
        sheets.interval_cell(shown),
        count,
        row["base"] if is_there else None,
        "" if is_there else t(f"status.{shown.status}.short", lang),
        "; ".join(t(f"flag.{flag}", lang) for flag in (row["flags"] or ())) if is_there else "",
    )
