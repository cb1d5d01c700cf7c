"""A presenter's journey: a story is built, shown, guessed by five phones, talked about, and taken along as papers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu.story.model import from_link
from ilmiotaulu.text import t
from tests.app.conftest import Reader, Site, settled
from tests.app.test_present import barriers
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
    assert "key=" not in stage.url, "the key is in no address, for a link would tell it"
    # On this machine alone the wall says that phones cannot come; those of the test are on this machine.
    reader.faults[:] = [fault for fault in reader.faults if not ("409" in fault and fault.endswith("/qr.svg)"))]

    phones = [reader.window(width=390, height=740) for _ in range(5)]
    for phone in phones:
        phone.goto(f"{site.url}/r/{room[1]}")
    stage.keyboard.press("ArrowRight")
    for number, phone in enumerate(phones):
        phone.get_by_role("button", name=t("phone.place", "fi", place=number % 3 + 1), exact=True).click()
        send(phone)
    expect(stage.get_by_text(t("stage.of_room", "fi", count=5)).first).to_be_visible()
    picture(stage, "stage-guess")

    # Somebody guessed in jest: the presenter begins anew, from the second window, and the phones hear of it.
    with stage.context.expect_page() as second:
        stage.keyboard.press("n")
    desk = second.value
    desk.get_by_role("button", name=t("stage.do.restart", "fi")).click()
    desk.get_by_role("button", name=t("stage.do.restart_sure", "fi")).click()
    expect(desk.locator("#written-said")).to_have_text(t("stage.restarted", "fi"))
    for number, phone in enumerate(phones):
        expect(phone.get_by_role("status")).to_have_text(t("phone.new_round", "fi"))
        phone.get_by_role("button", name=t("phone.place", "fi", place=number % 3 + 1), exact=True).click()
        send(phone)
    expect(desk.locator("#guess-count")).to_have_text(t("stage.of_room", "fi", count=5))
    picture(phones[0], "phone-guess")
    stage.keyboard.press("ArrowRight")
    expect(phones[0].get_by_role("status")).to_have_text(t("phone.revealed", "fi"))
    picture(stage, "stage-revealed")

    stage.keyboard.press("t")
    stage.get_by_role("textbox").fill(SAID)
    stage.locator("#capture-save").click()
    expect(stage.locator("#captured")).to_have_text(t("stage.saved", "fi"))
    stage.keyboard.press("Escape")

    # What was written is seen at once in the second window, taken back, and brought back.
    row = desk.locator("#notes-written li")
    expect(row).to_contain_text(SAID)
    picture(desk, "desk-written")
    assert barriers(desk) == []
    row.get_by_role("button").press("Enter")
    expect(row).to_have_count(0)
    expect(desk.get_by_role("button", name=t("stage.do.undo", "fi"))).to_be_focused()
    desk.keyboard.press("Enter")
    expect(row).to_contain_text(SAID)
    stage.keyboard.press("l")
    expect(stage.get_by_role("dialog").locator("li")).to_contain_text(SAID)
    picture(stage, "stage-written")
    assert barriers(stage) == []
    stage.keyboard.press("Escape")

    stage.keyboard.press("End")
    for phone in phones:
        expect(phone.get_by_role("status")).to_have_text(t("phone.over", "fi"))
        expect(phone.get_by_role("heading", level=2)).to_have_text(t("phone.thanks", "fi"))
    picture(phones[0], "phone-over")
    picture(stage, "stage-last")
    with stage.expect_download() as papers:
        stage.locator("#summary").click()
    told = text_of(Path(papers.value.path()).read_bytes())
    assert SAID in told
    assert findings[0].partition(".")[0] in told

    stage.get_by_role("button", name=t("stage.do.end", "fi")).click()
    stage.get_by_role("button", name=t("stage.do.end_now", "fi")).click()
    expect(stage.locator("#room-gone")).to_have_text(t("stage.room_gone", "fi"))
    expect(desk.locator("#notes-written li")).to_have_count(0)
    for phone in phones:
        expect(phone.get_by_role("status")).to_have_text(t("phone.ended", "fi"))
    # A browser writes down that the room is no more.
    reader.faults[:] = [fault for fault in reader.faults if "404" not in fault]
    phones[0].reload()
    expect(phones[0].get_by_text(t("phone.gone_thanks", "fi"))).to_be_visible()
    reader.faults[:] = [fault for fault in reader.faults if "404" not in fault]

    with page.expect_download() as taken:
        page.get_by_role("button", name=t("download.pptx", "fi")).click()
    package = opened(Path(taken.value.path()).read_bytes())
    assert faults(package) == []
    _, asked, *told = [slide.shapes.title.text_frame.text for slide in package.slides]
    assert asked == t("stage.ask.place", "fi", title="Syntyneet lapset", place="Keuruu")
    assert told == findings


def picture(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"workshop-{name}.png")
