"""The commands for the region's own figures: a look first, nothing without a yes, and no trace of what is refused."""

import contextlib
import hashlib
import io
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from ilmiotaulu.text import t
from pipelines.local.keeping import LocalStore
from pipelines.refresh import alone
from tests.conftest import Command, Done, House
from tests.publish.test_crash import HOOKS, Disk, disk  # noqa: F401

CENTRES = "Paikka;Laji;Ylläpitäjä;Kunta;Avattu vuonna\nTori;Perhekeskus;Kunta;Jyväskylä;2020\n"
USE = "Paikka;Kuukausi;Käynnit;Perheitä\n" + "".join(f"Tori;{month}/2025;100;40\n" for month in range(1, 13))
# The code that the authority itself uses as an example: it is nobody's.
CODE = "131052-308T"


class Desk:
    """A house, and files that somebody has filled in."""

    def __init__(self, house: House, command: Command, folder: Path) -> None:
        self.house, self.command, self.folder = house, command, folder
        folder.mkdir()

    def file(self, content: str | bytes, name: str = "tiedosto.csv") -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def bring(self, content: str | bytes, *words: str, name: str = "tiedosto.csv") -> Done:
        return self.command(self.house, "import", self.file(content, name), "--role", "koordinaattori", "--yes", *words)

    @property
    def store(self) -> LocalStore:
        return LocalStore(self.house.settings.local_dir)


@pytest.fixture
def desk(tiny_house: House, command: Command, tmp_path: Path) -> Desk:
    return Desk(tiny_house, command, tmp_path / "desk")


def words(key: str, **values: object) -> str:
    return t(key, "fi", **values)


# ---- a look first -------------------------------------------------------------------------------------------
def test_a_file_is_shown_with_what_it_changes_and_taken_in(desk: Desk) -> None:
    assert desk.bring(CENTRES).code == 0
    done = desk.bring(USE, "--state", "public", "--public-from", "2026-01-01")
    assert done.code == 0
    assert words("cli.import.found", title="Perhekeskuksen käyttö", rows="12") in done.out
    assert words("cli.import.changes", new="12", changed="0", gone="0") in done.out
    assert "2025-01" in done.out
    one = desk.store.imports[1]
    assert (one.id, one.template, one.rows, one.role, one.state, str(one.public_from)) == (
        2,
        "family_centre_use",
        12,
        "koordinaattori",
        "public",
        "2026-01-01",
    )
    assert one.file_sha256 == hashlib.sha256(USE.encode()).hexdigest()
    assert USE.encode() not in b"".join(path.read_bytes() for path in desk.house.settings.local_dir.iterdir())


def test_without_a_yes_nothing_is_taken_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        done = desk.command(desk.house, "import", desk.file(CENTRES), "--role", "koordinaattori")
        assert done.code == 1
        assert words("cli.import.ask") in done.out + done.err
    assert not desk.house.settings.local_dir.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nkoordinaattori\n"))
    assert desk.command(desk.house, "import", desk.file(CENTRES)).code == 0
    assert [one.role for one in desk.store.imports] == ["koordinaattori"]


def test_a_second_file_says_which_months_it_changes_and_the_same_file_changes_nothing(desk: Desk) -> None:
    desk.bring(CENTRES)
    desk.bring(USE)
    done = desk.bring(USE)
    assert (done.code, words("cli.import.nothing_new") in done.out) == (0, True)
    assert len(desk.store.imports) == 2
    done = desk.bring(USE.replace("Tori;5/2025;100", "Tori;5/2025;120"))
    assert words("cli.import.changes", new="0", changed="1", gone="0") in done.out
    assert f"{words('import.change.changed')}: Tori 2025-05" in done.out
    assert len(desk.store.imports) == 3


