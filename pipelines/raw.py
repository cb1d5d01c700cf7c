"""Raw answers, kept by their content, and the lock that says which of them a build uses.

`<folder>/<sha256>` holds the bytes; `<folder>/lock.json` names, for every key, the bytes and the request they answer.
A build reads the lock and nothing else, so the same lock gives the same figures.
"""

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import orjson
from pydantic import BaseModel, ConfigDict, TypeAdapter


class Entry(BaseModel):
    """One answer: what was asked, when it was first seen, and which bytes came."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    request: str = ""
    sha256: str
    bytes: int
    fetched_at: datetime
    checked_at: datetime
    updated: str | None = None


class DamagedRaw(Exception):
    """The lock or the bytes it names cannot be read."""


_LOCK = TypeAdapter(dict[str, Entry])


class RawStore:
    """The raw answers under a folder. Every change is on disk, whole, before the call returns. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.RLock()
        self._path = folder / "lock.json"
        try:
            self._entries = _LOCK.validate_json(self._path.read_bytes()) if self._path.exists() else {}
        except ValueError as error:
            raise DamagedRaw(str(self._path)) from error

    @property
    def entries(self) -> Mapping[str, Entry]:
        """All entries by key."""
        return self._entries

    def keys(self, prefix: str) -> Iterator[str]:
        """Keys that begin with `prefix`, sorted."""
        with self._turn:
            return iter(sorted(key for key in self._entries if key.startswith(prefix)))

    def read(self, key: str) -> bytes:
        """The bytes of `key`; `DamagedRaw` when they are gone or not what the lock says."""
        entry = self._entries[key]
        path = self.folder / entry.sha256
        try:
            body = path.read_bytes()
        except FileNotFoundError as error:
            raise DamagedRaw(str(path)) from error
        if hashlib.sha256(body).hexdigest() != entry.sha256:
            raise DamagedRaw(str(path))
        return body

    def put(
        self, key: str, body: bytes, *, url: str, request: str = "", updated: str | None = None, now: datetime
    ) -> Entry:
        """Keep `body` under `key`. When the bytes are those already there, the time they came stays as it was."""
        sha256 = hashlib.sha256(body).hexdigest()
        old = self._entries.get(key)
        fetched_at = old.fetched_at if old and old.sha256 == sha256 else now
        entry = Entry(
            url=url,
            request=request,
            sha256=sha256,
            bytes=len(body),
            fetched_at=fetched_at,
            checked_at=now,
            updated=updated,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / sha256).exists():
            write_whole(self.folder / sha256, body)
        with self._turn:
            self._entries[key] = entry
            self._write_lock()
        return entry

    def confirm(self, key: str, now: datetime) -> None:
        """Note that the publisher has nothing newer for `key`; written with the next change or `save`."""
        with self._turn:
            self._entries[key] = self._entries[key].model_copy(update={"checked_at": now})

    def doubt(self) -> None:
        """Forget what was asked and what the publishers said of their dates, so that everything is asked for anew."""
        with self._turn:
            for key, entry in self._entries.items():
                self._entries[key] = entry.model_copy(update={"updated": None, "request": ""})

    def drop(self, prefix: str) -> None:
        """Forget the keys that begin with `prefix`; their bytes stay."""
        with self._turn:
            for key in list(self.keys(prefix)):
                del self._entries[key]

    def save(self) -> None:
        """Write the lock."""
        if self._entries:
            self._write_lock()

    def sweep(self) -> None:
        """Remove what an interrupted write left behind. Older answers stay, as the vintages they are."""
        for path in self.folder.glob(".*"):
            path.unlink()

    def _write_lock(self) -> None:
        body = orjson.dumps(
            {key: entry.model_dump(mode="json", exclude_none=True) for key, entry in sorted(self._entries.items())},
            option=orjson.OPT_INDENT_2,
        )
        write_whole(self._path, body)


def write_whole(path: Path, body: bytes) -> None:
    """Put `body` at `path` so that a reader sees the old file or the new one, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def now_utc() -> datetime:
    """The time to stamp fetches with, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
