"""Places in their order on the stage: a row a place, its figure, its bar and its limits, or the word for why not."""

from ilmiotaulu.exports.stage_svg import layer, path, share, stretched, words
from ilmiotaulu.statements import with_unit
from ilmiotaulu.story.guess import PlaceGuess
from ilmiotaulu.text import number, t
from ilmiotaulu.views.ranked import MOST, LeftOut, columns_of, in_sight
from ilmiotaulu.views.slides import Bar, Bars
from ilmiotaulu.views.texts import shortened

# Letters of the longest name for which the narrow column of names is wide enough, and the middle one.
_NAMES = (14, 23)


def bars_picture(picture: Bars, decimals: int, unit: str, lang: str) -> str:
    """All places on one scale from zero; many of them stand in two columns."""
    rows = in_sight(picture.bars)
    ends = [end for bar in picture.bars for end in (bar.value, *(bar.limits or ())) if end is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    drawn = [_row(row, low, high if high > low else low + 1.0, decimals, unit, lang) for row in rows]
    half = len(columns_of(rows)[0])
    if half < len(drawn) < 2 * half:
        drawn.append('<div class="row empty"></div>')
    columns = "".join(f'<div class="half">{"".join(part)}</div>' for part in (drawn[:half], drawn[half:]) if part)
    longest = max((len(shortened(bar.name, lang)) for bar in picture.bars), default=0)
    wide = sum(longest > most for most in _NAMES)
    return f'<div class="bars {"two" if half < len(drawn) else "one"} names-{wide}">{columns}</div>'


def _row(row: Bar | LeftOut, low: float, high: float, decimals: int, unit: str, lang: str) -> str:
    if isinstance(row, LeftOut):
        return f'<div class="row left"><span>{words(t("stage.left_out", lang, count=row.count))}</span></div>'
    name = f'<span class="name">{words(shortened(row.name, lang))}</span>'
    if row.value is None:
        told = f'<span class="word">{words(row.word)}</span>'
        return f'<div class="row {row.role}">{name}{told}</div>'

    def place(value: float) -> float:
        return (value - low) / (high - low)

    start, end = sorted((place(0.0), place(row.value)))
    bar = f'<rect x="{share(start)}" y="18%" width="{share(end - start)}" height="64%"/>'
    limits = ""
    if row.limits:
        left, right = map(place, row.limits)
        limits = stretched(
            path([[(left, 0.5), (right, 0.5)], [(left, 0.32), (left, 0.68)], [(right, 0.32), (right, 0.68)]], "error")
        )
    # Where bars go to both sides it must be seen where they begin.
    zero = stretched(path([[(place(0.0), -0.3), (place(0.0), 1.3)]], "zero")) if low < 0 < high else ""
    value = with_unit(number(row.value, decimals, lang), unit, lang)
    return (
        f'<div class="row {row.role}">{name}<span class="value">{words(value)}</span>'
        f'<span class="track">{layer(bar, zero, limits)}</span></div>'
    )


def places_to_pick(guess: PlaceGuess, right: tuple[int, int], name: str, item: int, lang: str) -> str:
    """A number for each place, the largest figure being the first; of very many places a slider.

    Equal figures share places, from the first of the `right` ones to the last. How many of a room picked each is seen
    when these are: before, it would lead the others.
    """
    label, shared = words(t("stage.guess.place", lang, place=name)), f'data-right="{right[0]}" data-last="{right[1]}"'
    if guess.places > MOST:
        return (
            f'<div class="places many" {shared}><label>{label} '
            f'<input type="range" min="1" max="{guess.places}" step="1" value="{(guess.places + 1) // 2}"></label>'
            "<output></output></div>"
        )
    numbers = "".join(
        f'<label><input type="radio" name="place-{item}" value="{at}"><span>{at}</span>'
        '<small data-in="reveal" hidden></small></label>'
        for at in range(1, guess.places + 1)
    )
    return f'<fieldset class="places" {shared}><legend class="heard">{label}</legend>{numbers}</fieldset>'
