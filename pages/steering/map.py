"""Kartta: one indicator in all municipalities of a county or the country: a year, many years, steadied, or two."""

import streamlit as st

from ilmiotaulu.charts.palette import SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, maps, state, stories
from ilmiotaulu.ui.components import blocks, markup
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.ui.components.small_maps import small_maps
from ilmiotaulu.views.area import AreaView
from ilmiotaulu.views.sheet import Sheet, choosing, saying
from ilmiotaulu.views.texts import IndicatorText
from ilmiotaulu.views.trend import NUMBERS_OF

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

choosers = blocks.choosers()
with choosers:
    area, place = blocks.choose_place(release, lang)
    phenomenon = blocks.choose_phenomenon(release, lang)
area_name = read.places[area].name


def how_coloured(shown: IndicatorText) -> str:
    """What a colour means: of numbers that grow with a municipality's size it is mostly that."""
    return t("map.scale_counts" if shown.unit in NUMBERS_OF else "map.scale", lang)


def shown_at(shown: IndicatorText, year: int, sex: str) -> tuple[AreaView, Sheet, int, str]:
    """An indicator at the time nearest to a year, its table with what can be said of the chosen place's figure, that
    year, and the sex that it is published for.
    """
    nearest = min(read.years(shown.id), key=lambda one: (abs(one - year), -one))
    known_sex = sex if sex in data.sexes(release, shown.id) else "total"
    drawn = read.area(shown.id, nearest, known_sex, area)
    told = read.said_of_year(shown.id, nearest, known_sex, place.code)
    return drawn, saying(choosing(drawn.sheet, place.code), told), nearest, known_sex


def one_map(shown: IndicatorText, year: int, sex: str, form: str, key: str) -> None:
    """A map of one indicator in one year, with its table."""
    drawn, sheet, shown_year, shown_sex = shown_at(shown, year, sex)
    maps.show(
        drawn,
        release,
        lang,
        form=form,
        area=area,
        region=place.code,
        key=key,
        height=700,
        heading=t("map.title", lang, title=shown.title, time="{time}"),
        subheading=t("map.unit", lang, unit=shown.unit_words, sex=t(f"sex.{shown_sex}", lang), area=area_name),
        hint=t("map.hint", lang),
        series=(shown.id, shown_year, shown_sex),
        is_second=key != "map",
    )
    told = markup.told(sheet.findings, sheet.events, lang)
    of = shown.title if key != "map" else ""
    to_story = adding([stories.at(release, "map", shown.id, shown_year, shown_sex)], lang, of=of)
    head = told + to_story + markup.note(how_coloured(shown)) + markup.h3(t("map.table", lang))
    blocks.with_table(sheet, lang, key=key, name=f"{key}-table", head=head)


def more_of(shown: IndicatorText, sex: str, key: str) -> None:
    """The files and the meaning of a map, as it is when the fold is opened."""
    drawn, sheet, year, shown_sex = shown_at(shown, int(st.session_state["year"]), sex)
    blocks.inside_more(
        sheet,
        release,
        lang,
        name=blocks.stem(shown.id, shown_sex, area, year),
        picture_of=key,
        picture_title=t("map.title", lang, title=read.of_sex(shown.id, shown_sex).title, time=drawn.time),
        frame=lambda: blocks.frame_of("map", shown.title, lang, indicator=shown.id, beside=""),
    )


def many_maps(indicator: IndicatorText, sex: str, form: str) -> None:
    """Small maps of one indicator over its years."""
    shown_years = data.some_years(release, indicator.id)
    drawn = data.years_view(release, indicator.id, shown_years, sex, area, lang)
    trend = read.trend(indicator.id, place.code, "", sex)
    sheet = saying(drawn.sheet, trend.sheet.findings)
    blocks.words(
        markup.h2(indicator.title),
        markup.note(t("map.unit", lang, unit=indicator.unit_words, sex=t(f"sex.{sex}", lang), area=area_name)),
    )
    small_maps(
        geometry_url=f"/release/{release}/geometry/{form}.json",
        codes=[code for code, _ in drawn.names],
        names=[name for _, name in drawn.names],
        years=drawn.years,
        classes=drawn.classes,
        palette=SEQUENTIAL,
        palette_dark=SEQUENTIAL_DARK,
        legend=drawn.legend,
        missing_words=blocks.map_words(drawn.sheet, lang),
        zoom=area != "FI",
        title=drawn.sheet.title,
        selected=place.code,
        key="years-map",
    )
    blocks.under_chart(
        sheet,
        release,
        lang,
        key="years-map",
        name=blocks.stem(indicator.id, sex, area, "years"),
        head=markup.told(sheet.findings, sheet.events, lang)
        + adding(
            [
                Item.model_validate({"kind": "trend", "indicator": indicator.id, "sex": sex}),
                stories.at(release, "map", indicator.id, shown_years[-1], sex),
            ],
            lang,
        )
        + markup.note(how_coloured(indicator)),
        picture_of="years-map",
    )


