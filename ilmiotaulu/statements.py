"""Sentences that are true: typed results in, a plain sentence in label form out, never stronger than its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ilmiotaulu.text import month, number, t

# Units that are written after a number; a count needs none.
MARKED_UNITS = frozenset({"percent", "per_1000", "euro", "years", "days"})


@dataclass(frozen=True)
class Figure:
    """One figure as a page shows it: its value or why there is none, and how it is written."""

    value: float | None
    status: str
    unit: str
    decimals: int
    year: int
    period: str | None = None
    lower95: float | None = None
    upper95: float | None = None
    is_example: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence and the rule that made it."""

    rule: str
    text: str


def value_words(figure: Figure, lang: str) -> str:
    """The value with its unit, or the reason why there is none: `2,1 %`, `salattu tai nolla`."""
    if figure.status != "ok" or figure.value is None:
        return t(f"status.{figure.status}.short", lang)
    return _with_unit(number(figure.value, figure.decimals, lang), figure.unit, lang)


def _with_unit(text: str, unit: str, lang: str) -> str:
    return f"{text}\N{NO-BREAK SPACE}{t(f'unit.{unit}.mark', lang)}" if unit in MARKED_UNITS else text


def time_words(figure: Figure, lang: str) -> str:
    """The year, or the month of a monthly figure."""
    return month(figure.period, lang) if figure.period else str(figure.year)


def interval_words(figure: Figure, lang: str) -> str:
    """`1,2–2,5 %`, or an empty text when the figure has no interval."""
    if figure.lower95 is None or figure.upper95 is None:
        return ""
    low, high = (number(limit, figure.decimals, lang) for limit in (figure.lower95, figure.upper95))
    return _with_unit(f"{low}–{high}", figure.unit, lang)


def newest_value(place: str, title: str, figure: Figure, lang: str) -> Sentence:
    """What the newest figure of a place is: its value with its interval, or in words why there is none."""
    values = {"place": place, "title": title, "time": time_words(figure, lang), "value": value_words(figure, lang)}
    if figure.status != "ok":
        reason = t(f"status.{figure.status}.why", lang)
        return Sentence("newest_missing", t("statement.newest_missing", lang, **values, reason=reason))
    if figure.is_example:
        return Sentence("newest_example", t("statement.newest_example", lang, **values))
    if interval := interval_words(figure, lang):
        return Sentence("newest_interval", t("statement.newest_interval", lang, **values, interval=interval))
    return Sentence("newest", t("statement.newest", lang, **values))


def beside_country(own: Figure, country: Figure, lang: str) -> Sentence | None:
    """How a figure stands beside the country's of the same year: below, above, or not to be told apart.

    The country's value is taken as exact and the 95 % interval of the own value decides. Nothing is said of a figure
    without an interval, of another year, or of an example.
    """
    if own.status != "ok" or country.status != "ok" or own.lower95 is None or own.upper95 is None:
        return None
    if own.is_example or own.year != country.year or country.value is None:
        return None
    side = "below" if own.upper95 < country.value else "above" if own.lower95 > country.value else "not_told_apart"
    return Sentence(f"beside_country_{side}", t(f"statement.beside_country_{side}", lang))


def finding_sentence(row: Mapping[str, Any], lang: str, titles: Mapping[str, str] | None = None) -> str:
    """A finding of the table `finding` in words, with its indicator, place and year."""
    details = orjson.loads(row["details"])
    words = {key: _detail(value, lang) for key, value in details.items()}
    if "why" in details:
        words["why"] = t(f"why.{details['why']}", lang)
    if "level" in details:
        words["level"] = t(f"level.{details['level']}", lang)
    if row.get("source"):
        words["source"] = t(f"source.{row['source']}", lang)
    sentence = t(f"finding.{row['kind']}", lang, **words)
    name = (titles or {}).get(row["indicator"], row["indicator"]) if row.get("indicator") else None
    place = ", ".join(str(part) for part in (name, row.get("region"), row.get("year")) if part)
    accepted = f" {t('finding.accepted', lang, reason=details['accepted'])}" if "accepted" in details else ""
    return (f"{place}: {sentence}" if place else sentence) + accepted


def _detail(value: Any, lang: str) -> str:
    if value is None:
        return t("finding.never", lang)
    if isinstance(value, float):
        return number(value, 0 if value == int(value) else 2, lang)
    if isinstance(value, int) and abs(value) >= 10_000:
        return number(value, 0, lang)
    return str(value)
