"""The newest figures of one place: each beside other places', with its direction and its place among peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ilmiotaulu import statements
from ilmiotaulu.charts.barometer import Bar
from ilmiotaulu.statements import (
    Compared,
    Figure,
    Sentence,
    compared,
    false_flags,
    interval_words,
    newest_value,
    step,
    time_words,
    value_words,
)
from ilmiotaulu.text import t
from ilmiotaulu.views.evidence import direction
from ilmiotaulu.views.sheet import Column, Sheet, cell, interval_cell, lacks_limits, reasons
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins
from ilmiotaulu.views.trend import NUMBERS_OF

# Of fewer areas no quartiles are told.
_FEWEST_AREAS = 4


@dataclass(frozen=True)
class ProfileRow:
    """One indicator of a place: its newest figure, its direction, and the same figure of other places.

    `beside` is how it stands beside the country, `sentence` all that its evidence says of the figure itself.
    """

    indicator: IndicatorText
    figure: Figure
    time: str
    own: str
    interval: str
    others: tuple[str, ...]
    sentence: str
    beside: str
    change: Sentence | None
    stands_out: Sentence | None
    points: tuple[tuple[int, float | None], ...]
    bar: Bar | None = None
    bar_words: str = ""

    @property
    def own_and_interval(self) -> str:
        """The figure with its interval, where it has one."""
        return f"{self.own} ({self.interval})" if self.interval else self.own


def profile(
    latest: Mapping[str, pl.DataFrame],
    series: pl.DataFrame,
    shown: Sequence[IndicatorText],
    place: Place,
    beside: Sequence[str],
    lang: str,
    tested: Mapping[str, Compared] | None = None,
    trends: Mapping[str, Mapping[str, Any]] | None = None,
    spread: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[ProfileRow]:
    """The newest figure of every indicator of a place beside that of other places, with its yearly points.

    `latest` has the newest rows by region code, of the place, of `beside` and of the country; `series` the place's
    rows of all years and indicators, both sexes together. `tested` are the place's comparisons with the country by
    indicator, `trends` its rows of the table `trend`, and `spread` says between which values all areas of its level
    lie (`Release.spread`).
    """
    newest = {code: {row["indicator"]: row for row in frame.iter_rows(named=True)} for code, frame in latest.items()}
    history: dict[str, list[dict[str, Any]]] = {}
    for row in series.iter_rows(named=True):
        history.setdefault(row["indicator"], []).append(row)
    made = []
    for indicator in shown:
        row = newest[place.code].get(indicator.id)
        if row is None:
            continue
        own = figure(row, indicator)
        others = [_other(newest.get(code, {}).get(indicator.id), indicator) for code in beside]
        country = _other(newest.get("FI", {}).get(indicator.id), indicator) if place.code != "FI" else None
        rows = history.get(indicator.id, [])
        test = (tested or {}).get(indicator.id)
        test = test if test and (test.year, own.status, own.is_example) == (own.year, "ok", False) else None
        told = step(test, lang) if test else None
        bar = _bar(own, country, (spread or {}).get(indicator.id), test, indicator)
        made.append(
            ProfileRow(
                indicator=indicator,
                figure=own,
                time=time_words(own, lang),
                own=value_words(own, lang),
                interval=interval_words(own, lang),
                others=tuple(_beside_words(other, own, lang) for other in others),
                sentence=_sentence(own, test, indicator, place, lang),
                beside=told.text if told else "",
                change=direction(own, indicator, (trends or {}).get(indicator.id), rows, lang),
                stands_out=statements.standing_out(indicator.title, test, lang) if test else None,
                points=tuple((one["year"], one["value"]) for one in rows if one["period"] is None),
                bar=bar,
                bar_words=_bar_words(bar, place, own, indicator, lang) if bar else "",
            )
        )
    return made


def _sentence(own: Figure, test: Compared | None, indicator: IndicatorText, place: Place, lang: str) -> str:
    """How a figure stands beside the country, or why that is not told, and its interval; of a gap why it is one."""
    if own.status != "ok" or own.is_example:
        return newest_value(place.name, indicator.title, own, lang).text
    beside = "" if place.level == "country" else _beside_country(own, test, indicator, lang)
    interval = interval_words(own, lang)
    told = t("statement.interval", lang, interval=interval) if interval else ""
    if lacks_limits(own, indicator):
        told = t("interval.needs_years", lang)
    return " ".join(words for words in (beside, told) if words)


def _beside_country(own: Figure, test: Compared | None, indicator: IndicatorText, lang: str) -> str:
    if indicator.unit in NUMBERS_OF:
        return t("statement.size", lang)
    if test is None and indicator.interval == "none" and indicator.varies_by_chance:
        test = Compared("country", "not_compared", own.year, obstacle="no_interval")
    if test is None:
        return ""
    told = step(test, lang)
    return f"{told.text[0].upper()}{told.text[1:]}." if told else compared(test, lang).text


def _bar(
    own: Figure,
    country: Figure | None,
    among: Mapping[str, Any] | None,
    test: Compared | None,
    indicator: IndicatorText,
) -> Bar | None:
    """Where a figure lies among all areas of its level; of a number of people that would tell only who is large."""
    if own.status != "ok" or own.is_example or country is None or country.value is None or among is None:
        return None
    if indicator.unit in NUMBERS_OF or {own.year, country.year} != {among["year"]}:
        return None
    quartiles = (among["lower_quartile"], among["upper_quartile"]) if among["areas"] >= _FEWEST_AREAS else (None, None)
    return Bar(
        own.value,
        country.value,
        among["smallest"],
        *quartiles,
        among["largest"],
        None if test is None or test.obstacle else test.way is not None,
        None if indicator.polarity == "none" else indicator.polarity == "higher_is_better",
    )


def _bar_words(bar: Bar, place: Place, own: Figure, indicator: IndicatorText, lang: str) -> str:
    def words(value: float) -> str:
        return value_words(Figure(value, "ok", indicator.unit, indicator.decimals, own.year), lang)

    return t(
        "barometer.alt",
        lang,
        place=place.name,
        own=value_words(own, lang),
        country=words(bar.benchmark),
        smallest=words(bar.smallest),
        largest=words(bar.largest),
    )


def standing_out(rows: Sequence[ProfileRow], lang: str) -> tuple[Sentence, ...]:
    """The figures that differ from the country's beyond chance, also among many; or one sentence that none does, of how
    many that were compared, or that none could be.
    """
    found = tuple(row.stands_out for row in rows if row.stands_out)
    count = sum(bool(row.beside) for row in rows)
    told = (
        t("municipality.nothing_stands_out", lang, count=count) if count else t("municipality.nothing_compared", lang)
    )
    return found or (Sentence("stands_out_none", told),)


def headline(rows: Sequence[ProfileRow], lang: str) -> Sentence:
    """How many of the figures differ from the country's beyond chance, of how many that were compared; or that none
    does, or that none could be compared.
    """
    found = sum(row.stands_out is not None for row in rows)
    if not found:
        return standing_out(rows, lang)[0]
    count = sum(bool(row.beside) for row in rows)
    return Sentence("stands_out_count", t("municipality.stand_out", lang, found=found, count=count))


def chance_among(rows: Sequence[ProfileRow], lang: str) -> Sentence | None:
    """How many of the figures held against the country's chance alone would make stand out; `None` when none was."""
    count = sum(bool(row.beside) for row in rows)
    return false_flags(count, lang) if count else None


