"""Any history of releases, revisions, ends, pauses, changed rhythms, digests and steps of the clock, also back.

Nobody in the audience is left out without a reason, and nobody is promised the same thing twice. Looked at are the
promises (deliveries); that each is kept once is what test_relay_machine.py is for.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import Session

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, NoticeState, Scope
from domain.recipient import PersonState, Rhythm
from scheduler import digests, publishing
from scheduler.publishing import Publisher
from store import check, editions, notices
from store import tables as t
from store.db import Store
from store.notices import NewNotice
from tests.properties.test_freezing import tried, with_codes

QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
THOROUGH = settings(QUICK, max_examples=2000, derandomize=False)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = range(1, 5)
#: What may have become of a promise that was never kept, and still be told as the reason.
_KEPT = ("waiting", "sent", "failed", "unsure")
ANY = st.integers(0, 99)
STEPS = st.sampled_from([-3, 1, 5, 20, 24, 70]).map(lambda hours: timedelta(hours=hours))
OPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.sampled_from(list(Level)), st.sampled_from([None, None, 4, 30, 80, 400])),
        st.tuples(st.just("hold"), st.just(Level.INFO), st.sampled_from([None, 30])),
        st.tuples(st.just("correct"), ANY, st.sampled_from([Level.INFO, Level.IMPORTANT])),
        st.tuples(st.just("end"), ANY, st.booleans()),
        st.tuples(st.just("pause"), ANY, st.booleans()),
        st.tuples(st.just("rhythm"), ANY, st.sampled_from([Rhythm.SOFORT, Rhythm.TAEGLICH, Rhythm.WOECHENTLICH])),
        st.tuples(st.just("step"), STEPS, st.just(None)),
        st.tuples(st.just("calendar"), st.just(None), st.just(None)),
        st.tuples(st.just("edition"), st.just(None), st.just(None)),
    ),
    max_size=25,
)


@dataclass
class History:
    """What has happened so far, in one transaction that is taken back."""

    session: Session
    now: datetime = MONDAY
    numbers: int = 0
    away: set[int] = field(default_factory=set)

    @property
    def by(self) -> Publisher:
        return Publisher(self.now)

    def begin(self) -> None:
        s = self.session
        s.add(t.QuietProfile(id=1, spec="aus"))
        s.flush()
        for id_ in PEOPLE:
            s.add(
                t.Recipient(
                    id=id_, kind="person", quiet_profile=1, statewide=True, urgent_ok=True, preferred_address=id_
                )
            )
        s.flush()
        for id_ in PEOPLE:
            s.add(t.Person(id=id_, key=f"p{id_}"))
            s.add(t.Address(id=id_, account="memory:ost", chat=f"c{id_}", recipient=id_))
        s.flush()

    # --- what happens

    def do(self, what: str, one: Any, other: Any) -> None:
        getattr(self, what)(one, other)

    def new(self, level: Level, hours: int | None) -> NewNotice:
        self.numbers += 1
        facts = Addressed(level, Scope.PUBLIC, statewide=True)
        due = None if hours is None else self.now + timedelta(hours=hours)
        kind = NoticeKind.FACHINFORMATION
        return NewNotice(f"n{self.numbers}", kind, f"Nr. {self.numbers}", facts, "Text.", self.now, "x", deadline=due)

    def tell(self, level: Level, hours: int | None) -> None:
        publishing.publish(self.session, self.new(level, hours), self.by)

    def hold(self, level: Level, hours: int | None) -> None:
        publishing.hold_for_edition(self.session, self.new(level, hours), self.by)

    def correct(self, which: int, level: Level) -> None:
        if (found := self.pick(which)) is not None:
            publishing.correct(self.session, found, self.new(level, None), self.by)

    def end(self, which: int, withdraw: bool) -> None:
        if (found := self.pick(which)) is None:
            return
        if withdraw:
            publishing.withdraw(self.session, found, self.by)
        else:
            notices.stop(self.session, found.id)

    def pause(self, who: int, away: bool) -> None:
        person = PEOPLE[who % len(PEOPLE)]
        state = PersonState.PAUSED if away else PersonState.ACTIVE
        self.session.execute(update(t.person).where(t.person.c.id == person).values(state=state, pause_until=None))
        (self.away.add if away else self.away.discard)(person)

    def rhythm(self, who: int, rhythm: Rhythm) -> None:
        person = PEOPLE[who % len(PEOPLE)]
        self.session.execute(t.rhythm.delete().where(t.rhythm.c.recipient == person))
        rows = [{"recipient": person, "level": level, "value": rhythm} for level in ("info", "important")]
        self.session.execute(t.rhythm.insert(), rows)

    def step(self, by: timedelta, _: None) -> None:
        self.now += by

    def calendar(self, _one: None, _other: None) -> None:
        digests.hurry(self.session, self.by)
        if digests.release_daily(self.session, self.by):
            for notice in editions.candidates(self.session, self.now):
                assert self.takers(Rhythm.TAEGLICH) <= self.promised(notice.id, notice.rev)

    def edition(self, _one: None, _other: None) -> None:
        slot = f"2027-W{self.numbers % 50 + 1:02}"
        items = publishing.plan_edition(self.session, self.now)
        known = notices.find_by_request(self.session, publishing.edition_request(slot))
        if not items or known is not None:
            return
        publishing.publish_edition(self.session, slot, items, "x", self.by)
        here = set(PEOPLE) - self.away
        for item in items:
            assert here <= self.promised(item.notice.id, item.notice.rev), f"{item.notice.title} leaves somebody out"

    # --- what is looked at

    def pick(self, which: int) -> Any:
        ids = self.session.execute(
            select(t.notice.c.id).where(t.notice.c.state == NoticeState.RELEASED, t.notice.c.kind != NoticeKind.EDITION)
        ).scalars()
        found = list(ids)
        return notices.load(self.session, found[which % len(found)]) if found else None

    def takers(self, rhythm: Rhythm) -> set[int]:
        c = t.rhythm.c
        query = select(c.recipient).where(c.value == rhythm, c.level == "info")
        return set(self.session.execute(query).scalars()) - self.away

    def promised(self, notice: int, rev: int) -> set[int]:
        d = t.delivery.c
        query = select(d.recipient).where(d.notice == notice, d.rev == rev)
        return set(self.session.execute(query).scalars())

    def holds(self) -> None:
        """Check what holds at any time."""
        d = t.delivery.c
        rows = self.session.execute(select(d.notice, d.rev, d.recipient, d.state)).all()
        twice = [key for key, count in Counter(row[:3] for row in rows).items() if count > 1]
        assert not twice
        # Of several revisions only the newest is still to come: the older ones were superseded.
        open_ = Counter((row.notice, row.recipient) for row in rows if row.state in _KEPT)
        assert not [key for key, count in open_.items() if count > 1]
        for one in check.load_book(self.session).revisions:
            there = sum((row.notice, row.rev) == (one.notice, one.rev) for row in rows)
            assert there == one.audience, f"{one.notice}.{one.rev}: {there} instead of {one.audience}"


def nobody_is_left_out(store: Store, ops: list[tuple[str, Any, Any]]) -> None:
    def run(session: Session) -> None:
        history = History(session)
        history.begin()
        for what, one, other in ops:
            history.do(what, one, other)
            history.holds()
        history.away.clear()
        for who in PEOPLE:
            history.pause(who, False)
        history.numbers += 1
        history.edition(None, None)
        history.holds()

    tried(store, run)


@pytest.fixture
def codes(sqlite_store: Store) -> Store:
    return with_codes(sqlite_store)


@QUICK
@given(ops=OPS)
def test_nobody_is_left_out_and_nobody_has_it_twice(codes: Store, ops: list[tuple[str, Any, Any]]) -> None:
    nobody_is_left_out(codes, ops)


@pytest.mark.thorough
@THOROUGH
@given(ops=OPS)
def test_nobody_is_left_out_whatever_comes(codes: Store, ops: list[tuple[str, Any, Any]]) -> None:
    nobody_is_left_out(codes, ops)
