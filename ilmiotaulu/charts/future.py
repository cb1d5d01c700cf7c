"""What is known as a line, our forecast as a fan that opens from its end, the official projection as points.

Between the projection's published years nothing is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import MARGIN, figure
from ilmiotaulu.charts.trend import Line, event_lines, line_trace, numbered, plain

_HEIGHT = 380


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

    The years of `events`, which are among those drawn, are marked as in a trend.
    """
    traces = [
        *(_fan(fan, decimals, unit, inks) if fan else ()),
        line_trace(observed, inks.accent, "solid", 3, decimals, unit),
    ]
    if projected.years:
        traces.append(
            {
                "type": "scatter",
                "x": list(projected.years),
                "y": list(projected.values),
                "name": plain(projected.name),
                "mode": "markers+text",
                "texttemplate": f"%{{y:,.{decimals}f}}",
                "textposition": "top center",
                "cliponaxis": False,
                "textfont": {"color": inks.orange},
                "marker": {"symbol": "diamond-open", "size": 12, "color": inks.orange, "line": {"width": 2.5}},
                "hovertemplate": f"%{{y:,.{decimals}f}} {plain(unit)}",
            }
        )
    layout = {
        "height": _HEIGHT,
        "margin": {**MARGIN, "r": 36, "t": 28},
        "yaxis": {"title": {"text": unit, "standoff": 8}, "tickformat": f",.{decimals}f"},
        "xaxis": {"tickformat": "d"},
        "shapes": event_lines(numbered(events), inks),
    }
    return figure(traces, layout, inks)


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
        if len(part) > 1:
            yield {
                "type": "scatter",
                "x": [year for year, _ in part],
                "y": [value for _, value in part],
                "name": plain(fan.name),
                "mode": "lines",
                "line": {"color": inks.accent, "width": 2.5, "dash": dash},
                "hovertemplate": f"%{{y:,.{decimals}f}} {plain(unit)}",
            }
