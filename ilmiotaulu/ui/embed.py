"""Pages in other people's frames: an address with `embed=true` is answered with one picture, without a script.

Only this answer may be framed by others. Everything else stays as it is: a page of Streamlit in a foreign frame could
be covered by something that a person does not mean to press.
"""

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ilmiotaulu.exports.embedded import embedded_html, notice_html, style
from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.story.model import Item, Kind, Story
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.web import Shelf, compressed_response, in_turn
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Slide, slide
from ilmiotaulu.views.slides.framed import framed

View = Mapping[str, str]
# Why there is no picture at all.
NotEmbedded = Literal["no_release", "unknown"]

# What of each page is shown: one view of a figure, or of a place its key figures. The front page has two addresses.
KINDS: Final[Mapping[str, Kind]] = {
    "phenomenon": "trend",
    "map": "map",
    "compare": "ranking",
    "future": "forecast",
}
_OF_PLACES: Final = ("", "overview", "municipality")
_WIDEST_AGE: Final = "children_0_17"
_GROUPS: Final = ("area", "network", "counties", "similar")
_HTML: Final = "text/html; charset=utf-8"
_shelf = Shelf(8 * 1024 * 1024)


@dataclass(frozen=True)
class _Asked:
    """What is asked for, with what the page would take where the address is silent."""

    kind: Kind | None
    page: str
    lang: str
    view: tuple[tuple[str, str], ...]


class Embedding:
    """Answers the addresses of pages that say `embed=true`, and passes on all others."""

    def __init__(self, app: ASGIApp, ancestors: str) -> None:
        self.app = app
        self._ancestors = ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the picture of a page's view."""
        page = scope["path"].strip("/") if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        if page not in (*KINDS, *_OF_PLACES) or query.get("embed") != "true":
            return await self.app(scope, receive, send)
        answer = await in_turn(_answer, page, query, Headers(scope=scope))
        answer.headers["content-security-policy"] = _policy(self._ancestors)
        return await answer(scope, receive, send)


def _answer(page: str, query: View, headers: Headers) -> Response:
    lang = query.get("lang", "")
    lang = lang if lang in LANGUAGES else data.settings().language
    # What no view has makes no page of its own.
    view = tuple(sorted((name, value) for name, value in query.items() if name in _NAMES and _can_be(name, value)))
    # Where a year of children by age is named, they are the picture.
    kind: Kind | None = "ages" if page == "future" and "ahead" in dict(view) else KINDS.get(page)
    asked = _Asked(kind, page or "overview", lang, view)
    try:
        release = data.current().release
        body = _shelf.get((release, asked), lambda: gzip.compress(_page(release, asked).encode(), 6, mtime=0))
    except (NoRelease, DamagedRelease):
        return _refused(asked, "no_release", 503)
    except (KeyError, ValidationError):
        return _refused(asked, "unknown", 404)
    # Whoever keeps it asks again before it is shown: a publisher may have hidden a figure since.
    return compressed_response(body, headers, cache_control="no-cache", media_type=_HTML)


def _can_be(name: str, value: str) -> bool:
    if name in ("year", "ahead"):
        return bool(_YEAR.fullmatch(value))
    return value in _GROUPS if name == "group" else 0 < len(value) <= _LONGEST_NAME


_LONGEST_NAME: Final = 80
_YEAR: Final = re.compile(r"(19|20|21)[0-9]{2}")
_NAMES: Final = ("area", "region", "compare", "group", "phenomenon", "indicator", "age", "year", "ahead", "sex")


def _page(release: str, asked: _Asked) -> str:
    reader = data.reader(release, asked.lang)
    return embedded_html(_slide(asked, reader), release, _to(asked), asked.lang)


def _slide(asked: _Asked, reader: ReleaseReader) -> Slide:
    """A view of one figure, or the key figures of a place. Raises `ValidationError` for what no name can be, and
    `KeyError`.
    """
    if asked.kind:
        story = _story(asked, asked.kind, reader)
        return slide(story.items[0], story, reader)
    view = dict(asked.view)
    _, region = _places(view, reader)
    return framed(region, view.get("compare", ""), reader)


def _to(asked: _Asked) -> str:
    """The view in the app."""
    return f"/{asked.page}?{urlencode({'lang': asked.lang, **dict(asked.view)})}"


def _places(view: View, reader: ReleaseReader) -> tuple[str, str]:
    """The area and the place of a view, chosen as a page chooses them."""
    region = view.get("region", "")
    known = reader.places.get(region)
    area = view.get("area") or (known.county if known else "") or data.settings().home_county
    if known and area not in ("FI", known.code, known.county):  # a municipality of another area gives way to it
        region = area
    return area, region or area


def _story(asked: _Asked, kind: Kind, reader: ReleaseReader) -> Story:
    """A story of the one view, chosen as the page chooses it. Raises `ValidationError` for names that nothing has."""
    view = dict(asked.view)
    area, region = _places(view, reader)
    indicator = view.get("age", _WIDEST_AGE) if kind == "forecast" else view.get("indicator", "")
    homes = [one.id for one in reader.phenomena.values() if indicator in (name for name, _ in one.roles)]
    phenomenon = view.get("phenomenon") or next(iter([*homes, *reader.phenomena]), "")
    if not indicator and phenomenon in reader.phenomena:
        indicator = _first(reader, phenomenon)
    year, group = view.get("ahead" if kind == "ages" else "year", ""), view.get("group", "")
    item = Item.model_validate(
        {
            "kind": kind,
            "indicator": indicator,
            "phenomenon": phenomenon,
            "year": int(year) if year else None,
            "sex": view.get("sex", "total"),
            "group": group,
        }
    )
    return Story.model_validate(
        {
            "title": "",
            "language": asked.lang,
            "release": reader.release,
            "area": area,
            "region": region,
            "compare": view.get("compare", ""),
            "items": (item,),
        }
    )


def _first(reader: ReleaseReader, phenomenon: str) -> str:
    """The first figure of a phenomenon that its page can show."""
    of = reader.indicators
    names = [name for name, _ in reader.phenomena[phenomenon].roles]
    return next((name for name in names if of[name].has_rows and of[name].time == "observed"), names[0])


def _refused(asked: _Asked, why: NotEmbedded, status: int) -> Response:
    page = notice_html(t(f"embed.refused.{why}", asked.lang), t(f"embed.do.{why}", asked.lang), _to(asked), asked.lang)
    return Response(page, status, {"cache-control": "no-store"}, _HTML)


def _policy(ancestors: str) -> str:
    allowed = ancestors or "'none'"
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {allowed}"
    )
