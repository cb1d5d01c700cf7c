"""Need beside use, a dot a municipality."""

from ilmiotaulu.text import t
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, in_words
from ilmiotaulu.views.slides.pictures import Dot, Dots


def need(asked: Asked) -> Drawn:
    """A share that tells of need beside a share of use; the finding is the place's own pair."""
    item, lang, place = asked.item, asked.lang, asked.place
    view = asked.reader.need(item.phenomenon, item.indicator, place.code, asked.story.area)
    if view is None:
        raise Gap(t("need.none", lang))
    sheet, finding = view.sheet, view.sheet.title
    if sheet.chosen is not None:
        need, use = (in_words(sheet.rows[sheet.chosen][at], sheet.columns[at], lang) for at in (2, 3))
        finding = f"{place.name}. {sheet.columns[2].name}: {need}. {sheet.columns[3].name}: {use}."
    return Drawn(
        finding=finding,
        heading=sheet.title,
        picture=Dots(tuple(Dot(one.name, one.need, one.use, one.is_own) for one in view.points), view.need, view.use),
        sheet=sheet,
        key=t("need.how", lang),
        own=asked.own(),
    )
