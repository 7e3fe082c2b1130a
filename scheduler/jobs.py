"""The jobs of the timetable: load, decide, store; a few lines each."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from scheduler import collecting
from scheduler.collecting import FeedSettings
from store import jobs
from store.db import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job is given. now: the time by which it decides; with `tick`, that of its slot."""

    store: Store
    now: datetime
    feeds: FeedSettings


async def collect(context: JobContext) -> None:
    """Ask the sources whose time has come."""
    await collecting.collect(context.store, context.now, settings=context.feeds, only_due=True)


async def tidy(context: JobContext) -> None:
    """Clear away what nobody needs any more."""
    gone = await context.store.write(lambda s: jobs.tidy(s, context.now))
    log.info("tidied", emptied=gone.emptied, handled=gone.handled, runs=gone.runs, sketches=gone.sketches,
             dialogs=gone.dialogs, left=gone.left, chats=gone.chats)  # fmt: skip
