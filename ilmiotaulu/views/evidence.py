"""What can be said of one figure of one place: the release's statistics as sentences, strongest questions first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ilmiotaulu import statements
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Figure, Sentence, value_words
from ilmiotaulu.statements.results import (
    Compared,
    Cut,
    DetectableResult,
    Judgement,
    Likeness,
    Method,
    Neighbours,
    Smoothed,
    Standing,
    Trended,
    Unequal,
    Untested,
)
from ilmiotaulu.statistics.inequality import Inequality
from ilmiotaulu.statistics.trend import LONGEST_RUN
from ilmiotaulu.views.texts import IndicatorText, Place, figure

Row = Mapping[str, Any]
# The tables' words for what the statements call otherwise.
_BENCHMARKS = {"country": "country", "county_rest": "county_rest", "neighbours": "neighbours", "past": "own_past"}
_METHODS: dict[str, Method] = {"interval": "exact", "double_overlap": "overlap", "overdispersed": "overdispersed"}
_CUTS: dict[str, Cut] = {"hidden": "hidden", "hidden_or_zero": "hidden_or_zero"}
_ORDER = ("country", "county_rest", "neighbours", "past")
# Years in a row without which a direction has no probability.
_FEWEST_YEARS = 3


@dataclass(frozen=True)
class Statistics:
    """The rows of a release's statistics on one indicator in one place."""

    comparisons: tuple[Row, ...] = ()
    trend: Row | None = None
    standings: tuple[Row, ...] = ()
    smoothed: Row | None = None
    detectable: Row | None = None


def statistics_of(tables: Mapping[str, pl.DataFrame], indicator: str) -> Statistics:
    """The rows of an indicator out of a place's tables `comparison`, `trend`, `standing`, `smoothed`, `detectable`."""
    rows = {name: tuple(table.filter(indicator=indicator).iter_rows(named=True)) for name, table in tables.items()}

    def first(name: str) -> Row | None:
        return rows[name][0] if rows[name] else None

    return Statistics(
        comparisons=rows["comparison"],
        trend=first("trend"),
        standings=rows["standing"],
        smoothed=first("smoothed"),
        detectable=first("detectable"),
    )


def comparison(row: Row, indicator: IndicatorText, base: float | None, lang: str) -> Compared:
    """A row of the table `comparison` as a result; one that was not compared is part of its benchmark."""
    benchmark = _BENCHMARKS[row["benchmark"]]
    if row["result"] == "not_compared":
        return Compared(benchmark, "not_compared", row["year"], obstacle="part_of_benchmark")  # ty: ignore
    return Compared(
        benchmark,  # ty: ignore[invalid-argument-type]
        row["result"],
        row["year"],
        method=_METHODS[row["method"]],
        own=_words(row["value"], row["year"], indicator, lang),
        other=_words(row["benchmark_value"], row["benchmark_year"], indicator, lang),
        probability=row["probability"],
        n=None if base is None else round(base),
        other_year=row["benchmark_year"] if benchmark == "own_past" else None,
    )


def trend(row: Row, cut: Cut | None = None) -> Trended:
    """A row of the table `trend` as a result."""
    run = tuple(row["run_years"] or ())
    return Trended(
        row["result"],
        tuple(row["years"] or ()),
        row["probability"],
        run,
        row["guarded"],
        row["carry_over"],
        cut if run else None,
    )


def direction(
    own: Figure, indicator: IndicatorText, row: Row | None, history: Sequence[Row], lang: str
) -> Sentence | None:
    """Which way a place's figure goes, by its row of the table `trend`; of what was not tested only by how much it
    differs from the one before it, and why no direction is told. A month is held against the same one a year earlier.

    `history` has the place's rows of the indicator. Nothing is said of a figure that is not there, and none across a
    break. A figure that does not vary by chance is what it is: its change needs no test, and claims nothing more.
    """
    if own.status != "ok" or own.is_example:
        return None
    is_tested = row and row["run_years"] and (row["run_years"][-1], None) == (own.year, own.period)
    if row and is_tested and (told := statements.directed(trend(row), lang)):
        return told
    earlier = _before(own, history)
    broken = indicator.breaks.union(one["year"] for one in history if "break" in (one["flags"] or ()))
    parting = [year for year in broken if earlier and earlier["year"] < year <= own.year]
    if parting:
        return statements.changed(own, None, Untested("break", (max(parting),)), lang)
    untested = None
    if indicator.varies_by_chance or indicator.interval != "none":
        untested = _untested(own, indicator, row, history, broken)
    return statements.changed(own, figure(earlier, indicator) if earlier else None, untested, lang)


def _before(own: Figure, history: Sequence[Row]) -> Row | None:
    known = [row for row in history if row["value"] is not None]
    if own.period:
        month = own.period.partition("-")[2]
        return next((row for row in known if row["period"] == f"{own.year - 1}-{month}"), None)
    older = [row for row in known if row["period"] is None and row["year"] < own.year]
    return max(older, key=lambda row: row["year"], default=None)


