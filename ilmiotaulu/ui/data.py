"""What pages ask of the current release. Every cached call takes the release id first, so publishing invalidates."""

import gc
import importlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import polars as pl
import streamlit as st

from ilmiotaulu import statements, store
from ilmiotaulu.catalogue import FertilityEntry, load_catalogue
from ilmiotaulu.exports.pptx import BadTemplate, check_template
from ilmiotaulu.exports.profiles import profiles
from ilmiotaulu.forecast.names import BIRTHS, CHILDREN
from ilmiotaulu.settings import Settings
from ilmiotaulu.statements import Sentence
from ilmiotaulu.text import DEFAULT, LANGUAGES, messages, t
from ilmiotaulu.ui.components.rug import RugRow, rug_cell
from ilmiotaulu.views import area as views_area
from ilmiotaulu.views import centre_months, texts
from ilmiotaulu.views import comparison as views_comparison
from ilmiotaulu.views import evidence as views_evidence
from ilmiotaulu.views import future as views_future
from ilmiotaulu.views import overview as views_overview
from ilmiotaulu.views import profile as views_profile
from ilmiotaulu.views import scenario as views_scenario
from ilmiotaulu.views import steadied as views_steadied
from ilmiotaulu.views.area import AreaYear, YearsView
from ilmiotaulu.views.centres import VISITS
from ilmiotaulu.views.comparison import Group
from ilmiotaulu.views.overview import Card, News
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.sheet import Sheet, saying
from ilmiotaulu.views.steadied import SteadiedView
from ilmiotaulu.views.texts import Place


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


@st.cache_data(max_entries=500, show_spinner=False)
def sexes(release_id: str, indicator: str) -> list[str]:
    """The sexes an indicator is published for."""
    return release(release_id).sexes(indicator)


@st.cache_resource(max_entries=3, show_spinner=False)
def change_counts(release_id: str) -> list[dict[str, Any]]:
    """What differs from the release before, by indicator."""
    return release(release_id).change_counts().to_dicts()


@st.cache_resource(max_entries=9, show_spinner=False)
def reader(release_id: str, lang: str) -> ReleaseReader:
    """The views of the release in a language. Shared by everyone: what it gives must not be changed."""
    return ReleaseReader(release(release_id), lang, settings().templates_dir, partial(statistics, release_id))


def statistics(release_id: str, region: str) -> dict[str, pl.DataFrame]:
    """What the release worked out of a region's newest figures, by table."""
    return {name: by_region.get((region,), none) for name, (by_region, none) in _statistics(release_id).items()}


@st.cache_resource(max_entries=3, show_spinner=False)
def _statistics(release_id: str) -> dict[str, tuple[dict[tuple[object, ...], pl.DataFrame], pl.DataFrame]]:
    """The tables of statistics by region, and an empty one for a region that has none. They are small: read once."""
    opened = release(release_id)
    tables = {
        "comparison": opened.newest_comparisons(),
        "trend": opened.trends(),
        "standing": opened.standings(),
        "smoothed": opened.smoothed(),
        "detectable": opened.detectable(),
    }
    return {name: (rows.partition_by("region", as_dict=True), rows.clear()) for name, rows in tables.items()}


def area_years(release_id: str, indicator: str, sex: str, area: str, lang: str) -> dict[int, AreaYear]:
    """What the view of an area shows on a map, of every year."""
    read = reader(release_id, lang)
    shown, entry = read.municipalities(area), read.indicators[indicator]
    codes = tuple(place.code for place in shown)
    rows, limits = read.areas(indicator, codes, sex), read.scale(indicator, codes, sex)
    return views_area.area_years(rows, shown, entry, read.years(indicator), lang, limits)


@st.cache_resource(max_entries=100, show_spinner=False)
def years_view(release_id: str, indicator: str, years: tuple[int, ...], sex: str, area: str, lang: str) -> YearsView:
    """One indicator in the municipalities of an area in several years."""
    read = reader(release_id, lang)
    shown = read.municipalities(area)
    rows = read.areas(indicator, tuple(place.code for place in shown), sex)
    entry, touching = read.of_sex(indicator, sex), read.events([indicator], shown)
    return views_area.years_view(rows, shown, entry, years, touching, read.fetches, lang)