def test_every_mistake_is_told_with_its_place_and_the_marked_copy_is_written_where_asked(desk: Desk) -> None:
    wrong = CENTRES + "Asema;Perheke;Kunta;Jyväskyla;2020\nAsema 2;Perhekeskus;Kunta;Keuruu;2099\n"
    done = desk.bring(wrong)
    assert done.code == 1
    assert words("cli.import.mend") in done.err
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.out.splitlines() if "│" in line]
    assert [row[1:4] for row in cells] == [
        ["3", "Laji", "Perheke"],
        ["3", "Kunta", "Jyväskyla"],
        ["4", "Avattu vuonna", "2099"],
    ]
    assert all(len(row[4]) > 20 for row in cells)
    assert not desk.house.settings.local_dir.exists()
    copy = desk.folder / "merkitty.xlsx"
    done = desk.bring(wrong, "--marked", str(copy))
    assert (done.code, str(copy) in done.err) == (1, True)
    sheets = pl.read_excel(copy, sheet_id=0, has_header=False)
    assert any("Jyväskyla" in str(cell) for rows in sheets.values() for row in rows.rows() for cell in row)


def test_a_file_that_says_it_is_an_example_stays_one(desk: Desk) -> None:
    done = desk.bring("# ESIMERKKI – keksittyjä / EXEMPEL / EXAMPLE\n" + CENTRES, "--state", "public")
    assert (done.code, words("cli.import.is_example") in done.out) == (0, True)
    assert [one.is_example for one in desk.store.imports] == [True]
    assert "esimerkki" in desk.command(desk.house, "imports").out


@pytest.mark.parametrize(
    ("role", "key"),
    [
        ("", "import.role.empty"),
        ("x" * 61, "import.role.long"),
        ("Maija Meikäläinen", "import.role.personal"),
        ("maija@kunta.example", "import.role.personal"),
        (CODE, "import.role.personal"),
    ],
)
def test_a_role_names_nobody(desk: Desk, role: str, key: str) -> None:
    done = desk.command(desk.house, "import", desk.file(CENTRES), "--yes", "--role", role)
    assert (done.code, words(key) in done.err) == (2, True)
    assert not desk.house.settings.local_dir.exists()


@pytest.mark.parametrize(
    ("options", "key"),
    [
        (("--state", "secret"), "error.state"),
        (("--public-from", "2027-01-01"), "error.public_from_state"),
        (("--state", "public", "--public-from", "1.1.2027"), "error.day"),
    ],
)
def test_wrong_use_is_told_before_anything_is_read(desk: Desk, options: tuple[str, ...], key: str) -> None:
    done = desk.bring(CENTRES, *options)
    assert done.code == 2
    assert words(key, state="secret", day="1.1.2027") in done.err
    assert (desk.command(desk.house, "import", "poissa.csv", "--yes").code, desk.store.imports) == (2, ())


# ---- undo, list, states -------------------------------------------------------------------------------------
def test_the_newest_import_or_a_named_one_is_undone(desk: Desk) -> None:
    for year in (2020, 2021, 2022):
        desk.bring(CENTRES.replace("2020", str(year)))
    done = desk.command(desk.house, "import", "--undo")
    assert (done.code, words("cli.import.undone", id=3, rows="1") in done.out) == (0, True)
    assert desk.command(desk.house, "import", "1", "--undo").code == 0
    assert [one.id for one in desk.store.imports if one.withdrawn_at is None] == [2]
    for which in ("3", "7", "x"):
        done = desk.command(desk.house, "import", which, "--undo")
        assert (done.code, words("error.unknown_import", id=which) in done.err) == (2, True)


def test_imports_are_listed_with_who_may_see_them_and_that_can_be_changed(desk: Desk) -> None:
    assert words("cli.imports.none") in desk.command(desk.house, "imports").out
    desk.bring(CENTRES)
    desk.bring(USE, "--state", "steering")
    done = desk.command(desk.house, "imports", "1", "--state", "public", "--public-from", "2027-01-15")
    assert (done.code, words("import.state.public_from", day="15.1.2027") in done.out) == (0, True)
    desk.command(desk.house, "import", "2", "--undo")
    lines = [line for line in desk.command(desk.house, "imports").out.splitlines() if "│" in line]
    assert "Perhekeskukset" in lines[0] and "15.1.2027" in lines[0] and "koordinaattori" in lines[0]
    assert "Perhekeskuksen käyttö" in lines[1] and words("import.state.withdrawn") in lines[1]
    assert desk.command(desk.house, "imports", "2", "--restore").code == 0
    assert desk.store.imports[1].withdrawn_at is None
    assert desk.command(desk.house, "imports", "2", "--restore").code == 2
    assert desk.command(desk.house, "imports", "1", "--restore", "--state", "draft").code == 2
    assert desk.command(desk.house, "imports", "9", "--state", "draft").code == 2
    assert desk.command(desk.house, "imports", "1").code == 2


