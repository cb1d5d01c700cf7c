"""A tiny profile for paper: Keuruu's made-up figures beside its county's and the country's."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from ilmiotaulu.charts.printed_map import Shapes, shapes_of
from ilmiotaulu.views.handout import FuturePicture, Handout, handout
from ilmiotaulu.views.profile import ProfileRow, profile
from ilmiotaulu.views.texts import IndicatorText, Origin, PhenomenonText, Place
from tests.views import tiny
from tests.views.tiny import COUNTRY, COUNTY, MIDDLE

FETCHED = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SHAPES = shapes_of({"KU249": "M0 0L100 0L100 100L0 100Z", "KU256": "M0 100h100v100h-100Z"}, {})
ORIGIN = Origin("THL", "191", "Otsikko", "https://example.org/191", FETCHED, "CC BY 4.0")
PHENOMENON = PhenomenonText("heavy", "Raskaat palvelut", "", (), (("placed", "use"),))


def rows_of(shown: Sequence[IndicatorText], rows: Sequence[dict[str, Any]], lang: str = "fi") -> list[ProfileRow]:
    """The profile rows of figures, of which `rows` are the newest first of each region."""
    newest = tiny.frame(*rows).unique(["indicator", "region"], keep="first", maintain_order=True)
    latest = {code: newest.filter(region=code) for code in ("KU249", "HVA15", "FI")}
    own = tiny.frame(*rows).filter(region="KU249")
    return profile(latest, own.drop("region"), shown, MIDDLE, ["HVA15", "FI"], lang)


def series_of(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    return tiny.frame(*rows).sort("region", "year")


def years(name: str, *values: float, region: str = "KU249") -> list[dict[str, Any]]:
    """Yearly rows up to 2021, the newest first."""
    return [
        tiny.row(region, 2021 - back, value, indicator=name, lower95=value - 1, upper95=value + 1)
        for back, value in enumerate(reversed(values))
    ]


def paper(
    *,
    place: Place = MIDDLE,
    shown: Sequence[IndicatorText] = (tiny.indicator(),),
    phenomena: Sequence[PhenomenonText] = (PHENOMENON,),
    rows: Sequence[dict[str, Any]] | None = None,
    shapes: Shapes | None = SHAPES,
    notices: Sequence[str] = (),
    futures: Sequence[FuturePicture] = (),
    origins: Sequence[Origin] = (ORIGIN,),
    release: str = "2026-11-22-0123456789",
    lang: str = "fi",
) -> Handout:
    if rows is None:
        rows = [
            *years("placed", 2.0, 2.5, 3.0, 3.5, 4.0),
            *years("placed", 1.0, 1.0, 1.0, 1.0, 1.5, region="HVA15"),
            *years("placed", 1.0, 1.0, 1.0, 1.0, 1.25, region="FI"),
        ]
    return handout(
        place,
        COUNTY.name,
        [COUNTY, COUNTRY],
        rows_of(shown, rows, lang),
        phenomena,
        series_of(rows),
        futures,
        None,
        shapes,
        ["KU249", "KU256"],
        notices,
        origins,
        release,
        FETCHED,
        lang,
    )
