"""Links to pages that keep the present view, as plain HTML: many of them are one element for the browser."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ilmiotaulu.story.draft import view_text
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import state, stories
from ilmiotaulu.ui.components import markup
from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.pages import FOOTER, HEADER, PAGES

_component = component("links")


def link(
    name: str, label: str, *, is_here: bool = False, shown: Mapping[str, str] | None = None, **changed: str
) -> str:
    """A link to a page with the present view, some names of it changed; a name changed to nothing is left out.

    Whoever makes many gives the view that is `shown`, read once.
    """
    return _link(name, label, changed, ' aria-current="page"' if is_here else "", shown)


def _link(
    name: str, label: str, changed: Mapping[str, str], more: str = "", shown: Mapping[str, str] | None = None
) -> str:
    address = _address(f"/{name}", shown, **changed)
    return (
        f'<a class="ilmio-link" href="{address}" target="_self" data-page="{escape(name)}" '
        f'data-keep="{escape(urlencode(changed))}"{more}>{escape(label)}</a>'
    )


def links(made: Iterable[str]) -> str:
    """Links side by side."""
    return f'<p class="ilmio-links">{"".join(made)}</p>'


def outside(address: str, label: str) -> str:
    """A link to what is no page of the app, in a tab of its own."""
    return f'<a class="ilmio-link" href="{escape(address)}" target="_blank" rel="noopener">{escape(label)}</a>'


def adding(items: Iterable[Item], lang: str, *, of: str = "") -> str:
    """Quiet links that put views of the page into the story, by their kinds; `of` names what they are of, where the
    page has several such rows.
    """
    what, label, shown = f": {of}" if of else "", t("story.add", lang), state.view()
    made = []
    for item in items:
        kind = t(f"story.kind.{item.kind}", lang)
        # In sight the words before the links say what they do; a screen reader may come to a link alone.
        heard = f' aria-label="{escape(f"{label}: {kind}{what}")}"'
        made.append(_link(stories.PAGE, kind, {stories.ADD: view_text(item)}, heard, shown))
    return f'<p class="ilmio-add"><span aria-hidden="true">{escape(label)}:</span> {" ".join(made)}</p>' if made else ""


def news(told: str, back: tuple[str, Mapping[str, str]] | None, lang: str) -> str:
    """What has just happened, and a link back to the page and the view that one came from."""
    if back is None or back[0] not in PAGES:
        return markup.status(told)
    page, view = back
    label = t("story.back", lang, page=t(f"page.{page}", lang))
    return markup.status(told, _link(page, label, {name: view.get(name, "") for name in state.NAMES}))


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


def bottom(told: str, address: str, follow: Mapping[str, Any], lang: str) -> str:
    """The foot of every page: the pages about the service itself, what release this is, and the short address of the
    view, which `follow` lets the browser keep up with it. Pressed, it is copied. A view without one has none.
    """
    shown = state.view()
    pages = "".join(link(name, t(f"page.{name}", lang), shown=shown) for name in FOOTER)
    label = escape(t("frame.about", lang))
    words = {"copied": t("frame.short_link_copied", lang), "here": t("frame.short_link_here", lang)}
    kept = escape(json.dumps({**follow, **words}, separators=(",", ":")))
    short = address and (
        f'<p class="ilmio-short"><a class="ilmio-link" href="{escape(address)}" target="_self" data-short="{kept}">'
        f'{escape(t("frame.short_link", lang))}</a> <span role="status"></span></p>'
    )
    return (
        f'<hr><nav class="ilmio-about" aria-label="{label}">{pages}</nav>{short}'
        f'<p class="ilmio-small">{escape(told)}</p>'
    )


def follow(pages: Mapping[str, StreamlitPage], here: str) -> None:
    """Hear which link a person presses, wherever on the page it is, and go there with the view of this session.

    The page of the story is told which page one comes from (`here`), and has its story in the address. What a session
    has of a story the tab carries into the next session: when the page is loaded anew, and after a rest.
    """

    @st.fragment
    def listen() -> None:
        told = _component(
            key="links", data={"story": stories.carried()}, on_pressed_change=_nothing, on_carried_change=_nothing
        )
        if isinstance(told.carried, str) and stories.restore(told.carried) and here == stories.PAGE:
            st.rerun()
        pressed = told.pressed
        # The browser could send anything: only a page that there is, and names of the view, are heard.
        asked: dict[str, Any] = pressed if isinstance(pressed, dict) else {}
        changed = asked.get("changed") if isinstance(asked.get("changed"), dict) else {}
        if asked.get("page") in pages:
            words = {name: str(value) for name, value in (changed or {}).items()}
            known = {name: value for name, value in words.items() if name in state.NAMES}
            if asked["page"] == stories.PAGE:
                address = stories.parameters(words.get(stories.ADD, ""), here, **known)
            else:
                address = state.parameters(**known)
            st.switch_page(pages[asked["page"]], query_params=address)

    listen()


def _address(path: str, shown: Mapping[str, str] | None = None, /, **changed: str) -> str:
    asked = urlencode(state.parameters(shown, **changed))
    return escape(f"{path}?{asked}" if asked else path or "?")


def _nothing() -> None:
    """Declare the trigger, so that the result always has it."""
