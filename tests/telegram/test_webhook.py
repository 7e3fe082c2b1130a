"""The webhook: nobody without the secret, and 200 only for what is committed."""

import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from channels.telegram import webhook
from channels.telegram.webhook import Endpoint, Webhook, secret_for
from store import inbox
from store.db import Store
from tests.fake_telegram.client import FakeTelegram
from tests.telegram.support import Desk, opened, until

URL = "https://bote.example/telegram/eingang"
PERSON = 5
UPDATE = {"update_id": 41, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"},
          "from": {"id": 5, "is_bot": False, "first_name": "Ada"}, "text": "Hilfe"}}  # fmt: skip


@pytest.fixture
async def called(server: FakeTelegram, sqlite_store: Store) -> AsyncIterator[Desk]:
    """A desk that Telegram calls."""
    async with opened(server, endpoint=Endpoint(URL, "127.0.0.1", 0)) as channel:
        yield Desk(server, channel, sqlite_store)


@contextlib.asynccontextmanager
async def listening(desk: Desk) -> AsyncIterator[Webhook]:
    incoming = desk.channel._incoming
    assert isinstance(incoming, Webhook)
    async with desk.listening():
        await until(lambda: incoming.port, "it listens")
        yield incoming


async def post(to: Webhook, data: bytes | None = None, *, path: str = "", secret: str | None = None) -> int:
    """Call the webhook as Telegram does, and return the status."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": to.secret if secret is None else secret}
    given: dict[str, Any] = {"json": UPDATE} if data is None else {"data": data}
    url = f"http://127.0.0.1:{to.port}{path or to.endpoint.path}"
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **given) as answer:
        return answer.status


async def test_an_update_is_committed_before_it_is_confirmed(called: Desk) -> None:
    async with listening(called) as incoming:
        assert await post(incoming) == 200
        (row,) = called.inbox()
        assert (row.event_id, row.chat) == ("41", "5")
        assert called.store.read_now(lambda s: inbox.cursor_of(s, "telegram")) == "42"
        await called.handled(1)
    assert len(called.house.dispatches()) == 1


async def test_an_update_that_could_not_be_stored_comes_again(called: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_args: object) -> None:
        raise OSError("the disk is full")

    async with listening(called) as incoming:
        with monkeypatch.context() as patch:
            patch.setattr(incoming, "_receive", fail)
            assert await post(incoming) == 500
        assert called.inbox() == []
        assert [await post(incoming), await post(incoming)] == [200, 200]
        assert len(await called.handled(1)) == 1


@pytest.mark.parametrize("secret", ["", "falsch", "ü"])
async def test_who_does_not_know_the_secret_is_refused(called: Desk, secret: str) -> None:
    async with listening(called) as incoming:
        with capture_logs() as logged:
            assert await post(incoming, secret=secret) == 403
            assert await post(incoming, path="/") == 404
    assert called.inbox() == []
    assert "telegram.webhook_refused" in [line["event"] for line in logged]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"message":{}}', b"\xff", b"[" * 100_000])
async def test_what_is_no_update_is_parked_once_and_blocks_nobody(called: Desk, body: bytes) -> None:
    async with listening(called) as incoming:
        assert [await post(incoming, body), await post(incoming, body)] == [200, 200]
        (row,) = called.inbox()
        assert row.parked == "no update"
        assert await post(incoming) == 200


async def test_a_late_update_does_not_turn_the_cursor_back(called: Desk) -> None:
    async with listening(called) as incoming:
        await post(incoming)
        await post(incoming, b'{"update_id": 7}')
    assert called.store.read_now(lambda s: inbox.cursor_of(s, "telegram")) == "42"


async def test_telegram_is_told_where_to_call_and_with_which_secret(called: Desk) -> None:
    async with listening(called) as incoming:
        await until(lambda: incoming.is_set, "it is told")
        told = (await called.server.state())["webhook"]
        assert told["url"] == URL
        assert sorted(told["allowed_updates"]) == ["callback_query", "message", "message_reaction", "my_chat_member"]


async def test_asking_again_takes_the_webhook_away_and_loses_nothing(called: Desk, server: FakeTelegram) -> None:
    async with listening(called) as incoming:
        await post(incoming)
        await server.say(PERSON, PERSON, "Aktuell")
    async with opened(server) as channel:
        called.channel = channel
        async with called.listening():
            rows = await called.handled(1)
            assert (await server.state())["webhook"]["url"] == ""
            assert rows


async def test_a_webhook_that_cannot_be_set_is_an_alarm_and_tried_again(
    called: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "_RETRY_SECONDS", 0.01)
    address = called.channel._request._address
    called.channel._request._address = lambda path: f"http://127.0.0.1:1{path}"
    with capture_logs() as logged:
        async with listening(called) as incoming:
            await until(lambda: len(logged) > 1, "it was tried twice")
            called.channel._request._address = address
            await until(lambda: incoming.is_set, "it is set")
    assert {(line["event"], line["log_level"]) for line in logged} == {("telegram.webhook_not_set", "critical")}


def test_the_secret_is_one_that_telegram_takes_and_of_each_bot_its_own() -> None:
    secrets = {secret_for("1:a", URL), secret_for("1:b", URL), secret_for("1:a", f"{URL}/2")}
    assert len(secrets) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) for secret in secrets)


async def test_nothing_that_shows_a_webhook_shows_its_secret(called: Desk) -> None:
    incoming = called.channel._incoming
    assert isinstance(incoming, Webhook)
    assert incoming.secret not in repr(incoming)
