"""Hiding in yearly figures of our own, before anything is made of them: files, measures, and what is computed of them.

Figures that are made of months are hidden with those (`pipelines.local.hiding`); lists of places and groups count
nobody. What a publisher shows is public, and so is every sum of it: those figures pass as they are.
"""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ilmiotaulu.catalogue import Derived, File, Indicator, Local
from ilmiotaulu.disclosure import hide_beside_missing, hide_observations, narrowed
from ilmiotaulu.disclosure.observations import Band
from pipelines.sources.rows import Noted

HIDDEN_BELOW = 5
Before = Callable[[str], pl.DataFrame]


def own_figures(entries: Mapping[str, Indicator]) -> frozenset[str]:
    """The indicators that come from a file or from the region's own measures, or are computed from one that does."""
    own = {name for name, entry in entries.items() if any(_is_own(source) for source in entry.source)}
    while more := {name for name, entry in entries.items() if own.intersection(_parts(entry))} - own:
        own |= more
    return frozenset(own)


def hide_own(
    observations: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame, before: Before | None = None
) -> tuple[pl.DataFrame, list[tuple[str | None, Noted]]]:
    """The observations with the small counts of `own_figures` hidden, and others that would give one away.

    Counts are protected over all sums of areas and sexes and over the sums that `derived` indicators are
    (`hide_observations`), below the catalogue's threshold (`small_counts`; 5 without one). A figure whose base is
    hidden is hidden with it. `before` gives an indicator's observations in the release before: what it hid stays
    hidden.

    A count that can be narrowed to fewer than two values all the same is noted as `narrowed`, which stops a release.
    Without figures of our own the observations come back as they are.
    """
    own = own_figures(entries).intersection(observations["indicator"].unique())
    if not own:
        return observations, []
    parts = [observations.filter(~pl.col("indicator").is_in(list(own)))]
    noted: list[tuple[str | None, Noted]] = []
    for names in _added_up(own, entries):
        hidden, found = _hide(observations, names, own, entries, regions, before)
        parts.append(hidden)
        noted += found
    return _without_hidden_base(pl.concat(parts), own, entries), noted


def _hide(
    observations: pl.DataFrame,
    names: Sequence[str],
    own: frozenset[str],
    entries: Mapping[str, Indicator],
    regions: pl.DataFrame,
    before: Before | None,
) -> tuple[pl.DataFrame, list[tuple[str | None, Noted]]]:
    """The rows of indicators that add up to each other, hidden together, and what can be narrowed all the same."""
    bands: list[Band] = [(name, parts) for name in names if (parts := _parts(entries[name]))]
    public = [part for _, parts in bands for part in parts if part not in own]
    rows = observations.filter(pl.col("indicator").is_in([*names, *public]))
    # What a publisher shows is known to everybody, so it protects nobody.
    known = [rows.filter(pl.col("indicator").is_in(public))]
    if before:
        told_before = [before(name).cast(dict(rows.schema)).select(rows.columns) for name in names]
        known += [one.filter(~pl.col("flags").list.contains("example")) for one in told_before]
    rule = [entries[name].small_counts for name in names]
    hide_zero = any(one.zeros_hidden for one in rule if one)
    threshold = max(one.threshold if one else HIDDEN_BELOW for one in rule)
    # A hidden count has two values at least: 1 and 2, or 0 and 1 where zeros are hidden.
    threshold = max(threshold, 2 if hide_zero else 3)
    told = pl.concat(known)
    hidden = hide_observations(rows, regions, threshold=threshold, hide_zero=hide_zero, bands=bands, before=told)
    found = narrowed(rows, hidden, regions, hide_zero=hide_zero, bands=bands, before=told)
    noted: list[tuple[str | None, Noted]] = []
    for name in names:
        cells = found.filter(pl.col("indicator") == name)
        if cells.height:
            details = {"cells": cells.height, "areas": cells["region"].n_unique()}
            years = {"first_year": cells["year"].min(), "last_year": cells["year"].max()}
            noted.append((name, Noted("narrowed", {**details, **years})))
    return hidden.filter(pl.col("indicator").is_in(names)), noted


def _without_hidden_base(
    observations: pl.DataFrame, own: frozenset[str], entries: Mapping[str, Indicator]
) -> pl.DataFrame:
    """The observations in which a figure is hidden with its base: count and share together would tell it."""
    bases = {name: base for name, entry in entries.items() if (base := entry.interval.base) in own}
    if not bases:
        return observations
    of = ["base_indicator", "region", "year", "sex"]
    gone = observations.filter(pl.col("indicator").is_in(list(own)) & (pl.col("status") == "hidden")).select(
        *of[1:], base_indicator="indicator", is_gone=pl.lit(True)
    )
    marked = observations.with_columns(
        base_indicator=pl.col("indicator").replace_strict(bases, default=None, return_dtype=pl.String)
    ).join(gone.unique(), on=of, how="left", maintain_order="left")
    is_gone = pl.col("is_gone").fill_null(False) & (pl.col("status") == "ok")
    status = pl.when(is_gone).then(pl.lit("hidden")).otherwise("status").cast(observations.schema["status"])
    return hide_beside_missing(marked.with_columns(status=status)).select(observations.columns)


def _is_own(source: object) -> bool:
    return isinstance(source, File) or (isinstance(source, Local) and source.formula == "measure")


def _parts(entry: Indicator) -> tuple[str, ...]:
    return tuple(part for source in entry.source if isinstance(source, Derived) for part in source.of)


def _added_up(own: frozenset[str], entries: Mapping[str, Indicator]) -> list[list[str]]:
    """The indicators in groups that sums join, each sorted."""
    groups: list[set[str]] = []
    for name in sorted(own):
        near = {name, *own.intersection(_parts(entries[name]))}
        touched = [group for group in groups if group & near]
        groups = [group for group in groups if not group & near] + [near.union(*touched)]
    return [sorted(group) for group in groups]
