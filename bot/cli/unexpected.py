"""What is said when something went wrong that no command looks out for."""

import logging
import sys

from bot.cli import words
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode


def fault_from(error: Exception, desk: Desk) -> CommandFault:
    """Return what to say about an exception: about the surroundings, or that it is a fault of ours."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CommandFault):
        return error
    known = _clock_fault(error) or _database_fault(error)
    if known is not None:
        return known
    _log(error, desk)
    return CommandFault("internal", words.INTERNAL, words.INTERNAL_HINT, ExitCode.FAULT)


def _log(error: Exception, desk: Desk) -> None:
    import structlog

    from bot import logs

    try:
        desk.log(logging.WARNING)
    except CommandFault:
        # Without settings nothing is known of secrets; but then nothing could be opened with them either.
        logs.configure(desk.stderr, logging.WARNING)
    structlog.get_logger().error("command.failed", exc_info=error)


# What was never imported cannot have raised anything; importing it here only to look would make a fault slow.


def _clock_fault(error: Exception) -> CommandFault | None:
    if "bot.clock" not in sys.modules:
        return None
    from bot.clock import ClockFileError

    if isinstance(error, ClockFileError):
        return CommandFault("clock_file", str(error), "", ExitCode.NOT_CONFIGURED)
    return None


def _database_fault(error: Exception) -> CommandFault | None:
    if "store.migrate" not in sys.modules:
        return None
    from sqlalchemy.exc import DBAPIError, OperationalError

    from store.migrate import DatabaseIsNewerError

    if isinstance(error, DatabaseIsNewerError):
        return CommandFault("database_newer", str(error), "", ExitCode.NOT_CONFIGURED)
    later = CommandFault("database_busy", words.TRY_LATER, words.TRY_LATER_HINT, ExitCode.TRY_LATER)
    if not isinstance(error, DBAPIError):
        return None
    said = str(error.orig).casefold()
    if any(word in said for word in ("unable to open", "readonly", "read-only", "not a database")):
        return CommandFault("database_unusable", words.DATABASE_UNUSABLE, words.DATABASE_HINT, ExitCode.NOT_CONFIGURED)
    if not isinstance(error, OperationalError):
        return later if error.connection_invalidated else None
    is_ours = any(word in said for word in ("no such", "syntax error", "has no column"))
    return None if is_ours else later
