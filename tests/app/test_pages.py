"""What every page says, in every language and every state of the data, without a browser."""

import math
import re
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import anyio
import polars as pl
import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from ilmiotaulu import store
from ilmiotaulu.forecast.scenario import BOUNDS
from ilmiotaulu.schema import INTERVAL_COLUMNS
from ilmiotaulu.statistics.intervals import proportion_limits
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import map_years, state
from tests.app.conftest import FOOTER, HEADER, PAGES, App, Known, plain, with_cells

OpenApp = Callable[..., App]
Enter = Callable[..., App]
PLACED = "placed_children_0_17"
PLACED_YOUNG = "placed_children_0_6"
PLACED_TITLE = "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"
HIDDEN, MISSING, EXAMPLE = -1, -2, -3


def shown(value: float, decimals: int, lang: str, mark: str = "") -> str:
    """A figure as a page writes it, spaces plain: `2 031`, `2,031`, `1,5 %`."""
    text = f"{value:,.{decimals}f}".replace("-", "−")
    if lang != "en":
        text = text.replace(",", " ").replace(".", ",")
    return f"{text} {mark}".strip()


def said(app: App) -> list[str]:
    """What the page found."""
    return [unescape(plain(one)) for one in re.findall(r'<p class="ilmio-finding">(.*?)</p>', app.html)]


def drawn(told: dict) -> dict[str, tuple[str, int, str]]:
    """What a map is sent, as the browser reads it: name, class and label of every area by its code."""
    parts = (told["codes"].split(" "), told["names"].split("|"), told["classes"], told["values"].split("|"))
    found = {}
    for code, name, letter, value in zip(*parts, strict=True):
        kind, word = (int(letter), "") if letter.isdigit() else told["kinds"][ord(letter) - ord("a")]
        label = word or plain(value) + (f" ({told['time']})" if told["time"] else "")
        found[code] = (name, kind, f"{name}: {label}")
    return found


def columns(app: App, caption: str) -> list[str]:
    """The names of the columns of the table with this in its caption."""
    one = next(part for part in app.html.split("<table")[1:] if caption in part.partition("</caption>")[0])
    return [unescape(plain(name)) for name in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', one)]


def chosen_row(app: App) -> str:
    """The name of the one row that is marked as the chosen one."""
    marked = re.findall(r'<tr[^>]* aria-current="true"><th[^>]*>(.*?)</th>', app.html)
    assert len(marked) == 1
    return plain(marked[0])


# ---- every page, every language -----------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_page_stands_in_every_language(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, name: str, lang: str
) -> None:
    app = open_app(request.getfixturevalue(data), name, lang=lang, region="KU249")
    assert [one.value for one in app.test.title] == [t(f"page.{name}", lang)]
    for place, names in (("ilmio-pages", HEADER), ("ilmio-about", FOOTER)):
        assert [one.label for one in app.links(place)] == [t(f"page.{one}", lang) for one in names]
        assert [one.page for one in app.links(place)] == list(names)
    # The last thing a run draws: the release, whose figures they are and the licence.
    last = app.test.get("html")[-1].proto.body
    assert re.search(r"20\d\d-\d\d-\d\d-|starter-", last)
    assert "CC BY 4.0" in last


def test_the_plain_address_is_the_overview_and_its_link_leads_there(in_official: Enter) -> None:
    app = in_official()
    assert app.test.title[0].value == "Tilannekuva"
    here = re.search(r'<nav class="ilmio-pages".*?aria-current="page">(.*?)</a>', app.html)
    assert here[1] == "Tilannekuva"
    assert in_official("overview").html == app.html


def test_the_words_of_a_page_are_those_of_its_language(in_starter: Enter) -> None:
    seen = {lang: in_starter("map", lang=lang, indicator="live_births", year="2022").text for lang in LANGUAGES}
    assert "Syntyneet lapset, 2022" in seen["fi"]
    assert "Keski-Suomen hyvinvointialue" in seen["fi"]
    assert "Mellersta Finlands välfärdsområde" in seen["sv"]
    assert "Central Finland wellbeing services county" in seen["en"]
    assert "Keski-Suomen" not in seen["sv"] + seen["en"]


@pytest.mark.parametrize("name", [name for name in HEADER if name != "data"])
def test_no_page_of_figures_has_a_finnish_title_in_another_language(
    starter: Known, in_starter: Enter, name: str
) -> None:
    titles = starter.release.table("indicator").filter(pl.col("title_fi").str.len_chars() > 8)["title_fi"]
    phenomena = starter.release.table("phenomenon")["title_fi"]
    for lang in ("sv", "en"):
        text = in_starter(name, lang=lang, region="KU249").text
        assert not [title for title in [*titles, *phenomena] if title in text]


def test_back_before_a_choice_is_in_the_address_shows_what_back_leads_to(in_official: Enter) -> None:
    app = in_official("municipality", region="KU249")
    app.test.session_state["_address_is_due"] = True  # a run that another one has cut short
    app.go(region="KU256")
    assert app.address == {"region": "KU256"}
    assert app.choose("region", "KU892").address["region"] == "KU892"


def test_changing_the_language_keeps_the_view_and_changes_the_way_of_writing_numbers(in_starter: Enter) -> None:
    app = in_starter("map", indicator="live_births", year="2022", region="KU179")
    assert app.rows["Jyväskylä"][0] == shown(int(app.rows["Jyväskylä"][0].replace(" ", "")), 0, "fi")
    finnish = app.rows["Jyväskylä"][0]
    english = app.go(**{**app.address, "lang": "en", "indicator": "live_births", "year": "2022", "region": "KU179"})
    assert english.rows["Jyväskylä"][0] == finnish.replace(" ", ",")
    assert (english.chosen("region"), english.chosen("year")) == ("KU179", 2022)


# ---- known figures ------------------------------------------------------------------------------------------
def test_births_of_central_finland_are_those_the_publisher_gives(starter: Known, in_starter: Enter) -> None:
    assert (starter.value("live_births", "HVA15", 2010), starter.value("live_births", "HVA15", 2022)) == (3141, 2031)
    app = in_starter("municipality", region="HVA15", indicator="live_births").unfold("about-trend")
    rows = app.table("Syntyneet lapset, lukumäärä")
    assert rows["2010"][0] == "3 141"
    assert rows["2022"][0] == "2 031"


def test_the_projected_children_of_central_finland_are_those_the_publisher_gives(in_starter: Enter) -> None:
    app = in_starter("future", region="HVA15", age="children_0_17").unfold("about-age-chart")
    rows = app.table("Keski-Suomen hyvinvointialue: 0–17-vuotiaat")
    assert {year: cells[1] for year, cells in rows.items() if cells[1]} == {
        "2024": "48 484",
        "2035": "39 720",
        "2040": "39 302",
    }


CHILDREN = "0–17-vuotiaat tarve. Lukumäärä riippuu alueen koosta."


def test_a_municipality_stands_beside_its_county_and_the_country(starter: Known, in_starter: Enter) -> None:
    app = in_starter("municipality", region="KU249")
    year = int(starter.release.latest("KU249").filter(indicator="children_0_17")["year"].item())
    own, _, _, county, country = app.table("Lasten määrä vähenee")[CHILDREN]
    assert own == f"{shown(starter.value('children_0_17', 'KU249', year), 0, 'fi')} {year}"
    assert county == shown(starter.value("children_0_17", "HVA15", year), 0, "fi")
    assert country == shown(starter.value("children_0_17", "FI", year), 0, "fi")


def test_a_place_to_compare_with_stands_first_of_the_others(starter: Known, in_starter: Enter) -> None:
    app = in_starter("municipality", region="KU249", indicator=PLACED).choose("compare", "KU179")
    assert app.address["compare"] == "KU179"
    assert columns(app, "Lasten määrä vähenee")[4:] == ["Jyväskylä", "Keski-Suomen hyvinvointialue", "Koko maa"]
    year = int(starter.release.latest("KU249").filter(indicator="children_0_17")["year"].item())
    beside = app.table("Lasten määrä vähenee")[CHILDREN][3]
    assert beside == shown(starter.value("children_0_17", "KU179", year), 0, "fi")
    lines = [line["name"] for line in app.chart("trend")["data"] if line["name"]]
    assert sorted(lines) == ["Jyväskylä", "Keski-Suomen alue", "Keuruu", "Koko maa"]
    assert in_starter("municipality", region="KU249", compare="KU249").chosen("compare") == ""


def test_another_municipality_has_another_name_and_other_figures(starter: Known, in_starter: Enter) -> None:
    app = in_starter("municipality", region="KU249")
    assert app.headings[0] == "Keuruu"
    before = app.table("Lasten määrä vähenee")
    app.choose("region", "KU179")
    assert app.headings[0] == "Jyväskylä"
    after = app.table("Lasten määrä vähenee")
    assert before.keys() == after.keys()
    year = starter.release.latest("KU179").filter(indicator="live_births")["year"].item()
    births = shown(starter.value("live_births", "KU179", year), 0, "fi")
    assert after["Syntyneet lapset rakenne"][0] == f"{births} {year}"
    assert before["Syntyneet lapset rakenne"] != after["Syntyneet lapset rakenne"]


def test_another_indicator_shows_its_own_figures_and_unit(starter: Known, in_starter: Enter) -> None:
    app = in_starter("map", indicator="live_births", year="2010")
    assert app.rows["Keuruu"] == [shown(starter.value("live_births", "KU249", 2010), 0, "fi")]
    app.choose("indicator", "children_0_17")
    assert "0–17-vuotiaat, 2010" in app.text
    assert app.rows["Keuruu"][0] == shown(starter.value("children_0_17", "KU249", 2010), 0, "fi")
    app.choose("phenomenon", "family_livelihood").choose("indicator", "low_income_children")
    year = starter.release.years("low_income_children")[-1]
    assert app.rows["Keuruu"][0] == shown(starter.value("low_income_children", "KU249", year), 1, "fi", "%")
    assert "prosenttia" in app.text


@pytest.mark.parametrize("page", ["map", "phenomenon"])
def test_another_year_shows_the_figures_of_that_year(starter: Known, in_starter: Enter, page: str) -> None:
    app = in_starter(page, indicator="live_births", year="1990")
    assert app.table("Syntyneet lapset, lukumäärä, 1990")["Keuruu"] == [
        shown(starter.value("live_births", "KU249", 1990), 0, "fi")
    ]
    app.choose("year", 2015)
    assert app.table("Syntyneet lapset, lukumäärä, 2015")["Keuruu"] == [
        shown(starter.value("live_births", "KU249", 2015), 0, "fi")
    ]


@pytest.mark.parametrize("page", ["map", "phenomenon", "compare"])
def test_another_sex_shows_its_own_figures(official: Known, in_official: Enter, page: str) -> None:
    app = in_official(page, indicator=PLACED, year="2021", region="KU249", view="one")
    for sex in ("total", "male", "female"):
        app.choose("sex", sex)
        value = official.value(PLACED, "KU249", 2021, sex)
        title = PLACED_TITLE if sex == "total" else f"{PLACED_TITLE}, {t(f'sex.{sex}', 'fi')}"
        assert shown(value, 1, "fi", "%") in app.table(f"{title}, prosenttia, 2021")["Keuruu"][:2]
    assert app.address["sex"] == "female"


