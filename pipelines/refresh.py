"""One refresh: fetch → build → check → changes → publish.

Nothing people see changes until the last step, and then whole.
"""

import hashlib
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import filelock
import orjson
import polars as pl

from ilmiotaulu import store
from ilmiotaulu.catalogue import Catalogue, Sotkanet, StatFin
from ilmiotaulu.schema import ReleaseRow, polars_schema
from ilmiotaulu.settings import PROJECT, Settings
from pipelines import checks
from pipelines.changes import changes_between
from pipelines.publish import keep_newest, point_to, publish, release_id, sweep
from pipelines.raw import RawStore, now_utc
from pipelines.sources import classifications, geo, grid, sotkanet, statfin
from pipelines.sources.http import Client, Pace, SourceError
from pipelines.sources.rows import Noted

if TYPE_CHECKING:
    from pipelines.build import Built
    from pipelines.local.keeping import Given

State = Literal["published", "nothing_new", "rollback_kept", "stopped", "unreachable", "dry_run"]
_GIVE_UP_AFTER = 2
# A publisher has answered, and does not have what was asked for.
_NOT_THERE = ("missing", "bad_request", "no_layer", "no_fields", "no_squares")
_OF_FETCHING = (
    "source_unreachable",
    "fetch_failed",
    "indicator_gone",
    "not_at_publisher",
    "grid_absent",
    "grid_kept",
)
# Without these no figure is missing or old: a finding tells of them, and whatever uses them says what it uses.
_OPTIONAL = frozenset({"grid"})


class Busy(Exception):
    """Another refresh is at work and did not finish in time."""


class Watcher(Protocol):
    """Who is told how the work goes; the command draws bars from it."""

    def begin(self, source: str, steps: int) -> None:
        """A source begins, with so many things to ask."""

    def step(self, source: str, what: str, size: int) -> None:
        """One thing has been asked; `size` is the bytes that were new."""

    def phase(self, name: str) -> None:
        """Building, checking, comparing or publishing begins."""

    def built(self, indicator: str, rows: int) -> None:
        """An indicator has been built, with so many rows."""


class Unheard:
    """A watcher that tells nobody."""

    def begin(self, source: str, steps: int) -> None:
        """Nothing."""

    def step(self, source: str, what: str, size: int) -> None:
        """Nothing."""

    def phase(self, name: str) -> None:
        """Nothing."""

    def built(self, indicator: str, rows: int) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Failure:
    """Something that could not be fetched, and how old the figures are that stand in for it."""

    source: str
    what: str
    kind: str
    url: str
    detail: str
    indicators: tuple[str, ...]
    last_good: datetime | None


@dataclass
class Outcome:
    """What a refresh came to."""

    state: State
    release: str | None = None
    path: Path | None = None
    findings: list[checks.Seen] = field(default_factory=list)
    changes: pl.DataFrame | None = None
    failures: list[Failure] = field(default_factory=list)
    observations: int = 0
    fetched_bytes: int = 0
    seconds_waited: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 published or nothing new, 1 stopped by a check, 3 nothing could be reached."""
        return {"stopped": 1, "unreachable": 3}.get(self.state, 0)


@dataclass(frozen=True)
class _Task:
    source: str
    what: str
    indicators: tuple[str, ...]
    key: str
    run: Callable[[], int | None]


@contextmanager
def alone(settings: Settings, on_wait: Callable[[], None] = lambda: None) -> Generator[None]:
    """Hold the data directory for one writer; a second one waits, and gives up with `Busy`."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(settings.data_dir / ".refresh.lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        on_wait()
        try:
            lock.acquire(timeout=settings.lock_wait_seconds)
        except filelock.Timeout as error:
            raise Busy from error
    try:
        yield
    finally:
        lock.release()


