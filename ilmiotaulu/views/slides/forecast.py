"""What is ahead: one indicator, and what forecasts of children mean for services."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ilmiotaulu.charts.future import Fan
from ilmiotaulu.statements import with_unit
from ilmiotaulu.text import number, t
from ilmiotaulu.views.future import FutureView
from ilmiotaulu.views.sheet import Cell, Column
from ilmiotaulu.views.slides.drawing import Asked, Drawn, Gap, limits_of, number_of
from ilmiotaulu.views.slides.pictures import Figures, Lines, Series
from ilmiotaulu.views.texts import IndicatorText, Place

# How many years ahead the finding of a forecast looks: of numbers of children as far as schools are planned.
_NEAR, _FAR = 5, 10

# The limits of forecasts that are drawn and told.
_CONFIDENCE = 80


def forecast(asked: Asked) -> Drawn:
    """An indicator to date, our forecast of it with its limits, and the official one."""
    item, lang, place, entry = asked.item, asked.lang, asked.place, asked.indicator
    view = asked.reader.future(item.indicator, place.code)
    known = {int(str(row[0])): value for row in view.sheet.rows if (value := number_of(row[1])) is not None}
    if not known:
        raise Gap(t("slide.gap.nothing", lang, title=entry.title, place=place.name))
    projected = dict(zip(view.projected.years, view.projected.values, strict=True))
    ahead = dict(zip(view.fan.years, view.fan.values, strict=True)) if view.fan else {}
    years = range(min(known), max([*known, *ahead, *projected]) + 1)
    series = [Series(place.name, "own", tuple(known.get(year) for year in years))]
    if view.fan:
        series.append(_ahead(view.fan, years, entry.decimals, known))
    if projected:
        series.append(Series(t("slide.official", lang), "official", tuple(projected.get(year) for year in years)))
    return Drawn(
        finding=_ahead_words(view, entry, place, lang) or view.sentence.text,
        heading=f"{view.sheet.title}, {entry.unit_words}",
        picture=Lines(tuple(map(str, years)), tuple(series)),
        sheet=view.sheet,
        told=tuple(one.text for one in view.record),
        key=t("slide.key.forecast", lang) if view.fan else "",
        own=asked.own(),
        extra=((t("slide.note.told", lang), view.sentence.text),),
    )


def _ahead(fan: Fan, years: Sequence[int], decimals: int, known: Mapping[int, float]) -> Series:
    """The forecast from the newest known value on, with its limits; as exact as the figures are."""

    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, decimals) + 0.0

    values = dict(zip(fan.years, fan.values, strict=True))
    if fan.start and fan.start[0] in known:
        values[fan.start[0]] = known[fan.start[0]]
    pairs = dict(zip(fan.years, fan.limits.get(_CONFIDENCE, ()), strict=False))
    low, high = (tuple(rounded(pair[end]) if (pair := pairs.get(year)) else None for year in years) for end in (0, 1))
    return Series(fan.name, "forecast", tuple(rounded(values.get(year)) for year in years), low, high)


def _ahead_words(view: FutureView, entry: IndicatorText, place: Place, lang: str) -> str:
    """What is forecast as many years from now as the view tells, with its limits; nothing where that is not known."""
    fan = view.fan
    step = _FAR if entry.id.startswith(("children_", "age_")) else _NEAR
    if fan is None or len(fan.years) < step:
        return ""
    year, value, pair = fan.years[step - 1], fan.values[step - 1], fan.limits.get(_CONFIDENCE, [None] * step)[step - 1]
    is_last = fan.last_from is not None and year >= fan.last_from
    words = with_unit(number(value, entry.decimals, lang), entry.unit, lang)
    told = t("forecast.expected_last" if is_last else "forecast.expected", lang, year=year, value=words)
    parts = [f"{place.name}: {entry.title}.", told]
    if pair:
        lower, upper = (number(limit, entry.decimals, lang) for limit in pair)
        # Where such limits have held too seldom, the view says so, and so does the title.
        key = "forecast.fewer_held" if view.sentence.rule.endswith("_short") else "forecast.limits"
        parts.append(t(key, lang, lower=lower, upper=with_unit(upper, entry.unit, lang)))
    return " ".join(parts)


def meaning(asked: Asked) -> Drawn:
    """Children by age group now, in five and in ten years, each forecast with its limits."""
    lang, place = asked.lang, asked.place
    view, title = asked.reader.meaning(place.code), t("future.meaning", lang)
    if view is None or not view.sheet.rows:
        raise Gap(t("slide.gap.nothing", lang, title=title, place=place.name))
    sheet = view.sheet
    group, now, near, _, far, _, change, _ = (column.name for column in sheet.columns)

    def words(row: Sequence[Cell]) -> tuple[str, ...]:
        told, counts = str(row[0]), [number_of(row[at]) for at in (1, 2, 4, 6)]
        known, soon, later, more = ("–" if one is None else number(one, 0, lang) for one in counts)
        ahead = (f"{one} ({_span(row[at], lang)})" for one, at in ((soon, 3), (later, 5)))
        return told, known, *ahead, more

    names, rows = (group, now, near, far, change), tuple(map(words, sheet.rows))
    return Drawn(
        finding=view.first_graders.text if view.first_graders else f"{place.name}: {title}",
        heading=sheet.title,
        picture=Figures(names, rows),
        sheet=replace(sheet, columns=tuple(map(Column, names)), rows=rows),
        key=sheet.subtitle,
    )


def _span(cell: Cell, lang: str) -> str:
    low, high = limits_of(cell)
    return "–" if low is None or high is None else f"{number(low, 0, lang)}–{number(high, 0, lang)}"
