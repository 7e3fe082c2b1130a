"""Who may read an internal notice, but not on the network where they are: they are told that there is one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlmodel import Session

from domain.recipient import AddressState
from store import tables as t
from store.freeze import NO_ADDRESS


@dataclass(frozen=True, slots=True)
class Unreached:
    """A delivery that found no address, and where its person can be told so."""

    delivery: int
    address: int
    account: str
    chat: str
    thread: str
    lane: int
    not_before: datetime
    expires_at: datetime


def unreached(session: Session, notice: int, rev: int, public_only: Collection[str]) -> list[Unreached]:
    """Return the persons of a frozen revision whose only usable addresses are on accounts for what is public.

    Somebody with several of them is told once, at the preferred one.
    """
    d, a, r = t.delivery.c, t.address.c, t.recipient.c
    other = t.address.alias("other").c
    usable = and_(a.state == AddressState.OK, a.account.in_(sorted(public_only)))
    first = (
        select(func.min(other.id))
        .where(other.recipient == d.recipient, other.state == AddressState.OK, other.account.in_(sorted(public_only)))
        .scalar_subquery()
    )
    preferred = t.address.alias("preferred")
    chosen = select(preferred.c.id).where(
        preferred.c.id == r.preferred_address,
        preferred.c.state == AddressState.OK,
        preferred.c.account.in_(sorted(public_only)),
    )
    statement = (
        select(d.id, a.id, a.account, a.chat, a.thread, d.lane, d.not_before, d.expires_at)
        .join(t.person, t.person.c.id == d.recipient)
        .join(t.recipient, r.id == d.recipient)
        .join(t.address, and_(a.recipient == d.recipient, usable))
        .where(d.notice == notice, d.rev == rev, d.reason == NO_ADDRESS)
        .where(a.id == func.coalesce(chosen.scalar_subquery(), first))
        .order_by(d.id)
    )
    return [Unreached(*row) for row in session.execute(statement)]
