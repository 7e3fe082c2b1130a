"""Calendar files and feeds of meetings, as RFC 5545 and RFC 7986 have them.

METHOD:PUBLISH: everybody gets the same text, with an ORGANIZER and never with an ATTENDEE (RFC 5546, 3.2.1). A file
that takes a meeting out again has METHOD:CANCEL (3.2.5); a feed stays what it is. The same meeting gives the same bytes
until it changes, so that a feed can be compared by its hash.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from icalendar import Alarm, Calendar, Component, Event, vCalAddress, vText

from content.dates import BERLIN
from domain.meeting import Meeting

#: How long feeds keep what was cancelled or is over: calendars look rarely, and must see that it is not there any more.
KEEP = timedelta(days=60)
#: How often a calendar is asked to look. Source: https://www.rfc-editor.org/rfc/rfc7986#section-5.7
REFRESH = timedelta(hours=1)
MIME = "text/calendar"
#: Where feeds are; the secret stands between these.
PATH, ENDING = "/kalender/", ".ics"
_PRODUCT = "-//Verbundbote//Termine//DE"
#: Stands where nobody can be written to; the name says who invites.
_NOBODY = "mailto:verbundbote@verbundbote.invalid"
#: The rules as they have been since 1996. A library's own zone lists the switches of some years and ends with them.
_ZONE = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
END:VCALENDAR
"""
#: Before a meeting with a time of day: a day on the wall clock (a nominal duration, RFC 5545, 3.3.6), and two hours.
_BEFORE = (timedelta(days=-1), timedelta(hours=-2))
#: Before one for all day: at nine o'clock of the day before.
_BEFORE_A_DAY = (timedelta(hours=-15),)


def organiser(operator: Mapping[str, str]) -> tuple[str, str]:
    """Return who invites, for people, and their address ("": none), from what the settings say about the operator."""
    contact = operator.get("contact", "")
    return operator.get("controller", "Verbundbote"), contact if "@" in contact and " " not in contact else ""


def path(token: str) -> str:
    """Return where a feed with this secret is, behind the address that the world sees."""
    return f"{PATH}{token}{ENDING}"


def file(meeting: Meeting, who: str, mail: str = "", *, with_link: bool = False) -> bytes:
    """Return a calendar file of one meeting; of a cancelled one the file that takes it out of a calendar.

    who: who invites, for people; mail: their address, if there is one. with_link: only for whom it may reach.
    """
    calendar = _calendar("CANCEL" if meeting.cancelled else "PUBLISH")
    calendar.add_component(_event(meeting, who, mail, with_link=with_link))
    return bytes(calendar.to_ical())


def feed(meetings: Iterable[Meeting], name: str, now: datetime, who: str, mail: str = "") -> bytes:
    """Return the feed of these meetings, without those that have been over or cancelled for long. Never with a link."""
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for one in sorted(meetings, key=lambda one: (one.starts_at, one.uid)):
        if max(one.starts_at, one.changed_at) > now - KEEP:
            calendar.add_component(_event(one, who, mail, with_link=False))
    return bytes(calendar.to_ical())


def _calendar(method: str = "PUBLISH") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    return calendar


@lru_cache(maxsize=1)
def _zone() -> Component:
    found: Component = Calendar.from_ical(_ZONE).subcomponents[0]
    return found


def _event(meeting: Meeting, who: str, mail: str, *, with_link: bool) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("summary", meeting.title)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    _add_times(event, meeting)
    where = ", ".join(part for part in (meeting.place, "online" if meeting.hybrid else "") if part)
    if where:
        event.add("location", where)
    if with_link and meeting.link:
        event.add("url", meeting.link)
    if meeting.agenda:
        event.add("description", "\n".join(f"TOP {at} {item}" for at, item in enumerate(meeting.agenda, 1)))
    event["organizer"] = _address(who, mail)
    if not meeting.cancelled:
        for before in _BEFORE_A_DAY if meeting.when.start is None else _BEFORE:
            event.add_component(_alarm(before, meeting.title))
    return event


def _add_times(event: Event, meeting: Meeting) -> None:
    when = meeting.when
    if when.start is None:
        # A day floats: it is the same day wherever its reader is.
        event.add("dtstart", when.day)
        event.add("dtend", _next(when.day))
        event.add("transp", "OPAQUE")
        return
    event.add("dtstart", datetime.combine(when.day, when.start, BERLIN))
    if when.end is not None:
        event.add("dtend", datetime.combine(when.day, when.end, BERLIN))


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _address(who: str, mail: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mail}" if mail else _NOBODY)
    address.params["cn"] = vText(who)
    return address


def _alarm(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    return alarm
