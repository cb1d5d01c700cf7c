"""What every page says, in every language and every state of the data, without a browser."""

import re
from collections.abc import Callable
from pathlib import Path

import orjson
import polars as pl
import pytest

from ilmiotaulu import store
from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import PAGES, App, Known, plain

OpenApp = Callable[..., App]
Enter = Callable[..., App]


def shown(value: float, decimals: int, lang: str, mark: str = "") -> str:
    """A figure as a page writes it, spaces plain: `2 031`, `2,031`, `1,5 %`."""
    text = f"{value:,.{decimals}f}".replace("-", "−")
    if lang != "en":
        text = text.replace(",", " ").replace(".", ",")
    return f"{text} {mark}".strip()


# ---- every page, every language -----------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_page_stands_in_every_language(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str, name: str, lang: str
) -> None:
    app = open_app(request.getfixturevalue(data), lang=lang, region="KU249").page(name)
    assert [one.value for one in app.test.title] == [t(f"page.{name}", lang)]
    assert [one.label for one in app.test.get("page_link")] == [t(f"page.{one}", lang) for one in PAGES]
    # The last thing a run draws: the release, whose figures they are and the licence.
    assert re.search(r"20\d\d-\d\d-\d\d-|starter-", app.test.caption[-1].value)
    assert "CC BY 4.0" in app.test.caption[-1].value


def test_the_words_of_a_page_are_those_of_its_language(in_starter: Enter) -> None:
    seen = {lang: in_starter(lang=lang, indicator="live_births", year="2022").text for lang in LANGUAGES}
    assert "Syntyneet lapset, 2022" in seen["fi"]
    assert "Keski-Suomen hyvinvointialue" in seen["fi"]
    assert "Mellersta Finlands välfärdsområde" in seen["sv"]
    assert "Central Finland wellbeing services county" in seen["en"]
    assert "Keski-Suomen" not in seen["sv"] + seen["en"]


def test_changing_the_language_keeps_the_view_and_changes_the_way_of_writing_numbers(in_starter: Enter) -> None:
    app = in_starter(indicator="live_births", year="2022", region="KU179")
    assert app.rows["Jyväskylä"][0] == shown(int(app.rows["Jyväskylä"][0].replace(" ", "")), 0, "fi")
    finnish = app.rows["Jyväskylä"][0]
    english = app.go(**{**app.address, "lang": "en", "indicator": "live_births", "year": "2022", "region": "KU179"})
    assert english.rows["Jyväskylä"][0] == finnish.replace(" ", ",")
    assert (english.chosen("region"), english.chosen("year")) == ("KU179", 2022)


# ---- known figures ------------------------------------------------------------------------------------------
def test_births_of_central_finland_are_those_the_publisher_gives(starter: Known, in_starter: Enter) -> None:
    assert (starter.value("live_births", "HVA15", 2010), starter.value("live_births", "HVA15", 2022)) == (3141, 2031)
    app = in_starter(region="HVA15", indicator="live_births").page("municipality")
    rows = app.table("Syntyneet lapset")
    assert rows["2010"][0] == "3 141"
    assert rows["2022"][0] == "2 031"


def test_the_projected_children_of_central_finland_are_those_the_publisher_gives(in_starter: Enter) -> None:
    app = in_starter(region="HVA15").page("municipality")
    # Years 2024–2040; the first and the last are known.
    children = next(
        cells for name, cells in app.table("lapsia virallisen ennusteen mukaan").items() if name.startswith("0–17")
    )
    assert (children[0], children[-1]) == ("48 484", "39 302")


def test_a_municipality_stands_beside_its_county_and_the_country(starter: Known, in_starter: Enter) -> None:
    app = in_starter(region="KU249").page("municipality")
    year = int(starter.release.latest("KU249").filter(indicator="children_0_17")["year"].item())
    own, _, county, country = app.table("Lasten määrä vähenee")["0–17-vuotiaat tarve"]
    assert own == f"{shown(starter.value('children_0_17', 'KU249', year), 0, 'fi')} {year}"
    assert county == shown(starter.value("children_0_17", "HVA15", year), 0, "fi")
    assert country == shown(starter.value("children_0_17", "FI", year), 0, "fi")


def test_another_municipality_has_another_name_and_other_figures(starter: Known, in_starter: Enter) -> None:
    app = in_starter(region="KU249").page("municipality")
    assert app.test.header[0].value == "Keuruu"
    before = app.table("Lasten määrä vähenee")
    app.choose("region", "KU179")
    assert app.test.header[0].value == "Jyväskylä"
    after = app.table("Lasten määrä vähenee")
    assert before.keys() == after.keys()
    year = starter.release.latest("KU179").filter(indicator="live_births")["year"].item()
    births = shown(starter.value("live_births", "KU179", year), 0, "fi")
    assert after["Syntyneet lapset rakenne"][0] == f"{births} {year}"
    assert before["Syntyneet lapset rakenne"] != after["Syntyneet lapset rakenne"]


