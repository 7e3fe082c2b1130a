"""What became of what was told: of one notice by region and reason, and of everything in a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, case, distinct, func, or_, select
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, SQLModel

from domain.meeting import MeetingState
from domain.quiet import ZONE
from domain.recipient import RecipientKind
from domain.state import DeliveryState
from store import figures
from store import tables as t
from store.editions import DAILY
from store.listings import STATEWIDE

_d, _n, _s = t.delivery.c, t.notice.c, t.sub_region.c
_GONE_WRONG = (DeliveryState.FAILED, DeliveryState.UNSURE, DeliveryState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Row:
    """A notice that can be reported on."""

    id: int
    title: str
    level: str
    released_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Report:
    """So many recipients in each state: in all, by region, and why something did not arrive, as (state, reason).

    Who is in several regions counts in each of them, who is in none as landesweit. Of an edition, those who have it as
    a digest are counted too, each once.
    """

    notice: int
    title: str
    states: Mapping[str, int]
    regions: Mapping[str, Mapping[str, int]]
    reasons: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Year:
    """What happened between two moments. kinds: notices by (kind, level); regions, programmes: persons and places
    that were reached; messages: deliveries that arrived. meetings, attendance, polls: None where nobody counts them.
    """

    kinds: Mapping[tuple[str, str], int]
    messages: int
    persons: int
    places: int
    regions: Mapping[str, int]
    programmes: Mapping[str, int]
    polls: Mapping[str, int] | None
    meetings: Mapping[str, int] | None
    attendance: Mapping[str, int] | None


def recent(session: Session, limit: int, author: str | None = None) -> list[Row]:
    """Return what was released last, by somebody or everybody; daily digests are none of it."""
    v = t.notice_revision.c
    statement = (
        select(_n.id, v.title, _n.level, _n.released_at, _n.author)
        .join(t.notice_revision, and_(v.notice == _n.id, v.rev == _n.rev))
        .where(_n.released_at.is_not(None), ~_n.request_key.startswith(DAILY, autoescape=True))
        .order_by(_n.released_at.desc(), _n.id.desc())
        .limit(limit)
    )
    if author is not None:
        statement = statement.where(_n.author == author)
    return [Row(*row) for row in session.execute(statement)]


def about(session: Session, notice: int) -> Report | None:
    """Return what became of a notice's current revision, or None when there is none of that number."""
    v = t.notice_revision.c
    head = select(v.title).join(t.notice, and_(_n.id == v.notice, _n.rev == v.rev)).where(_n.id == notice)
    title = session.execute(head).scalar_one_or_none()
    if title is None:
        return None
    who, mine = func.count(distinct(_d.recipient)), _is_of(notice)
    states = session.execute(_of_current(select(_d.state, who)).where(mine).group_by(_d.state))
    region = func.coalesce(_s.region, STATEWIDE)
    by_region = session.execute(
        _of_current(select(region, _d.state, who))
        .outerjoin(t.sub_region, _s.recipient == _d.recipient)
        .where(mine)
        .group_by(region, _d.state)
    )
    why = _of_current(select(_d.state, _d.reason, who)).where(mine, _d.state.in_(_GONE_WRONG))
    reasons = session.execute(why.group_by(_d.state, _d.reason).order_by(_d.state, who.desc(), _d.reason))
    regions: dict[str, dict[str, int]] = {}
    for code, state, count in by_region:
        regions.setdefault(code, {})[state] = count
    return Report(
        notice, title, {str(state): int(count) for state, count in states}, regions,
        {(state, reason): count for state, reason, count in reasons},
    )  # fmt: skip


def ids(session: Session, notice: int, state: DeliveryState) -> list[int]:
    """Return the deliveries of a notice's current revision, or in an edition, that are in a state."""
    statement = _of_current(select(_d.id)).where(_is_of(notice), _d.state == state).order_by(_d.id)
    return list(session.execute(statement).scalars())


def lines(session: Session, notice: int) -> list[Any]:
    """Return one row for each delivery: (id, region, recipient's key, account, state, reason, because), by id.

    region: the codes of the recipient, with blanks between.
    """
    p, pl = t.person.c, t.place.c
    statement = (
        _of_current(
            select(_d.id, _d.recipient, func.coalesce(p.key, pl.key), _d.account, _d.state, _d.reason, _d.because)
        )
        .outerjoin(t.person, p.id == _d.recipient)
        .outerjoin(t.place, pl.id == _d.recipient)
        .where(_is_of(notice))
        .order_by(_d.id)
    )
    rows = session.execute(statement).all()
    regions: dict[int, list[str]] = {}
    mine = select(_d.recipient).where(or_(_d.notice == notice, _d.edition == notice))
    for who, code in session.execute(
        select(_s.recipient, _s.region).where(_s.recipient.in_(mine)).order_by(_s.recipient, _s.region)
    ):
        regions.setdefault(who, []).append(code)
    return [(id_, " ".join(regions.get(who, [STATEWIDE])), *rest) for id_, who, *rest in rows]


