"""A small house: two memory networks, people on both, a relay for each, and what arrived."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.checking import CheckResult, check
from channels.memory import MemoryChannel
from channels.memory_journal import JOURNAL
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.quiet import OFF
from domain.recipient import RecipientKind, Rhythm
from scheduler import publishing
from scheduler.publishing import Published, Publisher
from scheduler.relay import Relay
from store import notices, outbox
from store.db import Store
from store.notices import NewNotice
from store.people import Details, Listed, People, Where
from store.people_rows import write_people

NETWORKS = ("ost", "west")
SOON = Details(RecipientKind.PERSON, statewide=True, rhythm_info=Rhythm.SOFORT, quiet=OFF)
#: Nothing that a test waits for takes longer.
_PATIENCE = 20


@dataclass
class House:
    """A store, its memory networks, and a clock that a test may move."""

    store: Store
    folder: Path
    now: datetime = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    @property
    def memory(self) -> Path:
        """The folder of the networks."""
        return self.folder / "memory"

    def behave(self, network: str, keyed: bool = False, **chats: Sequence[str]) -> None:
        """Say how a network behaves towards chats."""
        place = self.memory / network
        place.mkdir(parents=True, exist_ok=True)
        (place / "behaviour.json").write_text(json.dumps({"keyed": keyed, "chats": chats}))

    def people(self, *listed: Listed) -> None:
        """Let people join."""
        self.store.write_now(lambda s: write_people(s, People(self.now, listed)))

    def tell(self, title: str = "Neuer Erlass", level: Level = Level.INFO, text: str = "Ein Satz.") -> Published:
        """Publish a notice for everybody."""
        new = self.draft(title, level, text)
        return self.store.write_now(lambda s: publishing.publish(s, new, Publisher(self.now)))

    def draft(self, title: str, level: Level = Level.INFO, text: str = "Ein Satz.") -> NewNotice:
        """Return what is written down for a notice to everybody."""
        addressed = Addressed(level, Scope.PUBLIC, statewide=True)
        kind = NoticeKind.FACHINFORMATION
        return NewNotice(f"test:{title}", kind, title, addressed, text, self.now, "Koordination")

    def correct(self, notice: int, title: str) -> Published:
        """Publish a correction."""

        def run(session: Session) -> Published:
            stored = notices.load(session, notice)
            assert stored is not None
            return publishing.correct(session, stored, self.draft(title), Publisher(self.now))

        return self.store.write_now(run)

    def withdraw(self, notice: int) -> None:
        """Take a notice back."""

        def run(session: Session) -> None:
            stored = notices.load(session, notice)
            assert stored is not None
            publishing.withdraw(session, stored, Publisher(self.now))

        self.store.write_now(run)

    def edition(self, slot: str = "2026-W48") -> None:
        """Publish an edition of everything that was released."""

        def run(session: Session) -> None:
            items = publishing.plan_edition(session, self.now)
            publishing.publish_edition(session, slot, items, "Koordination", Publisher(self.now))

        self.store.write_now(run)

    async def send(self) -> None:
        """Let the relays run until nothing is due any more."""
        async with AsyncExitStack() as stack:
            accounts = [await stack.enter_async_context(self.relay(network)) for network in NETWORKS]
            await self.until(lambda: self._is_idle(accounts))

    @asynccontextmanager
    async def relay(self, network: str) -> AsyncIterator[str]:
        """Run the relay of a network; yield its account."""
        channel = MemoryChannel(network, self.memory / network, lambda: self.now)
        await channel.start()
        stop = asyncio.Event()
        task = asyncio.create_task(Relay(self.store, channel, lambda: self.now, budget=None).run(stop))
        try:
            yield channel.account
        finally:
            stop.set()
            await task
            await channel.close()

    async def _is_idle(self, accounts: Sequence[str]) -> bool:
        if await self.store.read(lambda s: outbox.is_open(s, accounts, self.now)):
            return False
        due = await self.store.read(lambda s: outbox.next_due_at(s, accounts))
        if due is None or not self.now < due < self.now + timedelta(hours=1):
            return True
        self.now = due  # a repeat, or a second look, waits for its moment
        return False

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a condition, looking often."""
        async with asyncio.timeout(_PATIENCE):
            while not await condition():  # noqa: ASYNC110 - a relay and its store's thread set no event
                await asyncio.sleep(0.01)

    def check(self) -> CheckResult:
        """Let the judge compare the rows with the journals of both networks."""
        return check(self.store, self.memory)

    def journal(self, network: str = "ost") -> list[dict[str, Any]]:
        """Return the lines of a journal."""
        return [json.loads(line) for line in (self.memory / network / JOURNAL).read_text().splitlines()]

    def rewrite(self, lines: Sequence[Mapping[str, Any]], network: str = "ost") -> None:
        """Let a journal say something else."""
        (self.memory / network / JOURNAL).write_text("".join(json.dumps(line) + "\n" for line in lines))


def person(key: str, *networks: str, **changes: Any) -> Listed:
    """Return a person who gets everything at once, on these networks (memory:ost unless they are given)."""
    addresses = tuple(Where(f"memory:{network}", key) for network in networks or ("ost",))
    return Listed(key, replace(SOON, **changes), addresses)


@pytest.fixture
def house(store: Store, data_dir: Path) -> House:
    """A house without people; the test runs once on each engine."""
    return House(store, data_dir)


@pytest.fixture
def sqlite_house(sqlite_store: Store, data_dir: Path) -> House:
    """The same on SQLite only."""
    return House(sqlite_store, data_dir)
