"""An inbox row becomes a command; what the command changes and what it answers commit together."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import select
from sqlmodel import Session

from bot import conversing, receiving
from bot.commands import general, voting
from bot.commands.base import Asked, Office, Reply
from bot.queueing import Counter
from channels.base import Channel
from domain.addressed import EventKind
from domain.lateness import is_late
from domain.notice import Scope
from domain.quiet import ZONE
from domain.recipient import AddressState, Role
from domain.rights import Asker
from scheduler import ending
from scheduler.bell import Bell
from scheduler.showing import Showing
from store import dialogs, inbox, members, outbox, people, roles
from store import tables as t
from store.db import Store
from store.members import Member

log = structlog.get_logger()

#: What becomes of a chat, all its threads included.
_STATE_AFTER = {
    EventKind.BLOCKED: AddressState.BLOCKED,
    EventKind.UNBLOCKED: AddressState.OK,
    EventKind.LEAVE: AddressState.LEFT,
    EventKind.JOIN: AddressState.OK,
}
#: What becomes of one thread.
_THREAD_STATE_AFTER = {EventKind.CLOSED: AddressState.GONE, EventKind.OPENED: AddressState.OK}
#: So many events are answered together at most: when much comes in, one commit serves many.
_TOGETHER = 16
#: How often, in seconds, to look for what nobody rang for: another process may have put it there.
_LOOK = 1.0


@dataclass
class Router:
    """Answers what came in for one account, in the order in which everybody said it.

    operator: what the settings say about who runs this, by name. bell: rung when something came in; answered: called
    when an answer waits to be sent.
    """

    store: Store
    channel: Channel
    clock: Callable[[], datetime]
    crash: Callable[[str], None] = field(default=lambda _point: None)
    operator: Mapping[str, str] = field(default_factory=dict)
    bell: Bell = field(default_factory=Bell)
    answered: Callable[[], None] = field(default=lambda: None)
    #: What the settings say to editors' conversations.
    office: Office = field(default_factory=Office)
    #: Where the bytes of files are that go with answers.
    assets: Path | None = None
    showing: Showing = field(init=False)

    def __post_init__(self) -> None:
        self.showing = Showing(self.channel)

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set."""
        async with self.bell.rung_by(stop):
            while not stop.is_set():
                seen = self.store.version()
                rows = await self.store.read(lambda s: inbox.unhandled(s, self.channel.account, _TOGETHER))
                if rows:
                    await self.handle(*_one_each(rows))
                    self.answered()
                    continue
                while not await self.bell.wait(_LOOK) and self.store.is_as(seen):
                    pass

    async def handle(self, *rows: inbox.Row) -> None:
        """Answer events in their order: all that they change, and all answers, in one transaction.

        One that fails changes nothing, and concerns no other.
        """
        failed = await self.store.write(lambda s: self._answer_all(s, rows))
        for row in failed:
            await self.store.write(lambda s, row=row: self._fail(s, row))  # type: ignore[misc]  # bound at once
        self.crash("handler.committed")

    def _answer_all(self, session: Session, rows: Sequence[inbox.Row]) -> list[inbox.Row]:
        """Return those that failed."""
        failed = []
        for row in rows:
            try:
                with session.begin_nested():
                    self._answer(session, row)
            except inbox.HandledAlreadyError:
                log.info("handled.already", account=row.account, inbox=row.id)
            except Exception:
                # The event must not block those behind it; its content stays out of the log.
                log.exception("handler.failed", account=row.account, inbox=row.id, kind=row.kind, tries=row.tries + 1)
                failed.append(row)
        try:
            # Messages that answers change are changed with them, as far as their chats may be edited now.
            with session.begin_nested():
                self.showing.show(session, self.clock())
        except Exception:
            # What is shown is behind then, and stays to be done; that must keep nobody from being answered.
            log.exception("showing.failed", account=self.channel.account)
        return failed

    def _answer(self, session: Session, row: inbox.Row) -> None:
        now = self.clock()
        if row.direct and row.user not in ("", row.chat):
            outbox.meet(session, row.account, row.chat, row.user)
        person = _person_at(session, row)
        counter = self._counter(now)
        for number, reply in enumerate(self._replies(session, row, person, now)):
            counter.put(session, row, number, reply)
        # Who has just joined is known now, and who was erased is not any more.
        said_by = None if row.direct else _member_of(session, row)
        heard = said_by.id if said_by is not None else None
        inbox.mark_handled(session, row.id, now, _person_at(session, row), heard=heard)
        self.crash("handler.before_commit")

    def _replies(self, session: Session, row: inbox.Row, person: int | None, now: datetime) -> list[Reply]:
        kind = EventKind(row.kind)
        if _note_change(session, row, kind):
            return []
        if row.direct:
            # Who writes to us can be written to again, whatever happened before.
            people.set_address_state(session, row.account, row.chat, AddressState.OK)
        if kind in (EventKind.TEXT, EventKind.BUTTON):
            # Nobody has a role a minute longer than they should, whenever the timetable looks.
            ending.end_roles(session, now)
            asked = self._asked(session, row, person, now)
            command = conversing.find(session, asked)
            if (
                row.said_at is not None
                and is_late(row.said_at, now)
                and not (command.only_shows or command.however_late)
            ):
                return [general.came_late(row.said_at)]
            if "file" in row.payload and (taken := receiving.offer(session, asked, row.payload, command)) is not None:
                return taken
            return command.answer(session, asked)
        if kind is EventKind.FETCHED:
            ending.end_roles(session, now)
            return receiving.fetched(session, self._asked(session, row, person, now), row.payload)
        if kind in (EventKind.REACTION, EventKind.POLL):
            asked = self._asked(session, row, person, now)
            answers = voting.heard(session, asked, row.payload)
            return answers.answer(session, asked) if answers is not None else []
        if kind is EventKind.UNDECRYPTABLE:
            return self._not_decrypted(session, row, person, now)
        return []

    def _not_decrypted(self, session: Session, row: inbox.Row, person: int | None, now: datetime) -> list[Reply]:
        if voting.undecrypted(session, self._asked(session, row, person, now), row.payload):
            return [voting.not_decrypted()]
        if row.direct and not inbox.came_before(session, row, _day_begins(row.received_at)):
            return [general.not_decrypted()]
        return []

    def _asked(self, session: Session, row: inbox.Row, person: int | None, now: datetime) -> Asked:
        member = _member_of(session, row)
        internal = self.channel.capabilities.internal
        asker = Asker(direct=row.direct, carries_internal=internal)
        if member is not None:
            leads = () if member.role is Role.MEMBER else roles.leads_of(session, member.id, now)
            asker = replace(
                asker, joined=not member.left, confirmed=member.confirmed, role=member.role, leads=frozenset(leads)
            )
        return Asked(
            str(row.payload.get("text", "")),
            str(row.payload.get("payload", "")),
            now,
            person,
            (Scope.PUBLIC, Scope.INTERNAL) if asker.confirmed and internal and row.direct else (Scope.PUBLIC,),
            dialogs.Talker(row.account, row.chat, row.user),
            asker,
            row.id,
            self.operator,
            self.office,
            row.said_at,
            row.thread,
            forwarded=row.payload.get("forwarded") is True,
        )

    def _fail(self, session: Session, row: inbox.Row) -> None:
        if inbox.count_failure(session, row.id, "handler failed"):
            self._counter(self.clock()).put(session, row, 0, general.apologise())

    def _counter(self, now: datetime) -> Counter:
        return Counter(self.channel.account, self.channel.capabilities, now, self.assets)


