"""Clearing away old keys: each room and each sender leaves one behind at every rotation, and all are held in memory.

Kept are the newest ones of each sender in each room that we are in: with ours we read the choices of our own messages,
with theirs what a gap left out. Nobody reads more of the past than that.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog

from channels.matrix.crypto import Crypto

log = structlog.get_logger()

#: So many sessions of one sender in one room are kept: with one rotation a week, those of two months.
KEPT = 8
#: So many go at once: some milliseconds, since the store's library holds up everything else meanwhile.
AT_ONCE = 50
#: How often, in seconds, to look for old ones.
_BETWEEN_LOOKS = 6 * 3600.0

_OLD = """
    SELECT session_id FROM (
        SELECT session_id,
               row_number() OVER (PARTITION BY room_id, sender_key ORDER BY rowid DESC) AS age
        FROM megolminboundsessions)
    WHERE age > ?"""
_ROOMS = "SELECT DISTINCT room_id FROM megolminboundsessions"
_OF_ROOM = "SELECT session_id FROM megolminboundsessions WHERE room_id = ?"
_TAKE = "DELETE FROM megolminboundsessions WHERE session_id = ? RETURNING room_id, sender_key"


@dataclass
class Pruning:
    """Clears the keys of one device away, a few at each step. clock: seconds that only grow."""

    crypto: Crypto
    clock: Callable[[], float] = time.monotonic
    _looked_at: float | None = None
    #: Rooms with keys that we were not in at the last look. A key may come before the invitation that it belongs to.
    _foreign: frozenset[str] = frozenset()
    _old: list[str] = field(default_factory=list)

    def step(self, ours: Collection[str]) -> int:
        """Clear some old keys away and return how many. ours: the rooms that we are in or invited to."""
        if not self._old and (self._looked_at is None or self.clock() - self._looked_at >= _BETWEEN_LOOKS):
            self._looked_at = self.clock()
            self._old = self._find(ours)
        now, self._old = self._old[:AT_ONCE], self._old[AT_ONCE:]
        if now:
            self._clear(now)
            log.info("matrix.keys_cleared", keys=len(now), left=len(self._old))
        return len(now)

    def _find(self, ours: Collection[str]) -> list[str]:
        rooms = {room for (room,) in self.crypto.in_store(_ROOMS)}
        foreign = frozenset(rooms.difference(ours))
        found = [id_ for (id_,) in self.crypto.in_store(_OLD, KEPT)]
        for room in foreign & self._foreign:
            found += [id_ for (id_,) in self.crypto.in_store(_OF_ROOM, room)]
        self._foreign = foreign
        return list(dict.fromkeys(found))

    def _clear(self, ids: Collection[str]) -> None:
        with self.crypto.store_transaction():
            taken = [(id_, *row) for id_ in ids for row in self.crypto.in_store(_TAKE, id_)]
        held = self.crypto.olm.inbound_group_store
        for id_, room, sender in taken:
            held[room].get(sender, {}).pop(id_, None)
