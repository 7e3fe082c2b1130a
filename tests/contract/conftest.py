"""The parametrised case: one line for each network."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.base import Channel
from channels.memory import MemoryChannel
from tests.contract.cases import ChannelCase, MemoryCase, TelegramCase, TerminalCase
from tests.fake_telegram.client import running


@pytest.fixture(params=["memory", "memory keyed", "terminal", "telegram", "matrix"])
async def case(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ChannelCase]:
    """The network that this run of the suite is about."""
    if request.param == "terminal":
        yield TerminalCase()
    elif request.param == "matrix":
        matrix: ChannelCase = request.getfixturevalue("matrix_case")
        yield matrix
    elif request.param == "telegram":
        async with running(tmp_path / "telegram") as server:
            yield TelegramCase(server)
            assert await server.faults() == []
    else:
        memory = MemoryCase(tmp_path / "ost")
        memory.behave(keyed=request.param == "memory keyed")
        yield memory


@pytest.fixture
async def channel(case: ChannelCase) -> AsyncIterator[Channel]:
    """Return a started channel on that network."""
    channel = await case.open_channel()
    yield channel
    await channel.close()


@pytest.fixture
def network(tmp_path: Path) -> MemoryCase:
    """Return a memory network whose behaviour.json is not written yet."""
    (tmp_path / "ost").mkdir()
    return MemoryCase(tmp_path / "ost")


@pytest.fixture
async def memory(network: MemoryCase) -> AsyncIterator[MemoryChannel]:
    """Return a started channel on that memory network."""
    channel = await network.open_channel()
    yield channel
    await channel.close()
