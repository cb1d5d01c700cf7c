"""What the server answers besides the pages: health, assets and releases; and how it serves Streamlit itself.

`routes` are the product's own addresses. `middleware` gives every answer its security headers, sends
Streamlit's scripts compressed and in the reader's language, and writes the HTML shell (language, title,
description, picture) that a browser, a link preview or a screen reader meets first.

The language is decided once a page load, from `?lang=`. Scripts are cached for ever, so each language has its
own address (`/static-sv-1a2b3c4d/…`, the number following the words): a warm cache never shows another
language's words. Chunks that are loaded later resolve against the script that asks, and so stay in it.
"""

import base64
import gzip
import hashlib
import json
import mimetypes
import re
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qs

import anyio.to_thread
import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from ilmiotaulu.text import t

Language = Literal["fi", "sv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fi", "sv", "en")
WORDS_FILE: Final = Path(__file__).with_name("streamlit_words.toml")

FOR_EVER: Final = "public, max-age=31536000, immutable"
_MEGABYTE: Final = 1024 * 1024
_COMPRESSIBLE: Final = {".js", ".css", ".json", ".geojson", ".csv", ".svg", ".txt", ".html"}
# A download larger than this is streamed as it is: holding it in memory would push out what everybody needs.
_LARGEST_COMPRESSED: Final = 8 * _MEGABYTE
_CONTENT_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".geojson": "application/geo+json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".duckdb": "application/octet-stream",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Shelf:
    """Byte strings in memory up to a total size, the least used leaving first; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Any, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under `key`, making it first when it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # outside the lock: two callers may both make it, but nobody waits for another's file
        if len(made) > self._limit:
            return made
        with self._lock:
            self._size += len(made) - len(self._kept.pop(key, b""))
            self._kept[key] = made
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])
        return made


# ---- the product's own addresses ----------------------------------------------------------------------------


def routes(snapshots_dir: Path, assets_dir: Path) -> list[BaseRoute]:
    """Return `/health`, `/assets/…` and `/release/<id>/…`.

    A release gives out its `manifest.json` and what is under its `geometry`, the current one its figures besides: its
    `release.duckdb` and what is under `downloads`. Figures of an earlier release are gone (410), for a publisher may
    have hidden some of them since; nobody between is to keep them either. What another address gives never changes, so
    browsers may keep it; everything unknown is a plain 404.
    """
    shelf = Shelf(32 * _MEGABYTE)

    async def health(_: Request) -> Response:
        release = await anyio.to_thread.run_sync(current_release, snapshots_dir)
        return JSONResponse(
            {"ok": release is not None, "release": release},
            status_code=200 if release else 503,
            headers={"cache-control": "no-store"},
        )

    async def asset(request: Request) -> Response:
        return await answer(request, _inside(assets_dir, request.path_params["path"]))

    async def release_file(request: Request) -> Response:
        path = request.path_params["path"]
        release, _, inside = path.partition("/")
        are_figures = inside.startswith(_FIGURES)
        if are_figures and release != await anyio.to_thread.run_sync(current_release, snapshots_dir):
            return _gone(snapshots_dir, path)
        return await answer(request, _release_file(snapshots_dir, path), "no-cache" if are_figures else FOR_EVER)

    async def answer(request: Request, file: Path | None, kept: str = FOR_EVER) -> Response:
        return await anyio.to_thread.run_sync(_file_response, file, request.headers, shelf, kept)

    return [
        Route("/health", health),
        Route("/assets/{path:path}", asset),
        Route("/release/{path:path}", release_file),
    ]


def current_release(snapshots_dir: Path) -> str | None:
    """Return the id of the published release, or `None` when there is none that can be read."""
    try:
        release = json.loads((snapshots_dir / "current.json").read_bytes())["release"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(release, str) or not _RELEASE_ID.fullmatch(release):
        return None
    return release if (snapshots_dir / release).is_dir() else None


# What of a release holds its figures.
_FIGURES: Final = ("release.duckdb", "downloads/")
_RELEASE_ID: Final = re.compile(r"[a-z0-9-]+")


def _release_file(snapshots_dir: Path, path: str) -> Path | None:
    release, _, inside = path.partition("/")
    if not _RELEASE_ID.fullmatch(release):
        return None
    open_to_all = inside in ("manifest.json", "release.duckdb") or inside.startswith(("geometry/", "downloads/"))
    return _inside(snapshots_dir / release, inside) if open_to_all else None


def _gone(snapshots_dir: Path, path: str) -> Response:
    """The answer for figures of an earlier release, in every language; of what never was, that it is not found."""
    is_known = _release_file(snapshots_dir, path) is not None
    text = "\n".join(t("data.gone", lang) for lang in LANGUAGES) if is_known else "Not found"
    return PlainTextResponse(text, status_code=410 if is_known else 404, headers={"cache-control": "no-store"})


def _inside(folder: Path, path: str) -> Path | None:
    """Return the file at `path`, unless it is elsewhere, hidden or not there; links out count as elsewhere."""
    parts = path.split("/")
    if any(part.startswith(".") or not part or "\\" in part or "\0" in part for part in parts):
        return None
    try:
        top = folder.resolve()
        file = top.joinpath(*parts).resolve()
        # The first folder must be the one that was asked for: `geometry/` may not lead to the database.
        return file if file.is_relative_to(top / parts[0]) and file.is_file() else None
    except OSError:
        return None


def _file_response(file: Path | None, headers: Headers, shelf: Shelf, cache_control: str) -> Response:
    if file is None:
        return PlainTextResponse("Not found", status_code=404, headers={"cache-control": "no-store"})
    kept = {"cache-control": cache_control}
    state = file.stat()
    if file.suffix not in _COMPRESSIBLE or state.st_size > _LARGEST_COMPRESSED or not _takes_gzip(headers):
        return FileResponse(file, headers=kept, media_type=_content_type(file))
    body = shelf.get((file, state.st_mtime_ns), lambda: _compress(file.read_bytes()))
    kept |= {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(body, headers=kept, media_type=_content_type(file))


def compressed_response(packed: bytes, headers: Headers, *, cache_control: str, media_type: str) -> Response:
    """The answer of a body that is kept compressed, unpacked for a client that does not take it so."""
    told = {"cache-control": cache_control, "vary": "accept-encoding"}
    if not _takes_gzip(headers):
        return Response(gzip.decompress(packed), headers=told, media_type=media_type)
    return Response(packed, headers=told | {"content-encoding": "gzip"}, media_type=media_type)


# What makes such an answer waits for its turn; when more than these wait, others are told to come again.
_MOST_WAITING: Final = 40
_making = anyio.CapacityLimiter(2)
_A_MOMENT: Final = {"retry-after": "5", "cache-control": "no-store"}


async def in_turn(make: Callable[..., Response], *asked: Any) -> Response:
    """The answer that a function makes of the release, off the event loop, two at a time.

    Such an answer costs a processor's time: however many ask, all others get theirs. Too many at once are told to come
    again in a moment (503).
    """
    if _making.statistics().tasks_waiting >= _MOST_WAITING:
        return PlainTextResponse("\n".join(t("web.busy", lang) for lang in LANGUAGES), 503, _A_MOMENT)
    return await anyio.to_thread.run_sync(make, *asked, limiter=_making)


def _takes_gzip(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def _content_type(file: Path) -> str:
    return _CONTENT_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


# ---- Streamlit's own words ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """What Streamlit says in each language, and what the HTML shell says about the product."""

    by_language: Mapping[str, Mapping[str, str]]
    only_in: Mapping[str, tuple[str, ...]]
    shell: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, file: Path = WORDS_FILE) -> "Words":
        """Read the file of words."""
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        shell, only_in = table.pop("shell"), table.pop("only_in")
        scripts = {word: (names,) if isinstance(names, str) else tuple(names) for word, names in only_in.items()}
        return cls(table, scripts, shell)

    @cached_property
    def _literals(self) -> Mapping[str, re.Pattern[str]]:
        return {language: _literal_pattern(words) for language, words in self.by_language.items()}

    def stamp(self, language: str) -> str:
        """Return a short mark that changes when the words or Streamlit do."""
        said = json.dumps(self.by_language.get(language, {}), sort_keys=True) + streamlit.__version__
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    def translate(self, script: str, name: str, language: str) -> str:
        """Return the script called `name` with its shown words in `language`."""
        if language not in self.by_language:
            return script
        words = self.by_language[language]

        def said(match: re.Match[str]) -> str:
            quote, literal = match[1], match[2]
            word = _HOLE.sub("{}", literal)
            if not self._is_shown(word, name, script, match):
                return match[0]
            text = words[word].replace("\\", "\\\\").replace(quote, "\\" + quote).replace("${", "\\${")
            return quote + _filled(text, _HOLE.findall(literal)) + quote

        return self._literals[language].sub(said, script)

    def found(self, script: str, name: str, language: str) -> set[str]:
        """Return the words of `language` that `translate` would replace in the script."""
        matches = self._literals[language].finditer(script)
        words = ((_HOLE.sub("{}", match[2]), match) for match in matches)
        return {word for word, match in words if self._is_shown(word, name, script, match)}

    def _is_shown(self, word: str, name: str, script: str, match: re.Match[str]) -> bool:
        scripts = self.only_in.get(word)
        if scripts is not None and name.partition(".")[0] not in scripts:
            return False
        before = script[max(0, match.start() - 40) : match.start()]
        after = script[match.end() : match.end() + 3]
        return not _WORKING_BEFORE.search(before) and not after.startswith(("==", "!=", "in "))


# Something filled in: ${…}, which may hold short literals of its own but no braces.
_HOLE: Final = re.compile(r"\$\{(?:[^{}`]|`[^`{}]*`)*\}")
# A literal after these is compared, looked up or a technical name; it is not shown.
_WORKING_BEFORE: Final = re.compile(
    r"(?:[=!]==?|\bcase ?|displayName=|\b(?:name|key|type|id|role):|(?<!return)(?<=[\w)\]])\[)$"
)


def _literal_pattern(words: Iterable[str]) -> re.Pattern[str]:
    hole = _HOLE.pattern
    # Longest first, so that a word with something filled in does not swallow a longer one.
    literals = sorted((re.escape(word).replace(r"\{\}", hole) for word in words), key=len, reverse=True)
    return re.compile(f'([`"])({"|".join(literals)})\\1')


def _filled(text: str, holes: list[str]) -> str:
    """Put what the script fills in back in order; a translation may leave out the last ones."""
    pieces = text.split("{}")
    return "".join(piece + hole for piece, hole in zip(pieces, [*holes, "", ""], strict=False))


def unfound_words(words: Words | None = None, static_dir: Path | None = None) -> dict[str, list[str]]:
    """Return, by language, the words that Streamlit's scripts no longer show, and under `shell` the marks of
    its HTML that are gone. Empty when all is well: a test asks this at every upgrade of Streamlit.
    """
    words = words or Words.read()
    folder = static_dir or Path(file_util.get_static_dir())
    scripts = {file.name: file.read_text(encoding="utf-8") for file in (folder / "static/js").glob("*.js")}
    gone: dict[str, list[str]] = {}
    for language, table in words.by_language.items():
        found = set[str]().union(*(words.found(script, name, language) for name, script in scripts.items()))
        gone[language] = [word for word in table if word not in found]
    html = (folder / "index.html").read_text(encoding="utf-8")
    gone["shell"] = [mark.pattern for mark in _SHELL_MARKS if not mark.search(html)]
    return {place: missing for place, missing in gone.items() if missing}


# ---- Streamlit's scripts and HTML ---------------------------------------------------------------------------


def middleware(
    assets_dir: Path,
    *,
    default_language: Language = "fi",
    words: Words | None = None,
    preloads: Callable[[str, str], str] = lambda path, query: "",
    before: Sequence[Middleware] = (),
) -> list[Middleware]:
    """Return what stands between the browser and Streamlit, outermost first.

    `preloads` gives, for the path and the query of a page, markup for its head; `before` answers what is no page of
    Streamlit's at the address of one.

    Promises: every answer forbids type guessing; HTML forbids requests to other sites; scripts come
    compressed and in the language of `?lang=` (`default_language` for anything unknown).
    """
    said = words or Words.read()
    return [
        Middleware(SecurityHeaders),
        *before,
        Middleware(StreamlitScripts, words=said),
        Middleware(HtmlShell, words=said, assets_dir=assets_dir, default_language=default_language, preloads=preloads),
    ]


class SecurityHeaders:
    """Adds the headers that keep a browser from guessing, leaking and calling others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
                headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
                kind = headers.get("content-type", "")
                if kind.startswith("image/svg"):
                    headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
                elif kind.startswith("text/html"):
                    headers.setdefault("content-security-policy", content_security_policy(scope))
            await send(message)

        return await self.app(scope, receive, guarded)


