"""Places held against each other: a table of many indicators, and one indicator in the order of its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from ilmiotaulu.charts.trend import Line
from ilmiotaulu.statements import Figure, Sentence, Standing, difference_since, ordered, time_words, value_words
from ilmiotaulu.statistics.comparison import Interval, Side, pooled_interval, side_of, unbroken_since
from ilmiotaulu.text import span, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.area import at_time
from ilmiotaulu.views.classes import class_limits, class_of
from ilmiotaulu.views.evidence import Row, place_among
from ilmiotaulu.views.sheet import Cell, Column, Event, Sheet, saying, within
from ilmiotaulu.views.texts import IndicatorText, Place, counties, figure, learning_network, municipalities, origins
from ilmiotaulu.views.trend import NUMBERS_OF, lines_of, years_sheet


@dataclass(frozen=True)
class Group:
    """Places that are compared: what a file calls them, what they are in words, and their codes as they are read.

    `peers` says among whom they have ranks: in the `county`, the `country`, or as no release knows them (`None`).
    """

    id: str
    words: str
    codes: tuple[str, ...]
    peers: Literal["county", "country"] | None = None


def groups(area: str, place: Place, near: Sequence[str]) -> list[str]:
    """The groups that there are for a place: only a municipality has similar ones and stands beside its own choice."""
    found = ["network", "counties"] if area == "FI" else ["area", "network", "counties"]
    if place.level == "municipality":
        found += ["similar", "own"] if near else ["own"]
    return found


def group_of(
    name: str, area: Place, place: Place, near: Sequence[str], chosen: Sequence[str], of: Mapping[str, Place], lang: str
) -> Group:
    """The area's municipalities (`area`), the learning `network` or all `counties`, by name; or the place, first, with
    those most like it (`similar`, from `near`) or those that a person has chosen (`own`).
    """
    if name in ("similar", "own"):
        codes = tuple(dict.fromkeys([place.code, *(near if name == "similar" else chosen)]))
        return Group(f"{name}-{place.code}", t(f"group_words.{name}", lang, place=place.name), codes)
    if name == "area":
        found = municipalities(of, area.code)
    else:
        found = learning_network(of) if name == "network" else counties(of)
    words = t(f"group_words.{name}", lang, area=area.name)
    codes = tuple(one.code for one in found)
    return Group(f"{name}-{area.code}", words, codes, "county" if name == "area" else "country")


def named_after(group: Group, sheet: Sheet, lang: str) -> Sheet:
    """The sheet with the places that it compares in its subtitle, which files and pictures take along."""
    return replace(sheet, subtitle=t("compare.subtitle", lang, told=sheet.subtitle, group=group.words))


@dataclass(frozen=True)
class RankingView:
    """One indicator in a group of places at one time, largest first, and how the own place differs from the others.

    `finding` says it of the others together, when they can be added up; the table of each one apart. `order` says how
    far the order may be chance, where ranks were worked out.
    """

    indicator: IndicatorText
    time: str
    lines: tuple[Line, ...]
    finding: Sentence | None
    order: Sentence | None
    sheet: Sheet
    lines_sheet: Sheet


def many_sheet(
    latest: Mapping[str, pl.DataFrame],
    shown: Sequence[Place],
    indicators: Sequence[IndicatorText],
    title: str,
    chosen: str,
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    """Places × indicators: the newest figures, shaded in five classes within each column; examples are left out.

    `latest` has the newest rows by place. A figure of another year than the column's is told with its year. An
    indicator that no place but the country has a figure of has no column; the reasons name it.
    """
    by_cell = {(code, row["indicator"]): row for code, frame in latest.items() for row in frame.iter_rows(named=True)}
    columns = [Column(t("column.area", lang))]
    cells: list[list[Cell]] = [[one.name] for one in shown]
    statuses: list[str] = []
    marks: list[list[int | None]] = [[None] for _ in shown]
    numbers: set[int] = set()
    left_out: list[str] = []
    for indicator in indicators:
        rows = [by_cell.get((place.code, indicator.id)) for place in shown]
        figures = [figure(row, indicator) if row else None for row in rows]
        there = [one for one in figures if one and one.status == "ok" and one.value is not None]
        if any(one.is_example for one in there):
            continue
        # The country is what the others are read against, not one of them.
        values = [
            one.value or 0.0 for one, place in zip(figures, shown, strict=True) if one in there and not _is_all(place)
        ]
        if not values:
            left_out += [indicator.title] if any(figures) else []
            continue
        time = max(time_words(one, lang) for one in there)
        limits = class_limits(values, indicator.decimals)
        columns.append(Column(f"{indicator.title}, {time}", "number", indicator.decimals, indicator.unit))
        for index, one in enumerate(figures):
            same_time = one is None or one.value is None or time_words(one, lang) == time
            value: Cell = sheets.cell(one, lang)
            cells[index].append(value if same_time or one is None else f"{value_words(one, lang)} ({one.year})")
            place_in = class_of(one, limits)
            is_shaded = place_in >= 0 and same_time and not _is_all(shown[index])
            marks[index].append(place_in if is_shaded else None)
            statuses.append(one.status if one else "not_available")
        numbers |= {row["source_fetch"] for row in rows if row}
    return Sheet(
        title=title,
        subtitle=t("compare.many_subtitle", lang),
        columns=tuple(columns),
        rows=tuple(tuple(line) for line in cells),
        reasons=(
            *sheets.reasons(statuses, lang),
            *([(t("compare.left_out", lang), ", ".join(left_out))] if left_out else []),
        ),
        origins=origins(fetches, sorted(numbers)),
        chosen=next((i for i, one in enumerate(shown) if one.code == chosen), None),
        shades=tuple(tuple(line) for line in marks),
    )


def _is_out_of_scale(place: Place, indicator: IndicatorText) -> bool:
    return _is_all(place) and indicator.unit in NUMBERS_OF


def _is_all(place: Place) -> bool:
    return place.level == "country"


def ranking_view(
    rows: pl.DataFrame,
    year: int,
    indicator: IndicatorText,
    own: Place,
    group: Sequence[Place],
    country: Place,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
    standings: Sequence[Row] = (),
) -> RankingView:
    """One indicator in a group of places at one time, and since when the own place has differed from the others.

    `rows` are those of the group and the country in every year, `events` those that touch the own place. Two places
    differ when their 95 % intervals do not overlap. Places without a figure come last; made-up figures have no order.
    `standings` are rows of the table `standing` among the same peers; those of another year say nothing of this order.
    """
    by_code = {row["region"]: row for row in at_time(rows, year).iter_rows(named=True)}
    figures = {p.code: figure(by_code[p.code], indicator) if p.code in by_code else None for p in (*group, country)}
    yearly = rows.filter(pl.col("period").is_null())
    there = yearly.filter(pl.col("status") == "ok")
    limits = _limits_by_year(there)
    mine = there.filter(pl.col("region") == own.code).select("year", "value")
    in_order = sorted(group, key=lambda place: _descending(figures[place.code]))
    of_year = {row["region"]: row for row in standings if row["year"] == year}
    ranked = {place.code: place_among(of_year[place.code], place.level) for place in group if place.code in of_year}
    first = next((one for one in figures.values() if one), None)
    through_time = [own, *(place for place in group if place.code != own.code), country]
    lines = lines_of(yearly, [one for one in through_time if not _is_out_of_scale(one, indicator)], lang)
    drawn = within(events, (year for line in lines for year in line.years))
    finding = _finding(there, limits.get(own.code, {}), dict(mine.iter_rows()), own, group, indicator, lang)
    found = (finding,) if finding else ()
    order = ordered(list(ranked.values()), lang)
    table = _ranking_sheet(in_order, figures, limits, ranked, own, country, by_code, indicator, fetches, lang)
    return RankingView(
        indicator=indicator,
        time=time_words(first, lang) if first else "",
        lines=lines,
        finding=finding,
        order=order,
        sheet=saying(table, tuple(one for one in (finding, order) if one)),
        lines_sheet=years_sheet(yearly, indicator, through_time, fetches, lang, found, drawn),
    )


def _descending(one: Figure | None) -> float:
    if one is None or one.status != "ok" or one.value is None:
        return float("inf")
    return 0.0 if one.is_example else -one.value


def _limits_by_year(yearly: pl.DataFrame) -> dict[str, dict[int, Interval]]:
    found: dict[str, dict[int, Interval]] = {}
    is_example = pl.col("flags").list.contains("example")
    known = yearly.filter(pl.col("lower95").is_not_null() & pl.col("upper95").is_not_null() & ~is_example)
    for code, year, lower, upper in known.select("region", "year", "lower95", "upper95").iter_rows():
        found.setdefault(code, {})[year] = (lower, upper)
    return found


def _finding(
    yearly: pl.DataFrame,
    own_limits: Mapping[int, Interval],
    own_values: Mapping[int, float],
    own: Place,
    group: Sequence[Place],
    indicator: IndicatorText,
    lang: str,
) -> Sentence | None:
    """The own place against all the others together, in years when every one of them has a count and a base."""
    others = [place.code for place in group if place.code != own.code]
    if own.code not in {place.code for place in group} or not others or indicator.interval != "proportion":
        return None
    known = yearly.filter(pl.col("region").is_in(others) & pl.col("count").is_not_null() & pl.col("base").is_not_null())
    by_year = known.group_by("year").agg("count", "base")
    counted = {year: (counts, bases) for year, counts, bases in by_year.iter_rows() if len(counts) == len(others)}
    sides: dict[int, Side] = {}
    shares: dict[int, float] = {}
    for year in sorted(own_limits.keys() & counted.keys()):
        shares[year], together = pooled_interval(*counted[year])
        sides[year] = side_of(own_limits[year], together)
    if not sides:
        return None
    side, first, last = unbroken_since(sides)
    others_words = value_words(Figure(shares[last], "ok", indicator.unit, indicator.decimals, last), lang)
    difference = difference_since(side, first, last, lang)
    values = {"place": own.name, "time": str(last), "others": others_words, "told": difference.text}
    own_words = value_words(Figure(own_values[last], "ok", indicator.unit, indicator.decimals, last), lang)
    return Sentence(difference.rule, t("compare.finding", lang, value=own_words, **values))


def _ranking_sheet(
    in_order: Sequence[Place],
    figures: Mapping[str, Figure | None],
    limits: Mapping[str, Mapping[int, Interval]],
    ranked: Mapping[str, Standing],
    own: Place,
    country: Place,
    by_code: Mapping[str, Mapping[str, Any]],
    indicator: IndicatorText,
    fetches: pl.DataFrame,
    lang: str,
) -> Sheet:
    columns = (
        Column(t("column.area", lang)),
        Column(t("column.value", lang), "number", indicator.decimals, indicator.unit),
        Column(t("column.interval", lang), "interval", indicator.decimals, indicator.unit),
        Column(t("column.ranks", lang)),
        Column(t("column.beside_own", lang, place=own.name)),
    )
    shown = [*in_order, country] if country.code not in {place.code for place in in_order} else list(in_order)
    # The country's number of children would leave no room for anybody else's.
    spans, scale = sheets.spans(
        [None if _is_out_of_scale(place, indicator) else figures[place.code] for place in shown],
        beside=next(index for index, place in enumerate(shown) if place.code == country.code),
    )
    rows = []
    for place in shown:
        one = figures[place.code]
        told = "" if place.code in (own.code, country.code) else _apart(limits, own.code, place.code, lang)
        ranks = span(ranked[place.code].low, ranked[place.code].high) if place.code in ranked else ""
        rows.append((place.name, sheets.cell(one, lang), sheets.interval_cell(one), ranks, told))
    statuses = [one.status if (one := figures[place.code]) else "not_available" for place in shown]
    numbers = sorted({by_code[place.code]["source_fetch"] for place in shown if place.code in by_code})
    time = next((time_words(one, lang) for one in figures.values() if one), "")
    return sheets.without_empty(
        Sheet(
            title=indicator.title,
            subtitle=t("csv.unit_and_time", lang, unit=indicator.unit_words, time=time),
            columns=columns,
            rows=tuple(rows),
            reasons=(*sheets.reasons(statuses, lang), *sheets.why_no_limits(figures.values(), indicator, lang)),
            origins=origins(fetches, numbers),
            about=sheets.about(indicator, lang),
            chosen=next((i for i, place in enumerate(shown) if place.code == own.code), None),
            spans=spans,
            scale=scale,
        )
    )


def _apart(limits: Mapping[str, Mapping[int, Interval]], own: str, other: str, lang: str) -> str:
    """How another place differs from the own one, and since when without a break."""
    mine, theirs = limits.get(own, {}), limits.get(other, {})
    sides = {year: side_of(theirs[year], mine[year]) for year in mine if year in theirs}
    if not sides:
        return ""
    return difference_since(*unbroken_since(sides), lang).text
