"""Two published releases, the app without a browser, the real server, and a browser that forgives nothing."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import urlopen

import duckdb
import orjson
import pytest
import streamlit as st
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect, sync_playwright
from streamlit.testing.v1 import AppTest

from ilmiotaulu import store
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.ui import pages
from ilmiotaulu.ui.data import settings
from tests.install_browser import browser as installed_browser
from tests.publishers import world
from tests.publishers.server import Publishers

PAGES = tuple(pages.PAGES)
PAGE_FILES = {name: Path(pages.file(name)) for name in PAGES}
# The header leads to these in this order, the footer to the others.
HEADER = pages.HEADER
FOOTER = pages.FOOTER
PATIENCE = 30  # seconds: for conditions, not for sleeping
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    "--disable-gpu",
)
expect.set_options(timeout=PATIENCE * 1000)


# ---- releases -----------------------------------------------------------------------------------------------
def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command, to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ILMIOTAULU_")}
    program = Path(sys.executable).with_name("ilmiotaulu")
    return subprocess.run(
        [str(program), *words], env={**kept, **environment}, capture_output=True, text=True, timeout=180, check=False
    )


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to ask fills, and all share; nobody writes to it afterwards."""
    top = factory.getbasetemp()
    top = top.parent if "PYTEST_XDIST_WORKER" in os.environ else top
    folder = top / f"app-{name}"
    with FileLock(top / f"app-{name}.lock"):
        if not folder.exists():
            make(folder.with_suffix(".new"))
            folder.with_suffix(".new").rename(folder)
    return folder


@pytest.fixture(scope="session")
def starter_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the starter release, published as `make run` does it."""

    def make(folder: Path) -> None:
        done = command("starter", ILMIOTAULU_DATA_DIR=str(folder))
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "starter", make)


@pytest.fixture(scope="session")
def official_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an official release of the fake publishers' small world."""
    return made_once(tmp_path_factory, "official", refreshed)


@pytest.fixture(scope="session")
def grown_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with children by age for as many years as births, so that children are forecast, too."""
    return made_once(tmp_path_factory, "grown", lambda folder: refreshed(folder, "ages-since:1992"))


def refreshed(folder: Path, *faults: str) -> None:
    """Publish an official release of the fake publishers."""
    with TemporaryDirectory() as aside:
        catalogue = Path(aside) / "catalogue"
        shutil.copytree(PROJECT / "data/catalogue", catalogue)
        keep_the_world(catalogue / "regions.csv")
        with Publishers() as publishers:
            publishers.faults = list(faults)
            done = command(
                "refresh",
                ILMIOTAULU_DATA_DIR=str(folder),
                ILMIOTAULU_CATALOGUE_DIR=str(catalogue),
                ILMIOTAULU_SOTKANET_URL=publishers.sotkanet_url,
                ILMIOTAULU_STATFIN_URL=publishers.statfin_url,
                ILMIOTAULU_GEO_URL=publishers.geo_url,
                ILMIOTAULU_CLASSIFICATIONS_URL=publishers.classifications_url,
                ILMIOTAULU_SOTKANET_PAUSE_SECONDS="0",
                ILMIOTAULU_STATFIN_CALLS="100000",
            )
        assert done.returncode == 0, done.stdout + done.stderr


def keep_the_world(regions: Path) -> None:
    """Leave only the fake publishers' areas, so that every county has all its municipalities."""
    here = {
        "FI",
        *(f"HVA{code}" for code in world.COUNTIES),
        *(f"MK{code}" for code in world.REGIONS),
        *(f"KU{code}" for code in world.municipalities(2026)),
    }
    header, *areas = regions.read_text("utf-8").splitlines(keepends=True)
    regions.write_text("".join([header, *(line for line in areas if line.partition(",")[0] in here)]), "utf-8")


