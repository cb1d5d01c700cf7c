"""Vertailu: places beside each other, many figures at once or one figure in the order of its values."""

import streamlit as st

from ilmiotaulu.charts.theme import configuration
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, pages, state
from ilmiotaulu.ui.components import blocks
from ilmiotaulu.ui.markdown import plain

lang = state.language()
release = data.current().release

columns = st.columns([1, 0.8, 1.1, 1.4])
area, place = blocks.choose_place(columns, release, lang)
with columns[2]:
    phenomenon = blocks.choose_phenomenon(release, lang)
groups = ["network", "counties"] if area == "FI" else ["area", "network", "counties"]
with st.container(horizontal=True):
    group = blocks.choose_one("group", groups, "group", lang, t("choose.group", lang))
    view = blocks.choose_one("view", ["many", "one"], "view", lang, t("choose.view", lang))
if group == "network":
    st.caption(t("compare.network", lang))
# Counties stand beside a county: the own one stands for its municipality.
own = place if group == "area" else data.places(release, lang)[place.county or place.code]

if view == "many":
    sheet = data.many(release, phenomenon.id, own.code, group, area, lang)
    st.header(t("compare.many", lang, title=plain(phenomenon.title)))
    if len(sheet.columns) == 1:
        st.info(t("choose.no_figures", lang))
        st.stop()
    st.caption(t("compare.many_how", lang))
    blocks.table(sheet, "many", lang)
    blocks.under_chart(sheet, release, lang, name=f"{phenomenon.id}-{group}-{area}", show="nothing")
else:
    with columns[3]:
        indicator = blocks.choose_indicator(release, phenomenon, lang, observed_only=True)
    if indicator is None:
        st.stop()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = blocks.choose_year(data.years(release, indicator.id), lang)
        sex = blocks.choose_one("sex", data.sexes(release, indicator.id), "sex", lang, t("choose.sex", lang))
    asked = (release, indicator.id, year, sex, own.code, group, area, lang)
    ranking = data.ranking(*asked)
    st.header(t("map.title", lang, title=plain(indicator.title), time=ranking.time))
    if ranking.finding:
        st.markdown(f"**{plain(ranking.finding.text)}**")
    st.caption(t("compare.order", lang))
    ranking_column, lines_column = st.columns(2)
    with ranking_column:
        st.subheader(t("compare.ranking", lang, time=ranking.time))
        with st.container(key="picture-ranking"):
            st.plotly_chart(
                figures.ranking(*asked, figures.inks()),
                key="ranking",
                config=configuration(lang),
                theme=None,
                alt=t("compare.ranking_alt", lang, title=indicator.title, time=ranking.time),
            )
    with lines_column:
        st.subheader(t("compare.lines", lang))
        with st.container(key="picture-lines"):
            st.plotly_chart(
                figures.ranking_lines(*asked, figures.inks()),
                key="lines",
                config=configuration(lang),
                theme=None,
                alt=t("compare.lines_alt", lang, title=indicator.title),
            )
        st.caption(t("compare.lines_how", lang, place=plain(own.name)))
    st.subheader(t("table.same_figures", lang))
    blocks.under_chart(
        ranking.sheet, release, lang, name=f"{indicator.id}-{group}-{year}", picture_of="picture-ranking", show="open"
    )
    blocks.under_chart(
        ranking.lines_sheet, release, lang, name=f"{indicator.id}-{group}-years", picture_of="picture-lines"
    )

st.header(t("next.title", lang))
with st.container(horizontal=True):
    pages.link("phenomenon", t("overview.open", lang, title=phenomenon.title))
    pages.link("map", t("next.map", lang))
