"""The tile grid: one equal tile a municipality, as near its real place as equal tiles allow."""

import numpy as np
import orjson
import polars as pl
from scipy.optimize import linear_sum_assignment

_KILOMETRES_A_DEGREE = 111.2
_TILE = 100
_GAP = 6
_SPARE = 1.35


def place_in_grid(regions: pl.DataFrame) -> pl.DataFrame:
    """Add `grid_row` and `grid_column` to municipalities (null elsewhere), and `valid_to` where it is not told.

    Every municipality gets its own cell; the sum of squared distances from the centre points to the cells is least.
    """
    municipalities = regions.filter(pl.col("level") == "municipality").sort("code")
    latitude, longitude = municipalities["latitude"].to_numpy(), municipalities["longitude"].to_numpy()
    # Ranks instead of kilometres in part: the crowded south gets room, the empty north gives it.
    y = -_blend(latitude) * 1.0
    x = _blend(longitude * np.cos(np.radians(62.5)))
    cells = int(np.ceil(len(x) * _SPARE))
    width, height = np.ptp(x) or 1.0, np.ptp(y) or 1.0
    columns = max(1, round(np.sqrt(cells * width / height)))
    rows = int(np.ceil(cells / columns))
    grid_y, grid_x = (axis.ravel() for axis in np.mgrid[0:rows, 0:columns])
    scaled_x = (x - x.min()) / width * (columns - 1)
    scaled_y = (y - y.min()) / height * (rows - 1)
    distance = (scaled_x[:, None] - grid_x[None, :]) ** 2 + (scaled_y[:, None] - grid_y[None, :]) ** 2
    _, chosen = linear_sum_assignment(distance)
    places = pl.DataFrame(
        {
            "code": municipalities["code"],
            "grid_row": grid_y[chosen].astype(np.int16),
            "grid_column": grid_x[chosen].astype(np.int16),
        }
    )
    return regions.join(places, on="code", how="left", maintain_order="left").with_columns(
        valid_to=pl.lit(None, pl.Date)
    )


def _blend(values: np.ndarray) -> np.ndarray:
    """Half real distance, half rank, both in the unit of the real one."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable") / max(1, len(values) - 1)
    low, span = values.min(), np.ptp(values) or 1.0
    return 0.5 * values + 0.5 * (low + ranks * span)


def to_drawing(regions: pl.DataFrame) -> bytes:
    """The grid in the form the map component draws, with a short name on every tile."""
    tiles = regions.filter(pl.col("grid_row").is_not_null()).sort("code")
    areas, labels = {}, {}
    for code, name, row, column in tiles.select("code", "name_fi", "grid_row", "grid_column").iter_rows():
        left, top, size = column * _TILE, row * _TILE, _TILE - _GAP
        areas[code] = f"M{left} {top}h{size}v{size}h{-size}Z"
        labels[code] = [left + size // 2, top + size // 2, name[:4]]
    rows, columns = (int(tiles[name].max()) + 1 for name in ("grid_row", "grid_column"))  # ty: ignore
    return orjson.dumps(
        {"viewBox": [0, 0, columns * _TILE, rows * _TILE], "areas": areas, "outlines": {}, "labels": labels}
    )
