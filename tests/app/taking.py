"""What is taken along from pages: every file that their folds make, and whether everything that is shown has some."""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import pytest
import streamlit as st

from ilmiotaulu.exports.xlsx import sheet_xlsx
from ilmiotaulu.text import day, t
from ilmiotaulu.ui.components import blocks
from ilmiotaulu.views.sheet import Sheet
from tests.app.conftest import App
from tests.exports.workbook import Book, opened

# What stands inside of something larger that is taken along whole, or beside the picture of the same figures.
INSIDE = {
    "ages-pyramid": "ages",
    "ages-projection": "ages",
    "map-table": "map",
    "map-beside-table": "map-beside",
}


@dataclass
class Taken:
    """The files and the notes of pictures of the pages that were drawn, by their names; `drawn` is what each picture is
    of, `sheets` the tables that were made into workbooks, by the digest of these.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def lines(self, name: str, heading: str) -> list[str]:
        """The lines of a CSV file from a heading to the next empty line."""
        lines = self.files[f"{name}.csv"].decode("utf-8-sig").split("\r\n")
        there = lines[lines.index(heading) + 1 :] if heading in lines else []
        return [spaced(line.removeprefix('"').removesuffix('"')) for line in there[: there.index("") if there else 0]]

    def sentences(self, name: str, lang: str) -> list[str]:
        return self.lines(name, t("findings.title", lang))

    def reasons(self, name: str, lang: str) -> list[tuple[str, list[list[str]]]]:
        """The sentences of a workbook, each with its rows of numbers and its rule."""
        page = opened(self.files[f"{name}.xlsx"]).pages[t("xlsx.about", lang)]
        rows = [*([spaced(str(one)) for one in row] for row in page.rows), []]
        starts = [i for i, row in enumerate(rows) if row and re.fullmatch(r"(Lause|Mening|Sentence) \d+", row[0])]
        return [(rows[i][1], rows[i + 1 : rows.index([], i)]) for i in starts]


def taking(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """Every file of an open fold is made at once."""
    made = Taken()

    def button(_: str, body: Callable[[], bytes], *, file_name: str, **__: object) -> None:
        made.files[file_name] = body()

    def picture(*, notes: list[str], name: str, of: str, labels: dict[str, str], **_: object) -> None:
        assert list(labels) == ["png", "svg"]
        made.notes[name] = notes
        made.drawn[of] = name

    def workbook(sheet: Sheet, release: str, lang: str) -> bytes:
        content = sheet_xlsx(sheet, release, lang)
        made.sheets[hashlib.sha256(content).hexdigest()] = sheet
        return content

    monkeypatch.setattr(blocks, "sheet_xlsx", workbook)
    monkeypatch.setattr(st, "download_button", button)
    monkeypatch.setattr(blocks, "picture", picture)
    return made


def unfolded(app: App) -> App:
    """The page with the folds open that have files, also in the folds that have pictures."""
    app.unfold(*(key for key in app.folds if key.startswith("fold-") or key == "all-figures"))
    return app.unfold(*(key for key in app.folds if key.startswith("about-")))


def spaced(text: str) -> str:
    """All spaces alike."""
    return re.sub(r"\s+", " ", text).strip()


def shown_pictures(app: App) -> set[str]:
    """The charts, the maps, and the parts of the page that have tables and cards of figures."""
    charts = [one.key for one in app.test.get("plotly_chart")]
    maps = [one.key for one in app.test.get("bidi_component") if b"geometry_url" in one.proto.json.encode()]
    return {*charts, *maps, *re.findall('data-picture="([^"]*)"', app.html)}


def taken_along(app: App, taken: Taken, release: str, made_up: Collection[str] = ()) -> None:
    """See that whatever a page shows has its picture, a CSV file and a workbook, but what is `made_up`, and that each
    says what it is, whose it is, when it was fetched and of which release.
    """
    assert taken.files
    # A table in the fold of a chart has the files of that chart, which go by its name.
    there = {*taken.drawn, *taken.drawn.values()}
    missing = {one for one in shown_pictures(app) if INSIDE.get(one, one) not in there}
    assert missing == set(made_up)
    for name in taken.drawn.values():
        assert {f"{name}.csv", f"{name}.xlsx"} <= taken.files.keys(), name
        assert any(release in line for line in taken.notes[name]), name
        assert any("Haettu" in line for line in taken.notes[name]), name
    for name, content in taken.files.items():
        if name.endswith(".csv"):
            text = content.decode("utf-8-sig")
            head = text.partition("\r\n\r\n")[0]
            assert all(word in head for word in ("Lähde: ", "Haettu ", release)), name
        elif name.endswith(".xlsx"):
            sheet = taken.sheets[hashlib.sha256(content).hexdigest()]
            in_workbook(opened(content), sheet, release, name)


def in_workbook(book: Book, sheet: Sheet, release: str, name: str) -> None:
    """See that a number is a number, that a word stands where there is none, and that nothing is said of nobody."""
    title, subtitle, header, *rows = book.pages["Luvut"].rows
    assert (title, subtitle) == ([sheet.title], [sheet.subtitle] if sheet.subtitle else []), name
    assert sheet.subtitle, name
    assert len(header) == sum(1 + (column.kind == "interval") for column in sheet.columns), name
    told = [cell for row in rows for cell in row]
    expected = [one for row in sheet.rows for cell in row for one in (cell if isinstance(cell, tuple) else (cell,))]
    assert told == [one for one in expected if one not in (None, "")], name
    background = [str(cell) for row in book.pages["Taustatiedot"].rows for cell in row]
    assert release in background, name
    assert sheet.origins, name
    for origin in sheet.origins:
        assert {origin.publisher, origin.url, day(origin.fetched, "fi")} <= set(background), name
