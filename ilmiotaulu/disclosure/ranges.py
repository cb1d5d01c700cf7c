"""The audit: which counts a hidden cell could have, given everything that is shown.

Sums without cycles (an area in its county in its country) have a closed form: what each sum tells of a cell is told on
to the next sum until nothing changes (the shuttle algorithm of Buzzigoli & Giusti 1999, which is exact without cycles),
and every whole number of the range that is left is possible. Where hidden cells sit in overlapping sums (sex × area ×
age), an integer program per cell and direction finds the ends of the range.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array

from ilmiotaulu.disclosure.sums import (
    Floats,
    Mask,
    Reader,
    Sums,
    Whole,
    all_sums,
    component_of,
    extended,
    reader_of,
    told_by_each,
)

TWO_VALUES = 1 - 1e-9  # a range this wide holds two whole numbers, rounding of its ends apart
_ALMOST = 1e-6
_TERMS_A_PROGRAM = 3000
_NO_BOUND = 1e7  # no count of a municipality's people can be so far from the true one


def audit(
    cells: pl.DataFrame, relations: pl.DataFrame, *, bounds: Literal["symbol", "given"] = "symbol"
) -> pl.DataFrame:
    """The smallest and largest count of every hidden cell that fit everything shown: `cell`, `low`, `high`, by cell.

    `cells` has `cell`, `count` (the true one, a whole number) and `hidden` (empty where the cell is shown); `relations`
    has `relation`, `total`, `part`. With `bounds="symbol"` the reader knows of a hidden cell only that its count is no
    less than zero; with `"given"` the columns `low` and `high` hold what is known of it (null: nothing), for example
    from `rule_bounds`. `before`, `slack` and `told` are as in `protect`. Ends are whole numbers that are reached, not
    those of a linear relaxation; `high` is infinite where nothing bounds it. Raises `ValueError` as `sums_of` does.
    """
    reader = reader_of(cells if bounds == "given" else cells.drop("low", "high", strict=False))
    hidden = (cells.sort("cell")["hidden"].fill_null("") != "").to_numpy()
    sums = all_sums(reader, relations)
    low, high = deviations(reader, sums)
    unknown = sums.where(extended(hidden & ~reader.known, sums, True)[sums.cell])
    component, is_cyclic = component_of(unknown)
    low, high = ranges_of_trees(unknown.where(~is_cyclic), low, high)
    low, high = _ranges_of_cycles(unknown.where(is_cyclic), component[is_cyclic], low, high)
    low, high = (end[: len(reader.cell)] + reader.count for end in (low, high))
    made = pl.DataFrame({"cell": reader.cell, "low": low, "high": high})
    return made.filter(pl.Series(hidden & ~np.isnan(reader.count)))


def exposed(ranges: pl.DataFrame) -> pl.Series:
    """The cells of an `audit` whose range has fewer than two whole numbers."""
    return ranges.filter(pl.col("high") - pl.col("low") < 1)["cell"]


def still_told(cells: pl.DataFrame, relations: pl.DataFrame) -> pl.Series:
    """The hidden cells that everything shown leaves fewer than two possible counts, without their ranges.

    Arguments are those of `audit` with `bounds="given"`, and the answer is that of `exposed`; slack is not asked for.
    Tables of many overlapping sums, whose ranges would take an integer program a cell, are judged together.
    """
    reader = reader_of(cells)
    is_hidden = (cells.sort("cell")["hidden"].fill_null("") != "").to_numpy() & ~reader.known
    sums = all_sums(reader, relations)
    low, high = deviations(reader, sums)
    is_unknown = extended(is_hidden, sums, True)
    asked = is_unknown & extended(~reader.slack, sums, False)
    found = fixed_cells(sums.where(is_unknown[sums.cell]), low, high, asked) | (asked & (high - low < TWO_VALUES))
    return pl.Series("cell", reader.cell[found[: len(reader.cell)]])


def deviations(reader: Reader, sums: Sums) -> tuple[Floats, Floats]:
    """How far below and above the true count the known bounds reach; what the reader knows does not deviate.

    The truth itself is always possible, even where the bounds say otherwise.
    """
    low, high = np.minimum(reader.low - reader.count, 0.0), np.maximum(reader.high - reader.count, 0.0)
    low, high = (np.where(reader.known, 0.0, end) for end in (low, high))
    return extended(low, sums, -np.inf), extended(high, sums, np.inf)


def ranges_of_trees(sums: Sums, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The bounds of every cell as narrow as sums without cycles make them."""
    while True:
        least, most = told_by_each(sums, low, high)
        narrower_low, narrower_high = low.copy(), high.copy()
        np.maximum.at(narrower_low, sums.cell, least)
        np.minimum.at(narrower_high, sums.cell, most)
        if np.array_equal(low, narrower_low) and np.array_equal(high, narrower_high):
            return low, high
        low, high = narrower_low, narrower_high


