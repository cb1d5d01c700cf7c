"""Native charts of slides: what a presentation program draws and edits, with the figures in a workbook behind it.

A figure that is not there is an empty cell, never a word or a zero among the chart's own cells; beside it stands why.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from ilmiotaulu.charts.ages import Counts
from ilmiotaulu.charts.funnel import FunnelLimits, heights, to_name, widths
from ilmiotaulu.charts.funnel import place as place_of
from ilmiotaulu.charts.names import extremes, sides_of_names
from ilmiotaulu.charts.quadrant import ROOM, around_zero, cross
from ilmiotaulu.charts.scatter import Axis, reach, share
from ilmiotaulu.exports.ooxml import SPOKEN, held, line, lines_of, run, solid, words
from ilmiotaulu.exports.stage_svg import nice_scale
from ilmiotaulu.text import t, time
from ilmiotaulu.views.slides import (
    Bars,
    Dots,
    EmptyOrder,
    Funnel,
    Lines,
    Numbers,
    Pyramid,
    Series,
    Slide,
    Together,
)

# Three to one on white, so that everybody sees them, and a ground for dark letters; five to one; and nearly nothing.
_MUTED, _FAINT, _RULE = "#8C969A", "#6B777C", "#D5DEE1"
_TEXT, _ACCENT, _SECOND = "tx1", "accent1", "accent2"
_LETTERS = 14
_TITLE = 14
# Rows of a chart are no smaller than what is read from ten metres; of more rows every second one, or fewer, is told.
_READABLE, _ROW = 12, 1.18
# Years that stand at an axis, the size of their letters, and every how many months one is named.
_MOST_YEARS, _TIMES = 9, 13
_MONTH_STEPS = (1, 3, 6, 12, 24, 36, 60, 120)
# How the first day of a month is written as `time` writes it, and the day before the first one of a workbook.
_MONTH_FORMS = {"fi": r"m\/yyyy", "sv": r"m\/yyyy", "en": "[$-809]mmmm yyyy"}
_FIRST_DAY = date(1899, 12, 30)
# A bar shorter than this share of the longest has its number beside it.
_SHORT = 0.16
_SCATTER_HEIGHT = 300
# More dots than these are small.
_MANY = 60
# Where the plot of years ends: some programs turn the years, and leave them out where they have no room.
_FOOT = 0.86
# And where one ends that has words under its numbers.
_FOOT_TITLED = 0.83
# Where the plot of dots around a cross is, as shares of its chart; the words of the corners lie in so much of its
# height, above and below all dots.
CORNERED = (0.105, 0.02, 0.875, 0.81)
_CORNERS = 0.14
# Steps of a scale around a cross.
_MOST_STEPS = 6
# What no two charts of a slide share need no more than be different within one.
_AXES = (111_111_111, 222_222_222)

Value = float | str | None


class _Named(Protocol):
    """Whatever has a name."""

    @property
    def name(self) -> str:
        """What it is called."""


@dataclass
class _Table:
    """The cells behind a chart: named columns under a header, and how the numbers of some look."""

    sheet: str
    columns: list[tuple[str, Sequence[Value]]] = field(default_factory=list)
    forms: dict[int, str] = field(default_factory=dict)

    def add(self, name: str, values: Sequence[Value], form: str = "") -> int:
        """Add a column, whose numbers are written in a `form` where one is given, and return its number."""
        self.columns.append((held(name), [held(one) if isinstance(one, str) else one for one in values]))
        at = len(self.columns) - 1
        if form:
            self.forms[at] = form
        return at

    def name(self, column: int) -> str:
        """A reference to a column's header with what stands in it."""
        reference = f"'{self.sheet}'!${xl_col_to_name(column)}$1"
        return f"<c:strRef><c:f>{reference}</c:f>{_texts([self.columns[column][0]])}</c:strRef>"

    def numbers(self, column: int, form: str) -> str:
        """A reference to a column's numbers with what stands in them."""
        values = self.columns[column][1]
        points = "".join(
            f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
        )
        cache = f'<c:formatCode>{form}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
        return f"<c:numRef><c:f>{self._cells(column)}</c:f><c:numCache>{cache}</c:numCache></c:numRef>"

    def texts(self, column: int) -> str:
        """A reference to a column's words."""
        cache = _texts([str(one) for one in self.columns[column][1]])
        return f"<c:strRef><c:f>{self._cells(column)}</c:f>{cache}</c:strRef>"

    def categories(self, column: int) -> str:
        """A reference to a column's words, or to its numbers that are written in a form."""
        return self.numbers(column, self.forms[column]) if column in self.forms else self.texts(column)

    def _cells(self, column: int) -> str:
        letter = xl_col_to_name(column)
        return f"'{self.sheet}'!${letter}$2:${letter}${len(self.columns[column][1]) + 1}"

    def workbook(self, created: datetime) -> bytes:
        """The cells as a workbook; the same cells give the same bytes."""
        stream = io.BytesIO()
        with Workbook(stream, {"in_memory": True}) as book:
            book.set_properties({"created": created})
            page = book.add_worksheet(self.sheet)
            for at, (name, values) in enumerate(self.columns):
                look = book.add_format({"num_format": self.forms[at]}) if at in self.forms else None
                page.write_string(0, at, name)
                for row, value in enumerate(values, start=1):
                    if isinstance(value, str):
                        page.write_string(row, at, value)
                    elif value is not None:
                        page.write_number(row, at, value, look)
            page.set_column(0, 0, 24)
        return stream.getvalue()


