"""What a leader can move: fertility, families that move, fewer heavy placements, and what that means for services.

A scenario is the forecast with levers moved. Its limits are its values times the forecast's own relative limits at
80 %: what is not known of the future is not known of it with a lever moved either, and a lever itself is taken as
certain. A difference from the forecast compares the same future with and without the levers, so its limits are the
difference times the same relative limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import isnan
from typing import NamedTuple

import numpy as np

from ilmiotaulu.forecast.children import AGE_GROUPS, AGES
from ilmiotaulu.forecast.series import Values, Years

GROUPS = ("0_2", "3_6", "7_12", "13_15", "16_17", "0_17")
_BIRTHS, _FIRST_GRADERS, _EVERYONE = "0", "7", "0_17"
DAY_CARE_AGES, SCHOOL_AGES = (1, 6), (7, 15)
# These ages are no group of their own: they take the widest relative limits of the groups they lie in.
_DAY_CARE_GROUPS, _SCHOOL_GROUPS = ("0_2", "3_6"), ("7_12", "13_15")

_MOST_PERSONS, _MOST_EUROS = 10_000.0, 10_000_000.0
# The smallest and the largest sensible value of every number of a lever, under its name in a link.
BOUNDS = {
    "tfr": (0.3, 4.0),
    "moves": (-_MOST_PERSONS, _MOST_PERSONS),
    "rate": (0.0, 100.0),
    "rate_years": (1.0, 50.0),
    "fewer": (0.0, _MOST_PERSONS),
    "day_care": (0.0, 1.0),
    "per_place": (1.0, 100_000.0),
    "cost_day_care": (0.0, _MOST_EUROS),
    "cost_school": (0.0, _MOST_EUROS),
    "cost_family_centre": (0.0, _MOST_EUROS),
    "cost_placement": (0.0, _MOST_EUROS),
}
# A link that names a rate but no number of years to reach it.
_YEARS_TO_RATE = 5


@dataclass(frozen=True)
class ToRate:
    """Placements reach `per_100` children (0 to 100) in `years` whole years, by even steps, and stay there."""

    per_100: float
    years: int

    def __post_init__(self) -> None:
        """Refuse what is outside `BOUNDS`."""
        _check("rate", self.per_100)
        _check("rate_years", self.years)
        if self.years != int(self.years):
            raise ValueError(f"rate_years must be a whole number, not {self.years}")


@dataclass(frozen=True)
class FewerEachYear:
    """Placements are `persons` fewer than they would be in the first year, twice as many fewer in the second, …"""

    persons: float

    def __post_init__(self) -> None:
        """Refuse what is outside `BOUNDS`."""
        _check("fewer", self.persons)


@dataclass(frozen=True)
class Levers:
    """What is moved; as it stands, nothing is.

    `tfr`: total fertility from the launch on (None: as forecast). `moves`: children who move in (+) or away (-) with
    their families each year, beyond the forecast. `placements`: the aim (None: the rate stays). `day_care`: the share
    (0 to 1) of those aged 1 to 6 in day care; `per_place`: children aged 0 to 17 for each place of a family centre.
    `cost_…`: euros a year for one place (day care, school, family centre) or one placed child. Shares and costs are
    those of the user: without one there is no such figure.

    Raises `ValueError` for a value outside `BOUNDS`.
    """

    tfr: float | None = None
    moves: float = 0.0
    placements: ToRate | FewerEachYear | None = None
    day_care: float | None = None
    per_place: float | None = None
    cost_day_care: float | None = None
    cost_school: float | None = None
    cost_family_centre: float | None = None
    cost_placement: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is outside `BOUNDS`."""
        for name in _NUMBERS:
            value = getattr(self, name)
            if value is not None:
                _check(name, value)


# Levers that are one number, under the same name in a link.
_NUMBERS = tuple(one.name for one in fields(Levers) if one.name in BOUNDS)


class Relative(NamedTuple):
    """Limits as multiples of the value they belong to, one a year; NaN where they are not known."""

    lower: Values
    upper: Values


