"""Guesses that are none, because an earlier view of the same story has told the figure already."""

from collections.abc import Collection, Sequence

from ilmiotaulu.story.model import Item, Story

# What shows places beside each other; a map and dots have those of the story's area.
_ORDERS = ("ranking", "map", "need")
# What shows years after each other.
_COURSES = ("trend", "forecast")
_OF_COUNTIES = ("counties", "network")


def given_away(story: Story, figures: Sequence[Collection[str]]) -> dict[int, int]:
    """Which items ask for a guess that an earlier one gives away, and which does so first; numbers from zero.

    `figures` are the indicators that each item shows. A course is given away by whatever tells its last figure, an
    order by what shows the same places beside each other. What was guessed itself has been revealed by then.
    """
    found = {}
    for number, item in enumerate(story.items):
        if not item.guess or item.kind not in ("trend", "ranking"):
            continue
        before = (at for at in range(number) if item.indicator in figures[at])
        first = next((at for at in before if _tells(story.items[at], item, story)), None)
        if first is not None:
            found[number] = first
    return found


def _tells(earlier: Item, asked: Item, story: Story) -> bool:
    """Whether an item that shows an indicator tells what is asked of it."""
    if earlier.sex != asked.sex:
        return False
    if asked.kind == "ranking":
        is_same = earlier.group == asked.group if earlier.kind == "ranking" else asked.group in ("", "area")
        return earlier.kind in _ORDERS and earlier.year == asked.year and is_same
    # A municipality's county stands for it among counties; and an earlier year is not the last one.
    is_own = earlier.kind != "ranking" or not (story.region.startswith("KU") and earlier.group in _OF_COUNTIES)
    return is_own and (earlier.kind in _COURSES or earlier.year is None)