def _texts(texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{words(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    return f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'


@dataclass(frozen=True)
class _Place:
    """The size of a chart in points, and the share of its height at which the plot begins."""

    width: float
    height: float
    top: float


@dataclass(frozen=True)
class NativeChart:
    """A chart's markup and the workbook behind it, as `python-pptx` takes them."""

    markup: str
    xlsx_blob: bytes

    def xml_bytes(self, _: object) -> bytes:
        """The markup, whatever the type is called."""
        return self.markup.encode()


@dataclass(frozen=True)
class Alike:
    """What charts of bars beside each other share: the most rows and the most letters of a name in any of them.

    Their names have the values in them, so that neither bars nor axes need numbers.
    """

    rows: int = 0
    letters: int = 0


def native_chart(
    slide: Slide, width: float, height: float, created: datetime, lang: str, alike: Alike | None = None
) -> NativeChart:
    """The chart of a slide whose picture is lines, bars, empty places, dots, a funnel or ages, for a place of so many
    points.

    A slide without a heading has a chart without a title.
    """
    table = _Table(t("xlsx.figures", lang))
    picture, place = slide.picture, _Place(width, height, _below_title(slide, width, height))
    if isinstance(picture, Lines):
        plot = _lines(picture, table, slide.decimals, place, lang)
    elif isinstance(picture, Bars):
        plot = _bars(picture, table, slide.decimals, place, lang, alike)
    elif isinstance(picture, EmptyOrder):
        plot = _empty_order(picture, table, place, lang)
    elif isinstance(picture, Dots):
        plot = _dots(picture, table, lang)
    elif isinstance(picture, Pyramid):
        plot = _pyramid(picture, table, place, lang)
    elif isinstance(picture, Together):
        plot = _together(picture, table, place, lang)
    elif isinstance(picture, Funnel):
        plot = _funnel(picture, table, place, lang)
    else:
        raise TypeError(f"no chart: {type(picture).__name__}")
    return NativeChart(_space(slide.heading, plot, lang), table.workbook(created))


def _below_title(slide: Slide, width: float, height: float) -> float:
    """Where the plot begins under the title, as a share of the chart's height."""
    if not slide.heading:
        return 0.0
    return (1.25 * _TITLE * lines_of(slide.heading, 0.97 * width, _TITLE) + 12) / height


def _space(title: str, plot: str, lang: str) -> str:
    heading = title and (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="l"><a:defRPr sz="{_TITLE}00" b="0"/></a:pPr>'
        f'{run(title, lang, _TITLE, "tx2")}</a:p></c:rich></c:tx>{_place(0.005, 0.0)}<c:overlay val="0"/></c:title>'
    )
    has_none = int(not title)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:date1904 val="0"/><c:lang val="{SPOKEN[lang]}"/><c:roundedCorners val="0"/><c:chart>{heading}'
        f'<c:autoTitleDeleted val="{has_none}"/>{plot}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{line('', 0)}</c:spPr>{_look(_LETTERS)}</c:chartSpace>"
    )


# ---- lines --------------------------------------------------------------------------------------------------


def _lines(picture: Lines, table: _Table, decimals: int, place: _Place, lang: str) -> str:
    """The limits thin and under, then others, then the own line; each named at its last point."""
    form = _form(decimals)
    is_monthly = "-" in picture.times[0]
    if is_monthly:
        days = [float((date.fromisoformat(f"{one}-01") - _FIRST_DAY).days) for one in picture.times]
        times = table.add(t("column.month", lang), days, _MONTH_FORMS[lang])
    else:
        times = table.add(t("column.year", lang), picture.times)
    columns = [table.add(one.name, one.values) for one in picture.series]
    limits = []
    for one in picture.series:
        name = t("column.limits80" if one.role == "forecast" else "column.interval", lang)
        for end, values in (("lower", one.lower), ("upper", one.upper)):
            if any(value is not None for value in values):
                limits.append(table.add(t(f"column.{end}", lang, interval=f"{one.name}, {name}"), values))
    named = [one for one in picture.series if not (one.role == "own" and _has_forecast(picture))]
    longest = max((len(one.name) for one in named), default=0)
    right = min(0.3, (0.52 * _LETTERS * longest + 12) / place.width)
    plot = (0.075, place.top, 0.925 - right, _FOOT - place.top)
    raised = _raised(named, picture.series, plot[3] * place.height)
    drawn: list[str] = [_limit(table, column, times, form) for column in limits]
    for one, column in sorted(zip(picture.series, columns, strict=True), key=lambda pair: pair[0].role == "own"):
        label = _end_label(one, raised.get(one.name, 0.0) * plot[3]) if one in named else ""
        drawn.append(_line_series(one, table, column, times, form, label))
    numbered = "".join(_ordered(drawn))
    axis = (
        _months_axis([time(one, lang) for one in picture.times], plot[2] * place.width, _MONTH_FORMS[lang])
        if is_monthly
        else _years_axis(len(picture.times))
    )
    lowest, highest = picture.ends or (
        min(value for one in picture.series for value in (*one.values, *one.lower) if value is not None),
        None,
    )
    return (
        f'<c:plotArea>{_place(*plot)}<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{numbered}'
        f'<c:marker val="1"/>{_axis_ids()}</c:lineChart>{axis}'
        f"{_value_axis(form, 'l', lowest, highest)}</c:plotArea>"
    )


def _has_forecast(picture: Lines) -> bool:
    return any(one.role == "forecast" for one in picture.series)


def _ordered(series: Sequence[str]) -> Iterator[str]:
    for at, one in enumerate(series):
        yield f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{one}</c:ser>'


def _limit(table: _Table, column: int, times: int, form: str) -> str:
    look = f'<c:spPr>{line(_ACCENT, 1, "sysDot")}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    return f"<c:tx>{table.name(column)}</c:tx>{look}{_cells(table, column, times, form)}"


def _line_series(one: Series, table: _Table, column: int, times: int, form: str, label: str) -> str:
    colours = {"own": _ACCENT, "forecast": _ACCENT, "official": _SECOND}
    colour = colours.get(one.role, _FAINT)
    width = {"own": 2.75, "forecast": 2.25, "official": 0}.get(one.role, 1.75)
    dash = {"forecast": "dash", "country": "sysDash"}.get(one.role, "")
    look = f"<c:spPr>{line(colour, width, dash)}</c:spPr>{_marker(one, colour)}"
    return f"<c:tx>{table.name(column)}</c:tx>{look}{label}{_cells(table, column, times, form)}"


def _marker(one: Series, colour: str) -> str:
    """Points of the own line, of what is only points, and of lines that have years which stand alone."""
    gaps = [None, *one.values, None]
    alone = any(gaps[i] is not None and gaps[i - 1] is None is gaps[i + 1] for i in range(1, len(gaps) - 1))
    if one.role == "official":
        look = f"<c:spPr><a:noFill/>{line(colour, 2)}</c:spPr>"
        return f'<c:marker><c:symbol val="diamond"/><c:size val="11"/>{look}</c:marker>'
    if one.role != "own" and not alone:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    size = 6 if one.role == "own" else 5
    look = f"<c:spPr>{solid(colour)}{line(colour, 0.75)}</c:spPr>"
    return f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/>{look}</c:marker>'


def _cells(table: _Table, column: int, times: int, form: str) -> str:
    return f'<c:cat>{table.categories(times)}</c:cat><c:val>{table.numbers(column, form)}</c:val><c:smooth val="0"/>'


def _end(one: Series) -> tuple[int, float] | None:
    return next(((at, value) for at, value in reversed(list(enumerate(one.values))) if value is not None), None)


def _end_label(one: Series, raised: float) -> str:
    """The series' name at its last point, moved up by a share of the chart's height."""
    end = _end(one)
    if end is None:
        return ""
    place = f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{-raised:.4f}"/></c:manualLayout></c:layout>'
    is_own = one.role in ("own", "forecast")
    look = _look(_LETTERS, _ACCENT if is_own else _SECOND if one.role == "official" else _TEXT, is_strong=is_own)
    label = (
        f'<c:dLbl><c:idx val="{end[0]}"/>{place if raised else ""}<c:spPr><a:noFill/>{line("", 0)}</c:spPr>{look}'
        f'<c:dLblPos val="r"/>{_shown(name=True)}</c:dLbl>'
    )
    return f"<c:dLbls>{label}{_shown()}</c:dLbls>"


def _raised(named: Sequence[Series], drawn: Sequence[Series], height: float) -> Mapping[str, float]:
    """By how much names at the ends must be moved up, as shares of the plot, so that none lies on another."""
    ends = sorted((end[1], one.name) for one in named if (end := _end(one)))
    highest = 1.15 * max((value for one in drawn for value in (*one.values, *one.upper) if value), default=1.0)
    step = 1.25 * _LETTERS / height
    raised, floor = {}, -math.inf
    for value, name in ends:
        at = value / highest if highest else 0.0
        raised[name] = max(0.0, floor + step - at)
        floor = at + raised[name]
    return raised


# ---- bars ---------------------------------------------------------------------------------------------------


def _bars(picture: Bars, table: _Table, decimals: int, place: _Place, lang: str, alike: Alike | None) -> str:
    """A bar a place from above, the chosen one in the accent colour, with its limits; a word where there is no bar."""
    form, bars = _form(decimals), picture.bars
    names = table.add(t("column.area", lang), [f"{one.name} ({one.word})" if one.word else one.name for one in bars])
    values = table.add(t("column.value", lang), [one.value for one in bars])
    known = [one.limits if one.limits and one.value is not None else None for one in bars]
    errors = ""
    if any(known):
        interval = t("column.interval", lang)
        low: Numbers = tuple(pair[0] if pair else None for pair in known)
        high: Numbers = tuple(pair[1] if pair else None for pair in known)
        for end, limits in (("lower", low), ("upper", high)):
            table.add(t(f"column.{end}", lang, interval=interval), limits)
        # A program draws limits by how far they are from the value.
        below, above = (
            table.add(
                t(f"column.{way}", lang),
                [
                    None if limit is None or one.value is None else round(abs(limit - one.value), decimals + 2)
                    for one, limit in zip(bars, limits, strict=True)
                ],
            )
            for way, limits in (("below", low), ("above", high))
        )
        errors = (
            '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
            f"<c:plus>{table.numbers(above, form)}</c:plus><c:minus>{table.numbers(below, form)}</c:minus>"
            f"<c:spPr>{line(_TEXT, 1)}</c:spPr></c:errBars>"
        )
    most = max(alike.rows if alike else 0, len(bars))
    high_plot = ((0.98 if alike else 0.93) - place.top) * len(bars) / most
    longest = alike.letters if alike else max(len(str(name)) for name in table.columns[names][1])
    # Names that are broken take the room of others, which some programs then leave out.
    widest = 0.6 if alike else 0.42
    rooms = high_plot * place.height / len(bars) / _ROW, (widest * place.width - 10) / (0.52 * longest)
    letters = max(_READABLE, min(_LETTERS, *map(int, rooms)))
    labels = f"<c:dLbls>{_shown()}</c:dLbls>" if alike else _bar_labels(picture, form, letters)
    points = "".join(_bar_point(at, one.role) for at, one in enumerate(bars) if one.role != "other")
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{table.name(values)}</c:tx><c:spPr>{solid(_MUTED)}</c:spPr>'
        f'<c:invertIfNegative val="0"/>{points}{labels}{errors}'
        f"<c:cat>{table.texts(names)}</c:cat><c:val>{table.numbers(values, form)}</c:val></c:ser>"
    )
    ends = picture.ends or [limit for one in bars for limit in (one.value, *(one.limits or ())) if limit is not None]
    left = min(widest, (0.52 * letters * longest + 10) / place.width)
    plot = (left, place.top, 0.97 - left, high_plot)
    return (
        f'<c:plotArea>{_place(*plot)}<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="35"/>{_axis_ids()}</c:barChart>{_names_axis(letters)}'
        f"{_value_axis(form, 'b', min(ends, default=0.0), max(ends, default=0.0), 'none' if alike else 'high')}"
        "</c:plotArea>"
    )


def _bar_point(at: int, role: str) -> str:
    fill = solid(_ACCENT if role == "own" else _FAINT)
    return (
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>{fill}</c:spPr></c:dPt>'
    )


def _bar_labels(picture: Bars, form: str, letters: int) -> str:
    """The number in the foot of its bar, where no limit crosses it; of a short bar beside it."""
    longest = max((one.value for one in picture.bars if one.value is not None), default=0.0)
    number_form = f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:spPr><a:noFill/>{line("", 0)}</c:spPr>'
    made = []
    for at, one in enumerate(picture.bars):
        if one.value is None:
            continue
        is_short = one.value < _SHORT * longest
        if one.role == "other" and not is_short:
            continue
        colour = _TEXT if is_short else "bg1"
        look = _look(letters, colour, is_strong=one.role == "own")
        place = "outEnd" if is_short else "inBase"
        made.append(
            f'<c:dLbl><c:idx val="{at}"/>{number_form}{look}<c:dLblPos val="{place}"/>{_shown(value=True)}</c:dLbl>'
        )
    return (
        f'<c:dLbls>{"".join(made)}{number_form}{_look(letters)}<c:dLblPos val="inBase"/>{_shown(value=True)}</c:dLbls>'
    )


def _empty_order(picture: EmptyOrder, table: _Table, place: _Place, lang: str) -> str:
    """A row for each place from above, all of them empty."""
    names = table.add(t("column.ranks", lang), [f"{at}." for at in range(1, picture.count + 1)])
    values = table.add(t("column.value", lang), [None] * picture.count)
    high_plot = 0.97 - place.top
    letters = max(_READABLE, min(_LETTERS, int(high_plot * place.height / picture.count / _ROW)))
    step = math.ceil(picture.count * letters * _ROW / (high_plot * place.height))
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{table.name(values)}</c:tx><c:spPr>{solid(_MUTED)}</c:spPr>'
        f'<c:invertIfNegative val="0"/><c:cat>{table.texts(names)}</c:cat>'
        f"<c:val>{table.numbers(values, 'General')}</c:val></c:ser>"
    )
    plot = (0.08, place.top, 0.89, high_plot)
    rules = f"<c:majorGridlines><c:spPr>{line(_RULE, 0.75)}</c:spPr></c:majorGridlines>"
    return (
        f'<c:plotArea>{_place(*plot)}<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="35"/>{_axis_ids()}</c:barChart>'
        f"{_names_axis(letters, step, rules)}{_NO_VALUE_AXIS}</c:plotArea>"
    )


