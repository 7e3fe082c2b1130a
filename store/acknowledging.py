"""Who took note of an urgent notice, of their own accord: counted for each region, and forgotten after a while."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session

from domain.notice import Level, NoticeState
from store import tables as t
from store.db import insert_new

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


def forget(session: Session, now: datetime) -> None:
    """Forget who took note long ago."""
    session.execute(delete(t.acknowledgement).where(_a.at < now - KEPT))
