"""What the running server answers besides the pages, asked as a plain client asks."""

import gzip
import http.client
import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from ilmiotaulu.text import LANGUAGES, t
from tests.app.conftest import PAGES, Site, serving

pytestmark = pytest.mark.slow  # they start the real server


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to a path as it is written: no library tidies it on the way."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def test_health_tells_the_release(official_site: Site) -> None:
    answer = ask(official_site, "/health")
    assert answer.status == 200
    assert json.loads(answer.body) == {"ok": True, "release": official_site.release}
    assert answer.headers["cache-control"] == "no-store"


def test_health_without_a_release_is_unwell_but_the_server_stands(tmp_path: Path) -> None:
    with serving(tmp_path / "data", tmp_path / "log", healthy=503) as site:
        answer = ask(site, "/health")
        assert answer.status == 503
        assert json.loads(answer.body) == {"ok": False, "release": None}
        assert ask(site, "/", accept="text/html").status == 200
        shown = ask(site, "/present?phenomenon=heavy_services&region=KU249&area=HVA15")
        assert shown.status == 503
        assert t("present.refused.no_release", "fi") in shown.body.decode()


@pytest.mark.parametrize("name", ["tiles", "boundaries"])
def test_geometry_comes_compressed_and_may_be_kept_for_ever(official_site: Site, name: str) -> None:
    path = f"/release/{official_site.release}/geometry/{name}.json"
    packed = ask(official_site, path, accept_encoding="gzip")
    assert packed.status == 200
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"].startswith("application/json")
    bare = ask(official_site, path)
    assert "content-encoding" not in bare.headers
    assert gzip.decompress(packed.body) == bare.body
    assert "KU249" in json.loads(bare.body)["areas"]


def test_the_manifest_of_a_release_is_open(official_site: Site) -> None:
    answer = ask(official_site, f"/release/{official_site.release}/manifest.json")
    assert json.loads(answer.body)["release"] == official_site.release


NOT_THERE = (
    "/release/{release}/release.duckdb.wal",
    "/release/{release}/geometry/../release.duckdb",
    "/release/{release}/geometry/..%2frelease.duckdb",
    "/release/{release}/geometry/%2e%2e/release.duckdb",
    "/release/{release}/geometry/%2e%2e%2frelease.duckdb",
    "/release/{release}/geometry//release.duckdb",
    "/release/{release}/geometry/..\\release.duckdb",
    "/release/{release}/geometry/tiles.json%00",
    "/release/{release}/geometry/.tiles.json",
    "/release/{release}/geometry/",
    "/release/{release}/geometry",
    "/release/{release}/",
    "/release/../snapshots/current.json",
    "/release/..%2fcurrent.json/geometry/x",
    "/release/current.json",
    "/release/nothing/geometry/tiles.json",
    "/release/{release}/../../../../../../etc/passwd",
    "/release/%2fetc%2fpasswd",
    "/code/../app.py",
    "/code/..%2fapp.py",
    "/code/modules.js",
    "/assets/../app.py",
    "/assets/..%2fapp.py",
    "/assets/%2e%2e/pyproject.toml",
    "/assets/fonts/../../pyproject.toml",
    "/assets/%2fetc%2fpasswd",
    "/static/../index.html",
    "/static/js/..%2f..%2f..%2f__init__.py",
)


@pytest.mark.parametrize("path", NOT_THERE)
def test_nothing_but_what_is_open_can_be_had(official_site: Site, path: str) -> None:
    answer = ask(official_site, path.format(release=official_site.release), accept="*/*")
    assert answer.status in (400, 404)
    assert not any(secret in answer.body for secret in (b"DUCK", b"root:", b"[project]", b"import streamlit"))


def test_assets_are_served_with_their_kind(official_site: Site) -> None:
    for name, kind in {
        "favicon.svg": "image/svg+xml",
        "favicon.png": "image/png",
        "fonts/source-sans-3-latin-wght-normal.woff2": "font/woff2",
    }.items():
        answer = ask(official_site, f"/assets/{name}")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", *(f"/{name}" for name in PAGES)])
def test_a_page_comes_with_the_headers_that_keep_others_out(official_site: Site, path: str) -> None:
    answer = ask(official_site, path, accept="text/html")
    assert answer.status == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert "unsafe-inline" not in rules["script-src"]
    assert "unsafe-eval" not in rules["script-src"]
    allowed = {word for rule in rules.values() for word in rule.split() if "://" in word}
    host = official_site.url.removeprefix("http://")
    assert allowed <= {f"ws://{host}", f"wss://{host}"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/overview", "/municipality", "/methods"])
def test_the_first_bytes_of_a_page_are_in_its_language(official_site: Site, path: str, lang: str) -> None:
    html = ask(official_site, f"{path}?lang={lang}", accept="text/html").body.decode()
    assert f'<html lang="{lang}">' in html
    assert "<title>Ilmiötaulu" in html
    assert "Streamlit</title>" not in html


def test_an_unknown_language_is_finnish(official_site: Site) -> None:
    for asked in ("de", "", "FI", "fi%22%3E%3Cscript%3E"):
        html = ask(official_site, f"/?lang={asked}", accept="text/html").body.decode()
        assert '<html lang="fi">' in html
        assert '"><script>' not in html
