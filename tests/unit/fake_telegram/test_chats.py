"""Chats that do not take a call: python-telegram-bot sees what it would see of Telegram."""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import telegram
from aiohttp import ClientConnectionError, ClientConnectorError
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from tests.fake_telegram.client import ControlError, FakeTelegram, running, running_world
from tests.fake_telegram.world import Options, World

GROUP, SUPERGROUP, CHANNEL = -40, -1_000_000_000_001, -1_000_000_000_002


@pytest.mark.parametrize(
    ("chat", "word", "error", "text"),
    [
        (5, "blocked", Forbidden, "Forbidden: bot was blocked by the user"),
        (5, "deactivated", Forbidden, "Forbidden: user is deactivated"),
        (5, "gone", BadRequest, "Chat not found"),
        (5, "stranger", Forbidden, "Forbidden: bot can't initiate conversation with a user"),
        (GROUP, "kicked", Forbidden, "Forbidden: bot was kicked from the group chat"),
        (SUPERGROUP, "kicked", Forbidden, "Forbidden: bot was kicked from the supergroup chat"),
        (CHANNEL, "kicked", Forbidden, "Forbidden: bot was kicked from the channel chat"),
        (CHANNEL, "left", Forbidden, "Forbidden: bot is not a member of the channel chat"),
        (GROUP, "deleted", Forbidden, "Forbidden: the group chat was deleted"),
        (SUPERGROUP, "notopic", BadRequest, "Message thread not found"),
        (SUPERGROUP, "closed", BadRequest, "Topic_closed"),
        (GROUP, "noright", BadRequest, "Not enough rights to send text messages to the chat"),
        (CHANNEL, "noright", BadRequest, "Need administrator rights in the channel chat"),
        (5, "restart", NetworkError, "Internal Server Error: restart"),
        (5, "gateway", NetworkError, "Bad Gateway"),
    ],
)
async def test_a_chat_refuses(
    server: FakeTelegram, bot: telegram.Bot, chat: int, word: str, error: type[TelegramError], text: str
) -> None:
    await server.chat(CHANNEL, type="channel")
    await server.behave({str(chat): [word]})
    with pytest.raises(error, match=text):
        await bot.send_message(chat, "Guten Tag")
    assert await server.journal() == []
    assert [call["word"] for call in await server.calls()] == [word]


