"""Polite requests to a publisher: pace, retries with back-off, and errors that say what happened where."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.etree import ElementTree

import httpx
import orjson
import stamina

from ilmiotaulu.settings import Settings

ErrorKind = Literal[
    "unreachable",
    "busy",
    "refused",
    "missing",
    "bad_request",
    "not_json",
    "server_error",
    "no_layer",
    "no_fields",
    "no_squares",
]
Parameters = Sequence[tuple[str, str]]
_TRANSIENT: frozenset[ErrorKind] = frozenset({"unreachable", "busy", "not_json", "server_error"})
_BY_STATUS: dict[int, ErrorKind] = {400: "bad_request", 403: "refused", 404: "missing", 429: "busy", 503: "busy"}


class SourceError(Exception):
    """A publisher did not give what was asked for."""

    def __init__(self, kind: ErrorKind, url: str, detail: str = "", wait_seconds: float | None = None) -> None:
        self.kind = kind
        self.url = url
        self.detail = detail
        self.wait_seconds = wait_seconds
        super().__init__(f"{kind}: {url} {detail}".strip())


@dataclass
class Pace:
    """At most `calls` requests in any `window_seconds`; asks for the turn before each request."""

    calls: int
    window_seconds: float
    _sent: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for_turn(self) -> None:
        """Sleep until another request fits the window."""
        with self._lock:
            if len(self._sent) == self.calls:
                time.sleep(max(0.0, self._sent.popleft() + self.window_seconds - time.monotonic()))
            self._sent.append(time.monotonic())


class Client:
    """JSON over HTTP from one publisher, and XML where the publisher has nothing else.

    Every body that is returned has been read whole and is well-formed; anything else is a `SourceError`.
    `seconds_waited` adds up the time spent on the network and on politeness.
    """

    def __init__(self, base_url: str, pace: Pace, settings: Settings) -> None:
        self.base_url = base_url.rstrip("/")
        self.seconds_waited = 0.0
        self._pace = pace
        self._settings = settings
        self._http = httpx.Client(
            headers={"user-agent": settings.user_agent},
            timeout=settings.timeout_seconds,
            follow_redirects=True,
        )

    def url(self, path: str, parameters: Parameters = ()) -> str:
        """The address of a request, as it is kept for provenance."""
        return str(httpx.URL(self.base_url + path, params=list(parameters)) if parameters else self.base_url + path)

    def get(self, path: str, parameters: Parameters = ()) -> bytes:
        """The JSON body at `path`."""
        return self._send("GET", self.url(path, parameters))

    def get_xml(self, path: str, parameters: Parameters = ()) -> ElementTree.Element:
        """The root of the XML document at `path`."""
        return _root(self._send("GET", self.url(path, parameters), accept="application/xml", read=_root))

    def post(self, path: str, query: dict[str, Any]) -> bytes:
        """The JSON body that answers `query`."""
        return self._send("POST", self.url(path), orjson.dumps(query))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(
        self,
        method: str,
        url: str,
        content: bytes | None = None,
        accept: str = "application/json",
        read: Callable[[bytes], object] = orjson.loads,
    ) -> bytes:
        started = time.monotonic()
        try:
            for attempt in stamina.retry_context(
                on=self._backoff,
                attempts=self._settings.attempts,
                timeout=None,
                wait_initial=self._settings.first_wait_seconds,
                wait_max=self._settings.longest_wait_seconds,
                wait_jitter=self._settings.first_wait_seconds / 2,
            ):
                with attempt:
                    self._pace.wait_for_turn()
                    return self._once(method, url, content, accept, read)
            raise AssertionError("retry_context always returns or raises")
        finally:
            self.seconds_waited += time.monotonic() - started

    def _backoff(self, error: Exception) -> bool | float:
        """Whether to try again, and after how long when the publisher has said it."""
        if not isinstance(error, SourceError) or error.kind not in _TRANSIENT:
            return False
        if error.wait_seconds is None:
            return True
        return min(error.wait_seconds, self._settings.longest_wait_seconds)

    def _once(
        self, method: str, url: str, content: bytes | None, accept: str, read: Callable[[bytes], object]
    ) -> bytes:
        headers = {"accept": accept, **({"content-type": "application/json"} if content is not None else {})}
        try:
            response = self._http.request(method, url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise SourceError("unreachable", url, type(error).__name__) from error
        if not response.is_success:
            kind = _BY_STATUS.get(response.status_code, "server_error" if response.is_server_error else "refused")
            raise SourceError(kind, url, f"HTTP {response.status_code}", _retry_after(response))
        try:
            read(response.content)
        except (ValueError, ElementTree.ParseError) as error:
            kind_seen = response.headers.get("content-type", "?").split(";")[0]
            raise SourceError("not_json", url, f"{kind_seen}, {len(response.content)} B") from error
        return response.content


def _root(body: bytes) -> ElementTree.Element:
    # No answer needs a document type, and one could make a small document endless.
    if b"<!DOCTYPE" in body.upper():
        raise ValueError("a document type")
    return ElementTree.fromstring(body)


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None
