"""A PDF as a reader of screens meets it: its text, and its tags in their order."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject


@dataclass(frozen=True)
class Tag:
    """A tag, what it is inside of, and the words that stand for a picture."""

    kind: str
    inside: tuple[str, ...]
    alt: str | None


def opened(body: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(body))


def text_of(body: bytes) -> str:
    """The text of all pages, every space alike and none at the end of a line."""
    text = "\n".join(page.extract_text() for page in opened(body).pages)
    return re.sub(r" +$", "", re.sub(r"[^\S\n]+", " ", text), flags=re.M)


def words_of(body: bytes) -> str:
    """The text of all pages and pictures without line breaks, as it would be heard."""
    alts = [tag.alt for tag in tags_of(body) if tag.alt]
    return re.sub(r"\s+", " ", " ".join([text_of(body), *alts]))


def tags_of(body: bytes) -> list[Tag]:
    return list(_tags(opened(body).trailer["/Root"]["/StructTreeRoot"]["/K"], ()))


def _tags(node: Any, inside: tuple[str, ...]) -> Iterator[Tag]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for one in node:
            yield from _tags(one, inside)
    elif hasattr(node, "get") and "/S" in node:
        kind = str(node["/S"]).removeprefix("/")
        yield Tag(kind, inside, node.get("/Alt"))
        yield from _tags(node.get("/K", []), (*inside, kind))


def fonts_of(body: bytes) -> set[str]:
    """The names of the fonts that the pages use, without the mark of their subset; only embedded ones may be there."""
    found = set()
    for page in opened(body).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(descendant.get_object()["/FontDescriptor"])
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found
