"""What every channel promises, whatever its network: the suite that a new network has to pass."""

import pytest

from channels.base import TOO_BIG, Channel, Look, Target
from domain import offered
from domain.addressed import Event, EventKind
from domain.message import Body, Button, Entity, Form, Message
from domain.outcome import GiveUp, Moved, Sent
from tests.contract.cases import ChannelCase
from tests.contract.listening import Inbox, listening

BUTTONS = ((Button("Mehr lesen", "more:1"), Button("Weniger davon", "less:1")), (Button("Hilfe", "help"),))
MESSAGE = Message(Body("Grüße aus 🇩🇪 Hannover", (Entity("bold", 0, 5), Entity("italic", 15, 8))), BUTTONS)
CHANGED = Message(Body("Grüße aus Celle", (Entity("bold", 10, 5),)), ((Button("Hilfe", "help"),),))


async def sent(channel: Channel, case: ChannelCase, key: str = "n1", message: Message = MESSAGE) -> str:
    """Send a message that must arrive, and return its remote id."""
    outcome = await channel.send(Target(case.chat), message, key=key, attempt=1)
    assert isinstance(outcome, Sent)
    return outcome.remote_id


def texts(events: list[Event]) -> list[str]:
    return [event.payload["text"] for event in events]


async def test_a_message_arrives_with_text_formatting_and_buttons(case: ChannelCase, channel: Channel) -> None:
    remote_id = await sent(channel, case)
    (arrival,) = case.arrivals()
    assert (arrival.op, arrival.remote_id, arrival.text) == ("send", remote_id, MESSAGE.body.text)
    if channel.capabilities.form is Form.ENTITIES:
        assert arrival.entities == MESSAGE.body.entities
    if channel.capabilities.buttons:
        assert arrival.buttons == BUTTONS


async def test_messages_have_ids_of_their_own_also_after_a_restart(case: ChannelCase, channel: Channel) -> None:
    before = [await sent(channel, case, "n1"), await sent(channel, case, "n2")]
    channel = await case.reopen(channel)
    after = await sent(channel, case, "n3")
    await channel.close()
    assert len({*before, after}) == 3


async def test_an_edit_changes_what_was_sent(case: ChannelCase, channel: Channel) -> None:
    if not channel.capabilities.edits:
        pytest.skip("this network edits nothing")
    remote_id = await sent(channel, case)
    outcome = await channel.edit(Target(case.chat), remote_id, CHANGED, key="n1.edit", attempt=1)
    assert outcome == Sent(remote_id)
    arrival = case.arrivals()[-1]
    assert (arrival.op, arrival.remote_id, arrival.text) == ("edit", remote_id, CHANGED.body.text)
    assert arrival.buttons == CHANGED.buttons


async def test_an_unchanged_edit_is_a_success(case: ChannelCase, channel: Channel) -> None:
    remote_id = await sent(channel, case)
    for key in ("n1.edit", "n1.edit-2"):
        outcome = await channel.edit(Target(case.chat), remote_id, CHANGED, key=key, attempt=1)
        assert outcome == Sent(remote_id)


async def test_an_edit_of_what_was_never_sent_is_given_up(case: ChannelCase, channel: Channel) -> None:
    outcome = await channel.edit(Target(case.chat), "m4711", CHANGED, key="n1.edit", attempt=1)
    assert isinstance(outcome, GiveUp)
    assert not outcome.recipient_gone
    assert not case.arrivals()


async def test_a_delete_takes_the_message_away_and_a_second_one_is_a_success(
    case: ChannelCase, channel: Channel
) -> None:
    remote_id = await sent(channel, case)
    assert await channel.delete(Target(case.chat), remote_id, key="n1.delete", attempt=1) == Sent(remote_id)
    arrival = case.arrivals()[-1]
    assert (arrival.op, arrival.remote_id) == ("delete", remote_id)
    assert await channel.delete(Target(case.chat), remote_id, key="n1.delete-2", attempt=1) == Sent(remote_id)
    outcome = await channel.edit(Target(case.chat), remote_id, CHANGED, key="n1.edit", attempt=1)
    assert isinstance(outcome, GiveUp)


async def test_pinning_arrives_where_the_capabilities_say_so_and_is_given_up_elsewhere(
    case: ChannelCase, channel: Channel
) -> None:
    remote_id = await sent(channel, case)
    outcome = await channel.pin(Target(case.chat), remote_id, key="n1.pin", attempt=1)
    if channel.capabilities.pins:
        assert outcome == Sent(remote_id)
        assert case.arrivals()[-1].op == "pin"
    else:
        assert isinstance(outcome, GiveUp)
        assert [arrival.op for arrival in case.arrivals()] == ["send"]


async def test_what_is_unpinned_is_pinned_no_longer_and_a_second_time_does_no_harm(
    case: ChannelCase, channel: Channel
) -> None:
    if not channel.capabilities.pins:
        pytest.skip("this network pins nothing")
    other, remote_id = await sent(channel, case, "n1"), await sent(channel, case, "n2")
    for id_ in (other, remote_id):
        assert await channel.pin(Target(case.chat), id_, key=f"{id_}.pin", attempt=1) == Sent(id_)
    assert await channel.unpin(Target(case.chat), remote_id, key="n2.unpin", attempt=1) == Sent(remote_id)
    arrival = case.arrivals()[-1]
    assert (arrival.op, arrival.remote_id) == ("unpin", remote_id)
    await channel.delete(Target(case.chat), remote_id, key="n2.delete", attempt=1)
    assert await channel.unpin(Target(case.chat), remote_id, key="n2.unpin-2", attempt=1) == Sent(remote_id)


