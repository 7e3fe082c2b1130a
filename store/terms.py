"""What comes: deadlines and beginnings of released notices that concern somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain import expiry
from domain.notice import Level, NoticeKind, Scope
from domain.state import DeliveryState
from domain.subscription import Subscription
from store import searching
from store import tables as t

_n, _v = t.notice.c, t.notice_revision.c


@dataclass(frozen=True, slots=True)
class Term:
    """A moment that comes, and the notice that names it. begins: something begins then, else it is a deadline.

    at None: it names no moment, and is urgent.
    """

    at: datetime | None
    title: str
    notice: int
    level: Level
    begins: bool = False


def coming(
    session: Session, scopes: Sequence[Scope], chosen: Subscription | None, now: datetime, limit: int
) -> list[Term]:
    """Return what comes, the next one first; chosen: only what concerns who subscribed so, None: everything."""
    here = and_(searching.is_readable(scopes), concerns(chosen))
    found: list[Term] = []
    for column, begins in ((_n.deadline, False), (_n.starts_at, True)):
        query = (
            select(column.label("at"), _v.title, _n.id, _n.level)
            .join(t.notice_revision, and_(_v.notice == _n.id, _v.rev == _n.rev))
            # When a meeting begins its own row says; an invitation starts what it invites to with the sign-up's end.
            .where(here, column > now, true() if not begins else _n.kind != NoticeKind.INVITATION)
            .order_by(column, _n.id)
            .limit(limit)
        )
        rows = session.execute(query)
        found += [Term(row.at, row.title, row.id, Level(row.level), begins) for row in rows]
    return sorted(found, key=lambda term: (term.at or now, term.notice))[:limit]


def missed(
    session: Session, person: int, scopes: Sequence[Scope], chosen: Subscription, now: datetime, limit: int
) -> list[Term]:
    """Return what is open of what did not come to somebody: what comes, and what is urgent and holds, soonest first."""
    d = t.delivery.c
    had = select(d.notice).where(d.recipient == person, d.state == DeliveryState.SENT.value)
    known = set(session.execute(had).scalars())
    found = [term for term in coming(session, scopes, chosen, now, limit + len(known)) if term.notice not in known]
    holds = or_(_n.expires_at > now, and_(_n.expires_at.is_(None), _n.released_at > now - expiry.URGENT))
    undated = and_(_n.deadline.is_(None), _n.starts_at.is_(None), _n.level == Level.URGENT.value, holds)
    query = (
        select(_v.title, _n.id)
        .join(t.notice_revision, and_(_v.notice == _n.id, _v.rev == _n.rev))
        .where(searching.is_readable(scopes), concerns(chosen), undated, _n.id.not_in(had))
        .order_by(_n.id.desc())
        .limit(limit)
    )
    urgent = [Term(None, title, id_, Level.URGENT) for title, id_ in session.execute(query)]
    return [*urgent, *found][:limit]


def concerns(chosen: Subscription | None) -> ColumnElement[bool]:
    """Return the condition that a notice is for the regions, topics and programmes of a subscription."""
    if chosen is None:
        return true()
    where: list[ColumnElement[bool]] = []
    if not chosen.statewide:
        where.append(or_(_n.statewide.is_(True), _has(t.notice_region, "region", chosen.regions)))
    for table, name, codes in (
        (t.notice_topic, "topic", chosen.topics),
        (t.notice_programme, "programme", chosen.programmes),
    ):
        if codes:
            none = ~exists().where(table.c.notice == _n.id)
            where.append(or_(none, _has(table, name, codes)))
    return and_(true(), *where)


def _has(table: Any, name: str, codes: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(table.c.notice == _n.id, table.c[name].in_(codes))
