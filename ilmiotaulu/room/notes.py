"""What is written on the spot: who may be in it, and how much it may be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ilmiotaulu.local.personal import personal_data
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.story.model import fit

NoteKind = Literal["interpretation", "question"]
LONGEST_NOTE = 1_000


@dataclass(frozen=True)
class Note:
    """An interpretation or a question, written about an item of the story (by its number from zero)."""

    item: int
    kind: NoteKind
    text: str
    written_at: datetime


def note(item: int, kind: NoteKind, text: str, written_at: datetime, known: frozenset[str] = frozenset()) -> Note:
    """The note as it may be kept; `known` are names (folded) that are places. Raises `Refused` when it is empty, too
    long, or has personal data that a rule can tell.
    """
    text = fit(text, "\n")
    if not text:
        raise Refused("empty")
    if len(text) > LONGEST_NOTE:
        raise Refused("long")
    if kind_of_data := personal_data(text, known):
        raise Refused(kind_of_data)
    return Note(item, kind, text, written_at)
