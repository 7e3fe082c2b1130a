"""The timetable runs each slot once, whatever happens to clock and process."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler.jobs import JobContext
from scheduler.timetable import JOBS, Job, Ran, Timetable, next_slot, run_slot
from store import jobs
from store.db import Store

from .conftest import FEEDS, HOUR, START, Clock, Recorder, hourly, idle, running, runs, until

SLOT = START - timedelta(minutes=53)


def slot(hours: int) -> object:
    return SLOT + hours * HOUR


async def test_a_job_runs_at_its_time_and_once(store: Store) -> None:
    clock, job = Clock(), Recorder()
    table = Timetable(store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await idle(table, clock)
        assert len(job.ran) == 1
        clock.at += timedelta(minutes=6)
        assert await table.is_idle(clock())
        clock.at += timedelta(minutes=1)
        await idle(table, clock)
        await idle(table, clock)
    assert job.ran == [START, START + timedelta(minutes=7)]
    assert runs(store) == [("hourly", slot(0), True), ("hourly", slot(1), True)]


async def test_missed_hours_are_made_up_for_once(sqlite_store: Store) -> None:
    clock, job = Clock(), Recorder()
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await idle(table, clock)
        clock.at += 5 * HOUR
        await idle(table, clock)
    assert job.ran == [START, START + 5 * HOUR]


async def test_a_slot_does_not_run_again_when_the_clock_steps_back(sqlite_store: Store) -> None:
    clock, job = Clock(), Recorder()
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        for step in (0, 1, -1, 1, 1):
            clock.at += step * HOUR
            await idle(table, clock)
    assert job.ran == [START, START + HOUR, START + 2 * HOUR]


async def test_a_clock_that_was_a_year_ahead_holds_no_job_up(sqlite_store: Store) -> None:
    clock, job = Clock(START + timedelta(days=365)), Recorder()
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await idle(table, clock)
        clock.at = START
        await idle(table, clock)
        clock.at += HOUR
        await idle(table, clock)
    assert job.ran[1:] == [START, START + HOUR]


async def test_two_timetables_run_each_slot_once(
    database_url: str, store: Store, open_store: Callable[[str], Store]
) -> None:
    clock, job = Clock(), Recorder()
    tables = [Timetable(each, clock, FEEDS, [hourly(job)]) for each in (store, open_store(database_url))]
    async with running(tables[0]):
        await until(lambda: not tables[0]._starting)
        async with running(tables[1]):
            await until(lambda: not tables[1]._starting)
            for hours in range(4):
                clock.at = START + hours * HOUR
                for table in tables:
                    await idle(table, clock)
    assert sorted(job.ran) == [START + n * HOUR for n in range(4)]


async def test_a_takeover_runs_nothing_twice(store: Store) -> None:
    clock, job = Clock(), Recorder()
    for _ in range(3):
        table = Timetable(store, clock, FEEDS, [hourly(job)])
        async with running(table):
            await idle(table, clock)
    assert job.ran == [START]


async def test_due_jobs_run_in_order_of_time(sqlite_store: Store) -> None:
    order: list[str] = []

    def note(name: str, minute: int) -> Job:
        async def run(_: JobContext) -> None:
            order.append(name)

        return Job(name, hourly(Recorder(), minute=minute).trigger, run)

    clock = Clock()
    table = Timetable(sqlite_store, clock, FEEDS, [note("late", 50), note("early", 10), note("middle", 30)])
    async with running(table):
        await idle(table, clock)
    assert order == ["early", "middle", "late"]


async def test_a_slot_that_a_kill_cut_off_runs_once_more_at_the_start(store: Store) -> None:
    job = Recorder()
    store.write_now(lambda s: jobs.begin(s, "hourly", SLOT, SLOT))
    for _ in range(2):
        clock = Clock()
        table = Timetable(store, clock, FEEDS, [hourly(job)])
        assert await table.is_idle(clock()) is bool(job.ran)
        async with running(table):
            await idle(table, clock)
    assert job.ran == [START]
    assert runs(store) == [("hourly", SLOT, True), ("hourly:again", SLOT, True)]


async def test_a_slot_that_kills_each_time_runs_twice_at_most(sqlite_store: Store) -> None:
    job = Recorder()
    assert sqlite_store.write_now(lambda s: jobs.begin(s, "hourly", SLOT, SLOT))
    assert sqlite_store.write_now(lambda s: jobs.begin(s, "hourly", SLOT, START, again=True))
    clock = Clock()
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await idle(table, clock)
    assert job.ran == []
    assert runs(sqlite_store) == [("hourly", SLOT, False), ("hourly:again", SLOT, False)]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(timedelta(minutes=30), 1, id="soon: once more"),
        pytest.param(2 * HOUR, 1, id="a later slot is due: only that"),
        pytest.param(timedelta(days=2), 1, id="days later: only the latest"),
    ],
)
async def test_what_was_cut_off_is_not_run_beside_a_later_slot(
    sqlite_store: Store, later: timedelta, expected: int
) -> None:
    job, clock = Recorder(), Clock(START + later)
    sqlite_store.write_now(lambda s: jobs.begin(s, "hourly", SLOT, SLOT))
    if later < HOUR:
        clock.at = SLOT + later
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await idle(table, clock)
    assert len(job.ran) == expected


async def test_what_was_cut_off_more_than_a_day_ago_is_left_alone(sqlite_store: Store) -> None:
    job, clock = Recorder(), Clock()
    weekly = Job("weekly", JOBS[-1].trigger, job)
    slot = START - timedelta(days=2)
    sqlite_store.write_now(lambda s: jobs.begin(s, "weekly", slot, slot))
    sqlite_store.write_now(lambda s: jobs.begin(s, "unknown", START, START))
    table = Timetable(sqlite_store, clock, FEEDS, [weekly])
    async with running(table):
        await idle(table, clock)
    assert job.ran == [START]
    assert ("weekly", slot, False) in runs(sqlite_store)


async def test_a_failing_job_stops_no_other(store: Store) -> None:
    clock, bad, good = Clock(), Recorder(failures=99), Recorder()
    table = Timetable(store, clock, FEEDS, [hourly(bad, "bad"), hourly(good, "good")])
    async with running(table):
        await idle(table, clock)
        clock.at += HOUR
        await idle(table, clock)
    assert good.ran == [START, START + HOUR]
    assert [finished for job, _, finished in runs(store) if job == "bad"] == [False, False]


async def test_a_failed_slot_is_tried_once_more_after_a_while(sqlite_store: Store) -> None:
    clock, job = Clock(), Recorder(failures=1)
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job, retry_after=timedelta(minutes=3))])
    async with running(table):
        await until(job.begun.is_set)
        await idle(table, clock)
        assert job.ran == []
        clock.at += timedelta(minutes=3)
        await idle(table, clock)
    assert job.ran == [START + timedelta(minutes=3)]


async def test_a_failed_slot_is_tried_once_more_and_not_for_ever(sqlite_store: Store) -> None:
    clock, job = Clock(), Recorder(failures=2)
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job, retry_after=timedelta(minutes=3))])
    async with running(table):
        for _ in range(2):
            await idle(table, clock)
            clock.at += timedelta(minutes=3)
    assert (job.ran, job.failures) == ([], 0)
    assert len(runs(sqlite_store)) == 2


async def test_stopping_ends_a_job_and_its_slot_runs_at_the_next_start(sqlite_store: Store) -> None:
    clock, job = Clock(), Recorder(hold=asyncio.Event())
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    async with running(table):
        await until(job.begun.is_set)
        assert not await table.is_idle(clock())
    assert runs(sqlite_store) == [("hourly", SLOT, False)]
    job.hold = None
    async with running(Timetable(sqlite_store, clock, FEEDS, [hourly(job)])):
        await until(lambda: job.ran)


async def test_cancelling_a_timetable_ends_its_job_too(sqlite_store: Store) -> None:
    job = Recorder(hold=asyncio.Event())
    task = asyncio.create_task(Timetable(sqlite_store, Clock(), FEEDS, [hourly(job)]).run(asyncio.Event()))
    await until(job.begun.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [one for one in asyncio.all_tasks() if one is not asyncio.current_task()] == []


async def test_a_fault_of_the_database_is_not_hidden(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> bool:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(jobs, "begin", broken)
    with pytest.raises(RuntimeError, match="the database is gone"):
        await Timetable(sqlite_store, Clock(), FEEDS, [hourly(Recorder())]).run(asyncio.Event())


async def test_a_slot_that_somebody_has_is_left_to_them(store: Store) -> None:
    job = Recorder()
    context = JobContext(store, START, FEEDS)
    found = [await run_slot(context, hourly(job), SLOT) for _ in range(2)]
    assert found == [Ran.DONE, Ran.TAKEN]
    assert job.ran == [START]


async def test_the_next_time_is_known(sqlite_store: Store) -> None:
    table = Timetable(sqlite_store, Clock(), FEEDS)
    assert table.next_at(START) == min(next_slot(job, START) or START for job in JOBS)
    assert Timetable(sqlite_store, Clock(), FEEDS, []).next_at(START) is None


async def test_the_real_jobs_run_on_an_empty_database(store: Store) -> None:
    clock = Clock()
    table = Timetable(store, clock, FEEDS)
    assert not await table.is_idle(clock())
    async with running(table):
        await idle(table, clock)
    assert {(job, finished) for job, _, finished in runs(store)} == {(job.id, True) for job in JOBS}
