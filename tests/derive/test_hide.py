"""Which figures are ours to hide, by which rule, and that all others pass as they are."""

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue, Derived, File, Indicator, Local, SmallCounts
from ilmiotaulu.schema import INTERVAL_COLUMNS, Observation, polars_schema
from pipelines.hide import hide_own, own_figures
from tests.derive.frames import REGIONS


def entry(catalogue: Catalogue, name: str, *source: File | Local | Derived, **more: object) -> Indicator:
    return catalogue.indicators["family_centre_visits"].model_copy(update={"id": name, "source": source, **more})


def file(path: str) -> File:
    return File(kind="file", path=path, title="Oma")


def added(*of: str) -> Derived:
    return Derived(kind="derived", formula="sum", of=of)


def rows(indicator: str, *cells: tuple[str, float], **more: object) -> pl.DataFrame:
    """Counts of 2025 by area."""
    made = [
        {
            **dict.fromkeys(("period", "base", *INTERVAL_COLUMNS)),
            "indicator": indicator,
            "region": region,
            "year": 2025,
            "sex": "total",
            "value": count,
            "count": count,
            "status": "ok",
            "flags": [],
            "source_fetch": 1,
            **more,
        }
        for region, count in cells
    ]
    return pl.DataFrame(made, schema=polars_schema(Observation))


def hidden(made: pl.DataFrame) -> list[tuple[str, str]]:
    return made.filter(status="hidden").select("indicator", "region").sort("indicator", "region").rows()


def test_ours_are_files_and_measures_and_all_that_is_computed_from_them(catalogue: Catalogue) -> None:
    entries = {
        "calls": entry(catalogue, "calls", file("local/calls.csv")),
        "trained": entry(catalogue, "trained", Local(kind="local", template="shared_measures", formula="measure")),
        "visits": catalogue.indicators["family_centre_visits"],
        "groups": catalogue.indicators["network_steering_groups"],
        "children_0_6": catalogue.indicators["children_0_6"],
        "help": entry(catalogue, "help", added("calls", "children_0_6")),
        "more_help": entry(catalogue, "more_help", added("help", "age_7")),
    }
    assert own_figures(entries) == {"calls", "help", "more_help", "trained"}


def test_what_publishers_show_passes_as_it_is(catalogue: Catalogue) -> None:
    official = rows("children_0_6", ("KU249", 7), ("KU256", 3))
    made, noted = hide_own(official, catalogue.indicators, REGIONS)
    assert own_figures(catalogue.indicators) == {"shared_training_participants"}
    assert made is official
    assert noted == []


def test_the_threshold_is_the_catalogue_s_and_never_leaves_a_hidden_count_one_value(catalogue: Catalogue) -> None:
    cells = rows("calls", ("KU179", 1), ("KU249", 2), ("KU256", 7), ("KU491", 0))
    for small_counts, gone in (
        (None, ["KU179", "KU249"]),
        (SmallCounts(threshold=10, zeros_hidden=False), ["KU179", "KU249", "KU256"]),
        (SmallCounts(threshold=5, zeros_hidden=True), ["KU179", "KU249", "KU491"]),
        (SmallCounts(threshold=1, zeros_hidden=False), ["KU179", "KU249"]),
        (SmallCounts(threshold=1, zeros_hidden=True), ["KU179", "KU491"]),
    ):
        entries = {"calls": entry(catalogue, "calls", file("local/calls.csv"), small_counts=small_counts)}
        made, noted = hide_own(cells, entries, REGIONS)
        assert [region for _, region in hidden(made)] == gone
        assert noted == []


def test_a_sum_with_an_official_figure_hides_too_and_the_official_figure_does_not(catalogue: Catalogue) -> None:
    """The official part is public, so the sum less it would tell the local part."""
    entries = {
        "calls": entry(catalogue, "calls", file("local/calls.csv")),
        "age_0": catalogue.indicators["age_0"],
        "help": entry(catalogue, "help", added("calls", "age_0")),
    }
    parts = [rows("calls", ("KU256", 3)), rows("age_0", ("KU256", 4)), rows("help", ("KU256", 7))]
    made, noted = hide_own(pl.concat(parts), entries, REGIONS)
    assert hidden(made) == [("calls", "KU256"), ("help", "KU256")]
    assert made.filter(indicator="age_0")["count"].to_list() == [4.0]
    assert noted == []


def test_a_share_is_hidden_with_its_base(catalogue: Catalogue) -> None:
    """Six solved, 20 per cent: the number of calls would follow."""
    share = catalogue.indicators["placed_children_0_17"]
    interval = share.interval.model_copy(update={"base": "calls"})
    entries = {
        "calls": entry(catalogue, "calls", file("local/calls.csv")),
        "solved": share.model_copy(
            update={"id": "solved", "source": (file("local/solved.csv"),), "interval": interval}
        ),
    }
    calls = rows("calls", ("KU491", 30), ("KU507", 4), ("HVA12", 34))
    solved = rows("solved", ("KU491", 6), base=30.0).with_columns(value=pl.lit(20.0))
    made, noted = hide_own(pl.concat([calls, solved]), entries, REGIONS)
    assert hidden(made) == [("calls", "KU491"), ("calls", "KU507"), ("solved", "KU491")]
    gone = made.filter(indicator="solved").select("value", "count", "base", *INTERVAL_COLUMNS)
    assert gone.row(0) == (None,) * gone.width
    assert noted == []


@pytest.mark.parametrize(("earlier", "stops"), [((("KU491", 30), ("HVA12", 33)), True), ((("HVA12", 33),), False)])
def test_what_the_release_before_told_can_leave_a_count_no_second_value(
    catalogue: Catalogue, earlier: tuple[tuple[str, float], ...], stops: bool
) -> None:
    entries = {"calls": entry(catalogue, "calls", file("local/calls.csv"))}
    cells = rows("calls", ("KU491", 30), ("KU507", 3), ("HVA12", 33))
    before = rows("calls", *earlier)
    made, noted = hide_own(cells, entries, REGIONS, lambda _name: before)
    assert ("calls", "KU507") in hidden(made)
    kinds = [(name, note.kind, note.details["cells"]) for name, note in noted]
    assert kinds == ([("calls", "narrowed", 1)] if stops else [])


def test_a_made_up_count_of_the_release_before_is_nothing_that_was_told(catalogue: Catalogue) -> None:
    """Thirty and thirty-three were examples: the real four is hidden with another, and nothing is known of it."""
    entries = {"calls": entry(catalogue, "calls", file("local/calls.csv"))}
    cells = rows("calls", ("KU491", 30), ("KU507", 3), ("HVA12", 33))
    before = rows("calls", ("KU491", 30), ("HVA12", 33), flags=["example"])
    made, noted = hide_own(cells, entries, REGIONS, lambda _name: before)
    assert hidden(made) == [("calls", "KU491"), ("calls", "KU507")]
    assert noted == []
