"""Rooms in their file: bounded, apart from each other, and really gone after a day."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ilmiotaulu.room import store
from ilmiotaulu.room.notes import Note
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.room.store import LIFETIME, Guessed, Present, Rooms
from tests.room.worlds import LINE, NOON, PLACE, STORY, opened

LAST_MOMENT = NOON + LIFETIME - timedelta(seconds=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rooms.sqlite"


@pytest.fixture
def rooms(file: Path) -> Iterator[Rooms]:
    with opened(file) as made:
        yield made


@pytest.fixture
def room(rooms: Rooms) -> str:
    """A room that looks at a line to be guessed."""
    made, _ = rooms.open(STORY, "r1", NOON)
    rooms.show(made, 0, LINE, NOON, revealed=False)
    return made


def why(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.why


# ---- a room -------------------------------------------------------------------------------------------------
def test_a_room_is_the_story_it_was_opened_for_and_its_key_is_the_presenters(rooms: Rooms) -> None:
    room, key = rooms.open(STORY, "r1", NOON)
    kept = rooms.admit(room, key, NOON)
    assert (kept.id, kept.story, kept.release, kept.opened_at) == (room, STORY, "r1", NOON)
    assert why(lambda: rooms.admit(room, key[:-1], NOON)) == "key"
    assert why(lambda: rooms.admit(room, "", NOON)) == "key"
    assert why(lambda: rooms.admit("zzzzzz", key, NOON)) == "no_room"


def test_an_id_is_short_and_has_no_letters_that_look_alike(rooms: Rooms) -> None:
    ids = [rooms.open(STORY, "r1", NOON + timedelta(minutes=2 * number))[0] for number in range(30)]
    assert len(set(ids)) == 30
    assert {len(one) for one in ids} == {6}
    assert not set("".join(ids)) & set("ilo01ILOABCDEFGHJKMN")


def test_the_key_is_not_in_the_file_and_neither_is_the_mark_of_a_phone(rooms: Rooms, file: Path, room: str) -> None:
    _, key = rooms.open(STORY, "r1", NOON)
    rooms.guess(room, 0, "phone-with-a-random-mark", [1, 2, 3], NOON)
    rooms.close()
    kept = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert b"trend" in kept
    assert key.encode() not in kept
    assert b"phone-with" not in kept


def test_only_the_servers_own_account_reads_the_file(rooms: Rooms, room: str, file: Path) -> None:
    assert {one.stat().st_mode & 0o077 for one in file.parent.iterdir()} == {0}


def test_what_is_asked_before_anything_was_opened_makes_no_file(rooms: Rooms, file: Path) -> None:
    assert why(lambda: rooms.present("abcdef", NOON)) == "no_room"
    rooms.sweep(NOON)
    assert not file.exists()


def test_a_file_with_tables_of_another_shape_is_begun_anew(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.executescript("CREATE TABLE room (id TEXT); INSERT INTO room VALUES ('abcdef')")
    other.close()
    with opened(file) as rooms:
        room, key = rooms.open(STORY, "r1", NOON)
        assert rooms.admit(room, key, NOON).story == STORY
    with opened(file) as again:
        assert again.room(room, NOON).id == room
    assert b"abcdef" not in on_disk(file)


# ---- what it looks at ---------------------------------------------------------------------------------------
def test_a_room_looks_at_nothing_until_the_presenter_shows_something(rooms: Rooms) -> None:
    room, _ = rooms.open(STORY, "r1", NOON)
    assert rooms.present(room, NOON) == Present()
    rooms.show(room, 1, None, NOON, revealed=False)
    assert rooms.present(room, NOON) == Present(1)
    rooms.show(room, 0, LINE, NOON, revealed=False)
    assert rooms.present(room, NOON) == Present(0, LINE)
    rooms.show(room, 0, LINE, NOON, revealed=True)
    assert rooms.present(room, NOON) == Present(0, LINE, revealed=True)


def test_a_question_stays_as_it_was_asked_first_and_what_was_revealed_stays_revealed(rooms: Rooms, room: str) -> None:
    rooms.show(room, 0, PLACE, NOON, revealed=True)
    rooms.show(room, 1, None, NOON, revealed=False)
    rooms.show(room, 0, PLACE, NOON, revealed=False)
    assert rooms.present(room, NOON) == Present(0, LINE, revealed=True)


def test_a_room_rests_before_the_first_item_and_when_the_show_is_over(rooms: Rooms, room: str) -> None:
    rooms.rest(room, NOON, is_over=True)
    assert rooms.present(room, NOON) == Present(is_over=True)
    assert why(lambda: rooms.guess(room, 0, "one", [1, 2, 3], NOON)) == "closed"
    rooms.rest(room, NOON, is_over=False)
    assert rooms.present(room, NOON) == Present()
    rooms.show(room, 0, LINE, NOON, revealed=False)
    assert rooms.present(room, NOON) == Present(0, LINE)
    rooms.end(room)
    assert why(lambda: rooms.rest(room, NOON, is_over=True)) == "no_room"


# ---- guesses ------------------------------------------------------------------------------------------------
def test_the_last_guess_of_a_phone_counts_until_the_figure_is_revealed(rooms: Rooms, room: str) -> None:
    rooms.guess(room, 0, "one", [1, 2, 3], NOON)
    rooms.guess(room, 0, "two", [9, 9, 9], NOON)
    rooms.guess(room, 0, "one", [4, 5, 6.5], NOON)
    assert rooms.guesses(room) == {0: Guessed(LINE, False, ((4.0, 5.0, 6.5), (9.0, 9.0, 9.0)))}
    rooms.show(room, 0, None, NOON, revealed=True)
    assert why(lambda: rooms.guess(room, 0, "one", [7, 7, 7], NOON)) == "closed"
    assert why(lambda: rooms.guess(room, 0, "three", [7, 7, 7], NOON)) == "closed"
    assert rooms.guesses(room)[0].answers == ((4.0, 5.0, 6.5), (9.0, 9.0, 9.0))


def test_only_what_the_room_looks_at_is_guessed_and_only_where_something_is_asked(rooms: Rooms, room: str) -> None:
    assert why(lambda: rooms.guess(room, 1, "one", [1, 2, 3], NOON)) == "closed"
    rooms.show(room, 1, None, NOON, revealed=False)
    assert why(lambda: rooms.guess(room, 1, "one", [1, 2, 3], NOON)) == "closed"
    assert why(lambda: rooms.guess(room, 0, "one", [1, 2, 3], NOON)) == "closed"


@pytest.mark.parametrize("answer", [[], [1.0, 2.0], [1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 150.1], [-0.1, 0.0, 0.0]])
def test_an_answer_that_does_not_fit_is_refused(rooms: Rooms, room: str, answer: list[float]) -> None:
    assert why(lambda: rooms.guess(room, 0, "one", answer, NOON)) == "answer"
    assert rooms.guesses(room)[0].answers == ()


def test_a_full_item_takes_no_new_phone_but_lets_those_that_guessed_change_their_guess(
    rooms: Rooms, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_GUESSES", 2)
    rooms.guess(room, 0, "one", [1, 1, 1], NOON)
    rooms.guess(room, 0, "two", [2, 2, 2], NOON)
    assert why(lambda: rooms.guess(room, 0, "three", [3, 3, 3], NOON)) == "crowded"
    rooms.guess(room, 0, "two", [4, 4, 4], NOON)
    assert rooms.guesses(room)[0].answers == ((1.0, 1.0, 1.0), (4.0, 4.0, 4.0))


def test_guesses_are_cleared_of_one_item_of_one_room_and_not_after_the_reveal(
    rooms: Rooms, room: str, file: Path
) -> None:
    other, _ = rooms.open(STORY, "r1", NOON)
    rooms.show(other, 0, LINE, NOON, revealed=False)
    for one in (room, other):
        rooms.guess(one, 0, "one", [123.25, 2, 3], NOON)
    rooms.clear(room, 1, NOON)
    assert rooms.guesses(room)[0].answers == ((123.25, 2.0, 3.0),)
    rooms.clear(room, 0, NOON)
    assert rooms.guesses(room)[0].answers == ()
    assert rooms.guesses(other)[0].answers == ((123.25, 2.0, 3.0),)
    rooms.guess(room, 0, "one", [4, 5, 6], NOON)
    rooms.show(room, 0, None, NOON, revealed=True)
    assert why(lambda: rooms.clear(room, 0, NOON)) == "revealed"
    assert rooms.guesses(room)[0].answers == ((4.0, 5.0, 6.0),)
    rooms.clear(other, 0, NOON)
    assert b"123.25" not in on_disk(file)


def test_the_same_phone_in_two_rooms_is_two_marks(rooms: Rooms, room: str, file: Path) -> None:
    other, _ = rooms.open(STORY, "r1", NOON)
    rooms.show(other, 0, LINE, NOON, revealed=False)
    for one in (room, other):
        rooms.guess(one, 0, "the same phone", [1, 2, 3], NOON)
    with sqlite3.connect(file) as kept:
        assert kept.execute("SELECT count(DISTINCT phone) FROM guess").fetchone() == (2,)


def test_sixty_phones_at_two_servers_at_once_are_sixty_guesses(file: Path, rooms: Rooms, room: str) -> None:
    with opened(file) as other, ThreadPoolExecutor(20) as phones:
        servers = (rooms, other)
        guessing = [
            phones.submit(servers[number % 2].guess, room, 0, f"phone {number}", [number, 0, again], NOON)
            for number in range(60)
            for again in (0, 1)
        ]
        assert [one.result() for one in guessing] == [None] * 120
        found = other.guesses(room)[0].answers
    assert sorted(answer[0] for answer in found) == [float(number) for number in range(60)]


# ---- notes --------------------------------------------------------------------------------------------------
def test_notes_are_in_the_order_they_were_written_and_no_more_than_there_may_be(
    rooms: Rooms, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_NOTES", 2)
    notes = [Note(item, "question", f"{item} \N{GRINNING FACE} \"ä'", NOON) for item in (1, 0)]
    for one in notes:
        rooms.write(room, one)
    assert rooms.notes(room) == tuple(notes)
    assert why(lambda: rooms.write(room, notes[0])) == "notes"


def test_a_note_is_removed_by_its_id_in_its_own_room_alone_and_its_words_are_gone_from_the_disk(
    rooms: Rooms, room: str, file: Path
) -> None:
    kept = [rooms.write(room, Note(0, "question", text, NOON)) for text in ("Miksi-sana?", "Miten?")]
    assert [one.id for one in rooms.notes(room)] == [one.id for one in kept]
    other, _ = rooms.open(STORY, "r1", NOON)
    assert why(lambda: rooms.remove(other, kept[0].id, NOON)) == "no_note"
    rooms.remove(room, kept[0].id, NOON)
    assert [one.text for one in rooms.notes(room)] == ["Miten?"]
    assert why(lambda: rooms.remove(room, kept[0].id, NOON)) == "no_note"
    assert b"Miksi-sana" not in on_disk(file)


def test_guesses_that_are_cleared_are_a_new_round(rooms: Rooms, room: str) -> None:
    rooms.guess(room, 0, "one", [1, 2, 3], NOON)
    rooms.clear(room, 0, NOON)
    assert rooms.present(room, NOON) == Present(0, LINE, round=1)
    assert rooms.guesses(room)[0].answers == ()
    rooms.clear(room, 0, NOON)
    assert rooms.present(room, NOON).round == 2


def test_a_room_knows_nothing_of_another_one(rooms: Rooms, room: str) -> None:
    other, key = rooms.open(STORY, "r2", NOON)
    rooms.show(other, 0, PLACE, NOON, revealed=False)
    rooms.guess(room, 0, "one", [1, 2, 3], NOON)
    rooms.guess(other, 0, "one", [7], NOON)
    rooms.write(room, Note(0, "question", "Miksi?", NOON))
    assert why(lambda: rooms.admit(room, key, NOON)) == "key"
    assert rooms.guesses(other) == {0: Guessed(PLACE, False, ((7.0,),))}
    assert rooms.notes(other) == ()
    rooms.end(other)
    assert why(lambda: rooms.present(other, NOON)) == "no_room"
    assert rooms.guesses(room)[0].answers == ((1.0, 2.0, 3.0),)
    assert [one.text for one in rooms.notes(room)] == ["Miksi?"]


def test_nothing_is_written_in_a_room_that_has_ended(rooms: Rooms, room: str) -> None:
    rooms.end(room)
    assert why(lambda: rooms.write(room, Note(0, "question", "Miksi?", NOON))) == "no_room"
    assert why(lambda: rooms.show(room, 0, LINE, NOON, revealed=True)) == "no_room"
    assert why(lambda: rooms.guess(room, 0, "one", [1, 2, 3], NOON)) == "closed"


# ---- bounds of the house ------------------------------------------------------------------------------------
HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def three(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """As many rooms as there may be: one that looks at something, one that waits, and one with a note."""
    monkeypatch.setattr(store, "MOST_ROOMS", 3)
    used, unused, written = (rooms.open(STORY, "r1", NOON + number * MOMENT)[0] for number in range(3))
    rooms.show(used, 0, LINE, NOON, revealed=False)
    rooms.write(written, Note(0, "question", "Miksi?", NOON))
    return used, unused, written


def there(rooms: Rooms, *ids: str) -> list[bool]:
    """Which of the rooms there are."""
    return [is_there(rooms, one) for one in ids]


def is_there(rooms: Rooms, room: str) -> bool:
    with suppress(Refused):
        return rooms.room(room, NOON).id == room
    return False


def test_when_the_house_is_full_an_unused_room_gives_way_but_never_a_young_one(
    rooms: Rooms, three: tuple[str, str, str]
) -> None:
    assert why(lambda: rooms.open(STORY, "r1", NOON + 2 * HOUR)) == "full"
    assert there(rooms, *three) == [True, True, True]
    newest, _ = rooms.open(STORY, "r1", NOON + 2 * HOUR + MOMENT)
    assert there(rooms, *three, newest) == [True, False, True, True]
    assert why(lambda: rooms.open(STORY, "r1", NOON + 3 * HOUR)) == "full"


@pytest.mark.parametrize(
    "act",
    [
        lambda rooms, room, at: rooms.show(room, 0, LINE, at, revealed=False),
        lambda rooms, room, at: rooms.guess(room, 0, "one", [1, 2, 3], at),
        lambda rooms, room, at: rooms.write(room, Note(0, "question", "Miksi?", at)),
    ],
    ids=["shown", "guessed", "written"],
)
def test_when_the_house_is_full_the_room_that_has_been_silent_for_longest_gives_way_after_hours(
    rooms: Rooms, three: tuple[str, str, str], act: Callable[[Rooms, str, datetime], object]
) -> None:
    used, unused, _ = three
    rooms.show(unused, 0, LINE, NOON + HOUR, revealed=False)
    act(rooms, used, NOON + 2 * HOUR)
    assert why(lambda: rooms.open(STORY, "r1", NOON + 6 * HOUR - MOMENT)) == "full"
    rooms.open(STORY, "r1", NOON + 6 * HOUR)
    assert there(rooms, *three) == [True, True, False]
    rooms.open(STORY, "r1", NOON + 7 * HOUR)
    assert there(rooms, *three) == [True, False, False]
    assert why(lambda: rooms.open(STORY, "r1", NOON + 8 * HOUR - MOMENT)) == "full"


# ---- a day later --------------------------------------------------------------------------------------------
def test_a_room_is_there_for_a_day_and_not_a_second_longer(rooms: Rooms) -> None:
    room, key = rooms.open(STORY, "r1", NOON)
    rooms.show(room, 0, LINE, NOON, revealed=False)
    rooms.guess(room, 0, "one", [1, 2, 3], LAST_MOMENT)
    assert rooms.admit(room, key, LAST_MOMENT).id == room
    later = NOON + LIFETIME
    assert why(lambda: rooms.admit(room, key, later)) == "no_room"
    assert why(lambda: rooms.present(room, later)) == "no_room"
    assert why(lambda: rooms.guess(room, 0, "two", [1, 2, 3], later)) == "closed"


SECRET = "Salaisuus jota ei saa jäädä levylle"


@pytest.mark.parametrize(
    "forget",
    [
        lambda rooms, room: rooms.sweep(NOON + LIFETIME),
        lambda rooms, room: rooms.open(STORY, "r1", NOON + LIFETIME),
        lambda rooms, room: rooms.end(room),
    ],
    ids=["swept", "another is opened", "ended"],
)
def test_what_is_forgotten_is_not_among_the_bytes_of_any_file(
    rooms: Rooms, file: Path, forget: Callable[[Rooms, str], object]
) -> None:
    told = STORY.model_copy(update={"title": f"{SECRET} tarina"})
    room, _ = rooms.open(told, "r1", NOON)
    rooms.show(room, 0, LINE, NOON, revealed=False)
    rooms.guess(room, 0, "one", [123.25, 2, 3], NOON)
    # Long enough for pages of its own, and many enough to be moved about.
    for number in range(50):
        rooms.write(room, Note(0, "question", f"{SECRET} {number} " * 20, NOON))
    assert SECRET.encode() in on_disk(file)
    forget(rooms, room)
    left = on_disk(file)
    assert left
    for word in (SECRET.encode(), b"Salaisuus", b"123.25", b"Syntyneet"):
        assert word not in left, word


def test_what_another_server_reads_at_that_moment_is_wiped_the_next_time(rooms: Rooms, file: Path) -> None:
    room, _ = rooms.open(STORY, "r1", NOON)
    rooms.write(room, Note(0, "question", SECRET, NOON))
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM note").fetchone() == (1,)
        rooms.sweep(NOON + LIFETIME)
        other.execute("COMMIT")
    other.close()
    rooms.sweep(NOON + LIFETIME)
    assert SECRET.encode() not in on_disk(file)


def on_disk(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.iterdir())
