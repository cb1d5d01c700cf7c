"""Small frames, written as lines."""

from typing import Any

import polars as pl

from pipelines.derive import SERIES
from pipelines.sources.rows import ROWS

REGIONS = pl.DataFrame(
    {
        "code": ["FI", "HVA12", "HVA15", "MK10", "MK13", "KU491", "KU507", "KU179", "KU249", "KU256"],
        "level": ["country", "county", "county", "region", "region", *["municipality"] * 5],
        "county": [None, None, None, None, None, "HVA12", "HVA12", "HVA15", "HVA15", "HVA15"],
        "region": [None, None, None, None, None, "MK10", "MK10", "MK13", "MK13", "MK13"],
    }
)
AREAS = REGIONS.select(region="code", level="level")
Cell = float | str | None


def row(region: str, year: int, value: Cell, count: float | None = None, **more: Any) -> dict[str, Any]:
    """A row: a number is its value, a word is the reason why there is none."""
    is_word = isinstance(value, str)
    return {
        "region": region,
        "year": year,
        "period": None,
        "sex": "total",
        "value": None if is_word else value,
        "count": count,
        "status": value if is_word else "ok",
        "flags": [],
        "source_fetch": 1,
        **more,
    }


def series(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows with a source."""
    return pl.DataFrame(list(rows), schema=SERIES, orient="row")


def counts(*cells: tuple[str, int, Cell], source_fetch: int = 1) -> pl.DataFrame:
    """Rows of counts: the value is the count."""
    return series(
        *(
            row(region, year, value, None if isinstance(value, str) else value, source_fetch=source_fetch)
            for region, year, value in cells
        )
    )


def bare(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows as a parser gives them, without a source."""
    return frame.select(ROWS.names())


def told(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Region, year, and value or reason (and more columns), sorted."""
    rows = frame.sort("region", "year", "sex").select(
        "region",
        "year",
        pl.when(pl.col("status") == "ok").then(None).otherwise("status").alias("why"),
        "value",
        *columns,
    )
    return [(region, year, why or value, *rest) for region, year, why, value, *rest in rows.iter_rows()]
