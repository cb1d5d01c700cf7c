"""How wrong the forecasts of births and children have been, against the levels they must keep, and what they cost.

    python bench/forecast.py [--release DIR]

Rolling origin over all municipalities of the release that is named, or of the current official one; without any there
is nothing to measure. Only figures of which the release has the years take part.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from evidence import find_release

from ilmiotaulu import store
from ilmiotaulu.forecast.backtest import (
    Measures,
    Track,
    coverage,
    known_by,
    launch_years,
    measures,
    noise_floor,
    rolled,
    rolled_births,
    rolled_children,
    shown_method,
    spread_at_launch,
)
from ilmiotaulu.forecast.births import levels_of
from ilmiotaulu.forecast.children import AGE_GROUPS, AGES, children_forecast
from ilmiotaulu.forecast.intervals import CONFIDENCES, SIZE_CLASSES, Kind, is_within, size_class
from ilmiotaulu.forecast.series import last_value, linear_trend, mean_of_latest
from ilmiotaulu.settings import Settings
from pipelines.forecasts import matrix

HORIZONS = np.arange(1, 11)
TOLD = (1, 3, 5, 10)
NAIVE = {
    "last value": last_value,
    "mean of 3 years": mean_of_latest(3),
    "linear trend, 5 years": linear_trend(5),
    "linear trend, 10 years": linear_trend(10),
}
CLASS_NAMES = ("under 2,000", "2,000-5,000", "5,000-10,000", "10,000-20,000", "20,000-50,000", "50,000 or more")
# First and last launch, and the highest MAPE at each horizon, rounded to one decimal.
BIRTHS = {(2005, 2016): {1: 16.8, 3: 22.9, 5: 28.8}, (2000, 2020): {1: 17.3, 3: 21.9, 5: 28.0}}
# Size classes that must beat last value at 1, 3 and 5 years: those under 20,000 inhabitants.
SMALL = 4
# Lowest and highest coverage by confidence and horizon, rounded to whole per cent: of births as they are.
COVERAGE = {0.95: {1: (93, 97), 2: (93, 97), 3: (93, 97), 5: (90, 100)}, 0.8: dict.fromkeys((1, 2, 3), (77, 83))}
# First and last launch, ages, horizon and the highest MAPE.
CHILDREN = {
    "already born, 5 years": (2000, 2016, slice(5, 18), 5, 3.5),
    "already born, 10 years (5-17)": (2000, 2011, slice(5, 18), 10, 7.9),
    "already born, 10 years (10-17)": (2000, 2011, slice(10, 18), 10, 7.9),
    "0-17, 5 years": (2000, 2016, slice(0, 18), 5, 5.5),
    "0-17, 10 years": (2000, 2011, slice(0, 18), 10, 10.6),
}
MOST_SECONDS = 15.0


def figures(release: store.Release, indicator: str, codes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The visible values of an indicator (municipalities, years) and the years of which there are any."""
    rows = release.series(indicator).filter(pl.col("status") == "ok", pl.col("region").is_in(codes))
    years = np.array(sorted(set(rows["year"].to_list())))
    return matrix(rows, codes, years), years


def row(name: str, values: np.ndarray, of: str = "") -> None:
    print(f"  {name:<34}" + "".join(f"{values[horizon - 1]:8.1f}" for horizon in TOLD) + f"  {of}")


def between(track: Track, first: int, last: int) -> np.ndarray:
    """The group of each launch and area: 0 for those of the launches between, none for others."""
    wanted = (track.launches >= first) & (track.launches <= last)
    return np.repeat(np.where(wanted, 0, -1)[:, None], track.forecast.shape[1], axis=1)


def is_over(name: str, value: float, level: float) -> bool:
    """Print one row; whether a measure, rounded to one decimal, is above its level."""
    broken = not round(value, 1) <= level
    print(f"  {name:<56} {value:6.2f}   at most {level:5.1f}   {'BROKEN' if broken else 'kept'}")
    return broken


def told_measures(title: str, track: Track, naive: dict[str, Track], groups: np.ndarray) -> tuple[Measures, Measures]:
    print(f"\n{title}; horizons " + ", ".join(str(horizon) for horizon in TOLD) + " years")
    own = measures(track.forecast, track.outcome, groups)
    for measure in ("mape", "mdape", "wape", "malpe"):
        row(measure.upper(), getattr(own, measure)[0])
    row("outcomes", own.cases[0])
    row("of them zero", own.zeros[0])
    others = {name: measures(other.forecast, other.outcome, groups) for name, other in naive.items()}
    for name, other in others.items():
        row(f"MAPE of {name}", other.mape[0])
        row(f"WAPE of {name}", other.wape[0])
    return own, others["last value"]


def told_coverage(track: Track, classes: np.ndarray, kind: Kind) -> dict[float, np.ndarray]:
    spread = spread_at_launch(track, classes, CONFIDENCES, kind)
    held = is_within(track.outcome, track.forecast, spread, CONFIDENCES, kind)
    everyone = np.where(classes >= 0, 0, -1)
    shares = {share: coverage(one, everyone)[0] for share, one in zip(CONFIDENCES, held, strict=True)}
    for share, covered in shares.items():
        row(f"of {share:.0%} limits held, per cent", covered)
    return shares


