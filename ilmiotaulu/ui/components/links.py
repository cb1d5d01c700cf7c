"""Links to pages that keep the present view, as plain HTML: many of them are one element for the browser."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import state
from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.pages import FOOTER, HEADER

_component = component("links")


def link(
    name: str, label: str, *, is_here: bool = False, shown: Mapping[str, str] | None = None, **changed: str
) -> str:
    """A link to a page with the present view, some names of it changed; a name changed to nothing is left out.

    Whoever makes many gives the view that is `shown`, read once.
    """
    here = ' aria-current="page"' if is_here else ""
    address = _address(f"/{name}", shown, **changed)
    return (
        f'<a class="ilmio-link" href="{address}" target="_self" data-page="{escape(name)}" '
        f'data-keep="{escape(urlencode(changed))}"{here}>{escape(label)}</a>'
    )


def links(made: Iterable[str]) -> str:
    """Links side by side."""
    return f'<p class="ilmio-links">{"".join(made)}</p>'


def top(here: str, lang: str) -> str:
    """The head of every page: the product's name, the pages, and the same view in the other languages.

    A language's page is loaded anew, for its own words are the browser's.
    """
    brand = '<p class="ilmio-brand"><img src="/assets/favicon.svg" alt="">Ilmiötaulu</p>'
    shown = state.view()
    pages = "".join(link(name, t(f"page.{name}", lang), is_here=name == here, shown=shown) for name in HEADER)
    languages = []
    for code in LANGUAGES:
        current = ' aria-current="true"' if code == lang else ""
        languages.append(
            f'<a href="{_address("", shown, lang=code)}" target="_self" data-keep="lang={code}" lang="{code}" '
            f'hreflang="{code}"{current}>{t(f"language.{code}", code)}</a>'
        )
    return (
        f'<div class="ilmio-top">{brand}'
        f'<nav class="ilmio-pages" aria-label="{escape(t("frame.pages", lang))}">{pages}</nav>'
        f'<nav class="ilmio-languages" aria-label="{escape(t("frame.language", lang))}">{"".join(languages)}</nav>'
        "</div>"
    )


def bottom(told: str, lang: str) -> str:
    """The foot of every page: the pages about the service itself, and what release this is."""
    shown = state.view()
    pages = "".join(link(name, t(f"page.{name}", lang), shown=shown) for name in FOOTER)
    label = escape(t("frame.about", lang))
    return f'<hr><nav class="ilmio-about" aria-label="{label}">{pages}</nav><p class="ilmio-small">{escape(told)}</p>'


def follow(pages: Mapping[str, StreamlitPage]) -> None:
    """Hear which link a person presses, wherever on the page it is, and go there with the view of this session."""

    @st.fragment
    def listen() -> None:
        pressed = _component(key="links", data={}, on_pressed_change=_nothing).pressed
        # The browser could send anything: only a page that there is, and names of the view, are heard.
        asked: dict[str, Any] = pressed if isinstance(pressed, dict) else {}
        changed = asked.get("changed") if isinstance(asked.get("changed"), dict) else {}
        if asked.get("page") in pages:
            known = {name: str(value) for name, value in (changed or {}).items() if name in state.NAMES}
            st.switch_page(pages[asked["page"]], query_params=state.parameters(**known))

    listen()


def _address(path: str, shown: Mapping[str, str] | None = None, /, **changed: str) -> str:
    asked = urlencode(state.parameters(shown, **changed))
    return escape(f"{path}?{asked}" if asked else path or "?")


def _nothing() -> None:
    """Declare the trigger, so that the result always has it."""
