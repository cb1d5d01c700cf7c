"""Small areas are steadied by all, hidden ones by their bounds alone, and no order is made of what is hidden."""

import numpy as np
import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from ilmiotaulu.statistics.small_areas import detectable, fit_beta_prior, fit_gamma_prior, posterior_relative_risk
from ilmiotaulu.statistics.small_areas import posterior_share as posterior
from pipelines.evidence.figures import figures
from pipelines.evidence.small_areas import detectable_rows, seed_of, smoothed_and_standing, with_public_base
from tests.derive.figured import PLACED, Cells, municipalities, observed

COUNTS = (10.0, 20.0, 30.0, 60.0, 12.0)
SIX = municipalities(6)
FIVE_SHOWN: Cells = {
    ("FI", 2021): (135.0, 6_000.0),
    **{(f"KU{at:03}", 2021): (count, 1_000.0) for at, count in enumerate(COUNTS, start=1)},
}


def with_sixth(status: str, base: float = 400.0) -> Cells:
    return {**FIVE_SHOWN, ("KU006", 2021): (status, base)}


def based(catalogue: Catalogue, cells: Cells, regions: pl.DataFrame = SIX) -> pl.DataFrame:
    observations = observed(catalogue, cells)
    made = figures(observations, catalogue.indicators, regions, [PLACED])
    return with_public_base(made, observations, catalogue.indicators)


def made(catalogue: Catalogue, cells: Cells, regions: pl.DataFrame = SIX) -> tuple[pl.DataFrame, pl.DataFrame]:
    return smoothed_and_standing(based(catalogue, cells, regions), catalogue.indicators)


# -- steadied levels
@pytest.mark.parametrize(("status", "lowest"), [("hidden_or_zero", 0.0), ("hidden", 1.0)])
def test_a_hidden_area_takes_part_through_its_bounds_and_has_no_row(
    catalogue: Catalogue, status: str, lowest: float
) -> None:
    table, _ = made(catalogue, with_sixth(status))
    prior = fit_beta_prior([*COUNTS, lowest], [*COUNTS, 4.0], [1_000.0] * 5 + [400.0])
    expected = posterior(COUNTS, [1_000.0] * 5, prior, 0.95)
    assert table["region"].to_list() == ["KU001", "KU002", "KU003", "KU004", "KU005"]
    assert table["value"].to_list() == pytest.approx(100 * expected.mean)
    assert table["lower"].to_list() == pytest.approx(100 * expected.lower)
    assert table["upper"].to_list() == pytest.approx(100 * expected.upper)
    assert table["own_weight"].to_list() == pytest.approx(expected.own_weight)


def test_a_hidden_area_whose_base_nobody_publishes_is_left_out(catalogue: Catalogue) -> None:
    observations = observed(catalogue, with_sixth("hidden")).filter(
        (pl.col("indicator") == PLACED) | (pl.col("region") != "KU006")
    )
    shown = figures(observations, catalogue.indicators, SIX, [PLACED])
    table, _ = smoothed_and_standing(with_public_base(shown, observations, catalogue.indicators), catalogue.indicators)
    assert table.equals(made(catalogue, FIVE_SHOWN)[0])


def test_a_hidden_area_that_is_merged_of_several_takes_no_part(catalogue: Catalogue) -> None:
    """Its hidden part is small, and nobody knows of the others: its count may be far above four."""
    merged = based(catalogue, with_sixth("hidden_or_zero")).with_columns(is_broken=pl.col("region") == "KU006")
    table, _ = smoothed_and_standing(merged, catalogue.indicators)
    assert table.equals(made(catalogue, FIVE_SHOWN)[0])


@pytest.mark.parametrize("status", ["not_available", "not_applicable", "not_collected"])
def test_an_area_without_any_figure_takes_no_part(catalogue: Catalogue, status: str) -> None:
    assert made(catalogue, with_sixth(status))[0].equals(made(catalogue, FIVE_SHOWN)[0])


def test_fewer_than_five_visible_areas_are_not_steadied(catalogue: Catalogue) -> None:
    table, standing = made(catalogue, {**with_sixth("hidden"), ("KU001", 2021): ("hidden", 1_000.0)})
    assert (table.height, standing.height) == (0, 0)


def test_rates_are_steadied_around_the_rate_of_the_country(catalogue: Catalogue) -> None:
    rates = based(catalogue, FIVE_SHOWN).with_columns(is_share=pl.lit(False))
    table, _ = smoothed_and_standing(rates, catalogue.indicators)
    expected = np.full(5, 1_000 * 135 / 6_000)
    prior = fit_gamma_prior(COUNTS, COUNTS, expected)
    assert table["value"].to_list() == pytest.approx(
        100 * 135 / 6_000 * posterior_relative_risk(COUNTS, expected, prior, 0.95).mean
    )


def test_where_nobody_is_counted_there_is_no_level_to_steady_by(catalogue: Catalogue) -> None:
    nobody = {cell: (0.0, base) for cell, (_, base) in FIVE_SHOWN.items()}
    assert [table.height for table in made(catalogue, nobody)] == [0, 0]


# -- standing
def test_ranks_and_thirds_are_among_the_visible(catalogue: Catalogue) -> None:
    _, standing = made(catalogue, with_sixth("hidden_or_zero"))
    country = standing.filter(peers="country")
    assert country["region"].to_list() == ["KU001", "KU002", "KU003", "KU004", "KU005"]
    assert set(country["areas"]) == {5}
    assert country.filter(region="KU004").select("rank_low", "rank_high", "highest").row(0) == (1, 1, 0.9985)
    assert country.select(pl.sum_horizontal("lowest", "middle", "highest")).to_series().to_list() == pytest.approx(
        [1.0] * 5
    )
    assert country.select(pl.col("lowest", "highest").sum()).row(0) == pytest.approx((1.0, 1.0))
    # All five are of one county, so they stand there as they stand in the country.
    assert standing.filter(peers="county").drop("peers").equals(country.drop("peers"))


def test_a_county_that_shows_fewer_than_five_has_no_order(catalogue: Catalogue) -> None:
    parted = SIX.with_columns(county=pl.when(pl.col("code") == "KU001").then(pl.lit("HVA12")).otherwise("county"))
    _, standing = made(catalogue, FIVE_SHOWN, parted)
    assert standing["peers"].unique().to_list() == ["country"]


def test_the_seed_is_the_indicator_s_own() -> None:
    assert seed_of(PLACED) == 3_015_112_492
    assert seed_of("children_in_care") != seed_of(PLACED)


# -- what a base can show
def test_a_hidden_municipality_is_told_what_its_base_could_show(catalogue: Catalogue) -> None:
    table = detectable_rows(based(catalogue, with_sixth("hidden_or_zero")), catalogue.indicators)
    row = table.filter(region="KU006").row(0, named=True)
    at_95, at_998 = (detectable(400, 135 / 6_000, confidence) for confidence in (0.95, 0.998))
    assert (row["base"], row["benchmark"]) == (400, 2.25)
    assert (row["high_from95"], row["low_to95"]) == (at_95.high_from, at_95.low_to)
    assert (row["high_from998"], row["low_to998"]) == (at_998.high_from, at_998.low_to)
    assert row["low_to998"] is None
    assert table.height == 6


def test_without_the_country_nothing_can_be_told_apart_from_it(catalogue: Catalogue) -> None:
    hidden = {**FIVE_SHOWN, ("FI", 2021): ("hidden", 6_000.0)}
    assert detectable_rows(based(catalogue, hidden), catalogue.indicators).height == 0