def test_templates_are_written_with_the_region_s_own_places_to_choose_from(desk: Desk) -> None:
    desk.bring(CENTRES)
    folder = desk.folder / "pohjat"
    assert desk.command(desk.house, "templates", str(folder), "--language", "sv").code == 0
    files = sorted(path.name for path in folder.iterdir())
    assert files == sorted(
        f"{name}-sv.{ending}"
        for name in ("family_centre_use", "family_centres", "network", "one_contact", "shared_measures")
        for ending in ("csv", "xlsx")
    )
    with zipfile.ZipFile(folder / "family_centre_use-sv.xlsx") as packed:
        assert b"Tori" in packed.read("xl/sharedStrings.xml")
    assert desk.command(desk.house, "templates", str(folder), "--language", "de").code == 2


def test_examples_are_removed_and_restored(desk: Desk) -> None:
    assert desk.command(desk.house, "examples", "remove").code == 0
    assert not desk.store.has_examples
    assert desk.command(desk.house, "examples", "restore").code == 0
    assert desk.store.has_examples


def test_what_was_taken_in_is_published_by_a_command_of_its_own(desk: Desk) -> None:
    desk.bring(CENTRES, "--state", "public")
    done = desk.command(desk.house, "publish")
    assert done.code == 0
    assert desk.house.table("place").select("name", "is_example").rows() == [("Tori", False)]
    assert list(desk.house.publishers.requests) == []
    assert (
        words("cli.outcome.nothing_new", release="", path="", seconds="")[:16]
        in desk.command(desk.house, "publish").out
    )


# ---- refused, without a trace -------------------------------------------------------------------------------
def as_csv(code: str) -> bytes:
    return (CENTRES + f"{code};Perhekeskus;Kunta;Keuruu;2020\n").encode()


def as_workbook(code: str) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("Tiedot")
        for row, line in enumerate(as_csv(code).decode().splitlines()):
            page.write_row(row, 0, line.split(";"))
    return stream.getvalue()


