"""The region's own figures in a whole release: only what everybody may see, never lost, hidden, undone whole."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.local.templates import Template
from ilmiotaulu.settings import PROJECT
from pipelines import build, refresh
from pipelines.local.hiding import CELL
from pipelines.local.keeping import DamagedLocal, Import, LocalStore
from pipelines.refresh import Outcome, alone, publish_kept
from pipelines.starter import write_starter
from tests.conftest import TINY, House, Quiet, copy_catalogue, load_catalogue, settings_for
from tests.publish.local_rows import CENTRES, CONTACT, FILE, USE, checked, place, year_of_contacts, year_of_use
from tests.publishers.server import Publishers

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
LOCAL = ("family_centre_visits", "one_contact_contacts", "one_contact_solved_at_first_contact")
CENTRE, VISITS = place("Tori", "KU179", opened=2020), year_of_use("Tori", 2025, 100)


@pytest.fixture(scope="session")
def local_catalogue_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_catalogue(tmp_path_factory.mktemp("local") / "catalogue", (*TINY, *LOCAL))


class Region:
    """A house whose region brings in its own figures."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house = house
        self.now = NOW
        monkeypatch.setattr(refresh, "now_utc", lambda: self.now)

    @property
    def store(self) -> LocalStore:
        return LocalStore(self.house.settings.local_dir)

    def bring(
        self, template: Template, *rows: Any, state: str = "public", day: date | None = TODAY, **more: Any
    ) -> Import:
        values = {"role": "koordinaattori", "now": self.now, "file_sha256": FILE, **more}
        with alone(self.house.settings):
            return self.store.accept(
                checked(template, *rows),
                template,
                state=state,  # type: ignore[arg-type]
                public_from=day if state == "public" else None,
                **values,
            )

    def publish(self) -> Outcome:
        with alone(self.house.settings):
            return publish_kept(self.house.settings, load_catalogue(self.house.settings.catalogue_dir), Quiet())

    def years(self, indicator: str = "family_centre_visits") -> dict[tuple[str, int], float | str]:
        with self.house.opened() as release:
            rows = release.observations_of(indicator)
        why = pl.when(pl.col("status") == "ok").then(None).otherwise("status")
        return {
            (region, year): reason or value
            for region, year, reason, value in rows.select("region", "year", why, "value").rows()
        }