def refresh(
    settings: Settings,
    catalogue: Catalogue,
    watcher: Watcher,
    only: str | None = None,
    *,
    again: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Fetch what is newer and publish a release when anything has changed. Call it inside `alone`.

    `again` fetches everything anew, also what the publishers say is unchanged.
    """
    raw = RawStore(settings.raw_dir)
    if again:
        raw.doubt()
    raw.sweep()
    sweep(settings.snapshots_dir)
    now = now_utc()
    failures, fetched, waited, is_silent = _fetch(settings, catalogue, raw, watcher, only, now)
    raw.save()
    outcome = Outcome("unreachable", failures=failures, fetched_bytes=fetched, seconds_waited=waited)
    if is_silent:
        return outcome
    missed = [f for f in failures if f.kind not in _NOT_THERE and f.source not in _OPTIONAL]
    unreachable = sorted({f"{f.source}:{f.what}" for f in missed})
    failed = [_failure_seen(failure) for failure in failures]
    return _make(settings, catalogue, raw, now, unreachable, failed, outcome, watcher, dry_run)


def publish_starter(settings: Settings, catalogue: Catalogue, watcher: Watcher) -> Outcome:
    """Publish the starter release, unless any release is current already. Call it inside `alone`."""
    current = _current(settings)
    if current:
        return Outcome("nothing_new", current.release, current.path)
    return _make(settings, catalogue, None, now_utc(), [], [], Outcome("published"), watcher, False)


def publish_kept(settings: Settings, catalogue: Catalogue, watcher: Watcher) -> Outcome:
    """Publish what is there, asking nobody: the answers that the lock names, or the starter where none has come yet.

    For figures of the region's own that have been taken in, made public or withdrawn. Call it inside `alone`.
    """
    raw = RawStore(settings.raw_dir)
    sweep(settings.snapshots_dir)
    current = _current(settings)
    kept = raw if raw.entries else None
    unreachable, failed = _told_before(current) if current and kept else ([], [])
    return _make(settings, catalogue, kept, now_utc(), unreachable, failed, Outcome("published"), watcher, False)


def _told_before(current: store.Pointer) -> tuple[list[str], list[checks.Seen]]:
    """Who could not be reached the last time and what failed: nobody has been asked since."""
    last = current.path.parent / (current.rolled_back_from or current.release)
    if not (last / store.MANIFEST).exists():
        last = current.path
    release = store.Release(last)
    try:
        rows = release.table("finding").filter(pl.col("kind").is_in(_OF_FETCHING)).to_dicts()
    finally:
        release.close()
    failed = [
        checks.Seen(row["kind"], row["indicator"], row["source"], details=orjson.loads(row["details"])) for row in rows
    ]
    return store.manifest(last)["unreachable"], failed


def local_given(settings: Settings, catalogue: Catalogue, now: datetime) -> dict[str, "Given"]:
    """The region's own rows that may be seen on the day of `now`, or the examples that stand in for them."""
    from ilmiotaulu.local.templates import load_templates
    from pipelines.local.examples import shipped_examples
    from pipelines.local.keeping import LocalStore, given

    templates = load_templates(settings.templates_dir)
    examples = shipped_examples(settings.shipped_dir, templates, catalogue)
    return given(LocalStore(settings.local_dir), templates, now.date(), examples)


def _make(
    settings: Settings,
    catalogue: Catalogue,
    raw: RawStore | None,
    now: datetime,
    unreachable: list[str],
    failed: list[checks.Seen],
    outcome: Outcome,
    watcher: Watcher,
    dry_run: bool,
) -> Outcome:
    """Build and publish, unless the release that these inputs make is already there."""
    current = _current(settings)
    local = local_given(settings, catalogue, now)
    inputs = inputs_sha256(raw, settings, local)
    if current and not dry_run and _is_nothing_new(settings, current, inputs, unreachable):
        outcome.state = "rollback_kept" if current.rolled_back_from else "nothing_new"
        outcome.release, outcome.path = current.release, current.path
        return outcome
    # Only a release that must be made pays for what making it imports.
    from pipelines.build import Earlier, build

    watcher.phase("build")
    with _previous(current) as previous:
        before = Earlier(previous.observations_of, previous.table("local_month")) if previous else None
        built = build(raw, catalogue, settings.shipped_dir, local, watcher.built, before)
        if previous:
            built.noted += _lost_imports(settings, previous.table("source_fetch"))
    return _finish(settings, catalogue, built, inputs, unreachable, failed, outcome, current, watcher, dry_run)


def _lost_imports(settings: Settings, fetches: pl.DataFrame) -> list[tuple[str | None, Noted]]:
    """What the release before was made of and the list of imports does not have: it is never taken off on purpose."""
    from pipelines.local.keeping import LocalStore

    known = {(f"local/{one.id}", one.file_sha256) for one in LocalStore(settings.local_dir).imports}
    had = fetches.filter(pl.col("url").str.contains(r"^local/\d+$"), source="local").select("url", "sha256").rows()
    lost = [url for url, sha256 in had if (url, sha256) not in known]
    return [(None, Noted("local_lost", {"imports": len(lost), "path": str(settings.local_dir)}))] if lost else []


def _finish(
    settings: Settings,
    catalogue: Catalogue,
    built: "Built",
    inputs: str,
    unreachable: list[str],
    failed: list[checks.Seen],
    outcome: Outcome,
    current: store.Pointer | None,
    watcher: Watcher,
    dry_run: bool,
) -> Outcome:
    """Check, compare with the release before, and publish."""
    with _previous(current, "official") as previous:
        watcher.phase("check")
        known_before = previous.indicators_with_rows() if previous else []
        before = previous.observations_of if previous else None
        findings = checks.check(built.tables, built.noted, catalogue, before, known_before, built.parts)
        told = {seen.indicator for seen in failed if seen.indicator}
        findings = [seen for seen in findings if seen.kind != "no_figures" or seen.indicator not in told] + failed
        outcome.findings = findings
        watcher.phase("changes")
        observations = built.tables["observation"]
        if previous:
            by_name = {str(k[0]): part for k, part in observations.partition_by("indicator", as_dict=True).items()}
            both = sorted(set(known_before) & by_name.keys())
            built.tables["change"] = changes_between(previous.observations_of, by_name.__getitem__, both)
            outcome.changes = built.tables["change"]
    outcome.observations = observations.height
    if checks.stops(findings):
        outcome.state = "stopped"
        return outcome
    built.tables["finding"] = checks.as_table(findings)
    release = release_id(built.kind, built.newest_fetch, inputs, unreachable)
    outcome.release, outcome.path = release, settings.snapshots_dir / release
    if dry_run:
        outcome.state = "dry_run"
        return outcome
    row = {
        "id": release,
        "kind": built.kind,
        "previous": current.release if current else None,
        "division": catalogue.division,
        "observations": observations.height,
        "newest_fetch": built.newest_fetch,
        "inputs_sha256": inputs,
        "unreachable": unreachable,
    }
    schema = polars_schema(ReleaseRow)
    built.tables["release"] = ReleaseRow.validate(pl.DataFrame([row], schema=schema, orient="row"), cast=True)
    watcher.phase("publish")
    content = {**row, "newest_fetch": built.newest_fetch.isoformat()}
    # Finer than a second: releases are kept and gone back to in the order of their publication.
    outcome.path = publish(built, settings.snapshots_dir, release, content, datetime.now(UTC))
    keep_newest(settings.snapshots_dir, settings.keep_releases)
    outcome.state = "published"
    return outcome


def rollback(settings: Settings, release: str | None) -> tuple[str, str]:
    """Go back to `release`, or to the one published before the current one; returns both ids: from, to.

    `LookupError` when there is no such release.
    """
    current = store.current(settings.snapshots_dir)
    kept = [content["release"] for content in store.releases(settings.snapshots_dir)]
    if release is None:
        position = kept.index(current.release) if current.release in kept else 0
        if position == 0:
            raise LookupError("nothing_before")
        release = kept[position - 1]
    if release not in kept:
        raise LookupError(release)
    store.Release(settings.snapshots_dir / release).close()
    newest = kept[-1]
    point_to(settings.snapshots_dir, release, newest if newest != release else None)
    return current.release, release


def _current(settings: Settings) -> store.Pointer | None:
    """The current release; none when there is none or it is damaged, for then a new one must be made."""
    try:
        pointer = store.current(settings.snapshots_dir)
        store.Release(pointer.path).close()
        told = store.manifest(pointer.path)
        is_whole = told.get("bytes") in (None, (pointer.path / store.FILE_NAME).stat().st_size)
    except (store.NoRelease, store.DamagedRelease):
        return None
    return pointer if is_whole else None


@contextmanager
def _previous(current: store.Pointer | None, kind: str | None = None) -> Generator[store.Release | None]:
    """The current release, opened, when it is of that kind."""
    if current is None or kind not in (None, store.manifest(current.path)["kind"]):
        yield None
        return
    release = store.Release(current.path)
    try:
        yield release
    finally:
        release.close()


def _is_nothing_new(settings: Settings, current: store.Pointer, inputs: str, unreachable: list[str]) -> bool:
    """Whether the release that these inputs make is already there.

    After a rollback it is the release that people went back from. A source that is down adds nothing new; a release
    that says a source was down is made anew when the source is back.
    """
    there = current.path.parent / (current.rolled_back_from or current.release)
    if not (there / store.MANIFEST).exists():
        return False
    told = store.manifest(there)
    return told["inputs_sha256"] == inputs and bool(unreachable or not told["unreachable"])


def inputs_sha256(raw: RawStore | None, settings: Settings, local: Mapping[str, "Given"]) -> str:
    """What a release is made of: raw answers, catalogue, shipped and local figures and the code that computes."""
    digest = hashlib.sha256()
    folders = [(settings.shipped_dir / "local", "*.csv"), (settings.templates_dir, "*.toml")]
    if raw is not None:
        digest.update(orjson.dumps({key: entry.sha256 for key, entry in sorted(raw.entries.items())}))
    else:
        folders.append((settings.shipped_dir / "starter", "*.csv"))
    from pipelines.local.keeping import is_kept_rows

    taking_part = [[name, one.is_example, one.origins] for name, one in sorted(local.items())]
    digest.update(orjson.dumps(taking_part))
    folders += [(settings.catalogue_dir, "**/*.*"), (PROJECT / "pipelines", "**/*.py")]
    code = [PROJECT / "ilmiotaulu" / name for name in ("schema.py", "catalogue.py")]
    for name in ("disclosure", "forecast", "local", "statistics"):
        code += sorted((PROJECT / "ilmiotaulu" / name).glob("*.py"))
    files = [path for folder, pattern in folders for path in sorted(folder.glob(pattern)) if path.is_file()]
    # Rows of imports count when they take part, not because they are there.
    for path in [*(path for path in files if not is_kept_rows(path)), *code]:
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _failure_seen(failure: Failure) -> checks.Seen:
    if failure.source == "grid":
        kind = "grid_kept" if failure.last_good else "grid_absent"
    elif failure.what == "*":
        kind = "source_unreachable"
    elif failure.kind in _NOT_THERE:
        kind = "indicator_gone" if failure.last_good else "not_at_publisher"
    else:
        kind = "fetch_failed"
    details = {
        "what": failure.what,
        "why": failure.kind,
        "detail": failure.detail,
        "last_good": failure.last_good.date().isoformat() if failure.last_good else None,
        "indicators": ", ".join(failure.indicators),
    }
    return checks.Seen(
        kind, failure.indicators[0] if len(failure.indicators) == 1 else None, failure.source, details=details
    )


def _fetch(
    settings: Settings, catalogue: Catalogue, raw: RawStore, watcher: Watcher, only: str | None, now: datetime
) -> tuple[list[Failure], int, float, bool]:
    """Ask every publisher, each in its own thread and at its own pace.

    Returns what failed, the bytes that were new, the longest time any publisher was waited for, and whether something
    was asked and nobody answered. Optional sources count when nothing else was asked.
    """
    clients = _clients(settings)
    try:
        tasks = _tasks(settings, catalogue, raw, clients, now)
        if only:
            tasks = [task for task in tasks if only in (task.source, task.what, *task.indicators)]
            if not tasks:
                raise LookupError(only)
        by_source: dict[str, list[_Task]] = {}
        for task in tasks:
            by_source.setdefault(task.source, []).append(task)
        with ThreadPoolExecutor(max_workers=len(by_source)) as pool:
            results = list(pool.map(lambda item: _fetch_source(*item, raw, watcher), by_source.items()))
        waited = max(client.seconds_waited for client in clients.values())
    finally:
        for client in clients.values():
            client.close()
    failures = [failure for asked in results for failure in asked.failures]
    counted = [one for source, one in zip(by_source, results, strict=True) if source not in _OPTIONAL] or results
    is_silent = any(one.tried for one in counted) and all(one.is_silent for one in counted)
    return failures, sum(asked.size for asked in results), waited, is_silent


@dataclass
class _Asked:
    """What asking one publisher came to: what failed, the bytes that were new, and how many answers were tried for."""

    failures: list[Failure]
    size: int
    tried: int

    @property
    def is_silent(self) -> bool:
        """Whether no answer came to anything that was asked."""
        return len(self.failures) == self.tried and all(one.kind not in _NOT_THERE for one in self.failures)


def _fetch_source(source: str, tasks: list[_Task], raw: RawStore, watcher: Watcher) -> _Asked:
    watcher.begin(source, len(tasks))
    failed: list[tuple[_Task, SourceError]] = []
    size = in_a_row = tried = 0
    for task in tasks:
        new: int | None = 0
        if in_a_row < _GIVE_UP_AFTER:
            try:
                new = task.run()
                in_a_row = 0
            except SourceError as error:
                failed.append((task, error))
                # An answer about one thing says nothing of the others; silence does.
                in_a_row = in_a_row + 1 if error.kind not in _NOT_THERE else 0
        else:
            failed.append((task, failed[-1][1]))
        tried += new is not None
        size += new or 0
        watcher.step(source, task.what, new or 0)
    if failed and len(failed) == tried and all(error.kind not in _NOT_THERE for _, error in failed):
        error = failed[0][1]
        indicators = tuple(sorted({name for task in tasks for name in task.indicators}))
        ages = [age for task in tasks if (age := _last_good(raw, task))]
        whole = Failure(source, "*", error.kind, error.url, error.detail, indicators, min(ages, default=None))
        return _Asked([whole], size, 1)
    failures = [
        Failure(source, task.what, error.kind, error.url, error.detail, task.indicators, _last_good(raw, task))
        for task, error in failed
    ]
    return _Asked(failures, size, tried)


def _last_good(raw: RawStore, task: _Task) -> datetime | None:
    return max((raw.entries[key].checked_at for key in raw.keys(task.key)), default=None)


def _clients(settings: Settings) -> Mapping[str, Client]:
    gentle = settings.sotkanet_pause_seconds
    return {
        "sotkanet": Client(settings.sotkanet_url, Pace(1, gentle), settings),
        "statfin": Client(
            settings.statfin_url, Pace(settings.statfin_calls, settings.statfin_window_seconds), settings
        ),
        "geo": Client(settings.geo_url, Pace(1, gentle), settings),
        "grid": Client(settings.population_grid_url, Pace(1, gentle), settings),
        "classifications": Client(settings.classifications_url, Pace(1, gentle), settings),
    }


def _tasks(
    settings: Settings, catalogue: Catalogue, raw: RawStore, clients: Mapping[str, Client], now: datetime
) -> list[_Task]:
    """Everything the catalogue needs, in the order it is asked."""
    sotkanet_ids: dict[int, list[str]] = {}
    statfin_sources: list[tuple[StatFin, str]] = []
    for entry in catalogue.indicators.values():
        for source in entry.source:
            if isinstance(source, Sotkanet):
                sotkanet_ids.setdefault(source.indicator, []).append(entry.id)
            elif isinstance(source, StatFin):
                statfin_sources.append((source, entry.id))
    tables = statfin.tables_of(source for source, _ in statfin_sources)
    users = {
        table: tuple(sorted({n for s, n in statfin_sources if statfin.table_of(s, tables) == table}))
        for table in tables
    }
    recheck = timedelta(days=settings.recheck_days)
    tasks = (
        [
            _Task(
                "sotkanet",
                "regions",
                (),
                sotkanet.REGIONS_KEY,
                lambda: sotkanet.fetch_regions(clients["sotkanet"], raw, now),
            )
        ]
        if sotkanet_ids
        else []
    )
    tasks += [
        _Task(
            "sotkanet",
            str(number),
            tuple(names),
            f"sotkanet/{number}/rows",
            lambda number=number: sotkanet.fetch_indicator(clients["sotkanet"], raw, number, now),
        )
        for number, names in sorted(sotkanet_ids.items())
    ]
    tasks += [
        _Task(
            "statfin",
            table.table or table.find or "",
            users[table],
            f"{table.key}/data/",
            lambda table=table: statfin.fetch_table(clients["statfin"], raw, table, settings.statfin_cells, now),
        )
        for table in tables
    ]
    tasks += [
        _Task(
            "classifications",
            target,
            (),
            classifications.key(target),
            lambda target=target: classifications.fetch_correspondence(
                clients["classifications"], raw, target, catalogue.division, recheck, now
            ),
        )
        for target in classifications.TARGETS
    ]
    tasks += [
        _Task(
            "geo",
            level,
            (),
            geo.key(level),
            lambda level=level: geo.fetch_boundaries(clients["geo"], raw, level, catalogue.division, recheck, now),
        )
        for level in geo.LAYERS
    ]
    return [
        *tasks,
        _Task("grid", "squares", (), grid.KEY, lambda: grid.fetch_grid(clients["grid"], raw, recheck, now)),
    ]
