"""One of many from a list: the browser's own, which a phone shows in its own way and a keyboard and a reader know."""

from collections.abc import Callable, Mapping

import streamlit as st

from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.components.packing import joined

_component = component("choice")


def choice(name: str, options: Mapping[str, str], chosen: str, *, label: str, on_choose: Callable[[str], None]) -> None:
    """Show the words of `options` with that of `chosen` in sight, and tell of another choice by its code.

    `name` is one of its kind on the page. What the browser sends that is not one of the options is passed over.
    """
    key, heard, offered = f"choose-{name}", f"_heard-{name}", f"_offered-{name}"
    # Codes stay here: a third of what a list of all municipalities would send.
    st.session_state[offered] = dict(options)

    def told() -> None:
        match st.session_state[key].chosen:
            case [int(place), str(word), int(turn)]:
                st.session_state[heard] = turn
                code = code_of(st.session_state[offered], place, word)
                if code is not None:
                    on_choose(code)

    data = {
        "name": name,
        "label": label,
        "words": joined(map(_without_bars, options.values()), "|"),
        "chosen": list(options).index(chosen),
        "heard": st.session_state.get(heard, 0),
    }
    _component(key=key, data=data, default={"chosen": None}, on_chosen_change=told)


def code_of(options: Mapping[str, str], place: int, word: str) -> str | None:
    """The code of the option with this word: that at the place, or, when the list has changed since, the first one;
    `None` when no option has it.
    """
    named = [code for code, told in options.items() if _without_bars(told) == word]
    at_place = list(options)[place] if 0 <= place < len(options) else None
    return at_place if at_place in named else next(iter(named), None)


def _without_bars(word: str) -> str:
    """A word as it is sent: a bar parts words."""
    return word.replace("|", "¦")
