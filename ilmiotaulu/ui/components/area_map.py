"""A map of areas: our own SVG, in the page, without a map server.

The shapes are a static file the browser fetches once, so that a change sends only class numbers and texts:

    {"viewBox": [x, y, width, height],
     "areas": {"KU179": "M…Z", …},                 paths of M, L, H, V and Z, absolute or relative
     "outlines": {"HVA15": "M…Z", …},              drawn above the areas, cannot be chosen
     "labels": {"KU179": [x, y, …], …},            where the name stands if there is room for it
     "origin": [east, north]}                      of its upper left corner, hundreds of metres (EPSG:3067), if told

A tile grid is the same file with squares for areas.
"""

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any, Protocol

from ilmiotaulu.charts.palette import ACCENT, ACCENT_DARK
from ilmiotaulu.ui.components.modules import component
from ilmiotaulu.ui.components.packing import digit, joined
from ilmiotaulu.views.classes import EXAMPLE, HIDDEN, MISSING, WITHOUT

_component = component("area_map")


class Area(Protocol):
    """What a map tells of one area."""

    @property
    def code(self) -> str:
        """The area's code, as in the file of shapes."""

    @property
    def name(self) -> str:
        """The area's name."""

    @property
    def value(self) -> str:
        """Its figure with the unit, or the word for why there is none."""

    @property
    def class_index(self) -> int:
        """Its place in the palette, or `HIDDEN`, `MISSING`, `EXAMPLE` or `WITHOUT`."""


class Point(Protocol):
    """What a map tells of a place in one of its areas."""

    @property
    def id(self) -> str:
        """What a choice of the place is told as; no area's code."""

    @property
    def area(self) -> str:
        """The code of the area that the place is in."""

    @property
    def words(self) -> str:
        """What the place is, in words."""

    @property
    def kind(self) -> str:
        """Its mark, one of those that the map is given words for."""

    @property
    def east(self) -> int:
        """Hundreds of metres east in EPSG:3067."""

    @property
    def north(self) -> int:
        """Hundreds of metres north."""


def area_map(
    *,
    geometry_url: str,
    areas: Sequence[Area],
    time: str,
    palette: Sequence[str],
    palette_dark: Sequence[str],
    legend: Sequence[str],
    selected: str | None,
    zoom: bool,
    missing_words: Mapping[str, str],
    title: str,
    heading: str,
    hint: str,
    key: str,
    on_choose: Callable[[], None] | None = None,
    subheading: str = "",
    height: int | None = None,
    year: int = 0,
    years_url: str = "",
    points: Sequence[Point] = (),
    point_words: Mapping[str, str] | None = None,
    selected_point: str | None = None,
) -> str | None:
    """Draw the areas and return the code of the one chosen in this run, or the id of a point, else `None`.

    With `zoom` the view is the areas given, without it the whole drawing; what is not given is drawn faint and cannot
    be chosen. An area is told as "Keuruu: 2,1 % (2021)", without `time` as "Keuruu: 2,1 %"; one of class `HIDDEN` or
    `MISSING` as "Kinnula: salattu", by its own value and without the time. `legend` has a text for each colour of the
    palette; words for the special classes that the map shows are added, from the areas and from
    `missing_words["example"]` and `["without"]`.
    `heading` stands above the map, `subheading` in small print under it; without one it is a heading below others.
    `{time}` in `title` and `heading` stands for the time.
    `missing_words["no_map"]` is shown when the shapes cannot be had. `height` limits the map, in pixels; without it
    the window does. Inside `on_choose` the code is `st.session_state[key].chosen`.
    `years_url` gives what `of_year` makes of every year of the same areas, by year: with it the map follows a
    `year_slider` from `year` on without asking the server.
    `points` are drawn as dots where they are, or, where the drawing has no real places (a tile grid), in a row within
    their area. The arrow keys reach them after their area. `point_words` has the legend's word for each kind: of the
    first the dot is filled, of others a ring.

    Raises `ValueError` if the value of a hidden or missing area has a digit in it: nothing of it is sent.
    """
    data = map_data(
        geometry_url=geometry_url,
        areas=areas,
        time=time,
        palette=palette,
        palette_dark=palette_dark,
        legend=legend,
        selected=selected,
        zoom=zoom,
        missing_words=missing_words,
        title=title,
        heading=heading,
        subheading=subheading,
        hint=hint,
        height=height,
        year=year,
        years_url=years_url,
        points=points,
        point_words=point_words,
        selected_point=selected_point,
    )
    result = _component(key=key, data=data, on_chosen_change=on_choose or _nothing)
    chosen = result.chosen
    # The browser could send anything: only what was offered is a choice.
    return chosen if chosen in {*(area.code for area in areas), *(point.id for point in points)} else None


