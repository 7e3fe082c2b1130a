"""The token is in no log, error, report or repr."""

import asyncio
import io
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from telegram.error import TelegramError

from bot.app import make_channel
from bot.logs import configure
from bot.settings import Settings, load
from channels.base import RefusedError, Target
from channels.telegram.channel import TelegramChannel
from domain.message import Body, Message
from tests.fake_telegram.client import FakeTelegram
from tests.telegram.support import access, opened
from tests.unit.relay.support import MONDAY

SECRET = "AAFakeFakeFakeFakeFakeFakeFakeFakeFa"


@pytest.fixture
def everything_said() -> Iterator[io.StringIO]:
    """All that our log and those of libraries say at level debug, with whole tracebacks, and no blotting out."""
    said, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure(said, logging.DEBUG, tracebacks=True)
    plain = logging.StreamHandler(said)
    root.addHandler(plain)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


def walk(value: Any, depth: int = 5) -> Iterator[str]:
    """Yield the reprs of an object and of everything in it, as a tool that shows variables would."""
    yield repr(value)
    if depth and hasattr(value, "__dict__"):
        for inner in vars(value).values():
            yield from walk(inner, depth - 1)


async def failing(channel: TelegramChannel) -> list[str]:
    """Let calls fail, and return every text that such a failure can be shown as."""
    texts = [repr(await channel.send(Target("5"), Message(Body("a")), key="n", attempt=1))]
    for _ in range(2):
        try:
            await channel._api.call("getMe")
        except TelegramError as error:
            texts += [repr(error), str(error), "".join(traceback.format_exception(error))]
    return texts


async def test_the_token_is_in_nothing_that_is_said(server: FakeTelegram, everything_said: io.StringIO) -> None:
    assert SECRET in server.token
    texts: list[str] = []
    async with opened(server) as channel:
        await channel.send(Target("5"), Message(Body("a")), key="n", attempt=1)
        for word in ("blocked", "cut", "gateway", "flood:1", "drop"):
            await server.behave({"*": [word]})
            texts += await failing(channel)
        texts += walk(channel)
        texts.append(repr(access(server)))
    for url in ("http://127.0.0.1:1", "http://gibt-es-nicht.invalid", "https://127.0.0.1:1", "http://[::1", server.url):
        broken = TelegramChannel(access(server, api_url=url, token=f"{server.token}x"), channel._profile)
        with pytest.raises((TelegramError, RefusedError)) as raised:
            await broken.start()
        texts += ["".join(traceback.format_exception(raised.value)), repr(raised.value), *await failing(broken)]
        await broken.close()
        texts += walk(broken)
    said = everything_said.getvalue()
    assert "telegram.token_refused" in said
    assert [text for text in [*texts, said] if SECRET in text] == []


async def test_the_token_is_in_no_setting_that_is_shown(server: FakeTelegram) -> None:
    loaded = load({"BOTE_TELEGRAM_TOKEN": server.token, "BOTE_TELEGRAM_API_URL": server.url})
    assert isinstance(loaded, Settings)
    channel = make_channel("telegram", loaded, lambda: MONDAY)
    assert [text for text in [repr(loaded), str(loaded), *walk(channel)] if SECRET in text] == []
    await channel.close()


async def test_who_does_not_use_telegram_does_not_carry_its_library() -> None:
    code = (
        "import sys; from pathlib import Path; from bot import app, settings; "
        "app.make_channel('memory:a', settings.load({}), None); "
        "sys.exit('telegram' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0


async def test_telegram_alone_carries_nothing_that_only_others_need() -> None:
    code = (
        "import sys; from bot import logs; from bot import app, settings; from scheduler.holidays import quiet_days; "
        "app.make_channel('telegram', settings.load({'BOTE_TELEGRAM_TOKEN': '1:a'}), None); quiet_days(2026); "
        "loaded = {'nio', 'cryptography', 'rich', 'click', 'icalendar', 'alembic', 'holidays.countries'}; "
        "sys.exit(str(loaded & set(sys.modules)) if loaded & set(sys.modules) else 0)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0
