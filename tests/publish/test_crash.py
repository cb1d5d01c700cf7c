"""A crash at any point leaves a whole release current, and the next refresh finishes."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import polars as pl
import pytest

from ilmiotaulu import store
from pipelines.refresh import Outcome
from tests.conftest import Command, House, settings_for
from tests.publishers.server import Publishers

HOOKS = Path(__file__).parent / "hooks"
RATE = "unemployment_rate"


def killed(house: House, **environment: str) -> int:
    """Run the real command with a hook that may kill it; returns how it ended."""
    done = house.run("refresh", PYTHONPATH=str(HOOKS), **environment)
    assert done.code in (0, -signal.SIGKILL), done.err
    return done.code


def figures(house: House) -> pl.DataFrame:
    with house.opened() as release:
        return release.observations_of(RATE)


def left_over(house: House) -> list[str]:
    """Whatever in the snapshots folder is neither a release nor the pointer."""
    return sorted(p.name for p in house.settings.snapshots_dir.iterdir() if p.name.startswith("."))


@dataclass(frozen=True)
class Kept:
    """A data directory with two releases and fetched figures that wait to be the third."""

    folder: Path
    old: str
    new: str
    births: float


@pytest.fixture(scope="module")
def kept(_server: Publishers, tmp_path_factory: pytest.TempPathFactory, tiny_catalogue_dir: Path) -> Kept:
    folder = tmp_path_factory.mktemp("waiting") / "data"
    house = House(_server, settings_for(_server, folder, tiny_catalogue_dir, keep_releases=2))
    for faults in ([], ["revise:181:1.01"]):
        _server.faults = faults
        assert house.refresh().state == "published"
    births = house.cell("live_births", "KU179", 2022)["value"]
    _server.faults = ["revise:181:1.01", "revise:11ae:2"]
    dry = house.refresh(dry_run=True)
    assert dry.state == "dry_run"
    assert dry.release != house.pointer.release
    return Kept(folder, house.pointer.release, str(dry.release), births)


class Waiting:
    """A house about to publish its third release, and how to begin it anew."""

    def __init__(self, house: House, kept: Kept) -> None:
        self.house, self.kept = house, kept
        self.old, self.new = kept.old, kept.new
        house.change(keep_releases=2)
        house.publishers.faults = ["revise:181:1.01", "revise:11ae:2"]
        self.begin()

    def begin(self) -> None:
        shutil.rmtree(self.house.settings.data_dir, ignore_errors=True)
        shutil.copytree(self.kept.folder, self.house.settings.data_dir)

    def is_whole(self) -> None:
        """What people see now is the old release or the new one, whole and readable."""
        pointer = self.house.pointer
        assert pointer.release in (self.old, self.new)
        release = store.Release(pointer.path)
        try:
            for name in store.TABLES:
                release.table(name)
            births = release.observations_of("live_births").filter(region="KU179", year=2022)["value"].item()
        finally:
            release.close()
        assert store.manifest(pointer.path)["release"] == pointer.release
        assert births == self.kept.births * (2 if pointer.release == self.new else 1)

    def finishes(self) -> None:
        """The next refresh ends with the new release current and nothing left over."""
        outcome = self.house.refresh()
        assert outcome.state in ("published", "nothing_new")
        assert self.house.pointer.release == self.new
        assert left_over(self.house) == []


@pytest.fixture
def waiting(kept: Kept, tiny_house: House) -> Waiting:
    return Waiting(tiny_house, kept)


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 2], ids=["odd steps", "even steps"])
def test_kill_nine_at_every_file_system_step_of_publish_leaves_a_whole_release(waiting: Waiting, first: int) -> None:
    house, step, ended_at = waiting.house, first, set()
    while True:
        waiting.begin()
        code = killed(house, KILL_AT=str(step), KILL_UNDER=str(house.settings.snapshots_dir))
        waiting.is_whole()
        ended_at.add(house.pointer.release)
        waiting.finishes()
        if code == 0:
            break
        step += 2
    assert ended_at == {waiting.old, waiting.new}
    assert step > 20


@pytest.mark.slow
@pytest.mark.parametrize("call", ["1", "5", "7", "9", "12", "40", "CHECKPOINT", "close"])
def test_kill_nine_inside_the_writing_of_the_database_leaves_the_old_release(waiting: Waiting, call: str) -> None:
    assert killed(waiting.house, KILL_DUCKDB=call) == -signal.SIGKILL
    assert waiting.house.pointer.release == waiting.old
    assert [name.partition("-")[0] for name in left_over(waiting.house)] == [".building"]
    waiting.is_whole()
    waiting.finishes()


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 2, 3, 4, 6, 9, 14])
def test_kill_nine_while_fetching_leaves_the_release_and_what_was_fetched(tiny_published: House, step: int) -> None:
    before = tiny_published.pointer
    tiny_published.publishers.faults = ["revise:181:1.01", "revise:11ae:2"]
    code = killed(tiny_published, KILL_AT=str(step), KILL_UNDER=str(tiny_published.settings.raw_dir))
    assert code == -signal.SIGKILL
    assert tiny_published.pointer == before
    assert figures(tiny_published).height > 0
    assert tiny_published.refresh().state == "published"


# -- a disk that fills up
class Disk:
    """The audit hook of a disk with room for so many writes under a folder."""

    folder = ""
    room: int | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def hook(cls, event: str, arguments: tuple[object, ...]) -> None:
        if cls.room is None or event not in ("open", "os.mkdir"):
            return
        name = arguments[0]
        if event == "open":
            flags = arguments[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
        if isinstance(name, int) or not os.path.abspath(os.fsdecode(name)).startswith(cls.folder):  # type: ignore[arg-type]  # noqa: PTH100
            return
        cls.room -= 1
        if cls.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fsdecode(name))  # type: ignore[arg-type]


sys.addaudithook(Disk.hook)


@pytest.fixture
def disk() -> Iterator[type[Disk]]:
    yield Disk
    Disk.room = None


def test_a_disk_that_fills_up_at_any_write_of_publish_ends_with_four_and_the_old_release(
    waiting: Waiting, command: Command, disk: type[Disk]
) -> None:
    house, room = waiting.house, 0
    disk.folder = str(house.settings.snapshots_dir)
    while True:
        disk.room = room
        done = command(house, "refresh")
        disk.room = None
        if done.code == 0:
            break
        assert done.code == 4
        assert os.strerror(errno.ENOSPC) in done.err
        assert str(house.settings.snapshots_dir) in done.err
        assert house.pointer.release == waiting.old
        assert left_over(house) == []
        room += 1
    assert room > 6
    assert house.pointer.release == waiting.new
    waiting.is_whole()


@pytest.mark.parametrize("room", [0, 1, 2, 3])
def test_a_disk_that_fills_up_while_fetching_ends_with_four_and_the_old_release(
    tiny_published: House, command: Command, disk: type[Disk], room: int
) -> None:
    before = tiny_published.pointer
    tiny_published.publishers.faults = ["revise:181:1.01"]
    disk.folder, disk.room = str(tiny_published.settings.raw_dir), room
    done = command(tiny_published, "refresh")
    disk.room = None
    assert done.code == 4
    assert os.strerror(errno.ENOSPC) in done.err
    assert tiny_published.pointer == before
    assert tiny_published.refresh().state == "published"


@pytest.mark.slow
def test_a_database_that_cannot_be_written_in_full_ends_with_four_and_the_old_release(waiting: Waiting) -> None:
    """DuckDB writes by itself: a file that may not grow is met as a full disk is."""
    house = waiting.house

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))

    done = subprocess.run(
        [str(Path(sys.executable).with_name("ilmiotaulu")), "refresh"],
        env=house.environment,
        cwd=house.settings.data_dir.parent,
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (4, False)
    assert str(house.settings.snapshots_dir) in done.stderr
    assert house.pointer.release == waiting.old
    assert left_over(house) == []
    waiting.finishes()


# -- readers
def test_a_reader_keeps_its_release_while_new_ones_are_published(waiting: Waiting) -> None:
    house = waiting.house
    with house.opened() as reader:
        before = reader.observations_of(RATE)
        assert house.refresh().state == "published"
        house.publishers.faults = ["revise:181:1.02", "revise:11ae:2"]
        assert house.refresh(again=True).state == "published"
        assert house.pointer.release not in (waiting.old, waiting.new)
        # The folder of its release is gone from the disk by now, for only two are kept.
        assert not (house.settings.snapshots_dir / waiting.old).exists()
        assert reader.observations_of(RATE).equals(before)
        assert reader.table("release")["id"].to_list() == [waiting.old]


# -- damage
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"null", b'{"path": "x"}', b'{"release": 5, "path": 5}', b'{"release": null}']
)
def test_a_damaged_pointer_is_named(tiny_published: House, command: Command, body: bytes) -> None:
    path = tiny_published.settings.snapshots_dir / store.POINTER
    path.write_bytes(body)
    with pytest.raises(store.DamagedRelease) as raised:
        store.current(tiny_published.settings.snapshots_dir)
    assert raised.value.path.is_relative_to(tiny_published.settings.snapshots_dir)
    done = command(tiny_published, "check")
    assert (done.code, str(raised.value.path) in done.err) == (2, True)


@pytest.mark.parametrize("damage", ["gone", "cut", "rubbish", "empty", "another database"])
def test_a_damaged_database_is_named_and_the_next_refresh_mends_it(tiny_published: House, damage: str) -> None:
    whole = figures(tiny_published)
    pointer = tiny_published.pointer
    path = pointer.path / store.FILE_NAME
    body = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "another database":
        path.unlink()
        subprocess.run(
            [sys.executable, "-c", f"import duckdb; duckdb.connect({str(path)!r}).sql('CREATE TABLE x AS SELECT 1')"],
            check=True,
        )
    else:
        path.write_bytes({"cut": body[: len(body) // 3], "rubbish": b"x" * 5000, "empty": b""}[damage])
    with pytest.raises(store.DamagedRelease) as raised, tiny_published.opened() as release:
        release.observations_of(RATE)
    assert raised.value.path == path
    done = tiny_published.run("check")
    assert (done.code, str(path) in done.err) == (2, True)
    assert tiny_published.refresh().state == "published"
    assert figures(tiny_published).equals(whole)


def test_a_pointer_to_a_release_that_is_gone_is_named_and_the_next_refresh_mends_it(
    tiny_published: House, command: Command
) -> None:
    gone = tiny_published.pointer
    shutil.rmtree(gone.path)
    done = command(tiny_published, "releases")
    assert (done.code, str(gone.path) in done.err) == (2, True)
    assert tiny_published.refresh().state == "published"
    assert tiny_published.pointer == gone


def test_a_release_without_its_manifest_is_not_listed_and_harms_no_other(waiting: Waiting, command: Command) -> None:
    house = waiting.house
    assert house.refresh().state == "published"
    (house.settings.snapshots_dir / waiting.old / store.MANIFEST).write_bytes(b"{")
    done = command(house, "releases")
    assert done.code == 0
    assert waiting.new in done.out
    assert waiting.old not in done.out


def test_the_folder_of_releases_may_be_moved(tiny_published: House, tmp_path: Path) -> None:
    whole = figures(tiny_published)
    shutil.move(tiny_published.settings.data_dir, tmp_path / "moved")
    tiny_published.change(data_dir=tmp_path / "moved")
    assert figures(tiny_published).equals(whole)


def test_what_the_pointer_says_is_the_release_and_its_folder(tiny_published: House) -> None:
    pointer = orjson.loads((tiny_published.settings.snapshots_dir / store.POINTER).read_bytes())
    assert set(pointer) == {"release", "path"}
    assert pointer["release"] == Path(pointer["path"]).name == tiny_published.pointer.path.name


def test_a_failure_that_nobody_foresaw_leaves_the_old_release_and_nothing_half_made(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("pipelines.publish.write_observations", broken)
    house = waiting.house
    with pytest.raises(RuntimeError, match="broken"):
        house.refresh()
    assert house.pointer.release == waiting.old
    assert left_over(house) == []
    monkeypatch.undo()
    waiting.finishes()


def test_outcomes_have_the_exit_codes_that_are_promised() -> None:
    codes = {state: Outcome(state).exit_code for state in ("published", "nothing_new", "rollback_kept", "dry_run")}  # type: ignore[arg-type]
    assert set(codes.values()) == {0}
    assert (Outcome("stopped").exit_code, Outcome("unreachable").exit_code) == (1, 3)
