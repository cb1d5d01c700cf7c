"""How far children live from the nearest place: great-circle distances, and shares within a distance.

The distance is the haversine's (Sinnott 1984) on a sphere with the earth's mean radius R1 (Moritz 2000): at most 0.6 %
from that on the ellipsoid. It is a straight line, never a road.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_KM = 6371.0088


def distance_km(
    longitude: ArrayLike, latitude: ArrayLike, other_longitude: ArrayLike, other_latitude: ArrayLike
) -> NDArray[np.float64]:
    """The great-circle distance in kilometres between points in degrees (WGS84); arrays broadcast together."""
    x, y, other_x, other_y = (
        np.radians(np.asarray(one, float)) for one in (longitude, latitude, other_longitude, other_latitude)
    )
    half = np.sin((other_y - y) / 2) ** 2 + np.cos(y) * np.cos(other_y) * np.sin((other_x - x) / 2) ** 2
    # Rounding may lead past 1 between antipodes.
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def nearest(
    longitude: Sequence[float] | NDArray[np.float64],
    latitude: Sequence[float] | NDArray[np.float64],
    place_longitude: Sequence[float],
    place_latitude: Sequence[float],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How far each point is from its nearest place, in kilometres, and which place that is, of equals the first.

    Points may be centres of municipalities or squares of a population grid. Without places infinitely far, and -1.
    """
    x, y = np.asarray(longitude, float), np.asarray(latitude, float)
    kilometres, which = np.full(x.shape, np.inf), np.full(x.shape, -1, np.int64)
    # A place at a time: all distances of a grid at once would need gigabytes.
    for index, place in enumerate(zip(place_longitude, place_latitude, strict=True)):
        here = distance_km(x, y, *place)
        is_nearer = here < kilometres
        kilometres[is_nearer], which[is_nearer] = here[is_nearer], index
    return kilometres, which


def reach_of_share(kilometres: ArrayLike, weight: ArrayLike, share: float) -> float:
    """The smallest of the distances within which at least that share (above 0, at most 1) of the weight lies.

    Infinite where too little of it has a place at all, NaN where nothing has weight. Weights as in `share_within`.
    """
    distance, children = np.asarray(kilometres, float), np.asarray(weight, float)
    if not np.all(children >= 0):
        raise ValueError("every point needs a weight, none negative")
    if not children.sum() > 0:
        return float("nan")
    order = np.argsort(distance, kind="stable")
    # Children are whole numbers, so these sums are exact.
    at = int(np.searchsorted(np.cumsum(children[order]), share * children.sum()))
    return float(distance[order][at])


def share_within(kilometres: ArrayLike, weight: ArrayLike, limits: ArrayLike) -> NDArray[np.float64]:
    """The share (0 to 1) of the weight that lies within each of the limits, a limit itself included.

    `kilometres` and `weight` have the shape (points,), the result that of the limits. NaN where nothing has weight.

    Raises `ValueError` for a weight that is negative or missing: a hidden number of children is no zero.
    """
    distance, children, limit = (np.asarray(one, float) for one in (kilometres, weight, limits))
    if not np.all(children >= 0):
        raise ValueError("every point needs a weight, none negative")
    total = children.sum()
    inside = (distance[:, None] <= limit[None, :]).astype(float)
    return children @ inside / total if total > 0 else np.full(limit.shape, np.nan)
