"""The region's own figures as tables of a release and as series of indicators, from what `months` worked out."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from ilmiotaulu.catalogue import Indicator, Local
from ilmiotaulu.schema import LocalMonth, PlaceRow
from ilmiotaulu.statistics.dispersion import monthly_dispersion
from pipelines.derive import SERIES, UNIT_SIZE
from pipelines.local.keeping import Given
from pipelines.local.months import ALL_AGES, MONTHS_OF_A_YEAR, PLACES, Worked, moved

_YEARS_OF_PLACES: Final = 5
# A share without the number of people behind it cannot be judged, so it is not told.
_NEEDS_A_COUNT: Final = tuple(UNIT_SIZE)
_DISPERSION: Final = pl.Schema({"region": pl.String, "dispersion": pl.Float64})


def place_table(worked: Worked, numbers: Mapping[str, Mapping[int, int]]) -> pl.DataFrame:
    """The table `place`. `numbers` gives by template and import the row of `source_fetch`."""
    rows = worked.places.with_columns(source_fetch=_number(numbers.get(PLACES, {})))
    return PlaceRow.validate(rows.select(PlaceRow.column_names()), cast=True)


def month_table(worked: Worked, numbers: Mapping[str, Mapping[int, int]], together: Mapping[str, int]) -> pl.DataFrame:
    """The table `local_month`. What is of several imports has the number of all of a template's, `together`."""
    names = LocalMonth.column_names()
    parts = [LocalMonth.create_empty()]
    for (template,), rows in worked.months.partition_by("template", as_dict=True).items():
        is_of_one = pl.col("level") == ("place" if (rows["level"] == "place").any() else "municipality")
        number = pl.when(is_of_one).then(_number(numbers[str(template)])).otherwise(pl.lit(together[str(template)]))
        parts.append(rows.with_columns(month="time", source_fetch=number).select(names).cast(dict(parts[0].schema)))
    return LocalMonth.validate(pl.concat(parts).sort(names[:6]), cast=True)


def monthly_series(
    entry: Indicator, source: Local, worked: Worked, number: int, base: pl.DataFrame | None
) -> pl.DataFrame:
    """The years of an indicator of months as a series with the number of its source; no rows before a whole year.

    `base` is the series of the catalogue's base indicator: a rate is the count among it, and not available without it.
    """
    at = ["region", "time"]
    years = worked.years.filter(template=source.template)
    is_mine = pl.col("weighed_by").eq_missing(pl.lit(source.of if source.formula == "mean" else None, pl.String))
    rows = years.filter(is_mine, measure=source.column).with_columns(
        count="value", year=pl.col("time").cast(pl.Int16), is_open=pl.lit(False)
    )
    if source.formula == "monthly_mean":
        rows = rows.with_columns(pl.col("value", "count") / MONTHS_OF_A_YEAR)
    elif source.formula == "mean":
        rows = rows.with_columns(count="weight")
    elif source.formula == "share":
        among = years.filter(pl.col("weighed_by").is_null(), measure=source.of)
        rows = rows.join(among.select(*at, among="value", status_of="status"), on=at).with_columns(
            value=pl.when(pl.col("among") > 0).then(pl.col("count") / pl.col("among") * UNIT_SIZE[entry.unit]),
            status=pl.when(pl.col("status") == "ok").then("status_of").otherwise("status"),
        )
    if source.formula != "share" and entry.unit in UNIT_SIZE:
        people = base if base is not None else SERIES.to_frame()
        among = people.filter(status="ok", sex="total").select("region", "year", among="value")
        rows = rows.join(among.filter(pl.col("among") > 0), on=["region", "year"], how="left").with_columns(
            value=pl.col("count") / pl.col("among") * UNIT_SIZE[entry.unit]
        )
    return _series(rows, entry, number)


def dispersions(worked: Worked, source: Local) -> pl.DataFrame:
    """Of every area how much more a measure's months vary than chance would: `region`, `dispersion`.

    From the months of whole years, and of those alone that the release tells, all twelve of them: so the limits that
    are made of it tell nothing that the months do not. An area with fewer than two such years has no row.
    """
    at = ["region", "year"]
    mine = {"template": source.template, "measure": source.column, "status": "ok"}
    is_measure = pl.col("weighed_by").is_null()
    whole = worked.years.filter(is_measure, **mine).select("region", year="time")
    told = (
        worked.months.filter(is_measure, pl.col("place") == "", age_group=ALL_AGES, **mine)
        .with_columns(year=pl.col("time").str.slice(0, 4))
        .join(whole, on=at, how="semi")
        .sort(*at, "time")
        .group_by(at, maintain_order=True)
        .agg("value")
        .filter(pl.col("value").list.len() == MONTHS_OF_A_YEAR)
    )
    found = [
        (str(region), monthly_dispersion(of_area["value"].to_list()))
        for (region,), of_area in told.partition_by("region", as_dict=True).items()
    ]
    made = pl.DataFrame(found, schema=_DISPERSION, orient="row")
    return made.filter(pl.col("dispersion").is_not_nan()).sort("region")


