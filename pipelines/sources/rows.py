"""What every source parses to: rows in the publisher's own codes made ours, not yet moved to the division."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ilmiotaulu.schema import SEXES, STATUSES

ROWS = pl.Schema(
    {
        "region": pl.String,
        "year": pl.Int16,
        "period": pl.String,
        "sex": pl.Enum(list(SEXES)),
        "value": pl.Float64,
        "count": pl.Float64,
        "status": pl.Enum(list(STATUSES)),
        "flags": pl.List(pl.String),
    }
)
KEY = ("region", "year", "period", "sex")


@dataclass(frozen=True)
class Noted:
    """Something a parser saw that a person should know: the kind of finding and its details."""

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """Rows of one source of one indicator, what was noted, and the codes of areas the publisher still lists."""

    rows: pl.DataFrame
    noted: Sequence[Noted] = ()
    listed: frozenset[str] = frozenset()


NO_FLAGS = pl.lit([], dtype=pl.List(pl.String))


def no_rows() -> pl.DataFrame:
    """An empty frame of the right columns."""
    return ROWS.to_frame()


def plain_text(text: str) -> str:
    """A publisher's text without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def title_noted(ours: str, publisher: str) -> list[Noted]:
    """A note when the publisher's title is not the one the catalogue names, apart from spacing and dashes."""
    if _words(ours) == _words(publisher):
        return []
    return [Noted("title_drift", {"ours": ours, "publisher": publisher})]


def _words(title: str) -> str:
    return "".join(title.lower().replace("–", "-").split())
