"""Kunta: one municipality on one page: what stands out, and all its figures beside its county and the country."""

import streamlit as st

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.forecast.names import BIRTHS
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, state
from ilmiotaulu.ui.components import blocks, markup, tables
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.ui.markdown import plain
from ilmiotaulu.views.overview import key_of

IN_SIGHT = 3  # figures of each phenomenon; the others are a click away

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

with blocks.choosers():
    area, place = blocks.choose_place(release, lang)
    compare = blocks.choose_compare(release, area, place, lang)

rows = read.profile(place.code, compare, has_bars=True)
beside = read.beside(place.code, compare)
names = [place.name, *(other.name for other in beside)]
if not rows:
    blocks.words(markup.h2(place.name))
    st.info(t("municipality.nothing", lang, place=plain(place.name)))
    st.stop()

if place.level == "municipality":
    blocks.profile_button(place, release, lang)
told = [markup.h2(place.name)]
rest = []
if place.level != "country":
    told.append(tables.standing_out(rows, lang))
if near := data.similar(release, place.code, lang):
    to_compare = [
        link("compare", t(f"municipality.compare_{group}", lang), group=group) for group in ("similar", "own")
    ]
    told.append(markup.h3(t("municipality.similar", lang)) + markup.said([near], lang) + links(to_compare))
told.append(markup.note(t("municipality.how_to_read", lang)) + markup.note(t("municipality.barometer", lang)))
shown_of = []
for phenomenon in read.phenomena.values():
    # Made-up figures stand on their phenomenon's own page only.
    mine = [(role, one) for role, one in tables.profile_rows(phenomenon, rows) if not one.figure.is_example]
    link_to_it = link(
        "phenomenon",
        t("overview.open", lang, title=phenomenon.title),
        phenomenon=phenomenon.id,
        indicator="",
        year="",
        sex="",
    )
    shown = tables.profile_table(phenomenon.title, mine[:IN_SIGHT], names, lang)
    ahead = data.all_foreseen(release, place.code, lang) if key_of(phenomenon) == BIRTHS else ()
    numbers = [Item(kind="numbers", phenomenon=phenomenon.id)] if mine else []
    to_story = adding(numbers, lang, of=phenomenon.title)
    shown_of += [markup.h3(phenomenon.title), shown, markup.said(ahead, lang), links([link_to_it]), to_story]
    if mine[IN_SIGHT:]:
        rest.append((t("municipality.rest_of", lang, title=phenomenon.title), mine[IN_SIGHT:]))
blocks.words(*told, markup.pictured("profile", "".join(shown_of)))
if rest:
    blocks.fold(
        t("municipality.rest", lang, count=sum(len(more) for _, more in rest)),
        "rest",
        lambda: blocks.words(*(tables.profile_table(title, more, names, lang) for title, more in rest)),
    )
blocks.under_chart(
    data.profile_sheet(release, place.code, compare, lang),
    release,
    lang,
    key="profile",
    name=f"profile-{place.code}",
    picture_of="profile",
    show="nothing",
    frame=lambda: blocks.frame_of("municipality", place.name, lang, indicator=""),
)


def trend() -> None:
    """One figure through time."""
    blocks.words(markup.h2(t("municipality.trend", lang)))
    with st.container(horizontal=True, key="trend-choosers"):
        chosen = blocks.choose_phenomenon(release, lang)
        indicator = blocks.choose_indicator(release, chosen, lang, observed_only=True)
    if indicator is None:
        return
    view = read.trend(indicator.id, place.code, compare, "total")
    if view.can_be_drawn:
        figures.show(
            figures.trend(release, indicator.id, place.code, compare, "total", lang, figures.inks()),
            key="trend",
            lang=lang,
            alt=f"{indicator.title}. {view.sentence}",
            events=view.events,
        )
    else:
        st.info(t("municipality.no_trend", lang))
    said = ""
    if view.said:
        title = t("evidence.title", lang, place=place.name, title=indicator.title)
        said = markup.h3(title) + markup.said(view.said, lang, in_sight=2)
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key="trend",
        name=f"{indicator.id}-{place.code}",
        head=markup.finding(view.sentence)
        + markup.events(view.events, numbered(view.events), lang)
        + said
        + (adding([Item(kind="trend", indicator=indicator.id)], lang) if view.can_be_drawn else ""),
        picture_of="trend" if view.can_be_drawn else "",
        picture_title=view.sentence,
        frame=(lambda: blocks.frame_of("phenomenon", indicator.title, lang, year="", sex=""))
        if view.can_be_drawn
        else None,
    )


blocks.alone(trend)

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("future", t("next.future", lang)),
            link("compare", t("next.compare", lang)),
            link("map", t("next.map", lang)),
        ]
    ),
)
