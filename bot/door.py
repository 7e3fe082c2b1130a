"""Who may come to us on a network where anybody can invite us: what the database knows of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from store import people, strangers
from store.db import Store

#: How often, by our clock, rooms in which nobody says anything are looked for.
_BETWEEN_LOOKS = timedelta(hours=1)


@dataclass
class StoreDoor:
    """The door of one account, kept by the database."""

    store: Store
    account: str
    clock: Callable[[], datetime]
    _looked_at: datetime | None = field(default=None)

    async def is_confirmed(self, names: Sequence[str]) -> bool:
        """Return whether somebody was confirmed, and so may invite us into a room of many."""
        return await self.store.read(lambda s: people.is_confirmed(s, self.account, names))

    async def let_in(self, names: Sequence[str], chat: str, server: str) -> bool:
        """Return whether somebody may begin a direct chat with us; strangers are counted."""
        now = self.clock()
        return await self.store.write(lambda s: strangers.let_in(s, self.account, names, chat, server, now))

    async def is_known(self, names: Sequence[str]) -> bool:
        """Return whether somebody has an address with us."""
        return await self.store.read(lambda s: strangers.is_known(s, self.account, names))

    async def silent(self) -> Sequence[str]:
        """Return strangers' chats in which nothing was said for long; now and then, else none."""
        now = self.clock()
        if self._looked_at is not None and abs(now - self._looked_at) < _BETWEEN_LOOKS:
            return ()
        self._looked_at = now
        return await self.store.read(lambda s: strangers.silent(s, self.account, now))

    async def forget(self, chat: str) -> None:
        """Forget that a stranger came."""
        await self.store.write(lambda s: strangers.forget(s, self.account, chat))
