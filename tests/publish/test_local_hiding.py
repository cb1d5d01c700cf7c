"""Small counts of the region's own months and years: hidden in both tables at once, and nobody computes them back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from ilmiotaulu.catalogue import Local, SmallCounts, load_catalogue
from ilmiotaulu.settings import PROJECT
from pipelines.derive import as_observations, with_base_and_intervals
from pipelines.local import hiding
from pipelines.local.figures import dispersions, month_table, monthly_series
from pipelines.local.keeping import Given
from pipelines.local.months import Worked, cells_before, work_out
from tests.derive.frames import REGIONS
from tests.disclosure.tables import SMALL_COUNTS, Table, has_second_value
from tests.publish.local_rows import CENTRES, CONTACT, USE, contact, given, place, use, year_of_contacts, year_of_use

CATALOGUE = load_catalogue(PROJECT / "data" / "catalogue")
MONTHLY = [
    name
    for name, entry in CATALOGUE.indicators.items()
    if any(isinstance(s, Local) and s.is_monthly for s in entry.source)
]
CENTRES_OF_THREE = given(CENTRES, place("Tori", "KU179"), place("Asema", "KU179"), place("Puisto", "KU249"))


class Told:
    """What a release tells of the region's own months and years, and what is true."""

    def __init__(
        self, *rows: Given, before: pl.DataFrame | None = None, entries: Mapping[str, Any] | None = None
    ) -> None:
        self.entries = entries or CATALOGUE.indicators
        of = {one.template.id: one for one in rows}
        self.made: Worked = work_out(of, self.entries, REGIONS, {}, before)
        numbers = {name: {1: 1} for name in of}
        self.months = month_table(self.made, numbers, dict.fromkeys(of, 1))
        series = {name: self._series(name) for name in MONTHLY}
        self.years = pl.concat(self._observed(name, one, series) for name, one in series.items())

    def _series(self, name: str) -> pl.DataFrame:
        entry = self.entries[name]
        return monthly_series(entry, entry.source[0], self.made, 1, None)

    def _observed(self, name: str, one: pl.DataFrame, series: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        entry = self.entries[name]
        spread = dispersions(self.made, entry.source[0]) if entry.interval.method == "overdispersed" else None
        return as_observations(with_base_and_intervals(one, entry, self._base(name, series), spread), entry)

    def _base(self, name: str, series: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
        return series.get(self.entries[name].interval.base or "")

    @property
    def cells(self) -> pl.DataFrame:
        """What the next release takes for told."""
        return cells_before(self.months, self.years, self.entries, REGIONS)

    def hidden(self, measure: str = "visits", **more: str) -> list[str]:
        """The hidden cells of a measure as `region place time`, years among them."""
        rows = self.months.filter(status="hidden", measure=measure, **more)
        names = {"visits": "family_centre_visits", "contacts": "one_contact_contacts"}
        years = self.years.filter(status="hidden", indicator=names.get(measure, ""))
        found = [" ".join(filter(None, row)) for row in rows.select("region", "place", "month").rows()]
        return sorted([*found, *(f"{region} {year}" for region, year in years.select("region", "year").rows())])


# ---- by hand ------------------------------------------------------------------------------------------------
def test_a_small_month_of_a_place_goes_with_another_of_its_municipality() -> None:
    rows = given(USE, use("Tori", "2025-01", 3), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30))
    assert Told(CENTRES_OF_THREE, rows).hidden() == ["KU179 asema 2025-01", "KU179 tori 2025-01"]


def test_the_only_place_of_a_municipality_hides_the_municipality_and_that_another() -> None:
    rows = given(USE, use("Tori", "2025-01", 50), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 2))
    told = Told(CENTRES_OF_THREE, rows)
    assert told.hidden() == ["KU179 2025-01", "KU179 asema 2025-01", "KU249 2025-01", "KU249 puisto 2025-01"]
    assert told.months.filter(status="hidden")["value"].null_count() == 4


