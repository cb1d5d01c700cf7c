"""A story built in a browser: gathered from pages, put in order, written on, shared, saved, opened and taken along."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from ilmiotaulu.story.model import from_file, from_link
from ilmiotaulu.text import t
from tests.app.conftest import Reader, Site, go, settled
from tests.app.test_browser import barriers, whole, widths
from tests.exports.presentation import faults, opened

pytestmark = pytest.mark.browser
PLACED = {"phenomenon": "heavy_services", "indicator": "placed_children_0_17"}
# Streamlit takes the letters r and c for its own commands where nobody writes.
HEADLINE = 'Mitä "raskas" ärcr & <b>Åbo</b> 👩‍👩‍👧‍👦'


def titles(page: Page) -> list[str]:
    return page.locator(".card .title").all_inner_texts()


def press_link(page: Page, name: str) -> Page:
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("h1")).to_have_text(t("page.story", "fi"))
    return settled(page)


def button(page: Page, name: str, at: int) -> Locator:
    return page.locator(".card").nth(at).get_by_role("button", name=t(f"story.card.{name}_short", "fi"))


def written(page: Page, address: str) -> None:
    """Wait until the address tells another story."""
    page.wait_for_function("before => location.href !== before", arg=address)
    settled(page)


def story_of(page: Page) -> str:
    return page.evaluate("() => new URLSearchParams(location.search).get('story')")


@pytest.fixture
def built(official_site: Site, reader: Reader) -> Page:
    """A story of two views, gathered from two pages."""
    page = reader.open(official_site.at("municipality", region="KU249", **PLACED))
    add = t("story.add", "fi")
    press_link(page, f"{add}: {t('story.kind.trend', 'fi')}")
    expect(page.get_by_role("status").first).to_contain_text("Lisätty tarinaan.")
    page.get_by_role("link", name=t("story.back", "fi", page=t("page.municipality", "fi"))).click()
    expect(page.locator("h1")).to_have_text(t("page.municipality", "fi"))
    settled(page)
    page.get_by_role("link", name=t("page.phenomenon", "fi"), exact=True).click()
    expect(page.locator("h1")).to_have_text(t("page.phenomenon", "fi"))
    settled(page)
    press_link(page, f"{add}: {t('story.kind.map', 'fi')}")
    expect(page.locator(".card")).to_have_count(2)
    assert "add=" not in page.url
    return page


def test_a_story_is_built_in_a_few_clicks_and_is_the_same_wherever_it_is_opened(
    built: Page, official_site: Site, reader: Reader, tmp_path: Path
) -> None:
    first, second = titles(built)
    # With the keyboard alone: the button that was pressed keeps the focus.
    before = built.url
    button(built, "up", 1).focus()
    built.keyboard.press("Enter")
    written(built, before)
    assert titles(built) == [second, first]
    expect(button(built, "up", 0)).to_be_focused()
    before = built.url
    built.locator(".card .open").nth(1).click()
    built.locator(".card").nth(1).get_by_label(t("story.card.headline", "fi")).press_sequentially(HEADLINE)
    built.keyboard.press("Tab")
    built.keyboard.type("Mistä tämä kertoo?")
    built.keyboard.press("Enter")
    written(built, before)
    told = [second, HEADLINE]
    assert titles(built) == told
    built.get_by_role("textbox", name=t("story.title", "fi")).fill('"Keuruu" 🎈')
    before = built.url
    built.keyboard.press("Enter")
    written(built, before)
    story = from_link(story_of(built))
    assert (story.title, story.items[1].headline, story.items[1].question) == (
        '"Keuruu" 🎈',
        HEADLINE,
        "Mistä tämä kertoo?",
    )
    assert titles(go(built, built.url)) == told, "loaded anew"
    other = reader.open(built.url)
    assert titles(other) == told, "in another browser"
    expect(other.get_by_role("textbox", name=t("story.title", "fi"))).to_have_value('"Keuruu" 🎈')
    built.get_by_role("button", name=t("story.link_copy", "fi")).click()
    expect(built.get_by_text(t("story.link_copied", "fi"))).to_be_visible()
    present = built.get_by_role("link", name=t("story.present", "fi")).get_attribute("href")
    assert present is not None
    assert f"story={story_of(built)}" in present

    with built.expect_download() as saved:
        built.get_by_role("button", name=t("story.file", "fi")).click()
    content = Path(saved.value.path()).read_bytes()
    assert saved.value.suggested_filename == "tarina-KU249.json"
    assert from_file(content) == story
    fresh = reader.open(official_site.at("story", region="KU179"))
    bring(fresh, content)
    expect(fresh.locator(".card")).to_have_count(2)
    assert titles(settled(fresh)) == told
    assert from_link(story_of(fresh)) == story
    assert "Keuruu" in titles(fresh)[0]

    with built.expect_download() as taken:
        built.get_by_role("button", name=t("download.pptx", "fi")).click()
    package = opened(Path(taken.value.path()).read_bytes())
    assert faults(package) == []
    headings = [slide.shapes.title.text_frame.text for slide in package.slides]
    assert headings[:3] == ['"Keuruu" 🎈', second, HEADLINE]


def test_a_story_waits_in_the_tab_while_other_pages_are_loaded_anew(built: Page, official_site: Site) -> None:
    before = titles(built)
    go(built, official_site.at("about", lang="sv"))
    built.get_by_role("link", name=t("page.story", "sv"), exact=True).click()
    expect(built.locator("h1")).to_have_text(t("page.story", "sv"))
    expect(built.locator(".card")).to_have_count(2)
    assert len(titles(settled(built))) == len(before)
    for at in (1, 0):
        address = built.url
        built.locator(".card").nth(at).get_by_role("button", name=t("story.card.remove_short", "sv")).click()
        written(built, address)
    built.get_by_role("link", name=t("page.about", "sv"), exact=True).click()
    expect(built.locator("h1")).to_have_text(t("page.about", "sv"))
    go(built, official_site.at("about"))
    built.get_by_role("link", name=t("page.story", "fi"), exact=True).click()
    expect(built.locator("h1")).to_have_text(t("page.story", "fi"))
    expect(settled(built).locator(".card")).to_have_count(0)


def bring(page: Page, content: bytes) -> None:
    page.get_by_test_id("stExpander").filter(has_text=t("story.open", "fi")).locator("summary").click()
    settled(page)
    file = FilePayload(name="tarina.json", mimeType="application/json", buffer=content)
    page.locator("input[type=file]").set_input_files(file)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe not a story", "not_a_story"),
        (json.dumps({"version": 99}).encode(), "another_version"),
        (b" " * 600_000, "too_large"),
    ],
    ids=["not_a_story", "another_version", "too_large"],
)
def test_a_file_that_is_no_story_is_told_in_a_sentence_and_the_story_stays(
    built: Page, content: bytes, why: str
) -> None:
    before = titles(built)
    bring(built, content)
    expect(built.get_by_text(t(f"story.news.{why}", "fi"))).to_be_visible()
    assert titles(settled(built)) == before


def test_a_removed_view_comes_back_and_back_from_another_page_finds_the_story_as_it_was(built: Page) -> None:
    before, address = titles(built), built.url
    button(built, "remove", 0).click()
    written(built, address)
    assert titles(built) == before[1:]
    expect(built.locator(".removed .undo")).to_be_focused()
    address = built.url
    built.keyboard.press("Enter")
    written(built, address)
    assert titles(built) == before
    expect(built.locator(".card .open").first).to_be_focused()
    built.get_by_role("link", name=t("page.map", "fi"), exact=True).first.click()
    expect(built.locator("h1")).to_have_text(t("page.map", "fi"))
    settled(built)
    built.go_back()
    expect(built.locator("h1")).to_have_text(t("page.story", "fi"))
    expect(built.locator(".card")).to_have_count(2)
    assert titles(settled(built)) == before
    built.reload()
    expect(built.locator(".card")).to_have_count(2)
    assert titles(settled(built)) == before


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_an_open_card_has_no_barrier_and_fits_its_window(built: Page, reader: Reader, width: int, scheme: str) -> None:
    page = reader.open(built.url, width=width, scheme=scheme)
    page.locator(".card .open").first.click()
    button(page, "remove", 1).click()
    expect(page.locator(".removed")).to_be_visible()
    whole(settled(page))
    assert widths(page) == [width] * 3
    barriers(page)
