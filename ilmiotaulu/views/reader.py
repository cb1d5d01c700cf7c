"""The views of one release in one language: for pages, files, commands and whatever tells a story."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache, partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
import polars as pl

from ilmiotaulu import statements
from ilmiotaulu.forecast.names import BIRTHS, POPULATION
from ilmiotaulu.forecast.scenario import Baseline, Levers
from ilmiotaulu.local.templates import Template, load_templates
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.store import Release
from ilmiotaulu.text import t
from ilmiotaulu.views import ages as views_ages
from ilmiotaulu.views import centre_months, centres, evidence, pictures, texts
from ilmiotaulu.views import scenario as views_scenario
from ilmiotaulu.views.ages import AgesView, ages_view
from ilmiotaulu.views.area import AreaView, area_view, at_time
from ilmiotaulu.views.centre_months import CardView, MonthsView
from ilmiotaulu.views.centres import Around, Centre, CentresView
from ilmiotaulu.views.classes import Limits, scale_of
from ilmiotaulu.views.comparison import Group, RankingView, group_of, groups, named_after, ranking_view
from ilmiotaulu.views.future import (
    AGE_GROUPS,
    FIRST_GRADERS,
    Forecasts,
    FutureView,
    MeaningView,
    changes_sheet,
    forecasts_of,
    future_view,
    meaning_view,
    projection_of,
    record_group,
)
from ilmiotaulu.views.pictures import FunnelView, NeedView, QuadrantView
from ilmiotaulu.views.profile import ProfileRow, profile
from ilmiotaulu.views.reach import Grid, grid
from ilmiotaulu.views.scenario import ScenarioView, scenario_view
from ilmiotaulu.views.sheet import Event, Sheet
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place
from ilmiotaulu.views.trend import TrendView, events_of, trend_view

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Method = Callable[Concatenate["ReleaseReader", _P], _T]


def _kept(most: int) -> Callable[[_Method[_P, _T]], _Method[_P, _T]]:
    """A method that remembers the answers to its last questions, so many of them at most."""

    def remembering(method: _Method[_P, _T]) -> _Method[_P, _T]:
        @wraps(method)
        def kept(self: "ReleaseReader", *asked: _P.args, **named: _P.kwargs) -> _T:
            if method not in self.memory:
                self.memory[method] = lru_cache(most)(partial(method, self))
            return self.memory[method](*asked, **named)

        return kept

    return remembering


# How many answers are kept: of a place, of a figure in an area, of frames that several views share.
_PLACES, _FIGURES, _FRAMES = 100, 100, 200


class ReleaseReader:
    """The views of a release. The last answers are kept, within bounds. Safe to share between threads.

    `templates` is the folder of the templates of local files, which name the measures of family centres. `statistics`
    tells what was worked out of a region's newest figures, by table, where that is kept already.
    """

    def __init__(
        self,
        release: Release,
        lang: str,
        templates: Path = PROJECT / "data" / "templates",
        statistics: Callable[[str], Mapping[str, pl.DataFrame]] | None = None,
    ) -> None:
        self._release = release
        self._templates_folder = templates
        self._known_statistics = statistics
        self.lang = lang
        self.memory: dict[Callable[..., Any], Callable[..., Any]] = {}

    # ---- the catalogue ----------------------------------------------------------------------------------

    @property
    def release(self) -> str:
        """The release's id."""
        return self._told["id"]

    @property
    def fetched(self) -> datetime:
        """When the newest of its figures were fetched."""
        return self._told["newest_fetch"]

    @property
    def is_starter(self) -> bool:
        """Whether it is the one that ships with the product."""
        return self._told["kind"] == "starter"

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every region by code, by name."""
        return texts.places(self._release.table("region"), self.lang)

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorText]:
        """Every indicator by id."""
        tables = (self._release.table(name) for name in ("indicator", "caveat"))
        return texts.indicators(*tables, self._release.indicators_with_rows(), self.lang)

    @cached_property
    def phenomena(self) -> Mapping[str, PhenomenonText]:
        """Every phenomenon by id."""
        tables = (self._release.table(name) for name in ("phenomenon", "phenomenon_indicator"))
        return texts.phenomena(*tables, self.lang)

    @cached_property
    def shapes(self) -> Mapping[str, Mapping[str, Any]]:
        """The geometry: real boundaries, or the tile grid where the release has none."""
        boundaries = self._release.path / "geometry" / "boundaries.json"
        return orjson.loads((boundaries if boundaries.is_file() else boundaries.with_name("tiles.json")).read_bytes())

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """The templates of local files by id: they name the columns of what people bring in."""
        return load_templates(self._templates_folder)

    @cached_property
    def _told(self) -> dict[str, Any]:
        return self._release.table("release").row(0, named=True)

    @cached_property
    def fetches(self) -> pl.DataFrame:
        """Where figures came from."""
        return self._release.table("source_fetch")

    @cached_property
    def _events(self) -> list[dict[str, Any]]:
        return self._release.table("event").to_dicts()

    # ---- places -----------------------------------------------------------------------------------------

    def municipalities(self, area: str) -> list[Place]:
        """The municipalities of a county, or of the whole country, by name."""
        return texts.municipalities(self.places, area)

    def beside(self, region: str, compare: str) -> list[Place]:
        """What a place stands beside: the place chosen to compare with, then its county and the country."""
        codes = dict.fromkeys([compare, self.places[region].county or "", "FI"])
        return [self.places[code] for code in codes if code in self.places and code != region]

    def groups(self, area: str, region: str) -> list[str]:
        """The groups of places that a place can be compared in, the nearest first; `own` is of one's own choice."""
        return groups(area, self.places[region], self.near(region))

    def group(self, name: str, area: str, region: str, chosen: Sequence[str] = ()) -> Group:
        """The places that a place is compared with; `similar` ones are only a municipality's, `chosen` those of one's
        own choice.
        """
        near = self.near(region)
        return group_of(name, self.places[area], self.places[region], near, chosen, self.places, self.lang)

    @_kept(_FRAMES)
    def near(self, region: str) -> tuple[str, ...]:
        """The municipalities most like a municipality, the nearest first; none of other places."""
        return tuple(dict.fromkeys(self._release.neighbours(region)["neighbour"]))

    # ---- figures ----------------------------------------------------------------------------------------

    @_kept(500)
    def years(self, indicator: str) -> list[int]:
        """Years an indicator has values or hidden values for."""
        return self._release.years(indicator)

    @_kept(_FRAMES)
    def latest(self, region: str) -> pl.DataFrame:
        """The newest row of every indicator in a region."""
        return self._release.latest(region)

    @_kept(_FRAMES)
    def areas(self, indicator: str, regions: tuple[str, ...], sex: str) -> pl.DataFrame:
        """All that is told of an indicator in some regions, every year."""
        return self._release.areas(indicator, regions, sex)

    @_kept(_FRAMES)
    def series(self, indicator: str, regions: tuple[str, ...], sex: str = "total") -> pl.DataFrame:
        """All years of an indicator in some regions; in every region without any."""
        return self._release.series(indicator, regions, sex)

    @_kept(_FRAMES)
    def one_year(self, indicator: str, year: int, sex: str = "total") -> pl.DataFrame:
        """An indicator in all regions in one year."""
        return self._release.one_year(indicator, year, sex)

    @_kept(_FRAMES)
    def ahead(self, region: str) -> pl.DataFrame:
        """Every projection and forecast of a region."""
        return self._release.forecast(region)

    def figure(self, indicator: str, sex: str, region: str, year: int | None = None) -> Figure:
        """A region's figure of a year, or its newest one; without a row it is not available."""
        entry = self.of_sex(indicator, sex)
        if year is None:
            own = self.newest(indicator, sex, region)
        else:
            rows = at_time(self.areas(indicator, (region,), sex), year)
            own = None if rows.is_empty() else texts.figure(rows.row(-1, named=True), entry)
        return own or Figure(None, "not_available", entry.unit, entry.decimals, year or self.fetched.year)

    def newest(self, indicator: str, sex: str, region: str) -> Figure | None:
        """A region's newest figure; `None` without a row."""
        rows = (
            self.latest(region).filter(indicator=indicator) if sex == "total" else self.areas(indicator, (region,), sex)
        )
        return None if rows.is_empty() else texts.figure(rows.row(-1, named=True), self.of_sex(indicator, sex))

    @_kept(_PLACES)
    def foreseen(self, region: str) -> Collection[str]:
        """The indicators that we have forecast in a region."""
        return frozenset(map(str, self.ahead(region).filter(scenario="expected")["indicator"]))

    def origins(self, indicators: Sequence[str], regions: Sequence[str]) -> tuple[Origin, ...]:
        """Where the newest figures of the indicators in the regions came from."""
        rows = pl.concat([self.latest(region).select("indicator", "source_fetch") for region in regions])
        mine = rows.filter(pl.col("indicator").cast(pl.String).is_in(list(indicators)))["source_fetch"]
        return texts.origins(self.fetches, sorted(set(mine.drop_nulls())))

    # ---- views ------------------------------------------------------------------------------------------

    @_kept(_FIGURES)
    def trend(self, indicator: str, region: str, compare: str, sex: str) -> TrendView:
        """One indicator through time in a region, beside others. Statistics are of both sexes together only."""
        place, others = self.places[region], self.beside(region, compare)
        return trend_view(
            self.series(indicator, (region, *(other.code for other in others)), sex),
            self.of_sex(indicator, sex),
            place,
            others,
            self.newest(indicator, sex, region),
            self.events([indicator], [place]),
            self.fetches,
            self.lang,
            self.said(indicator, region) if sex == "total" else (),
        )

    @_kept(_FIGURES)
    def area(self, indicator: str, year: int, sex: str, area: str) -> AreaView:
        """One indicator in the municipalities of an area at one time, in the classes of all its years."""
        shown, entry = self.municipalities(area), self.of_sex(indicator, sex)
        codes = tuple(place.code for place in shown)
        return area_view(
            at_time(self.areas(indicator, codes, sex), year),
            shown,
            entry,
            self.events([indicator], shown),
            self.fetches,
            self.lang,
            self.scale(indicator, codes, sex),
        )

    @_kept(_FRAMES)
    def scale(self, indicator: str, regions: tuple[str, ...], sex: str) -> Limits:
        """The classes of an indicator in some regions, alike in all years."""
        return scale_of(self.areas(indicator, regions, sex), self.indicators[indicator].decimals)

    @_kept(_FIGURES)
    def said_of_year(self, indicator: str, year: int, sex: str, region: str) -> tuple[Sentence, ...]:
        """What can be said of a region's figure of a year. Comparisons are of both sexes together only."""
        own = self.figure(indicator, sex, region, year)
        bases = at_time(self.areas(indicator, (region,), sex), year)["base"]
        with_country = self._release.comparisons(region, indicator, year, "country").to_dicts()
        compared = with_country[0] if with_country and sex == "total" and own.period is None else None
        base = bases[0] if len(bases) else None
        return evidence.of_year(own, self.of_sex(indicator, sex), self.places[region], compared, base, self.lang)

    def said_of_change(self, indicator: str, year: int, region: str) -> tuple[Sentence, ...]:
        """How a region's figure of a year stands beside the country's and beside its own past; nothing without both."""
        own = self.figure(indicator, "total", region, year)
        rows = {row["benchmark"]: row for row in self._release.comparisons(region, indicator, year).to_dicts()}
        if own.status != "ok" or own.is_example or not {"country", "past"} <= rows.keys():
            return ()
        bases = at_time(self.areas(indicator, (region,), "total"), year)["base"]
        entry = self.indicators[indicator]
        return evidence.level_and_change(rows["country"], rows["past"], entry, bases[0], self.lang)

    @_kept(_FIGURES)
    def ranking(self, indicator: str, year: int, sex: str, region: str, group: Group) -> RankingView:
        """One indicator in a group of places at one time, and since when a region has differed from the others."""
        standings = (
            self._release.standings(indicator=indicator, peers=group.peers).to_dicts()
            if group.peers and sex == "total"
            else ()
        )
        view = ranking_view(
            self.areas(indicator, tuple(dict.fromkeys([region, *group.codes, "FI"])), sex),
            year,
            self.of_sex(indicator, sex),
            self.places[region],
            [self.places[code] for code in group.codes],
            self.places["FI"],
            self.events([indicator], [self.places[region]]),
            self.fetches,
            self.lang,
            standings,
        )
        sheets = {
            name: named_after(group, sheet, self.lang)
            for name, sheet in (("sheet", view.sheet), ("lines_sheet", view.lines_sheet))
        }
        return replace(view, **sheets)

    @_kept(_FIGURES)
    def need(self, phenomenon: str, use: str, region: str, area: str) -> NeedView | None:
        """A share that tells of need, the first that the phenomenon has, beside a share of use; `None` without both."""
        of, need = self.indicators, self.need_of(phenomenon, use)
        if need is None:
            return None
        newest = [self.one_year(name, self.years(name)[-1]) for name in (need, use)]
        shown = self.municipalities(area)
        return pictures.need_view(*newest, of[need], of[use], shown, region, self.fetches, self.lang)

    def need_of(self, phenomenon: str, use: str) -> str | None:
        """The share that tells of need beside a share of use; `None` of what is no share of use, and without one."""
        of, roles = self.indicators, self.phenomena[phenomenon].roles
        needs = [name for name, role in roles if role == "need" and of[name].unit == "percent" and of[name].has_rows]
        is_use = of[use].unit == "percent" and use not in needs and of[use].has_rows
        return needs[0] if needs and is_use else None

    @_kept(_FIGURES)
    def funnel(self, indicator: str, year: int, region: str) -> FunnelView | None:
        """A share in all municipalities at one time, around the country, with what chance explains."""
        entry = self.indicators[indicator]
        if entry.interval != "proportion":
            return None
        scatter = self._release.overdispersion(indicator, year).filter(level="municipality")
        return pictures.funnel_view(
            self.one_year(indicator, year),
            self._release.comparisons(indicator=indicator, year=year, benchmark="country"),
            scatter["tau2"][0] if scatter.height else 0.0,
            entry,
            self.municipalities("FI"),
            region,
            self.fetches,
            self.lang,
        )

    @_kept(_FIGURES)
    def quadrant(self, indicator: str, region: str, group: Group) -> QuadrantView | None:
        """How a group of places differs from the country, and from its own past, in the newest year."""
        rows = self._release.comparisons(indicator=indicator)
        if rows.is_empty():
            return None
        newest = rows.filter(pl.col("year") == pl.col("year").max())
        of_year = self.one_year(indicator, newest["year"][0])
        shown = [self.places[code] for code in group.codes]
        view = pictures.quadrant_view(
            of_year, newest, self.indicators[indicator], shown, region, self.fetches, self.lang
        )
        return replace(view, sheet=named_after(group, view.sheet, self.lang)) if view else None

    # ---- what stands behind them ------------------------------------------------------------------------

    @_kept(_PLACES)
    def profile(self, region: str, compare: str, *, has_bars: bool = False) -> list[ProfileRow]:
        """The newest figures of a region beside others'; with where each lies among all areas' where that is asked."""
        place, codes = self.places[region], [other.code for other in self.beside(region, compare)]
        bases = dict(self.latest(region).select("indicator", "base").iter_rows())
        tables = self.statistics(region)
        with_country = tables["comparison"].filter(benchmark="country").iter_rows(named=True)
        tested = {
            row["indicator"]: evidence.comparison(
                row, self.indicators[row["indicator"]], bases.get(row["indicator"]), self.lang
            )
            for row in with_country
        }
        return profile(
            {code: self.latest(code) for code in {region, *codes, "FI"}},
            self._release.region_series(region),
            [entry for entry in self.indicators.values() if entry.time == "observed"],
            place,
            codes,
            self.lang,
            tested,
            {row["indicator"]: row for row in tables["trend"].iter_rows(named=True)},
            self.spread(place.level) if has_bars else None,
        )

    @_kept(_FRAMES)
    def spread(self, level: str) -> Mapping[str, Mapping[str, Any]]:
        """Between which values the areas of a level lie in their newest year, by indicator."""
        return {row["indicator"]: row for row in self._release.spread(level).iter_rows(named=True)}

    @_kept(_FRAMES)
    def said(self, indicator: str, region: str) -> tuple[Sentence, ...]:
        """What can be said of a region's newest figure, then of the figure in municipalities together."""
        newest = self.latest(region).filter(indicator=indicator)
        if newest.is_empty():
            return ()
        row, entry, place = newest.row(0, named=True), self.indicators[indicator], self.places[region]
        own = evidence.said(
            texts.figure(row, entry),
            entry,
            place,
            evidence.statistics_of(self.statistics(region), indicator),
            row["base"],
            self.areas(indicator, (region,), "total").to_dicts(),
            sum(one.level == place.level for one in self.places.values()),
            self.lang,
        )
        together = self._unequal(indicator) if own else None
        return (*own, together) if together else own

    @_kept(_FRAMES)
    def _unequal(self, indicator: str) -> Sentence | None:
        """How an indicator goes with low income between municipalities; `None` where that was not worked out."""
        rows = self._release.inequality(indicator)
        if rows.is_empty():
            return None
        row = rows.row(0, named=True)
        by = self.indicators[row["base_indicator"]].title
        return statements.unequal(evidence.unequal(row, self.indicators[indicator], by), self.lang)

    @_kept(_FRAMES)
    def statistics(self, region: str) -> Mapping[str, pl.DataFrame]:
        """What the release worked out of a region's newest figures, by table."""
        if self._known_statistics:
            return self._known_statistics(region)
        return {
            "comparison": self._release.newest_comparisons(region),
            "trend": self._release.trends(region=region),
            "standing": self._release.standings(region=region),
            "smoothed": self._release.smoothed(region=region),
            "detectable": self._release.detectable(region=region),
        }

    @_kept(_FIGURES)
    def future(self, indicator: str, region: str) -> FutureView:
        """An indicator to date with our forecast, beside the official projection."""
        place, projected = self.places[region], projection_of(indicator)
        ahead = self.ahead(region)
        return future_view(
            self.series(indicator, (region,)),
            ahead,
            self.own_forecasts(indicator, region),
            self.indicators[indicator],
            self.indicators.get(projected),
            place,
            self.events([indicator, projected], [place]),
            self.fetches,
            self.lang,
        )

    @_kept(_PLACES)
    def meaning(self, region: str) -> MeaningView | None:
        """What the forecasts of age groups mean for a region's services."""
        place, ahead = self.places[region], self.ahead(region)
        names = [name for name in (*AGE_GROUPS, FIRST_GRADERS) if name in self.indicators]
        seen = self._release.region_series(region).filter(pl.col("period").is_null(), status="ok")
        known = {name: seen.filter(indicator=name) for name in names}
        drawn = ahead.filter(pl.col("indicator").is_in([projection_of(name) for name in names]))
        fetches = {number for rows in (*known.values(), drawn) for number in rows["source_fetch"].drop_nulls()}
        return meaning_view(
            {name: self.own_forecasts(name, region) for name in names},
            {name: dict(rows.select("year", "value").iter_rows()) for name, rows in known.items()},
            ahead,
            {name: self.indicators[name].title for name in names},
            place,
            texts.origins(self.fetches, sorted(fetches)),
            self.lang,
        )

    @_kept(_PLACES)
    def ages(self, region: str, ahead: int | None) -> AgesView | None:
        """Children of a region by age and sex, beside the projection of a published year or the first one to show."""
        place, sexes = self.places[region], views_ages.SEXES
        years, first = self.projected_years(region)
        return ages_view(
            {sex: self._release.region_series(region, sex) for sex in sexes},
            pl.concat(self._release.forecast(region, sex) for sex in sexes),
            self.indicators,
            place,
            ahead if ahead in years else first,
            self.events([*views_ages.AGES, *views_ages.PROJECTED_AGES], [place]),
            self.fetches,
            self.lang,
        )

    @_kept(_FRAMES)
    def projected_years(self, region: str) -> tuple[tuple[int, ...], int | None]:
        """The published years of a region's ages to come, and the one to show first; none without a projection."""
        rows = self.ahead(region)
        years = views_ages.published_years(rows)
        return years, views_ages.first_shown(years, views_ages.launch_of(rows)) if years else None

    @_kept(_FIGURES)
    def changes(self, indicator: str, area: str, region: str) -> Sheet | None:
        """How an indicator is forecast to change in the municipalities of an area."""
        rows = self._release.forecasts_of(indicator)
        if rows.is_empty():
            return None
        now = self.series(indicator, ()).filter(pl.col("year") == rows["launch"].max(), status="ok")
        return changes_sheet(
            rows,
            dict(now.select("region", "value").iter_rows()),
            self.indicators[indicator],
            self.municipalities(area),
            self.places[region],
            texts.origins(self.fetches, sorted(set(now["source_fetch"]))),
            self.lang,
        )

    @_kept(_PLACES)
    def scenario(self, region: str, levers: Levers) -> ScenarioView | None:
        """What becomes of a region's children and services when levers are moved; `None` where that is not known."""
        made = self.baseline(region)
        if made is None:
            return None
        rows = pl.concat([self.series(name, (region,)) for name in ("age_0", BIRTHS)])
        return scenario_view(
            made,
            levers,
            {name: self.indicators[name].title for name in views_scenario.names() if name in self.indicators},
            self.places[region],
            texts.origins(self.fetches, sorted(set(rows["source_fetch"]))),
            self.lang,
        )

    @_kept(_PLACES)
    def baseline(self, region: str) -> Baseline | None:
        """The forecast of a region that a scenario moves; `None` where there is none."""
        names = [name for name in views_scenario.names() if name in self.indicators]
        own = {name: self.own_forecasts(name, region) for name in names}
        births = self.own_forecasts(BIRTHS, region)
        return views_scenario.baseline_of(own, births, self.newest_fertility[1] if self.newest_fertility else None)

    @cached_property
    def newest_fertility(self) -> tuple[int, float] | None:
        """The newest total fertility of the country and its year."""
        rows = self._release.series(views_scenario.FERTILITY, ["FI"]).filter(status="ok").sort("year")
        return (int(rows["year"][-1]), float(rows["value"][-1])) if len(rows) else None

    # ---- family centres ---------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> Mapping[str, str]:
        """The monthly measures that family centres can have, by their titles."""
        return centre_months.every_measure(self.templates[centre_months.USE], self.lang)

    @_kept(_PLACES)
    def months(self, region: str, measure: str) -> MonthsView | None:
        """A monthly measure of all family centres of a region together; `None` without months."""
        place, title = self.places[region], self.measures.get(measure, "")
        inside = [region] if place.level == "municipality" else [one.code for one in self.municipalities(region)]
        reporting = self._release.reporting(centre_months.USE, inside)
        rows = self.months_of(region, "")
        return centre_months.months_view(rows, measure, title, place.name, self.fetches, self.lang, reporting)

    @_kept(_PLACES)
    def centre(self, centre: str) -> CardView | None:
        """What is known of one family centre; `None` of one that the release does not have."""
        one = next((one for one in self.family_centres if one.id == centre), None)
        if one is None:
            return None
        return centre_months.card_view(
            one,
            self.months_of("", centre),
            self.places[one.municipality],
            self.templates["family_centres"],
            self.templates[centre_months.USE],
            self.fetches,
            self.lang,
        )

    @cached_property
    def centre_kinds(self) -> Mapping[str, str]:
        """What an open family centre can be, in words."""
        return centres.kinds_of_open(self.templates["family_centres"], self.lang)

    @_kept(_PLACES)
    def centres(self, area: str, region: str) -> CentresView:
        """The family centres of an area, and how far its children are from one."""
        return centres.centres_view(
            self.family_centres,
            self._around(area),
            self._told_counties,
            self.places[area],
            self.places[region],
            self._points,
            self.indicators.get(centres.CHILDREN),
            self._newest_rows(centres.CHILDREN),
            self.fetched.year,
            self.templates["family_centres"],
            self.fetches,
            self.lang,
            self._grid,
        )

    @_kept(_PLACES)
    def needs(self, area: str, region: str) -> Sheet:
        """Need beside use and supply in the municipalities of an area."""
        there = {name: self._newest_rows(name) for _, name in centres.BESIDE}
        return centres.needs_sheet(
            {name: rows for name, rows in there.items() if rows is not None},
            self.indicators,
            self._around(area),
            self._told_counties,
            self.family_centres,
            self.places[area],
            region,
            self.fetches,
            self.lang,
        )

    @_kept(_PLACES)
    def _around(self, area: str) -> tuple[Around, ...]:
        """The municipalities of an area with their children and the open places in them or nearest to them."""
        rows = self._newest_rows(centres.CHILDREN)
        known = rows.filter(status="ok").select("region", "value").iter_rows() if rows is not None else ()
        shown, year = self.municipalities(area), self.fetched.year
        return centres.around(self.family_centres, shown, self._points, dict(known), year, self._grid)

    def _newest_rows(self, indicator: str) -> pl.DataFrame | None:
        """An indicator in all regions in its newest year; `None` of one that the release does not have."""
        years = self.years(indicator) if indicator in self.indicators else ()
        return self.one_year(indicator, years[-1]) if years else None

    @cached_property
    def _told_counties(self) -> frozenset[str]:
        """The counties whose places somebody has told of."""
        return frozenset(county for one in self.family_centres if (county := self.places[one.municipality].county))

    @cached_property
    def _points(self) -> Mapping[str, tuple[float, float]]:
        """The centre point of every municipality in degrees."""
        located = self._release.table("region").filter(level="municipality").drop_nulls(["longitude", "latitude"])
        return {code: (x, y) for code, x, y in located.select("code", "longitude", "latitude").iter_rows()}

    @cached_property
    def _grid(self) -> Grid | None:
        """What the population grid tells of distances to places; `None` when the release has none."""
        return grid(self._release.table("reach"), self.fetches)

    @cached_property
    def family_centres(self) -> tuple[Centre, ...]:
        """Every family centre and meeting place of today's municipalities, by name."""
        return tuple(one for one in centres.centres(self._release.table("place")) if one.municipality in self.places)

    @_kept(_FRAMES)
    def months_of(self, region: str, centre: str) -> pl.DataFrame:
        """The months of a family centre, or without one of all of a region's together."""
        return self._release.local_months(centre_months.USE, region=region, place=centre)

    # ---- what stands behind forecasts -------------------------------------------------------------------

    @_kept(_FRAMES)
    def own_forecasts(self, indicator: str, region: str) -> Forecasts:
        """Our own forecasts of an indicator in a region, with the record of areas like it and its own."""
        place = self.places[region]
        people = self.latest(place.code).filter(indicator=POPULATION, status="ok")["value"]
        group = record_group(place, people[0] if len(people) else None)
        records = self._backtests(group), self._backtests(region)
        return forecasts_of(self.ahead(region), *records, self.indicators[indicator])

    @_kept(_FRAMES)
    def _backtests(self, group: str) -> pl.DataFrame:
        return self._release.backtests(group)

    def events(self, touching: Collection[str], at: Collection[Place]) -> list[Event]:
        """What happened that touches one of the indicators and one of the places, by year."""
        return events_of(self._events, touching, at, self.lang)

    def of_sex(self, indicator: str, sex: str) -> IndicatorText:
        """An indicator named after the sex that its figures are of; of both together it has its own name."""
        entry = self.indicators[indicator]
        return entry if sex == "total" else replace(entry, title=f"{entry.title}, {t(f'sex.{sex}', self.lang)}")
