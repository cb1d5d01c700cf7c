"""The statistics of a release, as pages read them: ready rows, one query each."""

import polars as pl
import pytest

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.schema import TABLES, polars_schema
from pipelines.checks import check
from tests.conftest import House

PLACED = "placed_children_0_17"
STATISTICS = ("comparison", "overdispersion", "trend", "smoothed", "standing", "detectable", "neighbour", "inequality")


def test_every_statistic_is_a_table_of_the_release_and_keeps_its_promises(published: House) -> None:
    with published.opened() as release:
        for name in (*STATISTICS, "neighbour_variable"):
            TABLES[name].validate(release.table(name), cast=True)
        assert {name for name in STATISTICS if release.table(name).height} >= {"comparison", "trend", "detectable"}


def test_a_region_s_comparisons_are_read_by_indicator_year_and_benchmark(published: House) -> None:
    with published.opened() as release:
        whole = release.table("comparison")
        assert release.comparisons().equals(whole)
        assert release.comparisons("KU179").equals(whole.filter(region="KU179"))
        assert release.comparisons("KU179", PLACED, 2021, "country").equals(
            whole.filter(region="KU179", indicator=PLACED, year=2021, benchmark="country")
        )
        assert release.comparisons(indicator=PLACED, year=2021)["region"].n_unique() > 3
        newest = release.newest_comparisons("KU179")
        # Kinnula's placements are hidden in the newest year, and those of 2019 are not the newest.
        assert release.comparisons("KU256", PLACED)["year"].to_list() == [2019]
        assert release.newest_comparisons("KU256").height == 0
    assert newest.columns == whole.columns
    assert newest.select("indicator", "benchmark", "year").rows() == [
        (PLACED, "country", 2021),
        (PLACED, "past", 2021),
    ]


def test_the_other_statistics_are_read_by_region_and_indicator(published: House) -> None:
    with published.opened() as release:
        readers = {
            "trend": release.trends,
            "smoothed": release.smoothed,
            "standing": release.standings,
            "detectable": release.detectable,
        }
        for name, read in readers.items():
            whole = release.table(name)
            assert read().equals(whole), name
            assert read("KU179").equals(whole.filter(region="KU179")), name
            assert read("KU179", PLACED).equals(whole.filter(region="KU179", indicator=PLACED)), name
            assert read(indicator=PLACED).equals(whole.filter(indicator=PLACED)), name
        assert release.overdispersion(PLACED).equals(release.table("overdispersion"))
        assert release.inequality(PLACED).equals(release.table("inequality"))
        assert release.inequality().equals(release.table("inequality"))
        assert release.neighbours("KU179").equals(release.table("neighbour").filter(region="KU179"))


@pytest.mark.parametrize("name", [name for name in STATISTICS if name not in ("detectable", "neighbour")])
def test_a_hidden_municipality_has_no_statistic_but_of_its_public_base(published: House, name: str) -> None:
    """Kinnula's placements of 2021 are hidden."""
    with published.opened() as release:
        rows = release.table(name)
        assert release.detectable("KU256", PLACED).height == 1
    if "region" in rows.columns:
        rows = rows.filter(pl.col("indicator") == PLACED, pl.col("region") == "KU256")
        assert rows.height == 0 or "year" in rows.columns
        assert 2021 not in (rows["year"].to_list() if rows.height else [])


def test_no_municipality_is_held_against_the_rest_of_a_county_that_hides_a_member(published: House) -> None:
    with published.opened() as release:
        assert release.comparisons(indicator=PLACED, benchmark="county_rest").height == 0


@pytest.mark.parametrize("name", ["comparison", "smoothed", "standing"])
def test_a_statistic_of_a_cell_without_a_value_stops_the_release(published: House, name: str) -> None:
    with published.opened() as release:
        tables = {one: release.table(one).cast(dict(polars_schema(TABLES[one]))) for one in TABLES}
    catalogue = load_catalogue(published.settings.catalogue_dir)
    assert not [seen for seen in check(tables, [], catalogue, None) if seen.kind == "tells_hidden"]
    like = polars_schema(TABLES[name])
    told = {"indicator": PLACED, "region": "KU256", "year": 2021, "result": "similar", "benchmark": "country"}
    row = pl.DataFrame([{column: told.get(column) for column in like}], schema=like)
    seen = check({**tables, name: row}, [], catalogue, None)
    assert [(one.kind, one.severity, one.indicator) for one in seen if one.kind == "tells_hidden"] == [
        ("tells_hidden", "stop", PLACED)
    ]
