"""Element's own library beside us: what it shows of the bot, and whether it lets the bot read."""

import pytest

from channels.base import Target
from domain.addressed import EventKind
from domain.message import Body, Message
from domain.outcome import Moved, Sent
from tests.contract.listening import Inbox, listening
from tests.matrix.case import MatrixCase
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
