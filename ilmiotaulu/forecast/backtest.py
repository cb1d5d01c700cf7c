"""The track record: what would have been forecast at each past launch with what was known then, and what happened.

Arrays over launches have the shape (launches, areas, horizons). An outcome in a year without a value is NaN, and so no
outcome; a launch needs a value of its own year, and launches without one are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from ilmiotaulu.forecast.births import Levels, births_forecast, levels_of
from ilmiotaulu.forecast.children import AGE_GROUPS, by_age_group, children_forecast
from ilmiotaulu.forecast.intervals import Kind, error_spread
from ilmiotaulu.forecast.series import Method, Values, Years

# Years with values that a first launch needs before it, its own included.
FEWEST_YEARS = 5
# Half-width, in standard deviations, of the counts that the noise floor looks at: what is beyond has no weight.
_REACH = 9


@dataclass(frozen=True, eq=False)
class Track:
    """Forecasts of past launches beside their outcomes, each (launches, areas, horizons); NaN: not known (yet)."""

    launches: Years
    horizons: Years
    forecast: Values
    outcome: Values

    def known_at(self, launch: int) -> Values:
        """The outcomes that were known at a launch; later ones, and those of later launches, are NaN."""
        happened = self.launches[:, None, None] + self.horizons <= launch
        return np.where(happened, self.outcome, np.nan)


class Tracks(NamedTuple):
    """The tracks of the same method on three levels."""

    municipality: Track
    county: Track
    country: Track


@dataclass(frozen=True, eq=False)
class Measures:
    """Measures of error in per cent, each of the shape (groups, horizons); NaN where there is no case.

    `mape`, `mdape` and `malpe` (the mean of 100 (F - A) / A, above zero when too much was forecast) leave zero outcomes
    out, of which there are `zeros`; `wape`, the sum of absolute errors over the sum of outcomes, does not. `cases`
    counts all outcomes.
    """

    mape: Values
    mdape: Values
    malpe: Values
    wape: Values
    cases: NDArray[np.int_]
    zeros: NDArray[np.int_]


def launch_years(values: Values, years: Years, first: int | None = None) -> Years:
    """The years a forecast can be launched from: with a value in any area, and enough such years up to then."""
    has = np.isfinite(values).any(axis=0)
    is_launch = has & (np.cumsum(has) >= FEWEST_YEARS) & (years >= (years[0] if first is None else first))
    return years[is_launch]


def outcomes(values: Values, years: Years, launches: Years, horizons: Years) -> Values:
    """What happened: the values (areas, years) at each launch and horizon, as (launches, areas, horizons)."""
    column = {int(year): place for place, year in enumerate(years)}
    happened = np.full((len(launches), len(values), len(horizons)), np.nan)
    for row, launch in enumerate(launches):
        for place, horizon in enumerate(horizons):
            if (year := int(launch + horizon)) in column:
                happened[row, :, place] = values[:, column[year]]
    return happened


def rolled(method: Method, values: Values, years: Years, launches: Years, horizons: Years) -> Track:
    """The track of a method of series: at each launch it is given the years up to the launch, and no later one."""
    forecast = np.empty((len(launches), len(values), len(horizons)))
    for row, launch in enumerate(launches):
        forecast[row] = method(*_known(values, years, launch), horizons)
    return Track(launches, horizons, forecast, outcomes(values, years, launches, horizons))


def rolled_births(values: Values, county: NDArray[np.int_], years: Years, launches: Years, horizons: Years) -> Tracks:
    """The tracks of `births_forecast`: municipalities (areas, years), their counties and the country."""
    forecasts = [births_forecast(*_before(values, county, years, launch), horizons) for launch in launches]
    return _tracks(levels_of(values, county), forecasts, years, launches, horizons)


def rolled_children(
    counts: Values, county: NDArray[np.int_], years: Years, launches: Years, longest: int
) -> dict[str, Tracks]:
    """The tracks of `children_forecast` by age group, for the horizons 1 to `longest`; counts (areas, 18, years).

    The unborn of each launch come from the births model of that launch.
    """
    horizons = np.arange(1, longest + 1)
    forecasts: dict[str, list[Levels]] = {name: [] for name in AGE_GROUPS}
    for launch in launches:
        births = births_forecast(*_before(counts[:, 0], county, years, launch), horizons)
        is_known = years <= launch
        by_age = children_forecast(counts[..., is_known], births, county, years[is_known])
        grouped = [by_age_group(level) for level in by_age]
        for name in AGE_GROUPS:
            forecasts[name].append(Levels(*(level[name] for level in grouped)))
    known = by_age_group(counts)
    return {
        name: _tracks(levels_of(known[name], county), forecasts[name], years, launches, horizons) for name in AGE_GROUPS
    }


def known_by(values: Values, years: Years, launches: Years) -> Values:
    """The newest of the values (areas, years) that is known at each launch, as (launches, areas); NaN before any."""
    newest = np.full((len(launches), len(values)), np.nan)
    for row, launch in enumerate(launches):
        for year_values in values[:, years <= launch].T:
            newest[row] = np.where(np.isnan(year_values), newest[row], year_values)
    return newest


def spread_at_launch(track: Track, classes: NDArray[np.int_], confidences: Sequence[float], kind: Kind) -> Values:
    """The spread of errors as each launch knew it, (confidences, launches, areas, horizons), by the classes of its day.

    `classes` has the shape (launches, areas), -1 where the class is not known: no spread there. NaN where there is no
    outcome to hold limits against, and for horizons of which no error was known.
    """
    spread = np.full((len(confidences), *track.forecast.shape), np.nan)
    for row, launch in enumerate(track.launches):
        if classes[row].max(initial=-1) < 0:
            continue
        known = track.known_at(int(launch))[:row]
        by_class = error_spread(track.forecast[:row], known, classes[row], confidences, kind)
        spread[:, row] = np.where((classes[row] >= 0)[:, None], by_class[:, classes[row]], np.nan)
    spread[:, np.isnan(track.outcome)] = np.nan
    return spread


def measures(forecast: Values, outcome: Values, groups: NDArray[np.int_]) -> Measures:
    """Measures by group and horizon; `groups` has the shape (launches, areas), -1: belongs to none."""
    error = np.where(np.isfinite(outcome), forecast - outcome, np.nan)
    relative = np.divide(100 * error, outcome, out=np.full_like(error, np.nan), where=outcome > 0)
    cells = {name: [] for name in ("mape", "mdape", "malpe", "wape", "cases", "zeros")}
    for rows in _rows_of_groups(groups):
        off, share = error.reshape(-1, error.shape[2])[rows], relative.reshape(-1, error.shape[2])[rows]
        happened = outcome.reshape(-1, error.shape[2])[rows]
        is_case = np.isfinite(off)
        cells["mape"].append(_mean(np.abs(share)))
        cells["malpe"].append(_mean(share))
        cells["mdape"].append(_median(np.abs(share)))
        total = np.where(is_case, happened, 0.0).sum(axis=0)
        missed = np.where(is_case, np.abs(off), 0.0).sum(axis=0)
        cells["wape"].append(np.divide(100 * missed, total, out=np.full_like(total, np.nan), where=total > 0))
        cells["cases"].append(is_case.sum(axis=0))
        cells["zeros"].append((is_case & (happened == 0)).sum(axis=0))
    return Measures(**{name: np.array(rows) for name, rows in cells.items()})


def coverage(is_within: Values, groups: NDArray[np.int_]) -> Values:
    """The share of 1 among 1 and 0 in per cent, (groups, horizons); NaN where no limits met an outcome."""
    inside = 100.0 * is_within.reshape(-1, is_within.shape[2])
    return np.array([_mean(inside[rows]) for rows in _rows_of_groups(groups)])


def noise_floor(mean: Values) -> Values:
    """The smallest MAPE that is possible in per cent: the mean is known and the events are Poisson, zeros left out.

    E(100 |X - m| / X given X > 0) for each mean m, in the shape of `mean`; NaN where it is zero or missing.
    """
    flat, place = np.unique(mean[np.isfinite(mean) & (mean > 0)], return_inverse=True)
    floor = np.empty(len(flat))
    for row, expected in enumerate(flat):
        reach = _REACH * np.sqrt(expected) + _REACH
        counts = np.arange(max(1, int(expected - reach)), int(expected + reach) + 1)
        weights = poisson.pmf(counts, expected)
        floor[row] = 100 * (weights * np.abs(counts - expected) / counts).sum() / weights.sum()
    result = np.full(mean.shape, np.nan)
    result[np.isfinite(mean) & (mean > 0)] = floor[place]
    return result


def shown_method(model: Measures, naive: Measures) -> NDArray[np.str_]:
    """Which forecast is shown in each group and at each horizon, which run from 1 on: `model`, or `last_value`.

    A forecast is read as one course. The model is shown as long as its MAPE, averaged over the horizons so far, has
    been smaller than that of last value, and never again after it has not; without a case it has not won.
    """
    own, other = (np.cumsum(one.mape, axis=1) for one in (model, naive))
    wins = np.logical_and.accumulate(own < other, axis=1)
    return np.where(wins, "model", "last_value")


def _before(
    values: Values, county: NDArray[np.int_], years: Years, launch: int
) -> tuple[Values, NDArray[np.int_], Years]:
    """What the births model is given at a launch."""
    known, until = _known(values, years, launch)
    return known, county, until


def _tracks(happened: Levels, forecasts: list[Levels], years: Years, launches: Years, horizons: Years) -> Tracks:
    """The forecasts of each launch beside what happened, level by level."""
    return Tracks(
        *(
            Track(launches, horizons, np.stack(forecast), outcomes(values, years, launches, horizons))
            for values, forecast in zip(happened, zip(*forecasts, strict=True), strict=True)
        )
    )


def _known(values: Values, years: Years, launch: int) -> tuple[Values, Years]:
    """The values and years up to a launch."""
    return values[:, years <= launch], years[years <= launch]


def _rows_of_groups(groups: NDArray[np.int_]) -> list[NDArray[np.int_]]:
    """For the groups 0, 1, … the rows of the flattened (launches, areas) that belong to each."""
    flat = groups.ravel()
    order = np.argsort(flat, kind="stable")
    starts = np.searchsorted(flat[order], np.arange(flat.max(initial=-1) + 2))
    return [order[start:end] for start, end in pairwise(starts)]


def _mean(values: Values) -> Values:
    """The mean of each column without its NaN."""
    has = np.isfinite(values)
    number = has.sum(axis=0)
    return np.divide(
        np.where(has, values, 0.0).sum(axis=0), number, out=np.full(values.shape[1], np.nan), where=number > 0
    )


def _median(values: Values) -> Values:
    """The median of each column without its NaN."""
    has = np.isfinite(values)
    ordered, number = np.sort(values, axis=0), has.sum(axis=0)
    column = np.arange(values.shape[1])
    if not len(values):
        return np.full(values.shape[1], np.nan)
    low, high = (
        ordered[np.maximum(number - 1, 0) // 2, column],
        ordered[np.minimum(number // 2, len(values) - 1), column],
    )
    return np.where(number > 0, (low + high) / 2, np.nan)
