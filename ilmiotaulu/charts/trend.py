"""One indicator through time: the chosen region in the accent colour, what it is compared with in grey."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import MARGIN, figure, left_of

_HEIGHT = 360
_DRAWN = 300
_NAME = 13
_LINE_OF_TEXT = 17
_LETTER = 6.3
# More lines than this are drawn thin, and only some of them are named at their ends.
_FEW = 3
_FEW_YEARS = 6
# Years from the edge within which a number would be cut on a phone.
_CLOSE = 4
# Up to this count Plotly would mark halves, which would be written as the same whole number twice.
_SMALL_COUNT = 6


@dataclass(frozen=True)
class Line:
    """A region's yearly values; a year without a value is `None`, and the line breaks there."""

    name: str
    years: Sequence[int]
    values: Sequence[float | None]
    lower: Sequence[float | None] = ()
    upper: Sequence[float | None] = ()


def trend_figure(
    own: Line,
    beside: Sequence[Line],
    events: Sequence[tuple[int, str]],
    unit: str,
    decimals: int,
    inks: Inks,
    *,
    mark: str = "",
) -> go.Figure:
    """A line a region, the 95 % band of the chosen one, and the years of events marked.

    The last of `beside` is dotted: it is what all the others belong to. Names stand at the ends of lines with the value
    there, after which `mark` is written; of a crowd only the own one, the highest, the lowest and the last have theirs,
    and a line that is alone needs none beside its value.
    Missing years are never bridged: every line has a point or a gap for every year between its first and last.
    `events` are among the years drawn.
    """
    is_crowd = len(beside) > _FEW
    traces = _crowd(beside[:-1], inks.grey, decimals, unit) if is_crowd else []
    for index, line in enumerate(beside):
        is_last = index == len(beside) - 1
        if is_last or not is_crowd:
            traces.append(line_trace(line, inks.grey, "dot" if is_last and index else "solid", 2, decimals, unit))
    traces += [*_band(own, inks.band), line_trace(own, inks.accent, "solid", 3, decimals, unit)]
    named = [own, *(_worth_naming(beside) if is_crowd else beside)]
    highest = max(
        (value for line in (own, *beside) for value in (*line.values, *line.upper) if value is not None), default=0
    )
    labels = [(line, inks.accent if line is own else inks.text) for line in named]
    traces.append(_names_at_ends(labels, _LINE_OF_TEXT * highest / _DRAWN, decimals, mark, is_named=bool(beside)))
    years = [year for line in (own, *beside) for year in line.years]
    # Between few years Plotly would mark halves, which would be written as the same year twice.
    few = {"dtick": 1} if years and max(years) - min(years) < _FEW_YEARS else {}
    layout: dict[str, Any] = {
        "height": _HEIGHT,
        "yaxis": {
            "title": {"text": unit, "standoff": 12},
            "tickformat": f",.{decimals}f",
            **whole_steps((value for line in (own, *beside) for value in (*line.values, *line.upper)), decimals),
        },
        "xaxis": {"tickformat": "d", **few, **({"range": [min(years) - 0.7, max(years) + 0.7]} if years else {})},
        # The names at the ends of the lines need their room.
        "margin": {
            **MARGIN,
            "l": left_of(highest, decimals),
            "r": 20 + _LETTER * max(len(_label(line, decimals, mark, is_named=bool(beside))) for line in named),
        },
        "shapes": event_lines(numbered(events), inks, max(years, default=None)),
    }
    if is_crowd:
        layout["hovermode"] = "closest"
    return figure(traces, layout, inks)


def whole_steps(values: Iterable[float | None], decimals: int) -> dict[str, int]:
    """The marks of an axis of small counts: each whole number once."""
    known = [value for value in values if value is not None]
    return {"dtick": 1} if decimals == 0 and known and max(known) <= _SMALL_COUNT else {}


def _crowd(lines: Sequence[Line], colour: str, decimals: int, unit: str) -> list[dict[str, Any]]:
    """Many thin, pale lines as one trace, parted by gaps: drawn apart they would take the browser twenty times as long.

    The years that stand alone, which no line shows, are points of another.
    """
    years: list[int | None] = []
    values: list[float | None] = []
    names: list[str] = []
    for line in lines:
        own_years, own_values = whole_years(line.years, line.values)
        years += [*own_years, None]
        values += [*own_values, None]
        names += [plain(line.name)] * (len(own_years) + 1)
    look = {
        "type": "scatter",
        "name": "",
        "opacity": 0.55,
        "hovertemplate": f"%{{text}}: %{{y:,.{decimals}f}} {plain(unit)} (%{{x}})<extra></extra>",
    }
    line = {"color": colour, "width": 1}
    drawn = [{**look, "x": years, "y": values, "text": names, "mode": "lines", "line": line, "connectgaps": False}]
    if alone := _alone(values):
        x, y, text = ([of[i] for i in alone] for of in (years, values, names))
        drawn.append({**look, "x": x, "y": y, "text": text, "mode": "markers", "marker": {"color": colour, "size": 5}})
    return drawn


def _alone(values: Sequence[float | None]) -> list[int]:
    """Which values have a gap or an end on both sides."""
    gaps = [None, *values, None]
    return [i for i, value in enumerate(values) if value is not None and gaps[i] is None is gaps[i + 2]]


