"""Invitations: codes of which only a hash is kept, good for one person or, as a sheet, for many, until they end."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
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
    """What a code gives. text_version: the wording of the consent that stands on what was printed of it, "" if none."""

    hash: str
    role: Role
    region: str | None
    made_by: str
    text_version: str


@dataclass(frozen=True, slots=True)
class New:
    """An invitation to be made. many: a sheet; region: of a Federführende, or whose sheet it is.

    text_version: the wording of the consent that stands on what is printed of it, "" if none.
    """

    role: Role
    region: str | None
    made_by: str
    expires_at: datetime
    many: bool = False
    text_version: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that is good still. uses: how many have taken a sheet."""

    hash: str
    role: Role
    region: str | None
    many: bool
    expires_at: datetime
    uses: int


def make(session: Session, new: New, now: datetime) -> str:
    """Return a new code, like "k7rm-2xhp-9dtw"; it is shown this once."""
    text, _ = new_words()
    keep(session, text, new, now)
    return text


def keep(session: Session, text: str, new: New, now: datetime) -> None:
    """Make new words good for an invitation."""
    row = {
        "role": new.role.value, "region": new.region, "many": new.many, "made_by": new.made_by, "made_at": now,
        "text_version": new.text_version or None,
    }  # fmt: skip
    session.execute(insert(t.code).values(hash=_hash(text), purpose=INVITE, expires_at=new.expires_at, **row))


def open_ones(session: Session, regions: Collection[str] | None, made_by: str, now: datetime) -> list[Open]:
    """Return the invitations that are good still: all (None), or those for these regions, or made by somebody."""
    where = [] if regions is None else [or_(_c.region.in_(sorted(regions)), _c.made_by == made_by)]
    query = select(_c.hash, _c.role, _c.region, _c.many, _c.expires_at, _c.uses).where(_is_valid(now), *where)
    rows = session.execute(query.order_by(_c.made_at, _c.hash))
    return [Open(row.hash, Role(row.role), row.region, row.many, row.expires_at, row.uses) for row in rows]


def take_back(session: Session, hash_: str, now: datetime) -> bool:
    """Let an invitation be good for nobody from now on; return whether it was for somebody."""
    mine = (_c.hash == hash_, _is_valid(now))
    return session.execute(update(t.code).where(*mine).values(used_at=now).returning(_c.hash)).first() is not None


def divide(text: str) -> tuple[str, str]:
    """Return the words of a code with which a text begins, however they are grouped, and what is said behind them.

    Letters right behind a code are part of it, so that it is none: it may have been mistyped. Other signs end it.
    """
    signs = 0
    for at, sign in enumerate(text):
        if sign.isalnum():
            signs += 1
        elif signs >= _SIGNS:
            behind = text[at:]
            first = next((at for at, sign in enumerate(behind) if sign.isalnum()), len(behind))
            return text[:at], behind[first:]
    return text, ""


def new_words() -> tuple[str, str]:
    """Return the words of a new code, like "k7rm-2xhp-9dtw", and their hash."""
    text = "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS))
    return "-".join(text[at : at + 4] for at in range(0, _SIGNS, 4)), _hash(text)


def look(session: Session, who: Talker, text: str, now: datetime) -> Invitation | Refused:
    """Return what a code gives, or why it is not taken; a wrong one is counted."""
    row = seek(session, who, text, INVITE, now)
    return row if isinstance(row, Refused) else _given(row)


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
    return None if row is None else _given(row)


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


def _given(row: Any) -> Invitation:
    return Invitation(row.hash, Role(row.role), row.region, row.made_by, row.text_version or "")


def _hash(text: str) -> str:
    plain = "".join(sign for sign in fold(text) if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
