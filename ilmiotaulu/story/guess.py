"""What a room may be asked before a figure is shown: to draw the last years of a line, or where a place stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The fewest years that are shown, and that are asked; more than the most are not asked.
_FEWEST = 3
_MOST_ASKED = 8
# A ranking of fewer places than these needs no guessing.
_FEWEST_PLACES = 4
# Of the largest shown value: room to guess both ways.
_ROOM = 1.6
_NICE = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class LineGuess:
    """Values are asked for the times of `asked`, between `low` and `high`.

    `times` are those shown before, with their values in `known`, `None` where there is none.
    """

    times: tuple[str, ...]
    known: tuple[float | None, ...]
    asked: tuple[str, ...]
    low: float
    high: float
    decimals: int = 0


@dataclass(frozen=True)
class PlaceGuess:
    """One number is asked: which of so many places the own one is, the largest figure being the first."""

    places: int


Guess = LineGuess | PlaceGuess


def line_guess(times: Sequence[str], values: Sequence[float | None], decimals: int = 0) -> LineGuess | None:
    """To draw the last third of the years that have a value, eight at most; `None` where too few years have one.

    A year without a value is not asked. The scale comes of what is shown alone, with room to guess both ways: it tells
    nothing of the answer. Where the answer would lie off it, nothing is asked.
    """
    there = [number for number, value in enumerate(values) if value is not None]
    asked = there[-min(_MOST_ASKED, max(_FEWEST, len(there) // 3)) :]
    if len(there) - len(asked) < _FEWEST:
        return None
    first = asked[0]
    shown = [value for value in values[:first] if value is not None]
    hidden = [value for value in values[first:] if value is not None]
    lowest, highest = min(shown), max(shown)
    guess = LineGuess(
        times=tuple(times[:first]),
        known=tuple(values[:first]),
        asked=tuple(times[number] for number in asked),
        low=-_nice(-_ROOM * lowest) if lowest < 0 else 0.0,
        high=_nice(_ROOM * highest),
        decimals=decimals,
    )
    return guess if is_fit(guess, hidden) else None


def place_guess(values: Sequence[float | None], own: float | None) -> PlaceGuess | None:
    """To say where the own figure stands among the values there are; `None` where there is nothing to guess."""
    there = [value for value in values if value is not None]
    return PlaceGuess(len(there)) if own is not None and len(there) >= _FEWEST_PLACES else None


def is_fit(guess: Guess, answer: Sequence[float]) -> bool:
    """Whether an answer has as many finite numbers as are asked, all of them within bounds."""
    if isinstance(guess, PlaceGuess):
        return len(answer) == 1 and float(answer[0]).is_integer() and 1 <= answer[0] <= guess.places
    inside = all(math.isfinite(value) and guess.low <= value <= guess.high for value in answer)
    return inside and len(answer) == len(guess.asked)


def _nice(value: float) -> float:
    """The round number that is not smaller; one for zero, so that a scale has a length."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(value))
    return next(round(step * unit, 10) for step in _NICE if step * unit >= value * (1 - 1e-12))
