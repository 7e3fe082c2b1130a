"""The clock goes on, and what was kept long enough is forgotten; on both databases."""

import functools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Update, insert, select, update
from sqlmodel import Session

from bot.checking import check
from bot.opening import put_start_data
from domain.addressed import Event, EventKind
from domain.message import Body
from domain.notice import Level, NoticeKind
from domain.quiet import ZONE
from domain.recipient import AddressState, PersonState, Role
from scheduler import keeping
from store import bodies, figures, inbox, merging, people, reports, retention
from store import tables as t
from store.db import Store
from tests.unit.relay.support import EVERYBODY, MONDAY, OST, House, ScriptedChannel, drive, join, person, place

DAY = timedelta(days=1)


@pytest.fixture
def house(store: Store) -> House:
    """A house with the start data, on both engines."""
    put_start_data(store)
    return House(store)


def forgotten(house: House, after: timedelta) -> retention.Forgotten:
    """Forget what is old so long after Monday."""
    return house.store.write_now(lambda s: retention.forget(s, MONDAY + after))


async def test_after_ninety_days_it_is_only_known_how_many_got_a_notice(house: House) -> None:
    join(house.store, person("ada"), person("bea"), place("team"))
    house.tell()
    await drive(house.relay(ScriptedChannel()))
    assert forgotten(house, 89 * DAY).deliveries == 0
    assert forgotten(house, 91 * DAY).deliveries == 2
    assert {row.state for row in house.deliveries()} == {"sent"}
    assert [(row.recipient > 0, row.address is not None) for row in house.deliveries()] == [
        (False, False), (False, False), (True, True),
    ]  # fmt: skip
    assert sorted(row.chat for row in house.dispatches()) == ["", "", "team"]
    assert forgotten(house, 92 * DAY) == retention.Forgotten(0, 0, 0, 0, 0)
    assert check(house.store, None)["ok"]


async def test_who_had_two_accounts_is_counted_once_for_a_year(house: House) -> None:
    join(house.store, person("ada"), person("bea"), person("cem"))
    house.tell()
    await drive(house.relay(ScriptedChannel()))

    def become_one(session: Session) -> None:
        ada, bea = (people.person_by_key(session, key) for key in ("ada", "bea"))
        assert ada is not None
        assert bea is not None
        merging.merge(session, ada, bea, MONDAY)
        # Each was told by its own account.
        session.execute(
            update(t.delivery).where(t.delivery.c.reason == merging.MERGED).values(recipient=bea, state="sent")
        )

    def persons() -> int:
        begins = datetime(MONDAY.year, 1, 1, tzinfo=ZONE)
        return house.store.read_now(lambda s: reports.year(s, begins, begins.replace(year=MONDAY.year + 1))).persons

    assert persons() == 3
    house.store.write_now(become_one)
    assert persons() == 2
    assert forgotten(house, 91 * DAY).deliveries == 3
    assert persons() == 2
    assert house.store.read_now(lambda s: figures.sums(s, MONDAY.year, figures.PERSON)) == {"": 2}
    counted = house.store.read_now(lambda s: list(s.execute(select(t.reached.c.person)).scalars()))
    assert len(counted) == 2
    assert house.store.read_now(lambda s: people.person_by_key(s, "ada")) in counted


async def test_a_notice_that_was_corrected_lately_is_kept_whole(house: House) -> None:
    join(house.store, person("ada"))
    house.tell()
    await drive(house.relay(ScriptedChannel()))
    house.clock.now += 80 * DAY
    house.correct(1)
    await drive(house.relay(ScriptedChannel()))
    assert forgotten(house, 91 * DAY).deliveries == 0
    assert forgotten(house, 175 * DAY).deliveries == 2
    assert check(house.store, None)["ok"]


async def test_what_waits_is_not_forgotten(house: House) -> None:
    join(house.store, person("ada"))
    house.tell()
    assert forgotten(house, 91 * DAY).deliveries == 0


@pytest.mark.parametrize(
    ("more", "kept_until"),
    [({"deadline": MONDAY + 120 * DAY}, 120), ({"expires_at": MONDAY + 200 * DAY}, 200)],
    ids=["a deadline", "an end"],
)
async def test_a_notice_that_still_counts_is_kept_whole(house: House, more: dict[str, Any], kept_until: int) -> None:
    join(house.store, person("ada"))
    house.tell(house.new(**more))
    await drive(house.relay(ScriptedChannel()))
    before = forgotten(house, (kept_until - 1) * DAY)
    assert (before.deliveries, before.dispatches) == (0, 0)
    after = forgotten(house, (kept_until + 1) * DAY)
    assert (after.deliveries, after.dispatches) == (1, 1)


