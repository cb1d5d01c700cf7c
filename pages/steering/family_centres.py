"""Perhekeskukset: where families are not reached, need beside use, how places are used and when, a place's own card."""

from collections.abc import Sequence

import streamlit as st

from ilmiotaulu.charts.months import Month
from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.story.draft import view_of
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, maps, state, stories
from ilmiotaulu.ui.components import blocks, cards, markup
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.ui.components.sparkline import sparkline
from ilmiotaulu.views.centres import YEARLY
from ilmiotaulu.views.sheet import Sheet

EARLY_SUPPORT = "early_support"

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

with blocks.choosers():
    area, place = blocks.choose_place(release, lang)
view = read.centres(area, place.code)
# One notice at the head is enough where the places are made up; the charts are marked one by one.
is_warned = view.is_example
if is_warned:
    blocks.examples_notice(t("centres.example_notice", lang), lang)


def to_story(sheet: Sheet, view: Item, *, of: str = "") -> str:
    """A link that puts a view into the story; made-up figures are in none."""
    return "" if sheet.has_examples else adding([view], lang, of=of)


def card_to_story(centre: str, name: str) -> str:
    """A link that puts a place's card into the story; none of a place whose name is too long for a link."""
    view = view_of(f"centre:{centre}")
    return adding([view], lang, of=name) if view else ""


def reached() -> None:
    """The answer, the map of places, and how far children are from one."""
    blocks.words(markup.h2(t("centres.question", lang)), markup.finding(view.lead.text), markup.why([view.lead], lang))
    map_column, table_column = st.columns([1, 1.2])
    with map_column:
        forms = data.map_forms(release)
        maps.show(
            view,
            release,
            lang,
            form=state.settle("form", forms, forms[0]) or forms[0],
            area=area,
            region=place.code,
            key="centres-map",
            height=760,
            heading=t("centres.map", lang),
            hint=t("centres.map.hint", lang),
            alt=t("centres.map.alt", lang, area=read.places[area].name),
            points=view.dots,
            point_words=read.centre_kinds,
            selected_point=str(st.session_state.get("centre", "")),
        )
    with table_column:
        blocks.under_chart(
            view.sheet,
            release,
            lang,
            key="access",
            name=f"family-centres-{area}",
            head=markup.h3(view.sheet.title)
            + markup.note(view.how)
            + to_story(view.sheet, Item(kind="centres"), of=view.sheet.title),
            picture_of="centres-map",
            picture_title=view.lead.text,
            show="open",
            is_warned=is_warned,
        )


def beside() -> None:
    """Need beside use and supply."""
    sheet = read.needs(area, place.code)
    if not sheet.rows:
        blocks.words(markup.h2(sheet.title))
        st.info(t("role.no_figures", lang))
        return
    blocks.under_chart(
        sheet,
        release,
        lang,
        key="needs",
        name=f"family-centres-needs-{area}",
        head=markup.h2(sheet.title)
        + markup.note(f"{t('centres.use_and_supply', lang)} {t('centres.needs_of', lang)}")
        + to_story(sheet, Item(kind="places", phenomenon=EARLY_SUPPORT, group="area")),
        show="open",
        is_warned=is_warned,
    )


def gaps(months: Sequence[Month]) -> list[str]:
    """What the gaps mean that the picture of the months has."""
    if any(one.is_hidden for one in months):
        return [t("centres.months_hidden", lang)]
    return [t("centres.months_gap", lang)] if any(one.value is None for one in months) else []


def monthly() -> None:
    """A monthly figure of the place: a line, and the months of years side by side."""
    titles = data.measures(release, place.code, lang)
    blocks.words(markup.h2(t("centres.months", lang)))
    if not titles:
        st.info(t("centres.months_none", lang))
        return
    measure = blocks.choose("measure", titles, next(iter(titles)), t("centres.measure", lang))
    months = read.months(place.code, measure)
    figure = figures.months(release, place.code, measure, lang, figures.inks())
    if months is None:
        return
    blocks.words(markup.told(months.sheet.findings, (), lang))
    chart_column, table_column = st.columns([1.2, 1])
    with chart_column:
        if figure is None:
            st.info(t("municipality.no_trend", lang))
        else:
            alt = " ".join([months.title, *(one.text for one in months.sheet.findings)])
            figures.show(figure, key="months", lang=lang, alt=alt)
            blocks.words(markup.note(" ".join([t("centres.months_how", lang), *gaps(months.months)])))
    with table_column:
        blocks.under_chart(
            months.sheet,
            release,
            lang,
            key="months",
            name=f"family-centres-{measure}-{place.code}",
            head=markup.h3(months.title)
            + (to_story(months.sheet, Item(kind="months", of=measure), of=titles[measure]) if figure else ""),
            picture_of="months" if figure else "",
            picture_title=months.title,
            show="open",
            is_warned=is_warned,
        )