def test_the_map_says_whose_figures_it_shows(in_official: Enter) -> None:
    app = in_official("map", indicator=PLACED, year="2021", region="KU249", sex="male")
    assert "prosenttia · pojat ja miehet · Keski-Suomen hyvinvointialue" in app.text
    assert "prosenttia · tytöt ja naiset · Keski-Suomen hyvinvointialue" in app.choose("sex", "female").text


def test_the_whole_country_lists_the_municipalities_of_every_county(in_official: Enter) -> None:
    app = in_official("map", indicator="live_births")
    assert list(app.rows) == ["Jyväskylä", "Keuruu", "Kinnula", "Saarijärvi", "Uurainen"]
    app.choose("area", "FI")
    assert list(app.rows) == ["Jyväskylä", "Keuruu", "Kinnula", "Mikkeli", "Mäntyharju", "Saarijärvi", "Uurainen"]


def test_the_table_under_the_map_lists_what_the_map_says(in_official: Enter) -> None:
    for address in ({"indicator": PLACED, "year": "2021"}, {"indicator": "live_births", "year": "2010"}):
        app = in_official("map", **address)
        areas = drawn(app.map()).values()
        assert [name for name, _, _ in areas] == list(app.rows)
        for name, kind, label in areas:
            time = f" ({address['year']})" if kind >= 0 else ""
            assert label == f"{name}: {app.rows[name][0]}{time}"


def test_the_map_of_a_phenomenon_says_what_the_map_of_the_page_of_maps_does(in_official: Enter) -> None:
    address = {"indicator": PLACED, "year": "2020", "region": "KU249"}
    wide, narrow = in_official("map", **address).map(), in_official("phenomenon", **address).map("phenomenon-map")
    assert drawn(wide) == drawn(narrow)
    assert wide["legend"] == narrow["legend"]


def test_two_maps_beside_each_other_are_of_the_nearest_years(official: Known, in_official: Enter) -> None:
    """Low income is known of 2024 alone, placements up to 2021."""
    app = in_official("map", phenomenon="heavy_services", indicator="children_0_17", year="2019", region="KU249")
    assert not [one for one in app.test.get("bidi_component") if one.key == "map-beside"]
    app.choose("beside", PLACED)
    assert app.address["beside"] == PLACED
    assert (app.map("map")["time"], app.map("map-beside")["time"]) == ("2019", "2019")
    value = official.value(PLACED, "KU249", 2019)
    assert drawn(app.map("map-beside"))["KU249"][2] == f"Keuruu: {shown(value, 1, 'fi', '%')} (2019)"
    app.choose("indicator", "low_income_children")
    assert (app.map("map")["time"], app.map("map-beside")["time"]) == ("2024", "2021")


def test_years_beside_each_other_have_the_classes_of_their_own_maps(in_official: Enter) -> None:
    app = in_official("map", indicator=PLACED, region="KU249", maps="years")
    told = app.map("years-map")
    assert told["years"] == ["2018", "2019", "2020", "2021"]
    for year, classes in zip(told["years"], told["classes"], strict=True):
        one = in_official("map", indicator=PLACED, region="KU249", year=year).map()
        kinds = [told["kinds"][ord(letter) - ord("a")][0] if letter.isalpha() else int(letter) for letter in classes]
        assert kinds == [kind for _, kind, _ in drawn(one).values()]
        assert told["legend"] == one["legend"]


def test_the_file_of_years_has_what_the_map_is_sent_in_each_of_them(in_official: Enter) -> None:
    told = ask_years(in_official("map", indicator=PLACED, region="KU249").map()["years_url"]).json()
    assert list(told) == ["2018", "2019", "2020", "2021"]
    for year, one in told.items():
        sent = in_official("map", indicator=PLACED, region="KU249", year=year).map()
        assert sent["year"] == int(year)
        assert one == {name: sent[name] for name in one}
    assert len({(one["classes"], one["values"]) for one in told.values()}) == 4


def test_the_map_of_a_phenomenon_asks_for_the_same_file_of_years(in_official: Enter) -> None:
    address = {"indicator": PLACED, "region": "KU249", "lang": "sv"}
    narrow = in_official("phenomenon", **address).map("phenomenon-map")
    assert narrow["years_url"] == in_official("map", **address).map()["years_url"]


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [("sex", "other"), ("area", "KU249"), ("area", "HVA99"), ("lang", "de"), ("lang", ""), ("indicator", "none")],
)
def test_years_of_what_does_not_exist_are_not_found(in_official: Enter, name: str, nonsense: str) -> None:
    url = in_official("map", indicator=PLACED, region="KU249").map()["years_url"]
    assert ask_years(url).status_code == 200
    changed = (
        url.replace(PLACED, nonsense) if name == "indicator" else re.sub(rf"{name}=\w*", f"{name}={nonsense}", url)
    )
    assert changed != url
    assert ask_years(changed).status_code == 404


def test_years_are_given_of_the_current_release_alone(in_official: Enter, official: Known) -> None:
    url = in_official("map", indicator=PLACED, region="KU249").map()["years_url"]
    other = ask_years(url.replace(official.pointer.release, "2020-01-01-0000000000"))
    assert (other.json(), other.headers["cache-control"]) == ({}, "no-store")


def test_kept_years_are_asked_for_again_before_they_are_used(in_official: Enter) -> None:
    url = in_official("map", indicator=PLACED, region="KU249").map()["years_url"]
    answer = ask_years(url)
    assert answer.headers["cache-control"] == "no-cache"
    same = ask_years(url, answer.headers["etag"])
    assert (same.status_code, same.content, same.headers["cache-control"]) == (304, b"", "no-cache")
    other = ask_years(url.replace("lang=fi", "lang=sv"), answer.headers["etag"])
    assert other.status_code == 200
    assert other.headers["etag"] != answer.headers["etag"]


def ask_years(url: str, etag: str = "") -> Response:
    async def ask() -> Response:
        app = Starlette(routes=map_years.routes())
        async with AsyncClient(transport=ASGITransport(app), base_url="http://here") as client:
            return await client.get(url, headers={"if-none-match": etag} if etag else {})

    return anyio.run(ask)


# ---- the steadied map ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_steadied_map_says_the_published_figure_first_and_hides_what_is_hidden(
    official: Known, in_official: Enter, lang: str
) -> None:
    app = in_official("map", lang=lang, indicator=PLACED, region="KU249", maps="steadied")
    levels = {row["region"]: row for row in official.release.smoothed(indicator=PLACED).iter_rows(named=True)}
    areas = drawn(app.map("steadied-map"))
    own, level = official.value(PLACED, "KU249", 2021), levels["KU249"]
    told = (shown(own, 1, lang, "%"), shown(level["value"], 1, lang, "%"))
    low, high = (shown(level[limit], 1, lang) for limit in ("lower", "upper"))
    words = {"fi": "tasoitettu", "sv": "utjämnad", "en": "steadied"}[lang]
    name, _, label = areas["KU249"]
    assert label == f"{name}: {told[0]}, {words} {told[1]} ({low}–{high})"
    assert areas["KU256"] == ("Kinnula", HIDDEN, f"Kinnula: {t('status.hidden_or_zero.short', lang)}")
    assert "KU256" not in levels
    assert "2021" in app.map("steadied-map")["heading"]
    assert t("steadied.what", lang) in unescape(app.text)
    assert ("methods", t("steadied.methods", lang)) in [(one.page, one.label) for one in app.links()]


def test_the_table_of_the_steadied_map_is_what_the_release_knows(starter: Known, in_starter: Enter) -> None:
    app = in_starter("map", indicator=PLACED, region="KU249", maps="steadied")
    rows = app.table(f"{PLACED_TITLE}: tasoitettu arvio, prosenttia, 2021")
    levels = {row["region"]: row for row in starter.release.smoothed(indicator=PLACED).iter_rows(named=True)}
    then = {row["region"]: row for row in starter.release.one_year(PLACED, 2021).iter_rows(named=True)}
    names = dict(starter.release.table("region").filter(county="HVA15").select("code", "name_fi").iter_rows())
    municipalities = [code for code in names if code.startswith("KU")]
    assert len(rows) == len(municipalities) == 22
    for code in municipalities:
        published, steadied, interval, weight = rows[names[code]]
        if code not in levels:
            assert (published, steadied, interval, weight) == ("salattu tai nolla", "salattu tai nolla", "", "")
            continue
        level = levels[code]
        assert published == shown(then[code]["value"], 1, "fi", "%")
        assert steadied == shown(level["value"], 1, "fi", "%")
        assert interval == f"{shown(level['lower'], 1, 'fi')}–{shown(level['upper'], 1, 'fi', '%')}"
        assert weight == f"{math.floor(100 * level['own_weight'])} %"
    assert chosen_row(app) == "Keuruu"
    assert app.can_download


def test_the_steadied_map_is_coloured_in_the_classes_of_the_map_of_one_year(starter: Known, in_starter: Enter) -> None:
    """An area whose published and steadied figures are alike as written has one colour on both maps."""
    raw, steadied = (
        in_starter("map", indicator=PLACED, region="KU249", year="2021", maps=maps).map(key)
        for maps, key in (("year", "map"), ("steadied", "steadied-map"))
    )
    levels = dict(starter.release.smoothed(indicator=PLACED).select("region", "value").iter_rows())
    alike = [code for code, level in levels.items() if f"{level:.1f}" == f"{starter.value(PLACED, code, 2021):.1f}"]
    assert len(alike) >= 2
    for code in alike:
        assert drawn(raw)[code][1] == drawn(steadied)[code][1]
    assert [code for code in levels if drawn(raw)[code][1] != drawn(steadied)[code][1]]


def test_a_map_is_steadied_only_where_the_release_has_levels(in_starter: Enter) -> None:
    words = t("maps.steadied", "fi")
    app = in_starter("map", indicator=PLACED, region="KU249")
    assert app.offered("maps") == [t("maps.year", "fi"), t("maps.years", "fi"), words]
    app.choose("maps", "steadied")
    assert app.address["maps"] == "steadied"
    app.choose("indicator", "children_0_17")
    assert words not in app.offered("maps")
    assert app.chosen("maps") == "year"
    app = in_starter("map", area="HVA12", indicator=PLACED, maps="steadied")
    assert app.chosen("maps") == "year", "the starter knows nothing of the municipalities there"


def test_the_steadied_map_is_of_both_sexes_together(in_official: Enter) -> None:
    app = in_official("map", indicator=PLACED, region="KU249", sex="male", maps="steadied").unfold("options")
    assert not app.has("sex")
    assert "prosenttia · kaikki · Keski-Suomen hyvinvointialue" in app.text
    assert app.choose("maps", "year").chosen("sex") == "male"


def test_levels_that_chance_explains_are_said_to_be_common(in_official: Enter, in_starter: Enter) -> None:
    for enter, is_common in ((in_official, True), (in_starter, False)):
        app = enter("map", indicator=PLACED, region="KU249", maps="steadied")
        assert (t("steadied.common", "fi") in app.text) == is_common


