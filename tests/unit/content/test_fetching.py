"""Fetching, tried with a real server on this machine."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from content.feeds import FeedPreview, Fetched, FetchFault, NotModified, ParseFault, fetch, open_session, read_feed
from content.fetching import is_public
from tests.unit.content.support import DATA

MODIFIED = "Fri, 20 Nov 2026 08:30:00 GMT"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _feed(request: web.Request) -> web.Response:
    validators = {"ETag": '"v1"', "Last-Modified": MODIFIED}
    if request.headers.get("If-None-Match") == '"v1"' or request.headers.get("If-Modified-Since") == MODIFIED:
        return web.Response(status=304, headers=validators)
    return web.Response(body=b"<rss/>", content_type="application/rss+xml", headers=validators)


async def _agent(request: web.Request) -> web.Response:
    return web.Response(text=request.headers["User-Agent"])


async def _large(_: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(b"a" * 3_000_000), headers={"Content-Encoding": "gzip"})


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


async def _status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]), headers={"Retry-After": "120"})


async def _cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    assert request.transport is not None
    request.transport.close()
    return response


def _to(status: int, target: str) -> Handler:
    async def redirect(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": target})

    return redirect


@pytest_asyncio.fixture
async def server() -> AsyncIterator[str]:
    app = web.Application()
    handlers: dict[str, Handler] = {
        "/feed": _feed, "/agent": _agent, "/large": _large, "/slow": _slow, "/status/{status}": _status,
        "/cut": _cut_off, "/moved": _to(301, "/feed"), "/found": _to(302, "/feed"), "/circle": _to(301, "/circle"),
        "/elsewhere": _to(302, "http://[::ffff:10.0.0.1]/"), "/file": _to(302, "file:///etc/passwd"),
    }  # fmt: skip
    for path, handler in handlers.items():
        app.router.add_get(path, handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield str(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(contact="rat@haus.example", allow_private=True) as opened:
        yield opened


@pytest_asyncio.fixture
async def careful() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(contact="rat@haus.example") as opened:
        yield opened


async def test_a_feed_is_fetched_with_its_validators(server: str, session: aiohttp.ClientSession) -> None:
    found = await fetch(f"{server}/feed", session=session)
    assert found == Fetched(b"<rss/>", f"{server}/feed", "application/rss+xml", '"v1"', MODIFIED)


@pytest.mark.parametrize(("etag", "modified"), [('"v1"', None), (None, MODIFIED)])
async def test_what_has_not_changed_is_not_sent_again(
    server: str, session: aiohttp.ClientSession, etag: str | None, modified: str | None
) -> None:
    found = await fetch(f"{server}/feed", session=session, etag=etag, modified=modified)
    assert found == NotModified(f"{server}/feed")


async def test_we_say_who_asks(server: str, session: aiohttp.ClientSession) -> None:
    found = await fetch(f"{server}/agent", session=session)
    assert isinstance(found, Fetched)
    assert found.data == b"Verbundbote/0.1 (+rat@haus.example)"


@pytest.mark.parametrize(("path", "moved"), [("/moved", True), ("/found", False)])
async def test_an_address_that_moved_for_good_is_reported(
    server: str, session: aiohttp.ClientSession, path: str, moved: bool
) -> None:
    found = await fetch(f"{server}{path}", session=session)
    assert isinstance(found, Fetched)
    assert found.moved_to == (f"{server}/feed" if moved else None)


@pytest.mark.parametrize(
    ("path", "code"),
    [("/circle", "redirects"), ("/cut", "broken_answer"), ("/file", "redirects"), ("/status/500", "http_status")],
)
async def test_what_goes_wrong_is_a_value(server: str, session: aiohttp.ClientSession, path: str, code: str) -> None:
    found = await fetch(f"{server}{path}", session=session)
    assert isinstance(found, FetchFault)
    assert found.code == code


async def test_a_refusal_says_until_when(server: str, session: aiohttp.ClientSession) -> None:
    found = await fetch(f"{server}/status/429", session=session)
    assert isinstance(found, FetchFault)
    assert (found.status, found.retry_after) == (429, timedelta(minutes=2))
    assert found.message == "Die Quelle hat mit dem Fehler 429 geantwortet."


async def test_what_is_too_large_when_unpacked_is_left(server: str, session: aiohttp.ClientSession) -> None:
    found = await fetch(f"{server}/large", session=session, max_size=1_000_000)
    assert isinstance(found, FetchFault)
    assert (found.code, found.message) == ("too_large", "Die Quelle ist größer als 1 MB.")


async def test_a_server_that_does_not_answer_is_left(server: str, session: aiohttp.ClientSession) -> None:
    found = await fetch(f"{server}/slow", session=session, timeout=0.2)
    assert isinstance(found, FetchFault)
    assert found.code == "timeout"


@pytest.mark.parametrize(
    "url", ["", "feed", "ftp://a.example/", "http://", "http://[::1", "https://a.example:x/", "http://2130706433/"]
)
async def test_what_is_no_address_is_refused(session: aiohttp.ClientSession, url: str) -> None:
    found = await fetch(url, session=session)
    assert isinstance(found, FetchFault)
    assert found.code == "bad_url"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.1.2.3"])
async def test_this_machine_and_its_network_are_not_asked(careful: aiohttp.ClientSession, host: str) -> None:
    found = await fetch(f"http://{host}:9/feed", session=careful)
    assert isinstance(found, FetchFault)
    assert found.code == "private_address"


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("10.0.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("192.168.1.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:93.184.216.34", True), ("64:ff9b::a00:1", False), ("2002:a00:1::1", False),
        ("224.0.0.1", False), ("0.0.0.0", False), ("::", False), ("::127.0.0.1", False), ("::ffff:0:10.0.0.1", False),
        ("64:ff9b:1::a00:1", False), ("fec0::1", False), ("64:ff9b::5db8:d822", True), ("ff0e::1", False),
        ("2001:db8::1", False), ("240.0.0.1", False), ("198.18.0.1", False),
    ],
)  # fmt: skip
def test_an_address_is_public_only_if_everybody_can_reach_it(host: str, public: bool) -> None:
    assert is_public(host) is public


async def test_a_source_is_read_from_wherever_it_is(server: str) -> None:
    file = str(DATA / "feeds" / "malformed" / "10-leer.xml")
    assert isinstance(await read_feed(file, contact="rat@haus.example"), FeedPreview)
    assert isinstance(await read_feed(f"{server}/agent", contact="rat@haus.example", allow_private=True), ParseFault)
    assert isinstance(await read_feed(f"{server}/feed", contact="rat@haus.example"), FetchFault)
