"""`bote run` on Matrix: members are answered, and what is said to others is nowhere in the data directory."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import scenario
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.fake_synapse.calls import Account
from tests.fake_synapse.element import ElementUser
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixUser
from tests.matrix.member import Clients, Json, Member

MARKER = "Zitronenfalter"


@pytest.fixture
def bot(synapse: SynapseServer) -> Account:
    """The bot's account."""
    return synapse.new_account("bote")


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    bote = Installation(tmp_path)
    bote.set_clock(MORNING, 1.0)
    yield bote
    bote.close()


def start(bote: Installation, server: SynapseServer, bot: Account) -> None:
    """Start `bote run` on Matrix, and return once it serves."""
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=server.url, matrix_user=bot.user_id, matrix_password=bot.password
    )


def add_lead(bote: Installation, chat: str) -> None:
    """Let somebody be a Federführende."""
    lead = {"role": "lead:heide", "confirmed": "2026-01-05T09:00:00+01:00"}
    bote.add_people([{"network": "matrix", "address": chat, "kind": "person", **lead}])


def answers(member: Member, bot: Account, room: str) -> list[Json]:
    """Return what the bot wrote in a room, as the member's client shows it."""
    return [
        event["content"]
        for event in member.catch_up()
        if (event["sender"], event["type"], event["room_id"]) == (bot.user_id, "m.room.message", room)
    ]


def test_a_member_opens_a_room_asks_and_chooses_by_number(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients, bot: Account
) -> None:
    start(bote, synapse, bot)
    member = Member(matrix_clients, synapse.url, synapse.new_account("ada"))
    room = asyncio.run(member.create_direct(bot.user_id))
    asyncio.run(member.say(room, "Hilfe"))
    wait_until(lambda: len(answers(member, bot, room)) == 1, "there is an answer")
    (help_,) = answers(member, bot, room)
    assert help_["msgtype"] == "m.notice"
    assert help_["format"] == "org.matrix.custom.html"
    assert "1. " in help_["body"]
    asyncio.run(member.say(room, "1"))
    wait_until(lambda: len(answers(member, bot, room)) == 2, "there is another answer")
    assert answers(member, bot, room)[1]["body"] != help_["body"]


def test_who_is_known_by_name_only_is_invited_and_gets_it_once(
    bote: Installation, synapse: SynapseServer, bot: Account
) -> None:
    account = synapse.new_account("eva")
    add_lead(bote, account.user_id)
    scenario.send(bote, "n.md", scenario.notice_file("Richtlinie erschienen", "wichtig"))
    start(bote, synapse, bot)
    texts = asyncio.run(_accept(synapse, account, bot))
    assert [text for text in texts if "Richtlinie erschienen" in text] == texts
    assert len(texts) == 1


async def _accept(synapse: SynapseServer, account: Account, bot: Account) -> list[str]:
    """Accept the bot's invitation, and return what it writes there."""
    async with ElementUser(synapse.url, account) as user:
        room = await user.wait_for_invite()
        await user.join(room)
        await user.wait_for_text(room, "Richtlinie erschienen")
        found = [event for event in user.events if event["sender"] == bot.user_id and event["room_id"] == room]
        return [event["content"]["body"] for event in found if event["type"] == "m.room.message"]


@pytest.mark.parametrize("lines", [200, pytest.param(1000, marks=pytest.mark.thorough)])
def test_what_is_said_in_a_room_of_many_is_in_no_file(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients, bot: Account, lines: int
) -> None:
    lead = Member(matrix_clients, synapse.url, synapse.new_account("lead"))
    add_lead(bote, lead.user)
    start(bote, synapse, bot)
    others = [synapse.new_account("mitglied") for _ in range(11)]
    room = asyncio.run(_talk(synapse, lead.account, bot, others, lines))
    wait_until(lambda: _texts(answers(lead, bot, room)), "!hilfe is answered")
    assert bote.running[-1].terminate() == 0
    files = [path for path in bote.folder.rglob("*") if path.is_file()]
    assert any(path.name == "crypto.sqlite3" for path in files)
    assert [path for path in files if MARKER.encode() in path.read_bytes()] == []


async def _talk(synapse: SynapseServer, lead: Account, bot: Account, others: list[Account], lines: int) -> str:
    """Let twelve talk in a room with the bot, so many lines, and one of them ask it; return the room."""
    async with MatrixUser(synapse.url, lead) as speaker:
        room = await speaker.create_room(bot.user_id, name="Region Heide")
        await speaker.wait_for(room, lambda event: event.get("state_key") == bot.user_id and _is_join(event))
        for account in others:
            await speaker.invite(room, account.user_id)
            async with MatrixUser(synapse.url, account) as other:
                await other.join(room)
                await other.say(room, f"Guten Tag, {MARKER}")
        await asyncio.gather(*(_lines(speaker, room, number, lines // 10) for number in range(10)))
        await speaker.say(room, "!hilfe")
        return room


async def _lines(speaker: MatrixUser, room: str, number: int, count: int) -> None:
    for line in range(count):
        await speaker.say(room, f"Zeile {number}.{line}: {MARKER}")


def _is_join(event: Json) -> bool:
    return bool(event["content"].get("membership") == "join")


def _texts(contents: list[Json]) -> list[str]:
    return [content["body"] for content in contents]
