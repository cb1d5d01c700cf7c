"""What tests have shown, in words: one function a kind of result, each sentence with the numbers its rule saw.

The strength of a word is fixed: "probably" is 95 %, "clearly" is 99.8 %, and what is weaker is not told apart from
chance. Which way is good is said by the catalogue alone (`judged`).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements.figures import MARKED_UNITS, Figure, Sentence, time_words, value_words, with_unit
from ilmiotaulu.statements.results import (
    CERTAIN_THIRD,
    LIKELY,
    MAYBE,
    VERY_LIKELY,
    Compared,
    DetectableResult,
    Judgement,
    Likeness,
    Neighbours,
    Obstacle,
    Smoothed,
    Standing,
    Trended,
    Unequal,
    Untested,
)
from ilmiotaulu.statistics.comparison import expected_false_flags
from ilmiotaulu.text import number, span, t

Numbers = tuple[tuple[str, str], ...]

_EVIDENCE = {"much_lower": "much", "much_higher": "much", "lower": "some", "higher": "some", "similar": "none"}


def compared(result: Compared, lang: str) -> Sentence:
    """How a figure stands beside its benchmark: clearly or probably larger or smaller, not told apart from chance, or
    the same.

    What was not compared says why not, and nothing else.
    """
    name = t(f"statement.benchmark.{result.benchmark}", lang)
    rule = f"compared_{result.benchmark}_{result.words}"
    if result.obstacle:
        why = t(f"statement.obstacle.{result.obstacle}", lang)
        text = t("statement.compared.not_compared", lang, benchmark=name, why=why)
        return Sentence(rule, text, ((name, why), (t("choose.year", lang), str(result.year))))
    other = f"{result.other} ({result.other_year})" if result.other_year else result.other
    text = t(f"statement.compared.{result.words}", lang, own=result.own, time=result.year, benchmark=name, other=other)
    numbers = [
        (t("statement.number.own", lang, time=result.year), result.own),
        (name, other),
        (t("statement.number.evidence", lang), t(f"statement.evidence.{_EVIDENCE[result.result]}", lang)),
    ]
    if result.probability is not None:
        numbers.append((t("statement.number.above", lang), share_words(result.probability, lang)))
    if result.n is not None:
        numbers.append((t("column.base", lang), number(result.n, 0, lang)))
    numbers.append((t("statement.number.method", lang), t(f"statement.method.{result.method}", lang)))
    return Sentence(rule, text, tuple(numbers))


def step(result: Compared, lang: str) -> Sentence | None:
    """A comparison with the country in a few words, for a table; nothing when nothing was compared."""
    if result.obstacle:
        return None
    return Sentence(f"step_{result.words}", t(f"statement.step.{result.words}", lang))


def standing_out(title: str, result: Compared, lang: str) -> Sentence | None:
    """A figure that differs from the country's clearly, also where many are looked at; `None` for all others."""
    if result.words not in ("much_lower", "much_higher"):
        return None
    side = "below" if result.way == "down" else "above"
    values = {"title": title, "value": result.own, "time": str(result.year), "country": result.other}
    return Sentence(f"stands_out_{side}", t(f"statement.stands_out_{side}", lang, **values))


