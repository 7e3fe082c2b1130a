"""Meetings in the database: who is invited, told of changes and reminded, and how often."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from content.blocks import Document, paragraph
from domain.meeting import Mode, Reply
from domain.phrases import When
from domain.recipient import AddressState
from domain.reminders import Stage
from scheduler import meetings as work
from scheduler import polling
from scheduler.publishing import Publisher
from store import calendars, erasing, meetings, own_data, people, retention
from store import tables as t
from store.db import Store
from store.people import Where
from tests.unit.meetings.support import (
    advisor,
    fill,
    invite,
    letters,
    load,
    meeting,
    person_id,
    reminders,
    utc,
    write,
)  # fmt: skip
from tests.unit.relay.support import MONDAY, OST, WEST, join, place

STORES = pytest.mark.usefixtures("store")


def say(store: Store, number: int, key: str, reply: Reply, at: datetime = MONDAY, mode: Mode | None = None) -> None:
    stored, person = load(store, number), person_id(store, key)
    write(store, lambda s: work.answer(s, stored, person, reply, mode, at))


def remind(store: Store, at: datetime, public_only: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    before = len(letters(store))
    write(store, lambda s: work.remind_due(s, public_only, at))
    return letters(store)[before:]


def test_who_is_invited_half_a_year_ahead_is_told_of_a_change_then(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store, meeting(date(2027, 6, 7)))
    write(store, lambda s: s.execute(t.delivery.update().values(state="sent")))
    ada = person_id(store, "ada")

    def known_at(now: datetime) -> tuple[bool, bool]:
        write(store, lambda s: retention.forget(s, now))
        mine = store.read_now(lambda s: meetings.of_person(s, ada, "2027-01-01"))
        return bool(mine), ada in store.read_now(lambda s: meetings.invited(s, stored))

    assert known_at(utc(2027, 7, 5)) == (True, True)
    assert known_at(utc(2027, 7, 9)) == (False, False)


def test_only_those_of_the_region_are_invited_whatever_rhythm_they_chose(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea", regions=("hannover",)), advisor("cem", statewide=True, regions=()))
    stored = invite(store)
    assert set(store.read_now(lambda s: meetings.invited(s, stored))) == {person_id(store, "ada")}


def test_the_repeat_of_a_request_makes_no_second_meeting(store: Store) -> None:
    fill(store, advisor("ada"))
    assert invite(store).id == invite(store).id
    assert len(store.read_now(meetings.everything)) == 1


def test_what_is_stored_is_what_was_made(store: Store) -> None:
    fill(store, advisor("ada"))
    made = meeting(
        link="https://meet.example.org/x", hybrid=True, hosts="Caritas", access="ja", capacity=20,
        sign_up_until=utc(2026, 11, 27, 17), agenda=("Begrüßung", "Berichte"),
    )  # fmt: skip
    assert invite(store, made).meeting == made


# --- reminders


def test_each_has_a_week_a_day_and_two_hours_and_a_place_the_day(store: Store) -> None:
    fill(store, advisor("ada"), place("raum", regions=("heide",), quiet="18:00-07:00"))
    stored = invite(store)
    by_place = [row.stage for row in reminders(store) if row.recipient != person_id(store, "ada")]
    assert by_place == ["day"]
    found = [(row.stage, row.due_at) for row in reminders(store) if row.recipient == person_id(store, "ada")]
    assert found == [
        ("week", utc(2026, 11, 30, 9)), ("day", utc(2026, 12, 4, 16)), ("hours", utc(2026, 12, 7, 7)),
    ]  # fmt: skip
    assert stored.meeting.sequence == 0


def test_a_reminder_comes_once_and_says_what_the_person_answered(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store)
    say(store, stored.id, "ada", Reply.YES)
    told = dict(remind(store, utc(2026, 11, 30, 9)))
    assert "Ihre Antwort: Zusage" in told["ada"]
    assert "Sie haben noch nicht geantwortet" in told["bea"]
    assert remind(store, utc(2026, 11, 30, 10)) == []


def test_who_declined_is_not_reminded_and_who_comes_after_all_is(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    say(store, stored.id, "ada", Reply.NO)
    assert remind(store, utc(2026, 11, 30, 9)) == []
    say(store, stored.id, "ada", Reply.YES, utc(2026, 12, 1, 9))
    assert [chat for chat, _ in remind(store, utc(2026, 12, 4, 16))] == ["ada"]


def test_after_days_without_a_running_bot_one_comes_and_none_after_the_beginning(store: Store) -> None:
    fill(store, advisor("ada"))
    invite(store)
    ((_, text),) = remind(store, utc(2026, 12, 7, 8))
    assert "heute" in text
    assert remind(store, utc(2026, 12, 7, 9)) == []
    assert {row.state for row in reminders(store)} == {"sent", "dropped"}


def test_none_comes_when_nothing_ran_until_it_was_over(store: Store) -> None:
    fill(store, advisor("ada"))
    invite(store)
    assert remind(store, utc(2026, 12, 7, 9)) == []


def test_only_who_has_not_answered_is_told_that_the_sign_up_ends(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store, meeting(date(2026, 12, 17), sign_up_until=utc(2026, 12, 4, 17)))
    say(store, stored.id, "ada", Reply.MAYBE)
    ((chat, text),) = remind(store, utc(2026, 12, 3, 8))
    assert (chat, "Anmeldung bis Fr., 04.12.2026, 18:00 Uhr" in text) == ("bea", True)


@pytest.mark.parametrize(
    ("day", "due"),
    [(date(2026, 10, 26), utc(2026, 10, 23, 15)), (date(2026, 10, 27), utc(2026, 10, 26, 9)),
     (date(2027, 3, 30), utc(2027, 3, 25, 16))],
)  # fmt: skip
def test_the_day_before_is_right_across_the_clock_change(store: Store, day: date, due: datetime) -> None:
    fill(store, advisor("ada"))
    invite(store, meeting(day), at=utc(2026, 9, 1, 9))
    assert [row.due_at for row in reminders(store) if row.stage == Stage.DAY] == [due]


def test_the_link_is_only_in_reminders_of_who_takes_part_where_it_may_go(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"), advisor("cem", confirmed_at=None))
    stored = invite(store, meeting(link="https://meet.example.org/x", hybrid=True))
    for key in ("ada", "cem"):
        say(store, stored.id, key, Reply.YES)
    told = dict(remind(store, utc(2026, 11, 30, 9)))
    assert [chat for chat, text in told.items() if "meet.example.org" in text] == ["ada"]
    assert not [1 for _, text in remind(store, utc(2026, 12, 4, 16), frozenset({OST})) if "meet.example" in text]


TWO = (Where(OST, "ada"), Where(WEST, "ada-zwei"))


@pytest.mark.parametrize(
    ("agreed", "hears"), [(True, [("ada-zwei", False)]), (False, [])], ids=["who agreed", "who did not"]
)
def test_a_second_address_is_only_used_by_consent_and_never_for_the_link(
    store: Store, agreed: bool, hears: list[tuple[str, bool]]
) -> None:
    fill(store, replace(advisor("ada", fallback=agreed), addresses=TWO))
    stored = invite(store, meeting(link="https://meet.example.org/x", hybrid=True))
    say(store, stored.id, "ada", Reply.YES)
    write(store, lambda s: people.set_address_state(s, OST, "ada", AddressState.BLOCKED))
    told = remind(store, utc(2026, 11, 30, 9))
    assert [(chat, "meet.example.org" in text) for chat, text in told] == hears
    assert write(store, lambda s: work.tell_link(s, stored, Publisher(MONDAY))) == 0
    where = store.read_now(lambda s: people.written_to(s, person_id(store, "ada"), MONDAY))
    assert (where is not None) is agreed
    letter = polling.Letter("n1", Document((paragraph("Noch offen"),)), utc(2026, 12, 1, 9))
    assert (write(store, lambda s: polling.tell(s, person_id(store, "ada"), letter, MONDAY)) is not None) is agreed


def test_who_waits_for_a_seat_is_not_told_the_link(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store, meeting(capacity=1, hybrid=True))
    for key in ("ada", "bea"):
        say(store, stored.id, key, Reply.YES)
    change(store, stored.id, link="https://meet.example.org/x")
    assert [chat for chat, text in letters(store) if "meet.example.org" in text] == ["ada"]


# --- change and cancellation


def change(store: Store, number: int, at: datetime = MONDAY + timedelta(days=1), **new: object) -> list[str]:
    stored = load(store, number)
    changed = replace(stored.meeting, **new)  # type: ignore[arg-type]  # fields of a meeting
    return write(store, lambda s: work.change(s, stored, changed, "test", Publisher(at)))


def revisions(store: Store, notice: int) -> list[int]:
    v = t.notice_revision.c
    return store.read_now(lambda s: list(s.execute(select(v.rev).where(v.notice == notice).order_by(v.rev)).scalars()))


def test_a_moved_meeting_is_told_once_and_has_new_reminders(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    told = change(store, stored.id, when=When(date(2026, 12, 9), time(14)))
    assert told == ["Neuer Termin: Mi., 09.12.2026, 14:00 Uhr (bisher: Mo., 07.12.2026, 10:00–13:00 Uhr)"]
    assert load(store, stored.id).meeting.sequence == 1
    assert revisions(store, stored.notice) == [1, 2]
    waiting = [row for row in reminders(store) if row.state == "waiting"]
    assert {row.sequence for row in waiting} == {1}
    assert waiting[0].due_at == utc(2026, 12, 2, 13)
    assert {row.state for row in reminders(store) if row.sequence == 0} == {"cancelled"}


def test_what_changes_nothing_tells_nobody(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    assert change(store, stored.id) == []
    assert revisions(store, stored.notice) == [1]


def test_a_late_link_goes_to_who_takes_part_and_to_nobody_else(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store)
    say(store, stored.id, "ada", Reply.YES)
    assert change(store, stored.id, link="https://meet.example.org/x") == []
    assert [(chat, "meet.example.org" in text) for chat, text in letters(store)] == [("ada", True)]
    assert load(store, stored.id).meeting.sequence == 0


def test_who_has_moved_to_another_region_hears_of_the_cancellation_too(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store)
    write(store, lambda s: s.execute(t.delivery.update().values(state="sent")))
    bea = person_id(store, "bea")
    g = t.sub_region
    write(store, lambda s: s.execute(g.delete().where(g.c.recipient == bea)))
    assert write(store, lambda s: work.cancel(s, stored, "Krankheit", "test", Publisher(MONDAY)))
    ((chat, text),) = letters(store)
    assert (chat, text.startswith("Abgesagt: Verbundtreffen"), "Krankheit" in text) == ("bea", True, True)


def test_a_cancellation_only_reaches_who_had_heard_of_the_meeting(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"), advisor("cem"))
    stored = invite(store)
    ada, cem = person_id(store, "ada"), person_id(store, "cem")
    # Ada has got the invitation, Bea's has not left yet, Cem knows of it otherwise and has answered.
    write(store, lambda s: s.execute(t.delivery.update().where(t.delivery.c.recipient == ada).values(state="sent")))
    say(store, stored.id, "cem", Reply.YES)
    join(store, advisor("dua"))
    assert write(store, lambda s: work.cancel(s, stored, "Krankheit", "test", Publisher(MONDAY)))
    d = t.delivery.c
    query = select(d.recipient).where(d.notice == stored.notice, d.state == "waiting")
    assert sorted(store.read_now(lambda s: s.execute(query).scalars())) == [ada, cem]
    assert store.read_now(lambda s: meetings.knows(s, stored)) == {ada, cem}
    assert letters(store) == []


def test_who_has_joined_since_is_invited_by_a_change(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    join(store, advisor("dua"))
    change(store, stored.id, when=When(date(2026, 12, 9), time(14)))
    dua = person_id(store, "dua")
    assert dua in store.read_now(lambda s: meetings.told(s, stored.notice, 2))
    assert [row.due_at for row in reminders(store) if row.recipient == dua and row.stage == "day"]


def test_a_cancelled_meeting_is_cancelled_once_and_reminds_nobody(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    assert write(store, lambda s: work.cancel(s, stored, "", "test", Publisher(MONDAY)))
    again = load(store, stored.id)
    assert (again.meeting.cancelled, again.meeting.sequence) == (True, 1)
    assert not write(store, lambda s: work.cancel(s, again, "", "test", Publisher(MONDAY)))
    assert remind(store, utc(2026, 12, 7, 8)) == []


# --- seats and erasing


def test_who_moves_up_is_told_once(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store, meeting(capacity=1))
    say(store, stored.id, "ada", Reply.YES)
    say(store, stored.id, "bea", Reply.YES)
    say(store, stored.id, "ada", Reply.NO, MONDAY + timedelta(hours=1))
    assert [(chat, "Sie sind dabei" in text) for chat, text in letters(store)] == [("bea", True)]


def test_more_seats_let_somebody_move_up(store: Store) -> None:
    fill(store, advisor("ada"), advisor("bea"))
    stored = invite(store, meeting(capacity=1))
    for key in ("ada", "bea"):
        say(store, stored.id, key, Reply.YES)
    change(store, stored.id, capacity=2)
    assert [chat for chat, text in letters(store) if "Sie sind dabei" in text] == ["bea"]


def test_nothing_is_left_of_who_is_erased(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    say(store, stored.id, "ada", Reply.YES)
    ada = person_id(store, "ada")
    write(store, lambda s: meetings.propose(s, stored.id, "Wohnsitzauflage", ada))
    write(store, lambda s: erasing.erase(s, ada, MONDAY))
    assert store.read_now(lambda s: meetings.said(s, stored.id)) == []
    assert reminders(store) == []
    proposer = t.agenda_item.c.proposed_by
    assert store.read_now(lambda s: list(s.execute(select(proposer)).scalars())) == [None]


def test_what_somebody_said_and_subscribed_to_is_theirs_to_see(store: Store) -> None:
    fill(store, advisor("ada"))
    stored = invite(store)
    say(store, stored.id, "ada", Reply.YES)
    ada = person_id(store, "ada")
    write(store, lambda s: calendars.make(s, ada, "heide", MONDAY))
    found = store.read_now(lambda s: own_data.of_person(s, ada))
    assert [(one["meeting"], one["answer"]) for one in found["meetings"]] == [("Verbundtreffen", "zusage")]
    assert [one["region"] for one in found["calendars"]] == ["heide"]
