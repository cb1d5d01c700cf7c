"""What a page shows, as plain data: frames of a release in, rows of finished words out.

A view is what pages arrange and exports write, so that screen, file and picture never tell different things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ilmiotaulu.schema import Level
from ilmiotaulu.statements import Figure, beside_country, interval_words, newest_value, time_words, value_words
from ilmiotaulu.text import number, t

CLASSES = 5
# An area's class is a place in the palette, or one of these; an area without a class is outside the view.
HIDDEN, MISSING, EXAMPLE = -1, -2, -3


@dataclass(frozen=True)
class Place:
    """A region of the release in one language."""

    code: str
    name: str
    level: Level
    county: str | None


@dataclass(frozen=True)
class IndicatorText:
    """An indicator of the release in one language."""

    id: str
    title: str
    definition: str
    processing: str
    unit: str
    unit_words: str
    decimals: int
    kind: str
    time: str
    polarity_reason: str
    interval: str
    interval_reason: str
    caveats: tuple[str, ...]
    has_rows: bool


@dataclass(frozen=True)
class PhenomenonText:
    """A phenomenon of the release in one language, with its indicators by role, key figure first."""

    id: str
    title: str
    story: str
    questions: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Origin:
    """Where figures came from: whose, what, when, and the address."""

    publisher: str
    source_id: str
    title: str
    url: str
    fetched: Any
    licence: str


@dataclass(frozen=True)
class AreaRow:
    """One area of a map and of the table under it."""

    code: str
    name: str
    value: str
    interval: str
    count: str
    note: str
    number: float | None
    class_index: int


@dataclass(frozen=True)
class AreaView:
    """One indicator in all areas of a view at one time: what a map colours and a table lists, by name."""

    indicator: IndicatorText
    time: str
    rows: tuple[AreaRow, ...]
    legend: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class ProfileRow:
    """One indicator of a region beside its county and the country."""

    indicator: IndicatorText
    time: str
    own: str
    interval: str
    county: str
    country: str
    sentence: str
    beside: str
    is_example: bool
    points: tuple[tuple[int, float | None], ...]


def places(regions: pl.DataFrame, lang: str) -> dict[str, Place]:
    """Every region by code, in the alphabetical order of the language's names."""
    rows = regions.select("code", f"name_{lang}", "level", "county").iter_rows()
    ordered = sorted(rows, key=lambda row: _alphabetical(row[1]))
    return {code: Place(code, name, level, county) for code, name, level, county in ordered}


def _alphabetical(name: str) -> str:
    """Å, ä and ö after z, as Finnish and Swedish have them; case does not matter."""
    return name.casefold().translate(str.maketrans({"å": "{", "ä": "|", "ö": "}"}))


def municipalities(of: Mapping[str, Place], area: str) -> list[Place]:
    """The municipalities of a county, or of the whole country, by name."""
    return [p for p in of.values() if p.level == "municipality" and (area == "FI" or p.county == area)]


def indicators(
    table: pl.DataFrame, caveats: pl.DataFrame, with_rows: Sequence[str], lang: str
) -> dict[str, IndicatorText]:
    """Every indicator by id in the language."""
    notes: dict[str, list[str]] = {}
    for row in caveats.sort("indicator", "position").iter_rows(named=True):
        notes.setdefault(row["indicator"], []).append(row[f"text_{lang}"])
    return {
        row["id"]: IndicatorText(
            id=row["id"],
            title=row[f"title_{lang}"],
            definition=row[f"definition_{lang}"],
            processing=row[f"processing_{lang}"] or "",
            unit=row["unit"],
            unit_words=t(f"unit.{row['unit']}.words", lang),
            decimals=row["decimals"],
            kind=row["kind"],
            time=row["time"],
            polarity_reason=row[f"polarity_reason_{lang}"],
            interval=row["interval"],
            interval_reason=row[f"interval_reason_{lang}"] or "",
            caveats=tuple(notes.get(row["id"], ())),
            has_rows=row["id"] in with_rows,
        )
        for row in table.iter_rows(named=True)
    }


def phenomena(table: pl.DataFrame, roles: pl.DataFrame, lang: str) -> dict[str, PhenomenonText]:
    """Every phenomenon by id in the language, in its own order."""
    ordered = roles.sort(pl.col("is_key").not_(), "position")
    return {
        row["id"]: PhenomenonText(
            id=row["id"],
            title=row[f"title_{lang}"],
            story=row[f"story_{lang}"],
            questions=tuple(row[f"questions_{lang}"].splitlines()),
            roles=tuple(
                (indicator, role)
                for phenomenon, indicator, role in ordered.select("phenomenon", "indicator", "role").iter_rows()
                if phenomenon == row["id"]
            ),
        )
        for row in table.sort("position").iter_rows(named=True)
    }


def origins(fetches: pl.DataFrame, numbers: Sequence[int]) -> tuple[Origin, ...]:
    """The provenance of rows that carry these fetch numbers."""
    rows = fetches.filter(pl.col("id").is_in(list(numbers))).iter_rows(named=True)
    return tuple(
        Origin(row["publisher"], row["source_id"], row["title"], row["url"], row["fetched_at"], row["licence"])
        for row in rows
    )


def figure(row: Mapping[str, Any], indicator: IndicatorText) -> Figure:
    """A row of observations as the figure that words are made of."""
    return Figure(
        value=row["value"],
        status=row["status"],
        unit=indicator.unit,
        decimals=indicator.decimals,
        year=row["year"],
        period=row.get("period"),
        lower95=row.get("lower95"),
        upper95=row.get("upper95"),
        is_example="example" in (row["flags"] or ()),
    )


