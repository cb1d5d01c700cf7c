"""What is hidden beside small counts, so that no sum gives one of them back."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.disclosure import audit, exposed, primary, protect, rule_bounds
from tests.disclosure.tables import SMALL_COUNTS, Name, Table, has_second_value, known_of, with_totals

COUNTY = {"a": "A", "b": "A", "c": "A", "d": "A"}
COUNTRY = {"a": "A", "b": "A", "c": "A", "d": "B", "e": "B", "f": "B", "A": "FI", "B": "FI"}
SEXES = {"male": "total", "female": "total"}
AGES = {"0-6": "0-17", "7-17": "0-17"}
YEARS = {"2020": "2020-22", "2021": "2020-22", "2022": "2020-22"}


def county(*counts: int) -> Table:
    return with_totals({(name,): count for name, count in zip("abcd", counts, strict=True)}, [COUNTY])


def country(*counts: int) -> Table:
    return with_totals({(name,): count for name, count in zip("abcdef", counts, strict=True)}, [COUNTRY])


def hidden(table: Table, **more: bool | int) -> dict[str, str]:
    """What is hidden in a table whose names have one part."""
    made = table.hidden(protect(table.cells(), table.relations(), **more))  # type: ignore[arg-type]
    return {" ".join(name): kind for name, kind in made.items()}


# ---- small counts -------------------------------------------------------------------------------------------
def test_counts_from_one_to_four_are_too_small_and_zero_is_not() -> None:
    counts = pl.Series([0, 1, 4, 5, None, 100])
    assert primary(counts).to_list() == [False, True, True, False, False, False]


def test_zero_is_too_small_where_it_tells_as_much_as_one_does() -> None:
    assert primary(pl.Series([0, 2, 3]), threshold=3, hide_zero=True).to_list() == [True, True, False]


def test_a_negative_number_is_no_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        primary(pl.Series([-1]))


# ---- the rule, by hand --------------------------------------------------------------------------------------
def test_a_small_count_alone_in_its_county_takes_the_next_smallest_with_it_and_never_a_zero() -> None:
    assert hidden(county(3, 9, 7, 0)) == {"a": "primary", "c": "secondary"}


def test_of_two_as_small_the_first_is_hidden() -> None:
    assert hidden(county(3, 7, 7, 20)) == {"a": "primary", "b": "secondary"}


def test_two_small_counts_protect_each_other() -> None:
    assert hidden(county(1, 2, 9, 8)) == {"a": "primary", "b": "primary"}


def test_small_counts_that_can_only_be_all_ones_or_all_fours_need_a_third() -> None:
    assert hidden(county(1, 1, 9, 8)) == {"a": "primary", "b": "primary", "d": "secondary"}
    assert hidden(county(4, 4, 9, 8)) == {"a": "primary", "b": "primary", "d": "secondary"}


def test_where_no_part_is_left_the_total_is_hidden_and_protected_one_level_up() -> None:
    # 4 + 4 = 8 leaves nothing else in A; then FI - B would tell A, and B - d - e - f would tell B.
    assert hidden(country(4, 4, 0, 30, 20, 10)) == {
        "a": "primary",
        "b": "primary",
        "A": "secondary",
        "B": "secondary",
        "f": "secondary",
    }


def test_a_county_that_hides_something_already_is_hidden_before_a_smaller_one_that_does_not() -> None:
    wholes = {"a": "A", "b": "A", "c": "B", "d": "B", "e": "C", "f": "C", "A": "FI", "B": "FI", "C": "FI"}
    counts = {("a",): 4, ("b",): 4, ("c",): 10, ("d",): 11, ("e",): 3, ("f",): 90}
    assert hidden(with_totals(counts, [wholes])) == {
        "a": "primary",
        "b": "primary",
        "e": "primary",
        "f": "secondary",
        "A": "secondary",
        "C": "secondary",
    }


def test_a_small_total_is_hidden_with_its_only_part() -> None:
    assert hidden(country(3, 0, 0, 30, 20, 10)) == {
        "a": "primary",
        "A": "primary",
        "B": "secondary",
        "f": "secondary",
    }


def test_small_totals_that_can_only_be_all_fours_need_another_as_small_parts_do() -> None:
    wholes = {"a": "A", "b": "A", "c": "B", "d": "B", "e": "C", "f": "C", "A": "FI", "B": "FI", "C": "FI"}
    counts = {("a",): 1, ("b",): 3, ("c",): 2, ("d",): 2, ("e",): 40, ("f",): 50}
    made = hidden(with_totals(counts, [wholes]))
    assert [name for name, kind in made.items() if kind == "secondary"] == ["C", "e"]


def test_four_ones_in_a_small_county_hide_no_more_than_the_county_next_to_it() -> None:
    """Who knew that the county is small would know that all are ones, whatever is hidden; the symbol tells less."""
    wholes = {**dict.fromkeys("abcd", "A"), **dict.fromkeys("efgh", "B"), **dict.fromkeys("ijkl", "C")}
    table = with_totals(
        {**dict.fromkeys([(name,) for name in "abcd"], 1), **{(name,): 30 + i for i, name in enumerate("efghijkl")}},
        [wholes | dict.fromkeys("ABC", "FI")],
    )
    made = hidden(table)
    assert [name for name, kind in made.items() if kind == "secondary"] == ["B", "e"]
    assert [name for name, kind in made.items() if kind == "primary"] == ["A", "a", "b", "c", "d"]


def test_in_a_table_of_areas_and_sexes_four_cells_are_hidden() -> None:
    leaves = {
        ("a", "male"): 2,
        ("a", "female"): 9,
        ("b", "male"): 8,
        ("b", "female"): 20,
        ("c", "male"): 30,
        ("c", "female"): 31,
    }
    table = with_totals(leaves, [{"a": "A", "b": "A", "c": "A"}, SEXES])
    assert hidden(table) == {
        "a male": "primary",
        "a female": "secondary",
        "b male": "secondary",
        "b female": "secondary",
    }


def test_a_small_year_is_not_told_by_a_sum_of_years() -> None:
    table = with_totals({(year,): count for year, count in zip(YEARS, (9, 2, 6), strict=True)}, [YEARS])
    assert hidden(table) == {"2021": "primary", "2022": "secondary"}


def test_zeros_are_hidden_and_protect_when_they_tell_too_much() -> None:
    assert hidden(county(0, 2, 9, 8), hide_zero=True) == {"a": "primary", "b": "primary"}


def test_the_one_child_of_a_place_is_not_told_by_the_symbol() -> None:
    """Hidden, not zero, and one child lives there: it would be that one. So it is hidden whatever the count is."""
    for count in (0, 1):
        table = county(count, 3, 9, 8)
        made = hidden(Table(table.counts, table.sums, high={("a",): 1}))
        assert made == {"a": "primary", "b": "primary"}


def test_a_cell_without_a_count_of_ours_is_taken_as_known() -> None:
    table = county(3, 9, 7, 0)
    cells = table.cells().with_columns(count=pl.when(pl.col("cell") != 3).then("count"))
    assert table.hidden(protect(cells, table.relations())) == {("a",): "primary", ("b",): "secondary"}


def test_a_threshold_that_leaves_one_value_is_refused() -> None:
    table = county(3, 9, 7, 0)
    with pytest.raises(ValueError, match="one value"):
        protect(table.cells(), table.relations(), threshold=2)
    assert hidden(county(1, 9, 7, 0), threshold=2, hide_zero=True) == {"a": "primary", "d": "primary"}


@pytest.mark.parametrize(
    ("relations", "message"),
    [([(0, 9, 1)], "not there"), ([(0, 0, 1), (0, 2, 1)], "two totals"), ([(0, 1, 1)], "as a part")],
)
def test_relations_that_make_no_sense_are_refused(relations: list[tuple[int, int, int]], message: str) -> None:
    frame = pl.DataFrame(relations, schema=["relation", "total", "part"], orient="row")
    with pytest.raises(ValueError, match=message):
        protect(county(3, 9, 7, 0).cells(), frame)


def test_a_number_that_stands_twice_is_refused() -> None:
    cells = county(3, 9, 7, 0).cells()
    with pytest.raises(ValueError, match="twice"):
        protect(pl.concat([cells, cells]), county(3, 9, 7, 0).relations())


# ---- releases -----------------------------------------------------------------------------------------------
def test_what_was_hidden_stays_hidden_though_another_would_be_chosen_today() -> None:
    """b was hidden beside a. Were c, smaller now, hidden instead, b and the older sum would tell a."""
    table = county(3, 7, 6, 0)
    before = {("a",): "hidden", ("b",): "hidden", ("d",): "shown"}
    assert hidden(Table(table.counts, table.sums, before)) == {"a": "primary", "b": "secondary"}


def test_a_count_that_falls_is_not_the_difference_of_two_releases() -> None:
    """a + b is known from the release before, so with c small now the total would tell c. The total goes, too."""
    table = county(3, 7, 4, 20)
    before = {("a",): "hidden", ("b",): "hidden", ("d",): "shown"}
    made = hidden(Table(table.counts, table.sums, before))
    assert made == {"a": "primary", "b": "secondary", "c": "primary", "A": "secondary"}


def test_where_all_was_told_before_only_the_small_count_is_hidden_and_the_audit_says_so() -> None:
    table = county(3, 9, 7, 0)
    told = Table(table.counts, table.sums, {name: "shown" for name in table.counts if name != ("a",)})
    made = protect(told.cells(), told.relations())
    assert told.hidden(made) == {("a",): "primary"}
    assert exposed(audit(made, told.relations())).to_list() == [told.names.index(("a",))]


# ---- whatever the counts are --------------------------------------------------------------------------------
@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Areas in counties in the country; areas and sexes; areas, sexes and ages; areas and years."""
    places, more = draw(
        st.sampled_from(
            [
                (COUNTRY, ()),
                (COUNTRY, (SEXES,)),
                (COUNTY, (SEXES,)),
                (COUNTY, (YEARS,)),
                ({"a": "A", "b": "A"}, (SEXES, AGES)),
            ]
        )
    )
    leaves: list[Name] = [(place,) for place in places if place.islower()]
    for wholes in more:
        leaves = [(*name, part) for name in leaves for part in wholes]
    return with_totals({name: draw(SMALL_COUNTS) for name in leaves}, [places, *more])


