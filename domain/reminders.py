"""When people are reminded of a meeting: by the wall clock, rather earlier than later, and never twice in a breath."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from domain.phrases import When
from domain.quiet import ZONE, Quiet, is_quiet, next_allowed

#: Two that come closer than this are one.
APART = timedelta(hours=4)
#: When people are reminded of what has no time of day.
_MORNING = time(9)
#: How long before quiet time begins a message that moves before it is sent: it has to arrive, and to be read.
_MARGIN = timedelta(hours=1)
_STEP = timedelta(minutes=15)
#: The longest run of quiet days that can be meant.
_HORIZON = timedelta(days=30)


class Stage(StrEnum):
    """What a reminder is for."""

    WEEK = "week"
    DAY = "day"
    HOURS = "hours"
    #: Before the sign-up ends; only for who has not answered.
    SIGN_UP = "sign_up"
    #: Before the deadline of a notice; only for who asked for it.
    DEADLINE = "deadline"
    #: When nobody can wish to change the draft of minutes any more; only for who runs the meeting.
    WISHES = "wishes"


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder and its moment (aware). nominal: when it would be due if nobody were ever quiet."""

    stage: Stage
    at: datetime
    nominal: datetime


def nominal(when: When, sign_up_until: datetime | None) -> dict[Stage, datetime]:
    """Return when each stage is due by the wall clock. What lasts all day has none on the day itself."""
    start = when.start
    found = {
        Stage.WEEK: _wall(when.day - timedelta(days=7), start or _MORNING),
        Stage.DAY: _wall(when.day - timedelta(days=1), start or _MORNING),
    }
    if start is not None:
        before = datetime.combine(when.day, start) - timedelta(hours=2)
        found[Stage.HOURS] = _wall(before.date(), before.time())
    if sign_up_until is not None:
        local = sign_up_until.astimezone(ZONE)
        found[Stage.SIGN_UP] = _wall(local.date() - timedelta(days=1), _MORNING)
    return found


def plan(
    when: When, sign_up_until: datetime | None, told_at: datetime, quiet: Quiet, holidays: AbstractSet[date]
) -> list[Planned]:
    """Return the reminders of somebody with these quiet hours, in order. told_at: when they hear of the meeting.

    A stage moves before quiet time, never behind it. Of stages that come together one stays, at the earlier moment:
    that of the meeting rather than that of the sign-up, else the later stage. What comes together with the invitation
    itself is left out.
    """
    moved = [
        Planned(stage, latest_allowed(quiet, at, holidays), at) for stage, at in nominal(when, sign_up_until).items()
    ]
    found: list[Planned] = []
    for one in sorted(moved, key=lambda planned: (planned.at, planned.nominal)):
        if one.at < told_at + APART:
            continue
        if found and one.at < found[-1].at + APART:
            first = found[-1]
            kept = first if one.stage is Stage.SIGN_UP else one
            found[-1] = Planned(kept.stage, first.at, kept.nominal)
        else:
            found.append(one)
    return found


def latest_allowed(quiet: Quiet, at: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return `at` (aware), or if that is quiet the last moment before it that is not, with some time left.

    If there is none for a month, it is `at`: something is wrong with the quiet hours then.
    """
    if not is_quiet(quiet, at, holidays):
        return at
    moment, limit = _floor(at), at - _HORIZON
    while moment > limit:
        moment -= _STEP
        if not is_quiet(quiet, moment, holidays):
            return _with_margin(quiet, moment, holidays)
    return at


def _with_margin(quiet: Quiet, last: datetime, holidays: AbstractSet[date]) -> datetime:
    """Return a moment some time before the end of the stretch that `last` lies in, or where that stretch begins."""
    return next_allowed(quiet, last + _STEP - _MARGIN, holidays)


def _floor(at: datetime) -> datetime:
    seconds = at.timestamp()
    return datetime.fromtimestamp(seconds - seconds % _STEP.total_seconds(), UTC)


def _wall(day: date, clock: time) -> datetime:
    """Return a moment of the wall clock in UTC: earlier if it is left out that day, the first if it is there twice."""
    first = datetime.combine(day, clock, ZONE)
    gap = first.astimezone(UTC).astimezone(ZONE).time() != clock
    return first.replace(fold=1 if gap else 0).astimezone(UTC)


# --- what is due


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder that is written down for somebody."""

    id: int
    stage: Stage
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """Which reminder is sent, if any, and which are given up because of it or because they make no sense any more."""

    send: int | None
    drop: tuple[int, ...] = ()


def due(waiting: Iterable[Row], now: datetime, starts_at: datetime, sign_up_until: datetime | None) -> Due:
    """Return what is to be done now with somebody's reminders of a meeting, however long nothing ran.

    At most one is sent. Once the meeting has begun none makes sense, nor one of a sign-up that is over, nor one right
    before the next.
    """
    rows = sorted(waiting, key=lambda row: (row.due_at, row.id))
    overdue = [row for row in rows if row.due_at <= now]
    if now >= starts_at:
        return Due(None, tuple(row.id for row in rows))
    useful = [row for row in overdue if _is_useful(row, now, sign_up_until)]
    soon = next((row for row in rows if now < row.due_at < now + APART), None)
    chosen = _most_telling(useful) if soon is None or soon.stage is Stage.SIGN_UP else None
    return Due(chosen, tuple(row.id for row in overdue if row.id != chosen))


def _is_useful(row: Row, now: datetime, sign_up_until: datetime | None) -> bool:
    return row.stage is not Stage.SIGN_UP or (sign_up_until is not None and now < sign_up_until)


def _most_telling(rows: Sequence[Row]) -> int | None:
    if not rows:
        return None
    of_meeting = [row for row in rows if row.stage is not Stage.SIGN_UP]
    return (of_meeting or list(rows))[-1].id