@dataclass
class Known:
    """A release read past the app, for the figures a page must show."""

    data: Path
    pointer: store.Pointer = field(init=False)
    release: store.Release = field(init=False)

    def __post_init__(self) -> None:
        self.pointer = store.current(self.data / "snapshots")
        self.release = store.Release(self.pointer.path)

    def value(self, indicator: str, region: str, year: int, sex: str = "total") -> float:
        """The one value, which must be there."""
        rows = self.release.one_year(indicator, year, sex).filter(region=region)
        return rows["value"].item()

    def status(self, indicator: str, region: str, year: int, sex: str = "total") -> str:
        """Why there is none, or `ok`."""
        return self.release.one_year(indicator, year, sex).filter(region=region)["status"].item()


@pytest.fixture(scope="session")
def starter(starter_data: Path) -> Known:
    return Known(starter_data)


@pytest.fixture(scope="session")
def grown(grown_data: Path) -> Known:
    return Known(grown_data)


@pytest.fixture(scope="session")
def official(official_data: Path) -> Known:
    return Known(official_data)


@dataclass(frozen=True)
class Link:
    """A link to a page: its words, the page, and the view that its address asks for."""

    label: str
    page: str
    asked: dict[str, str]


# ---- the app without a browser ------------------------------------------------------------------------------
class App:
    """A session of the app, from the frame, with its address and its widgets.

    It begins at `/`, or with `page` at the address of that page, as a link from outside does.
    """

    def __init__(self, data: Path, page: str = "", /, **address: str) -> None:
        self.data = data
        self.test = AppTest.from_file(str(PROJECT / "ilmiotaulu/ui/frame.py"), default_timeout=PATIENCE)
        if page:
            self.test.switch_page(str(PAGE_FILES[page]))
        self.go(**address)

    def go(self, **address: str) -> "App":
        """A link, Back or Forward: another address in the same session."""
        self.test.query_params.clear()
        for name, value in address.items():
            self.test.query_params[name] = value
        return self.run()

    def run(self) -> "App":
        self.test.run()
        return self.whole()

    def page(self, name: str) -> "App":
        self.test.switch_page(str(PAGE_FILES[name])).run()
        return self.whole()

    def choose(self, name: str, value: object) -> "App":
        """What a person does with the widget of that name; several values are told with commas between."""
        if name == "year":  # the slider is a component, which only a browser moves: its view has an address
            assert str(value) in self.offered("year")
            return self.go(**{**self.address, "year": str(value)})
        self._look_for(name)
        if self._list(name):
            return self._choose_from_list(name, str(value))
        widget = self._widget(name)
        several = str(value).split(",") if widget.type == "multiselect" else value
        widget.set_value(several).run()
        return self.whole()

    def _list(self, name: str) -> dict:
        """What the list of that name is sent; nothing where there is none in sight."""
        return next((one for one in self.components if one.get("name") == name and "heard" in one), {})

    def _choose_from_list(self, name: str, code: str) -> "App":
        """What a browser sends of a list: AppTest has no components, so it is said as Streamlit's own script does."""
        here, codes = self._list(name), list(self._offered(name))
        assert code in codes, (code, codes)
        place = codes.index(code)
        component = next(one for one in self.test.get("bidi_component") if one.key == f"choose-{name}")
        states = self.test._tree.get_widget_states()
        told = states.widgets.add()
        told.id = component.proto.id
        told.json_value = orjson.dumps({"chosen": [place, here["words"].split("|")[place], here["heard"] + 1]}).decode()
        self.test._run(states)
        return self.whole()

    def _offered(self, name: str) -> dict[str, str]:
        """The options of the list of that name, words by code."""
        return self.test.session_state[f"_offered-{name}"]

    @property
    def slider(self) -> dict:
        """What the slider of the years is sent; nothing where there is none."""
        return next((one for one in self.components if "play" in one), {})

    def _widget(self, name: str) -> Any:
        """The widget of that name."""
        self._look_for(name)
        return next(one for one in self._widgets() if one.key == name)

    def _look_for(self, name: str) -> None:
        """What is not in sight is looked for behind the fold of the map's choices."""
        if not self.has(name) and "options" in self.folds:
            self.unfold("options")

    def unfold(self, *keys: str) -> "App":
        """What a person does who opens folds; one that is not there cannot be opened."""
        for key in keys:
            assert key in self.folds, self.folds
            self.test.session_state[key] = True
        return self.run()

    def whole(self) -> "App":
        told = [str(error.proto) for error in self.test.exception]
        assert not told, told
        return self

    def _widgets(self) -> list:
        kinds = ("multiselect", "button_group")
        return [one for kind in kinds for one in self.test.get(kind)]

    def has(self, name: str) -> bool:
        if name == "year":
            return bool(self.slider)
        return bool(self._list(name)) or any(one.key == name for one in self._widgets())

    def chosen(self, name: str) -> object:
        if name == "year":
            return self.slider["year"]
        self._look_for(name)
        if self._list(name):
            return list(self._offered(name))[self._list(name)["chosen"]]
        value = self._widget(name).value
        return ",".join(value) if isinstance(value, list) else value

    def offered(self, name: str) -> list[str]:
        """The words of a widget that a person chooses from."""
        if name == "year":
            return self.slider["years"].split(" ")
        self._look_for(name)
        if self._list(name):
            return self._list(name)["words"].split("|")
        widget = self._widget(name)
        return [getattr(option, "content", option) for option in widget.options]

    @property
    def folds(self) -> list[str]:
        """The keys of the folds, in the order of the page."""
        return [one.key for one in self.test.expander]

    def links(self, place: str = "") -> list[Link]:
        """The links to pages: all of them, or those of a part of the page, as `ilmio-pages`."""
        within = (
            self.html if not place else re.search(f'class="{place}"(.*?)</(?:nav|section)>', self.html, re.DOTALL)[1]
        )
        found = re.findall(r'<a class="ilmio-link" href="([^"]*)"[^>]*data-page="([^"]*)"[^>]*>(.*?)</a>', within)
        return [
            Link(unescape(label), page, dict(parse_qsl(urlsplit(unescape(address)).query)))
            for address, page, label in found
        ]

    def chart(self, key: str) -> dict:
        """What Plotly is told to draw."""
        return next(orjson.loads(one.proto.spec) for one in self.test.get("plotly_chart") if one.key == key)

    @property
    def headings(self) -> list[str]:
        """The headings below the page's own, in markup and above maps."""
        drawn = [
            one[name].replace("{time}", one.get("time", ""))
            for one in self.components
            for name in ("heading", "subheading")
            if name in one
        ]
        return [*map(plain, re.findall(r"<h[23]>(.*?)</h[23]>", self.html)), *filter(None, drawn)]

    @property
    def components(self) -> list[dict]:
        """What each component of the page is sent."""
        return [orjson.loads(one.proto.json) for one in self.test.get("bidi_component")]

    def map(self, key: str = "map") -> dict:
        """What the component of that key is sent."""
        return next(orjson.loads(one.proto.json) for one in self.test.get("bidi_component") if one.key == key)

    @property
    def address(self) -> dict[str, str]:
        """The address bar, one value a name."""
        return {name: value[-1] if isinstance(value, list) else value for name, value in self.test.query_params.items()}

    @property
    def html(self) -> str:
        """Everything that is said in markup: tables, the frame."""
        said = [one for one in self.test if one.type in ("html", "bidi_component")]
        told = (
            one.proto.body if one.type == "html" else orjson.loads(one.proto.json).get("markup", "") for one in said
        )
        return "\n".join(filter(None, told))

    @property
    def text(self) -> str:
        """Everything a person reads, tables included, on one line."""
        kinds = ("title", "header", "subheader", "caption", "markdown", "info", "warning", "text")
        told = [one.value for kind in kinds for one in self.test.get(kind)]
        plain = re.sub(r"<style>.*?</style>", " ", self.html, flags=re.DOTALL)
        told.append(re.sub(r"<[^>]+>", " ", plain))
        told += self.headings
        labels = [one.get("label", "") for one in self.components]
        labels += [getattr(one, "label", "") for one in (*self._widgets(), *self.test.expander)]
        return re.sub(r"\s+", " ", " ".join([*told, *labels]).replace("\\", ""))

    @property
    def rows(self) -> dict[str, list[str]]:
        """The rows of the page's last table by their name."""
        return table_rows(self.html.split("<table")[-1])

    def table(self, caption: str) -> dict[str, list[str]]:
        """The rows of the table with this in its caption."""
        for one in self.html.split("<table")[1:]:
            told = re.search(r"<caption[^>]*>(.*?)</caption>", one)
            if told and caption in told[1]:
                return table_rows(one)
        raise AssertionError(f"no table {caption!r}")

    @property
    def can_download(self) -> bool:
        """Whether there is a file of a figure to take along, in sight or in a fold; opens the folds that may have one.

        The presentation of a phenomenon is no file of a figure: it has what real figures the phenomenon has.
        """
        self.unfold(*(key for key in self.folds if key.startswith("about-")))
        return any(not one.proto.id.endswith("-pptx") for one in self.test.get("download_button"))