def test_a_small_month_goes_with_another_month_of_a_year_that_is_told() -> None:
    centre = given(CENTRES, place("Tori", "KU179"))
    rows = year_of_use("Tori", 2025, 20)
    rows[4] = use("Tori", "2025-05", 3)
    rows[6] = use("Tori", "2025-07", 9)
    told = Told(centre, given(USE, *rows))
    # July is the next smallest; the place, the municipality and the county are the same count.
    assert told.hidden() == sorted(
        f"{where} 2025-{month}" for where in ("HVA15", "KU179", "KU179 tori") for month in ("05", "07")
    )
    assert told.years.filter(indicator="family_centre_visits", region="KU179")["count"].to_list() == [212]
    # A year that is not told hides no other month.
    assert Told(centre, given(USE, *rows[:8])).hidden() == ["HVA15 2025-05", "KU179 2025-05", "KU179 tori 2025-05"]


def test_a_small_age_group_goes_with_what_the_others_leave_of_all() -> None:
    centre = given(CENTRES, place("Tori", "KU179"))
    month = [use("Tori", "2025-01", 40), use("Tori", "2025-01", 3, "0_2")]
    # Thirty visits are of no told age: nobody can take three from forty.
    assert Told(centre, given(USE, *month, use("Tori", "2025-01", 7, "3_6"))).hidden(age_group="3_6") == []
    # One of forty is of no other told age, so it is one: another age goes.
    one = [use("Tori", "2025-01", 40), use("Tori", "2025-01", 1, "0_2"), use("Tori", "2025-01", 39, "3_6")]
    found = Told(centre, given(USE, *one)).hidden(age_group="3_6")
    assert found == ["HVA15 2025-01", "KU179 2025-01", "KU179 tori 2025-01"]
    # Two visits of grown-ups are a small count as well, though it stands nowhere.
    few = [use("Tori", "2025-01", 40), use("Tori", "2025-01", 20, "0_2"), use("Tori", "2025-01", 18, "3_6")]
    assert Told(centre, given(USE, *few)).hidden(age_group="3_6") != []


def test_families_that_would_tell_visits_go_with_them() -> None:
    rows = [use("Tori", "2025-01", 1), use("Asema", "2025-01", 9, families=9)]
    told = Told(CENTRES_OF_THREE, given(USE, *rows, use("Puisto", "2025-01", 30, families=10)))
    assert told.hidden() == ["KU179 asema 2025-01", "KU179 tori 2025-01"]
    assert "KU179 asema 2025-01" in told.hidden("families")


def test_a_share_and_a_mean_go_with_the_count_they_are_of() -> None:
    rows = year_of_contacts("KU249", 2024, 0, solved_at_first=0)
    rows[0] = contact("KU249", "2024-01", 4, solved_at_first=3, days_to_first_meeting=7.0)
    others = [
        row
        for code in ("KU179", "KU256")
        for row in year_of_contacts(code, 2024, 100, solved_at_first=50, days_to_first_meeting=9.0)
    ]
    told = Told(given(CONTACT, *rows, *others))
    for name in ("one_contact_contacts", "one_contact_solved_at_first_contact", "one_contact_days_to_first_meeting"):
        row = told.years.filter(indicator=name, region="KU249", year=2024).row(0, named=True)
        assert (row["status"], row["value"], row["count"], row["base"], row["lower95"]) == ("hidden", *[None] * 4), name
    assert ("KU249", "2024-01") in told.months.filter(measure="days_to_first_meeting", status="hidden").select(
        "region", "month"
    ).rows()


def test_a_mean_of_an_area_with_a_single_hidden_part_is_hidden() -> None:
    """Days are known of two: of the county's mean and the shown one the hidden mean would follow."""
    rows = [
        contact("KU179", "2025-01", 100, days_to_first_meeting=9.0),
        contact("KU249", "2025-01", 3, days_to_first_meeting=7.0),
        contact("KU256", "2025-01", 60),
    ]
    told = Told(given(CONTACT, *rows))
    days = told.months.filter(measure="days_to_first_meeting")
    assert dict(days.select("region", "status").rows()) == {"KU179": "ok", "KU249": "hidden", "HVA15": "hidden"}
    assert told.hidden("contacts") == ["KU249 2025-01", "KU256 2025-01"]


