"""The catalogue of a release in one language: places, indicators, phenomena, and where figures came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ilmiotaulu.schema import BREAKING_CAVEATS, Level
from ilmiotaulu.statements import Direction, Figure
from ilmiotaulu.text import t

# The counties that learn from each other in the regional learning network of collective impact.
LEARNING_NETWORK = ("HVA18", "HVA08", "HVA19", "HVA14", "HVA15", "HVA10", "HVA03", "HVA05")


@dataclass(frozen=True)
class Place:
    """A region of the release in one language."""

    code: str
    name: str
    level: Level
    county: str | None


@dataclass(frozen=True)
class IndicatorText:
    """An indicator of the release in one language; figures cannot be compared across the years of `breaks`."""

    id: str
    title: str
    definition: str
    processing: str
    unit: str
    unit_words: str
    decimals: int
    kind: str
    time: str
    polarity: Direction
    polarity_reason: str
    interval: str
    interval_reason: str
    caveats: tuple[str, ...]
    varies_by_chance: bool
    has_rows: bool
    breaks: frozenset[int] = frozenset()


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

    @property
    def is_own(self) -> bool:
        """Whether it is a file that the region brought in itself, or an example of one: it has no number of a table."""
        return self.url.startswith(("local/", "examples/"))


def places(regions: pl.DataFrame, lang: str) -> dict[str, Place]:
    """Every region by code, in the alphabetical order of the language's names."""
    rows = regions.select("code", f"name_{lang}", "level", "county").iter_rows()
    ordered = sorted(rows, key=lambda row: _alphabetical(row[1]))
    return {code: Place(code, name, level, county) for code, name, level, county in ordered}


def _alphabetical(name: str) -> str:
    """Å, ä and ö after z, as Finnish and Swedish have them; case does not matter."""
    return name.casefold().translate(str.maketrans({"å": "{", "ä": "|", "ö": "}"}))


def short_name(place: Place, lang: str) -> str:
    """A name short enough to stand at the end of a line: a county's with a shorter word for county."""
    return shortened(place.name, lang) if place.level == "county" else place.name


def shortened(name: str, lang: str) -> str:
    """The name of a county with a shorter word for county; every other name as it is."""
    return name.replace(t("county.long", lang), t("county.short", lang))


def municipalities(of: Mapping[str, Place], area: str) -> list[Place]:
    """The municipalities of a county, or of the whole country, by name."""
    return [p for p in of.values() if p.level == "municipality" and (area == "FI" or p.county == area)]


def counties(of: Mapping[str, Place]) -> list[Place]:
    """Every wellbeing services county, by name."""
    return [p for p in of.values() if p.level == "county"]


def learning_network(of: Mapping[str, Place]) -> list[Place]:
    """The counties of the learning network that the division has, by name."""
    return [p for p in of.values() if p.code in LEARNING_NETWORK]


def indicators(
    table: pl.DataFrame, caveats: pl.DataFrame, with_rows: Sequence[str], lang: str
) -> dict[str, IndicatorText]:
    """Every indicator by id in the language."""
    notes: dict[str, list[str]] = {}
    by_chance, breaks = set(), {}
    for row in caveats.sort("indicator", "position").iter_rows(named=True):
        notes.setdefault(row["indicator"], []).append(row[f"text_{lang}"])
        if row["kind"] == "small_numbers":
            by_chance.add(row["indicator"])
        if row["kind"] in BREAKING_CAVEATS:
            breaks.setdefault(row["indicator"], set()).update(row["years"])
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
            polarity=row["polarity"],
            polarity_reason=row[f"polarity_reason_{lang}"],
            interval=row["interval"],
            interval_reason=row[f"interval_reason_{lang}"] or "",
            caveats=tuple(notes.get(row["id"], ())),
            varies_by_chance=row["id"] in by_chance,
            has_rows=row["id"] in with_rows,
            breaks=frozenset(breaks.get(row["id"], ())),
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
        is_example="example" in (row.get("flags") or ()),
        limits998=_limits998(row),
    )


def _limits998(row: Mapping[str, Any]) -> tuple[float, float] | None:
    lower, upper = row.get("lower998"), row.get("upper998")
    return None if lower is None or upper is None else (lower, upper)
