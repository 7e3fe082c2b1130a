"""What comes: deadlines and beginnings of released notices that concern somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select, true
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.notice import Level, NoticeKind, Scope
from domain.subscription import Subscription
from store import searching
from store import tables as t

_n, _v = t.notice.c, t.notice_revision.c


@dataclass(frozen=True, slots=True)
class Term:
    """A moment that comes, and the notice that names it. begins: something begins then, else it is a deadline."""

    at: datetime
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
    return sorted(found, key=lambda term: (term.at, term.notice))[:limit]


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
