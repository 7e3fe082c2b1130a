"""Whatever a server does, fetching gives a value: in time, within its size, and never from a private address."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
import trustme

from content import fetching
from content.feeds import Fetched, FetchFault, NotModified, fetch, open_session
from content.fetching import moved_to
from tests.unit.content import odd_server as odd
from tests.unit.content.odd_server import FEED, Answer, OddServer, response

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[OddServer]:
    async with odd.odd_server() as running:
        yield running


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(contact="rat@haus.example", allow_private=True) as opened:
        yield opened


async def ask(
    server: OddServer, session: aiohttp.ClientSession, answer: Answer, *, max_size: int = 1_000_000, **more: str
) -> Fetched | NotModified | FetchFault:
    server.answers["a"] = answer
    return await fetch(f"{server.base}/a", session=session, max_size=max_size, timeout=1.0, **more)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(response(), id="plain"),
        pytest.param(response(body=gzip.compress(FEED), Content_Encoding="gzip"), id="gzip"),
        pytest.param(response(body=gzip.compress(FEED), Content_Encoding="x-gzip"), id="x-gzip"),
        pytest.param(response(body=gzip.compress(FEED), Content_Type="application/gzip"), id="a packed file"),
        pytest.param(response(body=gzip.compress(gzip.compress(FEED)), Content_Encoding="gzip"), id="packed twice"),
        pytest.param(response(body=zlib.compress(FEED), Content_Encoding="deflate"), id="deflate"),
        pytest.param(response(body=odd.raw_deflate(FEED), Content_Encoding="deflate"), id="raw deflate"),
        pytest.param(response(Content_Encoding="identity"), id="identity"),
        pytest.param(response(length=None), id="no length"),
        pytest.param(response(version="1.0", length=None), id="HTTP/1.0"),
        pytest.param(response(status="200"), id="no reason"),
        pytest.param(response(status="203 Non-Authoritative Information"), id="203"),
        pytest.param(response(Content_Type="text/html; charset=utf-7"), id="wrong type"),
        pytest.param(response(Content_Type="\xe4\xf6"), id="type in latin-1"),
        pytest.param(response(Set_Cookie="a=b; Path=/", Content_Type="application/rss+xml"), id="cookie"),
        pytest.param(response(ETag='W/"schwach"'), id="weak etag"),
        pytest.param(response(ETag="x" * 5_000), id="etag without end"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(FEED), FEED),
            id="chunked",
        ),
    ],
)  # fmt: skip
async def test_what_can_be_read_is_read(server: OddServer, session: aiohttp.ClientSession, answer: bytes) -> None:
    found = await ask(server, session, answer)
    assert isinstance(found, Fetched)
    assert found.data == FEED
    assert found.etag is None or len(found.etag) < 100


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(odd.nothing, "unreachable", id="hangs up"),
        pytest.param(odd.silence, "timeout", id="says nothing"),
        pytest.param(odd.slow_loris, "timeout", id="header byte by byte"),
        pytest.param(odd.slow_body, "timeout", id="body byte by byte"),
        pytest.param(odd.endless_body, "too_large", id="endless"),
        pytest.param(response(body=odd.bomb(50_000_000), Content_Encoding="gzip"), "too_large", id="gzip bomb"),
        pytest.param(response(body=odd.bomb(50_000_000)), "too_large", id="packed file bomb"),
        pytest.param(
            response(body=zlib.compress(b" " * 50_000_000), Content_Encoding="deflate"), "too_large", id="deflate bomb"
        ),
        pytest.param(response(body=b"x" * 1_000_001), "too_large", id="too large"),
        pytest.param(response(Content_Encoding="gzip"), "broken_answer", id="not gzip"),
        pytest.param(response(Content_Encoding="br"), "broken_answer", id="brotli unasked"),
        pytest.param(response(length=9_000), "broken_answer", id="length too long"),
        pytest.param(response(length=None, Content_Length="-5"), "broken_answer", id="length negative"),
        pytest.param(response(length=None, Content_Length="viel"), "broken_answer", id="length in words"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b" % (len(FEED) + 9, FEED),
            "broken_answer", id="chunk cut off",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nviel\r\n" + FEED,
            "broken_answer", id="chunk of words",
        ),
        pytest.param(b"Guten Tag\r\n\r\n", "broken_answer", id="no HTTP"),
        pytest.param(response(status="99999 Viel"), "broken_answer", id="status too large"),
        pytest.param(response(X_Long="x" * 100_000), "broken_answer", id="header too long"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"X-Flood: x\r\n" * 10_000 + b"\r\n", "broken_answer", id="headers without end"
        ),
        pytest.param(response(status="304 Not Modified", body=b""), "unasked", id="304 unasked"),
        pytest.param(response(status="301 Moved Permanently", body=b""), "redirects", id="moved nowhere"),
        pytest.param(response(status="302 Found", Location="/a"), "redirects", id="circle"),
        pytest.param(response(status="302 Found", Location="http://["), "redirects", id="moved to nonsense"),
        pytest.param(response(status="302 Found", Location="javascript:alert(1)"), "redirects", id="moved to a script"),
        pytest.param(response(status="302 Found", Location="file:///etc/passwd"), "redirects", id="moved to a file"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_a_fault_that_says_why(
    server: OddServer, session: aiohttp.ClientSession, answer: Answer, code: str
) -> None:
    found = await ask(server, session, answer)
    assert isinstance(found, FetchFault)
    assert found.code == code
    assert found.message.endswith(".")
    assert found.hint.endswith(".")


@pytest.mark.parametrize("status", [201, 204, 206, 226, 400, 401, 403, 404, 410, 418, 429, 451, 500, 502, 503, 599])
@pytest.mark.parametrize(
    ("retry", "wait"),
    [
        (None, None), ("120", timedelta(minutes=2)), ("gleich", None), ("-9", None), ("9" * 30, 31 * DAY),
        ("Mon, 23 Nov 2026 09:02:00 GMT", timedelta(minutes=2)),
    ],
)  # fmt: skip
async def test_a_status_is_told_with_the_patience_it_asks_for(
    server: OddServer, session: aiohttp.ClientSession, status: int, retry: str | None, wait: timedelta | None
) -> None:
    headers = {"Date": "Mon, 23 Nov 2026 09:00:00 GMT"}
    if retry:
        headers["Retry_After"] = retry
    body = b"" if status == 204 else FEED
    answer = response(f"{status} So", body, "1.1", -1, **headers)
    found = await ask(server, session, answer)
    assert isinstance(found, FetchFault)
    assert (found.code, found.status, found.retry_after) == ("http_status", status, wait)
    assert str(status) in found.message


async def test_an_empty_answer_is_fetched_and_left_to_the_reader(
    server: OddServer, session: aiohttp.ClientSession
) -> None:
    found = await ask(server, session, response(body=b"", ETag='"leer"'))
    assert isinstance(found, Fetched)
    assert found.data == b""


async def test_validators_go_along_and_come_back_changed_each_time(
    server: OddServer, session: aiohttp.ClientSession
) -> None:
    for number in range(2):
        found = await ask(server, session, response(ETag=f'"{number}"'), etag=f'"{number - 1}"', modified="gestern")
        assert isinstance(found, Fetched)
        assert found.etag == f'"{number}"'
        assert f'If-None-Match: "{number - 1}"' in server.requests[-1]
        assert "If-Modified-Since: gestern" in server.requests[-1]


async def test_what_is_unchanged_may_have_moved_and_stay_fresh(
    server: OddServer, session: aiohttp.ClientSession
) -> None:
    server.answers["b"] = response("304 Not Modified", b"", Cache_Control="max-age=600")
    found = await ask(server, session, response("301 Moved Permanently", b"", Location="/b"), etag='"1"')
    assert found == NotModified(f"{server.base}/b", f"{server.base}/b", timedelta(minutes=10))


async def test_no_cookie_is_ever_sent_back(server: OddServer, session: aiohttp.ClientSession) -> None:
    server.answers["b"] = response()
    await ask(server, session, response("302 Found", b"", Location="/b", Set_Cookie="folgt=mir; Path=/"))
    await ask(server, session, response())
    assert len(server.requests) == 3
    assert not any("Cookie" in head for head in server.requests)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::]", "0.0.0.0", "localhost", "localhost.", "LOCALHOST", "10.0.0.1", "192.168.178.1",
        "169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    ],
)  # fmt: skip
async def test_a_redirect_into_a_private_network_is_not_followed(host: str) -> None:
    """The first address is this machine's too, so the check is told to let its port through."""
    async with odd.odd_server() as server:
        server.answers |= {"a": response("302 Found", b"", Location=f"http://{host}:9/"), "b": response()}
        async with open_session(contact="x", allow_private=True) as session:
            assert isinstance(await fetch(f"{server.base}/b", session=session), Fetched)
            found = await _ask_with_one_private_port(f"{server.base}/a")
    assert isinstance(found, FetchFault)
    assert found.code in ("private_address", "redirects", "bad_url", "no_host")
    assert len(server.requests) == 2