# ---- tables: in folds and in parts --------------------------------------------------------------------------
def test_the_table_of_a_closed_fold_is_not_sent(in_official: Enter) -> None:
    app = in_official("future", region="KU249")
    assert app.folds == [
        "about-age-chart",
        "about-births-chart",
        "fold-changes",
        "fold-scenario",
        "fold-ages",
    ]
    assert "<table" not in app.html
    assert app.unfold("about-age-chart").html.count("<table") == 1
    assert app.table("Keuruu: 0–17-vuotiaat")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_says_what_its_figure_means_and_where_it_came_from(
    official: Known, in_official: Enter, lang: str
) -> None:
    row = official.release.table("indicator").filter(id=PLACED).row(0, named=True)
    fetch = official.release.table("source_fetch").filter(source_id="191").row(0, named=True)
    app = in_official("map", lang=lang, indicator=PLACED, year="2021", region="KU249")
    assert row[f"definition_{lang}"] not in unescape(app.html)
    text = unescape(app.unfold("about-map").html)
    for words in (row[f"definition_{lang}"], row[f"polarity_reason_{lang}"], fetch["title"], fetch["url"]):
        assert words in text
    assert official.pointer.release in text


def test_a_long_table_stands_in_parts_that_are_the_whole(starter: Known, in_starter: Enter) -> None:
    app = in_starter("map", area="FI", indicator="live_births", year="2020")
    listed: list[str] = []
    for start in range(0, 308, 30):
        app.choose("rows-map", start)
        assert len(app.rows) == min(30, 308 - start)
        listed += app.rows
    names = starter.release.table("region").filter(level="municipality")["name_fi"]
    assert len(listed) == len(set(listed)) == 308
    assert set(listed) == set(names)
    assert listed == [name for name, _, _ in drawn(app.map()).values()], "in the order of the map"
    assert app.offered("rows-map")[-1] == t("table.part", "fi", first=301, last=308, count=308)
    assert not in_starter("map", area="HVA15", indicator="live_births").has("rows-map")


def test_another_figure_leaves_a_long_table_at_the_same_rows(in_starter: Enter) -> None:
    app = in_starter("map", area="FI", indicator="live_births", year="2020").choose("rows-map", 60)
    before = app.rows
    assert len(before) == 30
    assert list(app.choose("indicator", "children_0_17").rows) == list(before)
    assert app.chosen("rows-map") == "60"


# ---- nobody is told what is hidden --------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hidden_value_is_a_word_and_nowhere_a_number(official: Known, in_official: Enter, lang: str) -> None:
    assert official.status(PLACED, "KU256", 2021) == "hidden_or_zero"
    word = t("status.hidden_or_zero.short", lang)
    for page, key in (("map", "map"), ("phenomenon", "phenomenon-map")):
        app = in_official(page, lang=lang, indicator=PLACED, year="2021", region="KU256")
        row = app.table(t("csv.unit_and_time", lang, unit=t("unit.percent.words", lang), time="2021"))["Kinnula"]
        assert row[0] == word
        assert not re.search(r"\d", "".join(row))
        assert t("status.hidden_or_zero.why", lang) in app.text
        told = app.map(key)
        assert drawn(told)["KU256"] == ("Kinnula", HIDDEN, f"Kinnula: {word}")
        assert told["values"].split("|")[told["codes"].split(" ").index("KU256")] == ""
        assert told["marks"] == [[HIDDEN, word]]


def test_a_hidden_figure_of_a_municipality_is_a_word_on_its_own_page(in_official: Enter) -> None:
    app = in_official("municipality", region="KU256")
    row = next(cells for name, cells in app.table("Raskaat palvelut").items() if name.startswith(PLACED_TITLE))
    assert row[0] == "salattu tai nolla 2021"


def test_a_hidden_year_is_a_gap_in_every_line(in_official: Enter) -> None:
    address = {"indicator": PLACED, "region": "KU256", "view": "one"}
    for page, key in (("municipality", "trend"), ("phenomenon", "trend"), ("compare", "lines")):
        line = next(one for one in in_official(page, **address).chart(key)["data"] if one["name"] == "Kinnula")
        known = {year: value for year, value in zip(line["x"], line["y"], strict=True) if value is not None}
        assert list(known) == [2019], page
        assert line["connectgaps"] is False


NUMBERS = ("value", "count", "base", *INTERVAL_COLUMNS, "rank", "ranked", "previous_year", "previous_value")


@pytest.fixture(scope="module")
def all_hidden(tmp_path_factory: pytest.TempPathFactory, official_data: Path) -> Path:
    """A copy of the release in which every figure of Kinnula is hidden, as the publishers would."""
    cells = {**dict.fromkeys(NUMBERS, "NULL"), "status": "'hidden'"}
    return with_cells(official_data, tmp_path_factory.mktemp("hidden") / "data", cells, "region = 'KU256'")


WHERE_HIDDEN = [(page, {}) for page in HEADER] + [("compare", {"view": "one"}), ("map", {"maps": "years"})]
WHERE_HIDDEN += [("map", {"maps": "steadied"})]


@pytest.mark.parametrize(
    ("page", "more"), WHERE_HIDDEN, ids=[" ".join([page, *more.values()]) for page, more in WHERE_HIDDEN]
)
def test_a_municipality_whose_every_figure_is_hidden_is_told_in_words_on_every_page(
    open_app: OpenApp, all_hidden: Path, page: str, more: dict[str, str]
) -> None:
    app = open_app(all_hidden, page, region="KU256", indicator=PLACED, year="2021", **more)
    assert app.test.title[0].value == t(f"page.{page}", "fi")
    app.unfold(*app.folds)
    tables = [one for one in app.html.split("<table")[1:] if "Kinnula" in one.partition("</tbody>")[0]]
    rows = [row for one in tables for row in re.findall(r'<tr[^>]*><th scope="row"[^>]*>Kinnula</th>.*?</tr>', one)]
    if page == "family_centres":  # how many places there are is no figure of people
        (access, needs) = (re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows[:2])
        assert access == ["salattu", *[""] * 5]
        assert not [cell for cell in needs[:-1] if re.search(r"\d", cell)]
        rows = []
    for row in rows:
        assert not re.search(r"\d", plain(row)), plain(row)
    for sentence in said(app):
        assert "Kinnula" in sentence or sentence == t("municipality.nothing_compared", "fi")
        assert not re.search(r"\b\d+,\d|Uusin tieto", sentence), sentence
    for one in app.test.get("plotly_chart"):
        mine = next((line for line in app.chart(one.key)["data"] if line["name"] == "Kinnula"), None)
        assert mine is None or set(mine["y"]) <= {None}, one.key
    if page in ("overview", "municipality", "phenomenon", "map"):
        assert t("status.hidden.short", "fi") in app.text
    if page in ("phenomenon", "compare", "map"):
        assert len(rows) == 1


