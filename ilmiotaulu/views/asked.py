"""What a room is asked before it sees a slide: the question on empty axes, and nothing of the answer."""

from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.text import t
from ilmiotaulu.views.slides import Bars, EmptyOrder, Lines, Series, Slide


def asked(slide: Slide, place: str, lang: str) -> Slide | None:
    """The slide that comes before one that is guessed; `None` before any other.

    It is made of the guess alone, with the presenter's own question. Neither its picture nor its other words, not even
    a headline or notes of the presenter's own, come from the slide that has the answer.
    """
    guess, picture = slide.guess, slide.picture
    named = slide.sheet.title if slide.sheet else slide.heading
    if isinstance(guess, LineGuess) and isinstance(picture, Lines):
        title = t("stage.ask.line", lang, title=named, place=place)
        empty: Lines | EmptyOrder = _begun(guess, picture)
        told = t("slide.ask.line", lang, first=guess.asked[0], last=guess.asked[-1])
        alt = t("slide.alt.ask_line", lang, heading=slide.heading, first=guess.times[0], last=guess.times[-1])
    elif isinstance(guess, PlaceGuess) and isinstance(picture, Bars):
        own = next((bar.name for bar in picture.bars if bar.role == "own"), place)
        title = t("stage.ask.place", lang, title=named, place=own)
        empty = EmptyOrder(guess.places)
        told = t("slide.ask.place", lang, count=guess.places)
        alt = t("slide.alt.ask_place", lang, heading=slide.heading, count=guess.places)
    else:
        return None
    return Slide(
        kind=slide.kind,
        title=title,
        heading=slide.heading,
        unit=slide.unit,
        decimals=slide.decimals,
        period=slide.period,
        old=slide.old,
        picture=empty,
        told=(told,),
        question=slide.question,
        notes=((t("slide.note.question", lang), title), (t("slide.note.key", lang), told)),
        origins=slide.origins,
        alt=alt,
    )


def _begun(guess: LineGuess, picture: Lines) -> Lines:
    """The own line as far as it is shown, with room for the years that are asked."""
    times = picture.times[: picture.times.index(guess.asked[-1]) + 1]
    values = guess.known + (None,) * (len(times) - len(guess.known))
    return Lines(times, (Series(picture.series[0].name, "own", values),), ends=(guess.low, guess.high))
