"""The components' code for the browser, served by address instead of with every change.

Streamlit sends a component's script and style again in each of its messages, 25 KB for a map. What is registered here
is therefore three lines that import the code from `/code/…`, which a browser keeps for ever under a mark of its
content. A component's code is one module: its style as `STYLE`, the shared drawing functions if it draws, then its
own script.
"""

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit.components.v2.types import ComponentRenderer

from ilmiotaulu.ui.web import FOR_EVER, compressed_response

_HERE: Final = Path(__file__).parent
_STYLES: Final = {
    "area_map": ("shapes.css", "area_map.css"),
    "small_maps": ("shapes.css", "small_maps.css"),
    "picture": ("picture.css",),
    "year_slider": ("year_slider.css",),
    "choice": ("choice.css",),
    "story_cards": ("story_cards.css",),
    "copied": ("copied.css",),
    "links": (),
    "cells": (),
}
_SCRIPTS: Final = {
    "area_map": ("shapes.js", "area_map.js"),
    "small_maps": ("shapes.js", "small_maps.js"),
    "picture": ("picture.js",),
    "year_slider": ("year_slider.js",),
    "choice": ("choice.js",),
    "story_cards": ("story_cards.js",),
    "copied": ("copied.js",),
    "links": ("links.js",),
    "cells": ("cells.js",),
}


def component(name: str, *, has_own_style: bool = True) -> ComponentRenderer:
    """Register the component `name`, whose script finds an empty `.place` in its `parentElement`.

    Without a style of its own it stands in the page, whose style sheet holds for it.
    """
    # Streamlit takes a text without a line break for a file's name. A module that is there is not imported again: the
    # browser would answer only after all else that it has to do.
    return st.components.v2.component(
        f"ilmiotaulu.{name}",
        html='<div class="place"></div>\n',
        js=f'const at = new URL("{address(name)}", document.baseURI);\n'
        "let draw;\n"
        "export default async component => (draw ??= (await import(at)).default)(component);\n",
        isolate_styles=has_own_style,
    )


def address(name: str) -> str:
    """Return where a component's code is served; what an address gives never changes."""
    return f"/code/{name}.js?v={_mark(name)}"


def routes() -> list[BaseRoute]:
    """Return `/code/<component>.js`; everything unknown is a plain 404."""

    async def code(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _SCRIPTS:
            return PlainTextResponse("Not found", status_code=404, headers={"cache-control": "no-store"})
        # A page opened before an upgrade asks with an old mark: it is served, but must not be kept.
        is_current = request.query_params.get("v") == _mark(name)
        kept = FOR_EVER if is_current else "no-store"
        kind = "text/javascript; charset=utf-8"
        return compressed_response(_compressed(name), request.headers, cache_control=kept, media_type=kind)

    return [Route("/code/{name}.js", code)]


@cache
def _mark(name: str) -> str:
    return hashlib.sha256(_text(name)).hexdigest()[:8]


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(_text(name), 6, mtime=0)


def _text(name: str) -> bytes:
    style, script = (
        "\n".join((_HERE / file).read_text(encoding="utf-8") for file in files[name]) for files in (_STYLES, _SCRIPTS)
    )
    return f"const STYLE = {json.dumps(style)};\n{script}".encode()
