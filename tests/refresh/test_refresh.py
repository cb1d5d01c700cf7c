"""The whole command: fetch, check, compare and publish, and what it does when something is wrong."""

import json
import re
import shutil
import signal
from pathlib import Path

import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.schema import TABLES
from ilmiotaulu.settings import PROJECT
from pipelines.refresh import alone
from pipelines.sources.http import SourceError
from tests.conftest import Command, House, settings_for
from tests.publishers import world
from tests.publishers.server import Publishers

PLACED = "placed_children_0_17"


def births(codes: tuple[str, ...], year: int) -> int:
    return sum(world.births(code, year) for code in codes)


CENTRAL = tuple(code for code, m in world.MUNICIPALITIES.items() if m.county == "15")
SOUTH_SAVO = tuple(code for code, m in world.MUNICIPALITIES.items() if m.county == "12")


# -- known figures
@pytest.mark.parametrize("year", [1987, 2010, 2016, 2022, 2025])
def test_births_are_one_series_out_of_four_tables(published: House, year: int) -> None:
    assert published.cell("live_births", "KU179", year)["value"] == world.births("179", year)
    county = published.cell("live_births", "HVA15", year)
    assert (county["value"], county["flags"]) == (births(CENTRAL, year), ["derived"])
    assert published.cell("live_births", "FI", year)["value"] == births(tuple(world.MUNICIPALITIES), year)


def test_years_that_no_table_has_stay_missing(published: House) -> None:
    for year in (2023, 2024):
        row = published.cell("live_births", "KU179", year)
        assert (row["value"], row["status"]) == (None, "not_available")


def test_every_row_says_which_table_it_is_from(published: House) -> None:
    fetches = {row["id"]: row for row in published.table("source_fetch").to_dicts()}
    tables = {
        year: fetches[published.cell("live_births", "KU179", year)["source_fetch"]]["source_id"]
        for year in (1990, 2012, 2025)
    }
    assert tables == {1990: "statfinpas_synt_pxt_repl1_2016", 2012: "11ae", 2025: "12dy"}
    row = fetches[published.cell(PLACED, "HVA15", 2021)["source_fetch"]]
    assert (row["source"], row["source_id"], row["updated"], row["licence"]) == (
        "sotkanet",
        "191",
        "2022-05-10",
        "CC BY 4.0",
    )
    assert row["url"].startswith(published.settings.sotkanet_url + "/json?indicator=191")


def test_the_births_of_a_merged_municipality_are_in_those_of_its_successor(published: House) -> None:
    assert published.cell("live_births", "KU507", 2000)["value"] == births(("507", "588"), 2000)
    assert published.table("region").filter(code="KU588").height == 0


def test_placements_of_a_county_are_the_published_ones_with_base_and_interval(published: House) -> None:
    row = published.cell(PLACED, "HVA15", 2021)
    children = sum(world.aged(code, 2021, 0, 17) for code in CENTRAL)
    assert (row["count"], row["base"]) == (sum(world.placed(code, 2021) for code in CENTRAL), children)
    assert row["lower998"] < row["lower95"] < row["value"] + 0.05
    assert row["value"] - 0.05 < row["upper95"] < row["upper998"]


def test_a_sum_of_ages_is_the_sum_of_its_ages(published: House) -> None:
    assert published.cell("children_0_17", "KU249", 2021)["value"] == world.aged("249", 2021, 0, 17)
    assert published.cell("projected_children_0_2", "KU507", 2040)["value"] == sum(
        world.aged(code, 2040, 0, 2) for code in ("507", "588")
    )


def test_levels_that_are_not_collected_say_so(published: House) -> None:
    assert published.cell("placed_young_0_24", "KU179", 2024)["status"] == "not_collected"
    assert published.cell("placed_young_0_24", "HVA15", 2024)["status"] == "ok"