def test_another_indicator_shows_its_own_figures_and_unit(starter: Known, in_starter: Enter) -> None:
    app = in_starter(indicator="live_births", year="2010")
    assert app.rows["Keuruu"] == [shown(starter.value("live_births", "KU249", 2010), 0, "fi")]
    app.choose("indicator", "children_0_17")
    assert "0–17-vuotiaat, 2010" in app.text
    assert app.rows["Keuruu"][0] == shown(starter.value("children_0_17", "KU249", 2010), 0, "fi")
    app.choose("phenomenon", "family_livelihood").choose("indicator", "low_income_children")
    year = starter.release.years("low_income_children")[-1]
    assert app.rows["Keuruu"][0] == shown(starter.value("low_income_children", "KU249", year), 1, "fi", "%")
    assert "prosenttia" in app.text


def test_another_year_shows_the_figures_of_that_year(starter: Known, in_starter: Enter) -> None:
    app = in_starter(indicator="live_births", year="1990")
    assert app.rows["Keuruu"] == [shown(starter.value("live_births", "KU249", 1990), 0, "fi")]
    app.choose("year", 2015)
    assert "Syntyneet lapset, 2015" in app.text
    assert app.rows["Keuruu"] == [shown(starter.value("live_births", "KU249", 2015), 0, "fi")]


def test_another_sex_shows_its_own_figures(official: Known, in_official: Enter) -> None:
    app = in_official(indicator="placed_children_0_17", year="2021", region="KU249")
    values = {sex: official.value("placed_children_0_17", "KU249", 2021, sex) for sex in ("total", "male", "female")}
    assert app.rows["Keuruu"][0] == shown(values["total"], 1, "fi", "%")
    for sex, words in (("male", "pojat ja miehet"), ("female", "tytöt ja naiset")):
        app.choose("sex", sex)
        assert app.rows["Keuruu"][0] == shown(values[sex], 1, "fi", "%")
        assert f"prosenttia · {words}" in app.text


def test_the_whole_country_lists_the_municipalities_of_every_county(in_official: Enter) -> None:
    app = in_official(indicator="live_births")
    assert set(app.rows) == {"Jyväskylä", "Keuruu", "Kinnula", "Saarijärvi", "Uurainen"}
    app.choose("area", "FI")
    assert list(app.rows) == ["Jyväskylä", "Keuruu", "Kinnula", "Mikkeli", "Mäntyharju", "Saarijärvi", "Uurainen"]


def test_the_table_under_the_map_lists_what_the_map_says(in_official: Enter) -> None:
    for address in (
        {"indicator": "placed_children_0_17", "year": "2021"},
        {"indicator": "live_births", "year": "2010"},
    ):
        app = in_official(**address)
        told = map_of(app)
        assert list(told["names"].values()) == list(app.rows)
        for code, name in told["names"].items():
            if told["classes"][code] >= 0:
                assert re.sub(r"\s", " ", told["values"][code]) == f"{name}: {app.rows[name][0]} ({address['year']})"
            else:
                assert told["missing_words"]["hidden"] == app.rows[name][0]


def map_of(app: App) -> dict:
    return orjson.loads(app.test.get("bidi_component")[0].proto.json)


# ---- nobody is told what is hidden --------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hidden_value_is_a_word_and_nowhere_a_number(official: Known, in_official: Enter, lang: str) -> None:
    assert official.status("placed_children_0_17", "KU256", 2021) == "hidden_or_zero"
    app = in_official(lang=lang, indicator="placed_children_0_17", year="2021", region="KU256")
    word = t("status.hidden_or_zero.short", lang)
    assert app.rows["Kinnula"][0] == word
    assert not re.search(r"\d", "".join(app.rows["Kinnula"]))
    assert t("status.hidden_or_zero.why", lang) in app.text
    told = map_of(app)
    assert told["classes"]["KU256"] == -1
    assert "KU256" not in told["values"]
    assert told["missing_words"]["hidden"] == word


def test_a_hidden_figure_of_a_municipality_is_a_word_on_its_own_page(in_official: Enter) -> None:
    app = in_official(region="KU256").page("municipality")
    row = next(
        cells
        for name, cells in app.table("Raskaat palvelut").items()
        if name.startswith("Kodin ulkopuolelle sijoitetut 0–17")
    )
    assert row[0] == "salattu tai nolla 2021"