def trended(result: Trended, lang: str) -> Sentence:
    """The arrow of the five newest years, then how likely the level has risen or fallen over the run of years."""
    arrow = "guarded" if result.guarded else result.result
    years, run = years_words(result.years), years_words(result.run)
    if arrow == "not_computed" and result.run:
        parts = [t("statement.trended.too_short", lang, years=run)]
    else:
        parts = [t(f"statement.trended.{arrow}", lang, years=years)]
    if result.carry_over and result.result in ("rising", "falling"):
        parts.append(t("statement.trended_too_sure", lang))
    if result.probability is not None:
        told = max(result.probability, 1 - result.probability)
        parts.append(t(f"statement.graded.{result.band}", lang, years=run, probability=share_words(told, lang)))
    if result.cut:
        year = result.run[0] if result.cut == "break" else result.run[0] - 1
        why = t(f"statement.obstacle.{result.cut}", lang)
        parts.append(t("statement.trended_cut", lang, year=year, why=why))
    numbers = [(t("statement.number.arrow", lang), t("statement.arrow_rule", lang))]
    if result.years:
        numbers.append((t("statement.number.arrow_years", lang), years))
    if result.probability is not None:
        edges = {
            name: with_unit(number(100 * edge, decimals, lang), "percent", lang)
            for name, edge, decimals in (("very", VERY_LIKELY, 1), ("likely", LIKELY, 0), ("maybe", MAYBE, 0))
        }
        dependence = "dependent" if result.carry_over else "independent"
        numbers += [
            (t("statement.number.run", lang), run),
            (t("statement.number.risen", lang), share_words(result.probability, lang)),
            (t("statement.number.bands", lang), t("statement.bands", lang, **edges)),
            (t("statement.number.dependence", lang), t(f"statement.dependence.{dependence}", lang)),
        ]
    return Sentence(f"trended_{arrow}_{result.band or 'not_computed'}", " ".join(parts), tuple(numbers))


def directed(result: Trended, lang: str) -> Sentence | None:
    """A trend in a few words, for a card or a table, with an arrow only where its way is sure; `None` of no test."""
    heading = result.heading
    if heading is None:
        return None
    is_arrow = heading in ("rising", "falling") or result.probability is None
    years = years_words(result.years if is_arrow else result.run)
    return Sentence(
        f"directed_{heading}", t(f"statement.directed.{heading}", lang, years=years), trended(result, lang).numbers
    )


def changed(own: Figure, earlier: Figure | None, untested: Untested | None, lang: str) -> Sentence | None:
    """By how much a figure differs from an earlier one, as a bare number, and why that is told as no direction.

    A figure that does not vary by chance is `untested` for no reason that must be told.
    """
    parts, numbers = [], []
    if own.value is not None and earlier is not None and earlier.value is not None:
        difference = round(own.value, own.decimals) - round(earlier.value, own.decimals)
        told = number(difference, own.decimals, lang)
        told = f"+{told}" if round(difference, own.decimals) > 0 else told
        told = t("statement.points", lang, value=told) if own.unit == "percent" else with_unit(told, own.unit, lang)
        years = span(earlier.year, own.year)
        times = f"{time_words(earlier, lang)} – {time_words(own, lang)}" if own.period else years
        parts.append(t("statement.changed", lang, times=times, difference=told))
        numbers = [(time_words(one, lang), value_words(one, lang)) for one in (earlier, own)]
    if untested:
        why = t(f"statement.obstacle.{untested.obstacle}", lang)
        why = f"{years_words(untested.years)}: {why}" if untested.years else why
        parts.append(t("statement.untested", lang, why=why))
    rule = f"changed_{untested.obstacle}" if untested else "changed"
    return Sentence(rule, " ".join(parts), tuple(numbers)) if parts else None


def standing(result: Standing, lang: str) -> Sentence:
    """The third that an area is in almost surely, with its ranks as a span; never a single rank."""
    if result.probabilities is None:
        why = t(f"statement.obstacle.{result.obstacle}", lang)
        text = t("statement.standing.not_ranked", lang, why=why)
        return Sentence("standing_not_ranked", text, ((t("choose.year", lang), str(result.year)),))
    third = result.third
    among = t(f"statement.among.{result.level}", lang, areas=result.areas)
    if third == "unclear":
        text = t("statement.standing.unclear", lang, low=result.low, high=result.high, among=among)
    else:
        ranks = among
        if result.low < result.high:
            ranks = t(f"statement.ranks.{result.level}", lang, areas=result.areas, low=result.low, high=result.high)
        likely = share_words(max(result.probabilities), lang)
        text = t(f"statement.standing.{third}", lang, probability=likely, ranks=ranks)
    if result.left_out:
        text = f"{text} {t('statement.standing_left_out', lang, count=result.left_out)}"
    thirds = zip(("lowest", "middle", "highest"), result.probabilities, strict=True)
    numbers = (
        (t("choose.year", lang), str(result.year)),
        *((t(f"statement.third.{name}", lang), share_words(one, lang)) for name, one in thirds),
        (t("statement.number.in_order", lang), str(result.areas)),
        (t("statement.number.rank_one", lang), t("statement.largest", lang)),
        (t("statement.number.rank_span", lang), t("statement.level95", lang)),
    )
    return Sentence(f"standing_{third}", text, numbers)


