"""One indicator through time: the chosen region in the accent colour, what it is compared with in grey."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ilmiotaulu.charts.palette import Inks
from ilmiotaulu.charts.theme import template

_HEIGHT = 360
_DRAWN = 300
_LINE_OF_TEXT = 18
_LETTER = 7.5
# More lines than this are drawn thin, and only some of them are named at their ends.
_FEW = 3


@dataclass(frozen=True)
class Line:
    """A region's yearly values; a year without a value is `None`, and the line breaks there."""

    name: str
    years: Sequence[int]
    values: Sequence[float | None]
    lower: Sequence[float | None] = ()
    upper: Sequence[float | None] = ()


def trend_figure(
    own: Line, beside: Sequence[Line], events: Sequence[tuple[int, str]], unit: str, decimals: int, inks: Inks
) -> go.Figure:
    """A line a region, the 95 % band of the chosen one, and the years of events marked.

    The last of `beside` is dotted: it is what all the others belong to. Names stand at the ends of lines; of a crowd
    only the own one, the highest, the lowest and the last have theirs. Missing years are never bridged: every line has
    a point or a gap for every year between its first and last.
    """
    figure = go.Figure(layout={"template": template(inks), "height": _HEIGHT})
    is_crowd = len(beside) > _FEW
    for index, line in enumerate(beside):
        is_last = index == len(beside) - 1
        width = 1 if is_crowd and not is_last else 2
        add_line(figure, line, inks.grey, "dot" if is_last and index else "solid", width, decimals, unit)
    if any(limit is not None for limit in own.lower):
        _add_band(figure, own, inks.band)
    add_line(figure, own, inks.accent, "solid", 3, decimals, unit)
    named = [own, *(_worth_naming(beside) if is_crowd else beside)]
    _name_ends(figure, [(line, inks.accent if line is own else inks.text) for line in named])
    years = [year for line in (own, *beside) for year in line.years]
    add_events(figure, [event for event in events if years and min(years) <= event[0] <= max(years)], inks)
    figure.update_yaxes(title={"text": unit, "standoff": 8}, tickformat=f",.{decimals}f")
    figure.update_xaxes(tickformat="d")
    make_room(figure, years, [line.name for line in named])
    if is_crowd:
        figure.update_layout(hovermode="closest")
    return figure


def make_room(figure: go.Figure, years: Sequence[int], names: Sequence[str]) -> None:
    """End the axis where the years end, and leave the names at the ends of the lines their room beside it."""
    if years:
        figure.update_xaxes(range=[min(years) - 0.7, max(years) + 0.7])
    figure.update_layout(margin={"r": 20 + _LETTER * max((len(name) for name in names), default=0)})


def add_events(figure: go.Figure, events: Sequence[tuple[int, str]], inks: Inks) -> None:
    """Mark the start of the years of events with numbered lines; the numbers are explained under the chart."""
    for year, number in numbered(events).items():
        figure.add_vline(x=year - 0.5, line={"color": inks.grey, "width": 1, "dash": "dash"})
        figure.add_annotation(
            x=year - 0.5,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=number,
            showarrow=False,
            font={"size": 13, "color": inks.text},
        )


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


def add_line(figure: go.Figure, line: Line, colour: str, dash: str, width: int, decimals: int, unit: str) -> None:
    """Add a line with a point a year; it breaks where a year has no value."""
    years, values = whole_years(line.years, line.values)
    figure.add_scatter(
        x=years,
        y=values,
        name=plain(line.name),
        mode="lines+markers",
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": {1: 3, 2: 5}.get(width, 7)},
        connectgaps=False,
        hovertemplate=f"%{{y:,.{decimals}f}} {plain(unit)}",
    )


def _name_ends(figure: go.Figure, lines: Sequence[tuple[Line, str]]) -> None:
    """The name of every line at its last value; names that would lie on each other are moved apart."""
    ends = []
    for line, colour in lines:
        known = [(year, value) for year, value in zip(line.years, line.values, strict=True) if value is not None]
        if known:
            ends.append((known[-1][1], known[-1][0], line.name, colour))
    highest = max((value for line, _ in lines for value in (*line.values, *line.upper) if value is not None), default=0)
    pixels = _DRAWN / highest if highest > 0 else 0.0
    lowest_free = float("-inf")
    for value, year, name, colour in sorted(ends):
        place = max(value * pixels, lowest_free)
        lowest_free = place + _LINE_OF_TEXT
        figure.add_annotation(
            x=year,
            y=value,
            yshift=place - value * pixels,
            text=plain(name),
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"color": colour},
        )


def _add_band(figure: go.Figure, line: Line, colour: str) -> None:
    """The interval as one filled shape for every unbroken run of years."""
    run: list[tuple[int, float, float]] = []
    rows = [*zip(line.years, line.lower, line.upper, strict=True), (0, None, None)]
    for year, low, high in rows:
        if low is not None and high is not None and (not run or year == run[-1][0] + 1):
            run.append((year, low, high))
            continue
        if len(run) > 1:
            x = [y for y, _, _ in run] + [y for y, _, _ in reversed(run)]
            y = [h for _, _, h in run] + [low for _, low, _ in reversed(run)]
            figure.add_scatter(x=x, y=y, fill="toself", mode="none", fillcolor=colour, hoverinfo="skip", name="")
        run = [(year, low, high)] if low is not None and high is not None else []


def plain(text: str) -> str:
    """Plotly reads a little HTML in texts; none of ours may be taken for it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
