"""Months of family centres: a hidden month is a gap that says so, a missing one a gap, and neither a zero."""

from typing import Any

import polars as pl

from ilmiotaulu.local.templates import load_templates
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.views.centre_months import CardView, MonthsView, card_view, measures, months_view, no_year
from ilmiotaulu.views.centres import centres
from tests.views.test_centres import listed, place
from tests.views.tiny import FETCHES, LARGE

TEMPLATES = load_templates(PROJECT / "data/templates")
USE = TEMPLATES["family_centre_use"]
COLUMNS = {
    "measure": pl.String,
    "month": pl.String,
    "value": pl.Float64,
    "status": pl.String,
    "is_example": pl.Boolean,
    "source_fetch": pl.Int16,
}


def test_a_year_of_too_few_months_says_why_it_has_no_figure() -> None:
    some = rows(*(month(f"2025-{one:02}", 10.0) for one in range(1, 11)), month("2024-12", 9.0))
    assert no_year(some, "fi").endswith("Vuodelta 2025 on kuukausia 10/12.")
    assert no_year(rows(*(month(f"2025-{one:02}", 10.0) for one in range(1, 13))), "fi").startswith(
        "Käyntien vuosilukua 2025 ei ole laskettu: "
    )
    assert no_year(some.clear(), "fi") == ""


def month(period: str, value: float | None, measure: str = "visits", **more: Any) -> dict[str, Any]:
    status = "ok" if value is not None else "hidden"
    return {
        "measure": measure,
        "month": period,
        "value": value,
        "status": status,
        "is_example": False,
        "source_fetch": 1,
    } | more


def rows(*some: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(some), schema=COLUMNS)


def view(*some: dict[str, Any], measure: str = "visits") -> MonthsView:
    made = months_view(rows(*some), measure, "Käynnit", "Keuruu", FETCHES, "fi")
    assert made is not None
    return made


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_every_month_from_the_first_to_the_last_is_there_with_its_value_or_why_there_is_none() -> None:
    found = view(month("2025-11", 1_200), month("2025-12", None), month("2026-02", 90)).months
    assert [(one.period, one.value, plain(one.words), one.is_hidden) for one in found] == [
        ("2025-11", 1_200.0, "11/2025: 1 200", False),
        ("2025-12", None, "12/2025: salattu", True),
        ("2026-01", None, "1/2026: ei tietoa", False),
        ("2026-02", 90.0, "2/2026: 90", False),
    ]


def test_the_same_months_of_years_stand_side_by_side_shaded_from_few_to_many() -> None:
    sheet = view(month("2024-12", 50), month("2025-11", 20), month("2025-12", None), month("2026-01", 80)).sheet
    assert [column.name for column in sheet.columns] == ["Kuukausi", "2024", "2025", "2026"]
    assert len(sheet.rows) == 12
    assert sheet.rows[0] == ("tammikuu", None, "ei tietoa", 80.0)
    assert sheet.rows[10] == ("marraskuu", None, 20.0, None)
    assert sheet.rows[11] == ("joulukuu", 50.0, "salattu", None)
    assert (sheet.shades[0], sheet.shades[10], sheet.shades[11]) == (
        (None, None, None, 2),
        (None, None, 0, None),
        (None, 1, None, None),
    )
    assert [word for word, _ in sheet.reasons] == ["ei tietoa", "salattu"]
    assert sheet.subtitle == "kuukaudessa, 2024–2026"


def test_the_newest_month_that_can_be_told_stands_beside_the_same_month_a_year_before() -> None:
    told = view(month("2025-03", 40), month("2026-03", 60), month("2026-04", None)).sheet.findings
    assert told[0].text == "Keuruu: Käynnit, uusin kuukausi 3/2026: 60. Samassa kuussa vuotta aiemmin: 40."
    told = view(month("2025-03", None), month("2026-03", 60)).sheet.findings
    assert told[0].text == "Keuruu: Käynnit, uusin kuukausi 3/2026: 60."


def test_of_hidden_months_alone_only_the_seasons_are_told_and_nothing_is_drawn() -> None:
    one = view(month("2026-03", None), month("2026-04", None))
    assert [told.rule for told in one.sheet.findings] == ["seasons_unknown"]
    assert not one.can_be_drawn


def test_the_seasons_are_told_of_whole_years() -> None:
    years = [month(f"{year}-{at:02}", {2: 160, 7: 40}.get(at, 100)) for year in (2024, 2025) for at in range(1, 13)]
    seasons = view(*years, month("2026-01", 500)).sheet.findings[1]
    assert seasons.text == "Vilkkainta on keskimäärin: helmikuu. Hiljaisinta: heinäkuu. Vuodet: 2024, 2025."
    assert dict(seasons.numbers)["helmikuu"] == "1,60"


