"""Parts that run side by side: one that fails is started again, with growing pauses, and takes no other down."""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from channels.base import RefusedError

log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
#: A part that ran this long starts with the first pause again.
_WELL_AFTER = 60.0
#: An event loop that has not moved for so long never will.
_STALLED_AFTER = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs until the event it is given is set."""

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


async def supervise(part: Part, stop: asyncio.Event, first_pause: float = _FIRST_PAUSE) -> None:
    """Run a part until `stop` is set; start it again whenever it fails or ends by itself.

    Raises RefusedError as the part does: another try would be refused again, and often enough locks an account.
    """
    pause = first_pause
    while not stop.is_set():
        began = time.monotonic()
        try:
            await part.run(stop)
            if stop.is_set():
                return
            log.error("part.ended", part=part.name)
        except RefusedError:
            raise
        except Exception:
            # Whatever it was, the other parts go on, and this one gets another chance.
            log.exception("part.failed", part=part.name)
        if time.monotonic() - began > _WELL_AFTER:
            pause = first_pause
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


class Watchdog:
    """Ends the process when its event loop has stalled, so that a standby or the service manager takes over."""

    def __init__(self, limit: float = _STALLED_AFTER, end: Callable[[], None] | None = None) -> None:
        self._limit = limit
        self._end = end or _exit
        self._beat = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    async def run(self, stop: asyncio.Event) -> None:
        """Beat until `stop` is set."""
        self._thread.start()
        try:
            while not stop.is_set():
                self._beat = time.monotonic()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._limit / 10)
        finally:
            self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(self._limit / 10):
            if time.monotonic() - self._beat > self._limit:
                log.critical("loop.stalled", seconds=round(time.monotonic() - self._beat))
                self._end()
                return


def _exit() -> None:
    os._exit(70)
