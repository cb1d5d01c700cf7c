"""What becomes of children, services and cost when a leader moves a lever, beside the forecast, both with limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ilmiotaulu.forecast.children import AGES
from ilmiotaulu.forecast.names import of_ages
from ilmiotaulu.forecast.scenario import (
    GROUPS,
    Baseline,
    FewerEachYear,
    Levers,
    Outcome,
    Range,
    Relative,
    ToRate,
    relative_limits,
    scenario,
)
from ilmiotaulu.statements import Sentence
from ilmiotaulu.text import number, t
from ilmiotaulu.views.future import Forecasts
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.texts import Origin, Place

PLACEMENTS = "placed_children_0_17"
FERTILITY = "total_fertility"
# After the newest year of births: how far a scenario is told.
_TOLD = (5, 10)
# Levers that are one number and told as it is.
_ASSUMED = ("tfr", "per_place", "cost_day_care", "cost_school", "cost_family_centre", "cost_placement")
_MOST_DECIMALS = 4


@dataclass(frozen=True)
class ScenarioView:
    """A scenario in words and as a table, and what it was made from."""

    sentence: Sentence
    sheet: Sheet


def names() -> tuple[str, ...]:
    """The indicators that a scenario is made of."""
    return (*(of_ages(str(age)) for age in range(AGES)), *map(of_ages, GROUPS), PLACEMENTS)


def baseline_of(own: Mapping[str, Forecasts], births: Forecasts, fertility: float | None) -> Baseline | None:
    """The forecast that levers move, from the year after the newest one whose births are known.

    `None` where children of some age are not forecast, or total fertility is not known.
    """
    by_age = [own[f"age_{age}"].by_year for age in range(AGES) if f"age_{age}" in own]
    if fertility is None or len(by_age) < AGES or not all(by_age):
        return None
    first_launch = own["age_0"].launch or 0
    launch = max(first_launch, births.launch or first_launch)
    years = [year for year in sorted(by_age[0]) if year > launch]
    if len(years) < _TOLD[-1]:
        return None
    children = np.array([[ages[year].value for year in years] for ages in by_age])
    limits = {name: _relative(own[indicator], years) for name, indicator in _LIMITS.items()}
    placed = own.get(PLACEMENTS)
    rate = None
    if placed and placed.by_year:
        limits["placements"] = _relative(placed, years)
        rate = next(iter(placed.by_year.values())).value
    return Baseline(launch, children, limits, fertility, rate)


_LIMITS = {group: of_ages(group) for group in ("0", "7", *GROUPS)}


def _relative(own: Forecasts, years: Sequence[int]) -> Relative:
    rows = [own.by_year.get(year) for year in years]
    value = np.array([one.value if one else np.nan for one in rows])
    ends = [one.limits.get(80, (np.nan, np.nan)) if one else (np.nan, np.nan) for one in rows]
    return relative_limits(value, np.array([low for low, _ in ends]), np.array([high for _, high in ends]))


def scenario_view(
    baseline: Baseline, levers: Levers, titles: Mapping[str, str], place: Place, sources: Sequence[Origin], lang: str
) -> ScenarioView:
    """The scenario five and ten years after the launch; each figure with its limits and its difference from the
    forecast. What the user has not given has no row.
    """
    made = scenario(baseline, levers)
    figures: list[tuple[str, Outcome | None]] = [
        (t("scenario.births", lang), made.births),
        *((titles[of_ages(group)], made.children[group]) for group in GROUPS),
        (t("scenario.first_graders", lang), made.first_graders),
        (t("scenario.school_places", lang), made.school_places),
        (t("scenario.day_care_places", lang), made.day_care_places),
        (t("scenario.family_centre_places", lang), made.family_centre_places),
        (t("scenario.placements", lang), made.placements),
        (t("scenario.cost", lang), made.cost),
    ]
    at = [int(np.flatnonzero(made.years == baseline.launch + after)[0]) for after in _TOLD]
    columns = [Column(t("column.figure", lang))]
    for place_of_year in at:
        year = int(made.years[place_of_year])
        columns += [
            Column(str(year), "number"),
            Column(f"{year}, {t('column.limits80', lang)}", "interval"),
            Column(f"{year}, {t('scenario.difference', lang)}", "number"),
        ]
    rows: list[tuple[Cell, ...]] = []
    for name, figure in figures:
        if figure is None:
            continue
        cells: list[Cell] = [name]
        for index in at:
            cells += [
                _whole(figure.scenario.value, index),
                _limits(figure.scenario, index),
                _whole(figure.difference.value, index),
            ]
        rows.append(tuple(cells))
    everyone, last = made.children["0_17"], at[-1]
    lower, upper = _limits(everyone.scenario, last) or (float("nan"), float("nan"))
    difference = round(float(everyone.difference.value[last]))
    way = "more" if difference > 0 else "fewer" if difference < 0 else "same"
    text = t(
        f"scenario.said_{way}",
        lang,
        place=place.name,
        year=int(made.years[last]),
        value=number(everyone.scenario.value[last], 0, lang),
        lower=number(lower, 0, lang),
        upper=number(upper, 0, lang),
        difference=number(abs(difference), 0, lang),
    )
    sentence = Sentence(f"scenario_{way}", text)
    return ScenarioView(
        sentence,
        Sheet(
            title=f"{place.name}: {t('scenario.title', lang)}",
            subtitle=t("scenario.note", lang),
            columns=tuple(columns),
            rows=tuple(rows),
            origins=tuple(sources),
            about=((t("scenario.title", lang), t("scenario.how", lang)),),
            findings=(sentence,),
        ),
    )


def assumed(levers: Levers, lang: str) -> str:
    """What is moved or given, in words."""
    told = {name: value for name in _ASSUMED if (value := getattr(levers, name)) is not None}
    parts = [t(f"scenario.assumed.{name}", lang, value=_exact(value, lang)) for name, value in told.items()]
    if levers.moves:
        way = "in" if levers.moves > 0 else "out"
        parts.append(t(f"scenario.assumed.moves_{way}", lang, value=_exact(abs(levers.moves), lang)))
    match levers.placements:
        case ToRate(per_100, years):
            parts.append(t("scenario.assumed.rate", lang, value=_exact(per_100, lang), years=years))
        case FewerEachYear(persons):
            parts.append(t("scenario.assumed.fewer", lang, value=_exact(persons, lang)))
    if levers.day_care is not None:
        parts.append(t("scenario.assumed.day_care", lang, value=_exact(100 * levers.day_care, lang)))
    return "; ".join(parts)


def _exact(value: float, lang: str) -> str:
    """With as many decimals as a person has given, up to four."""
    decimals = next(
        (count for count in range(_MOST_DECIMALS) if abs(round(value, count) - value) < 1e-9), _MOST_DECIMALS
    )
    return number(value, decimals, lang)


def _whole(values: np.ndarray, index: int) -> float | None:
    return None if np.isnan(values[index]) else round(float(values[index])) + 0.0


def _limits(figure: Range, index: int) -> tuple[float, float] | None:
    lower, upper = _whole(figure.lower, index), _whole(figure.upper, index)
    return None if lower is None or upper is None else (lower, upper)
