"""Failures of the transport, by their cause: what was not sent may be repeated, what may have been is unsure."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest

from channels.base import Target
from channels.telegram.channel import Access, TelegramChannel
from channels.telegram.profile import Profile
from channels.telegram.request import AiohttpRequest
from domain.message import Body, Message
from domain.outcome import GiveUp, Outcome, Sent, TryLater, Unsure

TOKEN = "123456789:AA-geheim-geheim"
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[str]:
    """A server that answers each connection in its own way."""
    ended: list[asyncio.Future[None]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        ended.append(end)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        end.set_result(None)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*ended)


async def ask(url: str) -> Outcome:
    """Send one message over a channel that was never started, only opened."""
    channel = TelegramChannel(Access(TOKEN, url), Profile())
    await channel._request.initialize()
    try:
        return await channel.send(Target("5"), Message(Body("Hallo")), key="n", attempt=1)
    finally:
        await channel.close()


def saying(*lines: str, read: bool = True) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if read:
            await reader.readuntil(b"\r\n\r\n")
        writer.write("\r\n".join(lines).encode())
        await writer.drain()

    return answer


HTML = "HTTP/1.1 {status} X", "Content-Type: text/html", "Content-Length: 6", "", "<html>"


def html(status: int) -> Answer:
    return saying(*(line.format(status=status) for line in HTML))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (saying(""), Unsure),
        (saying("Unsinn", "", ""), Unsure),
        (saying("HTTP/1.1 200 OK", "Content-Length: 999", "", "{"), Unsure),
        (html(200), Unsure),
        (html(502), Unsure),
        (html(504), Unsure),
        (html(429), TryLater),
        (html(413), GiveUp),
        (html(404), TryLater),
        (html(302), GiveUp),
    ],
    ids=["closed", "no HTTP", "half an answer", "no JSON", "502", "504", "429 without a time", "413", "404", "302"],
)  # fmt: skip
async def test_each_cause_has_its_outcome(answer: Answer, outcome: type[Outcome]) -> None:
    async with answering(answer) as url:
        assert isinstance(await ask(url), outcome)


async def test_nobody_at_home_and_no_such_host_were_not_sent() -> None:
    for url in ("http://127.0.0.1:1", "http://gibt-es-nicht.invalid", "https://127.0.0.1:1"):
        assert isinstance(await ask(url), TryLater)


async def test_a_server_without_a_certificate_was_not_sent_anything() -> None:
    async with answering(saying("HTTP/1.1 200 OK", "", "", read=False)) as url:
        assert isinstance(await ask(url.replace("http:", "https:")), TryLater)


async def test_an_answer_that_takes_too_long_is_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.telegram.request.READ_TIMEOUT", 0.05)

    async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with answering(silence) as url:
        assert await ask(url) == Unsure("the answer was lost (SocketTimeoutError)")


async def test_an_answer_is_waited_for_a_minute() -> None:
    assert AiohttpRequest("http://127.0.0.1:1", TOKEN).read_timeout == 60


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (aiohttp.ConnectionTimeoutError(), TryLater),
        (aiohttp.ClientOSError(104, "reset while writing"), Unsure),
        (aiohttp.ClientPayloadError(), Unsure),
        (ConnectionResetError(), Unsure),
        (RuntimeError(f"something about https://api.telegram.org/bot{TOKEN}/sendMessage"), Unsure),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_each_failure_has_its_outcome_and_none_quotes_its_text(
    error: Exception, outcome: type[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(AiohttpRequest, "_exchange", fail)
    found = await ask("http://127.0.0.1:1")
    assert isinstance(found, outcome)
    assert TOKEN not in repr(found)


async def test_a_closed_channel_sends_nothing() -> None:
    channel = TelegramChannel(Access(TOKEN, "http://127.0.0.1:1"), Profile())
    assert await channel.send(Target("5"), Message(Body("a")), key="n", attempt=1) == TryLater("not open")


OK = b'{"ok":true,"result":{"message_id":7}}'


@pytest.mark.parametrize(
    "answer",
    [
        saying("HTTP/1.1 200 OK", f"Content-Length: {len(OK)}", "", OK.decode()),
        saying("HTTP/1.1 200 OK", "Connection: close", "", OK.decode()),
        saying("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", f"{len(OK):x}", OK.decode(), "0", "", ""),
        saying("HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK", f"Content-Length: {len(OK)}", "", OK.decode()),
    ],
    ids=["with a length", "to the end", "in pieces", "with a word before"],
)
async def test_an_answer_is_read_in_every_form(answer: Answer) -> None:
    async with answering(answer) as url:
        assert await ask(url) == Sent("7")


async def test_a_server_that_wants_a_password_is_given_that_of_its_address() -> None:
    heads: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(OK), OK))
        await writer.drain()

    async with answering(answer) as url:
        assert await ask(url.replace("http://", "http://bote:geheim@") + "/api") == Sent("7")
    (head,) = heads
    assert head.startswith(f"POST /api/bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\n")
    assert f"\r\nAuthorization: Basic {base64.b64encode(b'bote:geheim').decode()}\r\n" in head


@pytest.mark.parametrize(("more", "connections"), [("", 1), ("Connection: close\r\n", 3)])
async def test_a_connection_is_used_again_as_long_as_the_server_keeps_it(more: str, connections: int) -> None:
    opened = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length:")[1].split()[0]))
            writer.write(b"HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s" % (more.encode(), len(OK), OK))
            await writer.drain()
            if more:
                return

    async with answering(answer) as url:
        channel = TelegramChannel(Access(TOKEN, url), Profile())
        await channel._request.initialize()
        for _ in range(3):
            assert await channel.send(Target("5"), Message(Body("Hallo")), key="n", attempt=1) == Sent("7")
        await channel.close()
    assert opened == connections
