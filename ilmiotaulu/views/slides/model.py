"""A slide and a deck: what whoever shows them is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ilmiotaulu.story.guess import Guess
from ilmiotaulu.story.model import Kind, Shown
from ilmiotaulu.views.sheet import Sheet
from ilmiotaulu.views.slides.pictures import Picture
from ilmiotaulu.views.texts import Origin


@dataclass(frozen=True)
class Slide:
    """One thought: what was found as the title, and the picture that shows it.

    `heading` says what the picture is of, with unit and `period`; `story` is what the phenomenon is about. `told` are
    what more can be said and how sure it is, `key` how the picture is read. `notes` are label and text, without
    sources and release. Where there is nothing to show there is no picture and no table: `gap` says why. `shown` is
    what a story keeps of it, `guess` what the room is asked first. `finding` is the title that it has or would have
    without words of a person's own, and `caution` what must be said with it; `alt` says it, too. `own` is the place's
    own figure in words, `old` says that figures are old, and `indicators` are the ids of what it shows.
    """

    kind: Kind
    title: str
    heading: str = ""
    unit: str = ""
    decimals: int = 0
    period: str = ""
    picture: Picture | None = None
    sheet: Sheet | None = None
    story: str = ""
    told: tuple[str, ...] = ()
    key: str = ""
    question: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    origins: tuple[Origin, ...] = ()
    alt: str = ""
    gap: str = ""
    shown: Shown | None = None
    guess: Guess | None = None
    finding: str = ""
    caution: str = ""
    own: str = ""
    old: str = ""
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """A story as it is told with a release. `moved` says in words what has moved since the story was made.

    `given_away` says of slides, by their number from zero, that an earlier one tells what is to be guessed.
    """

    title: str
    place: str
    lang: str
    release: str
    fetched: datetime
    slides: tuple[Slide, ...]
    notices: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    given_away: Mapping[int, str] = field(default_factory=dict)
