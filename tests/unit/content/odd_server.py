"""A web server that answers in every odd way: raw bytes over a socket, whatever HTTP says about them."""

import asyncio
import contextlib
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

FEED = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
#: More than anybody is willing to wait for.
FOREVER = 3600.0

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]
Answer = bytes | Play


def response(
    status: str = "200 OK", body: bytes = FEED, version: str = "1.1", length: int | None = -1, **headers: str
) -> bytes:
    """Return an answer as bytes. length: -1 the true one, None none at all; `_` in names of headers stands for `-`."""
    lines = [f"HTTP/{version} {status}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def bomb(size: int) -> bytes:
    """Return so many bytes, packed to a thousandth."""
    return gzip.compress(b" " * size)


def raw_deflate(data: bytes) -> bytes:
    """Return data deflated without the header that the standard asks for, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


async def slow_loris(writer: asyncio.StreamWriter) -> None:
    """Give a byte of a header from time to time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def slow_body(writer: asyncio.StreamWriter) -> None:
    """Give a byte of the body from time to time, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless_body(writer: asyncio.StreamWriter) -> None:
    """Give more and more, in chunks, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
        await writer.drain()


async def silence(_: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await asyncio.sleep(FOREVER)


async def nothing(_: asyncio.StreamWriter) -> None:
    """Hang up."""


@dataclass
class OddServer:
    """Answers /name with what was put there; `requests` are the heads of what was asked."""

    base: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(head)
            answer = self.answers[head.split(" ")[1].split("?")[0].strip("/")]
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        writer.close()


@contextlib.asynccontextmanager
async def odd_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[OddServer]:
    """Run the server on a free port; who still waits for it at the end is hung up on."""
    odd = OddServer()
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await odd.serve(reader, writer)
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    odd.base = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield odd
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
