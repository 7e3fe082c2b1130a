"""The jobs of the timetable: load, decide, store; a few lines each."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from domain.slots import Calendar
from scheduler import (
    collecting,
    convening,
    digests,
    ending,
    keeping,
    lapsing,
    meetings,
    minutes,
    nudging,
    releasing,
    reporting,
    waiting,
)
from scheduler.collecting import FeedSettings
from scheduler.publishing import Crash, Publisher
from store import asset_files, assets, jobs, pins, polls, reminders
from store import minutes as minutes_rows
from store.db import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say to jobs that publish: accounts for public things only, crash points, when digests go."""

    public_only: frozenset[str] = frozenset()
    crash: Crash = field(default=lambda _point: None)
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job is given. now: the time by which it decides; with `tick`, that of its slot.

    assets: where the bytes of files are; None: nobody has any. terms: what the settings say to what publishes.
    """

    store: Store
    now: datetime
    feeds: FeedSettings
    assets: Path | None = None
    terms: Terms = field(default_factory=Terms)

    @property
    def publisher(self) -> Publisher:
        """Who publishes for the calendar."""
        return Publisher(self.now, self.terms.public_only, self.terms.crash, self.terms.calendar)


async def collect(context: JobContext) -> None:
    """Ask the sources whose time has come."""
    await collecting.collect(context.store, context.now, settings=context.feeds, only_due=True)


async def tell_of_waiting(context: JobContext) -> None:
    """Tell who leads a region that somebody new waits there."""
    told = await context.store.write(lambda s: waiting.tell_of_waiting(s, context.now))
    if told:
        log.info("waiting.told", messages=told)


async def forget(context: JobContext) -> None:
    """Forget what was kept long enough."""
    await keeping.forget(context.store, context.now)


async def lapse(context: JobContext) -> None:
    """Let go what nobody decided on in time."""
    await lapsing.lapse(context.store, context.now)


async def resume(context: JobContext) -> None:
    """End the pauses whose time is over."""
    await keeping.resume(context.store, context.now)


async def end_roles(context: JobContext) -> None:
    """End the roles whose time is over."""
    ended = await context.store.write(lambda s: ending.end_roles(s, context.now))
    if ended:
        log.info("roles.ended", count=ended)


async def release(context: JobContext) -> None:
    """Release what was put off until now, unpin what is over, and tell who released something how it went."""
    await releasing.release_due(context.store, context.publisher)
    await context.store.write(lambda s: pins.take_down_over(s, context.now))
    await reporting.tell_reports(context.store, context.now, context.terms.public_only)


async def digest(context: JobContext) -> None:
    """Release the daily digest, draft the edition, and let nothing wait for them past its deadline."""
    await digests.run(context.store, context.publisher)


async def remind(context: JobContext) -> None:
    """Write the reminders of meetings that are due, and tell of minutes that wait for their final text."""
    if await context.store.read(lambda s: reminders.is_due(s, context.now)):
        await context.store.write(lambda s: meetings.remind_due(s, context.terms.public_only, context.now))
    if await context.store.read(lambda s: minutes_rows.wished(s, context.now, minutes.LASTS)):
        await context.store.write(lambda s: minutes.tell_due(s, context.now))


async def run_polls(context: JobContext) -> None:
    """Close the polls whose time is over, and remind who has not answered to the others."""
    if await context.store.read(polls.has_alive):
        await context.store.write(lambda s: convening.close_due(s, context.now))
        await context.store.write(lambda s: nudging.nudge_due(s, context.now))


async def tidy(context: JobContext) -> None:
    """Clear away what nobody needs any more."""
    gone = await context.store.write(lambda s: jobs.tidy(s, context.now))
    if context.assets is not None:
        await _tidy_files(context.store, context.now, context.assets)
    log.info("tidied", emptied=gone.emptied, handled=gone.handled, runs=gone.runs, sketches=gone.sketches,
             dialogs=gone.dialogs, left=gone.left, chats=gone.chats)  # fmt: skip


async def _tidy_files(store: Store, now: datetime, folder: Path) -> None:
    """Forget files that no notice has, first their rows and then, once that is committed, their bytes."""
    await store.write(lambda s: assets.drop_unused(s, now))

    def known(names: Collection[str]) -> set[str]:
        return store.read_now(lambda s: assets.known(s, names))

    gone = await asyncio.to_thread(asset_files.clear, folder, known, assets.KEEP_UNUSED)
    if gone:
        log.info("assets.cleared", files=gone)
