"""Children by single year of age: boys and girls, and around them the projection of a year."""

from ilmiotaulu.forecast.names import CHILDREN
from ilmiotaulu.text import t
from ilmiotaulu.views.ages import AGES
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap
from ilmiotaulu.views.slides.pictures import Pyramid, Together


def ages(asked: Asked) -> Drawn:
    """Boys and girls of each age, and the projection of both or of all together; what is hidden is a word."""
    lang, place = asked.lang, asked.place
    view = asked.reader.ages(place.code, asked.item.year)
    if view is None:
        raise Gap(t("ages.few", lang))
    together = Together(view.together, view.projected) if view.projected and not view.outlines else None
    return Drawn(
        finding=view.lead,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=Pyramid(view.boys, view.girls, view.outlines, together),
        sheet=view.sheet,
        told=(view.more,),
        key=view.key,
        shows=(CHILDREN, *AGES),
    )