def is_births_wrong(
    name: str, values: np.ndarray, years: np.ndarray, county: np.ndarray, people: np.ndarray, people_years: np.ndarray
) -> bool:
    """Print the track record of births; whether any level is broken."""
    launches = launch_years(values, years)
    track = rolled_births(values, county, years, launches, HORIZONS).municipality
    naive = {title: rolled(method, values, years, launches, HORIZONS) for title, method in NAIVE.items()}
    classes = size_class(known_by(people, people_years, launches))
    own, last = told_measures(
        f"{name}, launches 2000-{launches[-1]}", track, naive, between(track, 2000, int(launches[-1]))
    )
    broken = []
    mean = np.nanmean(np.where(years >= 2000, values, np.nan), axis=1)
    print(f"  {'MAPE if the means were known':<34}{np.nanmean(noise_floor(mean)):8.1f}")
    shares = told_coverage(track, classes, "events")
    for share, levels in COVERAGE.items():
        for horizon, (lowest, highest) in levels.items():
            if not lowest <= round(shares[share][horizon - 1]) <= highest:
                print(f"  coverage of {share:.0%} limits at {horizon} years   BROKEN: {lowest}-{highest} wanted")
                broken.append(True)
    own, last = (measures(one.forecast, one.outcome, classes) for one in (track, naive["last value"]))
    shown = shown_method(own, last)
    for number in range(SIZE_CLASSES):
        row(f"MAPE {CLASS_NAMES[number]}", own.mape[number])
        row("  of last value", last.mape[number], "shown: " + ", ".join(shown[number, [h - 1 for h in TOLD]]))
        if number < SMALL and not (own.mape[number, [0, 2, 4]] < last.mape[number, [0, 2, 4]]).all():
            print(f"  {CLASS_NAMES[number]}   BROKEN: last value is not beaten")
            broken.append(True)
    for (first, final), levels in BIRTHS.items() if name == "age_0" else ():
        groups = between(track, first, final)
        own = measures(track.forecast, track.outcome, groups)
        last = measures(naive["last value"].forecast, naive["last value"].outcome, groups)
        for horizon, level in levels.items():
            title = f"MAPE at {horizon} years, launches {first}-{final}"
            highest = min(level, float(last.mape[0, horizon - 1]))
            broken.append(is_over(title, float(own.mape[0, horizon - 1]), highest))
    return any(broken)


def is_children_wrong(
    counts: np.ndarray, years: np.ndarray, county: np.ndarray, people: np.ndarray, people_years: np.ndarray
) -> bool:
    """Print the track record of children; whether any level is broken."""
    launches = launch_years(counts[:, 0], years)
    classes = size_class(known_by(people, people_years, launches))
    for name, tracks in rolled_children(counts, county, years, launches, int(HORIZONS[-1])).items():
        low, high = AGE_GROUPS[name]
        if low == high:  # single years would fill the screen; levels are of groups
            continue
        known = counts[:, low : high + 1].sum(axis=1)
        naive = {title: rolled(method, known, years, launches, HORIZONS) for title, method in NAIVE.items()}
        track = tracks.municipality
        told_measures(f"children {low}-{high}, launches from 2000", track, naive, between(track, 2000, 9999))
        told_coverage(track, classes, "stock")
    print()
    born = rolled_births(counts[:, 0], county, years, launches, HORIZONS)
    broken = []
    for name, (first, final, ages, horizon, level) in CHILDREN.items():
        forecast, outcome = [], []
        for place, launch in enumerate(launches):
            if not first <= launch <= final:
                continue
            births = levels_of(born.municipality.forecast[place], county)
            until = years <= launch
            children = children_forecast(counts[..., until], births, county, years[until]).municipality
            forecast.append(children[:, ages, horizon - 1].sum(axis=1))
            outcome.append(counts[:, ages, np.searchsorted(years, launch + horizon)].sum(axis=1))
        error = measures(np.stack(forecast)[..., None], np.stack(outcome)[..., None], np.zeros(np.shape(outcome), int))
        broken.append(is_over(f"MAPE of {name}, launches {first}-{final}", float(error.mape[0, 0]), level))
    return any(broken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--release", type=Path, help="folder of the release whose past is forecast")
    path = find_release(parser.parse_args().release, Settings().snapshots_dir)
    if not path:
        print("left out: no official release is here; run `ilmiotaulu refresh`, or give --release")
        return 0
    release = store.Release(path)
    regions = release.table("region").filter(pl.col("level") == "municipality").sort("code")
    codes = regions["code"].to_list()
    county = np.unique(regions["county"].to_list(), return_inverse=True)[1]
    people, people_years = figures(release, "population", codes)
    ages = [figures(release, f"age_{age}", codes) for age in range(AGES)]
    births = {"age_0": ages[0], "live_births": figures(release, "live_births", codes)}
    release.close()
    counts, years = np.stack([values for values, _ in ages], axis=1), ages[0][1]

    started = time.perf_counter()
    broken = [is_births_wrong(name, *series, county, people, people_years) for name, series in births.items()]
    broken.append(is_children_wrong(counts, years, county, people, people_years))
    took = time.perf_counter() - started
    print(f"\nall of this: {took:.1f} s (at most {MOST_SECONDS:.0f})")
    broken.append(took > MOST_SECONDS)
    print("BROKEN" if any(broken) else "kept")
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
