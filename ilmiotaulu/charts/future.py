"""What is known as a line, what is projected as points: between published years nothing is drawn."""

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import template
from ilmiotaulu.charts.trend import Line, add_line, plain

_HEIGHT = 340


def future_figure(observed: Line, projected: Line, unit: str, decimals: int, inks: Inks) -> go.Figure:
    """The observed line in the accent colour, the projection's published years as open diamonds with their values."""
    figure = go.Figure(layout={"template": template(inks), "height": _HEIGHT})
    add_line(figure, observed, inks.accent, "solid", 3, decimals, unit)
    if projected.years:
        figure.add_scatter(
            x=list(projected.years),
            y=list(projected.values),
            name=plain(projected.name),
            mode="markers+text",
            texttemplate=f"%{{y:,.{decimals}f}}",
            textposition="top center",
            cliponaxis=False,
            textfont={"color": inks.orange},
            marker={"symbol": "diamond-open", "size": 12, "color": inks.orange, "line": {"width": 2.5}},
            hovertemplate=f"%{{y:,.{decimals}f}} {plain(unit)}",
        )
    figure.update_layout(margin={"r": 36, "t": 28})
    figure.update_yaxes(title={"text": unit, "standoff": 8}, tickformat=f",.{decimals}f")
    figure.update_xaxes(tickformat="d")
    return figure