def traces(folder: Path, marks: tuple[bytes, ...]) -> Iterator[Path]:
    """Files under a folder that hold any of the marks, also inside archives."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                contents += [packed.read(name) for name in packed.namelist()]
        if any(mark in content for mark in marks for content in contents):
            yield path


@pytest.mark.parametrize(("make", "name"), [(as_csv, "a.csv"), (as_workbook, "a.xlsx")])
def test_a_file_with_one_identity_code_leaves_no_trace(
    tiny_published: House, tmp_path: Path, make: object, name: str
) -> None:
    """The real command, with folders of its own for temporary files and for whatever a library may keep at home."""
    outside = tmp_path / "usb"
    outside.mkdir()
    payload = make(CODE)  # type: ignore[operator]
    (outside / name).write_bytes(payload)
    kept = {"TMPDIR": "tmp", "HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state"}
    for folder in kept.values():
        (tmp_path / folder).mkdir()
    folders = {variable: str(tmp_path / folder) for variable, folder in kept.items()}
    done = tiny_published.run("import", str(outside / name), "--role", "koordinaattori", "--yes", **folders)
    assert done.code == 1
    assert words("cli.import.refused", why="")[:20] in done.err
    marks = (
        CODE.encode(),
        CODE.encode("utf-16-le"),
        hashlib.sha256(payload).hexdigest().encode(),
        payload[:200],
    )
    assert list(traces(outside, marks)) == [outside / name]
    (outside / name).unlink()
    assert list(traces(tmp_path, marks)) == []
    assert not any(mark.decode("latin-1") in done.out + done.err for mark in marks)
    assert not tiny_published.settings.local_dir.exists()


# ---- two at once, and interrupted ---------------------------------------------------------------------------
def test_the_second_of_two_people_waits_for_the_first(desk: Desk) -> None:
    words_of_import = ("import", desk.file(CENTRES), "--role", "koordinaattori", "--yes")
    lines: list[str] = []
    with contextlib.ExitStack() as first:
        first.enter_context(alone(desk.house.settings))
        with desk.house.process(*words_of_import) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.strip())
                if line.strip() == words("cli.refresh.waiting"):
                    assert desk.store.imports == ()
                    first.close()
    assert process.returncode == 0
    assert lines.index(words("cli.refresh.waiting")) < len(lines) - 1
    assert [one.rows for one in desk.store.imports] == [1]


def test_who_looked_before_another_wrote_is_shown_the_change_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the yes somebody else brings in another list: it would be written over unseen."""
    other = CENTRES.replace("Tori", "Asema")
    looked = []

    def tell(look: object) -> None:
        looked.append(look)
        if len(looked) == 1:
            assert desk.house.run("import", desk.file(other, "toinen.csv"), "--role", "toinen", "--yes").code == 0

    monkeypatch.setattr("pipelines.cli._tell_look", tell)
    done = desk.bring(CENTRES)
    assert (done.code, words("cli.import.others_first") in done.out) == (0, True)
    assert [look.changes["kind"].to_list() for look in looked] == [["new"], ["gone", "new"]]  # type: ignore[attr-defined]
    assert [one.role for one in desk.store.imports] == ["toinen", "koordinaattori"]


@pytest.mark.slow
@pytest.mark.parametrize("command_words", [("import", "--yes"), ("undo",), ("state",)], ids=lambda words: words[0])
def test_kill_nine_at_every_file_system_step_leaves_all_or_nothing(desk: Desk, command_words: tuple[str, ...]) -> None:
    desk.bring(CENTRES)
    new = desk.file(CENTRES.replace("Tori", "Asema"), "toinen.csv")
    asked = {
        "import": ("import", new, "--role", "toinen", "--yes"),
        "undo": ("import", "1", "--undo"),
        "state": ("imports", "1", "--state", "public"),
    }[command_words[0]]
    path = os.pathsep.join(filter(None, [str(HOOKS), os.environ.get("PYTHONPATH")]))
    folder = desk.house.settings.local_dir
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    before, step, seen = desk.store.imports, 1, set()
    while True:
        for left in folder.iterdir():
            left.unlink()
        for name, body in old.items():
            (folder / name).write_bytes(body)
        done = desk.house.run(*asked, PYTHONPATH=path, KILL_AT=str(step), KILL_UNDER=str(folder))
        code = done.code
        now = desk.store.imports
        seen.add(now == before)
        assert now == before or len(now) == len(before) + (command_words[0] == "import")
        # Whatever was left half-written is no obstacle to the next.
        assert desk.bring(CENTRES.replace("Tori", "Kolmas")).code == 0
        assert not list(folder.glob(".*"))
        if code == 0:
            break
        assert code == -signal.SIGKILL
        step += 1
    assert seen == {True, False}
    assert step > 2


def test_a_disk_that_fills_up_at_any_write_of_an_import_ends_with_four_and_the_old_state(
    desk: Desk,
    disk: type[Disk],  # noqa: F811
) -> None:
    desk.bring(CENTRES)
    before, room = desk.store.imports, 0
    disk.folder = str(desk.house.settings.local_dir)
    while True:
        disk.room = room
        done = desk.bring(CENTRES.replace("Tori", "Asema"))
        disk.room = None
        if done.code == 0:
            break
        assert (done.code, desk.store.imports) == (4, before)
        room += 1
    # The folder, the rows, the list.
    assert room == 3
    assert [one.id for one in desk.store.imports] == [1, 2]
