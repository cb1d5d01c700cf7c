"""Nobody is identified: whatever the figures are, what is hidden cannot be read or computed from what we store."""

from dataclasses import dataclass

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.catalogue import SmallCounts, load_catalogue
from ilmiotaulu.disclosure import hide_beside_missing, telling_rows
from ilmiotaulu.schema import INTERVAL_COLUMNS, STATUSES, STATUSES_OF_HIDDEN, Observation
from ilmiotaulu.settings import PROJECT
from pipelines.changes import changes_between
from pipelines.derive import (
    as_observations,
    coverage_of,
    fill_absent,
    fill_uncollected,
    join_sources,
    newest_rows,
    sum_of_indicators,
    sum_to_areas,
    with_base_and_intervals,
)
from pipelines.division import move_to_division
from tests.derive.frames import AREAS, REGIONS, bare, row, series

CATALOGUE = load_catalogue(PROJECT / "data" / "catalogue")
RARE = SmallCounts(threshold=5, zeros_hidden=True, levels=("municipality",))
NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)
# Pertunmaa was a municipality of its own; its figures are in those of Mäntyharju today.
MEMBERS = {"HVA12": ("KU491", "KU507"), "HVA15": ("KU179", "KU249", "KU256")}
PLACES = (*MEMBERS["HVA12"], *MEMBERS["HVA15"], "KU588")
REASONS = tuple(status for status in STATUSES if status != "ok")


@dataclass(frozen=True)
class World:
    """True counts of every municipality, and how each is published: shown, marked, or left out."""

    truth: dict[tuple[str, int], int]
    shown: dict[tuple[str, int], str]
    counties: dict[tuple[str, int], bool]

    def series(self) -> pl.DataFrame:
        rows = []
        for (place, year), how in self.shown.items():
            if how == "ok":
                rows.append(row(place, year, float(self.truth[place, year]), float(self.truth[place, year])))
            elif how != "absent":
                rows.append(row(place, year, how))
        for (county, year), is_published in self.counties.items():
            if is_published:
                total = float(sum(self.truth[place, year] for place in MEMBERS[county]))
                rows.append(row(county, year, total, total))
        return series(*rows)

    def hidden(self) -> set[tuple[str, int]]:
        return {key for key, how in self.shown.items() if how in (*STATUSES_OF_HIDDEN, "absent")}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    years = draw(st.sampled_from([(2021,), (2021, 2022)]))
    keys = [(place, year) for place in PLACES for year in years]
    how = st.sampled_from(["ok", "ok", "ok", "hidden", "hidden_or_zero", "absent", "not_available"])
    return World(
        truth={key: draw(st.integers(0, 400)) for key in keys},
        shown={key: draw(how) for key in keys},
        counties={(county, year): draw(st.booleans()) for county in MEMBERS for year in years},
    )


def built(world: World, name: str, base: pl.DataFrame | None = None) -> pl.DataFrame:
    """Observations by the road that a refresh takes, as counts or as the shares that they make of a base."""
    entry = CATALOGUE.indicators[name]
    rows = world.series()
    if rows.is_empty():
        return pl.DataFrame()
    listed = pl.DataFrame({"region": PLACES, "level": ["municipality"] * len(PLACES)})
    whole = fill_absent(bare(rows), listed, RARE)
    moved = move_to_division(whole, {"KU588": "KU507"}, is_count=entry.is_count)
    joined, _ = join_sources([moved.with_columns(source_fetch=pl.lit(1, pl.Int16))], entry.decimals)
    if entry.is_count:
        joined = sum_to_areas(joined, REGIONS)
    filled = fill_absent(joined, AREAS, RARE)
    filled = fill_uncollected(filled, AREAS, is_observed=True, promised_year=2023)
    return as_observations(with_base_and_intervals(filled, entry, base), entry)


@pytest.mark.parametrize("name", ["live_births", "placed_children_0_17"])
@given(world=worlds())
@settings(max_examples=25)
def test_no_number_stands_beside_a_hidden_value_in_any_table(name: str, world: World) -> None:
    base = series(*(row(place, year, 900.0, 900.0) for place in AREAS["region"] for year in (2021, 2022)))
    rows = built(world, name, base)
    if rows.is_empty():
        return
    Observation.validate(rows, cast=True)
    assert telling_rows(rows).height == 0
    missing = rows.filter(pl.col("status") != "ok")
    assert all(missing[column].null_count() == missing.height for column in NUMBERS)
    latest = newest_rows(rows, REGIONS, [name])
    assert telling_rows(latest).height == 0


@given(world=worlds())
@settings(max_examples=25)
def test_no_total_of_ours_ever_holds_a_hidden_member(world: World) -> None:
    rows = built(world, "live_births")
    if rows.is_empty():
        return
    hidden = world.hidden()
    ours = rows.filter(pl.col("flags").list.contains("derived")).filter(pl.col("status") == "ok")
    for code, year in ours.select("region", "year").iter_rows():
        county = {"MK10": "HVA12", "MK13": "HVA15"}.get(code, code)
        members = {*MEMBERS[county], "KU588"} if county == "HVA12" else set(MEMBERS[county])
        assert not {(place, year) for place in members} & hidden


