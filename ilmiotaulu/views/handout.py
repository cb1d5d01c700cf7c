"""A municipality on paper: what stands out, its children to come, its trends and key figures, in finished words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ilmiotaulu.charts.printed_map import Shapes
from ilmiotaulu.charts.trend import Line
from ilmiotaulu.forecast.names import BIRTHS, CHILDREN, POPULATION
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Sentence
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.future import FutureView, MeaningView
from ilmiotaulu.views.profile import ProfileRow, standing_out
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place, short_name
from ilmiotaulu.views.trend import NUMBERS_OF, lines_of

# What is drawn with its forecast.
DRAWN_AHEAD = (BIRTHS, CHILDREN)
# What there is room for.
_MOST_TRENDS = 6
_MOST_OF_A_PHENOMENON = 2
# Fewer years make no line that is worth its place.
_FEWEST_YEARS = 4
# The ways of a trend that are told as directions; weaker ones are none.
_TOLD_WAYS = ("rising", "falling", "likely_up", "likely_down", "very_likely_up", "very_likely_down")
# Figures by phenomenon, each group under its title.
Groups = tuple[tuple[str, tuple[ProfileRow, ...]], ...]


@dataclass(frozen=True)
class TrendPicture:
    """A figure through time: the place's own line first, and its row of the profile."""

    row: ProfileRow
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class FuturePicture:
    """What is known and forecast of a figure."""

    view: FutureView
    indicator: IndicatorText


@dataclass(frozen=True)
class Handout:
    """A municipality's profile as it is handed out: made-up figures are left out, hidden ones are words.

    `courses` say from which number to which those went that are drawn with their forecast. `names` are the place's own
    and those of `ProfileRow.others`; `hidden` are the titles of figures that are not told, with their times, and
    `reasons` why. `shapes` are of the map, `None` of a place without one, and `area` the codes of the municipalities of
    its county. `fetched` is the release's newest fetch.
    """

    place: Place
    county: str
    people: str
    notices: tuple[str, ...]
    findings: tuple[Sentence, ...]
    compared: tuple[str, ...]
    courses: tuple[str, ...]
    directions: tuple[str, ...]
    hidden: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    futures: tuple[FuturePicture, ...]
    meaning: MeaningView | None
    trends: tuple[TrendPicture, ...]
    names: tuple[str, ...]
    groups: Groups
    shapes: Shapes | None
    area: frozenset[str]
    origins: tuple[Origin, ...]
    release: str
    fetched: datetime


def handout(
    place: Place,
    county: str,
    beside: Sequence[Place],
    rows: Sequence[ProfileRow],
    phenomena: Sequence[PhenomenonText],
    series: pl.DataFrame,
    futures: Sequence[FuturePicture],
    meaning: MeaningView | None,
    shapes: Shapes | None,
    area: Collection[str],
    notices: Sequence[str],
    origins: Sequence[Origin],
    release: str,
    fetched: datetime,
    lang: str,
) -> Handout:
    """The profile of a place whose `rows` stand beside those of `beside`.

    `series` has the yearly rows of the place and of `beside` with their `region`; a hidden value must be null in it.
    """
    real = [row for row in rows if not row.figure.is_example]
    groups = groups_of(phenomena, real)
    shown = [row for _, group in groups for row in group]
    hidden = [row for row in shown if row.figure.status in STATUSES_OF_HIDDEN]
    told = [row for row in shown if row.change and row.change.rule.removeprefix("directed_") in _TOLD_WAYS]
    people = next((row for row in real if row.indicator.id == POPULATION and row.figure.status == "ok"), None)
    return Handout(
        place=place,
        county=county,
        people=t("pdf.people", lang, value=people.own, time=people.time) if people else "",
        notices=tuple(notices),
        findings=standing_out(real, lang),
        compared=tuple(row.indicator.title for row in real if row.beside),
        courses=tuple(course for one in futures if (course := _course(one, lang))),
        directions=tuple(f"{row.indicator.title}: {row.change.text}" for row in told if row.change),
        hidden=tuple(f"{row.indicator.title} ({row.time})" for row in hidden),
        reasons=sheets.reasons([row.figure.status for row in hidden], lang),
        futures=tuple(futures),
        meaning=meaning,
        trends=_trends(groups, DRAWN_AHEAD, series, [place, *beside], lang),
        names=(place.name, *(short_name(other, lang) for other in beside)),
        groups=groups,
        shapes=shapes,
        area=frozenset(area),
        origins=tuple(origins),
        release=release,
        fetched=fetched,
    )


def _course(picture: FuturePicture, lang: str) -> str:
    """The first known number and the newest, each with its year; nothing of too few years, or of what has changed its
    meaning between them.
    """
    seen, entry = picture.view.observed, picture.indicator
    known = [(year, value) for year, value in zip(seen.years, seen.values, strict=True) if value is not None]
    if len(known) < _FEWEST_YEARS or entry.breaks:
        return ""
    first, last = (f"{number(value, entry.decimals, lang)} ({year})" for year, value in (known[0], known[-1]))
    return f"{entry.title}: {first} → {last}."


def groups_of(phenomena: Sequence[PhenomenonText], rows: Sequence[ProfileRow]) -> Groups:
    """The figures that are there or hidden by phenomenon, key figure first. Each stands once: where it is the key
    figure, or else in the first phenomenon. A phenomenon without figures is left out.
    """
    by_id = {row.indicator.id: row for row in rows if row.figure.status in ("ok", *STATUSES_OF_HIDDEN)}
    homes = {name: phenomenon.id for phenomenon in reversed(phenomena) for name, _ in phenomenon.roles}
    homes |= {phenomenon.roles[0][0]: phenomenon.id for phenomenon in reversed(phenomena) if phenomenon.roles}
    groups = []
    for phenomenon in phenomena:
        at_home = [name for name, _ in phenomenon.roles if homes[name] == phenomenon.id]
        if mine := tuple(by_id[name] for name in at_home if name in by_id):
            groups.append((phenomenon.title, mine))
    return tuple(groups)


def _trends(
    groups: Groups, drawn: Collection[str], series: pl.DataFrame, shown: Sequence[Place], lang: str
) -> tuple[TrendPicture, ...]:
    """The figures that are worth a picture: comparable ones with enough years, a few of each phenomenon; key figures
    and those with an interval first, and last those of a phenomenon that has other pictures, which are `drawn`.
    """
    yearly = series.filter(pl.col("period").is_null())
    there = yearly.filter(pl.col("value").is_not_null(), region=shown[0].code)
    years = dict(there.group_by("indicator").len().iter_rows())
    wanted = []
    for _, rows in groups:
        is_seen = any(row.indicator.id in drawn for row in rows)
        ranked = [
            ((is_seen, row is not rows[0], not row.interval), row)
            for row in rows
            if row.indicator.unit not in NUMBERS_OF and years.get(row.indicator.id, 0) >= _FEWEST_YEARS
        ]
        wanted += sorted(ranked, key=_rank)[:_MOST_OF_A_PHENOMENON]
    chosen = [row for _, row in sorted(wanted, key=_rank)[:_MOST_TRENDS]]
    # A row of three that is not full would look as if something were missing.
    chosen = chosen[: len(chosen) // 3 * 3 or len(chosen)]
    return tuple(TrendPicture(row, lines_of(yearly.filter(indicator=row.indicator.id), shown, lang)) for row in chosen)


def _rank(wanted: tuple[tuple[bool, bool, bool], ProfileRow]) -> tuple[bool, bool, bool]:
    return wanted[0]
