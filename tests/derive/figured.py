"""Made-up placements of a made-up country, as observations with base and limits."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from ilmiotaulu.catalogue import Catalogue
from pipelines.derive import as_observations, with_base_and_intervals
from pipelines.evidence.figures import figures
from tests.derive.frames import REGIONS, counts, row, series

PLACED, CHILDREN = "placed_children_0_17", "children_0_17"
Cells = Mapping[tuple[str, int], tuple[float | str, float]]


def observed(catalogue: Catalogue, cells: Cells, name: str = PLACED, **more: Any) -> pl.DataFrame:
    """Observations of `name` and of its base from `(area, year): (count or reason, base)`; `more` goes to each row."""
    entry = catalogue.indicators[name]
    base = counts(*((region, year, of) for (region, year), (_, of) in cells.items()))
    placed = series(
        *(
            row(region, year, count, **more)
            if isinstance(count, str)
            else row(region, year, round(100 * count / of, 1), float(count), **more)
            for (region, year), (count, of) in cells.items()
        )
    )
    return pl.concat(
        [
            as_observations(with_base_and_intervals(placed, entry, base), entry),
            as_observations(
                with_base_and_intervals(base, catalogue.indicators[CHILDREN], None), catalogue.indicators[CHILDREN]
            ),
        ]
    )


def shown(
    catalogue: Catalogue, cells: Cells, regions: pl.DataFrame = REGIONS, name: str = PLACED, **more: Any
) -> pl.DataFrame:
    """The same as figures that statistics are made of."""
    return figures(observed(catalogue, cells, name, **more), catalogue.indicators, regions, [name])


def municipalities(number: int, *, county: str = "HVA15") -> pl.DataFrame:
    """A division of the country and so many municipalities of one county, KU001 the first."""
    codes = [f"KU{one:03}" for one in range(1, number + 1)]
    return pl.DataFrame(
        {
            "code": ["FI", county, *codes],
            "level": ["country", "county", *["municipality"] * number],
            "county": [None, None, *[county] * number],
            "region": [None, None, *["MK13"] * number],
        },
        schema={"code": pl.String, "level": pl.String, "county": pl.String, "region": pl.String},
    )
