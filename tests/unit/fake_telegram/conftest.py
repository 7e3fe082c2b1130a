"""A server in this process, and python-telegram-bot's own Bot as its client."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import telegram

from tests.fake_telegram.client import FakeTelegram, running


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[FakeTelegram]:
    """A server without limits, and at the end no judge has objected to what a test did not mean to be wrong."""
    async with running(tmp_path / "telegram") as server:
        yield server


@pytest.fixture
async def bot(server: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    """The bot that the server serves."""
    async with telegram.Bot(server.token, server.base_url, server.base_file_url) as bot:
        yield bot
