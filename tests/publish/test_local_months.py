"""Months and years of the region's own figures: what adds up, when a year is whole, what indicators are made of."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from ilmiotaulu.catalogue import Catalogue, Indicator, Local
from ilmiotaulu.statistics.dispersion import monthly_dispersion
from ilmiotaulu.statistics.intervals import count_limits
from ilmiotaulu.views.centres import centres
from pipelines.derive import with_base_and_intervals
from pipelines.local.figures import dispersions, listed_series, month_table, monthly_series, place_table
from pipelines.local.keeping import Given
from pipelines.local.months import Worked, cells_before, work_out
from tests.derive.frames import REGIONS, counts, told
from tests.publish.local_rows import (
    CENTRES,
    CONTACT,
    MEASURES,
    NETWORK,
    USE,
    contact,
    frame,
    given,
    place,
    use,
    year_of_contacts,
    year_of_use,
)

ONE_EACH = (place("Tori", "KU179"), place("Puisto", "KU249"), place("Asema", "KU256"))
LOCAL = ("family_centre_visits", "family_centre_reach", "family_centre_visits_per_100_children")


def worked(entries: Mapping[str, Indicator], *rows: Given, before: pl.DataFrame | None = None) -> Worked:
    return work_out({one.template.id: one for one in rows}, entries, REGIONS, {}, before)


def months(made: Worked, measure: str, **more: str) -> dict[tuple[str, str, str], float | str]:
    """Value or reason by region, place and month."""
    rows = made.months.filter(measure=measure, **{"age_group": "all", **more})
    shown = pl.when(pl.col("status") == "ok").then(None).otherwise("status")
    return {
        (region, name, time): why or value
        for region, name, time, why, value in rows.select("region", "place", "time", shown, "value").rows()
    }


def local_source(entry: Indicator) -> Local:
    (source,) = entry.source
    assert isinstance(source, Local)
    return source


def series(catalogue: Catalogue, name: str, made: Worked, base: pl.DataFrame | None = None) -> list[tuple[Any, ...]]:
    entry = catalogue.indicators[name]
    return told(monthly_series(entry, local_source(entry), made, 7, base))


def listed(catalogue: Catalogue, name: str, one: Given, *columns: str) -> list[tuple[Any, ...]]:
    entry = catalogue.indicators[name]
    places = worked(catalogue.indicators, one).places
    return told(listed_series(entry, local_source(entry), one, places, REGIONS, {}, 7), *columns)


# ---- months -------------------------------------------------------------------------------------------------
def test_places_add_up_to_their_municipality_and_municipalities_to_their_county(catalogue: Catalogue) -> None:
    centres = given(CENTRES, place("Tori", "KU179"), place("Asema", "KU179"), place("Puisto", "KU249"))
    rows = given(USE, use("Tori", "2025-01", 100), use("Asema", "2025-01", 50), use("Puisto", "2025-01", 30))
    assert months(worked(catalogue.indicators, centres, rows), "visits") == {
        ("KU179", "tori", "2025-01"): 100,
        ("KU179", "asema", "2025-01"): 50,
        ("KU249", "puisto", "2025-01"): 30,
        ("KU179", "", "2025-01"): 150,
        ("KU249", "", "2025-01"): 30,
        ("HVA15", "", "2025-01"): 180,
    }


def test_a_county_is_the_sum_of_what_was_reported_and_an_empty_cell_is_no_zero(catalogue: Catalogue) -> None:
    rows = given(USE, use("Tori", "2025-01", 100, families=40), use("Puisto", "2025-01", 30))
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH), rows)
    assert months(made, "families") == {
        ("KU179", "tori", "2025-01"): 40,
        ("KU179", "", "2025-01"): 40,
        ("HVA15", "", "2025-01"): 40,
    }


def test_age_groups_add_up_over_places_and_never_to_all(catalogue: Catalogue) -> None:
    centres = given(CENTRES, place("Tori", "KU179"), place("Asema", "KU179"))
    rows = given(
        USE, use("Tori", "2025-01", 100), use("Tori", "2025-01", 20, "0_2"), use("Asema", "2025-01", 30, "0_2")
    )
    made = worked(catalogue.indicators, centres, rows)
    assert months(made, "visits", age_group="0_2")["KU179", "", "2025-01"] == 50
    assert months(made, "visits")["KU179", "", "2025-01"] == 100


def test_days_are_weighed_by_contacts_and_a_month_without_contacts_weighs_nothing(catalogue: Catalogue) -> None:
    rows = given(
        CONTACT,
        contact("KU179", "2025-01", 30, days_to_first_meeting=10.0),
        contact("KU249", "2025-01", 10, days_to_first_meeting=20.0),
        contact("KU256", "2025-01", 0, days_to_first_meeting=365.0),
    )
    made = months(worked(catalogue.indicators, rows), "days_to_first_meeting")
    assert made == {("KU179", "", "2025-01"): 10, ("KU249", "", "2025-01"): 20, ("HVA15", "", "2025-01"): 12.5}


def test_use_of_a_place_that_no_public_list_has_is_left_out_and_counted(catalogue: Catalogue) -> None:
    rows = given(USE, use("Tori", "2025-01", 100), use("Salainen", "2025-01", 50), use("Salainen", "2025-02", 50))
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH), rows)
    assert set(months(made, "visits")) == {
        ("KU179", "tori", "2025-01"),
        ("KU179", "", "2025-01"),
        ("HVA15", "", "2025-01"),
    }
    ((indicator, note),) = made.noted
    assert (indicator, note.kind, note.details["places"]) == (None, "local_unknown_places", 1)
    assert "Salainen" not in str(note)


def test_a_merged_municipality_s_rows_are_its_successor_s(catalogue: Catalogue) -> None:
    rows = given(CONTACT, contact("KU588", "2025-01", 10), contact("KU507", "2025-01", 20))
    made = work_out({"one_contact": rows}, catalogue.indicators, REGIONS, {"KU588": "KU507"})
    assert months(made, "contacts")["KU507", "", "2025-01"] == 30


def test_a_made_up_use_does_not_stand_in_a_real_place(catalogue: Catalogue) -> None:
    made = worked(
        catalogue.indicators, given(CENTRES, *ONE_EACH), given(USE, use("Tori", "2025-01", 100), is_example=True)
    )
    assert months(made, "visits") == {}
    assert made.noted == ()


# ---- years --------------------------------------------------------------------------------------------------
def test_a_year_is_whole_with_twelve_months_and_eleven_are_none(catalogue: Catalogue) -> None:
    rows = given(
        USE,
        *year_of_use("Tori", 2024, 100),
        *year_of_use("Tori", 2025, 100)[:11],
        *year_of_use("Puisto", 2024, 10)[:11],
    )
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH[:2]), rows)
    # Kinnula has no place; the county waits for Keuruu.
    assert series(catalogue, "family_centre_visits", made) == [
        ("HVA15", 2024, "not_available"),
        ("KU179", 2024, 1200),
        ("KU249", 2024, "not_available"),
        ("KU256", 2024, "not_applicable"),
    ]


def test_a_county_s_year_is_whole_when_those_of_its_municipalities_with_a_place_are(catalogue: Catalogue) -> None:
    rows = given(USE, *year_of_use("Tori", 2024, 100), *year_of_use("Puisto", 2024, 10))
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH[:2]), rows)
    assert series(catalogue, "family_centre_visits", made)[0] == ("HVA15", 2024, 1320)
    entry = catalogue.indicators["family_centre_visits"]
    found = told(monthly_series(entry, entry.source[0], made, 7, None), "count", "flags", "source_fetch")  # type: ignore[arg-type]
    assert found[:2] == [("HVA15", 2024, 1320, 1320, ["derived"], 7), ("KU179", 2024, 1200, 1200, [], 7)]


def test_a_municipality_waits_for_all_its_places_but_for_months_before_one_opened(catalogue: Catalogue) -> None:
    centres = given(CENTRES, place("Tori", "KU179", opened=2010), place("Asema", "KU179", opened=2024, closed=2026))
    rows = given(
        USE,
        *year_of_use("Tori", 2023, 100),
        *year_of_use("Tori", 2024, 100),
        *year_of_use("Asema", 2024, 10)[6:],
        *year_of_use("Tori", 2025, 100),
        *year_of_use("Asema", 2025, 10)[6:],
    )
    made = worked(catalogue.indicators, centres, rows)
    mine = [row for row in series(catalogue, "family_centre_visits", made) if row[0] == "KU179"]
    assert mine == [("KU179", 2023, 1200), ("KU179", 2024, 1260)]


def test_a_month_that_no_place_reported_breaks_the_year_also_where_none_is_late(catalogue: Catalogue) -> None:
    rows = given(USE, *year_of_use("Tori", 2024, 100)[6:], *year_of_use("Puisto", 2024, 10))
    made = worked(catalogue.indicators, given(CENTRES, place("Tori", "KU179", opened=2024), ONE_EACH[1]), rows)
    assert ("KU179", 2024, "not_available") in series(catalogue, "family_centre_visits", made)


def test_a_year_that_is_nowhere_whole_has_no_rows(catalogue: Catalogue) -> None:
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH), given(USE, *year_of_use("Tori", 2025, 100)[:11]))
    assert made.years.is_empty()
    assert series(catalogue, "family_centre_visits", made) == []


def test_a_municipality_that_reports_itself_is_waited_for_by_its_county(catalogue: Catalogue) -> None:
    two = [*year_of_contacts("KU179", 2024, 50), *year_of_contacts("KU249", 2024, 10)]
    assert series(catalogue, "one_contact_contacts", worked(catalogue.indicators, given(CONTACT, *two))) == [
        ("HVA15", 2024, "not_available"),
        ("KU179", 2024, 600),
        ("KU249", 2024, 120),
        ("KU256", 2024, "not_available"),
    ]
    three = given(CONTACT, *two, *year_of_contacts("KU256", 2024, 0))
    assert series(catalogue, "one_contact_contacts", worked(catalogue.indicators, three)) == [
        ("HVA15", 2024, 720),
        ("KU179", 2024, 600),
        ("KU249", 2024, 120),
        ("KU256", 2024, 0),
    ]


# ---- what indicators are made of ----------------------------------------------------------------------------
def test_visits_per_hundred_children_are_the_year_s_visits_among_the_children_of_the_year(catalogue: Catalogue) -> None:
    rows = given(USE, *year_of_use("Tori", 2024, 100), *year_of_use("Puisto", 2024, 10))
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH[:2]), rows)
    children = counts(("KU179", 2024, 2400), ("KU249", 2023, 300), ("HVA15", 2024, 2640))
    found = series(catalogue, "family_centre_visits_per_100_children", made, children)
    # Of Keuruu the children of 2024 are not known yet.
    assert found == [
        ("HVA15", 2024, 50),
        ("KU179", 2024, 50),
        ("KU249", 2024, "not_available"),
        ("KU256", 2024, "not_applicable"),
    ]
    assert all(row[2] == "not_available" or row[2] == "not_applicable" for row in series(catalogue, LOCAL[2], made))


def test_limits_of_visits_are_those_of_a_count_that_varies_as_its_months_do(catalogue: Catalogue) -> None:
    """Eleven months of 60 in both years, in December 40 and 80: a dispersion of 36000/32375 (`test_dispersion`)."""
    visits = [*year_of_use("Tori", 2024, 60), *year_of_use("Tori", 2025, 60)]
    visits[11], visits[23] = use("Tori", "2024-12", 40), use("Tori", "2025-12", 80)
    made = worked(catalogue.indicators, given(CENTRES, place("Tori", "KU179", opened=2020)), given(USE, *visits))
    entry = catalogue.indicators["family_centre_visits"]
    found = dispersions(made, local_source(entry))
    # The county's months are those of its only municipality with a place.
    assert found["region"].to_list() == ["HVA15", "KU179"]
    assert found["dispersion"].to_list() == pytest.approx([36_000 / 32_375] * 2)
    phi = 36_000 / 32_375
    rows = monthly_series(entry, local_source(entry), made, 1, None)
    (row,) = with_base_and_intervals(rows, entry, None, found).filter(region="KU179", year=2025).iter_rows(named=True)
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        low, high = (float(one) * phi for one in count_limits(740 / phi, confidence))
        assert (row[f"lower{suffix}"], row[f"upper{suffix}"]) == pytest.approx((low, high))
    assert (round(row["lower95"], 1), round(row["upper95"], 1)) == (684.8, 798.4)
    rate = catalogue.indicators["family_centre_visits_per_100_children"]
    children = counts(("KU179", 2024, 5000), ("KU179", 2025, 2000))
    rates = monthly_series(rate, local_source(rate), made, 1, children)
    (per_100,) = (
        with_base_and_intervals(rates, rate, children, found).filter(region="KU179", year=2025).iter_rows(named=True)
    )
    assert (per_100["value"], per_100["lower95"]) == (37.0, pytest.approx(row["lower95"] / 20))


def test_one_whole_year_or_one_whose_months_are_not_all_told_has_no_limits(catalogue: Catalogue) -> None:
    centre, entry = given(CENTRES, place("Tori", "KU179", opened=2020)), catalogue.indicators["family_centre_visits"]
    one_year = [*year_of_use("Tori", 2024, 60), *year_of_use("Tori", 2025, 60)[:11]]
    assert dispersions(worked(catalogue.indicators, centre, given(USE, *one_year)), local_source(entry)).is_empty()
    # A small month and another are hidden: what varies in them would tell of them.
    hidden = [*year_of_use("Tori", 2024, 60), *year_of_use("Tori", 2025, 60)]
    hidden[20] = use("Tori", "2025-09", 3)
    made = worked(catalogue.indicators, centre, given(USE, *hidden))
    assert made.months.filter(status="hidden", place="")["time"].unique().len() == 2
    assert dispersions(made, local_source(entry)).is_empty()
    rows = monthly_series(entry, local_source(entry), made, 1, None)
    limited = with_base_and_intervals(rows, entry, None, dispersions(made, local_source(entry)))
    assert limited.filter(region="KU179", year=2024).select("value", "lower95", "upper998").row(0) == (720, None, None)


@pytest.mark.parametrize("hidden", [1, 2, 4])
def test_limits_are_the_same_whatever_a_hidden_month_is(catalogue: Catalogue, hidden: int) -> None:
    """September 2025 and what goes with it have another sum in each case; 2023 and 2024 are told whole."""
    rows = [row for year in (2023, 2024, 2025) for row in year_of_use("Tori", year, 60)]
    rows[4], rows[11] = use("Tori", "2023-05", 90), use("Tori", "2023-12", 30)
    rows[32] = use("Tori", "2025-09", hidden)
    made = worked(catalogue.indicators, given(CENTRES, place("Tori", "KU179", opened=2020)), given(USE, *rows))
    found = dispersions(made, local_source(catalogue.indicators["family_centre_visits"]))
    (told,) = found.filter(region="KU179")["dispersion"]
    assert told == pytest.approx(monthly_dispersion([[60, 60, 60, 60, 90, 60, 60, 60, 60, 60, 60, 30], [60] * 12]))


def test_reach_is_the_mean_of_the_months_families_per_hundred_children(catalogue: Catalogue) -> None:
    half = [
        use("Tori", f"2024-{month:02d}", 100, families=families)
        for month, families in enumerate([20] * 6 + [40] * 6, start=1)
    ]
    made = worked(catalogue.indicators, given(CENTRES, ONE_EACH[0]), given(USE, *half))
    found = series(catalogue, "family_centre_reach", made, counts(("KU179", 2024, 1200)))
    assert ("KU179", 2024, 2.5) in found


def test_a_share_is_the_year_s_among_the_year_s_and_a_mean_is_weighed(catalogue: Catalogue) -> None:
    rows = [
        contact("KU179", f"2024-{month:02d}", number, solved_at_first=number // 2, days_to_first_meeting=days)
        for month, (number, days) in enumerate([(100, 10.0)] * 6 + [(300, 20.0)] * 6, start=1)
    ]
    made = worked(catalogue.indicators, given(CONTACT, *rows))
    assert ("KU179", 2024, 50) in series(catalogue, "one_contact_solved_at_first_contact", made)
    assert ("KU179", 2024, 17.5) in series(catalogue, "one_contact_days_to_first_meeting", made)


def test_a_share_needs_both_all_the_year_and_a_mean_every_month_that_had_contacts(catalogue: Catalogue) -> None:
    rows = year_of_contacts("KU179", 2024, 100, solved_at_first=50, days_to_first_meeting=10.0)
    lacking = [*rows[:11], contact("KU179", "2024-12", 100)]
    made = worked(catalogue.indicators, given(CONTACT, *lacking))
    assert ("KU179", 2024, 1200) in series(catalogue, "one_contact_contacts", made)
    for name in ("one_contact_solved_at_first_contact", "one_contact_days_to_first_meeting"):
        assert series(catalogue, name, made) == []
    none = [*rows[:11], contact("KU179", "2024-12", 0, solved_at_first=0)]
    made = worked(catalogue.indicators, given(CONTACT, *none))
    assert ("KU179", 2024, 10) in series(catalogue, "one_contact_days_to_first_meeting", made)
    assert ("KU179", 2024, 50) in series(catalogue, "one_contact_solved_at_first_contact", made)


def test_open_places_are_counted_in_the_list_s_year_and_the_four_before_it(catalogue: Catalogue) -> None:
    centres = given(
        CENTRES,
        place("Tori", "KU179", opened=2010),
        place("Asema", "KU179", opened=2024, kind="meeting_place"),
        place("Verkko", "KU179", opened=2010, kind="online"),
        place("Vanha", "KU249", opened=2000, closed=2023),
        at=datetime(2025, 5, 1, tzinfo=UTC),
    )
    found = {row[:3]: row[3] for row in listed(catalogue, "family_centre_meeting_places", centres, "flags")}
    assert {year: value for region, year, value in found if region == "KU179"} == {
        2021: 1,
        2022: 1,
        2023: 1,
        2024: 2,
        2025: 2,
    }
    assert [value for region, _, value in sorted(found) if region == "KU249"] == [1, 1, 0, 0, 0]
    assert {value for region, _, value in found if region == "KU256"} == {0}
    assert {row[1] for row, flags in found.items() if "provisional" in flags} == {2025}


@pytest.mark.parametrize("closed", [None, 2023, 2024, 2026, 2027])
def test_a_place_is_counted_in_the_years_in_which_the_page_shows_it_as_open(
    catalogue: Catalogue, closed: int | None
) -> None:
    """From the year it opened to the year before it closed; the list is of 2026."""
    one = given(CENTRES, place("Tori", "KU179", opened=2023, closed=closed))
    (on_page,) = centres(place_table(worked(catalogue.indicators, one), {"family_centres": {1: 1}}))
    counted = {
        year: value
        for region, year, value in listed(catalogue, "family_centre_meeting_places", one)
        if region == "KU179"
    }
    assert counted == {year: float(on_page.is_open(year)) for year in range(2022, 2027)}
    assert sum(counted.values()) == {None: 4, 2023: 0, 2024: 1, 2026: 3, 2027: 4}[closed]


def test_a_place_whose_opening_is_not_known_says_nothing_of_earlier_years(catalogue: Catalogue) -> None:
    centres = given(
        CENTRES, place("Tori", "KU179"), place("Asema", "KU179", opened=2010), place("Puisto", "KU249", opened=2010)
    )
    found = listed(catalogue, "family_centre_meeting_places", centres)
    assert [(year, value) for region, year, value in found if region == "KU179"][-1] == (2026, 2)
    assert len([1 for region, _, _ in found if region == "KU249"]) == 5


def group(name: str, municipality: str, year: int, **more: Any) -> dict[str, Any]:
    return {"group": name, "kind": "steering_group", "municipality": municipality, "year": year, **more}


def test_groups_agreements_and_what_is_covered_come_from_the_list_of_the_network(catalogue: Catalogue) -> None:
    network = given(
        NETWORK,
        group("A", "KU179", 2024, meetings=4, agreement="yes", agreement_from=date(2023, 1, 1)),
        group("B", "KU179", 2024, meetings=0, agreement="yes", agreement_to=date(2024, 12, 30)),
        group("C", "KU179", 2024, agreement="yes", agreement_from=date(2025, 1, 1)),
        group("D", "KU249", 2024, meetings=2, kind="area_network", agreement="prepared"),
        group("E", "KU249", 2024, kind="area_network", agreement="yes", agreement_to=date(2024, 12, 31)),
    )
    of = {name: listed(catalogue, name, network) for name in ("network_steering_groups", "network_agreements")}
    assert of["network_steering_groups"] == [("KU179", 2024, 2), ("KU249", 2024, 0), ("KU256", 2024, 0)]
    assert of["network_agreements"] == [("KU179", 2024, 1), ("KU249", 2024, 1), ("KU256", 2024, 0)]
    covered = listed(catalogue, "network_municipalities_covered", network, "count")
    assert covered == [
        ("HVA15", 2024, 67, 2),
        ("KU179", 2024, 100, 1),
        ("KU249", 2024, 100, 1),
        ("KU256", 2024, 0, 0),
    ]


def test_a_measure_is_where_it_is_given_and_a_share_without_its_count_is_not_told(catalogue: Catalogue) -> None:
    row = {"measure": "shared_training_participants", "year": 2024}
    rows = given(
        MEASURES,
        {**row, "municipality": "KU179", "value": 30.0, "count": 30},
        {**row, "municipality": "KU249", "value": 20.0},
        {**row, "measure": "other", "municipality": "KU256", "value": 1.0},
    )
    assert listed(catalogue, "shared_training_participants", rows, "count") == [
        ("KU179", 2024, 30, 30),
        ("KU249", 2024, 20, 20),
    ]
    share = catalogue.indicators["shared_training_participants"].model_copy(update={"unit": "percent"})
    entries = {**catalogue.indicators, "shared_training_participants": share}
    made = listed_series(share, share.source[0], rows, worked(entries, rows).places, REGIONS, {}, 7)  # type: ignore[arg-type]
    assert told(made, "count") == [("KU179", 2024, 30, 30), ("KU249", 2024, "hidden", None)]


# ---- examples -----------------------------------------------------------------------------------------------
def test_made_up_years_are_of_no_county_and_carry_their_mark(catalogue: Catalogue) -> None:
    centres = given(CENTRES, *ONE_EACH[:2], is_example=True)
    rows = given(USE, *year_of_use("Tori", 2024, 100), *year_of_use("Puisto", 2024, 10), is_example=True)
    made = worked(catalogue.indicators, centres, rows)
    entry = catalogue.indicators["family_centre_visits"]
    found = told(monthly_series(entry, entry.source[0], made, 7, None), "flags")  # type: ignore[arg-type]
    assert found == [
        ("KU179", 2024, 1200, ["example"]),
        ("KU249", 2024, 120, ["example"]),
        ("KU256", 2024, "not_applicable", ["example"]),
    ]
    network = given(NETWORK, group("A", "KU179", 2024), is_example=True)
    assert {row[0] for row in listed(catalogue, "network_municipalities_covered", network)} == {
        "KU179",
        "KU249",
        "KU256",
    }


# ---- tables -------------------------------------------------------------------------------------------------
def test_a_place_keeps_its_id_and_two_names_that_look_alike_get_two(catalogue: Catalogue) -> None:
    names = ("Äänekosken perhekeskus", "Puisto & tori", "Puisto, tori", "★")
    made = worked(catalogue.indicators, given(CENTRES, *(place(name, "KU179") for name in names)))
    table = place_table(made, {"family_centres": {1: 5}})
    assert dict(table.select("name", "id").rows()) == {
        "Äänekosken perhekeskus": "aanekosken-perhekeskus",
        "Puisto & tori": "puisto-tori",
        "Puisto, tori": "puisto-tori-2",
        "★": "place",
    }
    assert table["source_fetch"].unique().to_list() == [5]


def test_a_row_of_a_place_names_its_import_and_a_row_of_an_area_all_of_them(catalogue: Catalogue) -> None:
    two = frame(USE, [use("Tori", "2025-01", 100), use("Puisto", "2025-01", 30)])
    rows = two.with_columns(pl.Series("import", [1, 2], pl.Int32))
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH), Given(USE, rows, ()))
    table = month_table(made, {"family_centre_use": {1: 11, 2: 12}}, {"family_centre_use": 13})
    found = {(region, name): fetch for region, name, fetch in table.select("region", "place", "source_fetch").rows()}
    assert found == {
        ("KU179", "tori"): 11,
        ("KU249", "puisto"): 12,
        ("KU179", ""): 13,
        ("KU249", ""): 13,
        ("HVA15", ""): 13,
    }


@pytest.mark.parametrize("measure", ["visits", "days_to_first_meeting"])
def test_the_release_before_is_read_back_as_the_cells_that_it_told(catalogue: Catalogue, measure: str) -> None:
    """What a release says of the region's own months is what the next one takes for told."""
    template, rows = (
        (USE, [use("Tori", "2025-01", 100), use("Puisto", "2025-01", 3), use("Asema", "2025-01", 20)])
        if measure == "visits"
        else (CONTACT, [contact("KU179", "2025-01", 30, days_to_first_meeting=10.0), contact("KU249", "2025-01", 3)])
    )
    made = worked(catalogue.indicators, given(CENTRES, *ONE_EACH), given(template, *rows))
    table = month_table(made, {template.id: {1: 1}}, {template.id: 1})
    nothing = pl.DataFrame(
        schema={
            **dict.fromkeys(("indicator", "region", "period", "status"), pl.String),
            **dict.fromkeys(("count", "base"), pl.Float64),
            "year": pl.Int16,
            "flags": pl.List(pl.String),
        }
    )
    cells = cells_before(table, nothing, catalogue.indicators, REGIONS)
    names = ["region", "place", "time"]
    counted = made.months.filter(pl.col("weighed_by").is_null()).select(*names, "measure", count="value")
    found = cells.filter(pl.col("measure").is_in(counted["measure"].unique().implode())).select(
        *names, "measure", "count"
    )
    assert found.sort(pl.all()).equals(counted.sort(pl.all()))
    assert set(cells["level"]) == (
        {"place", "municipality", "county"} if measure == "visits" else {"municipality", "county"}
    )
