"""A story that is being built: it may be empty, and its views keep their numbers while they are moved about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import ValidationError

from ilmiotaulu.story.model import LONGEST_LEVERS, LONGEST_LINE, LONGEST_NOTES, MOST_ITEMS, Item, Shown, Story

_OF_PHENOMENA = ("numbers", "places", "questions")
_OF_ITS_OWN = ("months", "centre")
_WITHOUT_GROUP = ("numbers", "ages", "changes", "scenario", "meaning", "centres", "questions", *_OF_ITS_OWN)
# Key figures may be those of all phenomena; ages and what the forecasts mean are of all children, a map of all places.
_OF_ALL = ("numbers", "ages", "meaning", "centres")
_SEPARATOR = ":"
# What is asked for in an address is no longer than this.
_LONGEST_VIEW = LONGEST_LEVERS + 20


@dataclass(frozen=True)
class Where:
    """The place of a story, the area of its maps, and what the place is compared with."""

    area: str
    region: str
    compare: str = ""


@dataclass(frozen=True)
class Entry:
    """A view of a draft. Its number is its own for as long as the draft is built, wherever it is moved."""

    number: int
    item: Item


@dataclass(frozen=True)
class Draft:
    """What a person has built so far; its views keep the figures of `release`, and `used` is the last number given."""

    title: str = ""
    release: str = ""
    where: Where | None = None
    entries: tuple[Entry, ...] = ()
    used: int = 0

    @property
    def items(self) -> tuple[Item, ...]:
        """The views in their order."""
        return tuple(entry.item for entry in self.entries)

    @property
    def is_full(self) -> bool:
        """Whether no view can be added."""
        return len(self.entries) >= MOST_ITEMS

    def holds(self, item: Item) -> bool:
        """Whether the same view is there already, whatever words it has."""
        return any(_view(one) == _view(item) for one in self.items)

    def plus(self, item: Item) -> Self:
        """With a view more at the end, or before the questions that close the story."""
        new = Entry(self.used + 1, item)
        return replace(self, entries=_joined(self.entries, new), used=new.number)

    def keeping(self, release: str, shown: Sequence[Shown | None]) -> Self:
        """With what each view tells in a release; of a view that tells nothing now, what it told is kept."""
        entries = (
            replace(entry, item=entry.item.model_copy(update={"shown": one or entry.item.shown}))
            for entry, one in zip(self.entries, shown, strict=True)
        )
        return replace(self, release=release, entries=tuple(entries))

    def story(self, language: str, release: str, where: Where) -> Story | None:
        """As a story of a place, which is made of `release` unless it was of another one; `None` while it is empty."""
        if not self.entries:
            return None
        told = {"area": where.area, "region": where.region, "compare": where.compare, "items": self.items}
        return Story.model_validate(
            {"title": self.title, "language": language, "release": self.release or release, **told}
        )


def opened(story: Story, used: int = 0) -> Draft:
    """A story to build on; its views get numbers after those that have been used."""
    return Draft(
        title=story.title,
        release=story.release,
        where=Where(story.area, story.region, story.compare),
        entries=tuple(Entry(used + at, item) for at, item in enumerate(story.items, 1)),
        used=used + len(story.items),
    )


def arranged(draft: Draft, known: Collection[object], told: Sequence[Mapping[str, Any]]) -> Draft:
    """The draft as a person has left it: the order and the words of the views in `told`, each with its `number`.

    A view that was in sight (`known`) and is not told has been removed; one that was not, as it came meanwhile, stays
    where a new one stands. What is told of no view there is, and what cannot be said, is passed over.
    """
    there = {entry.number: entry for entry in draft.entries}
    named = {number: one for one in told if isinstance(number := one.get("number"), int) and number in there}
    arranged = tuple(_worded(there[number], one) for number, one in named.items())
    for number, entry in there.items():
        if number not in named and number not in known:
            arranged = _joined(arranged, entry)
    return replace(draft, entries=arranged)


def _joined(entries: tuple[Entry, ...], new: Entry) -> tuple[Entry, ...]:
    """The views with a new one: last, but a story is closed by its questions, so it stands before those."""
    at = len(entries)
    while at and new.item.kind != "questions" and entries[at - 1].item.kind == "questions":
        at -= 1
    return (*entries[:at], new, *entries[at:])


def _worded(entry: Entry, told: Mapping[str, Any]) -> Entry:
    lengths = {"headline": LONGEST_LINE, "question": LONGEST_LINE, "notes": LONGEST_NOTES}
    words = {name: str(told[name])[:most] for name, most in lengths.items() if name in told}
    guess = {"guess": told["guess"] is True} if "guess" in told else {}
    return replace(entry, item=Item.model_validate({**entry.item.model_dump(), **words, **guess}))


def view_text(item: Item) -> str:
    """A view as a link asks for it: its kind, what it is of, and year, sex and group where they are told."""
    name = getattr(item, _named_by(item.kind))
    last = item.phenomenon if item.kind == "need" else item.group
    sex = "" if item.sex == "total" else item.sex
    return _SEPARATOR.join([item.kind, name, str(item.year or ""), sex, last]).rstrip(_SEPARATOR)


def view_of(text: str) -> Item | None:
    """The view that a link asks for; `None` for anything else."""
    kind, name, year, sex, last, *more = [*text[:_LONGEST_VIEW].split(_SEPARATOR), "", "", "", ""][:6]
    told: dict[str, object] = {"kind": kind, "year": year or None, "sex": sex or "total"}
    told[_named_by(kind)] = name
    if last and kind not in _WITHOUT_GROUP:
        told["phenomenon" if kind == "need" else "group"] = last
    try:
        return Item.model_validate(told) if (name or kind in _OF_ALL) and not any(more) else None
    except ValidationError:
        return None


def _named_by(kind: str) -> str:
    """The field of an item that says what a view of a kind is of."""
    if kind in _OF_PHENOMENA:
        return "phenomenon"
    if kind in _OF_ITS_OWN:
        return "of"
    return "levers" if kind == "scenario" else "indicator"


def _view(item: Item) -> tuple[object, ...]:
    return item.kind, item.indicator, item.phenomenon, item.of, item.year, item.sex, item.group, item.levers
