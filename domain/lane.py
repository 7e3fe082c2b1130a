"""Lanes: what goes first. A smaller number overtakes a bigger one of any size."""

from enum import IntEnum

from domain.notice import Level, NoticeKind


class Lane(IntEnum):
    """The order in which an account sends."""

    #: Answers to what somebody just said.
    REPLY = 0
    #: Urgent notices.
    URGENT = 1
    #: Changes of what was sent: edits, deletions.
    EDIT = 2
    #: Important notices, reminders, invitations, polls.
    NORMAL = 3
    #: Everything to many: info notices, editions, digests.
    BULK = 4


def lane_of(kind: NoticeKind, level: Level) -> Lane:
    """Return the lane in which a notice travels."""
    if level is Level.URGENT:
        return Lane.URGENT
    if kind in (NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.POLL) or level is Level.IMPORTANT:
        return Lane.NORMAL
    return Lane.BULK
