"""Kartta: one indicator in all municipalities of a county or the country, one year, many years, or beside another."""

import streamlit as st

from ilmiotaulu.charts.palette import SECOND, SECOND_DARK, SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, markup
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.ui.components.links import link, links
from ilmiotaulu.ui.components.small_maps import small_maps
from ilmiotaulu.views.sheet import choosing
from ilmiotaulu.views.texts import IndicatorText

lang = state.language()
release = data.current().release

columns = st.columns([1, 0.8, 1.1, 1.4])
area, place = blocks.choose_place(columns, release, lang)
with columns[2]:
    phenomenon = blocks.choose_phenomenon(release, lang)


def one_map(shown: IndicatorText, year: int, sex: str, form: str, key: str) -> None:
    """A map of one indicator in one year, with all that stands under it."""
    known = data.years(release, shown.id)
    nearest = min(known, key=lambda one: (abs(one - year), -one))
    shown_sex = sex if sex in data.sexes(release, shown.id) else "total"
    drawn = data.area_view(release, shown.id, nearest, shown_sex, area, lang)
    area_name = data.places(release, lang)[area].name
    with st.container(key=f"picture-{key}"):
        area_map(
            geometry_url=f"/release/{release}/geometry/{form}.json",
            areas=drawn.rows,
            time=drawn.time,
            palette=SEQUENTIAL if key == "map" else SECOND,
            palette_dark=SEQUENTIAL_DARK if key == "map" else SECOND_DARK,
            legend=drawn.legend,
            selected=place.code,
            zoom=area != "FI",
            missing_words=blocks.map_words(drawn.sheet, lang),
            title=t("map.alt", lang, title=shown.title, time=drawn.time),
            heading=t("map.title", lang, title=shown.title, time=drawn.time),
            subheading=t("map.unit", lang, unit=shown.unit_words, sex=t(f"sex.{shown_sex}", lang), area=area_name),
            hint=t("map.hint", lang),
            key=key,
            on_choose=state.set_and_write("region", lambda: st.session_state[key].chosen),
            height=700,
        )
    blocks.under_chart(
        choosing(drawn.sheet, place.code),
        release,
        lang,
        name=f"{shown.id}-{area}-{nearest}",
        head=markup.note(t("map.scale", lang)) + markup.h3(t("map.table", lang)),
        picture_of=f"picture-{key}",
        picture_title=t("map.title", lang, title=shown.title, time=drawn.time),
        show="open",
    )


def many_maps(indicator: IndicatorText, sex: str, form: str) -> None:
    """Small maps of one indicator over its years."""
    shown_years = data.some_years(release, indicator.id)
    drawn = data.years_view(release, indicator.id, shown_years, sex, area, lang)
    area_name = data.places(release, lang)[area].name
    blocks.words(
        markup.h2(indicator.title),
        markup.note(t("map.unit", lang, unit=indicator.unit_words, sex=t(f"sex.{sex}", lang), area=area_name)),
    )
    with st.container(key="picture-years"):
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
            title=indicator.title,
            selected=place.code,
            key="years-map",
        )
    blocks.under_chart(
        drawn.sheet,
        release,
        lang,
        name=f"{indicator.id}-{area}-years",
        head=markup.note(t("map.scale", lang)),
        picture_of="picture-years",
    )


def figure() -> None:
    """The choice of a figure and of how to see it, and the maps."""
    with columns[3]:
        indicator = blocks.choose_indicator(release, phenomenon, lang)
    if indicator is None:
        return
    years = data.years(release, indicator.id)
    if not years:
        st.info(t("choose.no_figures", lang))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        maps = blocks.choose_one("maps", ["year", "years"][: len(years)], "maps", lang, t("choose.view", lang))
        sex = blocks.choose_one("sex", data.sexes(release, indicator.id), "sex", lang, t("choose.sex", lang))
        form = blocks.choose_one("form", data.map_forms(release), "form", lang, t("choose.form", lang))
        beside = blocks.choose_beside(release, phenomenon, indicator, lang) if maps == "year" else None

    if maps == "years":
        many_maps(indicator, sex, form)
        return

    def draw(year: int) -> None:
        """The map of a year, or two beside each other."""
        if beside is None:
            one_map(indicator, year, sex, form, "map")
            return
        for column, one, key in zip(st.columns(2), (indicator, beside), ("map", "map-beside"), strict=True):
            with column:
                one_map(one, year, sex, form, key)

    blocks.alone(lambda: blocks.play(years, lang, draw))


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
