"""What must come of publishing, told plainly: who is somebody, what was told, who is owed it, and who has it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from domain.notice import Level
from domain.recipient import Rhythm

#: A revision of a notice.
Key = tuple[int, int]


@dataclass
class Human:
    """Somebody, with all their chats."""

    chats: set[str]
    info: Rhythm = Rhythm.SOFORT
    important: Rhythm = Rhythm.SOFORT
    urgent: bool = True
    left: bool = False
    until: datetime | None = None
    #: They were away once: what waited for them then may have been let go.
    was_away: bool = False
    #: Since when they have wanted what they want now, without a pause.
    since: datetime = datetime(1, 1, 1, tzinfo=UTC)
    #: What was heard from the networks of chats that are theirs no more.
    heard: frozenset[str] = frozenset()

    def rhythm(self, level: Level) -> Rhythm:
        return self.important if level is Level.IMPORTANT else self.info

    def is_here(self, now: datetime) -> bool:
        return not self.left and (self.until is None or self.until <= now)


@dataclass
class Told:
    """A notice. state: held, out, stopped, withdrawn; ends: from when on nothing of it may go out."""

    level: Level
    deadline: datetime | None
    ends: datetime | None
    state: str = "out"
    rev: int = 1
    in_edition: bool = False
    #: The ends of revisions before this one.
    past: dict[int, datetime | None] = field(default_factory=dict)
    released_at: datetime | None = None

    def is_of_use(self, now: datetime) -> bool:
        return self.state in ("out", "held") and (self.ends is None or now < self.ends)


@dataclass
class Model:
    """Everybody and everything."""

    humans: dict[int, Human]
    told: dict[int, Told] = field(default_factory=dict)
    #: Who is in the audience of a revision, and who may be because its deadline is near or they had it in a digest.
    owed: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    allowed: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    has: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    #: What stands in which chat, and by which calls it came.
    stands: dict[tuple[str, Key], set[str]] = field(default_factory=lambda: defaultdict(set))
    merged: dict[int, int] = field(default_factory=dict)
    #: What each chat's network has answered that was not "sent".
    trouble: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    # --- whom something is for

    def root(self, who: int) -> int:
        return self.root(self.merged[who]) if who in self.merged else who

    def owner(self, chat: str) -> int:
        return next(who for who, human in self.humans.items() if chat in human.chats)

    def readers(self, level: Level, now: datetime, *rhythms: Rhythm) -> set[int]:
        wanted = rhythms or (Rhythm.SOFORT, Rhythm.TAEGLICH, Rhythm.WOECHENTLICH)
        return {who for who, one in self.humans.items() if one.is_here(now) and one.rhythm(level) in wanted}

    def at_once(self, told: Told, now: datetime) -> set[int]:
        if told.level is Level.URGENT:
            return {who for who, one in self.humans.items() if one.is_here(now) and one.urgent}
        return self.readers(told.level, now, Rhythm.SOFORT)

    def in_time(self, told: Told, now: datetime) -> set[int]:
        """Return for whom a deadline may make it pressing."""
        if told.deadline is None:
            return set()
        return self.at_once(told, now) if told.level is Level.URGENT else self.readers(told.level, now)

    # --- what happens

    def release(self, notice: int, now: datetime) -> None:
        told = self.told[notice]
        told.state, told.released_at = "out", now
        self.owed[notice, told.rev] |= self.at_once(told, now)
        self.allowed[notice, told.rev] |= self.in_time(told, now)

    def correct(self, notice: int, waiting: Iterable[int], now: datetime) -> None:
        """Owe the next revision to whom it concerns now, and to everybody who has, or waits for, an older one."""
        told = self.told[notice]
        had = {who for rev in range(1, told.rev + 1) for who in self.has[notice, rev]} | set(waiting)
        told.rev += 1
        again = had & self.readers(told.level, now)
        # Who no longer wants urgent ones is told of a correction only where they met the notice in a digest.
        anyhow = set() if told.level is Level.URGENT else again
        self.owed[notice, told.rev] = self.at_once(told, now) | anyhow
        # Who was to have an older one, and was away, may get this one instead.
        before = {who for rev in range(1, told.rev) for who in self.owed[notice, rev] | self.allowed[notice, rev]}
        self.allowed[notice, told.rev] = again | before & self.readers(told.level, now) | self.in_time(told, now)

    def digest(self, notices: Iterable[int], now: datetime, *rhythms: Rhythm) -> None:
        for notice in notices:
            told = self.told[notice]
            self.owed[notice, told.rev] |= self.readers(told.level, now, *rhythms)

    def hurry(self, now: datetime) -> None:
        for notice, told in self.told.items():
            if told.is_of_use(now):
                self.allowed[notice, told.rev] |= self.in_time(told, now)

    def join(self, survivor: int, other: int, now: datetime) -> None:
        gone = self.humans.pop(other)
        self.humans[survivor].chats |= gone.chats
        self.humans[survivor].was_away |= gone.was_away
        self.humans[survivor].heard |= gone.heard
        self.humans[survivor].since = max(now, self.humans[survivor].since)
        self.merged[other] = survivor
        for book in (self.owed, self.allowed, self.has):
            for who in book.values():
                if other in who:
                    who.discard(other)
                    who.add(survivor)

    def split(self, who: int, chat: str, new: int, now: datetime) -> None:
        """Let a chat be somebody new, who wants the same and has no history but what stands there."""
        old = self.humans[who]
        old.chats.discard(chat)
        old.heard |= self.trouble[chat]
        self.humans[new] = replace(old, chats={chat}, since=max(now, old.since))

    # --- what must hold

    def pressed(self, before: datetime, now: datetime) -> dict[int, set[int]]:
        """Return whose deadlines have just passed, and who read such notices all the time: each must know by now."""
        found: dict[int, set[int]] = {}
        for notice, told in self.told.items():
            at = told.released_at
            if told.state == "out" and told.rev == 1 and told.deadline and at and before < told.deadline <= now:
                also = self.readers(told.level, now) if told.level is not Level.URGENT else set()
                wanted = self.at_once(told, now) | also
                found[notice] = {who for who in wanted if self.humans[who].since < at}
        return found

    def arrive(self, chat: str, key: Key, call: str, op: str, recipient: int, now: datetime) -> None:
        """Take down that a revision came to a chat; raise AssertionError if it should not have.

        recipient: for whom the call was made.
        """
        told, where = self.told[key[0]], f"{key} by {call} at {chat}"
        assert told.state == "out", f"{where}: it is {told.state}"
        assert told.rev == key[1], f"{where}: there is a newer one"
        assert told.ends is None or now < told.ends, f"{where}: it is over"
        who = recipient if op == "edit" else self.owner(chat)
        assert who in self.owed[key] | self.allowed[key], f"{where}: it is not for {who}"
        if op == "send":
            assert self.humans[who].is_here(now), f"{where}: {who} is away"
            there = {one for mine in self.humans[who].chats for one in self.stands[mine, key]}
            assert not there - {call}, f"{where}: {who} has it by {there}"
            assert who not in self.has[key] or call in there, f"{where}: {who} has it already"
        self.has[key].add(who)
        self.stands[chat, key].add(call)

    def judge(self, deliveries: Iterable[Any], now: datetime) -> None:
        """Raise AssertionError if somebody who is owed something has it not, and nothing true says why."""
        rows: dict[tuple[int, Key], list[Any]] = defaultdict(list)
        for row in deliveries:
            rows[self.root(row.recipient), (row.notice, row.rev)].append(row)
        for key, audience in self.owed.items():
            for who in audience - self.has[key]:
                if any(self.stands[chat, key] for chat in self.humans[who].chats):
                    continue
                mine = [row for row in rows[who, key] if row.reason != "merged"]
                assert mine, f"{who} was never promised {key}"
                for row in mine:
                    assert self.is_true(row, who, key, now), f"{who} has {key} not: {row.state}, {row.reason!r}"

    def is_true(self, row: Any, who: int, key: Key, now: datetime) -> bool:
        """Return whether what is said of a delivery that was not kept is so."""
        human, told = self.humans[who], self.told[key[0]]
        heard = human.heard.union(*(self.trouble[chat] for chat in human.chats))
        if row.state == "unsure":
            return "lost" in heard
        ends = told.past.get(key[1], told.ends)
        over = ends is not None and now >= ends
        return bool({
            "superseded": told.rev > key[1],
            "stopped": told.state == "stopped",
            "withdrawn": told.state == "withdrawn",
            "not receiving": human.was_away,
            "expired": over or "later" in heard or "lost" in heard,
        }.get(row.reason, row.reason in heard or "gone" in heard))  # fmt: skip
