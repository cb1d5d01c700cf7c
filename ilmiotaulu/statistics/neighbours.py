"""Statistical neighbours: the municipalities that are most like one in their structure.

Standardised Euclidean distance over what a municipality cannot quickly change (size, density, ages, migration, income,
language), as in the children's-services neighbour sets of DfE and NFER. The figure that is compared must not be among
the variables.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

Likeness = Literal["similar", "higher", "lower"]
_FURTHEST = 3.0
_MOST_MISSING = 0.2
_SIMILAR = 0.5
_DECIMALS = 12  # equal differences must not be told apart by rounding in the last place


@dataclass(frozen=True)
class Structure:
    """Standardised variables of areas, and what was done about gaps.

    `matrix` has `region`, a column a variable (standard deviations from the mean of all areas) and `filled`, the names
    of the area's variables for which the median of all areas stands. `left_out` are the variables that were missing for
    more than a fifth of the areas, or that are the same everywhere.
    """

    matrix: pl.DataFrame
    left_out: tuple[str, ...]

    @property
    def variables(self) -> list[str]:
        """The variables that are used, in the order they came in."""
        return [name for name in self.matrix.columns if name not in ("region", "filled")]


def structure(variables: pl.DataFrame, *, logged: Collection[str] = (), furthest: float = _FURTHEST) -> Structure:
    """Standardise the columns of `variables` beside `region`, those in `logged` as natural logarithms; by region.

    Values further than `furthest` standard deviations from the mean count as that far. The mean and the standard
    deviation (n - 1) are those of the known values; null and NaN are missing. Raises `ValueError` when a region stands
    twice, a logged name is unknown, or a logged value is not positive.
    """
    ordered = variables.sort("region")
    if ordered["region"].is_duplicated().any():
        raise ValueError("a region stands twice")
    names = [name for name in ordered.columns if name != "region"]
    if unknown := sorted(set(logged) - set(names)):
        raise ValueError(f"not among the variables: {', '.join(unknown)}")
    standard, filled, left_out = {}, {}, []
    for name in names:
        values = ordered[name].cast(pl.Float64).fill_nan(None)
        if name in logged:
            if (values <= 0).any():
                raise ValueError(f"no logarithm of a value that is not positive: {name}")
            values = values.log()
        known = values.drop_nulls().to_numpy()
        if values.null_count() > _MOST_MISSING * len(values) or len(known) < 2 or np.ptp(known) == 0:
            left_out.append(name)
            continue
        filled[name] = values.is_null()
        of_median = values.fill_null(float(np.median(known))).to_numpy()
        standard[name] = np.clip((of_median - known.mean()) / known.std(ddof=1), -furthest, furthest)
    told = [[name for name, is_filled in filled.items() if is_filled[row]] for row in range(ordered.height)]
    matrix = pl.DataFrame({"region": ordered["region"], **standard}).with_columns(
        filled=pl.Series(told, dtype=pl.List(pl.String))
    )
    return Structure(matrix, tuple(left_out))


def nearest(variables: pl.DataFrame, *, logged: Collection[str] = (), k: int = 10) -> pl.DataFrame:
    """The `k` nearest other areas of every area: `region`, `neighbour`, `distance`, `rank` (1 is the nearest).

    The distance is Euclidean over the standardised variables, divided by the square root of their number: about the
    standard deviations by which two areas differ in a variable. Of equally near areas the first by code comes first;
    with fewer areas there are fewer neighbours. Raises `ValueError` as `structure` does, and when no variable is left.
    """
    made = structure(variables, logged=logged)
    if not made.variables:
        raise ValueError("no variable to compare areas by")
    regions = made.matrix["region"].to_numpy()
    points = made.matrix.select(made.variables).to_numpy()
    apart = points[:, None, :] - points[None, :, :]
    distance = np.sqrt((apart**2).mean(axis=2)).round(_DECIMALS)
    np.fill_diagonal(distance, np.inf)
    found = min(k, len(regions) - 1)
    order = np.argsort(distance, axis=1, kind="stable")[:, :found]
    return pl.DataFrame(
        {
            "region": np.repeat(regions, found),
            "neighbour": regions[order].ravel(),
            "distance": np.take_along_axis(distance, order, axis=1).ravel(),
            "rank": np.tile(np.arange(1, found + 1, dtype=np.int16), len(regions)),
        },
        schema={"region": pl.String, "neighbour": pl.String, "distance": pl.Float64, "rank": pl.Int16},
    )


def likeness(variables: pl.DataFrame, region: str, neighbour: str, logged: Collection[str] = ()) -> dict[str, Likeness]:
    """How the neighbour is against the region in every variable that both have: `similar`, `higher` or `lower`.

    Similar are two that differ by half a standard deviation or less, however far out they are. A variable that either
    lacks is not told, for the median that stands for it is not the area's own. Raises `ValueError` as `structure` does,
    and when an area is not there.
    """
    made = structure(variables, logged=logged, furthest=np.inf)
    rows = {row["region"]: row for row in made.matrix.filter(pl.col("region").is_in([region, neighbour])).to_dicts()}
    if missing := sorted({region, neighbour} - rows.keys()):
        raise ValueError(f"not among the areas: {', '.join(missing)}")
    own, other = rows[region], rows[neighbour]
    told: dict[str, Likeness] = {}
    for name in made.variables:
        if name not in own["filled"] and name not in other["filled"]:
            difference = round(other[name] - own[name], _DECIMALS)
            told[name] = "similar" if abs(difference) <= _SIMILAR else "higher" if difference > 0 else "lower"
    return told


def likenesses(variables: pl.DataFrame, pairs: pl.DataFrame, *, logged: Collection[str] = ()) -> pl.DataFrame:
    """`likeness` of many pairs at once: `region`, `neighbour`, and the lists `similar` and `differs`, as `pairs` lie.

    `similar` has the names of variables, `differs` those with how the neighbour is, such as `income:higher`; both in
    the order of the variables. Raises `ValueError` as `structure` does; a pair with an area that is not there is alike
    in nothing.
    """
    made = structure(variables, logged=logged, furthest=np.inf)
    known = (
        made.matrix.unpivot(index=["region", "filled"], on=made.variables)
        .filter(~pl.col("filled").list.contains(pl.col("variable")))
        .select("region", "variable", "value")
    )
    apart = (pl.col("other") - pl.col("value")).round(_DECIMALS)
    side = pl.when(apart > 0).then(pl.lit(":higher")).otherwise(pl.lit(":lower"))
    place = pl.col("variable").replace_strict({name: at for at, name in enumerate(made.variables)})
    told = (
        pairs.join(known, on="region")
        .join(known.rename({"region": "neighbour", "value": "other"}), on=["neighbour", "variable"])
        .sort(place)
        .group_by("region", "neighbour", maintain_order=True)
        .agg(
            similar=pl.col("variable").filter(apart.abs() <= _SIMILAR),
            differs=(pl.col("variable") + side).filter(apart.abs() > _SIMILAR),
        )
    )
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return pairs.join(told, on=["region", "neighbour"], how="left", maintain_order="left").with_columns(
        pl.col("similar", "differs").fill_null(nothing)
    )
