"""The direct rooms of people who have not joined: who came when, and who has said nothing since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain.addressed import EventKind
from domain.strangers import SILENT_FOR, WITHIN, may_come
from store import codes
from store import tables as t
from store.db import insert_new

_s, _i = t.stranger.c, t.inbox.c
#: What a person does to say something.
_WORDS = [kind.value for kind in (EventKind.TEXT, EventKind.BUTTON, EventKind.REACTION, EventKind.UNDECRYPTABLE)]


def let_in(session: Session, account: str, names: Sequence[str], chat: str, server: str, now: datetime) -> bool:
    """Return whether a user may begin a direct chat, and count them if they are a stranger; asked again, the same.

    names: the user and what other direct chats they have.
    """
    known = is_known(session, account, names)
    if known or session.execute(select(_s.chat).where(_s.account == account, _s.chat == chat)).first() is not None:
        return True
    recent = (_s.account == account, _s.server == server, _s.came_at > now - WITHIN)
    came = int(session.execute(select(func.count()).select_from(t.stranger).where(*recent)).scalar_one())
    if not may_come(is_known=known, came=came, sheet_is_out=codes.sheet_is_out(session, now)):
        return False
    insert_new(session, t.stranger, [{"account": account, "chat": chat, "server": server, "came_at": now}])
    return True


def is_known(session: Session, account: str, names: Sequence[str]) -> bool:
    """Return whether a user or chat with one of these names is an address of somebody."""
    a = t.address.c
    query = select(a.id).where(a.account == account, or_(a.user.in_(names), a.chat.in_(names))).limit(1)
    return session.execute(query).first() is not None


def is_one(account: ColumnElement[str], chat: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a chat is a stranger's, of whom it must be known whether they said anything lately.

    Their row may outlive their joining, as it counts against floods.
    """
    a = t.address.c
    has_joined = exists().where(a.account == account, a.chat == chat)
    return and_(exists().where(_s.account == account, _s.chat == chat), ~has_joined)


def silent(session: Session, account: str, now: datetime) -> list[str]:
    """Return the chats of strangers who came long ago and have said nothing for as long."""
    since = now - SILENT_FOR
    spoke = select(_i.id).where(
        _i.account == account, _i.chat == _s.chat, _i.kind.in_(_WORDS), _i.received_at > since
    )  # fmt: skip
    query = select(_s.chat).where(_s.account == account, _s.came_at <= since, ~spoke.exists())
    return list(session.execute(query.order_by(_s.came_at)).scalars())


def forget(session: Session, account: str, chat: str) -> None:
    """Forget that a stranger came: they have joined, or their chat is over."""
    session.execute(delete(t.stranger).where(and_(_s.account == account, _s.chat == chat)))
