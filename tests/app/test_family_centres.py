"""The page Perhekeskukset: where families are not reached, from lists of places small enough to count by eye."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu import store
from ilmiotaulu.schema import LATER_TABLES
from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import App, Known, Reader, Site, go, plain, serving, settled
from tests.app.taking import Taken, taken_along, taking, unfolded
from tests.app.test_browser import area, areas, barriers, choose, expect_address, whole, widths
from tests.app.test_pages import drawn, said
from tests.app.test_withstand import Tables, rewritten

OpenApp = Callable[..., App]
WITHOUT = -4
FETCH = 900
# Three open places in two municipalities, one online and one that has closed.
PLACES: list[dict[str, Any]] = [
    {"id": "aalto", "name": "Aalto", "kind": "centre", "municipality": "KU179", "longitude": 25.7473}
    | {"latitude": 62.2426, "opening_hours": "ma–to 9–15", "opened": 2019},
    {"id": "betula", "name": "Betula", "kind": "meeting_place", "municipality": "KU179", "run_by": "ngo"},
    {"id": "cedrus", "name": "Cedrus", "kind": "centre", "municipality": "KU249"},
    {"id": "dalia", "name": "Dalia", "kind": "online", "municipality": "KU992"},
    {"id": "esko", "name": "Esko", "kind": "centre", "municipality": "KU729", "closed": 2020},
]


def months(place: str, region: str, values: dict[str, float | None], measure: str = "visits") -> list[dict[str, Any]]:
    return [
        {"measure": measure, "region": region, "place": place, "month": month, "value": value}
        | {"status": "hidden" if value is None else "ok"}
        for month, value in values.items()
    ]


def year(number: int, **changed: float | None) -> dict[str, float | None]:
    return {f"{number}-{at:02}": 100.0 for at in range(1, 13)} | {
        f"{number}-{name[1:]}": value for name, value in changed.items()
    }


MONTHS = [
    *months("aalto", "KU179", {**year(2024, m02=180, m07=20), **year(2025, m02=180, m07=None)}),
    *months("aalto", "KU179", {"2025-12": 30}, "group_participants"),
    *months("", "KU179", {**year(2024, m02=180, m07=20), **year(2025, m02=180, m07=None)}),
    *months("", "KU179", {"2025-12": 30}, "group_participants"),
    *months("", "HVA15", {"2024-12": 300, "2025-11": None, "2025-12": 250}),
]


def with_places(is_example: bool) -> Callable[[Tables], Tables]:
    """A release with the places and months above, told by a region or made up."""

    def change(tables: Tables) -> Tables:
        common = {"is_example": is_example, "source_fetch": FETCH}
        use = {"template": "family_centre_use", "age_group": "all"}
        fetch = {
            "id": FETCH,
            "publisher": "example" if is_example else "Alue",
            "source": "local",
            "source_id": "family_centres.csv",
            "title": "Perhekeskukset",
            "url": "family_centres.csv",
            "fetched_at": datetime(2026, 1, 2, tzinfo=UTC),
            "sha256": "0" * 64,
            "bytes": 1,
            "licence": "–",
        }
        return {
            **tables,
            "place": rows(tables["place"], [{"run_by": "county", **one, **common} for one in PLACES]),
            "local_month": rows(tables["local_month"], [{**use, **one, **common} for one in MONTHS]),
            "source_fetch": pl.concat([tables["source_fetch"], rows(tables["source_fetch"], [fetch])]),
        }

    return change


def rows(like: pl.DataFrame, some: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(like.columns), **one} for one in some], schema=like.schema)


@pytest.fixture(scope="session")
def told_data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with a list of places that a region has brought."""
    return rewritten(starter_data, tmp_path_factory.mktemp("told") / "data", with_places(is_example=False))


@pytest.fixture(scope="session")
def made_up_data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter with a made-up list of places."""
    return rewritten(starter_data, tmp_path_factory.mktemp("made-up") / "data", with_places(is_example=True))


@pytest.fixture(scope="session")
def untold_data(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter without any place."""

    def without(tables: Tables) -> Tables:
        return {**tables, **{name: tables[name].clear() for name in LATER_TABLES}}

    return rewritten(starter_data, tmp_path_factory.mktemp("untold") / "data", without)


