"""Reminders: written down when something is announced, called off when it changes, sent once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from domain.reminders import Planned, Row, Stage
from store import tables as t
from store.db import insert_new

_r = t.reminder.c
WAITING, SENT, DROPPED, CANCELLED = "waiting", "sent", "dropped", "cancelled"


@dataclass(frozen=True, slots=True)
class Listed:
    """A reminder as it is told of. recipient: a person's or place's id."""

    id: int
    subject: str
    stage: Stage
    recipient: int
    due_at: datetime
    state: str


def of_meeting(meeting: int) -> str:
    """Return what the reminders of a meeting are found by."""
    return f"meeting:{meeting}"


#: How the subjects of reminders of deadlines begin.
NOTICES = "notice:"


def of_notice(notice: int) -> str:
    """Return what the reminders of a notice's deadline are found by."""
    return f"{NOTICES}{notice}"


def waiting_for(session: Session, subject: str) -> list[int]:
    """Return the recipients who wait for a reminder of a subject."""
    query = select(_r.recipient).where(_r.subject == subject, t.IS_REMINDER_WAITING).distinct().order_by(_r.recipient)
    return list(session.execute(query).scalars())


def has(session: Session, notice: int, recipient: int) -> bool:
    """Return whether a notice was for somebody."""
    d = t.delivery.c
    return (
        session.execute(select(d.id).where(d.notice == notice, d.recipient == recipient).limit(1)).first() is not None
    )


def quiet_of(session: Session, recipient: int) -> str:
    """Return the spec of somebody's quiet hours."""
    r, q = t.recipient.c, t.quiet_profile.c
    query = select(q.spec).join(t.recipient, r.quiet_profile == q.id).where(r.id == recipient)
    return str(session.execute(query).scalar_one())


def write(session: Session, subject: str, sequence: int, plans: Mapping[int, Iterable[Planned]]) -> int:
    """Write down when each recipient is reminded; what is there already stays. Return how many are new."""
    rows = [
        {
            "subject": subject, "stage": one.stage.value, "recipient": recipient, "due_at": one.at,
            "sequence": sequence, "state": WAITING,
        }
        for recipient, planned in plans.items()
        for one in planned
    ]  # fmt: skip
    return insert_new(session, t.reminder, rows) if rows else 0


def cancel(session: Session, subject: str, recipient: int | None = None) -> None:
    """Call off what waits about a subject, for everybody or for one."""
    which = [_r.subject == subject, t.IS_REMINDER_WAITING]
    if recipient is not None:
        which.append(_r.recipient == recipient)
    session.execute(update(t.reminder).where(*which).values(state=CANCELLED))


def revive(session: Session, subject: str, recipient: int, sequence: int, now: datetime) -> bool:
    """Let what was called off for somebody wait again as far as it lies ahead; return whether they had any before."""
    mine = (_r.subject == subject, _r.recipient == recipient, _r.sequence == sequence)
    ahead = update(t.reminder).where(*mine, _r.state == CANCELLED, _r.due_at > now)
    session.execute(ahead.values(state=WAITING))
    return session.execute(select(_r.id).where(*mine).limit(1)).first() is not None


def due(session: Session, now: datetime) -> dict[str, dict[int, list[Row]]]:
    """Return everything that waits for those of whom something is due, by subject and recipient."""
    overdue = select(_r.subject, _r.recipient).where(t.IS_REMINDER_WAITING, _r.due_at <= now).distinct().subquery()
    query = (
        select(_r.subject, _r.recipient, _r.id, _r.stage, _r.due_at)
        .join(overdue, (overdue.c.subject == _r.subject) & (overdue.c.recipient == _r.recipient))
        .where(t.IS_REMINDER_WAITING)
        .order_by(_r.subject, _r.recipient, _r.due_at)
    )
    found: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(query):
        found[row.subject][row.recipient].append(Row(row.id, Stage(row.stage), row.due_at))
    return found


def is_due(session: Session, now: datetime) -> bool:
    """Return whether anything is due."""
    return session.execute(select(_r.id).where(t.IS_REMINDER_WAITING, _r.due_at <= now).limit(1)).first() is not None


def settle(session: Session, ids: Iterable[int], state: str) -> None:
    """Note what became of reminders."""
    wanted = list(ids)
    if wanted:
        session.execute(update(t.reminder).where(_r.id.in_(wanted), t.IS_REMINDER_WAITING).values(state=state))


def keys(session: Session) -> dict[int, str]:
    """Return the keys of those who have reminders, by their ids."""
    p, pl = t.person.c, t.place.c
    found: dict[int, str] = {}
    for column, key in ((p.id, p.key), (pl.id, pl.key)):
        query = select(column, key).join(t.reminder, _r.recipient == column).distinct()
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


def listing(session: Session, *, waiting: bool) -> list[Listed]:
    """Return the reminders, or only those that wait, in the order in which they are due."""
    query: Any = select(_r.id, _r.subject, _r.stage, _r.recipient, _r.due_at, _r.state).order_by(_r.due_at, _r.id)
    if waiting:
        query = query.where(t.IS_REMINDER_WAITING)
    return [
        Listed(row.id, row.subject, Stage(row.stage), row.recipient, row.due_at, row.state)
        for row in session.execute(query)
    ]
