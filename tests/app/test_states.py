"""What people see when there is no release, when it is damaged, when it is old, and when a new one comes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from ilmiotaulu import store
from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import PAGES, App, Known

OpenApp = Callable[..., App]


def tells(app: App, name: str, lang: str, command: str) -> None:
    """The page is the whole-page notice: what is the matter and what to do."""
    assert [one.value for one in app.test.title] == [t(f"message.{name}.title", lang)]
    assert f"`{command}`" in app.test.warning[0].value
    assert not app.test.selectbox


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_without_a_release_every_page_says_what_to_do(open_app: OpenApp, tmp_path: Path, name: str, lang: str) -> None:
    app = open_app(tmp_path / "nothing", name, lang=lang, region="KU249")
    tells(app, "no_release", lang, "ilmiotaulu refresh")
    assert str(tmp_path / "nothing" / "snapshots") in app.test.warning[0].value


def test_an_empty_folder_of_releases_is_no_release(open_app: OpenApp, tmp_path: Path) -> None:
    (tmp_path / "snapshots").mkdir()
    tells(open_app(tmp_path), "no_release", "fi", "ilmiotaulu refresh")


def release_of(data: Path) -> Path:
    return store.current(data / "snapshots").path


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the pointer is not JSON": lambda data: (data / "snapshots/current.json").write_text("{"),
    "the pointer names nothing": lambda data: (data / "snapshots/current.json").write_text("{}"),
    "the pointer is a list": lambda data: (data / "snapshots/current.json").write_text("[]"),
    "the release is gone": lambda data: shutil.rmtree(release_of(data)),
    "the database is gone": lambda data: (release_of(data) / "release.duckdb").unlink(),
    "the database is cut": lambda data: (release_of(data) / "release.duckdb").write_bytes(b"DUCK"),
    "the database is empty": lambda data: (release_of(data) / "release.duckdb").write_bytes(b""),
    "the manifest is gone": lambda data: (release_of(data) / "manifest.json").unlink(),
    "the manifest is not JSON": lambda data: (release_of(data) / "manifest.json").write_text("no"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_release_says_which_file_and_what_to_do(open_app: OpenApp, own_data: Path, damage: str) -> None:
    DAMAGES[damage](own_data)
    for name in PAGES:
        app = open_app(own_data, name)
        tells(app, "damaged_release", "fi", "ilmiotaulu releases")
        assert str(own_data / "snapshots") in app.test.warning[0].value


def test_a_release_published_while_a_person_looks_is_shown_at_the_next_click(
    open_app: OpenApp, own_data: Path, official: Known
) -> None:
    app = open_app(own_data, "map", indicator="live_births", year="2010", region="KU249")
    before = app.rows["Keuruu"]
    publish(official, own_data)
    app.choose("year", 2011).choose("year", 2010)
    assert app.rows["Keuruu"] == [f"{official.value('live_births', 'KU249', 2010):.0f}"] != before
    assert t("frame.starter", "fi") not in app.text
    assert official.pointer.release in app.test.get("html")[-1].proto.body


@pytest.mark.parametrize("name", ["overview", "map", "about"])
def test_a_new_release_is_announced_once(open_app: OpenApp, own_data: Path, official: Known, name: str) -> None:
    app = open_app(own_data, name)
    notice = t("frame.new_release", "fi", release=official.pointer.release)
    assert notice not in app.text
    publish(official, own_data)
    assert notice in app.run().text
    assert notice not in app.run().text


def test_a_release_published_after_the_start_ends_the_notice_that_there_is_none(
    open_app: OpenApp, tmp_path: Path, official: Known
) -> None:
    app = open_app(tmp_path)
    tells(app, "no_release", "fi", "ilmiotaulu refresh")
    publish(official, tmp_path)
    assert app.run().test.title[0].value == "Tilannekuva"
    assert app.page("map").test.title[0].value == "Kartta"


def publish(known: Known, data: Path) -> None:
    """Put a release of another data directory here, and point to it, as publishing does."""
    snapshots = data / "snapshots"
    snapshots.mkdir(exist_ok=True)
    shutil.copytree(known.pointer.path, snapshots / known.pointer.release)
    pointer = snapshots / ".pointer"
    pointer.write_bytes(orjson.dumps({"release": known.pointer.release, "path": known.pointer.release}))
    pointer.replace(snapshots / "current.json")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_source_that_was_down_is_named(open_app: OpenApp, own_data: Path, lang: str) -> None:
    path = release_of(own_data) / "manifest.json"
    told = {**orjson.loads(path.read_bytes()), "unreachable": ["sotkanet:191", "statfin:*"]}
    path.write_bytes(orjson.dumps(told))
    warnings = [one.value for one in open_app(own_data, lang=lang).test.warning]
    assert warnings == [
        t("frame.old_source", lang, source=t("source.sotkanet", lang), what="191"),
        t("frame.old_source", lang, source=t("source.statfin", lang), what=""),
    ]
