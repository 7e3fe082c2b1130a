"""Opening a direct room, where the server says that it is too much."""

from datetime import timedelta
from typing import Any

import pytest

from channels.matrix.direct import DirectRooms
from channels.matrix.http import RefusedError
from channels.matrix.rooms import Rooms
from domain.outcome import TryLater


class RefusingHttp:
    """A homeserver that refuses every call."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self._error = RefusedError(status, body)

    async def call(self, *_: object, **__: object) -> dict[str, Any]:
        """Refuse."""
        raise self._error


@pytest.mark.parametrize(
    ("status", "errcode", "whole_account"),
    [
        pytest.param(429, "M_LIMIT_EXCEEDED", False, id="too many new rooms hold nobody else"),
        pytest.param(401, "M_UNKNOWN_TOKEN", True, id="a login that is refused holds everybody"),
    ],
)
async def test_what_a_refusal_holds(status: int, errcode: str, whole_account: bool) -> None:
    http: Any = RefusingHttp(status, {"errcode": errcode, "retry_after_ms": 62_000})
    outcome = await DirectRooms(http, Rooms("@bote:example.org")).open("@ada:example.org")
    assert isinstance(outcome, TryLater)
    assert outcome.whole_account is whole_account
    assert outcome.wait is not None
    assert outcome.wait >= timedelta(minutes=1)
