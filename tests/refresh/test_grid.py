"""The population grid on its whole way: from the publisher to the release, and what is told when it does not come."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.raw import RawStore, now_utc
from pipelines.sources import grid
from tests.conftest import Command, House
from tests.publishers import world


def reach(house: House, region: str) -> dict[str, Any]:
    return house.table("reach").filter(region=region).row(0, named=True)


def test_a_release_tells_how_far_children_live_from_the_places_of_its_list(tiny_published: House) -> None:
    """The places are the examples, which are all in Central Finland."""
    told = tiny_published.table("reach")
    central = [f"KU{code}" for code in world.municipalities(2026) if world.MUNICIPALITIES[code].county == "15"]
    assert told["region"].to_list() == ["FI", "HVA15", *sorted(central)]
    # Of 544 inhabitants 12 live in the two squares that tell no ages.
    assert told["untold"].unique().to_list() == [0.02]
    assert told.select("year", "is_example").unique().rows() == [(world.GRID_YEAR, True)]
    row = reach(tiny_published, "KU249")
    assert row["within5"] <= row["within10"] <= row["within20"]
    assert row["nearest"] in tiny_published.table("place")["id"].to_list()


def test_no_number_of_children_of_any_square_is_in_a_release(tiny_published: House) -> None:
    assert "children" not in tiny_published.table("reach").columns
    shares = tiny_published.table("reach").select("within5", "within10", "within20")
    assert {round(100 * share, 6) % 1 for share in shares.to_series(0).append(shares.to_series(1)) if share} <= {0, 0.5}


def test_a_release_says_whose_squares_they_are(tiny_published: House) -> None:
    number = tiny_published.table("reach")["source_fetch"].unique().item()
    fetch = tiny_published.table("source_fetch").filter(id=number).row(0, named=True)
    assert (fetch["publisher"], fetch["source"], fetch["source_id"], fetch["licence"]) == (
        "Tilastokeskus, väestöruutuaineisto",
        "grid",
        "vaki2023_1km",
        "CC BY 4.0",
    )
    assert fetch["title"] == "Väestöruutuaineisto 1 km × 1 km, 2022"
    assert fetch["url"].startswith(f"{tiny_published.publishers.grid_url}?service=WFS")
    assert not [kind for kind in tiny_published.table("finding")["kind"] if kind.startswith("grid")]


def test_a_second_refresh_does_not_ask_for_the_grid(tiny_published: House) -> None:
    assert tiny_published.refresh().state == "nothing_new"
    assert tiny_published.asked("grid") == []


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        (["down@grid"], "yhteyttä ei saatu"),
        (["error503@grid"], "julkaisija on ruuhkautunut (HTTP 503)"),
        (["html-instead-of-json@grid"], "vastaus ei ollut tietoa, vaan jotain muuta, tai se katkesi"),
        (["gone:vaki2022_1km", "gone:vaki2023_1km"], "palvelussa ei ole yhden kilometrin ruutuja (vaki…_1km)"),
        (["grid-without:ika_0_14"], "vastauksesta puuttuu tietoja (ika_0_14)"),
    ],
)
def test_without_the_grid_a_first_refresh_publishes_the_rest_and_says_what_stands_in(
    tiny_house: House, command: Command, faults: list[str], told: str
) -> None:
    tiny_house.publishers.faults = faults
    done = command(tiny_house, "refresh")
    assert done.code == 0
    assert f"väestöruutuja ei saatu, kun tämä julkaisu tehtiin: {told}" in done.out
    assert "Sivun Perhekeskukset matkat on laskettu kuntien keskipisteistä." in done.out
    assert tiny_house.table("reach").is_empty()
    (finding,) = tiny_house.findings("grid_absent")
    assert (finding["severity"], finding["source"]) == ("review", "grid")
    # No figure is missing or old: pages need no warning.
    assert tiny_house.table("release")["unreachable"].to_list() == [[]]


def test_an_address_without_such_a_service_is_told_in_words(tiny_house: House, command: Command) -> None:
    tiny_house.change(grid_url=f"{tiny_house.publishers.url}/geo/geoserver/vaestoruutu/wfs")
    done = command(tiny_house, "refresh")
    assert (done.code, "väestöruutuja ei saatu" in done.out) == (0, True)
    assert "(HTTP 404)" in done.out


def test_the_grid_that_comes_later_makes_a_new_release(tiny_house: House) -> None:
    tiny_house.publishers.faults = ["down@grid"]
    without = tiny_house.refresh()
    tiny_house.publishers.faults = []
    outcome = tiny_house.refresh()
    assert (without.state, outcome.state) == ("published", "published")
    assert not tiny_house.table("reach").is_empty()
    assert tiny_house.findings("grid_absent") == []


def test_a_grid_that_does_not_come_again_is_kept_with_its_day(tiny_published: House) -> None:
    before = tiny_published.table("reach")
    tiny_published.change(recheck_days=0)
    tiny_published.publishers.faults = ["down@grid", "revise:11ae:1.01"]
    assert tiny_published.refresh().state == "published"
    assert tiny_published.table("reach").drop("source_fetch").equals(before.drop("source_fetch"))
    (finding,) = tiny_published.findings("grid_kept")
    assert finding["details"]["last_good"] == f"{tiny_published.table('release')['newest_fetch'].item():%Y-%m-%d}"


def test_the_grid_can_be_asked_for_alone(tiny_published: House) -> None:
    tiny_published.change(recheck_days=0)
    tiny_published.publishers.faults = ["gone:vaki2023_1km"]
    assert tiny_published.refresh("grid").state == "published"
    assert {request["service"] for request in tiny_published.publishers.requests} == {"grid"}
    assert "vaki2022_1km" in tiny_published.table("source_fetch")["source_id"].to_list()
    tiny_published.publishers.faults = ["down@grid"]
    assert tiny_published.refresh("grid").exit_code == 3


def test_nothing_new_but_a_grid_that_is_down_is_nothing_new(tiny_published: House) -> None:
    tiny_published.change(recheck_days=0)
    tiny_published.publishers.faults = ["down@grid"]
    assert tiny_published.refresh().state == "nothing_new"


def test_the_grid_alone_does_not_make_up_for_everything_else_being_down(tiny_published: House) -> None:
    tiny_published.change(recheck_days=0)
    services = ("sotkanet", "statfin", "geo", "classifications")
    tiny_published.publishers.faults = [f"down@{service}" for service in services]
    assert tiny_published.refresh().exit_code == 3


def test_what_is_published_without_asking_still_says_that_the_grid_did_not_come(
    tiny_house: House, command: Command
) -> None:
    tiny_house.publishers.faults = ["down@grid"]
    assert tiny_house.refresh().state == "published"
    tiny_house.edit("live_births", "", "\n# touched\n")
    assert command(tiny_house, "publish").code == 0
    assert len(tiny_house.findings("grid_absent")) == 1


def test_squares_that_do_not_name_their_municipality_lie_within_its_boundary(
    tiny_published: House, tmp_path: Path
) -> None:
    settings = tiny_published.settings.model_copy(update={"data_dir": tmp_path / "other"})
    other = House(tiny_published.publishers, settings)
    other.publishers.faults = ["grid-without:kunta", "grid-without:vuosi", "grid-children:null"]
    assert other.refresh().state == "published"
    same = [name for name in other.table("reach").columns if name not in ("year", "source_fetch")]
    assert other.table("reach").select(same).equals(tiny_published.table("reach").select(same))
    assert other.table("reach")["year"].unique().to_list() == [None]
    assert len(other.findings("grid_by_boundaries")) == 1


def test_without_boundaries_such_squares_are_no_use_and_it_is_said(tiny_house: House) -> None:
    tiny_house.publishers.faults = ["grid-without:kunta", "down@geo"]
    assert tiny_house.refresh().state == "published"
    assert tiny_house.table("reach").is_empty()
    assert len(tiny_house.findings("grid_no_municipalities")) == 1
    assert "grid" not in tiny_house.table("source_fetch")["source"].to_list()


def test_squares_that_were_kept_and_can_no_longer_be_read_are_told_and_fetched_anew(tiny_published: House) -> None:
    """As when a later version reads more strictly than the one that kept them."""
    raw = RawStore(tiny_published.settings.raw_dir)
    entry = raw.entries[grid.KEY]
    raw.put(grid.KEY, b'{"features": []}', url=entry.url, request=entry.request, now=now_utc())
    assert tiny_published.refresh().state == "published"
    assert tiny_published.table("reach").is_empty()
    assert tiny_published.findings("grid_unreadable")[0]["details"] == {"detail": "0"}
    assert tiny_published.refresh("grid", again=True).state == "published"
    assert not tiny_published.table("reach").is_empty()


def test_a_first_release_from_raw_answers_of_before_there_was_a_grid_has_none(tiny_published: House) -> None:
    """As with the answers of an earlier version: the lock knows no grid, and nobody is asked."""
    lock = Path(tiny_published.settings.raw_dir) / "lock.json"
    entries = json.loads(lock.read_bytes())
    del entries["grid/squares"]
    lock.write_text(json.dumps(entries), "utf-8")
    assert tiny_published.refresh("sotkanet").state == "published"
    assert tiny_published.table("reach").is_empty()
