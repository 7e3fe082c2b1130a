"""Old keys are cleared away in small steps, in the store and in memory; what is still needed stays."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from channels.matrix.crypto import Crypto
from channels.matrix.http import Http
from channels.matrix.pruning import AT_ONCE, KEPT, Pruning

ME, HOURS = "@bote:x", 3600.0
Open = Callable[[], Crypto]


@pytest.fixture
async def open_crypto(tmp_path: Path) -> AsyncIterator[Open]:
    """A function that opens the keys of one device, again and again."""
    http = Http("http://127.0.0.1:1")
    opened: list[Crypto] = []

    def opener() -> Crypto:
        for crypto in opened[-1:]:
            crypto.close()
        opened.append(Crypto(http, ME, "GERÄT", tmp_path / "crypto.sqlite3", "geheim"))
        return opened[-1]

    yield opener
    opened[-1].close()
    await http.close()


def rotate(crypto: Crypto, room: str, times: int) -> None:
    with crypto.store_transaction():
        for _ in range(times):
            crypto.olm.create_outbound_group_session(room)


def counts(crypto: Crypto) -> tuple[int, int]:
    """Return how many keys are in the store, and how many in memory."""
    (rows,) = crypto.in_store("SELECT count(*) FROM megolminboundsessions")
    return rows[0], sum(1 for _ in crypto.olm.inbound_group_store)


def clear(pruning: Pruning, ours: set[str]) -> list[int]:
    """Return how many keys each step cleared, until nothing is left to do."""
    steps: list[int] = []
    while found := pruning.step(ours):
        steps.append(found)
    return steps


def test_of_each_sender_in_a_room_the_newest_keys_stay(open_crypto: Open) -> None:
    crypto = open_crypto()
    rotate(crypto, "!a", KEPT + AT_ONCE + 3)
    crypto.olm.outbound_group_sessions["!a"].shared = True
    sealed = crypto._encrypt("!a", "m.room.message", {"body": "Hallo"})
    rotate(crypto, "!b", 2)
    steps = clear(Pruning(crypto), {"!a", "!b"})
    assert steps == [AT_ONCE, 3]
    assert counts(crypto) == (KEPT + 2, KEPT + 2)
    crypto = open_crypto()
    assert counts(crypto) == (KEPT + 2, KEPT + 2)
    raw = {"type": "m.room.encrypted", "event_id": "$1", "sender": ME, "origin_server_ts": 1, "content": sealed}
    plain = crypto.decrypt(raw, "!a")
    assert plain is not None
    assert plain["content"] == {"body": "Hallo"}


def test_keys_of_a_room_that_we_are_not_in_go_at_the_second_look(open_crypto: Open) -> None:
    crypto, now = open_crypto(), [0.0]
    rotate(crypto, "!left", 3)
    rotate(crypto, "!invited", 1)
    pruning = Pruning(crypto, clock=lambda: now[0])
    assert clear(pruning, set()) == []
    now[0] += 1 * HOURS
    assert clear(pruning, {"!invited"}) == [], "it is not looked all the time"
    now[0] += 6 * HOURS
    assert clear(pruning, {"!invited"}) == [3]
    assert counts(crypto) == (1, 1)
