"""Decisions on deliveries that did not arrive, or of which nobody knows: taken for sent, or sent again.

A decision is a new moment: what is sent again has the time that it would have if it were released now, and never more
than its notice. What is over by then is refused, for nothing stale is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update
from sqlmodel import Session

from domain import expiry
from domain.notice import Level, NoticeKind, NoticeState
from domain.state import DeliveryState, DispatchState, Op
from store import outbox, pins, profiles
from store import tables as t

_d, _n, _x, _link = t.delivery.c, t.notice.c, t.dispatch.c, t.delivery_dispatch.c
_OPEN = (DispatchState.UNSURE, DispatchState.FAILED, DispatchState.CANCELLED, DispatchState.QUEUED)


class Why(StrEnum):
    """Why nothing was decided."""

    #: It is neither unsure nor failed; or it failed, which leaves only to send it again.
    NOTHING_OPEN = "nothing_open"
    #: Its notice was stopped or withdrawn.
    ENDED = "ended"
    #: Its notice was corrected since; the correction is a delivery of its own.
    CORRECTED = "corrected"
    #: The time of its notice is over.
    EXPIRED = "expired"
    #: It travelled in a digest, in which something else has come to one of these ends.
    STALE_DIGEST = "stale_digest"
    #: There is no address that it could go to: of a person who was erased the chats are empty, or where it went is
    #: somebody else's by now.
    NO_ADDRESS = "no_address"
    #: Its person has become one with another one, who has the notice.
    MERGED = "merged"
    #: Its person has left, or pauses.
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was decided. at: when the time was over, where that is why."""

    why: Why
    at: datetime | None = None


def take_for_sent(session: Session, delivery: int, now: datetime) -> Refused | None:
    """Note that an unsure delivery arrived; None: that is done. What waits behind it goes on."""
    if _load(session, delivery, now).state != DeliveryState.UNSURE:
        return Refused(Why.NOTHING_OPEN)
    unsure = [row.id for row in _open_calls(session, delivery) if row.state == DispatchState.UNSURE]
    values = {"state": DispatchState.SENT, "error": "", "finished_at": now}
    session.execute(update(t.dispatch).where(_x.id.in_(unsure)).values(values))
    outbox.refresh(session, unsure)
    return None


def send_again(session: Session, delivery: int, now: datetime) -> Refused | None:
    """Send every part of an unsure or failed delivery that did not arrive; None: that is under way.

    Of a digest everything in it goes again, so nothing in it may have ended since.
    """
    mine = _load(session, delivery, now)
    if mine.state not in (DeliveryState.UNSURE, DeliveryState.FAILED):
        return Refused(Why.NOTHING_OPEN)
    calls = _open_calls(session, delivery)
    company = [row for row in _company(session, [call.id for call in calls], now) if row.id != delivery]
    refused = _why_not(mine, now)
    if refused is None and any(_why_not(row, now) for row in company):
        refused = Refused(Why.STALE_DIGEST)
    if refused is None and (mine.address is None or mine.is_strange or not all(call.chat for call in calls)):
        refused = Refused(Why.NO_ADDRESS)
    if refused is not None:
        return refused
    for row in (mine, *company):
        session.execute(update(t.delivery).where(_d.id == row.id).values(expires_at=_end(row, now)))
    if calls:
        _queue(session, calls, min(_end(row, now) for row in (mine, *company)), now)
    else:
        # It came to its end before it had remote calls: it gets them now.
        anew = {"state": DeliveryState.WAITING, "reason": "", "not_before": now, "expanded_at": None}
        session.execute(update(t.delivery).where(_d.id == delivery).values(anew))
    return None


_ROW = select(
    _d.id, _d.rev, _d.state, _d.address, _d.edition, _n.rev.label("newest"), _n.state.label("notice_state"), _n.kind,
    _n.level, _n.expires_at, _n.starts_at,
    exists().where(t.person.c.id == _d.recipient, t.person.c.merged_into.is_not(None)).label("merged"),
    exists().where(t.address.c.id == _d.address, t.address.c.recipient != _d.recipient).label("is_strange"),
).join(t.notice, _n.id == _d.notice)  # fmt: skip


def _row(now: datetime) -> Select[Any]:
    is_away = exists().where(t.person.c.id == _d.recipient, profiles.is_away(now))
    return _ROW.add_columns(is_away.label("is_away"))


def _load(session: Session, delivery: int, now: datetime) -> Any:
    return session.execute(_row(now).where(_d.id == delivery)).one()


def _company(session: Session, calls: Sequence[int], now: datetime) -> Sequence[Any]:
    """Return the deliveries that travel with these dispatches."""
    with_them = select(_link.delivery).where(_link.dispatch.in_(calls))
    return session.execute(_row(now).where(_d.id.in_(with_them))).all()


def _open_calls(session: Session, delivery: int) -> Sequence[Any]:
    """Return the dispatches of a delivery that did not arrive, at the address that it took last."""
    query = (
        select(_x.id, _x.op, _x.state, _x.tries, _x.repeated, _x.chat)
        .join(t.delivery_dispatch, _link.dispatch == _x.id)
        .join(t.delivery, and_(_d.id == _link.delivery, _d.address == _x.address))
        .where(_link.delivery == delivery, or_(*(_x.state == state for state in _OPEN)))
    )
    return session.execute(query).all()


def _why_not(row: Any, now: datetime) -> Refused | None:
    """Return why a delivery is of no use any more, or None."""
    if row.merged:
        return Refused(Why.MERGED)
    if row.is_away:
        return Refused(Why.AWAY)
    if row.notice_state != NoticeState.RELEASED:
        return Refused(Why.ENDED)
    if row.rev < row.newest:
        return Refused(Why.CORRECTED)
    end = _end(row, now)
    return Refused(Why.EXPIRED, end) if end <= now else None


def _end(row: Any, now: datetime) -> datetime:
    """Return until when a delivery may be sent that begins anew now. In an edition even what is urgent has its time."""
    level = Level.INFO if row.edition is not None else Level(row.level)
    return expiry.of_notice(
        NoticeKind(row.kind), level, first_allowed=now, valid_until=row.expires_at, starts_at=row.starts_at
    )


def _queue(session: Session, calls: Sequence[Any], until: datetime, now: datetime) -> None:
    statement = update(t.dispatch).where(_x.id == bindparam("b_id"))
    values = statement.values(
        state=DispatchState.QUEUED, repeated=bindparam("b_repeated"), attempts=0, error="", not_before=now,
        expires_at=bindparam("b_until"),
    )  # fmt: skip
    # A change of what was sent is late sooner than a message.
    change = min(until, now + expiry.EDIT)
    session.execute(
        values,
        [
            {
                "b_id": call.id,
                "b_repeated": [*call.repeated, call.tries] if call.state == DispatchState.UNSURE else call.repeated,
                "b_until": until if call.op == Op.SEND else change,
            }
            for call in calls
        ],
    )
    pins.put_up_again(session, [call.id for call in calls], until, now)
    outbox.refresh(session, [call.id for call in calls])
