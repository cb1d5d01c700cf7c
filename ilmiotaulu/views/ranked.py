"""Which places of a ranking are in sight when there are more of them than anybody could read from a distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ilmiotaulu.views.slides import Bar

# Rows that one column holds, and the most that two hold: more are told by their ends and those around the own place.
ONE_COLUMN, MOST = 14, 40
_AT_ENDS, _AROUND = 10, 5


Row = TypeVar("Row")


@dataclass(frozen=True)
class LeftOut:
    """Places between two rows that are left out."""

    count: int


def in_sight(bars: Sequence[Bar], most: int = MOST) -> list[Bar | LeftOut]:
    """All rows, or of more than `most` the first, the last, and those around the own place; the country's in any case.

    In the place of others stands how many they are.
    """
    if len(bars) <= most:
        return list(bars)
    own = next((at for at, bar in enumerate(bars) if bar.role == "own"), 0)
    last_known = max((at for at, bar in enumerate(bars) if bar.value is not None and bar.role != "country"), default=0)
    kept = {
        *range(_AT_ENDS),
        *range(max(0, own - _AROUND), own + _AROUND + 1),
        *range(last_known - _AT_ENDS + 1, last_known + 1),
        *(at for at, bar in enumerate(bars) if bar.role == "country"),
    }
    rows: list[Bar | LeftOut] = []
    before = -1
    for at in sorted(kept & set(range(len(bars)))):
        if at > before + 1:
            rows.append(LeftOut(at - before - 1))
        rows.append(bars[at])
        before = at
    return [*rows, LeftOut(len(bars) - before - 1)] if before < len(bars) - 1 else rows


def columns_of(rows: Sequence[Row]) -> tuple[Sequence[Row], ...]:
    """The rows in one column, or in two of which the first may have one more."""
    if len(rows) <= ONE_COLUMN:
        return (rows,)
    half = -(-len(rows) // 2)
    return rows[:half], rows[half:]