def _of_current(statement: Any) -> Any:
    return statement.select_from(t.delivery).join(t.notice, and_(_n.id == _d.notice, _n.rev == _d.rev))


def _is_of(notice: int) -> ColumnElement[bool]:
    return or_(_d.notice == notice, _d.edition == notice)


# --- a year


def year(session: Session, begins: datetime, ends: datetime) -> Year:
    """Return what was told between two moments, by when it was released.

    Of a whole year also what is forgotten by now, which was counted before.
    """
    whole = _whole_year(begins, ends)
    told = and_(_n.released_at >= begins, _n.released_at < ends)
    kinds = session.execute(
        select(_n.kind, _n.level, func.count())
        .where(told, ~_n.request_key.startswith(DAILY, autoescape=True))
        .group_by(_n.kind, _n.level)
        .order_by(_n.kind, _n.level)
    )
    arrived = and_(told, _d.state == DeliveryState.SENT)
    known = and_(arrived, figures.counts_for().not_in(figures.counted(whole))) if whole else arrived

    def both(found: Mapping[str, int], what: str) -> dict[str, int]:
        kept = figures.sums(session, whole, what) if whole else {}
        return {code: found.get(code, 0) + kept.get(code, 0) for code in sorted({*found, *kept})}

    reached = select(func.count(distinct(figures.counts_for()))).join(t.notice, _n.id == _d.notice).where(known)
    kind = t.recipient.c.kind
    of_kind = reached.join(t.recipient, t.recipient.c.id == _d.recipient)
    by_kind = {one: int(session.execute(of_kind.where(kind == one)).scalar_one()) for one in RecipientKind}
    messages = select(func.count()).select_from(t.delivery).join(t.notice, _n.id == _d.notice).where(arrived)
    return Year(
        {(one, level): count for one, level, count in kinds},
        int(session.execute(messages).scalar_one()),
        by_kind[RecipientKind.PERSON] + both({}, figures.PERSON).get("", 0),
        by_kind[RecipientKind.PLACE],
        both(_reach(session, t.sub_region, "region", known), figures.REGION),
        both(_reach(session, t.sub_programme, "programme", known), figures.PROGRAMME),
        _counted(session, "poll", "state", begins, ends),
        _meetings(session, begins, ends),
        both(_attendance(session, begins, ends) or {}, figures.ATTENDANCE),
    )


def _whole_year(begins: datetime, ends: datetime) -> int:
    """Return the year that lies between two moments, or 0."""
    year = figures.year_of(begins)
    is_whole = (begins, ends) == tuple(datetime(one, 1, 1, tzinfo=ZONE) for one in (year, year + 1))
    return year if is_whole else 0


def _reach(session: Session, table: Table, name: str, arrived: ColumnElement[bool]) -> dict[str, int]:
    code, who = table.c[name], figures.counts_for()
    statement = (
        select(code, func.count(distinct(who)))
        .select_from(t.delivery.join(t.notice, _n.id == _d.notice).join(table, table.c.recipient == who))
        .where(arrived)
        .group_by(code)
        .order_by(code)
    )
    return {str(found): int(count) for found, count in session.execute(statement)}


def _counted(session: Session, table: str, by: str, begins: datetime, ends: datetime) -> dict[str, int] | None:
    """Return how many rows of a table were made in that time, by a column; None if there is no such table."""
    there = SQLModel.metadata.tables.get(table)
    if there is None:
        return None
    made = (there.c.created_at >= begins, there.c.created_at < ends)
    statement = select(there.c[by], func.count()).where(*made).group_by(there.c[by]).order_by(there.c[by])
    return {str(value): count for value, count in session.execute(statement)}


def _meetings(session: Session, begins: datetime, ends: datetime) -> dict[str, int] | None:
    """Return how many meetings were announced in that time, by kind, those that were cancelled by themselves."""
    m, off = t.meeting.c, MeetingState.CANCELLED.value
    kind = case((m.state == off, off), else_=m.kind)
    made = (m.created_at >= begins, m.created_at < ends)
    statement = select(kind, func.count()).where(*made).group_by(kind).order_by(kind)
    return {str(value): count for value, count in session.execute(statement)}


def _attendance(session: Session, begins: datetime, ends: datetime) -> dict[str, int] | None:
    """Return what was answered to the meetings of that time that were not cancelled; None while there are none."""
    said, meeting = (SQLModel.metadata.tables.get(name) for name in ("attendance", "meeting"))
    if said is None or meeting is None:
        return None
    statement = (
        select(said.c.value, func.count())
        .join(meeting, meeting.c.id == said.c.meeting)
        .where(meeting.c.created_at >= begins, meeting.c.created_at < ends)
        .where(meeting.c.state != MeetingState.CANCELLED.value)
        .group_by(said.c.value)
        .order_by(said.c.value)
    )
    return {str(value): count for value, count in session.execute(statement)}
