"""Children of a place by single year of age and sex, beside the official projection of a published year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ilmiotaulu.charts.ages import Counts, Outlines
from ilmiotaulu.schema import STATUSES_OF_HIDDEN
from ilmiotaulu.statements import Figure, Sentence, value_words
from ilmiotaulu.text import number, t
from ilmiotaulu.views import sheet as sheets
from ilmiotaulu.views.future import OFFICIAL, projection_of
from ilmiotaulu.views.sheet import Cell, Column, Event, Sheet, within
from ilmiotaulu.views.texts import IndicatorText, Place, figure, origins

AGES = tuple(f"age_{age}" for age in range(18))
PROJECTED_AGES = tuple(projection_of(name) for name in AGES)
SEXES = ("male", "female", "total")
# Fewer ages than these have no shape to look at.
_FEWEST = len(AGES) // 2
# Schools are planned about ten years ahead.
_AHEAD = 10

# By sex, the figure of each age, the youngest first.
BySex = Mapping[str, Sequence[Figure]]


@dataclass(frozen=True)
class AgesView:
    """Boys, girls and all by single year of age, and the projection: of all, and of boys and girls where it is
    published by sex. `year` is the newest that all ages have, `ahead` the projected one, `None` without a projection.

    `lead` is what `sentence` says of the newest year and of all ages together, `more` the rest of it. `legend` says how
    the pictures of a page are read, `key` how the one picture of a slide is.
    """

    title: str
    year: int
    ahead: int | None
    boys: Counts
    girls: Counts
    together: Counts
    projected: Counts | None
    outlines: Outlines | None
    sentence: Sentence
    lead: str
    more: str
    legend: str
    key: str
    sheet: Sheet


def published_years(projections: pl.DataFrame) -> tuple[int, ...]:
    """The years of the newest official projection of single ages among a place's rows of `forecast`, ascending."""
    return tuple(_newest_made(projections)["year"].unique().sort())


def first_shown(years: Sequence[int], launch: int) -> int:
    """The published year that is shown when none is chosen: the first one ten years from the launch on, or the last."""
    return next((year for year in years if year >= launch + _AHEAD), years[-1])


def launch_of(projections: pl.DataFrame) -> int:
    """When the newest official projection of single ages was made; there must be one."""
    return int(_newest_made(projections)["launch"][0])


def _newest_made(projections: pl.DataFrame) -> pl.DataFrame:
    official = projections.filter(pl.col("method") == OFFICIAL, pl.col("indicator").is_in(PROJECTED_AGES))
    return official.filter(pl.col("launch") == pl.col("launch").max())


def ages_view(
    rows: Mapping[str, pl.DataFrame],
    projections: pl.DataFrame,
    of: Mapping[str, IndicatorText],
    place: Place,
    ahead: int | None,
    events: Sequence[Event],
    fetches: pl.DataFrame,
    lang: str,
) -> AgesView | None:
    """The ages of one place. `rows` are its observed rows by sex, `projections` its rows of `forecast` of all sexes,
    `ahead` a published year, `events` those that touch an age.

    `None` where the release has less than half of the ages. An age without a figure stays, with the reason.
    """
    yearly = {sex: rows[sex].filter(pl.col("period").is_null(), pl.col("indicator").is_in(AGES)) for sex in SEXES}
    year = _newest_year(yearly["total"])
    if year is None:
        return None
    there = {sex: yearly[sex].filter(pl.col("year") == year) for sex in SEXES}
    seen = {sex: _observed(there[sex], of, year) for sex in SEXES}
    made = _newest_made(projections).filter(pl.col("year") == pl.lit(ahead, pl.Int16))
    to_come = {sex: _projected(made.filter(pl.col("sex") == sex), year=ahead or year) for sex in SEXES}
    has_sexes = all(_known(figures) for figures in to_come.values())
    shown = ahead if _known(to_come["total"]) else None
    names = {sex: t(f"ages.seen.{sex}", lang, year=year) for sex in SEXES}
    later = {sex: t(f"ages.projected.{sex}", lang, year=shown) for sex in SEXES} if shown else {}
    sentence, lead, more = _said(seen["total"], to_come["total"] if shown else None, year, shown, place, lang)
    title = t("ages.title", lang, year=year)
    numbers = {*pl.concat(frame.select("source_fetch") for frame in there.values())["source_fetch"].drop_nulls()}
    return AgesView(
        title=title,
        year=year,
        ahead=shown,
        boys=_counts(names["male"], seen["male"], lang),
        girls=_counts(names["female"], seen["female"], lang),
        together=_counts(names["total"], seen["total"], lang),
        projected=_counts(later["total"], to_come["total"], lang) if shown else None,
        outlines=Outlines(
            later["total"],
            _counts(later["male"], to_come["male"], lang),
            _counts(later["female"], to_come["female"], lang),
        )
        if shown and has_sexes
        else None,
        sentence=sentence,
        lead=lead,
        more=more,
        legend=_legend(shown is not None, has_sexes, lang),
        key=_key(shown is not None, has_sexes, lang),
        sheet=Sheet(
            title=f"{place.name}: {title}",
            subtitle=t("csv.unit_and_time", lang, unit=t("unit.count.words", lang), time=_time(year, shown)),
            columns=_columns(names, later, has_sexes, lang),
            rows=_rows(seen, to_come, shown is not None, has_sexes, lang),
            reasons=sheets.reasons(
                [one.status for sex in SEXES for one in (*seen[sex], *_told(to_come[sex], sex, shown, has_sexes))], lang
            ),
            origins=origins(fetches, sorted(numbers | {*made["source_fetch"].drop_nulls()})),
            about=_about(of, shown is not None, lang),
            findings=(sentence,),
            events=within(events, {year, shown or year}),
        ),
    )


