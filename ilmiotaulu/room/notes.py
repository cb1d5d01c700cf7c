"""What people write, in a story and on the spot: who may be in it, and how much it may be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ilmiotaulu.local.personal import personal_data
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.story.model import Story, fit

NoteKind = Literal["interpretation", "question"]
LONGEST_NOTE = 1_000


@dataclass(frozen=True)
class Note:
    """An interpretation or a question, written about an item of the story (by its number from zero).

    `id` is what a room that keeps it knows it by; it is no part of what was written.
    """

    item: int
    kind: NoteKind
    text: str
    written_at: datetime
    id: int = field(default=0, compare=False)


def note(item: int, kind: NoteKind, text: str, written_at: datetime, known: frozenset[str] = frozenset()) -> Note:
    """The note as it may be kept; `known` are names (folded) that are places. Raises `Refused` when it is empty, too
    long, or has personal data that a rule can tell.
    """
    text = fit(text, "\n")
    if not text:
        raise Refused("empty")
    if len(text) > LONGEST_NOTE:
        raise Refused("long")
    _refuse_people(text, known)
    return Note(item, kind, text, written_at)


def without_notes(story: Story, known: frozenset[str] = frozenset()) -> Story:
    """The story as a room keeps it: without the presenter's own notes. Raises `Refused` when a text of it, a note
    included, has personal data that a rule can tell; `known` are names (folded) that are places.
    """
    for item in story.items:
        for text in (item.headline, item.question, item.notes, item.shown.title if item.shown else ""):
            _refuse_people(text, known)
    _refuse_people(story.title, known)
    return story.model_copy(update={"items": tuple(item.model_copy(update={"notes": ""}) for item in story.items)})


def _refuse_people(text: str, known: frozenset[str]) -> None:
    if kind_of_data := personal_data(text, known):
        raise Refused(kind_of_data)
