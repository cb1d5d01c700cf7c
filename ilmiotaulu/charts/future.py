"""What is known as a line, what is projected as points: between published years nothing is drawn."""

from collections.abc import Sequence

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import MARGIN, figure
from ilmiotaulu.charts.trend import Line, event_lines, line_trace, numbered, plain

_HEIGHT = 340


def future_figure(
    observed: Line, projected: Line, events: Sequence[tuple[int, str]], unit: str, decimals: int, inks: Inks
) -> go.Figure:
    """The observed line in the accent colour, the projection's published years as open diamonds with their values.

    The years of `events`, which are among those drawn, are marked as in a trend.
    """
    traces = [line_trace(observed, inks.accent, "solid", 3, decimals, unit)]
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
