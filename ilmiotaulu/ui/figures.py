"""Plotly charts of the current release, built once a view and kept, and how a page draws one."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from ilmiotaulu.charts.ages import projection_figure, pyramid_figure
from ilmiotaulu.charts.funnel import funnel_figure
from ilmiotaulu.charts.future import future_figure
from ilmiotaulu.charts.months import months_figure
from ilmiotaulu.charts.palette import DARK, LIGHT, Inks
from ilmiotaulu.charts.quadrant import QuadrantWords, quadrant_figure
from ilmiotaulu.charts.scatter import scatter_figure
from ilmiotaulu.charts.theme import configuration
from ilmiotaulu.charts.trend import trend_figure
from ilmiotaulu.exports.source import event_lines
from ilmiotaulu.statements import with_unit
from ilmiotaulu.text import t
from ilmiotaulu.ui import data
from ilmiotaulu.views.comparison import Group
from ilmiotaulu.views.sheet import Event


def inks() -> Inks:
    """The colours of the reader's mode."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def show(figure: go.Figure, *, key: str, lang: str, alt: str, events: Sequence[Event] = ()) -> None:
    """Draw a chart on the page; `alt` is what it says to who does not see it, before the events drawn in it."""
    marked = [t("trend.alt_events", lang), *event_lines(events)] if events else []
    st.plotly_chart(figure, key=key, config=configuration(lang), theme=None, alt=" ".join([alt, *marked]))


@st.cache_resource(max_entries=200, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def trend(release: str, indicator: str, region: str, compare: str, sex: str, lang: str, inks: Inks) -> go.Figure:
    """The chart of the reader's `trend`."""
    view = data.reader(release, lang).trend(indicator, region, compare, sex)
    own, *others = view.lines
    entry = view.indicator
    mark = with_unit("", entry.unit, lang)
    return trend_figure(own, others, view.events, entry.unit_words, entry.decimals, inks, mark=mark)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def ranking_lines(
    release: str, indicator: str, year: int, sex: str, region: str, group: Group, lang: str, inks: Inks
) -> go.Figure:
    """The chart of the reader's `ranking`: the places through time."""
    view = data.reader(release, lang).ranking(indicator, year, sex, region, group)
    own, *others = view.lines
    entry = view.indicator
    events, mark = view.lines_sheet.events, with_unit("", entry.unit, lang)
    return trend_figure(own, others, events, entry.unit_words, entry.decimals, inks, mark=mark)


@st.cache_resource(max_entries=200, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def future(release: str, observed: str, region: str, lang: str, inks: Inks) -> go.Figure:
    """The chart of the reader's `future`."""
    view = data.reader(release, lang).future(observed, region)
    entry = data.reader(release, lang).indicators[observed]
    return future_figure(
        view.observed, view.fan, view.projected, view.sheet.events, entry.unit_words, entry.decimals, inks
    )


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def ages(
    release: str, region: str, ahead: int | None, lang: str, inks: Inks
) -> tuple[go.Figure, go.Figure | None] | None:
    """The charts of `data.ages`: the pyramid, and today beside the projection where there is one."""
    view = data.reader(release, lang).ages(region, ahead)
    if view is None:
        return None
    age = t("column.age", lang)
    pyramid = pyramid_figure(view.boys, view.girls, view.outlines, age, inks)
    return pyramid, projection_figure(view.together, view.projected, age, inks) if view.projected else None


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def months(release: str, region: str, measure: str, lang: str, inks: Inks) -> go.Figure | None:
    """The chart of the reader's `months`."""
    view = data.reader(release, lang).months(region, measure)
    title = data.measures(release, region, lang).get(measure, "")
    return months_figure(view.months, title, inks) if view and view.can_be_drawn else None


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def funnel(release: str, indicator: str, year: int, region: str, lang: str, inks: Inks) -> go.Figure | None:
    """The chart of the reader's `funnel`."""
    view = data.reader(release, lang).funnel(indicator, year, region)
    entry = data.reader(release, lang).indicators[indicator]
    if view is None:
        return None
    words = t("column.base", lang)
    return funnel_figure(view.points, view.limits, words, entry.unit_words, entry.decimals, inks)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def quadrant(release: str, indicator: str, region: str, group: Group, lang: str, inks: Inks) -> go.Figure | None:
    """The chart of the reader's `quadrant`."""
    view = data.reader(release, lang).quadrant(indicator, region, group)
    entry = data.reader(release, lang).indicators[indicator]
    if view is None:
        return None
    corners = ("level", "change", "higher_growing", "lower_growing", "higher_shrinking", "lower_shrinking")
    words = QuadrantWords(**{one: t(f"quadrant.{one}", lang) for one in corners})
    return quadrant_figure(view.points, t("quadrant.unit", lang), entry.decimals, inks, words)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def need(release: str, phenomenon: str, use: str, region: str, area: str, lang: str, inks: Inks) -> go.Figure | None:
    """The chart of the reader's `need`."""
    view = data.reader(release, lang).need(phenomenon, use, region, area)
    return scatter_figure(view.points, view.need, view.use, inks) if view else None
