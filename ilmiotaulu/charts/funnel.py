"""Areas by their size and their value, between the lines that chance alone would hold them in."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.names import sides_of_names
from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.scatter import MARGIN, TALL, WIDE, Range, axis, dot_traces, halo, share
from ilmiotaulu.charts.theme import figure
from ilmiotaulu.charts.trend import plain

_HEIGHT = 440
_DRAWN = _HEIGHT - MARGIN["t"] - MARGIN["b"]
_LETTER, _LINE = 7.0, 17
_LETTERS = 10
# Of more areas than this outside the lines none has its name beside it.
_FEW = 6
# Over very small bases the lines go far beyond every area: so much of them is drawn, in areas' largest values.
_HIGHEST = 1.4


@dataclass(frozen=True)
class FunnelPoint:
    """An area with a figure, its base and the figure in words. A hidden figure is no point.

    `is_outside` says whether it lies outside the 99.8 % limits. It is given and not read off the lines, for of a rate
    an area is judged by the limits of its own count, and these differ a little from the lines.
    """

    name: str
    base: float
    value: float
    words: str
    is_own: bool = False
    is_outside: bool = False


@dataclass(frozen=True)
class FunnelLimits:
    """The lines at the bases `x`, from small to large, around `target`; each sort of line has its words."""

    x: Sequence[float]
    lower95: Sequence[float]
    upper95: Sequence[float]
    lower998: Sequence[float]
    upper998: Sequence[float]
    target: float
    target_words: str
    words95: str
    words998: str


def funnel_figure(
    points: Sequence[FunnelPoint], limits: FunnelLimits, base_words: str, unit: str, decimals: int, inks: Inks
) -> go.Figure:
    """The base to the right, each step on the axis as many times the last; the own area in the accent colour and named.

    Areas outside the 99.8 % limits have their names beside them when they are few and there is room; others are named
    when touched. Every sort of line has its words beside it. Raises `ValueError` when a point has no base or no
    value, and when the lines are not all of one length.
    """
    for one in points:
        if not (math.isfinite(one.value) and math.isfinite(one.base) and one.base > 0):
            raise ValueError(f"{one.name} is no point: {one.value} of {one.base}")
    across = widths(points, limits)
    up = heights(points, limits)
    lines = [(x, y) for values, _, _ in _drawn(limits) for x, y in zip(limits.x, values, strict=True)]
    sides = sides_of_names(
        [place(one.base, one.value, across, up) for one in points],
        [(i, points[i].name) for i in to_name(points)],
        _DRAWN,
        [place(x, y, across, up) for x, y in lines if math.isfinite(y)],
    )
    target = wrap(limits.target_words, _LETTERS)
    layout = {
        "height": _HEIGHT,
        "hovermode": "closest",
        # The target's words need their room.
        "margin": {**MARGIN, "r": 16 + _LETTER * max((len(line) for line in target), default=0)},
        "xaxis": {
            **axis(base_words, 0, (math.log10(across[0]), math.log10(across[1])), WIDE),
            "type": "log",
            "tickvals": steps(*across),
            "tickangle": 0,
            "minor": {"tickvals": steps(*across, range(1, 10)), "ticks": "outside", "ticklen": 3},
        },
        "yaxis": {**axis(unit, decimals, up, TALL), "showgrid": False},
        "annotations": [*_words_of_lines(limits, up, inks), _word_of_target(limits.target, target, inks)],
    }
    shown = [(one, one.base, one.value) for one in points]
    return figure([*_lines(limits, inks), *dot_traces(shown, sides, inks)], layout, inks)


def to_name(points: Sequence[FunnelPoint]) -> list[int]:
    """The own area, then those outside the 99.8 % limits when they are few, by their index."""
    own = [i for i, one in enumerate(points) if one.is_own]
    outside = [i for i, one in enumerate(points) if one.is_outside and not one.is_own]
    return own + (outside if len(outside) <= _FEW else [])


def place(base: float, value: float, across: Range, up: Range) -> tuple[float, float]:
    """Where an area lies, as shares of both axes."""
    return share(base, across, math.log10), share(value, up)


def widths(points: Sequence[FunnelPoint], limits: FunnelLimits) -> Range:
    """From where to where the bases go."""
    bases = [*limits.x, *(one.base for one in points)] or [1.0, 10.0]
    return min(bases) / 1.15, max(bases) * 1.15


def heights(points: Sequence[FunnelPoint], limits: FunnelLimits) -> Range:
    """From where to where the figures go: around every area and the target; of the lines so much as is seen well."""
    values = [limits.target, *(one.value for one in points)]
    lowest = min([0.0, *values])
    lines = [one for one in (*limits.upper95, *limits.upper998) if math.isfinite(one)]
    highest = max([*values, min(max(lines, default=0.0), _HIGHEST * max(values))])
    return lowest, lowest + 1.08 * ((highest - lowest) or 1.0)


def _drawn(limits: FunnelLimits) -> list[tuple[Sequence[float], str, float]]:
    """Each line's values, its dashes and its width."""
    return [
        (limits.upper998, "solid", 1.5),
        (limits.lower998, "solid", 1.5),
        (limits.upper95, "dash", 1.5),
        (limits.lower95, "dash", 1.5),
        ([limits.target] * len(limits.x), "dot", 2),
    ]


def _lines(limits: FunnelLimits, inks: Inks) -> Iterator[dict[str, Any]]:
    for values, dash, width in _drawn(limits):
        yield {
            "type": "scatter",
            "x": list(limits.x),
            "y": [value if math.isfinite(value) else None for value in values],
            "mode": "lines",
            "line": {"color": inks.grey, "dash": dash, "width": width},
            "connectgaps": False,
            "hoverinfo": "skip",
            "name": "",
        }


def _words_of_lines(limits: FunnelLimits, up: Range, inks: Inks) -> Iterator[dict[str, Any]]:
    """What the upper lines are: above each of them at the smallest base where it is drawn, where they lie far apart."""
    for values, words in ((limits.upper95, limits.words95), (limits.upper998, limits.words998)):
        drawn = [(x, y) for x, y in zip(limits.x, values, strict=True) if y <= up[1]]
        if drawn:
            x, y = drawn[0]
            # On an axis of logarithms Plotly takes an annotation's place as a logarithm.
            yield {**_word(plain(words), inks), "x": math.log10(x), "y": y, "yanchor": "bottom", "xshift": 3}


def _word_of_target(target: float, lines: Sequence[str], inks: Inks) -> dict[str, Any]:
    """Beside the right end of its line, the first line of words at its height."""
    text = "<br>".join(plain(line) for line in lines)
    return {
        **_word(text, inks),
        "x": 1,
        "xref": "paper",
        "y": target,
        "yanchor": "top",
        "xshift": 4,
        "yshift": _LINE / 2,
    }


def _word(text: str, inks: Inks) -> dict[str, Any]:
    return {
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "align": "left",
        "font": {"color": inks.text, "size": 13, "shadow": halo(inks)},
    }


def steps(low: float, high: float, firsts: Sequence[int] = ()) -> list[float]:
    """The numbers between two bases that have one of these digits and else noughts; without digits as many as there is
    room for.
    """
    firsts = firsts or ((1,) if high / low >= 100 else (1, 2, 5))
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    made = [first * 10.0**exponent for exponent, first in product(exponents, firsts)]
    return [step for step in made if low <= step <= high]
