"""Many short texts as one, for the browser to part."""

from collections.abc import Iterable


def joined(texts: Iterable[str], separator: str) -> str:
    """Return the texts as one, for the browser to part; `ValueError` if one has the separator in it."""
    parts = list(texts)
    for text in parts:
        if separator in text:
            raise ValueError(f"{text!r} has {separator!r} in it")
    return separator.join(parts)


def digit(class_index: int) -> str:
    """Return the one character of a class that has a colour; `ValueError` if it has more."""
    if not 0 <= class_index <= 9:
        raise ValueError(f"a class is 0 to 9, not {class_index}")
    return str(class_index)
