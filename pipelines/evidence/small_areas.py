"""Levels of small areas steadied by all areas, their standing among their peers, and what their size can show."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ilmiotaulu.catalogue import Indicator
from ilmiotaulu.schema import STATUSES_OF_HIDDEN, Detectable, Smoothed, Standing, polars_schema
from ilmiotaulu.statistics.ranking import (
    THIRDS,
    posterior_draws_beta,
    posterior_draws_gamma,
    rank_intervals,
    third_probabilities,
)
from ilmiotaulu.statistics.small_areas import (
    BetaPrior,
    GammaPrior,
    detectable_counts,
    fit_beta_prior,
    fit_gamma_prior,
    posterior_relative_risk,
    posterior_share,
)
from pipelines.evidence.figures import in_newest_year, numbers, yearly
from pipelines.hide import HIDDEN_BELOW

FEWEST_AREAS = 5
DRAWS = 2_000


def seed_of(indicator: str) -> int:
    """The seed of an indicator's draws: the same on every machine and in every release."""
    return zlib.crc32(indicator.encode())


def with_public_base(shown: pl.DataFrame, observations: pl.DataFrame, entries: Mapping[str, Indicator]) -> pl.DataFrame:
    """The rows with `public_base`: the value of their base indicator, which is published for hidden areas, too."""
    bases = pl.DataFrame(
        [(name, entries[name].interval.base) for name in shown["indicator"].unique().sort()],
        schema={"indicator": pl.String, "base_indicator": pl.String},
        orient="row",
    )
    published = yearly(observations).filter(pl.col("status") == "ok")
    values = published.select("region", "year", base_indicator="indicator", public_base="value")
    return shown.join(bases, on="indicator", maintain_order="left").join(
        values, on=["base_indicator", "region", "year"], how="left", maintain_order="left"
    )


