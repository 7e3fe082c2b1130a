"""What networks that keep files have in common: each file is uploaded once; what waits for that learns of it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

from domain.asset import Loaded, Upload
from domain.outcome import TryLater

#: How long, in seconds, a call waits for another one that uploads the same file.
_PATIENCE = 20.0
#: What a call is told that waited in vain.
BUSY = TryLater("the file is being uploaded")
#: What happens to a call whose file is not where it should be; whoever runs the bot can put it back.
MISSING = TryLater("the file cannot be read")


class Uploads:
    """The references that this process has learned, newer than those that messages were made with; one account's."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], str] = {}
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    def reference(self, loaded: Loaded) -> str:
        """Return the newest reference of a file, "" if there is none yet."""
        return self._newest.get(_name(loaded), loaded.reference)

    def learn(self, loaded: Loaded, reference: str) -> Upload:
        """Take a new reference into what is known, and return it as what is to be written down."""
        self._newest[_name(loaded)] = reference
        return Upload(loaded.file, reference)

    @contextlib.asynccontextmanager
    async def alone(self, loaded: Loaded) -> AsyncIterator[None]:
        """Wait until nobody else uploads this file, then keep others waiting. Raises TimeoutError after a while."""
        lock = self._locks[_name(loaded)]
        async with asyncio.timeout(_PATIENCE):
            await lock.acquire()
        try:
            yield
        finally:
            lock.release()


def _name(loaded: Loaded) -> tuple[str, str]:
    return loaded.file.sha256, loaded.file.name
