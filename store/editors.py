"""Who tells others something: what they may, what of theirs is under way, and when they are told how it went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlmodel import Session

from domain.notice import Level, NoticeKind, NoticeState
from domain.recipient import AddressState, PersonState, Role
from domain.state import DeliveryState
from store import tables as t
from store.db import insert_new


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may tell others something. key: their name in notices and the audit; leads: their regions."""

    id: int
    key: str
    role: Role
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """A notice whose deliveries are not all done, or that waits for its release (released False)."""

    id: int
    title: str
    author: str
    audience: int
    sent: int
    waiting: int
    released: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is due, and where it goes."""

    notice: int
    address: int
    account: str
    chat: str
    thread: str
    #: Of whom it goes to.
    role: Role


def editor(session: Session, person: int | None) -> Editor | None:
    """Return what somebody may as an editor, or None for somebody whom nobody has confirmed."""
    p, led = t.person.c, t.lead_region.c
    row = session.execute(
        select(p.id, p.key, p.role).where(
            p.id == person, p.confirmed_at.is_not(None), p.state != PersonState.ERASED.value
        )
    ).one_or_none()
    if row is None:
        return None
    regions = session.execute(select(led.region).where(led.person == row.id).order_by(led.region)).scalars()
    return Editor(row.id, row.key, Role(row.role), tuple(regions))


def urgent_since(session: Session, since: datetime) -> int:
    """Return how many urgent notices have been released since a moment."""
    n = t.notice.c
    statement = select(func.count()).where(n.level == Level.URGENT, n.released_at >= since)
    return int(session.execute(statement).scalar_one())


def running(session: Session, author: str | None = None) -> list[Running]:
    """Return the notices that are not all sent, or wait for their release, somebody's or everybody's; no editions."""
    n, v, d = t.notice.c, t.notice_revision.c, t.delivery.c
    waits = exists().where(d.notice == n.id, d.rev == n.rev, d.state == DeliveryState.WAITING)
    statement = (
        select(n.id, v.title, n.author, v.audience, n.state)
        .join(t.notice_revision, (v.notice == n.id) & (v.rev == n.rev))
        .where(
            or_(
                and_(n.state == NoticeState.RELEASED, waits),
                n.state == NoticeState.DRAFT,
                n.release_at.is_not(None) & (n.state == NoticeState.APPROVED),
            ),
            n.kind != NoticeKind.EDITION,
        )
        .order_by(n.id.desc())
        .limit(20)
    )
    if author is not None:
        statement = statement.where(n.author == author)
    return [_running(session, row) for row in session.execute(statement)]


def standing(session: Session, author: str | None = None, limit: int = 10) -> list[Running]:
    """Return the newest notices that are out and hold, somebody's or everybody's; never editions."""
    n, v = t.notice.c, t.notice_revision.c
    statement = (
        select(n.id, v.title, n.author, v.audience, n.state)
        .join(t.notice_revision, (v.notice == n.id) & (v.rev == n.rev))
        .where(n.state == NoticeState.RELEASED, n.kind == NoticeKind.FACHINFORMATION)
        .order_by(n.id.desc())
        .limit(limit)
    )
    if author is not None:
        statement = statement.where(n.author == author)
    return [_running(session, row) for row in session.execute(statement)]


def _running(session: Session, row: Any) -> Running:
    states = state_sums(session, row.id)
    sent, waiting = states.get(DeliveryState.SENT.value, 0), states.get(DeliveryState.WAITING.value, 0)
    released = row.state == NoticeState.RELEASED
    return Running(row.id, row.title, row.author, row.audience or 0, sent, waiting, released)


def state_sums(session: Session, notice: int) -> dict[str, int]:
    """Return how many deliveries of a notice's current revision are in which state."""
    n, d = t.notice.c, t.delivery.c
    statement = (
        select(d.state, func.count())
        .join(t.notice, (n.id == d.notice) & (n.rev == d.rev))
        .where(d.notice == notice)
        .group_by(d.state)
    )
    return {str(state): int(count) for state, count in session.execute(statement)}


def ask_for_report(session: Session, notice: int, address: int, due_at: datetime) -> None:
    """Note that somebody is to be told, at their address, how a notice went."""
    insert_new(session, t.report_due, [{"notice": notice, "address": address, "due_at": due_at}])


def address_at(session: Session, account: str, chat: str) -> int | None:
    """Return the address of a direct chat."""
    a = t.address.c
    here = select(a.id).where(a.account == account, a.chat == chat, a.thread == "")
    return session.execute(here).scalars().first()


def due_reports(session: Session, now: datetime) -> list[Report]:
    """Return the reports that are due and not told yet, to addresses that can be written to."""
    r, a = t.report_due.c, t.address.c
    statement = (
        select(r.notice, r.address, a.account, a.chat, a.thread, t.person.c.role)
        .join(t.address, a.id == r.address)
        .join(t.person, t.person.c.id == a.recipient)
        .where(r.due_at <= now, r.told_at.is_(None), a.state == AddressState.OK)
        .order_by(r.due_at, r.notice)
    )
    return [
        Report(row.notice, row.address, row.account, row.chat, row.thread, Role(row.role))
        for row in session.execute(statement)
    ]


def mark_told(session: Session, report: Report, now: datetime) -> None:
    """Note that a report is told."""
    r = t.report_due.c
    mine = (r.notice == report.notice, r.address == report.address)
    session.execute(update(t.report_due).where(*mine).values(told_at=now))
