"""Need beside use on the stage: a dot a municipality, the own one named, and those that lie farthest out."""

from collections.abc import Sequence

from ilmiotaulu.charts.names import extremes, sides_of_names
from ilmiotaulu.charts.scatter import reach, share
from ilmiotaulu.exports.stage_svg import column, decimals_of, dot, layer, nice_scale, path, stretched, text, words
from ilmiotaulu.text import number
from ilmiotaulu.views.slides import Dots

# The height of the plot in the units that names are placed in.
_HEIGHT = 330
_SIDES = {"middle": ".35em", "top": "-.7em", "bottom": "1.4em"}
_AWAY = {"right": ("start", ".7em"), "left": ("end", "-.7em"), "center": ("middle", "0")}


def dots_picture(picture: Dots, lang: str) -> str:
    """Need to the right and use upwards, both from zero; an area without both figures is in the table alone."""
    points = [(one, one.need, one.use) for one in picture.points if one.need is not None and one.use is not None]
    x_steps, y_steps = _steps([x for _, x, _ in points]), _steps([y for _, _, y in points])
    across, up = (x_steps[0], x_steps[-1]), (y_steps[0], y_steps[-1])
    places = [(share(x, across), share(y, up)) for _, x, y in points]
    own = [at for at, (one, _, _) in enumerate(points) if one.is_own]
    named = [(at, points[at][0].name) for at in dict.fromkeys([*own, *extremes(places)])]
    sides = sides_of_names(places, named, _HEIGHT)
    order = sorted(range(len(points)), key=lambda at: at in own)
    dots = [dot(places[at][0], 1 - places[at][1], "dot own" if at in own else "dot other") for at in order]
    names = [_name(points[at][0].name, places[at], side, is_own=at in own) for at, side in sides.items()]
    levels, uprights = [1 - share(step, up) for step in y_steps], [share(step, across) for step in x_steps]
    grid = [path([[(0, y), (1, y)]], "grid") for y in levels] + [path([[(x, 0), (x, 1)]], "grid") for x in uprights]
    scale = [number(step, decimals_of(y_steps), lang) for step in y_steps]
    foot = [number(step, decimals_of(x_steps), lang) for step in x_steps]
    scale_drawn = layer(*(text(one, 1.0, y, down=".35em") for one, y in zip(scale, levels, strict=True)))
    foot_drawn = layer(*(text(one, x, 0, down="1em") for one, x in zip(foot, uprights, strict=True)))
    return (
        f'<div class="up">↑ {words(picture.use.words)}</div>{column("scale", scale, scale_drawn)}'
        f'<div class="plot">{layer(stretched(*grid), *dots, *names)}</div>'
        f'<div class="times">{foot_drawn}</div><div class="across">{words(picture.need.words)} →</div>'
    )


def _steps(values: Sequence[float]) -> list[float]:
    low, high = reach(values)
    return nice_scale(low, high)


def _name(name: str, place: tuple[float, float], side: str, *, is_own: bool) -> str:
    vertical, _, horizontal = side.partition(" ")
    anchor, away = _AWAY[horizontal]
    return (
        f'<svg x="{100 * place[0]:.2f}%" y="{100 * (1 - place[1]):.2f}%" overflow="visible">'
        f'<text class="{"own" if is_own else "other"} {anchor}" dx="{away}" dy="{_SIDES[vertical]}">'
        f"{words(name)}</text></svg>"
    )
