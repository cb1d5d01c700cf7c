"""The outcomes of tests, as sentences need them: what came out, the numbers behind it, the years, the method.

A result that contradicts itself cannot be made, and a result that could not be worked out carries no numbers: so no
sentence can be stronger than its test, and none can tell a hidden value.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ilmiotaulu.statistics.comparison import Result

if TYPE_CHECKING:  # Both load what only the pipeline needs.
    from ilmiotaulu.statistics.inequality import Inequality
    from ilmiotaulu.statistics.trend import TrendResult

Benchmark = Literal["country", "county_rest", "neighbours", "own_past"]
# How a comparison was made: against an exact benchmark, by intervals that must not overlap, by how far a figure of
# this base strays by chance, or by that and the scatter between municipalities.
Method = Literal["exact", "overlap", "funnel", "overdispersed"]
# Why something was not worked out.
Obstacle = Literal[
    "hidden",
    "hidden_or_zero",
    "missing",
    "example",
    "no_interval",
    "part_of_benchmark",
    "too_few_visible",
    "too_few_years",
    "not_newest",
    "break",
]
# What ended the run of years that a trend stands on.
Cut = Literal["break", "missing", "hidden", "hidden_or_zero"]
Band = Literal["very_likely_up", "likely_up", "maybe_up", "unclear", "maybe_down", "likely_down", "very_likely_down"]
# A trend in one word: the arrow's, the band's, or that the newest years go against the whole run.
Heading = Band | Literal["rising", "falling", "turned"]
Third = Literal["lowest", "middle", "highest", "unclear"]
# Whose ranks are told: those of all municipalities, of all counties, or of the municipalities of the own county.
Peers = Literal["municipality", "county", "own_county"]
Way = Literal["up", "down"]
# Which way is aimed at, by the catalogue.
Direction = Literal["higher_is_better", "lower_is_better", "none"]

# From which probabilities a change is told, and how surely; and from which on an area is said to be in a third.
VERY_LIKELY, LIKELY, MAYBE = 0.975, 0.9, 0.75
CERTAIN_THIRD = 0.8
_ARROW_POINTS = 5


@dataclass(frozen=True)
class Compared:
    """A figure against a benchmark in five steps.

    `own` and `other` are the two values in words, `probability` that of the own level being above the benchmark, `n`
    the number of persons behind the own figure. `other_year` is the benchmark's when it is another (the own past). When
    nothing was compared there is an obstacle, and none of these.
    """

    benchmark: Benchmark
    result: Result
    year: int
    method: Method = "exact"
    own: str = ""
    other: str = ""
    probability: float | None = None
    n: int | None = None
    other_year: int | None = None
    obstacle: Obstacle | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` for a result that contradicts itself."""
        _check_probability(self.probability)
        if self.result == "not_compared":
            _check(self.obstacle is not None, "what was not compared has an obstacle")
            numbers = (self.own, self.other, self.probability, self.n)
            _check(numbers == ("", "", None, None), "what was not compared has no numbers")
            return
        _check(self.obstacle is None, "what was compared has no obstacle")
        _check(bool(self.own and self.other), "what was compared has two values")
        _check((self.benchmark == "own_past") == (self.other_year is not None), "the own past, and only it, has a year")
        if self.probability is not None and self.way:
            likelier: Way = "up" if self.probability >= 0.5 else "down"
            _check(likelier == self.way, "the probability speaks against the result")

    @property
    def is_same(self) -> bool:
        """Whether both values read the same: then no difference is told, whatever is behind the last decimal."""
        return self.obstacle is None and self.own == self.other

    @property
    def words(self) -> str:
        """The result as it is said: values that read the same are the `same`, and a difference that areas have among
        themselves anyway is `usual`, not chance.
        """
        if self.is_same:
            return "same"
        is_usual = self.result == "similar" and self.method == "overdispersed"
        return "usual" if is_usual else self.result

    @property
    def way(self) -> Way | None:
        """Which way the figure differs, where it is told apart."""
        if self.is_same:
            return None
        if self.result in ("higher", "much_higher"):
            return "up"
        return "down" if self.result in ("lower", "much_lower") else None


