"""Notices that are written and not out yet: for a second pair of eyes, or for their time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlmodel import Session

from domain.notice import NoticeKind, NoticeState
from domain.recipient import AddressState, PersonState, Role
from store import tables as t

_n, _v = t.notice.c, t.notice_revision.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that waits for somebody. author: the key of who wrote it."""

    id: int
    title: str
    author: str
    release_at: datetime | None


@dataclass(frozen=True, slots=True)
class WrittenTo:
    """Where somebody is written to."""

    person: int
    key: str
    address: int
    account: str
    chat: str
    thread: str


def hold(session: Session, notice: int, release_at: datetime | None, *, approved: bool) -> None:
    """Let a notice wait: for its time if it is approved, else for somebody who approves it."""
    values: dict[str, object] = {"release_at": release_at, "state": NoticeState.APPROVED.value}
    if not approved:
        values |= {"state": NoticeState.DRAFT.value, "approver": None}
    session.execute(update(t.notice).where(_n.id == notice).values(**values))


def for_second_eyes(session: Session, *, author: str | None = None, not_by: str | None = None) -> list[Waiting]:
    """Return the notices that nobody has approved yet, the oldest first."""
    statement = (
        select(_n.id, _v.title, _n.author, _n.release_at)
        .join(t.notice_revision, (_v.notice == _n.id) & (_v.rev == _n.rev))
        .where(_n.state == NoticeState.DRAFT, _n.kind != NoticeKind.EDITION)
        .order_by(_n.id)
    )
    if author is not None:
        statement = statement.where(_n.author == author)
    if not_by is not None:
        statement = statement.where(_n.author != not_by)
    return [Waiting(*row) for row in session.execute(statement)]


def unread(session: Session, before: datetime, now: datetime) -> list[Waiting]:
    """Return the notices that nobody has approved and nobody will: written before a moment, or over by now.

    What is to go out at a time may wait as long after that.
    """
    since = func.coalesce(_n.release_at, _n.created_at)
    over = or_(since <= before, _n.deadline <= now, _n.expires_at <= now)
    ids = set(session.execute(select(_n.id).where(_n.state == NoticeState.DRAFT, over)).scalars())
    return [one for one in for_second_eyes(session) if one.id in ids]


def approve(session: Session, notice: int, by: str) -> bool:
    """Note who approved a notice; False if it does not wait for that any more."""
    waits = (_n.id == notice, _n.state == NoticeState.DRAFT)
    values = {"state": NoticeState.APPROVED.value, "approver": by}
    return bool(session.execute(update(t.notice).where(*waits).values(**values)).rowcount)  # type: ignore[attr-defined]  # of an update it has one


def due(session: Session, now: datetime) -> list[int]:
    """Return the approved notices whose time has come."""
    statement = select(_n.id).where(_n.state == NoticeState.APPROVED, _n.release_at <= now)
    return list(session.execute(statement.order_by(_n.release_at, _n.id)).scalars())


def release_at(session: Session, notice: int) -> datetime | None:
    """Return when a notice is to go out; None: at once."""
    found: datetime | None = session.execute(select(_n.release_at).where(_n.id == notice)).scalar_one()
    return found


def author_of(session: Session, notice: int) -> str:
    """Return the key of who wrote a notice."""
    return str(session.execute(select(_n.author).where(_n.id == notice)).scalar_one())


def released_by(session: Session, notice: int) -> frozenset[str]:
    """Return the keys of those who stand for a release: the author, and who approved it."""
    row = session.execute(select(_n.author, _n.approver).where(_n.id == notice)).one()
    return frozenset(key for key in row if key)


def person_of(session: Session, key: str) -> int | None:
    """Return the id of the person with this key, or None: it names a command of the operator's."""
    return session.execute(select(t.person.c.id).where(t.person.c.key == key)).scalar_one_or_none()


def written_to(session: Session, key: str) -> WrittenTo | None:
    """Return where a person is written to."""
    return next(iter(_addresses(session, t.person.c.key == key)), None)


def may_approve(session: Session, regions: frozenset[str], *, statewide: bool, not_by: str) -> list[WrittenTo]:
    """Return who else may release a notice for these regions: the Koordination, and who leads all of them."""
    p, led = t.person.c, t.lead_region.c
    confirmed = (p.confirmed_at.is_not(None), p.key != not_by)
    found = _addresses(session, p.role == Role.COORDINATION, *confirmed)
    if statewide or not regions:
        return found
    leads = _addresses(session, p.role == Role.LEAD, *confirmed)
    mine: dict[int, set[str]] = {}
    for person, region in session.execute(select(led.person, led.region)):
        mine.setdefault(person, set()).add(region)
    return [*found, *(one for one in leads if regions <= mine.get(one.person, set()))]


def _addresses(session: Session, *having: object) -> list[WrittenTo]:
    p, r, a = t.person.c, t.recipient.c, t.address.c
    query = (
        select(p.id, p.key, a.id, a.account, a.chat, a.thread)
        .join(t.recipient, r.id == p.id)
        .join(t.address, a.id == r.preferred_address)
        .where(p.state == PersonState.ACTIVE, a.state == AddressState.OK, *having)  # type: ignore[arg-type]  # SQL conditions
        .order_by(a.id)
    )
    return [WrittenTo(*row) for row in session.execute(query)]
