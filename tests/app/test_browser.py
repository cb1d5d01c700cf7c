"""The real app in a real browser: addresses, history, the map under keyboard and mouse, files, sizes and colours."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Download, Locator, Page, expect

from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import FOOTER, HEADER, PAGES, Known, Reader, Site, go, pressed, serving, settled
from tests.app.test_states import publish
from tests.exports.workbook import opened

pytestmark = pytest.mark.browser

PLACED = {"indicator": "placed_children_0_17", "year": "2021", "area": "HVA15"}
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"


def areas(page: Page) -> Locator:
    """The areas of the map, in the order of the keyboard."""
    return page.get_by_role("listbox").get_by_role("option")


def area(page: Page, code: str) -> Locator:
    return page.locator(f'.area[data-code="{code}"]')


def spoken(page: Page) -> list[str]:
    """What a screen reader says of each area."""
    return [plain(one) for one in areas(page).evaluate_all("nodes => nodes.map(n => n.getAttribute('aria-label'))")]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def table_under(page: Page) -> Locator:
    return page.locator("table").last


def linked(page: Page, name: str) -> Locator:
    """The link to a page in the header or the footer."""
    place = page.locator(".ilmio-pages" if name in HEADER else ".ilmio-about")
    return place.get_by_role("link", name=t(f"page.{name}", "fi"), exact=True)


def open_choices(page: Page) -> None:
    """Open the fold of the map's choices, and wait until it stands: a press while it is drawn may be lost."""
    page.get_by_test_id("stExpander").filter(has_text=t("map.options", "fi")).locator("summary").click()
    settled(page)


def choose(page: Page, chooser: str, word: str) -> None:
    """Take a word of a list."""
    page.get_by_role("combobox", name=chooser, exact=True).select_option(label=word)


def in_the_list(page: Page, chooser: str) -> Locator:
    """The word of a list that is in sight."""
    return page.get_by_role("combobox", name=chooser, exact=True).locator("option:checked")


def expect_address(page: Page, **wanted: str) -> None:
    for name, value in wanted.items():
        expect(page).to_have_url(re.compile(rf"[?&]{name}={re.escape(value)}(&|$)"))


# ---- the first visitor after a start ------------------------------------------------------------------------
@pytest.fixture
def fresh_site(official_data: Path, tmp_path: Path) -> Iterator[Site]:
    """A server that nobody has visited."""
    with serving(official_data, tmp_path / "server.log") as site:
        yield site


# Every page with figures, and one of those that tell of the service.
FIRST_VISITS = {
    "overview": ({"region": "KU249"}, "Tilannekuva", "Raskaat palvelut ja lastensuojelu"),
    "phenomenon": ({**PLACED, "region": "KU249"}, "Ilmiö", "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"),
    "municipality": ({"region": "KU249"}, "Kunta", "Keuruu"),
    "compare": (
        {"group": "counties", "phenomenon": "heavy_services"},
        "Vertailu",
        "rinnakkain: kaikki hyvinvointialueet",
    ),
    "map": ({**PLACED, "region": "KU249"}, "Kartta", "Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021"),
    "future": ({"region": "KU729", "age": "age_7"}, "Tulevaisuus", "7-vuotiaat"),
    "family_centres": ({"region": "KU249"}, "Perhekeskukset", "Missä perheet jäävät tavoittamatta?"),
    "data": ({}, "Aineistot", "Lataa luvut"),
    "methods": ({}, "Menetelmät", "Lyhyesti"),
}


@pytest.mark.parametrize("name", FIRST_VISITS)
def test_a_deep_link_opened_first_after_a_start_shows_the_page_whole(
    fresh_site: Site, reader: Reader, name: str
) -> None:
    address, title, heading = FIRST_VISITS[name]
    page = reader.open(fresh_site.at(name, **address))
    expect(page.locator("h1")).to_have_text(title)
    expect(page.get_by_role("heading", level=2).filter(has_text=heading)).to_be_visible()
    for other in PAGES:
        expect(linked(page, other)).to_be_visible()
    expect(page.get_by_role("navigation", name="Kieli").get_by_role("link")).to_have_text(
        ["Suomi", "Svenska", "English"]
    )
    expect(page.get_by_text(fresh_site.release).last).to_be_attached()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == fresh_site.at(name, **address)


