"""The profiles of municipalities, read from a release and made one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from ilmiotaulu.charts.printed_map import Shapes, shapes_of
from ilmiotaulu.exports.pdf import profile_pdf
from ilmiotaulu.forecast.names import FIRST_GRADERS, POPULATION
from ilmiotaulu.store import Release
from ilmiotaulu.text import t
from ilmiotaulu.views import evidence, texts
from ilmiotaulu.views.future import (
    AGE_GROUPS,
    MeaningView,
    forecasts_of,
    future_view,
    meaning_view,
    projection_of,
    record_group,
)
from ilmiotaulu.views.handout import DRAWN_AHEAD, FuturePicture, Handout, groups_of, handout
from ilmiotaulu.views.profile import profile
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place
from ilmiotaulu.views.trend import events_of

_LONGEST_NAME = 40


def profiles(release: Release, codes: Sequence[str], fonts: Path, lang: str) -> Iterator[tuple[Place, bytes]]:
    """The profile of each of the municipalities as a PDF, in the order given; those without a figure are left out.

    `fonts` is the folder of the fonts. Raises `KeyError` for a code that is no municipality of the release.
    """
    for one in handouts(release, codes, lang):
        yield one.place, profile_pdf(one, fonts, lang)


def handouts(release: Release, codes: Sequence[str], lang: str) -> Iterator[Handout]:
    """What the profiles of the municipalities say, those without a figure left out."""
    common = _common(release, lang)
    known: dict[str, _Region] = {}
    for code in codes:
        if common.places[code].level != "municipality":
            raise KeyError(code)
        for other in _beside(common, code):
            if other.code not in known:
                known[other.code] = _region(release, other.code)
        made = _handout(release, common, known, code, lang)
        if made.groups:
            yield made


def file_name(place: Place, lang: str) -> str:
    """The name of a profile's file, safe on every disk: `profile-KU249-Keuruu-fi.pdf`."""
    name = "".join(sign if sign.isalnum() else "-" for sign in place.name)[:_LONGEST_NAME]
    return f"profile-{place.code}-{name}-{lang}.pdf"


@dataclass(frozen=True)
class _Common:
    """What all profiles of a release share."""

    places: Mapping[str, Place]
    indicators: Mapping[str, IndicatorText]
    phenomena: Sequence[PhenomenonText]
    fetches: pl.DataFrame
    events: Sequence[Mapping[str, Any]]
    spread: Mapping[str, Mapping[str, Any]]
    told: Mapping[str, Any]
    shapes: Shapes


@dataclass(frozen=True)
class _Region:
    """A region's newest rows, and its rows of all years with nothing where a figure is hidden or missing."""

    latest: pl.DataFrame
    series: pl.DataFrame


def _common(release: Release, lang: str) -> _Common:
    table = {name: release.table(name) for name in ("region", "indicator", "caveat", "phenomenon", "source_fetch")}
    drawing = _drawing(release.path)
    return _Common(
        places=texts.places(table["region"], lang),
        indicators=texts.indicators(table["indicator"], table["caveat"], release.indicators_with_rows(), lang),
        phenomena=list(texts.phenomena(table["phenomenon"], release.table("phenomenon_indicator"), lang).values()),
        fetches=table["source_fetch"],
        events=release.table("event").to_dicts(),
        spread={row["indicator"]: row for row in release.spread("municipality").iter_rows(named=True)},
        told=release.table("release").row(0, named=True),
        shapes=shapes_of(drawing["areas"], drawing["outlines"]),
    )


def _drawing(release: Path) -> dict[str, Any]:
    """The geometry of a release: its real boundaries, or the tile grid where it has none."""
    boundaries = release / "geometry" / "boundaries.json"
    return orjson.loads((boundaries if boundaries.is_file() else boundaries.with_name("tiles.json")).read_bytes())


def _region(release: Release, code: str) -> _Region:
    numbers = ("value", "lower95", "upper95")
    rows = release.region_series(code).with_columns(
        pl.when(pl.col("status") == "ok").then(pl.col(*numbers)), region=pl.lit(code)
    )
    return _Region(release.latest(code), rows)


def _beside(common: _Common, code: str) -> list[Place]:
    """The county, unless the municipality is all of it, and the country."""
    county = common.places[code].county
    is_part = county and len(texts.municipalities(common.places, county)) > 1
    return [common.places[one] for one in ((county, "FI") if county and is_part else ("FI",))]


