"""What may be written in a room."""

import pytest

from ilmiotaulu.room.notes import Note, note
from ilmiotaulu.room.refused import Refused
from tests.room.worlds import NOON


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
