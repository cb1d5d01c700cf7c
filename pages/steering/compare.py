"""Vertailu: places beside each other, many figures at once or one figure in the order of its values."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.statements import false_flags
from ilmiotaulu.statistics.comparison import RESULTS
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, figures, state, stories
from ilmiotaulu.ui.components import blocks, markup
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.ui.components.rug import rug
from ilmiotaulu.views.comparison import Group
from ilmiotaulu.views.sheet import Sheet, saying
from ilmiotaulu.views.texts import IndicatorText, Place

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

choosers = blocks.choosers()
with choosers:
    area, place = blocks.choose_place(release, lang)
    phenomenon = blocks.choose_phenomenon(release, lang)


def compared() -> None:
    """The choice of places and of a view, and what they show."""
    groups = read.groups(area, place.code)
    with st.container(horizontal=True):
        name = blocks.choose_group(groups, lang)
        view = blocks.choose_one("view", ["many", "tests", "one"], "view", lang, t("choose.view", lang))
    chosen = blocks.choose_own(release, lang) if name == "own" else []
    group = read.group(name, area, place.code, chosen)
    # Counties stand beside a county: the own one stands for its municipality.
    is_among_counties = name in ("network", "counties")
    own = read.places[place.county or place.code] if is_among_counties else place
    about = explained(name, chosen)
    if view == "many":
        many_figures(own, group, about)
    elif view == "tests":
        tests(own, group, about)
    else:
        blocks.alone(lambda: one_figure(own, group, about))


def explained(name: str, chosen: list[str]) -> str:
    """What the group is and where to read more, when its name does not tell it."""
    if name == "network":
        return markup.note(t("compare.network", lang))
    if name == "similar":
        how = link("municipality", t("compare.similar_how", lang))
        return markup.note(t("compare.similar", lang)) + links([how])
    return markup.note(t("compare.own_none", lang, place=place.name)) if name == "own" and not chosen else ""


def to_story(group: Group, view: Callable[[str], Item]) -> str:
    """A link that puts a view of the places into the story, which cannot name those of a person's own choice."""
    name = group.id.partition("-")[0]
    return "" if name == "own" else adding([view(name)], lang)


def real(sheet: Sheet, made: Callable[[], str]) -> str:
    """What is made of figures unless they are made up, which are in no story."""
    return "" if sheet.has_examples else made()


def side_by_side(group: str) -> Item:
    """The figures of the phenomenon in a group of places."""
    return Item.model_validate({"kind": "places", "phenomenon": phenomenon.id, "group": group})


def many_figures(own: Place, group: Group, about: str) -> None:
    """All figures of the phenomenon in all the places."""
    sheet = data.many(release, phenomenon.id, own.code, group, lang)
    head = about + markup.h2(t("compare.many", lang, title=phenomenon.title, group=group.words))
    if len(sheet.columns) == 1:
        blocks.words(head)
        st.info(t("choose.no_figures", lang))
        return
    blocks.under_chart(
        sheet,
        release,
        lang,
        key="many",
        name=f"{phenomenon.id}-{group.id}",
        head=head + markup.note(t("compare.many_how", lang)) + to_story(group, side_by_side),
        show="open",
    )


def tests(own: Place, group: Group, about: str) -> None:
    """The figures of the phenomenon in all the places, each held against the country."""
    names, rows = data.tests(release, phenomenon.id, own.code, group, lang)
    title = t("compare.tests", lang, title=phenomenon.title, group=group.words)
    if not names:
        blocks.words(about, markup.h2(title))
        st.info(t("compare.tests_none", lang))
        return
    legend = [(one, t(f"rug.{one}", lang)) for one in (*RESULTS, "hidden", "better", "worse")]
    compared = sum(cell.result not in ("not_compared", "hidden") for one in rows for cell in one.cells)
    chance = false_flags(compared, lang)
    blocks.words(
        about,
        markup.h2(title),
        markup.note(f"{t('compare.tests_how', lang)} {chance.text}"),
        to_story(group, side_by_side),
        markup.pictured("rug", rug(names, rows, title, legend, lang)),
    )
    figures_of = saying(data.many(release, phenomenon.id, own.code, group, lang), [chance])
    blocks.under_chart(
        figures_of,
        release,
        lang,
        key="tests",
        name=f"{phenomenon.id}-{group.id}",
        picture_of="rug",
        picture_title=title,
        show="nothing",
    )