_NO_VALUE_AXIS = (
    f'<c:valAx><c:axId val="{_AXES[1]}"/><c:scaling><c:orientation val="minMax"/><c:max val="1"/><c:min val="0"/>'
    '</c:scaling><c:delete val="1"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
    f'<c:crossAx val="{_AXES[0]}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
)


# ---- dots ---------------------------------------------------------------------------------------------------


def _dots(picture: Dots, table: _Table, lang: str) -> str:
    """Others in grey, the own one in the accent colour and named, with those that lie farthest out.

    Around a cross the axes are its lines, and the numbers stand at the edges.
    """
    points = [(one, one.x, one.y) for one in picture.points if one.x is not None and one.y is not None]
    xs, ys = [x for _, x, _ in points], [y for _, _, y in points]
    if picture.corners:
        x_steps, y_steps = (
            nice_scale(*around_zero(values, room), _MOST_STEPS) for values, room in ((xs, ROOM), (ys, _CORNERS))
        )
        across, up = (x_steps[0], x_steps[-1]), (y_steps[0], y_steps[-1])
        looks, lines = [_AxisLook(steps, numbers="low") for steps in (x_steps, y_steps)], cross(across, up)
    else:
        across, up = reach(xs), reach(ys)
        looks, lines = [_AxisLook(), _AxisLook()], []
    places = [(share(x, across), share(y, up)) for _, x, y in points]
    own = [at for at, (one, _, _) in enumerate(points) if one.is_own]
    named = [(at, points[at][0].name) for at in dict.fromkeys([*own, *extremes(places)])]
    sides = sides_of_names(places, named, _SCATTER_HEIGHT, lines)
    shown, axes = [(*one, one[0].is_own) for one in points], (picture.across, picture.up)
    others = t("slide.other_areas" if picture.corners else "slide.others", lang)
    series = [
        *_dot_series(shown, sides, axes, table, lang, others),
        *_dot_series(shown, sides, axes, table, lang),
    ]
    return (
        f"<c:plotArea>{_place(*CORNERED) if picture.corners else '<c:layout/>'}{_scatter(series)}"
        f"{_dots_axis(picture.across, 'b', looks[0], lang)}{_dots_axis(picture.up, 'l', looks[1], lang)}</c:plotArea>"
    )


