"""Feeds, from the outside: where one comes from, and what it says. Reading happens in a child process."""

import asyncio
import contextlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from content.feed_values import (
    UNREADABLE,
    FeedEntry,
    FeedPreview,
    Fetched,
    FetchFault,
    NotModified,
    ParseFault,
    content_hash,
    fingerprint,
    from_json,
    stable_id,
)
from content.fetching import MAX_SIZE, fetch, open_session

__all__ = [
    "MAX_SIZE",
    "FeedEntry",
    "FeedParser",
    "FeedPreview",
    "FetchFault",
    "Fetched",
    "NotModified",
    "ParseFault",
    "content_hash",
    "fetch",
    "file_or_url",
    "fingerprint",
    "open_session",
    "parse",
    "read_feed",
    "read_file",
    "stable_id",
]

_ROOT = Path(__file__).resolve().parent.parent
PARSE_TIMEOUT = 20.0
#: Feeds that are read at the same time.
CHILDREN = 2

_TOO_SLOW = ParseFault(
    "too_slow", "Die Quelle war in der erlaubten Zeit nicht zu lesen.", "Versuchen Sie es später noch einmal."
)
_TOO_LARGE = ParseFault(
    "too_large",
    f"Die Quelle ist größer als {MAX_SIZE // 1_000_000} MB.",
    "Suchen Sie eine Quelle mit weniger Meldungen.",
)


class FeedParser:
    """Child processes that read feeds; one that takes too long is killed and begun anew.

    Use it as `async with FeedParser() as parser`; each child starts when there is a feed for it.
    """

    def __init__(self, children: int = CHILDREN) -> None:
        self._children = [_Child() for _ in range(children)]
        self._free = list(self._children)
        self._places = asyncio.Semaphore(children)

    async def __aenter__(self) -> Self:
        """Return the parser."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the child processes."""
        for child in self._children:
            await child.stop()

    async def parse(
        self,
        data: bytes,
        *,
        content_type: str = "",
        url: str = "",
        now: datetime | None = None,
        timeout: float = PARSE_TIMEOUT,  # noqa: ASYNC109 - the limit is part of what is asked for
    ) -> FeedPreview | ParseFault:
        """Return what the feed in data says, or why it is none. Never raises because of what data is.

        timeout: seconds, after which the child is killed; leaving it alone would not be enough.
        """
        if len(data) > MAX_SIZE:
            return _TOO_LARGE
        now = now or datetime.now(UTC)
        head = json.dumps({"size": len(data), "content_type": content_type, "url": url, "now": now.isoformat()})
        async with self._places:
            # The last one that was free: a second child starts only when there is work for two.
            child = self._free.pop()
            try:
                answer = await child.answer(head.encode() + b"\n" + data, timeout)
            finally:
                self._free.append(child)
        return from_json(json.loads(answer)) if isinstance(answer, bytes) else answer


class _Child:
    """A child process that reads one feed after the other."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def answer(self, frame: bytes, limit: float) -> bytes | ParseFault:
        """Return what the child says to a frame, or why it says nothing."""
        try:
            async with asyncio.timeout(limit):
                answer = await self._ask(frame)
        except TimeoutError:
            await self.stop()
            return _TOO_SLOW
        except BaseException:
            await self.stop()
            raise
        if answer is None:
            await self.stop()
            return UNREADABLE
        return answer

    async def _ask(self, frame: bytes) -> bytes | None:
        """Return the child's answer, or None if it died over it."""
        if self._process is not None and self._process.returncode is not None:
            await self.stop()
        if self._process is None:
            self._process = await _start()
        writer, reader = self._process.stdin, self._process.stdout
        assert writer is not None
        assert reader is not None
        writer.write(frame)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        line = await reader.readline()
        return line if line.endswith(b"\n") else None

    async def stop(self) -> None:
        """End the child, if it is there."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        # communicate() reads to the end and closes the pipes, so that nothing is left open.
        with contextlib.suppress(ConnectionError):
            await process.communicate()


async def _start() -> asyncio.subprocess.Process:
    """Start the child with nothing of our environment: it needs no secret."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "content.feed_child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONUTF8": "1"},
        limit=64 * MAX_SIZE,
    )


async def parse(
    data: bytes,
    *,
    content_type: str = "",
    url: str = "",
    now: datetime | None = None,
    timeout: float = PARSE_TIMEOUT,  # noqa: ASYNC109 - the limit is part of what is asked for
) -> FeedPreview | ParseFault:
    """Return what one feed says, or why it is none, read by a child process of its own."""
    async with FeedParser(1) as parser:
        return await parser.parse(data, content_type=content_type, url=url, now=now, timeout=timeout)


async def read_feed(
    source: str, *, contact: str, allow_private: bool = False, now: datetime | None = None
) -> FeedPreview | ParseFault | FetchFault:
    """Return what the feed at source, a file or an address, says now: for a preview, nothing is remembered."""
    place = file_or_url(source)
    if isinstance(place, Path):
        found: Fetched | NotModified | FetchFault = await asyncio.to_thread(read_file, place)
    else:
        async with open_session(contact=contact, allow_private=allow_private) as session:
            found = await fetch(place, session=session)
    match found:
        case Fetched(data, url, content_type):
            return await parse(data, content_type=content_type, url=url, now=now)
        case NotModified(url):
            return FeedPreview("unknown", url, (), ("Die Quelle meldet keine Änderung.",))
        case FetchFault():
            return found


def file_or_url(text: str) -> Path | str:
    """Return a web address as it is, anything else as the path of a file."""
    text = text.strip()
    return text if text.casefold().startswith(("http://", "https://")) else Path(text).expanduser()


def read_file(path: Path) -> Fetched | FetchFault:
    """Return the bytes of a file as if they had been fetched."""
    hint = "Prüfen Sie den Pfad."
    try:
        if path.stat().st_size > MAX_SIZE:
            return FetchFault(
                "too_large", f"Die Datei „{path.name}“ ist zu groß.", f"Erlaubt sind {MAX_SIZE // 1_000_000} MB."
            )
        return Fetched(path.read_bytes(), "", "")
    except FileNotFoundError:
        return FetchFault("not_found", f"Die Datei „{path.name}“ gibt es nicht.", hint)
    except (OSError, ValueError):
        return FetchFault("unreadable", f"Die Datei „{path.name}“ ist nicht zu lesen.", hint)
