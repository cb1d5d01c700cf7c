"""What may come, worked out once at publication, and how such forecasts have fared: the tables `forecast`, `backtest`.

Births by the births model, children by single year of age and by age group with Hamilton-Perry, services by a damped
trend. Every forecast goes to people beside its track record; where last value was as good, last value is what is given.
Only published, visible yearly figures of both sexes together take part, and no examples: a hidden count teaches nothing
and is forecast nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ilmiotaulu.forecast.backtest import (
    Track,
    Tracks,
    coverage,
    known_by,
    launch_years,
    measures,
    noise_floor,
    rolled,
    rolled_births,
    rolled_children,
    shown_method,
    spread_at_launch,
)
from ilmiotaulu.forecast.births import Levels, births_forecast, levels_of
from ilmiotaulu.forecast.children import AGE_GROUPS, AGES, by_age_group, children_forecast
from ilmiotaulu.forecast.intervals import (
    CONFIDENCES,
    SIZE_CLASS_NAMES,
    Kind,
    error_spread,
    is_within,
    prediction_limits,
    size_class,
)
from ilmiotaulu.forecast.names import BIRTHS, FIRST_GRADERS, LAST_VALUE, POPULATION, of_ages
from ilmiotaulu.forecast.series import Method, Values, Years, damped_trend, last_value, linear_trend, mean_of_latest
from ilmiotaulu.schema import Backtest, Forecast, polars_schema
from pipelines.evidence.figures import yearly

HORIZONS: Final = np.arange(1, 16)
# Launches before it teach the intervals, and are not told: methods are measured on the same years everywhere.
FIRST_MEASURED: Final = 2000
OTHERS: Final[dict[str, Method]] = {"mean_of_3_years": mean_of_latest(3), "linear_trend": linear_trend(10)}
_MEASURES: Final = ("cases", "zeros", "mape", "mdape", "wape", "malpe")
# Fewer years than these make no track record.
_FEWEST_YEARS: Final = 12
_YEARS_OF_RATIO: Final = 5


@dataclass(frozen=True)
class Areas:
    """The areas of a level in the order of the arrays, the name of each group of areas, and each one's group."""

    codes: Sequence[str]
    groups: Sequence[str]
    now: NDArray[np.int_]  # (areas,)
    at_launch: NDArray[np.int_]  # (launches, areas)


@dataclass(frozen=True)
class Subject:
    """One indicator on one level: what is known, what is forecast from the last year, and the tracks of methods."""

    indicator: str
    method: str
    kind: Kind
    known: Values  # (areas, years)
    years: Years
    forecast: Values  # (areas, horizons)
    track: Track
    unit: Values  # (areas,): what one of what is forecast is in the indicator's unit


