"""Boundaries from Statistics Finland's WFS: asked in metres (EPSG:3067), drawn in metres, shared in degrees (WGS84)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import pyproj
import shapely
import shapely.geometry

from pipelines.raw import RawStore
from pipelines.sources.http import Client, SourceError

LAYERS = {"municipality": "kunta4500k", "county": "hyvinvointialue4500k"}
_PREFIX = {"municipality": "KU", "county": "HVA"}
_PROPERTY = {"municipality": "kunta", "county": "hyvinvointialue"}
_SIMPLIFY_METRES = 400
_TO_DEGREES = pyproj.Transformer.from_crs(3067, 4326, always_xy=True)


def key(level: str) -> str:
    """The raw key of a level's boundaries."""
    return f"geo/{level}"


def fetch_boundaries(
    client: Client, raw: RawStore, level: str, division: int, recheck: timedelta, now: datetime
) -> int | None:
    """Keep the boundaries of a level. The layer of a year is asked for again only after `recheck`.

    Returns the number of bytes of new boundaries, `None` when it was not yet time to ask. Every answer carries the
    time it was made, so an answer whose features are those already kept is not new.
    """
    layer = f"tilastointialueet:{LAYERS[level]}_{division}"
    parameters = [
        ("service", "WFS"),
        ("version", "2.0.0"),
        ("request", "GetFeature"),
        ("typeNames", layer),
        ("outputFormat", "application/json"),
    ]
    url = client.url("", parameters)
    old = raw.entries.get(key(level))
    if old and old.request == layer and now - old.checked_at < recheck:
        return None
    body = client.get("", parameters)
    document = orjson.loads(body)
    is_collection = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    if not is_collection or not document.get("features"):
        raise SourceError("not_json", url, "no features")
    if old and orjson.loads(raw.read(key(level)))["features"] == document["features"]:
        raw.confirm(key(level), now)
        return 0
    raw.put(key(level), body, url=url, request=layer, now=now)
    return len(body)


@dataclass(frozen=True)
class Boundaries:
    """Areas of a level in metres (EPSG:3067), by our codes."""

    areas: Mapping[str, shapely.Geometry]


def parse_boundaries(payload: bytes, level: str) -> Boundaries:
    """The areas of one answer; borders between neighbours stay shared when the shapes are made lighter."""
    document = orjson.loads(payload)
    codes = [_PREFIX[level] + feature["properties"][_PROPERTY[level]] for feature in document["features"]]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in document["features"]]
    lighter = shapely.coverage_simplify(shapes, _SIMPLIFY_METRES)
    return Boundaries(dict(sorted(zip(codes, lighter, strict=True))))


def to_geojson(boundaries: Boundaries) -> bytes:
    """The areas as GeoJSON in degrees (WGS84, longitude first), five decimals: about a metre."""
    features = []
    for code, shape in boundaries.areas.items():
        degrees = shapely.transform(shape, lambda x, y: _TO_DEGREES.transform(x, y), interleaved=False)
        rounded: Any = shapely.set_precision(degrees, 0.00001, mode="pointwise")
        features.append(
            {"type": "Feature", "id": code, "properties": {"code": code}, "geometry": shapely.geometry.mapping(rounded)}
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


_NAME_TOLERANCE = 500.0  # metres


def to_drawing(municipalities: Boundaries, counties: Boundaries | None, names: Mapping[str, str]) -> bytes:
    """What the map component draws: SVG paths in hundreds of metres, north up, with the counties' outlines.

    A label is `[x, y, name, radius]`: the middle and radius of the largest circle inside the municipality. `origin` is
    the drawing's upper left corner in hundreds of metres east and north (EPSG:3067), so that places can be put on it.
    """
    scale = 100.0
    west, south, east, north = shapely.total_bounds(list(municipalities.areas.values()))

    def path(shape: shapely.Geometry) -> str:
        pieces = []
        for polygon in shapely.get_parts(shape):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [(round((x - west) / scale), round((north - y) / scale)) for x, y in ring.coords]
                pieces.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
        return "".join(pieces)

    labels = {}
    for code, shape in municipalities.areas.items():
        # The middle of the largest circle inside: the roomiest place for a name, with the room that it has.
        radius = shapely.maximum_inscribed_circle(shape, tolerance=_NAME_TOLERANCE)
        (x, y), _ = radius.coords
        name, room = names.get(code, code), round(radius.length / scale)
        labels[code] = [round((x - west) / scale), round((north - y) / scale), name, room]
    return orjson.dumps(
        {
            "viewBox": [0, 0, round((east - west) / scale), round((north - south) / scale)],
            "origin": [round(west / scale), round(north / scale)],
            "areas": {code: path(shape) for code, shape in municipalities.areas.items()},
            "outlines": {code: path(shape) for code, shape in counties.areas.items()} if counties else {},
            "labels": labels,
        }
    )
