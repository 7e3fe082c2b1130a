"""Files that a command is given, or writes."""

import os
import tempfile
from pathlib import Path

from bot.cli import words
from bot.cli.context import Desk
from bot.cli.faults import CommandFault, ExitCode, not_found, refused

#: Stands for the input or the output instead of a file.
DASH = "-"


def read_bytes(desk: Desk, name: str) -> bytes:
    """Return what is in a file, or what stands on the input."""
    if name == DASH:
        buffer = getattr(desk.stdin, "buffer", None)
        return bytes(buffer.read()) if buffer is not None else desk.stdin.read().encode()
    try:
        return Path(name).expanduser().read_bytes()
    except FileNotFoundError:
        raise not_found("file_not_found", words.no_file(name), words.CHECK_PATH) from None
    except PermissionError:
        raise refused("file_unreadable", words.unreadable_file(name), words.CHECK_FILE_RIGHTS) from None
    except OSError:
        raise CommandFault("file_unreadable", words.unreadable_file(name), words.CHECK_PATH) from None


def write_private(name: str, text: str) -> None:
    """Write a file that only its owner may read; it is there whole or not at all."""
    write_private_bytes(name, text.encode())


def write_private_bytes(name: str, content: bytes) -> None:
    """Do the same with bytes."""
    path = Path(name).expanduser()
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        code = ExitCode.NOT_FOUND if isinstance(error, FileNotFoundError) else ExitCode.REFUSED
        raise CommandFault("file_unwritable", words.unwritable_file(name), words.CHECK_PATH, code) from None
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise refused("file_unwritable", words.unwritable_file(name), words.CHECK_PATH) from None
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def is_terminal(desk: Desk) -> bool:
    """Return whether somebody sits there who can read a question and answer it."""
    return desk.stdin.isatty() and desk.stdout.isatty()
