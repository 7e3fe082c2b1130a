"""What every network can be asked to do. Expected failures are values of domain.outcome, never exceptions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, runtime_checkable

from domain.addressed import Event
from domain.message import Form, Message
from domain.outcome import Outcome
from domain.pacing import Budget

#: Hands a batch of events over, with the cursor behind the last of them; returns when both are committed.
Receive = Callable[[Sequence[Event], str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Entrance:
    """How people come to an account. name: of the network, as people call it; link: {code} in it stands for a code.

    hint: what they should know before they try; "" for nothing.
    """

    name: str
    link: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do. What it cannot do is a value here, never an exception there.

    keyed: a repeat with the same key is the same message, and what arrived can be looked up (Matrix).
    is_group: tells by a chat's name that many read it, for chats of which nobody is known.
    keys_last: for how long the network recognises a key; None: for ever.
    file_limit: the largest file that the network takes, in bytes; 0: it takes none.
    joins_parts: keeps the parts of a message together, if told which they are (Message.former).
    entrance: how people come to it, for invitations; None: not known, or nobody comes.
    budget, limited: how fast it may send, and whether that is because its server limits it (None: not known, or the
    same for everybody). Both may change while the channel is at work, with what it learns.
    """

    form: Form
    keyed: bool = False
    buttons: bool = True
    edits: bool = True
    deletes: bool = True
    pins: bool = False
    file_limit: int = 0
    internal: bool = True
    budget: Budget | None = None
    limited: bool | None = None
    is_group: Callable[[str], bool] = field(default=lambda _chat: False)
    keys_last: timedelta | None = None
    joins_parts: bool = False
    entrance: Entrance | None = None
    #: How many answers a poll of the network's own may have; 0: it has none that several may be ticked in.
    native_polls: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: a chat and, where the network has them, a thread of it."""

    chat: str
    thread: str = ""


class Look(Enum):
    """What looking for a message under its key found, when it did not find it."""

    #: We looked, and it is not there.
    NOT_THERE = "not there"
    #: This network, or this moment, does not allow looking.
    CANNOT_LOOK = "cannot look"


#: Why a file is given up that is larger than it may be.
TOO_BIG = "too big"


class RefusedError(Exception):
    """The network does not take what the account is opened with; only who runs the bot can change that."""


@runtime_checkable
class Hears(Protocol):
    """A channel that asks its network all the time, and so knows whether it is still there."""

    @property
    def heard_at(self) -> datetime | None:
        """When the network last answered, in real time; None before the first answer."""


class Channel(Protocol):
    """One account on one network.

    `key` names a dispatch for ever, `attempt` counts its calls from 1. device: what a keyed network recognises
    repeats by; a new device means that older keys say nothing.
    """

    account: str
    device: str

    @property
    def capabilities(self) -> Capabilities: ...

    async def start(self) -> None:
        """Open what it needs; called before anything else, again after close(). Raises RefusedError, or as it fails."""

    async def close(self) -> None:
        """Let go of everything; called once, also after a failed start."""

    async def send(self, to: Target, message: Message, *, key: str, attempt: int) -> Outcome:
        """Send a new message. One with a file goes by the file's reference, or its bytes are uploaded first.

        Sent.upload names the reference when there is a new one.
        """

    async def edit(self, to: Target, remote_id: str, message: Message, *, key: str, attempt: int) -> Outcome:
        """Change a message of ours; an unchanged one is a success."""

    async def delete(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Delete a message of ours; one that is gone already is a success."""

    async def pin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours; given up where we may not."""

    async def unpin(self, to: Target, remote_id: str, *, key: str, attempt: int) -> Outcome:
        """Pin a message of ours no longer; one that is not pinned is a success."""

    async def download(self, reference: str, most: int) -> bytes | Outcome:
        """Return the bytes of a file that somebody sent us, by the reference that its event had.

        GiveUp when it is not there, or has more than `most` bytes (reason TOO_BIG); TryLater when it may come yet.
        """

    async def open(self, user: str, *, key: str, attempt: int) -> Outcome:
        """Open a direct chat with a user; Moved names the chat to write to."""

    async def find(self, to: Target, key: str) -> str | Look:
        """Return the remote id of the message sent under `key`, or what looking for it found."""

    async def listen(self, receive: Receive, cursor: str | None) -> None:
        """Hand over what comes in behind `cursor`, in order, until cancelled. Raises RefusedError, also for a call."""

    async def has_unread(self, cursor: str | None) -> bool:
        """Return whether something lies behind `cursor` that listen has not handed over yet."""
