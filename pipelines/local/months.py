"""From the rows of the region's own files to months and whole years, hidden before anything is made of them.

Counts of a month add up from places to their municipality and from municipalities to their county, of those that have
reported. A year is whole when all that should have reported have all its months; only whole years are figures, and a
county's only when all its municipalities are whole.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ilmiotaulu.catalogue import Indicator, Local
from ilmiotaulu.disclosure import hide_beside_missing
from ilmiotaulu.local.templates import Template
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from pipelines.local.hiding import CELL, HIDDEN_BELOW, Rule, hide_cells
from pipelines.local.keeping import Given
from pipelines.sources.rows import Noted

PLACES: Final = "family_centres"
ALL_AGES: Final = "all"
MONTHS_OF_A_YEAR: Final = 12
_OF: Final = ["template", "measure", "weighed_by", "is_example"]
_MONTH: Final = pl.Schema(
    {
        **dict.fromkeys((*CELL, "level", "county", "weighed_by"), pl.String),
        "value": pl.Float64,
        "weight": pl.Float64,
        "import": pl.Int32,
        "is_example": pl.Boolean,
    }
)


@dataclass(frozen=True, eq=False)
class Worked:
    """The region's own figures of a release: places, months and years, with what a person should know of them.

    `places` has the columns of the list with `id` and `import`. `months` and `years` have a row a cell (`hiding.CELL`)
    with its `level`, its `value` and the `status` it is told with; a mean is `weighed_by` a measure and has its
    `weight`. `import` is the highest number of those that are in the cell.
    """

    places: pl.DataFrame
    months: pl.DataFrame
    years: pl.DataFrame
    noted: tuple[tuple[str | None, Noted], ...]


def work_out(
    given: Mapping[str, Given],
    entries: Mapping[str, Indicator],
    regions: pl.DataFrame,
    successor: Mapping[str, str],
    before: pl.DataFrame | None = None,
) -> Worked:
    """The places, months and whole years of the rows given. `before` has the cells of the release before.

    Rows of a municipality that has merged are its successor's. Use of a place that no list has is left out and counted
    in the finding `local_unknown_places`; what the division does not have is left out.
    """
    homes = regions.filter(level="municipality").select(region="code", county="county")
    places = _places(given.get(PLACES), homes, successor)
    monthly = [one for one in given.values() if is_monthly(one.template)]
    noted: list[tuple[str | None, Noted]] = []
    leaves = []
    for one in monthly:
        leaf, unknown = _reported(one, places, homes, successor, _weights(one.template, entries))
        leaves.append(leaf)
        if unknown and not one.is_example:
            details = {"title": one.template.title.fi, "places": unknown}
            noted.append((None, Noted("local_unknown_places", details)))
    leaf = pl.concat([_MONTH.to_frame(), *leaves])
    months = pl.concat([leaf, *_of_areas(leaf)])
    years = _years(leaf, _due(leaf, places, homes), homes, _yearly(entries))
    counts = pl.concat([months, years.filter(status="ok").select(months.columns)]).filter(
        pl.col("weighed_by").is_null()
    )
    rules = {one.template.id: _rule(one.template, entries) for one in monthly}
    cells = counts.select(*CELL, "level", "county", count="value")
    hidden, narrowed = hide_cells(cells, rules, before)
    gone = hidden.filter("is_hidden").select(CELL)
    lone = _lone_means(leaf, gone)
    noted += _narrowed(narrowed, entries)
    return Worked(
        places,
        _told(months.with_columns(status=pl.lit("ok")), gone, lone),
        _told(years, gone, lone),
        tuple(noted),
    )


def cells_before(
    months: pl.DataFrame, observations: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame
) -> pl.DataFrame:
    """The cells that a release told or hid, for `work_out` of the next: `CELL`, `level`, `county`, `count`.

    `months` is its table `local_month`, `observations` its yearly rows of the indicators that are made of months.
    `count` is empty where it hid one. What is neither told nor hidden, and examples, are no cells.
    """
    is_hidden = pl.col("status").cast(pl.String).is_in(list(STATUSES_OF_HIDDEN))
    parts = [
        months.filter(~pl.col("is_example")).select(
            *CELL[:-1], is_hidden.alias("is_hidden"), time="month", count="value"
        )
    ]
    is_told = (is_hidden | (pl.col("status").cast(pl.String) == "ok")) & pl.col("period").is_null()
    yearly = observations.filter(is_told & ~pl.col("flags").list.contains("example"))
    for name, source in _sources(entries):
        times = MONTHS_OF_A_YEAR if source.formula == "monthly_mean" else 1
        columns = {source.column: pl.col("count") * times}
        if source.formula == "share":
            columns[source.of] = pl.col("base")
        if source.formula == "mean":
            columns = {source.of: pl.col("count")}
        for measure, count in columns.items():
            parts.append(
                yearly.filter(indicator=name)
                .select(
                    pl.lit(source.template).alias("template"),
                    pl.lit(measure).alias("measure"),
                    pl.col("region").cast(pl.String),
                    pl.lit("").alias("place"),
                    pl.lit(ALL_AGES).alias("age_group"),
                    is_hidden.alias("is_hidden"),
                    time=pl.col("year").cast(pl.String),
                    count=count.round(),
                )
                .filter(pl.col("count").is_not_null() | pl.col("is_hidden"))
            )
    together = pl.concat([part.select(*CELL, "is_hidden", "count") for part in parts])
    told = together.group_by(CELL).agg(pl.col("is_hidden").any(), pl.col("count").max())
    level = pl.when(pl.col("place") != "").then(pl.lit("place")).otherwise(pl.col("level").cast(pl.String))
    located = told.join(regions.select(region="code", level="level", county="county"), on="region")
    return located.select(
        *CELL, level.alias("level"), "county", pl.when(~pl.col("is_hidden")).then("count").alias("count")
    )


def is_monthly(template: Template) -> bool:
    """Whether the rows of a template are of months."""
    return template.period is not None and template.column(template.period).kind == "month"


def column_of_kind(template: Template, kind: str) -> str | None:
    """The template's first column of a kind."""
    return next((column.id for column in template.columns if column.kind == kind), None)


