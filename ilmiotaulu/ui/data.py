"""What pages ask of the current release. Every cached call takes the release id first, so publishing invalidates."""

import gc
import importlib
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import polars as pl
import streamlit as st

from ilmiotaulu import statements, store
from ilmiotaulu.catalogue import FertilityEntry, load_catalogue
from ilmiotaulu.exports.pptx import BadTemplate, check_template
from ilmiotaulu.exports.profiles import profiles
from ilmiotaulu.forecast.names import BIRTHS, CHILDREN, FIRST_GRADERS, POPULATION
from ilmiotaulu.forecast.scenario import Baseline, Levers
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import Settings
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.text import DEFAULT, LANGUAGES, messages, t
from ilmiotaulu.ui.components.rug import RugRow, rug_cell
from ilmiotaulu.views import ages as views_ages
from ilmiotaulu.views import area as views_area
from ilmiotaulu.views import centre_months, pictures, texts
from ilmiotaulu.views import centres as views_centres
from ilmiotaulu.views import comparison as views_comparison
from ilmiotaulu.views import evidence as views_evidence
from ilmiotaulu.views import future as views_future
from ilmiotaulu.views import overview as views_overview
from ilmiotaulu.views import profile as views_profile
from ilmiotaulu.views import scenario as views_scenario
from ilmiotaulu.views import steadied as views_steadied
from ilmiotaulu.views import trend as views_trend
from ilmiotaulu.views.ages import AgesView
from ilmiotaulu.views.area import AreaView, AreaYear, YearsView
from ilmiotaulu.views.centre_months import CardView, MonthsView
from ilmiotaulu.views.centres import VISITS, Around, Centre, CentresView
from ilmiotaulu.views.classes import Limits, scale_of
from ilmiotaulu.views.comparison import Group, RankingView
from ilmiotaulu.views.future import Forecasts, FutureView, MeaningView
from ilmiotaulu.views.overview import Card, News
from ilmiotaulu.views.pictures import FunnelView, NeedView, QuadrantView
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.reach import Grid, grid
from ilmiotaulu.views.scenario import ScenarioView
from ilmiotaulu.views.sheet import Event, Sheet, saying
from ilmiotaulu.views.steadied import SteadiedView
from ilmiotaulu.views.texts import IndicatorText, PhenomenonText, Place
from ilmiotaulu.views.trend import TrendView


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
def places(release_id: str, lang: str) -> dict[str, Place]:
    """Every region by code, by name."""
    return texts.places(table(release_id, "region"), lang)


@st.cache_resource(max_entries=9, show_spinner=False)
def indicators(release_id: str, lang: str) -> dict[str, IndicatorText]:
    """Every indicator by id."""
    with_rows = release(release_id).indicators_with_rows()
    return texts.indicators(table(release_id, "indicator"), table(release_id, "caveat"), with_rows, lang)


@st.cache_resource(max_entries=9, show_spinner=False)
def phenomena(release_id: str, lang: str) -> dict[str, PhenomenonText]:
    """Every phenomenon by id."""
    return texts.phenomena(table(release_id, "phenomenon"), table(release_id, "phenomenon_indicator"), lang)


@st.cache_data(max_entries=500, show_spinner=False)
def years(release_id: str, indicator: str) -> list[int]:
    """Years an indicator has values or hidden values for."""
    return release(release_id).years(indicator)


@st.cache_data(max_entries=500, show_spinner=False)
def sexes(release_id: str, indicator: str) -> list[str]:
    """The sexes an indicator is published for."""
    return release(release_id).sexes(indicator)


@st.cache_resource(max_entries=200, show_spinner=False)
def latest(release_id: str, region: str) -> pl.DataFrame:
    """The newest row of every indicator in a region."""
    return release(release_id).latest(region)


@st.cache_resource(max_entries=300, show_spinner=False)
def one_year(release_id: str, indicator: str, year: int, sex: str) -> pl.DataFrame:
    """An indicator in all regions in one year."""
    return release(release_id).one_year(indicator, year, sex)


@st.cache_resource(max_entries=300, show_spinner=False)
def series(release_id: str, indicator: str, regions: tuple[str, ...], sex: str) -> pl.DataFrame:
    """All years of an indicator in some regions."""
    return release(release_id).series(indicator, regions, sex)


@st.cache_resource(max_entries=300, show_spinner=False)
def areas(release_id: str, indicator: str, regions: tuple[str, ...], sex: str) -> pl.DataFrame:
    """All that is told of an indicator in some regions, every year."""
    return release(release_id).areas(indicator, regions, sex)


@st.cache_resource(max_entries=300, show_spinner=False)
def scale(release_id: str, indicator: str, regions: tuple[str, ...], sex: str, decimals: int) -> Limits:
    """The classes of an indicator in some regions, alike in all years."""
    return scale_of(areas(release_id, indicator, regions, sex), decimals)


@st.cache_resource(max_entries=100, show_spinner=False)
def forecast(release_id: str, region: str) -> pl.DataFrame:
    """Every projection and forecast of a region."""
    return release(release_id).forecast(region)


