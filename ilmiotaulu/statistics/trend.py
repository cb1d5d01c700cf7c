"""Trends of short yearly series: the standard arrow, and a graded probability that knows a stock from a flow.

The arrow is the public-health convention of the English profiles: the five newest points, a test at 99.8 % and a guard
against a single point that makes the trend. It takes the years for independent. That is right for flows (births in a
year), and too sure for stocks (children placed at the end of a year: mostly the children of the year before), for which
`change_probability` takes the dependence between years into account.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import stdtr

TrendResult = Literal["rising", "falling", "not_told_apart", "not_computed"]

POINTS = 5
# Years in a row that a graded probability looks at, the newest ones.
LONGEST_RUN = 10
# Chi-square with one degree of freedom at 99.8 %: the square of the normal quantile 3.090232.
CRITICAL = 9.54953570608324

# The width of a 95 % interval in standard errors, rounded as the convention rounds it.
_STANDARD_ERRORS_WIDE = 3.92
_CARRY_OVER_STEP = 0.1
_FEWEST_POINTS = 3
_FEWEST_FOR_CORRELATION = 4
_HIGHEST_CARRY_OVER = 0.95


@dataclass(frozen=True, eq=False)
class RecentTrend:
    """Recent trends, one element a series; `slope` and `chi2` are NaN where the trend is not computed.

    `slope` is the change in a year, in the unit of the values. `guarded` marks a change that passes the test but is not
    called a trend, because leaving one year out stops or turns it.
    """

    slope: NDArray[np.float64]
    chi2: NDArray[np.float64]
    result: NDArray[np.str_]
    guarded: NDArray[np.bool_]


def recent_trend(values: ArrayLike, lower95: ArrayLike, upper95: ArrayLike) -> RecentTrend:
    """The trend of the five newest yearly points, as in the English public health profiles (Fingertips).

    All three arrays have the shape (series, 5), oldest year first. A straight line is fitted with weights 1/se², where
    se is the width of the 95 % interval divided by 3.92; the slope is significant when (slope/se of the slope)² exceeds
    9.5495 (p < 0.002) and has the same sign whichever single point is left out. The result of a series is `rising`,
    `falling`, `not_told_apart` (from no change), or `not_computed` when any of its points has no value or no interval
    with a width. The years count as independent: for stocks the test says "change" too often.

    Raises `ValueError` when the arrays do not have five columns and the same shape.
    """
    value, lower, upper = _same_shape(values, lower95, upper95)
    if value.shape[1] != POINTS:
        raise ValueError(f"a recent trend needs {POINTS} points, not {value.shape[1]}")
    error = _standard_errors(value, lower, upper)
    is_computed = np.isfinite(error).all(axis=1)
    # From here on every series has numbers; those of a series that is not computed are thrown away in the end.
    weight = np.where(np.isfinite(error), error, 1.0) ** -2
    level = np.where(np.isfinite(error), value, 0.0)
    # A line is not bent by moving it: near zero the sums lose no digits.
    level = level - level.mean(axis=1, keepdims=True)
    time = np.arange(POINTS) - (POINTS - 1) / 2
    # The first column takes all points, each of the others leaves one out.
    taken = np.vstack([np.ones(POINTS), 1 - np.eye(POINTS)]).T
    sum_w, sum_wt, sum_wtt = weight @ taken, (weight * time) @ taken, (weight * time**2) @ taken
    sum_wy, sum_wty = (weight * level) @ taken, (weight * time * level) @ taken
    determinant = sum_w * sum_wtt - sum_wt**2
    tilt = sum_w * sum_wty - sum_wt * sum_wy
    # A line that is level but for rounding is level: what rounding may leave grows with what was added up.
    added = sum_w * ((weight * np.abs(time * level)) @ taken) + ((weight * np.abs(time)) @ taken) * (
        (weight * np.abs(level)) @ taken
    )
    slopes = np.where(np.abs(tilt) > 1e-12 * added, tilt, 0.0) / determinant
    chi2 = slopes[:, 0] ** 2 * determinant[:, 0] / sum_w[:, 0]
    is_significant = is_computed & (chi2 > CRITICAL)
    is_steady = (slopes[:, 1:] * np.sign(slopes[:, :1]) > 0).all(axis=1)
    is_trend = is_significant & is_steady
    result = np.select(
        [~is_computed, is_trend & (slopes[:, 0] > 0), is_trend & (slopes[:, 0] < 0)],
        ["not_computed", "rising", "falling"],
        "not_told_apart",
    )
    return RecentTrend(
        slope=np.where(is_computed, slopes[:, 0], np.nan),
        chi2=np.where(is_computed, chi2, np.nan),
        result=result,
        guarded=is_significant & ~is_steady,
    )


def change_probability(
    values: ArrayLike, lower95: ArrayLike, upper95: ArrayLike, years: ArrayLike, *, carry_over: float
) -> NDArray[np.float64]:
    """The probability, between 0 and 1, that the true level has risen over the years: one element a series.

    The first three arrays have the shape (series, n); `years` has the shape (n,), ascending, and may leave years out.
    NaN where a series has fewer than three points, or any point without a value or without an interval with a width:
    a hidden year is a low year, and leaving it out would bend the line.

    What is assumed: the true level moves along a straight line; the figure of a year strays from it with the standard
    error of its 95 % interval (width / 3.92); two years stray alike with the correlation `carry_over` ** (years
    apart), 0 for a flow. A stock whose members stay to the next year with a fixed probability, and are replaced by
    chance, has just this correlation (McKenzie 1985; Al-Osh & Alzaid 1987); `lag_one_correlation` estimates it. The
    line is fitted by generalised least squares. Where the figures stray more than the intervals explain, the variance
    of the slope is multiplied by the residual dispersion; it is never made smaller. The probability is that of a slope
    above zero, from the t distribution with n - 2 degrees of freedom and a flat prior. A wander of the true level
    itself is told from a trend only so far as it shows as dispersion: this is a probability of a change that has
    happened, no promise that it goes on.

    What dependence does to the answer: figures that resemble their neighbours wander off the line for years on end, so
    a slope means less, and the probability lies nearer to one half. A very strong carry-over, if it were known exactly,
    would have the opposite effect in a short series, because an error that all years share cancels out of the slope.
    It is not known that well. So the line is fitted with every tenth from independent years up to `carry_over`, and the
    least extreme of the answers is given: dependence never makes a trend surer.

    Raises `ValueError` for shapes that do not agree, years that do not ascend, or a carry-over outside 0 <= c < 1.
    """
    value, lower, upper = _same_shape(values, lower95, upper95)
    year = np.asarray(years)
    if year.shape != (value.shape[1],) or np.any(np.diff(year) <= 0):
        raise ValueError("years must ascend, and be as many as the columns")
    if not 0 <= carry_over < 1:
        raise ValueError(f"a carry-over lies between 0 and 1, below 1: {carry_over}")
    if year.size < _FEWEST_POINTS:
        return np.full(len(value), np.nan)
    error = _standard_errors(value, lower, upper)
    time = year - year.mean()
    cautious = np.full(len(value), np.inf)
    for possible in (*np.arange(0, carry_over, _CARRY_OVER_STEP), carry_over):
        surety = _slope_in_standard_errors(value, error, time, float(possible))
        # Written so that the first fit takes the place of infinity and NaN stays NaN.
        cautious = np.where(np.abs(surety) >= np.abs(cautious), cautious, surety)
    return stdtr(year.size - 2, cautious)


def lag_one_correlation(values: ArrayLike) -> float:
    """How alike a year and the next one stray from their own straight lines, from many series: between 0 and 0.95.

    `values` has the shape (series, n): consecutive years, NaN where there is no figure. From every series its own
    straight line is taken away, and the residuals' products of neighbouring years are set against their squares,
    pooled over the series, each scaled to the same variance so that the noisiest do not decide.

    Residuals from a fitted line resemble each other less than the errors they stand for (with independent errors and
    five years their lag-one correlation is about -0.4, not 0). This is corrected by matching: the answer is the
    correlation c whose errors c ** (years apart) would leave the residual products that are seen, on average and
    exactly, for the very years each series has. Normal errors of steady variance within a series are assumed; no series
    is taken to be long.

    Series with fewer than four figures or without any residual say nothing. NaN when none says anything. From the 309
    municipalities the answer has a standard error of about 0.17 with five years, 0.05 with ten and 0.02 with fifteen.

    Raises `ValueError` when `values` has not two dimensions.
    """
    value = np.asarray(values, float)
    if value.ndim != 2:
        raise ValueError("values must have the shape (series, years)")
    groups = [_residual_group(value, has) for has in np.unique(np.isfinite(value), axis=0)]
    groups = [group for group in groups if len(group.residual)]
    if not groups:
        return float("nan")
    if _surplus(0.0, groups) <= 0:
        return 0.0
    if _surplus(_HIGHEST_CARRY_OVER, groups) >= 0:
        return _HIGHEST_CARRY_OVER
    return float(brentq(_surplus, 0.0, _HIGHEST_CARRY_OVER, args=(groups,)))


def newest_run(years: Sequence[int], breaks: Collection[int]) -> list[int]:
    """The newest years that follow each other without a gap and can be compared, ascending.

    A break at year Y means that Y is not comparable with Y - 1: Y may begin the run, and nothing before it belongs to
    it. Empty when there are no years.
    """
    run: list[int] = []
    for year in sorted(set(years), reverse=True):
        if run and (year != run[-1] - 1 or run[-1] in breaks):
            break
        run.append(year)
    return run[::-1]


def _same_shape(*arrays: ArrayLike) -> list[NDArray[np.float64]]:
    """The arrays as floats; `ValueError` unless all have the same shape (series, points)."""
    as_floats = [np.asarray(array, float) for array in arrays]
    if as_floats[0].ndim != 2 or any(array.shape != as_floats[0].shape for array in as_floats):
        raise ValueError("values and limits must have the same shape (series, points)")
    return as_floats


def _standard_errors(
    value: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Standard errors behind 95 % intervals; NaN without a value or without an interval that has a width."""
    width = upper - lower
    return np.where(np.isfinite(value) & np.isfinite(width) & (width > 0), width, np.nan) / _STANDARD_ERRORS_WIDE


