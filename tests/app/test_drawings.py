"""The drawings alone, in a small application of their own: what they are sent, say and draw, and their pictures."""

import csv
import io
import json
import math
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import orjson
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from ilmiotaulu.charts.palette import (
    ACCENT,
    ACCENT_EITHER,
    BACKGROUND,
    BACKGROUND_DARK,
    GREY,
    ORANGE_EITHER,
    SEQUENTIAL,
    SEQUENTIAL_DARK,
)
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.ui.components.area_map import map_data
from ilmiotaulu.ui.components.modules import address
from ilmiotaulu.ui.components.small_maps import small_maps_data
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.centres import Dot
from ilmiotaulu.views.classes import EXAMPLE, HIDDEN, MISSING, WITHOUT
from tests.app.conftest import Reader, Site, go, wait_for_health

HERE = Path(__file__).parent
WORDS = {"hidden": "salattu", "missing": "ei tietoa", "example": "esimerkki", "no_map": "Karttaa ei saatu."}
WORDS |= {"without": "ei paikkaa"}


# ---- what is sent -------------------------------------------------------------------------------------------
def sent(*areas: AreaRow, **more: Any) -> dict:
    return map_data(
        geometry_url="/release/2026-11-22-0123456789/geometry/boundaries.json",
        areas=areas,
        time="2021",
        palette=SEQUENTIAL,
        palette_dark=SEQUENTIAL,
        legend=["0,1–1,1", "1,2–1,8", "1,9–2,5", "2,6–3,3", "3,4–12,0"],
        selected="KU249",
        zoom=False,
        missing_words=WORDS,
        title="Kodin ulkopuolelle sijoitetut 0–17-vuotiaat kunnittain, 2021. Valitun alueen arvot ovat taulukossa.",
        heading="Kodin ulkopuolelle sijoitetut 0–17-vuotiaat, 2021",
        hint="Valitse kunta napsauttamalla tai nuolinäppäimillä ja Enterillä.",
        **more,
    )


def municipalities() -> list[tuple[str, str]]:
    with (PROJECT / "data/catalogue/regions.csv").open(encoding="utf-8") as file:
        return [(row["code"], row["name_fi"]) for row in csv.DictReader(file) if row["code"].startswith("KU")]


@pytest.mark.parametrize(
    "value", ["100,0\N{NO-BREAK SPACE}%", "12\N{NARROW NO-BREAK SPACE}345,6", "salattu tai nolla", "esimerkki"]
)
def test_a_map_of_all_municipalities_is_sent_in_ten_kilobytes(value: str) -> None:
    kind = 1 if value[0].isdigit() else HIDDEN
    data = sent(*(AreaRow(code, name, value, kind) for code, name in municipalities()))
    assert data["codes"].count(" ") == 307
    assert len(orjson.dumps(data)) <= 10_000
    assert len(json.dumps(data)) <= 10_000, "as Streamlit writes it, with \\u00e4 for ä"


def test_codes_names_classes_and_values_are_parallel() -> None:
    data = sent(
        AreaRow("KU001", "Aaltola", "1\N{NARROW NO-BREAK SPACE}234,5\N{NO-BREAK SPACE}%", 0),
        AreaRow("KU002", "Betula", "salattu", HIDDEN),
        AreaRow("KU003", "Cedrus", "3,0", EXAMPLE),
        AreaRow("KU004", "Dalia", "ei tietoa", MISSING),
        AreaRow("KU005", "Esko", "salattu", HIDDEN),
        AreaRow("KU006", "Frami", "salattu tai nolla", HIDDEN),
    )
    assert data["codes"] == "KU001 KU002 KU003 KU004 KU005 KU006"
    assert data["names"] == "Aaltola|Betula|Cedrus|Dalia|Esko|Frami"
    assert data["classes"] == "0abcad"
    assert data["values"] == "1 234,5 %||3,0|||"
    assert data["kinds"] == [(-1, "salattu"), (-3, ""), (-2, "ei tietoa"), (-1, "salattu tai nolla")]
    assert data["marks"] == [(-1, "salattu / salattu tai nolla"), (-2, "ei tietoa"), (-3, "esimerkki")]


