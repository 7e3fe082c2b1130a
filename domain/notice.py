"""A notice is one thing to be told: its level, its scope, its life."""

from enum import StrEnum


class Level(StrEnum):
    """How pressing a notice is. Files for people say info, wichtig, eilt."""

    #: Goes into the weekly edition unless somebody chose otherwise.
    INFO = "info"
    #: Goes out the same working day.
    IMPORTANT = "important"
    #: Goes out at once to everybody who ticked urgent notices for the region.
    URGENT = "urgent"


class Scope(StrEnum):
    """Who may read it."""

    #: Anybody who joined, on any network.
    PUBLIC = "public"
    #: Confirmed members only, and only on networks that the operator allows for it.
    INTERNAL = "internal"


class NoticeKind(StrEnum):
    """What a notice is; decides expiry and what happens when an answer is lost."""

    FACHINFORMATION = "fachinformation"
    EDITION = "edition"
    INVITATION = "invitation"
    REMINDER = "reminder"
    #: A date poll, and its result.
    POLL = "poll"


#: Kinds that go to those whom they are about, whatever rhythm they chose for what they read.
INVITES = frozenset({NoticeKind.POLL, NoticeKind.INVITATION})


class NoticeState(StrEnum):
    """Where a notice stands."""

    #: Written, not yet shown to anybody.
    DRAFT = "draft"
    #: Checked, waits for its release.
    APPROVED = "approved"
    #: Its audience is frozen and its deliveries are under way or done.
    RELEASED = "released"
    #: What had not left is not sent any more; what was sent stays.
    STOPPED = "stopped"
    #: Stopped, and what was sent is deleted or marked as withdrawn.
    WITHDRAWN = "withdrawn"