def event_lines(marks: Mapping[int, str], inks: Inks, last: int | None = None) -> list[dict[str, Any]]:
    """A line at the start of the year of every event with its number above, for the shapes of a layout; the numbers are
    explained under the chart. Close to the `last` year drawn a number stands left of its line, where there is room.
    """
    line = {"color": inks.grey, "width": 1, "dash": "dash"}
    across = {"type": "line", "y0": 0, "y1": 1, "yref": "y domain", "line": line}
    label = {"textposition": "end", "textangle": 0, "yanchor": "bottom", "font": {"size": 13, "color": inks.text}}
    aside = {"xanchor": "right"}
    return [
        {
            **across,
            "x0": year - 0.5,
            "x1": year - 0.5,
            "label": {**label, **(aside if last and year > last - _CLOSE else {}), "text": number},
        }
        for year, number in marks.items()
    ]


def numbered(events: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The number of every year that has events, in order; words of one year share its number."""
    return {year: f"({index})" for index, year in enumerate(sorted({year for year, _ in events}), start=1)}


def _worth_naming(beside: Sequence[Line]) -> list[Line]:
    """Of many lines those that end highest and lowest, and the last one: more names could not stand at their lines."""
    ends = {
        index: known[-1] for index, line in enumerate(beside) if (known := [v for v in line.values if v is not None])
    }
    if not ends:
        return []
    shown = {max(ends, key=lambda index: ends[index]), min(ends, key=lambda index: ends[index])}
    return [beside[index] for index in sorted(shown | ({len(beside) - 1} & ends.keys()))]


def whole_years(years: Sequence[int], values: Sequence[float | None]) -> tuple[list[int], list[float | None]]:
    """Every year from the first to the last, `None` where there is no value."""
    if not years:
        return [], []
    known = dict(zip(years, values, strict=True))
    every = list(range(min(years), max(years) + 1))
    return every, [known.get(year) for year in every]


def line_trace(line: Line, colour: str, dash: str, width: int, decimals: int, unit: str) -> dict[str, Any]:
    """A line that breaks where a year has no value. A thick one has a point a year; of a thin one only the years that
    stand alone have, which no line would show.
    """
    years, values = whole_years(line.years, line.values)
    return {
        "type": "scatter",
        "x": years,
        "y": values,
        "name": plain(line.name),
        "mode": "lines+markers" if width > 2 or _alone(values) else "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"size": {2: 5}.get(width, 7)},
        "connectgaps": False,
        "hovertemplate": f"%{{y:,.{decimals}f}} {plain(unit)}",
    }


def _names_at_ends(
    lines: Sequence[tuple[Line, str]], line_of_text: float, decimals: int, mark: str, *, is_named: bool
) -> dict[str, Any]:
    """The name and the value of every line at its last value; those that would lie on each other are moved apart.

    One trace of texts: as annotations they would take the browser several times as long.
    """
    ends = sorted((*end, line.name, colour) for line, colour in lines if (end := _end(line)))
    return {
        "type": "scatter",
        "x": [year for _, year, _, _ in ends],
        "y": moved_apart([value for value, *_ in ends], line_of_text),
        "text": [plain(name) for _, _, name, _ in ends],
        "customdata": [value for value, *_ in ends],
        "texttemplate": f"\u2002{'%{text} ' if is_named else ''}%{{customdata:,.{decimals}f}}{plain(mark)}",
        "textfont": {"color": [colour for *_, colour in ends], "size": _NAME},
        "textposition": "middle right",
        "mode": "text",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "",
    }


def _end(line: Line) -> tuple[float, int] | None:
    """The last value of a line and its year."""
    known = [(value, year) for year, value in zip(line.years, line.values, strict=True) if value is not None]
    return known[-1] if known else None


def _label(line: Line, decimals: int, mark: str, *, is_named: bool) -> str:
    """What stands at the end of a line, as long as it is there."""
    end = _end(line)
    return f"{f'{line.name} ' if is_named else ''}{end[0]:,.{decimals}f}{mark}" if end else ""


def moved_apart(heights: Sequence[float], least: float) -> list[float]:
    """Heights in ascending order, moved so that they are at least so far from each other.

    Those that stand in each other's way share the moving: the middle of such a group stays where it was.
    """
    groups: list[tuple[float, int]] = []  # where the lowest would stand, and how many there are
    for height in heights:
        low, count = height, 1
        while groups and groups[-1][0] + groups[-1][1] * least > low:
            below, many = groups.pop()
            # Each one asks the lowest to stand as many lines below it as it is above that.
            low = (below * many + (low - many * least) * count) / (many + count)
            count += many
        groups.append((low, count))
    return [low + step * least for low, count in groups for step in range(count)]


def _band(line: Line, colour: str) -> Iterator[dict[str, Any]]:
    """The interval as one filled shape for every unbroken run of years."""
    run: list[tuple[int, float, float]] = []
    limits = zip(line.years, line.lower, line.upper, strict=True) if line.lower else ()
    for year, low, high in [*limits, (0, None, None)]:
        if low is not None and high is not None and (not run or year == run[-1][0] + 1):
            run.append((year, low, high))
            continue
        if len(run) > 1:
            yield {
                "type": "scatter",
                "x": [y for y, _, _ in run] + [y for y, _, _ in reversed(run)],
                "y": [h for _, _, h in run] + [low for _, low, _ in reversed(run)],
                "fill": "toself",
                "mode": "none",
                "fillcolor": colour,
                "hoverinfo": "skip",
                "name": "",
            }
        run = [(year, low, high)] if low is not None and high is not None else []


def plain(text: str) -> str:
    """Plotly reads a little HTML in texts; none of ours may be taken for it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
