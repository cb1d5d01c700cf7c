"""Classes of values: what a map colours and a table shades. Equal figures always share a class."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Figure, with_unit
from ilmiotaulu.text import number
from ilmiotaulu.views.texts import IndicatorText

CLASSES = 5
_DIVIDING_YEARS = 10
# An area's class is a place in the palette, or one of these; an area without a class is outside the view.
HIDDEN, MISSING, EXAMPLE, WITHOUT = -1, -2, -3, -4

Limits = Sequence[tuple[float, float]]


def class_limits(
    values: Sequence[float], decimals: int, all_values: Sequence[float] | None = None
) -> list[tuple[float, float]]:
    """Up to five classes with about as many of `values` each, as (smallest, largest) value of each class.

    The first and the last class reach as far as `all_values` do, where they are given. Values are compared as they are
    shown, so equal figures always share a class.
    """
    if not values:
        return []
    # Rounded as figures are written, not as numpy would.
    dividing = np.array([round(value, decimals) for value in values])
    shown = np.array([round(value, decimals) for value in (values if all_values is None else all_values)])
    breaks = np.unique(np.quantile(dividing, np.linspace(0, 1, CLASSES + 1)[1:-1], method="higher"))
    index = np.searchsorted(breaks, shown, side="right")
    return [(float(shown[index == i].min()), float(shown[index == i].max())) for i in np.unique(index)]


def scale_of(yearly: pl.DataFrame, decimals: int) -> list[tuple[float, float]]:
    """Classes that hold for all years of a series: divided by the values of its newest ten years with figures, so that
    the newest maps tell areas apart. `yearly` has `year` and `value`; without any value there are no classes.
    """
    known = yearly.filter(pl.col("value").is_not_null())
    newest = known["year"].unique().sort().to_list()[-_DIVIDING_YEARS:]
    recent = known.filter(pl.col("year").is_in(newest))["value"].to_list()
    return class_limits(recent, decimals, known["value"].to_list())


def class_of(figure: Figure | None, limits: Limits) -> int:
    """The class of a figure, or the mark of why it has none."""
    if figure is None:
        return MISSING
    if figure.status != "ok" or figure.value is None:
        return HIDDEN if figure.status in STATUSES_OF_HIDDEN else MISSING
    if figure.is_example:
        return EXAMPLE
    value = round(figure.value, figure.decimals)
    return next((i for i, (_, high) in enumerate(limits) if value <= high), len(limits) - 1)


def legend(limits: Limits, indicator: IndicatorText, lang: str) -> tuple[str, ...]:
    """The values of each class in words."""
    return tuple(_words(low, high, indicator, lang) for low, high in limits)


def _words(low: float, high: float, indicator: IndicatorText, lang: str) -> str:
    ends = [number(limit, indicator.decimals, lang) for limit in (low, high)]
    words = ends[0] if low == high else f"{ends[0]}–{ends[1]}"
    return with_unit(words, indicator.unit, lang)
