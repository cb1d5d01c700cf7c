"""One indicator through time."""

from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.charts.trend import whole_years
from ilmiotaulu.text import number, t
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, limits_of, number_of
from ilmiotaulu.views.slides.pictures import Lines, Numbers, Role, Series
from ilmiotaulu.views.texts import IndicatorText
from ilmiotaulu.views.trend import NUMBERS_OF, TrendView

# Fewer years than these have no course.
_FEWEST_YEARS = 3


def trend(asked: Asked) -> Drawn:
    """A figure through time beside others; the finding is where it goes, as far as that is tested."""
    item, lang, place = asked.item, asked.lang, asked.place
    view = asked.reader.trend(item.indicator, place.code, asked.story.compare, item.sex)
    if not view.can_be_drawn:
        why = "slide.gap.example" if view.sheet.has_examples else "slide.gap.nothing"
        raise Gap(t(why, lang, title=view.indicator.title, place=place.name))
    picture = _lines(view)
    change = _change(asked) if item.sex == "total" else ""
    course = _course(picture, view.indicator, lang)
    told = course or change
    return Drawn(
        finding=f"{place.name}: {view.indicator.title}. {told}" if told else view.sentence,
        heading=f"{view.sheet.title}, {view.sheet.subtitle}",
        picture=picture,
        sheet=view.sheet,
        told=(view.sentence, *([change] if course else []), *(one.text for one in view.said)),
        key=t("slide.key.trend", lang) if picture.series[0].lower else "",
        own=asked.own(),
    )


def _change(asked: Asked) -> str:
    """Which way the place's newest figure goes, in a few words."""
    rows = asked.reader.profile(asked.place.code, asked.story.compare)
    row = next((row for row in rows if row.indicator.id == asked.item.indicator), None)
    return row.change.text if row and row.change else ""


def _course(picture: Lines, entry: IndicatorText, lang: str) -> str:
    """From which number to which, over all the years drawn; only of numbers of people that can be compared."""
    known = [(year, value) for year, value in zip(picture.times, picture.series[0].values, strict=True) if value]
    if entry.unit not in NUMBERS_OF or entry.breaks or len(known) < _FEWEST_YEARS:
        return ""
    first, last = (f"{number(value, entry.decimals, lang)} ({year})" for year, value in (known[0], known[-1]))
    return f"{first} → {last}."


def _lines(view: TrendView) -> Lines:
    """The figures of the table, oldest year first; of numbers of people the own ones alone, as on a page."""
    sheet, names = view.sheet, [line.name for line in view.lines]
    rows = sheet.rows[::-1]
    years = [int(str(row[0])) for row in rows]
    columns = [at for at, column in enumerate(sheet.columns) if column.kind == "number"][: len(names)]
    limits = next((at for at, column in enumerate(sheet.columns) if column.kind == "interval"), None)
    series = []
    for index, (name, at) in enumerate(zip(names, columns, strict=True)):
        role: Role = "own" if index == 0 else "country" if index == len(names) - 1 else "other"
        pairs = [limits_of(row[limits]) for row in rows] if index == 0 and limits is not None else []
        series.append(
            Series(
                name,
                role,
                _through(years, [number_of(row[at]) for row in rows]),
                _through(years, [low for low, _ in pairs]) if pairs else (),
                _through(years, [high for _, high in pairs]) if pairs else (),
            )
        )
    return _trimmed([str(year) for year in range(years[0], years[-1] + 1)], series)


def _through(years: Sequence[int], values: Sequence[float | None]) -> Numbers:
    return tuple(whole_years(years, values)[1])


def _trimmed(times: Sequence[str], series: Sequence[Series]) -> Lines:
    """The picture without the years at its ends that no series has a value in."""
    known = [at for at in range(len(times)) if any(one.values[at] is not None for one in series)]
    here = slice(known[0], known[-1] + 1)
    cut = (replace(one, values=one.values[here], lower=one.lower[here], upper=one.upper[here]) for one in series)
    return Lines(tuple(times[here]), tuple(cut))