def test_who_is_asked_by_a_poll_is_known_until_it_is_decided(house: House) -> None:
    join(house.store, person("ada"))
    (ada,) = house.addresses()
    notice = house.tell().notice
    house.store.write_now(lambda s: s.execute(update(t.delivery).values(state="sent")))
    # What shows it to who asked: no notice is behind it, and yet it is edited with every ballot.
    (shown,) = house.queue("ada", address=ada.id, state="sent", finished_at=MONDAY, remote_id="m1", body=None)
    surface = t.Surface(subject="poll:1", address=ada.id, dispatch=shown, part=1, live=True)
    made = t.Poll(id=1, title="Verbundtreffen", notice=notice, state="closed", created_at=MONDAY, closes_at=MONDAY)
    house.store.write_now(lambda s: s.add_all([surface, made]))
    assert forgotten(house, 300 * DAY) == retention.Forgotten(0, 0, 0, 0, 0)
    assert [row.remote_id for row in house.dispatches() if row.id == shown] == ["m1"]
    house.store.write_now(lambda s: s.execute(update(t.poll).values(state="decided")))
    after = forgotten(house, 300 * DAY)
    assert (after.deliveries, after.dispatches) == (1, 1)


def test_answers_are_emptied_after_a_week_and_forgotten_after_ninety_days(house: House) -> None:
    join(house.store, person("ada"))
    (ada,) = house.addresses()
    done: dict[str, Any] = {"state": "sent", "finished_at": MONDAY, "remote_id": "m1"}
    house.queue("ada", address=ada.id, body=bodies.dump(Body("Hallo")), **done)
    assert forgotten(house, 6 * DAY).bodies == 0
    assert forgotten(house, 8 * DAY).bodies == 1
    assert forgotten(house, 91 * DAY).dispatches == 1
    (row,) = house.dispatches()
    assert (row.chat, row.address, row.remote_id) == ("", None, "")


def test_what_could_not_be_read_is_forgotten_after_a_month(house: House) -> None:
    row: dict[str, Any] = {"account": OST, "chat": "c", "user": "u", "kind": "text", "received_at": MONDAY}
    house.store.write_now(lambda s: s.add(t.Inbox(**row, event_id="e", payload={"text": "x"}, parked="why")))
    assert forgotten(house, 29 * DAY).parked == 0
    assert forgotten(house, 31 * DAY).parked == 1


def test_who_came_is_forgotten_thirty_days_after_the_meeting_and_its_row_stays(house: House) -> None:
    join(house.store, person("ada"))
    (ada,) = house.addresses()
    notice = house.tell().notice
    made = {"id": 1, "uid": "u", "notice": notice, "kind": "regional", "title": "T", "start_local": "2026-11-23T10:00",
            "created_at": MONDAY, "changed_at": MONDAY}  # fmt: skip
    said = {"meeting": 1, "person": ada.recipient, "value": "yes", "meeting_sequence": 0, "answered_at": MONDAY}

    def come(session: Session) -> None:
        session.execute(insert(t.meeting).values(made))
        session.execute(insert(t.attendance).values(said))

    house.store.write_now(come)
    assert [forgotten(house, days * DAY).attendance for days in (30, 31)] == [0, 1]
    assert house.store.read_now(lambda s: s.execute(select(t.attendance)).all()) == []
    assert len(house.store.read_now(lambda s: s.execute(select(t.meeting)).all())) == 1


# --- the silent


def seen(house: House) -> dict[str, datetime | None]:
    """Return when each person was heard of last."""
    p = t.person.c
    rows = house.store.read_now(lambda s: s.execute(select(p.key, p.seen_at)).all())
    return {row.key: row.seen_at for row in rows}


async def test_who_is_silent_for_a_year_is_asked_once_and_erased_a_month_later_unless_they_say_something(
    house: House,
) -> None:
    join(house.store, person("ada"), person("bea"))
    # Day by day would take long; these are the days on which something may happen.
    for day in (0, 364, 366, 367, 380, 395, 397, 400):
        now = MONDAY + day * DAY
        if day == 380:
            _says_something(house, "bea", now)
        await _night(house, day)
    asked = [row.chat for row in house.dispatches() if row.key.startswith("stay-")]
    assert sorted(asked) == ["", "bea"]
    states = house.store.read_now(lambda s: sorted(s.execute(select(t.person.c.state)).scalars()))
    assert states == ["active", "erased"]
    assert seen(house)["bea"] == MONDAY + 380 * DAY


async def _night(house: House, day: int, *, sends: bool = True) -> None:
    """Forget what is to be forgotten so many days after Monday, and send what is due then."""
    house.clock.now = MONDAY + day * DAY
    await keeping.forget(house.store, house.clock.now)
    if sends:
        await drive(house.relay(ScriptedChannel()))


