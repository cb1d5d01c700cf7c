"""How a page draws a map of one indicator: whose shapes, in which colours, and what a choice on it does."""

import streamlit as st

from ilmiotaulu.charts.palette import SECOND, SECOND_DARK, SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.text import t
from ilmiotaulu.ui import map_years, state
from ilmiotaulu.ui.components import blocks
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.views.area import AreaView


def show(
    view: AreaView,
    release: str,
    lang: str,
    *,
    form: str,
    area: str,
    region: str,
    key: str,
    height: int,
    heading: str,
    subheading: str = "",
    hint: str = "",
    year_and_sex: tuple[int, str] | None = None,
    is_second: bool = False,
) -> None:
    """Draw the municipalities of an area on the `form` of map; one that is chosen becomes the region of the page.

    With `year_and_sex`, which the view is of, the map follows the slider of years by itself, and `{time}` in the
    heading stands for the time. A second map beside another has colours of its own.
    """
    year, sex = year_and_sex or (0, "")
    area_map(
        geometry_url=f"/release/{release}/geometry/{form}.json",
        areas=view.rows,
        time=view.time if year_and_sex else "",
        palette=SECOND if is_second else SEQUENTIAL,
        palette_dark=SECOND_DARK if is_second else SEQUENTIAL_DARK,
        legend=view.legend,
        selected=region,
        zoom=area != "FI",
        missing_words=blocks.map_words(view.sheet, lang),
        title=t("map.alt", lang, title=view.sheet.title, time="{time}" if year_and_sex else view.time),
        heading=heading,
        subheading=subheading,
        hint=hint,
        key=key,
        on_choose=state.set_and_write("region", lambda: st.session_state[key].chosen),
        height=height,
        year=year,
        years_url=map_years.address(release, view.indicator.id, sex, area, lang) if year_and_sex else "",
    )
