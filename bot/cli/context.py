"""What a command stands on: the environment, the clock, the open database, and where its answer goes."""

import contextlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from bot.cli import words
from bot.cli.faults import CommandFault, ExitCode

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.clock import Clock
    from bot.settings import Settings
    from scheduler.publishing import Publisher
    from store.db import Store

T = TypeVar("T")
#: Who the audit says it was.
ACTOR = "cli"


class _Rehearsed(Exception):  # noqa: N818 - carries a value out of a transaction that is not to be committed
    """Ends a rehearsal."""


class Desk:
    """Everything a command needs, opened when it is first asked for. Close it at the end."""

    def __init__(self, environ: Mapping[str, str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self.environ = environ
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.as_json = False
        #: What the process ends with, when the command has answered.
        self.exit_code = ExitCode.DONE
        self._opened: Store | None = None
        self._progress = ""

    @cached_property
    def settings(self) -> "Settings":
        """The settings; raises CommandFault when one is wrong."""
        from bot.settings import SettingsFault, load

        found = load(self.environ)
        if isinstance(found, SettingsFault):
            raise CommandFault(found.code, found.message, found.hint, ExitCode.NOT_CONFIGURED)
        return found

    @cached_property
    def clock(self) -> "Clock":
        """The clock that decides what is due."""
        from bot.clock import clock_for

        return clock_for(self.settings.clock_file)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.clock.now()

    @cached_property
    def crash(self) -> Callable[[str], None]:
        """What is to be called at each crash point."""
        return self.settings.crash_function()

    @cached_property
    def store(self) -> "Store":
        """The database, brought to the newest version, with the start data in it."""
        self.log(logging.WARNING)
        try:
            self.settings.make_data_dir()
        except OSError as error:
            fault = words.data_dir_unusable(str(self.settings.data_dir))
            raise CommandFault("data_dir", fault, words.CHECK_RIGHTS, ExitCode.NOT_CONFIGURED) from error
        from bot.opening import open_store

        self._opened = open_store(self.settings.store_url, self.settings.data_dir, self.crash)
        return self._opened

    def read(self, fn: "Callable[[Session], T]") -> T:
        """Return what fn finds in the database."""
        return self.store.read_now(fn)

    def write(self, fn: "Callable[[Session], T]") -> T:
        """Return what fn returns, once what it wrote is committed."""
        return self.store.write_now(fn)

    def rehearse(self, fn: "Callable[[Session], T]") -> T:
        """Return what fn would return, and take back all that it wrote."""
        kept: list[T] = []

        def attempt(session: "Session") -> None:
            kept.append(fn(session))
            raise _Rehearsed

        with contextlib.suppress(_Rehearsed):
            self.store.write_now(attempt)
        return kept[0]

    def publisher(self, *, rehearsal: bool = False) -> "Publisher":
        """Return what publishing has to know; a rehearsal passes no crash point."""
        from bot.crash import nothing
        from scheduler.calendar_files import Keeper
        from scheduler.publishing import Publisher

        calendar = self.settings.calendar
        keeper = Keeper(self.settings.assets_dir, self.settings.operator_facts)
        return Publisher(self.now(), self.settings.public_only, nothing if rehearsal else self.crash, calendar, keeper)

    def note(self, session: "Session", action: str, subject: str, detail: str = "") -> None:
        """Write an audit row in the transaction of what it tells of."""
        from store import audit

        audit.note(session, ACTOR, action, subject, self.now(), detail)

    def show(self, kind: type[Any], value: Mapping[str, Any]) -> None:
        """Print what the command answers."""
        from bot.cli import printer

        printer.show(kind, value, self.stdout, as_json=self.as_json)

    def say(self, text: str) -> None:
        """Print a line while the command is still at work."""
        self._end_progress()
        self.stdout.write(text + "\n")
        self.stdout.flush()

    def progress(self, text: str) -> None:
        """Show how far it is: one line that changes at a terminal; elsewhere a line whenever something changed."""
        if text == self._progress:
            return
        self._progress = text
        self.stdout.write(f"\r\x1b[K{text}" if self.stdout.isatty() else f"  {text}\n")
        self.stdout.flush()

    def _end_progress(self) -> None:
        if self._progress and self.stdout.isatty():
            self.stdout.write("\n")
        self._progress = ""

    def log(self, level: int) -> None:
        """Send the log to stderr, from this level up; without this it would go to stdout, between the answers."""
        from bot import logs
        from bot.settings import SECRETS

        given = (getattr(self.settings, name) for name in sorted(SECRETS))
        secrets = [one.get_secret_value() for one in given if one is not None]
        logs.configure(self.stderr, level, secrets=secrets, tracebacks=self.settings.test)

    def close(self) -> None:
        """Let go of everything."""
        if self._opened is not None:
            self._opened.close()
