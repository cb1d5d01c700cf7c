"""A map of areas: our own SVG, in the page, without a map server.

The shapes are a static file the browser fetches once, so that a change sends only class numbers and texts:

    {"viewBox": [x, y, width, height],
     "areas": {"KU179": "M…Z", …},                 paths of M, L, H, V and Z, absolute or relative
     "outlines": {"HVA15": "M…Z", …},              drawn above the areas, cannot be chosen
     "labels": {"KU179": [x, y, "Jyväskylä"], …}}  shown where there is room for them

A tile grid is the same file with squares for areas.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ilmiotaulu.charts.palette import ACCENT, ACCENT_DARK
from ilmiotaulu.views import HIDDEN

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "ilmiotaulu.area_map",
    html='<div class="place"></div>\n',
    css=(_HERE / "area_map.css").read_text(encoding="utf-8"),
    js=(_HERE / "area_map.js").read_text(encoding="utf-8"),
)


def area_map(
    *,
    geometry_url: str,
    names: Mapping[str, str],
    classes: Mapping[str, int],
    values: Mapping[str, str],
    palette: Sequence[str],
    selected: str | None,
    focus: Sequence[str],
    missing_words: Mapping[str, str],
    title: str,
    hint: str,
    key: str,
    palette_dark: Sequence[str] | None = None,
    legend: Sequence[str] = (),
    on_choose: Callable[[], None] | None = None,
) -> str | None:
    """Draw the areas and return the code of the one chosen in this run, else `None`.

    `focus` is what the view zooms to; empty means every area of `names`, and no zoom. Of these, the areas
    that have a class can be chosen; all others are drawn faint. `values` are the finished texts of tooltips
    and labels ("Keuruu: 2,1 % (2021)"); an area without one is told as "name: word", the word from
    `missing_words` by its class: `hidden`, `missing` or `example`. `missing_words["no_map"]` is shown when
    the shapes cannot be had. `legend` has a text for each colour of the palette; the three words above are
    added to it when the map shows such areas.

    The text of a hidden area is never sent, so that no mistake in `values` can show what is hidden. Inside
    `on_choose` the code is `st.session_state[key].chosen`.
    """
    data: dict[str, Any] = {
        "geometry_url": geometry_url,
        "names": dict(names),
        "classes": dict(classes),
        "values": {code: text for code, text in values.items() if classes.get(code) != HIDDEN},
        "palette": list(palette),
        "palette_dark": list(palette_dark or palette),
        "accent": ACCENT,
        "accent_dark": ACCENT_DARK,
        "selected": selected,
        "focus": list(focus),
        "missing_words": dict(missing_words),
        "title": title,
        "hint": hint,
        "legend": list(legend),
    }
    result = _component(key=key, data=data, on_chosen_change=on_choose or _nothing)
    chosen = result.chosen
    # The browser could send anything: only an area that was offered is a choice.
    return chosen if chosen in (focus or names) else None


def _nothing() -> None:
    """Declare the trigger, so that the result always has it."""
