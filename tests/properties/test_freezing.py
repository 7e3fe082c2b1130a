"""Who gets a notice: the statement that freezes deliveries says what the pure functions and the rules say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session

from domain import expiry
from domain.audience import Addressed, Because, Profile, choose, choose_daily, choose_in_edition, choose_whole
from domain.lane import Lane, lane_of
from domain.notice import Level, NoticeKind, Scope
from domain.quiet import holds_for, next_allowed, read_quiet
from domain.recipient import RecipientKind
from scheduler import publishing
from scheduler.holidays import quiet_days
from scheduler.publishing import Publisher
from store import freeze, reference
from store import tables as t
from store.db import Store
from store.freeze import AudienceMismatchError, Freezing
from store.notices import NewNotice
from tests.properties.people import (
    ACCOUNTS,
    NOTICES,
    NOW,
    PEOPLE,
    PROGRAMMES,
    PUBLIC_ONLY,
    REGIONS,
    TOPICS,
    Someone,
    address_for,
    address_id,
    profile_of,
    write,
)

ON_SQLITE = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ON_POSTGRES = settings(ON_SQLITE, max_examples=15)
THOROUGH = settings(ON_SQLITE, max_examples=3000, derandomize=False)
SLOT = (NOW, NOW.replace(year=2027))
Choose = Callable[[Profile], Because | None]


class Frozen(NamedTuple):
    """A delivery as it was frozen."""

    because: str
    state: str
    reason: str
    account: str
    address: int | None


class _UndoError(Exception):
    """Takes everything back that an example wrote."""


class _Code(NamedTuple):
    code: str
    name: str
    confirmed: bool = True
    keywords: tuple[str, ...] = ()


def with_codes(store: Store) -> Store:
    """Return the store with the codes that people and notices use."""
    regions, topics, programmes = ([_Code(code, code) for code in codes] for codes in (REGIONS, TOPICS, PROGRAMMES))
    store.write_now(lambda s: reference.put_reference(s, regions, [], topics, programmes))
    return store


@pytest.fixture
def on_sqlite(sqlite_store: Store) -> Store:
    return with_codes(sqlite_store)


@pytest.fixture
def on_postgres(postgres_store: Store) -> Store:
    return with_codes(postgres_store)


def tried(store: Store, example_of: Callable[[Session], None]) -> None:
    """Run an example in a transaction that leaves nothing behind."""

    def run(session: Session) -> None:
        example_of(session)
        raise _UndoError

    with pytest.raises(_UndoError):
        store.write_now(run)


def frozen(session: Session, notice: int = 1) -> dict[int, Frozen]:
    """Return the deliveries of a notice by recipient."""
    d = t.delivery.c
    rows = session.execute(
        select(d.recipient, d.because, d.state, d.reason, d.account, d.address).where(d.notice == notice)
    )
    return {row[0]: Frozen(*row[1:]) for row in rows}


def expected(people: list[Someone], scope: Scope, public_only: frozenset[str], chosen: Choose) -> dict[int, Frozen]:
    """Return the deliveries that the pure functions and the rules for addresses ask for."""
    found = {}
    for id_, one in enumerate(people, 1):
        because = chosen(profile_of(one))
        if because is None:
            continue
        number = address_for(one, scope, public_only)
        if number is None:
            found[id_] = Frozen(because, "failed", "no_address", "", None)
        else:
            found[id_] = Frozen(because, "waiting", "", one.addresses[number][0], address_id(id_, number))
    return found


def what(
    facts: Addressed, where: ColumnElement[bool], because: Because, public_only: frozenset[str], scope: Scope
) -> Freezing:
    return Freezing(1, 1, lane_of(NoticeKind.FACHINFORMATION, facts.level), because, where, scope, public_only)


def agree_at_release(store: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str]) -> None:
    def run(session: Session) -> None:
        write(session, people)
        where = freeze.chosen_at_release(facts, NOW)
        number = freeze.freeze(
            session, what(facts, where, freeze.because_of(facts), public_only, facts.scope), lambda *_: SLOT
        )
        wanted = expected(people, facts.scope, public_only, lambda profile: choose(facts, profile))
        assert frozen(session) == wanted
        assert number == len(wanted) == freeze.count_at_release(session, facts, NOW)

    tried(store, run)


def agree_in_digests(store: Store, people: list[Someone], facts: Addressed, has_it: set[int]) -> None:
    for chooses, chosen in ((choose_in_edition, freeze.chosen_in_edition), (choose_daily, freeze.chosen_daily)):
        agree_in_digest(store, people, facts, has_it, chooses, chosen(facts, NOW))


def agree_in_digest(
    store: Store, people: list[Someone], facts: Addressed, has_it: set[int], chooses: freeze.Chooses,
    where: ColumnElement[bool],
) -> None:  # fmt: skip
    def run(session: Session) -> None:
        write(session, people)
        had = {id_ for id_ in has_it if id_ <= len(people)}
        for id_ in sorted(had):
            session.add(
                t.Delivery(notice=1, rev=1, recipient=id_, because="had", lane=4, not_before=NOW, expires_at=NOW)
            )
        session.flush()
        because = Because.LANDESWEIT if facts.statewide else Because.REGION_TOPIC
        number = freeze.freeze(session, what(facts, where, because, frozenset(), facts.scope), lambda *_: SLOT)
        wanted = expected(people, facts.scope, frozenset(), lambda profile: chooses(facts, profile))
        new = {id_: row for id_, row in frozen(session).items() if row.because != "had"}
        assert new == {id_: row for id_, row in wanted.items() if id_ not in had}
        assert number == len(new) == freeze.count_items(session, facts, NOW, has_it, chooses)

    tried(store, run)


def agree_whole(store: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str]) -> None:
    def run(session: Session) -> None:
        write(session, people)
        where = freeze.chosen_whole(facts.scope)
        number = freeze.freeze(
            session, what(facts, where, Because.LANDESWEIT, public_only, facts.scope), lambda *_: SLOT
        )
        wanted = expected(people, facts.scope, public_only, lambda profile: choose_whole(facts.scope, profile))
        assert frozen(session) == wanted
        assert number == len(wanted) == freeze.count_whole(session, facts.scope, NOW)

    tried(store, run)


HAS_IT = st.sets(st.integers(1, 50), max_size=20)


@ON_SQLITE
@given(people=PEOPLE, facts=NOTICES, public_only=PUBLIC_ONLY)
@example(people=[], facts=Addressed(Level.INFO, Scope.PUBLIC, statewide=True), public_only=frozenset())
def test_a_release_reaches_whom_the_pure_function_chooses(
    on_sqlite: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str]
) -> None:
    agree_at_release(on_sqlite, people, facts, public_only)


@ON_SQLITE
@given(people=PEOPLE, facts=NOTICES, has_it=HAS_IT)
def test_an_edition_brings_an_item_to_the_persons_whom_the_pure_function_chooses(
    on_sqlite: Store, people: list[Someone], facts: Addressed, has_it: set[int]
) -> None:
    agree_in_digests(on_sqlite, people, facts, has_it)


@ON_SQLITE
@given(people=PEOPLE, facts=NOTICES, public_only=PUBLIC_ONLY)
def test_a_whole_edition_reaches_the_places_that_the_pure_function_chooses(
    on_sqlite: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str]
) -> None:
    agree_whole(on_sqlite, people, facts, public_only)


@ON_POSTGRES
@given(people=PEOPLE, facts=NOTICES, public_only=PUBLIC_ONLY, has_it=HAS_IT)
def test_postgresql_chooses_like_the_pure_functions(
    on_postgres: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str], has_it: set[int]
) -> None:
    agree_at_release(on_postgres, people, facts, public_only)
    agree_in_digests(on_postgres, people, facts, has_it)
    agree_whole(on_postgres, people, facts, public_only)


@pytest.mark.thorough
@pytest.mark.parametrize("engine", ["on_sqlite", "on_postgres"])
@THOROUGH
@given(people=PEOPLE, facts=NOTICES, public_only=PUBLIC_ONLY, has_it=HAS_IT)
def test_both_engines_choose_like_the_pure_functions_whatever_comes(
    request: pytest.FixtureRequest,
    engine: str,
    people: list[Someone],
    facts: Addressed,
    public_only: frozenset[str],
    has_it: set[int],
) -> None:
    opened: Store = request.getfixturevalue(engine)
    agree_at_release(opened, people, facts, public_only)
    agree_in_digests(opened, people, facts, has_it)
    agree_whole(opened, people, facts, public_only)


# --- publishing


def kind_of(facts: Addressed) -> NoticeKind:
    """Return the kind of a notice that goes to those whom these facts describe."""
    return NoticeKind.POLL if facts.invites else NoticeKind.FACHINFORMATION


def new_notice(facts: Addressed, key: str = "n1", valid_until: datetime | None = None) -> NewNotice:
    kind = kind_of(facts)
    return NewNotice(key, kind, "Neuer Erlass", facts, "Es gilt ab sofort.", NOW, "test", expires_at=valid_until)


def rows_of(session: Session) -> list[int]:
    tables = (t.notice, t.notice_revision, t.rendering, t.delivery, t.notice_region)
    return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@ON_SQLITE
@given(people=PEOPLE, facts=NOTICES, public_only=PUBLIC_ONLY, hours=st.sampled_from([None, 1, 200]))
def test_a_delivery_may_leave_at_the_first_moment_out_of_quiet_hours_and_expires_after_it(
    on_sqlite: Store, people: list[Someone], facts: Addressed, public_only: frozenset[str], hours: int | None
) -> None:
    valid_until = None if hours is None else NOW + timedelta(hours=hours)
    kind, days = kind_of(facts), quiet_days(NOW.year)

    def run(session: Session) -> None:
        write(session, people)
        publishing.publish(session, new_notice(facts, valid_until=valid_until), Publisher(NOW, public_only))
        d = t.delivery.c
        for recipient, lane, not_before, expires_at in session.execute(
            select(d.recipient, d.lane, d.not_before, d.expires_at)
        ):
            one = people[recipient - 1]
            quiet = read_quiet(one.quiet)
            assert quiet is not None
            held = holds_for(Lane(lane), urgent_offhours=one.offhours)
            first = next_allowed(quiet, NOW, days) if held else NOW
            assert (lane, not_before) == (lane_of(kind, facts.level), first)
            until = expiry.of_notice(kind, facts.level, first_allowed=first, valid_until=valid_until)
            assert expires_at == until

    tried(on_sqlite, run)


@ON_SQLITE
@given(people=PEOPLE, facts=NOTICES)
def test_the_repeat_of_a_request_makes_no_second_notice(
    on_sqlite: Store, people: list[Someone], facts: Addressed
) -> None:
    def run(session: Session) -> None:
        write(session, people)
        by = Publisher(NOW)
        first = publishing.publish(session, new_notice(facts), by)
        before = rows_of(session), frozen(session, first.notice)
        again = publishing.publish(session, new_notice(Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)), by)
        assert (first.fresh, again.fresh) == (True, False)
        assert (again.notice, again.rev, again.audience) == (first.notice, 1, first.audience)
        assert (rows_of(session), frozen(session, first.notice)) == before
        assert len(before[1]) == first.audience

    tried(on_sqlite, run)


EVERYBODY = Addressed(Level.URGENT, Scope.PUBLIC, statewide=True)


def test_where_nobody_has_joined_yet_a_notice_reaches_nobody(store: Store) -> None:
    with_codes(store)
    published = store.write_now(lambda s: publishing.publish(s, new_notice(EVERYBODY), Publisher(NOW)))
    assert (published.audience, published.fresh) == (0, True)


def a_place(session: Session) -> None:
    session.add(t.QuietProfile(id=1, spec="aus"))
    session.flush()
    session.add(t.Recipient(id=1, kind=RecipientKind.PLACE, quiet_profile=1, urgent_ok=True, preferred_address=1))
    session.flush()
    session.add(t.Place(id=1, key="g1"))
    session.add(t.Address(id=1, account=ACCOUNTS[0], chat="g1", recipient=1))


def test_when_statement_and_pure_function_disagree_nothing_is_released(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_codes(store).write_now(a_place)
    right = freeze.count_at_release
    monkeypatch.setattr("store.notices.count_at_release", lambda *given: right(*given) + 1)
    with pytest.raises(AudienceMismatchError, match="1 statt 2"):
        store.write_now(lambda s: publishing.publish(s, new_notice(EVERYBODY), Publisher(NOW)))
    assert store.read_now(rows_of) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("function", ["count_whole", "count_items"])
def test_when_they_disagree_about_an_edition_none_is_released(
    store: Store, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    with_codes(store).write_now(a_place)
    store.write_now(lambda s: publishing.publish(s, new_notice(EVERYBODY), Publisher(NOW)))
    before = store.read_now(rows_of)
    monkeypatch.setattr(f"store.editions.{function}", lambda *_: 7)

    def release(session: Session) -> None:
        publishing.publish_edition(session, "2026-W47", publishing.plan_edition(session, NOW), "test", Publisher(NOW))

    with pytest.raises(AudienceMismatchError, match="statt 7"):
        store.write_now(release)
    assert store.read_now(rows_of) == before