def _funnel(picture: Funnel, table: _Table, place: _Place, lang: str) -> str:
    """The lines and the dots as series of one chart, whose sizes are on a scale of times; the lines' words at their
    ends.
    """
    points, limits = picture.points, picture.limits
    across = _times_around(*widths(points, limits))
    y_steps = nice_scale(*heights(points, limits))
    up = y_steps[0], y_steps[-1]
    lines = [
        place_of(x, y, across, up)
        for values in _values(limits)
        for x, y in zip(limits.x, values, strict=True)
        if _is_in(y, up)
    ]
    sides = sides_of_names(
        [place_of(one.base, one.value, across, up) for one in points],
        [(at, points[at].name) for at in to_name(points)],
        _SCATTER_HEIGHT,
        lines,
    )
    dots, axes = [(one, one.base, one.value, one.is_own) for one in points], (picture.across, picture.up)
    others = list(_dot_series(dots, sides, axes, table, lang, t("slide.others", lang)))
    curves = list(_curves(picture, table, table.add(picture.across.words, limits.x), up, lang))
    # Some programs leave out what comes before a series with more points.
    first, second = (others, curves) if len(points) > len(limits.x) else (curves, others)
    series = [*first, *second, *_dot_series(dots, sides, axes, table, lang)]
    right = min(0.3, (0.52 * _LETTERS * len(limits.target_words) + 12) / place.width)
    plot = (0.085, place.top, 0.915 - right, _FOOT_TITLED - place.top)
    sizes, figures = _AxisLook(across, is_log=True, crosses="min"), _AxisLook(y_steps, crosses="min")
    return (
        f"<c:plotArea>{_place(*plot)}{_scatter(series)}"
        f"{_dots_axis(picture.across, 'b', sizes, lang)}{_dots_axis(picture.up, 'l', figures, lang)}</c:plotArea>"
    )