def test_zeros_and_counts_from_five_up_are_told() -> None:
    rows = [use("Tori", "2025-01", 0), use("Asema", "2025-01", 5), use("Puisto", "2025-01", 0)]
    assert Told(CENTRES_OF_THREE, given(USE, *rows)).hidden() == []


def test_the_catalogue_s_threshold_is_the_template_s() -> None:
    entry = CATALOGUE.indicators["family_centre_visits"]
    strict = entry.model_copy(update={"small_counts": SmallCounts(threshold=10, zeros_hidden=False)})
    rows = given(USE, use("Tori", "2025-01", 9), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30))
    assert Told(CENTRES_OF_THREE, rows).hidden() == []
    found = Told(CENTRES_OF_THREE, rows, entries={**CATALOGUE.indicators, "family_centre_visits": strict}).hidden()
    assert found == ["KU179 asema 2025-01", "KU179 tori 2025-01"]


def test_lists_of_places_and_groups_are_counts_of_nobody() -> None:
    assert set(MONTHLY) & {"family_centre_meeting_places", "network_steering_groups"} == set()


# ---- the release before -------------------------------------------------------------------------------------
def test_what_was_hidden_stays_hidden_when_the_count_is_put_right() -> None:
    rows = [use("Tori", "2025-01", 3), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30)]
    before = Told(CENTRES_OF_THREE, given(USE, *rows)).cells
    rows[0] = use("Tori", "2025-01", 33)
    after = Told(CENTRES_OF_THREE, given(USE, *rows), before=before)
    assert after.hidden() == ["KU179 asema 2025-01", "KU179 tori 2025-01"]
    assert after.made.noted == ()
    assert Told(CENTRES_OF_THREE, given(USE, *rows)).hidden() == []


def test_a_place_that_is_late_with_a_small_count_is_a_finding_that_stops() -> None:
    """The municipality was told without it: the difference of the two sums is the count."""
    rows = [use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30)]
    before = Told(CENTRES_OF_THREE, given(USE, *rows)).cells
    after = Told(CENTRES_OF_THREE, given(USE, *rows, use("Tori", "2025-01", 3)), before=before)
    # The municipality's new sum is hidden with the late place, and so is the county's.
    assert after.hidden() == ["HVA15 2025-01", "KU179 2025-01", "KU179 tori 2025-01"]
    assert after.made.noted == ()


def test_a_year_that_ends_does_not_stop_over_a_month_that_was_hidden_alone() -> None:
    centre = given(CENTRES, place("Tori", "KU179"))
    rows = year_of_use("Tori", 2025, 20)
    rows[4] = use("Tori", "2025-05", 3)
    before = Told(centre, given(USE, *rows[:11])).cells
    after = Told(centre, given(USE, *rows), before=before)
    assert after.made.noted == ()
    # The other months were told, so the year, or December, has to go.
    assert set(after.hidden()) > {"KU179 tori 2025-05"}
    assert {"KU179 2025", "KU179 2025-12"} & set(after.hidden())


def test_after_an_import_is_undone_nothing_stops_and_the_others_stay_hidden() -> None:
    rows = [use("Tori", "2025-01", 3), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30)]
    before = Told(CENTRES_OF_THREE, given(USE, *rows)).cells
    after = Told(CENTRES_OF_THREE, given(USE, rows[0], rows[2]), before=before)
    assert after.made.noted == ()
    assert "KU179 tori 2025-01" in after.hidden()


def test_made_up_months_of_the_release_before_tell_nothing() -> None:
    made_up = given(USE, use("Tori", "2025-01", 40), is_example=True)
    centres = given(CENTRES, place("Tori", "KU179"), is_example=True)
    assert Told(centres, made_up).cells.is_empty()


