"""What a room is asked before a figure is shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.story.guess import LineGuess, PlaceGuess, is_fit, line_guess, place_guess

YEARS = tuple(str(year) for year in range(2010, 2022))


def test_the_last_third_of_the_years_is_asked_and_the_rest_is_shown() -> None:
    values = [10.0, 12.0, 11.0, 13.0, 14.0, 13.0, 12.0, 15.0, 16.0, 12.0, 11.0, 9.0]
    assert line_guess(YEARS, values, 1) == LineGuess(
        YEARS[:8], tuple(values[:8]), ("2018", "2019", "2020", "2021"), low=0.0, high=30.0, decimals=1
    )


def test_a_year_without_a_value_is_not_asked() -> None:
    values = [5.0, 5.0, None, 5.0, 5.0, 5.0, 5.0, 5.0, None, 5.0, None, None]
    asked = line_guess(YEARS, values)
    assert asked is not None
    assert asked.asked == ("2016", "2017", "2019")
    assert (asked.times, asked.known) == (YEARS[:6], (5.0, 5.0, None, 5.0, 5.0, 5.0))


@pytest.mark.parametrize("values", [[], [1.0] * 5, [None] * 12, [1.0, None] * 2])
def test_too_few_years_are_not_asked(values: list[float | None]) -> None:
    assert line_guess(YEARS[: len(values)], values) is None


def test_no_more_than_eight_years_are_asked() -> None:
    times = tuple(str(year) for year in range(1980, 2020))
    asked = line_guess(times, [1.0] * 40)
    assert asked is not None
    assert asked.asked == tuple(str(year) for year in range(2012, 2020))


def test_the_scale_tells_nothing_of_the_answer() -> None:
    known = [4.0, -2.0, 3.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    scales = {
        (asked.low, asked.high)
        for hidden in ([1.0] * 4, [6.0, 5.0, 6.4, 0.0], [-3.0] * 4)
        if (asked := line_guess(YEARS, [*known, *hidden]))
    }
    assert scales == {(-4.0, 8.0)}


@pytest.mark.parametrize("hidden", [[40.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, -0.1]])
def test_what_lies_off_the_scale_of_what_is_known_is_not_asked(hidden: list[float]) -> None:
    assert line_guess(YEARS, [1.0] * 8 + hidden) is None


@given(st.lists(st.none() | st.integers(-(10**12), 10**12).map(lambda many: many / 1000), max_size=40))
def test_the_right_answer_always_fits(values: list[float | None]) -> None:
    asked = line_guess([str(number) for number in range(len(values))], values)
    if asked is not None:
        right = [values[int(time)] for time in asked.asked]
        assert is_fit(asked, [value for value in right if value is not None])


def test_a_place_is_guessed_among_four_or_more_that_have_a_figure() -> None:
    assert place_guess([1.0, None, 2.0, 3.0, 4.0], 2.0) == PlaceGuess(4)
    assert place_guess([1.0, None, 2.0, 3.0], 2.0) is None
    assert place_guess([1.0, 2.0, 3.0, 4.0], None) is None


@pytest.mark.parametrize("answer", [[], [0.0], [5.0], [1.5], [math.nan], [math.inf], [1.0, 2.0]])
def test_a_place_that_there_is_not_does_not_fit(answer: list[float]) -> None:
    assert not is_fit(PlaceGuess(4), answer)
    assert is_fit(PlaceGuess(4), [4.0])


@pytest.mark.parametrize("answer", [[], [1.0], [1.0, 2.0, -0.1], [1.0, 2.0, 10.1], [1.0, 2.0, math.nan]])
def test_a_line_off_the_scale_or_of_another_length_does_not_fit(answer: list[float]) -> None:
    asked = LineGuess(("2010",), (1.0,), ("2011", "2012", "2013"), 0.0, 10.0)
    assert not is_fit(asked, answer)
    assert is_fit(asked, [0.0, 10.0, 5.0])
