"""Telegram: the pace, what overtakes, throughput, CPU and memory, against a Bot API server of our own on this machine.

The real process (`bote run`) is measured. What arrived is read from the server's journal, for us and for those beside.
"""

import asyncio
import contextlib
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot import bench
from bot.bench import NOW, Measured
from bot.clock import write_clock_file
from bot.opening import open_store
from channels.base import Target
from channels.memory_journal import JOURNAL, read_calls, read_journal
from channels.telegram.channel import Access, TelegramChannel
from channels.telegram.profile import Profile
from domain.lane import Lane
from domain.message import Body, Message
from domain.notice import Level
from domain.outcome import Sent
from domain.state import Op
from scheduler.publishing import Publisher, publish
from store import bodies, outbox
from store.db import Store, sqlite_url
from store.people import Where
from tests.fake_telegram.world import TOKEN
from tests.unit.relay.support import join, person, place

ROOT = Path(__file__).resolve().parents[2]
#: What Telegram permits in all, messages a second.
_PERMITTED = 30.0
_LATENCY = 0.05
_PRIVATE, _GROUPS = 400, 30
_URGENT_PERSONS, _URGENT_GROUPS = 600, 10
_BULK = 100_000
_UNPACED = 1_500
#: Rounds of what is set beside something else: they take turns, and the best counts.
_ROUNDS = 3
_AT_ONCE = 10
_BARE = 200
#: What the start has left to do is no idleness.
_SETTLING_SECONDS = 2.0
_IDLE_SECONDS = 5.0
_TEXT = "Ab sofort gilt ein neuer Erlass. " * 8
Send = Callable[[int], Awaitable[None]]


def measure() -> list[Measured]:
    """Return the table. It takes some three minutes: the pace is the real one."""
    return [*_paced(), *_limited(), *_urgent(), *_unpaced()]


# --- a server, and ourselves in front of it


@dataclass(frozen=True, slots=True)
class _Server:
    url: str
    journal: Path

    def arrived(self) -> int:
        """Return how many messages arrived; cheap, because what is measured shares the machine with who asks."""
        file = self.journal / JOURNAL
        return file.read_bytes().count(b"\n") if file.exists() else 0

    def urgent(self) -> int:
        """Return how many urgent notices arrived."""
        return (self.journal / JOURNAL).read_bytes().count(b'"text":"EILT')

    def seconds(self) -> float:
        """Return the time from the first arrival to the last."""
        moments = [datetime.fromisoformat(line["wall"]) for line in read_journal(self.journal)]
        return (max(moments) - min(moments)).total_seconds()

    def rate(self) -> float:
        """Return the messages a second, as they arrived."""
        return (self.arrived() - 1) / self.seconds()

    def refused(self) -> int:
        """Return how many calls were too many for the server."""
        return len(read_calls(self.journal)) - self.arrived()


@contextmanager
def _server(rate: str, latency: float = 0.0) -> Iterator[_Server]:
    """A server of its own for each measurement."""
    folder = Path(tempfile.mkdtemp(prefix="verbundbote-telegram-"))
    words = ["--port", "0", "--state", str(folder), "--rate", rate, "--latency", str(latency), "--judge", "off"]
    command = [sys.executable, "-m", "tests.fake_telegram", *words]
    try:
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            try:
                yield _Server(line.partition("BOTE_TELEGRAM_API_URL=")[2].split()[0], folder)
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class _House:
    folder: Path
    store: Store

    def tell(self, level: Level) -> None:
        """Release a notice to all who get such ones."""
        self.store.write_now(lambda s: publish(s, bench._notice(level.value, level), Publisher(NOW)))

    def queue(self, chats: Sequence[int]) -> None:
        """Put a message of the bulk lane into the queue for each of these chats."""
        row = {
            "account": "telegram", "lane": int(Lane.BULK), "op": Op.SEND.value, "seq": 0, "on_unsure": "stay",
            "body": bodies.dump(Body(_TEXT)), "created_at": NOW, "not_before": NOW,
            "expires_at": NOW + timedelta(days=7), "repeated": [],
        }  # fmt: skip
        rows = [{**row, "key": f"x{chat}", "chat": str(chat)} for chat in chats]
        self.store.write_now(lambda s: outbox.enqueue(s, rows))


