"""One of many from a list: the browser's own, which a phone shows in its own way and a keyboard and a reader know."""

from collections.abc import Callable, Mapping

import streamlit as st

from ilmiotaulu.ui.components.modules import component

_component = component("choice")


def choice(name: str, options: Mapping[str, str], chosen: str, *, label: str, on_choose: Callable[[str], None]) -> None:
    """Show the words of `options` with that of `chosen` in sight, and tell of another choice by its code.

    `name` is one of its kind on the page. What the browser sends that is not one of the options is passed over.
    """
    key, heard = f"choose-{name}", f"_heard-{name}"

    def told() -> None:
        match st.session_state[key].chosen:
            case [str(code), int(turn)]:
                st.session_state[heard] = turn
                if code in options:
                    on_choose(code)

    data = {
        "name": name,
        "label": label,
        "codes": list(options),
        "words": list(options.values()),
        "chosen": chosen,
        "heard": st.session_state.get(heard, 0),
    }
    _component(key=key, data=data, default={"chosen": None}, on_chosen_change=told)