# ---- examples -----------------------------------------------------------------------------------------------
EXAMPLES = {
    "family_centre_visits": "early_support",
    "one_contact_contacts": "one_contact",
    "network_agreements": "shared_work",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("indicator", EXAMPLES)
def test_example_figures_say_so_and_are_not_handed_out(in_starter: Enter, indicator: str, lang: str) -> None:
    for page, key in (("map", "map"), ("phenomenon", "phenomenon-map")):
        app = in_starter(page, lang=lang, phenomenon=EXAMPLES[indicator], indicator=indicator, region="KU249")
        assert app.chosen("indicator") == indicator
        assert t("example.notice", lang) in [one.value for one in app.test.warning]
        assert t("source.example", lang) in app.text
        assert not app.can_download
        assert not [one for one in app.test.get("bidi_component") if one.key.startswith("png-")]
        told = app.map(key)
        assert {kind for _, kind, _ in drawn(told).values()} <= {EXAMPLE, MISSING}
        assert not told["legend"], "examples are not put in classes"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_beside_each_other_say_so_and_are_not_handed_out(in_starter: Enter, lang: str) -> None:
    app = in_starter("compare", lang=lang, phenomenon="one_contact", indicator="one_contact_contacts", view="one")
    notices = [one.value for one in app.test.warning]
    assert notices == [t("example.notice", lang)] * 2, "of the order and of the lines"
    assert not app.can_download
    assert not [one for one in app.test.get("bidi_component") if one.key.startswith("png-")]


def test_made_up_figures_are_not_among_the_figures_of_a_municipality(starter: Known, in_starter: Enter) -> None:
    app = in_starter("municipality", region="KU249")
    named = {plain(name) for name in re.findall(r'<th scope="row">(.*?)</th>', app.html, re.DOTALL)}
    titles = example_titles(starter, "KU249", "fi")
    assert not [name for name in named if name.startswith(tuple(titles))]
    assert "ilmio-mark" not in app.html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_example_figures_carry_their_mark_among_the_roles_of_a_phenomenon(
    starter: Known, in_starter: Enter, lang: str
) -> None:
    app = in_starter("phenomenon", lang=lang, region="KU249", phenomenon="one_contact")
    roles = starter.release.table("phenomenon_indicator").filter(phenomenon="one_contact")["indicator"]
    of = starter.release.table("indicator").filter(pl.col("id").is_in(list(roles)))
    rows = [row for _, group in roles_of(app, lang) for row in group]
    marked = {name for name, row in rows if t("example.mark", lang) in row}
    # A role has more figures than are in sight.
    wanted = set(of[f"title_{lang}"]) & set(example_titles(starter, "KU249", lang)) & {name for name, _ in rows}
    assert marked == wanted
    assert len(wanted) == 3


def example_titles(known: Known, region: str, lang: str) -> list[str]:
    examples = known.release.latest(region).filter(pl.col("flags").list.contains("example"))["indicator"]
    titles = known.release.table("indicator").filter(pl.col("id").is_in(list(examples)))[f"title_{lang}"]
    assert len(titles) > 5
    return titles.to_list()


def test_official_figures_carry_no_example_mark(in_starter: Enter) -> None:
    app = in_starter("map", indicator="live_births")
    assert "esimerkki" not in app.text.lower()
    assert app.can_download


# ---- the overview -------------------------------------------------------------------------------------------
def cards(app: App) -> dict[str, str]:
    """The markup of every card by its phenomenon, in the order of the page."""
    made = re.findall(r'<section class="ilmio-card.*?</section>', app.html, re.DOTALL)
    return {re.search(r'data-keep="phenomenon=(\w+)', one)[1]: one for one in made}


def key_figures(release: store.Release) -> dict[str, str]:
    """The key figure of every phenomenon, in the order of the catalogue."""
    keys = dict(release.table("phenomenon_indicator").filter("is_key").select("phenomenon", "indicator").iter_rows())
    return {name: keys[name] for name in release.table("phenomenon").sort("position")["id"]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("region", ["KU249", "KU256", "HVA15", "FI"])
@pytest.mark.parametrize("data", ["starter", "official"])
def test_every_phenomenon_has_a_card_and_those_with_a_real_figure_come_first(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, region: str, lang: str
) -> None:
    known: Known = request.getfixturevalue(data)
    newest = {row["indicator"]: row for row in known.release.latest(region).iter_rows(named=True)}
    keys = key_figures(known.release)
    real = [name for name, key in keys.items() if key in newest and "example" not in (newest[key]["flags"] or ())]
    made_up = [name for name, key in keys.items() if key in newest and name not in real]
    nothing = [name for name, key in keys.items() if key not in newest]
    # Made-up figures are of municipalities alone.
    assert min(len(real), len(nothing)) >= 1
    assert bool(made_up) == region.startswith("KU")
    found = cards(open_app(known.data, "overview", lang=lang, region=region))
    assert list(found) == [*real, *(name for name in keys if name not in real)]
    titles = dict(known.release.table("indicator").select("id", f"title_{lang}").iter_rows())
    for name, card in found.items():
        assert titles[keys[name]] in unescape(card)
        rest = plain(card).replace(titles[keys[name]], "")
        if name in made_up:
            assert t("overview.only_examples", lang) in rest
        if name in nothing:
            assert t("overview.no_figure", lang) in rest
        if name not in real:
            assert not re.search(r"\d", rest), "no number at all"
            assert "<img" not in card, "and no picture of one"
            assert set(re.findall(r'<p class="(\w+)', card)) == {"what", "none"}


def test_the_card_of_a_key_figure_has_its_value_and_year(official: Known, in_official: Enter) -> None:
    found = cards(in_official("overview", region="KU249"))
    value = re.search(r'<p class="value">(.*?)</p>', found["heavy_services"])
    assert plain(value[1]) == f"{shown(official.value(PLACED, 'KU249', 2021), 1, 'fi', '%')} 2021"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hidden_key_figure_says_the_word_and_shows_no_number(in_official: Enter, lang: str) -> None:
    card = cards(in_official("overview", lang=lang, region="KU256"))["heavy_services"]
    word = t("status.hidden_or_zero.short", lang)
    assert plain(re.search(r'<p class="value gap">(.*?)</p>', card)[1]) == f"{word} 2021"
    assert not re.search(r'class="(change|peers)', card)
    assert t("status.hidden_or_zero.why", lang) in plain(card)
    # What stands beside it, the county's and the country's, is not hidden.
    own = re.sub(r'<p class="beside">.*?</p>', "", card)
    rest = plain(own).replace("2021", "").replace("0–17", "").replace("0-17", "")
    assert not re.search(r"\d", rest)


def peers_in(card: str) -> str:
    return plain(re.search(r'<p class="peers">.*<span>(.*?)</span></p>', card)[1])


# In the starter all of these are ranked among the 17 visible municipalities of 22, the county among all 23.
PLACES = {
    "KU249": "Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 4–14 (alueen kuntia 17). "
    "Mukana eivät ole ne, joiden luku on salattu tai puuttuu (5).",
    "KU892": "Kuuluu 82 %:n todennäköisyydellä pienimpään kolmannekseen "
    "(sija voi sattuman vuoksi olla 10–17; alueen kuntia 17). "
    "Mukana eivät ole ne, joiden luku on salattu tai puuttuu (5).",
    "HVA15": "Tarkkaa sijaa ei voi sanoa: sattuma huomioiden se on välillä 5–11 (hyvinvointialueita 23).",
    "HVA03": "Kuuluu yli 99 %:n todennäköisyydellä pienimpään kolmannekseen "
    "(sija voi sattuman vuoksi olla 17–19; hyvinvointialueita 23).",
}


@pytest.mark.parametrize("region", PLACES)
def test_a_place_among_peers_is_the_span_of_ranks_of_the_release(
    starter: Known, in_starter: Enter, region: str
) -> None:
    ranks = starter.release.standings(region, PLACED, "county" if region.startswith("KU") else "country")
    found = ranks.row(0, named=True)
    assert f"{found['rank_low']}–{found['rank_high']}" in PLACES[region]
    assert ("Tarkkaa sijaa ei voi sanoa" in PLACES[region]) == (
        max(found["lowest"], found["middle"], found["highest"]) < 0.8
    )
    card = cards(in_starter("overview", region=region))["heavy_services"]
    assert peers_in(card).replace("\N{NO-BREAK SPACE}", " ") == PLACES[region]
    # The strip stands between its ends.
    assert len(re.findall(r'"ilmio-ends"><span>[\d,]+\s%</span><img [^>]*><span>[\d,]+\s%</span>', card)) == 1


def test_births_are_not_held_against_peers_for_that_tells_only_who_is_larger(in_official: Enter) -> None:
    card = cards(in_official("overview", region="KU729"))["children_decreasing"]
    assert "peers" not in card
    assert "beside" not in card


def test_a_share_stands_beside_its_county_and_the_country(official: Known, in_official: Enter) -> None:
    card = cards(in_official("overview", region="KU729"))["heavy_services"]
    county, country = (shown(official.value(PLACED, code, 2021), 1, "fi", "%") for code in ("HVA15", "FI"))
    beside = plain(re.search(r'<p class="beside">(.*?)</p>', card)[1]).replace("\N{NO-BREAK SPACE}", " ")
    assert beside == f"Keski-Suomen alue {county} · Koko maa {country}"


def test_the_country_has_no_peers(in_official: Enter) -> None:
    assert not [card for card in cards(in_official("overview", area="FI", region="FI")).values() if "peers" in card]


# Placed children are much the same from year to year: the five-year arrow of the whole country is too sure.
DIRECTIONS = {
    "KU249": "Muutos voi olla sattumaa, 2012–2021.",
    "HVA15": "Ehkä noussut, 2012–2021.",
    "HVA01": "Ehkä laskenut, 2012–2021.",
    "FI": "Todennäköisesti noussut, 2012–2021.",
    "HVA90": "Todennäköisesti laskenut, 2012–2021.",
    "HVA04": "↗ Hyvin todennäköisesti noussut, 2012–2021.",
    "HVA11": "↘ Hyvin todennäköisesti laskenut, 2012–2021.",
}
BANDS = (
    (0.025, "Hyvin todennäköisesti laskenut"),
    (0.1, "Todennäköisesti laskenut"),
    (0.25, "Ehkä laskenut"),
    (0.75, "Muutos voi olla sattumaa"),
    (0.9, "Ehkä noussut"),
    (0.975, "Todennäköisesti noussut"),
    (1, "Hyvin todennäköisesti noussut"),
)


@pytest.mark.parametrize("region", DIRECTIONS)
def test_a_direction_is_as_sure_as_the_trend_of_the_release(starter: Known, in_starter: Enter, region: str) -> None:
    tested = starter.release.trends(region, PLACED).row(0, named=True)
    assert tested["carry_over"] > 0
    assert next(words for edge, words in BANDS if tested["probability"] <= edge) in DIRECTIONS[region]
    card = cards(in_starter("overview", region=region))["heavy_services"]
    assert plain(re.search(r'<p class="change">(.*?)</p>', card)[1]) == DIRECTIONS[region]
    table = in_starter("municipality", region=region).table("Raskaat palvelut ja lastensuojelu")
    assert table["Kodin ulkopuolelle sijoitetut 0–17-vuotiaat käyttö"][1] == DIRECTIONS[region]


@pytest.mark.parametrize("region", ["KU249", "HVA15", "FI"])
def test_births_with_missing_years_have_a_change_and_no_direction(
    starter: Known, in_starter: Enter, region: str
) -> None:
    new, old = starter.value("live_births", region, 2025), starter.value("live_births", region, 2022)
    change = f"{'+' if new > old else ''}{shown(new - old, 0, 'fi')}"
    words = f"Muutos 2022–2025: {change}. Suuntaa ei voi arvioida (2023–2024: lukua ei ole tässä julkaisussa)."
    card = cards(in_starter("overview", region=region))["children_decreasing"]
    assert plain(re.search(r'<p class="change">(.*?)</p>', card)[1]) == words
    row = in_starter("municipality", region=region).table("Lasten määrä vähenee")["Syntyneet lapset rakenne"]
    assert row[1] == words
    assert ("Lukumäärä riippuu alueen koosta." in card) == (region != "FI")


def test_a_figure_that_is_more_than_three_years_older_than_the_release_says_so(
    starter: Known, in_starter: Enter
) -> None:
    released = starter.release.table("release")["newest_fetch"].item().year
    newest = dict(starter.release.latest("KU249").select("indicator", "year").iter_rows())
    keys = key_figures(starter.release)
    found = cards(in_starter("overview", region="KU249"))
    said = {name for name, card in found.items() if "Uudempaa ei ole tässä julkaisussa." in card}
    assert said == {name for name in ("children_decreasing", "heavy_services") if released - newest[keys[name]] > 3}
    assert "Tieto on vuodelta 2021." in found["heavy_services"]


def test_a_card_leads_to_its_phenomenon_in_the_same_place(in_official: Enter) -> None:
    app = in_official("overview", region="KU249", indicator=PLACED, year="2019", sex="male", form="tiles")
    for name in cards(app):
        (link,) = [one for one in app.links() if one.asked.get("phenomenon") == name]
        assert link.page == "phenomenon"
        asked = link.asked
        assert (asked["region"], asked["phenomenon"], asked["form"]) == ("KU249", name, "tiles")
        assert not {"indicator", "year", "sex"} & asked.keys(), "those were of another phenomenon"


def test_the_first_release_brings_news_and_the_starter_none(in_starter: Enter, in_official: Enter) -> None:
    assert "ilmio-news" not in in_starter("overview").html.rpartition("</style>")[2]
    assert t("overview.no_news", "fi") in in_official("overview").text


# ---- a phenomenon -------------------------------------------------------------------------------------------
def roles_of(app: App, lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every role of the table of roles with its rows: title of the figure, and the row as it is read."""
    caption = t("phenomenon.roles", lang)
    one = next(part for part in app.html.split("<table")[1:] if caption in part.partition("</caption>")[0])
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for row in re.findall(r"<tr[^>]*>.*?</tr>", one.partition("<tbody>")[2].partition("</table>")[0], re.DOTALL):
        if 'scope="rowgroup"' in row:
            found.append((plain(row), []))
        else:
            title = re.search(r"<th.*?<span[^>]*>(.*?)</span>", row, re.DOTALL)
            found[-1][1].append((unescape(plain(title[1])) if title else "", plain(row)))
    return found


EXPECTED_ROLES = ("need", "use", "supply", "outcome")
IN_SIGHT = 2  # figures of a role
IN_SIGHT_OF_MUNICIPALITY = 3


def figures_of(release: store.Release, phenomenon: str, region: str) -> list[tuple[str, str]]:
    """The observed figures of a phenomenon that a region has a row of, with their roles; single years of age apart."""
    observed = set(release.table("indicator").filter(time="observed")["id"])
    there = observed & set(release.latest(region)["indicator"])
    roles = release.table("phenomenon_indicator").filter(phenomenon=phenomenon).sort(~pl.col("is_key"), "position")
    pairs = roles.select("indicator", "role").iter_rows()
    return [(name, role) for name, role in pairs if name in there and not name.startswith("age_")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("phenomenon", ["heavy_services", "early_support", "mental_wellbeing", "one_contact"])
def test_a_role_without_figures_says_so(official: Known, in_official: Enter, phenomenon: str, lang: str) -> None:
    release = official.release
    titles = dict(release.table("indicator").select("id", f"title_{lang}").iter_rows())
    all_roles = release.table("phenomenon_indicator").filter(phenomenon=phenomenon)["role"]
    wanted: dict[str, list[str]] = {t(f"role.{role}", lang): [] for role in (*EXPECTED_ROLES, *all_roles)}
    for name, role in figures_of(release, phenomenon, "KU249"):
        wanted[t(f"role.{role}", lang)].append(titles[name])
    found = dict(roles_of(in_official("phenomenon", lang=lang, region="KU249", phenomenon=phenomenon), lang))
    assert found.keys() == wanted.keys()
    assert [] in wanted.values()
    for role, names in wanted.items():
        if names:
            assert [name for name, _ in found[role]] == names[:IN_SIGHT]
        else:
            assert found[role] == [("", t("role.no_figures", lang))]


def test_every_figure_of_a_phenomenon_is_behind_one_fold(official: Known, in_official: Enter) -> None:
    titles = dict(official.release.table("indicator").select("id", "title_fi").iter_rows())
    wanted = [titles[name] for name, _ in figures_of(official.release, "heavy_services", "KU249")]
    app = in_official("phenomenon", region="KU249", phenomenon="heavy_services").unfold("all-figures")
    label = next(one.label for one in app.test.expander if one.key == "all-figures")
    assert label == t("phenomenon.all_figures", "fi", count=len(wanted))
    rows = app.table("Raskaat palvelut ja lastensuojelu")
    assert len(rows) == len(wanted) > 2 * IN_SIGHT
    assert all(row.startswith(title) for row, title in zip(rows, wanted, strict=True))


def test_every_real_figure_of_a_municipality_is_in_sight_or_behind_a_fold(starter: Known, in_starter: Enter) -> None:
    titles = dict(starter.release.table("indicator").select("id", "title_fi").iter_rows())
    made_up = set(example_titles(starter, "KU249", "fi"))
    app = in_starter("municipality", region="KU249")
    label = next(one.label for one in app.test.expander if one.key == "rest")
    app.unfold("rest")
    behind = 0
    for row in starter.release.table("phenomenon").iter_rows(named=True):
        parts = re.split(f"<caption[^>]*>{re.escape(row['title_fi'])}(?=[:<])", app.html)[1:]
        tables = [part.partition("</table>")[0] for part in parts]
        listed = [title for one in tables for title in re.findall(r'<th scope="row"><span[^>]*>(.*?)</span>', one)]
        named = [titles[name] for name, _ in figures_of(starter.release, row["id"], "KU249")]
        wanted = [title for title in named if title not in made_up]
        assert [unescape(title) for title in listed] == wanted
        assert len(tables) == min(1, len(wanted)) + (len(wanted) > IN_SIGHT_OF_MUNICIPALITY)
        behind += max(0, len(wanted) - IN_SIGHT_OF_MUNICIPALITY)
    assert label == t("municipality.rest", "fi", count=behind)
    assert behind > 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_phenomenon_tells_its_story_and_asks_its_questions(official: Known, in_official: Enter, lang: str) -> None:
    for row in official.release.table("phenomenon").iter_rows(named=True):
        app = in_official("phenomenon", lang=lang, phenomenon=row["id"])
        told = re.search(r'<p class="ilmio-story">(.*?)</p>', app.html, re.DOTALL)
        assert unescape(told[1]) == row[f"story_{lang}"]
        asked = re.search(r'<ul class="ilmio-questions">(.*?)</ul>', app.html, re.DOTALL)
        questions = [unescape(one) for one in re.findall(r"<li>(.*?)</li>", asked[1])]
        assert questions == row[f"questions_{lang}"].splitlines()
        assert len(questions) >= 2


def test_a_phenomenon_whose_key_figure_is_not_there_shows_the_next_one_that_is(
    official: Known, in_official: Enter
) -> None:
    roles = official.release.table("phenomenon_indicator").filter(phenomenon="mental_wellbeing")
    ordered = roles.sort(~pl.col("is_key"), "position")["indicator"].to_list()
    there = [name for name in ordered if name in official.release.indicators_with_rows()]
    assert there[0] != ordered[0]
    app = in_official("phenomenon", phenomenon="mental_wellbeing", region="KU249")
    assert app.chosen("indicator") == there[0]
    assert app.headings[0] == "Mielen hyvinvointi ja yhteisöllisyys"


def test_a_place_chosen_to_compare_with_is_a_line_of_the_phenomenon_too(in_official: Enter) -> None:
    app = in_official("phenomenon", region="KU249", indicator=PLACED, compare="KU179")
    assert "Jyväskylä" in [one["name"] for one in app.chart("trend")["data"]]


# ---- places beside each other -------------------------------------------------------------------------------
NETWORK = (
    "Keski-Pohjanmaan",
    "Keski-Suomen",
    "Kymenlaakson",
    "Länsi-Uudenmaan",
    "Pirkanmaan",
    "Pohjois-Karjalan",
    "Pohjois-Pohjanmaan",
    "Varsinais-Suomen",
)


@pytest.mark.parametrize(
    ("data", "names"),
    [("starter_data", NETWORK), ("official_data", ("Keski-Suomen",))],
    ids=["all of them", "one in the division"],
)
def test_the_learning_network_is_its_counties_that_the_division_has(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, names: tuple[str, ...]
) -> None:
    app = open_app(request.getfixturevalue(data), "compare", region="KU249", group="network")
    counties = [f"{name} hyvinvointialue" for name in names]
    assert list(app.table("Lasten määrä vähenee")) == [*counties, "Koko maa"]
    assert chosen_row(app) == "Keski-Suomen hyvinvointialue", "the own county stands for its municipality"
    app.choose("view", "one")
    assert list(app.table("Syntyneet lapset, lukumäärä, 2025"))[-1] == "Koko maa"
    assert set(app.table("Syntyneet lapset, lukumäärä, 2025")) == {*counties, "Koko maa"}
    assert chosen_row(app) == "Keski-Suomen hyvinvointialue"


@pytest.mark.parametrize(
    ("group", "own", "count"),
    [
        ("area", "Keuruu", 22),
        ("network", "Keski-Suomen hyvinvointialue", 8),
        ("counties", "Keski-Suomen hyvinvointialue", 23),
    ],
)
@pytest.mark.parametrize("view", ["many", "one"])
def test_a_municipality_stands_among_its_county_and_its_county_among_counties(
    in_starter: Enter, view: str, group: str, own: str, count: int
) -> None:
    app = in_starter("compare", region="KU249", group=group, view=view)
    assert chosen_row(app) == own
    listed = app.table("Lasten määrä vähenee" if view == "many" else "Syntyneet lapset, lukumäärä")
    assert len(listed) == count + 1, "and the country"


def test_the_whole_country_has_no_area_to_stand_in(in_starter: Enter) -> None:
    app = in_starter("compare", area="FI", group="area")
    assert app.chosen("group") == "network"
    assert len(app.offered("group")) == 2
    assert chosen_row(app) == "Koko maa"


@pytest.mark.parametrize("phenomenon", ["children_decreasing", "heavy_services", "one_contact", "family_livelihood"])
@pytest.mark.parametrize("data", ["starter", "official"])
def test_many_figures_have_a_column_an_indicator_and_none_for_examples(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, phenomenon: str
) -> None:
    known: Known = request.getfixturevalue(data)
    release = known.release
    regions = release.table("region").filter(
        ((pl.col("county") == "HVA15") & (pl.col("level") == "municipality")) | (pl.col("code") == "FI")
    )["code"]
    newest = pl.concat([release.latest(code) for code in regions])
    real = newest.filter(status="ok").filter(~pl.col("flags").list.contains("example").fill_null(False))
    # What the country alone has is named under the table.
    real = real.filter(pl.col("region") != "FI")
    observed = set(release.table("indicator").filter(time="observed")["id"])
    titles = dict(release.table("indicator").select("id", "title_fi").iter_rows())
    roles = (
        release.table("phenomenon_indicator").filter(phenomenon=phenomenon).sort(pl.col("is_key").not_(), "position")
    )
    wanted = [
        one
        for one in roles["indicator"]
        if one in observed and one in set(real["indicator"]) and not one.startswith("age_")
    ]
    app = open_app(known.data, "compare", region="KU249", group="area", phenomenon=phenomenon)
    title = release.table("phenomenon").filter(id=phenomenon)["title_fi"].item()
    names = [re.sub(r", [^,]*\d{4}$", "", name) for name in columns(app, title)]
    assert names == ["Alue", *(titles[one] for one in wanted)]
    examples = set(newest.filter(pl.col("flags").list.contains("example"))["indicator"])
    if phenomenon == "one_contact":
        assert examples & set(roles["indicator"])
    assert not {titles[one] for one in examples} & set(names)
    assert "esimerk" not in str(app.table(title)).lower()
    assert app.can_download


def test_a_phenomenon_of_examples_alone_has_no_table(in_official: Enter) -> None:
    app = in_official("compare", region="KU249", phenomenon="shared_work")
    assert t("choose.no_figures", "fi") in [one.value for one in app.test.info]
    assert "<table" not in app.html
    assert not app.can_download


def test_the_values_of_many_figures_are_those_of_the_release(official: Known, in_official: Enter) -> None:
    app = in_official("compare", region="KU249", phenomenon="heavy_services")
    at = columns(app, "Raskaat palvelut").index(f"{PLACED_TITLE}, 2021")
    rows = app.table("Raskaat palvelut")
    for name, code in (("Keuruu", "KU249"), ("Uurainen", "KU892"), ("Koko maa", "FI")):
        assert rows[name][at - 1] == shown(official.value(PLACED, code, 2021), 1, "fi", "%")
    assert rows["Kinnula"][at - 1] == "salattu tai nolla"
    cells = {
        name: re.findall(r"<td[^>]*>", re.search(rf"<tr[^>]*><th[^>]*>{name}</th>.*?</tr>", app.html)[0])
        for name in ("Keuruu", "Kinnula", "Koko maa")
    }
    assert "shade-" in cells["Keuruu"][at - 1]
    assert "shade-" not in cells["Kinnula"][at - 1], "what is hidden has no colour"
    assert "shade-" not in "".join(cells["Koko maa"]), "the country is not one of those that are shaded"


def test_a_ranking_begins_with_the_largest_and_ends_with_those_without_a_figure(
    official: Known, in_official: Enter
) -> None:
    app = in_official("compare", region="KU249", indicator=PLACED, year="2021", view="one")
    places = {"KU179": "Jyväskylä", "KU249": "Keuruu", "KU256": "Kinnula", "KU729": "Saarijärvi", "KU892": "Uurainen"}
    values = {
        name: official.value(PLACED, code, 2021)
        for code, name in places.items()
        if official.status(PLACED, code, 2021) == "ok"
    }
    ordered = sorted(values, key=lambda name: -values[name])
    rows = app.table(f"{PLACED_TITLE}, prosenttia, 2021")
    assert list(rows) == [*ordered, "Kinnula", "Koko maa"]
    assert [rows[name][1] for name in ordered] == [shown(values[name], 1, "fi", "%") for name in ordered]
    assert rows["Kinnula"][:3] == ["", "salattu tai nolla", ""]
    # A dot and its interval for everyone with a figure, on a scale from zero to the highest limit.
    drawn = app.html.partition(f"{PLACED_TITLE}, prosenttia, 2021")[2].partition("</table>")[0]
    then = {row["region"]: row for row in official.release.one_year(PLACED, 2021).iter_rows(named=True)}
    in_order = [then[code] for name in ordered for code, other in places.items() if other == name] + [then["FI"]]
    highest = max(row["upper95"] for row in in_order)
    wanted = [
        [f"{100 * one / highest:.1f}" for one in (row["value"], row["lower95"], row["upper95"] - row["lower95"])]
        for row in in_order
    ]
    assert [list(one) for one in re.findall(r"--at:([\d.]+)%;--low:([\d.]+)%;--wide:([\d.]+)%", drawn)] == wanted


def pooled(release: store.Release, indicator: str, others: Iterable[str], year: int) -> tuple[float, float] | None:
    """Wilson's limits in per cent of places together, when every one of them has a count and a base."""
    wanted = list(others)
    rows = release.areas(indicator, wanted).filter(
        pl.col("count").is_not_null(), pl.col("base").is_not_null(), year=year
    )
    if rows.height != len(wanted):
        return None
    lower, upper = proportion_limits(rows["count"].sum(), rows["base"].sum(), 0.95)
    return 100 * float(lower), 100 * float(upper)


@pytest.mark.parametrize("county", ["HVA15", "HVA10", "HVA14", "HVA01"])
def test_the_finding_says_since_when_a_county_has_differed_without_a_break(
    starter: Known, in_starter: Enter, county: str
) -> None:
    release = starter.release
    others = release.table("region").filter(pl.col("code") != county, level="county")["code"].to_list()
    own = {row["year"]: row for row in release.series(PLACED, [county]).iter_rows(named=True)}
    sides: dict[int, str] = {}
    for year, row in own.items():
        together = pooled(release, PLACED, others, year)
        if together and row["lower95"] is not None:
            sides[year] = (
                "suurempi"
                if row["lower95"] > together[1]
                else "pienempi"
                if row["upper95"] < together[0]
                else "ei erotu"
            )
    last = max(sides)
    first = last
    while sides.get(first - 1) == sides[last]:
        first -= 1
    since = f"kaikkina verrattuina vuosina {first}–{last}" if first < last else f"vain vuonna {last}"
    told = f"{sides[last]}, {since}"
    if sides[last] == "ei erotu":
        told = f"ei erotu yhtenäkään verrattuna vuonna {first}–{last}" if first < last else f"ei erotu vuonna {last}"
    name = release.table("region").filter(code=county)["name_fi"].item()
    app = in_starter("compare", area=county, region=county, group="counties", indicator=PLACED, view="one")
    (finding,) = said(app)
    assert finding.startswith(f"{name}: {shown(own[last]['value'], 1, 'fi', '%')} ({last}). Muut yhteensä: ")
    assert finding.endswith(f"Suhteessa muihin: {told}.")


def test_others_are_not_added_up_when_the_sum_would_tell_what_is_hidden(official: Known, in_official: Enter) -> None:
    """Kinnula is hidden in 2018, 2020 and 2021; of the others together only 2019 can be told."""
    app = in_official("compare", region="KU249", indicator=PLACED, year="2021", view="one")
    (finding,) = said(app)
    assert finding.startswith("Keuruu: 1,5 % (2019).")
    assert finding.endswith("ei erotu vuonna 2019.")
    others = ("KU179", "KU256", "KU729", "KU892")
    assert [year for year in (2018, 2019, 2020, 2021) if pooled(official.release, PLACED, others, year)] == [2019]
    app = in_official("compare", area="HVA12", region="KU491", indicator=PLACED, year="2021", view="one")
    assert said(app) == [], "Mäntyharju is hidden in every year"


def test_figures_that_are_no_shares_have_no_finding(in_official: Enter) -> None:
    assert said(in_official("compare", region="KU249", indicator="live_births", view="one")) == []


# ---- similar municipalities, and those of one's own choice -----------------------------------------------------
LIKE_KEURUU = "Keuruu ja samankaltaiset kunnat"
OWN_OF_KEURUU = "Keuruu ja omat vertailukunnat"


def names_of(known: Known, codes: Iterable[str]) -> list[str]:
    names = dict(known.release.table("region").select("code", "name_fi").iter_rows())
    return [names[code] for code in codes]


def test_similar_municipalities_stand_after_the_chosen_one_the_nearest_first(
    official: Known, in_official: Enter
) -> None:
    near = official.release.neighbours("KU249").sort("rank")["neighbour"].to_list()
    assert len(near) == 6
    app = in_official("compare", region="KU249", group="similar", phenomenon="heavy_services")
    assert list(app.table("Raskaat palvelut")) == names_of(official, ["KU249", *near, "FI"])
    assert chosen_row(app) == "Keuruu"
    assert f"Raskaat palvelut ja lastensuojelu, rinnakkain: {LIKE_KEURUU}" in app.headings
    app.choose("view", "one").choose("indicator", PLACED)
    assert set(app.table(f"{PLACED_TITLE}, prosenttia, 2021")) == set(names_of(official, ["KU249", *near, "FI"]))
    assert chosen_row(app) == "Keuruu"
    app.choose("view", "tests")
    assert set(app.table("Raskaat palvelut")) == set(names_of(official, ["KU249", *near]))


def test_municipalities_of_one_s_own_choice_come_from_the_address_and_go_there(
    official: Known, in_official: Enter
) -> None:
    app = in_official("compare", region="KU249", group="own", own="KU491,KU179", phenomenon="heavy_services")
    assert app.chosen("own") == "KU491,KU179"
    assert list(app.table("Raskaat palvelut")) == ["Keuruu", "Mikkeli", "Jyväskylä", "Koko maa"]
    app.choose("own", "KU491,KU179,KU507")
    assert app.address["own"] == "KU491,KU179,KU507"
    app.choose("view", "one").choose("indicator", PLACED)
    listed = app.table(f"{PLACED_TITLE}, prosenttia, 2021")
    assert set(listed) == {"Keuruu", "Mäntyharju", "Jyväskylä", "Mikkeli", "Koko maa"}
    value = official.value(PLACED, "KU179", 2021)
    assert listed["Jyväskylä"][1] == shown(value, 1, "fi", "%")
    assert chosen_row(app) == "Keuruu"
    assert in_official("compare", **app.address).run().html == app.run().html


@pytest.mark.parametrize("view", ["many", "tests", "one"])
@pytest.mark.parametrize(("group", "words"), [("similar", LIKE_KEURUU), ("own", OWN_OF_KEURUU)])
def test_titles_pictures_and_tables_name_the_group(in_official: Enter, group: str, words: str, view: str) -> None:
    app = in_official("compare", region="KU249", group=group, own="KU179,KU507", indicator=PLACED, view=view)
    assert any(heading.endswith(f": {words}") for heading in app.headings)
    if view == "one":
        (lines,) = [one for one in app.test.get("plotly_chart") if one.key == "lines"]
        assert words in str(lines.proto)
        caption = f"{PLACED_TITLE}, prosenttia, 2021 · verrattu: {words}"
    else:
        caption = words
    assert app.table(caption)


def test_what_the_address_says_of_one_s_own_choice_is_bounded_and_made_sensible(in_starter: Enter) -> None:
    asked = ",".join(["KU249", "nope", "KU249", "FI", "HVA15", "", *(f"KU{at:03}" for at in range(1000))])
    app = in_starter("compare", region="KU179", group="own", own=asked)
    chosen = str(app.chosen("own")).split(",")
    assert chosen[:2] == ["KU249", "KU005"]
    assert len(chosen) == len(set(chosen)) == 15
    assert len(app.table("Lasten määrä vähenee")) == 17, "with the municipality itself and the country"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_choice_of_one_s_own_begins_empty_and_says_what_to_do(in_starter: Enter, lang: str) -> None:
    app = in_starter("compare", lang=lang, region="KU179", group="own")
    (widget,) = app.test.multiselect
    assert widget.value == []
    assert widget.placeholder == t("choose.placeholder", lang)
    assert "own" not in app.address
    assert t("compare.own_none", lang, place="Jyväskylä") in app.text


def test_only_a_municipality_has_similar_ones_and_one_s_own(in_official: Enter, in_starter: Enter) -> None:
    both = {t("group.similar", "fi"), t("group.own", "fi")}
    assert both <= set(in_official("compare", region="KU249").offered("group"))
    assert both <= set(in_official("compare", area="FI", region="KU249").offered("group"))
    county = in_official("compare", area="HVA15", region="HVA15", group="similar")
    assert not both & set(county.offered("group"))
    assert county.chosen("group") == "area"
    # The starter has likened no municipalities.
    assert set(in_starter("compare", region="KU249").offered("group")) & both == {t("group.own", "fi")}


def test_the_list_of_similar_municipalities_leads_to_comparing_with_them(in_official: Enter) -> None:
    app = in_official("municipality", region="KU249")
    asked = {
        one.label: (one.page, one.asked["region"], one.asked["group"]) for one in app.links() if "group" in one.asked
    }
    assert asked == {
        "Vertaa samankaltaisiin kuntiin": ("compare", "KU249", "similar"),
        "Valitse itse vertailukunnat": ("compare", "KU249", "own"),
    }


# ---- what is to come ----------------------------------------------------------------------------------------
def test_children_of_one_age_stand_beside_their_projection(official: Known, in_official: Enter) -> None:
    app = in_official("future", region="KU729", age="age_7")
    assert app.chosen("age") == "age_7"
    newest = official.release.latest("KU729").filter(indicator="age_7").row(0, named=True)
    future = official.release.forecast("KU729").filter(indicator="projected_age_7")
    none = t("forecast.none", "fi")
    assert future["year"].to_list() == [2024, 2035, 2040]
    listed = ", ".join(
        f"{shown(value, 0, 'fi')} ({year})" for year, value in future.select("year", "value").iter_rows()
    )
    assert said(app)[0] == (
        f"Saarijärvi: 7-vuotiaat. Uusin tieto: {shown(newest['value'], 0, 'fi')} ({newest['year']}). "
        f"{none} Virallinen ennuste: {listed}."
    )
    seen, projected = app.chart("age-chart")["data"]
    known = official.release.series("age_7", ["KU729"])
    assert (seen["x"], seen["y"]) == (known["year"].to_list(), known["value"].to_list())
    assert (projected["x"], projected["y"]) == (future["year"].to_list(), future["value"].to_list())
    rows = app.unfold("about-age-chart").table("Saarijärvi: 7-vuotiaat")
    assert [year for year, cells in rows.items() if cells[1]] == ["2040", "2035", "2024"], "newest first"
    assert rows["2024"] == ["", shown(future["value"][0], 0, "fi")]
    assert rows["2021"] == [shown(newest["value"], 0, "fi"), ""]


def test_nothing_is_drawn_between_the_projected_years(in_official: Enter) -> None:
    app = in_official("future", region="KU729", age="age_7")
    for key in ("age-chart", "births-chart"):
        *fan, seen, projected = app.chart(key)["data"]
        assert bool(fan) == (key == "births-chart"), "the made-up publishers have births for enough years, not ages"
        assert seen["mode"] == "lines+markers"
        assert set(projected["mode"].split("+")) == {"markers", "text"}
        assert "line" not in projected
        events = app.chart(key)["layout"].get("shapes", [])
        assert all(one["x0"] == one["x1"] for one in events), "upright lines where something happened, nothing else"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_births_say_that_they_have_no_projection(official: Known, in_official: Enter, lang: str) -> None:
    app = in_official("future", lang=lang, region="KU729")
    sentence = said(app)[1]
    assert sentence.endswith(t("future.births_have_none", lang))
    year = official.release.years("live_births")[-1]
    assert f"{shown(official.value('live_births', 'KU729', year), 0, lang)} ({year})" in sentence
    future = official.release.forecast("KU729").filter(indicator="projected_age_0")
    assert not [value for value in future["value"] if f" {shown(value, 0, lang)} " in sentence]
    title = official.release.table("indicator").filter(id="projected_age_0")[f"title_{lang}"].item()
    assert app.chart("births-chart")["data"][-1]["name"] == title, "what is drawn says what it is"


def test_the_ages_are_those_that_have_a_projection(starter: Known, in_starter: Enter, in_official: Enter) -> None:
    """The starter has the groups, the newborn and those who start school."""
    titles = dict(starter.release.table("indicator").select("id", "title_fi").iter_rows())
    groups = [titles[f"children_{group}"] for group in ("0_17", "0_6", "7_12", "13_15", "16_17")]
    few = [*groups, titles["age_0"], titles["age_7"]]
    offered = in_starter("future").offered("age")
    assert offered[: len(few)] == few, "from the widest"
    assert set(offered[len(few) :]) == {titles[f"placed_children_{group}"] for group in ("0_17", "0_6", "13_17")}
    more = [titles[f"children_{group}"] for group in ("0_17", "0_6", "7_12", "3_6", "0_2", "13_15", "16_17")]
    placed = [titles[f"placed_children_{group}"] for group in ("0_17", "0_6", "13_17")]
    offered = in_official("future").offered("age")
    services = offered[len(more) + 18 :]
    assert offered == [*more, *(titles[f"age_{age}"] for age in range(18)), *services]
    assert set(services) <= set(placed)


def test_a_municipality_without_figures_or_projection_says_so(in_starter: Enter) -> None:
    """The starter has the municipalities of Central Finland alone."""
    app = in_starter("future", area="HVA90", region="KU091")
    assert said(app)[0].endswith(
        f"Toteutuneita lukuja ei ole tässä julkaisussa. {t('forecast.none', 'fi')} "
        "Virallista ennustetta ei ole tässä julkaisussa."
    )
    app = in_starter("municipality", area="HVA90", region="KU091")
    assert t("municipality.nothing", "fi", place="Helsinki") in [one.value for one in app.test.info]


@pytest.mark.parametrize("region", ["KU729", "HVA15", "FI"])
def test_boys_and_girls_of_each_age_stand_beside_their_projection(
    official: Known, in_official: Enter, region: str
) -> None:
    app = in_official("future", region=region, **({"area": "FI"} if region == "FI" else {}))
    app.unfold("fold-ages").unfold("about-ages")
    year = official.release.latest(region).filter(indicator="age_7")["year"].item()
    ages = range(18)
    seen = {
        sex: [official.value(f"age_{age}", region, year, sex) for age in ages] for sex in ("male", "female", "total")
    }
    boys, _, girls, _ = app.chart("ages-pyramid")["data"]
    assert (boys["x"], girls["x"]) == (seen["male"], seen["female"])
    future = official.release.forecast(region).filter(pl.col("year") == 2035)
    later = [future.filter(indicator=f"projected_age_{age}")["value"].item() for age in ages]
    _, _, now, projected, _ = app.chart("ages-projection")["data"]
    assert (now["x"], projected["x"]) == (seen["total"], later)
    sums = t("ages.sums", "fi", year=year, now="{}", ahead=2035, then="{}").format(
        *(shown(sum(values), 0, "fi") for values in (seen["total"], later))
    )
    assert plain(said(app)[-1]).endswith(sums)
    assert t("ages.title", "fi", year=year) in app.headings
    rows = app.table(t("ages.title", "fi", year=year))
    assert rows["7"] == [
        *(shown(seen[sex][7], 0, "fi") for sex in ("male", "female", "total")),
        shown(later[7], 0, "fi"),
        shown(later[7] - seen["total"][7], 0, "fi"),
    ]


def test_another_year_of_the_projection_is_a_link_that_opens_its_fold(official: Known, in_official: Enter) -> None:
    app = in_official("future", region="KU729").unfold("fold-ages")
    assert (app.offered("ahead"), app.chosen("ahead")) == (["2024", "2035", "2040"], "2035")
    address = app.choose("ahead", "2040").address
    assert address["ahead"] == "2040"
    told = in_official("future", **address).chart("ages-projection")["data"][3]
    assert told["name"] == t("ages.projected.total", "fi", year=2040)
    future = official.release.forecast("KU729").filter(pl.col("year") == 2040)
    assert told["x"][17] == future.filter(indicator="projected_age_17")["value"].item()
    # Its picture in a frame has the year, and so has its view in a story.
    app.unfold("about-ages")
    assert re.search(r"[?&]ahead=2040&embed=true", unescape(unescape(app.html)))
    assert "ages::2040" in [one.asked.get("add") for one in app.links()]


def test_a_release_without_most_ages_says_so_instead_of_drawing_them(in_starter: Enter) -> None:
    app = in_starter("future", region="KU249").unfold("fold-ages")
    assert t("ages.few", "fi") in [one.value for one in app.test.info]
    assert not [one for one in app.test.get("plotly_chart") if one.key.startswith("ages-")]


# ---- small counties -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("area", "region"), [("HVA90", "KU091"), ("HVA90", "HVA90"), ("HVA91", "HVA91"), ("HVA91", "KU478")]
)
@pytest.mark.parametrize("name", PAGES)
def test_helsinki_and_aland_stand_on_every_page(in_starter: Enter, name: str, area: str, region: str) -> None:
    """Helsinki is a county of one municipality; Åland has counties' figures of its own kind."""
    app = in_starter(name, area=area, region=region)
    assert app.test.title[0].value == t(f"page.{name}", "fi")
    app.unfold(*app.folds)
    if app.has("region"):
        assert (app.chosen("area"), app.chosen("region")) == (area, region)
    if name == "compare":
        for group in ("area", "network", "counties"):
            app.choose("group", group)
            for view in ("one", "many"):
                app.choose("view", view)
    if name == "overview":
        peers = [peers_in(card) for card in cards(app).values() if 'class="peers"' in card]
        assert bool(peers) == (region == area), "the starter knows nothing of their municipalities"


# ---- the state in the address -------------------------------------------------------------------------------
ADDRESSES = {
    "overview": {"area": "HVA12", "region": "KU507"},
    "phenomenon": {"area": "HVA12", "region": "KU507", "phenomenon": "heavy_services", "indicator": PLACED_YOUNG}
    | {"year": "2019", "sex": "female"},
    "municipality": {"area": "HVA12", "region": "KU507", "compare": "KU491", "phenomenon": "heavy_services"}
    | {"indicator": PLACED_YOUNG},
    "compare": {"area": "HVA12", "region": "KU507", "group": "own", "own": "KU491,KU179", "view": "one"}
    | {"phenomenon": "heavy_services", "indicator": PLACED_YOUNG, "year": "2019", "sex": "female"},
    "map": {
        "area": "HVA12",
        "region": "KU507",
        "phenomenon": "heavy_services",
        "indicator": PLACED_YOUNG,
        "maps": "year",
    }
    | {"sex": "female", "form": "tiles", "beside": "children_0_17", "year": "2019"},
    "future": {"area": "HVA12", "region": "KU507", "age": "age_7"},
    "family_centres": {
        "area": "HVA15",
        "region": "KU179",
        "measure": "families",
        "yearly": "family_centre_meeting_places",
    }
    | {"centre": "esimerkki-4-jyvaskyla"},
    "story": {"area": "HVA12", "region": "KU507", "compare": "KU491"},
    "data": {"area": "HVA12", "phenomenon": "heavy_services", "indicator": PLACED_YOUNG},
}


def test_every_page_of_figures_has_its_address() -> None:
    assert tuple(ADDRESSES) == HEADER
    assert set().union(*ADDRESSES.values()) == set(state.NAMES) - {"lang", "ahead", "template", *BOUNDS}, (
        "those in folds, and of the page that takes files in, are told below"
    )


def test_levers_in_an_address_open_their_fold_and_nonsense_leaves_it_closed(in_official: Enter) -> None:
    """The made-up publishers have no ages for enough years: the fold says so."""
    app = in_official("future", region="KU249", tfr="1.62", moves="-5", rate="999", day_care="0.8")
    assert t("scenario.none", "fi") in [one.value for one in app.test.info]
    kept = {name: app.test.session_state[name] for name in ("tfr", "moves", "rate", "rate_years", "day_care")}
    assert kept == {"tfr": "1.62", "moves": "-5", "rate": "100", "rate_years": "5", "day_care": "0.8"}
    assert {"tfr": "1.62", "rate": "100"}.items() <= next(
        one for one in reversed(app.links()) if one.page == "map"
    ).asked.items()
    app = in_official("future", region="KU249", tfr="<b>", moves="")
    assert t("scenario.none", "fi") not in [one.value for one in app.test.info]
    assert "tfr" not in app.test.session_state


@pytest.mark.parametrize("page", ADDRESSES)
def test_the_address_sets_every_widget(in_official: Enter, page: str) -> None:
    app = in_official(page, **ADDRESSES[page])
    assert {name: str(app.chosen(name)) for name in ADDRESSES[page]} == ADDRESSES[page]


# What every page shows when the address does not say it.
PLAIN = {"sex": "total", "group": "area", "view": "many", "maps": "year"}


@pytest.mark.parametrize("name", PLAIN)
def test_an_address_need_not_say_what_every_page_shows(in_official: Enter, name: str) -> None:
    other = {"sex": "male", "group": "counties", "view": "one", "maps": "years"}
    page = "map" if name in ("sex", "maps") else "compare"
    app = in_official(page, indicator=PLACED, region="KU249", **{name: other[name]})
    assert str(app.chosen(name)) == other[name]
    app.choose(name, PLAIN[name])
    assert name not in app.address
    again = in_official(page, **app.address)
    assert again.chosen(name) == PLAIN[name]
    assert again.run().html == app.run().html
    assert all(name not in link.asked for link in app.run().links())


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_widget_that_is_moved_writes_the_address(in_official: Enter, page: str) -> None:
    app = in_official(page)
    for name, value in ADDRESSES[page].items():
        app.choose(name, int(value) if name == "year" else value)
    told = {name: value for name, value in ADDRESSES[page].items() if PLAIN.get(name) != value}
    assert told.items() <= app.address.items()
    again = in_official(page, **app.address)
    assert again.html == app.html
    assert said(again) == said(app)


def test_an_address_shows_the_municipalities_of_its_county(in_official: Enter) -> None:
    assert list(in_official("map", **ADDRESSES["map"]).rows) == ["Mikkeli", "Mäntyharju"]


@pytest.mark.parametrize("page", [page for page in ADDRESSES if page != "data"])
def test_an_address_with_a_municipality_alone_finds_its_county(in_official: Enter, page: str) -> None:
    assert in_official(page, region="KU491").chosen("area") == "HVA12"


@pytest.mark.parametrize("page", ["phenomenon", "municipality", "compare", "map", "data"])
def test_an_address_with_an_indicator_alone_finds_its_phenomenon(in_official: Enter, page: str) -> None:
    assert in_official(page, indicator="unemployment_rate").chosen("phenomenon") == "family_livelihood"


def test_back_and_forward_are_addresses_like_any_other(in_official: Enter) -> None:
    app = in_official("map", indicator="live_births", year="2010")
    before, first = app.rows, {"indicator": "live_births", "year": "2010"}
    app.choose("year", 2015)
    second, after = app.address, app.rows
    assert before != after
    assert app.go(**first).rows == before
    assert app.go(**second).rows == after


def test_the_view_survives_a_visit_to_another_page(in_official: Enter) -> None:
    view = {"year": "2018", "sex": "male", "form": "tiles", "beside": "children_0_17"}
    app = in_official("map", indicator=PLACED, **view)
    app.page("municipality").choose("region", "KU249").choose("region", "KU179").choose("compare", "KU249")
    app.page("future").choose("age", "age_7").page("compare").choose("group", "counties").choose("view", "one")
    assert {**view, "age": "age_7", "group": "counties"}.items() <= app.address.items()
    for name in ("data", "methods", "overview"):
        app.page(name).run()
    app.page("map")
    assert {name: str(app.chosen(name)) for name in view} == view
    assert app.page("compare").chosen("group") == "counties"
    assert app.page("future").chosen("age") == "age_7"
    assert app.page("municipality").chosen("compare") == "KU249"


@pytest.mark.parametrize("page", PAGES)
def test_links_to_pages_and_languages_carry_the_view(in_official: Enter, page: str) -> None:
    view = {"lang": "sv", "region": "KU249", "indicator": PLACED, "year": "2018", "group": "counties", "age": "age_7"}
    app = in_official(page, **view).run()
    to_groups = {t(f"municipality.compare_{group}", "sv") for group in ("similar", "own")}
    for link in [*app.links("ilmio-pages"), *app.links("ilmio-about")]:
        assert view.items() <= link.asked.items()
    for link in app.links():
        asked = link.asked
        # Links to the groups of a municipality ask for those.
        group = asked["group"] if link.label in to_groups else "counties"
        assert (asked["lang"], asked["region"], asked["group"], asked["age"]) == ("sv", "KU249", group, "age_7")
        assert asked.get("year") in ("2018", None)
    for lang in LANGUAGES:
        here = re.search(rf'href="\?([^"]*lang={lang}[^"]*)"', app.html)
        assert {**view, "lang": lang}.items() <= {k: v[-1] for k, v in parse_qs(unescape(here[1])).items()}.items()


def test_nonsense_in_an_address_becomes_the_nearest_sensible_view(in_official: Enter) -> None:
    nonsense = {name: "nope" for name in state.NAMES} | {"year": "abc", "lang": "de", "area": "HVA99", "region": "XX"}
    for page, names in ADDRESSES.items():
        usual = in_official(page)
        nothing = {name: usual.chosen(name) for name in names if usual.has(name)}
        assert len(nothing) >= 2
        app = in_official(page, **nonsense)
        assert {name: app.chosen(name) for name in nothing} == nothing
        assert app.test.title[0].value == t(f"page.{page}", "fi")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("1800", 2018),
        ("2019", 2019),
        ("2999", 2021),
        ("abc", 2021),
        ("", 2021),
        ("-1", 2021),
        ("²", 2021),
        ("9" * 5000, 2021),
    ],
    ids=["before", "there", "after", "word", "empty", "negative", "superscript", "endless"],
)
def test_the_year_of_an_address_is_the_nearest_there_is(in_official: Enter, asked: str, given: int) -> None:
    for page in ("map", "phenomenon", "compare"):
        assert in_official(page, indicator=PLACED, year=asked, view="one").chosen("year") == given


