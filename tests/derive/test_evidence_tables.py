"""All statistics of a release together: examples take no part, and the same figures give the same bits."""

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.schema import TABLES
from pipelines.evidence import evidence_tables
from tests.derive.figured import PLACED, Cells, municipalities, observed

REGIONS = municipalities(25)
YEARS = range(2017, 2022)


def release(hidden: str | None = None, **more: object) -> Cells:
    """Twenty-five municipalities in five years, of which the last may be hidden in the newest year."""
    cells: dict[tuple[str, int], tuple[float | str, float]] = {}
    for year in YEARS:
        own = {f"KU{at:03}": 5.0 + 4 * at + (at * year) % 7 for at in range(1, 26)}
        cells |= {(code, year): (count, 1_000.0) for code, count in own.items()}
        cells |= {(code, year): (sum(own.values()), 25_000.0) for code in ("FI", "HVA15")}
    if hidden:
        cells["KU025", 2021] = (hidden, 1_000.0)
    return cells


def rows_of(made: dict[str, pl.DataFrame]) -> dict[str, int]:
    """How many rows the tables have that have any, but the list of the variables that are missing."""
    return {name: table.height for name, table in made.items() if table.height and name != "neighbour_variable"}


def test_every_table_keeps_its_promises(catalogue: Catalogue) -> None:
    made = evidence_tables(observed(catalogue, release()), catalogue.indicators, REGIONS, 2026)
    for name, table in made.items():
        TABLES[name].validate(table, cast=False)
    assert {name: table.height for name, table in made.items() if name in ("comparison", "trend", "detectable")} == {
        # Against the country every year, then against the rest of the county, then all against four years before.
        "comparison": 26 * 5 + 25 + 27,
        "trend": 27,
        "detectable": 25,
    }


def test_the_same_figures_in_any_order_give_the_same_bits(catalogue: Catalogue) -> None:
    observations = observed(catalogue, release("hidden"))
    once = evidence_tables(observations, catalogue.indicators, REGIONS, 2026)
    again = evidence_tables(observations.sample(fraction=1, shuffle=True, seed=1), catalogue.indicators, REGIONS, 2026)
    for name, table in once.items():
        assert table.equals(again[name]), name


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero"])
def test_whatever_stood_in_a_hidden_cell_would_change_nothing(catalogue: Catalogue, hidden: str) -> None:
    clean = observed(catalogue, release(hidden))
    is_hidden = pl.col("status").is_in(["hidden", "hidden_or_zero"])
    numbers = ("value", "count", "base", "lower95", "upper95", "lower998", "upper998")
    absurd = clean.with_columns(pl.when(is_hidden).then(66_666.0).otherwise(name).alias(name) for name in numbers)
    assert not absurd.equals(clean)
    made, wanted = (evidence_tables(one, catalogue.indicators, REGIONS, 2026) for one in (absurd, clean))
    for name, table in wanted.items():
        assert made[name].equals(table), name


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero"])
def test_a_hidden_municipality_has_no_row_of_its_newest_year_but_what_its_base_can_show(
    catalogue: Catalogue, hidden: str
) -> None:
    made = evidence_tables(observed(catalogue, release(hidden)), catalogue.indicators, REGIONS, 2026)
    for name, table in made.items():
        if "region" in table.columns and name != "detectable":
            years = table.filter(region="KU025")["year"].to_list() if "year" in table.columns else []
            assert 2021 not in years, name
    assert "KU025" not in made["trend"]["region"]
    assert made["comparison"].filter(benchmark="county_rest").height == 0
    assert made["detectable"].filter(region="KU025").height == 1


def test_examples_take_no_part(catalogue: Catalogue) -> None:
    observations = observed(catalogue, release(), flags=["example"])
    made = evidence_tables(observations, catalogue.indicators, REGIONS, 2026)
    assert rows_of(made) == {}


def test_the_sexes_and_months_take_no_part(catalogue: Catalogue) -> None:
    for more in ({"sex": "female"}, {"period": "2021-06"}):
        observations = observed(catalogue, release(), **more)
        made = evidence_tables(observations, catalogue.indicators, REGIONS, 2026)
        assert rows_of(made) == {}


def test_a_cell_that_stands_twice_does_not_stop_the_check_that_says_so(catalogue: Catalogue) -> None:
    once = observed(catalogue, release())
    twice = pl.concat([once, once.filter(pl.col("indicator") == PLACED).head(3)])
    made, again = (evidence_tables(one, catalogue.indicators, REGIONS, 2026) for one in (once, twice))
    assert all(table.equals(again[name]) for name, table in made.items())


def test_without_figures_every_table_is_there_and_empty(catalogue: Catalogue) -> None:
    nothing = observed(catalogue, release()).clear()
    made = evidence_tables(nothing, catalogue.indicators, REGIONS, 2026)
    assert rows_of(made) == {}
    for name, table in made.items():
        TABLES[name].validate(table, cast=False)
