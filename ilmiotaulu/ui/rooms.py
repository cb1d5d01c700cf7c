"""The addresses of workshops' rooms: phones guess, the presenter decides what is looked at, and takes it all along.

`/rooms` opens a room, everything else is under `/r/<id>`. What is right leaves the server when the presenter reveals
it, not before. The presenter is whoever has the key that the opening gave.
"""

import hashlib
import ipaddress
import re
import sqlite3
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
import orjson
import segno
import streamlit as st
from anyio.abc import SocketAttribute
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ilmiotaulu.exports.summary import summary_pdf
from ilmiotaulu.exports.typeset import PDF
from ilmiotaulu.local.personal import Personal
from ilmiotaulu.local.values import folded
from ilmiotaulu.room.notes import Note, NoteKind, note, without_notes
from ilmiotaulu.room.openings import Openings
from ilmiotaulu.room.phones import Phones
from ilmiotaulu.room.question import Question, for_phones
from ilmiotaulu.room.refused import Refused, Why
from ilmiotaulu.room.store import Guessed, Room, Rooms
from ilmiotaulu.settings import Settings
from ilmiotaulu.store import DamagedRelease, NoRelease, releases
from ilmiotaulu.story.model import LONGEST_LINK, MOST_ITEMS, BadStory, from_link, to_file
from ilmiotaulu.text import t
from ilmiotaulu.ui import data
from ilmiotaulu.ui.phone import no_room_page, phone_page
from ilmiotaulu.ui.web import host_of, in_turn
from ilmiotaulu.views.slides import Reader, deck
from ilmiotaulu.views.summary import has_lost, looked_at_anew, question, summary

_STATUSES: Final[dict[str, int]] = {
    "closed": 409,
    "crowded": 429,
    "full": 503,
    "hidden": 409,
    "key": 403,
    "large": 413,
    "no_file": 503,
    "no_note": 404,
    "no_release": 503,
    "no_room": 404,
    "not_revealed": 403,
    "notes": 429,
    "often": 429,
    "origin": 403,
    "revealed": 409,
    "slow": 408,
}
_UNFIT = 422
_NO_PHONES = 409
# More than the longest link of a story, the longest note, and the most years of a guess; read no further.
_LARGEST = LONGEST_LINK + 1_000
# Seconds in which a request must have come whole.
_LONGEST_READ = 10
# Of many phones that ask after a release was published, one makes the slide anew, and the others wait for it.
_ANEW = threading.Lock()
# Seconds between looks for rooms that are a day old.
_SWEEP_EVERY = 600
# An address that nobody has: connecting a datagram socket to it sends nothing, but chooses this machine's own address.
_NOWHERE = ("192.0.2.1", 9)
# Where a server can listen, and a browser finds its own machine.
_EVERYWHERE = ("0.0.0.0", "::")


def _now() -> datetime:
    return datetime.now(UTC)


def _reader(lang: str) -> Reader:
    return data.reader(data.current().release, lang)


def _earlier(release: str, lang: str) -> Reader:
    """A release that is kept, by its id. Raises `NoRelease`."""
    kept = {told["release"] for told in releases(data.settings().snapshots_dir)}
    if release not in kept:
        raise NoRelease(release)
    return data.reader(release, lang)


@dataclass(frozen=True)
class House:
    """What the rooms stand in: their file, the release of the moment and its id, earlier ones, the fonts of papers,
    the time, and who has opened rooms and guessed, as far as that must be bounded.

    `address` is where phones reach the server, when it is told; `is_alone` whether it listens to its own machine only.
    """

    rooms: Rooms
    fonts: Path
    address: str = ""
    language: str = "fi"
    is_alone: Callable[[], bool] = lambda: _is_loopback(str(st.get_option("server.address") or ""))
    reader: Callable[[str], Reader] = field(default=_reader)
    release: Callable[[], str] = field(default=lambda: data.current().release)
    earlier: Callable[[str, str], Reader] = field(default=_earlier)
    clock: Callable[[], datetime] = field(default=_now)
    openings: Openings = field(default_factory=Openings)
    phones: Phones = field(default_factory=Phones)