def steadied_map(indicator: IndicatorText, year: int, form: str) -> None:
    """A map of an indicator's levels steadied by all municipalities, beside the published figures, with its table."""
    drawn = data.steadied_view(release, indicator.id, year, area, lang)
    told = data.said_of_steadied(release, indicator.id, year, place.code, lang)
    sheet = saying(choosing(drawn.sheet, place.code), (*drawn.what, *told))
    title = t("map.title", lang, title=sheet.title, time=drawn.time)
    blocks.words(
        *(markup.note(one.text) for one in drawn.what),
        links([link("methods", t("steadied.methods", lang))]),
    )
    maps.show(
        drawn,
        release,
        lang,
        form=form,
        area=area,
        region=place.code,
        key="steadied-map",
        height=700,
        heading=title,
        subheading=t("map.unit", lang, unit=indicator.unit_words, sex=t("sex.total", lang), area=area_name),
        hint=t("map.hint", lang),
    )
    how = markup.note(t("steadied.scale", lang)) + markup.h3(t("map.table", lang))
    blocks.under_chart(
        sheet,
        release,
        lang,
        key="steadied-map",
        name=f"{indicator.id}-{area}-{year}-steadied",
        head=markup.told(told, sheet.events, lang)
        + adding([stories.at(release, "map", indicator.id, year, "total")], lang)
        + how,
        picture_of="steadied-map",
        picture_title=title,
        show="open",
    )


def figure() -> None:
    """The choice of a figure and of how to see it, and the maps."""
    with choosers:
        indicator = blocks.choose_indicator(release, phenomenon, lang)
    if indicator is None:
        return
    years = read.years(indicator.id)
    if not years:
        st.info(t("choose.no_figures", lang))
        return
    steadied_year = data.steadied_year(release, indicator.id, area)
    kinds_of_map = [*["year", "years"][: len(years)], *(["steadied"] if steadied_year else [])]
    fold = st.expander(t("map.options", lang), key="options", on_change="rerun")
    is_open = bool(fold.open)
    with fold:
        kind = blocks.choose_one("maps", kinds_of_map, "maps", lang, t("choose.view", lang), is_shown=is_open)
        # Levels are steadied of both sexes together.
        sex = blocks.choose_one(
            "sex",
            data.sexes(release, indicator.id),
            "sex",
            lang,
            t("choose.sex", lang),
            is_shown=is_open and kind != "steadied",
        )
        form = blocks.choose_one(
            "form", data.map_forms(release), "form", lang, t("choose.form", lang), is_shown=is_open
        )
        beside = blocks.choose_beside(release, phenomenon, indicator, lang, is_shown=is_open and kind == "year")
    if kind == "steadied" and steadied_year:
        steadied_map(indicator, steadied_year, form)
        return
    if kind == "years":
        many_maps(indicator, sex, form)
        return
    maps_of = {"map": indicator} if beside is None else {"map": indicator, "map-beside": beside}

    def draw() -> None:
        """The choice of a year and its map, or two beside each other."""
        year = blocks.choose_year(years, lang, can_play=True)
        if beside is None:
            one_map(indicator, year, sex, form, "map")
            return
        for column, (key, one) in zip(st.columns(2), maps_of.items(), strict=True):
            with column:
                one_map(one, year, sex, form, key)

    blocks.alone(draw)
    # Apart from what changes with the year: while these are open, a change of the year runs both.
    for key, one in maps_of.items():
        label = t("explain.title", lang) if beside is None else f"{one.title}: {t('explain.title', lang)}"
        blocks.fold(label, f"about-{key}", lambda key=key, one=one: more_of(one, sex, key))


blocks.alone(figure)
blocks.words(
    markup.h2(t("next.title", lang)),
    links(
        [
            link("phenomenon", t("overview.open", lang, title=phenomenon.title)),
            link("compare", t("next.compare", lang)),
        ]
    ),
)
