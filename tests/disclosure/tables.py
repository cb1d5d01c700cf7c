"""Small tables of counts, and a reader who tries every table that fits what is shown.

The reader knows nothing of the product's own audit: no linear programs and no closed forms, only trying out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from hypothesis import strategies as st

Name = tuple[str, ...]
SMALL_COUNTS = st.one_of(st.integers(0, 4), st.integers(0, 9), st.sampled_from([1, 4, 5, 40]))


@dataclass(frozen=True)
class Table:
    """True counts by name, and which of them is the sum of which."""

    counts: Mapping[Name, int]
    sums: Sequence[tuple[Name, Sequence[Name]]]
    before: Mapping[Name, str] = field(default_factory=dict)
    high: Mapping[Name, int] = field(default_factory=dict)

    @property
    def names(self) -> list[Name]:
        return sorted(self.counts)

    def cells(self) -> pl.DataFrame:
        rows = [
            {"cell": i, "count": self.counts[name], "before": self.before.get(name), "high": self.high.get(name)}
            for i, name in enumerate(self.names)
        ]
        return pl.DataFrame(
            rows, schema={"cell": pl.Int64, "count": pl.Float64, "before": pl.String, "high": pl.Float64}, orient="row"
        )

    def relations(self) -> pl.DataFrame:
        number = {name: i for i, name in enumerate(self.names)}
        rows = [(i, number[total], number[part]) for i, (total, parts) in enumerate(self.sums) for part in parts]
        return pl.DataFrame(rows, schema={"relation": pl.Int64, "total": pl.Int64, "part": pl.Int64}, orient="row")

    def hidden(self, protected: pl.DataFrame) -> dict[Name, str]:
        """What is hidden, by name."""
        kinds = dict(protected.select("cell", "hidden").iter_rows())
        return {name: kinds[i] for i, name in enumerate(self.names) if kinds[i]}


def with_totals(leaves: Mapping[Name, int], groupings: Sequence[Mapping[str, str]]) -> Table:
    """A table of leaves and every total over the steps of each part of a name: `groupings[i]` is part -> whole.

    A name has one part a grouping, such as (place, sex): every combination of a part and its wholes is a cell.
    """
    counts, sums = dict(leaves), []
    for axis, wholes in enumerate(groupings):
        for whole in dict.fromkeys(wholes.values()):
            parts = [part for part, of in wholes.items() if of == whole]
            for rest in dict.fromkeys(name[:axis] + name[axis + 1 :] for name in counts):
                members = [(*rest[:axis], part, *rest[axis:]) for part in parts]
                if all(member in counts for member in members):
                    total = (*rest[:axis], whole, *rest[axis:])
                    counts[total] = sum(counts[member] for member in members)
                    sums.append((total, members))
    return Table(counts, sums)


Bounds = Mapping[Name, tuple[int, int]]


def can_be(table: Table, bounds: Bounds, name: Name, values: Iterable[int]) -> bool:
    """Whether some table that fits everything shown gives the cell one of the values.

    The cells of `bounds` are unknown within them, all others are shown. A value is put in; then, as long as some sum
    does not add up, every value of one of its other unknown cells is tried. Cells that no broken sum asks for keep
    their true counts.
    """
    lines = [{total: -1, **dict.fromkeys(parts, 1)} for total, parts in table.sums]
    lines = [{cell: sign for cell, sign in line.items() if cell in bounds} for line in lines]
    of = {cell: [line for line in lines if cell in line] for cell in bounds}
    reach = {cell: (low - table.counts[cell], high - table.counts[cell]) for cell, (low, high) in bounds.items()}
    moved: dict[Name, int] = {}

    def left(line: dict[Name, int]) -> int:
        return sum(sign * moved[cell] for cell, sign in line.items() if cell in moved)

    def can_be_mended(line: dict[Name, int]) -> bool:
        ends = [
            sorted((sign * reach[cell][0], sign * reach[cell][1])) for cell, sign in line.items() if cell not in moved
        ]
        return sum(low for low, _ in ends) <= -left(line) <= sum(high for _, high in ends)

    def mend() -> bool:
        broken = [line for cell in moved for line in of[cell] if left(line)]
        if not broken:
            return True
        line = min(broken, key=lambda line: len(line.keys() - moved.keys()))
        cell = min(line.keys() - moved.keys(), key=lambda cell: (len(of[cell]), cell))
        low, high = reach[cell]
        for by in sorted(range(low, high + 1), key=lambda by: (abs(left(line) + line[cell] * by), abs(by), by)):
            if put(cell, by):
                return True
        return False

    def put(cell: Name, by: int) -> bool:
        moved[cell] = by
        if all(can_be_mended(line) for line in of[cell]) and mend():
            return True
        del moved[cell]
        return False

    return any(put(name, value - table.counts[name]) for value in values)


def has_second_value(table: Table, bounds: Bounds, name: Name) -> bool:
    """Whether some table that fits everything shown gives the cell another count than the true one."""
    for step in (1, 2, 4, 1000):  # small steps first: they are the quickest to try
        near = {
            cell: (max(low, table.counts[cell] - step), min(high, table.counts[cell] + step))
            for cell, (low, high) in bounds.items()
        }
        low, high = near[name]
        if can_be(table, near, name, [value for value in range(low, high + 1) if value != table.counts[name]]):
            return True
    return False


def known_of(
    table: Table, hidden: Mapping[Name, str], *, threshold: int, knows_rule: bool
) -> dict[Name, tuple[int, int]]:
    """What a reader knows of each hidden cell before adding up: by the symbol alone, or by the rule.

    Who knows the rule knows that no zero is hidden, and of cells that are no totals which are the small ones.
    """
    bounds = {}
    totals = {total for total, _ in table.sums}
    for name, kind in hidden.items():
        # Nobody needs to try beyond twice the largest shown count: a second value, if there is one, is nearer.
        low, high = 0, table.counts[name] + 12
        if knows_rule:
            low, high = 1, threshold - 1 if kind == "primary" and name not in totals else high
        most = table.high.get(name, high)
        bounds[name] = (0 if most < 2 else low, min(high, most))
    return bounds
