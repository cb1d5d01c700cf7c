"""How long the profiles of municipalities take: one, all of a county, all of the country.

    python bench/pdf.py [--release DIR] [--county HVA15] [--rounds 5]

The release is the current official one, or another that is named. One profile is made by a process that has made
others (warm), the reading of the release included, as the page Kunta makes it.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from evidence import find_release

from ilmiotaulu import store
from ilmiotaulu.exports.profiles import profiles
from ilmiotaulu.settings import Settings
from ilmiotaulu.text import LANGUAGES
from ilmiotaulu.views import texts

# Seconds of wall time.
ONE, COUNTY, COUNTRY = 0.3, 4.0, 60.0


def is_over(name: str, took: float, budget: float) -> bool:
    """Print one row; whether the budget is broken."""
    broken = took > budget
    print(f"{name:<44} {took:8.2f} s   at most {budget:5.1f} s   {'BROKEN' if broken else 'kept'}")
    return broken


def seconds(release: store.Release, codes: list[str], fonts: Path, lang: str) -> tuple[float, float, int]:
    """Wall time, processor time and bytes of the profiles."""
    started, worked = time.perf_counter(), time.process_time()
    size = sum(len(body) for _, body in profiles(release, codes, fonts, lang))
    return time.perf_counter() - started, time.process_time() - worked, size


def main() -> int:
    settings = Settings()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", type=Path, help="folder of the release")
    parser.add_argument("--county", default=settings.home_county)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    path = find_release(given.release, settings.snapshots_dir)
    if not path:
        print("left out: no official release is here; run `ilmiotaulu refresh`, or give --release")
        return 0
    release, fonts = store.Release(path), settings.assets_dir / "fonts"
    places = texts.places(release.table("region"), "fi")
    county, country = ([one.code for one in texts.municipalities(places, area)] for area in (given.county, "FI"))
    for lang in LANGUAGES:
        seconds(release, county[:1], fonts, lang)
    ones = [seconds(release, [code], fonts, lang) for code in county for lang in LANGUAGES][: 12 * given.rounds]
    walls = [wall for wall, *_ in ones]
    print(f"one profile: processor {statistics.median(cpu for _, cpu, _ in ones):.3f} s, {ones[0][2]:,} bytes")
    broken = [is_over(f"one profile, median of {len(ones)}", statistics.median(walls), ONE)]
    of_county = [seconds(release, county, fonts, "fi") for _ in range(given.rounds)]
    print(f"a county: processor {statistics.median(cpu for _, cpu, _ in of_county):.2f} s")
    broken.append(
        is_over(f"a county, {len(county)} profiles", statistics.median(wall for wall, *_ in of_county), COUNTY)
    )
    wall, cpu, size = seconds(release, country, fonts, "fi")
    print(f"the country: processor {cpu:.1f} s, {size / 1e6:.1f} MB")
    broken.append(is_over(f"the country, {len(country)} profiles", wall, COUNTRY))
    release.close()
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
