"""Children by single year of age on the stage: boys to the left, girls to the right, and the projection around them.

A row an age, the oldest on top, with its numbers at the ends of its bars: neither side needs a scale. The sides are
told apart by their place and their names. Where the projection is of all children alone, they stand beside both.
"""

from collections.abc import Iterable, Sequence

from ilmiotaulu.charts.ages import Counts
from ilmiotaulu.exports.stage_svg import layer, share, words
from ilmiotaulu.text import t
from ilmiotaulu.views.slides import Pyramid

# Between a number and the end of its bar, in letters.
_AWAY = ".35em"


def pyramid_picture(picture: Pyramid, lang: str) -> str:
    """Boys and girls on one scale from zero, all children on another; an age without a number has its word where its
    bar would begin.
    """
    boys, girls, outlines, together = picture.boys, picture.girls, picture.outlines, picture.together
    around = (outlines.boys, outlines.girls) if outlines else (None, None)
    longest = _longest((boys, girls, *around))
    wings = [("boys", boys, around[0], boys.words, longest), ("girls", girls, around[1], girls.words, longest)]
    numbers = _widest(word for of in (boys, girls) for word in _of_bars(of, of.words))
    rooms = [("left", numbers), ("right", numbers)]
    if together:
        now, later = together.now, together.projected
        pairs = [f"{one} → {other}" for one, other in zip(now.words, later.words, strict=True)]
        wings.append(("all", now, later, pairs, _longest((now, later))))
        rooms.append(("last", _widest(_of_bars(now, pairs))))
    heads = [f'<b class="{side}">{words(of.name)}</b>' for side, of, *_ in wings]
    heads.insert(1, f'<span class="age">{words(t("column.age", lang))}</span>')
    drawn = "".join(heads)
    for age in reversed(range(len(boys.values))):
        row = [_wing(side, of, outline, told[age], age, scale) for side, of, outline, told, scale in wings]
        row.insert(1, f'<span class="age">{age}</span>')
        drawn += "".join(row)
    # Beside the longest bar there is room for the widest number.
    sizers = "".join(f'<span class="sizer {side}" aria-hidden="true">{words(word)}</span>' for side, word in rooms)
    named = outlines.name if outlines else together.projected.name if together else ""
    sample = layer('<rect class="outline" x="0" y="0" width="100%" height="100%"/>', look="sample")
    key = f'<p class="outlined">{sample}{words(named)}</p>' if named else ""
    return f'<div class="pyramid{" three" if together else ""}">{sizers}{drawn}</div>{key}'


def _longest(sides: Iterable[Counts | None]) -> float:
    return max((value for of in sides if of for value in of.values if value), default=1.0)


def _of_bars(of: Counts, told: Sequence[str]) -> list[str]:
    return [word for word, value in zip(told, of.values, strict=True) if value is not None]


def _widest(told: Iterable[str]) -> str:
    return max(sorted(told), key=len, default="")


def _wing(side: str, of: Counts, around: Counts | None, told: str, age: int, longest: float) -> str:
    """The bar of an age with its outline, and what is told at the end of them."""
    value, projected = of.values[age], around.values[age] if around else None
    drawn = []
    if value is not None:
        drawn.append(_bar(side, value / longest, 'y="13%" height="74%"'))
    if projected is not None:
        # The casing keeps the outline in sight on a bar of its own darkness.
        drawn += [
            _bar(side, projected / longest, f'class="{look}" y="8%" height="84%"') for look in ("casing", "outline")
        ]
    end = max(value or 0.0, projected or 0.0) / longest
    x, anchor, away = (share(1 - end), "end", f"-{_AWAY}") if side == "boys" else (share(end), "start", _AWAY)
    look = f"{anchor} word" if value is None else anchor
    drawn.append(f'<text class="{look}" x="{x}" y="50%" dx="{away}" dy=".35em">{words(told)}</text>')
    return f'<div class="wing {side}">{layer(*drawn)}</div>'


def _bar(side: str, long: float, more: str) -> str:
    start = 1 - long if side == "boys" else 0.0
    return f'<rect {more} x="{share(start)}" width="{share(long)}"/>'
