"""Where families are not reached: places, distances and figures side by side, on lists small enough to count by eye."""

from typing import Any

import polars as pl
import pytest

from ilmiotaulu.local.templates import load_templates
from ilmiotaulu.schema import TABLES, polars_schema
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.statistics.access import distance_km
from ilmiotaulu.views.centres import CentresView, around, centres, centres_view, needs_sheet
from ilmiotaulu.views.classes import MISSING, WITHOUT
from ilmiotaulu.views.texts import Place
from tests.views.tiny import COUNTRY, COUNTY, FETCHES, LARGE, MIDDLE, MUNICIPALITIES, SMALL, frame, indicator, row

TEMPLATES = load_templates(PROJECT / "data/templates")
POINTS = {"KU179": (25.836, 62.1392), "KU249": (24.6082, 62.2731), "KU256": (25.0331, 63.3215)}
CHILDREN = frame(
    row("KU179", 2025, 27_000.0),
    row("KU249", 2025, 1_500.0),
    row("KU256", 2025, 290.0),
)
CITY = (25.7473, 62.2426)


def place(name: str, municipality: str = "KU179", **more: Any) -> dict[str, Any]:
    given = {"id": name.lower(), "name": name, "kind": "centre", "run_by": "county", "municipality": municipality}
    return {**given, "is_example": False, "source_fetch": 1, **more}


def listed(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(TABLES["place"]), orient="row")


def view(
    *rows: dict[str, Any],
    region: Any = COUNTY,
    children: pl.DataFrame | None = CHILDREN,
    told: frozenset[str] = frozenset({"HVA15"}),
    lang: str = "fi",
) -> CentresView:
    of = centres(listed(*rows))
    known = dict(children.filter(status="ok").select("region", "value").iter_rows()) if children is not None else {}
    here = around(of, MUNICIPALITIES, POINTS, known, 2026)
    title = indicator("children_0_17", title="0–17-vuotiaat", unit="count", decimals=0)
    return centres_view(
        of, here, told, COUNTY, region, POINTS, title, children, 2026, TEMPLATES["family_centres"], FETCHES, lang
    )


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


# ---- which place is open ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, True),
        ({"kind": "meeting_place"}, True),
        ({"kind": "online"}, False),
        ({"opened": 2026}, True),
        ({"opened": 2027}, False),
        ({"closed": 2025}, False),
        ({"closed": 2026}, False),
        ({"closed": 2027}, True),
    ],
)
def test_a_place_is_open_when_a_family_can_go_there_in_that_year(more: dict[str, Any], is_open: bool) -> None:
    (one,) = centres(listed(place("Aalto", **more)))
    assert one.is_open(2026) is is_open


def test_places_stand_by_name_and_a_position_is_whole_or_none() -> None:
    rows = listed(place("Betula", longitude=25.0), place("Aalto", longitude=CITY[0], latitude=CITY[1]))
    assert [(one.name, one.position) for one in centres(rows)] == [("Aalto", CITY), ("Betula", None)]


# ---- how far ------------------------------------------------------------------------------------------------
def test_a_municipality_with_a_place_is_at_no_distance_and_the_others_are_measured_from_their_centre_points() -> None:
    """Jyväskylä's centre point lies 12 km from the town: its own place counts at the same point all the same."""
    of = centres(listed(place("Aalto", longitude=CITY[0], latitude=CITY[1])))
    large, middle, small = around(of, MUNICIPALITIES, POINTS, {"KU179": 27_000.0, "KU249": 1_500.0}, 2026)
    assert (large.kilometres, large.nearest, [one.name for one in large.own]) == (0.0, None, ["Aalto"])
    assert (middle.nearest, middle.children) == (of[0], 1_500.0)
    assert middle.kilometres == pytest.approx(float(distance_km(*POINTS["KU249"], *CITY)))
    assert 58 < middle.kilometres < 60
    assert (small.children, small.own) == (None, ())


def test_a_place_without_a_position_counts_at_the_centre_point_of_its_municipality() -> None:
    _, middle, _ = around(centres(listed(place("Aalto"))), MUNICIPALITIES, POINTS, {}, 2026)
    assert middle.kilometres == pytest.approx(float(distance_km(*POINTS["KU249"], *POINTS["KU179"])))


def test_without_an_open_place_nothing_is_near() -> None:
    found = around(centres(listed(place("Aalto", closed=2020))), MUNICIPALITIES, POINTS, {}, 2026)
    assert [(one.own, one.nearest, one.kilometres) for one in found] == [((), None, None)] * 3


