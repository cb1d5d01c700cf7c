"""What pages ask of the current release. Every cached call takes the release id first, so publishing invalidates."""

import gc
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import polars as pl
import streamlit as st

from ilmiotaulu import store, views
from ilmiotaulu.settings import Settings
from ilmiotaulu.text import LANGUAGES, messages


@st.cache_resource(max_entries=1, show_spinner=False)
def settings() -> Settings:
    """The settings of this server."""
    return Settings()


def current() -> store.Pointer:
    """The current release; a few bytes read at every run, so that a publication is seen by the next click."""
    return store.current(settings().snapshots_dir)


@st.cache_resource(max_entries=3, show_spinner=False, on_release=store.Release.close)
def release(release_id: str) -> store.Release:
    """The release, open for reading."""
    return store.Release(settings().snapshots_dir / release_id)


@st.cache_resource(max_entries=3, show_spinner=False)
def manifest(release_id: str) -> dict[str, Any]:
    """What the release says of itself."""
    return store.manifest(settings().snapshots_dir / release_id)


@st.cache_resource(max_entries=12, show_spinner=False)
def table(release_id: str, name: str) -> pl.DataFrame:
    """One of the small tables. Shared by everyone: never change it."""
    return release(release_id).table(name)


@st.cache_resource(max_entries=9, show_spinner=False)
def places(release_id: str, lang: str) -> dict[str, views.Place]:
    """Every region by code, by name."""
    return views.places(table(release_id, "region"), lang)


@st.cache_resource(max_entries=9, show_spinner=False)
def indicators(release_id: str, lang: str) -> dict[str, views.IndicatorText]:
    """Every indicator by id."""
    with_rows = release(release_id).indicators_with_rows()
    return views.indicators(table(release_id, "indicator"), table(release_id, "caveat"), with_rows, lang)


@st.cache_resource(max_entries=9, show_spinner=False)
def phenomena(release_id: str, lang: str) -> dict[str, views.PhenomenonText]:
    """Every phenomenon by id."""
    return views.phenomena(table(release_id, "phenomenon"), table(release_id, "phenomenon_indicator"), lang)


@st.cache_data(max_entries=500, show_spinner=False)
def years(release_id: str, indicator: str) -> list[int]:
    """Years an indicator has values or hidden values for."""
    return release(release_id).years(indicator)


@st.cache_data(max_entries=500, show_spinner=False)
def sexes(release_id: str, indicator: str) -> list[str]:
    """The sexes an indicator is published for."""
    return release(release_id).sexes(indicator)


@st.cache_resource(max_entries=300, show_spinner=False)
def area_view(release_id: str, indicator: str, year: int, sex: str, area: str, lang: str) -> views.AreaView:
    """One indicator in the municipalities of an area at one time."""
    rows = release(release_id).one_year(indicator, year, sex)
    shown = views.municipalities(places(release_id, lang), area)
    return views.area_view(
        rows, shown, indicators(release_id, lang)[indicator], table(release_id, "source_fetch"), lang
    )


@st.cache_resource(max_entries=200, show_spinner=False)
def profile(release_id: str, region: str, lang: str) -> list[views.ProfileRow]:
    """The newest figures of a region beside its county and the country."""
    opened = release(release_id)
    place = places(release_id, lang)[region]
    beside = [code for code in (place.county, "FI") if code and code != region]
    if place.level == "county":
        beside = ["", "FI"]
    latest = {code: opened.latest(code) for code in (region, *beside) if code}
    shown = [entry for entry in indicators(release_id, lang).values() if entry.time == "observed"]
    return views.profile(latest, opened.region_series(region), shown, place, beside, lang)


@st.cache_resource(max_entries=300, show_spinner=False)
def series(release_id: str, indicator: str, regions: tuple[str, ...]) -> pl.DataFrame:
    """All years of an indicator in some regions, both sexes together."""
    return release(release_id).series(indicator, regions)


@st.cache_resource(max_entries=100, show_spinner=False)
def forecast(release_id: str, region: str) -> pl.DataFrame:
    """The official projection of a region."""
    return release(release_id).forecast(region)


@st.cache_resource(max_entries=3, show_spinner=False)
def change_counts(release_id: str) -> list[dict[str, Any]]:
    """What differs from the release before, by indicator."""
    return release(release_id).change_counts().to_dicts()


def has_boundaries(release_id: str) -> bool:
    """Whether the release has real boundaries; the tile grid is always there."""
    return (settings().snapshots_dir / release_id / "geometry" / "boundaries.json").is_file()


def kept_releases() -> list[dict[str, Any]]:
    """The manifests of the kept releases, newest publication first."""
    return store.releases(settings().snapshots_dir)[::-1]


def origins(release_id: str, numbers: Sequence[int]) -> tuple[views.Origin, ...]:
    """The provenance of rows that carry these fetch numbers."""
    return views.origins(table(release_id, "source_fetch"), numbers)


@asynccontextmanager
async def warm_up(_: object) -> AsyncGenerator[None]:
    """At start: read what every first page needs, then freeze it out of the collector's way."""
    await anyio.to_thread.run_sync(_read_ahead)
    gc.collect()
    gc.freeze()
    yield


def _read_ahead() -> None:
    for lang in LANGUAGES:
        messages(lang)
    try:
        pointer = current()
        opened = store.Release(pointer.path)
        opened.latest("FI")
        opened.close()
    except (store.NoRelease, store.DamagedRelease):
        return


def snapshots_dir() -> Path:
    """Where releases are, for messages that tell a person where to look."""
    return settings().snapshots_dir
