"""`bote bench`: how fast and how big, measured in one run. A table, no test: machines differ, ratios travel."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import bot
from bot.bench_rendering import rendering_times
from bot.cli.results import BenchResult, Measurement
from bot.clock import write_clock_file
from bot.opening import open_store
from channels.memory import MemoryChannel
from channels.memory_journal import JOURNAL, read_journal
from domain.audience import Addressed
from domain.notice import Level, NoticeKind, Scope
from scheduler.publishing import Publisher, publish
from scheduler.relay import Relay
from store import outbox
from store.db import Store, sqlite_url
from store.notices import NewNotice
from store.seed import seed

#: A Tuesday morning in office hours, so that nothing is quiet.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NETWORKS = ("memory:ost", "memory:west")
MANY = 100_000
_RELAYED = 20_000
_ROOT = Path(bot.__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table: what was measured, the figure, and what it is to stay within or is compared with."""

    what: str
    figure: float
    unit: str
    wanted: str


def run(postgres_url: str | None = None) -> list[Measured]:
    """Measure everything and return the table. postgres_url: an empty database, or None to leave it out."""
    lines: list[Measured] = []
    with _folder() as folder:
        lines.append(_freezing(folder / "many", None, "SQLite"))
        lines.extend(_waiting(folder / "many"))
        if postgres_url is not None:
            lines.append(_freezing(folder / "pg", postgres_url, "PostgreSQL"))
        lines.extend(_relaying(folder))
    lines.extend(_rendering())
    lines.append(_help())
    return lines


def as_result(lines: Sequence[Measured]) -> BenchResult:
    """Return the table as the value that is printed."""
    measured: list[Measurement] = [
        {"what": one.what, "figure": round(one.figure, 3), "unit": one.unit, "wanted": one.wanted} for one in lines
    ]
    return {"schema": 1, "measured": measured}


def _freezing(folder: Path, url: str | None, name: str) -> Measured:
    with _filled(folder, url, MANY) as store:
        began = time.perf_counter()
        published = store.write_now(lambda s: publish(s, _notice("many", Level.IMPORTANT), Publisher(NOW)))
        took = time.perf_counter() - began
    return Measured(
        f"{_german(MANY)} Personen einfrieren ({name}, {_german(published.audience)} Zustellungen)",
        took,
        "s",
        "unter 2 s",
    )


