"""What the tests of Telegram share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.db import Store
from tests.fake_telegram.client import FakeTelegram, running
from tests.telegram.support import Desk, opened


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[FakeTelegram]:
    """A Bot API server on this machine, without limits."""
    async with running(tmp_path / "telegram") as found:
        yield found
        assert await found.faults() == []


@pytest.fixture
async def desk(server: FakeTelegram, sqlite_store: Store) -> AsyncIterator[Desk]:
    """A desk on SQLite."""
    async with opened(server) as channel:
        yield Desk(server, channel, sqlite_store)


@pytest.fixture
async def desk_on_both(server: FakeTelegram, store: Store) -> AsyncIterator[Desk]:
    """A desk on each engine."""
    async with opened(server) as channel:
        yield Desk(server, channel, store)
