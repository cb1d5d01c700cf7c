"""The view that the address holds: language, area, region, what it is compared with, figure, year, form, scenario.

The address is the truth. A link, Back and Forward set the widgets; a widget that a person moves writes the address,
which makes an entry in the browser's history. Nonsense in an address becomes the nearest sensible view.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from ilmiotaulu.forecast.scenario import BOUNDS
from ilmiotaulu.text import DEFAULT, LANGUAGES

NAMES = (
    "lang",
    "area",
    "region",
    "compare",
    "group",
    "own",
    "phenomenon",
    "indicator",
    "beside",
    "age",
    "ahead",
    "year",
    "sex",
    "form",
    "view",
    "maps",
    "template",
    "measure",
    "yearly",
    "centre",
    *BOUNDS,
)
_SEEN = "_address_seen"
_BESIDES = "_address_besides"
_IS_DUE = "_address_is_due"
# What an address need not say: what every page shows when it is not told.
_PLAIN = {"sex": "total", "group": "area", "view": "many", "maps": "year"}
Value = TypeVar("Value", str, int)


def adopt_address() -> None:
    """Take over an address that did not come from this session's own widgets. Call once, before any widget."""
    address = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    if st.session_state.get(_SEEN) == address:
        return
    for name in NAMES:
        if name in address:
            st.session_state[name] = address[name]
        elif name in st.session_state:
            del st.session_state[name]
    st.session_state[_SEEN] = address
    st.session_state.pop(_IS_DUE, None)  # what was to be written is no longer what is shown


def view() -> dict[str, str]:
    """The present view as an address writes it, by name; names without a value are left out."""
    found = ((name, st.session_state.get(name)) for name in NAMES)
    return {name: _written(value) for name, value in found if value not in (None, "")}


def parameters(shown: Mapping[str, str] | None = None, /, **changed: str) -> dict[str, str]:
    """The address of the present view, or of one that was `shown`, with some names changed: for links to other pages.

    Empty values, and those that every page shows when it is not told, are left out.
    """
    here = view() if shown is None else shown
    return {name: value for name, value in {**here, **changed}.items() if value and value != _PLAIN.get(name)}


def _written(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def besides(make: Callable[[], Mapping[str, str]] | None) -> None:
    """What the address of the present page has besides the view, made whenever the address is written."""
    st.session_state[_BESIDES] = make


def write_address() -> None:
    """Have the present view put in the address once the page has been drawn; for widgets' `on_change`."""
    st.session_state[_IS_DUE] = True


def put_address() -> None:
    """Put the present view in the address when a widget has asked for it; call at the end of whatever runs.

    The browser draws the whole page anew when it hears of another address: together with what has changed, not before.
    """
    if not st.session_state.pop(_IS_DUE, False):
        return
    view = parameters()
    st.session_state[_SEEN] = view
    make = st.session_state.get(_BESIDES)
    st.query_params.from_dict({**view, **(make() if make else {})})


def language() -> str:
    """The language of the page: of the address, else Finnish."""
    chosen = st.session_state.get("lang")
    if chosen not in LANGUAGES:
        st.session_state["lang"] = chosen = DEFAULT
    return str(chosen)


def settle(name: str, allowed: Collection[Value], otherwise: Value | None) -> Value | None:
    """The value of `name` when it is one of `allowed` (a text that says one counts), else `otherwise`; and keep it."""
    chosen = st.session_state.get(name)
    match = next((value for value in allowed if value == chosen or str(value) == str(chosen)), otherwise)
    if match is None:
        st.session_state.pop(name, None)
    else:
        st.session_state[name] = match
    return match


def settle_several(name: str, allowed: Collection[str], most: int) -> list[str]:
    """Those of `name` that are `allowed`, each once and at most so many, as they were chosen; and keep them.

    An address writes them with commas between.
    """
    chosen = st.session_state.get(name) or []
    asked = chosen if isinstance(chosen, list) else str(chosen).split(",")
    found = [one for one in dict.fromkeys(asked) if one in allowed][:most]
    st.session_state[name] = found
    return found


def nearest(name: str, allowed: Sequence[int]) -> int:
    """The year of `name` nearest to what was asked; the last one when nothing was, or nothing that is a number."""
    chosen = str(st.session_state.get(name, ""))
    wanted = int(chosen) if chosen.isdecimal() and len(chosen) < 9 else allowed[-1]
    found = min(allowed, key=lambda value: (abs(value - wanted), -value))
    st.session_state[name] = found
    return found


def set_and_write(values: Callable[[], Mapping[str, str]]) -> Callable[[], None]:
    """A callback that takes over values, by name, chosen otherwise than by their own widgets, as on a map.

    The whole page runs, for the widget may stand outside of the part that was touched.
    """

    def take_over() -> None:
        if chosen := values():
            for name, value in chosen.items():
                st.session_state[name] = value
            write_address()
            st.rerun()

    return take_over
