"""Which areas are most alike, in which variables, and what is done about gaps."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.schema import Neighbour
from ilmiotaulu.statistics.neighbours import likeness, likenesses, nearest, structure


def areas(**columns: list[float | None]) -> pl.DataFrame:
    size = len(next(iter(columns.values())))
    return pl.DataFrame({"region": [f"KU{number:03d}" for number in range(1, size + 1)], **columns}, strict=False)


def rows(frame: pl.DataFrame) -> list[tuple[str, str, float, int]]:
    return [(a, b, round(distance, 6), rank) for a, b, distance, rank in frame.iter_rows()]


# ---- standardising ------------------------------------------------------------------------------------------
def test_values_become_standard_deviations_of_a_sample_from_the_mean() -> None:
    made = structure(areas(children=[1.0, 2.0, 3.0, 4.0, 5.0]))
    # The mean is 3, the variance 10/4.
    assert made.matrix["children"].round(6).to_list() == [-1.264911, -0.632456, 0.0, 0.632456, 1.264911]
    assert made.matrix.columns == ["region", "children", "filled"]
    assert made.variables == ["children"]
    assert made.left_out == ()


def test_sizes_are_compared_as_logarithms_where_asked() -> None:
    made = structure(areas(population=[10.0, 100.0, 1000.0]), logged=["population"])
    assert made.matrix["population"].round(9).to_list() == [-1.0, 0.0, 1.0]


def test_nobody_is_further_out_than_three_standard_deviations() -> None:
    made = structure(areas(density=[0.0] * 99 + [1000.0]))
    assert made.matrix["density"].max() == 3.0
    assert made.matrix["density"].min() == pytest.approx(-0.1)


def test_a_gap_is_filled_with_the_median_and_the_area_says_so() -> None:
    made = structure(areas(income=[1.0, 2.0, 9.0, 4.0, None], age=[1.0, 2.0, 3.0, 4.0, 5.0]))
    # The known values have the mean 4 and the median 3; their variance is (9 + 4 + 25 + 0) / 3.
    assert made.matrix["income"][4] == pytest.approx((3 - 4) / math.sqrt(38 / 3))
    assert made.matrix["filled"].to_list() == [[], [], [], [], ["income"]]


def test_a_variable_that_more_than_a_fifth_lack_or_that_is_the_same_everywhere_is_left_out() -> None:
    fifth = [float("nan"), None, *map(float, range(8))]
    more = [None, None, None, *map(float, range(7))]
    made = structure(areas(fifth=fifth, more=more, same=[7.0] * 10))
    assert made.variables == ["fifth"]
    assert made.left_out == ("more", "same")
    assert made.matrix["filled"].to_list()[:3] == [["fifth"], ["fifth"], []]


@pytest.mark.parametrize(
    ("frame", "logged", "message"),
    [
        (pl.concat([areas(a=[1.0]), areas(a=[2.0])]), [], "stands twice"),
        (areas(a=[1.0, 2.0]), ["b"], "not among the variables: b"),
        (areas(a=[1.0, 0.0]), ["a"], "not positive: a"),
    ],
)
def test_what_cannot_be_standardised_is_refused(frame: pl.DataFrame, logged: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        structure(frame, logged=logged)


# ---- nearest ------------------------------------------------------------------------------------------------
def test_the_nearest_is_the_one_with_the_smallest_distance_a_variable() -> None:
    # Both variables have the variance 1: (0, 0), (1, 1), (2, 2) standardise to steps of one.
    made = nearest(areas(a=[0.0, 1.0, 2.0], b=[0.0, 1.0, 2.0]), k=2)
    assert rows(made) == [
        ("KU001", "KU002", 1.0, 1),
        ("KU001", "KU003", 2.0, 2),
        ("KU002", "KU001", 1.0, 1),
        ("KU002", "KU003", 1.0, 2),
        ("KU003", "KU002", 1.0, 1),
        ("KU003", "KU001", 2.0, 2),
    ]


def test_areas_exactly_alike_are_neighbours_at_no_distance_by_code() -> None:
    made = nearest(areas(a=[1.0, 1.0, 1.0, 9.0]), k=1)
    assert made.select("region", "neighbour").rows() == [
        ("KU001", "KU002"),
        ("KU002", "KU001"),
        ("KU003", "KU001"),
        ("KU004", "KU001"),
    ]


def test_with_fewer_areas_there_are_fewer_neighbours() -> None:
    assert nearest(areas(a=[1.0, 2.0, 3.0]), k=10).height == 6


def test_without_a_variable_there_is_no_neighbour() -> None:
    for frame in (areas(a=[1.0, 1.0]), areas(a=[1.0]), areas(a=[])):
        with pytest.raises(ValueError, match="no variable"):
            nearest(frame)


def test_a_set_of_neighbours_is_a_table_of_a_release() -> None:
    frame = areas(a=[1.0, 2.0, 3.0])
    made = nearest(frame)
    alike = likenesses(frame, made.select("region", "neighbour"))
    table = made.join(alike, on=["region", "neighbour"]).with_columns(set=pl.lit("structure"))
    Neighbour.validate(table, cast=False)


values = st.lists(st.one_of(st.none(), st.integers(1, 40).map(float)), min_size=8, max_size=8)


@given(a=values, b=values, order=st.permutations(range(8)))
@settings(max_examples=40)
def test_nobody_is_a_neighbour_of_its_own_and_the_order_of_rows_does_not_matter(
    a: list[float | None], b: list[float | None], order: list[int]
) -> None:
    frame = areas(a=a, b=b)
    if not structure(frame).variables:
        return
    made = nearest(frame, k=3)
    assert (made["region"] != made["neighbour"]).all()
    assert made.height == 24
    assert nearest(frame[order], k=3).equals(made)
    # Distances rise with the rank, and are the same both ways.
    assert made.with_columns(by=pl.col("distance").diff().over("region"))["by"].drop_nulls().min() >= 0
    everyone = nearest(frame, k=7)
    both = everyone.join(everyone, left_on=["region", "neighbour"], right_on=["neighbour", "region"])
    assert both.height == 56
    assert (both["distance"] == both["distance_right"]).all()


def test_distances_are_those_of_the_matrix_computed_one_by_one() -> None:
    draw = np.random.default_rng(5)
    frame = areas(**{f"v{number}": draw.lognormal(size=30).tolist() for number in range(6)})
    made = structure(frame, logged=["v0", "v3"])
    points = made.matrix.select(made.variables).to_numpy()
    for region, neighbour, distance, _ in nearest(frame, logged=["v0", "v3"], k=4).iter_rows():
        own, other = points[int(region[2:]) - 1], points[int(neighbour[2:]) - 1]
        assert distance == pytest.approx(math.dist(own, other) / math.sqrt(6))


# ---- likeness -----------------------------------------------------------------------------------------------
def test_half_a_standard_deviation_is_similar_and_more_is_not() -> None:
    # The standard deviation of 0, 1, 2, 3, 4 is 1.581: one step is 0.632, half of it 0.316.
    frame = areas(a=[0.0, 1.0, 2.0, 3.0, 4.0], b=[0.0, 0.5, 2.0, 3.0, 4.0], c=[4.0, 3.0, 2.0, 1.0, 0.0])
    assert likeness(frame, "KU001", "KU002") == {"a": "higher", "b": "similar", "c": "lower"}
    assert likeness(frame, "KU002", "KU001") == {"a": "lower", "b": "similar", "c": "higher"}
    assert set(likeness(frame, "KU003", "KU003").values()) == {"similar"}


def test_two_giants_of_different_size_are_not_similar() -> None:
    frame = areas(population=[*map(float, range(100)), 3000.0, 6000.0])
    assert structure(frame).matrix["population"].to_list()[-2:] == [3.0, 3.0]
    assert likeness(frame, "KU101", "KU102") == {"population": "higher"}


def test_nothing_is_said_of_a_variable_that_one_of_the_two_lacks() -> None:
    frame = areas(a=[0.0, 1.0, 2.0, 3.0, None], b=[0.0, 1.0, 2.0, 3.0, 4.0])
    assert likeness(frame, "KU001", "KU005") == {"b": "higher"}
    assert likeness(frame, "KU005", "KU004") == {"b": "lower"}


def test_an_area_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the areas: KU999"):
        likeness(areas(a=[1.0, 2.0]), "KU001", "KU999")