@st.cache_resource(max_entries=100, show_spinner=False)
def backtests(release_id: str, group: str) -> pl.DataFrame:
    """How past forecasts fared in a group of areas, or in one."""
    return release(release_id).backtests(group)


@st.cache_resource(max_entries=3, show_spinner=False)
def change_counts(release_id: str) -> list[dict[str, Any]]:
    """What differs from the release before, by indicator."""
    return release(release_id).change_counts().to_dicts()


@st.cache_resource(max_entries=300, show_spinner=False)
def area_view(release_id: str, indicator: str, year: int, sex: str, area: str, lang: str) -> AreaView:
    """One indicator in the municipalities of an area at one time, in the classes of all its years."""
    shown = texts.municipalities(places(release_id, lang), area)
    codes = tuple(place.code for place in shown)
    entry = indicators(release_id, lang)[indicator]
    return views_area.area_view(
        views_area.at_time(areas(release_id, indicator, codes, sex), year),
        shown,
        entry,
        events(release_id, [indicator], shown, lang),
        table(release_id, "source_fetch"),
        lang,
        scale(release_id, indicator, codes, sex, entry.decimals),
    )


def area_years(release_id: str, indicator: str, sex: str, area: str, lang: str) -> dict[int, AreaYear]:
    """What `area_view` shows on a map, of every year."""
    shown = texts.municipalities(places(release_id, lang), area)
    codes = tuple(place.code for place in shown)
    entry = indicators(release_id, lang)[indicator]
    rows, limits = areas(release_id, indicator, codes, sex), scale(release_id, indicator, codes, sex, entry.decimals)
    return views_area.area_years(rows, shown, entry, years(release_id, indicator), lang, limits)


@st.cache_resource(max_entries=100, show_spinner=False)
def years_view(release_id: str, indicator: str, years: tuple[int, ...], sex: str, area: str, lang: str) -> YearsView:
    """One indicator in the municipalities of an area in several years."""
    shown = texts.municipalities(places(release_id, lang), area)
    rows = areas(release_id, indicator, tuple(place.code for place in shown), sex)
    touching, fetches = events(release_id, [indicator], shown, lang), table(release_id, "source_fetch")
    return views_area.years_view(rows, shown, indicators(release_id, lang)[indicator], years, touching, fetches, lang)


@st.cache_data(max_entries=500, show_spinner=False)
def steadied_year(release_id: str, indicator: str, area: str) -> int | None:
    """The year of an indicator's steadied levels; `None` where no municipality of the area has one."""
    rows = release(release_id).smoothed(indicator=indicator)
    shown = [place.code for place in texts.municipalities(places(release_id, DEFAULT), area)]
    return next(iter(rows.filter(pl.col("region").is_in(shown))["year"]), None)


@st.cache_resource(max_entries=100, show_spinner=False)
def steadied_view(release_id: str, indicator: str, year: int, area: str, lang: str) -> SteadiedView:
    """An indicator's steadied levels in the municipalities of an area, in the classes of `area_view`."""
    shown = texts.municipalities(places(release_id, lang), area)
    codes = tuple(place.code for place in shown)
    entry = indicators(release_id, lang)[indicator]
    return views_steadied.steadied_view(
        views_area.at_time(areas(release_id, indicator, codes, "total"), year),
        release(release_id).smoothed(indicator=indicator).filter(year=year),
        shown,
        entry,
        events(release_id, [indicator], shown, lang),
        table(release_id, "source_fetch"),
        lang,
        scale(release_id, indicator, codes, "total", entry.decimals),
    )


@st.cache_resource(max_entries=9, show_spinner=False)
def spread(release_id: str, level: str) -> dict[str, dict[str, Any]]:
    """Between which values the areas of a level lie in their newest year, by indicator."""
    return {row["indicator"]: row for row in release(release_id).spread(level).iter_rows(named=True)}


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


@st.cache_resource(max_entries=500, show_spinner=False)
def said(release_id: str, indicator: str, region: str, lang: str) -> tuple[Sentence, ...]:
    """What can be said of a region's newest figure, then of the figure in municipalities together."""
    newest = latest(release_id, region).filter(indicator=indicator)
    if newest.is_empty():
        return ()
    row, entry = newest.row(0, named=True), indicators(release_id, lang)[indicator]
    rows = views_evidence.statistics_of(statistics(release_id, region), indicator)
    place = places(release_id, lang)[region]
    history = areas(release_id, indicator, (region,), "total").to_dicts()
    there = len(country_wide(release_id, place.level, lang))
    own = views_evidence.said(texts.figure(row, entry), entry, place, rows, row["base"], history, there, lang)
    together = unequal(release_id, indicator, lang) if own else None
    return (*own, together) if together else own


