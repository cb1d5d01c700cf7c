"""The file of all figures that lies beside the database of a release."""

import duckdb
import polars as pl
import pytest

from ilmiotaulu.schema import INTERVAL_COLUMNS, Observation, polars_schema
from ilmiotaulu.store import FILE_NAME
from pipelines.publish import OBSERVATIONS, observations_parquet
from tests.conftest import TINY, House

NUMBERS = ["value", "count", "base", *INTERVAL_COLUMNS]


def table(house: House) -> pl.DataFrame:
    """The table of observations as anyone may read it, its closed sets as words."""
    names = polars_schema(Observation).names()
    words = ", ".join(
        f"{one}::VARCHAR AS {one}" if one in ("indicator", "region", "sex", "status") else one for one in names
    )
    with duckdb.connect(str(house.pointer.path / FILE_NAME), read_only=True) as connection:
        return connection.sql(f"SELECT {words} FROM observation").pl()


def test_the_file_is_the_table_without_the_examples(published: House) -> None:
    whole = table(published)
    made_up = pl.col("flags").list.contains("example")
    assert whole.filter(made_up)["indicator"].unique().to_list() == ["family_centre_visits"]
    file = pl.read_parquet(published.pointer.path / OBSERVATIONS)
    assert file.equals(whole.filter(~made_up))
    assert file.columns == polars_schema(Observation).names()
    assert [file[name].dtype for name in ("indicator", "region", "sex", "status")] == [pl.String] * 4


def test_the_file_tells_nothing_of_a_hidden_value(published: House) -> None:
    rows = pl.read_parquet(published.pointer.path / OBSERVATIONS).filter(pl.col("status") != "ok")
    kinnula = rows.filter(indicator="placed_children_0_17", region="KU256", year=2021, sex="total")
    assert kinnula["status"].to_list() == ["hidden_or_zero"]
    assert rows.height > 50
    assert [rows[name].null_count() for name in NUMBERS] == [rows.height] * len(NUMBERS)


def test_equal_figures_give_equal_bytes(published: House) -> None:
    schema = polars_schema(Observation)
    rows = pl.read_parquet(published.pointer.path / OBSERVATIONS).cast(dict(schema))
    assert observations_parquet(rows) == (published.pointer.path / OBSERVATIONS).read_bytes()
    assert observations_parquet(rows.head(10)) != observations_parquet(rows.head(11))


@pytest.mark.parametrize("name", ["indicator", "value", "flags"])
def test_other_programs_read_the_file(tiny_published: House, name: str) -> None:
    path = str(tiny_published.pointer.path / OBSERVATIONS)
    with duckdb.connect() as connection:
        read = connection.sql(f"SELECT {name} FROM read_parquet('{path}')").pl()[name]
    assert read.to_list() == pl.read_parquet(path)[name].to_list()


def test_the_starter_has_the_file_too(tiny_house: House) -> None:
    assert tiny_house.starter().state == "published"
    file = pl.read_parquet(tiny_house.pointer.path / OBSERVATIONS)
    assert set(file["indicator"]) == set(TINY)
    assert file.equals(table(tiny_house))
