"""The tables of a snapshot, typed: what a release promises to everyone who reads it.

Column meanings are those of `docs/tables.md`. Every function that makes one of these tables returns it validated.
"""

from functools import cache
from typing import Literal, get_args

import dataframely as dy
import polars as pl

Level = Literal["country", "county", "region", "municipality"]
Sex = Literal["total", "male", "female"]
Status = Literal["ok", "hidden", "hidden_or_zero", "not_available", "not_published", "not_collected", "not_applicable"]
Flag = Literal["break", "provisional", "estimated", "derived", "example"]
Severity = Literal["stop", "review"]
ComparisonResult = Literal["much_lower", "lower", "similar", "higher", "much_higher", "not_compared"]
Benchmark = Literal["country", "county_rest", "neighbours", "past"]

LEVELS: tuple[Level, ...] = get_args(Level)
SEXES: tuple[Sex, ...] = get_args(Sex)
STATUSES: tuple[Status, ...] = get_args(Status)
STATUSES_OF_HIDDEN: tuple[Status, ...] = ("hidden", "hidden_or_zero")
FLAGS: tuple[Flag, ...] = get_args(Flag)
RESULTS: tuple[ComparisonResult, ...] = get_args(ComparisonResult)
BENCHMARKS: tuple[Benchmark, ...] = get_args(Benchmark)

OBSERVATION_KEY = ("indicator", "region", "year", "period", "sex")
# Kinds of caveats whose years cannot be compared with those before.
BREAKING_CAVEATS = ("level_change", "series_break")
# Within how many kilometres of a place children are counted.
REACH_KM = (5, 10, 20)
INTERVAL_COLUMNS = ("lower95", "upper95", "lower998", "upper998")


class Region(dy.Schema):
    """A place of the division in force, its centre point and its place in the tile grid."""

    code = dy.String(primary_key=True, regex=r"^(FI|HVA\d{2}|MK\d{2}|KU\d{3})$")
    level = dy.Enum(list(LEVELS))
    name_fi = dy.String()
    name_sv = dy.String()
    name_en = dy.String()
    county = dy.String(nullable=True)
    region = dy.String(nullable=True)
    longitude = dy.Float64(nullable=True)
    latitude = dy.Float64(nullable=True)
    grid_row = dy.Int16(nullable=True)
    grid_column = dy.Int16(nullable=True)
    valid_from = dy.Date()
    valid_to = dy.Date(nullable=True)


class RegionChange(dy.Schema):
    """A merger: the old code's figures belong to the new code."""

    old = dy.String(primary_key=True)
    new = dy.String()
    date = dy.Date()
    source = dy.String()


class Indicator(dy.Schema):
    """An indicator as the catalogue had it when the release was published."""

    id = dy.String(primary_key=True)
    source = dy.String()
    source_id = dy.String()
    source_part = dy.String(nullable=True)
    sources = dy.String()
    title_fi = dy.String()
    title_sv = dy.String()
    title_en = dy.String()
    definition_fi = dy.String()
    definition_sv = dy.String()
    definition_en = dy.String()
    processing_fi = dy.String(nullable=True)
    processing_sv = dy.String(nullable=True)
    processing_en = dy.String(nullable=True)
    unit = dy.String()
    decimals = dy.Int16(min=0, max=6)
    polarity = dy.String()
    polarity_reason_fi = dy.String()
    polarity_reason_sv = dy.String()
    polarity_reason_en = dy.String()
    kind = dy.String()
    domain = dy.String()
    time = dy.String()
    interval = dy.String()
    interval_base = dy.String(nullable=True)
    interval_reason_fi = dy.String(nullable=True)
    interval_reason_sv = dy.String(nullable=True)
    interval_reason_en = dy.String(nullable=True)
    hidden_below = dy.Int16(nullable=True)
    official_sets = dy.List(dy.String())


