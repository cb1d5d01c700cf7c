"""Small counts of the region's own months and years, and all others that would give one of them away.

One table of cells: a measure of a place, a municipality or a county, of an age group, in a month or a year. A reader
has all of them at once, so they are protected together: places in their municipality and that in its county, months in
their year, age groups in all ages, and one measure that cannot exceed another. The sum of a place's months over a year
is in no table, so no other month is hidden for its sake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ilmiotaulu.disclosure import primary, protect, still_told

CELL: Final = ("template", "measure", "region", "place", "age_group", "time")
HIDDEN_BELOW: Final = 5
# Beyond so many cells in a year, finding the fewest to hide would take minutes.
MOST_CELLS: Final = 20_000
_LEVELS: Final = ("place", "municipality", "county")


@dataclass(frozen=True)
class Rule:
    """What is known of a template: below which count it hides, the option that all ages are, and what is at most what.

    `at_most` has pairs of a measure and the one that it cannot exceed in a row of a file.
    """

    all_ages: str
    at_most: Sequence[tuple[str, str]] = ()
    threshold: int = HIDDEN_BELOW
    hide_zero: bool = False


def hide_cells(
    cells: pl.DataFrame, rules: Mapping[str, Rule], before: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells with `is_hidden`, in their order, and those of them that a reader can narrow to one value all the same.

    `cells` has `CELL` (`time` is a year or `2026-03`, `place` is empty for areas), `level`, `county` and `count`, each
    cell once. `before` has the same columns of the release before, `count` empty where it hid a cell: it stays hidden.
    Of a year of more than `MOST_CELLS` the age groups of places are all hidden. Raises `ValueError` as `protect` does.
    """
    parts, found = [], []
    for (name, year), part in (
        cells.with_columns(year=pl.col("time").str.slice(0, 4))
        .partition_by("template", "year", as_dict=True, maintain_order=True)
        .items()
    ):
        told = None if before is None else before.filter(template=name).filter(pl.col("time").str.slice(0, 4) == year)
        hidden, narrowed = _hide(part.drop("year"), rules[str(name)], told)
        parts.append(hidden)
        found.append(narrowed)
    if not parts:
        return cells.with_columns(is_hidden=pl.lit(False)), cells
    made = cells.join(pl.concat(parts).select(*CELL, "is_hidden"), on=CELL, how="left", maintain_order="left")
    return made, pl.concat(found)


