"""What somebody is told in another chat than the one in which it happened, in the transaction in which it did."""

from sqlmodel import Session

from bot.commands.base import Asked, Reply
from content import render
from domain import expiry
from domain.lane import Lane
from domain.message import Form
from domain.state import Op
from domain.unsure import rule_for
from store import bodies, outbox, people
from store.dialogs import Talker


def queue(session: Session, asked: Asked, to: Talker, reply: Reply) -> None:
    """Queue a message to a direct chat, on whatever network that is, because of what `asked` did; it goes at once.

    Its form is the one that every network shows. One such message for each thing that was asked.
    """
    before: int | None = None
    parts = render.render(reply.document, Form.PLAIN)
    address = people.address_at(session, to.account, to.chat)
    for part, body in enumerate(parts):
        (before,) = outbox.enqueue(
            session,
            [
                {
                    "key": f"t{asked.serial}-{part}",
                    "account": to.account,
                    "address": address,
                    "chat": to.chat,
                    "lane": int(Lane.REPLY),
                    "op": Op.SEND.value,
                    "seq": part,
                    "after": before,
                    "body": bodies.dump(body),
                    "buttons": bodies.dump_buttons(reply.buttons) if part == len(parts) - 1 else None,
                    "on_unsure": rule_for(Op.SEND, None).value,
                    "created_at": asked.now,
                    "not_before": asked.now,
                    "expires_at": asked.now + expiry.REPLY,
                    "repeated": [],
                }
            ],
        )
