"""The views of one release in one language, read past the pages: for files, commands and whatever tells a story."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
import polars as pl

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
from ilmiotaulu.views.centres import Centre, CentresView
from ilmiotaulu.views.classes import scale_of
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
from ilmiotaulu.views.reach import grid
from ilmiotaulu.views.scenario import ScenarioView, scenario_view
from ilmiotaulu.views.sheet import Event, Sheet
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place
from ilmiotaulu.views.trend import TrendView, events_of, trend_view

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _kept(method: "Callable[Concatenate[ReleaseReader, _P], _T]") -> "Callable[Concatenate[ReleaseReader, _P], _T]":
    """A method that answers the same question once."""

    @wraps(method)
    def kept(self: "ReleaseReader", *asked: _P.args, **named: _P.kwargs) -> _T:
        key = (method, asked, tuple(named.items()))
        if key not in self.memory:
            self.memory[key] = method(self, *asked, **named)
        return self.memory[key]

    return kept


class ReleaseReader:
    """The views that a story is made of. What has been asked is kept in `memory`: make a reader for each story.

    `templates` is the folder of the templates of local files, which name the measures of family centres.
    """

    def __init__(self, release: Release, lang: str, templates: Path = PROJECT / "data" / "templates") -> None:
        self._release = release
        self._templates_folder = templates
        self.lang = lang
        self.memory: dict[Any, Any] = {}

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
    def _templates(self) -> Mapping[str, Template]:
        return load_templates(self._templates_folder)

    @cached_property
    def _told(self) -> dict[str, Any]:
        return self._release.table("release").row(0, named=True)

    @cached_property
    def _fetches(self) -> pl.DataFrame:
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
        """The groups of places that a place can be compared in but its own choice, the nearest first."""
        found = groups(area, self.places[region], self._near(region))
        return [name for name in found if name != "own"]

    def group(self, name: str, area: str, region: str) -> Group:
        """The places that a place is compared with; `similar` ones are only a municipality's."""
        near = self._near(region)
        return group_of(name, self.places[area], self.places[region], near, (), self.places, self.lang)

    def _near(self, region: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._release.neighbours(region)["neighbour"]))

    # ---- figures ----------------------------------------------------------------------------------------

    @_kept
    def years(self, indicator: str) -> list[int]:
        """Years an indicator has values or hidden values for."""
        return self._release.years(indicator)

    @_kept
    def _latest(self, region: str) -> pl.DataFrame:
        return self._release.latest(region)

    @_kept
    def _areas(self, indicator: str, regions: tuple[str, ...], sex: str) -> pl.DataFrame:
        return self._release.areas(indicator, regions, sex)

    @_kept
    def _ahead(self, region: str) -> pl.DataFrame:
        return self._release.forecast(region)

    def figure(self, indicator: str, sex: str, region: str, year: int | None = None) -> Figure:
        """A region's figure of a year, or its newest one; without a row it is not available."""
        entry = self._of_sex(indicator, sex)
        rows = self._areas(indicator, (region,), sex)
        if year is not None:
            rows = at_time(rows, year)
        elif sex == "total":
            rows = self._latest(region).filter(indicator=indicator)
        if rows.is_empty():
            return Figure(None, "not_available", entry.unit, entry.decimals, year or self.fetched.year)
        return texts.figure(rows.row(-1, named=True), entry)

    def foreseen(self, region: str) -> Collection[str]:
        """The indicators that we have forecast in a region."""
        return set(self._ahead(region).filter(scenario="expected")["indicator"])

    def origins(self, indicators: Sequence[str], regions: Sequence[str]) -> tuple[Origin, ...]:
        """Where the newest figures of the indicators in the regions came from."""
        rows = pl.concat([self._latest(region).select("indicator", "source_fetch") for region in regions])
        mine = rows.filter(pl.col("indicator").cast(pl.String).is_in(list(indicators)))["source_fetch"]
        return texts.origins(self._fetches, sorted(set(mine.drop_nulls())))

    # ---- views ------------------------------------------------------------------------------------------

    @_kept
    def trend(self, indicator: str, region: str, compare: str, sex: str) -> TrendView:
        """One indicator through time in a region, beside others. Statistics are of both sexes together only."""
        place, others = self.places[region], self.beside(region, compare)
        entry = self._of_sex(indicator, sex)
        newest = self.figure(indicator, sex, region)
        return trend_view(
            self._release.series(indicator, [region, *(other.code for other in others)], sex),
            entry,
            place,
            others,
            newest,
            self._events_of([indicator], [place]),
            self._fetches,
            self.lang,
            self._said(indicator, region) if sex == "total" else (),
        )

    @_kept
    def area(self, indicator: str, year: int, sex: str, area: str) -> AreaView:
        """One indicator in the municipalities of an area at one time, in the classes of all its years."""
        shown, entry = self.municipalities(area), self._of_sex(indicator, sex)
        rows = self._areas(indicator, tuple(place.code for place in shown), sex)
        return area_view(
            at_time(rows, year),
            shown,
            entry,
            self._events_of([indicator], shown),
            self._fetches,
            self.lang,
            scale_of(rows.filter(status="ok"), entry.decimals),
        )

    def said_of_year(self, indicator: str, year: int, sex: str, region: str) -> tuple[Sentence, ...]:
        """What can be said of a region's figure of a year. Comparisons are of both sexes together only."""
        own = self.figure(indicator, sex, region, year)
        bases = at_time(self._areas(indicator, (region,), sex), year)["base"]
        with_country = self._release.comparisons(region, indicator, year, "country").to_dicts()
        compared = with_country[0] if with_country and sex == "total" and own.period is None else None
        base = bases[0] if len(bases) else None
        return evidence.of_year(own, self._of_sex(indicator, sex), self.places[region], compared, base, self.lang)

    def said_of_change(self, indicator: str, year: int, region: str) -> tuple[Sentence, ...]:
        """How a region's figure of a year stands beside the country's and beside its own past; nothing without both."""
        own = self.figure(indicator, "total", region, year)
        rows = {row["benchmark"]: row for row in self._release.comparisons(region, indicator, year).to_dicts()}
        if own.status != "ok" or own.is_example or not {"country", "past"} <= rows.keys():
            return ()
        bases = at_time(self._areas(indicator, (region,), "total"), year)["base"]
        entry = self.indicators[indicator]
        return evidence.level_and_change(rows["country"], rows["past"], entry, bases[0], self.lang)

    @_kept
    def ranking(self, indicator: str, year: int, sex: str, region: str, group: Group) -> RankingView:
        """One indicator in a group of places at one time, and since when a region has differed from the others."""
        standings = (
            self._release.standings(indicator=indicator, peers=group.peers).to_dicts()
            if group.peers and sex == "total"
            else ()
        )
        view = ranking_view(
            self._areas(indicator, tuple(dict.fromkeys([region, *group.codes, "FI"])), sex),
            year,
            self._of_sex(indicator, sex),
            self.places[region],
            [self.places[code] for code in group.codes],
            self.places["FI"],
            self._events_of([indicator], [self.places[region]]),
            self._fetches,
            self.lang,
            standings,
        )
        return replace(view, sheet=named_after(group, view.sheet, self.lang))

    @_kept
    def need(self, phenomenon: str, use: str, region: str, area: str) -> NeedView | None:
        """A share that tells of need, the first that the phenomenon has, beside a share of use; `None` without both."""
        of, roles = self.indicators, self.phenomena[phenomenon].roles
        needs = [name for name, role in roles if role == "need" and of[name].unit == "percent" and of[name].has_rows]
        if not needs or of[use].unit != "percent" or use in needs or not of[use].has_rows:
            return None
        newest = [self._release.one_year(name, self.years(name)[-1], "total") for name in (needs[0], use)]
        shown = self.municipalities(area)
        return pictures.need_view(*newest, of[needs[0]], of[use], shown, region, self._fetches, self.lang)

    @_kept
    def funnel(self, indicator: str, year: int, region: str) -> FunnelView | None:
        """A share in all municipalities at one time, around the country, with what chance explains."""
        entry = self.indicators[indicator]
        if entry.interval != "proportion":
            return None
        scatter = self._release.overdispersion(indicator, year).filter(level="municipality")
        return pictures.funnel_view(
            self._release.one_year(indicator, year, "total"),
            self._release.comparisons(indicator=indicator, year=year, benchmark="country"),
            scatter["tau2"][0] if scatter.height else 0.0,
            entry,
            self.municipalities("FI"),
            region,
            self._fetches,
            self.lang,
        )

    @_kept
    def quadrant(self, indicator: str, region: str, group: Group) -> QuadrantView | None:
        """How a group of places differs from the country, and from its own past, in the newest year."""
        rows = self._release.comparisons(indicator=indicator)
        if rows.is_empty():
            return None
        newest = rows.filter(pl.col("year") == pl.col("year").max())
        of_year = self._release.one_year(indicator, newest["year"][0], "total")
        shown = [self.places[code] for code in group.codes]
        view = pictures.quadrant_view(
            of_year, newest, self.indicators[indicator], shown, region, self._fetches, self.lang
        )
        return replace(view, sheet=named_after(group, view.sheet, self.lang)) if view else None

    # ---- what stands behind them ------------------------------------------------------------------------

    @_kept
    def profile(self, region: str, compare: str, *, has_bars: bool = False) -> list[ProfileRow]:
        """The newest figures of a region beside others'; with where each lies among all areas' where that is asked."""
        place, codes = self.places[region], [other.code for other in self.beside(region, compare)]
        bases = dict(self._latest(region).select("indicator", "base").iter_rows())
        tables = self._statistics(region)
        with_country = tables["comparison"].filter(benchmark="country").iter_rows(named=True)
        tested = {
            row["indicator"]: evidence.comparison(
                row, self.indicators[row["indicator"]], bases.get(row["indicator"]), self.lang
            )
            for row in with_country
        }
        return profile(
            {code: self._latest(code) for code in {region, *codes, "FI"}},
            self._release.region_series(region),
            [entry for entry in self.indicators.values() if entry.time == "observed"],
            place,
            codes,
            self.lang,
            tested,
            {row["indicator"]: row for row in tables["trend"].iter_rows(named=True)},
            self._spread(place.level) if has_bars else None,
        )

    @_kept
    def _spread(self, level: str) -> Mapping[str, Mapping[str, Any]]:
        return {row["indicator"]: row for row in self._release.spread(level).iter_rows(named=True)}

    def _said(self, indicator: str, region: str) -> tuple[Sentence, ...]:
        """What can be said of a region's newest figure."""
        newest = self._latest(region).filter(indicator=indicator)
        if newest.is_empty():
            return ()
        row, entry, place = newest.row(0, named=True), self.indicators[indicator], self.places[region]
        return evidence.said(
            texts.figure(row, entry),
            entry,
            place,
            evidence.statistics_of(self._statistics(region), indicator),
            row["base"],
            self._areas(indicator, (region,), "total").to_dicts(),
            sum(one.level == place.level for one in self.places.values()),
            self.lang,
        )

    @_kept
    def _statistics(self, region: str) -> Mapping[str, pl.DataFrame]:
        return {
            "comparison": self._release.newest_comparisons(region),
            "trend": self._release.trends(region=region),
            "standing": self._release.standings(region=region),
            "smoothed": self._release.smoothed(region=region),
            "detectable": self._release.detectable(region=region),
        }

    @_kept
    def future(self, indicator: str, region: str) -> FutureView:
        """An indicator to date with our forecast, beside the official projection."""
        place, projected = self.places[region], projection_of(indicator)
        ahead = self._ahead(region)
        return future_view(
            self._release.series(indicator, [region]),
            ahead,
            self._forecasts(indicator, place, ahead),
            self.indicators[indicator],
            self.indicators.get(projected),
            place,
            self._events_of([indicator, projected], [place]),
            self._fetches,
            self.lang,
        )

    @_kept
    def meaning(self, region: str) -> MeaningView | None:
        """What the forecasts of age groups mean for a region's services."""
        place, ahead = self.places[region], self._ahead(region)
        names = [name for name in (*AGE_GROUPS, FIRST_GRADERS) if name in self.indicators]
        seen = self._release.region_series(region).filter(pl.col("period").is_null(), status="ok")
        known = {name: seen.filter(indicator=name) for name in names}
        drawn = ahead.filter(pl.col("indicator").is_in([projection_of(name) for name in names]))
        fetches = {number for rows in (*known.values(), drawn) for number in rows["source_fetch"].drop_nulls()}
        return meaning_view(
            {name: self._forecasts(name, place, ahead) for name in names},
            {name: dict(rows.select("year", "value").iter_rows()) for name, rows in known.items()},
            ahead,
            {name: self.indicators[name].title for name in names},
            place,
            texts.origins(self._fetches, sorted(fetches)),
            self.lang,
        )

    @_kept
    def ages(self, region: str, ahead: int | None) -> AgesView | None:
        """Children of a region by age and sex, beside the projection of a published year or the first one to show."""
        place, sexes = self.places[region], views_ages.SEXES
        projections = pl.concat([self._ahead(region), *(self._release.forecast(region, sex) for sex in sexes[:-1])])
        years = views_ages.published_years(projections)
        first = views_ages.first_shown(years, views_ages.launch_of(projections)) if years else None
        return ages_view(
            {sex: self._release.region_series(region, sex) for sex in sexes},
            projections,
            self.indicators,
            place,
            ahead if ahead in years else first,
            self._events_of([*views_ages.AGES, *views_ages.PROJECTED_AGES], [place]),
            self._fetches,
            self.lang,
        )

    @_kept
    def changes(self, indicator: str, area: str, region: str) -> Sheet | None:
        """How an indicator is forecast to change in the municipalities of an area."""
        rows = self._release.forecasts_of(indicator)
        if rows.is_empty():
            return None
        now = self._release.series(indicator).filter(pl.col("year") == rows["launch"].max(), status="ok")
        return changes_sheet(
            rows,
            dict(now.select("region", "value").iter_rows()),
            self.indicators[indicator],
            self.municipalities(area),
            self.places[region],
            texts.origins(self._fetches, sorted(set(now["source_fetch"]))),
            self.lang,
        )

    @_kept
    def scenario(self, region: str, levers: Levers) -> ScenarioView | None:
        """What becomes of a region's children and services when levers are moved; `None` where that is not known."""
        made = self._baseline(region)
        if made is None:
            return None
        rows = pl.concat([self._release.series(name, [region]) for name in ("age_0", BIRTHS)])
        return scenario_view(
            made,
            levers,
            {name: self.indicators[name].title for name in views_scenario.names() if name in self.indicators},
            self.places[region],
            texts.origins(self._fetches, sorted(set(rows["source_fetch"]))),
            self.lang,
        )

    @_kept
    def _baseline(self, region: str) -> Baseline | None:
        place, ahead = self.places[region], self._ahead(region)
        fertility = self._release.series(views_scenario.FERTILITY, ["FI"]).filter(status="ok").sort("year")["value"]
        names = [name for name in views_scenario.names() if name in self.indicators]
        own = {name: self._forecasts(name, place, ahead) for name in names}
        births = self._forecasts(BIRTHS, place, ahead)
        return views_scenario.baseline_of(own, births, float(fertility[-1]) if len(fertility) else None)

    # ---- family centres ---------------------------------------------------------------------------------

    @cached_property
    def measures(self) -> Mapping[str, str]:
        """The monthly measures that family centres can have, by their titles."""
        return centre_months.every_measure(self._templates[centre_months.USE], self.lang)

    @_kept
    def months(self, region: str, measure: str) -> MonthsView | None:
        """A monthly measure of all family centres of a region together; `None` without months."""
        place, title = self.places[region], self.measures.get(measure, "")
        inside = [region] if place.level == "municipality" else [one.code for one in self.municipalities(region)]
        reporting = self._release.reporting(centre_months.USE, inside)
        rows = self._months_of(region, "")
        return centre_months.months_view(rows, measure, title, place.name, self._fetches, self.lang, reporting)

    @_kept
    def centre(self, centre: str) -> CardView | None:
        """What is known of one family centre; `None` of one that the release does not have."""
        one = next((one for one in self._listed if one.id == centre), None)
        if one is None:
            return None
        return centre_months.card_view(
            one,
            self._months_of("", centre),
            self.places[one.municipality],
            self._templates["family_centres"],
            self._templates[centre_months.USE],
            self._fetches,
            self.lang,
        )

    @cached_property
    def centre_kinds(self) -> Mapping[str, str]:
        """What an open family centre can be, in words."""
        return centres.kinds_of_open(self._templates["family_centres"], self.lang)

    @_kept
    def centres(self, area: str, region: str) -> CentresView:
        """The family centres of an area, and how far its children are from one."""
        children = self.indicators.get(centres.CHILDREN)
        years = self.years(centres.CHILDREN) if children else ()
        rows = self._release.one_year(centres.CHILDREN, years[-1], "total") if years else None
        known = dict(rows.filter(status="ok").select("region", "value").iter_rows()) if rows is not None else {}
        located = self._release.table("region").filter(level="municipality").drop_nulls(["longitude", "latitude"])
        points = {code: (x, y) for code, x, y in located.select("code", "longitude", "latitude").iter_rows()}
        on_grid, year = grid(self._release.table("reach"), self._fetches), self.fetched.year
        return centres.centres_view(
            self._listed,
            centres.around(self._listed, self.municipalities(area), points, known, year, on_grid),
            {county for one in self._listed if (county := self.places[one.municipality].county)},
            self.places[area],
            self.places[region],
            points,
            children,
            rows,
            year,
            self._templates["family_centres"],
            self._fetches,
            self.lang,
            on_grid,
        )

    @cached_property
    def _listed(self) -> tuple[Centre, ...]:
        """Every family centre and meeting place of today's municipalities, by name."""
        return tuple(one for one in centres.centres(self._release.table("place")) if one.municipality in self.places)

    @_kept
    def _months_of(self, region: str, centre: str) -> pl.DataFrame:
        return self._release.local_months(centre_months.USE, region=region, place=centre)

    # ---- what stands behind forecasts -------------------------------------------------------------------

    def _forecasts(self, indicator: str, place: Place, ahead: pl.DataFrame) -> Forecasts:
        people = self._latest(place.code).filter(indicator=POPULATION, status="ok")["value"]
        group = record_group(place, people[0] if len(people) else None)
        return forecasts_of(ahead, self._backtests(group), self._backtests(place.code), self.indicators[indicator])

    @_kept
    def _backtests(self, group: str) -> pl.DataFrame:
        return self._release.backtests(group)

    def _events_of(self, touching: Collection[str], at: Sequence[Place]) -> list[Event]:
        return events_of(self._events, touching, at, self.lang)

    def _of_sex(self, indicator: str, sex: str) -> IndicatorText:
        """An indicator named after the sex that its figures are of; of both together it has its own name."""
        entry = self.indicators[indicator]
        return entry if sex == "total" else replace(entry, title=f"{entry.title}, {t(f'sex.{sex}', self.lang)}")
