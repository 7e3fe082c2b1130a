"""Any sequence of crashes, outcomes, clock steps, stops and revisions keeps the promises."""

import itertools
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.quiet import DEFAULT_SPEC
from scheduler import publishing
from tests.properties import oracle
from tests.properties.world import ACCOUNTS, POINTS, World, expected_at_release

QUICK = settings(
    max_examples=16, stateful_step_count=20, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
THOROUGH = settings(QUICK, max_examples=1500, stateful_step_count=60, derandomize=False)

LEVELS = st.sampled_from(list(Level))
SCOPES = st.sampled_from([Scope.PUBLIC, Scope.PUBLIC, Scope.PUBLIC, Scope.INTERNAL])
KINDS = st.sampled_from([NoticeKind.FACHINFORMATION, NoticeKind.FACHINFORMATION, NoticeKind.INVITATION])
PARTS = st.sampled_from([1, 1, 3])
ANY = st.integers(0, 999)
WORDS = ("ok", "later:30", "refused", "gone", "moved", "lost_call", "lost_answer", "flood:1/600", "down")
CHANGES = st.sampled_from(["stop", "withdraw", "correct"])
TROUBLE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)
ACCOUNT = st.sampled_from(ACCOUNTS)
STEPS = (
    timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=9),
    timedelta(days=1), timedelta(days=3),
)  # fmt: skip
#: Many days later even what was released before a long weekend has had its time.
LONG_ENOUGH = 40


