"""One series an indicator: sources joined, gaps with their reasons, sums only of what is whole."""

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue, SmallCounts
from ilmiotaulu.schema import INTERVAL_COLUMNS
from pipelines.derive import (
    as_observations,
    coverage_of,
    fill_absent,
    fill_uncollected,
    join_sources,
    newest_rows,
    official_forecasts,
    sum_of_indicators,
    sum_to_areas,
    with_base_and_intervals,
)
from tests.derive.frames import AREAS, REGIONS, Cell, counts, row, series, told

RARE = SmallCounts(threshold=5, zeros_hidden=True, levels=("municipality",))
MARKED = SmallCounts(threshold=30, zeros_hidden=False, levels=("municipality",))


# -- joining sources
def joined(*parts: pl.DataFrame, decimals: int = 0) -> tuple[list[tuple[object, ...]], list[dict[str, object]]]:
    frame, noted = join_sources(parts, decimals)
    return told(frame, "source_fetch"), [dict(note.details) for note in noted]


def test_the_first_source_that_speaks_of_a_cell_wins_and_later_ones_add_their_years() -> None:
    first = counts(("FI", 2021, 10), ("FI", 2022, 20))
    later = counts(("FI", 2022, 20), ("FI", 2023, 30), source_fetch=2)
    assert joined(first, later) == (
        [("FI", 2021, 10, 1), ("FI", 2022, 20, 1), ("FI", 2023, 30, 2)],
        [],
    )


def test_a_year_that_an_earlier_source_has_no_value_for_is_taken_from_a_later_one() -> None:
    first = counts(("FI", 2021, "not_available"), ("FI", 2022, 20))
    later = counts(("FI", 2021, 11), source_fetch=2)
    assert joined(first, later)[0] == [("FI", 2021, 11, 2), ("FI", 2022, 20, 1)]


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero"])
def test_what_one_source_hides_stays_hidden_whatever_another_shows(hidden: str) -> None:
    assert joined(counts(("KU256", 2021, hidden)), counts(("KU256", 2021, 3), source_fetch=2))[0] == [
        ("KU256", 2021, hidden, 1)
    ]


def test_a_cell_that_no_source_has_a_value_for_keeps_its_first_reason() -> None:
    parts = (counts(("FI", 2021, "not_applicable")), counts(("FI", 2021, "not_available"), source_fetch=2))
    assert joined(*parts)[0] == [("FI", 2021, "not_applicable", 1)]


def test_a_disagreement_is_told_with_how_many_cells_and_how_much() -> None:
    first = counts(("KU179", 2021, 100), ("KU249", 2021, 50), ("KU249", 2020, 40), ("KU256", 2020, 7))
    later = counts(("KU179", 2021, 103), ("KU249", 2021, 50), ("KU249", 2020, 39), source_fetch=2)
    rows, noted = joined(first, later)
    assert rows[1] == ("KU249", 2020, 40, 1)
    assert noted == [{"cells": 2, "of": 3, "largest": 3.0, "first_year": 2020, "last_year": 2021}]


def test_a_difference_of_rounding_is_no_disagreement() -> None:
    first, later = series(row("FI", 2021, 1.84)), series(row("FI", 2021, 1.843, source_fetch=2))
    assert joined(first, later, decimals=2)[1] == []
    assert joined(first, later, decimals=3)[1][0]["cells"] == 1


def test_a_single_source_is_the_series() -> None:
    only = counts(("FI", 2021, 1))
    assert join_sources([only], 0)[0].equals(only)


# -- what publishers leave out
def absent(*cells: tuple[str, int, Cell], rule: SmallCounts | None = None) -> list[tuple[object, ...]]:
    return told(fill_absent(counts(*cells), AREAS, rule))


def test_an_absent_municipality_is_hidden_or_zero_where_small_counts_and_zeros_are_left_out() -> None:
    found = absent(("KU179", 2021, 600), ("KU249", 2021, 26), rule=RARE)
    assert found == [
        ("KU179", 2021, 600),
        ("KU249", 2021, 26),
        ("KU256", 2021, "hidden_or_zero"),
        ("KU491", 2021, "hidden_or_zero"),
        ("KU507", 2021, "hidden_or_zero"),
    ]


def test_an_absent_county_is_not_available_even_then() -> None:
    assert absent(("HVA15", 2021, 1018), rule=RARE) == [("HVA12", 2021, "not_available"), ("HVA15", 2021, 1018)]


@pytest.mark.parametrize("rule", [None, MARKED])
def test_an_absent_municipality_is_not_available_elsewhere(rule: SmallCounts | None) -> None:
    assert absent(("KU179", 2021, 600), rule=rule)[1:3] == [
        ("KU249", 2021, "not_available"),
        ("KU256", 2021, "not_available"),
    ]