def moved(column: str, successor: Mapping[str, str]) -> pl.Expr:
    """A municipality's code in the division in force."""
    return pl.col(column).replace(dict(successor))


# ---- rows ---------------------------------------------------------------------------------------------------
def _places(one: Given | None, homes: pl.DataFrame, successor: Mapping[str, str]) -> pl.DataFrame:
    """The places of the list with an `id` that is the same in every release: the name in plain letters."""
    columns = ["name", "kind", "run_by", "municipality", "longitude", "latitude", "opening_hours", "opened", "closed"]
    if one is None:
        schema = dict.fromkeys(columns, pl.String) | {"opened": pl.Int16, "closed": pl.Int16}
        return pl.DataFrame(schema={"id": pl.String, **schema, "import": pl.Int32, "is_example": pl.Boolean})
    rows = one.rows.rename({"place": "name"}).with_columns(
        municipality=moved("municipality", successor), is_example=pl.lit(one.is_example)
    )
    ids = dict(_ids(rows["name"].unique().sort().to_list()))
    return (
        rows.join(homes, left_on="municipality", right_on="region", how="semi")
        .with_columns(id=pl.col("name").replace_strict(ids, return_dtype=pl.String))
        .select("id", *columns, "import", "is_example")
        .sort("id")
    )


def _ids(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    taken: dict[str, int] = {}
    for name in names:
        letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        plain = "-".join("".join(one if one.isalnum() else " " for one in letters).split()) or "place"
        taken[plain] = taken.get(plain, 0) + 1
        yield name, plain if taken[plain] == 1 else f"{plain}-{taken[plain]}"


def _reported(
    one: Given,
    places: pl.DataFrame,
    homes: pl.DataFrame,
    successor: Mapping[str, str],
    weights: Mapping[str, str],
) -> tuple[pl.DataFrame, int]:
    """The cells that the rows of a template report, and how many places they name that no list has."""
    template, rows, unknown = one.template, one.rows, 0
    place = column_of_kind(template, "place")
    if place:
        known = places.filter(is_example=one.is_example).select(pl.col("name").alias(place), "id", "municipality")
        unknown = rows.join(known, on=place, how="anti")[place].n_unique()
        located = rows.join(known, on=place).drop(place).rename({"id": "place", "municipality": "region"})
    else:
        municipality = str(column_of_kind(template, "municipality"))
        located = rows.with_columns(region=moved(municipality, successor), place=pl.lit(""))
    key = {
        "template": pl.lit(template.id),
        "region": pl.col("region"),
        "place": pl.col("place"),
        "age_group": pl.col(template.total_of) if template.total_of else pl.lit(ALL_AGES),
        "time": pl.col(str(template.period)),
    }
    parts = []
    for column in template.columns:
        if column.kind not in ("count", "number"):
            continue
        weight = weights.get(column.id)
        cells = located.filter(pl.col(column.id).is_not_null()).select(
            **key,
            measure=pl.lit(column.id),
            value=pl.col(column.id).cast(pl.Float64),
            weight=(pl.col(weight) if weight else pl.lit(None)).cast(pl.Float64),
            weighed_by=pl.lit(weight, pl.String),
            **{"import": pl.col("import")},
        )
        parts.append(_added(cells, [*CELL, "weighed_by"]))
    return (
        pl.concat(parts)
        .join(homes, on="region")
        .with_columns(level=pl.lit("place" if place else "municipality"), is_example=pl.lit(one.is_example))
        .select(_MONTH.names())
        .cast(dict(_MONTH)),
        unknown,
    )


def _weights(template: Template, entries: Mapping[str, Indicator]) -> dict[str, str]:
    """What weighs the means of a template: what the catalogue says, or its first count that is always there."""
    always = [column.id for column in template.columns if column.kind == "count" and column.required]
    said = {
        str(source.column): str(source.of)
        for _, source in _sources(entries)
        if source.formula == "mean" and source.template == template.id
    }
    numbers = [column.id for column in template.columns if column.kind == "number"]
    return {name: said.get(name, always[0]) for name in numbers if name in said or always}


# ---- areas and years ----------------------------------------------------------------------------------------
def _added(cells: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Cells together: counts are summed, means weighed; a mean that nothing weighs is none. `by` has `weighed_by`."""
    is_mean = pl.col("weighed_by").is_not_null()
    weighed = (pl.col("value") * pl.col("weight")).sum() / pl.col("weight").sum()
    return (
        cells.group_by(by, maintain_order=True)
        .agg(
            value=pl.when(is_mean.first()).then(weighed).otherwise(pl.col("value").sum()),
            weight=pl.when(is_mean.first()).then(pl.col("weight").sum()),
            **{"import": pl.col("import").max()},
        )
        .filter(pl.col("value").is_not_nan())
    )


def _of_areas(leaf: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The months of municipalities that have places, and of counties."""
    same = [*_OF, "age_group", "time", "county"]
    places = leaf.filter(level="place")
    of_places = _added(places, [*same, "region"]).with_columns(place=pl.lit(""), level=pl.lit("municipality"))
    yield of_places.select(leaf.columns)
    of_all = _added(leaf, same).with_columns(region="county", place=pl.lit(""), level=pl.lit("county"))
    yield of_all.select(leaf.columns)


def _due(leaf: pl.DataFrame, places: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Who should report in which years, and how many months: `template`, `region`, `place`, `time`, `needed`.

    A place from the year after it opened to the year before it closed all months, in those years at least one; a
    municipality that reports itself, all. A place whose year of opening is not known has been there always.
    """
    seen = leaf.select("template", "level", "county", "is_example", time=pl.col("time").str.slice(0, 4)).unique()
    year = pl.col("time").cast(pl.Int16)
    is_there = (pl.col("opened").is_null() | (pl.col("opened") <= year)) & (
        pl.col("closed").is_null() | (pl.col("closed") >= year)
    )
    is_part = (pl.col("opened") == year).fill_null(False) | (pl.col("closed") == year).fill_null(False)
    of_places = (
        places.join(homes, left_on="municipality", right_on="region")
        .join(seen.filter(level="place"), on=["county", "is_example"])
        .filter(is_there)
        .select(
            "template",
            "time",
            region="municipality",
            place="id",
            needed=pl.when(is_part).then(1).otherwise(MONTHS_OF_A_YEAR),
        )
    )
    alone = homes.join(seen.filter(level="municipality"), on="county").select(
        "template", "time", region="region", place=pl.lit(""), needed=pl.lit(MONTHS_OF_A_YEAR)
    )
    return pl.concat([of_places, alone])


def _years(
    leaf: pl.DataFrame, due: pl.DataFrame, homes: pl.DataFrame, wanted: Sequence[tuple[str, str, str | None]]
) -> pl.DataFrame:
    """The years that indicators are made of, of every municipality and county of which any is whole.

    `wanted` has template, measure and what it is weighed by. `status`: `ok` a whole year, `not_available` one that is
    not, `not_applicable` that of a municipality without a place. Made-up figures have no county.
    """
    names = pl.DataFrame(wanted, schema=dict.fromkeys(_OF[:3], pl.String), orient="row")
    by = [*_OF, "county", "region", "time"]
    reported = leaf.filter(age_group=ALL_AGES).with_columns(month="time", time=pl.col("time").str.slice(0, 4))
    asked = reported.join(names, on=_OF[:3], how="semi", nulls_equal=True)
    every = asked.select(*_OF, "county", "time").unique().join(homes, on="county")
    # A month without contacts has no mean days, and needs none.
    told = pl.concat([one.select(*by, "place", "month") for one in (asked, _without_weight(reported, names))])
    months = pl.col("month").n_unique()
    whole = (
        due.join(every.select(by), on=["template", "region", "time"])
        .join(told.group_by([*by, "place"]).agg(months=months), on=[*by, "place"], how="left", nulls_equal=True)
        .group_by(by)
        .agg(is_whole=(pl.col("months").fill_null(0) >= pl.col("needed")).all())
    )
    covered = told.group_by(by).agg(covered=months)
    made = _added(asked, by)
    rows = (
        every.join(whole, on=by, how="left", nulls_equal=True)
        .join(covered, on=by, how="left", nulls_equal=True)
        .join(made, on=by, how="left", nulls_equal=True)
        .with_columns(is_ok=pl.col("is_whole").fill_null(True) & (pl.col("covered") == MONTHS_OF_A_YEAR))
        .with_columns(
            status=pl.when(pl.col("is_ok").fill_null(False) & pl.col("value").is_not_null())
            .then(pl.lit("ok"))
            .when(pl.col("is_whole").is_null() & pl.col("value").is_null())
            .then(pl.lit("not_applicable"))
            .otherwise(pl.lit("not_available")),
            level=pl.lit("municipality"),
        )
        .filter((pl.col("status") == "ok").any().over(*_OF, "county", "time"))
    )
    return (
        _with_counties(rows)
        .with_columns(place=pl.lit(""), age_group=pl.lit(ALL_AGES))
        .select(*_MONTH.names(), "status")
    )


def _without_weight(reported: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The months whose weight is nothing, as cells of the mean that they weigh."""
    means = names.drop_nulls("weighed_by").rename({"measure": "mean"})
    return (
        reported.filter((pl.col("value") == 0) & pl.col("weighed_by").is_null())
        .drop("weighed_by")
        .join(means, left_on=["template", "measure"], right_on=["template", "weighed_by"])
        .with_columns(weighed_by="measure", measure="mean")
    )


def _with_counties(rows: pl.DataFrame) -> pl.DataFrame:
    """The municipalities' years with those of counties: whole when all their municipalities are, or have no place."""
    by = [*_OF, "county", "time"]
    known = rows.filter(status="ok", is_example=False)
    sums = _added(known, by)
    is_whole = pl.col("status").is_in(["ok", "not_applicable"]).all()
    counties = (
        rows.filter(is_example=False)
        .group_by(by)
        .agg(is_whole=is_whole)
        .join(sums, on=by, how="left", nulls_equal=True)
        .with_columns(
            status=pl.when("is_whole").then(pl.lit("ok")).otherwise(pl.lit("not_available")),
            region="county",
            level=pl.lit("county"),
        )
    )
    columns = [*by, "region", "level", "value", "weight", "import", "status"]
    both = pl.concat([rows.select(columns), counties.select(columns)])
    is_ok = pl.col("status") == "ok"
    return both.with_columns(pl.when(is_ok).then(name).alias(name) for name in ("value", "weight"))


# ---- hiding -------------------------------------------------------------------------------------------------
def _sources(entries: Mapping[str, Indicator]) -> Iterator[tuple[str, Local]]:
    """The indicators that are made of months, with their sources."""
    for name, entry in sorted(entries.items()):
        for source in entry.source:
            if isinstance(source, Local) and source.is_monthly:
                yield name, source


def _yearly(entries: Mapping[str, Indicator]) -> list[tuple[str, str, str | None]]:
    """The measures of which years are made, and what a mean is weighed by."""
    wanted: set[tuple[str, str, str | None]] = set()
    for _, source in _sources(entries):
        if source.of:
            wanted.add((source.template, source.of, None))
        wanted.add((source.template, str(source.column), source.of if source.formula == "mean" else None))
    return sorted(wanted, key=str)


def _rule(template: Template, entries: Mapping[str, Indicator]) -> Rule:
    small = [entries[name].small_counts for name, source in _sources(entries) if source.template == template.id]
    counts = {column.id for column in template.columns if column.kind == "count"}
    return Rule(
        all_ages=template.total_option or ALL_AGES,
        at_most=[(one.id, one.at_most) for one in template.columns if one.id in counts and one.at_most in counts],
        threshold=max([HIDDEN_BELOW, *(one.threshold for one in small if one)]),
        hide_zero=any(one.zeros_hidden for one in small if one),
    )


def _lone_means(leaf: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """The means of areas and years in which a single hidden one is: with the others it could be computed."""
    means = leaf.drop_nulls("weighed_by")
    hidden = means.join(gone, left_on=_weighing(), right_on=list(CELL), how="semi").with_columns(
        year=pl.col("time").str.slice(0, 4)
    )
    found = []
    for region in ("region", "county"):
        for time in ("time", "year"):
            together = hidden.group_by("template", "measure", "age_group", region=region, time=time).agg(parts=pl.len())
            found.append(together.filter(pl.col("parts") == 1).select(*CELL[:3], "age_group", "time"))
    return pl.concat([one.with_columns(place=pl.lit("")).select(CELL) for one in found])


def _weighing() -> list[str]:
    """The columns of a mean that name the cell it is weighed by."""
    return ["weighed_by" if name == "measure" else name for name in CELL]


def _told(rows: pl.DataFrame, gone: pl.DataFrame, lone: pl.DataFrame) -> pl.DataFrame:
    """The cells with the status they are told with; a mean is hidden with what it is weighed by."""
    is_mean = pl.col("weighed_by").is_not_null()
    marked = pl.lit(True).alias("is_gone")
    counts = rows.filter(~is_mean).join(gone.with_columns(marked), on=CELL, how="left")
    hidden = gone.with_columns(marked)
    means = (
        rows.filter(is_mean)
        .join(hidden, left_on=_weighing(), right_on=list(CELL), how="left")
        .join(lone.with_columns(is_lone=pl.lit(True)), on=CELL, how="left")
        .with_columns(is_gone=pl.coalesce("is_gone", "is_lone"))
        .drop("is_lone")
    )
    status = pl.when(pl.col("is_gone").fill_null(False) & (pl.col("status") == "ok")).then(pl.lit("hidden"))
    made = pl.concat([counts, means.select(counts.columns)]).with_columns(status=status.otherwise("status"))
    is_ok = pl.col("status") == "ok"
    return hide_beside_missing(made.drop("is_gone")).with_columns(weight=pl.when(is_ok).then("weight")).sort(CELL)


def _narrowed(cells: pl.DataFrame, entries: Mapping[str, Indicator]) -> Iterator[tuple[str | None, Noted]]:
    """What a reader can compute all the same, a finding a measure; it stops the release."""
    names = {(source.template, source.column): name for name, source in _sources(entries) if source.formula == "sum"}
    for (template, measure), part in cells.partition_by("template", "measure", as_dict=True).items():
        years = part["time"].str.slice(0, 4).cast(pl.Int64)
        details = {"cells": part.height, "areas": part.select("region", "place").n_unique()}
        spanned = {"first_year": years.min(), "last_year": years.max()}
        yield names.get((str(template), str(measure))), Noted("narrowed", {**details, **spanned})
