"""Figures against what they are compared with: the country, the rest of the county, similar places, the past."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ilmiotaulu.catalogue import Indicator
from ilmiotaulu.schema import Comparison, Overdispersion, polars_schema
from ilmiotaulu.statistics import funnel
from ilmiotaulu.statistics.comparison import against_interval, against_value, from_z, probability_above
from pipelines.evidence.figures import breaks_of, in_newest_year, limits_of, numbers

LARGE_PART = 0.25
FEWEST_FOR_SCATTER = 20
FEWEST_NEIGHBOURS = 5
YEARS_BEFORE, NEAREST_BEFORE, FURTHEST_BEFORE = 5, 3, 7
_LIMITS = ("lower95", "upper95", "lower998", "upper998")
_COLUMNS = polars_schema(Comparison).names()


def comparisons(
    shown: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame, neighbours: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `comparison` and `overdispersion`, from `figures` and the pairs `region`, `neighbour`."""
    country, scatter = against_country(shown)
    rest = against_rest_of_county(shown, regions)
    similar = against_neighbours(shown, neighbours)
    past = against_past(shown, {name: breaks_of(entry) for name, entry in entries.items()})
    together = pl.concat([country, rest, similar, past]).cast(dict(polars_schema(Comparison)))
    return together.sort("indicator", "region", "year", "benchmark"), scatter


