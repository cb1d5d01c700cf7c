"""From parsed rows to observations: one series an indicator, every gap with its reason, sums, bases and intervals.

Pure functions on frames of `sources.rows.ROWS` with a column `source_fetch` more.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from ilmiotaulu.catalogue import Indicator, SmallCounts
from ilmiotaulu.disclosure import hide_beside_missing
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES_OF_HIDDEN
from ilmiotaulu.statistics.dispersion import overdispersed_count_limits
from ilmiotaulu.statistics.intervals import proportion_limits, rate_limits
from pipelines.sources.rows import KEY, ROWS, Noted

SERIES = pl.Schema({**ROWS, "source_fetch": pl.Int16})
UNIT_SIZE = {"percent": 100.0, "per_100": 100.0, "per_1000": 1000.0}


def join_sources(parts: Sequence[pl.DataFrame], decimals: int) -> tuple[pl.DataFrame, list[Noted]]:
    """One series out of an ordered list of sources: in every cell the first source that speaks of it wins.

    A cell hidden by an earlier source stays hidden whatever a later one shows. Where two sources have values that
    differ by more than rounding, the number of such cells and the largest difference are noted.
    """
    if len(parts) == 1:
        return parts[0], []
    speaks = [part.filter(pl.col("status").is_in(["ok", *STATUSES_OF_HIDDEN])) for part in parts]
    series, noted = speaks[0], []
    for later in speaks[1:]:
        both = series.join(later, on=KEY, how="inner", suffix="_later", nulls_equal=True)
        apart = both.select((pl.col("value") - pl.col("value_later")).abs().alias("difference"), "year").filter(
            pl.col("difference") > 10.0**-decimals * 0.51
        )
        if not apart.is_empty():
            noted.append(
                Noted(
                    "sources_disagree",
                    {
                        "cells": apart.height,
                        "of": both.height,
                        "largest": apart["difference"].max(),
                        "first_year": apart["year"].min(),
                        "last_year": apart["year"].max(),
                    },
                )
            )
        series = pl.concat([series, later.join(series, on=KEY, how="anti", nulls_equal=True)])
    silent = pl.concat([part.join(series, on=KEY, how="anti", nulls_equal=True) for part in parts])
    return pl.concat([series, silent.unique(KEY, keep="first", maintain_order=True)]), noted


def fill_absent(
    rows: pl.DataFrame, areas: pl.DataFrame, small_counts: SmallCounts | None, until: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """Add the rows a publisher left out of a level that it otherwise has in that year and sex.

    `areas` has `region` and `level`. An absent row is `hidden_or_zero` at the levels where the publisher leaves small
    counts out without a mark, and `not_available` elsewhere. `until` gives, for merged municipalities, the year from
    which they are no longer expected.
    """
    seen = (
        rows.join(areas, on="region")
        .select("level", "year", "period", "sex")
        .unique()
        .join(areas, on="level")
        .join(rows.select(KEY), on=KEY, how="anti", nulls_equal=True)
    )
    if until:
        last = pl.DataFrame(
            {"region": list(until), "until": list(until.values())}, schema_overrides={"until": pl.Int16}
        )
        seen = seen.join(last, on="region", how="left").filter(
            pl.col("until").is_null() | (pl.col("year") < pl.col("until"))
        )
    hides = small_counts is not None and small_counts.zeros_hidden
    levels = list(small_counts.levels) if small_counts else []
    status = (
        pl.when(pl.lit(hides) & pl.col("level").cast(pl.String).is_in(levels))
        .then(pl.lit("hidden_or_zero"))
        .otherwise(pl.lit("not_available"))
    )
    return pl.concat([rows, _without_value(seen.with_columns(status=status), rows)])


def fill_uncollected(
    series: pl.DataFrame, areas: pl.DataFrame, *, is_observed: bool, promised_year: int | None
) -> pl.DataFrame:
    """Add the rows of whole levels and years that nobody has, each with its reason.

    A level that others have and this one has not: `not_collected` (a level never seen has it for the newest year
    alone). A year that no level has, between years that some have: `not_available`. Years the publisher promises
    after the newest one: `not_published`. Only yearly, observed series are filled; a projection's years are points.
    """
    yearly = series.filter(pl.col("period").is_null())
    if yearly.is_empty() or not is_observed:
        return series
    seen = yearly.join(areas, on="region").select("level", "year").unique()
    first, last = int(seen["year"].min()), int(seen["year"].max())  # ty: ignore[invalid-argument-type]
    gaps = []
    years_seen = set(seen["year"])
    for level in areas["level"].unique().sort():
        of_level = set(seen.filter(pl.col("level") == level)["year"])
        begin = min(of_level) if of_level else last
        for year in range(max(begin, first), last + 1):
            if year not in of_level:
                gaps.append((level, year, "not_collected" if year in years_seen else "not_available"))
        if of_level and promised_year:
            gaps += [(level, year, "not_published") for year in range(last + 1, min(promised_year, last + 3) + 1)]
    if not gaps:
        return series
    table = pl.DataFrame(
        gaps, schema={"level": areas.schema["level"], "year": pl.Int16, "status": pl.String}, orient="row"
    )
    absent = table.join(areas, on="level").with_columns(
        period=pl.lit(None, pl.String), sex=pl.lit("total").cast(ROWS["sex"])
    )
    return pl.concat([series, _without_value(absent, series)])


def _without_value(cells: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    """Rows that say why there is no value, with the columns of `like` and its first source."""
    source = like["source_fetch"].min() if "source_fetch" in like.columns else None
    blank = {
        "value": pl.lit(None, pl.Float64),
        "count": pl.lit(None, pl.Float64),
        "flags": pl.lit([], dtype=pl.List(pl.String)),
        "source_fetch": pl.lit(source, pl.Int16),
    }
    return cells.with_columns(
        pl.col("status").cast(ROWS["status"]), **{name: blank[name] for name in blank if name in like.columns}
    ).select(like.columns)


def sum_of_indicators(parts: Sequence[pl.DataFrame], source_fetch: int) -> pl.DataFrame:
    """The sum of several indicators in every cell that all of them have; hidden where any part is hidden."""
    everything = pl.concat(parts)
    status = pl.col("status")
    return (
        everything.group_by(KEY, maintain_order=True)
        .agg(
            parts=pl.len(),
            value=pl.col("value").sum(),
            is_known=(status == "ok").all(),
            status=pl.when((status == "ok").all())
            .then(pl.lit("ok"))
            .when(status.is_in(list(STATUSES_OF_HIDDEN)).any())
            .then(pl.lit("hidden"))
            .otherwise(status.filter(status != "ok").first()),
            flags=pl.col("flags").list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True),
        )
        .filter(pl.col("parts") == len(parts))
        .with_columns(
            value=pl.when("is_known").then("value"),
            flags=_with_flag("derived"),
            source_fetch=pl.lit(source_fetch, pl.Int16),
        )
        .with_columns(count="value", status=pl.col("status").cast(ROWS["status"]))
        .select(SERIES.names())
    )


def sum_to_areas(series: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Add county and region figures where the publisher gives municipalities alone: the sum of all members.

    A figure the publisher gives wins; with any member hidden or unknown there is no sum.
    """
    members = regions.filter(pl.col("level") == "municipality")
    sums = []
    for level in ("county", "region"):
        size = members.group_by(level).agg(members=pl.len())
        sums.append(
            series.join(members.select(region="code", area=level), on="region")
            .filter(~pl.col("flags").list.contains("example"))
            .group_by("area", "year", "period", "sex", maintain_order=True)
            .agg(
                value=pl.col("value").sum(),
                count=pl.col("count").sum(),
                source_fetch=pl.col("source_fetch").min(),
                flags=pl.col("flags").list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True),
                known=(pl.col("status") == "ok").sum(),
            )
            .join(size, left_on="area", right_on=level)
            .filter(pl.col("known") == pl.col("members"))
            .select(
                region="area",
                year="year",
                period="period",
                sex="sex",
                value="value",
                count="count",
                status=pl.lit("ok").cast(ROWS["status"]),
                flags=_with_flag("derived"),
                source_fetch="source_fetch",
            )
        )
    added = pl.concat(sums)
    # Hidden totals stay hidden; only what the publisher never gave is added.
    ours = series.filter(~pl.col("status").is_in(["not_collected", "not_available"]))
    added = added.join(ours, on=KEY, how="anti", nulls_equal=True)
    return pl.concat([series.join(added, on=KEY, how="anti", nulls_equal=True), added])


