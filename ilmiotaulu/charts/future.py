"""What is known as a line, our forecast as a fan that opens from its end, the official projection as points.

Between the projection's published years nothing is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.names import sides_of_names
from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import MARGIN, figure, left_of
from ilmiotaulu.charts.trend import Line, event_lines, line_trace, numbered, plain

_HEIGHT = 380
_MARGIN = {**MARGIN, "t": 28}
_LETTER = 8
# Free room at the sides of the years, and above the highest value, as shares of what is drawn.
_ASIDE, _ABOVE = 0.04, 0.08
# Places on each line that a number should not cross.
_STEPS = 24


@dataclass(frozen=True)
class Fan:
    """A forecast: its yearly values and limits by confidence, widest first; `None` where none are known.

    It opens from `start`, the year and value it was made from. From the year `last_from` on it is last value.
    """

    name: str
    start: tuple[int, float] | None
    years: Sequence[int]
    values: Sequence[float]
    limits: Mapping[int, Sequence[tuple[float, float] | None]]
    last_from: int | None = None


def future_figure(
    observed: Line,
    fan: Fan | None,
    projected: Line,
    events: Sequence[tuple[int, str]],
    unit: str,
    decimals: int,
    inks: Inks,
) -> go.Figure:
    """The observed line, the fan, and the projection's published years as open diamonds with their values.

    The last value stands beside its diamond, the others on the side where they hide least; one that finds no room is
    left out. The years of `events`, which are among those drawn, are marked as in a trend.
    """
    years, highest = _ends(observed, fan, projected)
    marks = numbered(events)
    last = [one for one in projected.values if one is not None][-1:]
    traces = [
        *(_fan(fan, decimals, unit, inks) if fan else ()),
        line_trace(observed, inks.accent, "solid", 3, decimals, unit),
    ]
    if projected.years:
        sides = _sides(observed, fan, projected, marks, years, highest, decimals)
        traces.append(
            {
                "type": "scatter",
                "x": list(projected.years),
                "y": list(projected.values),
                "name": plain(projected.name),
                "mode": "markers+text",
                # A narrow space keeps a number beside its diamond off it.
                "texttemplate": [f"\u2005%{{y:,.{decimals}f}}\u2005" if side else " " for side in sides],
                "textposition": [side or "top center" for side in sides],
                "cliponaxis": False,
                "textfont": {"color": inks.orange},
                "marker": {"symbol": "diamond-open", "size": 12, "color": inks.orange, "line": {"width": 2.5}},
                "hovertemplate": f"%{{y:,.{decimals}f}} {plain(unit)}",
            }
        )
    layout = {
        "height": _HEIGHT,
        # The last value needs its room.
        "margin": {
            **_MARGIN,
            "l": left_of(highest, decimals),
            "r": 24 + _LETTER * max((len(f"{one:,.{decimals}f}") for one in last), default=0),
        },
        "yaxis": {
            "title": {"text": unit, "standoff": 12},
            "tickformat": f",.{decimals}f",
            **({"range": [0, highest]} if highest > 0 else {}),
        },
        "xaxis": {"tickformat": "d", **({"range": list(years)} if years else {})},
        "shapes": event_lines(marks, inks),
    }
    return figure(traces, layout, inks)


def _ends(observed: Line, fan: Fan | None, projected: Line) -> tuple[tuple[float, float] | None, float]:
    """The years between which all is drawn, and the height up to which."""
    course, limits = (fan.values, fan.limits.values()) if fan else ((), ())
    tops = [high for one in limits for pair in one if pair for high in pair]
    numbers = [one for one in (*observed.values, *projected.values, *course, *tops) if one is not None]
    years = [*observed.years, *projected.years, *(fan.years if fan else ())]
    aside = _ASIDE * (max(years) - min(years)) or 1 if years else 0
    return (min(years) - aside, max(years) + aside) if years else None, (1 + _ABOVE) * max(numbers, default=0.0)


def _sides(
    observed: Line,
    fan: Fan | None,
    projected: Line,
    marks: Mapping[int, str],
    years: tuple[float, float] | None,
    highest: float,
    decimals: int,
) -> list[str | None]:
    """On which side of its diamond each of the projection's values stands: the last one beyond all that is drawn."""
    if years is None or highest <= 0:
        return ["top center"] * len(projected.years)

    def place(year: float, value: float) -> tuple[float, float]:
        return (year - years[0]) / (years[1] - years[0]), value / highest

    dots = [place(year, value or 0.0) for year, value in zip(projected.years, projected.values, strict=True)]
    upright = [place(year - 0.5, highest * step / _STEPS) for year in marks for step in range(_STEPS)]
    course = [pair for part in by_method(fan) for pair in part] if fan else []
    seen = [(year, one) for year, one in zip(observed.years, observed.values, strict=True) if one is not None]
    *named, last = [(i, f"{one:,.{decimals}f}") for i, one in enumerate(projected.values) if one is not None] or [
        (-1, "")
    ]
    lines = [*upright, *(place(year, value) for year, value in (*seen, *course))]
    sides = sides_of_names(dots, named[::-1], _HEIGHT - _MARGIN["t"] - _MARGIN["b"], lines)
    return [{**sides, last[0]: "middle right"}.get(i) for i in range(len(dots))]


def by_method(fan: Fan) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """The course from where the fan opens, parted into what the model forecasts and what is last value."""
    points = [*([fan.start] if fan.start else []), *zip(fan.years, fan.values, strict=True)]
    model = [point for point in points if fan.last_from is None or point[0] < fan.last_from]
    return model, points[len(model) :]


def _fan(fan: Fan, decimals: int, unit: str, inks: Inks) -> Iterator[dict[str, Any]]:
    """The limits as bands on each other, so that the middle is darkest, and the line; last value is dotted."""
    first = [fan.start] if fan.start else []
    for confidence, limits in fan.limits.items():
        known = [(year, *pair) for year, pair in zip(fan.years, limits, strict=True) if pair]
        edge = [(year, value, value) for year, value in first] + known
        if known:
            yield {
                "type": "scatter",
                "x": [year for year, *_ in edge] + [year for year, *_ in reversed(edge)],
                "y": [high for *_, high in edge] + [low for _, low, _ in reversed(edge)],
                "fill": "toself",
                "mode": "none",
                "fillcolor": inks.band,
                "hoverinfo": "skip",
                "name": f"{confidence} %",
            }
    for part, dash in zip(by_method(fan), ("dash", "dot"), strict=True):
        # One year alone is no line; where the fan opens a point of the observed line stands.
        if part and part != first:
            yield {
                "type": "scatter",
                "x": [year for year, _ in part],
                "y": [value for _, value in part],
                "name": plain(fan.name),
                "mode": "lines" if len(part) > 1 else "markers",
                "marker": {"color": inks.accent, "size": 7},
                "line": {"color": inks.accent, "width": 2.5, "dash": dash},
                "hovertemplate": f"%{{y:,.{decimals}f}} {plain(unit)}",
            }
