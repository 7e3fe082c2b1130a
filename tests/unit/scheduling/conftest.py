"""A clock that a test sets, and jobs that note when they ran."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select

from domain.quiet import ZONE
from scheduler import timetable
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext
from scheduler.timetable import Job, Timetable
from store import tables as t
from store.db import Store

FEEDS = FeedSettings("https://verbund.example/kontakt")
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
_PATIENCE = 20


@dataclass
class Clock:
    """Stands still until it is set."""

    at: datetime = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


@dataclass
class Recorder:
    """A job that notes by which time it ran; it fails as often as it is told, and can be held up."""

    ran: list[datetime] = field(default_factory=list)
    failures: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    hold: asyncio.Event | None = None

    async def __call__(self, context: JobContext) -> None:
        """Run."""
        self.begun.set()
        if self.hold is not None:
            await self.hold.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the job fails")
        self.ran.append(context.now)


def hourly(recorder: Recorder, name: str = "hourly", *, minute: int = 7, retry_after: timedelta | None = None) -> Job:
    """Return a job like collecting."""
    return Job(name, CronTrigger(minute=minute, timezone=ZONE), recorder, retry_after=retry_after)


def runs(store: Store) -> list[tuple[str, datetime, bool]]:
    """Return the rows of job_run: (job, slot, whether it is finished)."""
    r = t.job_run.c
    rows = store.read_now(lambda s: s.execute(select(r.job, r.due_at, r.finished_at).order_by(r.due_at, r.job)).all())
    return [(row.job, row.due_at, row.finished_at is not None) for row in rows]


async def until(holds: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110 - what the database says sets no event
            await asyncio.sleep(0.002)


async def idle(table: Timetable, clock: Clock) -> None:
    """Wait until nothing is due by this clock."""
    async with asyncio.timeout(_PATIENCE):
        while not await table.is_idle(clock()):  # noqa: ASYNC110 - what the database says sets no event
            await asyncio.sleep(0.002)


@asynccontextmanager
async def running(table: Timetable) -> AsyncIterator[asyncio.Task[None]]:
    """Run a timetable, and stop it at the end."""
    stop = asyncio.Event()
    task = asyncio.create_task(table.run(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(_PATIENCE):
            await task


@pytest.fixture(autouse=True)
def quick_glances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let timetables look at the clock more often than in earnest."""
    monkeypatch.setattr(timetable, "_GLANCE", 0.005)
