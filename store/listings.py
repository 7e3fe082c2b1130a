"""What operators look at: notices, remote calls, and how many there are of what."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, and_, exists, func, or_, select
from sqlmodel import Session

from domain.message import Form
from domain.recipient import PersonState
from store import tables as t

_x, _d = t.dispatch.c, t.delivery.c
STATEWIDE = "landesweit"


def notices(session: Session, limit: int, only: int | None = None) -> list[Any]:
    """Return the newest notices, or only one: what notices.load knows of them, without texts and filters."""
    n, v = t.notice.c, t.notice_revision.c
    statement = (
        select(
            n.id, n.rev, n.kind, n.level, n.scope, n.state, v.title, n.released_at, n.deadline, n.expires_at, v.audience
        )
        .join(t.notice_revision, and_(v.notice == n.id, v.rev == n.rev))
        .order_by(n.id.desc())
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(n.id == only)
    return list(session.execute(statement).all())


def texts(session: Session, notice: int, rev: int, form: Form = Form.PLAIN, variant: str = "whole") -> list[str]:
    """Return the stored bodies of a revision in a form, by default plain text, part by part."""
    c = t.rendering.c
    mine = (c.notice == notice, c.rev == rev, c.variant == variant, c.form == form.value)
    return list(session.execute(select(c.body).where(*mine).order_by(c.part)).scalars())


def surfaces(session: Session) -> list[Any]:
    """Return the messages that change later, by subject, with where each stands and what it shows."""
    s, a = t.surface.c, t.address.c
    statement = select(
        s.id, s.subject, s.part, a.account, a.chat, s.remote_id, s.shown_rev, s.live, s.dirty, s.next_at
    ).join(t.address, a.id == s.address)
    return list(session.execute(statement.order_by(s.subject, s.id)).all())


def report(session: Session, notice: int) -> dict[str, dict[str, int]]:
    """Return for each region how many deliveries of a notice's current revision are in which state.

    A recipient in several regions counts in each of them; one without any counts as landesweit.
    """
    s, n = t.sub_region.c, t.notice.c
    region = func.coalesce(s.region, STATEWIDE)
    statement = (
        select(region, _d.state, func.count())
        .select_from(
            t.delivery.join(t.notice, and_(n.id == _d.notice, n.rev == _d.rev)).outerjoin(
                t.sub_region, s.recipient == _d.recipient
            )
        )
        .where(_d.notice == notice)
        .group_by(region, _d.state)
    )
    found: dict[str, dict[str, int]] = {}
    for code, state, count in session.execute(statement):
        found.setdefault(code, {})[state] = count
    return found


def edition_counts(session: Session, edition: int) -> tuple[int, int]:
    """Return how many places get an edition whole, and how many items of it travel in persons' digests."""
    whole = select(func.count()).where(_d.notice == edition)
    items = select(func.count()).where(_d.edition == edition)
    return int(session.execute(whole).scalar_one()), int(session.execute(items).scalar_one())


def dispatches(session: Session, states: Sequence[str] = ()) -> list[Any]:
    """Return remote calls, those of these states or all, as rows; never what they say."""
    statement = select(
        _x.id, _x.key, _x.account, _x.chat, _x.lane, _x.op, _x.state, _x.not_before, _x.expires_at, _x.attempts,
        _x.tries, _x.remote_id, _x.error,
    ).order_by(_x.id)  # fmt: skip
    if states:
        statement = statement.where(_x.state.in_(states))
    return list(session.execute(statement).all())


def states_of(session: Session, table: Table) -> dict[str, int]:
    """Return how many rows of a table are in each state."""
    statement = select(table.c.state, func.count()).group_by(table.c.state)
    return {str(state): int(count) for state, count in session.execute(statement)}


def inbox_counts(session: Session) -> dict[str, int]:
    """Return how much of what came in is open, and how much is parked."""
    i = t.inbox.c
    open_ = select(func.count()).select_from(t.inbox).where(t.IS_UNHANDLED)
    parked = select(func.count()).select_from(t.inbox).where(i.parked.is_not(None), i.handled_at.is_(None))
    return {"open": session.execute(open_).scalar_one(), "parked": session.execute(parked).scalar_one()}


def accounts(session: Session) -> dict[str, int]:
    """Return the accounts that anybody has an address on, with the number of addresses."""
    a = t.address.c
    rows = session.execute(select(a.account, func.count()).group_by(a.account).order_by(a.account))
    return {str(account): int(count) for account, count in rows}


def place_count(session: Session) -> int:
    """Return how many places there are."""
    return int(session.execute(select(func.count()).select_from(t.place)).scalar_one())


def has_all_codes(session: Session, wanted: Sequence[tuple[Table, str, Sequence[str]]]) -> bool:
    """Return whether each table has a row for each of the codes in its column."""
    for table, column, codes in wanted:
        there = set(session.execute(select(table.c[column])).scalars())
        if not there.issuperset(codes):
            return False
    return True


def delivery(session: Session, id_: int) -> Any | None:
    """Return (id, notice, state, notice_state, erased) of a delivery, or None when there is none of that number.

    erased: whether it was for a person who has been erased.
    """
    p, n = t.person.c, t.notice.c
    erased = exists().where(p.id == _d.recipient, p.state == PersonState.ERASED.value)
    query = select(_d.id, _d.notice, _d.state, n.state.label("notice_state"), erased.label("erased"))
    return session.execute(query.join(t.notice, n.id == _d.notice).where(_d.id == id_)).one_or_none()


def waits(session: Session, account: str) -> int:
    """Return how many deliveries and answers wait to leave on an account."""
    deliveries = select(func.count()).where(_d.account == account, _d.state == "waiting")
    linked = select(t.delivery_dispatch.c.dispatch)
    others = select(func.count()).where(_x.account == account, or_(t.IS_QUEUED, t.IS_SENDING), _x.id.not_in(linked))
    return int(session.execute(deliveries).scalar_one()) + int(session.execute(others).scalar_one())
