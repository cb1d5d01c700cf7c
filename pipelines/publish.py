"""Publishing: a release is written aside, made durable, renamed into place, and then one small pointer is replaced.

The only writer of DuckDB. A crash at any point leaves the old release current; what it left behind is swept away by
the next run.
"""

import errno
import hashlib
import io
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import polars as pl

from ilmiotaulu import store
from ilmiotaulu.schema import SEXES, STATUSES, TABLES, polars_schema
from pipelines.raw import sync_folder, write_whole

if TYPE_CHECKING:
    from pipelines.build import Built

OBSERVATIONS = "downloads/observations.parquet"
_BUILDING = ".building-"
# Fixed, so that the file does not depend on the machine.
_ROWS_IN_A_GROUP = 250_000


def release_id(kind: str, newest_fetch: datetime, inputs_sha256: str, unreachable: list[str]) -> str:
    """The id that the inputs give: the same raw answers, catalogue and code make the same id."""
    digest = hashlib.sha256(orjson.dumps([inputs_sha256, unreachable])).hexdigest()[:10]
    return f"starter-{digest}" if kind == "starter" else f"{newest_fetch:%Y-%m-%d}-{digest}"


def publish(built: "Built", snapshots: Path, release: str, content: Mapping[str, Any], now: datetime) -> Path:
    """Write the release and make it current. Returns its folder."""
    snapshots.mkdir(parents=True, exist_ok=True)
    sweep(snapshots)
    building = snapshots / f"{_BUILDING}{release}-{os.getpid()}"
    target = snapshots / release
    try:
        building.mkdir()
        write_database(building / store.FILE_NAME, built.tables)
        files = {**built.files, OBSERVATIONS: observations_parquet(built.tables["observation"])}
        for name, body in files.items():
            (building / name).parent.mkdir(exist_ok=True)
            write_whole(building / name, body)
        size = (building / store.FILE_NAME).stat().st_size
        told = {"release": release, "kind": built.kind, "published_at": now.isoformat(), "bytes": size, **content}
        write_whole(building / store.MANIFEST, orjson.dumps(told, option=orjson.OPT_INDENT_2))
        for folder in (*{(building / name).parent for name in files}, building):
            sync_folder(folder)
        if target.exists():
            # A damaged or half-deleted folder of the same content: the new one is whole.
            target.rename(snapshots / f"{_BUILDING}replaced-{release}-{os.getpid()}")
        building.rename(target)
        sync_folder(snapshots)
        point_to(snapshots, release)
    finally:
        sweep(snapshots)
    return target


def point_to(snapshots: Path, release: str, rolled_back_from: str | None = None) -> None:
    """Make `release` current."""
    # Readers go by the name beside the pointer, so that the folder can be moved; `path` is for other programs.
    content = {"release": release, "path": str((snapshots / release).resolve())}
    if rolled_back_from:
        content["rolled_back_from"] = rolled_back_from
    write_whole(snapshots / store.POINTER, orjson.dumps(content))
    sync_folder(snapshots)


def sweep(snapshots: Path) -> None:
    """Remove what an interrupted publication left behind."""
    for path in snapshots.glob(f"{_BUILDING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in snapshots.glob(f".{store.POINTER}.*"):
        path.unlink(missing_ok=True)


def keep_newest(snapshots: Path, keep: int) -> list[str]:
    """Remove the oldest releases beyond `keep`, never the current one; returns the ids that went."""
    try:
        current = store.current(snapshots).release
    except (store.NoRelease, store.DamagedRelease):
        return []
    old = [content["release"] for content in store.releases(snapshots)][:-keep]
    gone = [release for release in old if release != current]
    for release in gone:
        shutil.rmtree(snapshots / release, ignore_errors=True)
    return gone


def write_database(path: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write every table of `schema.TABLES` to a new DuckDB file; a table that was not made is there, empty.

    Observations stand twice, sorted for the two questions that pages ask; small closed sets are enumerations, so
    that a filter compares numbers and skips the row groups that cannot match.
    """
    connection = duckdb.connect(str(path))
    try:
        observation = tables["observation"]
        _create_enum(
            connection, "indicator_id", sorted({*observation["indicator"].unique(), *tables["indicator"]["id"]})
        )
        _create_enum(connection, "region_code", sorted(tables["region"]["code"]))
        _create_enum(connection, "sex", list(SEXES))
        _create_enum(connection, "status", list(STATUSES))
        write_observations(connection, observation)
        for name, schema in TABLES.items():
            if name == "observation":
                continue
            empty = pl.DataFrame(schema=polars_schema(schema))
            frame = tables.get(name, empty).select(empty.columns)
            _insert(connection, name, frame)
        connection.sql("CHECKPOINT")
    except (duckdb.OperationalError, duckdb.FatalException) as error:
        # A full disk among others: DuckDB has errors of its own for what the system refuses.
        raise OSError(errno.EIO, str(error).splitlines()[0], str(path)) from error
    finally:
        connection.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_observations(connection: duckdb.DuckDBPyConnection, observation: pl.DataFrame) -> None:
    """Write the two sorted copies of the observations."""
    arrow = observation.with_columns(pl.col("sex", "status").cast(pl.String)).to_arrow()
    connection.register("incoming", arrow)
    connection.sql(
        """CREATE TABLE observation (
             indicator indicator_id, region region_code, year SMALLINT, period VARCHAR, sex sex, value DOUBLE,
             count DOUBLE, base DOUBLE, lower95 DOUBLE, upper95 DOUBLE, lower998 DOUBLE, upper998 DOUBLE,
             status status, flags VARCHAR[], source_fetch SMALLINT)"""
    )
    connection.sql("CREATE TABLE observation_by_region AS FROM observation LIMIT 0")
    connection.sql(
        """INSERT INTO observation
           SELECT indicator::indicator_id, region::region_code, year, period, sex::sex, value, count, base,
                  lower95, upper95, lower998, upper998, status::status, flags, source_fetch
           FROM incoming ORDER BY 1, 5, 3, 4 NULLS FIRST, 2"""
    )
    connection.sql(
        """INSERT INTO observation_by_region
           FROM observation ORDER BY region, indicator, sex, year, period NULLS FIRST"""
    )
    connection.unregister("incoming")


def observations_parquet(observation: pl.DataFrame) -> bytes:
    """The table `observation` as a Parquet file for everyone: without examples, its closed sets as plain words.

    Equal tables give equal bytes.
    """
    real = observation.filter(~pl.col("flags").list.contains("example"))
    stream = io.BytesIO()
    plain = real.with_columns(pl.col(pl.Enum).cast(pl.String))
    plain.write_parquet(stream, compression="zstd", row_group_size=_ROWS_IN_A_GROUP)
    return stream.getvalue()


def _insert(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String)) if frame.width else frame
    connection.register("incoming", plain.to_arrow())
    connection.sql(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
    connection.unregister("incoming")


def _create_enum(connection: duckdb.DuckDBPyConnection, name: str, values: list[str]) -> None:
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    connection.sql(f"CREATE TYPE {name} AS ENUM ({listed})")