def test_an_area_without_something_has_its_own_words_and_the_legend_the_word_for_it() -> None:
    data = sent(
        AreaRow("KU001", "Aaltola", "paikkoja 2", 0),
        AreaRow("KU002", "Betula", "ei paikkaa, lähin 12 km", WITHOUT),
        AreaRow("KU003", "Cedrus", "ei paikkaa, lähin 30 km", WITHOUT),
    )
    assert (data["classes"], data["values"]) == ("0aa", "paikkoja 2|ei paikkaa, lähin 12 km|ei paikkaa, lähin 30 km")
    assert (data["kinds"], data["marks"]) == ([(-4, "")], [(-4, "ei paikkaa")])


def test_points_are_told_with_their_area_and_the_legend_has_the_kinds_that_some_point_has() -> None:
    dot = Dot("p1", "KU001", "Tupa: kohtaamispaikka", "meeting_place", 4355, 69033)
    words = {"centre": "Perhekeskus", "meeting_place": "Kohtaamispaikka"}
    data = sent(AreaRow("KU001", "Aaltola", "2,1", 0), points=[dot], point_words=words, selected_point="p1")
    assert data["points"] == [("p1", "KU001", "Tupa: kohtaamispaikka", 1, 4355, 69033)]
    assert data["kinds_of_points"] == [(1, "Kohtaamispaikka")]
    assert data["selected_point"] == "p1"
    assert sent(AreaRow("KU001", "Aaltola", "2,1", 0))["points"] == []


@pytest.mark.parametrize("kind", [HIDDEN, MISSING])
@pytest.mark.parametrize("value", ["4", "alle 5", "2,1\N{NO-BREAK SPACE}%"])
def test_a_digit_in_the_words_of_a_hidden_area_is_refused(kind: int, value: str) -> None:
    with pytest.raises(ValueError, match="KU002 has no figure to show"):
        sent(AreaRow("KU001", "Aaltola", "2,1", 0), AreaRow("KU002", "Betula", value, kind))


def test_a_name_that_would_part_in_two_and_a_class_without_a_character_are_refused() -> None:
    with pytest.raises(ValueError, match=r"has '\|' in it"):
        sent(AreaRow("KU001", "Aalto|la", "2,1", 0))
    with pytest.raises(ValueError, match="0 to 9, not 10"):
        sent(AreaRow("KU001", "Aaltola", "2,1", 10))


def years_sent(classes: list[list[int]], names: list[str]) -> dict:
    return small_maps_data(
        geometry_url="/release/2026-11-22-0123456789/geometry/boundaries.json",
        codes=[f"KU{at:03}" for at in range(len(classes[0]))],
        names=names,
        years=range(2010, 2010 + len(classes)),
        classes=classes,
        palette=SEQUENTIAL,
        palette_dark=SEQUENTIAL,
        legend=["0,1–1,1", "1,2–1,8", "1,9–2,5"],
        missing_words=WORDS,
        zoom=True,
        title="Keksityt luvut",
    )


def test_small_maps_are_sent_as_one_text_a_year() -> None:
    data = years_sent([[0, HIDDEN, 2], [MISSING, 1, EXAMPLE]], ["Aaltola", "Betula", "Cedrus"])
    assert data["classes"] == ["0a2", "b1c"]
    assert data["kinds"] == [(-1, "salattu"), (-2, "ei tietoa"), (-3, "esimerkki")]
    assert data["labels"] == ["Keksityt luvut, 2010", "Keksityt luvut, 2011"]
    county = years_sent([[at % 3 for at in range(22)]] * 12, ["Hämeenkyrö"] * 22)
    assert len(json.dumps(county)) <= 20_000


@pytest.mark.parametrize(("classes", "names"), [([[0, 1], [0]], ["Aaltola", "Betula"]), ([[0, 1]], ["Aaltola"])])
def test_small_maps_refuse_rows_that_are_not_in_the_order_of_the_areas(
    classes: list[list[int]], names: list[str]
) -> None:
    with pytest.raises(ValueError, match="in the order of the codes"):
        years_sent(classes, names)


