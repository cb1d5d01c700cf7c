"""Which hidden cells a publisher's own totals give away, and that nothing but their names is said."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.disclosure import audit, exposed, exposed_by_totals
from ilmiotaulu.schema import SEXES, STATUSES
from tests.derive.frames import REGIONS

Row = tuple[str, float | str]
SCHEMA = pl.Schema(
    {
        "indicator": pl.String,
        "region": pl.String,
        "year": pl.Int16,
        "period": pl.String,
        "sex": pl.Enum(list(SEXES)),
        "value": pl.Float64,
        "count": pl.Float64,
        "status": pl.Enum(list(STATUSES)),
    }
)
HVA15 = ("KU179", "KU249", "KU256")


def observations(*rows: Row, sex: str = "total", indicator: str = "placed", year: int = 2021) -> pl.DataFrame:
    """Rows of one table: a number is a count, a word is the reason why there is none."""
    rows_of_table = []
    for region, cell in rows:
        number, status = (None, cell) if isinstance(cell, str) else (cell, "ok")
        rows_of_table.append((indicator, region, year, None, sex, number, number, status))
    return pl.DataFrame(rows_of_table, schema=SCHEMA, orient="row")


def county(*cells: float | str, total: float | str, **more: str) -> pl.DataFrame:
    return observations(*zip(HVA15, cells, strict=False), ("HVA15", total), **more)  # type: ignore[arg-type]


def told(*parts: pl.DataFrame, **more: object) -> list[str]:
    made = exposed_by_totals(pl.concat(parts), REGIONS, **more)  # type: ignore[arg-type]
    return [f"{region} {sex}" for sex, region in made.select("sex", "region").iter_rows()]


# ---- areas --------------------------------------------------------------------------------------------------
def test_the_only_municipality_without_a_value_is_told_by_the_total_of_its_county() -> None:
    assert told(county(12, 7, "hidden_or_zero", total=22)) == ["KU256 total"]
    assert told(county(12, 7, "hidden", total=22)) == ["KU256 total"]


def test_two_without_a_value_are_not_told() -> None:
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=17)) == []


def test_two_that_can_only_be_zeros_or_only_be_fours_are_told() -> None:
    both = ["KU249 total", "KU256 total"]
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=12)) == both
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=20)) == both
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=16), threshold=3) == both


def test_where_zeros_are_shown_the_smallest_hidden_count_is_one() -> None:
    assert told(county(12, "hidden", "hidden", total=14)) == ["KU249 total", "KU256 total"]
    assert told(county(12, "hidden", "hidden", total=12)) == []


def test_figures_that_contradict_the_bounds_give_nothing_away() -> None:
    """A municipality that took in a hidden one is hidden with more than four, and a revised total may be too small."""
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=40)) == []
    assert told(county(12, "hidden_or_zero", "hidden_or_zero", total=11)) == []


def test_a_municipality_that_is_missing_for_another_reason_protects_the_hidden_one() -> None:
    assert told(county(12, "not_available", "hidden_or_zero", total=22)) == []
    assert told(county(12, total=22)) == []
    assert told(observations(("KU179", 12), ("KU256", "hidden_or_zero"), ("HVA15", 22))) == []


def test_but_not_from_a_total_that_leaves_nothing() -> None:
    assert told(county(12, "not_available", "hidden_or_zero", total=12)) == ["KU256 total"]


def test_without_a_total_nothing_is_told() -> None:
    assert told(county(12, 7, "hidden_or_zero", total="not_available")) == []
    assert told(observations(("KU179", 12), ("KU249", 7), ("KU256", "hidden_or_zero"))) == []


def test_a_hidden_total_is_told_by_its_parts() -> None:
    assert told(county(1, 0, 2, total="hidden")) == ["HVA15 total"]


def test_regions_and_the_country_tell_as_counties_do() -> None:
    rows = [("KU179", 12.0), ("KU249", 7.0), ("KU256", "hidden_or_zero")]
    assert told(observations(*rows, ("MK13", 22.0))) == ["KU256 total"]
    rest = [("KU491", 30.0), ("KU507", 9.0)]
    assert told(observations(*rows, *rest, ("FI", 61.0))) == ["KU256 total"]
    assert told(observations(("HVA12", 39.0), ("HVA15", "hidden"), ("FI", 43.0))) == ["HVA15 total"]


def test_every_year_indicator_and_sex_stands_alone() -> None:
    rows = [
        county(12, 7, "hidden_or_zero", total=22),
        county(12, 7, "hidden_or_zero", total="not_available", indicator="other"),
        county(12, "hidden_or_zero", "hidden_or_zero", total=17, sex="male"),
    ]
    made = exposed_by_totals(pl.concat(rows), REGIONS)
    assert made.rows() == [("placed", 2021, "total", "KU256")]


# ---- municipalities that have merged ------------------------------------------------------------------------
def before_merger(*cells: tuple[str, float | str], **more: str) -> pl.DataFrame:
    """What KU256 was before KU299 became part of it."""
    return observations(*cells, **more).with_columns(new=pl.lit("KU256"))


def test_the_hidden_part_of_a_merged_municipality_is_told_where_the_other_part_was_shown() -> None:
    merged = county(12, 7, "hidden", total=30)
    parts = before_merger(("KU256", 9), ("KU299", "hidden_or_zero"))
    assert told(merged, parts=parts) == ["KU299 total"]


def test_of_two_hidden_parts_the_total_tells_the_sum_and_neither_of_them() -> None:
    merged = county(12, 7, "hidden_or_zero", total=24)
    parts = before_merger(("KU256", "hidden_or_zero"), ("KU299", "hidden_or_zero"))
    assert told(merged) == ["KU256 total"]
    assert told(merged, parts=parts) == []


def test_two_hidden_parts_that_can_only_be_zeros_or_only_be_fours_are_told() -> None:
    parts = before_merger(("KU256", "hidden_or_zero"), ("KU299", "hidden_or_zero"))
    for total in (19, 27):
        assert told(county(12, 7, "hidden_or_zero", total=total), parts=parts) == ["KU256 total", "KU299 total"]
    assert told(county(12, 7, "hidden_or_zero", total=23), parts=parts) == []


def test_the_sexes_of_a_part_add_up_to_its_own_total_and_not_to_that_of_the_whole() -> None:
    rows = [observations(("KU256", cell), sex=sex) for sex, cell in zip(SEXES, (13, 5, "hidden"), strict=True)]
    old = {"total": (9, 4), "male": (5, 0), "female": ("hidden", "hidden")}
    parts = [before_merger(*zip(("KU256", "KU299"), cells, strict=True), sex=sex) for sex, cells in old.items()]
    assert told(*rows) == ["KU256 female"]
    assert told(*rows, parts=pl.concat(parts)) == ["KU256 female", "KU299 female"]
    unknown = {**old, "male": ("hidden", 0), "female": ("hidden", "hidden")}
    parts = [before_merger(*zip(("KU256", "KU299"), cells, strict=True), sex=sex) for sex, cells in unknown.items()]
    rows = [observations(("KU256", cell), sex=sex) for sex, cell in zip(SEXES, (13, "hidden", "hidden"), strict=True)]
    assert told(*rows, parts=pl.concat(parts)) == ["KU299 female"]


def test_a_part_that_nobody_knows_protects_the_hidden_one() -> None:
    parts = before_merger(("KU256", "not_available"), ("KU299", "hidden_or_zero"))
    assert told(county(12, 7, "hidden_or_zero", total=22), parts=parts) == []


def test_a_municipality_made_of_others_only_has_as_many_members_as_they_are() -> None:
    parts = before_merger(("KU298", 9), ("KU299", "hidden"))
    assert told(county(12, 7, "hidden", total=30), parts=parts) == ["KU299 total"]


def test_years_after_a_merger_have_one_municipality() -> None:
    parts = before_merger(("KU256", "hidden_or_zero"), ("KU299", "hidden_or_zero"))
    after = county(12, 7, "hidden_or_zero", total=22).with_columns(year=pl.lit(2022, pl.Int16))
    made = exposed_by_totals(pl.concat([county(12, 7, "hidden_or_zero", total=24), after]), REGIONS, parts=parts)
    assert made.rows() == [("placed", 2022, "total", "KU256")]


# ---- sexes and bands ----------------------------------------------------------------------------------------
def test_one_sex_is_told_by_the_other_and_the_total() -> None:
    parts = [
        observations(("KU179", cell), sex=sex) for sex, cell in (("total", 12.0), ("male", 9.0), ("female", "hidden"))
    ]
    assert told(*parts) == ["KU179 female"]


def test_both_sexes_hidden_are_told_by_a_total_of_eight_and_not_of_seven() -> None:
    def sexes(total: float) -> list[str]:
        both = [observations(("KU179", "hidden_or_zero"), sex=sex) for sex in ("male", "female")]
        return told(observations(("KU179", total)), *both)

    assert sexes(8) == ["KU179 male", "KU179 female"]
    assert sexes(7) == []


def test_an_age_is_told_by_the_others_and_the_band_they_add_up_to() -> None:
    bands = [("0-17", ["0-6", "7-12", "13-17"])]
    cells = {"0-17": 22.0, "0-6": "hidden_or_zero", "7-12": 7.0, "13-17": 12.0}
    parts = [observations(("KU179", cell), indicator=name) for name, cell in cells.items()]
    assert told(*parts) == []
    assert exposed_by_totals(pl.concat(parts), REGIONS, bands=bands).rows() == [("0-6", 2021, "total", "KU179")]


def test_a_band_whose_parts_are_not_all_there_tells_nothing() -> None:
    parts = [observations(("KU179", cell), indicator=name) for name, cell in (("0-17", 22.0), ("0-6", "hidden"))]
    assert exposed_by_totals(pl.concat(parts), REGIONS, bands=[("0-17", ["0-6", "7-17"])]).is_empty()


def test_what_is_told_helps_to_tell_more() -> None:
    """The county tells the total of KU256, that tells its girls, and they tell the girls of KU249."""
    parts = [
        county(12, 7, "hidden_or_zero", total=22),
        observations(("KU256", 1), sex="male"),
        county(5, "hidden_or_zero", "hidden_or_zero", total=10, sex="female"),
    ]
    assert told(*parts) == ["KU256 total", "KU249 female", "KU256 female"]


# ---- what is said -------------------------------------------------------------------------------------------
def test_only_names_are_told_and_no_number_but_the_year() -> None:
    made = exposed_by_totals(county(12, 7, "hidden_or_zero", total=22), REGIONS)
    assert made.columns == ["indicator", "year", "sex", "region"]
    assert made.rows() == [("placed", 2021, "total", "KU256")]
    nothing = exposed_by_totals(county(12, 7, 3, total=22), REGIONS)
    assert nothing.columns == made.columns
    assert nothing.is_empty()
    assert exposed_by_totals(pl.DataFrame(schema=SCHEMA), REGIONS).is_empty()


cells = st.one_of(st.integers(5, 9), st.just("hidden_or_zero"))


@given(counts=st.lists(cells, min_size=3, max_size=3), extra=st.integers(0, 12))
@settings(max_examples=60)
def test_the_closed_form_tells_what_the_audit_finds(counts: list[int | str], extra: int) -> None:
    """Any hidden counts that fit the total stand for the unknown ones: the ranges depend on the total alone."""
    hidden = [number for number, count in enumerate(counts) if isinstance(count, str)]
    extra = min(extra, 4 * len(hidden))
    true = [count if isinstance(count, int) else 0 for count in counts]
    for place in hidden:
        true[place] = min(4, extra - sum(true[other] for other in hidden if other < place))
    frame = pl.DataFrame(
        {
            "cell": range(4),
            "count": [*true, sum(true)],
            "hidden": ["primary" if number in hidden else "" for number in range(4)],
            "low": [0] * 4,
            "high": [4 if number in hidden else None for number in range(4)],
        }
    )
    relations = pl.DataFrame({"relation": [0] * 3, "total": [3] * 3, "part": [0, 1, 2]})
    found = exposed(audit(frame, relations, bounds="given")).to_list()
    made = exposed_by_totals(county(*counts, total=sum(true)), REGIONS)
    assert made["region"].to_list() == [HVA15[number] for number in found]