@pytest.mark.parametrize("knows_rule", [False, True])
@given(table=tables(), threshold=st.sampled_from([3, 5]))
@settings(max_examples=20)
def test_a_reader_who_tries_every_table_finds_two_counts_or_more_for_every_hidden_cell(
    knows_rule: bool, table: Table, threshold: int
) -> None:
    made = table.hidden(protect(table.cells(), table.relations(), threshold=threshold))
    bounds = known_of(table, made, threshold=threshold, knows_rule=knows_rule)
    told = [name for name in made if not has_second_value(table, bounds, name)]
    assert not told


@given(table=tables(), threshold=st.sampled_from([3, 5]), hide_zero=st.booleans())
@settings(max_examples=20)
def test_the_audit_finds_nothing_and_a_second_run_changes_nothing(
    table: Table, threshold: int, hide_zero: bool
) -> None:
    cells, relations = table.cells(), table.relations()
    made = protect(cells, relations, threshold=threshold, hide_zero=hide_zero)
    assert exposed(audit(made, relations)).is_empty()
    totals = pl.col("cell").is_in(relations["total"].unique().implode())
    aware = rule_bounds(made, threshold=threshold, hide_zero=hide_zero)
    aware = aware.with_columns(high=pl.when(~totals).then("high"))
    assert exposed(audit(aware, relations, bounds="given")).is_empty()
    assert protect(made, relations, threshold=threshold, hide_zero=hide_zero).equals(made)
    again = made.with_columns(before=pl.when(pl.col("hidden") != "").then(pl.lit("hidden")))
    assert protect(again, relations, threshold=threshold, hide_zero=hide_zero)["hidden"].equals(made["hidden"])


