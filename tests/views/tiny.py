"""A tiny release as frames: three municipalities of one county, made-up figures for tests."""

from datetime import UTC, datetime
from typing import Any

import polars as pl

from ilmiotaulu.views.texts import IndicatorText, Place

COUNTRY = Place("FI", "Koko maa", "country", None)
COUNTY = Place("HVA15", "Keski-Suomen hyvinvointialue", "county", None)
LARGE = Place("KU179", "Jyväskylä", "municipality", "HVA15")
MIDDLE = Place("KU249", "Keuruu", "municipality", "HVA15")
SMALL = Place("KU256", "Kinnula", "municipality", "HVA15")
MUNICIPALITIES = [LARGE, MIDDLE, SMALL]

FETCHES = pl.DataFrame(
    {
        "id": [1, 2],
        "publisher": ["Julkaisija", "example"],
        "source_id": ["191", "x.csv"],
        "title": ["<b>Otsikko</b>", "Esimerkki"],
        "url": ["https://example.org/191", "x.csv"],
        "fetched_at": [datetime(2026, 11, 22, tzinfo=UTC)] * 2,
        "licence": ["CC BY 4.0", "–"],
    }
)


def indicator(name: str = "placed", **more: Any) -> IndicatorText:
    given: dict[str, Any] = {
        "id": name,
        "title": "Sijoitetut",
        "definition": "Mitä se on.",
        "processing": "",
        "unit": "percent",
        "unit_words": "prosenttia",
        "decimals": 1,
        "kind": "use",
        "time": "observed",
        "polarity": "none",
        "polarity_reason": "Ei kumpikaan.",
        "interval": "proportion",
        "interval_reason": "",
        "caveats": ("Muista tämä.",),
        "varies_by_chance": True,
        "has_rows": True,
    }
    return IndicatorText(**{**given, **more})


COLUMNS = {
    "indicator": pl.String,
    "region": pl.String,
    "year": pl.Int16,
    "period": pl.String,
    "value": pl.Float64,
    "count": pl.Float64,
    "base": pl.Float64,
    "lower95": pl.Float64,
    "upper95": pl.Float64,
    "lower998": pl.Float64,
    "upper998": pl.Float64,
    "status": pl.String,
    "flags": pl.List(pl.String),
    "source_fetch": pl.Int16,
}


def row(region: str, year: int, value: float | None = None, status: str = "ok", **more: Any) -> dict[str, Any]:
    return {
        **dict.fromkeys(COLUMNS),
        "indicator": "placed",
        "region": region,
        "year": year,
        "value": value,
        "status": status,
        "flags": [],
        "source_fetch": 1,
        **more,
    }


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS)
