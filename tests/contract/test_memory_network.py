"""The memory network keeps the words of the contract: behaviour, journal, takeover."""

import asyncio
import json
import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.base import Look, Target
from channels.memory import MemoryChannel
from channels.memory_journal import read_calls, read_journal
from domain.addressed import EventKind
from domain.message import Body, Button, Entity, Message
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from tests.contract.cases import MemoryCase
from tests.contract.listening import Inbox, listening

MESSAGE = Message(Body("Guten Tag"))
#: In this order, as the contract has them.
FIELDS = ["seq", "at", "wall", "op", "chat", "key", "attempt", "remote_id"]
FIELDS += ["text", "entities", "buttons", "reply_to", "silent"]


async def send(channel: MemoryChannel, chat: str = "ada", key: str = "n1", attempt: int = 1) -> Outcome:
    return await channel.send(Target(chat), MESSAGE, key=key, attempt=attempt)


async def send_all(channel: MemoryChannel, chat: str, number: int) -> list[Outcome]:
    return [await send(channel, chat, f"{chat}-{count}") for count in range(number)]


def chats(network: MemoryCase) -> list[str]:
    return [line["chat"] for line in read_journal(network.directory)]


async def test_the_journal_has_exactly_the_fields_of_the_contract(network: MemoryCase, memory: MemoryChannel) -> None:
    body = Body("Ämter 🙂", (Entity("bold", 0, 5), Entity("text_link", 0, 5, url="https://example.org")))
    message = Message(body, ((Button("Ja", "y"),), (Button("Nein", "n"),)), reply_to="m7", silent=True)
    outcome = await memory.send(Target("ada"), message, key="n1", attempt=3)
    (line,) = read_journal(network.directory)
    assert list(line) == FIELDS
    wall = datetime.fromisoformat(line.pop("wall"))
    assert abs(datetime.now(UTC) - wall) < timedelta(minutes=1)
    assert outcome == Sent(line["remote_id"])
    assert line == {
        "seq": 1,
        "at": "2026-03-02T09:00:00+00:00",
        "op": "send",
        "chat": "ada",
        "key": "n1",
        "attempt": 3,
        "remote_id": "m1",
        "text": "Ämter 🙂",
        "entities": [
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org"},
        ],
        "buttons": [[{"label": "Ja", "payload": "y"}], [{"label": "Nein", "payload": "n"}]],
        "reply_to": "m7",
        "silent": True,
    }


async def test_a_half_surrogate_is_journalled_as_it_is(network: MemoryCase, memory: MemoryChannel) -> None:
    await memory.send(Target("ada"), Message(Body("kaputt \ud83d!")), key="n1", attempt=1)
    assert read_journal(network.directory)[0]["text"] == "kaputt \ud83d!"


@pytest.mark.parametrize(
    ("word", "outcome", "arrives"),
    [
        ("ok", Sent("m1"), True),
        ("later:30", TryLater("the network asks to wait", timedelta(seconds=30), counts=True), False),
        ("refused", GiveUp("the network refuses this message"), False),
        ("gone", GiveUp("the recipient is gone", recipient_gone=True), False),
        ("moved:grete", Moved("grete"), False),
        ("lost_call", Unsure("nobody answered"), False),
        ("lost_answer", Unsure("the answer was lost"), True),
        ("slow:0.001", Sent("m1"), True),
        ("flood:1/60", Sent("m1"), True),
        ("down", TryLater("the network cannot be reached"), False),
    ],
)
async def test_each_word_has_its_outcome(
    network: MemoryCase, memory: MemoryChannel, word: str, outcome: Outcome, arrives: bool
) -> None:
    network.behave(ada=[word])
    assert await send(memory) == outcome
    assert len(read_journal(network.directory)) == int(arrives)
    assert read_calls(network.directory) == [{"chat": "ada", "op": "send", "key": "n1", "attempt": 1, "word": word}]