def with_grid(tables: Tables) -> Tables:
    """What a made-up population grid tells of three municipalities and of the county; of all others nothing."""
    told = {"HVA15": (0.8, 0.995, 1, 2, 0.02), "KU179": (1, 1, 1, 1, 0), "KU410": (0, 0.92, 1, 8, 0.07)}
    areas = [
        {"region": code, "within5": near, "within10": within, "within20": far, "half_km": half, "untold": untold}
        | {"nearest": "aalto", "year": 2024, "is_example": False, "source_fetch": FETCH + 1}
        for code, (near, within, far, half, untold) in told.items()
    ]
    words = {"publisher": "Keksityt ruudut", "source_id": "vaki2025_1km", "url": "https://example.org/wfs"}
    of_grid = {"id": pl.lit(FETCH + 1, pl.Int16), **{name: pl.lit(text) for name, text in words.items()}}
    fetch = tables["source_fetch"].head(1).with_columns(**of_grid)
    return {
        **tables,
        "reach": rows(
            tables["reach"], [*areas, {**areas[0], "region": "KU592"} | dict.fromkeys(UNTOLD) | {"untold": 1}]
        ),
        "source_fetch": pl.concat([tables["source_fetch"], fetch]),
    }


UNTOLD = ("within5", "within10", "within20", "half_km", "nearest")