def _untested(
    own: Figure, indicator: IndicatorText, row: Row | None, history: Sequence[Row], broken: frozenset[int]
) -> Untested:
    """What keeps a figure's direction from being tested: it has no counts, its newest years in a row are too few, or
    others have a newer one.
    """
    yearly = {row["year"]: row for row in history if row["period"] is None}
    known = {year for year, row in yearly.items() if row["value"] is not None and year < own.year}
    if own.period or (indicator.interval == "none" and indicator.unit != "count"):
        return Untested("no_interval" if own.period or known else "too_few_years")
    first = own.year
    while first - 1 in known and first not in broken:
        first -= 1
    if own.year - first + 1 >= _FEWEST_YEARS:
        is_testable = own.limits95 is not None or indicator.unit == "count"
        return Untested("not_newest" if row is None and is_testable else "no_interval")
    if first in broken:
        return Untested("break", (first,))
    before = yearly.get(first - 1)
    if before and before["status"] in STATUSES_OF_HIDDEN:
        return Untested(before["status"], (first - 1,))
    last_known = max((year for year in known if year < first), default=None)
    return Untested("too_few_years") if last_known is None else Untested("missing", tuple(range(last_known + 1, first)))


def among(
    own: Figure,
    indicator: IndicatorText,
    standings: Sequence[Row],
    peers: Sequence[Figure | None],
    there: int,
    level: str,
    lang: str,
) -> Sentence | None:
    """Where a place stands among its peers, those of its county first, by its rows of the table `standing`.

    Where it has none, between which values the peers' figures lie, which gives it no place. `there` is how many areas
    of its level the country has.
    """
    if own.status != "ok" or own.is_example:
        return None
    by_peers = {row["peers"]: row for row in standings if row["year"] == own.year and own.period is None}
    row = by_peers.get("county") or by_peers.get("country")
    if row is None:
        return statements.among_values(own, peers, level, lang)
    all_peers = len(peers) + 1 if row["peers"] == "county" else there
    return statements.standing(place_among(row, level, all_peers - row["areas"]), lang)


def place_among(row: Row, level: str, left_out: int = 0) -> Standing:
    """A row of the table `standing` as a result."""
    return Standing(
        row["year"],
        (row["lowest"], row["middle"], row["highest"]),
        row["rank_low"],
        row["rank_high"],
        row["areas"],
        left_out,
        "county" if level == "county" else "own_county" if row["peers"] == "county" else "municipality",
    )


def cut_of(run: Sequence[int], history: Sequence[Row], breaks: Collection[int]) -> Cut | None:
    """Why a run of years does not reach further back: a break in its first year, or what the year before it lacks.

    `None` of a run that is as long as runs get, and of one that nothing older could belong to. `history` has the
    place's rows of the indicator, both sexes together; `breaks` are the catalogue's.
    """
    by_year = {row["year"]: row for row in history if row["period"] is None}
    if not run or len(run) >= LONGEST_RUN or not any(year < run[0] for year in by_year):
        return None
    if run[0] in breaks or "break" in (by_year.get(run[0], {}).get("flags") or ()):
        return "break"
    before = by_year.get(run[0] - 1)
    if before is None:
        return "missing"
    return _CUTS.get(before["status"], None if before["status"] == "ok" else "missing")


def said(
    own: Figure,
    indicator: IndicatorText,
    place: Place,
    rows: Statistics,
    base: float | None,
    history: Sequence[Row],
    there: int,
    lang: str,
) -> tuple[Sentence, ...]:
    """What the statistics say of a place's newest figure, first what a reader asks first: against the country, through
    time, against others, among its peers, and what could be seen at all. Of a figure that is not there only the last:
    nothing else is known of it.

    `base` is the number of people behind the figure, `history` has the place's rows of the indicator in every year,
    `there` is how many areas of its level the country has.
    """
    if own.is_example:
        return ()
    judgement = Judgement(indicator.polarity, indicator.polarity_reason)
    made: list[Sentence] = []
    if own.status == "ok":
        by_benchmark = {row["benchmark"]: row for row in rows.comparisons if row["year"] == own.year}
        compared = {
            name: statements.judged(comparison(by_benchmark[name], indicator, base, lang), judgement, lang)
            for name in _ORDER
            if name in by_benchmark
        }
        if "country" in compared:
            made.append(compared.pop("country"))
        if rows.trend and (rows.trend["run_years"] or rows.trend["years"]):
            changed = trend(rows.trend, cut_of(rows.trend["run_years"] or (), history, indicator.breaks))
            if changed.result != "not_computed" or changed.probability is not None:
                made.append(statements.judged(changed, judgement, lang))
        made += compared.values()
        ranked = next((row for row in rows.standings if row["peers"] == "country"), None)
        if ranked:
            made.append(statements.standing(place_among(ranked, place.level, there - ranked["areas"]), lang))
        if ranked and rows.smoothed:
            made.append(statements.smoothed(_smoothed(rows.smoothed, ranked), own, lang))
    if rows.detectable:
        made.append(statements.detectable(_detectable(rows.detectable, indicator, lang), lang))
    return tuple(made)