class Phenomenon(dy.Schema):
    """A phenomenon with its story and its questions for dialogue (one question a line)."""

    id = dy.String(primary_key=True)
    position = dy.Int16()
    title_fi = dy.String()
    title_sv = dy.String()
    title_en = dy.String()
    story_fi = dy.String()
    story_sv = dy.String()
    story_en = dy.String()
    questions_fi = dy.String()
    questions_sv = dy.String()
    questions_en = dy.String()


class PhenomenonIndicator(dy.Schema):
    """The role an indicator plays in a phenomenon; one indicator a phenomenon may be its key figure."""

    phenomenon = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    role = dy.String()
    position = dy.Int16()
    is_key = dy.Bool()


class Event(dy.Schema):
    """A reform, a change of definition or a local event on the time axis."""

    id = dy.String(primary_key=True)
    date = dy.Date()
    kind = dy.String()
    region = dy.String(nullable=True)
    indicators = dy.List(dy.String())
    title_fi = dy.String()
    title_sv = dy.String()
    title_en = dy.String()


class Caveat(dy.Schema):
    """What to keep in mind when reading an indicator; an empty list of years means always."""

    indicator = dy.String(primary_key=True)
    position = dy.Int16(primary_key=True)
    kind = dy.String()
    years = dy.List(dy.Int16())
    text_fi = dy.String()
    text_sv = dy.String()
    text_en = dy.String()


class Observation(dy.Schema):
    """A value, or the reason why there is none. One row an indicator, region, year, period and sex."""

    indicator = dy.String()
    region = dy.String()
    year = dy.Int16()
    period = dy.String(nullable=True)
    sex = dy.Enum(list(SEXES))
    value = dy.Float64(nullable=True)
    count = dy.Float64(nullable=True, min=0)
    base = dy.Float64(nullable=True, min=0)
    lower95 = dy.Float64(nullable=True)
    upper95 = dy.Float64(nullable=True)
    lower998 = dy.Float64(nullable=True)
    upper998 = dy.Float64(nullable=True)
    status = dy.Enum(list(STATUSES))
    flags = dy.List(dy.String())
    source_fetch = dy.Int16()

    @dy.rule()
    def value_only_when_ok(cls) -> pl.Expr:
        """A value, a count or an interval stands only where the status is `ok`."""
        return (pl.col("status") == "ok") == pl.col("value").is_not_null()

    @dy.rule()
    def nothing_beside_a_missing_value(cls) -> pl.Expr:
        """Beside a missing value nothing is told from which it could be computed."""
        return (pl.col("status") == "ok") | pl.all_horizontal(pl.col("count", "base", *INTERVAL_COLUMNS).is_null())


class Latest(dy.Schema):
    """The newest row of an indicator in a region (both sexes together), and its place among its peers.

    `rank` 1 is the largest value among regions of the same level; null where there is nothing to rank.
    `previous_*` is the newest earlier value, never one from across a hidden year's gap without its own year.
    """

    region = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    year = dy.Int16()
    period = dy.String(nullable=True)
    value = dy.Float64(nullable=True)
    count = dy.Float64(nullable=True)
    base = dy.Float64(nullable=True)
    lower95 = dy.Float64(nullable=True)
    upper95 = dy.Float64(nullable=True)
    lower998 = dy.Float64(nullable=True)
    upper998 = dy.Float64(nullable=True)
    status = dy.Enum(list(STATUSES))
    flags = dy.List(dy.String())
    source_fetch = dy.Int16()
    rank = dy.Int16(nullable=True)
    ranked = dy.Int16(nullable=True)
    previous_year = dy.Int16(nullable=True)
    previous_value = dy.Float64(nullable=True)


class Coverage(dy.Schema):
    """How many areas of a level have a value in a year, and how many there are."""

    indicator = dy.String(primary_key=True)
    level = dy.Enum(list(LEVELS), primary_key=True)
    year = dy.Int16(primary_key=True)
    with_value = dy.Int32()
    hidden = dy.Int32()
    areas = dy.Int32()