# ---- the answer ---------------------------------------------------------------------------------------------
def test_the_answer_counts_municipalities_without_a_place_and_children_far_from_one_most_children_first() -> None:
    lead = view(place("Aalto")).lead
    assert lead.rule == "unreached_some"
    assert plain(lead.text) == (
        "Keski-Suomen hyvinvointialue: paikka, johon perhe voi tulla, puuttuu 2 kunnasta (kuntia 3). Yli 10 km:n "
        "päässä lähimmästä paikasta asuu noin 1 800 lasta, 6 % kaikista. Eniten lapsia ilman oman kunnan paikkaa: "
        "Keuruu (lapsia 1 500); Kinnula (lapsia 290)."
    )
    assert [plain(value) for _, value in lead.numbers][:4] == ["3", "2", "28 790", "1 790"]


def test_places_in_every_municipality_leave_only_what_is_inside_them_unsaid() -> None:
    lead = view(place("Aalto"), place("Betula", "KU249"), place("Cedrus", "KU256")).lead
    assert lead.rule == "unreached_everywhere"
    assert lead.text.startswith("Keski-Suomen hyvinvointialue: jokaisessa kunnassa on paikka, johon perhe voi tulla")


def test_a_place_across_the_border_can_be_near() -> None:
    """A place of Keuruu's list that stands 5 km from Kinnula's centre point."""
    lead = view(place("Aalto"), place("Betula", "KU249", longitude=25.0331, latitude=63.3665)).lead
    assert (lead.rule, dict(lead.numbers)[lead.numbers[3][0]]) == ("unreached_near", "0")
    assert "Mikään niistä ei ole yli 10 km:n päässä" in lead.text


def test_made_up_places_are_said_to_be_made_up_before_anything_else() -> None:
    made_up = view(place("Aalto", is_example=True, source_fetch=2))
    assert made_up.is_example
    assert made_up.lead.text.startswith("Keksitty esimerkki, ei tietoa oikeista paikoista. Keski-Suomen")
    assert made_up.sheet.has_examples, "so it has no file"
    for region in (LARGE, MIDDLE):
        one = view(place("Aalto", is_example=True, source_fetch=2), region=region)
        assert one.lead.text.startswith("Keksitty esimerkki, ")


@pytest.mark.parametrize(
    ("region", "rule", "told"),
    [
        (LARGE, "reached_here", "Jyväskylä: paikka, johon perhe voi tulla, on omassa kunnassa: Aalto."),
        (
            MIDDLE,
            "reached_elsewhere",
            "Keuruu: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Aalto, linnuntietä noin 65 km kunnan "
            "keskipisteestä. Lapsia kunnassa: 1 500.",
        ),
    ],
)
def test_a_municipality_is_told_its_own_places_or_the_nearest_one(region: Any, rule: str, told: str) -> None:
    lead = view(place("Aalto"), region=region).lead
    assert lead.rule == rule
    assert plain(lead.text).startswith(told)


def test_where_every_place_has_closed_a_municipality_is_told_that_no_other_is_known() -> None:
    lead = view(place("Aalto", closed=2020), region=SMALL).lead
    assert (lead.rule, "290" in lead.text) == ("reached_nowhere", True)


@pytest.mark.parametrize("region", [COUNTY, MIDDLE])
def test_without_a_list_nothing_is_said_of_who_is_not_reached(region: Any) -> None:
    nothing = view(region=region, told=frozenset())
    assert (nothing.is_told, nothing.lead.rule, nothing.sheet.rows) == (False, "unreached_not_told", ())
    assert nothing.lead.text.startswith(f"{region.name}: perhekeskusten listaa ei ole vielä tuotu")


def test_a_municipality_whose_children_are_not_known_is_counted_and_named_without_a_number() -> None:
    hidden = frame(row("KU179", 2025, 27_000.0), row("KU249", 2025, None, "hidden"), row("KU256", 2025, 290.0))
    one = view(place("Aalto"), children=hidden)
    assert "Kinnula (lapsia 290); Keuruu." in plain(one.lead.text)
    assert one.lead.numbers[-1][1] == "1"
    assert [cells[2] for cells in one.sheet.rows] == [27_000.0, "salattu", 290.0]
    assert [word for word, _ in one.sheet.reasons] == ["salattu"]
    assert one.sheet.rows[1][5:] == (None, None, None)
    assert len(one.sheet.rows) == 3, "no total of all but one: the hidden number could be told from another total"


