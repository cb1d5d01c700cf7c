"""Where families are not reached, how many visit and when, in words; what rests on made-up figures says so first."""

import math
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
class Unreached:
    """The municipalities of an area and their children, as far as the lists of places tell of them.

    `without` are municipalities that no open place is in, each with its children, most children first; `beyond` are
    children farther than `FAR_KM` from the nearest open place. A municipality whose number of children is not known
    counts in `municipalities` and `unknown`, and nowhere among children. Of the whole country `counties` are those that
    lists have been brought in from, and how many there are.
    """

    area: str
    municipalities: int
    without: tuple[tuple[str, float | None], ...]
    children: float
    beyond: float
    unknown: int
    is_example: bool
    counties: tuple[int, int] | None = None


@dataclass(frozen=True)
class Reached:
    """A municipality: its open places by name, or the nearest one elsewhere and how far it is."""

    municipality: str
    places: tuple[str, ...]
    nearest: str | None
    kilometres: float | None
    children: float | None
    is_example: bool


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
    kind = "everywhere" if not result.without else "some" if result.beyond else "near"
    named = "; ".join(
        name if children is None else t("centres.with_children", lang, place=name, children=number(children, 0, lang))
        for name, children in result.without[:_NAMED]
    )
    told = t(
        f"centres.unreached.{kind}",
        lang,
        area=result.area,
        without=len(result.without),
        municipalities=result.municipalities,
        far=FAR_KM,
        beyond=number(rough(result.beyond), 0, lang),
        share=_share(result.beyond, result.children, lang),
        named=named,
    )
    if result.counties:
        lists, counties = result.counties
        told = f"{told} {t('centres.lists', lang, lists=lists, counties=counties)}"
    numbers = [
        (t("centres.number.municipalities", lang), number(result.municipalities, 0, lang)),
        (t("centres.number.without", lang), number(len(result.without), 0, lang)),
        (t("centres.number.children", lang), number(result.children, 0, lang)),
        (t("centres.number.beyond", lang, far=FAR_KM), number(result.beyond, 0, lang)),
        (t("centres.number.basis", lang), t("centres.basis.centre_points", lang)),
    ]
    if result.unknown:
        numbers.append((t("centres.number.unknown", lang), number(result.unknown, 0, lang)))
    return Sentence(f"unreached_{kind}", marked(told, result.is_example, lang), tuple(numbers))


def _share(part: float, whole: float, lang: str) -> str:
    if not whole:
        return "–"
    return with_unit(number(_PER_CENT * part / whole, 0, lang), "percent", lang)


def reached(result: Reached, lang: str) -> Sentence:
    """The open places of a municipality, or that it has none and where the nearest one is."""
    children = "–" if result.children is None else number(result.children, 0, lang)
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
    """The busiest and the quietest month of a mean year; without whole years, that nothing can be said."""
    if result is None:
        return Sentence("seasons_unknown", t("centres.seasons_none", lang))
    told = t(
        "centres.seasons",
        lang,
        busiest=month_name(result.busiest, lang),
        quietest=month_name(result.quietest, lang),
        years=", ".join(map(str, result.years)),
    )
    numbers = tuple((month_name(one, lang), number(ratio, 2, lang)) for one, ratio in sorted(result.ratios.items()))
    return Sentence("seasons", marked(told, is_example, lang), numbers)


def marked(told: str, is_example: bool, lang: str) -> str:
    """A sentence as it is, or after words that its figures are made up."""
    return t("centres.made_up", lang, told=told) if is_example else told
