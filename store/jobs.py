"""The slots of the timetable that have run, and what is cleared away once a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import Session

from store import acknowledging, codes, dialogs, erasing, linking, members, strangers
from store import tables as t
from store.db import insert_new

#: The second run of a slot has a row of its own, so that it too happens once.
_AGAIN = ":again"
#: How long an answered event is kept, so that the network's repeat of it is recognised.
KEEP_HANDLED = timedelta(days=30)
#: How long it is known who said it.
KEEP_SPEAKERS = timedelta(days=7)
KEEP_RUNS = timedelta(days=60)
#: A conversation that nobody went on with so long is over; a stranger's may hold what they said of themselves.
KEEP_DIALOGS = timedelta(days=30)
#: Who left may come back so long and find their settings.
KEEP_LEFT = timedelta(days=30)
#: Longer than the same text takes to appear in another source (content/likeness.py).
KEEP_SKETCHES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A slot that was begun and not finished: the process ended, or the job failed."""

    job: str
    due_at: datetime
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was cleared away: contents of answered events, such events themselves, slots of long ago, old sketches.

    dialogs: conversations that nobody went on with; left: who left a month ago; chats: places in what is done that
    lead to nobody who has joined.
    """

    emptied: int
    handled: int
    runs: int
    sketches: int = 0
    dialogs: int = 0
    left: int = 0
    chats: int = 0


_r, _i = t.job_run.c, t.inbox.c


def begin(session: Session, job: str, due_at: datetime, now: datetime, *, again: bool = False) -> bool:
    """Note that a slot begins, and return True; False when somebody has begun it already. again: its second run."""
    row = {"job": job + _AGAIN if again else job, "due_at": due_at, "started_at": now}
    return insert_new(session, t.job_run, [row]) == 1


def finish(session: Session, job: str, due_at: datetime, now: datetime) -> None:
    """Note that a slot is done, in its first or second run."""
    mine = (_r.job.in_((job, job + _AGAIN)), _r.due_at == due_at, _r.finished_at.is_(None))
    session.execute(update(t.job_run).where(*mine).values(finished_at=now))


def last_slots(session: Session, now: datetime) -> dict[str, datetime]:
    """Return the latest slot of each job that was begun.

    Slots of the future are left out: they were begun when the clock was wrong, and must not hold a job up until then.
    """
    rows = session.execute(select(_r.job, func.max(_r.due_at).label("due_at")).where(_r.due_at <= now).group_by(_r.job))
    return {row.job: row.due_at for row in rows}


def unfinished(session: Session, since: datetime, now: datetime) -> list[Unfinished]:
    """Return the slots from `since` until `now` that were begun once and not finished, oldest first."""
    second = t.job_run.alias("second")
    had_another = (
        select(second.c.job).where(second.c.job == _r.job + _AGAIN, second.c.due_at == _r.due_at).correlate(t.job_run)
    ).exists()
    statement = (
        select(_r.job, _r.due_at, _r.started_at)
        .where(_r.finished_at.is_(None), _r.due_at.between(since, now), ~_r.job.endswith(_AGAIN), ~had_another)
        .order_by(_r.due_at, _r.job)
    )
    return [Unfinished(*row) for row in session.execute(statement)]


def tidy(session: Session, now: datetime) -> Tidied:
    """Clear away what nobody needs any more. The latest slot of each job always stays."""
    answered = _i.handled_at.is_not(None)
    emptied = session.execute(update(t.inbox).where(answered, _i.payload.is_not(None)).values(payload=None))
    handled = session.execute(delete(t.inbox).where(answered, _i.handled_at < now - KEEP_HANDLED))
    later = t.job_run.alias("later")
    latest = select(func.max(later.c.due_at)).where(later.c.job == _r.job).correlate(t.job_run).scalar_subquery()
    runs = session.execute(delete(t.job_run).where(_r.due_at < now - KEEP_RUNS, _r.due_at < latest))
    old = select(t.entry.c.id).where(t.entry.c.first_seen_at < now - KEEP_SKETCHES)
    sketches = session.execute(delete(t.entry_sketch).where(t.entry_sketch.c.entry.in_(old)))
    dialogs_ = dialogs.forget_before(session, now - KEEP_DIALOGS)
    left = members.left_before(session, now - KEEP_LEFT)
    for person in left:
        erasing.erase(session, person, now)
    codes.forget_guesses(session, now)
    acknowledging.forget(session, now)
    linking.forget_old(session, now)
    chats = erasing.forget_chats(session, now)
    spoken = (answered, _i.handled_at < now - KEEP_SPEAKERS, _i.chat != "", ~strangers.is_one(_i.account, _i.chat))
    session.execute(update(t.inbox).where(*spoken).values(chat="", thread="", user="", person=None))
    return Tidied(
        _count(emptied), _count(handled), _count(runs), _count(sketches), dialogs_, len(left), chats
    )  # fmt: skip


def _count(result: Any) -> int:
    return int(result.rowcount)
