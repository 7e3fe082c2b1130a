"""The database: one door for writing, any number for reading. SQLite by default, PostgreSQL when it grows.

A query is a plain function that takes a Session. Writing functions run one after another on one thread, many of them
in one commit, each behind a savepoint, so that one that fails takes no other down.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from sqlalchemy import Connection, Engine, Executable, Table, create_engine, event, make_url, text
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL
from sqlmodel import Session

T = TypeVar("T")
Write = Callable[[Session], T]

#: How many writing functions share one commit at most: bounds how long the last of them waits.
_GROUP = 64
_BUSY_TIMEOUT_MS = 30_000
_READERS = 2


@dataclass
class _Job:
    fn: Callable[[Session], Any]
    done: Future[Any]


def normal_url(url: str) -> URL:
    """Return the URL with the driver that we use, whatever driver the operator wrote down."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError(f"Die Datenbank „{backend}“ wird nicht unterstützt. Nutzen Sie SQLite oder PostgreSQL.")


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file."""
    return URL.create("sqlite+pysqlite", database=str(path)).render_as_string(hide_password=False)


#: Where a connection notes that something was erased, and what those were known by who were.
_ERASED = "erased"
#: Is told what somebody was known by, and when they were erased.
NoteErased = Callable[[Sequence[str], datetime], None]


class Store:
    """The open database. Close it when done; it holds threads and connections.

    note_erased: called before a transaction commits that erases somebody, so that no kill comes in between. A list that
    names one too many does no harm: they wanted it.
    """

    def __init__(self, url: str, note_erased: NoteErased = lambda _names, _at: None) -> None:
        self.url = normal_url(url)
        self._note_erased = note_erased
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.writer = _engine(self.url, writing=True)
        self.reader = _engine(self.url, writing=False)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-read")
        self._thread: threading.Thread | None = None
        self._start_lock = threading.Lock()
        self._closed = False
        self._watch: sqlite3.Connection | None = None

    # --- writing

    async def write(self, fn: Write[T]) -> T:
        """Run fn in a transaction and return what it returns, after the commit. Raises what fn raises."""
        return await asyncio.wrap_future(self._submit(fn))

    def write_now(self, fn: Write[T]) -> T:
        """Do the same and block until it is done; for code without an event loop."""
        return self._submit(fn).result()

    def _submit(self, fn: Write[T]) -> "Future[T]":
        job = _Job(fn, Future())
        with self._start_lock:
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="store-write", daemon=True)
                self._thread.start()
            self._jobs.put(job)
        return job.done

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            more = True
            while more and len(group) < _GROUP:
                more, stop = self._take(group)
                if stop:
                    self._commit(group)
                    return
            self._commit(group)

    def _take(self, group: list[_Job]) -> tuple[bool, bool]:
        try:
            job = self._jobs.get_nowait()
        except queue.Empty:
            return False, False
        if job is None:
            return False, True
        group.append(job)
        return True, False

    def _commit(self, group: list[_Job]) -> None:
        live = [job for job in group if job.done.set_running_or_notify_cancel()]
        answers: list[tuple[_Job, Any]] = []
        failures: list[tuple[_Job, BaseException]] = []
        try:
            with self.writer.connect() as connection, connection.begin():
                connection.info.pop(_ERASED, None)
                for job in live:
                    try:
                        answers.append((job, _run(connection, job.fn, alone=len(live) == 1)))
                    except Exception as error:
                        if len(live) == 1:
                            raise
                        failures.append((job, error))
                erased = connection.info.pop(_ERASED, None)
                for names, at in erased or ():
                    self._note_erased(names, at)
            if erased is not None:
                self._leave_no_trace()
        except BaseException as error:  # noqa: BLE001 - whatever it was, somebody waits for an answer
            for job in live:
                job.done.set_exception(error)
            return
        for job, answer in answers:
            job.done.set_result(answer)
        for job, failure in failures:
            job.done.set_exception(failure)

    def _leave_no_trace(self) -> None:
        """Empty SQLite's write-ahead log: it holds the pages as they were before.

        Whoever reads at this moment may keep it; then the next erasure or the end of the process does it.
        Source: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
        """
        if self.is_sqlite:
            with self.writer.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # --- reading

    async def read(self, fn: Write[T]) -> T:
        """Run fn in a transaction that cannot write, and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, fn)

    def read_now(self, fn: Write[T]) -> T:
        """Do the same on this thread."""
        with self.reader.connect() as connection, Session(bind=connection) as session:
            return fn(session)

    def version(self) -> int:
        """Return a number that changes when anybody has written, this process included; -1 where it cannot be had.

        Some microseconds, so the event loop may ask. Source: https://www.sqlite.org/pragma.html#pragma_data_version
        """
        if not self.is_sqlite:
            return -1
        if self._watch is None:
            self._watch = sqlite3.connect(self.url.database or "", timeout=0, check_same_thread=False)
        try:
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            # Somebody is just repairing or rebuilding the file.
            return -1

    def is_as(self, version: int) -> bool:
        """Return whether nobody has written since version() returned this; False when nobody can know."""
        return version >= 0 and self.version() == version

    def close(self) -> None:
        """Finish what is queued for writing and let go of everything."""
        with self._start_lock:
            self._closed = True
            self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()
        self._readers.shutdown()
        if self._watch is not None:
            self._watch.close()
        self.writer.dispose()
        self.reader.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def leave_no_trace(session: Session) -> None:
    """Say that this transaction erases something, of which no file is to keep a copy."""
    session.connection().info.setdefault(_ERASED, [])


