"""The present mode in a browser: keys, fingers, the second window, guesses, a room, and a file without any server."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from ilmiotaulu.settings import PROJECT
from ilmiotaulu.story.model import Item, Story, to_link
from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import Reader, Site
from tests.app.test_pages import PLACED
from tests.app.test_server import ask

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCREENSHOTS = PROJECT / "tests/screenshots"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CHILDREN = "children_0_17"


def story(**more: object) -> Story:
    """A trend and a ranking that are guessed, and a map."""
    items = (
        Item(kind="trend", indicator="live_births", guess=True, notes="Kysy ensin.\nOdota."),
        Item(kind="ranking", indicator=CHILDREN, guess=True, group="area"),
        Item(kind="map", indicator=PLACED, question="Miksi?"),
    )
    given = {"title": "Tarina", "language": "fi", "release": "r1", "area": "HVA15", "region": "KU249", "items": items}
    return Story.model_validate({**given, **more})


# ---- the address --------------------------------------------------------------------------------------------
def present(site: Site, page: str = "present", **asked: str) -> str:
    """The address below the server's own."""
    return site.at(page, **asked).removeprefix(site.url)


def test_a_link_is_answered_with_a_page_that_runs_no_other_script(official_site: Site) -> None:
    shown = ask(official_site, present(official_site, story=to_link(story())))
    assert (shown.status, shown.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "unsafe" not in shown.headers["content-security-policy"]
    assert shown.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert b"/story?" in shown.body
    saved = ask(official_site, present(official_site, "present.html", story=to_link(story())))
    assert saved.headers["content-disposition"] == 'attachment; filename="ilmiotaulu-KU249.html"'
    assert b"/story?" not in saved.body


KEURUU = {"region": "KU249", "area": "HVA15"}


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        ({}, 400, "not_a_story"),
        ({"story": "xyz"}, 400, "not_a_story"),
        ({"story": "a" * 9_000}, 414, "too_large"),
        ({"phenomenon": "nothing", **KEURUU}, 404, "unknown"),
        ({"phenomenon": "heavy_services", **KEURUU, "region": "KU999"}, 404, "unknown"),
    ],
)
def test_what_cannot_be_shown_is_told_in_every_language(
    official_site: Site, asked: dict[str, str], status: int, why: str
) -> None:
    answer = ask(official_site, present(official_site, **asked))
    assert (answer.status, answer.headers["cache-control"]) == (status, "no-store")
    for lang in LANGUAGES:
        assert t(f"present.refused.{why}", lang) in answer.body.decode()
    assert b"<script" not in answer.body


# ---- on the stage -------------------------------------------------------------------------------------------
def opened(site: Site, reader: Reader, told: Story | None = None, **more: object) -> Page:
    page = reader.window(**more)
    page.goto(site.at("present", story=to_link(told or story())))
    return page


def here(page: Page) -> tuple[str, str]:
    """Where the address says we are, and the one title that is seen."""
    seen = page.locator("#stage h1:visible")
    expect(seen).to_have_count(1)
    return page.evaluate("location.hash"), seen.inner_text()


def part(page: Page, look: str) -> Locator:
    return page.locator(f".screen:visible {look}")