@pytest.fixture
def region(
    publishers: Publishers, tmp_path: Path, local_catalogue_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> Region:
    return Region(House(publishers, settings_for(publishers, tmp_path / "data", local_catalogue_dir)), monkeypatch)


@pytest.fixture
def fetched(region: Region) -> Region:
    """With official figures fetched and published."""
    assert region.house.refresh().state == "published"
    return region


# ---- what everybody may see ---------------------------------------------------------------------------------
def test_public_rows_are_figures_places_and_months_with_their_provenance(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *VISITS, file_sha256="a" * 64)
    fetched.house.publishers.requests.clear()
    assert fetched.publish().state == "published"
    assert list(fetched.house.publishers.requests) == []
    assert fetched.years() == {("HVA15", 2025): 1200, ("KU179", 2025): 1200} | {
        (code, 2025): "not_applicable" for code in ("KU249", "KU256", "KU729", "KU892")
    }
    assert fetched.house.table("place").select("id", "name", "municipality", "is_example").rows() == [
        ("tori", "Tori", "KU179", False)
    ]
    months = fetched.house.table("local_month").filter(template="family_centre_use", measure="visits")
    assert set(months.select("region", "place", "value", "status", "is_example").rows()) == {
        ("KU179", "tori", 100.0, "ok", False),
        ("KU179", "", 100.0, "ok", False),
        ("HVA15", "", 100.0, "ok", False),
    }
    fetch = fetched.house.table("source_fetch").filter(source="local", source_id="family_centre_use").row(0, named=True)
    assert (fetch["publisher"], fetch["title"], fetch["url"], fetch["sha256"], fetch["fetched_at"]) == (
        "Alueen omat luvut",
        "Perhekeskuksen käyttö (koordinaattori)",
        "local/2",
        "a" * 64,
        NOW,
    )
    row = fetched.house.cell("family_centre_visits", "KU179", 2025)
    assert (row["source_fetch"], row["flags"]) == (fetch["id"], [])


SECRET_PLACE, SECRET_COUNT, SECRET_ROLE = "Sammalkallio", 71_993, "mustikanpoimija"


def everything(house: House) -> Iterator[tuple[str, str]]:
    """All that a release folder and what lies beside it says, with where: files as bytes, tables as text."""
    for path in sorted(house.settings.snapshots_dir.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes().decode("latin-1")
    for release in house.settings.snapshots_dir.glob(f"*/{store.FILE_NAME}"):
        with duckdb.connect(str(release), read_only=True) as connection:
            for (name,) in connection.sql("SHOW TABLES").fetchall():
                yield name, connection.sql(f'FROM "{name}"').pl().write_json()
    for parquet in house.settings.snapshots_dir.rglob("*.parquet"):
        yield str(parquet), pl.read_parquet(parquet).write_json()


@pytest.mark.parametrize(("state", "day"), [("draft", None), ("steering", None), ("public", TODAY + timedelta(days=1))])
def test_nothing_of_what_is_not_public_yet_is_anywhere_in_a_release(
    fetched: Region, state: str, day: date | None
) -> None:
    secret = {"state": state, "day": day, "role": SECRET_ROLE, "file_sha256": "5ec7e7" + "0" * 58}
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *VISITS)
    assert fetched.publish().state == "published"
    before = fetched.house.pointer
    fetched.bring(CENTRES, CENTRE, place(SECRET_PLACE, "KU249"), **secret)
    fetched.bring(
        USE, *year_of_use(SECRET_PLACE, 2025, SECRET_COUNT), *year_of_use("Tori", 2025, SECRET_COUNT), **secret
    )
    # What nobody may see is no reason for another release, and in one that is made for others it is not.
    assert (fetched.publish().state, fetched.house.pointer) == ("nothing_new", before)
    fetched.bring(CONTACT, *year_of_contacts("KU179", 2025, 50))
    assert fetched.publish().state == "published"
    words = (SECRET_PLACE, str(SECRET_COUNT), str(SECRET_COUNT * 12), SECRET_ROLE, "5ec7e7")
    found = [(where, word) for where, content in everything(fetched.house) for word in words if word in content]
    assert found == []
    # The search finds what is there: the same once it is public.
    fetched.now = NOW + timedelta(days=2)
    for number in (3, 4):
        with alone(fetched.house.settings):
            fetched.store.set_state(number, "public", TODAY)
    assert fetched.publish().state == "published"
    found = [word for _, content in everything(fetched.house) for word in words if word in content]
    assert set(found) == set(words)


def test_in_the_folder_that_ships_a_draft_is_no_reason_for_another_release_either(fetched: Region) -> None:
    """Where the data directory is that of the project, imports lie beside files that the catalogue may name."""
    data = fetched.house.settings.data_dir
    for name in ("templates", "examples"):
        shutil.copytree(PROJECT / "data" / name, data / name)
    fetched.house.change(shipped_dir=data)
    assert fetched.publish().state == "nothing_new"
    fetched.bring(CENTRES, CENTRE, state="draft")
    assert fetched.publish().state == "nothing_new"
    (data / "local" / "calls.csv").write_text("region,year,value\nKU179,2025,40\n", "utf-8")
    assert fetched.publish().state == "published"


def test_figures_become_public_by_themselves_on_their_day(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE, day=TODAY + timedelta(days=3))
    fetched.bring(USE, *VISITS, day=TODAY + timedelta(days=3))
    fetched.now = NOW + timedelta(days=2)
    assert fetched.publish().state == "nothing_new"
    fetched.now = NOW + timedelta(days=3)
    assert fetched.publish().state == "published"
    assert fetched.years()["KU179", 2025] == 1200


# ---- never lost, and undone ---------------------------------------------------------------------------------
def test_a_refresh_never_loses_what_was_brought_in(region: Region) -> None:
    region.bring(CENTRES, CENTRE)
    region.bring(USE, *VISITS)
    assert region.house.refresh().state == "published"
    assert region.years()["KU179", 2025] == 1200
    region.house.publishers.faults = ["revise:181:1.01"]
    for again in (False, True):
        region.house.refresh(again=again)
        assert region.years()["KU179", 2025] == 1200
        assert len(region.store.imports) == 2


def test_undone_the_release_is_the_one_before_again(fetched: Region) -> None:
    first = fetched.house.pointer.release
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *VISITS)
    assert fetched.publish().release != first
    assert fetched.publish().state == "nothing_new"
    with alone(fetched.house.settings):
        fetched.store.withdraw(2, NOW)
        fetched.store.withdraw(1, NOW)
    outcome = fetched.publish()
    assert (outcome.state, outcome.release) == ("published", first)
    assert [seen.kind for seen in outcome.findings if seen.severity == "stop"] == []


