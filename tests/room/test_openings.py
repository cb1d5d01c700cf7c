"""How often rooms may be opened."""

from datetime import timedelta

import pytest

from ilmiotaulu.room.openings import Openings
from ilmiotaulu.room.refused import Refused
from tests.room.worlds import NOON

SECOND = timedelta(seconds=1)


def test_ten_are_opened_from_an_address_in_a_minute_and_then_others_still_may() -> None:
    openings = Openings()
    for number in range(10):
        openings.count("192.0.2.1", NOON + number * SECOND)
    refused(openings, "192.0.2.1", NOON + 59 * SECOND)
    openings.count("192.0.2.2", NOON + 59 * SECOND)
    openings.count("192.0.2.1", NOON + 60 * SECOND)
    refused(openings, "192.0.2.1", NOON + 60 * SECOND)


def test_sixty_are_opened_together_in_a_minute() -> None:
    openings = Openings()
    for number in range(60):
        openings.count(f"192.0.2.{number}", NOON)
    refused(openings, "192.0.2.200", NOON + 59 * SECOND)
    openings.count("192.0.2.200", NOON + 60 * SECOND)


def test_the_addresses_that_one_household_can_choose_among_are_one() -> None:
    openings = Openings()
    for number in range(10):
        openings.count(f"2001:db8:0:1::{number:x}", NOON)
    refused(openings, "2001:db8:0:1:ffff::", NOON)
    openings.count("2001:db8:0:2::", NOON)
    openings.count("a socket", NOON)


def refused(openings: Openings, address: str, now: object) -> None:
    with pytest.raises(Refused) as found:
        openings.count(address, now)
    assert found.value.why == "often"