@st.cache_resource(max_entries=500, show_spinner=False)
def said_of_year(release_id: str, indicator: str, year: int, sex: str, region: str, lang: str) -> tuple[Sentence, ...]:
    """What can be said of a region's figure of a year. Comparisons are of both sexes together only."""
    row, own = figure_of_year(release_id, indicator, year, sex, region, lang)
    with_country = release(release_id).comparisons(region, indicator, year, "country").to_dicts()
    compared = with_country[0] if with_country and sex == "total" and own.period is None else None
    base = row["base"] if row else None
    entry = of_sex(indicators(release_id, lang)[indicator], sex, lang)
    return views_evidence.of_year(own, entry, places(release_id, lang)[region], compared, base, lang)


@st.cache_resource(max_entries=200, show_spinner=False)
def said_of_steadied(release_id: str, indicator: str, year: int, region: str, lang: str) -> tuple[Sentence, ...]:
    """What can be said of a region's steadied level beside its figure of that year."""
    _, own = figure_of_year(release_id, indicator, year, "total", region, lang)
    rows = views_evidence.statistics_of(statistics(release_id, region), indicator)
    entry, place = indicators(release_id, lang)[indicator], places(release_id, lang)[region]
    return views_evidence.steadied(own, entry, place, rows, lang)


def figure_of_year(
    release_id: str, indicator: str, year: int, sex: str, region: str, lang: str
) -> tuple[dict[str, Any] | None, Figure]:
    """A region's row of a year and its figure, which without a row is not available."""
    entry = indicators(release_id, lang)[indicator]
    rows = views_area.at_time(areas(release_id, indicator, (region,), sex), year)
    if rows.is_empty():
        return None, Figure(None, "not_available", entry.unit, entry.decimals, year)
    row = rows.row(0, named=True)
    return row, texts.figure(row, entry)


def of_sex(entry: IndicatorText, sex: str, lang: str) -> IndicatorText:
    """An indicator named after the sex that its figures are of; of both together it has its own name."""
    return entry if sex == "total" else replace(entry, title=f"{entry.title}, {t(f'sex.{sex}', lang)}")


def events(release_id: str, touching: Collection[str], at: Collection[Place], lang: str) -> list[Event]:
    """What happened that touches one of the indicators and one of the places, by year."""
    return views_trend.events_of(table(release_id, "event").to_dicts(), touching, at, lang)


def beside(release_id: str, region: str, compare: str, lang: str) -> list[Place]:
    """What a place stands beside: the place chosen to compare with, then its county and the country."""
    of = places(release_id, lang)
    codes = dict.fromkeys([compare, of[region].county or "", "FI"])
    return [of[code] for code in codes if code in of and code != region]


@st.cache_resource(max_entries=200, show_spinner=False)
def profile(release_id: str, region: str, compare: str, lang: str) -> list[ProfileRow]:
    """The newest figures of a region beside others'."""
    codes = [place.code for place in beside(release_id, region, compare, lang)]
    of, place = indicators(release_id, lang), places(release_id, lang)[region]
    bases = dict(latest(release_id, region).select("indicator", "base").iter_rows())
    with_country = statistics(release_id, region)["comparison"].filter(benchmark="country").iter_rows(named=True)
    tested = {
        row["indicator"]: views_evidence.comparison(row, of[row["indicator"]], bases.get(row["indicator"]), lang)
        for row in with_country
    }
    trends = {row["indicator"]: row for row in statistics(release_id, region)["trend"].iter_rows(named=True)}
    return views_profile.profile(
        {code: latest(release_id, code) for code in {region, *codes, "FI"}},
        release(release_id).region_series(region),
        [entry for entry in of.values() if entry.time == "observed"],
        place,
        codes,
        lang,
        tested,
        trends,
        spread(release_id, place.level),
    )


@st.cache_resource(max_entries=200, show_spinner=False)
def profile_sheet(release_id: str, region: str, compare: str, lang: str) -> Sheet:
    """The profile as a table to take along, with what stands out and which municipalities are similar."""
    others, place = beside(release_id, region, compare, lang), places(release_id, lang)[region]
    rows = profile(release_id, region, compare, lang)
    made = views_profile.profile_sheet(
        rows,
        {code: latest(release_id, code) for code in {region, *(other.code for other in others)}},
        place,
        others,
        table(release_id, "source_fetch"),
        lang,
    )
    ahead = all_foreseen(release_id, region, lang)
    if place.level == "country":
        return saying(made, ahead)
    # Where nothing stands out, the headline is all there is to say of it.
    found = dict.fromkeys((views_profile.headline(rows, lang), *views_profile.standing_out(rows, lang)))
    told = (views_profile.chance_among(rows, lang), similar(release_id, region, lang))
    return saying(made, (*found, *filter(None, told), *ahead))


@st.cache_resource(max_entries=200, show_spinner=False)
def figures_sheet(release_id: str, region: str, names: tuple[str, ...], lang: str) -> Sheet:
    """The newest of some figures of a region beside others' as a table."""
    others, place = beside(release_id, region, "", lang), places(release_id, lang)[region]
    by_id = {row.indicator.id: row for row in profile(release_id, region, "", lang)}
    return views_profile.profile_sheet(
        [by_id[name] for name in names if name in by_id],
        {code: latest(release_id, code) for code in {region, *(other.code for other in others)}},
        place,
        others,
        table(release_id, "source_fetch"),
        lang,
    )


