"""How fast the pages are in a browser, and how little they send: against plain Streamlit pages, in one run.

    python bench/pages.py [--only PART] [--data DIR] [--rounds 9]

Parts: first, change, bytes, switch, script, network, second. Without --data a starter release is published in
bench/.work.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
from tests.install_browser import browser as installed_browser  # noqa: E402

PLAIN = PROJECT / "bench" / "plain"
WORK = PROJECT / "bench" / ".work" / "pages"
CLOCK = (PLAIN / "clock.js").read_text("utf-8")
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
    "--disable-gpu",
)
PATIENCE = 30  # seconds for one thing to happen
QUIET = 0.3  # seconds without a frame after which a change has been sent
LEAST_RUNS = 200

NOTHING_PROMISED = float("inf")
MOST_TIMES_EMPTY_FIRST = 1.4
MOST_TIMES_CHART_FIRST = 1.15
MOST_TIMES_CHANGE = 1.6
MOST_BYTES = 20_000
MOST_MS_SWITCH = 250.0
MOST_MS_SCRIPT = 60.0
MOST_SECONDS_NETWORK = 2.5
MOST_TIMES_SECOND = 1.1
SLOW_NETWORK = {"offline": False, "latency": 20, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}

Marks = list[dict[str, Any]]


def mark(selector: str, *reads: str, least: int = 1) -> dict[str, Any]:
    """What must be seen: so many nodes, and what of them tells one view from another."""
    return {"selector": selector, "reads": reads or ("text",), "least": least}


HEADING = mark('[data-testid="stMain"] h1')
SUBJECT = mark('[data-testid="stMain"] h2')
TABLE = mark(".ilmio-table")
CARDS = mark(".ilmio-card", least=len(list((PROJECT / "data" / "catalogue" / "phenomena").glob("*.toml"))))
MAP = mark("path.area[fill]", "fill", "aria-label")
PLOT = mark(".js-plotly-plot .cartesianlayer path", "d")
TEXT = mark('[data-testid="stText"]')


@dataclass(frozen=True)
class View:
    """A page as an address shows it, and what must be on it."""

    path: str
    marks: Marks
    address: dict[str, str] = field(default_factory=dict)
    plain: str = ""  # the plain page that its first paint is held against
    has_country: bool = True  # whether the whole country looks otherwise than a county
    changes: dict[str, str] = field(default_factory=dict)  # key of a widget -> the plain widget it is held against


PAGES = {
    "overview": View("", [HEADING, CARDS], plain="empty"),
    "phenomenon": View("phenomenon", [HEADING, MAP, PLOT], plain="chart", changes={"choose-indicator": "chart, kind"}),
    "municipality": View(
        "municipality", [HEADING, TABLE, PLOT], plain="chart", changes={"choose-indicator": "chart, kind"}
    ),
    "compare": View(
        "compare", [HEADING, PLOT], {"view": "one"}, plain="chart", changes={"choose-indicator": "chart, kind"}
    ),
    "map": View(
        "map", [HEADING, MAP], plain="empty", changes={"years": "empty, year", "choose-indicator": "empty, kind"}
    ),
    "future": View("future", [HEADING, PLOT], plain="chart", changes={"choose-age": "chart, kind"}),
    "family_centres": View("family_centres", [HEADING, MAP, PLOT], plain="chart", has_country=False),
    "data": View("data", [HEADING, SUBJECT], has_country=False),
    "methods": View("methods", [HEADING, SUBJECT], has_country=False),
    "accessibility": View("accessibility", [HEADING, SUBJECT], has_country=False),
    "about": View("about", [HEADING, SUBJECT], has_country=False),
}
# The same pages otherwise: what a change sends there may be more.
OTHER_VIEWS = {
    "compare": {"many figures": View("compare", [HEADING, TABLE], {"view": "many"})},
    "map": {
        "many years": View("map", [HEADING, SUBJECT], {"maps": "years"}),
        "two figures": View("map", [HEADING, MAP], {"indicator": "live_births", "beside": "children_0_17"}),
    },
}
PLAIN_PAGES = {"empty": View("", [TEXT]), "chart": View("", [PLOT])}
AREAS = {"county": "HVA15", "country": "FI"}


# ---- servers ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Run:
    """One script run on the server: milliseconds by the clock and of its own processor time."""

    page: str
    session: str
    ms: float
    processor: float


@dataclass(frozen=True)
class Site:
    """A running server."""

    url: str
    told: Path

    def at(self, view: View, address: Mapping[str, str] | None = None) -> str:
        told = {**view.address, **(address or {})}
        return f"{self.url}/{view.path}" + (f"?{urlencode(told)}" if told else "")

    def runs(self) -> list[Run]:
        return [Run(**json.loads(line)) for line in self.told.read_text().splitlines()]


@contextmanager
def serving(script: Path, folder: Path, data: Path | None = None) -> Generator[Site]:
    """`streamlit run` of the script, from the folder that has its settings, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"PYTHONPATH": str(PROJECT)} | ({"ILMIOTAULU_DATA_DIR": str(data)} if data else {})
    told = WORK / f"{script.stem}-{port}.jsonl"
    told.write_text("")
    words = [str(PLAIN / "timed.py"), str(told), "run", str(script)]
    words += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    log = told.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield Site(f"http://127.0.0.1:{port}", told)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        told.unlink()
        log.unlink()


