"""A story as a file and as a link: the same when it is read again, and nothing but a story is read."""

import base64
import json
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ilmiotaulu.forecast.scenario import BOUNDS, FewerEachYear, Levers, ToRate, levers_of, levers_text
from ilmiotaulu.story.model import (
    LONGEST_LEVERS,
    LONGEST_LINK,
    BadStory,
    Item,
    Shown,
    Story,
    from_file,
    from_link,
    to_file,
    to_link,
)

SHOWN = Shown(release="2026-11-25-0123456789", title="Sijoitetut", status="ok", year=2021, value=1.7, digest="0a1b2c")
STORY = Story(
    title="Raskaat palvelut",
    language="fi",
    release="2026-11-25-0123456789",
    area="HVA15",
    region="KU249",
    compare="KU179",
    items=(
        Item(kind="trend", indicator="placed_children_0_17", question="Mitä tämä kertoo?", shown=SHOWN),
        Item(kind="ranking", indicator="placed_children_0_17", year=2021, sex="male", group="similar"),
        Item(kind="questions", phenomenon="heavy_services", notes="Ensin kysymys.\nSitten luvut."),
    ),
)
HOSTILE = '<a href="x">\'"&amp;" Äänekoski Åbo 👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 =1+1 \u202e'


def packed(content: object) -> str:
    """Anything as a link has it."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


def changed(**values: object) -> dict:
    """The content of the story's file with some values changed."""
    content = json.loads(to_file(STORY))
    return {**content, "story": {**content["story"], **values}}


def why(read: object, content: object) -> str:
    with pytest.raises(BadStory) as error:
        read(content)  # type: ignore[operator]
    return error.value.why


def test_a_story_is_the_same_when_it_is_read_again() -> None:
    assert from_file(to_file(STORY)) == STORY
    assert from_link(to_link(STORY)) == STORY


def test_a_link_has_only_what_addresses_may_have_and_a_file_is_read_by_people() -> None:
    assert set(to_link(STORY)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert '\n    "title": "Raskaat palvelut",\n' in to_file(STORY).decode()
    assert len(to_link(STORY)) < 600


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=500))
def test_whatever_is_written_in_a_headline_travels(headline: str, question: str, notes: str) -> None:
    item = Item(kind="questions", headline=headline, question=question, notes=notes)
    story = STORY.model_copy(update={"items": (item,)})
    assert from_file(to_file(story)) == story
    assert from_link(to_link(story)) == story


def test_quotes_letters_emoji_and_three_hundred_characters_stay_as_they_are() -> None:
    long = (HOSTILE * 10)[:300]
    item = Item(kind="trend", indicator="live_births", headline=long)
    assert item.headline == long.strip()
    assert len(long) == 300
    with pytest.raises(ValidationError):
        Item(kind="trend", indicator="live_births", headline="x" * 301)


def test_what_no_file_can_hold_is_left_out_and_a_headline_is_one_line() -> None:
    item = Item(kind="trend", headline=" a\x00b\nc\td\x1b\ufffe ", notes="a\x07\nb\r\nc")
    assert item.headline == "ab c d"
    assert item.notes == "a\nb \nc"


# ---- what is no story ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["", "?", "a", "ä", "AAAA", "x" * 100, packed(b"not json"), packed([]), packed({}), packed({"version": 1})],
)
def test_nonsense_is_no_story(text: str) -> None:
    assert why(from_link, text) == "not_a_story"


@pytest.mark.parametrize("end", [to_link(STORY)[:-8], to_link(STORY)[:40]])
def test_a_link_that_was_cut_is_no_story(end: str) -> None:
    assert why(from_link, end) == "not_a_story"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(b" " * 50_000_000)
    assert len(bomb) > LONGEST_LINK
    assert why(from_link, bomb) == "too_large"
    small = packed(b" " * 3_000_000)
    assert len(small) < LONGEST_LINK
    began = time.process_time()
    assert why(from_link, small) == "too_large"
    assert time.process_time() - began < 0.5
    assert why(from_file, b" " * 500_001) == "too_large"


def test_what_hangs_behind_a_packed_story_is_refused() -> None:
    raw = zlib.compress(to_file(STORY)) + b"more"
    assert why(from_link, base64.urlsafe_b64encode(raw).decode()) == "not_a_story"


def test_a_story_of_another_version_says_so() -> None:
    content = json.loads(to_file(STORY))
    assert why(from_file, json.dumps({**content, "version": 2, "more": 1}).encode()) == "another_version"


