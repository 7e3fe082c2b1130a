"""Invitations: codes of which only a hash is kept, good for one person or, as a sheet, for many, until they end."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.folding import fold
from domain.recipient import Role
from store import tables as t
from store.db import upsert
from store.dialogs import Talker

#: Without signs that look alike.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_SIGNS = 12
#: Who tried so many wrong codes is heard again only after a day. Guessing one is hopeless anyway.
MOST_GUESSES = 50
_BLOCKED = timedelta(days=1)
#: What a code is for: an invitation, or the linking of two addresses (store/linking.py).
INVITE, LINK = "invite", "link"
_c, _g = t.code.c, t.guess.c


class Refused(StrEnum):
    """Why a code is not taken."""

    #: There is none like it, or it is used up: which of both is nobody's business.
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    #: Too many wrong ones were tried.
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code gives."""

    hash: str
    role: Role
    region: str | None
    made_by: str


def make(
    session: Session, role: Role, region: str | None, made_by: str, now: datetime, expires_at: datetime, *, many: bool
) -> str:
    """Return a new code, like "k7rm-2xhp-9dtw"; it is shown this once."""
    text, hash_ = new_words()
    row = {"role": role.value, "region": region, "many": many, "made_by": made_by, "made_at": now}
    session.execute(insert(t.code).values(hash=hash_, purpose=INVITE, expires_at=expires_at, **row))
    return text


def new_words() -> tuple[str, str]:
    """Return the words of a new code, like "k7rm-2xhp-9dtw", and their hash."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS))
    return "-".join(text[at : at + 4] for at in range(0, _SIGNS, 4)), _hash(text)


def look(session: Session, who: Talker, text: str, now: datetime) -> Invitation | Refused:
    """Return what a code gives, or why it is not taken; a wrong one is counted."""
    row = seek(session, who, text, INVITE, now)
    return row if isinstance(row, Refused) else Invitation(row.hash, Role(row.role), row.region, row.made_by)


def seek(session: Session, who: Talker, text: str, purpose: str, now: datetime) -> Any:
    """Return the row of a code for a purpose that is good now, or why it is Refused; a wrong one is counted."""
    tried = session.execute(select(_g.tries, _g.since).where(_g.account == who.account, _g.user == who.user)).first()
    recent = tried is not None and tried.since > now - _BLOCKED
    if tried is not None and recent and tried.tries >= MOST_GUESSES:
        return Refused.BLOCKED
    row = session.execute(select(t.code).where(_c.hash == _hash(text), _c.purpose == purpose)).first()
    if row is not None and row.used_at is None and row.expires_at > now:
        return row
    count = (
        {"tries": tried.tries + 1, "since": tried.since} if tried is not None and recent else {"tries": 1, "since": now}
    )
    upsert(session, t.guess, [{"account": who.account, "user": who.user, **count}])
    return Refused.EXPIRED if row is not None and row.used_at is None else Refused.UNKNOWN


def find(session: Session, hash_: str, now: datetime) -> Invitation | None:
    """Return what a code that was looked at before gives now, or None if it is used or over meanwhile."""
    query = select(t.code).where(_c.hash == hash_, _is_valid(now))
    row = session.execute(query).first()
    return None if row is None else Invitation(row.hash, Role(row.role), row.region, row.made_by)


def use(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Use a code, and return whether that was possible still: a personal one is used once, whoever comes together."""
    free = (_c.hash == invitation.hash, _is_valid(now))
    once = update(t.code).where(*free, _c.many.is_(False)).values(used_at=now, uses=_c.uses + 1).returning(_c.hash)
    again = update(t.code).where(*free, _c.many.is_(True)).values(uses=_c.uses + 1).returning(_c.hash)
    return session.execute(again).first() is not None or session.execute(once).first() is not None


def sheet_is_out(session: Session, now: datetime) -> bool:
    """Return whether an invitation sheet, a code for many, is valid."""
    return session.execute(select(_c.hash).where(_c.many.is_(True), _is_valid(now)).limit(1)).first() is not None


def forget_guesses(session: Session, now: datetime) -> None:
    """Forget wrong codes that do not count any more."""
    session.execute(delete(t.guess).where(_g.since <= now - _BLOCKED))


def _is_valid(now: datetime) -> ColumnElement[bool]:
    return and_(_c.purpose == INVITE, _c.used_at.is_(None), _c.expires_at > now)


def _hash(text: str) -> str:
    plain = "".join(sign for sign in fold(text) if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