@dataclass
class Line:
    """A line to a server on this machine that counts what comes back on its websockets, as it is on the wire."""

    url: str = ""
    received: int = 0

    async def carry(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(65_536)
        is_websocket = b"upgrade: websocket" in first.lower()
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        to_server.write(first)
        await asyncio.gather(_pass(reader, to_server), self._count(from_server, writer, is_websocket))

    async def _count(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_websocket: bool) -> None:
        async for size in _passing(reader, writer):
            self.received += size if is_websocket else 0


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async for _ in _passing(reader, writer):
        pass


async def _passing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[int]:
    """Hand on what comes until either side hangs up; the size of each piece."""
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
            yield len(piece)
    except OSError:
        pass
    finally:
        writer.close()


@contextmanager
def line_to(site: Site) -> Generator[Line]:
    """A line to the server until the block ends."""
    line, loop = Line(), asyncio.new_event_loop()
    port = int(site.url.rpartition(":")[2])
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = asyncio.start_server(lambda reader, writer: line.carry(port, reader, writer), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result()
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _hang_up() -> None:
    """End every connection that is still open."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    sys.exit(f"the server did not start:\n{log.read_text()}")


def plain_settings() -> Path:
    """A folder with the product's settings of Streamlit but not its look, which asks for the product's fonts."""
    settings = (PROJECT / ".streamlit" / "config.toml").read_text("utf-8").partition("[theme]")[0]
    folder = WORK / "settings"
    (folder / ".streamlit").mkdir(parents=True, exist_ok=True)
    (folder / ".streamlit" / "config.toml").write_text(settings, "utf-8")
    return folder


def starter() -> Path:
    """A data directory with the starter release."""
    data = WORK / "starter"
    command = [str(Path(sys.executable).with_name("ilmiotaulu")), "starter"]
    environment = {**os.environ, "ILMIOTAULU_DATA_DIR": str(data), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the starter release was not published:\n{done.stdout}{done.stderr}")
    return data


# ---- a browser ----------------------------------------------------------------------------------------------
AT_REST = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning"
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')"""


@dataclass
class Tab:
    """A page in a browser, the frames it received, and the clock in it."""

    page: Page
    frames: list[int] = field(default_factory=list)
    last_frame: float = 0.0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))

    def _received(self, payload: str | bytes) -> None:
        self.frames.append(len(payload if isinstance(payload, bytes) else payload.encode()))
        self.last_frame = time.monotonic()

    def open(self, url: str) -> float:
        """Go to the address; milliseconds until the marks of its context are seen."""
        self.page.goto(url, wait_until="commit")
        return self._hear("first", url)

    def change(self, marks: Marks, press: Callable[[], None]) -> float:
        """Milliseconds from the last press of `press` until all the marks are seen anew."""
        self.page.evaluate("marks => bench.expectChange(marks)", marks)
        press()
        return self._hear("next", self.page.url)

    def _hear(self, name: str, url: str) -> float:
        told = self.page.evaluate(
            """([name, patience]) => Promise.race([
                 bench[name], new Promise(resolve => setTimeout(() => resolve(null), patience))])""",
            [name, PATIENCE * 1000],
        )
        if told is None:
            picture = WORK / "not-seen.png"
            self.page.screenshot(path=picture)
            sys.exit(f"{url} did not show what is waited for in {PATIENCE} s; see {picture}")
        return told

    def rest(self, quiet: float = QUIET) -> None:
        """Wait until the script has ended and nothing has come for a while."""
        until = time.monotonic() + PATIENCE
        since = time.monotonic()
        while time.monotonic() < until:
            self.page.wait_for_timeout(25)
            if time.monotonic() - max(since, self.last_frame) < quiet:
                continue
            if self.page.evaluate(AT_REST):
                return
        sys.exit(f"{self.page.url} did not come to rest in {PATIENCE} s")


