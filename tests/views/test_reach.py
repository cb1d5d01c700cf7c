"""The page on the population grid: shares of children, what they are of, and no number of them."""

from typing import Any

import polars as pl
import pytest

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.local.templates import load_templates
from ilmiotaulu.schema import TABLES, polars_schema
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.views.centres import CentresView, around, centres, centres_view
from ilmiotaulu.views.classes import WITHOUT
from ilmiotaulu.views.reach import Reach, grid
from tests.views.test_centres import CHILDREN, CITY, POINTS, listed, place, plain
from tests.views.tiny import COUNTY, FETCHES, LARGE, MIDDLE, MUNICIPALITIES, SMALL, frame, indicator, row

TEMPLATES = load_templates(PROJECT / "data/templates")
GRID_FETCH = pl.DataFrame([{**FETCHES.row(0, named=True), "id": 7, "publisher": "Ruudut", "source_id": "vaki2025_1km"}])
ALL_FETCHES = pl.concat([FETCHES, GRID_FETCH.cast(FETCHES.schema)])
AALTO = place("Aalto", longitude=CITY[0], latitude=CITY[1])


def told(region: str, shares: Any, half: int | None, untold: float, year: int | None = 2024) -> dict[str, Any]:
    within = dict(zip(("within5", "within10", "within20"), shares or (None,) * 3, strict=True))
    nearest = "aalto" if half else None
    common = {
        "half_km": half,
        "nearest": nearest,
        "untold": untold,
        "year": year,
        "is_example": False,
        "source_fetch": 7,
    }
    return {"region": region, **within, **common}


# A town with a place of its own, a municipality of two villages, and one that tells of nobody.
SOME = (
    told("HVA15", (0.73, 0.78, 0.96), 2, 0.005),
    told("KU179", (0.8, 0.8, 1), 2, 0),
    told("KU249", (0, 0.6, 0.995), 9, 0.04),
    told("KU256", None, None, 1),
)


def rows(*some: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(some), schema=polars_schema(TABLES["reach"]), orient="row")


def test_a_grid_is_known_by_its_layer_and_by_a_year_where_it_tells_one() -> None:
    for year, words in ((2024, "vuosi 2024, taso vaki2025_1km"), (None, "taso vaki2025_1km")):
        one = grid(rows(told("KU249", (0, 0.5, 1), 12, 0, year)), ALL_FETCHES)
        assert one is not None
        assert one.words("fi") == words
        assert one.reach("KU249") == Reach((0, 0.5, 1), 12, "aalto", 0)
        assert (one.reach("KU249").share(10), one.reach("KU256")) == (0.5, Reach())


def test_without_rows_there_is_no_grid() -> None:
    assert grid(rows(), ALL_FETCHES) is None


# ---- the page -----------------------------------------------------------------------------------------------
def view(
    *places: dict[str, Any],
    region: Any = COUNTY,
    of: tuple[dict[str, Any], ...] = SOME,
    children: pl.DataFrame = CHILDREN,
) -> CentresView:
    all_places, one = centres(listed(*places)), grid(rows(*of), ALL_FETCHES)
    known = dict(children.filter(status="ok").select("region", "value").iter_rows())
    title = indicator("children_0_17", title="0–17-vuotiaat", unit="count", decimals=0)
    here = around(all_places, MUNICIPALITIES, POINTS, known, 2026, one)
    lists, template = frozenset({"HVA15"}), TEMPLATES["family_centres"]
    return centres_view(
        all_places, here, lists, COUNTY, region, POINTS, title, children, 2026, template, ALL_FETCHES, "fi", one
    )


def test_the_answer_is_the_share_of_all_children_whose_squares_tell_of_them() -> None:
    one = view(AALTO)
    assert plain(one.lead.text) == (
        "Keski-Suomen hyvinvointialue: paikka, johon perhe voi tulla, puuttuu 2 kunnasta (kuntia 3). Yli 10 km:n "
        "päässä lähimmästä paikasta asuu 22 % 0–14-vuotiaista. Eniten lapsia ilman oman kunnan paikkaa: "
        "Keuruu (lapsia 1 500); Kinnula (lapsia 290)."
    )
    assert "(1 km × 1 km; vuosi 2024, taso vaki2025_1km)" in one.how
    assert "Mukana olevien kuntien asukkaista alle 1 % asuu ruuduissa" in plain(one.how)


