"""The situation at a glance: one card a phenomenon, and what the last release brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ilmiotaulu.statements import Sentence, age
from ilmiotaulu.views.evidence import among
from ilmiotaulu.views.profile import ProfileRow
from ilmiotaulu.views.texts import IndicatorText, PhenomenonText, Place, figure
from ilmiotaulu.views.trend import NUMBERS_OF


@dataclass(frozen=True)
class Card:
    """A phenomenon's key figure in a place. `row` is `None` where there is no figure, or only a made-up one.

    `strip` are the peers' values, to be drawn beside the own one; `age` says that the figure is an old one, and
    `ahead` what is forecast of it.
    """

    phenomenon: PhenomenonText
    indicator: IndicatorText
    row: ProfileRow | None
    is_example: bool
    peers: Sentence | None
    strip: tuple[float, ...]
    age: Sentence | None = None
    ahead: Sentence | None = None


@dataclass(frozen=True)
class News:
    """What the last release brought: how many indicators got new values and had some revised, and which key figures."""

    new: int
    revised: int
    lost: int
    key_figures: tuple[str, ...]


def peers_of(place: Place, places: Mapping[str, Place]) -> list[Place]:
    """The other places of the same kind: municipalities of the same county or the other counties; none of a country."""
    if place.level == "municipality":
        return [
            one
            for one in places.values()
            if one.level == place.level and one.county == place.county and one.code != place.code
        ]
    if place.level == "county":
        return [one for one in places.values() if one.level == "county" and one.code != place.code]
    return []


def key_of(phenomenon: PhenomenonText) -> str:
    """The phenomenon's key figure."""
    return phenomenon.roles[0][0]


def card(
    phenomenon: PhenomenonText,
    indicator: IndicatorText,
    row: ProfileRow | None,
    peer_rows: Sequence[Mapping[str, Any] | None],
    standings: Sequence[Mapping[str, Any]],
    year: int,
    there: int,
    level: str,
    lang: str,
    ahead: Sentence | None = None,
) -> Card:
    """The card of a phenomenon in a release of `year`.

    `peer_rows` are the other places' rows of the same time, `None` where there is none; `standings` the place's rows of
    the table `standing` of the indicator; `there` is how many areas of its level the country has; `ahead` says what is
    forecast of the figure.
    """
    if row is None or row.figure.is_example:
        return Card(phenomenon, indicator, None, row is not None, None, ())
    # Who has more births is who is larger: that is no place among peers.
    compared = () if indicator.unit in NUMBERS_OF else peer_rows
    peers = [figure(one, indicator) if one else None for one in compared]
    return Card(
        phenomenon,
        indicator,
        row,
        False,
        among(row.figure, indicator, standings, peers, there, level, lang) if peers else None,
        tuple(peer.value for peer in peers if peer and peer.value is not None and not peer.is_example),
        age(row.figure, year, lang),
        ahead,
    )


def news(changes: Sequence[Mapping[str, Any]], key_figures: Mapping[str, str]) -> News:
    """What a release brought. `changes` has rows of `indicator, kind`; `key_figures` titles by indicator id."""
    kinds = {kind: {row["indicator"] for row in changes if row["kind"] == kind} for kind in ("new", "revised", "lost")}
    return News(
        new=len(kinds["new"]),
        revised=len(kinds["revised"]),
        lost=len(kinds["lost"]),
        key_figures=tuple(title for name, title in key_figures.items() if name in kinds["new"]),
    )
