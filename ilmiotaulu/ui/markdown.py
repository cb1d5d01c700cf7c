"""Text from data, where Streamlit expects Markdown, and a list of what a long text has in it."""

import re


def plain(text: str) -> str:
    """Text that Markdown will show as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|<>~$:" else sign for sign in text)


def contents(text: str) -> str:
    """A list of links to the second-level headings of a Markdown text, at the addresses that Streamlit gives them."""
    return "\n".join(f"- [{heading}](#{_anchor(heading)})" for heading in re.findall(r"(?m)^## (.+)$", text))


def _anchor(heading: str) -> str:
    spelt = heading.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "å": "a"}))
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")
