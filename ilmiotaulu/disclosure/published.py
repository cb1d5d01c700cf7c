"""Publishers' own hiding: which hidden cells a reader could compute from the totals beside them.

It says which cells, never what is in them: no difference between a total and its parts is ever taken, only asked
whether the two are equal or one cell alone is missing.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from ilmiotaulu.disclosure.observations import Band
from ilmiotaulu.schema import SEXES, STATUSES_OF_HIDDEN

_AREAS = (("municipality", "county"), ("municipality", "region"), ("municipality", "country"), ("county", "country"))


def exposed_by_totals(
    observations: pl.DataFrame,
    regions: pl.DataFrame,
    *,
    threshold: int = 5,
    bands: Sequence[Band] = (),
    parts: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The hidden cells that a publisher's own figures give away: `indicator`, `year`, `sex`, `region`, sorted.

    A hidden count can be computed when it alone is missing from a sum (municipalities of a county, a region or the
    country, counties of the country, both sexes, and `bands`: an indicator and those it is the sum of), or when its sum
    leaves every missing part its smallest value (0; 1 where zeros are shown, status `hidden`) or its largest,
    `threshold - 1`. What has been computed helps to compute more. An area without a row is missing without being
    hidden. A sum whose figures contradict the bounds gives nothing away.

    `parts` has rows of municipalities as they were before they merged, and in `new` which one they are of: their county
    is the sum of them, so they stand for the cells that they make up, under their own codes. Of a year they are all
    there, both sexes and every indicator of a band, or none. Without them a merged municipality is taken for one, and
    the sum of two hidden counts for a count.
    """
    if parts is not None:
        observations, regions = _before_mergers(observations, regions, parts)
    # A cell helps to compute another only in the same time, and without bands only in the same indicator.
    near = "time" if bands else "series"
    cells = _numbered(observations, regions)
    cells = cells.filter(pl.col(near).is_in(cells.filter("is_hidden")[near].unique().implode()))
    found = pl.Series("cell", [], pl.Int64)
    while True:
        sums = [*_in_areas(cells, regions), _in_sexes(cells, regions), *_in_bands(cells, regions, bands)]
        more = pl.concat(pl.collect_all([_given_away(terms, threshold) for terms in sums])).unique()["cell"]
        if more.is_empty():
            return observations[found].select("indicator", "year", "sex", "region").unique().sort(pl.all())
        found = found.append(more)
        cells = cells.with_columns(is_known=pl.col("is_known") | pl.col("cell").is_in(more.implode()))
        touched = cells.filter(pl.col("cell").is_in(more.implode()))[near].unique()
        cells = cells.filter(pl.col(near).is_in(touched.implode()))


_CELL = ("indicator", "year", "period", "sex")