async def test_the_nth_call_takes_the_nth_word_and_the_last_one_stays(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    network.behave(ada=["down", "refused", "ok"])
    outcomes = await send_all(memory, "ada", 4)
    assert [type(outcome) for outcome in outcomes] == [TryLater, GiveUp, Sent, Sent]


async def test_words_hold_for_every_operation(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(ada=["ok", "gone"], dm_=["refused", "moved:elsewhere"])
    assert await send(memory) == Sent("m1")
    gone, ada = GiveUp("the recipient is gone", recipient_gone=True), Target("ada")
    assert await memory.edit(ada, "m1", MESSAGE, key="e", attempt=1) == gone
    assert await memory.delete(ada, "m1", key="d", attempt=1) == gone
    assert await memory.pin(ada, "m1", key="p", attempt=1) == gone
    assert isinstance(await memory.open("eva", key="o", attempt=1), GiveUp)
    assert await memory.open("eva", key="o", attempt=2) == Moved("elsewhere")
    assert [call["op"] for call in read_calls(network.directory)] == ["send", "edit", "delete", "pin", "open", "open"]


async def test_the_first_glob_that_fits_wins_and_the_rest_is_ok(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(ad_=["gone"], _a=["refused"])
    outcomes = [await send(memory, chat) for chat in ("ada", "eva", "tim")]
    assert [getattr(outcome, "recipient_gone", None) for outcome in outcomes] == [True, False, None]


async def test_a_chat_that_moved_counts_and_behaves_on_its_own(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(ada=["ok", "moved:grete"], grete=["down", "ok"])
    assert await send(memory, "ada", "n1") == Sent("m1")
    assert await send(memory, "ada", "n2") == Moved("grete")
    assert isinstance(await send(memory, "grete", "n2"), TryLater)
    assert await send(memory, "grete", "n2") == Sent("m2")
    assert chats(network) == ["ada", "grete"]


async def test_an_edit_of_what_is_not_there_arrives_nowhere(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(ada=["ok"])
    for outcome in (
        await memory.edit(Target("ada"), "m9", MESSAGE, key="e", attempt=1),
        await memory.delete(Target("ada"), "m9", key="d", attempt=1),
        await memory.pin(Target("ada"), "m9", key="p", attempt=1),
    ):
        assert isinstance(outcome, GiveUp)
    assert read_journal(network.directory) == []


async def test_slow_makes_the_call_wait_and_a_cancelled_one_does_not_arrive(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    network.behave(ada=["slow:60"])
    call = asyncio.create_task(send(memory))
    assert isinstance(await send(memory, "eva"), Sent)
    await asyncio.sleep(0)
    assert len(read_calls(network.directory)) == 2
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert chats(network) == ["eva"]


async def test_a_flood_counts_what_arrives_in_a_chat_by_the_clock(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(_=["flood:2/60"])
    assert isinstance(await send(memory, "ada", "n1"), Sent)
    network.clock.move(20)
    assert isinstance(await send(memory, "ada", "n2"), Sent)
    for _ in range(3):
        waiting = await send(memory, "ada", "n3")
        assert waiting == TryLater("too many messages to this chat", timedelta(seconds=40))
    assert isinstance(await send(memory, "eva", "n3"), Sent)
    network.clock.move(40)
    assert isinstance(await send(memory, "ada", "n3"), Sent)
    assert isinstance(await send(memory, "ada", "n4"), TryLater)


async def test_a_flood_is_still_one_after_a_restart(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(_=["flood:1/30"])
    await send(memory, "ada", "n1")
    network.clock.move(10)
    again = await network.reopen(memory)
    waiting = await send(again, "ada", "n2")
    assert waiting == TryLater("too many messages to this chat", timedelta(seconds=20))
    network.clock.move(20)
    assert isinstance(await send(again, "ada", "n2"), Sent)
    await again.close()


async def test_calls_are_counted_across_a_restart(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(ada=["down", "refused", "ok"])
    await send_all(memory, "ada", 1)
    again = await network.reopen(memory)
    assert [type(outcome) for outcome in await send_all(again, "ada", 2)] == [GiveUp, Sent]
    await again.close()


async def test_behaviour_is_read_again_at_each_call(network: MemoryCase, memory: MemoryChannel) -> None:
    assert isinstance(await send(memory), Sent)
    for word, outcome in (("gone", GiveUp), ("down", TryLater), ("gone", GiveUp)):
        network.behave(_=[word])
        assert isinstance(await send(memory), outcome)
    (network.directory / "behaviour.json").unlink()
    assert isinstance(await send(memory), Sent)


async def test_a_settled_behaviour_file_is_seen_when_it_changes(network: MemoryCase, memory: MemoryChannel) -> None:
    path = network.directory / "behaviour.json"
    for second, (word, outcome) in enumerate((("gone", GiveUp), ("down", TryLater))):
        network.behave(_=[word])
        os.utime(path, (second, second))
        assert [type(found) for found in await send_all(memory, "ada", 2)] == [outcome, outcome]


async def test_two_changes_within_one_time_stamp_are_both_seen(network: MemoryCase, memory: MemoryChannel) -> None:
    moment = time.time_ns()
    for word, outcome in (("gone", GiveUp), ("down", TryLater)):
        network.behave(_=[word])
        os.utime(network.directory / "behaviour.json", ns=(moment, moment))
        assert isinstance(await send(memory), outcome)


async def test_a_half_written_behaviour_changes_nothing(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(_=["gone"])
    assert isinstance(await send(memory), GiveUp)
    network.behave_as('{"keyed": true, "chats": {"*": ["o')
    assert isinstance(await send(memory), GiveUp)
    network.behave_as("")
    assert isinstance(await send(memory), GiveUp)
    network.behave(_=["ok"])
    assert isinstance(await send(memory), Sent)


async def test_being_keyed_follows_behaviour(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(keyed=False)
    before = memory.capabilities.keyed, memory.device
    network.behave(keyed=True)
    assert before == (False, "")
    assert memory.capabilities.keyed
    assert memory.device.startswith("device-")


async def test_a_lost_answer_of_a_keyed_network_is_found_and_recognised(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    network.behave(keyed=True, ada=["lost_answer", "ok"], eva=["lost_call", "ok"])
    assert isinstance(await send(memory, "ada"), Unsure)
    assert isinstance(await send(memory, "eva"), Unsure)
    assert await memory.find(Target("ada"), "n1") == "m1"
    assert await memory.find(Target("eva"), "n1") is Look.NOT_THERE
    assert await send(memory, "ada", attempt=2) == Sent("m1")
    assert await send(memory, "eva", attempt=2) == Sent("m2")
    assert chats(network) == ["ada", "eva"]


async def test_a_network_that_becomes_keyed_knows_the_first_of_two_by_its_key(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    network.behave(keyed=False)
    assert [await send(memory), await send(memory, attempt=2)] == [Sent("m1"), Sent("m2")]
    network.behave(keyed=True)
    assert await memory.find(Target("ada"), "n1") == "m1"


async def test_a_keyed_network_knows_a_key_only_in_its_chat(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(keyed=True)
    assert [await send(memory, "ada"), await send(memory, "eva")] == [Sent("m1"), Sent("m2")]


async def test_a_repeated_edit_of_a_keyed_network_is_the_same_edit(network: MemoryCase, memory: MemoryChannel) -> None:
    network.behave(keyed=True)
    await send(memory)
    for attempt in (1, 2):
        assert await memory.edit(Target("ada"), "m1", MESSAGE, key="e1", attempt=attempt) == Sent("m1")
    assert [line["op"] for line in read_journal(network.directory)] == ["send", "edit"]


async def test_opening_a_chat_is_journalled_once(network: MemoryCase, memory: MemoryChannel) -> None:
    for key in ("o1", "o2"):
        assert await memory.open("ada", key=key, attempt=1) == Moved("dm-ada", opened=True)
    again = await network.reopen(memory)
    assert await again.open("ada", key="o3", attempt=1) == Moved("dm-ada", opened=True)
    await again.close()
    (line,) = read_journal(network.directory)
    assert (line["op"], line["chat"], line["key"]) == ("open", "dm-ada", "o1")


@pytest.mark.parametrize("name", ["out.jsonl", "calls.jsonl"])
async def test_a_half_last_line_is_cut_at_the_start(network: MemoryCase, memory: MemoryChannel, name: str) -> None:
    network.behave(keyed=True)
    await send_all(memory, "ada", 2)
    whole = (network.directory / name).read_bytes()
    network.append('{"seq":3,"chat":"ada","key":"n3","text":"Grü'.encode()[:-1], name)
    assert len(read_journal(network.directory)) == 2
    again = await network.reopen(memory)
    assert (network.directory / name).read_bytes() == whole
    assert await send(again, "ada", "n3") == Sent("m3")
    await again.close()
    assert [line["seq"] for line in read_journal(network.directory)] == [1, 2, 3]
    assert len(read_calls(network.directory)) == 3


async def test_a_second_instance_takes_over_where_the_first_one_was_killed(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    network.behave(keyed=True, ada=["ok", "down", "ok"])
    standby = MemoryChannel("ost", network.directory, network.clock)
    assert await send(memory, "ada", "n1") == Sent("m1")
    assert isinstance(await send(memory, "ada", "n2"), TryLater)
    await standby.start()
    assert standby.device == memory.device
    assert await standby.find(Target("ada"), "n1") == "m1"
    assert await send(standby, "ada", "n1", attempt=2) == Sent("m1")
    assert await send(standby, "ada", "n2", attempt=2) == Sent("m2")
    assert await standby.delete(Target("ada"), "m1", key="d1", attempt=1) == Sent("m1")
    await standby.close()
    assert [line["seq"] for line in read_journal(network.directory)] == [1, 2, 3]


async def test_a_half_line_waits_until_it_is_whole(network: MemoryCase, memory: MemoryChannel) -> None:
    line = json.dumps({"id": "e1", "chat": "ada", "kind": "text", "user": "ada", "text": "Grüße"}, ensure_ascii=False)
    data = line.encode() + b"\n"
    async with listening(memory, Inbox()) as inbox:
        for end in (20, data.index(b"\xc3") + 1, len(data) - 1):
            written = (network.directory / "in.jsonl").stat().st_size if end > 20 else 0
            network.append(data[written:end])
            assert not await memory.has_unread(None)
        network.append(data[-1:])
        (event,) = await inbox.wait_for(1)
    assert event.payload == {"text": "Grüße"}
    assert inbox.cursor == str(len(data))


async def test_a_bad_line_is_handed_over_as_unreadable_and_blocks_nobody(
    network: MemoryCase, memory: MemoryChannel
) -> None:
    bad = [b"{nonsense", b"[" * 100_000, b'"text"', b"\xff\xfe", b'{"id":"x","chat":"c","kind":"sticker"}']
    await network.say("vorher")
    network.append(b"\n".join([*bad, b"", b"  "]) + b"\n")
    await network.say("nachher")
    async with listening(memory, Inbox()) as inbox:
        events = await inbox.wait_for(len(bad) + 2)
    assert [event.kind for event in events[1:-1]] == [EventKind.UNREADABLE] * len(bad)
    assert events[-1].payload == {"text": "nachher"}
    assert len({event.event_id for event in events}) == len(events)
    assert all(len(event.payload["raw"]) <= 500 for event in events[1:-1])


async def test_empty_lines_at_the_end_are_nothing_unread(network: MemoryCase, memory: MemoryChannel) -> None:
    network.append(b"\n \n")
    assert not await memory.has_unread(None)


async def test_batches_are_of_a_hundred_and_wait_for_their_commit(network: MemoryCase, memory: MemoryChannel) -> None:
    for number in range(230):
        await network.say(f"Zeile {number}")
    async with listening(memory, Inbox()) as inbox:
        await inbox.wait_for(230)
    assert inbox.batches == [100, 100, 30]
    async with listening(memory, Inbox(commit=False)) as stuck:
        await stuck.wait_for(100)
        await asyncio.sleep(0)
    assert stuck.batches == [100]


@pytest.mark.parametrize(
    ("fields", "direct", "to_us"),
    [
        ({"text": "hallo"}, True, False),
        ({"text": "hallo", "direct": False}, False, False),
        ({"text": "hallo @Bote!", "direct": False}, False, True),
        ({"text": "an @botentreff", "direct": False}, False, False),
        ({"text": "ja", "direct": False, "to_us": True}, False, True),
    ],
    ids=["direct by default", "group", "mention", "longer name", "said so"],
)
async def test_a_group_text_is_to_us_when_it_names_us(
    network: MemoryCase, memory: MemoryChannel, fields: dict[str, Any], direct: bool, to_us: bool
) -> None:
    network.incoming(kind="text", **fields)
    async with listening(memory, Inbox()) as inbox:
        (event,) = await inbox.wait_for(1)
    assert (event.direct, event.to_us) == (direct, to_us)
