"""What is said of family centres: estimates are told as estimates, made-up places as made up."""

import pytest

from ilmiotaulu.statements.centres import Unreached, rough, unreached
from ilmiotaulu.text import LANGUAGES


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, 0), (7, 7), (14, 10), (88, 90), (618, 620), (4_213, 4_200), (12_950, 13_000), (51_300, 51_000)],
)
def test_an_estimate_has_two_figures_and_is_no_finer_than_tens(value: float, told: float) -> None:
    assert rough(value) == told


def result(**more: object) -> Unreached:
    given = {
        "area": "Alue",
        "municipalities": 4,
        "without": (("Aaltola", 400.0), ("Betula", 300.0), ("Cedrus", 200.0), ("Dalia", None)),
        "children": 10_000.0,
        "beyond": 700.0,
        "unknown": 1,
        "is_example": False,
    }
    return Unreached(**{**given, **more})


def test_three_municipalities_are_named_and_the_others_counted() -> None:
    said = unreached(result(), "fi")
    assert said.text == (
        "Alue: paikka, johon perhe voi tulla, puuttuu 4 kunnasta (kuntia 4). Yli 10 km:n päässä lähimmästä paikasta "
        "asuu noin 700 lasta, 7\N{NO-BREAK SPACE}% kaikista. Eniten lapsia ilman oman kunnan paikkaa: "
        "Aaltola (lapsia 400); Betula (lapsia 300); Cedrus (lapsia 200)."
    )
    assert [value for _, value in said.numbers][-1] == "1"


def test_of_no_known_children_there_is_no_share() -> None:
    assert "–" in unreached(result(children=0.0), "fi").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_made_up_example_says_so_first_in_every_language(lang: str) -> None:
    first = {"fi": "Keksitty esimerkki", "sv": "Påhittat exempel", "en": "A made-up example"}[lang]
    assert unreached(result(is_example=True), lang).text.startswith(first)
    assert first not in unreached(result(), lang).text
