"""What differs between two releases: new, revised and lost values of indicators that both have."""

from collections.abc import Callable, Iterable

import polars as pl

from ilmiotaulu.schema import OBSERVATION_KEY, Change, polars_schema


def changes_between(
    old: Callable[[str], pl.DataFrame], new: Callable[[str], pl.DataFrame], indicators: Iterable[str]
) -> pl.DataFrame:
    """The table `change` for the indicators given; `old` and `new` give an indicator's observations.

    A value that became hidden counts as lost, one that appeared as new. Of monthly figures the newest month of a
    year stands for it.
    """
    parts = [_changes_of(old(name), new(name)) for name in indicators]
    empty = pl.DataFrame(schema=polars_schema(Change))
    return Change.validate(pl.concat([empty, *parts]) if parts else empty, cast=True)


def _changes_of(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    sides = [_newest_month(side).select(*OBSERVATION_KEY[:3], "sex", "value", "count", "status") for side in (old, new)]
    sides = [side.with_columns(pl.col("indicator", "region", "sex", "status").cast(pl.String)) for side in sides]
    both = sides[0].join(sides[1], on=["indicator", "region", "year", "sex"], how="full", coalesce=True, suffix="_new")
    was, now = pl.col("status") == "ok", pl.col("status_new") == "ok"
    was, now = was.fill_null(False), now.fill_null(False)
    # What the publisher has hidden or withdrawn since is not told from yesterday's release either.
    is_lost = was & ~now
    kind = (
        pl.when(now & ~was)
        .then(pl.lit("new"))
        .when(was & ~now)
        .then(pl.lit("lost"))
        .when(was & now & ((pl.col("value") != pl.col("value_new")) | (pl.col("count") != pl.col("count_new"))))
        .then(pl.lit("revised"))
    )
    return (
        both.with_columns(kind=kind)
        .filter(pl.col("kind").is_not_null())
        .select(
            "indicator",
            "region",
            "year",
            pl.col("sex").cast(polars_schema(Change)["sex"]),
            pl.col("kind").cast(polars_schema(Change)["kind"]),
            old=pl.when(~is_lost).then("value"),
            new="value_new",
            old_count=pl.when(~is_lost).then("count"),
            new_count="count_new",
            old_status="status",
            new_status="status_new",
        )
        .sort("indicator", "region", "year", "sex")
    )


def _newest_month(rows: pl.DataFrame) -> pl.DataFrame:
    if rows["period"].null_count() == rows.height:
        return rows
    return rows.sort("period").unique(["indicator", "region", "year", "sex"], keep="last", maintain_order=True)


def relative_revision() -> pl.Expr:
    """The relative size of a revised cell; null for other kinds and where the old figure is zero."""
    old, new = pl.coalesce("old_count", "old"), pl.coalesce("new_count", "new")
    return pl.when((pl.col("kind") == "revised") & (old != 0)).then(((new - old) / old).abs())


def count_changes(changes: pl.DataFrame) -> pl.DataFrame:
    """One row an indicator: how many cells are new, revised and lost, the years of the new, and the size of revisions.

    `typical` and `largest` are the median and the greatest relative revision (0.03 is three per cent): of the count
    where there is one, for a rounded share would exaggerate it, else of the value.
    """
    plain = changes.with_columns(pl.col("kind").cast(pl.String), size=relative_revision())
    counts = (
        plain.group_by("indicator")
        .agg(
            *((pl.col("kind") == kind).sum().alias(kind) for kind in ("new", "revised", "lost")),
            typical=pl.col("size").median(),
            largest=pl.col("size").max(),
            first=pl.col("year").filter(pl.col("kind") == "new").min(),
            last=pl.col("year").filter(pl.col("kind") == "new").max(),
        )
        .sort("indicator")
    )
    years = pl.when(pl.col("first") == pl.col("last")).then(pl.col("first").cast(pl.String))
    span = pl.concat_str("first", pl.lit("–"), "last", ignore_nulls=False)
    return counts.select(
        "indicator", "new", "revised", "lost", "typical", "largest", new_years=years.otherwise(span).fill_null("")
    )