def _values(limits: FunnelLimits) -> tuple[Sequence[float], ...]:
    """The values of every line, the outer ones first."""
    target = [limits.target] * len(limits.x)
    return limits.upper998, limits.lower998, limits.upper95, limits.lower95, target


def _is_in(value: float, ends: tuple[float, float]) -> bool:
    return math.isfinite(value) and ends[0] <= value <= ends[1]


def _curves(picture: Funnel, table: _Table, x: int, up: tuple[float, float], lang: str) -> Iterator[str]:
    """The limits and what they lie around as lines without points; each with its words where it is seen first."""
    limits, form = picture.limits, _form(picture.up.decimals)
    outer, inner = (t("funnel.limits", lang, level=level) for level in (limits.words998, limits.words95))
    looks = (
        (t("column.upper", lang, interval=outer), limits.words998, "", 1.5),
        (t("column.lower", lang, interval=outer), "", "", 1.5),
        (t("column.upper", lang, interval=inner), limits.words95, "dash", 1.5),
        (t("column.lower", lang, interval=inner), "", "dash", 1.5),
        (limits.target_words, limits.target_words, "sysDot", 2.25),
    )
    for (name, told, dash, width), values in zip(looks, _values(limits), strict=True):
        y = table.add(name, [value if math.isfinite(value) else None for value in values])
        seen = [at for at, value in enumerate(values) if _is_in(value, up)]
        at = seen[-1 if told == limits.target_words else 0] if seen else None
        label = _rich_label(at, told, "r", _TEXT, lang) if told and at is not None else ""
        yield (
            f"<c:tx>{table.name(y)}</c:tx><c:spPr>{line(_FAINT, width, dash)}</c:spPr>"
            f'<c:marker><c:symbol val="none"/></c:marker><c:dLbls>{label}{_shown()}</c:dLbls>'
            f"<c:xVal>{table.numbers(x, _form(picture.across.decimals))}</c:xVal>"
            f'<c:yVal>{table.numbers(y, form)}</c:yVal><c:smooth val="0"/>'
        )