@dataclass(frozen=True)
class Chromium:
    """One browser for all sides."""

    browser: Browser

    @contextmanager
    def visitor(self, marks: Marks) -> Generator[BrowserContext]:
        """A person with an empty cache, whose first pages are timed by these marks."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="fi-FI")
        context.add_init_script(f"{CLOCK}\nbench.expectFirst({json.dumps(marks)});")
        try:
            yield context
        finally:
            context.close()

    def first(self, url: str, marks: Marks) -> tuple[float, float]:
        """Milliseconds of a first visit with an empty cache, and of a second one."""
        with self.visitor(marks) as context:
            tab = Tab(context.new_page())
            cold = tab.open(url)
            tab.rest(0.1)
            tab.page.close()
            tab = Tab(context.new_page())
            return cold, tab.open(url)


# ---- the table ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """A line of the table; `limit` is `inf` where nothing is promised."""

    what: str
    measured: str
    value: float
    limit: float = NOTHING_PROMISED
    unit: str = "×"

    @property
    def is_broken(self) -> bool:
        return self.value > self.limit

    def __str__(self) -> str:
        promised = self.limit != NOTHING_PROMISED
        value = shown(self.value, self.unit)
        budget = f"≤ {shown(self.limit, self.unit)}" if promised else ""
        kept = ("BROKEN" if self.is_broken else "kept") if promised else ""
        return f"{self.what:<52} {self.measured:<48} {value:>10} {budget:>12}  {kept}"


def shown(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if unit in ("B", "ms") else f"{value:.2f} {unit}"


def against(what: str, ours: Sequence[float], plain: Sequence[float], limit: float, name: str = "plain") -> Row:
    """The median of the rounds' ratios, so that a slow moment of the machine weighs on both sides."""
    ratio = statistics.median(one / other for one, other in zip(ours, plain, strict=True))
    measured = f"{statistics.median(ours):.0f} ms, {name} {statistics.median(plain):.0f} ms"
    return Row(what, measured, ratio, limit)