def house(settings: Settings) -> House:
    """The house of this server."""
    return House(
        rooms=Rooms(settings.rooms_file),
        fonts=settings.assets_dir / "fonts",
        address=settings.public_url.rstrip("/"),
        language=settings.language,
    )


Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def forgetting(house: House, lifespan: Lifespan) -> Lifespan:
    """The lifespan, in which rooms are forgotten when they are a day old, also when nobody comes by."""

    async def sweep() -> None:
        while True:
            with suppress(sqlite3.Error, OSError):  # the next look may find the file as it should be
                await anyio.to_thread.run_sync(lambda: house.rooms.sweep(house.clock()))
            await anyio.sleep(_SWEEP_EVERY)

    @asynccontextmanager
    async def both(app: Any) -> AsyncGenerator[None]:
        async with lifespan(app), anyio.create_task_group() as tasks:
            tasks.start_soon(sweep)
            yield
            tasks.cancel_scope.cancel()

    return both


# ---- what is sent -------------------------------------------------------------------------------------------
class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Opening(_Sent):
    story: Annotated[str, Field(max_length=LONGEST_LINK)]


class _Look(_Sent):
    """What the room is to look at: an item, or none before the first one and when the show is `over`."""

    item: Annotated[int, Field(ge=0, lt=MOST_ITEMS)] | None
    revealed: bool
    over: bool = False


class _Guess(_Sent):
    answer: Annotated[list[float], Field(max_length=20)]
    phone: Annotated[str, Field(min_length=16, max_length=64)]


class _Written(_Sent):
    item: Annotated[int, Field(ge=0, lt=MOST_ITEMS)]
    kind: NoteKind
    text: str


_S = TypeVar("_S", bound=_Sent)


@dataclass(frozen=True)
class _Asked:
    """A request to a room, read whole; `number` is that of the item or the note in its path.

    `release` is the one that the asking page was made of. `address` is where phones reach the server, `client` who
    asks.
    """

    house: House
    room: str
    number: int
    release: str
    key: str
    body: bytes
    etag: str
    address: str
    client: str

    def sent(self, kind: type[_S]) -> _S:
        """The body as what it must be."""
        try:
            return kind.model_validate_json(self.body)
        except ValidationError as error:
            raise Refused("body") from error

    def open_room(self) -> Room:
        """The room, for anybody."""
        return self.house.rooms.room(self.room, self.house.clock())

    def as_presenter(self) -> Room:
        """The room, for its presenter."""
        return self.house.rooms.admit(self.room, self.key, self.house.clock())


_Work = Callable[[_Asked], Response]


def routes(house: House) -> list[BaseRoute]:
    """Return `/rooms` and `/r/<id>/…`. A refusal is a status and a sentence (`error`) in the room's language."""
    slow = {_show, _hidden_since, _summary, _file}
    many: list[tuple[str, str, _Work]] = [
        ("POST", "/rooms", _open),
        ("GET", "/r/{room}", _page),
        ("GET", "/r/{room}/now", _look),
        ("POST", "/r/{room}/now", _show),
        ("GET", "/r/{room}/hidden", _hidden_since),
        ("POST", "/r/{room}/guesses/{number}", _guess),
        ("GET", "/r/{room}/guesses/{number}", _guesses),
        ("DELETE", "/r/{room}/guesses/{number}", _clear),
        ("POST", "/r/{room}/notes", _write),
        ("GET", "/r/{room}/notes", _notes),
        ("DELETE", "/r/{room}/notes/{number}", _remove),
        ("DELETE", "/r/{room}", _end),
        ("GET", "/r/{room}/qr.svg", _qr),
        ("GET", "/r/{room}/summary.pdf", _summary),
        ("GET", "/r/{room}/room.json", _file),
    ]
    return [Route(path, _answering(house, work, work in slow), methods=[method]) for method, path, work in many]


