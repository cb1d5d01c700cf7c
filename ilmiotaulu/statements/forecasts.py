"""What is forecast, between what limits, and how such forecasts have fared, in words.

The limits in words are always those of 80 %: four forecasts of five end up within them, as far as the record tells.
"""

from dataclasses import dataclass
from typing import Literal, TypeGuard

from ilmiotaulu.forecast.names import LAST_VALUE
from ilmiotaulu.statements.figures import Sentence, with_unit
from ilmiotaulu.text import number, span, t

ForecastMethod = Literal["births", "hamilton_perry", "damped_trend", "last_value"]
# From how many forecasts on a coverage or a bias says something.
_FEWEST = 5
# A mean error to one side by less than this, in per cent, is not told.
_TOLD_BIAS = 2.0
# The share in per cent, of limits that should hold in 80, below which they have held too seldom.
_HELD_ENOUGH = 77
# Groups in which few forecasts were tried, all hit by the same turns.
_FEW = ("counties", "FI")


@dataclass(frozen=True)
class Expected:
    """A forecast made in the year `launch`, with its limits by confidence (50, 80, 95); empty where none are known."""

    year: int
    launch: int
    method: ForecastMethod
    value: float
    limits: dict[int, tuple[float, float]]
    unit: str
    decimals: int

    @property
    def is_last_value(self) -> bool:
        """Whether the newest figure stands in for a forecast, because the model has not done better."""
        return self.method == LAST_VALUE


@dataclass(frozen=True)
class Record:
    """How forecasts by a method at a horizon fared in a group of areas, in per cent, beside last value's.

    `covered` has the share within limits by confidence; it is empty where no limits met an outcome.
    """

    group: str
    horizon: int
    first: int
    last: int
    cases: int
    zeros: int
    mape: float
    naive_mape: float
    wape: float
    malpe: float
    covered: dict[int, float]
    noise_floor: float | None = None


def expected(result: Expected, lang: str, alike: Record | None = None) -> Sentence:
    """A forecast with its limits; of last value, that the model has not done better.

    Four of five end up within limits of 80 % as a rule. Where the record of areas alike says that fewer have, so does
    the sentence.
    """
    lead = _lead(result, lang)
    if not result.limits:
        return Sentence("forecast_alone", f"{lead} {t('forecast.no_limits', lang)}", _behind(result, lang))
    rule = "forecast_last_value" if result.is_last_value else "forecast_model"
    is_short = _is_short(alike)
    limits = t("forecast.fewer_held" if is_short else "forecast.limits", lang, **_limits(result, lang))
    return Sentence(f"{rule}_short" if is_short else rule, f"{lead} {limits}", _behind(result, lang))


def _lead(result: Expected, lang: str) -> str:
    key = "forecast.expected_last" if result.is_last_value else "forecast.expected"
    return t(key, lang, year=result.year, value=_in_its_unit(result.value, result, lang))


def _limits(result: Expected, lang: str) -> dict[str, str]:
    lower, upper = result.limits[80]
    return {"lower": number(lower, result.decimals, lang), "upper": _in_its_unit(upper, result, lang)}


def _behind(result: Expected, lang: str) -> tuple[tuple[str, str], ...]:
    """What a forecast was made from and how, and all its limits."""
    pairs = [
        (t("forecast.number.launch", lang), str(result.launch)),
        (t("forecast.number.method", lang), t(f"forecast.method.{result.method}", lang)),
    ]
    limits = (t("forecast.number.limits", lang), "; ".join(limits_words(result, lang)))
    return (*pairs, limits) if result.limits else tuple(pairs)


def limits_words(result: Expected, lang: str) -> list[str]:
    """The limits from the narrowest to the widest: `37–58`."""
    return [
        "–".join(number(limit, result.decimals, lang) for limit in result.limits[confidence])
        for confidence in sorted(result.limits)
    ]


def recorded(result: Record | None, lang: str) -> Sentence:
    """How forecasts fared in a group of areas; of a horizon that no outcome has met, that it has not been tried."""
    if result is None:
        return Sentence("forecast_not_tried", t("forecast.not_tried", lang))
    parts = [
        t(
            "forecast.record",
            lang,
            group=t(f"forecast.group.{result.group}", lang),
            first=result.first,
            last=result.last,
            horizon=result.horizon,
            mape=_percent(result.mape, lang),
            naive=_percent(result.naive_mape, lang),
        )
    ]
    if result.covered:
        parts.append(t("forecast.held", lang, share=_percent(result.covered[80], lang, 0)))
    if abs(result.malpe) >= _TOLD_BIAS:
        way = "up" if result.malpe > 0 else "down"
        parts.append(t(f"forecast.bias_{way}", lang, malpe=_percent(result.malpe, lang)))
    if result.noise_floor is not None:
        parts.append(t("forecast.record_floor", lang, floor=_percent(result.noise_floor, lang, 0)))
    if result.group in _FEW:
        parts.append(t("forecast.few", lang))
    return Sentence("forecast_record", " ".join(parts), _numbers(result, lang))