class Machine(RuleBasedStateMachine):
    """Two networks, nine recipients, and whatever comes."""

    folders: Iterator[Path]
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.world = World.build(next(self.folders), self.template)
        self.memory = oracle.Memory()
        self.chats = 0
        self.slots = 0

    # --- what the Koordination does

    @initialize(level=LEVELS, scope=SCOPES, kind=KINDS, parts=PARTS)
    def begin(self, level: Level, scope: Scope, kind: NoticeKind, parts: int) -> None:
        self.tell(level, scope, kind, parts)

    @rule(level=LEVELS, scope=SCOPES, kind=KINDS, parts=PARTS, hours=st.sampled_from([None, None, 3, 30]))
    def tell(self, level: Level, scope: Scope, kind: NoticeKind, parts: int, hours: int | None = None) -> None:
        facts = Addressed(level, scope, statewide=True, invites=kind is NoticeKind.INVITATION)
        token = f"kx{self.world.numbers}r1"
        new = self.world.new(facts, kind, parts, token, hours)
        told = self.world.write(lambda s: publishing.publish(s, new, self.world.by))
        self.memory.tokens[told.notice].append(token)
        keys = "(SELECT id, key FROM person UNION ALL SELECT id, key FROM place)"
        chosen = f"SELECT k.key, d.because FROM delivery d JOIN {keys} k ON k.id = d.recipient WHERE d.notice = ?"
        frozen = dict(self.world.rows(chosen, told.notice))
        assert frozen == expected_at_release(facts)

    @rule(level=LEVELS)
    def die_before_a_release_is_committed(self, level: Level) -> None:
        world = self.world
        new = world.new(Addressed(level, Scope.PUBLIC, statewide=True), NoticeKind.FACHINFORMATION, 1, "never")
        world.live()
        before = world.table("notice"), world.table("delivery")
        world.arm("freeze.before_commit", 1)
        assert world.crash(lambda: world.store.write_now(lambda s: publishing.publish(s, new, world.by)))
        assert (world.table("notice"), world.table("delivery")) == before

    @rule()
    def release_an_edition(self) -> None:
        self.slots += 1
        self.world.edition(f"2026-W{self.slots:02}")

    @rule(which=ANY, parts=PARTS, level=LEVELS)
    def correct(self, which: int, parts: int, level: Level) -> None:
        notice = self.pick(which)
        if notice is None:
            return
        token = f"kx{self.world.numbers}r{notice.rev + 1}"
        facts = Addressed(level, Scope(notice.scope), statewide=True)
        new = self.world.new(facts, NoticeKind(notice.kind), parts, token)
        self.world.correct(notice.id, new)
        self.memory.tokens[notice.id].append(token)

    @rule(which=ANY, withdraw=st.booleans())
    def end(self, which: int, withdraw: bool) -> None:
        notice = self.pick(which)
        if notice is None:
            return
        (self.world.withdraw if withdraw else self.world.stop)(notice.id)
        oracle.note_end(self.world, self.memory, notice.id, withdrawn=withdraw)

    @rule(which=ANY, again=st.booleans())
    def decide(self, which: int, again: bool) -> None:
        states = "('unsure', 'failed')" if again else "('unsure')"
        open_ = self.world.rows(f"SELECT id FROM delivery WHERE state IN {states} ORDER BY id")
        if not open_:
            return
        delivery = open_[which % len(open_)][0]
        if not again:
            calls = "SELECT d.id FROM dispatch d JOIN delivery_dispatch l ON l.dispatch = d.id"
            calls += " WHERE l.delivery = ? AND d.state = 'unsure'"
            self.memory.decided.update(row[0] for row in self.world.rows(calls, delivery))
            oracle.note_begun(self.world, self.memory, delivery)
        else:
            self.memory.again.add(delivery)
            # A digest goes again whole, and may be made anew before that, without this one in it.
            self.memory.again_calls.update(call.id for call in oracle.Look(self.world).links[delivery])
        self.world.decide(delivery, again=again)

    @rule(which=ANY)
    def answer(self, which: int) -> None:
        self.world.answer(*self.chat(which))

    # --- what the world does

    @rule(step=st.sampled_from(STEPS))
    def advance(self, step: timedelta) -> None:
        self.world.clock.now += step

    @rule(which=ANY, words=TROUBLE)
    def misbehave(self, which: int, words: list[str]) -> None:
        account, chat = self.chat(which)
        self.upset(account, chat, words)

    @rule(account=ACCOUNT, words=TROUBLE)
    def misbehave_everywhere(self, account: str, words: list[str]) -> None:
        for (chat,) in self.world.rows("SELECT chat FROM address WHERE account = ? ORDER BY id", account):
            self.upset(account, chat, words)

    def upset(self, account: str, chat: str, words: list[str]) -> None:
        self.chats += 1
        self.world.misbehave(account, chat, [f"moved:c{self.chats}" if word == "moved" else word for word in words])

    # --- stories that chance alone would seldom tell

    @rule(account=ACCOUNT, word=st.sampled_from(WORDS), before=st.integers(0, 2), change=CHANGES)
    def change_what_is_under_way(self, account: str, word: str, before: int, change: str) -> None:
        """Let the call of one part have its answer, but nobody has written it down when the change comes."""
        self.wait_for_day()
        self.tell(Level.IMPORTANT, Scope.PUBLIC, NoticeKind.FACHINFORMATION, 3)
        self.misbehave_everywhere(account, ["ok"] * before + [word])
        self.world.run(account, before + 1)
        self.change(-1, change)

    @rule(account=ACCOUNT, word=st.sampled_from(["down", "later:30"]), which=st.sampled_from([-1, -2]), change=CHANGES)
    def change_a_digest_that_waits(self, account: str, word: str, which: int, change: str) -> None:
        self.wait_for_day()
        for scope in (Scope.PUBLIC, Scope.INTERNAL, Scope.PUBLIC):
            self.tell(Level.INFO, scope, NoticeKind.FACHINFORMATION, 1)
        self.release_an_edition()
        self.misbehave_everywhere(account, [word])
        self.run(account, 200)
        self.change(which, change)
        self.advance(timedelta(minutes=1))
        self.run(account, 200)

    @rule(account=ACCOUNT, kind=KINDS, word=st.sampled_from(["lost_answer", "lost_call"]))
    def lose_answers(self, account: str, kind: NoticeKind, word: str) -> None:
        self.wait_for_day()
        self.misbehave_everywhere(account, [word])
        self.tell(Level.URGENT, Scope.PUBLIC, kind, 2)
        for number in range(3):
            self.answer(number)
        self.run(account, 200)
        self.advance(timedelta(minutes=1))
        self.run(account, 200)

    @rule(account=ACCOUNT)
    def let_urgent_overtake(self, account: str) -> None:
        self.wait_for_day()
        self.misbehave_everywhere(account, ["down"])
        self.tell(Level.INFO, Scope.PUBLIC, NoticeKind.FACHINFORMATION, 1)
        self.run(account, 200)
        self.tell(Level.URGENT, Scope.PUBLIC, NoticeKind.FACHINFORMATION, 1)
        self.advance(timedelta(minutes=1))
        self.run(account, 200)

    @rule(account=ACCOUNT, parts=st.integers(1, 3), before=st.integers(0, 2))
    def lose_a_network(self, account: str, parts: int, before: int) -> None:
        self.wait_for_day()
        self.tell(Level.IMPORTANT, Scope.PUBLIC, NoticeKind.FACHINFORMATION, parts)
        self.misbehave_everywhere(account, ["ok"] * before + ["gone"])
        self.run(account, 200)
        self.correct(-1, 1, Level.IMPORTANT)
        for each in ACCOUNTS:
            self.run(each, 200)

    def wait_for_day(self) -> None:
        while oracle.is_quiet(DEFAULT_SPEC, self.world.clock.now):
            self.world.clock.now += timedelta(hours=1)

    def change(self, which: int, how: str) -> None:
        if how == "correct":
            self.correct(which, 1, Level.INFO)
        else:
            self.end(which, how == "withdraw")

    # --- the process

    @rule(account=ACCOUNT, turns=st.sampled_from([1, 2, 200, 200]))
    def run(self, account: str, turns: int) -> None:
        before = len(self.world.calls(account))
        self.world.run(account, turns)
        oracle.urgent_goes_first(self.world, account, before)

    @rule(account=ACCOUNT, point=st.sampled_from(POINTS), times=st.integers(1, 4))
    def crash(self, account: str, point: str, times: int) -> None:
        self.world.live()
        self.world.arm(point, times)
        self.world.crash(lambda: self.world.run(account, 200))

    @rule()
    @precondition(lambda self: bool(self.world.relays))
    def kill(self) -> None:
        self.world.crashes += 1
        self.world.die()

    @rule()
    def restart(self) -> None:
        self.world.live()

    # --- what must hold

    @invariant()
    def every_promise_is_kept(self) -> None:
        if self.world.touched:  # not after a step of the clock, say
            self.world.touched = False
            oracle.check(self.world, self.memory)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle_everything()
        finally:
            self.world.close()

    def settle_everything(self) -> None:
        """With networks that work, everything comes to an end."""
        self.world.heal()
        for _ in range(LONG_ENOUGH):
            if not self.world.has_work():
                break
            for account in ACCOUNTS:
                self.world.run(account, 200)
            self.world.clock.now += timedelta(hours=9)
        oracle.check(self.world, self.memory)
        oracle.everything_settled(self.world)

    # --- choosing

    def pick(self, which: int) -> Any:
        notices = [
            row for row in self.world.table("notice") if row.state == "released" and row.kind != NoticeKind.EDITION
        ]
        return notices[which % len(notices)] if notices else None

    def chat(self, which: int) -> tuple[str, str]:
        chats = self.world.rows("SELECT account, chat FROM address ORDER BY id")
        account, chat = chats[which % len(chats)]
        return account, chat


def play(tmp_path: Path, template: Path, how: settings) -> None:
    Machine.folders = (tmp_path / f"world-{number}" for number in itertools.count())
    Machine.template = template
    with structlog.testing.capture_logs():
        run_state_machine_as_test(Machine, settings=how)


def test_promises_are_kept_whatever_happens(tmp_path: Path, sqlite_template: Path) -> None:
    play(tmp_path, sqlite_template, QUICK)


@pytest.mark.thorough
def test_promises_are_kept_whatever_happens_for_long(tmp_path: Path, sqlite_template: Path) -> None:
    play(tmp_path, sqlite_template, THOROUGH)
