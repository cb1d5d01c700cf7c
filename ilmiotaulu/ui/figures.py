"""Plotly charts of the current release, built once a view and kept."""

import plotly.graph_objects as go
import streamlit as st

from ilmiotaulu.charts.future import future_figure
from ilmiotaulu.charts.palette import DARK, LIGHT, Inks
from ilmiotaulu.charts.trend import trend_figure
from ilmiotaulu.ui import data


def inks() -> Inks:
    """The colours of the reader's mode."""
    return DARK if st.context.theme.type == "dark" else LIGHT


@st.cache_resource(max_entries=200, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def trend(release: str, indicator: str, region: str, compare: str, sex: str, lang: str, inks: Inks) -> go.Figure:
    """The chart of `data.trend`."""
    view = data.trend(release, indicator, region, compare, sex, lang)
    own, *others = view.lines
    return trend_figure(own, others, view.events, view.indicator.unit_words, view.indicator.decimals, inks)


@st.cache_resource(max_entries=100, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def ranking_lines(
    release: str, indicator: str, year: int, sex: str, region: str, name: str, area: str, lang: str, inks: Inks
) -> go.Figure:
    """The chart of `data.ranking`: the places through time."""
    view = data.ranking(release, indicator, year, sex, region, name, area, lang)
    own, *others = view.lines
    return trend_figure(own, others, (), view.indicator.unit_words, view.indicator.decimals, inks)


@st.cache_resource(max_entries=200, show_spinner=False, hash_funcs={Inks: lambda one: one.text})
def future(release: str, observed: str, region: str, lang: str, inks: Inks) -> go.Figure:
    """The chart of `data.future`."""
    view = data.future(release, observed, region, lang)
    entry = data.indicators(release, lang)[observed]
    return future_figure(view.observed, view.projected, entry.unit_words, entry.decimals, inks)
