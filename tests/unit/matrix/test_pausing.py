"""How long the server is left alone when a sync failed."""

import pytest

from channels.matrix.http import AnswerLostError, CallError, NotReachedError, RefusedError
from channels.matrix.receiving import pause_after


@pytest.mark.parametrize(
    ("error", "longest"),
    [
        (NotReachedError(), 4.0),
        (AnswerLostError(), 4.0),
        (RefusedError(502, {}), 4.0),
        (RefusedError(503, {}), 4.0),
        (RefusedError(500, {"errcode": "M_UNKNOWN"}), 60.0),
        (RefusedError(429, {"errcode": "M_LIMIT_EXCEEDED"}), 60.0),
    ],
    ids=["no connection", "no answer", "a proxy before nobody", "in maintenance", "in trouble", "too much"],
)
def test_pauses_grow_to_what_the_failure_calls_for(error: CallError, longest: float) -> None:
    pauses = [1.0]
    while pauses[-1] < pause_after(pauses[-1], error):
        pauses.append(pause_after(pauses[-1], error))
    assert pauses[:3] == [1.0, 2.0, 4.0]
    assert pauses[-1] == longest


def test_after_an_outage_of_a_quarter_of_a_minute_the_server_is_found_within_four_seconds() -> None:
    passed, pause = 0.0, 1.0
    while passed < 15.0:
        passed += pause
        pause = pause_after(pause, NotReachedError())
    assert passed - 15.0 <= 4.0