def slowest(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


# ---- parts --------------------------------------------------------------------------------------------------
@dataclass
class Bench:
    """What every part needs: the servers, the browser and how often to measure."""

    chromium: Chromium
    data: Path
    pages: dict[str, View]
    rounds: int
    choices: int
    stack: ExitStack
    is_warm: bool = False  # whether every page has been walked through

    @cached_property
    def app(self) -> Site:
        site = self.stack.enter_context(serving(PROJECT / "app.py", PROJECT, self.data))
        for view in self.pages.values():
            self.chromium.first(site.at(view), view.marks)
        return site

    @cached_property
    def plain(self) -> dict[str, Site]:
        sites = {}
        for name, view in PLAIN_PAGES.items():
            sites[name] = self.stack.enter_context(serving(PLAIN / f"{name}.py", plain_settings()))
            self.chromium.first(sites[name].at(view), view.marks)
        return sites

    def views(self, *, others: bool) -> list[tuple[str, View, dict[str, str]]]:
        """Every page in the county's view and, where it differs, the country's: a name, the page, the address."""
        named = dict(self.pages)
        for page in self.pages if others else ():
            named |= {f"{page} ({other})": view for other, view in OTHER_VIEWS.get(page, {}).items()}
        return [
            (f"{name}, {area}" if view.has_country else name, view, {"area": code})
            for name, view in named.items()
            for area, code in AREAS.items()
            if view.has_country or area == "county"
        ]


def first(bench: Bench) -> Iterator[Row]:
    """First paint, with an empty cache and with a filled one."""
    sides = {name: (bench.app.at(view), view) for name, view in bench.pages.items() if view.plain}
    sides |= {name: (bench.plain[name].at(view), view) for name, view in PLAIN_PAGES.items()}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for _ in range(bench.rounds):
        for name, (url, view) in sides.items():
            times[name].append(bench.chromium.first(url, view.marks))
    limits = {"empty": MOST_TIMES_EMPTY_FIRST, "chart": MOST_TIMES_CHART_FIRST}
    for number, cache in enumerate(("empty cache", "warm cache")):
        for name, (_, view) in sides.items():
            if view.plain:
                ours, plain = ([pair[number] for pair in times[side]] for side in (name, view.plain))
                limit = NOTHING_PROMISED if number else limits[view.plain]
                yield against(f"first paint, {name}, {cache}", ours, plain, limit, view.plain)


@dataclass(frozen=True)
class Side:
    """A widget in an open page, and what its change must change."""

    tab: "Tab"
    marks: Marks
    widget: "Widget"
    plain: str = ""


def change(bench: Bench) -> Iterator[Row]:
    """A widget's change: the map's year and figure against the empty page's, a chart's against the plain chart's."""
    with ExitStack() as stack:

        def opened(url: str, marks: Marks) -> Tab:
            tab = Tab(stack.enter_context(bench.chromium.visitor(marks)).new_page())
            tab.open(url)
            tab.rest()
            return tab

        tabs = {name: opened(bench.plain[name].at(view), view.marks) for name, view in PLAIN_PAGES.items()}
        sides = {
            "empty, year": Side(tabs["empty"], [TEXT], Widget("slider", key="year")),
            "empty, kind": Side(tabs["empty"], [TEXT], Widget("combobox", key="kind")),
            "chart, kind": Side(tabs["chart"], [PLOT], Widget("combobox", key="kind")),
        }
        for name, view, address in bench.views(others=False):
            if view.changes:
                tab = opened(bench.app.at(view, address), view.marks)
                for key, plain in view.changes.items():
                    widget = Widget("slider" if key == "years" else "combobox", key=key)
                    marks = [one for one in view.marks if one in (MAP, PLOT)]
                    sides[f"{name}, {key}"] = Side(tab, marks, widget, plain)
        times: dict[str, list[float]] = {name: [] for name in sides}
        for turn in range(-2, bench.rounds):  # the first two are not counted
            for name, side in sides.items():
                side.tab.page.bring_to_front()
                taken = side.tab.change(side.marks, lambda side=side: side.widget.step(side.tab.page))
                side.tab.rest(0.1)
                if turn >= 0:
                    times[name].append(taken)
        for name, side in sides.items():
            if side.plain:
                yield against(f"change, {name}", times[name], times[side.plain], MOST_TIMES_CHANGE, side.plain)


# ---- widgets ------------------------------------------------------------------------------------------------
ROLES = ("combobox", "slider", "radiogroup", "checkbox", "switch", "spinbutton", "tab", "button", "fold", "option")


@dataclass(frozen=True)
class Widget:
    """A widget of a page, by its role and its place among those of the role, or by its key in the script."""

    role: str
    place: int = 0
    name: str = ""
    key: str = ""

    def on(self, page: Page) -> Locator:
        within = page.locator(f".st-key-{self.key}") if self.key else page.get_by_test_id("stMain")
        return of_role(within, self.role).nth(self.place)

    def is_plain_list(self, page: Page) -> bool:
        """Whether it is the browser's own list, whose words need no opening."""
        return self.role == "combobox" and self.on(page).evaluate("node => node.localName === 'select'")

    def step(self, page: Page) -> None:
        """A change whose last press is what changes: a list's second word or back to the first, one year earlier."""
        if self.is_plain_list(page):
            self._press(page, "ArrowUp" if self.on(page).evaluate("list => list.selectedIndex") else "ArrowDown")
        elif self.role == "combobox":
            place = "0" if self.open(page) else "1"
            options(page).and_(page.locator(f'[data-key="{place}"]')).click()
        else:
            self.on(page).focus()
            is_first = self.on(page).evaluate("node => node.value === node.min")
            page.keyboard.press("ArrowRight" if is_first else "ArrowLeft")

    def open(self, page: Page) -> int:
        """Open a list, which shuts again by itself while the page still moves; the place of what is chosen."""
        for _ in range(10):
            if self.on(page).get_attribute("aria-expanded") != "true":
                self.on(page).click()
            page.wait_for_timeout(200)
            if (place := self._place(page)) is not None:
                return place
        sys.exit(f"the list {self.name!r} of {page.url} does not open")

    def _place(self, page: Page) -> int | None:
        """The place of the word that the keyboard is at in an open list."""
        active = page.evaluate("() => document.activeElement.getAttribute('aria-activedescendant')")
        return int(active.rpartition("-")[2]) if active else None

    def changes(self, page: Page, most: int) -> Iterator[Callable[[], None]]:
        """Up to about `most` different changes, each to be made after the one before."""
        if self.is_plain_list(page):
            length = self.on(page).evaluate("list => list.length")
            for at in spread(length, most):
                yield lambda at=at: self.on(page).select_option(index=at)
        elif self.role == "combobox":
            for at in spread(self._length(page), most):
                yield lambda at=at: self._take(page, at)
        elif self.role == "slider":
            for key in ("Home", "End", "PageDown", "ArrowLeft"):
                yield lambda key=key: self._press(page, key)
        elif self.role == "radiogroup":
            radios = self.on(page).get_by_role("radio")
            for at in (*range(1, radios.count()), 0):
                yield lambda at=at: radios.nth(at).click()
        elif self.role == "spinbutton":
            for key in ("ArrowUp", "ArrowDown"):
                yield lambda key=key: self._press(page, key, "Enter")
        elif self.role in ("checkbox", "switch"):
            for _ in range(2):
                yield lambda: self.on(page).click(force=True)
        elif self.role == "option":
            yield lambda: self._press(page, "Enter")
        else:
            yield lambda: self.on(page).click()

    def _length(self, page: Page) -> int:
        self.open(page)
        page.keyboard.press("End")
        last = self._place(page)
        page.keyboard.press("Escape")
        return (last or 0) + 1

    def _take(self, page: Page, at: int) -> None:
        self.open(page)
        page.keyboard.press("Home")
        for _ in range(at):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

    def _press(self, page: Page, *keys: str) -> None:
        self.on(page).focus()
        for key in keys:
            page.keyboard.press(key)


def options(page: Page) -> Locator:
    """The words of the list that is open."""
    return page.get_by_test_id("stSelectboxVirtualDropdown").get_by_role("option")


def of_role(within: Locator, role: str) -> Locator:
    if role == "option":  # the map's areas are a list of their own
        return within.get_by_role("listbox").get_by_role("option")
    if role == "button":  # downloads are files, toolbars the browser's own
        return within.locator('[data-testid="stButton"] button')
    if role == "fold":
        return within.locator('[data-testid="stExpander"] > details > summary')
    return within.locator(f"role={role}")


NAME = "node => node.ariaLabel || node.labels?.[0]?.innerText || node.innerText || ''"


def widgets(page: Page) -> list[Widget]:
    """Every widget that can be seen; of a map's areas one."""
    found = []
    for role in ROLES:
        nodes = of_role(page.get_by_test_id("stMain"), role)
        for place in range(min(nodes.count(), 2 if role == "option" else 100)):
            if nodes.nth(place).is_visible() and nodes.nth(place).is_enabled():
                found.append(Widget(role, place, nodes.nth(place).evaluate(NAME).strip().replace("\n", " ")[:40]))
    return [one for one in found if not (one.role == "option" and one.place == 0)]


def spread(length: int, most: int) -> list[int]:
    """Up to `most` places of a list, its first and last among them; the first one last, for it is often chosen."""
    count = min(length, most)
    places = {round(number * (length - 1) / max(count - 1, 1)) for number in range(count)}
    return [*sorted(places - {0}), 0]


@dataclass(frozen=True)
class Sent:
    """What one change of a widget sent to the browser."""

    view: str
    widget: str
    wire: int
    messages: int


def walk(bench: Bench, quiet: float) -> Iterator[Sent]:
    """Change every widget of every page, each from the page's own address."""
    line = bench.stack.enter_context(line_to(bench.app))
    for name, view, address in bench.views(others=True):
        with bench.chromium.visitor(view.marks) as context:
            tab = Tab(context.new_page())
            url = bench.app.at(view, address).replace(bench.app.url, line.url)
            tab.open(url)
            tab.rest()
            for widget in widgets(tab.page):
                tab.open(url)
                tab.rest()
                for make in widget.changes(tab.page, bench.choices):
                    before, wire = len(tab.frames), line.received
                    make()
                    settle(tab, before, quiet)
                    messages = sum(tab.frames[before:])
                    yield Sent(name, f"{widget.name} ({widget.role})", line.received - wire, messages)


def settle(tab: Tab, before: int, quiet: float) -> None:
    """Wait for what a change sends; some change nothing that the server must know."""
    until = time.monotonic() + 1.0
    while len(tab.frames) == before and time.monotonic() < until:
        tab.page.wait_for_timeout(20)
    tab.rest(quiet)


def sent_bytes(bench: Bench) -> Iterator[Row]:
    """Bytes over the websocket for a change of any widget."""
    for view, changes in groupby(walk(bench, QUIET), key=lambda sent: sent.view):
        every = list(changes)
        worst = max(every, key=lambda sent: sent.wire)
        unpacked = max(sent.messages for sent in every)
        told = f"{worst.widget}; of {len(every)}, at most {unpacked:,} B unpacked"
        yield Row(f"bytes of a change, {view}", told, worst.wire, MOST_BYTES, "B")
    bench.is_warm = True


def switch(bench: Bench) -> Iterator[Row]:
    """From the front page to every other and back, by the links of the frame."""
    front, *others = bench.pages
    times: dict[str, list[float]] = {}
    once: dict[str, float] = {}
    start_address = {"area": AREAS["county"]}
    for name in others:
        start_address |= bench.pages[name].address  # links keep the view
    with bench.chromium.visitor(bench.pages[front].marks) as context:
        tab = Tab(context.new_page())
        tab.open(bench.app.at(bench.pages[front], start_address))
        tab.rest()
        for turn in range(-1, bench.rounds):  # the first time loads what the page needs of Streamlit's scripts
            for name in others:
                for start, end in ((front, name), (name, front)):
                    link = link_to(tab.page, end, is_front=end == front)
                    taken = tab.change(bench.pages[end].marks, link.click)
                    tab.rest(0.1)
                    pair = f"{start} → {end}"
                    if turn < 0:
                        once[pair] = taken
                    else:
                        times.setdefault(pair, []).append(taken)
    for pair, taken in times.items():
        yield Row(f"switch, {pair}", f"the first time {once[pair]:.0f} ms", statistics.median(taken), unit="ms")
    every = [one for taken in times.values() for one in taken]
    told = f"p95 {slowest(every):.0f} ms of {len(every)}"
    yield Row("switch, all pairs", told, statistics.median(every), MOST_MS_SWITCH, "ms")


FIRST_LINK = """(links, paths) => links.findIndex(
    link => paths.includes(new URL(link.href).pathname) && link.checkVisibility())"""


def link_to(page: Page, name: str, *, is_front: bool) -> Locator:
    links = page.locator("a.ilmio-link")
    place = links.evaluate_all(FIRST_LINK, [f"/{name}", *(["/"] if is_front else [])])
    if place < 0:
        sys.exit(f"{page.url} has no link to {name}")
    return links.nth(place)


def script(bench: Bench) -> Iterator[Row]:
    """The time of a script run on a warm server, over every change of every widget."""
    if not bench.is_warm:
        for _ in walk(bench, 0.1):
            pass
    before = len(bench.app.runs())
    while len(bench.app.runs()) - before < LEAST_RUNS:
        for _ in walk(bench, 0.1):
            pass
    runs = bench.app.runs()[before:]
    pages = sorted({run.page for run in runs})
    for page in pages:
        yield script_row(f"script run, /{page}", [run for run in runs if run.page == page])
    yield script_row("script run, all pages, p95", runs, MOST_MS_SCRIPT)


def script_row(what: str, runs: Sequence[Run], limit: float = NOTHING_PROMISED) -> Row:
    clock, processor = [run.ms for run in runs], [run.processor for run in runs]
    told = f"p50 {statistics.median(clock):.0f} ms, processor p95 {slowest(processor):.0f} ms, {len(runs)} runs"
    return Row(what, told, slowest(clock), limit, "ms")


def network(bench: Bench) -> Iterator[Row]:
    """A first visit over 10 Mbit/s."""
    front = next(iter(bench.pages.values()))
    times, sizes = [], []
    for _ in range(bench.rounds):
        with bench.chromium.visitor(front.marks) as context:
            tab = Tab(context.new_page())
            wire = listen(context, tab.page)
            times.append(tab.open(bench.app.at(front)) / 1000)
            tab.rest()
            sizes.append(wire.bytes + sum(tab.frames))
    told = f"{statistics.median(sizes) / 1e6:.2f} MB"
    yield Row(f"first visit over 10 Mbit/s, /{front.path}", told, statistics.median(times), MOST_SECONDS_NETWORK, "s")


@dataclass
class Wire:
    """What went over a narrow line, websockets aside."""

    session: CDPSession
    bytes: float = 0

    def __post_init__(self) -> None:
        self.session.on("Network.loadingFinished", self._finished)
        self.session.send("Network.enable")
        self.session.send("Network.emulateNetworkConditions", SLOW_NETWORK)

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]


