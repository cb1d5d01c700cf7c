"""Which figures of a story have moved since it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.story.model import Item, Shown, Story

# The figure is no more; the place's own figure is another one; only figures beside it are.
Change = Literal["gone", "own", "others"]


@dataclass(frozen=True)
class Move:
    """An item, by its number from zero, that does not tell what it told when the story was made."""

    item: int
    change: Change
    before: Shown
    now: Shown | None


def moved(story: Story, now: Sequence[Shown | None]) -> tuple[Move, ...]:
    """What has moved, in the order of the story; `now` is what each of its items tells.

    An item that told nothing when the story was made, as a new one, has not moved.
    """
    found = []
    for number, (item, told) in enumerate(zip(story.items, now, strict=True)):
        change = _change(item, told)
        if item.shown and change:
            found.append(Move(number, change, item.shown, told))
    return tuple(found)


def remembered(before: Shown | None, now: Shown | None) -> Shown | None:
    """What is kept of what an item told: not a figure that is hidden now, for a link of the story would tell it."""
    if before and now and now.status in STATUSES_OF_HIDDEN:
        return before.model_copy(update={"value": None})
    return before or now


def _change(item: Item, now: Shown | None) -> Change | None:
    before = item.shown
    if before is None:
        return None
    if now is None:
        return "gone"
    if _own(before) != _own(now):
        return "own"
    return "others" if before.digest != now.digest else None


def _own(shown: Shown) -> tuple[object, ...]:
    return shown.status, shown.value, shown.year, shown.period
