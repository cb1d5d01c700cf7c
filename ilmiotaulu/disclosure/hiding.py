"""Which counts are hidden: the small ones, and as many others as it takes that no sum gives one of them back.

Complementary cell suppression (Hundepool et al. 2012, Statistical Disclosure Control), iterated as FHI does for the
Norwegian municipalities: in every sum that gives a hidden cell away the next smallest part is hidden too; when
no part is left, the total is, and counts as a cell of the sum above it; then the audit, and one more cell wherever it
finds that several sums together give one away. It is not the smallest possible number of cells, but always the same.
"""

from dataclasses import replace

import numpy as np
import polars as pl

from ilmiotaulu.disclosure.ranges import TWO_VALUES, deviations, fixed_cells
from ilmiotaulu.disclosure.sums import (
    Floats,
    Mask,
    Sums,
    Whole,
    all_sums,
    component_of,
    extended,
    reader_of,
    told_by_each,
)


def primary(counts: pl.Series, *, threshold: int = 5, hide_zero: bool = False) -> pl.Series:
    """Which counts are too small to show: from 1 to `threshold - 1`, and zero where it tells as much as one does.

    A missing count is not small. Raises `ValueError` when a count is negative.
    """
    if (counts < 0).any():
        raise ValueError("a count is negative")
    is_small = (counts < threshold) & ((counts > 0) | hide_zero)
    return is_small.fill_null(False).rename("primary")


def rule_bounds(cells: pl.DataFrame, *, threshold: int = 5, hide_zero: bool = False) -> pl.DataFrame:
    """The bounds `low` and `high` of a reader who knows the rule and which hidden cells are small, for `audit`.

    A small cell lies between 1 (or 0) and `threshold - 1`; another hidden one is no less than 1, for zeros are never
    hidden to protect others; only slack and what stays hidden may be nothing. Bounds that are there already (a share's
    base) stay where they are narrower.
    """
    given_low, given_high = (
        pl.col(name).cast(pl.Float64) if name in cells.columns else pl.lit(None, pl.Float64) for name in ("low", "high")
    )
    is_small = pl.col("hidden") == "primary"
    is_slack = pl.col("slack") if "slack" in cells.columns else pl.lit(False)
    is_zero = (pl.col("count") < 1).fill_null(False)
    from_zero = is_slack | is_zero | is_small & (pl.lit(hide_zero) | (given_high < 2).fill_null(False))
    return cells.with_columns(
        low=pl.max_horizontal(given_low, pl.when(from_zero).then(0.0).otherwise(1.0)),
        high=pl.min_horizontal(given_high, pl.when(is_small).then(threshold - 1.0)),
    )


def protect(
    cells: pl.DataFrame, relations: pl.DataFrame, *, threshold: int = 5, hide_zero: bool = False
) -> pl.DataFrame:
    """The cells with the column `hidden`, in their order: empty, `primary` (too small) or `secondary` (for another).

    `cells` has `cell` (a number of its own) and `count` (the true one; null where we have none, then it is taken as
    known to the reader); `relations` has `relation`, `total` and `part`: the total is the sum of its parts. Optional,
    of cells:

    - `low`, `high`: what everybody knows of the count, such as a share's base as its `high`. A cell that can be 0 or 1
      only is hidden whichever it is, or the symbol would tell the one; such a zero itself is no secret.
    - `before`: `hidden` when the release before hid the cell: it stays hidden, and the sums of that release are known,
      too; `shown` when it told the same count: then hiding it now protects nobody.
    - `slack`: true for what one count leaves of another that it cannot exceed, where that is told nowhere: it is no
      secret, and all that is known of it is that it is not negative.

    And of relations `told`: whether the release before had the sum, too (all, when it is not said).

    Every hidden cell keeps two possible counts or more for a reader who knows the rule and sees the symbols, and also
    for one who knows which cells are small (`rule_bounds`), but for this: where all parts of a small total can only be
    ones, whatever else is hidden, the reader must not know that the total is small. Of the parts of a sum the one is
    hidden that leaves the fewest other sums with a lone hidden cell, then the smallest, then the first by number; zeros
    never. Where the release before told too much, or the known bounds do, a cell stays `exposed`. Same cells, same
    result, in whatever order they come.

    Raises `ValueError` when the threshold leaves a small count one value only, and as `sums_of` does.
    """
    if threshold - 1 - (not hide_zero) < 1:
        raise ValueError("below this threshold a hidden count has one value only")
    reader = reader_of(cells)
    sums = all_sums(reader, relations)
    is_small = primary(pl.Series(reader.count).fill_nan(None), threshold=threshold, hide_zero=hide_zero).to_numpy()
    is_small |= (reader.high > 0) & (reader.high < 2) & (reader.count < 2)
    is_small &= ~reader.slack
    kinds = pl.DataFrame({"cell": reader.cell, "count": reader.count, "low": reader.low, "high": reader.high})
    kinds = kinds.with_columns(
        hidden=pl.Series(np.where(is_small, "primary", "secondary")), slack=pl.Series(reader.slack)
    )
    rule = replace(reader_of(rule_bounds(kinds, threshold=threshold, hide_zero=hide_zero)), known=reader.known)
    is_secret = ~reader.known & ((reader.count > 0) | hide_zero) & ~reader.slack
    hidden = _hide(
        sums,
        extended(is_small | reader.stays | reader.slack, sums, True),
        extended(reader.known, sums, False),
        extended(is_secret, sums, False),
        extended(reader.count, sums, np.nan),
        deviations(rule, sums),
        deviations(reader, sums)[1],
    )[: len(reader.cell)]
    kind = np.where(is_small, "primary", np.where(hidden, "secondary", ""))
    by_number = pl.DataFrame({"cell": reader.cell, "hidden": kind}).cast({"cell": cells.schema["cell"]})
    return cells.drop("hidden", strict=False).join(by_number, on="cell", how="left", maintain_order="left")


