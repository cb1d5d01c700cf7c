"""The forecasts and the track record of a release: what they stand on, and that nothing hidden teaches them."""

import numpy as np
import polars as pl
import pytest

from ilmiotaulu.forecast.births import births_forecast
from ilmiotaulu.forecast.intervals import SIZE_CLASS_NAMES
from ilmiotaulu.forecast.names import BIRTHS
from ilmiotaulu.schema import Backtest, Forecast, Observation, polars_schema
from pipelines.forecasts import HORIZONS, forecast_tables
from tests.derive.figured import PLACED, municipalities

REGIONS = municipalities(12)
CODES = REGIONS.filter(level="municipality").sort("code")["code"].to_list()
YEARS = range(1990, 2022)
AGES = range(18)


def births_of(at: int, year: int) -> float:
    """A made-up number of births: it falls slowly, with a ripple of its own in every area."""
    return float(10 + 6 * at - (year - 1990) // 4 + (3 * at * year) % 5)


def rows(indicator: str, values: dict[tuple[str, int], float | str], base: float | None = None) -> pl.DataFrame:
    """Observations of a value, or of a status in words, by region and year."""
    told = [
        {
            "indicator": indicator,
            "region": region,
            "year": year,
            "sex": "total",
            "value": None if isinstance(value, str) else value,
            "count": None if isinstance(value, str) or base is None else value * base,
            "status": value if isinstance(value, str) else "ok",
            "flags": [],
            "source_fetch": 1,
        }
        for (region, year), value in values.items()
    ]
    schema = polars_schema(Observation)
    frame = pl.DataFrame(told, schema={name: schema[name] for name in told[0]})
    return frame.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns
    ).select(schema.names())


def summed(values: dict[tuple[str, int], float]) -> dict[tuple[str, int], float]:
    """The values of municipalities with those of the county and the country, which are their sums."""
    whole: dict[tuple[str, int], float] = dict(values)
    for (_, year), value in values.items():
        for area in ("HVA15", "FI"):
            whole[area, year] = whole.get((area, year), 0.0) + value
    return whole


def release(births_until: int = 2021, placed: float | str = 0.02) -> pl.DataFrame:
    """Births, children by age and inhabitants of twelve municipalities; of one the placements of 2021 may be hidden."""
    born = {
        (code, year): births_of(at, year) for at, code in enumerate(CODES, 1) for year in range(1990, births_until + 1)
    }
    people = {(code, year): 900.0 * at for at, code in enumerate(CODES, 1) for year in YEARS}
    parts = [rows(BIRTHS, summed(born)), rows("population", summed(people))]
    for age in AGES:
        there = {
            (code, year): births_of(at, max(1990, year - age)) for at, code in enumerate(CODES, 1) for year in YEARS
        }
        parts.append(rows(f"age_{age}", summed(there)))
    shares: dict[tuple[str, int], float | str] = {
        (code, year): 0.01 + 0.001 * ((at + year) % 4) for at, code in enumerate(CODES, 1) for year in YEARS
    }
    shares[CODES[0], 2021] = placed
    parts.append(rows(PLACED, shares, base=1_000.0))
    return pl.concat(parts)


