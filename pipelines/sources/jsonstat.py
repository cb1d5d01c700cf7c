"""JSON-stat 2.0 (and the 1.x bundle) to Polars.

Handles every legal shape that publishers are known to send: values as an array or a sparse object, category index as
an object or an array (or absent with one category), status as a text, an array or an object, numeric status codes,
a status on a cell that has a value, values as texts.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import polars as pl

# Statistics Finland's chart service sends numbers for its symbols; their meanings stand in the answer's extension.
_NUMERIC_STATUS = {"2": ".", "3": "...", "4": "..", "1": ".."}


class NotJsonStat(ValueError):
    """The bytes are not a JSON-stat dataset that holds together."""


@dataclass(frozen=True)
class Dataset:
    """A cube as a long frame: one Enum column a dimension (its codes), `value` (Float64) and `status` (String)."""

    cells: pl.DataFrame
    labels: Mapping[str, Mapping[str, str]]
    updated: str | None
    title: str


def parse_jsonstat(payload: bytes) -> Dataset:
    """Turn one answer into a `Dataset`; `NotJsonStat` when sizes and values do not agree."""
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise NotJsonStat(str(error)) from error
    dataset = document.get("dataset", document) if isinstance(document, dict) else {}
    dimensions = dataset.get("dimension", {})
    ids = dataset.get("id") or dimensions.get("id")
    sizes = dataset.get("size") or dimensions.get("size")
    if not ids or not sizes or len(ids) != len(sizes) or "value" not in dataset:
        raise NotJsonStat("no dimensions or no values")
    cells = math.prod(sizes)
    columns: dict[str, pl.Series] = {}
    labels = {}
    after = cells
    for name, size in zip(ids, sizes, strict=True):
        codes, labels[name] = _categories(dimensions[name], size)
        after //= size
        columns[name] = _positions(cells, size, after).cat.to(pl.Enum(codes)).alias(name)
    values = _values(dataset["value"], cells)
    status = _status(dataset.get("status"), cells)
    frame = pl.DataFrame([*columns.values(), values, status])
    return Dataset(frame, labels, dataset.get("updated"), dataset.get("label", ""))


def _categories(dimension: Mapping[str, Any], size: int) -> tuple[list[str], dict[str, str]]:
    category = dimension.get("category", {})
    label = category.get("label", {})
    index = category.get("index", list(label))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else [str(code) for code in index]
    if len(codes) != size:
        raise NotJsonStat(f"{len(codes)} categories where the size is {size}")
    return codes, {code: label.get(code, code) for code in codes}


def _positions(cells: int, size: int, after: int) -> pl.Series:
    """The category position of every cell: the last dimension runs fastest."""
    # Enum columns are gathered from their physical positions, so the codes are never copied cell by cell.
    dtype = np.uint8 if size <= 255 else np.uint16 if size <= 65_535 else np.uint32
    one_round = np.repeat(np.arange(size, dtype=dtype), after)
    return pl.Series(np.tile(one_round, cells // one_round.size if cells else 0))


def _values(value: Any, cells: int) -> pl.Series:
    if isinstance(value, dict):
        sparse = np.full(cells, np.nan)
        for position, number in value.items():
            sparse[int(position)] = _number(number)
        return pl.Series("value", sparse).fill_nan(None)
    if len(value) != cells:
        raise NotJsonStat(f"{len(value)} values where the sizes make {cells}")
    try:
        return pl.Series("value", value, dtype=pl.Float64, strict=True)
    except (TypeError, pl.exceptions.PolarsError):
        return pl.Series("value", [_number(number) for number in value], dtype=pl.Float64).fill_nan(None)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _status(status: Any, cells: int) -> pl.Series:
    if status is None:
        return pl.Series("status", [None], dtype=pl.String).new_from_index(0, cells)
    if isinstance(status, dict):
        positions = pl.Series([int(position) for position in status], dtype=pl.UInt32)
        marks = pl.Series([_symbol(mark) for mark in status.values()], dtype=pl.String)
        blank = pl.Series("status", [None], dtype=pl.String).new_from_index(0, cells)
        return blank.scatter(positions, marks) if len(positions) else blank
    if isinstance(status, str):
        return pl.Series("status", [status]).new_from_index(0, cells)
    return pl.Series("status", [_symbol(mark) for mark in status], dtype=pl.String)


def _symbol(mark: Any) -> str | None:
    return None if mark is None else _NUMERIC_STATUS.get(str(mark), str(mark))
