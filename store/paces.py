"""Where the meters of an account stand, so that pacing survives a restart."""

from functools import lru_cache

from sqlalchemy import or_, select
from sqlmodel import Session

from store import tables as t
from store.db import upserting
from store.quick import Quick


def load(session: Session, account: str, now: float) -> dict[str, tuple[float, float, float]]:
    """Return the meters of an account by chat, as far as they hold something still: (next_at, rate, rate_at)."""
    c = t.pace.c
    holds = or_(c.next_at > now, c.rate > 0)
    rows = session.execute(select(c.chat, c.next_at, c.rate, c.rate_at).where(c.account == account, holds))
    return {chat: (next_at, rate, rate_at) for chat, next_at, rate, rate_at in rows}


def save(session: Session, account: str, paces: dict[str, tuple[float, float, float]]) -> None:
    """Store meters, so that a restart does not begin with a burst."""
    rows = [
        {"account": account, "chat": chat, "next_at": next_at, "rate": rate, "rate_at": rate_at}
        for chat, (next_at, rate, rate_at) in paces.items()
    ]
    if rows:
        _saving(session.connection().dialect.name).many(session, rows)


@lru_cache(maxsize=2)
def _saving(dialect: str) -> Quick:
    names = tuple(column.name for column in t.pace.columns)
    return Quick(upserting(t.pace, dialect, names), names)
