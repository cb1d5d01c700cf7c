"""How far children live from the nearest open place, as the population grid tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ilmiotaulu.schema import REACH_KM
from ilmiotaulu.text import t


@dataclass(frozen=True)
class Reach:
    """A row of the table `reach`: shares (0 to 1) of the 0–14-year-olds within each of `REACH_KM`, `None` where no
    square tells of a child; within how many kilometres half of them live; the id of the place nearest to most of them;
    and the share of inhabitants whose squares tell no ages.
    """

    within: tuple[float, ...] | None = None
    half_km: int | None = None
    nearest: str | None = None
    untold: float | None = None

    def share(self, limit: int) -> float | None:
        """The share within one of `REACH_KM`."""
        return self.within[REACH_KM.index(limit)] if self.within else None


@dataclass(frozen=True)
class Grid:
    """What the population grid tells of areas by their codes, and which layer of which year it is."""

    layer: str
    year: int | None
    source_fetch: int
    areas: Mapping[str, Reach] = field(repr=False)

    def words(self, lang: str) -> str:
        """Which grid it is: its year where the publisher says it, and always its layer."""
        if self.year is None:
            return t("centres.grid", lang, layer=self.layer)
        return t("centres.grid_of", lang, layer=self.layer, year=self.year)

    def reach(self, area: str) -> Reach:
        """The reach of an area; of one that has no square nothing is known."""
        return self.areas.get(area, Reach())


def grid(rows: pl.DataFrame, fetches: pl.DataFrame) -> Grid | None:
    """The table `reach`; `None` when it has no rows: the release has no population grid."""
    if rows.is_empty():
        return None
    areas = {}
    for row in rows.iter_rows(named=True):
        within = tuple(row[f"within{limit}"] for limit in REACH_KM)
        told = None if None in within else within
        areas[row["region"]] = Reach(told, row["half_km"], row["nearest"], row["untold"])
    number = rows["source_fetch"][0]
    return Grid(fetches.filter(id=number)["source_id"][0], rows["year"][0], number, areas)