def profile_pdf(release_id: str, region: str, lang: str) -> bytes:
    """The profile of a municipality that has figures as a PDF; made when it is asked for, and not kept."""
    ((_, made),) = profiles(release(release_id), [region], settings().assets_dir / "fonts", lang)
    return made


def published_in(release_id: str) -> int:
    """The year of a release: that of its newest figures' fetch, which its name begins with."""
    return table(release_id, "release")["newest_fetch"].item().year


@st.cache_resource(max_entries=200, show_spinner=False)
def cards(release_id: str, region: str, lang: str) -> list[Card]:
    """Every phenomenon's key figure in a region, among its peers; those that have a figure first."""
    of, place = indicators(release_id, lang), places(release_id, lang)[region]
    rows = {row.indicator.id: row for row in profile(release_id, region, "", lang)}
    peers = views_overview.peers_of(place, places(release_id, lang))
    standings, year = statistics(release_id, region)["standing"], published_in(release_id)
    level = "county" if place.level == "county" else "municipality"
    there = len(country_wide(release_id, level, lang))
    made = []
    for phenomenon in phenomena(release_id, lang).values():
        key = views_overview.key_of(phenomenon)
        own = rows.get(key)
        rows_of_year = one_year(release_id, key, own.figure.year, "total") if own and peers else None
        by_code = {row["region"]: row for row in rows_of_year.iter_rows(named=True)} if rows_of_year is not None else {}
        peer_rows = [by_code.get(peer.code) for peer in peers]
        ranked = standings.filter(indicator=key).to_dicts()
        ahead = foreseen(release_id, key, region, lang) if key == BIRTHS else None
        made.append(views_overview.card(phenomenon, of[key], own, peer_rows, ranked, year, there, level, lang, ahead))
    return sorted(made, key=lambda one: one.row is None)


@st.cache_resource(max_entries=300, show_spinner=False)
def trend(release_id: str, indicator: str, region: str, compare: str, sex: str, lang: str) -> TrendView:
    """One indicator through time in a region, beside others. Statistics are of both sexes together only."""
    place = places(release_id, lang)[region]
    others = beside(release_id, region, compare, lang)
    entry = of_sex(indicators(release_id, lang)[indicator], sex, lang)
    rows = series(release_id, indicator, (region, *(other.code for other in others)), sex)
    is_total = sex == "total"
    if is_total:
        newest = latest(release_id, region).filter(indicator=indicator)
    else:
        newest = areas(release_id, indicator, (region,), sex).tail(1)
    own = None if newest.is_empty() else texts.figure(newest.row(0, named=True), entry)
    return views_trend.trend_view(
        rows,
        entry,
        place,
        others,
        own,
        events(release_id, [indicator], [place], lang),
        table(release_id, "source_fetch"),
        lang,
        said(release_id, indicator, region, lang) if is_total else (),
    )


def age(release_id: str, indicator: str, region: str, lang: str) -> Sentence | None:
    """That a region's newest figure is an old one; `None` of a newer one and where there is none."""
    newest = latest(release_id, region).filter(indicator=indicator)
    if newest.is_empty():
        return None
    one = texts.figure(newest.row(0, named=True), indicators(release_id, lang)[indicator])
    return statements.age(one, published_in(release_id), lang)


@st.cache_data(max_entries=500, show_spinner=False)
def nearest(release_id: str, region: str) -> tuple[str, ...]:
    """The municipalities most like a municipality, the nearest first; none of other places."""
    return tuple(dict.fromkeys(release(release_id).neighbours(region)["neighbour"]))


def groups(release_id: str, area: str, place: Place) -> list[str]:
    """The groups of places that a place can be compared in."""
    return views_comparison.groups(area, place, nearest(release_id, place.code))


def group(release_id: str, name: str, area: str, place: Place, chosen: Sequence[str], lang: str) -> Group:
    """The places that are compared; `chosen` are those of a person's own choice."""
    of = places(release_id, lang)
    return views_comparison.group_of(name, of[area], place, nearest(release_id, place.code), chosen, of, lang)


@st.cache_resource(max_entries=100, show_spinner=False)
def ranking(release_id: str, indicator: str, year: int, sex: str, region: str, group: Group, lang: str) -> RankingView:
    """One indicator in a group of places at one time, and since when a region has differed from the others."""
    of = places(release_id, lang)
    standings = (
        release(release_id).standings(indicator=indicator, peers=group.peers)
        if group.peers and sex == "total"
        else None
    )
    view = views_comparison.ranking_view(
        areas(release_id, indicator, tuple(dict.fromkeys([region, *group.codes, "FI"])), sex),
        year,
        indicators(release_id, lang)[indicator],
        of[region],
        [of[code] for code in group.codes],
        of["FI"],
        events(release_id, [indicator], [of[region]], lang),
        table(release_id, "source_fetch"),
        lang,
        standings.to_dicts() if standings is not None else (),
    )
    sheets = {
        name: views_comparison.named_after(group, sheet, lang)
        for name, sheet in (("sheet", view.sheet), ("lines_sheet", view.lines_sheet))
    }
    return replace(view, **sheets)


