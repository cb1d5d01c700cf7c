"""Ilmiö: the story, one figure on a map, through time and as a table, all figures by role, questions for dialogue."""

import streamlit as st

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, maps, state, stories
from ilmiotaulu.ui.components import blocks, markup, tables
from ilmiotaulu.ui.components.cells import cells
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.views.sheet import choosing, saying
from ilmiotaulu.views.texts import IndicatorText

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

choosers = blocks.choosers()
with choosers:
    area, place = blocks.choose_place(release, lang)
    phenomenon = blocks.choose_phenomenon(release, lang)


def figure() -> None:
    """The choice of a figure and a time, and its map beside its trend beside its table."""
    with choosers:
        indicator = blocks.choose_indicator(release, phenomenon, lang, observed_only=True)
    if indicator is None:
        blocks.words(markup.h2(phenomenon.title), markup.story(phenomenon.story))
        return
    years = read.years(indicator.id)
    if not years:
        blocks.words(markup.h2(phenomenon.title), markup.story(phenomenon.story), markup.h2(indicator.title))
        st.info(t("choose.no_figures", lang))
        return
    with choosers:
        year = blocks.choose_year(years, lang)
        sex = blocks.choose_sex(release, indicator, lang)
    named = read.of_sex(indicator.id, sex)
    forms = data.map_forms(release)
    form = state.settle("form", forms, forms[0]) or forms[0]
    compare = str(st.session_state.get("compare", ""))
    view = read.area(indicator.id, year, sex, area)
    trend = read.trend(indicator.id, place.code, compare, sex)
    table_heading = t("phenomenon.table", lang, time=view.time)
    about = t("evidence.title", lang, place=place.name, title=indicator.title)
    said = markup.h3(about) + markup.said(trend.said, lang, in_sight=2) if trend.said else ""
    cells(
        markup.h2(phenomenon.title)
        + markup.story(phenomenon.story)
        + markup.h2(named.title)
        + markup.finding(trend.sentence)
        + markup.old(data.age(release, indicator.id, place.code, lang)),
        key="head",
    )

    # One row of columns: every further one makes a change of the page slower.
    map_column, trend_column, table_column = st.columns([1, 1.1, 1.3])
    with map_column:
        maps.show(
            view,
            release,
            lang,
            form=form,
            area=area,
            region=place.code,
            key="phenomenon-map",
            height=460,
            heading=t("phenomenon.map", lang, time="{time}"),
            series=(indicator.id, year, sex),
        )
    with trend_column:
        blocks.words(markup.h3(t("phenomenon.trend", lang)))
        if trend.can_be_drawn:
            figures.show(
                figures.trend(release, indicator.id, place.code, compare, sex, lang, figures.inks()),
                key="trend",
                lang=lang,
                alt=f"{named.title}. {trend.sentence}",
                events=trend.events,
            )
        else:
            st.info(t("municipality.no_trend", lang))
        blocks.under_chart(
            trend.sheet,
            release,
            lang,
            key="trend",
            name=blocks.stem(indicator.id, sex, place.code),
            head=markup.events(trend.events, numbered(trend.events), lang)
            + said
            + to_story(indicator, year, sex, trend.can_be_drawn),
            picture_of="trend" if trend.can_be_drawn else "",
            picture_title=trend.sentence,
            frame=(lambda: blocks.frame_of("phenomenon", named.title, lang)) if trend.can_be_drawn else None,
            more=lambda: blocks.files(
                saying(view.sheet, trend.sheet.findings),
                release,
                lang,
                name=blocks.stem(indicator.id, sex, area, year),
                picture_of="phenomenon-map",
                heading=table_heading,
            ),
        )
        if read.need_of(phenomenon.id, indicator.id):
            blocks.fold(t("need.title", lang), "fold-need", lambda: need(indicator))
    with table_column:
        chosen = choosing(view.sheet, place.code)
        blocks.with_table(
            chosen, lang, key="areas", name=blocks.stem(indicator.id, sex, area, year), head=markup.h3(table_heading)
        )


def to_story(indicator: IndicatorText, year: int, sex: str, has_trend: bool) -> str:
    """Links that put what is shown into the story."""
    trend = [Item.model_validate({"kind": "trend", "indicator": indicator.id, "sex": sex})] if has_trend else []
    return adding([*trend, stories.at(release, "map", indicator.id, year, sex)], lang)


def need(indicator: IndicatorText) -> None:
    """A share that tells of need beside this share of use, one point a municipality."""
    asked = (phenomenon.id, indicator.id, place.code, area)
    drawn, view = figures.need(release, *asked, lang, figures.inks()), read.need(*asked)
    if drawn is None or view is None:
        st.info(t("need.none", lang))
        return
    alt = t("need.alt", lang, need=view.need.words, use=view.use.words)
    figures.show(drawn, key="need", lang=lang, alt=alt)
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key="need",
        name=f"{indicator.id}-{area}-need",
        head=markup.note(t("need.how", lang))
        + adding([Item(kind="need", indicator=indicator.id, phenomenon=phenomenon.id)], lang),
        picture_of="need",
    )


blocks.alone(figure)

beside = read.beside(place.code, "")
names = [place.name, *(other.name for other in beside)]
rows = tables.profile_rows(phenomenon, read.profile(place.code, "", has_bars=True))
blocks.words(
    markup.h2(t("phenomenon.roles", lang)),
    markup.note(t("municipality.how_to_read", lang)),
    tables.role_table(phenomenon, rows, names, lang, most=2),
)


def all_figures() -> None:
    """All figures of the phenomenon with their files."""
    blocks.words(markup.pictured("all-figures", tables.profile_table(phenomenon.title, rows, names, lang)))
    sheet = data.figures_sheet(release, place.code, tuple(one.indicator.id for _, one in rows), lang)
    title = f"{phenomenon.title}: {place.name}"
    name = f"{phenomenon.id}-{place.code}"
    blocks.inside_more(sheet, release, lang, name=name, picture_of="all-figures", picture_title=title)


blocks.fold(t("phenomenon.all_figures", lang, count=len(rows)), "all-figures", all_figures)
blocks.words(
    markup.h2(t("phenomenon.questions", lang)),
    markup.questions(phenomenon.questions),
    adding([Item(kind="numbers", phenomenon=phenomenon.id), Item(kind="questions", phenomenon=phenomenon.id)], lang),
    markup.h2(t("next.title", lang)),
    links(
        [
            link("compare", t("next.compare", lang)),
            link("map", t("next.map", lang)),
            link("municipality", t("next.municipality", lang, place=place.name)),
        ]
    ),
    blocks.presentation(phenomenon, area, place, str(st.session_state.get("compare", "")), lang),
)
