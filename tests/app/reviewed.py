"""What the reviewed pictures show, made of the starter release, and a mark of each that changes when it would.

What is marked is what a person would see: markup, words, figures and places, not how a file is packed or which release
it names. So the marks are the same on every machine.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ilmiotaulu.exports.embedded import embedded_html, style
from ilmiotaulu.exports.pdf import profile_pdf
from ilmiotaulu.exports.pptx import deck_pptx
from ilmiotaulu.exports.profiles import handouts
from ilmiotaulu.exports.stage import FONT, stage_html
from ilmiotaulu.exports.summary import summary_pdf
from ilmiotaulu.room.notes import Note
from ilmiotaulu.room.question import for_phones
from ilmiotaulu.room.store import Guessed
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.store import Release
from ilmiotaulu.story.model import Item, Story
from ilmiotaulu.ui.phone import phone_page
from ilmiotaulu.views.reader import ReleaseReader
from ilmiotaulu.views.slides import Deck, deck, slide
from ilmiotaulu.views.slides.framed import framed
from ilmiotaulu.views.stories import ready_story
from ilmiotaulu.views.summary import Summary, question, summary
from tests.exports.presentation import Opened, opened
from tests.exports.read_pdf import opened as opened_pdf

FOLDER = PROJECT / "docs" / "pictures" / "reviewed"
MARKS = FOLDER / "made-of.json"
AREA, PLACE, PHENOMENON = "HVA15", "KU249", "heavy_services"
# What stands for the release's id, which is another after every change of the program.
RELEASE = "starter"
ROOM = "abc234"
_TREND = 1
_OPENED = datetime(2026, 11, 30, 10, tzinfo=UTC)
# Screens of the stage by the address of each: a line that is asked and shown, a map, an order.
STAGE = {"asked": "#3", "revealed": "#3-2", "trend": "#3-3", "map": "#4", "ranking": "#5-3"}


@dataclass(frozen=True)
class Picture:
    """A picture: the file it is drawn from, what of it, and what that is made of."""

    name: str
    file: str
    part: str
    made_of: bytes

    @property
    def mark(self) -> str:
        """A short mark of what it is made of."""
        return hashlib.sha256(self.made_of).hexdigest()[:16]


@dataclass(frozen=True)
class Reviewed:
    """The files that people take away, by name, and the pictures of them."""

    files: dict[str, bytes]
    pictures: tuple[Picture, ...]

    @property
    def marks(self) -> dict[str, str]:
        """The mark of each picture by its name."""
        return {one.name: one.mark for one in self.pictures}


def reviewed(release: Release) -> Reviewed:
    """All that is looked at, of the starter release."""
    fonts = PROJECT / "assets" / "fonts"
    reader = ReleaseReader(release, "fi")
    story = _story(reader)
    told = replace(deck(story, reader), release=RELEASE)
    shares = replace(deck(_with_shares(story), reader), release=RELEASE)
    files = {"deck.pptx": deck_pptx(shares, PROJECT / "assets" / "template.pptx")}
    for lang in ("fi", "sv"):
        (handout,) = handouts(release, [PLACE], lang)
        files[f"profile-{lang}.pdf"] = profile_pdf(replace(handout, release=RELEASE), fonts, lang)
    files["summary.pdf"] = summary_pdf(_summary(told, story, reader), fonts)
    files["stage.html"] = stage_html(told, (PROJECT / "assets" / FONT).read_bytes())
    files["phone.html"] = bytes(phone_page(ROOM, story.title, "fi").body)
    files["phone.json"] = json.dumps(_asked(story, reader), ensure_ascii=False).encode()
    for name, made in _frames(story, reader).items():
        files[f"embed-{name}.html"] = made.encode()
    return Reviewed(files, tuple(_pictures(files)))


def _story(reader: ReleaseReader) -> Story:
    """The ready-made story, with what can be guessed asked first."""
    made = ready_story(reader, PHENOMENON, AREA, PLACE)
    items = (one.model_copy(update={"guess": one.kind in ("trend", "ranking")}) for one in made.items)
    return made.model_copy(update={"items": tuple(items)})


def _with_shares(story: Story) -> Story:
    """The story with what only a share with counts has at its end: a funnel, and level beside change."""
    shares = [
        Item.model_validate({"kind": one, "indicator": story.items[2].indicator}) for one in ("funnel", "quadrant")
    ]
    return story.model_copy(update={"items": (*story.items, *shares)})


def _summary(told: Deck, story: Story, reader: ReleaseReader) -> Summary:
    """A workshop that did not take place: what is guessed and written says so."""
    asked = question(story.items[_TREND], story, reader)
    assert asked is not None
    answers = tuple(tuple(value + shift for value in asked.answer) for shift in (-0.4, -0.2, 0.1, 0.3, 0.5))
    notes = [
        Note(_TREND, "interpretation", "Esimerkki tulkinnasta: luku heiluu, koska lapsia on vähän.", _OPENED),
        Note(_TREND, "question", "Esimerkki kysymyksestä: mitä tiedämme perhetyön jonoista?", _OPENED),
    ]
    return summary(told, _OPENED, RELEASE, {_TREND: Guessed(asked, revealed=True, answers=answers)}, notes)


def _asked(story: Story, reader: ReleaseReader) -> dict[str, object]:
    """What a phone is told when the presenter asks for the line."""
    asked = question(story.items[_TREND], story, reader)
    assert asked is not None
    return {"item": _TREND, "revealed": False, "guess": for_phones(asked, revealed=False)}


def _frames(story: Story, reader: ReleaseReader) -> dict[str, str]:
    on_map = slide(Item(kind="map", indicator=story.items[2].indicator), story, reader)
    made = {"map": on_map, "place": framed(PLACE, "", reader)}
    return {name: embedded_html(one, RELEASE, "/", "fi") for name, one in made.items()}


# ---- what each is made of -----------------------------------------------------------------------------------


def _pictures(files: dict[str, bytes]) -> Iterator[Picture]:
    package = opened(files["deck.pptx"])
    for at in range(len(package.slides)):
        yield Picture(f"deck-{at + 1:02}", "deck.pptx", str(at + 1), _of_slide(package, at))
    for name in ("profile-fi", "profile-sv", "summary"):
        for at, page in enumerate(opened_pdf(files[f"{name}.pdf"]).pages, start=1):
            yield Picture(f"{name}-{at}", f"{name}.pdf", str(at), page.get_contents().get_data())
    html = files["stage.html"].decode()
    looks = re.sub(r"url\(data:[^)]*\)", "", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL)))
    for name, part in STAGE.items():
        number = re.match(r"#(\d+)", part)[1]  # type: ignore[index]
        screen = re.search(rf'<section [^>]*data-number="{number}".*?</section>', html, re.DOTALL)
        yield Picture(f"stage-{name}", "stage.html", part, f"{part}{screen[0]}{looks}".encode())  # type: ignore[index]
    page = re.sub(rb"<script>.*?</script>", b"", files["phone.html"], flags=re.DOTALL)
    yield Picture("phone", "phone.html", "", page + files["phone.json"])
    for name in ("map", "place"):
        file = f"embed-{name}.html"
        yield Picture(f"embed-{name}", file, "", files[file] + style().encode())


def _of_slide(package: Opened, at: int) -> bytes:
    """A slide's own markup with those of its charts; workbooks and notes are not seen."""
    part = package.slides[at].part
    charts = [shape.chart.part for shape in package.slides[at].shapes if shape.has_chart]
    return b"\n".join(package.files[one.partname[1:]] for one in (part, *charts))
