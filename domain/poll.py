"""A date poll: its dates, what people can say to them, and how the result is chosen. All times are local (Berlin)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.phrases import When
from domain.quiet import ZONE

#: How many dates a poll has at most.
MOST_OPTIONS = 12
#: How many dates a network's own poll takes at most, two answers for each.
MOST_NATIVE = 10
#: Till when on its last day a poll can be answered when no time is said.
CLOSING_TIME = time(18)


class Answer(StrEnum):
    """What somebody says to a date."""

    YES = "ja"
    IF_NEEDED = "zur_not"
    NO = "nein"


class PollState(StrEnum):
    """Where a poll stands."""

    OPEN = "open"
    #: Nobody can answer any more; what is proposed waits for the organiser.
    CLOSED = "closed"
    #: The date is chosen.
    DECIDED = "decided"
    #: It was given up.
    CANCELLED = "cancelled"


class Unit(StrEnum):
    """What a quorum counts."""

    PERSONS = "persons"
    ORGANISATIONS = "organisations"
    REGIONS = "regions"


@dataclass(frozen=True, slots=True)
class Quorum:
    """So many of these must be able to come, or a date does not count as reached."""

    count: int
    unit: Unit

    @property
    def text(self) -> str:
        """How it is stored."""
        return f"{self.count} {self.unit.value}"


def read_quorum(stored: str) -> Quorum | None:
    """Return the quorum that `Quorum.text` made; None of an empty text: there is none."""
    count, _, unit = stored.partition(" ")
    return Quorum(int(count), Unit(unit)) if unit else None


@dataclass(frozen=True, slots=True)
class Option:
    """A date of a poll. number: what people call it by; it stays, as the id does. rev: rises when the date is moved."""

    id: int
    number: int
    when: When
    rev: int = 1
    open: bool = True


def stored_start(when: When) -> str:
    """Return how a date's beginning is stored: a local time, or a day when it is for all day."""
    day = when.day.isoformat()
    return day if when.start is None else f"{day}T{when.start:%H:%M}"


def stored_end(when: When) -> str:
    """Return how a date's end is stored; empty when it is open."""
    return "" if when.end is None else f"{when.day.isoformat()}T{when.end:%H:%M}"


def read_when(start: str, end: str) -> When:
    """Return the date that stored_start and stored_end made."""
    day, _, begins = start.partition("T")
    ends = end.partition("T")[2]
    return When(
        date.fromisoformat(day), time.fromisoformat(begins) if begins else None,
        time.fromisoformat(ends) if ends else None,
    )  # fmt: skip


def begins_at(when: When) -> datetime:
    """Return the moment at which a date begins; one for all day begins with the day."""
    return datetime.combine(when.day, when.start or time(0), ZONE)


# --- what is told about dates before they are asked


class Hint(StrEnum):
    """What the organiser is told about a date."""

    PAST = "past"
    #: Twice in the same poll.
    DOUBLE = "double"
    #: Two dates of the poll overlap.
    OVERLAPS = "overlaps"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    SCHOOL_HOLIDAYS = "school holidays"
    RELIGIOUS = "religious"
    #: Another poll or meeting that the bot knows of is at that time.
    TAKEN = "taken"
    #: It lies behind what is known of school holidays.
    BEYOND = "beyond"
    #: The date lies before the end of the poll.
    BEFORE_THE_END = "before the end"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of days. names: holidays by day; spans: (first day, last day, name) of school holidays and others.

    taken: what the bot knows to be at a day, by its title. school_until: the last day of which school holidays are
    known; None: of all days.
    """

    holidays: dict[date, str]
    school: Sequence[tuple[date, date, str]] = ()
    religious: Sequence[tuple[date, date, str]] = ()
    taken: Sequence[tuple[When, str]] = ()
    school_until: date | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A hint about the date with this position (from 0). name: of the holiday, or of what is there already."""

    position: int
    hint: Hint
    name: str = ""


def remarks(dates: Sequence[When], calendar: Calendar, now: datetime, closes_at: datetime | None) -> list[Remark]:
    """Return what is to be told about dates, in their order. now, closes_at: aware."""
    found: list[Remark] = []
    for position, when in enumerate(dates):
        begins = begins_at(when)
        if begins <= now and not (when.start is None and when.day == now.astimezone(ZONE).date()):
            found.append(Remark(position, Hint.PAST))
        elif closes_at is not None and begins <= closes_at:
            found.append(Remark(position, Hint.BEFORE_THE_END))
        earlier = dates[:position]
        if when in earlier:
            found.append(Remark(position, Hint.DOUBLE))
        elif any(overlap(when, other) for other in earlier):
            found.append(Remark(position, Hint.OVERLAPS))
        found += [Remark(position, hint, name) for hint, name in _about_day(when.day, calendar)]
        found += [Remark(position, Hint.TAKEN, title) for other, title in calendar.taken if overlap(when, other)]
    return found


def _about_day(day: date, calendar: Calendar) -> list[tuple[Hint, str]]:
    found = []
    if day in calendar.holidays:
        found.append((Hint.HOLIDAY, calendar.holidays[day]))
    elif day.weekday() >= 5:
        found.append((Hint.WEEKEND, ""))
    for hint, spans in ((Hint.SCHOOL_HOLIDAYS, calendar.school), (Hint.RELIGIOUS, calendar.religious)):
        found += [(hint, name) for first, last, name in spans if first <= day <= last]
    if calendar.school_until is not None and day > calendar.school_until:
        found.append((Hint.BEYOND, f"{calendar.school_until:%d.%m.%Y}"))
    return found


def overlap(one: When, other: When) -> bool:
    """Return whether two dates share a moment. One without an end lasts an hour, as far as we know."""
    (first, last), (begins, ends) = _span(one), _span(other)
    return first < ends and begins < last


def _span(when: When) -> tuple[datetime, datetime]:
    if when.start is None:
        first = datetime.combine(when.day, time(0), ZONE)
        return first, first + timedelta(days=1)
    first = datetime.combine(when.day, when.start, ZONE)
    return first, datetime.combine(when.day, when.end, ZONE) if when.end else first + timedelta(hours=1)