@dataclass(frozen=True, eq=False)
class Baseline:
    """The forecast of one area for the years after `launch`, without gaps.

    `children` has the shape (18, years): expected children by age at the end of each year. `limits` are the relative
    limits at 80 % of those aged `0` and `7`, of every group of `GROUPS` and, where there is a rate, of `placements`.
    `total_fertility` is what the forecast goes on from: the newest published one. `placements_per_100` is the rate of
    placements per 100 children that the forecast holds (None: not known, or hidden).

    Raises `ValueError` when a shape is wrong, a number of children is negative, limits are missing, or the total
    fertility or the rate is outside `BOUNDS`.
    """

    launch: int
    children: Values
    limits: Mapping[str, Relative]
    total_fertility: float
    placements_per_100: float | None = None

    def __post_init__(self) -> None:
        """Refuse a forecast that is not whole."""
        if self.children.ndim != 2 or len(self.children) != AGES or not self.children.shape[1]:
            raise ValueError(f"children must have the shape ({AGES}, years), not {self.children.shape}")
        if not np.all(self.children >= 0):
            raise ValueError("every number of children must be known and not negative")
        needed = {_BIRTHS, _FIRST_GRADERS, *GROUPS} | ({"placements"} if self.placements_per_100 is not None else set())
        if missing := sorted(needed - set(self.limits)):
            raise ValueError(f"no limits of {', '.join(missing)}")
        if any(side.shape != self.years.shape for name in needed for side in self.limits[name]):
            raise ValueError("limits must have one number a year")
        _check("tfr", self.total_fertility)
        if self.placements_per_100 is not None:
            _check("rate", self.placements_per_100)

    @property
    def years(self) -> Years:
        """The years of the forecast."""
        return self.launch + 1 + np.arange(self.children.shape[1])


class Range(NamedTuple):
    """Values with their limits at 80 %, one a year."""

    value: Values
    lower: Values
    upper: Values


@dataclass(frozen=True, eq=False)
class Outcome:
    """One figure in the scenario, never below zero, and how it differs from the same figure in the forecast."""

    scenario: Range
    difference: Range


@dataclass(frozen=True, eq=False)
class Scenario:
    """What becomes of the forecast; persons or places, except `cost`, which is euros a year.

    `births` are those aged 0 at the end of the year, who may have moved in. `children` is by the groups of `GROUPS`,
    `by_age` (18, years) by single age without limits. None: the user has given
    no share, or the forecast has no rate of placements. `cost` is of all services with a unit cost and a figure.
    """

    years: Years
    by_age: Values
    births: Outcome
    first_graders: Outcome
    children: Mapping[str, Outcome]
    school_places: Outcome
    day_care_places: Outcome | None
    family_centre_places: Outcome | None
    placements: Outcome | None
    cost: Outcome | None


