"""What a room is asked about a figure, as it was when it was asked; and what of it phones may know when."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from ilmiotaulu.story.guess import Guess, LineGuess


@dataclass(frozen=True)
class Question:
    """A guess about the figure of a place. `unit` is the catalogue's, `mark` what is written after its numbers.

    `answer` is what is right, `finding` what the slide says of it. `release` is the last one in which it was looked at,
    `year` that of its slide, `figures` are the names of the figures it is made of: times, or places. It `is_hidden`
    when that release does not tell all of them.
    """

    heading: str
    place: str
    unit: str
    mark: str
    guess: Guess
    answer: tuple[float, ...]
    finding: str
    release: str
    year: int | None
    figures: tuple[str, ...]
    is_hidden: bool = False


def for_phones(question: Question, *, revealed: bool) -> dict[str, Any]:
    """What phones are told: the question; what is right and what it means only when it is revealed.

    Of a question that is hidden no figure is told at all: what is known of a line may be among what is hidden.
    """
    if question.is_hidden:
        return {"kind": "hidden", "heading": question.heading, "place": question.place}
    kind = "line" if isinstance(question.guess, LineGuess) else "place"
    told = {"kind": kind, "heading": question.heading, "place": question.place, "mark": question.mark}
    told |= _GUESS.dump_python(question.guess)
    return told | ({"answer": question.answer, "finding": question.finding} if revealed else {})


def to_json(question: Question) -> str:
    """The question as it is kept."""
    return _QUESTION.dump_json(question).decode()


def from_json(text: str) -> Question:
    """The question that was kept."""
    return _QUESTION.validate_json(text)


_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
_GUESS: TypeAdapter[Guess] = TypeAdapter(Guess)
