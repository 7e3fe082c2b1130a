"""A desk at a local Bot API server: the channel, a relay that sends over it, and a router that answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from bot.router import Router
from channels.telegram.channel import ACCOUNT, Access, TelegramChannel
from channels.telegram.profile import Profile
from domain.pacing import Budget
from scheduler.bell import Bell
from scheduler.relay import Relay
from store import inbox, outbox
from store import tables as t
from store.db import Store
from store.people import Where
from tests.fake_telegram.client import FakeTelegram
from tests.unit.relay.support import House, join, person, place

PATIENCE = 20.0
PROFILE = Profile((("hilfe", "zeigt die Hilfe."),), (("hilfe", "zeigt die Hilfe."),), "Ein Bote.", "Bote")


async def until(is_so: Callable[[], object], what: str) -> None:
    """Return as soon as something is so; a test fails that has waited too long."""
    for _ in range(int(PATIENCE / 0.005)):
        if is_so():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"gave up waiting until {what}")


def access(server: FakeTelegram, **other: Any) -> Access:
    """Return how to get to a server."""
    return replace(Access(server.token, server.url, tell_dispatch=True), **other)


@contextlib.asynccontextmanager
async def opened(server: FakeTelegram, **other: Any) -> AsyncIterator[TelegramChannel]:
    """A started channel that has told its profile."""
    channel = TelegramChannel(access(server, **other), PROFILE)
    try:
        await channel.start()
        await until(lambda: channel._telling is None or channel._telling.done(), "the profile is told")
        yield channel
    finally:
        await channel.close()


@dataclass
class Desk:
    """Everything of one account at work, by a clock that stands."""

    server: FakeTelegram
    channel: TelegramChannel
    store: Store
    budget: Budget | None = None
    bell: Bell = field(default_factory=Bell)
    house: House = field(init=False)
    relay: Relay = field(init=False)

    def __post_init__(self) -> None:
        self.house = House(self.store)
        self.relay = self.house.relay(self.channel, self.budget)

    # --- people

    def join_person(self, chat: int) -> None:
        """Let a person join who writes from this chat."""
        join(self.store, person(f"p{chat}", Where(ACCOUNT, str(chat))))

    def join_place(self, chat: int, thread: int | None = None) -> None:
        """Register a group, channel or topic."""
        where = Where(ACCOUNT, str(chat), "" if thread is None else str(thread))
        join(self.store, place(f"g{chat}-{thread}", where))

    def address(self, chat: int, thread: str = "") -> Any:
        """Return the address row of a chat."""
        return next((row for row in self.house.addresses() if (row.chat, row.thread) == (str(chat), thread)), None)

    # --- sending

    def queue(self, chat: int, **columns: Any) -> int:
        """Write a message to a chat down, and return the dispatch's id."""
        address = self.address(chat, columns.get("thread", ""))
        known = {} if address is None else {"address": address.id}
        (id_,) = self.house.queue(str(chat), account=ACCOUNT, **{**known, **columns})
        return id_

    def dispatch(self, id_: int) -> Any:
        """Return a dispatch row."""
        (row,) = self.house.dispatches(id=id_)
        return row

    async def work(self) -> None:
        """Let a relay send what is due now, until nothing is."""
        stop = asyncio.Event()
        relay = self.relay = self.house.relay(self.channel, self.budget)
        running = asyncio.create_task(relay.run(stop))
        accounts = [ACCOUNT]
        try:
            await until(
                lambda: not self.store.read_now(lambda s: outbox.is_open(s, accounts, self.house.clock.now)),
                "nothing is due",
            )
        finally:
            stop.set()
            await running

    async def send(self, chat: int, **columns: Any) -> Any:
        """Queue a message, let the relay work, and return its row."""
        id_ = self.queue(chat, **columns)
        await self.work()
        return self.dispatch(id_)

    # --- receiving

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Store what comes in, and answer it, until the block ends."""
        stop = asyncio.Event()
        router = Router(self.store, self.channel, self.house.clock, bell=self.bell)
        cursor = self.store.read_now(lambda s: inbox.cursor_of(s, ACCOUNT))
        tasks = [
            asyncio.create_task(self.channel.listen(self.receive, cursor)),
            asyncio.create_task(router.run(stop)),
        ]
        try:
            yield
        finally:
            stop.set()
            tasks[0].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def receive(self, events: Any, cursor: str) -> None:
        """Commit a batch, as the service does."""
        await self.store.write(lambda s: inbox.receive(s, ACCOUNT, events, cursor, self.house.clock.now))
        self.bell.ring()

    async def handled(self, number: int) -> list[Any]:
        """Return the inbox rows as soon as so many are there and none waits."""
        await until(
            lambda: (
                len(self.inbox()) >= number and not self.store.read_now(lambda s: inbox.has_unhandled(s, [ACCOUNT]))
            ),
            f"{number} events are handled",
        )
        return self.inbox()

    def inbox(self) -> list[Any]:
        """Return the inbox, in order."""
        return self.store.read_now(lambda s: list(s.execute(select(t.inbox).order_by(t.inbox.c.id))))
