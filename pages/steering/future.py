"""Tulevaisuus: births and children to date beside the official projection, by municipality."""

import streamlit as st

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, state
from ilmiotaulu.ui.components import blocks, markup
from ilmiotaulu.ui.components.links import link, links
from ilmiotaulu.views.future import BIRTHS, ages

lang = state.language()
release = data.current().release

choosers = blocks.choosers()
with choosers:
    _, place = blocks.choose_place(release, lang)
indicators = data.indicators(release, lang)
known = ages(indicators)
if not known:
    st.info(t("choose.no_figures", lang))
    st.stop()
blocks.words(markup.note(t("future.how_to_read", lang)))


def one_chart(name: str, key: str) -> None:
    """What is known and what is projected of one figure, with all that stands under it."""
    view = data.future(release, name, place.code, lang)
    events = view.sheet.events
    blocks.words(markup.h2(view.title), markup.finding(view.sentence.text))
    figures.show(
        figures.future(release, name, place.code, lang, figures.inks()),
        key=key,
        lang=lang,
        alt=view.sentence.text,
        events=events,
    )
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key=key,
        name=f"{name}-{place.code}",
        head=(markup.note(t("future.legend", lang, launch=view.launch)) if view.launch else "")
        + markup.events(events, numbered(events), lang),
        picture_of=key,
        picture_title=view.sentence.text,
    )


def chosen_age() -> None:
    """The choice of an age, and its chart."""
    titles = {name: indicators[name].title for name in known}
    widest = "children_0_17" if "children_0_17" in known else known[0]
    with choosers:
        age = blocks.choose("age", titles, widest, t("choose.age", lang))
    one_chart(age, "age-chart")


chosen_column, births_column = st.columns(2)
with chosen_column:
    blocks.alone(chosen_age)
if BIRTHS in indicators and indicators[BIRTHS].has_rows:
    with births_column:
        one_chart(BIRTHS, "births-chart")

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("municipality", t("next.municipality", lang, place=place.name)),
            link("map", t("next.map", lang)),
        ]
    ),
)
