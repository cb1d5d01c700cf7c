"""The views of a story as cards that are moved, opened and written on; what a person does is told as a whole list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from ilmiotaulu.ui.components.modules import component

_component = component("story_cards")


@dataclass(frozen=True)
class Card:
    """A view: what it is of, the title it has without a headline, the words written on it, and why it shows nothing.

    `guess` is whether the room guesses first; `no_guess` says why it cannot be asked to.
    """

    number: int
    kind: str
    words: str
    of: str
    finding: str
    headline: str
    question: str
    notes: str
    guess: bool
    no_guess: str
    gap: str


def story_cards(
    cards: Sequence[Card],
    *,
    words: Mapping[str, str],
    opened: int,
    can_undo: bool,
    on_change: Callable[[Collection[object], Sequence[Mapping[str, Any]], bool], None],
    on_undo: Callable[[], None],
) -> None:
    """Show the cards in their order, the one of number `opened` open, and tell of what a person has done.

    `on_change` hears the numbers that were in sight, the cards as they stand now with their words, and whether a word
    is still being written; `on_undo` that the card removed last is wanted back, which is offered while it `can_undo`.
    `words` are the labels: `{title}`, `{place}` and `{count}` in them are filled in there.
    """
    key, heard = "story-cards", "_heard-story-cards"

    def told() -> None:
        match st.session_state[key].told:
            case {"turn": int(turn), "undo": True}:
                st.session_state[heard] = turn
                on_undo()
            case {"turn": int(turn), "known": list(known), "cards": list(cards), "typing": bool(is_typing)}:
                st.session_state[heard] = turn
                on_change(known, [one for one in cards if isinstance(one, dict)], is_typing)

    data = {
        "cards": [asdict(one) for one in cards],
        "words": dict(words),
        "opened": opened,
        "can_undo": can_undo,
        "heard": st.session_state.get(heard, 0),
    }
    _component(key=key, data=data, default={"told": None}, on_told_change=told)