class Comparison(dy.Schema):
    """A value against a benchmark, in five steps; values are those of count and base, not rounded.

    `probability` is that of the own true value lying above the benchmark. Where the result is `not_compared`, neither
    a difference nor a probability is told.
    """

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    benchmark = dy.Enum(list(BENCHMARKS), primary_key=True)
    result = dy.Enum(list(RESULTS))
    value = dy.Float64()
    benchmark_value = dy.Float64()
    benchmark_year = dy.Int16()
    difference = dy.Float64(nullable=True)
    probability = dy.Float64(nullable=True, min=0, max=1)
    method = dy.Enum(["interval", "overdispersed", "double_overlap"])


class Overdispersion(dy.Schema):
    """How much the areas of a level scatter around the country beyond chance; `tau2` 0 when chance is enough."""

    indicator = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    level = dy.Enum(list(LEVELS), primary_key=True)
    phi = dy.Float64(min=0)
    tau2 = dy.Float64(min=0)
    areas = dy.Int16(min=2)


class Trend(dy.Schema):
    """A recent trend with the years it used, and the probability of a rise over the newest unbroken run of years."""

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    years = dy.List(dy.Int16())
    slope = dy.Float64(nullable=True)
    chi2 = dy.Float64(nullable=True)
    result = dy.Enum(["rising", "falling", "not_told_apart", "not_computed"])
    guarded = dy.Bool()
    probability = dy.Float64(nullable=True, min=0, max=1)
    run_years = dy.List(dy.Int16())
    carry_over = dy.Float64(min=0, max=1)


class Smoothed(dy.Schema):
    """A municipality's level steadied by all municipalities, in the indicator's unit, with its 95 % limits."""

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    value = dy.Float64()
    lower = dy.Float64()
    upper = dy.Float64()
    own_weight = dy.Float64(min=0, max=1)


class Standing(dy.Schema):
    """Between which ranks an area lies among its peers (1 is the largest), and the probabilities of the thirds."""

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    peers = dy.Enum(["country", "county"], primary_key=True)
    areas = dy.Int16()
    rank_low = dy.Int16(min=1)
    rank_high = dy.Int16(min=1)
    lowest = dy.Float64(min=0, max=1)
    middle = dy.Float64(min=0, max=1)
    highest = dy.Float64(min=0, max=1)


class Detectable(dy.Schema):
    """From which count on an area of this base could be told apart from the country; null: no count could."""

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    base = dy.Int32(min=0)
    benchmark = dy.Float64()
    high_from95 = dy.Int32(nullable=True)
    low_to95 = dy.Int32(nullable=True)
    high_from998 = dy.Int32(nullable=True)
    low_to998 = dy.Int32(nullable=True)


class Neighbour(dy.Schema):
    """A statistically similar municipality, and by which variables; `differs` has `variable:higher` or `:lower`."""

    set = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    neighbour = dy.String(primary_key=True)
    distance = dy.Float64()
    rank = dy.Int16()
    similar = dy.List(dy.String())
    differs = dy.List(dy.String())


class NeighbourVariable(dy.Schema):
    """A variable that municipalities are likened by, and the indicator and the year it was taken from."""

    set = dy.String(primary_key=True)
    variable = dy.String(primary_key=True)
    indicator = dy.String()
    year = dy.Int16(nullable=True)
    status = dy.Enum(["used", "missing"])


class InequalityRow(dy.Schema):
    """An indicator's slope and relative index of inequality over municipalities ordered by low income."""

    indicator = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    base_indicator = dy.String()
    base_year = dy.Int16()
    sii = dy.Float64()
    sii_lower = dy.Float64(nullable=True)
    sii_upper = dy.Float64(nullable=True)
    rii = dy.Float64(nullable=True)
    rii_lower = dy.Float64(nullable=True)
    rii_upper = dy.Float64(nullable=True)
    groups = dy.Int16()
    left_out = dy.Int16()