def ordered(results: Sequence[Standing], lang: str) -> Sentence | None:
    """How far the order of areas may be chance: in how many of them the third is told; nothing of fewer than two.

    `results` are those of the areas in the order that are ranked among the same peers.
    """
    if len(results) < 2:
        return None
    certain, peers = sum(one.third != "unclear" for one in results), results[0]
    kind = "none" if not certain else "all" if certain == len(results) else "some"
    among = t(f"statement.among.{peers.level}", lang, areas=peers.areas)
    values = {"certain": certain, "shown": len(results), "probability": share_words(CERTAIN_THIRD, lang)}
    numbers = (
        (t("choose.year", lang), str(peers.year)),
        (t("statement.number.in_order", lang), str(peers.areas)),
        (t("statement.number.certain_third", lang), f"{certain}/{len(results)}"),
        (t("statement.number.rank_one", lang), t("statement.largest", lang)),
        (t("statement.number.rank_span", lang), t("statement.level95", lang)),
    )
    return Sentence(f"ordered_{kind}", t(f"statement.ordered.{kind}", lang, among=among, **values), numbers)


def smoothed(result: Smoothed | None, own: Figure, lang: str) -> Sentence:
    """An own figure beside its level steadied by all municipalities, and how much the own data weigh in that.

    A figure that is not there or made up has no steadied level, whatever the result holds.
    """
    if obstacle := _obstacle(own, result):
        why = t(f"statement.obstacle.{obstacle}", lang)
        return Sentence("smoothed_missing", t("statement.smoothed.missing", lang, why=why))
    assert result is not None
    kind = "weighed" if result.own_weight else "common"
    interval = _limits_words((result.lower, result.upper), own.unit, own.decimals, lang)
    value = with_unit(number(result.value, own.decimals, lang), own.unit, lang)
    text = t(
        f"statement.smoothed.{kind}",
        lang,
        own=value_words(own, lang),
        time=time_words(own, lang),
        value=value,
        interval=interval,
        weight=share_words(result.own_weight, lang),
    )
    numbers = (
        (t("statement.number.own", lang, time=time_words(own, lang)), value_words(own, lang)),
        (t("statement.number.steadied", lang), value),
        (t("column.interval", lang), interval),
        *(((t("statement.number.weight", lang), share_words(result.own_weight, lang)),) if result.own_weight else ()),
        (t("statement.number.in_steadying", lang), str(result.areas)),
    )
    return Sentence(f"smoothed_{kind}", text, numbers)


def detectable(result: DetectableResult, lang: str) -> Sentence:
    """From which count on a difference could be seen at all; made of the base and the benchmark only.

    The sentence is the same whether the area's own figure is shown, hidden or not there.
    """
    kinds = {(True, True): "both", (True, False): "high", (False, True): "low", (False, False): "never"}
    kind = kinds[result.high_from is not None, result.low_to is not None]
    name = t(f"statement.benchmark.{result.benchmark}", lang)
    counts = {
        key: number(count, 0, lang) if count is not None else ""
        for key, count in (("base", result.base), ("high", result.high_from), ("low", result.low_to))
    }
    text = t(f"statement.detectable.{kind}", lang, benchmark=name, other=result.other, **counts)
    level = t("statement.level95" if result.confidence == 0.95 else "statement.level998", lang)
    numbers = (
        (t("statement.number.children", lang, year=result.year), counts["base"]),
        (name, result.other),
        (t("statement.number.confidence", lang), level),
        (t("statement.number.made_of", lang), t("statement.base_and_benchmark", lang)),
    )
    return Sentence(f"detectable_{kind}", text, numbers)


