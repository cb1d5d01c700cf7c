"""A map on the stage: areas by class, places in them, names where they have room, and what the classes are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ilmiotaulu.charts.paths import Point, contours
from ilmiotaulu.exports.map_points import MARK, Box, box_of, marks, meet, point_names, side_by_side
from ilmiotaulu.exports.stage_svg import words
from ilmiotaulu.text import t
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.classes import HIDDEN, MISSING, WITHOUT
from ilmiotaulu.views.slides import Label, MapPicture, MapPoint

# Of more areas than these only so many have names, beside the chosen one.
_MOST_NAMES, _NAMES_OF_MANY = 40, 15
# Where a name may stand when its own place is taken, in heights of its letters: a little below or above, or farther
# away where that is still within the area.
_NEAR = ((0.0, 0.0), (0.0, 0.7), (0.0, -0.7))
_FARTHER = tuple((across, down) for across in (-1.2, 1.2, -2.4, 2.4, 0.0) for down in (0.0, 0.7, -0.7, 1.4, -1.4))
# Hundredths of a screen's height that a map is high, and wide, on most screens; and the size of its letters.
_HIGH, _WIDE, _SIZE = 58.0, 80.0, 2.7
_ROOM = 0.02
# Letters of the names of places, in those of areas.
_SMALLER = 0.85

Spot = tuple[float, float]


@dataclass(frozen=True)
class _Name:
    """An area's name, where its middle stands, and the box of its letters."""

    row: AreaRow
    text: str
    at: Spot
    box: Box


def map_picture(picture: MapPicture, hatching: str, lang: str) -> str:
    """The areas that have a path, the chosen one above the others, and the classes beside them.

    `hatching` names what hidden areas are filled with, one of its kind on the page.
    """
    points = [point for path in picture.shapes.values() for line in contours(path) for point in line]
    classes = _classes(picture, hatching, lang)
    if not points:
        return classes
    left, top = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
    letters = _SIZE * max(height / _HIGH, width / _WIDE)
    room = _ROOM * max(width, height)
    areas = sorted(
        (row for row in picture.areas if row.code in picture.shapes), key=lambda row: row.code == picture.own
    )
    drawn = "".join(
        f'<path class="{_look(row.class_index)}{" chosen" if row.code == picture.own else ""}" '
        f'{_fill(row.class_index, hatching)}d="{words(picture.shapes[row.code])}"/>'
        for row in areas
    )
    edges = "".join(f'<path class="edge" d="{words(path)}"/>' for path in picture.outlines)
    points = side_by_side(picture.points, letters)
    named = _named(areas, picture, letters, marks(points, letters))
    names = "".join(
        f'<text class="{"chosen" if name.row.code == picture.own else "other"}" x="{name.at[0]:g}" '
        f'y="{name.at[1]:g}" dy=".35em">{words(name.text)}</text>'
        for name in named
    )
    frame = (left - room, top - room, left + width + room, top + height + room)
    places = _places(points, letters, [name.box for name in named], frame)
    thin = _thin(f"{hatching}-without", letters / 2) if _has_without(picture) else ""
    return (
        f'<svg class="map" viewBox="{left - room:g} {top - room:g} {width + 2 * room:g} {height + 2 * room:g}" '
        f'font-size="{letters:.0f}" aria-hidden="true"><defs>{hatch(hatching, letters / 2)}{thin}</defs>'
        f"{drawn}{edges}{names}{places}</svg>{classes}"
    )


def _places(points: Sequence[MapPoint], letters: float, taken: Sequence[Box], frame: Box) -> str:
    """The marks of places above everything, and the names that have room beside them."""
    drawn = "".join(
        f'<circle class="{_mark(one.kind)}" cx="{one.x:.0f}" cy="{one.y:.0f}" r="{MARK * letters:.0f}"/>'
        for one in points
    )
    names = "".join(
        f'<text class="of-place" x="{one.x:.0f}" y="{one.y:.0f}" dy=".35em" font-size="{_SMALLER * letters:.0f}">'
        f"{words(one.text)}</text>"
        for one in point_names(points, _SMALLER * letters, taken, frame)
    )
    return names + drawn


def _mark(kind: int) -> str:
    """Of the first kind a dot, of others a ring."""
    return "mark" if kind else "mark full"


def _has_without(picture: MapPicture) -> bool:
    return any(row.class_index == WITHOUT for row in picture.areas)


