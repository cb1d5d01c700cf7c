"""Interface texts in Finnish, Swedish and English, and numbers and dates in each language's way.

Texts stand in gettext catalogues (`locales/<lang>/LC_MESSAGES/ilmiotaulu.po`) under keys; a key that is missing raises,
for a test keeps the three catalogues complete. Pages that are read like a letter are whole documents in Markdown
(`locales/<lang>/<name>.md`).
"""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, get_timezone
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("fi", "sv", "en")
DEFAULT = "fi"
# Where a page shows something of its own in the middle of a document: give it for the name, and split the text by it.
LIVE = "\N{OBJECT REPLACEMENT CHARACTER}"
_FOLDER = Path(__file__).parent / "locales"
_TIME_ZONE = "Europe/Helsinki"
_LOCALE = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
# A spreadsheet would run a cell that begins like this as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_MINUS, _NARROW_SPACE = "\N{MINUS SIGN}", "\N{NARROW NO-BREAK SPACE}"


class UnknownText(KeyError):
    """A key that no catalogue has, a document that is not there, or a name that a document is not given."""


@cache
def messages(lang: str) -> dict[str, str]:
    """All texts of a language by key."""
    with (_FOLDER / lang / "LC_MESSAGES" / "ilmiotaulu.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=lang) if message.id}


def t(key: str, lang: str, **values: Any) -> str:
    """The text of `key` in `lang` with its `{names}` filled in."""
    try:
        text = messages(lang)[key]
    except KeyError as error:
        raise UnknownText(f"{key} ({lang})") from error
    return text.format(**values) if values else text


@cache
def _markdown(name: str, lang: str) -> str:
    try:
        return (_FOLDER / lang / f"{name}.md").read_text("utf-8")
    except FileNotFoundError as error:
        raise UnknownText(f"{name}.md ({lang})") from error


def document(name: str, lang: str, **values: str) -> str:
    """The document `name` in `lang` as Markdown with its `{names}` filled in; values are Markdown, too.

    Raises `UnknownText` for a document that is not there, and for a name of it that no value is given for.
    """
    text = _markdown(name, lang)
    try:
        return text.format(**values)
    except KeyError as error:
        raise UnknownText(f"{error.args[0]} in {name}.md ({lang})") from error


@lru_cache(maxsize=50_000)
def number(value: float, decimals: int, lang: str) -> str:
    """A number with exactly `decimals` decimals: `1 234,5` in Finnish and Swedish, `1,234.5` in English."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(round(value, decimals) + 0.0, pattern, locale=_LOCALE[lang])
    return text.replace("\N{NO-BREAK SPACE}", _NARROW_SPACE).replace("-", _MINUS)


def day(value: date | datetime, lang: str) -> str:
    """A date in words short enough for a table: `22.11.2026`."""
    return format_date(value, "d.M.yyyy" if lang != "en" else "d MMM yyyy", locale=_LOCALE[lang])


def local_day(value: datetime, lang: str) -> str:
    """The date that a moment has in Finland."""
    return day(value.astimezone(get_timezone(_TIME_ZONE)).date(), lang)


def moment(value: datetime, lang: str) -> str:
    """A date and a time of day in Finland."""
    pattern = "d.M.yyyy H.mm" if lang == "fi" else "d.M.yyyy HH:mm" if lang == "sv" else "d MMM yyyy HH:mm"
    return format_datetime(value, pattern, tzinfo=get_timezone(_TIME_ZONE), locale=_LOCALE[lang])


def month(period: str, lang: str) -> str:
    """`2026-06` as `6/2026`, or `June 2026` in English."""
    year, number_of_month = period.split("-")
    if lang == "en":
        return format_date(date(int(year), int(number_of_month), 1), "MMMM yyyy", locale=_LOCALE[lang])
    return f"{int(number_of_month)}/{year}"


def time(told: str, lang: str) -> str:
    """A year as it is, and a month (`2026-06`) as `month` writes it."""
    return month(told, lang) if "-" in told else told


def month_name(number_of_month: int, lang: str) -> str:
    """The name of a month (1 to 12): `helmikuu`, `februari`, `February`."""
    return format_date(date(2000, number_of_month, 1), "LLLL", locale=_LOCALE[lang])


def span(first: int, last: int) -> str:
    """Years from the first to the last, or the one year that they are."""
    return str(first) if first == last else f"{first}–{last}"


def safe_cell(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
