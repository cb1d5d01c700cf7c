"""Why a room does not do what it is asked."""

from typing import Literal

from ilmiotaulu.local.personal import Personal

Why = Literal[
    "answer",
    "body",
    "closed",
    "crowded",
    "empty",
    "full",
    "hidden",
    "key",
    "large",
    "long",
    "no_file",
    "no_item",
    "no_note",
    "no_release",
    "no_room",
    "not_revealed",
    "notes",
    "often",
    "origin",
    "revealed",
    "slow",
    "story",
]


class Refused(Exception):
    """The room says no; `why` is what is wrong."""

    def __init__(self, why: Why | Personal) -> None:
        self.why = why
        super().__init__(why)
