"""The questions people come with, asked as they would ask them, in a browser. Pictures are kept for review."""

import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu.statistics.comparison import pooled_interval, side_of, unbroken_since
from ilmiotaulu.text import t
from ilmiotaulu.views.texts import LEARNING_NETWORK
from tests.app.conftest import Known, Reader, Site, go, settled

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
PLACED = "placed_children_0_17"


class Clicks:
    """A person's clicks on a page, counted by the page itself; a list takes two, one to open it and one for a word."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.of_lists = 0
        page.evaluate(
            "() => { window.clicks = 0;"
            " addEventListener('click', event => { if (event.isTrusted) window.clicks += 1; }, true); }"
        )

    def choose(self, chooser: str, word: str) -> None:
        choose(self.page, chooser, word)
        self.of_lists += 2

    @property
    def count(self) -> int:
        return self.of_lists + self.page.evaluate("() => window.clicks")


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    assert size is not None
    tall = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({**size, "height": tall})
    settled(page).screenshot(path=SCREENSHOTS / f"journey-{name}.png")
    page.set_viewport_size(size)


def choose(page: Page, chooser: str, word: str) -> None:
    page.get_by_role("combobox", name=chooser, exact=True).select_option(label=word)


def percent(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") + " %"


def said(page: Page) -> str:
    """Everything a person reads on the page, spaces plain."""
    return re.sub(r"\s+", " ", page.get_by_test_id("stMain").inner_text())


def test_how_is_keuruu_doing(starter_site: Site, starter: Known, reader: Reader) -> None:
    """From the front page to the municipality's picture and one phenomenon in at most four clicks, on a phone."""
    page = reader.open(starter_site.at(), width=390, height=844)
    clicks = Clicks(page)
    clicks.choose("Kunta", "Keuruu")
    expect(page.locator(".ilmio-lead")).to_contain_text("Keuruu:")
    picture(page, "1a-front-page")
    page.get_by_role("link", name="Kunta", exact=True).click()
    expect(page.locator("h1")).to_have_text("Kunta")
    expect(page.locator("h2").first).to_have_text("Keuruu")
    births = int(starter.release.latest("KU249").filter(indicator="live_births")["value"].item())
    assert re.search(rf"Syntyneet lapset rakenne {births} 20\d\d", said(settled(page)))
    picture(page, "1b-municipality")
    page.get_by_role("link", name="Avaa ilmiö: Raskaat palvelut ja lastensuojelu", exact=True).click()
    expect(page.locator("h1")).to_have_text("Ilmiö")
    expect(page.locator("h2").first).to_have_text("Raskaat palvelut ja lastensuojelu")
    placed = starter.release.latest("KU249").filter(indicator=PLACED).row(0, named=True)
    assert (
        f"Keuruu: Kodin ulkopuolelle sijoitetut 0–17-vuotiaat {percent(placed['value'])} ({placed['year']}). "
        "Sattuman vuoksi luku voisi hyvin olla"
    ) in said(settled(page))
    picture(page, "1c-phenomenon")
    assert clicks.count == 4


def test_are_our_placements_different_from_other_counties_in_the_network_and_since_when(
    starter_site: Site, starter: Known, reader: Reader
) -> None:
    page = reader.open(starter_site.at())
    page.get_by_role("link", name="Vertailu", exact=True).click()
    expect(page.locator("h1")).to_have_text("Vertailu")
    choose(settled(page), t("choose.group", "fi"), "Oppimisverkosto")
    expect(page).to_have_url(re.compile("group=network"))
    settled(page).get_by_role("radio", name="Yksi luku").click()
    choose(page, "Ilmiö", "Raskaat palvelut ja lastensuojelu")
    expect(page).to_have_url(re.compile("phenomenon=heavy_services"))
    expect(page.get_by_role("heading", name=re.compile("Kodin ulkopuolelle sijoitetut"))).to_be_visible()
    side, first, last, others = since_when(starter)
    own = starter.value(PLACED, "HVA15", last)
    word = {"above": "suurempi", "below": "pienempi"}[side]
    assert (
        f"Keski-Suomen hyvinvointialue: {percent(own)} ({last}). Muut yhteensä: {percent(others)}. "
        f"Suhteessa muihin: {word}, kaikkina verrattuina vuosina {first}–{last}."
    ) in said(settled(page))
    # Each county has a row of its own, and says since when it has differed.
    rows = page.locator(".ilmio-table tbody tr")
    expect(rows).to_have_count(len(LEARNING_NETWORK) + 1)
    assert (
        len(
            re.findall(
                r"(?:(?:suurempi|pienempi), (?:kaikkina|vain)|ei erotu (?:yhtenäkään verrattuna )?vuonna)", said(page)
            )
        )
        >= 7
    )
    picture(page, "2-learning-network")
    # The address is the view: somebody else sees the same.
    again = reader.open(page.url)
    assert said(again) == said(page)


def since_when(known: Known) -> tuple[str, int, int, float]:
    """The rule, computed past the app: Central Finland's interval against that of the others' sums, year by year."""
    others = [code for code in LEARNING_NETWORK if code != "HVA15"]
    mine = known.release.series(PLACED, ["HVA15"]).filter(pl.col("lower95").is_not_null())
    counts = known.release.areas(PLACED, others).filter(pl.col("count").is_not_null() & pl.col("base").is_not_null())
    sides, shares = {}, {}
    for row in mine.iter_rows(named=True):
        theirs = counts.filter(year=row["year"])
        if theirs.height == len(others):
            share, limits = pooled_interval(theirs["count"].to_list(), theirs["base"].to_list())
            sides[row["year"]] = side_of((row["lower95"], row["upper95"]), limits)
            shares[row["year"]] = share
    side, first, last = unbroken_since(sides)
    assert side != "not_told_apart", "the official figures of the starter differ; else this journey says too little"
    return side, first, last, shares[last]


