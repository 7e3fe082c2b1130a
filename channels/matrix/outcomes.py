"""What a failed call means for the message that was to be sent: the table, and nothing else. Pure."""

from datetime import timedelta
from typing import TypeGuard

from channels.matrix.http import AnswerLostError, CallError, NotReachedError, RefusedError
from domain.outcome import GiveUp, Outcome, TryLater, Unsure

#: A little more than what the server asks for, because its clock and ours are two.
_MARGIN = timedelta(seconds=0.2)
#: How long everything waits when the token was refused, or when a server that is busy does not say.
_PAUSE = timedelta(minutes=1)
_BUSY_PAUSE = timedelta(seconds=5)
TOO_LARGE = GiveUp("the message is too large")


def is_too_many(error: CallError) -> TypeGuard[RefusedError]:
    """Return whether a call was refused because there were too many before it."""
    return isinstance(error, RefusedError) and (error.status == 429 or error.errcode == "M_LIMIT_EXCEEDED")


def meaning(error: CallError, *, sending: bool) -> Outcome:
    """Return what follows from a call that failed.

    sending: it was the very call that puts the message into the room; everything before it has left no trace there.
    Source: https://spec.matrix.org/v1.16/client-server-api/#standard-error-response
    """
    match error:
        case RefusedError():
            return _refused(error, sending=sending)
        case NotReachedError():
            return TryLater("the server is not reached")
        case AnswerLostError() if sending:
            return Unsure(f"no answer: {error}")
        case _:
            return TryLater(f"no answer: {error}")


def upload_meaning(error: CallError) -> TryLater | GiveUp:
    """Return what follows when a file could not be uploaded: nothing of it stands in the room, nobody is gone."""
    if isinstance(error, RefusedError) and error.errcode == "M_FORBIDDEN":
        return GiveUp("the server takes no files from us")
    outcome = meaning(error, sending=False)
    if isinstance(outcome, GiveUp):
        return GiveUp("the file is too large" if outcome == TOO_LARGE else outcome.reason)
    return outcome if isinstance(outcome, TryLater) else TryLater(str(error))


def _refused(error: RefusedError, *, sending: bool) -> Outcome:
    if is_too_many(error):
        wait = (error.retry_after if error.retry_after is not None else _BUSY_PAUSE) + _MARGIN
        return TryLater("too many requests", wait, whole_account=True)
    if error.errcode in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"):
        return TryLater("the login was refused", _PAUSE, whole_account=True)
    if error.errcode == "M_TOO_LARGE" or error.status == 413:
        return TOO_LARGE
    if error.errcode == "M_FORBIDDEN":
        return GiveUp("we may not write there", recipient_gone=True)
    if error.errcode == "M_NOT_FOUND":
        return GiveUp("there is no such room or message")
    if error.status >= 500 or not error.errcode:
        # A proxy speaks in the server's place; the call itself may have come through.
        reason = f"the server is in trouble: {error.status}"
        return Unsure(reason) if sending else TryLater(reason)
    return GiveUp(f"the server refused: {error.errcode}")
