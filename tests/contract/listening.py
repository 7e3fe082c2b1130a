"""Listening to a channel in a test: everything that it hands over, and the cursor behind it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from channels.base import Channel
from domain.addressed import Event


class Inbox:
    """What a channel handed over. commit=False: nothing is ever committed, receive does not return."""

    def __init__(self, commit: bool = True) -> None:
        self.events: list[Event] = []
        self.batches: list[int] = []
        self.cursor: str | None = None
        self._commit = commit
        self._news = asyncio.Condition()

    async def receive(self, events: Sequence[Event], cursor: str) -> None:
        """Take a batch, as the inbox of the bot does."""
        async with self._news:
            self.events += events
            self.batches.append(len(events))
            self._news.notify_all()
        if not self._commit:
            await asyncio.Event().wait()
        self.cursor = cursor

    async def wait_for(self, number: int) -> list[Event]:
        """Return the events as soon as there are so many."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.events) >= number)
        return self.events


@asynccontextmanager
async def listening(channel: Channel, inbox: Inbox, cursor: str | None = None) -> AsyncIterator[Inbox]:
    """Let a channel listen into an inbox until the block ends."""
    task = asyncio.create_task(channel.listen(inbox.receive, cursor))
    try:
        yield inbox
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