def test_the_plain_address_shows_the_overview(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at())
    expect(page.locator("h1")).to_have_text("Tilannekuva")
    expect(page.get_by_role("dialog")).to_have_count(0)
    choose(page, "Kunta", "Keuruu")
    expect_address(page, region="KU249")
    expect(page.get_by_text("Keuruu: lasten ja perheiden tilanne")).to_be_visible()


def test_every_page_can_be_reached_by_its_link_and_asks_nobody_else(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("municipality", region="KU249"))
    for name in (*HEADER, *FOOTER):
        linked(page, name).click()
        expect(page.locator("h1")).to_have_text(t(f"page.{name}", "fi"))
        settled(page)
        expect(page).to_have_title(f"{t(f'page.{name}', 'fi')} – Ilmiötaulu")
        expect_address(page, region="KU249")
        expect(page).to_have_url(re.compile(rf"/{name}\?"))
    hosts = {
        re.sub(r"^\w+://([^/]+).*", r"\1", url) for url in reader.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {official_site.url.removeprefix("http://")}


def test_a_card_of_the_overview_leads_to_its_phenomenon_in_the_same_place(official_site: Site, page: Page) -> None:
    go(page, official_site.at("overview", region="KU249", indicator="live_births", year="2015"))
    page.get_by_text("Avaa ilmiö: Raskaat palvelut ja lastensuojelu").click()
    expect(page.locator("h1")).to_have_text("Ilmiö")
    expect_address(page, region="KU249", phenomenon="heavy_services")
    settled(page)
    expect(page.locator("h2").first).to_have_text("Raskaat palvelut ja lastensuojelu")
    expect(area(page, "KU249")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Tilannekuva")


def test_a_link_keeps_the_view_that_is_on_the_screen_when_it_is_pressed(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED, region="KU249"))
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")  # only the part with the map runs: the head of the page was drawn before
    expect_address(page, year="2020")
    for link in (linked(page, "compare"), page.get_by_role("link", name="Svenska")):
        link.focus()
        expect(link).to_have_attribute("href", re.compile(r"[?&]year=2020(&|$)"))
    linked(page, "phenomenon").click()
    expect(page.locator("h1")).to_have_text("Ilmiö")
    expect_address(page, year="2020", region="KU249")


def test_a_release_published_while_a_person_looks_is_shown_whole_at_the_next_change(
    official: Known, own_data: Path, tmp_path: Path, reader: Reader
) -> None:
    with serving(own_data, tmp_path / "server.log") as site:
        page = reader.open(site.at("map", indicator="live_births", year="2015", region="KU249"))
        before = spoken(page)
        publish(official, own_data)
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_text(t("frame.new_release", "fi", release=official.pointer.release))).to_be_visible()
        settled(page)
        expect(page.get_by_text(official.pointer.release).last).to_be_attached()
        expect(area(page, "KU249")).to_have_attribute("aria-label", re.compile(r"\(2014\)"))
        assert len(spoken(page)) == 5 < len(before), "the made-up world has five municipalities here"


# ---- language -----------------------------------------------------------------------------------------------
def test_the_links_of_languages_keep_the_view(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED, region="KU249", sex="male"))
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    settled(page)
    expect_address(page, lang="sv", **PLACED, region="KU249", sex="male")
    expect(page.locator("h1")).to_have_text(t("page.map", "sv"))
    assert "Keuru: 1,6 %" in spoken(page)[1] or "Keuru: 1,5 %" in spoken(page)[1]
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settled(page)
    expect_address(page, lang="en", **PLACED, region="KU249", sex="male")
    assert re.match(r"Keuruu: 1\.\d", spoken(page)[1])


# ---- history ------------------------------------------------------------------------------------------------
def test_back_and_forward_walk_through_the_views(official_site: Site, page: Page) -> None:
    go(page, official_site.at("municipality", region="KU249"))
    expect(page.locator("h2").first).to_have_text("Keuruu")
    choose(page, "Kunta", "Kinnula")
    expect(page.locator("h2").first).to_have_text("Kinnula")
    expect_address(page, region="KU256")
    choose(page, "Kunta", "Uurainen")
    expect(page.locator("h2").first).to_have_text("Uurainen")
    expect_address(page, region="KU892")
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Kinnula")
    expect_address(page, region="KU256")
    expect(in_the_list(page, "Kunta")).to_have_text("Kinnula")
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Keuruu")
    page.go_forward()
    expect(page.locator("h2").first).to_have_text("Kinnula")
    page.go_forward()
    expect(page.locator("h2").first).to_have_text("Uurainen")
    expect_address(page, region="KU892")


