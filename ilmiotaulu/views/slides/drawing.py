"""What the kinds of slides are made with: what is asked, what comes of it, and how tables are read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ilmiotaulu.statements import Figure, with_unit
from ilmiotaulu.story.model import Item, Story
from ilmiotaulu.text import number, t
from ilmiotaulu.views.comparison import Group
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.slides.pictures import Picture
from ilmiotaulu.views.slides.reader import Reader
from ilmiotaulu.views.texts import IndicatorText, Place

# The newest year of an indicator may be told of counties alone.
_YEARS_LOOKED_BACK = 5
View = TypeVar("View")


class Gap(Exception):
    """There is nothing to show; the text says why."""


@dataclass(frozen=True)
class Asked:
    """An item in its story and release: what it is of, and where."""

    item: Item
    story: Story
    reader: Reader
    place: Place

    @property
    def lang(self) -> str:
        """The language of the release that is read."""
        return self.reader.lang

    @property
    def indicator(self) -> IndicatorText:
        """What the item is of."""
        return self.reader.indicators[self.item.indicator]

    def own(self, year: int | None = None) -> Figure:
        """The place's own figure."""
        return self.reader.figure(self.item.indicator, self.item.sex, self.place.code, year)


@dataclass(frozen=True)
class Drawn:
    """What a kind of slide is made of; `own` is the place's own figure, where the slide has one.

    `rows` are the place's own figures of a slide that has several, with their indicators; `decimals` are those of a
    picture that is as exact as something else than the indicator. `caution` is said wherever the slide is told.
    `shows` are the indicators of a slide that is of no single one.
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
    decimals: int | None = None
    caution: str = ""
    shows: tuple[str, ...] = ()


def newest(asked: Asked, make: Callable[[int], View], is_told: Callable[[View], bool]) -> tuple[int, View]:
    """The view of the item's year, or of the newest one in which something is told; with its year."""
    years = asked.reader.years(asked.item.indicator)
    for year in [one for one in years if one == asked.item.year] or years[::-1][:_YEARS_LOOKED_BACK]:
        view = make(year)
        if is_told(view):
            return year, view
    raise Gap(t("slide.gap.nothing", asked.lang, title=asked.indicator.title, place=asked.place.name))


def name_of(item: Item, otherwise: str) -> str:
    """What an item was called when its story was made."""
    return item.shown.title if item.shown else otherwise


def number_of(cell: Cell) -> float | None:
    """The number in a cell; `None` for words and limits."""
    return None if cell is None or isinstance(cell, str | tuple) else float(cell)


def interval_of(cell: Cell) -> tuple[float, float] | None:
    """The limits in a cell; `None` where it has a number or words."""
    return cell if isinstance(cell, tuple) else None


def limits_of(cell: Cell) -> tuple[float | None, float | None]:
    """The limits in a cell; of any other a pair of `None`."""
    return interval_of(cell) or (None, None)


def in_words(cell: Cell, column: Column, lang: str) -> str:
    """A number with its unit, or the word in the cell."""
    value = number_of(cell)
    return str(cell) if value is None else with_unit(number(value, column.decimals, lang), column.unit, lang)


def group_of(asked: Asked) -> Group:
    """The group that is asked for, or the nearest one in which the place stands beside others."""
    area, place = asked.story.area, asked.place.code
    there = [asked.reader.group(name, area, place) for name in asked.reader.groups(area, place) if name != "own"]
    wanted = [one for one in there if one.id.partition("-")[0] == asked.item.group]
    beside_others = [one for one in there if len(one.codes) > 1]
    own = [one for one in beside_others if place in one.codes]
    return next(iter([*wanted, *own, *beside_others, *there]))


def standing_in(asked: Asked, group: Group) -> Place:
    """The place itself; among counties, which stand beside a county, the own one stands for its municipality."""
    is_among_counties = group.id.startswith(("network", "counties"))
    return asked.reader.places[asked.place.county] if asked.place.county and is_among_counties else asked.place
