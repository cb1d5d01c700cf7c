"""What all pictures of the stage share: a plot that fills its place, and letters that keep their size whatever that is.

A plot is stretched to its place, so lines are as thick and dots as round on every screen only when the style sheet says
their size. Places are shares of the plot, from the left and from above. Nothing has a style of its own in its markup:
the page that holds a picture allows none.
"""

import math
import re
from collections.abc import Iterable, Sequence
from html import escape

Point = tuple[float, float]

_WHOLE = 1000
_NICE = (1, 2, 5, 10)
# `0–17-vuotiaat`, `Keski-Suomen`: browsers would break them after the dash; and `80 %:n` before its mark.
_SPAN = re.compile(
    r"\w{0,12}\d–\d[\w-]{0,20}|\d{1,2}-[a-zåäö]\w{1,20}(?:-\w{1,12})?|\w{1,12}-[A-ZÅÄÖ]\w{0,20}|\d{1,3} %(?::\w{1,4})?"
)


def words(text: str) -> str:
    """A text as markup, also between quotes."""
    return escape(text, quote=True)


def flowing(text: str) -> str:
    """A text as markup for lines that break: spans of numbers and names with a hyphen stay whole."""
    return _SPAN.sub(r'<span class="whole">\g<0></span>', words(text))


def share(value: float) -> str:
    """A share as a percentage of markup."""
    return f"{100 * value:.2f}%"


def path(runs: Iterable[Sequence[Point]], look: str, *, is_closed: bool = False) -> str:
    """Lines through points; nothing where there are no points."""
    drawn = "".join(
        "M" + "L".join(f"{_WHOLE * x:.1f} {_WHOLE * y:.1f}" for x, y in run) + ("Z" if is_closed else "")
        for run in runs
        if run
    )
    return f'<path class="{look}" d="{drawn}"/>' if drawn else ""


def stretched(*paths: str, look: str = "") -> str:
    """Paths over the whole plot."""
    named = f' class="{look}"' if look else ""
    return f'<svg{named} viewBox="0 0 {_WHOLE} {_WHOLE}" preserveAspectRatio="none">{"".join(paths)}</svg>'


def dot(x: float, y: float, look: str) -> str:
    """A round dot, whose size is the style sheet's."""
    return f'<circle class="{look}" cx="{share(x)}" cy="{share(y)}" r="4"/>'


def diamond(x: float, y: float, look: str) -> str:
    """A square on its corner, whose size is the style sheet's."""
    return f'<svg x="{share(x)}" y="{share(y)}" overflow="visible"><rect class="diamond {look}"/></svg>'


def text(told: str, x: float, y: float, look: str = "", *, down: str = "") -> str:
    """Letters at a place of the plot, `down` from it in units of letters."""
    moved = f' dy="{down}"' if down else ""
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{share(x)}" y="{share(y)}"{moved}>{words(told)}</text>'


def layer(*drawn: str, look: str = "") -> str:
    """A drawing that fills its place."""
    named = f' class="{look}"' if look else ""
    return f'<svg{named} width="100%" height="100%" aria-hidden="true">{"".join(drawn)}</svg>'


def column(look: str, told: Iterable[str], drawn: str) -> str:
    """A part beside a plot that is as wide as the widest of its words, with the drawing of them over it."""
    widest = "".join(f"<span>{words(one)}</span>" for one in dict.fromkeys(told))
    return f'<div class="{look}"><div class="sizer" aria-hidden="true">{widest}</div>{drawn}</div>'


def runs_of(points: Iterable[Point | None]) -> list[list[Point]]:
    """The points that follow each other: where there is none a line breaks."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def nice_scale(lowest: float, highest: float, most_steps: int = 4) -> list[float]:
    """The steps of a scale around zero and all values, few and round."""
    low, high = min(0.0, lowest), max(0.0, highest)
    spread = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(spread / most_steps))
    step = next(one * power for one in _NICE if one * power >= spread / most_steps * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def decimals_of(steps: Sequence[float]) -> int:
    """How many decimals tell the steps of a scale apart."""
    return max(0, -math.floor(math.log10(steps[1] - steps[0]) + 1e-9)) if len(steps) > 1 else 0


def apart(wanted: Sequence[tuple[float, float]]) -> list[float]:
    """Where labels stand, none on another and all between 0 and 1: of each its middle and its height, as shares.

    Labels that are too many for the room lie on each other at the end.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at][0])
    placed = [0.0] * len(wanted)
    floor = 0.0
    for at in order:
        middle, height = wanted[at]
        placed[at] = max(middle, floor + height / 2)
        floor = placed[at] + height / 2
    ceiling = 1.0
    for at in reversed(order):
        height = wanted[at][1]
        placed[at] = min(placed[at], ceiling - height / 2)
        ceiling = placed[at] - height / 2
    return placed
