"""What is said of family centres: estimates are told as estimates, made-up places as made up."""

import pytest

from ilmiotaulu.statements.centres import OnGrid, Reached, Unreached, reached, rough, share_words, unreached
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


def test_the_numbers_behind_the_sentence_name_every_municipality_without_a_place() -> None:
    assert "Aaltola; Betula; Cedrus; Dalia" in dict(unreached(result(), "fi").numbers).values()


def test_of_no_known_children_there_is_no_share() -> None:
    assert "–" in unreached(result(children=0.0), "fi").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_made_up_example_says_so_first_in_every_language(lang: str) -> None:
    first = {"fi": "Keksitty esimerkki", "sv": "Påhittat exempel", "en": "A made-up example"}[lang]
    assert unreached(result(is_example=True), lang).text.startswith(first)
    assert first not in unreached(result(), lang).text


# ---- on the population grid ---------------------------------------------------------------------------------
GRID = OnGrid("vuosi 2024, taso vaki2025_1km", within=0.93, untold=0.124)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("share", "told"),
    [(None, "–"), (0, "0 %"), (0.004, "alle 1 %"), (0.01, "1 %"), (0.126, "13 %"), (0.992, "yli 99 %"), (1, "100 %")],
)
def test_a_share_is_never_all_or_nothing_where_it_is_only_near_it(share: float | None, told: str) -> None:
    assert plain(share_words(share, "fi")) == told


def test_on_the_grid_a_share_of_the_young_is_told_and_no_number_of_them() -> None:
    said = unreached(result(grid=GRID), "fi")
    assert plain(said.text) == (
        "Alue: paikka, johon perhe voi tulla, puuttuu 4 kunnasta (kuntia 4). Yli 10 km:n päässä lähimmästä paikasta "
        "asuu 7 % 0–14-vuotiaista. Eniten lapsia ilman oman kunnan paikkaa: "
        "Aaltola (lapsia 400); Betula (lapsia 300); Cedrus (lapsia 200)."
    )
    assert [plain(value) for _, value in said.numbers] == [
        "4",
        "4",
        "93 %",
        "12 %",
        "väestöruudun keskeltä; vuosi 2024, taso vaki2025_1km",
    ]
    assert said.rule == "unreached_on_grid_some"


def test_on_the_grid_also_children_whose_municipality_has_a_place_can_be_far_from_it() -> None:
    said = unreached(result(grid=GRID, without=(), counties=(1, 23)), "fi")
    assert plain(said.text) == (
        "Alue: jokaisessa kunnassa on paikka, johon perhe voi tulla (kuntia 4). Yli 10 km:n päässä lähimmästä paikasta "
        "asuu 7 % 0–14-vuotiaista. Paikkojen lista on tuotu 1 hyvinvointialueelta (kaikkiaan 23)."
    )
    assert said.rule == "unreached_on_grid_everywhere"


def of_one(**more: object) -> Reached:
    given = {"municipality": "Aaltola", "places": (), "nearest": "Talo", "kilometres": None, "children": 400.0}
    return Reached(**{**given, "is_example": False, "grid": GRID, **more})


@pytest.mark.parametrize(
    ("more", "rule", "told"),
    [
        (
            {"places": ("Talo", "Tupa")},
            "reached_on_grid_here",
            "Aaltola: paikka, johon perhe voi tulla, on omassa kunnassa: Talo; Tupa. "
            "Enintään 10 km:n päässä lähimmästä paikasta asuu 93 % 0–14-vuotiaista.",
        ),
        (
            {},
            "reached_on_grid_elsewhere",
            "Aaltola: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Talo. Lapsia kunnassa: 400. "
            "Enintään 10 km:n päässä lähimmästä paikasta asuu 93 % 0–14-vuotiaista.",
        ),
        (
            {"grid": OnGrid("taso vaki2025_1km", None, 1.0)},
            "reached_on_grid_elsewhere",
            "Aaltola: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Talo. Lapsia kunnassa: 400. "
            "Kuinka kaukana lapset asuvat, ei ole tiedossa.",
        ),
        (
            {"nearest": None},
            "reached_on_grid_nowhere",
            "Aaltola: kunnassa ei ole paikkaa, johon perhe voi tulla, eikä tiedossa ole muitakaan toimipisteitä. "
            "Lapsia kunnassa: 400.",
        ),
    ],
)
def test_a_municipality_is_told_how_many_of_its_young_are_near(more: dict[str, object], rule: str, told: str) -> None:
    said = reached(of_one(**more), "fi")
    assert (said.rule, plain(said.text)) == (rule, told)
    assert reached(of_one(**more, is_example=True), "fi").text.startswith("Keksitty esimerkki, ")
