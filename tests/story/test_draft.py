"""A story that is being built: what links ask for, and what a person does with the views."""

import pytest

from ilmiotaulu.story.draft import Draft, Entry, Where, arranged, opened, view_of, view_text
from ilmiotaulu.story.model import LONGEST_LINE, LONGEST_NOTES, Item, Shown, Story

TREND = Item(kind="trend", indicator="placed_children_0_17", headline="Oma", question="Miksi?")
MAP = Item(kind="map", indicator="placed_children_0_17", year=2019, sex="male")
NUMBERS = Item(kind="numbers", phenomenon="heavy_services")
DRAFT = Draft(title="Tarina", release="r-1", entries=(Entry(1, TREND), Entry(2, MAP), Entry(3, NUMBERS)), used=3)
KEURUU = Where("HVA15", "KU249", "KU179")


def words(number: object, **said: object) -> dict:
    return {"number": number, **said}


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (Item(kind="trend", indicator="births"), "trend:births"),
        (Item(kind="trend", indicator="births", sex="male"), "trend:births::male"),
        (MAP, "map:placed_children_0_17:2019:male"),
        (Item(kind="ranking", indicator="births", group="similar"), "ranking:births:::similar"),
        (Item(kind="need", indicator="visits", phenomenon="early_support"), "need:visits:::early_support"),
        (Item(kind="forecast", indicator="births"), "forecast:births"),
        (NUMBERS, "numbers:heavy_services"),
        (Item(kind="numbers"), "numbers"),
        (Item(kind="meaning"), "meaning"),
        (Item(kind="months", of="group_participants"), "months:group_participants"),
        (Item(kind="centres"), "centres"),
        (Item(kind="centre", of="2-onni-aanekoski"), "centre:2-onni-aanekoski"),
        (Item(kind="ages"), "ages"),
        (Item(kind="ages", year=2040), "ages::2040"),
        (Item(kind="changes", indicator="children_0_17"), "changes:children_0_17"),
        (Item(kind="scenario", levers="tfr=1.2,moves=-5"), "scenario:tfr=1.2,moves=-5"),
        (Item(kind="places", phenomenon="heavy_services", group="network"), "places:heavy_services:::network"),
        (Item(kind="questions", phenomenon="heavy_services"), "questions:heavy_services"),
    ],
)
def test_a_link_asks_for_a_view_in_a_few_letters(item: Item, text: str) -> None:
    assert view_text(item) == text
    assert view_of(text) == item


NO_VIEWS = (
    "",
    "trend",
    "places",
    "numbers:heavy_services:::more:more",
    "trend:",
    ":births",
    "video:births",
    "trend:Births",
    "months",
    "months:Visits",
    "centre:-onni",
    "centre:" + "o" * 201,
    "map:births:soon",
    "map:births:2019:both",
    "ranking:births:::own",
    "map:births:2019:male:area:more",
    "trend:" + "b" * 400,
    "<script>:births",
    "need:visits:::Early support",
    "scenario",
    "scenario:tfr=",
    "scenario:tfr=99",
    "scenario:tfr=1.2,rate=2",
    "ages:tfr=1.2",
    "changes",
)


@pytest.mark.parametrize("text", NO_VIEWS)
def test_anything_else_asks_for_nothing(text: str) -> None:
    assert view_of(text) is None


def test_views_take_the_order_and_the_words_that_they_were_left_in() -> None:
    told = [
        words(3, question="Mitä?"),
        words(1, headline='"Hätä" 👩‍👧', question="", notes="a\nb", guess=True),
        words(2),
    ]
    assert arranged(DRAFT, [1, 2, 3], told).entries == (
        Entry(3, NUMBERS.model_copy(update={"question": "Mitä?"})),
        Entry(1, Item(kind="trend", indicator=TREND.indicator, headline='"Hätä" 👩‍👧', notes="a\nb", guess=True)),
        Entry(2, MAP),
    )


def test_a_view_that_was_in_sight_and_is_not_told_is_gone_and_one_that_came_meanwhile_stays() -> None:
    assert [entry.number for entry in arranged(DRAFT, [1, 2], [words(2)]).entries] == [2, 3]
    assert arranged(DRAFT, [1, 2, 3], []).entries == ()


