"""One exchange of JSON over aiohttp's connections: its pool, TLS and parser, without its objects for each call.

What ClientSession makes of a request and its answer (parsed addresses, maps of headers, cookies, history, hooks) costs
more than half of what a message costs in all, and nothing of it is looked at here.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable

import aiohttp
from yarl import URL

_NO_HEADERS = frozenset({"Accept", "Accept-Encoding", "User-Agent", "Content-Type"})


class Exchange:
    """Posts JSON to one server. prefix: what every address begins with; it holds the token, so it is shown nowhere.

    Make it in an event loop. Raises ValueError when that is no address.
    """

    def __init__(self, connector: aiohttp.BaseConnector, prefix: str) -> None:
        address = URL(prefix)
        self._connector = connector
        # What a connection is chosen by. It names the server only.
        self._server = aiohttp.ClientRequest(
            "POST", address.origin(), loop=asyncio.get_running_loop(), skip_auto_headers=_NO_HEADERS
        )
        self._head = _head_of(address, self._server.headers["Host"])

    async def post(self, path: str, body: bytes, extra: str, limits: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        """Return status and body of the answer. path: what comes behind the prefix; extra: further lines of headers.

        Raises what aiohttp raises; ConnectionTimeoutError when nothing was sent yet.
        """
        try:
            connection = await self._connector.connect(self._server, [], limits)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError from error
        try:
            protocol, transport = connection.protocol, connection.transport
            assert protocol is not None
            assert transport is not None
            protocol.set_response_params(read_until_eof=True, read_timeout=limits.sock_read)
            transport.write(self._head(path, len(body), extra) + body)
            protocol.start_timeout()
            message, content = await protocol.read()
            while message.code < 200:
                message, content = await protocol.read()
            answer = await content.read()
        except BaseException:
            connection.close()
            raise
        connection.release()
        return message.code, answer


def _head_of(address: URL, host: str) -> Callable[[str, int, str], bytes]:
    """Return what makes the head of a request: a closure, so that no attribute shows the token."""
    start = f"POST {address.raw_path}"
    lines = f" HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    if address.user is not None:
        given = b64encode(f"{address.user}:{address.password or ''}".encode()).decode()
        lines += f"Authorization: Basic {given}\r\n"
    return lambda path, length, extra: f"{start}{path}{lines}{extra}Content-Length: {length}\r\n\r\n".encode("ascii")