@st.cache_data(max_entries=500, show_spinner=False)
def steadied_year(release_id: str, indicator: str, area: str) -> int | None:
    """The year of an indicator's steadied levels; `None` where no municipality of the area has one."""
    rows = release(release_id).smoothed(indicator=indicator)
    shown = [place.code for place in reader(release_id, DEFAULT).municipalities(area)]
    return next(iter(rows.filter(pl.col("region").is_in(shown))["year"]), None)


@st.cache_resource(max_entries=100, show_spinner=False)
def steadied_view(release_id: str, indicator: str, year: int, area: str, lang: str) -> SteadiedView:
    """An indicator's steadied levels in the municipalities of an area, in the classes of its figures."""
    read = reader(release_id, lang)
    shown = read.municipalities(area)
    codes = tuple(place.code for place in shown)
    return views_steadied.steadied_view(
        views_area.at_time(read.areas(indicator, codes, "total"), year),
        release(release_id).smoothed(indicator=indicator).filter(year=year),
        shown,
        read.indicators[indicator],
        read.events([indicator], shown),
        read.fetches,
        lang,
        read.scale(indicator, codes, "total"),
    )


def said_of_steadied(release_id: str, indicator: str, year: int, region: str, lang: str) -> tuple[Sentence, ...]:
    """What can be said of a region's steadied level beside its figure of that year."""
    read = reader(release_id, lang)
    own = read.figure(indicator, "total", region, year)
    rows = views_evidence.statistics_of(read.statistics(region), indicator)
    return views_evidence.steadied(own, read.indicators[indicator], read.places[region], rows, lang)


@st.cache_resource(max_entries=200, show_spinner=False)
def profile_sheet(release_id: str, region: str, compare: str, lang: str) -> Sheet:
    """The profile as a table to take along, with what stands out and which municipalities are similar."""
    rows = reader(release_id, lang).profile(region, compare, has_bars=True)
    made = _profile_sheet(release_id, rows, region, compare, lang)
    ahead = all_foreseen(release_id, region, lang)
    if reader(release_id, lang).places[region].level == "country":
        return saying(made, ahead)
    # Where nothing stands out, the headline is all there is to say of it.
    found = dict.fromkeys((views_profile.headline(rows, lang), *views_profile.standing_out(rows, lang)))
    told = (views_profile.chance_among(rows, lang), similar(release_id, region, lang))
    return saying(made, (*found, *filter(None, told), *ahead))


@st.cache_resource(max_entries=200, show_spinner=False)
def figures_sheet(release_id: str, region: str, names: tuple[str, ...], lang: str) -> Sheet:
    """The newest of some figures of a region beside others' as a table."""
    by_id = {row.indicator.id: row for row in reader(release_id, lang).profile(region, "", has_bars=True)}
    return _profile_sheet(release_id, [by_id[name] for name in names if name in by_id], region, "", lang)


def _profile_sheet(release_id: str, rows: Sequence[ProfileRow], region: str, compare: str, lang: str) -> Sheet:
    read = reader(release_id, lang)
    others = read.beside(region, compare)
    newest = {code: read.latest(code) for code in {region, *(other.code for other in others)}}
    return views_profile.profile_sheet(rows, newest, read.places[region], others, read.fetches, lang)


def profile_pdf(release_id: str, region: str, lang: str) -> bytes:
    """The profile of a municipality that has figures as a PDF; made when it is asked for, and not kept."""
    ((_, made),) = profiles(release(release_id), [region], settings().assets_dir / "fonts", lang)
    return made


@st.cache_resource(max_entries=200, show_spinner=False)
def cards(release_id: str, region: str, lang: str) -> list[Card]:
    """Every phenomenon's key figure in a region, among its peers; those that have a figure first."""
    read = reader(release_id, lang)
    place = read.places[region]
    rows = {row.indicator.id: row for row in read.profile(region, "", has_bars=True)}
    peers = views_overview.peers_of(place, read.places)
    standings, year = read.statistics(region)["standing"], read.fetched.year
    level = "county" if place.level == "county" else "municipality"
    there = len(country_wide(release_id, level, lang))
    made = []
    for phenomenon in read.phenomena.values():
        key = views_overview.key_of(phenomenon)
        own = rows.get(key)
        rows_of_year = read.one_year(key, own.figure.year) if own and peers else None
        by_code = {row["region"]: row for row in rows_of_year.iter_rows(named=True)} if rows_of_year is not None else {}
        peer_rows = [by_code.get(peer.code) for peer in peers]
        ranked = standings.filter(indicator=key).to_dicts()
        ahead = foreseen(release_id, key, region, lang) if key == BIRTHS else None
        entry = read.indicators[key]
        made.append(views_overview.card(phenomenon, entry, own, peer_rows, ranked, year, there, level, lang, ahead))
    return sorted(made, key=lambda one: one.row is None)


