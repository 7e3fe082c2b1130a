"""Runs one command: from its words to an exit code. Nothing is taken from the surroundings but what is handed in."""

import contextlib
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from typer._click.exceptions import UsageError

from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode
from bot.cli.german import fault_of
from bot.cli.unexpected import fault_from

NAME = "bote"


def main(
    argv: Sequence[str], environ: Mapping[str, str], stdout: TextIO, stderr: TextIO, stdin: TextIO | None = None
) -> int:
    """Run the command that argv (without the program's name) says and return the exit code."""
    desk = Desk(environ, stdin or sys.stdin, stdout, stderr)
    desk.as_json = "--json" in argv
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            return _run(argv, desk)
        except CommandFault as fault:
            return _fail(fault, desk)
        except UsageError as error:
            return _fail(fault_of(error), desk)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, somebody at a terminal waits for a sentence
            return _fail(fault_from(error, desk), desk)
        finally:
            desk.close()


def _run(argv: Sequence[str], desk: Desk) -> int:
    from bot.cli.tree import program

    if not argv:
        program.main(["--help"], prog_name=NAME, standalone_mode=False, obj=desk)
        return ExitCode.USAGE
    answer = program.main(list(argv), prog_name=NAME, standalone_mode=False, obj=desk)
    # --help and an interrupt end by a code of typer's own.
    return answer if isinstance(answer, int) else int(desk.exit_code)


def _fail(fault: CommandFault, desk: Desk) -> int:
    from bot.cli import printer

    printer.fail(fault, desk.stderr, as_json=desk.as_json)
    return int(fault.exit_code)
