"""Workshops at the real server: sixty phones at once, and five in real browsers while a presenter reveals."""

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from ilmiotaulu.story.model import Item, Story, to_link
from ilmiotaulu.text import t
from tests.app.conftest import Reader, Site, serving
from tests.app.test_browser import barriers

PHONES = 60
STORY = Story(
    title='Lapset "2026" </h1><b>ääni</b> \N{GRINNING FACE} ' + "x" * 200,
    language="fi",
    release="r1",
    area="HVA15",
    region="KU249",
    items=(
        Item(kind="trend", indicator="live_births", guess=True),
        Item(kind="ranking", indicator="children_0_17", guess=True),
        Item(kind="map", indicator="live_births"),
    ),
)


@pytest.fixture(scope="module")
def site(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("rooms")
    data = shutil.copytree(official_data, folder / "data")
    with serving(data, folder / "server.log") as made:
        yield made


class Presenter:
    """Whoever has opened a room."""

    def __init__(self, site: Site) -> None:
        opened = httpx.post(f"{site.url}/rooms", json={"story": to_link(STORY)}, timeout=30)
        assert opened.status_code == 201, opened.text
        self.url = site.url + opened.json()["room"]
        self.client = httpx.Client(headers={"x-presenter": opened.json()["key"]}, timeout=30)

    def show(self, item: int, *, revealed: bool = False) -> None:
        assert self.client.post(f"{self.url}/now", json={"item": item, "revealed": revealed}).status_code == 200

    def guesses(self, item: int) -> dict:
        return self.client.get(f"{self.url}/guesses/{item}").json()


def test_sixty_phones_at_once_are_sixty_guesses_and_none_hears_what_is_right_too_early(site: Site) -> None:
    presenter, together = Presenter(site), threading.Barrier(PHONES)
    presenter.show(0)
    asked = httpx.get(f"{presenter.url}/now").json()["guess"]

    def phone(number: int) -> tuple[bytes, list[int]]:
        """What one phone heard before the reveal, and what it was answered."""
        with httpx.Client(timeout=60, verify=False) as mine:  # reading certificates would take longer than all else
            together.wait()
            page, heard = mine.get(presenter.url), mine.get(f"{presenter.url}/now")
            sent = {"answer": [float(number)] * len(asked["asked"]), "phone": f"phone-number-{number:04}"}
            answers = [mine.post(f"{presenter.url}/guesses/0", json=sent).status_code for _ in range(2)]
            again = mine.get(f"{presenter.url}/now", headers={"if-none-match": heard.headers["etag"]})
            return heard.content, [page.status_code, heard.status_code, *answers, again.status_code]

    with ThreadPoolExecutor(PHONES) as phones:
        told = list(phones.map(phone, range(PHONES)))
    assert {tuple(answers) for _, answers in told} == {(200, 200, 204, 204, 304)}
    assert len({heard for heard, _ in told}) == 1
    assert b"answer" not in told[0][0]
    assert [answer[0] for answer in presenter.guesses(0)["answers"]] == [float(number) for number in range(PHONES)]


@pytest.mark.browser
def test_five_phones_guess_each_in_its_own_way_and_see_it_beside_what_is_right(site: Site, reader: Reader) -> None:
    presenter = Presenter(site)
    phones = [reader.window(width=width, height=740, scheme=scheme) for width, scheme in LOOKS]
    for phone in phones:
        phone.goto(presenter.url)
        expect(phone.get_by_role("status")).to_have_text(t("phone.waiting", "fi"))
        expect(phone.get_by_role("heading", level=1)).to_have_text(STORY.title)
    barriers(phones[0])

    # A line: by finger, by keyboard, and changed once.
    presenter.show(0)
    for number, phone in enumerate(phones):
        expect(phone.get_by_role("heading", level=2)).to_contain_text("Keuruu: Syntyneet lapset")
        draw(phone, 0.3 + 0.1 * number) if number % 2 == 0 else by_keyboard(phone)
        send(phone)
    draw(phones[0], 0.1)
    send(phones[0])
    answers = presenter.guesses(0)
    assert answers["count"] == 5
    first = max(answers["answers"])
    for phone in phones[:2]:
        assert phone.evaluate("() => document.documentElement.scrollWidth") == phone.viewport_size["width"]
        barriers(phone)
    presenter.show(0, revealed=True)
    expect(phones[0].get_by_role("status")).to_have_text(t("phone.revealed", "fi"))
    right = httpx.get(f"{presenter.url}/now").json()["guess"]["answer"]
    rows = [row.split("\t") for row in phones[0].get_by_role("table").inner_text().splitlines()[1:]]
    assert [row[1:] for row in rows] == [
        [f"{mine:.0f}", f"{actual:.0f}"] for mine, actual in zip(first, right, strict=True)
    ]
    barriers(phones[0])

    # A place; one phone has been loaded anew, and one comes too late.
    presenter.show(1)
    for number, phone in enumerate(phones[:4]):
        phone.get_by_role("button", name=t("phone.place", "fi", place=number + 1), exact=True).click()
        send(phone)
    phones[0].reload()
    expect(phones[0].get_by_role("status")).to_have_text(t("phone.sent", "fi"))
    expect(phones[0].get_by_role("button", pressed=True)).to_have_text("1")
    barriers(phones[0])
    presenter.show(1, revealed=True)
    expect(phones[4].get_by_text(t("phone.no_guess", "fi"))).to_be_visible()
    expect(phones[3].get_by_role("row", name=t("phone.mine", "fi"))).to_contain_text("Sija 4 / 5")
    assert presenter.guesses(1) == {"count": 4, "answers": [[1.0], [2.0], [3.0], [4.0]]}
    barriers(phones[3])

    presenter.show(2)
    expect(phones[0].get_by_role("status")).to_have_text(t("phone.look", "fi"))
    assert presenter.client.get(f"{presenter.url}/summary.pdf").content.startswith(b"%PDF-")
    assert presenter.client.delete(presenter.url).status_code == 204
    for phone in phones:
        expect(phone.get_by_role("status")).to_have_text(t("phone.ended", "fi"))
    # A browser writes down that the room is no more.
    reader.faults[:] = [fault for fault in reader.faults if not ("404" in fault and fault.endswith("/now)"))]


LOOKS = ((390, "light"), (360, "dark"), (390, "dark"), (360, "light"), (390, "light"))


def draw(phone: Page, height: float) -> None:
    """A line from left to right at a height of the drawing, from its top."""
    box = phone.locator(".pad").bounding_box()
    assert box
    phone.mouse.move(box["x"] + 4, box["y"] + height * box["height"])
    phone.mouse.down()
    phone.mouse.move(box["x"] + box["width"] - 4, box["y"] + height * box["height"], steps=3)
    phone.mouse.up()


def by_keyboard(phone: Page) -> None:
    expect(phone.get_by_role("button")).to_have_attribute("aria-disabled", "true")
    for slider in phone.get_by_role("slider").all():
        assert slider.get_attribute("aria-valuetext") == t("phone.not_yet", "fi")
        slider.focus()
        phone.keyboard.press("ArrowUp")


def send(phone: Page) -> None:
    with phone.expect_response(lambda answer: "/guesses/" in answer.url):
        phone.locator(".send").click()
    expect(phone.get_by_role("status")).to_have_text(t("phone.sent", "fi"))