def test_a_release_keeps_all_its_promises_and_knows_its_findings(published: House, command: Command) -> None:
    with published.opened() as release:
        assert {name: release.table(name).columns for name in TABLES} == {
            name: list(schema.columns()) for name, schema in TABLES.items()
        }
    kinds = set(published.table("finding")["kind"])
    assert {"unknown_area", "example_figures", "not_at_publisher"} <= kinds
    assert published.table("finding").filter(severity="stop").height == 0
    assert {"730", "KU199", "KUJOU"} <= {row["details"]["code"] for row in published.findings("unknown_area")}
    assert [row["indicator"] for row in published.findings("not_at_publisher")] == ["emergency_placements"]
    done = command(published, "check")
    assert done.code == 0
    assert published.pointer.release in done.out


def test_the_whole_catalogue_and_the_whole_division_pass_every_check(publishers: Publishers, tmp_path: Path) -> None:
    house = House(publishers, settings_for(publishers, tmp_path / "data", PROJECT / "data" / "catalogue"))
    outcome = house.refresh()
    assert outcome.state == "published"
    assert house.table("region").height == 351
    assert {row["severity"] for row in house.table("finding").to_dicts()} == {"review"}


def test_hidden_cells_that_the_publisher_s_totals_give_away_are_numbered_and_never_told(published: House) -> None:
    """Kinnula is alone hidden in its county in three years, both sexes and their total each time, and in the fourth
    the girls of Uurainen beside its boys and its total. In the other county it is Pertunmaa, before it merged: in three
    years its total beside that of Mäntyharju, which was shown, and in one of them both sexes. In the fourth year both
    municipalities are hidden, so that their county tells no more than their sum.
    """
    (finding,) = published.findings("exposed_by_totals")
    assert (finding["severity"], finding["indicator"], finding["region"], finding["year"]) == (
        "review",
        PLACED,
        None,
        None,
    )
    assert finding["details"] == {"cells": 15, "areas": 3, "first_year": 2018, "last_year": 2021}


# -- nothing new
def test_a_second_refresh_fetches_no_figures_and_publishes_nothing(published: House) -> None:
    before = published.pointer
    outcome = published.refresh()
    assert (outcome.state, outcome.exit_code, outcome.release) == ("nothing_new", 0, before.release)
    assert published.asked("sotkanet", figures=True) == []
    assert published.asked("statfin", figures=True) == []
    assert published.asked("geo") == []
    assert published.asked("classifications") == []
    assert published.pointer == before


def test_nothing_new_is_told_with_the_release_and_ends_with_zero(published: House, command: Command) -> None:
    done = command(published, "refresh")
    assert done.code == 0
    assert published.pointer.release in done.out


# -- something new
def test_revised_values_are_counted_with_the_largest_revision(published: House, command: Command) -> None:
    old = published.pointer.release
    placed = published.cell(PLACED, "HVA15", 2021)
    with published.opened() as release:
        before = release.observations_of(PLACED).filter(pl.col("status") == "ok")
    published.publishers.faults = ["revise:191:0.97"]
    done = command(published, "refresh")
    assert done.code == 0
    after = published.cell(PLACED, "HVA15", 2021)
    assert after["count"] == round(placed["count"] * 0.97)
    change = published.table("change").filter(indicator=PLACED)
    assert set(change["kind"]) == {"revised"}
    assert change.filter(region="HVA15", year=2021, sex="total").select("old", "new").row(0) == (
        placed["value"],
        after["value"],
    )
    with published.opened() as release:
        now = release.observations_of(PLACED).filter(pl.col("status") == "ok")
    both = before.join(now, on=["region", "year", "sex"], suffix="_now")
    differing = both.filter((pl.col("value") != pl.col("value_now")) | (pl.col("count") != pl.col("count_now")))
    assert change.height == differing.height
    assert set(published.table("change")["indicator"]) == {PLACED}
    counted = next(line for line in done.out.splitlines() if PLACED in line and "│" in line)
    assert str(differing.height) in counted
    told = command(published, "changes", old, published.pointer.release)
    assert told.code == 0
    assert next(line for line in told.out.splitlines() if PLACED in line) == counted
    assert published.table("release").select("previous").item() == old


