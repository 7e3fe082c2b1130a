"""What the tests of publishing share."""

import pytest

from store.db import Store
from tests.unit.relay.support import House, ScriptedChannel


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """A house on SQLite."""
    return House(sqlite_store)


@pytest.fixture
def house_on_both(store: Store) -> House:
    """A house on each engine."""
    return House(store)


@pytest.fixture
def channel() -> ScriptedChannel:
    """A network that does not recognise repeats."""
    return ScriptedChannel()