async def _ask_with_one_private_port(url: str) -> Fetched | NotModified | FetchFault:
    port = int(url.rsplit(":", 1)[1].split("/", maxsplit=1)[0])

    def open_socket(info: object) -> object:
        address = info[4]  # type: ignore[index]  # what getaddrinfo gives
        return (fetching._open_socket if address[1] == port else fetching._open_public_socket)(info)

    connector = aiohttp.TCPConnector(socket_factory=open_socket)  # type: ignore[arg-type]  # as untyped as there
    async with aiohttp.ClientSession(connector=connector) as session:
        return await fetch(url, session=session, timeout=2.0)


async def test_a_certificate_that_nobody_vouches_for_is_told(session: aiohttp.ClientSession) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(tls)
    async with odd.odd_server(tls) as server:
        found = await ask(server, session, response())
        assert isinstance(found, FetchFault)
        assert found.code == "tls"
        assert server.requests == []


async def test_a_server_that_knows_no_secure_connection_is_told(
    server: OddServer, session: aiohttp.ClientSession
) -> None:
    # Asked for a handshake, it waits for the end of a request that never comes; or it answers in plain words.
    server.base = server.base.replace("http:", "https:")
    found = await ask(server, session, response())
    assert isinstance(found, FetchFault)
    assert found.code in ("tls", "timeout", "unreachable")


