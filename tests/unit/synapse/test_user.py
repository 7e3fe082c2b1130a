"""What one member does, another one sees."""

import asyncio
from collections.abc import Callable

import pytest

from tests.fake_synapse import user as user_module
from tests.fake_synapse.user import MatrixError, MatrixUser

NewUser = Callable[[str], MatrixUser]


async def together(one: MatrixUser, other: MatrixUser) -> str:
    """Return a room that both have joined."""
    room = await one.create_room(other.user_id, direct=True)
    assert await other.wait_for_invite() == room
    await other.join(room)
    return room


async def test_a_message_goes_from_one_to_another(matrix_user: NewUser) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    event, _ = await asyncio.gather(ben.wait_for_text(room, "Größe"), anna.say(room, "Grüße und Größe 👋"))
    assert (event["sender"], event["content"]["body"]) == (anna.user_id, "Grüße und Größe 👋")
    assert await anna.members(room) == {anna.user_id, ben.user_id}


async def test_edits_reactions_answers_and_deletions_refer_to_the_message(matrix_user: NewUser) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    first = await anna.say(room, "erst so")
    await ben.react(room, first, "👍")
    await ben.say(room, "danke", reply_to=first)
    await anna.edit(room, first, "dann so")
    await anna.redact(room, await anna.say(room, "gleich weg"))
    seen = await ben.messages(room)
    assert (await ben.wait_for_text(room, "* dann so"))["content"]["m.new_content"]["body"] == "dann so"
    related = [event["content"]["m.relates_to"] for event in seen if "m.relates_to" in event["content"]]
    assert [relation.get("rel_type") for relation in related] == ["m.annotation", None, "m.replace"]
    assert {relation.get("event_id", first) for relation in related} == {first}
    assert "gleich weg" not in str(seen)


async def test_who_is_put_out_may_not_speak_any_more(matrix_user: NewUser) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    await anna.kick(room, ben.user_id, "Versehen")
    await ben.wait_until(lambda: room in ben.left, "being put out")
    with pytest.raises(MatrixError) as refused:
        await ben.say(room, "noch da?")
    assert refused.value.errcode == "M_FORBIDDEN"
    await anna.ban(room, ben.user_id)
    await anna.unban(room, ben.user_id)
    await anna.invite(room, ben.user_id)
    await ben.wait_for_invite()
    await ben.join(room)
    await ben.leave(room)
    assert await anna.members(room, "leave") == {ben.user_id}


async def test_a_replaced_room_names_the_new_one(matrix_user: NewUser) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    await anna.set_topic(room, "Termine")
    new = await anna.upgrade(room)
    stone = await ben.wait_for(room, lambda event: event["type"] == "m.room.tombstone")
    assert stone["content"]["replacement_room"] == new
    assert (await anna.state(new, "m.room.topic"))["topic"] == "Termine"


async def test_what_a_sync_leaves_out_is_fetched(matrix_user: NewUser, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await together(anna, ben)
    await ben.sync()
    monkeypatch.setattr(user_module, "_FILTER", '{"room": {"timeline": {"limit": 2}}}')
    sent = [await anna.say(room, f"Nachricht {number}") for number in range(7)]
    await ben.sync()
    assert [event["event_id"] for event in ben.events if event["event_id"] in sent] == sent
