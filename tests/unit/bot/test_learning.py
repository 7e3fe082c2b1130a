"""What a channel learns while it is at work: its relay obeys, and other processes can know it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot import app
from bot.app import House, Service, open_house
from bot.settings import Settings
from channels.base import Capabilities
from channels.pacing import MATRIX_EXEMPT, MATRIX_LIMITED
from domain.message import Form
from scheduler.relay import Relay
from store import accounts
from store.accounts import Known
from tests.unit.relay.support import OST, ScriptedChannel

HEARD = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class LearningChannel(ScriptedChannel):
    """A channel that says when its network last answered."""

    heard_at: datetime | None = None

    def learn(self, *, limited: bool | None) -> None:
        """Let it find out whether its server limits it."""
        budget = MATRIX_EXEMPT if limited is False else MATRIX_LIMITED
        self.can = Capabilities(Form.HTML, budget=budget, limited=limited)


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - the database tells, and calls nobody
            await asyncio.sleep(0.005)


@pytest.fixture
def house(given: Settings) -> Iterator[House]:
    """A house with an empty database."""
    with open_house(given) as opened:
        yield opened


async def test_what_a_channel_learns_reaches_its_relay_and_the_database(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_LEARNED_SECONDS", 0.01)

    def known() -> Known:
        return house.store.read_now(lambda s: accounts.known(s, OST))

    channel = LearningChannel()
    channel.learn(limited=None)
    relay = Relay(house.store, channel, house.clock.now, None)
    stop = asyncio.Event()
    keeping = asyncio.create_task(Service(house, channel)._keep_pace(relay, stop))
    await until(lambda: relay.budget == MATRIX_LIMITED)
    assert known() == Known()
    channel.learn(limited=True)
    await until(lambda: known().limited is True)
    since = known().limited_since
    channel.heard_at = HEARD
    await until(lambda: known().heard_at == HEARD)
    assert known() == Known(True, since, HEARD)
    channel.learn(limited=False)
    await until(lambda: known().limited is False)
    assert relay.budget == MATRIX_EXEMPT
    channel.heard_at = HEARD + timedelta(seconds=59)
    channel.learn(limited=True)
    stop.set()
    await keeping
    # What was learned last is noted before it ends; of a minute one answer is enough.
    assert (known().limited, known().heard_at) == (True, HEARD)
