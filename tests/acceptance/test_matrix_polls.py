"""A date poll in an encrypted room at a real Synapse: what its members' apps show in the end is what was said."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.matrix.polls import RESPONSE, START
from tests.acceptance.installation import MORNING, Installation, wait_until
from tests.fake_synapse.calls import Account
from tests.fake_synapse.server import SynapseServer
from tests.matrix.member import Clients, Json, Member

_CONFIRMED = "2026-01-05T09:00:00+01:00"
_ASKED = "Verbundtreffen: Di 19.1.2027 10-13, Do 21.1.2027 10-13; bis 11.12.2026"
_COUNTS = re.compile(r"(\d+) ja · (\d+) zur Not · (\d+) nein")
_VOTERS = 6


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people."""
    bote = Installation(tmp_path)
    bote.set_clock(MORNING, 1.0)
    yield bote
    bote.close()


def _import(bote: Installation, members: list[Member], room: str) -> None:
    persons = [{"network": "matrix", "address": one.user, "kind": "person", "confirmed": _CONFIRMED} for one in members]
    bote.add_people([*persons, {"network": "matrix", "address": room, "kind": "place"}])


async def _open(members: list[Member], bot: Account) -> str:
    """Return an encrypted room in which all are, and to which the bot is invited."""
    first, *others = members
    room = await first.create_group(*(one.user for one in others), sealed=True)
    for one in others:
        await one.join(room)
    await first.invite(room, bot.user_id)
    return room


def _of_bot(member: Member, bot: Account, room: str, kind: str = "m.room.message") -> list[Json]:
    """Return the bot's events of a type in the room, decrypted, as a member's app has them."""
    wanted = (bot.user_id, kind, room)
    return [event for event in member.catch_up() if (event["sender"], event["type"], event["room_id"]) == wanted]


def _shows(member: Member, bot: Account, room: str, message: str) -> list[tuple[int, ...]]:
    """Return the counts that a message shows to a member: of its last edit, if their app can read that."""
    shown = ""
    for event in _of_bot(member, bot, room):
        content = event["content"]
        if content.get("m.relates_to", {}).get("event_id") == message and "m.new_content" in content:
            shown = content["m.new_content"]["body"]
    return [tuple(map(int, counts)) for counts in _COUNTS.findall(shown)]


async def _vote(members: list[Member], room: str, message: str, start: Json) -> list[tuple[int, ...]]:
    """Let half answer in the native poll and half by a sign; return what that comes to, (ja, zur Not, nein) a date."""
    ids = [one["id"] for one in start["content"][START]["answers"]]
    yes, _, _, if_needed = ids
    relation = {"rel_type": "m.reference", "event_id": start["event_id"]}
    ticks = [[yes], [yes, if_needed], [if_needed]]
    for number, one in enumerate(members):
        if number < len(ticks):
            await one.send(room, RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": ticks[number]}})
        else:
            await one.react(room, message, f"{1 + number % 2}\ufe0f\u20e3")
    return [(2 + 1, 0, 1), (2, 2, 1)]


def test_the_last_edit_of_the_tally_can_be_read_by_every_member_and_is_right(
    bote: Installation, synapse: SynapseServer, matrix_clients: Clients
) -> None:
    bot = synapse.new_account("bote")
    members = [Member(matrix_clients, synapse.url, synapse.new_account("mitglied")) for _ in range(_VOTERS)]
    room = asyncio.run(_open(members, bot))
    _import(bote, members, room)
    bote.run_ready(
        networks=["matrix"], matrix_homeserver=synapse.url, matrix_user=bot.user_id, matrix_password=bot.password
    )
    bote.command("poll", "create", _ASKED, "--all", "--yes")
    looks = members[-1]
    wait_until(lambda: _of_bot(looks, bot, room, START), "the poll is in the room")
    (start,) = _of_bot(looks, bot, room, START)
    message = _of_bot(looks, bot, room)[-1]["event_id"]
    wanted = asyncio.run(_vote(members, room, message, start))
    for one in members:
        wait_until(lambda one=one: _shows(one, bot, room, message) == wanted, f"{one.user} sees {wanted}")  # type: ignore[misc]  # bound at once
    assert bote.running[-1].terminate() == 0