@dataclass(frozen=True)
class Trended:
    """A trend: the standard arrow over its five `years`, and the probability of a rise over the `run` of years.

    `guarded` marks a change that one single year carries. A `carry_over` above 0 says that a year's figure has much of
    the year before in it, which the arrow does not know and the probability does. `cut` is what ended the run: a break
    in its first year, or the year before it, which is missing or hidden.
    """

    result: "TrendResult"
    years: tuple[int, ...] = ()
    probability: float | None = None
    run: tuple[int, ...] = ()
    guarded: bool = False
    carry_over: float = 0.0
    cut: Cut | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` for a result that contradicts itself."""
        _check_probability(self.probability)
        _check(self.result == "not_computed" or len(self.years) == _ARROW_POINTS, "an arrow stands on five years")
        _check(not self.guarded or self.result == "not_told_apart", "a guarded change is not told as a trend")
        _check(bool(self.run) or (self.probability is None and self.cut is None), "there is no run of years")

    @property
    def band(self) -> Band | None:
        """How surely, and which way, the level has changed; `None` without a probability."""
        if self.probability is None:
            return None
        # Rounded, so that 1 - 0.9 is one tenth.
        fall = round(1 - self.probability, 9)
        if max(self.probability, fall) < MAYBE:
            return "unclear"
        if self.probability > fall:
            p = self.probability
            return "very_likely_up" if p >= VERY_LIKELY else "likely_up" if p >= LIKELY else "maybe_up"
        return "very_likely_down" if fall >= VERY_LIKELY else "likely_down" if fall >= LIKELY else "maybe_down"

    @property
    def way(self) -> Way | None:
        """Which way the level goes, where that is sure: by the arrow, unless it is too sure, or a very likely change.

        `None` when the two point apart.
        """
        told: set[Way] = set()
        if self.carry_over == 0 and self.result in ("rising", "falling"):
            told.add("up" if self.result == "rising" else "down")
        if self.band in ("very_likely_up", "very_likely_down"):
            told.add("up" if self.band == "very_likely_up" else "down")
        return told.pop() if len(told) == 1 else None

    @property
    def heading(self) -> Heading | None:
        """The trend in one word: the arrow's where it can be relied on, else the band's; `None` of what was not tested.

        An arrow that is too sure counts for nothing: the probability knows what it does not.
        """
        if self.carry_over == 0 and self.result in ("rising", "falling"):
            arrow: Heading = "rising" if self.result == "rising" else "falling"
            return arrow if self.way else "turned"
        return self.band or (None if self.result == "not_computed" else "unclear")


@dataclass(frozen=True)
class Untested:
    """A direction that no test could tell: why not, and the years that this is about. It knows no number."""

    obstacle: Obstacle
    years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where an area stands among `areas`, its peers: the probabilities of the lowest, middle and highest third.

    `low` and `high` are the ranks it has with 95 % probability, rank 1 the largest. `left_out` areas have no figure.
    An area that is not ranked has an obstacle and no numbers.
    """

    year: int
    probabilities: tuple[float, float, float] | None = None
    low: int = 0
    high: int = 0
    areas: int = 0
    left_out: int = 0
    level: Peers = "municipality"
    obstacle: Obstacle | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` for a result that contradicts itself."""
        _check((self.probabilities is None) == (self.obstacle is not None), "an area is ranked or there is an obstacle")
        if self.probabilities is None:
            _check(self.low == self.high == 0, "an area that is not ranked has no ranks")
            return
        _check(abs(sum(self.probabilities) - 1) < 1e-6, "the probabilities of the thirds sum to 1")
        _check(1 <= self.low <= self.high <= self.areas, "ranks lie between 1 and the number of areas")
        _check(self.low < self.high or self.third != "unclear", "a place that cannot be told is not one rank")

    @property
    def third(self) -> Third:
        """The third the area is in almost surely, or `unclear`."""
        names: tuple[Third, ...] = ("lowest", "middle", "highest")
        ordered = zip(self.probabilities or (), names, strict=False)
        return next((name for probability, name in ordered if probability >= CERTAIN_THIRD), "unclear")


@dataclass(frozen=True)
class Smoothed:
    """A level steadied by all areas: in the unit of the own figure, with its 95 % interval and the own data's weight.

    A weight of exactly 0 says that areas do not differ by more than chance: all have the common level.
    """

    value: float
    lower: float
    upper: float
    own_weight: float
    areas: int

    def __post_init__(self) -> None:
        """Raises `ValueError` for a result that contradicts itself."""
        _check_probability(self.own_weight)
        _check(self.lower <= self.value <= self.upper, "a level lies within its interval")


@dataclass(frozen=True)
class DetectableResult:
    """Which counts of `base` children could be told apart from a benchmark, whatever the area's own count is.

    `other` is the benchmark's value in words; `high_from` and `low_to` as in `small_areas.detectable`.
    """

    benchmark: Benchmark
    other: str
    base: int
    year: int
    high_from: int | None
    low_to: int | None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        """Raises `ValueError` for a confidence that has no word."""
        _check(self.confidence in (0.95, 0.998), f"words are for 95 and 99.8 %: {self.confidence}")


@dataclass(frozen=True)
class Likeness:
    """A variable by which similar municipalities were looked for: its name, its year, and what it is in them."""

    name: str
    year: int
    side: Literal["alike", "smaller", "larger"]


@dataclass(frozen=True)
class Neighbours:
    """Similar municipalities, nearest first, the variables they were found by, and those that could not be used.

    `distances` has one for each of the names: 0 is alike in everything, 1 about a standard deviation apart in each.
    `missing` ones are not in the release; `scarce` ones are known of too few municipalities, in the year beside them.
    """

    names: tuple[str, ...]
    variables: tuple[Likeness, ...]
    missing: tuple[str, ...] = ()
    scarce: tuple[tuple[str, int], ...] = ()
    distances: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Raises `ValueError` for a result that contradicts itself."""
        _check(bool(self.variables) or not self.names, "similar municipalities are found by something")
        _check(len(self.distances) in (0, len(self.names)), "a distance belongs to each name")
        _check(list(self.distances) == sorted(self.distances), "the nearest comes first")


@dataclass(frozen=True)
class Unequal:
    """Inequality of a figure between municipalities in an order: `by` names in words what they are ordered by.

    `most_deprived` says whether `by` is largest or smallest at the most deprived end, where the order begins.
    """

    index: "Inequality"
    unit: str
    decimals: int
    year: int
    by: str
    by_year: int
    most_deprived: Literal["largest", "smallest"] = "largest"


@dataclass(frozen=True)
class Judgement:
    """The catalogue's polarity of a figure, and its reason in the language of the page."""

    direction: Direction
    reason: str

    def wants(self, way: Way) -> bool:
        """Whether that way is the one aimed at."""
        return (self.direction == "higher_is_better") == (way == "up")


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _check_probability(value: float | None) -> None:
    _check(value is None or 0 <= value <= 1, f"a share lies between 0 and 1: {value}")
