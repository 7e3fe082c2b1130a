"""What the tests of the bot share."""

from pathlib import Path

import pytest

from bot import settings
from bot.opening import put_start_data
from channels.memory import MemoryChannel
from channels.terminal import TerminalChannel
from domain.recipient import Role
from store.db import Store
from store.people import Where
from tests import scripts
from tests.unit.bot.support import HEIDE, Counter
from tests.unit.relay.support import MONDAY, OST, join, person, place


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
def room(desk: Counter) -> Counter:
    """A counter with a Federführende (ada), two members, somebody of another region, and a group of the region."""
    join(
        desk.store,
        person("ada", role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **HEIDE),
        person("bea", Where(OST, "bea"), organisation="Caritas Celle", **HEIDE),
        person("cem", Where(OST, "cem"), organisation="AWO Uelzen", **HEIDE),
        person("dua", regions=("hannover",), statewide=False),
        place("team", **HEIDE),
    )
    return desk


@pytest.fixture
def given(sqlite_database_url: str, data_dir: Path) -> settings.Settings:
    """Settings for a data directory with an empty database."""
    assert sqlite_database_url
    loaded = settings.load({"BOTE_DATA_DIR": str(data_dir)})
    assert isinstance(loaded, settings.Settings)
    return loaded
