"""Moving figures to the division in force: merged municipalities' figures belong to the new municipality."""

from collections.abc import Mapping

import polars as pl

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from pipelines.sources.rows import KEY, ROWS, Noted


def only_known_areas(rows: pl.DataFrame, known: frozenset[str]) -> tuple[pl.DataFrame, list[Noted]]:
    """Rows of areas that the division or the list of mergers knows; every other code that looks ours is noted.

    A code of an area level the product does not use is left out in silence.
    """
    unknown = rows.filter(~pl.col("region").is_in(list(known)))["region"].unique().sort()
    noted = [Noted("unknown_area", {"code": code, "name": ""}) for code in unknown]
    return rows.filter(pl.col("region").is_in(list(known))), noted


def move_to_division(rows: pl.DataFrame, successor: Mapping[str, str], *, is_count: bool) -> pl.DataFrame:
    """Rows under the codes of the division: counts of merged municipalities are added.

    A share cannot be added: the new municipality keeps its own value for now, marked `break`, beside the summed count,
    until `derive.with_base_and_intervals` can compute the share anew. Where any part is hidden the whole is hidden, and
    where any part is unknown the whole is not available.
    """
    touched = _parts(rows, successor)
    if touched.is_empty():
        return rows
    untouched = rows.join(touched.select(region="was").unique(), on="region", how="anti").select(ROWS.names())
    all_known = (pl.col("status") == "ok").all()
    own = pl.col("was") == pl.col("region")
    alone = pl.len() == 1
    together = (
        touched.with_columns(is_own=own)
        .group_by(KEY, maintain_order=True)
        .agg(
            value=pl.when(all_known & (pl.lit(is_count) | (alone & pl.col("is_own").all())))
            .then(pl.col("value").sum())
            .when(all_known)
            .then(pl.col("value").filter("is_own").first()),
            count=pl.when(all_known & pl.col("count").is_not_null().all()).then(pl.col("count").sum()),
            worst=_worst_status(),
            flags=pl.col("flags").list.explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True),
            is_broken=~alone & pl.lit(not is_count),
        )
        .with_columns(
            status=pl.when((pl.col("worst") == "ok") & pl.col("value").is_null())
            .then(pl.lit("not_available"))
            .otherwise(pl.col("worst"))
            .cast(ROWS["status"]),
            flags=pl.when("is_broken")
            .then(pl.concat_list("flags", pl.lit(["break"], dtype=pl.List(pl.String))).list.unique())
            .otherwise("flags"),
        )
        .with_columns(count=pl.when(pl.col("status") == "ok").then("count"))
        .select(ROWS.names())
    )
    return pl.concat([untouched, together])


def parts_of_hidden(rows: pl.DataFrame, successor: Mapping[str, str]) -> pl.DataFrame:
    """The rows that a merged municipality is the sum of, as they came, with its code as `new`.

    Of the years in which it has a hidden part, both sexes.
    """
    is_hidden = pl.col("status").is_in(list(STATUSES_OF_HIDDEN))
    return (
        _parts(rows, successor)
        .filter(is_hidden.any().over("region", "year", "period") & (pl.len().over(KEY) > 1))
        .select(*ROWS.names()[1:], region="was", new="region")
    )


def _parts(rows: pl.DataFrame, successor: Mapping[str, str]) -> pl.DataFrame:
    """The rows of municipalities that merged, theirs under the successor's code and their own in `was`."""
    moved = rows.with_columns(was="region", region=pl.col("region").replace(dict(successor)))
    merged = moved.filter(pl.col("was") != pl.col("region")).select("region").unique()
    return _with_silent_parts(moved.join(merged, on="region", how="semi"))


def _with_silent_parts(touched: pl.DataFrame) -> pl.DataFrame:
    """Add the cells that a part of a merged municipality lacks between its own first and last year.

    Without them a sum over the parts that do speak would be too small and look whole.
    """
    spans = touched.group_by("region", "was").agg(first=pl.col("year").min(), last=pl.col("year").max())
    expected = touched.select(KEY).unique().join(spans, on="region").filter(pl.col("year").is_between("first", "last"))
    silent = expected.join(touched, on=[*KEY, "was"], how="anti", nulls_equal=True).select(
        *KEY,
        "was",
        value=pl.lit(None, pl.Float64),
        count=pl.lit(None, pl.Float64),
        status=pl.lit("not_available").cast(ROWS["status"]),
        flags=pl.lit([], dtype=pl.List(pl.String)),
    )
    return pl.concat([touched, silent.select(touched.columns)])


def _worst_status() -> pl.Expr:
    """The status of a sum: ok only when every part is. A sum of a visible part and one that is hidden or zero is
    hidden: it is neither zero nor small.
    """
    status = pl.col("status")
    return (
        pl.when((status == "ok").all())
        .then(pl.lit("ok"))
        .when((status == "hidden").any() | ((status == "hidden_or_zero").any() & (pl.col("count") > 0).any()))
        .then(pl.lit("hidden"))
        .when((status == "hidden_or_zero").any())
        .then(pl.lit("hidden_or_zero"))
        .otherwise(pl.lit("not_available"))
    )
