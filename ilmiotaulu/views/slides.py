"""A story as slides: each a finding, a picture as plain data, how sure it is, and where it comes from.

What shows slides, a presentation file or a screen, draws the pictures as it can. Every figure comes from the table that
stands under the same picture on a page, so what is hidden is a word here, too. Made-up figures are not on slides.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar

from ilmiotaulu.charts.barometer import Bar as Barometer
from ilmiotaulu.charts.future import Fan
from ilmiotaulu.charts.scatter import Axis, ScatterPoint
from ilmiotaulu.charts.trend import whole_years
from ilmiotaulu.forecast.names import CHILDREN, POPULATION
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Figure, Sentence, age, time_words, value_words, values_between, with_unit
from ilmiotaulu.story.given_away import given_away
from ilmiotaulu.story.guess import Guess, LineGuess, line_guess, place_guess
from ilmiotaulu.story.model import Item, Kind, Shown, Story
from ilmiotaulu.story.moved import Move, moved
from ilmiotaulu.text import number, t
from ilmiotaulu.views.area import AreaRow, AreaView
from ilmiotaulu.views.classes import HIDDEN, MISSING
from ilmiotaulu.views.comparison import Group, RankingView
from ilmiotaulu.views.future import FutureView, MeaningView
from ilmiotaulu.views.overview import key_of
from ilmiotaulu.views.pictures import NeedView
from ilmiotaulu.views.profile import ProfileRow, chance_among, standing_out
from ilmiotaulu.views.sheet import Cell, Column, Sheet, reasons
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place, short_name
from ilmiotaulu.views.trend import NUMBERS_OF, TrendView

_MOST_ROWS = 7
# How many years ahead the finding of a forecast looks: of numbers of children as far as schools are planned.
_NEAR, _FAR = 5, 10
# The limits of forecasts that are drawn and told.
_CONFIDENCE = 80
# The newest year of an indicator may be told of counties alone.
_YEARS_LOOKED_BACK = 5
# Fewer years than these have no course.
_FEWEST_YEARS = 3

# What these are of has no figure of its own.
_OF_PHENOMENA = ("numbers", "places", "questions")

View = TypeVar("View")
Numbers = tuple[float | None, ...]
Role = Literal["own", "other", "country", "forecast", "official"]


# ---- what slides ask of a release ---------------------------------------------------------------------------


class Reader(Protocol):
    """A release in one language."""

    lang: str

    @property
    def release(self) -> str:
        """Its id."""

    @property
    def fetched(self) -> datetime:
        """When the newest of its figures were fetched."""

    @property
    def is_starter(self) -> bool:
        """Whether it is the one that ships with the product."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Every region by code."""

    @property
    def indicators(self) -> Mapping[str, IndicatorText]:
        """Every indicator by id."""

    @property
    def phenomena(self) -> Mapping[str, PhenomenonText]:
        """Every phenomenon by id."""

    @property
    def shapes(self) -> Mapping[str, Mapping[str, Any]]:
        """Paths (`M`, `L`, `h`, `v`, `Z`) by code: of municipalities as `areas`, of counties as `outlines`.

        `labels` are where names stand: x, y, a name, and the room on both sides where it is not known to fit.
        """

    def years(self, indicator: str) -> Sequence[int]:
        """Years an indicator has values or hidden values for."""

    def figure(self, indicator: str, sex: str, region: str, year: int | None = None) -> Figure:
        """A region's figure of a year, or its newest one; one that is not there has the status that says why."""

    def foreseen(self, region: str) -> Collection[str]:
        """The indicators that we have forecast in a region."""

    def origins(self, indicators: Sequence[str], regions: Sequence[str]) -> tuple[Origin, ...]:
        """Where the newest figures of the indicators in the regions came from."""

    def beside(self, region: str, compare: str) -> Sequence[Place]:
        """What a place stands beside."""

    def groups(self, area: str, region: str) -> Sequence[str]:
        """The groups of places that a place can be compared in, the nearest first."""

    def group(self, name: str, area: str, region: str) -> Group:
        """The places that a place is compared with."""

    def trend(self, indicator: str, region: str, compare: str, sex: str) -> TrendView:
        """One indicator through time in a region, beside others."""

    def area(self, indicator: str, year: int, sex: str, area: str) -> AreaView:
        """One indicator in the municipalities of an area at one time."""

    def said_of_year(self, indicator: str, year: int, sex: str, region: str) -> Sequence[Sentence]:
        """What can be said of a region's figure of a year: what it is, then how it stands beside the country's."""

    def ranking(self, indicator: str, year: int, sex: str, region: str, group: Group) -> RankingView:
        """One indicator in a group of places at one time."""

    def future(self, indicator: str, region: str) -> FutureView:
        """An indicator to date, with what is forecast and projected."""

    def meaning(self, region: str) -> MeaningView | None:
        """What the forecasts of age groups mean for a region's services."""

    def profile(self, region: str, compare: str, *, has_bars: bool = False) -> Sequence[ProfileRow]:
        """The newest figures of a region beside others'; with where each lies among all areas' where that is asked."""

    def need(self, phenomenon: str, use: str, region: str, area: str) -> NeedView | None:
        """A share that tells of need beside a share of use in the municipalities of an area."""


