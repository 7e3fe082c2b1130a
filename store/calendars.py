"""Calendar subscriptions: secret addresses of which only a hash is kept, for a person's meetings or a region's."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, insert, or_, select
from sqlmodel import Session

from domain.meeting import Reply
from domain.recipient import PersonState
from store import meetings
from store import tables as t
from store.meetings import StoredMeeting

CALENDAR = "calendar"
#: 192 bits: nobody guesses one.
_BYTES = 24
#: As long as anybody has the same calendar; who wants to end it earlier takes it back.
_LASTS = timedelta(days=3650)
#: Longer is no token of ours.
_LONGEST = 100
_c = t.code.c


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar that somebody subscribed to. region: its code; None: their own meetings."""

    person: int
    region: str | None
    made_at: datetime


def make(session: Session, person: int, region: str | None, now: datetime) -> str:
    """Return a new secret for a calendar; it is told this once. One of the same kind that there was ends."""
    revoke(session, person, region, only=True)
    token = secrets.token_urlsafe(_BYTES)
    values = {"purpose": CALENDAR, "person": person, "region": region, "many": True, "made_at": now}
    session.execute(insert(t.code).values(hash=_hash(token), expires_at=now + _LASTS, **values))
    return token


def of_person(session: Session, person: int) -> list[Subscription]:
    """Return the calendars that somebody subscribed to."""
    query = select(_c.person, _c.region, _c.made_at).where(_c.purpose == CALENDAR, _c.person == person)
    return [Subscription(*row) for row in session.execute(query.order_by(_c.made_at, _c.hash))]


def revoke(session: Session, person: int, region: str | None = None, *, only: bool = False) -> int:
    """End somebody's calendars, or only the one of this kind; return how many. Nothing is left of them."""
    which = [_c.purpose == CALENDAR, _c.person == person]
    if only:
        which.append(_c.region == region if region is not None else _c.region.is_(None))
    return len(session.execute(delete(t.code).where(*which).returning(_c.hash)).all())


def find(session: Session, token: str, now: datetime) -> Subscription | None:
    """Return what a secret opens; None for one that is unknown, has ended, or whose person has left."""
    if len(token) > _LONGEST:
        return None
    p = t.person.c
    receives = or_(p.state == PersonState.ACTIVE, and_(p.state == PersonState.PAUSED, p.pause_until.is_not(None)))
    query = (
        select(_c.person, _c.region, _c.made_at)
        .join(t.person, p.id == _c.person)
        .where(_c.hash == _hash(token), _c.purpose == CALENDAR, _c.expires_at > now, receives)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else Subscription(*row)


def shown(session: Session, found: Subscription, since: date) -> list[StoredMeeting]:
    """Return the meetings in a calendar from a day on: of a region, or a person's own without those they declined."""
    day = since.isoformat()
    if found.region is not None:
        return [
            one
            for one in meetings.since(session, day)
            if one.meeting.role is None and (not one.meeting.regions or found.region in one.meeting.regions)
        ]
    a = t.attendance.c
    query = select(a.meeting).where(a.person == found.person, a.value == Reply.NO)
    declined = set(session.execute(query).scalars())
    return [one for one in meetings.of_person(session, found.person, day) if one.id not in declined]


def _hash(token: str) -> str:
    return hashlib.sha256(f"{CALENDAR} {token}".encode()).hexdigest()
