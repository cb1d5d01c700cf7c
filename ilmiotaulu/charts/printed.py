"""Years drawn small for paper: SVG with the few words it needs, in the colours of the light mode.

All lengths are in points. A year without a value breaks a line, and nothing is drawn between years that are not known.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.palette import ACCENT, GREY, LINE, ORANGE, TEXT_MUTED
from ilmiotaulu.charts.trend import Line

FONT = "Source Sans 3"
# How a number is written, with so many decimals.
Write = Callable[[float, int], str]

_SIZE = 7.5
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 34.0, 6.0, 12.0
_LINE_OF_TEXT = 8.0
_MOST_STEPS = 3
_NICE = (1, 2, 5, 10)
# Of the largest value.
_LEAST_SPREAD = 0.3


@dataclass(frozen=True)
class _Paper:
    """Where years and values lie; the steps of the scale are `step` apart."""

    width: float
    height: float
    years: tuple[int, int]
    low: float
    high: float
    step: float

    def across(self, year: float) -> float:
        first, last = self.years
        share = (year - first) / (last - first) if last > first else 0.5
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def down(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _TOP + (1 - share) * (self.height - _TOP - _BOTTOM)

    def at(self, year: float, value: float) -> str:
        return f"{self.across(year):.2f} {self.down(value):.2f}"


def trend_drawing(own: Line, beside: Sequence[Line], decimals: int, write: Write, width: float, height: float) -> str:
    """A line a place and the 95 % band of the own one; each line's newest value stands at its end, with its year where
    others have newer ones.

    The own line has the accent colour, the others are grey, the last of them dotted. Raises `ValueError` where no line
    has a value.
    """
    known = [(low, high) for _, low, high in _limits(own)]
    paper = _paper([own, *beside], known, (), width, height, from_zero=False)
    body = [*_scale(paper, write), *_bands(paper, list(_limits(own)), 0.16)]
    for index, line in enumerate(beside):
        dash = " stroke-dasharray='1.5 1.8'" if index == len(beside) - 1 else ""
        body += [f"<path d='{_path(paper, run)}' stroke='{GREY}'{dash}/>" for run in _runs(line) if len(run) > 1]
    body += _own(paper, own)
    ends = [(*end, line is own) for line in (own, *beside) if (end := _end(line))]
    body += _written_ends(paper, ends, decimals, write)
    return _svg(paper, body)


def future_drawing(
    observed: Line, fan: Fan | None, projected: Line, decimals: int, write: Write, width: float, height: float
) -> str:
    """What is known as a line, the forecast dashed with its limits as bands on each other, the projection as diamonds.

    The scale begins at zero; the newest value is written, and the farthest forecast with its year. Raises `ValueError`
    where there is no value at all.
    """
    ahead = Line(fan.name, fan.years, fan.values) if fan else Line("", (), ())
    limits = [pair for pairs in fan.limits.values() for pair in pairs if pair] if fan else []
    years = (*ahead.years, *projected.years)
    paper = _paper([observed, ahead, projected], limits, years, width, height, from_zero=True)
    body = list(_scale(paper, write, fan.start[0] if fan and fan.start else None))
    if fan:
        start = [fan.start] if fan.start else []
        for pairs in fan.limits.values():
            known = [(year, *pair) for year, pair in zip(fan.years, pairs, strict=True) if pair]
            body += _bands(paper, [*((year, value, value) for year, value in start), *known], 0.14)
        path = _path(paper, [*start, *zip(fan.years, fan.values, strict=True)])
        body.append(f"<path d='{path}' stroke='{ACCENT}' stroke-width='1.3' stroke-dasharray='3 2'/>")
    body += _own(paper, observed)
    for year, value in _known(projected):
        x, y = paper.across(year), paper.down(value)
        diamond = f"M{x:.2f} {y - 3:.2f}l3 3-3 3-3-3z"
        body.append(f"<path d='{diamond}' stroke='{ORANGE}' fill='white' stroke-width='1.1'/>")
    if newest := _end(observed):
        year, value = newest
        # A forecast has the year that it was made from on the scale; without one the year stands here.
        is_alone = not fan and year not in paper.years
        words = f"{write(value, decimals)} ({year})" if is_alone else write(value, decimals)
        # So many letters keep clear of the line: below one that comes from above.
        is_below = is_alone and value < max(known for _, known in _known(observed))
        at = paper.across(year) - 2, paper.down(value) + (12 if is_below else -5)
        body.append(_text(words, *at, ACCENT, "end", is_strong=True))
    if last := _end(ahead):
        # Beside its end, or below it where the projection reaches farther.
        is_farther = last[0] < paper.years[1]
        x, y = paper.across(last[0]) + (2 if is_farther else 6), paper.down(last[1]) + (10 if is_farther else 0)
        y = min(y, paper.height - _BOTTOM - _LINE_OF_TEXT)
        body.append(_text(write(last[1], decimals), x, y, ACCENT, "start", is_strong=True))
        body.append(_text(f"({last[0]})", x, y + _LINE_OF_TEXT, ACCENT, "start"))
    return _svg(paper, body)


def _paper(
    lines: Sequence[Line],
    limits: Sequence[tuple[float, float]],
    more_years: Sequence[int],
    width: float,
    height: float,
    *,
    from_zero: bool,
) -> _Paper:
    known = [point for line in lines for point in _known(line)]
    if not known:
        raise ValueError("nothing to draw")
    years = [*(year for year, _ in known), *more_years]
    values = [*(value for _, value in known), *(limit for pair in limits for limit in pair)]
    return _Paper(width, height, (min(years), max(years)), *_nice(min(values), max(values), from_zero=from_zero))


def _nice(lowest: float, highest: float, *, from_zero: bool) -> tuple[float, float, float]:
    """A scale of few whole steps around the values, then the step. Unless it must, it begins at zero only where the
    values lie near it; elsewhere it is so wide that a small change looks small.
    """
    if from_zero or 0 <= lowest <= highest / 2 or lowest == highest:
        lowest, highest = min(0.0, lowest), max(0.0, highest)
    elif (lacking := _LEAST_SPREAD * max(abs(lowest), abs(highest)) - (highest - lowest)) > 0:
        lowest, highest = lowest - lacking / 2, highest + lacking / 2
    spread = (highest - lowest) or 1.0
    power = 10.0 ** math.floor(math.log10(spread / _MOST_STEPS))
    step = next(one * power for one in _NICE if one * power >= spread / _MOST_STEPS * (1 - 1e-9))
    low, high = math.floor(lowest / step) * step, math.ceil(highest / step) * step
    return low, high if high > low else low + step, step


def _scale(paper: _Paper, write: Write, launch: int | None = None) -> Iterator[str]:
    """Sparse lines with their values, and the first and last year; the year that a forecast was made from, too."""
    decimals = max(0, -math.floor(math.log10(paper.step) + 1e-9))
    for index in range(round((paper.high - paper.low) / paper.step) + 1):
        value = paper.low + index * paper.step
        y = paper.down(value)
        yield f"<path d='M{_LEFT:g} {y:.2f}H{paper.width - _RIGHT:.2f}' stroke='{LINE}' stroke-width='.6'/>"
        yield _text(write(value, decimals), _LEFT - 3, y + 2.5, TEXT_MUTED, "end")
    first, last = paper.years
    told = [first] if first == last else [first, last]
    if launch is not None and min(launch - first, last - launch) * (paper.width - _LEFT - _RIGHT) > 24 * (last - first):
        told.append(launch)
    for year in told:
        yield _text(str(year), paper.across(year), paper.height - 2.5, TEXT_MUTED, "middle")


def _known(line: Line) -> list[tuple[int, float]]:
    return [(year, value) for year, value in zip(line.years, line.values, strict=True) if value is not None]


def _end(line: Line) -> tuple[int, float] | None:
    return max(_known(line), default=None)


def _runs(line: Line) -> list[list[tuple[int, float]]]:
    """The points of years that follow each other."""
    runs: list[list[tuple[int, float]]] = []
    for year, value in _known(line):
        if runs and year == runs[-1][-1][0] + 1:
            runs[-1].append((year, value))
        else:
            runs.append([(year, value)])
    return runs


def _limits(line: Line) -> Iterator[tuple[int, float, float]]:
    for year, low, high in zip(line.years, line.lower, line.upper, strict=True) if line.lower else ():
        if low is not None and high is not None:
            yield year, low, high


def _path(paper: _Paper, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(paper.at(year, value) for year, value in points)


def _own(paper: _Paper, line: Line) -> Iterator[str]:
    """The own line; a year that stands alone and the newest are dots."""
    end = _end(line)
    for run in _runs(line):
        if len(run) > 1:
            yield f"<path d='{_path(paper, run)}' stroke='{ACCENT}' stroke-width='1.6'/>"
        elif run[0] != end:
            yield _dot(paper, *run[0], 1.2)
    if end:
        yield _dot(paper, *end, 2.0)


def _dot(paper: _Paper, year: float, value: float, radius: float) -> str:
    x, y = paper.across(year), paper.down(value)
    return f"<circle cx='{x:.2f}' cy='{y:.2f}' r='{radius:g}' fill='{ACCENT}' stroke='none'/>"


def _bands(paper: _Paper, limits: Sequence[tuple[int, float, float]], strength: float) -> Iterator[str]:
    """A filled shape for every run of years that follow each other; of a year alone a thin upright line."""
    runs: list[list[tuple[int, float, float]]] = []
    for one in limits:
        if runs and one[0] == runs[-1][-1][0] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        upper, lower = [(year, high) for year, _, high in run], [(year, low) for year, low, _ in reversed(run)]
        look = f"fill='{ACCENT}' fill-opacity='{strength:g}' stroke='none'"
        if len(run) == 1:
            look = f"stroke='{ACCENT}' stroke-opacity='{2 * strength:g}' stroke-width='2'"
        yield f"<path d='{_path(paper, [*upper, *lower])}Z' {look}/>"


def _written_ends(paper: _Paper, ends: Sequence[tuple[int, float, bool]], decimals: int, write: Write) -> Iterator[str]:
    """The values at the ends of lines, the own one strong; those that would lie on each other are moved up."""
    lowest = math.inf
    placed = []
    for year, value, is_own in sorted(ends, key=lambda end: end[1]):
        lowest = min(paper.down(value), lowest - _LINE_OF_TEXT)
        words = write(value, decimals) + (f" ({year})" if year < paper.years[1] else "")
        placed.append((paper.across(year) + 4, lowest, words, is_own))
    # What was pushed out at the top takes all of them down with it.
    out = max(0.0, _TOP - 2 - lowest)
    for x, y, words, is_own in placed:
        colour = ACCENT if is_own else TEXT_MUTED
        yield _text(words, x, y + out + 2.5, colour, "start", is_strong=is_own)


def _text(words: str, x: float, y: float, colour: str, anchor: str, *, is_strong: bool = False) -> str:
    weight = " font-weight='600'" if is_strong else ""
    return (
        f"<text x='{x:.2f}' y='{y:.2f}' fill='{colour}' stroke='none' text-anchor='{anchor}'{weight}>"
        f"{escape(words)}</text>"
    )


def _svg(paper: _Paper, body: Sequence[str]) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {paper.width:g} {paper.height:g}' fill='none' "
        f"font-family='{FONT}' font-size='{_SIZE:g}' stroke-linejoin='round'>{''.join(body)}</svg>"
    )
