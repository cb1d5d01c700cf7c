"""Sentences say what the figures say, and turn when the figures turn."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statements import (
    Compared,
    Figure,
    Sentence,
    Untested,
    age,
    among_values,
    changed,
    difference_since,
    interval_words,
    standing_out,
    step,
)
from ilmiotaulu.statements.figures import value_words
from ilmiotaulu.statistics.comparison import RESULTS, Result
from ilmiotaulu.text import LANGUAGES


def share(value: float, lower: float | None, upper: float | None, year: int = 2021, **more: object) -> Figure:
    return Figure(value, "ok", "percent", 1, year, lower95=lower, upper95=upper, **more)  # type: ignore[arg-type]


def count(value: float, year: int) -> Figure:
    return Figure(value, "ok", "count", 0, year)


def told(said: Sentence | None) -> str:
    assert said is not None
    return said.text.replace("\N{NO-BREAK SPACE}", " ")


# ---- intervals ----------------------------------------------------------------------------------------------
def test_only_a_figure_that_is_there_has_an_interval_whatever_else_it_holds() -> None:
    assert interval_words(share(1.7, 1.2, 2.5), "fi") == "1,2–2,5\N{NO-BREAK SPACE}%"
    assert interval_words(share(1.7, None, None), "fi") == ""
    assert interval_words(Figure(1.7, "hidden", "percent", 1, 2021, lower95=1.2, upper95=2.5), "fi") == ""


# ---- change -------------------------------------------------------------------------------------------------
def test_a_change_is_a_bare_number_with_its_years() -> None:
    said = changed(count(48, 2025), count(49, 2024), None, "fi")
    assert said == Sentence("changed", "Muutos 2024–2025: −1.", (("2024", "49"), ("2025", "48")))
    assert told(changed(count(51, 2025), count(49, 2022), None, "fi")) == "Muutos 2022–2025: +2."
    assert told(changed(share(3.0, 2.5, 3.5), share(2.4, 2.0, 2.8, 2016), None, "fi")) == (
        "Muutos 2016–2021: +0,6 prosenttiyksikköä."
    )


def test_figures_that_are_shown_alike_have_not_changed() -> None:
    assert told(changed(share(2.04, 1.0, 3.0), share(1.96, 1.0, 3.0, 2016), None, "en")) == (
        "Change 2016–2021: 0.0 percentage points."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rate_per_hundred_is_written_with_what_it_is_among(lang: str) -> None:
    rate = Figure(45.0, "ok", "per_100", 0, 2024)
    assert value_words(rate, lang) == "45\N{NO-BREAK SPACE}/ 100"
    assert told(changed(rate, Figure(40.0, "ok", "per_100", 0, 2023), None, lang)).endswith("+5 / 100.")


def test_a_month_is_named_with_its_year() -> None:
    own, earlier = (
        Figure(one, "ok", "index", 1, int(at[:4]), at) for one, at in ((12.0, "2026-06"), (10.0, "2025-06"))
    )
    assert told(changed(own, earlier, None, "en")) == "Change June 2025 – June 2026: +2.0."


def test_what_was_not_tested_says_why_and_of_which_years() -> None:
    gap = changed(count(48, 2025), count(49, 2022), Untested("missing", (2023, 2024)), "fi")
    assert gap is not None
    assert (gap.rule, gap.text) == (
        "changed_missing",
        "Muutos 2022–2025: −1. Suuntaa ei voi arvioida (2023–2024: lukua ei ole tässä julkaisussa).",
    )
    alone = changed(count(48, 2025), None, Untested("too_few_years"), "fi")
    assert told(alone) == "Suuntaa ei voi arvioida (vertailtavia vuosia on liian vähän)."
    assert changed(count(48, 2025), None, None, "fi") is None


@pytest.mark.parametrize("lang", LANGUAGES)
@given(st.integers(0, 999), st.integers(0, 999))
def test_a_change_claims_no_direction(lang: str, new: int, old: int) -> None:
    said = told(changed(count(new, 2025), count(old, 2024), Untested("no_interval"), lang))
    assert not re.search(
        "[↗↘→↑↓]|nous|laske[ev]|laskenut|suurem|pienem|stig|sjunk|större|mindre|rise|rising|fall|larger|smaller", said
    )


# ---- peers --------------------------------------------------------------------------------------------------
def test_peers_are_told_by_the_values_between_which_they_lie() -> None:
    peers = [share(5.0, 4.0, 6.0), share(0.5, None, None), None]
    assert told(among_values(share(2.0, None, None), peers, "municipality", "fi")) == (
        "Alueen muut kunnat: 0,5–5,0 %, ilman lukua 1."
    )
    assert told(among_values(share(2.0, None, None), peers[:1], "county", "fi")) == "Muut hyvinvointialueet: 5,0 %."


def test_a_peer_of_another_year_or_a_hidden_or_made_up_one_has_no_figure() -> None:
    hidden, made_up = Figure(None, "hidden_or_zero", "percent", 1, 2021), share(9.0, None, None, is_example=True)
    peers = [share(3.0, None, None, 2020), hidden, made_up]
    assert among_values(share(2.0, None, None), peers, "municipality", "fi") is None
    assert told(among_values(share(2.0, None, None), [*peers, share(4.0, None, None)], "municipality", "fi")) == (
        "Alueen muut kunnat: 4,0 %, ilman lukua 3."
    )


def test_nobody_is_held_against_a_gap() -> None:
    assert among_values(Figure(None, "hidden", "count", 0, 2025), [count(1, 2025)], "municipality", "fi") is None
    assert among_values(count(48, 2025), [], "municipality", "fi") is None


# ---- age ----------------------------------------------------------------------------------------------------
def test_a_figure_that_is_more_than_three_years_older_than_its_release_says_so() -> None:
    assert told(age(count(48, 2021), 2025, "fi")) == "Tieto on vuodelta 2021. Uudempaa ei ole tässä julkaisussa."
    assert age(count(48, 2022), 2025, "fi") is None


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
        "hyvin todennäköisesti pienempi kuin koko maassa",
        "ei erotu koko maasta",
        "hyvin todennäköisesti suurempi kuin koko maassa",
        "selvästi suurempi kuin koko maassa",
        None,
    ]


# ---- since --------------------------------------------------------------------------------------------------
def test_since_when_is_told_with_its_first_and_last_year() -> None:
    assert difference_since("above", 2006, 2021, "fi").text == "suurempi, kaikkina verrattuina vuosina 2006–2021"
    assert difference_since("below", 2021, 2021, "fi").text == "pienempi, vain vuonna 2021"
    assert (
        difference_since("not_told_apart", 2011, 2021, "en").text
        == "cannot be told apart in any compared year 2011–2021"
    )
    assert difference_since("not_told_apart", 2021, 2021, "fi").text == "ei erotu vuonna 2021"
