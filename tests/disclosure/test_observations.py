"""Observations of our own: small counts go, with as many others as it takes, and nothing is left beside them."""

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilmiotaulu.disclosure import hide_observations, narrowed, telling_rows
from ilmiotaulu.schema import INTERVAL_COLUMNS, Observation, polars_schema
from tests.derive.frames import REGIONS
from tests.disclosure.tables import Name, Table, has_second_value, with_totals

NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS)
PLACES = {"KU491": "HVA12", "KU507": "HVA12", "KU179": "HVA15", "KU249": "HVA15", "KU256": "HVA15"}
COUNTRY = {**PLACES, "HVA12": "FI", "HVA15": "FI"}
SEXES = {"male": "total", "female": "total"}
BANDS = [("visits_0_17", ["visits_0_6", "visits_7_17"])]


def observation(region: str, count: float | None, status: str = "ok", **more: object) -> dict[str, object]:
    is_ok = status == "ok"
    return {
        "indicator": "visits",
        "region": region,
        "year": 2025,
        "period": None,
        "sex": "total",
        "value": count if is_ok else None,
        "count": count,
        "base": None,
        **{name: count if is_ok else None for name in INTERVAL_COLUMNS},
        "status": status,
        "flags": [],
        "source_fetch": 1,
        **more,
    }


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(Observation), orient="row")


def counties(**counts: float) -> pl.DataFrame:
    """Counts of municipalities by code, with the sums of whole counties, their regions and the country."""
    rows = [observation(code, count) for code, count in counts.items()]
    for area, members in (
        ("HVA12", ["KU491", "KU507"]),
        ("HVA15", ["KU179", "KU249", "KU256"]),
        ("MK10", ["KU491", "KU507"]),
        ("MK13", ["KU179", "KU249", "KU256"]),
        ("FI", list(PLACES)),
    ):
        if set(members) <= counts.keys():
            rows.append(observation(area, sum(counts[code] for code in members)))
    return frame(*rows)


def without(rows: pl.DataFrame, region: str, status: str) -> pl.DataFrame:
    """The rows with a reason instead of the numbers of one region."""
    is_it = pl.col("region") == region
    reason = pl.when(is_it).then(pl.lit(status)).otherwise("status").cast(rows.schema["status"]).alias("status")
    return rows.with_columns(reason, *(pl.when(~is_it).then(name).alias(name) for name in NUMBERS))


def hidden(rows: pl.DataFrame, **more: object) -> list[str]:
    made = hide_observations(rows, REGIONS, **more)  # type: ignore[arg-type]
    return made.filter(status="hidden").sort("region", "sex")["region"].to_list()


def test_a_small_count_and_the_next_smallest_of_its_county_are_hidden_alike() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    made = hide_observations(rows, REGIONS)
    Observation.validate(made, cast=True)
    assert made["region"].equals(rows["region"])
    gone = made.filter(status="hidden")
    assert gone["region"].to_list() == ["KU249", "KU256"]
    assert gone.select(NUMBERS).rows() == [(None,) * len(NUMBERS)] * 2
    assert gone.drop("region").unique().height == 1
    assert telling_rows(made).height == 0
    assert made.filter(status="ok").equals(rows.filter(~pl.col("region").is_in(["KU249", "KU256"])))


def test_of_two_as_small_the_same_is_hidden_in_whatever_order_the_rows_come() -> None:
    rows = counties(KU491=60, KU507=50, KU179=7, KU249=7, KU256=3)
    assert hidden(rows) == ["KU179", "KU256"]
    assert hidden(rows.reverse()) == ["KU179", "KU256"]


def test_where_no_member_is_left_county_and_region_go_and_one_more_of_each() -> None:
    assert hidden(counties(KU491=4, KU507=4, KU179=30, KU249=20, KU256=10)) == [
        "HVA12",
        "HVA15",
        "KU256",
        "KU491",
        "KU507",
        "MK10",
        "MK13",
    ]


def test_a_county_with_an_unknown_member_has_no_sum_to_be_computed_from() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    assert hidden(without(rows, "KU179", "not_available")) == ["KU256"]
    assert hidden(rows.filter(pl.col("region") != "KU179")) == ["KU256"]


