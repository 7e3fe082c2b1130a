"""When jobs are due: pure, on the wall clock of Lower Saxony."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.quiet import ZONE
from scheduler.timetable import JOBS, Job, due_slots, next_slot, slots_between

from .conftest import Recorder, hourly

COLLECT, TIDY = (next(job for job in JOBS if job.id == name) for name in ("collect", "tidy"))
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_timetable_names_each_job_once() -> None:
    assert len({job.id for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize(
    ("job", "now", "expected"),
    [
        pytest.param(COLLECT, "2026-11-23T08:06:59+01:00", "2026-11-23T08:07:00+01:00", id="collecting, in a second"),
        pytest.param(COLLECT, "2026-11-23T08:07:00+01:00", "2026-11-23T09:07:00+01:00", id="collecting, an hour on"),
        pytest.param(COLLECT, "2026-11-23T08:07:00.5+01:00", "2026-11-23T09:07:00+01:00", id="half a second later"),
        pytest.param(TIDY, "2026-11-23T08:06:59+01:00", "2026-11-24T03:20:00+01:00", id="tidying"),
        pytest.param(TIDY, "2026-10-24T12:00:00+02:00", "2026-10-25T03:20:00+01:00", id="into winter"),
        pytest.param(TIDY, "2027-03-27T12:00:00+01:00", "2027-03-28T03:20:00+02:00", id="into summer"),
    ],
)
def test_when_a_job_is_due_next(job: Job, now: str, expected: str) -> None:
    assert next_slot(job, at(now)) == at(expected)


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_collecting_is_due_each_hour_on_the_day_of_the_clock_change(day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZONE)
    start, end = midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)
    slots = list(slots_between(COLLECT, start, end))
    assert len(slots) == (end - start) / timedelta(hours=1)
    assert {later - sooner for sooner, later in pairwise(slots)} == {timedelta(hours=1)}


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_tidying_is_due_once_on_each_day_around_the_clock_change(day: str) -> None:
    middle = at(f"{day}T12:00:00+00:00")
    slots = list(slots_between(TIDY, middle - timedelta(days=3), middle + timedelta(days=3)))
    clock = [slot.astimezone(ZONE) for slot in slots]
    assert len({one.date() for one in clock}) == len(clock) == 6
    assert {(one.hour, one.minute) for one in clock} == {(3, 20)}


def test_no_daily_job_lies_in_the_hour_that_the_clock_change_doubles_or_skips() -> None:
    for job in JOBS:
        days = slots_between(job, at("2026-10-20T00:00:00+02:00"), at("2026-10-28T00:00:00+01:00"))
        by_day: dict[object, int] = {}
        for slot in days:
            local = slot.astimezone(ZONE)
            by_day[local.date()] = by_day.get(local.date(), 0) + 1
        assert set(list(by_day.values())[1:-1]) in ({1}, {24, 25}, {96, 100}, {288, 300}), job.id


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(None, ["2026-11-23T08:07:00+00:00"], id="never run: the latest"),
        pytest.param("2026-11-23T03:07:00+00:00", ["2026-11-23T08:07:00+00:00"], id="five missed: the latest"),
        pytest.param("2025-01-01T00:07:00+00:00", ["2026-11-23T08:07:00+00:00"], id="years: the latest"),
        pytest.param("2026-11-23T08:07:00+00:00", [], id="the latest was run"),
        pytest.param("2026-11-23T09:07:00+00:00", [], id="the clock stepped back"),
    ],
)
def test_a_job_that_need_not_catch_up_is_due_once(last: str | None, expected: list[str]) -> None:
    assert due_slots(COLLECT, at(last) if last else None, NOW) == [at(one) for one in expected]


def test_the_latest_slot_of_a_rare_job_is_found() -> None:
    assert due_slots(TIDY, None, at("2026-11-23T03:19:59+01:00")) == [at("2026-11-22T03:20:00+01:00")]
    assert due_slots(TIDY, None, at("2026-11-23T03:20:00+01:00")) == [at("2026-11-23T03:20:00+01:00")]


def test_a_job_that_catches_up_has_all_slots_of_a_week_at_most() -> None:
    plain = hourly(Recorder())
    job = Job("all", plain.trigger, plain.function, catches_up=True)
    assert len(due_slots(job, NOW - timedelta(hours=5), NOW)) == 5
    assert len(due_slots(job, NOW - timedelta(days=90), NOW)) == 7 * 24
    assert len(due_slots(job, None, NOW)) == 1


def test_slots_are_in_utc_and_in_order() -> None:
    slots = list(slots_between(COLLECT, NOW, NOW + timedelta(days=2)))
    assert slots == sorted(slots)
    assert {slot.tzinfo for slot in slots} == {UTC}
