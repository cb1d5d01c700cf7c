"""Small pieces of the markup that presentation files are made of."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ilmiotaulu.text import LANGUAGES

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
EMU_PER_POINT = 12_700
# In which language a program spells and reads the words.
SPOKEN = dict(zip(LANGUAGES, ("fi-FI", "sv-FI", "en-GB"), strict=True))
# What no XML file can hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def held(text: str) -> str:
    """The text without what no file can hold."""
    return _UNFIT.sub("", text)


def words(text: str) -> str:
    """Text for between tags."""
    return escape(held(text))


def attribute(text: str) -> str:
    """Text as an attribute, with its quotes."""
    return quoteattr(held(text))


def solid(colour: str) -> str:
    """A fill: `#RRGGBB`, or a name of the theme as `accent1`."""
    if colour.startswith("#"):
        return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
    return f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'


def hatched(colour: str, pattern: str = "ltUpDiag") -> str:
    """The fill of what is hidden, or one with another pattern."""
    return (
        f'<a:pattFill prst="{pattern}"><a:fgClr><a:srgbClr val="{colour[1:]}"/></a:fgClr>'
        '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
    )


def line(colour: str, points: float, dash: str = "") -> str:
    """A line, or none without a width."""
    if not points:
        return "<a:ln><a:noFill/></a:ln>"
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{round(points * EMU_PER_POINT)}" cap="rnd">{solid(colour)}{dashed}<a:round/></a:ln>'


def run(text: str, lang: str, points: float = 0, colour: str = "", *, is_strong: bool = False) -> str:
    """A run of text; without size and colour as the place it stands in has them."""
    size = f' sz="{round(points * 100)}"' if points else ""
    strong = ' b="1"' if is_strong else ""
    fill = solid(colour) if colour else ""
    return f'<a:r><a:rPr lang="{SPOKEN[lang]}"{size}{strong} dirty="0">{fill}</a:rPr><a:t>{words(text)}</a:t></a:r>'


def paragraph(runs: str, *, align: str = "l", before: float = 0, is_plain: bool = True) -> str:
    """A paragraph; a plain one has no bullet, whatever the template's list would give it."""
    space = f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>' if is_plain else ""
    mark = "<a:buNone/>" if is_plain else ""
    indent = ' marL="0" indent="0"' if is_plain else ""
    return f'<a:p><a:pPr{indent} algn="{align}">{space}{mark}</a:pPr>{runs}</a:p>'


def fitting(texts: Sequence[str], width: float, height: float, sizes: Sequence[float], spacing: float = 0) -> float:
    """The largest size in points at which paragraphs fit into a box in points; the last one where none does."""
    return next((size for size in sizes if height_of(texts, width, size, spacing) <= height), sizes[-1])


def height_of(texts: Sequence[str], width: float, size: float, spacing: float = 0) -> float:
    """About how high paragraphs stand in points, with `spacing` points between them."""
    lines = sum(lines_of(text, width, size) for text in texts)
    return 1.2 * size * lines + spacing * max(0, len(texts) - 1)


def lines_of(text: str, width: float, size: float) -> int:
    """About how many lines a text takes: words are not broken."""
    room = max(1, int(width / (_WIDTH_OF_LETTER * size)))
    lines, used = 1, 0
    for word in text.split():
        length = len(word)
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0
        lines += (length - 1) // room
        used = used + 1 + length if used else length
    return lines


# Of a usual typeface, on the safe side.
_WIDTH_OF_LETTER = 0.53
