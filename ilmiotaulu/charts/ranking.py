"""Places in the order of one figure: a dot and its 95 % interval each, the chosen place in the accent colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import figure
from ilmiotaulu.charts.trend import plain

_ROW, _AROUND = 28, 70


@dataclass(frozen=True)
class Mark:
    """A place's figure: its value and limits, or `None` and in words why there is none.

    `rank_words` say between which places it may stand; `smoothed` is its value as all places steady it.
    """

    name: str
    value: float | None
    limits: tuple[float, float] | None
    words: str
    is_own: bool = False
    rank_words: str = ""
    smoothed: float | None = None


def ranking_figure(marks: Sequence[Mark], unit: str, decimals: int, inks: Inks) -> go.Figure:
    """A row a place, in the order given. A place without a value has its reason in words where the dot would be.

    A smoothed value is a hollow diamond in the same row; a place without a value has none, whatever it is given.
    """
    traces: list[dict[str, Any]] = []
    for is_own, colour in ((False, inks.grey), (True, inks.accent)):
        shown = [mark for mark in marks if mark.is_own == is_own and mark.value is not None]
        if not shown:
            continue
        traces.append(
            {
                "type": "scatter",
                "x": [round(mark.value or 0.0, decimals) for mark in shown],
                "y": [plain(mark.name) for mark in shown],
                "mode": "markers",
                "marker": {"size": 11, "color": colour},
                "error_x": _whiskers(shown, colour, decimals),
                "text": [_hovered(mark) for mark in shown],
                "hovertemplate": "%{y}: %{text}<extra></extra>",
                "name": "",
            }
        )
    steadied = [mark for mark in marks if mark.value is not None and mark.smoothed is not None]
    if steadied:
        traces.append(_diamonds(steadied, decimals, inks))
    layout = {
        "height": _ROW * len(marks) + _AROUND,
        "hovermode": "closest",
        "margin": {"l": 8, "r": 24, "t": 8, "b": 48},
        "yaxis": {
            "categoryorder": "array",
            "categoryarray": [plain(mark.name) for mark in reversed(marks)],
            "automargin": True,
            "showgrid": True,
            "title": None,
            "fixedrange": True,
        },
        "xaxis": {
            "title": {"text": plain(unit)},
            "tickformat": f",.{decimals}f",
            "rangemode": "tozero",
            "fixedrange": True,
        },
        "annotations": [_reason(mark, inks.text) for mark in marks if mark.value is None],
    }
    return figure(traces, layout, inks)


def _hovered(mark: Mark) -> str:
    return "<br>".join(plain(words) for words in (mark.words, mark.rank_words) if words)


def _diamonds(steadied: Sequence[Mark], decimals: int, inks: Inks) -> dict[str, Any]:
    """Large enough to be seen around a dot that lies in the same place."""
    return {
        "type": "scatter",
        "x": [round(mark.smoothed or 0.0, decimals) for mark in steadied],
        "y": [plain(mark.name) for mark in steadied],
        "mode": "markers",
        "marker": {
            "symbol": "diamond-open",
            "size": 13,
            "color": [inks.accent if mark.is_own else inks.grey for mark in steadied],
            "line": {"width": 1.5},
        },
        "hoverinfo": "skip",
        "name": "",
    }


def _reason(mark: Mark, colour: str) -> dict[str, object]:
    """Why there is no dot, where it would be."""
    return {
        "x": 0,
        "xref": "paper",
        "y": plain(mark.name),
        "text": plain(mark.words),
        "showarrow": False,
        "xanchor": "left",
        "xshift": 6,
        "font": {"color": colour, "size": 13},
    }


def _whiskers(shown: Sequence[Mark], colour: str, decimals: int) -> dict[str, object] | None:
    if not any(mark.limits for mark in shown):
        return None
    above = [mark.limits[1] - (mark.value or 0.0) if mark.limits else 0.0 for mark in shown]
    below = [(mark.value or 0.0) - mark.limits[0] if mark.limits else 0.0 for mark in shown]
    return {
        "type": "data",
        "symmetric": False,
        "array": [round(one, decimals + 2) for one in above],
        "arrayminus": [round(one, decimals + 2) for one in below],
        "color": colour,
        "thickness": 2,
        "width": 0,
    }