def _hide(
    sums: Sums,
    hidden: Mask,
    known: Mask,
    secret: Mask,
    count: Floats,
    bounds: tuple[Floats, Floats],
    surely_high: Floats,
) -> Mask:
    """The cells to hide so that each hidden one that is secret keeps two possible values.

    Where that cannot be, whatever else is hidden (all parts of a small total can be nothing but ones), the reader is
    taken to know no more of the small totals than `surely_high`; and what is told even so stays.
    """
    hidden, (low, high) = hidden.copy(), bounds
    can_be_hidden = (count > 0) & ~known
    is_total = np.bincount(sums.cell, sums.sign < 0, sums.cells) > 0
    settled, can_be_helped = np.zeros(sums.cells, bool), np.zeros(sums.cells, bool)
    while True:
        is_unknown = hidden & ~known
        unknown = sums.where(is_unknown[sums.cell])
        may = sums.where((can_be_hidden & ~hidden)[sums.cell])
        burden = _lone_sums(sums, unknown)
        telling = _telling_sums(unknown, low, high, secret)
        more = _cheapest(may, np.where(telling[may.relation], may.relation, -1), burden, count)
        if not len(more):
            fixed = fixed_cells(unknown, low, high, is_unknown & secret & ~settled)
            settled = is_unknown & secret & ~fixed
            # Whom hiding everything helps, it helps in every round.
            helpless = fixed & ~can_be_helped
            if helpless.any():
                every = sums.where((is_unknown | can_be_hidden)[sums.cell])
                helpless = fixed_cells(every, low, high, helpless)
                can_be_helped |= fixed & ~helpless
            loosened = helpless & is_total & (high < surely_high)
            if loosened.any():
                high = np.where(loosened, surely_high, high)
                continue
            more = _cheapest_near(unknown, may, fixed & ~helpless, burden, count)
        if not len(more):
            return hidden
        hidden[more] = True


def _telling_sums(unknown: Sums, low: Floats, high: Floats, secret: Mask) -> Mask:
    """The relations that leave one of their secret cells, all by themselves, fewer than two values."""
    least, most = told_by_each(unknown, low, high)
    own_low, own_high = low[unknown.cell], high[unknown.cell]
    is_told = np.minimum(most, own_high) - np.maximum(least, own_low) < TWO_VALUES
    telling = np.zeros(unknown.relations, bool)
    telling[unknown.relation[is_told & secret[unknown.cell] & (own_high - own_low >= TWO_VALUES)]] = True
    return telling


def _lone_sums(sums: Sums, unknown: Sums) -> Whole:
    """For every cell the number of its sums in which nothing is hidden yet: there it would be a lone hidden cell."""
    has_none = np.bincount(unknown.relation, minlength=sums.relations) == 0
    return np.bincount(sums.cell, has_none[sums.relation], sums.cells).astype(np.int64)


def _cheapest_near(unknown: Sums, may: Sums, fixed: Mask, burden: Whole, count: Floats) -> Whole:
    """One more cell to hide for every component of hidden cells in which sums together leave a cell one value."""
    component, _ = component_of(unknown)
    is_fixed = fixed[unknown.cell]
    touched = np.full(unknown.relations, -1)
    touched[unknown.relation] = np.where(np.isin(component, component[is_fixed]), component, -1)
    near = np.zeros(unknown.relations, bool)
    near[unknown.relation[is_fixed]] = True
    return _cheapest(may, touched[may.relation], burden, count, ~near[may.relation])


def _cheapest(may: Sums, group: Whole, burden: Whole, count: Floats, far: Mask | None = None) -> Whole:
    """The cell to hide of every group of terms (none below zero): near, a part before a total, then least burden."""
    kept = group >= 0
    group, cell, is_total = group[kept], may.cell[kept], may.sign[kept] < 0
    is_far = np.zeros(len(cell), bool) if far is None else far[kept]
    order = np.lexsort((cell, count[cell], burden[cell], is_total, is_far, group))
    first = np.r_[True, np.diff(group[order]) > 0][: len(order)]
    return np.unique(cell[order][first])
