"""A place among its neighbours: what is seen, and in which colours."""

import re

import pytest

from ilmiotaulu.charts.palette import ACCENT, GREY, LINE, SURFACE
from ilmiotaulu.charts.printed_map import box_of, map_drawing, shapes_of

# A column of squares of a hundred: two of the area, one beside it and one far away.
AREAS = {
    "KU1": "M0 0L100 0L100 100L0 100Z",
    "KU2": "M0 100h100v100h-100Z",
    "KU3": "M0 205h100v100h-100Z",
    "KU9": "M0 900h100v100h-100Z",
}
OUTLINES = {"HVA1": "M0 0L100 0L100 200L0 200Z", "HVA9": "M0 900L100 900L100 1000L0 1000Z"}
SHAPES = shapes_of(AREAS, OUTLINES)


def filled(drawing: str) -> dict[str, str]:
    return {fill: path for path, fill in re.findall(r"<path d='([^']*)' fill='([^']*)'", drawing)}


@pytest.mark.parametrize("path", AREAS.values())
def test_a_box_is_found_of_lines_and_of_steps(path: str) -> None:
    left, top, right, bottom = box_of(path)
    assert (left, right, bottom - top) == (0, 100, 100)


def test_the_own_one_has_the_accent_the_area_is_grey_and_the_rest_pale() -> None:
    made = map_drawing(SHAPES, {"KU1", "KU2"}, "KU1", 100, 100)
    assert filled(made) == {
        SURFACE: AREAS["KU3"],
        LINE: AREAS["KU2"],
        ACCENT: AREAS["KU1"],
        "none": OUTLINES["HVA1"],
    }
    assert made.count(f"stroke='{GREY}'") == 1


def test_the_area_lies_in_the_middle_with_some_room_around() -> None:
    made = map_drawing(SHAPES, {"KU1", "KU2"}, "KU1", 100, 100)
    assert "viewBox='-58 -8 216 216'" in made


def test_a_small_area_is_seen_among_its_neighbours() -> None:
    shapes = shapes_of({**AREAS, "KU8": "M0 110h10v10h-10Z"}, {})
    # A fraction of the country is seen at least: 0.09 of its thousand from north to south.
    assert "viewBox='-17.5 70 45 90'" in map_drawing(shapes, {"KU8"}, "KU8", 50, 100)


def test_a_place_without_a_shape_has_no_map() -> None:
    with pytest.raises(KeyError):
        map_drawing(SHAPES, {"KU1"}, "KU7", 100, 100)