# ---- slides -------------------------------------------------------------------------------------------------


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
    """One indicator through time: every year from the first to the last, and a series a place, the own one first.

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
class MapPicture:
    """One indicator in the areas of a map: their classes and values, and the paths they are drawn with.

    `legend` has the values of each class, `outlines` what is drawn around areas; an area without a path is in the table
    alone. `labels` are where names stand, those of the places with most people first. `words` are what the classes
    `HIDDEN` and `MISSING` are called.
    """

    areas: tuple[AreaRow, ...]
    own: str
    legend: tuple[str, ...]
    words: Mapping[int, str]
    shapes: Mapping[str, str]
    outlines: tuple[str, ...] = ()
    labels: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Dots:
    """Need to the right and use upwards, a dot a municipality."""

    points: tuple[ScatterPoint, ...]
    need: Axis
    use: Axis


@dataclass(frozen=True)
class Figures:
    """Several indicators of a place beside others, in words: the names of the columns and the rows.

    `bars` are where each figure lies among all areas', with words for whoever cannot see it, where a picture has them.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[Barometer, str] | None, ...] = ()


@dataclass(frozen=True)
class Words:
    """Lines to talk about."""

    lines: tuple[str, ...]


Picture = Lines | Bars | EmptyOrder | MapPicture | Dots | Figures | Words


@dataclass(frozen=True)
class Slide:
    """One thought: what was found as the title, and the picture that shows it.

    `heading` says what the picture is of, with unit and `period`; `story` is what the phenomenon is about. `told` are
    what more can be said and how sure it is, `key` how the picture is read. `notes` are label and text, without
    sources and release. Where there is nothing to show there is no picture and no table: `gap` says why. `shown` is
    what a story keeps of it, `guess` what the room is asked first. `finding` is the title that it has or would have
    without words of a person's own. `own` is the place's own figure in words, `old` says that figures are old, and
    `indicators` are the ids of what it shows.
    """

    kind: Kind
    title: str
    heading: str = ""
    unit: str = ""
    decimals: int = 0
    period: str = ""
    picture: Picture | None = None
    sheet: Sheet | None = None
    story: str = ""
    told: tuple[str, ...] = ()
    key: str = ""
    question: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    alt: str = ""
    gap: str = ""
    shown: Shown | None = None
    guess: Guess | None = None
    finding: str = ""
    own: str = ""
    old: str = ""
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A story as it is told with a release. `moved` says in words what has moved since the story was made.

    `given_away` says of slides, by their number from zero, that an earlier one tells what is to be guessed.
    """

    title: str
    place: str
    lang: str
    release: str
    fetched: datetime
    slides: tuple[Slide, ...]
    notices: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    given_away: Mapping[int, str] = field(default_factory=dict)


def deck(story: Story, reader: Reader) -> Deck:
    """The story with the figures of a release. Whatever the story names that the release does not have is said."""
    return assembled(story, tuple(slide(item, story, reader) for item in story.items), reader)


def assembled(story: Story, slides: tuple[Slide, ...], reader: Reader) -> Deck:
    """The story with slides that have been made of its items in a release."""
    place = reader.places.get(story.region)
    name = place.name if place else story.region
    notices = (t("frame.starter", reader.lang),) if reader.is_starter else ()
    moves = moved(story, [slide.shown for slide in slides])
    return Deck(
        title=story.title or name,
        place=name,
        lang=reader.lang,
        release=reader.release,
        fetched=reader.fetched,
        slides=slides,
        notices=notices,
        # Several views of a figure tell of its change once.
        moved=tuple(dict.fromkeys(_moved_words(move, story, reader) for move in moves)),
        given_away={
            guessed: t("story.given_away", reader.lang, view=_view_words(slides[earlier], reader.lang))
            for guessed, earlier in given_away(story, [slide.indicators for slide in slides]).items()
            if slides[guessed].guess
        },
    )


def _view_words(slide: Slide, lang: str) -> str:
    """What a person calls a slide: its kind and what it is of."""
    of = slide.sheet.title if slide.sheet else slide.heading
    return f"{t(f'story.kind.{slide.kind}', lang)}: {of}"


def kept(story: Story, told: Deck) -> Story:
    """The story with what its slides tell now, so that it can be said later what has moved."""
    return story.keeping(told.release, [slide.shown for slide in told.slides])


def _moved_words(move: Move, story: Story, reader: Reader) -> str:
    lang, place = reader.lang, reader.places.get(story.region)
    values = {"title": move.before.title, "place": place.name if place else story.region}
    entry = reader.indicators.get(story.items[move.item].indicator)
    if move.change == "own" and entry and move.now:
        now = _told_value(move.now, entry, lang)
        if move.now.status in STATUSES_OF_HIDDEN:
            # What was told before must not be told again.
            return t("story.moved.hidden", lang, **values, now=now)
        return t("story.moved.own", lang, **values, before=_told_value(move.before, entry, lang), now=now)
    return t("story.moved.gone" if move.change == "gone" else "story.moved.others", lang, **values)


def _told_value(shown: Shown, entry: IndicatorText, lang: str) -> str:
    one = Figure(shown.value, shown.status, entry.unit, entry.decimals, shown.year, shown.period)
    return f"{value_words(one, lang)} ({time_words(one, lang)})"


# ---- one slide ----------------------------------------------------------------------------------------------


class _Gap(Exception):
    """There is nothing to show; the text says why."""


@dataclass(frozen=True)
class _Asked:
    """An item in its story and release: what it is of, and where."""

    item: Item
    story: Story
    reader: Reader
    place: Place

    @property
    def lang(self) -> str:
        return self.reader.lang

    @property
    def indicator(self) -> IndicatorText:
        return self.reader.indicators[self.item.indicator]

    def own(self, year: int | None = None) -> Figure:
        """The place's own figure."""
        return self.reader.figure(self.item.indicator, self.item.sex, self.place.code, year)