def test_the_table_has_shares_of_squares_and_says_what_they_do_not_tell() -> None:
    sheet = view(AALTO, region=MIDDLE).sheet
    assert [column.name for column in sheet.columns][2:] == [
        "0–17-vuotiaat, 2025",
        "Lähin toimipiste",
        "0–14-vuotiaista enintään 5 km",
        "0–14-vuotiaista enintään 10 km",
        "0–14-vuotiaista enintään 20 km",
        "Puolet 0–14-vuotiaista enintään, km",
        "Asukkaista ruuduissa, jotka eivät kerro ikiä",
    ]
    assert sheet.rows == (
        ("KU179", "Jyväskylä", 27_000.0, "Aalto", 80.0, 80.0, 100.0, 2.0, 0.0),
        ("KU249", "Keuruu", 1_500.0, "Aalto", 0.0, 60.0, 100.0, 9.0, 4.0),
        ("KU256", "Kinnula", 290.0, "Aalto", "ei kerrota", "ei kerrota", "ei kerrota", None, 100.0),
        ("", "Yhteensä", 28_790.0, "", 73.0, 78.0, 96.0, 2.0, 0.0),
    )
    assert ("ei kerrota", "Mikään kunnan väestöruutu ei kerro siinä asuvista lapsista.") in sheet.reasons
    assert "Ruudut" in [origin.publisher for origin in sheet.origins]
    assert sheet.about[1][1] == view(AALTO).how
    assert (sheet.chosen, sheet.subtitle) == (1, "0–14-vuotiaat väestöruuduittain, linnuntie")


@pytest.mark.parametrize(
    ("region", "told"),
    [
        (LARGE, "Jyväskylä: paikka, johon perhe voi tulla, on omassa kunnassa: Aalto. Enintään 10 km:n päässä "
                "lähimmästä paikasta asuu 80 % 0–14-vuotiaista."),
        (MIDDLE, "Keuruu: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Aalto. Lapsia kunnassa: 1 500. "
                 "Enintään 10 km:n päässä lähimmästä paikasta asuu 60 % 0–14-vuotiaista."),
        (SMALL, "Kinnula: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Aalto. Lapsia kunnassa: 290. "
                "Kuinka kaukana lapset asuvat, ei ole tiedossa."),
    ],
)  # fmt: skip
def test_a_municipality_is_told_how_many_of_its_children_live_near(region: Any, told: str) -> None:
    assert plain(view(AALTO, region=region).lead.text) == told


def test_the_map_says_the_share_within_ten_kilometres() -> None:
    assert [(one.class_index, plain(one.value)) for one in view(AALTO).rows] == [
        (0, "toimipisteitä 1, enintään 10 km:n päässä 80 % 0–14-vuotiaista"),
        (WITHOUT, "ei toimipistettä, enintään 10 km:n päässä 60 % 0–14-vuotiaista"),
        (WITHOUT, "ei toimipistettä, enintään 10 km:n päässä – 0–14-vuotiaista"),
    ]


def test_made_up_places_on_a_real_grid_are_made_up_all_the_same() -> None:
    made_up = view({**AALTO, "is_example": True, "source_fetch": 2})
    assert made_up.lead.text.startswith("Keksitty esimerkki, ei tietoa oikeista paikoista. Keski-Suomen")
    assert (made_up.sheet.has_examples, len(made_up.sheet.rows)) == (True, 3)


def test_the_file_says_what_its_shares_are_of_and_whose_squares_they_are() -> None:
    text = plain(sheet_csv(view(AALTO).sheet, "2026-11-22-0123456789", "fi").decode("utf-8-sig"))
    assert "0–14-vuotiaat väestöruuduittain, linnuntie" in text
    assert "KU249;Keuruu;1500;Aalto;0;60;100;9;4" in text
    assert "KU256;Kinnula;290;Aalto;ei kerrota;ei kerrota;ei kerrota;;100" in text
    assert ";Asukkaista ruuduissa, jotka eivät kerro ikiä" in text
    assert "Lähde: Ruudut, vaki2025_1km." in text


def test_where_a_number_of_children_is_hidden_so_are_their_shares_and_the_total() -> None:
    hidden = frame(row("KU179", 2025, 27_000.0), row("KU249", 2025, None, "hidden"), row("KU256", 2025, 290.0))
    one = view(AALTO, children=hidden, region=MIDDLE)
    assert len(one.sheet.rows) == 3
    assert one.sheet.rows[1] == ("KU249", "Keuruu", "salattu", "Aalto", *[None] * 5)
    assert one.lead.text.endswith("Kuinka kaukana lapset asuvat, ei ole tiedossa.")
    assert one.rows[1].value == "ei toimipistettä, enintään 10 km:n päässä – 0–14-vuotiaista"


def test_without_a_grid_the_page_says_that_centre_points_stand_in() -> None:
    one = view(AALTO, of=())
    assert "Väestöruutuja ei ole käytettävissä" in one.how
    assert one.sheet.rows[1][4:] == (59.0, 0.0, 0.0, 0.0)
    assert dict(one.lead.numbers)["Mistä matka lasketaan"].startswith("kunnan keskipisteestä")
