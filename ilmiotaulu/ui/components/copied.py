"""A text in a field that is copied with a button."""

from ilmiotaulu.ui.components.modules import component

_component = component("copied")


def copied(text: str, *, label: str, button: str, done: str, key: str) -> None:
    """Show a text that is only read under its `label`, and a `button` that copies it and says so (`done`)."""
    _component(key=key, data={"text": text, "label": label, "button": button, "done": done})
