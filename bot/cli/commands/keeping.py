"""backup and restore."""

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import backup as backups
from bot.cli import results_keeping as r
from bot.cli import words_keeping as words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found, refused
from bot.cli.words_keeping import Help

if TYPE_CHECKING:
    from sqlmodel import Session


@answers(r.BackupResult)
def backup(desk: Desk, file: Annotated[Path, typer.Argument(metavar="DATEI", help=Help.BACKUP_FILE)]) -> r.BackupResult:
    """Write an archive of everything that is not on PostgreSQL."""
    data_dir, database = desk.settings.data_dir, _database(desk)
    if not data_dir.is_dir() or (database is not None and not database.exists()):
        raise not_found("nothing_here", words.NOTHING_HERE, words.NOTHING_HERE_HINT)
    from bot import erasures

    try:
        erasures.ensure_key(data_dir)
        # Before: who is erased while the archive is written may be in it.
        erasures.remember(data_dir, file.resolve().parent)
        made = backups.make(file, data_dir, database, desk.now())
    except backups.BackupError as error:
        raise _fault(error) from error
    except (OSError, sqlite3.Error) as error:
        raise CommandFault("unwritable", words.UNWRITABLE, words.CHECK_DISK, ExitCode.NOT_CONFIGURED) from error
    if not made.has_database:
        desk.exit_code = ExitCode.PARTLY
    return {
        "schema": 1,
        "file": str(file),
        "made_at": made.made_at,
        "database": made.has_database,
        "files": len(made.members),
        "bytes": sum(member.size for member in made.members),
        "note": None if made.has_database else words.NO_DUMP,
    }


@answers(r.RestoreResult)
def restore(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="DATEI", help=Help.RESTORE_FILE)],
    moved: Annotated[bool, typer.Option("--moved", help=Help.RESTORE_MOVED)] = False,
) -> r.RestoreResult:
    """Unpack an archive where nothing is yet, and hold what may have been sent since."""
    data_dir, database = desk.settings.data_dir, _database(desk)
    desk.log(logging.WARNING)
    settling = _Settling(desk, file.resolve().parent, moved=moved)
    try:
        backups.check_empty(data_dir, database)
        _check_database(desk, database, backups.read_manifest(file))
        found = backups.unpack(file, data_dir, database, settling)
    except backups.BackupError as error:
        raise _fault(error) from error
    except OSError as error:
        raise CommandFault("unreadable", words.UNREADABLE, words.CHECK_DISK, ExitCode.NOT_FOUND) from error
    return {
        "schema": 1,
        "made_at": found.made_at,
        "database": found.has_database,
        "files": len(found.members),
        "unsure": settling.unsure,
        "undecided": settling.undecided,
        "erased": settling.erased,
    }


@dataclass
class _Settling:
    """What is done with restored data before anybody can start it. folder: where the archive lies."""

    desk: Desk
    folder: Path
    moved: bool
    unsure: int = 0
    undecided: int = 0
    erased: int = 0

    def __call__(self, data_dir: Path, database: Path | None, manifest: backups.Manifest) -> None:
        """Hold what may have been sent since the backup, and erase again who was erased since."""
        from bot import erasures
        from bot.opening import open_store
        from channels.matrix import session as sessions
        from store import restored
        from store.db import sqlite_url

        if not self.moved:
            sessions.note_restored(data_dir / "matrix")
        erasures.remember(data_dir, self.folder)
        key, now = erasures.ensure_key(data_dir), self.desk.now()
        url = sqlite_url(database) if database is not None else self.desk.settings.store_url

        def settle(session: "Session") -> None:
            if not self.moved:
                held = restored.hold(session, now)
                self.unsure, self.undecided = held.dispatches, held.deliveries
            self.erased = erasures.repeat(session, self.folder, key, manifest.made_at, now)
            self.desk.note(session, "restore", "backup")

        with open_store(url, data_dir, self.desk.crash) as store:
            store.write_now(settle)


def _database(desk: Desk) -> Path | None:
    """Return the file of the database, or None when it is not one."""
    from store.db import normal_url

    url = normal_url(desk.settings.store_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _check_database(desk: Desk, database: Path | None, found: backups.Manifest) -> None:
    """Raise CommandFault unless the database of the settings is where that of the backup is."""
    from store.db import Store, is_empty

    if database is not None and not found.has_database:
        raise refused("other_database", words.NO_DATABASE_IN_IT, words.NO_DATABASE_HINT)
    if database is None and found.has_database:
        raise refused("other_database", words.OTHER_DATABASE, words.OTHER_DATABASE_HINT)
    if database is None:
        with Store(desk.settings.store_url) as store:
            if is_empty(store):
                raise refused("database_first", words.DATABASE_FIRST, words.DATABASE_FIRST_HINT)


def _fault(error: backups.BackupError) -> CommandFault:
    message, hint = words.FAULTS[error.code]
    return refused(error.code, message, hint)
