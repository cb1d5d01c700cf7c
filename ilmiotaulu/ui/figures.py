"""Charts of the current release, built once a view and kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from ilmiotaulu.charts.trend import Line, trend_figure
from ilmiotaulu.statements import newest_value
from ilmiotaulu.text import t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.components.tables import figure_words
from ilmiotaulu.views import IndicatorText, Origin, Place, figure


@dataclass(frozen=True)
class TrendView:
    """A trend as a page shows it: sentence, chart, the same figures for a table, where they came from."""

    title: str
    sentence: str
    alt: str
    figure: go.Figure | None
    lines: Sequence[Line]
    words: Sequence[Sequence[str]]
    origins: Sequence[Origin]


@st.cache_resource(
    max_entries=200, show_spinner=False, hash_funcs={IndicatorText: lambda one: one.id, Place: lambda p: p.code}
)
def _trend(release: str, indicator: IndicatorText, place: Place, lang: str) -> TrendView:
    places = data.places(release, lang)
    codes = [place.code, *(code for code in (place.county, "FI") if code and code != place.code)]
    rows = data.series(release, indicator.id, tuple(codes))
    yearly = rows.filter(pl.col("period").is_null())
    lines, words = [], []
    for code in codes:
        mine = yearly.filter(pl.col("region") == code)
        years = mine["year"].to_list()
        lines.append(
            Line(
                places[code].name, years, mine["value"].to_list(), mine["lower95"].to_list(), mine["upper95"].to_list()
            )
        )
        told = mine.select("value", "status", "year").iter_rows()
        words.append([figure_words(value, status, indicator, year, lang) for value, status, year in told])
    newest = data.release(release).latest(place.code).filter(pl.col("indicator") == indicator.id)
    sentence = (
        newest_value(place.name, indicator.title, figure(newest.row(0, named=True), indicator), lang).text
        if not newest.is_empty()
        else t("municipality.no_trend", lang)
    )
    drawn = any(sum(value is not None for value in line.values) > 1 for line in lines)
    title = t("trend.title", lang, title=indicator.title, unit=indicator.unit_words)
    return TrendView(
        title=title,
        sentence=sentence,
        alt=f"{title}. {sentence}",
        figure=trend_figure(
            lines[0], lines[1:], _events(release, indicator, place, lang), indicator.unit_words, indicator.decimals
        )
        if drawn
        else None,
        lines=lines,
        words=words,
        origins=data.origins(release, sorted(set(rows["source_fetch"]))),
    )


def trend(release: str, indicator: IndicatorText, place: Place, lang: str) -> TrendView:
    """One indicator through time in a place, beside its county and the country."""
    return _trend(release, indicator, place, lang)


def _events(release: str, indicator: IndicatorText, place: Place, lang: str) -> dict[int, str]:
    """Events that touch the indicator and the place, by year."""
    rows = data.table(release, "event").iter_rows(named=True)
    return {
        row["date"].year: row[f"title_{lang}"]
        for row in rows
        if (not row["indicators"] or indicator.id in row["indicators"])
        and row["region"] in (None, place.code, place.county)
    }
