"""One Plotly template and one configuration for every analytical chart."""

from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts import palette

FONT = "SourceSans3, sans-serif"

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 15},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 56, "r": 96, "t": 16, "b": 40},
        "hovermode": "x unified",
        "showlegend": False,
        "xaxis": {"showgrid": False, "zeroline": False, "ticks": "outside", "tickcolor": palette.GREY},
        "yaxis": {"gridcolor": "rgba(128,145,150,0.25)", "zeroline": False, "rangemode": "tozero"},
        "colorway": [palette.ACCENT, palette.GREY, palette.BLUE, palette.ORANGE],
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
