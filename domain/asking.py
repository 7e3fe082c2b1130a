"""When a source is asked again: by what the server says, and by how it went so far."""

import hashlib
from datetime import datetime, timedelta

#: A little under the hour: the next hourly slot finds the source due, however late in its slot it was asked.
CHECK_EVERY = timedelta(minutes=50)
#: However often a source has failed, it is asked again after this time.
LONGEST_WAIT = timedelta(days=1)
_DOUBLINGS = 6
#: By how much a wait may be shortened, so that sources which failed together do not come back together.
_JITTER = 0.2


def next_check(
    now: datetime, *, fails: int = 0, at_least: timedelta = timedelta(), hopeless: bool = False, seed: str = ""
) -> datetime:
    """Return when a source is asked again.

    fails: failures in a row, this one included; each doubles the wait, up to a day. at_least: what the server asks
    for (max-age, Expires, Retry-After). hopeless: it refused us as such, so the longest wait holds from the first time.
    seed: the same seed gives the same jitter.
    """
    pause = min(CHECK_EVERY * (1 << min(max(fails - 1, 0), _DOUBLINGS)), LONGEST_WAIT)
    if hopeless:
        pause = LONGEST_WAIT
    elif fails > 1:
        pause *= 1 - _JITTER * _fraction(seed)
    return now + max(pause, at_least)


def _fraction(seed: str) -> float:
    """Return a number from 0 to 1 that looks random and is always the same for the same seed."""
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest()) / 2**32
