"""How far the figures reach, summed up for the page and the command alike."""

import polars as pl

from ilmiotaulu.schema import Coverage, polars_schema
from ilmiotaulu.views.coverage import Covered, newest_coverage

COVERAGE = pl.DataFrame(
    [
        ("births", "municipality", 2020, 5, 0, 7),
        ("births", "municipality", 2021, 4, 1, 7),
        ("births", "county", 2021, 2, 0, 2),
        ("births", "county", 2022, 0, 2, 2),
        ("placed", "county", 2019, 0, 2, 2),
    ],
    schema=polars_schema(Coverage),
    orient="row",
)


def test_years_are_those_with_a_value_and_areas_those_of_the_newest() -> None:
    births, placed, unknown = newest_coverage(COVERAGE, ["births", "placed", "unknown"])
    assert births == Covered("births", (2020, 2021), {"municipality": (4, 7), "county": (2, 2)})
    assert placed == Covered("placed", None, {})
    assert unknown == Covered("unknown", None, {})


def test_the_order_is_the_one_asked_for() -> None:
    assert [one.indicator for one in newest_coverage(COVERAGE, ["placed", "births"])] == ["placed", "births"]


def test_areas_are_told_as_a_share_and_a_level_without_figures_as_a_dash() -> None:
    (births,) = newest_coverage(COVERAGE, ["births"])
    assert (births.told("municipality"), births.told("county"), births.told("region")) == ("4/7", "2/2", "–")
