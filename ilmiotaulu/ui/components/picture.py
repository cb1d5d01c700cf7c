"""Buttons that make a picture of the drawing beside them, in the reader's own browser."""

from collections.abc import Mapping, Sequence

from ilmiotaulu.charts.palette import LIGHT_OF
from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.web import FONT

_component = component("picture")


def picture(
    *,
    of: str,
    title: str,
    notes: Sequence[str],
    name: str,
    labels: Mapping[str, str],
    failed: str,
    lang: str,
    key: str,
) -> None:
    """Show buttons that download the drawing of the element or container with key `of` as `name.png` and `name.svg`.

    A drawing is an `area_map`, `small_maps`, `courses` or a Plotly chart, as it stands on the screen, with its legend;
    or what stands in the part of a page that is marked as `of` (`markup.pictured`): tables with what is drawn in them,
    cards. The picture has `title` above it and each of `notes` (`picture_notes`) on a line of its own below. The PNG
    has twice the size on the screen and the page's own colours; the SVG has text as text, the colours of the light
    mode and no reference to anything outside. `labels` are the words of the buttons by `png` and `svg`, `failed` is
    said when there is nothing to draw.
    """
    data = {
        "of": of,
        "title": title,
        "notes": list(notes),
        "name": name,
        "labels": dict(labels),
        "failed": failed,
        "lang": lang,
        "light": LIGHT_OF,
        "font_url": f"/assets/{FONT}",
    }
    _component(key=key, data=data, width="content")