def test_a_count_that_the_release_before_leaves_no_second_value_is_noted_by_measure() -> None:
    """Both places and their sum were told as forty and forty-three; then the list of places moved one of them."""
    rows = [use("Asema", "2025-01", 40), use("Tori", "2025-01", 30), use("Puisto", "2025-01", 30)]
    before = Told(CENTRES_OF_THREE, given(USE, *rows)).cells
    told = before.with_columns(
        count=pl.when((pl.col("place") == "") & (pl.col("region") == "KU179")).then(43.0).otherwise("count")
    ).filter(pl.col("place") != "tori")
    after = Told(
        CENTRES_OF_THREE, given(USE, use("Asema", "2025-01", 40), use("Tori", "2025-01", 3), rows[2]), before=told
    )
    assert [(name, note.kind) for name, note in after.made.noted] == [("family_centre_visits", "narrowed")]


# ---- very many cells ----------------------------------------------------------------------------------------
def test_of_a_year_of_too_many_cells_the_ages_of_places_all_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiding, "MOST_CELLS", 4)
    rows = [use("Tori", "2025-01", 40), use("Tori", "2025-01", 20, "0_2"), use("Asema", "2025-01", 3)]
    told = Told(CENTRES_OF_THREE, given(USE, *rows))
    assert told.hidden(age_group="0_2") == ["KU179 tori 2025-01"]
    assert told.hidden(age_group="all") == ["KU179 asema 2025-01", "KU179 tori 2025-01"]


# ---- whatever the counts are --------------------------------------------------------------------------------
AGES = ("0_2", "3_6")
Key = tuple[str, ...]


def attacker(told: Told, truth: Mapping[Key, int]) -> tuple[Table, dict[Key, tuple[int, int]]]:
    """All that somebody with both tables knows: the sums they make, what exceeds what, and what is told.

    Nothing here is taken from the product's own hiding: relations are those of the words of the templates.
    """
    county = dict(REGIONS.filter(level="municipality").select("code", "county").rows())
    counts, shown = dict(truth), {}
    for row in told.months.iter_rows(named=True):
        key = tuple(row[name] for name in ("measure", "region", "place", "age_group", "month"))
        shown[key] = row["value"]
    for row in told.years.filter(pl.col("indicator").is_in(["family_centre_visits", "one_contact_contacts"])).iter_rows(
        named=True
    ):
        if row["status"] in ("ok", "hidden"):
            measure = "visits" if row["indicator"] == "family_centre_visits" else "contacts"
            shown[measure, row["region"], "", "all", str(row["year"])] = row["count"]
    sums: list[tuple[Key, list[Key]]] = []

    def parts(total: Key) -> Iterator[list[Key]]:
        measure, region, name, age, time = total
        if name:
            return
        same = [key for key in shown if key[0] == measure and key[3] == age]
        if len(time) == 4:
            yield [key for key in same if key[1] == region and not key[2] and key[4].startswith(f"{time}-")]
        at = [key for key in same if key[4] == time]
        yield [key for key in at if key[2] and key[1] == region]
        yield [key for key in at if not key[2] and county.get(key[1]) == region]

    for key in shown:
        found = [of for of in parts(key) if of]
        counts[key] = truth[key] if key in truth else sum(counts_of(truth, county, key))
        sums += [(key, of) for of in found]
    # A year of a municipality stands for the places of all its months.
    slack: dict[Key, int] = {}
    for key in list(shown):
        ages = [(*key[:3], age, key[4]) for age in AGES if (*key[:3], age, key[4]) in shown]
        pairs = [ages] if key[3] == "all" and ages else []
        if key[0] == "visits" and (key[2] or not told.months.filter(pl.col("place") != "").height):
            pairs += [[("families", *key[1:])]] if ("families", *key[1:]) in shown else []
        for number, less in enumerate(pairs):
            name = ("slack", str(number), *key)
            slack[name] = counts[key] - sum(counts[one] for one in less)
            sums.append((key, [*less, name]))
    table = Table({**counts, **slack}, sums)
    # What stays hidden may be nothing by now; no other zero is hidden.
    bounds = {key: (min(1, counts[key]), counts[key] + 12) for key, value in shown.items() if value is None}
    return table, {**bounds, **{key: (0, count + 12) for key, count in slack.items()}}