def of_year(
    own: Figure, indicator: IndicatorText, place: Place, compared: Row | None, base: float | None, lang: str
) -> tuple[Sentence, ...]:
    """What can be said of a place's figure of any one year: what it is, or why there is none, and how it stands beside
    the country's by its row of the table `comparison`. `base` is the number of people behind the figure.
    """
    lead = statements.newest_value(place.name, indicator.title, own, lang)
    if compared is None or own.status != "ok" or own.is_example:
        return (lead,)
    judgement = Judgement(indicator.polarity, indicator.polarity_reason)
    return lead, statements.judged(comparison(compared, indicator, base, lang), judgement, lang)


def level_and_change(
    level: Row, past: Row, indicator: IndicatorText, base: float | None, lang: str
) -> tuple[Sentence, Sentence]:
    """How a figure stands beside the country's and beside the place's own past, by two rows of the table `comparison`
    of the same year; the second does not say the figure again. `base` is the number of people behind it.
    """
    judgement = Judgement(indicator.polarity, indicator.polarity_reason)
    results = [comparison(row, indicator, base, lang) for row in (level, past)]
    beside, since = (statements.judged(one, judgement, lang) for one in results)
    again = f"{results[1].own} ({results[1].year}). "
    return beside, replace(since, text=since.text.removeprefix(again))


def steadied(own: Figure, indicator: IndicatorText, place: Place, rows: Statistics, lang: str) -> tuple[Sentence, ...]:
    """What can be said of a place's steadied level: the published figure, or why there is none, and the level beside
    it. A place without a published figure has no level, whatever the tables hold.
    """
    made = [statements.newest_value(place.name, indicator.title, own, lang)]
    ranked = next((row for row in rows.standings if row["peers"] == "country"), None)
    if rows.smoothed and ranked and rows.smoothed["year"] == own.year and own.status == "ok" and not own.is_example:
        made.append(statements.smoothed(_smoothed(rows.smoothed, ranked), own, lang))
    return tuple(made)


def _smoothed(row: Row, ranked: Row) -> Smoothed:
    return Smoothed(*(row[name] for name in ("value", "lower", "upper", "own_weight")), ranked["areas"])


def _detectable(row: Row, indicator: IndicatorText, lang: str) -> DetectableResult:
    return DetectableResult(
        "country",
        _words(row["benchmark"], row["year"], indicator, lang),
        row["base"],
        row["year"],
        row["high_from95"],
        row["low_to95"],
    )


def similar(
    rows: pl.DataFrame, variables: pl.DataFrame, names: Mapping[str, str], words: Mapping[str, str]
) -> Neighbours:
    """A municipality's neighbours as a result: what is alike in most of them, and what most have less or more of.

    `rows` and `variables` are the tables `neighbour` and `neighbour_variable`; `names` are places', `words` variables'.
    """
    near = list(rows.sort("rank").iter_rows(named=True))
    sides = []
    for one in variables.filter(status="used").iter_rows(named=True):
        told = [f"{one['variable']}:{side}" for side in ("lower", "higher")]
        fewer, more = (sum(side in row["differs"] for row in near) for side in told)
        side = "smaller" if fewer > len(near) / 2 else "larger" if more > len(near) / 2 else "alike"
        sides.append(Likeness(words[one["variable"]], one["year"], side))
    unused = variables.filter(status="missing").select("variable", "year").rows()
    return Neighbours(
        tuple(names[row["neighbour"]] for row in near),
        tuple(sides),
        missing=tuple(words[one] for one, year in unused if year is None),
        scarce=tuple((words[one], year) for one, year in unused if year is not None),
        distances=tuple(row["distance"] for row in near),
    )


def unequal(row: Row, indicator: IndicatorText, by: str) -> Unequal:
    """A row of the table `inequality` as a result; `by` is in words what municipalities are ordered by."""

    def known(name: str) -> float:
        return float("nan") if row[name] is None else row[name]

    index = Inequality(
        row["sii"],
        known("rii"),
        (known("sii_lower"), known("sii_upper")),
        (known("rii_lower"), known("rii_upper")),
        row["groups"],
    )
    return Unequal(index, indicator.unit, indicator.decimals, row["year"], by, row["base_year"])


def _words(value: float, year: int, indicator: IndicatorText, lang: str) -> str:
    return value_words(Figure(value, "ok", indicator.unit, indicator.decimals, year), lang)
