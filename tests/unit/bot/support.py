"""A router at work: a clock that stands, a database, a channel, and what was written down of the answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.router import Router
from channels.base import Channel
from domain.addressed import Event, EventKind
from domain.asset import Attachment
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from scheduler.publishing import Publisher, publish
from store import bodies, inbox
from store import tables as t
from store.db import Store
from store.notices import NewNotice
from tests.unit.relay.support import MONDAY, Clock

#: What somebody of the region Heide has chosen.
HEIDE: dict[str, Any] = {"regions": ("heide",), "statewide": False}


def said(event_id: str, text: str, chat: str = "ada", *, direct: bool = True, **more: Any) -> Event:
    """Return that somebody wrote something; in a direct chat the person and the chat have one name."""
    user = chat if direct else "ada"
    return Event(event_id, chat, EventKind.TEXT, user, direct, payload={"text": text}, **more)


def pressed(event_id: str, payload: str, chat: str = "ada", **more: Any) -> Event:
    """Return that somebody pressed a button."""
    return Event(event_id, chat, EventKind.BUTTON, chat, direct=True, payload={"payload": payload}, **more)


def happened(event_id: str, kind: EventKind, chat: str, *, direct: bool) -> Event:
    """Return that somebody came, left or blocked us."""
    return Event(event_id, chat, kind, "ada", direct)


def tell(
    store: Store, title: str, *, scope: Scope = Scope.PUBLIC, level: Level = Level.INFO, at: datetime = MONDAY,
    source: str = "", files: tuple[Attachment, ...] = (),
) -> None:  # fmt: skip
    """Release a notice for everybody, its title being its key."""
    facts = Addressed(level, scope, statewide=True)
    kind, text = NoticeKind.FACHINFORMATION, "Es gilt ab sofort."
    new = NewNotice(title, kind, title, facts, text, at, "test", source=source, files=files)
    store.write_now(lambda s: publish(s, new, Publisher(at)))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that waits to be sent."""

    chat: str
    text: str
    labels: tuple[str, ...]
    row: Any


@dataclass
class Counter:
    """Where what people say is handed in and answered."""

    store: Store
    channel: Channel
    clock: Clock = field(default_factory=Clock)
    #: The crash points that were passed; `at_point` is called at each.
    passed: list[str] = field(default_factory=list)
    at_point: Callable[[str], None] = field(default=lambda _point: None)
    router: Router = field(init=False)
    batches: int = 0

    def __post_init__(self) -> None:
        self.router = Router(self.store, self.channel, self.clock, self._pass)

    def _pass(self, point: str) -> None:
        self.passed.append(point)
        self.at_point(point)

    def receive(self, *events: Event) -> int:
        """Take in what the network hands over, and return how many rows that made."""
        self.batches += 1
        token, account = str(self.batches), self.channel.account
        return self.store.write_now(lambda s: inbox.receive(s, account, events, token, self.clock.now))

    async def handle_next(self) -> bool:
        """Handle what waits longest, once; return whether there was anything."""
        row = await self.store.read(lambda s: inbox.next_unhandled(s, self.channel.account))
        if row is not None:
            await self.router.handle(row)
        return row is not None

    async def answer(self, *events: Event) -> list[Answer]:
        """Take these events in, handle everything that waits, and return the answers that this made."""
        before = self.store.read_now(lambda s: s.execute(select(func.count()).select_from(t.dispatch)).scalar_one())
        self.receive(*events)
        for _ in range(50):
            if not await self.handle_next():
                return self.answers(before)
        raise AssertionError("it does not come to an end")

    async def text(self, text: str) -> str:
        """Let Ada write something in her direct chat, and return the one answer."""
        (answer,) = await self.answer(said(f"t{self.batches}", text))
        return answer.text

    def answers(self, but: int = 0) -> list[Answer]:
        """Return everything that waits to be sent, in order; but: how many of the first to leave out."""
        return [_answer(row) for row in self._rows(t.dispatch, but)]

    def inbox(self) -> list[Any]:
        """Return the inbox, in order."""
        return self._rows(t.inbox)

    def address_states(self) -> dict[str, str]:
        """Return the state of each address by its chat."""
        return {row.chat: row.state for row in self._rows(t.address)}

    def after(self, **time: float) -> datetime:
        """Return a moment so long after now."""
        return self.clock.now + timedelta(**time)

    def _rows(self, table: Any, but: int = 0) -> list[Any]:
        return self.store.read_now(lambda s: list(s.execute(select(table).order_by(table.c.id).offset(but))))


def _answer(row: Any) -> Answer:
    labels = tuple(label for line in json.loads(row.buttons or "[]") for label, _ in line)
    # Of somebody who was erased the row is empty.
    return Answer(row.chat, bodies.load(row.body).text if row.body else "", labels, row)