# The pages that read a name of the address, and what else must be said for them to do so.
READS: dict[str, tuple[str, ...]] = {
    "lang": PAGES,
    "area": HEADER,
    "region": ("overview", "phenomenon", "municipality", "compare", "map", "future", "family_centres", "story"),
    "compare": ("municipality", "phenomenon", "story"),
    "group": ("compare",),
    "own": ("compare",),
    "phenomenon": ("phenomenon", "municipality", "compare", "map", "data"),
    "indicator": ("phenomenon", "municipality", "compare", "map", "data"),
    "beside": ("map",),
    "age": ("future",),
    "ahead": ("future",),
    "year": ("phenomenon", "compare", "map"),
    "sex": ("phenomenon", "compare", "map"),
    "form": ("phenomenon", "map", "family_centres"),
    "view": ("compare",),
    "maps": ("map",),
    "template": ("import_file",),
    "measure": ("family_centres",),
    "yearly": ("family_centres",),
    "centre": ("family_centres",),
    **dict.fromkeys(BOUNDS, ("future",)),
}


def test_every_name_of_an_address_is_read_somewhere() -> None:
    assert tuple(READS) == state.NAMES
    for page, names in ADDRESSES.items():
        assert all(page in READS[name] for name in names)


NONSENSE = ("<script>alert(1)</script>", "'; DROP TABLE observation;--", "../../etc/passwd", "\x00")


