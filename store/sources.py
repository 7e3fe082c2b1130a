"""Feeds as they are stored: which there are, when each is asked again, and how it went the last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlmodel import Session

from store import tables as t
from store.db import insert_new

#: A little under the hour: the next hourly slot finds the source due, however late in its slot it was asked.
CHECK_EVERY = timedelta(minutes=50)
#: However often a source has failed, it is asked again after this time.
LONGEST_WAIT = timedelta(days=1)
_DOUBLINGS = 6


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as it is in the database. etag, modified: what it said about the version that we have."""

    id: int
    url: str
    title: str
    enabled: bool
    etag: str | None
    modified: str | None
    next_check_at: datetime | None
    last_ok_at: datetime | None
    fails: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Added:
    """A source that was written down, or had been already (fresh: False)."""

    id: int
    fresh: bool


_s = t.source.c
_COLUMNS = (
    _s.id, _s.url, _s.title, _s.enabled, _s.etag, _s.modified, _s.next_check_at, _s.last_ok_at, _s.fails, _s.last_error,
)  # fmt: skip


def add(session: Session, url: str, now: datetime, title: str = "") -> Added:
    """Write a source down, due at once; one that is there already stays as it is."""
    row = {"url": url, "title": title, "enabled": True, "next_check_at": now, "fails": 0, "last_error": ""}
    fresh = insert_new(session, t.source, [row]) == 1
    return Added(session.execute(select(_s.id).where(_s.url == url)).scalar_one(), fresh)


def find(session: Session, url: str) -> SourceRow | None:
    """Return the source of this address, or None when there is none."""
    row = session.execute(select(*_COLUMNS).where(_s.url == url)).one_or_none()
    return None if row is None else SourceRow(*row)


def listing(session: Session) -> list[SourceRow]:
    """Return all sources in the order in which they were added."""
    return _rows(session.execute(select(*_COLUMNS).order_by(_s.id)).all())


def due(session: Session, now: datetime) -> list[SourceRow]:
    """Return the sources that are to be asked now, the longest waiting first. Paused ones never are."""
    is_due = or_(_s.next_check_at.is_(None), _s.next_check_at <= now)
    statement = select(*_COLUMNS).where(_s.enabled, is_due).order_by(_s.next_check_at.nulls_first(), _s.id)
    return _rows(session.execute(statement).all())


def pause(session: Session, url: str) -> bool:
    """Leave a source alone from now on; return False when there is none of this address."""
    return _changed(session.execute(update(t.source).where(_s.url == url).values(enabled=False)))


def resume(session: Session, url: str, now: datetime) -> bool:
    """Ask a source again, from now on; return False when there is none of this address."""
    return _changed(session.execute(update(t.source).where(_s.url == url).values(enabled=True, next_check_at=now)))


def remove(session: Session, url: str) -> bool:
    """Forget a source; what it brought stays. Return False when there is none of this address."""
    mine = select(_s.id).where(_s.url == url)
    session.execute(delete(t.entry_source).where(t.entry_source.c.source.in_(mine)))
    return _changed(session.execute(delete(t.source).where(_s.url == url)))


def record_unchanged(session: Session, source: int, now: datetime) -> None:
    """Note that a source answered and has nothing that we do not have."""
    session.execute(update(t.source).where(_s.id == source).values(**went_well(now)))


def record_failure(
    session: Session, source: int, code: str, now: datetime, *, wait: timedelta | None = None, hopeless: bool = False
) -> None:
    """Note that asking a source failed, and when it is asked again: each time later, up to a day.

    What we have of the source stays in force. wait: what the server asked for, if it is longer. hopeless: the server
    has refused us as such, so the longest wait holds from the first time on.
    """
    fails = session.execute(select(_s.fails).where(_s.id == source).with_for_update()).scalar_one_or_none()
    if fails is None:
        return
    pause = LONGEST_WAIT if hopeless else min(CHECK_EVERY * 2 ** min(fails, _DOUBLINGS), LONGEST_WAIT)
    next_check_at = now + max(pause, wait or pause)
    values = {"fails": fails + 1, "last_error": code, "next_check_at": next_check_at}
    session.execute(update(t.source).where(_s.id == source).values(**values))


def went_well(now: datetime) -> dict[str, Any]:
    """Return what is set in a source's row when it answered."""
    return {"fails": 0, "last_error": "", "last_ok_at": now, "next_check_at": now + CHECK_EVERY}


def link(session: Session, source: int, entries: Sequence[tuple[str, int]]) -> None:
    """Note under which external ids a source has which entries."""
    rows = [{"source": source, "external_id": external_id, "entry": entry} for external_id, entry in entries]
    if rows:
        session.execute(insert(t.entry_source), rows)


def _rows(rows: Sequence[Any]) -> list[SourceRow]:
    return [SourceRow(*row) for row in rows]


def _changed(result: Any) -> bool:
    return int(result.rowcount) > 0