@st.cache_resource(max_entries=100, show_spinner=False)
def many(release_id: str, phenomenon: str, region: str, group: Group, lang: str) -> Sheet:
    """A phenomenon's figures in a group of places; the country is the last row. Single years of age are left out."""
    shown = [places(release_id, lang)[code] for code in (*group.codes, "FI")]
    entry, of = phenomena(release_id, lang)[phenomenon], indicators(release_id, lang)
    wanted = [of[one] for one, _ in entry.roles if of[one].time == "observed" and not one.startswith("age_")]
    newest = {place.code: latest(release_id, place.code) for place in shown}
    fetches = table(release_id, "source_fetch")
    sheet = views_comparison.many_sheet(newest, shown, wanted, entry.title, region, fetches, lang)
    return views_comparison.named_after(group, sheet, lang)


def country_wide(release_id: str, level: str, lang: str) -> list[Place]:
    """Every place of a level, by name."""
    return [place for place in places(release_id, lang).values() if place.level == level]


@st.cache_resource(max_entries=100, show_spinner=False)
def funnel(release_id: str, indicator: str, year: int, region: str, lang: str) -> FunnelView | None:
    """One indicator in all municipalities at one time, around the country, with what chance explains."""
    entry = indicators(release_id, lang)[indicator]
    if entry.interval != "proportion":
        return None
    opened = release(release_id)
    scatter = opened.overdispersion(indicator, year).filter(level="municipality")
    return pictures.funnel_view(
        one_year(release_id, indicator, year, "total"),
        opened.comparisons(indicator=indicator, year=year, benchmark="country"),
        scatter["tau2"][0] if scatter.height else 0.0,
        entry,
        country_wide(release_id, "municipality", lang),
        region,
        table(release_id, "source_fetch"),
        lang,
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def quadrant(release_id: str, indicator: str, region: str, group: Group, lang: str) -> QuadrantView | None:
    """How a group of places differs from the country, and from its own past, in the newest year."""
    rows = release(release_id).comparisons(indicator=indicator)
    if rows.is_empty():
        return None
    newest = rows.filter(pl.col("year") == pl.col("year").max())
    of_year = one_year(release_id, indicator, newest["year"][0], "total")
    shown = [places(release_id, lang)[code] for code in group.codes]
    entry, fetches = indicators(release_id, lang)[indicator], table(release_id, "source_fetch")
    view = pictures.quadrant_view(of_year, newest, entry, shown, region, fetches, lang)
    return replace(view, sheet=views_comparison.named_after(group, view.sheet, lang)) if view else None


@st.cache_resource(max_entries=100, show_spinner=False)
def need_beside(release_id: str, phenomenon: str, use: str, region: str, area: str, lang: str) -> NeedView | None:
    """A share that tells of need, the first that the phenomenon has, beside a share of use; `None` without both."""
    of = indicators(release_id, lang)
    roles = phenomena(release_id, lang)[phenomenon].roles
    needs = [name for name, role in roles if role == "need" and of[name].unit == "percent" and of[name].has_rows]
    if not needs or of[use].unit != "percent" or use in needs:
        return None
    newest = [one_year(release_id, name, years(release_id, name)[-1], "total") for name in (needs[0], use)]
    shown = texts.municipalities(places(release_id, lang), area)
    fetches = table(release_id, "source_fetch")
    return pictures.need_view(*newest, of[needs[0]], of[use], shown, region, fetches, lang)


@st.cache_resource(max_entries=100, show_spinner=False)
def tests(
    release_id: str, phenomenon: str, region: str, group: Group, lang: str
) -> tuple[tuple[str, ...], tuple[RugRow, ...]]:
    """A phenomenon's figures in a group of places, each held against the country: names of columns, and rows."""
    of = indicators(release_id, lang)
    shown = [places(release_id, lang)[code] for code in group.codes]
    newest = {place.code: statistics(release_id, place.code)["comparison"] for place in shown}
    tested = pl.concat(newest.values()).filter(benchmark="country")["indicator"].unique().to_list()
    wanted = [of[one] for one, _ in phenomena(release_id, lang)[phenomenon].roles if one in tested]
    figures = {
        (place.code, row["indicator"]): texts.figure(row, of[row["indicator"]])
        for place in shown
        for row in latest(release_id, place.code).iter_rows(named=True)
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
    names = {place.code: place.name for place in places(release_id, lang).values()}
    words = {name: t(f"variable.{name}", lang) for name in variables["variable"]}
    return statements.neighbours(views_evidence.similar(rows, variables, names, words), lang)


@st.cache_resource(max_entries=100, show_spinner=False)
def unequal(release_id: str, indicator: str, lang: str) -> Sentence | None:
    """How an indicator goes with low income between municipalities; `None` where that was not worked out."""
    rows = release(release_id).inequality(indicator)
    if rows.is_empty():
        return None
    row, of = rows.row(0, named=True), indicators(release_id, lang)
    by = of[row["base_indicator"]].title
    return statements.unequal(views_evidence.unequal(row, of[indicator], by), lang)


@st.cache_resource(max_entries=400, show_spinner=False)
def own_forecasts(release_id: str, indicator: str, region: str, lang: str) -> Forecasts:
    """Our own forecasts of an indicator in a region, with the record of areas like it and its own."""
    place = places(release_id, lang)[region]
    people = latest(release_id, region).filter(indicator=POPULATION, status="ok")["value"]
    group = views_future.record_group(place, people[0] if len(people) else None)
    return views_future.forecasts_of(
        forecast(release_id, region),
        backtests(release_id, group),
        backtests(release_id, region),
        indicators(release_id, lang)[indicator],
    )


def foreseen(release_id: str, indicator: str, region: str, lang: str) -> Sentence | None:
    """What is forecast of an indicator in a region, in a few words."""
    own = own_forecasts(release_id, indicator, region, lang)
    of, place = indicators(release_id, lang), places(release_id, lang)[region]
    return views_future.foreseen(own, of[indicator], place, lang)


@st.cache_data(max_entries=200, show_spinner=False)
def foreseen_in(release_id: str, region: str) -> frozenset[str]:
    """The indicators that we have forecast in a region."""
    return frozenset(map(str, forecast(release_id, region).filter(scenario="expected")["indicator"]))


def all_foreseen(release_id: str, region: str, lang: str) -> tuple[Sentence, ...]:
    """What is forecast of births and of all children in a region, of those that there is a forecast of."""
    of = indicators(release_id, lang)
    told = (foreseen(release_id, name, region, lang) for name in (BIRTHS, CHILDREN) if name in of)
    return tuple(filter(None, told))


@st.cache_resource(max_entries=200, show_spinner=False)
def future(release_id: str, observed: str, region: str, lang: str) -> FutureView:
    """An age to date with our forecast, beside the official projection."""
    of, place = indicators(release_id, lang), places(release_id, lang)[region]
    projected = views_future.projection_of(observed)
    return views_future.future_view(
        series(release_id, observed, (region,), "total"),
        forecast(release_id, region),
        own_forecasts(release_id, observed, region, lang),
        of[observed],
        of.get(projected),
        place,
        events(release_id, [observed, projected], [place], lang),
        table(release_id, "source_fetch"),
        lang,
    )


@st.cache_data(max_entries=200, show_spinner=False)
def projected_years(release_id: str, region: str) -> tuple[tuple[int, ...], int | None]:
    """The published years of a region's ages to come, and the one to show first; none without a projection."""
    rows = forecast(release_id, region)
    years = views_ages.published_years(rows)
    return years, views_ages.first_shown(years, views_ages.launch_of(rows)) if years else None


@st.cache_resource(max_entries=100, show_spinner=False)
def ages(release_id: str, region: str, ahead: int | None, lang: str) -> AgesView | None:
    """Children of a region by age and sex, beside the projection of a published year."""
    opened, place = release(release_id), places(release_id, lang)[region]
    return views_ages.ages_view(
        {sex: opened.region_series(region, sex) for sex in views_ages.SEXES},
        pl.concat(opened.forecast(region, sex) for sex in views_ages.SEXES),
        indicators(release_id, lang),
        place,
        ahead,
        events(release_id, [*views_ages.AGES, *views_ages.PROJECTED_AGES], [place], lang),
        table(release_id, "source_fetch"),
        lang,
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def meaning(release_id: str, region: str, lang: str) -> MeaningView | None:
    """What the forecasts of age groups mean for a region's services."""
    of = indicators(release_id, lang)
    names = [name for name in (*views_future.AGE_GROUPS, FIRST_GRADERS) if name in of]
    seen = release(release_id).region_series(region).filter(pl.col("period").is_null(), status="ok")
    known = {name: seen.filter(indicator=name) for name in names}
    ahead = forecast(release_id, region)
    drawn = ahead.filter(pl.col("indicator").is_in([views_future.projection_of(name) for name in names]))
    fetches = {number for rows in (*known.values(), drawn) for number in rows["source_fetch"].drop_nulls()}
    return views_future.meaning_view(
        {name: own_forecasts(release_id, name, region, lang) for name in names},
        {name: dict(rows.select("year", "value").iter_rows()) for name, rows in known.items()},
        ahead,
        {name: of[name].title for name in names},
        places(release_id, lang)[region],
        texts.origins(table(release_id, "source_fetch"), sorted(fetches)),
        lang,
    )


@st.cache_resource(max_entries=3, show_spinner=False)
def services(release_id: str) -> tuple[str, ...]:
    """The service measures that the release has a track record of."""
    tried = set(table(release_id, "backtest")["indicator"])
    return tuple(sorted(name for name in tried if not name.startswith(("children_", "age_")) and name != BIRTHS))


@st.cache_resource(max_entries=1, show_spinner=False)
def fertility_presets() -> tuple[FertilityEntry, ...]:
    """What others have published of total fertility to come."""
    return tuple(load_catalogue(settings().catalogue_dir).fertility)


@st.cache_resource(max_entries=3, show_spinner=False)
def newest_fertility(release_id: str) -> tuple[int, float] | None:
    """The newest total fertility of the country and its year."""
    rows = series(release_id, views_scenario.FERTILITY, ("FI",), "total").filter(status="ok").sort("year")
    return (int(rows["year"][-1]), float(rows["value"][-1])) if len(rows) else None


@st.cache_resource(max_entries=100, show_spinner=False)
def placement_levels(release_id: str, region: str) -> dict[str, float]:
    """The newest share placed in similar municipalities and in the country, as the comparison has them."""
    rows = release(release_id).newest_comparisons(region).filter(indicator=views_scenario.PLACEMENTS)
    return dict(rows.select("benchmark", "benchmark_value").iter_rows())


@st.cache_resource(max_entries=100, show_spinner=False)
def baseline(release_id: str, region: str, lang: str) -> Baseline | None:
    """The forecast of a region that a scenario moves."""
    of, newest = indicators(release_id, lang), newest_fertility(release_id)
    own = {name: own_forecasts(release_id, name, region, lang) for name in views_scenario.names() if name in of}
    births = own_forecasts(release_id, BIRTHS, region, lang)
    return views_scenario.baseline_of(own, births, newest[1] if newest else None)


@st.cache_resource(max_entries=200, show_spinner=False)
def scenario(release_id: str, region: str, levers: Levers, lang: str) -> ScenarioView | None:
    """A scenario of a region."""
    made = baseline(release_id, region, lang)
    if made is None:
        return None
    of = indicators(release_id, lang)
    known = {
        number for name in ("age_0", BIRTHS) for number in series(release_id, name, (region,), "total")["source_fetch"]
    }
    return views_scenario.scenario_view(
        made,
        levers,
        {name: of[name].title for name in views_scenario.names() if name in of},
        places(release_id, lang)[region],
        texts.origins(table(release_id, "source_fetch"), sorted(known)),
        lang,
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def changes(release_id: str, indicator: str, area: str, region: str, lang: str) -> Sheet | None:
    """How an indicator is forecast to change in the municipalities of an area."""
    of = places(release_id, lang)
    rows = release(release_id).forecasts_of(indicator)
    if rows.is_empty():
        return None
    launch = rows["launch"].max()
    now = series(release_id, indicator, (), "total").filter(pl.col("year") == launch, status="ok")
    return views_future.changes_sheet(
        rows,
        dict(now.select("region", "value").iter_rows()),
        indicators(release_id, lang)[indicator],
        texts.municipalities(of, area),
        of[region],
        texts.origins(table(release_id, "source_fetch"), sorted(set(now["source_fetch"]))),
        lang,
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def templates() -> dict[str, Template]:
    """The templates of local files by id: they name the columns of what people bring in."""
    return dict(load_templates(settings().shipped_dir / "templates"))


@st.cache_resource(max_entries=3, show_spinner=False)
def family_centres(release_id: str) -> tuple[Centre, ...]:
    """Every family centre and meeting place that people have told of in today's municipalities, by name."""
    of = places(release_id, DEFAULT)
    return tuple(one for one in views_centres.centres(table(release_id, "place")) if one.municipality in of)


@st.cache_resource(max_entries=9, show_spinner=False)
def told_counties(release_id: str) -> frozenset[str]:
    """The counties whose places somebody has told of."""
    of = places(release_id, DEFAULT)
    there = (of[one.municipality].county for one in family_centres(release_id))
    return frozenset(county for county in there if county)


@st.cache_resource(max_entries=9, show_spinner=False)
def centre_points(release_id: str) -> dict[str, tuple[float, float]]:
    """The centre point of every municipality in degrees."""
    rows = table(release_id, "region").filter(level="municipality").drop_nulls(["longitude", "latitude"])
    return {code: (x, y) for code, x, y in rows.select("code", "longitude", "latitude").iter_rows()}


@st.cache_resource(max_entries=100, show_spinner=False)
def newest_rows(release_id: str, indicator: str) -> pl.DataFrame | None:
    """An indicator in all regions in its newest year; `None` of one that the release does not have."""
    if indicator not in indicators(release_id, DEFAULT):
        return None
    known = years(release_id, indicator)
    return one_year(release_id, indicator, known[-1], "total") if known else None


@st.cache_resource(max_entries=3, show_spinner=False)
def population_grid(release_id: str) -> Grid | None:
    """What the population grid tells of distances to places; `None` when the release has none."""
    return grid(table(release_id, "reach"), table(release_id, "source_fetch"))


@st.cache_resource(max_entries=100, show_spinner=False)
def around(release_id: str, area: str, lang: str) -> tuple[Around, ...]:
    """The municipalities of an area with their children and the open places in them or nearest to them."""
    rows = newest_rows(release_id, views_centres.CHILDREN)
    known = rows.filter(status="ok").select("region", "value").iter_rows() if rows is not None else ()
    return views_centres.around(
        family_centres(release_id),
        texts.municipalities(places(release_id, lang), area),
        centre_points(release_id),
        dict(known),
        published_in(release_id),
        population_grid(release_id),
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def centres(release_id: str, area: str, region: str, lang: str) -> CentresView:
    """Where families are not reached in an area, and how far children are from a place."""
    of = places(release_id, lang)
    return views_centres.centres_view(
        family_centres(release_id),
        around(release_id, area, lang),
        told_counties(release_id),
        of[area],
        of[region],
        centre_points(release_id),
        indicators(release_id, lang).get(views_centres.CHILDREN),
        newest_rows(release_id, views_centres.CHILDREN),
        published_in(release_id),
        templates()["family_centres"],
        table(release_id, "source_fetch"),
        lang,
        population_grid(release_id),
    )


@st.cache_resource(max_entries=100, show_spinner=False)
def needs(release_id: str, area: str, region: str, lang: str) -> Sheet:
    """Need beside use and supply in the municipalities of an area."""
    there = {name: newest_rows(release_id, name) for _, name in views_centres.BESIDE}
    return views_centres.needs_sheet(
        {name: rows for name, rows in there.items() if rows is not None},
        indicators(release_id, lang),
        around(release_id, area, lang),
        told_counties(release_id),
        family_centres(release_id),
        places(release_id, lang)[area],
        region,
        table(release_id, "source_fetch"),
        lang,
    )


@st.cache_resource(max_entries=200, show_spinner=False)
def months_of(release_id: str, region: str, place: str) -> pl.DataFrame:
    """The months of a place, or without one of all places of a region together."""
    return release(release_id).local_months(centre_months.USE, region=region, place=place)


def measures(release_id: str, region: str, lang: str) -> dict[str, str]:
    """The monthly measures that a region has, by their titles."""
    return centre_months.measures(months_of(release_id, region, ""), templates()[centre_months.USE], lang)


def every_measure(lang: str) -> dict[str, str]:
    """The monthly measures that a family centre can have, by their titles."""
    return centre_months.every_measure(templates()[centre_months.USE], lang)


def no_year(release_id: str, region: str, lang: str) -> str:
    """Why months of a region make no yearly figure; nothing where they make one, or where there are none."""
    if not series(release_id, VISITS, (region,), "total").filter(status="ok").is_empty():
        return ""
    return centre_months.no_year(months_of(release_id, region, ""), lang)


@st.cache_resource(max_entries=100, show_spinner=False)
def months(release_id: str, region: str, measure: str, lang: str) -> MonthsView | None:
    """A monthly measure of all places of a region together."""
    title = measures(release_id, region, lang).get(measure, "")
    of, fetches = places(release_id, lang), table(release_id, "source_fetch")
    inside = [region] if of[region].level == "municipality" else [p.code for p in texts.municipalities(of, region)]
    reporting = release(release_id).reporting(centre_months.USE, inside)
    rows = months_of(release_id, region, "")
    return centre_months.months_view(rows, measure, title, of[region].name, fetches, lang, reporting)


def centre_names(release_id: str, area: str, region: str, lang: str) -> dict[str, str]:
    """The places of a municipality by id, or, where it has none, those of its area; by name."""
    here = {place.code for place in texts.municipalities(places(release_id, lang), area)}
    there = {one.id: one for one in family_centres(release_id) if one.municipality in here}
    mine = {name: one for name, one in there.items() if one.municipality == region}
    return {name: one.name for name, one in (mine or there).items()}


def centre_kinds(lang: str) -> dict[str, str]:
    """What an open place can be, in words."""
    return views_centres.kinds_of_open(templates()["family_centres"], lang)


@st.cache_resource(max_entries=100, show_spinner=False)
def centre_card(release_id: str, centre: str, lang: str) -> CardView:
    """What is known of one place, which there must be."""
    one = next(one for one in family_centres(release_id) if one.id == centre)
    return centre_months.card_view(
        one,
        months_of(release_id, "", centre),
        places(release_id, lang)[one.municipality],
        templates()["family_centres"],
        templates()[centre_months.USE],
        table(release_id, "source_fetch"),
        lang,
    )


@st.cache_resource(max_entries=9, show_spinner=False)
def news(release_id: str, lang: str) -> News | None:
    """What the release brought; `None` of the starter, which follows no other."""
    if manifest(release_id)["kind"] == "starter":
        return None
    of = indicators(release_id, lang)
    keys = [views_overview.key_of(phenomenon) for phenomenon in phenomena(release_id, lang).values()]
    return views_overview.news(change_counts(release_id), {key: of[key].title for key in keys})


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
    known = years(release_id, indicator)
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