async def test_a_direct_chat_is_named_the_same_each_time_and_takes_messages(
    case: ChannelCase, channel: Channel
) -> None:
    first = await channel.open(case.user, key="open1", attempt=1)
    second = await channel.open(case.user, key="open2", attempt=1)
    assert isinstance(first, Moved)
    assert first == second
    assert isinstance(await channel.send(Target(first.chat), MESSAGE, key="n1", attempt=1), Sent)


async def test_a_keyed_network_recognises_a_repeat_and_others_do_not(case: ChannelCase, channel: Channel) -> None:
    first = await sent(channel, case)
    again = await channel.send(Target(case.chat), MESSAGE, key="n1", attempt=2)
    if channel.capabilities.keyed:
        assert again == Sent(first)
        assert len(case.arrivals()) == 1
    else:
        assert isinstance(again, Sent)
        assert again.remote_id != first
        assert len(case.arrivals()) == 2


async def test_a_keyed_network_recognises_a_repeat_after_a_restart(case: ChannelCase, channel: Channel) -> None:
    if not channel.capabilities.keyed:
        pytest.skip("this network knows no keys")
    first, device = await sent(channel, case), channel.device
    channel = await case.reopen(channel)
    assert await sent(channel, case) == first
    assert channel.device == device
    await channel.close()
    assert len(case.arrivals()) == 1


async def test_a_message_can_be_looked_for_only_where_the_network_is_keyed(case: ChannelCase, channel: Channel) -> None:
    remote_id, chat = await sent(channel, case), Target(case.chat)
    expected = (remote_id, Look.NOT_THERE) if channel.capabilities.keyed else (Look.CANNOT_LOOK, Look.CANNOT_LOOK)
    assert (await channel.find(chat, "n1"), await channel.find(chat, "n2")) == expected
    channel = await case.reopen(channel)
    assert (await channel.find(chat, "n1"), await channel.find(chat, "n2")) == expected
    await channel.close()


async def test_a_network_has_a_device_exactly_if_it_is_keyed(channel: Channel) -> None:
    assert bool(channel.device) == channel.capabilities.keyed


async def test_what_is_said_comes_in_order_and_once(case: ChannelCase, channel: Channel) -> None:
    said = [f"Zeile {number}" for number in range(250)]
    for text in said[:120]:
        await case.say(text)
    async with listening(channel, Inbox()) as inbox:
        await inbox.wait_for(120)
        for text in said[120:]:
            await case.say(text)
        events = await inbox.wait_for(250)
    assert texts(events) == said
    assert len({event.event_id for event in events}) == 250


async def test_an_event_says_who_where_and_what(case: ChannelCase, channel: Channel) -> None:
    await case.say("Hallo 👋")
    await case.press("more:1")
    async with listening(channel, Inbox()) as inbox:
        text, button = await inbox.wait_for(2)
    assert (text.kind, text.payload) == (EventKind.TEXT, {"text": "Hallo 👋"})
    assert (button.kind, button.payload) == (EventKind.BUTTON, {"payload": "more:1"})
    for event in (text, button):
        assert (event.chat, event.user, event.direct) == (case.chat, case.user, True)


async def test_a_file_that_somebody_sends_can_be_fetched_as_its_event_says(case: ChannelCase, channel: Channel) -> None:
    if not channel.capabilities.file_limit or channel.account == "terminal":
        pytest.skip("nobody sends a file there")
    data = b"%PDF-1.7 " + bytes(range(256)) * 300
    await case.bring("erlass.pdf", "application/pdf", data, "hinweis Neuer Erlass")
    async with listening(channel, Inbox()) as inbox:
        (event,) = await inbox.wait_for(1)
    assert event.payload["text"] == "hinweis Neuer Erlass"
    file = offered.read(event.payload["file"])
    assert file is not None
    assert (file.name, file.mime, file.size) == ("erlass.pdf", "application/pdf", len(data))
    assert await channel.download(file.reference, len(data)) == data
    assert await channel.download(file.reference, len(data) - 1) == GiveUp(TOO_BIG)
    lost = await channel.download(case.lost, len(data))
    assert isinstance(lost, GiveUp)
    assert lost.reason != TOO_BIG


async def test_listening_goes_on_behind_the_cursor_after_a_restart(case: ChannelCase, channel: Channel) -> None:
    await case.say("eins")
    async with listening(channel, Inbox()) as before:
        await before.wait_for(1)
    await case.say("zwei")
    channel = await case.reopen(channel)
    await case.say("drei")
    async with listening(channel, Inbox(), before.cursor) as after:
        assert texts(await after.wait_for(2)) == ["zwei", "drei"]
    await channel.close()


async def test_what_was_handed_over_but_not_committed_comes_again(case: ChannelCase, channel: Channel) -> None:
    await case.say("eins")
    async with listening(channel, Inbox(commit=False)) as lost:
        await lost.wait_for(1)
    assert lost.cursor is None
    channel = await case.reopen(channel)
    async with listening(channel, Inbox(), lost.cursor) as inbox:
        assert await inbox.wait_for(1) == lost.events
    await channel.close()


async def test_unread_is_what_lies_behind_the_cursor(case: ChannelCase, channel: Channel) -> None:
    assert not await channel.has_unread(None)
    await case.say("eins")
    assert await channel.has_unread(None)
    async with listening(channel, Inbox()) as inbox:
        await inbox.wait_for(1)
    assert not await channel.has_unread(inbox.cursor)
    await case.say("zwei")
    assert await channel.has_unread(inbox.cursor)


async def test_closing_twice_or_before_the_start_does_no_harm(case: ChannelCase, channel: Channel) -> None:
    await channel.close()
    await channel.close()
    await channel.start()
    assert await sent(channel, case)