@contextmanager
def _house(persons: int, groups: int) -> Iterator[_House]:
    """A database with so many who can be written to."""
    with (
        bench._folder() as folder,
        open_store(sqlite_url(folder / "verbundbote.sqlite3"), folder, lambda _point: None) as store,
    ):
        join(store, *(person(f"p{number}", Where("telegram", str(1000 + number))) for number in range(persons)))
        join(store, *(place(f"g{number}", Where("telegram", str(-1000 - number))) for number in range(groups)))
        yield _House(folder, store)


@contextmanager
def _running(house: _House, server: _Server, pace: str) -> Iterator[int]:
    """`bote run` while the block lasts; its process id."""
    ready = house.folder / "ready"
    write_clock_file(house.folder / "clock", NOW, 1.0)
    settings = {"TEST": "1", "DATA_DIR": str(house.folder), "CLOCK_FILE": str(house.folder / "clock"), "PACE": pace,
                "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}  # fmt: skip
    command = [sys.executable, "-m", "bot", "run", "--networks", "telegram", "--ready-file", str(ready)]
    env = bench._env({f"BOTE_{name}": value for name, value in settings.items()})
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _until(ready.exists)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _until(is_so: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.03)


def _cpu(pid: int) -> float:
    """Return the CPU time of all threads of a process, in seconds.

    Source: https://docs.kernel.org/scheduler/sched-stats.html (/proc/PID/schedstat)
    """
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


# --- at the real pace


def _paced() -> list[Measured]:
    """Send to many at the pace that Telegram permits: rate, refusals, CPU and memory of the whole process."""
    count = _PRIVATE + _GROUPS
    with _server("real", _LATENCY) as server, _house(_PRIVATE, _GROUPS) as house:
        with _running(house, server, "x1") as pid:
            time.sleep(_SETTLING_SECONDS)
            idle = _cpu(pid)
            time.sleep(_IDLE_SECONDS)
            idle = (_cpu(pid) - idle) / _IDLE_SECONDS
            house.tell(Level.IMPORTANT)
            _until(lambda: server.arrived() >= count // 10)
            before, used = server.arrived(), _cpu(pid)
            _until(lambda: server.arrived() >= count * 9 // 10)
            used = (_cpu(pid) - used) / (server.arrived() - before)
            _until(lambda: server.arrived() == count)
            peak = bench.peak_memory(pid)
        share, refused = server.rate() / _PERMITTED, server.refused()
    bare = asyncio.run(_bare_cost())
    return [
        Measured(f"Telegram: {count} Nachrichten, Anteil am erlaubten Tempo", 100 * share, "%", "mindestens 85 %"),
        Measured("  davon zu schnell (429)", refused, "", "0"),
        Measured("  CPU je Nachricht bei 27 je s, ganzer Prozess", 1000 * used, "ms", "höchstens 1 ms"),
        Measured("  CPU eines bloßen Aufrufs im selben Takt", 1000 * bare, "ms", "zum Vergleich"),
        Measured("  CPU ohne Arbeit, Anteil eines Kerns", 100 * idle, "%", "höchstens 1 %"),
        Measured("  Speicher", peak, "MB", "unter 120 MB"),
    ]


async def _bare_cost() -> float:
    """Return the CPU seconds of one send through our channel alone, at the same pace: nothing is written down."""
    with _server("off", _LATENCY) as server:
        channel = TelegramChannel(Access(TOKEN, server.url), Profile())
        await channel.start()
        try:
            return await _at_pace(lambda number: _send_ours(channel, number))
        finally:
            await channel.close()


async def _send_ours(channel: TelegramChannel, number: int) -> None:
    to = Target(str(1000 + number))
    assert isinstance(await channel.send(to, Message(Body(_TEXT)), key=f"b{number}", attempt=1), Sent)


async def _at_pace(send: Send) -> float:
    await send(0)
    used, began = time.process_time(), time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(_BARE):
            group.create_task(_coroutine(send(number)))
            await asyncio.sleep(max(0.0, began + (number + 1) / 27 - time.monotonic()))
    return (time.process_time() - used) / _BARE


async def _coroutine(work: Awaitable[None]) -> None:
    await work


def _limited() -> list[Measured]:
    """Do the same with python-telegram-bot's own rate limiter, as its documentation shows it."""
    if find_spec("aiolimiter") is None:
        sys.stderr.write("Der Vergleich mit AIORateLimiter fehlt: das Paket aiolimiter ist nicht installiert.\n")
        return []
    chats = [1000 + number for number in range(_PRIVATE)] + [-1000 - number for number in range(_GROUPS)]
    with _server("real", _LATENCY) as server:
        asyncio.run(_limited_script(server, chats))
        lost, share, refused = len(chats) - server.arrived(), server.rate() / _PERMITTED, server.refused()
    return [
        Measured("  dasselbe mit AIORateLimiter: Anteil am erlaubten Tempo", 100 * share, "%", "zum Vergleich"),
        Measured("    zu schnell (429)", refused, "", "zum Vergleich"),
        Measured("    verloren", lost, "", "zum Vergleich"),
    ]


async def _limited_script(server: _Server, chats: Sequence[int]) -> None:
    # The pool is as large as the library's ApplicationBuilder makes it.
    request = HTTPXRequest(connection_pool_size=256)
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
    bot = ExtBot(TOKEN, base_url=f"{server.url}/bot", request=request, rate_limiter=AIORateLimiter())
    async with bot:
        await asyncio.gather(*(bot.send_message(chat, _TEXT) for chat in chats), return_exceptions=True)


def _urgent() -> list[Measured]:
    """Release an urgent notice while very many rows of bulk wait."""
    count = _URGENT_PERSONS + _URGENT_GROUPS
    with _server("real", _LATENCY) as server, _house(_URGENT_PERSONS, _URGENT_GROUPS) as house:
        house.queue(range(10_000_000, 10_000_000 + _BULK))
        with _running(house, server, "x1"):
            _until(lambda: server.arrived() > 50)
            began = time.monotonic()
            house.tell(Level.URGENT)
            _until(lambda: server.urgent() > 0)
            first = time.monotonic() - began
            _until(lambda: server.urgent() == count)
            last = time.monotonic() - began
    return [
        Measured(f"Eilmeldung an {count}, {bench._german(_BULK)} warten: bis zur ersten", first, "s", "unter 1 s"),
        Measured("  bis zur letzten", last, "s", "unter 30 s"),
    ]


# --- as fast as it goes


def _unpaced() -> list[Measured]:
    rounds = [(_durable(), _loop(_library), _loop(_aiogram)) for _ in range(_ROUNDS)]
    ours, library, other = (max(rates) for rates in zip(*rounds, strict=True))
    return [
        Measured("Telegram ohne Takt, jede Nachricht dauerhaft", ours, "je s", ""),
        Measured("  python-telegram-bot allein, nichts gespeichert", library, "je s", "zum Vergleich"),
        Measured("  Verhältnis", ours / library, "-fach", "mindestens 1,2-fach"),
        Measured("  aiogram allein, nichts gespeichert", other, "je s", "zum Vergleich"),
        Measured("  Verhältnis", ours / other, "-fach", "zum Vergleich"),
    ]


def _durable() -> float:
    with _server("off") as server, _house(0, 0) as house:
        house.queue(range(1000, 1000 + _UNPACED))
        with _running(house, server, "off"):
            _until(lambda: server.arrived() == _UNPACED)
        return server.rate()


def _loop(client: Callable[[_Server], contextlib.AbstractAsyncContextManager[Send]]) -> float:
    """Return the rate of a bare loop: so many workers, and a message is forgotten when it is sent."""

    async def work() -> None:
        numbers = iter(range(1000, 1000 + _UNPACED))

        async def worker(send: Send) -> None:
            for number in numbers:
                await send(number)

        async with client(server) as send, asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(worker(send))

    with _server("off") as server:
        asyncio.run(work())
        assert server.arrived() == _UNPACED
        return server.rate()


@asynccontextmanager
async def _library(server: _Server) -> AsyncIterator[Send]:
    async with Bot(TOKEN, f"{server.url}/bot", request=HTTPXRequest(connection_pool_size=_AT_ONCE)) as bot:

        async def send(chat: int) -> None:
            await bot.send_message(chat, _TEXT)

        yield send


@asynccontextmanager
async def _aiogram(server: _Server) -> AsyncIterator[Send]:
    from aiogram import Bot as OtherBot  # seconds, and only here
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url), limit=_AT_ONCE)
    async with OtherBot(TOKEN, session) as bot:

        async def send(chat: int) -> None:
            await bot.send_message(chat, _TEXT)

        yield send
