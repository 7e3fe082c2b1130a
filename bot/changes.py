"""What conversations change, as values."""

from dataclasses import dataclass
from datetime import datetime

from bot.arranging import Arranging
from bot.cataloguing import Cataloguing
from bot.deciding import Deciding
from bot.editing import Editing, HandIn, Reviewing, TakeNote
from bot.meeting_changes import Convening
from bot.poll_changes import Polling
from bot.resolving import Resolve
from bot.tending import Tending
from domain.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody joins, or comes back. wording: the version of the text that they agreed to; code: their invitation's."""

    chosen: Subscription
    wording: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A member wants other things than before."""

    chosen: Subscription
    wording: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A member wants nothing until a moment; None: everything again."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Leave:
    """A member wants nothing any more."""


@dataclass(frozen=True, slots=True)
class Erase:
    """A member wants everything about them erased."""


@dataclass(frozen=True, slots=True)
class Accept:
    """A member takes an invitation, named by the hash of its code."""

    code: str


Change = (
    Join
    | Accept
    | Subscribe
    | Pause
    | Leave
    | Erase
    | Editing
    | HandIn
    | TakeNote
    | Reviewing
    | Arranging
    | Cataloguing
    | Deciding
    | Tending
    | Polling
    | Resolve
    | Convening
)
