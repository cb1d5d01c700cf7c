"""Markup of many cells or words, set into the page as it comes. What a person has opened in it stays open.

Streamlit's element for markup has a library read every cell once more for what it may hold, which costs a table of
thirty rows a tenth of a change. Here nothing does: all texts are escaped where they become markup, and the policy of
the page (`ui/web.py`) lets no script in markup run.
"""

from ilmiotaulu.ui.components.modules import component

_component = component("cells", has_own_style=False)


def cells(markup: str, *, key: str) -> None:
    """Show finished markup in the page; `key` is one of its kind on the page, and the same whatever is chosen."""
    _component(key=f"cells-{key}", data={"markup": markup})
