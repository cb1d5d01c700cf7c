"""One Plotly template a mode and one configuration for every analytical chart."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks

FONT = "SourceSans3, sans-serif"
MARGIN = {"l": 60, "r": 96, "t": 24, "b": 44}


# What stands left of the numbers of a level axis, and a digit of them, in pixels.
_TITLE, _DIGIT = 34, 7


def left_of(highest: float, decimals: int) -> float:
    """The left margin in which the numbers up to this one and the words of the axis have their room."""
    return max(MARGIN["l"], _TITLE + _DIGIT * len(f"{highest:,.{decimals}f}"))


def figure(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], inks: Inks) -> go.Figure:
    """A chart in the one look. Traces and layout are checked once, when all is there: that is most of what it costs."""
    return go.Figure(data=list(traces), layout={"template": _template(inks), **layout})


@cache
def _template(inks: Inks) -> go.layout.Template:
    axis = {"zeroline": False, "tickcolor": inks.grey, "linecolor": inks.line}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 15, "color": inks.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": MARGIN,
            "hovermode": "x unified",
            "showlegend": False,
            # Where years have no room beside each other they are turned as little as will do.
            "xaxis": {**axis, "showgrid": False, "ticks": "outside", "autotickangles": [0, 45]},
            "yaxis": {**axis, "gridcolor": inks.line, "rangemode": "tozero"},
        }
    )


def configuration(lang: str) -> dict[str, Any]:
    """What the browser's part of Plotly is told: no logo, no zoom by wheel, the language's decimals."""
    return {
        "displaylogo": False,
        "displayModeBar": False,
        "scrollZoom": False,
        "responsive": True,
        "locale": lang,
        "locales": {
            lang: {
                "dictionary": {},
                "format": {
                    "decimal": "." if lang == "en" else ",",
                    "thousands": "," if lang == "en" else "\u202f",
                    "days": [""] * 7,
                    "shortDays": [""] * 7,
                    "months": [""] * 12,
                    "shortMonths": [""] * 12,
                },
            }
        },
    }
