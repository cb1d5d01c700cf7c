"""Dots on the stage: two figures of the same areas beside each other, or areas by their size in a funnel.

The own area is a square on its corner with its name beside it, so that it is found without its colour, too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from ilmiotaulu.charts.funnel import FunnelLimits, heights, place, steps, to_name, widths
from ilmiotaulu.charts.names import extremes, sides_of_names
from ilmiotaulu.charts.quadrant import ROOM, around_zero, cross
from ilmiotaulu.charts.scatter import Range, reach, share
from ilmiotaulu.exports.stage_svg import (
    Point,
    column,
    decimals_of,
    diamond,
    dot,
    flowing,
    layer,
    nice_scale,
    path,
    stretched,
    text,
    words,
)
from ilmiotaulu.text import number
from ilmiotaulu.views.slides import Corners, Dots, Funnel

# The height of the plot in the units that names are placed in.
_HEIGHT = 330
_SIDES = {"middle": ".35em", "top": "-.7em", "bottom": "1.4em"}
_AWAY = {"right": ("start", ".7em"), "left": ("end", "-.7em"), "center": ("middle", "0")}
# The corners' words lie in so much of the height above and below all dots, where no name should stand.
_CORNERS = 0.18
# More dots than these are small.
_MANY = 60
# Of a scale that is cut at its ends so many steps at most.
_MOST_STEPS = 6
# Letters of a line of the words beside a funnel.
_LETTERS = 13


def dots_picture(picture: Dots, lang: str) -> str:
    """`across` to the right and `up` upwards; an area without both figures is in the table alone."""
    points = [(one, one.x, one.y) for one in picture.points if one.x is not None and one.y is not None]
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    if picture.corners:
        across, up = around_zero(xs, ROOM), around_zero(ys, _CORNERS)
        x_steps, y_steps = _within(across), _within(up)
        lines = cross(across, up) + _strips()
    else:
        x_steps, y_steps = (nice_scale(*reach(values)) for values in (xs, ys))
        across, up, lines = (x_steps[0], x_steps[-1]), (y_steps[0], y_steps[-1]), []
    places = [(share(x, across), share(y, up)) for _, x, y in points]
    own = [at for at, (one, _, _) in enumerate(points) if one.is_own]
    named = [(at, points[at][0].name) for at in dict.fromkeys([*own, *extremes(places)])]
    sides = sides_of_names(places, named, _HEIGHT, lines)
    drawn = _drawn(places, own, sides, [one.name for one, _, _ in points])
    levels, uprights = _placed(y_steps, up, lang), _placed(x_steps, across, lang)
    zeros = stretched(_rules([share(0, across)], [share(0, up)], "zero")) if picture.corners else ""
    plot = layer(_grid(levels, uprights), zeros, *drawn) + _corners(picture.corners)
    return _framed(plot, levels, uprights, picture.up.words, picture.across.words)


def funnel_picture(picture: Funnel, lang: str) -> str:
    """Sizes to the right, each step as many times the last, and figures upwards; the lines' words beside them."""
    points, limits = picture.points, picture.limits
    across = widths(points, limits)
    y_steps = nice_scale(*heights(points, limits))
    up = y_steps[0], y_steps[-1]
    places = [place(one.base, one.value, across, up) for one in points]
    own = [at for at, one in enumerate(points) if one.is_own]
    curves = _curves(limits, across, up)
    taken = [one for curve, _ in curves for one in curve]
    sides = sides_of_names(places, [(at, points[at].name) for at in to_name(points)], _HEIGHT, taken)
    drawn = _drawn(places, own, sides, [one.name for one in points])
    levels = _placed(y_steps, up, lang)
    uprights = [(share(one, across, math.log10), number(one, 0, lang)) for one in steps(*across)]
    # Over small sizes the lines go far beyond every area, and are cut where the plot ends.
    lines = stretched(*(path([[(x, 1 - y) for x, y in curve]], look) for curve, look in curves), look="cut")
    told = [
        text(named, x, 1 - y, "start", down="-.4em")
        for named, (curve, _) in ((limits.words998, curves[0]), (limits.words95, curves[2]))
        for x, y in [one for one in curve if one[1] <= 1][:1]
    ]
    plot = layer(_grid(levels, ()), lines, *drawn, *told)
    return _framed(plot, levels, uprights, picture.up.words, picture.across.words, _target(limits, up))


