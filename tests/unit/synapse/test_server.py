"""The server starts, keeps what it was told, limits as Synapse does, and leaves nothing behind."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fake_synapse.calls import SynapseError
from tests.fake_synapse.config import Limits
from tests.fake_synapse.server import SynapseServer
from tests.fake_synapse.user import MatrixError, MatrixUser

NewUser = Callable[[str], MatrixUser]
BURST = 12


async def until_refused(user: MatrixUser, room: str) -> int:
    """Return how many messages were taken before the server refused one, BURST at most."""
    for number in range(BURST):
        try:
            await user.say(room, f"Nachricht {number}")
        except MatrixError as error:
            if (error.status, error.errcode) != (429, "M_LIMIT_EXCEEDED") or not 0 < error.retry_after <= 5:
                raise
            return number
    return BURST


async def test_limits_hold_when_they_are_on_and_the_administrator_can_lift_them(own_synapse: SynapseServer) -> None:
    account = own_synapse.new_account("anna")
    async with MatrixUser(own_synapse.url, account) as anna:
        room = await anna.create_room()
        assert await until_refused(anna, room) == BURST
        own_synapse.restart(limits=Limits.DEFAULT)
        assert 10 <= await until_refused(anna, room) < BURST
        own_synapse.set_limit(account.user_id, per_second=0, burst=0)
        assert own_synapse.limit_of(account.user_id) == {"messages_per_second": 0, "burst_count": 0}
        assert await until_refused(anna, room) == BURST
        own_synapse.forget_limit(account.user_id)
        assert own_synapse.limit_of(account.user_id) == {}


async def test_a_user_of_the_common_server_can_be_limited(synapse: SynapseServer, matrix_user: NewUser) -> None:
    anna = matrix_user("anna")
    room = await anna.create_room()
    synapse.set_limit(anna.user_id, per_second=1, burst=3)
    assert await until_refused(anna, room) < BURST


async def test_data_survive_a_kill_and_a_repeated_key_is_the_same_message(own_synapse: SynapseServer) -> None:
    async with MatrixUser(own_synapse.url, own_synapse.new_account("anna")) as anna:
        room = await anna.create_room()
        content = {"msgtype": "m.text", "body": "einmal"}
        sent = await anna.send(room, content, key="dispatch-1")
        own_synapse.kill()
        own_synapse.start()
        assert await anna.send(room, content, key="dispatch-1") == sent
        assert [event["content"].get("body") for event in await anna.messages(room)].count("einmal") == 1


def test_a_stopped_server_is_gone(own_synapse: SynapseServer) -> None:
    pid = own_synapse.pid
    assert pid is not None
    own_synapse.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    own_synapse.stop()


async def test_a_closed_account_and_a_deleted_room_are_gone(synapse: SynapseServer, matrix_user: NewUser) -> None:
    anna, ben = matrix_user("anna"), matrix_user("ben")
    room = await anna.create_room(ben.user_id)
    await ben.join(room)
    await ben.sync()
    synapse.delete_room(room)
    await ben.wait_until(lambda: room in ben.left, "the end of the room")
    synapse.deactivate(anna.user_id)
    with pytest.raises(MatrixError) as refused:
        await anna.sync()
    assert refused.value.errcode == "M_UNKNOWN_TOKEN"


def test_who_logs_in_again_has_a_new_device(synapse: SynapseServer) -> None:
    first = synapse.new_account("anna")
    second = synapse.log_in(first.user_id, first.password)
    assert (second.user_id, second.device_id != first.device_id) == (first.user_id, True)
    with pytest.raises(SynapseError, match="M_FORBIDDEN"):
        synapse.log_in(first.user_id, "falsch")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it in a file")
def test_it_listens_on_loopback_only(synapse: SynapseServer) -> None:
    listening = {
        tuple(line.split()[1].split(":"))
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{synapse.pid}/net/{name}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{synapse.port:04X}")
    }
    assert listening == {("0100007F", f"{synapse.port:04X}")}
