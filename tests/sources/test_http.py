"""Requests: polite, patient, and never content with half an answer."""

from collections.abc import Callable, Iterator

import httpx
import pytest
import stamina.instrumentation

from ilmiotaulu.settings import Settings
from pipelines.sources import http
from pipelines.sources.http import Client, Pace, SourceError
from tests.publishers.server import Publishers

Make = Callable[..., Client]


@pytest.fixture
def client(publishers: Publishers, settings: Settings) -> Iterator[Make]:
    """A client of Sotkanet, or of another address, with the settings changed."""
    made: list[Client] = []

    def make(base_url: str = publishers.sotkanet_url, **changed: object) -> Client:
        made.append(Client(base_url, Pace(1, 0), settings.model_copy(update=changed)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def kind_of(of: Client, path: str = "/regions", parameters: http.Parameters = ()) -> str:
    with pytest.raises(SourceError) as raised:
        of.get(path, parameters)
    return raised.value.kind


def test_our_own_name_is_sent_with_every_request(publishers: Publishers, client: Make) -> None:
    assert client().get("/regions").startswith(b"[{")
    assert publishers.requests[0]["headers"]["user-agent"] == "ilmiotaulu/0.1 (+https://github.com/ilmiotaulu)"


@pytest.mark.parametrize("name", ["python-requests/2.32", "python-httpx/0.28.1"])
def test_a_refused_name_is_told_at_once_and_not_tried_again(publishers: Publishers, client: Make, name: str) -> None:
    assert kind_of(client(user_agent=name)) == "refused"
    assert [request["status"] for request in publishers.requests] == [403]


def test_years_in_one_text_are_a_bad_request_that_is_not_tried_again(publishers: Publishers, client: Make) -> None:
    parameters = [("indicator", "191"), ("years", "2020,2021"), ("genders", "total")]
    assert kind_of(client(), "/json", parameters) == "bad_request"
    assert [request["status"] for request in publishers.requests] == [400]


def test_what_is_not_there_is_missing_and_not_tried_again(publishers: Publishers, client: Make) -> None:
    assert kind_of(client(), "/indicators/3216") == "missing"
    assert [request["status"] for request in publishers.requests] == [404]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("error500", "server_error"),
        ("error503", "busy"),
        ("drop-connection", "unreachable"),
        ("down", "unreachable"),
        ("truncate", "unreachable"),
        ("truncate-silent", "not_json"),
        ("malformed-json", "not_json"),
        ("html-instead-of-json", "not_json"),
    ],
)
def test_what_may_pass_is_tried_as_often_as_the_settings_say(
    publishers: Publishers, client: Make, fault: str, kind: str
) -> None:
    publishers.faults = [fault]
    assert kind_of(client(attempts=3)) == kind
    assert len(publishers.requests) == 3


@pytest.mark.parametrize(
    "fault",
    [
        "error500:x1",
        "error503:x1",
        "drop-connection:x1",
        "truncate:x1",
        "truncate-silent:x1",
        "malformed-json:x1",
        "html-instead-of-json:x1",
    ],
)
def test_a_trouble_that_passes_leaves_no_trace_in_the_answer(publishers: Publishers, client: Make, fault: str) -> None:
    whole = client().get("/regions")
    publishers.reset()
    publishers.faults = [fault]
    assert client().get("/regions") == whole
    assert len(publishers.requests) == 2


def test_a_page_instead_of_data_is_told_with_its_kind(publishers: Publishers, client: Make) -> None:
    publishers.faults = ["html-instead-of-json"]
    with pytest.raises(SourceError, match="text/html") as raised:
        client().get("/regions")
    assert raised.value.url == publishers.sotkanet_url + "/regions"


def test_a_publisher_too_slow_for_the_settings_is_unreachable(publishers: Publishers, client: Make) -> None:
    publishers.faults = ["latency:400"]
    with pytest.raises(SourceError, match="ReadTimeout") as raised:
        client(timeout_seconds=0.05).get("/regions")
    assert raised.value.kind == "unreachable"


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """The waits before every new try, in seconds."""
    seen: list[float] = []

    def note(details: stamina.instrumentation.RetryDetails) -> None:
        seen.append(details.wait_for)

    stamina.instrumentation.set_on_retry_hooks([note])
    yield seen
    stamina.instrumentation.set_on_retry_hooks(None)


def test_retry_after_is_waited_for_and_the_answer_comes(
    publishers: Publishers, client: Make, waits: list[float]
) -> None:
    publishers.faults = ["rate429:1/1"]
    statfin = client(publishers.statfin_url, attempts=4)
    assert statfin.get("/fi/") == statfin.get("/fi/")
    assert waits[0] == 1.0
    assert statfin.seconds_waited >= 1.0


def test_retry_after_is_never_waited_for_longer_than_the_settings_allow(
    publishers: Publishers, client: Make, waits: list[float]
) -> None:
    publishers.faults = ["rate429:0/3600"]
    statfin = client(publishers.statfin_url, longest_wait_seconds=0.01)
    with pytest.raises(SourceError) as raised:
        statfin.get("/fi/")
    assert (raised.value.kind, raised.value.wait_seconds, waits) == ("busy", 3600.0, [0.01])


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)]
)
def test_only_a_number_of_seconds_is_taken_from_retry_after(header: str, seconds: float | None) -> None:
    assert http._retry_after(httpx.Response(429, headers={"retry-after": header})) == seconds


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_no_window_ever_holds_more_calls_than_the_publisher_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(http, "time", clock)
    pace = Pace(3, 60)
    sent = []
    for _ in range(10):
        pace.wait_for_turn()
        sent.append(clock.now)
        clock.now += 5
    assert sent == [0, 5, 10, 60, 65, 70, 120, 125, 130, 180]


def test_a_pause_is_kept_between_every_two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(http, "time", clock)
    pace = Pace(1, 0.5)
    for _ in range(3):
        pace.wait_for_turn()
    assert clock.slept == [0.5, 0.5]
