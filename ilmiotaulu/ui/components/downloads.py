"""Links to files that the server gives out."""

from html import escape


def file_link(address: str, name: str, words: str) -> str:
    """Markup of a link that saves the file at an address of this server under a name."""
    # The colour of the text: a browser's own blue would be too dark in the dark mode.
    look = "color: inherit; font-weight: 600"
    return f'<a href="{escape(address)}" download="{escape(name)}" style="{look}">{escape(words)}</a>'