def _times_around(smallest: float, largest: float) -> tuple[float, float]:
    """Ends of a scale of times: below a one with noughts, from which programs count their steps, above a one, a two or
    a five.
    """
    lowest, power = (10.0 ** math.floor(math.log10(end)) for end in (smallest, largest))
    return lowest, next(first * power for first in (1, 2, 5, 10) if first * power >= largest)


_SIDES = {"middle right": "r", "middle left": "l", "top center": "t", "bottom center": "b"}


def _scatter(series: Sequence[str]) -> str:
    return (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{"".join(_ordered(series))}'
        f"{_axis_ids()}</c:scatterChart>"
    )


def _dot_series(
    points: Sequence[tuple[_Named, float, float, bool]],
    found: Mapping[int, str],
    axes: tuple[Axis, Axis],
    table: _Table,
    lang: str,
    others: str = "",
) -> list[str]:
    """The series of the own dot, which is larger and a diamond, or of the `others` under that name; nothing where there
    is none. `found` are the sides on which names stand.
    """
    is_own = not others
    mine = [(at, *point) for at, point in enumerate(points) if point[3] == is_own]
    if not mine:
        return []
    across, up = axes
    # Charts have no corners: only the own name stands beside its dot in any case.
    sides = {at: _SIDES.get(side, side[0]) for at, side in found.items() if side in _SIDES or is_own}
    colour, symbol = (_ACCENT, "diamond") if is_own else (_MUTED, "circle")
    size = 16 if is_own else 8 if len(points) <= _MANY else 4
    table.add(t("column.area", lang), [one.name for _, one, *_ in mine])
    x = table.add(across.words, [round(value, across.decimals) + 0.0 for _, _, value, _, _ in mine])
    y = table.add(others or mine[0][1].name, [round(value, up.decimals) + 0.0 for _, _, _, value, _ in mine])
    labels = (
        _rich_label(index, one.name, sides[at], colour if is_own else _TEXT, lang, is_strong=is_own)
        for index, (at, one, *_) in enumerate(mine)
        if at in sides
    )
    return [
        f"<c:tx>{table.name(y)}</c:tx><c:spPr>{line('', 0)}</c:spPr>"
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/>'
        f"<c:spPr>{solid(colour)}{line('bg1', 0.75)}</c:spPr></c:marker>"
        f"<c:dLbls>{''.join(labels)}{_shown()}</c:dLbls>"
        f"<c:xVal>{table.numbers(x, _form(across.decimals))}</c:xVal>"
        f'<c:yVal>{table.numbers(y, _form(up.decimals))}</c:yVal><c:smooth val="0"/>'
    ]


def _rich_label(index: int, text: str, side: str, colour: str, lang: str, *, is_strong: bool = False) -> str:
    """Words beside a point of a series."""
    look = run(text, lang, 13, colour, is_strong=is_strong)
    return (
        f'<c:dLbl><c:idx val="{index}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{look}</a:p></c:rich></c:tx>'
        f'<c:dLblPos val="{side}"/>{_shown(value=True)}</c:dLbl>'
    )


# ---- boys and girls by age ----------------------------------------------------------------------------------

# Boys stand to the left, so their numbers are below zero in the cells; nobody sees the minus.
_BOTH_SIDES = "#,##0;#,##0"
# The accent colour so light that the projection around it, and dark letters on it, are seen in every template.
_LIGHT = '<a:solidFill><a:schemeClr val="accent1"><a:alpha val="40000"/></a:schemeClr></a:solidFill>'


def _pyramid(picture: Pyramid, table: _Table, place: _Place, lang: str) -> str:
    """Boys to the left and girls to the right, the oldest on top, and empty bars around them for the projection."""
    boys, girls, outlines = picture.boys, picture.girls, picture.outlines
    names = [_age_name(age, boys, girls) for age in range(len(boys.values))]
    around = ((outlines.boys, -1.0), (outlines.girls, 1.0)) if outlines else ()
    sides = f"← {boys.name}      {girls.name} →"
    bars = [(boys, -1.0, _age_labels()), (girls, 1.0, _age_labels())]
    return _ages(names, bars, around, sides, table, place, lang)


