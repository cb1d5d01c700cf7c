"""What phones may know of a question, and when."""

from dataclasses import replace

import orjson
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.room.question import Question, for_phones, from_json, to_json
from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from tests.room.worlds import LINE, PLACE

values = st.floats(-1e9, 1e9, allow_nan=False)
answers = st.lists(values, min_size=1, max_size=8).map(tuple)
lines = st.builds(
    LineGuess,
    st.lists(st.integers(1900, 2200).map(str)).map(tuple),
    st.lists(st.none() | values).map(tuple),
    st.lists(st.integers(1900, 2200).map(str), min_size=1).map(tuple),
    values,
    values,
    st.integers(0, 3),
)
guesses = lines | st.builds(PlaceGuess, st.integers(4, 309))
questions = st.builds(
    Question,
    *[st.text()] * 4,
    guesses,
    answers,
    finding=st.text(),
    release=st.text(),
    year=st.none() | st.integers(1900, 2200),
    figures=st.lists(st.text()).map(tuple),
)


@given(questions, answers, st.text())
def test_before_the_reveal_phones_hear_the_same_whatever_the_answer_is(
    question: Question, other: tuple[float, ...], finding: str
) -> None:
    changed = replace(question, answer=other, finding=finding)
    heard = for_phones(question, revealed=False)
    assert orjson.dumps(heard) == orjson.dumps(for_phones(changed, revealed=False))
    assert not heard.keys() & {"answer", "finding"}
    told = for_phones(question, revealed=True)
    assert (told["answer"], told["finding"]) == (question.answer, question.finding)
    assert {name: value for name, value in told.items() if name in heard} == heard


@given(questions, st.booleans())
def test_of_a_hidden_question_phones_hear_what_it_is_about_and_no_figure(question: Question, revealed: bool) -> None:
    assert for_phones(replace(question, is_hidden=True), revealed=revealed) == {
        "kind": "hidden",
        "heading": question.heading,
        "place": question.place,
    }


@given(questions)
def test_a_question_is_kept_as_it_was(question: Question) -> None:
    assert from_json(to_json(question)) == question


def test_a_phone_is_told_what_it_needs_to_draw_a_line_or_to_choose_a_place() -> None:
    assert for_phones(LINE, revealed=False) == {
        "kind": "line",
        "heading": "Syntyneet, lukumäärä, 2015–2020",
        "place": "Keuruu",
        "mark": "",
        "times": ("2015", "2016", "2017"),
        "known": (90.0, None, 80.0),
        "asked": ("2018", "2019", "2020"),
        "low": 0.0,
        "high": 150.0,
        "decimals": 0,
    }
    assert for_phones(PLACE, revealed=True) == {
        "kind": "place",
        "heading": "Syntyneet, lukumäärä, 2020",
        "place": "Keuruu",
        "mark": "",
        "places": 7,
        "answer": (3.0,),
        "finding": "Keuruu: sija 3.",
    }
