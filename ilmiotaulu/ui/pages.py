"""The pages by name: their files, and links to them that keep the view."""

import streamlit as st

from ilmiotaulu.settings import PROJECT
from ilmiotaulu.ui import state
from ilmiotaulu.ui.markdown import plain

PAGES = {
    "overview": "steering/overview",
    "phenomenon": "steering/phenomenon",
    "municipality": "steering/municipality",
    "compare": "steering/compare",
    "map": "steering/map",
    "future": "steering/future",
    "data": "analyst/data",
    "methods": "about/methods",
    "accessibility": "about/accessibility",
    "about": "about/about",
}
# Pages that the footer leads to, not the header.
ABOUT = ("methods", "accessibility", "about")


def file(name: str) -> str:
    """The file of a page."""
    return f"{PROJECT}/pages/{PAGES[name]}.py"


def link(name: str, label: str, *, icon: str | None = None, **changed: str) -> None:
    """A link to a page with the present view, some names of it changed; a name changed to nothing is left out."""
    st.page_link(file(name), label=plain(label), icon=icon, query_params=state.parameters(**changed), width="content")