def _slope_in_standard_errors(
    value: NDArray[np.float64], error: NDArray[np.float64], time: NDArray[np.float64], carry_over: float
) -> NDArray[np.float64]:
    """The slope by generalised least squares over its standard error, the dispersion (at least 1) in it."""
    # Every column is brought to errors of variance one that do not depend on each other; then least squares are right.
    whiten = np.linalg.inv(np.linalg.cholesky(_correlations(time, carry_over))).T
    level = value - value.mean(axis=1, keepdims=True)
    one, line, seen = ((column / error) @ whiten for column in (np.ones(len(time)), time, level))
    of_one, of_line, of_both = (one * one).sum(axis=1), (line * line).sum(axis=1), (one * line).sum(axis=1)
    seen_one, seen_line = (seen * one).sum(axis=1), (seen * line).sum(axis=1)
    determinant = of_one * of_line - of_both**2
    slope = (of_one * seen_line - of_both * seen_one) / determinant
    start = (of_line * seen_one - of_both * seen_line) / determinant
    residual = seen - start[:, None] * one - slope[:, None] * line
    dispersion = (residual**2).sum(axis=1) / (len(time) - 2)
    return slope / np.sqrt(np.maximum(dispersion, 1.0) * of_one / determinant)


def _correlations(time: NDArray[np.float64], carry_over: float) -> NDArray[np.float64]:
    """Correlations of yearly errors: the carry-over to the power of the years apart, 1 on the diagonal."""
    return carry_over ** np.abs(np.subtract.outer(time, time))


