"""A button that opens a room for phones, and then shows the story to it."""

from collections.abc import Mapping

from ilmiotaulu.ui.components.modules import component

_component = component("open_room")


def open_room(*, story: str, present: str, words: Mapping[str, str], key: str) -> None:
    """Show a button that opens a room of this server for the story of a link, in the reader's own browser.

    It asks `POST /rooms`, and leads to `present` with the room in it: the presenter's key stays in the browser.
    `words` are `open`, `opening`, `opened` with the `{address}` for phones, `show` and `failed`.
    """
    _component(key=key, data={"story": story, "present": present, "words": dict(words)}, width="content")
