"""A presentation taken apart: every file of the package, and what a program finds on each slide."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

from pptx import Presentation

from tests.exports.workbook import Book
from tests.exports.workbook import opened as opened_workbook

_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass(frozen=True)
class Opened:
    """The slides as `python-pptx` reads them, and the files of the package."""

    slides: list[Any]
    files: dict[str, bytes]

    def shapes(self, number: int) -> list[Any]:
        """Every shape of a slide, those within groups too."""
        return list(_within(self.slides[number].shapes))

    def chart(self, number: int) -> Any:
        """The one chart of a slide."""
        (found,) = [shape.chart for shape in self.slides[number].shapes if shape.has_chart]
        return found

    def workbook(self, number: int) -> Book:
        """The workbook behind the chart of a slide."""
        return opened_workbook(self.chart(number).part.chart_workbook.xlsx_part.blob)

    def table(self, number: int) -> list[list[str]]:
        """The cells of the last table of a slide."""
        tables = [shape.table for shape in self.slides[number].shapes if shape.has_table]
        return [[cell.text for cell in row.cells] for row in tables[-1].rows]

    def notes(self, number: int) -> list[str]:
        """The lines of a slide's notes."""
        return self.slides[number].notes_slide.notes_text_frame.text.split("\n")

    @property
    def text(self) -> str:
        """All words and numbers of the package, those of workbooks too."""
        told = []
        for name, content in self.files.items():
            if name.endswith(".xlsx"):
                told += opened_workbook(content).files.values()
            elif name.endswith((".xml", ".rels")):
                told.append(content.decode())
        return "\n".join(told)


def opened(content: bytes) -> Opened:
    """Take a presentation apart."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names)), "a name stands once"
        files = {name: package.read(name) for name in names}
    return Opened(list(Presentation(io.BytesIO(content)).slides), files)


def _within(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        yield shape
        if hasattr(shape, "shapes"):
            yield from _within(shape.shapes)


def described(shape: Any) -> str:
    """What a shape is to who does not see it."""
    return shape._element.xpath("./*/p:cNvPr")[0].get("descr") or ""


def is_decorative(shape: Any) -> bool:
    """Whether a shape is marked to be passed over by whoever does not see it."""
    return bool(shape._element.xpath("./*/p:cNvPr//*[local-name()='decorative']"))


def faults(package: Opened) -> list[str]:
    """What a program would want to repair: broken relations, files without a type, ids that stand twice, broken XML."""
    found = []
    types = ElementTree.fromstring(package.files["[Content_Types].xml"])
    by_name = {one.get("PartName") for one in types.iter(f"{_TYPES}Override")}
    by_end = {one.get("Extension") for one in types.iter(f"{_TYPES}Default")}
    for name, content in package.files.items():
        if name != "[Content_Types].xml" and f"/{name}" not in by_name and name.rpartition(".")[2] not in by_end:
            found.append(f"no type: {name}")
        if name.endswith((".xml", ".rels")):
            root = ElementTree.fromstring(content)
            if name.endswith(".rels"):
                found += _broken(name, root, package)
            elif re.fullmatch(r"ppt/(slides|notesSlides)/[^/]+\.xml", name):
                ids = re.findall(r"<p:cNvPr id=\"(\d+)\"", content.decode())
                if len(ids) != len(set(ids)):
                    found.append(f"an id stands twice: {name}")
    found += [f"no file: {name}" for name in by_name if name and name[1:] not in package.files]
    return found


def _broken(name: str, root: ElementTree.Element, package: Opened) -> list[str]:
    folder = dirname(dirname(name))
    targets = [
        (one.get("Id"), one.get("Target") or "", one.get("TargetMode")) for one in root.iter(f"{_RELS}Relationship")
    ]
    ids = [number for number, *_ in targets]
    broken = [f"a relation stands twice: {name}"] if len(ids) != len(set(ids)) else []
    for _, target, mode in targets:
        path = target[1:] if target.startswith("/") else normpath(join(folder, target))
        if mode == "External" or path not in package.files:
            broken.append(f"{name} → {target}")
    return broken
