"""Text from data, where Streamlit expects Markdown."""


def plain(text: str) -> str:
    """Text that Markdown will show as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|<>~$:" else sign for sign in text)