def age(release_id: str, indicator: str, region: str, lang: str) -> Sentence | None:
    """That a region's newest figure is an old one; `None` of a newer one and where there is none."""
    read = reader(release_id, lang)
    newest = read.newest(indicator, "total", region)
    return statements.age(newest, read.fetched.year, lang) if newest else None


@st.cache_resource(max_entries=100, show_spinner=False)
def many(release_id: str, phenomenon: str, region: str, group: Group, lang: str) -> Sheet:
    """A phenomenon's figures in a group of places; the country is the last row. Single years of age are left out."""
    read = reader(release_id, lang)
    shown = [read.places[code] for code in (*group.codes, "FI")]
    entry, of = read.phenomena[phenomenon], read.indicators
    wanted = [of[one] for one, _ in entry.roles if of[one].time == "observed" and not one.startswith("age_")]
    newest = {place.code: read.latest(place.code) for place in shown}
    sheet = views_comparison.many_sheet(newest, shown, wanted, entry.title, region, read.fetches, lang)
    return views_comparison.named_after(group, sheet, lang)


def country_wide(release_id: str, level: str, lang: str) -> list[Place]:
    """Every place of a level, by name."""
    return [place for place in reader(release_id, lang).places.values() if place.level == level]


@st.cache_resource(max_entries=100, show_spinner=False)
def tests(
    release_id: str, phenomenon: str, region: str, group: Group, lang: str
) -> tuple[tuple[str, ...], tuple[RugRow, ...]]:
    """A phenomenon's figures in a group of places, each held against the country: names of columns, and rows."""
    read = reader(release_id, lang)
    of, shown = read.indicators, [read.places[code] for code in group.codes]
    newest = {place.code: read.statistics(place.code)["comparison"] for place in shown}
    tested = pl.concat(newest.values()).filter(benchmark="country")["indicator"].unique().to_list()
    wanted = [of[one] for one, _ in read.phenomena[phenomenon].roles if one in tested]
    figures = {
        (place.code, row["indicator"]): texts.figure(row, of[row["indicator"]])
        for place in shown
        for row in read.latest(place.code).iter_rows(named=True)
    }
    results = {
        (place.code, row["indicator"]): row["result"]
        for place in shown
        for row in newest[place.code].filter(benchmark="country").iter_rows(named=True)
    }
    rows = tuple(
        RugRow(
            place.name,
            tuple(
                rug_cell(figures.get((place.code, one.id)), results.get((place.code, one.id)), one.polarity, lang)
                for one in wanted
            ),
            place.code == region,
        )
        for place in shown
    )
    return tuple(one.title for one in wanted), rows


@st.cache_resource(max_entries=100, show_spinner=False)
def similar(release_id: str, region: str, lang: str) -> Sentence | None:
    """The municipalities most like a municipality, and in what; `None` of other places."""
    rows = release(release_id).neighbours(region)
    if rows.is_empty():
        return None
    variables = table(release_id, "neighbour_variable")
    names = {place.code: place.name for place in reader(release_id, lang).places.values()}
    words = {name: t(f"variable.{name}", lang) for name in variables["variable"]}
    return statements.neighbours(views_evidence.similar(rows, variables, names, words), lang)


def foreseen(release_id: str, indicator: str, region: str, lang: str) -> Sentence | None:
    """What is forecast of an indicator in a region, in a few words."""
    read = reader(release_id, lang)
    own = read.own_forecasts(indicator, region)
    return views_future.foreseen(own, read.indicators[indicator], read.places[region], lang)


