"""How fast a room answers sixty phones that poll and guess at once, and how fast its summary is printed.

    python bench/room.py [--data DIR] [--phones 60] [--seconds 20]

Every phone is a connection of its own that opens the page, asks every other second what the room looks at, and guesses
once a round, all at the same moment; the presenter shows, reveals and prints. Without --data a starter release is
published in bench/.work.
"""

import argparse
import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx

from ilmiotaulu import store
from ilmiotaulu.story.model import Item, Story, to_link

PROJECT = Path(__file__).resolve().parents[1]
WORK = PROJECT / "bench" / ".work" / "room"
PATIENCE = 30
EVERY = 2.0
ROUNDS = 3
# A poll against `/health`, asked in turns; milliseconds of a guess at p95, and of the fastest printed summary.
MOST_TIMES_HEALTH, GUESS, PRINT = 2.0, 500.0, 500.0
STORY = Story(
    title="Syntyneet",
    language="fi",
    release="bench",
    area="HVA15",
    region="KU249",
    items=tuple(Item(kind="trend", indicator="live_births", guess=True) for _ in range(ROUNDS)),
)


class Times:
    """How long each kind of request took, in milliseconds."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)

    async def ask(self, client: httpx.AsyncClient, kind: str, method: str, url: str, **more: object) -> httpx.Response:
        started = time.perf_counter()
        answer = await client.request(method, url, **more)
        self.took[kind].append(1000 * (time.perf_counter() - started))
        answer.raise_for_status() if answer.status_code != 304 else None
        return answer


@contextmanager
def serving(data: Path) -> Generator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = WORK / "server.log"
    words = ["-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("w") as told:
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "ILMIOTAULU_DATA_DIR": str(data)}
        server = subprocess.Popen(
            [sys.executable, *words], cwd=PROJECT, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"the server did not start:\n{log.read_text()}")


async def phone(
    number: int, url: str, many: int, times: Times, starts: list[asyncio.Event], end: asyncio.Event
) -> None:
    async with httpx.AsyncClient(timeout=60, verify=False) as client:
        await times.ask(client, "page", "GET", url)

        async def poll() -> None:
            etag = ""
            await asyncio.sleep(EVERY * number / many)
            while not end.is_set():
                heard = await times.ask(client, "poll", "GET", f"{url}/now", headers={"if-none-match": etag})
                etag = heard.headers["etag"]
                await times.ask(client, "health", "GET", f"{url.partition('/r/')[0]}/health")
                await asyncio.sleep(EVERY)

        async def guess() -> None:
            for item, start in enumerate(starts):
                await start.wait()
                asked = (await client.get(f"{url}/now")).json()["guess"]
                sent = {"answer": [asked["high"] / 2] * len(asked["asked"]), "phone": f"bench-phone-{number:04}"}
                await times.ask(client, "guess", "POST", f"{url}/guesses/{item}", json=sent)

        await asyncio.gather(poll(), guess())


async def workshop(site: str, many: int, seconds: float, times: Times) -> None:
    async with httpx.AsyncClient(timeout=60, verify=False) as client:
        told = (await client.post(f"{site}/rooms", json={"story": to_link(STORY)})).json()
        url, client.headers["x-presenter"] = site + told["room"], told["key"]
        starts, end = [asyncio.Event() for _ in range(ROUNDS)], asyncio.Event()
        phones = [asyncio.create_task(phone(one, url, many, times, starts, end)) for one in range(many)]
        for item, start in enumerate(starts):
            await times.ask(client, "show", "POST", f"{url}/now", json={"item": item, "revealed": False})
            start.set()
            await asyncio.sleep(seconds / ROUNDS)
            guessed = (await client.get(f"{url}/guesses/{item}")).json()
            if guessed["count"] != many:
                sys.exit(f"{guessed['count']} guesses of {many} are there")
            await times.ask(client, "show", "POST", f"{url}/now", json={"item": item, "revealed": True})
            await times.ask(client, "summary", "GET", f"{url}/summary.pdf")
        end.set()
        await asyncio.gather(*phones)
        await client.delete(url)


def p95(took: list[float]) -> float:
    return sorted(took)[int(0.95 * (len(took) - 1))]


def is_over(name: str, took: float, budget: float, unit: str = "ms") -> bool:
    """Print one row; whether the budget is broken."""
    broken = took > budget
    print(f"{name:<44} {took:8.1f} {unit:<3} at most {budget:6.1f} {unit:<3} {'BROKEN' if broken else 'kept'}")
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="data directory with a release")
    parser.add_argument("--phones", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    data = WORK / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    if given.data:
        # Read where it is: rooms are kept in a directory of this program's own.
        (data / "snapshots").symlink_to(given.data.resolve() / "snapshots")
    else:
        program = Path(sys.executable).with_name("ilmiotaulu")
        subprocess.run([program, "starter"], env=os.environ | {"ILMIOTAULU_DATA_DIR": str(data)}, check=True)
    print(f"release {store.current(data / 'snapshots').release}, {given.phones} phones")
    times = Times()
    with serving(data) as site:
        asyncio.run(workshop(site, given.phones, given.seconds, times))
    for kind, took in sorted(times.took.items()):
        print(f"{kind:<8} {len(took):5} requests: median {statistics.median(took):7.1f} ms, p95 {p95(took):7.1f} ms")
    poll, health = (statistics.median(times.took[kind]) for kind in ("poll", "health"))
    broken = [
        is_over("a poll against /health, medians", poll / health, MOST_TIMES_HEALTH, "×"),
        is_over("a guess of all at once, p95", p95(times.took["guess"]), GUESS),
        is_over("the summary, the fastest", min(times.took["summary"]), PRINT),
    ]
    return int(any(broken))


if __name__ == "__main__":
    sys.exit(main())