def test_a_new_year_is_told_as_new(published: House, command: Command) -> None:
    published.publishers.faults = ["new-year"]
    done = command(published, "refresh", "--only", "191")
    assert done.code == 0
    assert published.cell(PLACED, "HVA15", 2022)["count"] == sum(world.placed(code, 2022) for code in CENTRAL)
    change = published.table("change").filter(indicator=PLACED)
    assert (set(change["kind"]), set(change["year"])) == ({"new"}, {2022})
    assert published.table("latest").filter(indicator=PLACED, region="KU256").select("year", "status").row(0) == (
        2022,
        "hidden_or_zero",
    )
    assert any(PLACED in line and "2022" in line for line in done.out.splitlines() if "│" in line)


def test_only_one_source_or_indicator_is_asked_when_told(published: House) -> None:
    for only, services in (("sotkanet", {"sotkanet"}), ("live_births", {"statfin"}), ("191", {"sotkanet"})):
        published.publishers.requests.clear()
        published.refresh(only)
        assert {request["service"] for request in published.publishers.requests} == services


def test_a_dry_run_fetches_and_tells_and_publishes_nothing(published: House, command: Command) -> None:
    before = published.pointer
    published.publishers.faults = ["revise:191:0.97"]
    done = command(published, "refresh", "--dry-run")
    assert done.code == 0
    assert any(PLACED in line for line in done.out.splitlines() if "│" in line)
    assert published.pointer == before
    assert [path.name for path in published.settings.snapshots_dir.iterdir() if path.is_dir()] == [before.release]
    published.publishers.requests.clear()
    assert published.refresh().state == "published"
    assert published.asked("sotkanet", figures=True) == []


def test_an_unknown_source_or_indicator_ends_with_two(published: House, command: Command) -> None:
    done = command(published, "refresh", "--only", "eurostat")
    assert (done.code, "eurostat" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "value"), [("ATTEMPTS", "many"), ("STATFIN_CALLS", "0"), ("LANGUAGE", "de"), ("TIMEOUT_SECONDS", "-1")]
)
def test_a_setting_that_cannot_be_used_is_named_and_ends_with_two(tiny_house: House, name: str, value: str) -> None:
    tiny_house.settings.data_dir.mkdir()
    done = tiny_house.run("releases", **{f"ILMIOTAULU_{name}": value})
    assert done.code == 2
    assert f"ILMIOTAULU_{name}" in done.err
    assert value in done.err
    assert "Traceback" not in done.err


# -- rolling back
@pytest.fixture
def two_releases(published: House) -> House:
    """A house whose second release has revised placements."""
    published.publishers.faults = ["revise:191:0.97"]
    assert published.refresh("191").state == "published"
    return published


def releases(house: House) -> list[str]:
    return [content["release"] for content in store.releases(house.settings.snapshots_dir)]


def test_a_rollback_brings_back_the_release_before(two_releases: House, command: Command) -> None:
    first, second = releases(two_releases)
    done = command(two_releases, "rollback")
    assert done.code == 0
    assert two_releases.pointer.release == first
    assert two_releases.pointer.rolled_back_from == second
    assert two_releases.cell(PLACED, "HVA15", 2021)["count"] == sum(world.placed(code, 2021) for code in CENTRAL)


def test_a_refresh_with_nothing_new_leaves_the_rollback_in_force_and_says_so(
    two_releases: House, command: Command
) -> None:
    first, second = releases(two_releases)
    command(two_releases, "rollback")
    outcome = two_releases.refresh()
    assert (outcome.state, outcome.exit_code, outcome.release) == ("rollback_kept", 0, first)
    assert releases(two_releases) == [first, second]
    done = command(two_releases, "refresh")
    assert (done.code, first in done.out) == (0, True)


def test_new_figures_end_a_rollback(two_releases: House, command: Command) -> None:
    command(two_releases, "rollback")
    two_releases.publishers.faults = ["revise:191:0.97", "revise:181:1.01"]
    outcome = two_releases.refresh()
    assert outcome.state == "published"
    assert two_releases.pointer.release == outcome.release
    assert two_releases.pointer.rolled_back_from is None


def test_a_rollback_to_a_named_release_and_forward_again(two_releases: House, command: Command) -> None:
    first, second = releases(two_releases)
    command(two_releases, "rollback", first)
    assert command(two_releases, "rollback", second).code == 0
    assert (two_releases.pointer.release, two_releases.pointer.rolled_back_from) == (second, None)


