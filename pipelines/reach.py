"""How far children live from the nearest open place, square by square of the population grid."""

from collections.abc import Sequence
from math import ceil, isfinite
from typing import Any

import numpy as np
import polars as pl

from ilmiotaulu.schema import REACH_KM, ReachRow, polars_schema
from ilmiotaulu.statistics.access import nearest, reach_of_share, share_within

_HALF = 0.5
_LEAST, _MOST = 0.005, 0.995


def reach_table(
    squares: pl.DataFrame,
    places: pl.DataFrame,
    regions: pl.DataFrame,
    open_in: int,
    year: int | None,
    source_fetch: int,
) -> pl.DataFrame:
    """The table `reach`: of every municipality and county from which a list of places has come, and of all together.

    `squares` have `municipality, longitude, latitude, residents, children`, children null where a square tells no ages.
    `places` are the table `place`; those count that a family can go to at the end of the year `open_in`. One without a
    position counts at the centre point of its municipality.
    """
    municipal = regions.filter(level="municipality")
    inside = municipal.select("county", municipality="code", centre_x="longitude", centre_y="latitude")
    listed = places.join(inside, on="municipality").sort("name", "id")
    there = _open_places(listed, open_in)
    here = squares.join(inside.select("municipality", "county"), on="municipality")
    here = here.filter(pl.col("county").is_in(listed["county"].unique().to_list()))
    # From squares that tell of no children nothing is measured: they are most of all squares.
    tells = here.drop_nulls("children")
    kilometres, which = nearest(
        tells["longitude"].to_numpy(), tells["latitude"].to_numpy(), there["x"].to_list(), there["y"].to_list()
    )
    measured = pl.concat(
        [
            tells.with_columns(kilometres=pl.Series(kilometres), which=pl.Series(which)),
            here.filter(pl.col("children").is_null()),
        ],
        how="diagonal",
    ).with_columns(country=pl.lit("FI"))
    names, common = there["id"].to_list(), {"year": year, "source_fetch": source_fetch}
    common["is_example"] = bool(listed["is_example"].any())
    rows = [
        {"region": code, **_reach(part, names), **common}
        for level in ("country", "county", "municipality")
        for (code,), part in sorted(measured.partition_by(level, as_dict=True).items())
    ]
    return ReachRow.validate(pl.DataFrame(rows, schema=polars_schema(ReachRow), orient="row"), cast=True)


def _open_places(listed: pl.DataFrame, year: int) -> pl.DataFrame:
    """The places that a family can go to at the end of a year, with where they are."""
    is_open = (
        (pl.col("kind") != "online")
        & (pl.col("opened") <= year).fill_null(True)
        & (pl.col("closed") > year).fill_null(True)
    )
    has_position = pl.col("longitude").is_not_null() & pl.col("latitude").is_not_null()
    return (
        listed.filter(is_open)
        .select(
            "id",
            x=pl.when(has_position).then("longitude").otherwise("centre_x"),
            y=pl.when(has_position).then("latitude").otherwise("centre_y"),
        )
        .drop_nulls()
    )


def _reach(squares: pl.DataFrame, names: Sequence[str]) -> dict[str, Any]:
    """What the squares of an area tell of its children together."""
    tells = squares.drop_nulls("children")
    untold = _whole(1 - int(tells["residents"].sum()) / int(squares["residents"].sum()))
    kilometres, children = tells["kilometres"].to_numpy(), tells["children"].to_numpy()
    if not children.sum():
        return {"untold": untold}
    half = reach_of_share(kilometres, children, _HALF)
    shares = share_within(kilometres, children, REACH_KM).tolist()
    return {
        **{f"within{limit}": _whole(share) for limit, share in zip(REACH_KM, shares, strict=True)},
        # A way is known from the middle of a square, so none is shorter than a kilometre.
        "half_km": max(1, ceil(half)) if isfinite(half) else None,
        "nearest": names[int(np.bincount(tells["which"].to_numpy(), children).argmax())] if names else None,
        "untold": untold,
    }


def _whole(share: float) -> float:
    """A share in whole per cent, kept from 0 and 1 where it is neither."""
    return min(_MOST, max(_LEAST, round(share, 2))) if 0 < share < 1 else round(share)
