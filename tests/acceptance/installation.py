"""One installation of Verbundbote for a test: data, clock, networks, and the real processes that work there.

A process is always ended by its own id; what it wrote is in files, which a failing test shows.
"""

import contextlib
import csv
import io
import json
import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import select
from sqlmodel import Session

import bot
from bot.checking import CheckResult, check
from bot.cli.main import main
from bot.clock import FileClock, write_clock_file
from channels.memory_journal import read_calls, read_journal
from domain.quiet import ZONE
from store import tables as t
from store.db import Store, sqlite_url
from store.people_csv import COLUMNS
from tests.acceptance import warm

ROOT = Path(bot.__file__).parent.parent
NETWORKS = ("ost", "west")
ACCOUNTS = tuple(f"memory:{name}" for name in NETWORKS)
#: A Friday in office hours.
MORNING = datetime(2026, 11, 27, 10, 0, tzinfo=ZONE)
#: Nothing that a test waits for takes longer, on a busy machine either.
PATIENCE = 60.0
KILLED = -signal.SIGKILL
_LOOK_SECONDS = 0.01
_DATABASE = "verbundbote.sqlite3"

T = TypeVar("T")
Json = dict[str, Any]


def wait_until(is_so: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return as soon as something is so; a test fails that has waited too long."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"gave up after {seconds:.0f} s waiting until {what}"
        time.sleep(_LOOK_SECONDS)


class Running:
    """A process of ours, and the files that it writes to."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path, given: str = "") -> None:
        self.words = list(words)
        self.out, self.err = log.with_suffix(".out"), log.with_suffix(".err")
        standard_input = log.with_suffix(".in")
        standard_input.write_text(given, encoding="utf-8")
        for path in (self.out, self.err):
            path.touch()
        self._process = warm.start(self.words, environment, log.parent, warm.Files(standard_input, self.out, self.err))

    @property
    def stdout(self) -> str:
        """What it has printed so far."""
        return self.out.read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        """What it has said on stderr so far."""
        return self.err.read_text(encoding="utf-8")

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Return its exit code, once it has ended; less than 0: by this signal."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, f"bote {' '.join(self.words)} has not ended after {seconds:.0f} s"
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def terminate(self, seconds: float = 20.0) -> int:
        """Ask it to end, as a service manager does, and return its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """End it without warning."""
        self._process.kill()
        self._process.join()

    def says(self, sentence: str) -> bool:
        """Return whether it has said something on stderr."""
        return sentence in self.stderr

    def told(self) -> Json:
        """Return the one JSON value that it printed."""
        return _object(self.stdout)

    def report(self) -> str:
        """Return everything there is to know about it, for a test that failed."""
        return f"$ bote {' '.join(self.words)}  -> {self._process.exitcode}\n{self.stdout}{self.stderr[-20_000:]}"


@dataclass(frozen=True, slots=True)
class Kill:
    """What was under way when a process was killed: the keys of the dispatches, by account."""

    in_flight: Mapping[str, frozenset[str]]


@dataclass
class Installation:
    """Data directory, clock and networks in one folder; close() ends what is still running."""

    folder: Path
    database_url: str = ""
    #: The name of the database on the server, if copies are made of it.
    template: str = ""
    running: list[Running] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in (self.data, self.folder / "logs"):
            path.mkdir(parents=True, exist_ok=True)

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def clock(self) -> Path:
        """The clock file."""
        return self.folder / "clock"

    def close(self) -> None:
        """End every process that is still there, by its own id."""
        for one in self.running:
            one.kill()

    def copy_to(self, folder: Path, database_url: str = "") -> "Installation":
        """Return a copy: networks and kills, and the database if that is a file."""
        shutil.copytree(self.data, folder / "data", dirs_exist_ok=True)
        return Installation(folder, database_url, kills=list(self.kills))

    # --- processes

    def start(self, *words: str, given: str = "", **settings: str) -> Running:
        """Start a command. settings: further BOTE_… by the rest of their names in small letters; given: its input."""
        log = self.folder / "logs" / f"{len(self.running):03}"
        running = Running(words, self._environment(settings), log, given)
        self.running.append(running)
        return running

    def run(self, *more: str, networks: Sequence[str] = ACCOUNTS, **settings: str) -> Running:
        """Start `bote run`."""
        return self.start("run", "--networks", ",".join(networks), *more, **settings)

    def run_ready(self, *more: str, networks: Sequence[str] = ACCOUNTS, **settings: str) -> Running:
        """Start `bote run` and return once every account is served."""
        ready = self.folder / f"ready-{len(self.running)}"
        running = self.run("--ready-file", str(ready), *more, networks=networks, **settings)
        wait_until(lambda: ready.exists() or not running.is_alive, "the ready file is there")
        assert running.is_alive
        return running

    def command(self, *words: str, **settings: str) -> Json:
        """Run a command within the test's own process, a second faster, and return its JSON; it must succeed."""
        out, err = io.StringIO(), io.StringIO()
        handlers = logging.getLogger().handlers[:]
        try:
            code = main([*words, "--json"], self._environment(settings), out, err, io.StringIO())
        finally:
            structlog.reset_defaults()
            logging.getLogger().handlers[:] = handlers
        assert code == 0, err.getvalue()
        return _object(out.getvalue())

    def add_people(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Import people and places: cells by the names of their columns, what is not named stays empty."""
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path = self.folder / "people.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        self.command("import", str(path))

    def kill(self, running: Running) -> None:
        """Kill a process from outside, and remember what was under way."""
        running.kill()
        self.remember_kill()

    def remember_kill(self) -> None:
        """Write down what was under way when the process was killed that worked here."""
        found: dict[str, set[str]] = {}
        for account, key in self._look_at_copy(_in_flight):
            found.setdefault(account, set()).add(key)
        self.kills.append(Kill({account: frozenset(keys) for account, keys in found.items()}))

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        base = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "BOTE_TEST": "1",
            "BOTE_DATA_DIR": str(self.data),
            "BOTE_CLOCK_FILE": str(self.clock),
            "BOTE_PACE": "off",
        }
        if self.database_url:
            base["BOTE_DATABASE_URL"] = self.database_url
        return {**base, **{f"BOTE_{name.upper()}": value for name, value in settings.items()}}

    @staticmethod
    def next_at(running: Running) -> datetime | None:
        """Return when `bote run --until-idle` said that something is due again."""
        value = running.told()["next_at"]
        return None if value is None else datetime.fromisoformat(value)

    # --- clock

    def set_clock(self, at: datetime, rate: float | None = None) -> None:
        """Let it be `at` now; without a rate the clock stands still."""
        write_clock_file(self.clock, at, rate)

    def now(self) -> datetime:
        """Return what the clock file says."""
        return FileClock(self.clock).now()

    # --- networks

    def network(self, name: str) -> Path:
        """Return the directory of a memory network."""
        path = self.data / "memory" / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def behave(self, name: str, *, keyed: bool, chats: Mapping[str, Sequence[str]] | None = None) -> None:
        """Say how a network behaves. It is written aside and moved, so that nobody reads half of it."""
        fresh = self.network(name) / "behaviour.new"
        fresh.write_text(json.dumps({"keyed": keyed, "chats": chats or {}}), encoding="utf-8")
        fresh.replace(self.network(name) / "behaviour.json")

    def say(self, name: str, id_: str, chat: str, text: str, *, direct: bool = True) -> None:
        """Let somebody write something in a network."""
        said = {"id": id_, "chat": chat, "kind": "text", "user": chat, "text": text, "direct": direct}
        with (self.network(name) / "in.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def journal(self, name: str) -> list[Json]:
        """Return what arrived in a network."""
        return read_journal(self.network(name))

    def calls(self, name: str) -> list[Json]:
        """Return every call to a network, also those from which nothing arrived."""
        return read_calls(self.network(name))

    def arrived(self, *names: str) -> int:
        """Return how many messages arrived in these networks, in all without names."""
        return sum(len(self.journal(name)) for name in names or NETWORKS)

    # --- database

    def look(self, fn: Callable[[Session], T]) -> T:
        """Return what a query finds in the database now."""
        with self.open_store() as store:
            return store.read_now(fn)

    @contextlib.contextmanager
    def open_store(self) -> Iterator[Store]:
        """Open the database for the test itself."""
        with Store(self.database_url or sqlite_url(self.data / _DATABASE)) as store:
            yield store

    def _look_at_copy(self, fn: Callable[[Session], T]) -> T:
        """Look at what a killed process left without touching it: the next start is to find it as it is."""
        if self.database_url:
            return self.look(fn)
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in self.data.glob(f"{_DATABASE}*"):
            shutil.copy(path, copy)
        with Store(sqlite_url(copy / _DATABASE)) as store:
            return store.read_now(fn)

    def check(self) -> CheckResult:
        """Judge the database against the journals."""
        with self.open_store() as store:
            return check(store, self.data / "memory")


def _object(text: str) -> Json:
    value = json.loads(text)
    assert isinstance(value, dict)
    return value


def _in_flight(session: Session) -> list[tuple[str, str]]:
    c = t.dispatch.c
    return [(account, key) for account, key in session.execute(select(c.account, c.key).where(c.state == "sending"))]