def class_limits(values: Sequence[float], decimals: int) -> list[tuple[float, float]]:
    """Up to five classes with about as many areas each, as (smallest, largest) value of each class.

    Values are compared as they are shown, so equal figures always share a class.
    """
    shown = np.sort(np.round(np.asarray(values, float), decimals))
    if shown.size == 0:
        return []
    breaks = np.unique(np.quantile(shown, np.linspace(0, 1, CLASSES + 1)[1:-1], method="higher"))
    index = np.searchsorted(breaks, shown, side="right")
    return [(float(shown[index == i].min()), float(shown[index == i].max())) for i in np.unique(index)]


def area_view(
    rows: pl.DataFrame, shown: Sequence[Place], indicator: IndicatorText, fetches: pl.DataFrame, lang: str
) -> AreaView:
    """One indicator at one time in the places given; a place without a row is told as not available."""
    by_code = {row["region"]: row for row in rows.iter_rows(named=True)}
    figures = {place.code: figure(by_code[place.code], indicator) for place in shown if place.code in by_code}
    values = [f.value for f in figures.values() if f.status == "ok" and f.value is not None and not f.is_example]
    limits = class_limits(values, indicator.decimals)
    made = tuple(_area_row(place, figures.get(place.code), by_code.get(place.code), limits, lang) for place in shown)
    numbers = sorted({by_code[place.code]["source_fetch"] for place in shown if place.code in by_code})
    first = next(iter(figures.values()), None)
    return AreaView(
        indicator=indicator,
        time=time_words(first, lang) if first else "",
        rows=made,
        legend=tuple(_legend(low, high, indicator, lang) for low, high in limits),
        reasons=_reasons(shown, figures, lang),
        origins=origins(fetches, numbers),
    )


def _reasons(shown: Sequence[Place], figures: Mapping[str, Figure], lang: str) -> tuple[tuple[str, str], ...]:
    """Why some places have no value: each word of the table with its explanation, once."""
    statuses = dict.fromkeys(figures[p.code].status if p.code in figures else "not_available" for p in shown)
    return tuple(
        (t(f"status.{status}.short", lang), t(f"status.{status}.why", lang)) for status in statuses if status != "ok"
    )


def _area_row(
    place: Place, shown: Figure | None, row: Mapping[str, Any] | None, limits: list[tuple[float, float]], lang: str
) -> AreaRow:
    if shown is None or row is None:
        words = t("status.not_available.short", lang)
        return AreaRow(place.code, place.name, words, "", "", "", None, MISSING)
    if shown.status != "ok" or shown.value is None:
        index = HIDDEN if shown.status in ("hidden", "hidden_or_zero") else MISSING
        return AreaRow(place.code, place.name, value_words(shown, lang), "", "", "", None, index)
    value = round(shown.value, shown.decimals)
    index = EXAMPLE if shown.is_example else next(i for i, (_, high) in enumerate(limits) if value <= high)
    notes = [t(f"flag.{flag}", lang) for flag in row["flags"] or ()]
    count = number(row["count"], 0, lang) if row["count"] is not None and shown.unit == "percent" else ""
    return AreaRow(
        place.code,
        place.name,
        value_words(shown, lang),
        interval_words(shown, lang),
        count,
        "; ".join(notes),
        value,
        index,
    )


def _legend(low: float, high: float, indicator: IndicatorText, lang: str) -> str:
    ends = [number(limit, indicator.decimals, lang) for limit in (low, high)]
    return ends[0] if low == high else f"{ends[0]}–{ends[1]}"


def profile(
    latest: Mapping[str, pl.DataFrame],
    series: pl.DataFrame,
    shown: Sequence[IndicatorText],
    place: Place,
    beside: Sequence[str],
    lang: str,
) -> list[ProfileRow]:
    """The newest figure of every indicator of a place beside others', with its yearly points.

    `latest` has the newest rows by region code, of the place and of `beside` (county, country); `series` the place's
    yearly rows of all indicators, both sexes together.
    """
    newest = {code: {row["indicator"]: row for row in frame.iter_rows(named=True)} for code, frame in latest.items()}
    points: dict[str, list[tuple[int, float | None]]] = {}
    for name, year, value in series.filter(pl.col("period").is_null()).select("indicator", "year", "value").iter_rows():
        points.setdefault(name, []).append((year, value))
    made = []
    for indicator in shown:
        row = newest[place.code].get(indicator.id)
        if row is None:
            continue
        own = figure(row, indicator)
        others = []
        for code in beside:
            other = newest.get(code, {}).get(indicator.id)
            others.append(figure(other, indicator) if other else None)
        county, country = (*others, None, None)[:2]
        compared = beside_country(own, country, lang) if country and place.code != "FI" else None
        made.append(
            ProfileRow(
                indicator=indicator,
                time=time_words(own, lang),
                own=value_words(own, lang),
                interval=interval_words(own, lang),
                county=_beside_words(county, own, lang),
                country=_beside_words(country, own, lang),
                sentence=newest_value(place.name, indicator.title, own, lang).text,
                beside=compared.text if compared else "",
                is_example=own.is_example,
                points=tuple(points.get(indicator.id, ())),
            )
        )
    return made


def _beside_words(other: Figure | None, own: Figure, lang: str) -> str:
    """Another region's newest figure; with its own time when that is not the same."""
    if other is None:
        return "–"
    words = value_words(other, lang)
    same = (other.year, other.period) == (own.year, own.period)
    return words if same or other.status != "ok" else f"{words} ({time_words(other, lang)})"
