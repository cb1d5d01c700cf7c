"""What a presentation of twelve slides costs, and what is in it.

    python bench/decks.py [--release DIR] [--rounds 7]

The ready-made stories of two phenomena in one place are told as one story. Without a release there is nothing to
measure: run `ilmiotaulu refresh` or `ilmiotaulu starter`, or give --release.
"""

import argparse
import io
import statistics
import sys
import time
import zipfile
from pathlib import Path

from ilmiotaulu import store
from ilmiotaulu.exports.decks import area_of
from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.settings import Settings
from ilmiotaulu.story.model import Story
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import deck
from ilmiotaulu.views.stories import ready_story

PLACES = ("KU249", "HVA15", "FI")
PHENOMENA = ("heavy_services", "children_decreasing")
SLIDES = 12
MOST_SECONDS = 1.0


def long_story(reader: ReleaseReader, region: str) -> Story:
    """Eleven items, which the opening slide makes twelve."""
    made = [ready_story(reader, one, area_of(reader.places[region]), region) for one in PHENOMENA]
    items = tuple(item for story in made for item in story.items)
    return made[0].model_copy(update={"items": items[: SLIDES - 1]})


def is_slow(release: store.Release, region: str, template: Path, rounds: int) -> bool:
    """Print one row; whether making a presentation from the release takes too long."""
    story = long_story(ReleaseReader(release, "fi"), region)
    took, own = [], []
    content = b""
    for _ in range(rounds):
        # A reader of its own: nothing is remembered from the round before.
        started, worked = time.perf_counter(), time.process_time()
        told = deck(story, ReleaseReader(release, "fi"))
        read = time.perf_counter()
        content = deck_pptx(told, template)
        took.append((read - started, time.perf_counter() - read))
        own.append(time.process_time() - worked)
    reading, writing = (statistics.median(side) for side in zip(*took, strict=True))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        slides = sum(name.startswith("ppt/slides/slide") for name in package.namelist())
        charts = sum(name.startswith("ppt/charts/chart") for name in package.namelist())
    print(
        f"{region:<6} {slides} slides, {charts} charts, {len(content) / 1000:.0f} kB   reading {reading:5.2f} s"
        f"   writing {writing:5.2f} s   processor {statistics.median(own):5.2f} s   (together at most {MOST_SECONDS})"
    )
    assert slides == SLIDES
    return reading + writing > MOST_SECONDS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", type=Path, help="folder of the release that the presentations are of")
    parser.add_argument("--rounds", type=int, default=7, help="presentations of each place")
    arguments = parser.parse_args()
    settings = Settings()
    try:
        path = arguments.release or store.current(settings.snapshots_dir).path
        release = store.Release(path)
    except (store.NoRelease, store.DamagedRelease):
        print("left out: no release is here; run `ilmiotaulu refresh`, or give --release")
        return 0
    is_broken = [is_slow(release, region, settings.template_file, arguments.rounds) for region in PLACES]
    release.close()
    print("BROKEN" if any(is_broken) else "kept")
    return int(any(is_broken))


if __name__ == "__main__":
    sys.exit(main())