def _answering(house: House, work: _Work, is_slow: bool) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request; what makes slides or papers of the release waits for its turn with all that do."""

    async def answer(request: Request) -> Response:
        asked = _Asked(house, request.path_params.get("room", "").lower(), 0, "", "", b"", "", "", "")
        try:
            asked = await _read(request, house, asked.room)
            return await (in_turn(work, asked) if is_slow else anyio.to_thread.run_sync(partial(work, asked)))
        except Refused as refused:
            return await anyio.to_thread.run_sync(_no, asked, refused.why)
        except (NoRelease, DamagedRelease):
            return await anyio.to_thread.run_sync(_no, asked, "no_release")
        except (sqlite3.Error, OSError):
            return _json({"error": t("room.refused.no_file", house.language)}, _STATUSES["no_file"])

    return answer


async def _read(request: Request, house: House, room: str) -> _Asked:
    if request.method not in ("GET", "HEAD") and not _is_own(request):
        raise Refused("origin")
    number, is_note = request.path_params.get("number", "0"), "/notes/" in request.url.path
    if not re.fullmatch(r"[0-9]{1,15}" if is_note else r"[0-9]{1,2}", number):
        raise Refused("no_note" if is_note else "no_item")
    try:
        with anyio.fail_after(_LONGEST_READ):
            body = await _body(request)
    except TimeoutError as error:
        raise Refused("slow") from error
    needs_address = request.url.path.endswith("/qr.svg") or request.url.path == "/rooms"
    return _Asked(
        house,
        room,
        int(number),
        request.query_params.get("release", ""),
        request.headers.get("x-presenter") or request.query_params.get("key", ""),
        body,
        request.headers.get("if-none-match", ""),
        await address_of(request, house) if needs_address else "",
        request.client.host if request.client else "",
    )


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise Refused("large")
    return bytes(body)


def _is_own(request: Request) -> bool:
    """Whether a browser says that one of our own pages asks; what is no browser says nothing."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _no(asked: _Asked, why: Why | Personal) -> Response:
    try:
        lang = asked.open_room().story.language
    except Refused:
        lang = asked.house.language
    return _json({"error": t(f"room.refused.{why}", lang)}, _STATUSES.get(why, _UNFIT))


def _json(told: Any, status: int = 200, **headers: str) -> Response:
    kept = {"cache-control": "no-store", **headers}
    return Response(orjson.dumps(told), status, kept, "application/json; charset=utf-8")


def _done() -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})


# ---- a room -------------------------------------------------------------------------------------------------
def _open(asked: _Asked) -> Response:
    """`{"story": …}` opens a room: its path, the presenter's key, and the whole address for phones; without one
    `no_address` says why. A story with personal data opens none.
    """
    house, sent = asked.house, asked.sent(_Opening)
    try:
        story = from_link(sent.story)
    except BadStory as bad:
        raise Refused("story") from bad
    reader, now = house.reader(story.language), house.clock()
    kept = without_notes(story, _names_of(reader))
    house.openings.count(asked.client, now)
    room, key = house.rooms.open(kept, reader.release, now)
    path = f"/r/{room}"
    why = "" if asked.address else t("room.no_address", story.language)
    address = f"{asked.address}{path}" if asked.address else ""
    return _json({"room": path, "key": key, "address": address, "no_address": why}, 201)


def _names_of(reader: Reader) -> frozenset[str]:
    """The names of places (folded), which are nobody's."""
    return frozenset(folded(place.name) for place in reader.places.values())


def _page(asked: _Asked) -> Response:
    try:
        story = asked.open_room().story
    except Refused:
        return no_room_page(asked.house.language)
    return phone_page(asked.room, story.title, story.language)


def _end(asked: _Asked) -> Response:
    room = asked.as_presenter().id
    asked.house.rooms.end(room)
    asked.house.phones.forget(room)
    return _done()


# ---- what it looks at ---------------------------------------------------------------------------------------
def _look(asked: _Asked) -> Response:
    """What phones ask every other second; unchanged it is 304. Of a figure that is now hidden `hidden` says so.

    `over` says that the show is, `round` that its guesses were begun anew. The presenter hears the current release.
    """
    now = asked.house.rooms.present(asked.room, asked.house.clock())
    told: dict[str, Any] = {"item": now.item, "revealed": now.revealed, "guess": None}
    told |= ({"over": True} if now.is_over else {}) | ({"round": now.round} if now.round else {})
    if asked.key:
        asked.as_presenter()
        told["release"] = asked.house.release()
    if now.question and now.item is not None:
        current = _of_now(asked, now.item, now.question)
        told |= _hidden(asked, current) or {"guess": for_phones(current, revealed=now.revealed)}
    body = orjson.dumps(told)
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    kept = {"cache-control": "no-cache", "etag": etag}
    if asked.etag == etag:
        return Response(status_code=304, headers=kept)
    return Response(body, 200, kept, "application/json; charset=utf-8")


