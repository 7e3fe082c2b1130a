"""What the tests of the bot share."""

from pathlib import Path

import pytest

from bot import settings
from bot.opening import put_start_data
from channels.memory import MemoryChannel
from channels.terminal import TerminalChannel
from store.db import Store
from tests import scripts
from tests.unit.bot.support import Counter
from tests.unit.relay.support import MONDAY


@pytest.fixture
def terminal(sqlite_store: Store) -> Counter:
    """A counter at the terminal."""
    return Counter(sqlite_store, TerminalChannel(lambda _shown: None, "ada"))


@pytest.fixture
def counter(sqlite_store: Store, data_dir: Path) -> Counter:
    """A counter in the memory network "ost"."""
    return Counter(sqlite_store, MemoryChannel("ost", data_dir / "memory" / "ost", lambda: MONDAY))


@pytest.fixture
def desk(counter: Counter) -> Counter:
    """A counter in the memory network with the start data and a known operator."""
    put_start_data(counter.store)
    counter.router.operator = scripts.OPERATOR
    return counter


@pytest.fixture
def given(sqlite_database_url: str, data_dir: Path) -> settings.Settings:
    """Settings for a data directory with an empty database."""
    assert sqlite_database_url
    loaded = settings.load({"BOTE_DATA_DIR": str(data_dir)})
    assert isinstance(loaded, settings.Settings)
    return loaded
