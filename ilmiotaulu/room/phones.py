"""How many phones guess in a room from one address: kept in the memory of the server for a day, and written nowhere."""

import hashlib
import secrets
import threading
from collections import defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from ilmiotaulu.room.openings import digest_of
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.room.store import LIFETIME

# A school or an office has one address for all.
MOST_AN_ADDRESS = 60


@dataclass
class _InRoom:
    """The phones of a room by their address, all of them as digests, since the first of them."""

    since: datetime
    by_address: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))


class Phones:
    """The phones that have guessed, by room and address. Safe between threads."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._rooms: dict[str, _InRoom] = {}

    @contextmanager
    def guessing(self, room: str, address: str, phone: str, now: datetime) -> Generator[None]:
        """A phone guesses, and is one more of its address unless its guess is refused.

        Raises `Refused` when there are as many of its address as may be; those go on guessing.
        """
        mine = hashlib.sha256(self._salt + phone.encode()).digest()[:16]
        with self._lock:
            self._rooms = {name: one for name, one in self._rooms.items() if one.since > now - LIFETIME}
            others = self._rooms.setdefault(room, _InRoom(now)).by_address[digest_of(self._salt, address)]
            is_new = mine not in others
            if is_new and len(others) >= MOST_AN_ADDRESS:
                raise Refused("crowded")
            others.add(mine)
        try:
            yield
        except Refused:
            with self._lock:
                if is_new:
                    others.discard(mine)
            raise

    def forget(self, room: str) -> None:
        """Forget the phones of a room."""
        with self._lock:
            self._rooms.pop(room, None)