# ---- the map and the table ----------------------------------------------------------------------------------
def test_the_map_marks_municipalities_without_a_place_and_says_how_far_the_nearest_is() -> None:
    rows = view(place("Aalto"), place("Betula")).rows
    assert [(one.name, one.class_index, plain(one.value)) for one in rows] == [
        ("Jyväskylä", 0, "toimipisteitä 2, lapsia 27 000"),
        ("Keuruu", WITHOUT, "ei toimipistettä, lähin Aalto, 65 km, lapsia 1 500"),
        ("Kinnula", WITHOUT, "ei toimipistettä, lähin Aalto, 138 km, lapsia 290"),
    ]


def test_a_bar_in_the_name_of_a_place_does_not_part_the_words_of_the_map() -> None:
    assert ", lähin Aalto/Betula, " in view(place("Aalto|Betula")).rows[1].value


def test_of_municipalities_without_a_list_the_map_has_no_colour() -> None:
    rows = view(told=frozenset()).rows
    assert {(one.class_index, one.value) for one in rows} == {(MISSING, "ei tietoa")}


def test_dots_are_the_open_places_where_they_are_in_the_maps_own_metres() -> None:
    dots = view(
        place("Aalto", longitude=27.0, latitude=62.0, opening_hours="ma–to 9–15"),
        place("Betula", kind="online"),
        place("Cedrus", kind="meeting_place"),
    ).dots
    assert [(one.id, one.area, one.words, one.kind) for one in dots] == [
        ("aalto", "KU179", "Aalto: Perhekeskus, ma–to 9–15", "centre"),
        ("cedrus", "KU179", "Cedrus: Kohtaamispaikka", "meeting_place"),
    ]
    # On the central meridian east is 500 km; north is 0.9996 of the meridian's arc, 6 876.4 km up to 62°.
    assert (dots[0].east, round(dots[0].north, -2)) == (5000, 68700)
    assert dots[1].east < 5000


def test_the_table_has_the_shares_of_each_municipality_and_of_all_together() -> None:
    near_small = place("Betula", longitude=25.0331, latitude=63.2000)
    one = view(place("Aalto"), near_small, region=MIDDLE)
    assert [column.name for column in one.sheet.columns][2:] == [
        "0–17-vuotiaat, 2025",
        "Lähin toimipiste",
        "Matka, km",
        "Lapsista enintään 5 km",
        "Lapsista enintään 10 km",
        "Lapsista enintään 20 km",
    ]
    assert one.sheet.rows == (
        ("KU179", "Jyväskylä", 27_000.0, "Aalto; Betula", "omassa kunnassa", 100.0, 100.0, 100.0),
        ("KU249", "Keuruu", 1_500.0, "Aalto", 65.0, 0.0, 0.0, 0.0),
        ("KU256", "Kinnula", 290.0, "Betula", 14.0, 0.0, 0.0, 100.0),
        ("", "Yhteensä", 28_790.0, "", None, 94.0, 94.0, 95.0),
    )
    assert one.sheet.chosen == 1


def test_made_up_places_have_no_total() -> None:
    assert len(view(place("Aalto", is_example=True, source_fetch=2)).sheet.rows) == 3


# ---- need, use and supply -----------------------------------------------------------------------------------
PER_100 = "family_centre_visits_per_100_children"
BESIDE = {
    "children_0_17": CHILDREN,
    "low_income_children": frame(
        row("KU179", 2024, 12.0), row("KU249", 2024, 15.0), row("KU256", 2024, None, "hidden")
    ),
    PER_100: frame(row("KU179", 2025, 40.0), row("KU249", 2025, 90.0), row("KU256", 2025, None, "hidden")),
}
INDICATORS = {
    "family_centre_visits": indicator("family_centre_visits", title="Käynnit", unit="visits", decimals=0),
    "children_0_17": indicator("children_0_17", title="0–17-vuotiaat", unit="count", decimals=0),
    "low_income_children": indicator("low_income_children", title="Pienituloiset"),
    PER_100: indicator(PER_100, title="Käynnit sataa lasta kohti", unit="percent"),
}


