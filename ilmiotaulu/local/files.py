"""A file as it came: what kind it is, and its cells as texts. Nothing in it is run, nothing too large unpacked."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from posixpath import dirname, join, normpath, split
from typing import TypeVar
from xml.etree import ElementTree

import fastexcel
import polars as pl

from ilmiotaulu.local.problems import Problem, Refusal, Refused
from ilmiotaulu.local.values import folded

# Bytes of a file, bytes of what a workbook unpacks to, files in it.
LARGEST, LARGEST_UNPACKED, MOST_PARTS = 40_000_000, 400_000_000, 2_000
# What a spreadsheet program itself allows in a cell and in a sheet; and how many cells a sheet may span.
LONGEST_CELL, MOST_ROWS, MOST_CELLS = 32_767, 1_048_576, 16_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = "xl/workbook.xml"
# Parts that are texts of the programs' own kind.
MARKUP = (".xml", ".rels", ".vml")
_MACROS = re.compile(r"vbaProject|xl/macrosheets/|\.bin/vba", re.I)
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.I)
_DELIMITERS = ";\t,|"
_FIRST_LINES = 60
_PREFIXED = re.compile(r"\s*(?:<\?[^>]*\?>\s*)?<(\w+):(?:worksheet|sst|comments)\b")
_ROW = r"<row\b[^>]*?\sr\s*=\s*[\"']([0-9]{1,9})"
_FAR_CELL = r"\sr\s*=\s*[\"']([A-Za-z]{2,}[0-9]*|[A-Za-z]*[0-9]{7,})[\"']"
_ONE_LETTER_COLUMNS = 26

Result = TypeVar("Result")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, the part of the file that holds it, and the parts that belong to it."""

    name: str
    part: str
    belongings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Workbook:
    """An XLSX file: every part of it by name, and its sheets in their order."""

    payload: bytes
    parts: Mapping[str, bytes]
    sheets: tuple[Sheet, ...]
    _markup: dict[str, pl.Series] = field(default_factory=dict, repr=False)

    @cached_property
    def _reader(self) -> fastexcel.ExcelReader:
        return _unharmed(lambda: fastexcel.read_excel(self.payload))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The workbook's defined names and what they stand for."""
        found = (one for one in _elements(self.parts[_BOOK]) if _local(one) == "definedName")
        return {one.attrib.get("name", ""): "".join(one.itertext()) for one in found}

    def column(self, part: str) -> pl.Series:
        """A part as the one text of a series; `Refused` as for `markup`."""
        if part not in self._markup:
            try:
                markup = self.parts[part].decode("utf-8-sig")
            except UnicodeDecodeError:
                # The error itself would carry the whole content.
                raise refused("damaged") from None
            # Some programs write every element with the prefix of the namespace.
            prefix = _PREFIXED.match(markup)
            plain = re.sub(rf"<(/?){prefix[1]}:", r"<\1", markup) if prefix else markup
            self._markup[part] = pl.Series([plain], dtype=pl.String)
        return self._markup[part]

    def markup(self, part: str) -> str:
        """A part as text; `Refused` when it is not UTF-8, as the parts of a workbook are."""
        return self.column(part)[0]

    def holds(self, part: str, pattern: str) -> bool:
        """Whether a pattern of Polars is anywhere in a part, which may be very long."""
        return bool(self.column(part).str.contains(pattern)[0])

    def cells(self, sheet: Sheet) -> pl.DataFrame:
        """Every cell as the text that stands in it: row i is the spreadsheet's row i + 1, column `0` its column A.

        Dates come as `2026-03-01 00:00:00`, numbers with a decimal point; an empty cell is null.
        """
        self._refuse_wide(sheet)
        loaded = _unharmed(lambda: self._reader.load_sheet(sheet.name, header_row=None, skip_rows=0, dtypes="string"))
        places = [column.absolute_index for column in loaded.available_columns()]
        frame = _unharmed(loaded.to_polars)
        return _tidied(frame.rename({name: str(at) for name, at in zip(frame.columns, places, strict=True)}))

    def _refuse_wide(self, sheet: Sheet) -> None:
        """Readers make room for every cell from the first to the last: one far away would take all memory."""
        markup = self.column(sheet.part)
        rows = markup.str.extract_all(_ROW).explode().str.extract(_ROW).cast(pl.Int64).max()
        far = markup.str.extract_all(_FAR_CELL).explode().str.extract(_FAR_CELL).drop_nulls().unique().to_list()
        places = [re.fullmatch(r"([A-Z]*)([0-9]*)", one.upper()) for one in far]
        last_row = max([int(str(rows or 0)), *(int(one[2] or 0) for one in places if one)])
        last_column = max([_ONE_LETTER_COLUMNS, *(column_number(one[1]) + 1 for one in places if one)])
        if last_row * last_column > MOST_CELLS:
            raise refused("too_many_cells", sheet.name)