def _handout(release: Release, common: _Common, known: Mapping[str, _Region], code: str, lang: str) -> Handout:
    place, beside, of = common.places[code], _beside(common, code), common.indicators
    own = _region(release, code)
    # Single years of age are in no profile.
    shown = [entry for entry in of.values() if entry.time == "observed" and not entry.id.startswith("age_")]
    bases = dict(own.latest.select("indicator", "base").iter_rows())
    tested = {
        row["indicator"]: evidence.comparison(row, of[row["indicator"]], bases.get(row["indicator"]), lang)
        for row in release.newest_comparisons(code).filter(benchmark="country").iter_rows(named=True)
    }
    rows = profile(
        {code: own.latest, **{other.code: known[other.code].latest for other in beside}},
        own.series.filter(pl.col("indicator").is_in([entry.id for entry in shown])),
        shown,
        place,
        [other.code for other in beside],
        lang,
        tested,
        {row["indicator"]: row for row in release.trends(region=code).iter_rows(named=True)},
        common.spread,
    )
    futures, meaning = _futures(release, common, own, place, lang)
    series = pl.concat([own.series, *(known[other.code].series for other in beside)])
    told_of = [row.indicator.id for _, group in groups_of(common.phenomena, rows) for row in group]
    told, county = common.told, place.county or "FI"
    area = [one.code for one in texts.municipalities(common.places, county)]
    return handout(
        place,
        common.places[county].name,
        beside,
        rows,
        common.phenomena,
        series,
        futures,
        meaning,
        common.shapes if code in common.shapes.areas else None,
        area,
        _notices(told, lang),
        _origins(common, series.filter(pl.col("indicator").is_in(told_of)), futures),
        told["id"],
        told["newest_fetch"],
        lang,
    )


def _futures(
    release: Release, common: _Common, own: _Region, place: Place, lang: str
) -> tuple[list[FuturePicture], MeaningView | None]:
    """Births and children to come, and what that means for services; pictures only of what has a known value."""
    of, ahead = common.indicators, release.forecast(place.code)
    people = own.series.filter(pl.col("value").is_not_null(), indicator=POPULATION).sort("year")["value"]
    group = record_group(place, people[-1] if len(people) else None)
    alike, here = release.backtests(group), release.backtests(place.code)
    pictures = []
    for name in DRAWN_AHEAD:
        rows = own.series.filter(indicator=name)
        if rows["value"].drop_nulls().is_empty():
            continue
        projection = projection_of(name)
        view = future_view(
            rows,
            ahead,
            forecasts_of(ahead, alike, here, of[name]),
            of[name],
            of.get(projection),
            place,
            events_of(common.events, [name, projection], [place], lang),
            common.fetches,
            lang,
        )
        pictures.append(FuturePicture(view, of[name]))
    # What it means for services tells limits and no record.
    untried = here.clear()
    names = [name for name in (*AGE_GROUPS, FIRST_GRADERS) if name in of]
    known = {name: own.series.filter(pl.col("value").is_not_null(), indicator=name) for name in names}
    meaning = meaning_view(
        {name: forecasts_of(ahead, untried, untried, of[name]) for name in names},
        {name: dict(rows.select("year", "value").iter_rows()) for name, rows in known.items()},
        ahead,
        {name: of[name].title for name in names},
        place,
        (),
        lang,
    )
    return pictures, meaning


def _origins(common: _Common, series: pl.DataFrame, futures: Sequence[FuturePicture]) -> tuple[Origin, ...]:
    """Where the figures of the profile came from, each source once; made-up figures are not in it."""
    found = [
        *texts.origins(common.fetches, sorted(set(series["source_fetch"]))),
        *(origin for picture in futures for origin in picture.view.sheet.origins),
    ]
    return tuple(dict.fromkeys(origin for origin in found if origin.publisher != "example"))


def _notices(told: Mapping[str, Any], lang: str) -> list[str]:
    """What must be said of a release before its figures: that it is the starter, which sources were out of reach."""
    said = [t("frame.starter", lang)] if told["kind"] == "starter" else []
    for name in told["unreachable"] or ():
        source, _, what = name.partition(":")
        said.append(t("frame.old_source", lang, source=t(f"source.{source}", lang), what="" if what == "*" else what))
    return said
