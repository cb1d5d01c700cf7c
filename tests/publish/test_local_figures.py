"""Local figures and what is computed from them: small counts are hidden, or nothing is published."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.schema import INTERVAL_COLUMNS
from ilmiotaulu.settings import PROJECT
from tests.conftest import House

NUMBERS = ["value", "count", "base", *INTERVAL_COLUMNS]
# Kinnula's three calls are the small count; Keuruu's seven are the next smallest of the county.
CALLS = {"KU179": 40, "KU249": 7, "KU256": 3, "KU729": 20, "KU892": 30, "HVA15": 100}
MEETINGS = {"KU179": 50, "KU249": 60, "KU256": 16, "KU729": 70, "KU892": 80, "HVA15": 276}
SUM = '[[source]]\nkind = "derived"\nformula = "sum"\nof = ["calls", "meetings"]\n'


class Local:
    """A house whose catalogue has two local figures and their sum."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.folder = house.settings.data_dir.parent / "shipped"
        (self.folder / "local").mkdir(parents=True)
        house.change(shipped_dir=self.folder)
        template = (PROJECT / "data/catalogue/indicators/family_centre_meeting_places.toml").read_text("utf-8")
        head, _, _ = template.partition("[[source]]")
        catalogue = house.edit("live_births", "", "").parent
        for name in ("calls", "meetings", "help"):
            source = SUM if name == "help" else f'[[source]]\nkind = "file"\npath = "local/{name}.csv"\ntitle = "Oma"\n'
            text = head.replace('"family_centre_meeting_places"', f'"{name}"') + source
            (catalogue / f"{name}.toml").write_text(text, "utf-8")
        self.give("calls", CALLS)
        self.give("meetings", MEETINGS)

    def give(self, name: str, counts: dict[str, int]) -> Path:
        lines = [f"{code},2025,{count}" for code, count in counts.items()]
        path = self.folder / "local" / f"{name}.csv"
        path.write_text("\n".join(["# publisher: Oma alue", "region,year,value", *lines, ""]), "utf-8")
        return path

    def shown(self, name: str) -> dict[str, float | str]:
        with self.house.opened() as release:
            rows = release.observations_of(name)
        told = pl.when(pl.col("status") == "ok").then(None).otherwise("status")
        pairs = rows.select("region", told.alias("why"), "value").rows()
        return {code: why or value for code, why, value in pairs}


@pytest.fixture
def local(tiny_house: House) -> Local:
    return Local(tiny_house)


def test_small_counts_of_local_figures_and_of_their_sums_are_hidden_in_the_release(local: Local) -> None:
    assert local.house.refresh().state == "published"
    calls, meetings, together = (local.shown(name) for name in ("calls", "meetings", "help"))
    hidden = dict.fromkeys(("KU249", "KU256"), "hidden")
    assert calls == {**CALLS, **hidden}
    # The sum less the meetings would tell the calls: so the two hide in one of them as well.
    assert meetings == {**MEETINGS, **hidden}
    assert {code: together[code] for code in CALLS} == {code: CALLS[code] + MEETINGS[code] for code in CALLS}
    assert local.house.table("finding").filter(severity="stop").height == 0


def test_no_table_and_no_download_has_a_number_of_a_hidden_local_count(local: Local) -> None:
    local.house.refresh()
    path = local.house.pointer.path
    downloaded = pl.read_parquet(path / "downloads/observations.parquet")
    with duckdb.connect(str(path / store.FILE_NAME), read_only=True) as connection:
        tables = ("observation", "observation_by_region", "latest")
        frames = [downloaded, *(connection.sql(f"FROM {name}").pl() for name in tables)]
    for frame in frames:
        rows = frame.with_columns(pl.col("indicator", "region").cast(pl.String)).filter(
            pl.col("indicator").is_in(["calls", "meetings"]), pl.col("region").is_in(["KU249", "KU256"])
        )
        assert rows.height == 4
        assert all(rows[name].null_count() == 4 for name in NUMBERS)


def test_a_hidden_count_that_can_be_narrowed_stops_the_release_and_the_earlier_one_stays(local: Local) -> None:
    """The county and its other four were told in the release before, so the fifth can be computed, hidden or not."""
    local.give("calls", {code: count for code, count in CALLS.items() if code != "KU256"})
    assert local.house.refresh().state == "published"
    before = local.house.pointer
    local.give("calls", CALLS)
    outcome = local.house.refresh()
    assert (outcome.state, outcome.exit_code) == ("stopped", 1)
    assert local.house.pointer == before
    assert "KU256" not in local.shown("calls")
    stopped = [seen for seen in outcome.findings if seen.severity == "stop"]
    # The sum was hidden for the calls' sake, and can be computed with them.
    assert [(seen.kind, seen.indicator) for seen in stopped] == [("narrowed", "calls"), ("narrowed", "help")]
    assert stopped[0].details == {"cells": 1, "areas": 1, "first_year": 2025, "last_year": 2025}


def test_nobody_can_accept_that_a_count_can_be_narrowed(local: Local) -> None:
    local.give("calls", {code: count for code, count in CALLS.items() if code != "KU256"})
    local.house.refresh()
    local.give("calls", CALLS)
    local.house.edit("calls", "", '\n[[accept]]\nfinding = "narrowed"\nreason = "Luku on jo kerrottu muualla."\n')
    assert local.house.refresh().state == "stopped"


def test_what_was_hidden_stays_hidden_in_the_next_release(local: Local) -> None:
    local.house.refresh()
    local.give("calls", {**CALLS, "KU729": 6, "HVA15": 86})
    assert local.house.refresh().state == "published"
    # Without the release before, Saarijärvi's six would be the next smallest; the older sum would then tell Kinnula's.
    assert local.shown("calls") == {**CALLS, "KU729": 6, "HVA15": 86, "KU249": "hidden", "KU256": "hidden"}


def test_a_changed_local_file_makes_another_release_and_the_same_one_does_not(local: Local) -> None:
    local.house.refresh()
    assert local.house.refresh().state == "nothing_new"
    local.give("meetings", {**MEETINGS, "KU179": 51, "HVA15": 277})
    assert local.house.refresh().state == "published"