def stands_without_it(app: App, page: str, value: str) -> None:
    assert app.test.title[0].value == t(f"page.{page}", "fi")
    assert value not in app.html
    assert value not in app.text


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("page", PAGES)
def test_an_address_of_nothing_but_nonsense_breaks_no_page(in_starter: Enter, page: str, value: str) -> None:
    stands_without_it(in_starter(page, **dict.fromkeys(state.NAMES, value)), page, value)


@pytest.mark.parametrize("name", state.NAMES)
def test_nonsense_in_one_name_breaks_no_page_that_reads_it(in_starter: Enter, name: str) -> None:
    """Beside sensible names, so that it is read as deep as it can be."""
    for page in READS[name]:
        view = {"phenomenon": "heavy_services", "indicator": PLACED, "view": "one", "beside": "children_0_17"}
        view["group"] = "own"
        app = in_starter(page, **{**view, "region": "KU249", name: NONSENSE[0]})
        stands_without_it(app, page, NONSENSE[0])


@pytest.mark.parametrize("page", ["overview", "municipality", "map", "future", "family_centres"])
def test_a_municipality_of_another_county_gives_way_to_the_county_of_the_address(in_official: Enter, page: str) -> None:
    app = in_official(page, area="HVA12", region="KU249")
    assert (app.chosen("area"), app.chosen("region")) == ("HVA12", "HVA12")


