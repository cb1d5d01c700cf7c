"""The number of children to date beside the official projection, by age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ilmiotaulu.charts.trend import Line
from ilmiotaulu.statements import Figure, Sentence, time_words, value_words
from ilmiotaulu.text import t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.sheet import Column, Event, Sheet, within
from ilmiotaulu.views.texts import IndicatorText, Origin, Place, figure, origins
from ilmiotaulu.views.trend import lines_of

BIRTHS = "live_births"
# The catalogue's naming: a projection of `age_7` is `projected_age_7`.
_PROJECTED = "projected_"


@dataclass(frozen=True)
class FutureView:
    """What is known and what is projected: the observed line, the published years of the projection, both in words."""

    title: str
    observed: Line
    projected: Line
    launch: int | None
    sentence: Sentence
    sheet: Sheet


def ages(indicators: Mapping[str, IndicatorText]) -> list[str]:
    """The observed figures that the release has a projection for: groups from the widest, then single years of age."""
    pairs = [name.removeprefix(_PROJECTED) for name in indicators if name.startswith(_PROJECTED)]
    there = [name for name in pairs if indicators[_PROJECTED + name].has_rows and name in indicators]
    groups = sorted((name for name in there if name.startswith("children_")), key=_width)
    single = sorted((name for name in there if name.startswith("age_")), key=lambda name: int(name.split("_")[1]))
    return [*groups, *single]


def _width(name: str) -> tuple[int, int]:
    first, last = (int(part) for part in name.split("_")[1:])
    return first - last, first


def projection_of(name: str) -> str:
    """The projection that stands beside an observed figure: births have none, so that of children under one."""
    return f"{_PROJECTED}age_0" if name == BIRTHS else _PROJECTED + name


def future_view(
    rows: pl.DataFrame,
    forecast: pl.DataFrame,
    observed: IndicatorText,
    projected: IndicatorText | None,
    place: Place,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> FutureView:
    """One age in one place. `rows` are its observed series, `forecast` the place's published projections, `events`
    those that touch either.
    """
    yearly = rows.filter(pl.col("period").is_null())
    mine = forecast.filter(pl.col("indicator") == projected.id) if projected else forecast.clear()
    launches = mine["launch"].unique().sort().to_list()
    newest_made = mine.filter(pl.col("launch") == launches[-1]) if launches else mine
    future = dict(newest_made.select("year", "value").iter_rows())
    known = {row["year"]: figure(row, observed) for row in yearly.iter_rows(named=True)}
    (line,) = lines_of(yearly, [place], lang)
    sentence = _sentence(known, future, observed, place, lang)
    return FutureView(
        title=t("future.births_title", lang) if observed.id == BIRTHS and future else observed.title,
        observed=line,
        projected=Line(projected.title if projected else "", list(future), list(future.values())),
        launch=launches[-1] if launches else None,
        sentence=sentence,
        sheet=_sheet(
            known,
            future,
            observed,
            projected,
            place,
            origins(fetches, sorted({*yearly["source_fetch"], *newest_made["source_fetch"].drop_nulls()})),
            sentence,
            within(events, {*known, *future}),
            lang,
        ),
    )


def _sentence(
    known: Mapping[int, Figure], future: Mapping[int, float], observed: IndicatorText, place: Place, lang: str
) -> Sentence:
    there = [one for one in known.values() if one.status == "ok"]
    newest = max(there, key=lambda one: one.year, default=None)
    seen = (
        t("future.newest", lang, value=value_words(newest, lang), time=time_words(newest, lang))
        if newest
        else t("future.nothing_seen", lang)
    )
    listed = ", ".join(
        f"{value_words(Figure(value, 'ok', observed.unit, observed.decimals, year), lang)} ({year})"
        for year, value in sorted(future.items())
    )
    if observed.id == BIRTHS:
        told = t("future.births_have_none", lang)
    else:
        told = t("future.projected", lang, listed=listed) if listed else t("future.nothing_projected", lang)
    return Sentence("future", f"{place.name}: {observed.title}. {seen} {told}")


def _sheet(
    known: Mapping[int, Figure],
    future: Mapping[int, float],
    observed: IndicatorText,
    projected: IndicatorText | None,
    place: Place,
    sources: Sequence[Origin],
    sentence: Sentence,
    events: tuple[Event, ...],
    lang: str,
) -> Sheet:
    columns = [Column(t("column.year", lang)), Column(observed.title, "number", observed.decimals, observed.unit)]
    if projected:
        columns.append(Column(projected.title, "number", projected.decimals, projected.unit))
    rows = []
    for year in sorted({*known, *future}, reverse=True):
        line = [str(year), sheets.cell(known[year], lang) if year in known else ""]
        rows.append((*line, future.get(year)) if projected else tuple(line))
    return Sheet(
        title=f"{place.name}: {observed.title}",
        subtitle=t("csv.unit_and_time", lang, unit=observed.unit_words, time=t("future.by_year", lang)),
        columns=tuple(columns),
        rows=tuple(rows),
        reasons=sheets.reasons([one.status for one in known.values()], lang),
        origins=tuple(sources),
        about=(*sheets.about(observed, lang), *(sheets.about(projected, lang) if projected else ())),
        findings=(sentence,),
        events=events,
        has_numbered_events=True,
    )
