"""Rooms in a small SQLite file: bounded in every direction, and forgotten a day after they were opened.

Names, addresses and browsers are not among what is kept. A phone is known by a random mark of its own, and that only as
a digest that differs from room to room. What is deleted is overwritten, in the file and in its log.
"""

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ilmiotaulu.room.notes import Note
from ilmiotaulu.room.question import Question, from_json, to_json
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.story.guess import is_fit
from ilmiotaulu.story.model import Story, from_file, to_file

LIFETIME = timedelta(hours=24)
MOST_ROOMS = 200
# Where all rooms are taken, none that is younger gives way; and one that was used does after so long a silence.
YOUNG = timedelta(hours=2)
SILENT = timedelta(hours=6)
MOST_GUESSES = 300
MOST_NOTES = 200
# What a person reads from a wall and types: nothing that looks like another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_ID_LENGTH = 6
# Seconds that one server waits for another one's writing.
_PATIENCE = 10
# Milliseconds that all wait for what was deleted to be written over.
_LONGEST_WAIT_TO_WIPE = 300

_TABLES = """
CREATE TABLE room (
    id TEXT PRIMARY KEY, salt BLOB NOT NULL, key_hash BLOB NOT NULL, story TEXT NOT NULL, release TEXT NOT NULL,
    opened_at INTEGER NOT NULL, item INTEGER, touched_at INTEGER NOT NULL
) STRICT;
CREATE TABLE shown (
    room TEXT NOT NULL REFERENCES room ON DELETE CASCADE, item INTEGER NOT NULL,
    question TEXT, revealed INTEGER NOT NULL, round INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room, item)
) STRICT;
CREATE TABLE guess (
    room TEXT NOT NULL REFERENCES room ON DELETE CASCADE, item INTEGER NOT NULL,
    phone BLOB NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (room, item, phone)
) STRICT;
CREATE TABLE note (
    id INTEGER PRIMARY KEY, room TEXT NOT NULL REFERENCES room ON DELETE CASCADE, item INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX note_of_room ON note (room);
"""
# The tables, those that refer to another one first; and the number of the shape that they and what is in them have.
_NAMES = ("note", "guess", "shown", "room")
_SHAPE = 4
# The item of a room whose show is over.
_OVER = -1


@dataclass(frozen=True)
class Room:
    """A room: the story it was opened for, and the release that was current then."""

    id: str
    story: Story
    release: str
    opened_at: datetime


@dataclass(frozen=True)
class Present:
    """What a room looks at: the number of an item from zero, what is asked of it, and whether it is revealed.

    `round` is how often its guesses were begun anew. `is_over` when the show has come to its end.
    """

    item: int | None = None
    question: Question | None = None
    revealed: bool = False
    round: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Guessed:
    """What a room guessed about an item: the question as it was asked, and every answer, in no order of people."""

    question: Question
    revealed: bool
    answers: tuple[tuple[float, ...], ...]


