"""How soon the present mode shows the next screen, and what its page costs.

    python bench/stage.py [--release DIR] [--rounds 3] [--slow 4]

Every step of the ready-made stories is taken by a key, forth and back, in a browser that has the page as a file; the
time runs from the key until the browser has drawn a frame after it, and that of a step is the median of the rounds.
`--slow` slows the browser's processor down so many times, for the laptop of a meeting room. Without a release there is
nothing to measure: run `ilmiotaulu refresh` or `ilmiotaulu starter`, or give --release.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ilmiotaulu import store
from ilmiotaulu.exports.decks import area_of
from ilmiotaulu.exports.stage import FONT, stage_html
from ilmiotaulu.settings import Settings
from ilmiotaulu.story.model import Story
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import deck
from ilmiotaulu.views.stories import ready_story

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.install_browser import browser as installed_browser

# Phenomenon and place; the whole country has a map of all municipalities.
STORIES = (("heavy_services", "KU249"), ("children_decreasing", "HVA15"), ("children_decreasing", "FI"))
SIZE = {"width": 1920, "height": 1080}
MOST_MS = 250
# Two frames after the key: the first draws it, the second begins when that is on the screen.
STEP = """key => new Promise(done => {
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
})"""


def story_of(reader: ReleaseReader, phenomenon: str, region: str) -> Story:
    """The ready-made story, with guesses wherever one can be asked."""
    made = ready_story(reader, phenomenon, area_of(reader.places[region]), region)
    asked = (item.model_copy(update={"guess": item.kind in ("trend", "ranking")}) for item in made.items)
    return made.model_copy(update={"items": tuple(asked)})


def is_slow(browser: Browser, release: store.Release, story: tuple[str, str], rounds: int, slow: int) -> bool:
    """Print one row; whether any step takes too long."""
    font = (Settings().assets_dir / FONT).read_bytes()
    reader = ReleaseReader(release, "fi")
    told = deck(story_of(reader, *story), reader)
    began = time.perf_counter()
    content = stage_html(told, font)
    written = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stage.html"
        file.write_bytes(content)
        context = browser.new_context(viewport=SIZE)
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
        began = time.perf_counter()
        page.goto(file.as_uri())
        loaded = time.perf_counter() - began
        steps = page.evaluate("steps.length")
        keys = [*["PageDown"] * (steps - 1), *["PageUp"] * (steps - 1)]
        gone = [[page.evaluate(STEP, key) for key in keys] for _ in range(rounds)]
        took = [statistics.median(times) for times in zip(*gone, strict=True)]
        context.close()
    print(
        f"{story[0]:<20} {story[1]:<6} {steps:2} steps  {len(content) / 1000:4.0f} kB  written {1000 * written:3.0f} ms"
        f"  opened {1000 * loaded:4.0f} ms  next screen {statistics.median(took):4.0f} ms, slowest {max(took):4.0f} ms"
        f"  (at most {MOST_MS})"
    )
    return max(took) > MOST_MS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", type=Path, help="folder of the release that the stories are of")
    parser.add_argument("--rounds", type=int, default=3, help="how often each story is gone through, forth and back")
    parser.add_argument("--slow", type=int, default=1, help="how many times slower the browser's processor is")
    arguments = parser.parse_args()
    settings = Settings()
    try:
        release = store.Release(arguments.release or store.current(settings.snapshots_dir).path)
    except (store.NoRelease, store.DamagedRelease):
        print("left out: no release is here; run `ilmiotaulu refresh`, or give --release")
        return 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=["--no-sandbox"])
        is_broken = [is_slow(browser, release, one, arguments.rounds, arguments.slow) for one in STORIES]
        browser.close()
    release.close()
    print("BROKEN" if any(is_broken) else "kept")
    return int(any(is_broken))


if __name__ == "__main__":
    sys.exit(main())