def _one_each(rows: Sequence[inbox.Row]) -> list[inbox.Row]:
    """Return the first of what came in, up to where somebody speaks a second time.

    If the first cannot be answered, it is tried again before what they said next.
    """
    found: dict[tuple[str, str], inbox.Row] = {}
    for row in rows:
        if (row.chat, row.user) in found:
            break
        found[row.chat, row.user] = row
    return list(found.values())


def _note_change(session: Session, row: inbox.Row, kind: EventKind) -> bool:
    """Write down what an event says about where we can write; return whether it was such an event."""
    if kind in _STATE_AFTER:
        people.set_address_state(session, row.account, row.chat, _STATE_AFTER[kind])
    elif kind in _THREAD_STATE_AFTER:
        state = _THREAD_STATE_AFTER[kind]
        people.set_address_state(session, row.account, row.chat, state, thread=row.thread)
    elif kind is EventKind.MOVED:
        new = str(row.payload["to"])
        outbox.move_chat(session, row.account, row.chat, new)
        # A network may say first that we left the old one.
        people.set_address_state(session, row.account, new, AddressState.OK)
    else:
        return False
    return True


def _member_of(session: Session, row: inbox.Row) -> Member | None:
    """Return who says it: in a direct chat whoever is written to there, elsewhere by the name of the user."""
    if row.direct:
        return members.member_at(session, row.account, row.chat)
    return members.member_named(session, row.account, row.user)


def _day_begins(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def _person_at(session: Session, row: inbox.Row) -> int | None:
    a, p = t.address.c, t.person.c
    statement = select(p.id).join(t.address, a.recipient == p.id).where(a.account == row.account, a.chat == row.chat)
    return session.execute(statement).scalars().first()
