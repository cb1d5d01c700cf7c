"""From the lock to the tables of a release, all in memory: the same lock, catalogue and code give the same tables."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Literal

import orjson
import polars as pl

from ilmiotaulu.catalogue import OF_COUNT_AND_BASE, Catalogue, Derived, File, Indicator, Local, Sotkanet, StatFin
from ilmiotaulu.schema import Observation, ReachRow, Region, SourceFetch, polars_schema
from pipelines import catalogue_tables
from pipelines.derive import (
    SERIES,
    as_observations,
    coverage_of,
    fill_absent,
    fill_uncollected,
    join_sources,
    newest_rows,
    official_forecasts,
    sum_of_indicators,
    sum_to_areas,
    with_base_and_intervals,
)
from pipelines.division import move_to_division, only_known_areas, parts_of_hidden
from pipelines.evidence import evidence_tables
from pipelines.forecasts import forecast_tables
from pipelines.hide import Before, hide_own
from pipelines.local.examples import FOLDER as EXAMPLES
from pipelines.local.figures import dispersions, listed_series, month_table, monthly_series, place_table
from pipelines.local.keeping import Given
from pipelines.local.months import cells_before, work_out
from pipelines.raw import RawStore
from pipelines.reach import reach_table
from pipelines.sources import classifications, files, geo, grid, sotkanet, statfin
from pipelines.sources.rows import Noted, Parsed, plain_text
from pipelines.tile_grid import place_in_grid, to_drawing

Kind = Literal["official", "starter"]
Progress = Callable[[str, int], None]


@dataclass
class Built:
    """Everything a release holds, before it is checked and published."""

    kind: Kind
    tables: dict[str, pl.DataFrame]
    files: dict[str, bytes]
    noted: list[tuple[str | None, Noted]] = field(default_factory=list)
    # What hidden merged municipalities are the sums of, for the check of what publishers' totals give away.
    parts: pl.DataFrame | None = None

    @property
    def newest_fetch(self) -> datetime:
        """The newest time at which any bytes of the release were first seen."""
        return max(self.tables["source_fetch"]["fetched_at"], default=datetime(2026, 1, 1, tzinfo=UTC))


class _Fetches:
    """Provenance rows in the order they are needed; each gets the number that observations carry."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def add(self, **row: Any) -> int:
        number = len(self._rows) + 1
        self._rows.append({"id": number, **row})
        return number

    def table(self) -> pl.DataFrame:
        return SourceFetch.validate(pl.DataFrame(self._rows, schema=polars_schema(SourceFetch)), cast=True)

    def sum_of(self, numbers: Sequence[int]) -> dict[str, Any]:
        """The provenance of a sum: whose figures went into it, from which tables, and when the last of them came."""
        rows = [self._rows[number - 1] for number in numbers]
        together = {name: " + ".join(dict.fromkeys(row[name] for row in rows)) for name in ("publisher", "licence")}
        ids = sorted({row["source_id"] for row in rows}, key=lambda one: (len(one), one))
        return {
            **together,
            "source": rows[0]["source"],
            "source_id": " + ".join(ids) if len(ids) < 4 else f"{ids[0]} + … + {ids[-1]}",
            "url": rows[0]["url"],
            "updated": max((row["updated"] for row in rows if row["updated"]), default=None),
            "fetched_at": max(row["fetched_at"] for row in rows),
            "sha256": _sha256("".join(row["sha256"] for row in rows).encode()),
            "bytes": sum(row["bytes"] for row in rows),
        }


@dataclass(frozen=True, eq=False)
class Earlier:
    """What the release before told of figures of our own, so that what it hid stays hidden.

    `observations` gives the rows of an indicator, `months` is the table `local_month`.
    """

    observations: Before
    months: pl.DataFrame


def build(
    raw: RawStore | None,
    catalogue: Catalogue,
    shipped: Path,
    local: Mapping[str, Given],
    progress: Progress = lambda _name, _rows: None,
    before: Earlier | None = None,
) -> Built:
    """Build a release from the raw answers that the lock names, the region's own rows, and files that ship with us.

    Without raw answers it is the starter, made of `starter/<indicator>.csv` by the same road. `local` are the rows that
    may be seen on the day of the release (`keeping.given`).
    """
    return _Build(raw, catalogue, shipped, local, progress, before).run()


