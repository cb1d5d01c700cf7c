"""An order of areas is said only as far as chance could not turn it."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.ranking import (
    posterior_draws_beta,
    posterior_draws_gamma,
    rank_intervals,
    third_probabilities,
)
from ilmiotaulu.statistics.small_areas import BetaPrior, GammaPrior, posterior_relative_risk, posterior_share

GAMMA = GammaPrior(shape=3, rate=3, mean=1, areas=20, expected=200)
BETA = BetaPrior(alpha=2, beta=98, mean=0.02, areas=20, base=5000)
ORDERS = [[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [2.0, 3.0, 1.0]]


def test_the_largest_level_has_rank_one() -> None:
    low, high = rank_intervals([[10.0, 30.0, 20.0]] * 5)
    assert low.tolist() == high.tolist() == [3, 1, 2]


def test_the_rank_interval_leaves_out_what_is_rarer_than_the_confidence() -> None:
    # By hand: the first area has rank 1 in three of four simulations and rank 2 in one.
    low, high = rank_intervals(ORDERS, confidence=0.95)
    assert (low.tolist(), high.tolist()) == ([1, 1, 3], [2, 2, 3])
    low, high = rank_intervals(ORDERS, confidence=0.4)
    assert (low.tolist(), high.tolist()) == ([1, 2, 3], [1, 2, 3])


def test_a_rank_of_exactly_the_tail_is_still_inside() -> None:
    # 40 simulations at 95 %: one of them is just the lower tail, so only the second is sure to be kept out.
    draws = np.array([[1.0, 2.0]] * 1 + [[2.0, 1.0]] * 39)
    low, high = rank_intervals(draws)
    assert (low.tolist(), high.tolist()) == ([1, 1], [1, 2])


def test_areas_that_are_all_alike_may_have_any_rank_and_any_third() -> None:
    draws = np.ones((10, 6))
    low, high = rank_intervals(draws)
    assert (low.tolist(), high.tolist()) == ([1] * 6, [6] * 6)
    assert third_probabilities(draws) == pytest.approx(np.full((6, 3), 1 / 3))


def test_areas_that_tie_across_the_edge_of_a_third_share_its_places() -> None:
    # By hand: ranks 2 and 3 are shared, rank 2 is of the highest third; ranks 5 and 6 are the lowest.
    probability = third_probabilities([[6.0, 5.0, 5.0, 3.0, 2.0, 1.0]])
    assert probability.tolist() == [[0, 0, 1], [0, 0.5, 0.5], [0, 0.5, 0.5], [0, 1, 0], [1, 0, 0], [1, 0, 0]]


def test_the_probability_of_a_third_is_the_share_of_simulations_in_it() -> None:
    assert third_probabilities(ORDERS).tolist() == [[0, 0.25, 0.75], [0, 0.75, 0.25], [1, 0, 0]]


@pytest.mark.parametrize(("areas", "sizes"), [(22, [7, 8, 7]), (9, [3, 3, 3]), (4, [1, 2, 1]), (2, [0, 2, 0])])
def test_the_middle_third_takes_what_division_leaves_over(areas: int, sizes: list[int]) -> None:
    probability = third_probabilities([np.arange(areas, dtype=float)])
    assert probability.sum(axis=0).tolist() == sizes
    assert probability[0].tolist() == ([1, 0, 0] if sizes[0] else [0, 1, 0])


@given(st.lists(st.lists(st.integers(0, 4), min_size=7, max_size=7), min_size=1, max_size=20))
def test_ties_or_not_every_area_is_in_some_third_and_every_third_is_full(draws: list[list[int]]) -> None:
    probability = third_probabilities(draws)
    assert probability.sum(axis=1) == pytest.approx([1] * 7)
    assert probability.sum(axis=0) == pytest.approx([2, 3, 2])
    assert (probability >= -1e-12).all()
    low, high = rank_intervals(draws)
    assert ((low >= 1) & (low <= high) & (high <= 7)).all()


def test_the_same_seed_gives_the_same_bits_and_another_one_does_not() -> None:
    one, again, other = (posterior_draws_gamma([3, 40], [4.0, 20.0], GAMMA, 50, seed) for seed in (7, 7, 8))
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()
    one, again, other = (posterior_draws_beta([3, 40], [90, 900], BETA, 50, seed) for seed in (7, 7, 8))
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


def test_the_draws_have_the_mean_and_the_limits_of_the_posterior() -> None:
    counts, expected, bases = [0, 3, 40], [1.0, 4.0, 20.0], [30, 90, 900]
    for draws, posterior in (
        (
            posterior_draws_gamma(counts, expected, GAMMA, 40_000, 31),
            posterior_relative_risk(counts, expected, GAMMA, 0.9),
        ),
        (posterior_draws_beta(counts, bases, BETA, 40_000, 32), posterior_share(counts, bases, BETA, 0.9)),
    ):
        assert draws.shape == (40_000, 3)
        assert draws.mean(axis=0) == pytest.approx(posterior.mean, rel=0.01)
        # Near the limits of the smallest area 40 000 draws have a standard error of under 1.5 %.
        assert np.quantile(draws, 0.05, axis=0) == pytest.approx(posterior.lower, rel=0.04)
        assert np.quantile(draws, 0.95, axis=0) == pytest.approx(posterior.upper, rel=0.04)


def test_areas_without_variance_between_them_have_no_order() -> None:
    gamma = GammaPrior(math.inf, math.inf, 1.0, 6, 60.0)
    beta = BetaPrior(math.inf, math.inf, 0.01, 6, 6000.0)
    for draws in (
        posterior_draws_gamma([9, 10, 11], [10.0] * 3, gamma, 4000, 33),
        100 * posterior_draws_beta([9, 10, 11], [1000] * 3, beta, 4000, 34),
    ):
        assert third_probabilities(draws) == pytest.approx(np.full((3, 3), 1 / 3))
        assert [limit.tolist() for limit in rank_intervals(draws)] == [[1, 1, 1], [3, 3, 3]]
        # Gamma(60.5, 60): mean 1.008, standard deviation 0.13.
        assert float(draws[:, 0].mean()) == pytest.approx(1.008, abs=0.01)
        assert float(draws[:, 0].std()) == pytest.approx(0.13, abs=0.01)


def test_the_order_of_small_areas_is_unclear_where_that_of_large_ones_with_the_same_shares_is_certain() -> None:
    shares = np.array([0.01] * 3 + [0.02] * 3 + [0.03] * 3)
    small, large = (
        third_probabilities(posterior_draws_beta(shares * base, [base] * 9, BETA, 2000, 35)) for base in (100, 100_000)
    )
    assert (small.max(axis=1) < 0.8).all()
    assert large == pytest.approx(np.repeat(np.eye(3), 3, axis=0))


@pytest.mark.parametrize("draw", [posterior_draws_gamma, posterior_draws_beta])
@pytest.mark.parametrize(("count", "size"), [([np.nan, 3], [5, 5]), ([2, 3], [0, 5]), ([2, 3], [5, np.nan])])
def test_hidden_areas_are_refused(draw: Callable[..., np.ndarray], count: list[float], size: list[float]) -> None:
    prior = GAMMA if draw is posterior_draws_gamma else BETA
    with pytest.raises(ValueError, match="visible"):
        draw(count, size, prior, 10, 1)


def test_a_count_larger_than_its_base_is_refused() -> None:
    with pytest.raises(ValueError, match="larger"):
        posterior_draws_beta([6], [5], BETA, 10, 1)


@pytest.mark.parametrize("order", [rank_intervals, third_probabilities])
@pytest.mark.parametrize("draws", [[[1.0, np.nan]], [1.0, 2.0]])
def test_a_missing_level_has_no_rank(order: Callable[..., object], draws: list[object]) -> None:
    with pytest.raises(ValueError, match="levels"):
        order(draws)