def _set(house: House, key: str, **values: object) -> None:
    house.store.write_now(lambda s: s.execute(update(t.person).where(t.person.c.key == key).values(values)))


def _carry_out(change: Update, session: Session) -> None:
    session.execute(change)


def _states(house: House) -> dict[str, str]:
    p = t.person.c
    rows = house.store.read_now(lambda s: s.execute(select(p.key, p.state)).all())
    return {row.key: row.state for row in rows}


async def test_nobody_is_erased_who_did_not_get_the_question(house: House) -> None:
    join(house.store, person("ada"), person("bea"), person("gone"))
    address = update(t.address).where(t.address.c.chat == "gone")
    house.store.write_now(lambda s: s.execute(address.values(state=AddressState.BLOCKED.value)))
    await _night(house, 0)
    await _night(house, 366, sends=False)
    asked = select(t.person.c.key).where(t.person.c.asked_at.is_not(None))
    assert sorted(house.store.read_now(lambda s: s.execute(asked).scalars().all())) == ["ada", "bea"]
    # The question to Bea went out, the one to Ada lapsed. These are days on which nobody has quiet.
    keys = [row.key for row in house.dispatches() if row.key.startswith("stay-")]
    for key, state in zip(sorted(keys), ("cancelled", "sent"), strict=True):
        change = update(t.dispatch).where(t.dispatch.c.key == key).values(state=state)
        house.store.write_now(functools.partial(_carry_out, change))
    await _night(house, 399)
    left = _states(house)
    assert [left.get(key) for key in ("ada", "gone")] == ["active", "active"]
    assert "bea" not in left
    # Ada is asked again, and counts from then on.
    await _night(house, 428)
    assert "ada" in _states(house)
    await _night(house, 430)
    assert "ada" not in _states(house)


async def test_who_pauses_or_has_a_role_is_not_erased_for_their_silence(house: House) -> None:
    join(house.store, person("lea", role=Role.LEAD, confirmed_at=MONDAY), person("pia"), person("later"))
    await _night(house, 0)
    await _night(house, 366)
    assert sorted(row.chat for row in house.dispatches()) == ["later", "pia"]
    _set(house, "pia", state=PersonState.PAUSED.value)
    _set(house, "later", role=Role.COORDINATION.value)
    await _night(house, 397)
    assert _states(house) == {"lea": "active", "pia": "paused", "later": "active"}


def _says_something(house: House, key: str, now: datetime) -> None:
    who = house.store.read_now(lambda s: s.execute(select(t.person.c.id).where(t.person.c.key == key)).scalar_one())

    def hear(session: Session) -> None:
        event = Event(f"{key}-{now:%Y%m%d}", key, EventKind.TEXT, key, direct=True)
        inbox.receive(session, OST, [event], f"{now:%Y%m%d}", now)
        (row,) = inbox.unhandled(session, OST, 9)
        inbox.mark_handled(session, row.id, now, who)

    house.store.write_now(hear)


# --- pauses


async def test_after_a_pause_what_is_still_open_is_told_in_one_message(house: House) -> None:
    join(house.store, person("ada"), person("bea"))
    pause = update(t.person).where(t.person.c.key == "ada")
    until = MONDAY + 7 * DAY
    house.store.write_now(lambda s: s.execute(pause.values(state=PersonState.PAUSED.value, pause_until=until)))
    urgent = replace(EVERYBODY, level=Level.URGENT)
    house.tell(house.new(deadline=MONDAY + 9 * DAY))
    house.tell(house.new(deadline=MONDAY + 2 * DAY))
    house.tell(house.new(facts=urgent, expires_at=MONDAY + 8 * DAY, kind=NoticeKind.FACHINFORMATION))
    house.tell(house.new())
    house.clock.now = until - timedelta(minutes=1)
    await keeping.resume(house.store, house.clock.now)
    assert not _told(house)
    house.clock.now = until
    await keeping.resume(house.store, house.clock.now)
    (text,) = _told(house)
    assert "Ihre Pause ist zu Ende" in text
    assert [number for number in (1, 2, 3, 4) if f"(Nr. {number})" in text] == [1, 3]
    await keeping.resume(house.store, house.clock.now)
    assert len(_told(house)) == 1


def _told(house: House) -> list[str]:
    return [bodies.load(row.body).text for row in house.dispatches() if row.key.startswith("pause-")]


def test_who_joins_is_heard_of(house: House) -> None:
    join(house.store, person("ada"))
    assert seen(house) == {"ada": None}
    assert house.store.write_now(lambda s: retention.to_ask(s, MONDAY)) == []
    assert seen(house) == {"ada": MONDAY}