def _show(asked: _Asked) -> Response:
    """`{"item": …, "revealed": …}`: an item that was revealed stays so, and the answer says how it is.

    What is hidden since it was asked is looked at, and not revealed: `hidden` says why.
    """
    house, room, sent = asked.house, asked.as_presenter(), asked.sent(_Look)
    if sent.item is None:
        house.rooms.rest(room.id, house.clock(), is_over=sent.over)
        return _json({"item": None, "revealed": False})
    item = _item(room, sent.item)
    first = None
    if not house.rooms.was_shown(room.id, item):
        story = room.story
        first = question(story.items[item], story, house.reader(story.language))
    house.rooms.show(room.id, item, first, house.clock(), revealed=False)
    now = house.rooms.present(room.id, house.clock())
    hidden = _hidden(asked, _of_now(asked, item, now.question)) if now.question else {}
    if sent.revealed and not hidden:
        house.rooms.show(room.id, item, None, house.clock(), revealed=True)
        now = house.rooms.present(room.id, house.clock())
    return _json({"item": now.item, "revealed": now.revealed, **hidden})


def _of_now(asked: _Asked, item: int, question: Question) -> Question:
    """A question of the room as the current release has it; only a release that is another one is asked."""
    house = asked.house
    if question.release == house.release():
        return question
    with _ANEW:
        story = asked.open_room().story
        reader, kept = house.reader(story.language), house.rooms.guesses(asked.room).get(item)
        if kept and kept.question.release == reader.release:
            return kept.question
        anew = looked_at_anew(question, story.items[item], story, reader)
        house.rooms.asked_again(asked.room, item, anew)
    return anew


def _hidden(asked: _Asked, question: Question) -> dict[str, str]:
    """That the figure of a question is hidden now, in words; nothing where it is not."""
    return {"hidden": t("room.hidden", asked.open_room().story.language)} if question.is_hidden else {}


def _hidden_since(asked: _Asked) -> Response:
    """Which items tell more in `?release=`, which the presenter's page was made of, than may be told now, and why.

    Of a release that is not there any more nobody can say what has been hidden since: none of its items is shown.
    """
    house, room = asked.house, asked.as_presenter()
    story, lang = room.story, room.story.language
    if asked.release == house.release():
        return _json({"hidden": {}})
    now = house.reader(lang)
    try:
        before = house.earlier(asked.release, lang)
    except (NoRelease, DamagedRelease):
        return _json({"hidden": dict.fromkeys(map(str, range(len(story.items))), t("room.gone_release", lang))})
    lost = [str(at) for at, item in enumerate(story.items) if has_lost(item, story, before, now)]
    return _json({"hidden": dict.fromkeys(lost, t("room.hidden_since", lang))})


def _item(room: Room, item: int) -> int:
    if item >= len(room.story.items):
        raise Refused("no_item")
    return item


# ---- guesses and notes --------------------------------------------------------------------------------------
def _guess(asked: _Asked) -> Response:
    house, sent, moment = asked.house, asked.sent(_Guess), asked.house.clock()
    now = house.rooms.present(asked.room, moment)
    if now.question and now.item == asked.number and _of_now(asked, asked.number, now.question).is_hidden:
        raise Refused("hidden")
    with house.phones.guessing(asked.room, asked.client, sent.phone, moment):
        house.rooms.guess(asked.room, asked.number, sent.phone, sent.answer, moment)
    return _done()


def _clear(asked: _Asked) -> Response:
    """The presenter lets an item be guessed anew, when somebody has filled it with nonsense; not after the reveal."""
    house, room = asked.house, asked.as_presenter()
    house.rooms.clear(room.id, _item(room, asked.number), house.clock())
    house.phones.forget(room.id)
    return _done()


def _guesses(asked: _Asked) -> Response:
    """How many guessed and what, for everybody when the item is revealed; before that for the presenter."""
    room = asked.as_presenter() if asked.key else asked.open_room()
    guessed = asked.house.rooms.guesses(room.id).get(_item(room, asked.number))
    if not asked.key and not (guessed and guessed.revealed):
        raise Refused("not_revealed")
    answers = guessed.answers if guessed else ()
    return _json({"count": len(answers), "answers": answers})


def _write(asked: _Asked) -> Response:
    """`{"item": …, "kind": …, "text": …}` is written down, unless it has personal data."""
    house, room, sent = asked.house, asked.as_presenter(), asked.sent(_Written)
    known = _names_of(house.reader(room.story.language))
    made = note(_item(room, sent.item), sent.kind, sent.text, house.clock(), known)
    kept = house.rooms.write(room.id, made)
    return _json({"id": kept.id, **_told(kept)}, 201)


