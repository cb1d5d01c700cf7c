"""How many phones may guess in a room from one address."""

from datetime import datetime, timedelta

import pytest

from ilmiotaulu.room.phones import Phones
from ilmiotaulu.room.refused import Refused
from ilmiotaulu.room.store import LIFETIME
from tests.room.worlds import NOON


def guess(phones: Phones, phone: object, room: str = "abcdef", address: str = "192.0.2.1", now: datetime = NOON) -> str:
    """Why the guess is refused; nothing when it is taken."""
    try:
        with phones.guessing(room, address, str(phone), now):
            return ""
    except Refused as refused:
        return refused.why


@pytest.fixture
def phones() -> Phones:
    """Sixty that have guessed from an address."""
    made = Phones()
    assert {guess(made, number) for number in range(60)} == {""}
    return made


def test_sixty_phones_of_an_address_guess_again_and_one_more_does_not(phones: Phones) -> None:
    assert guess(phones, 60) == "crowded"
    assert guess(phones, 0) == ""
    assert guess(phones, 60, address="192.0.2.2") == ""
    assert guess(phones, 60, room="bcdefg") == ""


def test_marks_that_look_like_addresses_are_marks() -> None:
    phones = Phones()
    assert {guess(phones, f"2001:db8::{number}") for number in range(60)} == {""}
    assert guess(phones, "2001:db8::60") == "crowded"


def test_a_phone_whose_guess_is_refused_is_none_of_them() -> None:
    phones = Phones()
    for number in range(70):
        with pytest.raises(Refused), phones.guessing("abcdef", "192.0.2.1", str(number), NOON):
            raise Refused("closed")
    assert guess(phones, 70) == ""


def test_a_room_is_forgotten_when_it_ends_and_after_a_day(phones: Phones) -> None:
    assert guess(phones, 60, now=NOON + LIFETIME - timedelta(seconds=1)) == "crowded"
    assert guess(phones, 60, now=NOON + LIFETIME) == ""
    phones.forget("abcdef")
    assert guess(phones, 61) == ""
