"""When digests go out: the edition once a week, the small digest on each working day; and what cannot wait for them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.quiet import ZONE
from domain.recipient import Rhythm

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
#: So long after its day has come an edition may still be released by hand, before its pressing items go without it.
GRACE = timedelta(days=1)
AT_ONCE = frozenset({Rhythm.SOFORT})


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which day (0 is Monday) and at which full hour the edition is due, and at which the daily digest goes out."""

    weekday: int = 3
    hour: int = 10
    daily_hour: int = 8


def week_of(moment: datetime) -> str:
    """Return the week that a moment lies in, on the wall clock, like 2026-W48."""
    year, week, _ = moment.astimezone(ZONE).isocalendar()
    return f"{year}-W{week:02}"


def edition_at(calendar: Calendar, moment: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return when the edition is due in the week of a moment: on its day, or on the next working day of that week.

    In a week that has none left from its day on, it is the last one before.
    """
    local = moment.astimezone(ZONE).date()
    monday = local - timedelta(days=local.weekday())
    wanted = monday + timedelta(days=calendar.weekday)
    working = [day for n in range(5) if (day := monday + timedelta(days=n)) not in holidays]
    day = next((one for one in working if one >= wanted), working[-1] if working else wanted)
    return datetime.combine(day, time(calendar.hour), ZONE)


def next_edition(calendar: Calendar, now: datetime, holidays: AbstractSet[date], *, released: bool) -> datetime:
    """Return when the next edition is due. released: this week's is out already.

    One whose time has come is still the next one for a day: somebody is just looking through it.
    """
    this = edition_at(calendar, now, holidays)
    if not released and now < this + GRACE:
        return this
    return edition_at(calendar, now + _WEEK, holidays)


def next_daily(calendar: Calendar, now: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return when the daily digest is due next, after now: on a working day."""
    day = now.astimezone(ZONE).date()
    for _ in range(60):
        at = daily_at(calendar, day)
        if at > now and is_working_day(day, holidays):
            return at
        day += _DAY
    return daily_at(calendar, day)


def daily_at(calendar: Calendar, day: date) -> datetime:
    """Return when the daily digest of a day goes out."""
    return datetime.combine(day, time(calendar.daily_hour), ZONE)


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Return whether offices are open on a day."""
    return day.weekday() < 5 and day not in holidays


def at_once(deadline: datetime | None, now: datetime, edition: datetime, daily: datetime) -> frozenset[Rhythm]:
    """Return for which rhythms a notice goes out at once: where its deadline comes before the next digest.

    edition, daily: when these are due next. On the day of the edition itself it would come too late as well, and on
    the day after, while somebody still looks through one that is overdue.
    """
    if deadline is None or deadline <= now:
        return AT_ONCE
    last = max(edition.astimezone(ZONE).date(), now.astimezone(ZONE).date())
    end = datetime.combine(last + _DAY, time(0), ZONE)
    weekly = {Rhythm.WOECHENTLICH} if deadline < end else set()
    # At the very moment of the deadline a digest is too late.
    soon = {Rhythm.TAEGLICH} if deadline <= daily else set()
    return AT_ONCE | weekly | soon
