"""The addresses of a room, asked as phones, presenters and strangers do; with a release of the fake world."""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import anyio
import httpx
import orjson
import polars as pl
import pytest
from starlette.applications import Starlette

from ilmiotaulu.room.store import LIFETIME, Rooms
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.store import NoRelease, Release
from ilmiotaulu.story.model import Item, Story, from_file, to_link
from ilmiotaulu.text import t
from ilmiotaulu.ui import rooms, web
from ilmiotaulu.ui.rooms import House, forgetting, routes
from ilmiotaulu.views.reader import ReleaseReader
from tests.conftest import House as Publisher
from tests.exports.read_pdf import words_of
from tests.room.worlds import NOON

PHONE = "0123456789abcdef"
PLACED, CHILDREN = "placed_children_0_17", "children_0_17"
STORY = Story(
    title='Lapset "2026" </script><b>ääni</b> \N{GRINNING FACE}',
    language="fi",
    release="r1",
    area="HVA15",
    region="KU249",
    items=(
        Item(kind="numbers", phenomenon="heavy_services"),
        Item(kind="trend", indicator="live_births", guess=True),
        Item(kind="ranking", indicator=CHILDREN, guess=True),
    ),
)


@dataclass(frozen=True)
class Client:
    """Whoever asks the addresses of a house, from an address."""

    house: House
    address: str = "192.168.1.20"

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            house = httpx.ASGITransport(Starlette(routes=routes(self.house)), client=(self.address, 50_000))
            async with httpx.AsyncClient(transport=house, base_url="http://192.168.1.7:8501") as client:
                return await client.request(method, path, **more)

        return anyio.run(ask)

    def get(self, path: str, **more: object) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: object) -> httpx.Response:
        return self.request("POST", path, **more)


@dataclass
class Site:
    """The addresses, with a clock that can be moved and a release that can be replaced."""

    file: Path
    release: Release
    now: datetime = NOON
    kept: dict[str, Release] = field(default_factory=dict)

    @cached_property
    def house(self) -> House:
        fonts = PROJECT / "assets/fonts"
        return House(
            Rooms(self.file),
            fonts,
            is_alone=lambda: True,
            reader=self.reader,
            release=lambda: self.reader("fi").release,
            earlier=self.earlier,
            clock=lambda: self.now,
        )

    @property
    def site(self) -> Client:
        return Client(self.house)

    def on_disk(self) -> bytes:
        return b"".join(one.read_bytes() for one in self.file.parent.glob("rooms.sqlite*"))

    def reader(self, lang: str) -> ReleaseReader:
        return ReleaseReader(self.release, lang)

    def earlier(self, release: str, lang: str) -> ReleaseReader:
        if release not in self.kept:
            raise NoRelease(release)
        return ReleaseReader(self.kept[release], lang)

    def open(self, story: Story = STORY) -> "Presenter":
        told = self.site.post("/rooms", json={"story": to_link(story)})
        assert told.status_code == 201, told.text
        return Presenter(self, told.json()["room"], told.json()["key"])


@dataclass
class Presenter:
    """Whoever opened a room."""

    at: Site
    room: str
    key: str

    def ask(self, method: str, path: str = "", *, sent: object = None, key: str | None = None, status: int = 200):
        headers = {"X-Presenter": self.key if key is None else key} if key != "" else {}
        told = self.at.site.request(method, f"{self.room}{path}", json=sent, headers=headers)
        assert told.status_code == status, told.text
        return told

    def show(self, item: int, *, revealed: bool = False, status: int = 200) -> dict:
        return self.ask("POST", "/now", sent={"item": item, "revealed": revealed}, status=status).json()

    def now(self) -> dict:
        """What a phone hears."""
        return self.ask("GET", "/now", key="").json()

    def guess(self, item: int, answer: list, phone: str = PHONE, status: int = 204) -> str:
        sent = {"answer": answer, "phone": phone}
        told = self.ask("POST", f"/guesses/{item}", sent=sent, key="", status=status)
        return told.json()["error"] if told.content else ""

    def write(self, item: int, text: str, kind: str = "interpretation", status: int = 201) -> dict:
        return self.ask("POST", "/notes", sent={"item": item, "kind": kind, "text": text}, status=status).json()


@pytest.fixture
def site(published: Publisher, tmp_path: Path) -> Iterator[Site]:
    with published.opened() as release:
        made = Site(tmp_path / "rooms.sqlite", release)
        yield made
        made.house.rooms.close()


