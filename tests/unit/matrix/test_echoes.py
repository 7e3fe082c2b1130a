"""When a sync tells of nothing but our own messages."""

from typing import Any

import pytest

from channels.matrix.receiving import brings_only_ours

ME = "@bote:example.org"


def sync(*senders: str, **more: Any) -> dict[str, Any]:
    """Return a sync with one event from each sender, each in a room of its own."""
    rooms = {f"!{at}": {"timeline": {"events": [{"sender": one}]}} for at, one in enumerate(senders)}
    return {"rooms": {"join": rooms, **more.pop("rooms", {})}, **more}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(sync(ME), True, id="an echo"),
        pytest.param(sync(ME, ME), True, id="several"),
        pytest.param(sync(ME, "@ada:example.org"), False, id="somebody writes"),
        pytest.param(sync(), False, id="nothing"),
        pytest.param({"rooms": None}, False, id="no rooms"),
        pytest.param(sync(ME, rooms={"invite": {"!x": {}}}), False, id="an invitation"),
        pytest.param(sync(ME, rooms={"leave": {"!x": {}}}), False, id="we are out of a room"),
        pytest.param(sync(ME, to_device={"events": [{"type": "m.room_key"}]}), False, id="a key comes"),
    ],
)
def test_what_a_sync_brings(told: dict[str, Any], expected: bool) -> None:
    assert brings_only_ours(told, ME) is expected
