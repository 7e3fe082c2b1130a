"""Parts side by side: one that fails is started again and takes no other down; a stalled loop ends the process."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import pytest

from bot.parts import Part, Watchdog, supervise
from channels.base import RefusedError

#: Nothing here takes as long as this unless it hangs.
PATIENCE = 20.0


class Recorded:
    """A part that notes when it was started, and then does what it is told."""

    def __init__(self, then: Callable[[asyncio.Event, int], Awaitable[None]]) -> None:
        self.began: list[float] = []
        self.part = Part("recorded", self._run)
        self._then = then

    async def _run(self, stop: asyncio.Event) -> None:
        self.began.append(time.monotonic())
        await self._then(stop, len(self.began))


def failing(times: int) -> Recorded:
    """Return a part that fails so often, and then sets `stop`."""

    async def then(stop: asyncio.Event, number: int) -> None:
        if number <= times:
            raise OSError("no network")
        stop.set()

    return Recorded(then)


async def test_a_part_that_fails_is_started_again_with_growing_pauses() -> None:
    recorded = failing(4)
    async with asyncio.timeout(PATIENCE):
        await supervise(recorded.part, asyncio.Event(), first_pause=0.01)
    pauses = [after - before for before, after in zip(recorded.began, recorded.began[1:], strict=False)]
    # What the loop's clock rounds away is less than a millisecond.
    assert [pause > least - 0.001 for pause, least in zip(pauses, (0.01, 0.02, 0.04, 0.08), strict=True)] == [True] * 4


async def test_a_part_whose_network_refuses_us_is_not_started_again() -> None:
    async def refuse(_stop: asyncio.Event, _number: int) -> None:
        raise RefusedError

    recorded = Recorded(refuse)
    with pytest.raises(RefusedError):
        await supervise(recorded.part, asyncio.Event())
    assert len(recorded.began) == 1


async def test_a_part_that_fails_takes_no_other_down() -> None:
    stop = asyncio.Event()
    often = asyncio.Event()

    async def fail(_stop: asyncio.Event, number: int) -> None:
        if number == 3:
            often.set()
        raise OSError("no network")

    broken = Recorded(fail)

    async def work(stop: asyncio.Event, _number: int) -> None:
        await often.wait()
        stop.set()

    steady = Recorded(work)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(supervise(broken.part, stop, 0.001), supervise(steady.part, stop, 0.001))
    assert len(steady.began) == 1
    assert len(broken.began) >= 3


async def test_a_part_that_ends_by_itself_is_started_again() -> None:
    async def then(stop: asyncio.Event, number: int) -> None:
        if number == 3:
            stop.set()

    recorded = Recorded(then)
    async with asyncio.timeout(PATIENCE):
        await supervise(recorded.part, asyncio.Event(), first_pause=0.001)
    assert len(recorded.began) == 3


async def test_stop_ends_a_part_that_works() -> None:
    started = asyncio.Event()

    async def then(stop: asyncio.Event, _number: int) -> None:
        started.set()
        await stop.wait()

    recorded, stop = Recorded(then), asyncio.Event()
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(supervise(recorded.part, stop))
        await started.wait()
        stop.set()
        await running
    assert len(recorded.began) == 1


async def test_stop_ends_a_pause() -> None:
    failed = asyncio.Event()

    async def then(_stop: asyncio.Event, _number: int) -> None:
        failed.set()
        raise OSError("no network")

    recorded, stop = Recorded(then), asyncio.Event()
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(supervise(recorded.part, stop, first_pause=3600))
        await failed.wait()
        stop.set()
        await running
    assert len(recorded.began) == 1


async def test_a_part_is_not_started_after_the_stop() -> None:
    recorded, stop = failing(0), asyncio.Event()
    stop.set()
    await supervise(recorded.part, stop)
    assert recorded.began == []


async def test_cancelling_is_no_failure() -> None:
    started = asyncio.Event()

    async def then(stop: asyncio.Event, _number: int) -> None:
        started.set()
        await stop.wait()

    recorded = Recorded(then)
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(supervise(recorded.part, asyncio.Event()))
        await started.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert len(recorded.began) == 1


async def test_the_watchdog_ends_a_loop_that_has_stalled() -> None:
    ended, stop = threading.Event(), asyncio.Event()
    watchdog = Watchdog(limit=0.05, end=ended.set)
    async with asyncio.timeout(PATIENCE):
        beating = asyncio.create_task(watchdog.run(stop))
        await asyncio.sleep(0)
        # This stalls the loop, and goes on as soon as the watchdog has bitten.
        assert ended.wait(0.9)
        stop.set()
        await beating


async def test_the_watchdog_does_nothing_while_the_loop_beats() -> None:
    ended, stop = threading.Event(), asyncio.Event()
    watchdog = Watchdog(limit=0.4, end=ended.set)
    async with asyncio.timeout(PATIENCE):
        beating = asyncio.create_task(watchdog.run(stop))
        assert not await asyncio.to_thread(ended.wait, 0.8)
        stop.set()
        await beating
    # Nobody watches any more, so a stall is nobody's business.
    watchdog._thread.join(PATIENCE)
    assert not watchdog._thread.is_alive()
    assert not ended.is_set()