def test_municipalities_that_make_up_the_country_without_counties_are_protected_in_it() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    assert hidden(rows.filter(~pl.col("region").str.contains("HVA|MK"))) == ["KU249", "KU256"]
    assert hidden(rows.filter(pl.col("region").str.starts_with("KU"))) == ["KU256"]


def test_what_somebody_hid_before_us_stays_and_a_reader_may_know_it() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    assert hidden(without(rows, "KU249", "hidden")) == ["KU179", "KU249", "KU256"]


def test_one_sex_is_hidden_with_the_other_and_in_one_more_municipality() -> None:
    leaves = {("KU491", "male"): 3, ("KU491", "female"): 20, ("KU507", "male"): 8, ("KU507", "female"): 30}
    table = with_totals(leaves, [{"KU491": "HVA12", "KU507": "HVA12"}, SEXES])
    made = hide_observations(of_table(table), REGIONS).filter(status="hidden").sort("region", "sex")
    assert made.select("region", "sex").rows() == [
        ("KU491", "male"),
        ("KU491", "female"),
        ("KU507", "male"),
        ("KU507", "female"),
    ]


def test_an_age_is_hidden_with_another_where_they_add_up() -> None:
    rows = frame(
        *(
            observation("KU179", count, indicator=name)
            for name, count in (("visits_0_17", 40), ("visits_0_6", 3), ("visits_7_17", 37))
        )
    )
    assert hide_observations(rows, REGIONS)["status"].to_list() == ["ok", "hidden", "ok"]
    assert hide_observations(rows, REGIONS, bands=BANDS)["status"].to_list() == ["ok", "hidden", "hidden"]


def test_a_share_goes_with_its_count_and_a_row_without_a_count_stays() -> None:
    rows = frame(
        observation("KU179", 3, value=2.73, base=110),
        observation("KU249", None, value=2.73),
        observation("KU256", 0, value=0.0, base=90),
    )
    made = hide_observations(rows, REGIONS)
    assert made["status"].to_list() == ["hidden", "ok", "ok"]
    assert made.select("value", "base").rows() == [(None, None), (2.73, None), (0.0, 90.0)]


def test_zero_is_hidden_where_asked_and_the_threshold_is_the_owners_choice() -> None:
    rows = frame(observation("KU179", 0), observation("KU249", 7), observation("KU256", 12))
    assert hidden(rows) == []
    assert hidden(rows, hide_zero=True) == ["KU179"]
    assert hidden(rows, threshold=10) == ["KU249"]


def test_months_and_years_are_tables_of_their_own() -> None:
    months = [
        row.with_columns(period=pl.lit(f"2025-0{month}"))
        for month, row in ((1, counties(KU491=60, KU507=3)), (2, counties(KU491=60, KU507=30)))
    ]
    made = hide_observations(pl.concat(months), REGIONS).filter(status="hidden")
    # In January Mikkeli goes with Mäntyharju, for the county's total is shown; in February nothing is small.
    assert made.select("region", "period").rows() == [("KU491", "2025-01"), ("KU507", "2025-01")]


def test_what_the_release_before_hid_stays_hidden() -> None:
    first = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    before = hide_observations(first, REGIONS)
    # KU179 falls to six; hiding it now instead of KU249 would tell KU256 by the older sum.
    second = counties(KU491=60, KU507=50, KU179=6, KU249=7, KU256=3)
    assert hidden(second) == ["KU179", "KU256"]
    assert hidden(second, before=before) == ["KU249", "KU256"]


def test_a_threshold_that_protects_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="one value"):
        hide_observations(counties(KU491=60), REGIONS, threshold=1)


# ---- the audit of what is shown -----------------------------------------------------------------------------
def audited(rows: pl.DataFrame, *gone: str, **more: object) -> list[str]:
    """The areas whose counts can be narrowed when those of `gone` are hidden."""
    shown = rows
    for region in gone:
        shown = without(shown, region, "hidden")
    return narrowed(rows, shown, REGIONS, **more)["region"].to_list()  # type: ignore[arg-type]