def listed_series(
    entry: Indicator,
    source: Local,
    one: Given,
    places: pl.DataFrame,
    regions: pl.DataFrame,
    successor: Mapping[str, str],
    number: int,
) -> pl.DataFrame:
    """The series of an indicator of lists: places, groups, agreements, what is covered, or a measure of the region's.

    Of all municipalities of a county that the list speaks of, nothing listed being zero; a measure where it is given.
    The newest year of a list is `provisional`: it was brought before the year had ended.
    """
    homes = regions.filter(level="municipality").select(region="code", county="county")
    newest = max(origin.at for origin in one.origins).year
    if source.formula == "measure":
        rows = _measured(entry, one, successor).join(homes, on="region")
    else:
        listed = _open_places(source, places, newest) if source.formula == "places" else _groups(source, one, successor)
        counted = listed.join(homes, on="region").group_by("region", "year").agg(pl.col("value").sum())
        of_list = counted.join(homes, on="region").select("county", "year").unique()
        rows = of_list.join(homes, on="county").join(counted, on=["region", "year"], how="left")
        rows = rows.with_columns(pl.col("value").fill_null(0.0), status=pl.lit("ok")).with_columns(count="value")
        if source.formula == "covered":
            rows = _covered(rows, UNIT_SIZE[entry.unit], is_example=one.is_example)
    return _series(
        rows.with_columns(is_example=pl.lit(one.is_example), is_open=pl.col("year") >= newest), entry, number
    )


def _open_places(source: Local, places: pl.DataFrame, newest: int) -> pl.DataFrame:
    """The places that are open at the end of a year (as `Centre.is_open` of the page), one a row: of the list's own
    year, and of the four before it where the years of opening of all places of the municipality are known.
    """
    is_known = pl.col("opened").is_not_null().all().over("municipality")
    kept = places.filter(pl.col(source.column or "").is_in(source.options)) if source.options else places
    years = pl.DataFrame({"year": range(newest - _YEARS_OF_PLACES + 1, newest + 1)}, schema={"year": pl.Int16})
    is_open = (pl.col("opened").is_null() | (pl.col("opened") <= pl.col("year"))) & (
        pl.col("closed").is_null() | (pl.col("closed") > pl.col("year"))
    )
    return (
        kept.with_columns(is_known=is_known)
        .join(years, how="cross")
        .filter(pl.col("is_known") | (pl.col("year") == newest))
        .select(region="municipality", year="year", value=is_open.cast(pl.Float64))
    )


def _groups(source: Local, one: Given, successor: Mapping[str, str]) -> pl.DataFrame:
    """The groups of the network, one a row: 1 when it counts by the formula, else 0."""
    rows = one.rows.with_columns(region=moved("municipality", successor))
    counts = pl.col(source.column).is_in(source.options) if source.column else pl.lit(True)
    if source.formula == "agreements":
        last = pl.date(pl.col("year"), 12, 31)
        counts &= (pl.col("agreement_from") <= last).fill_null(True) & (pl.col("agreement_to") >= last).fill_null(True)
    else:
        counts &= (pl.col("meetings") > 0).fill_null(True)
    return rows.select("region", "year", value=counts.fill_null(False).cast(pl.Float64))


def _covered(rows: pl.DataFrame, size: float, *, is_example: bool) -> pl.DataFrame:
    """Whether a municipality has a group, in the indicator's unit, and the share of the county's that have one."""
    marked = rows.with_columns(count=(pl.col("value") > 0).cast(pl.Float64)).with_columns(value=pl.col("count") * size)
    if is_example:
        return marked
    county = marked.group_by("county", "year", "status").agg(pl.col("count").sum(), pl.col("value").mean())
    return pl.concat([marked, county.with_columns(region="county").select(marked.columns)])


def _measured(entry: Indicator, one: Given, successor: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a measure of the region's own: a count is its value; a share without a count is not told."""
    rows = one.rows.filter(measure=entry.id).with_columns(region=moved("municipality", successor))
    if entry.is_count:
        summed = rows.group_by("region", "year").agg(pl.col("value").sum())
        return summed.with_columns(count="value", status=pl.lit("ok"))
    is_merged = pl.len().over("region", "year") > 1
    lacks = is_merged | (pl.col("count").is_null() & pl.lit(entry.unit in _NEEDS_A_COUNT))
    return rows.select(
        "region",
        "year",
        value=pl.when(~lacks).then("value"),
        count=pl.when(~lacks).then(pl.col("count").cast(pl.Float64)),
        status=pl.when(is_merged)
        .then(pl.lit("not_available"))
        .when(lacks)
        .then(pl.lit("hidden"))
        .otherwise(pl.lit("ok")),
    ).unique(["region", "year"], keep="first", maintain_order=True)


def _series(rows: pl.DataFrame, entry: Indicator, number: int) -> pl.DataFrame:
    """Rows with `region`, `county`, `year`, `value`, `count`, `status`, `is_example` and `is_open` as a series."""
    lacks = (pl.col("status") == "ok") & pl.col("value").is_null()
    status = pl.when(lacks).then(pl.lit("not_available")).otherwise("status")
    marks = [
        pl.when(is_marked).then(pl.lit(flag))
        for is_marked, flag in (
            (pl.col("is_example"), "example"),
            (pl.col("is_open"), "provisional"),
            (pl.col("region") == pl.col("county"), "derived"),
        )
    ]
    return (
        rows.with_columns(
            value=pl.col("value").round(entry.decimals),
            period=pl.lit(None, pl.String),
            sex=pl.lit("total"),
            status=status,
            flags=pl.concat_list(marks).list.drop_nulls(),
            source_fetch=pl.lit(number),
        )
        .select(SERIES.names())
        .cast(dict(SERIES))
        .sort("region", "year")
    )


def _number(numbers: Mapping[int, int]) -> pl.Expr:
    """The row of `source_fetch` that an import has."""
    return pl.col("import").replace_strict(dict(numbers), default=None, return_dtype=pl.Int16)
