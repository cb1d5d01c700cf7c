"""Short addresses and pictures in frames, asked of the real server and seen in a real browser."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pydantic import ValidationError

from ilmiotaulu.settings import Settings
from ilmiotaulu.text import t
from tests.app.conftest import Known, Reader, Site, go, pressed, serving, settled
from tests.app.test_pages import PLACED
from tests.app.test_server import ask

pytestmark = pytest.mark.slow

KEURUU = {"lang": "fi", "region": "KU249", "indicator": PLACED}


def rules(policy: str) -> dict[str, str]:
    return dict(rule.strip().split(" ", 1) for rule in policy.split(";"))


# ---- short addresses ----------------------------------------------------------------------------------------
def test_a_short_address_leads_to_its_view_and_never_away(official_site: Site) -> None:
    answer = ask(official_site, f"/fi/kartta/keuruu/{PLACED}/2021?embed=true&next=//evil.example")
    assert answer.status == 302
    to = urlsplit(answer.headers["location"])
    assert (to.netloc, to.path) == ("", "/map")
    assert {name: values[0] for name, values in parse_qs(to.query).items()} == {
        "lang": "fi",
        "area": "HVA15",
        "region": "KU249",
        "phenomenon": "heavy_services",
        "indicator": PLACED,
        "year": "2021",
        "embed": "true",
    }
    for path in ("/fi", "/fi//evil.example", "/fi/https:%2F%2Fevil.example", "/fi/%FF%FE", "/fi/%5C%5Cevil.example"):
        assert ask(official_site, path).headers["location"] == "/overview?lang=fi"
    for path in ("/sv/%0d%0aset-cookie:a", "/en/../..//evil.example"):
        answer = ask(official_site, path)
        assert answer.status in (400, 404)
        assert not {"location", "set-cookie"} & set(answer.headers)


# ---- frames -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "look"),
    [("map", "mapped"), ("phenomenon", "chart"), ("compare", "ranked"), ("municipality", "figures"), ("", "figures")],
)
def test_a_page_that_is_embedded_is_one_picture_without_a_script(official_site: Site, page: str, look: str) -> None:
    answer = ask(official_site, f"/{page}?lang=sv&region=KU249&indicator={PLACED}&embed=true")
    assert answer.status == 200
    html = answer.body.decode()
    assert f'class="{look}"' in html
    assert '<html lang="sv">' in html
    assert "<script" not in html
    assert f'href="/{page or "overview"}?lang=sv&amp;indicator={PLACED}&amp;region=KU249"' in html
    assert official_site.release in html
    told = rules(answer.headers["content-security-policy"])
    assert told["default-src"] == "'none'"
    assert "script-src" not in told
    assert told["frame-ancestors"] == "'self' https:"
    assert answer.headers["cache-control"] == "no-cache"


def test_children_by_age_are_the_picture_where_a_year_of_their_projection_is_named(official_site: Site) -> None:
    def framed(more: str) -> str:
        return ask(official_site, f"/future?lang=fi&region=KU249&embed=true{more}").body.decode()

    assert 'class="ages"' in framed("&ahead=2035")
    assert 'href="/future?lang=fi&amp;ahead=2035&amp;region=KU249"' in framed("&ahead=2035")
    for more in ("", "&ahead=soon", "&ahead=99999"):
        assert 'class="chart"' in framed(more), more


@pytest.mark.parametrize("page", ["municipality", "overview"])
def test_a_place_that_is_embedded_shows_the_key_figure_of_each_phenomenon_whatever_figure_its_page_had_last(
    official: Known, official_site: Site, page: str
) -> None:
    plain = ask(official_site, f"/{page}?lang=fi&region=KU249&area=HVA15&embed=true").body.decode()
    rows = named(plain)
    keys = [
        official.release.table("phenomenon_indicator").filter(phenomenon=one, is_key=True)["indicator"].item()
        for one in ("children_decreasing", "heavy_services", "family_livelihood")
    ]
    titles = official.release.table("indicator")
    for key in keys:
        (title,) = titles.filter(id=key)["title_fi"]
        assert [row for row in rows if row.startswith(title)], key
    assert "keksitty" not in plain
    assert "<h1>Keuruu: ilmiöiden keskeiset luvut</h1>" in plain
    assert plain.count('class="barometer" role="img" aria-label="Keuruu') >= 1
    lately = ask(official_site, f"/{page}?lang=fi&region=KU249&area=HVA15&phenomenon=early_support&embed=true")
    assert named(lately.body.decode()) == rows


def named(html: str) -> list[str]:
    """What the rows of a table are of."""
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<tr><th scope="row">(.*?)</th>', html)]


def test_an_old_figure_is_told_to_be_old_in_the_frame(official_site: Site) -> None:
    html = ask(official_site, f"/phenomenon?lang=fi&region=KU249&indicator={PLACED}&embed=true").body.decode()
    assert f'<span class="old">{t("statement.old", "fi", year=2021)}</span>' in html


def test_a_hidden_figure_is_a_word_in_the_frame(official: Known, official_site: Site) -> None:
    assert official.status(PLACED, "KU256", 2021) == "hidden_or_zero"
    html = ask(official_site, f"/compare?lang=fi&region=KU249&indicator={PLACED}&year=2021&embed=true").body.decode()
    row = next(one for one in re.findall(r'<div class="row [^"]*">.*?</div>', html) if "Kinnula" in one)
    assert re.sub(r"<[^>]+>", " ", row).split() == ["Kinnula", *t("status.hidden_or_zero.short", "fi").split()]


def test_a_municipality_of_another_county_gives_way_to_the_county_of_the_address(official_site: Site) -> None:
    html = ask(official_site, f"/map?lang=fi&region=KU249&area=HVA12&indicator={PLACED}&embed=true").body.decode()
    assert "Keuruu" not in html


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("indicator=no_such_figure", 200, t("slide.nothing", "fi")),
        ("region=KU999", 200, t("slide.nothing", "fi")),
        ("region=%22%3E%3Cscript%3E", 404, t("embed.refused.unknown", "fi")),
        ("indicator=placed%00", 404, t("embed.refused.unknown", "fi")),
        ("sex=neither", 404, t("embed.refused.unknown", "fi")),
    ],
)
def test_what_is_not_there_is_told_in_the_frame(official_site: Site, query: str, status: int, words: str) -> None:
    answer = ask(official_site, f"/map?lang=fi&{query}&embed=true")
    assert answer.status == status
    assert words in answer.body.decode()
    assert b"<script" not in answer.body


def test_without_a_release_the_frame_says_so_and_others_may_be_kept_out(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "server.log"
    with serving(data, log, healthy=503, ILMIOTAULU_EMBED_ANCESTORS="'self' http://intra.example") as site:
        answer = ask(site, "/map?lang=en&embed=true")
        assert answer.status == 503
        assert t("embed.do.no_release", "en") in answer.body.decode()
        assert rules(answer.headers["content-security-policy"])["frame-ancestors"] == "'self' http://intra.example"
        # A short address needs no release to know its page.
        assert ask(site, "/sv/karta/keuru").headers["location"] == "/map?lang=sv"


@pytest.mark.parametrize("value", ["'self'; script-src *", "https:,*", "'self'\nset-cookie: a"])
def test_who_may_frame_is_one_rule_and_no_other(value: str) -> None:
    with pytest.raises(ValidationError):
        Settings(embed_ancestors=value)


# ---- the journey --------------------------------------------------------------------------------------------
class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def intranet(tmp_path: Path) -> Iterator[Path]:
    """A folder that is served from an origin of its own; the file `origin` says which."""
    folder = tmp_path / "intranet"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (folder / "favicon.ico").touch()
    (folder / "origin").write_text(f"http://127.0.0.1:{server.server_port}")
    yield folder
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_view_travels_as_a_short_link_and_as_a_frame_on_another_site(
    official_data: Path, tmp_path: Path, intranet: Path, reader: Reader
) -> None:
    """From a short address over the files of a map to an intranet that shows the map; a whole page it cannot show."""
    there = (intranet / "origin").read_text()
    with serving(official_data, tmp_path / "server.log", ILMIOTAULU_EMBED_ANCESTORS=f"'self' {there}") as site:
        page = go(reader.window(), f"{site.url}/fi/kartta/keuruu/{PLACED}/2020")
        assert page.url.startswith(f"{site.url}/map?")
        expect(page.get_by_role("heading", name=re.compile("2020"))).to_be_visible()
        # The link at the foot follows a part of the page that runs alone.
        page.get_by_role("slider").press("ArrowRight")
        expect(page).to_have_url(re.compile("year=2021"))
        settled(page).get_by_role("link", name=t("frame.short_link", "fi")).click()
        expect(page.locator(".ilmio-short code")).to_have_text(f"{site.url}/fi/kartta/keuruu/{PLACED}/2021")
        page.locator(".st-key-about-map summary").first.click()
        line = page.locator(".ilmio-code")
        expect(line).to_have_count(1)
        opens = settled(page).get_by_text(t("embed.title", "fi"))
        pressed(opens, lambda wait: expect(line).to_be_visible(timeout=wait))
        code = line.inner_text()
        assert code.startswith(f'<iframe src="{site.url}/fi/kartta/keuruu/{PLACED}')

        (intranet / "shown.html").write_text(f"<!doctype html><title>Intranet</title>{code}", "utf-8")
        whole = f'<iframe src="{site.at("map", **KEURUU)}"></iframe>'
        (intranet / "refused.html").write_text(f"<!doctype html><title>Intranet</title>{whole}", "utf-8")
        other = reader.window(width=390)
        other.goto(f"{there}/shown.html")
        frame = other.frame_locator("iframe")
        expect(frame.get_by_role("img", name=re.compile("Kodin ulkopuolelle"))).to_be_visible()
        frame.get_by_text(t("embed.table", "fi")).click()
        expect(frame.get_by_role("row", name=re.compile("Kinnula salattu tai nolla"))).to_be_visible()
        inner = other.frames[1]
        assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not [one for one in reader.requests if one.startswith("ws") and "embed" in one]
        # Axe looks at the frame's page as a page.
        alone = reader.window(width=390)
        alone.goto(inner.url)
        found = Axe().run(alone, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert [one["id"] for one in found.response["violations"]] == []
        with alone.expect_popup() as opened:
            alone.get_by_role("link", name=t("embed.open", "fi")).click()
        settled(opened.value)
        assert parse_qs(urlsplit(opened.value.url).query)["region"] == ["KU249"]

        assert reader.faults == []
        other.goto(f"{there}/refused.html")
        other.wait_for_timeout(500)
        assert "map" not in other.frames[1].url
        assert any("frame-ancestors" in one for one in reader.faults)
        # Before the server goes, which pages that are open would miss.
        reader.close()
        reader.contexts.clear()
        reader.faults.clear()


# ---- tables as pictures -------------------------------------------------------------------------------------
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.browser
def test_a_rug_is_an_svg_with_the_words_of_its_table_and_a_hidden_one_has_no_number(
    official_site: Site, reader: Reader
) -> None:
    page = reader.open(official_site.at("compare", **KEURUU, phenomenon="heavy_services", view="tests"), scheme="dark")
    shown = page.locator('[data-picture="rug"]')
    names = shown.locator("tbody th").all_inner_texts()
    hidden = shown.locator("td.withheld").count()
    assert hidden > 0
    page.locator(".st-key-about-tests summary").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=t("download.svg", "fi")).click()
    picture = ElementTree.parse(waiting.value.path()).getroot()
    lines = ["".join(one.itertext()) for one in picture.iter(f"{SVG}text")]
    assert [line for line in lines if line in names] == names
    assert lines.count(t("status.hidden_or_zero.short", "fi")) == hidden
    # Hatched, each with a pattern of its own that is there.
    marks = {one.get("id") for one in picture.iter(f"{SVG}pattern")}
    assert {
        fill[5:-1] for one in picture.iter(f"{SVG}rect") if (fill := one.get("fill", "")).startswith("url(#")
    } == marks
    assert len(marks) == hidden + 1, "and that of the legend"
    assert any("THL" in line for line in lines)
    assert any(official_site.release in line for line in lines)
    assert not [
        one for one in picture.iter() if one.tag.removeprefix(SVG) in ("image", "script", "style", "foreignObject")
    ]
