"""Any history of releases, revisions, ends, digests, editions, pauses, rhythms, links and hours, over two networks.

Looked at is what arrives, against a plain model (publishing_model.py): nobody has a revision twice, everybody in the
audience has it or a true reason is named, what has ended stays away, corrections reach whom they concern. Crashes are
in test_relay_machine.py, places and internal notices too.
"""

import asyncio
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import event, select

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.outcome import GiveUp, Outcome, Sent, TryLater, Unsure
from domain.quiet import DEFAULT_SPEC
from domain.recipient import Rhythm, Role
from domain.subscription import Subscription
from scheduler import digests, publishing
from store import editions, members, merging, notices
from store import tables as t
from store.db import Store
from store.dialogs import Talker
from store.notices import NewNotice
from store.people import Where
from tests.postgres import PostgresServer
from tests.properties.publishing_model import Human, Key, Model, Told
from tests.unit.relay.support import MONDAY, OST, WEST, House, Made, ScriptedChannel, drive, join, person

QUICK = settings(
    max_examples=25, stateful_step_count=12, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
THOROUGH = settings(
    QUICK, max_examples=400, stateful_step_count=40, derandomize=False,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip
THOROUGH_ON_POSTGRES = settings(THOROUGH, max_examples=40)

ANY = st.integers(0, 999)
LEVELS = st.sampled_from(list(Level))
RHYTHMS = st.sampled_from(list(Rhythm))
DEADLINES = st.sampled_from([None, None, 4, 30, 80])
#: What may happen to something that waits.
MEANWHILE = ("nothing", "revise", "withdraw", "stop", "leave", "pause", "link", "unlink", "edition")
TROUBLE: dict[str, Outcome] = {
    "later": TryLater("busy", timedelta(minutes=30)), "refused": GiveUp("refused"),
    "gone": GiveUp("gone", recipient_gone=True), "lost": Unsure("lost"),
}  # fmt: skip
#: When the calendar looks: when the daily digest is due, in the evening, and when a day begins.
LOOKS = (7, 19, 23)
PEOPLE = {
    "ada": ((OST,), Human(set(), Rhythm.NIE)),
    "bea": ((WEST,), Human(set(), Rhythm.WOECHENTLICH)),
    "cem": ((OST, WEST), Human(set(), Rhythm.TAEGLICH)),
    "dan": ((WEST,), Human(set(), Rhythm.WOECHENTLICH, Rhythm.WOECHENTLICH, urgent=False)),
    "eva": ((OST,), Human(set(), Rhythm.SOFORT)),
}


@dataclass
class Net(ScriptedChannel):
    """A network that answers its next calls with trouble, and tells what came of each."""

    trouble: list[str] = field(default_factory=list)
    told: list[tuple[Made, str]] = field(default_factory=list)

    async def _answer(self, made: Made) -> Outcome:
        word = self.trouble.pop(0) if self.trouble else ""
        self.script[made.chat] = [TROUBLE[word]] if word else []
        outcome = await super()._answer(made)
        self.told.append((made, word if not isinstance(outcome, Sent) else ""))
        return outcome


class Machine(RuleBasedStateMachine):
    """Five people on two networks, and whatever comes."""

    stores: Iterator[Callable[[], Store]]

    def __init__(self) -> None:
        super().__init__()
        self.store, self.runner = next(self.stores)(), asyncio.Runner()
        self.house = House(self.store)
        self.nets = {account: Net(account) for account in (OST, WEST)}
        self.relays = {account: self.house.relay(net) for account, net in self.nets.items()}
        for key, (accounts, one) in PEOPLE.items():
            where = [Where(account, f"{key}-{account}") for account in accounts]
            role: dict[str, Any] = {"role": Role.COORDINATION, "confirmed_at": MONDAY} if key == "ada" else {}
            rhythms: dict[str, Any] = {"rhythm_info": one.info, "rhythm_important": one.important, "urgent": one.urgent}
            rhythms |= {"quiet": DEFAULT_SPEC} if key in ("bea", "eva") else {}
            join(self.store, person(key, *where, fallback=True, **rhythms, **role))
        ids = {row.key: row.id for row in self.rows(t.person)}
        self.model = Model({
            ids[key]: Human({f"{key}-{account}" for account in accounts}, one.info, one.important, one.urgent)
            for key, (accounts, one) in PEOPLE.items()
        })  # fmt: skip
        self.dailies: set[int] = set()

    # --- what the Koordination does

    @initialize(level=LEVELS, hours=DEADLINES)
    def begin(self, level: Level, hours: int | None) -> None:
        self.tell(level, hours, ends=False, hold=False)

    @rule(level=LEVELS, hours=DEADLINES, ends=st.booleans(), hold=st.booleans())
    def tell(self, level: Level, hours: int | None, ends: bool, hold: bool) -> None:
        notice = len(self.rows(t.notice)) + 1
        due = None if hours is None else self.now + timedelta(hours=hours)
        told = Told(level, due, due if ends else None)
        new = self.new(notice, told)
        if hold and level is not Level.URGENT:
            told.state = "held"
            made = self.store.write_now(lambda s: publishing.hold_for_edition(s, new, self.house.by))
        else:
            made = self.house.tell(new).notice
        assert made == notice
        self.model.told[notice] = told
        if told.state == "out":
            self.model.release(notice, self.now)

    @rule(which=ANY, how=st.sampled_from(["correction", "update", "done"]))
    def revise(self, which: int, how: str) -> None:
        if (notice := self.pick(which)) is None:
            return
        told = self.model.told[notice]
        told.past[told.rev] = told.ends
        if told.ends is not None and told.ends <= self.now:
            told.ends = None
        waiting = {self.model.root(row.recipient) for row in self.house.deliveries(notice=notice, state="waiting")}
        self.model.correct(notice, waiting, self.now)
        self.house.correct(notice, self.new(notice, told, how))

    @rule(which=ANY, withdraw=st.booleans())
    def end(self, which: int, withdraw: bool) -> None:
        if (notice := self.pick(which)) is not None:
            (self.house.withdraw if withdraw else self.house.stop)(notice)
            self.model.told[notice].state = "withdrawn" if withdraw else "stopped"

    @rule(leave_out=st.booleans())
    def release_the_edition(self, leave_out: bool = False) -> None:
        """Release this week's edition, if it is not out yet, as it was drafted or without its first notice."""
        slot = publishing.slot_of(self.now)

        def release(session: Any) -> list[int]:
            known = notices.find_by_request(session, publishing.edition_request(slot))
            items = [] if known is not None else publishing.plan_edition(session, self.now)
            if leave_out and items:
                editions.choose_for(session, slot, [editions.Choice(items[0].notice.id, left_out=True)], self.now)
                items = publishing.plan_edition(session, self.now)
            if items:
                publishing.publish_edition(session, slot, items, "ada", self.house.by)
            return [item.notice.id for item in items]

        told = self.store.write_now(release)
        for notice in told:
            if self.model.told[notice].state == "held":
                self.model.release(notice, self.now)
            self.model.told[notice].in_edition = True
        self.model.digest(told, self.now)

    # --- what people do

    @rule(which=ANY, days=st.sampled_from([0, 1, 8]))
    def pause(self, which: int, days: int) -> None:
        who, human = self.somebody(which)
        if not human.left:
            human.until = self.now + timedelta(days=days) if days else None
            human.was_away |= bool(days)
            human.since = human.until or self.now
            self.store.write_now(lambda s: members.pause(s, who, human.until))

    @rule(which=ANY)
    def leave(self, which: int) -> None:
        who, human = self.somebody(which)
        if sum(one.left for one in self.model.humans.values()) > 1:
            return
        human.left = human.was_away = True
        self.store.write_now(lambda s: members.leave(s, who, self.now))

    @rule(which=ANY, info=RHYTHMS, important=RHYTHMS, urgent=st.booleans())
    def choose(self, which: int, info: Rhythm, important: Rhythm, urgent: bool) -> None:
        """Let somebody join again, or change what they want."""
        _, human = self.somebody(which)
        human.info, human.important, human.urgent, human.left, human.until = info, important, urgent, False, None
        human.since = self.now
        chosen = Subscription(True, rhythm_info=info, rhythm_important=important, urgent=urgent, quiet="aus")
        (chat, *_) = sorted(human.chats)
        talker = Talker(chat.partition("-")[2], chat, chat)
        self.store.write_now(lambda s: members.join(s, talker, chosen, "1", self.now))

    @rule(which=ANY, other=ANY)
    def link(self, which: int, other: int) -> None:
        (one, _), (two, _) = self.somebody(which), self.somebody(other)
        if one == two:
            return

        def merge(session: Any) -> tuple[int, int]:
            survivor, gone = merging.survivor_of(session, one, two)
            merging.merge(session, survivor, gone, self.now)
            return survivor, gone

        self.model.join(*self.store.write_now(merge), self.now)

    @rule(which=ANY)
    def unlink(self, which: int) -> None:
        many = [row for row in self.house.addresses() if len(self.model.humans[row.recipient].chats) > 1]
        if many:
            row = many[which % len(many)]
            new = self.store.write_now(lambda s: merging.split(s, row.id, self.now))
            self.model.split(row.recipient, row.chat, new, self.now)

    # --- what the world does

    @rule(hours=st.sampled_from([1, 5, 20, 70]))
    def wait(self, hours: int) -> None:
        """Let time go by, the calendar look and the relays send."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            before = self.now
            day = self.now.replace(minute=0)
            looks = [day.replace(hour=hour) + timedelta(days=days) for days in (0, 1) for hour in LOOKS]
            self.house.clock.now = min(end, *(at for at in looks if at > self.now))
            self.deadlines_are_kept(before)
            self.calendar()
            self.send()

    @rule(account=st.sampled_from([OST, WEST]), words=st.lists(st.sampled_from([*TROUBLE, ""]), max_size=5))
    def trouble(self, account: str, words: list[str]) -> None:
        self.nets[account].trouble = words
        self.send()

    @rule(account=st.sampled_from([OST, WEST]), level=LEVELS, which=ANY, meanwhile=st.sampled_from(MEANWHILE))
    def tell_while_a_network_is_busy(self, account: str, level: Level, which: int, meanwhile: str) -> None:
        """Let a call come back unsent, and something happen before it is tried again."""
        self.nets[account].trouble = ["later"] * len(PEOPLE)
        self.tell(level, 4, ends=meanwhile == "nothing", hold=False)
        self.send()
        self.nets[account].trouble = []
        happens: dict[str, Callable[[], None]] = {
            "nothing": lambda: None, "revise": lambda: self.revise(-1, "correction"),
            "withdraw": lambda: self.end(-1, withdraw=True), "stop": lambda: self.end(-1, withdraw=False),
            "leave": lambda: self.leave(which), "pause": lambda: self.pause(which, 1),
            "link": lambda: self.link(which, which + 1), "unlink": lambda: self.unlink(which),
            "edition": self.release_the_edition,
        }  # fmt: skip
        happens[meanwhile]()
        self.wait(5)

    def deadlines_are_kept(self, before: datetime) -> None:
        """Check that nobody waits for a digest that comes after a deadline."""
        for notice, readers in self.model.pressed(before, self.now).items():
            promised = {self.model.root(row.recipient) for row in self.house.deliveries(notice=notice)}
            assert readers <= promised, f"{readers - promised} would have {notice} too late"

    def calendar(self) -> None:
        self.model.hurry(self.now)
        held = [notice for notice, told in self.model.told.items() if told.state == "held"]
        of_use = [one for one, told in self.model.told.items() if told.is_of_use(self.now) and not told.in_edition]
        self.runner.run(digests.run(self.store, self.house.by))
        for row in self.rows(t.notice):
            if row.id in held and row.state == "released":
                self.model.release(row.id, self.now)
            if row.request_key.startswith(editions.DAILY) and row.id not in self.dailies:
                self.dailies.add(row.id)
                out = [one for one in of_use if self.model.told[one].state == "out"]
                self.model.digest(out, self.now, Rhythm.TAEGLICH)

    def send(self) -> None:
        """Let both relays send what is due, and look at what arrives."""
        self.runner.run(self._send())
        recipients = {row.id: row.recipient for row in self.rows(t.delivery)}
        for account, net in self.nets.items():
            for made, word in net.told:
                if word:
                    self.model.trouble[made.chat].add(word)
                if word not in ("", "lost"):
                    continue
                delivery = re.match(r"d(\d+)-", made.key)
                whose = self.model.root(recipients[int(delivery[1])]) if delivery else self.model.owner(made.chat)
                for key in tokens(made.text):
                    self.model.arrive(made.chat, key, f"{account}:{made.key}", made.op, whose, self.now)
            net.told.clear()

    async def _send(self) -> None:
        for relay in self.relays.values():
            await drive(relay)

    # --- the end

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.settle()
        finally:
            self.runner.close()
            self.store.close()

    def settle(self) -> None:
        """Let everybody come back and a last edition go out, and judge what everybody has."""
        for net in self.nets.values():
            net.trouble = []
        self.send_daily(5)
        for number in range(len(self.model.humans)):
            self.pause(number, 0)
        self.send_daily(7 - self.now.weekday())
        self.release_the_edition()
        self.send_daily(5)
        assert not self.house.deliveries(state="waiting")
        self.model.judge(self.house.deliveries(), self.now)

    def send_daily(self, days: int) -> None:
        """Let the relays send in the mornings of some days, when nobody is quiet unless the day is."""
        for _ in range(days):
            self.house.clock.now = self.now.replace(hour=9) + timedelta(days=1)
            self.send()

    # --- choosing and looking

    @property
    def now(self) -> Any:
        return self.house.clock.now

    def new(self, notice: int, told: Told, follow_up: str = "") -> NewNotice:
        facts = Addressed(told.level, Scope.PUBLIC, statewide=True)
        text, key = f"kx{notice}r{told.rev}x steht hier.", f"n{notice}-{told.rev}"
        return NewNotice(
            key, NoticeKind.FACHINFORMATION, f"Nr. {notice}", facts, text, self.now, "ada", deadline=told.deadline,
            expires_at=told.ends, follow_up=follow_up,
        )  # fmt: skip

    def pick(self, which: int) -> int | None:
        out = [notice for notice, told in self.model.told.items() if told.state == "out"]
        return out[which % len(out)] if out else None

    def somebody(self, which: int) -> tuple[int, Human]:
        ids = sorted(self.model.humans)
        return ids[which % len(ids)], self.model.humans[ids[which % len(ids)]]

    def rows(self, table: Any) -> list[Any]:
        return self.store.read_now(lambda s: list(s.execute(select(table).order_by(table.c.id))))


def tokens(text: str) -> set[Key]:
    """Return the revisions that a text shows."""
    return {(int(notice), int(rev)) for notice, rev in re.findall(r"kx(\d+)r(\d+)x", text)}


def play(build: Callable[[], Store], how: settings) -> None:
    Machine.stores = itertools.repeat(build)
    with structlog.testing.capture_logs():
        run_state_machine_as_test(Machine, settings=how)


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_template: Path) -> Callable[[], Store]:
    """Makes stores with a database file of their own."""
    numbers = itertools.count()

    def build() -> Store:
        path = tmp_path / f"{next(numbers)}.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        store = Store(f"sqlite:///{path}")
        # Nobody pulls the plug here.
        event.listen(store.writer, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        return store

    return build


@pytest.fixture
def on_postgres(postgres: PostgresServer, postgres_template: str) -> Iterator[Callable[[], Store]]:
    """Makes stores, one after the other, in one database of PostgreSQL that is emptied between them."""
    lent: list[str] = []

    def build() -> Store:
        while lent:
            postgres.give_back(lent.pop(), postgres_template)
        lent.append(postgres.lend(postgres_template))
        return Store(postgres.url(lent[0]))

    yield build
    while lent:
        postgres.give_back(lent.pop(), postgres_template)


def test_everybody_gets_everything_once(on_sqlite: Callable[[], Store]) -> None:
    play(on_sqlite, QUICK)


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ["on_sqlite", "on_postgres"])
def test_everybody_gets_everything_once_for_long(engine: str, request: pytest.FixtureRequest) -> None:
    play(request.getfixturevalue(engine), THOROUGH if engine == "on_sqlite" else THOROUGH_ON_POSTGRES)