def funnel(indicator: IndicatorText, own: Place, year: int) -> None:
    """All municipalities by size around the country, with what chance explains."""
    figure = figures.funnel(release, indicator.id, year, own.code, lang, figures.inks())
    view = read.funnel(indicator.id, year, own.code)
    if figure is None or view is None:
        st.info(t("funnel.none", lang))
        return
    alt = t("funnel.alt", lang, title=indicator.title, time=str(view.year))
    figures.show(figure, key="funnel", lang=lang, alt=alt)
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key="funnel",
        name=f"{indicator.id}-{view.year}-funnel",
        head=markup.note(" ".join([t("funnel.how", lang), *(one.text for one in view.sheet.findings)]))
        + real(view.sheet, lambda: adding([stories.at(release, "funnel", indicator.id, year, "total")], lang)),
        picture_of="funnel",
    )


def quadrant(indicator: IndicatorText, own: Place, group: Group) -> None:
    """The places by their difference from the country and from their own past."""

    def level_and_change(named: str) -> Item:
        return Item.model_validate({"kind": "quadrant", "indicator": indicator.id, "group": named})

    figure = figures.quadrant(release, indicator.id, own.code, group, lang, figures.inks())
    view = read.quadrant(indicator.id, own.code, group)
    if figure is None or view is None:
        st.info(t("quadrant.none", lang))
        return
    alt = t("quadrant.alt", lang, title=indicator.title, group=group.words)
    figures.show(figure, key="quadrant", lang=lang, alt=alt)
    blocks.under_chart(
        view.sheet,
        release,
        lang,
        key="quadrant",
        name=f"{indicator.id}-{group.id}-quadrant",
        head=markup.note(t("quadrant.how", lang)) + real(view.sheet, lambda: to_story(group, level_and_change)),
        picture_of="quadrant",
    )


def one_figure(own: Place, group: Group, about: str) -> None:
    """One figure in all the places: in order, and through time."""
    with choosers:
        indicator = blocks.choose_indicator(release, phenomenon, lang, observed_only=True)
    if indicator is None:
        return
    years = read.years(indicator.id)
    if not years:
        st.info(t("choose.no_figures", lang))
        return
    with choosers:
        year = blocks.choose_year(years, lang)
        sex = blocks.choose_sex(release, indicator, lang)
    named = read.of_sex(indicator.id, sex)
    asked = (indicator.id, year, sex, own.code, group)
    ranking = read.ranking(*asked)
    finding = [ranking.finding.text] if ranking.finding else []
    events = ranking.lines_sheet.events
    blocks.words(
        about,
        markup.h2(t("compare.one", lang, title=named.title, time=ranking.time, group=group.words)),
        *map(markup.finding, finding),
    )
    how = f"{t('compare.order', lang)} {t('compare.order_chance', lang)}"
    if ranking.order:
        how = f"{ranking.order.text} {t('compare.ranks_how', lang)} {t('compare.order', lang)}"
    if ranking.sheet.scale and ranking.sheet.scale.beside is not None:
        how = f"{how} {t('compare.span_how', lang)}"
    heading, name = t("compare.ranking", lang, time=ranking.time), blocks.stem(indicator.id, sex, group.id, year)
    head = markup.h3(heading) + markup.note(how)
    order = partial(stories.at, release, "ranking", indicator.id, year, sex)
    head += real(ranking.sheet, lambda: to_story(group, order))
    blocks.with_table(ranking.sheet, lang, key="ranking", name=name, head=head)
    blocks.words(markup.h3(t("compare.lines", lang)))
    course = Item.model_validate({"kind": "trend", "indicator": indicator.id, "sex": sex})
    figures.show(
        figures.ranking_lines(release, *asked, lang, figures.inks()),
        key="lines",
        lang=lang,
        alt=" ".join([t("compare.lines_alt", lang, title=named.title, group=group.words), *finding]),
        events=events,
    )
    blocks.under_chart(
        ranking.lines_sheet,
        release,
        lang,
        key="lines",
        name=blocks.stem(indicator.id, sex, group.id, "years"),
        head=markup.note(t("compare.lines_how", lang, place=own.name))
        + markup.events(events, numbered(events), lang)
        + real(ranking.lines_sheet, lambda: adding([course], lang)),
        picture_of="lines",
        # A choice of one's own is the reader's, not a picture for others.
        frame=None
        if group.id.startswith("own")
        else lambda: blocks.frame_of("compare", named.title, lang, rows=len(ranking.sheet.rows), view=""),
        more=lambda: blocks.files(ranking.sheet, release, lang, name=name, picture_of=name, heading=heading),
    )
    if indicator.interval == "proportion":
        blocks.fold(t("funnel.title", lang), "fold-funnel", lambda: funnel(indicator, own, year))
        blocks.fold(t("quadrant.title", lang), "fold-quadrant", lambda: quadrant(indicator, own, group))


blocks.alone(compared)

blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("phenomenon", t("overview.open", lang, title=phenomenon.title)),
            link("map", t("next.map", lang)),
        ]
    ),
)
