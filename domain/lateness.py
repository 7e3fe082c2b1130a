"""What came late: a command from before an outage is answered, but not carried out as if it had just been said."""

from datetime import datetime, timedelta

#: Who wrote longer ago than this no longer expects that it happens now.
LATE = timedelta(minutes=10)


def said_at(sent_at: datetime | None, listening_since: datetime, real: datetime, now: datetime) -> datetime | None:
    """Return by our clock when something was said; None when the network does not tell, or tells of the future.

    sent_at, listening_since and real (which is now) go by real time. What was said while we listened has been under
    way for as long as real time says, whatever our clock shows; of the time before only the network's word is known.
    Networks may tell whole seconds only, so the second in which we began counts as ours.
    """
    if sent_at is None or sent_at > real:
        return None
    return now - (real - sent_at) if sent_at >= listening_since.replace(microsecond=0) else sent_at


def is_late(said: datetime | None, now: datetime) -> bool:
    """Return whether something was said so long ago that it is no longer carried out. said: None is not known."""
    return said is not None and now - said > LATE
