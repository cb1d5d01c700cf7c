"""Sotkanet REST 1.1 (THL): what changed is asked first, then all years of an indicator in one answer.

There is no marker for a hidden cell: its row is absent. All area levels come at once, in no order, under internal
area ids that are looked up in `/regions` by category and code.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
import polars as pl

from ilmiotaulu.catalogue import Sotkanet
from pipelines.raw import RawStore
from pipelines.sources.http import Client, SourceError
from pipelines.sources.rows import NO_FLAGS, ROWS, Noted, Parsed, plain_text, title_noted

_PREFIX = {"KUNTA": "KU", "MAAKUNTA": "MK", "HYVINVOINTIALUE": "HVA"}
_ROW = {
    "region": pl.Int32,
    "year": pl.Int16,
    "gender": pl.String,
    "value": pl.Float64,
    "absValue": pl.Float64,
}


def keys(indicator: int) -> tuple[str, str]:
    """The raw keys of an indicator: its metadata and its rows."""
    return f"sotkanet/{indicator}/metadata", f"sotkanet/{indicator}/rows"


REGIONS_KEY = "sotkanet/regions"


def fetch_regions(client: Client, raw: RawStore, now: datetime) -> int:
    """Keep the list of areas and their internal ids; returns its bytes."""
    body = client.get("/regions")
    _must_list(body, ("id", "code", "category", "title"), client.url("/regions"))
    raw.put(REGIONS_KEY, body, url=client.url("/regions"), now=now)
    return len(body)


def fetch_indicator(client: Client, raw: RawStore, indicator: int, now: datetime) -> int:
    """Keep the metadata of an indicator and, when its `data-updated` has moved, all its rows.

    Returns the number of bytes of new rows, 0 when nothing is newer. An answer without rows is asked for again next
    time, for an indicator may come back under the same date.
    """
    metadata_key, rows_key = keys(indicator)
    path = f"/indicators/{indicator}"
    body = client.get(path)
    metadata = _object(body, client.url(path))
    updated = str(metadata.get("data-updated", ""))
    years = range(int(metadata["range"]["start"]), int(metadata["range"]["end"]) + 1)
    sexes = metadata.get("classifications", {}).get("sex", {}).get("values") or ["total"]
    raw.put(metadata_key, body, url=client.url(path), updated=updated, now=now)

    parameters = [
        ("indicator", str(indicator)),
        *(("years", str(year)) for year in years),
        *(("genders", sex) for sex in sorted(sexes)),
    ]
    url = client.url("/json", parameters)
    request = f"{url} {_areas_known(raw)}"
    old = raw.entries.get(rows_key)
    if old and old.updated == updated and old.request == request and old.bytes > len(b"[]"):
        raw.confirm(rows_key, now)
        return 0
    rows = _rows_or_none(client, parameters)
    if rows == b"[]" and "total" in sexes and len(sexes) < 3:
        # Some indicators answer nothing for `total` alone and everything when all three are asked.
        rows = _rows_or_none(client, [*parameters[: 1 + len(years)], *(("genders", sex) for sex in _SEXES)])
    _must_list(rows, ("region", "year", "gender"), url)
    raw.put(rows_key, rows, url=url, request=request, updated=updated, now=now)
    return len(rows)


def _areas_known(raw: RawStore) -> str:
    """A mark of the area ids in use: rows that came under other ids cannot be read any more."""
    if REGIONS_KEY not in raw.entries:
        return ""
    return _mark_of_areas(raw.read(REGIONS_KEY))


@lru_cache(maxsize=1)
def _mark_of_areas(payload: bytes) -> str:
    areas = sorted((area["id"], area["category"], area["code"]) for area in orjson.loads(payload))
    return hashlib.sha256(orjson.dumps(areas)).hexdigest()[:10]


def _must_list(body: bytes, fields: tuple[str, ...], url: str) -> None:
    """Refuse JSON that is not the list that was asked for, before it takes the place of one that is."""
    items, wanted = orjson.loads(body), set(fields)
    if not isinstance(items, list) or not all(isinstance(item, dict) and wanted <= item.keys() for item in items):
        raise SourceError("not_json", url, f"not a list of {', '.join(fields)}")


_SEXES = ("female", "male", "total")


def _rows_or_none(client: Client, parameters: list[tuple[str, str]]) -> bytes:
    """The rows; an indicator that has metadata but no data may answer 404 or an empty list."""
    try:
        return client.get("/json", parameters)
    except SourceError as error:
        if error.kind == "missing":
            return b"[]"
        raise


def _object(body: bytes, url: str) -> Mapping[str, Any]:
    metadata = orjson.loads(body)
    if not isinstance(metadata, dict) or "range" not in metadata:
        raise SourceError("not_json", url, "no metadata object")
    return metadata


def parse_regions(payload: bytes, division: pl.DataFrame) -> tuple[pl.DataFrame, list[Noted]]:
    """The publisher's areas as `sotkanet_id, region`, and what did not fit the division.

    A county is recognised by its name first: Sotkanet has numbered counties in two ways, and an old number is another
    county's number today. A code that is not the one the name has in the division is noted.
    """
    by_name = {
        _plain(name): code
        for code, name in division.filter(pl.col("level") == "county").select("code", "name_fi").iter_rows()
    }
    codes = set(by_name.values())
    areas: list[tuple[int, str]] = []
    noted: list[Noted] = []
    for area in orjson.loads(payload):
        category, code, name = area["category"], area["code"], _plain(area["title"]["fi"])
        if category == "MAA":
            areas.append((area["id"], "FI"))
        elif category == "HYVINVOINTIALUE":
            ours = by_name.get(name, f"HVA{code}")
            if ours not in codes:
                noted.append(Noted("unknown_area", {"code": ours, "name": area["title"]["fi"]}))
                continue
            if ours != f"HVA{code}":
                noted.append(Noted("county_code_changed", {"code": f"HVA{code}", "ours": ours}))
            areas.append((area["id"], ours))
        elif category in _PREFIX:
            areas.append((area["id"], f"{_PREFIX[category]}{code}"))
        else:
            areas.append((area["id"], ""))
    return pl.DataFrame(areas, schema={"sotkanet_id": pl.Int32, "region": pl.String}, orient="row"), noted


def _plain(name: str) -> str:
    """A county's name without the words that its titles have or lack."""
    return name.lower().replace("hyvinvointialue", "").replace("kaupunki", "").strip().removesuffix("n").strip()