def test_what_is_told_of_no_view_is_passed_over() -> None:
    told = [words(9), words("1"), words(None), {}, words(2, sex="female", kind="trend"), words(2)]
    assert arranged(DRAFT, [1, 2, 3, "x", None], told).entries == (Entry(2, MAP),)


def test_words_are_cut_to_what_a_story_holds_and_line_ends_of_a_headline_are_spaces() -> None:
    told = [words(1, headline="ä" * 400, notes="n" * 5000, question="a\nb")]
    (entry,) = arranged(DRAFT, [1, 2, 3], told).entries
    assert entry.item.headline == "ä" * LONGEST_LINE
    assert entry.item.notes == "n" * LONGEST_NOTES
    assert entry.item.question == "a b"


def test_a_draft_is_a_story_of_a_place_and_a_story_a_draft() -> None:
    story = DRAFT.story("sv", "r-2", KEURUU)
    assert story == Story(
        title="Tarina",
        language="sv",
        release="r-1",
        area="HVA15",
        region="KU249",
        compare="KU179",
        items=(TREND, MAP, NUMBERS),
    )
    again = opened(story, used=3)
    assert [entry.number for entry in again.entries] == [4, 5, 6], "numbers are not used twice"
    assert (again.title, again.release, again.where, again.items) == ("Tarina", "r-1", KEURUU, DRAFT.items)
    assert Draft(title="Tarina").story("fi", "r-1", KEURUU) is None


def test_the_same_view_is_the_same_whatever_words_it_has() -> None:
    assert DRAFT.holds(Item(kind="trend", indicator=TREND.indicator))
    assert not DRAFT.holds(Item(kind="trend", indicator=TREND.indicator, sex="male"))
    assert not DRAFT.holds(Item(kind="map", indicator=MAP.indicator))


def kinds(draft: Draft) -> list[str]:
    return [item.kind for item in draft.items]


def test_a_new_view_stands_before_the_questions_that_close_a_story() -> None:
    questions = Item(kind="questions", phenomenon="heavy_services")
    closed = DRAFT.plus(questions)
    assert kinds(closed) == ["trend", "map", "numbers", "questions"]
    assert kinds(closed.plus(questions).plus(MAP)) == ["trend", "map", "numbers", "map", "questions", "questions"]
    assert closed.plus(MAP).entries[3] == Entry(5, MAP)
    first = Draft(entries=(Entry(1, questions), Entry(2, TREND)), used=2)
    assert kinds(first.plus(MAP)) == ["questions", "trend", "map"], "questions in the midst close nothing"
    assert kinds(Draft().plus(questions).plus(MAP)) == ["map", "questions"]


def test_a_view_that_came_meanwhile_stands_before_the_closing_questions_too() -> None:
    draft = Draft(entries=(Entry(1, TREND), Entry(3, MAP), Entry(2, Item(kind="questions", phenomenon="x"))), used=3)
    assert [one.number for one in arranged(draft, [1, 2], [words(1), words(2)]).entries] == [1, 3, 2]
    assert [one.number for one in arranged(draft, [1, 2], [words(2), words(1)]).entries] == [2, 1, 3]


def test_a_new_view_stands_last_and_twenty_are_full() -> None:
    draft = DRAFT
    for _ in range(17):
        assert not draft.is_full
        draft = draft.plus(MAP)
    assert draft.is_full
    assert [entry.number for entry in draft.entries] == list(range(1, 21))


def test_of_a_figure_that_is_gone_the_draft_keeps_what_it_told() -> None:
    before = Shown(release="r-1", title="Sijoitetut", status="ok", year=2020, value=1.5, digest="aa")
    now = Shown(release="r-2", title="Sijoitetut", status="ok", year=2021, value=1.7, digest="bb")
    kept = DRAFT.keeping("r-1", [before, before, None]).keeping("r-2", [now, None, None])
    assert kept.release == "r-2"
    assert [item.shown for item in kept.items] == [now, before, None]
