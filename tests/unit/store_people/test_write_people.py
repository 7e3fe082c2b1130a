"""People in the database: the file is taken whole, twice is like once, and a round trip changes no byte."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlmodel import Session

from domain.notice import Scope
from domain.recipient import AddressState, PersonState, RecipientKind, Rhythm, Role
from store import people as queries
from store import tables as t
from store.db import Store
from store.people import Agreed, Details, Faults, Listed, People, Where, Written
from store.people_csv import export_people, format_people, read_people
from store.people_rows import write_people
from store.reference import Codes

PERSON, PLACE = RecipientKind.PERSON, RecipientKind.PLACE
SERVICE = Agreed("service", "1", datetime(2026, 1, 1, tzinfo=UTC))


def write(store: Store, now: datetime, *listed: Listed) -> Written | Faults:
    """Write these people."""
    return store.write_now(lambda session: write_people(session, People(now, listed)))


def one(key: str = "k", *chats: str, **details: Any) -> Listed:
    """Return a person with these addresses on a network."""
    values = Details(PERSON) if not details else dataclasses.replace(Details(PERSON), **details)
    return Listed(key, values, tuple(Where("matrix", chat, "", 2 + at) for at, chat in enumerate(chats or ("a",))))


def said(result: Written | Faults) -> str:
    """Return what was refused."""
    assert isinstance(result, Faults), result
    return str(result)


# --- round trip

_TEXTS = st.text(st.sampled_from("aÄöß\\ ,;\"'\n\r\t=+|„“\u2028\x85"), max_size=8).map(str.strip)
_IDS = st.text(st.sampled_from('abÄ,;"@:!-_0\\'), min_size=1, max_size=5)
_TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone is given


def _some(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(codes)).map(lambda chosen: tuple(sorted(chosen)))


_SHARED = {
    "name": _TEXTS,
    "statewide": st.booleans(),
    "regions": _some(("heide", "braunschweig", "suedniedersachsen")),
    "programmes": _some(("mbe", "jmd")),
    "topics": _some(("asyl", "sprache")),
    "rhythm_info": st.sampled_from(Rhythm),
    "rhythm_important": st.sampled_from(Rhythm),
    "quiet": st.sampled_from(("18:00-07:00", "aus", "20:00-06:00")),
    "urgent": st.booleans(),
    "urgent_offhours": st.booleans(),
}
_CONSENTS = st.lists(
    st.builds(Agreed, st.sampled_from(("service", "urgent", "fallback")), st.sampled_from(("1", "2026-11")), _TIMES),
    unique_by=lambda agreed: agreed.kind,
).map(lambda agreed: tuple(sorted(agreed)))


@st.composite
def _persons(draw: st.DrawFn) -> Details:
    role, state = draw(st.sampled_from(Role)), draw(st.sampled_from(PersonState))
    return Details(
        kind=PERSON,
        organisation=draw(_TEXTS),
        role=role,
        leads=draw(_some(("heide", "braunschweig"))) if role is not Role.MEMBER else (),
        fallback=draw(st.booleans()),
        confirmed_at=draw(st.none() | _TIMES),
        state=state,
        paused_until=draw(st.none() | _TIMES) if state is PersonState.PAUSED else None,
        consents=draw(_CONSENTS),
        **draw(st.fixed_dictionaries(_SHARED)),
    )


_PLACES = st.builds(
    Details,
    kind=st.just(PLACE),
    scope=st.sampled_from(Scope),
    audience_role=st.none() | st.sampled_from(Role),
    **_SHARED,
)


@st.composite
def _networks(draw: st.DrawFn) -> tuple[Listed, ...]:
    """Draw persons and places, each with its own addresses."""
    where = st.builds(Where, st.sampled_from(("telegram", "matrix", "memory:ost")), _IDS, st.just("") | _IDS)
    wheres = draw(st.lists(where, unique=True, min_size=1, max_size=10))
    keys = draw(st.lists(_IDS, unique=True, min_size=1, max_size=len(wheres)))
    dealt = [tuple(sorted(wheres[at :: len(keys)])) for at in range(len(keys))]
    return tuple(
        Listed(key, draw(_persons() | _PLACES), mine, draw(st.integers(0, len(mine) - 1)))
        for key, mine in zip(keys, dealt, strict=True)
    )


class _Undo(Exception):  # noqa: N818 - not an error: leaves the database as it was
    pass


def _round_trip(store: Store, network: tuple[Listed, ...], codes: Codes, now: datetime) -> tuple[str, str]:
    """Write, export, import into an empty database, export; the database is empty again afterwards."""

    def write_and_export(source: People) -> str:
        exports: list[str] = []

        def write_and_undo(session: Session) -> None:
            assert isinstance(write_people(session, source), Written)
            exports.append(export_people(session))
            raise _Undo

        with pytest.raises(_Undo):
            store.write_now(write_and_undo)
        return exports[0]

    first = write_and_export(People(now, network))
    read = read_people(first.encode(), codes, now)
    assert isinstance(read, People), read
    return first, write_and_export(read)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(network=_networks())
def test_a_round_trip_changes_no_byte(network: tuple[Listed, ...], filled: Store, codes: Codes, now: datetime) -> None:
    first, second = _round_trip(filled, network, codes, now)
    assert first == second


@given(network=_networks())
def test_a_file_says_all_about_people(network: tuple[Listed, ...], codes: Codes, now: datetime) -> None:
    tidy = tuple(
        dataclasses.replace(
            one,
            details=dataclasses.replace(
                one.details, name=_unix(one.details.name), organisation=_unix(one.details.organisation)
            ),
        )
        for one in network
    )
    read = read_people(format_people(tidy), codes, now)
    assert isinstance(read, People), read
    assert sorted(read.listed, key=lambda one: one.key) == sorted(tidy, key=lambda one: one.key)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- what a second import does


def test_the_same_file_twice_is_like_once(filled: Store, now: datetime) -> None:
    people = [one("k", "a", "b", regions=("heide",), consents=(SERVICE,), confirmed_at=now), one("l", "c")]
    assert write(filled, now, *people) == Written(2, 0, 2, 3)
    before = filled.read_now(export_people)
    assert write(filled, now + timedelta(days=1), *people) == Written(2, 0, 0, 0)
    assert filled.read_now(export_people) == before
    rows = filled.read_now(lambda session: session.execute(select(t.consent.c.withdrawn_at)).scalars().all())
    assert rows == [None]


def test_a_known_key_becomes_what_the_file_says_and_the_others_stay(filled: Store, now: datetime) -> None:
    stays = one("stays", "s", topics=("asyl",))
    write(filled, now, stays, one("k", "a", regions=("heide",), role=Role.LEAD, leads=("heide",), name="Alt"))
    changed = one("k", "a", "b", regions=("braunschweig",), topics=("sprache",), rhythm_info=Rhythm.NIE, urgent=True)
    assert write(filled, now, changed) == Written(1, 0, 0, 1)
    assert filled.read_now(export_people) == format_people([stays, changed])
    assert filled.read_now(lambda session: session.execute(select(t.lead_region)).all()) == []


def test_an_address_that_the_file_does_not_name_stays(filled: Store, now: datetime) -> None:
    write(filled, now, one("k", "a", "b"))
    write(filled, now, one("k", "b"))
    key = filled.read_now(lambda session: queries.person_by_key(session, "k"))
    assert key is not None
    rows = filled.read_now(lambda session: queries.addresses_of(session, key))
    assert [row.chat for row in rows] == ["a", "b"]
    preferred = filled.read_now(lambda s: s.execute(select(t.recipient.c.preferred_address)).scalar_one())
    assert preferred == rows[1].id


def test_an_earlier_confirmation_outlives_confirmed_now(filled: Store, now: datetime) -> None:
    write(filled, now, one("k", confirmed_at=now))
    filled.write_now(lambda session: session.execute(update(t.person).values(confirmed_by="koordination")))
    later = now + timedelta(days=1)
    write(filled, later, one("k", confirmed_at=later))
    row = filled.read_now(lambda s: s.execute(select(t.person.c.confirmed_at, t.person.c.confirmed_by)).one())
    assert tuple(row) == (now, "koordination")
    write(filled, later, one("k"))
    row = filled.read_now(lambda s: s.execute(select(t.person.c.confirmed_at, t.person.c.confirmed_by)).one())
    assert tuple(row) == (None, None)


def test_a_consent_that_the_file_lacks_is_withdrawn_and_an_old_file_does_not_renew_it(
    filled: Store, now: datetime
) -> None:
    newer = dataclasses.replace(SERVICE, version="2", given_at=SERVICE.given_at + timedelta(days=9))
    write(filled, now, one("k", consents=(SERVICE,)))
    write(filled, now, one("k", consents=(newer,)))
    write(filled, now, one("k", consents=(SERVICE,)))
    query = select(t.consent.c.text_version, t.consent.c.withdrawn_at).order_by(t.consent.c.id)
    rows = filled.read_now(lambda session: session.execute(query).all())
    assert [tuple(row) for row in rows] == [("1", now), ("2", now)]


# --- what is refused


def test_an_address_of_somebody_else_is_refused_and_nothing_is_taken(filled: Store, now: datetime) -> None:
    write(filled, now, one("k", "a"))
    before = filled.read_now(export_people)
    text = said(write(filled, now, one("new", "x"), one("l", "c", "a")))
    assert "Zeile 3: Diese Adresse gehört schon zu „k“." in text
    assert text.endswith("Aus der Datei wurde nichts übernommen.")
    assert filled.read_now(export_people) == before


def test_a_key_keeps_its_kind(filled: Store, now: datetime) -> None:
    write(filled, now, one("k", "a"))
    text = said(write(filled, now, Listed("k", Details(PLACE), (Where("matrix", "a", "", 7),))))
    assert text.startswith("Zeile 7: „k“ gibt es schon")


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"state": PersonState.ERASED.value}, id="erased"),
        pytest.param({"merged_into": 1}, id="merged into somebody"),
    ],
)
def test_nobody_comes_back_by_an_old_file(values: dict[str, object], filled: Store, now: datetime) -> None:
    write(filled, now, one("j", "x"), one("k", "a"))
    filled.write_now(lambda s: s.execute(update(t.person).where(t.person.c.key == "k").values(values)))
    assert said(write(filled, now, one("k", "a"))).startswith("Zeile 2: „k“")
    assert filled.read_now(queries.person_count) == 1


# --- the database's side


def test_rows_that_come_later_get_free_ids(filled: Store, now: datetime) -> None:
    write(filled, now, one("k", "a", organisation="Verein", consents=(SERVICE,)))

    def add(session: Session) -> None:
        quiet = session.execute(select(t.quiet_profile.c.id)).scalar_one()
        session.execute(insert(t.recipient).values(kind="person", quiet_profile=quiet, **_FLAGS))
        highest = session.execute(select(func.max(t.recipient.c.id))).scalar_one()
        session.execute(insert(t.address).values(account="m", chat="z", thread="", recipient=highest, state="ok"))
        session.execute(insert(t.organisation).values(name="Anderer"))

    filled.write_now(add)
    assert isinstance(write(filled, now, one("l", "b", organisation="Dritter")), Written)


_FLAGS = {"statewide": False, "urgent_ok": False, "urgent_offhours": False}


def test_what_the_bot_wrote_untidily_is_exported_as_it_will_be_read(filled: Store, codes: Codes, now: datetime) -> None:
    write(filled, now, one("k", "b", "a"), one("l", "c"))

    def untidy(session: Session) -> None:
        mine = t.person.c.key == "k"
        session.execute(update(t.recipient).values(preferred_address=None))
        session.execute(update(t.person).where(mine).values(display_name=" A\r\nB ", pause_until=now))
        session.execute(insert(t.rhythm).values(recipient=1, level="info", value="woechentlich"))

    filled.write_now(untidy)
    exported = filled.read_now(export_people)
    read = read_people(exported, codes, now)
    assert isinstance(read, People)
    assert format_people(read.listed) == exported
    assert read.listed[0].details == Details(PERSON, name="A\nB")
    assert 'matrix,a,,person,k,ja,"A\nB",' in exported


# --- addresses


@pytest.fixture
def address_of(filled_sqlite: Store) -> Callable[[str], list[tuple[str, str, str, str | None]]]:
    """A function that returns the addresses of a person as (chat, thread, state, moved_to)."""

    def rows(key: str) -> list[tuple[str, str, str, str | None]]:
        def load(session: Session) -> list[tuple[str, str, str, str | None]]:
            recipient = queries.person_by_key(session, key)
            assert recipient is not None
            found = queries.addresses_of(session, recipient)
            return [(row.chat, row.thread, row.state.value, row.moved_to) for row in found]

        return filled_sqlite.read_now(load)

    return rows


Rows = Callable[[str], list[tuple[str, str, str, str | None]]]


def test_a_chat_that_moves_takes_its_threads_along(filled_sqlite: Store, now: datetime, address_of: Rows) -> None:
    threads = tuple(Where("telegram", "old", thread) for thread in ("", "1"))
    write(filled_sqlite, now, Listed("k", Details(PERSON), threads))
    moved = filled_sqlite.write_now(lambda s: queries.move_address(s, "telegram", "old", "new"))
    assert moved == 2
    assert address_of("k") == [("new", "", "ok", None), ("new", "1", "ok", None)]


def test_a_chat_that_moves_to_a_known_one_is_gone(filled_sqlite: Store, now: datetime, address_of: Rows) -> None:
    write(filled_sqlite, now, one("k", "new", "old"))
    filled_sqlite.write_now(
        lambda s: s.execute(
            update(t.recipient).values(preferred_address=select(t.address.c.id).where(_is("old")).scalar_subquery())
        )
    )
    filled_sqlite.write_now(lambda s: queries.move_address(s, "matrix", "old", "new"))
    assert address_of("k") == [("new", "", "ok", None), ("old", "", "gone", "new")]
    assert filled_sqlite.read_now(export_people) == format_people([one("k", "new")])
    query = select(t.address.c.chat).join(t.recipient, t.recipient.c.preferred_address == t.address.c.id)
    assert filled_sqlite.read_now(lambda s: s.execute(query).scalar_one()) == "new"


def test_moving_nowhere_changes_nothing(filled_sqlite: Store, now: datetime, address_of: Rows) -> None:
    write(filled_sqlite, now, one("k", "a"))
    assert filled_sqlite.write_now(lambda s: queries.move_address(s, "matrix", "a", "a")) == 0
    assert filled_sqlite.write_now(lambda s: queries.move_address(s, "matrix", "unknown", "b")) == 0
    assert address_of("k") == [("a", "", "ok", None)]


def test_a_blocked_chat_is_marked_and_an_import_leaves_the_mark(
    filled_sqlite: Store, now: datetime, address_of: Rows
) -> None:
    write(filled_sqlite, now, one("k", "a", "b"))
    blocked = AddressState.BLOCKED
    assert filled_sqlite.write_now(lambda s: queries.set_address_state(s, "matrix", "a", blocked)) == 1
    write(filled_sqlite, now, one("k", "a", "b"))
    assert [row[2] for row in address_of("k")] == ["blocked", "ok"]


def _is(chat: str) -> ColumnElement[bool]:
    return t.address.c.chat == chat
