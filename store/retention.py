"""What is kept for how long: after that it is forgotten, or only counted. The job "forget" does it every night."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, delete, exists, func, literal, or_, select, update
from sqlmodel import Session

from domain.recipient import PersonState, Role
from domain.state import DeliveryState, DispatchState
from store import erasing, figures
from store import tables as t
from store.polls import ALIVE

#: Who got which notice; afterwards only how many did.
KEEP_DELIVERIES = timedelta(days=90)
#: What was written to a single person; the notices themselves stay.
KEEP_ANSWERS = timedelta(days=7)
#: What could not be read or answered, for the operator to see.
KEEP_PARKED = timedelta(days=30)
#: Who comes to a meeting, after it began.
KEEP_ATTENDANCE = timedelta(days=30)
#: Of whom nothing was heard so long is asked whether they want to stay, and erased a month later.
ASK_AFTER, ERASE_AFTER = timedelta(days=365), timedelta(days=30)
_d, _x, _n, _i, _p, _a = t.delivery.c, t.dispatch.c, t.notice.c, t.inbox.c, t.person.c, t.address.c
_link = t.delivery_dispatch.c
_DONE = (DispatchState.SENT.value, DispatchState.CANCELLED.value)
_OPEN = (DispatchState.QUEUED.value, DispatchState.SENDING.value)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were forgotten, of which kind."""

    deliveries: int
    dispatches: int
    bodies: int
    parked: int
    attendance: int


def forget(session: Session, now: datetime) -> Forgotten:
    """Forget what has been kept long enough."""
    deliveries = _forget_deliveries(session, now - KEEP_DELIVERIES, now)
    dispatches = _forget_dispatches(session, now - KEEP_DELIVERIES)
    ended = func.coalesce(_x.finished_at, _x.created_at)
    old = (_x.body.is_not(None), _x.state.in_(_DONE), ended < now - KEEP_ANSWERS)
    bodies = session.execute(update(t.dispatch).where(*old).values(body=None, buttons=None))
    parked = session.execute(delete(t.inbox).where(_i.parked.is_not(None), _i.received_at < now - KEEP_PARKED))
    over = select(t.meeting.c.id).where(t.meeting.c.start_local < _oldest_meeting(now))
    figures.keep_attendance(session, over)
    attendance = session.execute(delete(t.attendance).where(t.attendance.c.meeting.in_(over)))
    return Forgotten(deliveries, dispatches, *(_count(one) for one in (bodies, parked, attendance)))


def _oldest_meeting(now: datetime) -> str:
    """Return the first day, in ISO form, of whose meetings it is still known who comes."""
    return f"{now - KEEP_ATTENDANCE:%Y-%m-%d}"


def _forget_deliveries(session: Session, before: datetime, now: datetime) -> int:
    """Let nobody know any more who got a notice long ago. The row stays, and counts, under a number of its own.

    A notice of which anything was sent, edited or taken back since stays as it is. So does one that still counts: of
    a meeting to come, of a poll that is not decided, or with a deadline or an end that is not over. The calls that
    carried it stay with it.
    """
    lately = exists().where(
        _link.delivery == _d.id, _link.dispatch == _x.id, or_(_x.created_at >= before, _x.state.in_(_OPEN))
    )
    waits = _d.state == DeliveryState.WAITING.value
    busy = select(_d.notice).where(or_(waits, lately.correlate(t.delivery)))
    meets = select(t.meeting.c.notice).where(t.meeting.c.start_local >= _oldest_meeting(now))
    asks = select(t.poll.c.notice).where(t.poll.c.state.in_(ALIVE))
    ended = (func.coalesce(_n.deadline, now) <= now, func.coalesce(_n.expires_at, now) <= now)
    done = (_n.id.not_in(busy), _n.id.not_in(meets), _n.id.not_in(asks), *ended)
    old = select(_n.id).where(_n.released_at < before, *done)
    persons = select(_p.id)
    of_persons = (_d.notice.in_(old), _d.recipient.in_(persons))
    figures.keep_reach(session, of_persons)
    # Below zero is nobody: the rows stay different from each other, and lead nowhere.
    return _count(session.execute(update(t.delivery).where(*of_persons).values(recipient=-_d.id, address=None)))


def _forget_dispatches(session: Session, before: datetime) -> int:
    """Empty the calls that carried only what is forgotten, and those to single persons that carried no notice.

    What shows a poll that is not decided, as to who asked it, is still edited, and stays.
    """
    poll, shows = t.poll.c, t.surface.c
    subject = literal("poll:") + cast(poll.id, String)
    followed = exists().where(shows.dispatch == _x.id, shows.subject == subject, poll.state.in_(ALIVE))
    known = exists().where(_link.dispatch == _x.id, _d.id == _link.delivery, _d.recipient > 0)
    carried = exists().where(_link.dispatch == _x.id)
    to_place = exists().where(_a.id == _x.address, t.place.c.id == _a.recipient)
    over = and_(_x.created_at < before, _x.state.not_in(_OPEN), _x.chat != "", ~known, ~followed)
    which = and_(over, or_(carried, ~to_place))
    values = {**erasing.emptied(), "address": None}
    return _count(session.execute(update(t.dispatch).where(which).values(values)))


def _count(result: Any) -> int:
    return int(result.rowcount)


# --- who is there no more


def to_ask(session: Session, now: datetime) -> list[int]:
    """Return of whom nothing was heard for a year, and who were not asked; who is new here counts from now on.

    Whoever has a role is not asked: that it is not theirs any more is for others to say. Ask `to_erase` before: who was
    asked a month ago and is there still never got the question, and is asked again.
    """
    here = (_p.state == PersonState.ACTIVE.value, _p.merged_into.is_(None))
    session.execute(update(t.person).where(*here, _p.seen_at.is_(None)).values(seen_at=now))
    silent = (_p.seen_at < now - ASK_AFTER, or_(_p.asked_at.is_(None), _p.asked_at <= now - ERASE_AFTER))
    member = _p.role == Role.MEMBER.value
    return list(session.execute(select(_p.id).where(*here, member, *silent).order_by(_p.id)).scalars())


def question(person: int, at: datetime) -> str:
    """Return the key of the question that somebody is asked at a moment; its message has "-0" behind it."""
    return f"stay-{person}-{at.astimezone(UTC):%Y%m%dT%H%M%S}"


def asked(session: Session, person: int, now: datetime) -> None:
    """Note that somebody was asked whether they want to stay."""
    session.execute(update(t.person).where(_p.id == person).values(asked_at=now))


def to_erase(session: Session, now: datetime) -> list[int]:
    """Return the members who were asked a month ago, got the question and said nothing since."""
    here = (_p.state == PersonState.ACTIVE.value, _p.role == Role.MEMBER.value, _p.merged_into.is_(None))
    due = select(_p.id, _p.asked_at).where(*here, _p.asked_at <= now - ERASE_AFTER).order_by(_p.id)
    questions = {f"{question(row.id, row.asked_at)}-0": row.id for row in session.execute(due)}
    sent = select(_x.key).where(_x.key.in_(questions), _x.state == DispatchState.SENT.value)
    return sorted(questions[key] for key in session.execute(sent).scalars())


# --- whose pause is over


def pauses_over(session: Session, now: datetime) -> list[int]:
    """Return whose pause has come to its end."""
    over = (_p.state == PersonState.PAUSED.value, _p.pause_until <= now, _p.merged_into.is_(None))
    return list(session.execute(select(_p.id).where(*over).order_by(_p.id)).scalars())
