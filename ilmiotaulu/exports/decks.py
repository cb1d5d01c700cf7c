"""The ready-made story of a phenomenon as a presentation or as a page to show, read from a release."""

from pathlib import Path

from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.exports.stage import stage_html
from ilmiotaulu.store import Release
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Deck, deck
from ilmiotaulu.views.stories import ready_story
from ilmiotaulu.views.texts import Place


def area_of(place: Place) -> str:
    """The area whose municipalities are on the map of a place: its county, or the whole country."""
    if place.level == "municipality" and place.county:
        return place.county
    return place.code if place.level == "county" else "FI"


def phenomenon_pptx(
    release: Release, phenomenon: str, area: str, region: str, compare: str, template: Path, lang: str
) -> bytes:
    """The presentation of a phenomenon in a place. Raises `KeyError` for a name that the release does not have, and
    `BadTemplate`.
    """
    return deck_pptx(_told(release, phenomenon, area, region, compare, lang), template)


def phenomenon_html(
    release: Release, phenomenon: str, area: str, region: str, compare: str, font: Path, lang: str
) -> bytes:
    """The same as one page that is shown full screen, also from a file. Raises `KeyError`."""
    return stage_html(_told(release, phenomenon, area, region, compare, lang), font.read_bytes())


def _told(release: Release, phenomenon: str, area: str, region: str, compare: str, lang: str) -> Deck:
    reader = ReleaseReader(release, lang)
    return deck(ready_story(reader, phenomenon, area, region, compare), reader)
