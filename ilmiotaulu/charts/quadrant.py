"""Level and change at once: how far an area is from the country, and where it goes. Four corners, in given words."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import plotly.graph_objects as go

from ilmiotaulu.charts.names import extremes, sides_of_names
from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.scatter import MARGIN, TALL, WIDE, Range, axis, dot_traces, share
from ilmiotaulu.charts.theme import figure
from ilmiotaulu.charts.trend import plain

_HEIGHT = 460
_DRAWN = _HEIGHT - MARGIN["t"] - MARGIN["b"]
_LETTERS = 17
_LINE = 19
# The narrower side of a cross is at least this share of the wider one, so that every corner is seen as a corner.
_LEAST = 0.7
ROOM = 0.12
_STEPS = 40


@dataclass(frozen=True)
class QuadrantPoint:
    """An area's difference to the country and its change, `None` where there is none to show, and both in words."""

    name: str
    level: float | None
    change: float | None
    words: str
    is_own: bool = False


@dataclass(frozen=True)
class QuadrantWords:
    """What the axes measure, and what each corner means: higher is to the right, growing is up."""

    level: str
    change: str
    higher_growing: str
    lower_growing: str
    higher_shrinking: str
    lower_shrinking: str


def quadrant_figure(
    points: Sequence[QuadrantPoint], unit: str, decimals: int, inks: Inks, words: QuadrantWords
) -> go.Figure:
    """A dot an area around a cross at no difference and no change, the own one in the accent colour.

    The own area and those at the ends of both axes have their names beside them, where there is room; others are named
    when touched. An area without both figures is left out. Corners say what `words` say, never more.
    """
    shown = [(one, one.level, one.change) for one in points if one.level is not None and one.change is not None]
    corners = {
        (1, 1): words.higher_growing,
        (0, 1): words.lower_growing,
        (1, 0): words.higher_shrinking,
        (0, 0): words.lower_shrinking,
    }
    lines = {place: wrap(text, _LETTERS) for place, text in corners.items()}
    # The words of the corners lie above and below all dots.
    room = (_LINE * max(len(those) for those in lines.values()) + 10) / _DRAWN
    across = around_zero([x for _, x, _ in shown], ROOM)
    up = around_zero([y for _, _, y in shown], max(room, ROOM))
    places = [(share(x, across), share(y, up)) for _, x, y in shown]
    own = [i for i, (one, _, _) in enumerate(shown) if one.is_own]
    named = [*own, *(i for i in extremes(places) if i not in own)]
    sides = sides_of_names(places, [(i, shown[i][0].name) for i in named], _DRAWN, cross(across, up))
    layout = {
        "height": _HEIGHT,
        "hovermode": "closest",
        "margin": MARGIN,
        "xaxis": axis(f"{words.level}, {unit}", decimals, across, WIDE),
        "yaxis": {**axis(f"{words.change}, {unit}", decimals, up, TALL), "showgrid": False},
        "shapes": [
            {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "y domain", "line": _cross(inks)},
            {"type": "line", "y0": 0, "y1": 0, "x0": 0, "x1": 1, "xref": "x domain", "line": _cross(inks)},
        ],
        "annotations": [_corner(place, those, inks.text) for place, those in lines.items() if those],
    }
    return figure(dot_traces(shown, sides, inks), layout, inks)


def _cross(inks: Inks) -> dict[str, object]:
    return {"color": inks.grey, "width": 1}


def _corner(place: tuple[int, int], lines: Sequence[str], colour: str) -> dict[str, object]:
    x, y = place
    return {
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "right" if x else "left",
        "yanchor": "top" if y else "bottom",
        "align": "right" if x else "left",
        "xshift": -4 if x else 4,
        "text": "<br>".join(f"<i>{plain(line)}</i>" for line in lines),
        "showarrow": False,
        "font": {"color": colour, "size": 14},
    }


def cross(across: Range, up: Range) -> list[tuple[float, float]]:
    """Places on the lines at no difference and at no change, as shares of both axes."""
    upright = [(share(0, across), step / _STEPS) for step in range(_STEPS)]
    return upright + [(step / _STEPS, share(0, up)) for step in range(_STEPS)]


def around_zero(values: Sequence[float], room: float) -> Range:
    """Around all values and zero; `room` is the share of the axis that stays free at each end."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    farthest = max(-low, high) or 1.0
    low, high = min(low, -_LEAST * farthest), max(high, _LEAST * farthest)
    free = room / (1 - 2 * room) * (high - low)
    return low - free, high + free
