"""What the statistics cost: limits against plain NumPy, hiding with its audit, and the tables of a whole release.

    python bench/evidence.py [--release DIR] [--rounds 11]

The last row is told of the release that is named, or of the current official one; without any it is left out.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from ilmiotaulu import store
from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.disclosure import hide_observations, narrowed
from ilmiotaulu.schema import INTERVAL_COLUMNS, Observation, polars_schema
from ilmiotaulu.settings import Settings
from ilmiotaulu.statistics.intervals import Limits, count_limits, normal_quantile, proportion_limits
from pipelines.evidence import evidence_tables

SEED = 20261125
LIMITS = 1_000_000
YEARS, INDICATORS = 30, 40
MOST_TIMES_PLAIN = 3.0
MOST_SECONDS_HIDING = 5.0
MOST_SECONDS_TABLES = 10.0


def seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def plain_byar(x: np.ndarray, z: float) -> Limits:
    """The formula and nothing else: no missing counts, and none below ten."""
    return (
        x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3,
        (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3,
    )


def plain_wilson(x: np.ndarray, n: np.ndarray, z: float) -> Limits:
    """The formula and nothing else: every count fits its base."""
    middle, spread = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    return (middle - spread) / (2 * (n + z**2)), (middle + spread) / (2 * (n + z**2))


def is_slower(name: str, ours: Callable[[], Limits], plain: Callable[[], Limits], rounds: int) -> bool:
    """Print one row; whether ours takes more than the budget times what the plain formula takes."""
    for mine, theirs in zip(ours(), plain(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)
    # Taken in turns, so that other work on the machine weighs on both.
    pairs = [(seconds(plain), seconds(ours)) for _ in range(rounds)]
    bare, own = (statistics.median(side) for side in zip(*pairs, strict=True))
    times = statistics.median(pair[1] / pair[0] for pair in pairs)
    print(
        f"{name:<8} {LIMITS:,}   {1000 * own:6.1f} ms   plain NumPy {1000 * bare:6.1f} ms   {times:4.2f} x"
        f" (at most {MOST_TIMES_PLAIN})"
    )
    return times > MOST_TIMES_PLAIN


def made_up_counts(regions: pl.DataFrame) -> pl.DataFrame:
    """Counts of every municipality in 30 years and 40 indicators, many of them small, with all their totals."""
    chance = np.random.default_rng(SEED)
    municipalities = regions.filter(pl.col("level") == "municipality").select("code", "county", "region")
    size = pl.Series("size", chance.lognormal(2.5, 1.3, municipalities.height))
    cells = (
        municipalities.with_columns(size)
        .join(pl.DataFrame({"year": range(2026 - YEARS, 2026)}), how="cross")
        .join(pl.DataFrame({"indicator": [f"made_up_{number}" for number in range(INDICATORS)]}), how="cross")
    )
    cells = cells.with_columns(count=pl.Series(chance.poisson(cells["size"].to_numpy())), country=pl.lit("FI"))
    levels = [
        cells.group_by("indicator", "year", region=level).agg(pl.col("count").sum())
        for level in ("code", "county", "region", "country")
    ]
    none = dict.fromkeys(("base", *INTERVAL_COLUMNS), pl.lit(None))
    schema = polars_schema(Observation)
    return (
        pl.concat(levels)
        .with_columns(
            value="count",
            period=pl.lit(None),
            sex=pl.lit("total"),
            status=pl.lit("ok"),
            flags=pl.lit([], pl.List(pl.String)),
            source_fetch=pl.lit(1),
            **none,
        )
        .select(schema.names())
        .cast(dict(schema))
        .sort("indicator", "year", "region")
    )


def is_hiding_slow(regions: pl.DataFrame) -> bool:
    """Print one row; whether hiding and its audit together take too long."""
    rows = made_up_counts(regions)
    started = time.perf_counter()
    hidden = hide_observations(rows, regions)
    between = time.perf_counter()
    found = narrowed(rows, hidden, regions)
    ended = time.perf_counter()
    assert found.is_empty()
    gone = hidden.filter(pl.col("status") == "hidden").height
    print(
        f"hiding   {rows.height:,} cells, {gone:,} hidden   {between - started:5.2f} s and its audit"
        f" {ended - between:5.2f} s   (together at most {MOST_SECONDS_HIDING:.0f})"
    )
    return ended - started > MOST_SECONDS_HIDING


def are_tables_slow(path: Path, catalogue_dir: Path) -> bool:
    """Print one row; whether the statistics of a release take too long."""
    release = store.Release(path)
    observations = release.table("observation").cast(dict(polars_schema(Observation)))
    regions, division = release.table("region"), store.manifest(path)["division"]
    release.close()
    entries = load_catalogue(catalogue_dir).indicators
    tables: dict[str, pl.DataFrame] = {}
    took = seconds(lambda: tables.update(evidence_tables(observations, entries, regions, division)))
    made = sum(table.height for table in tables.values())
    print(
        f"tables   {path.name}, {observations.height:,} observations   {made:,} rows   {took:5.2f} s"
        f" (at most {MOST_SECONDS_TABLES:.0f})"
    )
    return took > MOST_SECONDS_TABLES


def find_release(given: Path | None, snapshots: Path) -> Path | None:
    """The release that is named, or the current official one."""
    if given:
        return given
    try:
        path = store.current(snapshots).path
    except (store.NoRelease, store.DamagedRelease):
        return None
    return path if store.manifest(path)["kind"] == "official" else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", type=Path, help="folder of the release whose statistics are made")
    parser.add_argument("--rounds", type=int, default=11, help="of the limits and the plain formulas, in turns")
    arguments = parser.parse_args()
    settings = Settings()
    chance, z = np.random.default_rng(SEED), normal_quantile(0.95)
    events = chance.integers(10, 2_000, LIMITS).astype(float)
    base = events + chance.integers(0, 20_000, LIMITS)
    is_broken = [
        is_slower("Byar", lambda: count_limits(events, 0.95), lambda: plain_byar(events, z), arguments.rounds),
        is_slower(
            "Wilson",
            lambda: proportion_limits(events, base, 0.95),
            lambda: plain_wilson(events, base, z),
            arguments.rounds,
        ),
        is_hiding_slow(load_catalogue(settings.catalogue_dir).regions),
    ]
    if path := find_release(arguments.release, settings.snapshots_dir):
        is_broken.append(are_tables_slow(path, settings.catalogue_dir))
    else:
        print("tables   left out: no official release is here; run `ilmiotaulu refresh`, or give --release")
    print("BROKEN" if any(is_broken) else "kept")
    return int(any(is_broken))


if __name__ == "__main__":
    sys.exit(main())
