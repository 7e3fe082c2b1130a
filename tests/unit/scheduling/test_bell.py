"""A bell wakes who waits, is remembered while nobody does, and gives up after its time."""

import asyncio
import time

from scheduler.bell import Bell


async def test_a_ring_wakes_who_waits() -> None:
    bell = Bell()
    waiting = asyncio.create_task(bell.wait(20))
    await asyncio.sleep(0)
    bell.ring()
    bell.ring()
    assert await waiting


async def test_a_ring_is_remembered_once() -> None:
    bell = Bell()
    bell.ring()
    assert await bell.wait(20)
    assert not await bell.wait(0.001)


async def test_who_does_not_wait_at_all_lets_others_have_their_turn() -> None:
    bell, order = Bell(), list[str]()
    asyncio.get_running_loop().call_soon(order.append, "other")
    assert not await bell.wait(0)
    assert order == ["other"]


async def test_a_wait_that_is_given_up_leaves_nothing_behind() -> None:
    bell = Bell()
    waiting = asyncio.create_task(bell.wait(20))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    bell.ring()
    assert await bell.wait(20)


async def test_an_event_rings_it() -> None:
    bell, event = Bell(), asyncio.Event()
    began = time.monotonic()
    async with bell.rung_by(event):
        asyncio.get_running_loop().call_soon(event.set)
        assert await bell.wait(20)
    assert time.monotonic() - began < 20
