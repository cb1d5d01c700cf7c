"""Where families are not reached, how many visit and when, in words; what rests on made-up figures says so first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ilmiotaulu.statements.figures import Sentence, with_unit
from ilmiotaulu.statistics.seasons import Seasons
from ilmiotaulu.text import month, month_name, number, t

# Beyond this many kilometres from the nearest place children are said not to be reached.
FAR_KM = 10
# Municipalities without a place that a sentence names.
_NAMED = 3
_PER_CENT = 100


@dataclass(frozen=True)
class OnGrid:
    """What the population grid tells of some municipalities: which grid it is, in words; the share (0 to 1) of their
    0–14-year-olds within `FAR_KM` of the nearest open place, `None` where no square tells of a child; and the share of
    their inhabitants whose squares tell no ages.
    """

    name: str
    within: float | None
    untold: float | None


@dataclass(frozen=True)
class Unreached:
    """The municipalities of an area and their children, as far as the lists of places tell of them.

    `without` are municipalities that no open place is in, each with its children, most children first; `beyond` are
    children farther than `FAR_KM` from the nearest open place. A municipality whose number of children is not known
    counts in `municipalities` and `unknown`, and nowhere among children. Of the whole country `counties` are those that
    lists have been brought in from, and how many there are. With `grid` distances are those of its squares, and
    `beyond` is not told.
    """

    area: str
    municipalities: int
    without: tuple[tuple[str, float | None], ...]
    children: float
    beyond: float
    unknown: int
    is_example: bool
    counties: tuple[int, int] | None = None
    grid: OnGrid | None = None


@dataclass(frozen=True)
class Reached:
    """A municipality: its open places by name, or the nearest one elsewhere and how far it is from its centre point.

    With `grid` the nearest one is that of most children, and `kilometres` is not told.
    """

    municipality: str
    places: tuple[str, ...]
    nearest: str | None
    kilometres: float | None
    children: float | None
    is_example: bool
    grid: OnGrid | None = None


def rough(value: float) -> float:
    """A number of children as an estimate may be told: two figures of it, and no finer than tens.

    `4213` is 4200, `618` is 620, `88` is 90; below ten it is told as it is.
    """
    if value < 10:
        return value
    step = max(10, 10 ** (int(math.log10(value)) - 1))
    return round(value / step) * step


def unreached(result: Unreached, lang: str) -> Sentence:
    """In how many municipalities of an area a place is missing, how many children live far from one, and where most."""
    if result.grid:
        return _unreached_on(result.grid, result, lang)
    kind = "everywhere" if not result.without else "some" if result.beyond else "near"
    told = t(
        f"centres.unreached.{kind}",
        lang,
        area=result.area,
        without=len(result.without),
        municipalities=result.municipalities,
        far=FAR_KM,
        beyond=number(rough(result.beyond), 0, lang),
        share=_share(result.beyond, result.children, lang),
        named=_named(result.without, lang),
    )
    told = " ".join([told, *_lists(result, lang)])
    numbers = [
        (t("centres.number.municipalities", lang), number(result.municipalities, 0, lang)),
        (t("centres.number.without", lang), number(len(result.without), 0, lang)),
        *(
            [(t("centres.number.without_all", lang), "; ".join(name for name, _ in result.without))]
            if len(result.without) > _NAMED
            else []
        ),
        (t("centres.number.children", lang), number(result.children, 0, lang)),
        (t("centres.number.beyond", lang, far=FAR_KM), number(result.beyond, 0, lang)),
        (t("centres.number.basis", lang), t("centres.basis.centre_points", lang)),
    ]
    if result.unknown:
        numbers.append((t("centres.number.unknown", lang), number(result.unknown, 0, lang)))
    return Sentence(f"unreached_{kind}", marked(told, result.is_example, lang), tuple(numbers))


def _named(without: Sequence[tuple[str, float | None]], lang: str) -> str:
    return "; ".join(
        name if children is None else t("centres.with_children", lang, place=name, children=number(children, 0, lang))
        for name, children in without[:_NAMED]
    )


def _lists(result: Unreached, lang: str) -> list[str]:
    if not result.counties:
        return []
    lists, counties = result.counties
    return [t("centres.lists", lang, lists=lists, counties=counties)]


def _unreached_on(grid: OnGrid, result: Unreached, lang: str) -> Sentence:
    kind = "some" if result.without else "everywhere"
    told = [
        t(
            f"centres.on_grid.{kind}",
            lang,
            area=result.area,
            without=len(result.without),
            municipalities=result.municipalities,
        ),
        _beyond(grid, lang),
    ]
    if result.without:
        told.append(t("centres.on_grid.most", lang, named=_named(result.without, lang)))
    told += _lists(result, lang)
    numbers = (
        (t("centres.number.municipalities", lang), number(result.municipalities, 0, lang)),
        (t("centres.number.without", lang), number(len(result.without), 0, lang)),
        *_grid_numbers(grid, lang),
    )
    return Sentence(f"unreached_on_grid_{kind}", marked(" ".join(told), result.is_example, lang), numbers)


def _beyond(grid: OnGrid, lang: str) -> str:
    if grid.within is None:
        return t("centres.on_grid.unknown", lang)
    return t("centres.on_grid.beyond", lang, far=FAR_KM, share=share_words(1 - grid.within, lang))


def _within(grid: OnGrid, lang: str) -> str:
    if grid.within is None:
        return t("centres.on_grid.unknown", lang)
    return t("centres.on_grid.within", lang, far=FAR_KM, share=share_words(grid.within, lang))


def _grid_numbers(grid: OnGrid, lang: str) -> tuple[tuple[str, str], ...]:
    return (
        (t("centres.number.within", lang, far=FAR_KM), share_words(grid.within, lang)),
        (t("centres.untold", lang), share_words(grid.untold, lang)),
        (t("centres.number.basis", lang), t("centres.basis.grid", lang, grid=grid.name)),
    )


def share_words(share: float | None, lang: str) -> str:
    """A share in whole per cent, never 0 or 100 where it is only near it; a dash where it is not known."""
    if share is None:
        return "–"
    percent = _PER_CENT * share
    if 0 < percent < 1:
        return t("centres.share.under", lang, share=with_unit("1", "percent", lang))
    if _PER_CENT - 1 < percent < _PER_CENT:
        return t("centres.share.over", lang, share=with_unit(str(_PER_CENT - 1), "percent", lang))
    return with_unit(number(percent, 0, lang), "percent", lang)


def _share(part: float, whole: float, lang: str) -> str:
    if not whole:
        return "–"
    return with_unit(number(_PER_CENT * part / whole, 0, lang), "percent", lang)


def reached(result: Reached, lang: str) -> Sentence:
    """The open places of a municipality, or that it has none and where the nearest one is."""
    children = "–" if result.children is None else number(result.children, 0, lang)
    if result.grid:
        return _reached_on(result.grid, result, children, lang)
    if result.places:
        kind, told = "reached_here", t("centres.here", lang, place=result.municipality, named="; ".join(result.places))
    elif result.nearest is None or result.kilometres is None:
        kind, told = "reached_nowhere", t("centres.nowhere", lang, place=result.municipality, children=children)
    else:
        kind = "reached_elsewhere"
        told = t(
            "centres.elsewhere",
            lang,
            place=result.municipality,
            nearest=result.nearest,
            kilometres=number(result.kilometres, 0, lang),
            children=children,
        )
    numbers = [
        (t("centres.number.places", lang), number(len(result.places), 0, lang)),
        (t("centres.number.children", lang), children),
        (t("centres.number.basis", lang), t("centres.basis.centre_points", lang)),
    ]
    return Sentence(kind, marked(told, result.is_example, lang), tuple(numbers))


def _reached_on(grid: OnGrid, result: Reached, children: str, lang: str) -> Sentence:
    place = result.municipality
    if result.places:
        kind, told = "here", [t("centres.on_grid.here", lang, place=place, named="; ".join(result.places))]
    elif result.nearest is None:
        kind, told = "nowhere", [t("centres.nowhere", lang, place=place, children=children)]
    else:
        kind = "elsewhere"
        told = [t("centres.on_grid.elsewhere", lang, place=place, nearest=result.nearest, children=children)]
    if kind != "nowhere":
        told.append(_within(grid, lang))
    numbers = (
        (t("centres.number.places", lang), number(len(result.places), 0, lang)),
        (t("centres.number.children", lang), children),
        *_grid_numbers(grid, lang),
    )
    return Sentence(f"reached_on_grid_{kind}", marked(" ".join(told), result.is_example, lang), numbers)


def not_told(area: str, lang: str) -> Sentence:
    """That nobody has told of places in an area: nothing can be said of who is not reached there."""
    return Sentence("unreached_not_told", t("centres.not_told", lang, area=area))


def newest_month(
    place: str, title: str, newest: tuple[str, float], before: float | None, is_example: bool, lang: str
) -> Sentence:
    """The newest month that can be told, and the same month a year before where that can be, too."""
    period, value = newest
    values = {"place": place, "title": title, "month": month(period, lang), "value": number(value, 0, lang)}
    if before is None:
        return Sentence("month_newest", marked(t("centres.month", lang, **values), is_example, lang))
    told = t("centres.month_and_before", lang, before=number(before, 0, lang), **values)
    return Sentence("month_newest_and_before", marked(told, is_example, lang))


def seasonal(result: Seasons | None, is_example: bool, lang: str) -> Sentence:
    """The busiest and the quietest months of a mean year, equal ones all named; or that all months are alike; without
    whole years, that nothing can be said.
    """
    if result is None:
        return Sentence("seasons_unknown", t("centres.seasons_none", lang))
    years = ", ".join(map(str, result.years))
    if result.busiest == result.quietest:
        return Sentence("seasons_alike", marked(t("centres.seasons_alike", lang, years=years), is_example, lang))
    busiest, quietest = (", ".join(month_name(one, lang) for one in of) for of in (result.busiest, result.quietest))
    told = t("centres.seasons", lang, busiest=busiest, quietest=quietest, years=years)
    numbers = tuple((month_name(one, lang), number(ratio, 2, lang)) for one, ratio in sorted(result.ratios.items()))
    return Sentence("seasons", marked(told, is_example, lang), numbers)


def marked(told: str, is_example: bool, lang: str) -> str:
    """A sentence as it is, or after words that its figures are made up."""
    return t("centres.made_up", lang, told=told) if is_example else told
