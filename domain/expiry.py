"""When a message is too old to be sent. Nothing stale goes out: every dispatch expires."""

from datetime import datetime, timedelta

from domain.notice import Level, NoticeKind

REPLY = timedelta(minutes=10)
EDIT = timedelta(hours=1)
URGENT = timedelta(hours=48)
BULK = timedelta(days=7)


def of_notice(
    kind: NoticeKind,
    level: Level,
    *,
    first_allowed: datetime,
    valid_until: datetime | None,
    starts_at: datetime | None = None,
) -> datetime:
    """Return when a delivery of a notice expires.

    first_allowed: the first moment at which this recipient may be sent to. valid_until: the notice's own end, if it
    has one; an urgent notice past its *deadline* still goes out, under a heading that says so. starts_at: for
    reminders the start of the event, for invitations the end of the sign-up, for polls their end.
    """
    if kind in (NoticeKind.REMINDER, NoticeKind.INVITATION, NoticeKind.POLL) and starts_at is not None:
        latest = starts_at
    else:
        latest = first_allowed + (URGENT if level is Level.URGENT else BULK)
    return min(latest, valid_until) if valid_until is not None else latest
