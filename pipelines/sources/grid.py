"""The population grid from Statistics Finland's WFS: inhabited squares of one kilometre, asked without their shapes.

A square of fewer than ten inhabitants tells how many they are, and nothing of their ages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import orjson
import polars as pl
import pyproj
import shapely

from pipelines.raw import RawStore
from pipelines.sources.geo import Boundaries
from pipelines.sources.http import Client, SourceError
from pipelines.sources.rows import Noted

KEY = "grid/squares"
_LAYER = re.compile(r"(?:\w+:)?vaki(\d{4})_1km")
_NEEDED = ("grd_id", "xkoord", "ykoord", "vaesto", "ika_0_14")
_USEFUL = ("kunta", "vuosi")
_SIDE_METRES = 1000
# The publisher tells the ages in a square from so many inhabitants on.
_TELLS_AGES_FROM = 10
# Finland in metres (EPSG:3067), generously: a corner outside has other coordinates than those that were asked for.
_EAST, _NORTH = (0, 1_000_000), (6_400_000, 8_000_000)
# Generalised borders leave shores and islands out; a middle farther than this from every municipality is in none.
_SHORE_METRES = 10_000
_NAMED = 5
_TO_DEGREES = pyproj.Transformer.from_crs(3067, 4326, always_xy=True)


def fetch_grid(client: Client, raw: RawStore, recheck: timedelta, now: datetime) -> int | None:
    """Keep the squares of the newest layer that the service lists. Asked for again only after `recheck`.

    Returns the number of bytes of new squares, `None` when it was not yet time to ask. An answer that cannot be used
    is a `SourceError` and leaves what was kept as it is.
    """
    old = raw.entries.get(KEY)
    if old and old.request and now - old.checked_at < recheck:
        return None
    layer = _newest_layer(client)
    fields = _fields(client, layer)
    parameters = [*_get_feature(layer), ("propertyName", ",".join(fields))]
    url, body = client.url("", parameters), client.get("", parameters)
    try:
        told = parse_grid(body)
    except ValueError as error:
        raise SourceError("no_squares", url, str(error)) from error
    if old and layer_of(old.url) == layer_of(url) and _tells_the_same(raw.read(KEY), told):
        raw.put(KEY, raw.read(KEY), url=old.url, request=layer, now=now)
        return 0
    raw.put(KEY, body, url=url, request=layer, now=now)
    return len(body)


def _tells_the_same(kept: bytes, told: "Grid") -> bool:
    """Whether an answer has the same squares: each carries the time it was made, and squares come in any order."""
    try:
        before = parse_grid(kept)
    except ValueError:
        return False
    return before.squares.equals(told.squares) and before.year == told.year


def _get_feature(layer: str) -> list[tuple[str, str]]:
    return [
        ("service", "WFS"),
        ("version", "2.0.0"),
        ("request", "GetFeature"),
        ("typeNames", layer),
        ("outputFormat", "application/json"),
        ("srsName", "EPSG:3067"),
    ]


def _newest_layer(client: Client) -> str:
    """The name of the layer of one-kilometre squares with the highest year, as the service lists it."""
    parameters = [("service", "WFS"), ("version", "2.0.0"), ("request", "GetCapabilities")]
    url, root = client.url("", parameters), client.get_xml("", parameters)
    if _plain(root.tag) == "ExceptionReport":
        raise SourceError("bad_request", url, " ".join("".join(root.itertext()).split())[:200])
    names = [(element.text or "").strip() for element in root.iter() if _plain(element.tag) == "Name"]
    layers = {int(found[1]): name for name in names if (found := _LAYER.fullmatch(name))}
    if not layers:
        raise SourceError("no_layer", url, "vaki…_1km")
    return layers[max(layers)]


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def _fields(client: Client, layer: str) -> list[str]:
    """What to ask of every square, by what the first one has."""
    parameters = [*_get_feature(layer), ("count", "1")]
    url = client.url("", parameters)
    try:
        there = set(_properties(orjson.loads(client.get("", parameters)))[0])
    except ValueError as error:
        raise SourceError("no_squares", url, str(error)) from error
    missing = [name for name in _NEEDED if name not in there]
    if missing:
        raise SourceError("no_fields", url, ", ".join(missing))
    return [*_NEEDED, *(name for name in _USEFUL if name in there)]


def layer_of(url: str) -> str:
    """The name of the layer that a request asked for: `vaki2024_1km`."""
    found = re.search(r"vaki\d{4}_1km", url)
    return found[0] if found else "–"


@dataclass(frozen=True)
class Grid:
    """Inhabited squares: `square, municipality, east, north, residents, children`.

    `east` and `north` are the middle in metres (EPSG:3067). `children` are the 0–14-year-olds, null in a square that
    does not tell them; `municipality` is null where the answer has none. `year` is what the answer says of itself, and
    `left_out` how many squares could not be read.
    """

    squares: pl.DataFrame
    year: int | None
    left_out: int


def parse_grid(payload: bytes) -> Grid:
    """The squares of one answer, by their id; `ValueError` says in a word why there are none that can be read.

    Squares whose id, place or inhabitants cannot be read, and those that come twice and differ, are left out.
    """
    document = orjson.loads(payload)
    rows = _properties(document)
    matched = document.get("numberMatched")
    # A service that gives fewer squares than there are would make whole municipalities disappear.
    if isinstance(matched, int) and len(rows) < matched:
        raise ValueError(f"{len(rows)}/{matched}")
    missing = [name for name in _NEEDED if not any(name in row for row in rows)]
    if missing:
        raise ValueError(", ".join(missing))
    told = pl.DataFrame({name: _texts(rows, name) for name in (*_NEEDED, *_USEFUL)})
    number = {name: pl.col(name).cast(pl.Float64, strict=False) for name in told.columns}
    read = told.select(
        square="grd_id",
        municipality=pl.col("kunta").str.extract(r"^(?:KU)?0*(\d{1,3})(?:\.0+)?$").str.zfill(3),
        east=number["xkoord"] + _SIDE_METRES / 2,
        north=number["ykoord"] + _SIDE_METRES / 2,
        residents=number["vaesto"].cast(pl.Int32, strict=False),
        children=number["ika_0_14"].cast(pl.Int32, strict=False),
    ).unique()
    # The publisher tells no ages of so few: whatever stands there tells none.
    tells = (pl.col("children") >= 0) & (pl.col("residents") >= _TELLS_AGES_FROM)
    squares = (
        read.with_columns(
            municipality="KU" + pl.col("municipality"),
            children=pl.when(tells).then("children"),
        )
        .filter(
            pl.col("square").is_not_null()
            & ~pl.col("square").is_duplicated()
            & pl.col("east").is_between(*_EAST)
            & pl.col("north").is_between(*_NORTH)
            & (pl.col("residents") > 0)
            & (pl.col("children").is_null() | (pl.col("children") <= pl.col("residents")))
        )
        .sort("square")
    )
    if squares.is_empty():
        raise ValueError("0")
    years = number["vuosi"].cast(pl.Int16, strict=False).unique()
    told_years = told.select(years).drop_nulls()["vuosi"].to_list()
    left_out = told["grd_id"].n_unique() - squares.height
    return Grid(squares, told_years[0] if len(told_years) == 1 else None, left_out)


def _properties(document: Any) -> list[dict[str, Any]]:
    """What each feature of a collection says; `ValueError` for anything else, or for none."""
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise ValueError("0")
    if not all(isinstance(one, dict) and isinstance(one.get("properties"), dict) for one in features):
        raise ValueError("properties")
    return [one["properties"] for one in features]


def _texts(rows: Sequence[Mapping[str, Any]], name: str) -> pl.Series:
    """A field as text: the same number is a number in one layer and text in another."""
    values = (row.get(name) for row in rows)
    return pl.Series(name, [None if value is None else str(value).strip() for value in values], pl.String)


def in_division(
    grid: Grid, boundaries: Boundaries | None, successor: Mapping[str, str], municipalities: Sequence[str]
) -> tuple[pl.DataFrame, list[Noted]]:
    """The squares in the division's municipalities, and what a person should know of those that are not.

    Where no square names its municipality it is the one whose boundary has its middle. Without boundaries there are
    then no squares.
    """
    squares, noted = grid.squares, []
    if squares["municipality"].is_null().all():
        if boundaries is None:
            return squares.clear(), [Noted("grid_no_municipalities")]
        squares = squares.with_columns(municipality=_municipality_at(squares, boundaries))
        noted.append(Noted("grid_by_boundaries"))
    moved = squares.with_columns(pl.col("municipality").replace(dict(successor)))
    known = moved.filter(pl.col("municipality").is_in(list(municipalities)))
    left_out = grid.left_out + moved.height - known.height
    if left_out:
        unknown = set(moved["municipality"].drop_nulls()) - set(municipalities)
        details = {"squares": left_out, "of": grid.squares.height + grid.left_out, "areas": _some(unknown)}
        noted.append(Noted("grid_left_out", details))
    without = set(municipalities) - set(known["municipality"])
    if without:
        noted.append(Noted("grid_areas_missing", {"count": len(without), "areas": _some(without)}))
    return known, noted


def _some(codes: set[str]) -> str:
    named = ", ".join(sorted(codes)[:_NAMED])
    return f"{named}, …" if len(codes) > _NAMED else named or "–"


def _municipality_at(squares: pl.DataFrame, boundaries: Boundaries) -> pl.Series:
    """The municipality that each middle lies in, or is nearest to when it lies in none."""
    codes, shapes = list(boundaries.areas), list(boundaries.areas.values())
    middles = shapely.points(squares["east"].to_numpy(), squares["north"].to_numpy())
    found = np.full(len(middles), -1)
    # A middle on a border is in both: it counts in the first.
    points, areas = shapely.STRtree(shapes).query_nearest(middles, max_distance=_SHORE_METRES, all_matches=False)
    found[points] = areas
    return pl.Series([codes[at] if at >= 0 else None for at in found], dtype=pl.String)


def to_degrees(squares: pl.DataFrame) -> pl.DataFrame:
    """The squares with the `longitude` and `latitude` of their middles (WGS84), five decimals: about a metre."""
    longitude, latitude = _TO_DEGREES.transform(squares["east"].to_numpy(), squares["north"].to_numpy())
    return squares.drop("east", "north").with_columns(
        longitude=pl.Series(np.round(longitude, 5)), latitude=pl.Series(np.round(latitude, 5))
    )
