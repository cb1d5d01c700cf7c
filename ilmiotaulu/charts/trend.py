"""One indicator through time: the chosen region in the accent colour, what it is compared with in grey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ilmiotaulu.charts import palette
from ilmiotaulu.charts.theme import TEMPLATE

_HEIGHT = 360
_DRAWN = 300
_LINE_OF_TEXT = 18


@dataclass(frozen=True)
class Line:
    """A region's yearly values; a year without a value is `None`, and the line breaks there."""

    name: str
    years: Sequence[int]
    values: Sequence[float | None]
    lower: Sequence[float | None] = ()
    upper: Sequence[float | None] = ()


def trend_figure(own: Line, beside: Sequence[Line], events: Mapping[int, str], unit: str, decimals: int) -> go.Figure:
    """A line a region with its name at its end, the 95 % band of the chosen one, and the years of events marked.

    Missing years are never bridged: every line has a point or a gap for every year between its first and last.
    """
    figure = go.Figure(layout={"template": TEMPLATE, "height": _HEIGHT})
    dashes = ["solid", "dot"]
    for line, dash in zip(beside, dashes, strict=False):
        _add(figure, line, palette.GREY, dash, 2, decimals, unit)
    if any(limit is not None for limit in own.lower):
        _add_band(figure, own)
    _add(figure, own, palette.ACCENT_EITHER, "solid", 3, decimals, unit)
    _name_ends(figure, [(own, palette.ACCENT_EITHER), *((line, palette.GREY) for line in beside)])
    years = [year for line in (own, *beside) for year in line.years]
    for year, words in events.items():
        if years and min(years) <= year <= max(years):
            figure.add_vline(x=year - 0.5, line={"color": palette.GREY, "width": 1, "dash": "dash"})
            figure.add_annotation(
                x=year - 0.5, y=1, yref="paper", text=_plain(words), showarrow=False, xanchor="right", font={"size": 12}
            )
    figure.update_yaxes(title={"text": unit, "standoff": 8}, tickformat=f",.{decimals}f")
    figure.update_xaxes(tickformat="d")
    return figure


def whole_years(years: Sequence[int], values: Sequence[float | None]) -> tuple[list[int], list[float | None]]:
    """Every year from the first to the last, `None` where there is no value."""
    if not years:
        return [], []
    known = dict(zip(years, values, strict=True))
    every = list(range(min(years), max(years) + 1))
    return every, [known.get(year) for year in every]


def _add(figure: go.Figure, line: Line, colour: str, dash: str, width: int, decimals: int, unit: str) -> None:
    years, values = whole_years(line.years, line.values)
    figure.add_scatter(
        x=years,
        y=values,
        name=_plain(line.name),
        mode="lines+markers",
        line={"color": colour, "width": width, "dash": dash},
        marker={"size": 5 if width < 3 else 7},
        connectgaps=False,
        hovertemplate=f"%{{y:,.{decimals}f}} {_plain(unit)}",
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
            text=_plain(name),
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"color": colour},
        )


def _add_band(figure: go.Figure, line: Line) -> None:
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
            figure.add_scatter(
                x=x, y=y, fill="toself", mode="none", fillcolor="rgba(58,138,160,0.18)", hoverinfo="skip", name=""
            )
        run = [(year, low, high)] if low is not None and high is not None else []


def _plain(text: str) -> str:
    """Plotly reads a little HTML in texts; none of ours may be taken for it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