def test_a_count_that_is_hidden_alone_in_its_county_is_found_and_two_are_not() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    assert audited(rows, "KU256") == ["KU256"]
    assert audited(rows, "KU249", "KU256") == []


def test_two_ones_are_found_in_a_shown_two_unless_a_zero_may_be_hidden() -> None:
    rows = counties(KU491=1, KU507=1)
    assert audited(rows, "KU491", "KU507", "MK10") == ["KU491", "KU507", "MK10"]
    assert audited(rows, "KU491", "KU507", "MK10", hide_zero=True) == ["MK10"]
    assert audited(rows, "KU491", "KU507", "MK10", "HVA12") == []


def test_a_count_that_its_base_leaves_one_value_is_found() -> None:
    rows = frame(*(observation(code, count, base=2) for code, count in (("KU491", 2), ("KU507", 2))))
    total = frame(observation("HVA12", 4, base=4))
    assert audited(pl.concat([rows, total]), "KU491", "KU507") == ["KU491", "KU507"]
    assert audited(rows, "KU491", "KU507") == []


def test_what_the_release_before_told_is_no_secret_and_helps_to_narrow_others() -> None:
    rows = counties(KU491=60, KU507=50, KU179=30, KU249=7, KU256=3)
    before = rows.filter(pl.col("region") != "KU256")
    assert audited(rows, "KU249", "KU256", before=before) == ["KU256"]
    assert audited(rows, "KU249", "KU256", before=rows) == []


# ---- whatever the counts are --------------------------------------------------------------------------------
def of_table(table: Table, bases: Mapping[Name, int] | None = None) -> pl.DataFrame:
    """Rows of a table by place and sex, as counts or as shares with two decimals of their bases."""
    rows = []
    for name, count in table.counts.items():
        region, sex = (*name, "total")[:2]
        more = {}
        if bases:
            more = {"base": bases[name], "value": round(100 * count / bases[name], 2) if bases[name] else 0.0}
        rows.append(observation(region, count, sex=sex, **more))
    return frame(*rows)


@st.composite
def shares(draw: st.DrawFn) -> tuple[Table, dict[Name, int]]:
    """Counts by municipality and sex with the children among whom they are counted, and all totals of both."""
    places = draw(st.sampled_from([COUNTRY, {"KU491": "HVA12", "KU507": "HVA12"}]))
    leaves = [(place, sex) for place in places if place.startswith("KU") for sex in SEXES]
    bases = {name: draw(st.sampled_from([2, 3, 9, 40, 110])) for name in leaves}
    counts = {name: draw(st.integers(0, min(bases[name], 12))) for name in leaves}
    groupings = [places, SEXES]
    return with_totals(counts, groupings), dict(with_totals(bases, groupings).counts)


@given(drawn=shares(), seed=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_whoever_has_every_row_and_every_base_computes_no_hidden_count(
    drawn: tuple[Table, dict[Name, int]], seed
) -> None:
    table, bases = drawn
    rows = of_table(table, bases)
    made = hide_observations(rows, REGIONS)
    shown: dict[Name, int] = {}
    for row in made.iter_rows(named=True):
        if row["status"] == "ok":
            shown[row["region"], row["sex"]] = round(row["value"] * bases[row["region"], row["sex"]] / 100)
        else:
            assert all(row[column] is None for column in NUMBERS)
    assert all(table.counts[name] == count for name, count in shown.items())
    gone = table.counts.keys() - shown.keys()
    assert {name for name, count in table.counts.items() if 0 < count < 5} <= gone
    # What is hidden is no zero and no larger than its base.
    bounds = {name: (1, min(bases[name], table.counts[name] + 12)) for name in sorted(gone)}
    assert not [name for name in bounds if not has_second_value(table, bounds, name)]
    assert narrowed(rows, made, REGIONS).is_empty()
    # Hidden again, nothing changes; in another order, the same rows.
    assert hide_observations(made, REGIONS).equals(made)
    order = list(range(rows.height))
    seed.shuffle(order)
    assert hide_observations(rows[order], REGIONS).equals(made[order])
