"""Made-up figures that ship with the product, in files like those that people fill in: `examples/<template>.csv`.

Their first line says that they are made up; one that somebody takes in is known by it and stays an example.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl

from ilmiotaulu.catalogue import Catalogue, Local, Text
from ilmiotaulu.local.checking import Context, check_file
from ilmiotaulu.local.files import unpacked
from ilmiotaulu.local.templates import Template
from pipelines.local.keeping import Given, Origin
from pipelines.local.months import PLACES
from pipelines.sources.files import parse_header

MARK: Final = "# ESIMERKKI"
FOLDER: Final = "examples"
_FIRST_BYTES: Final = 4_000


def shipped_examples(shipped: Path, templates: Mapping[str, Template], catalogue: Catalogue) -> dict[str, Given]:
    """The examples in a folder's `examples/` by template; rows of areas that the catalogue does not have are left out.

    `Refused` when a file cannot be read at all.
    """
    found: dict[str, Given] = {}
    # The list of places is read first: the others name its places.
    for name in sorted(templates, key=lambda one: (one != PLACES, one)):
        path = shipped / FOLDER / f"{name}.csv"
        if not path.exists():
            continue
        payload = path.read_bytes()
        day = datetime.fromisoformat(parse_header(payload)["date"]).replace(tzinfo=UTC)
        places = found[PLACES].rows["place"].to_list() if PLACES in found else ()
        context = Context(
            templates, catalogue.regions, catalogue.region_changes, places, measures_of(catalogue), day.date()
        )
        rows = (
            check_file(payload, path.name, context).rows.drop("row").with_columns(pl.lit(0, pl.Int32).alias("import"))
        )
        if not rows.is_empty():
            origin = Origin(0, "", day, hashlib.sha256(payload).hexdigest(), len(payload))
            found[name] = Given(templates[name], rows, (origin,), is_example=True)
    return found


def is_marked_example(payload: bytes) -> bool:
    """Whether a file says that it is made up: in its first lines, or anywhere in a workbook. `Refused` as by `opened`.

    Nothing is read of it but that: a large file would be read twice.
    """
    mark = MARK.encode()
    if payload.startswith(b"PK"):
        return any(mark in content for _, content in unpacked(payload))
    return mark in payload[:_FIRST_BYTES].replace(b"\0", b"")


def measures_of(catalogue: Catalogue) -> dict[str, Text]:
    """The titles of the region's own measures by id: the indicators that are made of a template for measures."""
    return {
        name: entry.title
        for name, entry in catalogue.indicators.items()
        if any(isinstance(source, Local) and source.formula == "measure" for source in entry.source)
    }