def table_rows(markup: str) -> dict[str, list[str]]:
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", markup.partition("</table>")[0], re.DOTALL):
        name = re.search(r'<th scope="row"[^>]*>(.*?)</th>', row, re.DOTALL)
        if name:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            found[plain(name[1])] = [plain(cell) for cell in cells]
    return found


def plain(markup: str) -> str:
    """Markup as the words in it, all spaces alike."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


@pytest.fixture(scope="session")
def _served() -> list[Path]:
    """The data directory that was served last, if any."""
    return []


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, _served: list[Path]) -> Callable[..., App]:
    """`open_app(data_dir, "map", region="KU249")`: a new session.

    The server has just started when the data are others than those served last; else people share what it remembers.
    """
    monkeypatch.chdir(PROJECT)

    def opened(data: Path, page: str = "", /, **address: str) -> App:
        monkeypatch.setenv("ILMIOTAULU_DATA_DIR", str(data))
        if _served != [data]:
            st.cache_resource.clear()
            st.cache_data.clear()
            _served[:] = [data]
        settings.clear()
        st.set_option("client.showErrorDetails", "full")
        return App(data, page, **address)

    return opened


@pytest.fixture
def in_starter(open_app: Callable[..., App], starter_data: Path) -> Callable[..., App]:
    return lambda page="", /, **address: open_app(starter_data, page, **address)


@pytest.fixture
def in_official(open_app: Callable[..., App], official_data: Path) -> Callable[..., App]:
    return lambda page="", /, **address: open_app(official_data, page, **address)


@pytest.fixture
def own_data(tmp_path: Path, starter_data: Path) -> Path:
    """A copy of the starter's data directory that a test may damage."""
    return shutil.copytree(starter_data, tmp_path / "data")