class _Build:
    def __init__(
        self,
        raw: RawStore | None,
        catalogue: Catalogue,
        shipped: Path,
        local: Mapping[str, Given],
        progress: Progress,
        before: Earlier | None,
    ) -> None:
        self.raw = raw
        self.catalogue = catalogue
        self.shipped = shipped
        self.local = local
        self.kind: Kind = "starter" if raw is None else "official"
        self.progress = progress
        self.before = before
        self.regions = place_in_grid(catalogue.regions)
        self.successor = dict(catalogue.region_changes.select("old", "new").iter_rows())
        self.merged_in = {old: date.year for old, date in catalogue.region_changes.select("old", "date").iter_rows()}
        self.areas = self.regions.select(region="code", level="level")
        self.fetches = _Fetches()
        self.of_import, self.of_template = self._local_fetches()
        self.worked = work_out(local, catalogue.indicators, self.regions, self.successor, self._cells_before())
        self.noted: list[tuple[str | None, Noted]] = [*self.worked.noted]
        self.parts: list[pl.DataFrame] = []
        self.sotkanet_areas: pl.DataFrame | None = None
        self.tables = statfin.tables_of(
            source for entry in catalogue.indicators.values() for source in entry.source if isinstance(source, StatFin)
        )

    def run(self) -> Built:
        series: dict[str, pl.DataFrame] = {}
        observations = []
        for name in self._in_order():
            entry = self.catalogue.indicators[name]
            made = self._series(entry, series)
            self.progress(name, 0 if made is None else made.height)
            if made is None:
                continue
            series[name] = made
            base = series.get(entry.interval.base or "")
            limited = with_base_and_intervals(made, entry, base, self._dispersion(entry))
            observations.append(as_observations(limited, entry))
        empty = pl.DataFrame(schema=polars_schema(Observation))
        together = pl.concat(observations) if observations else empty
        before = self.before.observations if self.before else None
        hidden, noted = hide_own(together, self.catalogue.indicators, self.regions, before)
        self.noted += noted
        everything = hidden.sort("indicator", "sex", "year", "period", "region")
        indicators = self.catalogue.indicators.values()
        observed = [entry.id for entry in indicators if entry.time == "observed"]
        launches = {entry.id: entry.launch for entry in indicators if entry.launch is not None}
        places = place_table(self.worked, self.of_import)
        reach = self._reach(places)
        tables = {
            "region": Region.validate(self.regions, cast=True),
            **catalogue_tables.tables(self.catalogue),
            "observation": everything,
            "latest": newest_rows(everything, self.regions, observed),
            "coverage": coverage_of(everything, self.regions),
            "source_fetch": self.fetches.table(),
            "place": places,
            "local_month": month_table(self.worked, self.of_import, self.of_template),
            "reach": reach,
            **evidence_tables(everything, self.catalogue.indicators, self.regions, self.catalogue.division),
        }
        services = [one.id for one in indicators if one.kind == "use" and one.interval.method in OF_COUNT_AND_BASE]
        own = forecast_tables(everything, services, self.regions)
        tables["forecast"] = pl.concat([official_forecasts(everything, launches), own["forecast"]])
        tables["backtest"] = own["backtest"]
        return Built(self.kind, tables, self._files(), self.noted, self._parts_of(everything))

    def _dispersion(self, entry: Indicator) -> pl.DataFrame | None:
        """How much more the months vary than chance would, where the interval of an indicator asks for it."""
        if entry.interval.method != "overdispersed":
            return None
        (source,) = (one for one in entry.source if isinstance(one, Local))
        return dispersions(self.worked, source)

    def _cells_before(self) -> pl.DataFrame | None:
        """What the release before told or hid of the region's own months and years."""
        if self.before is None:
            return None
        entries = self.catalogue.indicators
        monthly = [n for n, e in entries.items() if any(isinstance(s, Local) and s.is_monthly for s in e.source)]
        rows = [self.before.observations(name) for name in monthly]
        observations = pl.concat(rows) if rows else pl.DataFrame(schema=polars_schema(Observation))
        return cells_before(self.before.months, observations, entries, self.regions)

    def _parts_of(self, observations: pl.DataFrame) -> pl.DataFrame | None:
        """The parts of merged municipalities of those sources that the observations are from."""
        if not self.parts:
            return None
        cell = ["indicator", "year", "period", "sex", "source_fetch"]
        whole = observations.select(*cell, new="region")
        return pl.concat(self.parts).join(whole, on=[*cell, "new"], how="semi", nulls_equal=True)

    def _in_order(self) -> list[str]:
        """Indicators so that whatever one is computed from, or has as its base, comes before it."""
        graph: dict[str, list[str]] = {}
        for name, entry in sorted(self.catalogue.indicators.items()):
            needs = [other for source in entry.source if isinstance(source, Derived) for other in source.of]
            graph[name] = needs + ([entry.interval.base] if entry.interval.base else [])
        return list(TopologicalSorter(graph).static_order())

    def _series(self, entry: Indicator, series: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
        """The finished series of an indicator in the division, or `None` when there is nothing to publish."""
        for source in entry.source:
            if isinstance(source, Local):
                return self._local_series(entry, source, series)
        parts: list[pl.DataFrame] = []
        promised: int | None = None
        if self.kind == "starter":
            parts += self._file_part(entry, File(kind="file", path=f"starter/{entry.id}.csv", title=entry.title.fi))
            parts += [part for s in entry.source if isinstance(s, File) for part in self._file_part(entry, s)]
            if not parts:
                return self._without_figures(entry)
            return pl.concat(parts).sort("region", "year", "sex")
        for source in entry.source:
            if isinstance(source, Sotkanet):
                new, until = self._sotkanet_part(entry, source)
                parts += new
                promised = until if new else promised
            elif isinstance(source, StatFin):
                parts += self._statfin_part(entry, source)
            elif isinstance(source, File):
                parts += self._file_part(entry, source)
            elif isinstance(source, Derived):
                parts += self._derived_part(entry, source, series)
        if not parts:
            return self._without_figures(entry)
        joined, disagreements = join_sources(parts, entry.decimals)
        self.noted += [(entry.id, noted) for noted in disagreements]
        if any(isinstance(source, File) for source in entry.source):
            return joined
        if entry.is_count:
            joined = sum_to_areas(joined, self.regions)
        filled = fill_absent(joined, self.areas, None)
        return fill_uncollected(
            filled, self.areas, is_observed=entry.time == "observed", promised_year=promised
        ).select(SERIES.names())

    def _sotkanet_part(self, entry: Indicator, source: Sotkanet) -> tuple[list[pl.DataFrame], int | None]:
        metadata_key, rows_key = sotkanet.keys(source.indicator)
        assert self.raw is not None
        if rows_key not in self.raw.entries or sotkanet.REGIONS_KEY not in self.raw.entries:
            return [], None
        if self.sotkanet_areas is None:
            self.sotkanet_areas, noted = sotkanet.parse_regions(self.raw.read(sotkanet.REGIONS_KEY), self.regions)
            self.noted += [(None, note) for note in noted]
        # The rows may be older than the metadata: their own date is what the figures are of.
        metadata, rows = self.raw.read(metadata_key), self.raw.entries[rows_key]
        title, _, until = sotkanet.parse_metadata(metadata)
        self.noted += [(entry.id, note) for note in sotkanet.metadata_noted(metadata, source, entry.unit)]
        parsed = sotkanet.parse_rows(self.raw.read(rows_key), self.sotkanet_areas, is_count=entry.is_count)
        number = self._fetched(entry, "sotkanet", str(source.indicator), title, [rows_key], rows.updated)
        return self._in_division(entry, parsed, number), until

    def _statfin_part(self, entry: Indicator, source: StatFin) -> list[pl.DataFrame]:
        assert self.raw is not None
        table = statfin.table_of(source, self.tables)
        keys = list(self.raw.keys(f"{table.key}/data/"))
        if not keys:
            return []
        parsed = statfin.parse_table([self.raw.read(key) for key in keys], source, is_count=entry.is_count)
        entry_of_table = self.raw.entries[keys[0]]
        name = entry_of_table.url.rsplit("/", 1)[-1].removesuffix(".px")
        title = plain_text(orjson.loads(self.raw.read(f"{table.key}/metadata")).get("title", name))
        number = self._fetched(entry, "statfin", name, title, keys, entry_of_table.updated)
        return self._in_division(entry, parsed, number)

    def _file_part(self, entry: Indicator, source: File) -> list[pl.DataFrame]:
        path = self.shipped / source.path
        if not path.exists():
            return []
        payload = path.read_bytes()
        header = files.parse_header(payload)
        parsed = files.parse_file(payload, source.path)
        number = self.fetches.add(
            publisher=header.get("publisher", "local"),
            source="file",
            source_id=header.get("source_id", source.path),
            title=header.get("title", source.title),
            url=header.get("url", source.path),
            updated=header.get("updated"),
            fetched_at=_midnight(header.get("retrieved")),
            sha256=_sha256(payload),
            bytes=len(payload),
            licence=header.get("licence", "–"),
        )
        counted = parsed.with_columns(count=pl.coalesce("count", "value")) if entry.is_count else parsed
        return self._in_division(entry, Parsed(counted), number)

    def _local_fetches(self) -> tuple[dict[str, dict[int, int]], dict[str, int]]:
        """Where the region's own rows came from: by template and import, and by template all of them together."""
        publisher = self.catalogue.publishers["local"]
        of_import: dict[str, dict[int, int]] = {}
        of_template: dict[str, int] = {}
        for name, one in self.local.items():
            title = one.template.title.fi
            for origin in one.origins:
                of_import.setdefault(name, {})[origin.number] = self.fetches.add(
                    publisher="example" if one.is_example else publisher.name.fi,
                    source="local",
                    source_id=name,
                    title=f"{title} ({origin.role})" if origin.role else title,
                    url=f"{EXAMPLES}/{name}.csv" if one.is_example else f"local/{origin.number}",
                    updated=None,
                    fetched_at=origin.at,
                    sha256=origin.sha256,
                    bytes=origin.bytes,
                    licence=publisher.licence,
                )
            fetched = list(of_import[name].values())
            together = fetched[0]
            if len(fetched) > 1:
                told = {**self.fetches.sum_of(fetched), "url": f"local/{name}"}
                together = self.fetches.add(**told, title=title)
            of_template[name] = together
        return of_import, of_template

    def _local_series(self, entry: Indicator, source: Local, series: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
        """The series of a figure of the region's own, which has no other source."""
        one = self.local.get(source.template)
        if one is None:
            return self._without_figures(entry)
        number = self.of_template[source.template]
        if source.is_monthly:
            made = monthly_series(entry, source, self.worked, number, series.get(entry.interval.base or ""))
        else:
            made = listed_series(entry, source, one, self.worked.places, self.regions, self.successor, number)
            made = sum_to_areas(made, self.regions) if entry.is_count else made
        if not made.is_empty():
            if one.is_example:
                path = f"{EXAMPLES}/{source.template}.csv"
                self.noted.append((entry.id, Noted("example_figures", {"path": path})))
            return made
        if one.is_example or not source.is_monthly:
            return self._without_figures(entry)
        self.noted.append((entry.id, Noted("local_no_whole_year", {"title": one.template.title.fi})))
        return None

    def _without_figures(self, entry: Indicator) -> None:
        """Note that nobody has given any figures of an indicator; the starter is known to have few."""
        if self.kind == "official":
            self.noted.append((entry.id, Noted("no_figures", {"sources": _named(entry)})))

    def _derived_part(
        self, entry: Indicator, source: Derived, series: Mapping[str, pl.DataFrame]
    ) -> list[pl.DataFrame]:
        parts = [series[name] for name in source.of if name in series]
        if len(parts) < len(source.of):
            return []
        origins = sorted(set(pl.concat([part.select("source_fetch") for part in parts])["source_fetch"]))
        number = self.fetches.add(**self.fetches.sum_of(origins), title=entry.title.fi)
        return [sum_of_indicators(parts, number)]

    def _fetched(
        self, entry: Indicator, source: str, source_id: str, title: str, keys: Sequence[str], updated: str | None
    ) -> int:
        assert self.raw is not None
        entries = [self.raw.entries[key] for key in keys]
        publisher = self.catalogue.publishers[source]
        return self.fetches.add(
            publisher=publisher.name.fi,
            source=source,
            source_id=source_id,
            title=title,
            url=entries[0].url,
            updated=updated,
            fetched_at=max(item.fetched_at for item in entries),
            sha256=entries[0].sha256 if len(entries) == 1 else _sha256("".join(e.sha256 for e in entries).encode()),
            bytes=sum(item.bytes for item in entries),
            licence=publisher.licence,
        )

    def _in_division(self, entry: Indicator, parsed: Parsed, source_fetch: int) -> list[pl.DataFrame]:
        """The rows of one source under the division's codes, with what the source left out of its own list."""
        self.noted += [(entry.id, note) for note in parsed.noted]
        if parsed.rows.is_empty():
            self.noted.append((entry.id, Noted("zero_rows", {"source_fetch": source_fetch})))
            return []
        ours = frozenset(self.regions["code"]) | frozenset(self.successor)
        looks_ours = parsed.rows.filter(pl.col("region").str.contains(r"^(FI|KU|MK|HVA)"))
        rows, unknown = only_known_areas(looks_ours, ours)
        self.noted += [(entry.id, note) for note in unknown]
        if entry.small_counts and parsed.listed:
            # Only an area that the publisher lists can have a hidden count; an old municipality may still be listed.
            merged = [code for code in self.successor if code in parsed.listed]
            listed = self.areas.filter(pl.col("region").is_in(list(parsed.listed)))
            old = pl.DataFrame({"region": merged, "level": ["municipality"] * len(merged)}, schema=listed.schema)
            rows = fill_absent(rows, pl.concat([listed, old]), entry.small_counts, self.merged_in)
        if entry.small_counts:
            parts = parts_of_hidden(rows, self.successor)
            self.parts.append(
                parts.with_columns(indicator=pl.lit(entry.id), source_fetch=pl.lit(source_fetch, pl.Int16))
            )
        moved = move_to_division(rows, self.successor, is_count=entry.is_count)
        return [moved.with_columns(source_fetch=pl.lit(source_fetch, pl.Int16))]

    def _reach(self, places: pl.DataFrame) -> pl.DataFrame:
        """How far children live from the places by the population grid; no rows when it was never fetched."""
        none = ReachRow.validate(pl.DataFrame(schema=polars_schema(ReachRow)))
        if self.raw is None or grid.KEY not in self.raw.entries:
            return none
        entry, publisher = self.raw.entries[grid.KEY], self.catalogue.publishers["grid"]
        try:
            told = grid.parse_grid(self.raw.read(grid.KEY))
        except ValueError as error:
            # What was kept has been readable; what reads it may have become stricter.
            self.noted.append((None, Noted("grid_unreadable", {"detail": str(error)})))
            return none
        of = geo.key("municipality")
        boundaries = geo.parse_boundaries(self.raw.read(of), "municipality") if of in self.raw.entries else None
        municipalities = self.regions.filter(level="municipality")["code"].to_list()
        squares, noted = grid.in_division(told, boundaries, self.successor, municipalities)
        self.noted += [(None, note) for note in noted]
        if squares.is_empty():
            return none
        layer = grid.layer_of(entry.url)
        number = self.fetches.add(
            publisher=publisher.name.fi,
            source="grid",
            source_id=layer,
            title=f"Väestöruutuaineisto 1 km × 1 km, {told.year or layer}",
            url=entry.url,
            updated=None,
            fetched_at=entry.fetched_at,
            sha256=entry.sha256,
            bytes=entry.bytes,
            licence=publisher.licence,
        )
        # The page's own year: that of the newest fetch of the release.
        open_in = max(self.fetches.table()["fetched_at"]).year
        return reach_table(grid.to_degrees(squares), places, self.regions, open_in, told.year, number)

    def _files(self) -> dict[str, bytes]:
        """Geometry: the tile grid always, real boundaries when they have been fetched."""
        names = {code: name for code, name in self.regions.select("code", "name_fi").iter_rows()}
        made = {"geometry/tiles.json": to_drawing(self.regions)}
        if self.raw is None:
            return made
        for target in classifications.TARGETS:
            if classifications.key(target) in self.raw.entries:
                pairs = classifications.parse_correspondence(self.raw.read(classifications.key(target)), target)
                differences = classifications.compare_with_division(pairs, target, self.regions)
                self.noted += [(None, note) for note in differences]
        levels = [level for level in geo.LAYERS if geo.key(level) in self.raw.entries]
        shapes = {level: geo.parse_boundaries(self.raw.read(geo.key(level)), level) for level in levels}
        for level, boundaries in shapes.items():
            made[f"geometry/{level}.geojson"] = geo.to_geojson(boundaries)
        if "municipality" in shapes:
            made["geometry/boundaries.json"] = geo.to_drawing(shapes["municipality"], shapes.get("county"), names)
        return made


def _named(entry: Indicator) -> str:
    return ", ".join(f"{source.kind} {source.source_id}" for source in entry.source) or "–"


def _midnight(date: str | None) -> datetime:
    return datetime.fromisoformat(date or "2026-01-01").replace(tzinfo=UTC)


def _sha256(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()