def listen(context: BrowserContext, page: Page) -> Wire:
    return Wire(context.new_cdp_session(page))


def second(bench: Bench) -> Iterator[Row]:
    """A second person's first page against the first person's second visit, both with an empty cache."""
    front = next(iter(bench.pages.values()))
    visits: list[list[float]] = []
    runs: list[list[float]] = []
    for _ in range(bench.rounds):
        with serving(PROJECT / "app.py", PROJECT, bench.data) as site:
            visits.append([])
            for _ in ("first person", "second person", "first person again"):
                with bench.chromium.visitor(front.marks) as context:
                    tab = Tab(context.new_page())
                    visits[-1].append(tab.open(site.at(front)))
                    tab.rest()
                    tab.page.keyboard.press("r")  # Streamlit's key for running the script again
                    settle(tab, len(tab.frames), 0.1)
            sessions = list(dict.fromkeys(run.session for run in site.runs()))
            told = [[run.processor for run in site.runs() if run.session == session] for session in sessions]
            runs.append([told[0][0], told[1][0], told[1][1], told[2][0]])
    cold, other, again = zip(*visits, strict=True)
    yield against("second person's first paint", other, again, MOST_TIMES_SECOND, "first again")
    yield against("  the very first paint of a new server", cold, again, NOTHING_PROMISED, "first again")
    cold, other, rerun, again = zip(*runs, strict=True)
    yield against("second person's first run, processor", other, again, MOST_TIMES_SECOND, "first again")
    yield against("  the same against a run again of its own", other, rerun, NOTHING_PROMISED, "run again")
    yield against("  the very first run of a new server", cold, again, NOTHING_PROMISED, "first again")


PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "first": first,
    "change": change,
    "bytes": sent_bytes,
    "switch": switch,
    "script": script,
    "network": network,
    "second": second,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be given again")
    parser.add_argument("--data", type=Path, help="data directory with a release")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--choices", type=int, default=6, help="how many options of a list to try")
    parser.add_argument("--pages", default=",".join(PAGES), help="the front page first")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    pages = {name: PAGES[name] for name in arguments.pages.split(",")}
    data = arguments.data.resolve() if arguments.data else starter()
    is_broken = False
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=[*BROWSER_ARGUMENTS])
        stack.callback(browser.close)
        bench = Bench(Chromium(browser), data, pages, arguments.rounds, arguments.choices, stack)
        for name in arguments.only or PARTS:
            for row in PARTS[name](bench):
                print(row, flush=True)
                is_broken |= row.is_broken
    print("BROKEN" if is_broken else "kept")
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
