"""A number month by month: a line that breaks where a month has none, and a stripe where it is hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import MARGIN, figure
from ilmiotaulu.charts.trend import plain, whole_steps

_HEIGHT = 440
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Month:
    """A month (`2026-03`), its value or none, what to say of it, and whether its value is hidden."""

    period: str
    value: float | None
    words: str
    is_hidden: bool


def months_figure(months: Sequence[Month], title: str, inks: Inks) -> go.Figure:
    """The months in order, each of them once and none left out; hidden ones are striped and say so when pointed at."""
    days = [f"{one.period}-01" for one in months]
    values = [one.value for one in months]
    hidden = [one for one in months if one.is_hidden]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "x": days,
            "y": values,
            "text": [plain(one.words) for one in months],
            "mode": "lines+markers",
            "line": {"color": inks.accent, "width": 3},
            "marker": {"size": 6},
            "connectgaps": False,
            "hovertemplate": "%{text}<extra></extra>",
            "name": "",
        }
    ]
    if hidden:
        traces.append(
            {
                "type": "scatter",
                "x": [f"{one.period}-01" for one in hidden],
                "y": [0] * len(hidden),
                "text": [plain(one.words) for one in hidden],
                "mode": "markers",
                "marker": {"symbol": "x-thin", "size": 9, "line": {"color": inks.grey, "width": 2}},
                "cliponaxis": False,
                "hovertemplate": "%{text}<extra></extra>",
                "name": "",
            }
        )
    layout = {
        "height": _HEIGHT,
        "hovermode": "closest",
        "margin": {**MARGIN, "r": 24},
        "yaxis": {"title": {"text": plain(title), "standoff": 12}, "tickformat": ",.0f", **whole_steps(values, 0)},
        # Months by number: the same in every language.
        "xaxis": {"type": "date", "tickformat": "%-m/%Y", "range": [_day(months[0], -1), _day(months[-1], 1)]},
        "shapes": list(_stripes(hidden, inks)),
    }
    return figure(traces, layout, inks)


def _stripes(hidden: Sequence[Month], inks: Inks) -> Iterator[dict[str, Any]]:
    """A stripe behind each hidden month, half a month to both sides of its point."""
    for one in hidden:
        yield {
            "type": "rect",
            "x0": _day(one, -1),
            "x1": _day(one, 1),
            "y0": 0,
            "y1": 1,
            "yref": "y domain",
            "layer": "below",
            "line": {"width": 0},
            "fillcolor": inks.line,
            "opacity": 0.5,
        }


def _day(one: Month, side: int) -> str:
    """The middle of the month before (`side` -1), or of the month itself (1), whose point stands at its first day."""
    at = int(one.period[:4]) * _MONTHS_OF_A_YEAR + int(one.period[5:]) - 1 + (0 if side > 0 else -1)
    return f"{at // _MONTHS_OF_A_YEAR}-{at % _MONTHS_OF_A_YEAR + 1:02}-16"
