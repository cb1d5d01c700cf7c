"""A place among its neighbours as a small map for paper: SVG without words, in the colours of the light mode."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ilmiotaulu.charts.palette import ACCENT, GREY, LINE, SURFACE
from ilmiotaulu.charts.paths import contours

Box = tuple[float, float, float, float]

# Room around the area; and how much of the country is seen at least, so that a small area has neighbours.
_ROOM = 0.04
_LEAST_SHARE = 0.09


@dataclass(frozen=True)
class Shapes:
    """What a map can be drawn of: the paths of municipalities and of what is drawn around them, by code, and the box of
    each.
    """

    areas: Mapping[str, str]
    outlines: Mapping[str, str]
    boxes: Mapping[str, Box]


def shapes_of(areas: Mapping[str, str], outlines: Mapping[str, str]) -> Shapes:
    """The shapes of a release's geometry with their boxes."""
    return Shapes(areas, outlines, {code: box_of(path) for code, path in {**areas, **outlines}.items()})


def map_drawing(shapes: Shapes, area: Collection[str], own: str, width: float, height: float) -> str:
    """The municipalities of an area with the own one in the accent colour; those around it are pale.

    Raises `KeyError` when the own one has no shape.
    """
    left, top, right, bottom = seen = _seen(
        shapes, [one for one in area if one in shapes.areas] or [own], width / height
    )
    # A line is as thick on every map.
    scale = (right - left) / width
    around, inside = [], []
    for code, path in shapes.areas.items():
        if code != own and _meet(shapes.boxes[code], seen):
            (inside if code in area else around).append(path)
    edges = [path for code, path in shapes.outlines.items() if _meet(shapes.boxes[code], seen)]
    looks = (
        (around, f"fill='{SURFACE}' stroke='white'"),
        (inside, f"fill='{LINE}' stroke='white'"),
        ([shapes.areas[own]], f"fill='{ACCENT}' stroke='white'"),
        (edges, f"fill='none' stroke='{GREY}'"),
    )
    body = "".join(f"<path d='{escape(''.join(paths))}' {look}/>" for paths, look in looks if paths)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='{left:g} {top:g} {right - left:g} {bottom - top:g}' "
        f"stroke-linejoin='round' stroke-width='{0.5 * scale:.2f}'>{body}</svg>"
    )


def box_of(path: str) -> Box:
    """Left, top, right and bottom of a path of the release's geometry."""
    points = [point for line in contours(path) for point in line]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _seen(shapes: Shapes, area: Collection[str], shape: float) -> Box:
    """What the picture shows, of the picture's own shape (width to height) and with the area in its middle."""
    left, top, right, bottom = _around([shapes.boxes[code] for code in area])
    country = _around([shapes.boxes[code] for code in shapes.areas])
    least = _LEAST_SHARE * (country[3] - country[1])
    tall = max((bottom - top) * (1 + 2 * _ROOM), (right - left) * (1 + 2 * _ROOM) / shape, least)
    wide, x, y = tall * shape, (left + right) / 2, (top + bottom) / 2
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
