"""A button that makes a picture of the drawing beside it, in the reader's own browser."""

from collections.abc import Sequence

from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.web import FONT

_component = component("picture")


def picture(*, of: str, title: str, notes: Sequence[str], file_name: str, label: str, failed: str, key: str) -> None:
    """Show a button `label` that downloads the drawing of the element or container with key `of` as a PNG.

    A drawing is an `area_map`, `small_maps`, `courses` or a Plotly chart, as it stands on the screen, with its legend.
    The picture has `title` above it and each of `notes` (`picture_notes`) on a line of its own below, at twice the size
    on the screen, in the page's own colours. `failed` is said when there is nothing to draw.
    """
    data = {
        "of": of,
        "title": title,
        "notes": list(notes),
        "file_name": file_name,
        "label": label,
        "failed": failed,
        "font_url": f"/assets/{FONT}",
    }
    _component(key=key, data=data, width="content")