# ---- opening ------------------------------------------------------------------------------------------------
def test_a_room_is_opened_with_a_short_address_that_phones_can_be_sent_to(site: Site) -> None:
    told = site.site.post("/rooms", json={"story": to_link(STORY)})
    assert told.status_code == 201
    room = told.json()["room"]
    assert re.fullmatch(r"/r/[a-z2-9]{6}", room)
    assert told.json() == {
        "room": room,
        "key": told.json()["key"],
        "address": f"http://192.168.1.7:8501{room}",
        "no_address": "",
    }
    assert site.house.rooms.room(room[3:], NOON).release == site.reader("fi").release


def test_the_picture_of_the_address_is_one_that_a_page_can_hold(site: Site) -> None:
    room = site.open().room
    drawn = site.site.get(f"{room}/qr.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert f"<title>Työpajan osoite: http://192.168.1.7:8501{room}</title>" in drawn.text
    assert "script" not in drawn.text


def test_a_laptop_that_listens_to_itself_alone_says_that_no_phone_reaches_it(site: Site) -> None:
    told = site.site.post("/rooms", json={"story": to_link(STORY)}, headers={"host": "localhost:8501"}).json()
    assert (told["address"], told["no_address"]) == ("", t("room.no_address", "fi"))
    drawn = site.site.get(f"{told['room']}/qr.svg", headers={"host": "[::1]:8501"})
    assert (drawn.status_code, drawn.text) == (409, t("room.no_phones", "fi"))


def test_an_address_in_the_settings_is_where_phones_go(site: Site) -> None:
    site.house = replace(site.house, address="https://ilmiotaulu.example")
    told = site.site.post("/rooms", json={"story": to_link(STORY)}, headers={"host": "localhost:8501"}).json()
    assert told["address"] == f"https://ilmiotaulu.example{told['room']}"


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "0.0.0.0:8501", "[::]:8501"])
def test_a_laptop_that_listens_to_its_network_tells_its_address_there(site: Site, host: str) -> None:
    site.house = replace(site.house, is_alone=lambda: False)
    told = site.site.post("/rooms", json={"story": to_link(STORY)}, headers={"host": host}).json()
    # A machine without any network has none.
    assert re.fullmatch(rf"(http://(?!127\.|0\.)[\d.]+:8501{told['room']})?", told["address"])
    assert bool(told["address"]) != bool(told["no_address"])


@pytest.mark.parametrize("host", ["a b", "<b>", "x:y", ""])
def test_a_host_that_is_none_is_no_address(site: Site, host: str) -> None:
    told = site.site.post("/rooms", json={"story": to_link(STORY)}, headers={"host": host})
    assert (told.status_code, told.json()["address"]) == (201, "")


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        ({"story": "nonsense"}, 422, "story"),
        ({"story": to_link(STORY)[:-3]}, 422, "story"),
        ({"story": 1}, 422, "body"),
        ({}, 422, "body"),
        ([], 422, "body"),
        ({"story": "", "more": 1}, 422, "body"),
        ({"story": "a" * 20_000}, 413, "large"),
    ],
)
def test_what_is_no_story_opens_no_room(site: Site, sent: object, status: int, why: str) -> None:
    told = site.site.post("/rooms", json=sent)
    assert (told.status_code, told.json()) == (status, {"error": t(f"room.refused.{why}", "fi")})
    assert not site.file.exists()


def test_a_story_with_personal_data_opens_no_room_and_a_presenter_s_notes_are_not_kept(site: Site) -> None:
    for changed, why in (
        ({"title": "Lapset, etu.suku@kunta.fi"}, "email"),
        ({"items": (Item(kind="map", indicator="live_births", notes="Kysy Maija Virtaselta"),)}, "person_name"),
    ):
        told = site.site.post("/rooms", json={"story": to_link(STORY.model_copy(update=changed))})
        assert (told.status_code, told.json()) == (422, {"error": t(f"room.refused.{why}", "fi")})
    assert not site.file.exists()
    items = (Item(kind="map", indicator="live_births", headline="Maija Keuruu", notes="Muista hengittää"),)
    presenter = site.open(STORY.model_copy(update={"items": items}))
    kept = presenter.ask("GET", "/room.json").json()["story"]["story"]["items"]
    assert kept == [{"kind": "map", "indicator": "live_births", "headline": "Maija Keuruu"}]
    assert "hengittää".encode() not in site.on_disk()


