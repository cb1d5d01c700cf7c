"""The months of a family centre, or of all of an area together: a line, the months of years side by side, a card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ilmiotaulu.charts.months import Month
from ilmiotaulu.local.templates import Template
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Sentence
from ilmiotaulu.statements import centres as said
from ilmiotaulu.statistics.seasons import seasons
from ilmiotaulu.text import month, month_name, number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.centres import Centre, option
from ilmiotaulu.views.classes import class_limits
from ilmiotaulu.views.sheet import Cell, Column, Sheet
from ilmiotaulu.views.texts import Origin, Place, origins

USE = "family_centre_use"
VISITS = "visits"
# Measures that a card tells beside visits.
_BESIDE_VISITS = ("group_participants", "consultations", "drop_in")
_MONTHS_OF_A_YEAR = 12
_MOST_YEARS = 6


@dataclass(frozen=True)
class MonthsView:
    """A measure month by month: what to say of it, the line, and the months of years side by side as a table.

    The first of the table's findings is of the newest month, where one can be told; the last of the seasons.
    """

    title: str
    months: tuple[Month, ...]
    sheet: Sheet

    @property
    def can_be_drawn(self) -> bool:
        """Whether there are at least two months to draw."""
        return sum(one.value is not None for one in self.months) > 1


def measures(rows: pl.DataFrame, template: Template, lang: str) -> dict[str, str]:
    """The measures that some month has, in the order of the template, by their titles."""
    there = set(rows["measure"])
    return {one.id: one.title.in_language(lang) for one in template.columns if one.id in there}


def every_measure(template: Template, lang: str) -> dict[str, str]:
    """The measures that a place can have, in the order of the template, by their titles."""
    return {one.id: one.title.in_language(lang) for one in template.columns if one.kind in ("count", "number")}


def no_year(rows: pl.DataFrame, lang: str) -> str:
    """Why the newest year of some months has no yearly figure; nothing where there are no months."""
    if rows.is_empty():
        return ""
    periods = rows["month"].unique()
    year = str(periods.max())[:4]
    count = int(periods.str.starts_with(year).sum())
    key = "centres.no_year" if count < _MONTHS_OF_A_YEAR else "centres.no_year_places"
    return t(key, lang, year=year, count=count)


def months_view(
    rows: pl.DataFrame,
    measure: str,
    title: str,
    place: str,
    fetches: pl.DataFrame,
    lang: str,
    reporting: pl.DataFrame | None = None,
) -> MonthsView | None:
    """A measure of a place or an area month by month; `rows` are those of all measures there. `None` without rows.

    Every month from the first to the last is there: one without a row has no value, and is no zero. Of an area
    `reporting` says whose months it is the sum of: only sums of the same places are held against each other.
    """
    mine = rows.filter(measure=measure).sort("month")
    if mine.is_empty():
        return None
    by_month = {row["month"]: row for row in mine.iter_rows(named=True)}
    is_example = bool(mine["is_example"].any())
    periods = _every_month(mine["month"][0], mine["month"][-1])
    values = {period: row["value"] for period, row in by_month.items() if row["status"] == "ok"}
    statuses = {period: by_month[period]["status"] if period in by_month else "not_available" for period in periods}
    months = tuple(
        Month(
            period,
            values.get(period),
            _words(period, values.get(period), statuses[period], lang),
            statuses[period] in STATUSES_OF_HIDDEN,
        )
        for period in periods
    )
    alike = _alike(reporting, measure)
    shape = seasons(_of_steady_years(values, alike))
    findings = [_newest(values, alike, place, title, is_example, lang), said.seasonal(shape, is_example, lang)]
    heading = t("centres.months_of", lang, title=title, place=place)
    return MonthsView(
        title=heading,
        months=months,
        sheet=_years_beside_each_other(
            heading, values, statuses, origins(fetches, sorted(set(mine["source_fetch"]))), findings, lang
        ),
    )


def _every_month(first: str, last: str) -> list[str]:
    begin, end = (int(period[:4]) * _MONTHS_OF_A_YEAR + int(period[5:]) - 1 for period in (first, last))
    return [f"{at // _MONTHS_OF_A_YEAR}-{at % _MONTHS_OF_A_YEAR + 1:02}" for at in range(begin, end + 1)]


def _words(period: str, value: float | None, status: str, lang: str) -> str:
    told = t(f"status.{status}.short", lang) if value is None else number(value, 0, lang)
    return f"{month(period, lang)}: {told}"


def _alike(reporting: pl.DataFrame | None, measure: str) -> dict[str, tuple[str, ...]]:
    """The places that each month is the sum of; none where there is nothing to sum."""
    if reporting is None:
        return {}
    return {
        period: tuple(names) for period, names in reporting.filter(measure=measure).select("month", "places").rows()
    }


def _of_steady_years(values: Mapping[str, float], alike: Mapping[str, tuple[str, ...]]) -> dict[tuple[int, int], float]:
    """The months of years in which the same places have reported all along."""
    places_of: dict[str, set[tuple[str, ...]]] = {}
    for period in values:
        places_of.setdefault(period[:4], set()).add(alike.get(period, ()))
    return {
        (int(period[:4]), int(period[5:])): value for period, value in values.items() if len(places_of[period[:4]]) == 1
    }


def _newest(
    values: Mapping[str, float],
    alike: Mapping[str, tuple[str, ...]],
    place: str,
    title: str,
    is_example: bool,
    lang: str,
) -> Sentence | None:
    if not values:
        return None
    newest = max(values)
    year_before = f"{int(newest[:4]) - 1}{newest[4:]}"
    before = values.get(year_before) if alike.get(year_before) == alike.get(newest) else None
    return said.newest_month(place, title, (newest, values[newest]), before, is_example, lang)


def _years_beside_each_other(
    title: str,
    values: Mapping[str, float],
    statuses: Mapping[str, str],
    told_by: tuple[Origin, ...],
    findings: Sequence[Sentence | None],
    lang: str,
) -> Sheet:
    """A row for each month of the year, a column for each of the newest years, shaded from few to many."""
    years = sorted({period[:4] for period in statuses})[-_MOST_YEARS:]
    shown = {period: value for period, value in values.items() if period[:4] in years}
    limits = class_limits(list(shown.values()), 0)

    def cell(period: str) -> Cell:
        status = statuses.get(period)
        if status is None:
            return None
        return shown[period] if period in shown else t(f"status.{status}.short", lang)

    def shade(period: str) -> int | None:
        if period not in shown:
            return None
        return next(index for index, (_, high) in enumerate(limits) if round(shown[period]) <= high)

    periods = [[f"{year}-{number_of:02}" for year in years] for number_of in range(1, _MONTHS_OF_A_YEAR + 1)]
    names = [month_name(number_of, lang) for number_of in range(1, _MONTHS_OF_A_YEAR + 1)]
    return Sheet(
        title=title,
        subtitle=t(
            "csv.unit_and_time",
            lang,
            unit=t("centres.a_month", lang),
            time="–".join(dict.fromkeys([years[0], years[-1]])),
        ),
        columns=(Column(t("column.month", lang)), *(Column(year, "number") for year in years)),
        rows=tuple((name, *map(cell, line)) for name, line in zip(names, periods, strict=True)),
        reasons=sheets.reasons([statuses[period] for line in periods for period in line if period in statuses], lang),
        origins=told_by,
        about=((t("explain.caveat", lang), t("centres.use_and_supply", lang)),),
        findings=tuple(one for one in findings if one),
        shades=tuple((None, *map(shade, line)) for line in periods),
    )


@dataclass(frozen=True)
class CardView:
    """A place on a card: what is known of it and of its use, label and words, and its visits month by month."""

    name: str
    about: tuple[tuple[str, str], ...]
    use: tuple[tuple[str, str], ...]
    visits: MonthsView | None
    origins: tuple[Origin, ...]
    is_example: bool

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """All that is known of it."""
        return self.about + self.use


def card_view(
    one: Centre,
    rows: pl.DataFrame,
    municipality: Place,
    list_template: Template,
    use_template: Template,
    fetches: pl.DataFrame,
    lang: str,
) -> CardView:
    """What is known of a place; `rows` are its months of all measures.

    Means are of the months of the newest twelve that can be told; others beside visits are told by a hundred visits
    of the months in which both can be told.
    """
    titles = {column.id: column.title.in_language(lang) for column in list_template.columns}
    about = [
        (titles["kind"], option(list_template, "kind", one.kind, lang)),
        (titles["run_by"], option(list_template, "run_by", one.run_by, lang)),
        (titles["municipality"], municipality.name),
        (titles["opening_hours"], one.opening_hours),
        (titles["opened"], str(one.opened or "")),
        (titles["closed"], str(one.closed or "")),
    ]
    title = use_template.column(VISITS).title.in_language(lang)
    return CardView(
        name=one.name,
        about=tuple((label, words) for label, words in about if words),
        use=tuple(_use(rows, use_template, lang)),
        visits=months_view(rows, VISITS, title, one.name, fetches, lang),
        origins=origins(fetches, sorted({one.source_fetch, *rows["source_fetch"]})),
        is_example=one.is_example,
    )


def _use(rows: pl.DataFrame, template: Template, lang: str) -> list[tuple[str, str]]:
    visits = rows.filter(measure=VISITS).sort("month")
    if visits.is_empty():
        return []
    first, last = visits["month"][0], visits["month"][-1]
    hidden = visits.filter(pl.col("status").is_in(STATUSES_OF_HIDDEN)).height
    known = t("centres.card.known", lang, first=month(first, lang), last=month(last, lang), count=visits.height)
    told = f"{known} {t('centres.card.hidden', lang, count=hidden)}" if hidden else known
    newest = _every_month(first, last)[-_MONTHS_OF_A_YEAR:]
    by_measure = {
        name: dict(
            rows.filter(pl.col("month").is_in(newest), measure=name, status="ok").select("month", "value").iter_rows()
        )
        for name in (VISITS, *_BESIDE_VISITS)
    }
    facts = [(t("centres.card.months", lang), told)]
    of_visits = by_measure[VISITS]
    if of_visits:
        mean = number(sum(of_visits.values()) / len(of_visits), 0, lang)
        words = t("centres.card.mean", lang, value=mean, count=len(of_visits), last=month(max(of_visits), lang))
        facts.append((t("centres.card.visits", lang), words))
    for name in _BESIDE_VISITS:
        both = by_measure[name].keys() & of_visits.keys()
        visits_of_both = sum(of_visits[period] for period in both)
        if visits_of_both:
            share = 100 * sum(by_measure[name][period] for period in both) / visits_of_both
            label = t("centres.card.per_100", lang, title=template.column(name).title.in_language(lang))
            facts.append((label, number(share, 0, lang)))
    return facts
