"""The starter: a small table of official figures that makes the first screen true without the internet."""

from pathlib import Path

import polars as pl

from ilmiotaulu import store
from ilmiotaulu.catalogue import Catalogue, File, Local
from pipelines.raw import write_whole

# Single years of age are in the full release; the starter has the age groups, the newborn and those who start school.
_SINGLE_YEARS = ("age_", "projected_age_")
_KEPT_YEARS = ("age_0", "age_7", "projected_age_0", "projected_age_7")


def write_starter(release: store.Release, catalogue: Catalogue, county: str, folder: Path) -> list[Path]:
    """Write `<folder>/<indicator>.csv` for every official indicator of the release, and return the files.

    The municipalities of `county`, the counties and the country; both sexes together. Every file says at its top
    whose figures they are, where they were taken, when, and under which licence.
    """
    regions = release.table("region")
    kept = regions.filter(pl.col("level").is_in(["country", "county"]) | (pl.col("county") == county))["code"]
    fetches = {row["id"]: row for row in release.table("source_fetch").iter_rows(named=True)}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    written = []
    for name in release.indicators_with_rows():
        if name.startswith(_SINGLE_YEARS) and name not in _KEPT_YEARS:
            continue
        entry = catalogue.indicators.get(name)
        if entry is None or any(isinstance(source, File | Local) for source in entry.source):
            continue
        both_sexes = release.observations_of(name).filter(pl.col("sex") == "total")
        rows = both_sexes.filter(pl.col("region").is_in(kept.to_list()) & (pl.col("year") >= 1987))
        if rows.is_empty():
            continue
        origins = [fetches[number] for number in sorted(rows["source_fetch"].unique().to_list())]
        told = {
            "title": entry.title.fi,
            "publisher": "; ".join(dict.fromkeys(row["publisher"] for row in origins)),
            "source_id": "; ".join(dict.fromkeys(row["source_id"] for row in origins)),
            # The publisher's own address: a refresh may have gone through a mirror.
            "url": "; ".join(dict.fromkeys(_address(row["source"], catalogue) for row in origins)),
            "updated": max((row["updated"] for row in origins if row["updated"]), default=""),
            "retrieved": f"{max(row['fetched_at'] for row in origins):%Y-%m-%d}",
            "licence": "CC BY 4.0",
        }
        header = "".join(f"# {key}: {value}\n" for key, value in told.items())
        table = rows.select(
            "region",
            "year",
            "period",
            "value",
            "count",
            status=pl.when(pl.col("status") != "ok").then("status"),
            flags=pl.col("flags").list.join(" "),
        )
        empty = [column for column in table.columns if table[column].cast(pl.String).fill_null("").eq("").all()]
        path = folder / f"{name}.csv"
        write_whole(path, (header + table.drop(empty).write_csv()).encode())
        written.append(path)
    return written


def _address(source: str, catalogue: Catalogue) -> str:
    publisher = catalogue.publishers.get(source)
    return publisher.url if publisher else source
