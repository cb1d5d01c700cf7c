"""A story as slides, each item made by its kind."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Figure, age, time_words, value_words
from ilmiotaulu.story.given_away import given_away
from ilmiotaulu.story.guess import Guess, LineGuess, line_guess, place_guess
from ilmiotaulu.story.model import Item, Kind, Shown, Story
from ilmiotaulu.story.moved import Move, moved
from ilmiotaulu.text import t, time
from ilmiotaulu.views.sheet import Cell
from ilmiotaulu.views.slides.ages import ages
from ilmiotaulu.views.slides.areas import areas
from ilmiotaulu.views.slides.centres import centre, centres, months
from ilmiotaulu.views.slides.changes import changes
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, name_of
from ilmiotaulu.views.slides.forecast import forecast, meaning
from ilmiotaulu.views.slides.funnel import funnel
from ilmiotaulu.views.slides.key_figures import among_others, numbers
from ilmiotaulu.views.slides.model import Deck, Slide
from ilmiotaulu.views.slides.need import need
from ilmiotaulu.views.slides.pictures import Bars, Lines, Picture
from ilmiotaulu.views.slides.quadrant import quadrant
from ilmiotaulu.views.slides.questions import questions
from ilmiotaulu.views.slides.ranking import ranking
from ilmiotaulu.views.slides.reader import Reader
from ilmiotaulu.views.slides.scenario import scenario
from ilmiotaulu.views.slides.trend import trend
from ilmiotaulu.views.texts import IndicatorText, Place


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


def slide(item: Item, story: Story, reader: Reader) -> Slide:
    """An item of a story with the figures of a release; where there are none, a slide that says why."""
    try:
        asked = Asked(item, story, reader, _place(story, reader))
        _look_for(item, asked)
        drawn = _DRAWERS[item.kind](asked)
        if drawn.sheet and drawn.sheet.has_examples:
            raise Gap(t("slide.gap.example", reader.lang, title=drawn.sheet.title))
    except Gap as gap:
        title = item.headline or t("slide.nothing", reader.lang)
        return Slide(item.kind, title, question=item.question, gap=str(gap), notes=_notes(item, None, reader.lang))
    return _whole(asked, drawn)


# What these are of has no figure of its own.
_OF_PHENOMENA = ("numbers", "places", "questions")
# These look themselves for what they are of.
_OF_NO_INDICATOR = ("ages", "meaning", "scenario", "months", "centre", "centres")


def _place(story: Story, reader: Reader) -> Place:
    for code in (story.region, story.area):
        if code not in reader.places:
            raise Gap(t("slide.gap.place", reader.lang, code=code))
    return reader.places[story.region]


def _look_for(item: Item, asked: Asked) -> None:
    """Raises `Gap` where the release does not know what the item is of, or has no figure of it."""
    lang, reader = asked.lang, asked.reader
    if item.kind in _OF_NO_INDICATOR:
        return
    is_of_all = item.kind == "numbers" and not item.phenomenon
    if item.kind in (*_OF_PHENOMENA, "need") and not is_of_all and item.phenomenon not in reader.phenomena:
        raise Gap(t("slide.gap.gone", lang, title=name_of(item, item.phenomenon)))
    if item.kind in _OF_PHENOMENA:
        return
    if item.indicator not in reader.indicators:
        raise Gap(t("slide.gap.gone", lang, title=name_of(item, item.indicator)))
    if not asked.indicator.has_rows or not reader.years(item.indicator):
        raise Gap(t("slide.gap.nothing", lang, title=asked.indicator.title, place=asked.place.name))


def _whole(asked: Asked, drawn: Drawn) -> Slide:
    item, lang, sheet = asked.item, asked.lang, drawn.sheet
    unit = asked.reader.indicators.get(item.indicator)
    period, old = _period(drawn, lang), _old(asked, drawn)
    heading = drawn.heading if period in drawn.heading else f"{drawn.heading}, {period}"
    told = (old, drawn.finding, *drawn.told) if item.headline else (old, *drawn.told)
    title = item.headline or drawn.finding
    alt = t(f"slide.alt.{item.kind}", lang, heading=heading, told=drawn.finding)
    # A deck is told one slide at a time: what a title has said is not said again beside the picture.
    told = tuple(one for one in dict.fromkeys(told) if one and one != title)
    return Slide(
        kind=item.kind,
        title=title,
        heading=heading,
        unit=unit.unit_words if unit else "",
        decimals=(unit.decimals if unit else 0) if drawn.decimals is None else drawn.decimals,
        period=period,
        picture=drawn.picture,
        sheet=sheet,
        story=drawn.story,
        told=told,
        key=drawn.key,
        question=item.question,
        notes=_notes(item, replace(drawn, told=(drawn.finding, *drawn.told, old)), lang),
        origins=sheet.origins if sheet else (),
        alt=" ".join(filter(None, (alt, drawn.caution))),
        shown=_shown(asked, drawn),
        guess=_guess(item.kind, drawn.picture, unit.decimals if unit else 0) if item.guess else None,
        finding=drawn.finding,
        caution=drawn.caution,
        own=_own_words(drawn, lang),
        old=old,
        indicators=drawn.shows
        or tuple(row.indicator.id for row in drawn.rows)
        or ((item.indicator,) if item.indicator else ()),
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
        return tuple(value for year in slide.guess.asked if (value := values[year]) is not None)
    if slide.guess and isinstance(picture, Bars):
        values_there, own = _places(picture)
        return (float(1 + sum(value > own for value in values_there)),) if own is not None else ()
    return ()


def _period(drawn: Drawn, lang: str) -> str:
    """The first and the last year of what is shown; what is ahead of the figures is said apart."""
    if isinstance(drawn.picture, Lines):
        times, series = drawn.picture.times, drawn.picture.series
        if not any(one.role in ("forecast", "official") for one in series):
            return _from_to(time(times[0], lang), time(times[-1], lang))
        known = [year for year, value in zip(times, series[0].values, strict=True) if value is not None]
        later, told = times[times.index(known[-1]) + 1 :], _from_to(known[0], known[-1])
        return t("slide.period_ahead", lang, known=told, ahead=_from_to(later[0], later[-1])) if later else told
    years = [row.figure.year for row in drawn.rows] or ([drawn.own.year] if drawn.own else [])
    return _from_to(str(min(years)), str(max(years))) if years else ""


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _own_words(drawn: Drawn, lang: str) -> str:
    """The place's own figure with its time; nothing where there is none, or a title is all it would say."""
    one = drawn.own
    return f"{value_words(one, lang)} ({time_words(one, lang)})" if one and one.status == "ok" else ""


