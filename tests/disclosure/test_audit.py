"""Which counts a hidden cell could have: by hand, and against a reader who tries every table."""

import math

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.disclosure import audit, exposed, rule_bounds
from ilmiotaulu.disclosure.ranges import deviations, fixed_cells
from ilmiotaulu.disclosure.sums import reader_of, sums_of
from tests.disclosure.tables import SMALL_COUNTS, Name, Table, can_be, with_totals

COUNTY = {"a": "A", "b": "A", "c": "A"}
SEXES = {"male": "total", "female": "total"}
AGES = {"0-6": "0-17", "7-17": "0-17"}


def of_county(*counts: int) -> Table:
    return with_totals({(name,): count for name, count in zip("abc", counts, strict=True)}, [COUNTY])


def with_hidden(table: Table, **kinds: str) -> pl.DataFrame:
    """The cells of a table whose names have one part, some of them hidden."""
    return table.cells().with_columns(hidden=pl.Series([kinds.get(" ".join(name), "") for name in table.names]))


def told(table: Table, ranges: pl.DataFrame) -> dict[str, tuple[float, float]]:
    return {" ".join(table.names[cell]): (low, high) for cell, low, high in ranges.iter_rows()}


def test_a_lone_hidden_part_is_what_the_others_leave() -> None:
    table = of_county(3, 9, 7)
    ranges = audit(with_hidden(table, a="primary"), table.relations())
    assert told(table, ranges) == {"a": (3, 3)}
    assert exposed(ranges).to_list() == [table.names.index(("a",))]


def test_two_hidden_parts_share_what_the_others_leave() -> None:
    table = of_county(3, 9, 7)
    ranges = audit(with_hidden(table, a="primary", c="secondary"), table.relations())
    assert told(table, ranges) == {"a": (0, 10), "c": (0, 10)}
    assert exposed(ranges).is_empty()


def test_a_reader_who_knows_the_rule_and_the_kind_knows_more() -> None:
    table = of_county(3, 9, 7)
    cells = rule_bounds(with_hidden(table, a="primary", c="secondary"))
    assert told(table, audit(cells, table.relations(), bounds="given")) == {"a": (1, 4), "c": (6, 9)}


def test_ones_alone_and_fours_alone_are_told_to_who_knows_the_rule_but_not_to_others() -> None:
    for count in (1, 4):
        table = of_county(count, 9, count)
        cells = rule_bounds(with_hidden(table, a="primary", c="primary"))
        given_bounds = audit(cells, table.relations(), bounds="given")
        assert told(table, given_bounds) == {"a": (count, count), "c": (count, count)}
        assert exposed(given_bounds).len() == 2
        assert told(table, audit(cells, table.relations())) == {"a": (0, 2 * count), "c": (0, 2 * count)}


def test_the_rule_that_hides_zeros_leaves_zero_possible() -> None:
    table = of_county(1, 9, 1)
    cells = rule_bounds(with_hidden(table, a="primary", c="primary"), hide_zero=True)
    assert told(table, audit(cells, table.relations(), bounds="given")) == {"a": (0, 2), "c": (0, 2)}


def test_bounds_that_everybody_knows_stay_where_they_are_narrower() -> None:
    cells = with_hidden(of_county(3, 9, 7), a="primary", c="secondary").with_columns(
        high=pl.Series([None, 3.0, None, 8.0])
    )
    made = rule_bounds(cells).filter(pl.col("hidden") != "")
    assert made.select("low", "high").rows() == [(1.0, 3.0), (1.0, 8.0)]


def test_nothing_bounds_a_hidden_total_from_above() -> None:
    table = of_county(3, 9, 7)
    ranges = audit(with_hidden(table, A="secondary", a="primary"), table.relations())
    assert told(table, ranges) == {"A": (16, math.inf), "a": (0, math.inf)}


def test_nothing_bounds_hidden_totals_of_overlapping_sums_from_above() -> None:
    leaves = {(place, sex): 6 for place in "abc" for sex in SEXES}
    table = with_totals(leaves, [COUNTY, SEXES])
    names = ("a male", "a total", "A male", "A total")
    assert told(table, audit(with_hidden(table, **dict.fromkeys(names, "secondary")), table.relations())) == {
        "a male": (0, math.inf),
        "a total": (6, math.inf),
        "A male": (12, math.inf),
        "A total": (30, math.inf),
    }


def test_a_cell_outside_every_sum_could_be_anything() -> None:
    table = Table({("a",): 3}, [])
    assert told(table, audit(with_hidden(table, a="primary"), table.relations())) == {"a": (0, math.inf)}


def test_what_one_sum_tells_is_told_on_to_the_next() -> None:
    """FI - B tells A, and A less what is shown of it tells a."""
    table = with_totals(
        {("a",): 3, ("b",): 9, ("c",): 7, ("d",): 8}, [{"a": "A", "b": "A", "c": "B", "d": "B", "A": "FI", "B": "FI"}]
    )
    ranges = audit(with_hidden(table, A="secondary", a="primary"), table.relations())
    assert told(table, ranges) == {"A": (12, 12), "a": (3, 3)}


def test_overlapping_sums_leave_what_all_of_them_together_leave() -> None:
    leaves = {
        ("a", "male"): 2,
        ("a", "female"): 9,
        ("b", "male"): 8,
        ("b", "female"): 20,
        ("c", "male"): 0,
        ("c", "female"): 6,
    }
    table = with_totals(leaves, [COUNTY, SEXES])
    square = {f"{place} {sex}": "secondary" for place in "ab" for sex in SEXES}
    # One number moves the whole square: males of a up by one, its females down, in b the other way round.
    assert told(table, audit(with_hidden(table, **square), table.relations())) == {
        "a female": (1, 11),
        "a male": (0, 10),
        "b female": (18, 28),
        "b male": (0, 10),
    }