def test_when_the_folder_of_imports_is_lost_the_release_that_had_them_stays(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *VISITS)
    assert fetched.publish().state == "published"
    before = fetched.house.pointer
    (fetched.house.settings.local_dir / "lock.json").rename(fetched.house.settings.data_dir / "away")
    for outcome in (fetched.publish(), fetched.house.refresh()):
        assert (outcome.state, outcome.exit_code) == ("stopped", 1)
        (seen,) = [one for one in outcome.findings if one.severity == "stop"]
        assert (seen.kind, seen.details["imports"]) == ("local_lost", 2)
    assert fetched.house.pointer == before
    (fetched.house.settings.data_dir / "away").rename(fetched.house.settings.local_dir / "lock.json")
    assert fetched.publish().state == "nothing_new"


def test_a_damaged_list_of_imports_ends_a_refresh_in_words_and_leaves_the_release(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE)
    (fetched.house.settings.local_dir / "lock.json").write_bytes(b"{")
    before = fetched.house.pointer
    with pytest.raises(DamagedLocal):
        fetched.publish()
    done = fetched.house.run("publish")
    assert (done.code, "lock.json" in done.err, "Traceback" in done.err) == (2, True, False)
    assert fetched.house.pointer == before


# ---- what a release is made of ------------------------------------------------------------------------------
def test_the_same_rows_brought_in_at_another_time_are_another_release(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE)
    first = fetched.publish().release
    fetched.now = NOW + timedelta(hours=1)
    fetched.bring(CENTRES, CENTRE)
    second = fetched.publish()
    assert (second.state, second.release != first) == ("published", True)


