"""What a room is asked about a slide, and what it came to in the end: guesses, interpretations and questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ilmiotaulu.room.notes import Note
from ilmiotaulu.room.question import Question
from ilmiotaulu.room.store import Guessed
from ilmiotaulu.statements import MARKED_UNITS, with_unit
from ilmiotaulu.story.guess import LineGuess
from ilmiotaulu.story.model import Item, Story
from ilmiotaulu.text import number, t
from ilmiotaulu.views.slides import (
    Bars,
    Deck,
    Dots,
    Figures,
    Funnel,
    Lines,
    MapPicture,
    Pyramid,
    Reader,
    Slide,
    answer,
    slide,
)
from ilmiotaulu.views.texts import Origin

# Fewer answers than these have no middle half: all of them are told.
_FEWEST_IN_HALVES = 4
# Kinds whose figures are of no year that was chosen.
_AHEAD = ("ages", "changes")
# Of a table of figures so many are told.
_MOST_OWN = 3


def question(item: Item, story: Story, reader: Reader) -> Question | None:
    """What a room is asked before the figure of an item is shown; nothing where nothing is asked, or can be."""
    made = slide(item, story, reader)
    if made.guess is None or made.sheet is None:
        return None
    unit, lang = reader.indicators[item.indicator].unit, reader.lang
    return Question(
        # The table's, which says what a place is compared with, and nothing of what was found.
        heading=f"{made.sheet.title}, {made.sheet.subtitle}",
        place=reader.places[story.region].name,
        unit=unit,
        mark=t(f"unit.{unit}.mark", lang) if unit in MARKED_UNITS else "",
        guess=made.guess,
        answer=answer(made),
        finding=made.finding or made.title,
        release=reader.release,
        year=made.shown.year if made.shown else None,
        figures=_figures(made),
    )


def looked_at_anew(asked: Question, item: Item, story: Story, reader: Reader) -> Question:
    """The question as it was asked, hidden where a release does not tell every figure that it was made of."""
    made = slide(item.model_copy(update={"year": asked.year}), story, reader)
    # A line has every year; bars are those of one, and those of another say nothing of what was asked.
    is_of_year = isinstance(made.picture, Lines) or (made.shown is not None and made.shown.year == asked.year)
    is_told = is_of_year and bool(asked.figures) and set(asked.figures) <= set(_figures(made))
    return replace(asked, release=reader.release, is_hidden=not is_told)


def has_lost(item: Item, story: Story, before: Reader, now: Reader) -> bool:
    """Whether a figure that the slide of an item had in an earlier release is told no more."""
    made = slide(item, story, before)
    # What is ahead moves on with each release, and the year of ages is the projected one.
    is_ahead = item.kind in _AHEAD
    year = made.shown.year if made.shown and not is_ahead else item.year
    anew = slide(item.model_copy(update={"year": year}), story, now)
    # These are of one year; what is told of another says nothing of what was shown.
    is_of_one = made.kind in ("map", "ranking", "funnel", "quadrant")
    is_of_year = not is_of_one or (anew.shown is not None and anew.shown.year == year)
    return not (is_of_year and _told_figures(made, now.lang) <= _told_figures(anew, now.lang))


def _told_figures(made: Slide, lang: str) -> frozenset[tuple[str, str]]:
    """The figures that a picture tells, each by its place and its time, or whatever else tells it from the others."""
    picture = made.picture
    if isinstance(picture, Lines):
        observed = [one for one in picture.series if one.role in ("own", "other", "country")]
        pairs = [(one.name, zip(picture.times, one.values, strict=True)) for one in observed]
        return frozenset((name, time) for name, values in pairs for time, value in values if value is not None)
    if isinstance(picture, Bars):
        return frozenset((bar.name, "") for bar in picture.bars if bar.value is not None)
    if isinstance(picture, MapPicture) and picture.table:
        return frozenset(_told_in_words(picture.table, made, lang))
    if isinstance(picture, MapPicture):
        return frozenset((row.code, "") for row in picture.areas if row.class_index >= 0)
    if isinstance(picture, Dots):
        return frozenset((one.name, "") for one in picture.points if one.x is not None and one.y is not None)
    if isinstance(picture, Funnel):
        return frozenset((one.name, "") for one in picture.points)
    if isinstance(picture, Pyramid):
        sides = [("boys", picture.boys), ("girls", picture.girls)]
        sides += [("all", picture.together.now)] if picture.together else []
        return frozenset((name, str(age)) for name, of in sides for age, one in enumerate(of.values) if one is not None)
    if isinstance(picture, Figures):
        return frozenset(_told_in_words(picture, made, lang))
    return frozenset()


def _told_in_words(picture: Figures, made: Slide, lang: str) -> Iterator[tuple[str, str]]:
    """The cells with a figure, by what they are of and whose they are; one of a newer time is the same figure."""
    titles = sorted((label for label, _ in made.sheet.about), key=len, reverse=True) if made.sheet else []
    for first, *cells in picture.rows:
        title = next((one for one in titles if first.startswith(f"{one}, ")), first)
        # The years of a scenario move on with each release.
        names = map(str, range(len(cells))) if made.kind == "scenario" else picture.names[1:]
        for name, cell in zip(names, cells, strict=True):
            if name != t("column.direction", lang) and any(letter.isdigit() for letter in cell):
                yield title, name


def _figures(made: Slide) -> tuple[str, ...]:
    """The times of the own line, or the places in the order, that have a figure."""
    picture = made.picture
    if isinstance(picture, Lines):
        values = zip(picture.times, picture.series[0].values, strict=True)
        return tuple(time for time, value in values if value is not None)
    if isinstance(picture, Bars):
        return tuple(bar.name for bar in picture.bars if bar.role != "country" and bar.value is not None)
    return ()


@dataclass(frozen=True)
class Part:
    """What a room came to about one slide; `guesses` are told in a line.

    `own` is the place's own figure where the finding does not tell it, `asked` the question that the slide had, and
    `origins` are where its figures came from.
    """

    number: int
    finding: str
    guesses: str = ""
    interpretations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    own: str = ""
    asked: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether the room said nothing of it."""
        return not (self.guesses or self.interpretations or self.questions)


