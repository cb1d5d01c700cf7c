"""Sums that a reader knows, as arrays, and what each of them alone tells of its cells.

Everything is said in deviations from the true count: a table that fits what is shown is the true one plus a deviation
that adds to nothing in every sum. So a sum that does not add up (rounding, an area left out) is taken as if the reader
knew by how much, and no hidden count is ever computed from what is left of a total.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """Terms of sums, one an entry: the number of the sum, the place of the cell, +1 for a part and -1 for the total."""

    relation: Whole
    cell: Whole
    sign: Floats
    cells: int
    relations: int

    def where(self, kept: Mask | Whole) -> "Sums":
        """Only some of the terms; the others are shown, and what is shown does not deviate."""
        return Sums(self.relation[kept], self.cell[kept], self.sign[kept], self.cells, self.relations)


@dataclass(frozen=True)
class Reader:
    """What is known of cells in the order of their numbers: true counts (ours), and the bounds everybody knows.

    `known` cells are no secret to the reader: they were shown before, or have no count of ours. `stays` cells were
    hidden before. `slack` cells are nowhere told: what a count leaves of one that it cannot exceed.
    """

    cell: Whole
    count: Floats
    low: Floats
    high: Floats
    known: Mask
    stays: Mask
    slack: Mask


def reader_of(cells: pl.DataFrame) -> Reader:
    """The columns `cell`, `count` and, where given, `low`, `high`, `before`, `slack`, in the order of the numbers.

    Raises `ValueError` when a number stands twice or a count is negative.
    """
    ordered = cells.sort("cell")
    if ordered["cell"].is_duplicated().any():
        raise ValueError("a cell stands twice")
    count = ordered["count"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    if (count < 0).any():
        raise ValueError("a count is negative")

    def bound(name: str, otherwise: float) -> Floats:
        if name not in ordered.columns:
            return np.full(len(count), otherwise)
        return ordered[name].cast(pl.Float64).fill_null(otherwise).fill_nan(otherwise).to_numpy()

    before = ordered["before"].fill_null("").to_numpy() if "before" in ordered.columns else np.full(len(count), "")
    return Reader(
        cell=ordered["cell"].cast(pl.Int64).to_numpy(),
        count=count,
        low=bound("low", 0.0),
        high=bound("high", np.inf),
        known=(before == "shown") | np.isnan(count),
        stays=before == "hidden",
        slack=ordered["slack"].to_numpy() if "slack" in ordered.columns else np.zeros(len(count), bool),
    )


def sums_of(reader: Reader, relations: pl.DataFrame) -> Sums:
    """The terms of `relations` (columns `relation`, `total`, `part`), sorted.

    Raises `ValueError` when a relation names an unknown cell, has two totals, or has its total as a part.
    """
    numbered = relations.unique(["relation", "total", "part"]).with_columns(pl.col("relation").rank("dense") - 1)
    totals = numbered.select("relation", cell="total").unique()
    if totals["relation"].is_duplicated().any():
        raise ValueError("a relation has two totals")
    if (numbered["total"] == numbered["part"]).any():
        raise ValueError("a relation has its total as a part")
    parts = numbered.select("relation", cell="part", sign=pl.lit(1.0))
    terms = pl.concat([parts, totals.with_columns(sign=pl.lit(-1.0))]).sort("relation", "cell")
    wanted = terms["cell"].cast(pl.Int64).to_numpy()
    place = np.searchsorted(reader.cell, wanted)
    if len(wanted) and not (reader.cell[np.minimum(place, len(reader.cell) - 1)] == wanted).all():
        raise ValueError("a relation names a cell that is not there")
    relation, sign = terms["relation"].cast(pl.Int64).to_numpy(), terms["sign"].to_numpy()
    return Sums(relation, place, sign, len(reader.cell), totals.height)


def all_sums(reader: Reader, relations: pl.DataFrame) -> Sums:
    """The sums of `relations` with those of the release before among the cells that it hid.

    The release before had the relations that are marked `told`; all of them when there is no such column. What it hid
    is the same count as now, for all we know, unless it is a total with a part that has changed: for its older count a
    cell is added, numbered after all others, of which nothing is known. Raises `ValueError` as `sums_of` does.
    """
    sums = sums_of(reader, relations)
    if not (reader.stays & ~reader.known).any():
        return sums
    before = sums_of(reader, relations.filter("told")) if "told" in relations.columns else sums
    has_changed = ~reader.stays & ~reader.known
    is_total = before.sign < 0
    while True:
        moved = np.bincount(before.relation[~is_total], has_changed[before.cell[~is_total]], before.relations) > 0
        totals = before.cell[is_total & moved[before.relation]]
        if has_changed[totals].all():
            break
        has_changed[totals] = True
    older = before.where((reader.stays & ~reader.known)[before.cell])
    is_other = has_changed[older.cell]
    others, number = np.unique(older.cell[is_other], return_inverse=True)
    place = older.cell.copy()
    place[is_other] = sums.cells + number
    return Sums(
        np.r_[sums.relation, older.relation + sums.relations],
        np.r_[sums.cell, place],
        np.r_[sums.sign, older.sign],
        sums.cells + len(others),
        sums.relations + before.relations,
    )


def extended(values: NDArray[Any], sums: Sums, otherwise: float | bool) -> NDArray[Any]:
    """One value a cell, with the same for all cells that were added."""
    return np.r_[values, np.full(sums.cells - len(values), otherwise)]


def told_by_each(sums: Sums, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """For every term the range that its own sum leaves to its cell, given the bounds of the sum's other cells."""
    is_part = sums.sign > 0
    of_low, of_high = low[sums.cell], high[sums.cell]
    lowest = _of_the_others(sums, np.where(is_part, of_low, -of_high))
    highest = _of_the_others(sums, np.where(is_part, of_high, -of_low))
    return np.where(is_part, -highest, lowest), np.where(is_part, -lowest, highest)


def _of_the_others(sums: Sums, term: Floats) -> Floats:
    """The sum of a relation's terms without the term itself; infinite when any of them is."""
    is_finite = np.isfinite(term)
    finite = np.where(is_finite, term, 0.0)
    total = np.bincount(sums.relation, finite, sums.relations)
    unbounded = np.bincount(sums.relation, np.where(is_finite, 0.0, np.sign(term)), sums.relations)
    others = unbounded[sums.relation] - np.where(is_finite, 0.0, np.sign(term))
    return np.where(others == 0, total[sums.relation] - finite, np.where(others > 0, np.inf, -np.inf))


def component_of(sums: Sums) -> tuple[Whole, Mask]:
    """For every term the number of its connected component, and whether its component has a cycle.

    Cells and relations are the nodes, terms the edges. Without a cycle, what each sum alone tells, told on from sum to
    sum, is all there is to know.
    """
    nodes = sums.cells + sums.relations
    graph = coo_array((np.ones(len(sums.cell)), (sums.cell, sums.cells + sums.relation)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    component = label[sums.cell].astype(np.int64)
    edges = np.bincount(component, minlength=nodes)
    members = np.bincount(label, minlength=nodes)
    return component, (edges >= members)[component]
