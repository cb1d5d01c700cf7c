"""The order of a ready-made story."""

import pytest

from ilmiotaulu.story.model import LONGEST_LINE, from_link, to_link
from ilmiotaulu.story.ready import Found, ready_made

QUESTIONS = ["Eka?", "Toka?"]


def made(found: Found, title: str = "Raskaat palvelut", questions: list[str] = QUESTIONS):
    return ready_made(
        "heavy_services",
        title,
        questions,
        found,
        language="fi",
        release="r1",
        area="HVA15",
        region="KU249",
        compare="KU179",
        group="area",
    )


def test_all_views_come_in_their_order_each_of_what_it_is_best_told_by() -> None:
    story = made(Found("placed", "placed", "notified", "births", "visits", "children_0_17"))
    assert [(item.kind, item.indicator, item.phenomenon, item.group) for item in story.items] == [
        ("numbers", "", "heavy_services", ""),
        ("trend", "placed", "", ""),
        ("map", "placed", "", ""),
        ("ranking", "notified", "", "area"),
        ("trend", "births", "", ""),
        ("need", "visits", "heavy_services", ""),
        ("forecast", "children_0_17", "", ""),
        ("questions", "", "heavy_services", ""),
    ]
    assert (story.title, story.area, story.region, story.compare) == ("Raskaat palvelut", "HVA15", "KU249", "KU179")


def test_views_that_there_is_nothing_for_are_left_out_and_five_remain() -> None:
    story = made(Found("placed", "placed", "placed"))
    assert [item.kind for item in story.items] == ["numbers", "trend", "map", "ranking", "questions"]


def test_every_view_has_a_question_of_its_own_as_long_as_there_are_some() -> None:
    story = made(Found("placed", "placed", "placed", ahead="placed"))
    assert [item.question for item in story.items] == ["", "Eka?", "Toka?", "", "", ""]


@pytest.mark.parametrize("length", [300, 301, 2_000])
def test_endless_words_of_a_catalogue_are_cut_where_a_line_ends(length: int) -> None:
    story = made(Found("placed", "placed", "placed"), "T" * length, ["K" * length])
    assert story.title == "T" * LONGEST_LINE
    assert story.items[1].question == "K" * LONGEST_LINE
    assert from_link(to_link(story)) == story
