"""What is known, forecast and projected of one group among several, the size of a stamp.

Like a sparkline a data URI in an `<img>`, in colours that can be read on both backgrounds; the numbers stand beside it
as text.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import pairwise
from urllib.parse import quote

from ilmiotaulu.charts.future import Fan, by_method
from ilmiotaulu.charts.palette import ACCENT_EITHER, GREY_EITHER, ORANGE_EITHER
from ilmiotaulu.charts.trend import Line

_WIDTH, _HEIGHT, _MARGIN = 240, 100, 8.0
# The limits that are drawn: in so small a picture several bands could not be told apart.
_CONFIDENCE = 80
Point = tuple[int, float]
Places = Callable[[Iterable[Point]], list[tuple[float, float]]]


def course_svg(
    observed: Line, fan: Fan, projected: Line, years: tuple[int, int], marked: Sequence[int], *, label: str
) -> str:
    """Return an `<img>` for `st.html`, its `alt` being `label`, of the years from the first to the last of `years`.

    The observed line breaks where a year has no value; one that stands alone is a small dot. The forecast goes on
    dashed, dotted where it is last value, within the band of its 80 % limits; the projection's published years are open
    diamonds, and the course has a dot in the years `marked`. The scale begins at zero, where a line stands.
    """
    seen, official = [_points(line, years) for line in (observed, projected)]
    model, last_value = ([(year, value) for year, value in part if year <= years[1]] for part in by_method(fan))
    limits = zip(fan.years, fan.limits[_CONFIDENCE], strict=True)
    band = [(year, *pair) for year, pair in limits if pair and year <= years[1]]
    numbers = [value for part in (seen, official, model, last_value) for _, value in part]
    places = _on_paper(years, max([*numbers, *(high for _, _, high in band)], default=0.0))
    upper, lower = [(year, high) for year, _, high in band], [(year, low) for year, low, _ in reversed(band)]
    edge = places([*([fan.start] if fan.start else []), *upper, *lower])
    base = _HEIGHT - _MARGIN
    known = dict([*seen, *model, *last_value])
    body = [
        f"<path d='M{_MARGIN:g} {base:g}H{_WIDTH - _MARGIN:g}' stroke='{GREY_EITHER}' stroke-opacity='.6'/>",
        f"<path d='{_path(edge)}' fill='{ACCENT_EITHER}' fill-opacity='.35'/>" if band else "",
        _line("".join(_path(places(run)) for run in _runs(seen)), "stroke-width='2.5'"),
        _line("".join(_dots(places(run)) for run in _runs(seen)), "stroke-width='4' stroke-linecap='round'"),
        _line(_path(places(model)), "stroke-width='2' stroke-dasharray='6 4'"),
        _line(_path(places(last_value)), "stroke-width='2' stroke-dasharray='2 4'"),
        *(
            f"<circle cx='{x:g}' cy='{y:g}' r='4' fill='{ACCENT_EITHER}'/>"
            for x, y in places((year, known[year]) for year in marked if year in known)
        ),
        *(
            f"<path d='M{x:g} {y - 5:g}l5 5-5 5-5-5z' stroke='{ORANGE_EITHER}' stroke-width='2'/>"
            for x, y in places(official)
        ),
    ]
    opening = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' fill='none'>"
    uri = "data:image/svg+xml," + quote(f"{opening}{''.join(body)}</svg>", safe="~()*!.,:;=/ '")
    return f'<img src="{uri}" alt="{escape(label, quote=True)}" width="{_WIDTH}" height="{_HEIGHT}">'


def _points(line: Line, years: tuple[int, int]) -> list[Point]:
    """The values of a line within the years."""
    pairs = zip(line.years, line.values, strict=True)
    return [(year, value) for year, value in pairs if value is not None and years[0] <= year <= years[1]]


def _on_paper(years: tuple[int, int], highest: float) -> Places:
    """Where points lie in the picture, to half a pixel: finer than a line is wide."""
    across, up = (_WIDTH - 2 * _MARGIN) / (years[1] - years[0]), (_HEIGHT - 2 * _MARGIN) / (highest or 1.0)

    def places(points: Iterable[Point]) -> list[tuple[float, float]]:
        return [
            (round(2 * (_MARGIN + (year - years[0]) * across)) / 2, round(2 * (_HEIGHT - _MARGIN - value * up)) / 2)
            for year, value in points
        ]

    return places


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """The points in parts, where a year is missing between them."""
    runs = [list(points[:1])]
    for (before, _), point in pairwise(points):
        if point[0] - before > 1:
            runs.append([])
        runs[-1].append(point)
    return runs


def _path(places: Sequence[tuple[float, float]]) -> str:
    """A path through places; one alone is no line."""
    return f"M{'L'.join(f'{x:g} {y:g}' for x, y in places)}" if len(places) > 1 else ""


def _dots(places: Sequence[tuple[float, float]]) -> str:
    """A place that is alone as a line of no length, which a round end makes a dot."""
    return f"M{places[0][0]:g} {places[0][1]:g}h0" if len(places) == 1 else ""


def _line(path: str, look: str) -> str:
    return f"<path d='{path}' stroke='{ACCENT_EITHER}' stroke-linejoin='round' {look}/>" if path else ""
