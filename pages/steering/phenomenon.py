"""Ilmiö: the story, one figure on a map, through time and as a table, all figures by role, questions for dialogue."""

import streamlit as st

from ilmiotaulu.charts.palette import SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.charts.theme import configuration
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, pages, state
from ilmiotaulu.ui.components import blocks, tables
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.ui.markdown import plain
from ilmiotaulu.views.sheet import choosing

lang = state.language()
release = data.current().release

columns = st.columns([1, 0.8, 1.1, 1.4])
area, place = blocks.choose_place(columns, release, lang)
with columns[2]:
    phenomenon = blocks.choose_phenomenon(release, lang)
with columns[3]:
    indicator = blocks.choose_indicator(release, phenomenon, lang, observed_only=True)

st.header(plain(phenomenon.title))
if indicator:
    st.header(plain(indicator.title))
    years = data.years(release, indicator.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = blocks.choose_year(years, lang)
        sex = blocks.choose_one("sex", data.sexes(release, indicator.id), "sex", lang, t("choose.sex", lang))
    form = state.settle("form", data.map_forms(release), data.map_forms(release)[0])
    compare = str(st.session_state.get("compare", ""))
    view = data.area_view(release, indicator.id, year, sex, area, lang)
    trend = data.trend(release, indicator.id, place.code, compare, sex, lang)
    st.markdown(f"**{plain(trend.sentence)}**")
    blocks.story(phenomenon.story)

    map_column, trend_column, table_column = st.columns([1, 1.1, 1.3])
    with map_column:
        st.subheader(t("phenomenon.map", lang, time=view.time))
        with st.container(key="picture-map"):
            area_map(
                geometry_url=f"/release/{release}/geometry/{form}.json",
                areas=view.rows,
                time=view.time,
                palette=SEQUENTIAL,
                palette_dark=SEQUENTIAL_DARK,
                legend=view.legend,
                selected=place.code,
                zoom=area != "FI",
                missing_words=blocks.map_words(view.sheet, lang),
                title=t("map.alt", lang, title=indicator.title, time=view.time),
                hint="",
                key="phenomenon-map",
                on_choose=state.set_and_write("region", lambda: st.session_state["phenomenon-map"].chosen),
                height=460,
            )
    with trend_column:
        st.subheader(t("phenomenon.trend", lang))
        if trend.can_be_drawn:
            figure = figures.trend(release, indicator.id, place.code, compare, sex, lang, figures.inks())
            with st.container(key="picture-trend"):
                st.plotly_chart(
                    figure,
                    key="trend",
                    config=configuration(lang),
                    theme=None,
                    alt=f"{indicator.title}. {trend.sentence}",
                )
            blocks.events(trend.events, lang)
        else:
            st.info(t("municipality.no_trend", lang))
    with table_column:
        st.subheader(t("phenomenon.table", lang, time=view.time))
        with st.container(key="compared"):
            blocks.table(choosing(view.sheet, place.code), "compared", lang)

    map_column, trend_column = st.columns(2)
    with map_column:
        st.subheader(t("phenomenon.about_map", lang))
        blocks.under_chart(
            view.sheet, release, lang, name=f"{indicator.id}-{area}-{year}", picture_of="picture-map", show="nothing"
        )
    with trend_column:
        st.subheader(t("phenomenon.about_trend", lang))
        blocks.under_chart(
            trend.sheet,
            release,
            lang,
            name=f"{indicator.id}-{place.code}",
            picture_of="picture-trend" if trend.can_be_drawn else "",
            picture_title=trend.sentence,
            explain=False,
        )

else:
    blocks.story(phenomenon.story)

st.header(t("phenomenon.roles", lang))
st.caption(t("municipality.how_to_read", lang))
beside = data.beside(release, place.code, "", lang)
names = [place.name, *(other.name for other in beside)]
rows = tables.profile_rows(phenomenon, data.profile(release, place.code, "", lang))
st.html(tables.role_table(phenomenon, rows, names, lang, most=2))
blocks.fold(
    t("phenomenon.all_figures", lang, count=len(rows)),
    "all-figures",
    lambda: st.html(tables.profile_table(phenomenon.title, rows, names, lang)),
)

st.header(t("phenomenon.questions", lang))
st.html(blocks.questions(phenomenon.questions))

st.header(t("next.title", lang))
with st.container(horizontal=True):
    pages.link("compare", t("next.compare", lang))
    pages.link("map", t("next.map", lang))
    pages.link("municipality", t("next.municipality", lang, place=place.name))
