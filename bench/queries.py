"""How fast a page's questions are answered on a release of 100 million observations.

A given release is blown up: its own rows once, then copies of every indicator under new ids, with noise. The file is
written by the writer that publishes (`pipelines.publish.write_database`) and read by the class that pages use
(`ilmiotaulu.store.Release`), one client, warm.

    python bench/queries.py --rows 100_000_000 [--release DIR]
"""

import argparse
import math
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import pyarrow.dataset

from ilmiotaulu import store
from ilmiotaulu.schema import INTERVAL_COLUMNS, TABLES, Observation, polars_schema
from ilmiotaulu.settings import Settings
from pipelines.derive import newest_rows
from pipelines.publish import write_database

WORK = Path(__file__).parent / ".work"
BUDGET_MS = {"series": 10.0, "latest": 10.0}
SEED = 20261122
MOST_FETCHES = 32_767  # what the column `source_fetch` can number


class OnDisk:
    """Observations in Parquet files, with as much of a frame's face as the writer looks at.

    The writer hands what `to_arrow` returns to DuckDB, which then reads the files batch by batch: 100 million rows
    never stand in memory at once.
    """

    def __init__(self, folder: Path, indicators: Sequence[str]) -> None:
        self._folder = folder
        self._indicators = pl.Series("indicator", indicators)

    def __getitem__(self, name: str) -> pl.Series:
        return {"indicator": self._indicators}[name]

    def with_columns(self, *_: pl.Expr) -> "OnDisk":
        """The files hold texts already where the writer asks for texts."""
        return self

    def to_arrow(self) -> pyarrow.dataset.Dataset:
        return pyarrow.dataset.dataset(self._folder)


def observations_of(release: store.Release) -> pl.DataFrame:
    parts = [release.observations_of(name) for name in release.indicators_with_rows()]
    return pl.concat(parts).cast(dict(polars_schema(Observation)))


def copy_of(observations: pl.DataFrame, decimals: pl.DataFrame, number: int, fetches: int) -> pl.DataFrame:
    """The same cells under new ids, every number moved by a few per cent and rounded as the publisher rounds."""
    factor = np.random.default_rng([SEED, number]).normal(1, 0.08, observations.height).clip(0.5, 1.5)
    scale = 10.0 ** pl.col("decimals")
    return (
        observations.join(decimals, on="indicator", how="left", maintain_order="left")
        .with_columns(pl.Series("factor", factor))
        .with_columns(
            pl.col("indicator") + f"_{number:04}",
            ((pl.col("value") * pl.col("factor") * scale).round() / scale).alias("value"),
            (pl.col("count", "base") * pl.col("factor")).round(),
            pl.col(INTERVAL_COLUMNS) * pl.col("factor"),
            (pl.col("source_fetch") + number * fetches).cast(pl.Int16),
        )
        .select(observations.columns)
    )