def test_who_opens_rooms_again_and_again_waits_for_a_minute_though_they_are_ended(site: Site) -> None:
    for _ in range(10):
        site.open().ask("DELETE", status=204)
    told = site.site.post("/rooms", json={"story": to_link(STORY)})
    assert (told.status_code, told.json()) == (429, {"error": t("room.refused.often", "fi")})
    assert Client(site.house, "192.168.1.21").post("/rooms", json={"story": to_link(STORY)}).status_code == 201
    assert b"192.168.1.2" not in site.on_disk()
    site.now += timedelta(minutes=1)
    site.open()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://192.168.1.7:8501"}, 403),
        ({"origin": "http://192.168.1.7:8501"}, 201),
        ({"sec-fetch-site": "same-origin", "origin": "https://behind.example"}, 201),
    ],
)
def test_only_our_own_pages_open_rooms(site: Site, headers: dict[str, str], status: int) -> None:
    told = site.site.post("/rooms", json={"story": to_link(STORY)}, headers=headers)
    assert told.status_code == status
    assert site.file.exists() == (status == 201)


def test_without_figures_or_a_file_to_write_in_it_says_so(site: Site) -> None:
    def none(lang: str) -> ReleaseReader:
        raise NoRelease("none")

    told = Client(replace(site.house, reader=none)).post("/rooms", json={"story": to_link(STORY)})
    assert (told.status_code, told.json()["error"]) == (503, t("room.refused.no_release", "fi"))
    site.file.mkdir()
    told = site.site.post("/rooms", json={"story": to_link(STORY)})
    assert (told.status_code, told.json()["error"]) == (503, t("room.refused.no_file", "fi"))


# ---- the phone's page ---------------------------------------------------------------------------------------
def test_the_phones_page_is_small_runs_its_own_script_alone_and_takes_text_as_text(site: Site) -> None:
    room = site.open().room
    page = site.site.get(room.upper().replace("/R/", "/r/"))
    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert "<h1>Lapset &quot;2026&quot; &lt;/script&gt;&lt;b&gt;ääni&lt;/b&gt; \N{GRINNING FACE}</h1>" in page.text
    assert "<b>" not in page.text
    assert '<html lang="fi">' in page.text
    assert not re.findall(r'(?:src|href)="(?!/assets/)', page.text)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_an_address_without_a_room_is_a_page_that_says_what_to_do(site: Site) -> None:
    page = site.site.get("/r/zzzzzz")
    assert page.status_code == 404
    assert t("phone.gone_how", "fi") in page.text


# ---- guessing -----------------------------------------------------------------------------------------------
def test_phones_hear_the_question_and_what_is_right_only_when_it_is_revealed(site: Site) -> None:
    presenter = site.open()
    assert presenter.now() == {"item": None, "revealed": False, "guess": None}
    assert presenter.show(0) == {"item": 0, "revealed": False}
    assert presenter.now() == {"item": 0, "revealed": False, "guess": None}
    presenter.show(1)
    asked = presenter.now()["guess"]
    assert (asked["kind"], asked["place"]) == ("line", "Keuruu")
    assert asked["heading"].startswith("Syntyneet lapset, lukumäärä, ")
    own = {
        str(year): value for year, value in site.release.series("live_births", ["KU249"]).select("year", "value").rows()
    }
    right = [own[year] for year in asked["asked"]]
    assert not set(asked["times"]) & set(asked["asked"])
    assert not asked.keys() & {"answer", "finding"}
    presenter.show(1, revealed=True)
    told = presenter.now()
    assert told["revealed"] is True
    assert told["guess"]["answer"] == right
    assert {name: told["guess"][name] for name in asked} == asked


def test_phones_hear_that_the_show_is_over_until_it_goes_on(site: Site) -> None:
    presenter = site.open()
    presenter.show(2)
    over = {"item": None, "revealed": False, "over": True}
    assert presenter.ask("POST", "/now", sent=over).json() == {"item": None, "revealed": False}
    assert presenter.now() == {"item": None, "revealed": False, "guess": None, "over": True}
    assert presenter.guess(2, [2], status=409) == t("room.refused.closed", "fi")
    presenter.ask("POST", "/now", sent={"item": None, "revealed": False})
    assert presenter.now() == {"item": None, "revealed": False, "guess": None}
    presenter.show(2)
    assert presenter.now()["guess"]["kind"] == "place"


def test_a_place_is_guessed_by_its_number(site: Site) -> None:
    presenter = site.open()
    presenter.show(2)
    asked = presenter.now()["guess"]
    assert (asked["kind"], asked["places"], "answer" in asked) == ("place", 5, False)
    assert asked["heading"] == "0–17-vuotiaat, lukumäärä, 2021 · verrattu: alueen kunnat (Keski-Suomen hyvinvointialue)"
    presenter.guess(2, [4])
    presenter.guess(2, [2], phone=PHONE[::-1])
    answers = presenter.ask("GET", "/guesses/2").json()
    assert answers == {"count": 2, "answers": [[2.0], [4.0]]}