def fixed_cells(sums: Sums, low: Floats, high: Floats, asked: Mask) -> Mask:
    """Which of the asked cells have fewer than two possible counts."""
    component, is_cyclic = component_of(sums)
    is_asked = np.isin(component, component[asked[sums.cell]])
    in_tree, in_cycle = is_asked & ~is_cyclic, is_asked & is_cyclic
    least, most = ranges_of_trees(sums.where(in_tree), low, high)
    fixed = fixed_in_cycles(sums.where(in_cycle), component[in_cycle], low, high, asked)
    fixed[sums.cell[in_tree]] = (most - least < TWO_VALUES)[sums.cell[in_tree]]
    return fixed & asked


def fixed_in_cycles(sums: Sums, component: Whole, low: Floats, high: Floats, asked: Mask) -> Mask:
    """Which of the asked cells of overlapping sums have no second possible count.

    A table of whole numbers that fits shows a second count for each cell in which it differs from the truth. So first
    drawn weights (from a fixed seed) find tables that differ in many cells of many components at once; then one cell of
    every component is moved as far as one up and down; and only where that leaves fractions, a cell alone.
    """
    fixed = np.zeros(sums.cells, bool)
    for part in _portions(component):
        few, places = _alone(sums.where(part))
        label = np.zeros(few.cells, np.int64)
        label[few.cell] = component[part]
        is_open, has_fractions = _still_open(few, label, low[places], high[places], asked[places])
        fixed[places[is_open & ~has_fractions]] = True
        for cell in np.flatnonzero(is_open & has_fractions):
            own = np.flatnonzero(label[few.cell] == label[cell])
            alone, among = _alone(few.where(own))
            where = int(np.searchsorted(among, cell))
            fixed[places[cell]] = not _has_second(alone, where, low[places[among]], high[places[among]])
    return fixed


def _still_open(sums: Sums, label: Whole, low: Floats, high: Floats, asked: Mask) -> tuple[Mask, Mask]:
    """Which asked cells no table of whole numbers was found to change, and which of them one with fractions changes."""
    fit, draw = _add_to_nothing(sums), np.random.default_rng(1)
    is_open, has_fractions, is_done = asked.copy(), np.zeros(sums.cells, bool), np.zeros(sums.cells, bool)
    reach = max(sums.cells, 10.0)  # a box in which one cell can make up for all the others
    box = np.maximum(low, -reach), np.minimum(high, reach)
    last = sums.cells + 1
    while 0 < (still := int(is_open.sum())) < last:
        last = still
        weight = draw.choice([-1.0, 1.0], sums.cells) * draw.uniform(1, 2, sums.cells) * is_open
        is_open &= ~_changed(_largest(weight, fit, *box, whole=False).x, label)
    while (is_open & ~is_done).any():
        one_each = np.flatnonzero(is_open & ~is_done)
        one_each = one_each[np.unique(label[one_each], return_index=True)[1]]
        is_done[one_each] = True
        # Of components without an open cell nothing more is asked.
        few, places = _alone(sums.where(np.isin(label[sums.cell], label[one_each])))
        ours, fit = np.searchsorted(places, one_each), _add_to_nothing(few)
        for direction in (1.0, -1.0):
            least, most, weight = low[places], high[places], np.zeros(few.cells)
            least[ours], most[ours] = np.maximum(least[ours], -1.0), np.minimum(most[ours], 1.0)
            weight[ours] = direction
            found = _largest(weight, fit, least, most, whole=False).x
            is_open[places] &= ~_changed(found, label[places])
            has_fractions[one_each] |= True if found is None else np.abs(found[ours]) > 1 - _ALMOST
    return is_open, has_fractions


