"""How fast JSON-stat becomes a frame, against reading the JSON alone and against pyjstat, in one run.

python bench/jsonstat.py [--rounds 11]
"""

import argparse
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable

import orjson
from pyjstat import pyjstat

from pipelines.sources.jsonstat import parse_jsonstat

SIZES = {"region": 250, "age": 100, "sex": 2, "year": 20, "measure": 1}
SEED = 20261122
MOST_TIMES_JSON = 3.5
LEAST_TIMES_FASTER = 100.0


def made_up_answer() -> bytes:
    """A million cells, one in a hundred without a value and with a mark that says why."""
    chance = random.Random(SEED)
    cells = 1
    for size in SIZES.values():
        cells *= size
    hidden = set(chance.sample(range(cells), cells // 100))
    dimension = {
        name: {
            "label": name,
            "category": {
                "index": {f"{name[0].upper()}{i:03}": i for i in range(size)},
                "label": {f"{name[0].upper()}{i:03}": f"{name} {i}" for i in range(size)},
            },
        }
        for name, size in SIZES.items()
    }
    return orjson.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "label": "made up",
            "id": list(SIZES),
            "size": list(SIZES.values()),
            "dimension": dimension,
            "value": [None if i in hidden else chance.randrange(100_000) for i in range(cells)],
            "status": {str(i): ".." for i in sorted(hidden)},
        }
    )


def seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="of the fast two, one after the other")
    arguments = parser.parse_args()
    logging.disable()
    payload = made_up_answer()
    text = payload.decode()
    ours = parse_jsonstat(payload).cells
    theirs = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    assert ours.height == len(theirs) == 1_000_000
    assert ours["value"].null_count() == ours["status"].count() == theirs["value"].isna().sum() == 10_000
    pairs, slow = [], []
    for turn in range(arguments.rounds):
        # Taken in turns, so that other work on the machine weighs on both.
        pairs.append((seconds(lambda: orjson.loads(payload)), seconds(lambda: parse_jsonstat(payload))))
        if turn in (arguments.rounds // 3, 2 * arguments.rounds // 3):
            slow.append(seconds(lambda: pyjstat.Dataset.read(text).write("dataframe", naming="id")))
    loads, parse = (statistics.median(side) for side in zip(*pairs, strict=True))
    against_json = statistics.median(pair[1] / pair[0] for pair in pairs)
    faster = statistics.median(slow) / parse
    print(f"{ours.height:,} cells, {len(payload) / 1e6:.2f} MB, {arguments.rounds} rounds, pyjstat {len(slow)}")
    print(f"orjson.loads    {loads:8.3f} s")
    print(f"parse_jsonstat  {parse:8.3f} s   {against_json:5.2f} x orjson.loads (at most {MOST_TIMES_JSON})")
    print(
        f"pyjstat         {statistics.median(slow):8.3f} s   {faster:5.0f} x ours (at least {LEAST_TIMES_FASTER:.0f})"
    )
    is_broken = against_json > MOST_TIMES_JSON or faster < LEAST_TIMES_FASTER
    print("BROKEN" if is_broken else "kept")
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