def _with_flag(flag: str) -> pl.Expr:
    return pl.concat_list("flags", pl.lit([flag], dtype=pl.List(pl.String))).list.unique(maintain_order=True)


def with_base_and_intervals(
    series: pl.DataFrame, indicator: Indicator, bases: pl.DataFrame | None, dispersion: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add `base` and the 95 % and 99.8 % limits in the indicator's own unit.

    The base is the value of the catalogue's base indicator in the same area, year and sex. No base, a count that does
    not fit it, and the method `none` give no interval. A share of merged municipalities is computed anew from its count
    and base (`derived`); without a base it stays the new municipality's own, marked `break`, and its count is left out.
    `dispersion` has, for the method `overdispersed`, the `dispersion` of each `region` whose months tell it.
    """
    is_share, is_broken = pl.lit(not indicator.is_count), pl.col("flags").list.contains("break")
    if indicator.interval.base is None or bases is None:
        own = pl.when(is_share & is_broken).then(None).otherwise("count")
        alone = series.with_columns(count=own, base=_NO_NUMBER)
        return alone.with_columns(**_limits(alone, indicator, dispersion))
    base = bases.filter(pl.col("status") == "ok").select("region", "year", "sex", base="value")
    joined = series.join(base, on=["region", "year", "sex"], how="left", maintain_order="left")
    anew = is_share & is_broken & pl.col("base").is_not_null() & pl.col("count").is_not_null()
    size = UNIT_SIZE[indicator.unit]
    joined = joined.with_columns(base=pl.when(pl.col("count").is_not_null()).then("base")).with_columns(
        value=pl.when(anew)
        .then((pl.col("count") / pl.col("base") * size).round(indicator.decimals))
        .otherwise("value"),
        count=pl.when(is_share & is_broken & ~anew).then(None).otherwise("count"),
        flags=pl.when(anew)
        .then(
            pl.concat_list(
                pl.col("flags").list.set_difference(["break"]), pl.lit(["derived"], dtype=pl.List(pl.String))
            )
        )
        .otherwise("flags"),
    )
    return joined.with_columns(**_limits(joined, indicator, dispersion))


def _limits(
    joined: pl.DataFrame, indicator: Indicator, dispersion: pl.DataFrame | None
) -> dict[str, pl.Expr] | dict[str, pl.Series]:
    """The limits of rows with a count and a base, by the indicator's method."""
    method = indicator.interval.method
    if method == "none":
        return dict.fromkeys(INTERVAL_COLUMNS, _NO_NUMBER)
    count, n = (joined[name].fill_null(np.nan).to_numpy() for name in ("count", "base"))
    size = UNIT_SIZE.get(indicator.unit, 1.0)
    spread = np.full(joined.height, np.nan)
    if dispersion is not None:
        of_region = joined.join(dispersion, on="region", how="left", maintain_order="left")["dispersion"]
        spread = of_region.fill_null(np.nan).to_numpy()
    # The limits of a number of visits are in visits; those of a rate are scaled as its count is.
    scale = np.ones(joined.height) if indicator.is_count else size / np.where(n > 0, n, np.nan)
    limits: dict[str, pl.Series] = {}
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        if method == "proportion":
            lower, upper = (limit * size for limit in proportion_limits(count, n, confidence))
        elif method == "rate":
            lower, upper = rate_limits(count, n, confidence, size)
        else:
            lower, upper = (limit * scale for limit in overdispersed_count_limits(count, spread, confidence))
        limits[f"lower{suffix}"] = pl.Series(lower, dtype=pl.Float64).fill_nan(None)
        limits[f"upper{suffix}"] = pl.Series(upper, dtype=pl.Float64).fill_nan(None)
    return limits


_NO_NUMBER = pl.lit(None, pl.Float64)


def as_observations(series: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Rows of the table `observation`, with nothing beside a missing value that would tell it.

    A balance that may be negative, such as net migration, is a value without a count.
    """
    count = pl.lit(None, pl.Float64) if indicator.valid.min < 0 else pl.col("count")
    return hide_beside_missing(series.with_columns(indicator=pl.lit(indicator.id), count=count)).select(
        "indicator",
        "region",
        "year",
        "period",
        "sex",
        "value",
        "count",
        "base",
        *INTERVAL_COLUMNS,
        "status",
        "flags",
        "source_fetch",
    )


def newest_rows(observations: pl.DataFrame, regions: pl.DataFrame, observed: Sequence[str]) -> pl.DataFrame:
    """The table `latest`: for every region and observed indicator the row of the newest year its level has values for.

    So a hidden newest value is shown as hidden, never replaced by an older visible one; the older one is `previous`.
    """
    levels = regions.select(region="code", level="level")
    both_sexes = observations.filter((pl.col("sex") == "total") & pl.col("indicator").is_in(list(observed))).join(
        levels, on="region"
    )
    both_sexes = both_sexes.with_columns(time=pl.coalesce("period", pl.col("year").cast(pl.String)))
    newest = (
        both_sexes.filter(pl.col("status") != "not_published")
        .group_by("indicator", "level")
        .agg(
            with_value=pl.col("time").filter(pl.col("status") == "ok").max(),
            any=pl.col("time").max(),
        )
        .select("indicator", "level", newest=pl.coalesce("with_value", "any"))
    )
    both_sexes = both_sexes.join(newest, on=["indicator", "level"])
    rows = both_sexes.filter(pl.col("time") == pl.col("newest"))
    earlier = (
        both_sexes.filter((pl.col("time") < pl.col("newest")) & (pl.col("status") == "ok"))
        .sort("indicator", "region", "time")
        .group_by("indicator", "region", maintain_order=True)
        .agg(previous_year=pl.col("year").last(), previous_value=pl.col("value").last())
    )
    ranked = rows.filter((pl.col("status") == "ok") & ~pl.col("flags").list.contains("example"))
    ranks = ranked.select(
        "indicator",
        "region",
        rank=pl.col("value").rank("min", descending=True).over("indicator", "level").cast(pl.Int16),
        ranked=pl.len().over("indicator", "level").cast(pl.Int16),
    )
    return (
        rows.join(ranks, on=["indicator", "region"], how="left")
        .join(earlier, on=["indicator", "region"], how="left")
        .select(
            "region",
            "indicator",
            "year",
            "period",
            "value",
            "count",
            "base",
            "lower95",
            "upper95",
            "lower998",
            "upper998",
            "status",
            "flags",
            "source_fetch",
            "rank",
            "ranked",
            "previous_year",
            "previous_value",
        )
        .sort("region", "indicator")
    )


def coverage_of(observations: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """The table `coverage`: areas with a value, areas hidden and areas in all, by indicator, level and year."""
    levels = regions.select(region="code", level="level")
    size = regions.group_by("level").agg(areas=pl.len().cast(pl.Int32))
    return (
        observations.filter(pl.col("sex") == "total")
        .join(levels, on="region")
        .group_by("indicator", "level", "year")
        .agg(
            with_value=pl.col("region").filter(pl.col("status") == "ok").n_unique().cast(pl.Int32),
            hidden=pl.col("region").filter(pl.col("status").is_in(list(STATUSES_OF_HIDDEN))).n_unique().cast(pl.Int32),
        )
        .join(size, on="level")
        .sort("indicator", "level", "year")
    )


def official_forecasts(observations: pl.DataFrame, launches: Mapping[str, int]) -> pl.DataFrame:
    """The publisher's projections as rows of the table `forecast`, without limits, for it gives none."""
    none = {f"{side}{level}": _NO_NUMBER for level in ("50", "80", "95") for side in ("lower", "upper")}
    launch = pl.DataFrame(
        {"indicator": list(launches), "launch": list(launches.values())},
        schema={"indicator": pl.String, "launch": pl.Int16},
    )
    return (
        observations.filter(pl.col("status") == "ok")
        .join(launch, on="indicator")
        .select(
            "indicator",
            "region",
            "sex",
            "year",
            "launch",
            method=pl.lit("official_projection"),
            scenario=pl.lit("official"),
            value="value",
            **none,
            source_fetch="source_fetch",
        )
        .sort("indicator", "region", "sex", "year")
    )
