"""Persons are merged and taken apart in any order, with deliveries in any state: nothing twice, nothing lost."""

import itertools
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.checking import check
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from scheduler import publishing
from store import merging
from tests.postgres import PostgresServer
from tests.properties.world import ACCOUNTS, World
from tests.unit.relay.support import OST, WEST

QUICK = settings(
    max_examples=10, stateful_step_count=18, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
THOROUGH = settings(QUICK, max_examples=600, stateful_step_count=40, derandomize=False)
#: The same on the other engine, where each statement goes to a server.
ON_POSTGRES = settings(QUICK, max_examples=3)
THOROUGH_ON_POSTGRES = settings(THOROUGH, max_examples=60)
ANY = st.integers(0, 999)
LEVELS = st.sampled_from(list(Level))
SCOPES = st.sampled_from([Scope.PUBLIC, Scope.PUBLIC, Scope.INTERNAL])
#: The second kind is repeated by itself when its answer was lost.
KINDS = st.sampled_from([NoticeKind.FACHINFORMATION, NoticeKind.FACHINFORMATION, NoticeKind.INVITATION])
WORDS = ("ok", "later:30", "refused", "gone", "lost_call", "lost_answer", "down")
TROUBLE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
ACCOUNT = st.sampled_from(ACCOUNTS)
#: A notice revision as somebody has it.
Key = tuple[int, int, int]


class Machine(RuleBasedStateMachine):
    """Two networks, and people of whom nobody knows at first that some are the same."""

    #: Each is called once, and makes a world of its own.
    worlds: Iterator[Callable[[], World]]

    def __init__(self) -> None:
        super().__init__()
        self.world = next(self.worlds)()
        self.slots = 0
        #: How many of a person's deliveries of a revision were out already when they became one person.
        self.were_out: dict[Key, int] = defaultdict(int)
        #: The deliveries of which something was out when the address became somebody else.
        self.went_before: set[int] = set()
        #: Addresses that somebody has or had.
        self.had: defaultdict[int, set[int]] = defaultdict(set)

    # --- what happens

    @rule(level=LEVELS, scope=SCOPES, parts=st.sampled_from([1, 3]), kind=KINDS)
    def tell(self, level: Level, scope: Scope, parts: int, kind: NoticeKind = NoticeKind.FACHINFORMATION) -> None:
        facts = Addressed(level, scope, statewide=True, invites=kind is NoticeKind.INVITATION)
        new = self.world.new(facts, kind, parts, f"kx{self.world.numbers}r1")
        self.world.write(lambda s: publishing.publish(s, new, self.world.by))

    @rule()
    def release_an_edition(self) -> None:
        self.slots += 1
        self.world.edition(f"2026-W{self.slots:02}")

    @rule(which=ANY, level=LEVELS)
    def correct(self, which: int, level: Level) -> None:
        rows = [row for row in self.world.table("notice") if row.state == "released" and row.kind != "edition"]
        if rows:
            notice = rows[which % len(rows)]
            facts = Addressed(level, Scope(notice.scope), statewide=True)
            new = self.world.new(facts, NoticeKind(notice.kind), 1, f"kx{self.world.numbers}r{notice.rev + 1}")
            self.world.correct(notice.id, new)

    @rule(which=ANY)
    def withdraw(self, which: int) -> None:
        rows = [row for row in self.world.table("notice") if row.state == "released" and row.kind != "edition"]
        if rows:
            self.world.withdraw(rows[which % len(rows)].id)

    @rule(which=ANY, other=ANY)
    def merge(self, which: int, other: int) -> None:
        people = self.people()
        one, two = people[which % len(people)], people[other % len(people)]
        if one == two:
            return
        for recipient in (*self.family(one), *self.family(two)):
            for row in self.deliveries(recipient):
                self.were_out[min(one, two), row.notice, row.rev] += self.is_out(row, "edit")

        def join(session: Any) -> None:
            survivor, merged = merging.survivor_of(session, one, two)
            assert (survivor, merged) == (min(one, two), max(one, two))
            merging.merge(session, survivor, merged, self.world.clock.now)

        self.world.write(join)
        self.had[min(one, two)] |= self.had[max(one, two)]
        self.note_addresses()

    @rule(which=ANY)
    def split(self, which: int) -> None:
        rows = [row for row in self.world.table("address") if row.recipient in self.people()]
        many = [row for row in rows if sum(row.recipient == other.recipient for other in rows) > 1]
        if many:
            address = many[which % len(many)]
            for one in self.family(address.recipient):
                self.went_before.update(row.id for row in self.deliveries(one) if self.is_out(row, "edit"))
            self.world.write(lambda s: merging.split(s, address.id, self.world.clock.now))
            self.note_addresses()
            owner = next(row for row in self.world.table("address") if row.id == address.id).recipient
            assert not self.deliveries(owner)
            (person,) = [row for row in self.world.table("person") if row.id == owner]
            assert (person.role, person.confirmed_at, person.display_name) == ("member", None, None)

    @rule(account=ACCOUNT, words=TROUBLE)
    def misbehave(self, account: str, words: list[str]) -> None:
        for (chat,) in self.world.rows("SELECT chat FROM address WHERE account = ? ORDER BY id", account):
            self.world.misbehave(account, chat, words)

    @rule(account=ACCOUNT, word=st.sampled_from(["later:30", "down", "lost_answer"]), which=ANY, other=ANY)
    def merge_what_is_under_way(self, account: str, word: str, which: int, other: int) -> None:
        """Let the same notice wait for two people, for one of them in a call that fails, when they become one."""
        self.tell(Level.URGENT, Scope.PUBLIC, 3)
        self.misbehave(account, [word])
        self.run(account, 1)
        self.merge(which, other)
        self.run(account, 200)

    @rule(account=ACCOUNT, which=ANY)
    def split_what_is_under_way(self, account: str, which: int) -> None:
        """Let something wait for an address that becomes somebody else."""
        self.tell(Level.URGENT, Scope.PUBLIC, 1)
        self.misbehave(account, ["down"])
        self.run(account, 1)
        self.split(which)
        self.run(account, 200)

    @rule(account=ACCOUNT, turns=st.sampled_from([1, 2, 200]))
    def run(self, account: str, turns: int) -> None:
        self.world.run(account, turns)

    @rule()
    def kill(self) -> None:
        if self.world.relays:
            self.world.die()

    @rule(step=st.sampled_from([timedelta(minutes=1), timedelta(hours=3), timedelta(days=2)]))
    def advance(self, step: timedelta) -> None:
        self.world.clock.now += step

    # --- what must hold

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle()
                self.judge()
        finally:
            self.world.close()

    def settle(self) -> None:
        self.world.heal()
        for _ in range(40):
            if not self.world.has_work():
                return
            for account in ACCOUNTS:
                self.world.run(account, 200)
            self.world.clock.now += timedelta(hours=9)
        raise AssertionError("it does not come to an end")

    def judge(self) -> None:
        found = check(self.world.store, self.world.folder)
        assert found["ok"], str(found)
        assert set(found["checked"]["networks"]) == set(ACCOUNTS)
        owners = {row.id: row.recipient for row in self.world.table("address")}
        for person in self.people():
            by_revision: dict[tuple[int, int], list[Any]] = defaultdict(list)
            for one in self.family(person):
                for row in self.deliveries(one):
                    by_revision[row.notice, row.rev].append(row)
                    stays = row.id in self.went_before or not self.is_out(row)
                    assert stays or owners[row.address] == person, ("somebody else got it", row)
            for (notice, rev), rows in by_revision.items():
                out = sum(self.is_out(row) for row in rows)
                assert out <= max(1, self.were_out[person, notice, rev]), (person, notice, rev, rows)
                own = [row for row in rows if row.reason != merging.MERGED]
                assert own or self.stands(person, notice, rev), (person, notice, rev, rows)

    # --- looking

    def people(self) -> list[int]:
        """Return who is somebody."""
        return [row.id for row in self.world.table("person") if row.merged_into is None]

    def family(self, person: int) -> list[int]:
        """Return a person and those who were merged into them."""
        return [row.id for row in self.world.table("person") if person in (row.id, row.merged_into)]

    def note_addresses(self) -> None:
        """Note who has which address now."""
        for row in self.world.table("address"):
            self.had[row.recipient].add(row.id)

    def stands(self, person: int, notice: int, rev: int) -> bool:
        """Return whether a revision that was another's is, or may be, out in a chat that somebody has or had since."""
        query = "SELECT d.address FROM dispatch d JOIN delivery_dispatch l ON l.dispatch = d.id"
        query += " JOIN delivery v ON v.id = l.delivery WHERE v.notice = ? AND v.rev = ?"
        query += " AND d.op IN ('send', 'edit') AND d.state IN ('sent', 'unsure')"
        return any(address in self.had[person] for (address,) in self.world.rows(query, notice, rev))

    def deliveries(self, recipient: int) -> list[Any]:
        """Return what was promised to somebody."""
        return [row for row in self.world.table("delivery") if row.recipient == recipient]

    def is_out(self, delivery: Any, *also: str) -> bool:
        """Return whether some message of it is, or may be, out, or some call of these other kinds."""
        query = "SELECT 1 FROM dispatch d JOIN delivery_dispatch l ON l.dispatch = d.id"
        ops = ", ".join(repr(op) for op in ("send", *also))
        left = f" WHERE l.delivery = ? AND d.op IN ({ops}) AND (d.state IN ('sent', 'sending', 'unsure')"
        left += " OR d.state = 'queued' AND CAST(d.repeated AS TEXT) != '[]') LIMIT 1"
        return bool(self.world.rows(query + left, delivery.id))


def play(build: Callable[[Path], World], tmp_path: Path, how: settings) -> None:
    Machine.worlds = (partial(build, tmp_path / f"world-{number}") for number in itertools.count())
    with structlog.testing.capture_logs():
        run_state_machine_as_test(Machine, settings=how)


@pytest.fixture
def on_sqlite(sqlite_template: Path) -> Callable[[Path], World]:
    """Makes worlds with a database file of their own."""
    return lambda folder: World.build(folder, sqlite_template)


@pytest.fixture
def on_postgres(postgres: PostgresServer, postgres_template: str) -> Iterator[Callable[[Path], World]]:
    """Makes worlds, one after the other, in one database of PostgreSQL that is emptied between them."""
    lent: list[str] = []

    def build(folder: Path) -> World:
        while lent:
            postgres.give_back(lent.pop(), postgres_template)
        lent.append(postgres.lend(postgres_template))
        return World.build_on(folder, postgres.url(lent[0]))

    yield build
    while lent:
        postgres.give_back(lent.pop(), postgres_template)


def test_one_person_gets_nothing_twice_and_loses_nothing(tmp_path: Path, on_sqlite: Callable[[Path], World]) -> None:
    play(on_sqlite, tmp_path, QUICK)


def test_one_person_gets_nothing_twice_and_loses_nothing_on_postgresql(
    tmp_path: Path, on_postgres: Callable[[Path], World]
) -> None:
    play(on_postgres, tmp_path, ON_POSTGRES)


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ["on_sqlite", "on_postgres"])
def test_one_person_gets_nothing_twice_and_loses_nothing_for_long(
    tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    how = THOROUGH if engine == "on_sqlite" else THOROUGH_ON_POSTGRES
    play(request.getfixturevalue(engine), tmp_path, how)


#: Sequences that went wrong once, as they were found.
STORIES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "a first part that came back after its person was merged stayed in the queue, and the notice came there twice": [
        ("merge_what_is_under_way", {"account": OST, "other": 0, "which": 6, "word": "down"}),
        ("split", {"which": 0}),
    ],
    "what could go to no address any more still named the one that was somebody else's": [
        ("split_what_is_under_way", {"account": OST, "which": 0}),
        ("merge_what_is_under_way", {"account": OST, "other": 7, "which": 0, "word": "lost_answer"}),
        ("split_what_is_under_way", {"account": WEST, "which": 0}),
    ],
    "an edition told again what a part of stood already in a chat that had become somebody else's": [
        ("merge_what_is_under_way", {"account": WEST, "other": 4, "which": 1, "word": "down"}),
        ("run", {"account": OST, "turns": 1}),
        ("merge_what_is_under_way", {"account": WEST, "other": 0, "which": 5, "word": "lost_answer"}),
        ("split_what_is_under_way", {"account": WEST, "which": 2}),
        ("merge", {"other": 2, "which": 0}),
        ("release_an_edition", {}),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_went_wrong_once_goes_well(
    tmp_path: Path, on_sqlite: Callable[[Path], World], story: list[tuple[str, dict[str, Any]]]
) -> None:
    Machine.worlds = iter([partial(on_sqlite, tmp_path / "world")])
    machine = Machine()
    with structlog.testing.capture_logs():
        for name, values in story:
            getattr(machine, name)(**values)
        machine.teardown()
