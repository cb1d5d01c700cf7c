"""Each method gives exactly what its formula says, and a year without a value stays a gap."""

import numpy as np
import pytest

from ilmiotaulu.forecast import series
from ilmiotaulu.forecast.series import damped_trend, last_value, linear_trend, mean_of, mean_of_latest, theta

NONE = np.nan
SOON = np.array([1, 2, 5])
METHODS = {
    "last value": last_value,
    "mean of 3": mean_of_latest(3),
    "linear 5": linear_trend(5),
    "linear 10": linear_trend(10),
    "theta": theta,
    "damped": damped_trend,
}


def years(first: int, number: int) -> np.ndarray:
    return np.arange(first, first + number)


def test_last_value_and_the_mean_of_three_take_the_newest_values_of_each_area() -> None:
    values = np.array([[9.0, 3, 6, 12], [8.0, 4, 2, NONE]])
    assert last_value(values, years(2018, 4), SOON).tolist() == [[12, 12, 12], [2, 2, 2]]
    assert mean_of_latest(3)(values, years(2018, 4), SOON)[:, 0].tolist() == [7, 14 / 3]


def test_a_linear_trend_goes_on_by_calendar_years_over_a_gap() -> None:
    # 2 a year from 2019 on; 2022 and 2023 are not there.
    values, known = np.array([[40.0, 42, 44, 50]]), np.array([2019, 2020, 2021, 2024])
    assert linear_trend(5)(values, known, SOON)[0] == pytest.approx([52, 54, 60])
    with_empty_years = np.array([[40.0, 42, 44, NONE, NONE, 50]])
    assert linear_trend(5)(with_empty_years, years(2019, 6), SOON)[0] == pytest.approx([52, 54, 60])


def test_a_linear_trend_knows_only_its_newest_values() -> None:
    assert linear_trend(3)(np.array([[500.0, 10, 11, 12]]), years(2018, 4), SOON)[0] == pytest.approx([13, 14, 17])


def test_no_forecast_is_below_zero() -> None:
    for name, method in METHODS.items():
        assert method(np.array([[20.0, 14, 9, 3, 0]]), years(2017, 5), np.array([1, 10])).min() >= 0, name


def test_theta_is_exponential_smoothing_with_half_the_drift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "_LEVEL_WEIGHTS", np.array([0.5]))
    # The line of 10, 14, 12 is 11 + x with x = 0, 1, 2; the double less the line 9, 16, 11; smoothed 9, 12.5, 11.75.
    got = theta(np.array([[10.0, 14, 12]]), years(2019, 3), np.array([1, 2]))
    assert got.tolist() == [[(11.75 + 14) / 2, (11.75 + 15) / 2]]


def test_theta_takes_the_weight_with_the_smallest_one_step_errors() -> None:
    # A jump that stays: only a weight of 1 has no second error. The line is 5 x - 2.5 from x = 0.
    got = theta(np.array([[0.0, 0, 10, 10]]), years(2018, 4), np.array([1]))
    line = np.array([-1.0, 3, 7, 11])
    doubled = 2 * np.array([0, 0, 10, 10]) - line
    errors = []
    for weight in np.arange(1, 21) / 20:
        level, total = doubled[0], 0.0
        for value in doubled[1:]:
            total, level = total + (value - level) ** 2, level + weight * (value - level)
        errors.append((total, level))
    assert got[0, 0] == pytest.approx((min(errors)[1] + 15) / 2)


def test_smoothing_steps_over_missing_years_as_columns_or_without_them() -> None:
    known, values = np.array([2015, 2016, 2017, 2018, 2019, 2022]), np.array([[30.0, 33, 31, 36, 35, 41]])
    empty = np.array([[30.0, 33, 31, 36, 35, NONE, NONE, 41]])
    for method in (theta, damped_trend):
        assert method(values, known, SOON).tolist() == method(empty, years(2015, 8), SOON).tolist()
        closed_up = method(values, years(2017, 6), SOON)
        assert not np.allclose(method(values, known, SOON), closed_up)


def test_theta_and_the_damped_trend_follow_a_straight_line_with_and_without_a_gap() -> None:
    known = np.array([2012, 2013, 2014, 2015, 2016, 2019])
    line = np.array([[100.0, 102, 104, 106, 108, 114]])
    # Theta goes on with half of the drift: from the last value, for the double less the line is the line.
    assert theta(line, known, np.array([1, 3]))[0] == pytest.approx([(114 + 116) / 2, (114 + 120) / 2])
    # The least damping has the smallest errors, and its steps add up to 0.98 + 0.98² + 0.98³ of the trend.
    assert 114 < damped_trend(line, known, np.array([1]))[0, 0] < 116.1


def test_the_damped_trend_is_holts_with_a_damped_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "_LEVEL_WEIGHTS", np.array([0.5]))
    monkeypatch.setattr(series, "_TREND_WEIGHTS", np.array([0.5]))
    monkeypatch.setattr(series, "_DAMPINGS", np.array([0.5]))
    # Level 10 and trend 2, the mean of 14 - 10 in two years. 2020: expected 11, missed 5: level 13.5, trend 1 + 1.25.
    # 2021: expected 13.5 + 1.125, missed -0.625: level 14.3125, trend 1.125 - 0.15625.
    got = damped_trend(np.array([[10.0, 16, 14]]), years(2019, 3), np.array([1, 2]))
    assert got.tolist() == [[14.3125 + 0.96875 / 2, 14.3125 + 0.96875 * 0.75]]


def test_a_mean_of_methods_is_the_plain_mean() -> None:
    got = mean_of(last_value, mean_of_latest(3))(np.array([[3.0, 6, 12]]), years(2019, 3), np.array([1]))
    assert got.tolist() == [[9.5]]


@pytest.mark.parametrize("name", METHODS)
def test_an_area_without_values_has_no_forecast_and_one_with_a_single_value_keeps_it(name: str) -> None:
    values = np.array([[NONE, NONE, NONE], [NONE, 7.0, NONE], [NONE, NONE, 5.0]])
    got = METHODS[name](values, years(2019, 3), np.array([1, 4]))
    assert np.isnan(got[0]).all()
    assert got[1:].tolist() == [[7, 7], [5, 5]]
