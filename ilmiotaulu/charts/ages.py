"""Children by single year of age: boys and girls as a pyramid, and today beside the projection as dots.

Boys and girls are told apart by their side and their names, the projection by its form and its name: never by colour
alone. Every number stands in the picture, so neither chart needs an axis of numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import figure
from ilmiotaulu.charts.trend import plain

_ROW = 23
_TOP, _BOTTOM = 44, 10
_LETTER = 7.6
# Between a number and the bar or dot it stands beside, in pixels.
_AWAY = 16
# What a phone leaves for the bars of one sex, and for the dots: the numbers beside them must fit there, too.
_HALF, _WHOLE = 132, 290
# Between the sides of the pyramid stand the ages.
_SIDES = ((0.0, 0.45), (0.55, 1.0))


@dataclass(frozen=True)
class Counts:
    """Children by single year of age, the youngest first: each number, `None` where there is none to show, and in
    words, which say why there is none.
    """

    name: str
    values: Sequence[float | None]
    words: Sequence[str]


@dataclass(frozen=True)
class Outlines:
    """The projected boys and girls, and what the outlines of both are called."""

    name: str
    boys: Counts
    girls: Counts


def pyramid_figure(boys: Counts, girls: Counts, outlines: Outlines | None, age: str, inks: Inks) -> go.Figure:
    """Boys to the left and girls to the right, with the number at the end of each bar, the oldest on top.

    `outlines` are drawn as empty bars around; `age` is the word above the ages. An age without a number has no bar but
    the reason in its place.
    """
    ahead = (outlines.boys, outlines.girls) if outlines else (None, None)
    longest = max((value for one in (boys, girls, *ahead) if one for value in _known(one)), default=0.0)
    widest = max(len(word) for one in (boys, girls) for word in _number_words(one))
    reach = _reach(longest, widest, _HALF)
    traces: list[dict[str, Any]] = []
    notes = [_note(age, 0.5, "center", inks), *_ages_between(len(boys.values), inks)]
    for index, (side, outline, xaxis) in enumerate(zip((boys, girls), ahead, ("x", "x2"), strict=True)):
        traces.append(_bars(side, xaxis, age, {"color": inks.accent}))
        if outline:
            traces.append(_bars(outline, xaxis, age, _empty(inks)))
        traces.append(_ends(side, outline, xaxis, "middle left" if index == 0 else "middle right", inks))
        # The names stand on their sides, next to the ages.
        notes.append(_note(f"<b>{plain(side.name)}</b>", _SIDES[index][1 - index], ("right", "left")[index], inks))
    if outlines:
        words = f'<span style="color:{inks.orange}">□ {plain(outlines.name)}</span>'
        notes.append(_note(words, 0.5, "center", inks, line=1))
    axis = {"visible": False, "fixedrange": True}
    layout = {
        "height": _height(len(boys.values), lines=2 if outlines else 1),
        "margin": {"l": 4, "r": 4, "t": _top(2 if outlines else 1), "b": _BOTTOM},
        "barmode": "overlay",
        "bargap": 0.22,
        "hovermode": "closest",
        "xaxis": {**axis, "domain": list(_SIDES[0]), "range": [reach, 0]},
        "xaxis2": {**axis, "domain": list(_SIDES[1]), "range": [0, reach], "anchor": "y"},
        "yaxis": {**axis, "range": _rows(len(boys.values))},
        "annotations": notes,
    }
    return figure(traces, layout, inks)


def projection_figure(now: Counts, projected: Counts, age: str, inks: Inks) -> go.Figure:
    """A row an age, the oldest on top: a dot for today, an open diamond for the projection, a line between the two,
    and both in words at the end of the row. The scale begins at zero, where a line stands.

    Where one of the two is missing there is no line; the words say why. `age` is the word above the ages.
    """
    ages = range(len(now.values))
    longest = max([*_known(now), *_known(projected)], default=0.0)
    words = [f"{one} → {other}" for one, other in zip(now.words, projected.words, strict=True)]
    reach = _reach(longest, max(map(len, words)), _WHOLE)
    pairs = list(zip(now.values, projected.values, strict=True))
    traces: list[dict[str, Any]] = [
        # The rows end where the words begin.
        _lines([(0.0, longest)] * len(words), {"color": inks.line, "width": 1}),
        _lines(pairs, {"color": inks.grey, "width": 2}),
        _dots(now, age, {"size": 11, "color": inks.accent}),
        _dots(projected, age, {"symbol": "diamond-open", "size": 12, "color": inks.orange, "line": {"width": 2.5}}),
        {
            "type": "scatter",
            "x": [longest + reach * _AWAY / _WHOLE] * len(words),
            "y": list(ages),
            "mode": "text",
            "text": [plain(one) for one in words],
            "textposition": "middle right",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "name": "",
        },
    ]
    key = (
        f'<span style="color:{inks.accent}">●</span> <b>{plain(now.name)}</b>  →  '
        f'<span style="color:{inks.orange}">◇ {plain(projected.name)}</span>'
    )
    layout = {
        "height": _height(len(words), lines=1),
        "margin": {"l": 34, "r": 4, "t": _top(1), "b": _BOTTOM},
        "hovermode": "closest",
        "xaxis": {
            "range": [-0.02 * reach, reach],
            "fixedrange": True,
            "showticklabels": False,
            "ticks": "",
            "zeroline": True,
            "zerolinecolor": inks.grey,
        },
        "yaxis": {
            "range": _rows(len(words)),
            "fixedrange": True,
            "showgrid": False,
            "tickvals": list(ages),
            "ticktext": [str(one) for one in ages],
        },
        "annotations": [_note(key, 0.0, "left", inks), {**_note(age, 0.0, "right", inks), "xshift": -6}],
    }
    return figure(traces, layout, inks)


def _known(counts: Counts) -> list[float]:
    return [value for value in counts.values if value is not None]


def _number_words(counts: Counts) -> list[str]:
    """The words at the ends of bars; a reason stands where there is no bar, and has all its room."""
    there = [word for word, value in zip(counts.words, counts.values, strict=True) if value is not None]
    return there or [""]


def _reach(longest: float, letters: int, room: int) -> float:
    """Where the scale ends, so that words of so many letters still fit beside the longest."""
    share = min(0.6, (letters * _LETTER + _AWAY) / room)
    return (longest or 1.0) / (1 - share)


def _rows(count: int) -> list[float]:
    return [-0.6, count - 0.4]


def _top(lines: int) -> int:
    return _TOP + 20 * (lines - 1)


def _height(count: int, lines: int) -> int:
    return _top(lines) + _ROW * count + _BOTTOM


def _empty(inks: Inks) -> dict[str, Any]:
    return {"color": "rgba(0,0,0,0)", "line": {"color": inks.orange, "width": 2}}


def _bars(counts: Counts, xaxis: str, age: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": list(counts.values),
        "y": list(range(len(counts.values))),
        "xaxis": xaxis,
        "marker": marker,
        "customdata": _touched(counts, age),
        "hovertemplate": "%{customdata}<extra></extra>",
        "name": plain(counts.name),
    }


def _ends(counts: Counts, outline: Counts | None, xaxis: str, side: str, inks: Inks) -> dict[str, Any]:
    """The number of each bar where it and its outline end; without a bar the reason, where it would begin."""
    around = outline.values if outline else [None] * len(counts.values)
    pairs = zip(counts.values, around, strict=True)
    ends = [0.0 if value is None else max(value, other or 0.0) for value, other in pairs]
    return {
        "type": "scatter",
        "x": ends,
        "y": list(range(len(ends))),
        "xaxis": xaxis,
        "mode": "text",
        "text": [f" {plain(word)} " for word in counts.words],
        "textposition": side,
        "textfont": {"size": 14, "color": inks.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "",
    }


def _lines(pairs: Sequence[tuple[float | None, float | None]], line: dict[str, Any]) -> dict[str, Any]:
    """A line in the row of every whole pair, all of them one trace."""
    ends: list[tuple[float | None, int | None]] = []
    for row, (one, other) in enumerate(pairs):
        if one is not None and other is not None:
            ends += [(one, row), (other, row), (None, None)]
    return {
        "type": "scatter",
        "x": [x for x, _ in ends],
        "y": [y for _, y in ends],
        "mode": "lines",
        "line": line,
        "hoverinfo": "skip",
        "name": "",
    }


def _dots(counts: Counts, age: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": list(counts.values),
        "y": list(range(len(counts.values))),
        "mode": "markers",
        "marker": marker,
        "cliponaxis": False,
        "customdata": _touched(counts, age),
        "hovertemplate": "%{customdata}<extra></extra>",
        "name": plain(counts.name),
    }


def _touched(counts: Counts, age: str) -> list[str]:
    return [f"{plain(age)} {row} · {plain(counts.name)}: {plain(word)}" for row, word in enumerate(counts.words)]


def _ages_between(count: int, inks: Inks) -> list[dict[str, Any]]:
    """The ages in the middle of a pyramid."""
    look = {"xref": "paper", "x": 0.5, "yref": "y", "showarrow": False, "font": {"size": 14, "color": inks.text}}
    return [{**look, "y": row, "text": str(row)} for row in range(count)]


def _note(text: str, x: float, side: str, inks: Inks, *, line: int = 0) -> dict[str, Any]:
    """Words above the drawing; line 0 is the nearest to it."""
    return {
        "xref": "paper",
        "x": x,
        "xanchor": side,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 6 + 20 * line,
        "text": text,
        "showarrow": False,
        "font": {"color": inks.text},
    }
