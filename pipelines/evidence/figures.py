"""The figures that statistics are made of: one row a cell, with what it may be judged by."""

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from ilmiotaulu.catalogue import OF_COUNT_AND_BASE, Indicator
from ilmiotaulu.schema import BREAKING_CAVEATS, LEVELS
from ilmiotaulu.statistics.intervals import Limits, proportion_limits, rate_limits
from pipelines.derive import UNIT_SIZE


def figures(
    observations: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame, names: Iterable[str]
) -> pl.DataFrame:
    """The yearly rows, both sexes together, of the indicators `names`, without examples; by indicator, region, year.

    Beside the columns of `observation`: `level` and `county` of the area; `size`, what a share of 1 is in the unit;
    `is_share`, whether Wilson's limits hold, or those of a count; `is_visible`, whether a count, a base and limits are
    published; `value`, recomputed from count and base so that it is not rounded; and `is_broken`, whether the row is
    marked as a break.
    """
    known = [(name, UNIT_SIZE.get(entries[name].unit, 1.0), _is_share(entries[name])) for name in names]
    methods = pl.DataFrame(
        known, schema={"indicator": pl.String, "size": pl.Float64, "is_share": pl.Boolean}, orient="row"
    )
    return (
        yearly(observations)
        .join(methods, on="indicator")
        # A cell that stands twice stops the release; it must not stop the check that says so.
        .unique(["indicator", "region", "year"], keep="first", maintain_order=True)
        .join(_places(regions), on="region")
        .with_columns(
            is_visible=(pl.col("status") == "ok")
            & pl.all_horizontal(pl.col("count", "lower95").is_not_null())
            & (pl.col("base") > 0).fill_null(False),
            is_broken=pl.col("flags").list.contains("break"),
        )
        .with_columns(
            value=pl.when("is_visible")
            .then(pl.col("count") / pl.col("base") * pl.col("size"))
            .when(pl.col("status") == "ok")
            .then("value")
        )
        .sort("indicator", "region", "year")
    )


def yearly(observations: pl.DataFrame) -> pl.DataFrame:
    """The yearly rows of both sexes together, without examples."""
    return observations.filter(
        (pl.col("sex") == "total") & pl.col("period").is_null() & ~pl.col("flags").list.contains("example")
    )


def with_intervals(entries: Mapping[str, Indicator]) -> list[str]:
    """Observed indicators whose figures have an interval that a count and a base make, sorted."""
    return sorted(
        name
        for name, entry in entries.items()
        if entry.interval.method in OF_COUNT_AND_BASE and entry.time == "observed"
    )


def breaks_of(entry: Indicator) -> frozenset[int]:
    """The years from which on, by the catalogue, figures cannot be compared with those before."""
    return frozenset(year for caveat in entry.caveats if caveat.kind in BREAKING_CAVEATS for year in caveat.years)


def in_newest_year(shown: pl.DataFrame) -> pl.DataFrame:
    """The rows of the newest year in which any area of the level is visible, hidden areas included."""
    newest = shown.filter("is_visible").group_by("indicator", "level").agg(year=pl.col("year").max())
    return shown.join(newest, on=["indicator", "level", "year"], how="semi", maintain_order="left")


def limits_of(counts: ArrayLike, bases: ArrayLike, is_share: ArrayLike, confidence: float) -> Limits:
    """Limits of counts by bases: Wilson's of a share, those of the count of a rate. Arrays of one shape."""
    shares = proportion_limits(counts, bases, confidence)
    rates = rate_limits(counts, bases, confidence, 1)
    lower, upper = (np.where(is_share, share, rate) for share, rate in zip(shares, rates, strict=True))
    return lower, upper


def numbers(frame: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """A column as floats, NaN where there is none."""
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _is_share(entry: Indicator) -> bool:
    return entry.interval.method == "proportion"


def _places(regions: pl.DataFrame) -> pl.DataFrame:
    return regions.select(region="code", level=pl.col("level").cast(pl.Enum(list(LEVELS))), county="county")
