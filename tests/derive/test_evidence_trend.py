"""A trend stands on years that follow each other, can be compared, and are all there."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.statistics.dispersion import overdispersed_count_limits
from ilmiotaulu.statistics.intervals import count_limits
from ilmiotaulu.statistics.trend import change_probability, recent_trend
from pipelines.derive import as_observations, with_base_and_intervals
from pipelines.evidence.trend import CARRY_OVER_UNKNOWN, trend_figures, trends
from tests.derive.figured import PLACED, Cells, shown
from tests.derive.frames import REGIONS, counts

RISING = [100.0, 150.0, 200.0, 250.0, 300.0]


def cells(values: Sequence[float | str], region: str = "KU249", last: int = 2021) -> Cells:
    first = last + 1 - len(values)
    return {(region, first + at): (value, 10_000.0) for at, value in enumerate(values)}


def trend(catalogue: Catalogue, given: Cells, region: str = "KU249") -> Mapping[str, Any]:
    return trends(shown(catalogue, given), catalogue.indicators).filter(region=region).row(0, named=True)


def test_five_years_make_a_trend_with_its_slope_in_the_unit(catalogue: Catalogue) -> None:
    row = trend(catalogue, cells(RISING))
    assert (row["result"], row["guarded"]) == ("rising", False)
    assert row["slope"] == pytest.approx(0.5)
    assert row["years"] == row["run_years"] == [2017, 2018, 2019, 2020, 2021]
    assert row["carry_over"] == CARRY_OVER_UNKNOWN
    assert row["probability"] > 0.99


def test_a_trend_uses_the_five_newest_years_and_a_probability_up_to_ten(catalogue: Catalogue) -> None:
    row = trend(catalogue, cells([500.0] * 8 + RISING))
    assert row["slope"] == pytest.approx(0.5)
    assert row["years"] == [2017, 2018, 2019, 2020, 2021]
    assert row["run_years"] == list(range(2012, 2022))


@pytest.mark.parametrize("gap", ["hidden", "hidden_or_zero", "not_available"])
def test_a_year_without_a_value_ends_the_run(catalogue: Catalogue, gap: str) -> None:
    row = trend(catalogue, cells([100.0, gap, 200.0, 250.0, 300.0]))
    assert (row["result"], row["slope"], row["years"], row["run_years"]) == (
        "not_computed",
        None,
        [],
        [2019, 2020, 2021],
    )
    assert row["probability"] is not None


def test_two_years_tell_no_probability(catalogue: Catalogue) -> None:
    row = trend(catalogue, cells([100.0, 300.0]))
    assert (row["result"], row["probability"], row["run_years"]) == ("not_computed", None, [2020, 2021])


def test_an_area_that_is_hidden_in_the_newest_year_has_no_trend(catalogue: Catalogue) -> None:
    given = {**cells(RISING), **cells([*RISING[1:], "hidden"], "KU256")}
    assert trends(shown(catalogue, given), catalogue.indicators)["region"].to_list() == ["KU249"]


def test_a_break_of_the_own_rows_ends_the_run(catalogue: Catalogue) -> None:
    figures = shown(catalogue, cells(RISING)).with_columns(is_broken=pl.col("year") == 2019)
    row = trends(figures, catalogue.indicators).row(0, named=True)
    assert (row["result"], row["run_years"]) == ("not_computed", [2019, 2020, 2021])


def test_a_change_of_level_in_the_catalogue_ends_the_run(catalogue: Catalogue) -> None:
    row = trend(catalogue, cells(RISING, last=2024))
    assert (row["result"], row["run_years"]) == ("not_computed", [2023, 2024])


def test_the_numbers_are_those_of_the_statistics(catalogue: Catalogue) -> None:
    given = {**cells([120.0, 90.0, 140.0, 100.0, 130.0]), **cells(RISING, "KU256")}
    figures = shown(catalogue, given).sort("region", "year")
    value, lower, upper = (figures[name].to_numpy().reshape(2, 5) for name in ("value", "lower95", "upper95"))
    table = trends(figures, catalogue.indicators).sort("region")
    carry_over = table["carry_over"][0]
    expected = recent_trend(value, lower, upper)
    assert table["slope"].to_list() == expected.slope.tolist()
    assert table["chi2"].to_list() == expected.chi2.tolist()
    assert table["result"].to_list() == expected.result.tolist()
    probability = change_probability(value, lower, upper, np.arange(2017, 2022), carry_over=carry_over)
    assert table["probability"].to_list() == probability.tolist()


def births(catalogue: Catalogue, *numbers: float) -> pl.DataFrame:
    entry = catalogue.indicators["live_births"]
    rows = counts(*(("KU256", 2021 + at, number) for at, number in enumerate(numbers)))
    return as_observations(with_base_and_intervals(rows, entry, None), entry)


def test_births_are_events_with_the_limits_of_a_count(catalogue: Catalogue) -> None:
    numbers = np.array([0.0, 40.0, 30.0, 20.0, 10.0])
    figures = trend_figures(births(catalogue, *numbers), catalogue.indicators, REGIONS)
    lower, upper = count_limits(numbers, 0.95)
    assert figures["lower95"].to_list() == lower.tolist()
    row = trends(figures, catalogue.indicators).row(0, named=True)
    assert (row["indicator"], row["carry_over"]) == ("live_births", 0.0)
    assert row["slope"] == recent_trend(numbers[None], lower[None], upper[None]).slope[0]


def test_visits_have_the_limits_that_their_months_told_and_years_that_resemble_each_other(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["family_centre_visits"]
    rows = counts(*(("KU256", 2021 + at, number) for at, number in enumerate((100, 120, 140, 160, 180))))
    spread = pl.DataFrame({"region": ["KU256"], "dispersion": [4.0]})
    observations = as_observations(with_base_and_intervals(rows, entry, None, spread), entry)
    figures = trend_figures(observations, catalogue.indicators, REGIONS)
    lower, upper = overdispersed_count_limits(np.array([100.0, 120, 140, 160, 180]), 4, 0.95)
    assert (figures["lower95"].to_list(), figures["upper95"].to_list()) == (lower.tolist(), upper.tolist())
    row = trends(figures, catalogue.indicators).row(0, named=True)
    # The same families come from year to year, and one municipality does not tell how alike the years are.
    assert (row["indicator"], row["carry_over"]) == ("family_centre_visits", CARRY_OVER_UNKNOWN)
    without = as_observations(with_base_and_intervals(rows, entry, None), entry)
    assert trends(trend_figures(without, catalogue.indicators, REGIONS), catalogue.indicators).is_empty()


def test_a_balance_has_no_trend_for_it_has_no_count(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["net_migration"]
    rows = counts(*(("KU256", 2021 + at, float(at)) for at in range(5)))
    observations = as_observations(with_base_and_intervals(rows, entry, None), entry)
    assert trends(trend_figures(observations, catalogue.indicators, REGIONS), catalogue.indicators).height == 0


def test_shares_known_without_a_base_have_no_trend(catalogue: Catalogue) -> None:
    figures = shown(catalogue, cells(RISING)).with_columns(is_visible=pl.lit(False))
    assert trends(figures, catalogue.indicators).height == 0
    assert set(trend_figures(births(catalogue, 1.0), catalogue.indicators, REGIONS)["indicator"]) == {"live_births"}
    assert PLACED not in trend_figures(births(catalogue, 1.0), catalogue.indicators, REGIONS)["indicator"]
