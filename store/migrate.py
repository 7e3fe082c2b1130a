"""Bring the database to the newest version: at every start, one process at a time, each step whole or not at all."""

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine, text

from store.db import Store, is_empty
from store.migrations import HEAD

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory

#: Where the revisions are.
FOLDER = Path(__file__).parent / "migrations"

#: The key of PostgreSQL's advisory lock: any number will do that nobody else uses ("Verbundb" in ASCII).
_LOCK_KEY = int.from_bytes(b"Verbundb")


class DatabaseIsNewerError(Exception):
    """Die Datenbank stammt von einer neueren Version von Verbundbote. Bitte starten Sie diese neuere Version."""

    def __init__(self, version: str) -> None:
        super().__init__(f"{self.__doc__} (Stand der Datenbank: {version}, Stand dieses Programms: {HEAD})")
        self.version = version


def nothing(_point: str) -> None:
    """Pass a crash point without crashing."""


def version_of(store: Store) -> str | None:
    """Return the revision of the database, or None when it has no tables of ours yet."""
    if is_empty(store):
        return None
    with store.reader.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(store: Store, data_dir: Path, crash: Callable[[str], None] = nothing) -> bool:
    """Bring the database to HEAD and return whether there was anything to do.

    Each revision is one transaction, so that a kill at any moment leaves the version before it, whole.
    Raises DatabaseIsNewerError when the database knows a revision that this code does not.
    """
    _make_folder(store)
    if version_of(store) == HEAD:
        return False
    with _only_one(store, data_dir):
        found = version_of(store)
        if found == HEAD:
            return False
        for step in _steps(found):
            _run(store, step, crash)
    return True


def _make_folder(store: Store) -> None:
    if store.is_sqlite and store.url.database:
        Path(store.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(FOLDER))


def _steps(found: str | None) -> "list[Script]":
    from alembic.script.revision import RevisionError

    try:
        return list(_scripts().iterate_revisions(HEAD, found or "base"))[::-1]
    except RevisionError as error:
        raise DatabaseIsNewerError(str(found)) from error


def _run(store: Store, step: "Script", crash: Callable[[str], None]) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with store.writer.connect() as connection, _foreign_keys_off(connection, store), connection.begin():
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            step.module.upgrade()
        context.stamp(_scripts(), step.revision)
        if store.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"Revision {step.revision} left a reference to nothing in table {broken[0]}")
        crash("migrate.step")


@contextlib.contextmanager
def _foreign_keys_off(connection: Connection, store: Store) -> Iterator[None]:
    # SQLite alters a table by making it anew, and dropping the old one would look like deleting all that is referred
    # to. It can only be switched outside of a transaction: https://www.sqlite.org/lang_altertable.html#otheralter
    raw = connection.connection.cursor() if store.is_sqlite else None
    if raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.close()


@contextlib.contextmanager
def _only_one(store: Store, data_dir: Path) -> Iterator[None]:
    if store.is_sqlite:
        path = data_dir / "locks" / "migrate.lock"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    # On a connection of its own: the lock lives exactly as long as that.
    engine = create_engine(store.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK_KEY})
        yield
