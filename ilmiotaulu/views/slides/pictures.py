"""What a slide shows, as plain data: whatever shows slides draws it as it can."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ilmiotaulu.charts.ages import Counts, Outlines
from ilmiotaulu.charts.barometer import Bar as Barometer
from ilmiotaulu.charts.funnel import FunnelLimits, FunnelPoint
from ilmiotaulu.charts.scatter import Axis
from ilmiotaulu.views.area import AreaRow

Numbers = tuple[float | None, ...]
Role = Literal["own", "other", "country", "forecast", "official"]


@dataclass(frozen=True)
class Series:
    """Values through the times of a picture, `None` where there is none, and their limits where they have some.

    A `forecast` begins at the last known value; of what is `official` only the values stand, nothing between them.
    """

    name: str
    role: Role
    values: Numbers
    lower: Numbers = ()
    upper: Numbers = ()


@dataclass(frozen=True)
class Lines:
    """One indicator through time: every year (`2026`) or month (`2026-06`) from the first to the last, and a series a
    place, the own one first.

    `ends` are those of the scale, where it must not come from the values.
    """

    times: tuple[str, ...]
    series: tuple[Series, ...]
    ends: tuple[float, float] | None = None


@dataclass(frozen=True)
class Bar:
    """A place's figure with its limits, or the word for why there is none."""

    name: str
    role: Role
    value: float | None
    word: str = ""
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Bars:
    """One indicator in several places, largest first, those without a figure last; `ends` as those of `Lines`."""

    bars: tuple[Bar, ...]
    ends: tuple[float, float] | None = None


@dataclass(frozen=True)
class EmptyOrder:
    """An empty scale of so many places, the first one for the largest figure."""

    count: int


@dataclass(frozen=True)
class Label:
    """Where an area's name stands, and its room on both sides, in the units of the paths; `None` where it fits."""

    x: float
    y: float
    text: str
    room: float | None


@dataclass(frozen=True)
class MapPoint:
    """A place on a map in the units of the paths; `kind` is a number of the map's `kinds`."""

    name: str
    kind: int
    x: float
    y: float


@dataclass(frozen=True)
class MapPicture:
    """One indicator in the areas of a map: their classes and values, and the paths they are drawn with.

    `legend` has the values of each class, `outlines` what is drawn around areas; an area without a path is in the table
    alone. `labels` are where names stand, those of the places with most people first. `words` are what the classes
    `HIDDEN`, `MISSING` and `WITHOUT` are called. `points` are places in the areas, and `kinds` the words for what they
    are: of the first kind they are dots, of others rings. `table` stands beside the map instead of the areas' values.
    """

    areas: tuple[AreaRow, ...]
    own: str
    legend: tuple[str, ...]
    words: Mapping[int, str]
    shapes: Mapping[str, str]
    outlines: tuple[str, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)
    points: tuple[MapPoint, ...] = ()
    kinds: tuple[str, ...] = ()
    table: "Figures | None" = None


@dataclass(frozen=True)
class Dot:
    """An area's two figures, `x` to the right and `y` upwards; `None` where there is none to show."""

    name: str
    x: float | None
    y: float | None
    is_own: bool = False


@dataclass(frozen=True)
class Corners:
    """What each corner around a cross at zero means, in words."""

    upper_left: str
    upper_right: str
    lower_left: str
    lower_right: str


@dataclass(frozen=True)
class Dots:
    """Two figures of the same areas, a dot an area. With `corners` they lie around a cross at zero, else from zero."""

    points: tuple[Dot, ...]
    across: Axis
    up: Axis
    corners: Corners | None = None


@dataclass(frozen=True)
class Funnel:
    """One indicator by how many it is of, a dot a municipality, between the lines that chance alone would hold it in.

    A step to the right is as many times the last one. What is hidden is no point.
    """

    points: tuple[FunnelPoint, ...]
    limits: FunnelLimits
    across: Axis
    up: Axis


@dataclass(frozen=True)
class Figures:
    """Several indicators of a place beside others, in words: the names of the columns and the rows.

    `bars` are where each figure lies among all areas', with words for whoever cannot see it, where a picture has them.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[Barometer, str] | None, ...] = ()


@dataclass(frozen=True)
class Together:
    """All children, a bar a year of age, and their projection drawn around the bars."""

    now: Counts
    projected: Counts


@dataclass(frozen=True)
class Pyramid:
    """Boys to the left and girls to the right, a bar a year of age, the youngest below.

    The projection is drawn around the bars: around both as `outlines`, or, where it is published of all children alone,
    around bars of all beside them. An age without a number has a word for why.
    """

    boys: Counts
    girls: Counts
    outlines: Outlines | None = None
    together: Together | None = None


@dataclass(frozen=True)
class Words:
    """Lines to talk about."""

    lines: tuple[str, ...]


Picture = Lines | Bars | EmptyOrder | MapPicture | Dots | Funnel | Figures | Pyramid | Together | Words
