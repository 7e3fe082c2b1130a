"""Whether a source is well: it fails for long, or says much less than it used to."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

FAILING_FOR = timedelta(days=3)
#: One that is asked once a day has failed so often in three days.
FAILING_TIMES = 4
SILENT_FOR = timedelta(days=14)
SILENT_GAPS = 5
#: Days with news that tell a rhythm, and those that do not yet.
RHYTHM_DAYS = 21
_TOO_FEW = 6


class Trouble(StrEnum):
    """What is wrong with a source."""

    #: It could not be read for days.
    FAILING = "failing"
    #: It can be read, but has brought nothing new for much longer than usual.
    SILENT = "silent"


def usual_gap(days: Iterable[date]) -> timedelta | None:
    """Return the usual time between days with news, given such days; None where they are too few to tell."""
    known = sorted(set(days))[-RHYTHM_DAYS:]
    if len(known) < _TOO_FEW:
        return None
    return timedelta(days=median((later - earlier).days for earlier, later in pairwise(known)))


def is_failing(now: datetime, fails: int, failing_since: datetime | None) -> bool:
    """Return whether a source has failed for so long that somebody should look at it."""
    return failing_since is not None and fails >= FAILING_TIMES and now - failing_since >= FAILING_FOR


def is_silent(now: datetime, last_new_at: datetime | None, gap: timedelta | None) -> bool:
    """Return whether a source says much less than it used to. gap: its usual one; unknown, nothing can be said."""
    if last_new_at is None or gap is None:
        return False
    return now - last_new_at > max(SILENT_FOR, SILENT_GAPS * gap)
