"""After a restore nobody knows what was sent since the backup: what waits is unsure, unless a repeat does no harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.state import DispatchState
from domain.unsure import OnUnsure, Repeat, Stay, after_unsure
from store import outbox
from store import tables as t
from store.deliveries import RESTORED


@dataclass(frozen=True, slots=True)
class Held:
    """What nobody knows about now: how many remote calls, and how many deliveries that have none yet."""

    dispatches: int
    deliveries: int


def hold(session: Session, now: datetime) -> Held:
    """Let nothing be sent that was due by now, and so may have been sent since the backup.

    A delivery that has no remote calls yet gets them first, as always, so that they can be told by their keys.
    """
    x, d = t.dispatch.c, t.delivery.c
    changed = _hold(session, now, or_(and_(t.IS_QUEUED, x.not_before <= now), t.IS_SENDING))
    noted = update(t.delivery).where(t.IS_UNEXPANDED, d.not_before <= now).values(reason=RESTORED)
    return Held(changed, len(session.execute(noted.returning(d.id)).all()))


def hold_expanded(session: Session, restored: Sequence[int], now: datetime) -> None:
    """Do the same with the remote calls that such deliveries have now; in the transaction that made them."""
    x, link = t.dispatch.c, t.delivery_dispatch.c
    theirs = select(link.dispatch).where(link.delivery.in_(restored))
    _hold(session, now, and_(x.id.in_(theirs), t.IS_QUEUED))


def _hold(session: Session, now: datetime, which: ColumnElement[bool]) -> int:
    """Hold these dispatches, and return how many are unsure now."""
    x = t.dispatch.c
    query = select(x.id, x.state, x.on_unsure, x.repeated, x.tries, x.mark, x.created_at).where(which)
    changes = [_change(row, now) for row in session.execute(query).all()]
    if changes:
        columns = ("state", "error", "repeated", "tries", "mark")
        values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in columns}
        session.execute(update(t.dispatch).where(x.id == bindparam("b_id")).values(values), changes)
    unsure = [change["b_id"] for change in changes if change["b_state"] == DispatchState.UNSURE]
    outbox.refresh(session, unsure)
    return len(unsure)


def _change(row: Any, now: datetime) -> dict[str, Any]:
    """Return what becomes of a dispatch: unsure, or sent (again) because its rule says so."""
    rule, age = OnUnsure(row.on_unsure), now - row.created_at
    follows = after_unsure(rule, same_message=False, repeats=len(row.repeated), age=age)
    # The call that nobody remembers has a number too, or its repeat would look like the same one.
    lost = row.tries + (row.state == DispatchState.QUEUED)
    stays = isinstance(follows, Stay)
    return {
        "b_id": row.id,
        "b_state": DispatchState.UNSURE.value if stays else DispatchState.QUEUED.value,
        "b_error": RESTORED,
        "b_repeated": row.repeated if stays else [*row.repeated, lost],
        "b_tries": lost,
        "b_mark": "repeat" if isinstance(follows, Repeat) and follows.marked else row.mark,
    }
