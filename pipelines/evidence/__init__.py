"""What can be said of the figures, worked out once at publication: pages read ready rows.

Every statistic stands on published, visible figures of both sexes together. A cell that is not `ok` has no row; a sum
from which a hidden member could be told is never formed; examples take no part.
"""

from collections.abc import Mapping

import polars as pl

from ilmiotaulu.catalogue import Indicator
from pipelines.evidence.comparison import comparisons
from pipelines.evidence.figures import figures, with_intervals
from pipelines.evidence.inequality import inequalities
from pipelines.evidence.neighbours import neighbour_tables
from pipelines.evidence.small_areas import detectable_rows, smoothed_and_standing, with_public_base
from pipelines.evidence.trend import trend_figures, trends


def evidence_tables(
    observations: pl.DataFrame, entries: Mapping[str, Indicator], regions: pl.DataFrame, division: int
) -> dict[str, pl.DataFrame]:
    """The statistics of a release as tables of the schema, from its observations, catalogue and division (its year)."""
    shown = figures(observations, entries, regions, with_intervals(entries))
    neighbour, neighbour_variable = neighbour_tables(observations, regions, division)
    comparison, overdispersion = comparisons(shown, entries, regions, neighbour)
    based = with_public_base(shown, observations, entries)
    smoothed, standing = smoothed_and_standing(based, entries)
    return {
        "comparison": comparison,
        "overdispersion": overdispersion,
        "trend": trends(trend_figures(observations, entries, regions), entries),
        "smoothed": smoothed,
        "standing": standing,
        "detectable": detectable_rows(based, entries),
        "neighbour": neighbour,
        "neighbour_variable": neighbour_variable,
        "inequality": inequalities(shown, observations),
    }
