"""Distances against published ones, and shares that can be counted by eye."""

import math

import numpy as np
import pytest

from ilmiotaulu.statistics.access import EARTH_KM, distance_km, nearest, reach_of_share, share_within

HELSINKI, JYVASKYLA = (24.9384, 60.1699), (25.7473, 62.2426)


def test_a_quarter_of_the_equator_and_a_degree_of_a_meridian_have_their_known_lengths() -> None:
    assert float(distance_km(0, 0, 90, 0)) == pytest.approx(EARTH_KM * math.pi / 2, abs=1e-9)
    # R1 = (2a + b) / 3 of GRS80, Moritz (2000): 6 371 008.7714 m; a degree of it is 111.195 km.
    assert pytest.approx((2 * 6378.137 + 6356.752314140) / 3, abs=1e-4) == EARTH_KM
    assert float(distance_km(25, 60, 25, 61)) == pytest.approx(111.195, abs=0.0005)


def test_nashville_and_los_angeles_are_as_far_as_sinnotts_formula_is_known_to_say() -> None:
    # The pair by which implementations are compared: 2 887.2599506 km with a radius of 6 372.8 km.
    told = float(distance_km(-86.67, 36.12, -118.40, 33.94)) * 6372.8 / EARTH_KM
    assert told == pytest.approx(2887.2599506, abs=1e-6)


def test_antipodes_are_half_a_circle_apart_and_a_place_is_at_no_distance_from_itself() -> None:
    assert float(distance_km(25.0, 62.0, -155.0, -62.0)) == pytest.approx(math.pi * EARTH_KM, abs=1e-6)
    assert float(distance_km(*HELSINKI, *HELSINKI)) == 0.0


def test_the_way_back_is_as_long() -> None:
    there, back = distance_km(*HELSINKI, *JYVASKYLA), distance_km(*JYVASKYLA, *HELSINKI)
    assert float(there) == float(back)
    # On the sphere 234.6 km: 2.0727° north at 111.195 km, 0.8089° west at 111.195 km × cos 61.2°, at a right angle.
    assert float(there) == pytest.approx(
        math.hypot(2.0727 * 111.195, 0.8089 * 111.195 * math.cos(math.radians(61.2063))), abs=0.1
    )


def test_the_nearest_place_of_each_point_is_found_and_of_equals_the_first() -> None:
    kilometres, which = nearest([0.0, 0.9, 0.5], [0.0, 0.0, 0.0], [0.0, 1.0], [0.0, 0.0])
    assert which.tolist() == [0, 1, 0]
    degree = EARTH_KM * math.pi / 180
    assert kilometres == pytest.approx([0.0, 0.1 * degree, 0.5 * degree], abs=1e-9)


def test_without_places_everybody_is_infinitely_far() -> None:
    kilometres, which = nearest([0.0, 1.0], [60.0, 61.0], [], [])
    assert kilometres.tolist() == [math.inf, math.inf]
    assert which.tolist() == [-1, -1]
    assert share_within(kilometres, [3, 1], [5, 10]).tolist() == [0.0, 0.0]


def test_shares_weigh_points_by_their_children_and_a_limit_is_within_itself() -> None:
    assert share_within([0.0, 5.0, 12.0, 40.0], [10, 30, 40, 20], [5, 10, 20]).tolist() == [0.4, 0.4, 0.8]


def test_a_grid_gives_other_shares_than_the_one_centre_point_of_its_children() -> None:
    """Half of the children live 3 km, half 30 km from the place: their centre point says nobody is near."""
    degree = EARTH_KM * math.pi / 180
    grid, _ = nearest([3 / degree, 30 / degree], [0.0, 0.0], [0.0], [0.0])
    assert share_within(grid, [50, 50], [10]).tolist() == [0.5]
    centre, _ = nearest([16.5 / degree], [0.0], [0.0], [0.0])
    assert share_within(centre, [100], [10]).tolist() == [0.0]


def test_of_nobody_there_is_no_share_and_a_hidden_number_is_refused() -> None:
    assert np.isnan(share_within([1.0], [0], [5, 10])).all()
    for weight in (float("nan"), -1.0):
        with pytest.raises(ValueError, match="every point needs a weight"):
            share_within([1.0, 2.0], [3.0, weight], [5])


@pytest.mark.parametrize(("share", "within"), [(0.1, 2.0), (0.11, 5.0), (0.5, 5.0), (0.51, 40.0), (1.0, 40.0)])
def test_the_reach_of_a_share_is_the_nearest_distance_that_has_so_many(share: float, within: float) -> None:
    assert reach_of_share([40.0, 2.0, 5.0], [50, 10, 40], share) == within


def test_the_reach_of_children_without_a_place_is_infinite_and_that_of_nobody_unknown() -> None:
    assert reach_of_share([math.inf, math.inf], [3, 1], 0.5) == math.inf
    assert math.isnan(reach_of_share([1.0], [0], 0.5))
    with pytest.raises(ValueError, match="every point needs a weight"):
        reach_of_share([1.0, 2.0], [3.0, float("nan")], 0.5)
