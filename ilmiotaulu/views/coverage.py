"""How far the figures reach: the years of every indicator, and the areas that have a value in its newest one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from ilmiotaulu.schema import Level


@dataclass(frozen=True)
class Covered:
    """The first and newest year with a value (none without figures), and by level the areas with one and in all."""

    indicator: str
    years: tuple[int, int] | None
    areas: Mapping[str, tuple[int, int]]

    def told(self, level: Level) -> str:
        """`5/7`: the areas of a level with a value, of all; a dash when the level has none."""
        return "{}/{}".format(*self.areas[level]) if level in self.areas else "–"


def newest_coverage(coverage: pl.DataFrame, indicators: Iterable[str]) -> list[Covered]:
    """The table `coverage` summed up for the indicators given, in their order; only their newest year has areas."""
    by_indicator: dict[str, list[tuple[int, str, int, int]]] = {}
    shown = coverage.filter(pl.col("with_value") > 0).select("indicator", "year", "level", "with_value", "areas")
    for indicator, year, level, with_value, areas in shown.iter_rows():
        by_indicator.setdefault(indicator, []).append((year, level, with_value, areas))
    return [_covered(indicator, by_indicator.get(indicator, [])) for indicator in indicators]


def _covered(indicator: str, rows: list[tuple[int, str, int, int]]) -> Covered:
    if not rows:
        return Covered(indicator, None, {})
    years = [year for year, *_ in rows]
    newest = max(years)
    areas = {level: (with_value, of) for year, level, with_value, of in rows if year == newest}
    return Covered(indicator, (min(years), newest), areas)
