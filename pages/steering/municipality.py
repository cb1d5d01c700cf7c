"""Kunta: one municipality on one page: what stands out, and all its figures beside its county and the country."""

import streamlit as st

from ilmiotaulu.charts.theme import configuration
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, pages, state
from ilmiotaulu.ui.components import blocks, tables
from ilmiotaulu.ui.markdown import plain

IN_SIGHT = 3  # figures of each phenomenon; the others are a click away

lang = state.language()
release = data.current().release

columns = st.columns(3)
area, place = blocks.choose_place(columns, release, lang)
with columns[2]:
    compare = blocks.choose_compare(release, area, place, lang)

rows = data.profile(release, place.code, compare, lang)
beside = data.beside(release, place.code, compare, lang)
names = [place.name, *(other.name for other in beside)]
st.header(plain(place.name))
if not rows:
    st.info(t("municipality.nothing", lang, place=plain(place.name)))
    st.stop()

if place.level != "country":
    st.html(tables.standing_out(rows, lang))
st.caption(t("municipality.how_to_read", lang))

for phenomenon in data.phenomena(release, lang).values():
    st.subheader(plain(phenomenon.title))
    # Made-up figures stand on their phenomenon's own page only.
    mine = [(role, one) for role, one in tables.profile_rows(phenomenon, rows) if not one.figure.is_example]
    st.html(tables.profile_table(phenomenon.title, mine[:IN_SIGHT], names, lang))
    if rest := mine[IN_SIGHT:]:
        words = t("municipality.rest", lang, count=len(rest))
        title = f"{phenomenon.title}: {words}"
        blocks.fold(
            words,
            f"rest-{phenomenon.id}",
            lambda title=title, rest=rest: st.html(tables.profile_table(title, rest, names, lang)),
        )
    pages.link(
        "phenomenon",
        t("overview.open", lang, title=phenomenon.title),
        phenomenon=phenomenon.id,
        indicator="",
        year="",
        sex="",
    )
blocks.under_chart(
    data.profile_sheet(release, place.code, compare, lang), release, lang, name=f"profile-{place.code}", show="nothing"
)

st.header(t("municipality.trend", lang))
phenomenon_column, indicator_column = st.columns(2)
with phenomenon_column:
    chosen = blocks.choose_phenomenon(release, lang)
with indicator_column:
    indicator = blocks.choose_indicator(release, chosen, lang, observed_only=True)
if indicator:
    trend = data.trend(release, indicator.id, place.code, compare, "total", lang)
    st.markdown(f"**{plain(trend.sentence)}**")
    if trend.can_be_drawn:
        figure = figures.trend(release, indicator.id, place.code, compare, "total", lang, figures.inks())
        with st.container(key="picture-trend"):
            st.plotly_chart(
                figure, key="trend", config=configuration(lang), theme=None, alt=f"{indicator.title}. {trend.sentence}"
            )
        blocks.events(trend.events, lang)
    else:
        st.info(t("municipality.no_trend", lang))
    blocks.under_chart(
        trend.sheet,
        release,
        lang,
        name=f"{indicator.id}-{place.code}",
        picture_of="picture-trend" if trend.can_be_drawn else "",
        picture_title=trend.sentence,
    )

st.header(t("next.title", lang))
with st.container(horizontal=True):
    pages.link("future", t("next.future", lang))
    pages.link("compare", t("next.compare", lang))
    pages.link("map", t("next.map", lang))