def _notes(asked: _Asked) -> Response:
    notes = asked.house.rooms.notes(asked.as_presenter().id)
    return _json({"notes": [{"id": one.id, **_told(one)} for one in notes]})


def _remove(asked: _Asked) -> Response:
    """The presenter takes back what was written."""
    asked.house.rooms.remove(asked.as_presenter().id, asked.number, asked.house.clock())
    return _done()


def _told(one: Note) -> dict[str, Any]:
    return {"item": one.item, "kind": one.kind, "text": one.text, "written_at": one.written_at}


# ---- what is taken along ------------------------------------------------------------------------------------
def _guessed(asked: _Asked) -> dict[int, Guessed]:
    """What the room guessed, with what is right as the current release has it."""
    guessed = asked.house.rooms.guesses(asked.room)
    return {item: replace(one, question=_of_now(asked, item, one.question)) for item, one in guessed.items()}


def _summary(asked: _Asked) -> Response:
    room, rooms = asked.as_presenter(), asked.house.rooms
    told = deck(room.story, asked.house.reader(room.story.language))
    made = summary(told, room.opened_at, room.release, _guessed(asked), rooms.notes(room.id))
    body = summary_pdf(made, asked.house.fonts)
    return _download(body, f"{room.opened_at:%Y-%m-%d}-{room.id}.pdf", PDF)


def _file(asked: _Asked) -> Response:
    """The story as its own file has it, the notes, and what was asked and guessed, to keep for longer than a day."""
    room, rooms = asked.as_presenter(), asked.house.rooms
    told = {
        "opened_at": room.opened_at,
        "release": room.release,
        "story": orjson.Fragment(to_file(room.story)),
        "notes": [_told(one) for one in rooms.notes(room.id)],
        "guesses": [
            {
                "item": item,
                "count": len(one.answers),
                "answers": one.answers,
                "asked": for_phones(one.question, revealed=True) | _hidden(asked, one.question),
            }
            for item, one in _guessed(asked).items()
        ],
    }
    name = f"{room.opened_at:%Y-%m-%d}-{room.id}.json"
    return _download(orjson.dumps(told, option=orjson.OPT_INDENT_2), name, "application/json; charset=utf-8")


def _download(body: bytes, name: str, kind: str) -> Response:
    kept = {"cache-control": "no-store", "content-disposition": f'attachment; filename="ilmiotaulu-{name}"'}
    return Response(body, 200, kept, kind)


# ---- where phones go ----------------------------------------------------------------------------------------
def _qr(asked: _Asked) -> Response:
    """The address of the phones' page as a picture that can stand inside a page; without one, words for the wall."""
    lang = asked.open_room().story.language
    if not asked.address:
        return PlainTextResponse(t("room.no_phones", lang), _NO_PHONES)
    address = f"{asked.address}/r/{asked.room}"
    drawn = BytesIO()
    made = segno.make(address, error="m", micro=False)
    title = t("room.qr", lang, address=address)
    # Black on white in every mode, with the quiet zone that cameras need.
    made.save(drawn, kind="svg", border=4, light="#fff", dark="#000", xmldecl=False, title=title, omitsize=True)
    return Response(drawn.getvalue(), 200, {"cache-control": "no-store"}, "image/svg+xml; charset=utf-8")


async def address_of(request: Request, house: House) -> str:
    """Where phones reach this server, without a `/` at the end; empty when they cannot.

    It is what is told in the settings, or where the presenter's browser found it. A browser on the server's own machine
    finds it where no phone can: then it is the machine's address in its network, if the server listens there.
    """
    scheme, host = request.url.scheme, host_of(request.scope)
    if house.address or not host:
        return house.address
    found = re.search(r":\d+$", host)
    port = found[0] if found else ""
    name = host.removesuffix(port).strip("[]")
    if not _is_loopback(name) and name not in _EVERYWHERE:
        return f"{scheme}://{host}"
    own = "" if house.is_alone() else await _own_address()
    return f"{scheme}://{own}{port}" if own else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def _own_address() -> str:
    try:
        async with await anyio.create_connected_udp_socket(*_NOWHERE) as nothing:
            host = str(nothing.extra(SocketAttribute.local_address)[0])
    except OSError:
        return ""
    return "" if _is_loopback(host) else host