def smoothed_and_standing(shown: pl.DataFrame, entries: Mapping[str, Indicator]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `smoothed` and `standing` of the newest year, from `with_public_base`.

    The prior comes from all areas of the level: a hidden one takes part through the bounds of its count, and is left
    out where its base is not published; an area without any figure is left out. A hidden area has no row. Levels with
    fewer than five visible areas have none.
    """
    newest = in_newest_year(shown)
    smoothed, standing = [], []
    for (name, level), rows in newest.partition_by("indicator", "level", as_dict=True).items():
        if level not in ("municipality", "county") or rows["is_visible"].sum() < FEWEST_AREAS:
            continue
        visible = rows.filter("is_visible")
        found = _steadied(rows, visible, entries[str(name)], _country_rate(shown, visible))
        if found is None:
            continue
        draws, table = found
        standing.append(_standing(visible, draws, "country"))
        if level == "municipality":
            smoothed.append(table)
            standing += _within_counties(visible, draws)
    return _stacked(smoothed, polars_schema(Smoothed)), _stacked(standing, polars_schema(Standing))


def detectable_rows(shown: pl.DataFrame, entries: Mapping[str, Indicator]) -> pl.DataFrame:
    """The table `detectable`: municipalities against the country, in the municipalities' newest year.

    Shares only. Made of nothing but the public base, so hidden areas have a row as well.
    """
    newest = in_newest_year(shown.filter(pl.col("level") == "municipality")).select("indicator", "year").unique()
    benchmarks = (
        shown.filter((pl.col("level") == "country") & pl.col("is_visible") & pl.col("is_share"))
        .join(newest, on=["indicator", "year"])
        .select("indicator", "year", benchmark="value")
    )
    areas = (
        shown.filter((pl.col("level") == "municipality") & (pl.col("public_base") > 0))
        .join(benchmarks, on=["indicator", "year"])
        .select("indicator", "region", "year", "benchmark", base=pl.col("public_base").round().cast(pl.Int32))
    )
    made = []
    for part in areas.partition_by("indicator"):
        share, base = part["benchmark"][0] / 100, part["base"].to_numpy()
        counts: dict[str, NDArray[np.int64]] = {}
        for confidence, suffix in ((0.95, "95"), (0.998, "998")):
            counts[f"high_from{suffix}"], counts[f"low_to{suffix}"] = detectable_counts(base, share, confidence)
        found = [pl.Series(name, column).replace(-1, None) for name, column in counts.items()]
        made.append(part.with_columns(found))
    return _stacked(made, polars_schema(Detectable))


def _steadied(
    rows: pl.DataFrame, visible: pl.DataFrame, entry: Indicator, rate: float
) -> tuple[NDArray[np.float64], pl.DataFrame] | None:
    """Simulated levels of the visible areas, and their rows of the table `smoothed`; none when no prior can be had."""
    prior = _prior(rows, entry, rate)
    if prior is None:
        return None
    count, base, size = numbers(visible, "count"), numbers(visible, "base"), visible["size"][0]
    if isinstance(prior, BetaPrior):
        posterior = posterior_share(count, base, prior, 0.95)
        draws = posterior_draws_beta(count, base, prior, DRAWS, seed_of(entry.id))
    else:
        posterior = posterior_relative_risk(count, base * rate, prior, 0.95)
        draws = posterior_draws_gamma(count, base * rate, prior, DRAWS, seed_of(entry.id))
        size = size * rate
    table = visible.select("indicator", "region", "year").with_columns(
        value=pl.Series(posterior.mean * size),
        lower=pl.Series(posterior.lower * size),
        upper=pl.Series(posterior.upper * size),
        own_weight=pl.Series(posterior.own_weight),
    )
    return draws, table


def _prior(rows: pl.DataFrame, entry: Indicator, rate: float) -> BetaPrior | GammaPrior | None:
    """How levels vary between all areas; none when it may be that nobody, or everybody, is counted in every area."""
    low, high, base = _bounds(rows, entry)
    try:
        if rows["is_share"][0]:
            return fit_beta_prior(low, high, base)
        return fit_gamma_prior(low, high, base * rate)
    except ValueError:
        return None


def _bounds(rows: pl.DataFrame, entry: Indicator) -> tuple[NDArray[np.float64], ...]:
    """The smallest and the largest count of every area and its base; NaN where nothing is known.

    A hidden share of merged municipalities says nothing: one part is small, and the others may be of any size.
    """
    threshold = entry.small_counts.threshold if entry.small_counts else HIDDEN_BELOW
    status = pl.col("status").cast(pl.String)
    is_hidden = status.is_in(list(STATUSES_OF_HIDDEN)) & ~pl.col("is_broken")
    bounded = rows.with_columns(
        low=pl.when("is_visible").then("count").when(is_hidden).then((status == "hidden").cast(pl.Float64)),
        high=pl.when("is_visible").then("count").when(is_hidden).then(pl.lit(threshold - 1.0)),
        base=pl.when("is_visible").then("base").otherwise("public_base"),
    )
    return tuple(numbers(bounded, name) for name in ("low", "high", "base"))


def _country_rate(shown: pl.DataFrame, visible: pl.DataFrame) -> float:
    """Events a unit of base in the country, or in the visible areas together when the country has no figure."""
    country = shown.filter((pl.col("level") == "country") & pl.col("is_visible")).join(
        visible.select("indicator", "year").unique(), on=["indicator", "year"], how="semi"
    )
    of = country if country.height else visible
    return float(of["count"].sum()) / float(of["base"].sum())


def _within_counties(visible: pl.DataFrame, draws: NDArray[np.float64]) -> Iterator[pl.DataFrame]:
    """The standing of municipalities among those of their county, in counties that show five or more."""
    placed = visible.with_row_index("at")
    for part in placed.partition_by("county", maintain_order=True):
        if part.height >= FEWEST_AREAS:
            yield _standing(part, draws[:, part["at"].to_numpy()], "county")


def _standing(visible: pl.DataFrame, draws: NDArray[np.float64], peers: str) -> pl.DataFrame:
    low, high = rank_intervals(draws)
    thirds = third_probabilities(draws)
    return visible.select("indicator", "region", "year").with_columns(
        peers=pl.lit(peers),
        areas=pl.lit(visible.height),
        rank_low=pl.Series(low),
        rank_high=pl.Series(high),
        # A difference of sums of shares may leave 0 and 1 by rounding.
        **{name: pl.Series(thirds[:, at]).round(9).clip(0, 1) for at, name in enumerate(THIRDS)},
    )


def _stacked(parts: Sequence[pl.DataFrame], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The parts as one table of the schema, by indicator and region."""
    if not parts:
        return pl.DataFrame(schema=schema)
    return pl.concat([part.select(list(schema)).cast(dict(schema)) for part in parts]).sort("indicator", "region")
