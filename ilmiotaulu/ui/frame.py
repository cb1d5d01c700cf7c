"""The frame of every page: title, language, links that keep the view, the release, and what to do without one."""

import streamlit as st

from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state, stories
from ilmiotaulu.ui.components import blocks, links
from ilmiotaulu.ui.pages import PAGES, file

st.set_page_config(
    page_title="Ilmiötaulu",
    page_icon=str(data.settings().assets_dir / "favicon.png"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
state.adopt_address()
lang = state.language()

pages = {name: st.Page(file(name), title=t(f"page.{name}", lang), url_path=name) for name in PAGES}
# Streamlit gives its default page the address `/` alone; `/overview` is an address, too, and stays one.
front = st.Page(file("overview"), title=t("page.overview", lang), url_path="front", default=True)
page = st.navigation([front, *pages.values()], position="hidden")
st.set_page_config(page_title=f"{page.title} – Ilmiötaulu")

# The front page is the current one under both of its addresses.
here = "overview" if page is front else page.url_path
stories.adopt_address(here)
links.follow({**pages, "overview": front if page is front else pages["overview"]}, here)
blocks.words(links.top(here, lang))

try:
    pointer = data.current()
    data.release(pointer.release)
    data.manifest(pointer.release)
except (NoRelease, DamagedRelease) as error:
    blocks.no_release(error, lang)
    if page is pages["accessibility"]:  # needs no figures, and must be there always
        page.run()
    st.stop()

blocks.release_notice(pointer.release, lang)
st.title(page.title)
page.run()
state.put_address()
blocks.footer(pointer.release, here, lang)