@pytest.mark.parametrize("room", ["local", "forecast", "disclosure", "statistics"])
def test_the_code_that_computes_is_part_of_what_a_release_is_made_of(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    monkeypatch.setattr(refresh, "PROJECT", tmp_path / "project")
    for path in (
        *(tmp_path / "project/ilmiotaulu" / name for name in ("schema.py", "catalogue.py")),
        *(
            tmp_path / "project/ilmiotaulu" / name / "x.py"
            for name in ("local", "forecast", "disclosure", "statistics")
        ),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", "utf-8")
    before = refresh.inputs_sha256(None, region.house.settings, {})
    assert refresh.inputs_sha256(None, region.house.settings, {}) == before
    (tmp_path / "project/ilmiotaulu" / room / "x.py").write_text("x = 2\n", "utf-8")
    assert refresh.inputs_sha256(None, region.house.settings, {}) != before


# ---- small counts -------------------------------------------------------------------------------------------
SMALL = [*year_of_use("Tori", 2025, 20)[:6], *year_of_use("Tori", 2025, 3)[6:7], *year_of_use("Tori", 2025, 20)[7:]]


def hidden_months(region: Region) -> list[str]:
    months = region.house.table("local_month").filter(status="hidden", place="tori", measure="visits")
    assert months["value"].null_count() == months.height
    return months["month"].to_list()


def test_what_was_hidden_stays_hidden_in_the_next_release(fetched: Region) -> None:
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *SMALL)
    assert fetched.publish().state == "published"
    assert hidden_months(fetched) == ["2025-01", "2025-07"]
    fetched.bring(USE, *year_of_use("Tori", 2025, 20))
    assert fetched.publish().state == "published"
    assert hidden_months(fetched) == ["2025-01", "2025-07"]
    assert fetched.years()["KU179", 2025] == 240


def test_a_count_that_turns_out_small_hides_new_sums_and_not_what_was_told(fetched: Region) -> None:
    """All months of both places were told. Tori's July becomes three: with Asema's twenty its sum would tell it."""
    fetched.bring(CENTRES, CENTRE, place("Asema", "KU179", opened=2020))
    fetched.bring(USE, *year_of_use("Tori", 2025, 20), *year_of_use("Asema", 2025, 20))
    assert fetched.publish().state == "published"
    fetched.bring(USE, *SMALL)
    outcome = fetched.publish()
    assert [seen.kind for seen in outcome.findings if seen.severity == "stop"] == []
    months = fetched.house.table("local_month").filter(status="hidden", measure="visits")
    assert months.select("region", "place", "month").rows() == [
        ("HVA15", "", "2025-07"),
        ("KU179", "", "2025-07"),
        ("KU179", "tori", "2025-07"),
    ]
    assert {key: value for key, value in fetched.years().items() if value != "not_applicable"} == {
        ("HVA15", 2025): "hidden",
        ("KU179", 2025): "hidden",
    }


def test_a_month_that_can_be_narrowed_stops_the_release_and_the_earlier_one_stays(
    fetched: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever imports change can be hidden with what they change, so only a release of other hands leads here: it told
    Asema and the municipality in January, and not that another place was in the sum.
    """
    fetched.bring(CENTRES, CENTRE, place("Asema", "KU179", opened=2020))
    fetched.bring(USE, *year_of_use("Asema", 2025, 40), *year_of_use("Tori", 2025, 3)[:1])
    told = {"asema": 40.0, "": 43.0}

    def cells_of_others(*_: Any) -> pl.DataFrame:
        same = {"template": USE.id, "measure": "visits", "region": "KU179", "age_group": "all", "time": "2025-01"}
        rows = [{**same, "place": name, "county": "HVA15", "count": count} for name, count in told.items()]
        levels = pl.when(pl.col("place") == "").then(pl.lit("municipality")).otherwise(pl.lit("place"))
        return pl.DataFrame(rows).select(*CELL, levels.alias("level"), "county", "count")

    before = fetched.house.pointer
    with monkeypatch.context() as other:
        other.setattr(build, "cells_before", cells_of_others)
        outcome = fetched.publish()
    assert (outcome.state, outcome.exit_code) == ("stopped", 1)
    (stopped,) = [seen for seen in outcome.findings if seen.severity == "stop"]
    assert (stopped.kind, stopped.indicator) == ("narrowed", "family_centre_visits")
    assert stopped.details == {"cells": 1, "areas": 1, "first_year": 2025, "last_year": 2025}
    assert fetched.house.pointer == before
    assert fetched.house.table("local_month").filter(region="KU179", place="asema").is_empty()
    # The same imports are published after the release that is in force.
    assert fetched.publish().state == "published"
    months = fetched.house.table("local_month").filter(region="KU179", month="2025-01", measure="visits")
    assert dict(months.select("place", "status").rows()) == {"": "ok", "asema": "hidden", "tori": "hidden"}


# ---- examples and the starter -------------------------------------------------------------------------------
def examples(region: Region) -> dict[str, bool]:
    """Of each local indicator with rows whether they are made up."""
    with region.house.opened() as release:
        rows = pl.concat([release.observations_of(name) for name in LOCAL])
    marks = rows.group_by("indicator").agg(pl.col("flags").list.contains("example").unique())
    return {name: made_up for name, (made_up,) in marks.rows()}


def test_examples_stand_in_until_there_are_public_rows_of_the_same_template(fetched: Region) -> None:
    assert examples(fetched) == dict.fromkeys(LOCAL, True)
    fetched.bring(CONTACT, *year_of_contacts("KU179", 2025, 50, solved_at_first=20), state="draft")
    assert fetched.publish().state == "nothing_new"
    with alone(fetched.house.settings):
        fetched.store.set_state(1, "public", TODAY)
    outcome = fetched.publish()
    assert [seen.kind for seen in outcome.findings if seen.severity == "stop"] == []
    assert examples(fetched) == {
        "family_centre_visits": True,
        "one_contact_contacts": False,
        "one_contact_solved_at_first_contact": False,
    }
    assert fetched.years("one_contact_contacts")["KU179", 2025] == 600
    with alone(fetched.house.settings):
        fetched.store.withdraw(1, NOW)
    assert fetched.publish().state == "published"
    assert examples(fetched)["one_contact_contacts"] is True


def test_removed_examples_are_nowhere_and_restored_they_are_back(fetched: Region) -> None:
    first = fetched.house.pointer.release
    fetched.store.remove_examples()
    assert fetched.publish().state == "published"
    assert examples(fetched) == {}
    for name in ("place", "local_month"):
        assert fetched.house.table(name).is_empty()
    assert fetched.house.table("source_fetch").filter(publisher="example").is_empty()
    assert "Esimerkki" not in fetched.house.table("place").write_json()
    fetched.store.restore_examples()
    assert fetched.publish().release == first


def test_made_up_rows_are_in_no_county_s_year_no_rank_and_no_file(fetched: Region) -> None:
    with fetched.house.opened() as release:
        made_up = pl.concat([release.observations_of(name) for name in LOCAL])
        latest = release.table("latest").filter(pl.col("indicator").is_in(LOCAL))
        tables = {
            name: release.table(name)
            for name in ("comparison", "trend", "smoothed", "standing", "forecast", "backtest")
        }
    assert made_up.height > 0
    assert made_up.filter(~pl.col("region").str.starts_with("KU")).is_empty()
    assert latest["rank"].null_count() == latest.height
    assert all(set(table["indicator"]) & set(LOCAL) == set() for table in tables.values())
    downloaded = pl.read_parquet(fetched.house.pointer.path / "downloads/observations.parquet")
    assert set(downloaded["indicator"]) & set(LOCAL) == set()


def test_own_figures_are_published_beside_the_starter_before_anything_is_fetched(region: Region) -> None:
    assert region.house.starter().state == "published"
    assert examples(region) == dict.fromkeys(LOCAL, True)
    region.bring(CENTRES, CENTRE)
    region.bring(USE, *SMALL)
    outcome = region.publish()
    assert outcome.release is not None
    assert (outcome.state, outcome.release.startswith("starter-")) == ("published", True)
    assert region.years()["KU179", 2025] == 223
    assert hidden_months(region) == ["2025-01", "2025-07"]
    # What the starter hid stays hidden in the first official release.
    region.bring(USE, *year_of_use("Tori", 2025, 20))
    assert region.house.refresh().state == "published"
    assert region.house.table("release")["kind"].to_list() == ["official"]
    assert hidden_months(region) == ["2025-01", "2025-07"]


def test_own_figures_are_never_written_into_the_starter(fetched: Region, tmp_path: Path) -> None:
    fetched.bring(CENTRES, CENTRE)
    fetched.bring(USE, *VISITS)
    assert fetched.publish().state == "published"
    catalogue = load_catalogue(fetched.house.settings.catalogue_dir)
    with fetched.house.opened() as release:
        written = write_starter(release, catalogue, "HVA15", tmp_path / "starter")
    assert {path.stem for path in written} == set(TINY)


def test_without_any_release_publishing_makes_the_starter(region: Region) -> None:
    outcome = region.publish()
    assert (outcome.state, str(outcome.release)[:8]) == ("published", "starter-")


def test_a_source_that_is_down_stays_told_when_own_figures_are_published(fetched: Region) -> None:
    fetched.house.publishers.faults = ["down@statfin", "revise:181:1.01"]
    assert fetched.house.refresh().state == "published"
    (told,) = fetched.house.findings("source_unreachable")
    fetched.house.publishers.faults = []
    fetched.bring(CENTRES, CENTRE)
    assert fetched.publish().state == "published"
    assert fetched.house.table("release")["unreachable"].to_list() == [["statfin:*"]]
    (still,) = fetched.house.findings("source_unreachable")
    assert (still["source"], still["details"]) == (told["source"], told["details"])
    assert fetched.publish().state == "nothing_new"
    assert fetched.house.refresh().state == "published"
    assert fetched.house.table("release")["unreachable"].to_list() == [[]]