def neighbours(result: Neighbours, lang: str) -> Sentence:
    """The similar municipalities, what is alike in them and what is not, and what could not be taken into account."""
    names = ", ".join(result.names)
    parts = [t("statement.neighbours", lang, names=names) if names else t("statement.neighbours_none", lang)]
    for side in ("alike", "smaller", "larger"):
        if names and (listed := _listed([one for one in result.variables if one.side == side])):
            parts.append(t(f"statement.neighbours.{side}", lang, listed=listed))
    if result.missing:
        parts.append(t("statement.neighbours.missing", lang, listed=", ".join(result.missing)))
    if result.scarce:
        listed = ", ".join(f"{name} ({year})" for name, year in result.scarce)
        parts.append(t("statement.neighbours.scarce", lang, listed=listed))
    if names:
        parts.append(t("statement.neighbours.only", lang))
    numbers = [
        (name, t("statement.distance", lang, distance=number(distance, 2, lang)))
        for name, distance in zip(result.names, result.distances, strict=False)
    ]
    if numbers:
        numbers.append((t("statement.number.distance", lang), t("statement.distance_how", lang)))
    numbers += [(one.name, f"{one.year}: {t(f'statement.likeness.{one.side}', lang)}") for one in result.variables]
    numbers += [(name, t("statement.obstacle.missing", lang)) for name in result.missing]
    numbers += [(name, f"{year}: {t('statement.obstacle.too_few_visible', lang)}") for name, year in result.scarce]
    return Sentence("neighbours" if names else "neighbours_none", " ".join(parts), tuple(numbers))


def unequal(result: Unequal, lang: str) -> Sentence:
    """Whether a figure goes with the order of municipalities; of municipalities only, never of families."""
    index = result.index
    at = {"year": result.year, "by": result.by, "by_year": result.by_year}
    numbers: Numbers = (
        (t("statement.number.order", lang), f"{result.by} ({result.by_year})"),
        (t("statement.number.figure_year", lang), str(result.year)),
        (t("statement.number.groups", lang), str(index.groups)),
        (t("statement.number.not_families", lang), t("statement.ecological", lang)),
    )
    if not all(map(math.isfinite, (index.sii, *index.sii_limits))):
        return Sentence("unequal_not_computed", t("statement.unequal.not_computed", lang, **at), numbers)
    gap, limits = _positive(index.sii, index.sii_limits)
    interval = _limits_words(limits, "", result.decimals, lang)
    if result.unit == "percent":
        difference = t("statement.points", lang, value=number(gap, result.decimals, lang))
    else:
        difference = with_unit(number(gap, result.decimals, lang), result.unit, lang)
    ratio = _ratio(index.rii, index.rii_limits)
    excludes_one = ratio is None or ratio[1] > 1
    if limits[0] <= 0 or not excludes_one:
        numbers = ((t("statement.number.gap_interval", lang), interval), *numbers)
        return Sentence("unequal_not_told_apart", t("statement.unequal.not_told_apart", lang, **at), numbers)
    # The line runs from the most to the least deprived end: a negative slope is a larger figure at the former.
    rises = (index.sii < 0) == (result.most_deprived == "largest")
    way = "rises" if rises else "falls"
    gap_words = t("statement.unequal_gap", lang, gap=difference, interval=interval)
    parts = [t(f"statement.unequal.{way}", lang, **at), gap_words]
    numbers = (
        (t("statement.number.gap", lang), difference),
        (t("statement.number.gap_interval", lang), interval),
        *numbers,
    )
    # A ratio that rounds to "once" tells nothing.
    if ratio and round(ratio[1], 1) > 1:
        times, low, high = (number(one, 1, lang) for one in ratio)
        parts.append(t("statement.unequal_ratio", lang, ratio=times, interval=f"{low}–{high}"))
    return Sentence(f"unequal_{way}", " ".join(parts), numbers)


