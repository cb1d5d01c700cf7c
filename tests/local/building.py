"""Small files as people make them: workbooks and CSV with a few rows, and ways to break them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from ilmiotaulu.catalogue import Text
from ilmiotaulu.local.checking import Context
from ilmiotaulu.local.templates import load_templates
from ilmiotaulu.settings import PROJECT

TEMPLATES = load_templates(PROJECT / "data/templates")
TODAY = date(2026, 11, 25)
_REGIONS = pl.DataFrame(
    [
        ("FI", "country", "Koko maa", "Hela landet", "Whole country", None),
        ("KU179", "municipality", "Jyväskylä", "Jyväskylä", "Jyväskylä", "HVA15"),
        ("KU249", "municipality", "Keuruu", "Keuruu", "Keuruu", "HVA15"),
        ("KU507", "municipality", "Mäntyharju", "Mäntyharju", "Mäntyharju", "HVA11"),
        ("KU853", "municipality", "Turku", "Åbo", "Turku", "HVA05"),
        ("KU005", "municipality", "Alajärvi", "Alajärvi", "Alajärvi", "HVA16"),
    ],
    schema=["code", "level", "name_fi", "name_sv", "name_en", "county"],
    orient="row",
)
_CHANGES = pl.DataFrame(
    {
        "old": ["KU588"],
        "new": ["KU507"],
        "date": [date(2026, 1, 1)],
        "source": ["Tilastokeskus: kuntamuutokset (Pertunmaa → Mäntyharju)"],
    }
)
CONTEXT = Context(
    TEMPLATES,
    _REGIONS,
    _CHANGES,
    ["Perhekeskus Aalto", "Kohtaamispaikka Kivi"],
    {"reading": Text(fi="Lukemisen ilo", sv="Läsglädje", en="Joy of reading")},
    TODAY,
)

USE = ("Paikka", "Kuukausi", "Lasten ikäryhmä", "Käynnit", "Perheitä")
CONTACT = ("Kunta", "Kuukausi", "Yhteydenotot", "Ratkesi ensimmäisellä", "Päiviä tapaamiseen")
CENTRES = (
    "Paikka",
    "Laji",
    "Ylläpitäjä",
    "Kunta",
    "Leveysaste",
    "Pituusaste",
    "Aukioloajat",
    "Avattu vuonna",
    "Suljettu vuonna",
)
NETWORK = (
    "Ryhmä",
    "Laji",
    "Kunta",
    "Vuosi",
    "Tapaamiset",
    "Sopimus alkaa",
    "Sopimus päättyy",
    "Avainhenkilöt tehtävän mukaan",
)
MEASURES = ("Mittari", "Kunta", "Vuosi", "Arvo", "Lukumäärä")
GOOD_USE = ("Perhekeskus Aalto", "3/2026", "Kaikki", 120, 40)
GOOD_CONTACT = ("Keuruu", "3/2026", 50, 20, 4.5)
GOOD_CENTRE = ("Perhekeskus Aalto", "Perhekeskus", "Kunta", "Jyväskylä", 62.24, 25.75, "ma–to 9–15", 2019, None)
GOOD_GROUP = (
    "Pohjoinen ryhmä",
    "Ohjausryhmä",
    "Keuruu",
    2025,
    6,
    "1.1.2025",
    "31.12.2026",
    "perhekeskuskoordinaattori",
)
GOOD_MEASURE = ("Lukemisen ilo", "Keuruu", 2025, 3.5, 120)

Row = Sequence[Any]


def but(row: Row, **cells: object) -> Row:
    """A good row with other values at its places (`at0`, `at1`, …)."""
    return tuple(cells.get(f"at{at}", cell) for at, cell in enumerate(row))


# A file with ten different mistakes, and one good row (the tenth).
TEN = (
    (*USE, "Muistiinpanot"),
    (*but(GOOD_USE, at0="Perhekeskus Alto"), None),
    (*but(GOOD_USE, at1="13/2026"), None),
    (*but(GOOD_USE, at2="Aikuiset"), None),
    (*but(GOOD_USE, at1="4/2026", at3="sata"), None),
    (*but(GOOD_USE, at1="5/2026", at3=-5, at4=None), None),
    (*but(GOOD_USE, at1="6/2026", at4=7.5), None),
    (*but(GOOD_USE, at1="7/2026", at4=121), None),
    (*but(GOOD_USE, at1="8/2026", at3=None), "kysy"),
    (*but(GOOD_USE, at1="9/2026"), None),
    (*but(GOOD_USE, at1="2026-09"), None),
)


def csv_of(*rows: Row, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """Rows as CSV, as a spreadsheet writes them; a decimal point is a comma."""
    lines = [delimiter.join(_written(cell, delimiter) for cell in row) for row in rows]
    return "\r\n".join([*lines, ""]).encode(encoding)


def _written(cell: Any, delimiter: str) -> str:
    text = "" if cell is None else str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)
    return f'"{text}"' if delimiter in text else text


def xlsx_of(
    *rows: Row,
    sheet: str = "Tiedot",
    more: Mapping[str, Sequence[Row]] | None = None,
    change: Callable[[Workbook], None] | None = None,
) -> bytes:
    """Rows as a workbook of one sheet, with `more` sheets; `change` may write whatever else into it."""
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        dates = book.add_format({"num_format": "d.m.yyyy"})
        for name, own in {sheet: rows, **(more or {})}.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(own):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(line, at, cell, dates)  # ty: ignore[invalid-argument-type]
                    elif cell is not None:
                        page.write(line, at, cell)
        if change:
            change(book)
    return stream.getvalue()


def repacked(payload: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes] | None]) -> bytes:
    """A workbook with parts put in, changed by a function, or (None) taken out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            given = parts.get(name, old.read(name) if name in old.namelist() else b"")
            content = given(old.read(name)) if callable(given) else given
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A function that replaces a text in a part, which must be there."""

    def change(content: bytes) -> bytes:
        text = content.decode()
        assert old in text
        return text.replace(old, new).encode()

    return change


def identity_code(day: int, month: int, year: int, number: int, sign: str) -> str:
    """A Finnish personal identity code with the right check sign; the numbers 900–999 are nobody's."""
    digits = f"{day:02}{month:02}{year % 100:02}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(f"{digits}{number:03}") % 31]
    return f"{digits}{sign}{number:03}{check}"