def _old(asked: Asked, drawn: Drawn) -> str:
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


def _notes(item: Item, drawn: Drawn | None, lang: str) -> tuple[tuple[str, str], ...]:
    """What a presenter is told, what may be asked, what can be said, what the figure means, and why some are words."""
    pairs = [(t("slide.note.speaker", lang), item.notes), (t("slide.note.question", lang), item.question)]
    if drawn:
        told = [(t("slide.note.told", lang), one) for one in dict.fromkeys(drawn.told)]
        pairs += [
            (t("slide.note.mind", lang), drawn.caution),
            *told,
            (t("slide.note.key", lang), drawn.key),
            *drawn.extra,
        ]
    if drawn and drawn.sheet:
        pairs += [(label.removesuffix(":"), text) for label, text in drawn.sheet.about]
        pairs += drawn.sheet.reasons
        pairs += [(t("trend.events", lang), f"{year}: {event}") for year, event in drawn.sheet.events]
    return tuple((label, text) for label, text in pairs if text)


def _shown(asked: Asked, drawn: Drawn) -> Shown | None:
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


_DRAWERS: Mapping[Kind, Callable[[Asked], Drawn]] = {
    "numbers": numbers,
    "places": among_others,
    "trend": trend,
    "map": areas,
    "ranking": ranking,
    "need": need,
    "funnel": funnel,
    "quadrant": quadrant,
    "forecast": forecast,
    "ages": ages,
    "changes": changes,
    "scenario": scenario,
    "meaning": meaning,
    "months": months,
    "centre": centre,
    "centres": centres,
    "questions": questions,
}