class PlaceRow(dy.Schema):
    """A family centre or a meeting place, from the region's own list. Without a position it has none here either."""

    id = dy.String(primary_key=True)
    name = dy.String()
    kind = dy.Enum(["centre", "meeting_place", "online"])
    run_by = dy.Enum(["municipality", "county", "ngo", "parish"])
    municipality = dy.String(regex=r"^KU\d{3}$")
    longitude = dy.Float64(nullable=True)
    latitude = dy.Float64(nullable=True)
    opening_hours = dy.String(nullable=True)
    opened = dy.Int16(nullable=True)
    closed = dy.Int16(nullable=True)
    is_example = dy.Bool()
    source_fetch = dy.Int16()


class ReachRow(dy.Schema):
    """How near the nearest open place is to the children of an area, as the population grid tells of them.

    An area is a municipality or a county from which a list of places has come, or the country: all of those together.
    `within5`… are shares (0 to 1) of the 0–14-year-olds whose squares tell of them, `half_km` within how far half of
    them live, `nearest` the place nearest to most of them, `untold` the share of inhabitants whose squares tell no
    ages. Shares are whole per cent and never 0 or 1 where they are only near it (0.005, 0.995): a finer one would tell
    of how many children it is. Null where no square tells of a child; without any open place `half_km` and `nearest`
    are.
    `year` is null where the publisher does not say it. `is_example`: the places are made up.
    """

    region = dy.String(primary_key=True, regex=r"^(FI|HVA\d{2}|KU\d{3})$")
    within5 = dy.Float64(nullable=True, min=0, max=1)
    within10 = dy.Float64(nullable=True, min=0, max=1)
    within20 = dy.Float64(nullable=True, min=0, max=1)
    half_km = dy.Int16(nullable=True, min=1)
    nearest = dy.String(nullable=True)
    untold = dy.Float64(min=0, max=1)
    year = dy.Int16(nullable=True)
    is_example = dy.Bool()
    source_fetch = dy.Int16()

    @dy.rule()
    def as_fine_as_a_per_cent(cls) -> pl.Expr:
        """No share is finer than half a per cent."""
        shares = pl.col("within5", "within10", "within20", "untold")
        return pl.all_horizontal(((shares * 200).round() == (shares * 200).round(6)).fill_null(True))


class LocalMonth(dy.Schema):
    """A month of a local figure: of a place, or of all places of a municipality or county (`place` is then empty).

    `measure` is the column of the template. Small counts, and others that would give one away, are `hidden`.
    """

    template = dy.String(primary_key=True)
    measure = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    place = dy.String(primary_key=True)
    age_group = dy.String(primary_key=True)
    month = dy.String(primary_key=True, regex=r"^\d{4}-\d{2}$")
    value = dy.Float64(nullable=True)
    status = dy.Enum(list(STATUSES))
    is_example = dy.Bool()
    source_fetch = dy.Int16()


class Forecast(dy.Schema):
    """A future value: whose it is (method), from which year it was made (launch), and its limits."""

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    sex = dy.Enum(list(SEXES), primary_key=True)
    year = dy.Int16(primary_key=True)
    launch = dy.Int16(primary_key=True)
    method = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    value = dy.Float64()
    lower50 = dy.Float64(nullable=True)
    upper50 = dy.Float64(nullable=True)
    lower80 = dy.Float64(nullable=True)
    upper80 = dy.Float64(nullable=True)
    lower95 = dy.Float64(nullable=True)
    upper95 = dy.Float64(nullable=True)
    source_fetch = dy.Int16(nullable=True)


