"""When those are reminded who have not answered to a poll yet: twice at most, in office hours, never after its end."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.quiet import ZONE

#: The days before the end on which the two stages remind, and when on them (wall clock).
DAYS_BEFORE = (3, 1)
AT = time(9)
#: Nobody is reminded so soon after they were asked.
_NOT_BEFORE = timedelta(hours=20)
#: How long after its moment a stage is still begun, if nothing ran meanwhile.
_LATE = timedelta(hours=9)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One of the two stages, counted from 1, and its moment."""

    stage: int
    at: datetime


def plan(asked_at: datetime, closes_at: datetime, holidays: AbstractSet[date]) -> list[Nudge]:
    """Return when to remind: on working days, rather earlier than later. A short poll has one stage, or none."""
    found: list[Nudge] = []
    for stage, days in enumerate(DAYS_BEFORE, 1):
        day = closes_at.astimezone(ZONE).date() - timedelta(days=days)
        while day.weekday() >= 5 or day in holidays:
            day -= timedelta(days=1)
        at = datetime.combine(day, AT, ZONE)
        if at >= asked_at + _NOT_BEFORE and not (found and at <= found[-1].at):
            found.append(Nudge(stage, at))
    return found


def due(nudges: list[Nudge], now: datetime, closes_at: datetime) -> Nudge | None:
    """Return the stage that is to be begun now; one that was missed by more than a working day is left out."""
    if now >= closes_at:
        return None
    return next((one for one in reversed(nudges) if one.at <= now < one.at + _LATE), None)
