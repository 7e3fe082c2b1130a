"""What one member with Element writes, only the members of the room can read."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.fake_synapse.element import ENCRYPTED, ElementUser
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixError, MatrixUser

NewUser = Callable[[str], MatrixUser]
NewElement = Callable[[str], Awaitable[ElementUser]]


async def together(one: ElementUser, other: MatrixUser) -> str:
    """Return an encrypted room that both have joined, as one of them knows already."""
    room = await one.create_room(other.user_id, direct=True, encrypted=True)
    assert await other.wait_for_invite() == room
    await other.join(room)
    await one.wait_for(room, lambda event: event.get("state_key") == other.user_id)
    return room


async def test_both_can_read_and_the_server_cannot(element_user: NewElement, matrix_user: NewUser) -> None:
    anna, ben = await element_user("anna"), await element_user("ben")
    room = await together(anna, ben)
    first = await anna.say(room, "Grüße 👋 " * 300)
    event = await ben.wait_for_text(room, "Grüße 👋")
    assert (event["event_id"], event["sender"], event["encrypted"]) == (first, anna.user_id, True)
    await ben.edit(room, await ben.say(room, "zurück", reply_to=first), "und zurück")
    edit = await anna.wait_for_text(room, "und zurück")
    assert edit["content"]["m.relates_to"]["rel_type"] == "m.replace"
    assert [event["content"].get("body") for event in await anna.messages(room)][-1] == "* und zurück"
    on_server = await MatrixUser.messages(anna, room)
    assert {event["type"] for event in on_server if "state_key" not in event} == {ENCRYPTED}
    assert "zurück" not in str(on_server)


async def test_who_joins_later_reads_what_comes_later(element_user: NewElement) -> None:
    anna, ben, cem = await element_user("anna"), await element_user("ben"), await element_user("cem")
    room = await together(anna, ben)
    await anna.say(room, "ohne Cem")
    await anna.invite(room, cem.user_id)
    await cem.join(await cem.wait_for_invite())
    await anna.wait_for(room, lambda event: event.get("state_key") == cem.user_id)
    await anna.say(room, "mit Cem")
    await cem.wait_for_text(room, "mit Cem")
    assert [event["type"] for event in await cem.messages(room)].count(ENCRYPTED) == 1
    assert (await ben.wait_for_text(room, "mit Cem"))["encrypted"]


async def test_a_plain_client_sees_that_there_is_something(element_user: NewElement, matrix_user: NewUser) -> None:
    anna, ben = await element_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    sent = await anna.say(room, "geheim")
    event = await ben.wait_for(room, lambda event: event["event_id"] == sent)
    assert event["type"] == ENCRYPTED


async def test_a_room_that_is_not_encrypted_stays_so(element_user: NewElement, matrix_user: NewUser) -> None:
    anna, ben = await element_user("anna"), matrix_user("ben")
    room = await anna.create_room(ben.user_id)
    await ben.join(room)
    await anna.react(room, await anna.say(room, "offen"), "👍")
    assert (await ben.wait_for_text(room, "offen"))["content"]["msgtype"] == "m.text"


async def test_a_device_can_be_used_again_with_its_keys(synapse: SynapseServer, tmp_path: Path) -> None:
    account = synapse.new_account("anna")
    content = {"msgtype": "m.text", "body": "gemerkt"}
    async with ElementUser(synapse.url, account, tmp_path) as anna:
        room = await anna.create_room(encrypted=True)
        sent = await anna.send(room, content, key="dispatch-1")
    async with ElementUser(synapse.url, account, tmp_path) as anna:
        assert (await anna.wait_for_text(room, "gemerkt"))["encrypted"]
        assert await anna.send(room, content, key="dispatch-1") == sent


async def test_who_was_put_out_is_refused(element_user: NewElement) -> None:
    anna, ben = await element_user("anna"), await element_user("ben")
    room = await together(anna, ben)
    await ben.say(room, "noch da")
    await anna.kick(room, ben.user_id)
    with pytest.raises(MatrixError) as refused:
        await ben.say(room, "immer noch da")
    assert refused.value.errcode == "M_FORBIDDEN"
