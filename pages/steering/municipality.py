"""Kunta: all figures of one municipality beside its county and the country, with trends."""

import streamlit as st

from ilmiotaulu.charts.theme import configuration
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, state
from ilmiotaulu.ui.components import blocks, tables

lang = state.language()
release = data.current().release

choosers = st.columns(2)
with choosers[0]:
    area = blocks.choose_area(release, lang)
with choosers[1]:
    place = blocks.choose_region(release, area, lang)

rows = data.profile(release, place.code, lang)
st.header(place.name)
if not rows:
    st.info(t("municipality.nothing", lang, place=place.name))
    st.stop()
st.caption(t("municipality.how_to_read", lang))

for phenomenon in data.phenomena(release, lang).values():
    st.subheader(phenomenon.title)
    st.html(tables.profile_table(phenomenon, rows, place, lang))

projection = data.forecast(release, place.code)
if not projection.is_empty():
    st.subheader(t("municipality.projection", lang))
    order = [name for phenomenon in data.phenomena(release, lang).values() for name, _ in phenomenon.roles]
    order = list(dict.fromkeys(order))
    st.html(tables.projection_table(projection, data.indicators(release, lang), order, place, lang))
    st.caption(t("municipality.projection_note", lang))

st.subheader(t("municipality.trend", lang))
choosers = st.columns(2)
with choosers[0]:
    chosen = blocks.choose_phenomenon(release, lang)
with choosers[1]:
    indicator = blocks.choose_indicator(release, chosen, lang, observed_only=True)
if indicator:
    shown = figures.trend(release, indicator, place, lang)
    st.markdown(f"**{blocks.plain(shown.sentence)}**")
    if shown.figure is None:
        st.info(t("municipality.no_trend", lang))
    else:
        st.plotly_chart(shown.figure, key="trend", config=configuration(lang), theme=None, alt=shown.alt)
        with st.expander(t("trend.table", lang)):
            st.html(tables.trend_table(shown, lang))
    blocks.sources(shown.origins, release, lang)
    blocks.explain(indicator, lang)
