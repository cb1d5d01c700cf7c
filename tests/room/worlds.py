"""A small story and its questions, and a room that is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ilmiotaulu.room.question import Question
from ilmiotaulu.room.store import Rooms
from ilmiotaulu.story.guess import LineGuess, PlaceGuess
from ilmiotaulu.story.model import Item, Story

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
STORY = Story(
    title="Lasten määrä",
    language="fi",
    release="r1",
    area="HVA15",
    region="KU249",
    items=(Item(kind="trend", indicator="live_births", guess=True), Item(kind="questions", phenomenon="x")),
)
LINE = Question(
    heading="Syntyneet, lukumäärä, 2015–2020",
    place="Keuruu",
    unit="count",
    mark="",
    guess=LineGuess(("2015", "2016", "2017"), (90.0, None, 80.0), ("2018", "2019", "2020"), 0.0, 150.0),
    answer=(77.0, 71.0, 63.0),
    finding="Keuruu: Syntyneet. 90 (2015) → 63 (2020).",
    release="r1",
    year=2020,
    figures=("2015", "2017", "2018", "2019", "2020"),
)
PLACE = Question(
    heading="Syntyneet, lukumäärä, 2020",
    place="Keuruu",
    unit="count",
    mark="",
    guess=PlaceGuess(7),
    answer=(3.0,),
    finding="Keuruu: sija 3.",
    release="r1",
    year=2020,
    figures=tuple("ABCDEFG"),
)


@contextmanager
def opened(file: Path) -> Iterator[Rooms]:
    rooms = Rooms(file)
    yield rooms
    rooms.close()