def needs(rows: dict[str, pl.DataFrame], *places: dict[str, Any]) -> Any:
    of = centres(listed(*places))
    known = dict(CHILDREN.select("region", "value").iter_rows())
    told = frozenset({"HVA15"} if places else ())
    here = around(of, MUNICIPALITIES, POINTS, known, 2026)
    return needs_sheet(rows, INDICATORS, here, told, of, COUNTY, "KU249", FETCHES, "fi")


def test_need_stands_beside_use_and_supply_in_the_order_of_visits_a_child() -> None:
    sheet = needs(BESIDE, place("Aalto"))
    assert [column.name for column in sheet.columns][2:] == [
        "Tarve: 0–17-vuotiaat, 2025",
        "Tarve: Pienituloiset, 2024",
        "Käyttö: Käynnit sataa lasta kohti, 2025",
        "Tarjonta: toimipisteitä",
    ]
    assert sheet.rows == (
        ("KU249", "Keuruu", 1_500.0, 15.0, 90.0, 0),
        ("KU179", "Jyväskylä", 27_000.0, 12.0, 40.0, 1),
        ("KU256", "Kinnula", 290.0, "salattu", "salattu", 0),
    )
    assert (sheet.chosen, sheet.subtitle) == (0, "eniten käyntejä lasta kohti ensin")
    # Two figures are two classes; how many children there are is no need in itself, and has none.
    assert sheet.shades == ((None, None, None, 1, 1, None), (None, None, None, 0, 0, None), (None,) * 6)


def test_the_number_of_visits_is_told_where_there_is_no_rate_and_puts_nobody_in_order() -> None:
    visits = frame(row("KU179", 2025, 9_900.0), row("KU249", 2025, 1_100.0), row("KU256", 2025, None, "not_applicable"))
    both = needs({**BESIDE, "family_centre_visits": visits}, place("Aalto"))
    assert [column.name for column in both.columns] == [column.name for column in needs(BESIDE).columns] + [
        "Tarjonta: toimipisteitä"
    ]
    alone = needs({"family_centre_visits": visits}, place("Aalto"))
    assert [cells[1:] for cells in alone.rows] == [
        ("Jyväskylä", 9_900.0, 1),
        ("Keuruu", 1_100.0, 0),
        ("Kinnula", "ei koske", 0),
    ]
    assert alone.subtitle == "aakkosjärjestyksessä"


def test_made_up_visits_put_nobody_in_order_and_shade_nothing() -> None:
    made_up = frame(*(row(code, 2025, 40.0, flags=["example"], source_fetch=2) for code in ("KU256", "KU179")))
    sheet = needs({**BESIDE, PER_100: made_up}, place("Aalto", is_example=True, source_fetch=2))
    assert [cells[1] for cells in sheet.rows] == ["Jyväskylä", "Keuruu", "Kinnula"]
    assert sheet.subtitle == "aakkosjärjestyksessä"
    assert [cells[4] for cells in sheet.shades] == [None, None, None]
    assert sheet.has_examples


def test_without_any_figure_or_place_the_table_has_no_rows() -> None:
    assert needs({}).rows == ()
    assert [cells[2] for cells in needs({}, place("Aalto")).rows] == [1, 0, 0]


def test_an_indicator_without_a_figure_in_the_area_has_no_column() -> None:
    sheet = needs({**BESIDE, PER_100: frame(row("FI", 2025, 4.0))}, place("Aalto"))
    assert len(sheet.columns) == 5


def test_the_country_is_told_of_the_counties_with_a_list_alone() -> None:
    elsewhere = Place("KU491", "Mikkeli", "municipality", "HVA12")
    of = centres(listed(place("Aalto")))
    points = {**POINTS, "KU491": (27.2, 61.7)}
    here = around(of, [*MUNICIPALITIES, elsewhere], points, {"KU179": 10.0, "KU249": 5.0, "KU256": 5.0}, 2026)
    title = indicator("children_0_17", title="0–17-vuotiaat")
    one = centres_view(
        of, here, {"HVA15"}, COUNTRY, COUNTRY, points, title, CHILDREN, 2026, TEMPLATES["family_centres"], FETCHES, "fi"
    )
    assert plain(one.lead.text).startswith("Koko maa: paikka, johon perhe voi tulla, puuttuu 2 kunnasta (kuntia 3).")
    assert [(area.name, area.class_index) for area in one.rows][-1] == ("Mikkeli", MISSING)
    assert "Mikkeli" not in [cells[1] for cells in one.sheet.rows]