def blow_up(release: store.Release, rows: int, target: Path) -> dict[str, float]:
    """Write a release of at least `rows` observations to `target`; tells what it took."""
    started = time.perf_counter()
    tables = {name: release.table(name) for name in TABLES if name != "observation"}
    observations = observations_of(release)
    decimals = tables["indicator"].select("decimals", indicator="id")
    observed = tables["indicator"].filter(pl.col("time") == "observed")["id"].to_list()
    fetches = tables["source_fetch"].height
    pieces = target / "pieces"
    pieces.mkdir(parents=True)
    names: list[str] = []
    blown: dict[str, list[pl.DataFrame]] = {name: [] for name in ("indicator", "coverage", "latest", "source_fetch")}
    copies = math.ceil(rows / observations.height)
    if copies > (most := MOST_FETCHES // fetches):
        print(f"a small release: {most * observations.height:,} observations instead of {rows:,}")
    for number in range(min(copies, most)):
        copy = copy_of(observations, decimals, number, fetches) if number else observations
        ids = observed if not number else [f"{name}_{number:04}" for name in observed]
        names.extend(copy["indicator"].unique())
        blown["latest"].append(newest_rows(copy, tables["region"], ids))
        for name, column in (("indicator", "id"), ("coverage", "indicator")):
            blown[name].append(tables[name].with_columns(pl.col(column) + (f"_{number:04}" if number else "")))
        moved = (pl.col("id") + number * fetches).cast(pl.Int16)
        blown["source_fetch"].append(tables["source_fetch"].with_columns(moved))
        texts = copy.with_columns(pl.col("sex", "status").cast(pl.String))
        texts.write_parquet(pieces / f"{number:04}.parquet", compression="lz4", statistics=False)
    tables |= {name: pl.concat(parts) for name, parts in blown.items()}
    tables["latest"] = tables["latest"].sort("region", "indicator")
    tables["coverage"] = tables["coverage"].sort("indicator", "level", "year")
    made = time.perf_counter()
    on_disk = cast(pl.DataFrame, OnDisk(pieces, names))
    write_database(target / "unfinished", {**tables, "observation": on_disk})
    shutil.rmtree(pieces)
    (target / "unfinished").rename(target / store.FILE_NAME)
    return {"generate": made - started, "write": time.perf_counter() - made}


@dataclass(frozen=True)
class Times:
    """Milliseconds of many calls: by the clock, and on the processor, which other work on the machine hardly moves."""

    clock: list[float]
    processor: list[float]

    def __str__(self) -> str:
        median, slow = (statistics.median(self.clock), slowest(self.clock))
        return (
            f"p50 {median:7.2f} ms   p95 {slow:7.2f} ms   "
            f"processor p50 {statistics.median(self.processor):6.2f} ms   p95 {slowest(self.processor):6.2f} ms"
        )


def slowest(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def measure(call: Callable[[Any], object], arguments: Sequence[Any], calls: int) -> Times:
    """Time `calls` random calls, each made once before: a server that has been up for a day, not its first minute."""
    chance = random.Random(SEED)
    sample = chance.choices(arguments, k=calls)
    for argument in sample:
        call(argument)
    chance.shuffle(sample)
    times = Times([], [])
    for argument in sample:
        clock, processor = time.perf_counter(), time.process_time()
        call(argument)
        times.clock.append((time.perf_counter() - clock) * 1000)
        times.processor.append((time.process_time() - processor) * 1000)
    return times


def questions(release: store.Release) -> dict[str, tuple[Callable[[Any], object], Sequence[Any]]]:
    """Every question with the arguments to draw from."""
    indicators = release.indicators_with_rows()
    regions = release.table("region")["code"].to_list()
    years = release.table("coverage").select("indicator", "year").unique(maintain_order=True).rows()
    return {
        "series": (release.series, indicators),
        "latest": (release.latest, regions),
        "one_year": (lambda pair: release.one_year(*pair), years),
        "region_series": (release.region_series, regions),
        "years": (release.years, indicators),
        "indicators_with_rows": (lambda _: release.indicators_with_rows(), [None]),
    }


def find_release(given: Path | None) -> Path:
    """The release that is named, the project's current one, or the one the refresh benchmark left."""
    if given:
        return given
    for snapshots in (Settings().snapshots_dir, WORK / "refresh" / "snapshots"):
        try:
            path = store.current(snapshots).path
            if store.manifest(path)["kind"] == "official":
                return path
        except (store.NoRelease, store.DamagedRelease):
            continue
    sys.exit("no official release to blow up: run `ilmiotaulu refresh` or bench/refresh.py first, or give --release")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--release", type=Path, help="folder of the release to blow up")
    parser.add_argument("--calls", type=int, default=300)
    arguments = parser.parse_args()
    path = find_release(arguments.release)
    target = WORK / f"queries-{path.name}-{arguments.rows}"
    if not (target / store.FILE_NAME).exists():
        shutil.rmtree(target, ignore_errors=True)
        took = blow_up(store.Release(path), arguments.rows, target)
        print(f"built: {took['generate']:.0f} s to make the rows, {took['write']:.0f} s to write the file")
    release = store.Release(target)
    size = (target / store.FILE_NAME).stat().st_size
    told = store.manifest(path)["observations"]
    print(
        f"{path.name} ({told:,} observations) blown up to {arguments.rows:,} or a little more: {size / 2**30:.2f} GiB"
    )
    is_broken = False
    for name, (call, choices) in questions(release).items():
        times = measure(call, choices, arguments.calls)
        budget = BUDGET_MS.get(name, math.inf)
        is_over = slowest(times.clock) > budget
        is_broken |= is_over
        mark = "" if budget == math.inf else f"   budget {budget:.0f}: {'BROKEN' if is_over else 'kept'}"
        print(f"{name:<21} {times}{mark}", flush=True)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
