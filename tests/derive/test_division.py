"""Merged municipalities belong to the municipality they became part of."""

from typing import Any

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue
from pipelines.derive import with_base_and_intervals
from pipelines.division import move_to_division, only_known_areas, parts_of_hidden
from tests.derive.frames import bare, counts, row, series, told

MERGERS = {"KU588": "KU507"}


def moved(*cells: tuple[str, int, Any]) -> list[tuple[Any, ...]]:
    return told(move_to_division(bare(counts(*cells)), MERGERS, is_count=True), "count", "flags")


def test_the_counts_of_pertunmaa_and_mantyharju_are_added() -> None:
    assert moved(("KU507", 2020, 11), ("KU588", 2020, 6), ("KU179", 2020, 600)) == [
        ("KU179", 2020, 600, 600, []),
        ("KU507", 2020, 17, 17, []),
    ]


def test_a_year_that_only_the_new_municipality_has_stays_as_it_is() -> None:
    assert moved(("KU507", 2020, 11), ("KU588", 2020, 6), ("KU507", 2026, 15)) == [
        ("KU507", 2020, 17, 17, []),
        ("KU507", 2026, 15, 15, []),
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (11, "hidden", "hidden"),
        (11, "hidden_or_zero", "hidden"),  # neither zero nor small
        ("hidden_or_zero", "hidden_or_zero", "hidden_or_zero"),
        ("hidden", "hidden_or_zero", "hidden"),
        ("not_available", "hidden_or_zero", "hidden_or_zero"),
        (11, "not_available", "not_available"),
        (11, "not_applicable", "not_available"),
    ],
)
def test_with_a_part_that_is_not_told_the_whole_is_not_told(one: Any, other: Any, together: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert moved(("KU507", 2020, first), ("KU588", 2020, second)) == [("KU507", 2020, together, None, [])]


def test_without_mergers_nothing_is_touched() -> None:
    rows = bare(counts(("KU179", 2020, 5), ("KU249", 2020, "hidden")))
    assert move_to_division(rows, MERGERS, is_count=True).equals(rows)


def merged_share(*, own: float = 1.0, own_count: float | None = 11.0, other_count: float | None = 6.0) -> pl.DataFrame:
    rows = bare(series(row("KU507", 2020, own, own_count), row("KU588", 2020, 3.0, other_count)))
    return move_to_division(rows, MERGERS, is_count=False).with_columns(source_fetch=pl.lit(1, pl.Int16))


def test_a_share_is_never_added_but_keeps_its_own_value_with_a_break() -> None:
    assert told(merged_share(), "count", "flags") == [("KU507", 2020, 1.0, 17.0, ["break"])]


def test_a_share_whose_parts_have_no_counts_has_none_together() -> None:
    assert told(merged_share(other_count=None), "count", "flags") == [("KU507", 2020, 1.0, None, ["break"])]


def test_a_share_with_a_base_is_computed_anew_from_its_count(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["placed_children_0_17"]
    made = with_base_and_intervals(merged_share(), entry, counts(("KU507", 2020, 850)))
    assert told(made, "count", "base", "flags") == [("KU507", 2020, 2.0, 17.0, 850.0, ["derived"])]


def test_a_share_without_a_base_keeps_the_break_and_tells_no_count(catalogue: Catalogue) -> None:
    entry = catalogue.indicators["placed_children_0_17"]
    for bases in (None, counts(("KU507", 2020, "not_available")), counts(("KU179", 2020, 9))):
        made = with_base_and_intervals(merged_share(), entry, bases)
        assert told(made, "count", "base", "flags") == [("KU507", 2020, 1.0, None, None, ["break"])]


def test_a_share_of_the_old_municipality_alone_is_not_the_new_ones() -> None:
    rows = bare(series(row("KU588", 2020, 3.0, 6.0)))
    assert told(move_to_division(rows, MERGERS, is_count=False), "count") == [("KU507", 2020, "not_available", None)]


def test_a_share_with_a_hidden_part_is_hidden() -> None:
    rows = bare(series(row("KU507", 2020, 1.0, 11.0), row("KU588", 2020, "hidden_or_zero")))
    assert told(move_to_division(rows, MERGERS, is_count=False), "count") == [("KU507", 2020, "hidden", None)]


def test_every_merger_that_is_shipped_ends_in_a_municipality_of_today(catalogue: Catalogue) -> None:
    changes = catalogue.region_changes
    today = set(catalogue.regions.filter(pl.col("level") == "municipality")["code"])
    assert set(changes["new"]) <= today
    assert not set(changes["old"]) & today
    assert dict(changes.select("old", "new").iter_rows())["KU588"] == "KU507"
    assert changes.height == 12


def test_a_code_that_neither_the_division_nor_the_mergers_know_is_noted_and_left_out() -> None:
    rows, noted = only_known_areas(
        bare(counts(("KU199", 2020, 7), ("KU179", 2020, 5), ("KU199", 2021, 7))), frozenset({"KU179"})
    )
    assert told(rows) == [("KU179", 2020, 5)]
    assert [(note.kind, note.details["code"]) for note in noted] == [("unknown_area", "KU199")]


def test_sexes_and_months_are_added_apart() -> None:
    rows = bare(
        series(
            row("KU507", 2026, 1.0, 1.0, sex="male", period="2026-05"),
            row("KU588", 2026, 2.0, 2.0, sex="male", period="2026-05"),
            row("KU507", 2026, 10.0, 10.0, sex="male", period="2026-06"),
            row("KU588", 2026, 20.0, 20.0, sex="male", period="2026-06"),
            row("KU507", 2026, 100.0, 100.0, sex="female", period="2026-06"),
            row("KU588", 2026, 200.0, 200.0, sex="female", period="2026-06"),
        )
    )
    made = move_to_division(rows, MERGERS, is_count=True).sort("period", "value")
    assert made.select("period", "sex", "value").rows() == [
        ("2026-05", "male", 3.0),
        ("2026-06", "male", 30.0),
        ("2026-06", "female", 300.0),
    ]


def test_a_merged_count_is_unknown_in_a_year_when_one_of_its_parts_is_silent() -> None:
    assert moved(
        ("KU588", 2019, 10), ("KU588", 2021, 12), ("KU507", 2019, 90), ("KU507", 2020, 91), ("KU507", 2021, 92)
    ) == [
        ("KU507", 2019, 100, 100, []),
        ("KU507", 2020, "not_available", None, []),
        ("KU507", 2021, 104, 104, []),
    ]


def test_a_hidden_merged_municipality_is_known_by_its_parts_and_a_shown_one_is_not() -> None:
    rows = bare(
        counts(
            ("KU507", 2019, 11),
            ("KU588", 2019, 6),
            ("KU507", 2020, 11),
            ("KU588", 2020, "hidden"),
            ("KU507", 2026, "hidden"),
            ("KU179", 2020, "hidden"),
        )
    )
    boys = bare(series(row("KU507", 2020, 5.0, 5.0, sex="male"), row("KU588", 2020, 6.0, 6.0, sex="male")))
    parts = parts_of_hidden(pl.concat([rows, boys]), MERGERS).sort("sex", "region")
    assert parts.select("new", "region", "year", "sex", "count", "status").rows() == [
        ("KU507", "KU507", 2020, "total", 11.0, "ok"),
        ("KU507", "KU588", 2020, "total", None, "hidden"),
        ("KU507", "KU507", 2020, "male", 5.0, "ok"),
        ("KU507", "KU588", 2020, "male", 6.0, "ok"),
    ]
    assert parts_of_hidden(rows, {}).is_empty()