@dataclass(frozen=True, eq=False)
class Delimited:
    """A CSV file: its cells as texts, as `Workbook.cells` gives them."""

    cells: pl.DataFrame


def opened(payload: bytes, name: str, headings: Iterable[str]) -> Workbook | Delimited:
    """What the bytes are, by themselves: the name only tells a workbook with macros from one without.

    Headings that may be in the file tell which sign stands between the cells of a CSV file. Raises `Refused`.
    """
    if not payload.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise refused("empty")
    if len(payload) > LARGEST:
        raise refused("too_large", largest=str(LARGEST // 1_000_000))
    if payload.startswith(_OLE):
        raise refused(_kind_of_ole(payload))
    if payload.startswith(b"PK"):
        return _workbook(payload, name)
    return Delimited(_delimited_cells(_decoded(payload), headings))


def refused(kind: Refusal, sheet: str = "", **values: str) -> Refused:
    """The refusal of a file as a whole."""
    return Refused(Problem(kind, sheet, values=values))


def column_letters(at: int) -> str:
    """The letters of a column of a spreadsheet: 0 is A."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Which column the letters name: A is 0; -1 without letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _kind_of_ole(payload: bytes) -> Refusal:
    """What an older container holds: an encrypted workbook, an old one, or a document of another kind."""
    if "EncryptedPackage".encode("utf-16-le") in payload:
        return "password"
    is_book = any(word.encode("utf-16-le") in payload for word in ("Workbook", "Book"))
    return "old_xls" if is_book else "not_a_spreadsheet"


# ---- workbooks ----------------------------------------------------------------------------------------------
def _workbook(payload: bytes, name: str) -> Workbook:
    parts = dict(unpacked(payload))
    if any(_MACROS.search(part) for part in parts) or name.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise refused("macros")
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise refused("macros")
    if _BOOK not in parts:
        raise refused("not_a_spreadsheet")
    for part, content in parts.items():
        # No spreadsheet program writes entities of its own; they are a way to make a little text a lot.
        if part.endswith(MARKUP) and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise refused("damaged")
    return Workbook(payload, parts, tuple(_sheets(parts)))


def unpacked(payload: bytes) -> Iterator[tuple[str, bytes]]:
    """Every file in a workbook, unpacked; `Refused` before anything that would take too much is."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as packed:
            listed = packed.infolist()
            if any(one.flag_bits & 1 for one in listed):
                raise refused("password")
            if sum(one.file_size for one in listed) > LARGEST_UNPACKED or len(listed) > MOST_PARTS:
                raise refused("unpacks_too_large")
            if len({one.filename.lower() for one in listed}) < len(listed):
                # Readers do not agree on which of the two is meant.
                raise refused("damaged")
            for one in listed:
                yield one.filename, packed.read(one)
    except Refused:
        raise
    except Exception as error:
        # A damaged archive shows itself in many ways: BadZipFile, zlib.error, EOFError, NotImplementedError, …
        raise refused("damaged") from error


def _sheets(parts: Mapping[str, bytes]) -> Iterator[Sheet]:
    targets = dict(_related(parts, _BOOK))
    for one in _elements(parts[_BOOK]):
        if _local(one) != "sheet":
            continue
        relation = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
        part = targets.get(relation, "")
        if part not in parts:
            raise refused("damaged")
        if "chartsheet" not in part:
            yield Sheet(one.attrib.get("name", ""), part, tuple(_belongings(parts, part)))


def _belongings(parts: Mapping[str, bytes], part: str) -> list[str]:
    """The parts that a sheet names, those that they name, and the lists of these names."""
    found = [part]
    for one in found:
        targets = dict.fromkeys(target for _, target in _related(parts, one))
        found += [target for target in targets if target in parts and target not in found]
    return [*found[1:], *(relations for one in found if (relations := _relations(one)) in parts)]


def _relations(part: str) -> str:
    folder, file = split(part)
    return f"{folder}/_rels/{file}.rels"


def _related(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str]]:
    """What a part names by id, with its path in the file."""
    for one in _elements(parts.get(_relations(part), b"<none/>")):
        if _local(one) == "Relationship" and one.attrib.get("TargetMode") != "External":
            target = one.attrib.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            yield one.attrib.get("Id", ""), path


def _elements(content: bytes) -> Iterator[ElementTree.Element]:
    try:
        return ElementTree.fromstring(content).iter()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise refused("damaged") from error


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _unharmed(read: Callable[[], Result]) -> Result:
    """What the reader of workbooks gives; `Refused` when it stumbles, in whatever way, over a damaged one."""
    try:
        return read()
    except Exception as error:
        raise refused("damaged") from error
    except BaseException as error:
        # The reader's own failures are no exceptions of Python's usual kind.
        if type(error).__name__ != "PanicException":
            raise
        raise refused("damaged") from error


# ---- files with delimiters ----------------------------------------------------------------------------------
def _decoded(payload: bytes) -> str:
    """The text of a file; `Refused` when it is no text."""
    encodings = ("utf-8-sig", "cp1252")
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif payload[1:200:2].count(0) > len(payload[:200]) // 3:
        encodings = ("utf-16-le",)
    for encoding in encodings:
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNSEEN.search(text):
            return text
    raise refused("not_a_spreadsheet")


def _delimited_cells(text: str, headings: Iterable[str]) -> pl.DataFrame:
    if text.count("\n") > MOST_ROWS:
        raise refused("too_many_cells")
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else _delimiter(text, headings)
    try:
        rows = list(csv.reader(io.StringIO(text[told.end() if told else 0 :], newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise refused("huge_cell") from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise refused("too_many_cells")
    columns = zip_longest(*rows)
    return _tidied(pl.DataFrame([pl.Series(str(at), column, pl.String) for at, column in enumerate(columns)]))


def _delimiter(text: str, headings: Iterable[str]) -> str:
    """The sign that finds most headings; without any, the one that most lines have equally often."""
    titles = {folded(heading) for heading in headings}
    lines = text[:200_000].splitlines()[:_FIRST_LINES]

    def finds(delimiter: str) -> tuple[int, int, int]:
        found = (
            max(sum(folded(cell.strip('"')) in titles for cell in line.split(delimiter)) for line in lines)
            if lines
            else 0
        )
        alike = Counter(count for line in lines if (count := line.count(delimiter)))
        return found if found > 1 else 0, max(alike.values(), default=0), -_DELIMITERS.index(delimiter)

    return max(_DELIMITERS, key=finds)


def _tidied(cells: pl.DataFrame) -> pl.DataFrame:
    """Texts without spaces around them, nothing for an empty one; `Refused` when one is longer than a cell may be."""
    text = pl.all().str.strip_chars()
    # Our own files set an apostrophe before what a spreadsheet would run.
    text = pl.when(text.str.contains("^'[=+@-]")).then(text.str.slice(1)).otherwise(text)
    tidy = cells.select(pl.when(text != "").then(text).name.keep())
    longest = tidy.select(pl.all().str.len_chars().max()).row(0) if tidy.width else ()
    if max((length or 0 for length in longest), default=0) > LONGEST_CELL:
        raise refused("huge_cell")
    return tidy
