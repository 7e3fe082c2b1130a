"""Opening a direct room, and accepting one, where the server says that it is too much."""

from datetime import timedelta
from typing import Any

import pytest

from channels.matrix.direct import DirectRooms, Invitations, OpenDoor
from channels.matrix.http import RefusedError
from channels.matrix.rooms import Rooms
from domain.outcome import TryLater


class RefusingHttp:
    """A homeserver that refuses every call."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self._error = RefusedError(status, body)
        self.calls = 0

    async def call(self, *_: object, **__: object) -> dict[str, Any]:
        """Refuse."""
        self.calls += 1
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


@pytest.mark.parametrize(("status", "asked", "left"), [(429, 1, 3), (403, 3, 0)], ids=["too many", "taken back"])
async def test_while_it_is_too_many_one_invitation_is_tried_and_all_of_them_wait(
    status: int, asked: int, left: int
) -> None:
    http: Any = RefusingHttp(status, {"errcode": "M_LIMIT_EXCEEDED" if status == 429 else "M_FORBIDDEN"})
    invitations = Invitations(DirectRooms(http, Rooms("@bote:example.org")), OpenDoor())
    content = {"membership": "invite", "is_direct": True}
    mine = {"type": "m.room.member", "state_key": "@bote:example.org", "sender": "@ada:example.org", "content": content}
    invited = {f"!{number}:example.org": {"invite_state": {"events": [mine]}} for number in range(3)}
    invitations.take({"rooms": {"invite": invited}})
    await invitations.answer()
    assert (http.calls, len(invitations.waiting)) == (asked, left)


class HardHttp:
    """A homeserver for which one room is always too much."""

    def __init__(self, hard: str) -> None:
        self._hard = hard

    async def call(self, _method: str, path: str, *_: object, **__: object) -> dict[str, Any]:
        """Refuse that room, and do everything else."""
        if self._hard in path:
            raise RefusedError(429, {"errcode": "M_LIMIT_EXCEEDED"})
        return {}


async def test_a_room_that_is_always_too_much_holds_up_no_other() -> None:
    http: Any = HardHttp("hard")
    invitations = Invitations(DirectRooms(http, Rooms("@bote:example.org")), OpenDoor())
    content = {"membership": "invite", "is_direct": True}
    mine = {"type": "m.room.member", "state_key": "@bote:example.org", "sender": "@ada:example.org", "content": content}
    rooms = ("!hard:example.org", "!one:example.org", "!two:example.org")
    invitations.take({"rooms": {"invite": {room: {"invite_state": {"events": [mine]}} for room in rooms}}})
    await invitations.answer()
    assert list(invitations.waiting) == [*rooms[1:], rooms[0]]
    await invitations.answer()
    assert list(invitations.waiting) == [rooms[0]]