def test_nothing_is_added_at_a_level_or_in_a_year_that_the_source_has_not() -> None:
    found = absent(("FI", 2021, 600), ("FI", 2023, 700), rule=RARE)
    assert found == [("FI", 2021, 600), ("FI", 2023, 700)]


def test_a_sex_that_is_absent_is_filled_as_the_total_is() -> None:
    rows = series(
        row("KU179", 2021, 10.0, 10.0, sex="female"), row("KU179", 2021, 20.0, 20.0), row("KU249", 2021, 5.0, 5.0)
    )
    found = fill_absent(rows, AREAS, RARE).filter(pl.col("region").is_in(["KU179", "KU249"]))
    assert found.sort("region", "sex").select("region", "sex", "value", "status").rows() == [
        ("KU179", "total", 20.0, "ok"),
        ("KU179", "female", 10.0, "ok"),
        ("KU249", "total", 5.0, "ok"),
        ("KU249", "female", None, "hidden_or_zero"),
    ]


def test_a_merged_municipality_is_expected_only_until_its_merger() -> None:
    old = pl.DataFrame({"region": ["KU588", "KU507"], "level": ["municipality"] * 2})
    rows = counts(("KU507", 2025, 11), ("KU507", 2026, 12))
    assert told(fill_absent(rows, old, RARE, {"KU588": 2026})) == [
        ("KU507", 2025, 11),
        ("KU507", 2026, 12),
        ("KU588", 2025, "hidden_or_zero"),
    ]


# -- what nobody has
def uncollected(*cells: tuple[str, int, Cell], observed: bool = True, promised: int | None = None) -> dict[str, object]:
    filled = fill_uncollected(counts(*cells), AREAS, is_observed=observed, promised_year=promised)
    return {f"{region} {year}": value for region, year, value in told(filled)}


def test_a_level_that_ends_is_not_collected_from_then_on() -> None:
    found = uncollected(("KU179", 2021, 1), ("HVA15", 2021, 2), ("HVA15", 2022, 3), ("HVA15", 2023, 4))
    assert (found["KU179 2022"], found["KU179 2023"], found["KU256 2023"]) == ("not_collected",) * 3
    assert "KU256 2021" not in found


def test_a_level_that_never_was_is_not_collected_in_the_newest_year_alone() -> None:
    found = uncollected(("HVA15", 2021, 2), ("HVA15", 2022, 3))
    assert {key for key, value in found.items() if key.startswith("KU179")} == {"KU179 2022"}
    assert found["FI 2022"] == "not_collected"


def test_a_year_inside_the_series_that_nobody_has_is_not_available() -> None:
    found = uncollected(("FI", 2022, 2), ("FI", 2025, 3))
    assert (found["FI 2023"], found["FI 2024"]) == ("not_available", "not_available")
    assert found["FI 2022"] == 2


def test_a_year_that_is_promised_is_not_published_yet() -> None:
    found = uncollected(("FI", 2021, 2), promised=2022)
    assert found["FI 2022"] == "not_published"
    assert "FI 2023" not in found


def test_no_more_than_three_promised_years_are_shown() -> None:
    assert [key for key in uncollected(("FI", 2021, 2), promised=2030) if key.startswith("FI")] == [
        f"FI {year}" for year in range(2021, 2025)
    ]


def test_the_years_of_a_projection_are_points_and_not_gaps() -> None:
    assert uncollected(("FI", 2024, 1), ("FI", 2040, 2), observed=False) == {"FI 2024": 1, "FI 2040": 2}


def test_months_are_not_filled() -> None:
    rows = series(row("FI", 2026, 1.0, 1.0, period="2026-06"))
    assert fill_uncollected(rows, AREAS, is_observed=True, promised_year=2027).equals(rows)


# -- sums
CENTRAL = (("KU179", 2021, 600), ("KU249", 2021, 26), ("KU256", 2021, 6))


def sums(*cells: tuple[str, int, Cell]) -> list[tuple[object, ...]]:
    made = sum_to_areas(counts(*cells), REGIONS)
    return [found for found in told(made, "flags") if not str(found[0]).startswith("KU")]


def test_a_county_is_the_sum_of_all_its_members_and_says_that_we_computed_it() -> None:
    assert sums(*CENTRAL) == [("HVA15", 2021, 632, ["derived"]), ("MK13", 2021, 632, ["derived"])]


