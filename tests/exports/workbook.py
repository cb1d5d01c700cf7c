"""A workbook taken apart, so that tests see what each cell is and not what a reader makes of it."""

import io
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from ilmiotaulu.exports.xlsx import sheet_xlsx
from ilmiotaulu.views.sheet import Sheet

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The formats that every spreadsheet knows by number.
_KNOWN = {"0": "General", "1": "0", "2": "0.00"}


@dataclass(frozen=True)
class Page:
    """A worksheet: its cells by address, the format of its numbers, and its own markup."""

    cells: dict[str, float | str]
    formats: dict[str, str]
    markup: str

    def row(self, number: int) -> list[float | str]:
        """The cells of a row that have something, from the left."""
        return [value for address, value in self.cells.items() if re.fullmatch(rf"[A-Z]+{number}", address)]

    @property
    def rows(self) -> list[list[float | str]]:
        """Every row to the last one that has something."""
        last = max(int(re.sub(r"\D", "", address)) for address in self.cells)
        return [self.row(number) for number in range(1, last + 1)]


@dataclass(frozen=True)
class Book:
    """A workbook: its worksheets by name, and every file in it as text."""

    pages: dict[str, Page]
    files: dict[str, str]


def figures(sheet: Sheet) -> Page:
    """The worksheet of figures of a table, in Finnish."""
    return opened(sheet_xlsx(sheet, "R1", "fi")).pages["Luvut"]


def background(sheet: Sheet) -> Page:
    """The worksheet that tells what the figures of a table are, in Finnish."""
    return opened(sheet_xlsx(sheet, "R1", "fi")).pages["Taustatiedot"]


def opened(body: bytes) -> Book:
    """The workbook in these bytes; its worksheets in their order."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        files = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    words = ["".join(one.itertext()) for one in _parsed(files["xl/sharedStrings.xml"]).iter(f"{_MAIN}si")]
    styles = _parsed(files["xl/styles.xml"])
    own = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{_MAIN}numFmt")}
    used = next(styles.iter(f"{_MAIN}cellXfs"))
    codes = [own.get(one.attrib["numFmtId"]) or _KNOWN[one.attrib["numFmtId"]] for one in used]
    names = [one.attrib["name"] for one in _parsed(files["xl/workbook.xml"]).iter(f"{_MAIN}sheet")]
    pages = {
        name: _page(files[f"xl/worksheets/sheet{number}.xml"], words, codes)
        for number, name in enumerate(names, start=1)
    }
    return Book(pages, files)


def _page(markup: str, words: list[str], codes: list[str]) -> Page:
    cells: dict[str, float | str] = {}
    formats = {}
    for one in _parsed(markup).iter(f"{_MAIN}c"):
        value = one.find(f"{_MAIN}v")
        if value is None:
            continue
        assert one.attrib.get("t", "n") in ("s", "n"), "a cell is words or a number"
        is_words = one.attrib.get("t") == "s"
        cells[one.attrib["r"]] = words[int(value.text or "")] if is_words else float(value.text or "")
        if not is_words:
            formats[one.attrib["r"]] = codes[int(one.attrib.get("s", "0"))]
    return Page(cells, formats, markup)


def _parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)
