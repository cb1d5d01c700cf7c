"""Which municipalities are alike in what a municipality cannot quickly change: never by an outcome or a service."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ilmiotaulu.schema import Neighbour, NeighbourVariable, polars_schema
from ilmiotaulu.statistics.neighbours import likenesses, nearest, structure
from pipelines.evidence.figures import yearly

HOW_MANY = 10


@dataclass(frozen=True)
class Variable:
    """What municipalities are likened by: the first of `indicators` that has figures, of its newest `years` together.

    A count that is taken `per_1000` is set against the population of the same years.
    """

    name: str
    indicators: tuple[str, ...]
    is_logged: bool = False
    is_per_1000: bool = False
    years: int = 1


POPULATION = "population"
VARIABLES = (
    Variable("population", (POPULATION,), is_logged=True),
    Variable("children", ("share_0_17", "share_0_6")),
    Variable("mean_age", ("mean_age",)),
    Variable("income", ("low_income_all", "median_income")),
    Variable("unemployment", ("unemployment_rate",)),
    Variable("education", ("education_level",)),
    Variable("swedish_speaking", ("swedish_speaking",)),
    # In a small municipality the balance of one year is mostly chance.
    Variable("net_migration", ("net_migration",), is_per_1000=True, years=5),
)


def neighbour_tables(
    observations: pl.DataFrame, regions: pl.DataFrame, division: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `neighbour` and `neighbour_variable` of the set that is named after the division.

    A variable that no indicator has figures for, or that more than a fifth of the municipalities lack, is `missing`
    from the set. A municipality whose own figure is hidden stands at the median of it, and is not told to be alike or
    different there. Without any variable, or with fewer than two municipalities, nobody has neighbours.
    """
    codes = regions.filter(pl.col("level").cast(pl.String) == "municipality").select(region="code").sort("region")
    shown = yearly(observations).join(codes, on="region", how="semi").filter(pl.col("status") == "ok")
    values, told = codes, []
    for variable, name, of in _figures(shown):
        values = values.join(of.select("region", pl.col("value").alias(variable.name)), on="region", how="left")
        told.append((variable.name, name, of["year"].max()))
    logged = [variable.name for variable in VARIABLES if variable.is_logged]
    made = structure(values, logged=logged)
    table = pl.DataFrame(
        [
            (str(division), name, indicator, year, "used" if name in made.variables else "missing")
            for name, indicator, year in told
        ],
        schema=polars_schema(NeighbourVariable),
        orient="row",
    )
    if codes.height < 2 or not made.variables:
        return polars_schema(Neighbour).to_frame(), table
    pairs = nearest(values, logged=logged, k=HOW_MANY)
    alike = likenesses(values, pairs.select("region", "neighbour"), logged=logged)
    neighbour = pairs.join(alike, on=["region", "neighbour"], maintain_order="left").with_columns(
        set=pl.lit(str(division))
    )
    schema = polars_schema(Neighbour)
    return neighbour.select(schema.names()).cast(dict(schema)).sort("region", "rank"), table


def _figures(shown: pl.DataFrame) -> Iterator[tuple[Variable, str, pl.DataFrame]]:
    """Every variable with the indicator that it is taken from and `region`, `value` and `year` of it."""
    population = shown.filter(pl.col("indicator") == POPULATION).select("region", "year", people="value")
    for variable in VARIABLES:
        found = [name for name in variable.indicators if name in set(shown["indicator"].unique())]
        name = (found or variable.indicators)[0]
        rows = shown.filter(pl.col("indicator") == name).select("region", "year", "value")
        if variable.is_per_1000:
            rows = rows.join(population, on=["region", "year"])
        newest = rows["year"].unique().sort().tail(variable.years)
        rows = rows.filter(pl.col("year").is_in(newest.implode()))
        total = (
            pl.col("value").sum() / pl.col("people").sum() * 1_000 if variable.is_per_1000 else pl.col("value").mean()
        )
        of = rows.group_by("region").agg(total, pl.col("year").max())
        positive = of.filter(pl.col("value") > 0) if variable.is_logged else of
        yield variable, name, positive
