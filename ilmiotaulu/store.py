"""Reading a published release. The only reader of DuckDB.

A release never changes under its path, so everything read here may be cached by release id.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import orjson
import polars as pl

from ilmiotaulu.schema import INTERVAL_COLUMNS, LATER_TABLES, TABLES, Benchmark

FILE_NAME = "release.duckdb"
POINTER = "current.json"
MANIFEST = "manifest.json"
_MONTH_COLUMNS = ("measure", "month", "value", "status", "is_example", "source_fetch")


class NoRelease(Exception):
    """Nothing has been published yet."""


class DamagedRelease(Exception):
    """The pointer or the release it names cannot be read; `path` says which file."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{path}: {why}")


@dataclass(frozen=True)
class Pointer:
    """Which release is current, where it lies, and whether people went back to it on purpose."""

    release: str
    path: Path
    rolled_back_from: str | None = None


def current(snapshots: Path) -> Pointer:
    """The current release; `NoRelease` or `DamagedRelease` when there is none that can be read."""
    path = snapshots / POINTER
    try:
        content = orjson.loads(path.read_bytes())
        pointer = Pointer(content["release"], snapshots / content["release"], content.get("rolled_back_from"))
    except FileNotFoundError as error:
        raise NoRelease(str(path)) from error
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise DamagedRelease(path, "not a pointer to a release") from error
    if not (pointer.path / FILE_NAME).is_file():
        raise DamagedRelease(pointer.path / FILE_NAME, "the file is missing")
    return pointer


def manifest(release: Path) -> dict[str, Any]:
    """What a release says of itself; `DamagedRelease` when it cannot be read."""
    path = release / MANIFEST
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise DamagedRelease(path, type(error).__name__) from error


def releases(snapshots: Path) -> list[dict[str, Any]]:
    """The manifests of the releases that are kept, oldest publication first; unreadable ones are left out."""
    found = []
    for path in snapshots.glob(f"*/{MANIFEST}"):
        if path.parent.name.startswith("."):
            continue
        try:
            found.append(manifest(path.parent))
        except DamagedRelease:
            continue
    return sorted(found, key=lambda content: (content["published_at"], content["release"]))