@dataclass(frozen=True)
class _Drawn:
    """What a kind of slide is made of; `own` is the place's own figure, where the slide has one.

    `rows` are the place's own figures of a slide that has several, with their indicators.
    """

    finding: str
    heading: str
    picture: Picture
    sheet: Sheet | None = None
    told: tuple[str, ...] = ()
    key: str = ""
    story: str = ""
    own: Figure | None = None
    extra: tuple[tuple[str, str], ...] = ()
    rows: tuple[ProfileRow, ...] = ()


def slide(item: Item, story: Story, reader: Reader) -> Slide:
    """An item of a story with the figures of a release; where there are none, a slide that says why."""
    try:
        asked = _Asked(item, story, reader, _place(story, reader))
        _look_for(item, asked)
        drawn = _DRAWERS[item.kind](asked)
        if drawn.sheet and drawn.sheet.has_examples:
            raise _Gap(t("slide.gap.example", reader.lang, title=drawn.sheet.title))
    except _Gap as gap:
        title = item.headline or t("slide.nothing", reader.lang)
        return Slide(item.kind, title, question=item.question, gap=str(gap), notes=_notes(item, None, reader.lang))
    return _whole(asked, drawn)


def _place(story: Story, reader: Reader) -> Place:
    for code in (story.region, story.area):
        if code not in reader.places:
            raise _Gap(t("slide.gap.place", reader.lang, code=code))
    return reader.places[story.region]


def _look_for(item: Item, asked: _Asked) -> None:
    """Raises `_Gap` where the release does not know what the item is of, or has no figure of it."""
    lang, reader = asked.lang, asked.reader
    if item.kind == "meaning":
        return
    is_of_all = item.kind == "numbers" and not item.phenomenon
    if item.kind in (*_OF_PHENOMENA, "need") and not is_of_all and item.phenomenon not in reader.phenomena:
        raise _Gap(t("slide.gap.gone", lang, title=_name(item, item.phenomenon)))
    if item.kind in _OF_PHENOMENA:
        return
    if item.indicator not in reader.indicators:
        raise _Gap(t("slide.gap.gone", lang, title=_name(item, item.indicator)))
    if not asked.indicator.has_rows or not reader.years(item.indicator):
        raise _Gap(t("slide.gap.nothing", lang, title=asked.indicator.title, place=asked.place.name))


def _name(item: Item, otherwise: str) -> str:
    """What an item was called when its story was made."""
    return item.shown.title if item.shown else otherwise


def _whole(asked: _Asked, drawn: _Drawn) -> Slide:
    item, lang, sheet = asked.item, asked.lang, drawn.sheet
    unit = asked.reader.indicators.get(item.indicator)
    period, old = _period(drawn, lang), _old(asked, drawn)
    heading = drawn.heading if period in drawn.heading else f"{drawn.heading}, {period}"
    told = (old, drawn.finding, *drawn.told) if item.headline else (old, *drawn.told)
    title = item.headline or drawn.finding
    # A deck is told one slide at a time: what a title has said is not said again beside the picture.
    told = tuple(one for one in dict.fromkeys(told) if one and one != title)
    return Slide(
        kind=item.kind,
        title=title,
        heading=heading,
        unit=unit.unit_words if unit else "",
        decimals=unit.decimals if unit else 0,
        period=period,
        picture=drawn.picture,
        sheet=sheet,
        story=drawn.story,
        told=told,
        key=drawn.key,
        question=item.question,
        notes=_notes(item, replace(drawn, told=(drawn.finding, *drawn.told, old)), lang),
        origins=sheet.origins if sheet else (),
        alt=t(f"slide.alt.{item.kind}", lang, heading=heading, told=drawn.finding),
        shown=_shown(asked, drawn),
        guess=_guess(item.kind, drawn.picture, unit.decimals if unit else 0) if item.guess else None,
        finding=drawn.finding,
        own=_own_words(drawn, lang),
        old=old,
        indicators=tuple(row.indicator.id for row in drawn.rows) or ((item.indicator,) if item.indicator else ()),
    )


def can_be_guessed(slide: Slide) -> bool:
    """Whether a room can be asked to guess before it sees the slide."""
    return slide.picture is not None and _guess(slide.kind, slide.picture, slide.decimals) is not None


def _guess(kind: Kind, picture: Picture, decimals: int) -> Guess | None:
    if kind == "trend" and isinstance(picture, Lines):
        return line_guess(picture.times, picture.series[0].values, decimals)
    if kind == "ranking" and isinstance(picture, Bars):
        return place_guess(*_places(picture))
    return None


def _places(picture: Bars) -> tuple[list[float], float | None]:
    """The figures of the places that are compared, the country left out, and the own one."""
    own = next((bar.value for bar in picture.bars if bar.role == "own"), None)
    return [bar.value for bar in picture.bars if bar.role != "country" and bar.value is not None], own