def test_an_indicator_without_figures_of_one_sex_shows_both_together(in_official: Enter) -> None:
    app = in_official("map", indicator="live_births", sex="male")
    assert "lukumäärä · kaikki" in app.text


# ---- everything that can be chosen --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("map", "starter_data"),
        ("map", "official_data"),
        ("phenomenon", "official_data"),
        ("compare", "starter_data"),
    ],
)
def test_every_figure_of_the_catalogue_can_be_chosen(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, page: str
) -> None:
    where = request.getfixturevalue(data)
    release = store.Release(store.current(where / "snapshots").path)
    roles = release.table("phenomenon_indicator")
    wanted = set(release.indicators_with_rows())
    if page != "map":
        wanted &= set(release.table("indicator").filter(time="observed")["id"])
    app = open_app(where, page, view="one")
    seen = set()
    for phenomenon in release.table("phenomenon").sort("position")["id"]:
        app.choose("phenomenon", phenomenon)
        expected = set(roles.filter(phenomenon=phenomenon)["indicator"]) & wanted
        if not expected:
            assert t("choose.no_figures", "fi") in app.text
        for indicator in sorted(expected):
            app.choose("indicator", indicator)
            assert app.chosen("indicator") == indicator
            seen.add(indicator)
    assert seen == set(roles["indicator"]) & wanted


