"""Element's own library beside us: what it shows of the bot, and whether it lets the bot read."""

import pytest

from channels.base import Target
from domain.addressed import EventKind
from domain.message import Body, Message
from domain.outcome import Moved, Sent
from tests.contract.listening import Inbox, listening
from tests.matrix.case import MatrixCase
from tests.matrix.conftest import AtWork, until
from tests.matrix.member import Clients, ElementMember, Member

#: What its shields are called: none, grey, red.
NONE, RED = 0, 2


@pytest.mark.parametrize("strict", [True, False], ids=["signed devices only", "as it comes today"])
async def test_it_reads_the_bot_without_a_warning_and_is_read(
    matrix_case: MatrixCase, element_clients: Clients, strict: bool
) -> None:
    case = matrix_case
    channel = await case.open_channel()
    element = ElementMember(element_clients, case.server.url, case.server.new_account("elisa"), strict=strict)
    opened = await channel.open(element.user, key="o2", attempt=1)
    assert isinstance(opened, Moved)
    await element.join(opened.chat)
    async with listening(channel, Inbox()) as inbox:
        sent = await channel.send(Target(opened.chat), Message(Body("Guten Tag")), key="n1", attempt=1)
        assert isinstance(sent, Sent)
        seen = await element.next_message()
        assert (seen["content"]["body"], seen["failure"]) == ("Guten Tag", "")
        assert (seen["encrypted"], seen["shield"]) == (True, NONE)
        await element.say(opened.chat, "Hilfe")
        assert [event.payload for event in await inbox.wait_for(1)] == [{"text": "Hilfe"}]
    await element.close()
    await channel.close()


async def test_a_room_that_the_member_opens_is_read_both_ways(
    matrix_case: MatrixCase, element_clients: Clients
) -> None:
    case = matrix_case
    channel = await case.open_channel()
    element = ElementMember(element_clients, case.server.url, case.server.new_account("elisa"), strict=True)
    async with listening(channel, Inbox()) as inbox:
        room = await element.create_direct(case.bot.user_id)
        await element.say(room, "Abo")
        came, said = await inbox.wait_for(2)
        assert came.kind is EventKind.JOIN
        assert (said.chat, said.payload) == (room, {"text": "Abo"})
        assert isinstance(await channel.send(Target(room), Message(Body("Danke")), key="n2", attempt=1), Sent)
        seen = await element.next_message()
        assert (seen["content"]["body"], seen["shield"]) == ("Danke", NONE)
    await element.close()
    await channel.close()


async def test_in_an_encrypted_room_of_twelve_everybody_reads_whatever_app_they_have(
    at_work: AtWork, element_clients: Clients
) -> None:
    case, url = at_work.case, at_work.case.server.url
    element = ElementMember(element_clients, url, case.server.new_account("elisa"), strict=True)
    others = [Member(case.clients, url, case.server.new_account("mitglied")) for _ in range(9)]
    everybody: list[Member | ElementMember] = [*others, element]
    for one in everybody:
        await case.member.invite(case.chat, one.user)
        await one.join(case.chat)
    await joined(at_work, others[-1].user, element.user)
    await at_work.send("An alle", key="n1")
    assert (await element.next_message())["content"]["body"] == "An alle"
    assert [read(one, case) for one in (case.member, *others)] == [["An alle"]] * 10
    later = Member(case.clients, url, case.server.new_account("spaeter"))
    await others[0].leave(case.chat)
    await case.member.invite(case.chat, later.user)
    await later.join(case.chat)
    await joined(at_work, later.user)
    await at_work.send("Und noch etwas", key="n2")
    assert (await element.next_message())["content"]["body"] == "Und noch etwas"
    assert read(case.member, case)[-1] == read(later, case)[-1] == "Und noch etwas"
    assert "Und noch etwas" not in read(others[0], case)
    await element.close()


def read(member: Member, case: MatrixCase) -> list[str | None]:
    """Return what a member's app shows of the bot; None: it cannot be read."""
    mine = [event for event in member.catch_up() if event["sender"] == case.bot.user_id]
    return [event["content"].get("body") for event in mine if event["type"] in ("m.room.message", "m.room.encrypted")]


async def joined(at_work: AtWork, *users: str) -> None:
    """Wait until the bot knows that these users have come."""
    room = at_work.channel._at_work.rooms.get(at_work.case.chat)
    assert room is not None
    await until(lambda: all(room.members.get(user) == "join" for user in users))


async def test_a_device_that_nobody_signed_is_shut_out(matrix_case: MatrixCase, element_clients: Clients) -> None:
    """It would shut us out too: the tests above can fail."""
    case = matrix_case
    unsigned = Member(case.clients, case.server.url, case.server.new_account("ohne"))
    element = ElementMember(element_clients, case.server.url, case.server.new_account("elisa"), strict=True)
    room = await unsigned.create_direct(element.user)
    await element.join(room)
    await unsigned.say(room, "Guten Tag")
    seen = await element.next_message()
    assert seen["failure"] == "UNSIGNED_SENDER_DEVICE"
    await element.close()


async def test_an_unsigned_device_is_red_where_it_is_not_shut_out(
    matrix_case: MatrixCase, element_clients: Clients
) -> None:
    case = matrix_case
    unsigned = Member(case.clients, case.server.url, case.server.new_account("ohne"))
    element = ElementMember(element_clients, case.server.url, case.server.new_account("elisa"), strict=False)
    room = await unsigned.create_direct(element.user)
    await element.join(room)
    await unsigned.say(room, "Guten Tag")
    seen = await element.next_message()
    assert (seen["content"]["body"], seen["shield"]) == ("Guten Tag", RED)
    await element.close()
