"""A channel that is at work, with everything that it hands over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from channels.base import Target
from channels.matrix.channel import MatrixChannel
from domain.addressed import Event
from domain.message import Body, Button, Message
from domain.outcome import Sent
from tests.contract.listening import Inbox, listening
from tests.matrix.case import MatrixCase


@dataclass
class AtWork:
    """The channel of a case while it listens. inbox: what it handed over."""

    case: MatrixCase
    channel: MatrixChannel
    inbox: Inbox

    async def event(self, number: int = 1) -> Event:
        """Return the n-th event, as soon as it is there."""
        return (await self.inbox.wait_for(number))[number - 1]

    async def send(self, text: str, *labels: str, key: str = "n1", chat: str = "") -> str:
        """Send a message that must arrive, with choices perhaps, and return its id."""
        buttons = (tuple(Button(label, f"1:{label.lower()}") for label in labels),) if labels else ()
        message = Message(Body(text), buttons)
        outcome = await self.channel.send(Target(chat or self.case.chat), message, key=key, attempt=1)
        assert isinstance(outcome, Sent), outcome
        return outcome.remote_id


async def until(is_so: Callable[[], object], seconds: float = 10.0) -> None:
    """Return as soon as something is so, of which nobody tells."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - that is the point
            await asyncio.sleep(0.01)


@pytest.fixture
async def at_work(matrix_case: MatrixCase) -> AsyncIterator[AtWork]:
    """A bot with one direct room, listening."""
    channel = await matrix_case.open_channel()
    async with listening(channel, Inbox()) as inbox:
        yield AtWork(matrix_case, channel, inbox)
    await channel.close()
