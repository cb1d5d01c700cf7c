"""A line the size of a word: a trend beside its number.

The picture is a data URI in an `<img>`, because `st.html` removes inline SVG. Such a picture cannot see
the page's theme, so its colours are chosen to be readable on both backgrounds.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from ilmiotaulu.charts.palette import ACCENT_EITHER

Point = tuple[int, float | None]
Place = tuple[float, float]

_MARGIN = 4.0
_DOT = 1.6
_LAST_DOT = 3.0


def sparkline(points: Sequence[Point], *, label: str, width: int = 120, height: int = 32, step: int = 1) -> str:
    """Return an `<img>` for `st.html` that shows the years in order, its `alt` being `label`.

    A year that is `None` or not listed breaks the line and is never bridged; `step` is the number of years
    between two figures of the series (2 for a survey made every second year). The last figure is marked.
    """
    uri = sparkline_uri(points, width=width, height=height, step=step)
    return f'<img src="{uri}" alt="{escape(label, quote=True)}" width="{width}" height="{height}" class="ilmio-line">'


def sparkline_uri(points: Sequence[Point], *, width: int = 120, height: int = 32, step: int = 1) -> str:
    """Return the picture alone as a `data:image/svg+xml` URI, safe inside a quoted attribute."""
    in_order = sorted(points, key=lambda point: point[0])
    runs = _places(_runs(in_order, step), in_order, width, height)
    body = "".join(_line(run) if len(run) > 1 else _dot(run[0], _DOT) for run in runs)
    body += _dot(runs[-1][-1], _LAST_DOT) if runs else _nothing(width, height)
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' fill='none' "
        f"stroke='{ACCENT_EITHER}' stroke-width='1.75' stroke-linejoin='round'>{body}</svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe="~()*!.,:;=/ '")


def _runs(points: Sequence[Point], step: int) -> list[list[tuple[int, float]]]:
    """Split the series where a figure is missing."""
    runs: list[list[tuple[int, float]]] = []
    previous: int | None = None
    for year, value in points:
        if value is None:
            previous = None
            continue
        if previous is not None and year - previous <= step:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
        previous = year
    return runs


def _places(runs: list[list[tuple[int, float]]], points: Sequence[Point], width: int, height: int) -> list[list[Place]]:
    """Turn years and values into pixels; the years asked for set the width, also where they are empty."""
    if not runs:
        return []
    years = [year for year, _ in points]
    values = [value for run in runs for _, value in run]
    first, years_wide = min(years), max(years) - min(years)
    low, tall = min(values), max(values) - min(values)
    inner_width, inner_height = width - 2 * _MARGIN, height - 2 * _MARGIN

    def place(year: int, value: float) -> Place:
        # One year sits in the middle; values that do not differ make a level line, not a fall to the floor.
        across = (year - first) / years_wide if years_wide else 0.5
        up = (value - low) / tall if tall else 0.5
        # Half a pixel is finer than the line is wide.
        return round(2 * (_MARGIN + across * inner_width)) / 2, round(2 * (_MARGIN + (1 - up) * inner_height)) / 2

    return [[place(year, value) for year, value in run] for run in runs]


def _line(run: list[Place]) -> str:
    return f"<polyline points='{' '.join(f'{x:g},{y:g}' for x, y in run)}'/>"


def _dot(place: Place, radius: float) -> str:
    return f"<circle cx='{place[0]:g}' cy='{place[1]:g}' r='{radius:g}' fill='{ACCENT_EITHER}' stroke='none'/>"


def _nothing(width: int, height: int) -> str:
    """A faint dashed line: there is no figure, and that is not the same as zero."""
    middle = height / 2
    return f"<path d='M{_MARGIN:g} {middle:g}H{width - _MARGIN:g}' stroke-dasharray='2 5' stroke-opacity='.7'/>"
