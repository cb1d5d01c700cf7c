"""One indicator on a map of areas."""

from collections.abc import Mapping

from ilmiotaulu.forecast.names import CHILDREN, POPULATION
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.text import t
from ilmiotaulu.views.classes import HIDDEN, MISSING
from ilmiotaulu.views.slides.drawing import Asked, Drawn, newest, number_of
from ilmiotaulu.views.slides.pictures import Label, MapPicture


def areas(asked: Asked) -> Drawn:
    """A figure in the municipalities of the area, and how the place's own stands beside the country's."""
    item, lang, reader, area = asked.item, asked.lang, asked.reader, asked.story.area
    year, view = newest(
        asked,
        lambda year: reader.area(item.indicator, year, item.sex, area),
        lambda view: any(row.class_index != MISSING for row in view.rows),
    )
    lead, *rest = reader.said_of_year(item.indicator, year, item.sex, asked.place.code)
    hidden = [t(f"status.{status}.short", lang) for status in STATUSES_OF_HIDDEN]
    words = " / ".join(word for word, _ in view.sheet.reasons if word in hidden)
    names = {row.code: row.name for row in view.rows}
    is_compared = bool(rest) and not rest[0].rule.endswith("not_compared")
    return Drawn(
        finding=f"{asked.place.name}: {rest[0].text}" if is_compared else lead.text,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=MapPicture(
            view.rows,
            asked.place.code,
            view.legend,
            {HIDDEN: words or t("map.hidden", lang), MISSING: t("map.missing", lang)},
            {row.code: path for row in view.rows if (path := reader.shapes["areas"].get(row.code))},
            tuple(reader.shapes.get("outlines", {}).values()) if area == "FI" else (),
            labels(asked, names),
        ),
        sheet=view.sheet,
        told=(lead.text, *(one.text for one in rest if not is_compared)),
        key=t("slide.key.map", lang),
        own=asked.own(year),
    )


def labels(asked: Asked, names: Mapping[str, str]) -> dict[str, Label]:
    """Where the names of municipalities stand on a map of the area, those with most people first."""
    labelled = asked.reader.shapes.get("labels", {})
    return {
        code: _label(names[code], *labelled[code])
        for code in _largest_first(asked)
        if code in labelled and code in names
    }


def _largest_first(asked: Asked) -> list[str]:
    """The municipalities of the map, those with most people, or children, first; without either as they come."""
    reader, area = asked.reader, asked.story.area
    name = next((one for one in (POPULATION, CHILDREN) if one in reader.indicators and reader.years(one)), "")
    if not name:
        return list(reader.shapes.get("labels", {}))
    sheet = reader.area(name, reader.years(name)[-1], "total", area).sheet
    at = next(at for at, column in enumerate(sheet.columns) if column.kind == "number")
    return [str(row[0]) for row in sorted(sheet.rows, key=lambda row: -(number_of(row[at]) or 0.0))]


def _label(name: str, x: float, y: float, short: str, room: float | None = None) -> Label:
    """The whole name where it must find room, the short one of a tile where it fits."""
    return Label(x, y, short if room is None else name, room)