def against_country(shown: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every visible municipality and county against the country of the year, and how much they scatter around it.

    Not compared are areas that are more than a quarter of the country themselves. Where at least 20 other areas of a
    level are visible in a year and scatter beyond chance, the score that allows for the scatter decides
    (`overdispersed`), elsewhere the area's own interval.
    """
    countries = shown.filter((pl.col("level") == "country") & pl.col("is_visible")).select(
        "indicator", "year", "value", country_count="count", country_base="base"
    )
    rows = (
        shown.filter(pl.col("level").is_in(["municipality", "county"]) & pl.col("is_visible"))
        .join(countries.rename({"value": "benchmark_value"}), on=["indicator", "year"])
        .with_columns(is_large=pl.col("base") > LARGE_PART * pl.col("country_base"))
        .sort("indicator", "level", "year", "region")
    )
    z, s = _scores(rows, numbers(rows, "country_count") / numbers(rows, "country_base"))
    is_large = rows["is_large"].to_numpy()
    result = against_value(*(numbers(rows, limit) for limit in (*_LIMITS, "benchmark_value")))
    method = np.full(rows.height, "interval", dtype="<U14")
    scatter = []
    for key, part in _parts(rows, "indicator", "level", "year"):
        z_part, s_part, is_judged = z[part], s[part], np.isfinite(z[part]) & ~is_large[part]
        if is_judged.sum() < FEWEST_FOR_SCATTER:
            continue
        found = funnel.overdispersion(z_part[is_judged], s_part[is_judged])
        scatter.append((*key, found.phi, found.tau2, found.areas))
        if found.tau2 > 0:
            z[part] = funnel.adjusted_z(z_part, s_part, found.tau2)
            result[part] = from_z(z[part])
            method[part] = "overdispersed"
    result[is_large], method[is_large] = "not_compared", "interval"
    table = pl.DataFrame(
        scatter,
        schema={name: polars_schema(Overdispersion)[name] for name in ("indicator", "level", "year", *_SCATTER)},
        orient="row",
    )
    return _told(rows, "country", result, z, method), table.select(polars_schema(Overdispersion).names())


_SCATTER = ("phi", "tau2", "areas")


def against_rest_of_county(shown: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Every municipality against the other municipalities of its county together, in the newest year.

    Only in counties that show every member: elsewhere the rest would be a remainder of what is hidden.
    """
    members = regions.filter(pl.col("level") == "municipality").group_by("county").agg(members=pl.len())
    rows = in_newest_year(shown.filter(pl.col("level") == "municipality")).filter("is_visible")
    whole = (
        rows.group_by("indicator", "county")
        .agg(all_count=pl.col("count").sum(), all_base=pl.col("base").sum(), visible=pl.len())
        .join(members, on="county")
        .filter((pl.col("visible") == pl.col("members")) & (pl.col("members") > 1))
    )
    others = rows.join(whole, on=["indicator", "county"]).with_columns(
        other_count=pl.col("all_count") - pl.col("count"), other_base=pl.col("all_base") - pl.col("base")
    )
    return _against_others(others, "county_rest")


def against_neighbours(shown: pl.DataFrame, neighbours: pl.DataFrame) -> pl.DataFrame:
    """Every municipality against the visible ones among its neighbours together, at least five, in the newest year."""
    rows = in_newest_year(shown.filter(pl.col("level") == "municipality")).filter("is_visible")
    pooled = (
        neighbours.select("region", "neighbour")
        .join(rows.select("indicator", "count", "base", neighbour="region"), on="neighbour")
        .group_by("indicator", "region")
        .agg(other_count=pl.col("count").sum(), other_base=pl.col("base").sum(), visible=pl.len())
        .filter(pl.col("visible") >= FEWEST_NEIGHBOURS)
    )
    return _against_others(rows.join(pooled, on=["indicator", "region"]), "neighbours")


def against_past(shown: pl.DataFrame, breaks: Mapping[str, frozenset[int]]) -> pl.DataFrame:
    """Every area against itself five years before its newest year, or as near to that as three to seven years before.

    Of two years that are equally near the later one is taken. Never across a break: of the catalogue, or of the area's
    own rows, hidden ones included.
    """
    newest = in_newest_year(shown).filter("is_visible")
    earlier = shown.filter("is_visible").select(
        "indicator", "region", other_year="year", other_count="count", other_base="base"
    )
    broken = pl.DataFrame(
        [(name, year) for name, years in sorted(breaks.items()) for year in sorted(years)],
        schema={"indicator": pl.String, "break": pl.Int16},
        orient="row",
    ).join(newest.select("indicator", "region"), on="indicator")
    own_breaks = shown.filter("is_broken").select("indicator", pl.col("year").alias("break"), "region")
    last_break = (
        pl.concat([broken.select(own_breaks.columns), own_breaks])
        .join(newest.select("indicator", "region", "year"), on=["indicator", "region"])
        .filter(pl.col("break") <= pl.col("year"))
        .group_by("indicator", "region")
        .agg(pl.col("break").max())
    )
    ago = pl.col("year") - pl.col("other_year")
    pairs = (
        newest.join(earlier, on=["indicator", "region"])
        .join(last_break, on=["indicator", "region"], how="left")
        .filter(
            ago.is_between(NEAREST_BEFORE, FURTHEST_BEFORE)
            & (pl.col("break").is_null() | (pl.col("other_year") >= pl.col("break")))
        )
        .sort("indicator", "region", (ago - YEARS_BEFORE).abs(), -pl.col("other_year"))
        .unique(["indicator", "region"], keep="first", maintain_order=True)
    )
    return _against_others(pairs, "past")


def _against_others(rows: pl.DataFrame, benchmark: str) -> pl.DataFrame:
    """Rows against `other_count` of `other_base`: told apart when the two intervals do not overlap."""
    other_count, other_base, size = (numbers(rows, name) for name in ("other_count", "other_base", "size"))
    own, other = [], []
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        own.append((numbers(rows, f"lower{suffix}"), numbers(rows, f"upper{suffix}")))
        lower, upper = limits_of(other_count, other_base, rows["is_share"].to_numpy(), confidence)
        other.append((lower * size, upper * size))
    result = against_interval(own[0], own[1], other[0], other[1])
    z = _scores(rows, other_count / other_base)[0]
    # Both scores are on scales on which a figure's standard error is 1 / (2√base) whatever its value.
    z = z / np.sqrt(1 + numbers(rows, "base") / other_base)
    told = rows.with_columns(benchmark_value=pl.Series(other_count / other_base * size, dtype=pl.Float64))
    return _told(told, benchmark, result, z, np.full(rows.height, "double_overlap"))


def _scores(rows: pl.DataFrame, target: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Standardised differences from the target (a share, or events a unit of base), and their standard errors."""
    count, base, is_share = numbers(rows, "count"), numbers(rows, "base"), rows["is_share"].to_numpy()
    of_shares, of_rates = funnel.proportion_z(count, base, target), funnel.ratio_z(count, base * target)
    return np.where(is_share, of_shares[0], of_rates[0]), np.where(is_share, of_shares[1], of_rates[1])


def _told(
    rows: pl.DataFrame,
    benchmark: str,
    result: NDArray[np.str_],
    z: NDArray[np.float64],
    method: NDArray[np.str_],
) -> pl.DataFrame:
    """Rows of the table `comparison`; the benchmark is of the same year unless the rows have an `other_year`."""
    other_year = "other_year" if "other_year" in rows.columns else "year"
    is_compared = pl.col("result") != "not_compared"
    return (
        rows.with_columns(
            benchmark=pl.lit(benchmark),
            benchmark_year=pl.col(other_year),
            result=pl.Series(result, dtype=pl.String),
            method=pl.Series(method, dtype=pl.String),
            probability=pl.Series(probability_above(z), dtype=pl.Float64).fill_nan(None),
        )
        .with_columns(
            difference=pl.when(is_compared).then(pl.col("value") - pl.col("benchmark_value")),
            probability=pl.when(is_compared).then("probability"),
        )
        .select(_COLUMNS)
    )


def _parts(rows: pl.DataFrame, *keys: str) -> Iterator[tuple[tuple[object, ...], slice]]:
    """Where each group lies in rows that are sorted by the keys."""
    groups = rows.group_by(keys, maintain_order=True).len()
    end = 0
    for *key, length in groups.iter_rows():
        yield tuple(key), slice(end, end + length)
        end += length