class Release:
    """A published release, open for reading. Safe to share between threads: every query has its own cursor."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            # One thread a query serves many readers better than many threads one reader.
            self._connection = duckdb.connect(str(path / FILE_NAME), read_only=True, config={"threads": 1})
            present = self._connection.sql("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
        except duckdb.Error as error:
            raise DamagedRelease(path / FILE_NAME, str(error).splitlines()[0]) from error
        # A release of before a table was thought of has nothing in it: people can still go back to that release.
        self._absent = LATER_TABLES - {name for name, _ in present}
        promised = {
            (name, column)
            for name, table in TABLES.items()
            if name not in self._absent
            for column in table.column_names()
        }
        if missing := promised - set(present):
            # An open connection would keep what the file was, also after it has been mended.
            self._connection.close()
            words = sorted({f"{name}.{column}" for name, column in missing})
            raise DamagedRelease(path / FILE_NAME, f"not there: {', '.join(words[:10])}")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def table(self, name: str) -> pl.DataFrame:
        """A whole table, in its published order; empty when the release is older than the table."""
        if name not in TABLES:
            raise KeyError(name)
        if name in self._absent:
            return TABLES[name].create_empty()
        return self._read(f'SELECT * FROM "{name}"', [])

    def series(self, indicator: str, regions: Sequence[str] = (), sex: str = "total") -> pl.DataFrame:
        """All years of an indicator, as a line is drawn: `region, year, period, value, limits, status, source_fetch`.

        Every region when none is named. Sorted by year, period and region. An unknown indicator gives no rows.
        """
        # The table lies in this order already; only a selection of regions, read from the other copy, must be sorted.
        among = _among("region", regions)
        selected = f"AND {among} ORDER BY year, period NULLS FIRST, region" if regions else ""
        table = "observation_by_region" if regions else "observation"
        return self._read(
            f"""SELECT region::VARCHAR AS region, year, period, value, lower95, upper95, status::VARCHAR AS status,
                       source_fetch
                FROM {table} WHERE indicator = ? AND sex = ? {selected}""",
            [indicator, sex, *regions],
        )

    def areas(self, indicator: str, regions: Sequence[str], sex: str = "total") -> pl.DataFrame:
        """All that is told of an indicator in some regions, every year: the columns of `one_year`, and the year."""
        return self._read(
            f"""SELECT region::VARCHAR AS region, year, period, value, count, base, lower95, upper95,
                       status::VARCHAR AS status, flags, source_fetch
                FROM observation_by_region
                WHERE {_among("region", regions)} AND indicator = ? AND sex = ?
                ORDER BY year, period NULLS FIRST, region""",
            [*regions, indicator, sex],
        )

    def region_series(self, region: str, sex: str = "total") -> pl.DataFrame:
        """All years of every indicator in one region, in that order: `indicator, year, period, value, limits, status,
        flags, source_fetch`.
        """
        return self._read(
            """SELECT indicator::VARCHAR AS indicator, year, period, value, lower95, upper95,
                      status::VARCHAR AS status, flags, source_fetch
               FROM observation_by_region
               WHERE region = ? AND sex = ?""",
            [region, sex],
        )

    def one_year(self, indicator: str, year: int, sex: str = "total") -> pl.DataFrame:
        """An indicator in all regions in one year; of a monthly figure the newest month of that year."""
        return self._read(
            """SELECT region::VARCHAR AS region, year, period, value, count, base, lower95, upper95,
                      status::VARCHAR AS status, flags, source_fetch
               FROM observation
               WHERE indicator = ? AND sex = ? AND year = ?
               QUALIFY period IS NOT DISTINCT FROM max(period) OVER ()
               ORDER BY region""",
            [indicator, sex, year],
        )

    def years(self, indicator: str) -> list[int]:
        """Years in which some region has a value or a hidden one, both sexes together, ascending."""
        frame = self._read(
            "SELECT DISTINCT year FROM coverage WHERE indicator = ? AND with_value + hidden > 0 ORDER BY year",
            [indicator],
        )
        return frame["year"].to_list()

    def sexes(self, indicator: str) -> list[str]:
        """The sexes an indicator is published for."""
        frame = self._read(
            "SELECT DISTINCT sex::VARCHAR AS sex FROM observation WHERE indicator = ?",
            [indicator],
        )
        return [sex for sex in ("total", "male", "female") if sex in set(frame["sex"])]

    def latest(self, region: str) -> pl.DataFrame:
        """The newest row of every indicator in a region, with its rank and the value before it."""
        return self._read("SELECT * FROM latest WHERE region = ?", [region])

    def spread(self, level: str) -> pl.DataFrame:
        """Between which values the areas of a level lie in their newest year, by indicator: `indicator, year, areas,
        smallest, lower_quartile, upper_quartile, largest`. Made-up figures are left out.
        """
        return self._read(
            """SELECT indicator, l.year, count(*) AS areas, min(value) AS smallest,
                      quantile_cont(value, 0.25) AS lower_quartile, quantile_cont(value, 0.75) AS upper_quartile,
                      max(value) AS largest
               FROM latest l JOIN region r ON r.code = l.region
               WHERE r.level::VARCHAR = ? AND status::VARCHAR = 'ok' AND NOT list_contains(flags, 'example')
               GROUP BY indicator, l.year ORDER BY indicator""",
            [level],
        )

    def forecast(self, region: str, sex: str = "total") -> pl.DataFrame:
        """Every projection and forecast of a region, as the table `forecast` has them."""
        return self._read(
            """SELECT * FROM forecast WHERE region = ? AND sex::VARCHAR = ?
               ORDER BY indicator, method, launch, year""",
            [region, sex],
        )

    def forecasts_of(self, indicator: str) -> pl.DataFrame:
        """Our own forecasts of an indicator in all regions: `region, year, launch, method, value` and 80 % limits."""
        return self._read(
            """SELECT region, year, launch, method, value, lower80, upper80 FROM forecast
               WHERE indicator = ? AND scenario = 'expected' AND sex::VARCHAR = 'total' ORDER BY region, year""",
            [indicator],
        )

    def backtests(self, group: str) -> pl.DataFrame:
        """How past forecasts of every indicator fared in a group of areas, as the table `backtest` has it."""
        return self._read('SELECT * FROM backtest WHERE "group" = ? ORDER BY indicator, method, horizon', [group])

    def comparisons(
        self,
        region: str | None = None,
        indicator: str | None = None,
        year: int | None = None,
        benchmark: Benchmark | None = None,
    ) -> pl.DataFrame:
        """Values against benchmarks, as the table `comparison` has them; what is not named is not limited."""
        return self._statistics("comparison", region=region, indicator=indicator, year=year, benchmark=benchmark)

    def newest_comparisons(self, region: str | None = None) -> pl.DataFrame:
        """A region's comparisons, or everyone's, of the year that `latest` has, by indicator and benchmark.

        None of an indicator whose newest value is hidden in the region: an older year is not the newest.
        """
        where = "" if region is None else "WHERE region = ?"
        return self._read(
            f"""SELECT comparison.* FROM comparison JOIN latest USING (region, indicator, year)
                {where} ORDER BY indicator, benchmark""",
            [] if region is None else [region],
        )

    def overdispersion(self, indicator: str, year: int | None = None) -> pl.DataFrame:
        """How much the areas of each level scatter around the country beyond chance, by year."""
        return self._statistics("overdispersion", indicator=indicator, year=year)

    def trends(self, region: str | None = None, indicator: str | None = None) -> pl.DataFrame:
        """Recent trends of a region, of an indicator, or one of both."""
        return self._statistics("trend", region=region, indicator=indicator)

    def smoothed(self, region: str | None = None, indicator: str | None = None) -> pl.DataFrame:
        """Steadied levels of a municipality, of an indicator, or one of both."""
        return self._statistics("smoothed", region=region, indicator=indicator)

    def standings(
        self, region: str | None = None, indicator: str | None = None, peers: Literal["country", "county"] | None = None
    ) -> pl.DataFrame:
        """Between which ranks areas lie among their peers: of a region, of an indicator, or one of both."""
        return self._statistics("standing", region=region, indicator=indicator, peers=peers)

    def detectable(self, region: str | None = None, indicator: str | None = None) -> pl.DataFrame:
        """From which counts on municipalities could be told apart from the country, hidden ones as well."""
        return self._statistics("detectable", region=region, indicator=indicator)

    def neighbours(self, region: str) -> pl.DataFrame:
        """A municipality's statistical neighbours, the nearest first, with what is alike and what differs."""
        return self._read('SELECT * FROM neighbour WHERE region = ? ORDER BY "set", rank', [region])

    def inequality(self, indicator: str | None = None) -> pl.DataFrame:
        """The indices of inequality, of one indicator or of all."""
        return self._statistics("inequality", indicator=indicator)

    def local_months(self, template: str, *, region: str = "", place: str = "") -> pl.DataFrame:
        """The months of a local figure, all ages together: of one place, or of all places of a region together.

        `measure, month, value, status, is_example, source_fetch`, by measure and month; none without either.
        """
        if "local_month" in self._absent:
            return self.table("local_month").select(_MONTH_COLUMNS)
        where = "place = ?" if place else "region = ? AND place = ''"
        return self._read(
            f"""SELECT measure, month, value, status::VARCHAR AS status, is_example, source_fetch FROM local_month
                WHERE template = ? AND age_group = 'all' AND {where} ORDER BY measure, month""",
            [template, place or region],
        )

    def reporting(self, template: str, regions: Sequence[str]) -> pl.DataFrame:
        """Which places of some municipalities have reported a month, hidden or not: `measure, month, places`."""
        if "local_month" in self._absent:
            return pl.DataFrame(schema={"measure": pl.String, "month": pl.String, "places": pl.List(pl.String)})
        return self._read(
            """SELECT measure, month, list(DISTINCT place ORDER BY place) AS places FROM local_month
               WHERE template = ? AND age_group = 'all' AND place <> '' AND list_contains(?, region)
               GROUP BY measure, month ORDER BY measure, month""",
            [template, list(regions)],
        )

    def change_counts(self) -> pl.DataFrame:
        """What differs from the release before: rows of each kind by indicator, with the size of revisions."""
        return self._read(
            """SELECT indicator, kind::VARCHAR AS kind, count(*) AS cells,
                      min(year) AS first_year, max(year) AS last_year,
                      median(abs(coalesce(new_count, new) - coalesce(old_count, old))
                             / nullif(abs(coalesce(old_count, old)), 0)) AS typical,
                      max(abs(coalesce(new_count, new) - coalesce(old_count, old))
                          / nullif(abs(coalesce(old_count, old)), 0)) AS largest
               FROM change GROUP BY ALL ORDER BY indicator, kind""",
            [],
        )

    def observations_of(self, indicator: str) -> pl.DataFrame:
        """Every published row of an indicator, all sexes and years, as the table holds it."""
        return self._read(
            """SELECT indicator::VARCHAR AS indicator, region::VARCHAR AS region, year, period, sex::VARCHAR AS sex,
                      value, count, base, lower95, upper95, lower998, upper998, status::VARCHAR AS status, flags,
                      source_fetch
               FROM observation WHERE indicator = ? ORDER BY sex, year, period, region""",
            [indicator],
        )

    def indicators_with_rows(self) -> list[str]:
        """Ids of indicators that have any row."""
        return self._read("SELECT DISTINCT indicator::VARCHAR AS id FROM coverage ORDER BY id", [])["id"].to_list()

    def _statistics(self, table: str, **wanted: str | int | None) -> pl.DataFrame:
        """Rows of a table of statistics in their published order, limited to what is named."""
        named = {column: value for column, value in wanted.items() if value is not None}
        where = " AND ".join(f"{column} = ?" for column in named) or "true"
        return self._read(f"SELECT * FROM {table} WHERE {where}", list(named.values()))

    def _read(self, query: str, parameters: list[Any]) -> pl.DataFrame:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            return _withheld(cursor.sql(query, params=parameters).pl())
        except (duckdb.OperationalError, duckdb.FatalException) as error:
            raise DamagedRelease(self.path / FILE_NAME, str(error).splitlines()[0]) from error
        finally:
            cursor.close()


def _among(column: str, values: Sequence[str]) -> str:
    """The condition that a column has one of the values, a parameter each: only so are the other rows never read."""
    return f"{column} IN ({', '.join('?' * len(values))})" if values else "false"


# What a row without a figure to show has nothing in.
_NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)


def _withheld(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without numbers where there is no figure to show. A release has none there; this is the second lock."""
    numbers = [name for name in _NUMBERS if name in rows.columns]
    if "status" not in rows.columns or not numbers:
        return rows
    return rows.with_columns(pl.when(pl.col("status") == "ok").then(pl.col(*numbers)))