# ---- the small application ----------------------------------------------------------------------------------
def squares(count: int, columns: int, size: int, inner: int) -> dict:
    corners = {f"KU{at:03}": (at % columns * size, at // columns * size) for at in range(count)}
    rows = -(-count // columns)
    return {
        "viewBox": [0, 0, columns * size, rows * size],
        "areas": {code: f"M{x} {y}h{inner}v{inner}h-{inner}Z" for code, (x, y) in corners.items()},
        "outlines": {},
        "labels": {code: [x + inner / 2, y + inner / 2] for code, (x, y) in corners.items()},
    }


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small application on a free port, with shapes of 12 and of 308 squares as its release."""
    data = tmp_path_factory.mktemp("drawings")
    geometry = data / "snapshots/made-up/geometry"
    geometry.mkdir(parents=True)
    (data / "snapshots/current.json").write_text('{"release": "made-up"}')
    (geometry / "squares.json").write_bytes(orjson.dumps(squares(12, 4, 100, 94)))
    corner = {**squares(12, 4, 100, 94), "origin": [1000, 70000]}
    # With a slanting edge they are no tiles; Dalia's name would stand on its dots.
    corner["labels"]["KU005"] = [55, 147]
    corner["areas"] = {code: path.replace("h94v94", "l94 1v93", 1) for code, path in corner["areas"].items()}
    (geometry / "placed.json").write_bytes(orjson.dumps(corner))
    (geometry / "many.json").write_bytes(orjson.dumps(squares(308, 14, 100, 94)))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["run", str(HERE / "drawings_app.py"), "--server.port", str(port), "--server.address", "127.0.0.1"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ILMIOTAULU_", "STREAMLIT_"))}
    log = data / "log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", *words],
            cwd=PROJECT,
            env={**kept, "DRAWINGS_SNAPSHOTS": str(data / "snapshots"), "PYTHONPATH": str(PROJECT)},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for_health(url, process, log, 200)
        yield Site(url, data)
    finally:
        process.terminate()
        process.wait(10)


def answer(url: str, **headers: str) -> tuple[int, str | None, bytes]:
    """The status, the cache rule and the body."""
    try:
        with urlopen(Request(url, headers=headers), timeout=10) as got:
            return got.status, got.headers["cache-control"], got.read()
    except HTTPError as error:
        return error.code, error.headers["cache-control"], error.read()


@pytest.mark.browser
def test_the_code_of_a_component_may_be_kept_under_its_mark_alone(drawings: Site) -> None:
    status, rule, code = answer(drawings.url + address("area_map"))
    assert (status, rule) == (200, "public, max-age=31536000, immutable")
    assert b"export default function areaMap" in code
    assert answer(f"{drawings.url}/code/area_map.js?v=0ldc0de0")[:2] == (200, "no-store")
    packed = answer(drawings.url + address("area_map"), **{"accept-encoding": "gzip"})[2]
    assert len(packed) < len(code) / 2
    assert answer(f"{drawings.url}/code/web.js")[:2] == (404, "no-store")


# ---- one map ------------------------------------------------------------------------------------------------
def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Keksityt luvut kunnittain, 2021").get_by_role("option")


def keys(page: Page) -> list[str]:
    return page.locator(".legend .key").all_inner_texts()


@pytest.mark.browser
def test_every_area_says_its_name_and_figure_with_the_time_or_the_word_alone(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="map"))
    assert options(page).evaluate_all("nodes => nodes.map(n => n.getAttribute('aria-label'))") == [
        "Aaltola: 1\N{NARROW NO-BREAK SPACE}234,5\N{NO-BREAK SPACE}% (2021)",
        "Betula: salattu",
        "Cedrus: salattu tai nolla",
        "Dalia: ei tietoa",
        "Esko: 3,0\N{NO-BREAK SPACE}% (2021)",
        "Öljymäki: 2,1\N{NO-BREAK SPACE}% (2021)",
    ]
    assert options(page).evaluate_all("nodes => nodes.map(n => n.getAttribute('fill'))") == [
        SEQUENTIAL[0],
        "url(#map-hidden)",
        "url(#map-hidden)",
        "var(--paper)",
        "url(#map-example)",
        SEQUENTIAL[2],
    ]
    assert keys(page) == ["0,1–1,1", "1,2–1,8", "1,9–2,5", "salattu / salattu tai nolla", "ei tietoa", "esimerkki"]
    page.locator('.area[data-code="KU004"]').hover()
    expect(page.locator(".tip")).to_have_text("Cedrus: salattu tai nolla")


@pytest.mark.browser
def test_a_choice_reaches_the_run_and_its_callback_and_the_area_keeps_the_focus(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="map", selected="KU002"))
    expect(page.locator('.area[data-code="KU002"]')).to_have_attribute("aria-selected", "true")
    expect(page.locator('.area[tabindex="0"]')).to_have_attribute("data-code", "KU002")
    page.locator('.area[data-code="KU003"]').click()
    expect(page.get_by_text("chosen KU003, heard KU003")).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.get_by_text("chosen KU006, heard KU006")).to_be_visible()
    expect(page.locator('.area[data-code="KU006"]')).to_be_focused()
    expect(page.locator(".area-map")).to_have_count(1)


@pytest.mark.browser
def test_zoom_shows_the_areas_given_and_height_limits_the_map(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="map"))
    drawing = page.locator("svg.map")
    assert drawing.get_attribute("viewBox") == "0 0 400 300"
    box = drawing.bounding_box()
    assert box
    assert box["height"] == 240
    go(page, drawings.at(of="map", zoom="1"))
    left, top, width, height = map(float, (drawing.get_attribute("viewBox") or "").split())
    margin = 0.03 * 394
    assert (left, top, width, height) == pytest.approx((-margin, -margin, 394 + 2 * margin, 194 + 2 * margin))


@pytest.mark.browser
def test_a_map_without_its_shapes_says_so(drawings: Site, reader: Reader) -> None:
    page = reader.open(drawings.at(of="map", file="lost"))
    expect(page.locator(".area-map .note")).to_have_text("Karttaa ei saatu.")
    reader.faults.clear()  # the lost file is what this test is about


# ---- 308 areas ----------------------------------------------------------------------------------------------
@pytest.mark.browser
def test_a_change_of_all_municipalities_takes_ten_kilobytes_of_messages(drawings: Site, reader: Reader) -> None:
    page, frames = reader.window(), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(len(frame))))
    go(page, drawings.at(of="many"))
    first = page.locator('.area[data-code="KU000"]')
    expect(first).to_have_attribute("aria-label", "Ii: 21,0 (2021)")
    frames.clear()
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(first).to_have_attribute("aria-label", "Ii: 20,0 (2020)")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert max(frames) > 5_000, "the map itself was sent"
    assert max(frames) <= 10_000, frames
    assert sum(frames) <= 20_000, frames
    assert sum("/code/area_map.js" in url for url in reader.requests) == 1


@pytest.mark.browser
def test_a_name_too_long_for_its_tile_is_shown_by_its_beginning_on_a_phone(drawings: Site, reader: Reader) -> None:
    page = reader.open(drawings.at(of="many"), width=390, height=844)
    shown = page.locator(".labels text").evaluate_all(
        """nodes => nodes.filter(n => n.getAttribute("display") !== "none").map(n => {
             const scale = n.getScreenCTM().a;
             return [n.textContent, n.getAttribute("font-size") * scale, n.getComputedTextLength() * scale];
           })"""
    )
    texts = Counter(text for text, _, _ in shown)
    assert texts["Ii"] == 154, "a short name is shown whole"
    beginnings = texts.keys() - {"Ii"}
    assert beginnings
    assert all(re.fullmatch(r"Pit\w*\.", text) for text in beginnings), beginnings
    assert all(size >= 10 for _, size, _ in shown)
    tile = (page.locator('.area[data-code="KU000"]').bounding_box() or {"width": 0})["width"]
    assert all(width <= tile * 1.1 for _, _, width in shown)
    desk = reader.open(drawings.at(of="many"), width=2400, height=3000)
    expect(desk.locator(".labels text").last).to_have_text(re.compile(r"^Pitkänimelä \d+$"))


# ---- places on a map ----------------------------------------------------------------------------------------
def told(page: Page) -> list[str | None]:
    """What a screen reader says at each stop of the arrow keys."""
    page.locator('.area[data-code="KU001"]').focus()
    said = []
    for _ in range(8):
        said.append(page.evaluate(FOCUSED))
        page.keyboard.press("ArrowRight")
    return said


FOCUSED = """() => { let at = document.activeElement; while (at?.shadowRoot) at = at.shadowRoot.activeElement;
                     return at?.getAttribute("aria-label"); }"""


@pytest.mark.browser
def test_the_arrow_keys_go_from_an_area_through_its_dots_to_the_next_area(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="places"))
    assert told(page)[:7] == [
        "Aaltola: paikkoja 2",
        "Aallontupa: kohtaamispaikka",
        "Aaltokeskus: perhekeskus",
        "Dalia: paikkoja 2",
        "Daliantupa: perhekeskus",
        "Tuomela: kohtaamispaikka",
        "Öljymäki: ei paikkaa, lähin 12\N{NO-BREAK SPACE}km",
    ]
    page.keyboard.press("t")
    expect(page.locator(".tip")).to_have_text("Tuomela: kohtaamispaikka")
    page.keyboard.press("Enter")
    expect(page.get_by_text("chosen p2")).to_be_visible()
    assert page.locator('[role="option"][tabindex="0"]').count() == 1, "one tab stop"


@pytest.mark.browser
def test_a_dot_is_a_choice_of_its_own_and_one_of_no_area_here_is_not_drawn(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="places"))
    expect(page.locator(".point[data-code]")).to_have_count(4)
    dot = page.locator('.point[data-code="p1"]')
    dot.hover()
    expect(page.locator(".tip")).to_have_text("Daliantupa: perhekeskus")
    dot.click()
    expect(page.get_by_text("chosen p1")).to_be_visible()
    expect(page.locator('.point[data-code="p2"]')).to_have_attribute("aria-selected", "true")
    assert keys(page) == ["on paikka", "ei paikkaa", "Perhekeskus", "Kohtaamispaikka"]
    expect(page.locator('.area[data-code="KU002"]')).to_have_attribute("fill", "url(#map-without)")


def middles(page: Page) -> dict[str, tuple[float, float]]:
    found = page.locator(".point[data-code]").evaluate_all(
        "nodes => nodes.map(n => [n.dataset.code, Number(n.getAttribute('cx')), Number(n.getAttribute('cy'))])"
    )
    return {code: (x, y) for code, x, y in found}


@pytest.mark.browser
def test_dots_stand_in_a_row_within_their_tile(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="places"))
    at = middles(page)
    assert at["p1"][1] == at["p2"][1]
    assert 94 - 40 < at["p1"][1] - 100 < 94, "at the foot of its tile in the second row"
    assert (at["p1"][0] + at["p2"][0]) / 2 == pytest.approx(147), "the middle of the tile"
    assert at["p2"][0] - at["p1"][0] >= 2 * 5.5 * 300 / 240 * 0.84, "side by side, not on each other"


@pytest.mark.browser
def test_dots_stand_where_they_are_when_the_drawing_says_its_corner(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="places", file="placed"))
    at = middles(page)
    assert (at["p1"], at["p2"]) == ((50, 150), (60, 140))
    # Two at one point stand on both sides of it.
    assert (at["p3"][1], at["p4"][1]) == (20, 20)
    assert (at["p3"][0] + at["p4"][0]) / 2 == pytest.approx(20)
    assert at["p3"][0] < 20 < at["p4"][0]
    # A name makes way for dots, within its area.
    names = page.locator('.labels text:not([display="none"])').evaluate_all(
        "nodes => nodes.map(n => [n.textContent, Number(n.getAttribute('y')), Number(n.getAttribute('font-size'))])"
    )
    assert [name for name, _, _ in names] == ["Aaltola", "Dalia", "Öljymäki"]
    _, y, size = names[1]
    assert y - size / 2 > 100
    assert y + size / 2 < 194
    assert min(abs(y - 140), abs(y - 150)) > size / 2 + 5.5 * 300 / 240


@pytest.mark.browser
def test_the_picture_of_a_map_has_its_dots(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="places"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Lataa kuva", exact=True).press("Enter")
    seen = colours(Image.open(Path(waiting.value.path())).convert("RGB"))
    dots = 3 * math.pi * (5.5 * SCALE) ** 2  # two filled ones and that of the legend
    assert seen["#15252B"] > 0.5 * dots


# ---- small maps ---------------------------------------------------------------------------------------------
@pytest.mark.browser
def test_small_maps_are_pictures_with_a_name_and_a_colour_means_the_same_in_each(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="years"))
    assert page.locator("figure.year figcaption").all_inner_texts() == ["2019", "2020", "2021"]
    for year in (2019, 2020, 2021):
        expect(page.get_by_role("img", name=f"Keksityt luvut, {year}", exact=True)).to_be_visible()
    fills = [
        [re.sub(r"year-\d", "year", fill) for fill in one.locator(".area").evaluate_all(FILLS)]
        for one in page.locator("figure.year").all()
    ]
    low, middle, high, hidden = *SEQUENTIAL[:3], "url(#year-hidden)"
    assert fills == [[low, middle, hidden, high], [low, low, middle, "var(--paper)"], [high, high, hidden, high]]
    assert keys(page) == ["0,1–1,1", "1,2–1,8", "1,9–2,5", "salattu", "ei tietoa"]
    chosen = page.locator(".ring.chosen").evaluate_all("nodes => nodes.map(n => n.getAttribute('d'))")
    assert chosen == ["M200 0h94v94h-94Z"] * 3
    assert page.locator(".small-maps [tabindex], .small-maps a, .small-maps button").count() == 0


FILLS = "nodes => nodes.map(n => n.getAttribute('fill'))"


@pytest.mark.browser
def test_the_tooltip_of_a_small_map_says_the_name_and_the_class(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="years"))
    tip = page.locator(".small-maps .tip")
    for at, code, words in ((0, "KU002", "Öljymäki: 1,2–1,8"), (2, "KU003", "Betula: salattu")):
        page.locator("figure.year").nth(at).locator(f'.area[data-code="{code}"]').hover()
        expect(tip).to_have_text(words)
    page.locator("h1").hover()
    expect(tip).to_be_hidden()


# ---- pictures -----------------------------------------------------------------------------------------------
MARGIN, SCALE = 24, 2


def downloaded(page: Page, of: str) -> Image.Image:
    """The picture that the button gives, with the name that was asked for."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Lataa kuva", exact=True).press("Enter")
    assert waiting.value.suggested_filename == f"{of}-2021.png"
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(io.BytesIO(content)).convert("RGB")


def colours(image: Image.Image) -> Counter[str]:
    """How many points have each colour."""
    points = image.getcolors(image.width * image.height) or []
    return Counter({"#{:02X}{:02X}{:02X}".format(*colour): count for count, colour in points})


def width_on_screen(drawn: Locator) -> float:
    return (drawn.first.bounding_box() or {"width": 0})["width"]


@pytest.mark.browser
def test_the_picture_of_a_map_has_its_fills_its_legend_a_title_and_notes(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="map", selected="KU002"))
    drawn = page.locator("svg.map")
    image = downloaded(page, "map")
    assert image.width == pytest.approx((width_on_screen(drawn) + 2 * MARGIN) * SCALE, abs=1)
    assert image.getpixel((0, 0)) == (255, 255, 255)
    seen = colours(image)
    square = (94 * SCALE * 240 / 300) ** 2  # the map is 300 units in 240 pixels
    assert seen[SEQUENTIAL[0]] > square * 0.7
    assert seen[SEQUENTIAL[2]] > square * 0.5
    assert 0 < seen[SEQUENTIAL[1]] < square * 0.1, "a class that no area has is in the legend alone"
    assert seen[ACCENT] > 500, "the chosen area has its outline"
    top, bottom = image.crop((0, 0, image.width, 50 * SCALE)), image.crop((0, image.height - 160, *image.size))
    for band in (top, bottom):
        assert len(colours(band)) > 10, "letters"
        assert colours(band)[BACKGROUND] > 0.9 * band.width * band.height


@pytest.mark.browser
def test_the_picture_of_small_maps_has_every_year(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="years"))
    grid = page.locator(".years")
    maps = [one.bounding_box() or {} for one in page.locator("figure.year svg").all()]
    start = page.locator("figure.year").first.locator("figcaption").bounding_box() or {}
    image = downloaded(page, "years")
    assert image.width <= (width_on_screen(grid) + 2 * MARGIN) * SCALE + 1
    # Öljymäki is the third square of the first row: its middle in each map has the colour of its class that year.
    for box, expected in zip(maps, (SEQUENTIAL[1], SEQUENTIAL[0], SEQUENTIAL[2]), strict=True):
        column = image.crop(
            (
                int((MARGIN + box["x"] - start["x"]) * SCALE),
                0,
                int((MARGIN + box["x"] - start["x"] + box["width"]) * SCALE),
                image.height - 200,
            )
        )
        assert colours(column)[expected] > 500


