"""The time for wishes to a draft of minutes: its end is told once, to who runs the meeting, if that still helps."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from domain.recipient import Role
from scheduler import jobs, minutes, publishing
from scheduler.collecting import FeedSettings
from scheduler.jobs import JobContext
from scheduler.publishing import Publisher
from store import minutes as rows
from store import notices, retention
from store import tables as t
from store.db import Store
from store.notices import NewNotice, StoredNotice
from tests.unit.meetings.support import advisor, fill, invite, letters, load, person_id, utc, write
from tests.unit.relay.support import MONDAY

#: A Sunday's end: nobody is disturbed before Monday morning.
UNTIL = utc(2026, 12, 20, 22, 59)
MONDAY_AFTER = utc(2026, 12, 21, 8)
FEEDS = FeedSettings("https://verbund.example/kontakt")


def text(number: int, kind: str = rows.DRAFT, said: str = "m1", until: datetime | None = UNTIL) -> NewNotice:
    facts = Addressed(Level.IMPORTANT, Scope.INTERNAL, statewide=False, regions=frozenset({"heide"}))
    request = rows.request_of(kind, number, f"said:ost:{said}")
    due = until if kind == rows.DRAFT else None
    title = "Protokoll"
    return NewNotice(request, NoticeKind.FACHINFORMATION, title, facts, "So war es.", MONDAY, "lea", deadline=due)


def publish(store: Store, new: NewNotice) -> StoredNotice:
    done = write(store, lambda s: publishing.publish(s, new, Publisher(MONDAY, frozenset())))
    found = store.read_now(lambda s: notices.load(s, done.notice))
    assert found is not None
    return found


def held(store: Store) -> int:
    """Return the number of a meeting in a region that somebody leads, and one person more is of."""
    fill(store, advisor("ada"), advisor("lea", role=Role.LEAD, leads=("heide",), quiet="18:00-07:00"))
    return invite(store).id


def told(store: Store, at: datetime = MONDAY_AFTER) -> list[tuple[str, str]]:
    """Return what a look at this time makes somebody be told."""
    before = len(letters(store))
    write(store, lambda s: minutes.tell_due(s, at))
    return letters(store)[before:]


def with_runner(store: Store, number: int) -> None:
    lea = person_id(store, "lea")
    write(store, lambda s: s.execute(t.meeting.update().values(invited_by=lea)))
    assert load(store, number).invited_by == lea


def test_who_runs_the_meeting_is_told_once_that_the_wishes_are_over(store: Store) -> None:
    number = held(store)
    with_runner(store, number)
    publish(store, text(number))
    assert told(store, UNTIL - timedelta(seconds=1)) == []
    ((chat, said),) = told(store, UNTIL)
    assert chat == "lea"
    assert said == (
        "Die Änderungswünsche zum Protokoll „Verbundtreffen – Regionalverbund Heide, Mo., 07.12.2026“ sind bis "
        f"So., 20.12.2026 möglich gewesen. Endgültig: „niederschrift {number} endgültig: Text“."
    )
    assert told(store, UNTIL) == []
    write(store, lambda s: retention.forget(s, MONDAY_AFTER))
    assert told(store, UNTIL + minutes.LASTS - timedelta(seconds=1)) == []


def test_of_a_meeting_that_the_operator_made_who_wrote_the_draft_is_told(store: Store) -> None:
    publish(store, text(held(store)))
    assert [chat for chat, _ in told(store)] == ["lea"]


def test_it_is_told_after_days_in_which_nothing_ran_and_not_when_nobody_waits_for_it_any_more(store: Store) -> None:
    publish(store, text(held(store)))
    assert told(store, UNTIL + minutes.LASTS) == []
    assert len(told(store, UNTIL + timedelta(days=6))) == 1


def test_nothing_is_told_once_the_final_text_is_out(store: Store) -> None:
    number = held(store)
    publish(store, text(number))
    publish(store, text(number, rows.FINAL, "m2"))
    assert told(store) == []


def test_nothing_is_told_of_a_draft_that_was_taken_back_or_of_one_that_another_follows(store: Store) -> None:
    number = held(store)
    publish(store, text(number))
    second = publish(store, text(number, said="m2", until=UNTIL + timedelta(days=1)))
    assert told(store) == []
    write(store, lambda s: publishing.withdraw(s, second, Publisher(MONDAY, frozenset())))
    # The first one is what stands again.
    assert len(told(store)) == 1


def test_a_draft_with_a_later_end_is_told_of_at_that_end_again(store: Store) -> None:
    number = held(store)
    first = publish(store, text(number))
    assert len(told(store)) == 1
    later = replace(text(number), deadline=MONDAY_AFTER + timedelta(days=2))
    write(store, lambda s: publishing.correct(s, first, later, Publisher(MONDAY_AFTER, frozenset())))
    assert told(store, MONDAY_AFTER + timedelta(days=1)) == []
    assert len(told(store, MONDAY_AFTER + timedelta(days=2))) == 1
    assert told(store, MONDAY_AFTER + timedelta(days=3)) == []


async def test_the_job_of_reminders_tells_it_by_its_own_time(store: Store) -> None:
    publish(store, text(held(store)))
    before = len(letters(store))
    await jobs.remind(JobContext(store, UNTIL - timedelta(minutes=5), FEEDS))
    assert letters(store)[before:] == []
    for at in (UNTIL, UNTIL + timedelta(minutes=5)):
        await jobs.remind(JobContext(store, at, FEEDS))
    assert [chat for chat, _ in letters(store)[before:]] == ["lea"]
