"""Letters about meetings to single people and places, written where they prefer, when nobody has just asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from content import render
from content.blocks import Document
from domain.lane import Lane
from domain.message import Button, Form
from domain.recipient import AddressState
from domain.state import Op
from domain.unsure import OnUnsure
from store import bodies, outbox
from store import tables as t
from store.profiles import is_active, is_to_be_used


@dataclass(frozen=True, slots=True)
class Reached:
    """Where somebody is written to. confirmed: they may read what is internal. preferred: it is where they prefer."""

    address: int
    account: str
    chat: str
    thread: str
    is_person: bool
    confirmed: bool
    preferred: bool


def reach(session: Session, recipient: int, now: datetime) -> Reached | None:
    """Return the address that somebody prefers, or another one if they agreed to that or prefer none.

    None: there is none, or they want nothing at present.
    """
    r, a, p = t.recipient.c, t.address.c, t.person.c
    query = (
        select(a.id, a.account, a.chat, a.thread, p.id.label("person"), p.confirmed_at, r.preferred_address)
        .join(t.recipient, r.id == a.recipient)
        .outerjoin(t.person, p.id == r.id)
        .where(a.recipient == recipient, a.state == AddressState.OK, is_active(now))
        .where(is_to_be_used())
        .order_by(a.id != r.preferred_address, a.id)
    )
    row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    confirmed, preferred = row.confirmed_at is not None, row.preferred_address in (None, row.id)
    return Reached(row.id, row.account, row.chat, row.thread, row.person is not None, confirmed, preferred)


def write(
    session: Session, key: str, to: Reached, document: Document, now: datetime, expires_at: datetime,
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> bool:  # fmt: skip
    """Queue a letter; return False when one with this key was written before. It keeps quiet hours."""
    x = t.dispatch.c
    if session.execute(select(x.id).where(x.key == key)).first() is not None:
        return False
    # What is written ahead for any network is plain: that is a form of every one.
    body = render.render(document, Form.PLAIN)[0]
    row = {
        "key": key, "account": to.account, "address": to.address, "chat": to.chat, "thread": to.thread,
        "lane": int(Lane.NORMAL), "op": Op.SEND.value, "body": bodies.dump(body),
        "buttons": bodies.dump_buttons(buttons), "on_unsure": OnUnsure.REPEAT_MARKED.value, "created_at": now,
        "not_before": now, "expires_at": expires_at, "repeated": [],
    }  # fmt: skip
    outbox.enqueue(session, [row])
    return True