@pytest.mark.browser
def test_the_picture_of_a_chart_has_its_lines_and_its_letters(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="chart"))
    expect(page.locator(".js-plotly-plot .scatterlayer path.js-line")).to_have_count(2)
    image = downloaded(page, "trend")
    assert image.width == pytest.approx((width_on_screen(page.locator(".main-svg")) + 2 * MARGIN) * SCALE, abs=1)
    seen = colours(image)
    assert seen[ACCENT] > 2000
    assert seen[GREY] > 2000
    assert len(seen) > 50


@pytest.mark.browser
def test_the_picture_of_age_groups_has_each_of_them_and_its_numbers(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="groups"))
    groups = page.locator(".ilmio-courses figure")
    expect(groups).to_have_count(2)
    boxes = [one.bounding_box() or {} for one in groups.all()]
    image = downloaded(page, "groups")
    for box in boxes:
        left = (MARGIN + box["x"] - boxes[0]["x"]) * SCALE
        column = image.crop((int(left), 0, int(left + box["width"] * SCALE), image.height - 160))
        seen = colours(column)
        assert seen[ACCENT_EITHER] > 1000
        assert seen[ORANGE_EITHER] > 50
        below = column.crop((0, column.height - 60 * SCALE, *column.size))
        assert len(colours(below)) > 10, "numbers"


