"""The page of people's own phones: one small page without Streamlit, whose style and script are allowed by digest."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path

import orjson
from starlette.responses import HTMLResponse, Response

from ilmiotaulu.text import t

_HERE = Path(__file__).parent
# What the script says.
WORDS = (
    "actual",
    "again",
    "change",
    "chart",
    "ended",
    "look",
    "line_how",
    "mine",
    "new",
    "new_round",
    "no_guess",
    "not_yet",
    "offline",
    "over",
    "place",
    "place_how",
    "revealed",
    "send",
    "sent",
    "summary",
    "thanks",
    "thanks_gone",
    "thanks_kept",
    "unfinished",
    "waiting",
    "waiting_how",
    "year",
)


def phone_page(room: str, title: str, lang: str) -> Response:
    """The page that waits for the presenter, asks, and shows the answer beside the guess."""
    told = {"room": room, "lang": lang, "words": {word: t(f"phone.{word}", lang) for word in WORDS}}
    # Nothing in it can end the element that it stands in.
    data = orjson.dumps(told).decode().replace("<", "\\u003c")
    body = (
        f"<h1>{escape(title)}</h1>"
        f'<p id="status" role="status">{escape(t("phone.waiting", lang))}</p><div id="asked"></div>'
        f"<noscript><p>{escape(t('phone.noscript', lang))}</p></noscript>"
        f'<p class="soft" id="privacy">{escape(t("phone.privacy", lang))}</p>'
        f'<script type="application/json" id="told">{data}</script><script>{_text("phone.js")}</script>'
    )
    return _page(title, body, lang, 200)


def no_room_page(lang: str) -> Response:
    """The page of an address that no room has, or has no more."""
    title = t("phone.gone", lang)
    told = "".join(f"<p>{escape(t(f'phone.{name}', lang))}</p>" for name in ("gone_how", "gone_thanks", "summary"))
    return _page(title, f"<h1>{escape(title)}</h1>{told}", lang, 404)


def _page(title: str, body: str, lang: str, status: int) -> Response:
    html = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)} – Ilmiötaulu</title>'
        '<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">'
        f"<style>{_text('phone.css')}</style></head><body><header>Ilmiötaulu</header><main>{body}</main></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src {_digest('phone.css')}; script-src {_digest('phone.js')}; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {"content-security-policy": policy, "cache-control": "no-store", "content-language": lang}
    return HTMLResponse(html, status, headers)


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


@cache
def _digest(name: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode()}'"
