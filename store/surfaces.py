"""Messages of ours that change later: what they show, whether that is still right, and when they may be edited."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, case, exists, func, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.recipient import RecipientKind
from domain.revision import NATIVE_POLL
from domain.state import DispatchState, Op
from store import tables as t
from store.db import insert_new

_s, _a, _x = t.surface.c, t.address.c, t.dispatch.c
_THERE = (DispatchState.QUEUED, DispatchState.SENDING, DispatchState.SENT, DispatchState.UNSURE)
#: So many messages of one subject follow each of its changes.
MOST_LIVE = 30
#: The part under which the message for who asked stands, beside the one that they got like everybody.
FOR_ASKER = 1
#: The part under which a poll of the network's own stands.
NATIVE = 2


@dataclass(frozen=True, slots=True)
class Due:
    """A message that shows something old. person: whose it is, if it is one person's; dispatch: what sent it."""

    id: int
    subject: str
    address: int
    account: str
    chat: str
    thread: str
    part: int
    dispatch: int
    hash: str
    person: int | None


def add(session: Session, subject: str, address: int, dispatch: int, *, part: int = 0, live: bool = False) -> None:
    """Note a message that will change, unless it is known. It keeps the pause of its chat like those that are there."""
    row = {
        "subject": subject, "address": address, "part": part, "dispatch": dispatch, "shown_rev": 0, "render_hash": "",
        "live": live, "dirty": False, "next_at": _pause_at(session, address),
    }  # fmt: skip
    insert_new(session, t.surface, [row])


def _pause_at(session: Session, address: int) -> datetime | None:
    """Return until when the chat of an address pauses, as its other messages have it."""
    there, here = t.address.alias("there"), t.address.alias("here")
    query = (
        select(func.max(_s.next_at))
        .join(there, there.c.id == _s.address)
        .join(here, (here.c.account == there.c.account) & (here.c.chat == there.c.chat))
        .where(here.c.id == address)
    )
    until: datetime | None = session.execute(query).scalar_one()
    return until


def pause_of_account(session: Session, account: str) -> datetime | None:
    """Return until when the last of an account's messages pauses."""
    query = select(func.max(_s.next_at)).join(t.address, _a.id == _s.address).where(_a.account == account)
    until: datetime | None = session.execute(query).scalar_one()
    return until


def attach(session: Session, subject: str, notice: int, *, person: int | None = None, everybody: bool = False) -> None:
    """Note the messages that brought a notice to places (these are live) and to a person, or to everybody."""
    link, d, r = t.delivery_dispatch.c, t.delivery.c, t.recipient.c
    noted = exists().where(_s.subject == subject, _s.address == _x.address, _s.part == 0)
    query = (
        select(_x.address, func.max(_x.id).label("dispatch"), r.kind)
        .join(t.delivery_dispatch, link.dispatch == _x.id)
        .join(t.delivery, d.id == link.delivery)
        .join(t.recipient, r.id == d.recipient)
        .join(t.address, _a.id == _x.address)
        .where(d.notice == notice, _x.op == Op.SEND.value, _x.seq < NATIVE_POLL, _x.state.in_(_THERE), ~noted)
        .group_by(_x.address, r.kind)
        .order_by(_x.address)
    )
    if not everybody:
        query = query.where(or_(r.kind == RecipientKind.PLACE.value, d.recipient == person))
    found = session.execute(query).all()
    if not found:
        return
    known = session.execute(select(func.count()).where(_s.subject == subject, _s.live)).scalar_one()
    for row in found:
        live = row.kind == RecipientKind.PLACE and known < MOST_LIVE
        known += live
        add(session, subject, row.address, row.dispatch, live=live)


