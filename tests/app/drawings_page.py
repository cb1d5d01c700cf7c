"""One drawing, the one that `?of=` asks for. Every figure here is made up."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.palette import ACCENT, GREY, SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.charts.trend import Line
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.ui.components.courses import courses
from ilmiotaulu.ui.components.picture import picture
from ilmiotaulu.ui.components.small_maps import small_maps
from ilmiotaulu.views.area import AreaRow
from ilmiotaulu.views.centres import Dot
from ilmiotaulu.views.classes import EXAMPLE, HIDDEN, MISSING, WITHOUT
from ilmiotaulu.views.future import CourseView

SQUARES = [
    AreaRow("KU001", "Aaltola", "1\N{NARROW NO-BREAK SPACE}234,5\N{NO-BREAK SPACE}%", 0),
    AreaRow("KU002", "Öljymäki", "2,1\N{NO-BREAK SPACE}%", 2),
    AreaRow("KU003", "Betula", "salattu", HIDDEN),
    AreaRow("KU004", "Cedrus", "salattu tai nolla", HIDDEN),
    AreaRow("KU005", "Dalia", "ei tietoa", MISSING),
    AreaRow("KU006", "Esko", "3,0\N{NO-BREAK SPACE}%", EXAMPLE),
]
# In a drawing whose corner is 100 000 m east and 7 000 000 m north, Dalia's dot stands at (50, 150).
DOTS = [
    Dot("p1", "KU005", "Daliantupa: perhekeskus", "centre", 1050, 69850),
    Dot("p2", "KU005", "Tuomela: kohtaamispaikka", "meeting_place", 1060, 69860),
    Dot("p3", "KU001", "Aallontupa: kohtaamispaikka", "meeting_place", 1020, 69980),
    Dot("p4", "KU001", "Aaltokeskus: perhekeskus", "centre", 1020, 69980),
    Dot("p5", "KU099", "Muualla: perhekeskus", "centre", 1020, 69980),
]
YEARS = (2019, 2020, 2021)
LEGEND = ("0,1–1,1", "1,2–1,8", "1,9–2,5")
WORDS = {"hidden": "salattu", "missing": "ei tietoa", "example": "esimerkki", "no_map": "Karttaa ei saatu."}
COLOURS: dict[str, Any] = {
    "palette": SEQUENTIAL[:3],
    "palette_dark": SEQUENTIAL_DARK[:3],
    "legend": LEGEND,
    "missing_words": WORDS,
}
asked = st.query_params

st.set_page_config(layout="wide")
st.title("Piirrokset")


def picture_of(key: str) -> None:
    picture(
        of=key,
        title="Keksityt luvut, 2021",
        notes=["Osuus, %, 2021", "Lähde: keksitty", "Julkaisu: kokeilu"],
        name=f"{key}-2021",
        labels={"png": "Lataa kuva", "svg": "Lataa SVG-kuva"},
        failed="Kuvaa ei saatu tehtyä.",
        lang="fi",
        key="picture",
    )


def one_map() -> None:
    chosen = area_map(
        geometry_url=f"/release/made-up/geometry/{asked.get('file', 'squares')}.json",
        areas=SQUARES,
        time="2021",
        selected=asked.get("selected"),
        zoom="zoom" in asked,
        title="Keksityt luvut kunnittain, 2021",
        heading="Keksityt luvut",
        hint="Valitse kunta.",
        key="map",
        on_choose=lambda: st.session_state.update(heard=st.session_state["map"].chosen),
        height=240,
        **COLOURS,
    )
    st.text(f"chosen {chosen}, heard {st.session_state.get('heard')}")
    picture_of("map")


def places() -> None:
    chosen = area_map(
        geometry_url=f"/release/made-up/geometry/{asked.get('file', 'squares')}.json",
        areas=[
            AreaRow("KU001", "Aaltola", "paikkoja 2", 0),
            AreaRow("KU002", "Öljymäki", "ei paikkaa, lähin 12 km", WITHOUT),
            AreaRow("KU005", "Dalia", "paikkoja 2", 0),
        ],
        time="",
        selected="KU001",
        zoom=False,
        title="Keksityt paikat",
        heading="Keksityt paikat",
        hint="",
        key="places",
        height=240,
        points=DOTS,
        point_words={"centre": "Perhekeskus", "meeting_place": "Kohtaamispaikka"},
        selected_point="p2",
        **{**COLOURS, "legend": ["on paikka"], "missing_words": {**WORDS, "without": "ei paikkaa"}},
    )
    st.text(f"chosen {chosen}")
    picture_of("places")


def many_areas() -> None:
    year = st.select_slider("Vuosi", YEARS, value=2021)
    area_map(
        geometry_url="/release/made-up/geometry/many.json",
        areas=[
            AreaRow(f"KU{at:03}", f"Pitkänimelä {at}" if at % 2 else "Ii", f"{year % 100 + at % 90},{at % 10}", at % 3)
            for at in range(308)
        ],
        time=str(year),
        selected=None,
        zoom=False,
        title="Keksityt luvut",
        heading="Keksityt luvut",
        hint="",
        key="map",
        **COLOURS,
    )


def years() -> None:
    small_maps(
        geometry_url="/release/made-up/geometry/squares.json",
        codes=[area.code for area in SQUARES[:4]],
        names=[area.name for area in SQUARES[:4]],
        years=YEARS,
        classes=[[0, 1, HIDDEN, 2], [0, 0, 1, MISSING], [2, 2, HIDDEN, 2]],
        zoom=True,
        title="Keksityt luvut",
        key="years",
        selected="KU002",
        **COLOURS,
    )
    picture_of("years")


def chart() -> None:
    figure = go.Figure(
        [
            go.Scatter(x=list(YEARS), y=[1, 3, 2], mode="lines", line={"color": ACCENT, "width": 4}, name="Aaltola"),
            go.Scatter(x=list(YEARS), y=[2, 2, 3], mode="lines", line={"color": GREY, "width": 4}, name="Koko maa"),
        ]
    )
    with st.container(key="trend"):
        st.plotly_chart(figure, height=240)
    picture_of("trend")


def groups() -> None:
    views = [
        CourseView(
            title,
            Line(title, [2019, 2020, 2021], [30.0, 20.0, 20.0]),
            Fan("", (2021, 20.0), [2026, 2031], [15.0, 10.0], {80: [(10.0, 20.0), (5.0, 20.0)]}),
            Line("", [2030], [12.0]),
            (2019, 2031),
            ((2021, "20", ""), (2026, "15", "10–20"), (2031, "10", "5–20")),
            f"{title}: 20 (2021)",
        )
        for title in ("0–2-vuotiaat", "3–6-vuotiaat")
    ]
    with st.container(key="groups"):
        st.html(courses(views))
    picture_of("groups")


DRAWINGS = {
    "map": one_map,
    "places": places,
    "many": many_areas,
    "years": years,
    "chart": chart,
    "groups": groups,
}
DRAWINGS.get(asked.get("of", "map"), lambda: picture_of("nothing"))()
