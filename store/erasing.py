"""Erasing a person: what store/erasure.py registers, done. What was sent stays countable, about nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, false, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.quiet import DEFAULT_SPEC
from domain.recipient import PersonState, Role
from domain.state import DeliveryState, DispatchState
from store import tables as t

#: What stands where a name stood.
NOBODY = "gelöscht"
#: The rows of these go, by the column that leads to the person.
_THEIRS: tuple[tuple[Table, str], ...] = (
    (t.lead_region, "person"),
    (t.sub_region, "recipient"),
    (t.sub_topic, "recipient"),
    (t.sub_programme, "recipient"),
    (t.rhythm, "recipient"),
    (t.consent, "person"),
    (t.code, "person"),
)


def persons(session: Session) -> list[tuple[int, tuple[str, ...]]]:
    """Return every person who is not erased, with what they are known by."""
    p = t.person.c
    ids = session.execute(select(p.id).where(p.state != PersonState.ERASED.value).order_by(p.id)).scalars().all()
    return [(id_, names_of(session, id_)) for id_ in ids]


def names_of(session: Session, person: int) -> tuple[str, ...]:
    """Return what a person is known by, for the list of the erased: their key and their chats."""
    key = session.execute(select(t.person.c.key).where(t.person.c.id == person)).scalar_one()
    return (f"key {key}", *(f"chat {account} {chat}" for account, chat in _chats(session, person)))


def erase(session: Session, person: int, now: datetime) -> None:
    """Erase a person: only a number stays, with the state "erased"."""
    p = t.person.c
    chats = _chats(session, person)
    key, display = session.execute(select(p.key, p.display_name).where(p.id == person)).one()
    _stop(session, person)
    _empty_calls(session, chats)
    _empty_inbox(session, person, chats, now)
    for table in (t.pace, t.stranger):
        session.execute(delete(table).where(_is_in(table, chats)))
    for table, column in _THEIRS:
        session.execute(delete(table).where(table.c[column] == person))
    _unname(session, [name for name in (key, display) if name])
    _empty_person(session, person)


def _chats(session: Session, person: int) -> list[tuple[str, str]]:
    a = t.address.c
    query = select(a.account, a.chat).where(a.recipient == person).distinct().order_by(a.account, a.chat)
    return [(account, chat) for account, chat in session.execute(query)]


def _is_in(table: Table, chats: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    c = table.c
    return or_(false(), *(and_(c.account == account, c.chat == chat) for account, chat in chats))


def _stop(session: Session, person: int) -> None:
    """Let nothing more go out."""
    d = t.delivery.c
    waiting = (d.recipient == person, d.state.in_((DeliveryState.WAITING, DeliveryState.UNSURE)))
    session.execute(update(t.delivery).where(*waiting).values(state=DeliveryState.SKIPPED.value, reason="erased"))


def _empty_calls(session: Session, chats: Sequence[tuple[str, str]]) -> None:
    x, mine = t.dispatch.c, _is_in(t.dispatch, chats)
    open_ = x.state.in_((DispatchState.QUEUED, DispatchState.SENDING, DispatchState.UNSURE))
    session.execute(update(t.dispatch).where(mine, open_).values(state=DispatchState.CANCELLED.value))
    empty: dict[str, Any] = {"chat": "", "thread": "", "body": None, "buttons": None, "reply_to": None}
    session.execute(update(t.dispatch).where(mine).values(**empty, remote_id=None, error=""))


def _empty_inbox(session: Session, person: int, chats: Sequence[tuple[str, str]], now: datetime) -> None:
    i = t.inbox.c
    mine = or_(i.person == person, _is_in(t.inbox, chats))
    session.execute(update(t.inbox).where(mine, i.handled_at.is_(None)).values(handled_at=now))
    empty: dict[str, Any] = {"chat": "", "thread": "", "user": "", "person": None, "payload": None, "parked": None}
    session.execute(update(t.inbox).where(mine).values(empty))


def _unname(session: Session, names: Sequence[str]) -> None:
    """Take a name out of what was done under it."""
    u, n = t.audit.c, t.notice.c
    named = or_(u.actor.in_(names), u.subject.in_(names))
    session.execute(update(t.audit).where(named).values(detail=""))
    for table, column in ((t.audit, u.actor), (t.audit, u.subject), (t.notice, n.author), (t.notice, n.approver)):
        session.execute(update(table).where(column.in_(names)).values({column.name: NOBODY}))


def _empty_person(session: Session, person: int) -> None:
    a, s, r, p, q = t.address.c, t.surface.c, t.recipient.c, t.person.c, t.quiet_profile.c
    session.execute(delete(t.surface).where(s.address.in_(select(a.id).where(a.recipient == person))))
    profile = session.execute(select(q.id).where(q.spec == DEFAULT_SPEC)).scalar()
    off: dict[str, Any] = {"statewide": False, "urgent_ok": False, "urgent_offhours": False, "preferred_address": None}
    if profile is not None:
        off["quiet_profile"] = profile
    session.execute(update(t.recipient).where(r.id == person).values(off))
    session.execute(delete(t.address).where(a.recipient == person))
    empty: dict[str, Any] = {"display_name": None, "organisation": None, "pause_until": None, "confirmed_at": None}
    empty |= {"confirmed_by": None, "fallback_ok": False, "role": Role.MEMBER.value, "key": f"{NOBODY}-{person}"}
    session.execute(update(t.person).where(p.id == person).values(**empty, state=PersonState.ERASED.value))
