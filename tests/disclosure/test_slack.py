"""Counts that cannot exceed another, sums that are new since the release before, and the audit of many cells."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.disclosure import audit, exposed, protect, still_told
from tests.disclosure.tables import SMALL_COUNTS, Name, Table, with_totals

YEAR = dict.fromkeys(("january", "february", "march"), "year")


def cells(counts: dict[str, int], slack: tuple[str, ...] = (), **more: dict[str, str | float]) -> pl.DataFrame:
    """Counts by name; the numbers of the cells follow the names."""
    names = sorted(counts)
    columns = {name: [given.get(cell) for cell in names] for name, given in more.items()}
    return pl.DataFrame(
        {
            "cell": range(len(names)),
            "name": names,
            "count": [float(counts[name]) for name in names],
            "slack": [name in slack for name in names],
            **columns,
        }
    )


def sums(rows: pl.DataFrame, *relations: tuple[str, list[str]], told: list[bool] | None = None) -> pl.DataFrame:
    number = dict(rows.select("name", "cell").iter_rows())
    made = [(at, number[total], number[part]) for at, (total, parts) in enumerate(relations) for part in parts]
    frame = pl.DataFrame(made, schema={"relation": pl.Int64, "total": pl.Int64, "part": pl.Int64}, orient="row")
    if told is None:
        return frame
    return frame.with_columns(told=pl.col("relation").replace_strict(dict(enumerate(told)), return_dtype=pl.Boolean))


def hidden(rows: pl.DataFrame, relations: pl.DataFrame) -> list[str]:
    return protect(rows, relations).filter((pl.col("hidden") != "") & ~pl.col("slack"))["name"].to_list()


def test_a_hidden_count_goes_with_one_that_it_cannot_be_less_than() -> None:
    """Nine of nine were solved in b: shown, the nine would say that b has nine contacts or more, and a one."""
    counts = {"a": 1, "b": 9, "county": 10, "solved_b": 9, "left_b": 0}
    rows = cells(counts, slack=("left_b",))
    county, of_b = ("county", ["a", "b"]), ("b", ["solved_b", "left_b"])
    assert hidden(rows, sums(rows, county)) == ["a", "b"]
    assert hidden(rows, sums(rows, county, of_b)) == ["a", "b", "solved_b"]


def test_what_a_count_leaves_of_another_is_no_secret_itself() -> None:
    rows = cells({"contacts": 20, "solved": 18, "left": 2}, slack=("left",))
    relations = sums(rows, ("contacts", ["solved", "left"]))
    assert hidden(rows, relations) == []
    # The same two as a group of people are a small count, and hide another with them.
    group = protect(rows.with_columns(slack=pl.lit(False)), relations)
    assert group.filter(pl.col("hidden") != "")["name"].to_list() == ["left", "solved"]


def test_a_sum_that_is_new_since_the_release_before_tells_nothing_of_then() -> None:
    """January was hidden alone; when the year is added, another month goes with it, and nobody can compute either."""
    rows = cells(
        {"january": 3, "february": 20, "march": 30, "year": 53},
        before={"january": "hidden", "february": "shown", "march": "shown"},
    ).with_columns(before=pl.when(pl.col("name") == "january").then("before"))
    year = ("year", ["january", "february", "march"])
    made = protect(rows, sums(rows, year, told=[False]))
    assert made.filter(pl.col("hidden") != "")["name"].to_list() == ["february", "january"]
    bounded = made.with_columns(low=pl.lit(1.0))
    assert still_told(bounded, sums(rows, year, told=[False])).to_list() == []
    # Had the year been there before with the other months, it would have told January already, and so February now.
    assert rows["name"][still_told(bounded, sums(rows, year)).to_list()].to_list() == ["february", "january"]


def test_what_was_shown_before_leaves_a_new_sum_nothing_to_hide_with() -> None:
    before = {"january": "hidden", "february": "shown", "march": "shown"}
    rows = cells({"january": 3, "february": 20, "march": 30, "year": 53}, before=before)
    made = protect(rows, sums(rows, ("year", ["january", "february", "march"]), told=[False]))
    assert made.filter(pl.col("hidden") != "")["name"].to_list() == ["january", "year"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, dict[Name, str]]:
    """Months of places with their sums over both, and cells that are hidden whatever the rule says."""
    places = dict.fromkeys("ab" if draw(st.booleans()) else "abc", "county")
    table = with_totals({(place, month): draw(SMALL_COUNTS) for place in places for month in YEAR}, [places, YEAR])
    gone = draw(st.sets(st.sampled_from(table.names), max_size=9))
    return table, dict.fromkeys(gone, "hidden")


@given(tables())
@settings(max_examples=60)
def test_judged_together_the_same_cells_are_told_as_by_their_ranges(drawn: tuple[Table, dict[Name, str]]) -> None:
    table, gone = drawn
    rows = (
        table.cells()
        .drop("high")
        .with_columns(hidden=pl.Series([gone.get(name, "") for name in table.names]), low=pl.lit(1.0))
    )
    relations = table.relations()
    one_by_one = exposed(audit(rows, relations, bounds="given"))
    assert still_told(rows, relations).to_list() == one_by_one.to_list()