BROKEN = {
    "no items": {"items": []},
    "too many items": {"items": [{"kind": "questions"}] * 21},
    "an unknown kind": {"items": [{"kind": "pie"}]},
    "something unknown": {"colour": "red"},
    "a place that is no code": {"region": "../KU249"},
    "an indicator that is a path": {"items": [{"kind": "trend", "indicator": "../x"}]},
    "a year that is none": {"items": [{"kind": "trend", "indicator": "x", "year": 3000}]},
    "another language": {"language": "de"},
    "notes without end": {"items": [{"kind": "questions", "notes": "x" * 4001}]},
    "a number that is none": {
        "items": [{"kind": "trend", "shown": {"release": "r", "title": "t", "status": "ok", "year": 1, "value": "NaN"}}]
    },
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_with_anything_else_in_it_is_no_story(broken: str) -> None:
    assert why(from_file, json.dumps(changed(**BROKEN[broken])).encode()) == "not_a_story"


def test_twenty_items_are_a_story() -> None:
    assert len(from_file(json.dumps(changed(items=[{"kind": "questions"}] * 20)).encode()).items) == 20


def test_a_story_that_does_not_fit_into_a_link_says_so_and_fits_into_a_file() -> None:
    notes = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(4_000))
    items = tuple(Item(kind="questions", notes=notes[index:] + notes[:index]) for index in range(3))
    story = STORY.model_copy(update={"items": items})
    assert why(to_link, story) == "too_large"
    assert from_file(to_file(story)) == story


def test_the_largest_story_fits_into_a_file() -> None:
    item = Item(kind="questions", headline="👶" * 300, question="👶" * 300, notes="👶" * 4_000)
    story = STORY.model_copy(update={"items": (item,) * 20})
    assert from_file(to_file(story)) == story


def test_a_story_keeps_what_its_items_showed() -> None:
    told = [None, SHOWN, None]
    keeping = STORY.keeping("2026-12-01-aaaaaaaaaa", told)
    assert [item.shown for item in keeping.items] == told
    assert keeping.release == "2026-12-01-aaaaaaaaaa"
    assert [item.kind for item in keeping.items] == ["trend", "ranking", "questions"]
    with pytest.raises(ValueError, match="shorter"):
        STORY.keeping("r", [None])


def test_a_story_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        STORY.title = "Toinen"  # type: ignore[misc]


def test_a_small_link_that_unpacks_to_much_is_refused_before_it_is_read() -> None:
    many = b'{"version":1,"story":{"items":[' + b",".join([b"0"] * 200_000) + b"]}}"
    link = base64.urlsafe_b64encode(zlib.compress(many, 9)).decode().rstrip("=")
    assert len(link) < 1_000
    assert why(from_link, link) == "too_large"


def test_of_a_file_with_very_many_broken_views_the_first_ends_the_reading() -> None:
    content = json.loads(to_file(STORY))
    content["story"]["items"] = [0] * 100_000
    with pytest.raises(ValidationError) as error:
        Story.model_validate(content["story"])
    assert error.value.error_count() <= 2
    assert why(from_file, json.dumps(content).encode()) == "not_a_story"


@pytest.mark.parametrize("changes", [{"region": "KU٢٥٦"}, {"release": "www.example.org"}])
def test_only_plain_letters_and_digits_name_places_and_releases(changes: dict[str, str]) -> None:
    assert why(from_file, json.dumps(changed(**changes)).encode()) == "not_a_story"


@pytest.mark.parametrize(
    "levers",
    [
        "tfr=1.20",
        "tfr=0.1",
        "tfr=5",
        "tfr=nan",
        "tfr=1e999",
        "tfr=1.2,",
        ",",
        "tfr",
        "moves=5,tfr=1.2",
        "tfr=1.2,tfr=1.2",
        "rate=1",
        "rate=1,rate_years=5.5",
        "rate=1,rate_years=5,fewer=2",
        "TFR=1.2",
        "unknown=1",
        "tfr=1.2 ",
        "tfr=" + "1" * 500,
    ],
)
def test_levers_are_those_that_there_are_within_their_bounds_as_they_are_written(levers: str) -> None:
    with pytest.raises(ValidationError):
        Item(kind="scenario", levers=levers)


def test_only_a_scenario_has_levers_and_it_has_some() -> None:
    for told in ({"kind": "scenario"}, {"kind": "ages", "levers": "tfr=1.2"}):
        with pytest.raises(ValidationError, match="a scenario has levers, and nothing else has"):
            Item.model_validate(told)


_ENDS = st.fixed_dictionaries(
    {},
    optional={name: st.floats(*ends) for name, ends in BOUNDS.items() if name not in ("rate", "rate_years", "fewer")},
)
_AIMS = st.one_of(
    st.none(),
    st.builds(ToRate, st.floats(*BOUNDS["rate"]), st.integers(1, 50)),
    st.builds(FewerEachYear, st.floats(*BOUNDS["fewer"])),
)


@given(_ENDS, _AIMS)
def test_whatever_levers_are_moved_they_have_room_and_are_the_same_when_they_are_read(ends: dict, aim: object) -> None:
    levers = Levers(**ends, placements=aim)  # type: ignore[arg-type]
    text = levers_text(levers)
    assert len(text) <= LONGEST_LEVERS
    assert levers_of(text) == levers
    if text:
        assert Item(kind="scenario", levers=text).levers == text
