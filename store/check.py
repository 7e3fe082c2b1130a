"""The rows that the judge looks at, read in one go: plain tuples, one statement per table."""

from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import Session

from domain.judging import Book, CallRow, Promise, Revision
from domain.state import DeliveryState, DispatchState
from store import tables as t

_DELIVERY_STATES = {state.value: state for state in DeliveryState}
_DISPATCH_STATES = {state.value: state for state in DispatchState}
#: Rows fetched at once: few enough to need little memory, many enough to be quick.
_CHUNK = 5000


def load_book(session: Session) -> Book:
    """Return what the database promised, called and recorded, all of it as of one moment."""
    if session.get_bind().dialect.name == "postgresql":
        # SQLite reads one state of the database throughout; PostgreSQL does when it is asked to.
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return Book(_revisions(session), _promises(session), _calls(session), _links(session))


def _revisions(session: Session) -> list[Revision]:
    v, i = t.notice_revision.c, t.edition_item.c
    grouped = select(i.notice, i.rev, func.sum(i.audience)).group_by(i.notice, i.rev)
    in_editions = {(notice, rev): int(audience) for notice, rev, audience in session.execute(grouped)}
    frozen = select(v.notice, v.rev, v.audience).where(v.frozen_at.is_not(None)).order_by(v.notice, v.rev)
    return [
        Revision(notice, rev, (audience or 0) + in_editions.get((notice, rev), 0))
        for notice, rev, audience in session.execute(frozen)
    ]


def _promises(session: Session) -> list[Promise]:
    d = t.delivery.c
    statement = select(
        d.id, d.notice, d.rev, d.recipient, d.account, d.address, d.state, d.expanded_at.is_not(None)
    ).order_by(d.id)
    return [
        Promise(id_, notice, rev, recipient, account, address, _DELIVERY_STATES[state], bool(expanded))
        for id_, notice, rev, recipient, account, address, state, expanded in _rows(session, statement)
    ]


def _calls(session: Session) -> list[CallRow]:
    x = t.dispatch.c
    statement = select(
        x.id, x.key, x.account, x.address, x.chat, x.thread, x.op, x.seq, x.state, x.tries, x.repeated,
        x.remote_id.is_not(None), x.target,
    ).order_by(x.id)  # fmt: skip
    return [
        CallRow(id_, key, account, address, chat, thread, op, seq, _DISPATCH_STATES[state], tries, tuple(repeated),
                bool(answered), target)
        for id_, key, account, address, chat, thread, op, seq, state, tries, repeated, answered, target
        in _rows(session, statement)
    ]  # fmt: skip


def _links(session: Session) -> list[tuple[int, int]]:
    link = t.delivery_dispatch.c
    statement = select(link.delivery, link.dispatch).order_by(link.delivery, link.dispatch)
    return [(delivery, dispatch) for delivery, dispatch in _rows(session, statement)]


def _rows(session: Session, statement: Any) -> Any:
    return session.execute(statement, execution_options={"yield_per": _CHUNK})