# ---- examples -----------------------------------------------------------------------------------------------
EXAMPLES = {
    "family_centre_visits": "early_support",
    "one_contact_contacts": "one_contact",
    "network_agreements": "shared_work",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("indicator", EXAMPLES)
def test_example_figures_say_so_and_are_not_handed_out(in_starter: Enter, indicator: str, lang: str) -> None:
    app = in_starter(lang=lang, indicator=indicator)
    assert app.chosen("indicator") == indicator
    assert t("example.notice", lang) in [one.value for one in app.test.warning]
    assert t("source.example", lang) in app.text.replace("\\", "")
    assert not app.can_download
    told = map_of(app)
    assert set(told["classes"].values()) <= {-3, -2}
    assert not told["legend"], "examples are not put in classes"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_example_figures_carry_their_mark_among_the_figures_of_a_municipality(
    starter: Known, in_starter: Enter, lang: str
) -> None:
    app = in_starter(lang=lang, region="KU249").page("municipality")
    marked = [row for row in re.findall(r"<tr.*?</tr>", app.html, re.DOTALL) if "ilmio-mark" in row]
    assert all(f">{t('example.mark', lang)}<" in row for row in marked)
    examples = starter.release.latest("KU249").filter(pl.col("flags").list.contains("example"))["indicator"]
    titles = starter.release.table("indicator").filter(pl.col("id").is_in(list(examples)))[f"title_{lang}"]
    assert {plain(re.search(r"<th.*?<span[^>]*>(.*?)</span>", row, re.DOTALL)[1]) for row in marked} == set(titles)
    assert len(titles) > 5


def test_official_figures_carry_no_example_mark(in_starter: Enter) -> None:
    app = in_starter(indicator="live_births")
    assert "esimerkki" not in app.text.lower()
    assert app.can_download


# ---- the state in the address -------------------------------------------------------------------------------
def test_the_address_sets_every_widget(in_official: Enter) -> None:
    address = {
        "area": "HVA12",
        "region": "KU507",
        "phenomenon": "heavy_services",
        "indicator": "placed_children_0_17",
        "year": "2019",
        "sex": "female",
        "form": "tiles",
    }
    app = in_official(**address)
    assert {name: str(app.chosen(name)) for name in address} == address
    assert list(app.rows) == ["Mikkeli", "Mäntyharju"]


def test_an_address_with_a_municipality_alone_finds_its_county(in_official: Enter) -> None:
    assert in_official(region="KU491").chosen("area") == "HVA12"


def test_an_address_with_an_indicator_alone_finds_its_phenomenon(in_official: Enter) -> None:
    assert in_official(indicator="unemployment_rate").chosen("phenomenon") == "family_livelihood"


def test_a_widget_that_is_moved_writes_the_address(in_official: Enter) -> None:
    app = in_official().choose("region", "KU249")
    assert app.address["region"] == "KU249"
    app.choose("phenomenon", "heavy_services").choose("indicator", "placed_children_0_17")
    app.choose("year", 2018).choose("sex", "male").choose("form", "tiles")
    wanted = {"region": "KU249", "indicator": "placed_children_0_17", "year": "2018", "sex": "male", "form": "tiles"}
    assert wanted.items() <= app.address.items()
    again = in_official(**app.address)
    assert again.rows == app.rows


def test_back_and_forward_are_addresses_like_any_other(in_official: Enter) -> None:
    app = in_official(indicator="live_births", year="2010")
    before, first = app.rows, {"indicator": "live_births", "year": "2010"}
    app.choose("year", 2015)
    second, after = app.address, app.rows
    assert app.go(**first).rows == before
    assert app.go(**second).rows == after


def test_the_view_survives_a_visit_to_another_page(in_official: Enter) -> None:
    app = in_official(indicator="placed_children_0_17", year="2018", sex="male", form="tiles")
    app.page("municipality").choose("region", "KU249").choose("region", "KU179")
    assert {"year": "2018", "sex": "male", "form": "tiles"}.items() <= app.address.items()
    app.page("data").run().page("map")
    assert (app.chosen("year"), app.chosen("sex"), app.chosen("form")) == (2018, "male", "tiles")


def test_links_to_pages_and_languages_carry_the_view(in_official: Enter) -> None:
    app = in_official(lang="sv", region="KU249", indicator="placed_children_0_17", year="2018").run()
    for link in app.test.get("page_link"):
        assert "region=KU249" in link.proto.query_string
        assert "year=2018" in link.proto.query_string
        assert "lang=sv" in link.proto.query_string
    for lang in LANGUAGES:
        assert re.search(rf'href="\?lang={lang}&amp;[^"]*region=KU249[^"]*year=2018', app.html)


def test_nonsense_in_an_address_becomes_the_nearest_sensible_view(in_official: Enter) -> None:
    usual = in_official()
    nothing = {name: usual.chosen(name) for name in ("area", "region", "phenomenon", "indicator", "year", "form")}
    nonsense = {"region": "XX", "area": "HVA99", "indicator": "nope", "phenomenon": "nope", "form": "circle"}
    app = in_official(lang="de", sex="nope", year="abc", **nonsense)
    assert {name: app.chosen(name) for name in nothing} == nothing
    assert app.test.title[0].value == "Kartta"


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
    assert in_official(indicator="placed_children_0_17", year=asked).chosen("year") == given


@pytest.mark.parametrize("name", ["area", "region", "phenomenon", "indicator", "sex", "form", "lang", "year"])
@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", "'; DROP TABLE observation;--", "../../etc/passwd", "\x00"]
)
def test_no_address_breaks_a_page_or_is_repeated_in_it(in_starter: Enter, name: str, value: str) -> None:
    app = in_starter(**{name: value})
    assert value not in app.html
    app.page("municipality").page("data")


