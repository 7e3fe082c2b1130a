"""What only Matrix needs of its operator."""

import asyncio
from typing import Annotated

import typer

from bot.cli import results as r
from bot.cli import words
from bot.cli.answering import answers
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode
from bot.cli.files import read_bytes
from bot.cli.words import Help


@answers(r.LiftedResult)
def lift_limit(
    desk: Desk,
    admin_token_file: Annotated[str, typer.Option(metavar="DATEI", help=Help.LIFT_FILE)] = "",
) -> r.LiftedResult:
    """Ask the server to lift its limits for the bot, or say who can."""
    from channels.matrix import limits, session
    from channels.matrix.http import CallError, RefusedError
    from store import accounts

    settings = desk.settings
    homeserver, user = settings.matrix_homeserver, settings.matrix_user
    if homeserver is None or user is None:
        raise CommandFault("no_matrix", words.NO_MATRIX, words.NO_MATRIX_HINT, ExitCode.NOT_CONFIGURED)
    kept = session.load(settings.data_dir / "matrix")
    token = _token(desk, admin_token_file) or (kept.token if kept else "")
    by_hand = words.lift_by_hand(homeserver + limits.override_path(user))
    if not token:
        raise CommandFault("no_admin", words.LIFT_NEEDS_ADMIN, by_hand, ExitCode.REFUSED)
    try:
        asyncio.run(limits.lift(homeserver, user, token))
    except RefusedError as error:
        raise CommandFault("no_admin", words.LIFT_NEEDS_ADMIN, by_hand, ExitCode.REFUSED) from error
    except CallError as error:
        raise CommandFault("not_reached", words.MATRIX_NOT_REACHED, words.TRY_LATER_HINT, ExitCode.TRY_LATER) from error
    desk.write(lambda s: accounts.note_limited(s, "matrix", False, desk.now()))
    return {"schema": 1, "user": user, "lifted": True}


def _token(desk: Desk, name: str) -> str:
    """Return the administrator's token from a file, which never stands on a command line."""
    return read_bytes(desk, name).decode("utf-8", "replace").strip() if name else ""
