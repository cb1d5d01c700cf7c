"""One indicator in several places, in their order."""

from dataclasses import replace

from ilmiotaulu.statements import value_words
from ilmiotaulu.text import t
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.slides.drawing import Asked, Drawn, group_of, interval_of, newest, number_of, standing_in
from ilmiotaulu.views.slides.pictures import Bar, Bars, Role
from ilmiotaulu.views.slides.reader import Reader
from ilmiotaulu.views.trend import NUMBERS_OF


def ranking(asked: Asked) -> Drawn:
    """A figure in the places of a group, largest first, and between which ranks the own one lies."""
    item, lang, reader = asked.item, asked.lang, asked.reader
    group = group_of(asked)
    asked = replace(asked, place=standing_in(asked, group))
    place = asked.place
    year, view = newest(
        asked,
        lambda year: reader.ranking(item.indicator, year, item.sex, place.code, group),
        lambda view: any(bar.value is not None for bar in _bars(view.sheet, reader).bars if bar.role != "country"),
    )
    own = asked.own(year)
    heading = f"{view.sheet.title}, {asked.indicator.unit_words}, {view.time}"
    order = (view.order.text if view.order else t("compare.order", lang), t("compare.order_chance", lang))
    lead, *_ = reader.said_of_year(item.indicator, year, item.sex, place.code)
    # Where not every other place is known in the year of the picture, the finding is of an earlier one.
    apart = view.finding if view.finding and f"({view.time})" in view.finding.text else None
    picture = _bars(view.sheet, reader)
    if asked.indicator.unit in NUMBERS_OF:
        # Beside the whole country's number of children a municipality's would be no bar at all.
        country = reader.places["FI"].name
        picture = Bars(tuple(bar for bar in picture.bars if bar.name != country))
    has_limits = any(bar.limits for bar in picture.bars)
    ranks = _ranks(view.sheet, lang)
    told_of = t("compare.one", lang, title=view.sheet.title, time=view.time, group=group.words)
    finding = f"{told_of}. {place.name}: {value_words(own, lang)}."
    if ranks:
        values = {"place": place.name, "value": value_words(own, lang), "time": view.time, "group": group.words}
        finding = t("slide.ranks", lang, ranks=ranks, **values)
    return Drawn(
        finding=apart.text if apart else finding,
        heading=t("compare.subtitle", lang, told=heading, group=group.words) if apart else heading,
        picture=picture,
        sheet=view.sheet,
        told=(lead.text, *(order if item.sex == "total" and view.order else order[:1])),
        key=t("slide.key.ranking", lang) if has_limits else "",
        own=own,
    )


def _ranks(sheet: Sheet, lang: str) -> str:
    """Between which ranks the chosen place lies; nothing where that was not worked out."""
    names = [column.name for column in sheet.columns]
    if sheet.chosen is None or t("column.ranks", lang) not in names:
        return ""
    return str(sheet.rows[sheet.chosen][names.index(t("column.ranks", lang))] or "")


def _bars(sheet: Sheet, reader: Reader) -> Bars:
    value = next(at for at, column in enumerate(sheet.columns) if column.kind == "number")
    limits = next((at for at, column in enumerate(sheet.columns) if column.kind == "interval"), None)
    country = reader.places["FI"].name
    bars = []
    for index, row in enumerate(sheet.rows):
        role: Role = "own" if index == sheet.chosen else "country" if row[0] == country else "other"
        cell, pair = row[value], row[limits] if limits is not None else None
        bars.append(
            Bar(
                str(row[0]),
                role,
                number_of(cell),
                cell if isinstance(cell, str) else "",
                interval_of(pair),
            )
        )
    return Bars(tuple(bars))
