"""What may be written in a room."""

from collections.abc import Callable

import pytest

from ilmiotaulu.room.notes import Note, note, without_notes
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.story.model import Item, Shown, Story
from tests.room.worlds import NOON, STORY


def test_a_note_is_kept_as_it_was_written_without_what_no_file_can_hold() -> None:
    text = "  Luku \"heiluu\" – \N{GRINNING FACE}\n'ehkä' sattumaa?\x00\ud800 "
    assert note(3, "interpretation", text, NOON) == Note(
        3, "interpretation", "Luku \"heiluu\" – \N{GRINNING FACE}\n'ehkä' sattumaa?", NOON
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("a" * 1_001, "long"),
        ("Soita 040 123 4567", "phone"),
        ("kirjoita: etu.suku@kunta.fi", "email"),
        ("lapsi 131052-308T", "identity_code"),
        ("Kysy Maija Virtaselta", "person_name"),
    ],
)
def test_what_is_refused(text: str, expected: str) -> None:
    with pytest.raises(Refused) as refused:
        note(0, "question", text, NOON)
    assert refused.value.why == expected


def test_the_longest_note_and_the_name_of_a_place_are_taken() -> None:
    assert len(note(0, "question", "ä" * 1_000, NOON).text) == 1_000
    with pytest.raises(Refused):
        note(0, "question", "Maija Keuruu", NOON)
    assert note(0, "question", "Maija Keuruu", NOON, frozenset({"keuruu"})).text == "Maija Keuruu"


@pytest.mark.parametrize(
    "where",
    [
        lambda text: STORY.model_copy(update={"title": text}),
        lambda text: with_last(Item(kind="questions", headline=text)),
        lambda text: with_last(Item(kind="questions", question=text)),
        lambda text: with_last(Item(kind="questions", notes=text)),
        lambda text: with_last(Item(kind="trend", shown=Shown(release="r1", title=text, status="ok", year=2020))),
    ],
    ids=["title", "headline", "question", "notes", "what was shown"],
)
def test_a_story_with_personal_data_anywhere_is_refused_and_one_with_a_place_is_not(
    where: Callable[[str], Story],
) -> None:
    for text, expected in (("Soita 040 123 4567", "phone"), ("Kysy Maija Keuruulta", "person_name")):
        with pytest.raises(Refused) as refused:
            without_notes(where(text))
        assert refused.value.why == expected
    place = where("Maija Keuruu")
    assert without_notes(place, frozenset({"keuruu"})).title == place.title


def test_a_presenter_s_own_notes_are_not_kept_and_all_else_is() -> None:
    assert without_notes(with_last(Item(kind="questions", question="Miksi?", notes="Muista hengittää"))) == with_last(
        Item(kind="questions", question="Miksi?")
    )


def with_last(item: Item) -> Story:
    return STORY.model_copy(update={"items": (*STORY.items, item)})