def forecast_tables(
    observations: pl.DataFrame, services: Sequence[str], regions: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The rows of `forecast` that are our own, and the table `backtest`, from the observations of a release.

    `services` are the indicators whose counts of people are forecast besides births and children. The same
    observations give the same tables, bit for bit, in whatever order their rows are.
    """
    shown = yearly(observations).filter(status="ok")
    places = _Places(regions)
    population = places.matrix(shown, POPULATION)
    forecasts, tests = [pl.DataFrame(schema=polars_schema(Forecast))], [pl.DataFrame(schema=polars_schema(Backtest))]
    for subject, level in _subjects(shown, services, places):
        future, test = _rows(subject, places.areas(level, population, subject.track.launches))
        forecasts.append(future)
        tests.append(test)
    return {
        "forecast": pl.concat(forecasts).sort("indicator", "region", "year"),
        "backtest": pl.concat(tests).sort("indicator", "group", "method", "horizon"),
    }


class _Places:
    """The division as rows of arrays: municipalities with the row of the county of each, counties, the country."""

    def __init__(self, regions: pl.DataFrame) -> None:
        def of(level: str) -> pl.DataFrame:
            return regions.filter(pl.col("level") == level).sort("code")

        counties = of("county")["code"].to_list()
        municipalities = of("municipality").filter(pl.col("county").is_in(counties))
        row = {code: number for number, code in enumerate(counties)}
        self.county = np.array([row[code] for code in municipalities["county"]], dtype=int)
        self.codes: tuple[list[str], ...] = (
            municipalities["code"].to_list(),
            counties,
            of("country")["code"].to_list(),
        )

    def matrix(self, shown: pl.DataFrame, indicator: str, column: str = "value") -> tuple[Levels, Years]:
        """The figures of an indicator on three levels, each (areas, years), NaN: none; and the years there are."""
        rows = shown.filter(pl.col("indicator") == indicator, pl.col(column).is_not_null())
        years = np.array(sorted(set(rows["year"].to_list())), dtype=int)
        return Levels(*(matrix(rows, codes, years, column) for codes in self.codes)), years

    def areas(self, level: int, population: tuple[Levels, Years], launches: Years) -> Areas:
        """The areas of a level: municipalities in size classes of each day, counties together, the country alone."""
        codes = self.codes[level]
        if level:
            alone = np.zeros(len(codes), dtype=int)
            name = "counties" if level == 1 else codes[0]
            return Areas(codes, [name], alone, np.zeros((len(launches), len(codes)), dtype=int))
        people, years = population[0].municipality, population[1]
        if not len(years):
            return Areas(codes, SIZE_CLASS_NAMES, np.full(len(codes), -1), np.full((len(launches), len(codes)), -1))
        # Before the first known population an area counts as what it was then.
        earliest = known_by(people, years, np.maximum(launches, years[0]))
        return Areas(codes, SIZE_CLASS_NAMES, size_class(known_by(people, years, years[-1:])[0]), size_class(earliest))


def matrix(rows: pl.DataFrame, codes: Sequence[str], years: Years, column: str = "value") -> Values:
    """The figures of one indicator (areas, years), NaN: none; `rows` has no other years than `years`, ascending."""
    place = {code: number for number, code in enumerate(codes)}
    mine = rows.filter(pl.col("region").is_in(codes))
    values = np.full((len(codes), len(years)), np.nan)
    at = [place[code] for code in mine["region"].to_list()]
    values[at, np.searchsorted(years, mine["year"].to_numpy())] = mine[column].to_numpy()
    return values


def _subjects(shown: pl.DataFrame, services: Sequence[str], places: _Places) -> list[tuple[Subject, int]]:
    """Everything that is forecast, with the number of its level."""
    return [*_births(shown, places), *_children(shown, places), *_services(shown, services, places)]


def _births(shown: pl.DataFrame, places: _Places) -> list[tuple[Subject, int]]:
    known, years = places.matrix(shown, BIRTHS)
    if len(years) < _FEWEST_YEARS:
        return []
    values = known.municipality
    launches = launch_years(values, years)
    tracks = rolled_births(values, places.county, years, launches, HORIZONS)
    future = births_forecast(values, places.county, years, HORIZONS)
    return _on_levels(BIRTHS, "births", "events", levels_of(values, places.county), years, future, tracks)


def _children(shown: pl.DataFrame, places: _Places) -> list[tuple[Subject, int]]:
    by_age = [places.matrix(shown, f"age_{age}") for age in range(AGES)]
    years = np.array(sorted(set.intersection(*(set(map(int, one)) for _, one in by_age))), dtype=int)
    if len(years) < _FEWEST_YEARS:
        return []
    counts = np.stack([known.municipality[:, np.isin(all_years, years)] for known, all_years in by_age], axis=1)
    launches = launch_years(counts[:, 0], years)
    births = _unborn(shown, places, counts[:, 0], years)
    future = children_forecast(counts, births, places.county, years)
    tracks = rolled_children(counts, places.county, years, launches, int(HORIZONS[-1]))
    known_of, future_of = by_age_group(counts), [by_age_group(level) for level in future]
    made = []
    for group in AGE_GROUPS:
        known = levels_of(known_of[group], places.county)
        mine = Levels(*(level[group] for level in future_of))
        made += _on_levels(of_ages(group), "hamilton_perry", "stock", known, years, mine, tracks[group])
    return made


def _unborn(shown: pl.DataFrame, places: _Places, youngest: Values, years: Years) -> Levels:
    """Those aged 0 in the years after the launch: from live births, which are known for later years, where there are.

    In a year without a figure they are forecast from the newest year before it that has one. Live births become
    children aged 0 at the end of the year by the country's own ratio of the newest years that have both.
    """
    live, live_years = places.matrix(shown, BIRTHS)
    launch = int(years[-1])
    if not len(live_years) or live_years[-1] <= launch or len(live_years[live_years <= launch]) < _FEWEST_YEARS:
        return births_forecast(youngest, places.county, years, HORIZONS)
    born = levels_of(live.municipality, places.county)
    both = [year for year in live_years if year in years][-_YEARS_OF_RATIO:]
    ratio = youngest[:, np.isin(years, both)].sum() / born.country[:, np.isin(live_years, both)].sum()
    columns = []
    for year in launch + HORIZONS:
        if year in live_years:
            columns.append(Levels(*(level[:, live_years == year] for level in born)))
        else:
            until = live_years <= year
            ahead = np.array([year - live_years[until][-1]])
            columns.append(births_forecast(live.municipality[:, until], places.county, live_years[until], ahead))
    return Levels(*(ratio * np.concatenate(level, axis=1) for level in zip(*columns, strict=True)))


def _services(shown: pl.DataFrame, names: Sequence[str], places: _Places) -> list[tuple[Subject, int]]:
    """Services whose counts of people are known for enough years; each level by itself: hidden cells have no sum."""
    made = []
    for name in sorted(names):
        known, years = places.matrix(shown, name, "count")
        if len(years) < _FEWEST_YEARS:
            continue
        future = Levels(*(damped_trend(counts, years, HORIZONS) for counts in known))
        tracks = Tracks(
            *(rolled(damped_trend, counts, years, launch_years(counts, years), HORIZONS) for counts in known)
        )
        values, _ = places.matrix(shown, name)
        made += _on_levels(name, "damped_trend", "events", known, years, future, tracks, _units(known, values))
    return made


def _units(counts: Levels, values: Levels) -> Levels:
    """What one person is in the indicator's unit in the last year; NaN where that cannot be told."""
    pairs = ((people[:, -1], shares[:, -1]) for people, shares in zip(counts, values, strict=True))
    return Levels(
        *(np.divide(share, count, out=np.full(len(count), np.nan), where=count > 0) for count, share in pairs)
    )


def _on_levels(
    indicator: str,
    method: str,
    kind: Kind,
    known: Levels,
    years: Years,
    future: Levels,
    tracks: Tracks,
    units: Levels | None = None,
) -> list[tuple[Subject, int]]:
    """A subject a level; without `units` one of what is forecast is one in the indicator's unit."""
    ones = units or Levels(*(np.ones(len(values)) for values in known))
    return [
        (Subject(indicator, method, kind, *one), level)
        for level, one in enumerate(zip(known, (years,) * len(known), future, tracks, ones, strict=True))
    ]


def _rows(subject: Subject, areas: Areas) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The forecasts of a subject, by which method each, and the record of all methods."""
    launches, horizons = subject.track.launches, subject.track.horizons
    naive = {LAST_VALUE: last_value, **OTHERS}
    tracks = {subject.method: subject.track} | {
        name: rolled(method, subject.known, subject.years, launches, horizons) for name, method in naive.items()
    }
    # Where the value of the launch year is missing or hidden, nothing was forecast.
    was_known = np.isfinite(subject.known[:, np.isin(subject.years, launches)]).T
    classes = np.where(was_known, areas.at_launch, -1)
    measured = np.where((launches >= FIRST_MEASURED)[:, None], classes, -1)
    if measured.max(initial=-1) < 0:  # nothing was ever tried, so nothing is forecast
        return pl.DataFrame(schema=polars_schema(Forecast)), pl.DataFrame(schema=polars_schema(Backtest))
    is_model = _is_model_shown(tracks[subject.method], tracks[LAST_VALUE], measured, len(areas.groups))
    held = {name: _held(tracks[name], measured, subject.kind) for name in (subject.method, LAST_VALUE)}
    records = [
        _record(subject, groups, tracks, held, is_shown)
        for groups, is_shown in _groupings(areas, measured, is_model, is_told_alone=not _is_one_age(subject.indicator))
    ]
    return _futures(subject, areas, tracks, classes, is_model), pl.concat(records)


def _held(track: Track, classes: NDArray[np.int_], kind: Kind) -> Values:
    """Whether the limits of each launch have held, (confidences, launches, areas, horizons)."""
    spread = spread_at_launch(track, classes, CONFIDENCES, kind)
    return is_within(track.outcome, track.forecast, spread, CONFIDENCES, kind)


def _is_model_shown(model: Track, last: Track, classes: NDArray[np.int_], groups: int) -> NDArray[np.bool_]:
    """Where the model is shown, (groups, horizons)."""
    own, naive = (measures(track.forecast, track.outcome, classes) for track in (model, last))
    wins = shown_method(own, naive) == "model"
    return np.concatenate([wins, np.zeros((groups - len(wins), wins.shape[1]), dtype=bool)])


def _is_one_age(indicator: str) -> bool:
    """Whether it is a single year of age, which single areas have no record of: theirs is that of the age groups."""
    return indicator.startswith("age_") and indicator != FIRST_GRADERS


class _Groups(NamedTuple):
    """Names of groups, and to which of them each launch of each area belongs (launches, areas), -1: to none."""

    names: Sequence[str]
    of: NDArray[np.int_]


def _groupings(
    areas: Areas, measured: NDArray[np.int_], is_model: NDArray[np.bool_], *, is_told_alone: bool
) -> Iterator[tuple[_Groups, NDArray[np.bool_] | None]]:
    """The ways in which areas are looked at together, and alone; with where each shows the model, if any is shown."""
    is_any = measured >= 0
    yield _Groups(areas.groups, measured), is_model
    if len(areas.groups) > 1:
        yield _Groups(["municipalities"], np.where(is_any, 0, -1)), None
    if is_told_alone and list(areas.groups) != list(areas.codes):
        alone = np.where(is_any, np.arange(len(areas.codes)), -1)
        yield _Groups(areas.codes, alone), is_model[np.maximum(areas.now, 0)]


def _record(
    subject: Subject,
    groups: _Groups,
    tracks: Mapping[str, Track],
    held: Mapping[str, Values],
    is_shown: NDArray[np.bool_] | None,
) -> pl.DataFrame:
    """The measures of every method in every group that has an outcome, one row a horizon."""
    parts = [pl.DataFrame(schema=polars_schema(Backtest))]
    floors = _noise_floors(subject, groups)
    for name, track in tracks.items():
        one = measures(track.forecast, track.outcome, groups.of)
        size = one.cases.shape
        nothing = np.full(size, np.nan)
        covered = {share: nothing for share in CONFIDENCES}
        shown = np.zeros(size, dtype=bool)
        if name in held:
            covered = {share: coverage(one, groups.of) for share, one in zip(CONFIDENCES, held[name], strict=True)}
            if is_shown is not None:
                shown = (is_shown if name == subject.method else ~is_shown)[: size[0]]
        launches = track.launches[(groups.of >= 0).any(axis=1)]
        columns = {
            "group": np.repeat(groups.names[: size[0]], size[1]),
            "horizon": np.tile(track.horizons, size[0]),
            "first_launch": np.full(size, launches.min(initial=9999)).ravel(),
            "last_launch": np.tile(np.minimum(launches.max(initial=0), subject.years[-1] - track.horizons), size[0]),
            **{measure: getattr(one, measure).ravel() for measure in _MEASURES},
            **{f"coverage{share:.0%}".rstrip("%"): values.ravel() for share, values in covered.items()},
            "noise_floor": np.repeat(floors, size[1]),
            "is_shown": shown.ravel(),
        }
        named = pl.DataFrame(columns, nan_to_null=True).with_columns(
            indicator=pl.lit(subject.indicator), method=pl.lit(name)
        )
        parts.append(
            named.filter(pl.col("cases") > 0)
            .cast(dict(polars_schema(Backtest)))
            .select(polars_schema(Backtest).names())
        )
    return pl.concat(parts)


def _noise_floors(subject: Subject, groups: _Groups) -> Values:
    """Of each group the mean of what chance alone leaves of its areas, (groups,); NaN for others than events."""
    number = int(groups.of.max(initial=-1)) + 1
    if subject.kind != "events":
        return np.full(number, np.nan)
    since = subject.known[:, subject.years >= FIRST_MEASURED]
    has = np.isfinite(since)
    mean = np.divide(
        np.where(has, since, 0.0).sum(axis=1), has.sum(axis=1), out=np.full(len(since), np.nan), where=has.any(axis=1)
    )
    floor = np.broadcast_to(noise_floor(mean), groups.of.shape)
    of_groups = [floor[(groups.of == group) & np.isfinite(floor)] for group in range(number)]
    return np.array([float(floors.mean()) if len(floors) else np.nan for floors in of_groups])


def _futures(
    subject: Subject,
    areas: Areas,
    tracks: Mapping[str, Track],
    classes: NDArray[np.int_],
    is_model: NDArray[np.bool_],
) -> pl.DataFrame:
    """What is shown of the future of every area whose last year is known, with its limits."""
    launch, horizons = int(subject.years[-1]), subject.track.horizons
    is_known = np.isfinite(subject.known[:, -1]) & (areas.now >= 0)
    group = np.where(is_known, areas.now, 0)
    is_own = is_model[group]
    own, naive = (_spread(tracks[name], areas, classes, launch, subject.kind) for name in (subject.method, LAST_VALUE))
    spread = np.where(is_own, own[:, group], naive[:, group])
    value = np.where(is_own, subject.forecast, last_value(subject.known, subject.years, horizons))
    columns = {"value": value}
    for share, of_share in zip(CONFIDENCES, spread, strict=True):
        limits = prediction_limits(value, of_share, share, subject.kind)
        columns |= {f"{side}{share * 100:.0f}": limit for side, limit in zip(("lower", "upper"), limits, strict=True)}
    unit = np.where(is_known, subject.unit, np.nan)[:, None]
    schema = polars_schema(Forecast)
    return (
        pl.DataFrame(
            {
                "region": np.repeat(areas.codes, len(horizons)),
                "year": np.tile(launch + horizons, len(areas.codes)),
                "method": np.where(is_own, subject.method, LAST_VALUE).ravel(),
                **{name: (values * unit).ravel() for name, values in columns.items()},
            },
            nan_to_null=True,
        )
        .filter(pl.col("value").is_not_null())
        .with_columns(
            indicator=pl.lit(subject.indicator),
            sex=pl.lit("total"),
            launch=pl.lit(launch),
            scenario=pl.lit("expected"),
            source_fetch=None,
        )
        .cast(dict(schema))
        .select(schema.names())
    )


def _spread(track: Track, areas: Areas, classes: NDArray[np.int_], launch: int, kind: Kind) -> Values:
    """How far errors spread in each group of today, (confidences, groups, horizons), as was known by the launch."""
    forecast = np.where(classes[..., None] >= 0, track.forecast, 0.0)
    known = error_spread(forecast, track.known_at(launch), areas.now, CONFIDENCES, kind)
    spread = np.full((len(CONFIDENCES), len(areas.groups), len(track.horizons)), np.nan)
    spread[:, : known.shape[1]] = known
    return spread
