"""What is broken in nio as it comes, what others can send, and what a server does on a bad day."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from channels.base import Look, Target
from channels.matrix import content as contents
from channels.matrix import events, receiving
from channels.matrix import session as sessions
from channels.matrix.channel import MatrixChannel
from channels.matrix.login import Access, LoginError
from domain.addressed import EventKind
from domain.message import Body, Message
from domain.outcome import GiveUp, Moved, Sent, TryLater, Unsure
from tests.contract.listening import Inbox, listening
from tests.fake_synapse.config import Limits
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixError, MatrixUser
from tests.matrix.case import MatrixCase
from tests.matrix.conftest import AtWork, until
from tests.matrix.member import Member
from tests.matrix.proxy import Fault, Proxy

#: A PUT whose connection broke is made once more by the HTTP client itself.
LOST = 2


@pytest.fixture
async def proxy(matrix_case: MatrixCase) -> AsyncIterator[Proxy]:
    """A proxy between the bot and the server."""
    proxy = Proxy(matrix_case.server.url)
    await proxy.start()
    yield proxy
    await proxy.close()


@pytest.fixture
async def behind_proxy(matrix_case: MatrixCase, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AtWork]:
    """A bot with one direct room, listening through the proxy."""
    monkeypatch.setattr(receiving, "_FIRST_PAUSE", 0.1)
    matrix_case.url = proxy.url
    channel = await matrix_case.open_channel()
    async with listening(channel, Inbox()) as inbox:
        yield AtWork(matrix_case, channel, inbox)
    await channel.close()


async def send(channel: MatrixChannel, chat: str, text: str = "Hallo", key: str = "n1") -> object:
    return await channel.send(Target(chat), Message(Body(text)), key=key, attempt=1)


# --- what anybody can send

OLM = {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "A" * 43}
#: OUR-KEY stands for the key of the bot's device.
POISON: list[dict[str, Any]] = [
    {**OLM, "sender_key": "x", "ciphertext": {"OUR-KEY": {"type": 0, "body": "%%%"}}},
    {**OLM, "ciphertext": {"OUR-KEY": {"type": 1, "body": "€"}}},
    {**OLM, "ciphertext": {"OUR-KEY": {"type": "x"}}},
    {"algorithm": 7, "sender_key": None, "ciphertext": []},
    {},
]


async def test_poisoned_messages_to_the_device_stop_nobody(at_work: AtWork) -> None:
    channel, bot = at_work.channel, at_work.case.bot.user_id
    ours = channel._at_work.crypto.identity_keys["curve25519"]
    async with MatrixUser(at_work.case.server.url, at_work.case.server.new_account("boese")) as bad:
        for number, content in enumerate(POISON):
            body = json.loads(json.dumps(content).replace("OUR-KEY", ours))
            for kind in ("m.room.encrypted", "m.room_key", "m.key.verification.request", "m.room_key_request"):
                path = f"/_matrix/client/v3/sendToDevice/{kind}/{number}"
                await bad.call("PUT", path, {"messages": {bot: {channel.device: body}}})
    await at_work.case.member.say(at_work.case.chat, "Hilfe")
    assert (await at_work.event()).payload == {"text": "Hilfe"}


async def test_poisoned_events_stop_nobody_and_are_told_as_undecryptable(at_work: AtWork) -> None:
    async with MatrixUser(at_work.case.server.url, at_work.case.member.account) as member:
        megolm: dict[str, Any] = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "€", "device_id": "X"}
        for content in (
            {**megolm, "sender_key": "", "session_id": "s"},
            {**megolm, "sender_key": "k", "session_id": ""},
            {},
        ):
            await member.send(at_work.case.chat, content, "m.room.encrypted")
        odd: list[Any] = [7, None, {}, [], "text"]
        for value in odd:
            for content, kind in (
                ({"msgtype": "m.text", "body": value}, "m.room.message"),
                ({"msgtype": "m.text", "body": "x", "m.relates_to": value, "m.new_content": value}, "m.room.message"),
                ({"m.relates_to": value}, "m.reaction"),
            ):
                # Some of it this server refuses; others let it through.
                with contextlib.suppress(MatrixError):
                    await member.send(at_work.case.chat, content, kind)
        await member.say(at_work.case.chat, "Hilfe")
    event = await _text(at_work, "Hilfe")
    assert event.kind is EventKind.TEXT
    assert [one.kind for one in at_work.inbox.events].count(EventKind.UNDECRYPTABLE) == 3


async def test_an_event_that_breaks_our_own_reading_is_parked(at_work: AtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = events.read

    def breaks(raw: Any, place: Any) -> Any:
        if raw["content"].get("body") == "Gift":
            raise ZeroDivisionError
        return reading(raw, place)

    monkeypatch.setattr(receiving, "read", breaks)
    await at_work.case.member.say(at_work.case.chat, "Gift")
    await at_work.case.member.say(at_work.case.chat, "Hilfe")
    parked, heard = await at_work.inbox.wait_for(2)
    assert (parked.kind, parked.payload["reason"]) == (EventKind.UNREADABLE, "our reading broke: ZeroDivisionError")
    assert "Gift" not in str(parked)
    assert heard.payload == {"text": "Hilfe"}


# --- keys


async def test_when_the_one_time_keys_are_used_up_there_is_a_fallback_and_new_ones_follow(
    matrix_case: MatrixCase,
) -> None:
    case, channel = matrix_case, await matrix_case.open_channel()
    await case.member.say(case.chat, "Hilfe")
    async with listening(channel, Inbox()) as inbox:
        await inbox.wait_for(1)
    async with MatrixUser(case.server.url, case.server.new_account("eva")) as eva:

        async def is_fallback() -> bool:
            claim = {"one_time_keys": {case.bot.user_id: {channel.device: "signed_curve25519"}}}
            answer = await eva.call("POST", "/_matrix/client/v3/keys/claim", claim)
            (key,) = answer["one_time_keys"][case.bot.user_id][channel.device].values()
            return "fallback" in key

        assert not await is_fallback()
        async with asyncio.timeout(20):
            while not await is_fallback():
                pass
        async with listening(channel, Inbox(), inbox.cursor), asyncio.timeout(20):
            while await is_fallback():
                pass
    await channel.close()


async def test_keys_at_zero_are_uploaded_again(at_work: AtWork) -> None:
    crypto = at_work.channel._at_work.crypto
    crypto.take_sync({"device_one_time_keys_count": {"signed_curve25519": 0}, "device_unused_fallback_key_types": []})
    assert crypto.olm.should_upload_keys
    await crypto.housekeeping()
    assert crypto.olm.uploaded_key_count > 0
    assert not crypto._needs_fallback


async def test_a_failed_key_share_sends_nothing_and_is_made_good(behind_proxy: AtWork, proxy: Proxy) -> None:
    proxy.faults.append(Fault("PUT .*/sendToDevice/", 502, times=1))
    chat = behind_proxy.case.chat
    assert isinstance(await send(behind_proxy.channel, chat), TryLater)
    assert isinstance(await send(behind_proxy.channel, chat), Sent)
    assert [one.text for one in behind_proxy.case.arrivals()] == ["Hallo"]


@pytest.mark.parametrize("where", ["keys/claim", "keys/query", "sendToDevice", "rooms/.*/send"])
async def test_a_call_that_was_cut_off_blocks_no_later_one(behind_proxy: AtWork, proxy: Proxy, where: str) -> None:
    proxy.faults.append(Fault(where, "lost_call", times=LOST))
    chat = behind_proxy.case.chat
    behind_proxy.channel._at_work.crypto.olm.users_for_key_query.add(behind_proxy.case.user)
    assert isinstance(await send(behind_proxy.channel, chat), TryLater | Unsure)
    proxy.faults.clear()
    assert isinstance(await send(behind_proxy.channel, chat), Sent)
    assert [one.text for one in behind_proxy.case.arrivals()] == ["Hallo"]


@pytest.mark.parametrize("where", ["keys/query", "keys/claim", "sendToDevice", "rooms/.*/send"])
async def test_a_send_that_is_cancelled_at_any_step_blocks_no_later_one(
    behind_proxy: AtWork, proxy: Proxy, where: str
) -> None:
    channel, chat = behind_proxy.channel, behind_proxy.case.chat
    channel._at_work.crypto.olm.users_for_key_query.add(behind_proxy.case.user)
    proxy.calls.clear()
    proxy.faults.append(Fault(where, "silence", times=1))
    task = asyncio.create_task(send(channel, chat, "abgebrochen", key="n1"))
    await until(lambda: any(re.search(where, called) for called in proxy.calls))
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert isinstance(await send(channel, chat, "Ende", key="last"), Sent)
    assert [one.text for one in behind_proxy.case.arrivals()] == ["Ende"]


async def test_after_a_restart_somebody_who_was_only_invited_reads_what_was_sent_before_they_came(
    matrix_case: MatrixCase,
) -> None:
    case = matrix_case
    channel = await case.open_channel()
    later = Member(case.clients, case.server.url, case.server.new_account("spaeter"))
    opened = await channel.open(later.user, key="o2", attempt=1)
    assert isinstance(opened, Moved)
    channel = await case.reopen(channel)
    room = channel._at_work.rooms.get(opened.chat)
    assert room is not None
    assert room.members[later.user] == "invite"
    # Who made a room of this version may do everything, though its power levels do not name them.
    assert room.version >= 12
    assert (case.bot.user_id in room.powers.get("users", {}), room.power(case.bot.user_id) > 100) == (False, True)
    assert isinstance(await send(channel, opened.chat, "Willkommen"), Sent)
    await later.join(opened.chat)
    texts = [event["content"].get("body") for event in later.catch_up() if event["sender"] == case.bot.user_id]
    assert "Willkommen" in texts
    await channel.close()


async def test_a_direct_room_that_a_member_opened_is_the_one_we_write_to_also_after_a_restart(
    matrix_case: MatrixCase,
) -> None:
    case = matrix_case
    channel = await case.open_channel()
    member = Member(case.clients, case.server.url, case.server.new_account("eva"))
    async with listening(channel, Inbox()) as inbox:
        room = await member.create_direct(case.bot.user_id)
        await inbox.wait_for(1)
    channel = await case.reopen(channel)
    assert await channel.open(member.user, key="o2", attempt=1) == Moved(room, opened=True)
    # Element makes named rooms of direct ones too: only the note says whose it is.
    assert channel._at_work.rooms.noted_for(room) == member.user
    await channel.close()


async def test_a_second_device_and_somebody_new_can_read_what_comes_next(at_work: AtWork) -> None:
    case = at_work.case
    await at_work.send("eins", key="n1")
    account = case.server.log_in(case.user, case.member.account.password)
    phone = Member(case.clients, case.server.url, account)
    third = Member(case.clients, case.server.url, case.server.new_account("dritte"))
    await case.member.invite(case.chat, third.user)
    await third.join(case.chat)
    await _until_member(at_work, third.user)
    await at_work.send("zwei", key="n2")
    for reader in (case.member, phone, third):
        texts = [event["content"].get("body") for event in reader.catch_up() if event["sender"] == case.bot.user_id]
        assert texts[-1] == "zwei"


async def test_a_lost_store_means_a_new_device_that_can_be_written_to(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    before = channel.device
    await channel.close()
    (case.folder / sessions.CRYPTO).unlink()
    channel = await case.open_channel()
    assert channel.device != before
    async with listening(channel, Inbox()) as inbox:
        await case.member.say(case.chat, "Hilfe")
        assert [event.payload["text"] for event in await inbox.wait_for(1)] == ["Hilfe"]
    assert isinstance(await send(channel, case.chat), Sent)
    await channel.close()
    assert [one.text for one in case.arrivals()] == ["Hallo"]


async def test_after_a_restore_there_is_a_new_device_of_the_same_identity_and_the_old_one_is_gone(
    matrix_case: MatrixCase,
) -> None:
    case = matrix_case
    channel = await case.open_channel()
    old, identity = channel.device, (case.folder / "cross-signing.json").read_bytes()
    await channel.close()
    sessions.note_restored(case.folder)
    channel = await case.open_channel()
    assert channel.device != old
    assert (case.folder / "cross-signing.json").read_bytes() == identity
    query: dict[str, Any] = {"device_keys": {case.bot.user_id: []}}
    known = await channel._at_work.http.call("POST", "/_matrix/client/v3/keys/query", query)
    (device,) = known["device_keys"][case.bot.user_id].values()
    assert device["device_id"] == channel.device
    assert len(device["signatures"][case.bot.user_id]) == 2
    await case.member.say(case.chat, "Hilfe")
    async with listening(channel, Inbox()) as inbox:
        assert [event.payload["text"] for event in await inbox.wait_for(1)] == ["Hilfe"]
    await channel.close()
    assert sessions.load(case.folder) == channel._session


async def test_a_token_whose_device_has_lost_its_keys_is_refused_in_plain_words(matrix_case: MatrixCase) -> None:
    case = matrix_case
    channel = await case.open_channel()
    token = channel._at_work.http.token
    await channel.close()
    (case.folder / sessions.CRYPTO).unlink()
    channel = MatrixChannel(Access(case.server.url, case.bot.user_id, case.folder, token=token))
    with pytest.raises(LoginError, match="BOTE_MATRIX_ACCESS_TOKEN"):
        await channel.start()
    await channel.close()


ODD_KEYS: list[Any] = [7, {}, {"X": 7}, {"X": {"user_id": 7}}, {"X": {"user_id": "U", "device_id": "X", "keys": {}}}]


@pytest.mark.parametrize("odd", ODD_KEYS, ids=str)
async def test_odd_keys_of_one_device_keep_nobody_else_from_reading(
    behind_proxy: AtWork, proxy: Proxy, odd: Any
) -> None:
    case, crypto = behind_proxy.case, behind_proxy.channel._at_work.crypto
    async with MatrixUser(case.server.url, case.member.account) as user:
        query: dict[str, Any] = {"device_keys": {case.user: []}}
        answer = await user.call("POST", "/_matrix/client/v3/keys/query", query)
    answer["device_keys"]["@odd:x"] = odd
    proxy.faults.append(Fault("POST .*/keys/query", (200, answer), times=1))
    crypto.olm.users_for_key_query |= {case.user, "@odd:x"}
    assert isinstance(await send(behind_proxy.channel, case.chat), Sent)
    assert [one.text for one in case.arrivals()] == ["Hallo"]


async def test_what_we_have_sent_is_not_looked_for_before_an_edit_unless_it_was_deleted(
    behind_proxy: AtWork, proxy: Proxy
) -> None:
    case, channel = behind_proxy.case, behind_proxy.channel
    first = await behind_proxy.send("Alt")
    assert await channel.edit(Target(case.chat), first, Message(Body("Neu")), key="e1", attempt=1) == Sent(first)
    assert not [call for call in proxy.calls if "/event/" in call]
    redact = f"/_matrix/client/v3/rooms/{quote(case.chat)}/redact/{quote(first)}/outside"
    await asyncio.to_thread(case.server.call, "PUT", redact, {}, token=case.bot.access_token)
    await until(lambda: not channel._at_work.messages.is_ours(first))
    gone = await channel.edit(Target(case.chat), first, Message(Body("Neuer")), key="e2", attempt=1)
    assert isinstance(gone, GiveUp)


async def test_a_lost_answer_to_an_edit_is_found_too(behind_proxy: AtWork, proxy: Proxy) -> None:
    chat, channel = behind_proxy.case.chat, behind_proxy.channel
    first = await behind_proxy.send("Alt")
    proxy.faults.append(Fault("PUT .*/rooms/.*/send/", "lost_answer", times=LOST))
    lost = await channel.edit(Target(chat), first, Message(Body("Neu")), key="e1", attempt=1)
    assert isinstance(lost, Unsure)
    assert await channel.find(Target(chat), "e1") == first
    assert await channel.edit(Target(chat), first, Message(Body("Neu")), key="e1", attempt=2) == Sent(first)
    assert [(one.op, one.text) for one in behind_proxy.case.arrivals()] == [("send", "Alt"), ("edit", "Neu")]


# --- the server's bad days


async def test_a_server_in_trouble_is_asked_with_growing_pauses(behind_proxy: AtWork, proxy: Proxy) -> None:
    proxy.faults.append(Fault("GET .*/sync", 502))
    proxy.calls.clear()
    await until(lambda: _calls(proxy, "sync") >= 3)
    proxy.faults.clear()
    await behind_proxy.case.member.say(behind_proxy.case.chat, "Hilfe")
    assert (await behind_proxy.event()).payload == {"text": "Hilfe"}
    assert _calls(proxy, "sync") < 20


async def test_what_a_long_absence_left_out_of_the_sync_is_fetched_in_order_and_once(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, member, chat = at_work.channel, at_work.case.member, at_work.case.chat
    await member.say(chat, "vorher")
    await at_work.event()
    await until(lambda: at_work.inbox.cursor is not None)
    monkeypatch.setattr(receiving, "_FILTER", json.dumps({"room": {"timeline": {"limit": 2}}}))
    away, said = Inbox(), [f"Nummer {n}" for n in range(7)]
    cursor = at_work.inbox.cursor
    for one in said:
        await member.say(chat, one)
    async with listening(channel, away, cursor):
        events = await away.wait_for(len(said))
    assert [event.payload["text"] for event in events] == said


async def test_a_token_that_is_taken_from_us_is_replaced_once_and_not_again(matrix_case: MatrixCase) -> None:
    case, inbox = matrix_case, Inbox()
    channel = await case.open_channel()
    before = channel.device
    listening_ = asyncio.create_task(channel.listen(inbox.receive, None))
    await case.member.say(case.chat, "eins")
    await inbox.wait_for(1)
    await channel._at_work.http.call("POST", "/_matrix/client/v3/logout", {})
    # The server has forgotten what it knew of the device's messages, and so we must not rely on it.
    await until(lambda: channel.device == f"{before}.1" and channel._is_published, 20)
    await case.member.say(case.chat, "zwei")
    assert [event.payload["text"] for event in await inbox.wait_for(2)] == ["eins", "zwei"]
    assert isinstance(await send(channel, case.chat), Sent)
    assert [one.text for one in case.arrivals()] == ["Hallo"]
    await channel._at_work.http.call("POST", "/_matrix/client/v3/logout", {})
    with pytest.raises(LoginError, match="zweimal"):
        async with asyncio.timeout(20):
            await listening_
    await channel.close()


async def test_a_lost_answer_is_found_by_its_key_and_a_lost_call_is_not(behind_proxy: AtWork, proxy: Proxy) -> None:
    chat, channel = behind_proxy.case.chat, behind_proxy.channel
    await behind_proxy.send("Vorher", key="n0")
    for how, key in (("lost_answer", "n1"), ("lost_call", "n2")):
        proxy.faults.append(Fault("PUT .*/rooms/.*/send/", how, times=LOST))
        assert isinstance(await send(channel, chat, key, key), Unsure)
    found = await channel.find(Target(chat), "n1")
    assert isinstance(found, str)
    assert await channel.find(Target(chat), "n2") is Look.NOT_THERE
    assert await send(channel, chat, "n1", "n1") == Sent(found)
    assert isinstance(await send(channel, chat, "n2", "n2"), Sent)
    assert [one.text for one in behind_proxy.case.arrivals()] == ["Vorher", "n1", "n2"]


async def test_while_the_server_is_away_nothing_is_sure_and_nothing_is_lost(behind_proxy: AtWork, proxy: Proxy) -> None:
    chat, channel = behind_proxy.case.chat, behind_proxy.channel
    proxy.faults.append(Fault("PUT .*/rooms/.*/send/|messages", 503))
    assert isinstance(await send(channel, chat), Unsure)
    assert await channel.find(Target(chat), "n1") is Look.CANNOT_LOOK
    proxy.faults.clear()
    assert isinstance(await send(channel, chat), Sent)
    assert len(behind_proxy.case.arrivals()) == 1


# --- limits


async def test_the_servers_own_limit_is_a_wait_and_the_message_comes_once(
    own_synapse: SynapseServer, matrix_case: MatrixCase
) -> None:
    case = matrix_case
    case.server = own_synapse
    case.bot = own_synapse.register("bote")
    case.member = Member(case.clients, own_synapse.url, own_synapse.register("ada"))
    channel = await case.open_channel()
    own_synapse.restart(limits=Limits.DEFAULT)
    outcomes = [await send(channel, case.chat, f"Nr. {n}", f"n{n}") for n in range(14)]
    refused = [one for one in outcomes if isinstance(one, TryLater) and one.reason == "too many requests"]
    assert refused
    assert all(one.wait is not None and timedelta(0) < one.wait < timedelta(seconds=30) for one in refused)
    assert all(one.whole_account for one in refused)
    own_synapse.restart(limits=Limits.OFF)
    for number, outcome in enumerate(outcomes):
        if not isinstance(outcome, Sent):
            assert isinstance(await send(channel, case.chat, f"Nr. {number}", f"n{number}"), Sent)
    await channel.close()
    assert sorted(one.text for one in case.arrivals()) == sorted(f"Nr. {n}" for n in range(14))


async def test_letters_beyond_ascii_have_room_and_what_is_too_large_is_given_up(at_work: AtWork) -> None:
    await at_work.send("ж" * 20_000, key="long")
    assert [one.text for one in at_work.case.arrivals()] == ["ж" * 20_000]
    assert await send(at_work.channel, at_work.case.chat, "x" * 70_000, "huge") == GiveUp("the message is too large")


async def test_the_transaction_of_a_dispatch_is_always_the_same() -> None:
    assert contents.transaction("n1-2") == contents.transaction("n1-2") != contents.transaction("n1-3")


# --- helpers


async def _text(at_work: AtWork, text: str) -> Any:
    async with asyncio.timeout(10):
        while True:
            for event in at_work.inbox.events:
                if event.payload.get("text") == text:
                    return event
            await at_work.inbox.wait_for(len(at_work.inbox.events) + 1)


def _calls(proxy: Proxy, what: str) -> int:
    return sum(times for called, times in proxy.calls.items() if what in called)


async def _until_member(at_work: AtWork, user: str) -> None:
    room = at_work.channel._at_work.rooms.get(at_work.case.chat)
    assert room is not None
    await until(lambda: room.members.get(user) == "join")
