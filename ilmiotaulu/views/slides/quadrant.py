"""Level and change at once: how far areas are from the country, and where they go."""

from dataclasses import replace

from ilmiotaulu.charts.scatter import Axis
from ilmiotaulu.text import t
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, group_of, standing_in
from ilmiotaulu.views.slides.pictures import Corners, Dot, Dots
from ilmiotaulu.views.texts import shortened


def quadrant(asked: Asked) -> Drawn:
    """The places of a group by their difference to the country and to their own past, in the newest year that has
    both; the finding is the own one's level and change, as far as each is tested.
    """
    item, lang, reader = asked.item, asked.lang, asked.reader
    group = group_of(asked)
    asked = replace(asked, place=standing_in(asked, group))
    place, entry = asked.place, asked.indicator
    view = reader.quadrant(item.indicator, place.code, group)
    if view is None:
        raise Gap(t("quadrant.none", lang))
    lead, *_ = reader.said_of_year(item.indicator, view.year, "total", place.code)
    is_drawn = any(one.is_own for one in view.points)
    own = reader.said_of_change(item.indicator, view.year, place.code) if is_drawn else ()
    unit = t("quadrant.unit", lang)
    heading = f"{view.sheet.title}, {unit}, {view.time}"
    return Drawn(
        finding=f"{place.name}: {' '.join(one.text for one in own)}" if own else lead.text,
        heading=t("compare.subtitle", lang, told=heading, group=group.words),
        picture=Dots(
            tuple(Dot(shortened(one.name, lang), one.level, one.change, one.is_own) for one in view.points),
            Axis(f"{t('quadrant.level', lang)}, {unit}", entry.decimals),
            Axis(f"{t('quadrant.change', lang)}, {unit}", entry.decimals),
            Corners(
                upper_left=t("quadrant.lower_growing", lang),
                upper_right=t("quadrant.higher_growing", lang),
                lower_left=t("quadrant.lower_shrinking", lang),
                lower_right=t("quadrant.higher_shrinking", lang),
            ),
        ),
        sheet=view.sheet,
        told=(lead.text,) if own else (),
        key=t("slide.key.quadrant", lang),
        own=reader.figure(item.indicator, "total", place.code, view.year),
    )
