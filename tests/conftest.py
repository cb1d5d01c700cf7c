"""What many tests share: the fake publishers, a small catalogue, and a house in which a refresh can run."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import orjson
import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.catalogue import Catalogue, load_catalogue
from ilmiotaulu.settings import PROJECT, Settings
from pipelines import cli
from pipelines.refresh import Outcome, alone, publish_starter, refresh
from tests.publishers.server import Publishers

# How long a case takes says how busy the machine is, and nothing of what must hold.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
HERE = Path(__file__).parent
RECORDED = HERE / "publishers" / "recorded"
STRICT_FOLDERS = ("sources", "derive", "statistics", "disclosure", "catalogue", "refresh", "publish", "local")

# One of every kind: births from four tables, hidden shares with a base, counties alone, a sum of indicators, a
# projection, a monthly figure, marked hidden cells, an example, and one that the publisher does not have.
SMALL = (
    "live_births",
    "placed_children_0_17",
    "placed_young_0_24",
    "children_0_17",
    *(f"age_{age}" for age in range(18)),
    "projected_children_0_2",
    "projected_age_0",
    "projected_age_1",
    "projected_age_2",
    "unemployment_rate",
    "unemployed_jobseekers_month",
    "low_income_children",
    "persistent_low_income_children",
    "total_fertility",
    "family_centre_visits",
    "emergency_placements",
)
# The areas of the fake world, so that every county has all its municipalities.
WORLD = ("FI", "HVA12", "HVA15", "MK10", "MK13", "KU179", "KU249", "KU256", "KU491", "KU507", "KU729", "KU892")
# Enough for a release that is made anew in a moment.
TINY = ("live_births", "unemployment_rate", "persistent_low_income_children")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Warnings are errors in the tests of the pipeline."""
    for item in items:
        with contextlib.suppress(ValueError, IndexError):
            if item.path.relative_to(HERE).parts[0] in STRICT_FOLDERS:
                item.add_marker(pytest.mark.filterwarnings("error"))


def recorded(name: str) -> bytes:
    """The bytes of a recorded answer."""
    return (RECORDED / name).read_bytes()


