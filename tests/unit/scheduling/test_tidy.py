"""Clearing away: what was answered and what ran long ago."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.opening import put_start_data
from domain.addressed import Event, EventKind
from scheduler.jobs import JobContext, tidy
from scheduler.timetable import JOBS, Ran, run_slot
from store import inbox, jobs
from store import tables as t
from store.db import Store
from store.jobs import Tidied
from tests.unit.relay.support import OST, join, person

from .conftest import FEEDS, START, runs


def event(
    name: str, handled_at: datetime | None, payload: dict[str, str] | None = None, parked: str | None = None
) -> dict[str, object]:
    return {
        "account": "memory:ost", "event_id": name, "chat": "c", "thread": "", "user": "u", "direct": True,
        "kind": "text", "payload": payload, "received_at": START - timedelta(days=99), "handled_at": handled_at,
        "tries": 0, "parked": parked,
    }  # fmt: skip


def test_answered_events_are_emptied_and_forgotten_after_a_month(store: Store) -> None:
    words = {"text": "/hilfe"}
    rows = [
        event("open", None, words),
        event("parked", None, words, "unreadable"),
        event("fresh", START - timedelta(days=1), words),
        event("kept", START - timedelta(days=30)),
        event("old", START - timedelta(days=30, seconds=1)),
    ]
    store.write_now(lambda s: s.execute(insert(t.inbox), rows))
    assert store.write_now(lambda s: jobs.tidy(s, START)) == Tidied(emptied=1, handled=1, runs=0, chats=1)
    left = store.read_now(lambda s: s.execute(select(t.inbox.c.event_id, t.inbox.c.payload)).all())
    assert {row.event_id: row.payload for row in left} == {
        "open": words, "parked": words, "fresh": None, "kept": None,
    }  # fmt: skip


@pytest.mark.parametrize("came_as_a_stranger", [False, True])
def test_after_a_week_an_answered_event_leads_to_nobody_and_its_repeat_is_still_none(
    sqlite_store: Store, came_as_a_stranger: bool
) -> None:
    put_start_data(sqlite_store)
    join(sqlite_store, person("ada"))
    if came_as_a_stranger:
        row = t.Stranger(account=OST, chat="ada", server="hs.example", came_at=START - timedelta(days=9))
        sqlite_store.write_now(lambda s: s.add(row))
    rows = [{**event(f"e{days}", START - timedelta(days=days)), "chat": "ada"} for days in (6, 8)]
    sqlite_store.write_now(lambda s: s.execute(insert(t.inbox), [*rows, {**event("open", None), "chat": "ada"}]))
    sqlite_store.write_now(lambda s: jobs.tidy(s, START))
    i = t.inbox.c
    left = sqlite_store.read_now(lambda s: s.execute(select(i.event_id, i.chat, i.user).order_by(i.id)).all())
    assert [tuple(row) for row in left] == [("e6", "ada", "u"), ("e8", "", ""), ("open", "ada", "u")]
    again = Event("e8", "ada", EventKind.TEXT, "u", direct=True, payload={"text": "ja"})
    sqlite_store.write_now(lambda s: inbox.receive(s, OST, [again], "8", START))
    assert sqlite_store.read_now(lambda s: s.execute(select(i.payload).where(i.event_id == "e8")).scalar_one()) is None


def test_slots_are_forgotten_after_two_months_but_never_the_latest_of_a_job(store: Store) -> None:
    days = {"hourly": (200, 61, 59, 1), "yearly": (400, 300)}
    for job, ages in days.items():
        for age in ages:
            at = START - timedelta(days=age)
            store.write_now(lambda s, job=job, at=at: jobs.begin(s, job, at, at))  # type: ignore[misc]  # mypy reads a default in a lambda as a second argument
    assert store.write_now(lambda s: jobs.tidy(s, START)) == Tidied(emptied=0, handled=0, runs=3)
    assert [(job, (START - at).days) for job, at, _ in runs(store)] == [("yearly", 300), ("hourly", 59), ("hourly", 1)]


async def test_what_is_kept_long_enough_is_forgotten_by_a_job_of_the_night(sqlite_store: Store) -> None:
    parked = event("old", None, {"text": "x"}, "unreadable")
    sqlite_store.write_now(lambda s: s.execute(insert(t.inbox), [parked]))
    (job,) = [one for one in JOBS if one.id == "forget"]
    assert await run_slot(JobContext(sqlite_store, START, FEEDS), job, START) is Ran.DONE
    assert sqlite_store.read_now(lambda s: s.execute(select(t.inbox.c.id)).all()) == []


async def test_the_job_does_it(sqlite_store: Store) -> None:
    sqlite_store.write_now(
        lambda s: s.execute(insert(t.inbox), [event("fresh", START - timedelta(days=1), {"text": "x"})])
    )
    await tidy(JobContext(sqlite_store, START, FEEDS))
    assert sqlite_store.read_now(lambda s: s.execute(select(t.inbox.c.payload)).scalar_one()) is None
