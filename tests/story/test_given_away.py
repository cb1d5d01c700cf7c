"""Which guesses of a story are none, because an earlier view has told the figure."""

import pytest

from ilmiotaulu.story.given_away import given_away
from ilmiotaulu.story.model import Item, Story

BIRTHS, PLACED, CHILDREN = "live_births", "placed_children_0_17", "children_0_17"


def found(*items: Item, region: str = "KU249") -> dict[int, int]:
    """What is given away where every item shows its own indicator, `numbers` two and `ages` all children."""
    of_kinds = {"numbers": (BIRTHS, PLACED), "ages": (CHILDREN,)}
    shown = [of_kinds.get(item.kind, (item.indicator,)) for item in items]
    story = Story.model_validate(
        {"title": "x", "language": "fi", "release": "r1", "area": "HVA15", "region": region, "items": items}
    )
    return given_away(story, shown)


def guess(kind: str, **more: object) -> Item:
    return Item.model_validate({"kind": kind, "indicator": PLACED, "guess": True, **more})


def view(kind: str, **more: object) -> Item:
    name = {"phenomenon": "heavy_services"} if kind in ("numbers", "questions") else {"indicator": PLACED}
    return Item.model_validate({"kind": kind, **name, **more})


@pytest.mark.parametrize("kind", ["numbers", "trend", "map", "ranking", "need", "funnel", "quadrant", "forecast"])
def test_a_line_is_given_away_by_whatever_tells_its_last_figure(kind: str) -> None:
    assert found(view(kind), guess("trend")) == {1: 0}


def test_a_line_of_children_is_given_away_by_children_by_age_whatever_year_is_projected() -> None:
    by_age = Item(kind="ages", year=2040)
    assert found(by_age, guess("trend", indicator=CHILDREN)) == {1: 0}
    assert found(by_age, guess("ranking", indicator=CHILDREN)) == {}
    assert found(by_age, guess("trend")) == {}


@pytest.mark.parametrize(
    ("kind", "is_told"),
    [
        ("map", True),
        ("ranking", True),
        ("need", True),
        ("funnel", True),
        ("quadrant", True),
        ("trend", False),
        ("numbers", False),
        ("forecast", False),
    ],
)
def test_an_order_is_given_away_by_what_shows_places_beside_each_other(kind: str, is_told: bool) -> None:
    assert found(view(kind), guess("ranking")) == ({1: 0} if is_told else {})


def test_another_figure_sex_or_year_gives_nothing_away_and_neither_does_a_later_view() -> None:
    assert found(view("trend", indicator=BIRTHS), guess("trend")) == {}
    assert found(view("map", sex="male"), guess("trend")) == {}
    assert found(view("map", year=2010), guess("trend")) == {}
    assert found(view("map", year=2010), guess("ranking")) == {}
    assert found(view("map", year=2010), guess("ranking", year=2010)) == {1: 0}
    assert found(guess("trend"), view("map")) == {}


def test_what_was_guessed_has_been_told_and_the_first_view_that_tells_is_named() -> None:
    assert found(guess("trend"), view("questions"), view("map"), guess("trend"), guess("ranking")) == {3: 0, 4: 2}


def test_counties_are_no_order_of_municipalities_and_no_figure_of_one() -> None:
    counties = view("ranking", group="counties")
    assert found(counties, guess("ranking", group="area")) == {}
    assert found(counties, guess("trend")) == {}
    assert found(counties, guess("trend"), region="HVA15") == {1: 0}
    assert found(view("map"), guess("ranking", group="network")) == {}
    assert found(view("map"), guess("ranking", group="area")) == {1: 0}


def test_a_funnel_tells_of_every_municipality_and_of_no_county() -> None:
    funnel = view("funnel")
    for group in ("", "area", "similar"):
        assert found(funnel, guess("ranking", group=group)) == {1: 0}
    assert found(funnel, guess("ranking", group="counties")) == {}
    assert found(funnel, guess("trend"), region="HVA15") == {}


def test_level_and_change_tell_of_the_places_of_their_group() -> None:
    counties = view("quadrant", group="counties")
    assert found(counties, guess("ranking", group="counties")) == {1: 0}
    assert found(counties, guess("ranking", group="area")) == {}
    assert found(counties, guess("trend")) == {}
    assert found(counties, guess("trend"), region="HVA15") == {1: 0}
