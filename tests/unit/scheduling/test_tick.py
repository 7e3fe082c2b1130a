"""`tick`: the jobs run as if the clock had gone by."""

from datetime import timedelta

from apscheduler.triggers.cron import CronTrigger

from domain.quiet import ZONE
from scheduler.timetable import Job, Ran, Timetable, tick
from store.db import Store

from .conftest import FEEDS, HOUR, START, Clock, Recorder, hourly, idle, running, runs


async def test_a_tick_runs_each_slot_at_its_time_and_in_order(store: Store) -> None:
    first, second = Recorder(), Recorder()
    jobs = [hourly(first, "seven"), hourly(second, "three", minute=3)]
    finished = await tick(store, START, START + 2 * HOUR, FEEDS, jobs)
    assert [(one.job, one.ran) for one in finished] == [
        ("three", Ran.DONE), ("seven", Ran.DONE),  # what was missed before
        ("three", Ran.DONE), ("seven", Ran.DONE), ("three", Ran.DONE), ("seven", Ran.DONE),
    ]  # fmt: skip
    assert first.ran == [START, START + timedelta(minutes=7), START + timedelta(minutes=67)]
    assert second.ran == [START, START + timedelta(minutes=3), START + timedelta(minutes=63)]


async def test_a_tick_after_a_tick_goes_on_where_it_stopped(store: Store) -> None:
    job = Recorder()
    for n in range(3):
        await tick(store, START + n * HOUR, START + (n + 1) * HOUR, FEEDS, [hourly(job)])
        assert await tick(store, START + (n + 1) * HOUR, START + (n + 1) * HOUR, FEEDS, [hourly(job)]) == []
    assert job.ran == [START, *(START + n * HOUR + timedelta(minutes=7) for n in range(3))]


async def test_a_tick_over_the_clock_change_runs_the_daily_job_daily(sqlite_store: Store) -> None:
    job = Recorder()
    daily = Job("daily", CronTrigger(hour=3, minute=20, timezone=ZONE), job)
    await tick(sqlite_store, START - timedelta(days=31), START - timedelta(days=25), FEEDS, [daily])
    assert [one.astimezone(ZONE).strftime("%d.%m. %H:%M") for one in job.ran[1:]] == [
        "24.10. 03:20", "25.10. 03:20", "26.10. 03:20", "27.10. 03:20", "28.10. 03:20", "29.10. 03:20",
    ]  # fmt: skip


async def test_a_failing_job_stops_no_tick_and_is_tried_once_more(sqlite_store: Store) -> None:
    bad, good = Recorder(failures=1), Recorder()
    jobs = [hourly(bad, "bad", retry_after=timedelta(minutes=20)), hourly(good, "good")]
    finished = await tick(sqlite_store, START, START + HOUR, FEEDS, jobs)
    assert [(one.job, one.ran.value) for one in finished] == [
        ("bad", "failed"), ("good", "done"), ("bad", "done"), ("good", "done"), ("bad", "done"),
    ]  # fmt: skip
    assert bad.ran == [START + timedelta(minutes=7), START + timedelta(minutes=20)]


async def test_what_a_tick_ran_a_timetable_does_not_run_again(sqlite_store: Store) -> None:
    job, clock = Recorder(), Clock()
    await tick(sqlite_store, START, START + 3 * HOUR, FEEDS, [hourly(job)])
    clock.at = START + 3 * HOUR
    before = len(job.ran)
    table = Timetable(sqlite_store, clock, FEEDS, [hourly(job)])
    assert await table.is_idle(clock())
    async with running(table):
        await idle(table, clock)
    assert len(job.ran) == before == len(runs(sqlite_store))


async def test_a_tick_back_in_time_does_nothing_new(sqlite_store: Store) -> None:
    job = Recorder()
    await tick(sqlite_store, START, START + HOUR, FEEDS, [hourly(job)])
    before = len(job.ran)
    assert await tick(sqlite_store, START + HOUR, START, FEEDS, [hourly(job)]) == []
    assert len(job.ran) == before
