"""Inequality between municipalities in the order of their low-income shares."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from ilmiotaulu.schema import InequalityRow, polars_schema
from ilmiotaulu.statistics.inequality import FEWEST_GROUPS, population_groups, slope_index
from pipelines.evidence.figures import in_newest_year, limits_of, numbers, yearly
from pipelines.evidence.small_areas import seed_of

ORDERED_BY = ("low_income_children", "low_income_all")
DECILES_FROM = 100


def inequalities(shown: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """The table `inequality` of the newest year: groups of municipalities from the most to the least deprived.

    Municipalities stand in the order of their share of low income, of the same year or the nearest one. They are parted
    into fifths, or tenths when there are 100 or more, of about equal population: a municipality belongs to the group in
    which its middle person stands. Whichever figure of a municipality is hidden or missing, it is left out of both
    the count and the base of its group, and counted in `left_out`. No row when fewer than five groups have anybody.
    """
    low_income = _low_income(observations)
    schema = polars_schema(InequalityRow)
    made = [] if low_income is None else [_row(rows, low_income) for rows in _newest(shown)]
    return pl.DataFrame([row for row in made if row], schema=schema, orient="row")


def _newest(shown: pl.DataFrame) -> list[pl.DataFrame]:
    return in_newest_year(shown.filter(pl.col("level") == "municipality")).partition_by(
        "indicator", maintain_order=True
    )


def _low_income(observations: pl.DataFrame) -> pl.DataFrame | None:
    """Low-income shares of the first indicator that has any: `region`, `year`, `deprived`, `base_indicator`."""
    shares = yearly(observations).filter((pl.col("status") == "ok") & pl.col("region").str.starts_with("KU"))
    for name in ORDERED_BY:
        found = shares.filter(pl.col("indicator") == name)
        if not found.is_empty():
            return found.select("region", "year", deprived="value", base_indicator="indicator")
    return None


def _row(rows: pl.DataFrame, low_income: pl.DataFrame) -> Mapping[str, object] | None:
    """One row of the table, or none when the groups are too few."""
    year = int(rows["year"][0])
    base_year = min(set(low_income["year"]), key=lambda other: (abs(other - year), other))
    deprived = low_income.filter(pl.col("year") == base_year).select("region", "deprived")
    both = (
        rows.filter(pl.col("is_visible") & (pl.col("base") > 0))
        .join(deprived, on="region")
        .sort(["deprived", "region"], descending=[True, False])
    )
    if both.is_empty():
        return None
    groups = population_groups(numbers(both, "base"), 10 if both.height >= DECILES_FROM else 5)
    together = (
        both.with_columns(group=pl.Series(groups))
        .group_by("group")
        .agg(pl.col("count", "base").sum(), pl.col("size", "is_share").first())
        .sort("group")
    )
    if together.height < FEWEST_GROUPS:
        return None
    count, base, size = (numbers(together, name) for name in ("count", "base", "size"))
    lower, upper = limits_of(count, base, together["is_share"].to_numpy(), 0.95)
    name = str(rows["indicator"][0])
    found = slope_index(count / base * size, base, lower95=lower * size, upper95=upper * size, seed=seed_of(name))
    sii, rii = (_finite(*limits) for limits in (found.sii_limits, found.rii_limits))
    return {
        "indicator": name,
        "year": year,
        "base_indicator": low_income["base_indicator"][0],
        "base_year": base_year,
        "sii": found.sii,
        "sii_lower": sii[0],
        "sii_upper": sii[1],
        "rii": _finite(found.rii)[0],
        "rii_lower": rii[0],
        "rii_upper": rii[1],
        "groups": found.groups,
        "left_out": rows.height - both.height,
    }


def _finite(*values: float) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]
