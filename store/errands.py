"""Errands: what has to be fetched before an answer can be given. Written with the question, done outside of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from domain.addressed import EventKind
from store import tables as t
from store.db import insert_new
from store.dialogs import Talker

_e = t.errand.c


class ErrandKind(StrEnum):
    """What is fetched."""

    #: A file that somebody sent.
    FILE = "file"
    #: The newest entries of a source that somebody wants to add.
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to fetch for somebody. data: what, and what was said with it; tries: how often it failed."""

    id: int
    account: str
    chat: str
    thread: str
    user: str
    kind: ErrandKind
    data: Mapping[str, Any]
    created_at: datetime
    tries: int


def send(session: Session, who: Talker, thread: str, kind: ErrandKind, data: Mapping[str, Any], now: datetime) -> None:
    """Write down what is to be fetched for somebody who writes in their direct chat."""
    row = {
        "account": who.account, "chat": who.chat, "thread": thread, "user": who.user, "kind": kind.value,
        "data": dict(data), "created_at": now, "not_before": now, "tries": 0,
    }  # fmt: skip
    session.execute(insert(t.errand).values(**row))


def join(session: Session, who: Talker, album: str, file: Mapping[str, Any]) -> bool:
    """Let a file be fetched with the first of its album; return whether that one still waits."""
    query = select(_e.id, _e.data).where(_e.account == who.account, _e.chat == who.chat)
    for row in session.execute(query.order_by(_e.id)):
        if row.data.get("album") == album:
            more = {**row.data, "more": [*row.data.get("more", ()), dict(file)]}
            session.execute(update(t.errand).where(_e.id == row.id).values(data=more))
            return True
    return False


def next_due(session: Session, account: str, now: datetime) -> Errand | None:
    """Return the errand of an account that is due and waits longest."""
    query = (
        select(
            _e.id, _e.account, _e.chat, _e.thread, _e.user, _e.kind, _e.data, _e.created_at, _e.tries,
        )
        .where(_e.account == account, _e.not_before <= now)
        .order_by(_e.not_before, _e.id)
    )  # fmt: skip
    row = session.execute(query).first()
    if row is None:
        return None
    return Errand(
        row.id, row.account, row.chat, row.thread, row.user, ErrandKind(row.kind), row.data, row.created_at, row.tries
    )


def is_due(session: Session, accounts: Sequence[str], now: datetime) -> bool:
    """Return whether something is to be fetched now."""
    return session.execute(select(_e.id).where(_e.account.in_(accounts), _e.not_before <= now)).first() is not None


def put_off(session: Session, errand: int, until: datetime) -> None:
    """Try an errand again later."""
    session.execute(update(t.errand).where(_e.id == errand).values(tries=_e.tries + 1, not_before=until))


def finish(session: Session, errand: Errand, brought: Mapping[str, Any], now: datetime) -> None:
    """Let what was fetched be answered like anything else that comes in. Done twice, it is answered once.

    One whose person was erased meanwhile is gone, and nothing comes in; one that has more to fetch meanwhile stays.
    """
    waits = session.execute(select(_e.data).where(_e.id == errand.id)).first()
    if waits is None or waits.data != errand.data:
        return
    session.execute(delete(t.errand).where(_e.id == errand.id))
    row = {
        "account": errand.account, "event_id": f"errand:{errand.id}", "chat": errand.chat, "thread": errand.thread,
        "user": errand.user, "direct": True, "kind": EventKind.FETCHED.value, "payload": dict(brought),
        "said_at": None, "received_at": now, "tries": 0, "parked": None,
    }  # fmt: skip
    insert_new(session, t.inbox, [row])
