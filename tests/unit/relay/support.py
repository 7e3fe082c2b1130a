"""A small network to send over: a clock that stands, people, a channel that answers by script, and a relay by turns."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from channels.base import TOO_BIG, Capabilities, Look, Receive, Target
from domain.asset import Loaded, Upload
from domain.audience import Addressed
from domain.message import Body, Form, Former, Message
from domain.notice import Level, NoticeKind, Scope
from domain.outcome import GiveUp, Outcome, Sent
from domain.pacing import Budget
from domain.quiet import OFF
from domain.recipient import RecipientKind, Rhythm
from domain.state import Op
from scheduler import publishing
from scheduler.publishing import Published, Publisher
from scheduler.relay import Relay
from store import bodies, notices, outbox, people_rows
from store import tables as t
from store.db import Store
from store.notices import NewNotice, StoredNotice
from store.people import Details, Listed, People, Where, Written

#: A Monday at ten in the morning: nobody is quiet.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OST, WEST = "memory:ost", "memory:west"
EVERYBODY = Addressed(Level.IMPORTANT, Scope.PUBLIC, statewide=True)


@dataclass
class Clock:
    """A clock that stands until somebody moves it."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Move on by a timedelta."""
        self.now += timedelta(**by)


def person(key: str, *addresses: Where, preferred: int = 0, **details: Any) -> Listed:
    """Return a person who gets everything at once and is never quiet on working days, unless `details` differ."""
    where = addresses or (Where(OST, key),)
    usual = {"quiet": OFF, "urgent": True, "statewide": True, "rhythm_info": Rhythm.SOFORT}
    return Listed(key, Details(RecipientKind.PERSON, **{**usual, **details}), where, preferred)


def place(key: str, *addresses: Where, **details: Any) -> Listed:
    """Return a place that is never quiet on working days, unless `details` differ."""
    usual = {"quiet": OFF, "urgent": True, "statewide": True}
    return Listed(key, Details(RecipientKind.PLACE, **{**usual, **details}), addresses or (Where(OST, key),))


def join(store: Store, *listed: Listed) -> None:
    """Let people join."""
    written = store.write_now(lambda s: people_rows.write_people(s, People(MONDAY, listed)))
    assert isinstance(written, Written), written


@dataclass(frozen=True, slots=True)
class Made:
    """A call that the channel was asked to make."""

    op: str
    chat: str
    key: str
    attempt: int
    text: str
    target: str = ""
    silent: bool = False
    loaded: Loaded | None = None
    former: Former | None = None


@dataclass
class ScriptedChannel:
    """A network that answers each chat by its script, and "sent" beyond it. Answers may be futures or exceptions.

    What it is sent without a reference is uploaded; the reference is the file's name.
    """

    account: str = OST
    device: str = ""
    keyed: bool = False
    can: Capabilities = field(default_factory=lambda: Capabilities(Form.ENTITIES))
    script: dict[str, list[Any]] = field(default_factory=dict)
    #: What looking for a key finds; an exception is raised. What is not in it was never there.
    there: dict[str, Any] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    #: What people have sent: bytes, or why they cannot be had, by the reference.
    sent: dict[str, bytes | Outcome] = field(default_factory=dict)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def capabilities(self) -> Capabilities:
        return replace(self.can, keyed=self.keyed)

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        text, silent = message.body.text, message.silent
        made = Made("send", to.chat, key, attempt, text, silent=silent, loaded=message.loaded, former=message.former)
        return await self._answer(made)

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        text = message.body.text
        return await self._answer(Made("edit", to.chat, key, attempt, text, remote_id, message.silent))

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        return await self._answer(Made("delete", to.chat, key, attempt, "", remote_id))

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        return await self._answer(Made("pin", to.chat, key, attempt, "", remote_id))

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        return await self._answer(Made("unpin", to.chat, key, attempt, "", remote_id))

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        found = self.sent.get(reference, GiveUp("there is no such file"))
        return GiveUp(TOO_BIG) if isinstance(found, bytes) and len(found) > most else found

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:
        return await self._answer(Made("open", user, key, attempt, ""))

    async def find(self, _to: Target, key: str) -> str | Look:
        found = self.there.get(key, Look.NOT_THERE)
        if isinstance(found, Exception):
            raise found
        assert isinstance(found, str | Look)
        return found

    async def listen(self, receive: Receive, cursor: str | None) -> None: ...

    async def has_unread(self, _cursor: str | None) -> bool:
        return False

    async def _answer(self, made: Made) -> Outcome:
        self.made.append(made)
        self._more.set()
        waiting = self.script.get(made.chat, [])
        upload = Upload(made.loaded.file, made.loaded.file.name) if made.loaded and not made.loaded.reference else None
        answer = waiting.pop(0) if waiting else Sent(made.target or f"m{len(self.made)}", upload)
        if isinstance(answer, asyncio.Future):
            answer = await answer
        if isinstance(answer, Exception):
            raise answer
        assert not isinstance(answer, str)
        return answer

    async def called(self, times: int) -> None:
        """Return when so many calls have been made."""
        async with asyncio.timeout(20):
            while len(self.made) < times:
                self._more.clear()
                await self._more.wait()

    def chats(self) -> list[str]:
        """Return the chats that were called, in order."""
        return [made.chat for made in self.made]

    def keys(self) -> list[str]:
        """Return the keys of the calls, in order."""
        return [made.key for made in self.made]

    def texts(self, chat: str) -> list[str]:
        """Return the texts that a chat was sent, in order."""
        return [made.text for made in self.made if made.chat == chat]


