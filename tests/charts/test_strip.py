"""A place among its peers: every peer has a dot that can be told from the others."""

import re
from urllib.parse import unquote

from ilmiotaulu.ui.components.strip import strip


def dots(own: float, peers: list[float]) -> list[tuple[int, int]]:
    (path,) = re.findall(r"<path d='((?:M\d+ \d+h0)+)'", unquote(strip(own, peers, label="")))
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", path)]


def test_equal_values_stand_side_by_side() -> None:
    assert dots(2.0, [1.0, 1.0, 1.0, 2.0]) == [(7, 13), (7, 4), (7, 22), (213, 13)]


def test_values_far_from_each_other_stand_on_the_line() -> None:
    assert dots(1.0, [3.0, 1.0, 2.0]) == [(7, 13), (110, 13), (213, 13)]


def test_more_than_there_is_room_for_lie_on_the_one_farthest_away() -> None:
    assert len(dots(9.0, [1.0] * 5)) == 5


def test_values_that_do_not_differ_stand_in_the_middle() -> None:
    assert dots(1.0, [1.0]) == [(110, 13)]
