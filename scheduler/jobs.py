"""The jobs of the timetable: load, decide, store; a few lines each."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from scheduler import collecting, ending, nudging, polling, releasing, reporting
from scheduler.collecting import FeedSettings
from store import asset_files, assets, jobs, polls
from store.db import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job is given. now: the time by which it decides; with `tick`, that of its slot.

    assets: where the bytes of files are; None: nobody has any. public_only: accounts that internal notices must not
    go to.
    """

    store: Store
    now: datetime
    feeds: FeedSettings
    assets: Path | None = None
    public_only: frozenset[str] = frozenset()


async def collect(context: JobContext) -> None:
    """Ask the sources whose time has come."""
    await collecting.collect(context.store, context.now, settings=context.feeds, only_due=True)


async def end_roles(context: JobContext) -> None:
    """End the roles whose time is over."""
    ended = await context.store.write(lambda s: ending.end_roles(s, context.now))
    if ended:
        log.info("roles.ended", count=ended)


async def release(context: JobContext) -> None:
    """Release what was put off until now, and tell who released something how it went."""
    await releasing.release_due(context.store, context.now, context.public_only)
    await reporting.tell_reports(context.store, context.now)


async def run_polls(context: JobContext) -> None:
    """Close the polls whose time is over, and remind who has not answered to the others."""
    if await context.store.read(polls.has_open):
        await context.store.write(lambda s: polling.close_due(s, context.now))
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
