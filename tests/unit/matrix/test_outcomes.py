"""What an error of the server means for a message."""

from datetime import timedelta

import pytest

from channels.matrix.http import AnswerLostError, CallError, NotReachedError, RefusedError
from channels.matrix.outcomes import meaning
from domain.outcome import GiveUp, Outcome, TryLater, Unsure


def refused(status: int, errcode: str = "", **more: object) -> RefusedError:
    return RefusedError(status, {"errcode": errcode, **more} if errcode else "<html>")


@pytest.mark.parametrize(
    ("error", "before", "sending"),
    [
        (NotReachedError("x"), TryLater, TryLater),
        (AnswerLostError("x"), TryLater, Unsure),
        (refused(502), TryLater, Unsure),
        (refused(500, "M_UNKNOWN"), TryLater, Unsure),
        (refused(404), TryLater, Unsure),
        (refused(429, "M_LIMIT_EXCEEDED"), TryLater, TryLater),
        (refused(401, "M_UNKNOWN_TOKEN"), TryLater, TryLater),
        (refused(403, "M_FORBIDDEN"), GiveUp, GiveUp),
        (refused(413, "M_TOO_LARGE"), GiveUp, GiveUp),
        (refused(400, "M_BAD_JSON"), GiveUp, GiveUp),
    ],
    ids=str,
)
def test_the_table(error: CallError, before: type[Outcome], sending: type[Outcome]) -> None:
    assert isinstance(meaning(error, sending=False), before)
    assert isinstance(meaning(error, sending=True), sending)


@pytest.mark.parametrize(
    ("asked", "waited"), [(4706, 4.906), (0, 0.2), (None, 5.2), ("soon", 5.2), (-7, 5.2), (10**40, 86_400.2)]
)
def test_a_flood_waits_as_long_as_the_server_says_and_holds_the_whole_account(asked: object, waited: float) -> None:
    outcome = meaning(refused(429, "M_LIMIT_EXCEEDED", retry_after_ms=asked), sending=True)
    assert outcome == TryLater("too many requests", timedelta(seconds=waited), whole_account=True)


def test_only_where_we_may_not_write_the_address_is_of_no_use() -> None:
    assert meaning(refused(403, "M_FORBIDDEN"), sending=True) == GiveUp("we may not write there", recipient_gone=True)
    too_large = meaning(refused(413, "M_TOO_LARGE"), sending=True)
    assert isinstance(too_large, GiveUp)
    assert not too_large.recipient_gone