def answer(slide: Slide) -> tuple[float, ...]:
    """What is right in the words of the slide's guess: the values that are asked, or the place in the order.

    Nothing where nothing is asked. Equal figures share the first of their places.
    """
    picture = slide.picture
    if isinstance(slide.guess, LineGuess) and isinstance(picture, Lines):
        values = dict(zip(picture.times, picture.series[0].values, strict=True))
        return tuple(value for time in slide.guess.asked if (value := values[time]) is not None)
    if slide.guess and isinstance(picture, Bars):
        values_there, own = _places(picture)
        return (float(1 + sum(value > own for value in values_there)),) if own is not None else ()
    return ()


def _period(drawn: _Drawn, lang: str) -> str:
    """The first and the last year of what is shown; what is ahead of the figures is said apart."""
    if isinstance(drawn.picture, Lines):
        times, series = drawn.picture.times, drawn.picture.series
        if not any(one.role in ("forecast", "official") for one in series):
            return _from_to(times[0], times[-1])
        known = [time for time, value in zip(times, series[0].values, strict=True) if value is not None]
        later, told = times[times.index(known[-1]) + 1 :], _from_to(known[0], known[-1])
        return t("slide.period_ahead", lang, known=told, ahead=_from_to(later[0], later[-1])) if later else told
    years = [row.figure.year for row in drawn.rows] or ([drawn.own.year] if drawn.own else [])
    return _from_to(str(min(years)), str(max(years))) if years else ""


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _own_words(drawn: _Drawn, lang: str) -> str:
    """The place's own figure with its time; nothing where there is none, or a title is all it would say."""
    one = drawn.own
    return f"{value_words(one, lang)} ({time_words(one, lang)})" if one and one.status == "ok" else ""


def _old(asked: _Asked, drawn: _Drawn) -> str:
    """That the newest figures there are are old ones; nothing of a year that a person has chosen."""
    lang, year = asked.lang, asked.reader.fetched.year
    if asked.item.year is not None:
        return ""
    figures = [row.figure for row in drawn.rows] or ([drawn.own] if drawn.own else [])
    old = [one for one in figures if age(one, year, lang)]
    if not old:
        return ""
    oldest = min(old, key=lambda one: one.year)
    said = age(oldest, year, lang)
    if said and len({one.year for one in figures}) == 1:
        return said.text
    return t("slide.old_some", lang, year=oldest.year)


def _notes(item: Item, drawn: _Drawn | None, lang: str) -> tuple[tuple[str, str], ...]:
    """What a presenter is told, what may be asked, what can be said, what the figure means, and why some are words."""
    pairs = [(t("slide.note.speaker", lang), item.notes), (t("slide.note.question", lang), item.question)]
    if drawn:
        told = [(t("slide.note.told", lang), one) for one in dict.fromkeys(drawn.told)]
        pairs += [*told, (t("slide.note.key", lang), drawn.key), *drawn.extra]
    if drawn and drawn.sheet:
        pairs += [(label.removesuffix(":"), text) for label, text in drawn.sheet.about]
        pairs += drawn.sheet.reasons
        pairs += [(t("trend.events", lang), f"{year}: {event}") for year, event in drawn.sheet.events]
    return tuple((label, text) for label, text in pairs if text)


def _shown(asked: _Asked, drawn: _Drawn) -> Shown | None:
    if asked.item.kind == "questions" or drawn.sheet is None:
        return None
    own = drawn.own
    is_there = own is not None and own.status == "ok" and own.value is not None
    return Shown(
        release=asked.reader.release,
        title=drawn.sheet.title[:300],
        status=own.status if own else "ok",
        year=own.year if own else asked.reader.fetched.year,
        period=own.period if own else None,
        value=round(own.value, own.decimals) + 0.0 if is_there and own and own.value is not None else None,
        digest=_digest(drawn.sheet.rows),
    )


