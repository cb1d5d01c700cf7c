"""What a person should know of a build before it is published: findings that stop it or ask for a look.

Pure: a build, the catalogue and the figures of the release before come in, findings go out. `kind` names the text
`finding.<kind>` of the locale files, `details` its numbers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import polars as pl

from ilmiotaulu.catalogue import Catalogue, Indicator, Local
from ilmiotaulu.disclosure import exposed_by_totals, telling_rows
from ilmiotaulu.schema import OBSERVATION_KEY, STATUSES_OF_HIDDEN, TABLES, Finding, Observation, Severity, polars_schema
from ilmiotaulu.store import Release
from pipelines.hide import own_figures
from pipelines.sources.rows import Noted

STOPPING = frozenset(
    {
        "wrong_schema",
        "duplicate_keys",
        "out_of_range",
        "zero_rows",
        "areas_lost",
        "years_lost",
        "indicator_lost",
        "tells_hidden",
        "narrowed",
        "local_lost",
    }
)
# Nobody can accept that somebody could be identified.
NEVER_ACCEPTED = frozenset({"tells_hidden", "narrowed"})
_SUM_TOLERANCE = 0.005
_LARGE_SHIFT = 0.3
_FEWER_BY_HALF = 0.5


@dataclass(frozen=True)
class Seen:
    """One finding, before it is numbered."""

    kind: str
    indicator: str | None = None
    source: str | None = None
    region: str | None = None
    year: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """Whether it stops the release."""
        return "stop" if self.kind in STOPPING else "review"


def check(
    tables: Mapping[str, pl.DataFrame],
    noted: Iterable[tuple[str | None, Noted]],
    catalogue: Catalogue,
    before: Callable[[str], pl.DataFrame] | None,
    indicators_before: Iterable[str] = (),
    merged: pl.DataFrame | None = None,
) -> list[Seen]:
    """Every finding of a build. `before` gives the observations of an indicator in the release before, if any.

    `merged` has the rows that hidden merged municipalities are the sums of (`exposed_by_totals`).
    """
    observations = tables["observation"]
    seen = _shape(observations) + _statistics_of_hidden(tables)
    if any(finding.severity == "stop" for finding in seen):
        return seen
    before_names = set(indicators_before)
    seen += _from_notes(noted, before_names)
    parts = {str(name[0]): part for name, part in observations.partition_by("indicator", as_dict=True).items()}
    levels = tables["region"].select(region="code", level="level", county="county")
    own = own_figures(catalogue.indicators)
    for name, entry in catalogue.indicators.items():
        part = parts.get(name)
        is_local = any(isinstance(source, Local) for source in entry.source)
        if part is None:
            # A person who withdraws an import means to.
            if name in before_names and not is_local:
                seen.append(Seen("indicator_lost", name))
            continue
        located = part.join(levels, on="region")
        seen += _range(located, entry)
        seen += _expectations(located, entry)
        seen += _level_change(located, entry)
        if entry.is_count:
            seen += _sums(located, entry)
        # What could be told of figures of our own was noted when they were hidden.
        if name not in own:
            seen += _exposed(part, tables["region"], entry, merged)
        if before and name in before_names and not is_local:
            seen += _against_before(part, before(name), entry)
    return [_accepted(finding, catalogue) for finding in seen]


def as_table(findings: Iterable[Seen]) -> pl.DataFrame:
    """Findings as the table `finding`: what stops first, then by indicator."""
    ordered = sorted(
        findings, key=lambda item: (item.severity != "stop", item.indicator or "", item.kind, str(item.details))
    )
    rows = [
        {
            "position": position,
            "severity": "review" if "accepted" in item.details else item.severity,
            "kind": item.kind,
            "indicator": item.indicator,
            "source": item.source,
            "region": item.region,
            "year": item.year,
            "details": orjson.dumps(dict(item.details)).decode(),
        }
        for position, item in enumerate(ordered)
    ]
    return Finding.validate(pl.DataFrame(rows, schema=polars_schema(Finding), orient="row"), cast=True)


def _accepted(finding: Seen, catalogue: Catalogue) -> Seen:
    """A stopping finding that the catalogue accepts is still told, with the reason, but stops nothing.

    One that somebody could be identified by is never accepted.
    """
    entry = catalogue.indicators.get(finding.indicator or "")
    reasons = [accept.reason for accept in entry.accept if accept.finding == finding.kind] if entry else []
    if not reasons or finding.severity != "stop" or finding.kind in NEVER_ACCEPTED:
        return finding
    return Seen(
        finding.kind,
        finding.indicator,
        finding.source,
        finding.region,
        finding.year,
        {**finding.details, "accepted": reasons[0]},
    )


def stops(findings: Iterable[Seen]) -> list[Seen]:
    """The findings that nobody has accepted and that end the run."""
    return [item for item in findings if item.severity == "stop" and "accepted" not in item.details]


def _from_notes(noted: Iterable[tuple[str | None, Noted]], before: set[str]) -> list[Seen]:
    """Parsers' notes as findings: an unknown area once, however many indicators have it.

    An answer without rows stops only when there were figures before.
    """
    seen = []
    unknown: dict[tuple[str, str], set[str]] = {}
    for indicator, note in noted:
        if note.kind == "unknown_area":
            unknown.setdefault((note.details["code"], note.details["name"]), set()).add(indicator or "")
        elif note.kind == "zero_rows" and indicator not in before:
            seen.append(Seen("no_rows_yet", indicator, details=note.details))
        else:
            seen.append(Seen(note.kind, indicator, details=note.details))
    for (code, name), indicators in sorted(unknown.items()):
        seen.append(Seen("unknown_area", details={"code": code, "name": name, "indicators": len(indicators)}))
    return seen


def _shape(observations: pl.DataFrame) -> list[Seen]:
    keys = observations.select(OBSERVATION_KEY)
    _, failures = Observation.filter(observations, cast=True)
    seen = [Seen("wrong_schema", details={"rule": rule, "cells": rows}) for rule, rows in failures.counts().items()]
    if (twice := int(keys.is_duplicated().sum())) > 0:
        first = keys.filter(keys.is_duplicated()).row(0, named=True)
        seen.append(
            Seen(
                "duplicate_keys",
                first["indicator"],
                region=first["region"],
                year=first["year"],
                details={"cells": twice},
            )
        )
    if not (telling := telling_rows(observations)).is_empty():
        seen.append(Seen("tells_hidden", telling["indicator"][0], details={"cells": telling.height}))
    return seen


# Tables of statistics of an area's own figure in a year.
_OF_AN_AREA = ("comparison", "smoothed", "standing")


def _statistics_of_hidden(tables: Mapping[str, pl.DataFrame]) -> list[Seen]:
    """Statistics that stand on a cell without a value; none should be there, for they could tell what it hides."""
    cells = tables["observation"].filter((pl.col("sex") == "total") & pl.col("period").is_null())
    without = cells.filter(pl.col("status") != "ok").select(
        pl.col("indicator").cast(pl.String), pl.col("region").cast(pl.String), "year"
    )
    seen = []
    for name in _OF_AN_AREA:
        told = tables.get(name)
        if told is None or told.is_empty():
            continue
        told = told.filter(pl.col("result") != "not_compared") if name == "comparison" else told
        telling = told.join(without, on=["indicator", "region", "year"], how="semi")
        if not telling.is_empty():
            seen.append(Seen("tells_hidden", telling["indicator"][0], details={"cells": telling.height}))
    return seen


def _range(part: pl.DataFrame, entry: Indicator) -> list[Seen]:
    outside = part.filter(~pl.col("value").is_between(entry.valid.min, entry.valid.max))
    if outside.is_empty():
        return []
    worst = outside.sort("value").row(0 if outside["value"].min() < entry.valid.min else -1, named=True)  # ty: ignore
    details = {"value": worst["value"], "min": entry.valid.min, "max": entry.valid.max, "cells": outside.height}
    return [Seen("out_of_range", entry.id, region=worst["region"], year=worst["year"], details=details)]


def _expectations(part: pl.DataFrame, entry: Indicator) -> list[Seen]:
    expect = entry.expect
    if not expect:
        return []
    seen = []
    with_value = part.filter((pl.col("status") == "ok") & (pl.col("sex") == "total"))
    if with_value.is_empty():
        return []
    first = int(with_value["year"].min())  # ty: ignore
    if first > expect.first_year:
        seen.append(Seen("starts_late", entry.id, details={"first_year": first, "expected": expect.first_year}))
    newest = with_value.filter(pl.col("year") == pl.col("year").max())
    for level, least in (("municipality", expect.municipalities), ("county", expect.counties)):
        areas = newest.filter(pl.col("level") == level)["region"].n_unique()
        if least is not None and areas < least:
            details = {"areas": areas, "expected": least, "level": level}
            seen.append(Seen("coverage_low", entry.id, year=int(newest["year"][0]), details=details))
    return seen


def _level_change(part: pl.DataFrame, entry: Indicator) -> list[Seen]:
    """Municipal coverage that falls by more than half from a year to the next while counties stay."""
    told = part.filter((pl.col("sex") == "total") & pl.col("status").is_in(["ok", *STATUSES_OF_HIDDEN]))
    counts = (
        told.group_by("year")
        .agg(
            municipalities=pl.col("region").filter(pl.col("level") == "municipality").n_unique(),
            counties=pl.col("region").filter(pl.col("level") == "county").n_unique(),
        )
        .sort("year")
        .with_columns(
            before=pl.col("municipalities").shift(1),
            counties_before=pl.col("counties").shift(1),
            gap=pl.col("year").diff(),
        )
        .filter(
            (pl.col("gap") == 1)
            & (pl.col("municipalities") < pl.col("before") * _FEWER_BY_HALF)
            & (pl.col("counties") >= pl.col("counties_before") * 0.8)
        )
    )
    return [
        Seen(
            "level_change", entry.id, year=row["year"], details={"before": row["before"], "now": row["municipalities"]}
        )
        for row in counts.iter_rows(named=True)
    ]


def _sums(part: pl.DataFrame, entry: Indicator) -> list[Seen]:
    """Published county totals beside the sum of their municipalities, where every one of them is known."""
    municipal = part.filter(pl.col("level") == "municipality")
    sums = (
        municipal.group_by("county", "year", "period", "sex")
        .agg(summed=pl.col("value").sum(), is_known=(pl.col("status") == "ok").all())
        .filter("is_known")
    )
    totals = part.filter((pl.col("level") == "county") & ~pl.col("flags").list.contains("derived"))
    apart = (
        totals.join(
            sums,
            left_on=["region", "year", "period", "sex"],
            right_on=["county", "year", "period", "sex"],
            nulls_equal=True,
        )
        .with_columns(difference=pl.col("value") - pl.col("summed"))
        .filter(pl.col("difference").abs() > _SUM_TOLERANCE * pl.col("value").abs() + 0.5)
    )
    if apart.is_empty():
        return []
    worst = apart.sort(pl.col("difference").abs()).row(-1, named=True)
    details = {"total": worst["value"], "summed": worst["summed"], "cells": apart.height}
    return [Seen("sum_differs", entry.id, region=worst["region"], year=worst["year"], details=details)]


def _exposed(part: pl.DataFrame, regions: pl.DataFrame, entry: Indicator, merged: pl.DataFrame | None) -> list[Seen]:
    """How many hidden cells the publisher's own totals give away: their number and their years, never what is in them.

    The totals are public, so they are shown as they are published. What follows from them is worked out nowhere.
    """
    if entry.small_counts is None:
        return []
    before = None if merged is None else merged.filter(pl.col("indicator") == entry.id)
    cells = exposed_by_totals(part, regions, threshold=entry.small_counts.threshold, parts=before)
    if cells.is_empty():
        return []
    details = {
        "cells": cells.height,
        "areas": cells["region"].n_unique(),
        "first_year": cells["year"].min(),
        "last_year": cells["year"].max(),
    }
    return [Seen("exposed_by_totals", entry.id, details=details)]


def _against_before(part: pl.DataFrame, before: pl.DataFrame, entry: Indicator) -> list[Seen]:
    """Areas or years that have gone silently, and values that are of another magnitude than before."""
    now_ok, before_ok = (
        rows.filter((pl.col("status") == "ok") & (pl.col("sex") == "total")) for rows in (part, before)
    )
    seen = []
    if before_ok.is_empty():
        return []
    years = sorted(set(before_ok["year"]) - set(now_ok["year"]))
    if years:
        seen.append(Seen("years_lost", entry.id, details={"years": ", ".join(map(str, years)), "count": len(years)}))
    # An area is lost when it had values and has none at all now; one year's gap is told in the changes.
    areas = sorted(set(before_ok["region"]) - set(now_ok["region"]))
    if areas:
        seen.append(
            Seen("areas_lost", entry.id, region=areas[0], details={"areas": ", ".join(areas[:10]), "count": len(areas)})
        )
    both = now_ok.join(before_ok, on=["region", "year", "period"], suffix="_before", nulls_equal=True).filter(
        pl.col("value_before") != 0
    )
    if not both.is_empty():
        shift = both.select(((pl.col("value") / pl.col("value_before")) - 1).median()).item()
        if abs(shift) > _LARGE_SHIFT:
            seen.append(Seen("magnitude", entry.id, details={"shift": round(shift * 100, 1)}))
    return seen


@dataclass(frozen=True)
class Broken:
    """A rule of a published table that some of its rows break."""

    table: str
    rule: str
    rows: int


def check_release(release: Release) -> list[Broken]:
    """Hold every table of a published release against its schema; empty when every promise holds."""
    broken = []
    for name, schema in TABLES.items():
        frame = release.table(name)
        _, failures = schema.filter(frame, cast=True)
        broken += [Broken(name, rule, rows) for rule, rows in failures.counts().items()]
    return broken