def test_a_municipality_of_another_county_gives_way_to_the_county_of_the_address(in_official: Enter) -> None:
    app = in_official(area="HVA12", region="KU249")
    assert (app.chosen("area"), app.chosen("region")) == ("HVA12", "HVA12")


def test_an_indicator_without_figures_of_one_sex_shows_both_together(in_official: Enter) -> None:
    app = in_official(indicator="live_births", sex="male")
    assert "lukumäärä · kaikki" in app.text


# ---- everything that can be chosen --------------------------------------------------------------------------
@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_figure_of_the_catalogue_can_be_chosen_on_the_map(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str
) -> None:
    where = request.getfixturevalue(data)
    release = store.Release(store.current(where / "snapshots").path)
    roles = release.table("phenomenon_indicator")
    with_rows = set(release.indicators_with_rows())
    app = open_app(where)
    seen = set()
    for phenomenon in release.table("phenomenon").sort("position")["id"]:
        app.choose("phenomenon", phenomenon)
        expected = set(roles.filter(phenomenon=phenomenon)["indicator"]) & with_rows
        if not expected:
            assert t("choose.no_figures", "fi") in app.text
        for indicator in sorted(expected):
            app.choose("indicator", indicator)
            assert app.chosen("indicator") == indicator
            seen.add(indicator)
    assert seen == set(roles["indicator"]) & with_rows


@pytest.mark.parametrize("data", ["starter_data", "official_data"])
def test_every_figure_and_every_place_can_be_chosen_on_the_page_of_a_municipality(
    open_app: OpenApp, request: pytest.FixtureRequest, data: str
) -> None:
    app = open_app(request.getfixturevalue(data)).page("municipality")
    for phenomenon in options(app, "phenomenon"):
        app.choose("phenomenon", phenomenon)
        for indicator in options(app, "indicator"):
            app.choose("indicator", indicator)
    for area in options(app, "area"):
        app.choose("area", area)
    app.choose("area", "HVA15")
    for region in options(app, "region"):
        app.choose("region", region)


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


# ---- what the page of data says -----------------------------------------------------------------------------
def test_the_page_of_data_tells_the_release_its_sources_and_what_the_checks_saw(
    official: Known, in_official: Enter
) -> None:
    app = in_official().page("data")
    assert app.table("Tämä julkaisu")["Tunnus"] == [official.pointer.release]
    assert official.pointer.release in app.table("Säilytetyt julkaisut")
    findings = official.release.table("finding")
    assert app.html.count("<tr>") > findings.height
    coverage = app.table(t("data.coverage", "fi"))
    assert coverage["Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"] == ["2018–2021", "5/7", "2/2"]
    titles = official.release.table("indicator")
    without = set(titles["id"]) - set(official.release.indicators_with_rows())
    assert without
    for title in titles.filter(titles["id"].is_in(list(without)))["title_fi"]:
        assert coverage[title][0] == t("coverage.none", "fi")
    assert {"191", "11ae"} <= {cells[0] for cells in rows_of(app, t("data.sources", "fi"))}


def rows_of(app: App, caption: str) -> list[list[str]]:
    """Every row of a table without its name: names may repeat."""
    one = next(part for part in app.html.split("<table")[1:] if caption in part.partition("</caption>")[0])
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", one.partition("</table>")[0], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in rows[1:]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_starter_says_what_it_is_and_how_to_refresh(in_starter: Enter, in_official: Enter, lang: str) -> None:
    notice = t("frame.starter", lang)
    assert "make refresh" in notice
    for name in PAGES:
        assert notice in [one.value for one in in_starter(lang=lang).page(name).test.info]
    assert t("data.refresh_how", lang) in [one.value for one in in_starter(lang=lang).page("data").test.markdown]
    assert notice not in in_official(lang=lang).text