def _german(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _waiting(folder: Path) -> list[Measured]:
    """Start the real process on the many rows that wait; measure its memory, and how soon an urgent notice goes."""
    write_clock_file(folder / "clock", NOW, 1.0)
    process = start_bot(folder, NETWORKS)
    try:
        until(lambda: _arrived(folder) > 50)
        with Store(sqlite_url(folder / "verbundbote.sqlite3")) as store:
            store.write_now(lambda s: publish(s, _notice("urgent", Level.URGENT), Publisher(NOW)))
            began = time.perf_counter()
            until(lambda: _has_arrived(folder, "EILT"))
            took = time.perf_counter() - began
        peak = peak_memory(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    return [
        Measured(f"Speicher mit {_german(MANY)} wartenden Zeilen", peak, "MB", "unter 200 MB"),
        Measured("Eilmeldung: freigegeben bis zum ersten Aufruf, Masse wartet", took, "s", "unter 1 s"),
    ]


def peak_memory(pid: int) -> float:
    """Return the most memory that a process has had so far, in MB.

    What wait4 reports would count the parent too, whose memory the child shares until it starts its own program.
    """
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _relaying(folder: Path) -> list[Measured]:
    with _filled(folder / "relay", None, _RELAYED) as store:
        store.write_now(lambda s: publish(s, _notice("relay", Level.IMPORTANT), Publisher(NOW)))
        rate = asyncio.run(_relay(store, folder / "relay"))
    plain = _plain_script(folder / "plain.sqlite3", folder / "plain.jsonl")
    return [
        Measured("Versand ohne Takt, jede Nachricht dauerhaft (SQLite)", rate, "je s", "mindestens 3.000 je s"),
        Measured(
            "  dasselbe als einfaches Skript mit sqlite3, zwei Commits je Nachricht", plain, "je s", "zum Vergleich"
        ),
        Measured("  Verhältnis", rate / plain, "-fach", ""),
    ]


async def _relay(store: Store, folder: Path) -> float:
    channels = [
        MemoryChannel(name.partition(":")[2], folder / name.partition(":")[2], lambda: NOW) for name in NETWORKS
    ]
    for channel in channels:
        await channel.start()
    relays = [Relay(store, channel, lambda: NOW, None) for channel in channels]
    stop = asyncio.Event()
    began = time.perf_counter()
    running = [asyncio.create_task(relay.run(stop)) for relay in relays]
    # The database is what tells that all is done, and it calls nobody.
    while await store.read(lambda s: outbox.is_open(s, NETWORKS, NOW)):  # noqa: ASYNC110 - see above
        await asyncio.sleep(0.05)
    took = time.perf_counter() - began
    stop.set()
    await asyncio.gather(*running)
    sent = 0
    for channel, name in zip(channels, NETWORKS, strict=True):
        await channel.close()
        sent += len(read_journal(folder / name.partition(":")[2]))
    return sent / took


def _plain_script(database: Path, journal: Path, count: int = 3_000) -> float:
    """Return the rate of the obvious script: take a row, commit; send; note it, commit. Just as durable."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE message (id INTEGER PRIMARY KEY, state TEXT, body TEXT);"
            "CREATE INDEX i ON message(state, id);"
        )
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO message (state, body) VALUES ('queued', ?)", [("x" * 400,)] * count)
        connection.execute("COMMIT")
        began = time.perf_counter()
        with journal.open("a", encoding="utf-8") as out:
            while row := connection.execute("SELECT id, body FROM message WHERE state='queued' LIMIT 1").fetchone():
                connection.execute("UPDATE message SET state='sending' WHERE id=?", row[:1])
                out.write(json.dumps({"id": row[0], "text": row[1]}) + "\n")
                out.flush()
                connection.execute("UPDATE message SET state='sent' WHERE id=?", row[:1])
        return count / (time.perf_counter() - began)


def _rendering() -> list[Measured]:
    times = rendering_times()
    return [
        Measured("Eine Fachinformation für beide Netze darstellen", times.rendering, "ms", "unter 2 ms"),
        Measured("  ihren Text lesen (Markdown)", times.reading, "ms", ""),
    ]


def _help() -> Measured:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bot", "--help"], env=_env({}), check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return Measured("bote --help", statistics.median(times), "s", "unter 0,5 s")


@contextlib.contextmanager
def _filled(folder: Path, url: str | None, persons: int) -> Iterator[Store]:
    """Open a database with this many invented persons."""
    folder.mkdir(parents=True)
    with open_store(url or sqlite_url(folder / "verbundbote.sqlite3"), folder, lambda _point: None) as store:
        store.write_now(lambda s: seed(s, persons, 10, NETWORKS, 1, NOW))
        yield store


def _notice(key: str, level: Level) -> NewNotice:
    text = "Das **Wichtigste** zuerst.\n\n- Wen betrifft es?\n- Was ist zu tun?\n\nMehr [beim Amt](https://beispiel.invalid/)."
    addressed = Addressed(level, Scope.PUBLIC, statewide=True)
    return NewNotice(key, NoticeKind.FACHINFORMATION, "Eine Meldung zum Messen", addressed, text, NOW, "bench")


def start_bot(folder: Path, networks: Sequence[str], **more: str) -> "subprocess.Popen[bytes]":
    """Start `bote run` on the data of a folder, its clock file among them."""
    env = _env({"BOTE_DATA_DIR": str(folder), "BOTE_TEST": "1", "BOTE_CLOCK_FILE": str(folder / "clock"), **more})
    command = [sys.executable, "-m", "bot", "run", "--networks", ",".join(networks)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet)  # noqa: S603 - the command is our own


def _env(more: Mapping[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BOTE_")}
    return {**clean, "PYTHONPATH": str(_ROOT), **more}


def _arrived(folder: Path) -> int:
    return sum(len(read_journal(path.parent)) for path in (folder / "memory").glob(f"*/{JOURNAL}"))


def _has_arrived(folder: Path, word: str) -> bool:
    lines = (line for path in (folder / "memory").glob(f"*/{JOURNAL}") for line in read_journal(path.parent))
    return any(str(line["text"]).startswith(word) for line in lines)


def until(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something is so. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="verbundbote-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
