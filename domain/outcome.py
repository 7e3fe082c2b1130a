"""What came of one remote call. Expected failures are values that mypy makes us handle; exceptions are bugs."""

from dataclasses import dataclass
from datetime import timedelta

from domain.asset import Upload


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived. remote_id is the network's own id of the message; upload: a file that was uploaded for it."""

    remote_id: str
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """It did not arrive: this chat is elsewhere now, under the id `chat`.

    opened: what was written to was the name of a user, and `chat` is the talk of two with them.
    """

    chat: str
    opened: bool = False


@dataclass(frozen=True, slots=True)
class TryLater:
    """It did not arrive, and may later.

    wait: how long the network asks us to wait, or None when it did not say.
    counts: True when the answer was about this very message; floods and outages use up no attempt.
    whole_account: True when the wait concerns everything this account sends in bulk, not only this chat.
    """

    reason: str
    wait: timedelta | None = None
    counts: bool = False
    whole_account: bool = False


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It did not arrive and never will. recipient_gone: the address itself is of no use any more."""

    reason: str
    recipient_gone: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may or may not have arrived: the answer was lost."""

    reason: str


Outcome = Sent | Moved | TryLater | GiveUp | Unsure
