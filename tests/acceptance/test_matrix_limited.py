"""`bote run` on a Matrix server with the limits that it comes with: places first, and nothing is lost to them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import accounts
from tests.acceptance import scenario
from tests.acceptance.installation import MORNING, Installation
from tests.fake_synapse.calls import Account
from tests.fake_synapse.config import Limits
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixUser

_PLACES, _PERSONS = 3, 11
_TITLE = "Ausfall der Fachverfahren"


@pytest.fixture
def bote(tmp_path: Path) -> Iterator[Installation]:
    """An installation without people, on a Monday morning."""
    bote = Installation(tmp_path)
    bote.set_clock(MORNING)
    yield bote
    bote.close()


def test_an_urgent_notice_reaches_the_rooms_among_the_first_ten_and_the_limits_are_learned(
    bote: Installation, own_synapse: SynapseServer
) -> None:
    bot = own_synapse.new_account("bote")
    rooms = asyncio.run(_make_rooms(own_synapse, bot))
    own_synapse.restart(limits=Limits.DEFAULT)
    bote.add_people(_people(rooms))
    scenario.send(bote, "urgent.md", scenario.notice_file(_TITLE, "eilt"))
    # As careful as on any server that is not known yet, and much faster: a pin would take the place of a message.
    running = bote.run(
        "--until-idle", networks=["matrix"], pace="x1000",
        matrix_homeserver=own_synapse.url, matrix_user=bot.user_id, matrix_password=bot.password,
    )  # fmt: skip
    # It ends when nothing is due: what the server refused waits some seconds.
    assert running.wait() == 0, running.report()
    waiting = running.told()["waiting"]
    arrived = asyncio.run(_arrived(own_synapse, bot))
    # Eight calls are under way at once, so that the server decides the order among the first ones.
    assert set(rooms[_PERSONS:]) <= set(arrived[:10])
    assert 9 <= len(arrived) < len(rooms)
    assert len(set(arrived)) == len(arrived) == len(rooms) - waiting
    assert bote.look(lambda s: accounts.known(s, "matrix")).limited is True
    assert bote.command("check")["ok"]


async def _make_rooms(server: SynapseServer, bot: Account) -> list[str]:
    async with MatrixUser(server.url, bot) as user:
        return [await user.create_room(name=f"Raum {number}") for number in range(_PERSONS + _PLACES)]


def _people(rooms: list[str]) -> list[dict[str, str]]:
    """Return persons, and after them places, who are reached in these rooms and want urgent notices at any time."""
    wishes = {"region": "heide", "urgent": "ja", "urgent_offhours": "ja"}
    kinds = ("person", "place")
    return [
        {"network": "matrix", "address": room, "kind": kinds[number >= _PERSONS], "person": f"x{number}", **wishes}
        for number, room in enumerate(rooms)
    ]


async def _arrived(server: SynapseServer, bot: Account) -> list[str]:
    """Return the rooms in which the notice arrived, in that order."""
    async with MatrixUser(server.url, bot) as user:
        await user.sync()
        found = [event for event in user.events if _TITLE in str(event.get("content", {}).get("body", ""))]
        return [event["room_id"] for event in sorted(found, key=lambda event: event["origin_server_ts"])]
