"""How often rooms are opened: counted for a minute in the memory of the server, and written nowhere."""

import hashlib
import ipaddress
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta

from ilmiotaulu.room.refused import Refused

MOST_TOGETHER = 60
MOST_AN_ADDRESS = 10
_KEPT = timedelta(minutes=1)


class Openings:
    """The openings of the last minute, those of rooms that have ended since, too. Safe between threads."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._last: deque[tuple[datetime, bytes]] = deque()

    def count(self, address: str, now: datetime) -> None:
        """One more from an address. Raises `Refused` when there are too many from it, or together."""
        mine = digest_of(self._salt, address)
        with self._lock:
            while self._last and self._last[0][0] <= now - _KEPT:
                self._last.popleft()
            own = sum(other == mine for _, other in self._last)
            if len(self._last) >= MOST_TOGETHER or own >= MOST_AN_ADDRESS:
                raise Refused("often")
            self._last.append((now, mine))


def digest_of(salt: bytes, address: str) -> bytes:
    """A digest of an address; of IPv6 of the part that a household or an office has, for the rest can be chosen."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return hashlib.sha256(salt + address.encode()).digest()
    kept = found.packed if found.version == 4 else found.packed[:8]
    return hashlib.sha256(salt + kept).digest()