def with_cells(data: Path, copy: Path, cells: Mapping[str, str], where: str) -> Path:
    """A copy of a data directory in whose release some figures are not what was published: in the rows that the
    condition names, each of the columns is what its expression says, in every table of figures that has it.
    """
    shutil.copytree(data, copy)
    with duckdb.connect(str(store.current(copy / "snapshots").path / store.FILE_NAME)) as release:
        for name in ("observation", "observation_by_region", "latest"):
            there = {row[0] for row in release.sql(f'DESCRIBE "{name}"').fetchall()}
            changed = ", ".join(f'"{column}" = {value}' for column, value in cells.items() if column in there)
            release.execute(f'UPDATE "{name}" SET {changed} WHERE {where}')
        assert release.sql(f"SELECT count(*) FROM observation WHERE {where}").fetchall()[0][0], where
    return copy


# ---- the real server ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Site:
    """The running server and what it serves."""

    url: str
    data: Path
    process: int = 0

    def at(self, page: str = "", **address: str) -> str:
        return f"{self.url}/{page}" + (f"?{urlencode(address)}" if address else "")

    @property
    def release(self) -> str:
        return store.current(self.data / "snapshots").release


@contextmanager
def serving(
    data: Path, log: Path, healthy: int = 200, program: Sequence[str] = ("-m", "streamlit"), **environment: str
) -> Iterator[Site]:
    """`streamlit run app.py` on a free port until the block ends; `healthy` is what `/health` must say first."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ILMIOTAULU_", "STREAMLIT_"))}
    words = ["run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, *program, *words],
            cwd=PROJECT,
            env={**kept, "ILMIOTAULU_DATA_DIR": str(data), **environment},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for_health(url, process, log, healthy)
        yield Site(url, data, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_health(url: str, process: subprocess.Popen[bytes], log: Path, healthy: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urlopen(f"{url}/health", timeout=5) as answer:
                status = answer.status
        except HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        if status == healthy:
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def official_site(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(official_data, tmp_path_factory.mktemp("server") / "official.log") as site:
        yield site


@pytest.fixture(scope="session")
def grown_site(grown_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(grown_data, tmp_path_factory.mktemp("server") / "grown.log") as site:
        yield site


@pytest.fixture(scope="session")
def starter_site(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(starter_data, tmp_path_factory.mktemp("server") / "starter.log") as site:
        yield site


# ---- a browser ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium. A test that needs one fails where there is none: skipping would look like passing.

    A module at a time, for while it is open nothing else in the process may run an event loop.
    """
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=installed_browser(), args=[*BROWSER_ARGUMENTS])
        except Exception as error:
            pytest.fail(f"There is no Chromium for the browser tests: run `make browser`. ({error})", pytrace=False)
        yield opened
        opened.close()