def false_flags(comparisons: int, lang: str) -> Sentence:
    """How many of a page's comparisons chance alone would flag, if nothing differed from anything."""
    at95, at998 = expected_false_flags(comparisons)
    if not comparisons:
        return Sentence("false_flags_none", t("statement.false_flags_none", lang))
    values = {"count": number(comparisons, 0, lang), "some": _about(at95, lang), "much": _about(at998, lang)}
    text = t("statement.false_flags", lang, **values)
    numbers = (
        (t("statement.number.comparisons", lang), values["count"]),
        (t("statement.level95", lang), values["some"]),
        (t("statement.level998", lang), values["much"]),
    )
    return Sentence("false_flags", text, numbers)


def judged(result: Compared | Trended, judgement: Judgement, lang: str) -> Sentence:
    """The sentence of a comparison or a trend, and whether it goes the way aimed at.

    That is added only where the catalogue gives a direction and the test tells a difference; else the sentence stays as
    it is.
    """
    if isinstance(result, Compared):
        said = compared(result, lang)
        kind = "change" if result.benchmark == "own_past" else "difference"
    else:
        said, kind = trended(result, lang), "change"
    if judgement.direction == "none" or result.way is None:
        return said
    aim = "wanted" if judgement.wants(result.way) else "other"
    numbers = (
        (t("statement.number.aim", lang), t(f"direction.{judgement.direction}", lang)),
        (t("column.reason", lang), judgement.reason),
    )
    text = f"{said.text} {t(f'statement.judged.{kind}_{aim}', lang)}"
    return replace(said, rule=f"{said.rule}_{aim}", text=text, numbers=said.numbers + numbers)


def share_words(share: float, lang: str) -> str:
    """A probability or a weight in whole per cent, rounded down: never nearer to certain than it is.

    `92 %`, and at the ends `yli 99 %` and `alle 1 %`.
    """
    # Rounded first, so that 0.29 × 100 is 29 and not, for the last bit's sake, 28.
    whole = math.floor(round(100 * share, 6))
    if share > 0.99:
        return t("statement.more_than", lang, share=with_unit("99", "percent", lang))
    if whole < 1:
        return t("statement.less_than", lang, share=with_unit("1", "percent", lang))
    return with_unit(str(whole), "percent", lang)


def years_words(years: Sequence[int]) -> str:
    """Years that follow each other as a span, others one by one: `2017–2021`, `2015, 2017–2020`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(span(first, last) for first, last in runs)


def _obstacle(own: Figure, result: Smoothed | None) -> Obstacle | None:
    if own.is_example:
        return "example"
    if own.status in STATUSES_OF_HIDDEN:
        return "hidden" if own.status == "hidden" else "hidden_or_zero"
    return "missing" if own.status != "ok" or own.value is None or result is None else None


def _limits_words(limits: tuple[float, float], unit: str, decimals: int, lang: str) -> str:
    low, high = (number(limit, decimals, lang) for limit in limits)
    return with_unit(f"{low}–{high}", unit, lang) if unit in MARKED_UNITS else f"{low}–{high}"


def _listed(variables: Sequence[Likeness]) -> str:
    return ", ".join(f"{one.name} ({one.year})" for one in variables)


def _positive(value: float, limits: tuple[float, float]) -> tuple[float, tuple[float, float]]:
    """A difference by its size, with its limits: told the other way round when it is negative."""
    return (value, limits) if value >= 0 else (-value, (-limits[1], -limits[0]))


def _ratio(rii: float, limits: tuple[float, float]) -> tuple[float, float, float] | None:
    """How many times the smaller end the larger one is, with limits; `None` where that has no meaning."""
    low, high = limits
    if not all(math.isfinite(one) and one > 0 for one in (rii, low, high)):
        return None
    return (rii, low, high) if rii >= 1 else (1 / rii, 1 / high, 1 / low)


def _about(expected: float, lang: str) -> str:
    return t("statement.under_one", lang) if expected < 1 else t("statement.about", lang, count=round(expected))
