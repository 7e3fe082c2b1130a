"""The lock of an account: one holder at a time, on both databases, and free as soon as the holder is gone."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from store.db import Store
from store.locks import AccountLock, AdvisoryLock, FileLock, account_lock
from tests.postgres import PostgresServer

ACCOUNT = "memory:ost"
Locks = Callable[..., AccountLock]

_HOLDER = """
import sys, pathlib
from store.db import Store
from store.locks import account_lock
with Store(sys.argv[1]) as store:
    lock = account_lock(store, pathlib.Path(sys.argv[2]), sys.argv[3])
    print(lock.try_acquire(), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def locks(store: Store, data_dir: Path) -> Iterator[Locks]:
    """A function that makes locks, which are released at the end."""
    made: list[AccountLock] = []

    def make(account: str = ACCOUNT) -> AccountLock:
        made.append(account_lock(store, data_dir, account))
        return made[-1]

    yield make
    for lock in made:
        lock.release()


def test_a_lock_has_one_holder(locks: Locks) -> None:
    first, second = locks(), locks()
    assert first.try_acquire()
    assert first.try_acquire()
    assert not second.try_acquire()
    assert (first.is_held(), second.is_held()) == (True, False)
    first.release()
    first.release()
    assert not first.is_held()
    assert second.try_acquire()
    assert second.is_held()


def test_accounts_do_not_share_a_lock(locks: Locks) -> None:
    names = [ACCOUNT, "memory:OST", "memory/ost", "@bot:example.org", "../x", "ö" * 300, ""]
    assert all(locks(name).try_acquire() for name in names)


async def test_who_waits_has_it_as_soon_as_it_is_free(locks: Locks) -> None:
    first, second = locks(), locks()
    stop = asyncio.Event()
    assert await first.acquire(stop)
    waiting = asyncio.create_task(second.acquire(stop))
    await asyncio.sleep(0)
    assert not waiting.done()
    await asyncio.to_thread(first.release)
    assert await asyncio.wait_for(waiting, 2)


async def test_waiting_ends_when_told_to(locks: Locks) -> None:
    first, second = locks(), locks()
    stop = asyncio.Event()
    assert await first.acquire(stop)
    waiting = asyncio.create_task(second.acquire(stop))
    asyncio.get_running_loop().call_soon(stop.set)
    assert await asyncio.wait_for(waiting, 2) is False
    assert not second.is_held()
    assert await second.acquire(stop) is False


async def test_who_is_cancelled_while_trying_holds_nothing(locks: Locks, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, other = locks(), locks()
    loop, trying, cancelled, released = (
        asyncio.get_running_loop(),
        asyncio.Event(),
        threading.Event(),
        threading.Event(),
    )
    really, give_back = lock.try_acquire, lock.release

    def slowly() -> bool:
        loop.call_soon_threadsafe(trying.set)
        cancelled.wait(5)
        return really()

    def noticed() -> None:
        give_back()
        released.set()

    monkeypatch.setattr(lock, "try_acquire", slowly)
    monkeypatch.setattr(lock, "release", noticed)
    waiting = asyncio.create_task(lock.acquire(asyncio.Event()))
    await trying.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    cancelled.set()
    assert await asyncio.to_thread(released.wait, 5)
    assert other.try_acquire()


@pytest.fixture
def holder(database_url: str, data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", _HOLDER, database_url, str(data_dir), ACCOUNT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


async def test_after_a_kill_the_next_process_has_it_soon(locks: Locks, holder: "subprocess.Popen[str]") -> None:
    lock = locks()
    assert not await asyncio.to_thread(lock.try_acquire)
    os.kill(holder.pid, signal.SIGKILL)
    assert await asyncio.wait_for(lock.acquire(asyncio.Event()), 2)


def test_a_removed_file_is_a_lost_lock(tmp_path: Path) -> None:
    lock, other = FileLock(tmp_path, ACCOUNT), FileLock(tmp_path, ACCOUNT)
    assert lock.try_acquire()
    lock.path.unlink()
    assert not lock.is_held()
    assert other.try_acquire()
    assert not lock.try_acquire()
    lock.release()
    assert not lock.try_acquire()
    other.release()
    assert lock.path.exists()
    assert lock.try_acquire()
    lock.release()


def test_a_lost_connection_is_a_lost_lock(postgres: PostgresServer, postgres_database: str) -> None:
    url = make_url(postgres.url(postgres_database))
    lock, other = AdvisoryLock(url, ACCOUNT), AdvisoryLock(url, ACCOUNT)
    assert lock.try_acquire()
    assert not other.try_acquire()
    postgres.end_connections(postgres_database)
    assert not other.try_acquire(), "its connection was ended, too; the next try makes a new one"
    assert other.try_acquire()
    assert not lock.is_held()
    assert not lock.try_acquire()
    other.release()
    assert lock.try_acquire()
    lock.release()


def test_without_a_database_there_is_no_lock(postgres: PostgresServer) -> None:
    assert not AdvisoryLock(make_url(postgres.url("nowhere")), ACCOUNT).try_acquire()


def test_the_numbers_of_a_lock_never_change() -> None:
    assert AdvisoryLock(make_url("postgresql://x/y"), ACCOUNT).key == (592859311, 2140640457)
