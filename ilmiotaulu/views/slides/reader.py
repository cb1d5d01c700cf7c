"""What slides ask of a release."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from ilmiotaulu.forecast.scenario import Levers
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.views.ages import AgesView
from ilmiotaulu.views.area import AreaView
from ilmiotaulu.views.centre_months import CardView, MonthsView
from ilmiotaulu.views.centres import CentresView
from ilmiotaulu.views.comparison import Group, RankingView
from ilmiotaulu.views.future import FutureView, MeaningView
from ilmiotaulu.views.pictures import FunnelView, NeedView, QuadrantView
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.scenario import ScenarioView
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place
from ilmiotaulu.views.trend import TrendView


class Reader(Protocol):
    """A release in one language."""

    lang: str

    @property
    def release(self) -> str:
        """Its id."""

    @property
    def fetched(self) -> datetime:
        """When the newest of its figures were fetched."""

    @property
    def is_starter(self) -> bool:
        """Whether it is the one that ships with the product."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Every region by code."""

    @property
    def indicators(self) -> Mapping[str, IndicatorText]:
        """Every indicator by id."""

    @property
    def phenomena(self) -> Mapping[str, PhenomenonText]:
        """Every phenomenon by id."""

    @property
    def shapes(self) -> Mapping[str, Mapping[str, Any]]:
        """Paths (`M`, `L`, `h`, `v`, `Z`) by code: of municipalities as `areas`, of counties as `outlines`.

        `labels` are where names stand: x, y, a name, and the room on both sides where it is not known to fit.
        """

    def years(self, indicator: str) -> Sequence[int]:
        """Years an indicator has values or hidden values for."""

    def figure(self, indicator: str, sex: str, region: str, year: int | None = None) -> Figure:
        """A region's figure of a year, or its newest one; one that is not there has the status that says why."""

    def foreseen(self, region: str) -> Collection[str]:
        """The indicators that we have forecast in a region."""

    def origins(self, indicators: Sequence[str], regions: Sequence[str]) -> tuple[Origin, ...]:
        """Where the newest figures of the indicators in the regions came from."""

    def beside(self, region: str, compare: str) -> Sequence[Place]:
        """What a place stands beside."""

    def groups(self, area: str, region: str) -> Sequence[str]:
        """The groups of places that a place can be compared in, the nearest first."""

    def group(self, name: str, area: str, region: str) -> Group:
        """The places that a place is compared with."""

    def trend(self, indicator: str, region: str, compare: str, sex: str) -> TrendView:
        """One indicator through time in a region, beside others."""

    def area(self, indicator: str, year: int, sex: str, area: str) -> AreaView:
        """One indicator in the municipalities of an area at one time."""

    def said_of_year(self, indicator: str, year: int, sex: str, region: str) -> Sequence[Sentence]:
        """What can be said of a region's figure of a year: what it is, then how it stands beside the country's."""

    def said_of_change(self, indicator: str, year: int, region: str) -> Sequence[Sentence]:
        """How a region's figure of a year stands beside the country's and beside its own past; nothing without both."""

    def ranking(self, indicator: str, year: int, sex: str, region: str, group: Group) -> RankingView:
        """One indicator in a group of places at one time."""

    def funnel(self, indicator: str, year: int, region: str) -> FunnelView | None:
        """A share in all municipalities at one time, around the country, with what chance explains."""

    def quadrant(self, indicator: str, region: str, group: Group) -> QuadrantView | None:
        """How a group of places differs from the country, and from its own past, in the newest year."""

    def future(self, indicator: str, region: str) -> FutureView:
        """An indicator to date, with what is forecast and projected."""

    def meaning(self, region: str) -> MeaningView | None:
        """What the forecasts of age groups mean for a region's services."""

    def ages(self, region: str, ahead: int | None) -> AgesView | None:
        """Children of a region by age and sex, beside the projection of a published year or the first one to show."""

    def changes(self, indicator: str, area: str, region: str) -> Sheet | None:
        """How an indicator is forecast to change in the municipalities of an area."""

    def scenario(self, region: str, levers: Levers) -> ScenarioView | None:
        """What becomes of a region's children and services when levers are moved; `None` where that is not known."""

    @property
    def measures(self) -> Mapping[str, str]:
        """The monthly measures that family centres can have, by their titles."""

    def months(self, region: str, measure: str) -> MonthsView | None:
        """A monthly measure of all family centres of a region together; `None` without months."""

    def centre(self, centre: str) -> CardView | None:
        """What is known of one family centre; `None` of one that the release does not have."""

    @property
    def centre_kinds(self) -> Mapping[str, str]:
        """What an open family centre can be, in words."""

    def centres(self, area: str, region: str) -> CentresView:
        """The family centres of an area, and how far its children are from one."""

    def profile(self, region: str, compare: str, *, has_bars: bool = False) -> Sequence[ProfileRow]:
        """The newest figures of a region beside others'; with where each lies among all areas' where that is asked."""

    def need(self, phenomenon: str, use: str, region: str, area: str) -> NeedView | None:
        """A share that tells of need beside a share of use in the municipalities of an area."""