def attach_native(session: Session, subject: str, notice: int) -> None:
    """Note the polls of the networks' own that brought a notice: they are ended like a message is changed."""
    link, d = t.delivery_dispatch.c, t.delivery.c
    query = (
        select(_x.address, _x.id)
        .join(t.delivery_dispatch, link.dispatch == _x.id)
        .join(t.delivery, d.id == link.delivery)
        .join(t.address, _a.id == _x.address)
        .where(d.notice == notice, _x.op == Op.SEND.value, _x.seq == NATIVE_POLL, _x.state.in_(_THERE))
    )
    for row in session.execute(query).all():
        add(session, subject, row.address, row.id, part=NATIVE)


def mark(session: Session, subject: str, *, person: int | None = None, everybody: bool = False) -> None:
    """Note that the live messages of a subject show something old; or also those of a person, or all of them."""
    which: ColumnElement[bool] = _s.live.is_(True)
    if person is not None:
        mine = select(_a.id).where(_a.recipient == person)
        which = or_(_s.live, _s.address.in_(mine))
    where = (_s.subject == subject,) if everybody else (_s.subject == subject, which)
    session.execute(update(t.surface).where(*where).values(dirty=True))


def of_person(session: Session, subject: str, person: int) -> bool:
    """Return whether a person has a message of their own that shows this."""
    query = select(_s.id).join(t.address, _a.id == _s.address)
    return session.execute(query.where(_s.subject == subject, _a.recipient == person).limit(1)).first() is not None


_IS_DIRTY = _s.dirty.is_(True)


def due(session: Session, account: str, now: datetime, limit: int) -> list[Due]:
    """Return the messages of an account that may be edited now, at most one in each chat."""
    r = t.recipient.c
    query = (
        select(
            _s.id, _s.subject, _s.address, _a.account, _a.chat, _a.thread, _s.part, _s.dispatch, _s.render_hash,
            case((r.kind == RecipientKind.PERSON.value, r.id), else_=None).label("person"),
        )
        .join(t.address, _a.id == _s.address)
        .join(t.recipient, r.id == _a.recipient)
        .where(_IS_DIRTY, _a.account == account, _s.dispatch.is_not(None))
        .where(or_(_s.next_at.is_(None), _s.next_at <= now))
        .order_by(_s.shown_rev, _s.id)
        .limit(limit)
    )  # fmt: skip
    found: dict[str, Due] = {}
    for row in session.execute(query):
        found.setdefault(row.chat, Due(*row))
    return list(found.values())


def next_at(session: Session, account: str) -> datetime | None:
    """Return when a message of an account may be edited that shows something old; None: none does."""
    query = select(_s.next_at).join(t.address, _a.id == _s.address).where(_IS_DIRTY, _a.account == account)
    rows = session.execute(query.order_by(_s.next_at.is_not(None), _s.next_at).limit(1)).all()
    return None if not rows else rows[0].next_at or datetime.min.replace(tzinfo=UTC)


def is_due(session: Session, account: str, now: datetime) -> bool:
    """Return whether a message of an account is to be edited now."""
    found = next_at(session, account)
    return found is not None and found <= now


def shown(session: Session, surface: int, rev: int, hash_: str) -> None:
    """Note what a message shows now."""
    session.execute(update(t.surface).where(_s.id == surface).values(dirty=False, shown_rev=rev, render_hash=hash_))


def hold(session: Session, account: str, chat: str | None, until: datetime) -> None:
    """Let no message of a chat be edited before a moment; chat None: of the whole account."""
    mine = select(_a.id).where(_a.account == account, *([] if chat is None else [_a.chat == chat]))
    session.execute(update(t.surface).where(_s.address.in_(mine)).values(next_at=until))


def replace_queued(session: Session, target: int, body: str, buttons: str | None, expires_at: datetime) -> bool:
    """Let an edit of a message that has not left yet say something newer; return whether there was one."""
    waiting = and_(_x.target == target, _x.op == Op.EDIT.value, t.IS_QUEUED)
    values = {"body": body, "buttons": buttons, "expires_at": expires_at}
    return session.execute(update(t.dispatch).where(waiting).values(values).returning(_x.id)).first() is not None
