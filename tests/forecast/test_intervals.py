"""Limits come from past errors of areas of the same size, by the negative binomial for births."""

import numpy as np
import pytest
from scipy import stats

from ilmiotaulu.forecast.intervals import CONFIDENCES, Kind, error_spread, is_within, prediction_limits, size_class
from ilmiotaulu.forecast.series import Values, Years

NONE = np.nan
EVERYONE = np.zeros(2, dtype=int)


def test_size_classes_begin_at_their_limits() -> None:
    people = np.array([1_999.0, 2_000, 4_999, 5_000, 10_000, 20_000, 49_999, 50_000, NONE])
    assert size_class(people).tolist() == [0, 1, 1, 2, 3, 4, 4, 5, -1]


def growth(forecast: Values, outcome: Values, classes: Years = EVERYONE) -> Values:
    """The spread of events, (classes, horizons), which is the same for every confidence."""
    one, other = error_spread(forecast, outcome, classes, (0.5, 0.95), "events")
    assert np.array_equal(one, other, equal_nan=True)
    return one


def reach(errors: Values, confidence: float = 0.8) -> Values:
    """The spread of children, (classes, horizons), after forecasts of 100 that missed by so many; areas last."""
    outcome = 100.0 + np.atleast_2d(errors).T[None]
    classes = np.zeros(outcome.shape[1], dtype=int)
    return error_spread(np.full(outcome.shape, 100.0), outcome, classes, (confidence,), "stock")[0]


def test_growth_of_events_is_what_squared_errors_leave_beyond_chance() -> None:
    # Errors 30 of 100 and -20 of 50: (900/100 - 1 + 400/50 - 1) / 150 = 0.1.
    got = growth(np.array([[[100.0], [50.0]]]), np.array([[[130.0], [30.0]]]))
    assert got[0, 0] == pytest.approx(np.sqrt(0.1))


@pytest.mark.parametrize(("confidence", "rank"), [(0.5, 53), (0.8, 84), (0.95, 100), (0.99, 104)])
def test_reach_of_children_is_the_error_that_as_large_a_share_did_not_exceed(confidence: float, rank: int) -> None:
    """Of 104 errors of 1, 2, … 104 hundredths of a hundredth, to either side, the one of the rank 105 × confidence."""
    errors = np.arange(1, 105) / 100 * np.where(np.arange(104) % 2, 1, -1)
    shuffled = np.random.default_rng(1).permutation(errors)
    assert reach(shuffled, confidence)[0, 0] == pytest.approx(rank / 10_000)


def test_one_more_very_large_error_widens_the_reach_by_a_rank_only() -> None:
    many = np.concatenate([np.full(90, 1.0), np.full(10, 2.0)])
    assert reach(many)[0, 0] == reach(np.append(many, 99.0))[0, 0] == pytest.approx(0.01)


def test_of_few_errors_the_reach_is_that_of_a_normal_with_their_mean_square() -> None:
    for confidence, wide in ((0.5, 0.674490), (0.8, 1.281552), (0.95, 1.959964)):
        assert reach(np.array([30.0, -40.0]), confidence)[0, 0] == pytest.approx(wide * np.sqrt(0.125), rel=1e-6)
    assert reach(np.full(99, 10.0))[0, 0] == pytest.approx(0.1281552)
    assert reach(np.full(100, 10.0))[0, 0] == pytest.approx(0.1)


def test_errors_within_chance_grow_nothing_and_limits_are_then_poisson() -> None:
    got = growth(np.array([[[100.0], [50.0]]]), np.array([[[101.0], [50.0]]]))
    assert got.tolist() == [[0.0]]
    lower, upper = prediction_limits(np.array([50.0]), got[0], 0.8, "events")
    assert (lower[0], upper[0]) == stats.poisson.interval(0.8, 50)


def test_spread_never_falls_with_the_horizon_and_is_unknown_where_no_error_is() -> None:
    for number in (2, 150):
        got = reach(np.tile(np.array([[50.0], [10.0], [NONE], [100.0]]), number))[0]
        assert got[0] == got[1] == got[3] / 2 > 0
        assert np.isnan(got[2])


def test_classes_learn_from_their_own_and_areas_without_a_class_teach_nothing() -> None:
    forecast, outcome = np.full((1, 3, 1), 100.0), np.array([[[111.0], [150.0], [900.0]]])
    got = growth(forecast, outcome, np.array([0, 1, -1]))
    assert got == pytest.approx(np.sqrt([[0.0021], [0.24]]))


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


def test_limits_of_a_stock_are_the_reach_on_either_side_whole_and_never_below_zero() -> None:
    lower, upper = prediction_limits(np.array([200.0, 3.0]), np.array([0.098, 1.96]), 0.95, "stock")
    assert (lower.tolist(), upper.tolist()) == ([180, 0], [220, 9])


@pytest.mark.parametrize("kind", ["events", "stock"])
@pytest.mark.parametrize("spread", [0.0, 0.15, 0.9])
def test_an_outcome_is_within_when_it_is_between_the_limits_or_on_one(kind: Kind, spread: float) -> None:
    outcome = np.arange(0.0, 120)
    for mean in (0.0, 0.4, 7.3, 48.0):
        got = is_within(outcome, np.full(120, mean), np.full((3, 120), spread), CONFIDENCES, kind)
        for row, confidence in enumerate(CONFIDENCES):
            lower, upper = prediction_limits(np.array(mean), np.array(spread), confidence, kind)
            assert got[row].tolist() == ((lower <= outcome) & (outcome <= upper)).tolist(), (mean, confidence)


@pytest.mark.parametrize("kind", ["events", "stock"])
def test_without_an_outcome_or_limits_nothing_is_within(kind: Kind) -> None:
    known, unknown = np.array([5.0]), np.array([NONE])
    for outcome, mean, spread in ((unknown, known, known), (known, unknown, known), (known, known, unknown)):
        assert np.isnan(is_within(outcome, mean, spread[None], (0.8,), kind)).all()


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
    got = error_spread(forecast, outcome, EVERYONE, (0.8,), "stock")
    assert got == pytest.approx(np.array([[[1.281552 * np.sqrt(0.5)]]]), rel=1e-6)
