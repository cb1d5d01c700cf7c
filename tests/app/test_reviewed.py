"""The pictures that somebody has looked at are of what is made today."""

import json

import pytest

from tests.app.conftest import Known
from tests.app.reviewed import FOLDER, MARKS, reviewed

_LARGEST = 3_000_000


def test_what_people_take_away_looks_as_it_did_when_somebody_looked_at_it(starter: Known) -> None:
    """What has changed must be looked at again: run `make pictures`, look at the named ones, and keep them."""
    kept, now = json.loads(MARKS.read_bytes()), reviewed(starter.release).marks
    changed = sorted(name for name in kept.keys() | now.keys() if kept.get(name) != now.get(name))
    if changed:
        pytest.fail(f"Look at these again and run `make pictures`: {', '.join(changed)}", pytrace=False)


def test_every_mark_has_its_picture_and_every_picture_its_mark() -> None:
    pictures = {file.stem for file in FOLDER.glob("*.png")}
    assert pictures == set(json.loads(MARKS.read_bytes()))
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= _LARGEST