def counts_of(truth: Mapping[Key, int], county: Mapping[str, str], total: Key) -> Iterator[int]:
    """The counts of places, or of municipalities that report themselves, that an area or a year is the sum of."""
    measure, region, _, age, time = total
    for key, count in truth.items():
        is_there = key[0] == measure and key[3] == age and key[4].startswith(time)
        if is_there and region in (key[1], county[key[1]]):
            yield count


def computed(told: Told, truth: Mapping[Key, int]) -> list[Key]:
    """The hidden counts that the attacker is left one value for."""
    table, bounds = attacker(told, truth)
    secret = [key for key in bounds if key[0] != "slack" and table.counts[key] > 0]
    return [key for key in secret if not has_second_value(table, bounds, key)]


def small(told: Told, truth: Mapping[Key, int]) -> list[Key]:
    """Small counts that are told."""
    table, bounds = attacker(told, truth)
    return [key for key, count in table.counts.items() if key[0] != "slack" and 0 < count < 5 and key not in bounds]


def truth_of(rows: Sequence[Mapping[str, Any]], where: Mapping[str, tuple[str, str]]) -> dict[Key, int]:
    return {
        (measure, *where[row["place"]], row["age_group"], row["month"]): row[measure]
        for row in rows
        for measure in ("visits", "families")
        if row.get(measure) is not None
    }


PLACES = {"Tori": ("KU179", "tori"), "Asema": ("KU179", "asema"), "Puisto": ("KU249", "puisto")}


def test_the_attacker_finds_what_is_hidden_by_itself() -> None:
    """Who computes nothing might be unable to: a small count alone in its municipality is found."""
    rows = [use("Tori", "2025-01", 3), use("Asema", "2025-01", 40), use("Puisto", "2025-01", 30)]
    told = Told(CENTRES_OF_THREE, given(USE, *rows))
    is_hidden = (pl.col("place") == "asema") & (pl.col("measure") == "visits")
    told.months = told.months.with_columns(value=pl.when(is_hidden).then(40.0).otherwise("value"))
    assert computed(told, truth_of(rows, PLACES)) == [("visits", "KU179", "tori", "all", "2025-01")]


