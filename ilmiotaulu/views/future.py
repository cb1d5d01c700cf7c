"""The number of children to date, our forecast with its record, and the official projection beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.trend import Line
from ilmiotaulu.forecast.intervals import SIZE_CLASS_NAMES, size_class
from ilmiotaulu.forecast.names import BIRTHS, CHILDREN, FIRST_GRADERS, LAST_VALUE, of_ages
from ilmiotaulu.forecast.scenario import GROUPS
from ilmiotaulu.statements import Expected, Figure, Record, Sentence, forecasts, time_words, value_words
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.sheet import Cell, Column, Event, Sheet, within
from ilmiotaulu.views.texts import IndicatorText, Origin, Place, figure, origins
from ilmiotaulu.views.trend import lines_of

AGE_GROUPS = tuple(map(of_ages, GROUPS))
OFFICIAL = "official_projection"
# How far ahead the leading sentence looks: births and services soon, children as far as schools are planned.
_TOLD = 5
_TOLD_OF_CHILDREN = 10
_YEARS_OF_FIRST_GRADERS = 7
# How far back a small picture looks.
_YEARS_OF_COURSE = 20
# Of fewer children than these a change in per cent tells nothing.
_FEWEST_FOR_SHARE = 20
# The catalogue's naming: a projection of `age_7` is `projected_age_7`.
_PROJECTED = "projected_"


@dataclass(frozen=True)
class FutureView:
    """What is known, what is forecast and what is projected: lines, sentences and the table.

    `beside` says whether ours and the official one agree on the last year that both tell of. `record` says how such
    forecasts have fared; it begins with our own, where there is one.
    """

    title: str
    observed: Line
    fan: Fan | None
    projected: Line
    launch: int | None
    sentence: Sentence
    beside: Sentence | None
    record: tuple[Sentence, ...]
    sheet: Sheet


@dataclass(frozen=True)
class Forecasts:
    """The forecasts of one indicator in one place, `None` in a year without one, and their track record."""

    by_year: Mapping[int, Expected] = field(default_factory=dict)
    records: Mapping[int, Record] = field(default_factory=dict)
    here: Mapping[int, Record] = field(default_factory=dict)

    @property
    def launch(self) -> int | None:
        """The year they were made from."""
        return next((one.launch for one in self.by_year.values()), None)


def ages(indicators: Mapping[str, IndicatorText]) -> list[str]:
    """The observed figures that the release has a projection for: groups from the widest, then single years of age."""
    pairs = [name.removeprefix(_PROJECTED) for name in indicators if name.startswith(_PROJECTED)]
    there = [
        name
        for name in pairs
        if all(one in indicators and indicators[one].has_rows for one in (name, _PROJECTED + name))
    ]
    groups = sorted((name for name in there if name.startswith("children_")), key=_width)
    single = sorted((name for name in there if name.startswith("age_")), key=lambda name: int(name.split("_")[1]))
    return [*groups, *single]


def _width(name: str) -> tuple[int, int]:
    first, last = (int(part) for part in name.split("_")[1:])
    return first - last, first


def projection_of(name: str) -> str:
    """The projection that stands beside an observed figure: births have none, so that of children under one."""
    return f"{_PROJECTED}age_0" if name == BIRTHS else _PROJECTED + name


def record_group(place: Place, population: float | None) -> str:
    """The group of areas in whose record a place is looked at: municipalities of its size, counties, the country."""
    if place.level != "municipality":
        return "counties" if place.level == "county" else place.code
    number_of = int(size_class(np.array([np.nan if population is None else population]))[0])
    return SIZE_CLASS_NAMES[number_of] if number_of >= 0 else "municipalities"


def forecasts_of(
    rows: pl.DataFrame, of_group: pl.DataFrame, of_place: pl.DataFrame, indicator: IndicatorText
) -> Forecasts:
    """Our own forecasts among a place's rows of `forecast`, with the record of the method that is shown each year.

    `of_group` and `of_place` are rows of `backtest`, of the group of areas whose record is told and of the place.
    """
    mine = rows.filter(pl.col("indicator") == indicator.id, pl.col("scenario") == "expected")
    by_year = {
        row["year"]: Expected(
            row["year"], row["launch"], row["method"], row["value"], _limits(row), indicator.unit, indicator.decimals
        )
        for row in mine.iter_rows(named=True)
    }
    alike, here = (_records(one.filter(indicator=indicator.id), by_year) for one in (of_group, of_place))
    return Forecasts(by_year, alike, here)


def _limits(row: Mapping[str, float | None]) -> dict[int, tuple[float, float]]:
    found = {}
    for confidence in (50, 80, 95):
        lower, upper = row[f"lower{confidence}"], row[f"upper{confidence}"]
        if lower is not None and upper is not None:
            found[confidence] = (lower, upper)
    return found


def _records(backtests: pl.DataFrame, by_year: Mapping[int, Expected]) -> dict[int, Record]:
    """By horizon, the record of the method that is shown at it."""
    rows = {(row["method"], row["horizon"]): row for row in backtests.iter_rows(named=True)}
    found = {}
    for one in by_year.values():
        horizon = one.year - one.launch
        row, naive = rows.get((one.method, horizon)), rows.get((LAST_VALUE, horizon))
        if row is None or naive is None or row["mape"] is None:
            continue
        covered = {level: row[f"coverage{level}"] for level in (50, 80, 95) if row[f"coverage{level}"] is not None}
        found[horizon] = Record(
            row["group"],
            horizon,
            row["first_launch"],
            row["last_launch"],
            row["cases"],
            row["zeros"],
            row["mape"],
            naive["mape"],
            row["wape"],
            row["malpe"],
            covered,
            row["noise_floor"],
        )
    return found


def future_view(
    rows: pl.DataFrame,
    projections: pl.DataFrame,
    own: Forecasts,
    observed: IndicatorText,
    projected: IndicatorText | None,
    place: Place,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> FutureView:
    """One age in one place. `rows` are its observed series, `projections` the place's rows of `forecast`, `own` our
    forecasts of it, `events` those that touch either.
    """
    yearly = rows.filter(pl.col("period").is_null())
    official = projections.filter(pl.col("method") == OFFICIAL)
    mine = official.filter(pl.col("indicator") == projected.id) if projected else official.clear()
    launches = mine["launch"].unique().sort().to_list()
    newest_made = mine.filter(pl.col("launch") == launches[-1]) if launches else mine
    future = dict(newest_made.select("year", "value").iter_rows())
    known = {row["year"]: figure(row, observed) for row in yearly.iter_rows(named=True)}
    (line,) = lines_of(yearly, [place], lang)
    told = _told(observed)
    sentence = _sentence(known, future, own, told, observed, place, lang)
    vintages = [
        _official(launch, mine.filter(pl.col("launch") == launch), known, observed, lang) for launch in launches
    ]
    record = (*_record(own, told, place, lang), *([] if observed.id == BIRTHS else vintages))
    # What stands beside births is children under one: not the same figure.
    both = [] if observed.id == BIRTHS else sorted(own.by_year.keys() & future.keys())
    last = both[-1] if both else None
    beside = forecasts.beside_official(own.by_year[last], future[last], launches[-1], lang) if last else None
    return FutureView(
        title=t("future.births_title", lang) if observed.id == BIRTHS and future else observed.title,
        observed=line,
        fan=_fan(own, {year: one.value for year, one in known.items()}, lang),
        projected=Line(projected.title if projected else "", list(future), list(future.values())),
        launch=launches[-1] if launches else None,
        sentence=sentence,
        beside=beside,
        record=record,
        sheet=_sheet(
            known,
            own,
            future,
            observed,
            projected,
            place,
            origins(fetches, sorted({*yearly["source_fetch"], *newest_made["source_fetch"].drop_nulls()})),
            (sentence, *([beside] if beside else []), *record),
            within(events, {*known, *own.by_year, *future}),
            lang,
        ),
    )


def _fan(own: Forecasts, known: Mapping[int, float | None], lang: str) -> Fan | None:
    """The forecast from the year it was made from, where the observed line ends."""
    if not own.by_year or own.launch is None:
        return None
    first = known.get(own.launch)
    years = sorted(own.by_year)
    shown = [own.by_year[year] for year in years]
    model = [one for one in shown if not one.is_last_value]
    return Fan(
        name=t("forecast.own", lang) if model else t("forecast.own_last", lang),
        start=(own.launch, first) if first is not None else None,
        years=years,
        values=[one.value for one in shown],
        limits={confidence: [one.limits.get(confidence) for one in shown] for confidence in (95, 80, 50)},
        last_from=next((one.year for one in shown if one.is_last_value), None),
    )


def _sentence(
    known: Mapping[int, Figure],
    future: Mapping[int, float],
    own: Forecasts,
    told: int,
    observed: IndicatorText,
    place: Place,
    lang: str,
) -> Sentence:
    there = [one for one in known.values() if one.status == "ok"]
    newest = max(there, key=lambda one: one.year, default=None)
    parts = [f"{place.name}: {observed.title}."]
    parts.append(
        t("future.newest", lang, value=value_words(newest, lang), time=time_words(newest, lang))
        if newest
        else t("future.nothing_seen", lang)
    )
    ahead = own.by_year.get((own.launch or 0) + told)
    said = forecasts.expected(ahead, lang, own.records.get(told)) if ahead else None
    parts.append(said.text if said else t("forecast.none", lang))
    listed = ", ".join(
        f"{value_words(Figure(value, 'ok', observed.unit, observed.decimals, year), lang)} ({year})"
        for year, value in sorted(future.items())
    )
    if observed.id == BIRTHS:
        parts.append(t("future.births_have_none", lang))
    else:
        parts.append(t("future.projected", lang, listed=listed) if listed else t("future.nothing_projected", lang))
    return Sentence(said.rule if said else "future", " ".join(parts), said.numbers if said else ())


def _told(observed: IndicatorText) -> int:
    """How far ahead a sentence looks."""
    return _TOLD_OF_CHILDREN if observed.id.startswith(("children_", "age_")) else _TOLD


def foreseen(own: Forecasts, observed: IndicatorText, place: Place, lang: str) -> Sentence | None:
    """The forecast of a figure in a few words, for the pages of other figures; `None` without one."""
    told = _told(observed)
    ahead = own.by_year.get((own.launch or 0) + told)
    if ahead is None:
        return None
    here = own.here.get(told) if place.level == "municipality" else None
    return forecasts.foreseen(observed.title, ahead, own.records.get(told), here, lang)


def _record(own: Forecasts, told: int, place: Place, lang: str) -> list[Sentence]:
    """How forecasts as far ahead as the leading sentence looks have fared, among areas alike and in the place."""
    if not own.by_year:
        return []
    here = forecasts.recorded_here(own.here.get(told), place.name, lang) if place.level == "municipality" else None
    return [forecasts.recorded(own.records.get(told), lang), *([here] if here else [])]


def _official(
    launch: int, rows: pl.DataFrame, known: Mapping[int, Figure], observed: IndicatorText, lang: str
) -> Sentence:
    """A vintage of the official projection against what has happened since."""
    projected, seen = {}, {}
    newest = max((year for year, one in known.items() if one.status == "ok"), default=0)
    for year, value in rows.select("year", "value").iter_rows():
        outcome = known.get(year)
        projected[year] = value_words(Figure(value, "ok", observed.unit, observed.decimals, year), lang)
        if outcome and outcome.status == "ok" and outcome.value:
            seen[year] = (value_words(outcome, lang), 100 * (value - outcome.value) / outcome.value)
    return forecasts.official(launch, projected, seen, newest, lang)


def _sheet(
    known: Mapping[int, Figure],
    own: Forecasts,
    future: Mapping[int, float],
    observed: IndicatorText,
    projected: IndicatorText | None,
    place: Place,
    sources: Sequence[Origin],
    findings: tuple[Sentence, ...],
    events: tuple[Event, ...],
    lang: str,
) -> Sheet:
    decimals = observed.decimals
    columns = [Column(t("column.year", lang)), Column(observed.title, "number", decimals, observed.unit)]
    if own.by_year:
        columns += [
            Column(t("column.forecast", lang), "number", decimals, observed.unit),
            Column(t("column.limits80", lang), "interval", decimals, observed.unit),
            Column(t("column.limits95", lang), "interval", decimals, observed.unit),
        ]
    if projected:
        columns.append(Column(projected.title, "number", projected.decimals, projected.unit))
    rows = []
    for year in sorted({*known, *own.by_year, *future}, reverse=True):
        line: list[Cell] = [str(year), sheets.cell(known[year], lang) if year in known else ""]
        if own.by_year:
            ahead = own.by_year.get(year)
            line += [
                round(ahead.value, decimals) + 0.0 if ahead else None,
                *(_rounded(ahead.limits.get(level), decimals) if ahead else None for level in (80, 95)),
            ]
        rows.append((*line, future.get(year)) if projected else tuple(line))
    return Sheet(
        title=f"{place.name}: {observed.title}",
        subtitle=t("csv.unit_and_time", lang, unit=observed.unit_words, time=t("future.by_year", lang)),
        columns=tuple(columns),
        rows=tuple(rows),
        reasons=sheets.reasons([one.status for one in known.values()], lang),
        origins=tuple(sources),
        about=(
            *sheets.about(observed, lang),
            *((t("forecast.own", lang), t(f"forecast.method.{name}", lang)) for name in _methods(own)),
            *(sheets.about(projected, lang) if projected else ()),
        ),
        findings=findings,
        events=events,
        has_numbered_events=True,
    )


def _methods(own: Forecasts) -> list[str]:
    return list(dict.fromkeys(one.method for one in own.by_year.values()))


def _rounded(limits: tuple[float, float] | None, decimals: int) -> tuple[float, float] | None:
    return (round(limits[0], decimals) + 0.0, round(limits[1], decimals) + 0.0) if limits else None


# ---- what it means ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CourseView:
    """A small picture of an age group: its lines, the years it is drawn in, and in words what it shows.

    `told` has the years that have a dot, each with its number of children in words and, of those ahead, the limits.
    """

    title: str
    observed: Line
    fan: Fan
    projected: Line
    years: tuple[int, int]
    told: tuple[tuple[int, str, str], ...]
    words: str


@dataclass(frozen=True)
class MeaningView:
    """Children of a place by age group in five and ten years, as pictures and as a table, and its first-graders."""

    courses: tuple[CourseView, ...]
    sheet: Sheet
    first_graders: Sentence | None


def meaning_view(
    own: Mapping[str, Forecasts],
    known: Mapping[str, Mapping[int, float]],
    projections: pl.DataFrame,
    titles: Mapping[str, str],
    place: Place,
    sources: Sequence[Origin],
    lang: str,
) -> MeaningView | None:
    """The forecasts of age groups as persons: at the launch, five and ten years later, with the change in ten.

    `own` and `known` (values by year) are by indicator, `projections` the place's rows of `forecast`. `None` without a
    forecast of any age group.
    """
    groups = [name for name in AGE_GROUPS if own.get(name) and own[name].by_year]
    if not groups:
        return None
    launch = own[groups[0]].launch or 0
    near, far = launch + 5, launch + 10
    columns = (
        Column(t("column.age_group", lang)),
        Column(str(launch), "number"),
        Column(t("column.year_ahead", lang, year=near), "number"),
        Column(f"{near}, {t('column.limits80', lang)}", "interval"),
        Column(t("column.year_ahead", lang, year=far), "number"),
        Column(f"{far}, {t('column.limits80', lang)}", "interval"),
        Column(f"{t('column.change_persons', lang)}, {launch}–{far}", "number"),
        Column(f"{t('column.change_percent', lang)}, {launch}–{far}", "number"),
    )
    rows = []
    for name in groups:
        now, by_year = known[name].get(launch), own[name].by_year
        if now is None or near not in by_year or far not in by_year:
            continue
        change = by_year[far].value - now
        rows.append(
            (
                titles[name],
                now,
                round(by_year[near].value),
                _rounded(by_year[near].limits.get(80), 0),
                round(by_year[far].value),
                _rounded(by_year[far].limits.get(80), 0),
                round(change) + 0.0,
                round(100 * change / now) + 0.0 if now >= _FEWEST_FOR_SHARE else None,
            )
        )
    courses = [
        _course(titles[name], known[name], own[name], _newest(projections, projection_of(name)), lang)
        for name in groups
        if name != CHILDREN  # all of them have the large chart
    ]
    sentence = _first_graders(own.get(FIRST_GRADERS), known.get(FIRST_GRADERS, {}), place, lang)
    sheet = Sheet(
        title=f"{place.name}: {t('future.meaning', lang)}",
        subtitle=t("future.meaning_note", lang, launch=launch),
        columns=columns,
        rows=tuple(rows),
        origins=tuple(sources),
        about=((t("forecast.own", lang), t("forecast.method.hamilton_perry", lang)),),
        findings=(sentence,) if sentence else (),
    )
    return MeaningView(tuple(filter(None, courses)), sheet, sentence)


def _newest(projections: pl.DataFrame, name: str) -> dict[int, float]:
    """The newest official projection of an indicator by published year."""
    made = projections.filter(pl.col("method") == OFFICIAL, pl.col("indicator") == name)
    return dict(
        made.filter(pl.col("launch") == pl.col("launch").max()).sort("year").select("year", "value").iter_rows()
    )


def _course(
    title: str, known: Mapping[int, float], own: Forecasts, official: Mapping[int, float], lang: str
) -> CourseView | None:
    """`None` where the figure of the launch, or a forecast of one of the years told, is missing."""
    launch, fan = own.launch, _fan(own, known, lang)
    if launch is None or fan is None or launch not in known:
        return None
    ahead = [own.by_year.get(launch + told) for told in (_TOLD, _TOLD_OF_CHILDREN)]
    there = [one for one in ahead if one]
    first, last = launch - _YEARS_OF_COURSE, launch + _TOLD_OF_CHILDREN
    projected = {year: value for year, value in official.items() if first <= year <= last}
    told = ((launch, number(known[launch], 0, lang), ""), *(_told_year(one, lang) for one in there))
    words = ", ".join(
        f"{value} ({year})" if not limits else f"{value} ({year}; {limits})" for year, value, limits in told
    )
    listed = ", ".join(f"{number(value, 0, lang)} ({year})" for year, value in projected.items())
    parts = [f"{title}: {words}."] + ([t("future.projected", lang, listed=listed)] if listed else [])
    years = range(first, launch + 1)
    return CourseView(
        title,
        Line(title, years, [known.get(year) for year in years]),
        fan,
        Line("", list(projected), list(projected.values())),
        (first, last),
        told,
        " ".join(parts),
    )


def _told_year(ahead: Expected, lang: str) -> tuple[int, str, str]:
    limits = _rounded(ahead.limits.get(80), 0)
    words = "–".join(number(limit, 0, lang) for limit in limits) if limits else ""
    return ahead.year, number(ahead.value, 0, lang), words


def _first_graders(own: Forecasts | None, known: Mapping[int, float], place: Place, lang: str) -> Sentence | None:
    if own is None or own.launch is None or own.launch not in known:
        return None
    ahead = own.by_year.get(own.launch + _YEARS_OF_FIRST_GRADERS)
    if ahead is None or 80 not in ahead.limits:
        return None
    lower, upper = (number(limit, 0, lang) for limit in ahead.limits[80])
    values = {"value": number(ahead.value, 0, lang), "lower": lower, "upper": upper, "year": ahead.year}
    text = t(
        "future.first_graders",
        lang,
        **values,
        place=place.name,
        launch=own.launch,
        now=number(known[own.launch], 0, lang),
    )
    return Sentence("first_graders", text, forecasts.expected(ahead, lang).numbers)


# ---- between municipalities ---------------------------------------------------------------------------------


def changes_sheet(
    rows: pl.DataFrame,
    known: Mapping[str, float],
    indicator: IndicatorText,
    shown: Sequence[Place],
    chosen: Place,
    sources: Sequence[Origin],
    lang: str,
) -> Sheet | None:
    """How the figure changes in ten years in several places, from the greatest fall on, with the limits of the change.

    `rows` are our forecasts of the indicator, `known` its values at the launch by region; places without either are
    left out. `None` where there are none.
    """
    if rows.is_empty():
        return None
    names = {place.code: place.name for place in shown}
    launch = int(rows["launch"][0])
    far = launch + _TOLD_OF_CHILDREN
    found = []
    for row in rows.filter(pl.col("year") == far, pl.col("region").is_in(list(names))).iter_rows(named=True):
        now = known.get(row["region"])
        if not now or row["lower80"] is None:
            continue
        change, low, high = (100 * (row[name] - now) / now for name in ("value", "lower80", "upper80"))
        found.append((change, names[row["region"]], now, row["value"], (low, high)))
    found.sort()
    if not found:
        return None
    spans, scale = sheets.on_a_scale([(change, *limits) for change, _, _, _, limits in found], has_zero=True)
    return Sheet(
        title=f"{indicator.title}: {t('future.compare', lang)}",
        subtitle=t("future.compare_note", lang),
        columns=(
            Column(t("column.area", lang)),
            Column(t("column.change_percent", lang), "number"),
            Column(t("column.limits80", lang), "interval"),
            Column(str(launch), "number"),
            Column(str(far), "number"),
        ),
        rows=tuple(
            (name, round(change) + 0.0, _rounded(limits, 0), now, round(value))
            for change, name, now, value, limits in found
        ),
        origins=tuple(sources),
        about=sheets.about(indicator, lang),
        chosen=next((i for i, one in enumerate(found) if one[1] == chosen.name), None),
        spans=spans,
        scale=scale,
    )