def tell_erased(session: Session, names: Sequence[str], at: datetime) -> None:
    """Say that this transaction erases somebody, and what they were known by; the store notes it as it commits."""
    session.connection().info.setdefault(_ERASED, []).append((tuple(names), at))


def _run(connection: Connection, fn: Write[T], *, alone: bool) -> T:
    # Alone, the connection's own transaction is enough; in a group a savepoint keeps a failure to itself.
    mode: Literal["rollback_only", "create_savepoint"] = "rollback_only" if alone else "create_savepoint"
    with Session(bind=connection, join_transaction_mode=mode, expire_on_commit=False) as session:
        result = fn(session)
        session.commit()
        return result


def _engine(url: URL, *, writing: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        # All statements of a read see one moment, as on SQLite: else what moves on between two of them is in neither.
        options: Any = {} if writing else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        return create_engine(url, pool_size=1 if writing else _READERS + 1, max_overflow=2, execution_options=options)
    engine = create_engine(
        url,
        pool_size=1 if writing else _READERS + 2,
        max_overflow=0 if writing else 4,
        connect_args={"check_same_thread": False, "timeout": _BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not begin transactions by itself: https://docs.sqlalchemy.org/en/20/dialects/sqlite.html
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _pragmas(writing=writing):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads first and then writes fails "locked" whenever somebody wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _pragmas(*, writing: bool) -> Iterator[str]:
    yield f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}"
    yield "PRAGMA foreign_keys = ON"
    if writing:
        yield "PRAGMA journal_mode = WAL"
        yield "PRAGMA synchronous = FULL"
        yield "PRAGMA secure_delete = ON"
    else:
        yield "PRAGMA query_only = ON"


@contextlib.contextmanager
def whole_tables(session: Session) -> Iterator[None]:
    """Tell PostgreSQL that the statements inside concern every row of their tables.

    It takes the conditions of an audience for so selective that it would join row by row: hours for 100,000 persons.
    """
    is_postgres = session.get_bind().dialect.name == "postgresql"
    if is_postgres:
        session.execute(text("SET LOCAL enable_nestloop = off"))
    yield
    if is_postgres:
        session.execute(text("SET LOCAL enable_nestloop TO DEFAULT"))


def is_empty(store: Store) -> bool:
    """Return whether the database has no table of ours yet."""
    with contextlib.closing(store.reader.connect()) as connection:
        return not store.reader.dialect.has_table(connection, "alembic_version")


def insert_new(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no UNIQUE, leave the others out, and return how many are new."""
    if not rows:
        return 0
    statement = _insert_new(table, session.get_bind().dialect.name)
    return int(session.connection().execute(statement, list(rows)).rowcount)


@lru_cache(maxsize=64)
def _insert_new(table: Table, dialect: str) -> Executable:
    insert = (sqlite_insert if dialect == "sqlite" else pg_insert)(table).on_conflict_do_nothing()
    # SQLAlchemy keeps the count of an INSERT only when asked.
    return insert.execution_options(preserve_rowcount=True)


def upsert(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, or overwrite those with the same primary key."""
    if rows:
        connection = session.connection()
        connection.execute(upserting(table, connection.dialect.name, tuple(rows[0])), list(rows))


@lru_cache(maxsize=64)
def upserting(table: Table, dialect: str, names: tuple[str, ...]) -> Executable:
    """Return the statement that does so, for an engine by its name."""
    keys = [column.name for column in table.primary_key]
    insert = (sqlite_insert if dialect == "sqlite" else pg_insert)(table)
    changes = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=changes)
