"""The shape of a year: how the months of whole years lie beside their year's mean month."""

from collections.abc import Mapping
from dataclasses import dataclass

_MONTHS = range(1, 13)
_FEWEST_YEARS = 2


@dataclass(frozen=True)
class Seasons:
    """The whole years that were used, and of each month (1 to 12) its mean ratio to the mean month of its year."""

    years: tuple[int, ...]
    ratios: dict[int, float]

    @property
    def busiest(self) -> tuple[int, ...]:
        """The months with the largest ratio: all that are equal to it in two decimals."""
        return self._like(max(self.ratios.values()))

    @property
    def quietest(self) -> tuple[int, ...]:
        """The months with the smallest ratio: all that are equal to it in two decimals."""
        return self._like(min(self.ratios.values()))

    def _like(self, ratio: float) -> tuple[int, ...]:
        return tuple(month for month in _MONTHS if round(self.ratios[month], 2) == round(ratio, 2))


def seasons(values: Mapping[tuple[int, int], float]) -> Seasons | None:
    """The shape of a year from values by (year, month): the ratio-to-mean method, each year weighing the same.

    Only years with a value in all twelve months are used; `None` of fewer than two such years, and when nothing is
    left of a year (its mean is 0). A growing series makes its late months a little larger: the years are not levelled.
    """
    whole = sorted({year for year, _ in values if all((year, month) in values for month in _MONTHS)})
    means = {year: sum(values[year, month] for month in _MONTHS) / 12 for year in whole}
    used = tuple(year for year in whole if means[year] > 0)
    if len(used) < _FEWEST_YEARS:
        return None
    ratios = {month: sum(values[year, month] / means[year] for year in used) / len(used) for month in _MONTHS}
    return Seasons(used, ratios)