def _digest(rows: Iterable[Sequence[Cell]]) -> str:
    """A short mark of all the figures of a table, whatever its language and the order of its rows are."""
    told = sorted(repr([_language_free(one) for one in row]) for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


def _language_free(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return "".join(one for one in cell if one.isdigit())
    return cell


# ---- the kinds ----------------------------------------------------------------------------------------------


def _numbers(asked: _Asked) -> _Drawn:
    """What a phenomenon is about, and its figures in the place beside others'; of none, the key figure of each."""
    reader, story, place, lang = asked.reader, asked.story, asked.place, asked.lang
    phenomenon = reader.phenomena.get(asked.item.phenomenon)
    title = phenomenon.title if phenomenon else t("page.overview", lang)
    about = phenomenon.story if phenomenon else ""
    beside = reader.beside(place.code, story.compare)
    keys = [key_of(one) for one in reader.phenomena.values() if one.roles]
    ids = [name for name, _ in phenomenon.roles] if phenomenon else keys
    shown = _rows(ids, reader.profile(place.code, story.compare))
    names = [place.name, *(short_name(other, lang) for other in beside)]
    columns = (t("column.indicator", lang), *names, t("column.direction", lang))
    rows = tuple(_figures_row(row, len(beside), lang) for row in shown)
    if not rows:
        return _Drawn(finding=f"{title}. {place.name}", heading=title, picture=Words((about,)))
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    finding, *told = _standing_out(shown, place, lang) or [t("slide.about", lang, title=title, place=place.name)]
    regions = [place.code, *(other.code for other in beside)]
    return _Drawn(
        finding=finding,
        heading=title,
        picture=Figures(columns, rows),
        sheet=_figures_sheet(title, place.name, columns, rows, shown, regions, reader),
        told=tuple(told),
        story=about,
        extra=((t("slide.note.about", lang), about),),
        rows=tuple(shown),
    )


def _rows(ids: Sequence[str], profile: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The figures of a slide: those that are told or hidden, made-up ones and single years of age left out."""
    by_id = {row.indicator.id: row for row in profile}
    named = [by_id[name] for name in ids if name in by_id and not name.startswith("age_")]
    mine = [row for row in named if not row.figure.is_example]
    told_of = [row for row in mine if row.figure.status in ("ok", *STATUSES_OF_HIDDEN)]
    return (told_of or mine)[:_MOST_ROWS]


def _standing_out(rows: Sequence[ProfileRow], place: Place, lang: str) -> list[str]:
    """What stands out from the country among the figures, and what chance alone would; nothing where none is tested."""
    tested = [row for row in rows if row.beside]
    if not tested or place.level == "country":
        return []
    chance = chance_among(tested, lang)
    found = [f"{place.name}. {one.text}" for one in standing_out(tested, lang)]
    return [*found, chance.text] if chance else found


def _figures_sheet(
    title: str,
    subtitle: str,
    columns: Sequence[str],
    rows: tuple[tuple[str, ...], ...],
    shown: Sequence[ProfileRow],
    regions: Sequence[str],
    reader: Reader,
) -> Sheet:
    """The table of several figures in words, with whose they are and what they mean."""
    return Sheet(
        title=title,
        subtitle=subtitle,
        columns=tuple(Column(name) for name in columns),
        rows=rows,
        reasons=reasons([row.figure.status for row in shown], reader.lang),
        origins=reader.origins([row.indicator.id for row in shown], regions),
        about=tuple((row.indicator.title, row.indicator.definition) for row in shown),
    )


def _figures_row(row: ProfileRow, others: int, lang: str) -> tuple[str, ...]:
    if row.figure.is_example:
        return row.indicator.title, t("example.mark", lang), *["–"] * others, ""
    is_tested = row.change is not None and row.change.rule.startswith("directed")
    change = row.change.text if row.change and is_tested else ""
    return f"{row.indicator.title}, {row.time}", row.own_and_interval, *row.others, change


def _among_others(asked: _Asked) -> _Drawn:
    """A phenomenon's figures in the place, between which values those of the other places lie, and the country's."""
    reader, lang, group = asked.reader, asked.lang, _group(asked)
    place = _standing_in(asked, group)
    phenomenon = reader.phenomena[asked.item.phenomenon]
    observed = [name for name, _ in phenomenon.roles if reader.indicators[name].time == "observed"]
    shown = _rows(observed, reader.profile(place.code, ""))
    peers = [code for code in group.codes if code != place.code]
    if not shown or not peers:
        raise _Gap(t("slide.gap.nothing", lang, title=phenomenon.title, place=place.name))
    is_country = place.level == "country"
    columns = (t("column.indicator", lang), place.name, t("slide.between", lang))
    columns += () if is_country else (t("column.country", lang), t("column.beside_country", lang))

    def cells(row: ProfileRow) -> tuple[str, ...]:
        others = [reader.figure(row.indicator.id, "total", code) for code in peers]
        told = (f"{row.indicator.title}, {row.time}", row.own, values_between(row.figure, others, lang) or "–")
        return told if is_country else (*told, row.others[-1], row.beside)

    rows = tuple(cells(row) for row in shown)
    if not is_country and not any(row[-1] for row in rows):
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    about = t("slide.about", lang, title=phenomenon.title, place=place.name)
    finding, *told = _standing_out(shown, place, lang) or [about]
    regions = list(dict.fromkeys([place.code, *peers, "FI"]))
    return _Drawn(
        finding=finding,
        heading=f"{phenomenon.title}, {group.words}",
        picture=Figures(columns, rows),
        sheet=_figures_sheet(phenomenon.title, group.words, columns, rows, shown, regions, reader),
        told=tuple(told),
        key=t("slide.key.places", lang),
        rows=tuple(shown),
    )


def _standing_in(asked: _Asked, group: Group) -> Place:
    """The place itself; among counties, which stand beside a county, the own one stands for its municipality."""
    is_among_counties = group.id.startswith(("network", "counties"))
    return asked.reader.places[asked.place.county] if asked.place.county and is_among_counties else asked.place


def _trend(asked: _Asked) -> _Drawn:
    item, lang, place = asked.item, asked.lang, asked.place
    view = asked.reader.trend(item.indicator, place.code, asked.story.compare, item.sex)
    if not view.can_be_drawn:
        why = "slide.gap.example" if view.sheet.has_examples else "slide.gap.nothing"
        raise _Gap(t(why, lang, title=view.indicator.title, place=place.name))
    picture = _lines(view)
    change = _change(asked) if item.sex == "total" else ""
    course = _course(picture, view.indicator, lang)
    told = course or change
    return _Drawn(
        finding=f"{place.name}: {view.indicator.title}. {told}" if told else view.sentence,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=picture,
        sheet=view.sheet,
        told=(view.sentence, *([change] if course else []), *(one.text for one in view.said)),
        key=t("slide.key.trend", lang) if picture.series[0].lower else "",
        own=asked.own(),
    )


def _change(asked: _Asked) -> str:
    """Which way the place's newest figure goes, in a few words."""
    rows = asked.reader.profile(asked.place.code, asked.story.compare)
    row = next((row for row in rows if row.indicator.id == asked.item.indicator), None)
    return row.change.text if row and row.change else ""


def _course(picture: Lines, entry: IndicatorText, lang: str) -> str:
    """From which number to which, over all the years drawn; only of numbers of people that can be compared."""
    known = [(year, value) for year, value in zip(picture.times, picture.series[0].values, strict=True) if value]
    if entry.unit not in NUMBERS_OF or entry.breaks or len(known) < _FEWEST_YEARS:
        return ""
    first, last = (f"{number(value, entry.decimals, lang)} ({year})" for year, value in (known[0], known[-1]))
    return f"{first} → {last}."


def _lines(view: TrendView) -> Lines:
    """The figures of the table, oldest year first; of numbers of people the own ones alone, as on a page."""
    sheet, names = view.sheet, [line.name for line in view.lines]
    rows = sheet.rows[::-1]
    years = [int(str(row[0])) for row in rows]
    columns = [at for at, column in enumerate(sheet.columns) if column.kind == "number"][: len(names)]
    limits = next((at for at, column in enumerate(sheet.columns) if column.kind == "interval"), None)
    series = []
    for index, (name, at) in enumerate(zip(names, columns, strict=True)):
        role: Role = "own" if index == 0 else "country" if index == len(names) - 1 else "other"
        pairs = [_limits(row[limits]) for row in rows] if index == 0 and limits is not None else []
        series.append(
            Series(
                name,
                role,
                _through(years, [_number(row[at]) for row in rows]),
                _through(years, [low for low, _ in pairs]) if pairs else (),
                _through(years, [high for _, high in pairs]) if pairs else (),
            )
        )
    return _trimmed([str(year) for year in range(years[0], years[-1] + 1)], series)


def _through(years: Sequence[int], values: Sequence[float | None]) -> Numbers:
    return tuple(whole_years(years, values)[1])


def _trimmed(times: Sequence[str], series: Sequence[Series]) -> Lines:
    """The picture without the years at its ends that no series has a value in."""
    known = [at for at in range(len(times)) if any(one.values[at] is not None for one in series)]
    here = slice(known[0], known[-1] + 1)
    cut = (replace(one, values=one.values[here], lower=one.lower[here], upper=one.upper[here]) for one in series)
    return Lines(tuple(times[here]), tuple(cut))


def _number(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str | tuple) else float(cell)


def _limits(cell: Cell) -> tuple[float | None, float | None]:
    return cell if isinstance(cell, tuple) else (None, None)


def _map(asked: _Asked) -> _Drawn:
    item, lang, reader, area = asked.item, asked.lang, asked.reader, asked.story.area
    year, view = _newest(
        asked,
        lambda year: reader.area(item.indicator, year, item.sex, area),
        lambda view: any(row.class_index != MISSING for row in view.rows),
    )
    lead, *rest = reader.said_of_year(item.indicator, year, item.sex, asked.place.code)
    labelled = reader.shapes.get("labels", {})
    hidden = [t(f"status.{status}.short", lang) for status in STATUSES_OF_HIDDEN]
    words = " / ".join(word for word, _ in view.sheet.reasons if word in hidden)
    names = {row.code: row.name for row in view.rows}
    is_compared = bool(rest) and not rest[0].rule.endswith("not_compared")
    return _Drawn(
        finding=f"{asked.place.name}: {rest[0].text}" if is_compared else lead.text,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=MapPicture(
            view.rows,
            asked.place.code,
            view.legend,
            {HIDDEN: words or t("map.hidden", lang), MISSING: t("map.missing", lang)},
            {row.code: path for row in view.rows if (path := reader.shapes["areas"].get(row.code))},
            tuple(reader.shapes.get("outlines", {}).values()) if area == "FI" else (),
            {
                code: _label(names[code], *labelled[code])
                for code in _largest_first(asked)
                if code in labelled and code in names
            },
        ),
        sheet=view.sheet,
        told=(lead.text, *(one.text for one in rest if not is_compared)),
        key=t("slide.key.map", lang),
        own=asked.own(year),
    )


def _largest_first(asked: _Asked) -> list[str]:
    """The municipalities of the map, those with most people, or children, first; without either as they come."""
    reader, area = asked.reader, asked.story.area
    name = next((one for one in (POPULATION, CHILDREN) if one in reader.indicators and reader.years(one)), "")
    if not name:
        return list(reader.shapes.get("labels", {}))
    sheet = reader.area(name, reader.years(name)[-1], "total", area).sheet
    at = next(at for at, column in enumerate(sheet.columns) if column.kind == "number")
    return [str(row[0]) for row in sorted(sheet.rows, key=lambda row: -(_number(row[at]) or 0.0))]


def _label(name: str, x: float, y: float, short: str, room: float | None = None) -> Label:
    """The whole name where it must find room, the short one of a tile where it fits."""
    return Label(x, y, short if room is None else name, room)


def _newest(asked: _Asked, make: Callable[[int], View], is_told: Callable[[View], bool]) -> tuple[int, View]:
    """The view of the item's year, or of the newest one in which something is told; with its year."""
    years = asked.reader.years(asked.item.indicator)
    for year in [one for one in years if one == asked.item.year] or years[::-1][:_YEARS_LOOKED_BACK]:
        view = make(year)
        if is_told(view):
            return year, view
    raise _Gap(t("slide.gap.nothing", asked.lang, title=asked.indicator.title, place=asked.place.name))


def _ranking(asked: _Asked) -> _Drawn:
    item, lang, reader = asked.item, asked.lang, asked.reader
    group = _group(asked)
    asked = replace(asked, place=_standing_in(asked, group))
    place = asked.place
    year, view = _newest(
        asked,
        lambda year: reader.ranking(item.indicator, year, item.sex, place.code, group),
        lambda view: any(bar.value is not None for bar in _bars(view.sheet, reader).bars if bar.role != "country"),
    )
    own = asked.own(year)
    heading = f"{view.sheet.title}, {asked.indicator.unit_words}, {view.time}"
    order = (view.order.text if view.order else t("compare.order", lang), t("compare.order_chance", lang))
    lead, *_ = reader.said_of_year(item.indicator, year, item.sex, place.code)
    # Where not every other place is known in the year of the picture, the finding is of an earlier one.
    apart = view.finding if view.finding and f"({view.time})" in view.finding.text else None
    picture = _bars(view.sheet, reader)
    if asked.indicator.unit in NUMBERS_OF:
        # Beside the whole country's number of children a municipality's would be no bar at all.
        country = reader.places["FI"].name
        picture = Bars(tuple(bar for bar in picture.bars if bar.name != country))
    has_limits = any(bar.limits for bar in picture.bars)
    ranks = _ranks(view.sheet, lang)
    told_of = t("compare.one", lang, title=view.sheet.title, time=view.time, group=group.words)
    finding = f"{told_of}. {place.name}: {value_words(own, lang)}."
    if ranks:
        values = {"place": place.name, "value": value_words(own, lang), "time": view.time, "group": group.words}
        finding = t("slide.ranks", lang, ranks=ranks, **values)
    return _Drawn(
        finding=apart.text if apart else finding,
        heading=t("compare.subtitle", lang, told=heading, group=group.words) if apart else heading,
        picture=picture,
        sheet=view.sheet,
        told=(lead.text, *(order if item.sex == "total" and view.order else order[:1])),
        key=t("slide.key.ranking", lang) if has_limits else "",
        own=own,
    )


def _group(asked: _Asked) -> Group:
    """The group that is asked for, or the nearest one in which the place stands beside others."""
    area, place = asked.story.area, asked.place.code
    there = [asked.reader.group(name, area, place) for name in asked.reader.groups(area, place)]
    wanted = [one for one in there if one.id.partition("-")[0] == asked.item.group]
    beside_others = [one for one in there if len(one.codes) > 1]
    own = [one for one in beside_others if place in one.codes]
    return next(iter([*wanted, *own, *beside_others, *there]))


def _ranks(sheet: Sheet, lang: str) -> str:
    """Between which ranks the chosen place lies; nothing where that was not worked out."""
    names = [column.name for column in sheet.columns]
    if sheet.chosen is None or t("column.ranks", lang) not in names:
        return ""
    return str(sheet.rows[sheet.chosen][names.index(t("column.ranks", lang))] or "")


def _bars(sheet: Sheet, reader: Reader) -> Bars:
    value = next(at for at, column in enumerate(sheet.columns) if column.kind == "number")
    limits = next((at for at, column in enumerate(sheet.columns) if column.kind == "interval"), None)
    country = reader.places["FI"].name
    bars = []
    for index, row in enumerate(sheet.rows):
        role: Role = "own" if index == sheet.chosen else "country" if row[0] == country else "other"
        cell, pair = row[value], row[limits] if limits is not None else None
        bars.append(
            Bar(
                str(row[0]),
                role,
                _number(cell),
                cell if isinstance(cell, str) else "",
                pair if isinstance(pair, tuple) else None,
            )
        )
    return Bars(tuple(bars))


def _need(asked: _Asked) -> _Drawn:
    item, lang, place = asked.item, asked.lang, asked.place
    view = asked.reader.need(item.phenomenon, item.indicator, place.code, asked.story.area)
    if view is None:
        raise _Gap(t("need.none", lang))
    sheet, finding = view.sheet, view.sheet.title
    if sheet.chosen is not None:
        need, use = (_in_words(sheet.rows[sheet.chosen][at], sheet.columns[at], lang) for at in (2, 3))
        finding = f"{place.name}. {sheet.columns[2].name}: {need}. {sheet.columns[3].name}: {use}."
    return _Drawn(
        finding=finding,
        heading=sheet.title,
        picture=Dots(view.points, view.need, view.use),
        sheet=sheet,
        key=t("need.how", lang),
        own=asked.own(),
    )


def _in_words(cell: Cell, column: Column, lang: str) -> str:
    value = _number(cell)
    return str(cell) if value is None else with_unit(number(value, column.decimals, lang), column.unit, lang)


def _forecast(asked: _Asked) -> _Drawn:
    item, lang, place, entry = asked.item, asked.lang, asked.place, asked.indicator
    view = asked.reader.future(item.indicator, place.code)
    known = {int(str(row[0])): value for row in view.sheet.rows if (value := _number(row[1])) is not None}
    if not known:
        raise _Gap(t("slide.gap.nothing", lang, title=entry.title, place=place.name))
    projected = dict(zip(view.projected.years, view.projected.values, strict=True))
    ahead = dict(zip(view.fan.years, view.fan.values, strict=True)) if view.fan else {}
    years = range(min(known), max([*known, *ahead, *projected]) + 1)
    series = [Series(place.name, "own", tuple(known.get(year) for year in years))]
    if view.fan:
        series.append(_ahead(view.fan, years, entry.decimals, known))
    if projected:
        series.append(Series(t("slide.official", lang), "official", tuple(projected.get(year) for year in years)))
    return _Drawn(
        finding=_ahead_words(view, entry, place, lang) or view.sentence.text,
        heading=f"{view.sheet.title}, {entry.unit_words}",
        picture=Lines(tuple(map(str, years)), tuple(series)),
        sheet=view.sheet,
        told=tuple(one.text for one in view.record),
        key=t("slide.key.forecast", lang) if view.fan else "",
        own=asked.own(),
        extra=((t("slide.note.told", lang), view.sentence.text),),
    )


def _ahead(fan: Fan, years: Sequence[int], decimals: int, known: Mapping[int, float]) -> Series:
    """The forecast from the newest known value on, with its limits; as exact as the figures are."""

    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, decimals) + 0.0

    values = dict(zip(fan.years, fan.values, strict=True))
    if fan.start and fan.start[0] in known:
        values[fan.start[0]] = known[fan.start[0]]
    pairs = dict(zip(fan.years, fan.limits.get(_CONFIDENCE, ()), strict=False))
    low, high = (tuple(rounded(pair[end]) if (pair := pairs.get(year)) else None for year in years) for end in (0, 1))
    return Series(fan.name, "forecast", tuple(rounded(values.get(year)) for year in years), low, high)


def _ahead_words(view: FutureView, entry: IndicatorText, place: Place, lang: str) -> str:
    """What is forecast as many years from now as the view tells, with its limits; nothing where that is not known."""
    fan = view.fan
    step = _FAR if entry.id.startswith(("children_", "age_")) else _NEAR
    if fan is None or len(fan.years) < step:
        return ""
    year, value, pair = fan.years[step - 1], fan.values[step - 1], fan.limits.get(_CONFIDENCE, [None] * step)[step - 1]
    is_last = fan.last_from is not None and year >= fan.last_from
    words = with_unit(number(value, entry.decimals, lang), entry.unit, lang)
    told = t("forecast.expected_last" if is_last else "forecast.expected", lang, year=year, value=words)
    parts = [f"{place.name}: {entry.title}.", told]
    if pair:
        lower, upper = (number(limit, entry.decimals, lang) for limit in pair)
        # Where such limits have held too seldom, the view says so, and so does the title.
        key = "forecast.fewer_held" if view.sentence.rule.endswith("_short") else "forecast.limits"
        parts.append(t(key, lang, lower=lower, upper=with_unit(upper, entry.unit, lang)))
    return " ".join(parts)


def _meaning(asked: _Asked) -> _Drawn:
    """Children by age group now, in five and in ten years, each forecast with its limits."""
    lang, place = asked.lang, asked.place
    view, title = asked.reader.meaning(place.code), t("future.meaning", lang)
    if view is None or not view.sheet.rows:
        raise _Gap(t("slide.gap.nothing", lang, title=title, place=place.name))
    sheet = view.sheet
    group, now, near, _, far, _, change, _ = (column.name for column in sheet.columns)

    def words(row: Sequence[Cell]) -> tuple[str, ...]:
        told, counts = str(row[0]), [_number(row[at]) for at in (1, 2, 4, 6)]
        known, soon, later, more = ("–" if one is None else number(one, 0, lang) for one in counts)
        ahead = (f"{one} ({_span(row[at], lang)})" for one, at in ((soon, 3), (later, 5)))
        return told, known, *ahead, more

    names, rows = (group, now, near, far, change), tuple(map(words, sheet.rows))
    return _Drawn(
        finding=view.first_graders.text if view.first_graders else f"{place.name}: {title}",
        heading=sheet.title,
        picture=Figures(names, rows),
        sheet=replace(sheet, columns=tuple(map(Column, names)), rows=rows),
        key=sheet.subtitle,
    )


def _span(cell: Cell, lang: str) -> str:
    low, high = _limits(cell)
    return "–" if low is None or high is None else f"{number(low, 0, lang)}–{number(high, 0, lang)}"


def _questions(asked: _Asked) -> _Drawn:
    phenomenon = asked.reader.phenomena[asked.item.phenomenon]
    lines = tuple(dict.fromkeys(one for one in (asked.item.question, *phenomenon.questions) if one))
    title = t("slide.questions", asked.lang, title=phenomenon.title)
    return _Drawn(finding=title, heading=phenomenon.title, picture=Words(lines))


_DRAWERS: Mapping[Kind, Callable[[_Asked], _Drawn]] = {
    "numbers": _numbers,
    "places": _among_others,
    "trend": _trend,
    "map": _map,
    "ranking": _ranking,
    "need": _need,
    "forecast": _forecast,
    "meaning": _meaning,
    "questions": _questions,
}