def draw(page: Page) -> None:
    """A line through all the asked years, ending at the top."""
    box = part(page, ".guessing .plot").bounding_box()
    page.mouse.move(box["x"] + 0.77 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"], steps=4)
    page.mouse.up()


ASKED = "Keuruu: Syntyneet lapset. Miten luku on muuttunut?"
FOUND = "Keuruu: Syntyneet lapset. 119 (1987) → 72 (2025)."


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


def test_a_phenomenon_is_opened_from_its_page_told_by_keys_and_kept_as_a_file(
    official_site: Site, reader: Reader, tmp_path: Path
) -> None:
    page = reader.open(official_site.at("phenomenon", phenomenon="heavy_services", **KEURUU))
    with page.context.expect_page() as made:
        page.get_by_role("link", name=t("present.open", "fi")).click()
    shown = made.value
    shown.on("pageerror", lambda error: reader.faults.append(f"page error: {error}"))
    shown.on("console", reader._heard)
    assert here(shown)[1] == "Raskaat palvelut ja lastensuojelu"
    count = shown.evaluate("steps.length")
    assert count >= 8
    for key, expected in (
        ("ArrowRight", "#2"),
        ("PageDown", "#3"),
        ("Space", "#4"),
        ("Enter", "#5"),
        ("ArrowLeft", "#4"),
        ("PageUp", "#3"),
        ("Home", "#1"),
        ("PageUp", "#1"),
        ("End", f"#{count}"),
        ("ArrowRight", f"#{count}"),
    ):
        shown.keyboard.press(key)
        assert here(shown)[0] == expected, key
    with shown.expect_download() as saving:
        shown.get_by_role("link", name=t("stage.save", "fi")).click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    shown.keyboard.press("Escape")
    assert here(shown)[0] == f"#{count}", "no key leaves the show"
    shown.get_by_role("link", name=t("stage.go_back", "fi")).click()
    shown.wait_for_url("**/story?**")
    # Without a server, without a network.
    alone = reader.window(offline=True)
    alone.goto(f"{file.as_uri()}#3")
    title = here(alone)[1]
    assert alone.evaluate("document.fonts.check('20px \"Source Sans 3\"')")
    alone.keyboard.press("b")
    expect(alone.locator("#blank")).to_be_visible()
    alone.keyboard.press("b")
    expect(alone.locator("#blank")).to_be_hidden()
    alone.keyboard.press("Escape")
    assert here(alone) == ("#3", title)
    with alone.context.expect_page() as second:
        alone.keyboard.press("n")
    expect(second.value.locator("#now")).to_have_text(title)
    alone.keyboard.press("PageDown")
    expect(second.value.locator("#at")).to_have_text(re.compile(r"^4 / "))


def test_a_guess_is_drawn_and_revealed_beside_what_is_right(official_site: Site, reader: Reader) -> None:
    page = opened(official_site, reader)
    page.keyboard.press("PageDown")
    assert here(page) == ("#2", ASKED)
    assert FOUND not in plain(page.locator("body").inner_text())
    expect(part(page, ".draw .line.guess")).to_have_attribute("d", "")
    draw(page)
    expect(part(page, ".handles circle")).to_have_count(8)
    # The keyboard goes on from there: two of the smallest steps down in the last year.
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Arvaus vuodelle 2016")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Arvaus vuodelle 2025")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    assert (here(page)[0], plain(here(page)[1])) == ("#2-2", FOUND)
    assert plain(part(page, ".result").inner_text()) == "Arvaus vuodelle 2025: 198 · todellinen 72"
    expect(part(page, ".mine")).to_be_visible()
    expect(part(page, ".rooms")).to_be_hidden()
    page.keyboard.press("PageDown")
    assert here(page)[0] == "#2-3"
    expect(part(page, "[role=img]")).to_be_visible()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert here(page) == ("#2", ASKED)
    # A reload stays where it was.
    page.evaluate("location.hash = '#3'")
    page.reload()
    assert here(page)[0] == "#3"
    part(page, ".places label").nth(1).click()
    page.keyboard.press("PageDown")
    right = part(page, ".places").get_attribute("data-right")
    assert part(page, ".result").inner_text() == f"Arvattu sija: 2 · sija näissä luvuissa: {right}"
    expect(part(page, ".right")).to_have_text(right)
    page.keyboard.press("PageDown")
    assert here(page)[0] == "#3-3"


def test_the_second_window_follows_and_leads(official_site: Site, reader: Reader) -> None:
    page = opened(official_site, reader)
    with page.context.expect_page() as made:
        page.keyboard.press("n")
    notes = made.value
    expect(notes.locator("#now")).to_have_text("Tarina")
    expect(notes.locator("#then")).to_have_text(ASKED)
    expect(notes.locator("#elapsed")).to_contain_text("0:00")
    page.keyboard.press("PageDown")
    expect(notes.locator("#now")).to_have_text(ASKED)
    expect(notes.locator("#notes-of-now")).to_contain_text("Kysy ensin.")
    expect(notes.locator("#stage")).to_be_hidden()
    notes.keyboard.press("PageDown")
    expect(notes.locator("#now")).to_have_text(re.compile("→"))
    assert here(page)[0] == "#2-2"
    notes.get_by_role("button", name=t("stage.do.blank", "fi")).click()
    expect(page.locator("#blank")).to_be_visible()
    page.reload()
    expect(notes.locator("#at")).to_have_text("2 / 5")
    assert barriers(notes) == []