def test_a_hidden_figure_is_never_asked(site: Site) -> None:
    items = [Item(kind=kind, indicator=PLACED, guess=True) for kind in ("trend", "ranking")]
    presenter = site.open(STORY.model_copy(update={"region": "KU256", "items": tuple(items)}))
    for item in (0, 1):
        presenter.show(item)
        assert presenter.now() == {"item": item, "revealed": False, "guess": None}
        assert presenter.guess(item, [1.0], status=409) == t("room.refused.closed", "fi")


def test_guesses_are_for_the_presenter_alone_until_they_are_for_all(site: Site) -> None:
    presenter = site.open()
    presenter.show(2)
    presenter.guess(2, [1])
    told = {"count": 1, "answers": [[1.0]]}
    assert presenter.ask("GET", "/guesses/2").json() == told
    refused = presenter.ask("GET", "/guesses/2", key="", status=403).json()
    assert refused == {"error": t("room.refused.not_revealed", "fi")}
    assert presenter.ask("GET", "/guesses/2", key="wrong", status=403).json() == {"error": t("room.refused.key", "fi")}
    presenter.show(2, revealed=True)
    assert presenter.ask("GET", "/guesses/2", key="").json() == told
    assert presenter.guess(2, [2], status=409) == t("room.refused.closed", "fi")
    assert presenter.ask("GET", "/guesses/0").json() == {"count": 0, "answers": []}


def test_a_presenter_clears_what_somebody_has_filled_with_nonsense_until_the_reveal(site: Site) -> None:
    presenter = site.open()
    presenter.show(2)
    for number in range(60):
        presenter.guess(2, [1], phone=f"{number:02}{PHONE}")
    assert presenter.guess(2, [2], status=429) == t("room.refused.crowded", "fi")
    presenter.ask("DELETE", "/guesses/2", status=204)
    assert presenter.ask("GET", "/guesses/2").json() == {"count": 0, "answers": []}
    assert presenter.now()["round"] == 1
    presenter.guess(2, [2])
    assert presenter.ask("DELETE", "/guesses/3", status=422).json() == {"error": t("room.refused.no_item", "fi")}
    presenter.show(2, revealed=True)
    told = presenter.ask("DELETE", "/guesses/2", status=409).json()
    assert told == {"error": t("room.refused.revealed", "fi")}
    assert presenter.ask("GET", "/guesses/2").json() == {"count": 1, "answers": [[2.0]]}
    assert not any(address in site.on_disk() for address in (b"192.168.1.20", b"192.168.1.7"))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"answer": [6], "phone": PHONE}, 422),
        ({"answer": [1.5], "phone": PHONE}, 422),
        ({"answer": [1, 2], "phone": PHONE}, 422),
        ({"answer": [], "phone": PHONE}, 422),
        ({"answer": ["1"], "phone": PHONE}, 422),
        ({"answer": [1], "phone": "short"}, 422),
        ({"answer": [1], "phone": "x" * 65}, 422),
        ({"answer": [1] * 21, "phone": PHONE}, 422),
        ({"answer": [1], "phone": PHONE, "name": "Maija"}, 422),
        ({"answer": [1], "phone": "x" * 20_000}, 413),
        (None, 422),
    ],
)
def test_a_guess_that_is_none_is_refused_with_a_sentence(site: Site, sent: object, status: int) -> None:
    presenter = site.open()
    presenter.show(2)
    told = presenter.ask("POST", "/guesses/2", sent=sent, key="", status=status)
    assert told.json()["error"].endswith(".")
    assert presenter.ask("GET", "/guesses/2").json()["count"] == 0


@pytest.mark.parametrize(
    "text",
    ['{"answer": [NaN], "phone": "0123456789abcdef"}', '{"answer": [1e999], "phone": "0123456789abcdef"}', "\xff", "["],
)
def test_numbers_that_are_none_and_broken_bodies_are_refused(site: Site, text: str) -> None:
    presenter = site.open()
    presenter.show(2)
    assert site.site.post(f"{presenter.room}/guesses/2", content=text.encode("latin-1")).status_code == 422


