"""Answers become dispatches, in the transaction that answers; their files lie in the folder before a row names them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bot.commands.base import Made, Reply
from channels.base import Capabilities
from content import attachments, compose, render
from domain import expiry
from domain.lane import Lane
from domain.message import Body, Form
from domain.state import Op
from domain.unsure import rule_for
from scheduler import saying
from store import asset_files, assets, bodies, inbox, outbox
from store import tables as t

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counter:
    """Where answers of an account are written down. folder: where the bytes of files are; None: nobody takes any."""

    account: str
    can: Capabilities
    now: datetime
    folder: Path | None = None

    def put(self, session: Session, row: inbox.Row, number: int, reply: Reply) -> None:
        """Write down the answer with this number to an event, or what somebody else is told because of it."""
        key = f"i{row.id}-{number}"
        if reply.to is not None:
            own = (self.account, self.can.form)
            saying.say_to(session, key, reply.to, reply.document, self.now, own, reply.buttons)
            return
        to: _Row = {
            "account": row.account,
            "address": _address_at(session, row),
            "chat": row.chat,
            "thread": row.thread,
            "lane": int(Lane.REPLY),
            "reply_to": None if row.direct else str(row.payload.get("message", row.event_id)),
            "on_unsure": rule_for(Op.SEND, None).value,
            "expires_at": self.now + expiry.REPLY,
        }
        self._enqueue(session, key, to, [*self._texts(reply, self.can.form), *self._files(session, reply)], reply)

    def _texts(self, reply: Reply, form: Form) -> list[Body]:
        return list(render.render(reply.document, form))

    def _files(self, session: Session, reply: Reply) -> Iterator[Body]:
        for made in reply.files:
            if self.folder is not None and 0 < len(made.content) <= self.can.file_limit:
                yield self._kept(session, self.folder, made)
        for one in reply.again:
            if self.folder is not None and one.file.size <= self.can.file_limit:
                yield compose.file_body(one)

    def _kept(self, session: Session, folder: Path, made: Made) -> Body:
        digest = hashlib.sha256(made.content).hexdigest()
        asset_files.keep_bytes(folder, made.content, digest)
        assets.note_stored(session, digest, len(made.content), self.now)
        head = made.content[: attachments.HEAD]
        return Body(made.label, file=attachments.look_at(made.name, head, len(made.content), digest))

    def _enqueue(self, session: Session, key: str, to: _Row, parts: list[Body], reply: Reply) -> None:
        texts = sum(part.file is None for part in parts)
        before: int | None = None
        for number, body in enumerate(parts):
            one = {
                **to,
                "key": f"{key}-{number}",
                "op": Op.SEND.value,
                "seq": number,
                "after": before,
                "body": bodies.dump(body),
                "buttons": bodies.dump_buttons(reply.buttons) if number == texts - 1 else None,
                "created_at": self.now,
                "not_before": self.now,
                "repeated": [],
            }
            (before,) = outbox.enqueue(session, [one])


def _address_at(session: Session, row: inbox.Row) -> int | None:
    a = t.address.c
    here = (a.account == row.account, a.chat == row.chat, a.thread == row.thread)
    return session.execute(select(a.id).where(*here)).scalars().first()
