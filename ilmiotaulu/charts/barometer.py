"""A figure among all areas' figures, the size of a line: the whole range, its middle half, the benchmark and a dot.

Like a sparkline a data URI in an `<img>`, in colours that can be read on both backgrounds: forty rows of them cost a
page nothing.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from ilmiotaulu.charts.palette import ACCENT_EITHER, BLUE_EITHER, GREY_EITHER, ORANGE_EITHER

_MARGIN = 12.0
# Around the dot nothing is drawn, so that a hollow one is seen to be hollow.
_FREE = 8.5
_LEAST = 2.0


@dataclass(frozen=True)
class Bar:
    """An area's value, what it is held against, and the values of all areas between which it lies.

    Quartiles mean something from four areas on; of fewer they are `None`. `is_told_apart` says whether the value
    differs from the benchmark beyond chance, `None` that it was not compared. `best_right` says whether the largest
    values, which lie on the right, are the best ones (`False`: the smallest are), `None` that there is no judging them.
    """

    value: float | None
    benchmark: float
    smallest: float
    lower_quartile: float | None
    upper_quartile: float | None
    largest: float
    is_told_apart: bool | None
    best_right: bool | None = None


def barometer_svg(bar: Bar, *, label: str, width: int = 220, height: int = 24) -> str:
    """Return an `<img>` for `st.html`, its `alt` being `label`: the row of a spine chart.

    The benchmark is a tick in the middle, and what lies farthest from it, on either side, at the edge; the largest
    always lie on the right. Where values can be judged an arrow at one end says which way is aimed at, and a dot that
    is told apart is blue for better and orange for worse; where they cannot, it has the accent colour. A hollow grey
    dot cannot be told apart from the benchmark, a grey diamond was not compared with it.

    Raises `ValueError` as `barometer_drawing` does.
    """
    uri = "data:image/svg+xml," + quote(barometer_drawing(bar, width, height), safe="~()*!.,:;=/ '")
    return f'<img src="{uri}" alt="{escape(label, quote=True)}" width="{width}" height="{height}" class="ilmio-bar">'


def barometer_drawing(bar: Bar, width: int = 220, height: int = 24) -> str:
    """The row itself, without words, as SVG.

    Raises `ValueError` when there is no value, for a hidden figure has no bar, or when the others are out of order.
    """
    value = _checked(bar)
    # The own value may belong to another level than the areas, so it counts, too.
    farthest = max(abs(one - bar.benchmark) for one in (bar.smallest, bar.largest, value))
    middle, half = height / 2, width / 2 - _MARGIN

    def across(one: float) -> float:
        share = (one - bar.benchmark) / farthest if farthest > 0 else 0.0
        return round(2 * (width / 2 + share * half)) / 2

    place = across(value)
    body = _stroke(across(bar.smallest), across(bar.largest), place, middle, "stroke-width='2'")
    if bar.lower_quartile is not None and bar.upper_quartile is not None:
        ends = across(bar.lower_quartile), across(bar.upper_quartile)
        body += _stroke(*ends, place, middle, "stroke-width='9' stroke-opacity='.75'")
    body += f"<path d='M{across(bar.benchmark):g} 1V{height - 1}' stroke-width='2.5'/>"
    if bar.best_right is not None:
        tip = f"M{width - 6} {middle - 4:g}l4 4-4 4" if bar.best_right else f"M6 {middle - 4:g}l-4 4 4 4"
        body += f"<path d='{tip}' stroke-width='1.5'/>"
    body += _dot(bar, value, place, middle)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' fill='none' stroke='{GREY_EITHER}'>"
        f"{body}</svg>"
    )


def _checked(bar: Bar) -> float:
    """The own value, when the bar can be drawn."""
    if bar.value is None:
        raise ValueError("a figure without a value has no bar")
    if (bar.lower_quartile is None) != (bar.upper_quartile is None):
        raise ValueError("a bar has both quartiles or neither")
    quartiles = [one for one in (bar.lower_quartile, bar.upper_quartile) if one is not None]
    in_order = [bar.smallest, *quartiles, bar.largest]
    if not all(math.isfinite(one) for one in (bar.value, bar.benchmark, *in_order)) or in_order != sorted(in_order):
        raise ValueError(f"not from the smallest to the largest: {in_order}, with {bar.value} and {bar.benchmark}")
    return bar.value


def _stroke(one_end: float, other_end: float, place: float, middle: float, look: str) -> str:
    """A level stroke that leaves the room around the dot free."""
    pieces = _outside(min(one_end, other_end), max(one_end, other_end), place)
    path = "".join(f"M{left:g} {middle:g}H{right:g}" for left, right in pieces)
    return f"<path d='{path}' {look}/>" if path else ""


def _outside(left: float, right: float, place: float) -> Iterator[tuple[float, float]]:
    for start, end in ((left, min(right, place - _FREE)), (max(left, place + _FREE), right)):
        # A shorter one would be a speck.
        if end - start >= _LEAST:
            yield start, end


def _dot(bar: Bar, value: float, place: float, middle: float) -> str:
    if bar.is_told_apart is None:
        return f"<path d='M{place:g} {middle - 6:g}l6 6-6 6-6-6z' fill='{GREY_EITHER}' stroke='none'/>"
    at = f"cx='{place:g}' cy='{middle:g}'"
    if not bar.is_told_apart:
        return f"<circle {at} r='5' stroke-width='2.5'/>"
    if bar.best_right is None:
        colour = ACCENT_EITHER
    else:
        colour = BLUE_EITHER if (value > bar.benchmark) == bar.best_right else ORANGE_EITHER
    return f"<circle {at} r='6.5' fill='{colour}' stroke='none'/>"
