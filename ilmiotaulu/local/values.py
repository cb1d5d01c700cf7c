"""What people write in a cell, as values: numbers, months, days and years in Finnish, Swedish, English and ISO ways."""

import re
import unicodedata
from datetime import date, timedelta

# Days of spreadsheets are counted from here; a day that lost its format is a number of five digits.
_DAY_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"([3-7]\d{4})(?:[.,]0+)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_POINTS_THEN_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_COMMAS_THEN_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")

_WITHIN = re.compile(r"\d+(?: \d{3})*(?:[.,]\d+)?")

_MOMENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_FINNISH_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})")
_YEAR_AND_MONTH = re.compile(r"(\d{4})(\d{2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?[ .-]+(\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"(\d{1,2})\.? ([^\W\d_]+) (\d{4})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")

_MONTHS = (
    ("tammi", "januari", "january"),
    ("helmi", "februari", "february"),
    ("maalis", "mars", "march"),
    ("huhti", "april", "april"),
    ("touko", "maj", "may"),
    ("kesä", "juni", "june"),
    ("heinä", "juli", "july"),
    ("elo", "augusti", "august"),
    ("syys", "september", "september"),
    ("loka", "oktober", "october"),
    ("marras", "november", "november"),
    ("joulu", "december", "december"),
)
_NUMBER_OF_MONTH = {
    name: number
    for number, (finnish, swedish, english) in enumerate(_MONTHS, start=1)
    for name in (
        *(finnish + ending for ending in ("", "kuu", "kuuta", "kuussa", "kuun")),
        *(word for other in (swedish, english) for word in (other, other[:3], other[:4])),
    )
}


class _Plain(dict[int, int | None]):
    """Signs by number as `str.translate` takes them: any digit, dash and space as the plain one, unseen signs gone."""

    def __missing__(self, code: int) -> int | None:
        sign, kind = chr(code), unicodedata.category(chr(code))
        meant: int | None = code
        if kind == "Nd":
            meant = ord("0") + unicodedata.decimal(sign)
        elif kind == "Pd" or sign == "\N{MINUS SIGN}":
            meant = ord("-")
        elif kind == "Zs":
            meant = ord(" ")
        elif kind == "Cf":
            meant = None
        self[code] = meant
        return meant


_PLAIN = _Plain()


def plain(text: str) -> str:
    """A text with every kind of digit, dash and space as the plain one, and without signs that nobody sees."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)


def folded(text: str) -> str:
    """What two texts have in common when people take them for the same: no case, no double spaces, one kind of dash."""
    return re.sub(r" ?- ?", "-", " ".join(plain(text).casefold().split()))


def number_of(text: str) -> float | None:
    """A number with a decimal comma or point, its thousands set apart by spaces or not; `None` when it is none.

    A comma or point is a decimal one unless both stand there: nothing is guessed.
    """
    text = plain(text).strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    elif _POINTS_THEN_COMMA.fullmatch(text):
        text = text.replace(".", "")
    elif _COMMAS_THEN_POINT.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if abs(value) < 1e300 else None


def number_within(text: str) -> float | None:
    """The number among words ("n. 90", "about 4.5 days"); `None` when there is none, or more than one."""
    found = _WITHIN.findall(plain(text))
    return number_of(found[0]) if len(found) == 1 else None


def month_of(text: str) -> str | None:
    """`2026-03` for 3/2026, 03.2026, 2026-03, maaliskuu 2026, mars 2026, a day of the month or its number of a day."""
    text = " ".join(plain(text).split()).casefold()
    if day := day_of(text):
        return f"{day:%Y-%m}"
    if found := _MONTH_FIRST.fullmatch(text):
        return _month(int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_AND_MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _NAMED_MONTH.fullmatch(text):
        year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
        return _month(year, _NUMBER_OF_MONTH.get(found[1], 0))
    return None


def day_of(text: str) -> date | None:
    """The day of 1.3.2026, 2026-03-01, 1. maaliskuuta 2026, or of a spreadsheet's number of a day."""
    text = " ".join(plain(text).split()).casefold()
    if found := _SERIAL.fullmatch(text):
        return _DAY_ZERO + timedelta(days=int(found[1]))
    if found := _MOMENT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _FINNISH_DAY.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _NAMED_DAY.fullmatch(text):
        return _day(int(found[3]), _NUMBER_OF_MONTH.get(found[2], 0), int(found[1]))
    return None


def year_of(text: str) -> int | None:
    """A year of four digits."""
    found = _YEAR.fullmatch(plain(text).strip())
    return int(found[1]) if found and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR else None


def _month(year: int, month: int) -> str | None:
    return f"{year}-{month:02}" if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 else None


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