class Rooms:
    """The rooms of a file, which is made when the first room is opened. Safe between threads and between servers.

    Everything is asked with the time it is: a room is there for a day. Whatever is not there raises `Refused`.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    # ---- a room -----------------------------------------------------------------------------------------

    def open(self, story: Story, release: str, now: datetime) -> tuple[str, str]:
        """A new room's id, and the key of whoever presents in it; first everything that is old is forgotten."""
        self.sweep(now)
        key, salt = secrets.token_urlsafe(16), secrets.token_bytes(16)
        with self._writing() as rooms:
            _make_room(rooms, now)
            new = "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))
            row = [new, salt, _digest(salt, key), to_file(story).decode(), release, _seconds(now), _seconds(now)]
            try:
                rooms.execute("INSERT INTO room VALUES (?, ?, ?, ?, ?, ?, NULL, ?)", row)
            except sqlite3.IntegrityError as taken:  # one id in hundreds of millions
                raise Refused("often") from taken
        return new, key

    def room(self, room: str, now: datetime) -> Room:
        """The room of that id."""
        row = self._one("SELECT id, story, release, opened_at FROM room WHERE id = ? AND opened_at > ?", room, now)
        return Room(row[0], from_file(row[1].encode()), row[2], datetime.fromtimestamp(row[3], UTC))

    def admit(self, room: str, key: str, now: datetime) -> Room:
        """The room, for whoever has its key."""
        salt, kept = self._one("SELECT salt, key_hash FROM room WHERE id = ? AND opened_at > ?", room, now)
        if not hmac.compare_digest(_digest(salt, key), kept):
            raise Refused("key")
        return self.room(room, now)

    def end(self, room: str) -> None:
        """Forget a room and everything in it."""
        with self._writing() as rooms:
            rooms.execute("DELETE FROM room WHERE id = ?", [room])
        self._wipe()

    def sweep(self, now: datetime) -> None:
        """Forget every room that is a day old."""
        if not self._file.exists():
            return
        with self._writing() as rooms:
            rooms.execute("DELETE FROM room WHERE opened_at <= ?", [_seconds(now - LIFETIME)])
        self._wipe()

    # ---- what it looks at -------------------------------------------------------------------------------

    def present(self, room: str, now: datetime) -> Present:
        """What the room looks at now."""
        item, question, revealed, turn = self._one(
            "SELECT room.item, question, revealed, round FROM room"
            " LEFT JOIN shown ON room = id AND shown.item = room.item WHERE id = ? AND opened_at > ?",
            room,
            now,
        )
        if item == _OVER:
            return Present(is_over=True)
        return Present(item, from_json(question) if question else None, bool(revealed), turn or 0)

    def rest(self, room: str, now: datetime, *, is_over: bool) -> None:
        """Let the room look at no item: before the first one, or when the show has come to its end."""
        with self._writing() as rooms:
            row = [_OVER if is_over else None, room]
            if not rooms.execute("UPDATE room SET item = ? WHERE id = ?", row).rowcount:
                raise Refused("no_room")
            _touch(rooms, room, now)

    def was_shown(self, room: str, item: int) -> bool:
        """Whether the room has looked at an item before: what it was asked then is what it is asked."""
        return bool(self._all("SELECT 1 FROM shown WHERE room = ? AND item = ?", [room, item]))

    def show(self, room: str, item: int, question: Question | None, now: datetime, *, revealed: bool) -> None:
        """Let the room look at an item. A question is that of the first time, and what was revealed stays so."""
        row = [room, item, to_json(question) if question else None, int(revealed)]
        with self._writing() as rooms:
            if not rooms.execute("UPDATE room SET item = ? WHERE id = ?", [item, room]).rowcount:
                raise Refused("no_room")
            _touch(rooms, room, now)
            rooms.execute(
                "INSERT INTO shown (room, item, question, revealed) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET revealed = max(revealed, excluded.revealed)",
                row,
            )

    def asked_again(self, room: str, item: int, question: Question) -> None:
        """Keep a question of the room as a later release has it."""
        with self._writing() as rooms:
            row = [to_json(question), room, item]
            rooms.execute("UPDATE shown SET question = ? WHERE room = ? AND item = ?", row)

    # ---- guesses ----------------------------------------------------------------------------------------

    def guess(self, room: str, item: int, phone: str, answer: Sequence[float], now: datetime) -> None:
        """Take a phone's answer; the last one counts. Once the item is revealed, or left, none is taken."""
        with self._writing() as rooms:
            row = rooms.execute(
                "SELECT salt, question, revealed FROM room JOIN shown ON room = id AND shown.item = room.item"
                " WHERE id = ? AND opened_at > ? AND room.item = ?",
                [room, _seconds(now - LIFETIME), item],
            ).fetchone()
            if row is None or row[1] is None or row[2]:
                raise Refused("closed")
            asked = from_json(row[1])
            if asked.is_hidden:
                raise Refused("hidden")
            if not is_fit(asked.guess, answer):
                raise Refused("answer")
            mine = _digest(row[0], phone)[:16]
            others = "SELECT count(*) FROM guess WHERE room = ? AND item = ? AND phone <> ?"
            if rooms.execute(others, [room, item, mine]).fetchone()[0] >= MOST_GUESSES:
                raise Refused("crowded")
            rooms.execute(
                "INSERT INTO guess VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET answer = excluded.answer",
                [room, item, mine, json.dumps([float(value) for value in answer])],
            )
            _touch(rooms, room, now)

    def clear(self, room: str, item: int, now: datetime) -> None:
        """Forget what was guessed about an item, which is a new round of it; once it is revealed it stays."""
        with self._writing() as rooms:
            asked = "SELECT 1 FROM shown WHERE room = ? AND item = ? AND revealed"
            if rooms.execute(asked, [room, item]).fetchone():
                raise Refused("revealed")
            rooms.execute("DELETE FROM guess WHERE room = ? AND item = ?", [room, item])
            rooms.execute("UPDATE shown SET round = round + 1 WHERE room = ? AND item = ?", [room, item])
            _touch(rooms, room, now)
        self._wipe()

    def guesses(self, room: str) -> dict[int, Guessed]:
        """What the room was asked and what it guessed, by item."""
        asked = self._all("SELECT item, question, revealed FROM shown WHERE room = ? AND question IS NOT NULL", [room])
        given: dict[int, list[tuple[float, ...]]] = {item: [] for item, *_ in asked}
        for item, answer in self._all("SELECT item, answer FROM guess WHERE room = ?", [room]):
            given[item].append(tuple(json.loads(answer)))
        # In the order of values, so that nobody can tell who came first.
        return {
            item: Guessed(from_json(question), bool(revealed), tuple(sorted(given[item])))
            for item, question, revealed in sorted(asked)
        }

    # ---- notes ------------------------------------------------------------------------------------------

    def write(self, room: str, note: Note) -> Note:
        """Keep a note of the room; it comes back with its id."""
        with self._writing() as rooms:
            (many,) = rooms.execute("SELECT count(*) FROM note WHERE room = ?", [room]).fetchone()
            if many >= MOST_NOTES:
                raise Refused("notes")
            row = [room, note.item, note.kind, note.text, _seconds(note.written_at)]
            try:
                into = "INSERT INTO note (room, item, kind, text, written_at) VALUES (?, ?, ?, ?, ?) RETURNING id"
                (new,) = rooms.execute(into, row).fetchone()
            except sqlite3.IntegrityError as gone:
                raise Refused("no_room") from gone
            _touch(rooms, room, note.written_at)
        return replace(note, id=new)

    def remove(self, room: str, note: int, now: datetime) -> None:
        """Forget a note of the room, by its id."""
        with self._writing() as rooms:
            if not rooms.execute("DELETE FROM note WHERE room = ? AND id = ?", [room, note]).rowcount:
                raise Refused("no_note")
            _touch(rooms, room, now)
        self._wipe()

    def notes(self, room: str) -> tuple[Note, ...]:
        """The notes of the room in the order they were written."""
        rows = self._all("SELECT written_at, item, kind, text, id FROM note WHERE room = ? ORDER BY id", [room])
        return tuple(Note(item, kind, text, datetime.fromtimestamp(at, UTC), id) for at, item, kind, text, id in rows)

    # ---- the file ---------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened:
                self._opened.close()
            self._opened = None

    def _one(self, query: str, room: str, now: datetime) -> tuple:
        rows = self._all(query, [room, _seconds(now - LIFETIME)])
        if not rows:
            raise Refused("no_room")
        return rows[0]

    def _all(self, query: str, values: Sequence[object]) -> list[tuple]:
        if not self._file.exists():
            return []
        with self._lock:
            return self._connection().execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with self._lock, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def _wipe(self) -> None:
        """Write what was deleted over in the file itself, and empty the log that still has it.

        Where another server reads for long, nobody waits for it: the next time does it.
        """
        with self._lock:
            connection = self._connection()
            connection.execute(f"PRAGMA busy_timeout = {_LONGEST_WAIT_TO_WIPE}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute(f"PRAGMA busy_timeout = {1_000 * _PATIENCE}")

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            opened = sqlite3.connect(self._file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            for setting in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON"):
                opened.execute(f"PRAGMA {setting}")
            with opened:
                opened.execute("BEGIN IMMEDIATE")
                _make_tables(opened)
            self._opened = opened
        return self._opened


def _make_tables(rooms: sqlite3.Connection) -> None:
    """Tables of another shape give way: a room lives for a day, and nobody needs it in a new shape."""
    (found,) = rooms.execute("PRAGMA user_version").fetchone()
    if found == _SHAPE:
        return
    gone = (f"DROP TABLE IF EXISTS {name}" for name in _NAMES)
    for statement in (*gone, *_TABLES.split(";"), f"PRAGMA user_version = {_SHAPE}"):
        rooms.execute(statement)


def _make_room(rooms: sqlite3.Connection, now: datetime) -> None:
    """Where there are as many rooms as there may be, the one that has been silent for longest gives way.

    That is one that nobody has used, or in which nothing has been done for hours; never a young one.
    """
    (many,) = rooms.execute("SELECT count(*) FROM room").fetchone()
    if many < MOST_ROOMS:
        return
    is_unused = "item IS NULL AND id NOT IN (SELECT room FROM note)"
    silent = f"""SELECT id FROM room WHERE opened_at <= ? AND (touched_at <= ? OR {is_unused})
                 ORDER BY touched_at, opened_at LIMIT 1"""
    before = [_seconds(now - YOUNG), _seconds(now - SILENT)]
    if not rooms.execute(f"DELETE FROM room WHERE id = ({silent})", before).rowcount:
        raise Refused("full")


def _touch(rooms: sqlite3.Connection, room: str, now: datetime) -> None:
    """Something was done in the room. That phones look whether anything has is nothing."""
    rooms.execute("UPDATE room SET touched_at = ? WHERE id = ?", [_seconds(now), room])


def _digest(salt: bytes, text: str) -> bytes:
    return hashlib.sha256(salt + text.encode()).digest()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
