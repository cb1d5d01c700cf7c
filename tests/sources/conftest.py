"""What the tests of every source begin with."""

import pytest

from ilmiotaulu.settings import Settings
from pipelines.raw import RawStore


@pytest.fixture
def raw(settings: Settings) -> RawStore:
    return RawStore(settings.raw_dir)
