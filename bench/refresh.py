"""How long a refresh takes, network wait aside, and how much memory: a full one, then one with nothing new.

Runs the command `ilmiotaulu refresh` against the services that the environment names (ILMIOTAULU_SOTKANET_URL,
…_STATFIN_URL, …_GEO_URL, …_CLASSIFICATIONS_URL). When it names none, the tests' own small made-up publishers answer.

    python bench/refresh.py [--data DIR] [--rounds 3]
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
WORK = PROJECT / "bench" / ".work"
SERVICES = ("sotkanet", "statfin", "geo", "classifications")
MOST_SECONDS = {"full": 20.0, "nothing new": 3.0}
MOST_MEMORY = 1.5 * 2**30
# The command as it is, but the time it waited is told in full, not as whole seconds in a sentence.
COMMAND = """
import json, sys
from pipelines import cli, refresh

def run(*given, **named):
    outcome = told(*given, **named)
    said = {"state": outcome.state, "waited": outcome.seconds_waited, "rows": outcome.observations}
    print(json.dumps(said), file=sys.__stderr__)
    return outcome

told, refresh.refresh = refresh.refresh, run
sys.argv = ["ilmiotaulu", "refresh"]
cli.main()
"""


@dataclass(frozen=True)
class Run:
    state: str
    rows: int
    wall: float
    waited: float
    memory: int

    @property
    def own(self) -> float:
        return self.wall - self.waited


def refresh(environment: dict[str, str]) -> Run:
    """One refresh in a process of its own, which is measured from its start to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    lines = [line for line in said.splitlines() if line.startswith('{"state"')]
    if process.returncode or not lines:
        sys.exit(f"the refresh ended with {process.returncode}:\n{said}")
    told = json.loads(lines[-1])
    return Run(told["state"], told["rows"], wall, told["waited"], used.ru_maxrss * 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=WORK / "refresh", help="data directory; it is emptied first")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.data.exists() and any(arguments.data.iterdir()) and not (arguments.data / "raw").exists():
        sys.exit(f"{arguments.data} holds something else than a refresh's data; give another directory")
    environment = {**os.environ, "ILMIOTAULU_DATA_DIR": str(arguments.data.resolve()), "ILMIOTAULU_LANGUAGE": "en"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    runs: list[tuple[Run, Run]] = []
    with ExitStack() as stack:
        if not any(f"ILMIOTAULU_{name.upper()}_URL" in environment for name in SERVICES):
            sys.path.insert(0, str(PROJECT))
            from tests.publishers.server import Publishers

            print("the environment names no service: a small made-up world answers, so the times say little")
            publishers = stack.enter_context(Publishers())
            addresses = {f"ILMIOTAULU_{name.upper()}_URL": getattr(publishers, f"{name}_url") for name in SERVICES}
            environment |= {**addresses, "ILMIOTAULU_SOTKANET_PAUSE_SECONDS": "0", "ILMIOTAULU_STATFIN_CALLS": "100000"}
        for _ in range(arguments.rounds):
            shutil.rmtree(arguments.data, ignore_errors=True)
            full, second = refresh(environment), refresh(environment)
            assert (full.state, second.state) == ("published", "nothing_new"), (full, second)
            runs.append((full, second))
    is_broken = False
    for (name, budget), kind in zip(MOST_SECONDS.items(), zip(*runs, strict=True), strict=True):
        own = statistics.median(run.own for run in kind)
        waited = statistics.median(run.waited for run in kind)
        memory = max(run.memory for run in kind)
        spread = f"{min(run.own for run in kind):.2f}–{max(run.own for run in kind):.2f}"
        is_broken |= own > budget or memory > MOST_MEMORY
        print(
            f"{name:<12} {kind[0].rows:>9,} rows   wait {waited:5.2f} s   own {own:5.2f} s ({spread}; at most"
            f" {budget:.0f})   peak {memory / 2**30:.2f} GiB (at most {MOST_MEMORY / 2**30})"
        )
    print("BROKEN" if is_broken else "kept")
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
