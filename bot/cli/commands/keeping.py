"""backup and restore."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import backup as backups
from bot import erasures
from bot.cli import results_keeping as r
from bot.cli import words_keeping as words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found, refused
from bot.cli.words_keeping import Help


@answers(r.BackupResult)
def backup(desk: Desk, file: Annotated[Path, typer.Argument(metavar="DATEI", help=Help.BACKUP_FILE)]) -> r.BackupResult:
    """Write an archive of everything that is not on PostgreSQL."""
    data_dir, database = desk.settings.data_dir, _database(desk)
    if not data_dir.is_dir() or (database is not None and not database.exists()):
        raise not_found("nothing_here", words.NOTHING_HERE, words.NOTHING_HERE_HINT)
    try:
        erasures.ensure_key(data_dir)
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
    try:
        backups.check_empty(data_dir, database)
        if database is None:
            _check_server(desk, backups.read_manifest(file))
        elif not backups.read_manifest(file).has_database:
            raise refused("other_database", words.NO_DATABASE_IN_IT, words.NO_DATABASE_HINT)
        found = backups.unpack(file, data_dir, database)
        if not moved:
            _note_restored(data_dir)
    except backups.BackupError as error:
        raise _fault(error) from error
    except OSError as error:
        raise CommandFault("unreadable", words.UNREADABLE, words.CHECK_DISK, ExitCode.NOT_FOUND) from error
    held = (0, 0) if moved else _hold(desk)
    erased = _erase_again(desk, file.resolve().parent, found.made_at)
    return {
        "schema": 1,
        "made_at": found.made_at,
        "database": found.has_database,
        "files": len(found.members),
        "unsure": held[0],
        "undecided": held[1],
        "erased": erased,
    }


def _database(desk: Desk) -> Path | None:
    """Return the file of the database, or None when it is not one."""
    from store.db import normal_url

    url = normal_url(desk.settings.store_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _check_server(desk: Desk, found: backups.Manifest) -> None:
    """Raise CommandFault unless the database is on its server already, and not in the archive."""
    from store.db import Store, is_empty

    if found.has_database:
        raise refused("other_database", words.OTHER_DATABASE, words.OTHER_DATABASE_HINT)
    with Store(desk.settings.store_url) as store:
        if is_empty(store):
            raise refused("database_first", words.DATABASE_FIRST, words.DATABASE_FIRST_HINT)


def _hold(desk: Desk) -> tuple[int, int]:
    from store import restored

    now = desk.now()
    held = desk.write(lambda session: restored.hold(session, now))
    desk.write(lambda session: desk.note(session, "restore", "backup"))
    return held.dispatches, held.deliveries


def _erase_again(desk: Desk, folder: Path, since: datetime) -> int:
    """Erase who was erased since the backup, as the list beside it says; return how many."""
    key, now = erasures.ensure_key(desk.settings.data_dir), desk.now()
    return desk.write(lambda session: erasures.repeat(session, folder, key, since, now))


def _note_restored(data_dir: Path) -> None:
    from channels.matrix import session

    session.note_restored(data_dir / "matrix")


def _fault(error: backups.BackupError) -> CommandFault:
    message, hint = words.FAULTS[error.code]
    return refused(error.code, message, hint)