@pytest.mark.parametrize("item", ["99999999999999999999", "9" * 5000, "100", "-1", "1.0", "x", "\u0661", "%00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_number_that_no_slide_has_is_refused_however_large_it_is(site: Site, method: str, item: str) -> None:
    presenter = site.open()
    told = site.site.request(method, f"{presenter.room}/guesses/{item}", json={"answer": [1], "phone": PHONE})
    assert (told.status_code, told.json()) == (422, {"error": t("room.refused.no_item", "fi")})


def test_a_body_that_does_not_come_is_not_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_LONGEST_READ", 0.05)

    async def slow() -> AsyncGenerator[bytes]:
        yield b'{"answer"'
        await anyio.sleep(60)

    told = site.site.post(f"{site.open().room}/guesses/1", content=slow())
    assert (told.status_code, told.json()) == (408, {"error": t("room.refused.slow", "fi")})


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    presenter = site.open()
    presenter.show(1)
    first = presenter.ask("GET", "/now", key="")
    again = site.site.get(f"{presenter.room}/now", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    presenter.show(1, revealed=True)
    later = site.site.get(f"{presenter.room}/now", headers={"if-none-match": first.headers["etag"]})
    assert later.status_code == 200


# ---- the presenter ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["", "wrong", "\u00e4"])
@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/now", {"item": 0, "revealed": False}),
        ("POST", "/notes", {"item": 0, "kind": "question", "text": "Miksi?"}),
        ("GET", "/notes", None),
        ("DELETE", "", None),
        ("DELETE", "/guesses/1", None),
        ("DELETE", "/notes/1", None),
        ("GET", "/hidden", None),
        ("GET", "/summary.pdf", None),
        ("GET", "/room.json", None),
    ],
)
def test_without_the_key_nothing_of_the_presenters_is_done(
    site: Site, method: str, path: str, sent: object, key: str
) -> None:
    presenter = site.open()
    told = site.site.request(
        method, f"{presenter.room}{path}", json=sent, headers={"x-presenter": key.encode("latin-1")}
    )
    assert (told.status_code, told.json()) == (403, {"error": t("room.refused.key", "fi")})
    assert presenter.now() == {"item": None, "revealed": False, "guess": None}


def test_the_key_of_one_room_opens_no_other(site: Site) -> None:
    one, other = site.open(), site.open()
    one.ask("GET", "/notes", key=other.key, status=403)
    other.ask("DELETE", status=204)
    assert one.ask("GET", "/notes").json() == {"notes": []}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"item": 3, "revealed": False}, "no_item"),
        ({"item": -1, "revealed": False}, "body"),
        ({"item": 20, "revealed": False}, "body"),
        ({"item": "0", "revealed": False}, "body"),
        ({"item": 0}, "body"),
        ({"revealed": False}, "body"),
    ],
)
def test_a_slide_that_there_is_not_is_not_shown(site: Site, sent: dict, why: str) -> None:
    told = site.open().ask("POST", "/now", sent=sent, status=422).json()
    assert told == {"error": t(f"room.refused.{why}", "fi")}


def test_notes_are_kept_with_their_slide_and_time_and_personal_data_is_not(site: Site) -> None:
    presenter = site.open()
    written = presenter.write(1, 'Luku "heiluu" \N{GRINNING FACE}')
    number = written["id"]
    assert written == {
        "id": number,
        "item": 1,
        "kind": "interpretation",
        "text": 'Luku "heiluu" \N{GRINNING FACE}',
        "written_at": "2026-11-30T12:00:00+00:00",
    }
    assert presenter.write(1, "Soita 040 123 4567", status=422) == {"error": t("room.refused.phone", "fi")}
    assert presenter.write(1, "Kysy Maija Virtaselta", status=422) == {"error": t("room.refused.person_name", "fi")}
    assert presenter.write(1, "Maija Keuruu", status=201)["text"] == "Maija Keuruu"
    assert presenter.write(5, "Miksi?", status=422) == {"error": t("room.refused.no_item", "fi")}
    assert presenter.write(1, "Miksi?", "opinion", status=422) == {"error": t("room.refused.body", "fi")}
    assert [one["text"] for one in presenter.ask("GET", "/notes").json()["notes"]] == [written["text"], "Maija Keuruu"]
    presenter.ask("DELETE", f"/notes/{number}", status=204)
    assert [one["text"] for one in presenter.ask("GET", "/notes").json()["notes"]] == ["Maija Keuruu"]
    for gone in (number, "x", "9" * 40):
        told = presenter.ask("DELETE", f"/notes/{gone}", status=404).json()
        assert told == {"error": t("room.refused.no_note", "fi")}
    assert b"heiluu" not in site.on_disk()


def test_a_room_speaks_the_language_of_its_story(site: Site) -> None:
    presenter = site.open(STORY.model_copy(update={"language": "sv"}))
    assert presenter.write(0, " ", status=422) == {"error": t("room.refused.empty", "sv")}
    assert '<html lang="sv">' in site.site.get(presenter.room).text


def test_a_room_that_is_ended_or_a_day_old_is_no_more(site: Site) -> None:
    ended, old = site.open(), site.open()
    ended.ask("DELETE", status=204)
    assert ended.ask("GET", "/now", key="", status=404).json() == {"error": t("room.refused.no_room", "fi")}
    site.now = NOON + LIFETIME - timedelta(seconds=1)
    old.show(1)
    site.now = NOON + LIFETIME
    for method, path, sent in (
        ("GET", "/now", None),
        ("POST", "/now", {"item": 0, "revealed": True}),
        ("GET", "/notes", None),
    ):
        old.ask(method, path, sent=sent, status=404)
    assert site.site.get(old.room).status_code == 404


