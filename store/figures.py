"""Figures of a year that outlive what they were counted from: whom it reached, and what was answered to invitations.

Who got a notice is forgotten after a while, and a year is longer. So before it is forgotten it is counted, once for
each person and year: that somebody is counted is known (`reached`), by what is not.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, insert, literal, select, update
from sqlmodel import Session

from domain.meeting import MeetingState
from domain.quiet import ZONE
from domain.state import DeliveryState
from store import tables as t

PERSON, REGION, PROGRAMME, ATTENDANCE = "person", "region", "programme", "attendance"
_d, _n, _p, _r, _s = t.delivery.c, t.notice.c, t.person.c, t.reached.c, t.year_sum.c


def year_of(moment: datetime) -> int:
    """Return the year on the wall."""
    return moment.astimezone(ZONE).year


def counted(year: int) -> Select[tuple[int]]:
    """Return who is counted in the sums of a year."""
    return select(_r.person).where(_r.year == year)


def sums(session: Session, year: int, what: str) -> dict[str, int]:
    """Return the sums of a year by their code."""
    query = select(_s.code, _s.count).where(_s.year == year, _s.what == what).order_by(_s.code)
    return {str(code): int(count) for code, count in session.execute(query)}


def counts_for() -> ColumnElement[int]:
    """Return whom a delivery counts for: who was merged into somebody is them, and is counted with them once."""
    return func.coalesce(select(_p.merged_into).where(_p.id == _d.recipient).scalar_subquery(), _d.recipient)


def keep_reach(session: Session, which: Sequence[ColumnElement[bool]]) -> None:
    """Count whom these deliveries reached, by the regions and programmes that they have today."""
    arrived = (*which, _d.state == DeliveryState.SENT.value)
    notices: dict[int, list[int]] = defaultdict(list)
    told = select(_n.id, _n.released_at).where(_n.id.in_(select(_d.notice).where(*arrived)))
    for row in session.execute(told):
        notices[year_of(row.released_at)].append(row.id)
    for year, ids in notices.items():
        who = counts_for()
        fresh = select(who.label("person")).where(*arrived, _d.notice.in_(ids), who.not_in(counted(year))).distinct()
        count = session.execute(select(func.count()).select_from(fresh.subquery())).scalar_one()
        _add(session, year, PERSON, {"": int(count)})
        _add(session, year, REGION, _by(session, t.sub_region, "region", fresh))
        _add(session, year, PROGRAMME, _by(session, t.sub_programme, "programme", fresh))
        persons = fresh.subquery()
        session.execute(insert(t.reached).from_select(["person", "year"], select(persons.c.person, literal(year))))


def _by(session: Session, table: Table, name: str, persons: Select[Any]) -> dict[str, int]:
    code = table.c[name]
    query = select(code, func.count()).where(table.c.recipient.in_(persons)).group_by(code)
    return {str(found): int(count) for found, count in session.execute(query)}


def keep_attendance(session: Session, meetings: Select[tuple[int]]) -> None:
    """Count what was answered to these meetings, but for cancelled ones, by the year in which they were announced."""
    a, m = t.attendance.c, t.meeting.c
    held = m.state != MeetingState.CANCELLED.value
    query = select(m.created_at, a.value).join(t.meeting, m.id == a.meeting).where(a.meeting.in_(meetings), held)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in session.execute(query):
        found[year_of(row.created_at)][str(row.value)] += 1
    for year, counts in found.items():
        _add(session, year, ATTENDANCE, counts)


def _add(session: Session, year: int, what: str, counts: Mapping[str, int]) -> None:
    before = sums(session, year, what)
    for code, count in counts.items():
        if code in before:
            mine = (_s.year == year, _s.what == what, _s.code == code)
            session.execute(update(t.year_sum).where(*mine).values(count=before[code] + count))
        elif count:
            session.execute(insert(t.year_sum).values(year=year, what=what, code=code, count=count))
