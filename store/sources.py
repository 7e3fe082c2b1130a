"""Feeds as they are stored: which there are, when each is asked again, and how it went the last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlmodel import Session

from domain.asking import next_check
from domain.health import FAILING_FOR, SILENT_FOR
from store import audit
from store import tables as t
from store.db import insert_new

#: Who does what nobody asked for by hand.
_TIMETABLE = "timetable"
#: Entries that are looked at to learn a source's rhythm.
_REMEMBERED = 200


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
    failing_since: datetime | None = None
    last_new_at: datetime | None = None
    told: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A source that was written down, or had been already (fresh: False)."""

    id: int
    fresh: bool


_s = t.source.c
_COLUMNS = (
    _s.id, _s.url, _s.title, _s.enabled, _s.etag, _s.modified, _s.next_check_at, _s.last_ok_at, _s.fails, _s.last_error,
    _s.failing_since, _s.last_new_at, _s.told, _s.told_at,
)  # fmt: skip


def add(session: Session, url: str, now: datetime, title: str = "") -> Added:
    """Write a source down, due at once; one that is there already stays as it is."""
    row = {"url": url, "title": title, "enabled": True, "next_check_at": now, "fails": 0, "last_error": "", "told": ""}
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
    fresh = {"fails": 0, "last_error": "", "failing_since": None, "last_new_at": now, "told": "", "told_at": None}
    again = update(t.source).where(_s.url == url).values(enabled=True, next_check_at=now, **fresh)
    return _changed(session.execute(again))


def remove(session: Session, url: str) -> bool:
    """Forget a source; what it brought stays. Return False when there is none of this address."""
    mine = select(_s.id).where(_s.url == url)
    session.execute(delete(t.entry_source).where(t.entry_source.c.source.in_(mine)))
    session.execute(delete(t.source_rule).where(t.source_rule.c.source.in_(mine)))
    return _changed(session.execute(delete(t.source).where(_s.url == url)))


def move(session: Session, source: int, url: str, now: datetime) -> int | None:
    """Give a source its new address; return the source that has this address already, if there is one.

    In that case the source is paused instead: one feed is not asked under two names.
    """
    taken = session.execute(select(_s.id).where(_s.url == url, _s.id != source)).scalar_one_or_none()
    change = {"url": url} if taken is None else {"enabled": False}
    session.execute(update(t.source).where(_s.id == source).values(change))
    what = ("feed.moved", url) if taken is None else ("feed.paused", f"moved to feed:{taken}")
    audit.note(session, _TIMETABLE, what[0], f"feed:{source}", now, what[1])
    return taken


_UNCHANGED = (
    update(t.source)
    .where(_s.id == bindparam("b_id"))
    .values(fails=0, last_error="", failing_since=None, last_ok_at=bindparam("b_now"), next_check_at=bindparam("b_at"))
)


def record_unchanged(session: Session, asked: Sequence[tuple[int, datetime]], now: datetime) -> None:
    """Note that sources answered and have nothing that we do not have. asked: (source, when to ask it again)."""
    if asked:
        rows = [{"b_id": source, "b_now": now, "b_at": next_check_at} for source, next_check_at in asked]
        session.connection().execute(_UNCHANGED, rows)


def record_failure(
    session: Session, source: int, code: str, now: datetime, *, wait: timedelta | None = None, hopeless: bool = False
) -> None:
    """Note that asking a source failed, and when it is asked again: each time later, up to a day.

    What we have of the source stays in force. wait: what the server asked for, if it is longer. hopeless: the server
    has refused us as such, so the longest wait holds from the first time on.
    """
    row = session.execute(select(_s.fails, _s.failing_since).where(_s.id == source).with_for_update()).one_or_none()
    if row is None:
        return
    fails = row.fails + 1
    at = next_check(now, fails=fails, at_least=wait or timedelta(), hopeless=hopeless, seed=f"{source} {fails} {now}")
    values = {"fails": fails, "last_error": code, "failing_since": row.failing_since or now, "next_check_at": at}
    session.execute(update(t.source).where(_s.id == source).values(values))


def postpone(session: Session, source: int, until: datetime) -> None:
    """Ask a source later, through no fault of its own."""
    session.execute(update(t.source).where(_s.id == source).values(next_check_at=until))


def went_well(now: datetime, next_check_at: datetime) -> dict[str, Any]:
    """Return what is set in a source's row when it answered."""
    return {"fails": 0, "last_error": "", "failing_since": None, "last_ok_at": now, "next_check_at": next_check_at}


# --- Health


def named(session: Session, entry: int) -> str:
    """Return what the source is called that an entry came from first; "" for one that no feed brought."""
    x = t.entry_source.c
    first = select(func.min(x.source)).where(x.entry == entry).scalar_subquery()
    row = session.execute(select(_s.title, _s.url).where(_s.id == first)).one_or_none()
    return "" if row is None else str(row.title or row.url)


def suspects(session: Session, now: datetime) -> list[SourceRow]:
    """Return the sources that may be in trouble, and those of whose trouble the Koordination was told."""
    long_ago = or_(_s.failing_since <= now - FAILING_FOR, _s.last_new_at < now - SILENT_FOR)
    statement = select(*_COLUMNS).where(_s.enabled, or_(long_ago, _s.told != "")).order_by(_s.id)
    return _rows(session.execute(statement).all())


def days_with_news(session: Session, source: int) -> set[date]:
    """Return the days on which a source's latest entries came out, or on which we saw them if it gives no date."""
    e, x = t.entry.c, t.entry_source.c
    came = func.coalesce(e.published_at, e.first_seen_at)
    statement = select(came).join(t.entry_source, x.entry == e.id).where(x.source == source)
    moments = session.execute(statement.order_by(e.id.desc()).limit(_REMEMBERED)).scalars()
    return {moment.date() for moment in moments}


def mark_told(session: Session, source: int, trouble: str, now: datetime, detail: str = "") -> None:
    """Note that the Koordination is told of a source's trouble, or, with "", that the trouble is over."""
    told_at = now if trouble else None
    session.execute(update(t.source).where(_s.id == source).values(told=trouble, told_at=told_at))
    action = f"feed.{trouble}" if trouble else "feed.recovered"
    audit.note(session, _TIMETABLE, action, f"feed:{source}", now, detail)


# --- Small helpers


_LINK = insert(t.entry_source)


def link(session: Session, source: int, entries: Sequence[tuple[str, int]]) -> None:
    """Note under which external ids a source has which entries."""
    rows = [{"source": source, "external_id": external_id, "entry": entry} for external_id, entry in entries]
    if rows:
        session.connection().execute(_LINK, rows)


def _rows(rows: Sequence[Any]) -> list[SourceRow]:
    return [SourceRow(*row) for row in rows]


def _changed(result: Any) -> bool:
    return int(result.rowcount) > 0