async def test_a_host_that_is_not_there_is_told(session: aiohttp.ClientSession) -> None:
    found = await fetch("http://gibt-es-nicht.invalid/feed", session=session, timeout=5.0)
    assert isinstance(found, FetchFault)
    assert found.code in ("no_host", "timeout")


@pytest.mark.parametrize(
    "url", ["http://a.example/" + "x" * 100_000, "http://münchen.invalid/ä?ö=ü#ß", "http://xn--.invalid/"]
)
async def test_long_and_foreign_addresses_are_values_too(session: aiohttp.ClientSession, url: str) -> None:
    found = await fetch(url, session=session, timeout=5.0)
    assert isinstance(found, FetchFault)


@pytest.mark.parametrize(
    ("steps", "final", "expected"),
    [
        ([], "https://a.example/", None),
        ([(301, "https://a.example/")], "https://b.example/", "https://b.example/"),
        ([(301, "https://a.example/"), (308, "https://b.example/")], "https://c.example/", "https://c.example/"),
        ([(301, "https://a.example/"), (302, "https://b.example/")], "https://c.example/", "https://b.example/"),
        ([(302, "https://a.example/"), (301, "https://b.example/")], "https://c.example/", None),
        ([(301, "https://a.example/")], "http://a.example/", None),
        ([(301, "http://a.example/")], "https://a.example/", "https://a.example/"),
        ([(301, "https://a.example/"), (301, "https://b.example/")], "https://a.example/", None),
        ([(301, "https://a.example/")], "https://u:p@b.example/", None),
    ],
)
def test_only_what_moved_for_good_counts_as_moved(
    steps: list[tuple[int, str]], final: str, expected: str | None
) -> None:
    assert moved_to(steps, final) == expected


async def test_many_at_once_do_not_disturb_each_other(server: OddServer, session: aiohttp.ClientSession) -> None:
    server.answers |= {"gut": response(), "weg": odd.nothing, "krumm": response(length=9_000)}
    names = ["gut", "weg", "krumm"] * 20
    found = await asyncio.gather(*(fetch(f"{server.base}/{name}", session=session, timeout=10) for name in names))
    assert [isinstance(one, Fetched) for one in found] == [name == "gut" for name in names]
