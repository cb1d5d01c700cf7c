"""The track record knows at each launch what was known then, and measures errors as defined."""

import numpy as np
import pytest
from scipy import stats

from ilmiotaulu.forecast.backtest import (
    Measures,
    Track,
    coverage,
    known_by,
    launch_years,
    measures,
    noise_floor,
    outcomes,
    rolled,
    rolled_births,
    rolled_children,
    shown_method,
    spread_at_launch,
)
from ilmiotaulu.forecast.births import births_forecast
from ilmiotaulu.forecast.children import children_forecast
from ilmiotaulu.forecast.series import Values, Years, last_value

NONE = np.nan
YEARS = np.arange(2000, 2020)
COUNTY = np.array([0, 0, 1, 1])
AHEAD = np.arange(1, 6)


def made_up() -> Values:
    return np.random.default_rng(7).poisson(np.array([[6.0], [25], [80], [300]]), (4, len(YEARS))).astype(float)


def births(values: Values, years: Years, horizons: Years) -> Values:
    return births_forecast(values, COUNTY, years, horizons).municipality


def test_a_launch_needs_a_value_of_its_year_and_five_years_of_them() -> None:
    values = np.array([[1.0, 2, 3, NONE, 4, 5, NONE, 6]])
    assert launch_years(values, np.arange(2000, 2008)).tolist() == [2005, 2007]
    assert launch_years(values, np.arange(2000, 2008), first=2006).tolist() == [2007]


def test_outcomes_are_the_values_of_launch_plus_horizon_and_a_gap_has_none() -> None:
    values, years = np.array([[1.0, 2, 5]]), np.array([2018, 2019, 2022])
    got = outcomes(values, years, np.array([2018, 2019]), np.array([1, 3]))
    assert np.array_equal(got[:, 0], [[2, NONE], [NONE, 5]], equal_nan=True)


def test_rolling_last_value_gives_the_value_of_each_launch() -> None:
    track = rolled(last_value, np.array([[4.0, 6, 9]]), np.array([2018, 2019, 2020]), np.array([2018, 2019]), AHEAD[:2])
    assert track.forecast[:, 0].tolist() == [[4, 4], [6, 6]]
    assert np.array_equal(track.outcome[:, 0], [[6, 9], [9, NONE]], equal_nan=True)
    assert np.array_equal(track.known_at(2019)[:, 0], [[6, NONE], [NONE, NONE]], equal_nan=True)


def test_the_newest_known_value_at_each_launch_bridges_a_gap() -> None:
    got = known_by(np.array([[3.0, NONE, 5]]), np.array([2000, 2001, 2002]), np.array([1999, 2001, 2002]))
    assert got[:, 0].tolist() == pytest.approx([NONE, 3, 5], nan_ok=True)


def test_measures_by_hand() -> None:
    # Errors +10 of 40 (25 %), -10 of 20 (-50 %), +6 of 60 (10 %), +2 of 0 (left out of per cents, not of the WAPE).
    forecast = np.array([[[50.0], [10]], [[66], [2]]])
    outcome = np.array([[[40.0], [20]], [[60], [0]]])
    got = measures(forecast, outcome, np.zeros((2, 2), dtype=int))
    assert got.mape[0, 0] == pytest.approx(85 / 3)
    assert got.mdape[0, 0] == 25
    assert got.malpe[0, 0] == pytest.approx(-5)
    assert got.wape[0, 0] == pytest.approx(100 * 28 / 120)
    assert (got.cases[0, 0], got.zeros[0, 0]) == (4, 1)


def test_measures_by_group_leave_out_those_of_none_and_outcomes_that_are_not_known() -> None:
    forecast = np.array([[[50.0, 50], [10, 10], [7, 7]]])
    outcome = np.array([[[40.0, NONE], [20, 20], [9, 9]]])
    got = measures(forecast, outcome, np.array([[0, 2, -1]]))
    assert got.mape == pytest.approx(np.array([[25, NONE], [NONE, NONE], [50, 50]]), nan_ok=True)
    assert got.cases.tolist() == [[1, 0], [0, 0], [1, 1]]


def test_an_even_number_of_cases_has_the_mean_of_the_two_middle_errors() -> None:
    forecast = np.array([[[11.0], [12], [14], [19]]])
    assert measures(forecast, np.full((1, 4, 1), 10.0), np.zeros((1, 4), dtype=int)).mdape[0, 0] == pytest.approx(30)


def test_coverage_is_the_share_of_outcomes_within_of_those_that_have_met_limits() -> None:
    is_within = np.array([[[1.0], [1], [0], [NONE], [0]], [[0], [NONE], [NONE], [NONE], [1]]])
    groups = np.array([[0, 0, 0, 0, -1], [0, 0, 1, 2, 2]])
    got = coverage(is_within, groups)
    assert got[:, 0].tolist() == pytest.approx([50, NONE, 100], nan_ok=True)


def test_the_noise_floor_is_the_expected_error_of_a_known_mean() -> None:
    counts = np.arange(1, 400)
    for mean in (0.3, 6.0, 90.0):
        weights = stats.poisson.pmf(counts, mean)
        expected = 100 * np.sum(weights * np.abs(counts - mean) / counts) / weights.sum()
        assert noise_floor(np.array([mean]))[0] == pytest.approx(expected, rel=1e-9)
    got = noise_floor(np.array([[6.0, 0.0], [NONE, 6.0]]))
    assert got[0, 0] == got[1, 1]
    assert np.isnan([got[0, 1], got[1, 0]]).all()