@pytest.mark.parametrize("missing", ["hidden", "hidden_or_zero", "not_available", "not_applicable"])
def test_with_a_member_that_is_not_told_there_is_no_sum(missing: str) -> None:
    assert sums(("KU179", 2021, 600), ("KU249", 2021, 26), ("KU256", 2021, missing)) == []


def test_with_a_member_that_is_absent_there_is_no_sum() -> None:
    assert sums(*CENTRAL[:2]) == []


def test_a_published_total_wins_over_our_sum() -> None:
    assert sums(*CENTRAL, ("HVA15", 2021, 640)) == [("HVA15", 2021, 640, []), ("MK13", 2021, 632, ["derived"])]


@pytest.mark.parametrize("hidden", ["hidden", "hidden_or_zero"])
def test_a_hidden_total_stays_hidden_though_its_members_are_known(hidden: str) -> None:
    assert sums(*CENTRAL, ("HVA15", 2021, hidden))[0] == ("HVA15", 2021, hidden, [])


def test_examples_are_never_summed() -> None:
    rows = counts(*CENTRAL).with_columns(flags=pl.lit(["example"], pl.List(pl.String)))
    assert sum_to_areas(rows, REGIONS).height == 3


def test_sexes_are_summed_apart() -> None:
    rows = counts(("KU491", 2021, 3), ("KU507", 2021, 4))
    men = rows.with_columns(sex=pl.lit("male").cast(rows.schema["sex"]))
    made = sum_to_areas(pl.concat([rows, men.head(1)]), REGIONS)
    assert made.filter(region="HVA12").select("sex", "value").rows() == [("total", 7.0)]


def test_a_sum_of_indicators_needs_all_of_them_and_hides_with_any() -> None:
    parts = [
        counts(("KU179", 2021, 10), ("KU249", 2021, 20), ("KU256", 2021, 3), ("KU491", 2021, "not_available")),
        counts(("KU179", 2021, 1), ("KU249", 2021, "hidden"), ("KU491", 2021, 4)),
    ]
    assert told(sum_of_indicators(parts, 9), "count", "flags", "source_fetch") == [
        ("KU179", 2021, 11, 11, ["derived"], 9),
        ("KU249", 2021, "hidden", None, ["derived"], 9),
        ("KU491", 2021, "not_available", None, ["derived"], 9),
    ]


