"""What is asked before a slide is shown, and that nothing of the answer is in it."""

from dataclasses import replace

from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.text import t
from ilmiotaulu.views.asked import asked
from ilmiotaulu.views.slides import Bar, Bars, EmptyOrder, Lines, Series, Slide

TOLD = {
    "heading": "Sijoitetut, prosenttia, 2015–2021",
    "decimals": 1,
    "told": ("Luku on 7,7 %.",),
    "key": "Viiva nousee lukuun 7,7.",
    "question": "Mitä odotatte?",
    "notes": (("Puhujalle", "Kerro vasta lopuksi: 7,7."),),
    "alt": "Viivakuvio: 7,7 %.",
    "finding": "Luku on 7,7 %.",
}
LINE = Slide(
    "trend",
    "Keuruu: luku on 7,7 %",
    picture=Lines(
        ("2015", "2016", "2017", "2018", "2019", "2020", "2021"),
        (
            Series("Keuruu", "own", (1.5, None, 1.7, 1.6, 7.1, None, 7.7), (1.0, None, 1.2, 1.1, 6.6, None, 7.2), ()),
            Series("Koko maa", "country", (1.4,) * 7),
        ),
    ),
    guess=LineGuess(("2015", "2016", "2017", "2018"), (1.5, None, 1.7, 1.6), ("2019", "2021"), 0.0, 3.0, 1),
    **TOLD,
)
PLACE = Slide(
    "ranking",
    "Keuruu on 1.",
    picture=Bars((Bar("Keuruu", "own", 7.7), *(Bar(name, "other", 2.0) for name in "ABCD"))),
    guess=PlaceGuess(5),
    **TOLD,
)


def test_a_line_is_asked_with_its_shown_years_alone_on_a_scale_that_knows_no_more() -> None:
    made = asked(LINE, "Keuruu", "fi")
    assert made.picture == Lines(
        ("2015", "2016", "2017", "2018", "2019", "2020", "2021"),
        (Series("Keuruu", "own", (1.5, None, 1.7, 1.6, None, None, None)),),
        ends=(0.0, 3.0),
    )
    assert made.title == "Keuruu: Sijoitetut, prosenttia, 2015–2021. Miten luku on muuttunut?"
    assert made.told == (
        "Arvatkaa ensin: miten viiva jatkuu, 2019–2021? Jokainen voi piirtää arvauksensa paperille. Vastaus on "
        "seuraavalla dialla.",
    )


def test_a_place_is_asked_with_an_empty_row_for_each() -> None:
    made = asked(PLACE, "Keski-Suomi", "fi")
    assert made.picture == EmptyOrder(5)
    assert made.title == t("stage.ask.place", "fi", place="Keuruu", title="Sijoitetut, prosenttia, 2015–2021")


def test_nothing_that_the_answer_says_is_in_the_question() -> None:
    for slide in (LINE, PLACE):
        made = asked(slide, "Keuruu", "sv")
        assert "7" not in repr(replace(made, heading="", title="", alt="", picture=None, told=(), notes=()))
        words = (made.title, *made.told, made.alt, *(text for pair in made.notes for text in pair))
        assert not [one for one in words if "7,7" in one]
        assert (made.key, made.finding, made.sheet, made.shown, made.guess) == ("", "", None, None, None)
        assert made.question == "Mitä odotatte?"


def test_a_slide_that_is_not_guessed_has_no_question_before_it() -> None:
    assert asked(replace(LINE, guess=None), "Keuruu", "fi") is None
