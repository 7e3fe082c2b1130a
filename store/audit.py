"""The audit: who did what to what, written in the transaction that did it. Never what is known of a person."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from store import tables as t

_a = t.audit.c


def note(session: Session, actor: str, action: str, subject: str, now: datetime, detail: str = "") -> None:
    """Write down that actor did something: action like "notice.released", subject like "notice:7"."""
    session.execute(insert(t.audit).values(at=now, actor=actor, action=action, subject=subject, detail=detail))


def moments(session: Session, action: str, subjects: Collection[str]) -> dict[str, datetime]:
    """Return when something was done last to each of these, of those to which it was."""
    statement = select(_a.subject, _a.at).where(_a.action == action, _a.subject.in_(subjects)).order_by(_a.id)
    return {row.subject: row.at for row in session.execute(statement)}


def listing(session: Session, limit: int) -> list[Any]:
    """Return the newest rows of (id, at, actor, action, subject, detail)."""
    statement = select(_a.id, _a.at, _a.actor, _a.action, _a.subject, _a.detail)
    return list(session.execute(statement.order_by(_a.id.desc()).limit(limit)).all())