def recorded_here(result: Record | None, place: str, lang: str) -> Sentence | None:
    """How often the limits held in one area; nothing where too few forecasts were tried there."""
    if not _is_tried(result):
        return None
    values = {
        "place": place,
        "inside": _held(result),
        "cases": result.cases,
        "first": result.first,
        "last": result.last,
    }
    text = t("forecast.held_here", lang, **values, mape=_percent(result.mape, lang))
    return Sentence("forecast_held_here", text, _numbers(result, lang))


def beside_official(own: Expected, official: float, launch: int, lang: str) -> Sentence | None:
    """Our own forecast of a year and the official projection of it, made in the year `launch`: whether the projection
    lies within our limits. `None` without limits.
    """
    if not own.limits:
        return None
    lower, upper = own.limits[80]
    kind = "below" if official < lower else "above" if official > upper else "within"
    text = t(
        f"forecast.official_{kind}",
        lang,
        year=own.year,
        own=number(own.value, own.decimals, lang),
        official=_in_its_unit(official, own, lang),
        own_launch=own.launch,
        launch=launch,
        **_limits(own, lang),
    )
    return Sentence(f"forecast_official_{kind}", text, _behind(own, lang))


def foreseen(title: str, result: Expected, alike: Record | None, here: Record | None, lang: str) -> Sentence:
    """A forecast that stands alone: with its limits, and how often limits like them have held.

    `alike` is the record of areas of its kind, `here` that of the area itself. Where limits of 80 % have held in fewer
    than about four cases of five among areas alike, it says so; the cases of one area are too few for that. Where none
    have been tried, it says that nobody knows how often they hold.
    """
    way = "last_value" if result.is_last_value else "model"
    parts, behind = [f"{title}.", _lead(result, lang)], _behind(result, lang)
    if not result.limits:
        return Sentence(f"foreseen_{way}_alone", " ".join([*parts, t("forecast.no_limits", lang)]), behind)
    parts.append(t("forecast.limits", lang, **_limits(result, lang)))
    tried = [one for one in (here, alike) if _is_tried(one)]
    if not tried:
        parts.append(t("forecast.foreseen_untried", lang))
        return Sentence(f"foreseen_{way}_untried", " ".join(parts), behind)
    if here and here in tried:
        parts.append(t("forecast.foreseen_here", lang, inside=_held(here), cases=here.cases))
    if alike and alike in tried:
        group, share = t(f"forecast.group.{alike.group}", lang), _percent(alike.covered[80], lang, 0)
        parts.append(t("forecast.foreseen_alike", lang, group=group, share=share))
        parts += [t("forecast.foreseen_short", lang)] if _is_short(alike) else []
        parts += [t("forecast.few", lang)] if alike.group in _FEW else []
    state = "short" if _is_short(alike) else "tried"
    return Sentence(f"foreseen_{way}_{state}", " ".join(parts), (*behind, *_numbers(tried[-1], lang)))


def official(
    launch: int, projected: dict[int, str], seen: dict[int, tuple[str, float]], last: int, lang: str
) -> Sentence:
    """How an official projection has fared: of each year with an outcome both numbers and the difference in per cent.

    `projected` has its values in words, `seen` the outcomes in words and the differences; `last` is the newest year
    that has an outcome.
    """
    told = [
        t(
            "forecast.official_missed",
            lang,
            launch=launch,
            year=year,
            projected=projected[year],
            seen=outcome,
            difference=_percent(difference, lang),
        )
        for year, (outcome, difference) in sorted(seen.items())
    ]
    if not told:
        return Sentence("official_untried", t("forecast.official_untried", lang, launch=launch, year=last))
    return Sentence("official_missed", " ".join(told))


def _is_tried(record: Record | None) -> TypeGuard[Record]:
    """Whether limits have met enough outcomes to say how often they hold."""
    return record is not None and bool(record.covered) and record.cases >= _FEWEST


def _is_short(record: Record | None) -> bool:
    """Whether limits of 80 % are known to have held too seldom."""
    return _is_tried(record) and round(record.covered[80]) < _HELD_ENOUGH


def _held(result: Record) -> int:
    """How many outcomes were within the limits of 80 %."""
    return round(result.covered[80] * result.cases / 100)


def _in_its_unit(value: float, result: Expected, lang: str) -> str:
    return with_unit(number(value, result.decimals, lang), result.unit, lang)


def _numbers(result: Record, lang: str) -> tuple[tuple[str, str], ...]:
    covered = "; ".join(_percent(result.covered[one], lang, 0) for one in sorted(result.covered))
    pairs = [
        (t("forecast.number.launches", lang), span(result.first, result.last)),
        (
            t("forecast.number.mape", lang),
            f"{_percent(result.mape, lang)}; {_percent(result.naive_mape, lang)}",
        ),
        (t("forecast.number.wape", lang), _percent(result.wape, lang)),
        (t("forecast.number.malpe", lang), _percent(result.malpe, lang)),
        (t("forecast.number.cases", lang), f"{result.cases}; {result.zeros}"),
    ]
    return (*pairs, (t("forecast.number.coverage", lang), covered)) if covered else tuple(pairs)


def _percent(value: float, lang: str, decimals: int = 1) -> str:
    return with_unit(number(value, decimals, lang), "percent", lang)