@asynccontextmanager
async def starting(app: object) -> AsyncGenerator[None]:
    yield


async def up_for_a_moment(house: House) -> None:
    """The server starts, stands for a moment, and stops."""
    async with forgetting(house, starting)(None):
        await anyio.sleep(0.2)


def test_a_server_that_nobody_visits_forgets_old_rooms_at_its_start_and_while_it_stands(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "_SWEEP_EVERY", 0.05)
    site.open()
    anyio.run(up_for_a_moment, site.house)
    assert b"live_births" in site.on_disk()
    at_start = iter([NOON + LIFETIME - timedelta(seconds=1)])
    anyio.run(up_for_a_moment, replace(site.house, clock=lambda: next(at_start, NOON + LIFETIME)))
    assert b"live_births" not in site.on_disk()


def test_a_file_that_cannot_be_read_does_not_keep_a_server_from_standing(site: Site) -> None:
    site.file.write_text("no database at all " * 1000)
    anyio.run(up_for_a_moment, site.house)
    told = site.site.post("/rooms", json={"story": to_link(STORY)})
    assert (told.status_code, told.json()["error"]) == (503, t("room.refused.no_file", "fi"))


# ---- what is taken along ------------------------------------------------------------------------------------
def full(site: Site) -> Presenter:
    """A workshop in which all was done."""
    presenter = site.open()
    presenter.show(1)
    asked = presenter.now()["guess"]
    for number in range(5):
        presenter.guess(1, [60.0 + number] * len(asked["asked"]), phone=f"{number}{PHONE}")
    presenter.show(1, revealed=True)
    presenter.show(2)
    presenter.guess(2, [1])
    presenter.write(1, "Syntyvyys laskee, mutta luku heiluu.")
    presenter.write(1, "Mistä tämä johtuu?", "question")
    return presenter


def test_the_summary_is_what_the_room_came_to(site: Site) -> None:
    presenter = full(site)
    told = site.site.get(f"{presenter.room}/summary.pdf", params={"key": presenter.key})
    assert told.headers["content-type"] == "application/pdf"
    assert told.headers["cache-control"] == "no-store"
    heard = words_of(told.content)
    for words in (
        "Lapset",
        "Keuruu · 30.11.2026",
        "Arvauksia: 5, niistä vähintään puolet: 61–63.",
        "Arvauksia: 1, sija 1.",
    ):
        assert words in heard
    for words in ("Syntyvyys laskee, mutta luku heiluu.", "Mistä tämä johtuu?", site.reader("fi").release):
        assert words in heard
    assert t("summary.newer", "fi", before="") not in heard
    again = presenter.ask("GET", "/summary.pdf")
    assert again.content == told.content


def test_a_release_that_came_between_is_told_and_guesses_are_held_to_what_was_asked(
    site: Site, published: Publisher
) -> None:
    presenter = full(site)
    before, asked = site.reader("fi").release, presenter.now()["guess"]
    published.edit("live_births", "decimals = 0", "decimals = 1")
    assert published.refresh().state == "published"
    with published.opened() as newer:
        site.release = newer
        assert site.reader("fi").release != before
        assert presenter.now()["guess"] == asked
        presenter.guess(2, [2], phone=PHONE[::-1])
        heard = words_of(presenter.ask("GET", "/summary.pdf").content)
    assert t("summary.newer", "fi", before=before) in heard


@dataclass(frozen=True)
class Hiding:
    """A later release, which hides a figure of an earlier one."""

    release: Release
    indicator: str
    region: str
    year: int

    def __getattr__(self, name: str) -> object:
        return getattr(self.release, name)

    def table(self, name: str) -> pl.DataFrame:
        told = self.release.table(name)
        return told.with_columns(id=pl.lit("later")) if name == "release" else told

    def series(self, indicator: str, regions: list[str], sex: str = "total") -> pl.DataFrame:
        return self.hidden(indicator, self.release.series(indicator, regions, sex))

    def areas(self, indicator: str, regions: list[str], sex: str = "total") -> pl.DataFrame:
        return self.hidden(indicator, self.release.areas(indicator, regions, sex))

    def latest(self, region: str) -> pl.DataFrame:
        told = self.release.latest(region)
        is_it = (pl.col("indicator") == self.indicator) & (pl.col("year") == self.year) & pl.lit(region == self.region)
        return told.with_columns(
            pl.when(~is_it).then("value").alias("value"),
            pl.when(is_it).then(pl.lit("hidden")).otherwise(pl.col("status").cast(pl.String)).alias("status"),
        )

    def hidden(self, indicator: str, told: pl.DataFrame) -> pl.DataFrame:
        is_it = (pl.col("region") == self.region) & (pl.col("year") == self.year) & pl.lit(indicator == self.indicator)
        return told.with_columns(
            pl.when(~is_it).then("value").alias("value"),
            pl.when(is_it).then(pl.lit("hidden")).otherwise("status").alias("status"),
        )


