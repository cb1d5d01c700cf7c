"""Family centres: a measure month by month."""

from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.charts.months import Month
from ilmiotaulu.statements import Figure, Sentence
from ilmiotaulu.text import t
from ilmiotaulu.views.centre_months import MonthsView
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, name_of
from ilmiotaulu.views.slides.pictures import Lines, Series


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
