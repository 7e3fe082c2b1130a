"""Two addresses of one person: a code made in one chat, given in the other, confirmed in the first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from domain.recipient import PersonState
from store import codes, members, merging, strangers
from store import tables as t
from store.codes import Refused
from store.dialogs import Talker

#: So long a code may be given.
VALID = timedelta(hours=1)
#: So long what was given waits for the word that confirms it.
CONFIRMABLE = timedelta(minutes=30)
_o, _a, _c, _p, _r = t.link_offer.c, t.address.c, t.code.c, t.person.c, t.recipient.c


@dataclass(frozen=True, slots=True)
class Offer:
    """Two chats of which somebody says that they are theirs. first: where the code was made."""

    code: str
    person: int
    first: Talker
    second: Talker


@dataclass(frozen=True, slots=True)
class Place:
    """An address of a person. user: who they are there."""

    id: int
    account: str
    user: str
    state: str
    preferred: bool


def make(session: Session, who: Talker, person: int, now: datetime) -> str:
    """Return a new code by which the person's other chat is linked; codes that they made before are void."""
    _forget(session, select(_o.code).where(_o.person == person))
    text, hash_ = codes.new_words()
    row = {"purpose": codes.LINK, "person": person, "made_at": now, "expires_at": now + VALID}
    session.execute(insert(t.code).values(hash=hash_, **row))
    offer = {"code": hash_, "person": person, "account": who.account, "chat": who.chat, "user": who.user}
    session.execute(insert(t.link_offer).values(**offer))
    return text


def give(session: Session, who: Talker, text: str, number: int, now: datetime) -> Offer | Refused | None:
    """Note that the maker of a code is said to be in this chat too; None if it is known as theirs, or is the same.

    number: with which it is confirmed. A wrong code is counted like a wrong invitation.
    """
    row = codes.seek(session, who, text, codes.LINK, now)
    if isinstance(row, Refused):
        return row
    offer = session.execute(select(t.link_offer).where(_o.code == row.hash)).first()
    if offer is None:
        return Refused.UNKNOWN
    known = session.execute(
        select(_a.recipient).where(_a.account == who.account, _a.chat == who.chat).limit(1)
    ).scalar_one_or_none()
    if known == offer.person or (offer.account, offer.chat) == (who.account, who.chat):
        return None
    given = {"other_account": who.account, "other_chat": who.chat, "other_user": who.user}
    values = {**given, "number": number, "given_at": now}
    session.execute(update(t.link_offer).where(_o.code == row.hash).values(**values))
    return _offer(offer, who)


def waiting(session: Session, who: Talker, number: int, now: datetime) -> Offer | None:
    """Return what waits to be confirmed in this chat with this number, if that is not too long ago."""
    here = (_o.account == who.account, _o.chat == who.chat, _o.user == who.user)
    query = select(t.link_offer).where(*here, _o.number == number, _o.given_at > now - CONFIRMABLE)
    row = session.execute(query).first()
    return None if row is None else _offer(row, Talker(row.other_account, row.other_chat, row.other_user))


def _offer(row: Any, second: Talker) -> Offer:
    return Offer(row.code, row.person, Talker(row.account, row.chat, row.user), second)


def link(session: Session, offer: Offer, now: datetime) -> int:
    """Make one person of both chats, and return their id."""
    _forget(session, select(_o.code).where(_o.code == offer.code))
    second = members.member_at(session, offer.second.account, offer.second.chat)
    if second is None:
        return _add(session, offer)
    if second.id == offer.person:
        return offer.person
    survivor, other = merging.survivor_of(session, offer.person, second.id)
    merging.merge(session, survivor, other, now)
    return survivor


def _add(session: Session, offer: Offer) -> int:
    who = offer.second
    row = {"account": who.account, "chat": who.chat, "user": who.user, "recipient": offer.person}
    session.execute(insert(t.address).values(**row))
    strangers.forget(session, who.account, who.chat)
    return offer.person


def _forget(session: Session, which: Any) -> None:
    hashes = list(session.execute(which).scalars())
    session.execute(delete(t.link_offer).where(_o.code.in_(hashes)))
    session.execute(delete(t.code).where(_c.hash.in_(hashes)))


def forget_old(session: Session, now: datetime) -> None:
    """Forget codes that can be neither given nor confirmed any more."""
    over = _c.expires_at < now - CONFIRMABLE
    _forget(session, select(_c.hash).where(_c.purpose == codes.LINK, over))


def places_of(session: Session, person: int) -> list[Place]:
    """Return the addresses of a person, the oldest first."""
    query = select(_a.id, _a.account, _a.user, _a.chat, _a.state, _r.preferred_address)
    rows = session.execute(query.join(t.recipient, _r.id == _a.recipient).where(_r.id == person).order_by(_a.id))
    return [
        Place(row.id, row.account, row.user or row.chat, row.state, row.id == row.preferred_address) for row in rows
    ]


def falls_back(session: Session, person: int) -> bool:
    """Return whether somebody agreed that their other address is used when the preferred one is of no use."""
    return bool(session.execute(select(_p.fallback_ok).where(_p.id == person)).scalar_one())


def fall_back(session: Session, person: int, wording: str, now: datetime, *, ok: bool) -> None:
    """Let the other address be used, or not; a consent of its own."""
    session.execute(update(t.person).where(_p.id == person).values(fallback_ok=ok))
    if ok:
        members.consent(session, person, members.FALLBACK, wording, now)
    else:
        members.withdraw(session, person, now, members.FALLBACK)


def prefer(session: Session, person: int, address: int) -> None:
    """Let everything go to this address of the person first; nothing happens for an address that is not theirs."""
    mine = select(_a.id).where(_a.id == address, _a.recipient == person).exists()
    session.execute(update(t.recipient).where(_r.id == person, mine).values(preferred_address=address))


def split(session: Session, person: int, address: int, now: datetime) -> Talker | None:
    """Make an address of the person somebody of its own, and return where that is; None if it is their only one."""
    rows = session.execute(select(_a.id, _a.account, _a.chat, _a.user).where(_a.recipient == person)).all()
    mine = next((row for row in rows if row.id == address), None)
    if mine is None or len(rows) < 2:
        return None
    merging.split(session, address, now)
    return Talker(mine.account, mine.chat, mine.user or mine.chat)


def address_of(session: Session, person: int, account: str, chat: str) -> int | None:
    """Return the id of an address, if it is this person's."""
    query = select(_a.id).where(_a.recipient == person, _a.account == account, _a.chat == chat)
    return session.execute(query).scalars().first()


def is_gone(session: Session, person: int) -> bool:
    """Return whether somebody has become another person, or was erased."""
    row = session.execute(select(_p.merged_into, _p.state).where(_p.id == person)).one()
    return row.merged_into is not None or row.state == PersonState.ERASED.value


def merged_into(session: Session, person: int) -> list[int]:
    """Return the person and all that were merged into them."""
    query = select(_p.id).where((_p.id == person) | (_p.merged_into == person)).order_by(_p.id)
    return list(session.execute(query.where(_p.state != PersonState.ERASED.value)).scalars())
