"""What follows from an outcome: done, again at a later time, or elsewhere. A retry is a value."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from domain.asset import Upload
from domain.outcome import GiveUp, Moved, Outcome, Sent, TryLater, Unsure
from domain.state import DispatchState
from domain.unsure import OnUnsure, Repeat, after_unsure

#: Answers about this message that it may get; floods and outages do not count, expiry ends them.
MAX_ATTEMPTS = 8
#: The error of what ended before it was called.
EXPIRED = "expired"
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=15)
#: What a network may ask for at most; whatever it says, the sum stays a date, and a week is as long as bulk lives.
_LONGEST_WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Call:
    """What of a dispatch the decision needs. tries: calls so far, this one included; attempts: those that counted."""

    tries: int
    attempts: int
    on_unsure: OnUnsure
    same_message: bool
    repeats: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """The dispatch has reached an end, or waits for somebody's decision (unsure).

    upload: a file that the network has from now on.
    """

    state: DispatchState
    error: str = ""
    remote_id: str | None = None
    recipient_gone: bool = False
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Back into the queue. counts: it used up an attempt; repeated: it follows an unsure try; marked: say so."""

    not_before: datetime
    reason: str
    counts: bool = False
    repeated: bool = False
    marked: bool = False
    #: The network named the wait: nothing else goes to this chat before it is over.
    holds_chat: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The chat has another id: write it down for everything that waits, and send again there.

    opened: its old id was the name of a user.
    """

    chat: str
    opened: bool = False


Next = Done | Again | Elsewhere


def decide(outcome: Outcome, call: Call, now: datetime) -> Next:
    """Return what follows from the outcome of one call. now: aware."""
    match outcome:
        case Sent(remote_id, upload):
            return Done(DispatchState.SENT, remote_id=remote_id, upload=upload)
        case Moved(chat, opened):
            if call.attempts + 1 >= MAX_ATTEMPTS:
                return Done(_lost(call), "moved too often")
            return Elsewhere(chat, opened)
        case GiveUp(reason, gone):
            return Done(_lost(call), reason, recipient_gone=gone)
        case TryLater():
            return _later(outcome, call, now)
        case Unsure(reason):
            return _unsure(reason, call, now)
        case _:
            assert_never(outcome)


def expire(*, possibly_sent: bool) -> Done:
    """Return the end of a dispatch whose time is over before it was called (again)."""
    return Done(DispatchState.UNSURE if possibly_sent else DispatchState.FAILED, EXPIRED)


def pause(tries: int) -> timedelta:
    """Return how long to wait after the tries-th call when the network did not say: doubling, up to 15 minutes."""
    return min(_FIRST_PAUSE * (1 << min(tries - 1, 16)), _LONGEST_PAUSE)


def _lost(call: Call) -> DispatchState:
    """Return the end of a message that is given up: unsure when an earlier try may have arrived after all."""
    possibly_sent = call.repeats > 0 and call.on_unsure is not OnUnsure.REPEAT
    return DispatchState.UNSURE if possibly_sent else DispatchState.FAILED


def _later(outcome: TryLater, call: Call, now: datetime) -> Next:
    if outcome.counts and call.attempts + 1 >= MAX_ATTEMPTS:
        return Done(_lost(call), outcome.reason)
    wait = min(outcome.wait, _LONGEST_WAIT) if outcome.wait is not None else pause(call.tries)
    return Again(now + wait, outcome.reason, counts=outcome.counts, holds_chat=outcome.wait is not None)


def _unsure(reason: str, call: Call, now: datetime) -> Next:
    follows = after_unsure(
        call.on_unsure, same_message=call.same_message, repeats=call.repeats, age=now - call.created_at
    )
    if isinstance(follows, Repeat):
        return Again(now + pause(call.tries), reason, repeated=True, marked=follows.marked)
    return Done(DispatchState.UNSURE, reason)