def all_foreseen(release_id: str, region: str, lang: str) -> tuple[Sentence, ...]:
    """What is forecast of births and of all children in a region, of those that there is a forecast of."""
    of = reader(release_id, lang).indicators
    told = (foreseen(release_id, name, region, lang) for name in (BIRTHS, CHILDREN) if name in of)
    return tuple(filter(None, told))


@st.cache_resource(max_entries=3, show_spinner=False)
def services(release_id: str) -> tuple[str, ...]:
    """The service measures that the release has a track record of."""
    tried = set(table(release_id, "backtest")["indicator"])
    return tuple(sorted(name for name in tried if not name.startswith(("children_", "age_")) and name != BIRTHS))


@st.cache_resource(max_entries=1, show_spinner=False)
def fertility_presets() -> tuple[FertilityEntry, ...]:
    """What others have published of total fertility to come."""
    return tuple(load_catalogue(settings().catalogue_dir).fertility)


@st.cache_resource(max_entries=100, show_spinner=False)
def placement_levels(release_id: str, region: str) -> dict[str, float]:
    """The newest share placed in similar municipalities and in the country, as the comparison has them."""
    rows = release(release_id).newest_comparisons(region).filter(indicator=views_scenario.PLACEMENTS)
    return dict(rows.select("benchmark", "benchmark_value").iter_rows())


def measures(release_id: str, region: str, lang: str) -> dict[str, str]:
    """The monthly measures that a region has, by their titles."""
    read = reader(release_id, lang)
    return centre_months.measures(read.months_of(region, ""), read.templates[centre_months.USE], lang)


def no_year(release_id: str, region: str, lang: str) -> str:
    """Why months of a region make no yearly figure; nothing where they make one, or where there are none."""
    read = reader(release_id, lang)
    if not read.series(VISITS, (region,)).filter(status="ok").is_empty():
        return ""
    return centre_months.no_year(read.months_of(region, ""), lang)


def centre_names(release_id: str, area: str, region: str, lang: str) -> dict[str, str]:
    """The places of a municipality by id, or, where it has none, those of its area; by name."""
    read = reader(release_id, lang)
    here = {place.code for place in read.municipalities(area)}
    there = {one.id: one for one in read.family_centres if one.municipality in here}
    mine = {name: one for name, one in there.items() if one.municipality == region}
    return {name: one.name for name, one in (mine or there).items()}


@st.cache_resource(max_entries=9, show_spinner=False)
def news(release_id: str, lang: str) -> News | None:
    """What the release brought; `None` of the starter, which follows no other."""
    if manifest(release_id)["kind"] == "starter":
        return None
    read = reader(release_id, lang)
    keys = [views_overview.key_of(phenomenon) for phenomenon in read.phenomena.values()]
    return views_overview.news(change_counts(release_id), {key: read.indicators[key].title for key in keys})


@st.cache_data(max_entries=1, show_spinner=False)
def template_fault() -> tuple[str, str] | None:
    """The file and what is the matter with the template of presentations, when something is."""
    try:
        check_template(settings().template_file)
    except BadTemplate as error:
        return str(error.path), error.why
    return None


@st.cache_data(max_entries=3, show_spinner=False)
def map_forms(release_id: str) -> list[str]:
    """The forms of map that the release has: real boundaries may be missing, the tile grid is always there."""
    boundaries = settings().snapshots_dir / release_id / "geometry" / "boundaries.json"
    return ["boundaries", "tiles"] if boundaries.is_file() else ["tiles"]


_SHOWN_YEARS = 12


def some_years(release_id: str, indicator: str) -> tuple[int, ...]:
    """Years to stand side by side: all of them, or of many every second, third … back from the newest."""
    known = reader(release_id, DEFAULT).years(indicator)
    step = -(-len(known) // _SHOWN_YEARS)
    return tuple(known[::-step][::-1])


def kept_releases() -> list[dict[str, Any]]:
    """The manifests of the kept releases, newest publication first."""
    return store.releases(settings().snapshots_dir)[::-1]


@asynccontextmanager
async def warm_up(_: object) -> AsyncGenerator[None]:
    """At start: read what every first page needs, then freeze it out of the collector's way."""
    await anyio.to_thread.run_sync(_read_ahead)
    gc.collect()
    gc.freeze()
    yield


def _read_ahead() -> None:
    importlib.import_module("pandas")  # Streamlit's components import it when the first of them is shown
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