@dataclass(frozen=True)
class Before:
    """An earlier release, which has no figures of a year yet."""

    release: Release
    year: int

    def __getattr__(self, name: str) -> object:
        return getattr(self.release, name)

    def years(self, indicator: str) -> list[int]:
        return [year for year in self.release.years(indicator) if year < self.year]

    def areas(self, indicator: str, regions: list[str], sex: str = "total") -> pl.DataFrame:
        return self.release.areas(indicator, regions, sex).filter(pl.col("year") < self.year)


@pytest.mark.parametrize(("hidden", "is_told"), [(2021, True), (2020, False)])
def test_a_place_is_of_the_year_that_was_asked_though_a_newer_one_has_come(
    site: Site, hidden: int, is_told: bool
) -> None:
    now, site.release = site.release, Before(site.release, 2021)
    presenter = site.open()
    presenter.show(2)
    assert "2020" in presenter.now()["guess"]["heading"]
    site.release = Hiding(now, CHILDREN, "KU249", hidden)
    assert presenter.show(2, revealed=True)["revealed"] == is_told
    assert bool(presenter.now()["guess"]) == is_told


@pytest.mark.parametrize("region", ["KU249", "KU256"])
def test_a_place_is_told_no_more_when_the_own_figure_or_one_beside_it_is_hidden(site: Site, region: str) -> None:
    presenter = site.open()
    presenter.show(2)
    presenter.guess(2, [2])
    site.release = Hiding(site.release, CHILDREN, region, 2021)
    assert presenter.now() == {"item": 2, "revealed": False, "guess": None, "hidden": t("room.hidden", "fi")}


def test_what_a_later_release_hides_is_told_nowhere_and_can_be_guessed_no_more(site: Site) -> None:
    presenter = full(site)
    first = site.release
    presenter.show(1)
    asked = presenter.now()["guess"]
    last, right = int(asked["asked"][-1]), f"{asked['answer'][-1]:.0f}"
    told = words_of(presenter.ask("GET", "/summary.pdf").content)
    assert f"Todellinen: {right} ({last})." in told
    site.release = Hiding(first, "live_births", "KU249", last)

    assert presenter.now() == {"item": 1, "revealed": True, "guess": None, "hidden": t("room.hidden", "fi")}
    told = words_of(presenter.ask("GET", "/summary.pdf").content)
    assert "Arvauksia: 5, niistä vähintään puolet: 61–63. " + t("room.hidden", "fi") in told
    assert "Todellinen: " not in told
    kept = presenter.ask("GET", "/room.json").json()["guesses"]
    assert kept[0]["asked"] == {
        "kind": "hidden",
        "heading": asked["heading"],
        "place": "Keuruu",
        "hidden": t("room.hidden", "fi"),
    }
    assert kept[1]["asked"]["answer"]

    # A release that tells it again is looked at anew.
    site.release = first
    assert presenter.now()["guess"] == asked


def test_what_is_hidden_before_it_was_revealed_is_not_revealed(site: Site) -> None:
    presenter = site.open()
    presenter.show(1)
    asked = presenter.now()["guess"]
    site.release = Hiding(site.release, "live_births", "KU249", int(asked["times"][-1]))
    refused = presenter.guess(1, [60.0] * len(asked["asked"]), status=409)
    assert refused == t("room.refused.hidden", "fi")
    assert presenter.show(1, revealed=True) == {"item": 1, "revealed": False, "hidden": t("room.hidden", "fi")}
    assert presenter.now() == {"item": 1, "revealed": False, "guess": None, "hidden": t("room.hidden", "fi")}
    assert presenter.show(2, revealed=True) == {"item": 2, "revealed": True}


def hidden(presenter: Presenter, release: str) -> dict[str, str]:
    """What a stage that was made of a release must show no more."""
    return presenter.ask("GET", f"/hidden?release={release}").json()["hidden"]