def copy_catalogue(folder: Path, kept: Collection[str]) -> Path:
    """The shipped catalogue with these indicators and the areas of the fake world only."""
    shutil.copytree(PROJECT / "data" / "catalogue", folder)
    header, *areas = (folder / "regions.csv").read_text("utf-8").splitlines(keepends=True)
    of_the_world = [line for line in areas if line.partition(",")[0] in WORLD]
    (folder / "regions.csv").write_text("".join([header, *of_the_world]), "utf-8")
    for path in (folder / "indicators").glob("*.toml"):
        if path.stem not in kept:
            path.unlink()
    for path in (folder / "phenomena").glob("*.toml"):
        head, *roles = path.read_text("utf-8").split("[[indicators]]")
        named = [(re.search(r'indicator = "(\w+)"', role), role) for role in roles]
        left = [role for name, role in named if name and name[1] in kept]
        path.write_text("[[indicators]]".join([head, *left]), "utf-8")
    return folder


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue as it ships."""
    return load_catalogue(PROJECT / "data" / "catalogue")


@pytest.fixture(scope="session")
def small_catalogue_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_catalogue(tmp_path_factory.mktemp("small") / "catalogue", SMALL)


@pytest.fixture(scope="session")
def tiny_catalogue_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_catalogue(tmp_path_factory.mktemp("tiny") / "catalogue", TINY)


@pytest.fixture(scope="session")
def small_catalogue(small_catalogue_dir: Path) -> Catalogue:
    return load_catalogue(small_catalogue_dir)


@pytest.fixture(scope="session")
def _server() -> Iterator[Publishers]:
    with Publishers() as publishers:
        yield publishers


@pytest.fixture
def publishers(_server: Publishers) -> Publishers:
    """The fake publishers, without faults and with no memory of earlier requests."""
    _server.reset()
    return _server


def settings_for(publishers: Publishers, data_dir: Path, catalogue_dir: Path, **changed: Any) -> Settings:
    """Settings that ask the fake publishers, quickly."""
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "catalogue_dir": catalogue_dir,
        "sotkanet_url": publishers.sotkanet_url,
        "statfin_url": publishers.statfin_url,
        "geo_url": publishers.geo_url,
        "classifications_url": publishers.classifications_url,
        "timeout_seconds": 10,
        "attempts": 2,
        "first_wait_seconds": 0,
        "longest_wait_seconds": 2,
        "sotkanet_pause_seconds": 0,
        "statfin_calls": 100_000,
        "lock_wait_seconds": 30,
    }
    return Settings(**{**values, **changed})


@pytest.fixture
def settings(publishers: Publishers, tmp_path: Path, small_catalogue_dir: Path) -> Settings:
    return settings_for(publishers, tmp_path / "data", small_catalogue_dir)


@dataclass
class Quiet:
    """A watcher that remembers what it was told."""

    steps: list[tuple[str, str, int]] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)

    def begin(self, *told: object) -> None: ...

    def step(self, source: str, what: str, size: int, *told: object) -> None:
        self.steps.append((source, what, size))

    def phase(self, name: str, *told: object) -> None:
        self.phases.append(name)

    def built(self, *told: object) -> None: ...


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass
class House:
    """A data directory, a catalogue and the publishers: everything a refresh needs."""

    publishers: Publishers
    settings: Settings

    def refresh(self, only: str | None = None, *, again: bool = False, dry_run: bool = False) -> Outcome:
        catalogue = load_catalogue(self.settings.catalogue_dir)
        with alone(self.settings):
            return refresh(self.settings, catalogue, Quiet(), only, again=again, dry_run=dry_run)

    def starter(self) -> Outcome:
        with alone(self.settings):
            return publish_starter(self.settings, load_catalogue(self.settings.catalogue_dir), Quiet())

    def change(self, **values: Any) -> None:
        """Change settings."""
        self.settings = self.settings.model_copy(update=values)

    def edit(self, indicator: str, old: str, new: str) -> Path:
        """Change an indicator's file in a catalogue of this house's own; no `old` adds at the end."""
        own = self.settings.data_dir.parent / "catalogue"
        if not own.exists():
            shutil.copytree(self.settings.catalogue_dir, own)
            self.change(catalogue_dir=own)
        path = own / "indicators" / f"{indicator}.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
        return path

    @property
    def pointer(self) -> store.Pointer:
        return store.current(self.settings.snapshots_dir)

    @contextlib.contextmanager
    def opened(self, release: str | None = None) -> Iterator[store.Release]:
        """The current release, or one by its id."""
        opened = store.Release(self.settings.snapshots_dir / release if release else self.pointer.path)
        try:
            yield opened
        finally:
            opened.close()

    def table(self, name: str) -> pl.DataFrame:
        with self.opened() as release:
            return release.table(name)

    def cell(self, indicator: str, region: str, year: int, sex: str = "total") -> dict[str, Any]:
        """The one row of the table `observation`."""
        with self.opened() as release:
            rows = release.observations_of(indicator)
        return rows.filter(region=region, year=year, sex=sex).row(0, named=True)

    def findings(self, kind: str) -> list[dict[str, Any]]:
        """The published findings of a kind, with their details opened."""
        rows = self.table("finding").filter(kind=kind).to_dicts()
        return [{**row, "details": orjson.loads(row["details"])} for row in rows]

    def asked(self, service: str, *, figures: bool = False) -> list[dict[str, Any]]:
        """Requests to a publisher since the last `publishers.requests.clear()`; of figures alone when told."""
        mine = [request for request in list(self.publishers.requests) if request["service"] == service]
        if not figures:
            return mine
        if service == "sotkanet":
            return [request for request in mine if request["path"].endswith("/json")]
        return [r for r in mine if r["method"] == "POST" and '"filter":"top"' not in r["body"]]

    @property
    def environment(self) -> dict[str, str]:
        """The settings as a command in another process reads them."""
        names = type(self.settings).model_fields
        changed = {name: getattr(self.settings, name) for name in names if name in self.settings.model_fields_set}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ILMIOTAULU_")}
        told = {f"ILMIOTAULU_{name.upper()}": str(value) for name, value in changed.items()}
        return {**kept, **told, "COLUMNS": "400", "NO_COLOR": "1"}

    def process(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The real command, begun in a process of its own."""
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("ilmiotaulu")), *words],
            env={**self.environment, **environment},
            cwd=self.settings.data_dir.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> Done:
        """The real command, run to its end in a process of its own."""
        process = self.process(*words, **environment)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
        return Done(process.returncode, out, err)


@pytest.fixture
def house(publishers: Publishers, settings: Settings) -> House:
    return House(publishers, settings)


@pytest.fixture
def tiny_house(publishers: Publishers, tmp_path: Path, tiny_catalogue_dir: Path) -> House:
    return House(publishers, settings_for(publishers, tmp_path / "data", tiny_catalogue_dir))


@pytest.fixture(scope="session")
def _published_data(
    _server: Publishers, tmp_path_factory: pytest.TempPathFactory, small_catalogue_dir: Path, tiny_catalogue_dir: Path
) -> dict[str, Path]:
    """Data directories after one refresh, to be copied."""
    made = {}
    for name, catalogue_dir in (("small", small_catalogue_dir), ("tiny", tiny_catalogue_dir)):
        _server.reset()
        made[name] = tmp_path_factory.mktemp("published") / "data"
        assert House(_server, settings_for(_server, made[name], catalogue_dir)).refresh().state == "published"
    return made


@pytest.fixture
def published(_published_data: dict[str, Path], house: House) -> House:
    """A house of the small catalogue with one release."""
    house.publishers.reset()
    shutil.copytree(_published_data["small"], house.settings.data_dir)
    return house


@pytest.fixture
def tiny_published(_published_data: dict[str, Path], tiny_house: House) -> House:
    """A house of the tiny catalogue with one release."""
    tiny_house.publishers.reset()
    shutil.copytree(_published_data["tiny"], tiny_house.settings.data_dir)
    return tiny_house


Command = Callable[..., Done]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command within this process: `command(house, "refresh", "--dry-run")`."""
    for console in (cli.out, cli.err):
        monkeypatch.setattr(console, "width", 400)
    monkeypatch.chdir(tmp_path)

    def run(house: House, *words: str, **environment: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch:
            told = {**house.environment, **environment}
            for name, value in told.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["ilmiotaulu", *words])
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
                cli.main()
        code = ended.value.code
        return Done(0 if code is None else int(code), out.getvalue(), err.getvalue())

    return run
