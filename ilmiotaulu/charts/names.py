"""Names beside dots: which side of its dot a name stands on, so that names lie neither on each other nor outside."""

from collections.abc import Iterator, Sequence
from itertools import product

_LETTER, _LINE = 8.0, 18.0
_DOT, _AWAY = 6.0, 8.0
# A chart is as wide as its page: a name must find its place in a narrow one and in a wide one.
_WIDTHS = (270.0, 950.0)
_SIDES = (
    "middle right",
    "middle left",
    "top center",
    "bottom center",
    "top right",
    "top left",
    "bottom right",
    "bottom left",
)
_NO_PLACE = 1000

Box = tuple[float, float, float, float]


def sides_of_names(
    dots: Sequence[tuple[float, float]],
    named: Sequence[tuple[int, str]],
    height: float,
    lines: Sequence[tuple[float, float]] = (),
) -> dict[int, str]:
    """Plotly's `textposition` for the dots that are named, by their index: the side on which a name hides least.

    `dots` are shares of the drawn area's width and height, from the left and from below, and so are places on `lines`,
    which a name should not cross either; `named` are index and name, the most important first. The first one always
    gets a place; another that finds none is left out.
    """
    found: dict[int, str] = {}
    dots = [*dots, *lines]
    taken: dict[float, list[Box]] = {width: [] for width in _WIDTHS}
    for index, name in named:
        cost, side = min(
            ((_cost(dots, index, name, side, height, taken), side) for side in _SIDES), key=lambda both: both[0]
        )
        if cost >= _NO_PLACE and found:
            continue
        found[index] = side
        for width in _WIDTHS:
            taken[width].append(_box(*_at(dots[index], width, height), name, side))
    return found


def _cost(
    dots: Sequence[tuple[float, float]],
    index: int,
    name: str,
    side: str,
    height: float,
    taken: dict[float, list[Box]],
) -> int:
    """How many dots a name would hide, and far more when it would lie on another name or be cut at an edge."""
    cost = 0
    for width in _WIDTHS:
        box = _box(*_at(dots[index], width, height), name, side)
        is_cut = box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height
        is_on_name = any(_meet(box, other) for other in taken[width])
        cost += _NO_PLACE * (is_cut + is_on_name) + sum(
            _meet(box, other) for other in _dots(dots, index, width, height)
        )
    return cost


def _at(dot: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    return dot[0] * width, dot[1] * height


def _dots(dots: Sequence[tuple[float, float]], but: int, width: float, height: float) -> Iterator[Box]:
    for index, dot in enumerate(dots):
        if index != but:
            x, y = _at(dot, width, height)
            yield x - _DOT, y - _DOT, x + _DOT, y + _DOT


def _box(x: float, y: float, name: str, side: str) -> Box:
    """Left, lower, right and upper end of a name in pixels."""
    wide = _LETTER * len(name)
    vertical, _, horizontal = side.partition(" ")
    left = {"right": x + _AWAY, "left": x - _AWAY - wide, "center": x - wide / 2}[horizontal]
    low = {"middle": y - _LINE / 2, "top": y + _DOT, "bottom": y - _DOT - _LINE}[vertical]
    return left, low, left + wide, low + _LINE


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def extremes(places: Sequence[tuple[float, float]]) -> list[int]:
    """The dots farthest to the right, left, top and bottom, by their index, each once."""
    if not places:
        return []
    ends = [
        choose(range(len(places)), key=lambda index, axis=axis: places[index][axis])
        for axis, choose in product((0, 1), (max, min))
    ]
    return list(dict.fromkeys(ends))
