"""Figures and findings in words: the value of a place, its change, its peers, and what a check has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ilmiotaulu.statistics.comparison import Side, counts_differ, side_of
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
    """`1,2–2,5 %`, or an empty text when the figure has no interval."""
    if figure.lower95 is None or figure.upper95 is None:
        return ""
    low, high = (number(limit, figure.decimals, lang) for limit in (figure.lower95, figure.upper95))
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


def change_since(own: Figure, earlier: Figure, *, varies_by_chance: bool, lang: str) -> Sentence | None:
    """How the newest figure differs from an earlier one, as far as that can be told from chance.

    Where both have intervals, overlapping ones are not told apart; counts that vary by chance are held against their
    own scatter; other figures are what they are. Nothing is said of examples and of gaps.
    """
    if own.value is None or earlier.value is None or own.is_example or earlier.is_example:
        return None
    new, old = (round(figure.value or 0.0, own.decimals) for figure in (own, earlier))
    direction = "up" if new > old else "down" if new < old else "same"
    if direction != "same" and not _is_told_apart(own, earlier, varies_by_chance):
        direction = "unclear"
    then = f"{value_words(earlier, lang)} ({time_words(earlier, lang)})"
    now = f"{value_words(own, lang)} ({time_words(own, lang)})"
    words = f"{then} → {now}: {t(f'statement.change_{direction}', lang)}"
    return Sentence(f"change_{direction}", words)


def _is_told_apart(own: Figure, earlier: Figure, varies_by_chance: bool) -> bool:
    if own.limits95 and earlier.limits95:
        return side_of(own.limits95, earlier.limits95) != "not_told_apart"
    new, old = own.value or 0.0, earlier.value or 0.0
    if varies_by_chance and own.unit == "count" and new >= 0 <= old:
        return counts_differ(new, old)
    return True


def among_peers(own: Figure, peers: Sequence[Figure | None], level: str, lang: str) -> Sentence | None:
    """How many peers have a larger and how many a smaller figure; with intervals, only those that are told apart.

    `level` says which peers: `municipality` or `county`. `None` when there are none, or nothing to hold them against.
    """
    if own.value is None or own.is_example or not peers:
        return None
    there = [peer for peer in peers if peer and _comparable(own, peer)]
    counts = {"missing": len(peers) - len(there), "above": 0, "below": 0, "same": 0}
    if own.limits95:
        for peer in there:
            # The peer's side as seen from here: a peer without limits of its own is taken as exact.
            value = peer.value or 0.0
            counts[_ORDER[side_of(peer.limits95 or (value, value), own.limits95)]] += 1
        rule = "peers_apart"
    else:
        for peer in there:
            difference = round(peer.value or 0.0, own.decimals) - round(own.value, own.decimals)
            counts["above" if difference > 0 else "below" if difference < 0 else "same"] += 1
        rule = "peers_plain"
    parts = [
        t(f"statement.{rule}.{kind}", lang, count=counts[kind])
        for kind in ("above", "below", "same", "missing")
        if counts[kind]
    ]
    return Sentence(rule, t(f"statement.peers.{level}", lang, told=", ".join(parts)))


_ORDER: dict[Side, str] = {"above": "above", "below": "below", "not_told_apart": "same"}


def difference_since(side: Side, first: int, last: int, lang: str) -> Sentence:
    """Since when one figure has differed from another, without a break up to the newest year."""
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
