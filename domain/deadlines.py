"""When somebody is reminded of a deadline: a working day before it, rather earlier than later, and never after it."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta

from domain.quiet import ZONE, Quiet
from domain.reminders import latest_allowed

#: In the morning of the day before, or if it is too late for that, so long before the deadline itself.
_MORNING = time(9)
_SHORTLY = timedelta(hours=2)
#: Who asks for it is not reminded within the next minutes.
_SOON = timedelta(minutes=30)


def remind_at(deadline: datetime, now: datetime, quiet: Quiet, holidays: AbstractSet[date]) -> datetime | None:
    """Return when somebody with these quiet hours is reminded of a deadline; None: it is too near for that."""
    day_before = deadline.astimezone(ZONE).date() - timedelta(days=1)
    for nominal in (datetime.combine(day_before, _MORNING, ZONE), deadline - _SHORTLY):
        at = latest_allowed(quiet, nominal, holidays)
        if at > now + _SOON:
            return at
    return None
