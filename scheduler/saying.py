"""One person or place is told something that is no notice, because of what somebody else did or a moment that came."""

from datetime import datetime

from sqlmodel import Session

from content import render
from content.blocks import Document
from domain import expiry
from domain.lane import Lane
from domain.message import Button, Form
from domain.state import Op
from domain.unsure import OnUnsure
from store import bodies, outbox, people

_NO_ACCOUNT = ("", Form.PLAIN)


def say_to(
    session: Session,
    key: str,
    recipient: int,
    document: Document,
    now: datetime,
    own: tuple[str, Form] = _NO_ACCOUNT,
    buttons: tuple[tuple[Button, ...], ...] = (),
    until: datetime | None = None,
) -> bool:
    """Queue a text for somebody where they prefer it, after their quiet hours; return whether there is such a place.

    own: an account whose form is known; elsewhere it goes as plain text, which every network takes. until: after that
    it is of no use any more.
    """
    where = people.written_to(session, recipient, now)
    if where is None:
        return False
    parts = render.render(document, own[1] if where.account == own[0] else Form.PLAIN)
    before: int | None = None
    for number, body in enumerate(parts):
        row = {
            "key": f"{key}-{number}",
            "account": where.account,
            "address": where.address,
            "chat": where.chat,
            "thread": where.thread,
            "lane": int(Lane.NORMAL),
            "op": Op.SEND.value,
            "seq": number,
            "after": before,
            "body": bodies.dump(body),
            "buttons": bodies.dump_buttons(buttons) if number == len(parts) - 1 else None,
            "on_unsure": OnUnsure.REPEAT_MARKED.value,
            "created_at": now,
            "not_before": now,
            "expires_at": until or now + expiry.BULK,
            "repeated": [],
        }
        (before,) = outbox.enqueue(session, [row])
    return True
