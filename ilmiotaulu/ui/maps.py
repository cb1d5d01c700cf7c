"""How a page draws a map: whose shapes, in which colours, and what a choice on it does."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import streamlit as st

from ilmiotaulu.charts.palette import SECOND, SECOND_DARK, SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.text import t
from ilmiotaulu.ui import map_years, state
from ilmiotaulu.ui.components import blocks
from ilmiotaulu.ui.components.area_map import Area, Point, area_map
from ilmiotaulu.views.sheet import Sheet


class Drawn(Protocol):
    """What is drawn: areas by name, their time, the words of their colours, and the same as a table."""

    @property
    def rows(self) -> Sequence[Area]:
        """The areas."""

    @property
    def time(self) -> str:
        """The time of their figures; empty when the words of the areas say it."""

    @property
    def legend(self) -> Sequence[str]:
        """A text for each colour."""

    @property
    def sheet(self) -> Sheet:
        """The table."""


def show(
    view: Drawn,
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
    alt: str = "",
    series: tuple[str, int, str] | None = None,
    is_second: bool = False,
    points: Sequence[Point] = (),
    point_words: Mapping[str, str] | None = None,
    selected_point: str | None = None,
) -> None:
    """Draw the municipalities of an area on the `form` of map; one that is chosen becomes the region of the page.

    With `series`, the indicator, year and sex that the view is of, the map follows the slider of years by itself, and
    `{time}` in the heading stands for the time. A second map beside another has colours of its own. `points` are drawn
    as in `area_map`; one that is chosen becomes the centre of the page, and its area the region.
    """
    indicator, year, sex = series or ("", 0, "")

    def chosen() -> dict[str, str]:
        code = st.session_state[key].chosen
        inside = next((point.area for point in points if point.id == code), None)
        return {"region": inside, "centre": code} if inside else {"region": code} if code else {}

    area_map(
        geometry_url=f"/release/{release}/geometry/{form}.json",
        areas=view.rows,
        time=view.time if series else "",
        palette=SECOND if is_second else SEQUENTIAL,
        palette_dark=SECOND_DARK if is_second else SEQUENTIAL_DARK,
        legend=view.legend,
        selected=region,
        zoom=area != "FI",
        missing_words=blocks.map_words(view.sheet, lang),
        title=alt or t("map.alt", lang, title=view.sheet.title, time="{time}" if series else view.time),
        heading=heading,
        subheading=subheading,
        hint=hint,
        key=key,
        on_choose=state.set_and_write(chosen),
        height=height,
        year=year,
        years_url=map_years.address(release, indicator, sex, area, lang) if series else "",
        points=points,
        point_words=point_words,
        selected_point=selected_point,
    )
