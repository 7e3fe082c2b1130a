"""How fast it goes out, against a server with Telegram's limits, unhurried: a busy machine would miss the moments."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.pacing import Budget
from store.db import Store
from tests.fake_telegram.client import FakeTelegram, running
from tests.telegram.support import Desk, opened

PERSONS, GROUP = 100, -1005


@pytest.fixture
async def strict(tmp_path: Path, sqlite_store: Store) -> AsyncIterator[Desk]:
    """A desk at a server that refuses whatever is too much."""
    async with running(tmp_path / "telegram", rate=1.0) as server, opened(server) as channel:
        yield Desk(server, channel, sqlite_store, channel.capabilities.budget)


async def test_a_notice_to_many_meets_no_limit_and_wastes_no_time(strict: Desk) -> None:
    for number in range(PERSONS):
        strict.queue(1000 + number)
    for _ in range(2):
        strict.queue(GROUP)
        strict.queue(999)
    began = time.monotonic()
    with capture_logs() as logged:
        await strict.work()
    took = time.monotonic() - began
    assert [line for line in logged if line["log_level"] != "info"] == []
    assert {row.state for row in strict.house.dispatches()} == {"sent"}
    assert {row.tries for row in strict.house.dispatches()} == {1}
    least = (PERSONS + 4 - 1) / 27
    assert least <= took < 4 * least


async def test_the_budget_is_what_telegram_allows_with_room_to_spare(strict: Desk) -> None:
    budget = strict.channel.capabilities.budget
    assert budget == Budget(total_rate=30, bulk_rate=27, private_every=1, group_every=60 / 18)


async def test_without_pacing_the_server_refuses(strict: Desk, server: FakeTelegram) -> None:
    # The judge of the first test can say no.
    assert server.token
    strict.budget = None
    for number in range(PERSONS):
        strict.queue(1000 + number)
    await strict.work()
    assert {row.state for row in strict.house.dispatches()} == {"sent", "queued"}