@given(table=tables(), order=st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_of_rows_does_not_matter(table: Table, order) -> None:
    made = protect(table.cells(), table.relations())
    rows, sums = list(range(made.height)), list(range(table.relations().height))
    order.shuffle(rows)
    order.shuffle(sums)
    assert protect(table.cells()[rows], table.relations()[sums]).equals(made[rows])


@given(table=tables())
@settings(max_examples=20)
def test_every_small_count_is_hidden_and_no_zero_is(table: Table) -> None:
    made = table.hidden(protect(table.cells(), table.relations()))
    small = {name for name, count in table.counts.items() if 0 < count < 5}
    assert {name for name, kind in made.items() if kind == "primary"} == small
    assert all(table.counts[name] >= 5 for name, kind in made.items() if kind == "secondary")


@given(table=tables())
@settings(max_examples=20)
def test_nothing_is_hidden_where_nothing_is_small(table: Table) -> None:
    large = Table({name: count * 5 for name, count in table.counts.items()}, table.sums)
    assert not large.hidden(protect(large.cells(), large.relations()))


@given(table=tables(), data=st.data())
@settings(max_examples=20)
def test_two_releases_together_tell_no_count_that_neither_shows(table: Table, data: st.DataObject) -> None:
    """Some shown counts are revised; the reader has both releases and knows which counts are the same as before."""
    first = table.hidden(protect(table.cells(), table.relations()))
    leaves = [name for name in table.names if not any(name == total for total, _ in table.sums)]
    revised = {name for name in leaves if name not in first and data.draw(st.booleans())}
    counts = {name: table.counts[name] + (data.draw(st.integers(0, 6)) if name in revised else 0) for name in leaves}
    for total, parts in table.sums:
        counts[total] = sum(counts[part] for part in parts)
    same = {name for name in counts if counts[name] == table.counts[name]}
    before = {name: "hidden" if name in first else "shown" for name in counts if name in first or name in same}
    now = Table(counts, table.sums, before)
    second = now.hidden(protect(now.cells(), now.relations()))
    assert first.keys() <= second.keys()
    # Both releases as one table: what is the same is one cell, what is not has two.
    old = {name: name if name in same else ("before", *name) for name in counts}
    both = Table(
        counts | {old[name]: table.counts[name] for name in counts},
        [*now.sums, *((old[total], [old[part] for part in parts]) for total, parts in table.sums)],
    )
    unknown = {name: kind for name, kind in second.items() if before.get(name) != "shown"}
    unknown |= {old[name]: kind for name, kind in first.items()}
    bounds = known_of(both, unknown, threshold=5, knows_rule=True)
    assert not [name for name in second if name in unknown and not has_second_value(both, bounds, name)]


def test_a_table_without_cells_or_sums_is_a_table() -> None:
    none = Table({}, [])
    assert protect(none.cells(), none.relations()).height == 0
    assert hidden(Table({("a",): 3, ("b",): 9}, [])) == {"a": "primary"}
