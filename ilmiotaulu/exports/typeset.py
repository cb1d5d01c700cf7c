"""Data set as a tagged PDF by typst: `paper.typ`, which every paper begins with, and the template of its own kind.

All that is told reaches a template as data, so no text is ever taken for markup.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst

from ilmiotaulu.charts.palette import ACCENT, GREY, LINE, SURFACE, TEXT, TEXT_MUTED
from ilmiotaulu.charts.printed import FONT
from ilmiotaulu.exports.fonts import characters

# What a server calls a PDF.
PDF = "application/pdf"
_HERE = Path(__file__).parent
# What stands for a character that the font has no shape for.
_NO_SHAPE = "\N{WHITE SQUARE}"
_INKS = {"accent": ACCENT, "grey": GREY, "line": LINE, "surface": SURFACE, "text": TEXT, "muted": TEXT_MUTED}
# How `paper.typ` says that there are more pages than `most_pages`.
_TOO_LONG = "too many pages"


class TooManyPages(Exception):
    """What is told takes more pages than it may."""


def typeset(template: str, told: dict[str, Any], fonts: Path, moment: datetime) -> bytes:
    """The paper as PDF/UA-1 and PDF/A-2a. `fonts` is the folder of the fonts, the only ones that are used; `moment` is
    when the file says it was made, so that the same words give the same bytes.

    Characters without a shape in the fonts are squares. Raises `TooManyPages` where there are more than
    `told["most_pages"]`, which may be `None`.
    """
    shown = _shown(told, _common_characters(fonts)) | {"font": FONT, "inks": _INKS}
    compiler = typst.Compiler(font_paths=_fonts(fonts), ignore_system_fonts=True)
    try:
        made = compiler.compile(
            input=(_HERE / "paper.typ").read_bytes() + (_HERE / template).read_bytes(),
            sys_inputs={"told": orjson.dumps(shown).decode()},
            format="pdf",
            # What a screen reader can read and an archive takes; a paper that is neither is refused.
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError as error:
        if error.message.endswith(_TOO_LONG):
            raise TooManyPages from error
        raise
    assert isinstance(made, bytes)
    return made


@cache
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@cache
def _common_characters(folder: Path) -> frozenset[str]:
    """What every font of the folder can show."""
    return frozenset.intersection(*(characters(font) for font in sorted(folder.glob("*.ttf"))))


def _shown(told: Any, known: frozenset[str]) -> Any:
    """The same with a square for every character that cannot be shown; what is no character of a line is a space."""
    if isinstance(told, str):
        if known.issuperset(told):
            return told
        return "".join(one if one in known else _NO_SHAPE if one.isprintable() else " " for one in told)
    if isinstance(told, dict):
        return {key: _shown(value, known) for key, value in told.items()}
    return [_shown(one, known) for one in told] if isinstance(told, list) else told
