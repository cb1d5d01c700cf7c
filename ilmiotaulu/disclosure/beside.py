"""What may stand beside a hidden value, and whether a frame keeps that promise."""

import polars as pl

from ilmiotaulu.schema import INTERVAL_COLUMNS

_TELLING = ("value", "count", "base", *INTERVAL_COLUMNS, "rank", "ranked", "probability", "smoothed")


def hide_beside_missing(rows: pl.DataFrame) -> pl.DataFrame:
    """Blank every number of a row whose status is not `ok`, so that nothing tells the value it lacks."""
    is_ok = pl.col("status") == "ok"
    return rows.with_columns(pl.when(is_ok).then(name).alias(name) for name in _TELLING if name in rows.columns)


def telling_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The audit: rows of a missing value that still hold a number that could tell it. Empty when all is well."""
    numbers = [pl.col(name).is_not_null() for name in _TELLING if name in rows.columns]
    return rows.filter((pl.col("status") != "ok") & pl.any_horizontal(numbers))
