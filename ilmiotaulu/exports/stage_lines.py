"""Years and months on the stage: lines with their names and newest values at their ends, and years that are guessed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from ilmiotaulu.exports.stage_svg import (
    Point,
    apart,
    column,
    decimals_of,
    diamond,
    dot,
    layer,
    nice_scale,
    path,
    runs_of,
    share,
    stretched,
    text,
    words,
)
from ilmiotaulu.statements import with_unit
from ilmiotaulu.story.guess import LineGuess
from ilmiotaulu.text import number, t, time
from ilmiotaulu.views.slides import Lines, Series

# Years at the foot, the least room between two as a share of the plot, and the steps that years are told in.
_MOST_YEARS, _BETWEEN_YEARS = 7, 0.1
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)
# The same of months, whose words are longer.
_MOST_MONTHS, _BETWEEN_MONTHS = 5, 0.18
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600)
# A line of letters as a share of the height of the lowest plot; letters of a name in one line.
_LINE, _LETTERS = 0.075, 17
# Letters that stand farther than this from the end of their line, as a share of the height, are led to it.
_FAR = 0.03
# How far the ground of asked years goes beyond the last one.
_BEYOND = 1.02


@dataclass(frozen=True)
class _Plot:
    """Where years and values lie, as shares of the plot from the left and from above."""

    count: int
    low: float
    high: float

    def at(self, year: int, value: float) -> Point:
        across = year / (self.count - 1) if self.count > 1 else 0.5
        return across, (self.high - value) / (self.high - self.low)

    def points(self, values: Sequence[float | None]) -> list[Point | None]:
        return [None if value is None else self.at(year, value) for year, value in enumerate(values)]


def lines_picture(picture: Lines, decimals: int, unit: str, lang: str) -> str:
    """All series of a slide on one scale from zero; limits are thin lines with a pale ground between them."""
    values = [value for one in picture.series for value in (*one.values, *one.lower, *one.upper) if value is not None]
    steps = nice_scale(min(values, default=0.0), max(values, default=1.0))
    plot = _Plot(len(picture.times), steps[0], steps[-1])
    behind = sorted(picture.series, key=lambda one: one.role in ("own", "forecast"))
    paths = [*_grid(plot, steps), *(one for series in behind for one in _limits(plot, series))]
    paths += [one for series in behind for one in _line(plot, series)]
    dots = [one for series in behind for one in _dots(plot, series)]
    has_forecast = any(one.role == "forecast" for one in picture.series)
    if has_forecast:
        dots += _newest(plot, picture.series[0], decimals, unit, lang)
    named = [one for one in picture.series if not (has_forecast and one.role == "own")]
    key = _key(picture.series)
    return _framed(
        picture.times, steps, lang, layer(stretched(*paths), *dots), _ends(plot, picture, named, decimals, unit, lang)
    ) + (key if len(picture.series) > 1 else "")


def _framed(times: Sequence[str], steps: Sequence[float], lang: str, plot: str, ends: str) -> str:
    told = [number(step, decimals_of(steps), lang) for step in steps]
    low, high = steps[0], steps[-1]
    scale = layer(
        *(text(one, 1.0, (high - step) / (high - low), down=".35em") for one, step in zip(told, steps, strict=True))
    )
    foot = f'<div class="times">{_foot(times, lang)}</div>'
    return f'{column("scale", told, scale)}<div class="plot">{plot}</div>{ends}{foot}'


def _foot(times: Sequence[str], lang: str) -> str:
    """The first and the last year or month, and round ones between them where there is room."""
    last = len(times) - 1
    is_monthly = "-" in times[0]
    steps, most, least = (
        (_MONTH_STEPS, _MOST_MONTHS, _BETWEEN_MONTHS) if is_monthly else (_YEAR_STEPS, _MOST_YEARS, _BETWEEN_YEARS)
    )
    step = next(one for one in steps if last / one <= most)
    room = max(1.0, least * last)
    between = [at for at, told in enumerate(times) if _count(told) % step == 0 and room <= at <= last - room]
    drawn = [
        text(time(times[at], lang), at / last if last else 0.5, 0, "between" if at in between else "", down="1em")
        for at in sorted({0, *between, last})
    ]
    return layer(*drawn)


def _count(told: str) -> int:
    """The number of a year, or of a month from the beginning of years on."""
    year, _, month = told.partition("-")
    return 12 * int(year) + int(month) - 1 if month else int(year)


def _grid(plot: _Plot, steps: Sequence[float]) -> Iterator[str]:
    for step in steps:
        y = plot.at(0, step)[1]
        yield path([[(0.0, y), (1.0, y)]], "zero" if step == 0 else "grid")


def _limits(plot: _Plot, one: Series) -> Iterator[str]:
    """The ground between the limits and both as thin lines; of a year alone an upright line."""
    pairs = [
        None if low is None or high is None else (year, low, high)
        for year, (low, high) in enumerate(zip(one.lower, one.upper, strict=True))
    ]
    runs: list[list[tuple[int, float, float]]] = [[]]
    for pair in pairs:
        if pair is None:
            runs.append([])
        else:
            runs[-1].append(pair)
    for run in filter(None, runs):
        upper = [plot.at(year, high) for year, _, high in run]
        lower = [plot.at(year, low) for year, low, _ in run]
        if len(run) == 1:
            yield path([[*upper, *lower]], f"limit {one.role}")
            continue
        yield path([[*upper, *lower[::-1]]], f"band {one.role}", is_closed=True)
        yield path([upper, lower], f"limit {one.role}")


def _line(plot: _Plot, one: Series) -> Iterator[str]:
    if one.role != "official":
        yield path(_long(runs_of(plot.points(one.values))), f"line {one.role}")


def _dots(plot: _Plot, one: Series) -> Iterator[str]:
    """The newest own value, years that stand alone, and all of what is only points."""
    runs = runs_of(plot.points(one.values))
    if one.role == "official":
        yield from (diamond(*point, one.role) for run in runs for point in run)
        return
    alone = [run[0] for run in runs if len(run) == 1]
    newest = [runs[-1][-1]] if runs and one.role == "own" else []
    yield from (dot(*point, f"dot {one.role}") for point in dict.fromkeys([*alone, *newest]))


def _newest(plot: _Plot, own: Series, decimals: int, unit: str, lang: str) -> list[str]:
    """The newest known value beside its point, on the side that the line does not come from."""
    end = _end(own)
    if end is None:
        return []
    before = next((value for value in reversed(own.values[: end[0]]) if value is not None), end[1])
    told = with_unit(number(end[1], decimals, lang), unit, lang)
    return [text(told, *plot.at(*end), "newest", down="1.3em" if before < end[1] else "-.6em")]


def _end(one: Series) -> tuple[int, float] | None:
    return next(((at, value) for at, value in reversed(list(enumerate(one.values))) if value is not None), None)


def _ends(plot: _Plot, picture: Lines, named: Sequence[Series], decimals: int, unit: str, lang: str) -> str:
    """At the end of each line its newest value, with its year where others have newer ones, and its name."""
    told: list[tuple[Series, list[str], float]] = []
    for one in named:
        end = _end(one)
        if end is None:
            continue
        lines = [*wrap(one.name, _LETTERS)]
        if _has_value(one):
            is_old = end[0] < len(picture.times) - 1
            value = with_unit(number(end[1], decimals, lang), unit, lang)
            lines = [f"{value} ({time(picture.times[end[0]], lang)})" if is_old else value, *lines]
        told.append((one, lines, plot.at(*end)[1]))
    places = apart([(y, _LINE * len(lines)) for _, lines, y in told])
    drawn = []
    for (one, lines, end_y), y in zip(told, places, strict=True):
        drawn.append(_lettered(one, lines, y))
        if abs(end_y - y) > _FAR:
            drawn.append(f'<line class="leader" x1="-11" y1="{share(end_y)}" x2="-3" y2="{share(y)}"/>')
    return column("ends", [line for _, lines, _ in told for line in lines], layer(*drawn))


def _has_value(one: Series) -> bool:
    """Whether the newest value is told: one that is only expected would look exact."""
    return one.role not in ("forecast", "official")


def _lettered(one: Series, lines: Sequence[str], y: float) -> str:
    """Lines of letters around a height; the first, with a value, is strong."""
    up = 0.35 - 1.1 * (len(lines) - 1) / 2
    rows = "".join(
        f'<tspan class="{"value" if row == 0 and _has_value(one) else "name"}" x="0" '
        f'dy="{up if row == 0 else 1.1:.2f}em">{words(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return f'<svg y="{share(y)}" overflow="visible"><text class="{one.role}">{rows}</text></svg>'


def _key(series: Iterable[Series]) -> str:
    """The look of each line with its name, for screens too narrow for names beside lines."""
    rows = "".join(
        '<span><svg class="sample" aria-hidden="true">'
        + (
            '<svg x="50%" y="50%" overflow="visible"><rect class="diamond official"/></svg>'
            if one.role == "official"
            else f'<path class="line {one.role}" d="M0 5H34"/>'
        )
        + f"</svg> {words(one.name)}</span>"
        for one in series
    )
    return f'<div class="key">{rows}</div>'


# ---- what a room guesses ------------------------------------------------------------------------------------


def guess_picture(guess: LineGuess, right: Sequence[float], unit: str, lang: str) -> str:
    """The years that are shown, an empty ground for those that are asked, and what is right, hidden at first.

    Each asked year has a slider, so that it can be guessed by keyboard; a script draws what is guessed.
    """
    first, last = int(guess.times[0]), int(guess.asked[-1])
    times = [str(year) for year in range(first, last + 1)]
    steps = nice_scale(guess.low, guess.high)
    plot = _Plot(len(times), steps[0], steps[-1])
    known = plot.points(_through(guess.times, guess.known, first, len(times)))
    answers = plot.points(_through(guess.asked, right, first, len(times)))
    start = next((point for point in reversed(known) if point), (0.0, 1.0))
    edge = plot.at(int(guess.asked[0]) - first, 0.0)[0] - 0.5 / (len(times) - 1)
    ground = path([[(edge, 0.0), (_BEYOND, 0.0), (_BEYOND, 1.0), (edge, 1.0)]], "ground", is_closed=True)
    # The line goes on from the last shown year where that is the year before.
    following = [start if known[at] is not None and answers[at + 1] else None for at in range(len(times) - 1)]
    real = path(
        _long(runs_of([one or before for one, before in zip(answers, [*following, None], strict=True)])), "line own"
    )
    drawn = layer(
        stretched(ground, *_grid(plot, steps), path(_long(runs_of(known)), "line own")),
        *(dot(*run[0], "dot own") for run in runs_of(known) if len(run) == 1),
        stretched(
            '<g class="crowd" data-in="reveal" hidden></g>',
            f'<g data-in="reveal" hidden>{real}</g>',
            '<path class="line guess"/>',
        ),
        '<g class="handles"></g>',
        f'<g data-in="reveal" hidden>{"".join(dot(*point, "dot own") for point in answers if point)}</g>',
        look="draw",
    )
    told = {
        "x": [round(plot.at(int(year) - first, 0.0)[0], 4) for year in guess.asked],
        "years": guess.asked,
        "start": [round(one, 4) for one in start],
        "low": plot.low,
        "high": plot.high,
        "least": guess.low,
        "most": guess.high,
        "decimals": guess.decimals,
        "right": [with_unit(number(value, guess.decimals, lang), unit, lang) for value in right],
        "unit": with_unit("{}", unit, lang),
    }
    sliders = "".join(
        f'<input type="range" min="{guess.low:g}" max="{guess.high:g}" step="{10**-guess.decimals:g}" '
        f'value="{guess.low:g}" aria-label="{words(t("stage.guess.year", lang, year=year))}">'
        for year in guess.asked
    )
    return (
        f'<div class="guessing" data-guess="{words(json.dumps(told))}"><div class="chart">'
        f"{_framed(times, steps, lang, drawn, '')}</div>"
        f'<div class="sliders" role="group" aria-label="{words(t("stage.guess.years", lang))}">{sliders}</div></div>'
    )


def _long(runs: Sequence[Sequence[Point]]) -> list[Sequence[Point]]:
    """Those with more than one point, which make a line."""
    return [run for run in runs if len(run) > 1]


def _through(times: Sequence[str], values: Sequence[float | None], first: int, count: int) -> tuple[float | None, ...]:
    """Values at every year from the first on."""
    of: Mapping[int, float | None] = dict(zip(map(int, times), values, strict=True))
    return tuple(of.get(first + at) for at in range(count))
