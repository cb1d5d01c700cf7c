"""The figures of a chart as a table: one form for the page, the CSV file and the workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.text import t
from ilmiotaulu.views.texts import IndicatorText, Origin

# A number, its two limits, or words: a name, or the reason why there is no number.
Cell = float | tuple[float, float] | str | None
# The year of a reform, a change of definition or a local event, and what it was.
Event = tuple[int, str]


@dataclass(frozen=True)
class Column:
    """A column; `unit` (of the catalogue) is written after its numbers on a page, never in a file.

    A `code` is text that only files have.
    """

    name: str
    kind: Literal["text", "code", "number", "interval"] = "text"
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Span:
    """A figure and its limits as shares (0 to 1) of a scale; without limits both are the figure's own place."""

    at: float
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """The numbers at the ends of a scale, and as shares of it where its lines are drawn, if they are: at zero, and at
    the figure that the others stand beside.
    """

    low: float
    high: float
    zero: float | None = None
    beside: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A titled table with its unit and time, why some cells are words, and where its figures came from.

    `chosen` is the number of the row of the chosen place. `shades` has, for every row, a class (0 for the smallest
    values) or `None` for each cell, where a table is shaded. `spans` has, for every row, where its figure and its
    limits lie on the `scale` that all rows share, where a table draws them. `about` explains the figure, label and
    text. `findings` are what the page says of the figures, the leading sentence first; `events` are those of the years
    shown, `has_numbered_events` where the chart draws them as numbered lines.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    reasons: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    findings: tuple[Sentence, ...] = ()
    events: tuple[Event, ...] = ()
    has_numbered_events: bool = False
    chosen: int | None = None
    shades: tuple[tuple[int | None, ...], ...] = ()
    spans: tuple[Span | None, ...] = ()
    scale: Scale | None = None

    @property
    def has_examples(self) -> bool:
        """Whether some of the figures are made up."""
        return any(origin.publisher == "example" for origin in self.origins)


def cell(figure: Figure | None, lang: str) -> Cell:
    """The rounded value, or in words why there is none."""
    if figure is None:
        return t("status.not_available.short", lang)
    if figure.status != "ok" or figure.value is None:
        return t(f"status.{figure.status}.short", lang)
    return round(figure.value, figure.decimals) + 0.0


def interval_cell(figure: Figure | None) -> Cell:
    """The limits of the 95 % interval, or nothing."""
    if figure is None or figure.status != "ok" or figure.lower95 is None or figure.upper95 is None:
        return None
    return round(figure.lower95, figure.decimals) + 0.0, round(figure.upper95, figure.decimals) + 0.0


def reasons(statuses: Iterable[str], lang: str) -> tuple[tuple[str, str], ...]:
    """Why some cells have no number: each word of the table with its explanation, once."""
    return tuple(
        (t(f"status.{status}.short", lang), t(f"status.{status}.why", lang))
        for status in dict.fromkeys(statuses)
        if status != "ok"
    )


def why_no_limits(figures: Iterable[Figure | None], indicator: IndicatorText, lang: str) -> tuple[tuple[str, str], ...]:
    """Why figures that are there have no interval though others of the indicator may: one reason a table."""
    if any(lacks_limits(one, indicator) for one in figures if one):
        return ((t("column.interval", lang), t("interval.needs_years", lang)),)
    return ()


def lacks_limits(figure: Figure, indicator: IndicatorText) -> bool:
    """Whether a figure is there and its months have not told an interval."""
    return indicator.interval == "overdispersed" and figure.status == "ok" and figure.limits95 is None


def about(indicator: IndicatorText, lang: str) -> tuple[tuple[str, str], ...]:
    """What an indicator means and what to keep in mind, label and text."""
    why_interval = "explain.no_interval" if indicator.interval == "none" else "explain.interval"
    told = [
        (t("explain.definition", lang), indicator.definition),
        (t("explain.processing", lang), indicator.processing),
        (t("explain.polarity", lang), indicator.polarity_reason),
        (t(why_interval, lang), indicator.interval_reason),
        *((t("explain.caveat", lang), caveat) for caveat in indicator.caveats),
    ]
    return tuple((label, text) for label, text in told if text)


def without_empty(sheet: Sheet) -> Sheet:
    """The sheet without the columns that no row has anything in."""
    kept = [i for i in range(len(sheet.columns)) if any(row[i] not in (None, "") for row in sheet.rows)]

    def pick(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row[i] for i in kept)

    return replace(
        sheet,
        columns=pick(sheet.columns),
        rows=tuple(pick(row) for row in sheet.rows),
        shades=tuple(pick(row) for row in sheet.shades),
    )


def spans(figures: Sequence[Figure | None], *, beside: int) -> tuple[tuple[Span | None, ...], Scale | None]:
    """Figures on one scale from zero (or the lowest limit below it) to the highest limit; `None` without a figure.

    The scale has a line at the figure with the number `beside`.
    """
    placed, scale = on_a_scale([_with_limits(one) for one in figures])
    line = placed[beside]
    return placed, replace(scale, beside=line.at) if scale and line else scale


def _with_limits(figure: Figure | None) -> tuple[float, float, float] | None:
    if figure is None or figure.status != "ok" or figure.value is None or figure.is_example:
        return None
    return figure.value, *(figure.limits95 or (figure.value, figure.value))


def on_a_scale(
    values: Sequence[tuple[float, float, float] | None], *, has_zero: bool = False
) -> tuple[tuple[Span | None, ...], Scale | None]:
    """Values with their limits on the narrowest scale that has all of them and zero, where it may have a line.

    Nothing is placed where all are zero, or none is there.
    """
    ends = [0.0, *(number for one in values if one for number in one)]
    lowest, highest = min(ends), max(ends)
    if not highest > lowest:
        return (None,) * len(values), None

    def place(number: float) -> float:
        return (number - lowest) / (highest - lowest)

    placed = tuple(Span(*map(place, one)) if one else None for one in values)
    return placed, Scale(lowest, highest, zero=place(0.0) if has_zero else None)


def choosing(sheet: Sheet, code: str) -> Sheet:
    """The sheet with the row of a place chosen; its first column has codes."""
    return replace(sheet, chosen=next((i for i, row in enumerate(sheet.rows) if row[0] == code), None))


def saying(sheet: Sheet, findings: Iterable[Sentence]) -> Sheet:
    """The sheet with what the page says of its figures."""
    return replace(sheet, findings=tuple(findings))


def within(events: Sequence[Event], years: Iterable[int]) -> tuple[Event, ...]:
    """The events between the first and the last of the years, in order; none without years."""
    shown = set(years)
    there = [event for event in events if shown and min(shown) <= event[0] <= max(shown)]
    return tuple(sorted(there, key=lambda event: event[0]))


def rows_of(sheet: Sheet, here: slice) -> Sheet:
    """The sheet with a part of its rows."""
    shown = range(len(sheet.rows))[here]
    chosen = shown.index(sheet.chosen) if sheet.chosen in shown else None
    return replace(sheet, rows=sheet.rows[here], shades=sheet.shades[here], spans=sheet.spans[here], chosen=chosen)