@pytest.mark.browser
def test_a_picture_made_in_the_dark_has_the_page_as_its_paper(drawings: Site, reader: Reader) -> None:
    page = reader.open(drawings.at(of="map"), scheme="dark")
    seen = colours(downloaded(page, "map"))
    assert seen.most_common(1)[0][0] == BACKGROUND_DARK
    assert seen["#FFFFFF"] < 0.01 * seen.total()


@pytest.mark.browser
def test_a_picture_of_nothing_says_that_it_failed(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="nothing"))
    page.get_by_role("button", name="Lataa kuva", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Kuvaa ei saatu tehtyä.")).to_be_visible()


@pytest.mark.browser
def test_a_picture_needs_nothing_from_the_server_but_the_font(drawings: Site, reader: Reader) -> None:
    page, frames = reader.window(), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    go(page, drawings.at(of="map"))
    frames.clear()
    reader.requests.clear()
    downloaded(page, "map")
    asked = {url.partition("?")[0].rpartition("/")[2] for url in reader.requests if url.startswith("http")}
    assert asked <= {"source-sans-3-latin-wght-normal.woff2"}
    assert frames == []


# ---- pictures as SVG ----------------------------------------------------------------------------------------
SVG = "{http://www.w3.org/2000/svg}"


def drawn(page: Page, of: str) -> ElementTree.Element:
    """The SVG that the other button gives, with the name that was asked for."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Lataa SVG-kuva").press("Enter")
    assert waiting.value.suggested_filename == f"{of}-2021.svg"
    return ElementTree.parse(waiting.value.path()).getroot()


def written(picture: ElementTree.Element) -> list[str]:
    """What is written in a picture, line by line."""
    return ["".join(one.itertext()) for one in picture.iter(f"{SVG}text")]


def inks_of(picture: ElementTree.Element) -> set[str]:
    return {value.upper() for one in picture.iter() for name, value in one.items() if name in ("fill", "stroke")}


def outside(picture: ElementTree.Element) -> list[str]:
    """What a picture asks of others: addresses, styles, scripts, pictures."""
    names = [
        one.tag
        for one in picture.iter()
        if one.tag.removeprefix(SVG) in ("image", "script", "style", "use", "foreignObject")
    ]
    values = [
        value for one in picture.iter() for name, value in one.items() if re.search(r"https?:|data:|url\((?!#)", value)
    ]
    return names + values


@pytest.mark.browser
def test_an_svg_has_title_notes_names_and_legend_as_text_and_asks_nobody(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="map", selected="KU002"))
    picture = drawn(page, "map")
    assert picture.get("{http://www.w3.org/XML/1998/namespace}lang") == "fi"
    assert picture.findtext(f"{SVG}title") == "Keksityt luvut, 2021"
    assert picture.findtext(f"{SVG}desc") == "Osuus, %, 2021 Lähde: keksitty Julkaisu: kokeilu"
    lines = written(picture)
    assert lines[0] == "Keksityt luvut, 2021"
    assert lines[-3:] == ["Osuus, %, 2021", "Lähde: keksitty", "Julkaisu: kokeilu"]
    assert {"Öljymäki", "0,1–1,1", "1,2–1,8", "1,9–2,5", "ei tietoa"} <= set(lines)
    assert any(line.startswith("salattu") for line in lines)
    assert outside(picture) == []
    assert "Source Sans 3" in picture.get("font-family", "")
    # Hovering says what each area is; a hidden one has its word and no number.
    areas = [one.text for one in picture.iter(f"{SVG}title")]
    assert "Betula: salattu" in areas
    width, height = (float(picture.get(name, "0")) for name in ("width", "height"))
    assert picture.get("viewBox") == f"0 0 {width:g} {height:g}"
    marks = {one.get("id") for one in picture.iter()} - {None}
    used = {
        match
        for one in picture.iter()
        for value in one.attrib.values()
        for match in re.findall(r"url\(#([^)]+)", value)
    }
    assert used <= marks


@pytest.mark.browser
@pytest.mark.parametrize("of", ["map", "years"])
def test_an_svg_taken_in_the_dark_has_the_colours_of_the_light_and_the_page_keeps_its_own(
    drawings: Site, reader: Reader, of: str
) -> None:
    page = reader.open(drawings.at(of=of), scheme="dark")
    before = page.locator("svg.map .area").evaluate_all(FILLS)
    picture = drawn(page, of)
    inks = inks_of(picture)
    assert set(SEQUENTIAL[:3]) <= inks
    assert not {*SEQUENTIAL_DARK[:3], BACKGROUND_DARK} & inks
    assert picture.find(f"{SVG}rect").get("fill") == "#ffffff"  # type: ignore[union-attr]
    assert page.locator("svg.map .area").evaluate_all(FILLS) == before
    assert set(SEQUENTIAL_DARK[:3]) & set(before)


@pytest.mark.browser
def test_the_svgs_of_a_chart_and_of_age_groups_have_their_lines_and_numbers(drawings: Site, page: Page) -> None:
    go(page, drawings.at(of="chart"))
    expect(page.locator(".js-plotly-plot .scatterlayer path.js-line")).to_have_count(2)
    chart = drawn(page, "trend")
    assert {ACCENT.upper(), GREY.upper()} <= inks_of(chart)
    assert outside(chart) == []
    go(page, drawings.at(of="groups"))
    numbers = page.locator(".ilmio-courses dd").all_inner_texts()
    groups = drawn(page, "groups")
    assert {one for one in numbers if one} <= set(written(groups))
    assert {ACCENT_EITHER.upper(), ORANGE_EITHER.upper()} <= inks_of(groups)
    assert outside(groups) == []