def relative_limits(value: Values, lower: Values, upper: Values) -> Relative:
    """The limits of a forecast as multiples of it; NaN (not known) where it is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return Relative(*(np.where(value > 0, limit / value, np.nan) for limit in (lower, upper)))


def scenario(baseline: Baseline, levers: Levers) -> Scenario:
    """The forecast with levers moved, beside the forecast itself with the same shares and unit costs."""
    by_age = scenario_children(baseline, levers)
    limits = baseline.limits
    day_care, school = (_widest(limits, groups) for groups in (_DAY_CARE_GROUPS, _SCHOOL_GROUPS))

    def of_ages(ages: tuple[int, int], relative: Relative, factor: float = 1.0) -> Outcome:
        low, high = ages
        moved, unmoved = (factor * one[low : high + 1].sum(axis=0) for one in (by_age, baseline.children))
        return _outcome(moved, unmoved, relative)

    everyone = AGE_GROUPS[_EVERYONE]
    school_places = of_ages(SCHOOL_AGES, school)
    day_care_places = family_centre_places = None
    if levers.day_care is not None:
        day_care_places = of_ages(DAY_CARE_AGES, day_care, levers.day_care)
    if levers.per_place is not None:
        family_centre_places = of_ages(everyone, limits[_EVERYONE], 1 / levers.per_place)
    placements = _placements(baseline, levers, by_age)
    return Scenario(
        years=baseline.years,
        by_age=by_age,
        births=of_ages(AGE_GROUPS[_BIRTHS], limits[_BIRTHS]),
        first_graders=of_ages(AGE_GROUPS[_FIRST_GRADERS], limits[_FIRST_GRADERS]),
        children={name: of_ages(AGE_GROUPS[name], limits[name]) for name in GROUPS},
        school_places=school_places,
        day_care_places=day_care_places,
        family_centre_places=family_centre_places,
        placements=placements,
        cost=_cost(
            (levers.cost_day_care, day_care_places),
            (levers.cost_school, school_places),
            (levers.cost_family_centre, family_centre_places),
            (levers.cost_placement, placements),
        ),
    )


def scenario_children(baseline: Baseline, levers: Levers) -> Values:
    """Children by single age, (18, years): the unborn follow total fertility, and those who move grow up.

    Only those not yet born at the launch (in its h-th year those younger than h) are multiplied by the scenario's total
    fertility over the forecast's. Those who move in or away in a year have the ages of all children of the forecast
    in that year; each is a year older the next year, and leaves at 18. Children born to them later are not counted.
    """
    years = baseline.children.shape[1]
    unborn = np.arange(AGES)[:, None] < np.arange(1, years + 1)
    factor = 1.0 if levers.tfr is None else levers.tfr / baseline.total_fertility
    born = np.where(unborn, factor, 1.0) * baseline.children
    total = baseline.children.sum(axis=0)
    by_age = np.divide(baseline.children, total, out=np.full((AGES, years), 1 / AGES), where=total > 0)
    moved = levers.moves * by_age
    for year in range(1, years):
        moved[1:, year] += moved[:-1, year - 1]
    return np.maximum(born + moved, 0.0)


def levers_from(parameters: Mapping[str, str]) -> Levers:
    """The levers of a link: nonsense moves nothing, a number too small or too large is the nearest sensible one.

    Names are those of `BOUNDS`; others are left alone. Of two aims for placements the rate is taken.
    """
    read = {name: _number(parameters[name], *BOUNDS[name]) for name in BOUNDS if name in parameters}
    known = {name: value for name, value in read.items() if value is not None}
    placements = None
    if "rate" in known:
        placements = ToRate(known["rate"], round(known.get("rate_years", _YEARS_TO_RATE)))
    elif "fewer" in known:
        placements = FewerEachYear(known["fewer"])
    return replace(Levers(placements=placements), **{name: known[name] for name in _NUMBERS if name in known})


def parameters_of(levers: Levers) -> dict[str, str]:
    """The link of the levers: only what is moved or given."""
    unmoved = Levers()
    numbers = {name: getattr(levers, name) for name in _NUMBERS if getattr(levers, name) != getattr(unmoved, name)}
    match levers.placements:
        case ToRate(per_100, years):
            numbers |= {"rate": per_100, "rate_years": years}
        case FewerEachYear(persons):
            numbers |= {"fewer": persons}
    return {name: repr(float(value)).removesuffix(".0") for name, value in numbers.items()}


def levers_text(levers: Levers) -> str:
    """The levers in a few letters, as a story keeps them: what is moved or given, always in the same order."""
    return ",".join(f"{name}={value}" for name, value in parameters_of(levers).items())


def levers_of(text: str) -> Levers:
    """The levers of such a text. Raises `ValueError` for anything that `levers_text` does not write."""
    pairs = dict(part.split("=", 1) for part in text.split(",")) if text else {}
    levers = levers_from(pairs)
    if levers_text(levers) != text:
        raise ValueError(f"no levers: {text}")
    return levers


def _placements(baseline: Baseline, levers: Levers, by_age: Values) -> Outcome | None:
    rate = baseline.placements_per_100
    if rate is None:
        return None
    after = np.arange(1, by_age.shape[1] + 1)
    per_100, fewer = np.full(len(after), rate), np.zeros(len(after))
    match levers.placements:
        case ToRate(aim, years):
            per_100 = rate + (aim - rate) * np.minimum(after / years, 1.0)
        case FewerEachYear(persons):
            fewer = persons * after
    moved = np.maximum(per_100 * by_age.sum(axis=0) / 100 - fewer, 0.0)
    return _outcome(moved, rate * baseline.children.sum(axis=0) / 100, baseline.limits["placements"])


def _cost(*services: tuple[float | None, Outcome | None]) -> Outcome | None:
    """Unit costs times figures; limits add up as if all were high, or all low, together."""
    parts = [(unit, figure) for unit, figure in services if unit is not None and figure is not None]
    if not parts:
        return None
    return Outcome(
        Range(*np.sum([unit * np.stack(figure.scenario) for unit, figure in parts], axis=0)),
        Range(*np.sum([unit * np.stack(figure.difference) for unit, figure in parts], axis=0)),
    )


def _outcome(moved: Values, unmoved: Values, relative: Relative) -> Outcome:
    difference = moved - unmoved
    ends = difference * relative.lower, difference * relative.upper
    return Outcome(
        Range(moved, moved * relative.lower, moved * relative.upper),
        Range(difference, np.minimum(*ends), np.maximum(*ends)),
    )


def _widest(limits: Mapping[str, Relative], groups: tuple[str, ...]) -> Relative:
    lower = np.min([limits[name].lower for name in groups], axis=0)
    return Relative(lower, np.max([limits[name].upper for name in groups], axis=0))


def _check(name: str, value: float) -> None:
    lowest, highest = BOUNDS[name]
    if not lowest <= value <= highest:
        raise ValueError(f"{name} must be between {lowest:g} and {highest:g}, not {value}")


def _number(text: str, lowest: float, highest: float) -> float | None:
    try:
        value = float("".join(text.split()).replace(",", "."))
    except ValueError:
        return None
    return None if isnan(value) else min(max(value, lowest), highest)