@dataclass(frozen=True, eq=False)
class _ResidualGroup:
    """Residuals from their own lines of the series that have the same years, and what their matching needs.

    `residual` has the shape (series, years - 2): coordinates in the space that straight lines leave; `neighbours` and
    `basis` have the shapes (years - 2, years - 2) and (years, years - 2).
    """

    time: NDArray[np.float64]
    basis: NDArray[np.float64]
    neighbours: NDArray[np.float64]
    residual: NDArray[np.float64]


def _residual_group(value: NDArray[np.float64], has: NDArray[np.bool_]) -> _ResidualGroup:
    """The residual group of the series that have exactly the years `has`; without series when they say nothing."""
    time = np.flatnonzero(has).astype(float)
    seen = value[(np.isfinite(value) == has).all(axis=1)][:, has]
    if len(time) < _FEWEST_FOR_CORRELATION:
        return _ResidualGroup(time, np.empty((len(time), 0)), np.empty((0, 0)), np.empty((0, 0)))
    lines = np.stack([np.ones(len(time)), time], axis=1)
    basis = np.linalg.qr(lines, mode="complete")[0][:, 2:]
    pairs = (np.abs(np.subtract.outer(time, time)) == 1) / 2
    residual = seen @ basis
    # A straight line leaves only rounding, and rounding is no residual.
    has_residual = (residual**2).sum(axis=1) > 1e-18 * (seen**2).sum(axis=1)
    return _ResidualGroup(time, basis, basis.T @ pairs @ basis, residual[has_residual])


def _surplus(carry_over: float, groups: Sequence[_ResidualGroup]) -> float:
    """How far the residual products of neighbouring years exceed those that the carry-over explains, over all series.

    With normal errors a series' residuals over their generalised variance depend on nothing but the carry-over, so at
    the true one the expectation is zero whatever the number of years.
    """
    total = 0.0
    for group in groups:
        variance = group.basis.T @ _correlations(group.time, carry_over) @ group.basis
        explained = np.sum(variance * group.neighbours) / np.trace(variance)
        products = ((group.residual @ group.neighbours) * group.residual).sum(axis=1)
        squares = (group.residual**2).sum(axis=1)
        scale = ((group.residual @ np.linalg.inv(variance)) * group.residual).sum(axis=1)
        total += float(np.sum((products - explained * squares) / scale))
    return total
