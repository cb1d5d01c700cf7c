"""A presenter's journey: a story is built, shown, guessed by five phones, talked about, and taken along as papers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu.story.model import from_link
from ilmiotaulu.text import t
from tests.app.conftest import Reader, Site, settled
from tests.app.test_rooms import send, site  # noqa: F401
from tests.app.test_workshop import button, story_of, titles, written
from tests.exports.presentation import faults, opened
from tests.exports.read_pdf import text_of

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).parents[1] / "screenshots"
SAID = 'Syntyneitä on vähemmän: "mitä se tarkoittaa meillä?"'


def test_a_presenter_builds_a_story_hears_five_phones_and_leaves_with_papers(
    site: Site,  # noqa: F811
    reader: Reader,
) -> None:
    page = reader.open(site.at("story", region="KU249"))
    page.get_by_role("button", name="Lasten määrä vähenee").click()
    expect(page.locator(".card").first).to_be_visible()
    settled(page)

    # The ranking comes right after the opening, and is guessed first.
    (at,) = [n for n, item in enumerate(from_link(story_of(page)).items) if item.kind == "ranking"]
    for number in range(at, 0, -1):
        address = page.url
        button(page, "up", number).click()
        written(page, address)
    page.locator(".card .open").first.click()
    address = page.url
    page.locator(".card").first.get_by_label(t("story.card.guess", "fi")).check()
    written(page, address)
    first = from_link(story_of(page)).items[0]
    assert (first.kind, first.guess) == ("ranking", True)
    findings = titles(page)

    with page.context.expect_page() as shown:
        page.get_by_role("link", name=t("story.present", "fi")).click()
    stage = shown.value
    stage.get_by_role("button", name=t("stage.do.room", "fi")).click()
    expect(stage.locator(".to-room p")).to_have_text(t("room.no_address", "fi"))
    stage.get_by_role("button", name=t("stage.no_phones", "fi")).click()
    stage.wait_for_url(re.compile(r"room=%2Fr%2F\w+"))
    room = re.search(r"room=%2Fr%2F(\w+)", stage.url)
    assert room
    assert "key" not in stage.url.partition("#")[0], "the key is behind the hash, which no server hears"
    # On this machine alone the wall says that phones cannot come; those of the test are on this machine.
    reader.faults[:] = [fault for fault in reader.faults if not ("409" in fault and fault.endswith("/qr.svg)"))]

    phones = [reader.window(width=390, height=740) for _ in range(5)]
    for phone in phones:
        phone.goto(f"{site.url}/r/{room[1]}")
    stage.keyboard.press("ArrowRight")
    for number, phone in enumerate(phones):
        phone.get_by_role("button", name=t("phone.place", "fi", place=number % 3 + 1), exact=True).click()
        send(phone)
    expect(stage.get_by_text(t("stage.of_room", "fi", count=5))).to_be_visible()
    picture(stage, "stage-guess")
    picture(phones[0], "phone-guess")
    stage.keyboard.press("ArrowRight")
    expect(phones[0].get_by_role("status")).to_have_text(t("phone.revealed", "fi"))
    picture(stage, "stage-revealed")

    stage.keyboard.press("t")
    stage.get_by_role("textbox").fill(SAID)
    stage.locator("#capture-save").click()
    expect(stage.locator("#captured")).to_have_text(t("stage.saved", "fi"))
    stage.keyboard.press("Escape")
    stage.keyboard.press("End")
    with stage.expect_download() as papers:
        stage.locator("#summary").click()
    told = text_of(Path(papers.value.path()).read_bytes())
    assert SAID in told
    assert findings[0].partition(".")[0] in told

    with page.expect_download() as taken:
        page.get_by_role("button", name=t("download.pptx", "fi")).click()
    package = opened(Path(taken.value.path()).read_bytes())
    assert faults(package) == []
    assert [slide.shapes.title.text_frame.text for slide in package.slides][1:] == findings


def picture(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"workshop-{name}.png")
