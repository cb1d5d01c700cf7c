"""What a story is, and how it travels: as a file, and as the short text of a link."""

import base64
import binascii
import unicodedata
import zlib
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from ilmiotaulu.forecast.scenario import levers_of, levers_text

Kind = Literal[
    "numbers",
    "places",
    "trend",
    "map",
    "ranking",
    "need",
    "funnel",
    "quadrant",
    "forecast",
    "ages",
    "changes",
    "scenario",
    "meaning",
    "months",
    "centre",
    "centres",
    "questions",
]
Sex = Literal["total", "male", "female"]
# The groups of places that a page compares, and that a story can name; none stands for what is nearest to the place.
GroupName = Literal["", "area", "network", "counties", "similar"]

MOST_ITEMS = 20
LONGEST_LINE = 300
# A link longer than this does not travel safely: browsers and servers cut addresses at about twice as much.
LONGEST_LINK = 8_000
# Twenty items with as many words as they may have; so many would not fit into a link, whatever they are.
_LARGEST_FILE = 500_000
_LARGEST_OF_LINK = 64_000
LONGEST_NOTES = 4_000
# All levers, each with as many digits as a number can have, are shorter.
LONGEST_LEVERS = 400
_VERSION = 1
_BREAKS = "\r\n\t\v\f\x85\u2028\u2029"
# What no file of a presentation can hold, beside control characters and halves of characters.
_NO_CHARACTERS = "\ufffe\uffff"


def fit(text: str, kept: str = "") -> str:
    """The text without what no file can hold; line ends become spaces unless they are kept."""
    spaced = (one if one in kept or one not in _BREAKS else " " for one in text)
    return "".join(one for one in spaced if one in kept or _can_be_held(one)).strip()


def _can_be_held(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _NO_CHARACTERS


_Line = Annotated[str, AfterValidator(fit), Field(max_length=LONGEST_LINE)]
_Notes = Annotated[str, AfterValidator(lambda text: fit(text, "\n")), Field(max_length=LONGEST_NOTES)]
_Levers = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9_=.,-]*$", max_length=LONGEST_LEVERS),
    AfterValidator(lambda text: levers_text(levers_of(text))),
]
_Name = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,79})?$")]
# What a region's own figures are named by: a measure of a template, or the id of a place of families.
_Of = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9_-]{0,199})?$")]
_Place = Annotated[str, StringConstraints(pattern=r"^(FI|(HVA|MK)[0-9]{2}|KU[0-9]{3})$")]
_Release = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


class BadStory(ValueError):
    """A text or a file that is no story, or a story that does not fit into a link. `why` says which."""

    def __init__(self, why: Literal["not_a_story", "too_large", "another_version"]) -> None:
        self.why = why
        super().__init__(why)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(_Frozen):
    """What an item told when the story was made: the place's own figure, and a digest of all that was beside it.

    A figure that was not there (`status` other than `ok`) has no value. The digest knows no language.
    """

    release: _Release
    title: _Line
    status: _Name
    year: int
    period: str | None = Field(default=None, pattern=r"^[0-9]{4}-[0-9]{2}$")
    value: float | None = Field(default=None, allow_inf_nan=False)
    digest: str = Field(default="", pattern=r"^[0-9a-f]{0,12}$")


class Item(_Frozen):
    """One view of a story.

    Without a `year` it is the newest that there is. Without a `headline` the finding is the title. `phenomenon` is what
    `numbers`, `places`, `need` and `questions` are of, and `numbers` of none are the key figures of all. `ages` and
    `meaning` are of all children, `centres` of all places of families, `centre` of the one with the id `of`, `months`
    of the measure `of`, and the other kinds are of an `indicator`. The `year` of `ages` is the projected one. A
    `scenario` is of all children, too, and has the `levers` that are moved, as `levers_text` writes them. With `guess`
    a trend or a ranking is shown hidden first, for the room to guess.
    """

    kind: Kind
    indicator: _Name = ""
    phenomenon: _Name = ""
    of: _Of = ""
    year: int | None = Field(default=None, ge=1900, le=2200)
    sex: Sex = "total"
    group: GroupName = ""
    levers: _Levers = ""
    headline: _Line = ""
    question: _Line = ""
    notes: _Notes = ""
    guess: bool = False
    shown: Shown | None = None

    @model_validator(mode="after")
    def _only_a_scenario_assumes(self) -> Self:
        if (self.kind == "scenario") != bool(self.levers):
            raise ValueError("a scenario has levers, and nothing else has")
        return self


class Story(_Frozen):
    """Up to twenty views of one place beside what it is compared with, in one language, made of one release."""

    title: _Line
    language: Literal["fi", "sv", "en"]
    release: _Release
    area: _Place
    region: _Place
    compare: _Place | Literal[""] = ""
    # The first fault ends the reading: of a file with a hundred thousand, each would have to be told.
    items: Annotated[tuple[Item, ...], FailFast()] = Field(min_length=1, max_length=MOST_ITEMS)

    def keeping(self, release: str, shown: Sequence[Shown | None]) -> Self:
        """The story with what each of its items tells in a release."""
        items = (item.model_copy(update={"shown": one}) for item, one in zip(self.items, shown, strict=True))
        return self.model_copy(update={"release": release, "items": tuple(items)})


def to_file(story: Story) -> bytes:
    """The story as JSON that people can read."""
    return _written(story, indent=2).encode()


def from_file(content: bytes) -> Story:
    """The story of a file. Raises `BadStory`."""
    if len(content) > _LARGEST_FILE:
        raise BadStory("too_large")
    return _read(content)


def to_link(story: Story) -> str:
    """The story as letters, digits, `-` and `_`. Raises `BadStory` when it is too long for a link."""
    content = _written(story).encode()
    text = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")
    if len(text) > LONGEST_LINK or len(content) > _LARGEST_OF_LINK:
        raise BadStory("too_large")
    return text


def from_link(text: str) -> Story:
    """The story of a link. Raises `BadStory`; whatever the text is, no more is unpacked than a story can be."""
    if len(text) > LONGEST_LINK:
        raise BadStory("too_large")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, _LARGEST_OF_LINK)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise BadStory("not_a_story") from error
    if unpacking.unconsumed_tail:
        raise BadStory("too_large")
    if not unpacking.eof or unpacking.unused_data:
        raise BadStory("not_a_story")
    return _read(content)


def _written(story: Story, indent: int | None = None) -> str:
    return _File(version=_VERSION, story=story).model_dump_json(exclude_defaults=True, indent=indent)


def _read(content: bytes) -> Story:
    try:
        if _Head.model_validate_json(content).version != _VERSION:
            raise BadStory("another_version")
        return _File.model_validate_json(content).story
    except ValidationError as error:
        raise BadStory("not_a_story") from error


class _Head(BaseModel):
    """What every version of a story begins with."""

    version: int


class _File(_Frozen):
    version: int
    story: Story
