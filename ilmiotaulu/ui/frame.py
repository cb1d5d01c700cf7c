"""The frame of every page: title, language, links that keep the view, the release, and what to do without one."""

import streamlit as st

from ilmiotaulu.settings import PROJECT
from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks

st.set_page_config(
    page_title="Ilmiötaulu",
    page_icon=str(data.settings().assets_dir / "favicon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
state.adopt_address()
lang = state.language()

pages = {
    name: st.Page(f"{PROJECT}/pages/{path}.py", title=t(f"page.{name}", lang), url_path=name)
    for name, path in (("map", "steering/map"), ("municipality", "steering/municipality"), ("data", "analyst/data"))
}
# Streamlit gives its default page the address `/` alone; `/map` is an address, too, and stays one.
front = st.Page(f"{PROJECT}/pages/steering/map.py", title=t("page.map", lang), url_path="front", default=True)
page = st.navigation([front, *pages.values()], position="hidden")
st.set_page_config(page_title=f"{page.title} – Ilmiötaulu")

blocks.styles()
with st.container(horizontal=True, vertical_alignment="center", key="frame-top"):
    blocks.brand()
    for name, one in {**pages, "map": front if page is front else pages["map"]}.items():
        st.page_link(one, label=t(f"page.{name}", lang), query_params=state.parameters(), width="content")
    blocks.languages(lang)

try:
    pointer = data.current()
    data.release(pointer.release)
    data.manifest(pointer.release)
except NoRelease:
    blocks.message("no_release", lang, command="ilmiotaulu refresh", folder=str(data.snapshots_dir()))
    st.stop()
except DamagedRelease as error:
    blocks.message("damaged_release", lang, command="ilmiotaulu releases", folder=str(error.path))
    st.stop()

blocks.release_notice(pointer.release, lang)
st.title(page.title)
page.run()
blocks.footer(pointer.release, lang)
