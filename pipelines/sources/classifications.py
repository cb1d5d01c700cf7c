"""Statistics Finland's classification service: which county and region each municipality belongs to.

The correspondence is read from the bare list of addresses, whose last two parts are the two codes: the service's own
`content=data` form has answered with an error.
"""

from datetime import datetime, timedelta

import orjson
import polars as pl

from pipelines.raw import RawStore
from pipelines.sources.http import Client, SourceError
from pipelines.sources.rows import Noted

TARGETS = {"county": ("hyvinvointialue_1", "HVA"), "region": ("maakunta_1", "MK")}


def key(target: str) -> str:
    """The raw key of the correspondence to a level."""
    return f"classifications/{target}"


def fetch_correspondence(
    client: Client, raw: RawStore, target: str, division: int, recheck: timedelta, now: datetime
) -> int | None:
    """Keep the correspondence municipality → `target` of the division's year; asked again only after `recheck`.

    Returns the number of bytes that came, `None` when it was not yet time to ask.
    """
    date = f"{division}0101"
    name = f"kunta_1_{date}%23{TARGETS[target][0]}_{date}"
    old = raw.entries.get(key(target))
    if old and old.request == name and now - old.checked_at < recheck:
        return None
    path = f"/correspondenceTables/{name}/maps"
    body = client.get(path)
    addresses = orjson.loads(body)
    if not isinstance(addresses, list) or not addresses or not all("/maps/" in str(one) for one in addresses):
        raise SourceError("not_json", client.url(path), "no list of addresses")
    raw.put(key(target), body, url=client.url(path), request=name, now=now)
    return len(body)


def parse_correspondence(payload: bytes, target: str) -> dict[str, str]:
    """Our municipality code → our code of the level."""
    prefix = TARGETS[target][1]
    pairs = (uri.split("?")[0].rstrip("/").rsplit("/", 2)[-2:] for uri in orjson.loads(payload))
    return {f"KU{municipality}": f"{prefix}{code}" for municipality, code in pairs}


def compare_with_division(correspondence: dict[str, str], target: str, division: pl.DataFrame) -> list[Noted]:
    """What the service says otherwise than the division the product uses, as one note with its first examples."""
    ours = dict(division.filter(pl.col("level") == "municipality").select("code", target).iter_rows())
    differing = [
        f"{code}: {ours.get(code) or '–'} → {correspondence.get(code, '–')}"
        for code in sorted(ours.keys() | correspondence.keys())
        if ours.get(code) != correspondence.get(code)
    ]
    if not differing:
        return []
    return [Noted("division_differs", {"count": len(differing), "areas": "; ".join(differing[:5])})]