@dataclass
class House:
    """A store, a clock and a relay per account that is driven turn by turn."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    public_only: frozenset[str] = frozenset()
    numbers: int = 0
    #: Where the bytes of files are.
    assets: Path = Path("assets")

    def relay(self, channel: Any, budget: Budget | None = None) -> Relay:
        """Return a relay that has started nothing yet."""
        return Relay(self.store, channel, self.clock, budget, self.public_only, assets=self.assets)

    @property
    def by(self) -> Publisher:
        """Who publishes, now."""
        return Publisher(self.clock.now, self.public_only)

    def new(
        self,
        text: str = "Es gilt ab sofort.",
        facts: Addressed = EVERYBODY,
        kind: NoticeKind = NoticeKind.FACHINFORMATION,
        **more: Any,
    ) -> NewNotice:
        """Return a notice that nobody has asked for yet."""
        self.numbers += 1
        return NewNotice(f"n{self.numbers}", kind, "Neuer Erlass", facts, text, self.clock.now, "test", **more)

    def tell(self, new: NewNotice | None = None) -> Published:
        """Publish a notice."""
        return self.store.write_now(lambda s: publishing.publish(s, new or self.new(), self.by))

    def correct(self, notice: int, new: NewNotice | None = None) -> Published:
        """Publish the next revision of a notice."""
        wanted = new or self.new("Es gilt erst ab Montag.")
        return self.store.write_now(lambda s: publishing.correct(s, loaded(s, notice), wanted, self.by))

    def stop(self, notice: int) -> int:
        """Stop a notice."""
        return self.store.write_now(lambda s: notices.stop(s, notice))

    def withdraw(self, notice: int) -> tuple[int, int]:
        """Withdraw a notice."""
        return self.store.write_now(lambda s: publishing.withdraw(s, loaded(s, notice), self.by))

    def edition(self) -> Published:
        """Release the edition of this week, with everything that is in none yet."""

        def release(session: Session) -> Published:
            items = publishing.plan_edition(session, self.clock.now)
            return publishing.publish_edition(session, publishing.slot_of(self.clock.now), items, "test", self.by)[0]

        return self.store.write_now(release)

    def queue(self, chat: str, number: int = 1, **columns: Any) -> list[int]:
        """Write dispatches to a chat down that belong to no delivery."""
        self.numbers += 1
        row = {
            "account": OST, "chat": chat, "lane": 4, "op": Op.SEND.value, "seq": 0, "body": bodies.dump(Body("Hallo")),
            "on_unsure": "stay", "created_at": self.clock.now, "not_before": self.clock.now,
            "expires_at": self.clock.now + timedelta(days=7), "repeated": [], **columns,
        }  # fmt: skip
        rows = [{"key": f"x{self.numbers}-{chat}-{one}", **row} for one in range(number)]
        return self.store.write_now(lambda s: outbox.enqueue(s, rows))

    def dispatches(self, **having: Any) -> list[Any]:
        """Return the dispatches that have these values, by id."""
        return self._rows(t.dispatch, having)

    def deliveries(self, **having: Any) -> list[Any]:
        """Return the deliveries that have these values, by notice, revision and recipient.

        Not by id: those of one release are numbered as the engine finds them, PostgreSQL now this way and now that.
        """
        return sorted(self._rows(t.delivery, having), key=lambda row: (row.notice, row.rev, row.recipient))

    def states(self, notice: int, rev: int = 1) -> dict[str, tuple[str, str]]:
        """Return (state, reason) of a revision's deliveries by the recipient's key."""
        who = self.store.read_now(
            lambda s: {
                row.id: row.key for table in (t.person, t.place) for row in s.execute(select(table.c.id, table.c.key))
            }
        )
        return {who[one.recipient]: (one.state, one.reason) for one in self.deliveries(notice=notice, rev=rev)}

    def addresses(self) -> list[Any]:
        """Return all addresses by id."""
        return self._rows(t.address, {})

    def _rows(self, table: Any, having: dict[str, Any]) -> list[Any]:
        conditions = [table.c[name] == value for name, value in having.items()]
        return self.store.read_now(lambda s: list(s.execute(select(table).where(*conditions).order_by(table.c.id))))


def loaded(session: Session, notice: int) -> StoredNotice:
    """Return a notice that is there."""
    found = notices.load(session, notice)
    assert found is not None
    return found


def long_text(parts: int) -> str:
    """Return a text that a network takes in so many parts."""
    return "\n\n".join(f"Absatz {number}: " + "Wort " * 600 for number in range(parts))


# --- turns


async def turn(relay: Relay) -> None:
    """Make one turn without ever waiting for time to pass; the calls it starts have begun when it returns."""
    relay._glanced = float("-inf")  # looks for what is pressing in every turn
    await relay._turn()
    await asyncio.sleep(0)


async def until_called(relay: Relay) -> None:
    """Make turns until a call is under way."""
    for _ in range(20):
        await turn(relay)
        if relay.in_flight:
            return
    raise AssertionError("nothing is called")


async def begun(relay: Relay) -> None:
    """Let the calls under way come as far as they can."""
    waiting: Sequence[asyncio.Task[Outcome]] = list(relay.in_flight)
    for _ in range(20):
        if all(task.done() for task in waiting):
            return
        await asyncio.sleep(0)


async def drive(relay: Relay, most: int = 300) -> None:
    """Make turns until nothing is due and nothing is under way."""
    for _ in range(most):
        await turn(relay)
        await begun(relay)
        if not relay.in_flight and not await relay.store.read(relay._has_due):
            return
    raise AssertionError(f"still something to do after {most} turns")


async def drop(relay: Relay) -> None:
    """End a relay as a kill does: what is under way is never recorded."""
    tasks = list(relay.in_flight)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
