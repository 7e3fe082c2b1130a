"""Quiet hours: when nobody is to be disturbed. All times are judged on the wall clock of Lower Saxony."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.lane import Lane

ZONE = ZoneInfo("Europe/Berlin")
#: Office hours: what holds while somebody has chosen nothing.
DEFAULT_SPEC = "18:00-07:00"
#: No quiet hours on working days; weekends and holidays stay quiet.
OFF = "aus"
_SPEC = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
#: The longest run of quiet days that can be meant; beyond it something is wrong with the holidays.
_HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet from `start` to `end` on working days (over midnight when start > end; equal: not at all)."""

    start: time
    end: time


def read_quiet(spec: str) -> Quiet | None:
    """Return the quiet hours that a spec like "18:00-07:00" or "aus" names, or None when it names none."""
    if spec == OFF:
        return Quiet(time(0), time(0))
    match = _SPEC.fullmatch(spec)
    if match is None:
        return None
    start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    return Quiet(start, end) if start != end else None


def holds_for(lane: Lane, *, urgent_offhours: bool) -> bool:
    """Return whether quiet hours hold back this lane: never answers and silent edits, urgent only if not waived."""
    if lane in (Lane.REPLY, Lane.EDIT):
        return False
    return not (lane is Lane.URGENT and urgent_offhours)


def is_quiet(quiet: Quiet, at: datetime, holidays: AbstractSet[date]) -> bool:
    """Return whether `at` (aware) lies in the quiet hours, on a weekend or on one of `holidays` (local dates)."""
    local = at.astimezone(ZONE)
    if not _is_working_day(local.date(), holidays):
        return True
    return _in_window(quiet, local.time())


def next_allowed(quiet: Quiet, at: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return the first moment from `at` (aware) on that is not quiet; `at` itself when it is not.

    After sixty quiet days on end it stops looking: something is wrong with the holidays then.
    """
    moment, limit = at, at + _HORIZON
    while moment < limit:
        local = moment.astimezone(ZONE)
        if not _is_working_day(local.date(), holidays):
            moment = _midnight(local.date() + timedelta(days=1))
        elif _in_window(quiet, local.time()):
            moment = _end_of_window(quiet, local)
        else:
            return moment
    return moment


def next_quiet(quiet: Quiet, at: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return the first moment from `at` (aware) on that is quiet; `at` itself when it is."""
    if is_quiet(quiet, at, holidays):
        return at
    local = at.astimezone(ZONE)
    if quiet.start != quiet.end and local.time() < quiet.start:
        return datetime.combine(local.date(), quiet.start, ZONE)
    moment = _midnight(local.date() + timedelta(days=1))
    return moment if is_quiet(quiet, moment, holidays) else next_quiet(quiet, moment, holidays)


def _is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def _in_window(quiet: Quiet, at: time) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end


def _end_of_window(quiet: Quiet, local: datetime) -> datetime:
    overnight = quiet.start > quiet.end and local.time() >= quiet.start
    day = local.date() + timedelta(days=1) if overnight else local.date()
    end = datetime.combine(day, quiet.end, ZONE)
    # In the hour that the clock goes back, the wall-clock end may lie before `local`; the later reading is meant.
    return end if end.timestamp() > local.timestamp() else end.replace(fold=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ZONE)
