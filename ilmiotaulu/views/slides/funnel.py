"""One indicator in all municipalities by their size, between the limits of chance."""

from ilmiotaulu.charts.scatter import Axis
from ilmiotaulu.text import t
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, newest
from ilmiotaulu.views.slides.pictures import Funnel


def funnel(asked: Asked) -> Drawn:
    """A share in every municipality of the country; the finding is how the place's own stands beside the country's."""
    item, lang, place, entry, reader = asked.item, asked.lang, asked.place, asked.indicator, asked.reader
    if entry.interval != "proportion":
        raise Gap(t("funnel.none", lang))
    year, view = newest(
        asked, lambda year: reader.funnel(item.indicator, year, place.code), lambda view: view is not None
    )
    if view is None:
        raise Gap(t("funnel.none", lang))
    # The limits are those of both sexes together.
    lead, *rest = reader.said_of_year(item.indicator, year, "total", place.code)
    outside = sum(one.is_outside for one in view.points)
    counted = t("slide.funnel.outside", lang, level=view.limits.words998, count=outside, all=len(view.points))
    is_compared = bool(rest) and not rest[0].rule.endswith("not_compared")
    is_drawn = any(one.is_own for one in view.points)
    if is_drawn and is_compared:
        finding, told = f"{place.name}: {rest[0].text}", (lead.text, counted)
    elif place.level == "municipality":
        finding, told = lead.text, (counted,)
    else:
        # A county or the country is no municipality among others.
        finding, told = f"{view.sheet.title}. {counted}", ()
    return Drawn(
        finding=finding,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=Funnel(
            view.points,
            view.limits,
            Axis(t("column.base", lang), 0),
            Axis(entry.unit_words, entry.decimals),
        ),
        sheet=view.sheet,
        told=told,
        key=" ".join([t("slide.key.funnel", lang), *(one.text for one in view.sheet.findings)]),
        own=reader.figure(item.indicator, "total", place.code, year),
    )