def test_how_many_seven_year_olds_will_saarijarvi_have_in_2035(
    starter_site: Site, starter: Known, reader: Reader
) -> None:
    page = reader.open(starter_site.at(region="KU729"))
    page.get_by_role("link", name="Tulevaisuus", exact=True).click()
    expect(page.locator("h1")).to_have_text("Tulevaisuus")
    choose(page, "Ikä", "7-vuotiaat")
    expect(page.locator("h2").first).to_have_text("7-vuotiaat")
    newest = starter.release.latest("KU729").filter(indicator="age_7").row(0, named=True)
    future = dict(
        starter.release.forecast("KU729").filter(indicator="projected_age_7").select("year", "value").iter_rows()
    )
    assert 2035 in future
    listed = ", ".join(f"{value:.0f} ({year})" for year, value in sorted(future.items()))
    sentence = (
        f"Saarijärvi: 7-vuotiaat. Uusin tieto: {newest['value']:.0f} ({newest['year']}). {t('forecast.none', 'fi')} "
        f"Virallinen ennuste: {listed}."
    )
    assert sentence in said(settled(page))
    page.get_by_text(t("explain.with_table", "fi")).first.click()
    row = page.locator(".ilmio-table tr", has=page.get_by_role("rowheader", name="2035")).first
    expect(row.locator("td").last).to_have_text(f"{future[2035]:.0f}")
    picture(page, "3-seven-year-olds")
    shared = go(reader.window(width=390), page.url)
    assert sentence in said(shared)


def test_how_many_births_and_first_graders_should_a_municipality_of_two_thousand_plan_for(
    grown_site: Site, grown: Known, reader: Reader
) -> None:
    """How many, between what limits, and how often such limits have held there: on a phone, in three clicks."""
    people = grown.release.latest("KU256").filter(indicator="population")["value"].item()
    assert 1_900 < people < 2_100
    births, pupils = ahead(grown, "live_births", 2030), ahead(grown, "age_7", 2028)
    alike, here = (record(grown, "live_births", group, 5) for group in ("from_2000", "KU256"))
    inside = round(here["coverage80"] * here["cases"] / 100)
    expected = f"Ennuste vuodelle 2030: noin {births['value']:.0f}."
    limits = f"{births['lower80']:.0f}–{births['upper80']:.0f}"
    told = (
        f"Syntyneet lapset. {expected} Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä {limits}. "
        f"Tällaista väliä on kokeiltu täällä {here['cases']} kertaa, ja niistä {inside} on pitänyt. "
        f"Toteutuneista luvuista {alike['coverage80']:.0f} % on osunut tällaiselle välille "
        "(2 000–5 000 asukkaan kunnat)."
    )
    page = reader.open(grown_site.at(), width=390, height=844)
    clicks = Clicks(page)
    clicks.choose("Kunta", "Kinnula")
    expect(page.locator(".ilmio-lead")).to_contain_text("Kinnula:")
    assert told in said(settled(page))
    picture(page, "4a-front-page")
    page.get_by_role("link", name="Tulevaisuus", exact=True).click()
    expect(page.locator("h1")).to_have_text("Tulevaisuus")
    read = said(settled(page))
    assert f"{expected} Toteutuneen luvun pitäisi olla neljä kertaa viidestä välillä {limits}." in read
    tried = f"kokeiltuja ennusteita {here['cases']} (tehty vuosina 2000–2020)"
    assert f"Kinnula: {tried}, niistä 80 %:n väliin osui {inside}." in read
    now = grown.value("age_7", "KU256", 2021)
    assert (
        f"Kinnula: 7-vuotiaita vuonna 2028 noin {pupils['value']:.0f} "
        f"(80 %:n väli {pupils['lower80']:.0f}–{pupils['upper80']:.0f}). Vuonna 2021 heitä oli {now:.0f}."
    ) in read
    # Each age group has a picture with its numbers, and what is wide stands under each other.
    group = page.locator(".ilmio-courses figure").first
    small = ahead(grown, "children_0_2", 2031)
    picture_says = group.get_by_role("img").get_attribute("alt") or ""
    assert f", {small['value']:.0f} (2031; {small['lower80']:.0f}–{small['upper80']:.0f})." in picture_says
    expect(group.locator("dd").last).to_have_text(f"{small['lower80']:.0f}–{small['upper80']:.0f}")
    wide = page.locator(".ilmio-wide").first
    assert wide.evaluate("table => table.scrollWidth <= table.clientWidth")
    picture(page, "4b-future")
    assert clicks.count == 3


def ahead(known: Known, indicator: str, year: int) -> dict:
    rows = known.release.forecast("KU256").filter(indicator=indicator, scenario="expected", year=year)
    return rows.row(0, named=True)


def record(known: Known, indicator: str, group: str, horizon: int) -> dict:
    """The record of the model, which must be what is shown."""
    rows = known.release.backtests(group).filter("is_shown", indicator=indicator, horizon=horizon)
    return rows.row(0, named=True)
