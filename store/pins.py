"""What is pinned: a place keeps an urgent notice at its top, until it is done, over or taken back.

Pinning and unpinning are remote calls like others, once in effect and durable, but they carry no delivery: where the
bot may not pin, the notice has arrived all the same.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, tuple_, update
from sqlmodel import Session

from domain import expiry
from domain.lane import Lane
from domain.notice import Level
from domain.retry import EXPIRED
from domain.state import LEFT, DispatchState, Op
from domain.unsure import OnUnsure
from store import tables as t

_d, _n, _v, _x, _link = (
    t.delivery.c, t.notice.c, t.notice_revision.c, t.dispatch.c, t.delivery_dispatch.c,
)  # fmt: skip
#: How a revision goes on that says so (content.words.FollowUp).
DONE = "done"
#: So long one without a deadline stays up.
KEPT = timedelta(days=14)
#: So long what expired before it was unpinned is asked for again.
_TRIED = timedelta(days=30)
#: What the key of the call that unpins ends in.
_OFF = "-off"


def key(delivery: int, address: int | None) -> str:
    """Return the key of the call that pins a delivery where it goes."""
    return f"d{delivery}-{address}-pin"


def done(session: Session, revisions: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which of these revisions (notice, rev) say that nothing needs to be done any more."""
    if not revisions:
        return set()
    these = tuple_(_v.notice, _v.rev).in_(sorted(revisions))
    found = session.execute(select(_v.notice, _v.rev).where(these, _v.follow_up == DONE))
    return {(notice, rev) for notice, rev in found}


def take_down(session: Session, notice: int, now: datetime) -> int:
    """Have a notice pinned nowhere any more; return how many calls that takes. Twice is like once."""
    return _take_down(session, _d.notice == notice, now)


def take_down_of(session: Session, delivery: int, now: datetime) -> int:
    """The same for what one delivery brought."""
    return _take_down(session, _d.id == delivery, now)


def take_down_over(session: Session, now: datetime) -> int:
    """The same for every urgent notice whose time is over; and what could not be unpinned in time is tried again."""
    _ask_again(session, now)
    ends_at = func.coalesce(_n.deadline, _n.expires_at)
    over = or_(ends_at <= now, and_(ends_at.is_(None), _n.released_at <= now - KEPT))
    urgent = select(_n.id).where(_n.level == Level.URGENT.value, _n.released_at.is_not(None), over)
    return _take_down(session, _d.notice.in_(urgent), now)


def _ask_again(session: Session, now: datetime) -> None:
    """Ask once more for what expired before it could be unpinned, as when its account stood still for days."""
    pin = t.dispatch.alias("pin")
    still_up = exists().where(pin.c.key + _OFF == _x.key, pin.c.state.in_(LEFT), pin.c.chat != "")
    expired = (_x.op == Op.UNPIN.value, _x.state == DispatchState.FAILED.value, _x.error == EXPIRED)
    # What is older is left: such a chat will not be heard of again.
    late = (*expired, _x.created_at > now - _TRIED, still_up)
    again = {"state": DispatchState.QUEUED.value, "error": "", "finished_at": None, "not_before": now}
    session.execute(update(t.dispatch).where(*late).values(**again, expires_at=now + expiry.URGENT))


def put_up_again(session: Session, targets: Sequence[int], until: datetime, now: datetime) -> None:
    """Let messages be pinned that failed and are sent again: what pins them was called off with them."""
    called_off = (_x.op == Op.PIN.value, _x.target.in_(targets), _x.state == DispatchState.CANCELLED.value)
    values = {"state": DispatchState.QUEUED.value, "error": "", "not_before": now, "expires_at": until}
    session.execute(update(t.dispatch).where(*called_off).values(values))


def _take_down(session: Session, of: ColumnElement[bool], now: datetime) -> int:
    messages = select(_link.dispatch).join(t.delivery, _d.id == _link.delivery).where(of)
    mine = and_(_x.op == Op.PIN.value, _x.target.in_(messages))
    waits = update(t.dispatch).where(mine, t.IS_QUEUED)
    session.execute(waits.values(state=DispatchState.CANCELLED.value, error="not pinned any more"))
    asked = t.dispatch.alias("asked")
    is_asked = exists().where(asked.c.key == _x.key + _OFF)
    up = select(_x.id, _x.key, _x.account, _x.address, _x.chat, _x.thread, _x.target, _x.state).where(
        mine, _x.state.in_(LEFT), _x.chat != "", ~is_asked
    )
    rows = [_unpinning(row, now) for row in session.execute(up)]
    if rows:
        session.execute(insert(t.dispatch), rows)
    return len(rows)


def _unpinning(row: Any, now: datetime) -> dict[str, Any]:
    """Return a call that waits for the one that pins: unpinned first, it would be pinned for good."""
    after = None if row.state == DispatchState.UNSURE else row.id
    return {
        "key": row.key + _OFF, "account": row.account, "address": row.address, "chat": row.chat,
        "thread": row.thread, "lane": int(Lane.EDIT), "op": Op.UNPIN.value, "after": after, "target": row.target,
        "silent": True, "on_unsure": OnUnsure.REPEAT.value, "created_at": now, "not_before": now,
        "expires_at": now + expiry.URGENT, "repeated": [],
    }  # fmt: skip