def test_fingers_buttons_and_the_mouse_that_rests(official_site: Site, reader: Reader) -> None:
    page = opened(official_site, reader, width=390, height=844, has_touch=True)
    page.touchscreen.tap(370, 300)
    assert here(page)[0] == "#2"
    page.touchscreen.tap(20, 60)
    assert here(page)[0] == "#1"
    page.mouse.move(100, 100)
    page.get_by_role("button", name=t("stage.do.help", "fi")).click()
    expect(page.get_by_role("dialog", name=t("stage.help", "fi"))).to_be_visible()
    page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    assert here(page)[0] == "#1", "a sheet holds the keys"
    expect(page.locator("html.resting")).to_have_count(1)
    expect(page.locator("#controls")).to_have_css("opacity", "0")
    page.get_by_role("button", name=t("stage.do.next", "fi")).focus()
    expect(page.locator("#controls")).to_have_css("opacity", "1")
    expect(page.get_by_role("button", name=t("stage.do.capture", "fi"))).to_have_count(0)


# ---- a room -------------------------------------------------------------------------------------------------
def test_a_room_hears_what_is_shown_and_its_guesses_are_drawn(official_site: Site, reader: Reader) -> None:
    sent: list[tuple[str, str, object]] = []
    busy: list[str] = []
    answers = [[90.0] * 8, [60.0] * 8]
    refusal = "Tekstissä näyttää olevan puhelinnumero."

    def room(route: Route) -> None:
        request, way = route.request, route.request.url.partition("/r/abc234/")[2]
        if request.method == "POST" and way == "now" and not busy:
            # A server that is busy for a moment is told again.
            busy.append(way)
            route.fulfill(status=503, body="Kohta.")
        elif request.method == "POST":
            sent.append((way, request.headers.get("x-presenter", ""), json.loads(request.post_data)))
            is_refused = "050" in request.post_data
            route.fulfill(status=422 if is_refused else 201, json={"error": refusal} if is_refused else {})
        elif way == "now":
            route.fulfill(json={"item": None, "release": page.evaluate("document.body.dataset.release")})
        elif way == "qr.svg":
            svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Huone: http://10.1.2.3:8501/r/abc234</title>'
            route.fulfill(content_type="image/svg+xml", body=svg + '<path d="M0 0h9" stroke="#000"/></svg>')
        else:
            told = answers if way == "guesses/0" else [[2.0], [2.0], [3.0]]
            route.fulfill(json={"count": len(told), "answers": told})

    page = reader.window()
    page.route("**/r/abc234/**", room)
    page.goto(official_site.at("present", story=to_link(story())))
    keep(page, "abc234", "sec-1", to_link(story()))
    with heard_by_room(page):
        page.goto(official_site.at("present", story=to_link(story()), room="/r/abc234"))
    expect(part(page, ".qr span")).to_have_text("10.1.2.3:8501/r/abc234")
    with heard_by_room(page):
        page.keyboard.press("PageDown")
    expect(part(page, ".crowd-count")).to_have_text("Arvauksia huoneesta: 2")
    expect(part(page, ".crowd path")).to_have_count(2)
    expect(part(page, ".crowd")).to_be_hidden()  # what others guessed would lead those who have not yet
    expect(part(page, ".qr svg")).to_be_visible()
    with heard_by_room(page):
        page.keyboard.press("PageDown")
    expect(part(page, ".crowd path").first).to_be_visible()
    expect(part(page, ".rooms")).to_be_visible()
    for _ in range(2):
        with heard_by_room(page):
            page.keyboard.press("PageDown")
    expect(part(page, ".places small").nth(1)).to_have_text("2")
    expect(part(page, ".places small").nth(1)).to_be_hidden()
    with heard_by_room(page):
        page.keyboard.press("PageDown")
    expect(part(page, ".places small").nth(1)).to_be_visible()
    shown = [(told, key) for way, key, told in sent if way == "now"]
    assert shown == [
        ({"item": None, "revealed": False, "over": False}, "sec-1"),
        ({"item": 0, "revealed": False}, "sec-1"),
        ({"item": 0, "revealed": True}, "sec-1"),
        ({"item": 0, "revealed": True}, "sec-1"),
        ({"item": 1, "revealed": False}, "sec-1"),
        ({"item": 1, "revealed": True}, "sec-1"),
    ]
    page.keyboard.press("t")
    sheet = page.get_by_role("dialog", name=t("stage.capture", "fi"))
    sheet.get_by_label(t("stage.kind.question", "fi")).check()
    sheet.get_by_role("textbox").fill("Soita 050 123 4567")
    sheet.get_by_role("button", name=t("stage.capture.save", "fi")).click()
    expect(page.locator("#captured")).to_have_text(refusal)
    sheet.get_by_role("textbox").fill("Miksi sija on toinen?")
    sheet.get_by_role("button", name=t("stage.capture.save", "fi")).click()
    expect(page.locator("#captured")).to_have_text(t("stage.saved", "fi"))
    assert sent[-1] == ("notes", "sec-1", {"item": 1, "kind": "question", "text": "Miksi sija on toinen?"})
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    summary = page.get_by_role("link", name=t("stage.summary", "fi"))
    expect(summary).to_have_attribute("href", "/r/abc234/summary.pdf?key=sec-1")
    assert busy == ["now"]
    # The browser tells of the refusals, too; that is what was asked for.
    reader.faults[:] = [fault for fault in reader.faults if "422" not in fault and "503" not in fault]


