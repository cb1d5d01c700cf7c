"""Figures and findings in words: the value of a place, its peers, its age, and what a check has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ilmiotaulu.statistics.comparison import Side
from ilmiotaulu.text import month, number, t

# Units that are written after a number; a count needs none.
MARKED_UNITS = frozenset({"percent", "per_100", "per_1000", "euro", "years", "days"})
_YOUNG = 3


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
    limits998: tuple[float, float] | None = None

    @property
    def limits95(self) -> tuple[float, float] | None:
        """The 95 % interval of a value that is there."""
        if self.status != "ok" or self.lower95 is None or self.upper95 is None:
            return None
        return self.lower95, self.upper95


@dataclass(frozen=True)
class Sentence:
    """A sentence, the rule that made it, and what the rule saw: labels and values in words."""

    rule: str
    text: str
    numbers: tuple[tuple[str, str], ...] = ()


def value_words(figure: Figure, lang: str) -> str:
    """The value with its unit, or the reason why there is none: `2,1 %`, `salattu tai nolla`."""
    if figure.status != "ok" or figure.value is None:
        return t(f"status.{figure.status}.short", lang)
    return with_unit(number(figure.value, figure.decimals, lang), figure.unit, lang)


def with_unit(text: str, unit: str, lang: str) -> str:
    """A number in words with its unit, where the unit is written after numbers."""
    return f"{text}\N{NO-BREAK SPACE}{t(f'unit.{unit}.mark', lang)}" if unit in MARKED_UNITS else text


def time_words(figure: Figure, lang: str) -> str:
    """The year, or the month of a monthly figure."""
    return month(figure.period, lang) if figure.period else str(figure.year)


def interval_words(figure: Figure, lang: str) -> str:
    """`1,2–2,5 %`, or an empty text when there is no figure or it has no interval."""
    if figure.limits95 is None:
        return ""
    low, high = (number(limit, figure.decimals, lang) for limit in figure.limits95)
    return with_unit(f"{low}–{high}", figure.unit, lang)


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


def _comparable(own: Figure, other: Figure) -> bool:
    same_time = (own.year, own.period) == (other.year, other.period)
    return own.status == other.status == "ok" and same_time and not (own.is_example or other.is_example)


def values_between(own: Figure, peers: Sequence[Figure | None], lang: str) -> str:
    """Between which values the peers' figures of the same time lie, and how many have none: `1,2–2,5 %, …`.

    Empty where there is no own figure or none of a peer's.
    """
    there = [peer.value for peer in peers if peer and peer.value is not None and _comparable(own, peer)]
    if not there:
        return ""
    low, high = (number(value, own.decimals, lang) for value in (min(there), max(there)))
    told = with_unit(low if low == high else f"{low}–{high}", own.unit, lang)
    missing = len(peers) - len(there)
    return f"{told}, {t('statement.peers_missing', lang, count=missing)}" if missing else told


def among_values(own: Figure, peers: Sequence[Figure | None], level: str, lang: str) -> Sentence | None:
    """Between which values the peers' figures of the same time lie: a description that gives nobody a place.

    `level` says which peers: `municipality` or `county`. `None` where there is no own figure or none of a peer's.
    """
    told = values_between(own, peers, lang)
    return Sentence("peers_values", t(f"statement.peers.{level}", lang, told=told)) if told else None


def age(figure: Figure, year: int, lang: str) -> Sentence | None:
    """That a figure is more than three years older than its release, which is of `year`; `None` of a newer one."""
    if year - figure.year <= _YOUNG:
        return None
    return Sentence("old", t("statement.old", lang, year=figure.year))


def difference_since(side: Side, first: int, last: int, lang: str) -> Sentence:
    """Since when one figure has differed from another, without a break up to the newest year."""
    if side == "not_told_apart":
        key = "statement.difference_never" if first < last else "statement.difference_not_told_apart"
        return Sentence("difference_not_told_apart", t(key, lang, first=first, last=last))
    years = t("statement.since" if first < last else "statement.only", lang, first=first, last=last)
    return Sentence(f"difference_{side}", t(f"statement.difference_{side}", lang, years=years))


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
