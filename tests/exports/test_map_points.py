"""Places on a map: none on another, and names only where they have room."""

from ilmiotaulu.exports.map_points import box_of, marks, meet, point_names, side_by_side
from ilmiotaulu.views.slides import MapPoint

FRAME = (0.0, 0.0, 1_000.0, 1_000.0)


def point(name: str, x: float, y: float) -> MapPoint:
    return MapPoint(name, 0, x, y)


def test_places_at_one_point_stand_in_a_row_around_it_and_others_where_they_are() -> None:
    placed = side_by_side([point("A", 50, 50), point("B", 50, 50), point("C", 50, 50), point("D", 500, 9)], 100)
    assert [(one.name, one.x, one.y) for one in placed] == [
        ("A", -25, 50),
        ("B", 50, 50),
        ("C", 125, 50),
        ("D", 500, 9),
    ]
    boxes = marks(placed, 100)
    assert not any(meet(one, other) for at, one in enumerate(boxes) for other in boxes[:at])


def test_a_name_stands_beside_its_mark_or_under_it_and_is_left_out_where_it_would_lie_on_something() -> None:
    alone = [point("Aalto", 500, 500)]

    def at(*taken: tuple[float, float, float, float]) -> list[tuple[float, float]]:
        return [(round(one.x), round(one.y)) for one in point_names(alone, 100, taken, FRAME)]

    right, left, under, over = (
        (560, 470, 900, 530),
        (100, 470, 440, 530),
        (300, 560, 700, 660),
        (300, 340, 700, 440),
    )
    assert at() == [(680, 500)]
    assert at(right) == [(320, 500)]
    assert at(right, left) == [(500, 595)]
    assert at(right, left, under) == [(500, 405)]
    assert at(right, left, under, over) == []


def test_no_name_goes_beyond_the_frame_or_onto_another_mark() -> None:
    (name,) = point_names([point("Aalto", 950, 500)], 100, [], FRAME)
    assert name.box == box_of("Aalto", name.x, name.y, 100)
    assert name.box[2] < 950
    crowd = [point("Aalto", 500, 500), point("Betula", 600, 500)]
    first, second = point_names(crowd, 100, [], FRAME)
    assert (first.x < 500, second.x > 600) == (True, True)