def test_there_is_nothing_before_the_first_release(published: House, command: Command) -> None:
    before = published.pointer
    assert command(published, "rollback").code == 2
    assert command(published, "rollback", "2020-01-01-0000000000").code == 2
    assert published.pointer == before


def test_the_releases_that_are_kept_are_listed_with_the_current_one_marked(
    two_releases: House, command: Command
) -> None:
    first, second = releases(two_releases)
    done = command(two_releases, "releases")
    lines = [line for line in done.out.splitlines() if first in line or second in line]
    assert ["●" in line for line in lines] == [False, True]


def test_no_more_releases_are_kept_than_the_settings_say(published: House) -> None:
    published.change(keep_releases=2)
    for factor in ("0.99", "0.98", "0.97"):
        published.publishers.faults = [f"revise:191:{factor}"]
        # A later release of the publisher has a later date; the fake has but one, so the lock is aged.
        lock = published.settings.raw_dir / "lock.json"
        entries = json.loads(lock.read_bytes())
        entries["sotkanet/191/rows"]["updated"] = "2000-01-01"
        lock.write_text(json.dumps(entries), "utf-8")
        assert published.refresh("191").state == "published"
    assert len(releases(published)) == 2
    assert published.pointer.release == releases(published)[-1]


# -- sources that fail
@pytest.mark.parametrize("service", ["sotkanet", "statfin", "geo", "classifications"])
def test_a_source_that_is_down_leaves_its_last_good_figures_and_ends_with_zero(
    published: House, command: Command, service: str
) -> None:
    before = published.pointer
    # Boundaries and the division are asked for rarely; here they are always due.
    published.change(recheck_days=0)
    published.publishers.faults = [f"down@{service}"]
    done = command(published, "refresh")
    assert done.code == 0
    assert "127.0.0.1" in done.err
    assert published.pointer == before


def test_a_release_made_while_a_source_is_down_says_which_and_how_old(published: House, command: Command) -> None:
    births_before = published.cell("live_births", "KU179", 2022)["value"]
    published.publishers.faults = ["down@statfin", "revise:191:0.97"]
    assert command(published, "refresh").code == 0
    assert published.table("release")["unreachable"].to_list() == [["statfin:*"]]
    (finding,) = published.findings("source_unreachable")
    assert (finding["source"], finding["severity"], finding["details"]["why"]) == ("statfin", "review", "unreachable")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", finding["details"]["last_good"])
    assert "live_births" in finding["details"]["indicators"]
    assert published.cell("live_births", "KU179", 2022)["value"] == births_before


def test_a_release_that_misses_a_source_is_made_anew_when_the_source_is_back(published: House) -> None:
    published.publishers.faults = ["down@statfin", "revise:191:0.97"]
    without = published.refresh()
    published.publishers.faults = ["revise:191:0.97"]
    outcome = published.refresh()
    assert (without.state, outcome.state) == ("published", "published")
    assert outcome.release != without.release
    assert published.table("release")["unreachable"].to_list() == [[]]
    assert published.findings("source_unreachable") == []
    assert published.refresh().state == "nothing_new"


def test_one_indicator_that_cannot_be_fetched_leaves_the_others(published: House) -> None:
    published.publishers.faults = ["revise:191:0.97", "revise:181:1.01", "error500:x2@sotkanet"]
    outcome = published.refresh()
    assert outcome.state == "published"
    assert [
        (failure.source, failure.what, failure.kind) for failure in outcome.failures if failure.kind != "missing"
    ] == [("sotkanet", "regions", "server_error")]


