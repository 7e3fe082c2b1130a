"""A house with notices to be found, on both engines."""

import pytest

from bot.opening import put_start_data
from store.db import Store
from tests.unit.relay.support import House


@pytest.fixture
def house(store: Store) -> House:
    """A house with the start data."""
    put_start_data(store)
    return House(store)