def _curves(limits: FunnelLimits, across: Range, up: Range) -> list[tuple[list[Point], str]]:
    """Each line as places in the plot with its look, the outer limits first."""
    named = (
        (limits.upper998, "line outer"),
        (limits.lower998, "line outer"),
        (limits.upper95, "line inner"),
        (limits.lower95, "line inner"),
        ([limits.target] * len(limits.x), "line country"),
    )
    return [
        ([place(x, y, across, up) for x, y in zip(limits.x, values, strict=True) if math.isfinite(y)], look)
        for values, look in named
    ]


def _target(limits: FunnelLimits, up: Range) -> str:
    """What the lines lie around, beside the right end of its line."""
    lines, at = wrap(limits.target_words, _LETTERS), 1 - share(limits.target, up)
    drawn = (text(one, 0.0, at, down=f"{0.35 + 1.1 * index:.2f}em") for index, one in enumerate(lines))
    return column("ends", lines, layer(*drawn))


def _within(ends: Range) -> list[float]:
    """The round numbers of a scale that are within its ends."""
    low, high = ends
    return [step for step in nice_scale(low, high, _MOST_STEPS) if low <= step <= high]


def _strips() -> list[Point]:
    """Places where the words of the corners stand."""
    return [(step / 40, y) for step in range(41) for y in (_CORNERS / 2, 1 - _CORNERS / 2)]


def _placed(values: Sequence[float], ends: Range, lang: str) -> list[tuple[float, str]]:
    """Where the steps of a scale are, as shares of it, and their words."""
    decimals = decimals_of(values)
    return [(share(value, ends), number(value, decimals, lang)) for value in values]


def _drawn(
    places: Sequence[Point], own: Sequence[int], sides: Mapping[int, str], names: Sequence[str]
) -> Iterable[str]:
    """Dots, above them the own one, above all the names."""
    small = " small" if len(places) > _MANY else ""
    yield from (dot(x, 1 - y, f"dot other{small}") for at, (x, y) in enumerate(places) if at not in own)
    yield from (diamond(places[at][0], 1 - places[at][1], "own") for at in own)
    yield from (_name(names[at], places[at], side, is_own=at in own) for at, side in sides.items())


def _grid(levels: Sequence[tuple[float, str]], uprights: Sequence[tuple[float, str]]) -> str:
    return stretched(_rules([x for x, _ in uprights], [y for y, _ in levels], "grid"))


def _rules(xs: Iterable[float], ys: Iterable[float], look: str) -> str:
    """Lines over the whole plot, upright ones and level ones."""
    level = "".join(path([[(0, 1 - y), (1, 1 - y)]], look) for y in ys)
    return level + "".join(path([[(x, 0), (x, 1)]], look) for x in xs)


def _framed(
    plot: str,
    levels: Sequence[tuple[float, str]],
    uprights: Sequence[tuple[float, str]],
    up: str,
    across: str,
    ends: str = "",
) -> str:
    """A plot with the numbers and the words of its axes."""
    scale = layer(*(text(told, 1.0, 1 - y, down=".35em") for y, told in levels))
    foot = layer(*(text(told, x, 0, down="1em") for x, told in uprights))
    return (
        f'<div class="up">↑ {words(up)}</div>{column("scale", (told for _, told in levels), scale)}'
        f'<div class="plot">{plot}</div>{ends}'
        f'<div class="times">{foot}</div><div class="across">{words(across)} →</div>'
    )


def _corners(corners: Corners | None) -> str:
    if corners is None:
        return ""
    named = {
        "upper left": corners.upper_left,
        "upper right": corners.upper_right,
        "lower left": corners.lower_left,
        "lower right": corners.lower_right,
    }
    return "".join(f'<div class="corner {place}">{flowing(told)}</div>' for place, told in named.items())


def _name(name: str, at: Point, side: str, *, is_own: bool) -> str:
    vertical, _, horizontal = side.partition(" ")
    anchor, away = _AWAY[horizontal]
    return (
        f'<svg x="{100 * at[0]:.2f}%" y="{100 * (1 - at[1]):.2f}%" overflow="visible">'
        f'<text class="{"own" if is_own else "other"} {anchor}" dx="{away}" dy="{_SIDES[vertical]}">'
        f"{words(name)}</text></svg>"
    )
