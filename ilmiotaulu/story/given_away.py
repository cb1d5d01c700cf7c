"""Guesses that are none, because an earlier view of the same story has told the figure already."""

from collections.abc import Collection, Sequence

from ilmiotaulu.story.model import Item, Story

# What shows places beside each other: some have a group of places, a map and dots of need have those of the story's
# area, and a funnel has all municipalities.
_OF_GROUPS = ("ranking", "quadrant")
_ORDERS = (*_OF_GROUPS, "map", "need", "funnel")
# What tells the newest figure whatever year is chosen: of ages that is the projected one.
_COURSES = ("trend", "forecast", "ages")
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
        shown = ("", "area", "similar") if earlier.kind == "funnel" else ("", "area")
        is_same = earlier.group == asked.group if earlier.kind in _OF_GROUPS else asked.group in shown
        return earlier.kind in _ORDERS and earlier.year == asked.year and is_same
    # A municipality's county stands for it among counties; and an earlier year is not the last one.
    is_municipality = story.region.startswith("KU")
    is_own = earlier.kind not in _OF_GROUPS or not (is_municipality and earlier.group in _OF_COUNTIES)
    if earlier.kind == "funnel":
        is_own = is_municipality
    return is_own and (earlier.kind in _COURSES or earlier.year is None)
