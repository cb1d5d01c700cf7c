"""The application: `streamlit run app.py`. Frame, routes, middleware and start-up; nothing else lives here."""

import streamlit as st
from starlette.middleware import Middleware

from ilmiotaulu.settings import Settings
from ilmiotaulu.ui import map_years, rooms, short_links, stage
from ilmiotaulu.ui.components import modules
from ilmiotaulu.ui.data import warm_up
from ilmiotaulu.ui.embed import Embedding
from ilmiotaulu.ui.preload import preloads
from ilmiotaulu.ui.web import middleware, routes

settings = Settings()
house = rooms.house(settings)
app = st.App(
    "ilmiotaulu/ui/frame.py",
    routes=[
        *routes(settings.snapshots_dir, settings.assets_dir),
        *modules.routes(),
        *map_years.routes(),
        *stage.routes(),
        *rooms.routes(house),
        *short_links.routes(),
    ],
    middleware=middleware(
        settings.assets_dir,
        default_language=settings.language,
        preloads=preloads,
        before=[Middleware(Embedding, ancestors=settings.embed_ancestors)],
    ),
    lifespan=rooms.forgetting(house, warm_up),
)