async def test_a_missing_right_is_named_for_what_it_is_missing(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(GROUP, "Guten Tag")
    await server.behave({str(GROUP): ["noright"]})
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await sent.pin()
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sent.delete()


async def test_a_migrated_group_names_its_successor(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.migrate(GROUP, SUPERGROUP)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "Guten Tag")
    assert caught.value.new_chat_id == SUPERGROUP
    await bot.send_message(SUPERGROUP, "Guten Tag")
    assert [line["chat"] for line in await server.journal()] == [str(SUPERGROUP)]


async def test_who_blocks_the_bot_gets_nothing_until_they_unblock_it(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.block(5)
    with pytest.raises(Forbidden):
        await bot.send_message(5, "Guten Tag")
    await server.unblock(5)
    await bot.send_message(5, "Guten Tag")


async def test_what_a_chat_has_become_outlives_the_word_ok(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.behave({"*": ["ok"]})
    await server.block(5)
    with pytest.raises(Forbidden):
        await bot.send_message(5, "Guten Tag")


async def test_the_nth_call_takes_the_nth_word_and_the_last_one_stays(
    server: FakeTelegram, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the error warns about itself
    await server.behave({"5": ["flood:7", "ok", "blocked"], "*": ["ok"]})
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(5, "eins")
    assert caught.value.retry_after == timedelta(seconds=7)
    await bot.send_message(5, "zwei")
    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(5, "drei")
    await bot.send_message(6, "zwei")
    assert [line["text"] for line in await server.journal()] == ["zwei", "zwei"]


@pytest.mark.parametrize(("word", "arrived"), [("drop", 1), ("cut", 0)])
async def test_a_connection_is_cut_after_or_before_it_arrives(server: FakeTelegram, word: str, arrived: int) -> None:
    await server.behave({"*": [word]})
    with pytest.raises(ClientConnectionError):
        await server.call("sendMessage", chat_id=5, text="Guten Tag")
    assert len(await server.journal()) == arrived


async def test_behind_a_502_it_may_have_arrived(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.behave({"*": ["gateway_sent"]})
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(5, "Guten Tag")
    assert len(await server.journal()) == 1


async def test_a_slow_answer_comes_after_the_message(server: FakeTelegram) -> None:
    await server.behave({"*": ["slow:60"]})
    call = asyncio.create_task(server.call("sendMessage", chat_id=5, text="Guten Tag"))
    async with asyncio.timeout(5):
        while not await server.journal():
            assert not call.done()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_refused_connection_reaches_nobody_and_ends(server: FakeTelegram) -> None:
    await server.refuse(0.2)
    async with asyncio.timeout(5):
        while await failure(server) is not ClientConnectorError:
            pass
        while await failure(server) is not None:
            pass


async def failure(server: FakeTelegram) -> type[Exception] | None:
    """Return what calling the server fails with."""
    try:
        await server.call("getMe")
    except ClientConnectionError as error:
        return type(error)
    return None


async def test_topics(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.chat(SUPERGROUP, topics=[7])
    sent = await bot.send_message(SUPERGROUP, "ins Thema", message_thread_id=7)
    assert (sent.message_thread_id, sent.is_topic_message) == (7, True)
    for thread in (1, 8):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(SUPERGROUP, "daneben", message_thread_id=thread)
    await server.set_topic(SUPERGROUP, 7, is_open=False)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(SUPERGROUP, "zu spät", message_thread_id=7)
    assert (await bot.send_message(GROUP, "ohne Themen", message_thread_id=7)).message_thread_id is None


async def test_message_ids_count_per_chat_only_in_supergroups_and_channels(
    server: FakeTelegram, bot: telegram.Bot
) -> None:
    sent = [await bot.send_message(chat, "x") for chat in (5, 6, GROUP, SUPERGROUP, CHANNEL, SUPERGROUP)]
    assert [message.message_id for message in sent] == [1, 2, 3, 1, 1, 2]


@pytest.mark.parametrize("words", [{"*": ["gibtsnicht"]}, {"*": []}, {"*": ["blocked:3"]}, {"*": ["flood:x"]}])
async def test_a_slip_in_the_words_is_told(server: FakeTelegram, words: dict[str, Sequence[str]]) -> None:
    with pytest.raises(ControlError, match=r"chats\.json"):
        await server.behave(words)


# --- rates, with a clock of the test


class Clock:
    """A clock that stands until it is told to go."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def limited(directory: Path, rate: float = 1.0) -> AsyncIterator[tuple[FakeTelegram, Clock]]:
    clock = Clock()
    async with running_world(World(directory, Options(rate=rate, judge=False), clock)) as server:
        yield server, clock


async def taken(server: FakeTelegram, chats: Sequence[int]) -> list[int]:
    """Return the seconds to wait that each message to a chat was answered with, 0 for one that arrived."""
    answers = [await server.call("sendMessage", chat_id=chat, text="x") for chat in chats]
    return [answer.get("parameters", {}).get("retry_after", 0) for answer in answers]


async def test_thirty_in_a_second_over_all(tmp_path: Path) -> None:
    async with limited(tmp_path) as (server, clock):
        assert await taken(server, range(1, 31)) == [0] * 30
        assert await taken(server, [31]) == [1]
        clock.now += 1
        assert await taken(server, [31]) == [0]


async def test_a_private_chat_takes_a_short_burst_and_then_one_a_second(tmp_path: Path) -> None:
    async with limited(tmp_path) as (server, clock):
        assert await taken(server, [5] * 6) == [0, 0, 0, 0, 0, 5]
        clock.now += 5
        assert await taken(server, [5]) == [0]


async def test_a_group_takes_twenty_in_a_minute_ten_times_as_fast_in_six_seconds(tmp_path: Path) -> None:
    async with limited(tmp_path / "real") as (server, clock):
        assert await taken(server, [GROUP] * 21) == [*[0] * 20, 60]
        clock.now += 59
        assert await taken(server, [GROUP]) == [1]
    async with limited(tmp_path / "x10", rate=10) as (server, clock):
        assert await taken(server, [CHANNEL] * 21) == [*[0] * 20, 6]


async def test_what_is_too_many_has_the_words_and_the_header(tmp_path: Path) -> None:
    async with limited(tmp_path) as (server, _):
        await taken(server, [5] * 5)
        url = f"{server.base_url}{server.token}/sendMessage"
        async with server.session.post(url, json={"chat_id": 5, "text": "x"}) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "5")
            answer = await response.json()
    assert answer["description"] == "Too Many Requests: retry after 5"


async def test_without_rates_there_is_no_limit(tmp_path: Path) -> None:
    async with running(tmp_path, rate=math.inf, judge=False) as server:
        assert await taken(server, [GROUP] * 50) == [0] * 50
