"""What is ahead in several municipalities: how much one indicator is forecast to change in each."""

from dataclasses import replace

from ilmiotaulu.text import t
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, in_words, interval_of, limits_of, number_of
from ilmiotaulu.views.slides.pictures import Bar, Bars


def changes(asked: Asked) -> Drawn:
    """The municipalities of the story's area from the greatest fall on, each change with its limits."""
    item, lang, place, entry = asked.item, asked.lang, asked.place, asked.indicator
    found = asked.reader.changes(item.indicator, asked.story.area, place.code)
    if found is None:
        raise Gap(t("slide.gap.nothing", lang, title=entry.title, place=place.name))
    sheet = _with_units(found)
    launch, far = sheet.columns[3].name, sheet.columns[4].name
    heading = t("slide.changes.heading", lang, title=sheet.title, launch=launch, far=far)
    bars = (
        Bar(str(row[0]), "own" if at == sheet.chosen else "other", number_of(row[1]), limits=interval_of(row[2]))
        for at, row in enumerate(sheet.rows)
    )
    return Drawn(
        finding=_own_words(sheet, asked) or heading,
        heading=heading,
        picture=Bars(tuple(bars)),
        sheet=sheet,
        key=sheet.subtitle,
        own=asked.own(),
        decimals=0,
    )


def _with_units(sheet: Sheet) -> Sheet:
    """The table whose changes and their limits are said with their unit, for a picture has no head of a column."""
    area, change, limits, *others = sheet.columns
    return replace(sheet, columns=(area, replace(change, unit="percent"), replace(limits, unit="percent"), *others))


def _own_words(sheet: Sheet, asked: Asked) -> str:
    """How much the place's own figure is forecast to change, and that it may be either way where that is so."""
    if sheet.chosen is None:
        return ""
    lang, row, column = asked.lang, sheet.rows[sheet.chosen], sheet.columns[1]
    low, high = limits_of(row[2])
    told = t(
        "slide.changes.own",
        lang,
        place=asked.place.name,
        title=asked.indicator.title,
        launch=sheet.columns[3].name,
        far=sheet.columns[4].name,
        change=in_words(row[1], column, lang),
        lower=in_words(low, replace(column, unit=""), lang),
        upper=in_words(high, column, lang),
    )
    is_either = low is not None and high is not None and low <= 0 <= high
    return f"{told} {t('slide.changes.either', lang)}" if is_either else told