def made_of(observations: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return forecast_tables(observations, [PLACED], REGIONS)


@pytest.fixture(scope="module")
def made() -> dict[str, pl.DataFrame]:
    return made_of(release())


def test_the_tables_keep_their_promises(made: dict[str, pl.DataFrame]) -> None:
    Forecast.validate(made["forecast"], cast=False)
    Backtest.validate(made["backtest"], cast=False)
    groups = {f"children_{group}" for group in ("0_2", "3_6", "7_12", "13_15", "16_17", "0_17")}
    assert set(made["forecast"]["indicator"]) == {BIRTHS, PLACED, *groups, *(f"age_{age}" for age in AGES)}
    assert set(made["forecast"]["launch"]) == {2021}
    assert made["forecast"].filter(indicator=BIRTHS, region="FI")["year"].to_list() == [
        2021 + ahead for ahead in HORIZONS
    ]


def test_where_the_model_is_shown_its_numbers_are_those_of_the_method(made: dict[str, pl.DataFrame]) -> None:
    values = np.array([[births_of(at, year) for year in YEARS] for at, _ in enumerate(CODES, 1)])
    wanted = births_forecast(values, np.zeros(len(CODES), dtype=int), np.array(YEARS), HORIZONS).municipality
    shown = made["forecast"].filter(indicator=BIRTHS, method="births").filter(pl.col("region").is_in(CODES))
    assert shown.height
    for row in shown.iter_rows(named=True):
        assert row["value"] == wanted[CODES.index(row["region"]), row["year"] - 2022]


def test_what_is_shown_is_what_the_record_says_is_shown(made: dict[str, pl.DataFrame]) -> None:
    record = made["backtest"].filter("is_shown").select("indicator", region="group", horizon="horizon", told="method")
    shown = made["forecast"].with_columns(horizon=(pl.col("year") - pl.col("launch")).cast(pl.Int16))
    both = shown.join(record, on=["indicator", "region", "horizon"])
    assert both.height
    assert both.filter(pl.col("method") != pl.col("told")).is_empty()


def test_a_method_that_has_lost_at_a_horizon_is_not_shown_at_a_longer_one(made: dict[str, pl.DataFrame]) -> None:
    ways = made["forecast"].sort("year").group_by("indicator", "region", maintain_order=True).agg("method")
    for methods in ways["method"].to_list():
        lost = methods.index("last_value") if "last_value" in methods else len(methods)
        assert all(one == "last_value" for one in methods[lost:])


def test_records_are_of_size_classes_counties_the_country_and_every_area(made: dict[str, pl.DataFrame]) -> None:
    groups = set(made["backtest"].filter(indicator=BIRTHS)["group"])
    sizes = {"under_2000", "from_2000", "from_5000", "from_10000"}
    assert sizes < set(SIZE_CLASS_NAMES)
    assert groups == {*sizes, "municipalities", "counties", "FI", "HVA15", *CODES}
    one = made["backtest"].filter(indicator=BIRTHS, group="FI", method="last_value", horizon=5).row(0, named=True)
    country = {year: sum(births_of(at, year) for at, _ in enumerate(CODES, 1)) for year in YEARS}
    off = [100 * abs(country[year] - country[year + 5]) / country[year + 5] for year in range(2000, 2017)]
    assert (one["first_launch"], one["last_launch"], one["cases"]) == (2000, 2016, 17)
    assert one["mape"] == pytest.approx(np.mean(off))


def test_the_unborn_follow_births_that_are_known_later() -> None:
    """Births of 2022 to 2024 are known, ages only to 2021: those aged 0 then are those births."""
    later = made_of(release(births_until=2024))
    youngest = later["forecast"].filter(indicator="age_0", region=CODES[3], method="hamilton_perry").sort("year")
    known = {row["year"]: row["value"] for row in youngest.iter_rows(named=True) if row["year"] <= 2024}
    assert known == pytest.approx({year: births_of(4, year) for year in known})
    assert known


def test_a_hidden_figure_is_forecast_nowhere_and_teaches_nothing() -> None:
    hidden = release(placed="hidden")
    tables = made_of(hidden)
    assert CODES[0] not in set(tables["forecast"].filter(indicator=PLACED)["region"])
    is_hidden = pl.col("status") == "hidden"
    absurd = hidden.with_columns(
        pl.when(is_hidden).then(66_666.0).otherwise(name).alias(name) for name in ("value", "count")
    )
    assert not absurd.equals(hidden)
    for name, table in made_of(absurd).items():
        assert table.equals(tables[name]), name


def test_the_same_figures_in_any_order_give_the_same_bits(made: dict[str, pl.DataFrame]) -> None:
    again = made_of(release().sample(fraction=1, shuffle=True, seed=1))
    for name, table in made.items():
        assert table.equals(again[name]), name


def test_without_figures_the_tables_are_there_and_empty() -> None:
    for name, table in made_of(release().clear()).items():
        assert table.is_empty(), name
