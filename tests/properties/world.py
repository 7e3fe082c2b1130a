"""A house with two memory networks that misbehave, and a process in it that can be killed anywhere."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlmodel import Session

from channels.memory import MemoryChannel
from channels.memory_journal import read_calls, read_journal
from domain.audience import Addressed, Profile, choose
from domain.lane import Lane
from domain.message import Body
from domain.notice import NoticeKind, Scope
from domain.quiet import DEFAULT_SPEC
from domain.recipient import RecipientKind, Rhythm
from domain.state import Op
from domain.unsure import OnUnsure
from scheduler import publishing
from scheduler.publishing import Publisher
from scheduler.relay import Relay
from store import bodies, notices, outbox, resolving, tables
from store.db import Store, sqlite_url
from store.people import Listed, Where
from tests.unit.relay.support import MONDAY, OST, WEST, Clock, begun, drop, join, loaded, person, place, turn

ACCOUNTS = (OST, WEST)
#: West takes nothing internal.
PUBLIC_ONLY = frozenset({WEST})
KEYED = {OST: True, WEST: False}
_CONFIRMED: dict[str, Any] = {"confirmed_at": MONDAY - timedelta(days=9)}
_LATE: dict[str, Any] = {"quiet": DEFAULT_SPEC}
#: Few people who differ in everything that matters for the way of a message.
PEOPLE: tuple[Listed, ...] = (
    person("p1", Where(OST, "p1"), **_LATE, **_CONFIRMED),
    person("p2", Where(WEST, "p2"), **_LATE, urgent_offhours=True, rhythm_info=Rhythm.WOECHENTLICH),
    person("p3", Where(OST, "p3"), Where(WEST, "p3"), fallback=True, **_CONFIRMED),
    person("p4", Where(OST, "p4"), Where(WEST, "p4"), preferred=1, fallback=True, rhythm_info=Rhythm.WOECHENTLICH),
    person("p5", Where(OST, "p5"), Where(WEST, "p5"), preferred=1, **_LATE, **_CONFIRMED),
    person("p6", Where(WEST, "p6"), urgent=False, rhythm_important=Rhythm.WOECHENTLICH),
    person("p7", Where(OST, "p7"), rhythm_info=Rhythm.WOECHENTLICH, **_CONFIRMED),
    place("g1", Where(OST, "g1"), scope=Scope.INTERNAL, **_LATE),
    place("g2", Where(WEST, "g2"), Where(OST, "g2"), scope=Scope.INTERNAL),
)
POINTS = (
    "dispatch.claimed",
    "dispatch.called",
    "dispatch.answered",
    "dispatch.recorded",
    "part.between",
    "digest.composed",
)


class KilledError(BaseException):
    """The process is dead."""


@dataclass
class Bomb:
    """Kills the process at the n-th passing of a point; from then on whatever it still tries dies too."""

    point: str = ""
    left: int = 0
    dead: bool = False

    def __call__(self, point: str) -> None:
        if self.dead:
            raise KilledError
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                self.dead = True
                raise KilledError


@dataclass
class World:
    """Everything that a sequence of events needs. Relays exist only while the process lives."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    bomb: Bomb = field(default_factory=Bomb)
    relays: dict[str, Relay] = field(default_factory=dict)
    words: dict[str, dict[str, list[str]]] = field(default_factory=lambda: {account: {} for account in ACCOUNTS})
    #: Whose chat it is: (account, chat) -> key of the recipient.
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    crashes: int = 0
    numbers: int = 0
    #: Whether something may have been written or sent since somebody looked.
    touched: bool = True

    @classmethod
    def build(cls, folder: Path, template: Path) -> "World":
        """Return a new world in an empty folder, its database a copy of `template`."""
        folder.mkdir()
        shutil.copyfile(template, folder / "verbundbote.sqlite3")
        store = Store(sqlite_url(folder / "verbundbote.sqlite3"))

        def hurry(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug here

        event.listen(store.writer, "connect", hurry)
        return cls._in(folder, store)

    @classmethod
    def build_on(cls, folder: Path, url: str) -> "World":
        """Return a new world in an empty folder, with this database, which is migrated and has no rows."""
        folder.mkdir()
        return cls._in(folder, Store(url))

    @classmethod
    def _in(cls, folder: Path, store: Store) -> "World":
        world = cls(folder)
        world.runner, world.store = asyncio.Runner(), store
        join(world.store, *PEOPLE)
        world.owners = {(where.network, where.chat): one.key for one in PEOPLE for where in one.addresses}
        for account in ACCOUNTS:
            world.directory(account).mkdir()
            world._write_behaviour(account)
        return world

    runner: asyncio.Runner = field(init=False)
    store: Store = field(init=False)

    def close(self) -> None:
        """Let go of everything."""
        self.die()
        self.store.close()
        self.runner.close()
        shutil.rmtree(self.folder)

    def directory(self, account: str) -> Path:
        """Return where a network keeps its files."""
        return self.folder / account.removeprefix("memory:")

    def journal(self, account: str) -> list[dict[str, Any]]:
        """Return what arrived on a network."""
        return read_journal(self.directory(account))

    def calls(self, account: str) -> list[dict[str, Any]]:
        """Return what a network was asked."""
        return read_calls(self.directory(account))

    # --- the process

    def live(self) -> None:
        """Start the process, unless it lives: every account is settled before anything else."""
        if self.relays:
            return
        self.touched = True
        self.bomb.dead, self.bomb.left = False, 0
        self.runner.run(self._live())

    async def _live(self) -> None:
        for account in ACCOUNTS:
            channel = MemoryChannel(account.removeprefix("memory:"), self.directory(account), self.clock)
            await channel.start()
            self.relays[account] = Relay(self.store, channel, self.clock, None, PUBLIC_ONLY, self.bomb)
            await self.relays[account].settle()

    def die(self) -> None:
        """End the process as SIGKILL does: nothing is recorded any more."""
        self.touched = self.bomb.dead = True
        self.runner.run(self._die())
        self.relays = {}

    async def _die(self) -> None:
        for relay in self.relays.values():
            await drop(relay)
            await relay.channel.close()

    def crash(self, doing: Any) -> bool:
        """Do something that may run into the bomb; return whether it did, and then the process is dead."""
        try:
            doing()
        except KilledError:
            self.crashes += 1
            self.die()
            return True
        finally:
            self.bomb.left = 0
        return False

    def arm(self, point: str, times: int) -> None:
        """Let the process die at the n-th passing of a point."""
        self.bomb.point, self.bomb.left = point, times

    def run(self, account: str, turns: int) -> None:
        """Make turns of an account until nothing is due; every call that was begun has come to its end."""
        self.live()
        self.touched = True
        self.runner.run(self._run(self.relays[account], turns))

    async def _run(self, relay: Relay, turns: int) -> None:
        for _ in range(turns):
            await turn(relay)
            await begun(relay)
            if self.bomb.dead:
                raise KilledError  # in a call that nobody has looked at yet
            if not relay.in_flight and not await self.store.read(relay._has_due):
                return

    # --- networks

    def misbehave(self, account: str, chat: str, words: Sequence[str]) -> None:
        """Let the next calls to a chat take these words; then it is well again."""
        before = sum(call["chat"] == chat for call in self.calls(account))
        self.words[account][chat] = ["ok"] * before + [*words, "ok"]
        for word in words:
            if word.startswith("moved:"):
                self.owners[account, word.removeprefix("moved:")] = self.owners[account, chat]
        self._write_behaviour(account)

    def heal(self) -> None:
        """Let all networks be well."""
        for account in ACCOUNTS:
            self.words[account] = {}
            self._write_behaviour(account)

    def _write_behaviour(self, account: str) -> None:
        value = {"keyed": KEYED[account], "chats": self.words[account]}
        fresh = self.directory(account) / "behaviour.new"
        fresh.write_text(json.dumps(value))
        fresh.replace(self.directory(account) / "behaviour.json")

    # --- what is told

    @property
    def by(self) -> Publisher:
        """Who publishes, now; the bomb may stand in the way."""
        return Publisher(self.clock.now, PUBLIC_ONLY, self.bomb)

    def new(
        self, facts: Addressed, kind: NoticeKind, parts: int, token: str, hours: int | None = None
    ) -> notices.NewNotice:
        """Return a notice whose paragraphs can be told from all others."""
        self.numbers += 1
        paragraphs = [f"{mark(token, number)} " + "Wort " * (600 if parts > 1 else 3) for number in range(parts)]
        text, title = "\n\n".join(paragraphs), f"Meldung {self.numbers}"
        end = None if hours is None else self.clock.now + timedelta(hours=hours)
        return notices.NewNotice(f"n{self.numbers}", kind, title, facts, text, self.clock.now, "test", expires_at=end)

    def write(self, change: Any) -> Any:
        """Change the database as another process does; a process that is dead does not stand in its way."""
        self.touched = True
        dead, self.bomb.dead = self.bomb.dead, False
        try:
            return self.store.write_now(change)
        finally:
            self.bomb.dead = dead or self.bomb.dead

    def correct(self, notice: int, new: notices.NewNotice) -> None:
        """Publish the next revision."""
        self.write(lambda s: publishing.correct(s, loaded(s, notice), new, self.by))

    def stop(self, notice: int) -> None:
        """Stop a notice."""
        self.write(lambda s: notices.stop(s, notice))

    def withdraw(self, notice: int) -> None:
        """Withdraw a notice."""
        self.write(lambda s: publishing.withdraw(s, loaded(s, notice), self.by))

    def edition(self, slot: str) -> None:
        """Release an edition of everything that is in none yet."""

        def release(session: Session) -> None:
            items = publishing.plan_edition(session, self.clock.now)
            if items:
                publishing.publish_edition(session, slot, items, "test", self.by)

        self.write(release)

    def answer(self, account: str, chat: str) -> None:
        """Answer what somebody said."""
        self.numbers += 1
        now = self.clock.now
        row = {
            "key": f"i{self.numbers}-0-0", "account": account, "chat": chat, "lane": int(Lane.REPLY), "op": Op.SEND,
            "seq": 0, "body": bodies.dump(Body("Gern.")), "on_unsure": OnUnsure.REPEAT_YOUNG, "created_at": now,
            "not_before": now, "expires_at": now + timedelta(minutes=10), "repeated": [],
            "address": self.rows("SELECT id FROM address WHERE account = ? AND chat = ?", account, chat)[0][0],
        }  # fmt: skip
        self.write(lambda s: outbox.enqueue(s, [row]))

    def decide(self, delivery: int, *, again: bool) -> None:
        """Decide on a delivery of which nobody knows whether it arrived."""
        now = self.clock.now
        how = resolving.send_again if again else resolving.take_for_sent
        self.write(lambda s: how(s, delivery, now))

    # --- looking

    def has_work(self) -> bool:
        """Return whether anything waits or is under way."""
        calls = self.rows("SELECT 1 FROM dispatch WHERE state IN ('queued', 'sending') LIMIT 1")
        return bool(calls or self.rows("SELECT 1 FROM delivery WHERE state = 'waiting' LIMIT 1"))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a plain query, in which `?` stands for a value."""
        said = query if self.store.is_sqlite else query.replace("?", "%s")
        return self.store.read_now(lambda s: list(s.connection().exec_driver_sql(said, tuple(values))))

    def table(self, name: str) -> list[Any]:
        """Return all rows of a table, with times as times."""
        table = tables.audit.metadata.tables[name]
        return self.store.read_now(lambda s: list(s.execute(select(table))))


def mark(token: str, paragraph: int) -> str:
    """Return the word by which a paragraph is known wherever it arrives."""
    return f"{token}p{paragraph}x"


def expected_at_release(facts: Addressed) -> dict[str, str]:
    """Return whom a notice must reach at its release, and because of which rule, by key."""
    found = {one.key: choose(facts, _profile(one)) for one in PEOPLE}
    return {key: because.value for key, because in found.items() if because is not None}


def _profile(one: Listed) -> Profile:
    d = one.details
    is_person = d.kind is RecipientKind.PERSON
    inside = d.confirmed_at is not None if is_person else d.scope is Scope.INTERNAL
    return Profile(
        d.kind,
        scope=Scope.INTERNAL if inside else Scope.PUBLIC,
        statewide=d.statewide,
        role=d.role if is_person else d.audience_role,
        urgent_ok=d.urgent,
        rhythm_info=d.rhythm_info,
        rhythm_important=d.rhythm_important,
    )
