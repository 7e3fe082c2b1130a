"""The parametrised case: one line for each network."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.base import Channel
from channels.memory import MemoryChannel
from tests.contract.cases import ChannelCase, MemoryCase, TerminalCase


@pytest.fixture(params=["memory", "memory keyed", "terminal", "matrix"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> ChannelCase:
    """Return the network that this run of the suite is about."""
    if request.param == "terminal":
        return TerminalCase()
    if request.param == "matrix":
        matrix: ChannelCase = request.getfixturevalue("matrix_case")
        return matrix
    memory = MemoryCase(tmp_path / "ost")
    memory.behave(keyed=request.param == "memory keyed")
    return memory


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