def reporting(**places: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"measure": "visits", "month": name[1:].replace("_", "-"), "places": who} for name, who in places.items()]
    )


def test_months_that_other_places_have_reported_are_not_held_against_each_other() -> None:
    some = rows(month("2025-03", 40), month("2026-03", 60))
    for before, told in ((["a"], False), (["a", "b"], True)):
        who = reporting(m2025_03=before, m2026_03=["a", "b"])
        one = months_view(some, "visits", "Käynnit", "Keuruu", FETCHES, "fi", who)
        assert one is not None
        assert ("vuotta aiemmin: 40" in one.sheet.findings[0].text) is told


def test_a_year_in_which_a_place_began_to_report_says_nothing_of_the_seasons() -> None:
    years = [month(f"{year}-{at:02}", 100) for year in (2024, 2025) for at in range(1, 13)]
    who = {f"m{year}_{at:02}": ["a"] for year in (2024, 2025) for at in range(1, 13)}
    for last, rule in ((["a"], "seasons_alike"), (["a", "b"], "seasons_unknown")):
        one = months_view(
            rows(*years), "visits", "Käynnit", "Keuruu", FETCHES, "fi", reporting(**{**who, "m2025_12": last})
        )
        assert one is not None
        assert one.sheet.findings[1].rule == rule


def test_made_up_months_are_said_to_be_made_up() -> None:
    years = [
        month(f"{year}-{at:02}", 100.0, is_example=True, source_fetch=2) for year in (2024, 2025) for at in range(1, 13)
    ]
    made_up = view(*years)
    assert all(one.text.startswith("Keksitty esimerkki, ") for one in made_up.sheet.findings)
    assert made_up.sheet.has_examples


def test_a_measure_without_rows_has_no_view_and_is_not_offered() -> None:
    some = rows(month("2026-03", 60), month("2026-03", None, "consultations"))
    assert months_view(some, "drop_in", "x", "Keuruu", FETCHES, "fi") is None
    assert measures(some, USE, "fi") == {"visits": "Käynnit", "consultations": "Koordinaattorin neuvonnat"}


# ---- the card -----------------------------------------------------------------------------------------------
def card(*some: dict[str, Any], **more: Any) -> CardView:
    (one,) = centres(listed(place("Aalto", **more)))
    return card_view(one, rows(*some), LARGE, TEMPLATES["family_centres"], USE, FETCHES, "fi")


def test_a_card_tells_what_is_known_of_a_place_and_leaves_out_what_is_not() -> None:
    known = card(opening_hours="ma–to 9–15", opened=2019)
    assert known.facts == (
        ("Laji", "Perhekeskus"),
        ("Ylläpitäjä", "Hyvinvointialue"),
        ("Kunta", "Jyväskylä"),
        ("Aukioloajat", "ma–to 9–15"),
        ("Avattu vuonna", "2019"),
    )
    assert known.visits is None
    assert [label for label, _ in card(closed=2024, kind="online").facts] == [
        "Laji",
        "Ylläpitäjä",
        "Kunta",
        "Suljettu vuonna",
    ]


def test_a_card_counts_its_months_and_takes_means_of_those_in_sight_of_the_newest_twelve() -> None:
    months = [month(f"2025-{at:02}", 1_000) for at in range(1, 4)]
    newest = [month(f"2026-{at:02}", None if at == 7 else 100) for at in range(1, 13)]
    facts = dict(card(*months, *newest).facts)
    assert facts["Kuukausilukuja"] == "1/2025–12/2026, kuukausia 15. Salattuja: 1."
    assert facts["Käyntejä kuukaudessa keskimäärin"] == "100 (näkyviä kuukausia 11, viimeinen 12/2026)"


def test_other_measures_are_told_by_a_hundred_visits_of_the_months_in_which_both_are_in_sight() -> None:
    """30 of 100 and 50 of 100: the month with hidden visits and that with hidden participants take no part."""
    facts = dict(
        card(
            month("2026-01", 100),
            month("2026-02", 100),
            month("2026-03", None),
            month("2026-04", 900),
            month("2026-01", 30, "group_participants"),
            month("2026-02", 50, "group_participants"),
            month("2026-03", 80, "group_participants"),
            month("2026-04", None, "group_participants"),
            month("2026-04", None, "drop_in"),
        ).facts
    )
    assert facts["Ryhmien osallistujat sataa käyntiä kohti"] == "40"
    assert not [label for label in facts if label.startswith("Pysäkki")]