def test_figures_that_could_not_be_fetched_keep_the_date_of_those_that_stand_in(
    published: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publisher tells of newer figures and then does not give them."""

    def fails(*_: object) -> bytes:
        raise SourceError("server_error", "http://publisher/json")

    published.publishers.faults = ["revise:191:0.97", "revise:11ae:1"]
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.sources.sotkanet._rows_or_none", fails)
        assert published.refresh().state == "published"
    (finding,) = published.findings("fetch_failed")
    assert (finding["indicator"], finding["details"]["what"]) == (PLACED, "191")
    fetch = published.table("source_fetch").filter(source_id="191")
    assert fetch["updated"].to_list() == ["2022-05-10"]
    assert published.refresh().state == "published"
    assert published.table("source_fetch").filter(source_id="191")["updated"].to_list() == ["2023-05-10"]


def test_when_nothing_can_be_reached_the_old_release_is_untouched_and_the_end_is_three(
    published: House, command: Command
) -> None:
    before, raw = published.pointer, (published.settings.raw_dir / "lock.json").read_bytes()
    published.publishers.faults = ["down"]
    done = command(published, "refresh")
    assert done.code == 3
    assert published.pointer == before
    entries, kept = (json.loads(body) for body in ((published.settings.raw_dir / "lock.json").read_bytes(), raw))
    assert {key: entry["sha256"] for key, entry in entries.items()} == {k: e["sha256"] for k, e in kept.items()}


@pytest.mark.parametrize("fault", ["error503", "html-instead-of-json", "malformed-json", "truncate", "truncate-silent"])
def test_publishers_that_answer_with_rubbish_are_as_good_as_down(tiny_published: House, fault: str) -> None:
    before = tiny_published.pointer
    tiny_published.publishers.faults = [fault]
    outcome = tiny_published.refresh()
    assert (outcome.state, outcome.exit_code) == ("unreachable", 3)
    assert tiny_published.pointer == before


def test_nothing_reached_at_the_first_run_leaves_no_release(tiny_house: House, command: Command) -> None:
    tiny_house.publishers.faults = ["down"]
    assert command(tiny_house, "refresh").code == 3
    assert not (tiny_house.settings.snapshots_dir / "current.json").exists()
    assert command(tiny_house, "releases").code == 2


def test_a_first_run_with_one_source_down_publishes_the_rest(house: House) -> None:
    house.publishers.faults = ["down@sotkanet"]
    outcome = house.refresh()
    assert (outcome.state, outcome.exit_code) == ("published", 0)
    assert house.cell("live_births", "KU179", 2022)["value"] == world.births("179", 2022)
    (finding,) = house.findings("source_unreachable")
    assert finding["details"]["last_good"] is None
    with house.opened() as release:
        assert PLACED not in release.indicators_with_rows()


def test_a_first_run_without_boundaries_has_the_tile_grid_alone(house: House) -> None:
    house.publishers.faults = ["down@geo"]
    assert house.refresh().state == "published"
    files = sorted(path.name for path in (house.pointer.path / "geometry").iterdir())
    assert files == ["tiles.json"]


def test_an_indicator_that_is_gone_keeps_its_last_figures_and_is_told(published: House) -> None:
    before = published.cell("unemployment_rate", "KU179", 2020)["value"]
    published.publishers.faults = ["gone:181", "revise:191:0.97"]
    outcome = published.refresh()
    assert (outcome.state, outcome.exit_code) == ("published", 0)
    assert published.cell("unemployment_rate", "KU179", 2020)["value"] == before
    assert [row["indicator"] for row in published.findings("indicator_gone")] == ["unemployment_rate"]
    assert published.table("release")["unreachable"].to_list() == [[]]


def test_a_publisher_that_answers_404_to_unknown_indicators_changes_nothing(house: House) -> None:
    house.publishers.faults = ["unknown-indicator-404"]
    assert house.refresh().state == "published"
    assert [row["indicator"] for row in house.findings("not_at_publisher")] == ["emergency_placements"]


# -- figures that a check stops
def test_figures_that_vanish_stop_the_release_and_say_what_to_do(published: House, command: Command) -> None:
    before = published.pointer
    published.publishers.faults = ["empty:191", "revise:191:1"]
    done = command(published, "refresh")
    assert done.code == 1
    assert published.pointer == before
    assert PLACED in done.out + done.err
    assert "[[accept]]" in done.out + done.err
    assert len(releases(published)) == 1


def test_figures_that_vanish_and_are_accepted_are_published_with_the_reason(published: House) -> None:
    published.publishers.faults = ["empty:191", "revise:191:1"]
    outcome = published.refresh()
    assert outcome.state == "stopped"
    stopping = {seen.kind for seen in outcome.findings if seen.severity == "stop" and "accepted" not in seen.details}
    reason = "Julkaisija on lopettanut sarjan, tarkistettu."
    for kind in sorted(stopping):
        published.edit(PLACED, "", f'\n[[accept]]\nfinding = "{kind}"\nreason = "{reason}"\n')
    assert published.refresh().state == "published"
    told = [row for row in published.findings("zero_rows") + published.findings("indicator_lost")]
    assert {(row["severity"], row["details"]["accepted"]) for row in told} == {("review", reason)}
    with published.opened() as release:
        assert PLACED not in release.indicators_with_rows()


def test_an_area_that_vanishes_stops_the_release(published: House) -> None:
    before = published.pointer
    published.publishers.faults = ["vanish:KU249", "revise:191:1", "revise:181:1"]
    outcome = published.refresh("sotkanet")
    assert (outcome.state, outcome.exit_code) == ("stopped", 1)
    lost = {(seen.indicator, seen.details["areas"]) for seen in outcome.findings if seen.kind == "areas_lost"}
    assert ("unemployment_rate", "KU249") in lost
    assert published.pointer == before


def test_a_value_out_of_its_range_stops_the_release(published: House) -> None:
    published.publishers.faults = ["revise:181:20"]
    outcome = published.refresh("181")
    assert outcome.state == "stopped"
    assert "out_of_range" in {seen.kind for seen in outcome.findings if seen.severity == "stop"}


def test_values_of_another_magnitude_are_told(published: House) -> None:
    published.publishers.faults = ["revise:181:2"]
    outcome = published.refresh("181")
    assert outcome.state == "published"
    (finding,) = published.findings("magnitude")
    assert (finding["indicator"], round(finding["details"]["shift"])) == ("unemployment_rate", 100)


def test_two_tables_that_disagree_are_told_and_the_first_one_is_used(published: House) -> None:
    published.publishers.faults = ["revise:12dy:1.1"]
    assert published.refresh("live_births").state == "published"
    told = published.findings("sources_disagree")
    assert {row["indicator"] for row in told} == {"live_births"}
    years = sorted((row["details"]["first_year"], row["details"]["last_year"]) for row in told)
    assert years == [(2010, 2022), (2025, 2025)]
    assert published.cell("live_births", "KU179", 2022)["value"] == world.births("179", 2022)


def test_a_title_that_drifts_is_told_without_its_markup(published: House) -> None:
    published.publishers.faults = ["html-title:191", "html-title:11ae", "revise:191:0.99", "revise:11ae:1"]
    assert published.refresh().state == "published"
    drifts = published.findings("title_drift")
    assert PLACED in {row["indicator"] for row in drifts}
    texts = [row["details"]["publisher"] for row in drifts] + published.table("source_fetch")["title"].to_list()
    assert [text for text in texts if "<" in text] == []


# -- names that change
def test_old_county_numbers_land_on_the_right_counties(published: House) -> None:
    """Under its first number Central Finland was 11, which is South Karelia today, and South Savo was 08."""
    right = {code: published.cell(PLACED, code, 2021)["count"] for code in ("HVA12", "HVA15")}
    published.publishers.faults = ["hva-ids:old"]
    assert published.refresh().state == "published"
    assert published.table("change").height == 0
    assert {code: published.cell(PLACED, code, 2021)["count"] for code in right} == right
    changed = {(row["details"]["code"], row["details"]["ours"]) for row in published.findings("county_code_changed")}
    assert changed == {("HVA11", "HVA15"), ("HVA08", "HVA12")}


@pytest.mark.parametrize("fault", ["renamed-columns:old", "renamed-columns:next", "jsonstat:sparse", "cells403:30"])
def test_another_form_of_the_same_figures_changes_no_figure(tiny_published: House, fault: str, tmp_path: Path) -> None:
    with tiny_published.opened() as release:
        right = release.observations_of("live_births").drop("source_fetch")
    settings = tiny_published.settings.model_copy(update={"data_dir": tmp_path / "other"})
    other = House(tiny_published.publishers, settings)
    other.publishers.faults = [fault]
    assert other.refresh().state == "published"
    with other.opened() as release:
        assert release.observations_of("live_births").drop("source_fetch").equals(right)


# -- the same inputs
def test_the_same_answers_make_the_same_release_with_the_same_tables(published: House, tmp_path: Path) -> None:
    settings = published.settings.model_copy(update={"data_dir": tmp_path / "other"})
    shutil.copytree(published.settings.raw_dir, settings.raw_dir)
    other = House(published.publishers, settings)
    assert other.refresh().state == "published"
    assert other.pointer.release == published.pointer.release
    for name in TABLES:
        assert other.table(name).equals(published.table(name)), name
    for path in (published.pointer.path / "geometry").iterdir():
        assert (other.pointer.path / "geometry" / path.name).read_bytes() == path.read_bytes()


def test_a_changed_catalogue_is_a_new_release_of_the_same_figures(tiny_published: House) -> None:
    before = tiny_published.pointer.release
    tiny_published.edit("live_births", 'title.en = "Births"', 'title.en = "Live births"')
    outcome = tiny_published.refresh()
    assert (outcome.state, outcome.release != before) == ("published", True)
    assert tiny_published.table("indicator").filter(id="live_births")["title_en"].item() == "Live births"
    assert tiny_published.table("change").height == 0


def test_the_release_id_begins_with_the_day_of_the_newest_fetch(published: House) -> None:
    newest = published.table("release")["newest_fetch"].item()
    assert published.pointer.release.startswith(f"{newest:%Y-%m-%d}-")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[0-9a-f]{10}", published.pointer.release)


# -- interrupted
@pytest.mark.parametrize("fetches", [3, 12])
def test_what_was_fetched_before_a_kill_is_not_fetched_again(house: House, fetches: int) -> None:
    house.settings.data_dir.mkdir()
    house.publishers.faults = ["latency:30"]
    process = house.process("refresh")
    while len(house.asked("sotkanet", figures=True)) < fetches:
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    kept = {
        key.split("/")[1]
        for key in json.loads((house.settings.raw_dir / "lock.json").read_bytes())
        if key.startswith("sotkanet/") and key.endswith("/rows")
    }
    assert len(kept) >= fetches - 1
    house.publishers.faults = []
    house.publishers.requests.clear()
    assert house.refresh().state == "published"
    again = {re.search(r"indicator=(\d+)", request["query"])[1] for request in house.asked("sotkanet", figures=True)}  # type: ignore[index]
    assert again & kept == set()


# -- two at once
def test_a_second_refresh_waits_for_the_first_and_finds_nothing_new(tiny_house: House) -> None:
    tiny_house.settings.data_dir.mkdir()
    tiny_house.publishers.faults = ["latency:40"]
    both = [tiny_house.process("refresh") for _ in range(2)]
    for process in both:
        process.communicate(timeout=60)
    assert [process.returncode for process in both] == [0, 0]
    assert len(releases(tiny_house)) == 1
    assert len(tiny_house.asked("sotkanet", figures=True)) == 1


def test_a_second_refresh_that_may_not_wait_gives_up_with_four(tiny_published: House, command: Command) -> None:
    before = tiny_published.pointer
    tiny_published.change(lock_wait_seconds=0)
    with alone(tiny_published.settings):
        for words in (["refresh"], ["rollback"], ["starter"]):
            done = command(tiny_published, *words)
            assert done.code == 4
            assert "Traceback" not in done.err
    assert tiny_published.pointer == before
    assert command(tiny_published, "refresh").code == 0


# -- the starter
def test_the_starter_is_published_by_the_same_road_and_says_what_it_is(house: House, command: Command) -> None:
    assert command(house, "starter").code == 0
    assert re.fullmatch(r"starter-[0-9a-f]{10}", house.pointer.release)
    assert house.table("release")["kind"].to_list() == ["starter"]
    assert house.publishers.requests == []
    # A second start finds it there.
    again = house.starter()
    assert (again.state, again.release) == ("nothing_new", house.pointer.release)


def test_the_first_refresh_replaces_the_starter_and_compares_nothing_with_it(house: House) -> None:
    starter = house.starter()
    outcome = house.refresh()
    assert outcome.state == "published"
    assert house.pointer.release == outcome.release != starter.release
    row = house.table("release").row(0, named=True)
    assert (row["kind"], row["previous"]) == ("official", starter.release)
    assert house.table("change").height == 0


def test_the_starter_has_the_official_figures_it_was_made_of(publishers: Publishers, tmp_path: Path) -> None:
    house = House(publishers, settings_for(publishers, tmp_path / "data", PROJECT / "data" / "catalogue"))
    assert house.starter().state == "published"
    assert house.cell("live_births", "HVA15", 2010)["value"] == 3141
    assert house.cell("live_births", "HVA15", 2022)["value"] == 2031
    assert house.cell("projected_children_0_17", "HVA15", 2024)["value"] == 48484
    assert house.cell("projected_children_0_17", "HVA15", 2040)["value"] == 39302
    assert house.cell(PLACED, "HVA15", 2021)["count"] == 1018
    fetches = house.table("source_fetch")
    official = fetches.filter(pl.col("publisher") != "example")
    assert set(official["licence"]) == {"CC BY 4.0"}
    assert official.filter(pl.col("url").str.contains("127.0.0.1|localhost")).height == 0
    assert sorted(path.name for path in (house.pointer.path / "geometry").iterdir()) == ["tiles.json"]


def test_the_starter_never_replaces_a_release(tiny_published: House) -> None:
    before = tiny_published.pointer
    assert tiny_published.starter().state == "nothing_new"
    assert tiny_published.pointer == before


# -- the command itself
@pytest.mark.parametrize(
    "words",
    [
        ["refresh"],
        ["starter"],
        ["releases"],
        ["changes"],
        ["rollback"],
        ["check"],
        ["catalogue", "check"],
        ["catalogue", "add"],
    ],
    ids=" ".join,
)
def test_every_commands_help_holds_an_example(tiny_house: House, command: Command, words: list[str]) -> None:
    done = command(tiny_house, *words, "--help")
    assert done.code == 0
    assert f"ilmiotaulu {' '.join(words)}" in done.out.replace("python -m pytest.ilmiotaulu", "")


@pytest.mark.parametrize("words", [["releases"], ["changes"], ["rollback"], ["check"]], ids=" ".join)
def test_without_a_release_a_command_says_so_and_ends_with_two(
    tiny_house: House, command: Command, words: list[str]
) -> None:
    done = command(tiny_house, *words)
    assert done.code == 2
    assert "ilmiotaulu refresh" in done.err


def test_changes_of_the_first_release_are_nothing_to_compare(tiny_published: House, command: Command) -> None:
    done = command(tiny_published, "changes")
    assert (done.code, tiny_published.pointer.release in done.out) == (0, True)


def test_changes_of_an_unknown_release_name_those_that_are_kept(tiny_published: House, command: Command) -> None:
    done = command(tiny_published, "changes", "2020-01-01-0000000000", tiny_published.pointer.release)
    assert (done.code, tiny_published.pointer.release in done.err) == (2, True)


def test_a_local_file_that_is_wrong_is_told_by_its_line(tiny_house: House, command: Command, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(PROJECT / "data" / "starter", shipped / "starter")
    path = shipped / "starter" / "live_births.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, "KU179,2025,paljon"]) + "\n", "utf-8")
    tiny_house.change(shipped_dir=shipped)
    done = command(tiny_house, "starter")
    assert done.code == 1
    assert "live_births.csv" in done.err
    assert str(len(lines) + 1) in done.err
    assert "paljon" in done.err


def test_a_lock_that_is_damaged_is_named_and_ends_with_two(tiny_published: House, command: Command) -> None:
    lock = tiny_published.settings.raw_dir / "lock.json"
    lock.write_text("{", "utf-8")
    done = command(tiny_published, "refresh")
    assert (done.code, str(lock) in done.err) == (2, True)


def test_raw_bytes_that_are_not_what_the_lock_says_are_named(tiny_published: House, command: Command) -> None:
    sha256 = json.loads((tiny_published.settings.raw_dir / "lock.json").read_bytes())["sotkanet/181/rows"]["sha256"]
    path = tiny_published.settings.raw_dir / sha256
    path.write_bytes(b"[]")
    tiny_published.edit("live_births", "", "\n# touched\n")
    done = command(tiny_published, "refresh")
    assert (done.code, str(path) in done.err) == (2, True)
