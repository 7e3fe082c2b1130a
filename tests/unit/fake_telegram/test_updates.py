"""Updates: real offsets, one poller only, webhooks until they are taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import Conflict

from tests.fake_telegram.client import FakeTelegram
from tests.fake_telegram.judges import built, unknown_names


def texts(answer: dict[str, Any]) -> list[str]:
    return [update["message"]["text"] for update in answer["result"]]


async def until_somebody_polls(server: FakeTelegram) -> None:
    async with asyncio.timeout(5):
        while not (await server.state())["polling"]:
            pass


async def test_what_is_not_confirmed_comes_again(server: FakeTelegram) -> None:
    for text in ("eins", "zwei", "drei"):
        await server.say(5, 5, text)
    first = await server.call("getUpdates", limit=2)
    assert texts(first) == ["eins", "zwei"]
    assert await server.call("getUpdates") == await server.call("getUpdates")
    confirmed = await server.call("getUpdates", offset=first["result"][-1]["update_id"] + 1)
    assert texts(confirmed) == ["drei"]
    assert texts(await server.call("getUpdates")) == ["drei"]


async def test_a_negative_offset_forgets_all_but_the_last(server: FakeTelegram) -> None:
    for text in ("eins", "zwei", "drei"):
        await server.say(5, 5, text)
    assert texts(await server.call("getUpdates", offset=-1)) == ["drei"]
    assert texts(await server.call("getUpdates")) == ["drei"]


async def test_an_offset_far_ahead_confirms_nothing(server: FakeTelegram) -> None:
    await server.say(5, 5, "eins")
    assert texts(await server.call("getUpdates", offset=2_000_000_000)) == ["eins"]


async def test_a_long_poll_ends_with_the_first_update(server: FakeTelegram) -> None:
    poll = asyncio.create_task(server.call("getUpdates", timeout=50))
    await until_somebody_polls(server)
    await server.say(5, 5, "endlich")
    assert texts(await asyncio.wait_for(poll, 5)) == ["endlich"]


async def test_a_second_poller_throws_the_first_one_out(server: FakeTelegram, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await until_somebody_polls(server)
    second = asyncio.create_task(server.call("getUpdates", timeout=50))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await asyncio.wait_for(first, 5)
    await server.say(5, 5, "für den zweiten")
    assert texts(await second) == ["für den zweiten"]


async def test_only_the_wanted_kinds_come(server: FakeTelegram) -> None:
    await server.call("getUpdates", allowed_updates=["my_chat_member"])
    await server.say(5, 5, "will keiner")
    await server.block(5)
    (update,) = (await server.call("getUpdates"))["result"]
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_who_asks_for_reactions_gets_them(server: FakeTelegram, bot: telegram.Bot) -> None:
    sent = await bot.send_message(5, "Fertig")
    await server.react(5, 5, sent.message_id, "👀")
    assert await bot.get_updates(allowed_updates=["message_reaction"]) == ()
    await server.react(5, 5, sent.message_id, "👍")
    (update,) = await bot.get_updates()
    assert update.message_reaction is not None
    assert update.message_reaction.message_id == sent.message_id
    assert [reaction.to_dict()["emoji"] for reaction in update.message_reaction.old_reaction] == ["👀"]
    assert [reaction.to_dict()["emoji"] for reaction in update.message_reaction.new_reaction] == ["👍"]


async def test_an_unreadable_update_is_handed_over_as_it_is(server: FakeTelegram) -> None:
    await server.raw({"poll": {"id": "p", "question": "ohne alles"}})
    await server.say(5, 5, "danach")
    answer = await server.call("getUpdates")
    assert [sorted(update) for update in answer["result"]] == [["poll", "update_id"], ["message", "update_id"]]


async def test_everything_that_people_do_is_an_update_that_others_understand(
    server: FakeTelegram, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(5, "Frage")
    said = await server.say(5, 5, "/start region_heide", username="ada")
    await server.edit(5, said["message_id"], "doch nicht")
    await server.press(5, 5, sent.message_id, "ja")
    await server.block(5)
    await server.unblock(5)
    await server.add_to_group(-40, 5, title="Verbund Heide")
    await server.migrate(-40, -1001, user=5)
    await server.add_to_group(-1002, 5, "administrator", type="channel")
    await server.say(-1002, 5, "Beitrag")
    await server.say(-1001, 5, "im Thema", thread=7)
    await server.set_topic(-1001, 7, is_open=False)
    await server.set_topic(-1001, 7, is_open=True)
    await server.remove(-1001, 5)
    from aiogram.types import Update  # after the judges, who have it loaded quickly

    for raw in (await server.call("getUpdates"))["result"]:
        assert list(unknown_names(built(Update).model_validate(raw))) == []
    updates = await bot.get_updates()
    kinds = [next(kind for kind in update.to_dict() if kind != "update_id") for update in updates]
    assert kinds == [
        *("message", "edited_message", "callback_query", "my_chat_member", "my_chat_member", "my_chat_member"),
        *("message", "message", "my_chat_member", "channel_post", "message", "message", "message", "my_chat_member"),
    ]
    message = updates[0].message
    assert message is not None
    assert [(entity.type, entity.length) for entity in message.entities] == [("bot_command", 6)]
    query = updates[2].callback_query
    assert query is not None
    assert (query.data, query.message) == ("ja", sent)
    migrated = updates[6].message
    assert migrated is not None
    assert migrated.migrate_to_chat_id == -1001
    assert not any(update.api_kwargs for update in updates)


# --- the webhook


@asynccontextmanager
async def listener(*statuses: int) -> AsyncIterator[tuple[str, asyncio.Queue[tuple[str, str]]]]:
    """An endpoint that answers one status after the other, then 200, and keeps secret and text of what it takes."""
    left = list(statuses)
    taken: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def take(request: web.BaseRequest) -> web.Response:
        update = await request.json()
        status = left.pop(0) if left else 200
        if status == 200:
            secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
            taken.put_nowait((secret, update["message"]["text"]))
        return web.Response(status=status)

    runner = web.ServerRunner(web.Server(take), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram", taken
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_everything_in_order_until_it_takes_it(server: FakeTelegram, bot: telegram.Bot) -> None:
    await server.say(5, 5, "eins")
    async with listener(500, 503) as (url, taken):
        await bot.set_webhook(url, secret_token="geheim_1")
        await server.say(5, 5, "zwei")
        got = [await asyncio.wait_for(taken.get(), 5) for _ in range(2)]
        assert got == [("geheim_1", "eins"), ("geheim_1", "zwei")]
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        assert (await bot.get_webhook_info()).url == url
        await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_ends_a_poll(server: FakeTelegram, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await until_somebody_polls(server)
    async with listener() as (url, _):
        await bot.set_webhook(url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await asyncio.wait_for(poll, 5)


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "ä"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(server: FakeTelegram, params: dict[str, str], description: str) -> None:
    assert (await server.call("setWebhook", **params))["description"] == f"Bad Request: {description}"
