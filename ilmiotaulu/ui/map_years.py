"""What a map shows in every year of a figure, as one file that the map fetches when the years are moved."""

import gzip
import hashlib
from functools import lru_cache
from urllib.parse import urlencode

import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ilmiotaulu.store import DamagedRelease, NoRelease
from ilmiotaulu.text import LANGUAGES, t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.components.area_map import of_year
from ilmiotaulu.ui.web import compressed_response

_HOW_MANY = 64
_JSON = "application/json; charset=utf-8"
_NONE = gzip.compress(b"{}", mtime=0)


def address(release: str, indicator: str, sex: str, area: str, lang: str) -> str:
    """Return where the years of a map are."""
    return f"/map-years/{release}/{indicator}.json?{urlencode({'sex': sex, 'area': area, 'lang': lang})}"


def routes() -> list[BaseRoute]:
    """Return `/map-years/<release>/<indicator>.json?sex=&area=&lang=`: `area_map.of_year` by year.

    Of another release than the current one there are no years: the page that asks is about to show the current one.
    Whoever keeps a file asks again before it is used, for a publisher may have hidden a figure since; unchanged it is a
    304. Everything unknown is a plain 404.
    """

    async def years(request: Request) -> Response:
        body = await anyio.to_thread.run_sync(_known, {**request.query_params, **request.path_params})
        if body is None:
            return PlainTextResponse("Not found", status_code=404, headers={"cache-control": "no-store"})
        if body == _NONE:
            return compressed_response(body, request.headers, cache_control="no-store", media_type=_JSON)
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"cache-control": "no-cache", "etag": etag})
        answer = compressed_response(body, request.headers, cache_control="no-cache", media_type=_JSON)
        answer.headers["etag"] = etag
        return answer

    return [Route("/map-years/{release}/{indicator}.json", years)]


def _known(asked: dict[str, str]) -> bytes | None:
    """The file, compressed, when all that is asked for exists."""
    try:
        release, indicator, sex, area, lang = (asked[name] for name in ("release", "indicator", "sex", "area", "lang"))
        if release != data.current().release:
            return _NONE
        is_known = (
            lang in LANGUAGES
            and indicator in data.reader(release, lang).indicators
            and sex in data.sexes(release, indicator)
            and (area == "FI" or data.reader(release, lang).places[area].level == "county")
        )
    except (NoRelease, DamagedRelease, KeyError):
        return None
    return _file(release, indicator, sex, area, lang) if is_known else None


@lru_cache(maxsize=_HOW_MANY)
def _file(release: str, indicator: str, sex: str, area: str, lang: str) -> bytes:
    example = t("map.example", lang)
    told = {
        str(year): of_year(drawn.rows, drawn.time, drawn.legend, example)
        for year, drawn in data.area_years(release, indicator, sex, area, lang).items()
    }
    return gzip.compress(orjson.dumps(told), 6, mtime=0)