def test_a_model_is_shown_as_long_as_its_course_has_beaten_last_value() -> None:
    def measured(*mape: list[float]) -> Measures:
        empty = np.zeros((len(mape), 4))
        return Measures(np.array(mape), empty, empty, empty, empty.astype(int), empty.astype(int))

    # In the mean so far: 10 < 12, 10.5 < 11, then 12 is not below 12, and what follows wins nothing back.
    model = measured([10, 11, 15, 1], [10, 10, NONE, 10])
    naive = measured([12, 10, 14, 90], [12, 12, 12, 12])
    assert shown_method(model, naive).tolist() == [
        ["model", "model", "last_value", "last_value"],
        ["model", "model", "last_value", "last_value"],
    ]


def test_the_future_changes_no_forecast_and_no_spread_of_a_launch() -> None:
    launch, values = 2012, made_up()
    is_later = launch < YEARS
    other = np.where(is_later, 1 + 3 * values, values)
    launches = launch_years(values, YEARS)
    classes = np.tile(np.array([0, 0, 1, 1]), (len(launches), 1))
    classes_then = np.where(launches[:, None] > launch, classes[:, ::-1], classes)
    known, changed = (rolled(births, figures, YEARS, launches, AHEAD) for figures in (values, other))
    until, after = launches <= launch, launches > launch
    assert known.forecast[until].tobytes() == changed.forecast[until].tobytes()
    assert not np.allclose(known.forecast[after], changed.forecast[after])
    for kind in ("events", "stock"):
        before = spread_at_launch(known, classes, (0.8,), kind)[0]
        then = spread_at_launch(changed, classes_then, (0.8,), kind)[0]
        assert before[until].tobytes() == then[until].tobytes()
        assert not np.array_equal(before[after], then[after], equal_nan=True)


def test_the_spread_of_a_launch_comes_from_errors_known_at_it() -> None:
    launches, horizons = np.array([2000, 2001, 2002]), np.array([1, 2])
    forecast = np.full((3, 1, 2), 100.0)
    outcome = np.array([[[110.0, 120]], [[130, 500]], [[500, 500]]])
    track = Track(launches, horizons, forecast, outcome)
    spread = spread_at_launch(track, np.zeros((3, 1), dtype=int), (0.95,), "stock")[0, :, 0]
    assert np.isnan(spread[0]).all()
    # In 2001 one error of a year is known, 10 %; in 2002 10 and 30 % of a year, and 20 % of two, which is less.
    assert spread[1] == pytest.approx([0.1959964, NONE], nan_ok=True)
    assert spread[2] == pytest.approx([1.959964 * np.sqrt(0.05)] * 2)
    no_class = spread_at_launch(track, np.full((3, 1), -1), (0.95,), "stock")
    assert np.isnan(no_class).all()


def test_without_an_outcome_a_launch_has_no_spread() -> None:
    track = Track(np.array([2000, 2001]), AHEAD[:1], np.full((2, 1, 1), 100.0), np.array([[[110.0]], [[NONE]]]))
    assert np.isnan(spread_at_launch(track, np.zeros((2, 1), dtype=int), (0.95,), "stock")).all()


def test_a_year_more_without_values_changes_nothing() -> None:
    values, launches = made_up(), np.array([2010, 2012])
    with_gap = np.hstack([values, np.full((4, 2), NONE)])
    one = rolled(births, values, YEARS, launches, AHEAD)
    two = rolled(births, with_gap, np.arange(2000, 2022), launches, AHEAD)
    assert one.forecast.tobytes() == two.forecast.tobytes()
    assert np.array_equal(one.outcome, two.outcome, equal_nan=True)


def test_births_and_children_are_rolled_on_every_level() -> None:
    counts = np.random.default_rng(3).integers(1, 60, (4, 18, len(YEARS))).astype(float)
    launches = np.array([2010, 2013])
    born = rolled_births(counts[:, 0], COUNTY, YEARS, launches, AHEAD)
    grown = rolled_children(counts, COUNTY, YEARS, launches, 5)
    until = YEARS <= 2013
    births_then = births_forecast(counts[:, 0, until], COUNTY, YEARS[until], AHEAD)
    then = children_forecast(counts[..., until], births_then, COUNTY, YEARS[until])
    assert born.county.forecast[1].tolist() == births_then.county.tolist()
    assert grown["7_12"].municipality.forecast[1].tolist() == then.municipality[:, 7:13].sum(axis=1).tolist()
    assert grown["0_17"].country.outcome[1, 0, 4] == counts[:, :, YEARS == 2018].sum()
    assert grown["0_17"].county.forecast.shape == (2, 2, 5)


def test_the_future_changes_no_forecast_of_children() -> None:
    counts = np.random.default_rng(3).integers(1, 60, (4, 18, len(YEARS))).astype(float)
    is_later = YEARS > 2012
    other = np.where(is_later, 2 * counts, counts)
    launches = np.array([2010, 2012, 2014])
    one, two = (rolled_children(figures, COUNTY, YEARS, launches, 5) for figures in (counts, other))
    for name in one:
        assert one[name].municipality.forecast[:2].tobytes() == two[name].municipality.forecast[:2].tobytes()
    assert not np.allclose(one["0_17"].country.forecast[2], two["0_17"].country.forecast[2])
