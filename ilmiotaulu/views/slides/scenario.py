"""What if: what becomes of children and services when the people in the room assume something."""

from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.forecast.scenario import levers_of
from ilmiotaulu.text import number, t
from ilmiotaulu.views.scenario import assumed
from ilmiotaulu.views.sheet import Cell, Column
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, limits_of, number_of
from ilmiotaulu.views.slides.pictures import Figures


def scenario(asked: Asked) -> Drawn:
    """The figures of a scenario with their limits, each beside how it differs from the forecast.

    What is assumed is the heading. That it is assumed, and no forecast, is said wherever the slide is told.
    """
    lang, place, levers = asked.lang, asked.place, levers_of(asked.item.levers)
    view = asked.reader.scenario(place.code, levers)
    if view is None:
        raise Gap(t("scenario.none", lang))
    sheet = view.sheet
    figure, near, _, near_difference, far, _, far_difference = (column.name for column in sheet.columns)
    names = (figure, near, near_difference, far, far_difference)
    rows = tuple(_words(row, lang) for row in sheet.rows)
    return Drawn(
        finding=view.sentence.text,
        heading=t("scenario.heading", lang, title=sheet.title, assumed=assumed(levers, lang), near=near, far=far),
        picture=Figures(names, rows),
        sheet=replace(sheet, columns=tuple(map(Column, names)), rows=rows),
        key=t("slide.key.scenario", lang),
        caution=t("scenario.assumption", lang),
    )


def _words(row: Sequence[Cell], lang: str) -> tuple[str, ...]:
    name, near, near_limits, near_difference, far, far_limits, far_difference = row
    return (
        str(name),
        _with_limits(near, near_limits, lang),
        _signed(near_difference, lang),
        _with_limits(far, far_limits, lang),
        _signed(far_difference, lang),
    )


def _with_limits(cell: Cell, limits: Cell, lang: str) -> str:
    value, (low, high) = number_of(cell), limits_of(limits)
    if value is None:
        return "–"
    told = number(value, 0, lang)
    return told if low is None or high is None else f"{told} ({number(low, 0, lang)}–{number(high, 0, lang)})"


def _signed(cell: Cell, lang: str) -> str:
    """A difference with its sign."""
    value = number_of(cell)
    if value is None:
        return "–"
    return f"+{number(value, 0, lang)}" if value > 0 else number(value, 0, lang)
