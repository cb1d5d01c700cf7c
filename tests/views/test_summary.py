"""What a workshop came to, in words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.room.notes import Note
from ilmiotaulu.room.store import Guessed
from ilmiotaulu.story.guess import LineGuess
from ilmiotaulu.text import t
from ilmiotaulu.views.slides import Deck, Figures, Slide
from ilmiotaulu.views.summary import Part, guessed_words, summary
from tests.room.worlds import LINE, NOON, PLACE
from tests.views.papers import FETCHED, ORIGIN

SHARE = replace(
    LINE, unit="percent", mark="%", guess=LineGuess(("2019",), (1.2,), ("2020", "2021"), 0.0, 3.0, 1), answer=(1.4, 1.7)
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def guessed(question: Any, *last: float) -> Guessed:
    first = () if question is PLACE else (0.5,) * (len(question.guess.asked) - 1)
    return Guessed(question, True, tuple((*first, value) for value in last))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ((), ""),
        ((1.2,), "Arvauksia: 1, 1,2 %. Todellinen: 1,7 % (2021)."),
        ((2.0, 0.9, 1.0), "Arvauksia: 3, 0,9–2,0 %. Todellinen: 1,7 % (2021)."),
        ((2.0, 0.9, 1.0, 1.1), "Arvauksia: 4, niistä vähintään puolet: 1,0–1,1 %. Todellinen: 1,7 % (2021)."),
        ((1.0,) * 9, "Arvauksia: 9, niistä vähintään puolet: 1,0 %. Todellinen: 1,7 % (2021)."),
    ],
)
def test_of_a_line_the_last_year_is_told_beside_what_is_right(last: tuple[float, ...], expected: str) -> None:
    assert plain(guessed_words(guessed(SHARE, *last), "fi")) == expected


def test_a_place_is_told_beside_the_right_one_in_every_language() -> None:
    told = guessed(PLACE, 1, 2, 2, 5, 7)
    assert (
        guessed_words(told, "fi") == "Arvauksia: 5, niistä vähintään puolet: sija 2–5. Todellinen sija: 3, paikkoja 7."
    )
    assert guessed_words(told, "sv") == "Gissningar: 5, minst hälften av dem: plats 2–5. Verklig plats: 3, platser 7."
    assert guessed_words(told, "en") == "Guesses: 5, at least half of them: place 2–5. Actual place: 3, places 7."


@given(st.lists(st.integers(0, 150), min_size=4, max_size=80))
def test_at_least_half_of_the_guesses_are_where_it_is_said(values: list[int]) -> None:
    told = guessed_words(guessed(LINE, *map(float, values)), "fi")
    low, _, high = told.partition("puolet: ")[2].partition(".")[0].partition("–")
    inside = [value for value in values if int(low) <= value <= int(high or low)]
    assert 2 * len(inside) >= len(values)
    assert {int(low), int(high or low)} <= set(values)


DECK = Deck(
    title="Lapset",
    place="Keuruu",
    lang="fi",
    release="r2",
    fetched=FETCHED,
    slides=(
        Slide("numbers", "Luvut"),
        Slide("trend", "Laskee", origins=(ORIGIN,), own="63 (2020)", question="Mitä tästä seuraa?"),
        Slide("map", "Kartta", origins=(replace(ORIGIN, source_id="192"),)),
    ),
    moved=("Syntyneet: osa luvuista on muuttunut.",),
)
NOTES = [
    Note(1, "interpretation", "Heiluu", NOON),
    Note(1, "question", "Miksi?", NOON),
    Note(1, "interpretation", "Laskee", NOON),
]


def test_every_slide_is_told_with_its_question_its_own_figure_its_sources_and_what_was_said() -> None:
    told = summary(DECK, NOON, "r2", {0: guessed(PLACE, 3)}, NOTES)
    assert told.parts[:2] == (
        Part(1, "Luvut", "Arvauksia: 1, sija 3. Todellinen sija: 3, paikkoja 7."),
        Part(2, "Laskee", "", ("Heiluu", "Laskee"), ("Miksi?",), "63 (2020)", "Mitä tästä seuraa?", (ORIGIN,)),
    )
    assert [part.is_silent for part in told.parts] == [False, False, True]
    assert (told.title, told.place, told.release, told.notices) == ("Lapset", "Keuruu", "r2", ())
    assert told.opened_at == datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_where_nobody_guessed_or_wrote_nothing_was_said() -> None:
    told = summary(DECK, NOON, "r2", {0: guessed(PLACE)}, [])
    assert [(part.number, part.finding) for part in told.parts] == [(1, "Luvut"), (2, "Laskee"), (3, "Kartta")]
    assert all(part.is_silent for part in told.parts)


def test_of_several_figures_the_first_are_told_and_questions_alone_are_not() -> None:
    rows = tuple((f"Luku {at}, 2021", f"{at} %", "1 %") for at in range(5))
    slides = (
        Slide("numbers", "Luvut", picture=Figures(("Luku", "Keuruu", "Koko maa"), rows)),
        Slide("questions", "Mitä?"),
    )
    (part,) = summary(replace(DECK, slides=slides), NOON, "r2", {}, []).parts
    assert part.own == "Luku 0, 2021: 0 %; Luku 1, 2021: 1 %; Luku 2, 2021: 2 %"
    said = summary(replace(DECK, slides=slides), NOON, "r2", {}, [Note(1, "question", "Miksi?", NOON)]).parts
    assert [part.number for part in said] == [1, 2]


def test_an_own_figure_that_the_finding_tells_is_not_told_again() -> None:
    slide = Slide("trend", "Keuruu: 90 (2015) → 63 (2020).", own="63 (2020)")
    (part,) = summary(replace(DECK, slides=(slide,)), NOON, "r2", {}, []).parts
    assert part.own == ""


def test_another_release_than_at_the_start_is_told_with_what_has_moved() -> None:
    told = summary(DECK, NOON, "r1", {}, NOTES)
    assert told.notices == (t("summary.newer", "fi", before="r1"), "Syntyneet: osa luvuista on muuttunut.")
