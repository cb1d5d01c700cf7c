"""Neighbours are alike in their structure, and it is told in what."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.schema import Observation, polars_schema
from ilmiotaulu.statistics.neighbours import likeness, likenesses, nearest
from pipelines.evidence.neighbours import VARIABLES, neighbour_tables
from tests.derive.figured import municipalities

FOUR = municipalities(4)
NAMES = ("KU001", "KU002", "KU003", "KU004")
Given = Mapping[tuple[str, int], Sequence[float | str | None]]
SIZES: Given = {
    ("population", 2025): (100.0, 1_000.0, 10_000.0, 100_000.0),
    ("mean_age", 2024): (50.0, 49.0, 40.0, 39.0),
}


def observations(given: Given) -> pl.DataFrame:
    """Rows of `(indicator, year): one value, or a reason why there is none, a municipality`."""
    rows = [
        {
            "indicator": indicator,
            "region": region,
            "year": year,
            "sex": "total",
            "value": None if isinstance(value, str) else value,
            "status": value if isinstance(value, str) else "ok",
            "flags": [],
            "source_fetch": 1,
        }
        for (indicator, year), values in given.items()
        for region, value in zip(NAMES, values, strict=True)
        if value is not None
    ]
    return pl.DataFrame(rows, schema=polars_schema(Observation))


def made(given: Given) -> tuple[pl.DataFrame, pl.DataFrame]:
    return neighbour_tables(observations(given), FOUR, 2026)


def variables(table: pl.DataFrame) -> dict[str, tuple[str, int | None, str]]:
    return {name: tuple(rest) for _, name, *rest in table.iter_rows()}


def test_the_nearest_come_first_with_what_is_alike_and_what_differs() -> None:
    neighbour, _ = made(SIZES)
    frame = pl.DataFrame(
        {"region": NAMES, "population": SIZES["population", 2025], "mean_age": SIZES["mean_age", 2024]}
    )
    expected = nearest(frame, logged=["population"], k=10)
    assert neighbour.select("region", "neighbour", "distance", "rank").equals(expected)
    assert set(neighbour["set"]) == {"2026"}
    first = neighbour.filter(region="KU001").sort("rank").select("neighbour", "similar", "differs").rows()
    assert first == [
        ("KU002", ["mean_age"], ["population:higher"]),
        ("KU003", [], ["population:higher", "mean_age:lower"]),
        ("KU004", [], ["population:higher", "mean_age:lower"]),
    ]


def test_every_variable_is_told_with_its_indicator_its_year_and_whether_it_is_used() -> None:
    _, table = made({**SIZES, ("mean_age", 2020): (1.0, 2.0, 3.0, 4.0)})
    assert set(table["set"]) == {"2026"}
    assert variables(table) == {
        "population": ("population", 2025, "used"),
        "children": ("share_0_17", None, "missing"),
        "mean_age": ("mean_age", 2024, "used"),
        "income": ("low_income_all", None, "missing"),
        "unemployment": ("unemployment_rate", None, "missing"),
        "education": ("education_level", None, "missing"),
        "swedish_speaking": ("swedish_speaking", None, "missing"),
        "net_migration": ("net_migration", None, "missing"),
    }


def test_the_first_indicator_that_has_figures_is_taken() -> None:
    _, table = made({**SIZES, ("median_income", 2024): (1.0, 2.0, 3.0, 4.0)})
    assert variables(table)["income"] == ("median_income", 2024, "used")
    shares = {("low_income_all", 2023): (4.0, 3.0, 2.0, 1.0), ("median_income", 2024): (1.0, 2.0, 3.0, 4.0)}
    assert variables(made({**SIZES, **shares})[1])["income"] == ("low_income_all", 2023, "used")


def test_migration_is_set_against_the_population_of_the_newest_five_years() -> None:
    five = {("population", year): (100.0, 1_000.0, 10_000.0, 100_000.0) for year in range(2020, 2026)}
    moves = {("net_migration", year): (-1.0, 0.0, 0.0, 0.0) for year in range(2021, 2026)}
    wild = {("net_migration", 2020): (9_000.0, 0.0, 0.0, 0.0)}
    neighbour, table = made({**five, **moves, **wild})
    per_1000 = pl.DataFrame(
        {"region": NAMES, "population": five["population", 2025], "net_migration": (-10.0, 0.0, 0.0, 0.0)}
    )
    assert neighbour.select("region", "neighbour", "distance", "rank").equals(
        nearest(per_1000, logged=["population"], k=10)
    )
    assert variables(table)["net_migration"] == ("net_migration", 2025, "used")


def test_a_hidden_figure_is_neither_alike_nor_different() -> None:
    hidden = {("low_income_all", 2024): (10.0, 12.0, 30.0, "hidden")}
    neighbour, table = made({**SIZES, **hidden})
    # One in four is more than a fifth.
    assert variables(table)["income"] == ("low_income_all", 2024, "missing")
    for row in neighbour.to_dicts():
        assert not any(told.startswith("income") for told in (*row["similar"], *row["differs"]))


def test_without_any_variable_nobody_has_neighbours() -> None:
    neighbour, table = made({("net_migration", 2025): (1.0, 2.0, 3.0, 4.0)})
    assert neighbour.height == 0
    assert set(table["status"]) == {"missing"}


def test_no_outcome_and_no_service_makes_municipalities_alike(catalogue: Catalogue) -> None:
    for variable in VARIABLES:
        for name in variable.indicators:
            assert catalogue.indicators[name].kind in ("structure", "need"), name
            assert catalogue.indicators[name].domain in ("population", "living_conditions", "education"), name


# -- many pairs at once
def test_the_likeness_of_many_pairs_is_that_of_each() -> None:
    frame = pl.DataFrame(
        {
            "region": [f"KU{at:03}" for at in range(1, 11)],
            "size": [10.0 * at**2 for at in range(1, 11)],
            "age": [40.0 + (at * 7) % 11 for at in range(1, 10)] + [None],
        }
    )
    pairs = nearest(frame, logged=["size"], k=9).select("region", "neighbour")
    for row in likenesses(frame, pairs, logged=["size"]).to_dicts():
        each = likeness(frame, row["region"], row["neighbour"], ["size"])
        assert row["similar"] == [name for name, how in each.items() if how == "similar"]
        assert row["differs"] == [f"{name}:{how}" for name, how in each.items() if how != "similar"]


def test_areas_that_are_not_there_are_alike_in_nothing() -> None:
    frame = pl.DataFrame({"region": ["KU001", "KU002"], "age": [40.0, 50.0]})
    pairs = pl.DataFrame({"region": ["KU001", "KU009"], "neighbour": ["KU002", "KU001"]})
    assert likenesses(frame, pairs).rows() == [("KU001", "KU002", [], ["age:higher"]), ("KU009", "KU001", [], [])]


@pytest.mark.parametrize("wrong", ["nothing", "region"])
def test_an_unknown_logged_variable_is_refused(wrong: str) -> None:
    frame = pl.DataFrame({"region": ["KU001", "KU002"], "age": [40.0, 50.0]})
    with pytest.raises(ValueError, match="not among the variables"):
        likenesses(frame, frame.select("region", neighbour="region"), logged=[wrong])