@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_figure_and_every_place_can_be_chosen_on_the_page_of_a_municipality(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str
) -> None:
    app = open_app(request.getfixturevalue(data), "municipality")
    for phenomenon in options(app, "phenomenon"):
        app.choose("phenomenon", phenomenon)
        for indicator in options(app, "indicator"):
            app.choose("indicator", indicator)
    for area in options(app, "area"):
        app.choose("area", area)
    app.choose("area", "HVA15")
    for region in options(app, "region"):
        app.choose("region", region)


@pytest.mark.parametrize("page", ["overview", "future", "compare"])
def test_every_county_can_be_chosen(in_starter: Enter, page: str) -> None:
    app = in_starter(page)
    for area in options(app, "area"):
        app.choose("area", area)
        assert app.chosen("region") == area


@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_age_can_be_chosen(open_app: OpenApp, request: pytest.FixtureRequest, data: str) -> None:
    app = open_app(request.getfixturevalue(data), "future", region="KU249")
    release = store.Release(store.current(app.data / "snapshots").path)
    with_rows = set(release.indicators_with_rows())
    projected = {one.removeprefix("projected_") for one in with_rows if one.startswith("projected_")}
    ages = projected & with_rows
    services = set(release.table("backtest")["indicator"]) - ages - {"live_births"}
    assert len(ages | services) == len(app.offered("age")) >= 5
    for age in sorted(ages | services):
        app.choose("age", age)
        assert len(app.chart("age-chart")["data"]) >= 1


def options(app: App, name: str) -> list[str]:
    """The values, not the words, of a list a person chooses from."""
    release = store.Release(store.current(Path(app.data) / "snapshots").path)
    if name == "phenomenon":
        return release.table("phenomenon")["id"].to_list()
    if name == "indicator":
        roles = release.table("phenomenon_indicator").filter(phenomenon=app.chosen("phenomenon"))["indicator"]
        observed = set(release.table("indicator").filter(time="observed")["id"])
        return [one for one in roles if one in observed and one in release.indicators_with_rows()]
    regions = release.table("region")
    if name == "area":
        return ["FI", *regions.filter(level="county")["code"]]
    return [str(app.chosen("area")), *regions.filter(county=app.chosen("area"), level="municipality")["code"]]


# ---- the starter --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_starter_says_what_it_is_and_how_to_refresh(in_starter: Enter, in_official: Enter, lang: str) -> None:
    notice, how = t("frame.starter", lang), t("data.refresh_how", lang)
    assert "make refresh" in how
    for name in PAGES if lang == "fi" else ("overview",):
        assert notice in [one.value for one in in_starter(name, lang=lang).test.info]
    assert how in [one.value for one in in_starter("data", lang=lang).test.markdown]
    for name in ("overview", "data"):
        text = in_official(name, lang=lang).text
        assert notice not in text
        assert how not in text
