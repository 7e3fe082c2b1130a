"""States of what goes out, and how a delivery's state follows from its dispatches."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class DeliveryState(StrEnum):
    """What became of a promise: one notice revision for one recipient."""

    #: Not yet, or not wholly, sent.
    WAITING = "waiting"
    #: Every part of it arrived.
    SENT = "sent"
    #: It will not arrive; the reason says why.
    FAILED = "failed"
    #: Some part may or may not have arrived; somebody decides.
    UNSURE = "unsure"
    #: It need not arrive any more (stopped, superseded, merged).
    SKIPPED = "skipped"


class DispatchState(StrEnum):
    """Where one remote call stands."""

    #: Waits for its time and its turn.
    QUEUED = "queued"
    #: Claimed; the call is under way, or the process died during it.
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    #: The answer was lost and the rule of its kind says not to repeat.
    UNSURE = "unsure"
    #: Never called, and not to be.
    CANCELLED = "cancelled"


#: The states of a call that has left, or may have.
LEFT = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNSURE)


class Op(StrEnum):
    """What a remote call does."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"
    PIN = "pin"
    UNPIN = "unpin"
    UPLOAD = "upload"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Part:
    """One dispatch of a delivery, as far as the delivery's state depends on it."""

    state: DispatchState
    error: str = ""


def derive(parts: Sequence[Part]) -> tuple[DeliveryState, str]:
    """Return the state of a delivery and the reason for it, from its dispatches at its current address.

    No parts: waiting. An unsure part outweighs a failed one, because somebody has to decide on it.
    """
    for state, derived in (
        (DispatchState.UNSURE, DeliveryState.UNSURE),
        (DispatchState.FAILED, DeliveryState.FAILED),
        (DispatchState.CANCELLED, DeliveryState.SKIPPED),
    ):
        hit = next((part for part in parts if part.state is state), None)
        if hit is not None:
            return derived, hit.error
    if parts and all(part.state is DispatchState.SENT for part in parts):
        return DeliveryState.SENT, ""
    return DeliveryState.WAITING, ""
