"""Tilannekuva: every phenomenon at a glance in the chosen region, and what the last release brought."""

import streamlit as st

from ilmiotaulu.text import t
from ilmiotaulu.ui import data, pages, state
from ilmiotaulu.ui.components import blocks, cards
from ilmiotaulu.views.texts import short_name

lang = state.language()
release = data.current().release

_, place = blocks.choose_place(st.columns(2), release, lang)
st.html(cards.lead(place, data.news(release, lang), lang))

names = [short_name(other, lang) for other in data.beside(release, place.code, "", lang)]
made = data.cards(release, place.code, lang)
with_figure = st.grid(columns="auto", min_column_width=340, key="cards")
if any(card.row is None for card in made):
    st.header(t("overview.without", lang))
without = st.grid(columns="auto", min_column_width=340, key="cards-without")
for card in made:
    grid = with_figure if card.row else without
    with grid, st.container(border=card.row is not None, key=f"card-{card.phenomenon.id}"):
        st.html(cards.card(card, names, lang))
        pages.link(
            "phenomenon",
            t("overview.open", lang, title=card.phenomenon.title),
            phenomenon=card.phenomenon.id,
            indicator="",
            year="",
            sex="",
        )

st.header(t("next.title", lang))
with st.container(horizontal=True):
    pages.link("municipality", t("next.municipality", lang, place=place.name))
    pages.link("compare", t("next.compare", lang))
    pages.link("future", t("next.future", lang))
