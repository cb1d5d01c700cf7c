"""Kartta: one indicator in all municipalities of a county or the country, one year, many years, or beside another."""

import streamlit as st

from ilmiotaulu.charts.palette import SECOND, SECOND_DARK, SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, pages, state
from ilmiotaulu.ui.components import blocks
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.ui.components.small_maps import small_maps
from ilmiotaulu.ui.markdown import plain
from ilmiotaulu.views.sheet import choosing
from ilmiotaulu.views.texts import IndicatorText, Place

lang = state.language()
release = data.current().release

columns = st.columns([1, 0.8, 1.1, 1.4])
area, place = blocks.choose_place(columns, release, lang)
with columns[2]:
    phenomenon = blocks.choose_phenomenon(release, lang)
with columns[3]:
    indicator = blocks.choose_indicator(release, phenomenon, lang)
if indicator is None:
    st.stop()
years = data.years(release, indicator.id)
if not years:
    st.info(t("choose.no_figures", lang))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    maps = blocks.choose_one("maps", ["year", "years"][: len(years)], "maps", lang, t("choose.view", lang))
    sex = blocks.choose_one("sex", data.sexes(release, indicator.id), "sex", lang, t("choose.sex", lang))
    form = blocks.choose_one("form", data.map_forms(release), "form", lang, t("choose.form", lang))
    beside = blocks.choose_beside(release, phenomenon, indicator, lang) if maps == "year" else None
geometry_url = f"/release/{release}/geometry/{form}.json"


def one_map(shown: IndicatorText, year: int, key: str, of: Place) -> None:
    """A map of one indicator in one year, with all that stands under it."""
    known = data.years(release, shown.id)
    nearest = min(known, key=lambda one: (abs(one - year), -one))
    shown_sex = sex if sex in data.sexes(release, shown.id) else "total"
    drawn = data.area_view(release, shown.id, nearest, shown_sex, area, lang)
    st.header(t("map.title", lang, title=plain(shown.title), time=drawn.time))
    area_name = plain(data.places(release, lang)[area].name)
    st.caption(t("map.unit", lang, unit=shown.unit_words, sex=t(f"sex.{shown_sex}", lang), area=area_name))
    with st.container(key=f"picture-{key}"):
        area_map(
            geometry_url=geometry_url,
            areas=drawn.rows,
            time=drawn.time,
            palette=SEQUENTIAL if key == "map" else SECOND,
            palette_dark=SEQUENTIAL_DARK if key == "map" else SECOND_DARK,
            legend=drawn.legend,
            selected=of.code,
            zoom=area != "FI",
            missing_words=blocks.map_words(drawn.sheet, lang),
            title=t("map.alt", lang, title=shown.title, time=drawn.time),
            hint=t("map.hint", lang),
            key=key,
            on_choose=state.set_and_write("region", lambda: st.session_state[key].chosen),
            height=700,
        )
    st.caption(t("map.scale", lang))
    st.subheader(t("map.table", lang))
    blocks.under_chart(
        choosing(drawn.sheet, of.code),
        release,
        lang,
        name=f"{shown.id}-{area}-{nearest}",
        picture_of=f"picture-{key}",
        picture_title=t("map.title", lang, title=shown.title, time=drawn.time),
        show="open",
    )


if maps == "years":
    shown_years = data.some_years(release, indicator.id)
    drawn = data.years_view(release, indicator.id, shown_years, sex, area, lang)
    st.header(plain(indicator.title))
    st.caption(
        t(
            "map.unit",
            lang,
            unit=indicator.unit_words,
            sex=t(f"sex.{sex}", lang),
            area=plain(data.places(release, lang)[area].name),
        )
    )
    with st.container(key="picture-years"):
        small_maps(
            geometry_url=geometry_url,
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
    st.caption(t("map.scale", lang))
    blocks.under_chart(drawn.sheet, release, lang, name=f"{indicator.id}-{area}-years", picture_of="picture-years")
else:
    shown = [indicator] if beside is None else [indicator, beside]

    def draw(year: int) -> None:
        """The map of a year, or two beside each other."""
        for column, one in zip(st.columns(len(shown)), shown, strict=True):
            with column:
                one_map(one, year, "map" if one is shown[0] else "map-beside", place)

    blocks.play(years, lang, draw)

st.header(t("next.title", lang))
with st.container(horizontal=True):
    pages.link("phenomenon", t("overview.open", lang, title=phenomenon.title))
    pages.link("compare", t("next.compare", lang))
