"""The inbox: everything that came in for us, written with the network's cursor, emptied when it is answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from domain.addressed import Event, is_for_us
from store import tables as t
from store.db import insert_new

#: A command that failed so often is parked, and its sender told.
MAX_TRIES = 3
_i = t.inbox.c


@dataclass(frozen=True, slots=True)
class Row:
    """An incoming event that waits for its answer."""

    id: int
    account: str
    event_id: str
    chat: str
    thread: str
    user: str
    direct: bool
    kind: str
    payload: dict[str, Any]
    said_at: datetime | None
    received_at: datetime
    tries: int


def receive(
    session: Session,
    account: str,
    events: Sequence[Event],
    token: str,
    now: datetime,
    said_at: Callable[[Event], datetime | None] = lambda event: event.sent_at,
) -> int:
    """Store what is for us, count the rest, and move the cursor: one transaction. Return how many rows are new.

    said_at: tells when something was said, by our clock.
    """
    wanted = [event for event in events if is_for_us(event)]
    new = insert_new(session, t.inbox, [_row(account, event, said_at(event), now) for event in wanted])
    c = t.cursor.c
    dropped = len(events) - len(wanted)
    known = session.execute(
        update(t.cursor)
        .where(c.account == account)
        .values(token=token, dropped=c.dropped + dropped)
        .returning(c.account)
    ).first()
    if known is None:
        session.add(t.Cursor(account=account, token=token, dropped=dropped))
    return new


def _row(account: str, event: Event, said_at: datetime | None, now: datetime) -> dict[str, Any]:
    unreadable = event.kind == "unreadable"
    return {
        "account": account,
        "event_id": event.event_id,
        "chat": event.chat,
        "thread": event.thread,
        "user": event.user,
        "direct": event.direct,
        "kind": event.kind.value,
        "payload": event.payload,
        "said_at": said_at,
        "received_at": now,
        "tries": 0,
        "parked": str(event.payload.get("reason", "unreadable")) if unreadable else None,
    }


def cursor_of(session: Session, account: str) -> str | None:
    """Return how far an account has read, None at the very beginning."""
    return session.execute(select(t.cursor.c.token).where(t.cursor.c.account == account)).scalar_one_or_none()


def next_unhandled(session: Session, account: str) -> Row | None:
    """Return the oldest event of an account that waits for its answer."""
    return next(iter(unhandled(session, account, 1)), None)


def unhandled(session: Session, account: str, limit: int) -> list[Row]:
    """Return the oldest events of an account that wait for their answers, in order."""
    statement = (
        select(
            _i.id, _i.account, _i.event_id, _i.chat, _i.thread, _i.user, _i.direct, _i.kind, _i.payload,
            _i.said_at, _i.received_at, _i.tries,
        )
        .where(_i.account == account, t.IS_UNHANDLED)
        .order_by(_i.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Row(id_, account_, event_id, chat, thread, user, direct, kind, payload or {}, said_at, received_at, tries)
        for id_, account_, event_id, chat, thread, user, direct, kind, payload, said_at, received_at, tries
        in session.execute(statement)
    ]  # fmt: skip


def has_unhandled(session: Session, accounts: Sequence[str]) -> bool:
    """Return whether anything that came in for these accounts waits for its answer."""
    return session.execute(select(_i.id).where(_i.account.in_(accounts), t.IS_UNHANDLED).limit(1)).first() is not None


def came_before(session: Session, row: Row, since: datetime) -> bool:
    """Return whether the same user sent something of the same kind since a moment, before this event."""
    same = (_i.account == row.account, _i.user == row.user, _i.kind == row.kind, _i.id < row.id)
    return session.execute(select(_i.id).where(*same, _i.received_at >= since).limit(1)).first() is not None


class HandledAlreadyError(Exception):
    """Another handler, of a process that is being replaced perhaps, has answered this event."""


def mark_handled(
    session: Session, row: int, now: datetime, person: int | None = None, *, heard: int | None = None
) -> None:
    """Note that an event is answered, and empty it; its id stays, so that a repeat is recognised.

    person: whose chat it came from. heard: who said it elsewhere, as in a group; only that they are there is noted.
    Raise HandledAlreadyError if another handler has answered it: what this one did is to be taken back.
    """
    mine = update(t.inbox).where(_i.id == row, _i.handled_at.is_(None))
    noted = mine.values(handled_at=now, payload=None, person=person).returning(_i.id)
    if session.execute(noted).first() is None:
        raise HandledAlreadyError
    seen = person if person is not None else heard
    if seen is not None:
        p = t.person.c
        session.execute(update(t.person).where(p.id == seen).values(seen_at=now, asked_at=None))


def count_failure(session: Session, row: int, reason: str) -> bool:
    """Count a failed attempt to answer; return whether the event is parked now."""
    tries = session.execute(
        update(t.inbox).where(_i.id == row).values(tries=_i.tries + 1).returning(_i.tries)
    ).scalar_one()
    if tries < MAX_TRIES:
        return False
    session.execute(update(t.inbox).where(_i.id == row).values(parked=reason))
    return True


def listing(session: Session) -> list[Any]:
    """Return what is open or parked: rows of (id, account, kind, received_at, tries, parked)."""
    statement = (
        select(_i.id, _i.account, _i.kind, _i.received_at, _i.tries, _i.parked)
        .where(_i.handled_at.is_(None))
        .order_by(_i.id)
    )
    return list(session.execute(statement).all())


def dropped(session: Session) -> int:
    """Return how many events were not for us and therefore never stored."""
    return int(session.execute(select(func.coalesce(func.sum(t.cursor.c.dropped), 0))).scalar_one())
