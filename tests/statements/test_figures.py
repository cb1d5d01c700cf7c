"""Sentences say what the figures say, and turn when the figures turn."""

import pytest

from ilmiotaulu.statements import (
    Compared,
    Figure,
    among_peers,
    change_since,
    difference_since,
    standing_out,
    step,
)
from ilmiotaulu.statistics.comparison import RESULTS, Result
from ilmiotaulu.text import LANGUAGES


def share(value: float, lower: float | None, upper: float | None, year: int = 2021, **more: object) -> Figure:
    return Figure(value, "ok", "percent", 1, year, lower95=lower, upper95=upper, **more)  # type: ignore[arg-type]


def count(value: float, year: int) -> Figure:
    return Figure(value, "ok", "count", 0, year)


def rule(own: Figure, earlier: Figure, *, varies: bool = False) -> str | None:
    said = change_since(own, earlier, varies_by_chance=varies, lang="fi")
    return said.rule if said else None


# ---- direction ----------------------------------------------------------------------------------------------
def test_a_share_changed_when_the_intervals_do_not_overlap() -> None:
    assert rule(share(3.0, 2.5, 3.5), share(2.0, 1.6, 2.4, 2016)) == "change_up"
    assert rule(share(2.0, 1.6, 2.4), share(3.0, 2.5, 3.5, 2016)) == "change_down"


def test_overlapping_intervals_may_be_chance() -> None:
    assert rule(share(3.0, 2.3, 3.7), share(2.0, 1.4, 2.6, 2016)) == "change_unclear"


def test_births_that_differ_little_may_be_chance_and_children_of_the_register_are_what_they_are() -> None:
    assert rule(count(48, 2025), count(63, 2020), varies=True) == "change_unclear"
    assert rule(count(48, 2025), count(80, 2020), varies=True) == "change_down"
    assert rule(count(1498, 2021), count(1500, 2016)) == "change_down"


def test_figures_that_are_shown_alike_are_the_same() -> None:
    assert rule(share(2.04, 1.0, 3.0), share(1.96, 1.0, 3.0, 2016)) == "change_same"


def test_net_migration_below_zero_has_a_direction() -> None:
    assert rule(count(-12, 2025), count(-38, 2020), varies=True) == "change_up"


def test_of_gaps_and_examples_no_direction_is_told() -> None:
    hidden = Figure(None, "hidden", "percent", 1, 2021)
    assert rule(hidden, share(2.0, 1.0, 3.0, 2016)) is None
    assert rule(share(2.0, 1.0, 3.0), hidden) is None
    assert rule(share(2.0, 1.0, 3.0, is_example=True), share(1.0, 0.5, 1.5, 2016)) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_earlier_figure_stands_in_the_words(lang: str) -> None:
    said = change_since(share(3.0, 2.5, 3.5), share(2.0, 1.6, 2.4, 2016), varies_by_chance=True, lang=lang)
    assert said is not None
    assert "2016" in said.text
    assert ("2.0" if lang == "en" else "2,0") in said.text


# ---- peers --------------------------------------------------------------------------------------------------
def test_with_intervals_only_peers_that_are_told_apart_are_larger_or_smaller() -> None:
    peers = [share(5.0, 4.0, 6.0), share(2.2, 1.0, 3.0), share(0.5, 0.2, 0.9), None, share(9.0, 8.0, 10.0)]
    said = among_peers(share(2.0, 1.5, 2.5), peers, "municipality", "fi")
    assert said is not None
    assert said.text == (
        "Alueen muut kunnat: 2 selvästi suurempaa, 1 selvästi pienempää, 1 ei erotu tästä, 1 ilman lukua."
    )


def test_without_intervals_peers_are_just_larger_or_smaller() -> None:
    said = among_peers(count(48, 2025), [count(50, 2025), count(10, 2025), count(48, 2025)], "county", "fi")
    assert said is not None
    assert said.text == "Muut hyvinvointialueet: 1 suurempaa, 1 pienempää, 1 samaa."


def test_a_peer_of_another_year_or_a_hidden_one_has_no_figure() -> None:
    hidden = Figure(None, "hidden_or_zero", "count", 0, 2025)
    said = among_peers(count(48, 2025), [count(50, 2024), hidden], "municipality", "fi")
    assert said is not None
    assert said.text == "Alueen muut kunnat: 2 ilman lukua."


def test_nobody_is_held_against_a_gap() -> None:
    assert among_peers(Figure(None, "hidden", "count", 0, 2025), [count(1, 2025)], "municipality", "fi") is None
    assert among_peers(count(48, 2025), [], "municipality", "fi") is None


# ---- standing out -------------------------------------------------------------------------------------------
def compared(result: Result) -> Compared:
    words = {"own": "3,0 %", "other": "1,7 %"} if result != "not_compared" else {"obstacle": "hidden"}
    return Compared("country", result, 2021, **words)


@pytest.mark.parametrize("result", RESULTS)
def test_only_a_clear_difference_stands_out(result: Result) -> None:
    said = standing_out("Sijoitetut", compared(result), "fi")
    wanted = {
        "much_higher": "Sijoitetut: 3,0 % (2021), selvästi suurempi kuin koko maassa (1,7 %).",
        "much_lower": "Sijoitetut: 3,0 % (2021), selvästi pienempi kuin koko maassa (1,7 %).",
    }
    assert (said.text if said else None) == wanted.get(result)


def test_a_table_tells_the_five_steps_in_a_few_words_and_nothing_of_what_was_not_compared() -> None:
    told = [step(compared(result), "fi") for result in RESULTS]
    assert [one.text if one else None for one in told] == [
        "selvästi pienempi kuin koko maassa",
        "todennäköisesti pienempi kuin koko maassa",
        "ei voida erottaa koko maasta",
        "todennäköisesti suurempi kuin koko maassa",
        "selvästi suurempi kuin koko maassa",
        None,
    ]


# ---- since --------------------------------------------------------------------------------------------------
def test_since_when_is_told_with_its_first_and_last_year() -> None:
    assert difference_since("above", 2006, 2021, "fi").text == "suurempi, kaikkina verrattuina vuosina 2006–2021"
    assert difference_since("below", 2021, 2021, "fi").text == "pienempi, vain vuonna 2021"
    assert (
        difference_since("not_told_apart", 2011, 2021, "en").text
        == "cannot be told apart, in every compared year 2011–2021"
    )
