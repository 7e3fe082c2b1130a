"""`hier` on Telegram: a group, a topic and a channel become places in one step, and not by just anybody."""

from typing import Any

import pytest

from bot.opening import put_start_data
from channels.telegram.channel import ACCOUNT
from domain.recipient import RecipientKind, Role
from store import tables as t
from store.people import Where
from tests.telegram.support import Desk
from tests.unit.relay.support import MONDAY, join, person

LEA, WIM = 11, 12
GROUP, OTHER_GROUP, CHANNEL, OTHER_CHANNEL = -1005, -1006, -1007, -1008


@pytest.fixture
def people(desk: Desk) -> Desk:
    """A desk with a Federführende of Heide, and somebody whom nobody has confirmed."""
    put_start_data(desk.store)
    heide: dict[str, Any] = {"regions": ("heide",), "statewide": False}
    lea = person("lea", Where(ACCOUNT, str(LEA)), role=Role.LEAD, leads=("heide",), confirmed_at=MONDAY, **heide)
    join(desk.store, lea, person("wim", Where(ACCOUNT, str(WIM)), **heide))
    return desk


def places(desk: Desk) -> set[tuple[str, str]]:
    """Return the chat and thread of every place."""
    kinds = desk.store.read_now(lambda s: dict(map(tuple, s.execute(t.recipient.select().with_only_columns(
        t.recipient.c.id, t.recipient.c.kind)))))  # fmt: skip
    return {(one.chat, one.thread) for one in desk.house.addresses() if kinds[one.recipient] == RecipientKind.PLACE}


async def test_a_group_and_a_topic_become_places_by_who_leads_the_region(people: Desk) -> None:
    await people.server.say(GROUP, LEA, "/hier")
    await people.server.say(GROUP, LEA, "/hier", thread=3)
    await people.server.say(OTHER_GROUP, WIM, "/hier")
    async with people.listening():
        await people.handled(3)
    assert places(people) == {(str(GROUP), ""), (str(GROUP), "3")}


async def test_a_channel_becomes_a_place_by_who_brought_the_bot_and_may(people: Desk) -> None:
    await people.server.add_to_group(CHANNEL, LEA, "administrator", type="channel")
    await people.server.add_to_group(OTHER_CHANNEL, WIM, "administrator", type="channel")
    await people.server.say(WIM, WIM, "hier")
    await people.server.say(WIM, WIM, "1")
    await people.server.say(LEA, LEA, "hier")
    await people.server.say(LEA, LEA, "1")
    async with people.listening():
        await people.handled(6)
    await people.work()
    assert places(people) == {(str(CHANNEL), "")}
    assert [row.state for row in people.house.dispatches(chat=str(CHANNEL))] == ["sent"]
    assert people.house.dispatches(chat=str(OTHER_CHANNEL)) == []
