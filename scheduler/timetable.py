"""The timetable: which job runs when. A slot is a moment at which a job is due; its row in job_run decides.

APScheduler's cron trigger is used as a calendar only: it knows wall-clock times and the clock change. Its scheduler
is not used: it goes by the computer's clock, while ours may be a file's, and it remembers on its own what has run,
while here the rows must decide, so that a slot runs once also after a takeover or when the clock steps back.

A slot is noted before its job begins and again when it is done. One that was begun and not finished (the process ended,
or the job failed) runs once more: when a timetable starts and the slot is younger than a day, or after the job's own
retry_after. A job that need not catch up does so only while no later slot is there. What is not finished then either
stays as it is, to be seen. All this relies on one process at a time working for the timetable, under its lock.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import structlog
from apscheduler.triggers.cron import CronTrigger

from domain.quiet import ZONE
from scheduler import jobs
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext, Terms
from store import jobs as rows
from store.db import Store

log = structlog.get_logger()

#: How often, in real seconds, to look at the clock; it may be a file's and go fast.
_GLANCE = 0.5
#: How long, by our clock, nothing is asked of the database when no slot comes: a job may be due for its second try.
_REST = timedelta(minutes=1)
#: A slot that was begun and not finished is left alone when it is older.
_RESUMABLE = timedelta(days=1)
#: How far back a job that catches up does so.
_CATCH_UP = timedelta(days=7)
#: Where the latest slot is looked for: near ones first, since an hourly job has thousands in a year.
_SPANS = (timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=32), timedelta(days=367))
_SMALLEST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the timetable. catches_up: each missed slot counts, not only the latest.

    retry_after: when a slot that failed is tried once more; None: not before the next start.
    """

    id: str
    trigger: CronTrigger
    function: Callable[[JobContext], Awaitable[None]]
    catches_up: bool = False
    retry_after: timedelta | None = None


#: Times are those of the wall clock. A daily job keeps out of the hour from two to three: it is missing once a year
#: and there twice another time.
JOBS = (
    Job("collect", CronTrigger(minute=7, timezone=ZONE), jobs.collect),
    Job("release", CronTrigger(minute="*/15", timezone=ZONE), jobs.release),
    Job("digest", CronTrigger(minute="*/15", timezone=ZONE), jobs.digest),
    Job("remind", CronTrigger(minute="*/5", timezone=ZONE), jobs.remind),
    Job("polls", CronTrigger(minute="*/5", timezone=ZONE), jobs.run_polls),
    Job("tidy", CronTrigger(hour=3, minute=20, timezone=ZONE), jobs.tidy, retry_after=timedelta(hours=1)),
    Job("waiting", CronTrigger(day_of_week="mon-fri", hour=8, minute=30, timezone=ZONE), jobs.tell_of_waiting),
    Job("forget", CronTrigger(hour=3, minute=40, timezone=ZONE), jobs.forget, retry_after=timedelta(hours=1)),
    Job("lapse", CronTrigger(minute=40, timezone=ZONE), jobs.lapse),
    Job("resume", CronTrigger(minute="*/15", timezone=ZONE), jobs.resume),
    Job("roles", CronTrigger(minute=1, timezone=ZONE), jobs.end_roles),
)


