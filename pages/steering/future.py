"""Tulevaisuus: births and children to date beside the official projection, by municipality."""

import streamlit as st

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.forecast.names import BIRTHS
from ilmiotaulu.forecast.scenario import Levers, levers_text
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, state
from ilmiotaulu.ui.components import blocks, markup
from ilmiotaulu.ui.components.courses import courses
from ilmiotaulu.ui.components.levers import asked, choose_levers
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.views.future import ages

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

choosers = blocks.choosers()
with choosers:
    area, place = blocks.choose_place(release, lang)
indicators = read.indicators
known = [*ages(indicators), *(name for name in data.services(release) if indicators[name].has_rows)]
if not known:
    st.info(t("choose.no_figures", lang))
    st.stop()
blocks.words(markup.note(t("future.how_to_read", lang)))


def one_chart(name: str, key: str) -> None:
    """What is known, forecast and projected of one figure, how such forecasts have fared, and what stands under it."""
    view = read.future(name, place.code)
    events = view.sheet.events
    beside = markup.note(view.beside.text) if view.beside else ""
    blocks.words(markup.h2(view.title), markup.finding(view.sentence.text), beside)
    figures.show(
        figures.future(release, name, place.code, lang, figures.inks()),
        key=key,
        lang=lang,
        alt=view.sentence.text,
        events=events,
    )
    legend = [t("forecast.bands", lang, launch=view.fan.start[0])] if view.fan and view.fan.start else []
    legend += [t("future.legend", lang, launch=view.launch)] if view.launch else []
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key=key,
        name=f"{name}-{place.code}",
        head=markup.note(" ".join(legend))
        + markup.events(events, numbered(events), lang)
        + markup.h3(t("forecast.record_title", lang))
        + markup.said(view.record, lang)
        + adding([Item(kind="forecast", indicator=name)], lang, of=view.title),
        picture_of=key,
        picture_title=view.sentence.text,
        frame=lambda: blocks.frame_of("future", view.title, lang, age=name, ahead=""),
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

meaning = read.meaning(place.code)
blocks.words(
    markup.h2(t("future.meaning", lang)),
    markup.note(meaning.sheet.subtitle if meaning else t("future.meaning_none", lang)),
    markup.finding(meaning.first_graders.text) if meaning and meaning.first_graders else "",
)
if meaning:
    with st.container(key="meaning-courses"):
        blocks.words(courses(meaning.courses))
    blocks.under_chart(
        meaning.sheet,
        release,
        lang,
        key="meaning",
        name=f"meaning-{place.code}",
        head=(markup.note(t("future.courses", lang)) if meaning.courses else "")
        + adding([Item(kind="meaning")], lang, of=meaning.sheet.title),
        picture_of="meaning-courses" if meaning.courses else "",
        show="open",
    )


def compared() -> None:
    """The municipalities of the area by the change of the chosen age in ten years."""
    age = str(st.session_state["age"])
    sheet = read.changes(age, area, place.code)
    if sheet is None:
        st.info(t("forecast.none", lang))
        return
    # Made-up figures are in no story.
    items = [] if sheet.has_examples else [Item(kind="changes", indicator=age)]
    blocks.words(markup.note(sheet.subtitle), adding(items, lang, of=indicators[age].title))
    blocks.with_table(sheet, lang, key="changes", name="changes")
    blocks.inside_more(sheet, release, lang, name=f"changes-{area}", picture_of="changes")


def what_if() -> None:
    """The levers of a scenario, and what becomes of children and services."""
    levers = choose_levers(release, place.code, lang) if read.baseline(place.code) else asked()
    view = read.scenario(place.code, levers)
    if view is None:
        st.info(t("scenario.none", lang))
        return
    # Nothing is assumed before something is moved.
    items = [Item(kind="scenario", levers=levers_text(levers))] if levers != Levers() else []
    blocks.words(
        markup.note(view.sheet.subtitle),
        markup.finding(view.sentence.text),
        markup.note(t("scenario.assumption", lang)) if items else "",
        adding(items, lang),
    )
    blocks.with_table(view.sheet, lang, key="scenario", name="scenario")
    blocks.inside_more(
        view.sheet,
        release,
        lang,
        name=f"scenario-{place.code}",
        picture_of="scenario",
        picture_title=view.sentence.text,
    )


def by_age() -> None:
    """Boys and girls by single year of age, and each age beside its projection of a chosen year."""
    years, first = read.projected_years(place.code)
    options = {str(year): str(year) for year in years}
    ahead = int(blocks.choose("ahead", options, str(first), t("choose.ahead", lang))) if years else None
    view = read.ages(place.code, ahead)
    drawn = figures.ages(release, place.code, ahead, lang, figures.inks())
    if view is None or drawn is None:
        st.info(t("ages.few", lang))
        return
    pyramid, projection = drawn
    blocks.words(markup.h3(view.title), markup.finding(view.sentence.text))
    with st.container(key="ages"):
        columns = st.columns(2 if projection else [3, 2])
        with columns[0]:
            figures.show(pyramid, key="ages-pyramid", lang=lang, alt=f"{view.title}. {view.sentence.text}")
        if projection:
            with columns[1]:
                figures.show(projection, key="ages-projection", lang=lang, alt=view.sentence.text)
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key="ages",
        name=f"ages-{place.code}",
        head=markup.note(view.legend)
        + markup.events(view.sheet.events, {}, lang)
        # The first year is left open, so that it follows the release.
        + adding([Item(kind="ages", year=None if ahead == first else ahead)], lang),
        picture_of="ages",
        picture_title=view.sentence.text,
        frame=(lambda: blocks.frame_of("future", view.title, lang, rows=len(view.sheet.rows), ahead=str(ahead)))
        if ahead
        else None,
    )


blocks.fold(t("future.compare", lang), "fold-changes", compared)
if asked() != Levers():  # a scenario is a link
    st.session_state.setdefault("fold-scenario", True)
blocks.fold(t("scenario.open", lang), "fold-scenario", what_if)
if st.session_state.get("ahead"):  # a chosen year is a link
    st.session_state.setdefault("fold-ages", True)
blocks.fold(t("ages.open", lang), "fold-ages", by_age)

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("municipality", t("next.municipality", lang, place=place.name)),
            link("map", t("next.map", lang)),
        ]
    ),
)
