"""Is it for us? A bot in a group can read everything that is said there; only what is addressed to it is stored."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

#: "/hilfe", but neither "/hilfe@another_bot" (who that is only the channel knows, by to_us) nor a path nor "/ 2".
_COMMAND = re.compile(r"\s*/[^\W\d_]\w*(?![\w@/])")


class EventKind(StrEnum):
    """What came in from a network."""

    TEXT = "text"
    BUTTON = "button"
    REACTION = "reaction"
    #: An answer to a poll of the network's own; payload has the ids of what is ticked as "answers".
    POLL = "poll"
    #: We came into the chat, or may write there again. Other people's coming and going is none of our business.
    JOIN = "join"
    #: We left it, were removed or may not write there; in a direct chat, the person closed it.
    LEAVE = "leave"
    #: The person blocked the bot.
    BLOCKED = "blocked"
    #: The person lets the bot write again.
    UNBLOCKED = "unblocked"
    #: The chat goes on under another id, which the payload names as "to".
    MOVED = "moved"
    #: Nothing can be written to this thread (or, without one, to the chat outside its threads) any more.
    CLOSED = "closed"
    #: It can be written to again.
    OPENED = "opened"
    #: A person wrote to us in a way that we cannot decrypt, and should be told so.
    UNDECRYPTABLE = "undecryptable"
    #: Something that was said before can be answered now: what had to be fetched is there. No network tells this.
    FETCHED = "fetched"
    #: It could not be parsed; payload says what is known.
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a network told us. event_id is the network's own; payload is what the handler needs of it.

    direct: a chat between one person and the bot. to_us: the channel saw that it names us, answers one of our
    messages or reacts to one. sent_at: when it was said, in real time, if the network tells; an estimate, so that told
    again it is the same event even if this differs.
    """

    event_id: str
    chat: str
    kind: EventKind
    user: str
    direct: bool
    to_us: bool = False
    thread: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = field(default=None, compare=False)


#: What concerns us wherever it happens: a button is ours, and the rest says where we can write.
_ALWAYS_OURS = frozenset(EventKind) - {
    EventKind.TEXT,
    EventKind.REACTION,
    EventKind.POLL,
    EventKind.UNDECRYPTABLE,
    EventKind.UNREADABLE,
}


def is_for_us(event: Event) -> bool:
    """Return whether an event is addressed to the bot and may be stored."""
    if event.direct or event.to_us or event.kind in _ALWAYS_OURS:
        return True
    if event.kind is EventKind.TEXT:
        return _COMMAND.match(str(event.payload.get("text", ""))) is not None
    return False