class Ran(StrEnum):
    """What came of running a slot."""

    #: The job did what it does.
    DONE = "done"
    #: It raised; the log says what.
    FAILED = "failed"
    #: Somebody had begun this slot already.
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Slot:
    """A job that is due. again: it was begun once and not finished."""

    due_at: datetime
    job: Job
    again: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A slot that `tick` came to."""

    job: str
    due_at: datetime
    ran: Ran


# --- The calendar: pure


def slots_between(job: Job, after: datetime, until: datetime) -> Iterator[datetime]:
    """Give the slots after one moment, up to and with another, in UTC."""
    while True:
        found = job.trigger.get_next_fire_time(None, (after + _SMALLEST).astimezone(ZONE))
        if found is None or found > until:
            return
        after = found.astimezone(UTC)
        yield after


def due_slots(job: Job, last_run_at: datetime | None, now: datetime) -> list[datetime]:
    """Return the slots that are to be run now, oldest first. last_run_at: the slot that was run last.

    A job that need not catch up has the latest missed one at most; one that was never run has, too.
    """
    if job.catches_up and last_run_at is not None:
        return list(slots_between(job, max(last_run_at, now - _CATCH_UP), now))
    for span in _SPANS:
        after = now - span if last_run_at is None else max(now - span, last_run_at)
        found = list(slots_between(job, after, now))
        if found or after == last_run_at:
            return found[-1:]
    return []


def next_slot(job: Job, now: datetime) -> datetime | None:
    """Return when a job is due next, after now."""
    found: datetime | None = job.trigger.get_next_fire_time(None, (now + _SMALLEST).astimezone(ZONE))
    return None if found is None else found.astimezone(UTC)


# --- Running


async def run_slot(
    context: JobContext, job: Job, due_at: datetime, *, again: bool = False, clock: Callable[[], datetime] | None = None
) -> Ran:
    """Run a slot unless somebody has begun it already. What the job raises is logged and goes no further."""
    begun = await context.store.write(lambda s: rows.begin(s, job.id, due_at, context.now, again=again))
    if not begun:
        return Ran.TAKEN
    try:
        await job.function(context)
    except Exception:
        log.exception("job failed", job=job.id, due_at=due_at.isoformat())
        return Ran.FAILED
    finished_at = context.now if clock is None else clock()
    await context.store.write(lambda s: rows.finish(s, job.id, due_at, finished_at))
    return Ran.DONE


class Timetable:
    """Runs the jobs at their times by our clock. One at a time per database, under the lock of the timetable."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        feeds: FeedSettings,
        jobs: Sequence[Job] = JOBS,
        assets: Path | None = None,
        terms: Terms | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._feeds = feeds
        self._jobs = jobs
        self._assets = assets
        self._terms = terms or Terms()
        self._starting = True
        self._running = False

    async def run(self, stop: asyncio.Event) -> None:
        """Run what is due until `stop` is set. A job that is under way then is ended; its slot runs again at the start.

        Ending a job is safe like a kill: what it does, it does in whole transactions.
        """
        self._starting = True
        while not stop.is_set():
            now = self._clock()
            for slot in await self._due(now):
                await self._run_until(stop, slot)
                if stop.is_set():
                    return
            self._starting = False
            until = min(self.next_at(now) or now + _REST, now + _REST)
            await _wait(stop)
            while not stop.is_set() and now <= self._clock() < until:
                await _wait(stop)

    async def is_idle(self, now: datetime) -> bool:
        """Return whether no job is under way and no slot due."""
        due = await self._due(now)
        # Asked last: a slot that was begun while we looked is not due any more, but its job is under way.
        return not due and not self._running

    def next_at(self, now: datetime) -> datetime | None:
        """Return when the next job is due."""
        return min((found for job in self._jobs if (found := next_slot(job, now))), default=None)

    async def _due(self, now: datetime) -> list[Slot]:
        """Return what is to be run, in order of time."""
        starting = self._starting
        last, unfinished = await self._store.read(
            lambda s: (rows.last_slots(s, now), rows.unfinished(s, now - _RESUMABLE, now))
        )
        slots = [Slot(at, job) for job in self._jobs for at in due_slots(job, last.get(job.id), now)]
        newest = {**last, **{slot.job.id: slot.due_at for slot in slots}}
        by_id = {job.id: job for job in self._jobs}
        for left in unfinished:
            job = by_id.get(left.job)
            if job is None or (left.due_at < newest[job.id] and not job.catches_up):
                continue
            if starting or (job.retry_after is not None and left.started_at + job.retry_after <= now):
                slots.append(Slot(left.due_at, job, again=True))
        return sorted(slots, key=lambda slot: slot.due_at)

    async def _run_until(self, stop: asyncio.Event, slot: Slot) -> None:
        self._running = True
        context = JobContext(self._store, self._clock(), self._feeds, self._assets, self._terms)
        work = asyncio.create_task(run_slot(context, slot.job, slot.due_at, again=slot.again, clock=self._clock))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        finally:
            work.cancel()
            stopping.cancel()
            await asyncio.gather(work, stopping, return_exceptions=True)
            self._running = False


async def tick(
    store: Store,
    since: datetime,
    until: datetime,
    feeds: FeedSettings,
    jobs: Sequence[Job] = JOBS,
    assets: Path | None = None,
    terms: Terms | None = None,
) -> list[Finished]:
    """Run the jobs as if the clock went from `since` to `until`, in order of time, each with its slot's time as now.

    What was missed before `since` comes first. Nothing is sent. Who calls this sets the clock afterwards.
    """
    last = await store.read(lambda s: rows.last_slots(s, since))
    waiting = list(_passed(jobs, last, since, until))
    heapq.heapify(waiting)
    finished = []
    while waiting:
        at, due_at, position, again = heapq.heappop(waiting)
        job = jobs[position]
        ran = await run_slot(JobContext(store, at, feeds, assets, terms or Terms()), job, due_at, again=again)
        finished.append(Finished(job.id, due_at, ran))
        if ran is Ran.FAILED and not again and job.retry_after is not None and at + job.retry_after <= until:
            heapq.heappush(waiting, (at + job.retry_after, due_at, position, True))
    return finished


def _passed(
    jobs: Sequence[Job], last: dict[str, datetime], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, int, bool]]:
    """Give (when, slot, number of the job, False) for all that is due on the way."""
    for position, job in enumerate(jobs):
        for missed in due_slots(job, last.get(job.id), since):
            yield since, missed, position, False
        for due_at in slots_between(job, since, until):
            yield due_at, due_at, position, False


async def _wait(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_GLANCE):
            await stop.wait()
    except TimeoutError:
        return
