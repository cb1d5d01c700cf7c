"""The present mode: a story as one page of its own, outside Streamlit's frame."""

import base64
import gzip
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Literal
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ilmiotaulu.exports.decks import phenomenon_pptx
from ilmiotaulu.exports.pptx import PPTX, BadTemplate
from ilmiotaulu.exports.stage import FONT, HTML, Ways, policy, stage_html
from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.story.model import BadStory, Story, from_link, to_link
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.web import Shelf, compressed_response, in_turn
from ilmiotaulu.views.slides import deck
from ilmiotaulu.views.stories import ready_story

# Why there is nothing to show, and what a browser is answered then.
NotShown = Literal["not_a_story", "another_version", "too_large", "unknown", "no_release", "damaged_release"]
_STATUS: Mapping[NotShown, int] = {
    "not_a_story": 400,
    "another_version": 400,
    "too_large": 414,
    "unknown": 404,
    "no_release": 503,
    "damaged_release": 503,
}
# A file of a release that cannot be read is an `OSError`, one that cannot be understood a `ValueError`.
_FAULTS = (BadStory, NoRelease, DamagedRelease, KeyError, OSError, ValueError)
_log = logging.getLogger(__name__)
_shelf = Shelf(16 * 1024 * 1024)


def address(phenomenon: str, area: str, region: str, compare: str, lang: str, ending: str = "") -> str:
    """Where the ready-made story of a phenomenon in a place is shown, or with an `ending` is a file of that kind; it is
    made when somebody goes there.
    """
    asked = {"phenomenon": phenomenon, "area": area, "region": region, "compare": compare, "lang": lang}
    return f"/present{ending}?{urlencode({name: value for name, value in asked.items() if value})}"


def routes() -> list[BaseRoute]:
    """Return `/present`, `/present.html`, which is the same as a file to keep, and `/present.pptx`, to edit.

    `?story=` has the letters of a link. `?phenomenon=&area=&region=&compare=&lang=` leads to the ready-made story,
    which alone can be had to edit here: others are on the page on which they are built. `&room=` is read by the page
    itself. What cannot be shown is told in every language, with what to do.
    """

    async def present(request: Request) -> Response:
        return await in_turn(_present, request)

    async def save(request: Request) -> Response:
        return await in_turn(_save, request)

    async def edit(request: Request) -> Response:
        return await in_turn(_edit, request)

    return [Route("/present", present), Route("/present.html", save), Route("/present.pptx", edit)]


def _present(request: Request) -> Response:
    asked = request.query_params
    try:
        if "story" not in asked and "phenomenon" in asked:
            return RedirectResponse(f"/present?{urlencode({'story': to_link(_Ready.of(asked).story())})}", 303)
        story = from_link(asked.get("story", ""))
        page = _page(data.current().release, asked["story"], story, is_saved=False)
    except _FAULTS as error:
        return _refused(error)
    return _answer(page, request)


def _save(request: Request) -> Response:
    asked = request.query_params.get("story", "")
    try:
        story = from_link(asked)
        page = _page(data.current().release, asked, story, is_saved=True)
    except _FAULTS as error:
        return _refused(error)
    answer = _answer(page, request)
    answer.headers["content-disposition"] = f'attachment; filename="ilmiotaulu-{story.region}.html"'
    return answer


def _edit(request: Request) -> Response:
    asked, template = _Ready.of(request.query_params), data.settings().template_file
    try:
        body = phenomenon_pptx(data.release(data.current().release), *asked.where, template, asked.lang)
    except BadTemplate as error:
        whys = {lang: t(f"error.template.{error.why}", lang) for lang in LANGUAGES}
        lines = (t("error.bad_template", lang, path=str(error.path), why=why) for lang, why in whys.items())
        return PlainTextResponse("\n".join(lines), 503, {"cache-control": "no-store"})
    except _FAULTS as error:
        return _refused(error)
    # The release knows both names, or there would be no presentation.
    phenomenon, _, region, _ = asked.where
    kept = {"cache-control": "no-cache", "content-disposition": f'attachment; filename="{phenomenon}-{region}.pptx"'}
    return Response(body, headers=kept, media_type=PPTX)


def _answer(page: bytes, request: Request) -> Response:
    answer = compressed_response(page, request.headers, cache_control="no-cache", media_type=HTML)
    answer.headers["content-security-policy"] = f"{policy(_font())}; frame-ancestors 'none'"
    return answer


@dataclass(frozen=True)
class _Ready:
    """Which ready-made story is asked for: phenomenon, area, region and what it is compared with."""

    where: tuple[str, str, str, str]
    lang: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "_Ready":
        """The story that an address names."""
        lang = asked.get("lang", "")
        where = (asked.get("phenomenon", ""), asked.get("area", ""), asked.get("region", ""), asked.get("compare", ""))
        return cls(where, lang if lang in LANGUAGES else data.settings().language)

    def story(self) -> Story:
        """The story. Raises `KeyError` for what the release does not have."""
        return ready_story(data.reader(data.current().release, self.lang), *self.where)


def _page(release: str, link: str, story: Story, *, is_saved: bool) -> bytes:
    """The page, compressed; what was made of the same story and release is not made again."""
    ways = Ways() if is_saved else Ways(_back(story, link), f"/present.html?{urlencode({'story': link})}", "/rooms")

    def made() -> bytes:
        told = deck(story, data.reader(release, story.language))
        return gzip.compress(stage_html(told, _font(), ways), 6, mtime=0)

    return _shelf.get((release, link, is_saved), made)


def _back(story: Story, link: str) -> str:
    """The page on which the story is built."""
    return f"/story?{urlencode({'lang': story.language, 'story': link})}"


@cache
def _font() -> bytes:
    return (data.settings().assets_dir / FONT).read_bytes()


# ---- what cannot be shown -----------------------------------------------------------------------------------


def _refused(error: Exception) -> Response:
    """A plain page that says in every language what is the matter and what to do."""
    why = _why(error)
    told = "".join(
        f'<section lang="{lang}"><h1>{escape(t("present.refused", lang))}</h1>'
        f"<p>{escape(t(f'present.refused.{why}', lang))}</p>"
        f'<p><a href="/?lang={lang}">{escape(t("stage.go_back", lang))}</a></p></section>'
        for lang in LANGUAGES
    )
    page = (
        '<!doctype html><html lang="fi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Ilmiötaulu</title>'
        f"<style>{_PLAIN}</style></head><body><main>{told}</main></body></html>"
    )
    digest = base64.b64encode(hashlib.sha256(_PLAIN.encode()).digest()).decode()
    headers = {
        "cache-control": "no-store",
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'",
    }
    return Response(page, _STATUS[why], headers, HTML)


def _why(error: Exception) -> NotShown:
    if isinstance(error, BadStory):
        return error.why
    if isinstance(error, NoRelease):
        return "no_release"
    if isinstance(error, KeyError):
        return "unknown"
    _log.error("no presentation can be made of the release", exc_info=error)
    return "damaged_release"


_PLAIN = (
    "body{font:1.15rem/1.5 'Source Sans 3','Segoe UI',system-ui,sans-serif;color:#15252B;background:#FFFFFF;margin:0}"
    "main{max-width:40rem;margin:8vh auto;padding:0 1.25rem}section{margin-bottom:2.5rem}h1{font-size:1.5rem;margin:0}"
    "p{margin:.5rem 0}a{color:#0B5C6E}"
)