def _before_mergers(
    observations: pl.DataFrame, regions: pl.DataFrame, parts: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with municipalities that merged in their parts, and the regions with those.

    `more` is 1 for all parts of a municipality but one: by so many members the sums of its areas are longer. Regions
    that are no more have `is_old`.
    """
    is_more = pl.int_range(pl.len()).over(*_CELL, "new") > 0
    ours = parts.with_columns(more=is_more.cast(pl.Int64))
    whole = observations.join(
        ours.select(*_CELL, region="new"), on=[*_CELL, "region"], how="anti", nulls_equal=True
    ).select(*_CELL, "region", "count", "status", more=pl.lit(0, pl.Int64))
    old = ours.select("new", old="region").unique().filter(~pl.col("old").is_in(regions["code"].implode()))
    places = old.sort("old").join(regions, left_on="new", right_on="code").rename({"old": "code"})
    both = [one.with_columns(is_old=pl.lit(is_old)) for one, is_old in ((regions, False), (places, True))]
    return pl.concat([whole, ours.select(whole.columns)]), pl.concat(both, how="diagonal")


def _numbered(observations: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """The cells with numbers for names, so that one number tells sums apart; `series` is an indicator in a time."""
    indicators = observations["indicator"].unique().sort().to_list()
    times = observations.select("year", "period").unique().sort("year", "period")

    def number(name: str, names: Sequence[str]) -> pl.Expr:
        return pl.col(name).cast(pl.String).cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int64)

    return (
        observations.select(
            "indicator",
            "year",
            "period",
            "count",
            cell=pl.int_range(pl.len()),
            of_indicator=number("indicator", indicators),
            sex=number("sex", SEXES),
            place=number("region", regions["code"].to_list()),
            is_hidden=pl.col("status").is_in(list(STATUSES_OF_HIDDEN)),
            least=(pl.col("status") == "hidden").cast(pl.Float64),
            is_known=pl.col("count").is_not_null(),
            more="more" if "more" in observations.columns else pl.lit(0, pl.Int64),
        )
        .drop_nulls("place")
        .join(times.with_columns(time=pl.int_range(pl.len())), on=["year", "period"], nulls_equal=True)
        .with_columns(series=pl.col("of_indicator") * times.height + pl.col("time"))
        .drop("year", "period", "of_indicator")
    )


def _given_away(terms: pl.LazyFrame, threshold: int) -> pl.LazyFrame:
    """The hidden cells of the sums that give them away.

    `terms` has the cells' columns, the number of the sum a cell is in (`sum`), whether it `is_total`, and the number of
    parts that the sum has (`size`).
    """
    is_part, is_open = ~pl.col("is_total"), pl.col("is_hidden") & ~pl.col("is_known")
    count, open_part = pl.col("count").fill_null(0.0), (is_part & is_open).cast(pl.Float64)
    told = (
        terms.select(
            "sum",
            "size",
            "is_known",
            open=open_part,
            least=open_part * pl.col("least"),
            total=pl.col("is_total").cast(pl.Float64) * count,
            shown=is_part.cast(pl.Float64) * count,
            has_total=pl.col("is_total") & pl.col("count").is_not_null(),
            is_computed=pl.col("is_known") & pl.col("count").is_null(),
            more="more",
        )
        .group_by("sum")
        .agg(
            pl.col("open", "least", "total", "shown").sum(),
            missing=pl.col("size").first() + pl.col("more").sum() + 1 - pl.col("is_known").sum().cast(pl.Int64),
            has_bound=pl.col("has_total").any() & ~pl.col("is_computed").any(),
        )
    )
    all_least = pl.col("total") == pl.col("shown") + pl.col("least")
    all_most = (pl.col("missing") == pl.col("open")) & (
        pl.col("total") == pl.col("shown") + pl.col("open") * (threshold - 1)
    )
    telling = told.filter((pl.col("missing") == 1) | (pl.col("has_bound") & (all_least | all_most)))
    return terms.filter(is_open).join(telling, on="sum", how="semi").select("cell")


def _in_areas(cells: pl.DataFrame, regions: pl.DataFrame) -> Iterator[pl.LazyFrame]:
    """Municipalities in their county, region and country, and counties in the country."""
    level = pl.col("level").cast(pl.String)
    places = regions.select(
        level=level,
        place=pl.int_range(pl.len()),
        code="code",
        county="county",
        region="region" if "region" in regions.columns else pl.lit(None, pl.String),
        country=pl.lit(regions.filter(level == "country")["code"].first(), pl.String),
        is_old="is_old" if "is_old" in regions.columns else pl.lit(False),
    )
    for part, whole in _AREAS:
        parts = places.filter(level=part).join(places.select(code="code", area="place"), left_on=whole, right_on="code")
        size = (~pl.col("is_old")).sum().over("area").cast(pl.Int64)
        parts = parts.select("place", "area", size=size, is_total=pl.lit(False))
        wholes = parts.select(place="area", area="area", size="size", is_total=pl.lit(True)).unique()
        table = pl.col("series") * len(SEXES) + pl.col("sex")
        yield (
            cells.lazy()
            .join(pl.concat([parts, wholes]).lazy(), on="place")
            .with_columns(sum=table * regions.height + pl.col("area"))
        )


def _in_sexes(cells: pl.DataFrame, regions: pl.DataFrame) -> pl.LazyFrame:
    """Both sexes in their total."""
    return cells.lazy().with_columns(
        sum=pl.col("series") * regions.height + pl.col("place"),
        is_total=pl.col("sex") == SEXES.index("total"),
        size=pl.lit(len(SEXES) - 1, pl.Int64),
        more=pl.lit(0, pl.Int64),
    )


def _in_bands(cells: pl.DataFrame, regions: pl.DataFrame, bands: Sequence[Band]) -> Iterator[pl.LazyFrame]:
    """Indicators in the one they add up to."""
    table = pl.col("time") * len(SEXES) + pl.col("sex")
    for total, parts in bands:
        yield (
            cells.lazy()
            .filter(pl.col("indicator").is_in([total, *parts]))
            .with_columns(
                sum=table * regions.height + pl.col("place"),
                is_total=pl.col("indicator") == total,
                size=pl.lit(len(parts), pl.Int64),
                more=pl.lit(0, pl.Int64),
            )
        )
