"""Pictures of evidence: areas among what chance explains, level beside change, need beside use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ilmiotaulu.charts.funnel import FunnelLimits, FunnelPoint
from ilmiotaulu.charts.quadrant import QuadrantPoint
from ilmiotaulu.charts.scatter import Axis, ScatterPoint
from ilmiotaulu.statements import Figure, value_words
from ilmiotaulu.statistics.funnel import adjusted_proportion_limits
from ilmiotaulu.text import number, t
from ilmiotaulu.views.texts import IndicatorText, Place, figure

_POINTS_OF_A_LINE = 60
_PER_CENT = 100.0


@dataclass(frozen=True)
class FunnelView:
    """Municipalities by size, what chance explains around the country's value, and whether it was widened."""

    points: tuple[FunnelPoint, ...]
    limits: FunnelLimits
    year: int
    is_widened: bool


def funnel_view(
    rows: pl.DataFrame,
    comparisons: pl.DataFrame,
    tau2: float,
    indicator: IndicatorText,
    shown: Sequence[Place],
    own: str,
    lang: str,
) -> FunnelView | None:
    """Every visible area's share against the country's of the same year; `None` of too little to draw.

    `rows` are those of the year, the country's among them; `comparisons` the table `comparison` of the same year
    against the country, which says what lies outside; `tau2` is how much the areas differ beyond chance.
    """
    by_code = {row["region"]: row for row in rows.iter_rows(named=True)}
    country = by_code.get("FI")
    results = dict(comparisons.select("region", "result").iter_rows())
    points = [
        FunnelPoint(
            place.name,
            by_code[place.code]["base"],
            by_code[place.code]["value"],
            value_words(figure(by_code[place.code], indicator), lang),
            is_own=place.code == own,
            is_outside=results.get(place.code) in ("much_lower", "much_higher"),
        )
        for place in shown
        if place.code in by_code and by_code[place.code]["status"] == "ok" and by_code[place.code]["base"]
    ]
    if country is None or country["value"] is None or len(points) < 2:
        return None
    bases = [point.base for point in points]
    x = np.geomspace(min(bases), max(bases), _POINTS_OF_A_LINE)
    target = country["value"] / _PER_CENT
    lines = [
        (limit * _PER_CENT).round(indicator.decimals + 1).tolist()
        for confidence in (0.95, 0.998)
        for limit in adjusted_proportion_limits(target, x, confidence, tau2)
    ]
    limits = FunnelLimits(
        x.round(1).tolist(),
        *lines,
        target=country["value"],
        target_words=f"{t('statement.benchmark.country', lang)} {value_words(figure(country, indicator), lang)}",
        words95=f"{number(95, 0, lang)} %",
        words998=f"{number(99.8, 1, lang)} %",
    )
    return FunnelView(tuple(points), limits, country["year"], tau2 > 0)


def quadrant_points(
    comparisons: pl.DataFrame, indicator: IndicatorText, shown: Sequence[Place], own: str, lang: str
) -> tuple[QuadrantPoint, ...]:
    """Each area's difference to the country beside its difference to its own past; only areas that have both.

    `comparisons` are the newest rows of the table `comparison` of the indicator.
    """
    told: dict[tuple[str, str], Mapping[str, Any]] = {
        (row["region"], row["benchmark"]): row
        for row in comparisons.filter(pl.col("difference").is_not_null()).iter_rows(named=True)
    }
    points = []
    for place in shown:
        level, past = told.get((place.code, "country")), told.get((place.code, "past"))
        if level is None or past is None or level["year"] != past["year"]:
            continue
        then, now = (
            value_words(Figure(past[name], "ok", indicator.unit, indicator.decimals, past["year"]), lang)
            for name in ("benchmark_value", "value")
        )
        words = f"{then} ({past['benchmark_year']}) → {now} ({past['year']})"
        is_own = place.code == own
        points.append(QuadrantPoint(place.name, level["difference"], past["difference"], words, is_own))
    return tuple(points)


@dataclass(frozen=True)
class NeedView:
    """Need beside use, one point a municipality, each axis with its own year."""

    points: tuple[ScatterPoint, ...]
    need: Axis
    use: Axis


def need_view(
    needs: pl.DataFrame,
    uses: pl.DataFrame,
    need: IndicatorText,
    use: IndicatorText,
    shown: Sequence[Place],
    own: str,
    lang: str,
) -> NeedView | None:
    """`needs` and `uses` are the rows of a year each; areas without both figures are left out; `None` of fewer than
    two.
    """
    of_need, of_use = ({row["region"]: row for row in rows.iter_rows(named=True)} for rows in (needs, uses))
    points = []
    for place in shown:
        pair = of_need.get(place.code), of_use.get(place.code)
        figures = [figure(row, of) if row else None for row, of in zip(pair, (need, use), strict=True)]
        if not all(one and one.status == "ok" and not one.is_example for one in figures):
            continue
        words = " · ".join(value_words(one, lang) for one in figures if one)
        values = [one.value for one in figures if one]
        points.append(ScatterPoint(place.name, values[0], values[1], words, place.code == own))
    if len(points) < 2:
        return None
    axes = (
        Axis(f"{of.title}, {of.unit_words}, {rows['year'][0]}", of.decimals)
        for of, rows in ((need, needs), (use, uses))
    )
    return NeedView(tuple(points), *axes)
