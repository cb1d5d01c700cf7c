"""Which figures of a story have moved."""

from ilmiotaulu.story.model import Item, Shown, Story
from ilmiotaulu.story.moved import Move, moved, remembered

BEFORE = Shown(release="r1", title="Sijoitetut", status="ok", year=2021, value=1.7, digest="aaaa")


def story(*shown: Shown | None) -> Story:
    items = tuple(Item(kind="trend", indicator="placed_children_0_17", shown=one) for one in shown)
    return Story(title="T", language="fi", release="r1", area="HVA15", region="KU249", items=items)


def again(**changed: object) -> Shown:
    """What the item tells in the next release."""
    return BEFORE.model_copy(update={"release": "r2", **changed})


def test_the_same_figures_in_another_release_have_not_moved() -> None:
    assert moved(story(BEFORE), [again()]) == ()


def test_a_new_value_a_new_year_and_a_figure_that_is_hidden_now_have_moved() -> None:
    for now in (again(value=1.8), again(year=2022), again(status="hidden", value=None), again(period="2021-06")):
        assert moved(story(BEFORE), [now]) == (Move(0, "own", BEFORE, now),)


def test_only_what_stands_beside_the_own_figure_has_moved() -> None:
    now = again(digest="bbbb")
    assert moved(story(BEFORE), [now]) == (Move(0, "others", BEFORE, now),)


def test_a_figure_that_is_no_more_is_gone() -> None:
    assert moved(story(BEFORE), [None]) == (Move(0, "gone", BEFORE, None),)


def test_an_item_that_told_nothing_before_has_not_moved_and_moves_come_in_the_order_of_the_story() -> None:
    now = again(value=2.0)
    found = moved(story(None, BEFORE, BEFORE, BEFORE), [now, now, again(), None])
    assert [(one.item, one.change) for one in found] == [(1, "own"), (3, "gone")]


def test_a_figure_that_is_hidden_now_is_not_remembered_and_what_is_not_hidden_is() -> None:
    for status in ("hidden", "hidden_or_zero"):
        kept = remembered(BEFORE, again(status=status, value=None))
        assert kept == BEFORE.model_copy(update={"value": None})
    assert remembered(BEFORE, again(value=2.0)) == BEFORE
    assert remembered(BEFORE, None) == BEFORE
    assert remembered(None, again()) == again()
