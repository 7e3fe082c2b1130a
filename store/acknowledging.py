"""Who took note of an urgent notice, of their own accord: counted for each region, and forgotten after a while."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlmodel import Session

from domain.notice import Level, NoticeState
from domain.recipient import Role
from store import tables as t
from store.db import insert_new
from store.members import SEEN_NAME

#: So long it is kept who pressed.
KEPT = timedelta(days=90)
#: Fewer than so many of a region are not told: they would be known by it.
FEWEST = 5
_a = t.acknowledgement.c


def asks_for(session: Session, notice: int) -> bool:
    """Return whether a notice is urgent and out, so that somebody can take note of it."""
    n = t.notice.c
    urgent = select(n.id).where(n.id == notice, n.level == Level.URGENT, n.state == NoticeState.RELEASED)
    return session.execute(urgent).first() is not None


def note(session: Session, notice: int, person: int, now: datetime) -> bool:
    """Write down that somebody took note; False if that stood there already."""
    return insert_new(session, t.acknowledgement, [{"notice": notice, "person": person, "at": now}]) == 1


def by_region(session: Session, notice: int) -> dict[str, int]:
    """Return by region how many took note, for regions with enough of them."""
    s = t.sub_region.c
    query = (
        select(s.region, func.count())
        .join(t.acknowledgement, _a.person == s.recipient)
        .where(_a.notice == notice)
        .group_by(s.region)
        .having(func.count() >= FEWEST)
    )
    return {str(region): int(count) for region, count in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Named:
    """A Federführende who took note and says so. regions: the codes of those that they lead."""

    name: str
    regions: tuple[str, ...]


def named(session: Session, notice: int) -> list[Named]:
    """Return those Federführende who took note and agreed that the Koordination sees their name."""
    p, c, led = t.person.c, t.consent.c, t.lead_region.c
    agreed = exists().where(c.person == p.id, c.kind == SEEN_NAME, c.withdrawn_at.is_(None))
    query = (
        select(p.id, p.display_name, led.region)
        .join(t.acknowledgement, _a.person == p.id)
        .outerjoin(t.lead_region, led.person == p.id)
        .where(_a.notice == notice, p.role == Role.LEAD.value, p.display_name.is_not(None), agreed)
        .order_by(p.display_name, p.id, led.region)
    )
    found: dict[int, Named] = {}
    for row in session.execute(query):
        before = found.get(row.id, Named(str(row.display_name), ()))
        found[row.id] = replace(before, regions=(*before.regions, row.region) if row.region else before.regions)
    return [one for one in found.values() if one.name]


def shows_name(session: Session, person: int) -> bool:
    """Return whether somebody has agreed to that."""
    c = t.consent.c
    mine = (c.person == person, c.kind == SEEN_NAME, c.withdrawn_at.is_(None))
    return session.execute(select(c.id).where(*mine)).first() is not None


def forget(session: Session, now: datetime) -> None:
    """Forget who took note long ago."""
    session.execute(delete(t.acknowledgement).where(_a.at < now - KEPT))