def test_back_leads_from_a_page_to_the_page_before(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    linked(page, "data").click()
    expect(page.locator("h1")).to_have_text("Aineistot")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Kartta")
    settled(page)
    assert spoken(page)[2] == "Kinnula: salattu tai nolla"


# ---- the map ------------------------------------------------------------------------------------------------
def test_the_map_is_one_tab_stop_and_arrows_walk_by_name(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    page.get_by_role("button", name=t("play.start", "fi")).focus()  # the last thing above the map
    page.keyboard.press("Tab")
    walked = [focused(page)]
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        walked.append(focused(page))
    assert walked == ["KU179", "KU249", "KU256", "KU729", "KU892"]
    names = [one.partition(":")[0] for one in spoken(page)]
    assert names == sorted(names) == ["Jyväskylä", "Keuruu", "Kinnula", "Saarijärvi", "Uurainen"]
    page.keyboard.press("ArrowRight")
    assert focused(page) == "KU892", "there is nothing after the last"
    page.keyboard.press("Home")
    assert focused(page) == "KU179"
    page.keyboard.press("s")
    assert focused(page) == "KU729", "a letter goes to the next name that begins with it"
    page.keyboard.press("Tab")
    assert focused(page) is None, "the next tab leaves the map"


def focused(page: Page) -> str | None:
    """The code of the area that has the focus."""
    return page.evaluate(
        "() => { let at = document.activeElement; while (at?.shadowRoot) at = at.shadowRoot.activeElement;"
        " return at?.dataset?.code ?? null; }"
    )


def test_enter_on_an_area_chooses_it(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    area(page, "KU179").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_address(page, region="KU249")
    expect(area(page, "KU249")).to_have_attribute("aria-selected", "true")
    expect(in_the_list(page, "Kunta")).to_have_text("Keuruu")
    expect(table_under(page).locator('tr[aria-current="true"] th')).to_have_text("Keuruu")
    assert focused(page) == "KU249", "the focus stays where it was"


@pytest.mark.parametrize("form", ["boundaries", "tiles"])
def test_a_click_on_an_area_chooses_it(official_site: Site, page: Page, form: str) -> None:
    go(page, official_site.at("map", **PLACED, form=form))
    area(page, "KU729").click()
    expect_address(page, region="KU729", form=form)
    expect(area(page, "KU729")).to_have_attribute("aria-selected", "true")
    expect(in_the_list(page, "Kunta")).to_have_text("Saarijärvi")
    page.go_back()
    expect(in_the_list(page, "Kunta")).to_have_text("Koko alue")


@pytest.mark.parametrize("form", ["boundaries", "tiles"])
def test_a_hidden_area_is_hatched_and_says_the_word(official_site: Site, page: Page, form: str) -> None:
    go(page, official_site.at("map", **PLACED, form=form))
    kinnula = area(page, "KU256")
    expect(kinnula).to_have_attribute("fill", "url(#map-hidden)")
    expect(kinnula).to_have_attribute("aria-label", "Kinnula: salattu tai nolla")
    assert page.locator("pattern#map-hidden line").count() == 1
    kinnula.hover()
    expect(page.locator(".tip")).to_be_visible()
    expect(page.locator(".tip")).to_have_text("Kinnula: salattu tai nolla")
    expect(page.locator(".legend .key").last).to_have_text("salattu tai nolla")
    fills = areas(page).evaluate_all("nodes => nodes.map(n => n.getAttribute('fill'))")
    assert sum(fill.startswith("url") for fill in fills) == 1


def test_the_tooltip_of_an_area_is_its_label(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    for code in ("KU179", "KU249"):
        area(page, code).hover()
        label = area(page, code).get_attribute("aria-label") or ""
        expect(page.locator(".tip")).to_have_text(label)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_under_the_map_has_the_values_of_the_map_in_its_order(
    official_site: Site, page: Page, lang: str
) -> None:
    go(page, official_site.at("map", **PLACED, lang=lang))
    listed = []
    for row in table_under(page).locator("tbody tr").all():
        name, value = row.locator("th").inner_text(), row.locator("td").first.inner_text()
        listed.append(f"{name}: {value}" + (" (2021)" if value[0].isdigit() else ""))
    assert [plain(one) for one in listed] == spoken(page)


def test_the_two_forms_draw_the_same_areas_from_their_own_files(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("map", **PLACED, form="boundaries"))
    drawn = {"boundaries": shapes(page)}
    open_choices(page)
    page.get_by_role("radio", name="Ruudukko").click()
    expect_address(page, form="tiles")
    expect(page.get_by_role("radio", name="Ruudukko")).to_be_checked()
    expect(area(page, "KU249")).not_to_have_attribute("d", drawn["boundaries"]["KU249"])
    drawn["tiles"] = shapes(page)
    assert drawn["boundaries"].keys() == drawn["tiles"].keys()
    asked = [url.rpartition("/")[2] for url in reader.requests if "/geometry/" in url]
    assert asked == ["boundaries.json", "tiles.json"], "each file is fetched once"


def shapes(page: Page) -> dict[str, str]:
    return dict(areas(page).evaluate_all("nodes => nodes.map(n => [n.dataset.code, n.getAttribute('d')])"))


def test_a_change_of_year_repaints_and_asks_for_no_file(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("map", **PLACED))
    before = spoken(page)
    reader.requests.clear()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect_address(page, year="2020")
    expect(area(page, "KU179")).to_have_attribute("aria-label", re.compile(r"\(2020\)"))
    assert spoken(page) != before
    assert not [url for url in reader.requests if "/geometry/" in url]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_of_the_methods_lead_to_their_headings(official_site: Site, page: Page, lang: str) -> None:
    go(page, official_site.at("methods", lang=lang))
    words = page.get_by_test_id("stMarkdownContainer").locator("h2").all_inner_texts()
    links = page.get_by_test_id("stMarkdownContainer").locator("li a[href^='#']")
    assert links.all_inner_texts() == words
    for link, heading in zip(links.all(), words, strict=True):
        target = page.locator(f"[id='{(link.get_attribute('href') or '#')[1:]}']")
        assert target.inner_text() == heading
    links.last.click()
    expect(page.get_by_role("heading", name=words[-1])).to_be_in_viewport()
    assert parse_qs(urlsplit(page.url).query) == {"lang": [lang]}


def test_the_map_follows_the_slider_before_the_server_is_told(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("map", **PLACED))
    slider, seen = page.get_by_role("slider"), area(page, "KU179")
    with page.expect_response(re.compile("/map-years/")):
        slider.focus()
    page.wait_for_timeout(100)
    label = slider.evaluate(
        """async (slider, code) => {
          slider.value = 1;
          slider.dispatchEvent(new Event("input"));
          await new Promise(requestAnimationFrame);
          const inside = root => [...root.querySelectorAll("*")].flatMap(
            node => [node, ...(node.shadowRoot ? inside(node.shadowRoot) : [])]);
          return inside(document).find(node => node.dataset?.code === code).getAttribute("aria-label");
        }""",
        "KU179",
    )
    assert "(2019)" in label
    expect(page.locator(".area-map .heading")).to_contain_text("2019")
    expect_address(page, year="2019")
    expect(seen).to_have_attribute("aria-label", label)


def test_the_years_play_to_the_newest_and_the_address_is_written_then(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("map", **{**PLACED, "year": "2019"}))
    reader.requests.clear()
    page.get_by_role("button", name=t("play.start", "fi")).click()
    seen = area(page, "KU179")
    for year in (2019, 2020, 2021):
        expect(seen).to_have_attribute("aria-label", re.compile(rf"\({year}\)"))
    expect_address(page, year="2021")
    expect(page.get_by_role("button", name=t("play.start", "fi"))).to_be_visible()
    expect(page.get_by_role("button", name=t("play.stop", "fi"))).to_have_count(0)
    assert not [url for url in reader.requests if "/geometry/" in url], "the shapes are asked once"
    expect(table_under(page).locator("tbody tr").first).to_contain_text("Jyväskylä")


def test_two_maps_beside_each_other_share_the_choice(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED, beside="children_0_17"))
    expect(page.get_by_role("listbox")).to_have_count(2)
    area(page, "KU729").last.click()
    expect_address(page, region="KU729")
    for one in area(page, "KU729").all():
        expect(one).to_have_attribute("aria-selected", "true")


def test_what_a_person_has_opened_stays_open_when_another_place_is_chosen(official_site: Site, page: Page) -> None:
    go(page, official_site.at("phenomenon", **{**PLACED, "region": "KU249"}))
    why = page.locator(".st-key-cells-under-trend details", has_text=t("evidence.why", "fi"))
    why.locator("summary").click()
    first = why.locator("li").first
    expect(first).to_contain_text("1 564")
    choose(page, "Kunta", "Jyväskylä")
    expect(first).not_to_contain_text("1 564")
    expect(first).to_be_visible()


def test_the_table_under_a_chart_comes_when_its_fold_is_opened(official_site: Site, page: Page) -> None:
    go(page, official_site.at("future", region="KU729", age="age_7"))
    expect(page.locator("table")).to_have_count(0)
    page.get_by_test_id("stExpander").filter(has_text=t("explain.with_table", "fi")).first.locator("summary").click()
    expect(page.locator("table")).to_have_count(1)
    expect(page.locator("table tbody tr th").first).to_have_text("2040")


def test_a_long_table_is_turned_part_by_part(starter_site: Site, page: Page) -> None:
    go(page, starter_site.at("map", indicator="live_births", area="FI"))
    rows = table_under(page).locator("tbody tr")
    expect(rows).to_have_count(30)
    expect(rows.first).to_contain_text("Akaa")
    page.get_by_role("combobox", name="Taulukon rivit").select_option("Rivit 301–308, kaikkiaan 308")
    expect(rows).to_have_count(8)
    expect(rows.last).to_contain_text("Äänekoski")


def test_the_starter_has_tiles_alone(starter_site: Site, page: Page) -> None:
    go(page, starter_site.at("map", indicator="live_births"))
    open_choices(page)
    expect(page.get_by_role("combobox", name="Toinen luku rinnalle")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Kartan muoto")).to_have_count(0)
    expect(areas(page)).to_have_count(22)
    expect(page.get_by_text("Näkyvissä on aloitusaineisto").first).to_be_visible()


def test_a_map_without_its_file_says_so_and_the_table_stays(official_site: Site, reader: Reader) -> None:
    page = reader.window()
    page.route("**/geometry/*", lambda route: route.fulfill(status=404, body=""))
    page.goto(official_site.at("map", **PLACED))
    expect(page.locator(".area-map .note")).to_have_text(t("map.no_map", "fi"))
    expect(table_under(page)).to_contain_text("Keuruu")
    reader.faults.clear()  # the refused file is what this test is about


# ---- files --------------------------------------------------------------------------------------------------
def downloaded(page: Page, label: str, lang: str = "fi") -> tuple[Download, bytes]:
    button = page.get_by_role("button", name=label, exact=True)
    if not button.count():
        page.get_by_test_id("stExpander").filter(has_text=t("explain.title", lang)).locator("summary").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return waiting.value, Path(waiting.value.path()).read_bytes()


def test_the_csv_opens_as_finnish_spreadsheets_want_it(official_site: Site, official: Known, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    file, content = downloaded(page, t("download.csv", "fi"))
    assert file.suggested_filename == "placed_children_0_17-HVA15-2021.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Kodin ulkopuolelle sijoitetut 0–17-vuotiaat"]
    figures = {row[1]: row for row in rows if row and row[0].startswith("KU")}
    value = official.value("placed_children_0_17", "KU249", 2021)
    assert figures["Keuruu"][:3] == ["KU249", "Keuruu", f"{value:.1f}".replace(".", ",")]
    assert figures["Kinnula"][2:] == ["salattu tai nolla", "", "", ""]
    head = content.decode("utf-8-sig").partition("KU179")[0]
    assert all(word in head for word in (official.pointer.release, "CC BY 4.0", "THL", "191"))
    assert [plain(name) for name in figures] == [one.partition(":")[0] for one in spoken(page)]


def test_the_english_csv_has_commas_and_decimal_points(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED, lang="en"))
    _, content = downloaded(page, t("download.csv", "en"), "en")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert re.fullmatch(r"\d\.\d", next(row[2] for row in rows if row and row[0] == "KU249"))


def test_the_workbook_and_the_picture_are_of_the_same_map(official_site: Site, official: Known, page: Page) -> None:
    go(page, official_site.at("map", **PLACED))
    file, content = downloaded(page, t("download.xlsx", "fi"))
    assert file.suggested_filename == "placed_children_0_17-HVA15-2021.xlsx"
    figures = next(iter(opened(content).pages.values()))
    rows = {row[0]: row for number in range(4, 9) if (row := figures.row(number))}
    assert rows["KU249"][2] == round(official.value("placed_children_0_17", "KU249", 2021), 1)
    assert rows["KU256"] == ["KU256", "Kinnula", "salattu tai nolla"]
    file, content = downloaded(page, t("download.png", "fi"))
    assert file.suggested_filename == "placed_children_0_17-HVA15-2021.png"
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) > 20_000


def test_examples_cannot_be_downloaded(starter_site: Site, page: Page) -> None:
    go(page, starter_site.at("map", indicator="family_centre_visits"))
    expect(page.get_by_text(t("example.notice", "fi"))).to_be_visible()
    expect(page.get_by_test_id("stDownloadButton")).to_have_count(0)
    expect(page.get_by_role("button", name=t("download.png", "fi"))).to_have_count(0)
    expect(areas(page).first).to_have_attribute("fill", "url(#map-example)")


def test_the_steadied_map_says_both_figures_of_an_area_and_chooses_it(official_site: Site, page: Page) -> None:
    go(page, official_site.at("map", **PLACED, region="KU249", maps="steadied"))
    expect(area(page, "KU179")).to_have_attribute(
        "aria-label", re.compile(r"^Jyväskylä: 1,5\s%, tasoitettu 1,4\s% \(1,3–1,5\)$")
    )
    expect(area(page, "KU256")).to_have_attribute("aria-label", "Kinnula: salattu tai nolla")
    area(page, "KU179").click()
    expect(page).to_have_url(re.compile("region=KU179"))


# ---- sizes, colours, pictures -------------------------------------------------------------------------------
VIEWS = {
    "overview": {"region": "KU249"},
    "phenomenon": {**PLACED, "region": "KU249"},
    "municipality": {"region": "KU249"},
    "compare": {**PLACED, "region": "KU249", "view": "one"},
    "map": {**PLACED, "region": "KU249", "beside": "children_0_17"},
    "future": {"region": "KU249"},
    "family_centres": {"region": "KU249"},
    "story": {"region": "KU249", "add": "trend:placed_children_0_17"},
    "data": {},
    "import_file": {"template": "one_contact"},
    "methods": {},
    "accessibility": {},
    "about": {},
}
# Other sides of the pages above.
MORE_VIEWS = {
    "compare many": ("compare", {"phenomenon": "children_decreasing", "region": "KU249"}),
    "compare own": ("compare", {**PLACED, "region": "KU249", "group": "own", "own": "KU179,KU491"}),
    "compare similar": ("compare", {**PLACED, "region": "KU249", "group": "similar", "view": "one"}),
    "map steadied": ("map", {**PLACED, "region": "KU249", "maps": "steadied"}),
    "map years": ("map", {**PLACED, "region": "KU249", "maps": "years"}),
    "whole country": ("map", {"indicator": "live_births", "area": "FI", "form": "tiles"}),
}


def widths(page: Page) -> list[int]:
    return page.evaluate(
        """() => [document.documentElement, document.body, document.querySelector('[data-testid="stMain"]')]
                 .map(node => node.scrollWidth)"""
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_the_language_it_says_it_is_and_fits_a_phone(
    official_site: Site, reader: Reader, name: str, lang: str
) -> None:
    page = reader.open(official_site.at(name, **VIEWS[name], lang=lang), width=390)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("h1")).to_have_text(t(f"page.{name}", lang))
    expect(page).to_have_title(f"{t(f'page.{name}', lang)} – Ilmiötaulu")
    skip = {"sv": "Gå till huvudinnehållet", "en": "Skip to main content"}[lang]
    expect(page.get_by_test_id("stSkipToContent")).to_contain_text(skip)
    assert widths(page) == [390] * 3


def test_on_a_phone_each_figure_stands_under_its_own_name(official_site: Site, reader: Reader) -> None:
    page = reader.open(official_site.at("municipality", region="KU249"), width=390)
    stacked = page.locator(".ilmio-stack").first
    expect(stacked.locator("thead")).to_be_hidden()
    own = stacked.locator("td.n").first
    expect(own).to_have_css("text-align", "left")
    named = own.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert re.findall(r'"([^"]*)"', named) in (["Keuruu: "], ["Keuruu", ": "])


BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"


def test_the_light_and_the_dark_mode_follow_the_reader(official_site: Site, reader: Reader) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        page = reader.open(official_site.at("map", **PLACED), scheme=scheme)
        seen[scheme] = (page.evaluate(BACKGROUND), area(page, "KU179").get_attribute("fill"))
        expect(page.locator(".area-map")).to_have_class("area-map dark" if scheme == "dark" else "area-map")
        page.screenshot(path=SCREENSHOTS / f"map-{scheme}.png")
    assert seen["light"][0] == "rgb(255, 255, 255)"
    assert seen["dark"][0] == "rgb(16, 25, 29)"
    assert seen["light"][1] != seen["dark"][1], "the map has a palette of its own in the dark"


TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Streamlit's own, which we cannot mend: rule -> (part of the element, reason).
ACCEPTED: dict[str, tuple[str, str]] = {
    "presentation-role-conflict": ('data-testid="stFileUploaderDropzone"', "the place to drop a file on has a name"),
}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window_or_has_a_barrier_that_axe_can_find(
    official_site: Site, reader: Reader, name: str, width: int, scheme: str
) -> None:
    page = reader.open(official_site.at(name, **VIEWS[name]), width=width, scheme=scheme)
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    expect(page).to_have_title(f"{t(f'page.{name}', 'fi')} – Ilmiötaulu")
    expect(page.get_by_test_id("stSkipToContent")).to_contain_text("Siirry pääsisältöön")
    assert widths(page) == [width] * 3
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    whole(page)
    assert widths(page) == [width] * 3, "with every fold open"
    barriers(page)


@pytest.mark.parametrize("view", MORE_VIEWS)
def test_no_other_side_of_a_page_is_wider_than_a_phone_or_has_a_barrier(
    official_site: Site, reader: Reader, view: str
) -> None:
    name, address = MORE_VIEWS[view]
    page = whole(reader.open(official_site.at(name, **address), width=390, scheme="dark"))
    assert widths(page) == [390] * 3
    barriers(page)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_forecasts_of_children_have_no_barrier_and_their_wide_tables_fit_a_phone(
    grown_site: Site, reader: Reader, width: int, scheme: str
) -> None:
    page = whole(reader.open(grown_site.at("future", region="KU256"), width=width, scheme=scheme))
    assert widths(page) == [width] * 3
    barriers(page)
    for title in (t("future.meaning", "fi"), t("scenario.title", "fi")):
        table = page.get_by_role("region", name=re.compile(re.escape(f"Kinnula: {title}")))
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), title
    changes = page.locator(".ilmio-span")
    expect(changes).to_have_count(5)
    zero = changes.first.evaluate("span => getComputedStyle(span).backgroundPositionX")
    assert re.match(r"[\d.]+%", zero), "the line of zero is drawn where zero lies"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_language_has_a_barrier_that_axe_can_find(starter_site: Site, reader: Reader, lang: str) -> None:
    page = whole(reader.open(starter_site.at("map", lang=lang, indicator="live_births"), width=390))
    barriers(page)


def whole(page: Page) -> Page:
    """Make the window as tall as the page and open its folds: axe does not look at what is out of sight."""
    folds = page.get_by_test_id("stExpander")
    for number in range(folds.count()):
        # What is folded within it needs no server, and is out of sight for axe as it is for people.
        # A fold may hold one that is closed: nothing in it is waited for.
        drawn = folds.nth(number).get_by_test_id("stExpanderDetails").get_by_test_id("stElementContainer")
        pressed(
            folds.nth(number).locator("> details > summary"),
            lambda wait, drawn=drawn: expect(drawn.first).to_be_attached(timeout=wait),
        )
        settled(page)
    tall = page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(tall + 50, 12_000)})
    return settled(page)


def barriers(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(TAGS)}}).response["violations"]
    told = [
        f"{one['id']} ({one['impact']}): {node['html'][:160]} – {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if not (one["id"] in ACCEPTED and ACCEPTED[one["id"]][0] in node["html"])
    ]
    assert not told, "\n".join(told[:10])
