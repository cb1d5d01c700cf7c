"""Inequality between groups of municipalities, without those that cannot be seen."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.statistics.inequality import slope_index
from ilmiotaulu.statistics.intervals import proportion_limits
from pipelines.derive import as_observations, with_base_and_intervals
from pipelines.evidence.figures import figures
from pipelines.evidence.inequality import inequalities
from pipelines.evidence.small_areas import seed_of
from tests.derive.figured import PLACED, Cells, municipalities, observed
from tests.derive.frames import Cell, row, series

SIX = municipalities(6)
FALLING = (50.0, 40.0, 30.0, 20.0, 10.0)


def low_income(catalogue: Catalogue, shares: Sequence[Cell], name: str = "low_income_children") -> pl.DataFrame:
    entry = catalogue.indicators[name]
    rows = series(*(row(f"KU{at:03}", 2024, share) for at, share in enumerate(shares, start=1)))
    return as_observations(with_base_and_intervals(rows, entry, None), entry)


def made(catalogue: Catalogue, counts: Sequence[float | str], *incomes: pl.DataFrame) -> pl.DataFrame:
    cells: Cells = {(f"KU{at:03}", 2021): (count, 1_000.0) for at, count in enumerate(counts, start=1)}
    observations = pl.concat([observed(catalogue, cells), *incomes])
    shown = figures(observations, catalogue.indicators, SIX, [PLACED])
    return inequalities(shown, observations)


def test_a_line_from_the_most_to_the_least_deprived_has_its_slope(catalogue: Catalogue) -> None:
    table = made(catalogue, FALLING, low_income(catalogue, (30.0, 25.0, 20.0, 15.0, 10.0)))
    told = table.row(0, named=True)
    # 5, 4, 3, 2 and 1 per cent at 0.1, 0.3, 0.5, 0.7 and 0.9: from 5.5 to 0.5.
    assert (told["sii"], told["rii"]) == pytest.approx((-5.0, 0.5 / 5.5))
    assert (told["indicator"], told["year"], told["base_indicator"], told["base_year"]) == (
        PLACED,
        2021,
        "low_income_children",
        2024,
    )
    assert (told["groups"], told["left_out"]) == (5, 0)
    lower, upper = proportion_limits(FALLING, [1_000.0] * 5, 0.95)
    values = np.array(FALLING) / 10
    found = slope_index(values, [1_000.0] * 5, lower95=100 * lower, upper95=100 * upper, seed=seed_of(PLACED))
    assert (told["sii_lower"], told["sii_upper"]) == pytest.approx(found.sii_limits)
    assert (told["rii_lower"], told["rii_upper"]) == pytest.approx(found.rii_limits)


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero", "not_available"])
def test_a_municipality_that_is_hidden_in_either_figure_is_left_out_and_counted(
    catalogue: Catalogue, hidden: str
) -> None:
    shares: tuple[Cell, ...] = (30.0, 25.0, 20.0, 15.0, 10.0)
    five = made(catalogue, FALLING, low_income(catalogue, shares))
    without_count = made(catalogue, (*FALLING, hidden), low_income(catalogue, (*shares, 40.0)))
    without_income = made(catalogue, (*FALLING, 900.0), low_income(catalogue, (*shares, hidden)))
    for table in (without_count, without_income):
        assert table["left_out"].item() == 1
        assert table.drop("left_out").equals(five.drop("left_out"))


def test_fewer_than_five_groups_tell_no_inequality(catalogue: Catalogue) -> None:
    assert made(catalogue, FALLING[:4], low_income(catalogue, (30.0, 25.0, 20.0, 15.0))).height == 0


def test_without_any_low_income_figure_there_is_no_order(catalogue: Catalogue) -> None:
    assert made(catalogue, FALLING).height == 0


def test_the_share_of_children_goes_before_that_of_all(catalogue: Catalogue) -> None:
    of_all = low_income(catalogue, (10.0, 15.0, 20.0, 25.0, 30.0), "low_income_all")
    of_children = low_income(catalogue, (30.0, 25.0, 20.0, 15.0, 10.0))
    assert made(catalogue, FALLING, of_all, of_children)["base_indicator"].item() == "low_income_children"
    alone = made(catalogue, FALLING, of_all).row(0, named=True)
    assert (alone["base_indicator"], alone["sii"]) == ("low_income_all", pytest.approx(5.0))
