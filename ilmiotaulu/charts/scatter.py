"""Two figures of the same areas beside each other, such as need and use: a dot an area, and no line through them.

A line would claim that one of the two leads to the other; two figures side by side do not say that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.names import sides_of_names
from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import figure
from ilmiotaulu.charts.trend import plain

MARGIN = {"l": 64, "r": 16, "t": 12, "b": 56}
_HEIGHT = 420
DRAWN = _HEIGHT - MARGIN["t"] - MARGIN["b"]
_ROOM = 0.08
# Letters of an axis' words on a line, so that a phone shows them whole.
WIDE, TALL = 32, 46

Range = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """What an axis measures, with its unit in words, and its decimals."""

    words: str
    decimals: int


@dataclass(frozen=True)
class ScatterPoint:
    """An area's two figures, `None` where there is none to show, and both in words."""

    name: str
    need: float | None
    use: float | None
    words: str
    is_own: bool = False


def scatter_figure(points: Sequence[ScatterPoint], need: Axis, use: Axis, inks: Inks) -> go.Figure:
    """Need to the right and use upwards; the own area in the accent colour with its name, others named when touched.

    An area without both figures is left out.
    """
    shown = [(one, one.need, one.use) for one in points if one.need is not None and one.use is not None]
    across = reach([x for _, x, _ in shown])
    up = reach([y for _, _, y in shown])
    dots = [(share(x, across), share(y, up)) for _, x, y in shown]
    sides = sides_of_names(dots, [(i, one.name) for i, (one, _, _) in enumerate(shown) if one.is_own], DRAWN)
    layout = {
        "height": _HEIGHT,
        "hovermode": "closest",
        "margin": MARGIN,
        "xaxis": axis(need.words, need.decimals, across, WIDE),
        "yaxis": axis(use.words, use.decimals, up, TALL),
    }
    return figure(dot_traces(shown, sides, inks), layout, inks)


def axis(words: str, decimals: int, ends: Range, letters: int) -> dict[str, Any]:
    """An axis that stays where it is, with its words in lines of so many letters."""
    return {
        "title": {"text": "<br>".join(plain(line) for line in wrap(words, letters)), "standoff": 8},
        "automargin": True,
        "ticklabelstandoff": 4,
        "tickformat": f",.{decimals}f",
        "range": list(ends),
        "fixedrange": True,
    }


def halo(inks: Inks) -> str:
    """Around letters, so that they are read also where a line or a dot lies under them."""
    return ", ".join([f"0 0 2px {inks.background}"] * 4)


def dot_traces(shown: Sequence[tuple[Any, float, float]], sides: Mapping[int, str], inks: Inks) -> list[dict[str, Any]]:
    """Points (each with `name`, `words`, `is_own`) at x and y: grey dots, above them the own one in the accent colour.

    `sides` say on which side of its dot a name stands; points that are not in it are named when touched.
    """
    traces = []
    for is_own, colour, look in ((False, inks.grey, {"size": 9, "opacity": 0.75}), (True, inks.accent, {"size": 14})):
        mine = [(i, *one) for i, one in enumerate(shown) if one[0].is_own == is_own]
        if mine:
            traces.append(
                {
                    "type": "scatter",
                    "x": [x for _, _, x, _ in mine],
                    "y": [y for _, _, _, y in mine],
                    "mode": "markers+text",
                    "marker": {"color": colour, **look},
                    "text": [plain(point.name) if i in sides else "" for i, point, _, _ in mine],
                    "textposition": [sides.get(i, "middle right") for i, _, _, _ in mine],
                    "textfont": {"color": inks.accent if is_own else inks.text, "shadow": halo(inks)},
                    "cliponaxis": False,
                    "customdata": [f"{plain(point.name)}: {plain(point.words)}" for _, point, _, _ in mine],
                    "hovertemplate": "%{customdata}<extra></extra>",
                    "name": "",
                }
            )
    return traces


def reach(values: Sequence[float]) -> Range:
    """From where to where an axis goes: around all values and zero, which is an end when no value lies beyond it."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        return 0.0, 1.0
    room = _ROOM * (high - low)
    return low - room if low < 0 else 0.0, high + room if high > 0 else 0.0


def share(value: float, ends: Range, of: Callable[[float], float] = float) -> float:
    """How far along an axis a value lies."""
    low, high = (of(end) for end in ends)
    return (of(value) - low) / (high - low)