@dataclass
class Reader:
    """A person's browser: opens pages, and remembers everything that went wrong in them."""

    chromium: Browser
    host: str = ""
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, width: int = 1440, height: int = 900, scheme: str = "light", **more: object) -> Page:
        """A new window of its own, with an empty cache."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="fi-FI",
            reduced_motion="reduce",
            accept_downloads=True,
            **more,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._heard)
        page.on("request", self._asked)
        return page

    def open(self, address: str, **more: object) -> Page:
        """A new window at an address, drawn whole."""
        page = self.window(**more)
        go(page, address)
        return page

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.faults.append(f"asked another server: {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        # Streamlit asks for its own addresses below the page's path first, to learn where it is served.
        probing = "404" in message.text and re.search(rf"/({'|'.join(PAGES)})/_stcore/", message.location["url"])
        if not probing:
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Reader]:
    """Fails the test when a page had an error or asked anyone but our server."""
    made = Reader(chromium)
    yield made
    made.close()
    assert not made.faults, made.faults


@pytest.fixture
def page(reader: Reader) -> Page:
    """An empty window of a desk."""
    return reader.window()


def go(page: Page, address: str) -> Page:
    page.goto(address)
    return settled(page)


def settled(page: Page) -> Page:
    """Wait until the page stands: its heading is there, nothing runs, nothing is stale, every drawing is drawn."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_function(SETTLED)
    assert page.get_by_test_id("stException").count() == 0, page.get_by_test_id("stException").all_inner_texts()
    return page


def pressed(what: Locator, seen: Callable[[float], None]) -> None:
    """Press what opens something, as a person does who sees that nothing came of it: Streamlit can lose a press that
    comes while it draws, and a drawing that comes late closes what was open. `seen` waits so many milliseconds for it.
    """
    for _ in range(4):
        what.click()
        try:
            return seen(8_000)
        except AssertionError:
            settled(what.page)
    raise AssertionError(f"nothing came of pressing {what}")


# A component has a shadow root of its own. A map is there when its areas are, or its word for having none; a slider
# when it is drawn; a button for a picture has its note from the start.
SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testScriptState !== "notRunning") return false;
  if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  if (!charts.every(chart => chart.querySelector(".main-svg"))) return false;
  const places = [...document.querySelectorAll('[data-testid^="stBidiComponent"]')];
  return places.every(place => place.closest(".st-key-links") ||
    (place.closest('[class*="st-key-cells-"]') ? place.querySelector(".place > *") :
      place.shadowRoot?.querySelector("svg.map .area, .slider, select, input, .card, .note:not([hidden])")));
}"""