def _newest_year(rows: pl.DataFrame) -> int | None:
    """The newest of the years that have most ages, hidden ones included: that is all of them where none is missing."""
    told = rows.filter(pl.col("status").is_in(["ok", *STATUSES_OF_HIDDEN]))
    by_year = told.group_by("year").agg(
        ages=pl.col("indicator").n_unique(), seen=(pl.col("status").cast(pl.String) == "ok").sum()
    )
    enough = by_year.filter(pl.col("ages") >= _FEWEST, pl.col("seen") > 0).sort("ages", "year")
    return int(enough["year"][-1]) if len(enough) else None


def _observed(rows: pl.DataFrame, of: Mapping[str, IndicatorText], year: int) -> list[Figure]:
    by_name = {row["indicator"]: row for row in rows.iter_rows(named=True)}
    return [figure(by_name[name], of[name]) if name in by_name else _none(year) for name in AGES]


def _projected(rows: pl.DataFrame, year: int) -> list[Figure]:
    by_name = dict(rows.select("indicator", "value").iter_rows())
    return [
        Figure(by_name[name], "ok", "count", 0, year) if name in by_name else _none(year) for name in PROJECTED_AGES
    ]


def _none(year: int) -> Figure:
    return Figure(None, "not_available", "count", 0, year)


def _known(figures: Sequence[Figure]) -> dict[int, float]:
    """The values that are there, by age."""
    return {age: one.value for age, one in enumerate(figures) if one.status == "ok" and one.value is not None}


def _told(figures: Sequence[Figure], sex: str, shown: int | None, has_sexes: bool) -> Sequence[Figure]:
    """What the table has of a projection."""
    return figures if has_sexes or (shown and sex == "total") else ()


def _counts(name: str, figures: Sequence[Figure], lang: str) -> Counts:
    known = _known(figures)
    return Counts(name, [known.get(age) for age in range(len(figures))], [value_words(one, lang) for one in figures])


def _time(year: int, ahead: int | None) -> str:
    return f"{year} → {ahead}" if ahead else str(year)


# ---- words --------------------------------------------------------------------------------------------------