def _hide(cells: pl.DataFrame, rule: Rule, before: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells of one template in one year with `is_hidden`, and those that can be narrowed."""
    threshold = max(rule.threshold, 2 if rule.hide_zero else 3)
    if cells.height > MOST_CELLS:
        # The age groups of places all go, and with them what they could tell: the rest is a table that is worked out.
        is_fine = (pl.col("level") == "place") & (pl.col("age_group") != rule.all_ages)
        fine, rest = cells.filter(is_fine), cells.filter(~is_fine)
        if fine.height:
            hidden, narrowed = _hide(rest, rule, before.filter(~is_fine) if before is not None else None)
            return pl.concat([hidden, fine.with_columns(is_hidden=pl.lit(True))]), narrowed
    numbered = _with_before(cells.with_columns(cell=pl.struct(CELL).rank("ordinal").cast(pl.Int64)), before)
    relations = pl.concat([_areas(numbered), _years(numbered)])
    numbered, relations = _beside_gone(numbered, relations, before)
    left, more = _left_over(numbered, rule)
    columns = ["cell", "count", "before", "slack"]
    every = pl.concat([numbered.with_columns(slack=pl.lit(False)).select(columns), left.select(columns)])
    is_small = primary(every["count"], threshold=threshold, hide_zero=rule.hide_zero) & ~every["slack"]
    if not is_small.any() and "hidden" not in set(every["before"]):
        return cells.with_columns(is_hidden=pl.lit(False)), cells.clear()
    sums = pl.concat([relations, more])
    protected = protect(every, sums, threshold=threshold, hide_zero=rule.hide_zero)
    # A count that was hidden and is nothing now stays hidden: nobody knows of it that it is more.
    may_be_nothing = pl.col("slack") | pl.lit(rule.hide_zero) | (pl.col("count") == 0)
    bounded = protected.with_columns(low=pl.when(may_be_nothing).then(0.0).otherwise(1.0))
    told = still_told(bounded, sums)
    hidden = protected.filter(pl.col("hidden") != "")["cell"]
    ours = numbered.with_columns(is_hidden=pl.col("cell").is_in(hidden.implode()))
    is_secret = pl.col("before").ne_missing("shown") & (pl.lit(rule.hide_zero) | (pl.col("count") > 0))
    narrowed = ours.filter(pl.col("cell").is_in(told.implode()) & is_secret)
    return ours.select(*cells.columns, "is_hidden"), narrowed.select(cells.columns)


def _with_before(cells: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """What the release before said of each cell: `hidden`, `shown` with the same count, or nothing."""
    if before is None:
        return cells.with_columns(before=pl.lit(None, pl.String))
    told = before.select(*CELL, count_before="count", was_there=pl.lit(True))
    was = pl.when("was_there").then(
        pl.when(pl.col("count_before").is_null())
        .then(pl.lit("hidden"))
        .when(pl.col("count_before") == pl.col("count"))
        .then(pl.lit("shown"))
    )
    return cells.join(told, on=CELL, how="left", maintain_order="left").with_columns(before=was)


def _areas(cells: pl.DataFrame) -> pl.DataFrame:
    """Places in their municipality, municipalities in their county."""
    same = ["template", "measure", "age_group", "time"]
    place, municipality, county = (cells.filter(level=level) for level in _LEVELS)
    return pl.concat(
        [
            _sums("places", municipality, place, [*same, "region"]),
            _sums("areas", county, municipality.drop("region"), [*same, "county"]),
        ]
    )


def _years(cells: pl.DataFrame) -> pl.DataFrame:
    """The months of a municipality's or a county's year, where they add up to it."""
    same = ["template", "measure", "region", "place", "age_group"]
    is_year = pl.col("time").str.len_chars() == 4
    years, months = cells.filter(is_year), cells.filter(~is_year & (pl.col("level") != "place"))
    summed = months.group_by(same).agg(summed=pl.col("count").sum())
    whole = years.join(summed, on=same).filter(pl.col("summed") == pl.col("count"))
    return _sums("months", whole, months, same)


def _sums(name: str, totals: pl.DataFrame, parts: pl.DataFrame, same: Sequence[str]) -> pl.DataFrame:
    """The relations of totals and parts that have the same in some columns."""
    return (
        totals.select(*same, total="cell")
        .join(parts.select(*same, part="cell"), on=list(same))
        .select(relation=pl.concat_str(pl.lit(f"{name} "), "total"), total="total", part="part")
        .sort("total", "part")
    )


def _beside_gone(
    cells: pl.DataFrame, relations: pl.DataFrame, before: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells and, of each relation, whether the release before `told` it, where parts of sums have gone since.

    A sum that was told and has lost a hidden part, or of which a hidden part has lost any, is `hidden` from now on: the
    old and the new one would tell what has gone, or the part may be another count than before. A hidden part of which
    nothing is left counts as gone, for the whole it is of may tell that nothing is. A hidden sum that has lost a part
    is not the count that it was, so what the release before knew of it says nothing now.
    """
    if before is None:
        return cells, relations.with_columns(told=pl.lit(False))
    known = cells.join(before, on=CELL, how="semi")["cell"]
    told = cells.join(before.drop_nulls("count"), on=CELL, how="semi")["cell"]
    emptied = before.filter(pl.col("count").is_null()).join(cells.filter(count=0), on=CELL, how="semi")
    gone = pl.concat([before.join(cells, on=CELL, how="anti"), emptied]).filter(pl.col("level") != "county")
    can_hide = pl.col("cell").is_in(told.implode()) & pl.col("before").is_null()
    lost = _over(cells, gone)
    forced = cells.filter(
        can_hide, pl.col("cell").is_in(_over(cells, gone.filter(pl.col("count").is_null())).implode())
    )
    is_hidden = pl.col("before") == "hidden"
    changed = set(cells.filter(is_hidden, pl.col("cell").is_in(lost.implode()))["cell"]) | set(forced["cell"])
    while True:
        above = relations.filter(pl.col("part").is_in(list(changed)))["total"]
        more = set(cells.filter(can_hide, pl.col("cell").is_in(above.implode()))["cell"]) - changed
        if not more:
            break
        changed |= more
    is_changed = pl.col("cell").is_in(list(changed))
    marked = cells.with_columns(before=pl.when(is_changed).then(pl.lit("hidden")).otherwise("before"))
    touched = relations.filter(pl.col("total").is_in(list(changed)) | pl.col("part").is_in(list(changed)))["relation"]
    is_told = pl.col("total").is_in(known.implode()) & ~pl.col("relation").is_in(touched.implode())
    return marked, relations.with_columns(told=is_told)


def _over(cells: pl.DataFrame, parts: pl.DataFrame) -> pl.Series:
    """The cells of areas, their months and years, that the parts would be in."""
    same = ["measure", "age_group", "time", "region"]
    year = pl.col("time").str.slice(0, 4)
    at = [parts, parts.with_columns(time=year)]
    areas = pl.concat([*at, *(one.with_columns(region="county") for one in at)]).select(same).unique()
    return cells.filter(place="").join(areas, on=same, how="semi")["cell"]


def _left_over(cells: pl.DataFrame, rule: Rule) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is left between a count and one that it cannot exceed, as cells, and the relations that say so.

    Nobody is told what is left, so it is `slack`; but what the age groups leave of all ages is a group of people as
    well, and a small one is protected like any other.
    """
    is_all, is_month = pl.col("age_group") == rule.all_ages, pl.col("time").str.len_chars() > 4
    groups = _sums("ages", cells.filter(is_all), cells.filter(~is_all), _without("age_group"))
    rows = cells.filter(is_month, level=_LEVELS[0] if (cells["level"] == _LEVELS[0]).any() else _LEVELS[1])
    pairs = [
        _sums(f"{less}", rows.filter(measure=more), rows.filter(measure=less), _without("measure"))
        for less, more in rule.at_most
    ]
    over = pl.concat([groups, *pairs])
    count = cells.select("cell", "count", "before")
    was = {name: pl.col("before") == name for name in ("hidden", "shown")}
    left = (
        over.join(count, left_on="part", right_on="cell")
        .group_by("relation", maintain_order=True)
        .agg(
            total=pl.col("total").first(),
            parts=pl.col("count").sum(),
            hidden=was["hidden"].any(),
            shown=was["shown"].all(),
        )
        .join(count, left_on="total", right_on="cell", maintain_order="left")
        .with_columns(
            cell=pl.int_range(pl.len()) + cells.height + 1,
            count=pl.col("count") - pl.col("parts"),
            before=pl.when(pl.col("hidden").fill_null(False) | was["hidden"].fill_null(False))
            .then(pl.lit("hidden"))
            .when(pl.col("shown") & was["shown"])
            .then(pl.lit("shown")),
        )
        # A file whose parts are more than the whole tells nothing of one by the other.
        .filter(pl.col("count") >= 0)
    )
    is_group = left["relation"].str.starts_with("ages ")
    is_small = primary(left["count"], threshold=rule.threshold, hide_zero=rule.hide_zero)
    left = left.with_columns(slack=~(is_group & is_small), told=pl.col("before").is_not_null())
    parts = over.join(left.select("relation", "told"), on="relation")
    rest = left.select("relation", "total", part="cell", told="told")
    return left, pl.concat([parts.select(rest.columns), rest])


def _without(name: str) -> list[str]:
    return [one for one in CELL if one != name]
