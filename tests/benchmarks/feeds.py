"""Collecting 1,000 feeds of 20 entries from a local server, beside the package `reader`."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser_sgmllib

from bot.bench import Measured
from bot.opening import open_store
from scheduler.collecting import FeedSettings, collect
from store import sources
from store.db import Store, sqlite_url
from tests.benchmarks.feed_server import ENTRIES

FEEDS = 1_000
_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds that the first round took, in which all is new, and the next one, in which nothing has changed."""

    first: float
    next: float


def measure() -> list[Measured]:
    """Return what both took for the same feeds, and the ratios."""
    with _served(FEEDS) as urls, tempfile.TemporaryDirectory(prefix="verbundbote-bench-") as folder:
        other = _reader(Path(folder), urls)
        ours = asyncio.run(_ours(Path(folder), urls))
    what = f"{FEEDS:,} Quellen zu {ENTRIES} Meldungen".replace(",", ".")
    return [
        Measured(f"{what} einlesen", ours.first, "s", ""),
        Measured("  dasselbe mit dem Paket reader (workers=10)", other.first, "s", "zum Vergleich"),
        Measured("  Verhältnis", other.first / ours.first, "-fach", "mindestens 1,5-fach"),
        Measured("Dieselben Quellen noch einmal, unverändert (304)", ours.next, "s", ""),
        Measured("  dasselbe mit dem Paket reader (workers=10)", other.next, "s", "zum Vergleich"),
        Measured("  Verhältnis", other.next / ours.next, "-fach", "mindestens 3-fach"),
    ]


def _reader(folder: Path, urls: list[str]) -> Rounds:
    # Its own copy of feedparser asks for a module that it does not require; this is the same one under another name.
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite3"))
    try:
        for url in urls:
            reader.add_feed(url)
        times = []
        for _ in range(2):
            began = time.perf_counter()
            reader.update_feeds(workers=10, scheduled=False)
            times.append(time.perf_counter() - began)
        found = reader.get_entry_counts().total
    finally:
        reader.close()
    _demand(found)
    return Rounds(*times)


async def _ours(folder: Path, urls: list[str]) -> Rounds:
    settings = FeedSettings("https://beispiel.invalid", allow_private=True, host_pause=0)
    with open_store(sqlite_url(folder / "bote.sqlite3"), folder, lambda _point: None) as store:
        store.write_now(lambda s: [sources.add(s, url, _NOW) for url in urls])
        first = await _round(store, _NOW, settings)
        again = await _round(store, _NOW + timedelta(hours=1), settings)
    return Rounds(first, again)


async def _round(store: Store, now: datetime, settings: FeedSettings) -> float:
    began = time.perf_counter()
    collected = await collect(store, now, settings=settings, announce_first=True)
    took = time.perf_counter() - began
    assert not [one for one in collected if one.fault]
    if now == _NOW:
        _demand(sum(one.new for one in collected))
    else:
        assert all(one.unchanged for one in collected)
    return took


def _demand(entries: int | None) -> None:
    # A round that loses entries is quicker, and measures nothing.
    assert entries == FEEDS * ENTRIES, entries


@contextlib.contextmanager
def _served(count: int) -> Iterator[list[str]]:
    """Start the server as a process of its own, so that it takes no time from whom we measure; yield the addresses."""
    command = [sys.executable, "-m", "tests.benchmarks.feed_server", str(count)]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        base = process.stdout.readline().strip().rstrip("/")
        yield [f"{base}/{number}" for number in range(count)]
    finally:
        process.communicate()