@pytest.mark.parametrize(
    ("indicator", "region", "year", "items"),
    [
        ("live_births", "KU249", 2010, ["1"]),  # a year of the own line
        (CHILDREN, "KU256", 2021, ["2", "3"]),  # beside the own bar, and on the map
        (CHILDREN, "KU256", 2020, []),  # of a year that is not shown
        (PLACED, "KU249", 2021, ["0"]),  # in the table of key figures
    ],
)
def test_a_stage_hears_which_of_its_slides_tell_what_is_hidden_now(
    site: Site, indicator: str, region: str, year: int, items: list[str]
) -> None:
    story = STORY.model_copy(update={"items": (*STORY.items, Item(kind="map", indicator=CHILDREN))})
    presenter, first = site.open(story), site.release
    made_of = site.reader("fi").release
    assert presenter.ask("GET", "/now").json()["release"] == made_of
    assert "release" not in presenter.now()
    assert hidden(presenter, made_of) == {}
    site.release = Hiding(first, indicator, region, year)
    site.kept = {made_of: first}
    assert presenter.ask("GET", "/now").json()["release"] == "later"
    assert hidden(presenter, made_of) == dict.fromkeys(items, t("room.hidden_since", "fi"))
    assert hidden(presenter, "later") == {}


@pytest.mark.parametrize("release", ["", "gone", "../../etc", "a" * 5_000])
def test_of_a_release_that_is_not_there_no_slide_is_shown(site: Site, release: str) -> None:
    told = hidden(site.open(), release)
    assert told == dict.fromkeys("012", t("room.gone_release", "fi"))


def test_an_earlier_release_is_one_that_is_kept_and_no_other_path(
    published: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms.data, "settings", lambda: published.settings)
    house, here = rooms.house(published.settings), published.pointer.release
    try:
        assert house.earlier(here, "fi").release == here
        for other in ("", ".", f"../snapshots/{here}", "2020-01-01-0123456789"):
            with pytest.raises(NoRelease):
                house.earlier(other, "fi")
    finally:
        rooms.data.release.clear()


def test_what_makes_slides_and_papers_waits_for_its_turn(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = full(site)
    monkeypatch.setattr(web, "_MOST_WAITING", 0)
    for method, path, sent in (
        ("POST", "/now", {"item": 0, "revealed": False}),
        ("GET", "/hidden?release=r1", None),
        ("GET", "/summary.pdf", None),
        ("GET", "/room.json", None),
    ):
        told = presenter.ask(method, path, sent=sent, status=503)
        assert (told.headers["retry-after"], told.headers["cache-control"]) == ("5", "no-store")
    assert presenter.now()["item"] is not None
    presenter.write(0, "Kirjataan silti.")


def test_slides_are_made_anew_once_for_each_release(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter, made = site.open(), []
    anew = rooms.looked_at_anew
    monkeypatch.setattr(rooms, "looked_at_anew", lambda *told: made.append(1) or anew(*told))
    presenter.show(1)
    presenter.now()
    assert made == []
    site.release = Hiding(site.release, "live_births", "KU256", 2000)
    for _ in range(3):
        assert presenter.now()["guess"]["place"] == "Keuruu"
    assert made == [1]


def test_the_file_of_a_room_has_its_story_to_open_again_and_everything_that_was_said(site: Site) -> None:
    presenter = full(site)
    told = site.site.get(f"{presenter.room}/room.json", params={"key": presenter.key})
    kept = told.json()
    assert from_file(orjson.dumps(kept["story"])) == STORY
    assert kept["opened_at"] == "2026-11-30T12:00:00+00:00"
    assert [(one["item"], one["kind"]) for one in kept["notes"]] == [(1, "interpretation"), (1, "question")]
    assert [(one["item"], one["count"]) for one in kept["guesses"]] == [(1, 5), (2, 1)]
    assert kept["guesses"][1]["answers"] == [[1.0]]
    assert PHONE not in told.text
    assert presenter.key not in told.text


def test_nothing_that_leaves_a_room_is_kept_by_anybody_between(site: Site) -> None:
    presenter = full(site)
    for path in ("", "/qr.svg", "/notes", "/guesses/1", "/summary.pdf", "/room.json"):
        assert presenter.ask("GET", path).headers["cache-control"] == "no-store", path
    assert presenter.ask("GET", "/now").headers["cache-control"] == "no-cache"
    guess, note = {"answer": [2], "phone": PHONE}, {"item": 0, "kind": "question", "text": "Miksi?"}
    for method, path, sent, status in (
        ("GET", "/notes", None, 403),
        ("POST", "/now", {"item": 2, "revealed": False}, 200),
        ("POST", "/guesses/2", guess, 204),
        ("POST", "/notes", note, 201),
        ("DELETE", "/guesses/2", None, 204),
        ("DELETE", "", None, 204),
    ):
        told = presenter.ask(method, path, sent=sent, key="wrong" if status == 403 else None, status=status)
        assert told.headers["cache-control"] == "no-store", (method, path)