@dataclass(frozen=True)
class Summary:
    """A workshop in words: when it was, with which release, and what was found, guessed, written and asked.

    `parts` are all slides in their order; those about which the room said nothing are told where there is room.
    """

    title: str
    place: str
    lang: str
    opened_at: datetime
    release: str
    fetched: datetime
    notices: tuple[str, ...]
    parts: tuple[Part, ...]


def summary(
    deck: Deck, opened_at: datetime, opened_with: str, guessed: Mapping[int, Guessed], notes: Sequence[Note]
) -> Summary:
    """What a workshop came to, told with the figures of a release. That it was opened with another one is said."""
    every = [_part(at, one, guessed.get(at), notes, deck.lang) for at, one in enumerate(deck.slides)]
    # Questions of which nothing was said have stood on the screen, and tell nothing.
    told = [part for part, one in zip(every, deck.slides, strict=True) if one.kind != "questions" or not part.is_silent]
    parts = told or every
    newer = deck.release != opened_with
    notices = (t("summary.newer", deck.lang, before=opened_with), *deck.moved) if newer else ()
    return Summary(
        title=deck.title,
        place=deck.place,
        lang=deck.lang,
        opened_at=opened_at,
        release=deck.release,
        fetched=deck.fetched,
        notices=(*deck.notices, *notices),
        parts=tuple(parts),
    )


def _told_of(slide: Slide) -> str:
    """What was found, after a person's own headline where there is one; with what it rests on where it is no figure."""
    rests_on = (slide.heading, slide.caution) if slide.caution else ()
    return " – ".join(dict.fromkeys(filter(None, (slide.title, slide.finding, *rests_on))))


def _part(at: int, slide: Slide, guessed: Guessed | None, notes: Sequence[Note], lang: str) -> Part:
    interpretations, questions = (
        tuple(one.text for one in notes if one.item == at and one.kind == kind)
        for kind in ("interpretation", "question")
    )
    finding = _told_of(slide)
    return Part(
        number=at + 1,
        finding=finding,
        guesses=guessed_words(guessed, lang) if guessed else "",
        interpretations=interpretations,
        questions=questions,
        own=_own(slide, finding),
        asked=slide.question,
        origins=slide.origins,
    )


def _own(slide: Slide, finding: str) -> str:
    """The place's own figure where the finding does not tell it, or the first ones of a table of them."""
    if isinstance(slide.picture, Figures):
        return "; ".join(f"{name}: {own}" for name, own, *_ in slide.picture.rows[:_MOST_OWN])
    return "" if slide.own.partition(" (")[0] in finding else slide.own


def guessed_words(guessed: Guessed, lang: str) -> str:
    """How many guessed, where the middle half of them is, and what is right; nothing where nobody guessed.

    Of a line its last year is told. That what is right is hidden is said in its place.
    """
    asked, values = guessed.question, sorted(one[-1] for one in guessed.answers)
    if not values:
        return ""
    if isinstance(asked.guess, LineGuess):
        return _line_words(asked, asked.guess, values, lang)
    right = {"right": number(asked.answer[-1], 0, lang), "places": asked.guess.places}
    told = _told("place", values, lambda value: number(value, 0, lang), lang)
    return told + (t("room.hidden", lang) if asked.is_hidden else t("summary.right.place", lang, **right))


def _line_words(asked: Question, guess: LineGuess, values: Sequence[float], lang: str) -> str:
    def written(value: float) -> str:
        return number(value, guess.decimals, lang)

    told = _told("line", values, written, lang, lambda text: with_unit(text, asked.unit, lang))
    if asked.is_hidden:
        return told + t("room.hidden", lang)
    right = with_unit(written(asked.answer[-1]), asked.unit, lang)
    return told + t("summary.right.line", lang, right=right, time=guess.asked[-1])


def _told(
    kind: str,
    values: Sequence[float],
    written: Callable[[float], str],
    lang: str,
    whole: Callable[[str], str] = lambda text: text,
) -> str:
    """How many, and the two ends of their middle half; of a few answers the ends of all."""
    few = len(values) < _FEWEST_IN_HALVES
    low, high = (values[0], values[-1]) if few else _middle_half(values)
    ends = list(dict.fromkeys([written(low), written(high)]))
    told = {"count": len(values), "span": whole("–".join(ends))}
    return t(f"summary.guessed.{kind}.{'all' if few else 'half'}", lang, **told) + " "


def _middle_half(values: Sequence[float]) -> tuple[float, float]:
    """The narrowest ends, as many left out above as below, between which at least half of the answers are."""
    left_out = len(values) // 4
    return values[left_out], values[-1 - left_out]