@contextmanager
def heard_by_room(page: Page) -> Iterator[None]:
    """Until the room has heard what is shown; a server that is busy is asked again."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/now") and answer.request.method == "POST" and answer.ok
    ):
        yield


def keep(page: Page, room: str, key: str, link: str) -> None:
    """What a window remembers of a room that it has opened for the story of a link."""
    told = json.dumps({"key": key, "story": link})
    page.evaluate("([name, told]) => sessionStorage.setItem(name, told)", [f"key-of-/r/{room}", told])


def test_a_link_puts_nobody_into_a_room_that_this_window_has_not_opened_for_this_story(
    official_site: Site, reader: Reader
) -> None:
    asked: list[str] = []
    page, mine, other = reader.window(), to_link(story()), to_link(story(title="Toinen"))
    page.on("request", lambda request: asked.append(request.url) if "/r/" in request.url.partition("?")[0] else None)
    # A key in the address, as whoever sends the link would have it.
    page.goto(official_site.at("present", story=mine, room="/r/abc234") + "#key=sec-1")
    expect(page.locator(".to-room p")).to_have_text(t("stage.foreign", "fi"))
    expect(page.get_by_role("button", name=t("stage.do.room", "fi"))).to_be_visible()
    # The room of this window's other story.
    keep(page, "abc234", "sec-1", other)
    page.reload()
    expect(page.locator(".to-room p")).to_have_text(t("stage.foreign", "fi"))
    page.keyboard.press("PageDown")
    page.keyboard.press("t")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto(official_site.at("present", story=mine, room="/r/../rooms"))
    expect(page.locator(".to-room p")).to_have_text(t("stage.foreign", "fi"))
    assert asked == []


def test_what_a_later_release_hides_is_taken_off_the_stage_and_out_of_the_notes(
    official_site: Site, reader: Reader
) -> None:
    why, releases = "Osa luvuista on salattu.", ["first"]

    def room(route: Route) -> None:
        way = route.request.url.partition("/r/abc234/")[2]
        if way == "qr.svg":
            return route.fulfill(content_type="image/svg+xml", body='<svg xmlns="http://www.w3.org/2000/svg"/>')
        hidden = {"0": why} if releases[-1] == "later" else {}
        told = {"count": 0, "answers": [], "notes": [], "release": releases[-1]}
        return route.fulfill(json={"hidden": hidden} if way.startswith("hidden") else told)

    page = reader.window()
    page.context.route("**/r/abc234/**", room)
    page.goto(official_site.at("present", story=to_link(story())))
    releases.append(page.evaluate("document.body.dataset.release"))
    keep(page, "abc234", "sec-1", to_link(story()))
    page.goto(official_site.at("present", story=to_link(story()), room="/r/abc234"))
    with page.context.expect_page() as made:
        page.keyboard.press("n")
    for _ in range(3):
        page.keyboard.press("PageDown")
    assert (here(page)[0], plain(here(page)[1])) == ("#2-3", FOUND)
    before = page.evaluate("steps.length")
    releases.append("later")
    expect(part(page, ".lines")).to_have_text(why)
    assert here(page)[1] == t("slide.nothing", "fi")
    assert page.evaluate("steps.length") == before - 2
    left = page.locator('[data-item="0"]').inner_html() + page.locator('[data-item="0"] template').inner_html()
    assert not re.search(r"119|72|data-guess|<svg", left)
    expect(made.value.locator("#now")).to_have_text(t("slide.nothing", "fi"))
    expect(made.value.locator("#notes-of-now")).to_have_text(why)
    page.keyboard.press("PageDown")
    assert here(page)[0] == "#3"
    page.keyboard.press("PageUp")
    assert here(page) == ("#2", t("slide.nothing", "fi"))


# ---- how it looks -------------------------------------------------------------------------------------------
# Words that are cut or lie outside, letters that are too small, and what hangs over the foot.
CUT = """() => {
  const { screen } = steps[at], wide = innerWidth, high = innerHeight, is_hand = wide < 700, found = [];
  const foot = screen.querySelector("footer").getBoundingClientRect().top, least = is_hand ? 12 : .0185 * high;
  for (const one of screen.querySelectorAll("h1, p, li, th, td, text, .name, .value, .word")) {
    const box = one.getBoundingClientRect(), words = one.textContent.slice(0, 40), map = one.closest("svg.map");
    if (one.closest(".heard, .sizer, .sliders, defs") || !words || !box.width) continue;
    const size = parseFloat(getComputedStyle(one).fontSize) * (map ? map.getScreenCTM().a : 1);
    if (box.left < -1 || box.right > wide + 1 || box.top < -1) found.push(`outside: ${words}`);
    if (!is_hand && box.bottom > high + 1) found.push(`below: ${words}`);
    if (size < (one.closest(".picture") && !is_hand ? .0215 * high : least)) found.push(`small: ${words}`);
    const is_cut = one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    if (one.localName !== "text" && is_cut) found.push(`cut: ${words}`);
    if (one.closest(".middle") && box.bottom > foot + 2) found.push(`over the foot: ${words}`);
  }
  if (document.documentElement.scrollWidth > wide) found.push("wider than the window");
  return found;
}"""


LONG = ("Pitkä otsikko, jonka puhuja on kirjoittanut itse ja joka kertoo lastensuojelun avohuollon tuesta. " * 3)[:290]
WORDY = {"headline": LONG, "question": "Mitä olisi voinut tehdä toisin, jos palvelut olisivat olleet lähempänä? " * 2}


def wordy() -> str:
    """The link of a story with as many words as a presenter may write."""
    items = (*story().items, Item(kind="numbers", phenomenon="heavy_services"))
    return to_link(story(title=LONG[:150], items=[item.model_copy(update=WORDY) for item in items]))


@pytest.mark.parametrize(
    ("width", "height", "scheme", "asked"),
    [
        (1920, 1080, "light", {"phenomenon": "heavy_services", **KEURUU}),
        (1024, 768, "dark", {"story": wordy()}),
        (390, 844, "light", {"phenomenon": "heavy_services", **KEURUU}),
    ],
    ids=["wide", "old", "phone"],
)
def test_nothing_is_cut_or_too_small_on_any_screen_and_axe_finds_no_barrier(
    official_site: Site, reader: Reader, width: int, height: int, scheme: str, asked: dict[str, str]
) -> None:
    page = reader.window(width=width, height=height)
    page.goto(official_site.at("present", **asked))
    if scheme == "dark":
        page.keyboard.press("d")
    SCREENSHOTS.mkdir(exist_ok=True)
    for number in range(page.evaluate("steps.length")):
        assert page.evaluate(CUT) == []
        assert barriers(page) == []
        page.screenshot(path=SCREENSHOTS / f"present-{width}-{number + 1}.png")
        page.keyboard.press("PageDown")


def barriers(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(TAGS)}}).response["violations"]
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found for node in one["nodes"]]