def _changed(found: Floats | None, label: Whole) -> Mask:
    """The cells that a solution changes by one or more, in components where it is of whole numbers."""
    if found is None:
        return np.zeros(len(label), bool)
    is_whole = ~np.isin(label, label[np.abs(found - np.round(found)) > _ALMOST])
    return is_whole & (np.abs(found) > 1 - _ALMOST)


def _has_second(sums: Sums, cell: int, low: Floats, high: Floats) -> bool:
    """Whether a table of whole numbers changes the cell. A program that fails finds none, so that more is hidden."""
    least, most = low.copy(), high.copy()
    least[cell], most[cell] = max(low[cell], -1.0), min(high[cell], 1.0)
    fit = _add_to_nothing(sums)
    found = [_largest(_unit(sums.cells, cell, way), fit, least, most, whole=True).x for way in (1.0, -1.0)]
    return any(one is not None and abs(one[cell]) > 1 - _ALMOST for one in found)


def _ranges_of_cycles(sums: Sums, component: Whole, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The bounds of every cell as narrow as overlapping sums make them, component by component."""
    ends = low.copy(), high.copy()
    order = np.argsort(component, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(component[order])) + 1):
        few, places = _alone(sums.where(part))
        fit = _add_to_nothing(few)
        for own, place in enumerate(places):
            least, most = low[places], high[places]
            least[own], most[own] = max(least[own], -_NO_BOUND), min(most[own], _NO_BOUND)
            for end, way in zip(ends, (-1.0, 1.0), strict=True):
                found = _largest(_unit(few.cells, own, way), fit, least, most, whole=True)
                if found.x is None:
                    raise RuntimeError(f"no range was found: {found.message}")
                reached = np.round(found.x[own])
                end[place] = way * np.inf if abs(reached) == _NO_BOUND else reached
    return ends


def _add_to_nothing(sums: Sums) -> LinearConstraint:
    """Deviations add to nothing in every sum."""
    matrix = csc_array((sums.sign, (sums.relation, sums.cell)), shape=(sums.relations, sums.cells))
    return LinearConstraint(matrix, 0.0, 0.0)


def _largest(weight: Floats, fit: LinearConstraint, low: Floats, high: Floats, *, whole: bool) -> OptimizeResult:
    """The deviations that fit all sums and bounds and have the largest weighted sum."""
    return milp(
        -weight,
        constraints=fit,
        bounds=Bounds(low, high),
        integrality=np.full(len(weight), int(whole)),
        options={"mip_rel_gap": 0.0},
    )


def _unit(size: int, place: int, value: float) -> Floats:
    weight = np.zeros(size)
    weight[place] = value
    return weight


def _alone(sums: Sums) -> tuple[Sums, Whole]:
    """The terms with relations and cells numbered from nothing, and the place of each cell among all."""
    places, cell = np.unique(sums.cell, return_inverse=True)
    names, relation = np.unique(sums.relation, return_inverse=True)
    return Sums(relation, cell, sums.sign, len(places), len(names)), places


def _portions(component: Whole) -> Iterator[Mask]:
    """Whole components together, about as many terms at a time as one program solves quickly."""
    names, number, size = np.unique(component, return_inverse=True, return_counts=True)
    if len(names):
        portion = np.cumsum(size) // _TERMS_A_PROGRAM
        for one in np.unique(portion):
            yield (portion == one)[number]
