"""Meetings for tests: people of a region, an invitation, and what is written to them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import Session

from bot.opening import put_start_data
from domain.meeting import Meeting, MeetingKind
from domain.phrases import When
from scheduler import meetings as work
from scheduler.publishing import Publisher
from store import bodies, meetings
from store import tables as t
from store.db import Store
from store.meetings import StoredMeeting
from store.people import Listed
from tests.unit.relay.support import MONDAY, join, person

T = TypeVar("T")
#: A Monday two weeks after the tests' clock.
DAY = date(2026, 12, 7)


def meeting(day: date = DAY, start: time | None = time(10), end: time | None = time(13), **more: Any) -> Meeting:
    made = Meeting("u1@verbundbote", "Verbundtreffen", MeetingKind.REGIONAL, When(day, start, end), MONDAY)
    return replace(made, **{"place": "Rathaus Lüneburg", "regions": ("heide",), **more})


def advisor(key: str, **details: Any) -> Listed:
    """Return somebody of the region who is quiet outside of office hours."""
    usual: dict[str, Any] = {"statewide": False, "regions": ("heide",), "quiet": "18:00-07:00", "confirmed_at": MONDAY}
    return person(key, **{**usual, **details})


def fill(store: Store, *listed: Listed) -> None:
    put_start_data(store)
    join(store, *listed)


def invite(
    store: Store, one: Meeting | None = None, *, at: datetime = MONDAY, public_only: frozenset[str] = frozenset()
) -> StoredMeeting:
    made = one or meeting()
    by = Publisher(at, public_only)
    done = store.write_now(lambda s: work.invite(s, made, f"test:{made.uid}", "test", by))
    return load(store, done.meeting)


def load(store: Store, number: int) -> StoredMeeting:
    found = store.read_now(lambda s: meetings.load(s, number))
    assert found is not None
    return found


def write(store: Store, what: Callable[[Session], T]) -> T:
    return store.write_now(what)


def person_id(store: Store, key: str) -> int:
    p = t.person.c
    return int(store.read_now(lambda s: s.execute(select(p.id).where(p.key == key)).scalar_one()))


def letters(store: Store) -> list[tuple[str, str]]:
    """Return (chat, text) of everything that was written to single people, in order."""
    x = t.dispatch.c
    rows = store.read_now(lambda s: list(s.execute(select(x.chat, x.body).where(x.body.is_not(None)).order_by(x.id))))
    return [(row.chat, bodies.load(row.body).text) for row in rows]


def reminders(store: Store) -> list[Any]:
    return store.read_now(lambda s: list(s.execute(select(t.reminder).order_by(t.reminder.c.id))))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month and so on
