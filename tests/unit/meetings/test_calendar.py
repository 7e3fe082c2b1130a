"""Calendar files and feeds, read by another library than the one that writes them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import vobject

from content import calendar
from domain.meeting import Meeting, MeetingKind, MeetingState
from domain.phrases import When

ORGANISER = "Regionalverbund Heide"
CHANGED = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


def meeting(day: date = date(2026, 10, 25), **more: Any) -> Meeting:
    made = Meeting("ab12@verbundbote", "Verbundtreffen", MeetingKind.REGIONAL, When(day, time(10), time(13)), CHANGED)
    return replace(made, place="Rathaus Lüneburg, Raum 5", **more)


def read(data: bytes) -> Any:
    return vobject.readOne(data.decode())


def lines(data: bytes) -> list[str]:
    return data.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        pytest.param(date(2026, 10, 24), 8, id="the day before the clock goes back"),
        pytest.param(date(2026, 10, 25), 9, id="the day the clock goes back"),
        pytest.param(date(2027, 3, 27), 9, id="the day before the clock goes forward"),
        pytest.param(date(2027, 3, 28), 8, id="the day the clock goes forward"),
        pytest.param(date(2041, 7, 1), 8, id="in fifteen years"),
    ],
)
def test_another_program_reads_the_same_moment(day: date, utc_hour: int) -> None:
    start = read(calendar.file(meeting(day), ORGANISER)).vevent.dtstart.value
    assert start.astimezone(UTC) == datetime.combine(day, time(utc_hour), UTC)


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        # The onset is local time before the switch (RFC 5545, 3.6.5): the night of the switch itself must be right.
        ("2026-10-25T01:59", 2), ("2026-10-25T03:30", 1), ("2027-03-28T01:59", 1), ("2027-03-28T03:30", 2),
    ],
)  # fmt: skip
def test_the_zone_of_the_file_switches_in_the_right_hour(moment: str, hours: int) -> None:
    zone = read(calendar.file(meeting(), ORGANISER)).vtimezone.tzinfo
    assert zone.utcoffset(datetime.fromisoformat(moment)) == timedelta(hours=hours)


def test_the_zone_has_two_rules_and_no_list_of_years() -> None:
    found = lines(calendar.file(meeting(), ORGANISER))
    assert found.count("BEGIN:VTIMEZONE") == 1
    assert not [line for line in found if line.startswith(("RDATE", "COMMENT"))]
    daylight = found[found.index("BEGIN:DAYLIGHT") : found.index("END:DAYLIGHT")]
    assert {"DTSTART:19700329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"} <= set(daylight)


def test_a_file_is_published_with_an_organizer_and_without_attendees() -> None:
    data = calendar.file(meeting(), ORGANISER, "heide@example.org")
    found = read(data)
    assert (found.method.value, found.version.value) == ("PUBLISH", "2.0")
    assert found.vevent.organizer.value == "mailto:heide@example.org"
    assert b"ATTENDEE" not in data
    assert found.vevent.dtstamp.value == CHANGED
    assert (found.vevent.uid.value, found.vevent.sequence.value) == ("ab12@verbundbote", "0")


def test_a_day_before_is_a_day_of_the_wall_clock() -> None:
    event = read(calendar.file(meeting(), ORGANISER)).vevent
    assert [one.trigger.value for one in event.valarm_list] == [timedelta(days=-1), timedelta(hours=-2)]
    assert "TRIGGER:-P1D" in lines(calendar.file(meeting(), ORGANISER))


def test_what_lasts_all_day_floats() -> None:
    one = replace(meeting(), when=When(date(2026, 11, 3)))
    found = lines(calendar.file(one, ORGANISER))
    assert {"DTSTART;VALUE=DATE:20261103", "DTEND;VALUE=DATE:20261104", "TRIGGER:-PT15H"} <= set(found)


def test_an_end_that_nobody_said_is_not_made_up() -> None:
    one = replace(meeting(), when=When(date(2026, 11, 3), time(9)))
    assert not hasattr(read(calendar.file(one, ORGANISER)).vevent, "dtend")


def test_a_cancelled_meeting_says_so_and_rings_no_more() -> None:
    gone = meeting(state=MeetingState.CANCELLED, sequence=2)
    found = read(calendar.file(gone, ORGANISER))
    event = found.vevent
    assert (found.method.value, event.uid.value) == ("CANCEL", "ab12@verbundbote")
    assert read(calendar.feed([gone], "Heide", CHANGED, ORGANISER)).method.value == "PUBLISH"
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "2")
    assert not hasattr(event, "valarm")


def test_long_lines_are_folded_at_75_bytes_and_signs_are_escaped() -> None:
    title = "Änderungen im Aufenthaltsrecht; Überblick, Übungen\nund Fragen – " * 4
    data = calendar.file(replace(meeting(), title=title), ORGANISER)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert read(data).vevent.summary.value == title


@pytest.mark.parametrize("with_link", [True, False])
def test_a_link_is_only_in_files_for_whom_it_may_reach(with_link: bool) -> None:
    one = meeting(link="https://meet.example.org/geheim", hybrid=True)
    assert (b"geheim" in calendar.file(one, ORGANISER, with_link=with_link)) is with_link
    assert b"geheim" not in calendar.feed([one], "Heide", CHANGED, ORGANISER)


def test_a_feed_keeps_what_was_cancelled_for_some_weeks() -> None:
    gone = meeting(state=MeetingState.CANCELLED)
    later = datetime(2026, 12, 20, tzinfo=UTC)
    assert b"STATUS:CANCELLED" in calendar.feed([gone], "Heide", later, ORGANISER)
    assert b"VEVENT" not in calendar.feed([gone], "Heide", later + timedelta(days=7), ORGANISER)


def test_a_feed_says_how_often_to_look_and_stays_the_same() -> None:
    two = [replace(meeting(), uid=f"{name}@verbundbote") for name in "ba"]
    data = calendar.feed(two, "Termine Heide", CHANGED, ORGANISER)
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(lines(data))
    assert data == calendar.feed(reversed(two), "Termine Heide", CHANGED + timedelta(hours=1), ORGANISER)
    assert [event.uid.value for event in _events(data)] == ["a@verbundbote", "b@verbundbote"]


def _events(data: bytes) -> Iterator[Any]:
    yield from read(data).vevent_list