def test_overlapping_sums_can_tell_a_cell_that_is_alone_in_none_of_them() -> None:
    """c is hidden for both sexes and in its total; but a and b are hidden in other places and tell nothing of it."""
    leaves = {
        ("a", "male"): 3,
        ("a", "female"): 9,
        ("b", "male"): 8,
        ("b", "female"): 20,
        ("c", "male"): 4,
        ("c", "female"): 6,
    }
    table = with_totals(leaves, [COUNTY, SEXES])
    names = ("a male", "a female", "b male", "b female", "a total", "c male")
    ranges = audit(with_hidden(table, **dict.fromkeys(names, "secondary")), table.relations())
    assert told(table, ranges)["a total"] == (12, 12)
    assert told(table, ranges)["c male"] == (4, 4)
    assert told(table, ranges)["a male"] == (0, 11)
    assert exposed(ranges).len() == 2


def test_half_a_child_makes_no_second_count() -> None:
    """x + y, y + z and x + z + w are shown, and w is known to be 3 or 4: four would take halves of the others."""
    table = Table(
        {("w",): 3, ("x",): 3, ("y",): 3, ("z",): 3, ("xy",): 6, ("yz",): 6, ("xzw",): 9},
        [(("xy",), [("x",), ("y",)]), (("yz",), [("y",), ("z",)]), (("xzw",), [("x",), ("z",), ("w",)])],
    )
    is_w = pl.col("cell") == table.names.index(("w",))
    cells = with_hidden(table, **dict.fromkeys("wxyz", "primary")).with_columns(
        low=pl.when(is_w).then(3.0), high=pl.when(is_w).then(4.0)
    )
    assert told(table, audit(cells, table.relations(), bounds="given")) == dict.fromkeys("wxyz", (3, 3))
    reader = reader_of(cells)
    sums = sums_of(reader, table.relations())
    hidden = (cells["hidden"] != "").to_numpy()
    assert fixed_cells(sums.where(hidden[sums.cell]), *deviations(reader, sums), hidden).tolist() == hidden.tolist()


def test_the_audit_has_a_row_for_every_hidden_cell_with_a_count_and_no_other() -> None:
    table = of_county(3, 9, 7)
    cells = with_hidden(table, a="primary", c="secondary").with_columns(
        count=pl.when(pl.col("cell") != table.names.index(("c",))).then("count")
    )
    ranges = audit(cells, table.relations())
    assert ranges.columns == ["cell", "low", "high"]
    # c has no count of ours: the reader is taken to know it.
    assert told(table, ranges) == {"a": (3, 3)}


def test_a_sum_that_does_not_add_up_is_taken_as_if_the_reader_knew_by_how_much() -> None:
    table = of_county(3, 9, 7)
    cells = with_hidden(table, a="primary", c="secondary").with_columns(
        pl.col("count") + (pl.col("cell") == 0).cast(pl.Float64)
    )
    assert told(table, audit(cells, table.relations())) == {"a": (0, 10), "c": (0, 10)}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, dict[Name, str]]:
    """Small tables with some of their cells hidden, in trees and in overlapping sums."""
    places, more = draw(
        st.sampled_from(
            [
                (COUNTY, ()),
                (COUNTY | {"d": "B", "e": "B", "A": "FI", "B": "FI"}, ()),
                ({"a": "A", "b": "A"}, (SEXES,)),
                ({"a": "A", "b": "A"}, (SEXES, AGES)),
            ]
        )
    )
    leaves: list[Name] = [(place,) for place in places if place.islower()]
    for wholes in more:
        leaves = [(*name, part) for name in leaves for part in wholes]
    table = with_totals({name: draw(SMALL_COUNTS) for name in leaves}, [places, *more])
    kinds = draw(st.lists(st.sampled_from(table.names), min_size=1, max_size=8, unique=True))
    return table, {name: draw(st.sampled_from(["primary", "secondary"])) for name in kinds}


@given(drawn=tables())
@settings(max_examples=50)
def test_trying_every_table_finds_every_number_of_a_range_and_no_other(drawn: tuple[Table, dict[Name, str]]) -> None:
    table, kinds = drawn
    cells = with_hidden(table, **{" ".join(name): kind for name, kind in kinds.items()})
    cells = cells.with_columns(low=pl.max_horizontal(pl.col("count") - 2, 0.0), high=pl.col("count") + 3)
    ranges = told(table, audit(cells, table.relations(), bounds="given"))
    reach = {name: (max(table.counts[name] - 2, 0), table.counts[name] + 3) for name in kinds}
    for name, (least, most) in reach.items():
        found = [value for value in range(least, most + 1) if can_be(table, reach, name, [value])]
        low, high = ranges[" ".join(name)]
        assert found == list(range(int(low), int(high) + 1))


@given(drawn=tables())
@settings(max_examples=30)
def test_by_the_symbol_alone_a_part_of_shown_totals_ends_where_trying_ends(
    drawn: tuple[Table, dict[Name, str]],
) -> None:
    table, kinds = drawn
    parts = {name: kind for name, kind in kinds.items() if name not in {total for total, _ in table.sums}}
    cells = with_hidden(table, **{" ".join(name): kind for name, kind in parts.items()})
    ranges = told(table, audit(cells, table.relations()))
    reach = {name: (0, sum(table.counts[part] for part in parts)) for name in parts}
    for name, (_, most) in reach.items():
        low, high = map(int, ranges[" ".join(name)])
        assert can_be(table, reach, name, [low])
        assert can_be(table, reach, name, [high])
        assert not can_be(table, reach, name, [*range(low), *range(high + 1, most + 1)])