@pytest.fixture(scope="session")
def gridded_data(told_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same list of places in a release that has a population grid."""
    return rewritten(told_data, tmp_path_factory.mktemp("gridded") / "data", with_grid)


def children(data: Path, *regions: str) -> float:
    known = Known(data)
    year = known.release.years("children_0_17")[-1]
    return sum(known.value("children_0_17", code, year) for code in regions)


# ---- the answer ---------------------------------------------------------------------------------------------
def test_the_first_sentence_answers_where_families_are_not_reached(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="HVA15")
    assert app.test.title[0].value == "Perhekeskukset"
    assert app.headings[0] == "Missä perheet jäävät tavoittamatta?"
    first = said(app)[0]
    # Two of the 22 municipalities have an open place; Laukaa has most children of the others.
    assert first.startswith(
        "Keski-Suomen hyvinvointialue: paikka, johon perhe voi tulla, puuttuu 20 kunnasta (kuntia 22). Yli 10 km:n "
    )
    laukaa = f"{children(told_data, 'KU410'):,.0f}".replace(",", " ")
    assert f"Eniten lapsia ilman oman kunnan paikkaa: Laukaa (lapsia {laukaa});" in first
    numbers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", app.html))
    assert (numbers["Kuntia"], numbers["Kuntia ilman avointa perhekeskusta tai kohtaamispaikkaa"]) == ("22", "20")


def test_the_map_and_the_table_say_the_same_of_every_municipality(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU249")
    told = app.map("centres-map")
    marks = {name: kind for name, kind, _ in drawn(told).values()}
    assert [name for name, kind in marks.items() if kind == 0] == ["Jyväskylä", "Keuruu"]
    assert {kind for name, kind in marks.items() if name not in ("Jyväskylä", "Keuruu")} == {WITHOUT}
    assert [(one[0], one[1], one[2], one[3]) for one in told["points"]] == [
        ("aalto", "KU179", "Aalto: Perhekeskus, ma–to 9–15", 0),
        ("betula", "KU179", "Betula: Kohtaamispaikka", 1),
        ("cedrus", "KU249", "Cedrus: Perhekeskus", 0),
    ]
    assert told["kinds_of_points"] == [[0, "Perhekeskus"], [1, "Kohtaamispaikka"]]
    assert told["marks"] == [[WITHOUT, "kunnassa ei ole toimipistettä"]]
    table = app.table("Kuinka kaukana lapset ovat lähimmästä paikasta")
    assert list(table) == [*marks, "Yhteensä"]
    for name, kind in marks.items():
        assert (table[name][1] == "omassa kunnassa") is (kind == 0)
    assert table["Keuruu"][2:] == ["100 %"] * 3
    near = children(told_data, "KU179", "KU249")
    # Muurame's centre point is 9.1 km from that of Jyväskylä, where Betula counts.
    assert table["Muurame"][1:] == ["9", "0 %", "100 %", "100 %"]
    everybody = sum(children(told_data, code) for code in drawn(told))
    assert table["Yhteensä"][2] == f"{100 * near / everybody:.0f} %"


def test_a_municipality_without_a_place_is_told_the_nearest(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU256")
    assert said(app)[0].startswith(
        "Kinnula: kunnassa ei ole paikkaa, johon perhe voi tulla. Lähin on Cedrus, linnuntietä noin 119 km kunnan "
        "keskipisteestä. Lapsia kunnassa: "
    )
    app.choose("region", "KU179")
    assert said(app)[0].startswith("Jyväskylä: paikka, johon perhe voi tulla, on omassa kunnassa: Aalto; Betula.")


def test_the_whole_country_is_told_of_the_counties_with_a_list(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", area="FI")
    assert "puuttuu 20 kunnasta (kuntia 22)" in said(app)[0]
    assert said(app)[0].endswith("Paikkojen lista on tuotu 1 hyvinvointialueelta (kaikkiaan 23).")
    assert t("centres.months_none", "fi") in [one.value for one in app.test.info]


def test_on_a_population_grid_shares_are_those_of_its_squares_and_the_page_says_so(
    open_app: OpenApp, gridded_data: Path
) -> None:
    app = open_app(gridded_data, "family_centres", region="HVA15")
    assert "Yli 10 km:n päässä lähimmästä paikasta asuu alle 1 % 0–14-vuotiaista." in plain(said(app)[0])
    table = app.table("Kuinka kaukana lapset ovat lähimmästä paikasta")
    assert table["Jyväskylä"][1:] == ["100 %"] * 3 + ["1", "0 %"]
    assert table["Laukaa"][1:] == ["0 %", "92 %", "100 %", "8", "7 %"]
    assert (table["Petäjävesi"][1:4], table["Petäjävesi"][5]) == (["ei kerrota"] * 3, "100 %")
    assert table["Muurame"][1:4] == ["ei kerrota"] * 3
    assert table["Yhteensä"][1:] == ["80 %", "100 %", "100 %", "2", "2 %"]
    text = plain(unescape(app.text))
    assert "Tilastokeskuksen väestöruuduista (1 km × 1 km; vuosi 2024, taso vaki2025_1km)" in text
    assert "asukkaista 2 % asuu ruuduissa, jotka eivät kerro ikiä" in text
    assert "Lähde: Keksityt ruudut, vaki2025_1km." in text
    told = app.map("centres-map")
    assert [words for name, _, words in drawn(told).values() if name == "Laukaa"] == [
        "Laukaa: ei toimipistettä, enintään 10 km:n päässä 92 % 0–14-vuotiaista"
    ]


def test_without_a_population_grid_the_page_says_that_centre_points_stand_in(
    open_app: OpenApp, told_data: Path
) -> None:
    app = open_app(told_data, "family_centres", region="HVA15")
    assert "Väestöruutuja ei ole käytettävissä, joten kunnan kaikkien lasten ajatellaan asuvan" in unescape(app.text)
    numbers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", app.html))
    assert numbers["Mistä matka lasketaan"].startswith("kunnan keskipisteestä")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refresh_with_a_population_grid_leads_to_a_page_that_uses_it(
    open_app: OpenApp, official_data: Path, lang: str
) -> None:
    """The whole way, with the made-up places that stand in for a list: their distances are made up, and said to be."""
    app = open_app(official_data, "family_centres", region="HVA15", lang=lang)
    assert said(app)[0].startswith(t("centres.made_up", lang, told=""))
    text = plain(unescape(app.text))
    assert plain(t("centres.grid_of", lang, year=2022, layer="vaki2023_1km")) in text
    assert "Tilastokeskus, väestöruutuaineisto, vaki2023_1km" in text


# ---- need, use and supply -----------------------------------------------------------------------------------
def test_need_stands_beside_supply_with_the_note_that_use_reflects_supply(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU249")
    table = app.table("Tarve, käyttö ja tarjonta rinnakkain")
    assert (len(table), table["Jyväskylä"][-1], table["Keuruu"][-1], table["Laukaa"][-1]) == (22, "2", "1", "0")
    assert t("centres.use_and_supply", "fi") in unescape(app.text)


# ---- months -------------------------------------------------------------------------------------------------
def test_months_are_a_line_with_a_gap_where_one_is_hidden(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU179")
    line, mark = app.chart("months")["data"][:2]
    assert (len(line["x"]), line["x"][18], line["y"][18]) == (24, "2025-07-01", None)
    assert (mark["x"], mark["text"]) == (["2025-07-01"], ["7/2025: salattu"])
    assert "Jyväskylä: Käynnit, uusin kuukausi 12/2025: 100. Samassa kuussa vuotta aiemmin: 100." in said(app)
    table = app.table("Käynnit kuukausittain: Jyväskylä")
    assert (table["helmikuu"], table["heinäkuu"]) == (["180", "180"], ["20", "salattu"])
    assert t("centres.seasons_none", "fi") in app.text, "of 2025 a month is hidden"


def test_another_measure_has_its_own_months(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU179")
    assert app.offered("measure") == ["Käynnit", "Ryhmien osallistujat"]
    app.choose("measure", "group_participants")
    assert app.address["measure"] == "group_participants"
    assert app.table("Ryhmien osallistujat kuukausittain: Jyväskylä")["joulukuu"] == ["30"]
    assert not [one for one in app.test.get("plotly_chart") if one.key == "months"], "one month is no line"


def test_a_county_has_the_months_of_all_its_places(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="HVA15")
    assert app.table("Käynnit kuukausittain: Keski-Suomen hyvinvointialue")["marraskuu"] == ["", "salattu"]
    assert "Keski-Suomen hyvinvointialue: Käynnit, uusin kuukausi 12/2025: 250." in " ".join(said(app))


# ---- the card -----------------------------------------------------------------------------------------------
def test_a_place_is_chosen_from_those_of_its_municipality_and_has_a_card(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU179")
    assert app.offered("centre") == ["Aalto", "Betula"]
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", app.html))
    assert (facts["Laji"], facts["Aukioloajat"], facts["Avattu vuonna"]) == ("Perhekeskus", "ma–to 9–15", "2019")
    assert facts["Kuukausilukuja"] == "1/2024–12/2025, kuukausia 24. Salattuja: 1."
    assert facts["Käyntejä kuukaudessa keskimäärin"] == "107 (näkyviä kuukausia 11, viimeinen 12/2025)"
    assert facts["Ryhmien osallistujat sataa käyntiä kohti"] == "30"
    app.choose("centre", "betula")
    assert app.address["centre"] == "betula"
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", app.html))
    assert (facts["Laji"], facts["Ylläpitäjä"], "Kuukausilukuja" in facts) == ("Kohtaamispaikka", "Järjestö", False)
    elsewhere = open_app(told_data, "family_centres", region="KU256", centre="nowhere")
    assert elsewhere.offered("centre") == ["Aalto", "Betula", "Cedrus", "Dalia", "Esko"]
    assert elsewhere.chosen("centre") == "aalto"


# ---- made-up places -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("region", ["HVA15", "KU179", "KU256"])
def test_made_up_places_are_marked_everywhere_and_given_to_nobody(
    open_app: OpenApp, made_up_data: Path, region: str, lang: str
) -> None:
    app = open_app(made_up_data, "family_centres", region=region, lang=lang)
    first = t("centres.made_up", lang, told="")
    assert said(app)[0].startswith(first)
    assert all(one.startswith(first) or "esimerkki" in one for one in said(app) if "Käynnit, uusin" in one)
    assert [one.value for one in app.test.warning].count(t("centres.example_notice", lang)) == 1
    assert app.html.count(f'<span class="ilmio-mark">{t("example.mark", lang)}</span>') >= 4
    assert not app.can_download
    assert t("centres.together", lang) not in app.table(t("centres.access", lang, area="").strip())


def test_places_that_a_region_has_told_can_be_taken_along(open_app: OpenApp, told_data: Path) -> None:
    app = open_app(told_data, "family_centres", region="KU249")
    app.unfold("about-access")
    assert [one.label for one in app.test.get("download_button")] == [t("download.csv", "fi"), t("download.xlsx", "fi")]


# ---- nothing there ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("address", [{"region": "HVA15"}, {"region": "KU249"}, {"area": "FI"}])
def test_without_a_list_the_page_says_what_to_do(
    open_app: OpenApp, untold_data: Path, lang: str, address: dict[str, str]
) -> None:
    app = open_app(untold_data, "family_centres", lang=lang, **address)
    assert t("centres.nothing", lang) in [one.value for one in app.test.info]
    assert app.headings[0] == t("centres.question", lang)
    assert not [one for one in app.test.get("plotly_chart")]


def test_another_county_than_that_of_the_list_says_what_to_do(open_app: OpenApp, made_up_data: Path) -> None:
    app = open_app(made_up_data, "family_centres", area="HVA12")
    assert said(app) == [
        "Etelä-Savon hyvinvointialue: perhekeskusten listaa ei ole vielä tuotu, joten ei voi sanoa, keitä ei tavoiteta."
    ]
    assert t("example.notice", "fi") not in [one.value for one in app.test.warning], "nothing made up is shown"


def test_a_release_of_before_there_were_places_is_read_as_one_without_any(open_app: OpenApp, own_data: Path) -> None:
    path = store.current(own_data / "snapshots").path
    with duckdb.connect(str(path / store.FILE_NAME)) as release:
        for name in LATER_TABLES:
            release.execute(f'DROP TABLE "{name}"')
    opened = store.Release(path)
    assert {name: opened.table(name).height for name in LATER_TABLES} == dict.fromkeys(LATER_TABLES, 0)
    assert opened.local_months("family_centre_use", region="KU249").columns[:2] == ["measure", "month"]
    assert opened.reporting("family_centre_use", ["KU249"]).columns == ["measure", "month", "places"]
    opened.close()
    assert t("centres.nothing", "fi") in [one.value for one in open_app(own_data, "family_centres").test.info]


def test_the_release_reads_months_of_a_place_or_of_a_region_and_who_has_reported(told_data: Path) -> None:
    release = store.Release(store.current(told_data / "snapshots").path)
    place = release.local_months("family_centre_use", place="aalto").filter(measure="visits")
    region = release.local_months("family_centre_use", region="KU179").filter(measure="visits")
    assert (place.height, place["value"].to_list()) == (24, region["value"].to_list())
    assert release.local_months("one_contact", region="KU179").is_empty()
    assert release.reporting("family_centre_use", ["KU179"]).filter(measure="group_participants").rows() == [
        ("group_participants", "2025-12", ["aalto"])
    ]
    assert release.reporting("family_centre_use", ["KU249"]).is_empty()


# ---- in a browser -------------------------------------------------------------------------------------------
@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    return taking(monkeypatch)


@pytest.mark.parametrize("region", ["HVA15", "KU179"])
def test_everything_that_is_shown_of_family_centres_can_be_taken_along(
    open_app: OpenApp, told_data: Path, taken: Taken, region: str
) -> None:
    app = unfolded(open_app(told_data, "family_centres", region=region, area="HVA15"))
    made_up = {"family-centres-needs-HVA15", "family_centre_visits-HVA15-2025"}
    lines = {"yearly-trend", f"family_centre_visits-{region}"} if region != "HVA15" else set()
    taken_along(app, taken, Known(told_data).pointer.release, made_up | lines)
    assert [name for name in taken.files if name.startswith("family-centres-")]


@pytest.fixture(scope="module")
def told_site(gridded_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the population grid, whose table is the wider one."""
    with serving(gridded_data, tmp_path_factory.mktemp("server") / "told.log") as site:
        yield site


@pytest.mark.browser
def test_a_municipality_or_a_place_is_chosen_on_the_map(told_site: Site, page: Page) -> None:
    go(page, told_site.at("family_centres", region="HVA15"))
    area(page, "KU249").click()
    expect_address(page, region="KU249")
    expect(page.locator(".ilmio-finding").first).to_contain_text("Keuruu: paikka, johon perhe voi tulla")
    dot = page.locator('.point[data-code="betula"]')
    dot.hover()
    expect(page.locator(".area-map .tip")).to_have_text("Betula: Kohtaamispaikka")
    dot.click()
    expect_address(page, region="KU179", centre="betula")
    expect(page.locator(".ilmio-card h3")).to_have_text("Betula")
    expect(page.locator('.point[data-code="betula"]')).to_have_attribute("aria-selected", "true")


@pytest.mark.browser
def test_a_place_is_reached_by_the_keyboard_after_its_municipality(told_site: Site, page: Page) -> None:
    go(page, told_site.at("family_centres", region="HVA15"))
    area(page, "KU179").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect_address(page, region="KU179", centre="aalto")
    assert areas(page).count() == 22 + 3


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_page_with_places_fits_its_window_and_has_no_barrier(
    told_site: Site, reader: Reader, width: int, scheme: str
) -> None:
    page = reader.open(told_site.at("family_centres", region="KU179"), width=width, scheme=scheme)
    assert widths(page) == [width] * 3
    page.locator(".area-map").scroll_into_view_if_needed()
    settled(page).screenshot(path=Path(__file__).parents[1] / f"screenshots/family_centres-{width}-{scheme}.png")
    whole(page)
    assert widths(page) == [width] * 3, "with every fold open"
    barriers(page)


@pytest.mark.browser
def test_another_measure_draws_its_part_of_the_page_alone(told_site: Site, page: Page) -> None:
    go(page, told_site.at("family_centres", region="KU179"))
    before = plain(page.locator(".ilmio-finding").first.inner_html())
    choose(page, t("centres.measure", "fi"), "Ryhmien osallistujat")
    expect(page.get_by_role("heading", name="Ryhmien osallistujat kuukausittain: Jyväskylä")).to_be_visible()
    expect_address(page, measure="group_participants")
    assert plain(page.locator(".ilmio-finding").first.inner_html()) == before