def parse_rows(payload: bytes, areas: pl.DataFrame, *, is_count: bool) -> Parsed:
    """Rows of one indicator. `is_count`: the value itself is the count, and the answer has no `absValue`."""
    sotkanet_rows = _read_rows(payload)
    joined = sotkanet_rows.join(areas, left_on="region", right_on="sotkanet_id", how="left", maintain_order="left")
    unknown = joined.filter(pl.col("region_right").is_null())["region"].unique().sort().to_list()
    noted = [Noted("unknown_area", {"code": str(code), "name": ""}) for code in unknown]
    rows = joined.filter(pl.col("region_right").is_not_null() & (pl.col("region_right") != "")).select(
        region="region_right",
        year="year",
        period=pl.lit(None, pl.String),
        sex=pl.col("gender").cast(ROWS["sex"]),
        value="value",
        count=pl.col("value") if is_count else pl.col("absValue"),
        status=pl.when(pl.col("value").is_null())
        .then(pl.lit("not_available"))
        .otherwise(pl.lit("ok"))
        .cast(ROWS["status"]),
        flags=NO_FLAGS,
    )
    listed = frozenset(areas.filter(pl.col("region") != "")["region"])
    return Parsed(rows, noted, listed)


def _read_rows(payload: bytes) -> pl.DataFrame:
    if payload.strip() == b"[]":
        return pl.DataFrame(schema=_ROW)
    return pl.read_json(payload, schema=_ROW)


def parse_metadata(payload: bytes) -> tuple[str, str, int]:
    """The Finnish title, the publisher's date of the data, and the last year its range promises."""
    metadata = orjson.loads(payload)
    return plain_text(metadata["title"]["fi"]), str(metadata.get("data-updated", "")), int(metadata["range"]["end"])


_UNITS = {"PROS": "percent", "PER1000": "per_1000", "INDEKSI": "index"}


def metadata_noted(metadata: bytes, source: Sotkanet, unit: str) -> list[Noted]:
    """Notes when the publisher's title or unit is no longer the one the catalogue names."""
    title, _, _ = parse_metadata(metadata)
    noted = title_noted(source.title, title)
    code = (orjson.loads(metadata).get("primaryValueType") or {}).get("code")
    if code in _UNITS and _UNITS[code] != unit:
        noted.append(Noted("unit_differs", {"ours": unit, "publisher": code}))
    return noted
