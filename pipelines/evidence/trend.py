"""Trends of every area's newest years that can be compared with each other."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ilmiotaulu.catalogue import Indicator
from ilmiotaulu.schema import Trend, polars_schema
from ilmiotaulu.statistics.intervals import count_limits
from ilmiotaulu.statistics.trend import (
    LONGEST_RUN,
    POINTS,
    change_probability,
    lag_one_correlation,
    newest_run,
    recent_trend,
)
from pipelines.evidence.figures import breaks_of, figures, in_newest_year, numbers, with_intervals

FEWEST_FOR_PROBABILITY = 3
# Kinds of shares that are mostly the same persons from one year to the next.
STOCKS = ("use", "supply", "structure", "need")
CARRY_OVER_UNKNOWN = 0.95


def trend_figures(observations: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame) -> pl.DataFrame:
    """The `figures` that have trends: those with intervals, and counts of events that vary by chance.

    The latter, told by their unit and their caveat `small_numbers`, get the limits of a count; a balance has no count.
    Visits and the like keep the limits that their months have told, and need no base.
    """
    events = sorted(
        name
        for name, entry in entries.items()
        if entry.unit == "count"
        and entry.time == "observed"
        and any(caveat.kind == "small_numbers" for caveat in entry.caveats)
    )
    counted = figures(observations, entries, regions, events)
    lower, upper = count_limits(numbers(counted, "count"), 0.95)
    counted = counted.with_columns(
        lower95=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper95=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
        is_visible=(pl.col("status") == "ok") & (pl.col("count") >= 0).fill_null(False),
    )
    clustered = [name for name, entry in sorted(entries.items()) if entry.interval.method == "overdispersed"]
    varied = figures(observations, entries, regions, clustered).with_columns(
        is_visible=(pl.col("status") == "ok") & pl.col("lower95").is_not_null()
    )
    return pl.concat([figures(observations, entries, regions, with_intervals(entries)), counted, varied])


def trends(shown: pl.DataFrame, entries: Mapping[str, Indicator]) -> pl.DataFrame:
    """The table `trend`: every area that is visible in the newest year of its level.

    The run is the newest years without a gap, at most ten, that no break parts: of the catalogue, or of the area's own
    rows. A recent trend needs the five newest years of it, a probability three.
    """
    runs = _runs(shown, entries)
    made = []
    for name, of_one in runs.partition_by("indicator", as_dict=True).items():
        made += _of(of_one, entries[str(name[0])])
    schema = polars_schema(Trend)
    table = pl.concat(made) if made else schema.to_frame()
    return table.sort("indicator", "region")


def carry_over_of(runs: pl.DataFrame, entry: Indicator) -> float:
    """How alike an indicator's years stray from their lines, from the runs of all municipalities; 0 for events.

    Where too few municipalities tell it, it is taken to be high, for that makes no trend surer. Visits are events, but
    the same families come from one year to the next.
    """
    is_of_events = entry.is_count and entry.interval.method != "overdispersed"
    if is_of_events or entry.kind not in STOCKS:
        return 0.0
    wide = runs.filter(pl.col("level") == "municipality").sort("year").pivot("year", index="region", values="value")
    found = lag_one_correlation(wide.drop("region").to_numpy()) if wide.width > 1 else float("nan")
    return CARRY_OVER_UNKNOWN if np.isnan(found) else found


def _runs(shown: pl.DataFrame, entries: Mapping[str, Indicator]) -> pl.DataFrame:
    """The rows of each area's newest run, by indicator, region and year; `length` is the number of its years."""
    newest = in_newest_year(shown).filter("is_visible").select("indicator", "region")
    series = (
        shown.join(newest, on=["indicator", "region"], how="semi")
        .group_by("indicator", "region", maintain_order=True)
        .agg(years=pl.col("year").filter("is_visible"), breaks=pl.col("year").filter("is_broken"))
    )
    years = [
        newest_run(years, breaks_of(entries[name]).union(breaks))[-LONGEST_RUN:]
        for name, years, breaks in series.select("indicator", "years", "breaks").iter_rows()
    ]
    return (
        series.select("indicator", "region", year=pl.Series(years, dtype=pl.List(pl.Int16)))
        .with_columns(length=pl.col("year").list.len())
        .explode("year")
        .join(shown, on=["indicator", "region", "year"])
        .sort("indicator", "region", "year")
    )


def _of(runs: pl.DataFrame, entry: Indicator) -> Iterator[pl.DataFrame]:
    """The trends of one indicator, the series of equal length and newest year together."""
    carry_over = carry_over_of(runs, entry)
    last = pl.col("year").max().over("region")
    for (length, _), part in runs.with_columns(last=last).partition_by("length", "last", as_dict=True).items():
        shape = (-1, int(length))
        value, lower, upper = (numbers(part, name).reshape(shape) for name in ("value", "lower95", "upper95"))
        years = part["year"].to_numpy().reshape(shape)[0]
        yield _table(part["region"].to_numpy().reshape(shape)[:, 0], value, lower, upper, years, carry_over, entry.id)


def _table(
    regions: Iterable[str],
    value: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    years: NDArray[np.int_],
    carry_over: float,
    indicator: str,
) -> pl.DataFrame:
    """Rows of the table `trend` for series of the same years."""
    nothing = np.full(len(value), np.nan)
    slope, chi2, result, guarded = nothing, nothing, ["not_computed"] * len(value), np.zeros(len(value), bool)
    if len(years) >= POINTS:
        recent = recent_trend(*(array[:, -POINTS:] for array in (value, lower, upper)))
        slope, chi2, result, guarded = recent.slope, recent.chi2, recent.result, recent.guarded
    probability = nothing
    if len(years) >= FEWEST_FOR_PROBABILITY:
        probability = change_probability(value, lower, upper, years, carry_over=carry_over)
    used, run = years[-POINTS:].tolist(), years.tolist()
    made = pl.DataFrame(
        {
            "indicator": [indicator] * len(value),
            "region": regions,
            "years": [[] if one == "not_computed" else used for one in result],
            "slope": slope,
            "chi2": chi2,
            "result": [str(one) for one in result],
            "guarded": guarded,
            "probability": probability,
            "run_years": [run] * len(value),
            "carry_over": [carry_over] * len(value),
        },
        schema=polars_schema(Trend),
    )
    return made.with_columns(pl.col("slope", "chi2", "probability").fill_nan(None))