def yearly() -> None:
    """A yearly figure of the place through time, and the municipalities of the area beside each other."""
    known = read.indicators
    titles = {name: known[name].title for name in YEARLY if name in known and read.years(name)}
    why_not = data.no_year(release, place.code, lang)
    if not titles and not why_not:
        return
    blocks.words(markup.h2(t("centres.yearly", lang)))
    if why_not:
        st.info(why_not)
    if not titles:
        return
    indicator = known[blocks.choose("yearly", titles, next(iter(titles)), t("centres.choose_yearly", lang))]
    trend = read.trend(indicator.id, place.code, "", "total")
    year = read.years(indicator.id)[-1]
    group = read.group("area", area, place.code)
    ranking = read.ranking(indicator.id, year, "total", place.code, group)
    if not ranking.time:
        st.info(t("role.no_figures", lang))
        return
    blocks.words((markup.finding if trend.can_be_drawn else markup.note)(trend.sentence))
    chart_column, table_column = st.columns([1.2, 1]) if trend.can_be_drawn else (None, st.container())
    if chart_column:
        with chart_column:
            figures.show(
                figures.trend(release, indicator.id, place.code, "", "total", lang, figures.inks()),
                key="yearly-trend",
                lang=lang,
                alt=f"{indicator.title}. {trend.sentence}",
                events=trend.events,
            )
            blocks.under_chart(
                trend.sheet,
                release,
                lang,
                key="yearly-trend",
                name=f"{indicator.id}-{place.code}",
                head=markup.events(trend.events, numbered(trend.events), lang)
                + markup.said(trend.said, lang, in_sight=2)
                + to_story(trend.sheet, Item(kind="trend", indicator=indicator.id)),
                picture_of="yearly-trend",
                picture_title=trend.sentence,
                is_warned=is_warned,
            )
    how = f"{t('compare.order', lang)} {t('compare.order_chance', lang)}"
    with table_column:
        blocks.under_chart(
            ranking.sheet,
            release,
            lang,
            key="yearly-ranking",
            name=f"{indicator.id}-{area}-{year}",
            head=markup.h3(f"{indicator.title}, {ranking.time}")
            + markup.note(t("centres.by_name", lang) if ranking.sheet.has_examples else how)
            + to_story(ranking.sheet, stories.at(release, "ranking", indicator.id, year, "total", "area")),
            show="open",
            is_warned=is_warned,
        )


def card() -> None:
    """One place, chosen from a list: those of the municipality when it has some, else those of the area."""
    options = data.centre_names(release, area, place.code, lang)
    blocks.words(markup.h2(t("centres.card", lang)))
    chosen = blocks.choose("centre", options, next(iter(options)), t("centres.choose", lang))
    if (one := read.centre(chosen)) is None:
        return
    visits, picture = one.visits, ""
    if visits and visits.can_be_drawn:
        points = tuple((at, month.value) for at, month in enumerate(visits.months))
        picture = sparkline(points, label=visits.title, width=320, height=64)
    card_column, table_column = st.columns([1.2, 1])
    with card_column:
        blocks.words(
            markup.pictured("centre-card", cards.facts(one.name, one.facts, picture)),
            "" if one.is_example else card_to_story(chosen, one.name),
        )
    if visits:
        with table_column:
            blocks.under_chart(
                visits.sheet,
                release,
                lang,
                key="card",
                name=f"family-centre-{chosen}",
                head=markup.h3(visits.title),
                picture_of="centre-card",
                show="open",
                is_warned=is_warned,
            )


if view.is_told:
    with st.container(key="tight"):  # tables of many short numbers beside pictures
        reached()
        beside()
        blocks.alone(monthly)
        blocks.alone(yearly)
        blocks.alone(card)
else:
    blocks.words(markup.h2(t("centres.question", lang)), markup.finding(view.lead.text))
    st.info(t("centres.nothing", lang))
early_support = read.phenomena[EARLY_SUPPORT]
blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link(
                "phenomenon",
                t("overview.open", lang, title=early_support.title),
                phenomenon=early_support.id,
                indicator="",
                year="",
                sex="",
            ),
            link("municipality", t("next.municipality", lang, place=place.name)),
            *blocks.ways_to_import(t("next.import", lang)),
        ]
    ),
)
