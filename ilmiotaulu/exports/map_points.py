"""Places on a map, wherever it is drawn: those at one point side by side, and the names that have room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ilmiotaulu.views.slides import MapPoint

Box = tuple[float, float, float, float]

# The radius of a mark, and from the middle of one to that of the next, in heights of letters.
MARK, _STEP = 0.3, 0.75
_WIDTH_OF_LETTER, _HALF_LINE = 0.52, 0.55
# A name stands so far from the middle of its mark: beside it, or below or above.
_BESIDE, _UNDER = 0.5, 0.95


@dataclass(frozen=True)
class PointName:
    """The name of a place, the middle of its letters, and the box that they take."""

    text: str
    x: float
    y: float
    box: Box


def side_by_side(points: Sequence[MapPoint], letters: float) -> list[MapPoint]:
    """The places, those at the same point in a row around it."""
    there: dict[tuple[float, float], list[MapPoint]] = {}
    for point in points:
        there.setdefault((point.x, point.y), []).append(point)
    return [
        replace(point, x=point.x + (at - (len(row) - 1) / 2) * _STEP * letters)
        for row in there.values()
        for at, point in enumerate(row)
    ]


def marks(points: Sequence[MapPoint], letters: float) -> list[Box]:
    """The boxes that the marks of places take."""
    half = MARK * letters
    return [(one.x - half, one.y - half, one.x + half, one.y + half) for one in points]


def point_names(points: Sequence[MapPoint], letters: float, taken: Sequence[Box], frame: Box) -> list[PointName]:
    """The names that lie on nothing that is `taken` and on no mark, within the frame, in the order of the places."""
    others = [*taken, *marks(points, letters)]
    placed: list[PointName] = []
    for point in points:
        free = next((one for one in _around(point, letters) if _is_free(one.box, others, frame)), None)
        if free:
            placed.append(free)
            others.append(free.box)
    return placed


def box_of(text: str, x: float, y: float, letters: float) -> Box:
    """The box of letters around their middle."""
    wide, high = _WIDTH_OF_LETTER * letters * len(text) / 2, _HALF_LINE * letters
    return x - wide, y - high, x + wide, y + high


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes lie on each other."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _around(point: MapPoint, letters: float) -> Iterator[PointName]:
    half = _WIDTH_OF_LETTER * letters * len(point.name) / 2
    for across, down in ((_BESIDE, 0.0), (-_BESIDE, 0.0), (0.0, _UNDER), (0.0, -_UNDER)):
        side = (across > 0) - (across < 0)
        x, y = point.x + across * letters + side * half, point.y + down * letters
        yield PointName(point.name, x, y, box_of(point.name, x, y, letters))


def _is_free(box: Box, others: Sequence[Box], frame: Box) -> bool:
    is_within = frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]
    return is_within and not any(meet(box, other) for other in others)