def profile_sheet(
    rows: Sequence[ProfileRow],
    latest: Mapping[str, pl.DataFrame],
    place: Place,
    beside: Sequence[Place],
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    """The profile as a table: one row an indicator, examples left out."""
    real = [row for row in rows if not row.figure.is_example]
    newest = {
        code: {(row["indicator"], row["year"], row["period"]): row for row in frame.iter_rows(named=True)}
        for code, frame in latest.items()
    }
    indicators_shown = {row.indicator.id for row in real}
    numbers = latest[place.code].filter(pl.col("indicator").is_in(list(indicators_shown)))["source_fetch"]
    columns = (
        Column(t("column.indicator", lang)),
        Column(t("column.unit", lang)),
        Column(t("column.year", lang)),
        # Indicators of one table have decimals of their own: two keep every one of them.
        Column(place.name, "number", 2),
        Column(t("column.interval", lang), "interval", 2),
        *(Column(other.name, "number", 2) for other in beside),
    )
    made = []
    for row in real:
        key = (row.indicator.id, row.figure.year, row.figure.period)
        others = [newest.get(other.code, {}).get(key) for other in beside]
        made.append(
            (
                row.indicator.title,
                row.indicator.unit_words,
                row.time,
                cell(row.figure, lang),
                interval_cell(row.figure),
                *(cell(figure(one, row.indicator) if one else None, lang) for one in others),
            )
        )
    statuses = [row.figure.status for row in real]
    return Sheet(
        title=place.name,
        subtitle=t("municipality.sheet", lang),
        columns=columns,
        rows=tuple(made),
        reasons=reasons(statuses, lang),
        origins=origins(fetches, sorted(set(numbers))),
    )


def _other(row: Mapping[str, Any] | None, indicator: IndicatorText) -> Figure | None:
    return figure(row, indicator) if row else None


def _beside_words(other: Figure | None, own: Figure, lang: str) -> str:
    """Another region's newest figure; with its own time when that is not the same."""
    if other is None:
        return "–"
    words = value_words(other, lang)
    same = (other.year, other.period) == (own.year, own.period)
    return words if same or other.status != "ok" else f"{words} ({time_words(other, lang)})"
