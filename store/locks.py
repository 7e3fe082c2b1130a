"""Exactly one process works for an account: whoever holds its lock. It goes with the process, however that ends."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from store.db import Store

#: How often a standby tries, in seconds.
RETRY_SECONDS = 0.1


class AccountLock(ABC):
    """The lock of one account. Everything but acquire() may block for a moment: call it in a thread.

    is_near: is_held() only looks at a file of this machine.
    """

    is_near = False

    def __init__(self, account: str) -> None:
        self.account = account

    @abstractmethod
    def try_acquire(self) -> bool:
        """Take the lock if nobody else has it, and return whether it is ours now."""

    @abstractmethod
    def release(self) -> None:
        """Give the lock back; does nothing when it is not ours."""

    @abstractmethod
    def is_held(self) -> bool:
        """Return whether the lock is ours still. Really asks, so that a lost connection is noticed."""

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Wait until the lock is ours and return True, or return False as soon as stop is set."""
        while not stop.is_set():
            if await self._try_in_thread():
                return True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RETRY_SECONDS)
        return False

    async def _try_in_thread(self) -> bool:
        trying = asyncio.ensure_future(asyncio.to_thread(self.try_acquire))
        try:
            return await asyncio.shield(trying)
        except asyncio.CancelledError:
            # The thread goes on regardless, and nobody would know of a lock that it got.
            trying.add_done_callback(self._drop)
            raise

    def _drop(self, tried: "asyncio.Future[bool]") -> None:
        if not tried.cancelled() and tried.exception() is None and tried.result():
            asyncio.get_running_loop().run_in_executor(None, self.release)


def account_lock(store: Store, data_dir: Path, account: str) -> AccountLock:
    """Return the lock of an account, as the database in use has it: a file beside SQLite, or one of PostgreSQL's."""
    if store.is_sqlite:
        return FileLock(data_dir / "locks", account)
    return AdvisoryLock(store.url, account)


class FileLock(AccountLock):
    """A lock on a file, given back by the kernel. The file stays: removing it would make room for two holders."""

    is_near = True

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(account)
        self.path = folder / f"{_safe(account)}.lock"
        self._file: int | None = None
        self._guard = threading.Lock()

    def try_acquire(self) -> bool:
        """Take the lock if nobody else has it, and return whether it is ours now."""
        with self._guard:
            if self._file is not None:
                return self._is_the_file(self._file)
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                return False
            except BaseException:
                os.close(file)
                raise
            if not self._is_the_file(file):
                os.close(file)
                return False
            self._file = file
            return True

    def release(self) -> None:
        """Give the lock back; does nothing when it is not ours."""
        with self._guard:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def is_held(self) -> bool:
        """Return whether the lock is ours still: also no longer when somebody removed the file."""
        with self._guard:
            return self._file is not None and self._is_the_file(self._file)

    def _is_the_file(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False


#: Both ends notice within some seconds that the other machine is gone: ours, to stop working, and the server's, to let
#: the next one have the lock. Source: https://www.postgresql.org/docs/current/runtime-config-connection.html
_OUR_END: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "verbundbote lock",
}
_SERVERS_END = """
    SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = 10000; SET statement_timeout = 10000"""


class AdvisoryLock(AccountLock):
    """An advisory lock of PostgreSQL, on a connection of its own: it lasts exactly as long as that."""

    def __init__(self, url: URL, account: str) -> None:
        # Eight megabytes that nobody who keeps to SQLite need carry.
        import psycopg

        super().__init__(account)
        self._psycopg = psycopg
        self._dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        #: The two numbers of the lock: what it is for, and the account.
        self.key = (_number("verbundbote account"), _number(account))
        self._connection: psycopg.Connection[Any] | None = None
        self._ours = False
        self._guard = threading.Lock()

    def try_acquire(self) -> bool:
        """Take the lock if nobody else has it, and return whether it is ours now. False, too, without a database."""
        with self._guard:
            if self._ours:
                return self._asked()
            try:
                if self._connection is None:
                    self._connection = self._psycopg.connect(self._dsn, autocommit=True, **_OUR_END)
                    self._connection.execute(_SERVERS_END)
                self._ours = self._answer("SELECT pg_try_advisory_lock(%s, %s)")
            except self._psycopg.OperationalError:
                self._close()
            return self._ours

    def release(self) -> None:
        """Give the lock back; does nothing when it is not ours."""
        with self._guard:
            if self._ours:
                # The end of a connection takes the server a moment; this does not.
                with contextlib.suppress(self._psycopg.OperationalError):
                    self._answer("SELECT pg_advisory_unlock(%s, %s)")
            self._close()

    def is_held(self) -> bool:
        """Return whether the lock is ours still, by the server's word."""
        with self._guard:
            return self._asked()

    def _asked(self) -> bool:
        if not self._ours:
            return False
        try:
            # The server keeps both numbers as unsigned ones.
            held = self._answer(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
                " AND pid = pg_backend_pid() AND classid = (%s::bigint & 4294967295)::oid"
                " AND objid = (%s::bigint & 4294967295)::oid)"
            )
        except self._psycopg.OperationalError:
            held = False
        if not held:
            self._close()
        return held

    def _answer(self, question: str) -> bool:
        assert self._connection is not None
        row = self._connection.execute(question, self.key).fetchone()
        return row is not None and bool(row[0])

    def _close(self) -> None:
        self._ours = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _safe(account: str) -> str:
    # The words are for people; the hash tells accounts apart that look alike (and names that only differ in case).
    words = re.sub(r"[^A-Za-z0-9.-]+", "-", account).strip("-.")[:60]
    return f"{words or 'account'}-{hashlib.blake2b(account.encode(), digest_size=5).hexdigest()}"


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), signed=True)