def _together(picture: Together, table: _Table, place: _Place, lang: str) -> str:
    """All children, the oldest on top, with empty bars around them for the projection; names have both numbers."""
    now, projected = picture.now, picture.projected
    pairs = enumerate(zip(now.words, projected.words, strict=True))
    names = [f"{age}:  {one} → {other}" for age, (one, other) in pairs]
    title = f"{now.name} → {projected.name}"
    return _ages(names, [(now, 1.0, _unlabelled())], [(projected, 1.0)], title, table, place, lang)


def _age_name(age: int, boys: Counts, girls: Counts) -> str:
    """An age, with the words for why a side has no number."""
    missing = {of.name: of.words[age] for of in (boys, girls) if of.values[age] is None}
    if len(missing) == 2 and len(set(missing.values())) == 1:
        return f"{age} ({boys.words[age]})"
    return f"{age} ({'; '.join(f'{name}: {word}' for name, word in missing.items())})" if missing else str(age)


def _ages(
    names: Sequence[str],
    bars: Sequence[tuple[Counts, float, str]],
    around: Sequence[tuple[Counts, float]],
    title: str,
    table: _Table,
    place: _Place,
    lang: str,
) -> str:
    """A row an age, the oldest on top: bars with their labels, and empty ones on them; the sign of each is its side."""
    ages = table.add(t("column.age", lang), names)
    known = [value for of, *_ in (*bars, *around) for value in of.values if value]
    reach = _rounded_up(max(known, default=1.0))
    drawn = [_age_series(of, sign, table, ages, labels, _LIGHT) for of, sign, labels in bars]
    empty = f"<a:noFill/>{line(_SECOND, 1.75)}"
    drawn += [_age_series(of, sign, table, ages, _unlabelled(), empty) for of, sign in around]
    lowest = -reach if any(sign < 0 for _, sign, _ in bars) else 0
    left = min(0.42, (0.52 * _READABLE * max(map(len, names)) + 10) / place.width)
    plot = (left, place.top, 0.97 - left, 0.91 - place.top)
    told = run(title, lang, _READABLE, _ACCENT, is_strong=True)
    return (
        f'<c:plotArea>{_place(*plot)}<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{"".join(_ordered(drawn))}<c:gapWidth val="25"/><c:overlap val="100"/>{_axis_ids()}'
        f"</c:barChart>{_names_axis(_READABLE, from_top=False)}"
        f'<c:valAx><c:axId val="{_AXES[1]}"/><c:scaling><c:orientation val="minMax"/><c:max val="{reach:g}"/>'
        f'<c:min val="{lowest:g}"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{told}</a:p></c:rich></c:tx>"
        f'<c:overlay val="0"/></c:title><c:numFmt formatCode="{_BOTH_SIDES}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:spPr>{line("", 0)}</c:spPr>{_look(_READABLE, "tx2")}<c:crossAx val="{_AXES[0]}"/>'
        '<c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx></c:plotArea>'
    )


def _age_series(of: Counts, sign: float, table: _Table, ages: int, labels: str, look: str) -> str:
    column = table.add(of.name, [None if one is None else sign * one + 0.0 for one in of.values], _BOTH_SIDES)
    return (
        f'<c:tx>{table.name(column)}</c:tx><c:spPr>{look}</c:spPr><c:invertIfNegative val="0"/>{labels}'
        f"<c:cat>{table.texts(ages)}</c:cat><c:val>{table.numbers(column, _BOTH_SIDES)}</c:val>"
    )


def _unlabelled() -> str:
    return f"<c:dLbls>{_shown()}</c:dLbls>"


def _age_labels() -> str:
    """The number in the foot of its bar, where it is read as well when it is wider than the bar."""
    form = f'<c:numFmt formatCode="{_BOTH_SIDES}" sourceLinked="0"/><c:spPr><a:noFill/>{line("", 0)}</c:spPr>'
    return f'<c:dLbls>{form}{_look(_READABLE)}<c:dLblPos val="inBase"/>{_shown(value=True)}</c:dLbls>'


# ---- axes, letters, places ----------------------------------------------------------------------------------


def _form(decimals: int) -> str:
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _place(x: float, y: float, width: float = 0, height: float = 0) -> str:
    inner = '<c:layoutTarget val="inner"/>' if width else ""
    size = f'<c:w val="{width:.4f}"/><c:h val="{height:.4f}"/>' if width else ""
    return (
        f'<c:layout><c:manualLayout>{inner}<c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/>{size}</c:manualLayout></c:layout>'
    )


def _look(points: int, colour: str = _TEXT, *, is_strong: bool = False) -> str:
    return (
        f'<c:txPr><a:bodyPr rot="-60000000" vert="horz"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{points}00" '
        f'b="{int(is_strong)}">{solid(colour)}</a:defRPr></a:pPr><a:endParaRPr lang="fi-FI"/></a:p></c:txPr>'
    )