# -- bases and intervals
def test_a_share_gets_its_base_and_wilsons_limits(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["placed_children_0_17"]
    made = with_base_and_intervals(series(row("KU256", 2021, 1.8, 2.0)), entry, counts(("KU256", 2021, 110)))
    assert made["base"].to_list() == [110.0]
    limits = [round(made[name][0], 2) for name in INTERVAL_COLUMNS]
    assert limits == [0.50, 6.39, 0.28, 11.06]


@pytest.mark.parametrize(("count", "base"), [(None, 110), (2.0, None), (2.0, "hidden"), (2.0, 0), (120.0, 110)])
def test_without_a_count_that_fits_its_base_there_is_no_interval(
    catalogue: Catalogue, count: float | None, base: Cell
) -> None:
    entry = catalogue.indicators["placed_children_0_17"]
    bases = counts(("KU256", 2021, base)) if base is not None else counts(("KU256", 2020, 110))
    made = with_base_and_intervals(series(row("KU256", 2021, 1.8, count)), entry, bases)
    assert made.select(INTERVAL_COLUMNS).row(0) == (None, None, None, None)
    assert made["value"].to_list() == [1.8]


def test_a_rate_of_nobody_has_no_interval(catalogue: Catalogue) -> None:
    share = catalogue.indicators["placed_children_0_17"]
    entry = share.model_copy(update={"interval": share.interval.model_copy(update={"method": "rate"})})
    rows = series(row("KU179", 2021, 1.8, 2.0), row("KU256", 2021, 1.8, 2.0))
    made = with_base_and_intervals(rows, entry, counts(("KU179", 2021, 0), ("KU256", 2021, 110)))
    assert [made["lower95"][0], round(made["lower95"][1], 2), round(made["upper95"][1], 2)] == [None, 0.22, 6.57]


def test_the_base_is_of_the_same_area_year_and_sex(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["placed_children_0_17"]
    rows = series(row("KU256", 2021, 1.8, 2.0), row("KU256", 2021, 2.0, 1.0, sex="male"))
    bases = series(row("KU256", 2021, 110.0, 110.0), row("KU256", 2021, 50.0, 50.0, sex="male"))
    assert with_base_and_intervals(rows, entry, bases)["base"].to_list() == [110.0, 50.0]


def test_a_complete_count_has_no_interval(catalogue: Catalogue) -> None:
    made = with_base_and_intervals(counts(("FI", 2021, 50)), catalogue.indicators["live_births"], None)
    assert made.select("base", *INTERVAL_COLUMNS).row(0) == (None,) * 5


def test_a_rate_of_what_are_no_persons_shows_its_base_and_has_no_interval(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["family_centre_visits_per_100_children"]
    made = with_base_and_intervals(series(row("KU179", 2024, 50, 1200.0)), entry, counts(("KU179", 2024, 2400)))
    assert made.select("value", "count", "base", *INTERVAL_COLUMNS).row(0) == (50, 1200, 2400, None, None, None, None)


def test_a_balance_below_zero_is_a_value_without_a_count(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["net_migration"]
    made = as_observations(with_base_and_intervals(counts(("KU256", 2021, -12)), entry, None), entry)
    assert made.select("value", "count", "status").row(0) == (-12.0, None, "ok")


# -- the newest row
def observations(*rows: dict[str, object]) -> pl.DataFrame:
    frame = series(*rows)  # type: ignore[arg-type]
    blank = {name: pl.lit(None, pl.Float64) for name in ("base", *INTERVAL_COLUMNS)}
    return frame.with_columns(indicator=pl.lit("x"), **blank)


def newest(*rows: dict[str, object]) -> dict[str, tuple[object, ...]]:
    made = newest_rows(observations(*rows), REGIONS, ["x"])
    picked = made.select("region", "year", "value", "status", "rank", "ranked", "previous_year", "previous_value")
    return {region: tuple(rest) for region, *rest in picked.iter_rows()}


def test_a_hidden_newest_value_is_never_replaced_by_an_older_one() -> None:
    found = newest(
        row("KU179", 2021, 2.4),
        row("KU179", 2022, 2.5),
        row("KU256", 2021, 7.0),
        row("KU256", 2022, "hidden_or_zero"),
    )
    assert found["KU179"] == (2022, 2.5, "ok", 1, 1, 2021, 2.4)
    assert found["KU256"] == (2022, None, "hidden_or_zero", None, None, 2021, 7.0)


def test_the_newest_year_is_the_newest_with_values_at_that_level() -> None:
    found = newest(
        row("KU179", 2021, 2.4),
        row("KU179", 2022, "not_collected"),
        row("HVA15", 2022, 2.0),
        row("HVA15", 2023, "not_published"),
    )
    assert found["KU179"][:3] == (2021, 2.4, "ok")
    assert found["HVA15"][:3] == (2022, 2.0, "ok")


def test_ranks_are_among_visible_values_of_the_same_level() -> None:
    found = newest(
        row("KU179", 2022, 2.5),
        row("KU249", 2022, 3.5),
        row("KU256", 2022, "hidden"),
        row("KU491", 2022, 2.5),
        row("HVA15", 2022, 9.9),
    )
    assert [found[code][3:5] for code in ("KU249", "KU179", "KU491", "KU256", "HVA15")] == [
        (1, 3),
        (2, 3),
        (2, 3),
        (None, None),
        (1, 1),
    ]


def test_examples_are_not_ranked() -> None:
    assert newest(row("KU179", 2022, 2.5, flags=["example"]))["KU179"][3:5] == (None, None)


def test_of_a_monthly_figure_the_newest_month_is_the_newest_row() -> None:
    found = newest(row("KU179", 2026, 5.0, period="2026-05"), row("KU179", 2026, 6.0, period="2026-06"))
    assert found["KU179"][:3] == (2026, 6.0, "ok")


def test_a_projection_is_never_the_newest_figure() -> None:
    assert newest_rows(observations(row("KU179", 2040, 5.0)), REGIONS, ["other"]).height == 0


# -- coverage and projections
def test_coverage_counts_areas_with_a_value_hidden_areas_and_all_areas() -> None:
    made = coverage_of(
        observations(
            row("KU179", 2022, 2.5),
            row("KU179", 2022, 1.0, sex="male"),
            row("KU249", 2022, "hidden"),
            row("KU256", 2022, "hidden_or_zero"),
            row("KU491", 2022, "not_available"),
            row("HVA15", 2022, 3.0),
        ),
        REGIONS,
    )
    assert made.select("level", "year", "with_value", "hidden", "areas").rows() == [
        ("county", 2022, 1, 0, 2),
        ("municipality", 2022, 1, 2, 5),
    ]


def test_the_official_projection_says_whose_it_is_and_gives_no_limits() -> None:
    made = official_forecasts(observations(row("KU179", 2040, 5.0), row("KU249", 2040, "hidden")), {"x": 2024})
    assert made.select("region", "year", "launch", "method", "value", "lower80", "upper95").rows() == [
        ("KU179", 2040, 2024, "official_projection", 5.0, None, None)
    ]
