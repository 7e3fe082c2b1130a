"""What a command says when it cannot do what was asked."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended, for scripts."""

    DONE = 0
    #: Done in part, or a check that found something.
    PARTLY = 1
    #: The command, or the file that it was given, is not written rightly.
    USAGE = 2
    NOT_FOUND = 3
    #: A right or a rule says no.
    REFUSED = 4
    NOT_CONFIGURED = 5
    #: A fault of ours.
    FAULT = 70
    TRY_LATER = 75


class CommandFault(Exception):  # noqa: N818 - a fault in what was asked for or found, told to the person who asked
    """One German sentence on what is wrong, a hint on what to do, and the exit code."""

    def __init__(self, code: str, message: str, hint: str = "", exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


def not_found(code: str, message: str, hint: str = "") -> CommandFault:
    """Return the fault that something does not exist."""
    return CommandFault(code, message, hint, ExitCode.NOT_FOUND)


def refused(code: str, message: str, hint: str = "") -> CommandFault:
    """Return the fault that a right or a rule forbids it."""
    return CommandFault(code, message, hint, ExitCode.REFUSED)
