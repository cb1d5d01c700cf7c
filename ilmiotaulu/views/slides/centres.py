"""Family centres: a measure month by month, and one of them."""

from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.charts.months import Month
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.text import t
from ilmiotaulu.views.centre_months import CardView, MonthsView
from ilmiotaulu.views.sheet import Column, Sheet
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, name_of
from ilmiotaulu.views.slides.pictures import Figures, Lines, Series


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