def map_data(
    *,
    geometry_url: str,
    areas: Sequence[Area],
    time: str,
    palette: Sequence[str],
    palette_dark: Sequence[str],
    legend: Sequence[str],
    selected: str | None,
    zoom: bool,
    missing_words: Mapping[str, str],
    title: str,
    heading: str,
    hint: str,
    subheading: str = "",
    height: int | None = None,
    year: int = 0,
    years_url: str = "",
    points: Sequence[Point] = (),
    point_words: Mapping[str, str] | None = None,
    selected_point: str | None = None,
) -> dict[str, Any]:
    """Return what the browser gets at each change: at most 10 KB of JSON for 308 municipalities with a figure each.

    `codes` and `names` are in the order of `areas`, codes between spaces, names between bars; beside them stands what
    `of_year` tells. `points` are told one by one, `kinds_of_points` are the kinds that some point has, with words.
    """
    kinds = list(point_words or {})
    present = {point.kind for point in points}
    return {
        "geometry_url": geometry_url,
        "codes": joined([area.code for area in areas], " "),
        "names": joined([area.name for area in areas], "|"),
        **of_year(areas, time, legend, missing_words.get("example", ""), missing_words.get("without", "")),
        "points": [
            (point.id, point.area, point.words, kinds.index(point.kind), point.east, point.north) for point in points
        ],
        "kinds_of_points": [
            (kinds.index(kind), words) for kind, words in (point_words or {}).items() if kind in present
        ],
        "selected_point": selected_point,
        "year": year,
        "years_url": years_url,
        "palette": list(palette),
        "palette_dark": list(palette_dark),
        "accent": ACCENT,
        "accent_dark": ACCENT_DARK,
        "selected": selected,
        "zoom": zoom,
        "no_map": missing_words.get("no_map", ""),
        "title": title,
        "heading": heading,
        "subheading": subheading,
        "hint": hint,
        "height": height,
    }


def of_year(areas: Sequence[Area], time: str, legend: Sequence[str], example: str, without: str = "") -> dict[str, Any]:
    """Return what changes with the year; `example` is the legend's word for made-up figures, `without` that for areas
    that are without something.

    `classes` and `values` are in the order of `areas`, values between bars, classes one character each. A digit is a
    place in the palette. A letter is a place in `kinds`: a special class and its word, sent once; the area's value is
    then empty, unless it is an example or without something. `marks` has the legend's word for each special class.

    Raises `ValueError` if the value of a hidden or missing area has a digit in it.
    """
    kinds = list(dict.fromkeys(_kind(area) for area in areas if area.class_index < 0))
    letters = dict(zip(kinds, ascii_lowercase, strict=False))
    return {
        "classes": "".join(letters[_kind(area)] if area.class_index < 0 else digit(area.class_index) for area in areas),
        "values": joined([_figure(area) for area in areas], "|"),
        "kinds": kinds,
        "marks": _marks(kinds, {EXAMPLE: example, WITHOUT: without}),
        "time": time,
        "legend": list(legend),
    }


def _kind(area: Area) -> tuple[int, str]:
    """The special class of an area with its word; where there is a figure in it, it has none."""
    if area.class_index in (EXAMPLE, WITHOUT):
        return area.class_index, ""
    if any(character.isdigit() for character in area.value):
        raise ValueError(f"{area.code} has no figure to show, but its words have a digit in them")
    return area.class_index, area.value


def _figure(area: Area) -> str:
    # JSON writes a no-break space with six characters: the browser puts them back.
    is_word = area.class_index in (HIDDEN, MISSING)
    return "" if is_word else area.value.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _marks(kinds: Sequence[tuple[int, str]], told: Mapping[int, str]) -> list[tuple[int, str]]:
    """The legend's words of the special classes present: those told, or all the words that areas of a class have."""
    present = [mark for mark in (HIDDEN, MISSING, EXAMPLE, WITHOUT) if any(kind == mark for kind, _ in kinds)]
    return [
        (mark, told[mark] if mark in told else " / ".join(word for kind, word in kinds if kind == mark))
        for mark in present
    ]


def _nothing() -> None:
    """Declare the trigger, so that the result always has it."""
