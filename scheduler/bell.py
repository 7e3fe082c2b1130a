"""A bell wakes the one who waits for it, so that nobody has to look again and again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Bell:
    """Rung while nobody waits, it is remembered until somebody does. For one waiter; rung in its event loop only."""

    def __init__(self) -> None:
        self._rung = False
        self._waiter: asyncio.Future[None] | None = None

    def ring(self) -> None:
        """Wake who waits, or the next one who will."""
        self._rung = True
        self._wake()

    async def wait(self, seconds: float) -> bool:
        """Return True as soon as it is rung, which is forgotten then, or False after so many seconds.

        Others always get their turn: even when it was rung already, the event loop goes round once.
        """
        if self._rung or seconds <= 0:
            await asyncio.sleep(0)
        else:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = loop.call_later(seconds, self._wake)
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        rung, self._rung = self._rung, False
        return rung

    @contextlib.asynccontextmanager
    async def rung_by(self, event: asyncio.Event) -> AsyncIterator[None]:
        """Ring when this event is set, while the block runs."""
        waiting = asyncio.ensure_future(event.wait())
        waiting.add_done_callback(lambda _: self.ring())
        try:
            yield
        finally:
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