def hatch(name: str, width: float) -> str:
    """Slanting lines to fill with, `width` apart."""
    return (
        f'<pattern id="{name}" width="{width:g}" height="{width:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="ground" width="{width:g}" height="{width:g}"/>'
        f'<rect class="stroke" width="{width / 3:g}" height="{width:g}"/></pattern>'
    )


def _thin(name: str, width: float) -> str:
    """Thin lines that slant the other way, for areas that are without something."""
    return (
        f'<pattern id="{name}" width="{width:g}" height="{width:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(-45)"><rect class="missing" width="{width:g}" height="{width:g}"/>'
        f'<rect class="stroke" width="{width / 7:g}" height="{width:g}"/></pattern>'
    )


def _look(class_index: int) -> str:
    return f"c{class_index}" if class_index >= 0 else _LOOKS[class_index]


_LOOKS = {HIDDEN: "withheld", MISSING: "missing", WITHOUT: "without"}


def _fill(class_index: int, hatching: str) -> str:
    ends = {HIDDEN: "", WITHOUT: "-without"}
    return f'fill="url(#{hatching}{ends[class_index]})" ' if class_index in ends else ""


def _named(areas: Sequence[AreaRow], picture: MapPicture, letters: float, taken: Sequence[Box]) -> list[_Name]:
    """The names that lie on no other one, and on nothing that is `taken`.

    First the chosen area's, then those of the places with most people.
    """
    rows = {row.code: row for row in areas}
    most = len(rows) if len(rows) <= _MOST_NAMES else _NAMES_OF_MANY
    named = [code for code in picture.labels if code in rows and code != picture.own][:most]
    placed: list[_Name] = []
    for code in [*([picture.own] if picture.own in rows and picture.own in picture.labels else []), *named]:
        label = picture.labels[code]
        there = (
            _Name(rows[code], label.text, at, box_of(label.text, *at, letters))
            for at in _spots(label, letters, picture.shapes[code])
        )
        others = [*taken, *(other.box for other in placed)]
        free = next((one for one in there if not any(meet(one.box, other) for other in others)), None)
        placed += [free] if free else []
    return placed


def _spots(label: Label, letters: float, path: str) -> Iterator[Spot]:
    """Where the middle of a name may stand, the best place first."""
    for across, down in _NEAR:
        yield label.x + across * letters, label.y + down * letters
    lines = contours(path)
    for across, down in _FARTHER:
        spot = (label.x + across * letters, label.y + down * letters)
        if _is_within(spot, lines):
            yield spot


def _is_within(spot: Spot, lines: Sequence[Sequence[Point]]) -> bool:
    """Whether a spot is inside of closed lines: a way out of it crosses them an odd number of times."""
    x, y = spot
    crossed = 0
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True):
            crossed += (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1)
    return crossed % 2 == 1


def _classes(picture: MapPicture, hatching: str, lang: str) -> str:
    """The values of each class beside its colour, the largest first, then what has no value, and kinds of places."""
    shown = {row.class_index for row in picture.areas}
    told = [
        *reversed([*enumerate(picture.legend)]),
        *((at, picture.words[at]) for at in (WITHOUT, HIDDEN, MISSING) if at in shown),
    ]
    # The ground of a page has its own hatching, for units there are not those of a map.
    own_ground = f"{hatching}-key"
    rows = "".join(
        f'<li><svg class="swatch" aria-hidden="true"><rect class="{_look(at)}" '
        f'{_fill(at, "hatch" if at == HIDDEN else own_ground)}width="100%" '
        f'height="100%"/></svg>'
        f"{words(one)}</li>"
        for at, one in told
    )
    own = next((row.name for row in picture.areas if row.code == picture.own), "")
    if own:
        rows += (
            '<li><svg class="swatch" aria-hidden="true"><rect class="missing chosen" width="100%" height="100%"/></svg>'
            f"{words(own)}</li>"
        )
    used = {one.kind for one in picture.points}
    rows += "".join(
        f'<li><svg class="swatch" aria-hidden="true"><circle class="{_mark(at)}" cx="50%" cy="50%" r=".42em"/></svg>'
        f"{words(one)}</li>"
        for at, one in enumerate(picture.kinds)
        if at in used
    )
    defs = _thin(f"{own_ground}-without", 8) if _has_without(picture) else ""
    held = defs and f'<svg class="defs" width="0" height="0" aria-hidden="true"><defs>{defs}</defs></svg>'
    return f'{held}<ul class="classes" aria-label="{words(t("slide.legend", lang))}">{rows}</ul>'
