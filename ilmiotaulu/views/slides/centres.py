"""Family centres: a measure month by month, one of them, and all of an area on its map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ilmiotaulu.charts.months import Month
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.statements.centres import FAR_KM
from ilmiotaulu.text import t
from ilmiotaulu.views.centre_months import CardView, MonthsView
from ilmiotaulu.views.centres import CentresView
from ilmiotaulu.views.classes import HIDDEN, MISSING, WITHOUT
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.slides.areas import labels
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, in_words, name_of
from ilmiotaulu.views.slides.pictures import Figures, Lines, MapPicture, MapPoint, Series
from ilmiotaulu.views.slides.reader import Reader


def months(asked: Asked) -> Drawn:
    """A monthly measure of the place's family centres; the finding is of the newest month that can be told."""
    item, lang, place = asked.item, asked.lang, asked.place
    title = asked.reader.measures.get(item.of)
    if title is None:
        raise Gap(t("slide.gap.gone", lang, title=name_of(item, item.of)))
    view = asked.reader.months(place.code, item.of)
    if view is None or not view.can_be_drawn:
        why = "slide.gap.example" if view and view.sheet.has_examples else "slide.gap.nothing"
        raise Gap(t(why, lang, title=title, place=place.name))
    return _through_months(view, place.name, [t("centres.months_how", lang)], lang)


def centre(asked: Asked) -> Drawn:
    """One place: its visits month by month with what else is known of it, or all that is known as a table."""
    item, lang = asked.item, asked.lang
    card = asked.reader.centre(item.of)
    if card is None:
        raise Gap(t("slide.gap.gone_centre", lang, title=name_of(item, item.of)))
    if card.is_example:
        raise Gap(t("slide.gap.example", lang, title=card.name))
    if card.visits and card.visits.can_be_drawn:
        drawn = _through_months(card.visits, card.name, (), lang)
        told = tuple(_listed(facts) for facts in (card.about, card.use))
        return replace(drawn, sheet=_of_place(card, card.visits.sheet), told=(*told, *drawn.told))
    names = (t("centres.choose", lang), card.name)
    # A card begins with what the place is, who runs it and where it is.
    (_, kind), _, (_, municipality) = card.about[:3]
    facts = Sheet(title="", subtitle="", columns=tuple(map(Column, names)), rows=card.facts)
    return Drawn(
        finding=f"{card.name}: {kind}, {municipality}.",
        heading=f"{t('centres.card', lang)}: {card.name}",
        picture=Figures(names, card.facts),
        sheet=_of_place(card, card.visits.sheet if card.visits else facts),
        key=t("centres.use_and_supply", lang) if card.use else "",
        own=_last(card.visits.months) if card.visits else None,
    )


def centres(asked: Asked) -> Drawn:
    """The open places of the area and the municipalities without one; the finding is the page's own answer."""
    lang, reader, area = asked.lang, asked.reader, asked.story.area
    view = reader.centres(area, asked.place.code)
    if not view.is_told or view.is_example:
        why = "slide.gap.example" if view.is_example else "slide.gap.nothing"
        raise Gap(t(why, lang, title=t("page.family_centres", lang), place=reader.places[area].name))
    points = _points(view, reader)
    shapes = reader.shapes["areas"]
    words = {HIDDEN: "map.hidden", MISSING: "map.missing", WITHOUT: "centres.map.without"}
    place_words = [t("slide.key.points", lang)] if points else []
    return Drawn(
        finding=view.lead.text,
        # Which places are open is that of the release's year.
        heading=f"{t('centres.map', lang)}: {reader.places[area].name}, {reader.fetched.year}",
        picture=MapPicture(
            view.rows,
            asked.place.code,
            view.legend,
            {at: t(key, lang) for at, key in words.items()},
            {row.code: shapes[row.code] for row in view.rows if row.code in shapes},
            tuple(reader.shapes.get("outlines", {}).values()) if area == "FI" else (),
            labels(asked, {row.code: row.name for row in view.rows}),
            points,
            tuple(reader.centre_kinds.values()),
            _distances(view.sheet, lang),
        ),
        sheet=view.sheet,
        key=" ".join([*place_words, t("slide.key.distance", lang, how=view.sheet.subtitle)]),
    )


def _points(view: CentresView, reader: Reader) -> tuple[MapPoint, ...]:
    """The places where they are; none on a drawing that does not say where it is itself, as a tile grid."""
    shapes, kinds = reader.shapes, list(reader.centre_kinds)
    origin: Any = shapes.get("origin")
    if origin is None:
        return ()
    east, north = origin
    there = [one for one in view.dots if one.area in shapes["areas"]]
    return tuple(MapPoint(one.name, kinds.index(one.kind), one.east - east, north - one.north) for one in there)


def _distances(sheet: Sheet, lang: str) -> Figures:
    """Of each municipality its children and how far a place is, or as the population grid tells how many have one near.

    Where all children of a municipality are taken to live at one point, the share of them is all or none.
    """
    names = [column.name for column in sheet.columns]
    wanted = (t("centres.kilometres", lang), t("centres.within_grid", lang, kilometres=FAR_KM))
    kept = [1, 2, *(names.index(name) for name in wanted if name in names)]

    def words(cell: Cell, at: int) -> str:
        return "–" if cell is None else in_words(cell, sheet.columns[at], lang)

    # All together have no distance of their own; a row of them has no code.
    told = [row for row in sheet.rows if row[0] or row[kept[-1]] is not None]
    rows = tuple(tuple(words(row[at], at) for at in kept) for row in told)
    return Figures(tuple(names[at] for at in kept), rows)


def _listed(facts: Sequence[tuple[str, str]]) -> str:
    """Facts one after the other, each with its label."""
    return " ".join(f"{label}: {words.removesuffix('.')}." for label, words in facts)


def _of_place(card: CardView, sheet: Sheet) -> Sheet:
    """A table of a place, named after it: what the release told of it may be gone later."""
    return replace(sheet, title=card.name, origins=card.origins, about=())


def _through_months(view: MonthsView, name: str, how: Sequence[str], lang: str) -> Drawn:
    """The months as a line; that use tells of supply stands where the picture is read, so that it is never left out."""
    newest, others = _findings(view.sheet.findings)
    gaps = [t("slide.key.months_gap", lang)] if any(one.value is None for one in view.months) else []
    return Drawn(
        finding=newest.text if newest else view.title,
        heading=f"{view.title}, {t('centres.a_month', lang)}",
        picture=_line(view.months, name),
        sheet=replace(view.sheet, about=()),
        told=tuple(one.text for one in others),
        key=" ".join([*how, *gaps, t("centres.use_and_supply", lang)]),
        own=_last(view.months),
    )


def _findings(said: Sequence[Sentence]) -> tuple[Sentence | None, list[Sentence]]:
    """What is said of the newest month, where that can be told, and the rest."""
    newest = next((one for one in said if one.rule.startswith("month_newest")), None)
    return newest, [one for one in said if one is not newest]


def _line(shown: Sequence[Month], name: str) -> Lines:
    """Every month from the first to the last, a gap where one has no value or a hidden one."""
    return Lines(tuple(one.period for one in shown), (Series(name, "own", tuple(one.value for one in shown)),))


def _last(shown: Sequence[Month]) -> Figure:
    """The last month, or why it is not told."""
    last = shown[-1]
    status = "ok" if last.value is not None else "hidden" if last.is_hidden else "not_available"
    return Figure(last.value, status, "count", 0, int(last.period[:4]), last.period)