class Backtest(dy.Schema):
    """How past forecasts of a method fared at a horizon, over all launches from the first to the last; in per cent.

    `group` is a region's code, or many areas together: `municipalities`, those of a size class (`under_2000`,
    `from_2000`, …), or `counties`. Zero outcomes (`zeros` of the `cases`) are left out of `mape`, `mdape` and `malpe`.
    `noise_floor` is the MAPE that chance alone would leave. `is_shown`: this method is the one to show there.
    """

    indicator = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    horizon = dy.Int16(primary_key=True)
    method = dy.String(primary_key=True)
    first_launch = dy.Int16()
    last_launch = dy.Int16()
    cases = dy.Int32(min=1)
    zeros = dy.Int32(min=0)
    mape = dy.Float64(nullable=True)
    mdape = dy.Float64(nullable=True)
    wape = dy.Float64(nullable=True)
    malpe = dy.Float64(nullable=True)
    coverage50 = dy.Float64(nullable=True)
    coverage80 = dy.Float64(nullable=True)
    coverage95 = dy.Float64(nullable=True)
    noise_floor = dy.Float64(nullable=True)
    is_shown = dy.Bool()


class Finding(dy.Schema):
    """Something a check saw. `kind` names the text; `details` holds its numbers as JSON."""

    position = dy.Int32(primary_key=True)
    severity = dy.Enum(["stop", "review"])
    kind = dy.String()
    indicator = dy.String(nullable=True)
    source = dy.String(nullable=True)
    region = dy.String(nullable=True)
    year = dy.Int16(nullable=True)
    details = dy.String()


class Change(dy.Schema):
    """A difference from the release before: a `new`, a `revised` or a `lost` value.

    A share is revised when its count is, even when the rounded share looks the same.
    """

    indicator = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    year = dy.Int16(primary_key=True)
    sex = dy.Enum(list(SEXES), primary_key=True)
    kind = dy.Enum(["new", "revised", "lost"])
    old = dy.Float64(nullable=True)
    new = dy.Float64(nullable=True)
    old_count = dy.Float64(nullable=True)
    new_count = dy.Float64(nullable=True)
    old_status = dy.String(nullable=True)
    new_status = dy.String(nullable=True)


class SourceFetch(dy.Schema):
    """Where figures came from: the request, when it was made and what came back."""

    id = dy.Int16(primary_key=True)
    publisher = dy.String()
    source = dy.String()
    source_id = dy.String()
    title = dy.String()
    url = dy.String()
    updated = dy.String(nullable=True)
    fetched_at = dy.Datetime(time_zone="UTC")
    sha256 = dy.String()
    bytes = dy.Int64()
    licence = dy.String()


class ReleaseRow(dy.Schema):
    """The release itself; `kind` is `official` or `starter`."""

    id = dy.String(primary_key=True)
    kind = dy.Enum(["official", "starter"])
    previous = dy.String(nullable=True)
    division = dy.Int16()
    observations = dy.Int64()
    newest_fetch = dy.Datetime(time_zone="UTC")
    inputs_sha256 = dy.String()
    unreachable = dy.List(dy.String())


TABLES: dict[str, type[dy.Schema]] = {
    "region": Region,
    "region_change": RegionChange,
    "indicator": Indicator,
    "phenomenon": Phenomenon,
    "phenomenon_indicator": PhenomenonIndicator,
    "event": Event,
    "caveat": Caveat,
    "observation": Observation,
    "latest": Latest,
    "coverage": Coverage,
    "comparison": Comparison,
    "overdispersion": Overdispersion,
    "trend": Trend,
    "smoothed": Smoothed,
    "standing": Standing,
    "detectable": Detectable,
    "neighbour": Neighbour,
    "neighbour_variable": NeighbourVariable,
    "inequality": InequalityRow,
    "place": PlaceRow,
    "local_month": LocalMonth,
    "reach": ReachRow,
    "forecast": Forecast,
    "backtest": Backtest,
    "finding": Finding,
    "change": Change,
    "source_fetch": SourceFetch,
    "release": ReleaseRow,
}
# Tables that releases published before them do not have.
LATER_TABLES = frozenset({"place", "local_month", "reach"})


@cache
def polars_schema(table: type[dy.Schema]) -> pl.Schema:
    """Column names and types of a table."""
    return table.create_empty().schema