@st.composite
def years(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A year of visits of two or three places; most months are alike, so that small ones are few or many."""
    names = draw(st.sampled_from([("Tori", "Puisto"), ("Tori", "Asema", "Puisto"), ("Tori",)]))
    usual = draw(st.sampled_from([6, 30]))
    rows = [row for name in names for row in year_of_use(name, 2025, usual)]
    for at in draw(st.sets(st.integers(0, len(rows) - 1), max_size=8)):
        rows[at] = {**rows[at], "visits": draw(SMALL_COUNTS)}
    return rows


@drawn_from(rows=years())
@settings(max_examples=25)
def test_whoever_has_the_months_and_the_years_computes_no_hidden_count(rows: list[dict[str, Any]]) -> None:
    names = {row["place"] for row in rows}
    centres = given(CENTRES, *(place(name, PLACES[name][0]) for name in sorted(names)))
    told, truth = Told(centres, given(USE, *rows)), truth_of(rows, PLACES)
    assert small(told, truth) == []
    assert computed(told, truth) == []
    assert told.made.noted == ()


@st.composite
def month_of_ages(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A month of three places with ages, and families who are no more than their visits."""
    rows = []
    for name in PLACES:
        ages = [draw(SMALL_COUNTS) for _ in AGES]
        everybody = sum(ages) + draw(st.sampled_from([0, 1, 3, 20]))
        families = draw(st.one_of(st.none(), st.integers(0, everybody)))
        rows.append(use(name, "2025-01", everybody, families=families))
        rows += [use(name, "2025-01", count, age) for age, count in zip(AGES, ages, strict=True)]
    return rows


@drawn_from(rows=month_of_ages())
@settings(max_examples=40)
def test_whoever_has_all_ages_and_families_computes_no_hidden_count(rows: list[dict[str, Any]]) -> None:
    told, truth = Told(CENTRES_OF_THREE, given(USE, *rows)), truth_of(rows, PLACES)
    assert small(told, truth) == []
    assert computed(told, truth) == []
    assert told.made.noted == ()


@drawn_from(st.lists(SMALL_COUNTS, min_size=3, max_size=3), st.lists(SMALL_COUNTS, min_size=3, max_size=3))
@settings(max_examples=40)
def test_whoever_has_contacts_and_those_that_were_solved_computes_no_hidden_count(
    contacts: list[int], left: list[int]
) -> None:
    codes = ("KU179", "KU249", "KU256")
    rows = [
        contact(code, "2025-01", solved + more, solved_at_first=solved)
        for code, solved, more in zip(codes, contacts, left, strict=True)
    ]
    told = Told(given(CONTACT, *rows))
    truth = {
        (measure, row["municipality"], "", "all", "2025-01"): row[measure]
        for row in rows
        for measure in ("contacts", "solved_at_first")
    }
    assert small(told, truth) == []
    assert computed(told, truth) == []


# ---- two releases -------------------------------------------------------------------------------------------
def reported(key: Key, truth: Mapping[Key, int]) -> dict[Key, int]:
    """The reported counts that a cell is the sum of; the cell itself where it is one of them."""
    county = dict(REGIONS.filter(level="municipality").select("code", "county").rows())
    measure, region, name, age, time = key
    return {
        one: count
        for one, count in truth.items()
        if (one[0], one[3]) == (measure, age)
        and one[4].startswith(time)
        and (one[2] == name if name else region in (one[1], county[one[1]]))
    }


def computed_from_both(*releases: tuple[Told, Mapping[Key, int]]) -> list[Key]:
    """The reported and the small counts that no release tells and that who has kept both is left one value for.

    A larger sum of what was told before and has not changed is no secret, hidden or not. The reader knows which
    reported counts have changed: what is the sum of the same counts in both releases is one cell, known when either
    tells it; all else is of its own release.
    """
    counts: dict[Key, int] = {}
    sums: list[tuple[Key, list[Key]]] = []
    bounds: dict[Key, tuple[int, int]] = {}
    shown: set[Key] = set()
    (_, first), (_, second) = releases
    for number, (told, truth) in enumerate(releases):
        table, unknown = attacker(told, truth)
        same = {key: reported(key, first) == reported(key, second) for key in table.counts if key[0] != "slack"}
        for total, parts in table.sums:
            same |= {key: same[total] and all(map(same.get, parts[:-1])) for key in parts[-1:] if key[0] == "slack"}
        names = {key: ("both" if same[key] else str(number), *key) for key in table.counts}
        counts |= {names[key]: count for key, count in table.counts.items()}
        sums += [(names[total], [names[part] for part in parts]) for total, parts in table.sums]
        bounds |= {names[key]: ends for key, ends in unknown.items()}
        shown |= {names[key] for key in table.counts if key not in unknown}
    table, bounds = Table(counts, sums), {key: ends for key, ends in bounds.items() if key not in shown}
    secret = [key for key in bounds if key[1] != "slack" and counts[key] > 0 and (key[3] or counts[key] < 5)]
    return [key for key in secret if not has_second_value(table, bounds, key)]


# Three places of one municipality: two stay hidden when the third has gone.
FOUR = (*PLACES, "Laituri")
WHERE = {**PLACES, "Laituri": ("KU179", "laituri")}


def states_of(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Told, Told]:
    """Two releases, one after the other, of the visits of places in a month."""
    centres = given(CENTRES, *(place(name, WHERE[name][0]) for name in FOUR))
    first = Told(centres, given(USE, *(use(name, "2025-01", count) for name, count in before.items())))
    rows = given(USE, *(use(name, "2025-01", count) for name, count in after.items()))
    return first, Told(centres, rows, before=first.cells)


def test_a_sum_that_has_lost_a_hidden_part_is_not_told_again() -> None:
    """Nine in all and six without Tori would tell Tori's three, though two others stay hidden."""
    others = {"Asema": 2, "Laituri": 4, "Puisto": 30}
    first, second = states_of({"Tori": 3, **others}, others)
    assert first.hidden() == ["KU179 asema 2025-01", "KU179 laituri 2025-01", "KU179 tori 2025-01"]
    assert second.hidden() == [
        "HVA15 2025-01",
        "KU179 2025-01",
        "KU179 asema 2025-01",
        "KU179 laituri 2025-01",
    ]
    assert second.made.noted == ()


def test_a_hidden_municipality_of_which_nothing_is_left_stops_nothing() -> None:
    """Asema's three and Puisto's two were hidden with their municipalities; then Asema's are undone."""
    first, second = states_of({"Tori": 0, "Asema": 3, "Puisto": 2}, {"Tori": 0, "Puisto": 2})
    assert first.months.filter(region="HVA15")["value"].to_list() == [5]
    assert second.made.noted == ()
    assert second.hidden() == ["HVA15 2025-01", "KU179 2025-01", "KU249 2025-01", "KU249 puisto 2025-01"]


def test_a_hidden_part_of_which_nothing_is_left_counts_as_gone() -> None:
    """Asema's visits are told as none, so all its ages are: twelve in the county and then ten would tell its two."""

    def rows(*places: tuple[str, int, int, int]) -> list[dict[str, Any]]:
        ages = ("", *AGES)
        return [
            use(name, "2025-01", n, *filter(None, [age]))
            for name, *of in places
            for age, n in zip(ages, of, strict=True)
        ]

    same = ("Tori", 44, 0, 4), ("Puisto", 11, 1, 2)
    states = (
        rows(*same, ("Asema", 14, 5, 2), ("Laituri", 12, 2, 4)),
        rows(*same, ("Asema", 0, 0, 0), ("Laituri", 17, 8, 4)),
    )
    centres = given(CENTRES, *(place(name, WHERE[name][0]) for name in FOUR))
    first = Told(centres, given(USE, *states[0]))
    second = Told(centres, given(USE, *states[1]), before=first.cells)
    county = {"region": "HVA15", "age_group": "3_6"}
    assert [one.months.filter(measure="visits", **county)["value"].to_list() for one in (first, second)] == [
        [12],
        [None],
    ]
    assert second.made.noted == ()
    before, after = (truth_of(state, WHERE) for state in states)
    assert computed_from_both((first, before), (second, after)) == []


@st.composite
def two_states(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of a month with or without ages, and the same after one more import, an undone one or rows put right."""
    ages = AGES if draw(st.booleans()) else ()

    def rows(name: str) -> list[dict[str, Any]]:
        counts = [draw(SMALL_COUNTS) for _ in ages]
        everybody = use(name, "2025-01", sum(counts) + draw(SMALL_COUNTS))
        return [everybody, *(use(name, "2025-01", count, age) for age, count in zip(ages, counts, strict=True))]

    before = {name: rows(name) for name in FOUR}
    put_right = {name: rows(name) for name in draw(st.sets(st.sampled_from(FOUR), max_size=2))}
    states = []
    for state in (before, {**before, **put_right}):
        missing = draw(st.sets(st.sampled_from(FOUR), max_size=2))
        states.append([row for name, of in state.items() if name not in missing for row in of])
    return states[0], states[1]


@drawn_from(states=two_states())
@settings(max_examples=30)
def test_whoever_has_kept_two_releases_computes_no_hidden_count(
    states: tuple[list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    """A release that would tell one is noted, and not published."""
    centres = given(CENTRES, *(place(name, WHERE[name][0]) for name in FOUR))
    first = Told(centres, given(USE, *states[0]))
    second = Told(centres, given(USE, *states[1]), before=first.cells)
    before, after = (truth_of(rows, WHERE) for rows in states)
    if not second.made.noted:
        assert computed_from_both((first, before), (second, after)) == []
