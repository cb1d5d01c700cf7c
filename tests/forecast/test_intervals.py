"""Limits come from past errors of areas of the same size, by the negative binomial for births."""

import numpy as np
import pytest
from scipy import stats

from ilmiotaulu.forecast.intervals import error_growth, prediction_limits, size_class

NONE = np.nan
EVERYONE = np.zeros(2, dtype=int)


def test_size_classes_begin_at_their_limits() -> None:
    people = np.array([1_999.0, 2_000, 4_999, 5_000, 10_000, 20_000, 49_999, 50_000, NONE])
    assert size_class(people).tolist() == [0, 1, 1, 2, 3, 4, 4, 5, -1]


def test_growth_of_events_is_what_squared_errors_leave_beyond_chance() -> None:
    # Errors 30 of 100 and -20 of 50: (900/100 - 1 + 400/50 - 1) / 150 = 0.1.
    got = error_growth(np.array([[[100.0], [50.0]]]), np.array([[[130.0], [30.0]]]), EVERYONE, "events")
    assert got[0, 0] == pytest.approx(np.sqrt(0.1))


def test_growth_of_a_stock_is_the_mean_squared_relative_error() -> None:
    got = error_growth(np.array([[[100.0], [50.0]]]), np.array([[[130.0], [30.0]]]), EVERYONE, "stock")
    assert got[0, 0] == pytest.approx(np.sqrt((0.09 + 0.16) / 2))


def test_errors_within_chance_grow_nothing_and_limits_are_then_poisson() -> None:
    got = error_growth(np.array([[[100.0], [50.0]]]), np.array([[[101.0], [50.0]]]), EVERYONE, "events")
    assert got.tolist() == [[0.0]]
    lower, upper = prediction_limits(np.array([50.0]), got[0], 0.8, "events")
    assert (lower[0], upper[0]) == stats.poisson.interval(0.8, 50)


def test_growth_never_falls_with_the_horizon_and_is_unknown_where_no_error_is() -> None:
    forecast = np.full((1, 2, 4), 100.0)
    outcome = np.array([[[150.0, 110, NONE, 200], [150, 110, NONE, 200]]])
    got = error_growth(forecast, outcome, EVERYONE, "stock")[0]
    assert got[[0, 1, 3]] == pytest.approx([0.5, 0.5, 1])
    assert np.isnan(got[2])


def test_classes_learn_from_their_own_and_areas_without_a_class_teach_nothing() -> None:
    forecast = np.full((1, 3, 1), 100.0)
    outcome = np.array([[[110.0], [150.0], [900.0]]])
    got = error_growth(forecast, outcome, np.array([0, 1, -1]), "stock")
    assert got.tolist() == pytest.approx(np.array([[0.1], [0.5]]))


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_limits_of_events_are_quantiles_of_the_negative_binomial(confidence: float) -> None:
    mean, growth = np.array([0.7, 12.0, 340.0]), np.array([0.4, 0.2, 0.05])
    lower, upper = prediction_limits(mean, growth, confidence, "events")
    variance = mean + (growth * mean) ** 2
    expected = stats.nbinom(mean**2 / (variance - mean), mean / variance)
    assert (expected.mean() == pytest.approx(mean), expected.var() == pytest.approx(variance)) == (True, True)
    assert lower.tolist() == expected.ppf((1 - confidence) / 2).tolist()
    assert upper.tolist() == expected.ppf((1 + confidence) / 2).tolist()
    assert (expected.cdf(upper) - expected.cdf(lower - 1) >= confidence - 1e-12).all()


def test_limits_of_a_stock_are_normal_whole_and_never_below_zero() -> None:
    lower, upper = prediction_limits(np.array([200.0, 3.0]), np.array([0.05, 1.0]), 0.95, "stock")
    assert (lower.tolist(), upper.tolist()) == ([180, 0], [220, 9])


def test_without_an_expectation_nothing_is_expected_and_without_a_growth_there_are_no_limits() -> None:
    lower, upper = prediction_limits(np.array([0.0, 5.0, NONE]), np.array([0.2, NONE, 0.2]), 0.8, "events")
    assert (lower[0], upper[0]) == (0, 0)
    assert np.isnan([lower[1:], upper[1:]]).all()


def test_a_confidence_in_per_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        prediction_limits(np.array([5.0]), np.array([0.1]), 95, "events")


def test_an_error_larger_than_a_forecast_of_children_counts_as_the_forecast_itself() -> None:
    """One municipality without children, to which a family moves, does not widen the limits of all its size."""
    forecast, outcome = np.array([[[0.01], [100.0]]]), np.array([[[5.0], [100.0]]])
    assert error_growth(forecast, outcome, np.array([0, 0]), "stock") == pytest.approx(np.array([[np.sqrt(0.5)]]))
