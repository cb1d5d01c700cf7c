"""Figures are told apart from each other only as far as chance allows."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.comparison import counts_differ, pooled_interval, side_of, side_of_value, unbroken_since
from ilmiotaulu.statistics.intervals import proportion_limits


def test_intervals_that_do_not_overlap_are_told_apart() -> None:
    assert side_of((2.0, 3.0), (1.0, 1.9)) == "above"
    assert side_of((1.0, 1.9), (2.0, 3.0)) == "below"


def test_intervals_that_touch_are_not_told_apart() -> None:
    assert side_of((1.0, 2.0), (2.0, 3.0)) == "not_told_apart"
    assert side_of((1.0, 4.0), (2.0, 3.0)) == "not_told_apart"


def test_a_value_on_the_limit_is_not_told_apart() -> None:
    assert side_of_value((1.0, 2.0), 2.0) == "not_told_apart"
    assert side_of_value((1.0, 2.0), 2.01) == "below"
    assert side_of_value((1.0, 2.0), 0.99) == "above"


limits = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: (min(pair), max(pair)))


@given(limits, limits)
def test_what_lies_above_one_has_the_other_below_it(own: tuple[float, float], other: tuple[float, float]) -> None:
    mirrored = {"above": "below", "below": "above", "not_told_apart": "not_told_apart"}
    assert side_of(other, own) == mirrored[side_of(own, other)]


@given(limits)
def test_nothing_is_told_apart_from_itself(own: tuple[float, float]) -> None:
    assert side_of(own, own) == "not_told_apart"


def test_five_births_and_ten_may_be_the_same_but_five_and_thirteen_are_not() -> None:
    # 1.959964 standard deviations of the difference: sqrt(15) and sqrt(18) times that are 7.59 and 8.32.
    assert not counts_differ(5, 10)
    assert not counts_differ(5, 13)
    assert counts_differ(5, 14)
    assert not counts_differ(0, 0)


def test_several_areas_together_have_the_share_and_wilson_interval_of_their_sums() -> None:
    share, (lower, upper) = pooled_interval([20.0, 430.0], [1500.0, 27_500.0])
    # Wilson 450/29 000 at 95 %: 1.42–1.70 %.
    assert share == pytest.approx(100 * 450 / 29_000)
    assert (round(lower, 2), round(upper, 2)) == (1.42, 1.70)
    single = proportion_limits(450, 29_000, 0.95)
    assert (lower, upper) == (pytest.approx(100 * float(single[0])), pytest.approx(100 * float(single[1])))


@pytest.mark.parametrize(("counts", "bases"), [([], []), ([0.0], [0.0])])
def test_nothing_cannot_be_pooled(counts: list[float], bases: list[float]) -> None:
    with pytest.raises(ValueError, match="nothing to pool"):
        pooled_interval(counts, bases)


def test_a_difference_counts_since_the_first_year_of_its_unbroken_run() -> None:
    sides = {2015: "above", 2016: "not_told_apart", 2017: "above", 2018: "above", 2020: "above"}
    assert unbroken_since(sides) == ("above", 2017, 2020)  # type: ignore[arg-type]
    assert unbroken_since({2020: "below"}) == ("below", 2020, 2020)


def test_no_year_has_no_run() -> None:
    with pytest.raises(ValueError, match="no year"):
        unbroken_since({})


def test_the_two_rules_for_counts_agree_with_the_normal_quantile() -> None:
    just = 1.959964 * math.sqrt(200)
    assert not counts_differ(100 - just / 2 + 0.01, 100 + just / 2 - 0.01)
    assert counts_differ(100 - just / 2 - 0.01, 100 + just / 2 + 0.01)