def _said(
    seen: Sequence[Figure], projected: Sequence[Figure] | None, year: int, ahead: int | None, place: Place, lang: str
) -> tuple[Sentence, str, str]:
    """Which ages have most and fewest children, now and in the projection, and how many there are in all: in a
    sentence, and that in two parts, of which the second one is about the projection alone.

    All are added up only where every age has its number, so that no sum gives a hidden one away.
    """
    newest = [t("ages.newest", lang, place=place.name, extremes=_extremes(seen, lang), year=year)]
    if missing := [(age, one) for age, one in enumerate(seen) if age not in _known(seen)]:
        listed = ", ".join(f"{age} ({value_words(one, lang)})" for age, one in missing)
        newest.append(t("ages.missing", lang, listed=listed))
    sums = [(year, _sum(seen))]
    if projected is None or ahead is None:
        later = t("future.nothing_projected", lang)
    else:
        later = t("ages.projected", lang, extremes=_extremes(projected, lang), year=ahead)
        sums.append((ahead, _sum(projected)))
    told = [(str(when), number(value, 0, lang)) for when, value in sums if value is not None]
    together = []
    if len(told) == 2:
        (_, now), (_, then) = told
        together = [t("ages.sums", lang, year=year, now=now, ahead=ahead, then=then)]
    elif told and ahead is None:
        together = [t("ages.sum", lang, year=year, now=told[0][1])]
    numbers = tuple((t("ages.all", lang, year=when), value) for when, value in told)
    return Sentence("ages", " ".join([*newest, later, *together]), numbers), " ".join([*newest, *together]), later


def _legend(is_projected: bool, has_sexes: bool, lang: str) -> str:
    """How a page's pictures are read: boys and girls, and each age beside its projection."""
    parts = ["bars", *(["outlines" if has_sexes else "no_sexes", "dots"] if is_projected else [])]
    return " ".join(t(f"ages.legend.{part}", lang) for part in parts)


def _key(is_projected: bool, has_sexes: bool, lang: str) -> str:
    """How one picture of all that is read, in which the projection is an outline."""
    parts = ["bars", *(["outlines" if has_sexes else "together"] if is_projected else [])]
    return " ".join(t(f"ages.legend.{part}", lang) for part in parts)


def _sum(figures: Sequence[Figure]) -> float | None:
    known = _known(figures)
    return sum(known.values()) if len(known) == len(figures) else None


def _extremes(figures: Sequence[Figure], lang: str) -> str:
    known = _known(figures)
    high, low = max(known.values()), min(known.values())
    if high == low:
        return t("ages.even", lang, value=number(high, 0, lang))
    return t(
        "ages.extremes",
        lang,
        most=_of_ages([age for age, value in known.items() if value == high], lang),
        most_value=number(high, 0, lang),
        fewest=_of_ages([age for age, value in known.items() if value == low], lang),
        fewest_value=number(low, 0, lang),
    )


def _of_ages(ages: Sequence[int], lang: str) -> str:
    """Children of one age, of two, or of several."""
    if len(ages) == 1:
        return t("ages.one", lang, age=ages[0])
    if len(ages) == 2:
        return t("ages.two", lang, first=ages[0], last=ages[1])
    return t("ages.several", lang, ages=", ".join(map(str, ages)))


# ---- the table ----------------------------------------------------------------------------------------------


def _columns(names: Mapping[str, str], later: Mapping[str, str], has_sexes: bool, lang: str) -> tuple[Column, ...]:
    columns = [Column(t("column.age", lang)), *(Column(names[sex], "number") for sex in SEXES)]
    columns += [Column(later[sex], "number") for sex in SEXES if later and (has_sexes or sex == "total")]
    return (*columns, Column(t("column.change_persons", lang), "number")) if later else tuple(columns)


def _rows(seen: BySex, to_come: BySex, is_projected: bool, has_sexes: bool, lang: str) -> tuple[tuple[Cell, ...], ...]:
    found = []
    for age in range(len(AGES)):
        line: list[Cell] = [str(age), *(sheets.cell(seen[sex][age], lang) for sex in SEXES)]
        if is_projected:
            line += [sheets.cell(to_come[sex][age], lang) for sex in SEXES if has_sexes or sex == "total"]
            now, then = (_known(of["total"]).get(age) for of in (seen, to_come))
            line.append(round(then - now) + 0.0 if now is not None and then is not None else None)
        found.append(tuple(line))
    return tuple(found)


def _about(of: Mapping[str, IndicatorText], is_projected: bool, lang: str) -> tuple[tuple[str, str], ...]:
    """What holds of all ages, each once: only their definitions differ, which one definition stands for."""
    definition = t("explain.definition", lang)
    names = [name for name in (*AGES, *(PROJECTED_AGES if is_projected else ())) if name in of]
    told = [pair for name in names for pair in sheets.about(of[name], lang) if pair[0] != definition]
    return ((definition, t("ages.definition", lang)), *dict.fromkeys(told))
