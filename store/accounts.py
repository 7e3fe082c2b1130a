"""What is known of the accounts that we send with, as their processes noted it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from store import tables as t
from store.db import upsert

_c = t.account.c


@dataclass(frozen=True, slots=True)
class Known:
    """limited: whether its server limits it, None when nobody knows. heard_at: when its network last answered."""

    limited: bool | None = None
    limited_since: datetime | None = None
    heard_at: datetime | None = None


def known(session: Session, account: str) -> Known:
    """Return what was noted of an account."""
    statement = select(_c.limited, _c.limited_since, _c.heard_at).where(_c.account == account)
    row = session.execute(statement).one_or_none()
    return Known(*row) if row is not None else Known()


def note_limited(session: Session, account: str, limited: bool, now: datetime) -> None:
    """Note whether the server limits an account; the moment stays that of the first time."""
    if known(session, account).limited is not limited:
        upsert(session, t.account, [{"account": account, "limited": limited, "limited_since": now}])


def note_heard(session: Session, account: str, at: datetime) -> None:
    """Note when an account's network last answered."""
    upsert(session, t.account, [{"account": account, "heard_at": at}])
