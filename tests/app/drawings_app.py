"""A small application of the drawings alone, with made-up shapes and figures: `streamlit run` it in tests."""

import os
from pathlib import Path

import streamlit as st

from ilmiotaulu.settings import PROJECT
from ilmiotaulu.ui.components import modules
from ilmiotaulu.ui.web import middleware, routes

app = st.App(
    "drawings_page.py",
    routes=[*routes(Path(os.environ["DRAWINGS_SNAPSHOTS"]), PROJECT / "assets"), *modules.routes()],
    middleware=middleware(PROJECT / "assets"),
)