def content_security_policy(scope: Scope, inline_scripts: Iterable[str] = ()) -> str:
    """Return the policy of a page: nothing from other sites, and no inline script but those given.

    Streamlit loads a component's script from a `blob:` address and styles elements inline.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in inline_scripts)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    host = host_of(scope)
    sockets = f" ws://{host} wss://{host}" if host else ""  # some browsers do not count sockets as 'self'
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob:{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            f"connect-src 'self' data: blob:{sockets}",
            "worker-src 'self' blob:",
            "frame-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def host_of(scope: Scope) -> str:
    """Return the host that was asked, or nothing when it is not a plain one: it is written into the page."""
    host = Headers(scope=scope).get("host", "")
    return host if re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", host) else ""


class StreamlitScripts:
    """Serves Streamlit's own files: compressed once, kept in memory, in the language of their address."""

    def __init__(self, app: ASGIApp, words: Words, static_dir: Path | None = None) -> None:
        self.app = app
        self._words = words
        self._folder = (static_dir or Path(file_util.get_static_dir())) / "static"
        self._stamps: dict[str, str] = {language: words.stamp(language) for language in LANGUAGES}
        self._shelf = Shelf(32 * _MEGABYTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for Streamlit's files, and pass on all others."""
        asked = _STATIC_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None or scope["method"] not in ("GET", "HEAD"):
            return await self.app(scope, receive, send)
        response = await anyio.to_thread.run_sync(self._answer, asked, Headers(scope=scope))
        return await response(scope, receive, send)

    def _answer(self, asked: re.Match[str], headers: Headers) -> Response:
        language, stamp, path = asked["language"] or "en", asked["stamp"], asked["path"]
        file = self._folder / path
        if not file.is_file():
            return PlainTextResponse("Not found", status_code=404, headers={"cache-control": "no-store"})
        # A page opened before an upgrade asks with an old stamp: it is served, but must not be kept.
        current = stamp is None or stamp == self._stamps[language]
        kept = {"cache-control": FOR_EVER if current else "no-store"}
        if file.suffix not in _COMPRESSIBLE:
            return FileResponse(file, headers=kept, media_type=_content_type(file))
        body = self._shelf.get((path, language), lambda: self._made(file, language))
        kept["vary"] = "accept-encoding"
        if _takes_gzip(headers):
            kept["content-encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, headers=kept, media_type=_content_type(file))

    def _made(self, file: Path, language: str) -> bytes:
        text = file.read_text(encoding="utf-8")
        said = self._words.translate(text, file.name, language) if file.suffix == ".js" else text
        if said == text and language != "en":  # most scripts show no words: one copy serves every language
            path = file.relative_to(self._folder).as_posix()
            return self._shelf.get((path, "en"), lambda: _compress(text.encode()))
        return _compress(said.encode())


_STATIC_PATH: Final = re.compile(
    r"/static(?:-(?P<language>fi|sv|en)-(?P<stamp>[0-9a-f]{8}))?/(?P<path>(?:js|css|media)/[A-Za-z0-9_-][\w.@+-]*)",
    re.ASCII,
)


class HtmlShell:
    """Puts the reader's language, the title and the description into the page that Streamlit starts from."""

    def __init__(
        self,
        app: ASGIApp,
        words: Words,
        assets_dir: Path,
        default_language: Language = "fi",
        static_dir: Path | None = None,
        preloads: Callable[[str, str], str] = lambda path, query: "",
    ) -> None:
        self.app = app
        self._default = default_language
        self._preloads = preloads
        html = ((static_dir or Path(file_util.get_static_dir())) / "index.html").read_text(encoding="utf-8")
        assets = {
            name: _versioned(assets_dir, name) for name in ("favicon.svg", "favicon.png", "social.png", "page.css")
        }
        assets["font"] = f"/assets/{FONT}"
        self._shells = {language: shell(html, language, words, assets) for language in LANGUAGES}
        self._inline = _INLINE_SCRIPT.findall(self._shells[default_language])
        self._social = assets["social.png"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a page's address with the shell; leave every other answer as it is."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or _NOT_A_PAGE.match(scope["path"]):
            return await self.app(scope, receive, send)
        # Streamlit must answer in full, not "unchanged": what it answers with is not what the browser keeps.
        asked = [item for item in scope["headers"] if not item[0].startswith(b"if-")]
        replaced = False

        async def with_shell(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_page(message):
                replaced = True
                page = await anyio.to_thread.run_sync(self._page, scope)
                await page(scope, receive, send)
            elif not replaced:
                await send(message)

        return await self.app({**scope, "headers": asked}, receive, with_shell)

    def _page(self, scope: Scope) -> Response:
        language = language_of(scope.get("query_string", b""), self._default)
        host = host_of(scope)
        origin = f"{scope['scheme']}://{host}" if host else ""
        preloads = self._preloads(scope["path"], scope.get("query_string", b"").decode("latin-1"))
        shown = self._shells[language].replace(_ORIGIN, escape(origin, quote=True)).replace(_PRELOADS, preloads)
        html = shown.encode()
        headers = {
            "cache-control": "no-cache",
            "content-language": language,
            "content-security-policy": content_security_policy(scope, self._inline),
            "vary": "accept-encoding",
        }
        if _takes_gzip(Headers(scope=scope)):
            html, headers["content-encoding"] = _compress(html), "gzip"
        return Response(html, headers=headers, media_type="text/html")


FONT: Final = "fonts/source-sans-3-latin-wght-normal.woff2"
_ORIGIN: Final = "{origin}"
_PRELOADS: Final = "{preloads}"
# What Streamlit's script would ask the server for before it opens its connection, two requests one after the other, on
# a page below `/` four: it is at the root of this server, and only this server's own pages may talk to it.
_CONNECTION: Final = (
    "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin, HOST_CONFIG: {allowedOrigins: [location.origin], "
    "useExternalAuthToken: false, enableCustomParentMessages: false, blockErrorDialogs: false}};</script>"
)
_NOT_A_PAGE: Final = re.compile(
    r"/(?:_stcore|media|component|static|app/static|release|assets|code|health|present(?:\.html)?|r)(?:/|$)"
)
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_LANG: Final = re.compile(r'<html lang="en">')
_TITLE: Final = re.compile(r"<title>Streamlit</title>")
_ICON: Final = re.compile(r'<link rel="shortcut icon"[^>]*>')
_PRELOADED_FONT: Final = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>')
_NOSCRIPT: Final = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_STATIC: Final = re.compile(r'"\./static/')
_SHELL_MARKS: Final = (_LANG, _TITLE, _ICON, _PRELOADED_FONT, _NOSCRIPT, _STATIC)


def language_of(query: bytes, default: Language = "fi") -> Language:
    """Return the language that `?lang=` asks for, or the default for anything that is not one of ours."""
    asked = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
    return next((language for language in LANGUAGES if language == asked), default)


def shell(html: str, language: Language, words: Words, assets: Mapping[str, str]) -> str:
    """Return Streamlit's HTML in a language, with `{origin}` where the address of the site belongs."""
    said = {key: escape(text, quote=True) for key, text in words.shell[language].items()}
    head = "\n    ".join(
        [f"<title>{said['title']}</title>", *_meta(said, assets["social.png"]), _CONNECTION, _PRELOADS]
    )
    icons = (
        f'<link rel="icon" type="image/svg+xml" href="{assets["favicon.svg"]}">'
        f'<link rel="shortcut icon" type="image/png" href="{assets["favicon.png"]}">'
    )
    style = f'<link rel="stylesheet" href="{assets["page.css"]}">'
    font = f'<link rel="preload" href="{assets["font"]}" as="font" type="font/woff2" crossorigin>'
    static = f'"./static-{language}-{words.stamp(language)}/' if language in words.by_language else '"./static/'
    changes = [
        (_LANG, f'<html lang="{language}">'),
        (_TITLE, head),
        (_ICON, icons + style),
        (_PRELOADED_FONT, font),
        (_NOSCRIPT, f"<noscript><p>{said['noscript']}</p></noscript>"),
        (_STATIC, static),
    ]
    for mark, text in changes:
        html = mark.sub(lambda _, text=text: text, html)
    return html


def _meta(said: Mapping[str, str], picture: str) -> Iterator[str]:
    yield f'<meta name="description" content="{said["description"]}">'
    properties = {
        "og:type": "website",
        "og:site_name": "Ilmiötaulu",
        "og:title": said["title"],
        "og:description": said["description"],
        "og:locale": said["locale"],
        "og:image": _ORIGIN + picture,
        "og:image:width": "1200",
        "og:image:height": "630",
    }
    for name, content in properties.items():
        yield f'<meta property="{name}" content="{content}">'
    yield '<meta name="twitter:card" content="summary_large_image">'


def _versioned(assets_dir: Path, name: str) -> str:
    """Return an asset's address with a mark of its content, because browsers keep assets for ever."""
    try:
        mark = hashlib.sha256((assets_dir / name).read_bytes()).hexdigest()[:8]
    except OSError:
        return f"/assets/{name}"
    return f"/assets/{name}?v={mark}"


def _is_page(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
