"""Where people are in their conversations: read, written and ended with compare-and-set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlmodel import Session

from domain.message import Button
from domain.state import Op
from store import bodies
from store import tables as t

_d = t.dialog.c


class ChangedMeanwhileError(Exception):
    """Another handler went on with this conversation; what this one did is taken back, and it is tried again."""


@dataclass(frozen=True, slots=True)
class Talker:
    """Somebody in a chat."""

    account: str
    chat: str
    user: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as it stands. version: what the next write must find."""

    name: str
    step: str
    data: Mapping[str, Any]
    asked_at: datetime
    version: int


def load(session: Session, who: Talker) -> Stored | None:
    """Return where somebody is, or None if they are in no conversation."""
    query = select(_d.name, _d.step, _d.data, _d.asked_at, _d.version).where(*_is(who))
    row = session.execute(query).one_or_none()
    return None if row is None else Stored(*row)


def save(
    session: Session, who: Talker, before: Stored | None, name: str, step: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Write down where somebody is now. Raises ChangedMeanwhileError when it does not stand any more as in `before`."""
    values = {"name": name, "step": step, "data": dict(data), "asked_at": now}
    if before is None:
        new = {"account": who.account, "chat": who.chat, "user": who.user, "version": 1}
        session.execute(insert(t.dialog).values(**new, **values))
        return
    _only_if_unchanged(
        session.execute(
            update(t.dialog).where(*_is(who), _d.version == before.version).values(**values, version=before.version + 1)
        )
    )


def end(session: Session, who: Talker, before: Stored) -> None:
    """End a conversation. Raises ChangedMeanwhileError like `save`."""
    _only_if_unchanged(session.execute(delete(t.dialog).where(*_is(who), _d.version == before.version)))


def forget_before(session: Session, moment: datetime) -> int:
    """End the conversations in which nothing was said since a moment, and return how many that were."""
    result = session.execute(delete(t.dialog).where(_d.asked_at < moment))
    assert isinstance(result, CursorResult)
    return result.rowcount


def _is(who: Talker) -> tuple[Any, ...]:
    return (_d.account == who.account, _d.chat == who.chat, _d.user == who.user)


def _only_if_unchanged(result: Any) -> None:
    if result.rowcount != 1:
        raise ChangedMeanwhileError


#: How far back, and among how many of the newest messages of ours, a number may mean a button.
_NUMBERS_LAST, _NEWEST = timedelta(days=1), 100_000


def last_buttons(session: Session, account: str, chat: str, now: datetime) -> tuple[Button, ...]:
    """Return the buttons of the last message to a chat that had any, in order; none if that is more than a day ago."""
    x = t.dispatch.c
    newest = select(func.coalesce(func.max(x.id), 0)).scalar_subquery()
    query = (
        select(x.buttons)
        .where(x.account == account, x.chat == chat, x.buttons.is_not(None), x.op == Op.SEND.value)
        .where(x.id > newest - _NEWEST, x.created_at > now - _NUMBERS_LAST)
        .order_by(x.id.desc())
        .limit(1)
    )
    found = session.execute(query).scalar_one_or_none()
    return tuple(button for row in bodies.load_buttons(found) for button in row if button.numbered)