def _shown(*, name: bool = False, value: bool = False) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(name)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _axis_ids() -> str:
    return "".join(f'<c:axId val="{one}"/>' for one in _AXES)


def _years_axis(count: int) -> str:
    step = math.ceil(count / _MOST_YEARS)
    return (
        f'<c:catAx><c:axId val="{_AXES[0]}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line(_MUTED, 1)}</c:spPr>{_look(_TIMES)}'
        f'<c:crossAx val="{_AXES[1]}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="100"/><c:tickLblSkip val="{step}"/><c:tickMarkSkip val="{step}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _months_axis(times: Sequence[str], width: float, form: str) -> str:
    """An axis of dates: of it every program leaves out the months that have no room."""
    most = max(1.0, min(_MOST_YEARS, width / (0.6 * _TIMES * max(map(len, times)))))
    least = math.ceil(len(times) / most)
    step = next((one for one in _MONTH_STEPS if one >= least), least)
    return (
        f'<c:dateAx><c:axId val="{_AXES[0]}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line(_MUTED, 1)}</c:spPr>{_look(_TIMES)}'
        f'<c:crossAx val="{_AXES[1]}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblOffset val="100"/>'
        f'<c:baseTimeUnit val="months"/><c:majorUnit val="{step}"/><c:majorTimeUnit val="months"/></c:dateAx>'
    )


def _names_axis(letters: int, step: int = 1, rules: str = "", *, from_top: bool = True) -> str:
    """Names beside turned bars, the first one on top or at the foot."""
    way = "maxMin" if from_top else "minMax"
    return (
        f'<c:catAx><c:axId val="{_AXES[0]}"/><c:scaling><c:orientation val="{way}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/>{rules}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line(_MUTED, 1)}</c:spPr>{_look(letters)}'
        f'<c:crossAx val="{_AXES[1]}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="60"/><c:tickLblSkip val="{step}"/><c:tickMarkSkip val="{step}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(form: str, side: str, lowest: float, highest: float | None = None, numbers: str = "") -> str:
    """From zero, unless something is below it, and as far as `highest`, for limits are cut where a program does not
    count them in; `numbers` says where they stand: `high` on the other side of turned bars.
    """
    start = '<c:min val="0"/>' if lowest >= 0 else f'<c:min val="-{_rounded_up(-lowest):g}"/>' if highest else ""
    if highest and highest > 0:
        start = f'<c:max val="{_rounded_up(highest):g}"/>{start}'
    labels = numbers or ("low" if lowest < 0 else "nextTo")
    return (
        f'<c:valAx><c:axId val="{_AXES[1]}"/><c:scaling><c:orientation val="minMax"/>{start}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/><c:majorGridlines><c:spPr>{line(_RULE, 0.75)}</c:spPr>'
        f'</c:majorGridlines><c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/><c:spPr>{line("", 0)}</c:spPr>{_look(12, "tx2")}'
        f'<c:crossAx val="{_AXES[0]}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )


def _rounded_up(value: float) -> float:
    """The next number with one or two digits that are not zero."""
    step = 10.0 ** math.floor(math.log10(value)) / 2
    return math.ceil(value / step) * step


@dataclass(frozen=True)
class _AxisLook:
    """How an axis of dots goes: its steps from end to end, or from zero to wherever a program likes.

    `numbers` and `crosses` are the format's words for where the numbers stand, and where the other axis is.
    """

    steps: Sequence[float] = ()
    numbers: str = "nextTo"
    crosses: str = "autoZero"
    is_log: bool = False

    @property
    def scaling(self) -> str:
        """What comes before the ends, and the ends."""
        log = '<c:logBase val="10"/>' if self.is_log else ""
        highest = f'<c:max val="{self.steps[-1]:g}"/>' if self.steps else ""
        lowest = self.steps[0] if self.steps else 0
        return f'{log}<c:orientation val="minMax"/>{highest}<c:min val="{lowest:g}"/>'

    @property
    def step(self) -> str:
        """How far it is from a number to the next."""
        if self.is_log or len(self.steps) < 2:
            return ""
        return f'<c:majorUnit val="{self.steps[1] - self.steps[0]:g}"/>'


def _dots_axis(axis: Axis, side: str, look: _AxisLook, lang: str) -> str:
    own, other = _AXES if side == "b" else _AXES[::-1]
    turned = ' rot="-5400000" vert="horz"' if side == "l" else ""
    told = run(axis.words, lang, 12, "tx2")
    heading = (
        f"<c:title><c:tx><c:rich><a:bodyPr{turned}/><a:lstStyle/><a:p>{told}</a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )
    grid = "" if look.is_log else f"<c:majorGridlines><c:spPr>{line(_RULE, 0.75)}</c:spPr></c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling>{look.scaling}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{grid}{heading}'
        f'<c:numFmt formatCode="{_form(axis.decimals)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{look.numbers}"/><c:spPr>{line(_MUTED, 1)}</c:spPr>'
        f'{_look(12, "tx2")}<c:crossAx val="{other}"/><c:crosses val="{look.crosses}"/>'
        f'<c:crossBetween val="midCat"/>{look.step}</c:valAx>'
    )
