"""The database's one door for writing and its many for reading."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from store.db import Store, is_empty, normal_url, sqlite_url
from store.tables import cursor


def add(account: str) -> Callable[[Session], str]:
    """Return a function that writes one row."""

    def write(session: Session) -> str:
        session.execute(insert(cursor).values(account=account, token="t", dropped=0))
        return account

    return write


def accounts(session: Session) -> list[str]:
    """Return what has been written."""
    return list(session.execute(select(cursor.c.account).order_by(cursor.c.account)).scalars())


def fail(session: Session) -> None:
    """Write and fail."""
    add("half")(session)
    raise LookupError("on purpose")


class Gate:
    """A writing function that waits, so that what is queued meanwhile becomes one group."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Event(), threading.Event()

    def __call__(self, _session: Session) -> None:
        self.entered.set()
        self.open.wait(10)


async def together(store: Store, *fns: Callable[[Session], object]) -> list[object]:
    """Run the functions in one group and return what they return or raise."""
    gate = Gate()
    first = asyncio.create_task(store.write(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    rest = [asyncio.create_task(store.write(fn)) for fn in fns]
    await asyncio.sleep(0)
    gate.open.set()
    await first
    return list(await asyncio.gather(*rest, return_exceptions=True))


async def test_a_failure_in_a_group_takes_no_other_down(store: Store) -> None:
    await store.write(add("taken"))
    commits: list[object] = []
    event.listen(store.writer, "commit", commits.append)
    answers = await together(store, add("a"), fail, add("b"), add("taken"), add("c"))
    assert len(commits) == 2, "the gate, and one for all the others"
    assert answers[0] == "a"
    assert isinstance(answers[1], LookupError)
    assert answers[2] == "b"
    assert isinstance(answers[3], IntegrityError)
    assert answers[4] == "c"
    assert await store.read(accounts) == ["a", "b", "c", "taken"]


async def test_a_failure_alone_leaves_nothing(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.write(fail)
    assert await store.read(accounts) == []


async def test_a_cancelled_write_takes_no_other_down(store: Store) -> None:
    gate = Gate()
    first = asyncio.create_task(store.write(gate))
    await asyncio.to_thread(gate.entered.wait, 10)
    dropped, kept = asyncio.create_task(store.write(add("dropped"))), asyncio.create_task(store.write(add("kept")))
    await asyncio.sleep(0)
    dropped.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    assert await kept == "kept"
    await first
    assert await store.read(accounts) == ["kept"]


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        await store.read(add("a"))
    assert await store.read(accounts) == []


async def test_a_read_sees_one_moment(store: Store) -> None:
    gate = Gate()

    def twice(session: Session) -> tuple[list[str], list[str]]:
        before = accounts(session)
        gate(session)
        return before, accounts(session)

    reading = asyncio.create_task(store.read(twice))
    await asyncio.to_thread(gate.entered.wait, 10)
    await store.write(add("a"))
    gate.open.set()
    assert await reading == ([], [])
    assert await store.read(accounts) == ["a"]


async def test_reads_go_on_beside_a_write(store: Store) -> None:
    gate = Gate()

    def slow(session: Session) -> None:
        add("a")(session)
        gate(session)

    writing = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(gate.entered.wait, 10)
    assert await asyncio.wait_for(store.read(accounts), 5) == []
    gate.open.set()
    await writing
    assert await store.read(accounts) == ["a"]


def test_closing_finishes_what_is_queued(database_url: str, open_store: Callable[[str], Store]) -> None:
    store = Store(database_url)
    gate = Gate()
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(store.write_now, gate)
        gate.entered.wait(10)
        jobs = [store._submit(add(f"{n:03}")) for n in range(200)]
        gate.open.set()
        store.close()
        first.result(0)
    assert [job.result(0) for job in jobs] == [f"{n:03}" for n in range(200)]
    assert len(open_store(database_url).read_now(accounts)) == 200


def test_closing_twice_or_unused_is_nothing_special(database_url: str) -> None:
    store = Store(database_url)
    store.close()
    store.close()


async def test_after_closing_a_write_is_refused_and_does_not_hang(database_url: str) -> None:
    store = Store(database_url)
    await store.write(add("a"))
    store.close()
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(store.write(add("b")), 5)


async def test_version_changes_when_somebody_else_writes(
    sqlite_store: Store, sqlite_database_url: str, open_store: Callable[[str], Store]
) -> None:
    before = sqlite_store.version()
    assert sqlite_store.version() == before
    done = await asyncio.to_thread(_other_process, sqlite_database_url, 1)
    assert done.returncode == 0, done.stderr
    assert sqlite_store.version() != before


async def test_version_is_unknown_on_postgresql(postgres_store: Store) -> None:
    assert postgres_store.version() == -1


_WRITER = """
import sys
from sqlalchemy import insert, select, update
from store.db import Store
from store.tables import cursor

def add_one(session):
    row = session.execute(select(cursor.c.dropped).where(cursor.c.account == "sum")).first()
    if row is None:
        session.execute(insert(cursor).values(account="sum", token="", dropped=1))
    else:
        session.execute(update(cursor).where(cursor.c.account == "sum").values(dropped=row[0] + 1))

with Store(sys.argv[1]) as store:
    print("ready", flush=True)
    if sys.argv[3:]:
        sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        store.write_now(add_one)
"""


def _other_process(url: str, times: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", _WRITER, url, str(times)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_three_processes_read_and_then_write_one_file(sqlite_database_url: str, sqlite_store: Store) -> None:
    command = [sys.executable, "-c", _WRITER, sqlite_database_url, "100", "wait"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    writers = [subprocess.Popen(command, text=True, **pipes) for _ in range(3)]  # type: ignore[call-overload]  # pipes are of several types
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
    assert sqlite_store.read_now(lambda session: session.execute(select(cursor.c.dropped)).scalar_one()) == 300


async def test_what_is_written_is_durable_and_removed_for_good(sqlite_store: Store) -> None:
    def pragmas(session: Session) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [session.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    assert await sqlite_store.write(pragmas) == ["wal", 2, 1, 1]


async def test_a_function_sees_what_the_one_before_it_wrote(store: Store) -> None:
    def add_one(session: Session) -> int:
        session.execute(update(cursor).values(dropped=cursor.c.dropped + 1))
        return int(session.execute(select(func.max(cursor.c.dropped))).scalar_one())

    await store.write(add("a"))
    assert await together(store, add_one, add_one, add_one) == [1, 2, 3]


def test_a_database_without_tables_is_empty(bare_database_url: str, open_store: Callable[[str], Store]) -> None:
    assert is_empty(open_store(bare_database_url))


def test_a_database_with_tables_is_not_empty(store: Store) -> None:
    assert not is_empty(store)


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+psycopg"),
        ("sqlite+aiosqlite:////x", "sqlite+pysqlite"),
    ],
)
def test_whatever_driver_is_written_down_ours_is_used(given: str, driver: str) -> None:
    assert normal_url(given).drivername == driver


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        normal_url("mysql://u:p@h/d")


def test_a_file_with_an_odd_name_is_that_file(tmp_path: Path, open_store: Callable[[str], Store]) -> None:
    path = tmp_path / "a b?c=d%20#ü.sqlite3"
    open_store(sqlite_url(path)).write_now(lambda session: session.execute(text("CREATE TABLE x (y INT)")) and None)
    assert path.exists()
