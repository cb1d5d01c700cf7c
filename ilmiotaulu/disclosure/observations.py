"""Hiding in the product's own observations: figures that it derives or receives locally."""

from collections.abc import Sequence

import polars as pl

from ilmiotaulu.disclosure.beside import hide_beside_missing
from ilmiotaulu.disclosure.hiding import protect
from ilmiotaulu.disclosure.ranges import audit, exposed
from ilmiotaulu.schema import OBSERVATION_KEY, STATUSES_OF_HIDDEN

Band = tuple[str, Sequence[str]]
_TABLE = ("indicator", "year", "period", "sex")


def hide_observations(
    rows: pl.DataFrame,
    regions: pl.DataFrame,
    *,
    threshold: int = 5,
    hide_zero: bool = False,
    bands: Sequence[Band] = (),
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The observations, in their order, with small counts `hidden` and all others that would give one away.

    Counts are protected over every sum that the rows themselves make: municipalities of a county, counties of a region,
    regions of the country (a level that is not whole is stepped over), both sexes, and `bands`, pairs of an indicator
    and the indicators it is the sum of. A sum counts when the total and every part have a count or are hidden already.
    The base of a row is the most its count can be. A small count and one hidden for its sake look the same: status
    `hidden` and nothing beside it. Rows without a count are left as they are: there is nothing to judge them by.

    `before` holds the observations of the release before, when it was hidden by this rule: what it hid stays hidden.
    Raises `ValueError` as `protect` does.
    """
    numbered = _numbered(rows)
    cells = _cells(numbered, before)
    protected = protect(
        cells.drop(OBSERVATION_KEY), _sums(cells, regions, bands), threshold=threshold, hide_zero=hide_zero
    )
    hidden = protected.filter((pl.col("hidden") != "") & pl.col("count").is_not_null())["cell"]
    status = pl.when(pl.col("cell").is_in(hidden.implode())).then(pl.lit("hidden")).otherwise("status")
    return hide_beside_missing(numbered.with_columns(status=status.cast(rows.schema["status"]))).drop("cell")


def narrowed(
    rows: pl.DataFrame,
    shown: pl.DataFrame,
    regions: pl.DataFrame,
    *,
    hide_zero: bool = False,
    bands: Sequence[Band] = (),
    before: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The audit: `indicator`, `region`, `year`, `period`, `sex` of hidden counts with fewer than two possible values.

    `rows` are the true observations, `shown` the same ones in the same order as they are published, however they were
    hidden. The reader has all that is shown, every base, the sums of `hide_observations` and the release `before`, and
    knows that no zero is hidden unless `hide_zero`. What that release told already, and zeros, are no secrets.
    """
    numbered = _numbered(rows)
    cells, gone = _cells(numbered, before), numbered["cell"].filter(shown["status"] != "ok")
    from_zero = pl.lit(hide_zero) | (pl.col("high") < 2).fill_null(False)
    told = cells.with_columns(
        hidden=pl.when(pl.col("cell").is_in(gone.implode())).then(pl.lit("hidden")).otherwise(pl.lit("")),
        low=pl.when(from_zero).then(0.0).otherwise(1.0),
    )
    found = exposed(audit(told.drop(OBSERVATION_KEY), _sums(cells, regions, bands), bounds="given"))
    is_secret = pl.lit(hide_zero) | (pl.col("count") > 0)
    if before is not None:
        is_secret &= pl.col("before").ne_missing("shown")
    return cells.filter(pl.col("cell").is_in(found.implode()) & is_secret).select(OBSERVATION_KEY).sort(OBSERVATION_KEY)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a number for each, `cell`, in the order of their keys.

    Of two counts as small the one is hidden whose number comes first, so numbers must not follow the rows' order.
    """
    return rows.with_columns(cell=pl.struct(OBSERVATION_KEY).rank("ordinal").cast(pl.Int64))


def _cells(numbered: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """The numbered rows that have a count or are hidden, with what is known of them."""
    is_ok = pl.col("status") == "ok"
    cells = numbered.filter(
        (is_ok & pl.col("count").is_not_null()) | pl.col("status").is_in(list(STATUSES_OF_HIDDEN))
    ).select("cell", *OBSERVATION_KEY, "count", high=pl.when(pl.col("base") >= pl.col("count")).then("base"))
    return cells if before is None else _with_before(cells, before)


def _sums(cells: pl.DataFrame, regions: pl.DataFrame, bands: Sequence[Band]) -> pl.DataFrame:
    """Every sum that the rows themselves make, as relations."""
    return pl.concat([_sums_of_areas(cells, regions), _sums_of_sexes(cells), _sums_of_bands(cells, bands)])


def _with_before(cells: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """What the release before said of each cell: `hidden`, `shown` with the same count, or nothing."""
    told = before.select(*OBSERVATION_KEY, count_before="count", status_before="status")
    return (
        cells.join(told, on=OBSERVATION_KEY, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(
            before=pl.when(pl.col("status_before").is_in(list(STATUSES_OF_HIDDEN)))
            .then(pl.lit("hidden"))
            .when(pl.col("count_before") == pl.col("count"))
            .then(pl.lit("shown"))
        )
        .drop("count_before", "status_before")
    )


def _sums_of_areas(cells: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Relations of areas: of the ways to divide an area, the coarsest of which every part is there."""
    parts = _division_of(regions)
    whole = (
        cells.select(*_TABLE, area="region", total="cell")
        .join(parts, on="area")
        .join(
            cells.select(*_TABLE, part_area="region", part="cell"),
            on=["part_area", *_TABLE],
            how="left",
            nulls_equal=True,
        )
        .group_by("total", "step")
        .agg("part")
        .filter(~pl.col("part").list.contains(None, nulls_equal=True))
        .sort("total", "step")
        .unique("total", keep="first", maintain_order=True)
    )
    return whole.select(relation=pl.concat_str(pl.lit("area "), "total"), total="total", part="part").explode("part")


def _division_of(regions: pl.DataFrame) -> pl.DataFrame:
    """The ways to divide every area into smaller ones: `area`, `part_area`, `step` (0 is the coarsest).

    A region is divided into counties only where none of them reaches into another region.
    """
    has_regions = "region" in regions.columns
    homes = regions.filter(pl.col("level").cast(pl.String) == "municipality").select(
        "code", "county", pl.col("region") if has_regions else pl.lit(None, pl.String).alias("region")
    )
    country = regions.filter(pl.col("level").cast(pl.String) == "country").select(area="code")
    pairs = homes.select("county", "region").unique().drop_nulls()
    torn = pairs.filter(pl.col("county").is_duplicated())["region"]
    ways = [
        homes.select(area="county", part_area="code", step=pl.lit(2)),
        homes.select(area="region", part_area="code", step=pl.lit(2)),
        pairs.filter(~pl.col("region").is_in(torn.implode())).select(area="region", part_area="county", step=pl.lit(1)),
        *(
            country.join(homes.select(part_area=level).unique().drop_nulls(), how="cross").with_columns(
                step=pl.lit(step)
            )
            for step, level in enumerate(("region", "county", "code"))
        ),
    ]
    return pl.concat(ways).drop_nulls().sort("area", "step", "part_area")


def _sums_of_sexes(cells: pl.DataFrame) -> pl.DataFrame:
    """Relations of both sexes, where both are there with their total."""
    by = [name for name in OBSERVATION_KEY if name != "sex"]
    sex = pl.col("sex").cast(pl.String)
    parts = cells.filter(sex != "total").select(*by, part="cell")
    totals = cells.filter(sex == "total").select(*by, total="cell")
    return (
        totals.join(parts, on=by, nulls_equal=True)
        .filter(pl.len().over("total") == 2)
        .select(relation=pl.concat_str(pl.lit("sexes "), "total"), total="total", part="part")
        .sort("total", "part")
    )


def _sums_of_bands(cells: pl.DataFrame, bands: Sequence[Band]) -> pl.DataFrame:
    """Relations of indicators that add up to a wider one, where all of them are there."""
    by = [name for name in OBSERVATION_KEY if name != "indicator"]
    made = []
    for number, (total, parts) in enumerate(bands):
        made.append(
            cells.filter(indicator=total)
            .select(*by, total="cell")
            .join(
                cells.filter(pl.col("indicator").is_in(list(parts))).select(*by, part="cell"), on=by, nulls_equal=True
            )
            .filter(pl.len().over("total") == len(parts))
            .select(relation=pl.concat_str(pl.lit(f"band {number} "), "total"), total="total", part="part")
            .sort("total", "part")
        )
    none = pl.DataFrame(schema={"relation": pl.String, "total": pl.Int64, "part": pl.Int64})
    return pl.concat([none, *made])
