"""Kartta: one indicator in all municipalities of a county or the country."""

import streamlit as st

from ilmiotaulu.charts.palette import SEQUENTIAL, SEQUENTIAL_DARK
from ilmiotaulu.exports.csv import area_view_csv
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, tables
from ilmiotaulu.ui.components.area_map import area_map
from ilmiotaulu.views import EXAMPLE, HIDDEN

lang = state.language()
release = data.current().release

choosers = st.columns(4)
with choosers[0]:
    area = blocks.choose_area(release, lang)
with choosers[1]:
    place = blocks.choose_region(release, area, lang)
with choosers[2]:
    phenomenon = blocks.choose_phenomenon(release, lang)
with choosers[3]:
    indicator = blocks.choose_indicator(release, phenomenon, lang)
if indicator is None:
    st.stop()

sexes = data.sexes(release, indicator.id)
sex = state.settle("sex", sexes, "total") or "total"
years = data.years(release, indicator.id)
if not years:
    st.info(t("choose.no_figures", lang))
    st.stop()
year = state.nearest("year", years)
forms = ["boundaries", "tiles"] if data.has_boundaries(release) else ["tiles"]
form = state.settle("form", forms, forms[0])

with st.container(horizontal=True, vertical_alignment="bottom"):
    if len(years) > 1:
        st.select_slider(t("choose.year", lang), years, key="year", on_change=state.write_address, width=420)
    if len(sexes) > 1:
        st.segmented_control(
            t("choose.sex", lang),
            sexes,
            key="sex",
            format_func=lambda one: t(f"sex.{one}", lang),
            on_change=state.write_address,
            required=True,
        )
    if len(forms) > 1:
        st.segmented_control(
            t("choose.form", lang),
            forms,
            key="form",
            format_func=lambda one: t(f"form.{one}", lang),
            on_change=state.write_address,
            required=True,
        )

view = data.area_view(release, indicator.id, year, sex, area, lang)
st.header(t("map.title", lang, title=indicator.title, time=view.time))
st.caption(
    t(
        "map.unit",
        lang,
        unit=indicator.unit_words,
        sex=t(f"sex.{sex}", lang),
        area=data.places(release, lang)[area].name,
    )
)
has_examples = any(row.class_index == EXAMPLE for row in view.rows)
if has_examples:
    st.warning(t("example.notice", lang))

words = {name: t(f"map.{name}", lang) for name in ("hidden", "missing", "example", "no_map")}
# The map says of a hidden value what the table says: `hidden or zero` is not `hidden`.
hidden = dict.fromkeys(row.value for row in view.rows if row.class_index == HIDDEN)
words["hidden"] = " / ".join(hidden) or words["hidden"]
area_map(
    geometry_url=f"/release/{release}/geometry/{form}.json",
    names={row.code: row.name for row in view.rows},
    classes={row.code: row.class_index for row in view.rows},
    values={row.code: f"{row.name}: {row.value} ({view.time})" for row in view.rows},
    palette=SEQUENTIAL,
    palette_dark=SEQUENTIAL_DARK,
    legend=view.legend,
    selected=place.code,
    focus=[row.code for row in view.rows] if area != "FI" else [],
    missing_words=words,
    title=t("map.alt", lang, title=indicator.title, time=view.time),
    hint=t("map.hint", lang),
    key="map",
    on_choose=state.set_and_write("region", lambda: st.session_state["map"].chosen),
)
blocks.sources(view.origins, release, lang)
blocks.explain(indicator, lang)

st.header(t("map.table", lang))
st.html(tables.area_table(view, place.code, lang))
if not has_examples:
    st.download_button(
        t("download.csv", lang),
        area_view_csv(view, release, lang),
        file_name=f"{indicator.id}-{area}-{year}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
