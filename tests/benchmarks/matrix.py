"""Encrypted direct messages: ours, with all that makes them durable, beside a script on bare nio, at one Synapse."""

import contextlib
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from bot.bench import NOW, Measured, peak_memory, start_bot, until
from bot.clock import write_clock_file
from bot.opening import open_store
from store import accounts
from store.db import sqlite_url
from store.people import Where
from tests.benchmarks.matrix_members import make_member
from tests.children import end_with_parent
from tests.fake_synapse.server import SynapseServer
from tests.unit.relay.support import Clock, House, join, person

_ROOT = Path(__file__).parents[2]
_PERSONS = 60
_ROUNDS = 7
_ROOMS = 600
_LONGEST = 300.0
#: Rounds with new room keys for every message: the dearest case, as after a restart.
_ROUNDS_ANEW = 3


class Child:
    """A bot of the benchmark in a process of its own."""

    def __init__(self, kind: str, server: SynapseServer, folder: Path) -> None:
        folder.mkdir()
        account = server.new_account(kind)
        command = [sys.executable, "-m", "tests.benchmarks.matrix_child", kind, server.url, account.user_id]
        self.process = subprocess.Popen(
            [*command, account.password, str(folder / "matrix")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            text=True,
            preexec_fn=end_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one system call
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, what: str, given: Any) -> Any:
        """Ask for something and wait for the answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([what, given]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def send(self, *, anew: bool = False) -> float:
        """Let it send one message to each of its rooms, and return the seconds that took."""
        return float(self.ask("send", anew))


def measure() -> list[Measured]:
    """Return how long 60 messages take here and there, the median of rounds that take turns."""
    with _folder() as folder, SynapseServer(folder / "synapse") as server:
        users = [make_member(server) for _ in range(_PERSONS)]
        with contextlib.ExitStack() as children:
            ours, bare = (children.enter_context(Child(kind, server, folder / kind)) for kind in ("ours", "bare"))
            for child in (ours, bare):
                child.ask("open", users)
                child.send()  # the first round also makes the encrypted channels to the devices
            anew = _rounds(ours, bare, _ROUNDS_ANEW, anew=True)
            usual = _rounds(ours, bare, _ROUNDS, anew=False)
        memory = _memory(server, folder / "many")
    wanted = "höchstens 1,25-fach"
    return [
        *_lines(f"Matrix: {_PERSONS} verschlüsselte Nachrichten", usual, wanted),
        *_lines("Matrix: dasselbe, jede mit neuem Schlüssel", anew, wanted),
        Measured(f"Matrix: Speicher, {_ROOMS} Räume eröffnet und beschrieben", memory, "MB", "unter 150 MB"),
    ]


def _memory(server: SynapseServer, folder: Path) -> float:
    """Let the real process open a room with each of many persons and write to them; return its peak memory in MB."""
    folder.mkdir()
    users, bot = [make_member(server, 1) for _ in range(_ROOMS)], server.new_account("many")
    write_clock_file(folder / "clock", NOW, 1.0)
    with open_store(sqlite_url(folder / "verbundbote.sqlite3"), folder, lambda _point: None) as store:
        house = House(store, Clock(NOW))
        join(store, *(person(user, Where("matrix", user)) for user in users))
        store.write_now(lambda s: accounts.note_limited(s, "matrix", False, NOW))
        house.tell()
        access = {"HOMESERVER": server.url, "USER": bot.user_id, "PASSWORD": bot.password}
        process = start_bot(folder, ["matrix"], **{f"BOTE_MATRIX_{name}": value for name, value in access.items()})
        try:
            until(lambda: not house.deliveries(state="waiting"), _LONGEST)
            assert len(house.deliveries(state="sent")) == _ROOMS
            return peak_memory(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _rounds(ours: Child, bare: Child, times: int, *, anew: bool) -> tuple[float, float]:
    """Return the medians of both. They take turns, and each begins as often as the other, whatever else runs here."""
    found: dict[Child, list[float]] = {ours: [], bare: []}
    for number in range(times):
        for child in (ours, bare) if number % 2 else (bare, ours):
            found[child].append(child.send(anew=anew))
    return statistics.median(found[ours]), statistics.median(found[bare])


def _lines(what: str, medians: tuple[float, float], wanted: str) -> Sequence[Measured]:
    ours, bare = medians
    return [
        Measured(what, ours, "s", ""),
        Measured("  mit nio allein, ohne etwas aufzuschreiben", bare, "s", "zum Vergleich"),
        Measured("  Verhältnis", ours / bare, "-fach", wanted),
    ]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bote-matrix-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