@given(world=worlds())
@settings(max_examples=25)
def test_what_is_left_of_a_county_without_its_visible_municipalities_is_never_a_row(world: World) -> None:
    rows = built(world, "live_births")
    if rows.is_empty():
        return
    values = {(code, year): value for code, year, value in rows.select("region", "year", "value").iter_rows()}
    assert {code for code, _ in values} <= set(AREAS["region"])
    for (county, year), is_published in world.counties.items():
        in_division = {place: values.get((place, year)) for place in MEMBERS[county]}
        gone = [place for place, value in in_division.items() if value is None]
        if is_published and gone:
            assert all(values[place, year] is None for place in gone)


@given(world=worlds())
@settings(max_examples=25)
def test_a_hidden_part_hides_every_merged_municipality_it_belongs_to(world: World) -> None:
    rows = built(world, "live_births")
    if rows.is_empty():
        return
    for year in {year for _, year in world.shown}:
        if world.shown["KU588", year] in STATUSES_OF_HIDDEN or world.shown["KU507", year] in STATUSES_OF_HIDDEN:
            merged = rows.filter(region="KU507", year=year)
            assert merged.filter(pl.col("status") == "ok").height == 0


@given(
    parts=st.lists(
        st.dictionaries(st.sampled_from(PLACES), st.one_of(st.integers(0, 50), st.sampled_from(REASONS)), min_size=1),
        min_size=2,
        max_size=4,
    )
)
@settings(max_examples=25)
def test_a_sum_of_indicators_never_tells_a_hidden_part(parts: list[dict[str, int | str]]) -> None:
    frames = [
        series(*(row(k, 2021, v if isinstance(v, str) else float(v), None) for k, v in part.items())) for part in parts
    ]
    made = sum_of_indicators(frames, 1)
    for place, value, status in made.select("region", "value", "status").iter_rows():
        cells = [part[place] for part in parts]
        if any(cell in STATUSES_OF_HIDDEN for cell in cells):
            assert (value, status) == (None, "hidden")
        elif all(isinstance(cell, int) for cell in cells):
            assert (value, status) == (sum(cells), "ok")  # type: ignore[arg-type]
        else:
            assert value is None


@given(before=worlds(), after=worlds())
@settings(max_examples=25)
def test_the_list_of_changes_tells_no_value_of_a_cell_that_is_hidden_now(before: World, after: World) -> None:
    old, new = (built(world, "placed_children_0_17") for world in (before, after))
    if old.is_empty() or new.is_empty():
        return
    made = changes_between(lambda _: old, lambda _: new, ["placed_children_0_17"])
    hidden_now = made.filter(pl.col("new_status").is_in(list(STATUSES_OF_HIDDEN)))
    numbers = [column for column in made.columns if column.startswith(("old", "new")) and "status" not in column]
    assert {"old", "new"} <= set(numbers)
    assert hidden_now.filter(pl.any_horizontal(pl.col(numbers).is_not_null())).height == 0


@given(
    status=st.sampled_from(STATUSES),
    numbers=st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=len(NUMBERS), max_size=len(NUMBERS)),
)
def test_hiding_blanks_every_number_of_a_row_without_a_value_and_no_other(
    status: str, numbers: list[float | None]
) -> None:
    frame = pl.DataFrame(
        [dict(zip(NUMBERS, numbers, strict=True)) | {"status": status}],
        schema={**dict.fromkeys(NUMBERS, pl.Float64), "status": pl.String},
    )
    hidden = hide_beside_missing(frame)
    if status == "ok":
        assert hidden.equals(frame)
    else:
        assert hidden.select(NUMBERS).row(0) == (None,) * len(NUMBERS)
    assert telling_rows(hidden).height == 0
    assert telling_rows(frame).height == int(status != "ok" and any(number is not None for number in numbers))


@pytest.mark.parametrize("column", [*NUMBERS, "rank", "ranked", "probability", "smoothed"])
def test_the_audit_sees_every_column_that_could_tell(column: str) -> None:
    frame = pl.DataFrame({"status": ["hidden", "ok"], column: [1.0, 1.0]})
    assert telling_rows(frame)["status"].to_list() == ["hidden"]
    assert hide_beside_missing(frame)[column].to_list() == [None, 1.0]


@given(world=worlds())
@settings(max_examples=25)
def test_coverage_tells_how_many_are_hidden_and_adds_up(world: World) -> None:
    rows = built(world, "live_births")
    if rows.is_empty():
        return
    made = coverage_of(rows, REGIONS)
    assert made.filter(pl.col("with_value") + pl.col("hidden") > pl.col("areas")).height == 0
